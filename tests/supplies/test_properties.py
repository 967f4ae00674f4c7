"""What holds whatever is done: random days of a duty room, through the services, with all that may be refused."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Row, func, select

from inventory.ground.errors import Refused
from inventory.ground.store import Store, now
from inventory.supplies import corrections, stock, transfers
from inventory.supplies.balances import Balance, as_at
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Condition, Line, Lot
from inventory.supplies.places import ENDS, Place
from inventory.supplies.standing import on_hand
from inventory.supplies.stock import Cause, Purpose
from tests.supplies.acts import today
from tests.world import World

STORES = st.sampled_from(["east", "east", "room", "west"])
HOLDERS = st.sampled_from(["team", "shelter"])
ANYWHERE = STORES | HOLDERS
ITEMS = st.sampled_from(["bags", "bags", "sand", "biscuits", "pump"])
AMOUNTS = st.sampled_from([Decimal(text) for text in ("1", "1", "2", "3", "5", "8", "20", "90", "1500", "0.5")])
DAYS = st.sampled_from([0, 0, 0, 0, 0.5, 2, 9, 29, 31])
WHICH = st.integers(0, 200)


class Books(RuleBasedStateMachine):
    """The books of the small world, kept by somebody who tries everything."""

    template: Path

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="xunbei-books-"))
        shutil.copy2(self.template, self.folder / "store.sqlite")
        self.world = World(Store.open(self.folder / "store.sqlite"))
        self.rows = {name: getattr(self.world, name) for name in ("east", "room", "west", "team", "shelter")}
        self.items = {name: getattr(self.world, name) for name in ("bags", "sand", "biscuits", "pump")}
        self.given: list[tuple[datetime, Any]] = []
        out = [
            Line(self.items[name], Decimal(number)) for name, number in (("bags", 300), ("biscuits", 45), ("pump", 1))
        ]
        for days, to in ((20, "team"), (3, "shelter")):
            facts = {"place": self.rows["east"], "to": self.rows[to], "due_on": today(), "lines": out}
            self.attempt(stock.issue, days, **facts)
        self.attempt(transfers.transfer, 9, place=self.rows["east"], to=self.rows["room"], lines=out[:1])
        self.attempt(
            transfers.transfer, 2, place=self.rows["east"], to=self.rows["west"], lines=out[:1], on_the_way=True
        )

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.what_was_given_comes_again()
            assert self.world.faults() == []
            self.reversing_everything_leaves_nothing()
            assert self.world.faults() == []
        finally:
            self.world.store.close()
            shutil.rmtree(self.folder)

    # What is tried

    def attempt(self, service: Any, days: float = 0, at: str = "occurred_at", **facts: Any) -> None:
        """Do it if the rules let it be done; what happened before it stays as it was."""
        happened = now() - timedelta(days=days) if days else None
        eve = (happened or now()) - timedelta(microseconds=1)
        with self.world.store.read() as session:
            before = as_at(session, eve)
        with contextlib.suppress(Refused):
            self.world.do(service, **(facts | ({at: happened} if days else {})))
        with self.world.store.read() as session:
            after = as_at(session, eve)
        assert {key: amount for key, amount in after.items() if amount} == {
            key: amount for key, amount in before.items() if amount
        }

    def line(self, item: str, amount: Decimal, which: int | None = None, **more: Any) -> Line:
        lots = self.all(select(Lot).where(Lot.item_id == self.items[item].id).order_by(Lot.id)) if which else []
        lot = lots[which % len(lots)] if lots and which else None
        return Line(self.items[item], amount, lot, reason="示例", **more)

    def all(self, query: Any) -> list[Any]:
        with self.world.store.read() as session:
            return list(session.scalars(query))

    @rule(item=ITEMS, amount=AMOUNTS, place=STORES, days=DAYS, life=st.sampled_from([None, -5, 5, 50]))
    def receive(self, item: str, amount: Decimal, place: str, days: float, life: int | None) -> None:
        expires: date | None = today() + timedelta(days=life) if life else None
        lines = [self.line(item, amount, expires_on=expires), self.line("bags", Decimal(1))]
        self.attempt(stock.receive, days, place=self.rows[place], lines=lines)

    @rule(item=ITEMS, amount=AMOUNTS, place=STORES, to=HOLDERS, days=DAYS, which=WHICH, loan=st.booleans())
    def issue(self, item: str, amount: Decimal, place: str, to: str, days: float, which: int, loan: bool) -> None:  # noqa: FBT001
        facts: dict[str, Any] = {"due_on": today()} if loan else {"purpose": Purpose.USE, "urgent": True}
        lines = [self.line(item, amount, which % 3 and which), self.line(item, Decimal(1))]
        self.attempt(stock.issue, days, place=self.rows[place], to=self.rows[to], lines=lines, **facts)

    @rule(item=ITEMS, amount=AMOUNTS, place=STORES, to=STORES, days=DAYS, way=st.booleans())
    def transfer(self, item: str, amount: Decimal, place: str, to: str, days: float, way: bool) -> None:  # noqa: FBT001
        facts = {"place": self.rows[place], "to": self.rows[to], "lines": [self.line(item, amount)]}
        self.attempt(transfers.transfer, days, on_the_way=way, **facts)

    @rule(which=WHICH, amount=AMOUNTS, days=DAYS, lost=st.booleans(), part=st.booleans())
    def arrive(self, which: int, amount: Decimal, days: float, lost: bool, part: bool) -> None:  # noqa: FBT001
        sent = self.all(select(Voucher).where(Voucher.kind == VoucherKind.TRANSFER))
        if sent:
            lines = [self.line("bags", amount)] if part else []
            facts = {"voucher": sent[which % len(sent)], "lines": lines, "lost": lost, "note": "示例"}
            self.attempt(transfers.arrive, days, **facts)

    @rule(item=ITEMS, amount=AMOUNTS, place=HOLDERS, to=STORES, days=DAYS, which=WHICH)
    def take_back(self, item: str, amount: Decimal, place: str, to: str, days: float, which: int) -> None:
        facts = {
            "place": self.rows[place],
            "to": self.rows[to],
            "lines": [self.line(item, amount, which % 3 and which)],
        }
        self.attempt(transfers.take_back, days, **facts)

    @rule(item=ITEMS, amount=AMOUNTS, place=ANYWHERE, days=DAYS, cause=st.sampled_from(Cause))
    def write_off(self, item: str, amount: Decimal, place: str, days: float, cause: Cause) -> None:
        self.attempt(stock.write_off, days, place=self.rows[place], lines=[self.line(item, amount)], cause=cause)

    @rule(which=WHICH, amount=AMOUNTS, place=ANYWHERE, days=DAYS, condition=st.sampled_from(Condition))
    def reclassify(self, which: int, amount: Decimal, place: str, days: float, condition: Condition) -> None:
        lots = self.all(select(Lot).order_by(Lot.id))
        facts = {"place": self.rows[place], "lot": lots[which % len(lots)], "quantity": amount}
        self.attempt(corrections.reclassify, days, condition=condition, note="示例", **facts)

    @rule(which=WHICH, place=ANYWHERE, days=DAYS, passed=st.booleans())
    def record_test(self, which: int, place: str, days: float, passed: bool) -> None:  # noqa: FBT001
        lots = self.all(select(Lot).order_by(Lot.id))
        facts = {"place": self.rows[place], "lot": lots[which % len(lots)], "passed": passed, "tester": "示例"}
        self.attempt(corrections.record_test, days, at="tested_at", **facts)

    @rule(which=st.integers(0, 12))
    def reverse(self, which: int) -> None:
        vouchers = self.all(select(Voucher).order_by(Voucher.id.desc()))
        with contextlib.suppress(Refused):
            self.world.do(corrections.reverse, voucher=vouchers[which % len(vouchers)], note="示例")

    @rule()
    def give_a_superior_the_stock(self) -> None:
        with self.world.store.read() as session:
            self.given.append((now(), list(on_hand(session, self.world.leader, when=now()))))

    # What always holds

    @invariant()
    def balances_are_what_the_ledger_gives(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.store.read() as session:
            kept = {(one[0], one[1]): one[2] for one in session.execute(select(Balance.__table__))}
            assert as_at(session, None) == kept
            assert {key: held for key, held in as_at(session, now()).items() if held} == {
                key: held for key, held in kept.items() if held
            }

    @invariant()
    def no_balance_was_ever_below_zero(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.store.read() as session:
            ends = set(session.scalars(select(Place.id).where(Place.kind.in_(ENDS))))
            running: dict[tuple[int, int], Decimal] = {}
            moments: dict[datetime, list[Row[Any]]] = {}
            for one in session.execute(select(Movement.__table__)):
                moments.setdefault(one.occurred_at, []).append(one)
            for moment in sorted(moments):
                for one in moments[moment]:
                    for place, sign in ((one.from_id, -1), (one.to_id, 1)):
                        key = (one.lot_id, place)
                        running[key] = running.get(key, Decimal(0)) + sign * one.quantity
                assert min((held for key, held in running.items() if key[1] not in ends), default=0) >= 0

    # What holds in the end

    def what_was_given_comes_again(self) -> None:
        with self.world.store.read() as session:
            for when, lines in self.given:
                assert list(on_hand(session, self.world.leader, when=when, known=when)) == lines

    def reversing_everything_leaves_nothing(self) -> None:
        undone = select(Voucher.reverses_id).where(Voucher.reverses_id.is_not(None))
        standing = Voucher.id.not_in(undone), Voucher.kind != VoucherKind.REVERSAL
        for voucher in self.all(select(Voucher).where(*standing).order_by(Voucher.id.desc())):
            self.world.do(corrections.reverse, voucher=voucher, note="示例")
        with self.world.store.read() as session:
            assert session.scalar(select(func.count()).where(Balance.quantity != 0)) == 0
            assert not any(as_at(session, now()).values())


def test_the_books_hold_whatever_is_tried(template: Path) -> None:
    Books.template = template
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

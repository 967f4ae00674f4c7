"""What holds of every check: whatever moves meanwhile, the posted differences are those that truly were there."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from inventory.ground.store import Store, now
from inventory.supplies import stock, transfers
from inventory.supplies.balances import Balance
from inventory.supplies.counts import CountEntry, CountOutcome
from inventory.supplies.entering import Keyed, enter_count, hand_in
from inventory.supplies.lots import Line, Lot
from inventory.supplies.reckoning import Reckoned
from tests.supplies.checks import SWAP, lines, opened, posted
from tests.world import World

D = Decimal
ITEMS = ("bags", "jackets", "sand")
NOW, LATE = "now", "late"

Act = tuple[str, str, int, str]
moves = st.tuples(
    st.sampled_from(["issue", "receive"]), st.sampled_from(ITEMS), st.integers(1, 30), st.sampled_from([NOW, LATE])
)
counted = st.tuples(st.just("count"), st.sampled_from(ITEMS), st.just(0), st.sampled_from([NOW, LATE]))
papers = st.tuples(st.just("papers"), st.just(""), st.just(0), st.just(NOW))


class Depot:
    """The depot as it truly is, beside what its book says: planted differences, movements that are entered late."""

    def __init__(self, world: World, planted: dict[str, int]) -> None:
        self.world = world
        self.rows = {name: getattr(world, name) for name in (*ITEMS, "east", "room", "team")}
        self.count = opened(world)
        self.lots = {name: self.lot(name) for name in ITEMS}
        self.truth = {name: self.book(name) + planted[name] for name in ITEMS}
        self.owed: list[tuple[str, str, int, datetime]] = []

    def line(self, name: str) -> Reckoned:
        item = self.rows[name].id
        return next(one for one in lines(self.world, self.count).values() if one.item_id == item)

    def lot(self, name: str) -> Lot:
        with self.world.store.read() as session:
            return session.get_one(Lot, self.line(name).lot_id)

    def where(self, name: str) -> str:
        return "room" if name == "jackets" else "east"

    def book(self, name: str) -> Decimal:
        return D(self.world.held_lot(self.lots[name].id, self.rows[self.where(name)].id))

    def move(self, way: str, name: str, amount: int, when: str) -> None:
        self.truth[name] += amount if way == "receive" else -amount
        self.owed.append((way, name, amount, now()))
        if when == NOW:
            self.enter(self.owed.pop())

    def enter(self, paper: tuple[str, str, int, datetime]) -> None:
        """What moved is entered, with the time at which it did."""
        way, name, amount, at = paper
        place, lot = self.rows[self.where(name)], self.lots[name]
        line = [Line(self.rows[name], D(amount), lot)]
        if way == "issue":
            self.world.do(stock.issue, place=place, to=self.rows["team"], lines=line, occurred_at=at)
        else:
            self.world.do(transfers.take_back, place=self.rows["team"], to=place, lines=line, occurred_at=at)

    def papers(self) -> None:
        owed, self.owed = self.owed, []
        for paper in owed:
            self.enter(paper)

    def key(self, name: str, when: str) -> None:
        """Count what truly is there; or note it on paper, and key it a little later with its time."""
        at, found, line = now(), self.truth[name], self.line(name)
        if line.settled:
            return
        by = {1: "keeper", 2: "officer"}[line.part]
        by = SWAP[by] if line.counters else by
        if when == LATE:
            self.move("receive" if self.truth[name] < 50 else "issue", name, 1, NOW)
        facts: dict[str, Any] = {"counted_at": at} if when == LATE else {}
        self.world.as_(by).do(enter_count, count=self.count, entries=[Keyed(line.line, found)], replace=True, **facts)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    planted=st.fixed_dictionaries({name: st.integers(-5, 20) for name in ITEMS}),
    acts=st.lists(st.one_of(moves, moves, counted, papers), max_size=14),
    between=st.lists(moves, max_size=5),
)
def test_posted_differences_are_the_planted_ones_whatever_moves_meanwhile(
    template: Path,
    planted: dict[str, int],
    acts: list[Act],
    between: list[Act],
):
    folder = Path(tempfile.mkdtemp(prefix="xunbei-check-"))
    shutil.copy2(template, folder / "store.sqlite")
    store = Store.open(folder / "store.sqlite")
    try:
        world = World(store)
        for name in ITEMS:  # something out there, so that something can come back
            place = world.room if name == "jackets" else world.east
            world.do(stock.issue, place=place, to=world.team, lines=[Line(getattr(world, name), D(4))])
        _play(Depot(world, planted), planted, acts, between)
        assert world.faults() == []
    finally:
        store.close()
        shutil.rmtree(folder)


def _play(
    depot: Depot,
    planted: dict[str, int],
    acts: list[Act],
    between: list[Act],
) -> None:
    for act, name, amount, when in acts:
        if act == "count":
            depot.key(name, when)
        elif act == "papers":
            depot.papers()
        elif act == "issue" or amount <= 20:
            _try(depot, act, name, amount, when)
    depot.papers()
    for _round in range(2):
        _count_the_rest(depot)
        for act, name, amount, _when in between:
            _try(depot, act, name, amount, NOW)
    posted(depot.world, depot.count)
    with depot.world.store.read() as session:
        outcomes = {one.lot_id: one for one in session.scalars(select(CountOutcome))}
        entries = {one.id: one.quantity for one in session.scalars(select(CountEntry))}
        held = {(one.lot_id, one.place_id): one.quantity for one in session.scalars(select(Balance))}
    for name in ITEMS:
        outcome = outcomes[depot.lots[name].id]
        found = entries[outcome.entry_id]
        assert found - outcome.book == planted[name]
        place = depot.rows[depot.where(name)].id
        assert held[depot.lots[name].id, place] == depot.truth[name] == found + outcome.moved


def _try(depot: Depot, way: str, name: str, amount: int, when: str) -> None:
    """Move it, unless there is too little in truth, in the book, or out there."""
    out = depot.world.held(depot.rows["team"], depot.lots[name])
    owed = sum(paper[2] for paper in depot.owed if paper[1] == name)
    if way == "issue" and min(depot.truth[name], depot.book(name)) - owed < amount + 2:
        return
    if way == "receive" and out - owed < amount:
        return
    depot.move(way, name, amount, when)


def _count_the_rest(depot: Depot) -> None:
    """Everything that is still to be counted, by whoever may; then it is handed in."""
    for name in ITEMS:
        depot.key(name, NOW)
    for one in lines(depot.world, depot.count).values():
        if one.entry is None and one.lot_id is not None:
            by = {1: "keeper", 2: "officer"}[one.part]
            right = Keyed(one.line, D(depot.world.held_lot(one.lot_id, one.place_id)))
            depot.world.as_(by).do(enter_count, count=depot.count, entries=[right])
    for part in (1, 2):
        if any(not one.settled for one in lines(depot.world, depot.count).values() if one.part == part):
            depot.world.as_("keeper").do(hand_in, count=depot.count, part=part)

"""The shape of what is stored: exact amounts, whole instants, masked phones, one canonical form for both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import event, select, update
from sqlalchemy.exc import NoResultFound, StatementError
from sqlalchemy.orm import Session

from inventory.ground.schema import (
    FEW,
    Base,
    Prepared,
    amount,
    canonical,
    canonical_rows,
    compact,
    guards,
    insert_only,
    masked,
    models,
    thousandths,
)
from inventory.ground.store import Store
from inventory.supplies import stock
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item, Pack
from inventory.supplies.counts import Found
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Line


@given(some.integers(min_value=-(2**62), max_value=2**62))
def test_an_amount_comes_back_exactly(scaled):
    assert thousandths(amount(scaled)) == scaled


@pytest.mark.parametrize(
    ("scaled", "shown"),
    [(0, "0"), (500_000, "500"), (1_500, "1.5"), (1, "0.001"), (-1_500, "-1.5"), (10_000_000, "10000")],
)
def test_an_amount_has_no_trailing_zeros_and_no_exponent(scaled, shown):
    assert f"{amount(scaled):f}" == str(amount(scaled)) == shown


@pytest.mark.parametrize("value", ["0.0001", "1.00050001", "1E-9"])
def test_a_fourth_decimal_is_a_bug_and_never_rounded(value):
    with pytest.raises(ValueError, match=value):
        thousandths(Decimal(value))


def test_amounts_and_instants_are_the_same_on_both_databases(world):
    when = datetime(2026, 6, 24, 14, 30, 0, 1, tzinfo=timezone(timedelta(hours=8)))
    with world.begin() as here:
        here.session.execute(update(Pack).values(quantity=Decimal("999999999999.999")))
        pack = here.session.execute(select(Pack.quantity)).scalar_one()
        assert (pack, type(pack)) == (Decimal("999999999999.999"), Decimal)
        found = here.session.scalars(select(Voucher).where(Voucher.occurred_at < when + timedelta(days=36500))).first()
        assert found is not None
        assert found.occurred_at.tzinfo is UTC


def test_a_naive_instant_is_a_bug(world):
    with world.read() as here, pytest.raises(StatementError):
        here.session.scalars(select(Voucher).where(Voucher.occurred_at < datetime(2026, 1, 1))).all()  # noqa: DTZ001


def test_an_instant_keeps_its_last_microsecond(world):
    with world.read() as here:
        recorded = here.session.scalars(select(Voucher.recorded_at)).first()
        again = here.session.scalars(select(Voucher.id).where(Voucher.recorded_at == recorded)).first()
    assert again is not None


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138*****678"), ("5551234", "5*****4"), ("123", "1*3"), ("12", "**"), ("1", "*"), ("", "")],
)
def test_a_phone_is_masked_in_the_middle_for_who_does_not_need_it(phone, shown):
    assert masked(phone, shown=False) == shown
    assert masked(phone, shown=True) == phone


class Kind(StrEnum):
    ONE = "one"


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (Decimal("0.5"), 500),
        (datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8))), "2026-01-01T00:00:00.000000Z"),
        (date(2026, 1, 31), "2026-01-31"),
        (Kind.ONE, "one"),
        (True, True),
        (None, None),
        ("名=1", "名=1"),
    ],
)
def test_every_kind_of_value_has_one_canonical_form(value, form):
    assert canonical(value) == form


def test_a_row_is_sealed_as_one_text_in_a_listed_order():
    row = {"b": Decimal(1), "a": '“"\\', "c": False}
    assert canonical_rows("t", 2, ["a", "b", "c"], [row]) == ['["t",2,"“\\"\\\\",1000,false]']
    assert canonical_rows("t", 2, ["a", "b", "c"], []) == []


VALUES = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.sampled_from(["],[", "[[", "]]", '"],["', "1],[2", "\\", "名", "\n"]),
    some.decimals(min_value=0, max_value=10**9, places=3),
    some.dates(),
    some.datetimes(timezones=some.just(UTC)),
    some.sampled_from(Found),
)


@given(some.lists(some.tuples(some.integers(), VALUES, VALUES), max_size=30))
def test_rows_are_sealed_together_as_each_is_alone(values):
    names = ["id", "one", "other"]
    told = canonical_rows("t", 1, names, [dict(zip(names, row, strict=True)) for row in values])
    assert told == [compact(["t", 1, *map(canonical, row)]) for row in values]


def test_many_rows_are_read_as_few_are(world):
    question = Prepared(select(Voucher.id, Voucher.kind, Voucher.occurred_at, Voucher.due_on).order_by(Voucher.id))
    with world.begin() as here:
        for _time in range(FEW):
            stock.receive(here.session, here.keeper, place=here.east, lines=[Line(here.bags, Decimal(1))])
        found = question.rows(here.session.connection())
        vouchers = here.session.scalars(select(Voucher).order_by(Voucher.id)).all()
    assert len(found) > FEW
    assert found == [(one.id, one.kind, one.occurred_at, one.due_on) for one in vouchers]
    assert all(isinstance(row[1], VoucherKind) for row in found)


def test_every_model_is_sealed_by_columns_that_it_has_or_says_that_it_is_not():
    unsealed = {"audit_entry", "balance", "number_series"}  # proved by the chain, the ledger and the vouchers
    assert {model.__tablename__ for model in models() if not model.sealed} == unsealed
    for model in models():
        columns = set(model.__table__.columns.keys())
        for names in model.sealed.values():
            assert set(names.split()) <= columns
            assert names.split()[0] == "id"
        if model.sealed:
            unsealed_columns = columns - set(model.sealed[max(model.sealed)].split())
            assert unsealed_columns <= {"key", "look"}, model


def test_what_only_grows_is_written_in_one_list():
    names = {table.name for table in insert_only()}
    ledger = {"audit_entry", "completion", "lot", "lot_test", "movement", "voucher"}
    checks = {"entry", "find", "line", "outcome", "part", "person", "reason", "round", "step"}
    rosters = {"attendance", "duty", "duty_change", "publication", "roster", "shift"}
    room = {"consultation", "decision", "event", "level_order", "log_entry", "report_figure", "upward_report"}
    signed = {"exercise_mark", "handover", "handover_item", "handover_step", "password", "sign_in"}
    resources = {
        "agreement_test", "call_off", "call_off_end", "call_off_item", "delivered_item", "delivery",
        "delivery_undone", "hazard", "hazard_step", "inspection", "inspection_step",
        "inspection_visit", "shelter_step", "team_answer", "team_call", "team_called",
    }  # fmt: skip
    response = {
        "plan_started", "response_order", "stop_order", "stop_ordered", "stop_step", "task", "task_step", "warning_end",
        "warning_notice",
    }  # fmt: skip
    drills = {"drill_event", "drill_sheet", "drill_sheet_end", "drill_step", "drill_voucher", "tick"}
    after = {"assessment", "finding", "finding_outcome"}
    counts = {"stock_count"} | {f"count_{name}" for name in checks}
    assert names == ledger | counts | rosters | room | signed | resources | response | drills | after
    assert Base.metadata.tables["movement"] is Movement.__table__


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_every_table_that_only_grows_has_three_guards(dialect):
    assert len(guards(dialect)) == 3 * len(insert_only())
    assert all(sql.startswith(f"CREATE TRIGGER {name} ") for name, sql in guards(dialect).items())


# Looking up by id


def asked(store: Store, session: Session) -> list[str]:
    """What the session asks of the database from now on."""
    heard: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *facts: heard.append(facts[2]))
    assert session.connection()
    heard.clear()
    return heard


def test_a_row_that_the_session_has_is_not_asked_for_again(world):
    with world.store.read() as session:
        heard = asked(world.store, session)
        bags = session.get_one(Item, 1)
        assert len(heard) == 1
        assert session.get_one(Item, 1) is bags
        assert session.scalars(select(Item).where(Item.code == bags.code)).one() is bags
        assert len(heard) == 2


def test_a_row_that_is_not_there_is_missed(world):
    with world.store.read() as session, pytest.raises(NoResultFound):
        session.get_one(Item, 999)


def test_what_is_not_looked_up_by_one_id_is_looked_up_as_ever(world):
    with world.store.read() as session:
        balance = session.get_one(Balance, (1, world.east.id))
        assert (balance.lot_id, balance.place_id) == (1, world.east.id)
        assert session.get_one(Item, 1, populate_existing=True).code == "WZ0001"
        with pytest.raises(NoResultFound):
            session.get_one(Balance, (1, 999))


def test_what_was_made_a_moment_ago_is_found_before_it_is_kept(world):
    with world.store.begin() as session:
        session.add(Pack(id=99, item_id=1, name="示例捆", quantity=Decimal(50)))
        assert session.get_one(Pack, 99).name == "示例捆"


def test_the_connection_at_hand_is_the_transactions_own(world):
    with world.store.read() as session:
        first = session.connection()
        assert session.connection() is first
        session.rollback()
        assert not session.connection().closed
        assert session.get_one(Item, 1).code == "WZ0001"
    with world.store.read() as other:
        assert other.connection() is not first

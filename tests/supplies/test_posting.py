"""Posting: the ledger only grows, numbers have no gaps, and a request is carried out once."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from inventory.ground.audit import SERVICES, AuditEntry, RequestTaken
from inventory.ground.instants import InFuture
from inventory.ground.schema import Base, insert_only
from inventory.ground.text import Forbidden, TooLong
from inventory.supplies import corrections, stock
from inventory.supplies.balances import NotEnough, as_at
from inventory.supplies.history import movements
from inventory.supplies.ledger import Movement, Voucher
from inventory.supplies.lots import Line
from tests.practice.acts import EVERY
from tests.supplies.acts import ACTS, D, act, ago, books, lent, received, refused
from tests.world import World

# The ledger only grows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["movement", "voucher", "lot", "audit_entry"])
@pytest.mark.parametrize("change", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "INSERT INTO {0} SELECT * FROM {0}"])
def test_no_row_of_the_ledger_is_changed_deleted_or_written_over(world: World, table: str, change: str):
    before = books(world)
    with pytest.raises(DBAPIError), world.store.engine.begin() as connection:
        connection.execute(text(change.format(table)))
    assert books(world) == before


def test_every_table_of_the_ledger_and_of_the_checks_is_guarded():
    guarded = {table.name for table in insert_only()}
    assert {"voucher", "movement", "lot", "lot_test", "completion", "audit_entry"} < guarded
    assert {name for name in Base.metadata.tables if name.startswith("count_")} | {"stock_count"} < guarded


def test_balances_equal_the_ledger_after_every_service_there_is(world: World):
    for name in sorted(ACTS, key=lambda name: name.startswith("retire")):  # what is retired takes no more
        act(world, name)
    with world.store.read() as session:
        replayed = {key: amount for key, amount in as_at(session, None).items() if amount}
    held = {key[:2]: key[2] for key in books(world)[1] if key[2]}
    assert replayed == held
    assert world.faults() == []


# Numbers -------------------------------------------------------------------------------------------------------


def test_numbers_have_no_gaps_across_refusals(world: World):
    numbers = []
    for amount in (1, 50_000, 2, 50_000, 3):
        try:
            voucher = world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(amount))])
        except NotEnough:
            continue
        numbers.append(voucher.number)
    assert [re.sub(r"-\d{4}-", "-", number) for number in numbers] == ["CK-0001", "CK-0002", "CK-0003"]


def test_a_number_tells_the_kind_and_the_year_in_which_it_happened(world: World):
    last_year = ago(400)
    voucher = received(world, world.bags, occurred_at=last_year)
    local = (last_year + timedelta(hours=8)).year
    assert voucher.number == f"RK-{local}-0001"
    assert received(world, world.bags, occurred_at=last_year).number == f"RK-{local}-0002"


def test_the_years_turn_by_the_headquarters_clock(world: World):
    eve = datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC)  # a second before midnight in China
    assert received(world, world.bags, occurred_at=eve).number == "RK-2025-0001"
    assert received(world, world.bags, occurred_at=eve + timedelta(seconds=1)).number == "RK-2026-0001"


# Time ----------------------------------------------------------------------------------------------------------


def test_what_is_still_to_come_is_refused(world: World):
    later = ago(-1)
    local = later + timedelta(hours=8)
    facts = {"place": world.east, "lines": [Line(world.bags, D(1))], "occurred_at": later}
    said = refused(world, InFuture, stock.receive, field="occurred_at", **facts)
    assert said == f"{local:%Y-%m-%d %H:%M} is still to come: enter it when it has happened."
    refused(world, InFuture, stock.issue, field="occurred_at", to=world.team, **facts)


def test_an_entry_of_another_day_is_marked_late_and_one_of_today_is_not(world: World):
    received(world, world.jackets, occurred_at=ago(2))
    received(world, world.jackets)
    lines = world.ask(movements, item=world.jackets)
    assert [line.late for line in lines] == [True, True, False]  # the opening of a month ago, and what was added


def test_all_that_one_key_press_records_carries_one_instant(world: World):
    voucher = world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(1))])
    with world.store.read() as session:
        moved = session.scalars(select(Movement).where(Movement.voucher_id == voucher.id)).all()
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry
    assert {voucher.recorded_at, voucher.occurred_at} == {entry.recorded_at}
    assert {(one.recorded_at, one.occurred_at) for one in moved} == {(entry.recorded_at, entry.recorded_at)}


# Retries -------------------------------------------------------------------------------------------------------


def test_a_request_that_comes_again_gives_the_same_voucher_and_moves_nothing(world: World):
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(500))]}
    first = world.do(stock.issue, request="示例-1", **facts)
    after = books(world)
    again = world.do(stock.issue, request="示例-1", **facts)
    assert again.number == first.number
    assert books(world) == after


def test_a_request_with_other_content_is_refused(world: World):
    facts = {"place": world.east, "to": world.team}
    world.do(stock.issue, request="r", lines=[Line(world.bags, D(500))], **facts)
    before = books(world)
    with pytest.raises(RequestTaken, match="The request r was already used for something else \\(issue\\)"):
        world.do(stock.issue, request="r", lines=[Line(world.bags, D(501))], **facts)
    with pytest.raises(RequestTaken):
        world.do(stock.receive, request="r", place=world.east, lines=[Line(world.bags, D(500))])
    assert books(world) == before


def test_a_request_of_somebody_else_is_refused(world: World):
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(500))]}
    world.do(stock.issue, request="r", **facts)
    with pytest.raises(RequestTaken):
        world.as_("officer").do(stock.issue, request="r", **facts)


def test_a_request_that_was_refused_may_come_again(world: World):
    facts = {"place": world.bare, "to": world.team, "lines": [Line(world.bags, D(5))]}
    with pytest.raises(NotEnough):
        world.do(stock.issue, request="r", **facts)
    received(world, world.bags, 5, place=world.bare)
    world.do(stock.issue, request="r", **facts)
    assert world.held(world.team, world.bags) == 5


@pytest.mark.parametrize(("request_id", "why"), [("x" * 81, TooLong), ("a\x00b", Forbidden), ("\ud800", Forbidden)])
def test_a_request_id_must_be_a_decent_text(world: World, request_id: str, why: type[Exception]):
    with pytest.raises(why):
        world.do(stock.receive, request=request_id, place=world.east, lines=[Line(world.bags, D(1))])


# The audit line ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_service_writes_one_line_that_names_things_as_people_do_and_can_be_retried(file_world: World, name: str):
    world = file_world
    facts = EVERY[name](world)
    before = books(world)[0].entry_id
    first = world.do(SERVICES[name].call, request="r", **facts)
    after = books(world)
    assert world.do(SERVICES[name].call, request="r", **facts).id == first.id
    assert books(world) == after
    with world.store.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.id > before)).one()
    assert (entry.service, entry.actor) == (name, "leader")
    assert set(json.loads(entry.facts)) == set(facts)
    assert not re.search(r'(_id"|"id"|object at)', entry.facts)


def test_a_refusal_leaves_nothing_behind(world: World):
    for name in ("issue", "transfer"):
        facts = {**ACTS[name](world), "lines": [Line(world.bags, D(1)), Line(world.pump, D(99))]}
        refused(world, NotEnough, SERVICES[name].call, field="quantity", **facts)


def test_many_lines_make_one_voucher(file_world: World):
    world = file_world
    lines = [Line(world.bags, D(1))] * 1500
    voucher = world.do(stock.issue, place=world.east, to=world.team, lines=lines)
    with world.store.read() as session:
        assert session.scalar(select(func.count()).where(Movement.voucher_id == voucher.id)) == 1500
        assert session.scalar(select(func.count()).select_from(Voucher).where(Voucher.kind == voucher.kind)) == 1
    assert world.held(world.east, world.bags) == 500


def test_reversal_keeps_its_own_number(world: World):
    assert re.fullmatch(r"CX-\d{4}-0001", world.do(corrections.reverse, voucher=lent(world), note="示例").number)

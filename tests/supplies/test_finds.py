"""Finds: what a check comes upon that isn't on its sheet, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from inventory.supplies import finds, stock
from inventory.supplies.closing import cancel_count
from inventory.supplies.counting import Closed, OpenAlready, Team, name_counter, open_count
from inventory.supplies.counts import Count, CountFind, CountKind, CountOutcome
from inventory.supplies.entering import BeforeOpening, Keyed, NotACounter, enter_count, hand_in
from inventory.supplies.finds import enter_find
from inventory.supplies.lots import AmountNotFitting, Condition, Line, Lot, Mode
from tests.supplies.acts import D, one, received, refused, today
from tests.supplies.checks import handed_in, keyed, line_of, lines, opened, posted
from tests.world import World


@pytest.fixture
def count(world: World) -> Count:
    """The keeper counts the depot, the officer its room."""
    return opened(world)


def found(world: World, count: Count, quantity: Any = 5, *, by: str = "keeper", **what: Any) -> int:
    """Enter a find; the number of its line."""
    line: int = world.as_(by).do(enter_find, count=count, quantity=D(quantity), **what).line
    return line


def not_found(world: World, why: Any, field: str, by: str = "keeper", **facts: Any) -> str:
    """The sentence that refuses a find."""
    return refused(world.as_(by), why, enter_find, field=field, **facts)


# What can be found ---------------------------------------------------------------------------------------------


def test_a_find_is_a_line_after_the_others_and_is_counted_with_it(world: World, count: Count):
    line = found(world, count, item=world.bags, batch="示例批号", note="示例")
    assert line == 8
    made = lines(world, count)[8]
    assert (made.listed, made.name, made.part, made.place_id) == (False, "编织袋", 1, world.east.id)
    assert made.entry is not None
    assert made.entry.quantity == 5
    assert found(world, count, by="officer", item=world.sand, place=world.room) == 9
    assert lines(world, count)[9].part == 2


def test_a_new_lot_of_a_known_item_comes_into_the_books_with_its_label(world: World, count: Count):
    facts: dict[str, Any] = {"batch": "示例批号", "produced_on": today() - timedelta(days=9), "expires_on": today()}
    line = found(world, count, 12, item=world.biscuits, **facts)
    assert lines(world, count)[line].difference == 12
    posted(world, handed_in(world, count, {line: 12}))
    with world.store.read() as session:
        outcome = session.scalars(select(CountOutcome).order_by(CountOutcome.id.desc())).first()
        assert outcome is not None
        lot = session.get_one(Lot, outcome.lot_id)
    assert (lot.item_id, lot.batch, lot.produced_on, lot.expires_on, lot.mode) == (
        world.biscuits.id, *facts.values(), Mode.OWN,
    )  # fmt: skip
    assert world.held(world.east, lot) == 12
    assert world.faults() == []


def test_a_find_in_an_enterprises_depot_is_entrusted_stock(world: World):
    count = world.as_("keeper").do(open_count, place=world.entrusted, kind=CountKind.MONTHLY)
    found(world, count, 3, item=world.jackets)
    for by in ("keeper", "officer"):
        mine = [line for line in lines(world, count).values() if not line.settled]
        if by == "officer":
            world.do(name_counter, count=count, person=world.officer)
        entries = [Keyed(line.line, D(300 if line.line == 1 else 3)) for line in mine]
        world.as_(by).do(enter_count, count=count, entries=entries)
        world.as_(by).do(hand_in, count=count)
    posted(world, count)
    with world.store.read() as session:
        made = session.scalars(select(Lot).where(Lot.item_id == world.jackets.id).order_by(Lot.id.desc())).first()
        assert made is not None
        assert made.mode is Mode.ENTRUSTED


def test_a_lot_from_elsewhere_is_found_where_it_lies(world: World, count: Count):
    lot = one(world, world.jackets)  # the book knows it in the room
    line = found(world, count, 20, lot=lot)
    posted(world, handed_in(world, count, {line: 20, line_of(world, count, "救生衣"): 180}))
    assert (world.held(world.east, lot), world.held(world.room, lot)) == (20, 180)


def test_a_lot_that_came_after_opening_is_a_find_without_a_difference(world: World, count: Count):
    (lot,) = world.lots(received(world, world.pump, 2))
    line = found(world, count, 2, lot=lot)
    assert lines(world, count)[line].difference == 0


def test_an_unknown_thing_stays_on_the_result_and_out_of_the_books(world: World, count: Count):
    line = found(world, count, "2.5", name="示例旧帐篷", unit="顶", note="示例: 无标签")
    assert lines(world, count)[line].name == "示例旧帐篷"
    posted(world, handed_in(world, count, {line: D("2.5")}))
    with world.store.read() as session:
        card = session.scalars(select(CountFind)).one()
        outcome = session.scalars(select(CountOutcome).where(CountOutcome.line_id == card.line_id)).one()
    assert (card.name, card.unit, card.note) == ("示例旧帐篷", "顶", "示例: 无标签")
    assert (outcome.lot_id, outcome.book) == (None, D(0))
    assert world.faults() == []


def test_a_find_may_be_torn_and_keyed_again(world: World, count: Count):
    line = found(world, count, 9, item=world.jackets)
    torn = Keyed(line, D(8), unfit=D(3), condition=Condition.TO_REPAIR, note="示例")
    posted(world, handed_in(world, count, {line: torn}))
    with world.store.read() as session:
        new = session.scalars(select(Lot).where(Lot.item_id == world.jackets.id).order_by(Lot.id)).all()[1:]
    assert {lot.condition: world.held(world.east, lot) for lot in new} == {
        Condition.SERVICEABLE: 5, Condition.TO_REPAIR: 3,
    }  # fmt: skip
    assert world.faults() == []


# What is refused -----------------------------------------------------------------------------------------------


def test_a_find_is_one_thing(world: World, count: Count):
    lot = one(world, world.jackets)
    for what in ({}, {"item": world.bags, "name": "示例"}, {"lot": lot, "name": "示例"}, {"name": " "}):
        not_found(world, finds.NotOneThing, "item", count=count, quantity=D(1), **what)


def test_what_is_on_the_sheet_is_entered_there(world: World, count: Count):
    line = line_of(world, count, "编织袋")
    said = not_found(world, finds.ListedAlready, "lot", count=count, quantity=D(1), lot=one(world, world.bags))
    assert said == f"That is line {line} of {count.number}: enter it there."
    lot = one(world, world.jackets)
    found(world, count, lot=lot)
    not_found(world, finds.ListedAlready, "lot", count=count, quantity=D(1), lot=lot)


def test_what_another_open_check_counts_is_not_found_in_this_one(world: World):
    """Both would post the difference."""
    first = world.as_("keeper").do(open_count, place=world.east, kind=CountKind.MONTHLY, items=[world.sand])
    facts = {"place": world.east, "kind": CountKind.MONTHLY, "items": [world.bags], "parts": [Team((world.officer,))]}
    second = world.do(open_count, **facts)
    asked = {"count": second, "quantity": D(1), "lot": one(world, world.sand)}
    said = not_found(world, OpenAlready, "lot", by="officer", **asked)
    assert said == f"{first.number} is counting 砂 at 示例东仓库 already: post or cancel it first."
    world.do(cancel_count, count=first, note="示例")
    found(world, second, by="officer", lot=one(world, world.sand))


def test_a_find_lies_in_the_place_that_is_checked(world: World, count: Count):
    facts = {"count": count, "quantity": D(1), "item": world.bags}
    said = not_found(world, finds.NotBelow, "place", place=world.west, **facts)
    assert said == f"示例西仓库 is not part of {count.number}, which counts 示例东仓库."


@pytest.mark.parametrize("number", ["0", "-1", "0.5", "NaN", "Infinity", "1E+30"])
def test_an_amount_of_an_item_fits_its_unit(world: World, count: Count, number: str):
    not_found(world, AmountNotFitting, "quantity", count=count, quantity=D(number), item=world.bags)


@pytest.mark.parametrize("number", ["0", "-1", "0.0005", "NaN", "sNaN", "Infinity", "1E+30"])
def test_an_amount_of_an_unknown_thing_is_some(world: World, count: Count, number: str):
    not_found(world, finds.BadFind, "quantity", count=count, quantity=D(number), name="示例", note="示例")


def test_of_an_unknown_thing_something_is_said(world: World, count: Count):
    not_found(world, NameBlank, "note", count=count, quantity=D(1), name="示例旧帐篷")


def test_who_does_not_count_finds_nothing(world: World, count: Count):
    facts = {"count": count, "quantity": D(1), "item": world.bags}
    not_found(world, NotACounter, "part", by="leader", **facts)
    refused(world.as_("watcher"), NotPermitted, enter_find, **facts)


def test_after_the_part_was_handed_in_nothing_more_is_found(world: World, count: Count):
    keyed(world, count, "keeper")
    world.as_("keeper").do(hand_in, count=count)
    facts = {"count": count, "quantity": D(1), "item": world.bags}
    assert "belongs in the next check" in not_found(world, finds.PartHandedIn, "count", **facts)
    assert found(world, count, by="officer", item=world.bags) == 8


def test_nothing_is_found_in_a_closed_check_nor_before_it_was_opened(world: World, count: Count):
    facts = {"count": count, "quantity": D(1), "item": world.bags}
    before = count.opened_at - timedelta(minutes=1)
    not_found(world, BeforeOpening, "counted_at", counted_at=before, **facts)
    world.do(cancel_count, count=count, note="示例")
    not_found(world, Closed, "count", **facts)


def test_the_same_request_finds_once(world: World, count: Count):
    for _time in range(2):
        world.as_("keeper").do(enter_find, request="r", count=count, quantity=D(1), item=world.bags)
    assert len(lines(world, count)) == 8


def test_a_find_of_an_earlier_time_is_compared_with_the_book_of_then(world: World, count: Count):
    lot = one(world, world.jackets)
    world.do(stock.receive, place=world.east, lines=[Line(world.jackets, D(7), lot)])
    line = found(world, count, 7, lot=lot, counted_at=count.opened_at)
    assert (lines(world, count)[line].book, lines(world, count)[line].difference) == (D(0), D(7))

"""Corrections: reversal, condition, trial runs, papers, and what is retired."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from inventory.ground.names import NameTaken, NotRetired, Retired
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from inventory.supplies import catalog, corrections, places, stock, transfers
from inventory.supplies.ageing import lots_of, untested
from inventory.supplies.balances import NotEnough, NotEnoughThen, as_at
from inventory.supplies.catalog import Item
from inventory.supplies.history import movements, papers_owed
from inventory.supplies.lots import AmountNotFitting, Condition, Line
from inventory.supplies.places import KeepsNothing, Place, PlaceKind
from inventory.supplies.standing import on_hand
from inventory.supplies.stock import Cause
from tests.supplies.acts import ACTS, D, act, ago, lent, one, received, refused, sent
from tests.world import World

# Reversal ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["opening", "receive", "issue", "write_off", "transfer", "take_back", "reclassify"])
def test_a_reversal_restores_the_balances_and_the_past(world: World, name: str):
    facts = ACTS[name](world)
    with world.store.read() as session:
        before = {key: amount for key, amount in as_at(session, None).items() if amount}
    voucher = world.do(getattr(stock, name, None) or getattr(transfers, name, None) or corrections.reclassify, **facts)
    undone = world.do(corrections.reverse, voucher=voucher, note="示例")
    assert (undone.occurred_at, undone.reverses_id) == (voucher.occurred_at, voucher.id)
    with world.store.read() as session:
        assert {key: amount for key, amount in as_at(session, None).items() if amount} == before
        assert {key: amount for key, amount in as_at(session, undone.occurred_at).items() if amount} == before


def test_a_voucher_is_reversed_once(world: World):
    voucher = lent(world)
    undone = world.do(corrections.reverse, voucher=voucher, note="示例")
    said = refused(
        world, corrections.ReversedAlready, corrections.reverse, field="voucher", voucher=voucher, note="示例"
    )
    assert said == f"{voucher.number} was reversed before, by {undone.number}."


def test_a_reversal_is_not_reversed(world: World):
    undone = world.do(corrections.reverse, voucher=lent(world), note="示例")
    said = refused(world, corrections.NotReversible, corrections.reverse, field="voucher", voucher=undone, note="示例")
    assert said == f"{undone.number} is a reversal itself: enter the movement anew instead."


def test_a_reversal_says_why(world: World):
    refused(world, NameBlank, corrections.reverse, field="note", voucher=lent(world), note=" ")


def test_a_receipt_whose_stock_is_gone_is_not_reversed(world: World):
    voucher = received(world, world.pump, 5)
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.pump, D(6))])
    refused(world, NotEnough, corrections.reverse, field="quantity", voucher=voucher, note="示例")


def test_a_receipt_whose_stock_was_gone_for_a_while_is_not_reversed(world: World):
    lot = one(world, world.pump)
    voucher = received(world, world.pump, 5, lot=lot, occurred_at=ago(9))
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.pump, D(8))], occurred_at=ago(5))
    received(world, world.pump, 8, lot=lot, occurred_at=ago(2))
    refused(world, NotEnoughThen, corrections.reverse, field="occurred_at", voucher=voucher, note="示例")


def test_what_was_torn_off_since_keeps_its_receipt(world: World):
    voucher = received(world, world.pump, 5)
    (lot,) = world.lots(voucher)
    facts = {"place": world.east, "lot": lot, "quantity": D(1), "condition": Condition.ON_HOLD, "note": "示例"}
    torn = world.do(corrections.reclassify, **facts)
    refused(world, NotEnough, corrections.reverse, field="quantity", voucher=voucher, note="示例")
    world.do(corrections.reverse, voucher=torn, note="示例")
    world.do(corrections.reverse, voucher=voucher, note="示例")
    assert world.held(world.east, world.pump) == 3


def test_both_are_marked_in_the_ledger(world: World):
    voucher = lent(world)
    world.do(corrections.reverse, voucher=voucher, note="示例：写错了")
    lines = world.ask(movements, item=world.bags)[-2:]
    assert [line.reversed for line in lines] == [True, False]
    assert lines[1].note == "示例：写错了"


def test_nothing_comes_back_to_what_has_been_retired(world: World):
    voucher = world.do(transfers.transfer, place=world.east, to=world.bare, lines=[Line(world.pump, D(3))])
    moved_on = world.do(transfers.transfer, place=world.bare, to=world.west, lines=[Line(world.pump, D(3))])
    world.do(corrections.retire_place, place=world.bare)
    said = refused(world, corrections.RetiredSince, corrections.reverse, field="voucher", voucher=moved_on, note="示例")
    assert said == f"示例空仓库 has been retired since: what {moved_on.number} moved stays as it is."
    gone = world.do(stock.write_off, place=world.west, lines=[Line(world.pump, D(3))], cause=Cause.LOST)
    world.do(corrections.retire_item, item=world.pump)
    refused(world, corrections.RetiredSince, corrections.reverse, field="voucher", voucher=gone, note="示例")
    assert voucher.id < gone.id


# Condition -----------------------------------------------------------------------------------------------------


def torn_off(world: World, condition: Condition = Condition.TO_REPAIR, number: int = 20):
    """A part of the bags in the east, in another condition."""
    facts = {"place": world.east, "lot": one(world, world.bags), "quantity": D(number), "note": "示例"}
    voucher = world.do(corrections.reclassify, condition=condition, **facts)
    return next(lot for lot in world.lots(voucher) if lot.condition is condition)


def test_a_torn_part_is_a_lot_of_its_own_that_names_its_origin(world: World):
    torn = torn_off(world)
    assert (torn.parent_id, torn.condition) == (one(world, world.bags).id, Condition.TO_REPAIR)
    assert (world.held(world.east, torn), world.held(world.east, world.bags)) == (20, 2000)


def test_what_is_not_serviceable_covers_no_quota(world: World):
    torn_off(world, number=300)
    (line,) = world.ask(on_hand, items=[world.bags.id])
    assert (line.on_hand, line.usable, line.unfit, line.gap) == (3300, 3000, 300, 2000)


def test_what_is_repaired_is_serviceable_again(world: World):
    torn = torn_off(world)
    facts = {"place": world.east, "quantity": D(20), "note": "示例"}
    world.do(corrections.reclassify, lot=torn, condition=Condition.SERVICEABLE, **facts)
    (line,) = world.ask(on_hand, items=[world.bags.id])
    assert (line.usable, line.unfit) == (3300, 0)


def test_the_same_condition_is_refused(world: World):
    facts = {"place": world.east, "lot": one(world, world.bags), "quantity": D(1), "note": "示例"}
    said = refused(
        world,
        corrections.SameCondition,
        corrections.reclassify,
        field="condition",
        condition=Condition.SERVICEABLE,
        **facts,
    )
    assert said == "Lot P000001 is serviceable already."


def test_no_more_is_set_aside_than_is_there(world: World):
    facts = {"place": world.east, "lot": one(world, world.bags), "condition": Condition.FAILED, "note": "示例"}
    refused(world, NotEnough, corrections.reclassify, field="quantity", quantity=D(2001), **facts)
    refused(world, AmountNotFitting, corrections.reclassify, field="quantity", quantity=D(-1), **facts)


def test_a_part_spread_over_rooms_is_set_aside_where_it_lies(world: World):
    world.do(transfers.transfer, place=world.east, to=world.room, lines=[Line(world.bags, D(500))])
    torn = torn_off(world, number=2000)
    assert (world.held(world.east, torn), world.held(world.room, torn)) == (1500, 500)


def test_what_is_on_the_way_keeps_its_condition(world: World):
    sent(world, 100)
    with world.store.read() as session:
        road = places.end(session, PlaceKind.TRANSIT)
    facts = {"place": road, "lot": one(world, world.bags), "quantity": D(1)}
    said = refused(
        world,
        KeepsNothing,
        corrections.reclassify,
        field="place",
        condition=Condition.FAILED,
        note="示例",
        **facts,
    )
    assert said.startswith("on the way is not a place that people keep")
    refused(world, KeepsNothing, corrections.record_test, field="place", passed=True, tester="示例", **facts)


# Trial runs ----------------------------------------------------------------------------------------------------


def tried(world: World, *, passed: bool, **more):
    """Try the pumps in the east."""
    facts = {"place": world.east, "lot": one(world, world.pump), "tester": "示例", **more}
    return world.do(corrections.record_test, passed=passed, **facts)


def test_what_was_never_tried_is_listed_when_its_time_is_over(world: World):
    assert world.ask(untested) == []
    received(world, world.pump, 2, occurred_at=ago(181))
    (line,) = world.ask(untested)
    assert (line.item, line.quantity, line.tested_on) == ("排水泵", 2, None)


def test_a_trial_run_begins_the_interval_anew(world: World):
    (lot,) = world.lots(received(world, world.pump, 2, occurred_at=ago(400)))
    tried(world, passed=True, lot=lot, tested_at=ago(200))
    (line,) = world.ask(untested)
    assert line.test_due == line.tested_on + timedelta(days=180)
    assert tried(world, passed=True, lot=lot).quantity == 2
    assert world.ask(untested) == []


def test_what_failed_is_set_aside_and_the_rest_stays(world: World):
    tried(world, passed=False, quantity=D(1))
    lines = {line.condition: line for line in world.ask(lots_of, world.pump)}
    assert lines[Condition.SERVICEABLE].quantity == 2
    assert lines[Condition.SERVICEABLE].passed is None
    failed = lines[Condition.FAILED]
    assert (failed.quantity, failed.passed, failed.quality) == (1, False, "failed its trial run")


def test_all_that_is_there_is_tried_unless_a_number_is_given(world: World):
    assert tried(world, passed=True).quantity == 3
    assert tried(world, passed=False).quantity == 3
    assert [line.quantity for line in world.ask(lots_of, world.pump)] == [0, 3]


@pytest.mark.parametrize("passed", [True, False])
def test_no_more_is_tried_than_is_there(world: World, passed: bool):  # noqa: FBT001 - a parameter of the test
    facts = {"place": world.east, "lot": one(world, world.pump), "tester": "示例", "passed": passed}
    refused(world, NotEnough, corrections.record_test, field="quantity", quantity=D(4), **facts)
    for number in ("-1", "0", "NaN", "0.5"):
        refused(world, AmountNotFitting, corrections.record_test, field="quantity", quantity=D(number), **facts)
    facts["place"] = world.bare
    said = refused(world, NotEnough, corrections.record_test, field="quantity", **facts)
    assert said.startswith("示例空仓库 has only 0 台")


# Papers --------------------------------------------------------------------------------------------------------


def test_an_urgent_issue_owes_its_papers_until_they_are_complete(world: World):
    voucher = lent(world, urgent=True)
    assert [line.voucher for line in world.ask(papers_owed)] == [voucher.number]
    facts: dict[str, Any] = {"voucher": voucher, "basis": "示例调拨令", "approver": "示例领导"}
    world.do(corrections.complete_papers, **facts)
    assert world.ask(papers_owed) == []
    said = refused(world, corrections.NothingOwed, corrections.complete_papers, field="voucher", **facts)
    assert said == f"No papers are owed for {voucher.number}."


def test_an_ordinary_issue_owes_nothing(world: World):
    facts = {"voucher": lent(world), "basis": "示例调拨令", "approver": "示例领导"}
    refused(world, corrections.NothingOwed, corrections.complete_papers, field="voucher", **facts)


def test_papers_are_complete_with_an_order_and_an_approver(world: World):
    facts = {"voucher": lent(world, urgent=True), "basis": "示例调拨令", "approver": "示例领导"}
    refused(world, NameBlank, corrections.complete_papers, field="basis", **{**facts, "basis": " "})
    refused(world, NameBlank, corrections.complete_papers, field="approver", **{**facts, "approver": ""})


def test_a_reversed_urgent_issue_owes_nothing(world: World):
    voucher = lent(world, urgent=True)
    world.do(corrections.reverse, voucher=voucher, note="示例")
    assert world.ask(papers_owed) == []
    facts = {"voucher": voucher, "basis": "示例调拨令", "approver": "示例领导"}
    refused(world, corrections.NothingOwed, corrections.complete_papers, field="voucher", **facts)


# Retired -------------------------------------------------------------------------------------------------------


def test_an_item_that_is_still_somewhere_is_not_retired(world: World):
    lent(world, 100)
    said = refused(world, corrections.StillHeld, corrections.retire_item, field="item", item=world.bags)
    assert said.startswith("编织袋 still has 3,300 条 in store or on the way")


def _emptied(world: World) -> Item:
    world.do(stock.write_off, place=world.east, lines=[Line(world.pump, D(3))], cause=Cause.LOST)
    pump: Item = world.pump
    return pump


def test_a_retired_item_takes_no_entries_and_leaves_the_list(world: World):
    old = world.do(corrections.retire_item, item=_emptied(world))
    assert "WZ0003" not in [line.code for line in world.ask(on_hand)]
    refused(world, Retired, stock.receive, field="item", place=world.east, lines=[Line(old, D(1))])
    refused(world, Retired, stock.issue, field="item", place=world.east, lines=[Line(old, D(1))])


def test_a_place_that_holds_something_or_awaits_it_is_not_retired(world: World):
    said = refused(world, corrections.StillHeld, corrections.retire_place, field="place", place=world.east)
    assert said.startswith("示例东仓库 still has 7 lots in store")
    order = sent(world, 100, to=world.bare)
    refused(world, corrections.StillHeld, corrections.retire_place, field="place", place=world.bare)
    world.do(transfers.arrive, voucher=order, lost=True, note="示例")
    world.do(corrections.retire_place, place=world.bare)


def test_a_retired_depot_takes_its_rooms_along(world: World):
    room = world.do(
        places.add_place, organisation=world.headquarters, name="示例小间", kind=PlaceKind.ROOM, parent=world.bare
    )
    world.do(corrections.retire_place, place=world.bare)
    refused(world, Retired, stock.receive, field="place", place=room, lines=[Line(world.bags, D(1))])


def test_a_retired_item_comes_back_to_the_list_and_takes_entries(world: World):
    old = world.do(corrections.retire_item, item=_emptied(world))
    world.do(corrections.revive_item, item=old)
    assert old.code in [line.code for line in world.ask(on_hand)]
    world.do(stock.receive, place=world.east, lines=[Line(old, D(1))])
    said = refused(world, NotRetired, corrections.revive_item, field="item", item=old)
    assert said == f"{old} is in use already."


def test_an_item_does_not_come_back_beside_another_of_its_name(world: World):
    old = world.do(corrections.retire_item, item=_emptied(world))
    new = world.do(catalog.add_item, name=old.name, spec=old.spec, unit="台")
    refused(world, NameTaken, corrections.revive_item, field="name", item=old)
    world.do(corrections.retire_item, item=new)
    world.do(corrections.revive_item, item=old)


def test_the_retired_are_listed_where_they_are_asked_for_and_never_in_the_past(world: World):
    old = world.do(corrections.retire_item, item=_emptied(world))
    assert old.code not in [line.code for line in world.ask(on_hand)]
    listed = world.ask(on_hand, retired=True)
    assert [(line.code, line.retired) for line in listed if line.retired] == [(old.code, True)]
    assert len(listed) == 5
    assert not any(line.retired for line in world.ask(on_hand, when=ago(1)))


def _room(world: World, name: str) -> Place:
    facts = {"organisation": world.headquarters, "name": name, "kind": PlaceKind.ROOM}
    made: Place = world.do(places.add_place, parent=world.bare, **facts)
    return made


def test_a_depot_comes_back_with_its_rooms(world: World):
    room = _room(world, "示例小间")
    world.do(corrections.retire_place, place=world.bare)
    said = refused(world, corrections.ClosedAbove, corrections.revive_place, field="place", place=room)
    assert said == "示例小间 lies in 示例空仓库, which has been retired: take that back into use first."
    world.do(corrections.revive_place, place=world.bare)
    world.do(stock.receive, place=room, lines=[Line(world.bags, D(1))])
    refused(world, NotRetired, corrections.revive_place, field="place", place=room)


def test_of_two_rooms_of_one_name_the_one_that_was_replaced_stays_closed(world: World):
    old = world.do(corrections.retire_place, place=_room(world, "示例小间"))
    new = _room(world, "示例小间")
    world.do(corrections.retire_place, place=world.bare)
    world.do(corrections.revive_place, place=world.bare)
    listed = {line.place_id: line.retired for line in world.ask(places.places, retired=True)}
    assert (listed[old.id], listed[new.id]) == (True, False)


def test_the_ends_of_the_ledger_are_not_retired(world: World):
    with world.store.read() as session:
        ends = [places.end(session, kind) for kind in (PlaceKind.TRANSIT, PlaceKind.SUPPLY)]
    for place in ends:
        refused(world, KeepsNothing, corrections.retire_place, field="place", place=place)
        refused(world, KeepsNothing, places.change_place, field="place", place=place, name="示例")


def test_a_watcher_corrects_nothing(world: World):
    for name in ("reverse", "reclassify", "record_test", "complete_papers", "retire_item", "revive_place"):
        facts = ACTS[name](world)
        refused(world.as_("watcher"), NotPermitted, getattr(corrections, name), **facts)
    assert act(world, "reverse").number.startswith("CX-")


def test_a_trial_run_counts_where_it_was_run(world: World):
    world.do(transfers.transfer, place=world.east, to=world.west, lines=[Line(world.pump, D(1))])
    lot = one(world, world.pump)
    world.do(corrections.record_test, place=world.west, lot=lot, passed=True, tester="示例")
    tried = {line.place_id: line.tested_on is not None for line in world.ask(lots_of, world.pump)}
    assert tried == {world.east.id: False, world.west.id: True}


def test_a_trial_run_of_one_pump_says_nothing_of_the_others(world: World):
    facts = {"place": world.east, "lot": one(world, world.pump), "passed": True, "tester": "示例"}
    world.do(corrections.record_test, quantity=D(1), **facts)
    assert [line.tested_on for line in world.ask(lots_of, world.pump)] == [None]
    world.do(corrections.record_test, **facts)
    assert [line.tested_on is not None for line in world.ask(lots_of, world.pump)] == [True]

"""Checks as they are looked at: how far they have come, what they came to, what may be known of them, what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from inventory.ground.accounts import give_role, take_role
from inventory.ground.people import NotPermitted, Role
from inventory.ground.settings import set_value
from inventory.supplies import stock
from inventory.supplies.checks import Result, check, checks, due, parts, result, sheet
from inventory.supplies.closing import (
    NotAKeeper,
    NotApproved,
    NotSigned,
    SignedAlready,
    approve_count,
    cancel_count,
    post_count,
    send_back,
    sign_handover,
)
from inventory.supplies.counting import Closed, open_count
from inventory.supplies.counts import Count, CountKind, Found
from inventory.supplies.entering import Keyed, enter_count, hand_in
from inventory.supplies.finds import enter_find
from inventory.supplies.lots import Condition, Line
from inventory.supplies.reckoning import Stage
from inventory.supplies.standing import on_hand
from tests.supplies.acts import D, books, one, refused, today
from tests.supplies.checks import explained, handed_in, keyed, line_of, lines, opened, posted
from tests.world import World

BAGS, ROOM = "编织袋", "救生衣"


def look(world: World, query: Any, count: Count, by: str = "leader", **facts: Any) -> Any:
    """What a query about one check gives somebody."""
    with world.read() as here:
        return query(here.session, getattr(here, by), here.session.get_one(Count, count.id), **facts)


def stage(world: World, count: Count) -> Stage:
    """How far a check has come."""
    told: Stage = look(world, check, count).stage
    return told


# The list ------------------------------------------------------------------------------------------------------


def test_a_check_goes_through_its_stages_in_turn(world: World):
    count = opened(world)
    line = line_of(world, count, BAGS)
    seen = [stage(world, count)]
    for by in ("keeper", "officer"):
        keyed(world, count, by, wrong={line: 1990})
    for part in (1, 2):
        world.as_("keeper").do(hand_in, count=count, part=part)
    seen.append(stage(world, count))
    handed_in(world, count, {line: 1990})
    seen.append(stage(world, count))
    explained(world, count)
    world.do(approve_count, count=count)
    seen.append(stage(world, count))
    world.do(send_back, count=count, lines=[line], note="示例")
    seen.append(stage(world, count))
    world.as_("keeper").do(enter_count, count=count, entries=[Keyed(line, D(1990))], alone="示例")
    world.as_("keeper").do(hand_in, count=count)
    seen.append(stage(world, count))
    posted(world, count)
    seen.append(stage(world, count))
    again = [Stage.COUNTING_AGAIN, Stage.HANDED_IN]
    assert seen == [Stage.COUNTING, *again, Stage.APPROVED, *again, Stage.POSTED]
    assert look(world, check, count).alone


def test_the_list_tells_what_was_entered_and_differences_once_all_is_handed_in(world: World):
    count = opened(world)
    line = line_of(world, count, BAGS)
    world.as_("keeper").do(enter_count, count=count, entries=[Keyed(line, D(1990))])
    told = look(world, check, count)
    assert (told.lines, told.entered, told.finds, told.differences, told.closed_at) == (7, 1, 0, None, None)
    assert (told.place, told.people, told.blind) == ("示例东仓库", "示例保管员、示例值班员", True)
    posted(world, handed_in(world, count, {line: 1990}))
    told = look(world, check, count)
    assert (told.entered, told.differences, told.alone) == (7, 1, False)
    assert told.closed_at is not None


def test_the_latest_check_comes_first_and_closed_ones_may_be_left_out(world: World):
    first, second = opened(world), world.do(open_count, place=world.west, kind=CountKind.MONTHLY)
    world.do(cancel_count, count=first, note="示例")
    assert [line.number for line in world.ask(checks)] == [second.number, first.number]
    assert [line.number for line in world.ask(checks, open_only=True)] == [second.number]
    assert [line.number for line in world.as_("townkeeper").ask(checks)] == [second.number]
    assert (stage(world, first), look(world, check, first).differences) == (Stage.CANCELLED, None)


def test_each_part_tells_how_far_it_has_come(world: World):
    count = opened(world)
    keyed(world, count, "officer", wrong={line_of(world, count, ROOM): 1})
    world.as_("officer").do(hand_in, count=count, part=2)
    with world.read() as here:
        told = parts(here.session, here.session.get_one(Count, count.id))
    assert [(one.lines, one.entered, one.rounds, one.waiting) for one in told] == [(6, 0, 1, 6), (1, 0, 2, 1)]


# One check -----------------------------------------------------------------------------------------------------


def test_the_sheet_tells_a_part_once_it_is_handed_in_and_not_before(world: World):
    count = opened(world)
    for by in ("keeper", "officer"):
        keyed(world, count, by)
    assert {(line.book, line.moved, line.difference) for line in look(world, sheet, count)} == {(None, None, None)}
    world.as_("officer").do(hand_in, count=count, part=2)
    told = {line.part: line.book for line in look(world, sheet, count, by="officer")}
    assert told == {1: None, 2: 200}
    assert [line.name for line in look(world, sheet, count, part=2)] == [ROOM]


def test_what_was_found_before_is_told_after_the_second_count_alone(world: World):
    count = opened(world)
    line = line_of(world, count, BAGS)
    keyed(world, count, "keeper", wrong={line: 1990})
    world.as_("keeper").do(hand_in, count=count)
    waiting = look(world, sheet, count)[line - 1]
    assert (waiting.round, waiting.quantity, waiting.earlier, waiting.book, waiting.is_waiting) == (
        2, None, (), None, True,
    )  # fmt: skip
    world.as_("officer").do(enter_count, count=count, entries=[Keyed(line, D(1991))])
    world.as_("officer").do(hand_in, count=count)
    told = look(world, sheet, count)[line - 1]
    assert (told.quantity, told.earlier, told.book, told.difference) == (1991, (1990,), 2000, -9)


def test_the_result_says_what_it_came_to(world: World):
    count = opened(world)
    world.as_("keeper").do(enter_find, count=count, quantity=D(4), item=world.jackets)
    world.as_("keeper").do(enter_find, count=count, quantity=D(2), name="示例旧帐篷", note="示例")
    bags, sand, pump = (line_of(world, count, name) for name in (BAGS, "砂", "排水泵"))
    wrong = {
        bags: Keyed(bags, D(1995), unfit=D(5), condition=Condition.TO_REPAIR),
        sand: D("24.9"),
        pump: Keyed(pump, found=Found.UNREACHABLE, note="示例: 锁着"),
        8: 4,
        9: 2,
    }
    handed_in(world, count, wrong)
    came_to = Result(
        lines=9, outcomes=9, differences=3, finds=2, unknown=1, unreachable=1, again=4, more=2, less=1, unfit=1
    )
    assert result(look(world, sheet, count)) == came_to
    posted(world, count)
    assert result(look(world, sheet, count)) == came_to
    assert look(world, check, count).differences == 3


def test_what_moved_between_count_and_posting_is_shown(world: World):
    count = opened(world)
    line = line_of(world, count, BAGS)
    handed_in(world, count, {line: 1990})
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(300))])
    posted(world, count)
    told = look(world, sheet, count)[line - 1]
    assert (told.book, told.quantity, told.difference, told.moved) == (2000, 1990, -10, -300)


def test_last_checked_stands_on_the_stock_list_once_it_is_posted(world: World):
    count = opened(world)
    assert [line.checked_at for line in world.ask(on_hand)] == [None] * 5
    posted(world, handed_in(world, count))
    told = {line.name: line.checked_at for line in world.ask(on_hand)}
    assert all(told.values())
    with world.read() as here:
        assert told[BAGS] >= here.session.get_one(Count, count.id).opened_at


# A handover ----------------------------------------------------------------------------------------------------


def test_a_handover_is_signed_by_both_before_it_is_posted_and_the_place_changes_hands(world: World):
    facts = {"kind": CountKind.HANDOVER, "keeper_from": world.keeper, "keeper_to": world.officer}
    count = explained(world, handed_in(world, opened(world, **facts), {1: 1}))
    world.do(approve_count, count=count)
    refused(world, NotAKeeper, sign_handover, field="count", count=count)
    said = refused(world, NotSigned, post_count, field="count", count=count)
    assert said == f"示例保管员 has not signed {count.number} yet."
    world.as_("keeper").do(sign_handover, count=count)
    said = refused(world.as_("keeper"), SignedAlready, sign_handover, field="count", count=count)
    assert said == f"示例保管员 has signed {count.number} as it stands: nothing has changed since."
    assert "示例值班员" in refused(world, NotSigned, post_count, field="count", count=count)
    world.as_("officer").do(sign_handover, count=count)
    world.as_("keeper").do(post_count, count=count)
    assert (world.east.keeper, world.east.phone) == ("示例值班员", world.officer.phone)
    assert world.faults() == []


def test_a_signature_holds_for_what_was_signed_alone(world: World):
    facts = {"kind": CountKind.HANDOVER, "keeper_from": world.keeper, "keeper_to": world.officer}
    count = handed_in(world, opened(world, **facts))
    for by in ("keeper", "officer"):
        world.as_(by).do(sign_handover, count=count)
    world.do(send_back, count=count, lines=[1], note="示例")
    right = D(world.held_lot(lines(world, count)[1].lot_id or 0, world.east.id))
    world.as_("officer").do(enter_count, count=count, entries=[Keyed(1, right + 1)])
    world.as_("officer").do(hand_in, count=count)
    explained(world, count)
    world.do(approve_count, count=count)
    refused(world, NotSigned, post_count, field="count", count=count)


# Posting, whoever asks how often -------------------------------------------------------------------------------


def test_a_request_to_post_that_comes_again_posts_nothing_more(world: World):
    count = explained(world, handed_in(world, opened(world), {1: 1}))
    world.do(approve_count, count=count)
    first = world.as_("keeper").do(post_count, request="示例-1", count=count)
    after = books(world)
    assert world.as_("keeper").do(post_count, request="示例-1", count=count).id == first.id
    assert books(world) == after
    refused(world.as_("keeper"), Closed, post_count, field="count", count=count)


@pytest.mark.parametrize(("service", "by", "role"), [(post_count, "keeper", "STOREKEEPER")])
def test_who_lost_the_right_in_between_posts_nothing(world: World, service: Any, by: str, role: str):
    count = explained(world, handed_in(world, opened(world), {1: 1}))
    refused(world.as_(by), NotApproved, service, field="count", count=count)
    world.do(approve_count, count=count)
    facts = {"person": getattr(world, by), "organisation": world.headquarters, "role": Role[role]}
    world.do(take_role, **facts)
    refused(world.as_(by), NotPermitted, service, count=count)
    world.do(give_role, **facts)
    world.as_(by).do(service, count=count)
    assert world.faults() == []


# What is due ---------------------------------------------------------------------------------------------------


def test_until_a_rhythm_is_set_nothing_is_due(world: World):
    told = world.ask(due)
    assert [line.code for line in told] == ["CK01", "CK04", "CK02", "CK05", "CK03"]
    assert {(line.every, line.due_on, line.days_over) for line in told} == {(None, None, None)}


def test_a_depot_is_due_so_many_days_after_its_last_whole_check(world: World):
    world.do(set_value, organisation=world.headquarters, key="check_days", value="30")
    world.do(set_value, organisation=world.town, key="check_days", value="7")
    count = posted(world, handed_in(world, opened(world)))
    told = {line.code: line for line in world.ask(due)}
    assert (told["CK01"].last, told["CK01"].due_on) == (count.number, today() + timedelta(days=30))
    assert (told["CK01"].every, told["CK01"].days_over) == (30, -30)
    assert (told["CK02"].every, told["CK02"].last, told["CK02"].due_on) == (7, "", today())
    assert world.ask(due)[-1].code == "CK01"  # what is due first stands first


def test_a_spot_check_or_one_of_a_room_puts_nothing_off(world: World):
    world.do(set_value, organisation=world.headquarters, key="check_days", value="30")
    for facts in ({"items": [world.sand]}, {"place": world.room}):
        count = world.as_("keeper").do(open_count, **{"place": world.east, "kind": CountKind.MONTHLY, **facts})
        for line in lines(world, count).values():
            right = D(world.held_lot(line.lot_id or 0, line.place_id))
            world.as_("keeper").do(enter_count, count=count, entries=[Keyed(line.line, right)])
        world.as_("keeper").do(hand_in, count=count)
        posted(world, count)
    assert {line.last for line in world.ask(due)} == {""}


def test_a_check_under_way_is_named_and_a_town_sees_its_own_depot_alone(world: World):
    count = opened(world)
    assert {line.code: line.under_way for line in world.ask(due) if line.under_way} == {"CK01": count.number}
    assert [line.code for line in world.as_("townkeeper").ask(due)] == ["CK02"]


def test_every_lot_in_the_list_of_a_check_is_named_as_on_its_label(world: World):
    told = look(world, sheet, opened(world))
    lot = one(world, world.bags)
    line = next(line for line in told if line.lot == lot.number)
    assert (line.code, line.name, line.unit, line.batch, line.place, line.condition) == (
        "WZ0001", BAGS, "条", "示例批", "示例东仓库", Condition.SERVICEABLE,
    )  # fmt: skip

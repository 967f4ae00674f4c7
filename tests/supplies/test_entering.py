"""Entering a check: keyed blind, again as often as one likes until it is handed in, compared with its own instant."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from inventory.ground.instants import InFuture
from inventory.ground.settings import set_value
from inventory.ground.store import now
from inventory.ground.text import NameBlank
from inventory.supplies import entering, stock
from inventory.supplies.closing import StillCounted, send_back
from inventory.supplies.counting import NoSuchPart, name_counter
from inventory.supplies.counts import Count, CountEntry, Found
from inventory.supplies.entering import Keyed, enter_count, hand_in
from inventory.supplies.lots import Condition, Line
from tests.supplies.acts import D, refused
from tests.supplies.checks import book, handed_in, keyed, line_of, lines, opened
from tests.world import World

BAGS = "编织袋"


@pytest.fixture
def count(world: World) -> Count:
    """The keeper counts the depot, the officer its room."""
    return opened(world)


def enter(world: World, count: Count, *entries: Keyed, by: str = "keeper", **more: Any) -> Count:
    """Key some lines."""
    made: Count = world.as_(by).do(enter_count, count=count, entries=list(entries), **more)
    return made


def not_entered(world: World, count: Count, why: Any, entry: Keyed, field: str, by: str = "keeper", **more: Any) -> str:
    """The sentence that refuses an entry."""
    return refused(world.as_(by), why, enter_count, field=field, count=count, entries=[entry], **more)


# Keying --------------------------------------------------------------------------------------------------------


def test_the_last_entry_of_a_line_holds_and_the_others_stay_on_record(world: World, count: Count):
    for number in (5, 2000, 1998):
        enter(world, count, Keyed(1, D(number)))
    entry = lines(world, count)[1].entry
    assert entry is not None
    assert (entry.quantity, entry.by_id) == (D(1998), world.keeper.id)
    with world.store.read() as session:
        assert session.query(CountEntry).count() == 3


def test_many_lines_are_keyed_at_once_or_none(world: World, count: Count):
    assert book(world, count)
    before = lines(world, count)
    refused(
        world.as_("keeper"), entering.NoSuchLine, enter_count, field="line", count=count,
        entries=[Keyed(1, D(1)), Keyed(2, D(1)), Keyed(99, D(1))],
    )  # fmt: skip
    assert [line.entry for line in before.values()] == [line.entry for line in lines(world, count).values()]
    enter(world, count, Keyed(1, D(1)), Keyed(2, D(1)))
    assert [bool(line.entry) for line in lines(world, count).values()] == [True, True, *[False] * 5]


def test_a_line_that_stands_twice_among_the_entries_is_refused(world: World, count: Count):
    facts = {"count": count, "entries": [Keyed(1, D(1)), Keyed(2, D(1)), Keyed(1, D(2))]}
    said = refused(world.as_("keeper"), entering.KeyedTwice, enter_count, field="line", **facts)
    assert said == "Line 1 stands twice among these entries: leave one of them out."


def test_a_wrong_line_is_told_which_lines_there_are(world: World, count: Count):
    for line in (0, -1, 8):
        said = not_entered(world, count, entering.NoSuchLine, Keyed(line, D(1)), "line")
        assert said == f"{count.number} has no line {line}; its lines are 1 to 7."


def test_nothing_there_is_an_outcome_whether_keyed_as_zero_or_said(world: World, count: Count):
    enter(world, count, Keyed(1, D(0)), Keyed(2, found=Found.NOT_FOUND))
    entries = [lines(world, count)[line].entry for line in (1, 2)]
    assert [entry.found for entry in entries if entry] == [Found.NOT_FOUND] * 2


def test_what_can_not_be_reached_needs_a_reason(world: World, count: Count):
    for note in ("", " "):
        said = not_entered(world, count, entering.NeedsWhy, Keyed(1, found=Found.UNREACHABLE, note=note), "note")
        assert said == "Line 1: say why it can't be reached."
    enter(world, count, Keyed(1, found=Found.UNREACHABLE, note="示例: 水淹"))
    assert lines(world, count)[1].difference is None


@pytest.mark.parametrize("number", ["-1", "0.5", "NaN", "Infinity", "-Infinity", "1E+30", "1000000000000"])
def test_an_amount_that_can_not_have_been_counted_is_refused(world: World, count: Count, number: str):
    line = line_of(world, count, BAGS)
    said = not_entered(world, count, entering.BadCount, Keyed(line, D(number)), "quantity")
    assert said.startswith(f"Line {line}: ")
    unfit = Keyed(line, D(5), unfit=D(number), condition=Condition.FAILED)
    assert not_entered(world, count, entering.BadCount, unfit, "unfit").startswith(f"Line {line}: ")


def test_an_amount_is_needed_where_something_was_counted(world: World, count: Count):
    not_entered(world, count, entering.BadCount, Keyed(1), "quantity")


def test_tonnes_take_three_decimals(world: World, count: Count):
    sand = line_of(world, count, "砂")
    enter(world, count, Keyed(sand, D("24.125")))
    not_entered(world, count, entering.BadCount, Keyed(sand, D("24.0005")), "quantity")


def test_not_more_is_torn_than_was_found_and_its_condition_is_said(world: World, count: Count):
    line = line_of(world, count, BAGS)
    torn: dict[str, Any] = {"unfit": D(4), "note": "示例"}
    more = Keyed(line, D(3), condition=Condition.TO_REPAIR, unfit=D(4))
    assert "4 in another condition are more than the 3 found" in not_entered(
        world, count, entering.MoreUnfit, more, "unfit"
    )
    for condition in (None, Condition.SERVICEABLE):
        not_entered(world, count, entering.NeedsCondition, Keyed(line, D(9), condition=condition, **torn), "condition")
    enter(world, count, Keyed(line, D(9), condition=Condition.TO_REPAIR, **torn))


# Who -----------------------------------------------------------------------------------------------------------


def test_who_was_not_named_does_not_count(world: World, count: Count):
    said = not_entered(world, count, entering.NotACounter, Keyed(1, D(1)), "part", by="leader")
    assert said == "示例领导 is not among those who count part 1: name them first."
    not_entered(world, count, entering.NotACounter, Keyed(1, D(1)), "part", by="officer")


def test_a_line_that_another_entered_is_replaced_only_if_that_is_said(world: World, count: Count):
    world.do(name_counter, count=count, person=world.officer, part=1)
    enter(world, count, Keyed(1, D(1)))
    said = not_entered(world, count, entering.CountedByAnother, Keyed(1, D(2)), "line", by="officer")
    assert said.startswith("Line 1 was entered by 示例保管员 at ")
    enter(world, count, Keyed(1, D(2)), by="officer", replace=True)
    assert "示例值班员" in not_entered(world, count, entering.CountedByAnother, Keyed(1, D(1)), "line")
    entry = lines(world, count)[1].entry
    assert entry is not None
    assert (entry.quantity, entry.by_id) == (D(2), world.officer.id)


def test_the_same_request_enters_once(world: World, count: Count):
    for _time in range(2):
        world.as_("keeper").do(enter_count, request="r", count=count, entries=[Keyed(1, D(1))])
    with world.store.read() as session:
        assert session.query(CountEntry).count() == 1


# When ----------------------------------------------------------------------------------------------------------


def test_a_past_time_is_compared_with_the_book_of_that_time(world: World, count: Count):
    line, then = line_of(world, count, BAGS), now()
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(500))])
    enter(world, count, Keyed(line, D(1990)), counted_at=then)
    assert (lines(world, count)[line].book, lines(world, count)[line].difference) == (D(2000), D(-10))
    assert lines(world, count)[line].moved == -500
    enter(world, count, Keyed(line, D(1990)))
    assert (lines(world, count)[line].book, lines(world, count)[line].difference) == (D(1500), D(490))


def test_nothing_was_counted_before_the_check_was_opened_nor_is_it_counted_tomorrow(world: World, count: Count):
    before, after = count.opened_at - timedelta(seconds=1), now() + timedelta(hours=1)
    said = not_entered(world, count, entering.BeforeOpening, Keyed(1, D(1)), "counted_at", counted_at=before)
    assert said.startswith(f"{count.number} was opened at ")
    not_entered(world, count, InFuture, Keyed(1, D(1)), "counted_at", counted_at=after)


# Handing in ----------------------------------------------------------------------------------------------------


def test_a_part_that_is_not_complete_is_not_handed_in_and_the_lines_are_named(world: World, count: Count):
    enter(world, count, Keyed(1, D(1)), Keyed(3, D(1)))
    said = refused(world.as_("keeper"), entering.Unfinished, hand_in, field="part", count=count)
    assert said == "4 lines of part 1 have no outcome yet: 2, 4, 5, 6."


def test_who_does_not_count_hands_nothing_in_and_only_parts_there_are(world: World, count: Count):
    keyed(world, count, "keeper")
    refused(world, entering.NotACounter, hand_in, field="part", count=count)
    refused(world.as_("keeper"), NoSuchPart, hand_in, field="part", count=count, part=3)


def test_after_handing_in_nothing_is_entered_and_nothing_handed_in_twice(world: World, count: Count):
    keyed(world, count, "keeper")
    world.as_("keeper").do(hand_in, count=count)
    assert "was handed in" in not_entered(world, count, entering.HandedIn, Keyed(1, D(1)), "line")
    refused(world.as_("keeper"), entering.NothingToHandIn, hand_in, field="part", count=count)
    keyed(world, count, "officer")  # the other part is still open


# Counting again ------------------------------------------------------------------------------------------------


def again(world: World, count: Count, wrong: dict[str, int]) -> list[str]:
    """Which items go to a second count, once the keeper has handed in with these amounts wrong."""
    keyed(world, count, "keeper", wrong={line_of(world, count, name): number for name, number in wrong.items()})
    world.as_("keeper").do(hand_in, count=count)
    return [line.name for line in lines(world, count).values() if line.round == 2]


def test_until_thresholds_are_set_every_difference_is_counted_again(world: World, count: Count):
    assert again(world, count, {BAGS: 1999, "排水泵": 3}) == [BAGS]


@pytest.mark.parametrize(
    ("share", "units", "found", "is_again"),
    [
        ("1", "0", 1980, False),  # 20 of 2,000 are one hundredth
        ("1", "0", 1979, True),
        ("0", "20", 1980, False),
        ("0", "20", 2021, True),
        ("5", "10", 1901, False),  # much in amount, little in share
        ("0", "5", 1994, True),
    ],
)
def test_a_small_difference_in_share_or_amount_is_not_counted_again(
    world: World, share: str, units: str, found: int, *, is_again: bool
):
    for key, value in (("recount_share", share), ("recount_units", units)):
        world.do(set_value, organisation=world.headquarters, key=key, value=value)
    assert again(world, opened(world), {BAGS: found}) == ([BAGS] if is_again else [])


def test_what_the_book_does_not_know_is_always_over_the_share(world: World, count: Count):
    world.do(set_value, organisation=world.headquarters, key="recount_share", value="100")
    world.do(stock.write_off, place=world.east, lines=[Line(world.pump, D(3))], cause=stock.Cause.LOST)
    assert again(world, count, {"排水泵": 2}) == ["排水泵"]


def test_another_person_counts_again_or_says_why_there_is_nobody(world: World, count: Count):
    line = line_of(world, count, BAGS)
    again(world, count, {BAGS: 1990})
    said = not_entered(world, count, entering.SameCounter, Keyed(line, D(1990)), "alone")
    assert said.startswith(f"示例保管员 has counted line {line} before")
    enter(world, count, Keyed(line, D(1990)), alone="示例: 夜间一人")
    entry = lines(world, count)[line].entry
    assert entry is not None
    assert (entry.round, entry.alone) == (2, "示例: 夜间一人")
    enter(world, count, Keyed(line, D(1991)), by="officer", replace=True)
    world.as_("officer").do(hand_in, count=count)
    assert lines(world, count)[line].difference == -9


def test_a_second_count_is_not_ordered_a_third_time_by_itself(world: World, count: Count):
    handed_in(world, count, {line_of(world, count, BAGS): 1})
    assert all(line.settled for line in lines(world, count).values())


def test_what_is_sent_back_waits_for_a_third_person(world: World, count: Count):
    line = line_of(world, count, BAGS)
    handed_in(world, count, {line: 1990})
    refused(world, NameBlank, send_back, field="note", count=count, lines=[line], note=" ")
    world.do(send_back, count=count, lines=[line], note="示例")
    assert (lines(world, count)[line].round, lines(world, count)[line].settled) == (3, False)
    for by in ("keeper", "officer"):
        not_entered(world, count, entering.SameCounter, Keyed(line, D(1990)), "alone", by=by)
    world.do(name_counter, count=count, person=world.leader)
    enter(world, count, Keyed(line, D(1995)), by="leader")
    world.do(hand_in, count=count)
    assert lines(world, count)[line].difference == -5
    assert Decimal(0) == sum(one.difference or D(0) for one in lines(world, count).values() if one.line != line)


def test_a_line_that_is_still_counted_is_not_sent_back(world: World, count: Count):
    line = line_of(world, count, BAGS)
    said = refused(world, StillCounted, send_back, field="lines", count=count, lines=[line], note="示例")
    assert said == f"Line {line} is still being counted: it is sent back once it has been handed in."
    handed_in(world, count)
    world.do(send_back, count=count, lines=[line], note="示例")
    refused(world, StillCounted, send_back, field="lines", count=count, lines=[1, line], note="示例")

"""Opening a check: every lot that the book knows there becomes a line, dealt among those who count."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from inventory.ground import accounts
from inventory.ground.names import Retired
from inventory.ground.people import NotPermitted, Role
from inventory.supplies import places, stock
from inventory.supplies.checks import parts
from inventory.supplies.closing import cancel_count
from inventory.supplies.counting import (
    Closed,
    NobodyCounts,
    NoSuchPart,
    NothingThere,
    OpenAlready,
    Team,
    TwoKeepers,
    name_counter,
    open_count,
)
from inventory.supplies.counts import Count, CountKind
from inventory.supplies.entering import Keyed, enter_count
from inventory.supplies.lots import Line
from inventory.supplies.places import PlaceKind
from inventory.supplies.stock import Cause
from tests.supplies.acts import D, received, refused
from tests.supplies.checks import handed_in, lines, opened, posted
from tests.world import World

MONTHLY = CountKind.MONTHLY


def whole(world: World, **more: Any) -> Count:
    """A check by the keeper alone, of the eastern depot unless `place` says otherwise."""
    facts = {"place": world.east, "kind": MONTHLY, "parts": [Team((world.keeper,))], **more}
    made: Count = world.as_("keeper").do(open_count, **facts)
    return made


def named(world: World, count: Count) -> list[str]:
    """The items of the lines, in their order."""
    return [line.name for line in lines(world, count).values()]


# Lines ---------------------------------------------------------------------------------------------------------


def test_every_lot_that_the_book_knows_below_the_place_is_a_line(world: World):
    count = whole(world)
    found = lines(world, count)
    assert sorted(line.name for line in found.values()) == sorted(
        ["编织袋", "排水泵", "砂", "救生衣", *["压缩饼干"] * 3]
    )
    assert list(found) == [1, 2, 3, 4, 5, 6, 7]
    assert {line.place_id for line in found.values() if line.name == "救生衣"} == {world.room.id}


def test_what_ran_out_is_a_line_too(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.pump, D(3))])
    count = whole(world)
    (pump,) = [line for line in lines(world, count).values() if line.name == "排水泵"]
    assert world.held_lot(pump.lot_id or 0, pump.place_id) == 0


def test_what_lies_elsewhere_is_no_line(world: World):
    assert named(world, whole(world, place=world.room)) == ["救生衣"]
    assert named(world, whole(world, place=world.west)) == ["编织袋"]


def test_what_comes_after_opening_is_no_line(world: World):
    count = whole(world)
    received(world, world.bags, 10)
    assert len(lines(world, count)) == 7


def test_a_check_of_a_category_or_of_some_items_counts_those_alone_and_says_so(world: World):
    by_class = whole(world, categories=[world.sacks])
    by_item = whole(world, items=[world.sand, world.jackets])
    assert named(world, by_class) == ["编织袋"]
    assert sorted(named(world, by_item)) == ["救生衣", "砂"]
    assert (by_class.scope, by_item.scope) == ("DL", "WZ0004 WZ0002")


def test_checks_are_numbered_without_gaps(world: World):
    first = whole(world)
    refused(world.as_("keeper"), OpenAlready, open_count, field="place", place=world.room, kind=MONTHLY)
    second = whole(world, place=world.west)
    assert [first.number[-4:], second.number[-4:]] == ["0001", "0002"]
    assert first.number.startswith("PD-")


# Parts ---------------------------------------------------------------------------------------------------------


def test_parts_are_dealt_by_place_and_the_rest_evenly(world: World):
    teams = [Team((world.keeper,)), Team((world.officer,), (world.room,), "库房"), Team((world.leader,))]
    count = whole(world, parts=teams)
    found = lines(world, count)
    dealt = {part: [line.line for line in found.values() if line.part == part] for part in (1, 2, 3)}
    assert [len(dealt[part]) for part in (1, 2, 3)] == [3, 1, 3]
    assert sum(dealt.values(), []) == [1, 2, 3, 4, 5, 6, 7]  # noqa: RUF017 - three short lists
    assert [found[line].name for line in dealt[2]] == ["救生衣"]
    with world.read() as here:
        told = parts(here.session, here.session.get_one(Count, count.id))
    assert [(one.name, one.people, one.lines) for one in told] == [
        ("1", "示例保管员", 3), ("库房", "示例值班员", 1), ("3", "示例领导", 3),
    ]  # fmt: skip


def test_the_nearest_place_decides(world: World):
    shelf = world.do(
        places.add_place, organisation=world.headquarters, name="示例货架", kind=PlaceKind.SHELF, parent=world.room
    )
    received(world, world.jackets, 5, place=shelf)
    count = whole(world, parts=[Team((world.keeper,), (world.room,)), Team((world.officer,), (shelf,))])
    assert {line.part for line in lines(world, count).values() if line.place_id == shelf.id} == {2}
    assert {line.part for line in lines(world, count).values() if line.place_id != shelf.id} == {1}


def test_whoever_opens_a_check_without_parts_counts_it(world: World):
    count = world.as_("keeper").do(open_count, place=world.east, kind=MONTHLY)
    world.as_("keeper").do(enter_count, count=count, entries=[Keyed(1, D(1))])


def test_a_part_has_somebody_who_counts_it(world: World):
    facts = {"place": world.east, "kind": MONTHLY, "parts": [Team((world.keeper,)), Team(())]}
    said = refused(world, NobodyCounts, open_count, field="parts", **facts)
    assert said == "Part 2 has nobody to count it: name at least one person."


def test_who_has_left_is_not_named(world: World):
    count = whole(world)
    world.do(accounts.retire_person, person=world.officer)
    facts = {"place": world.west, "kind": MONTHLY, "parts": [Team((world.officer,))]}
    refused(world, Retired, open_count, field="person", **facts)
    refused(world, Retired, name_counter, field="person", count=count, person=world.officer)


def test_somebody_is_named_for_a_part_that_there_is(world: World):
    count = whole(world)
    said = refused(world, NoSuchPart, name_counter, field="part", count=count, person=world.officer, part=2)
    assert said == f"{count.number} has no part 2; its parts are 1 to 1."
    world.do(name_counter, count=count, person=world.officer, part=1)
    world.as_("officer").do(enter_count, count=count, entries=[Keyed(1, D(1))])


# What can't be opened ------------------------------------------------------------------------------------------


def test_a_place_without_stock_is_not_checked(world: World):
    said = refused(world, NothingThere, open_count, field="place", place=world.bare, kind=MONTHLY)
    assert said == "The book knows nothing at 示例空仓库 that this check would count."
    refused(world, NothingThere, open_count, field="place", place=world.west, kind=MONTHLY, items=[world.sand])


def test_what_was_lent_is_counted_where_it_is_and_an_end_of_the_ledger_is_not(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(5))])
    assert named(world, whole(world, place=world.team)) == ["编织袋"]
    with world.store.read() as session:
        lost = session.scalars(select(places.Place).where(places.Place.kind == PlaceKind.LOST)).one()
    refused(world, places.KeepsNothing, open_count, field="place", place=lost, kind=MONTHLY)


def test_two_open_checks_over_the_same_lines_are_refused_and_the_other_is_named(world: World):
    first = whole(world, place=world.room)
    for place in (world.east, world.room):
        said = refused(world, OpenAlready, open_count, field="place", place=place, kind=MONTHLY)
        assert said == f"{first.number} is counting 救生衣 at 示例库房 already: post or cancel it first."
    spot = whole(world, categories=[world.sacks])
    assert lines(world, spot)
    world.as_("keeper").do(cancel_count, count=first, note="示例")
    assert whole(world, place=world.room)


def test_after_posting_the_same_lines_may_be_counted_again(world: World):
    posted(world, handed_in(world, opened(world)))
    assert lines(world, opened(world))


def test_a_handover_names_two_keepers(world: World):
    facts = {"place": world.east, "kind": CountKind.HANDOVER}
    for keepers in (
        {},
        {"keeper_from": world.keeper},
        {"keeper_to": world.keeper},
        {"keeper_from": world.keeper, "keeper_to": world.keeper},
    ):
        refused(world, TwoKeepers, open_count, field="keeper_to", **facts, **keepers)
    made = world.do(open_count, **facts, keeper_from=world.keeper, keeper_to=world.officer)
    assert (made.keeper_from_id, made.keeper_to_id) == (world.keeper.id, world.officer.id)


def test_a_town_checks_its_own_depot_alone(world: World):
    town = world.as_("townkeeper")
    refused(town, NotPermitted, open_count, place=world.east, kind=MONTHLY)
    assert town.do(open_count, place=world.west, kind=MONTHLY).organisation_id == world.town.id


def test_who_is_named_without_the_right_may_not_enter(world: World):
    count = whole(world)
    world.do(name_counter, count=count, person=world.watcher, part=1)
    refused(world.as_("watcher"), NotPermitted, enter_count, count=count, entries=[Keyed(1, D(1))])


def test_a_right_that_was_withdrawn_in_between_ends_at_the_next_key(world: World):
    count = whole(world)
    keeper = world.as_("keeper")
    keeper.do(enter_count, count=count, entries=[Keyed(1, D(1))])
    role = {"person": world.keeper, "organisation": world.headquarters, "role": Role.STOREKEEPER}
    world.do(accounts.take_role, **role)
    refused(keeper, NotPermitted, enter_count, count=count, entries=[Keyed(2, D(1))])
    world.do(accounts.give_role, **role)
    keeper.do(enter_count, count=count, entries=[Keyed(2, D(1))])


def test_nobody_is_named_for_a_closed_check(world: World):
    count = whole(world)
    world.do(cancel_count, count=count, note="示例")
    refused(world, Closed, name_counter, field="count", count=count, person=world.officer)


def test_what_was_written_off_whole_is_still_looked_for(world: World):
    world.do(stock.write_off, place=world.room, lines=[Line(world.jackets, D(200))], cause=Cause.LOST)
    assert named(world, whole(world, place=world.room)) == ["救生衣"]

"""Response levels: rows in order, and orders that put one in force on a branch and end it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.duty import levels
from inventory.duty.levels import ResponseLevel
from inventory.ground.instants import InFuture
from inventory.ground.names import NotRetired, Retired, named
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.response.responses import order_level


def in_force(world, organisation):
    with world.read() as here:
        return levels.in_force(here.session, organisation.id)


def test_levels_are_listed_the_gravest_last(room):
    assert [one.name for one in room.world.ask(levels.levels)] == ["Ⅳ级", "Ⅲ级", "Ⅱ级", "Ⅰ级"]


def test_a_town_sees_and_names_the_districts_levels_and_a_district_the_towns(room):
    world = room.world
    room.do(levels.add_level, organisation=world.town, name="镇级", rank=1)
    assert [one.name for one in world.as_("townkeeper").ask(levels.levels)] == ["Ⅳ级", "Ⅲ级", "Ⅱ级", "Ⅰ级", "镇级"]
    assert "镇级" not in {one.name for one in world.as_("neighbourkeeper").ask(levels.levels)}
    with world.as_("townkeeper").read() as here:
        assert named(here.session, here.townkeeper, ResponseLevel, "Ⅲ级").rank == 2


def test_no_level_is_in_force_until_one_is_ordered_and_an_order_ends_it(room):
    house = room.world.headquarters
    assert in_force(room.world, house) is None
    order = room.do(order_level, organisation=house, level=room.levels["Ⅲ级"], ordered_by="示例领导")
    assert order.number.startswith("XY-")
    found = in_force(room.world, house)
    assert (found.name, found.rank, found.number, found.ordered_by) == ("Ⅲ级", 2, order.number, "示例领导")
    room.do(order_level, organisation=house, level=None, ordered_by="示例领导")
    assert in_force(room.world, house) is None
    assert [one.level for one in room.world.ask(levels.orders)] == ["", "Ⅲ级"]
    assert room.world.faults() == []


def test_a_level_holds_on_all_below_and_a_branch_may_only_go_beyond_it(room):
    world, town = room.world, room.world.town
    room.do(order_level, organisation=world.headquarters, level=room.levels["Ⅲ级"], ordered_by="示例")
    assert in_force(world, town).name == "Ⅲ级"
    room.do(order_level, organisation=town, level=room.levels["Ⅳ级"], ordered_by="示例")
    assert in_force(world, town).name == "Ⅲ级"
    room.do(order_level, organisation=town, level=room.levels["Ⅰ级"], ordered_by="示例")
    assert in_force(world, town).name == "Ⅰ级"
    assert in_force(world, world.headquarters).name == "Ⅲ级"
    assert in_force(world, world.neighbour).name == "Ⅲ级"


def test_what_held_at_an_instant_can_be_asked_later(room):
    world, house = room.world, room.world.headquarters
    before = now()
    room.do(order_level, organisation=house, level=room.levels["Ⅳ级"], ordered_by="示例")
    with world.read() as here:
        assert levels.in_force(here.session, house.id, before) is None


def test_orders_follow_one_another_and_change_something(room):
    house = room.world.headquarters
    an_hour_ago = now() - timedelta(hours=1)
    with pytest.raises(levels.NothingInForce):
        room.do(order_level, organisation=house, level=None, ordered_by="示例")
    room.do(order_level, organisation=house, level=room.levels["Ⅳ级"], ordered_by="示例", since=an_hour_ago)
    with pytest.raises(levels.InForceAlready):
        room.do(order_level, organisation=house, level=room.levels["Ⅳ级"], ordered_by="示例")
    with pytest.raises(levels.BeforeLastOrder):
        room.do(
            order_level,
            organisation=house,
            level=room.levels["Ⅲ级"],
            ordered_by="示例",
            since=an_hour_ago - timedelta(minutes=1),
        )
    with pytest.raises(InFuture):
        room.do(
            order_level,
            organisation=house,
            level=room.levels["Ⅲ级"],
            ordered_by="示例",
            since=now() + timedelta(hours=1),
        )


def test_a_level_that_is_retired_or_somebody_elses_is_not_ordered(room):
    world = room.world
    room.do(levels.retire_level, level=room.levels["Ⅰ级"])
    with pytest.raises(Retired):
        room.do(order_level, organisation=world.headquarters, level=room.levels["Ⅰ级"], ordered_by="示例")
    towns = room.do(levels.add_level, organisation=world.town, name="镇级", rank=1)
    with pytest.raises(levels.OthersLevel):
        room.do(order_level, organisation=world.headquarters, level=towns, ordered_by="示例")
    assert "Ⅰ级" not in {one.name for one in world.ask(levels.levels)}


def test_two_levels_have_two_ranks(room):
    house = room.world.headquarters
    with pytest.raises(levels.RankTaken):
        room.do(levels.add_level, organisation=house, name="又一级", rank=2)
    for rank in (0, -1, 100):
        with pytest.raises(levels.BadRank):
            room.do(levels.add_level, organisation=house, name="又一级", rank=rank)
    changed = room.do(levels.change_level, level=room.levels["Ⅳ级"], name="蓝色", rank=9, basis="示例依据")
    assert (changed.name, changed.rank, changed.basis) == ("蓝色", 9, "示例依据")


def test_a_retired_level_comes_back_unless_another_has_its_rank(room):
    top = room.levels["Ⅰ级"]
    with pytest.raises(NotRetired):
        room.do(levels.revive_level, level=top)
    room.do(levels.retire_level, level=top)
    other = room.do(levels.add_level, organisation=room.world.headquarters, name="红色", rank=4)
    with pytest.raises(levels.RankTaken):
        room.do(levels.revive_level, level=top)
    room.do(levels.retire_level, level=other)
    assert not room.do(levels.revive_level, level=top).retired


def test_only_a_leader_orders_a_level(room):
    for who in ("officer", "planner", "keeper", "watcher"):
        with pytest.raises(NotPermitted):
            room.world.as_(who).do(
                order_level,
                organisation=room.world.headquarters,
                level=room.levels["Ⅳ级"],
                ordered_by="示例",
            )

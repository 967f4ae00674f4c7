"""Lots as they age: a trial run counts where it was done, and for no more than was tried."""

from __future__ import annotations

import pytest

from inventory.supplies import corrections, transfers
from inventory.supplies.ageing import expiring, lots_of, runs_due, untested
from inventory.supplies.lots import Line, Lot
from tests.supplies.acts import D, ago, received
from tests.world import World


@pytest.fixture
def old(world: World) -> Lot:
    """A lot of three pumps in the east whose trial run is long due."""
    (lot,) = world.lots(received(world, world.pump, 3, occurred_at=ago(400)))
    return lot


def tried(world: World, lot: Lot, **more) -> None:
    """Try what lies in the east, or where `place` says."""
    world.do(corrections.record_test, **{"place": world.east, "lot": lot, "passed": True, "tester": "示例", **more})


def due(world: World, **view) -> list[tuple[str, object]]:
    """What is past its trial run: (place, amount)."""
    return [(line.place, line.quantity) for line in world.ask(untested, **view)]


def test_who_tries_one_of_three_has_not_tried_them_all(world: World, old: Lot):
    tried(world, old, quantity=D(1))
    assert due(world) == [("示例东仓库", 3)]
    tried(world, old, quantity=D(3))
    assert due(world) == []


def test_a_small_run_of_later_does_not_hide_the_whole_one_before(world: World, old: Lot):
    tried(world, old, tested_at=ago(9))
    tried(world, old, quantity=D(1))
    assert due(world) == []


def test_what_was_tried_in_one_depot_is_still_due_in_another(world: World, old: Lot):
    world.do(transfers.transfer, place=world.east, to=world.west, lines=[Line(world.pump, D(2), old)])
    tried(world, old)
    assert due(world) == [("示例西仓库", 2)]
    tried(world, old, place=world.west)
    assert due(world) == []


def test_more_of_a_lot_than_was_tried_is_due_again(world: World, old: Lot):
    tried(world, old)
    received(world, world.pump, 1, lot=old)
    assert due(world) == [("示例东仓库", 4)]


def test_what_lay_in_a_room_is_tried_with_its_depot(world: World, old: Lot):
    world.do(transfers.transfer, place=world.east, to=world.room, lines=[Line(world.pump, D(2), old)])
    assert len(due(world)) == 2
    tried(world, old)
    assert due(world) == []


def test_looked_back_at_a_lot_is_where_it_lay_then(world: World, old: Lot):
    facts = {"place": world.east, "to": world.west, "lines": [Line(world.pump, D(2), old)]}
    world.do(transfers.transfer, occurred_at=ago(5), **facts)
    assert due(world, when=ago(6)) == [("示例东仓库", 3)]
    assert sorted(due(world, when=ago(4))) == [("示例东仓库", 1), ("示例西仓库", 2)]
    assert due(world.as_("townkeeper"), when=ago(4)) == [("示例西仓库", 2)]
    assert due(world, when=ago(401)) == []


def test_looked_at_now_and_as_at_now_the_lists_are_the_same(world: World, old: Lot):
    tried(world, old, quantity=D(1))
    for query in (expiring, untested):
        assert world.ask(query) == world.ask(query, when=ago(0)) == world.ask(query, known=ago(0)) != []
    assert [line.quantity for line in world.ask(lots_of, world.biscuits)] == [5, 40, 60]


def test_the_short_way_adds_up_what_the_long_one_lists(world: World, old: Lot):
    def summed():
        with world.read() as here:
            return runs_due(here.session, here.leader)

    lines = world.ask(untested)
    assert summed() == {world.pump.id: (D(3), min(line.test_due for line in lines))}
    world.do(transfers.transfer, place=world.east, to=world.west, lines=[Line(world.pump, D(2), old)])
    tried(world, old, place=world.west)
    assert summed() == {world.pump.id: (D(1), min(line.test_due for line in world.ask(untested)))}
    tried(world, old, quantity=D(1))
    assert (summed(), world.ask(untested)) == ({}, [])

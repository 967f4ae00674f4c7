"""Transfers: sent, arrived, lost on the way, and what comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from inventory.ground.names import Retired
from inventory.ground.text import NameBlank
from inventory.supplies import corrections, places, stock, transfers
from inventory.supplies.balances import NotEnough
from inventory.supplies.choosing import RestUnfit
from inventory.supplies.lots import AmountNotFitting, Condition, Line
from inventory.supplies.places import NotAHolder, PlaceKind
from inventory.supplies.posting import SamePlace
from inventory.supplies.standing import on_hand
from tests.supplies.acts import D, ago, lent, one, received, refused, sent
from tests.world import World


def road(world: World):
    with world.store.read() as session:
        return places.end(session, PlaceKind.TRANSIT)


# Sent ----------------------------------------------------------------------------------------------------------


def test_a_transfer_is_there_at_once(world: World):
    voucher = sent(world, 300, on_the_way=False)
    assert voucher.number.startswith("DB-")
    assert (world.held(world.east, world.bags), world.held(world.west, world.bags)) == (1700, 1300)


def test_what_is_on_the_way_is_in_neither_depot_and_still_ours(world: World):
    sent(world, 300)
    assert (world.held(world.east, world.bags), world.held(world.west, world.bags)) == (1700, 1000)
    (line,) = world.ask(on_hand, items=[world.bags.id])
    assert (line.on_hand, line.elsewhere) == (3000, 300)


def test_a_transfer_from_here_to_here_is_refused(world: World):
    said = refused(
        world, SamePlace, transfers.transfer, field="to", place=world.east, to=world.east, lines=[_bags(world, 1)]
    )
    assert said == "It would go from 示例东仓库 to 示例东仓库: choose another place."


def test_a_transfer_goes_from_depot_to_depot(world: World):
    facts = {"lines": [_bags(world, 1)]}
    refused(world, stock.NotADepot, transfers.transfer, field="to", place=world.east, to=world.team, **facts)
    refused(world, stock.NotADepot, transfers.transfer, field="to", place=world.east, to=road(world), **facts)
    refused(world, stock.NotADepot, transfers.transfer, field="place", place=world.team, to=world.east, **facts)


def test_a_transfer_to_a_retired_depot_is_refused(world: World):
    gone = world.do(corrections.retire_place, place=world.bare)
    refused(world, Retired, transfers.transfer, field="to", place=world.east, to=gone, lines=[_bags(world, 1)])


def test_a_depot_moves_stock_to_its_own_room_and_never_from_there_to_there(world: World):
    world.do(transfers.transfer, place=world.east, to=world.room, lines=[_bags(world, 1500)])
    assert world.held(world.room, world.bags) == 1500
    facts = {"place": world.east, "to": world.room, "lines": [_bags(world, 501)]}
    refused(world, NotEnough, transfers.transfer, field="quantity", **facts)
    world.do(transfers.transfer, place=world.room, to=world.east, lines=[_bags(world, 1500)])
    assert world.held(world.east, world.bags) == 2000


def test_what_is_unfit_moves_only_where_it_is_named(world: World):
    facts = {"place": world.east, "to": world.west}
    refused(world, RestUnfit, transfers.transfer, field="quantity", lines=[Line(world.biscuits, D(101))], **facts)
    world.do(transfers.transfer, lines=[Line(world.biscuits, D(5), one(world, world.biscuits))], **facts)
    assert world.held(world.west, world.biscuits) == 5


# Arrived -------------------------------------------------------------------------------------------------------


def test_all_arrives_where_no_lines_are_given(world: World):
    voucher = world.do(transfers.arrive, voucher=sent(world, 300))
    assert voucher.number.startswith("DD-")
    assert (world.held(road(world), world.bags), world.held(world.west, world.bags)) == (0, 1300)


def test_less_may_arrive_and_the_rest_later(world: World):
    order = sent(world, 300)
    world.do(transfers.arrive, voucher=order, lines=[_bags(world, 120)])
    assert (world.held(road(world), world.bags), world.held(world.west, world.bags)) == (180, 1120)
    world.do(transfers.arrive, voucher=order)
    assert (world.held(road(world), world.bags), world.held(world.west, world.bags)) == (0, 1300)
    said = refused(world, transfers.NothingOnTheWay, transfers.arrive, field="voucher", voucher=order)
    assert said == f"Nothing of {order.number} is on the way."


@pytest.mark.parametrize("came", [[301], [300, 1], [10**9]])
def test_more_than_was_sent_cannot_arrive(world: World, came: list[int]):
    order = sent(world, 300)
    facts = {"voucher": order, "lines": [_bags(world, number) for number in came]}
    said = refused(world, transfers.MoreThanSent, transfers.arrive, field="quantity", **facts)
    assert f"are on the way on {order.number}" in said


def test_what_was_not_sent_cannot_arrive(world: World):
    order = sent(world, 300)
    sent(world, 100)
    said = refused(
        world,
        transfers.MoreThanSent,
        transfers.arrive,
        field="quantity",
        voucher=order,
        lines=[Line(world.jackets, D(5))],
    )
    assert said == f"Only 0 件 of 救生衣 are on the way on {order.number}; 5 can't arrive."


def test_a_negative_arrival_is_refused(world: World):
    lines = [_bags(world, -10)]
    refused(world, AmountNotFitting, transfers.arrive, field="quantity", voucher=sent(world), lines=lines)


def test_the_lot_that_is_named_arrives(world: World):
    (second,) = world.lots(received(world, world.bags, 50))
    lines = [_bags(world, 50), Line(world.bags, D(50), second)]
    order = world.do(transfers.transfer, place=world.east, to=world.west, lines=lines, on_the_way=True)
    world.do(transfers.arrive, voucher=order, lines=[Line(world.bags, D(30), second)])
    assert world.held(world.west, second) == 30


def test_what_is_missing_is_written_off_with_a_note(world: World):
    order = sent(world, 300)
    facts: dict[str, Any] = {"voucher": order, "lines": [_bags(world, 290)], "lost": True}
    refused(world, NameBlank, transfers.arrive, field="note", **facts)
    world.do(transfers.arrive, note="示例：落水", **facts)
    assert (world.held(road(world), world.bags), world.held(world.west, world.bags)) == (0, 1290)
    refused(world, transfers.NothingOnTheWay, transfers.arrive, field="voucher", voucher=order)


def test_all_of_it_may_be_lost(world: World):
    world.do(transfers.arrive, voucher=sent(world, 300), lost=True, note="示例：落水")
    assert (world.held(road(world), world.bags), world.held(world.west, world.bags)) == (0, 1000)


def test_nothing_arrives_before_it_was_sent(world: World):
    sent(world, 100, occurred_at=ago(9))  # the same lot is on the road already
    order = sent(world, 100, occurred_at=ago(3))
    facts = {"voucher": order, "occurred_at": ago(4)}
    said = refused(world, transfers.BeforeSent, transfers.arrive, field="occurred_at", **facts)
    assert said == (
        f"{order.number} was sent on {order.occurred_at + timedelta(hours=8):%Y-%m-%d %H:%M}: "
        "it can't have arrived before."
    )
    world.do(transfers.arrive, voucher=order, occurred_at=ago(2))


def test_only_a_transfer_arrives(world: World):
    voucher = lent(world)
    said = refused(world, transfers.WrongVoucher, transfers.arrive, field="voucher", voucher=voucher)
    assert said == f"{voucher.number} is not a transfer."


def test_a_direct_transfer_has_nothing_to_arrive(world: World):
    order = sent(world, 1, on_the_way=False)
    refused(world, transfers.NothingOnTheWay, transfers.arrive, field="voucher", voucher=order)


def test_an_arrival_must_be_reversed_before_its_transfer(world: World):
    order = sent(world, 300)
    came = world.do(transfers.arrive, voucher=order, lines=[_bags(world, 100)])
    said = refused(world, corrections.RestedOn, corrections.reverse, field="voucher", voucher=order, note="示例")
    assert said == f"{came.number} rest on {order.number}: reverse them first."
    world.do(corrections.reverse, voucher=came, note="示例")
    assert world.held(road(world), world.bags) == 300
    world.do(corrections.reverse, voucher=order, note="示例")
    assert (world.held(road(world), world.bags), world.held(world.east, world.bags)) == (0, 2000)
    refused(world, transfers.NothingOnTheWay, transfers.arrive, field="voucher", voucher=order)


def test_a_reversed_arrival_may_arrive_again(world: World):
    order = sent(world, 300)
    world.do(corrections.reverse, voucher=world.do(transfers.arrive, voucher=order), note="示例")
    world.do(transfers.arrive, voucher=order)
    assert world.held(world.west, world.bags) == 1300


# Back ----------------------------------------------------------------------------------------------------------


def test_only_those_who_use_stock_give_it_back(world: World):
    for place in (world.west, road(world)):
        refused(
            world, NotAHolder, transfers.take_back, field="place", place=place, to=world.east, lines=[_bags(world, 1)]
        )


def test_no_more_comes_back_than_is_there(world: World):
    lent(world, 100)
    facts = {"place": world.team, "to": world.east, "lines": [_bags(world, 101)]}
    refused(world, NotEnough, transfers.take_back, field="quantity", **facts)


def test_what_comes_back_goes_into_a_depot(world: World):
    lent(world, 100)
    facts = {"place": world.team, "to": world.works, "lines": [_bags(world, 1)]}
    refused(world, stock.NotADepot, transfers.take_back, field="to", **facts)


def test_what_comes_back_damaged_is_set_aside_by_its_condition(world: World):
    lent(world, 100)
    voucher = world.do(
        corrections.reclassify,
        place=world.team,
        lot=one(world, world.bags),
        quantity=D(30),
        condition=Condition.TO_REPAIR,
        note="示例",
    )
    torn = world.lots(voucher)[1]
    world.do(transfers.take_back, place=world.team, to=world.east, lines=[Line(world.bags, D(30), torn)])
    (line,) = world.ask(on_hand, items=[world.bags.id])
    assert (line.usable, line.unfit) == (3200, 30)


def _bags(world: World, number: int) -> Line:
    return Line(world.bags, D(number))

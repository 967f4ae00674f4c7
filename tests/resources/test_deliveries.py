"""Deliveries: what comes on a call-off is a receipt, reversed like any other, and what lacks is said at the end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from inventory.ground.instants import InFuture
from inventory.ground.names import remarks
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import NameBlank
from inventory.resources.calloffs import CalledLine, CallOff, DeliveredItem, call_offs
from inventory.resources.deliveries import (
    Arrived,
    BeforeCalled,
    Closed,
    NoSuchLine,
    NotCalled,
    ReverseInstead,
    ShortfallUnsaid,
    UndoneAlready,
    WhereTo,
    close_call_off,
    deliver,
    deliveries,
    undo_delivery,
)
from inventory.resources.ordering import Called
from inventory.resources.promises import BadPromise, CountedOtherwise
from inventory.supplies.corrections import reverse
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Condition, Line, Mode
from inventory.supplies.posting import NoLines
from inventory.supplies.standing import on_hand
from inventory.supplies.stock import Cause, write_off
from inventory.supplies.transfers import take_back
from tests.resources.agreements_acts import D, agreed, called, came, diggers, promised
from tests.supplies.acts import ago, refused


def left(world, order):
    """What has come and what lacks of each line."""
    [one] = [one for one in world.ask(call_offs) if one.call_off_id == order.id]
    return [(line.delivered, line.short) for line in one.lines]


def receipt(world, delivery):
    with world.read() as here:
        return here.session.get_one(Voucher, delivery.voucher_id)


def test_what_comes_is_on_hand_by_a_receipt_that_names_the_company_and_the_call_off(world):
    order = called(world)
    made = came(world.as_("keeper"), order, 150, batch="示例批")
    paper = receipt(world, made)
    assert (paper.basis, paper.counterpart, paper.organisation_id) == (
        order.number, "示例食品厂", world.headquarters.id,
    )  # fmt: skip
    assert world.held(world.bare, world.biscuits) == 150
    [lot] = world.lots(paper)
    assert (lot.batch, lot.mode, lot.condition) == ("示例批", Mode.OWN, Condition.SERVICEABLE)
    assert left(world, order) == [(150, 50)]
    assert made.number == f"{order.number}/1"
    assert world.faults() == []


def test_it_comes_bit_by_bit_and_one_line_in_several_lots(world):
    order = called(world)
    came(world, order, 50, occurred_at=now())
    two = [Arrived(1, D(100), batch="示例甲"), Arrived(1, D(50), batch="示例乙")]
    again = world.do(deliver, call_off=order, lines=two)
    assert [lot.batch for lot in world.lots(receipt(world, again))] == ["示例甲", "示例乙"]
    assert left(world, order) == [(200, 0)]
    told = [(one.number, one.quantity, one.undone) for one in world.ask(deliveries, call_off=order)]
    assert told == [(f"{order.number}/1", 50, False), *[(again.number, number, False) for number in (100, 50)]]


def test_what_comes_to_a_shelter_is_there_and_not_in_store_and_can_be_used_up_or_brought_back(world):
    [before] = world.ask(on_hand, items=[world.biscuits.id])
    order = called(world, to=world.shelter)
    came(world.as_("townkeeper"), order, 100)
    assert world.held(world.shelter, world.biscuits) == 100
    [after] = world.ask(on_hand, items=[world.biscuits.id])
    assert after.on_hand == before.on_hand
    world.do(write_off, place=world.shelter, lines=[Line(world.biscuits, D(60))], cause=Cause.USED_UP)
    world.do(take_back, place=world.shelter, to=world.bare, lines=[Line(world.biscuits, D(40))])
    assert (world.held(world.shelter, world.biscuits), world.held(world.bare, world.biscuits)) == (0, 40)
    assert world.faults() == []


def test_more_than_was_called_may_come_and_the_officer_is_told(world):
    order = called(world)
    with world.begin() as here:
        by, mine = here.officer, here.session.get_one(CallOff, order.id)
        deliver(here.session, by, call_off=mine, lines=[Arrived(1, D(230))])
        assert remarks(here.session) == ["压缩饼干: 30 箱 more came than were called."]
    assert left(world, order) == [(230, 0)]


def test_a_receipt_that_is_reversed_has_not_come(world):
    order = called(world)
    made = came(world, order, 200)
    world.do(reverse, voucher=receipt(world, made), note="示例误录")
    assert left(world, order) == [(0, 200)]
    assert [one.undone for one in world.ask(deliveries)] == [True]
    assert world.held(world.bare, world.biscuits) == 0


def test_machines_come_into_no_book_and_a_slip_is_taken_back(world):
    order = diggers(world)
    vouchers = _vouchers(world)
    made = came(world, order, 20)
    assert (made.voucher_id, left(world, order)) == (None, [(20, 0)])
    world.do(undo_delivery, delivery=made, note="示例误录")
    refused(world, UndoneAlready, undo_delivery, field="delivery", delivery=made, note="示例")
    assert left(world, order) == [(0, 2)]
    came(world, order, 2)
    assert left(world, order) == [(2, 0)]
    assert _vouchers(world) == vouchers
    assert [one.undone for one in world.ask(deliveries)] == [True, False]


def _vouchers(world):
    with world.read() as here:
        return len(here.session.scalars(select(Voucher.id)).all())


def test_what_is_stock_is_taken_back_by_reversing_its_receipt_alone(world):
    made = came(world, called(world), 20)
    said = refused(world, ReverseInstead, undo_delivery, field="delivery", delivery=made, note="示例")
    assert receipt(world, made).number in said


def test_of_a_mixed_delivery_the_books_and_the_rest_are_undone_each_in_its_way(world):
    held = agreed(world)
    boxes, diggers = promised(world, held), promised(world, held, item=None, what="示例挖掘机", unit="台")
    order = called(world, Called(boxes, D(10)), Called(diggers, D(2)), agreement=held)
    made = world.do(deliver, call_off=order, lines=[Arrived(1, D(10)), Arrived(2, D(2))])
    world.do(reverse, voucher=receipt(world, made), note="示例")
    assert left(world, order) == [(0, 10), (2, 0)]
    world.do(undo_delivery, delivery=made, note="示例")
    assert left(world, order) == [(0, 10), (0, 2)]


def test_what_was_called_in_words_comes_as_an_item_counted_in_the_same_unit(world):
    food = promised(world, item=None, what="示例应急食品", unit="箱")
    order = called(world, Called(food, D(10)))
    refused(world, CountedOtherwise, deliver, field="item", call_off=order, lines=[Arrived(1, D(5), world.sand)])
    came(world, order, 10, item=world.biscuits)
    assert world.held(world.bare, world.biscuits) == 10
    with world.read() as here:
        assert here.session.scalars(select(DeliveredItem.item_id)).all() == [world.biscuits.id]


def test_stock_that_came_to_words_alone_needs_a_place(world):
    order = called(world, to=None, destination="示例路口")
    refused(world, WhereTo, deliver, field="place", call_off=order, lines=[Arrived(1, D(5))])
    came(world, order, 5, place=world.east)
    assert world.held(world.east, world.biscuits) == 110


@pytest.mark.parametrize("quantity", ["0", "-5", "1.5", "NaN"])
def test_an_amount_that_cannot_have_come_is_refused(world, quantity):
    facts = {"call_off": called(world), "lines": [Arrived(1, Decimal(quantity))]}
    refused(world, BadPromise, deliver, field="quantity", **facts)


def test_what_was_not_called_or_not_yet_called_does_not_come(world):
    order = called(world)
    refused(world, NoLines, deliver, field="lines", call_off=order, lines=[])
    refused(world, NoSuchLine, deliver, field="lines", call_off=order, lines=[Arrived(2, D(5))])
    refused(world, NotCalled, deliver, field="item", call_off=order, lines=[Arrived(1, D(5), world.pump)])
    lines = [Arrived(1, D(5))]
    refused(world, BeforeCalled, deliver, field="occurred_at", call_off=order, lines=lines, occurred_at=ago(1))
    late = {"occurred_at": now() + timedelta(days=1)}
    refused(world, InFuture, deliver, field="occurred_at", call_off=order, lines=lines, **late)


# The end ---------------------------------------------------------------------------------------------------------


def test_a_call_off_that_is_short_is_closed_with_a_reason_alone(world):
    order = called(world)
    came(world, order, 150)
    said = refused(world, ShortfallUnsaid, close_call_off, field="note", call_off=order)
    assert "压缩饼干 50 箱" in said
    world.do(close_call_off, call_off=order, note="示例停产")
    assert left(world, order) == [(150, 50)]


def test_a_call_off_of_which_all_has_come_is_closed_without_a_word_and_takes_nothing_more(world):
    order = called(world)
    came(world, order, 200)
    world.do(close_call_off, call_off=order)
    refused(world, Closed, deliver, field="call_off", call_off=order, lines=[Arrived(1, D(5))])
    refused(world, Closed, close_call_off, field="call_off", call_off=order, note="示例")


def test_nothing_is_closed_before_it_came(world):
    order = called(world, ordered_at=ago(2))
    came(world, order, 200, occurred_at=ago(1))
    for days in (3, 1.5):
        refused(world, BeforeCalled, close_call_off, field="closed_at", call_off=order, closed_at=ago(days))
    refused(world, NameBlank, undo_delivery, field="note", delivery=came(world, diggers(world), 1), note=" ")


@given(st.integers(1, 9999), st.lists(st.integers(1, 9999)))
def test_what_lacks_is_never_below_nothing(quantity, parts):
    line = CalledLine(
        1, 1, "示例", 1, 1, "示例", 1, "示例", D(quantity), "箱", D(sum(parts)), None, now(), None,
        late=False, beyond=False, closed=False,
    )  # fmt: skip
    assert line.short == max(0, quantity - sum(parts))


# Rights ----------------------------------------------------------------------------------------------------------


def test_who_receives_at_the_place_enters_what_comes_there_and_nowhere_else(world):
    towns, ours = called(world, to=world.west), called(world)
    keeper = world.as_("townkeeper")
    lines = [Arrived(1, D(5))]
    keeper.do(deliver, call_off=towns, lines=lines)
    refused(keeper, NotPermitted, deliver, call_off=towns, lines=lines, place=world.east)
    refused(keeper, NotPermitted, deliver, call_off=ours, lines=lines)
    refused(keeper, NotPermitted, deliver, call_off=ours, lines=lines, place=world.west)
    refused(keeper, NotPermitted, close_call_off, call_off=towns, note="示例")
    assert [one.call_off for one in keeper.ask(deliveries)] == [towns.number]
    assert world.as_("neighbourkeeper").ask(deliveries) == []


def test_the_same_request_delivers_once(world):
    order = called(world)
    facts = {"call_off": order, "lines": [Arrived(1, D(50))]}
    first = world.do(deliver, request="示例", **facts)
    assert world.do(deliver, request="示例", **facts).id == first.id
    assert left(world, order) == [(50, 150)]

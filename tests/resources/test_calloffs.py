"""Call-offs: ordered by somebody until some hour, within the promise or beyond it, and short until it has come."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from inventory.ground.instants import InFuture
from inventory.ground.names import Retired, Unknown, named
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import NameBlank
from inventory.resources.agreements import change_agreement
from inventory.resources.calloffs import CallOff, call_offs, taken_up
from inventory.resources.deliveries import close_call_off
from inventory.resources.ordering import (
    Called,
    DueBeforeOrder,
    NoDestination,
    NotPromised,
    OthersPromise,
    OutOfValidity,
    call_off,
    retire_agreement,
)
from inventory.resources.promises import (
    BadPromise,
    CountedOtherwise,
    UnitUnsaid,
    change_promise,
    promises,
    retire_promise,
)
from inventory.supplies.catalog import add_category
from inventory.supplies.places import KeepsNothing, PlaceKind, end
from inventory.supplies.posting import NoLines
from inventory.supplies.standing import on_hand
from tests.resources.agreements_acts import D, agreed, called, came, diggers, held_by, promised
from tests.supplies.acts import ago, refused, today

DAY = timedelta(days=1)


@pytest.fixture
def ask(world):
    """Everything that a call-off must say, to be changed by a test."""
    held = agreed(world)
    lines = [Called(promised(world, held), D(200))]
    return {"agreement": held, "lines": lines, "to": world.bare, "ordered_by": "示例领导", "reason": "示例转移安置"}


def the(world, order):
    return next(one for one in world.ask(call_offs) if one.call_off_id == order.id)


def used(world):
    return [
        (one.usage.called, one.usage.delivered, one.usage.still, one.usage.short, one.left) for one in _taken(world)
    ]


def _taken(world):
    return world.ask(taken_up)


def test_a_call_off_says_what_where_until_when_and_on_whose_word(world, ask):
    when = ago(0.1)
    order = world.as_("officer").do(call_off, ordered_at=when, **ask)
    assert order.number == f"DH-{when.year}-0001"
    one = the(world, order)
    assert (one.company, one.place, one.ordered_by, one.reason) == (
        "示例食品厂", "示例空仓库", "示例领导", "示例转移安置",
    )  # fmt: skip
    assert (one.due_at, one.late, one.short, one.beyond, one.closed_at) == (
        when + timedelta(hours=6), False, 1, False, None,
    )  # fmt: skip
    [line] = one.lines
    assert (line.what, line.quantity, line.unit, line.delivered, line.short) == ("压缩饼干", 200, "箱", 0, 200)
    assert world.faults() == []


def test_what_was_called_is_not_on_hand(world, ask):
    before = world.ask(on_hand)
    world.do(call_off, **ask)
    assert world.ask(on_hand) == before


def test_what_has_not_come_in_time_is_late_until_it_is_closed(world, ask):
    order = world.do(call_off, ordered_at=ago(1), **ask)
    assert the(world, order).late
    assert [one.number for one in world.ask(call_offs, open_only=True)] == [order.number]
    world.do(close_call_off, call_off=order, note="示例停产")
    one = the(world, order)
    assert (one.late, one.due_at, one.short, one.end_note) == (False, None, 1, "示例停产")
    assert world.ask(call_offs, open_only=True) == []


def test_a_time_that_was_agreed_on_the_telephone_goes_before_the_hours(world, ask):
    due = now() + timedelta(hours=2)
    assert the(world, world.do(call_off, due_at=due, **ask)).due_at == due
    refused(world, DueBeforeOrder, call_off, field="due_at", **ask, due_at=ago(0.1))


def test_where_no_hours_were_agreed_nothing_is_ever_late(world, ask):
    world.do(change_promise, promise=ask["lines"][0].promise, hours=D(0))
    one = the(world, world.do(call_off, ordered_at=ago(9), **ask))
    assert (one.due_at, one.late, one.short) == (None, False, 1)


# Beyond the promise ----------------------------------------------------------------------------------------------


def test_more_than_was_promised_may_be_called_and_is_marked(world, ask):
    promise = ask["lines"][0].promise
    orders = [world.do(call_off, **{**ask, "lines": [Called(promise, D(number))]}) for number in (300, 200, 1)]
    assert [the(world, one).beyond for one in orders] == [False, False, True]
    assert used(world) == [(501, 0, 501, 0, -1)]


def test_the_lines_of_one_call_off_are_taken_from_the_promise_together(world, ask):
    promise = ask["lines"][0].promise
    order = world.do(call_off, **{**ask, "lines": [Called(promise, D(300)), Called(promise, D(201))]})
    assert [line.beyond for line in the(world, order).lines] == [False, True]


def test_what_never_came_can_be_called_again(world, ask):
    first = world.do(call_off, **ask)
    came(world, first, 150)
    assert used(world) == [(200, 150, 50, 0, 300)]
    world.do(close_call_off, call_off=first, note="示例车辆不足")
    assert used(world) == [(200, 150, 0, 50, 350)]
    again = {**ask, "lines": [Called(ask["lines"][0].promise, D(350))]}
    assert not the(world, world.do(call_off, **again)).beyond


def test_where_no_amount_was_promised_nothing_is_beyond_it(world, ask):
    world.do(change_promise, promise=ask["lines"][0].promise, quantity=D(0))
    assert not the(world, world.do(call_off, **ask)).beyond
    assert used(world) == [(200, 0, 200, 0, None)]


def test_a_renewed_agreement_promises_anew(world, ask):
    world.do(call_off, ordered_at=ago(40), **ask)
    assert used(world)[0][-1] == 300
    world.do(change_agreement, agreement=ask["agreement"], valid_from=today() - 30 * DAY)
    assert used(world) == [(0, 0, 0, 0, 500)]


# Outside the dates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dates", [{"valid_until": -1}, {"valid_from": 1}])
def test_outside_its_dates_an_agreement_is_called_on_with_a_reason_alone(world, ask, dates):
    days = {name: today() + number * DAY for name, number in dates.items()}
    world.do(change_agreement, agreement=ask["agreement"], **days)
    said = refused(world, OutOfValidity, call_off, field="after_expiry", **ask)
    assert str(next(iter(days.values()))) in said
    order = world.do(call_off, after_expiry="示例口头同意", **ask)
    assert the(world, order).after_expiry == "示例口头同意"


def test_within_its_dates_no_reason_is_kept(world, ask):
    world.do(change_agreement, agreement=ask["agreement"], valid_until=today())
    assert the(world, world.do(call_off, after_expiry="示例", **ask)).after_expiry == ""


def test_what_was_ordered_before_the_end_needs_no_reason_when_it_is_entered_after(world, ask):
    world.do(change_agreement, agreement=ask["agreement"], valid_until=today() - DAY)
    assert the(world, world.do(call_off, ordered_at=ago(2), **ask)).after_expiry == ""


# What is called --------------------------------------------------------------------------------------------------


def test_of_a_class_an_item_in_it_or_below_it_is_called_and_no_other(world):
    below = world.do(add_category, code="DL1", name="示例小袋", parent=world.sacks)
    promise = promised(world, item=None, category=world.sacks, quantity=D(1000), unit="条")
    orders = []
    for category in (world.sacks, below):
        with world.begin() as here:
            here.bags.category_id = category.id
        orders.append(the(world, called(world, Called(promise, D(600), world.bags))))
    assert [(one.lines[0].what, one.lines[0].unit) for one in orders] == [("编织袋", "条")] * 2
    assert [one.beyond for one in orders] == [False, True]
    ask = {"agreement": held_by(world, promise), "to": world.bare, "ordered_by": "示例", "reason": "示例"}
    refused(world, NotPromised, call_off, field="item", lines=[Called(promise, D(5), world.pump)], **ask)
    assert the(world, called(world, Called(promise, D(5)))).lines[0].what == "袋类"


def test_another_item_than_the_promised_one_is_refused(world, ask):
    lines = [Called(ask["lines"][0].promise, D(5), world.pump)]
    refused(world, NotPromised, call_off, field="item", **{**ask, "lines": lines})


def test_what_a_promise_counts_in_no_unit_is_called_in_one_and_then_counted_in_it(world):
    promise = promised(world, item=None, what="示例应急食品", quantity=None)
    ask = {"agreement": held_by(world, promise), "to": world.bare, "ordered_by": "示例", "reason": "示例"}
    refused(world, UnitUnsaid, call_off, field="unit", lines=[Called(promise, D(5))], **ask)
    for unit, number in (("份", 300), ("箱", 20), ("份", 100)):
        called(world, Called(promise, D(number), unit=unit))
    assert [(one.usage.unit, one.usage.called) for one in _taken(world)] == [("份", 400)]
    other = [Called(promise, D(5), world.biscuits, "件")]
    refused(world, CountedOtherwise, call_off, field="unit", lines=other, **ask)


@pytest.mark.parametrize("quantity", ["0", "-5", "0.5", "NaN"])
def test_an_amount_that_cannot_be_called_is_refused(world, ask, quantity):
    lines = [Called(ask["lines"][0].promise, Decimal(quantity))]
    refused(world, BadPromise, call_off, field="quantity", **{**ask, "lines": lines})


def test_a_call_off_without_lines_destination_reason_or_in_the_future_is_refused(world, ask):
    refused(world, NoLines, call_off, field="lines", **{**ask, "lines": []})
    refused(world, NoDestination, call_off, field="to", **{**ask, "to": None})
    refused(world, NameBlank, call_off, field="reason", **{**ask, "reason": " "})
    refused(world, NameBlank, call_off, field="ordered_by", **{**ask, "ordered_by": ""})
    refused(world, InFuture, call_off, field="ordered_at", **ask, ordered_at=now() + DAY)
    with world.read() as here:
        road = end(here.session, PlaceKind.TRANSIT)
    refused(world, KeepsNothing, call_off, field="to", **{**ask, "to": road})


def test_only_what_is_in_use_is_called_and_on_the_agreement_that_promises_it(world, ask):
    others = agreed(world)
    refused(world, OthersPromise, call_off, field="lines", **{**ask, "agreement": others})
    with world.begin() as here:
        here.biscuits.retired = True
    refused(world, Retired, call_off, field="item", **ask)
    with world.begin() as here:
        here.biscuits.retired = False
    world.do(retire_promise, promise=ask["lines"][0].promise)
    refused(world, Retired, call_off, field="promise", **ask)
    world.do(retire_agreement, agreement=ask["agreement"])
    refused(world, Retired, call_off, field="agreement", **ask)


def test_machines_are_called_to_where_they_are_needed(world):
    one = the(world, diggers(world))
    assert (one.place, one.destination, one.place_id, one.lines[0].what) == ("", "示例河口", None, "示例挖掘机")


# Rights ----------------------------------------------------------------------------------------------------------


def test_a_call_off_is_seen_by_whom_it_is_for_and_by_who_holds_the_agreement_alone(world):
    towns = called(world, to=world.shelter)
    ours = called(world)
    town, other = world.as_("townkeeper"), world.as_("neighbourkeeper")
    assert [one.number for one in world.ask(call_offs)] == [ours.number, towns.number]
    assert [one.number for one in town.ask(call_offs)] == [towns.number]
    assert other.ask(call_offs) == []
    assert town.ask(taken_up) == town.ask(promises) == []
    with world.read() as here:
        assert named(here.session, here.townkeeper, CallOff, towns.number).id == towns.id
        with pytest.raises(Unknown):
            named(here.session, here.townkeeper, CallOff, ours.number)


def test_whose_phone_it_is_is_told_to_those_who_call_alone(world):
    called(world)
    assert [one.contact_phone for one in world.as_("officer").ask(call_offs)] == ["000-1234-示例"]
    assert [one.contact_phone for one in world.as_("watcher").ask(call_offs)] == ["000*****-示例"]


def test_a_storekeeper_calls_nothing_off(world, ask):
    refused(world.as_("keeper"), NotPermitted, call_off, **ask)


def test_the_lists_are_read_in_as_many_statements_however_many_there_are(file_world, asked):
    def statements():
        with asked() as heard:
            file_world.ask(call_offs)
            file_world.ask(taken_up)
        return len(heard)

    came(file_world, called(file_world), 5)
    few = statements()
    for _turn in range(4):
        came(file_world, called(file_world), 5)
    assert statements() == few <= 8

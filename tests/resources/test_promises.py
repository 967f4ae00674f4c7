"""Promises: so much of one item, one class or a thing in words; and never stock on hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from inventory.ground.names import NotRetired, Retired
from inventory.resources.agreements import Validity
from inventory.resources.calloffs import taken_up
from inventory.resources.promises import (
    BadHours,
    BadPromise,
    CountedOtherwise,
    OneThing,
    UnitUnsaid,
    add_promise,
    change_promise,
    promises,
    retire_promise,
    revive_promise,
)
from inventory.supplies.catalog import add_item
from inventory.supplies.corrections import retire_item
from inventory.supplies.standing import on_hand
from tests.resources.agreements_acts import D, agreed, promised
from tests.supplies.acts import refused, today


def test_a_line_is_of_an_item_a_class_or_a_thing_in_words_with_what_is_known(world):
    held = agreed(world, valid_until=today() - timedelta(days=1))
    item = promised(world, held, place="示例仓库")
    kind = promised(world, held, item=None, category=world.sacks, quantity=None, hours=None)
    thing = promised(world, held, item=None, what="示例挖掘机", unit="台", quantity=D(2), hours=D("0.5"))
    assert [one.code for one in (item, kind, thing)] == [f"{held.code}/{turn}" for turn in (1, 2, 3)]
    told = [(one.what, one.quantity, one.unit, one.hours, one.place) for one in world.ask(promises)]
    assert told == [
        ("压缩饼干", 500, "箱", 6, "示例仓库"), ("袋类", None, "", None, ""), ("示例挖掘机", 2, "台", D("0.5"), ""),
    ]  # fmt: skip
    assert {one.validity for one in world.ask(promises)} == {Validity.EXPIRED}
    assert world.faults() == []


def test_what_is_promised_is_not_on_hand(world):
    before = world.ask(on_hand)
    promised(world, quantity=D(9999))
    assert world.ask(on_hand) == before


@pytest.mark.parametrize("facts", [{"item": None}, {"what": "示例"}, {"item": None, "what": " "}])
def test_a_line_of_nothing_or_of_two_things_is_refused(world, facts):
    said = {"agreement": agreed(world), "item": world.biscuits, **facts}
    refused(world, OneThing, add_promise, field="what", **said)


@pytest.mark.parametrize("quantity", ["0", "-5", "1.5", "1E+15", "NaN", "Infinity"])
def test_an_amount_that_cannot_be_promised_is_refused(world, quantity):
    facts = {"agreement": agreed(world), "item": world.biscuits}
    refused(world, BadPromise, add_promise, field="quantity", quantity=Decimal(quantity), **facts)


@pytest.mark.parametrize("hours", ["0", "-1", "2401", "0.0001", "NaN"])
def test_hours_that_cannot_be_meant_are_refused(world, hours):
    facts = {"agreement": agreed(world), "item": world.biscuits}
    refused(world, BadHours, add_promise, field="hours", hours=Decimal(hours), **facts)


def test_an_amount_has_a_unit_and_an_item_its_own(world):
    held = agreed(world)
    refused(world, UnitUnsaid, add_promise, field="unit", agreement=held, what="示例", quantity=D(5))
    refused(world, CountedOtherwise, add_promise, field="unit", agreement=held, item=world.biscuits, unit="吨")
    assert promised(world, held, unit="箱").unit == ""


def test_amount_and_hours_are_corrected_and_taken_away(world):
    made = promised(world)
    again = world.do(change_promise, promise=made, quantity=D(600), place="示例新址")
    assert (again.quantity, again.hours, again.place) == (600, 6, "示例新址")
    again = world.do(change_promise, promise=made, quantity=D(0), hours=D(0))
    assert (again.quantity, again.hours) == (None, None)
    refused(world, OneThing, change_promise, field="what", promise=made, what="示例")
    thing = promised(world, item=None, what="示例挖掘机", unit="台")
    assert world.do(change_promise, promise=thing, what="示例起重机").what == "示例起重机"
    refused(world, UnitUnsaid, change_promise, field="unit", promise=thing, unit="")


def test_nothing_is_promised_of_what_was_retired_or_by_a_line_taken_out(world):
    made = promised(world)
    world.do(retire_promise, promise=made)
    assert world.ask(promises) == world.ask(taken_up) == []
    assert [one.retired for one in world.ask(promises, retired=True)] == [True]
    refused(world, Retired, retire_promise, field="promise", promise=made)
    world.do(revive_promise, promise=made)
    refused(world, NotRetired, revive_promise, field="promise", promise=made)
    with world.begin() as here:
        here.jackets.retired = True
    refused(world, Retired, add_promise, field="item", agreement=agreed(world), item=world.jackets)


def test_an_item_that_was_promised_may_be_retired_and_its_line_still_says_what_it_was(world):
    item = world.do(add_item, name="示例旧物", unit="个")
    promised(world, item=item)
    world.do(retire_item, item=item)
    assert [one.what for one in world.ask(promises)] == ["示例旧物"]

"""Standards of what people need: rows with a basis, and a template that says of itself that it is second-hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory.ground.names import NotRetired, Retired
from inventory.ground.text import NameBlank
from inventory.resources.promises import CountedOtherwise
from inventory.response import standards
from inventory.response.standards import (
    BadStandard,
    Facility,
    OneCounterpart,
    Per,
    TakenAlready,
    UnitOfStandard,
    needed,
)
from inventory.response.templates import NothingTaken, NotInTemplate
from inventory.upkeep import seeding
from tests.response.stops_acts import water
from tests.supplies.acts import refused

D = Decimal


def listed(world, **asked):
    return [(one.standard, one.what, one.amount, one.unit) for one in world.ask(standards.standards, **asked)]


def test_no_standard_is_set_until_somebody_sets_one(world):
    assert world.ask(standards.standards) == []


def test_the_template_says_that_it_is_second_hand_and_is_no_beginning_of_a_store():
    lines = standards.template()
    assert [one.code for one in lines] == ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6"]
    assert {one.basis for one in lines} == {"Sphere 手册, 转引, 未核对原文"}
    assert "standards" not in seeding.known()


def test_rows_of_the_template_are_taken_over_once_and_then_edited(world):
    world.do(standards.take_over_standards, lines=["S-1", " S-3 "])
    assert listed(world) == [("Sphere", "饮用和生活用水", D(15), "升"), ("Sphere", "有顶面积", D("3.5"), "㎡")]
    refused(world, TakenAlready, standards.take_over_standards, field="lines", lines=["S-3"])
    refused(world, NotInTemplate, standards.take_over_standards, field="lines", lines=["S-9"])
    refused(world, NothingTaken, standards.take_over_standards, field="lines", lines=[])
    row = world.ask(standards.standards)[0]
    with world.begin() as here:
        one = here.session.get_one(standards.NeedStandard, row.need_standard_id)
        standards.change_need_standard(here.session, here.leader, standard=one, amount=D(20), basis="示例本级标准")
    assert listed(world)[0][2] == D(20)
    assert world.faults() == []


def test_a_row_is_compared_with_one_thing_in_its_unit(world):
    facts = {"standard": "示例标准", "what": "示例饼干", "per": Per.PERSON_DAY, "amount": D(1), "basis": "示例"}
    add = standards.add_need_standard
    refused(world, UnitOfStandard, add, field="unit", **facts)
    refused(world, CountedOtherwise, add, field="unit", item=world.biscuits, unit="包", **facts)
    refused(world, OneCounterpart, add, field="item", item=world.biscuits, category=world.sacks, **facts)
    refused(world, NameBlank, add, field="basis", unit="箱", **{**facts, "basis": " "})
    for amount in (D(0), D(-1), D("0.0001"), D("Infinity")):
        refused(world, BadStandard, add, field="amount", unit="箱", **{**facts, "amount": amount})
    one = world.do(add, item=world.biscuits, **facts)
    assert one.unit == "箱"
    refused(world, CountedOtherwise, standards.change_need_standard, field="unit", standard=one, unit="包")
    changed = world.do(standards.change_need_standard, standard=one, facility=Facility.BEDS, unit="张")
    assert (changed.item_id, changed.facility, changed.unit) == (None, Facility.BEDS, "张")
    back = world.do(standards.change_need_standard, standard=one, item=world.biscuits)
    assert (back.item_id, back.facility, back.unit) == (world.biscuits.id, None, "箱")


def test_a_row_that_was_let_go_counts_no_more(world):
    one = water(world)
    refused(world, NotRetired, standards.revive_need_standard, field="standard", standard=one)
    world.do(standards.retire_need_standard, standard=one)
    refused(world, Retired, standards.retire_need_standard, field="standard", standard=one)
    assert (listed(world), len(listed(world, retired=True))) == ([], 1)
    world.do(standards.revive_need_standard, standard=one)
    assert len(listed(world)) == 1


def test_a_town_reckons_by_its_own_rows_and_those_above_never_by_its_neighbours(world):
    water(world)
    water(world, organisation=world.town, standard="示例镇标准")
    assert [row[0] for row in listed(world.as_("townkeeper"))] == ["示例标准", "示例镇标准"]
    assert [row[0] for row in listed(world.as_("neighbourkeeper"))] == ["示例标准"]
    assert [row[0] for row in listed(world)] == ["示例标准"]
    assert listed(world, standard="示例无此标准") == []


@pytest.mark.parametrize(
    ("per", "amount", "people", "days", "decimals", "makes"),
    [
        (Per.PERSON_DAY, "15", 200, 3, 3, "9000"),
        (Per.PERSON, "3.5", 3, 9, 0, "11"),
        (Per.SHARED, "20", 41, 9, 0, "3"),
        (Per.PERSON_DAY, "0.5", 3, 1, 0, "2"),
        (Per.PERSON_DAY, "0.333", 1, 1, 3, "0.333"),
    ],
)
def test_what_is_needed_is_rounded_up_to_what_can_be_counted(per, amount, people, days, decimals, makes):
    assert needed(per, D(amount), people, days, decimals) == D(makes)

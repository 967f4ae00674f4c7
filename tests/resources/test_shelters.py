"""Shelters: a register on places, and how many people each takes by what rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.ground import settings
from inventory.ground.names import NotRetired, named
from inventory.ground.settings import BadSetting, set_value
from inventory.resources import shelters
from inventory.resources.shelters import BadArea, Shelter, capacity
from inventory.resources.sites import BadNumber, OnRegister, OtherKind
from inventory.supplies import stock
from inventory.supplies.lots import Line
from tests.resources.teams_acts import shelter
from tests.supplies.acts import D, refused
from tests.world import World


def line(world: World, **facts):
    """The one shelter on the register."""
    (found,) = world.ask(shelters.shelters, **facts)
    return found


def standard(world: World, value: str, house=None) -> None:
    facts = {"key": "shelter_m2", "value": value, "basis": f"示例依据{value}"}
    world.do(set_value, organisation=house or world.headquarters, **facts)


def test_a_shelters_place_that_is_there_already_is_put_on_the_register_once(world: World):
    assert [one.code for one in world.ask(shelters.shelters_off_register)] == ["AZ01"]
    made = shelter(world, location="示例镇", toilets=4)
    found = line(world)
    assert (found.code, found.name, found.organisation) == ("AZ01", "示例安置点", "示例镇")
    assert (found.location, found.toilets, found.beds, found.rated) == ("示例镇", 4, None, None)
    assert world.ask(shelters.shelters_off_register) == []
    refused(world, OnRegister, shelters.add_shelter, field="place", place=world.shelter)
    refused(world, OtherKind, shelters.add_shelter, field="place", place=world.team)
    with world.read() as here:
        assert named(here.session, here.townkeeper, Shelter, "示例安置点").id == made.id


def test_a_new_shelter_brings_its_place_with_it(world: World):
    world.do(shelters.add_shelter, name="示例学校", organisation=world.town, address="示例路1号", kind="示例学校")
    assert (line(world).code, line(world).address, line(world).kind) == ("AZ02", "示例路1号", "示例学校")
    assert world.faults() == []


def test_a_change_changes_what_it_names_alone_and_a_number_goes_with_nought(world: World):
    made = shelter(world, rated=300, beds=100, area_m2=D("1200.5"), grade="示例级")
    world.do(shelters.change_shelter, shelter=made, rated=0, area_m2=D(0), keeper="示例新人")
    found = line(world)
    assert (found.rated, found.area_m2, found.beds, found.grade) == (None, None, 100, "示例级")
    assert (found.keeper, found.phone) == ("示例新人", "000-示例")


def test_numbers_that_cannot_be_meant_are_refused(world: World):
    made = shelter(world)
    for field in ("rated", "beds", "water_points", "toilets"):
        for number in (-5, 1_000_000):
            refused(world, BadNumber, shelters.change_shelter, field=field, shelter=made, **{field: number})
    for area in ("-1", "0.0001", "10000001", "NaN", "Infinity"):
        refused(world, BadArea, shelters.change_shelter, field="area_m2", shelter=made, area_m2=D(area))


# Capacity ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rated", "area", "per_person", "people"),
    [
        (300, "1000", "3.5", 285), (200, "1000", "3.5", 200), (None, "1000", "3.5", 285), (300, None, "3.5", 300),
        (300, "1000", None, 300), (None, "1000", None, None), (None, None, "3.5", None), (None, "3.4", "3.5", 0),
        (None, "10.5", "3.5", 3),
    ],
)  # fmt: skip
def test_capacity_is_what_was_approved_and_no_more_than_the_area_holds(rated, area, per_person, people):
    found = capacity(rated, Decimal(area) if area else None, Decimal(per_person) if per_person else None)
    assert found.people == people


@given(st.integers(1, 10**10), st.integers(1, 10**5))
def test_nobody_has_less_than_the_standard_and_one_more_would_not_fit(thousandths: int, each: int):
    area, per_person = Decimal(thousandths) / 1000, Decimal(each) / 1000
    found = capacity(None, area, per_person).people
    assert found is not None
    assert found * per_person <= area < (found + 1) * per_person


def test_without_a_standard_the_approved_number_holds_alone(world: World):
    shelter(world, rated=300, area_m2=D(350))
    assert (line(world).capacity.people, line(world).capacity.per_person) == (300, None)


def test_capacity_says_what_it_was_computed_from_and_follows_the_nearest_standard(world: World):
    made = shelter(world, rated=300, area_m2=D(350))
    world.do(shelters.add_shelter, name="示例区安置点", area_m2=D(350))
    standard(world, "3.5")
    told = [(one.capacity.people, one.capacity.basis) for one in world.ask(shelters.shelters)]
    assert told == [(100, "示例依据3.5"), (100, "示例依据3.5")]
    standard(world, "2", world.town)
    assert [one.capacity.people for one in world.ask(shelters.shelters)] == [175, 100]
    with world.read() as here:
        assert shelters.capacity_of(here.session, here.session.get_one(Shelter, made.id)).basis == "示例依据2"
        assert settings.along(here.session, "zone")(here.town.path) == ("Asia/Shanghai", "")


@pytest.mark.parametrize("value", ["0", "-1", "a", "1..5", "1e3", "101", ".", "0.0", "NaN"])
def test_a_standard_is_a_number_of_square_metres(world: World, value: str):
    facts = {"organisation": world.headquarters, "key": "shelter_m2", "value": value}
    refused(world, BadSetting, set_value, field="value", **facts)


# What is there, and its end ------------------------------------------------------------------------------------


def test_what_was_brought_to_a_shelter_is_there(world: World):
    shelter(world)
    world.do(stock.issue, place=world.west, to=world.shelter, lines=[Line(world.bags, D(500))])
    (bags,) = line(world).supplies
    assert (bags.item, bags.quantity, bags.unit) == ("编织袋", 500, "条")


def test_a_shelter_in_use_is_not_taken_back(world: World):
    refused(world, NotRetired, shelters.revive_shelter, field="place", shelter=shelter(world))


def test_the_register_asks_as_many_questions_for_many_shelters_as_for_one(file_world: World, asked):
    shelter(file_world)
    standard(file_world, "3.5")
    with asked() as few:
        file_world.ask(shelters.shelters)
    for number in range(9):
        file_world.do(shelters.add_shelter, name=f"示例{number}", organisation=file_world.town, rated=10)
    with asked() as many:
        assert len(file_world.ask(shelters.shelters)) == 10
    assert len(many) == len(few)

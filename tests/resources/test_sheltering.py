"""Sheltering: opened, people in and out, closed; how many are there is the sum, and never below nought."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from inventory.ground.errors import Refused
from inventory.ground.instants import InFuture
from inventory.ground.names import Retired, remarks
from inventory.resources import sheltering, shelters
from inventory.resources.heads import HEADS, BadHeads, Heads, MoreThanThere
from inventory.resources.sheltering import admit, close_shelter, discharge, open_shelter, standing, steps
from inventory.resources.shelters import Shelter
from inventory.supplies import corrections
from tests.resources.teams_acts import opened, shelter
from tests.supplies.acts import ago, refused
from tests.world import World


def now(world: World):
    """The one shelter as it stands."""
    (found,) = world.ask(standing)
    return found


def test_a_shelter_that_was_never_opened_is_closed_and_empty(world: World):
    shelter(world, rated=100)
    assert (now(world).now, now(world).open, now(world).people, now(world).free) == (None, False, 0, 100)


def test_people_are_counted_in_and_out_by_group(world: World):
    made = opened(world, rated=100)
    world.do(admit, shelter=made, people=40, elderly=10, children=12, special=3, at=ago(0.9 / 24))
    world.do(admit, shelter=made, people=5, at=ago(0.8 / 24))
    step = world.do(discharge, shelter=made, people=15, elderly=3, children=12, at=ago(0.7 / 24))
    assert step.number.startswith("AK-")
    found = now(world)
    assert (found.open, found.now.heads, found.free) == (True, Heads(30, 7, 0, 3), 70)
    assert (found.now.last_at, found.now.last) == (step.at, step.number)
    assert world.faults() == []


def test_occupancy_over_time_is_told_step_by_step(world: World):
    made = opened(world, at=ago(3))
    world.do(admit, shelter=made, people=40, at=ago(2.5))
    world.do(discharge, shelter=made, people=15, at=ago(2))
    world.do(close_shelter, shelter=made, reason="示例转移", at=ago(1))
    world.do(open_shelter, shelter=made, at=ago(0.5))
    world.do(admit, shelter=made, people=7, at=ago(0.4))
    told = [(one.kind.value, one.heads.people, one.after.people) for one in world.ask(steps, made)]
    assert told == [
        ("opened", 0, 0), ("admitted", 40, 40), ("discharged", 15, 25), ("closed", 25, 0), ("opened", 0, 0),
        ("admitted", 7, 7),
    ]  # fmt: skip
    some = world.ask(steps, since=ago(2.2), until=ago(0.9))
    assert [(one.kind.value, one.after.people) for one in some] == [("discharged", 25), ("closed", 0)]
    assert now(world).now.since == world.ask(steps)[-2].at


def test_more_than_fit_are_told_and_not_turned_away(world: World):
    made = opened(world, 99, rated=100)
    with world.begin() as here:
        held = here.session.get_one(Shelter, made.id)
        admit(here.session, here.officer, shelter=held, people=1)
        assert remarks(here.session) == []
        admit(here.session, here.officer, shelter=held, people=5)
        assert remarks(here.session) == ["示例安置点 now has 105 people, 5 more than the 100 that it takes."]
    assert (now(world).people, now(world).free) == (105, -5)


def test_where_no_capacity_is_set_nothing_is_said_of_it(world: World):
    opened(world, 500)
    assert (now(world).people, now(world).free) == (500, None)


# Refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [-5, 0, 1_000_000])
@pytest.mark.parametrize("service", [admit, discharge])
def test_minus_five_people_neither_come_nor_go(world: World, service, people: int):
    refused(world, BadHeads, service, field="people", shelter=opened(world, 12), people=people)


def test_nobody_leaves_who_is_not_there(world: World):
    made = opened(world)
    world.do(admit, shelter=made, people=12, elderly=2, children=3)
    refused(world, MoreThanThere, discharge, field="people", shelter=made, people=13)
    for group, number in (("elderly", 3), ("children", 4), ("special", 1)):
        refused(world, MoreThanThere, discharge, field=group, shelter=made, people=5, **{group: number})
    assert now(world).people == 12


def test_nobody_comes_to_or_leaves_a_closed_shelter(world: World):
    made = shelter(world)
    for _turn in range(2):
        for service, facts in ((admit, {"people": 5}), (discharge, {"people": 5}), (close_shelter, {})):
            refused(world, sheltering.NotOpen, service, field="shelter", shelter=made, **facts)
        world.do(open_shelter, shelter=made)
        world.do(close_shelter, shelter=made)


def test_what_is_open_is_not_opened(world: World):
    refused(world, sheltering.OpenAlready, open_shelter, field="shelter", shelter=opened(world))


def test_a_shelter_with_people_in_it_is_closed_only_with_a_reason_and_then_they_are_gone(world: World):
    made = opened(world, 12)
    said = refused(world, sheltering.PeopleInside, close_shelter, field="reason", shelter=made)
    assert said == "There are 12 people in 示例安置点: discharge them first, or say why they go."
    refused(world, sheltering.PeopleInside, close_shelter, field="reason", shelter=made, reason=" ")
    step = world.do(close_shelter, shelter=made, reason="示例转移")
    assert (step.people, now(world).people, now(world).open) == (12, 0, False)
    world.do(open_shelter, shelter=made)
    assert now(world).people == 0


def test_steps_follow_one_another_and_none_is_to_come(world: World):
    made = opened(world)
    refused(world, sheltering.BeforeLastStep, admit, field="at", shelter=made, people=5, at=ago(1))
    refused(world, InFuture, admit, field="at", shelter=made, people=5, at=ago(-1))
    world.do(admit, shelter=made, people=5)
    refused(world, sheltering.BeforeLastStep, discharge, field="at", shelter=made, people=5, at=ago(1 / 48))


def test_a_shelter_is_not_retired_while_it_is_open(world: World):
    made = opened(world)
    refused(world, sheltering.StillOpen, sheltering.retire_shelter, field="shelter", shelter=made)
    world.do(close_shelter, shelter=made)
    assert world.do(sheltering.retire_shelter, shelter=made).retired
    refused(world, Retired, sheltering.retire_shelter, field="shelter", shelter=made)
    refused(world, Retired, open_shelter, field="shelter", shelter=made)
    assert world.ask(standing) == []
    world.do(shelters.revive_shelter, shelter=made)
    assert len(world.ask(standing)) == 1


def test_whoever_is_in_a_shelter_whose_place_was_closed_still_leaves(world: World):
    made = opened(world, 12)
    world.do(corrections.retire_place, place=world.shelter)
    refused(world, Retired, admit, field="shelter", shelter=made, people=5)
    world.do(discharge, shelter=made, people=5)
    world.do(close_shelter, shelter=made, reason="示例")


# For all ways of coming and going ------------------------------------------------------------------------------

COUNT = st.integers(0, 6)


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from([open_shelter, admit, discharge, close_shelter]), COUNT, COUNT)))
def test_whatever_is_tried_nobody_is_missing(file_world: World, acts):
    """Each run goes on with the shelter as the last one left it."""
    made = shelter(file_world)
    for service, people, children in acts:
        facts = {"people": people, "children": children} if service in (admit, discharge) else {"reason": "示例"}
        try:
            file_world.do(service, shelter=made, **facts)
        except Refused:
            continue
    found = file_world.ask(steps, made)
    for one in found:
        assert all(getattr(one.after, name) >= 0 for name in HEADS)
        assert one.after.add_up
        assert not one.after.people or one.kind.value not in ("closed", "opened")
    if found:
        assert now(file_world).now.heads == found[-1].after


def test_the_register_asks_as_many_questions_for_many_shelters_as_for_one(file_world: World, asked):
    opened(file_world, 5)
    with asked() as few:
        file_world.ask(standing)
        file_world.ask(steps)
    for number in range(5):
        one = file_world.do(shelters.add_shelter, name=f"示例{number}")
        file_world.do(open_shelter, shelter=one)
        file_world.do(admit, shelter=one, people=number + 1)
    with asked() as many:
        assert [one.people for one in file_world.ask(standing)] == [5, 1, 2, 3, 4, 5]
        assert len(file_world.ask(steps)) == 12
    assert len(many) == len(few)

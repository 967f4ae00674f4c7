"""Rights over the resources: a branch sees its own teams and shelters alone, and calls nobody else's people."""

from __future__ import annotations

import inspect

import pytest

from inventory.ground import accounts
from inventory.ground.audit import SERVICES, Service
from inventory.ground.names import Unknown, named
from inventory.ground.people import NotPermitted, Role
from inventory.resources import mustering, sheltering, shelters, teams
from inventory.resources.callouts import TeamCall
from inventory.resources.mustering import AnswerKind, record_answer
from inventory.resources.sheltering import ShelterStep
from inventory.resources.shelters import Shelter
from inventory.resources.teams import Team
from tests.resources.acts import ACTS
from tests.resources.teams_acts import call, new_team, opened, shelter, team
from tests.supplies.acts import lent, refused
from tests.world import World

NEIGHBOUR = "neighbourkeeper"


@pytest.fixture
def world(file_world: World) -> World:
    """The small known world in a file alone: what is asked here does not differ between databases."""
    return file_world


@pytest.fixture
def them(world: World) -> World:
    """The world as the neighbour's officer sees it, who may do there whatever anybody may."""
    for role in set(Role) - {Role.STOREKEEPER}:
        world.do(accounts.give_role, person=world.neighbourkeeper, organisation=world.neighbour, role=role)
    return world.as_(NEIGHBOUR)


def test_every_service_of_the_resources_has_an_example():
    declared = {name for name, one in SERVICES.items() if _home(one).startswith("inventory.resources.")}
    assert declared == set(ACTS)


def _home(one: Service) -> str:
    """The module that declares a service."""
    return str(inspect.unwrap(one.call).__module__)


# Teams ---------------------------------------------------------------------------------------------------------


def test_teams_of_another_branch_are_not_listed_nor_named(world, them):
    ours, own = team(world), new_team(world, "示例邻镇队", organisation=world.neighbour)
    lent(world, 100)
    assert [one.team_id for one in them.ask(teams.teams)] == [own.id]
    assert [one.team.team_id for one in them.ask(mustering.standing)] == [own.id]
    assert {one.team_id for one in world.ask(teams.teams)} == {ours.id, own.id}
    for text in ("DW01", "示例抢险队"):
        with them.read() as here, pytest.raises(Unknown):
            named(here.session, here.neighbourkeeper, Team, text)


def test_places_of_another_branch_are_not_offered_for_the_register(world, them):
    assert [one.code for one in world.ask(teams.teams_off_register)] == ["DW01"]
    assert [one.code for one in world.ask(shelters.shelters_off_register)] == ["AZ01"]
    assert them.ask(teams.teams_off_register) == []
    assert them.ask(shelters.shelters_off_register) == []


def test_a_team_above_in_another_branch_is_not_named_to_those_below(world, them):
    whole = team(world)
    new_team(world, "示例邻镇队", organisation=world.neighbour, parent=whole)
    assert [(one.parent, one.level) for one in them.ask(teams.teams)] == [("", 0)]
    assert [(one.parent, one.level) for one in world.ask(teams.teams)] == [("", 0), ("示例抢险队", 1)]


def test_calls_to_teams_of_another_branch_are_not_told(world, them):
    ours, own = team(world), new_team(world, "示例邻镇队", organisation=world.neighbour)
    hidden, seen = call(world, ours), call(world, ours, own)
    world.do(record_answer, call=seen, team=ours, kind=AnswerKind.MUSTERED, people=9)
    assert [(one.number, one.teams, one.people) for one in them.ask(mustering.calls)] == [(seen.number, 1, 0)]
    assert [one.team_id for one in them.ask(mustering.called, seen)] == [own.id]
    assert them.ask(mustering.called, hidden) == []
    with them.read() as here, pytest.raises(Unknown):
        named(here.session, here.neighbourkeeper, TeamCall, hidden.number)


def test_nobody_answers_for_a_team_of_another_branch(world, them):
    ours, own = team(world), new_team(world, "示例邻镇队", organisation=world.neighbour)
    made = call(world, ours, own)
    refused(them, NotPermitted, record_answer, call=made, team=ours, kind=AnswerKind.ANSWERED)
    them.do(record_answer, call=made, team=own, kind=AnswerKind.ANSWERED)
    refused(them, NotPermitted, mustering.stand_down, call=made)


# Shelters ------------------------------------------------------------------------------------------------------


def test_shelters_of_another_branch_are_not_listed_nor_named(world, them):
    opened(world, 12)
    own = world.do(shelters.add_shelter, name="示例邻镇学校", organisation=world.neighbour)
    step = world.do(sheltering.open_shelter, shelter=own)
    assert [one.shelter_id for one in them.ask(shelters.shelters)] == [own.id]
    assert [one.shelter.shelter_id for one in them.ask(sheltering.standing)] == [own.id]
    assert [one.number for one in them.ask(sheltering.steps)] == [step.number]
    assert them.ask(sheltering.steps, shelter(world)) == []
    hidden = world.ask(sheltering.steps)[0].number
    with them.read() as here:
        for model, text in ((Shelter, "AZ01"), (ShelterStep, hidden)):
            with pytest.raises(Unknown):
                named(here.session, here.neighbourkeeper, model, text)


# Telephones ----------------------------------------------------------------------------------------------------


def test_phones_are_shown_to_those_who_call_and_masked_for_those_who_look(world):
    made = team(world, deputy="示例副队长", deputy_phone="000-示例")
    shelter(world)
    call(world, made)
    for login, seen in (("officer", {"000-示例"}), ("watcher", {"0****例"})):
        who = world.as_(login)
        lines = [*who.ask(teams.teams), *(one.last for one in who.ask(mustering.standing))]
        assert {phone for one in lines for phone in (one.phone, one.deputy_phone)} == seen
        assert {one.phone for one in who.ask(shelters.shelters)} == seen


def test_who_reads_everything_and_calls_in_the_town_alone_sees_the_towns_phones_alone(world):
    new_team(world, "示例镇队", organisation=world.town, phone="000-示例")
    team(world)
    world.do(accounts.give_role, person=world.townkeeper, organisation=world.headquarters, role=Role.READER)
    found = {one.name: one.phone for one in world.as_("townkeeper").ask(teams.teams)}
    assert found == {"示例镇队": "000-示例", "示例抢险队": "0****例"}

"""Calls to teams: who may be called, by whom, until when."""

from __future__ import annotations

from inventory.duty.log import DueBefore
from inventory.ground.instants import InFuture
from inventory.ground.names import Retired
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from inventory.resources import teams
from inventory.resources.callouts import CallKind, NobodyCalled, call_teams
from inventory.resources.mustering import called, calls
from tests.resources.teams_acts import call, new_team, team
from tests.supplies.acts import ago, refused
from tests.world import World

WHY = {"kind": CallKind.CALL_OUT, "reason": "示例险情", "ordered_by": "示例领导"}


def test_a_call_has_a_number_and_says_how_many_each_team_had_on_its_roll(world: World):
    some, other = team(world, headcount=30), new_team(world, "示例另队")
    made = world.do(call_teams, teams=[some, other], assemble="示例闸口", due_at=ago(-1), **WHY)
    assert made.number.startswith("JH-")
    world.do(teams.change_team, team=some, headcount=99)
    lines = world.ask(called, made)
    assert [(line.team, line.strength, line.state, line.waiting) for line in lines] == [
        ("示例抢险队", 30, None, True),
        ("示例另队", None, None, True),
    ]
    (whole,) = world.ask(calls)
    assert (whole.teams, whole.waiting, whole.expected, whole.unknown) == (2, 2, 30, 1)
    assert world.faults() == []


def test_a_team_named_twice_is_called_once(world: World):
    some = team(world)
    assert len(world.ask(called, world.do(call_teams, teams=[some, some], **WHY))) == 1


def test_a_call_to_nobody_for_no_reason_or_to_a_retired_team_is_refused(world: World):
    some = team(world)
    refused(world, NobodyCalled, call_teams, field="teams", teams=[], **WHY)
    refused(world, NameBlank, call_teams, field="reason", teams=[some], **(WHY | {"reason": " "}))
    refused(world, NameBlank, call_teams, field="ordered_by", teams=[some], **(WHY | {"ordered_by": ""}))
    world.do(teams.retire_team, team=some)
    refused(world, Retired, call_teams, field="teams", teams=[some], **WHY)


def test_a_deadline_in_the_past_and_a_call_to_come_are_refused(world: World):
    some = team(world)
    refused(world, DueBefore, call_teams, field="due_at", teams=[some], due_at=ago(1), **WHY)
    refused(world, InFuture, call_teams, field="called_at", teams=[some], called_at=ago(-1), **WHY)
    made = world.do(call_teams, teams=[some], called_at=ago(2), due_at=ago(1), **WHY)
    assert [line.late for line in world.ask(called, made)] == [True]


def test_every_team_must_be_the_callers_to_call(world: World):
    ours = team(world)
    theirs = new_team(world, "示例镇队", organisation=world.town)
    refused(world.as_("keeper"), NotPermitted, call_teams, teams=[ours], **WHY)
    town = world.as_("townkeeper")
    refused(town, NotPermitted, call_teams, teams=[ours, theirs], organisation=world.town, **WHY)
    made = world.as_("officer").do(call_teams, teams=[ours, theirs], **WHY)
    assert [line.team for line in town.ask(called, made)] == ["示例镇队"]


def test_the_last_call_stands_first(world: World):
    numbers = [call(world, called_at=ago(days)).number for days in (3, 2, 1)]
    assert [line.number for line in world.ask(calls)] == numbers[::-1]
    assert [line.number for line in world.ask(calls, most=1)] == numbers[-1:]

"""Mustering: what called teams answer; the last of it holds, and nothing is taken back."""

from __future__ import annotations

import pytest

from inventory.ground.instants import InFuture
from inventory.ground.names import Unknown, named
from inventory.resources import mustering
from inventory.resources.callouts import CallKind, TeamCall
from inventory.resources.mustering import AnswerKind, calls, record_answer, standing
from tests.resources.teams_acts import call, new_team, team
from tests.supplies.acts import Facts, ago, refused
from tests.world import World


def answer(world: World, made: TeamCall, kind: AnswerKind, **facts):
    return world.do(record_answer, call=made, team=facts.pop("team", None) or team(world), kind=kind, **facts)


def last(world: World):
    """What the register says of the team's last call."""
    return next(one.last for one in world.ask(standing) if one.team.code == "DW01")


def test_a_team_that_was_never_called_has_no_last_call(world: World):
    team(world)
    assert last(world) is None


def test_the_register_shows_how_far_the_last_call_has_come(world: World):
    some = team(world, headcount=30)
    call(world, called_at=ago(1))
    made = call(world)
    assert (last(world).number, last(world).state, last(world).waiting) == (made.number, None, True)
    heard, came = ago(1.5 / 24), ago(1 / 24)
    answer(world, made, AnswerKind.ANSWERED, at=heard, people=25)
    assert (last(world).answered_at, last(world).announced, last(world).waiting) == (heard, 25, True)
    answer(world, made, AnswerKind.MUSTERED, at=came, people=28, note="示例闸口")
    now = last(world)
    assert (now.mustered, now.strength, now.mustered_at, now.note) == (28, 30, came, "示例闸口")
    assert (now.answered_at, now.waiting, now.beyond, now.team_id) == (heard, False, False, some.id)
    assert world.faults() == []


def test_who_musters_without_having_answered_has_answered(world: World):
    team(world)
    made = call(world)
    answer(world, made, AnswerKind.NO_ANSWER, at=ago(1.5 / 24))
    assert (last(world).state, last(world).answered_at, last(world).waiting) == (AnswerKind.NO_ANSWER, None, True)
    answer(world, made, AnswerKind.MUSTERED, people=0, at=ago(1 / 24))
    assert (last(world).answered_at, last(world).mustered, last(world).waiting) == (last(world).mustered_at, 0, False)


def test_more_than_are_on_the_roll_may_come_and_the_last_count_holds(world: World):
    team(world, headcount=30)
    made = call(world)
    for people in (10, 45):
        answer(world, made, AnswerKind.MUSTERED, people=people)
    assert (last(world).mustered, last(world).beyond) == (45, True)
    (whole,) = world.ask(calls)
    assert (whole.people, whole.expected, whole.mustered, whole.waiting) == (45, 30, 1, 0)


def test_only_who_was_called_answers(world: World):
    made = call(world)
    other = new_team(world, "示例另队")
    facts: Facts = {"call": made, "team": other, "kind": AnswerKind.ANSWERED}
    said = refused(world, mustering.NotCalled, record_answer, field="team", **facts)
    assert said == f"示例另队 was not called by {made.number}: choose a team of that call, or call this one too."


def test_an_answer_follows_the_call_and_the_answer_before_it(world: World):
    facts: Facts = {"call": call(world), "team": team(world), "kind": AnswerKind.ANSWERED}
    refused(world, mustering.BeforeThat, record_answer, field="at", at=ago(1), **facts)
    refused(world, InFuture, record_answer, field="at", at=ago(-1), **facts)
    world.do(record_answer, at=ago(1 / 24), **facts)
    refused(world, mustering.BeforeThat, record_answer, field="at", at=ago(1.5 / 24), **facts)


def test_who_was_stood_down_answers_no_more(world: World):
    made = call(world)
    answer(world, made, AnswerKind.STOOD_DOWN, note="示例险情解除")
    facts: Facts = {"call": made, "team": team(world), "kind": AnswerKind.MUSTERED, "people": 3}
    refused(world, mustering.StoodDown, record_answer, field="team", **facts)
    assert not last(world).waiting


def test_people_are_counted_where_there_are_any(world: World):
    facts: Facts = {"call": call(world), "team": team(world)}
    for people in (-5, 1_000_000):
        why = mustering.BadHeadcount
        refused(world, why, record_answer, field="people", kind=AnswerKind.MUSTERED, people=people, **facts)
    refused(world, mustering.CountMissing, record_answer, field="people", kind=AnswerKind.MUSTERED, **facts)
    for kind in (AnswerKind.NO_ANSWER, AnswerKind.STOOD_DOWN):
        refused(world, mustering.NobodyToCount, record_answer, field="people", kind=kind, people=3, **facts)


@pytest.mark.parametrize(
    ("kind", "hours", "late"),
    [
        (AnswerKind.MUSTERED, 1.5, False), (AnswerKind.MUSTERED, 0.5, True), (AnswerKind.ANSWERED, 1.5, True),
        (AnswerKind.STOOD_DOWN, 1.5, False),
    ],
)  # fmt: skip
def test_who_is_not_there_in_time_is_late(world: World, kind: AnswerKind, hours: float, late):
    made = call(world, due_at=ago(1 / 24))
    answer(world, made, kind, at=ago(hours / 24), people=9 if kind is AnswerKind.MUSTERED else None)
    assert last(world).late is late


def test_to_a_roll_call_an_answer_is_enough(world: World):
    made = call(world, kind=CallKind.ROLL_CALL, due_at=ago(1 / 24))
    assert (last(world).waiting, last(world).late) == (True, True)
    answer(world, made, AnswerKind.NO_ANSWER, at=ago(1.8 / 24))
    assert (last(world).waiting, last(world).late) == (True, True)
    answer(world, made, AnswerKind.ANSWERED, at=ago(1.5 / 24))
    assert (last(world).waiting, last(world).late) == (False, False)


def test_a_call_is_known_to_whoever_made_it_and_to_whoever_was_called(world: World):
    made = call(world, team(world), new_team(world, "示例镇队", organisation=world.town))
    with world.read() as here:
        for reader in (here.leader, here.townkeeper):
            assert named(here.session, reader, TeamCall, made.number).id == made.id
        with pytest.raises(Unknown):
            named(here.session, here.neighbourkeeper, TeamCall, made.number)


def test_the_register_asks_as_many_questions_for_many_calls_as_for_one(file_world: World, asked):
    answer(file_world, call(file_world), AnswerKind.ANSWERED)
    with asked() as few:
        file_world.ask(standing)
        file_world.ask(calls)
    for number in range(5):
        some = new_team(file_world, f"示例{number}队")
        answer(file_world, call(file_world, some, team(file_world)), AnswerKind.MUSTERED, team=some, people=number)
    with asked() as many:
        assert len(file_world.ask(standing)) == 6
        assert len(file_world.ask(calls)) == 6
    assert len(many) == len(few)


def test_all_teams_that_are_still_on_a_call_are_let_go_at_once_and_keep_what_they_answered(world: World):
    second, third = new_team(world, "示例二队"), new_team(world, "示例三队")
    made = call(world, team(world), second, third)
    answer(world, made, AnswerKind.MUSTERED, people=20, at=ago(1 / 24))
    answer(world, made, AnswerKind.STOOD_DOWN, team=second, at=ago(1 / 24))
    refused(world, mustering.BeforeThat, mustering.stand_down, field="at", call=made, at=ago(1.5 / 24))
    world.do(mustering.stand_down, call=made, note="示例收队")
    lines = world.ask(mustering.called, made)
    assert {one.state for one in lines} == {AnswerKind.STOOD_DOWN}
    assert {(one.team_id, one.mustered, one.note) for one in lines} == {
        (team(world).id, 20, "示例收队"), (second.id, None, ""), (third.id, None, "示例收队"),
    }  # fmt: skip
    refused(world, mustering.AllStoodDown, mustering.stand_down, field="call", call=made)
    assert world.faults() == []

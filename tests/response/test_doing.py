"""What people do with tasks: acknowledge, finish, hand on, drop, open again; each step after the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.ground.instants import InFuture
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import NameBlank
from inventory.response import doing, tasks
from inventory.response.tasks import AFTER, OVER, StepKind, TaskState, TaskStep, state_after
from tests.supplies.acts import refused

HOUR = timedelta(hours=1)
REASON = {"reason": "示例"}


def state(desk, task):
    return next(one.state for one in desk.ask(tasks.tasks) if one.number == task.number)


def test_a_task_is_acknowledged_handed_on_acknowledged_and_done(desk):
    task = desk.given()
    desk.do(doing.acknowledge_task, task=task)
    desk.do(doing.hand_on_task, task=task, owner="示例乙", note="示例换班")
    line = desk.ask(tasks.tasks)[-1]
    assert (line.state, line.owner) == (TaskState.OPEN, "示例乙")
    desk.do(doing.acknowledge_task, task=task, who="示例乙")
    desk.do(doing.finish_task, task=task, who="示例乙")
    assert [(one.kind, one.who) for one in desk.ask(tasks.steps_of, task)] == [
        (StepKind.ACKNOWLEDGED, "示例领导"),
        (StepKind.HANDED_ON, "示例领导"),
        (StepKind.ACKNOWLEDGED, "示例乙"),
        (StepKind.DONE, "示例乙"),
    ]
    assert desk.world.faults() == []


def test_a_task_may_be_done_before_anybody_acknowledged_it(desk):
    task = desk.given()
    desk.do(doing.finish_task, task=task)
    assert state(desk, task) is TaskState.DONE


@pytest.mark.parametrize("ending", [doing.finish_task, doing.drop_task])
def test_what_is_over_takes_no_step_until_it_is_opened_again(desk, ending):
    task, why = desk.given(), REASON if ending is doing.drop_task else {}
    desk.do(ending, task=task, **why)
    for service, facts in (
        (doing.acknowledge_task, {}),
        (doing.finish_task, {}),
        (doing.hand_on_task, {"owner": "示例乙"}),
        (doing.drop_task, REASON),
    ):
        said = refused(desk.world, doing.TaskOver, service, field="task", task=task, **facts)
        assert said.startswith(f"{task.number} is ")
    desk.do(doing.reopen_task, task=task, **REASON)
    assert state(desk, task) is TaskState.OPEN
    refused(desk.world, doing.TaskNotOver, doing.reopen_task, field="task", task=task, **REASON)


def test_a_task_is_acknowledged_once(desk):
    task = desk.given()
    desk.do(doing.acknowledge_task, task=task, who="示例甲")
    said = refused(desk.world, doing.TakenAlready, doing.acknowledge_task, field="task", task=task)
    assert "by 示例甲" in said


def test_to_drop_to_open_again_and_to_hand_on_something_must_be_said(desk):
    task = desk.given()
    refused(desk.world, NameBlank, doing.drop_task, field="reason", task=task, reason=" ")
    refused(desk.world, NameBlank, doing.hand_on_task, field="owner", task=task, owner="")
    desk.do(doing.finish_task, task=task)
    refused(desk.world, NameBlank, doing.reopen_task, field="reason", task=task, reason="")


def test_steps_follow_one_another_and_none_is_of_the_future(desk):
    desk.raised("Ⅳ", since=now() - 3 * HOUR)
    task, world = desk.tasks()[0], desk.world
    refused(world, doing.StepBefore, doing.finish_task, field="at", task=task, at=now() - 4 * HOUR)
    desk.do(doing.acknowledge_task, task=task, at=now() - HOUR)
    refused(world, doing.StepBefore, doing.finish_task, field="at", task=task, at=now() - 2 * HOUR)
    refused(world, InFuture, doing.finish_task, field="at", task=task, at=now() + HOUR)


def test_a_task_by_hand_belongs_to_the_response_that_is_running_there_or_above(desk):
    refused(desk.world, doing.NoResponse, doing.add_task, field="organisation", what="示例")
    order = desk.raised("Ⅳ", since=now() - HOUR)
    later = desk.raised("Ⅲ")
    task = desk.given(organisation=desk.world.town)
    assert (task.first_order_id, task.order_id, task.organisation_id) == (order.id, later.id, desk.world.town.id)
    own = desk.raised("Ⅱ", organisation=desk.world.town)
    assert desk.given(organisation=desk.world.town).first_order_id == own.id
    desk.ended()
    facts = {"organisation": desk.world.neighbour, "what": "示例"}
    refused(desk.world, doing.NoResponse, doing.add_task, field="organisation", **facts)


def test_a_deadline_in_the_past_is_refused(desk):
    desk.raised("Ⅳ")
    facts = {"what": "示例", "due_at": now() - timedelta(minutes=1)}
    said = refused(desk.world, doing.DuePast, doing.add_task, field="due_at", **facts)
    assert "has passed already" in said


@pytest.mark.parametrize("who", ["planner", "keeper", "watcher", "townkeeper"])
def test_tasks_are_the_duty_officers(desk, who):
    task = desk.given()
    refused(desk.world.as_(who), NotPermitted, doing.finish_task, task=task)
    desk.world.as_("officer").do(doing.finish_task, task=task)


@given(st.lists(st.sampled_from(StepKind)))
@settings(max_examples=200)
def test_the_last_step_says_how_a_task_stands(kinds):
    steps = [TaskStep(kind=one) for one in kinds]
    assert state_after(steps) is (AFTER[kinds[-1]] if kinds else TaskState.OPEN)
    assert {AFTER[StepKind.DONE], AFTER[StepKind.DROPPED]} == OVER

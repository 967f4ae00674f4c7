"""Responses: from the order that puts a level in force to the one that ends it, with the tasks of every level below."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inventory.duty import levels
from inventory.ground.names import remarks
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.response import actions, doing, plans, responses, tasks, timeline, versions
from inventory.response.responses import ResponseOrder
from tests.duty.crew import clock, made
from tests.supplies.acts import refused

HOUR = timedelta(hours=1)


def whats(desk):
    return [one.what for one in desk.tasks()]


def ordering(desk, level=None, **facts):
    usual = {"organisation": desk.world.headquarters, "ordered_by": "示例乙"}
    return {**usual, "level": desk.level(level) if level else None, **facts}


# From beginning to end -----------------------------------------------------------------------------------------


def test_a_response_runs_from_its_first_order_to_the_one_that_ends_it(desk):
    warning = desk.warned()
    first = desk.raised("Ⅳ", since=now() - 5 * HOUR, warning=warning, area="示例全区", basis="示例预警")
    desk.raised("Ⅱ", since=now() - 4 * HOUR, ordered_by="示例甲")
    desk.raised("Ⅲ", since=now() - 2 * HOUR)
    [line] = desk.ask(responses.responses, running=True)
    assert (line.number, line.level, line.gravest, line.ended_at) == (first.number, "示例Ⅲ级", "示例Ⅱ级", None)
    last = desk.ended(since=now() - HOUR)
    [line] = desk.ask(responses.responses)
    assert (line.begun_at, line.ended_at, line.level) == (first.since, last.since, "")
    assert [one.level for one in line.orders] == ["示例Ⅳ级", "示例Ⅱ级", "示例Ⅲ级", ""]
    told = line.orders[0]
    assert (told.area, told.warning, told.basis, told.plans) == (
        "示例全区", warning.number, "示例预警", ("示例城市防汛预案 (2022版)",),
    )  # fmt: skip
    assert line.orders[1].ordered_by == "示例甲"
    assert desk.ask(responses.responses, running=True) == []
    assert desk.world.faults() == []


def test_the_next_response_is_another_one(desk):
    desk.raised("Ⅳ")
    desk.ended()
    second = desk.raised("Ⅲ")
    assert next(one.number for one in desk.ask(responses.responses)) == second.number
    assert len(desk.ask(responses.responses)) == 2
    assert len(desk.tasks()) == 4


def test_each_organisation_has_a_response_of_its_own(desk):
    desk.raised("Ⅳ")
    own = desk.raised("Ⅱ", organisation=desk.world.town)
    desk.ended()
    assert [one.number for one in desk.ask(responses.responses, running=True)] == [own.number]
    town = desk.world.as_("townkeeper")
    assert [one.organisation for one in town.ask(responses.responses)] == ["示例镇"]


# Tasks ---------------------------------------------------------------------------------------------------------


def test_raising_makes_the_tasks_of_the_level_and_of_every_lower_one_that_are_not_made_yet(desk):
    first = desk.raised("Ⅳ", since=now() - 2 * HOUR)
    assert whats(desk) == ["示例通知", "示例巡查"]
    second = desk.raised("Ⅰ", since=now() - HOUR)
    assert whats(desk) == ["示例通知", "示例巡查", "示例转移"]
    notify, patrol, move = desk.tasks()
    assert (notify.order_id, notify.due_at) == (first.id, first.since + HOUR / 2)
    assert (patrol.due_at, patrol.unit, patrol.first_order_id) == (None, "示例镇", first.id)
    assert (move.order_id, move.first_order_id, move.due_at) == (second.id, first.id, second.since + 2 * HOUR)
    desk.raised("Ⅳ")
    desk.raised("Ⅰ")
    assert len(desk.tasks()) == 3


def test_going_straight_to_a_high_level_makes_all_of_them(desk):
    desk.raised("Ⅰ")
    assert len(desk.tasks()) == 3


def test_a_version_approved_meanwhile_adds_what_is_new_alone(desk):
    desk.raised("Ⅳ")
    new = desk.do(versions.new_version, plan=desk.plan)
    desk.do(actions.add_action, version=new, level=desk.level("Ⅳ"), what="示例新动作")
    desk.do(versions.approve_plan, version=new, approved_by="示例")
    desk.raised("Ⅲ")
    assert whats(desk) == ["示例通知", "示例巡查", "示例新动作"]


def test_the_plans_named_are_set_going_and_no_others(desk):
    desk.do(versions.approve_plan, version=desk.draft, approved_by="示例")
    desk.raised("Ⅲ", plans=[desk.draft])
    assert whats(desk) == ["示例上堤"]
    assert desk.ask(responses.responses)[0].orders[0].plans == ("示例河道预案 (1)",)


def test_a_plan_that_was_not_approved_or_is_anothers_is_not_set_going(desk):
    world = desk.world
    facts = ordering(desk, "Ⅳ", plans=[desk.draft])
    refused(world, responses.NotApproved, responses.order_level, field="plans", **facts)
    plan = desk.do(plans.add_plan, organisation=world.neighbour, name="示例邻镇预案")
    version = desk.do(versions.new_version, plan=plan)
    desk.do(versions.approve_plan, version=version, approved_by="示例", reason="示例")
    facts = ordering(desk, "Ⅳ", plans=[version])
    refused(world, responses.OthersPlan, responses.order_level, field="plans", **facts)
    desk.do(plans.retire_plan, plan=desk.plan)
    facts = ordering(desk, "Ⅳ", plans=[desk.approved])
    refused(world, responses.NotApproved, responses.order_level, field="plans", **facts)


def test_what_is_left_open_when_a_response_ends_stays_to_be_seen(desk):
    order = desk.raised("Ⅳ", since=now() - HOUR)
    desk.do(doing.finish_task, task=desk.tasks()[0])
    assert (desk.ask(responses.responses)[0].tasks, desk.ask(responses.responses)[0].open) == (2, 1)
    desk.ended()
    assert desk.ask(tasks.tasks) == []
    assert [one.what for one in desk.ask(tasks.tasks, response=order)] == ["示例巡查", "示例通知"]


# What is refused -----------------------------------------------------------------------------------------------


def test_a_level_in_force_is_not_raised_again_and_what_never_began_does_not_end(desk):
    refused(desk.world, levels.NothingInForce, responses.order_level, field="level", **ordering(desk))
    desk.raised("Ⅳ")
    refused(desk.world, levels.InForceAlready, responses.order_level, field="level", **ordering(desk, "Ⅳ"))
    desk.ended()
    refused(desk.world, levels.NothingInForce, responses.order_level, field="level", **ordering(desk))


def test_of_two_who_raise_different_levels_at_once_the_second_looks_again(desk):
    facts = ordering(desk, "Ⅱ", expected="")
    first = desk.raised("Ⅳ", expected="", ordered_by="示例甲")
    said = refused(desk.world, responses.OrderedMeanwhile, responses.order_level, field="expected", **facts)
    assert said.startswith(f"示例甲 has ordered meanwhile: {first.number}, 示例Ⅳ级, since ")
    second = desk.raised("Ⅱ", expected=first.number)
    desk.ended(expected=second.number)
    said = refused(desk.world, responses.OrderedMeanwhile, responses.order_level, field="expected", **facts)
    assert "the response ends" in said


def test_an_order_that_is_sent_again_is_found_again_though_it_came_between(desk):
    facts = ordering(desk, "Ⅳ", expected="")
    first = desk.world.do(responses.order_level, request="示例请求", **facts)
    again = desk.world.do(responses.order_level, request="示例请求", **facts)
    assert (again.number, len(desk.tasks())) == (first.number, 2)


@pytest.mark.parametrize("who", ["officer", "planner", "keeper", "watcher"])
def test_who_may_raise_a_level_is_a_role(desk, who):
    refused(desk.world.as_(who), NotPermitted, responses.order_level, **ordering(desk, "Ⅳ"))


# The roster only warns -----------------------------------------------------------------------------------------


def told(desk, since):
    """What is remarked on when the leader raises a level."""
    with desk.world.begin() as here:
        level = here.session.get_one(levels.ResponseLevel, desk.level("Ⅳ").id)
        facts = {"organisation": here.headquarters, "level": level, "ordered_by": "示例", "since": since}
        responses.order_level(here.session, here.leader, **facts)
        return remarks(here.session)


def test_who_does_not_lead_by_the_roster_is_told_and_may_order_all_the_same(desk):
    made(desk.world, date(2022, 10, 1), publish=3)
    said = told(desk, clock(2022, 10, 2, 9))
    assert said == [
        "2 tasks were made.",
        "By the roster 示例带班2 led at that time, not 示例领导; the order holds all the same.",
    ]


def test_without_a_roster_nothing_is_said_of_it(desk):
    assert told(desk, None) == ["2 tasks were made."]


# Speed ---------------------------------------------------------------------------------------------------------


def test_responses_take_as_many_questions_however_many_there_are(file_desk):
    order = file_desk.raised("Ⅳ")
    few = [file_desk.asked(query) for query in (responses.responses, tasks.tasks)]
    told = file_desk.asked(timeline.timeline, order)
    for _turn in range(3):
        file_desk.given()
    assert file_desk.asked(timeline.timeline, order) == told
    for _turn in range(3):
        file_desk.ended()
        file_desk.raised("Ⅱ")
    assert [file_desk.asked(query) for query in (responses.responses, tasks.tasks)] == few
    assert few[0] <= 4
    with file_desk.world.read() as here:
        assert here.session.query(ResponseOrder).count() == 7

"""Versions of a plan: written as a draft, approved once, replaced by the next; what was approved stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.duty import levels
from inventory.ground.names import Retired, remarks
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from inventory.response import actions, plans, versions
from inventory.response.plans import NotADraft, PlanVersion, VersionState
from tests.supplies.acts import refused, today

DAY = timedelta(days=1)


def approved(desk, version=None, **facts):
    return desk.do(versions.approve_plan, version=version or desk.draft, **{"approved_by": "示例领导", **facts})


def said_of(desk, version):
    """What a version says, without its codes."""
    return [
        (one.level, one.turn, one.what, one.unit, one.minutes, [(need.what, need.quantity) for need in one.needs])
        for one in desk.ask(actions.actions_of, version)
    ]


def test_a_new_version_begins_with_the_actions_of_the_last_and_leaves_that_one_alone(desk):
    approved(desk)
    before = said_of(desk, desk.draft)
    assert before == [("示例Ⅲ级", 1, "示例上堤", "示例抢险队", None, [("编织袋", 500)])]
    new = desk.do(versions.new_version, plan=desk.thing(plans.Plan, code="YA02"), label="第二版")
    assert (new.code, new.version, new.state, new.made_on) == ("YA02/2", 2, VersionState.DRAFT, today())
    assert said_of(desk, new) == before
    action = desk.thing(actions.PlanAction, code="YA02/2/01")
    desk.do(actions.change_action, action=action, what="示例改")
    desk.do(actions.drop_plan_need, action=action, code="YA02/2/01/1")
    assert said_of(desk, desk.draft) == before
    assert desk.world.faults() == []


def test_an_approved_version_takes_the_place_of_the_one_before(desk):
    new = desk.do(versions.new_version, plan=desk.plan, label="2023版")
    approved(desk, new, next_revision_on=today() + 365 * DAY)
    lines = desk.ask(versions.versions, desk.plan)
    assert [(one.label, one.state, one.actions) for one in lines] == [
        ("2023版", VersionState.APPROVED, 3),
        ("2022版", VersionState.REPLACED, 3),
    ]
    assert lines[0].next_revision_on == today() + 365 * DAY


def test_there_is_one_draft_at_a_time(desk):
    plan = desk.thing(plans.Plan, code="YA02")
    said = refused(desk.world, versions.DraftThere, versions.new_version, field="plan", plan=plan)
    assert said == "YA02/1 is still a draft: write on that one, or give it up first."
    desk.do(versions.drop_draft, plan=plan)
    refused(desk.world, versions.NoDraft, versions.drop_draft, field="plan", plan=plan)
    refused(desk.world, versions.NoDraft, versions.drop_draft, field="plan", plan=desk.plan)
    assert desk.ask(versions.versions, plan) == []
    assert desk.do(versions.new_version, plan=plan).code == "YA02/1"
    assert desk.world.faults() == []


def test_what_was_approved_is_not_changed(desk):
    version, world = desk.approved, desk.world
    action = desk.thing(actions.PlanAction, code="YA01/1/01")
    for field, service, facts in (
        ("version", versions.change_version, {"version": version, "label": "示例"}),
        ("version", versions.approve_plan, {"version": version, "approved_by": "示例"}),
        ("version", actions.add_action, {"version": version, "level": desk.level("Ⅰ"), "what": "示例"}),
        ("action", actions.change_action, {"action": action, "what": "示例"}),
        ("version", actions.drop_action, {"version": version, "code": action.code}),
        ("action", actions.add_plan_need, {"action": action, "what": "示例"}),
    ):
        refused(world, NotADraft, service, field=field, **facts)


def test_a_plan_without_actions_is_approved_with_a_reason_alone(desk):
    new = desk.do(versions.new_version, plan=desk.do(plans.add_plan, name="示例总体预案"))
    said = refused(
        desk.world, versions.NoActions, versions.approve_plan, field="reason", version=new, approved_by="示例"
    )
    assert "has no action" in said
    made = approved(desk, new, reason="示例: 行动在各分预案")
    assert (made.state, made.note) == (VersionState.APPROVED, "示例: 行动在各分预案")


def test_dates_follow_one_another(desk):
    world, facts = desk.world, {"version": desk.draft, "approved_by": "示例"}
    refused(world, versions.StillToCome, versions.approve_plan, field="approved_on", approved_on=today() + DAY, **facts)
    refused(
        world, versions.RevisionPast, versions.approve_plan, field="next_revision_on", next_revision_on=today(), **facts
    )
    refused(
        world, versions.ApprovedBefore, versions.approve_plan, field="approved_on", approved_on=today() - DAY, **facts
    )
    refused(
        world, versions.StillToCome, versions.change_version, field="made_on", version=desk.draft, made_on=today() + DAY
    )
    desk.do(versions.change_version, version=desk.draft, made_on=today() - 9 * DAY)
    assert approved(desk, approved_on=today() - DAY).approved_on == today() - DAY


def test_a_version_that_acts_at_a_retired_level_is_not_approved(desk):
    desk.do(levels.retire_level, level=desk.level("Ⅲ"))
    refused(desk.world, Retired, versions.approve_plan, field="version", version=desk.draft, approved_by="示例")


def test_an_action_without_a_unit_is_remarked_on(desk):
    desk.do(actions.change_action, action=desk.action, unit="")
    with desk.world.begin() as here:
        version = here.session.get_one(PlanVersion, desk.draft.id)
        versions.approve_plan(here.session, here.leader, version=version, approved_by="示例")
        assert remarks(here.session) == ["1 action names no unit yet."]


def test_somebody_approves(desk):
    refused(desk.world, NameBlank, versions.approve_plan, field="approved_by", version=desk.draft, approved_by="")


@pytest.mark.parametrize("who", ["planner", "officer", "watcher"])
def test_a_planner_writes_and_a_leader_approves(desk, who):
    world = desk.world.as_(who)
    refused(world, NotPermitted, versions.approve_plan, version=desk.draft, approved_by="示例")
    if who == "planner":
        world.do(versions.change_version, version=desk.draft, label="示例")

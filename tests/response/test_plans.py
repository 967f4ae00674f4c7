"""The register of plans: what each is called and is for, which version holds, and when it is to be revised."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from inventory.ground.names import CodeTaken, NameTaken, NotRetired, Retired, named
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank, TooLong
from inventory.resources import rivers
from inventory.response import plans, versions
from inventory.response.plans import Plan
from tests.supplies.acts import refused, today


def line_of(desk, code="YA01", **how):
    return next(one for one in desk.ask(plans.plans, **how) if one.code == code)


def test_the_register_shows_which_version_holds_and_which_is_being_written(desk):
    holds, written = desk.ask(plans.plans)
    assert (holds.code, holds.name, holds.kind, holds.holds, holds.draft) == (
        "YA01", "示例城市防汛预案", "城市", "2022版", "",
    )  # fmt: skip
    assert (holds.holds_id, holds.approved_by, holds.approved_on) == (desk.approved.id, "示例领导", today())
    assert (written.holds, written.holds_id, written.draft, written.draft_id) == ("", 0, "1", desk.draft.id)
    assert desk.world.faults() == []


def test_a_plan_may_be_for_a_river(desk):
    river = desk.do(rivers.add_river, organisation=desk.world.headquarters, name="示例河")
    desk.do(plans.change_plan, plan=desk.plan, river=river)
    assert line_of(desk).river == "示例河"
    made = desk.do(plans.add_plan, name="示例河防汛预案", river=river)
    assert (made.code, line_of(desk, made.code).river) == ("YA03", "示例河")


@pytest.mark.parametrize("typed", ["csfxya", "城市防汛", "YA01"])
def test_a_plan_is_found_by_name_initials_and_code(desk, typed):
    found = [one.code for one in desk.ask(plans.plans) if typed.casefold() in one.key]
    assert found == ["YA01"]


def test_the_next_revision_is_called_due_on_its_day(desk, monkeypatch):
    due = today() + timedelta(days=30)
    desk.do(versions.approve_plan, version=desk.draft, approved_by="示例", next_revision_on=due)
    assert not line_of(desk, "YA02").revision_due

    def later(_session: Any) -> date:
        return due

    monkeypatch.setattr(plans, "today", later)
    assert line_of(desk, "YA02").revision_due


def test_a_name_or_a_code_stands_for_one_plan(desk):
    said = refused(desk.world, NameTaken, plans.add_plan, field="name", name="示例城市防汛预案")
    assert "YA01" in said
    refused(desk.world, CodeTaken, plans.add_plan, field="code", name="示例", code="YA01")
    refused(desk.world, NameTaken, plans.change_plan, field="name", plan=desk.plan, name="示例河道预案")
    desk.do(plans.change_plan, plan=desk.plan, name="示例城市防汛预案", note="示例")


def test_another_organisation_may_have_a_plan_of_the_same_name(desk):
    made = desk.do(plans.add_plan, organisation=desk.world.town, name="示例城市防汛预案")
    assert [one.code for one in desk.world.as_("townkeeper").ask(plans.plans)] == [made.code]


@pytest.mark.parametrize(("why", "name"), [(NameBlank, " "), (TooLong, "长" * 121)])
def test_a_plan_needs_a_name_that_can_be_kept(desk, why, name):
    refused(desk.world, why, plans.add_plan, field="name", name=name)


def test_a_retired_plan_is_left_out_until_it_comes_back(desk):
    world, plan = desk.world, desk.plan
    refused(world, NotRetired, plans.revive_plan, field="plan", plan=plan)
    desk.do(plans.retire_plan, plan=plan)
    assert [one.code for one in desk.ask(plans.plans)] == ["YA02"]
    assert line_of(desk, retired=True).retired
    refused(world, Retired, plans.retire_plan, field="plan", plan=plan)
    refused(world, Retired, versions.new_version, field="plan", plan=plan)
    desk.do(plans.revive_plan, plan=plan)
    assert not line_of(desk).retired


def test_a_plan_is_named_by_code_or_name(desk):
    with desk.world.read() as here:
        for text in ("YA01", "示例城市防汛预案"):
            assert named(here.session, here.leader, Plan, text).id == desk.plan.id


def test_a_duty_officer_keeps_no_plans(desk):
    refused(desk.world.as_("officer"), NotPermitted, plans.add_plan, name="示例")

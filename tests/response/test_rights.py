"""Rights in a response: a branch plans, warns and responds for itself, and sees nothing of another branch's."""

from __future__ import annotations

import pytest

from inventory.ground import accounts
from inventory.ground.audit import SERVICES
from inventory.ground.names import Unknown, named
from inventory.ground.people import NotPermitted, Role
from inventory.response import actions, doing, plans, proposals, responses, tasks, versions, warnings
from inventory.response.actions import PlanAction, PlanNeed
from inventory.response.plans import Plan, PlanVersion
from inventory.response.proposals import ProposalRule
from inventory.response.tasks import Task
from inventory.response.warnings import Colour, WarningNotice
from tests.response.acts import ACTS, Desk, desk_of
from tests.supplies.acts import refused
from tests.world import World

NEIGHBOUR = "neighbourkeeper"


@pytest.fixture
def desk(file_desk: Desk) -> Desk:
    """The headquarters' desk in a file alone: what is asked here does not differ between databases."""
    return file_desk


@pytest.fixture
def them(desk: Desk) -> World:
    """The world as the neighbour's officer sees it, who may do there whatever anybody may."""
    who, house = desk.world.neighbourkeeper, desk.world.neighbour
    for role in set(Role) - {Role.STOREKEEPER}:
        desk.do(accounts.give_role, person=who, organisation=house, role=role)
    return desk.world.as_(NEIGHBOUR)


def test_every_service_of_the_floor_has_an_example():
    mine = {name for name, one in SERVICES.items() if one.call.__module__.startswith("inventory.response.")}
    assert mine - set(ACTS) == set()


@pytest.mark.parametrize("name", sorted(ACTS))
def test_no_service_lets_a_watcher_or_a_neighbour_act(desk: Desk, them: World, name: str):
    facts = ACTS[name](desk.world)
    refused(desk.world.as_("watcher"), NotPermitted, SERVICES[name].call, **facts)
    refused(them, NotPermitted, SERVICES[name].call, **facts)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_service_leaves_books_that_hold_and_a_retry_finds_what_was_made(desk: Desk, name: str):
    facts = ACTS[name](desk.world)
    made = desk.world.do(SERVICES[name].call, request="示例请求", **facts)
    again = desk.world.do(SERVICES[name].call, request="示例请求", **facts)
    assert (type(again), again.id) == (type(made), made.id)
    assert desk.world.faults() == []


def test_a_neighbour_plans_and_responds_for_itself_alone(desk, them):
    house = desk.world.neighbour
    plan = them.do(plans.add_plan, organisation=house, name="示例邻镇预案")
    version = them.do(versions.new_version, plan=plan)
    them.do(actions.add_action, version=version, level=desk.level("Ⅳ"), what="示例邻镇动作")
    them.do(versions.approve_plan, version=version, approved_by="示例")
    own = them.do(responses.order_level, organisation=house, level=desk.level("Ⅳ"), ordered_by="示例")
    desk.raised("Ⅱ")
    assert [one.code for one in them.ask(plans.plans)] == [plan.code]
    assert [one.number for one in them.ask(responses.responses)] == [own.number]
    assert [one.what for one in them.ask(tasks.tasks)] == ["示例通知", "示例巡查", "示例邻镇动作"]
    assert len(desk.ask(tasks.tasks)) == 6
    assert them.ask(versions.versions, desk.plan) == []
    assert them.ask(actions.actions_of, desk.approved) == []
    assert list(them.ask(tasks.progress)) == [own.id]


def test_rules_and_warnings_of_another_branch_are_not_listed(desk, them):
    facts = {"colour": Colour.RED, "level": desk.level("Ⅰ"), "basis": "示例"}
    desk.do(proposals.set_proposal, **facts)
    own = them.do(proposals.set_proposal, organisation=desk.world.neighbour, **facts)
    desk.warned()
    assert [one.code for one in them.ask(proposals.proposal_rules)] == [own.code]
    assert them.ask(warnings.warnings) == []
    assert them.ask(warnings.warnings_in_force) == []


def test_what_names_no_organisation_is_the_headquarters(desk, them):
    desk.raised()
    refused(them, NotPermitted, plans.add_plan, name="示例")
    refused(them, NotPermitted, doing.add_task, what="示例")
    refused(them, NotPermitted, warnings.record_warning, kind="暴雨", colour=Colour.RED, issuer="示例")


def test_a_warning_of_another_branch_is_not_replaced_through_ones_own(desk, them):
    facts = {"kind": "暴雨", "colour": Colour.RED, "issuer": "示例", "organisation": desk.world.neighbour}
    refused(them, NotPermitted, warnings.record_warning, replaces=desk.warned(), **facts)


def test_what_is_another_branchs_cannot_be_named(desk, them):
    rule = desk.do(proposals.set_proposal, colour=Colour.RED, level=desk.level("Ⅰ"), basis="示例")
    hidden = [
        (Plan, "YA01"), (PlanVersion, "YA01/1"), (PlanAction, "YA02/1/01"), (PlanNeed, "YA02/1/01/1"),
        (WarningNotice, desk.warned().number), (ProposalRule, rule.code), (Task, desk.given().number),
    ]  # fmt: skip
    with them.read() as here:
        for model, text in hidden:
            assert isinstance(named(here.session, here.leader, model, text), model)
            with pytest.raises(Unknown):
                named(here.session, here.neighbourkeeper, model, text)


def test_the_desk_is_fitted_out_once(desk):
    assert desk_of(desk.world) == desk

"""Actions of a plan: at which level, in which turn, by which unit, within how long, and what each needs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory.duty import levels
from inventory.ground.names import Retired
from inventory.ground.people import Organisation
from inventory.ground.text import NameBlank
from inventory.response import actions, plans, versions
from inventory.response.actions import PlanAction
from inventory.supplies import corrections
from inventory.supplies.places import NotAHolder
from tests.supplies.acts import refused

D = Decimal


def added(desk, what="示例动作", level="Ⅲ", **facts):
    return desk.do(actions.add_action, version=desk.draft, level=desk.level(level), what=what, **facts)


def told(desk):
    return [(one.level, one.turn, one.what) for one in desk.ask(actions.actions_of, desk.draft)]


def at(desk, level, house="headquarters", chosen=()):
    """What is to be done at a level."""
    with desk.world.read() as here:
        organisation = here.session.get_one(Organisation, getattr(here, house).id)
        return [one.what for one in actions.at_level(here.session, organisation, desk.level(level), chosen)]


def test_actions_stand_in_their_turn_the_lowest_level_first(desk):
    added(desk, "示例三", "Ⅱ")
    added(desk, "示例一", "Ⅳ")
    added(desk, "示例先", "Ⅲ", turn=1)
    assert told(desk) == [
        ("示例Ⅳ级", 3, "示例一"), ("示例Ⅲ级", 1, "示例上堤"), ("示例Ⅲ级", 1, "示例先"), ("示例Ⅱ级", 2, "示例三"),
    ]  # fmt: skip
    desk.do(actions.change_action, action=desk.action, turn=9, minutes=45, unit="示例二队", level=desk.level("Ⅱ"))
    last = desk.ask(actions.actions_of, desk.draft)[-1]
    assert (last.what, last.turn, last.minutes, last.unit) == ("示例上堤", 9, 45, "示例二队")
    assert desk.do(actions.change_action, action=desk.action, minutes=0).minutes is None


@pytest.mark.parametrize("minutes", [-1, 10**6])
def test_a_limit_that_cannot_be_meant_is_refused(desk, minutes):
    refused(desk.world, actions.BadLimit, actions.change_action, field="minutes", action=desk.action, minutes=minutes)


@pytest.mark.parametrize("turn", [0, -3, 10_000])
def test_a_turn_that_cannot_be_meant_is_refused(desk, turn):
    refused(desk.world, actions.BadTurn, actions.change_action, field="turn", action=desk.action, turn=turn)


def test_an_action_says_something_at_a_level_that_is_in_use(desk):
    facts = {"version": desk.draft, "level": desk.level("Ⅰ")}
    refused(desk.world, NameBlank, actions.add_action, field="what", what=" ", **facts)
    desk.do(levels.retire_level, level=desk.level("Ⅰ"))
    refused(desk.world, Retired, actions.add_action, field="level", what="示例", **facts)
    towns = desk.do(levels.add_level, organisation=desk.world.town, name="镇级", rank=1)
    facts["level"] = towns
    refused(desk.world, levels.OthersLevel, actions.add_action, field="level", what="示例", **facts)


def test_a_need_is_an_item_a_class_a_place_or_words(desk):
    world, action = desk.world, desk.action
    for facts in (
        {"category": world.sacks, "quantity": D(800), "unit": "条"},
        {"place": world.team},
        {"place": world.shelter},
        {"what": "示例车辆", "quantity": D("2"), "unit": "辆"},
        {"what": "示例翻译"},
    ):
        desk.do(actions.add_plan_need, action=action, **facts)
    [line] = desk.ask(actions.actions_of, desk.draft)
    assert [(one.what, one.quantity, one.unit) for one in line.needs] == [
        ("编织袋", 500, "条"), ("袋类", 800, "条"), ("示例抢险队", None, ""), ("示例安置点", None, ""),
        ("示例车辆", 2, "辆"), ("示例翻译", None, ""),
    ]  # fmt: skip
    desk.do(actions.drop_plan_need, action=action, code=desk.need.code)
    refused(world, actions.NotThere, actions.drop_plan_need, field="code", action=action, code="YA02/1/01/1")
    assert len(desk.ask(actions.actions_of, desk.draft)[0].needs) == 5
    desk.do(actions.drop_action, version=desk.draft, code=action.code)
    refused(world, actions.NotThere, actions.drop_action, field="code", version=desk.draft, code="YA02/1/01")
    assert desk.ask(actions.actions_of, desk.draft) == []
    assert world.faults() == []


def test_a_need_that_is_nothing_or_two_things_is_refused(desk):
    world = desk.world
    for facts in ({}, {"item": world.bags, "what": "示例"}, {"item": world.bags, "place": world.team}):
        refused(world, actions.OneNeed, actions.add_plan_need, field="item", action=desk.action, **facts)
    refused(world, NotAHolder, actions.add_plan_need, field="place", action=desk.action, place=world.east)
    desk.do(corrections.retire_place, place=world.works)
    refused(world, Retired, actions.add_plan_need, field="place", action=desk.action, place=world.works)


@pytest.mark.parametrize(("quantity", "item"), [("0", "bags"), ("-5", "bags"), ("0.5", "bags"), ("0.0001", "sand")])
def test_an_amount_that_cannot_be_had_is_refused(desk, quantity, item):
    facts = {"action": desk.action, "item": getattr(desk.world, item), "quantity": D(quantity)}
    refused(desk.world, actions.BadNeeded, actions.add_plan_need, field="quantity", **facts)


def test_an_amount_of_what_has_no_unit_says_in_which(desk):
    world = desk.world
    for facts in ({"category": world.sacks}, {"what": "示例"}):
        refused(
            world, actions.UnitMissing, actions.add_plan_need, field="unit", action=desk.action, quantity=D(5), **facts
        )
    facts = {"action": desk.action, "place": world.team, "quantity": D(5)}
    refused(world, actions.NoAmount, actions.add_plan_need, field="quantity", **facts)


# What a level asks for -----------------------------------------------------------------------------------------


def test_a_higher_level_includes_the_lower_ones_and_a_draft_asks_for_nothing(desk):
    assert at(desk, "Ⅳ") == at(desk, "Ⅲ") == ["示例通知", "示例巡查"]
    assert at(desk, "Ⅰ") == ["示例通知", "示例巡查", "示例转移"]
    desk.do(versions.approve_plan, version=desk.draft, approved_by="示例")
    assert at(desk, "Ⅲ") == ["示例通知", "示例巡查", "示例上堤"]


def test_plans_of_those_above_hold_below_and_a_neighbours_do_not(desk):
    plan = desk.do(plans.add_plan, organisation=desk.world.neighbour, name="示例邻镇预案")
    version = desk.do(versions.new_version, plan=plan)
    desk.do(actions.add_action, version=version, level=desk.level("Ⅳ"), what="示例邻镇动作")
    desk.do(versions.approve_plan, version=version, approved_by="示例")
    assert at(desk, "Ⅳ", "town") == ["示例通知", "示例巡查"]
    assert at(desk, "Ⅳ", "neighbour") == ["示例通知", "示例巡查", "示例邻镇动作"]


def test_the_plans_named_are_the_ones_that_count_and_a_retired_one_does_not(desk):
    desk.do(versions.approve_plan, version=desk.draft, approved_by="示例")
    assert at(desk, "Ⅰ", chosen=[desk.draft]) == ["示例上堤"]
    desk.do(plans.retire_plan, plan=desk.plan)
    assert at(desk, "Ⅰ") == ["示例上堤"]


def test_levels_of_another_scale_do_not_mix(desk):
    towns = desk.do(levels.add_level, organisation=desk.world.town, name="镇级", rank=4)
    with desk.world.read() as here:
        found = actions.at_level(here.session, here.town, here.session.get_one(levels.ResponseLevel, towns.id))
    assert found == []


def test_actions_are_asked_for_in_two_questions_however_many_there_are(file_desk):
    for number in range(20):
        action = added(file_desk, f"示例{number}")
        file_desk.do(actions.add_plan_need, action=action, item=file_desk.world.bags)
    assert len(file_desk.ask(actions.actions_of, file_desk.draft)) == 21
    assert file_desk.asked(actions.actions_of, file_desk.draft) == 2
    assert file_desk.thing(PlanAction, code="YA02/1/21").turn == 21

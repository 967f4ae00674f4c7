"""Everybody who is needed at a level, group by group: masked for who need not know, nobody left out in silence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from inventory.duty import posts
from inventory.ground import accounts, settings
from inventory.resources.rivers import Answering
from inventory.response import actions, calling, plans, versions
from inventory.response.calling import CallGroup, CallRole
from tests.duty.conftest import equip
from tests.duty.crew import clock, made, set_clock
from tests.resources import rivers_acts, teams_acts
from tests.resources.agreements_acts import agreed
from tests.response import stops_acts

PHONE = "138-0000-1234"


def of(world, level, group, who="leader"):
    return [one for one in world.as_(who).ask(calling.calling, level) if one.group is group]


@pytest.fixture
def room(file_world):
    return equip(file_world)


def approved(world, level, unit="示例镇", place=None):
    plan = world.do(plans.add_plan, name="示例预案")
    version = world.do(versions.new_version, plan=plan)
    action = world.do(actions.add_action, version=version, level=level, what="示例转移", unit=unit)
    if place is not None:
        world.do(actions.add_plan_need, action=action, place=place)
    world.do(versions.approve_plan, version=version, approved_by="示例领导")


def test_those_named_for_the_posts_that_the_level_takes_are_called(room):
    level = room.levels["Ⅱ级"]
    room.do(posts.set_need, post=room.posts["sit"], level=level, needed=0)
    lines = of(room.world, level, CallGroup.POST)
    assert [(one.what, one.role, one.name, one.is_now) for one in lines] == [
        ("带班领导", CallRole.LEADS, "示例leader1", False),
        ("带班领导", CallRole.LEADS, "示例leader2", False),
        ("主班", CallRole.SIGNS, "示例a", False),
        ("主班", CallRole.SIGNS, "示例c", False),
    ]
    assert {one.phone for one in lines} == {"138-示例-0000"}
    assert [one.what for one in of(room.world, room.levels["Ⅳ级"], CallGroup.POST)][-1] == "值班"


def test_a_post_for_which_nobody_is_left_is_told_so(room):
    for login in ("a", "c"):
        room.do(accounts.retire_person, person=room.people[login])
    [line] = [one for one in of(room.world, room.levels["Ⅱ级"], CallGroup.POST) if one.what == "主班"]
    assert (line.name, line.phone) == ("", "")


def test_who_is_on_duty_now_stands_first_and_is_marked(file_world, monkeypatch):
    set_clock(monkeypatch, clock(2022, 10, 1, 9))
    crew = made(file_world, date(2022, 10, 1), publish=5)
    level = stops_acts.graver(file_world)
    set_clock(monkeypatch, clock(2022, 10, 2, 9))
    lead = [one for one in of(file_world, level, CallGroup.POST) if one.what == "示例带班"]
    on = date(2022, 10, 2).toordinal() % 3 + 1
    assert (lead[0].name, [one.is_now for one in lead]) == (f"示例带班{on}", [True, False, False])
    assert crew.post("lead").name == "示例带班"


def test_teams_shelters_agreements_and_rivers_are_called_by_who_answers_for_them(room):
    world = room.world
    teams_acts.team(world, keeper="示例队长", phone=PHONE, deputy="示例副队长", deputy_phone=PHONE)
    teams_acts.shelter(world, keeper="示例安置点长", phone=PHONE)
    agreed(world, contact="示例联系人", contact_phone=PHONE)
    agreed(world, company="示例过期厂", valid_until=date(2020, 1, 1), contact_phone="")
    rivers_acts.walked(world, phone=PHONE)
    lines = world.ask(calling.calling, room.levels["Ⅱ级"])
    assert [(one.group, one.what, one.role, one.name, one.phone, one.note) for one in lines[-6:]] == [
        (CallGroup.TEAM, "示例抢险队", CallRole.LEADER, "示例队长", PHONE, ""),
        (CallGroup.TEAM, "示例抢险队", CallRole.DEPUTY, "示例副队长", PHONE, ""),
        (CallGroup.SHELTER, "示例安置点", CallRole.KEEPER, "示例安置点长", PHONE, ""),
        (CallGroup.AGREEMENT, "示例食品厂", CallRole.CONTACT, "示例联系人", PHONE, ""),
        (CallGroup.AGREEMENT, "示例过期厂", CallRole.CONTACT, "", "", "expired"),
        (CallGroup.RIVER, "示例河", CallRole(Answering.PATROL.value), "示例巡查员", PHONE, ""),
    ]
    masked = world.as_("watcher").ask(calling.calling, room.levels["Ⅱ级"])
    assert len(masked) == len(lines)
    assert all("*" in one.phone for one in masked if one.phone)
    assert world.as_("neighbourkeeper").ask(calling.calling, room.levels["Ⅱ级"]) == []


def test_the_plans_of_the_level_name_units_and_put_their_teams_first(room):
    world, level = room.world, room.levels["Ⅱ级"]
    teams_acts.new_team(world, "示例另一队")
    teams_acts.team(world)
    approved(world, level, place=world.team)
    town = {"organisation": world.town, "key": "duty_phone", "value": PHONE, "basis": "示例"}
    world.do(settings.set_value, **town)
    [unit] = of(world, level, CallGroup.UNIT)
    assert (unit.what, unit.phone, unit.note) == ("示例镇", PHONE, "actions: 1")
    assert of(world, level, CallGroup.UNIT, "watcher")[0].phone != PHONE
    team, other = of(world, level, CallGroup.TEAM)
    assert (team.what, team.note, other.note) == ("示例抢险队", "named in 示例预案", "")
    assert of(world, room.levels["Ⅳ级"], CallGroup.UNIT) == []


def test_it_asks_the_same_questions_however_many_are_called(room, asked):
    world, level = room.world, room.levels["Ⅱ级"]

    def number():
        with asked() as said:
            world.ask(calling.calling, level)
        return len(said)

    teams_acts.team(world)
    teams_acts.shelter(world)
    agreed(world)
    rivers_acts.walked(world)
    few = number()
    for at in range(3):
        teams_acts.new_team(world, f"示例队{at}", deputy="示例")
        rivers_acts.walked(world, river=rivers_acts.river(world, name=f"示例河{at}", length_km=Decimal(1)))
        agreed(world, company=f"示例厂{at}")
    assert number() == few

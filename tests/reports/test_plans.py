"""Plans on paper: the register with what holds, and the actions of a version."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from inventory.response import actions, plans, versions
from reports import registry
from reports.plans import NoSuchVersion, NothingWritten
from reports.table import Table, shown
from tests.response.acts import Desk, desk_of
from tests.supplies.acts import today
from tests.world import World

D = Decimal


@pytest.fixture
def desk(file_world: World) -> Desk:
    return desk_of(file_world)


def paper(desk: Desk, name: str, who: str = "leader", **texts: str) -> Table[Any]:
    """A report as it is asked for by text."""
    with desk.world.read() as here:
        reader = getattr(here, who)
        return registry.make(here.session, reader, name, **registry.read(here.session, reader, name, texts))[0]


def column(table: Table[Any], key: str) -> list[str]:
    return [shown(table.column(key), row, table.zone) for row in table.rows]


def test_the_register_says_which_version_holds_and_what_waits_for_approval(desk):
    desk.do(plans.add_plan, name="示例空预案")
    table = paper(desk, "plans")
    assert column(table, "name") == ["示例城市防汛预案", "示例河道预案", "示例空预案"]
    assert column(table, "state") == ["● approved", "▲ draft, not approved", "○ nothing written"]
    assert column(table, "holds") == ["2022版", "none", "none"]
    assert dict(table.heads)["Altogether"] == "3 plans, 2 not approved"


def test_a_revision_that_is_due_is_urgent(desk):
    facts = {"approved_on": today() - timedelta(days=400), "next_revision_on": today() - timedelta(days=35)}
    desk.do(versions.change_version, version=desk.draft, made_on=today() - timedelta(days=401))
    desk.do(versions.approve_plan, version=desk.draft, approved_by="示例领导", **facts)
    assert column(paper(desk, "plans"), "state") == ["● approved", "■ revision due"]


def test_the_actions_of_the_version_in_force_stand_by_level_and_turn_with_unit_and_limit(desk):
    table = paper(desk, "plan", plan="YA01")
    assert table.title == "示例城市防汛预案"
    assert column(table, "level") == ["示例Ⅳ级", "示例Ⅳ级", "示例Ⅱ级"]
    assert column(table, "what") == ["示例通知", "示例巡查", "示例转移"]
    assert column(table, "minutes") == ["30 min", "not set", "2 h"]
    heads = dict(table.heads)
    assert (heads["Version"], heads["State"], heads["Next revision"]) == ("YA01/1 2022版", "approved", "not set")
    assert table.signatures[2] == ("Approved by", "示例领导")


def test_a_draft_is_shown_where_nothing_holds_with_what_its_actions_need(desk):
    desk.do(actions.add_plan_need, action=desk.action, place=desk.world.team)
    table = paper(desk, "plan", plan="示例河道预案")
    assert dict(table.heads)["State"] == "draft"
    assert column(table, "needs") == ["编织袋 500 条; 示例抢险队"]


def test_an_older_version_is_found_by_its_number_and_one_that_is_not_there_is_refused(desk):
    new = desk.do(versions.new_version, plan=desk.plan, label="2023版")
    desk.do(versions.approve_plan, version=new, approved_by="示例领导")
    assert dict(paper(desk, "plan", plan="YA01").heads)["Version"] == "YA01/2 2023版"
    assert dict(paper(desk, "plan", plan="YA01", plan_version="1").heads)["State"] == "replaced"
    with pytest.raises(NoSuchVersion, match="has no version 7; there are: 1, 2"):
        paper(desk, "plan", plan="YA01", plan_version="7")
    empty = desk.do(plans.add_plan, name="示例空预案")
    with pytest.raises(NothingWritten, match="示例空预案 has no version yet"):
        paper(desk, "plan", plan=empty.code)

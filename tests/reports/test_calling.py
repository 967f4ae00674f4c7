"""The call list at a level on paper, with telephones for whom they are, and a line in the trail for who saw them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from inventory.ground import i18n
from inventory.ground.audit import AuditEntry
from inventory.ground.people import Person
from reports import excel, phones, registry
from reports.table import shown
from tests.resources import rivers_acts, teams_acts
from tests.response.stops_acts import graver
from tests.world import Here

PHONE = "138-0000-1234"


def cells(table):
    return [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]


def made(world, who="leader", **texts):
    with world.read() as here:
        reader = getattr(here, who)
        return registry.make(
            here.session, reader, "call-list", **registry.read(here.session, reader, "call-list", texts)
        )


def test_a_level_gives_everybody_group_by_group_and_says_who_cannot_be_reached(file_world, tmp_path):
    level = graver(file_world)
    teams_acts.team(file_world, keeper="示例队长", phone=PHONE)
    rivers_acts.walked(file_world, phone="")
    table, stamp = made(file_world, level=level.name)
    assert (table.title, stamp.chosen) == ("Call list at 示例特级", "Response level 示例特级")
    team, river = cells(table)
    assert (team["group"], team["role"], team["person"], team["phone"]) == ("teams", "team leader", "示例队长", PHONE)
    assert river["phone"] == "▲ not set"
    assert dict(table.heads)["Altogether"] == "2 to call, 1 without a telephone"
    assert "*" in cells(made(file_world, "watcher", level=level.code)[0])[0]["phone"]
    excel.write(tmp_path / "calls.xlsx", table, stamp)


def test_without_a_level_it_is_the_list_of_those_on_duty(file_world):
    table, _stamp = made(file_world)
    assert table.title == "Who is on duty in the next 7 days, with telephones"


def test_a_line_is_left_for_whoever_is_shown_telephones_of_any_register(file_world):
    with file_world.begin() as here:
        for one in here.session.scalars(select(Person)):
            one.phone = ""
        for place in (here.team, here.shelter, here.east, here.west, here.entrusted, here.bare, here.away, here.works):
            place.phone = ""
        here.room.phone = ""
    told = select(AuditEntry.actor).where(AuditEntry.service == "show_phones")

    def account():
        phones.account(file_world.store, lambda session: Here(session).officer, "call-list")
        with file_world.read() as here:
            return list(here.session.scalars(told))

    assert account() == []
    rivers_acts.walked(file_world, phone=PHONE)
    assert account() == ["officer"]


@pytest.mark.parametrize("language", ["zh"])
def test_it_is_read_in_chinese(file_world, language):
    level = graver(file_world)
    i18n.use(language)
    headings = "序号 分组 事由 角色 姓名 联系电话 职务 所在单位 当前 备注"
    assert " ".join(one.title for one in made(file_world, level=level.code)[0].columns) == headings

"""The joint roster on paper: its columns, its marks, what was changed beside it, and one page for the wall."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from inventory.duty import changes, patterns, planning, publishing
from inventory.duty.shifts import Shift
from inventory.ground import i18n, settings
from inventory.ground.store import now
from reports import duty, excel, registry
from reports.table import shown
from tests.duty.conftest import Room, equip

FIRST = date(2022, 10, 1)


@pytest.fixture
def room(file_world) -> Room:
    """The duty room with a full October, not published."""
    return equip(file_world)


def october(room):
    roster = room.open()
    room.fill(roster)
    return roster


def sheet(room, who="leader", month=FIRST, **options):
    with room.world.read() as here:
        return duty.roster(here.session, getattr(here, who), month=month, **options)


def cells(table, at):
    row = table.rows[at]
    return {column.key: shown(column, row, table.zone) for column in table.columns}


def test_a_row_says_who_leads_and_sits_on_a_day_and_how_they_are_reached(room):
    october(room)
    table = sheet(room)
    assert [column.title for column in table.columns] == [
        "Date", "Weekday", "带班领导 (position, telephone)", "主班", "值班", "Shift", "Duty telephone",
        "Remarks (changes, reinforcements)",
    ]  # fmt: skip
    assert list(cells(table, 0).values()) == [
        "2022-10-01", "Sat off", "示例leader1 示例职务 138-示例-0000", "示例a", "示例b", "全天 08:00–08:00 +1",
        "not set", "National Day",
    ]  # fmt: skip
    assert cells(table, 7)["weekday"] == "Sat on"
    assert cells(table, 7)["remarks"] == "worked in lieu, National Day"
    assert dict(table.heads)["State"] == "▲ draft, not published"


def test_the_duty_telephone_is_the_rooms_setting_and_personal_ones_are_masked(room):
    october(room)
    room.do(settings.set_value, organisation=room.world.headquarters, key="duty_phone", value="000-示例", basis="示例")
    row = cells(sheet(room, who="watcher"), 0)
    assert row["phone"] == "000-示例"
    assert "138-示例-0000" not in str(row)
    assert "138" in row["post_gw01"]


def test_a_gap_is_marked_where_it_is_and_told_below_with_the_reason(room):
    roster = october(room)
    facts = {"roster": roster, "first": FIRST, "last": FIRST, "post": room.posts["sit"]}
    room.do(planning.clear_days, **facts)
    room.do(publishing.publish, roster=roster, reason="人手不足")
    table = sheet(room)
    assert cells(table, 0)["post_gw03"] == "▲ 1 missing"
    assert "▲ 1 person is missing on the days marked." in table.foots
    assert "Published so because: 人手不足" in table.foots
    assert str(dict(table.heads)["State"]).startswith("published ")


def test_what_was_changed_after_publishing_stands_among_the_remarks(room):
    ahead = (now().date() + timedelta(days=40)).replace(day=1)
    roster = room.open(ahead)
    room.fill(roster)
    room.do(publishing.publish, roster=roster)
    with room.world.read() as here:
        shift = here.session.scalars(select(Shift).where(Shift.begins_on == ahead)).one()
    facts = {"shift": shift, "post": room.posts["sit"], "reason": "示例", "approved_by": room.people["leader2"]}
    made = room.do(changes.swap, out=room.people["b"], into=room.people["c"], **facts)
    row = cells(sheet(room, month=ahead), 0)
    assert f"值班: 示例b → 示例c ({made.number})" in row["remarks"]
    assert row["post_gw03"] == "示例b"


def test_a_month_that_nobody_planned_says_so(room):
    table = sheet(room, month=date(2022, 11, 1))
    assert (len(table.rows), table.foots) == (0, ["No roster has been opened for this month."])
    with room.world.read() as here:
        table, stamp = registry.make(here.session, here.leader, "roster", month=FIRST, room=here.town)
    assert dict(table.heads)["Duty room"] == "示例镇"
    assert stamp.chosen == "Month 2022-10; Duty room 示例镇"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_month_goes_on_one_landscape_page(room, language, tmp_path):
    i18n.use(language)
    october(room)
    with room.world.read() as here:
        table, stamp = registry.make(here.session, here.leader, "roster", month=FIRST)
        excel.write(tmp_path / "roster.xlsx", table, stamp)
    page = load_workbook(tmp_path / "roster.xlsx").worksheets[0]
    assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == ("landscape", 1, 1)
    assert page["A1"].value == ("2022年10月联合值班表" if language == "zh" else "Joint duty roster of 2022-10")
    assert page["C4"].value.startswith("示例leader1 ")


def test_several_shifts_a_day_take_as_many_pages_as_they_need(room):
    room.do(patterns.retire_shift_time, time=room.day)
    for name, starts in (("白班", "08:00"), ("夜班", "20:00")):
        facts = {"pattern": room.pattern, "name": name, "starts": starts, "hours": Decimal(12)}
        room.do(patterns.add_shift_time, **facts)
    room.open()
    table = sheet(room)
    assert (len(table.rows), table.one_page) == (62, False)
    assert [cells(table, at)["shift"] for at in (0, 1)] == ["白班 08:00–20:00", "夜班 20:00–08:00 +1"]

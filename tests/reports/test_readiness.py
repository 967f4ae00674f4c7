"""Readiness on paper: one page for the leader, every line with what would close it, supplies by hours; and needs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from openpyxl import load_workbook

from inventory.ground import i18n, settings
from inventory.response.needs import BadPopulation
from reports import excel, registry
from reports.table import Level, shown
from tests.resources import agreements_acts as agreed
from tests.resources import teams_acts
from tests.response.stops_acts import graver, water
from tests.supplies.checks import opened

D = Decimal


def cells(table):
    return [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]


def made(world, name="readiness", who="leader", **texts):
    with world.read() as here:
        reader = getattr(here, who)
        asked = registry.read(here.session, reader, name, texts)
        return registry.make(here.session, reader, name, **asked)


def test_every_line_says_why_and_what_would_close_it(file_world):
    level = graver(file_world)
    table, stamp = made(file_world, level=level.code, people="500")
    assert (table.title, stamp.chosen) == ("Readiness for 示例特级", "Response level 示例特级; People 500")
    bags = next(one for one in cells(table) if one["what"] == "编织袋")
    assert (bags["grade"], bags["why"], bags["close"], bags["needed"], bags["there"]) == (
        "■ lacking", "1,700 条 below the quota", "bring in 1,700 条", "5,000", "3,300",
    )  # fmt: skip
    assert all(one["why"] and one["close"] for one in cells(table))
    assert dict(table.heads)["supplies"] == "looked at: 5, lacking: 1, to be watched: 1"


def test_the_leaders_page_comes_first_on_one_page_and_names_the_gravest(file_world, tmp_path):
    teams_acts.team(file_world)
    table, stamp = made(file_world, level=graver(file_world).code)
    page, every, hours = table.sheets
    assert (page.one_page, len(page.rows), len(every.rows)) == (True, 7, len(table.rows))
    lines = {one["subject"]: one for one in cells(page)}
    assert lines["supplies"]["gravest"].startswith("编织袋: 1,700 条 below the quota; 压缩饼干: ")
    assert (lines["teams"]["all"], lines["teams"]["unknown"]) == ("1", "1")
    assert page.column("lacking").level(page.rows[2]) is Level.URGENT
    excel.write(tmp_path / "readiness.xlsx", table, stamp)
    assert load_workbook(tmp_path / "readiness.xlsx").sheetnames[:3] == ["For the leader", "One by one", "By hours"]
    assert [one.key for one in hours.columns][4:11] == [
        "own", "entrusted", "promised", "within_2", "within_6", "within_24", "later",
    ]  # fmt: skip


def test_hours_that_nobody_has_set_are_said_to_be_so(file_world):
    agreed.promised(file_world)
    table, _stamp = made(file_world)
    lines = {one["item"]: one for one in cells(table.sheets[2])}
    assert (lines["压缩饼干"]["own"], lines["压缩饼干"]["within_6"], lines["压缩饼干"]["unknown"]) == (
        "100", "500", "○ 100",
    )  # fmt: skip
    assert sum("is not set" in foot for foot in table.foots) == 2
    facts = {"organisation": file_world.headquarters, "basis": "示例"}
    for key in ("own_hours", "entrusted_hours"):
        file_world.do(settings.set_value, key=key, value="2", **facts)
    table, _stamp = made(file_world)
    assert not any("is not set" in foot for foot in table.foots)
    assert {one["item"]: one["unknown"] for one in cells(table.sheets[2])}["压缩饼干"] == "0"


def test_whoever_counts_blind_is_told_no_amounts_in_any_sheet(file_world):
    opened(file_world)
    table, _stamp = made(file_world, who="keeper")
    bags = next(one for one in cells(table.sheets[2]) if one["item"] == "编织袋")
    assert {bags[key] for key in ("own", "entrusted", "within_2", "later", "unknown")} == {"being counted"}
    assert not any("3,300" in " ".join(one.values()) for one in cells(table))


# Needs -----------------------------------------------------------------------------------------------------------


def test_needs_stand_beside_what_there_is_with_the_basis_of_every_row(file_world):
    water(file_world, what="示例饼干", amount=D("0.5"), unit="", item=file_world.biscuits)
    water(file_world)
    teams_acts.shelter(file_world)
    agreed.promised(file_world, quantity=D(30))
    table, stamp = made(file_world, "shelter-needs", people="200", days="2", shelter="AZ01")
    boxes, drink = cells(table)
    assert (boxes["needed"], boxes["on_hand"], boxes["short"], boxes["promised"], boxes["still_short"]) == (
        "200", "100", "■ 100", "30", "70",
    )  # fmt: skip
    assert (drink["needed"], drink["held"], drink["short"]) == ("1,200", "not known", "○ not known")
    assert boxes["rule"] == "0.5 per person and day"
    assert ("示例饼干", "示例依据") in table.sources
    assert stamp.chosen == "People 200; For days 2; Shelter 示例安置点"


def test_without_a_standard_nothing_is_reckoned_and_that_is_said(file_world):
    table, _stamp = made(file_world, "shelter-needs", people="200")
    assert (len(table.rows), table.foots[0][:20]) == (0, "No standard is set: ")
    with pytest.raises(BadPopulation):
        made(file_world, "shelter-needs", people="0")


@pytest.mark.parametrize(
    ("name", "asked", "headings"),
    [
        ("readiness", {}, "序号 类型 状态 事项 原因 如何补齐 需要 现有 计量单位 权属 编号"),
        (
            "shelter-needs",
            {"people": "5"},
            "序号 标准 事项 标准取值 计量单位 需要 安置点内 库内可用 缺口 协议承诺 计入协议后仍缺 对比 依据 备注",
        ),
    ],
)
def test_they_are_read_in_chinese(file_world, name, asked, headings):
    i18n.use("zh")
    assert " ".join(one.title for one in made(file_world, name, **asked)[0].columns) == headings

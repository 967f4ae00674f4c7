"""Drills on paper: the list, the sheets to tick with their codes, the script, and the report for superiors."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from inventory.ground import i18n
from inventory.practice import findings, parts, running, ticking, told, wording
from inventory.practice.checklists import Section
from inventory.practice.sheets import NoChecklist, OtherDrill
from reports import excel, registry
from reports.checklists import DrillNotYours, NoSuchVersion
from reports.table import Kind, Table, shown
from tests.practice.acts import ZONE, Ground, clock, ground_of, yesterday
from tests.world import World


@pytest.fixture
def ground(file_world: World) -> Ground:
    return ground_of(file_world)


def paper(ground: Ground, name: str, who: str = "leader", **texts: str) -> Table[Any]:
    """A report as it is asked for by text."""
    with ground.world.read() as here:
        reader = getattr(here, who)
        return registry.make(here.session, reader, name, **registry.read(here.session, reader, name, texts))[0]


def column(table: Table[Any], key: str) -> list[str]:
    return [shown(table.column(key), row, table.zone) for row in table.rows]


def test_the_register_lists_drills_planned_and_held_with_what_is_not_known_marked(ground):
    ground.do(running.record_drill, name="示例旧演练", held_on=date(2022, 5, 26))
    table = paper(ground, "drills")
    assert column(table, "name") == ["示例演练", "示例旧演练"]
    assert column(table, "state") == ["○ planned", "● held"]
    assert column(table, "commander") == ["示例总指挥", "not set"]
    assert dict(table.heads)["Altogether"] == "2 drills, held: 1"


def test_until_they_are_printed_sheets_are_drafts_by_role_and_unit_and_say_so(ground):
    table = paper(ground, "checklist", drill="昨天")
    assert [one.tab for one in table.sheets] == [
        "示例控制组", "示例抢险队 · 示例抢险队", "示例医疗组", "drill control",
    ]  # fmt: skip
    assert {one.code for one in table.sheets} == {""}
    assert all(one.foots[0].startswith("DRAFT") for one in table.sheets)
    ground.printed()
    ground.do(parts.add_unit, drill=ground.drill, unit="示例卫生院", role="示例医疗组")
    table = paper(ground, "checklist", drill="昨天")
    number = ground.drill.number
    assert [one.tab[-2:] for one in table.sheets[:3]] == ["01", "02", "04"]  # the medics' own comes instead of 03
    assert column(table, "sheet")[-1] == "draft: 示例卫生院 · 示例医疗组"
    assert [one[:5] for one in table.foots] == ["One t", "DRAFT"]
    assert len(paper(ground, "checklist", drill=number, sheet=f"{number}-03").rows) == 1


def test_every_sheet_has_its_number_as_its_code_its_lines_and_boxes_to_tick(ground):
    ground.printed()
    table = paper(ground, "checklist", drill=ground.drill.number)
    number = ground.drill.number
    assert [(one.tab, one.code) for one in table.sheets] == [(f"{number}-{at:02d}",) * 2 for at in range(1, 5)]
    sheet = table.sheets[1]
    assert column(sheet, "number") == ["2", "3", "4"]
    assert column(sheet, "planned") == ["08:40 −20 min", "09:10 +10 min", "09:20 +20 min"]
    assert column(sheet, "critical") == ["critical", "critical", ""]
    boxes = [one for one in sheet.columns if one.blank and one.kind is Kind.TICK]
    assert [one.title for one in boxes] == ["Yes", "No", "Partly"]
    heads = dict(sheet.heads)
    assert (heads["Sheet No."], heads["Role or unit"], heads["Version"]) == (
        f"{number}-02",
        "示例抢险队 · 示例抢险队",
        "JC01/1",
    )
    alone = paper(ground, "checklist", drill=number, sheet=f"{number}-03")
    assert (alone.code, column(alone, "number")) == (f"{number}-03", ["4"])


def test_lines_before_the_drill_are_planned_alike_on_paper_and_screen_when_it_really_began_later(ground):
    sheet = ground.sheet(2)
    ground.begun("09:07")
    told = [f"{one.planned_at.astimezone(ZONE):%H:%M}" for one in ground.ask(ticking.ticks, sheet)]
    assert told == ["08:40", "09:17", "09:27"]  # in the drill it is judged by its real start
    assert column(paper(ground, "checklist", drill=ground.drill.number, sheet=sheet.number), "planned") == [
        "08:40 −20 min", "09:10 +10 min", "09:20 +20 min",
    ]  # fmt: skip


def test_a_printed_sheet_says_the_same_however_often_it_is_printed(ground, tmp_path):
    ground.printed()
    before = paper(ground, "checklist", drill=ground.drill.number)
    ground.do(wording.change_line, line=ground.line(3), what="示例改过")
    ground.begun("09:07")
    after = paper(ground, "checklist", drill=ground.drill.number)
    for key in ("what", "planned"):
        assert column(before, key) == column(after, key)
    with ground.world.read() as here:
        table, stamp = registry.make(
            here.session, here.leader, "checklist", drill=here.session.get(type(ground.drill), 1)
        )
        excel.write(tmp_path / "a.xlsx", table, stamp)
    assert load_workbook(tmp_path / "a.xlsx").sheetnames[:4] == [one.tab for one in before.sheets]


def test_a_sheet_of_another_drill_a_drill_without_a_checklist_and_another_branchs_are_refused(ground):
    sheet = ground.sheet(1).number
    other = ground.planned()
    with pytest.raises(OtherDrill):
        paper(ground, "checklist", drill=other.number, sheet=sheet)
    bare = ground.planned("示例无单", checklist=None)
    with pytest.raises(NoChecklist):
        paper(ground, "checklist", drill=bare.number)
    ground.do(wording.new_checklist_version, checklist=ground.checklist)
    empty = ground.planned("示例空单")
    for at in range(1, 7):
        ground.do(wording.drop_line, version=ground.version(2), code=f"JC01/2/{at:02d}")
    with pytest.raises(running.NoLinesIn):
        paper(ground, "checklist", drill=empty.number)
    with ground.world.read() as here, pytest.raises(DrillNotYours):
        registry.make(
            here.session, here.neighbourkeeper, "drill-report", drill=here.session.get_one(type(bare), bare.id)
        )


def test_the_script_has_words_and_injects_in_the_order_of_their_minutes(ground):
    table = paper(ground, "drill-script", drill="示例演练")
    assert column(table, "minutes") == ["0", "10", "15"]
    assert column(table, "kind") == ["words", "words", "inject"]
    drill = ground.planned(organisation=ground.world.neighbour)
    theirs = paper(ground, "drill-script", who="neighbourkeeper", drill=drill.number)
    assert column(theirs, "words") == ["示例开始", "示例报告"]  # drilled by the checklist of those above


def test_a_checklist_is_read_by_version_with_its_script_on_a_sheet_of_its_own(ground):
    ground.printed()
    ground.do(wording.add_line, version=ground.version(), section=Section.AFTER, what="示例补")
    table = paper(ground, "checklist-template", checklist="JC01")
    assert (len(table.rows), [one.tab for one in table.sheets]) == (7, ["Checklist", "Script"])
    assert column(table, "minutes")[:3] == ["−30 min", "−20 min", "+10 min"]
    assert len(paper(ground, "checklist-template", checklist="JC01", checklist_version="1").rows) == 6
    with pytest.raises(NoSuchVersion, match="there are: 1, 2"):
        paper(ground, "checklist-template", checklist="JC01", checklist_version="9")
    assert column(paper(ground, "checklist-templates"), "version") == ["JC01/2"]


def test_the_report_for_superiors_has_scores_course_findings_units_and_material(ground):
    ground.begun()
    ground.issued()
    ground.keyed(1, "1y", "6n 09:30 示例未清点")
    ground.keyed(2, "2y", "3p 09:22", "4y")
    ground.do(parts.record_came, drill_unit=ground.unit, came=18)
    ground.do(told.give_inject, inject=ground.inject, at=clock("09:16"))
    finding = ground.do(findings.record_finding, drill=ground.drill, what="示例水泵坏")
    ground.do(findings.propose_revision, finding=finding, plan=ground.plan, what="示例加备用泵")
    ground.do(running.end_drill, drill=ground.drill, at=clock("11:00"), note="示例讲评")
    table = paper(ground, "drill-report", drill=yesterday().isoformat())
    assert [one.tab for one in table.sheets] == [
        "Result", "Line by line", "Course", "Findings", "Units taking part", "Material", "Not returned",
    ]  # fmt: skip
    heads = dict(table.heads)
    assert (heads["Came / to come"], heads["Score, %"], heads["Critical and not done"]) == ("18 / 20", "50", 2)
    assert column(table, "name")[-1] == "Whole drill"
    lines = table.sheets[1]
    late = {row.tick.line.number: shown(lines.column("late"), row, lines.zone) for row in lines.rows}
    assert late[3] == "12"
    assert table.foots[0] == "Said in the end: 示例讲评"
    assert table.foots[1] == "Provisional: 2 lines are not ticked yet and count as not done."
    assert any("6 示例动作6" in one for one in table.foots)
    i18n.use("zh")
    assert [one.tab for one in paper(ground, "drill-report", drill="示例演练").sheets][:3] == ["结果", "逐项", "经过"]


def test_the_report_of_a_drill_of_which_little_is_known_says_that_nothing_was_ticked(ground):
    held = ground.do(running.record_drill, name="示例旧演练", held_on=date(2022, 5, 26))
    table = paper(ground, "drill-report", drill=held.number)
    assert dict(table.heads)["Score, %"] == "not keyed in"
    assert (list(table.rows), list(table.sheets)) == ([], [])

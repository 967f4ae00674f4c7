"""Sheets and their marks: dealt out by role and unit, keyed in from paper or ticked as it happens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.ground.names import Unknown
from inventory.practice import drills, parts, running, scoring, sheets, ticking, wording
from inventory.practice.checklists import ChecklistVersion, Section
from inventory.practice.marks import Mark, NotAMark
from inventory.practice.sheets import Sheet
from tests.practice.acts import Ground, clock, yesterday
from tests.supplies.acts import refused


@pytest.fixture
def ground(file_ground: Ground) -> Ground:
    """What is asked here does not differ between databases."""
    return file_ground


def marked(ground: Ground, number: int) -> dict[int, tuple[Mark | None, object, str]]:
    return {one.line.number: (one.mark, one.at, one.note) for one in ground.ask(ticking.ticks, ground.sheet(number))}


def test_every_role_gets_a_sheet_and_every_unit_in_it_one_of_its_own(ground):
    ground.do(parts.add_unit, drill=ground.drill, unit="示例二队", role="示例抢险队")
    ground.printed()
    found = ground.ask(sheets.sheets, ground.drill)
    assert [(one.number, one.role, one.unit, one.lines) for one in found] == [
        (f"{ground.drill.number}-01", "示例控制组", "", 2),
        (f"{ground.drill.number}-02", "示例抢险队", "示例抢险队", 3),
        (f"{ground.drill.number}-03", "示例抢险队", "示例二队", 3),
        (f"{ground.drill.number}-04", "示例医疗组", "", 1),
        (f"{ground.drill.number}-05", "", "", 1),
    ]
    assert [one.number for one in ground.ask(sheets.sheet_lines, ground.sheet(2))] == [2, 3, 4]
    ground.printed()
    assert len(ground.ask(sheets.sheets, ground.drill)) == 5


def test_who_looks_sees_which_sheets_there_will_be_and_nothing_is_numbered_or_frozen_by_that(ground):
    found = ground.ask(sheets.coming, ground.drill)
    assert [(one.number, one.called, one.lines) for one in found] == [
        ("", "示例控制组", 2), ("", "示例抢险队 · 示例抢险队", 3), ("", "示例医疗组", 1), ("", "drill control", 1),
    ]  # fmt: skip
    assert ground.ask(sheets.sheets, ground.drill) == []
    assert ground.version().printed_at is None
    ground.printed()
    assert ground.ask(sheets.coming, ground.drill) == []
    ground.do(parts.add_unit, drill=ground.drill, unit="示例卫生院", role="示例医疗组")
    assert [one.called for one in ground.ask(sheets.coming, ground.drill)] == ["示例卫生院 · 示例医疗组"]


@pytest.mark.parametrize("is_used", [False, True])
def test_the_sheet_of_a_role_is_not_asked_for_once_units_have_the_role_unless_it_was_used(ground, is_used):
    number = ground.sheet(3).number
    ground.begun()
    if is_used:
        ground.keyed(3, "4y")
    ground.do(parts.add_unit, drill=ground.drill, unit="示例卫生院", role="示例医疗组")
    ground.printed()
    found = ground.ask(sheets.sheets, ground.drill)
    assert ([one.number for one in found if one.role == "示例医疗组"] == [f"{number[:-2]}05"]) is not is_used
    assert ground.told(scoring.evaluation, ground.drill).whole.asked == (8 if is_used else 7)
    every = {one.number: one.replaced for one in ground.ask(sheets.sheets, ground.drill, old=True)}
    assert every[number] is not is_used
    ground.keyed(3, "4n", correction="示例" if is_used else "")  # whatever came back on paper can be keyed in
    assert number in {one.number for one in ground.ask(sheets.sheets, ground.drill)}


def test_a_sheet_is_found_as_it_is_scanned_or_typed_and_only_where_it_belongs(ground):
    sheet, drill = ground.sheet(2), ground.drill
    for text in (sheet.number, f" {sheet.number.lower()} ", "2", "０２"):
        assert ground.told(lambda s, r, d, t=text: sheets.sheet_called(s, r, t, drill=d), drill).id == sheet.id
    other = ground.planned()
    with pytest.raises(sheets.OtherDrill, match="示例演练"):
        ground.told(lambda s, r, d: sheets.sheet_called(s, r, sheet.number, drill=d), other)
    for text in ("9", "9" * 200):
        with pytest.raises(Unknown):
            ground.told(lambda s, r, d, t=text: sheets.sheet_called(s, r, t, drill=d), drill)


def test_a_sheet_of_an_old_version_is_refused_and_the_new_one_named(ground):
    old = ground.sheet(2)
    ground.do(wording.add_line, version=ground.version(), section=Section.AFTER, what="示例补")
    ground.do(ticking.choose_checklist, drill=ground.drill, version=ground.version(2))
    told = refused(ground.world, sheets.OldSheet, ticking.key_in, field="sheet", sheet=old, marks=["2y"])
    assert "JC01/1" in told
    assert "once they are printed" in told
    ground.printed()
    told = refused(ground.world, sheets.OldSheet, ticking.key_in, field="sheet", sheet=old, marks=["2y"])
    new = ground.ask(sheets.sheets, ground.drill)[1]
    assert new.number in told
    assert len(ground.ask(sheets.sheets, ground.drill)) == 4
    assert [one.old for one in ground.ask(sheets.sheets, ground.drill, old=True)] == [True] * 4 + [False] * 4
    ground.do(ticking.key_in, sheet=ground.thing(Sheet, id=new.sheet_id), marks=["2y"])
    facts = {"drill": ground.drill, "version": ground.version()}
    refused(ground.world, ticking.TickedBefore, ticking.choose_checklist, field="version", **facts)


def test_lines_are_keyed_in_as_they_stand_on_paper_and_what_is_missing_is_told(ground):
    ground.ended()
    ground.keyed(2, "2y 08:45", "3p 09:14 示例只一台")
    assert marked(ground, 2) == {
        2: (Mark.YES, clock("08:45"), ""), 3: (Mark.PARTLY, clock("09:14"), "示例只一台"), 4: (None, None, ""),
    }  # fmt: skip
    assert ground.ask(ticking.missing, ground.sheet(2)) == [4]
    assert ground.told(ticking.progress, ground.drill) == {ground.sheet(2).id: 2}
    told = refused(ground.world, ticking.LinesMissing, ticking.end_sheet, field="note", sheet=ground.sheet(2))
    assert " 4 " in told
    ground.keyed(2, "4n")
    ground.do(ticking.end_sheet, sheet=ground.sheet(2))
    assert ground.world.faults() == []


def test_a_line_is_keyed_once_and_changed_only_with_a_reason(ground):
    ground.keyed(2, "2y")
    told = refused(
        ground.world, ticking.TickedAlready, ticking.key_in, field="marks", sheet=ground.sheet(2), marks=["2n"]
    )
    assert "marked yes already, by 示例领导" in told
    facts = {"sheet": ground.sheet(1), "marks": ["1y", "1n"]}
    refused(ground.world, ticking.TickedAlready, ticking.key_in, field="marks", **facts)
    ground.keyed(2, "2n 示例看错", correction="示例录错")
    (line, *_rest) = ground.ask(ticking.ticks, ground.sheet(2))
    assert (line.mark, line.corrections, line.why) == (Mark.NO, 1, "示例录错")


def test_the_same_sheet_is_not_keyed_in_twice_but_corrected(ground):
    sheet = ground.keyed(1, "1y")
    ground.do(ticking.end_sheet, sheet=sheet, note="示例演练未到此步")
    refused(ground.world, sheets.SheetTwice, ticking.key_in, field="sheet", sheet=sheet, marks=["6y"])
    refused(ground.world, sheets.SheetTwice, ticking.end_sheet, field="sheet", sheet=sheet)
    with pytest.raises(sheets.SheetTwice, match="示例领导"):
        ground.told(sheets.sheet_called, text=sheet.number)
    ground.keyed(1, "1n", correction="示例录错")
    assert marked(ground, 1)[1][0] is Mark.NO


def test_a_wrong_line_among_many_keys_none_of_them_in(ground):
    told = refused(
        ground.world, ticking.NoSuchLine, ticking.key_in, field="marks", sheet=ground.sheet(1), marks=["1y", "3y"]
    )  # fmt: skip
    assert "has no line 3; it has 1, 6" in told
    refused(ground.world, NotAMark, ticking.key_in, field="marks", sheet=ground.sheet(1), marks=["1y", "hello"])
    refused(ground.world, ticking.NothingKeyed, ticking.key_in, field="marks", sheet=ground.sheet(1), marks=[" "])
    assert ground.ask(ticking.missing, ground.sheet(1)) == [1, 6]


def test_nothing_in_the_drill_was_done_before_it_began_or_when_it_was_over(ground):
    sheet = ground.sheet(2)
    refused(ground.world, drills.NotRunning, ticking.key_in, field="marks", sheet=sheet, marks=["3y"])
    ground.begun()
    told = refused(ground.world, ticking.BeforeDrill, ticking.key_in, field="marks", sheet=sheet, marks=["3y 08:59"])
    assert "began at" in told
    ground.do(running.end_drill, drill=ground.drill, at=clock("11:00"))
    refused(ground.world, ticking.AfterDrill, ticking.key_in, field="marks", sheet=sheet, marks=["3y 11:10"])
    ground.keyed(2, "2y 08:30", "3y 09:00", "4y 11:00")
    control = ground.sheet(1)
    refused(ground.world, ticking.BeforeDrill, ticking.key_in, field="marks", sheet=control, marks=["6y 08:00"])
    ground.keyed(1, "6y 11:40")


def test_a_drill_that_lasts_past_midnight_has_its_last_times_on_the_next_day(ground):
    eve = yesterday() - timedelta(days=1)
    ground.do(running.change_drill, drill=ground.drill, held_on=eve)
    ground.do(running.start_drill, drill=ground.drill, at=clock("23:00", eve))
    ground.do(running.end_drill, drill=ground.drill, at=clock("00:40"))
    refused(ground.world, ticking.BeforeDrill, ticking.key_in, field="marks", sheet=ground.sheet(2), marks=["3y 03:30"])
    ground.keyed(2, "3y 23:10", "4y 00:20")
    assert [marked(ground, 2)[number][1] for number in (3, 4)] == [clock("23:10", eve), clock("00:20")]


def test_on_the_screen_a_line_is_ticked_with_the_clock(ground):
    ground.begun()
    facts = {"sheet": ground.sheet(2), "mark": Mark.YES}
    ground.do(ticking.tick_line, line=ground.line(4), **facts)
    (mark, at, _note) = marked(ground, 2)[4]
    assert mark is Mark.YES
    assert at is not None
    refused(ground.world, ticking.NoSuchLine, ticking.tick_line, field="line", line=ground.line(6), **facts)
    refused(
        ground.world,
        ticking.BeforeDrill,
        ticking.tick_line,
        field="marks",
        line=ground.line(3),
        at=clock("08:00"),
        **facts,
    )


def test_what_is_ticked_on_the_screen_long_after_the_drill_was_done_at_no_known_time(ground):
    ground.ended()
    ground.do(ticking.tick_line, sheet=ground.sheet(2), line=ground.line(4), mark=Mark.YES)
    assert marked(ground, 2)[4] == (Mark.YES, None, "")


def test_the_version_that_a_drill_goes_by_must_have_lines(ground):
    empty = ground.do(wording.new_checklist_version, checklist=ground.printed() and ground.checklist)
    for number in range(1, 7):
        ground.do(wording.drop_line, version=empty, code=f"JC01/2/{number:02d}")
    facts = {"drill": ground.planned("示例新", checklist=None), "version": ground.thing(ChecklistVersion, id=empty.id)}
    refused(ground.world, running.NoLinesIn, ticking.choose_checklist, field="version", **facts)

"""Drills: planned or entered as held, begun, ended and cancelled; units and injects that take part."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.ground.instants import InFuture
from inventory.ground.names import Ambiguous, Retired, Unknown
from inventory.practice import checklists, drills, parts, running, sheets, ticking, told, wording
from inventory.practice.checklists import Section
from inventory.practice.drills import Drill, DrillKind, DrillState, Inject
from inventory.practice.sheets import Sheet
from inventory.response.actions import NotThere
from tests.practice.acts import Ground, clock, yesterday
from tests.supplies.acts import refused, today


@pytest.fixture
def ground(file_ground: Ground) -> Ground:
    """What is asked here does not differ between databases."""
    return file_ground


def line_of(ground: Ground, drill: Drill | None = None) -> drills.DrillLine:
    line: drills.DrillLine = ground.told(drills.drill_line, drill or ground.drill)
    return line


def test_the_list_says_what_is_known_of_a_drill_and_how_many_take_part(ground):
    ground.do(parts.add_unit, drill=ground.drill, unit="示例镇", headcount=5)
    ground.do(parts.record_came, drill_unit=ground.unit, came=18)
    (line,) = ground.ask(drills.drills)
    assert (line.state, line.kind, line.version, line.where) == (
        DrillState.PLANNED, DrillKind.COMBINED, "JC01/1", "示例河段",
    )  # fmt: skip
    assert (line.units, line.headcount, line.came) == (2, 25, 18)
    assert line.number.startswith("YL-")


def test_a_drill_begins_on_its_day_ends_after_that_and_is_then_over(ground):
    refused(ground.world, drills.NotRunning, running.end_drill, field="drill", drill=ground.drill)
    facts = {"drill": ground.drill, "at": clock("09:00", today() - timedelta(days=2))}
    refused(ground.world, running.StartsOtherDay, running.start_drill, field="at", **facts)
    ground.begun()
    assert line_of(ground).state is DrillState.RUNNING
    refused(ground.world, running.BeganAlready, running.start_drill, field="drill", drill=ground.drill)
    refused(ground.world, running.BeganAlready, running.cancel_drill, field="drill", drill=ground.drill, reason="示例")
    refused(ground.world, running.EndsBeforeStart, running.end_drill, field="at", drill=ground.drill, at=clock("08:59"))
    ground.do(running.end_drill, drill=ground.drill, at=clock("11:30"), note="示例讲评")
    line = line_of(ground)
    assert (line.state, line.closing) == (DrillState.ENDED, "示例讲评")
    assert ground.told(lambda session, _reader, drill: drills.course(session, drill).minutes, ground.drill) == 150
    refused(ground.world, drills.DrillOver, parts.add_unit, field="drill", drill=ground.drill, unit="示例")
    refused(ground.world, drills.DrillOver, running.change_drill, field="drill", drill=ground.drill, held_on=today())


def test_a_cancelled_drill_says_why_and_takes_nothing_more(ground):
    ground.do(running.cancel_drill, drill=ground.drill, reason="示例真汛情")
    assert (line_of(ground).state, line_of(ground).closing) == (DrillState.CANCELLED, "示例真汛情")
    refused(ground.world, drills.DrillOver, running.start_drill, field="drill", drill=ground.drill)
    refused(ground.world, drills.CancelledDrill, sheets.issue_sheets, field="drill", drill=ground.drill)


def test_a_drill_held_before_it_was_entered_has_no_times_and_can_be_filled_in(ground):
    refused(
        ground.world, InFuture, running.record_drill, field="held_on", name="示例", held_on=today() + timedelta(days=1)
    )
    held = ground.do(running.record_drill, name="示例旧演练", held_on=yesterday())
    line = line_of(ground, held)
    assert (line.state, line.started_at, line.ended_at) == (DrillState.ENDED, None, None)
    ground.do(ticking.choose_checklist, drill=held, version=ground.version())
    ground.do(sheets.issue_sheets, drill=held)
    ground.do(running.start_drill, drill=held, at=clock("09:00"))
    ground.do(running.end_drill, drill=held, at=clock("10:00"))
    assert line_of(ground, held).state is DrillState.ENDED
    assert ground.world.faults() == []


def test_a_drill_starts_on_its_day_and_goes_by_a_checklist_in_use_that_has_lines(ground):
    facts = {"name": "示例", "held_on": today()}
    refused(
        ground.world, running.StartsOtherDay, running.plan_drill, field="starts_at", starts_at=clock("09:00"), **facts
    )
    empty = ground.do(checklists.add_checklist, name="示例空单")
    refused(ground.world, running.NoLinesIn, running.plan_drill, field="checklist", checklist=empty, **facts)
    bare = ground.do(running.plan_drill, **facts)
    refused(ground.world, sheets.NoChecklist, sheets.issue_sheets, field="drill", drill=bare)
    ground.do(checklists.retire_checklist, checklist=ground.checklist)
    refused(ground.world, Retired, running.plan_drill, field="checklist", checklist=ground.checklist, **facts)


def test_a_drill_is_called_by_its_number_its_name_or_its_day_where_only_one_was_held(ground):
    drill = ground.drill
    for text in (drill.number, "示例演练", "昨天", yesterday().isoformat()):
        assert ground.told(drills.drill_called, text=text).id == drill.id
    ground.planned()
    with pytest.raises(Ambiguous, match="示例另一演练"):
        ground.told(drills.drill_called, text="昨天")
    for text in ("示例无", "2001-01-01"):
        with pytest.raises(Unknown):
            ground.told(drills.drill_called, text=text)


def test_a_unit_has_a_role_once_and_stays_once_it_has_a_sheet(ground):
    facts = {"drill": ground.drill, "unit": "示例抢险队"}
    refused(ground.world, parts.UnitThere, parts.add_unit, field="unit", role="示例抢险队", **facts)
    other = ground.do(parts.add_unit, role="示例医疗组", **facts)
    refused(ground.world, parts.BadHeads, parts.record_came, field="came", drill_unit=other, came=-1)
    refused(ground.world, NotThere, sheets.drop_unit, field="code", drill=ground.planned(), code=other.code)
    ground.printed()
    facts = {"drill": ground.drill, "code": other.code}
    said = refused(ground.world, sheets.UnitOnSheet, sheets.drop_unit, field="code", **facts)
    assert f"{ground.drill.number}-03" in said


@pytest.mark.parametrize(
    "change",
    [
        {"held_on": today()},
        {"starts_at": clock("10:30")},
        {"spot": "示例另一河段"},
        {"commander": "示例副总指挥"},
        {},
    ],
)
def test_a_drill_that_was_changed_after_its_sheets_were_printed_says_what_they_say_until_they_are_again(ground, change):
    assert not line_of(ground).is_outdated  # nothing was printed
    ground.printed()
    before = line_of(ground)
    assert (before.printed, before.is_outdated) == (before.says, False)
    ground.do(running.change_drill, drill=ground.drill, note="示例", **change)
    if not change:
        ground.do(wording.add_line, version=ground.version(), section=Section.AFTER, what="示例补")
        assert not line_of(ground).is_outdated  # neither the remark nor another version says anything else
        ground.do(ticking.choose_checklist, drill=ground.drill, version=ground.version(2))
    line = line_of(ground)
    assert (line.is_outdated, line.printed, line.printed_at) == (True, before.says, before.printed_at)
    assert line.state is DrillState.PLANNED
    ground.printed()
    assert not line_of(ground).is_outdated
    ground.printed()  # once more: it says nothing else


def test_an_inject_is_due_so_long_after_the_real_start_and_stays_once_it_was_given(ground):
    (line,) = ground.ask(parts.injects, ground.drill)
    assert line.due_at == clock("09:15")
    refused(ground.world, drills.NotRunning, told.give_inject, field="inject", inject=ground.inject)
    ground.begun("09:05")
    (line,) = ground.ask(parts.injects, ground.drill)
    assert line.due_at == clock("09:20")
    refused(
        ground.world, wording.BadMinutes, parts.change_inject, field="minutes", inject=ground.inject, minutes=99_999
    )
    ground.do(told.give_inject, inject=ground.inject, at=clock("09:21"))
    refused(ground.world, told.GivenAlready, told.give_inject, field="inject", inject=ground.inject)
    facts = {"drill": ground.drill, "code": ground.inject.code}
    refused(ground.world, told.InjectUsed, told.drop_inject, field="code", **facts)
    assert ground.thing(Inject, code=ground.inject.code)


def test_what_is_known_of_a_drill_is_corrected_until_it_began(ground):
    ground.do(running.change_drill, drill=ground.drill, held_on=today(), note="示例")
    line = line_of(ground)
    assert (line.held_on, line.starts_at, line.note) == (today(), None, "示例")
    assert ground.ask(sheets.sheets, ground.drill) == []
    with ground.world.read() as here:
        assert here.session.query(Sheet).count() == 0

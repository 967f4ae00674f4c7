"""Checklists on paper: the register of templates, one version, and the sheets of a drill for each role and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.practice import checklists as register
from inventory.practice import drills as practice
from inventory.practice.checklists import SECTION_NAMES, Checklist, ChecklistName, ChecklistVersion, Section
from inventory.practice.drills import KIND_NAMES, Course, Drill, DrillLine, DrillState
from inventory.practice.running import must_say
from inventory.practice.sheets import (
    NoChecklist,
    OtherDrill,
    Sheet,
    SheetLine,
    coming,
    is_for,
    sheet_lines,
    sheets,
)
from inventory.practice.wording import CheckLine, SaidLine, lines_in, lines_of, script_of
from reports.stock import heads, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Numbered, Ranked, Table, figure, numbered

# Rules ---------------------------------------------------------------------------------------------------------


class NoSuchVersion(Refused):
    """The checklist has no version of that number."""

    message = N_("{checklist} has no version {version}; there are: {known}.")


class DrillNotYours(Refused):
    """A drill of another branch."""

    message = N_("The drill {number} is another branch's.")


# The register --------------------------------------------------------------------------------------------------


def checklist_templates(session: Session, reader: Person) -> Table[Ranked[ChecklistName]]:
    """The checklists that drills go by, each with its latest version and how much is in that."""
    lines = register.checklists(session, reader)
    return Table(
        "checklist-templates",
        _("Register of checklists"),
        numbered(columns()),
        Numbered(lines),
        row_key=lambda row: row.line.checklist_id,
        heads=[*heads(session, reader)[:2], (_("Altogether"), in_all(lines))],
        signatures=signatures(),
        sources=[(_("Printed"), _("When sheets of this version were first printed: from then on it stays as it is."))],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def columns() -> list[Column[ChecklistName]]:
    """The register's columns, the same on the list and on paper."""
    return [
        Column("name", _("Checklist"), lambda one: one.name, width=28),
        Column("kind", _("Class"), lambda one: one.kind or None, width=12, absent=_("not set")),
        Column("version", _("Version"), lambda one: one.version, width=9),
        Column("lines", _("Lines"), lambda one: one.lines, Kind.NUMBER, 6),
        Column("critical", _("of them critical"), lambda one: one.critical, Kind.NUMBER, 8, ROOM),
        Column("words", _("Lines of script"), lambda one: one.words, Kind.NUMBER, 8, ROOM),
        Column("printed_at", _("Printed"), lambda one: one.printed_at, Kind.MOMENT, 16, ROOM, absent=_("not yet")),
        Column("organisation", _("Drawn up by"), lambda one: one.organisation, width=18, on_screen=ROOM),
        Column("basis", _("Basis"), lambda one: one.basis or None, width=24, on_screen=PAPER, absent=""),
        Column("note", _("Remarks"), lambda one: one.note or None, width=16, on_screen=PAPER, absent=""),
    ]


def in_all(lines: Sequence[ChecklistName]) -> str:
    """How many checklists."""
    live = sum(not one.retired for one in lines)
    return ngettext("{n} checklist", "{n} checklists", live).format(n=figure(live))


# One version ---------------------------------------------------------------------------------------------------


def checklist_template(
    session: Session, reader: Person, *, checklist: Checklist, checklist_version: int | None = None
) -> Table[CheckLine]:
    """What one checklist says is done before, in and after a drill: its latest version, or the one named."""
    known = register.checklist_versions(session, reader, checklist)
    found = [one for one in known if checklist_version in (None, one.version)]
    if not found:
        numbers = _(", ").join(str(one.version) for one in reversed(known))
        told = {"checklist": checklist.name, "version": checklist_version, "known": numbers or "—"}
        raise NoSuchVersion(field="checklist_version", **told)
    version = session.get_one(ChecklistVersion, found[0].version_id)
    script = script_of(session, reader, version)
    whole = Table(
        "checklist-template",
        checklist.name,
        line_columns(),
        lines_of(session, reader, version),
        row_key=lambda one: one.line_id,
        heads=[
            (_("Version"), version.code),
            (_("Printed"), version.printed_at or _("not yet")),
            *([(_("Basis"), checklist.basis)] if checklist.basis else []),
        ],
        foots=[minutes_told()],
        signatures=[(_("Filled in by"), ""), (_("Checked by"), ""), (_("Approved by"), "")],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )
    if not script:
        return whole
    first = replace(whole, tab=_("Checklist"))
    sheets: list[Table[Any]] = [first, _script(whole, script)]
    return replace(whole, sheets=sheets)


def minutes_told() -> str:
    """What the planned minutes are counted from."""
    return _("Minutes: before the drill back from its start, in it from its start, after it from its end.")


def line_columns() -> list[Column[CheckLine]]:
    """A line of a checklist, the same on the list and on paper."""
    unset = _("not set")
    return [
        Column("number", _("No."), lambda one: one.number, Kind.NUMBER, 4),
        Column("what", _("Action"), lambda one: one.what, width=38),
        Column("section", _("Stage of the drill"), lambda one: _(SECTION_NAMES[one.section]), width=12),
        Column("who", _("Role or unit"), lambda one: one.who or None, width=14, absent=unset),
        Column("minutes", _("Planned time"), lambda one: offset(one) or None, width=9, absent=unset),
        Column("critical", _("Critical"), lambda one: grave(one) or None, width=8, absent=""),
        Column("standard", _("Standard"), lambda one: one.standard or None, width=24, on_screen=ROOM, absent=unset),
        Column("topic", _("Group of indicators"), lambda one: one.topic or None, width=12, on_screen=ROOM, absent=""),
        Column("code", _("Code"), lambda one: one.code, width=11, on_screen=ROOM),
    ]


def grave(one: CheckLine) -> str:
    """A word where all hangs on a line."""
    return _("critical") if one.critical else ""


def offset(one: CheckLine) -> str:
    """`−30 min` before the start, `+15 min` after the start or the end; nothing where none is set."""
    if one.minutes is None:
        return ""
    sign = "−" if one.section is Section.BEFORE and one.minutes else "+"
    return _("{sign}{n} min").format(sign=sign, n=one.minutes)


def _script(whole: Table[Any], script: Sequence[SaidLine]) -> Table[SaidLine]:
    return Table(
        whole.name,
        _("Script: {title}").format(title=whole.title),
        script_columns(),
        script,
        row_key=lambda one: one.line_id,
        heads=whole.heads[:1],
        frozen=1,
        tab=_("Script"),
        zone=whole.zone,
    )


def script_columns() -> list[Column[SaidLine]]:
    """When, who, in which words."""
    return [
        Column("minutes", _("Minutes"), lambda one: one.minutes, Kind.NUMBER, 8, absent=_("not set")),
        Column("speaker", _("Speaker"), lambda one: one.speaker, width=16),
        Column("words", _("Words"), lambda one: one.words, width=60),
    ]


# The sheets of a drill (演练检查单) ------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperLine:
    """A line on the sheet of one role or unit, with the time that it is planned for."""

    sheet: str
    line: CheckLine
    planned: str


def checklist(session: Session, reader: Person, *, drill: Drill, sheet: Sheet | None = None) -> Table[PaperLine]:
    """The sheets of a drill to be ticked by hand: one for each role or unit, or one of them alone.

    Those that are still to be printed have no numbers and are drafts, and say so.
    """
    line = practice.drill_line(session, reader, drill)
    if line is None:
        raise DrillNotYours(field="drill", number=drill.number)
    if drill.version_id is None:
        raise NoChecklist(field="drill", drill=drill.number)
    # What is on paper stays as it was printed: seen from the planned start, whenever the drill really began.
    went = Course(DrillState.PLANNED, line.starts_at or line.started_at, None)
    zone = settings.zone(session)
    if sheet is not None and sheet.drill_id != drill.id:
        own = session.get_one(Drill, sheet.drill_id)
        raise OtherDrill(field="sheet", sheet=sheet.number, other=own, drill=drill.number)
    made = []
    for one in sheets(session, reader, drill, old=sheet is not None):
        held = session.get_one(Sheet, one.sheet_id)
        if sheet is None or sheet.id == held.id:
            rows = _planned(sheet_lines(session, reader, held), one.number, line, went, zone)
            made.append(_sheet(line, one, rows, zone))
    if sheet is None:
        made += _drafts(session, reader, drill, line, went)
    if len(made) == 1:
        return made[0]
    rows = [row for one in made for row in one.rows]
    first = Column[PaperLine]("sheet", _("Sheet No."), lambda row: row.sheet, width=16)
    return replace(made[0], columns=[first, *made[0].columns], rows=rows, sheets=made, tab="", code="",
                   row_key=lambda row: (row.sheet, row.line.line_id), heads=_heads(line),
                   foots=list(dict.fromkeys(foot for one in made for foot in one.foots)))  # fmt: skip


def _drafts(session: Session, reader: Person, drill: Drill, line: DrillLine, went: Course) -> list[Table[PaperLine]]:
    """The sheets that are still to be printed: whose drill it is sees their lines, whoever drew them up."""
    must_say(session, session.get_one(ChecklistVersion, drill.version_id or 0), "drill")
    lines, zone = lines_in(session, drill.version_id or 0), settings.zone(session)
    drafts = []
    for one in coming(session, reader, drill):
        mine = [each for each in lines if is_for(each, one.role)]
        called = _("draft: {who}").format(who=one.called)
        drafts.append(_sheet(line, one, _planned(mine, called, line, went, zone), zone))
    return drafts


def _planned(lines: Sequence[CheckLine], of: str, drill: DrillLine, went: Course, zone: tzinfo) -> list[PaperLine]:
    return [
        PaperLine(of, one, _when(one, went.planned(one.section, one.minutes, drill.starts_at), zone)) for one in lines
    ]


def _when(one: CheckLine, at: datetime | None, zone: tzinfo) -> str:
    """The planned time of day, as far as it is known, and how long before or after."""
    return " ".join(part for part in (f"{at.astimezone(zone):%H:%M}" if at else "", offset(one)) if part)


def _sheet(drill: DrillLine, sheet: SheetLine, rows: Sequence[PaperLine], zone: tzinfo) -> Table[PaperLine]:
    return Table(
        "checklist",
        _("Checklist: {drill}").format(drill=drill.name),
        _sheet_columns(),
        rows,
        row_key=lambda row: row.line.line_id,
        heads=[
            (_("Sheet No."), sheet.number or _("draft")),
            (_("Role or unit"), sheet.called),
            *_heads(drill)[:5],
            (_("Version"), sheet.version),
        ],
        foots=[_how() if sheet.number else _draft()],
        signatures=[(_("Ticked by"), ""), (_("Evaluator"), ""), (_("Commander"), ""), (_("Date"), "")],
        frozen=2,
        landscape=True,
        tab=sheet.number or sheet.called,
        code=sheet.number,
        zone=zone,
    )


def kind_of(one: DrillLine) -> str:
    """How it is drilled, in words; empty where that isn't known."""
    return _(KIND_NAMES[one.kind]) if one.kind else ""


def _how() -> str:
    return _("One tick for each line: yes, no or partly; the time where it is known, and behind it what was wrong.")


def _draft() -> str:
    return _(
        "DRAFT: not printed yet, so it has no number and can't be keyed in. F8 prints it with its number, and so does "
        "`checklist DRILL -o FILE`."
    )


def _heads(drill: DrillLine) -> list[tuple[str, Cell]]:
    unset = _("not set")
    return [
        (_("Drill number"), drill.number),
        (_("Date"), drill.held_on),
        (_("Kind"), kind_of(drill) or unset),
        (_("Place"), drill.where or unset),
        (_("Commander"), drill.commander or unset),
        (_("Plan (version)"), drill.plan_version or unset),
        (_("Scenario"), drill.scenario or unset),
    ]


def _sheet_columns() -> list[Column[PaperLine]]:
    box = {"kind": Kind.TICK, "width": 5, "blank": True}
    return [
        Column("number", _("No."), lambda row: row.line.number, Kind.NUMBER, 4),
        Column("what", _("Action"), lambda row: row.line.what, width=38),
        Column("section", _("Stage of the drill"), lambda row: _(SECTION_NAMES[row.line.section]), width=10),
        Column("planned", _("Planned time"), lambda row: row.planned or None, width=13, absent=_("not set")),
        Column("critical", _("Critical"), lambda row: grave(row.line) or None, width=8, absent=""),
        Column("standard", _("Standard"), lambda row: row.line.standard or None, width=22, absent=_("not set")),
        Column("yes", _("Yes"), lambda _row: False, **box),  # type: ignore[arg-type]
        Column("no", _("No"), lambda _row: False, **box),  # type: ignore[arg-type]
        Column("partly", _("Partly"), lambda _row: False, **box),  # type: ignore[arg-type]
        Column("at", _("Actual time"), lambda _row: None, width=9, absent="", blank=True),
        Column("remarks", _("Remarks"), lambda _row: None, width=20, absent="", blank=True),
    ]

"""Drills on paper: the list, the script with its injects, and the report of one drill for superiors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.practice import drills as practice
from inventory.practice import scoring
from inventory.practice.checklists import SECTION_NAMES, Section
from inventory.practice.drills import DRILL_STATE_NAMES, Drill, DrillLine, DrillState
from inventory.practice.findings import FindingLine, revisions
from inventory.practice.marks import MARK_NAMES, Mark
from inventory.practice.material import MaterialLine, OutLine, material
from inventory.practice.parts import UnitLine, injects, units
from inventory.practice.scoring import AssessmentLine, Evaluation, Marked, Score
from inventory.practice.told import MOMENT_NAMES, MomentLine, timeline
from inventory.practice.wording import script_in
from reports.checklists import DrillNotYours, grave, kind_of
from reports.stock import heads, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered

Facts = list[tuple[str, Cell]]

# The list ------------------------------------------------------------------------------------------------------


def drills(session: Session, reader: Person) -> Table[Ranked[DrillLine]]:
    """Every drill, planned and held, the latest first."""
    lines = practice.drills(session, reader)
    return Table(
        "drills",
        _("Register of drills"),
        numbered(columns()),
        Numbered(lines),
        row_key=lambda row: row.line.drill_id,
        heads=[*heads(session, reader)[:2], (_("Altogether"), in_all(lines))],
        signatures=signatures(),
        sources=[(_("People"), _("Those of the units that were entered: to come by the plan, and who came."))],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def columns() -> list[Column[DrillLine]]:
    """The columns of drills, the same on the list and on paper."""
    unset = _("not set")
    return [
        Column("number", _("Number"), lambda one: one.number, width=13),
        Column("held_on", _("Date"), lambda one: one.held_on, Kind.DATE, 11),
        Column("name", _("Drill"), lambda one: one.name, width=28),
        Column("kind", _("Kind"), lambda one: kind_of(one) or None, width=14, absent=unset),
        Column("state", _("State"), state_of, Kind.STATE, 12, level=level_of),
        Column("where", _("Place"), lambda one: one.where or None, width=16, on_screen=ROOM, absent=unset),
        Column("commander", _("Commander"), lambda one: one.commander or None, width=12, on_screen=ROOM, absent=unset),
        Column("units", _("Units taking part"), lambda one: one.units or None, Kind.NUMBER, 6, ROOM, absent=unset),
        Column("headcount", _("Heads due"), lambda one: one.headcount, Kind.NUMBER, 7, ROOM, absent=unset),
        Column("came", _("Heads there"), lambda one: one.came, Kind.NUMBER, 7, ROOM, absent=unset),
        Column(
            "plan", _("Plan (version)"), lambda one: one.plan_version or None, width=12, on_screen=PAPER, absent=unset
        ),
        Column("version", _("Checklist"), lambda one: one.version or None, width=10, on_screen=ROOM, absent=unset),
        Column("note", _("Remarks"), _remarks, width=20, on_screen=PAPER, absent=""),
    ]


def _remarks(one: DrillLine) -> str | None:
    based = _("basis {basis}").format(basis=one.basis) if one.basis else ""
    return _("; ").join(filter(None, (one.note, based))) or None


def state_of(one: DrillLine) -> str:
    """How far it has come, in words."""
    return _(DRILL_STATE_NAMES[one.state])


def level_of(one: DrillLine) -> Level:
    """How much it asks of the reader."""
    calm = {DrillState.ENDED: Level.FINE, DrillState.RUNNING: Level.ATTENTION}
    return calm.get(one.state, Level.UNKNOWN)


def in_all(lines: Sequence[DrillLine]) -> str:
    """How many drills, and how many of them were held."""
    held = sum(one.state is DrillState.ENDED for one in lines)
    said = [ngettext("{n} drill", "{n} drills", len(lines)).format(n=figure(len(lines)))]
    return _(", ").join([*said, _("held: {n}").format(n=figure(held))])


# The script ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cue:
    """Something that is said or thrown in at a minute of the drill."""

    minutes: int | None
    kind: str
    who: str
    words: str
    expected: str


def drill_script(session: Session, reader: Person, *, drill: Drill) -> Table[Ranked[Cue]]:
    """Who says what at which minute, and what is thrown in: for those who direct the drill."""
    line = _line(session, reader, drill)
    said = [
        Cue(one.minutes, _("words"), one.speaker, one.words, "")
        for one in script_in(session, drill.version_id or 0)  # whose drill it is reads it, whoever wrote it
    ]
    thrown = [
        Cue(one.minutes, _("inject"), one.to_whom, one.what, one.expected) for one in injects(session, reader, drill)
    ]
    cues = sorted([*said, *thrown], key=lambda one: (one.minutes is None, one.minutes or 0))
    return Table(
        "drill-script",
        _("Script: {title}").format(title=drill.name),
        numbered(
            [
                Column("minutes", _("Minutes"), lambda one: one.minutes, Kind.NUMBER, 8, absent=_("not set")),
                Column("kind", _("What it is"), lambda one: one.kind, width=8),
                Column("who", _("Speaker or addressee"), lambda one: one.who or None, width=16, absent=_("not set")),
                Column("words", _("Words"), lambda one: one.words, width=52),
                Column(
                    "expected", _("Expected"), lambda one: one.expected or None, width=22, on_screen=ROOM, absent=""
                ),
                Column("done", _("Done at"), lambda _one: None, width=9, on_screen=PAPER, absent="", blank=True),
            ]
        ),
        Numbered(cues),
        row_key=lambda row: row.rank,
        heads=_facts(line),
        signatures=[(_("Directed by"), ""), (_("Commander"), line.commander), (_("Date"), "")],
        frozen=1,
        landscape=True,
        zone=settings.zone(session),
    )


def _line(session: Session, reader: Person, drill: Drill) -> DrillLine:
    line = practice.drill_line(session, reader, drill)
    if line is None:
        raise DrillNotYours(field="drill", number=drill.number)
    return line


def _facts(one: DrillLine) -> Facts:
    unset = _("not set")
    return [
        (_("Drill number"), one.number),
        (_("Kind"), kind_of(one) or unset),
        (_("State"), state_of(one)),
        (_("Date"), one.held_on),
        (_("Began"), one.started_at or unset),
        (_("Ended"), one.ended_at or unset),
        (_("Place"), one.where or unset),
        (_("Commander"), one.commander or unset),
        (_("Plan (version)"), one.plan_version or unset),
        (_("Scenario"), one.scenario or unset),
    ]


# The report for superiors --------------------------------------------------------------------------------------


def drill_report(session: Session, reader: Person, *, drill: Drill) -> Table[Score]:
    """How a drill came out: scores, what was missed and late, its course, findings, units and material."""
    line, found = _line(session, reader, drill), scoring.evaluation(session, reader, drill)
    whole = Table(
        "drill-report",
        _("Report of the drill: {name}").format(name=line.name),
        _score_columns(),
        [*found.sections, *found.topics, found.whole],
        row_key=lambda one: one.name,
        heads=[*_facts(line), *_outcome(line, found)],
        foots=_foots(line, found),
        signatures=[(_("Evaluator"), ""), (_("Commander"), line.commander), (_("In charge"), ""), (_("Date"), "")],
        sources=_sources(),
        frozen=1,
        zone=settings.zone(session),
    )
    if not found.lines:
        whole = replace(whole, rows=[])
    more: list[Table[Any]] = [
        _marked(whole, _("Line by line"), found.lines),
        _course(whole, timeline(session, reader, drill)),
        _findings(session, reader, drill, whole, found.findings),
        _units(whole, units(session, reader, drill)),
        _material(whole, material(session, reader, drill)),
        _out(whole, found.out),
        _assessed(whole, found.assessments),
    ]
    parts: list[Table[Any]] = [replace(whole, tab=_("Result"))]
    parts += [one for one in more if one.rows]
    return replace(whole, sheets=parts) if len(parts) > 1 else whole


def _outcome(line: DrillLine, found: Evaluation) -> Facts:
    people = " / ".join(_("not set") if one is None else figure(one) for one in (line.came, line.headcount))
    score = found.whole.percent
    return [
        (_("Units taking part"), line.units or _("not set")),
        (_("Came / to come"), people),
        (_("Score, %"), _("not keyed in") if score is None else figure(score)),
        (_("Critical and not done"), len(found.missed)),
        (_("Later than planned"), len(found.late)),
        (_("Findings"), len(found.findings)),
        (_("Not returned"), len(found.out)),
    ]


def _foots(line: DrillLine, found: Evaluation) -> list[str]:
    missed = [
        _("Critical and not done: {number} {what} ({who}, {sheet})").format(
            number=one.tick.line.number, what=one.tick.line.what, who=one.who, sheet=one.sheet
        )
        for one in found.missed
    ]
    ends = [_("Said in the end: {words}").format(words=line.closing)] if line.closing else []
    return [*ends, *([provisional(left)] if (left := found.whole.missing) else []), *missed]


def provisional(left: int) -> str:
    """That a score may still rise: lines that nobody has ticked count as not done."""
    words = ngettext(
        "Provisional: {n} line is not ticked yet and counts as not done.",
        "Provisional: {n} lines are not ticked yet and count as not done.",
        left,
    )
    return words.format(n=figure(left))


def _sources() -> list[tuple[str, str]]:
    return [
        (_("Score, %"), _("Done, and half of what was partly done, of what was asked; rounded down to a tenth.")),
        (_("Asked"), _("Every line of every sheet that was given a number; a line for two units is asked of both.")),
        (
            _("Late, min"),
            _(
                "Minutes after the planned time: before the drill by its planned start, then by its real start and "
                "end; what was not done isn't late."
            ),
        ),
        (_("Not returned"), _("What was issued for the drill and has neither come back nor been written off.")),
    ]


def _score_columns() -> list[Column[Score]]:
    return [
        Column("name", _("Section or group of indicators"), _named, width=26),
        Column("asked", _("Asked"), lambda one: one.asked, Kind.NUMBER, 7),
        Column("yes", _("Yes"), lambda one: one.yes, Kind.NUMBER, 7),
        Column("partly", _("Partly"), lambda one: one.partly, Kind.NUMBER, 7),
        Column("no", _("No"), lambda one: one.no, Kind.NUMBER, 7),
        Column("missing", _("Not ticked"), lambda one: one.missing, Kind.NUMBER, 8),
        Column("percent", _("Score, %"), lambda one: one.percent, Kind.QUANTITY, 9),
    ]


def _named(one: Score) -> str:
    if not one.name:
        return _("Whole drill")
    return _(SECTION_NAMES[Section(one.name)]) if one.name in set(Section) else one.name


def _part(whole: Table[Any], tab: str, columns: Sequence[Column[Any]], rows: Sequence[Any]) -> Table[Any]:
    return Table(
        whole.name, f"{whole.title} · {tab}", columns, rows, row_key=id, heads=whole.heads[:4], frozen=1,
        landscape=True, tab=tab, zone=whole.zone,
    )  # fmt: skip


MARK_LEVELS = {Mark.YES: Level.FINE, Mark.PARTLY: Level.ATTENTION, Mark.NO: Level.URGENT}


def _marked(whole: Table[Any], tab: str, rows: Sequence[Marked]) -> Table[Marked]:
    """Line by line: planned against actual."""
    columns: list[Column[Marked]] = [
        Column("sheet", _("Sheet No."), lambda one: one.sheet, width=16),
        Column("number", _("No."), lambda one: one.tick.line.number, Kind.NUMBER, 5),
        Column("what", _("Action"), lambda one: one.tick.line.what, width=34),
        Column("who", _("Role or unit"), lambda one: one.who, width=16),
        Column("critical", _("Critical"), lambda one: grave(one.tick.line) or None, width=8, absent=""),
        Column("planned_at", _("Planned time"), lambda one: one.tick.planned_at, Kind.MOMENT, 16, absent=_("not set")),
        Column("at", _("Actual time"), lambda one: one.tick.at, Kind.MOMENT, 16, absent=_("not known")),
        Column("late", _("Late, min"), lambda one: one.tick.late, Kind.NUMBER, 7, absent=""),
        Column(
            "mark", _("Done"), lambda one: _(MARK_NAMES[one.tick.mark]) if one.tick.mark else None, Kind.STATE, 9,
            absent=_("not keyed in"), level=lambda one: MARK_LEVELS.get(one.tick.mark) if one.tick.mark else None,
        ),
        Column("note", _("Remarks"), lambda one: _noted(one) or None, width=24, absent=""),
    ]  # fmt: skip
    return _part(whole, tab, columns, rows)


def _noted(one: Marked) -> str:
    corrected = _("corrected: {why}").format(why=one.tick.why) if one.tick.corrections else ""
    return _("; ").join(filter(None, (one.tick.note, corrected)))


def _course(whole: Table[Any], rows: Sequence[MomentLine]) -> Table[MomentLine]:
    columns: list[Column[MomentLine]] = [
        Column("at", _("Time"), lambda one: one.at, Kind.MOMENT, 16, absent=_("not given")),
        Column("planned_at", _("Planned time"), lambda one: one.planned_at, Kind.MOMENT, 16, absent=""),
        Column("kind", _("What it is"), lambda one: _(MOMENT_NAMES[one.kind]), width=8),
        Column("who", _("Who"), lambda one: one.who or None, width=18, absent=""),
        Column("what", _("What happened"), lambda one: one.what, width=48),
        Column("inject", _("Inject"), lambda one: one.inject or None, width=15, absent=""),
        Column("after", _("Minutes after it"), lambda one: one.after, Kind.NUMBER, 9, absent=""),
    ]
    return _part(whole, _("Course"), columns, rows)


def _findings(
    session: Session, reader: Person, drill: Drill, whole: Table[Any], rows: Sequence[FindingLine]
) -> Table[FindingLine]:
    answered = {one.finding_id for one in revisions(session, reader) if one.answered and one.drill == drill.number}
    columns: list[Column[FindingLine]] = [
        Column("number", _("Number"), lambda one: one.number, width=17),
        Column("what", _("What was wrong"), lambda one: one.what, width=34),
        Column("found_by", _("Found by"), lambda one: one.found_by, width=12),
        Column("hazard", _("Hazard"), lambda one: one.hazard or None, width=13, absent=""),
        Column("plan", _("Plan to be revised"), lambda one: one.plan or None, width=20, absent=""),
        Column("proposal", _("Proposal"), lambda one: one.proposal or None, width=26, absent=""),
        Column(
            "answered", _("Revised"), lambda one: (one.finding_id in answered) if one.plan else None, Kind.TICK, 8,
            absent="",
        ),
        Column("settled", _("Settled, since"), lambda one: one.settled or None, width=20, absent=""),
    ]  # fmt: skip
    return _part(whole, _("Findings"), columns, rows)


def _units(whole: Table[Any], rows: Sequence[UnitLine]) -> Table[UnitLine]:
    columns: list[Column[UnitLine]] = [
        Column("unit", _("Unit"), lambda one: one.unit, width=24),
        Column("role", _("Role"), lambda one: one.role or None, width=16, absent=_("not set")),
        Column("leader", _("Leader"), lambda one: one.leader or None, width=12, absent=_("not set")),
        Column("headcount", _("Heads due"), lambda one: one.headcount, Kind.NUMBER, 8, total=True, absent=_("not set")),
        Column("came", _("Heads there"), lambda one: one.came, Kind.NUMBER, 8, total=True, absent=_("not set")),
    ]
    return _part(whole, _("Units taking part"), columns, rows)


def _material(whole: Table[Any], rows: Sequence[MaterialLine]) -> Table[MaterialLine]:
    columns: list[Column[MaterialLine]] = [
        Column("item", _("Item name"), lambda one: one.item, width=18),
        Column("spec", _("Specification"), lambda one: one.spec or None, width=14, absent=""),
        Column("unit", _("Unit of count"), lambda one: one.unit, width=8),
        Column("place", _("Depot"), lambda one: one.place, width=18),
        Column("needed", _("Needed"), lambda one: one.needed, Kind.QUANTITY, 9),
        Column("issued", _("Issued"), lambda one: one.issued, Kind.QUANTITY, 9),
        Column("out", _("Still out"), lambda one: one.out, Kind.QUANTITY, 9),
        Column("lots", _("Lots to take"), lambda one: _lots(one) or None, width=30, absent=""),
    ]
    return _part(whole, _("Material"), columns, rows)


def _lots(one: MaterialLine) -> str:
    if one.short:
        return _("not enough there")
    return _("; ").join(f"{lot.number}: {figure(lot.quantity)}" for lot in one.lots)


def _out(whole: Table[Any], rows: Sequence[OutLine]) -> Table[OutLine]:
    columns: list[Column[OutLine]] = [
        Column("item", _("Item name"), lambda one: one.item, width=20),
        Column("lot", _("Lot"), lambda one: one.lot, width=10),
        Column("left", _("Still out"), lambda one: one.left, Kind.QUANTITY, 9),
        Column("unit", _("Unit of count"), lambda one: one.unit, width=8),
        Column("holder", _("Held by"), lambda one: one.holder, width=18),
        Column("voucher", _("Slip"), lambda one: one.voucher, width=13),
        Column("due_on", _("Due back"), lambda one: one.due_on, Kind.DATE, 11),
    ]
    return _part(whole, _("Not returned"), columns, rows)


def _assessed(whole: Table[Any], rows: Sequence[AssessmentLine]) -> Table[AssessmentLine]:
    columns: list[Column[AssessmentLine]] = [
        Column("topic", _("Group of indicators"), lambda one: one.topic, width=24),
        Column("points", _("Points"), lambda one: one.points, Kind.QUANTITY, 8),
        Column("out_of", _("Of points"), lambda one: one.out_of, Kind.QUANTITY, 8),
        Column("who", _("Evaluator"), lambda one: one.who, width=14),
        Column("note", _("Remarks"), lambda one: one.note or None, width=34, absent=""),
    ]
    return _part(whole, _("Assessment"), columns, rows)

"""Ticking (打勾): yes, no or partly for the lines of a sheet, as it happens or keyed in from paper afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.audit import next_id, remembered, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.people import Permission, Person, branch
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean
from inventory.practice.checklists import Checklist, ChecklistLine, ChecklistVersion, Section, must_live
from inventory.practice.drills import (
    DRILL_STATE_NAMES,
    Course,
    Drill,
    NotRunning,
    course,
    must_not_be_cancelled,
)
from inventory.practice.marks import MARK_NAMES, Mark, parse, spans
from inventory.practice.running import must_say
from inventory.practice.sheets import (
    Sheet,
    SheetEnd,
    SheetLine,
    Tick,
    is_for,
    must_be_taken,
    must_not_be_ended,
    sheet_lines,
    sheets,
)
from inventory.practice.wording import CheckLine, lines_in

AFTERWARDS = timedelta(hours=12)  # after its end for a drill's last lines, after its start while no end is known

# Rules ---------------------------------------------------------------------------------------------------------


class NoSuchLine(Refused):
    """The sheet has no such line."""

    message = N_("{sheet} has no line {number}; it has {lines}.")


class TickedAlready(Refused):
    """A line is ticked once."""

    message = N_("Line {number} is marked {mark} already, by {who}: to change it, say why.")


class BeforeDrill(Refused):
    """Nothing of the drill was done before it began."""

    message = N_("Line {number}: {at} lies before {drill} began at {started}.")


class AfterDrill(Refused):
    """Nothing of the drill was done when it was over, or is still to come."""

    message = N_("Line {number}: {at} is not between {started} and {ended}.")


class LinesMissing(Refused):
    """A sheet is complete, or it is said why not."""

    message = N_("{sheet}: nothing is keyed in for {lines} yet: key it in, or say in the note why it stays open.")


class NothingKeyed(Refused):
    """Nothing was keyed in."""

    message = N_("Nothing was keyed in: give at least one line.")


class TickedBefore(Refused):
    """Marks are of one version."""

    message = N_("Something is ticked on the sheets of {drill} already, so it stays with {version}.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TickLine:
    """A line of a sheet with the mark that holds, and when it was to be done; nothing where nothing is ticked."""

    line: CheckLine
    mark: Mark | None
    at: datetime | None
    note: str
    corrections: int
    why: str
    by: str
    planned_at: datetime | None

    @property
    def late(self) -> int | None:
        """How many minutes later than planned it was done; below zero: earlier."""
        if self.at is None or self.planned_at is None or self.mark is Mark.NO:
            return None
        return round((self.at - self.planned_at) / timedelta(minutes=1))


def ticks(session: Session, reader: Person, sheet: Sheet) -> list[TickLine]:
    """Every line of a sheet with the mark that holds."""
    drill = session.get_one(Drill, sheet.drill_id)
    return _marked(sheet_lines(session, reader, sheet), drill, course(session, drill), _held(session, sheet))


def every_tick(session: Session, reader: Person, drill: Drill) -> list[tuple[SheetLine, list[TickLine]]]:
    """The sheets of a drill, each with its lines and the marks that hold."""
    found = sheets(session, reader, drill)
    lines = {of: lines_in(session, of) for of in {one.version_id for one in found}}
    went, held = course(session, drill), _held_on(session, [one.sheet_id for one in found])
    return [
        (one, _marked([line for line in lines[one.version_id] if is_for(line, one.role)], drill, went,
                      held[one.sheet_id]))
        for one in found
    ]  # fmt: skip


def _marked(lines: Sequence[CheckLine], drill: Drill, went: Course, held: Mapping[int, _Held]) -> list[TickLine]:
    planned = [went.planned(one.section, one.minutes, drill.starts_at) for one in lines]
    return [TickLine(one, *held.get(one.line_id, NOTHING), at) for one, at in zip(lines, planned, strict=True)]


def ticked_now(session: Session, sheet: Sheet, lines: Sequence[TickLine]) -> list[TickLine]:
    """Lines of a sheet that were read a moment ago, with the marks that hold now: what a version says never changes."""
    held = _held(session, sheet)
    return [TickLine(one.line, *held.get(one.line.line_id, NOTHING), one.planned_at) for one in lines]


def progress(session: Session, reader: Person, drill: Drill) -> dict[int, int]:
    """How many lines of each sheet of a drill are ticked, by the sheet's id."""
    found = session.execute(
        select(Tick.sheet_id, func.count(Tick.line_id.distinct()))
        .join(Sheet, Sheet.id == Tick.sheet_id)
        .where(Sheet.drill_id == drill.id, Sheet.organisation_id.in_(branch(reader)))
        .group_by(Tick.sheet_id)
    )
    return {of: many for of, many in found}  # noqa: C416 - rows are no pairs to dict()


def missing(session: Session, reader: Person, sheet: Sheet) -> list[int]:
    """The numbers of the lines of a sheet for which nothing is keyed in."""
    held = _held(session, sheet)
    return [one.number for one in sheet_lines(session, reader, sheet) if one.line_id not in held]


class _Held(NamedTuple):
    """The mark that holds for a line, how often it was corrected, why the last time, and who made it."""

    mark: Mark | None
    at: datetime | None
    note: str
    corrections: int
    why: str
    by: str


NOTHING = _Held(None, None, "", 0, "", "")


def _held(session: Session, sheet: Sheet) -> dict[int, _Held]:
    """The marks of a sheet that hold, by line."""
    return _held_on(session, [sheet.id])[sheet.id]


def _held_on(session: Session, of_sheets: Sequence[int]) -> defaultdict[int, dict[int, _Held]]:
    own = select(Tick.sheet_id, Tick.line_id, Tick.mark, Tick.at, Tick.note, Tick.correction, Person.name)
    found = own.join(Person, Person.id == Tick.by_id).where(Tick.sheet_id.in_(of_sheets)).order_by(Tick.id)
    held: defaultdict[int, dict[int, _Held]] = defaultdict(dict)
    for of, line_id, mark, at, note, correction, who in session.execute(found):
        before = held[of].get(line_id)
        held[of][line_id] = _Held(mark, at, note, before.corrections + 1 if before else 0, correction, who)
    return held


# Work shared by services ---------------------------------------------------------------------------------------


def _numbered(session: Session, by: Person, sheet: Sheet) -> dict[int, CheckLine]:
    return {one.number: one for one in sheet_lines(session, by, sheet)}


@dataclass
class _Keying:
    """One sheet being keyed in by one officer."""

    session: Session
    by: Person
    sheet: Sheet
    drill: Drill
    correction: str
    went: Course
    lines: Mapping[int, CheckLine]
    held: dict[int, tuple[Mark, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, by: Person, sheet: Sheet, correction: str) -> _Keying:
        """The sheet as it is; refused where it is no longer to be keyed in."""
        went = must_be_taken(session, sheet)
        correction = clean(correction, field="correction", longest=200, blank=True)
        if not correction:
            must_not_be_ended(session, sheet)
        lines = remembered(session, ("sheet", sheet.id, by.id), partial(_numbered, session, by, sheet))
        return cls(session, by, sheet, session.get_one(Drill, sheet.drill_id), correction, went, lines)

    def look(self, lines: Iterable[CheckLine]) -> None:
        """Read the marks that lines have already."""
        own = select(Tick.line_id, Tick.mark, Person.name).join(Person, Person.id == Tick.by_id)
        found = own.where(Tick.sheet_id == self.sheet.id, Tick.line_id.in_({one.line_id for one in lines}))
        self.held = {line: (mark, who) for line, mark, who in self.session.execute(found.order_by(Tick.id))}

    def line(self, number: int) -> CheckLine:
        """The line of this number."""
        if number not in self.lines:
            raise NoSuchLine(field="marks", sheet=self.sheet.number, number=number, lines=spans(list(self.lines)))
        return self.lines[number]

    def row(self, line: CheckLine, mark: Mark, at: datetime | None, note: str) -> dict[str, object]:
        """A tick; refused where the line has one already and nothing is said of why it changes."""
        before = self.held.get(line.line_id)
        if before is not None and not self.correction:
            told = {"mark": _(MARK_NAMES[before[0]]), "who": before[1]}
            raise TickedAlready(field="marks", number=line.number, **told)
        self.held[line.line_id] = (mark, self.by.name)
        return {
            "sheet_id": self.sheet.id,
            "line_id": line.line_id,
            "organisation_id": self.sheet.organisation_id,
            "mark": mark,
            "at": at,
            "note": clean(note, field="note", longest=400, blank=True),
            "correction": self.correction if before is not None else "",
            "by_id": self.by.id,
            "recorded_at": recorded_at(self.session),
        }

    def must_have_begun(self, line: CheckLine) -> None:
        """Refuse what can't be done before the drill has begun."""
        if line.section is not Section.BEFORE and self.went.started_at is None:
            state = _(DRILL_STATE_NAMES[self.went.state])
            raise NotRunning(field="marks", drill=self.drill.number, state=state)

    def moment(self, line: CheckLine, at: time | None) -> datetime | None:
        """The instant that a time of day on paper means: of the drill's day, or of the next where it lasted so long."""
        if at is None:
            return None
        zone = settings.zone(self.session)
        when = datetime.combine(self.drill.held_on, at, zone)
        began = self.went.started_at
        if line.section is not Section.BEFORE and began and when < self._minute(began):
            tomorrow = datetime.combine(self.drill.held_on + timedelta(days=1), at, zone)
            lasts = self._latest(line) if self.went.ended_at else began + AFTERWARDS
            when = tomorrow if tomorrow <= min(lasts, self._latest(line)) else when
        self.must_fit(line, when)
        return when

    def must_fit(self, line: CheckLine, when: datetime) -> None:
        """Refuse an instant outside of the drill, or one that is still to come."""
        began, latest = self.went.started_at, self._latest(line)
        if line.section is not Section.BEFORE and began is not None and when < self._minute(began):
            told = {"drill": self.drill.number, "started": self._told(began)}
            raise BeforeDrill(field="marks", number=line.number, at=self._told(when), **told)
        if self.is_over(line, when):
            earliest = began or datetime.combine(self.drill.held_on, time(), settings.zone(self.session))
            told = {"started": self._told(earliest), "ended": self._told(latest)}
            raise AfterDrill(field="marks", number=line.number, at=self._told(when), **told)

    def is_over(self, line: CheckLine, when: datetime) -> bool:
        """Whether nothing of the line was done any more at an instant."""
        return when > self._latest(line)

    def _latest(self, line: CheckLine) -> datetime:
        present = max(moment_of(self.session), recorded_at(self.session))
        if self.went.ended_at is None:
            return present
        more = AFTERWARDS if line.section is Section.AFTER else timedelta(minutes=1)
        return min(self.went.ended_at + more, present)

    def _minute(self, when: datetime) -> datetime:
        return when.replace(second=0, microsecond=0)

    def _told(self, when: datetime) -> str:
        return f"{when.astimezone(settings.zone(self.session)):%Y-%m-%d %H:%M}"

    def write(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write ticks."""
        first = next_id(self.session, Tick)
        write(self.session, Tick, [{"id": first + at, **row} for at, row in enumerate(rows)])


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RUN_DRILLS, on="sheet")
def key_in(session: Session, by: Person, *, sheet: Sheet, marks: Sequence[str], correction: str = "") -> Sheet:
    """Key lines of a sheet in as they stand on paper: all of them or, where one can't be, none.

    A line that is ticked already, and a sheet that was ended, take a `correction`: the reason why it changes.
    """
    typed = [parse(one) for one in marks if one.strip()]
    if not typed:
        raise NothingKeyed(field="marks")
    keying = _Keying.of(session, by, sheet, correction)
    meant = [(one, keying.line(number)) for one in typed for number in one.numbers]
    keying.look(line for _one, line in meant)
    rows = []
    for one, line in meant:
        keying.must_have_begun(line)
        rows.append(keying.row(line, one.mark, keying.moment(line, one.at), one.note))
    keying.write(rows)
    return sheet


@service(Permission.RUN_DRILLS, on="sheet")
def tick_line(
    session: Session,
    by: Person,
    *,
    sheet: Sheet,
    line: ChecklistLine,
    mark: Mark,
    at: datetime | None = None,
    note: str = "",
    correction: str = "",
) -> Sheet:
    """Tick a line of a sheet as it happens: with the clock, unless another time is given.

    Once the drill is over the clock says nothing of it: the time of what is ticked then is not known.
    """
    keying = _Keying.of(session, by, sheet, correction)
    found = next((one for one in keying.lines.values() if one.line_id == line.id), None)
    if found is None:
        lines = spans(list(keying.lines))
        raise NoSuchLine(field="line", sheet=sheet.number, number=line.code, lines=lines)
    keying.look([found])
    keying.must_have_begun(found)
    when = instant(session, at)
    if at is not None:
        keying.must_fit(found, when)
    keying.write([keying.row(found, mark, None if keying.is_over(found, when) else when, note)])
    return sheet


@service(Permission.RUN_DRILLS, on="sheet")
def end_sheet(session: Session, by: Person, *, sheet: Sheet, note: str = "") -> Sheet:
    """Say that a sheet is keyed in; where lines are missing the note says why."""
    must_be_taken(session, sheet)
    must_not_be_ended(session, sheet)
    note = clean(note, field="note", longest=400, blank=True)
    if (left := missing(session, by, sheet)) and not note:
        raise LinesMissing(field="note", sheet=sheet.number, lines=spans(left))
    row = {"id": next_id(session, SheetEnd), "sheet_id": sheet.id, "note": note, "by_id": by.id}
    write(session, SheetEnd, [row | {"recorded_at": recorded_at(session)}])
    return sheet


@service(Permission.PLAN_DRILLS, on="drill version")
def choose_checklist(session: Session, by: Person, *, drill: Drill, version: ChecklistVersion) -> Drill:
    """Let a drill go by a version of a checklist; sheets of another one that were printed are old then."""
    must_not_be_cancelled(session, drill)
    must_live(session.get_one(Checklist, version.checklist_id), "version")
    must_say(session, version, "version")
    own = select(Tick.id).join(Sheet, Sheet.id == Tick.sheet_id).where(Sheet.drill_id == drill.id).limit(1)
    if drill.version_id not in (None, version.id) and session.scalar(own) is not None:
        held = session.get_one(ChecklistVersion, drill.version_id or 0)
        raise TickedBefore(field="version", drill=drill.number, version=held.code)
    drill.version_id = version.id
    return drill

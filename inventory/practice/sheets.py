"""Sheets (检查单): what is printed of a checklist for one role or unit of one drill, each with a number of its own.

Once the sheets of a version are there, that version stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import named
from inventory.ground.people import Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import skeleton, visible
from inventory.practice.checklists import ChecklistVersion
from inventory.practice.drills import (
    Course,
    Drill,
    DrillStepKind,
    DrillUnit,
    line_of,
    must_be_open,
    must_not_be_cancelled,
)
from inventory.practice.marks import Mark
from inventory.practice.running import must_say, step
from inventory.practice.wording import CheckLine, lines_in
from inventory.response.actions import NotThere

LONGEST_LAST = 6  # digits of a sheet within its drill
BETWEEN_ROLES = re.compile(r"[、，,;；]")

# Models --------------------------------------------------------------------------------------------------------


class Sheet(Base):
    """A sheet of a drill: the lines of one version that one role, or one unit in that role, has to tick."""

    __tablename__ = "drill_sheet"
    __table_args__ = (UniqueConstraint("drill_id", "line"),)
    called = "number"
    only_grows = True
    sealed = {1: "id number drill_id organisation_id version_id line role unit unit_id by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(30), unique=True)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("checklist_version.id"), index=True)
    line: Mapped[int]
    role: Mapped[str] = mapped_column(Name(120))
    unit: Mapped[str] = mapped_column(Name(120))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("drill_unit.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class SheetEnd(Base):
    """That a sheet was keyed in completely, or why some of its lines never will be."""

    __tablename__ = "drill_sheet_end"
    called = "id"
    only_grows = True
    sealed = {1: "id sheet_id note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("drill_sheet.id"), unique=True)
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class Tick(Base):
    """A mark on a line of a sheet; a later one takes the place of the earlier, and then says why."""

    __tablename__ = "tick"
    called = "id"
    only_grows = True
    sealed = {1: "id sheet_id line_id organisation_id mark at note correction by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("drill_sheet.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("checklist_line.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    mark: Mapped[Mark]
    at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Name(400))
    correction: Mapped[str] = mapped_column(Name(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class NoChecklist(Refused):
    """Nothing says what is to be ticked."""

    message = N_("{drill} goes by no checklist yet: choose one first.")


class OtherDrill(Refused):
    """A sheet of another drill was taken in hand."""

    message = N_("{sheet} is a sheet of {other}, not of {drill}: look at its number again.")


class OldSheet(Refused):
    """The drill goes by another version by now."""

    message = N_("{sheet} was printed from {old}, and the drill goes by {version}: take {new} instead.")


class SheetTwice(Refused):
    """A sheet is keyed in once."""

    message = N_("{sheet} was keyed in already, by {who} at {at}: to correct a line of it, say why.")


class UnitOnSheet(Refused):
    """What is printed can't be struck."""

    message = N_("{unit} has the sheet {sheet} already and stays: record that nobody came, if so.")


def roles(who: str) -> list[str]:
    """The roles that a line names; one that names none is for whoever directs the drill."""
    return [role for part in BETWEEN_ROLES.split(who) if (role := part.strip())] or [""]


@lru_cache(4096)
def _keys(who: str) -> frozenset[str]:
    return frozenset(skeleton(one) for one in roles(who))


def is_for(line: CheckLine, role: str) -> bool:
    """Whether a line is ticked on the sheets of a role."""
    return not _keys(line.who).isdisjoint(_keys(role))


def _dealt(lines: Sequence[CheckLine], units: Sequence[DrillUnit]) -> Iterator[tuple[str, DrillUnit | None]]:
    """Who gets a sheet: of each role, in the order of the lines, every unit that has it, or the role itself."""
    known: dict[str, str] = {}
    for line in lines:
        for role in roles(line.who):
            known.setdefault(skeleton(role), role)
    for key, role in known.items():
        mine = [one for one in units if skeleton(one.role) == key]
        yield from ((role, one) for one in mine)
        if not mine:
            yield role, None


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SheetLine:
    """A sheet of a drill, with how far it has been keyed in; one that is still to be printed has no number.

    It is `old` where the drill goes by another version by now, and `replaced` where units got sheets of their own in
    its role before anything was ticked on it: neither is asked for any more.
    """

    sheet_id: int
    number: str
    line: int
    role: str
    unit: str
    version_id: int
    version: str
    printed_at: datetime | None
    lines: int
    ended: bool
    note: str
    old: bool
    replaced: bool

    @property
    def called(self) -> str:
        """Whose sheet it is."""
        role = self.role or _("drill control")
        return f"{self.unit} · {role}" if self.unit else role


def sheets(session: Session, reader: Person, drill: Drill, *, old: bool = False) -> list[SheetLine]:
    """The sheets of a drill in their order, without those that aren't asked for any more unless they are wanted."""
    found = session.execute(
        select(Sheet, ChecklistVersion.code, SheetEnd.note)
        .join(ChecklistVersion, ChecklistVersion.id == Sheet.version_id)
        .outerjoin(SheetEnd, SheetEnd.sheet_id == Sheet.id)
        .where(
            Sheet.drill_id == drill.id,
            Sheet.organisation_id.in_(branch(reader)),
            *([] if old else [Sheet.version_id == drill.version_id]),
        )
        .order_by(Sheet.line)
    ).all()
    lines = {of: lines_in(session, of) for of in {one.version_id for one, _code, _note in found}}
    replaced = _replaced(session, drill, [one for one, _code, _note in found])
    made = [
        SheetLine(
            one.id, one.number, one.line, one.role, one.unit, one.version_id, version, one.recorded_at,
            sum(is_for(line, one.role) for line in lines[one.version_id]), note is not None, note or "",
            one.version_id != drill.version_id, one.id in replaced,
        )
        for one, version, note in found
    ]  # fmt: skip
    return made if old else [one for one in made if not one.replaced]


def _replaced(session: Session, drill: Drill, held: Sequence[Sheet]) -> set[int]:
    """The sheets of a whole role, with nothing ticked on them, of a role that units have by now."""
    taken = {skeleton(role) for role in session.scalars(select(DrillUnit.role).where(DrillUnit.drill_id == drill.id))}
    whole = {one.id for one in held if one.unit_id is None and skeleton(one.role) in taken}
    used = session.scalars(select(Tick.sheet_id).where(Tick.sheet_id.in_(whole)).distinct()) if whole else ()
    return whole.difference(used)


def coming(session: Session, reader: Person, drill: Drill) -> list[SheetLine]:
    """The sheets of a drill that are still to be printed, as they would be printed now, without numbers."""
    mine = select(Drill.id).where(Drill.id == drill.id, Drill.organisation_id.in_(branch(reader)))
    if drill.version_id is None or session.scalar(mine) is None:
        return []
    version, (last, wanted) = session.get_one(ChecklistVersion, drill.version_id), _wanted(session, drill)
    lines = lines_in(session, version.id)
    return [
        SheetLine(
            0, "", last + at, role, unit.unit if unit else "", version.id, version.code, None,
            sum(is_for(line, role) for line in lines), ended=False, note="", old=False, replaced=False,
        )
        for at, (role, unit) in enumerate(wanted, 1)
    ]  # fmt: skip


def _wanted(session: Session, drill: Drill) -> tuple[int, list[tuple[str, DrillUnit | None]]]:
    """The last sheet's place within its drill, and who is still to get one."""
    units = session.scalars(select(DrillUnit).where(DrillUnit.drill_id == drill.id).order_by(DrillUnit.id)).all()
    held = session.scalars(select(Sheet).where(Sheet.drill_id == drill.id)).all()
    there = {(one.version_id, skeleton(one.role), one.unit_id) for one in held}
    dealt = _dealt(lines_in(session, drill.version_id or 0), units)
    return len(held), [
        (role, unit)
        for role, unit in dealt
        if (drill.version_id, skeleton(role), unit.id if unit else None) not in there
    ]


def sheet_lines(session: Session, reader: Person, sheet: Sheet) -> list[CheckLine]:
    """What stands on a sheet of the reader's branch, under the numbers of its version, whoever drew that up."""
    mine = select(Sheet.id).where(Sheet.id == sheet.id, Sheet.organisation_id.in_(branch(reader)))
    if session.scalar(mine) is None:
        return []
    return [one for one in lines_in(session, sheet.version_id) if is_for(one, sheet.role)]


def sheet_called(
    session: Session, reader: Person, text: str, *, drill: Drill | None = None, correcting: bool = False
) -> Sheet:
    """The sheet whose number was scanned or typed; within a drill its last digits are enough.

    Refused where it is another drill's, of an old version, or was keyed in already (unless one is `correcting`).
    """
    typed = unicodedata.normalize("NFKC", text).strip().upper()
    if drill is not None and typed.isdecimal() and len(typed) <= LONGEST_LAST:
        typed = f"{drill.number}-{int(typed):02d}"
    sheet = named(session, reader, Sheet, typed, field="sheet")
    must_be_taken(session, sheet, drill)
    if not correcting:
        must_not_be_ended(session, sheet)
    return sheet


def must_be_taken(session: Session, sheet: Sheet, drill: Drill | None = None) -> Course:
    """How a sheet's drill went; refused for a sheet of another drill, or of a version that the drill has left."""
    own = session.get_one(Drill, sheet.drill_id)
    if drill is not None and drill.id != own.id:
        raise OtherDrill(field="sheet", sheet=sheet.number, other=own, drill=drill.number)
    went = must_not_be_cancelled(session, own, "sheet")
    if sheet.version_id != own.version_id:
        codes = [session.get_one(ChecklistVersion, of or 0).code for of in (sheet.version_id, own.version_id)]
        same = select(Sheet.number).where(
            Sheet.drill_id == own.id, Sheet.version_id == own.version_id, Sheet.role == sheet.role,
            Sheet.unit == sheet.unit,
        )  # fmt: skip
        new = session.scalars(same).first() or _("the new sheets, once they are printed,")
        raise OldSheet(field="sheet", sheet=sheet.number, old=codes[0], version=codes[1], new=new)
    return went


def must_not_be_ended(session: Session, sheet: Sheet) -> None:
    """Refuse a sheet that was keyed in already."""
    own = select(SheetEnd, Person.name).join(Person, Person.id == SheetEnd.by_id).where(SheetEnd.sheet_id == sheet.id)
    found = session.execute(own).one_or_none()
    if found is not None:
        at = f"{found[0].recorded_at.astimezone(zone(session)):%Y-%m-%d %H:%M}"
        raise SheetTwice(field="sheet", sheet=sheet.number, who=found[1], at=at)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RUN_DRILLS, on="drill")
def issue_sheets(session: Session, by: Person, *, drill: Drill) -> Drill:
    """Give every role and unit of a drill a numbered sheet to print; those that are there already keep their numbers.

    The version of the checklist that they are printed from is never changed after that, and what the drill says now is
    kept as what its sheets say.
    """
    must_not_be_cancelled(session, drill)
    if drill.version_id is None:
        raise NoChecklist(field="drill", drill=drill.number)
    version = session.get_one(ChecklistVersion, drill.version_id)
    must_say(session, version, "drill")
    version.printed_at = version.printed_at or moment_of(session)
    last, wanted = _wanted(session, drill)
    first = next_id(session, Sheet)
    rows = [
        {
            "id": first + at,
            "number": f"{drill.number}-{last + at + 1:02d}",
            "drill_id": drill.id,
            "organisation_id": drill.organisation_id,
            "version_id": version.id,
            "line": last + at + 1,
            "role": role,
            "unit": unit.unit if unit else "",
            "unit_id": unit.id if unit else None,
            "by_id": by.id,
            "recorded_at": recorded_at(session),
        }
        for at, (role, unit) in enumerate(wanted)
    ]
    write(session, Sheet, rows)
    line = line_of(session, drill)
    if rows or line.printed != line.says:
        step(session, by, drill, DrillStepKind.PRINTED, instant(session, None), line.says)
    return drill


@service(Permission.PLAN_DRILLS, on="drill")
def drop_unit(session: Session, by: Person, *, drill: Drill, code: str) -> Drill:
    """Strike a unit that takes no part after all; one that has a sheet already stays."""
    found = select(DrillUnit).where(DrillUnit.drill_id == drill.id, DrillUnit.code == code)
    if (one := session.scalars(found).one_or_none()) is None:
        raise NotThere(field="code", code=visible(code), where=drill.number)
    must_be_open(session, drill)
    own = select(Sheet.number).where(Sheet.unit_id == one.id).limit(1)
    if number := session.scalar(own):
        raise UnitOnSheet(field="code", unit=one.unit, sheet=number)
    session.delete(one)
    return drill

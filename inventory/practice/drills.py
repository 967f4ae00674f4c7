"""Drills (演练): what is drilled when and where, who commands, who takes part, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Row, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import Ambiguous, Unknown, named
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Base, Name
from inventory.practice.checklists import ChecklistVersion, Section
from inventory.response.plans import PlanVersion
from inventory.supplies.places import Place

# Models --------------------------------------------------------------------------------------------------------


class DrillKind(StrEnum):
    """How it is drilled (桌面, 实战单项, 实战综合, 检验, 示范)."""

    TABLETOP = "tabletop"
    SINGLE = "single"
    COMBINED = "combined"
    TEST = "test"
    SHOW = "show"


class Drill(Base):
    """A drill, planned or held; what happened to it is in its steps."""

    __tablename__ = "drill"
    called = "number"
    sealed = {
        1: "id number organisation_id name kind held_on starts_at place_id spot commander plan_version_id scenario "
        "version_id basis note key"
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(Name(120))
    kind: Mapped[DrillKind | None]
    held_on: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[datetime | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    spot: Mapped[str] = mapped_column(Name(200), default="")
    commander: Mapped[str] = mapped_column(Name(120), default="")
    plan_version_id: Mapped[int | None] = mapped_column(ForeignKey("plan_version.id"))
    scenario: Mapped[str] = mapped_column(Name(2000), default="")
    version_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_version.id"), index=True)
    basis: Mapped[str] = mapped_column(Name(400), default="")
    note: Mapped[str] = mapped_column(Name(400), default="")
    key: Mapped[str] = mapped_column(Text, default="")

    def __str__(self) -> str:
        """A drill's number and name."""
        return f"{self.number} {self.name}"


class DrillStepKind(StrEnum):
    """What happens to a drill; one that was held before it was entered has no times.

    When its sheets are printed, the note keeps what they say of when, where, under whom and by which version.
    """

    PRINTED = "printed"
    STARTED = "started"
    ENDED = "ended"
    CANCELLED = "cancelled"
    HELD = "held"


class DrillStep(Base):
    """A step of a drill."""

    __tablename__ = "drill_step"
    called = "id"
    only_grows = True
    sealed = {1: "id drill_id organisation_id kind at note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[DrillStepKind]
    at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Name(1000))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class DrillUnit(Base):
    """A unit that takes part: which role of the checklist it has, how many are to come, and how many came."""

    __tablename__ = "drill_unit"
    sealed = {1: "id code drill_id organisation_id unit place_id role leader headcount came"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    unit: Mapped[str] = mapped_column(Name(120))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    role: Mapped[str] = mapped_column(Name(120), default="")
    leader: Mapped[str] = mapped_column(Name(120), default="")
    headcount: Mapped[int | None]
    came: Mapped[int | None]


class Inject(Base):
    """What is thrown in so many minutes after the start, to whom, and what is expected then."""

    __tablename__ = "inject"
    sealed = {1: "id code drill_id organisation_id minutes what to_whom expected"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    minutes: Mapped[int]
    what: Mapped[str] = mapped_column(Name(1000))
    to_whom: Mapped[str] = mapped_column(Name(120), default="")
    expected: Mapped[str] = mapped_column(Name(400), default="")


# Rules ---------------------------------------------------------------------------------------------------------

KIND_NAMES = {
    DrillKind.TABLETOP: N_("tabletop"),
    DrillKind.SINGLE: N_("live, one subject"),
    DrillKind.COMBINED: N_("live, combined"),
    DrillKind.TEST: N_("test"),
    DrillKind.SHOW: N_("demonstration"),
}


class DrillState(StrEnum):
    """How far a drill has come."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


DRILL_STATE_NAMES = {
    DrillState.PLANNED: N_("planned"),
    DrillState.RUNNING: N_("running"),
    DrillState.ENDED: N_("held"),
    DrillState.CANCELLED: N_("cancelled"),
}
LEADS_TO = {
    DrillStepKind.STARTED: DrillState.RUNNING,
    DrillStepKind.ENDED: DrillState.ENDED,
    DrillStepKind.CANCELLED: DrillState.CANCELLED,
    DrillStepKind.HELD: DrillState.ENDED,
}


class DrillOver(Refused):
    """What is over is changed no more."""

    message = N_("{drill} is {state}: only what is still to come is changed.")


class NotRunning(Refused):
    """Something of a drill that has not begun."""

    message = N_("{drill} is {state}: say first when it began.")


class CancelledDrill(Refused):
    """A drill that was called off has no course."""

    message = N_("{drill} was cancelled.")


@dataclass(frozen=True)
class Course:
    """How a drill went: where it stands, and when it began and ended, as far as that is known."""

    state: DrillState
    started_at: datetime | None
    ended_at: datetime | None
    note: str = ""
    over: bool = False
    """Whether it ended at a known time or was cancelled: one that was held before it was entered can be filled in."""

    @property
    def minutes(self) -> int | None:
        """How long it took."""
        if self.started_at is None or self.ended_at is None:
            return None
        return round((self.ended_at - self.started_at) / timedelta(minutes=1))

    def planned(self, section: Section, minutes: int | None, starts_at: datetime | None) -> datetime | None:
        """When a line was to be done: before the drill seen from its planned start, then from its real start and end.

        Where the one start isn't known, the other takes its place.
        """
        if section is Section.BEFORE:
            begin = starts_at or self.started_at
        else:
            begin = self.ended_at if section is Section.AFTER else self.started_at or starts_at
        if minutes is None or begin is None:
            return None
        return begin + timedelta(minutes=-minutes if section is Section.BEFORE else minutes)


def _course(every: Sequence[DrillStep]) -> Course:
    steps = [one for one in every if one.kind in LEADS_TO]
    if not steps:
        return Course(DrillState.PLANNED, None, None)
    at = {one.kind: one.at for one in steps}
    last = steps[-1]
    over = last.kind in (DrillStepKind.ENDED, DrillStepKind.CANCELLED)
    return Course(LEADS_TO[last.kind], at.get(DrillStepKind.STARTED), at.get(DrillStepKind.ENDED), last.note, over)


def course(session: Session, drill: Drill) -> Course:
    """How a drill went so far."""
    own = select(DrillStep).where(DrillStep.drill_id == drill.id).order_by(DrillStep.id)
    return _course(session.scalars(own).all())


def must_be_open(session: Session, drill: Drill, field: str = "drill") -> Course:
    """Refuse a drill that is over; its preparation may be changed until then."""
    went = course(session, drill)
    if went.over:
        raise DrillOver(field=field, drill=drill.number, state=_(DRILL_STATE_NAMES[went.state]))
    return went


def must_not_be_cancelled(session: Session, drill: Drill, field: str = "drill") -> Course:
    """Refuse a drill that was called off."""
    went = course(session, drill)
    if went.state is DrillState.CANCELLED:
        raise CancelledDrill(field=field, drill=drill.number)
    return went


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DrillLine:
    """A drill on the list; what isn't known of it is empty or None."""

    drill_id: int
    number: str
    name: str
    kind: DrillKind | None
    organisation_id: int
    organisation: str
    state: DrillState
    held_on: date
    starts_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    where: str
    commander: str
    plan_version: str
    version_id: int | None
    version: str
    scenario: str
    units: int
    headcount: int | None
    came: int | None
    closing: str
    basis: str
    note: str
    key: str
    says: str
    """What a sheet says that is printed now: when, where, under whom, by which version."""
    printed: str
    """What those say that were printed."""
    printed_at: datetime | None

    @property
    def is_outdated(self) -> bool:
        """Whether a drill that is still to come was changed after its sheets were printed."""
        return self.state is DrillState.PLANNED and self.printed_at is not None and self.printed != self.says


def drills(session: Session, reader: Person) -> list[DrillLine]:
    """The drills of the reader's branch, the latest first."""
    return _lines(session, Drill.organisation_id.in_(branch(reader)))


def drill_line(session: Session, reader: Person, drill: Drill) -> DrillLine | None:
    """One drill as the list has it; None where it is another branch's."""
    found = _lines(session, Drill.organisation_id.in_(branch(reader)), Drill.id == drill.id)
    return found[0] if found else None


def line_of(session: Session, drill: Drill) -> DrillLine:
    """One drill as the list has it, whoever reads it."""
    return _lines(session, Drill.id == drill.id)[0]


def _lines(session: Session, *conditions: ColumnElement[bool]) -> list[DrillLine]:
    found = session.execute(
        select(Drill, Organisation.name, Place.name, PlanVersion.code, ChecklistVersion.code)
        .join(Organisation, Organisation.id == Drill.organisation_id)
        .outerjoin(Place, Place.id == Drill.place_id)
        .outerjoin(PlanVersion, PlanVersion.id == Drill.plan_version_id)
        .outerjoin(ChecklistVersion, ChecklistVersion.id == Drill.version_id)
        .where(*conditions)
        .order_by(Drill.held_on.desc(), Drill.id.desc())
    ).all()
    ids = [row[0].id for row in found]
    steps: dict[int, list[DrillStep]] = {one: [] for one in ids}
    for step in session.scalars(select(DrillStep).where(DrillStep.drill_id.in_(ids)).order_by(DrillStep.id)):
        steps[step.drill_id].append(step)
    summed = session.execute(
        select(DrillUnit.drill_id, func.count(), func.sum(DrillUnit.headcount), func.sum(DrillUnit.came))
        .where(DrillUnit.drill_id.in_(ids))
        .group_by(DrillUnit.drill_id)
    )
    people = {of: (units, _whole(due), _whole(came)) for of, units, due, came in summed}
    zone = settings.zone(session)
    return [_line(row, steps[row[0].id], people.get(row[0].id, (0, None, None)), zone) for row in found]


def _whole(summed: Any) -> int | None:  # noqa: ANN401 - PostgreSQL sums integers to decimals
    return None if summed is None else int(summed)


def _line(
    row: Row[*tuple[Any, ...]], steps: Sequence[DrillStep], people: tuple[int, int | None, int | None], zone: tzinfo
) -> DrillLine:
    one, house, place, plan, version = row
    went, where = _course(steps), " · ".join(part for part in (place, one.spot) if part)
    begins = f"{one.starts_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.starts_at else f"{one.held_on}"
    says = " · ".join(part for part in (begins, where, one.commander, version) if part)
    printed = next((step for step in reversed(steps) if step.kind is DrillStepKind.PRINTED), None)
    return DrillLine(
        one.id, one.number, one.name, one.kind, one.organisation_id, house, went.state, one.held_on, one.starts_at,
        went.started_at, went.ended_at, where, one.commander, plan or "", one.version_id, version or "", one.scenario,
        *people, went.note, one.basis, one.note, one.key, says, printed.note if printed else "",
        printed.at if printed else None,
    )  # fmt: skip


def drill_called(session: Session, reader: Person, text: str, *, field: str = "drill") -> Drill:
    """The drill that a text means: its number, its exact name, or its date where only one was held on it."""
    try:
        return named(session, reader, Drill, text, field=field)
    except Unknown as unknown:
        from inventory.ground import typed  # noqa: PLC0415 - only where it may be a date

        try:
            day = typed.day(text, today=settings.today(session))
        except Refused:
            raise unknown from None
        own = select(Drill).where(Drill.held_on == day, Drill.organisation_id.in_(branch(reader)))
        found = session.scalars(own.order_by(Drill.id)).all()
        if len(found) > 1:
            choices = _(", ").join(str(one) for one in found)
            raise Ambiguous(field=field, text=f"{day}", choices=choices) from None
        if not found:
            raise unknown from None
        return found[0]

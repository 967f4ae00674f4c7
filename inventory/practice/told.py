"""What was told of a drill: when each inject was given, and who did what when, as an exercise recorded it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.people import Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import recorded_at
from inventory.ground.text import clean, visible
from inventory.practice.drills import (
    DRILL_STATE_NAMES,
    Course,
    Drill,
    Inject,
    NotRunning,
    course,
    must_be_open,
    must_not_be_cancelled,
)
from inventory.practice.marks import MARK_NAMES
from inventory.practice.parts import injects, must_be_of
from inventory.practice.ticking import every_tick
from inventory.response.actions import NotThere
from inventory.supplies.posting import NoLines

LONGEST = 1000

# Models --------------------------------------------------------------------------------------------------------


class DrillEvent(Base):
    """A line of a drill's timeline; with an inject it answers that, or is the giving of it."""

    __tablename__ = "drill_event"
    called = "id"
    only_grows = True
    sealed = {1: "id drill_id organisation_id at who what inject_id given by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(Name(120))
    what: Mapped[str] = mapped_column(Name(1000))
    inject_id: Mapped[int | None] = mapped_column(ForeignKey("inject.id"), index=True)
    given: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class GivenAlready(Refused):
    """An inject is given once."""

    message = N_("{inject} was given at {at} already.")


class GivenBefore(Refused):
    """An inject is given in the drill."""

    message = N_("{at} lies before {drill} began at {started}.")


class InjectUsed(Refused):
    """What was given can't be struck."""

    message = N_("{inject} was given or answered already and stays.")


@dataclass(frozen=True)
class Told:
    """Something that was done in a drill: when, by whom, what, and which inject it answers."""

    at: datetime
    who: str
    what: str
    inject: Inject | None = None


class MomentKind(StrEnum):
    """What a line of the timeline is."""

    STARTED = "started"
    INJECT = "inject"
    TOLD = "told"
    TICK = "tick"
    ENDED = "ended"


MOMENT_NAMES = {
    MomentKind.STARTED: N_("began"),
    MomentKind.INJECT: N_("inject"),
    MomentKind.TOLD: N_("told of"),
    MomentKind.TICK: N_("on a sheet"),
    MomentKind.ENDED: N_("ended"),
}

# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MomentLine:
    """A line of the timeline; an inject that wasn't given has no `at`, only when it was planned for."""

    kind: MomentKind
    at: datetime | None
    planned_at: datetime | None
    who: str
    what: str
    inject: str
    after: int | None
    """Minutes after the inject that it answers: the one named, or else the last that was given or due before it."""

    @property
    def when(self) -> datetime | None:
        """Where it stands in the order of time."""
        return self.at or self.planned_at


def timeline(session: Session, reader: Person, drill: Drill) -> list[MomentLine]:
    """What happened in a drill in the order of time: injects, what was told, what was ticked at a known time."""
    went = course(session, drill)
    own = select(DrillEvent).where(DrillEvent.drill_id == drill.id, DrillEvent.organisation_id.in_(branch(reader)))
    events = session.scalars(own.order_by(DrillEvent.at, DrillEvent.id)).all()
    thrown = _injects(session, reader, drill, events)
    by_id = {one_id: line for one_id, line in thrown}  # noqa: C416 - pairs that are read twice
    first = {one.inject_id: one.at for one in reversed(events) if not one.given}
    told = [
        MomentLine(MomentKind.TOLD, one.at, None, one.who, one.what, *_answers(one, by_id, first))
        for one in events
        if not one.given
    ]
    lines = [*_ends(went), *by_id.values(), *told, *_ticked(session, reader, drill)]
    order = list(MomentKind)
    dated = [one for one in lines if one.when is not None]
    return sorted(dated, key=lambda one: (one.when, order.index(one.kind))) + [one for one in lines if one.when is None]


def _ends(went: Course) -> Iterator[MomentLine]:
    if went.started_at:
        yield MomentLine(MomentKind.STARTED, went.started_at, None, "", _("The drill begins."), "", None)
    if went.ended_at:
        yield MomentLine(MomentKind.ENDED, went.ended_at, None, "", went.note or _("The drill ends."), "", None)


def _injects(
    session: Session, reader: Person, drill: Drill, events: Sequence[DrillEvent]
) -> list[tuple[int, MomentLine]]:
    given = {one.inject_id: one for one in events if one.given}
    return [
        (
            one.inject_id,
            MomentLine(
                MomentKind.INJECT, given[one.inject_id].at if one.inject_id in given else None, one.due_at,
                one.to_whom, one.what, one.code, None,
            ),
        )
        for one in injects(session, reader, drill)
    ]  # fmt: skip


def _answers(
    event: DrillEvent, thrown: dict[int, MomentLine], first: Mapping[int | None, datetime]
) -> tuple[str, int | None]:
    """Which inject something answers, and how many minutes after it.

    One that nobody gave may be told of before it was due, as an exercise gave it: what is told of it then counts from
    the first of that.
    """
    named = thrown.get(event.inject_id or 0)
    before = [one for one in thrown.values() if one.when is not None and one.when <= event.at]
    inject = named or max(before, key=lambda one: one.when or event.at, default=None)
    if inject is None or inject.when is None:
        return (inject.inject if inject else ""), None
    is_early = named is not None and inject.at is None and first[event.inject_id] < inject.when
    since = first[event.inject_id] if is_early else inject.when
    is_answer = event.at > since if is_early else event.at >= since
    return inject.inject, round((event.at - since) / timedelta(minutes=1)) if is_answer else None


def _ticked(session: Session, reader: Person, drill: Drill) -> Iterator[MomentLine]:
    for sheet, marked in every_tick(session, reader, drill):
        for one in marked:
            if one.at is not None and one.mark is not None:
                said = " · ".join(part for part in (one.line.what, _(MARK_NAMES[one.mark]), one.note) if part)
                yield MomentLine(MomentKind.TICK, one.at, one.planned_at, sheet.called, said, "", None)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RUN_DRILLS, on="drill")
def record_events(session: Session, by: Person, *, drill: Drill, lines: Sequence[Told]) -> Drill:
    """Take lines into the timeline of a drill: who did what when; what stands there word for word isn't taken twice."""
    if not lines:
        raise NoLines(field="lines")
    must_not_be_cancelled(session, drill)
    held = select(DrillEvent).where(DrillEvent.drill_id == drill.id, DrillEvent.given.is_(False))
    known = {(one.at, one.who, one.what) for one in session.scalars(held)}
    rows = []
    for line in lines:
        if line.inject is not None:
            must_be_of(line.inject, drill, "lines")
        when = instant(session, line.at)
        who = clean(line.who, field="who", blank=True)
        what = clean(line.what, field="what", longest=LONGEST)
        if (when, who, what) not in known:
            known.add((when, who, what))
            rows.append((when, who, what, line.inject, False))
    _write(session, by, drill, rows)
    return drill


@service(Permission.RUN_DRILLS, on="inject")
def give_inject(session: Session, by: Person, *, inject: Inject, at: datetime | None = None, note: str = "") -> Inject:
    """Record that an inject was given: now, or when it really was."""
    drill = session.get_one(Drill, inject.drill_id)
    went = must_not_be_cancelled(session, drill, "inject")
    if went.started_at is None:
        raise NotRunning(field="inject", drill=drill.number, state=_(DRILL_STATE_NAMES[went.state]))
    when, local = instant(session, at), zone(session)
    if when < went.started_at:
        told = {"at": f"{when.astimezone(local):%H:%M}", "started": f"{went.started_at.astimezone(local):%H:%M}"}
        raise GivenBefore(field="at", drill=drill.number, **told)
    given = select(DrillEvent).where(DrillEvent.inject_id == inject.id, DrillEvent.given)
    if (before := session.scalars(given).first()) is not None:
        raise GivenAlready(field="inject", inject=inject.code, at=f"{before.at.astimezone(local):%H:%M}")
    what = clean(note, field="note", longest=400, blank=True) or inject.what
    _write(session, by, drill, [(when, by.name, what, inject, True)])
    return inject


def _write(
    session: Session, by: Person, drill: Drill, rows: Sequence[tuple[datetime, str, str, Inject | None, bool]]
) -> None:
    first = next_id(session, DrillEvent)
    about = {
        "drill_id": drill.id,
        "organisation_id": drill.organisation_id,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    made = [
        {"id": first + at, "at": when, "who": who, "what": what, "inject_id": inject.id if inject else None,
         "given": given, **about}
        for at, (when, who, what, inject, given) in enumerate(rows)
    ]  # fmt: skip
    write(session, DrillEvent, made)


@service(Permission.PLAN_DRILLS, on="drill")
def drop_inject(session: Session, by: Person, *, drill: Drill, code: str) -> Drill:
    """Strike an inject that isn't thrown in after all; one that was given or answered stays."""
    found = select(Inject).where(Inject.drill_id == drill.id, Inject.code == code)
    if (inject := session.scalars(found).one_or_none()) is None:
        raise NotThere(field="code", code=visible(code), where=drill.number)
    must_be_open(session, drill)
    used = select(DrillEvent.id).where(DrillEvent.inject_id == inject.id).limit(1)
    if session.scalar(used) is not None:
        raise InjectUsed(field="code", inject=inject.code)
    session.delete(inject)
    return drill

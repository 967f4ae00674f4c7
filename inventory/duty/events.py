"""Reports upward (信息报送): an event, and its first, following and final report, each against its clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.eventkinds import EventKind
from inventory.duty.figures import Figure, write_figures
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.names import Retired
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean

# Models --------------------------------------------------------------------------------------------------------


class ReportKind(StrEnum):
    """Which report of an event it is (初报, 续报, 终报)."""

    FIRST = "first"
    FOLLOWING = "following"
    FINAL = "final"


class Event(Base):
    """Something that is reported upward (灾险情): when it happened, when it was learned of, where, what."""

    __tablename__ = "event"
    called = "number"
    only_grows = True
    sealed = {1: "id number organisation_id kind_id occurred_at learned_at place what by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("event_kind.id"))
    occurred_at: Mapped[datetime]
    learned_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(Name(200))
    what: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class UpwardReport(Base):
    """A report of an event: what it says, to whom it went, by word and in writing, and what its clock said then."""

    __tablename__ = "upward_report"
    __table_args__ = (UniqueConstraint("event_id", "turn"),)
    called = "number"
    only_grows = True
    sealed = {
        1: "id number event_id organisation_id turn kind situation handling addressed_to oral_at sent_at oral_due_at "
        "due_at overdue by_id recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    turn: Mapped[int]
    kind: Mapped[ReportKind]
    situation: Mapped[str] = mapped_column(Name(2000))
    handling: Mapped[str] = mapped_column(Name(2000))
    addressed_to: Mapped[str] = mapped_column(Name(200))
    oral_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    oral_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    overdue: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------

REPORT_KIND_NAMES = {
    ReportKind.FIRST: N_("first report"),
    ReportKind.FOLLOWING: N_("following report"),
    ReportKind.FINAL: N_("final report"),
}


class OutOfTurn(Refused):
    """What is known earlier than it happened, or reported earlier than it was known."""

    message = N_("{later} lies before {earlier}: it happens, is learned of, is reported, one after the other.")


class NoFirst(Refused):
    """There is nothing yet to follow."""

    message = N_("{event} has no first report yet: nothing follows it and nothing ends it before.")


class FirstTwice(Refused):
    """An event is reported for the first time once by word and once in writing."""

    message = N_("{event} was first reported by {report}: what comes now is a following or the final report.")


class AfterFinal(Refused):
    """The final report ends the chain."""

    message = N_("{report} was the final report of {event}: nothing comes after it; open a new event.")


@dataclass(frozen=True)
class Course:
    """How far the reports of an event have come: the first word, the first writing, the last of all."""

    word_at: datetime | None = None
    written_at: datetime | None = None
    last_at: datetime | None = None
    last: str = ""
    turns: int = 0
    final: bool = False


def course(reports: Sequence[UpwardReport]) -> Course:
    """What the reports of one event, in their order, come to."""
    times = [one for report in reports for one in (report.oral_at, report.sent_at) if one]
    written = [report.sent_at for report in reports if report.sent_at]
    if not reports:
        return Course()
    last = reports[-1]
    return Course(
        min(times), min(written, default=None), max(times), last.number, len(reports), last.kind is ReportKind.FINAL
    )


def limits(kind: EventKind, event: Event, course: Course) -> tuple[datetime | None, datetime | None]:
    """Until when the first word, and the next report, must have gone; None where it has, or where no limit is set."""
    word = None if course.word_at else _after(event.learned_at, kind.oral_minutes)
    if course.written_at and course.last_at:
        return word, _after(course.last_at, kind.following_minutes)
    return word, _after(event.learned_at, kind.written_minutes)


def _after(start: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else start + timedelta(minutes=minutes)


# Queries -------------------------------------------------------------------------------------------------------


class Wanted(StrEnum):
    """What an event waits for: to be told by word, to be told in writing, to be told further."""

    WORD = "word"
    WRITTEN = "written"
    FURTHER = "further"


WANTED_NAMES = {
    Wanted.WORD: N_("first word"),
    Wanted.WRITTEN: N_("first report in writing"),
    Wanted.FURTHER: N_("following or final report"),
}


@dataclass(frozen=True)
class Clock:
    """A report that is due; without `due_at` no limit is set, and the law says at once. `last` came before it."""

    event_id: int
    event: str
    organisation: str
    kind: str
    place: str
    what: str
    wanted: Wanted
    learned_at: datetime
    due_at: datetime | None
    overdue: bool
    basis: str
    last: str


@dataclass(frozen=True)
class EventLine:
    """An event on the list: how far its reports have come, what is due next, how many of them came late."""

    event_id: int
    number: str
    organisation: str
    kind: str
    occurred_at: datetime
    learned_at: datetime
    place: str
    what: str
    reports: int
    last: str
    last_kind: ReportKind | None
    last_at: datetime | None
    due_at: datetime | None
    overdue: bool
    late: int


def clocks(session: Session, reader: Person, *, within: Organisation | None = None) -> list[Clock]:
    """What is due of every event without a final report: the most urgent first, without a limit last."""
    here = Event.organisation_id.in_(branch(reader, within=within))
    ended = select(UpwardReport.event_id).where(UpwardReport.kind == ReportKind.FINAL)
    present = moment_of(session)
    due = [
        Clock(
            event.id, event.number, organisation, kind.name, event.place, event.what, wanted, event.learned_at, due_at,
            due_at is not None and due_at < present, kind.basis, so_far.last,
        )
        for event, kind, organisation, reports in _events(session, reader, here, Event.id.not_in(ended))
        for so_far in (course(reports),)
        for wanted, due_at in _wanted(kind, event, so_far)
    ]  # fmt: skip
    return sorted(due, key=lambda one: (one.due_at is None, one.due_at or one.learned_at))


def events(
    session: Session, reader: Person, *, since: datetime | None = None, until: datetime | None = None
) -> list[EventLine]:
    """The events that happened in a span of time, the earliest first, as their reports stand today."""
    span = [
        *([Event.occurred_at >= since] if since else []),
        *([Event.occurred_at <= until] if until else []),
    ]
    present = moment_of(session)
    return [_event(*found, present) for found in _events(session, reader, *span)]


def _event(
    event: Event, kind: EventKind, organisation: str, reports: Sequence[UpwardReport], present: datetime
) -> EventLine:
    so_far = course(reports)
    due = None if so_far.final else min((one for one in limits(kind, event, so_far) if one), default=None)
    return EventLine(
        event.id, event.number, organisation, kind.name, event.occurred_at, event.learned_at, event.place, event.what,
        so_far.turns, so_far.last, reports[-1].kind if reports else None, so_far.last_at, due,
        due is not None and due < present, sum(one.overdue for one in reports),
    )  # fmt: skip


def _events(
    session: Session, reader: Person, *conditions: ColumnElement[bool]
) -> list[tuple[Event, EventKind, str, list[UpwardReport]]]:
    """Events of the reader's branch with their reports, in two questions; in one where there are none."""
    found = session.execute(
        select(Event, EventKind, Organisation.name)
        .join(EventKind, EventKind.id == Event.kind_id)
        .join(Organisation, Organisation.id == Event.organisation_id)
        .where(chosen := and_(Event.organisation_id.in_(branch(reader)), *conditions))
        .order_by(Event.occurred_at, Event.id)
    ).all()
    made: defaultdict[int, list[UpwardReport]] = defaultdict(list)
    if found:
        written = select(UpwardReport).join(Event, Event.id == UpwardReport.event_id).where(chosen)
        for one in session.scalars(written.order_by(UpwardReport.turn)):
            made[one.event_id].append(one)
    return [(event, kind, organisation, made[event.id]) for event, kind, organisation in found]


def _wanted(kind: EventKind, event: Event, so_far: Course) -> list[tuple[Wanted, datetime | None]]:
    word, due = limits(kind, event, so_far)
    first = [(Wanted.WORD, word)] if word else []
    return [*first, (Wanted.FURTHER if so_far.written_at else Wanted.WRITTEN, due)]


def reports_of(session: Session, reader: Person, event: Event) -> list[UpwardReport]:
    """The reports of an event of the reader's branch, in their order."""
    mine = UpwardReport.event_id == event.id, UpwardReport.organisation_id.in_(branch(reader))
    return list(session.scalars(select(UpwardReport).where(*mine).order_by(UpwardReport.turn)))


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.REPORT_UPWARD, on="organisation")
def open_event(
    session: Session,
    by: Person,
    *,
    kind: EventKind,
    place: str,
    what: str,
    organisation: Organisation | None = None,
    occurred_at: datetime | None = None,
    learned_at: datetime | None = None,
) -> Event:
    """Enter an event that is to be reported upward; its clocks run from when it was learned of."""
    if kind.retired:
        raise Retired(field="kind", name=kind.name)
    learned = instant(session, learned_at, field="learned_at")
    occurred = learned if occurred_at is None else instant(session, occurred_at)
    _in_turn(session, "learned_at", occurred, learned)
    row = {
        "id": next_id(session, Event),
        "number": next_number(session, "SJ", learned.astimezone(zone(session)).year),
        "organisation_id": (organisation or headquarters(session)).id,
        "kind_id": kind.id,
        "occurred_at": occurred,
        "learned_at": learned,
        "place": clean(place, field="place", longest=200),
        "what": clean(what, field="what", longest=400),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Event, [row])
    return session.scalars(select(Event).where(Event.number == row["number"])).one()


def _in_turn(session: Session, field: str, earlier: datetime, later: datetime) -> None:
    if later < earlier:
        local = zone(session)
        told = {"later": later, "earlier": earlier}
        raise OutOfTurn(field=field, **{name: f"{one.astimezone(local):%m-%d %H:%M}" for name, one in told.items()})


@service(Permission.REPORT_UPWARD, on="event")
def report_upward(
    session: Session,
    by: Person,
    *,
    event: Event,
    kind: ReportKind,
    situation: str,
    addressed_to: str,
    handling: str = "",
    oral_at: datetime | None = None,
    sent_at: datetime | None = None,
    figures: Sequence[Figure] = (),
) -> UpwardReport:
    """Report an event to those above, by word, in writing, or both; it was sent now where no time is said."""
    earlier = reports_of(session, by, event)
    before = course(earlier)
    _must_fit(event, kind, before, in_writing=oral_at is None or sent_at is not None)
    report_id = next_id(session, UpwardReport)
    row = {
        "id": report_id,
        **_sent(session, event, before, oral_at, sent_at),
        "event_id": event.id,
        "organisation_id": event.organisation_id,
        "turn": before.turns + 1,
        "kind": kind,
        "situation": clean(situation, field="situation", longest=2000),
        "handling": clean(handling, field="handling", longest=2000, blank=True),
        "addressed_to": clean(addressed_to, field="addressed_to", longest=200),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, UpwardReport, [row])
    write_figures(session, report_id, figures, [one.id for one in earlier])
    return session.get_one(UpwardReport, report_id)


def _sent(
    session: Session, event: Event, before: Course, oral_at: datetime | None, sent_at: datetime | None
) -> dict[str, object]:
    """A report's number, when it went by word and in writing, until when it had to, and whether it came late."""
    oral = None if oral_at is None else instant(session, oral_at, field="oral_at")
    sent = instant(session, sent_at, field="sent_at") if sent_at or not oral else None
    for field, time in (("oral_at", oral), ("sent_at", sent)):
        if time is not None:
            _in_turn(session, field, before.last_at or event.learned_at, time)
    word_due, due = limits(session.get_one(EventKind, event.kind_id), event, before)
    word = min(one for one in (oral, sent) if one)
    done = sent or (oral if before.written_at else None) or moment_of(session)
    return {
        "number": next_number(session, "BS", word.astimezone(zone(session)).year),
        "oral_at": oral,
        "sent_at": sent,
        "oral_due_at": word_due,
        "due_at": due,
        "overdue": (word_due is not None and word > word_due) or (due is not None and done > due),
    }


def _must_fit(event: Event, kind: ReportKind, before: Course, *, in_writing: bool) -> None:
    """Whether such a report may come next."""
    if before.final:
        raise AfterFinal(field="event", event=event.number, report=before.last)
    if kind is not ReportKind.FIRST and not before.turns:
        raise NoFirst(field="kind", event=event.number)
    if kind is ReportKind.FIRST and before.turns and (before.written_at or not in_writing):
        raise FirstTwice(field="kind", event=event.number, report=before.last)

"""The duty log (值班日志): what was heard, seen and done; never edited, only corrected by a later line that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    ScalarSelect,
    Select,
    Text,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground import search
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import CLOCKS_DIFFER, instant
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name, Phone, masked
from inventory.ground.settings import zone
from inventory.ground.store import Lines, moment_of, recorded_at
from inventory.ground.text import clean

# Models --------------------------------------------------------------------------------------------------------


class LogKind(StrEnum):
    """How something came to the duty room."""

    PHONE = "phone"
    FAX = "fax"
    INSTRUCTION = "instruction"
    OBSERVATION = "observation"
    DECISION = "decision"
    OTHER = "other"


WAITS = "owner <> '' OR due_at IS NOT NULL"


class LogEntry(Base):
    """A line of the log; with an owner or a deadline it is open until a later line closes it.

    `corrects_id` and `closes_id` name the first line of what was said; the last correction holds in its place.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        Index("ix_log_entry_when", "occurred_at", "id", "organisation_id"),
        Index("ix_log_entry_waits", "id", "corrects_id", "organisation_id", "due_at"),
    )
    # The second is of the lines that wait alone (migration 0003): to say so here would import every driver's dialect.
    called = "number"
    only_grows = True
    sealed = {
        1: "id number organisation_id kind occurred_at recorded_at by_id unit caller phone content action reported_to "
        "owner due_at corrects_id closes_id"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[LogKind]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit: Mapped[str] = mapped_column(Name(120))
    caller: Mapped[str] = mapped_column(Name(120))
    phone: Mapped[str] = mapped_column(Phone(40))
    content: Mapped[str] = mapped_column(Name(2000))
    action: Mapped[str] = mapped_column(Name(1000))
    reported_to: Mapped[str] = mapped_column(Name(120))
    owner: Mapped[str] = mapped_column(Name(120))
    due_at: Mapped[datetime | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("log_entry.id"), index=True)
    closes_id: Mapped[int | None] = mapped_column(ForeignKey("log_entry.id"), index=True)
    key: Mapped[str] = mapped_column(Text)


# Rules ---------------------------------------------------------------------------------------------------------

LOG_KIND_NAMES = {
    LogKind.PHONE: N_("phone call"), LogKind.FAX: N_("fax or document"), LogKind.INSTRUCTION: N_("instruction"),
    LogKind.OBSERVATION: N_("observation"), LogKind.DECISION: N_("decision"), LogKind.OTHER: N_("other entry"),
}  # fmt: skip
LONGEST = {
    "unit": 120, "caller": 120, "phone": 40, "content": 2000, "action": 1000, "reported_to": 120, "owner": 120,
}  # fmt: skip


class DueBefore(Refused):
    """Nothing can be done before it came up."""

    message = N_("The deadline {due} lies before {time}, when this came up.")


# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LogLine:
    """A line of the log as a reader may see it, with the numbers of the lines that it is about and that are about it.

    Another one holds where it was `corrected_by` that; `late` is what was entered long after it happened.
    """

    entry_id: int
    number: str
    organisation: str
    kind: LogKind
    occurred_at: datetime
    recorded_at: datetime
    by: str
    unit: str
    caller: str
    phone: str
    content: str
    action: str
    reported_to: str
    owner: str
    due_at: datetime | None
    corrects: str
    corrected_by: str
    closes: str
    closed_by: str
    late: bool
    overdue: bool

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody or for an hour."""
        return not self.corrected_by and not self.closed_by and (bool(self.owner) or self.due_at is not None)


# Queries -------------------------------------------------------------------------------------------------------

_FIRST = func.coalesce(LogEntry.corrects_id, LogEntry.id)  # what a line and all its corrections are about


def entries(
    session: Session,
    reader: Person,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    text: str = "",
    known: datetime | None = None,
    within: Organisation | None = None,
    latest_first: bool = False,
) -> Lines[LogLine]:
    """The log in the order of what happened, all of it or what contains every word of a text (initials do as well)."""
    chosen = [
        *([LogEntry.occurred_at >= since] if since else []),
        *([LogEntry.occurred_at <= until] if until else []),
        *([LogEntry.recorded_at <= known] if known else []),
        *(LogEntry.key.contains(word, autoescape=True) for word in search.fold(text).split()),
        *([LogEntry.organisation_id.in_(branch(reader, within=within))] if within else []),
    ]
    turn = (LogEntry.occurred_at, LogEntry.id)
    return lines(session, reader, chosen, [one.desc() for one in turn] if latest_first else turn, known)


def open_items(session: Session, reader: Person, *, within: Organisation | None = None) -> Lines[LogLine]:
    """What waits for somebody or for an hour: the earliest deadline first, then what has none, the oldest first."""
    later, closing = aliased(LogEntry), aliased(LogEntry)
    chosen = [
        literal_column(f"({WAITS})"),  # as the index has it, or it isn't used
        ~select(later.id).where(later.corrects_id == _FIRST, later.id > LogEntry.id).exists(),
        ~select(closing.id).where(closing.closes_id == _FIRST).exists(),
        *([LogEntry.organisation_id.in_(branch(reader, within=within))] if within else []),
    ]
    return lines(session, reader, chosen, (LogEntry.due_at.is_(None), LogEntry.due_at, LogEntry.id))


def lines(
    session: Session,
    reader: Person,
    chosen: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    known: datetime | None = None,
) -> Lines[LogLine]:
    """Lines of the reader's branch that are chosen otherwise, counted and windowed."""
    mine = LogEntry.organisation_id.in_(branch(reader))
    listed, ids = _listed(reader, known).order_by(*order), select(LogEntry.id).where(mine, *chosen).order_by(*order)
    present = moment_of(session)

    def count() -> int:
        return session.scalar(select(func.count()).select_from(LogEntry).where(mine, *chosen)) or 0

    def window(start: int, stop: int) -> list[LogLine]:
        seen = ids.offset(start).limit(stop - start).subquery()  # what is told of a line is asked of these alone
        return [_line(row, present) for row in session.execute(listed.join(seen, seen.c.id == LogEntry.id))]

    return Lines(count, window)


def _listed(reader: Person, known: datetime | None) -> Select[*tuple[Any, ...]]:
    """Every line with the numbers of those that it is about and that are about it."""
    corrected, closed, later, closing = (aliased(LogEntry) for _name in range(4))

    def number(one: type[LogEntry], about: ColumnElement[bool]) -> ScalarSelect[str]:
        then = [one.recorded_at <= known] if known else []
        return select(one.number).where(about, *then).order_by(one.id.desc()).limit(1).scalar_subquery()

    return (
        select(
            LogEntry,
            Person.name,
            Organisation.name,
            corrected.number,
            number(later, (later.corrects_id == _FIRST) & (later.id > LogEntry.id)),
            closed.number,
            number(closing, closing.closes_id == _FIRST),
            LogEntry.organisation_id.in_(branch(reader, Permission.SEE_PHONES)),
        )
        .join(Person, Person.id == LogEntry.by_id)
        .join(Organisation, Organisation.id == LogEntry.organisation_id)
        .outerjoin(corrected, corrected.id == LogEntry.corrects_id)
        .outerjoin(closed, closed.id == LogEntry.closes_id)
    )


def _line(row: Row[*tuple[Any, ...]], present: datetime) -> LogLine:
    one, by, organisation, corrects, corrected_by, closes, closed_by, shown = row
    said = {fact.name: getattr(one, fact.name) for fact in fields(Told)}
    made = LogLine(
        **said | {"phone": masked(one.phone, shown=bool(shown))},
        entry_id=one.id,
        number=one.number,
        organisation=organisation,
        recorded_at=one.recorded_at,
        by=by,
        corrects=corrects or "",
        corrected_by=corrected_by or "",
        closes=closes or "",
        closed_by=closed_by or "",
        late=not one.corrects_id and one.recorded_at - one.occurred_at > CLOCKS_DIFFER,
        overdue=False,
    )
    return replace(made, overdue=made.is_open and one.due_at is not None and one.due_at < present)


# Work shared by services ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What a line says."""

    kind: LogKind
    content: str
    unit: str = ""
    caller: str = ""
    phone: str = ""
    action: str = ""
    reported_to: str = ""
    owner: str = ""
    due_at: datetime | None = None
    occurred_at: datetime | None = None


def entered(
    session: Session,
    by: Person,
    told: Told,
    *,
    organisation_id: int,
    corrects_id: int | None = None,
    closes_id: int | None = None,
) -> LogEntry:
    """Write a line into the log of an organisation."""
    when, local = instant(session, told.occurred_at), zone(session)
    if told.due_at is not None and told.due_at < when:
        due, time = (f"{one.astimezone(local):%Y-%m-%d %H:%M}" for one in (told.due_at, when))
        raise DueBefore(field="due_at", due=due, time=time)
    held = {
        name: clean(getattr(told, name), field=name, longest=longest, blank=name != "content")
        for name, longest in LONGEST.items()
    }
    number, entry_id = next_number(session, "RZ", when.astimezone(local).year), next_id(session, LogEntry)
    row = {
        "id": entry_id,
        "number": number,
        "organisation_id": organisation_id,
        "kind": told.kind,
        "occurred_at": when,
        "recorded_at": recorded_at(session),
        "by_id": by.id,
        **held,
        "due_at": told.due_at,
        "corrects_id": corrects_id,
        "closes_id": closes_id,
        "key": search.key(number, *(one for name, one in held.items() if name != "phone")),
    }
    write(session, LogEntry, [row])
    return session.get_one(LogEntry, entry_id)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.WRITE_LOG, on="organisation")
def write_entry(
    session: Session,
    by: Person,
    *,
    kind: LogKind,
    content: str,
    organisation: Organisation | None = None,
    unit: str = "",
    caller: str = "",
    phone: str = "",
    action: str = "",
    reported_to: str = "",
    owner: str = "",
    due_at: datetime | None = None,
    occurred_at: datetime | None = None,
) -> LogEntry:
    """Write a line in the duty log: who called from where, what it was, what was done, until when, whose it is."""
    told = Told(kind, content, unit, caller, phone, action, reported_to, owner, due_at, occurred_at)
    return entered(session, by, told, organisation_id=(organisation or headquarters(session)).id)

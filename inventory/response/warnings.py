"""Warnings (预警): who warned of what, in which colour, for where and when. A warning orders nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Row, and_, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean

# Models --------------------------------------------------------------------------------------------------------


class Colour(StrEnum):
    """How grave a warning is, the gravest last."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class WarningNotice(Base):
    """A warning as it was issued; without `ends_at` until it is lifted. `identifier` is the one of a CAP message."""

    __tablename__ = "warning_notice"
    called = "number"
    only_grows = True
    sealed = {
        1: "id number organisation_id kind colour issuer area begins_at ends_at headline content identifier sent_at "
        "by_id recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(Name(40))
    colour: Mapped[Colour]
    issuer: Mapped[str] = mapped_column(Name(120))
    area: Mapped[str] = mapped_column(Name(400))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    headline: Mapped[str] = mapped_column(Name(200))
    content: Mapped[str] = mapped_column(Name(4000))
    identifier: Mapped[str] = mapped_column(Name(200))
    sent_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class WarningEnd(Base):
    """That a warning was lifted, or that another one took its place."""

    __tablename__ = "warning_end"
    called = "id"
    only_grows = True
    sealed = {1: "id warning_id organisation_id at reason replaced_by_id by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    warning_id: Mapped[int] = mapped_column(ForeignKey("warning_notice.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Name(400))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("warning_notice.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------

COLOUR_NAMES = {
    Colour.BLUE: N_("blue"),
    Colour.YELLOW: N_("yellow"),
    Colour.ORANGE: N_("orange"),
    Colour.RED: N_("red"),
}


class WarningState(StrEnum):
    """Where a warning stands at an instant."""

    COMING = "coming"
    IN_FORCE = "in_force"
    RUN_OUT = "run_out"
    LIFTED = "lifted"
    REPLACED = "replaced"


WARNING_STATE_NAMES = {
    WarningState.COMING: N_("to come"),
    WarningState.IN_FORCE: N_("in force"),
    WarningState.RUN_OUT: N_("run out"),
    WarningState.LIFTED: N_("lifted"),
    WarningState.REPLACED: N_("replaced by another"),
}


class EndsBefore(Refused):
    """A warning lasts some time."""

    message = N_("It would end at {ends}, not after it begins at {begins}: correct one of them.")


class RecordedAlready(Refused):
    """A warning is recorded once, however often it comes in."""

    message = N_("This warning ({identifier}) was recorded already: it is {number}.")


class OverAlready(Refused):
    """What was lifted can't be lifted again."""

    message = N_("{number} was lifted or replaced at {at} already.")


class LiftedBefore(Refused):
    """What was never issued can't be lifted."""

    message = N_("{number} was issued at {issued}: it can't have been lifted before, at {at}.")


def state_of(warning: WarningNotice, end: WarningEnd | None, at: datetime) -> WarningState:
    """Where a warning stands at an instant."""
    if end is not None and end.at <= at:
        return WarningState.REPLACED if end.replaced_by_id else WarningState.LIFTED
    if warning.ends_at is not None and warning.ends_at <= at:
        return WarningState.RUN_OUT
    return WarningState.COMING if warning.begins_at > at else WarningState.IN_FORCE


def _told(session: Session, when: datetime) -> str:
    return f"{when.astimezone(zone(session)):%Y-%m-%d %H:%M}"


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WarningLine:
    """A warning on the list, as it stands now; `over_at` is when it was lifted or replaced."""

    warning_id: int
    number: str
    organisation_id: int
    organisation: str
    kind: str
    colour: Colour
    issuer: str
    area: str
    begins_at: datetime
    ends_at: datetime | None
    headline: str
    content: str
    identifier: str
    sent_at: datetime | None
    state: WarningState
    over_at: datetime | None
    reason: str
    replaced_by: str
    by: str
    recorded_at: datetime


def warnings(
    session: Session, reader: Person, *, since: datetime | None = None, until: datetime | None = None
) -> list[WarningLine]:
    """The warnings of the reader's branch that held at some time between two instants, the latest first."""
    span = [*(_not_over(since) if since else []), *([WarningNotice.begins_at <= until] if until else [])]
    return _lines(session, reader, span, moment_of(session))


def warnings_in_force(session: Session, reader: Person, at: datetime | None = None) -> list[WarningLine]:
    """The warnings that hold at an instant; or those that hold now or are yet to begin; the gravest first."""
    when = at or moment_of(session)
    held = _lines(session, reader, [*_not_over(when), *([WarningNotice.begins_at <= at] if at else [])], when)
    graver = list(Colour)
    return sorted(held, key=lambda one: (-graver.index(one.colour), one.begins_at, one.number))


def _not_over(when: datetime) -> list[ColumnElement[bool]]:
    return [
        or_(WarningNotice.ends_at.is_(None), WarningNotice.ends_at > when),
        or_(WarningEnd.at.is_(None), WarningEnd.at > when),
    ]


def _lines(session: Session, reader: Person, chosen: list[ColumnElement[bool]], when: datetime) -> list[WarningLine]:
    other = aliased(WarningNotice)
    found = session.execute(
        select(WarningNotice, WarningEnd, other.number, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == WarningNotice.organisation_id)
        .join(Person, Person.id == WarningNotice.by_id)
        .outerjoin(WarningEnd, WarningEnd.warning_id == WarningNotice.id)
        .outerjoin(other, other.id == WarningEnd.replaced_by_id)
        .where(WarningNotice.organisation_id.in_(branch(reader)), *chosen)
        .order_by(WarningNotice.begins_at.desc(), WarningNotice.id.desc())
    )
    return [_line(row, when) for row in found]


def _line(row: Row[*tuple[Any, ...]], when: datetime) -> WarningLine:
    one, end, number, organisation, by = row
    return WarningLine(
        one.id, one.number, one.organisation_id, organisation, one.kind, one.colour, one.issuer, one.area,
        one.begins_at, one.ends_at, one.headline, one.content, one.identifier, one.sent_at,
        state_of(one, end, when), end.at if end else None, end.reason if end else "", number or "", by,
        one.recorded_at,
    )  # fmt: skip


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RECORD_WARNINGS, on="organisation replaces")
def record_warning(
    session: Session,
    by: Person,
    *,
    kind: str,
    colour: Colour,
    issuer: str,
    organisation: Organisation | None = None,
    area: str = "",
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
    headline: str = "",
    content: str = "",
    identifier: str = "",
    sent_at: datetime | None = None,
    replaces: WarningNotice | None = None,
) -> WarningNotice:
    """Record a warning that was issued; it may begin later, and take the place of one before."""
    sent = None if sent_at is None else instant(session, sent_at, field="sent_at")
    begins = begins_at or sent or moment_of(session)
    if ends_at is not None and ends_at <= begins:
        raise EndsBefore(field="ends_at", begins=_told(session, begins), ends=_told(session, ends_at))
    row = {
        "id": next_id(session, WarningNotice),
        "organisation_id": (organisation or headquarters(session)).id,
        "kind": clean(kind, field="kind", longest=40),
        "colour": colour,
        "issuer": clean(issuer, field="issuer"),
        "area": clean(area, field="area", longest=400, blank=True),
        "begins_at": begins,
        "ends_at": ends_at,
        "headline": clean(headline, field="headline", longest=200, blank=True),
        "content": clean(content, field="content", longest=4000, blank=True),
        "identifier": clean(identifier, field="identifier", longest=200, blank=True),
        "sent_at": sent,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    _new(session, str(row["identifier"]), row["organisation_id"])
    row["number"] = next_number(session, "YJ", begins.astimezone(zone(session)).year)
    write(session, WarningNotice, [row])
    made = session.get_one(WarningNotice, row["id"])
    if replaces is not None:
        _end(session, by, replaces, max(begins, _issued(replaces)), "", made)
    return made


def _new(session: Session, identifier: str, organisation_id: object) -> None:
    """Refuse a message that is in the books of the same organisation."""
    same = and_(WarningNotice.identifier == identifier, WarningNotice.organisation_id == organisation_id)
    if identifier and (number := session.scalar(select(WarningNotice.number).where(same))):
        raise RecordedAlready(field="identifier", identifier=identifier, number=number)


def _issued(warning: WarningNotice) -> datetime:
    return warning.sent_at or min(warning.begins_at, warning.recorded_at)


@service(Permission.RECORD_WARNINGS, on="warning")
def lift_warning(
    session: Session, by: Person, *, warning: WarningNotice, reason: str = "", at: datetime | None = None
) -> WarningEnd:
    """Record that a warning was lifted before its time, or that one without an end is over."""
    when = instant(session, at, field="at")
    if when < _issued(warning):
        issued = _told(session, _issued(warning))
        raise LiftedBefore(field="at", number=warning.number, issued=issued, at=_told(session, when))
    return _end(session, by, warning, when, clean(reason, field="reason", longest=400, blank=True), None)


def _end(
    session: Session, by: Person, warning: WarningNotice, at: datetime, reason: str, other: WarningNotice | None
) -> WarningEnd:
    before = session.scalars(select(WarningEnd).where(WarningEnd.warning_id == warning.id)).one_or_none()
    if before is not None:
        raise OverAlready(
            field="warning" if other is None else "replaces", number=warning.number, at=_told(session, before.at)
        )
    row = {
        "id": next_id(session, WarningEnd),
        "warning_id": warning.id,
        "organisation_id": warning.organisation_id,
        "at": at,
        "reason": reason,
        "replaced_by_id": other.id if other else None,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, WarningEnd, [row])
    return session.get_one(WarningEnd, row["id"])

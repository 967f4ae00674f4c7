"""The roster (值班表): a month's plan, what of it was published, and what became of it.

A plan is rows that come and go until it is published; from then on shifts and duties stand as they are, and swaps,
reinforcements and what really happened are new rows beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.calendar import DayKind
from inventory.duty.patterns import ShiftTime
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone

# Models --------------------------------------------------------------------------------------------------------


class ChangeKind(StrEnum):
    """How a published roster was changed: somebody for somebody (调班), somebody more (增援), nobody for somebody."""

    SWAPPED = "swapped"
    REINFORCED = "reinforced"
    RELIEVED = "relieved"


class Roster(Base):
    """The roster of one duty room for one month; `first` is the month's first day, `code` such as `JNJKQ/2022-07`."""

    __tablename__ = "roster"
    __table_args__ = (UniqueConstraint("organisation_id", "first"),)
    only_grows = True
    sealed = {1: "id code organisation_id first pattern_id by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Name(60), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    first: Mapped[date]
    pattern_id: Mapped[int] = mapped_column(ForeignKey("shift_pattern.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class Planned(Base):
    """Somebody planned for a post in the shift that begins on a date; it comes and goes until that is published."""

    __tablename__ = "planned"
    __table_args__ = (UniqueConstraint("roster_id", "begins_on", "time_id", "post_id", "person_id"),)
    called = "id"
    sealed = {1: "id roster_id begins_on time_id post_id person_id"}

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"))
    begins_on: Mapped[date]
    time_id: Mapped[int] = mapped_column(ForeignKey("shift_time.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class Unavailable(Base):
    """Days, the last included, on which somebody can't be planned."""

    __tablename__ = "unavailable"
    called = "id"
    sealed = {1: "id person_id first last reason"}

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[str] = mapped_column(Name(200), default="")


class Publication(Base):
    """The moment a roster was published, with the reason where it had gaps."""

    __tablename__ = "publication"
    called = "id"
    only_grows = True
    sealed = {1: "id roster_id by_id recorded_at gaps reason"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    gaps: Mapped[int]
    reason: Mapped[str] = mapped_column(Name(400))


class Shift(Base):
    """A shift as it was published; `code` such as `JNJKQ/2022-07-03/08:00`, `day` as the calendar knew it then."""

    __tablename__ = "shift"
    __table_args__ = (Index("ix_shift_when", "organisation_id", "starts_at"),)
    only_grows = True
    sealed = {1: "id code roster_id organisation_id begins_on time_id name starts_at ends_at day"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Name(80), unique=True)
    roster_id: Mapped[int] = mapped_column(ForeignKey("roster.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    begins_on: Mapped[date]
    time_id: Mapped[int] = mapped_column(ForeignKey("shift_time.id"))
    name: Mapped[str] = mapped_column(Name(120))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    day: Mapped[DayKind]


class Duty(Base):
    """Somebody's duty as it was published."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("shift_id", "post_id", "person_id"),)
    called = "id"
    only_grows = True
    sealed = {1: "id shift_id post_id person_id"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class DutyChange(Base):
    """A change of a published duty: who goes, who comes, why, and who approved it.

    Both halves of a swap bear the same `number`.
    """

    __tablename__ = "duty_change"
    called = "number"
    only_grows = True
    sealed = {1: "id number shift_id post_id kind out_id in_id reason approved_by_id alone by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), index=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    kind: Mapped[ChangeKind]
    out_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    in_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Name(400))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    alone: Mapped[str] = mapped_column(Name(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class Attendance(Base):
    """What really happened: who came or didn't, from when until when; the newest row of a person in a shift holds."""

    __tablename__ = "attendance"
    called = "id"
    only_grows = True
    sealed = {1: "id shift_id post_id person_id came from_at until_at note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    came: Mapped[bool]
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------

MINUTE = timedelta(minutes=1)


def instants(local: ZoneInfo, begins_on: date, starts: int, length: int) -> tuple[datetime, datetime]:
    """When a shift begins and ends, in UTC: so many minutes after midnight on the wall, for so many on the wall.

    A shift from 08:00 to 08:00 stays so when the clock is changed: it then has an hour more or less.
    """
    begins = datetime.combine(begins_on, time(0)) + starts * MINUTE
    return _instant(local, begins), _instant(local, begins + length * MINUTE)


def _instant(local: ZoneInfo, wall: datetime) -> datetime:
    """The instant at which the clock on the wall first shows this, or leaps over it."""
    last = wall
    while not _is_shown(local, last):
        last -= MINUTE
    return last.replace(tzinfo=local).astimezone(UTC) + (MINUTE if last != wall else timedelta(0))


def _is_shown(local: ZoneInfo, wall: datetime) -> bool:
    return wall.replace(tzinfo=local).astimezone(UTC).astimezone(local).replace(tzinfo=None) == wall


def touched(begins_on: date, starts: int, length: int) -> tuple[date, date]:
    """The first and the last day on the wall that a shift takes something of; one that ends at midnight ends before."""
    last = datetime.combine(begins_on, time(0)) + (starts + length - 1) * MINUTE
    return begins_on, last.date()


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Away:
    """Days, the last included, on which somebody can't be planned."""

    person_id: int
    first: date
    last: date
    reason: str

    def meets(self, first: date, last: date) -> bool:
        """Whether they have a day in common with other days."""
        return self.first <= last and first <= self.last


@dataclass(frozen=True)
class Booking:
    """Somebody's duty in any roster, as it was planned: swaps of published ones aren't in it."""

    person_id: int
    roster_id: int
    roster: str
    begins_on: date
    time_id: int
    post_id: int
    starts_at: datetime
    ends_at: datetime


def away(session: Session, first: date, last: date, *among: ColumnElement[bool]) -> list[Away]:
    """Who can't be planned on some of these days, of everybody or of those who are asked for."""
    found = session.execute(
        select(Unavailable.person_id, Unavailable.first, Unavailable.last, Unavailable.reason)
        .where(Unavailable.first <= last, Unavailable.last >= first, *among)
        .order_by(Unavailable.first, Unavailable.id)
    )
    return [Away(*row) for row in found]


def bookings(
    session: Session, first: date, last: date, *, published: bool | None = None, besides: int | None = None
) -> list[Booking]:
    """Everybody's duties in shifts that begin on these days, of all rosters or those that are `published` or aren't.

    Branches don't count: nobody can sit in two rooms, whoever plans them.
    """
    asked = (
        select(Planned, Roster.code, ShiftTime.starts, ShiftTime.length)
        .join(Roster, Roster.id == Planned.roster_id)
        .join(ShiftTime, ShiftTime.id == Planned.time_id)
        .where(Planned.begins_on >= first, Planned.begins_on <= last)
        .order_by(Planned.begins_on, ShiftTime.starts, Planned.id)
    )
    if published is not None:
        asked = asked.outerjoin(Publication, Publication.roster_id == Roster.id)
        asked = asked.where(Publication.id.is_not(None) if published else Publication.id.is_(None))
    if besides is not None:
        asked = asked.where(Planned.roster_id != besides)
    local, known = zone(session), dict[tuple[date, int, int], tuple[datetime, datetime]]()
    found = []
    for one, roster, starts, length in session.execute(asked):
        when = (one.begins_on, starts, length)
        if when not in known:
            known[when] = instants(local, *when)
        found.append(
            Booking(one.person_id, one.roster_id, roster, one.begins_on, one.time_id, one.post_id, *known[when])
        )
    return found

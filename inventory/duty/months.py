"""A roster's month as it is planned or published: days, shifts and posts, who sits where, and how much each does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from inventory.duty import calendar
from inventory.duty.calendar import DayKind
from inventory.duty.duties import Standing, effective
from inventory.duty.levels import course, in_force
from inventory.duty.patterns import ShiftPattern, TimeLine, times_of
from inventory.duty.posts import PostLine, PostPersonLine, named_for, needs, posts_of
from inventory.duty.shifts import Away, Duty, Planned, Publication, Roster, Shift, Unavailable, away, instants
from inventory.ground.people import Organisation, Permission, Person, branch, require
from inventory.ground.settings import zone

Cell = tuple[date, int, int]
"""The date on which a shift begins, its time's id, and a post's id."""

Begun = tuple[date, int]
"""The date on which a shift begins, and its time's id."""

DAY = timedelta(days=1)
DECEMBER = 12

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RosterLine:
    """A roster on the list."""

    roster_id: int
    code: str
    organisation_id: int
    organisation: str
    first: date
    pattern: str
    published_at: datetime | None
    gaps: int
    reason: str


@dataclass(frozen=True)
class MonthDay:
    """A date of the month; the remark names its holiday, or the holiday for which a weekend is worked."""

    on: date
    kind: DayKind
    remark: str


@dataclass(frozen=True)
class Seat:
    """Somebody in a cell of the month."""

    person_id: int
    login: str
    name: str
    title: str
    retired: bool


@dataclass(frozen=True)
class Month:
    """A roster's month; where it is published, it is what was published, with who stands where by now beside it.

    `course` is what every post takes, and from when on: what is set for the response level that holds from then on.
    """

    roster_id: int
    code: str
    organisation_id: int
    organisation: str
    first: date
    pattern_id: int
    pattern: str
    published_at: datetime | None
    reason: str
    zone: ZoneInfo
    days: tuple[MonthDay, ...]
    times: tuple[TimeLine, ...]
    posts: tuple[PostLine, ...]
    begins: frozenset[Begun]
    seats: Mapping[Cell, tuple[Seat, ...]]
    shift_ids: Mapping[Begun, int]
    standing: Mapping[Cell, tuple[Standing, ...]]
    names: Mapping[int, str]
    named: Mapping[int, Sequence[PostPersonLine]]
    away: Sequence[Away]
    course: Sequence[tuple[datetime, Mapping[int, int]]]
    level: str
    level_since: date | None
    said: str

    @property
    def last(self) -> date:
        """The month's last day."""
        return self.days[-1].on

    def times_on(self, on: date) -> list[TimeLine]:
        """The shifts that begin on a date."""
        return [one for one in self.times if (on, one.time_id) in self.begins]

    def shifts(self) -> Iterator[tuple[MonthDay, TimeLine]]:
        """Every shift of the month, in the order in which they begin."""
        for one in self.days:
            for time in self.times_on(one.on):
                yield one, time

    def cells(self) -> Iterator[Cell]:
        """Every cell of the month that is to be filled, shift by shift."""
        for one, time in self.shifts():
            for post in self.posts:
                yield one.on, time.time_id, post.post_id

    def seated(self, cell: Cell) -> tuple[Seat, ...]:
        """Who sits in a cell."""
        return self.seats.get(cell, ())

    def need(self, cell: Cell) -> int:
        """How many a cell takes at least: what is set for the response level that holds last while its shift lasts."""
        return self._needs[cell[:2]].get(cell[2], 0)

    def missing(self, cell: Cell) -> int:
        """How many more a cell needs."""
        return max(0, self.need(cell) - len(self.seated(cell)))

    def span(self, on: date, time_id: int) -> tuple[datetime, datetime]:
        """When a shift begins and ends."""
        return self._spans[on, time_id]

    @cached_property
    def _needs(self) -> dict[Begun, Mapping[int, int]]:
        return {
            begun: [needs for since, needs in self.course if since < ends][-1]
            for begun, (_starts, ends) in self._spans.items()
        }

    @cached_property
    def _spans(self) -> dict[Begun, tuple[datetime, datetime]]:
        times = {one.time_id: one for one in self.times}
        return {
            (on, time_id): instants(self.zone, on, times[time_id].starts, times[time_id].length)
            for on, time_id in self.begins
        }


# Rules ---------------------------------------------------------------------------------------------------------


def days_of(first: date) -> list[date]:
    """The dates of a month."""
    return [first + DAY * n for n in range((next_month(first) - first).days)]


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + 1, 1, 1) if first.month == DECEMBER else date(first.year, first.month + 1, 1)


# Queries -------------------------------------------------------------------------------------------------------


def rosters(session: Session, reader: Person, organisation: Organisation | None = None) -> list[RosterLine]:
    """The rosters of the reader's branch, or of one duty room, the latest month first."""
    found = session.execute(
        select(
            Roster, Organisation.name, ShiftPattern.name, Publication.recorded_at, Publication.gaps, Publication.reason
        )
        .join(Organisation, Organisation.id == Roster.organisation_id)
        .join(ShiftPattern, ShiftPattern.id == Roster.pattern_id)
        .outerjoin(Publication, Publication.roster_id == Roster.id)
        .where(
            Roster.organisation_id.in_(branch(reader)),
            *(() if organisation is None else (Roster.organisation_id == organisation.id,)),
        )
        .order_by(Roster.first.desc(), Organisation.path)
    )
    return [
        RosterLine(
            one.id,
            one.code,
            one.organisation_id,
            owner,
            one.first,
            pattern,
            published_at,
            gaps or 0,
            reason or "",
        )
        for one, owner, pattern, published_at, gaps, reason in found
    ]


def roster_of(session: Session, reader: Person, organisation_id: int, first: date) -> Roster | None:
    """A duty room's roster for the month that begins on a date; None where it has none, or isn't the reader's."""
    own = Roster.organisation_id.in_(branch(reader)), Roster.organisation_id == organisation_id
    return session.scalars(select(Roster).where(*own, Roster.first == first)).one_or_none()


def month(session: Session, reader: Person, roster: Roster) -> Month:
    """A roster's month, for who may look at it."""
    require(session, reader, Permission.READ, roster.organisation_id)
    published = session.scalars(select(Publication).where(Publication.roster_id == roster.id)).one_or_none()
    found = _published(session, roster) if published else _planned(session, roster)
    times, posts, days = _frame(session, roster, found, frozen=published is not None)
    named = named_for(session, reader, roster.pattern_id)
    known = {*found.names, *(one.person_id for people in named.values() for one in people)}
    mine = select(Person.id).where(or_(Person.id.in_(known), Person.organisation_id.in_(branch(reader))))
    level, local = in_force(session, roster.organisation_id), zone(session)
    return Month(
        roster_id=roster.id,
        code=roster.code,
        organisation_id=roster.organisation_id,
        organisation=session.get_one(Organisation, roster.organisation_id).name,
        first=roster.first,
        pattern_id=roster.pattern_id,
        pattern=session.get_one(ShiftPattern, roster.pattern_id).name,
        published_at=published.recorded_at if published else None,
        reason=published.reason if published else "",
        zone=local,
        days=days,
        times=times,
        posts=posts,
        begins=frozenset(found.shift_ids or _begun(days, times) | {cell[:2] for cell in found.seats}),
        seats=found.seats,
        shift_ids=found.shift_ids,
        standing=found.standing,
        names=found.names,
        named=named,
        away=away(session, roster.first, next_month(roster.first) - DAY, Unavailable.person_id.in_(mine)),
        course=_course(session, roster, local),
        level=level.name if level else "",
        level_since=level.since.astimezone(local).date() if level else None,
        said=calendar.said(roster.first),
    )


@dataclass
class _Read:
    """Who sits where, and, of what was published, the shifts, the days as they were then, and who stands there now."""

    seats: dict[Cell, tuple[Seat, ...]]
    names: dict[int, str]
    kinds: dict[date, DayKind] = field(default_factory=dict)
    shift_ids: dict[Begun, int] = field(default_factory=dict)
    standing: dict[Cell, tuple[Standing, ...]] = field(default_factory=dict)


def _frame(
    session: Session, roster: Roster, found: _Read, *, frozen: bool
) -> tuple[tuple[TimeLine, ...], tuple[PostLine, ...], tuple[MonthDay, ...]]:
    """The shifts, posts and days of a month: those in use, and what was retired since somebody was put there."""
    used_times = {one[1] for one in (*found.seats, *found.shift_ids)}
    used_posts = {cell[2] for cell in found.seats}
    times = times_of(session, roster.pattern_id, retired=True)
    posts = posts_of(session, roster.pattern_id, retired=True)
    return (
        tuple(one for one in times if one.time_id in used_times or not (one.retired or frozen)),
        tuple(one for one in posts if one.post_id in used_posts or not one.retired),
        tuple(
            MonthDay(on, found.kinds.get(on) or calendar.day(on), calendar.remark_on(on))
            for on in days_of(roster.first)
        ),
    )


def _begun(days: Iterable[MonthDay], times: Sequence[TimeLine]) -> set[Begun]:
    """The shifts that begin by the calendar."""
    return {
        (day.on, time.time_id) for day in days for time in times if not time.retired and time.days.holds_on(day.kind)
    }


def _course(session: Session, roster: Roster, local: ZoneInfo) -> list[tuple[datetime, dict[int, int]]]:
    """What every post takes, and from when on; the longest shift ends on the second day after the month."""
    since, until = (
        datetime(on.year, on.month, on.day, tzinfo=local) for on in (roster.first, next_month(roster.first) + 2 * DAY)
    )
    held = course(session, roster.organisation_id, since, until)
    needed = {level_id: needs(session, roster.pattern_id, level_id) for _since, level_id in held}
    return [(begins, needed[level_id]) for begins, level_id in held]


def _planned(session: Session, roster: Roster) -> _Read:
    """Who is planned; which shifts begin is the calendar's to say."""
    found = session.execute(
        select(
            Planned.begins_on, Planned.time_id, Planned.post_id,
            Person.id, Person.login, Person.name, Person.post, Person.retired,
        )
        .join(Person, Person.id == Planned.person_id)
        .where(Planned.roster_id == roster.id)
        .order_by(Planned.id)
    )  # fmt: skip
    return _seats(found)


def _published(session: Session, roster: Roster) -> _Read:
    """Who was published, with the shifts and the days as they were then; and who stands there by now."""
    found = session.execute(
        select(
            Shift.begins_on, Shift.time_id, Duty.post_id,
            Person.id, Person.login, Person.name, Person.post, Person.retired,
        )
        .join(Duty, Duty.shift_id == Shift.id)
        .join(Person, Person.id == Duty.person_id)
        .where(Shift.roster_id == roster.id)
        .order_by(Duty.id)
    )  # fmt: skip
    read = _seats(found)
    shifts = session.execute(
        select(Shift.id, Shift.begins_on, Shift.time_id, Shift.day).where(Shift.roster_id == roster.id)
    ).all()
    begun = {row[0]: (row[1], row[2]) for row in shifts}
    read.kinds = {row[1]: row[3] for row in shifts}
    read.shift_ids = {cell: shift_id for shift_id, cell in begun.items()}
    for one in effective(session, select(Shift.id).where(Shift.roster_id == roster.id)):
        cell = (*begun[one.shift_id], one.post_id)
        read.standing[cell] = (*read.standing.get(cell, ()), one)
    came = {one.person_id for people in read.standing.values() for one in people} - set(read.names)
    read.names |= dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(came))).all())
    return read


def _seats(found: Iterable[Any]) -> _Read:
    seats: dict[Cell, tuple[Seat, ...]] = {}
    for on, time_id, post_id, *who in found:
        cell = (on, time_id, post_id)
        seats[cell] = (*seats.get(cell, ()), Seat(*who))
    return _Read(seats, {one.person_id: one.name for held in seats.values() for one in held})

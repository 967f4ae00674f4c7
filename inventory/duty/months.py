"""A roster's month as it is planned or published: days, shifts and posts, who sits where, and how much each does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from inventory.duty import calendar
from inventory.duty.calendar import DayKind
from inventory.duty.levels import in_force
from inventory.duty.patterns import ShiftPattern, TimeLine, times_of
from inventory.duty.posts import PostLine, PostPersonLine, named_for, needs, posts_of
from inventory.duty.shifts import Away, Duty, Planned, Publication, Roster, Shift, Unavailable, away, instants
from inventory.ground.i18n import _
from inventory.ground.people import Organisation, Permission, Person, branch, require
from inventory.ground.settings import zone

Cell = tuple[date, int, int]
"""The date on which a shift begins, its time's id, and a post's id."""

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
class Tally:
    """How much somebody does in a month: every day counts as one kind, and shifts as the day on which they begin.

    `shortest` and `longest` are the times between the end of a duty and the beginning of the next one in the month.
    """

    person_id: int
    name: str
    posts: str
    duties: int
    weekends: int
    holidays: int
    hours: Decimal
    shortest: timedelta | None
    longest: timedelta | None


@dataclass(frozen=True)
class Month:
    """A roster's month; where it is published, it is what was published."""

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
    begins: frozenset[tuple[date, int]]
    seats: Mapping[Cell, tuple[Seat, ...]]
    named: Mapping[int, Sequence[PostPersonLine]]
    away: Sequence[Away]
    usual: Mapping[int, int]
    raised: Mapping[int, int]
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
        """How many a cell takes at least: from the day on that a response level is in force, what is set for that."""
        raised = self.level_since is not None and cell[0] >= self.level_since
        return (self.raised if raised else self.usual).get(cell[2], 0)

    def missing(self, cell: Cell) -> int:
        """How many more a cell needs."""
        return max(0, self.need(cell) - len(self.seated(cell)))

    def span(self, on: date, time_id: int) -> tuple[datetime, datetime]:
        """When a shift begins and ends."""
        return self._spans[on, time_id]

    @cached_property
    def _spans(self) -> dict[tuple[date, int], tuple[datetime, datetime]]:
        times = {one.time_id: one for one in self.times}
        return {
            (on, time_id): instants(self.zone, on, times[time_id].starts, times[time_id].length)
            for on, time_id in self.begins
        }

    def tallies(self) -> list[Tally]:
        """How much everybody does who is named for a post or sits in the month, in the order of the posts."""
        return _tallies(self)


# Rules ---------------------------------------------------------------------------------------------------------


def days_of(first: date) -> list[date]:
    """The dates of a month."""
    return [first + DAY * n for n in range((next_month(first) - first).days)]


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + 1, 1, 1) if first.month == DECEMBER else date(first.year, first.month + 1, 1)


def _tallies(month: Month) -> list[Tally]:
    kinds = {one.on: one.kind for one in month.days}
    order = [post.post_id for post in month.posts]
    called = {post.post_id: post.name for post in month.posts}
    names: dict[int, str] = {}
    held: dict[int, set[int]] = {}
    for post_id in order:
        sitting = [(cell, seat) for cell, seats in month.seats.items() if cell[2] == post_id for seat in seats]
        for person_id, name in [
            *((one.person_id, one.name) for one in month.named.get(post_id, ()) if not one.retired),
            *((seat.person_id, seat.name) for _cell, seat in sorted(sitting, key=lambda one: one[0][:2])),
        ]:
            names.setdefault(person_id, name)
            held.setdefault(person_id, set()).add(post_id)
    duties: dict[int, set[tuple[date, int]]] = {person_id: set() for person_id in names}
    for (on, time_id, _post), seats in month.seats.items():
        for seat in seats:
            duties[seat.person_id].add((on, time_id))
    tallies = []
    for person_id, name in names.items():
        spans = sorted(month.span(*one) for one in duties[person_id])
        gaps = [later[0] - earlier[1] for earlier, later in pairwise(spans)]
        days = [kinds[on] for on, _time in duties[person_id]]
        tallies.append(
            Tally(
                person_id,
                name,
                _(", ").join(called[post_id] for post_id in order if post_id in held[person_id]),
                len(days),
                days.count(DayKind.WEEKEND),
                days.count(DayKind.HOLIDAY),
                hours_between(spans),
                min(gaps, default=None),
                max(gaps, default=None),
            )
        )
    return tallies


def hours_between(spans: Sequence[tuple[datetime, datetime]]) -> Decimal:
    """How many hours spans of time last together."""
    minutes = sum(round((ends - starts).total_seconds() / 60) for starts, ends in spans)
    hours = Decimal(minutes) / 60
    return hours.quantize(Decimal("0.01")).normalize() if minutes % 60 else Decimal(minutes // 60)


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


def month(session: Session, reader: Person, roster: Roster) -> Month:
    """A roster's month, for who may look at it."""
    require(session, reader, Permission.READ, roster.organisation_id)
    published = session.scalars(select(Publication).where(Publication.roster_id == roster.id)).one_or_none()
    seats, kinds, begun = _published(session, roster) if published else _planned(session, roster)
    used_times, used_posts = {cell[1] for cell in seats} | {one[1] for one in begun}, {cell[2] for cell in seats}
    all_times = times_of(session, roster.pattern_id, retired=True)
    all_posts = posts_of(session, roster.pattern_id, retired=True)
    times = [one for one in all_times if one.time_id in used_times or not (one.retired or published)]
    days = [MonthDay(on, kinds.get(on) or calendar.day(on), calendar.remark_on(on)) for on in days_of(roster.first)]
    begins = begun or {
        (day.on, time.time_id) for day in days for time in times if (not time.retired and time.days.holds_on(day.kind))
    } | {cell[:2] for cell in seats}
    named = named_for(session, roster.pattern_id)
    known = {seat.person_id for held in seats.values() for seat in held}
    known.update(one.person_id for people in named.values() for one in people)
    mine = select(Person.id).where(or_(Person.id.in_(known), Person.organisation_id.in_(branch(reader))))
    level = in_force(session, roster.organisation_id)
    organisation = session.get_one(Organisation, roster.organisation_id)
    local = zone(session)
    return Month(
        roster_id=roster.id,
        code=roster.code,
        organisation_id=organisation.id,
        organisation=organisation.name,
        first=roster.first,
        pattern_id=roster.pattern_id,
        pattern=session.get_one(ShiftPattern, roster.pattern_id).name,
        published_at=published.recorded_at if published else None,
        reason=published.reason if published else "",
        zone=local,
        days=tuple(days),
        times=tuple(times),
        posts=tuple(one for one in all_posts if one.post_id in used_posts or not one.retired),
        begins=frozenset(begins),
        seats=seats,
        named=named,
        away=away(session, roster.first, next_month(roster.first) - DAY, Unavailable.person_id.in_(mine)),
        usual=needs(session, roster.pattern_id),
        raised=needs(session, roster.pattern_id, level.level_id) if level else {},
        level=level.name if level else "",
        level_since=level.since.astimezone(local).date() if level else None,
        said=calendar.said(roster.first),
    )


_Read = tuple[dict[Cell, tuple[Seat, ...]], dict[date, DayKind], set[tuple[date, int]]]


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
    return _seats(found), {}, set()


def _published(session: Session, roster: Roster) -> _Read:
    """Who was published, with the shifts and the days as they were then."""
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
    shifts = session.execute(
        select(Shift.begins_on, Shift.time_id, Shift.day).where(Shift.roster_id == roster.id)
    ).all()
    return _seats(found), {row[0]: row[2] for row in shifts}, {(row[0], row[1]) for row in shifts}


def _seats(found: Iterable[Any]) -> dict[Cell, tuple[Seat, ...]]:
    seats: dict[Cell, tuple[Seat, ...]] = {}
    for on, time_id, post_id, *who in found:
        cell = (on, time_id, post_id)
        seats[cell] = (*seats.get(cell, ()), Seat(*who))
    return seats

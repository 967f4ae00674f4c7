"""Shift patterns (班次): on which days shifts begin, at what time and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.calendar import DayKind
from inventory.ground import typed
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import NotRetired, Retired, free_code, next_code
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean

DAY = 24 * 60  # minutes on the wall, and the longest shift: the same shift may begin again the next day
MOST_DIGITS = 9

# Models --------------------------------------------------------------------------------------------------------


class Days(StrEnum):
    """On which days a shift begins."""

    EVERY = "every"
    WORKDAY = "workday"
    DAY_OFF = "day_off"

    def holds_on(self, day: DayKind) -> bool:
        """Whether a shift of these days begins on such a date."""
        return self is Days.EVERY or (self is Days.WORKDAY) == (day is DayKind.WORKDAY)


class ShiftPattern(Base):
    """A way of dividing days into shifts, for one duty room."""

    __tablename__ = "shift_pattern"
    sealed = {1: "id code name organisation_id note retired"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    note: Mapped[str] = mapped_column(Name(400), default="")
    retired: Mapped[bool] = mapped_column(default=False)


class ShiftTime(Base):
    """A shift of a pattern: from so many minutes after midnight on the wall, for so many minutes on the wall."""

    __tablename__ = "shift_time"
    __table_args__ = (CheckConstraint("starts >= 0 AND starts < 1440 AND length > 0 AND length <= 2880", name="a_day"),)
    sealed = {1: "id code name pattern_id organisation_id days starts length retired"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(60), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    pattern_id: Mapped[int] = mapped_column(ForeignKey("shift_pattern.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    days: Mapped[Days]
    starts: Mapped[int]
    length: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)


# Rules ---------------------------------------------------------------------------------------------------------

DAYS_NAMES = {
    Days.EVERY: N_("every day"),
    Days.WORKDAY: N_("workdays"),
    Days.DAY_OFF: N_("days off"),
}


class BadLength(Refused):
    """A shift lasts some minutes, and not into its own next turn."""

    message = N_("A shift lasts more than 0 and at most {longest} hours, in whole minutes: {hours} does not fit.")


class Overlapping(Refused):
    """At any instant one shift is on."""

    message = N_("{first} would still be on when {second} begins ({begins}): shorten one or let it begin later.")


class Retirable(Protocol):
    """What has a name and may be retired."""

    name: str
    retired: bool


def clock_of(minutes: int) -> str:
    """Minutes after midnight as the clock says them; the next day's are told as such."""
    days, rest = divmod(minutes, DAY)
    said = f"{rest // 60:02d}:{rest % 60:02d}"
    return said if not days else _("{clock} (day {n})").format(clock=said, n=f"+{days}")


def must_live(thing: Retirable, field: str) -> None:
    """Refuse what has been retired."""
    if thing.retired:
        raise Retired(field=field, name=thing.name)


def must_have_gone(thing: Retirable, field: str) -> None:
    """Refuse to take back what is in use."""
    if not thing.retired:
        raise NotRetired(field=field, name=thing.name)


def _minutes(hours: Decimal) -> int:
    minutes = hours * 60
    if not hours.is_finite() or minutes != minutes.to_integral_value() or not 0 < minutes <= DAY:
        raise BadLength(field="hours", hours=f"{hours:f}" if abs(hours.adjusted()) < MOST_DIGITS else "…", longest=24)
    return int(minutes)


def _apart(new: ShiftTime, others: Iterable[ShiftTime]) -> None:
    """Refuse a shift that is on together with another of its pattern, on whichever days follow one another."""
    for other in others:
        for first, second in ((new, other), (other, new)):
            if _same_day(first, second) and first.starts <= second.starts < first.starts + first.length:
                raise _overlap(first, second, 0)
            if second.starts + DAY < first.starts + first.length:
                raise _overlap(first, second, DAY)


def _same_day(first: ShiftTime, second: ShiftTime) -> bool:
    return any(first.days.holds_on(day) and second.days.holds_on(day) for day in DayKind)


def _overlap(first: ShiftTime, second: ShiftTime, later: int) -> Overlapping:
    return Overlapping(field="starts", first=first.name, second=second.name, begins=clock_of(second.starts + later))


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PatternLine:
    """A pattern on the list, with its shifts in a few words."""

    pattern_id: int
    code: str
    name: str
    organisation_id: int
    organisation: str
    note: str
    shifts: str
    retired: bool


@dataclass(frozen=True)
class TimeLine:
    """A shift of a pattern; its instants are `shifts.instants(zone, begins_on, starts, length)`."""

    time_id: int
    code: str
    name: str
    days: Days
    starts: int
    length: int
    retired: bool

    @property
    def begins(self) -> str:
        """When it begins, on the wall."""
        return clock_of(self.starts)

    @property
    def span(self) -> str:
        """From when until when, on the wall; a shift over midnight says by how many days."""
        days, ends = divmod(self.starts + self.length, DAY)
        return f"{clock_of(self.starts)}–{clock_of(ends)}" + (f" +{days}" if days else "")


def patterns(session: Session, reader: Person, *, retired: bool = False) -> list[PatternLine]:
    """The patterns of the reader's branch."""
    found = session.execute(
        select(ShiftPattern, Organisation.name)
        .join(Organisation, Organisation.id == ShiftPattern.organisation_id)
        .where(
            ShiftPattern.organisation_id.in_(branch(reader)), *(() if retired else (ShiftPattern.retired.is_(False),))
        )
        .order_by(Organisation.path, ShiftPattern.code)
    ).all()
    times: dict[int, list[str]] = {}
    for time in session.scalars(select(ShiftTime).where(ShiftTime.retired.is_(False)).order_by(ShiftTime.starts)):
        times.setdefault(time.pattern_id, []).append(f"{time.name} {_line_of(time).span}")
    return [
        PatternLine(
            one.id,
            one.code,
            one.name,
            one.organisation_id,
            owner,
            one.note,
            _(", ").join(times.get(one.id, [])),
            one.retired,
        )
        for one, owner in found
    ]


def times_of(session: Session, pattern_id: int, *, retired: bool = False) -> list[TimeLine]:
    """The shifts of a pattern in the order in which they begin."""
    found = session.scalars(
        select(ShiftTime)
        .where(ShiftTime.pattern_id == pattern_id, *(() if retired else (ShiftTime.retired.is_(False),)))
        .order_by(ShiftTime.starts, ShiftTime.id)
    )
    return [_line_of(one) for one in found]


def _line_of(one: ShiftTime) -> TimeLine:
    return TimeLine(one.id, one.code, one.name, one.days, one.starts, one.length, one.retired)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RULES, on="organisation")
def add_pattern(
    session: Session, by: Person, *, organisation: Organisation, name: str, code: str = "", note: str = ""
) -> ShiftPattern:
    """Enter a way of dividing days into shifts; its shifts and posts follow."""
    one = ShiftPattern(
        code=free_code(session, ShiftPattern.code, code) if code else next_code(session, ShiftPattern.code, "BC", 2),
        name=clean(name, field="name"),
        organisation_id=organisation.id,
        note=clean(note, field="note", longest=400, blank=True),
    )
    session.add(one)
    session.flush()
    return one


@service(Permission.KEEP_RULES, on="pattern")
def change_pattern(
    session: Session, by: Person, *, pattern: ShiftPattern, name: str | None = None, note: str | None = None
) -> ShiftPattern:
    """Rename a pattern, or say more about it."""
    pattern.name = pattern.name if name is None else clean(name, field="name")
    pattern.note = pattern.note if note is None else clean(note, field="note", longest=400, blank=True)
    return pattern


@service(Permission.KEEP_RULES, on="pattern")
def retire_pattern(session: Session, by: Person, *, pattern: ShiftPattern) -> ShiftPattern:
    """Let a pattern go: the rosters that were made with it stay."""
    must_live(pattern, "pattern")
    pattern.retired = True
    return pattern


@service(Permission.KEEP_RULES, on="pattern")
def revive_pattern(session: Session, by: Person, *, pattern: ShiftPattern) -> ShiftPattern:
    """Take a retired pattern back into use, with the shifts and posts that it had."""
    must_have_gone(pattern, "pattern")
    pattern.retired = False
    return pattern


@service(Permission.KEEP_RULES, on="pattern")
def add_shift_time(
    session: Session,
    by: Person,
    *,
    pattern: ShiftPattern,
    name: str,
    starts: str,
    hours: Decimal,
    days: Days = Days.EVERY,
) -> ShiftTime:
    """Give a pattern a shift: on which days it begins, at what time on the wall, for how many hours on the wall."""
    must_live(pattern, "pattern")
    at = typed.clock(starts, field="starts")
    one = ShiftTime(name=clean(name, field="name"), days=days, starts=at.hour * 60 + at.minute, length=_minutes(hours))
    _apart(one, _in_use(session, pattern.id))
    one.code = next_code(session, ShiftTime.code, f"{pattern.code}/", 1)
    one.pattern_id, one.organisation_id = pattern.id, pattern.organisation_id
    session.add(one)
    session.flush()
    return one


def _in_use(session: Session, pattern_id: int) -> Iterable[ShiftTime]:
    live = select(ShiftTime).where(ShiftTime.pattern_id == pattern_id, ShiftTime.retired.is_(False))
    return session.scalars(live.order_by(ShiftTime.starts))


@service(Permission.KEEP_RULES, on="time")
def retire_shift_time(session: Session, by: Person, *, time: ShiftTime) -> ShiftTime:
    """Let a shift go: no more is planned in it, what was published stays."""
    must_live(time, "time")
    time.retired = True
    return time


@service(Permission.KEEP_RULES, on="time")
def revive_shift_time(session: Session, by: Person, *, time: ShiftTime) -> ShiftTime:
    """Take a retired shift back into use, where no other is on at its time by now."""
    must_have_gone(time, "time")
    _apart(time, _in_use(session, time.pattern_id))
    time.retired = False
    return time

"""What really happened: every duty of a month as it was planned, how it was changed, and who came, for allowances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session

from inventory.duty.calendar import DayKind
from inventory.duty.duties import Standing, changes, follow, planned
from inventory.duty.months import next_month
from inventory.duty.posts import Post
from inventory.duty.presence import room_of
from inventory.duty.shifts import Attendance, ChangeKind, Duty, DutyChange, Shift
from inventory.duty.tallies import hours_between
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.store import moment_of

# Rules ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActualLine:
    """One person in one shift: planned, changed, and what was recorded; `other` is who went or came for them."""

    shift_id: int
    shift: str
    code: str
    room_id: int
    room: str
    begins_on: date
    day: DayKind
    starts_at: datetime
    ends_at: datetime
    post_id: int
    post: str
    person_id: int
    login: str
    person: str
    organisation: str
    is_planned: bool
    is_standing: bool
    change: ChangeKind | None
    number: str
    other: str
    reason: str
    approver: str
    alone: str
    changed_at: datetime | None
    came: bool | None
    from_at: datetime | None
    until_at: datetime | None
    note: str
    is_over: bool

    @property
    def did(self) -> bool:
        """Whether it counts: they came, or stood on the roster and nobody recorded otherwise by its end."""
        if self.came is not None:
            return self.came and (self.is_over or self.until_at is not None)
        return self.is_standing and self.is_over

    @property
    def is_unrecorded(self) -> bool:
        """Whether it counts only since nobody recorded anything else."""
        return self.did and self.came is None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when until when they were there: what was recorded, or the shift from when they were called to it."""
        since = self.changed_at if self.change is ChangeKind.REINFORCED and self.is_standing else None
        was_called = since is not None and self.starts_at < since < self.ends_at
        return self.from_at or (since if since and was_called else self.starts_at), self.until_at or self.ends_at

    @property
    def hours(self) -> Decimal | None:
        """How many hours they did, by the clock that never changes; None where they did none."""
        return hours_between([self.span]) if self.did else None


@dataclass(frozen=True)
class Allowance:
    """What somebody did in a month: duties and hours, those that began at weekends and on holidays apart."""

    person_id: int
    login: str
    person: str
    organisation: str
    planned: int
    duties: int
    weekends: int
    holidays: int
    hours: Decimal
    weekend_hours: Decimal
    holiday_hours: Decimal
    missed: int
    unrecorded: int


def allowances(lines: Iterable[ActualLine]) -> list[Allowance]:
    """What everybody did, in the order in which they first appear."""
    by_person: dict[int, list[ActualLine]] = {}
    for line in lines:
        by_person.setdefault(line.person_id, []).append(line)
    return [_allowance(of_one) for of_one in by_person.values()]


def _allowance(lines: Sequence[ActualLine]) -> Allowance:
    did = [one for one in lines if one.did]
    weekends = [one for one in did if one.day is DayKind.WEEKEND]
    holidays = [one for one in did if one.day is DayKind.HOLIDAY]
    first = lines[0]
    return Allowance(
        first.person_id,
        first.login,
        first.person,
        first.organisation,
        planned=sum(one.is_planned for one in lines),
        duties=len(did),
        weekends=len(weekends),
        holidays=len(holidays),
        hours=_hours(did),
        weekend_hours=_hours(weekends),
        holiday_hours=_hours(holidays),
        missed=sum(one.came is False and one.is_standing for one in lines),
        unrecorded=sum(one.is_unrecorded for one in lines),
    )


def _hours(lines: Iterable[ActualLine]) -> Decimal:
    return hours_between([one.span for one in lines])


# Queries -------------------------------------------------------------------------------------------------------


def actual(
    session: Session, reader: Person, *, first: date, organisation: Organisation | None = None
) -> list[ActualLine]:
    """A month of a duty room, person by person and shift by shift: planned, changed, really."""
    room = room_of(session, reader) if organisation is None else organisation.id
    among = select(Shift.id).where(
        Shift.organisation_id == room,
        Shift.organisation_id.in_(branch(reader)),
        Shift.begins_on >= first,
        Shift.begins_on < next_month(first),
    )
    return _Month(session, among).lines()


def duties_of(session: Session, reader: Person, person: Person, since: date) -> list[ActualLine]:
    """All that was ever somebody's duty in shifts from a date on, within the reader's branch, the earliest first."""
    theirs = union_all(
        select(Duty.shift_id).where(Duty.person_id == person.id),
        select(DutyChange.shift_id).where(DutyChange.in_id == person.id),
        select(Attendance.shift_id).where(Attendance.person_id == person.id),
    )
    among = select(Shift.id).where(
        Shift.organisation_id.in_(branch(reader)), Shift.begins_on >= since, Shift.id.in_(theirs)
    )
    lines = [one for one in _Month(session, among).lines() if one.person_id == person.id]
    return sorted(lines, key=lambda one: (one.starts_at, one.shift_id))


class _Month:
    """Some shifts with all that was written about them."""

    def __init__(self, session: Session, among: Select[int]) -> None:
        self.now = moment_of(session)
        self.shifts = {one.id: one for one in session.scalars(select(Shift).where(Shift.id.in_(among)))}
        self.planned = planned(session, among)
        self.changes = changes(session, among)
        self.standing = {_key(one) for one in follow(self.planned, self.changes)}
        recorded = select(Attendance).where(Attendance.shift_id.in_(among)).order_by(Attendance.id)
        self.recorded = {(one.shift_id, one.person_id): one for one in session.scalars(recorded)}
        self.people = {
            one.id: (one, house)
            for one, house in session.execute(
                select(Person, Organisation.name).join(Organisation, Organisation.id == Person.organisation_id)
            )
        }
        houses = select(Organisation.id, Organisation.name)
        self.rooms = dict(session.execute(houses.where(Organisation.id.in_(self._rooms()))).all())
        self.posts = {one.id: one for one in session.scalars(select(Post))}

    def _rooms(self) -> set[int]:
        return {one.organisation_id for one in self.shifts.values()}

    def lines(self) -> list[ActualLine]:
        """By person as they are first met, then by time."""
        changed: dict[tuple[int, int, int], DutyChange] = {}
        for one in self.changes:
            for person_id in (one.out_id, one.in_id):
                if person_id is not None:
                    changed[one.shift_id, one.post_id, person_id] = one
        keys = dict.fromkeys([*map(_key, self.planned), *changed])
        met = {(shift_id, person_id) for shift_id, _post, person_id in keys}
        keys |= dict.fromkeys(
            (one.shift_id, one.post_id, one.person_id)
            for one in self.recorded.values()
            if (one.shift_id, one.person_id) not in met
        )
        was_planned = set(map(_key, self.planned))
        lines = [self._line(key, changed.get(key), is_planned=key in was_planned) for key in keys]
        lines.sort(key=lambda one: (one.starts_at, one.shift_id, self.posts[one.post_id].turn))
        order = {person: at for at, person in enumerate(dict.fromkeys(one.person_id for one in lines))}
        return sorted(lines, key=lambda one: order[one.person_id])

    def _line(self, key: tuple[int, int, int], change: DutyChange | None, *, is_planned: bool) -> ActualLine:
        shift, post, (person, house) = self.shifts[key[0]], self.posts[key[1]], self.people[key[2]]
        is_standing = key in self.standing
        came = self.recorded.get((shift.id, person.id))
        if came is not None and not is_standing and came.post_id != post.id:
            came = None
        other = None if change is None else change.out_id if change.in_id == person.id else change.in_id
        return ActualLine(
            shift.id, shift.name, shift.code, shift.organisation_id, self.rooms[shift.organisation_id],
            shift.begins_on, shift.day, shift.starts_at, shift.ends_at,
            post.id, post.name, person.id, person.login, person.name, house,
            is_planned=is_planned,
            is_standing=is_standing,
            change=change.kind if change else None,
            number=change.number if change else "",
            other=self.people[other][0].name if other is not None else "",
            reason=change.reason if change else "",
            approver=self.people[change.approved_by_id][0].name if change and change.approved_by_id else "",
            alone=change.alone if change else "",
            changed_at=change.recorded_at if change else None,
            came=came.came if came else None,
            from_at=came.from_at if came else None,
            until_at=came.until_at if came else None,
            note=came.note if came else "",
            is_over=shift.ends_at <= self.now,
        )  # fmt: skip


def _key(one: Standing) -> tuple[int, int, int]:
    return one.shift_id, one.post_id, one.person_id

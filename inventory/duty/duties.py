"""Duties as they stand: what was published, and after it every swap, reinforcement and relief in its order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from inventory.duty.calendar import DayKind
from inventory.duty.shifts import ChangeKind, Duty, DutyChange, Shift

# Rules ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Somebody's duty as it stands; of who wasn't planned, how and when they came to it, and by which change."""

    shift_id: int
    post_id: int
    person_id: int
    kind: ChangeKind | None = None
    number: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Held:
    """A duty with the time that it takes."""

    shift_id: int
    post_id: int
    person_id: int
    code: str
    organisation_id: int
    begins_on: date
    starts_at: datetime
    ends_at: datetime
    day: DayKind


def follow(standing: Iterable[Standing], changes: Iterable[DutyChange]) -> list[Standing]:
    """What stands after changes, in the order in which it came to be."""
    held = {(one.shift_id, one.post_id, one.person_id): one for one in standing}
    for one in changes:
        if one.out_id is not None:
            held.pop((one.shift_id, one.post_id, one.out_id), None)
        if one.in_id is not None:
            came = Standing(one.shift_id, one.post_id, one.in_id, one.kind, one.number, one.recorded_at)
            held[one.shift_id, one.post_id, one.in_id] = came
    return list(held.values())


# Queries -------------------------------------------------------------------------------------------------------


def planned(session: Session, among: Select[int]) -> list[Standing]:
    """The duties of shifts as they were published."""
    found = select(Duty.shift_id, Duty.post_id, Duty.person_id).where(Duty.shift_id.in_(among)).order_by(Duty.id)
    return [Standing(*row) for row in session.execute(found)]


def changes(session: Session, among: Select[int]) -> list[DutyChange]:
    """What was changed of shifts, the first change first."""
    return list(session.scalars(select(DutyChange).where(DutyChange.shift_id.in_(among)).order_by(DutyChange.id)))


def effective(session: Session, among: Select[int]) -> list[Standing]:
    """The duties of shifts as they stand."""
    return follow(planned(session, among), changes(session, among))


def held(session: Session, people: Collection[int], since: datetime, until: datetime) -> list[Held]:
    """The duties that people have between two instants, in whichever duty room, the earliest first."""
    theirs = select(Duty.shift_id).where(Duty.person_id.in_(people))
    come_to = select(DutyChange.shift_id).where(DutyChange.in_id.in_(people))
    among = select(Shift.id).where(
        Shift.starts_at < until, Shift.ends_at > since, Shift.id.in_(theirs.union_all(come_to))
    )
    when = {one.id: one for one in session.scalars(select(Shift).where(Shift.id.in_(among)))}
    found = []
    for one in effective(session, among):
        if one.person_id in people:
            shift = when[one.shift_id]
            found.append(
                Held(
                    one.shift_id, one.post_id, one.person_id, shift.code, shift.organisation_id,
                    shift.begins_on, shift.starts_at, shift.ends_at, shift.day,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.starts_at, one.shift_id, one.post_id, one.person_id))

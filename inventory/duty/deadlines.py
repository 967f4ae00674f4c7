"""Deadlines: what the duty room must do by when, in one list: reports, open items, posts that lack somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inventory.duty import events, presence
from inventory.duty.events import WANTED_NAMES
from inventory.duty.presence import OnDuty
from inventory.duty.shifts import Roster, Shift
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Person
from inventory.ground.settings import value_of
from inventory.ground.store import moment_of

# Rows ----------------------------------------------------------------------------------------------------------


class Due(StrEnum):
    """What is due."""

    REPORT = "report"
    EMPTY_POST = "empty_post"
    OPEN_ITEM = "open_item"
    GAP = "gap"
    UNPUBLISHED = "unpublished"


DUE_NAMES = {
    Due.REPORT: N_("report due"),
    Due.EMPTY_POST: N_("post empty now"),
    Due.OPEN_ITEM: N_("open item"),
    Due.GAP: N_("gap in the roster"),
    Due.UNPUBLISHED: N_("roster not published"),
}


@dataclass(frozen=True)
class DeadlineLine:
    """Something that must be done, the number to look it up by, and since when it is known.

    `missing` is how many people a post lacks. Without `due_at` no limit is set; a first report is then due at once.
    """

    kind: Due
    what: str
    where: str
    owner: str
    since: datetime
    due_at: datetime | None
    overdue: bool
    number: str
    missing: int = 0
    at_once: bool = False


# The list ------------------------------------------------------------------------------------------------------


def deadlines(session: Session, reader: Person) -> list[DeadlineLine]:
    """What is due in the reader's branch and duty room: the longest overdue first, what has no limit last."""
    lines = [line for part in (reports_due, _items, _ahead) for line in part(session, reader)]
    return sorted([*lines, *empty_posts(presence.on_duty(session, reader))], key=_turn)


def _turn(line: DeadlineLine) -> tuple[bool, datetime, str, str]:
    due = line.since if line.at_once else line.due_at
    return due is None, due or line.since, line.kind, line.number


def reports_due(session: Session, reader: Person) -> Iterator[DeadlineLine]:
    """The reports upward that are due, the most urgent first."""
    for one in events.clocks(session, reader):
        what = _("{matter}: {report}").format(matter=one.what, report=_(WANTED_NAMES[one.wanted]))
        at_once = one.due_at is None and not one.last
        yield DeadlineLine(
            Due.REPORT, what, one.place, "", one.learned_at, one.due_at, one.overdue, one.event, at_once=at_once
        )


def _items(session: Session, reader: Person) -> Iterator[DeadlineLine]:
    from inventory.duty import log  # noqa: PLC0415 - what is asked every minute, on any screen, asks no log

    for one in log.open_items(session, reader):
        if one.due_at is not None:
            yield DeadlineLine(
                Due.OPEN_ITEM, one.content, one.unit, one.owner, one.occurred_at, one.due_at, one.overdue, one.number
            )


def empty_posts(room: OnDuty | None) -> Iterator[DeadlineLine]:
    """The posts of a duty room that are empty at this moment."""
    if room is not None and room.shift is not None:
        for one in room.shift.empty:
            start = room.shift.starts_at
            yield DeadlineLine(
                Due.EMPTY_POST, one.name, room.shift.name, "", start, start, overdue=True, number=room.shift.code,
                missing=one.missing,
            )  # fmt: skip


def _ahead(session: Session, reader: Person) -> Iterator[DeadlineLine]:
    """The gaps of the coming days, and where what is published ends."""
    room, present = presence.room_of(session, reader), moment_of(session)
    if room is None:
        return
    organisation = session.get_one(Organisation, room)
    until = present + timedelta(days=int(value_of(session, "gap_days", organisation)))
    for shift in presence.coming(session, reader, present, until):
        for post in shift.empty if shift.starts_at > present else ():
            yield DeadlineLine(
                Due.GAP, post.name, shift.name, "", present, shift.starts_at, overdue=False, number=shift.code,
                missing=post.missing,
            )  # fmt: skip
    last = session.scalar(select(func.max(Shift.ends_at)).where(Shift.organisation_id == room))
    planned = select(func.max(Roster.code)).where(Roster.organisation_id == room)
    if (code := session.scalar(planned)) and (last is None or last < until):
        ends = last or present
        yield DeadlineLine(Due.UNPUBLISHED, organisation.name, "", "", ends, ends, overdue=ends <= present, number=code)

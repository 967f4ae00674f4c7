"""Alerts: what waits on every floor in one list, the most urgent first, and what of it makes itself heard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty.deadlines import DUE_NAMES, DeadlineLine, Due, deadlines, empty_posts, reports_due
from inventory.ground import settings
from inventory.ground.i18n import N_
from inventory.ground.people import Person
from inventory.ground.settings import value_of
from inventory.ground.store import moment_of
from inventory.supplies.todo import WAITING_NAMES, TodoLine, Waiting, todo
from inventory.upkeep.handover import UnsignedLine, unsigned

END = datetime.max.replace(tzinfo=UTC)
END_OF_DAY = time(23, 59, 59)

# Rows ----------------------------------------------------------------------------------------------------------


class Unsigned(StrEnum):
    """What waits for a signature."""

    HANDOVER = "handover"
    SHIFT = "shift"


ALERT_NAMES: dict[Any, str] = {
    **WAITING_NAMES,
    **DUE_NAMES,
    Unsigned.HANDOVER: N_("handover not signed"),
    Unsigned.SHIFT: N_("shift not handed over"),
}


class Urgency(IntEnum):
    """How much an alert asks: at once, soon, or to be known."""

    NOW = 0
    SOON = 1
    KNOWN = 2


@dataclass(frozen=True)
class Alert:
    """Something that somebody must do: what and where it is, whose, until when, and the number to look it up by.

    `quantity` is None where that is no question or not to be told; `due_at` is the end of a day where only that is set.
    """

    kind: Waiting | Due | Unsigned
    urgency: Urgency
    what: str
    where: str
    owner: str
    due_at: datetime | None
    number: str
    quantity: Decimal | None = None
    unit: str = ""
    day_only: bool = False

    @property
    def of_duty(self) -> bool:
        """Whether it is the duty room's own; the rest is the storekeepers' as well."""
        return not isinstance(self.kind, Waiting)


# The list ------------------------------------------------------------------------------------------------------


def alerts(session: Session, reader: Person) -> list[Alert]:
    """All that waits in the reader's branch: what is late first, the duty room's before the stores'."""
    now, soon, local = moment_of(session), _reminded(session), settings.zone(session)
    lines = [
        *(_due(one, now, soon) for one in deadlines(session, reader)),
        *(_unsigned(one, now) for one in unsigned(session, reader)),
        *(_waiting(one, local) for one in todo(session, reader)),
    ]
    return sorted(lines, key=_turn)


def urgent(session: Session, reader: Person) -> list[Alert]:
    """What makes itself heard: reports due, posts empty now, handovers unsigned; few questions, asked every minute."""
    return sorted(_heard(session, reader), key=_turn)


def _heard(session: Session, reader: Person) -> Iterator[Alert]:
    now, soon = moment_of(session), _reminded(session)
    duty: Iterable[DeadlineLine] = [*reports_due(session, reader), *empty_posts(session, reader)]
    for one in (
        *(_due(line, now, soon) for line in duty),
        *(_unsigned(line, now) for line in unsigned(session, reader)),
    ):
        if one.urgency is Urgency.NOW:
            yield one


def _turn(one: Alert) -> tuple[Urgency, bool, datetime, str, str]:
    return one.urgency, not one.of_duty, one.due_at or END, one.kind, one.number


def _reminded(session: Session) -> timedelta:
    """How long before its time a deadline is called out; not at all where nothing is set."""
    return timedelta(minutes=int(value_of(session, "remind_minutes") or 0))


def _due(one: DeadlineLine, now: datetime, soon: timedelta) -> Alert:
    is_now = one.overdue or one.at_once or (one.due_at is not None and one.due_at <= now + soon)
    urgency = Urgency.NOW if is_now else Urgency.SOON
    quantity = Decimal(one.missing) if one.missing else None
    due = one.since if one.at_once else one.due_at
    return Alert(one.kind, urgency, one.what, one.where, one.owner, due, one.number, quantity)


def _unsigned(one: UnsignedLine, now: datetime) -> Alert:
    kind = Unsigned.HANDOVER if one.number else Unsigned.SHIFT
    urgency = Urgency.NOW if one.since <= now else Urgency.SOON
    return Alert(kind, urgency, one.shift, one.organisation, one.waits_for, one.since, one.number)


def _waiting(one: TodoLine, local: tzinfo) -> Alert:
    coming = Urgency.KNOWN if one.days is not None and one.days < 0 else Urgency.SOON
    urgency = Urgency.NOW if one.is_late else coming
    due = datetime.combine(one.due_on, END_OF_DAY, local) if one.due_on else None
    return Alert(one.kind, urgency, one.what, one.where, "", due, one.number, one.quantity, one.unit, day_only=True)

"""What makes itself heard: the duty room's own alerts, asked every minute, without the floors that only wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty.deadlines import DUE_NAMES, DeadlineLine, Due, empty_posts, reports_due
from inventory.ground.i18n import N_
from inventory.ground.people import Person
from inventory.ground.settings import value_of
from inventory.ground.store import moment_of
from inventory.upkeep.handover import UnsignedLine, unsigned

END = datetime.max.replace(tzinfo=UTC)

# Rows ----------------------------------------------------------------------------------------------------------


class Unsigned(StrEnum):
    """What waits for a signature."""

    HANDOVER = "handover"
    SHIFT = "shift"


HEARD_NAMES: Mapping[Any, str] = {
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

    `kind` is Due, Unsigned, or what waits in the stores, which is not `of_duty`. `quantity` is None where that is no
    question or not to be told; `due_at` is the end of a day where only that is set.
    """

    kind: StrEnum
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
        return isinstance(self.kind, Due | Unsigned)


# The list ------------------------------------------------------------------------------------------------------


def urgent(session: Session, reader: Person) -> list[Alert]:
    """What makes itself heard: reports due, posts empty now, handovers unsigned; few questions, asked every minute."""
    return sorted(_heard(session, reader), key=turn)


def _heard(session: Session, reader: Person) -> Iterator[Alert]:
    now, soon = moment_of(session), reminded(session)
    duty: Iterable[DeadlineLine] = [*reports_due(session, reader), *empty_posts(session, reader)]
    for one in (
        *(due(line, now, soon) for line in duty),
        *(not_signed(line, now) for line in unsigned(session, reader)),
    ):
        if one.urgency is Urgency.NOW:
            yield one


def turn(one: Alert) -> tuple[Urgency, bool, datetime, str, str]:
    """By what alerts are put in order: the most urgent first, the duty room's before the stores'."""
    return one.urgency, not one.of_duty, one.due_at or END, one.kind, one.number


def reminded(session: Session) -> timedelta:
    """How long before its time a deadline is called out; not at all where nothing is set."""
    return timedelta(minutes=int(value_of(session, "remind_minutes") or 0))


def due(one: DeadlineLine, now: datetime, soon: timedelta) -> Alert:
    """A deadline as an alert: at once, where it is late or nearly."""
    is_now = one.overdue or one.at_once or (one.due_at is not None and one.due_at <= now + soon)
    urgency = Urgency.NOW if is_now else Urgency.SOON
    quantity = Decimal(one.missing) if one.missing else None
    until = one.since if one.at_once else one.due_at
    return Alert(one.kind, urgency, one.what, one.where, one.owner, until, one.number, quantity)


def not_signed(one: UnsignedLine, now: datetime) -> Alert:
    """A handover that lacks a signature, or that nobody has begun, as an alert."""
    kind = Unsigned.HANDOVER if one.number else Unsigned.SHIFT
    urgency = Urgency.NOW if one.since <= now else Urgency.SOON
    return Alert(kind, urgency, one.shift, one.organisation, one.waits_for, one.since, one.number)

"""What makes itself heard: the duty room's own alerts, asked every minute, without the floors that only wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty.deadlines import DUE_NAMES, DeadlineLine, Due, empty_posts, reports_due
from inventory.duty.levels import LevelOrder
from inventory.duty.presence import OnDuty, on_duty
from inventory.ground.i18n import N_
from inventory.ground.people import Person
from inventory.ground.settings import value_of
from inventory.ground.store import moment_of
from inventory.upkeep.handover import UnsignedLine, unsigned

if TYPE_CHECKING:
    from inventory.response.tasks import TaskLine

END = datetime.max.replace(tzinfo=UTC)
END_OF_DAY = time(23, 59, 59)

# Rows ----------------------------------------------------------------------------------------------------------


class Unsigned(StrEnum):
    """What waits for a signature."""

    HANDOVER = "handover"
    SHIFT = "shift"


class Pending(StrEnum):
    """What waits in a response, and what the registers of plans, agreements and hazards ask for."""

    TASK = "task"
    RECEIPT = "receipt"
    HAZARD = "hazard"
    CALL_OFF = "call_off"
    LAPSED = "lapsed"
    RENEWAL = "renewal"
    REVISION = "revision"


HEARD_NAMES: Mapping[Any, str] = {
    **DUE_NAMES,
    Unsigned.HANDOVER: N_("handover not signed"),
    Unsigned.SHIFT: N_("shift not handed over"),
    Pending.TASK: N_("task of a response"),
    Pending.RECEIPT: N_("receipt of a stop order"),
    Pending.HAZARD: N_("hazard overdue"),
    Pending.CALL_OFF: N_("call-off overdue"),
    Pending.LAPSED: N_("agreement expired"),
    Pending.RENEWAL: N_("agreement to renew"),
    Pending.REVISION: N_("plan to revise"),
}


class Urgency(IntEnum):
    """How much an alert asks: at once, soon, or to be known."""

    NOW = 0
    SOON = 1
    KNOWN = 2


@dataclass(frozen=True)
class Alert:
    """Something that somebody must do: what and where it is, whose, until when, and the number to look it up by.

    `kind` is Due, Unsigned, Pending, or what waits in the stores, which is not `of_duty`. `quantity` is None where that
    is no question or not to be told; `due_at` is the end of a day where only that is set.
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
        return isinstance(self.kind, Due | Unsigned | Pending)


# The list ------------------------------------------------------------------------------------------------------


def urgent(session: Session, reader: Person, on: OnDuty | None = None) -> list[Alert]:
    """What makes itself heard: reports due, posts of the duty room empty now, handovers unsigned, tasks late.

    It is asked every minute, in few questions: whoever has read the duty room already gives it.
    """
    return sorted(_heard(session, reader, on or on_duty(session, reader)), key=turn)


def _heard(session: Session, reader: Person, on: OnDuty | None) -> Iterator[Alert]:
    now, soon = moment_of(session), reminded(session)
    duty: Iterable[DeadlineLine] = [*reports_due(session, reader), *empty_posts(on)]
    for one in (
        *(due(line, now, soon) for line in duty),
        *(not_signed(line, now) for line in unsigned(session, reader)),
        *late_tasks(session, reader, now, soon),
    ):
        if one.urgency is Urgency.NOW:
            yield one


def turn(one: Alert) -> tuple[Urgency, bool, datetime, str, str]:
    """By what alerts are put in order: the most urgent first, the duty room's before the stores'."""
    return one.urgency, not one.of_duty, one.due_at or END, one.kind, one.number


def end_of(day: date, local: tzinfo) -> datetime:
    """The end of a day, where only that is set."""
    return datetime.combine(day, END_OF_DAY, local)


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


def late_tasks(session: Session, reader: Person, now: datetime, soon: timedelta) -> list[Alert]:
    """The tasks of running responses that are late, or nearly; without any order nothing more is asked."""
    if session.scalar(select(LevelOrder.id).limit(1)) is None:
        return []
    from inventory.response.tasks import OVER, tasks  # noqa: PLC0415 - no response, nothing of it in memory

    left = (one for one in tasks(session, reader) if one.state not in OVER)
    return [_task(one) for one in left if one.due_at is not None and one.due_at <= now + soon]


def _task(one: TaskLine) -> Alert:
    """A task as an alert: whose it is, in whose response."""
    where = one.unit or one.organisation
    return Alert(Pending.TASK, Urgency.NOW, one.what, where, one.owner, one.due_at, one.number)

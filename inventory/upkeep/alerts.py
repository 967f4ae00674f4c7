"""Alerts: what waits on every floor in one list, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty.deadlines import deadlines
from inventory.ground import settings
from inventory.ground.people import Person
from inventory.ground.store import moment_of
from inventory.supplies.todo import WAITING_NAMES, TodoLine, todo
from inventory.upkeep.handover import unsigned
from inventory.upkeep.heard import HEARD_NAMES, Alert, Urgency, due, end_of, late_tasks, not_signed, reminded, turn

ALERT_NAMES: Mapping[Any, str] = {**WAITING_NAMES, **HEARD_NAMES}


def alerts(session: Session, reader: Person) -> list[Alert]:
    """All that waits in the reader's branch: what is late first, the duty room's before the stores'."""
    from inventory.upkeep.pending import pending  # noqa: PLC0415 - the board is drawn before the registers are known

    now, soon, local = moment_of(session), reminded(session), settings.zone(session)
    lines = [
        *(due(one, now, soon) for one in deadlines(session, reader)),
        *(not_signed(one, now) for one in unsigned(session, reader)),
        *late_tasks(session, reader, now, soon),
        *pending(session, reader, now),
        *(_waiting(one, local) for one in todo(session, reader)),
    ]
    return sorted(lines, key=turn)


def _waiting(one: TodoLine, local: tzinfo) -> Alert:
    coming = Urgency.KNOWN if one.days is not None and one.days < 0 else Urgency.SOON
    urgency = Urgency.NOW if one.is_late else coming
    until = end_of(one.due_on, local) if one.due_on else None
    return Alert(one.kind, urgency, one.what, one.where, "", until, one.number, one.quantity, one.unit, day_only=True)

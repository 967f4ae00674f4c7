"""Pending: what the registers and a response wait for, as alerts: receipts, call-offs, hazards, agreements, plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from functools import partial

from sqlalchemy.orm import Session

from inventory.duty.posts import PostKind
from inventory.duty.presence import on_duty
from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.resources import tallies
from inventory.resources.agreements import Validity, renewals
from inventory.resources.calloffs import call_offs
from inventory.response.plans import plans
from inventory.response.stoporders import HOLDING, stop_orders
from inventory.upkeep.heard import Alert, Pending, Urgency, end_of


def pending(session: Session, reader: Person, now: datetime) -> Iterator[Alert]:
    """What waits besides the tasks, whose questions are as many however much it is."""
    local = settings.zone(session)
    yield from _receipts(session, reader, now)
    yield from _call_offs(session, reader)
    yield from _hazards(session, reader, local)
    yield from _agreements(session, reader, local)
    yield from _plans(session, reader, local)


def _receipts(session: Session, reader: Person, now: datetime) -> Iterator[Alert]:
    """The departments that have not confirmed a stop order: late once it holds."""
    for one in stop_orders(session, reader, running=True):
        if one.state not in HOLDING or not one.waiting:
            continue
        urgency = Urgency.NOW if one.begins_at is not None and one.begins_at <= now else Urgency.SOON
        what = _(", ").join(measure.name for measure in one.measures)
        waiting = _(", ").join(one.waiting)
        yield Alert(Pending.RECEIPT, urgency, what, one.area, waiting, one.begins_at, one.number)


def _call_offs(session: Session, reader: Person) -> Iterator[Alert]:
    for one in call_offs(session, reader, open_only=True):
        if one.late:
            what = _(", ").join(line.what for line in one.lines if line.late)
            where = one.place or one.destination
            yield Alert(Pending.CALL_OFF, Urgency.NOW, what, where, one.company, one.due_at, one.number)


def _hazards(session: Session, reader: Person, local: tzinfo) -> Iterator[Alert]:
    """What was not put right in time goes to who leads now, and to who should have done it where nobody does."""
    late = tallies.overdue(session, reader)
    if not late:
        return
    room = on_duty(session, reader)
    leads = _(", ").join(one.name for one in room.shift.of(PostKind.LEADER)) if room and room.shift else ""
    kind = partial(Alert, Pending.HAZARD, Urgency.NOW, day_only=True)
    for one in late:
        owner = leads or one.person or one.unit
        yield kind(one.what, one.where, owner, end_of(one.due_on, local) if one.due_on else None, one.number)


def _agreements(session: Session, reader: Person, local: tzinfo) -> Iterator[Alert]:
    for one in renewals(session, reader):
        is_over = one.validity is Validity.EXPIRED
        kind, urgency = (Pending.LAPSED, Urgency.NOW) if is_over else (Pending.RENEWAL, Urgency.KNOWN)
        until = end_of(one.valid_until, local) if one.valid_until else None
        yield Alert(kind, urgency, one.company, "", one.organisation, until, one.code, day_only=True)


def _plans(session: Session, reader: Person, local: tzinfo) -> Iterator[Alert]:
    for one in plans(session, reader):
        if one.revision_due:
            until = end_of(one.next_revision_on, local) if one.next_revision_on else None
            yield Alert(Pending.REVISION, Urgency.SOON, one.name, "", one.organisation, until, one.code, day_only=True)

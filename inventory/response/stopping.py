"""Stopping: an order is drafted, approved by somebody else, confirmed and checked, and ended by another order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from inventory.duty.levels import LevelOrder
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import remark
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, headquarters
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean
from inventory.response.stoporders import (
    HOLDING,
    STOP_STATE_NAMES,
    StopOrder,
    StopOrdered,
    StopState,
    StopStep,
    StopStepKind,
    begin_of,
    first_of,
    state_of,
    steps_of,
)
from inventory.response.stops import StopMeasure, must_serve
from inventory.response.warnings import EndsBefore, WarningNotice

SERIES = "RD"

# Rules ---------------------------------------------------------------------------------------------------------


class NothingStopped(Refused):
    """An order orders something."""

    message = N_("Nothing would be stopped: choose at least one of the stops.")


class AreaMissing(Refused):
    """A stop holds somewhere."""

    message = N_("Say for which area the stop holds, if need be that it is the whole district.")


class NoDraftAnyMore(Refused):
    """An order is approved or withdrawn once."""

    message = N_("{number} is {state}: only a draft is approved or withdrawn.")


class OwnDraft(Refused):
    """Two people are asked for, and alone at night the reason why."""

    message = N_("{who} drafted {number}: somebody else approves it, or say why nobody else could be asked.")


class OverBefore(Refused):
    """What is over can't be put in force."""

    message = N_("{number} would have ended at {ends} already: draft it anew with a later end, or without one.")


class NotOrdered(Refused):
    """What nobody ordered is neither confirmed nor checked."""

    message = N_("{number} is {state}: receipts and checks follow its approval.")


class NotInForce(Refused):
    """What doesn't hold can't be ended."""

    message = N_("{number} is {state}: there is nothing to end.")


class ConfirmedAlready(Refused):
    """A department confirms once."""

    message = N_("{department} confirmed {number} at {at} already ({who}).")


class BeforeApproval(Refused):
    """Steps follow the approval."""

    message = N_("{number} was approved at {since}: this can't have been at {at}, before that.")


class BeforeBegin(Refused):
    """What doesn't hold yet isn't carried out yet."""

    message = N_("{number} holds from {since}: nothing of it could be checked at {at}, before that.")


def _told(session: Session, when: datetime) -> str:
    return f"{when.astimezone(zone(session)):%Y-%m-%d %H:%M}"


def _state(session: Session, order: StopOrder, steps: Sequence[StopStep]) -> StopState:
    return state_of(order, steps, moment_of(session))


def _must_be_draft(session: Session, order: StopOrder, steps: Sequence[StopStep]) -> None:
    state = _state(session, order, steps)
    if state is not StopState.DRAFT:
        raise NoDraftAnyMore(field="order", number=order.number, state=_(STOP_STATE_NAMES[state]))


def _must_be_ordered(session: Session, order: StopOrder, steps: Sequence[StopStep], at: datetime) -> None:
    approved = first_of(steps, StopStepKind.APPROVED)
    if approved is None:
        state = _state(session, order, steps)
        raise NotOrdered(field="order", number=order.number, state=_(STOP_STATE_NAMES[state]))
    if at < approved.at:
        since = _told(session, approved.at)
        raise BeforeApproval(field="at", number=order.number, since=since, at=_told(session, at))


# Work shared by services ---------------------------------------------------------------------------------------


def _step(
    session: Session, by: Person, order: StopOrder, kind: StopStepKind, at: datetime, **said: str | bool
) -> StopStep:
    """Write a step of an order."""
    row = {
        "id": next_id(session, StopStep),
        "order_id": order.id,
        "organisation_id": order.organisation_id,
        "kind": kind,
        "at": at,
        "department": "",
        "who": by.name,
        "carried_out": None,
        "number": "",
        "note": "",
        "alone": "",
        "by_id": by.id,
        "recorded_at": recorded_at(session),
        **said,
    }
    write(session, StopStep, [row])
    return session.get_one(StopStep, row["id"])


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RECORD_STOPS, on="organisation")
def draft_stop(
    session: Session,
    by: Person,
    *,
    measures: Sequence[StopMeasure],
    issuer: str,
    basis: str,
    area: str,
    organisation: Organisation | None = None,
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
    exempt: str = "",
    warning: WarningNotice | None = None,
    response: LevelOrder | None = None,
) -> StopOrder:
    """Draft a stop order; it holds when somebody has approved it, from then on or from a later time that it names."""
    house = organisation or headquarters(session)
    if not measures:
        raise NothingStopped(field="measures")
    for one in measures:
        must_serve(session, one, house, "measures")
    begins = begins_at or moment_of(session)
    if ends_at is not None and ends_at <= begins:
        raise EndsBefore(field="ends_at", begins=_told(session, begins), ends=_told(session, ends_at))
    area = clean(area, field="area", longest=400, blank=True)
    if not area:
        raise AreaMissing(field="area")
    row = {
        "id": next_id(session, StopOrder),
        "number": next_number(session, SERIES, moment_of(session).astimezone(zone(session)).year),
        "organisation_id": house.id,
        "issuer": clean(issuer, field="issuer"),
        "basis": clean(basis, field="basis", longest=400),
        "area": area,
        "begins_at": begins_at,
        "ends_at": ends_at,
        "exempt": clean(exempt, field="exempt", longest=400, blank=True),
        "warning_id": warning.id if warning else None,
        "level_order_id": response.id if response else None,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, StopOrder, [row])
    first, kept = next_id(session, StopOrdered), {"order_id": row["id"], "organisation_id": house.id}
    ordered = [
        {"id": first + at, **kept, "measure_id": one.id, "name": one.name, "department": one.department}
        for at, one in enumerate({one.id: one for one in measures}.values())
    ]
    write(session, StopOrdered, ordered)
    return session.get_one(StopOrder, row["id"])


@service(Permission.APPROVE_STOPS, on="order")
def approve_stop(
    session: Session, by: Person, *, order: StopOrder, note: str = "", alone: str = "", at: datetime | None = None
) -> StopStep:
    """Approve a drafted stop order; who drafted it may do so only where nobody else could be asked, and says why."""
    steps, when = steps_of(session, order), instant(session, at, field="at")
    _must_be_draft(session, order, steps)
    if order.ends_at is not None and order.ends_at <= moment_of(session):
        raise OverBefore(field="order", number=order.number, ends=_told(session, order.ends_at))
    why = clean(alone, field="alone", longest=200, blank=True) if by.id == order.by_id else ""
    if by.id == order.by_id and not why:
        raise OwnDraft(field="alone", who=by.name, number=order.number)
    note = clean(note, field="note", longest=400, blank=True)
    return _step(session, by, order, StopStepKind.APPROVED, when, note=note, alone=why)


@service(Permission.RECORD_STOPS, on="order")
def withdraw_stop(session: Session, by: Person, *, order: StopOrder, reason: str) -> StopStep:
    """Withdraw a draft that is not to be approved; it stays on the list as withdrawn."""
    _must_be_draft(session, order, steps_of(session, order))
    note = clean(reason, field="reason", longest=400)
    return _step(session, by, order, StopStepKind.WITHDRAWN, instant(session, None), note=note)


@service(Permission.RECORD_STOPS, on="order")
def record_stop_receipt(
    session: Session,
    by: Person,
    *,
    order: StopOrder,
    department: str,
    who: str,
    note: str = "",
    at: datetime | None = None,
) -> StopStep:
    """Record that a department has confirmed an order, and who said so."""
    steps, when = steps_of(session, order), instant(session, at, field="at")
    _must_be_ordered(session, order, steps, when)
    department = clean(department, field="department")
    for one in steps:
        if one.kind is StopStepKind.RECEIPT and one.department == department:
            told = {"number": order.number, "at": _told(session, one.at), "who": one.who}
            raise ConfirmedAlready(field="department", department=department, **told)
    said = {"who": clean(who, field="who"), "note": clean(note, field="note", longest=400, blank=True)}
    return _step(session, by, order, StopStepKind.RECEIPT, when, department=department, **said)


@service(Permission.RECORD_STOPS, on="order")
def record_stop_check(
    session: Session,
    by: Person,
    *,
    order: StopOrder,
    department: str,
    carried_out: bool,
    result: str = "",
    who: str = "",
    at: datetime | None = None,
) -> StopStep:
    """Record what a check of a stop found: whether it is carried out, and what else was seen."""
    steps, when = steps_of(session, order), instant(session, at, field="at")
    _must_be_ordered(session, order, steps, when)
    begin = begin_of(order, steps)
    if begin is not None and when < begin:
        raise BeforeBegin(field="at", number=order.number, since=_told(session, begin), at=_told(session, when))
    note = clean(result, field="result", longest=400, blank=carried_out)
    said = {"who": clean(who, field="who", blank=True) or by.name, "department": clean(department, field="department")}
    return _step(session, by, order, StopStepKind.CHECKED, when, carried_out=carried_out, note=note, **said)


@service(Permission.APPROVE_STOPS, on="order")
def end_stop(
    session: Session, by: Person, *, order: StopOrder, reason: str = "", at: datetime | None = None
) -> StopStep:
    """End a stop that holds or is to come, by an order with a number of its own."""
    steps, when = steps_of(session, order), instant(session, at, field="at")
    state = _state(session, order, steps)
    if state not in HOLDING:
        raise NotInForce(field="order", number=order.number, state=_(STOP_STATE_NAMES[state]))
    _must_be_ordered(session, order, steps, when)
    if state is StopState.COMING:
        remark(session, _("{number} had not begun yet.").format(number=order.number))
    said = {
        "number": next_number(session, SERIES, when.astimezone(zone(session)).year),
        "note": clean(reason, field="reason", longest=400, blank=True),
    }
    return _step(session, by, order, StopStepKind.ENDED, when, **said)

"""Ordering: calling on an agreement, as far as it goes or beyond, and letting go of one on which nothing is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import NotRetired, Retired
from inventory.ground.numbers import next_number
from inventory.ground.people import Permission, Person
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.resources.agreements import Agreement, Validity, must_hold, validity
from inventory.resources.calloffs import CallOff, CallOffEnd, CallOffItem, local, usage
from inventory.resources.promises import Promise, UnitUnsaid, must_be_made, must_count_in, must_fit, promises
from inventory.supplies.catalog import Category, Item
from inventory.supplies.places import Place, must_keep, must_live
from inventory.supplies.posting import NoLines

# Rules ---------------------------------------------------------------------------------------------------------

MILLISECONDS = 60 * 60 * 1000
"""In an hour; hours are agreed in thousandths at most."""


class OutOfValidity(Refused):
    """An agreement binds nobody outside its dates."""

    message = N_("{agreement} is valid {dates}, not on {day}: to call on it all the same, say why (after_expiry).")


class OthersPromise(Refused):
    """A call-off is on one agreement."""

    message = N_("{promise} is a line of another agreement: call that one off on its own.")


class NotPromised(Refused):
    """Another thing was called than the promise is of."""

    message = N_("{promise} promises {what}, not {item}: choose the line that promises it.")


class NoDestination(Refused):
    """Somebody must know where to drive."""

    message = N_("Say where it is to come: a place, or in words.")


class DueBeforeOrder(Refused):
    """Nothing can come before it was ordered."""

    message = N_("It would be due at {due}, before it was ordered at {ordered}: give a later time.")


class StillCalled(Refused):
    """Whoever is to deliver can't be forgotten meanwhile."""

    message = N_("{numbers} on {agreement} is still open: close what was called first.")


@dataclass(frozen=True)
class Called:
    """What is called on a promise; `item` says which, and `unit` in what, where the promise doesn't."""

    promise: Promise
    quantity: Decimal
    item: Item | None = None
    unit: str = ""


def _on_time(session: Session, agreement: Agreement, when: datetime, reason: str) -> str:
    """The reason for calling on an agreement outside its dates; nothing where it is within them."""
    begin, until, day = agreement.valid_from, agreement.valid_until, settings.today(session, when)
    if validity(begin, until, day, None) not in (Validity.EXPIRED, Validity.TO_COME):
        return ""
    if not (reason := clean(reason, field="after_expiry", longest=400, blank=True)):
        dates = f"{begin or '…'} – {until or '…'}"
        raise OutOfValidity(field="after_expiry", agreement=agreement.name, dates=dates, day=day)
    return reason


def _what(session: Session, one: Called, agreement: Agreement) -> tuple[Item | None, str]:
    """Which item is called, if one is, and in which unit."""
    promise = one.promise
    if promise.agreement_id != agreement.id:
        raise OthersPromise(field="lines", promise=promise.code)
    must_be_made(promise)
    item = one.item or (session.get_one(Item, promise.item_id) if promise.item_id else None)
    if item is not None:
        if item.retired:
            raise Retired(field="item", name=item)
        _is_promised(session, item, promise)
        must_count_in(item, one.unit)
    unit = item.unit if item else clean(one.unit or promise.unit, field="unit", longest=20, blank=True)
    if not unit:
        raise UnitUnsaid(field="unit", quantity=one.quantity)
    return item, unit


def _is_promised(session: Session, item: Item, promise: Promise) -> None:
    """Refuse an item that is neither what was promised nor of the class that was."""
    above = {row.id: row.parent_id for row in session.execute(select(Category.id, Category.parent_id))}
    classes, at = set(), item.category_id
    while at is not None:
        classes.add(at)
        at = above[at]
    if promise.item_id not in (None, item.id):
        said = str(session.get_one(Item, promise.item_id))
    elif promise.category_id is not None and promise.category_id not in classes:
        said = session.get_one(Category, promise.category_id).name
    else:
        return
    raise NotPromised(field="item", promise=promise.code, what=said, item=item)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.CALL_OFF, on="agreement to")
def call_off(
    session: Session,
    by: Person,
    *,
    agreement: Agreement,
    lines: Sequence[Called],
    ordered_by: str,
    reason: str,
    to: Place | None = None,
    destination: str = "",
    ordered_at: datetime | None = None,
    due_at: datetime | None = None,
    after_expiry: str = "",
) -> CallOff:
    """Call on an agreement; each line is due after the hours that were agreed, or at `due_at` where that is said.

    More than was promised may be called (it is marked), and after the agreement's end with a reason.
    """
    must_hold(agreement)
    if not lines:
        raise NoLines(field="lines")
    destination = clean(destination, field="destination", longest=200, blank=True)
    if to is not None:
        must_keep(to, "to")
        must_live(to, "to")
    elif not destination:
        raise NoDestination(field="to")
    when = instant(session, ordered_at, field="ordered_at")
    if due_at is not None and due_at < when:
        raise DueBeforeOrder(field="due_at", due=local(session, due_at), ordered=local(session, when))
    row = {
        "id": next_id(session, CallOff),
        "number": next_number(session, "DH", when.astimezone(settings.zone(session)).year),
        "organisation_id": to.organisation_id if to else agreement.organisation_id,
        "agreement_id": agreement.id,
        "to_id": to.id if to else None,
        "destination": destination,
        "ordered_by": clean(ordered_by, field="ordered_by"),
        "reason": clean(reason, field="reason", longest=400),
        "ordered_at": when,
        "after_expiry": _on_time(session, agreement, when, after_expiry),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    items = _items(session, by, agreement, lines, when, due_at)
    write(session, CallOff, [row])
    first = next_id(session, CallOffItem)
    write(session, CallOffItem, [{"id": first + at, "call_off_id": row["id"], **one} for at, one in enumerate(items)])
    return session.get_one(CallOff, row["id"])


def _items(
    session: Session,
    by: Person,
    agreement: Agreement,
    lines: Sequence[Called],
    when: datetime,
    due_at: datetime | None,
) -> list[dict[str, object]]:
    held = promises(session, by, agreement=agreement)
    used = usage(session, held, Promise.agreement_id == agreement.id)
    units = {one.promise_id: used[one.promise_id].unit for one in held}
    left = {one.promise_id: used[one.promise_id].left(one.quantity) for one in held}
    rows: list[dict[str, object]] = []
    for at, one in enumerate(lines, 1):
        item, unit = _what(session, one, agreement)
        quantity, promise, beyond = must_fit(one.quantity, item), one.promise, False
        still = left[promise.id]
        if still is not None and unit == units[promise.id]:
            beyond = quantity > still
            left[promise.id] = still - quantity
        rows.append(
            {
                "line": at,
                "promise_id": promise.id,
                "item_id": item.id if item else None,
                "quantity": quantity,
                "unit": unit,
                "due_at": due_at or _after(when, promise.hours),
                "beyond": beyond,
            }
        )
    return rows


def _after(when: datetime, hours: Decimal | None) -> datetime | None:
    return None if hours is None else when + timedelta(milliseconds=int(hours * MILLISECONDS))


@service(Permission.KEEP_RESOURCES, on="agreement")
def retire_agreement(session: Session, by: Person, *, agreement: Agreement) -> Agreement:
    """Take an agreement off the lists once nothing that was called on it is open; its history stays."""
    must_hold(agreement)
    waiting = (
        select(CallOff.number)
        .outerjoin(CallOffEnd, CallOffEnd.call_off_id == CallOff.id)
        .where(CallOff.agreement_id == agreement.id, CallOffEnd.id.is_(None))
    )
    if numbers := session.scalars(waiting.order_by(CallOff.id)).all():
        raise StillCalled(field="agreement", agreement=agreement.name, numbers=_(", ").join(numbers))
    agreement.retired = True
    return agreement


@service(Permission.KEEP_RESOURCES, on="agreement")
def revive_agreement(session: Session, by: Person, *, agreement: Agreement) -> Agreement:
    """Take a retired agreement back onto the lists, with all its lines."""
    if not agreement.retired:
        raise NotRetired(field="agreement", name=agreement.name)
    agreement.retired = False
    return agreement

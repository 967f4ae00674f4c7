"""Deliveries (到货): what comes on a call-off, where it is stock by a receipt, and how a call-off ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import remark
from inventory.ground.people import Permission, Person, branch
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.resources.agreements import Agreement
from inventory.resources.calloffs import (
    CalledLine,
    CallOff,
    CallOffEnd,
    CallOffItem,
    DeliveredItem,
    Delivery,
    DeliveryUndone,
    lines_of,
    local,
)
from inventory.resources.promises import CountedOtherwise, must_fit
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import Line
from inventory.supplies.places import Place, must_keep, must_live
from inventory.supplies.posting import NoLines
from inventory.supplies.stock import Source, bring_in

# Rules ---------------------------------------------------------------------------------------------------------


class Closed(Refused):
    """What was closed takes nothing more."""

    message = N_("{number} was closed at {when}: call anew, or receive what came as stock of its own.")


class NoSuchLine(Refused):
    """A line that the call-off doesn't have."""

    message = N_("{number} has lines 1 to {most}, no line {line}.")


class BeforeCalled(Refused):
    """Nothing comes before it was called, and nothing is closed before it came."""

    message = N_("{number} had something at {earlier}: it can't be earlier than that.")


class NotCalled(Refused):
    """Another thing came than the line calls."""

    message = N_("Line {line} of {number} calls {what}, not {item}: receive what else came as stock of its own.")


class WhereTo(Refused):
    """Stock is somewhere."""

    message = N_("Say to which place the stock came: {number} names none.")


class ShortfallUnsaid(Refused):
    """Less came than was called, and somebody will ask why."""

    message = N_("Not all of {number} has come ({what}): say in the note why it is closed all the same.")


class ReverseInstead(Refused):
    """What came into the books leaves them by a reversal."""

    message = N_("All that {number} brought is in the books: reverse the receipt {voucher} instead.")


class UndoneAlready(Refused):
    """A delivery is undone once."""

    message = N_("{number} was undone before.")


@dataclass(frozen=True)
class Arrived:
    """What came of a line; `item` says which where the line doesn't, and brings it into the books.

    One line may come as several lots, each described on its own.
    """

    line: int
    quantity: Decimal
    item: Item | None = None
    batch: str = ""
    maker: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    quality: str = ""


def _still_open(session: Session, order: CallOff) -> None:
    ended = session.scalars(select(CallOffEnd).where(CallOffEnd.call_off_id == order.id)).one_or_none()
    if ended is not None:
        raise Closed(field="call_off", number=order.number, when=local(session, ended.closed_at))


def _item(session: Session, order: CallOff, line: CalledLine, came: Arrived) -> Item | None:
    """What a line brings into the books, or nothing."""
    called = session.get_one(Item, line.item_id) if line.item_id else None
    item = came.item or called
    if item is not None and called is not None and item.id != called.id:
        raise NotCalled(field="item", line=line.line, number=order.number, what=called, item=item)
    if item is not None and item.unit != line.unit:
        raise CountedOtherwise(field="item", item=line.what, unit=line.unit)
    return item


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeliveryLine:
    """What came of a line of a call-off at one time; what was undone or reversed is marked so."""

    delivery_id: int
    number: str
    call_off: str
    line: int
    item_id: int | None
    quantity: Decimal
    unit: str
    delivered_at: datetime
    due_at: datetime | None
    voucher: str
    counterpart: str
    note: str
    undone: bool
    by: str


def deliveries(session: Session, reader: Person, *, call_off: CallOff | None = None) -> list[DeliveryLine]:
    """What came on the call-offs that the reader sees, or on one of them, in the order in which it was entered."""
    reversal = aliased(Voucher)
    found = session.execute(
        select(
            DeliveredItem,
            Delivery,
            CallOffItem,
            CallOff.number,
            Voucher.number,
            reversal.id,
            DeliveryUndone.id,
            Person.name,
        )
        .join(Delivery, Delivery.id == DeliveredItem.delivery_id)
        .join(CallOffItem, CallOffItem.id == DeliveredItem.call_off_item_id)
        .join(CallOff, CallOff.id == CallOffItem.call_off_id)
        .join(Person, Person.id == Delivery.by_id)
        .outerjoin(Voucher, Voucher.id == Delivery.voucher_id)
        .outerjoin(reversal, reversal.reverses_id == Delivery.voucher_id)
        .outerjoin(DeliveryUndone, DeliveryUndone.delivery_id == Delivery.id)
        .where(CallOff.within(branch(reader)), *([CallOff.id == call_off.id] if call_off else []))
        .order_by(DeliveredItem.id)
    )
    return [
        DeliveryLine(
            came.id, came.number, order, line.line, one.item_id, one.quantity, line.unit, came.delivered_at,
            line.due_at, voucher if one.item_id else "", came.counterpart, came.note,
            (reversed_by if one.item_id else gone) is not None, by,
        )
        for one, came, line, order, voucher, reversed_by, gone, by in found
    ]  # fmt: skip


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RECEIVE_STOCK, on="call_off place")
def deliver(
    session: Session,
    by: Person,
    *,
    call_off: CallOff,
    lines: Sequence[Arrived],
    place: Place | None = None,
    source: Source = Source.PURCHASE,
    occurred_at: datetime | None = None,
    counterpart: str = "",
    inspection: str = "",
    approver: str = "",
    note: str = "",
) -> Delivery:
    """Enter what came on a call-off: stock by a receipt, at the place that it was called to where no other is named.

    More than was called may come; it is told. Machines and transport that no catalogue names are entered by their
    amount alone.
    """
    if not lines:
        raise NoLines(field="lines")
    _still_open(session, call_off)
    when = instant(session, occurred_at)
    if when < call_off.ordered_at:
        earlier = local(session, call_off.ordered_at)
        raise BeforeCalled(field="occurred_at", number=call_off.number, earlier=earlier)
    came = _matched(session, call_off, lines)
    held = session.get_one(Agreement, call_off.agreement_id)
    papers = {"counterpart": clean(counterpart, field="counterpart", blank=True) or held.name}
    papers["note"] = clean(note, field="note", longest=400, blank=True)
    stock = [
        Line(
            item, one.quantity, batch=one.batch, maker=one.maker, produced_on=one.produced_on,
            expires_on=one.expires_on, quality=one.quality,
        )
        for one, _line, item in came if item is not None
    ]  # fmt: skip
    voucher = None
    if stock:
        target = _target(session, call_off, place)
        more = {"purpose": source.value, "basis": call_off.number, "inspection": inspection, "approver": approver}
        voucher = bring_in(session, by, VoucherKind.RECEIPT, target, stock, when, None, **papers, **more)
    return _written(session, by, call_off, came, {"voucher_id": voucher.id if voucher else None, **papers}, when)


def _matched(
    session: Session, order: CallOff, lines: Sequence[Arrived]
) -> list[tuple[Arrived, CalledLine, Item | None]]:
    """What came with the line that it was called by, and the item that it is in the books."""
    called = {one.line: one for one in lines_of(session, CallOff.id == order.id)}
    matched = []
    for one in lines:
        if one.line not in called:
            raise NoSuchLine(field="lines", number=order.number, most=len(called), line=one.line)
        item = _item(session, order, called[one.line], one)
        must_fit(one.quantity, item)
        matched.append((one, called[one.line], item))
    for line in called.values():
        more = sum((one.quantity for one, its, _item in matched if its is line), -line.short)
        if more > 0 and any(its is line for _one, its, _item in matched):
            said = _("{what}: {more} {unit} more came than were called.")
            remark(session, said.format(what=line.what, more=f"{more:,}", unit=line.unit))
    return matched


def _target(session: Session, order: CallOff, place: Place | None) -> Place:
    target = place or (session.get_one(Place, order.to_id) if order.to_id else None)
    if target is None:
        raise WhereTo(field="place", number=order.number)
    must_keep(target, "place")
    must_live(target, "place")
    return target


def _written(
    session: Session,
    by: Person,
    order: CallOff,
    came: Sequence[tuple[Arrived, CalledLine, Item | None]],
    facts: dict[str, object],
    when: datetime,
) -> Delivery:
    before = session.scalar(select(func.count()).where(Delivery.call_off_id == order.id)) or 0
    row = {
        "id": next_id(session, Delivery),
        "number": f"{order.number}/{before + 1}",
        "call_off_id": order.id,
        "organisation_id": order.organisation_id,
        "delivered_at": when,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
        **facts,
    }
    write(session, Delivery, [row])
    first = next_id(session, DeliveredItem)
    parts = [
        {
            "id": first + at,
            "delivery_id": row["id"],
            "call_off_item_id": line.call_off_item_id,
            "item_id": item.id if item else None,
            "quantity": one.quantity,
        }
        for at, (one, line, item) in enumerate(came)
    ]
    write(session, DeliveredItem, parts)
    return session.get_one(Delivery, row["id"])


@service(Permission.RECEIVE_STOCK, on="delivery")
def undo_delivery(session: Session, by: Person, *, delivery: Delivery, note: str) -> DeliveryUndone:
    """Take back what was entered wrongly of a delivery and is in no book; what is stock goes with its receipt."""
    free = select(DeliveredItem.id).where(DeliveredItem.delivery_id == delivery.id, DeliveredItem.item_id.is_(None))
    if session.scalars(free.limit(1)).first() is None:
        voucher = session.get_one(Voucher, delivery.voucher_id).number
        raise ReverseInstead(field="delivery", number=delivery.number, voucher=voucher)
    undone = select(DeliveryUndone.id).where(DeliveryUndone.delivery_id == delivery.id)
    if session.scalars(undone).one_or_none() is not None:
        raise UndoneAlready(field="delivery", number=delivery.number)
    row = {
        "id": next_id(session, DeliveryUndone),
        "delivery_id": delivery.id,
        "note": clean(note, field="note", longest=400),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, DeliveryUndone, [row])
    return session.get_one(DeliveryUndone, row["id"])


@service(Permission.CALL_OFF, on="call_off")
def close_call_off(
    session: Session, by: Person, *, call_off: CallOff, note: str = "", closed_at: datetime | None = None
) -> CallOffEnd:
    """Close a call-off: nothing more is awaited. Where not all of it came, the note says why."""
    _still_open(session, call_off)
    when = instant(session, closed_at, field="closed_at")
    lines = lines_of(session, CallOff.id == call_off.id)
    earlier = max([call_off.ordered_at, *(one.last_at for one in lines if one.last_at)])
    if when < earlier:
        raise BeforeCalled(field="closed_at", number=call_off.number, earlier=local(session, earlier))
    note = clean(note, field="note", longest=400, blank=True)
    missing = [f"{one.what} {one.short:,} {one.unit}" for one in lines if one.short]
    if missing and not note:
        raise ShortfallUnsaid(field="note", number=call_off.number, what=_(", ").join(missing))
    row = {
        "id": next_id(session, CallOffEnd),
        "call_off_id": call_off.id,
        "closed_at": when,
        "note": note,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, CallOffEnd, [row])
    return session.get_one(CallOffEnd, row["id"])

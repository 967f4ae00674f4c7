"""Call-offs (启用, 调用): what was ordered on an agreement, by whom and until when, and how much of it has come.

What was called is still a promise: only a delivery brings it into the books.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import ColumnElement, ForeignKey, Select, Subquery, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground import settings
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name, masked
from inventory.ground.store import moment_of
from inventory.resources.agreements import Agreement
from inventory.resources.promises import Promise, PromiseLine, promises
from inventory.supplies.catalog import Category, Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.places import Place

# Models --------------------------------------------------------------------------------------------------------


class CallOff(Base):
    """An order on an agreement, of whoever it is for; `after_expiry` says why it was made outside its dates."""

    __tablename__ = "call_off"
    called = "number"
    only_grows = True
    sealed = {
        1: "id number organisation_id agreement_id to_id destination ordered_by reason ordered_at after_expiry by_id "
        "recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    destination: Mapped[str] = mapped_column(Name(200))
    ordered_by: Mapped[str] = mapped_column(Name(120))
    reason: Mapped[str] = mapped_column(Name(400))
    ordered_at: Mapped[datetime]
    after_expiry: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:
        """A call-off is seen by whoever it is for, and by whoever holds the agreement."""
        theirs = select(Agreement.id).where(Agreement.organisation_id.in_(organisations))
        return cls.organisation_id.in_(organisations) | cls.agreement_id.in_(theirs)


class CallOffItem(Base):
    """A line of a call-off: so much on a promise, due by its hours; `beyond`: more was called than promised."""

    __tablename__ = "call_off_item"
    __table_args__ = (UniqueConstraint("call_off_id", "line"),)
    called = "id"
    only_grows = True
    sealed = {1: "id call_off_id line promise_id item_id quantity unit due_at beyond"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    call_off_id: Mapped[int] = mapped_column(ForeignKey("call_off.id"))
    line: Mapped[int]
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    quantity: Mapped[Decimal]
    unit: Mapped[str] = mapped_column(Name(20))
    due_at: Mapped[datetime | None]
    beyond: Mapped[bool]


class Delivery(Base):
    """What came on a call-off at one time; what is stock came in by a receipt, and goes out of the books with it."""

    __tablename__ = "delivery"
    called = "number"
    only_grows = True
    sealed = {1: "id number call_off_id organisation_id voucher_id delivered_at counterpart note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(30), unique=True)
    call_off_id: Mapped[int] = mapped_column(ForeignKey("call_off.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), unique=True)
    delivered_at: Mapped[datetime]
    counterpart: Mapped[str] = mapped_column(Name(120))
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:
        """A delivery is seen by whoever sees its call-off."""
        return cls.call_off_id.in_(select(CallOff.id).where(CallOff.within(organisations)))


class DeliveredItem(Base):
    """How much of a line of a call-off came with a delivery; `item_id` where it came into the books."""

    __tablename__ = "delivered_item"
    called = "id"
    only_grows = True
    sealed = {1: "id delivery_id call_off_item_id item_id quantity"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    call_off_item_id: Mapped[int] = mapped_column(ForeignKey("call_off_item.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    quantity: Mapped[Decimal]


class DeliveryUndone(Base):
    """A delivery that was entered wrongly, as far as it is no stock: that is undone by reversing its receipt."""

    __tablename__ = "delivery_undone"
    called = "id"
    only_grows = True
    sealed = {1: "id delivery_id note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), unique=True)
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class CallOffEnd(Base):
    """The end of a call-off; `note` says why less came than was called, where less came."""

    __tablename__ = "call_off_end"
    called = "id"
    only_grows = True
    sealed = {1: "id call_off_id closed_at note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    call_off_id: Mapped[int] = mapped_column(ForeignKey("call_off.id"), unique=True)
    closed_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


def local(session: Session, when: datetime) -> str:
    """An instant as a refusal tells it."""
    return f"{when.astimezone(settings.zone(session)):%Y-%m-%d %H:%M}"


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CalledLine:
    """A line of a call-off: what was called, what has come of it, and what has not."""

    call_off_item_id: int
    call_off_id: int
    number: str
    line: int
    promise_id: int
    promise: str
    item_id: int | None
    what: str
    quantity: Decimal
    unit: str
    delivered: Decimal
    last_at: datetime | None
    ordered_at: datetime
    due_at: datetime | None
    late: bool
    beyond: bool
    closed: bool

    @property
    def short(self) -> Decimal:
        """How much has not come."""
        return max(self.quantity - self.delivered, Decimal(0))


@cache
def _come() -> Subquery:
    """How much of every line has come, and when last; what was undone or reversed has not."""
    undone, gone = aliased(Voucher), DeliveryUndone
    stands = or_(
        and_(DeliveredItem.item_id.is_not(None), undone.id.is_(None)),
        and_(DeliveredItem.item_id.is_(None), gone.id.is_(None)),
    )
    return (
        select(
            DeliveredItem.call_off_item_id,
            func.sum(DeliveredItem.quantity).label("quantity"),
            func.max(Delivery.delivered_at).label("last_at"),
        )
        .join(Delivery, Delivery.id == DeliveredItem.delivery_id)
        .outerjoin(undone, undone.reverses_id == Delivery.voucher_id)
        .outerjoin(gone, gone.delivery_id == Delivery.id)
        .where(stands)
        .group_by(DeliveredItem.call_off_item_id)
        .subquery()
    )


def lines_of(session: Session, *conditions: ColumnElement[bool]) -> list[CalledLine]:
    """The lines of those call-offs that are meant, whoever asks, in the order in which they were called."""
    come, present = _come(), moment_of(session)
    found = session.execute(
        select(CallOffItem, CallOff, Promise, Item, Category.name, come.c.quantity, come.c.last_at, CallOffEnd.id)
        .join(CallOff, CallOff.id == CallOffItem.call_off_id)
        .join(Promise, Promise.id == CallOffItem.promise_id)
        .outerjoin(Item, Item.id == CallOffItem.item_id)
        .outerjoin(Category, Category.id == Promise.category_id)
        .outerjoin(come, come.c.call_off_item_id == CallOffItem.id)
        .outerjoin(CallOffEnd, CallOffEnd.call_off_id == CallOff.id)
        .where(*conditions)
        .order_by(CallOff.id, CallOffItem.line)
    )
    return [
        CalledLine(
            one.id, order.id, order.number, one.line, promise.id, promise.code, one.item_id,
            str(item) if item else promise.what or category or "", one.quantity, one.unit, came or Decimal(0), last_at,
            order.ordered_at, one.due_at,
            one.due_at is not None and (came or 0) < one.quantity and one.due_at < present and ended is None,
            one.beyond, ended is not None,
        )
        for one, order, promise, item, category, came, last_at, ended in found
    ]  # fmt: skip


@dataclass(frozen=True)
class CallOffLine:
    """A call-off on the list; `due_at` is when the first of what has not come is due, `short` how many lines lack."""

    call_off_id: int
    number: str
    agreement_id: int
    agreement: str
    company: str
    contact: str
    contact_phone: str
    organisation_id: int
    organisation: str
    place_id: int | None
    place: str
    destination: str
    ordered_by: str
    reason: str
    ordered_at: datetime
    due_at: datetime | None
    late: bool
    short: int
    beyond: bool
    after_expiry: str
    closed_at: datetime | None
    end_note: str
    lines: tuple[CalledLine, ...]


def call_offs(
    session: Session, reader: Person, *, agreement: Agreement | None = None, open_only: bool = False
) -> list[CallOffLine]:
    """The call-offs that the reader's branch made or that are for it, the last first; those not closed alone."""
    meant = [
        CallOff.within(branch(reader)),
        *([CallOff.agreement_id == agreement.id] if agreement else []),
        *([CallOffEnd.id.is_(None)] if open_only else []),
    ]
    lines: defaultdict[int, list[CalledLine]] = defaultdict(list)
    for line in lines_of(session, *meant):
        lines[line.call_off_id].append(line)
    shown = Agreement.organisation_id.in_(branch(reader, Permission.SEE_PHONES))
    found = session.execute(
        select(CallOff, Agreement, Organisation.name, Place, CallOffEnd, shown)
        .join(Agreement, Agreement.id == CallOff.agreement_id)
        .join(Organisation, Organisation.id == CallOff.organisation_id)
        .outerjoin(Place, Place.id == CallOff.to_id)
        .outerjoin(CallOffEnd, CallOffEnd.call_off_id == CallOff.id)
        .where(*meant)
        .order_by(CallOff.id.desc())
    )
    return [_line(lines[row[0].id], *row) for row in found]


def _line(
    lines: Sequence[CalledLine],
    one: CallOff,
    agreement: Agreement,
    organisation: str,
    place: Place | None,
    end: CallOffEnd | None,
    shown: bool,  # noqa: FBT001 - as the row has it
) -> CallOffLine:
    missing = [line for line in lines if line.short]
    due = [] if end else [line.due_at for line in missing if line.due_at]
    return CallOffLine(
        one.id, one.number, agreement.id, agreement.code, agreement.name, agreement.contact,
        masked(agreement.contact_phone, shown=shown), one.organisation_id, organisation, one.to_id,
        str(place) if place else "", one.destination, one.ordered_by, one.reason, one.ordered_at,
        min(due, default=None), any(line.late for line in lines), len(missing),
        any(line.beyond for line in lines), one.after_expiry, end.closed_at if end else None, end.note if end else "",
        tuple(lines),
    )  # fmt: skip


@dataclass(frozen=True)
class Usage:
    """What was called on a promise while it has held as it does now: all in `unit`, what was called otherwise left out.

    `still` is to come on call-offs that are open; `short` never came on those that are closed.
    """

    unit: str
    called: Decimal = Decimal(0)
    delivered: Decimal = Decimal(0)
    still: Decimal = Decimal(0)
    short: Decimal = Decimal(0)

    @property
    def missing(self) -> Decimal:
        """What was called and has not come, whether or not it is still awaited."""
        return self.still + self.short

    def left(self, promised: Decimal | None) -> Decimal | None:
        """How much of what was promised could still be called, below zero where more was; None if unknown."""
        return None if promised is None else promised - self.delivered - self.still


def usage(session: Session, held: Sequence[PromiseLine], meant: ColumnElement[bool]) -> dict[int, Usage]:
    """What was called on each of these promises since their agreements are valid; `meant` is where they all are."""
    mine = {one.promise_id: one for one in held}
    made: dict[int, Usage] = {one.promise_id: Usage(one.unit) for one in held}
    for line in lines_of(session, meant):
        if line.promise_id not in mine:
            continue
        so_far, begin = made[line.promise_id], mine[line.promise_id].valid_from
        unit = so_far.unit or line.unit
        if line.unit != unit or (begin is not None and settings.today(session, line.ordered_at) < begin):
            continue
        made[line.promise_id] = Usage(
            unit,
            so_far.called + line.quantity,
            so_far.delivered + line.delivered,
            so_far.still + (0 if line.closed else line.short),
            so_far.short + (line.short if line.closed else 0),
        )
    return made


@dataclass(frozen=True)
class TakenLine:
    """A promise with what was called on it."""

    promise: PromiseLine
    usage: Usage

    @property
    def retired(self) -> bool:
        """Whether it was taken out of its agreement."""
        return self.promise.retired

    @property
    def left(self) -> Decimal | None:
        """How much could still be called."""
        return self.usage.left(self.promise.quantity)


def taken_up(
    session: Session, reader: Person, *, agreement: Agreement | None = None, retired: bool = False
) -> list[TakenLine]:
    """What was promised to the reader's branch, called, delivered and never came, promise by promise."""
    held = promises(session, reader, agreement=agreement, retired=retired)
    meant = Promise.organisation_id.in_(branch(reader)) if agreement is None else Promise.agreement_id == agreement.id
    used = usage(session, held, meant)
    return [TakenLine(one, used[one.promise_id]) for one in held]

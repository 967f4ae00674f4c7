"""Loans and what is on its way: what went out and is to come back, or was sent and has not arrived."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session, aliased

from inventory.ground import settings
from inventory.ground.people import Person, branch
from inventory.ground.schema import Quantity
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Lot, origins
from inventory.supplies.places import Place, PlaceKind

# Rules ---------------------------------------------------------------------------------------------------------


def by_then(
    model: type[Movement | Voucher], when: datetime | None, known: datetime | None
) -> list[ColumnElement[bool]]:
    """What had occurred by an instant, and had been recorded by another; None leaves nothing out."""
    return [
        *([model.occurred_at <= when] if when else []),
        *([model.recorded_at <= known] if known else []),
    ]


def standing(
    movement: type[Movement], when: datetime | None = None, known: datetime | None = None
) -> ColumnElement[bool]:
    """Whether a movement has not been reversed."""
    undoing = aliased(Movement)
    return ~select(undoing.id).where(undoing.reverses_id == movement.id, *by_then(undoing, when, known)).exists()


@dataclass(frozen=True)
class Open:
    """A movement of which something is still out."""

    movement_id: int
    voucher_id: int
    lot_id: int
    from_id: int
    to_id: int
    quantity: Decimal
    left: Decimal


# Queries -------------------------------------------------------------------------------------------------------


def still_out(when: datetime | None = None, known: datetime | None = None) -> Select[Movement, Decimal]:
    """The movements with what of them is still out, where that is anything, with their vouchers, first due first."""
    answer = aliased(Movement)
    settled = (
        select(func.sum(answer.quantity))
        .where(
            answer.against_id == Movement.id,
            answer.reverses_id.is_(None),
            *by_then(answer, when, known),
            standing(answer, when, known),
        )
        .scalar_subquery()
    )
    back = func.coalesce(settled, literal(Decimal(0), Quantity()))
    return (
        select(Movement, back)
        .join(Voucher, Voucher.id == Movement.voucher_id)
        .where(
            Movement.reverses_id.is_(None),
            *by_then(Movement, when, known),
            standing(Movement, when, known),
            Movement.quantity > back,
        )
        .order_by(Voucher.due_on, Movement.id)
    )


def open_movements(session: Session, *conditions: ColumnElement[bool]) -> list[Open]:
    """The movements (of the vouchers that the conditions choose) of which something is still out, first due first."""
    return [
        Open(one.id, one.voucher_id, one.lot_id, one.from_id, one.to_id, one.quantity, one.quantity - back)
        for one, back in session.execute(still_out().where(*conditions))
    ]


def loans_at(session: Session, holders: Collection[int], lots: Collection[int], when: datetime) -> list[Open]:
    """What holders still had on loan of some lots at an instant, first due first."""
    return open_movements(
        session,
        Voucher.kind == VoucherKind.ISSUE,
        Voucher.due_on.is_not(None),
        Movement.to_id.in_(holders),
        Movement.lot_id.in_(lots),
        Movement.occurred_at <= when,
    )


def settle(
    session: Session,
    taken: Sequence[tuple[int, int, Decimal]],
    when: datetime,
    only: Collection[int] | None = None,
) -> list[list[tuple[int | None, Decimal]]]:
    """How amounts (lot, holder, amount) that come back are set against open loans: for each, (loan or None, amount).

    A part that was torn off a lot settles what was lent of the whole. Of all loans, or of `only` some movements.
    """
    whole = origins(session, {lot_id for lot_id, _holder, _amount in taken})
    lots = {one for line in whole.values() for one in line}
    lent = [
        one
        for one in loans_at(session, {holder for _lot, holder, _amount in taken}, lots, when)
        if only is None or one.movement_id in only
    ]
    left = {loan.movement_id: loan.left for loan in lent}
    settled = []
    for lot_id, holder_id, amount in taken:
        parts: list[tuple[int | None, Decimal]] = []
        for loan in lent:
            part = min(amount, left[loan.movement_id])
            if part and loan.to_id == holder_id and loan.lot_id in whole[lot_id]:
                parts.append((loan.movement_id, part))
                left[loan.movement_id] -= part
                amount -= part  # noqa: PLW2901 - what is left to be settled
        settled.append([*parts, (None, amount)] if amount else parts)
    return settled


def follow_ups(session: Session, voucher: Voucher) -> list[str]:
    """The numbers of the vouchers that rest on this one: returns, arrivals."""
    mine = aliased(Movement)
    found = session.scalars(
        select(Voucher.number)
        .join(Movement, Movement.voucher_id == Voucher.id)
        .join(mine, mine.id == Movement.against_id)
        .where(mine.voucher_id == voucher.id, Movement.reverses_id.is_(None), standing(Movement))
        .distinct()
        .order_by(Voucher.number)
    )
    return list(found)


@dataclass(frozen=True)
class LoanLine:
    """Something lent that has not come back."""

    voucher: str
    item_id: int
    item: str
    spec: str
    unit: str
    lot: str
    holder: str
    counterpart: str
    lent: Decimal
    left: Decimal
    lent_at: datetime
    due_on: date
    days_over: int


def loans(
    session: Session,
    reader: Person,
    *,
    overdue_only: bool = False,
    when: datetime | None = None,
    known: datetime | None = None,
) -> list[LoanLine]:
    """What is out on loan from the reader's branch, first due first; `days_over` is negative before the date.

    `when` and `known` look back: what had occurred, and had been recorded.
    """
    today = settings.today(session, when)
    found = session.execute(
        still_out(when, known)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Place, Place.id == Movement.to_id)
        .where(
            Voucher.kind == VoucherKind.ISSUE,
            Voucher.due_on.is_not(None),
            Voucher.within(branch(reader)),
            *([Voucher.due_on < today] if overdue_only else []),
        )
        .add_columns(Voucher, Item, Lot.number, Place)
    )
    return [
        LoanLine(
            voucher.number,
            item.id,
            item.name,
            item.spec,
            item.unit,
            lot,
            str(holder),
            voucher.counterpart,
            movement.quantity,
            movement.quantity - back,
            voucher.occurred_at,
            voucher.due_on,
            (today - voucher.due_on).days,
        )
        for movement, back, voucher, item, lot, holder in found
    ]


@dataclass(frozen=True)
class WayLine:
    """An item of a transfer that has not arrived."""

    voucher_id: int
    voucher: str
    item_id: int
    item: str
    unit: str
    source: str
    target: str
    left: Decimal
    sent_at: datetime
    due_on: date | None


def on_the_way(session: Session, reader: Person) -> list[WayLine]:
    """What was sent and has not arrived, the oldest transfer first."""
    road, source, target = aliased(Place), aliased(Place), aliased(Place)
    here = [
        Movement.to_id.in_(select(road.id).where(road.kind == PlaceKind.TRANSIT)),
        Voucher.within(branch(reader)),
    ]
    left = {one.movement_id: one.left for one in open_movements(session, *here)}
    found = session.execute(
        select(Movement.id, Voucher, Item, source, target)
        .join(Voucher, Voucher.id == Movement.voucher_id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(source, source.id == Voucher.from_id)
        .join(target, target.id == Voucher.to_id)
        .where(Movement.id.in_(left))
        .order_by(Voucher.id, Movement.id)
    )
    lines: dict[tuple[int, int], WayLine] = {}
    for movement_id, voucher, item, out_of, into in found:
        key = (voucher.id, item.id)
        so_far = lines[key].left if key in lines else Decimal(0)
        lines[key] = WayLine(
            voucher.id,
            voucher.number,
            item.id,
            str(item),
            item.unit,
            str(out_of),
            str(into),
            so_far + left[movement_id],
            voucher.occurred_at,
            voucher.due_on,
        )
    return list(lines.values())

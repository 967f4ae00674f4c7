"""Loans and what is on its way: what went out and is to come back, or was sent and has not arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from inventory.ground import settings
from inventory.ground.people import Person, branch
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Lot
from inventory.supplies.places import Place

# Rules ---------------------------------------------------------------------------------------------------------


def standing(movement: type[Movement]) -> ColumnElement[bool]:
    """Whether a movement has not been reversed."""
    undoing = aliased(Movement)
    return ~select(undoing.id).where(undoing.reverses_id == movement.id).exists()


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


def open_movements(session: Session, *conditions: ColumnElement[bool]) -> list[Open]:
    """The movements (of the vouchers that the conditions choose) of which something is still out, first due first."""
    answer = aliased(Movement)
    settled = (
        select(func.sum(answer.quantity))
        .where(answer.against_id == Movement.id, answer.reverses_id.is_(None), standing(answer))
        .scalar_subquery()
    )
    found = session.execute(
        select(Movement, settled)
        .join(Voucher, Voucher.id == Movement.voucher_id)
        .where(Movement.reverses_id.is_(None), standing(Movement), *conditions)
        .order_by(Voucher.due_on, Movement.id)
    )
    lines = [
        Open(one.id, one.voucher_id, one.lot_id, one.from_id, one.to_id, one.quantity, one.quantity - (back or 0))
        for one, back in found
    ]
    return [line for line in lines if line.left > 0]


def settle(
    open_lines: Iterable[Open], lot_id: int, holder_id: int, quantity: Decimal
) -> list[tuple[int | None, Decimal]]:
    """How an amount that comes back is set against open loans of the lot at the holder: (loan or None, amount)."""
    parts: list[tuple[int | None, Decimal]] = []
    left = quantity
    for line in open_lines:
        if left and line.lot_id == lot_id and line.to_id == holder_id:
            part = min(left, line.left)
            parts.append((line.movement_id, part))
            left -= part
    return [*parts, (None, left)] if left else parts


def loans_at(session: Session, holder: Place) -> list[Open]:
    """What a holder still has on loan, first due first."""
    return open_movements(
        session, Voucher.kind == VoucherKind.ISSUE, Voucher.due_on.is_not(None), Movement.to_id == holder.id
    )


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


def loans(session: Session, reader: Person, *, overdue_only: bool = False) -> list[LoanLine]:
    """What is out on loan from the reader's branch, first due first; `days_over` is negative before the date."""
    today = settings.today(session)
    conditions = [
        Voucher.kind == VoucherKind.ISSUE,
        Voucher.due_on.is_not(None),
        Voucher.organisation_id.in_(branch(reader)),
    ]
    if overdue_only:
        conditions.append(Voucher.due_on < today)
    lines = []
    for line in open_movements(session, *conditions):
        voucher = session.get_one(Voucher, line.voucher_id)
        lot = session.get_one(Lot, line.lot_id)
        item = session.get_one(Item, lot.item_id)
        due = voucher.due_on or today
        lines.append(
            LoanLine(
                voucher.number,
                item.id,
                item.name,
                item.spec,
                item.unit,
                lot.number,
                str(session.get_one(Place, line.to_id)),
                voucher.counterpart,
                line.quantity,
                line.left,
                voucher.occurred_at,
                due,
                (today - due).days,
            )
        )
    return lines

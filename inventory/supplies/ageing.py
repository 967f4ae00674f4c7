"""Lots as they age: what is held of each, what expires soon, what must be trial-run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from inventory.ground import settings
from inventory.ground.people import Person, branch
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.lots import Condition, Lot, LotTest, Mode
from inventory.supplies.places import STORES, Place

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LotLine:
    """What is held of a lot at one place."""

    lot_id: int
    item_id: int
    place_id: int
    number: str
    item: str
    spec: str
    unit: str
    batch: str
    maker: str
    produced_on: date | None
    expires_on: date | None
    arrived_on: date
    mode: Mode
    condition: Condition
    quality: str
    place: str
    quantity: Decimal
    stored: bool
    days_left: int | None
    tested_on: date | None = None
    passed: bool | None = None
    test_due: date | None = None


# Queries -------------------------------------------------------------------------------------------------------


def _lot_lines(session: Session, reader: Person, *conditions: ColumnElement[bool], zero: bool = False) -> list[LotLine]:
    last = select(LotTest.lot_id, func.max(LotTest.tested_at).label("at")).group_by(LotTest.lot_id).subquery()
    test = aliased(LotTest)
    found = session.execute(
        select(Lot, Item, Place, Balance.quantity, last.c.at, test.passed)
        .join(Item, Item.id == Lot.item_id)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Place, Place.id == Balance.place_id)
        .outerjoin(last, last.c.lot_id == Lot.id)
        .outerjoin(test, and_(test.lot_id == Lot.id, test.tested_at == last.c.at))
        .where(Place.organisation_id.in_(branch(reader)), *conditions, *(() if zero else (Balance.quantity > 0,)))
        .order_by(Lot.expires_on.is_(None), Lot.expires_on, Lot.arrived_on, Lot.id, Place.path)
    )
    today, local = settings.today(session), settings.zone(session)
    lines = {}
    for lot, item, place, quantity, tested_at, passed in found:
        tested_on = tested_at.astimezone(local).date() if tested_at else None
        every = item.test_interval_days
        lines[lot.id, place.id] = LotLine(
            lot.id,
            item.id,
            place.id,
            lot.number,
            item.name,
            item.spec,
            item.unit,
            lot.batch,
            lot.maker,
            lot.produced_on,
            lot.expires_on,
            lot.arrived_on,
            lot.mode,
            lot.condition,
            lot.quality,
            str(place),
            quantity,
            place.stores,
            (lot.expires_on - today).days if lot.expires_on else None,
            tested_on,
            passed,
            (tested_on or lot.arrived_on) + timedelta(days=every) if every else None,
        )
    return list(lines.values())


def lots_of(session: Session, reader: Person, item: Item, *, zero: bool = True) -> list[LotLine]:
    """The lots of an item wherever they are, what expires first in front; empty ones too unless `zero` is off."""
    return _lot_lines(session, reader, Lot.item_id == item.id, zero=zero)


def expiring(session: Session, reader: Person, *, days: int | None = None) -> list[LotLine]:
    """What is in store and expires within so many days (as set, unless given), or is past its date already."""
    until = settings.today(session) + timedelta(days=settings.expiring_days(session) if days is None else days)
    return _lot_lines(session, reader, Lot.expires_on <= until, Place.kind.in_(STORES))


def untested(session: Session, reader: Person) -> list[LotLine]:
    """What must be trial-run at intervals and is past its time, longest first."""
    today = settings.today(session)
    lines = _lot_lines(session, reader, Item.test_interval_days.is_not(None))
    due = [line for line in lines if line.test_due is not None and line.test_due < today]
    return sorted(due, key=lambda line: line.test_due or today)

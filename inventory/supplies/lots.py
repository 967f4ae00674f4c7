"""Lots: what came in together and is of one kind and condition; a torn part of a lot is a lot of its own."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import settings
from inventory.ground.audit import next_id, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean
from inventory.supplies.catalog import Item, countable

# Models --------------------------------------------------------------------------------------------------------


class Mode(StrEnum):
    """Whose stock it is: our own (自储), or kept for us by an enterprise (代储)."""

    OWN = "own"
    ENTRUSTED = "entrusted"


class Condition(StrEnum):
    """What can be done with it; only what is serviceable is issued and covers a quota."""

    SERVICEABLE = "serviceable"
    TO_REPAIR = "to_repair"
    ON_HOLD = "on_hold"
    FAILED = "failed"


MODE_NAMES = {Mode.OWN: N_("own"), Mode.ENTRUSTED: N_("entrusted")}
CONDITION_NAMES = {
    Condition.SERVICEABLE: N_("serviceable"),
    Condition.TO_REPAIR: N_("to repair"),
    Condition.ON_HOLD: N_("on hold"),
    Condition.FAILED: N_("failed its test"),
}


class Lot(Base):
    """A lot; never changed: another condition is another lot, which names the one it came from."""

    __tablename__ = "lot"
    __table_args__ = (Index("ix_lot_expires", "expires_on"),)
    called = "number"
    only_grows = True
    sealed = {1: "id number item_id batch maker produced_on expires_on arrived_on mode condition quality parent_id"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    batch: Mapped[str] = mapped_column(Name(80))
    maker: Mapped[str] = mapped_column(Name(120))
    produced_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    arrived_on: Mapped[date]
    mode: Mapped[Mode]
    condition: Mapped[Condition]
    quality: Mapped[str] = mapped_column(Name(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))


class LotTest(Base):
    """One trial run (试车) of what a lot holds at a place."""

    __tablename__ = "lot_test"
    called = "id"
    only_grows = True
    sealed = {1: "id lot_id place_id tested_at recorded_at tester quantity passed note"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    tested_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    tester: Mapped[str] = mapped_column(Name(120))
    quantity: Mapped[Decimal]
    passed: Mapped[bool]
    note: Mapped[str] = mapped_column(Name(400))


# Rules ---------------------------------------------------------------------------------------------------------


class ExpiresBeforeMade(Refused):
    """The dates of a lot contradict each other."""

    message = N_("{item}: it expires on {expires}, before it was produced on {produced}. Look at the label again.")


class MadeInFuture(Refused):
    """A lot that arrives was produced before."""

    message = N_("{item}: the production date {produced} is after the day it arrived, {arrived}.")


class AnotherLot(Refused):
    """A lot was named, but something else was said of what came in."""

    message = N_("What is said of it differs from lot {lot}: leave the lot out, and it becomes a lot of its own.")


class AmountNotFitting(Refused):
    """An amount that can't be moved."""

    message = N_("{item}: {quantity} {unit} does not fit; give an amount above zero with at most {decimals} decimals.")


@dataclass(frozen=True)
class Line:
    """One line of a voucher: so much of an item, of a named lot or of the one that expires first.

    `quantity` is in the item's unit. A line that brings stock in may describe the new lot. `reason` says why
    another lot than the proposed one, or an expired one, is taken.
    """

    item: Item
    quantity: Decimal
    lot: Lot | None = None
    reason: str = ""
    batch: str = ""
    maker: str = ""
    produced_on: date | None = None
    expires_on: date | None = None
    quality: str = ""


def fitting(line: Line, field: str = "quantity") -> Decimal:
    """The line's amount, or AmountNotFitting where it is not above zero or finer than the item's unit allows."""
    quantity, item = line.quantity, line.item
    if not quantity or not countable(item.decimals, quantity):
        raise AmountNotFitting(field=field, item=item, quantity=quantity, unit=item.unit, decimals=item.decimals)
    return quantity


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def origins(session: Session, lots: Collection[int]) -> dict[int, set[int]]:
    """Each lot with the lots that it was torn off from, one after the other."""
    parents: dict[int, int | None] = {}
    ask = set(lots)
    while ask:
        found = session.execute(select(Lot.id, Lot.parent_id).where(Lot.id.in_(ask)))
        parents.update({row.id: row.parent_id for row in found})
        ask = {parent for parent in parents.values() if parent is not None} - parents.keys()
    return {lot: _up(lot, parents) for lot in lots}


def _up(lot: int | None, parents: dict[int, int | None]) -> set[int]:
    line = set()
    while lot is not None:
        line.add(lot)
        lot = parents[lot]
    return line


# Work shared by services ---------------------------------------------------------------------------------------


def new_lots(session: Session, lines: Sequence[Line], *, arrived: datetime, mode: Mode) -> list[int]:
    """A lot for every line that brings stock in, in their order; a line that names a lot adds to that one."""
    for line in lines:
        if line.lot is not None:
            _same_label(line, line.lot, mode)
    new = iter(make_lots(session, [(line, mode, Condition.SERVICEABLE) for line in lines if not line.lot], arrived))
    return [line.lot.id if line.lot is not None else next(new) for line in lines]


def make_lots(session: Session, lines: Sequence[tuple[Line, Mode, Condition]], arrived: datetime) -> list[int]:
    """A lot of its own for each of these lines, in their order."""
    day = arrived.astimezone(settings.zone(session)).date()
    first = next_id(session, Lot)
    rows = [_lot_row(line, first + at, day, mode, condition) for at, (line, mode, condition) in enumerate(lines)]
    write(session, Lot, rows)
    return list(range(first, first + len(rows)))


def _same_label(line: Line, lot: Lot, mode: Mode) -> None:
    """What adds to a lot is of that lot: nothing else may be said of it."""
    said = (line.batch, line.maker, line.quality, line.produced_on, line.expires_on)
    held = (lot.batch, lot.maker, lot.quality, lot.produced_on, lot.expires_on)
    if mode is not lot.mode or any(one and one != other for one, other in zip(said, held, strict=True)):
        raise AnotherLot(field="lot", lot=lot.number)


def expiry(line: Line, arrived: date) -> date | None:
    """When what a line brings in expires, as its label says or its item's shelf life makes it; its dates must agree."""
    if line.produced_on and line.produced_on > arrived:
        raise MadeInFuture(field="produced_on", item=line.item, produced=line.produced_on, arrived=arrived)
    expires = line.expires_on
    if expires is None and line.produced_on and line.item.shelf_life_months:
        expires = months_after(line.produced_on, line.item.shelf_life_months)
    if line.produced_on and expires and expires < line.produced_on:
        raise ExpiresBeforeMade(field="expires_on", item=line.item, expires=expires, produced=line.produced_on)
    return expires


def _lot_row(line: Line, lot_id: int, day: date, mode: Mode, condition: Condition) -> dict[str, object]:
    return {
        "id": lot_id,
        "number": f"P{lot_id:06d}",
        "item_id": line.item.id,
        "batch": clean(line.batch, field="batch", longest=80, blank=True) if line.batch else "",
        "maker": clean(line.maker, field="maker", blank=True) if line.maker else "",
        "produced_on": line.produced_on,
        "expires_on": expiry(line, day),
        "arrived_on": day,
        "mode": mode,
        "condition": condition,
        "quality": clean(line.quality, field="quality", longest=200, blank=True) if line.quality else "",
        "parent_id": None,
    }


def part_of(session: Session, lot: Lot, condition: Condition, quality: str) -> int:
    """A lot in another condition that came out of this one."""
    row = {column.key: getattr(lot, column.key) for column in Lot.__table__.columns}
    lot_id = next_id(session, Lot)
    row.update(
        id=lot_id, number=f"P{lot_id:06d}", condition=condition, quality=quality or lot.quality, parent_id=lot.id
    )
    write(session, Lot, [row])
    return lot_id

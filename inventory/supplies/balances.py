"""Balances: what is where now, kept beside the ledger and proved from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    and_,
    bindparam,
    case,
    func,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Person
from inventory.ground.schema import Base, Prepared
from inventory.supplies.catalog import LARGEST, Item
from inventory.supplies.counts import hidden
from inventory.supplies.ledger import Movement
from inventory.supplies.lots import Lot
from inventory.supplies.places import ENDS, Place

# Models --------------------------------------------------------------------------------------------------------


class Balance(Base):
    """How much of a lot is at a place now, and when it last moved there; what ran out stays, at zero."""

    __tablename__ = "balance"
    __table_args__ = (
        PrimaryKeyConstraint("lot_id", "place_id"),
        CheckConstraint("quantity >= 0", name="not_negative"),
        Index("ix_balance_place", "place_id"),
    )
    called = "lot_id"

    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    quantity: Mapped[Decimal]
    last_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class NotEnough(Refused):
    """More was asked for than is there."""

    message = N_("{place} has only {available} {unit} of {item}; {asked} asked.")


class LessThanAsked(NotEnough):
    """As NotEnough, to somebody who is counting it and is not told how much should be there.

    Nor is what was asked: where a whole voucher is taken back, that is a figure of the book.
    """

    message = N_("{place} has too little {item}; how much is not shown while you count it.")


class NotEnoughThen(Refused):
    """An entry with a past date would have left too little at some time since."""

    message = N_("With this entry {place} would have had too little {item} on {day}: {short} {unit} missing.")


class TooMuch(Refused):
    """More than can be counted; no depot holds so much."""

    message = N_("There would be more than {most} of one lot at one place: look at the amounts again.")


HUGE = LARGEST / 1000  # from here on it is worth a look whether it all adds up to too much

# Work shared by services ---------------------------------------------------------------------------------------


_VOUCHER = bindparam("voucher", type_=Integer())
_MOVES = union_all(
    *(
        select(Movement.lot_id, place.label("place_id"), by.label("by"), Movement.occurred_at.label("at")).where(
            Movement.voucher_id == _VOUCHER
        )
        for place, by in ((Movement.to_id, Movement.quantity), (Movement.from_id, -Movement.quantity))
    )
).subquery()
_NET = (
    select(
        _MOVES.c.lot_id,
        _MOVES.c.place_id,
        func.sum(_MOVES.c.by).label("by"),
        func.min(_MOVES.c.at).label("since"),
        func.max(_MOVES.c.at).label("till"),
    )
    .group_by(_MOVES.c.lot_id, _MOVES.c.place_id)
    .subquery("net")
)
_ENOUGH = (
    Balance.lot_id == _NET.c.lot_id,
    Balance.place_id == _NET.c.place_id,
    _NET.c.by < 0,
    Balance.quantity >= -_NET.c.by,
)
_LATEST = Balance.last_at <= _NET.c.since
_TAKEN = (
    update(Balance.__table__)  # type: ignore[arg-type]
    .where(*_ENOUGH)
    .values(
        quantity=Balance.quantity + _NET.c.by,
        last_at=case((Balance.last_at < _NET.c.till, _NET.c.till), else_=Balance.last_at),
    )
)
_COUNT_ENOUGH = Prepared(select(func.count()).select_from(Balance.__table__).where(*_ENOUGH, _LATEST))
_TAKE, _TAKE_LATEST = Prepared(_TAKEN), Prepared(_TAKEN.where(_LATEST))


@cache
def _give(dialect: str) -> Prepared:
    """Add to balances, or begin them."""
    begin: Any = import_module(f"sqlalchemy.dialects.{dialect}").insert(Balance)
    latest = case((Balance.last_at < begin.excluded.last_at, begin.excluded.last_at), else_=Balance.last_at)
    keeps = and_(*(Place.kind != kind for kind in sorted(ENDS)))
    coming = (
        select(_NET.c.lot_id, _NET.c.place_id, _NET.c.by, _NET.c.till)
        .join(Place, Place.id == _NET.c.place_id)
        .where(_NET.c.by > 0, keeps)
    )
    return Prepared(
        begin.from_select(["lot_id", "place_id", "quantity", "last_at"], coming).on_conflict_do_update(
            index_elements=["lot_id", "place_id"],
            set_={"quantity": Balance.quantity + begin.excluded.quantity, "last_at": latest},
        )
    )


Change = tuple[Decimal, datetime]
"""By how much a balance changes, and the earliest instant from which it does."""


def shift(session: Session, voucher_id: int, changes: Mapping[tuple[int, int], Change]) -> None:
    """Move the balances of lots at places as a voucher's movements say; raises what says where there is too little.

    `changes` is what they add up to. What leaves is taken by a conditional update, so that even a writer out of turn
    can't oversell.
    """
    connection = session.connection()
    leaving = {key: (-by, at) for key, (by, at) in changes.items() if by < 0}
    if leaving and not _took_at_once(connection, len(leaving), voucher_id):
        held = balances(session, leaving)
        for key, (asked, at) in leaving.items():
            _enough(session, *key, asked, held.get(key), at)
        if _TAKE.changed(connection, voucher=voucher_id) != len(leaving):
            raise RuntimeError(leaving)  # it was enough a moment ago, under the same lock
    if any(by > 0 for by, _at in changes.values()):
        _not_too_much(session, {key: by for key, (by, _at) in changes.items() if by > HUGE})
        _give(connection.dialect.name).changed(connection, voucher=voucher_id)


def _took_at_once(connection: Connection, count: int, voucher_id: int) -> bool:
    """Take everything that leaves, where there is enough of each and nothing has moved since; otherwise nothing."""
    if count > 1 and _COUNT_ENOUGH.rows(connection, voucher=voucher_id) != [(count,)]:
        return False
    return _TAKE_LATEST.changed(connection, voucher=voucher_id) == count


def _not_too_much(session: Session, huge: Mapping[tuple[int, int], Decimal]) -> None:
    """Refuse what would one day be more than a whole number in the database holds."""
    held = balances(session, huge)
    if any(by + (held[key][0] if key in held else 0) > LARGEST for key, by in huge.items()):
        raise TooMuch(field="quantity", most=f"{LARGEST:,}")


_ENDS = select(Place.id).where(Place.kind.in_(ENDS))


def end_ids(session: Session) -> frozenset[int]:
    """The ids of the places that keep no balance."""
    memory: dict[str, frozenset[int]] = session.info["memory"]
    if "ends" not in memory:
        memory["ends"] = frozenset(session.scalars(_ENDS))
    return memory["ends"]


def balances(session: Session, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[Decimal, datetime]]:
    """What is held now of lots at places, and when it last moved."""
    pairs = list(wanted)
    held: dict[tuple[int, int], tuple[Decimal, datetime]] = {}
    for start in range(0, len(pairs), 5000):
        part = pairs[start : start + 5000]
        rows = session.execute(
            select(Balance.lot_id, Balance.place_id, Balance.quantity, Balance.last_at).where(
                tuple_(Balance.lot_id, Balance.place_id).in_(part)
            )
        )
        held.update({(row[0], row[1]): (row[2], row[3]) for row in rows})
    return held


def not_enough(
    session: Session, place: Place, item: Item, available: Decimal, asked: Decimal, lots: Collection[int]
) -> NotEnough:
    """Too little is there; who is counting one of the lots blind isn't told how much."""
    by: Person | None = session.info.get("by")
    unseen = {lot for lot, _place in hidden(session, by)} if by else set()
    facts = {"place": place, "unit": item.unit, "item": item, "asked": f"{asked:,}"}
    if unseen.intersection(lots):
        return LessThanAsked(field="quantity", **facts)
    return NotEnough(field="quantity", available=f"{available:,}", **facts)


def _enough(
    session: Session,
    lot_id: int,
    place_id: int,
    asked: Decimal,
    held: tuple[Decimal, datetime] | None,
    occurred_at: datetime,
) -> None:
    """Refuse what would leave less than nothing, now or at any instant since."""
    available, last_at = held or (Decimal(0), occurred_at)
    if available < asked:
        lot, place = session.get_one(Lot, lot_id), session.get_one(Place, place_id)
        item = session.get_one(Item, lot.item_id)
        raise not_enough(session, place, item, available, asked, {lot_id})
    if occurred_at >= last_at:
        return
    least, when = least_since(session, lot_id, place_id, available, occurred_at)
    if least < asked:
        lot, place = session.get_one(Lot, lot_id), session.get_one(Place, place_id)
        item = session.get_one(Item, lot.item_id)
        if isinstance(little := not_enough(session, place, item, least, asked, {lot_id}), LessThanAsked):
            raise little
        day = when.astimezone(settings.zone(session)).date()
        raise NotEnoughThen(
            field="occurred_at", place=place, item=item, day=day, short=f"{asked - least:,}", unit=item.unit
        )


def least_since(
    session: Session, lot_id: int, place_id: int, present: Decimal, since: datetime
) -> tuple[Decimal, datetime]:
    """The smallest balance of a lot at a place at any instant from `since` on, and that instant."""
    sign = case((Movement.to_id == place_id, Movement.quantity), else_=-Movement.quantity)
    later = session.execute(
        select(Movement.occurred_at, func.sum(sign))
        .where(
            Movement.lot_id == lot_id,
            (Movement.from_id == place_id) | (Movement.to_id == place_id),
            Movement.occurred_at > since,
        )
        .group_by(Movement.occurred_at)
        .order_by(Movement.occurred_at.desc())
    ).all()
    running, least = present, (present, later[0][0] if later else since)
    for at, (_when, moved) in enumerate(later):
        running -= Decimal(moved)
        before = later[at + 1][0] if at + 1 < len(later) else since
        if running < least[0]:
            least = (running, before)
    return least


# Queries -------------------------------------------------------------------------------------------------------


def as_at(
    session: Session, when: datetime | None, known: datetime | None = None, items: Iterable[int] | None = None
) -> dict[tuple[int, int], Decimal]:
    """Every balance (lot, place) that the ledger gives for an instant: what had occurred by then.

    `known` leaves out what was recorded later, so that it gives again exactly what a superior was given then.
    """
    ends = end_ids(session)
    held: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for side, sign in ((Movement.to_id, 1), (Movement.from_id, -1)):
        moved = select(Movement.lot_id, side, func.sum(Movement.quantity)).group_by(Movement.lot_id, side)
        if when is not None:
            moved = moved.where(Movement.occurred_at <= when)
        if known is not None:
            moved = moved.where(Movement.recorded_at <= known)
        if items is not None:
            moved = moved.join(Lot, Lot.id == Movement.lot_id).where(Lot.item_id.in_(list(items)))
        for lot_id, place_id, quantity in session.execute(moved):
            if place_id not in ends:
                held[lot_id, place_id] += sign * Decimal(quantity)
    return dict(held)

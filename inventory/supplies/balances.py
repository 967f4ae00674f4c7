"""Balances: what is where now, kept beside the ledger and proved from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.schema import Base, Moment, Quantity
from inventory.supplies.catalog import Item
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


class NotEnoughThen(Refused):
    """An entry with a past date would have left too little at some time since."""

    message = N_("With this entry {place} would have had too little {item} on {day}: {short} {unit} missing.")


# Work shared by services ---------------------------------------------------------------------------------------


def shift(session: Session, changes: Mapping[tuple[int, int], Decimal], occurred_at: datetime) -> None:
    """Move the balances of lots at places by these amounts; raises what says where there is too little.

    The caller holds the writer's turn, so what is read here stays true; the condition in the update and the CHECK
    under it would catch a writer who doesn't.
    """
    held = balances(session, changes)
    for (lot_id, place_id), by in changes.items():
        if by < 0:
            _enough(session, lot_id, place_id, -by, held.get((lot_id, place_id)), occurred_at)
    rows = [{"of": lot, "at": place, "by": by, "moved": occurred_at} for (lot, place), by in changes.items()]
    if known := [row for row in rows if (row["of"], row["at"]) in held]:
        moved = session.connection().execute(_MOVE, known)
        if moved.rowcount not in (-1, len(known)):
            raise RuntimeError(moved.rowcount, len(known))
    if new := [row for row in rows if (row["of"], row["at"]) not in held]:
        names = {"of": "lot_id", "at": "place_id", "by": "quantity", "moved": "last_at"}
        session.execute(insert(Balance), [{names[name]: value for name, value in row.items()} for row in new])


_BY = bindparam("by", type_=Quantity())
_MOVED = bindparam("moved", type_=Moment())
_MOVE = (
    update(Balance.__table__)  # type: ignore[arg-type]
    .where(
        Balance.lot_id == bindparam("of"),
        Balance.place_id == bindparam("at"),
        Balance.quantity + _BY >= literal(Decimal(0), Quantity()),
    )
    .values(quantity=Balance.quantity + _BY, last_at=case((Balance.last_at < _MOVED, _MOVED), else_=Balance.last_at))
)


def end_ids(session: Session) -> frozenset[int]:
    """The ids of the places that keep no balance."""
    if "ends" not in session.info:
        session.info["ends"] = frozenset(session.scalars(select(Place.id).where(Place.kind.in_(ENDS))))
    held: frozenset[int] = session.info["ends"]
    return held


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
        raise NotEnough(
            field="quantity", place=place, available=f"{available:,}", unit=item.unit, item=item, asked=f"{asked:,}"
        )
    if occurred_at >= last_at:
        return
    least, when = least_since(session, lot_id, place_id, available, occurred_at)
    if least < asked:
        lot, place = session.get_one(Lot, lot_id), session.get_one(Place, place_id)
        item = session.get_one(Item, lot.item_id)
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

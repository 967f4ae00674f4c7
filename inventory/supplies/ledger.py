"""The ledger: vouchers and their movements only grow; balances are kept beside them and proved from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    bindparam,
    case,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import settings
from inventory.ground.audit import next_id, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.numbers import next_number
from inventory.ground.people import Person
from inventory.ground.schema import Base, Name
from inventory.ground.store import moment_of
from inventory.ground.text import clean
from inventory.supplies.catalog import Item
from inventory.supplies.lots import Lot
from inventory.supplies.places import ENDS, Place

# Models --------------------------------------------------------------------------------------------------------


class VoucherKind(StrEnum):
    """What a voucher (单据) does; the value is what its number begins with."""

    OPENING = "QC"
    RECEIPT = "RK"
    ISSUE = "CK"
    RETURN = "TH"
    TRANSFER = "DB"
    ARRIVAL = "DD"
    WRITE_OFF = "BF"
    SORTING = "ZT"
    REVERSAL = "CX"


VOUCHER_NAMES = {
    VoucherKind.OPENING: N_("opening stock"),
    VoucherKind.RECEIPT: N_("receipt"),
    VoucherKind.ISSUE: N_("issue"),
    VoucherKind.RETURN: N_("return"),
    VoucherKind.TRANSFER: N_("transfer"),
    VoucherKind.ARRIVAL: N_("arrival"),
    VoucherKind.WRITE_OFF: N_("write-off"),
    VoucherKind.SORTING: N_("condition"),
    VoucherKind.REVERSAL: N_("reversal"),
}


class Voucher(Base):
    """One paper: what was moved in one act, from where to where, why and by whom."""

    __tablename__ = "voucher"
    __table_args__ = (Index("ix_voucher_occurred", "occurred_at", "id"),)
    called = "number"
    only_grows = True
    sealed = {  # noqa: RUF012
        1: ("id", "number", "kind", "occurred_at", "recorded_at", "by_id", "organisation_id", "from_id", "to_id")
        + ("purpose", "basis", "unit", "counterpart", "inspection", "approver", "transport", "due_on", "urgent")
        + ("note", "reverses_id", "against_id")
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    kind: Mapped[VoucherKind]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    purpose: Mapped[str] = mapped_column(Name(20))
    basis: Mapped[str] = mapped_column(Name(200))
    unit: Mapped[str] = mapped_column(Name(120))
    counterpart: Mapped[str] = mapped_column(Name(120))
    inspection: Mapped[str] = mapped_column(Name(200))
    approver: Mapped[str] = mapped_column(Name(120))
    transport: Mapped[str] = mapped_column(Name(120))
    due_on: Mapped[date | None]
    urgent: Mapped[bool]
    note: Mapped[str] = mapped_column(Name(400))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), unique=True)
    against_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), index=True)


class Movement(Base):
    """One line of the ledger: so much of a lot went from here to there."""

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="some"),
        CheckConstraint("from_id <> to_id", name="moves"),
        Index("ix_movement_lot", "lot_id", "occurred_at"),
        Index("ix_movement_occurred", "occurred_at", "id"),
    )
    called = "id"
    only_grows = True
    sealed = {  # noqa: RUF012
        1: ("id", "voucher_id", "line", "lot_id", "from_id", "to_id", "quantity", "occurred_at", "recorded_at")
        + ("note", "against_id", "reverses_id")
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), index=True)
    line: Mapped[int]
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    quantity: Mapped[Decimal]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Name(400))
    against_id: Mapped[int | None] = mapped_column(ForeignKey("movement.id"), index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("movement.id"), unique=True)


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


class InFuture(Refused):
    """What has not happened can't be entered."""

    message = N_("{when} is still to come: enter it when it has happened.")


class NoLines(Refused):
    """A voucher about nothing."""

    message = N_("There is nothing on it: give at least one item with an amount.")


class SamePlace(Refused):
    """From here to here."""

    message = N_("It would go from {place} to {place}: choose another place.")


class NotOfItem(Refused):
    """A lot of something else was named."""

    message = N_("The lot {lot} is not of {item}.")


class Retired(Refused):
    """What has been retired takes no new entries."""

    message = N_("{name} has been retired: choose another.")


@dataclass(frozen=True)
class Step:
    """One movement to be made."""

    lot_id: int
    from_id: int
    to_id: int
    quantity: Decimal
    note: str = ""
    against_id: int | None = None
    reverses_id: int | None = None


# Work shared by services ---------------------------------------------------------------------------------------

TEXTS = {
    "purpose": 20,
    "basis": 200,
    "unit": 120,
    "counterpart": 120,
    "inspection": 200,
    "approver": 120,
    "transport": 120,
    "note": 400,
}


def instant(session: Session, occurred_at: datetime | None) -> datetime:
    """When it happened: now, unless an earlier instant is given; InFuture for a later one."""
    present = moment_of(session)
    if occurred_at is None:
        return present
    if occurred_at > present:
        local = occurred_at.astimezone(settings.zone(session))
        raise InFuture(field="occurred_at", when=f"{local:%Y-%m-%d %H:%M}")
    return occurred_at


def post(  # noqa: PLR0913 - what every voucher says
    session: Session,
    by: Person,
    *,
    kind: VoucherKind,
    occurred_at: datetime,
    source: Place,
    target: Place,
    steps: Sequence[Step],
    organisation_id: int,
    **papers: Any,  # noqa: ANN401 - the optional columns of a voucher
) -> Voucher:
    """Write one voucher with its movements and move the balances; all of it or nothing.

    `papers` are the voucher's further columns: purpose, basis, unit, counterpart, inspection, approver, transport,
    due_on, urgent, note, reverses_id, against_id.
    """
    if not steps:
        raise NoLines(field="lines")
    recorded = moment_of(session)
    voucher_id = next_id(session, Voucher)
    year = occurred_at.astimezone(settings.zone(session)).year
    head = {
        "id": voucher_id,
        "number": next_number(session, kind.value, year),
        "kind": kind,
        "occurred_at": occurred_at,
        "recorded_at": recorded,
        "by_id": by.id,
        "organisation_id": organisation_id,
        "from_id": source.id,
        "to_id": target.id,
        "due_on": papers.get("due_on"),
        "urgent": papers.get("urgent", False),
        "reverses_id": papers.get("reverses_id"),
        "against_id": papers.get("against_id"),
        **{name: _text(papers.get(name) or "", name, longest) for name, longest in TEXTS.items()},
    }
    write(session, Voucher, [head])
    first = next_id(session, Movement)
    write(session, Movement, [
        {
            "id": first + at,
            "voucher_id": voucher_id,
            "line": at + 1,
            "lot_id": step.lot_id,
            "from_id": step.from_id,
            "to_id": step.to_id,
            "quantity": step.quantity,
            "occurred_at": occurred_at,
            "recorded_at": recorded,
            "note": _text(step.note, "reason", 400),
            "against_id": step.against_id,
            "reverses_id": step.reverses_id,
        }
        for at, step in enumerate(steps)
    ])
    _shift(session, steps, occurred_at)
    return session.get_one(Voucher, voucher_id)


def _text(value: str, field: str, longest: int) -> str:
    return clean(value, field=field, longest=longest, blank=True) if value else ""


def _shift(session: Session, steps: Sequence[Step], occurred_at: datetime) -> None:
    """Move the balances by what the steps add up to at each lot and place."""
    ends = end_ids(session)
    change: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for step in steps:
        if step.from_id not in ends:
            change[step.lot_id, step.from_id] -= step.quantity
        if step.to_id not in ends:
            change[step.lot_id, step.to_id] += step.quantity
    held = balances(session, change)
    for (lot_id, place_id), by in change.items():
        if by < 0:
            _enough(session, lot_id, place_id, -by, held.get((lot_id, place_id)), occurred_at)
    table = Balance.__table__
    rows = [{"of": lot, "at": place, "by": by, "moved": occurred_at} for (lot, place), by in change.items()]
    known = [row for row in rows if (row["of"], row["at"]) in held]
    if known:
        moved = session.connection().execute(
            update(Balance)
            .where(
                table.c.lot_id == bindparam("of"),
                table.c.place_id == bindparam("at"),
                table.c.quantity + bindparam("by", type_=table.c.quantity.type) >= 0,
            )
            .values(
                quantity=table.c.quantity + bindparam("by", type_=table.c.quantity.type),
                last_at=case(
                    (table.c.last_at < bindparam("moved", type_=table.c.last_at.type), bindparam("moved", type_=table.c.last_at.type)),
                    else_=table.c.last_at,
                ),
            ),
            known,
        )
        if moved.rowcount not in (-1, len(known)):
            raise RuntimeError(moved.rowcount, len(known))  # the balances were read under the same lock
    new = [row for row in rows if (row["of"], row["at"]) not in held]
    if new:
        session.execute(insert(table), [  # type: ignore[arg-type]
            {"lot_id": row["of"], "place_id": row["at"], "quantity": row["by"], "last_at": row["moved"]} for row in new
        ])


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

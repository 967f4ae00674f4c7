"""The ledger: vouchers and their movements, which only grow."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from inventory.ground.i18n import N_
from inventory.ground.schema import Base, Name
from inventory.supplies.places import Place

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
    COUNT = "PY"
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
    VoucherKind.COUNT: N_("count difference"),
    VoucherKind.REVERSAL: N_("reversal"),
}


class Voucher(Base):
    """One paper: what was moved in one act, from where to where, why and by whom."""

    __tablename__ = "voucher"
    __table_args__ = (Index("ix_voucher_occurred", "occurred_at", "id"), Index("ix_voucher_due", "due_on"))
    called = "number"
    only_grows = True
    sealed = {
        1: "id number kind occurred_at recorded_at by_id organisation_id from_id to_id purpose basis "
        "unit counterpart inspection approver transport due_on urgent note reverses_id against_id"
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

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:
        """A voucher is seen by whoever deals with it, and at both its ends."""
        there = select(Place.id).where(Place.organisation_id.in_(organisations))
        return cls.organisation_id.in_(organisations) | cls.from_id.in_(there) | cls.to_id.in_(there)


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
    sealed = {1: "id voucher_id line lot_id from_id to_id quantity occurred_at recorded_at note against_id reverses_id"}

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

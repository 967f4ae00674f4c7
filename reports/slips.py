"""A voucher with everything that its paper says, as its reader may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.supplies.catalog import Item
from inventory.supplies.corrections import Completion
from inventory.supplies.counts import Count, CountPerson, CountStep, StepKind, hidden, open_counts, told_reason
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.loans import standing
from inventory.supplies.lots import CONDITION_NAMES, Condition, Lot
from inventory.supplies.places import STORES, Place, PlaceKind

# Rows --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SlipLine:
    """One line of a slip; `back` is what came into a depot against it since.

    `way` says what a line of a count difference is, and `place` where. A line that isn't `told` is of a lot that the
    reader is counting blind: what came and went before would say what should be there.
    """

    movement_id: int
    item: str
    spec: str
    unit: str
    quantity: Decimal
    lot: str
    maker: str
    produced_on: date | None
    expires_on: date | None
    quality: str
    source: str
    target: str
    note: str
    back: Decimal | None
    way: str
    place: str
    told: bool


@dataclass(frozen=True)
class Slip:
    """A voucher with what stands around it."""

    voucher: Voucher
    source: Place
    target: Place
    by: str
    lines: list[SlipLine]
    completion: Completion | None
    reversed_by: str | None
    about: str | None
    last_back: datetime | None
    check_approver: str


# The voucher ---------------------------------------------------------------------------------------------------


def slip_of(session: Session, reader: Person, voucher: Voucher) -> Slip:
    """Everything that the paper of a voucher says."""
    undoing = select(Voucher.number).where(Voucher.reverses_id == voucher.id)
    named = voucher.reverses_id or voucher.against_id
    answer, mine = aliased(Movement), aliased(Movement)
    last = (
        select(func.max(answer.occurred_at))
        .join(mine, mine.id == answer.against_id)
        .where(mine.voucher_id == voucher.id, answer.reverses_id.is_(None), standing(answer))
    )
    return Slip(
        voucher,
        session.get_one(Place, voucher.from_id),
        session.get_one(Place, voucher.to_id),
        session.get_one(Person, voucher.by_id).name,
        _lines(session, voucher, _untold(session, reader, voucher)),
        session.scalars(select(Completion).where(Completion.voucher_id == voucher.id)).one_or_none(),
        session.scalars(undoing).one_or_none(),
        session.get_one(Voucher, named).number if named else None,
        session.scalar(last),
        _check_approver(session, voucher) if voucher.kind is VoucherKind.COUNT else "",
    )


def _check_approver(session: Session, voucher: Voucher) -> str:
    """Who approved the stock check that a voucher posts."""
    posted = select(CountStep.count_id).where(CountStep.voucher_id == voucher.id)
    approved = (
        select(Person.name)
        .join(CountStep, CountStep.by_id == Person.id)
        .where(CountStep.count_id.in_(posted), CountStep.kind == StepKind.APPROVED)
        .order_by(CountStep.id.desc())
        .limit(1)
    )
    return session.scalar(approved) or ""


def _untold(session: Session, reader: Person, voucher: Voucher) -> set[int]:
    """The lots that the reader is counting blind, but for what the reader took or brought meanwhile and knows anyhow.

    A reversal tells what was entered before, whoever enters it.
    """
    lots = {lot for lot, _place in hidden(session, reader)}
    if not lots or voucher.by_id != reader.id or voucher.kind is VoucherKind.REVERSAL:
        return lots
    mine = select(CountPerson.count_id).where(CountPerson.person_id == reader.id)
    begun = session.scalar(select(func.max(Count.recorded_at)).where(Count.id.in_(open_counts()), Count.id.in_(mine)))
    return lots if begun is not None and voucher.recorded_at <= begun else set()


def _lines(session: Session, voucher: Voucher, untold: set[int]) -> list[SlipLine]:
    source, target = aliased(Place), aliased(Place)
    found = session.execute(
        select(Movement, Item, Lot, source, target, _back())
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(source, source.id == Movement.from_id)
        .join(target, target.id == Movement.to_id)
        .where(Movement.voucher_id == voucher.id)
        .order_by(Movement.line)
    )
    day = voucher.occurred_at.astimezone(settings.zone(session)).date()
    return [
        SlipLine(
            movement_id=one.id,
            item=item.name,
            spec=item.spec,
            unit=item.unit,
            quantity=one.quantity,
            lot=f"{lot.batch} ({lot.number})" if lot.batch else lot.number,
            maker=lot.maker,
            produced_on=lot.produced_on,
            expires_on=lot.expires_on,
            quality=lot.quality,
            source=str(here),
            target=str(there),
            note=_remark(voucher, one, lot, day) if lot.id not in untold else "",
            back=came,
            way=_way(here, there),
            place=str(here if there.kind in _NOWHERE else there),
            told=lot.id not in untold,
        )
        for one, item, lot, here, there, came in found
    ]


_NOWHERE = {PlaceKind.DIFFERENCE, PlaceKind.RECLASSIFIED}


def _way(source: Place, target: Place) -> str:
    """What a line of a count difference does to the book."""
    ways = {
        (PlaceKind.DIFFERENCE, "from"): _("surplus found"),
        (PlaceKind.DIFFERENCE, "to"): _("shortage found"),
        (PlaceKind.RECLASSIFIED, "from"): _("into this condition"),
        (PlaceKind.RECLASSIFIED, "to"): _("into another condition"),
    }
    return ways.get((source.kind, "from")) or ways.get((target.kind, "to")) or ""


def _back() -> ScalarSelect[Decimal]:
    """What came into a depot against a movement since."""
    answer = aliased(Movement)
    return (
        select(func.sum(answer.quantity))
        .join(Place, Place.id == answer.to_id)
        .where(
            answer.against_id == Movement.id,
            answer.reverses_id.is_(None),
            Place.kind.in_(STORES),
            standing(answer),
        )
        .scalar_subquery()
    )


def _remark(voucher: Voucher, movement: Movement, lot: Lot, day: date) -> str:
    """What must be said of a line: that it was past its date, in what condition, and why it was taken."""
    parts = [
        _("past its date ({day})").format(day=lot.expires_on) if lot.expires_on and lot.expires_on < day else "",
        _(CONDITION_NAMES[lot.condition]) if lot.condition is not Condition.SERVICEABLE else "",
        told_reason(movement.note) if voucher.kind is VoucherKind.COUNT else movement.note,
    ]
    return _("; ").join(part for part in parts if part)

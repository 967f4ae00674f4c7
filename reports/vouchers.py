"""Slips: one voucher as the paper that is signed, in the form that the trade knows for its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased

from inventory.ground import settings
from inventory.ground.i18n import N_, _
from inventory.ground.people import Person
from inventory.supplies.catalog import Item
from inventory.supplies.corrections import Completion
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.loans import standing
from inventory.supplies.lots import CONDITION_NAMES, Condition, Lot
from inventory.supplies.places import STORES, Place
from inventory.supplies.stock import CAUSE_NAMES, PURPOSE_NAMES, SOURCE_NAMES, Cause, Purpose, Source
from reports.table import PAPER, ROOM, TICKS, Cell, Column, Kind, Numbered, Ranked, Table, pair, plain

TITLES = {
    VoucherKind.OPENING: N_("Opening stock slip"),
    VoucherKind.RECEIPT: N_("Receipt slip"),
    VoucherKind.ISSUE: N_("Issue slip"),
    VoucherKind.RETURN: N_("Return slip"),
    VoucherKind.TRANSFER: N_("Transfer order"),
    VoucherKind.ARRIVAL: N_("Arrival slip"),
    VoucherKind.WRITE_OFF: N_("Write-off slip"),
    VoucherKind.SORTING: N_("Change of condition slip"),
    VoucherKind.REVERSAL: N_("Reversal slip"),
}
SLIP_FOR = {
    **dict.fromkeys((VoucherKind.OPENING, VoucherKind.RECEIPT, VoucherKind.RETURN), "inward"),
    **dict.fromkeys((VoucherKind.ISSUE, VoucherKind.WRITE_OFF), "outward"),
    VoucherKind.TRANSFER: "order",
}


@dataclass(frozen=True)
class SlipLine:
    """One line of a slip; `back` is what came into a depot against it since."""

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


Line = Ranked[SlipLine]
Facts = list[tuple[str, Cell]]

# The voucher ---------------------------------------------------------------------------------------------------


def slip_of(session: Session, voucher: Voucher) -> Slip:
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
        _lines(session, voucher),
        session.scalars(select(Completion).where(Completion.voucher_id == voucher.id)).one_or_none(),
        session.scalars(undoing).one_or_none(),
        session.get_one(Voucher, named).number if named else None,
        session.scalar(last),
    )


def _lines(session: Session, voucher: Voucher) -> list[SlipLine]:
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
            note=_remark(one, lot, day),
            back=came,
        )
        for one, item, lot, here, there, came in found
    ]


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


def _remark(movement: Movement, lot: Lot, day: date) -> str:
    """What must be said of a line: that it was past its date, in what condition, and why it was taken."""
    parts = [
        _("past its date ({day})").format(day=lot.expires_on) if lot.expires_on and lot.expires_on < day else "",
        _(CONDITION_NAMES[lot.condition]) if lot.condition is not Condition.SERVICEABLE else "",
        movement.note,
    ]
    return _("; ").join(part for part in parts if part)


# The paper -----------------------------------------------------------------------------------------------------


def voucher(session: Session, reader: Person, *, voucher: Voucher) -> Table[Line]:  # noqa: ARG001 - who may read it has found it
    """One slip, ready to print and sign: receipt, issue, transfer order or another kind."""
    slip = slip_of(session, voucher)
    form = SLIP_FOR.get(voucher.kind, "other")
    heads, columns, signatures = {"inward": _inward, "outward": _outward, "order": _order, "other": _other}[form](slip)
    zone = settings.zone(session)
    return Table(
        "voucher",
        _(TITLES[voucher.kind]),
        columns,
        Numbered(slip.lines),
        row_key=lambda row: row.line.movement_id,
        heads=heads,
        foots=_foots(slip, zone),
        signatures=signatures,
        sources=[(_("Amount"), _("The movements of this slip, as they stand in the ledger."))],
        landscape=form != "order",
        zone=zone,
    )


Form = tuple[Facts, list[Column[Line]], list[tuple[str, str]]]


def _article() -> list[Column[Line]]:
    return [
        Column("item", _("Article"), lambda row: row.line.item, width=18),
        Column("spec", _("Specification"), lambda row: row.line.spec or None, width=12, on_screen=ROOM),
        Column("unit", _("Unit"), lambda row: row.line.unit, width=7),
    ]


def _inward(slip: Slip) -> Form:
    """入库单: what came in, from whom, in what state."""
    voucher = slip.voucher
    source = {
        VoucherKind.OPENING: _("opening stock"),
        VoucherKind.RETURN: _("brought back from {place}").format(place=slip.source),
    }.get(voucher.kind) or _(SOURCE_NAMES[Source(voucher.purpose)])
    heads: Facts = [
        (_("Slip number"), voucher.number),
        (_("Date"), voucher.occurred_at),
        (_("Depot"), str(slip.target)),
        (_("Came from"), source),
        (_("Basis"), voucher.basis or None),
    ]
    columns = [
        *_article(),
        Column("quantity", _("Amount"), lambda row: row.line.quantity, Kind.QUANTITY, 11),
        Column("lot", _("Batch"), lambda row: row.line.lot, width=16),
        Column("maker", _("Maker"), lambda row: row.line.maker or None, width=16, on_screen=ROOM),
        Column("produced_on", _("Produced"), lambda row: row.line.produced_on, Kind.DATE, 11, ROOM),
        Column("expires_on", _("Valid until"), lambda row: row.line.expires_on, Kind.DATE, 11, ROOM),
        Column("inspection", _("Inspection"), lambda row: row.line.quality or voucher.inspection or None, width=12),
        Column("note", _("Remarks"), lambda row: row.line.note, width=16, on_screen=ROOM),
    ]
    return (
        heads,
        columns,
        [
            (_("Delivered by"), voucher.counterpart),
            (_("Inspected by"), voucher.approver),
            (_("Storekeeper"), slip.target.keeper),
        ],
    )


def _outward(slip: Slip) -> Form:
    """出库单: what went out, where to, on whose word, and what came back."""
    voucher = slip.voucher
    if voucher.kind is VoucherKind.WRITE_OFF:
        purpose = _("written off: {cause}").format(cause=_(CAUSE_NAMES[Cause(voucher.purpose)]))
    else:
        purpose = _(PURPOSE_NAMES[Purpose(voucher.purpose)])
    heads: Facts = [
        (_("Slip number"), voucher.number),
        (_("Date"), voucher.occurred_at),
        (_("Depot"), str(slip.source)),
        (_("Went to"), purpose),
        (_("Basis of issue"), _basis(slip)),
        (_("Receiving unit"), voucher.unit or (str(slip.target) if slip.target.keeps_balance else None)),
    ]
    columns = [
        *_article(),
        Column("quantity", _("Amount"), lambda row: row.line.quantity, Kind.QUANTITY, 11),
        Column("lot", _("Batch"), lambda row: row.line.lot, width=16),
        Column("due_on", _("Return by"), lambda _row: voucher.due_on, Kind.DATE, 12, ROOM),
        Column("back", _("Returned"), lambda row: row.line.back, Kind.QUANTITY, 12),
        Column("note", _("Remarks"), lambda row: row.line.note, width=24, on_screen=ROOM),
    ]
    done = slip.completion
    return (
        heads,
        columns,
        [
            (_("Received by"), voucher.counterpart or (done.counterpart if done else "")),
            (_("Approved by"), voucher.approver or (done.approver if done else "")),
            (_("Handled by"), slip.by),
        ],
    )


def _basis(slip: Slip) -> str | None:
    done = slip.completion
    return slip.voucher.basis or (done.basis if done else "") or None


def _order(slip: Slip) -> Form:
    """调拨令: what was ordered, sent and received."""
    voucher = slip.voucher
    heads: Facts = [
        (_("Order number"), voucher.number),
        (_("Out of"), str(slip.source)),
        (_("Into"), str(slip.target)),
        (_("Basis of order"), voucher.basis or None),
    ]
    columns = [
        Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
        *_article(),
        Column("approved", _("Approved amount"), lambda _row: None, Kind.QUANTITY, 12, PAPER),
        Column("sent", _("Sent"), lambda row: row.line.quantity, Kind.QUANTITY, 12),
        Column("received", _("Received"), lambda row: _received(slip, row.line), Kind.QUANTITY, 12),
        Column("lot", _("Batch"), lambda row: row.line.lot, width=18, on_screen=ROOM),
    ]
    return (
        heads,
        columns,
        [
            (_("Signed by"), voucher.approver),
            (_("Checked by"), ""),
            (_("Handled by"), slip.by),
            (_("Sent by"), ""),
            (_("Taken in by"), voucher.counterpart),
        ],
    )


def _received(slip: Slip, line: SlipLine) -> Decimal | None:
    """What arrived: all of it where it went straight, otherwise what arrivals say."""
    return line.quantity if line.target == str(slip.target) else line.back


def _other(slip: Slip) -> Form:
    """Slips that the trade has no form for: arrival, change of condition, reversal."""
    voucher = slip.voucher
    heads: Facts = [
        (_("Slip number"), voucher.number),
        (_("Date"), voucher.occurred_at),
        (_("About slip"), slip.about),
    ]
    columns = [
        *_article(),
        Column("quantity", _("Amount"), lambda row: row.line.quantity, Kind.QUANTITY, 11),
        Column("lot", _("Batch"), lambda row: row.line.lot, width=16),
        Column("source", _("From"), lambda row: row.line.source, width=18),
        Column("target", _("To"), lambda row: row.line.target, width=18),
        Column("note", _("Remarks"), lambda row: row.line.note, width=20, on_screen=ROOM),
    ]
    return heads, columns, [(_("Handled by"), slip.by), (_("Checked by"), ""), (_("In charge"), "")]


def _foots(slip: Slip, zone: tzinfo) -> list[str]:
    """What stands under a slip: transport, papers owed or completed, reversal, who entered it and when."""
    voucher = slip.voucher
    return [
        *(_transport(slip, zone) if voucher.kind is VoucherKind.TRANSFER else ()),
        *(_boxes(voucher) if voucher.kind in {VoucherKind.TRANSFER, VoucherKind.ISSUE} else ()),
        *(_papers(slip.completion, zone) if slip.completion else ()),
        *(
            [_("REVERSED by {voucher}: this slip no longer counts.").format(voucher=slip.reversed_by)]
            if slip.reversed_by
            else ()
        ),
        *([pair(_("Remarks"), voucher.note)] if voucher.note else ()),
        _("Entered {moment} by {person}.").format(moment=plain(voucher.recorded_at, zone), person=slip.by),
    ]


def _transport(slip: Slip, zone: tzinfo) -> Iterator[str]:
    """How it went, and when it was to arrive, was sent and arrived."""
    voucher = slip.voucher
    facts: Facts = [
        (_("Transport and plate"), voucher.transport or None),
        (_("To arrive by"), voucher.due_on),
        (_("Sent at"), voucher.occurred_at),
        (_("Arrived at"), _arrived(slip)),
    ]
    yield "    ".join(pair(label, plain(value, zone)) for label, value in facts)


def _boxes(voucher: Voucher) -> Iterator[str]:
    """The boxes of the form, ticked as the facts are."""
    lent = voucher.kind is VoucherKind.ISSUE and voucher.due_on is not None
    yield _("{owed} issued before its papers (urgent); papers by ________    {lent} to be returned by {day}").format(
        owed=TICKS[voucher.urgent], lent=TICKS[lent], day=voucher.due_on if lent else "________"
    )


def _papers(done: Completion, zone: tzinfo) -> Iterator[str]:
    """That the papers of an urgent issue were brought."""
    yield _("Papers completed {moment}: {basis}, approved by {approver}.").format(
        moment=plain(done.recorded_at, zone), basis=done.basis, approver=done.approver
    )


def _arrived(slip: Slip) -> datetime | None:
    went_straight = all(line.target == str(slip.target) for line in slip.lines)
    return slip.voucher.occurred_at if went_straight else slip.last_back

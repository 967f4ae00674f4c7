"""Slips: one voucher as the paper that is signed, in the form that the trade knows for its kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import N_, _
from inventory.ground.people import Person
from inventory.supplies.corrections import Completion
from inventory.supplies.counts import not_told
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.stock import CAUSE_NAMES, PURPOSE_NAMES, SOURCE_NAMES, Cause, Purpose, Source
from reports.slips import Slip, SlipLine, slip_of
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
    VoucherKind.COUNT: N_("Count difference slip"),
    VoucherKind.REVERSAL: N_("Reversal slip"),
}
SLIP_FOR = {
    **dict.fromkeys((VoucherKind.OPENING, VoucherKind.RECEIPT, VoucherKind.RETURN), "inward"),
    **dict.fromkeys((VoucherKind.ISSUE, VoucherKind.WRITE_OFF), "outward"),
    VoucherKind.TRANSFER: "order",
    VoucherKind.COUNT: "count",
}


Line = Ranked[SlipLine]
Facts = list[tuple[str, Cell]]

# The paper -----------------------------------------------------------------------------------------------------


def voucher(session: Session, reader: Person, *, voucher: Voucher) -> Table[Line]:
    """One slip, ready to print and sign: receipt, issue, transfer order or another kind."""
    slip = slip_of(session, reader, voucher)
    form = SLIP_FOR.get(voucher.kind, "other")
    heads, columns, signatures = {
        "inward": _inward,
        "outward": _outward,
        "order": _order,
        "other": _other,
        "count": _difference,
    }[form](slip)
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
        code=voucher.number,
        zone=zone,
    )


def _told(line: SlipLine, value: Cell) -> Cell:
    return value if line.told else not_told()


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
        Column("quantity", _("Amount"), lambda row: _told(row.line, row.line.quantity), Kind.QUANTITY, 11),
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
        Column("quantity", _("Amount"), lambda row: _told(row.line, row.line.quantity), Kind.QUANTITY, 11),
        Column("lot", _("Batch"), lambda row: row.line.lot, width=16),
        Column("due_on", _("Return by"), lambda _row: voucher.due_on, Kind.DATE, 12, ROOM),
        Column("back", _("Returned"), lambda row: _told(row.line, row.line.back), Kind.QUANTITY, 12),
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
        Column("sent", _("Sent"), lambda row: _told(row.line, row.line.quantity), Kind.QUANTITY, 12),
        Column("received", _("Received"), lambda row: _told(row.line, _received(slip, row.line)), Kind.QUANTITY, 12),
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


def _difference(slip: Slip) -> Form:
    """盘盈盘亏单: what a stock check found more, less or in another condition than the book had it."""
    voucher = slip.voucher
    heads: Facts = [
        (_("Slip number"), voucher.number),
        (_("Date"), voucher.occurred_at),
        (_("Depot"), str(slip.target)),
        (_("Basis"), voucher.basis or None),
    ]
    columns = [
        *_article(),
        Column("way", _("What it is"), lambda row: row.line.way, width=14),
        Column("quantity", _("Amount"), lambda row: _told(row.line, row.line.quantity), Kind.QUANTITY, 11),
        Column("lot", _("Batch"), lambda row: row.line.lot, width=16),
        Column("place", _("Kept at"), lambda row: row.line.place, width=18),
        Column("note", _("Remarks"), lambda row: row.line.note, width=24, on_screen=ROOM),
    ]
    return heads, columns, [(_("Posted by"), slip.by), (_("Approved by"), slip.check_approver), (_("Storekeeper"), "")]


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
        Column("quantity", _("Amount"), lambda row: _told(row.line, row.line.quantity), Kind.QUANTITY, 11),
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

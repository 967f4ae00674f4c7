"""The ledger as a report: every movement in the order of what happened, of all items or of one with its balance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.supplies import history
from inventory.supplies.catalog import Item
from inventory.supplies.history import MovementLine
from inventory.supplies.ledger import VOUCHER_NAMES
from inventory.supplies.places import Place
from inventory.supplies.standing import counted_blind
from reports.stock import heads, left_out, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Table


def ledger(
    session: Session,
    reader: Person,
    *,
    item: Item | None = None,
    place: Place | None = None,
    since: datetime | None = None,
    as_at: datetime | None = None,
    known_at: datetime | None = None,
) -> Table[MovementLine]:
    """Every movement in the order of what happened; of one item with what came in, went out and was left."""
    lines = history.movements(session, reader, item=item, place=place, since=since, until=as_at, known=known_at)
    about: list[tuple[str, Cell]] = heads(session, reader, as_at)
    title = _("Ledger")
    if item is not None:
        title = _("Ledger of {item}").format(item=item)
        about[2] = (_("Counted in units of"), item.unit)
    return Table(
        "ledger",
        title,
        [*_what(item), *(_one_item() if item is not None else _all_items()), *_papers()],
        lines,
        row_key=lambda line: line.movement_id,
        heads=about,
        foots=[
            _("In and out are seen from the depots; a reversal stands at the time of what it reverses."),
            *left_out(counted_blind(session, reader, place)),
        ],
        signatures=signatures(),
        sources=_sources(),
        unit=(lambda line: line.unit) if item is not None else None,
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def _what(item: Item | None) -> list[Column[MovementLine]]:
    """When, by which slip, and of what unless it is all of one item."""
    columns: list[Column[MovementLine]] = [
        Column("occurred_at", _("Happened at"), lambda line: line.occurred_at, Kind.MOMENT, 16),
        Column("voucher", _("Slip"), lambda line: line.voucher, width=14),
        Column("kind", _("Kind"), lambda line: _(VOUCHER_NAMES[line.kind]), width=9, on_screen=ROOM),
    ]
    if item is None:
        columns += [
            Column("item", _("Item name"), lambda line: line.item, width=18),
            Column("spec", _("Specification and model"), lambda line: line.spec or None, width=12, on_screen=PAPER),
            Column("unit", _("Counted in"), lambda line: line.unit, width=8),
        ]
    return columns


def _all_items() -> list[Column[MovementLine]]:
    return [
        Column("quantity", _("Amount"), lambda line: line.quantity, Kind.QUANTITY, 12),
        Column("lot", _("Lot"), lambda line: line.lot, width=9, on_screen=ROOM),
        Column("source", _("From"), lambda line: line.source, width=16),
        Column("target", _("To"), lambda line: line.target, width=16),
    ]


def _one_item() -> list[Column[MovementLine]]:
    amount = Kind.QUANTITY
    return [
        Column("lot", _("Lot"), lambda line: line.lot, width=9, on_screen=ROOM),
        Column("source", _("From"), lambda line: line.source, width=16),
        Column("target", _("To"), lambda line: line.target, width=16),
        Column("came", _("Came in"), lambda line: _above_zero(line.change), amount, 11, total=True, absent=""),
        Column("went", _("Went out"), lambda line: _above_zero(-line.change), amount, 11, total=True, absent=""),
        Column("balance", _("Balance"), lambda line: line.balance, amount, 11),
    ]


def screen_columns(*, balance: bool) -> list[Column[MovementLine]]:
    """The ledger of one item, with its balance, or of a part of it, as the screen lists it: the report's own cells."""
    sheet = {one.key: one for one in [*_what(None), *_all_items(), *_one_item(), *_papers()]}
    figures = ["came", "went", "balance"] if balance else ["quantity"]
    return [
        *(sheet[key] for key in ("occurred_at", "voucher")),
        *(replace(sheet[key], width=8) for key in figures),
        Column("other", _("From or to"), _other_end, width=16),
        *(replace(sheet[key], on_screen=ROOM) for key in ("kind", "lot", "by", "note")),
    ]


def _other_end(line: MovementLine) -> str:
    """The end of a movement that isn't the stock itself; both where the stock only changed its place."""
    if line.change:
        return line.source if line.change > 0 else line.target
    return f"{line.source} → {line.target}"


def _above_zero(change: Decimal) -> Decimal | None:
    return change if change > 0 else None


def _papers() -> list[Column[MovementLine]]:
    return [
        Column("basis", _("Basis"), lambda line: line.basis, width=16, on_screen=PAPER),
        Column("by", _("Entered by"), lambda line: line.by, width=10, on_screen=ROOM),
        Column("recorded_at", _("Entered at"), lambda line: line.recorded_at, Kind.MOMENT, 16, PAPER),
        Column("note", _("Remarks"), _note, width=20, on_screen=ROOM, level=_level),
    ]


def _note(line: MovementLine) -> str:
    parts = [_("entered late") if line.late else "", _("reversed") if line.reversed else "", line.note]
    return _("; ").join(part for part in parts if part)


def _level(line: MovementLine) -> Level | None:
    return Level.ATTENTION if line.late or line.reversed else None


def _sources() -> list[tuple[str, str]]:
    return [
        (_("Happened at"), _("When it happened, as entered; the order of the ledger.")),
        (_("Entered at"), _("When it was entered; what was entered on a later day than it happened is marked.")),
        (_("Amount"), _("As on the slip of that number; nothing in the ledger is changed or taken out.")),
        (_("Balance"), _("What was in the depots after the movement, over all lots of the item.")),
    ]

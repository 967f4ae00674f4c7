"""Labels of lots (物资标签): what lies there, as every stack of a depot says it, with a code that a scanner reads."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.supplies import ageing
from inventory.supplies.ageing import LotLine
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import CONDITION_NAMES, Condition
from inventory.supplies.places import Place
from reports.stock import heads, unseen
from reports.table import PAPER, ROOM, Column, Kind, Labels, Numbered, Ranked, Table, figure

Line = Ranked[LotLine]


def labels(
    session: Session,
    reader: Person,
    *,
    place: Place | None = None,
    item: Item | None = None,
    voucher: Voucher | None = None,
) -> Table[Line]:
    """A label for every lot that lies in store at a place, is of an item or was moved by a slip."""
    lines = ageing.lots_in_store(session, reader, place=place, item=item, voucher=voucher)
    return Table(
        "labels",
        _("Labels of lots"),
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
            Column("lot", _("Lot"), lambda row: row.line.number, width=9),
            Column("item", _("Article"), lambda row: row.line.item, width=18),
            Column("spec", _("Specification"), lambda row: row.line.spec or None, width=12),
            Column("amount", _("Amount"), _amount, width=12),
            Column("quality", _("Quality"), _quality, width=12),
            Column("maker", _("Origin or maker"), lambda row: row.line.maker or None, width=16, on_screen=ROOM),
            Column("produced_on", _("Produced on"), lambda row: row.line.produced_on, Kind.DATE, 11, ROOM),
            Column("arrived_on", _("Arrived on"), lambda row: row.line.arrived_on, Kind.DATE, 11),
            Column("place", _("Stored at"), lambda row: row.line.place, width=18, on_screen=ROOM),
        ],
        Numbered(lines),
        row_key=lambda row: (row.line.lot_id, row.line.place_id),
        heads=heads(session, reader)[:2],
        foots=unseen(sum(one.hidden for one in lines)),
        sources=[
            (
                _("Amount"),
                _("What lies of the lot at the place when the labels are made; it is written anew as it changes."),
            ),
            (_("Arrived on"), _("The day of the receipt that made the lot.")),
        ],
        labels=Labels(("item", "spec", "amount", "quality", "maker", "produced_on", "arrived_on"), "lot"),
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def _amount(row: Line) -> str | None:
    """How much; whoever is counting it blind writes it in when that is done."""
    if row.line.hidden:
        return None
    return _("{amount} {unit}").format(amount=figure(row.line.quantity), unit=row.line.unit)


def _quality(row: Line) -> str | None:
    if row.line.condition is not Condition.SERVICEABLE:
        return _(CONDITION_NAMES[row.line.condition])
    return row.line.quality or None

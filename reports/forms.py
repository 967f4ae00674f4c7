"""Blank forms for when nothing but paper works: issue slip, duty log, register of a shelter, count sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from inventory.ground.i18n import _
from reports import headings
from reports.table import Cell, Column, Kind, Table

TO_FILL = "________"
SLIP, LOG, REGISTER, COUNT = 17, 17, 18, 17  # rows that a page has room for

Blank = Table[int]


def forms(zone: tzinfo) -> list[Blank]:
    """Every blank form, each a page to copy."""
    return [issue_slip(zone), log_sheet(zone), shelter_register(zone), count_sheet(zone)]


def issue_slip(zone: tzinfo) -> Blank:
    """出库单, as it is keyed in afterwards."""
    columns = [
        *_article(),
        _blank("quantity", _("Amount"), 10),
        _blank("lot", _("Batch"), 14),
        _blank("due_on", _("Return by"), 11),
        _blank("back", _("Returned"), 9),
        _blank("note", _("Remarks"), 14),
    ]
    signed = (_("Approved by"), _("Handled by"), _("Received by"), _("Storekeeper"))
    heads = (_("Slip number"), _("Date and time"), _("Depot"), _("Went to"), _("Basis of issue"), _("Receiving unit"))
    return _form("issue-slip", _("Issue slip"), columns, SLIP, heads, signed, zone)


def log_sheet(zone: tzinfo) -> Blank:
    """值班日志."""
    columns = [
        _blank("occurred_at", _("When"), 10),
        _blank("unit", _("Calling or sending unit"), 14),
        _blank("caller", _("Name of the caller"), 9),
        _blank("phone", _("Caller's phone"), 13),
        _blank("content", _("Content"), 34),
        _blank("reported_to", _("Reported to"), 10),
        _blank("action", _("Handling and result"), 22),
        _blank("by", _("Recorded by"), 9),
    ]
    signed = (_("Duty officer"), _("Leader on duty"), _("Relieved by"))
    return _form("log-sheet", _("Duty log"), columns, LOG, (_("Duty room"), _("Date"), _("Sheet no.")), signed, zone)


def shelter_register(zone: tzinfo) -> Blank:
    """安置人员登记表."""
    columns = [
        _blank("name", _("Full name"), 11),
        _blank("sex", _("Sex"), 5),
        _blank("age", _("Age"), 5),
        _blank("village", _("From (town, village)"), 18),
        _blank("phone", _("Telephone"), 14),
        _blank("came_at", _("Came at"), 10),
        _blank("needs", _("Special needs"), 14),
        _blank("left_at", _("Left at"), 10),
        _blank("whither", _("Went on to"), 14),
        _blank("note", _("Remarks"), 12),
    ]
    heads = (_("Shelter"), _("Opened at"), _("Capacity"), _("Responsible"), _("Date"), _("Sheet no."))
    signed = (_("Registered by"), _("In charge"), _("Date"))
    return _form("shelter-register", _("Register of people in a shelter"), columns, REGISTER, heads, signed, zone)


def count_sheet(zone: tzinfo) -> Blank:
    """盘点表, with nothing in it of what the book says."""
    columns = [
        *_article(),
        _blank("lot", _("Batch"), 14),
        _blank("place", _("Kept at"), 14),
        _blank("found", _(headings.FOUND), 11),
        _blank("state", _(headings.STATE), 12),
        _blank("note", _(headings.REMARKS), 16),
    ]
    heads = (_("Depot"), _("Date"), _(headings.COUNTED_AT), _("Counted by"), _("Witness"), _("Sheet no."))
    signed = (_("Counted by"), _("Witness"), _("Storekeeper"))
    return _form("count-sheet", _("Count sheet"), columns, COUNT, heads, signed, zone)


def _article() -> list[Column[int]]:
    return [
        _blank("item", _("Article"), 18),
        _blank("spec", _("Specification"), 12),
        _blank("unit", _("Unit"), 7),
    ]


def _blank(key: str, title: str, width: int) -> Column[int]:
    return Column(key, title, _nothing, width=width, absent="", blank=True)


def _nothing(_row: int) -> None:
    """What is left to be filled in."""


def _form(
    name: str,
    title: str,
    columns: Sequence[Column[int]],
    rows: int,
    heads: Sequence[str],
    signed: Sequence[str],
    zone: tzinfo,
) -> Blank:
    """A numbered form without a word in it."""
    filled: list[tuple[str, Cell]] = [(head, TO_FILL) for head in heads]
    return Table(
        name,
        _("{form} (blank)").format(form=title),
        [Column("no", _("No."), lambda row: row, Kind.NUMBER, 5), *columns],
        range(1, rows + 1),
        row_key=lambda row: row,
        heads=filled,
        foots=[_("Keep it until it is keyed in, and with the papers then.")],
        signatures=[(one, "") for one in signed],
        landscape=True,
        tab=_("{form} (blank)").format(form=title),
        zone=zone,
    )

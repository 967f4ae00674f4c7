"""The columns of a check's lines: while it is counted nothing of the book, afterwards what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from inventory.ground.i18n import _
from inventory.supplies.checks import SheetLine
from inventory.supplies.counts import Found
from reports.table import ROOM, Cell, Column, Kind, Level
from tui.screens.checks.words import differs, line_level, line_state, reason_words, signed

WAITS = "____"


def _counted(one: SheetLine) -> Cell:
    if one.found is None:
        return WAITS
    return None if one.found is Found.UNREACHABLE else one.quantity


def _difference(one: SheetLine) -> Cell:
    return signed(one.difference) or None


def _difference_level(one: SheetLine) -> Level | None:
    return Level.ATTENTION if differs(one) and one.difference else None


def _unfit(one: SheetLine) -> Decimal | None:
    return one.unfit or None


def _card(*, has_parts: bool, has_places: bool) -> list[Column[SheetLine]]:
    """What tells the lines apart."""
    part = [Column[SheetLine]("part", _("Part"), lambda one: one.part, Kind.NUMBER, 4, ROOM)] if has_parts else []
    place = Column[SheetLine]("place", _("Place"), lambda one: one.place, width=14, on_screen=ROOM)
    where = [place] if has_places else []
    return [
        Column("line", _("Line"), lambda one: one.line, Kind.NUMBER, 4),
        Column("item", _("Item"), lambda one: one.name, width=16),
        Column("spec", _("Spec"), lambda one: one.spec or None, width=8, on_screen=ROOM),
        Column("unit", _("Unit"), lambda one: one.unit, width=4),
        *part,
        *where,
    ]


def keying(*, has_parts: bool, has_places: bool) -> Sequence[Column[SheetLine]]:
    """While it is counted: what was found, by whom, when."""
    return [
        *_card(has_parts=has_parts, has_places=has_places),
        Column("lot", _("Batch or lot"), lambda one: one.batch or one.lot or None, width=12),
        Column("counted", _("Counted"), _counted, Kind.QUANTITY, 8),
        Column("unfit", _("Unfit"), _unfit, Kind.QUANTITY, 6, ROOM, absent=""),
        Column("state", _("State"), line_state, Kind.STATE, 10, level=line_level),
        Column("by", _("By"), lambda one: one.by or None, width=10, absent=""),
        Column("counted_at", _("Time"), lambda one: one.counted_at, Kind.MOMENT, 11, ROOM, absent=""),
    ]


def told(*, has_parts: bool, has_places: bool) -> Sequence[Column[SheetLine]]:
    """Afterwards: the book at the instant of the count, what was counted, and why they differ."""
    return [
        *_card(has_parts=has_parts, has_places=has_places),
        Column("lot", _("Batch or lot"), lambda one: one.batch or one.lot or None, width=10, on_screen=ROOM),
        Column("book", _("Book"), lambda one: one.book, Kind.QUANTITY, 8),
        Column("counted", _("Counted"), _counted, Kind.QUANTITY, 8),
        Column("difference", _("Difference"), _difference, Kind.QUANTITY, 8, level=_difference_level),
        Column("unfit", _("Unfit"), _unfit, Kind.QUANTITY, 6, ROOM, absent=""),
        Column("moved", _("Moved since"), lambda one: signed(one.moved) or None, Kind.QUANTITY, 8, ROOM),
        Column("state", _("State"), line_state, Kind.STATE, 9, level=line_level),
        Column("reason", _("Reason"), lambda one: reason_words(one) or None, width=14, absent=""),
        Column("by", _("By"), lambda one: one.by or None, width=10, on_screen=ROOM),
        Column("counted_at", _("Time"), lambda one: one.counted_at, Kind.MOMENT, 11, ROOM),
    ]

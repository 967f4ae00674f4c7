"""Cells: typed values as the rows of a sheet's XML, so that a ledger of any length is poured, not built.

Every cell of every sheet is written here: a text always as a text, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from math import ceil
from typing import Generic
from xml.sax.saxutils import escape

from inventory.ground.i18n import N_, _
from inventory.ground.text import visible, width
from reports.table import Cell, Column, Kind, Level, Row, Table, figure, no_level, plain

TEXT, WHOLE, BROKEN, DAY, MINUTE, ANY = "@", "#,##0", "#,##0.0##", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "General"
LONGEST = 32_767  # what Excel keeps of a text, counted as UTF-16 does
NARROW = 9  # columns up to here hold units and words, which look best in the middle
SERIAL = 6  # and figures up to here are serial numbers
EXACT_DIGITS = 15  # what Excel keeps of a number
CUT = N_("… [cut: {length} characters]")
FIRST_DAY, ZERO_DAY, ZERO = date(1900, 3, 1), date(1899, 12, 30), datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's clock has no zone
LINE, MARGIN, NARROW_MARGIN = 13.5, 6.5, 5.0  # points; the last where all must go on one page

Group = tuple[int, int, str, "Look"]
"""A text over neighbouring columns: the first, the last, what stands there and how it looks."""

_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks: what openpyxl calls its style."""

    form: str = TEXT
    across: str = "left"
    size: int = 10
    bold: bool = False
    grey: bool = False
    shaded: bool = False
    border: bool = True
    shrinks: bool = False
    cut: str = ""
    """The sides (`l`, `r`, `t`, `b`) along which it is cut out."""


def letters(number: int) -> str:
    """A column's name: 1 is A, 27 is AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@lru_cache(maxsize=8192)
def inner(text: str) -> str:
    """A text as the inside of a cell: visible, whole as long as Excel keeps it, and literally what it is.

    Excel reads `_x0041_` as the letter A; broken into two runs it stays what somebody typed.
    """
    safe = escape(_cut(visible(text)))
    if (parts := _CODED.split(safe))[1:]:
        runs = (f'<r><t xml:space="preserve">{part}</t></r>' for part in "_\0".join(parts).split("\0"))
        return "".join(runs)
    return f'<t xml:space="preserve">{safe}</t>'


def _cut(text: str) -> str:
    """A text that Excel keeps whole; what is cut is said."""
    if len(text) <= LONGEST // 2 or (units := len(text.encode("utf-16-le")) // 2) <= LONGEST:
        return text
    mark = _(CUT).format(length=len(text))
    room = LONGEST - len(mark)
    kept = text[:room] if units == len(text) else text.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore")
    return kept + mark


def text_cell(at: str, style: int, text: str) -> str:
    """A text, whatever it begins with."""
    return f'<c r="{at}" s="{style}" t="inlineStr"><is>{inner(text)}</is></c>'


def blank_cell(at: str, style: int) -> str:
    """A cell that only has a look."""
    return f'<c r="{at}" s="{style}"/>'


def figure_cell(at: str, value: Decimal, look: Look, style: Callable[[Look], int]) -> str:
    """A figure, as a number wherever a number holds it exactly."""
    if (found := figure_of(value, UTC)) is None:
        return text_cell(at, style(look), figure(value))
    form, digits = found
    return f'<c r="{at}" s="{style(replace(look, form=form, shrinks=True))}"><v>{digits}</v></c>'


def row_xml(number: int, cells: str, height: float) -> str:
    """A row of finished cells."""
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'


def lines(text: str, room: int) -> int:
    """How many lines a text takes in a column so wide; a little room is lost where words don't break."""
    if len(text) * 2 <= room:
        return 1
    columns = len(text) if text.isascii() else width(text)
    return 1 if columns <= room else ceil(columns / (room * 0.9))


def height_of(count: int, size: int = 10, margin: float = MARGIN) -> float:
    """The height of a row of so many lines."""
    return round(margin + count * LINE * size / 10, 2)


class ColumnPen(Generic[Row]):
    """Writes the cells of one column, each in the look that its value asks for."""

    def __init__(self, column: Column[Row], index: int, zone: tzinfo, style: Callable[[Look], int]) -> None:
        """Choose the looks once, before the first row."""
        self.column, self.zone, self.style = column, zone, style
        self.letter = letters(index)
        self.cell, self.kind = column.cell, column.kind
        self.level = None if column.level is no_level else column.level
        self._text = style(self.text_look())
        self._styles: dict[tuple[str, Level | None], int] = {}

    def text_look(self) -> Look:
        """How the column's texts look."""
        if self.kind.is_figure:
            return Look(across="right")
        return Look(across="left" if self.kind is Kind.TEXT and self.column.width > NARROW else "center")

    def leave(self, _row: Row, number: int) -> tuple[str, int]:
        """A cell to be filled in, which takes a figure as a figure."""
        look = Look(form=ANY, across="right") if self.kind.is_figure else self.text_look()
        return blank_cell(f"{self.letter}{number}", self.style(look)), 1

    def write(self, row: Row, number: int) -> tuple[str, int]:
        """The row's cell here, and how many lines it takes."""
        value = self.cell(row)
        level = self.level(row) if self.level else None
        if type(value) is str:
            return self._write_text(f"{level.value} {value}" if level else value, number)
        found = figure_of(value, self.zone)
        if found is None:
            text = self.column.absent if value is None else plain(value, self.zone)
            return self._write_text(f"{level.value} {text}" if level else text, number)
        form, digits = found
        if self.column.signed and isinstance(value, Decimal) and value > 0:
            form = f"+{form}"
        style = self._styles.get((form, level)) or self._choose(form, level)
        return f'<c r="{self.letter}{number}" s="{style}"><v>{digits}</v></c>', 1

    def _write_text(self, text: str, number: int) -> tuple[str, int]:
        cell = f'<c r="{self.letter}{number}" s="{self._text}" t="inlineStr"><is>{inner(text)}</is></c>'
        return cell, lines(text, self.column.width)

    def _choose(self, form: str, level: Level | None) -> int:
        """The style of a figure: its sign is part of the number's format, so the figure stays a figure.

        What is below zero has a format of its own, or the minus would stand before the sign.
        """
        signed = f'"{level.value} "{form}' if level else form
        if level and form in (WHOLE, BROKEN):
            signed += f';"{level.value} "-{form}'
        across = "right" if self.kind.is_figure and self.column.width > SERIAL else "center"
        self._styles[form, level] = self.style(Look(signed, across, bold=bool(level), shrinks=True))
        return self._styles[form, level]


def figure_of(value: Cell, zone: tzinfo) -> tuple[str, str] | None:
    """The number format and the number that a value is in a sheet; None for what only a text holds exactly."""
    kind = type(value)
    if kind is Decimal or kind is int:
        text = f"{value:f}" if kind is Decimal else str(value)
        form = WHOLE
        if "." in text:
            text = text.rstrip("0").rstrip(".")
            form = BROKEN if "." in text else WHOLE
        return (form, text) if len(text.lstrip("-0.").replace(".", "")) <= EXACT_DIGITS else None
    if isinstance(value, datetime):
        local = value.astimezone(zone).replace(tzinfo=None)
        gone = local - ZERO
        return (MINUTE, f"{gone.days + gone.seconds / 86400:.10f}") if local.date() >= FIRST_DAY else None
    if isinstance(value, date):
        return (DAY, str((value - ZERO_DAY).days)) if value >= FIRST_DAY else None
    return None


def body(table: Table[Row], style: Callable[[Look], int]) -> Callable[[Row, int], str]:
    """What writes the rows of this table."""
    pens = [ColumnPen(column, index, table.zone, style) for index, column in enumerate(table.columns, 1)]
    margin = NARROW_MARGIN if table.one_page else MARGIN
    writers = [pen.leave if pen.column.blank else pen.write for pen in pens]

    def write(row: Row, number: int) -> str:
        cells, counts = zip(*[writer(row, number) for writer in writers], strict=True)
        return row_xml(number, "".join(cells), height_of(max(counts), margin=margin))

    return write


def beside(number: int, groups: Sequence[Group], style: Callable[[Look], int]) -> str:
    """Texts that each lie over some columns of a row, from left to right."""
    written: list[str] = []
    for first, last, text, look in groups:
        chosen = style(look)
        written.append(text_cell(f"{letters(first)}{number}", chosen, text))
        written.extend(blank_cell(f"{letters(column)}{number}", chosen) for column in range(first + 1, last + 1))
    return "".join(written)


def spread(widths: Sequence[int], parts: int) -> list[tuple[int, int]]:
    """The columns cut into so many neighbouring groups (first, last) of about the same width."""
    parts, edges = min(parts, len(widths)), list(accumulate(widths))
    groups: list[tuple[int, int]] = []
    first = 1
    for part in range(1, parts + 1):
        last, furthest = first, len(widths) - (parts - part)
        wanted = edges[-1] * part / parts
        while last < furthest and edges[last] - wanted <= wanted - edges[last - 1]:
            last += 1
        groups.append((first, last))
        first = last + 1
    return groups

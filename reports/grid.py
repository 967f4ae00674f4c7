"""The grid of a page: how wide a table's columns are on A4, and what stands in each cell, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from itertools import accumulate
from typing import Generic

from reports.cells import NARROW, SERIAL
from reports.ink import EMPTY_BOX, TICKED_BOX, Ink
from reports.table import Column, Kind, Row, Table, plain

A4 = (595.28, 841.89)
SIDE = 34.0  # points left and right of the body: a good centimetre
PAD = 3.0  # between a cell's text and its lines
LEADING = 1.32
SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
WALL = (*SIZES, 6.0, 5.5, 5.0, 4.5, 4.0)
"""For what must hang on a wall as one page."""
UPRIGHT = 8.0  # below this size a table is laid on its side
SAMPLE = 200  # rows that are looked at before the columns get their room
LONGEST_WORD, SHORT_TITLE = 9.0, 3.2  # of the size: words up to here stay whole, headings stand in one line
FEW_CHOICES = 4
COLUMN = 0.53  # of the size: what a display column takes, digits being a little wider than half
SMALLEST = 0.7  # how far a figure shrinks before it breaks
HAND = 21.0  # points that a line takes which is filled in by hand


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a cell: its lines, how large, where across, whether heavy."""

    lines: Sequence[str]
    size: float
    across: str = "left"
    bold: bool = False

    @property
    def height(self) -> float:
        """How high its lines are together."""
        return len(self.lines) * self.size * LEADING


class Measured(Generic[Row]):
    """How much room a table's columns ask for, by what stands in the first rows of them."""

    def __init__(self, table: Table[Row], ink: Ink) -> None:
        """Look at some rows."""
        self.table, self.ink = table, ink
        self._least = [_of_title(ink, ink.shown(one.title)) for one in table.columns]
        self._longest = [0.0] * len(table.columns)
        for row in table.rows[:SAMPLE]:
            for at, one in enumerate(table.columns):
                text = said(one, row, table.zone, ink)
                self._longest[at] = max(self._longest[at], ink.width(text, 1))
                self._least[at] = max(self._least[at], min(ink.longest_word(text), LONGEST_WORD))

    @property
    def is_landscape(self) -> bool:
        """Whether the table says so, or is too wide to stand upright in a size that is read at arm's length."""
        return self.table.landscape or sum(self.natural(UPRIGHT)) > A4[0] - 2 * SIDE

    def natural(self, size: float) -> list[float]:
        """How wide the columns would be: as they say, or as their texts need; no word of a heading is broken."""
        each = zip(self.table.columns, self._least, self._longest, strict=True)
        return [
            2 * PAD + size * max(least, one.width * COLUMN if one.blank else min(one.width * COLUMN, longest + 0.1))
            for one, least, longest in each
        ]

    def sizes(self, room: float) -> list[float]:
        """The sizes to try, the largest first: those in which the columns have the room that they ask for."""
        first = next((size for size in SIZES if sum(self.natural(size)) <= room), SIZES[-1])
        return [size for size in WALL if size <= first]

    def spread(self, room: float, size: float) -> list[float]:
        """The whole room given out: what is over goes to what is longer than its column, then to the texts."""
        widths = self.natural(size)
        if (over := room - sum(widths)) <= 0:
            return self._squeezed(widths, size, -over)
        lacks = [max(0.0, 2 * PAD + size * long - wide) for long, wide in zip(self._longest, widths, strict=True)]
        share = min(1.0, over / sum(lacks)) if sum(lacks) else 0.0
        widths = [wide + lack * share for wide, lack in zip(widths, lacks, strict=True)]
        over = max(0.0, room - sum(widths))
        texts = [
            wide if is_text(one) or one.blank else 0.0 for one, wide in zip(self.table.columns, widths, strict=True)
        ]
        texts = texts if sum(texts) else widths
        return [wide + over * text / sum(texts) for wide, text in zip(widths, texts, strict=True)]

    def _squeezed(self, widths: Sequence[float], size: float, over: float) -> list[float]:
        """What lacks is taken where words can still stay whole; only where that isn't enough, from all."""
        slack = [wide - 2 * PAD - size * least for wide, least in zip(widths, self._least, strict=True)]
        share = min(1.0, over / sum(slack)) if sum(slack) else 0.0
        less = [wide - one * share for wide, one in zip(widths, slack, strict=True)]
        whole = sum(widths) - over
        return [wide * whole / sum(less) for wide in less]


def _of_title(ink: Ink, title: str) -> float:
    """The room that a heading asks for: no word of it is broken, and a short one stands in one line."""
    wide = ink.width(title, 1)
    return wide if wide <= SHORT_TITLE else max(ink.longest_word(title), wide / 2 + 0.5)


def is_text(column: Column[Row]) -> bool:
    """Whether a column holds texts of some length."""
    return column.kind is Kind.TEXT and column.width > NARROW


def is_offered(column: Column[Row]) -> bool:
    """Whether what may be filled in is printed in every line, each with a box; of many the foot tells."""
    return column.blank and 0 < len(column.choices) <= FEW_CHOICES


def said(column: Column[Row], row: Row, zone: tzinfo, ink: Ink) -> str:
    """What a row says in a column, as it is printed."""
    if column.blank:
        return ""
    value, level = column.cell(row), column.level(row)
    if isinstance(value, bool):
        text = TICKED_BOX if value else EMPTY_BOX
    else:
        text = ink.shown(column.absent if value is None else plain(value, zone))
    if column.signed and isinstance(value, Decimal) and value > 0:
        text = f"+{text}"
    return f"{level.value} {text}" if level else text


class Grid(Generic[Row]):
    """The columns of one table in one size."""

    def __init__(self, measured: Measured[Row], room: float, size: float) -> None:
        """Give out the width."""
        self.table, self.ink, self.size = measured.table, measured.ink, size
        self.widths = measured.spread(room, size)
        self.edges = [0.0, *accumulate(self.widths)]
        self._pad = PAD if size > UPRIGHT or not self.table.one_page else 1.5
        is_by_hand = any(one.blank for one in self.table.columns) and not self.table.one_page
        self._least = max(size * LEADING + 2 * self._pad, HAND if is_by_hand else 0.0)
        self._broken: dict[tuple[int, str], list[str]] = {}

    def titles(self) -> list[Words]:
        """The headings."""
        shown = [self.ink.shown(one.title) for one in self.table.columns]
        return [
            Words(self.ink.lines(text, wide - 2 * PAD, self.size), self.size, "center", bold=True)
            for text, wide in zip(shown, self.widths, strict=True)
        ]

    def cells(self, row: Row) -> list[Words]:
        """The cells of a row."""
        return [self._cell(index, one, row) for index, one in enumerate(self.table.columns)]

    def height(self, cells: Sequence[Words]) -> float:
        """How high a row of these cells is."""
        return max(self._least, max(one.height for one in cells) + 2 * self._pad)

    def _cell(self, index: int, column: Column[Row], row: Row) -> Words:
        if column.blank:
            return self._by_hand(index, column)
        text = said(column, row, self.table.zone, self.ink)
        return self.words(index, text, bold=column.kind is not Kind.TEXT and column.level(row) is not None)

    def _by_hand(self, index: int, column: Column[Row]) -> Words:
        """A cell to be filled in: a box to tick, a few choices to tick one of, or nothing."""
        if column.kind is Kind.TICK:
            return Words([EMPTY_BOX], max(self.size, 11.0), "center")
        size, room = self.size * 0.85, self.widths[index] - 2 * PAD
        if not is_offered(column):
            return Words([""], self.size)
        choices = " ".join(f"{EMPTY_BOX}{self.ink.shown(one)}" for one in column.choices)
        return Words(self.ink.lines(choices, room, size), size)

    def words(self, index: int, text: str, *, bold: bool = False) -> Words:
        """A text as it stands in a column: a figure shrinks a little before it breaks."""
        column, room = self.table.columns[index], self.widths[index] - 2 * PAD
        size = self.size
        if column.kind not in {Kind.TEXT, Kind.STATE} and (wide := self.ink.width(text, size)) > room:
            size = max(size * room / wide * 0.999, size * SMALLEST)
        if size != self.size:
            return Words(self.ink.lines(text, room, size), size, self._across(column), bold)
        lines = self._broken.get((index, text))
        if lines is None:
            if len(self._broken) > 1 << 13:
                self._broken.clear()
            lines = self._broken[index, text] = self.ink.lines(text, room, size)
        return Words(lines, size, self._across(column), bold)

    @staticmethod
    def _across(column: Column[Row]) -> str:
        if column.kind.is_figure:
            return "center" if column.width <= SERIAL else "right"
        return "left" if is_text(column) else "center"

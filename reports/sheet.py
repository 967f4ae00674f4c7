"""A sheet's rows from the title down to the stamp, laid out for paper; it knows no library that writes workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import Generic

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from reports import cells
from reports.cells import Group, Look
from reports.frame import Stamp
from reports.table import ABSENT, Row, Table, TotalLine, Totals, pair, plain

ROWS_ON_A_SHEET = 1_048_000  # Excel ends at 1,048,576; the rest is for heads and foots
CHUNK = 500
HEADS_IN_A_ROW = 3

TITLE = Look(size=18, bold=True, across="center", border=False)
EXERCISE = Look(size=14, bold=True, across="center", border=False, shaded=True)
HEAD = Look(border=False)
HEADER = Look(bold=True, across="center", shaded=True)
TOTAL, TOTAL_WORD = Look(across="right", bold=True), Look(across="center", bold=True)
FOOT = Look(border=False, size=9)
STAMP = Look(border=False, size=8, grey=True)
EMPTY = Look(across="center", grey=True)


class WritingCancelled(Refused):
    """The officer changed their mind."""

    message = N_("Cancelled: no file was written.")


@dataclass(frozen=True, slots=True)
class Reins:
    """How whoever asked for a file hears of it and stops it, and where a sheet ends."""

    progress: Callable[[int, int], object] | None = None
    cancelled: Callable[[], bool] | None = None
    rows_on_a_sheet: int = ROWS_ON_A_SHEET


@dataclass(frozen=True, slots=True)
class Written:
    """What is told of a file that was written: its pages, how many lie on their side, what its reader will miss."""

    pages: int = 0
    landscape: int = 0
    remarks: tuple[str, ...] = ()


class Layout(Generic[Row]):
    """One table on its way into as many sheets as it takes, part by part."""

    def __init__(self, table: Table[Row], stamp: Stamp, style: Callable[[Look], int], reins: Reins) -> None:
        """Count the rows and choose the looks; nothing is read yet."""
        self.table, self.stamp, self.style, self.reins = table, stamp, style, reins
        self.count = len(table.rows)
        self.parts = max(1, ceil(self.count / reins.rows_on_a_sheet))
        self.widths = [one.width for one in table.columns]
        self.heads = [pair(label, visible(plain(value, table.zone))) for label, value in table.heads]
        most = min(HEADS_IN_A_ROW, len(self.widths), max(1, len(self.heads)))
        self.beside = min(range(most, 0, -1), key=self._lines_of_heads)
        self.over = 1 if stamp.exercise else 0  # rows above the title
        self.header = 2 + self.over + ceil(len(self.heads) / self.beside)
        self.merged: list[str] = []
        self._totals = Totals(table)
        self._left = iter(table.rows)
        self._write = cells.body(table, style)
        self._done = 0

    def rows_of(self, part: int) -> int:
        """How many lines of the table lie on this part."""
        return min(self.reins.rows_on_a_sheet, self.count - part * self.reins.rows_on_a_sheet)

    def rows(self, part: int) -> Iterator[str]:
        """The rows of a part, some hundreds at a time; `merged` then holds the ranges that are one cell there."""
        self.merged = []
        yield "".join(self._above())
        number = self.header + 1
        end = number + self.rows_of(part)
        while chunk := list(islice(self._left, min(CHUNK, end - number))):
            if self.reins.cancelled and self.reins.cancelled():
                raise WritingCancelled
            yield "".join([self._write(row, at) for at, row in enumerate(chunk, number)])
            self._totals.add(chunk)
            number += len(chunk)
            self._done += len(chunk)
            if self.reins.progress:
                self.reins.progress(self._done, self.count)
        if part == self.parts - 1:
            yield "".join(self._below(number))

    def _above(self) -> Iterator[str]:
        """Title, heads and header."""
        if self.over:
            yield self._row(1, [(1, len(self.widths), self.stamp.exercise, EXERCISE)], 26)
        yield self._row(1 + self.over, [(1, len(self.widths), self.table.title, TITLE)], 34)
        for start in range(0, len(self.heads), self.beside):
            texts = self.heads[start : start + self.beside]
            yield self._spread(2 + self.over + start // self.beside, texts, self.beside, 20)
        titles = [(index, index, one.title, HEADER) for index, one in enumerate(self.table.columns, 1)]
        tallest = max(cells.lines(one.title, one.width) for one in self.table.columns)
        yield self._row(self.header, titles, cells.height_of(tallest) + 4)

    def _below(self, number: int) -> Iterator[str]:
        """Totals, foots, signatures and the stamp."""
        if not self.count:
            yield self._row(number, [(1, len(self.widths), _("Nothing to list"), EMPTY)], 24)
            number += 1
        for line in self._totals.lines():
            yield self._total(number, line)
            number += 1
        for foot in self.table.foots:
            yield self._note(number, foot, FOOT)
            number += 1
        if signed := [pair(*one) for one in self.table.signatures]:
            yield self._spread(number, signed, len(signed), 34)
            number += 1
        yield self._note(number, self.stamp.line(), STAMP)

    def _total(self, number: int, line: TotalLine) -> str:
        """A line of sums: its word lies over the columns before the first that has something to say."""
        columns = self.table.columns
        first = next(index for index, one in enumerate(columns) if one.total or one.key == "unit")
        written = [self._cells(number, [(1, first, line.label, TOTAL_WORD)])] if first else []
        for index, one in enumerate(columns[first:], first + 1):
            at = f"{cells.letters(index)}{number}"
            if one.key in line.sums:
                written.append(cells.figure_cell(at, line.sums[one.key], TOTAL, self.style))
            elif one.key == "unit":
                written.append(cells.text_cell(at, self.style(TOTAL_WORD), line.unit))
            else:
                written.append(cells.text_cell(at, self.style(TOTAL), ABSENT if one.total else ""))
        return cells.row_xml(number, "".join(written), cells.height_of(1) + 2)

    def _note(self, number: int, text: str, look: Look) -> str:
        """A line of text over the whole width."""
        count = cells.lines(text, sum(self.widths) * 10 // look.size)
        return self._row(number, [(1, len(self.widths), text, look)], cells.height_of(count, look.size))

    def _lines_of_heads(self, beside: int) -> int:
        """How many lines the heads take with so many in a row; cut at columns, not every part has the same room."""
        rooms = [sum(self.widths[first - 1 : last]) for first, last in cells.spread(self.widths, beside)]
        needed = [cells.lines(text, rooms[index % beside]) for index, text in enumerate(self.heads)]
        return sum(max(needed[start : start + beside]) for start in range(0, len(needed), beside))

    def _spread(self, number: int, texts: Sequence[str], parts: int, height: float) -> str:
        """A row of short texts, spread over so many equal parts of the width."""
        groups = [(*at, text, HEAD) for at, text in zip(cells.spread(self.widths, parts), texts, strict=False)]
        counts = [cells.lines(text, sum(self.widths[first - 1 : last])) for first, last, text, _look in groups]
        return self._row(number, groups, max(height, cells.height_of(max(counts))))

    def _row(self, number: int, groups: Sequence[Group], height: float) -> str:
        """A row of texts that may each lie over several columns."""
        return cells.row_xml(number, self._cells(number, groups), height)

    def _cells(self, number: int, groups: Sequence[Group]) -> str:
        for first, last, _text, _look in groups:
            if last > first:
                self.merged.append(f"{cells.letters(first)}{number}:{cells.letters(last)}{number}")
        return cells.beside(number, groups, self.style)

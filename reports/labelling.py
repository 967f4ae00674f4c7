"""Labels on their way to paper: the rows of a table as labels to cut out, eight rows of three on a page of A4."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Generic

from inventory.ground.text import visible
from reports import cells
from reports.cells import Look
from reports.frame import Stamp
from reports.sheet import Reins, WritingCancelled
from reports.table import Labels, Row, Table, pair, plain

ACROSS, DOWN = 3, 8
LINES = 7  # of a label: its name, and what is said of it
NAME_HEIGHT, LINE_HEIGHT, GAP_HEIGHT = 17.0, 12.4, 4.0  # points
TEXT_WIDTH, CODE_WIDTH, GAP_WIDTH = 15.5, 10.0, 0.8  # characters
CODE_SIDE = 648_000  # EMU: 18 mm
INSET = 36_000  # EMU: 1 mm


@dataclass(frozen=True, slots=True)
class Corner:
    """Where a picture lies: the column and row of its corner (from nought), how far within, how long its sides are."""

    column: int
    row: int
    right: int
    down: int
    side: int


class LabelLayout(Generic[Row]):
    """The rows of a table, each as a label; it is laid on one sheet, page below page."""

    def __init__(
        self, table: Table[Row], labels: Labels[Row], stamp: Stamp, style: Callable[[Look], int], reins: Reins
    ) -> None:
        """Count the labels; nothing is written yet."""
        self.table, self.stamp, self.style, self.reins = table, stamp, style, reins
        self.name, *self.said = [table.column(key) for key in labels.keys]
        self.code = table.column(labels.code)
        self.count = len(table.rows)
        self.widths = [TEXT_WIDTH, CODE_WIDTH, GAP_WIDTH] * ACROSS
        self.merged: list[str] = []

    def corner(self, at: int) -> Corner:
        """Where the code of the label at this place lies."""
        down, across = divmod(at, ACROSS)
        return Corner(across * 3 + 1, down * (LINES + 1) + 1, INSET, INSET, CODE_SIDE)

    def codes(self) -> Iterator[bytes]:
        """The code of each label."""
        for done, row in enumerate(self.table.rows, 1):
            if self.reins.cancelled and self.reins.cancelled():
                raise WritingCancelled
            yield picture(plain(self.code.cell(row), self.table.zone))
            if self.reins.progress:
                self.reins.progress(done, self.count)

    def breaks(self) -> Iterator[int]:
        """The rows of the sheet after which a page ends."""
        a_page = DOWN * (LINES + 1)
        return iter(range(a_page, self._last(), a_page))

    def _last(self) -> int:
        return -(-self.count // ACROSS) * (LINES + 1)

    def rows(self, _part: int) -> Iterator[str]:
        """The rows of the sheet, a row of labels at a time."""
        self.merged = []
        for start in range(0, self.count, ACROSS):
            first = start // ACROSS * (LINES + 1) + 1
            written = [self._label(row) for row in self.table.rows[start : start + ACROSS]]
            for line in range(LINES):
                height = NAME_HEIGHT if line == 0 else LINE_HEIGHT
                yield cells.row_xml(first + line, "".join(self._cells(first + line, line, written)), height)
            yield cells.row_xml(first + LINES, "", GAP_HEIGHT)

    def _label(self, row: Row) -> list[str]:
        """What stands on a label, line by line; what is not known is left to be written in."""
        zone, texts = self.table.zone, [visible(plain(self.name.cell(row), self.table.zone))]
        for one in self.said:
            value = one.cell(row)
            texts.append(pair(one.title, "" if value is None else visible(plain(value, zone))))
        return [*texts, plain(self.code.cell(row), zone)]

    def _cells(self, number: int, line: int, labels: list[list[str]]) -> Iterator[str]:
        """One line of the labels that lie beside one another."""
        for at, texts in enumerate(labels):
            left, right = cells.letters(at * 3 + 1), cells.letters(at * 3 + 2)
            edge = "t" if line == 0 else "b" if line == LINES - 1 else ""
            look = Look(size=11 if line == 0 else 8, bold=line == 0, border=False, shrinks=True, cut="l" + edge)
            code = Look(size=8, across="center", border=False, shrinks=True, cut="r" + edge)
            yield cells.text_cell(f"{left}{number}", self.style(look), texts[line])
            if line == LINES - 1:
                yield cells.text_cell(f"{right}{number}", self.style(code), texts[-1])
            else:
                yield cells.blank_cell(f"{right}{number}", self.style(code))
            if line == 0:
                self.merged.append(f"{left}{number}:{right}{number}")


def picture(text: str) -> bytes:
    """A QR code that says a text, as a PNG."""
    import segno  # noqa: PLC0415 - only labels need it

    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=4, border=2)
    return drawn.getvalue()

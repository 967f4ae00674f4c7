"""Labels as pages of A4: three beside one another, eight below, to be cut out along thin lines, each with its code."""

from __future__ import annotations

from typing import Generic

from reports.frame import Stamp
from reports.grid import A4, LEADING
from reports.labelling import ACROSS, DOWN
from reports.pages import BOTTOM, THIN, Desk, Flow
from reports.sheet import WritingCancelled
from reports.table import Labels, Row, Table, pair, plain

SIDE, TOP = 20.0, 26.0  # points to the paper's edge
CODE, INSET, NAME = 50.0, 6.0, 11.0
SIZES = (8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
EXERCISE = 18.0


class Stickers(Generic[Row]):
    """The rows of a table, each as a label."""

    def __init__(self, table: Table[Row], labels: Labels[Row], stamp: Stamp, desk: Desk) -> None:
        """Nothing is drawn yet."""
        self.table, self.desk, self.pen, self.ink = table, desk, desk.pen, desk.ink
        self.name, *self.said = [table.column(key) for key in labels.keys]
        self.code = table.column(labels.code)
        self.flow = Flow(desk, table.title, stamp, landscape=False)
        self.top = TOP + (EXERCISE if stamp.exercise else 0.0)
        self.wide = (A4[0] - 2 * SIDE) / ACROSS
        self.high = (A4[1] - BOTTOM - self.top) / DOWN

    def draw(self) -> None:
        """All of them, page after page."""
        count, reins = len(self.table.rows), self.desk.reins
        for at, row in enumerate(self.table.rows):
            if reins.cancelled and reins.cancelled():
                raise WritingCancelled
            down, across = divmod(at % (ACROSS * DOWN), ACROSS)
            if down == across == 0:
                self.flow.turn(quiet=True)
            self._label(row, SIDE + across * self.wide, self.top + down * self.high)
            if reins.progress:
                reins.progress(at + 1, count)

    def _label(self, row: Row, x: float, y: float) -> None:
        """One label: its name over all, what is said of it beside the code; what is not known is left to be written."""
        zone, ink, right, foot = self.table.zone, self.ink, x + self.wide, y + self.high
        for edge in ((x, y, right, y), (x, foot, right, foot), (x, y, x, foot), (right, y, right, foot)):
            self.pen.line(*edge, THIN)
        code = plain(self.code.cell(row), zone)
        self.pen.code(right - CODE - INSET, foot - CODE - 14, CODE, code)
        shown = ink.shown(code)
        size = min(8.0, CODE / max(ink.width(shown, 1), 1.0))
        self.pen.text(right - INSET - (CODE + ink.width(shown, size)) / 2, foot - 6, shown, size)
        room, name = self.wide - 2 * INSET, ink.shown(plain(self.name.cell(row), zone))
        heavy = max(6.0, min(NAME, NAME * room / max(ink.width(name, NAME), 1.0)))
        base = y + 3
        for line in ink.lines(name, room, heavy):
            base += heavy * LEADING
            self.pen.text(x + INSET, base - heavy * 0.25, line, heavy, bold=True)
        self._said(row, x + INSET, base + 1, foot - 4)

    def _said(self, row: Row, x: float, y: float, foot: float) -> None:
        """What is said of it, in the largest size in which all of it has room."""
        zone, room, lines, size = self.table.zone, self.wide - CODE - 3 * INSET, [], SIZES[-1]
        texts = []
        for one in self.said:
            value = one.cell(row)
            texts.append(self.ink.shown(pair(one.title, "" if value is None else plain(value, zone))))
        for size in SIZES:
            lines = [line for text in texts for line in self.ink.lines(text, room, size)]
            if len(lines) * size * LEADING <= foot - y:
                break
        for line in lines:
            y += size * LEADING
            self.pen.text(x, y - size * 0.25, line, size)

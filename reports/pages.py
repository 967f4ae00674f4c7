"""Pages: a table from its title down to its stamp on as many sheets of A4 as it takes.

It says what is drawn where; whatever draws it knows a library, or only counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Generic, Protocol

from inventory.ground.exercises import WORDS
from inventory.ground.i18n import _, ngettext
from reports.frame import Stamp
from reports.grid import A4, HAND, LEADING, PAD, SIDE, Grid, Measured, Words, is_offered
from reports.ink import Ink
from reports.sheet import CHUNK, HEADS_IN_A_ROW, Reins, WritingCancelled
from reports.table import ABSENT, Row, Table, TotalLine, Totals, pair, plain

TOP, BOTTOM, RUNNING = 34.0, 40.0, 27.0  # points from the paper's edge: the body, and the running head within it
TITLE, HEAD, FOOT, SMALL = 16.0, 9.5, 8.5, 7.0
CODE, CODE_GAP = 54.0, 6.0  # the side of the code, 19 mm, and what it keeps free
WORD_ROOM = 20.0  # for the word on every page of an exercise
THIN, GRID = 0.4, 0.5
SIGNING = 30.0
BESIDE = 4  # lines to sign on; one less where the page is narrow
FEW = 60  # rows of a table that is laid out more than once


class Pen(Protocol):
    """What draws on paper; from the upper left corner, in points, a text by its base line."""

    def turn(self, *, landscape: bool, series: int) -> None:
        """Take a new page of this size; pages of a series are counted together."""

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, grey: bool = False) -> None:
        """Write a line of text."""

    def line(self, x: float, y: float, to_x: float, to_y: float, wide: float) -> None:
        """Draw a line."""

    def shade(self, x: float, y: float, wide: float, high: float) -> None:
        """Lay a light grey under what comes."""

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """Draw a code that a scanner reads."""

    def watermark(self, text: str) -> None:
        """Write a word across the page, under all that comes."""

    def number_page(self, x: float, y: float, wide: float, size: float) -> None:
        """Leave room in which the page's number and how many there are will stand."""


class Nothing:
    """A pen that draws nothing and counts the pages."""

    def __init__(self) -> None:
        """No page yet."""
        self.pages = 0

    def turn(self, *, landscape: bool, series: int) -> None:
        """One more."""
        del landscape, series
        self.pages += 1

    def _ignore(self, *_facts: object, **_more: object) -> None: ...

    text = line = shade = code = watermark = number_page = _ignore


@dataclass(frozen=True, slots=True)
class Desk:
    """What a layout writes with: the pen, the font, who follows it, and which pages are counted together."""

    pen: Pen
    ink: Ink
    reins: Reins
    series: int = 0


class Flow:
    """Pages of one size, from above; what every page of a report says about itself stands on each."""

    def __init__(self, desk: Desk, title: str, stamp: Stamp, *, landscape: bool) -> None:
        """Nothing is drawn yet."""
        self.pen, self.ink, self.series = desk.pen, desk.ink, desk.series
        self.title, self.stamp, self.landscape = title, stamp, landscape
        self.wide, self.high = (A4[1], A4[0]) if landscape else A4
        self.left, self.right = SIDE, self.wide - SIDE
        self.room = self.right - self.left
        self.bottom = self.high - BOTTOM
        self.y = 0.0
        self.count = 0

    @property
    def top(self) -> float:
        """Where the body of a page begins that isn't the first."""
        return TOP + (WORD_ROOM if self.stamp.exercise else 0.0)

    def turn(self, *, quiet: bool = False) -> None:
        """Begin a page: its edge says what it belongs to, and its head what it goes on with unless it is `quiet`."""
        self.pen.turn(landscape=self.landscape, series=self.series)
        self.count += 1
        self.y = self.top
        if word := self.ink.shown(self.stamp.exercise):
            self.pen.watermark(WORDS)
            self.centred(RUNNING, word, 12, bold=True)
        base = self.high - BOTTOM + 16
        self.pen.line(self.left, base - 10, self.right, base - 10, THIN)
        number = self.ink.shown(self.stamp.number)
        chain = self.ink.shown(_("chain {head}").format(head=self.stamp.head))
        self.pen.text(self.left, base, number, FOOT)
        self.pen.text(self.right - self.ink.width(chain, FOOT), base, chain, FOOT)
        self.pen.number_page(self.left, base, self.room, FOOT)
        if self.count > 1 and not quiet:
            running = self.ink.shown(f"{self.title} · {self.stamp.headquarters}")
            self.centred(self.top - 6, self.ink.lines(running, self.room, FOOT)[0], FOOT, grey=True)
            self.y = self.top + 4

    def centred(self, y: float, text: str, size: float, *, bold: bool = False, grey: bool = False) -> None:
        """A line in the middle."""
        self.pen.text(self.left + (self.room - self.ink.width(text, size)) / 2, y, text, size, bold=bold, grey=grey)

    def fits(self, height: float) -> bool:
        """Whether so much has room on this page."""
        return self.y + height <= self.bottom

    def words(self, x: float, wide: float, y: float, words: Words) -> None:
        """The lines of a cell, whose first begins at this height."""
        base = y + words.size * (LEADING + 0.74) / 2
        for text in words.lines:
            if text:
                free = wide - 2 * PAD - self.ink.width(text, words.size)
                shift = {"left": 0.0, "center": free / 2, "right": free}[words.across]
                self.pen.text(x + PAD + max(0.0, shift), base, text, words.size, bold=words.bold)
            base += words.size * LEADING

    def note(self, text: str, size: float, *, grey: bool = False) -> None:
        """A text over the whole width, line after line, page after page."""
        for line in self.ink.lines(self.ink.shown(text), self.room, size):
            if not self.fits(size * LEADING):
                self.turn()
            self.y += size * LEADING
            self.pen.text(self.left, self.y - size * 0.3, line, size, grey=grey)


class Sheet(Generic[Row]):
    """One table on its way to paper."""

    def __init__(self, table: Table[Row], stamp: Stamp, desk: Desk) -> None:
        """Choose the paper and the size."""
        self.table, self.stamp, self.desk, self.ink = table, stamp, desk, desk.ink
        desk.ink.begin()
        self._measured = Measured(table, desk.ink)
        self._landscape = self._measured.is_landscape
        self._tried = self._measured.sizes((A4[1] if self._landscape else A4[0]) - 2 * SIDE)

    def draw(self) -> int:
        """Draw it; how many pages it took."""
        return self._draw(self._size(), self.desk)

    def _size(self) -> float:
        """The size in which all is one page where it has to be, or in which a short table takes a page less."""
        first, tried = self._tried[0], self._tried
        if not self.table.one_page:
            tried = [size for size in tried if size >= first - 1] if len(self.table.rows) <= FEW else [first]
        if len(tried) == 1:
            return first
        counts = {}
        for size in tried:
            counts[size] = self._draw(size, Desk(Nothing(), self.ink, Reins()))
            if counts[size] == 1:
                return size
        return first if self.table.one_page else min(counts, key=lambda size: (counts[size], -size))

    def _draw(self, size: float, desk: Desk) -> int:
        title = self.table.title
        for said in (self.table.tab, self.table.code):
            title = title if title.endswith(said) else f"{title} {said}"
        flow = Flow(desk, title, self.stamp, landscape=self._landscape)
        flow.turn()
        Head(flow, self.table).draw()
        body = Body(flow, self.table, Grid(self._measured, flow.room, size), desk.reins)
        body.draw()
        self._below(flow)
        return flow.count

    def _below(self, flow: Flow) -> None:
        """Foots, signatures and the stamp."""
        flow.y += 4
        stamped = self.ink.shown(self.stamp.line())
        for foot in self.table.foots:
            flow.note(foot, FOOT)
        for one in self.table.columns:
            if one.blank and one.choices and not is_offered(one):
                flow.note(pair(one.title, _(", ").join(one.choices)), FOOT)
        if self.ink.lost:
            flow.note(lacking(list(self.ink.lost)), FOOT)
        if self.table.signatures:
            _sign(flow, self.table.signatures)
        flow.y += 3
        flow.note(stamped, SMALL, grey=True)


def lacking(codes: Sequence[str]) -> str:
    """A sentence for characters that the font doesn't have."""
    said = ngettext("The font lacks {n} character, shown by its code: {codes}",
                    "The font lacks {n} characters, shown by their codes: {codes}", len(codes))  # fmt: skip
    return said.format(n=len(codes), codes=" ".join(codes))


def _sign(flow: Flow, signatures: Sequence[tuple[str, str]]) -> None:
    """Lines to sign on, all on one page: as many beside one another as have room, closer where that saves a page."""
    beside = min(len(signatures), BESIDE if flow.landscape else BESIDE - 1)
    if not flow.fits(SIGNING * -(-len(signatures) // beside)):
        if len(signatures) <= BESIDE and flow.fits(SIGNING):
            beside = len(signatures)
        else:
            flow.turn()
    wide = flow.room / beside
    for start in range(0, len(signatures), beside):
        flow.y += SIGNING
        for at, (label, name) in enumerate(signatures[start : start + beside]):
            x, text = flow.left + at * wide, flow.ink.shown(pair(label, name))
            shown = flow.ink.lines(text, wide - 12, HEAD)
            for up, line in enumerate(reversed(shown)):
                flow.pen.text(x, flow.y - 4 - up * HEAD * LEADING, line, HEAD)
            begin = min(wide - 40, flow.ink.width(flow.ink.shown(pair(label, "")), HEAD))
            flow.pen.line(x + begin, flow.y, x + wide - 12, flow.y, THIN)


class Head(Generic[Row]):
    """What stands over the table on its first page: the title, the head lines, and the code."""

    def __init__(self, flow: Flow, table: Table[Row]) -> None:
        """Take the page as it is."""
        self.flow, self.table, self.ink = flow, table, flow.ink

    def draw(self) -> None:
        """Draw it; the table follows."""
        flow, start = self.flow, self.flow.y
        flow.pen.code(flow.right - CODE, start - 8, CODE, self.table.code or flow.stamp.number)
        self._title()
        self._heads()
        below = start + CODE - 8 + CODE_GAP
        if said := self.ink.shown(self.table.code):
            size = min(FOOT, FOOT * CODE * 1.5 / self.ink.width(said, FOOT))
            flow.pen.text(flow.right - self.ink.width(said, size), below + 3, said, size, bold=True)
            below += FOOT
        flow.y = max(flow.y + 4, below)

    def _title(self) -> None:
        flow, room = self.flow, self.flow.room - 2 * (CODE + CODE_GAP)
        title, tab = self.ink.shown(self.table.title), self.ink.shown(self.table.tab)
        for text, size in ((title, TITLE), ("" if title.endswith(tab) else tab, TITLE * 0.75)):
            for line in self.ink.lines(text, room, size) if text else ():
                flow.y += size * LEADING
                flow.centred(flow.y - size * 0.3, line, size, bold=True)
        flow.y += 4

    def _heads(self) -> None:
        """The head lines, some beside one another, left of the code."""
        zone, flow = self.table.zone, self.flow
        heads = [self.ink.shown(pair(label, plain(value, zone))) for label, value in self.table.heads]
        room = flow.room - CODE - CODE_GAP
        beside = max(1, min(HEADS_IN_A_ROW, len(heads)))
        for start in range(0, len(heads), beside):
            texts = heads[start : start + beside]
            while len(texts) < beside:
                texts.append("")
            broken = [self.ink.lines(text, room / beside - PAD * 2, HEAD) for text in texts]
            height = max(map(len, broken)) * HEAD * LEADING
            for at, lines in enumerate(broken):
                flow.words(flow.left - PAD + at * room / beside, room / beside, flow.y, Words(lines, HEAD))
            flow.y += height + 1


class Body(Generic[Row]):
    """The grid with its rows: headings over every page, lines around every cell."""

    def __init__(self, flow: Flow, table: Table[Row], grid: Grid[Row], reins: Reins) -> None:
        """Take the place under the head."""
        self.flow, self.table, self.grid, self.reins = flow, table, grid, reins
        self._titles = grid.titles()
        self._totals = Totals(table)
        self._start = 0.0
        self._heading = max(one.height for one in self._titles) + 2 * PAD

    def draw(self) -> None:
        """All rows and their sums."""
        self._begin()
        done, count, left = 0, len(self.table.rows), iter(self.table.rows)
        while chunk := list(islice(left, CHUNK)):
            for row in chunk:
                self._row(self.grid.cells(row))
            if self.reins.cancelled and self.reins.cancelled():
                raise WritingCancelled
            self._totals.add(chunk)
            done += len(chunk)
            if self.reins.progress:
                self.reins.progress(done, count)
        if not count:
            self._empty()
        for line in self._totals.lines():
            self._total(line)
        self._end()

    def _begin(self) -> None:
        """The headings."""
        flow = self.flow
        self._start = flow.y
        flow.pen.shade(flow.left, flow.y, flow.room, self._heading)
        flow.pen.line(flow.left, flow.y, flow.right, flow.y, GRID)
        self._put(self._titles, self._heading)

    def _end(self) -> None:
        """The lines between the columns, as far down as this page has come."""
        for edge in self.grid.edges if self.flow.y > self._start else ():
            x = self.flow.left + edge
            self.flow.pen.line(x, self._start, x, self.flow.y, GRID)

    def _next(self) -> None:
        self._end()
        self.flow.turn()
        self._begin()

    def _row(self, cells: Sequence[Words]) -> None:
        """A row on this page or the next; one that is higher than a page goes on there."""
        height = self.grid.height(cells)
        if not self.flow.fits(height):
            is_too_high = height > self.flow.bottom - self.flow.top - self._heading - HAND
            if not is_too_high or not self.flow.fits(HAND * 3):
                self._next()
            while not self.flow.fits(self.grid.height(cells)):
                cells = self._part(cells)
                self._next()
        self._put(cells, self.grid.height(cells))

    def _part(self, cells: Sequence[Words]) -> list[Words]:
        """Put what fits of a row, and give back the rest."""
        room = self.flow.bottom - self.flow.y - 2 * PAD
        cuts = [max(1, int(room / (one.size * LEADING))) for one in cells]
        begun = [Words(one.lines[:cut], one.size, one.across, one.bold) for one, cut in zip(cells, cuts, strict=True)]
        self._put(begun, self.flow.bottom - self.flow.y)
        return [Words(one.lines[cut:], one.size, one.across, one.bold) for one, cut in zip(cells, cuts, strict=True)]

    def _put(self, cells: Sequence[Words], height: float) -> None:
        flow = self.flow
        for (x, end), one in zip(pairwise(self.grid.edges), cells, strict=True):
            flow.words(flow.left + x, end - x, flow.y + (height - one.height) / 2, one)
        flow.y += height
        flow.pen.line(flow.left, flow.y, flow.right, flow.y, GRID)

    def _empty(self) -> None:
        flow, height = self.flow, HAND
        self._end()
        flow.words(flow.left, flow.room, flow.y + 4, Words([self.flow.ink.shown(_("Nothing to list"))], 9, "center"))
        for x in (flow.left, flow.right):
            flow.pen.line(x, flow.y, x, flow.y + height, GRID)
        flow.y += height
        flow.pen.line(flow.left, flow.y, flow.right, flow.y, GRID)
        self._start = flow.y

    def _total(self, line: TotalLine) -> None:
        """A line of sums: its word lies over the columns before the first that has something to say."""
        cells = list(self._sums(line))
        columns = self.table.columns
        first = next(at for at, one in enumerate(columns) if one.total or one.key == "unit")
        height = self.grid.height(cells)
        if not self.flow.fits(height):
            self._next()
        self._end()
        self._start = self.flow.y
        word = Words([self.flow.ink.shown(line.label)], self.grid.size, "center", bold=True)
        if first:
            wide = self.grid.edges[first]
            self.flow.words(self.flow.left, wide, self.flow.y + (height - word.height) / 2, word)
        start = self.flow.y
        self._put(cells, height)
        for at, edge in enumerate(self.grid.edges):
            if at == 0 or at >= first:
                self.flow.pen.line(self.flow.left + edge, start, self.flow.left + edge, self.flow.y, GRID)
        self._start = self.flow.y

    def _sums(self, line: TotalLine) -> Iterator[Words]:
        for at, one in enumerate(self.table.columns):
            if one.key in line.sums:
                text = plain(line.sums[one.key], self.table.zone)
            elif one.key == "unit":
                text = self.flow.ink.shown(line.unit)
            else:
                text = ABSENT if one.total else ""
            yield self.grid.words(at, text, bold=True)

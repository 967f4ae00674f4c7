"""PDF: any table as pages of A4 that look the same everywhere, and several of them as one booklet.

The font lies in the file, as far as it is used, so that text can be selected and found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any, cast

import fpdf
import segno
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont
from pylopdf_fonts_zh_cn import sans_path

from inventory.ground import files
from inventory.ground.i18n import _, language
from inventory.ground.text import visible
from reports.frame import Stamp
from reports.ink import BOXES, Ink
from reports.pages import Desk, Nothing, Sheet, lacking
from reports.sheet import Reins, Written
from reports.stickers import Stickers
from reports.table import Cell, Column, Kind, Row, Table

FONT = "sc"
GREY, LIGHT, FAINT = 90, 236, 228  # of 255: small print, what lies under headings, the word across a page
HEAVY = 0.028  # of the size: the outline that makes a text bold, since the font has one weight
BOX, DROP = 0.78, 0.08  # of the size: the side of a box to tick, and how far it stands below the base line
Entry = tuple[int, str, int]
QUIET = 2  # modules that a code keeps free around it


def write(
    path: Path,
    table: Table[Row],
    stamp: Stamp,
    *,
    overwrite: bool = False,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write the table as pages; the file is complete or it isn't there.

    `progress(done, of)` is told now and then; when `cancelled()` says so, WritingCancelled leaves nothing behind.
    """
    with files.whole(path, overwrite=overwrite) as draft:
        paper, reins = Paper(table.title, stamp), Reins(progress, cancelled)
        if table.labels:
            Stickers(table, table.labels, stamp, Desk(paper, paper.ink, reins)).draw()
        for at, one in enumerate(sheets := table.sheets or (table,), 1):
            start = paper.pages + 1
            Sheet(one, stamp, Desk(paper, paper.ink, reins, series=at if one.code else 0)).draw()
            if len(sheets) > 1:
                paper.section(start, one.tab or one.title)
        return paper.save(draft)


def booklet(  # noqa: PLR0913 - its first page says what a table says of itself
    path: Path,
    title: str,
    stamp: Stamp,
    chapters: Sequence[tuple[Table[Any], Stamp]],
    *,
    heads: Sequence[tuple[str, Cell]] = (),
    foots: Sequence[str] = (),
    code: str = "",
    overwrite: bool = False,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write several reports as one file: a first page that says what is in it and where, then each on its own pages.

    Pages are counted through the whole; `code` is what a scanner reads from the first one.
    """
    with files.whole(path, overwrite=overwrite) as draft:
        paper, told = Paper(title, stamp), _Told(progress, sum(_rows(table) for table, _stamp in chapters))
        opening = partial(_contents, title, chapters, heads, foots)
        trying = Desk(Nothing(), paper.ink, Reins(cancelled=cancelled))
        lengths = [_drawn(replace(opening([0] * len(chapters)), code=code), stamp, trying)]
        lengths += [_drawn(table, one, trying) for table, one in chapters]
        starts = list(accumulate(lengths, initial=1))[1:-1]
        desk = Desk(paper, paper.ink, Reins(cancelled=cancelled))
        _drawn(replace(opening(starts), code=code), stamp, desk)
        for (table, one), start in zip(chapters, starts, strict=True):
            _drawn(table, one, replace(desk, reins=Reins(told, cancelled)))
            paper.section(start, table.title)
        return paper.save(draft)


@dataclass
class _Told:
    """Adds up what the sheets of a booklet tell, each of itself, into how far the whole is."""

    progress: Callable[[int, int], object] | None
    count: int
    done: int = 0

    def __call__(self, done: int, of: int) -> None:
        if self.progress:
            self.progress(self.done + done, self.count)
        if done == of:
            self.done += done


def _rows(table: Table[Any]) -> int:
    return sum(len(one.rows) for one in table.sheets or (table,))


def _drawn(table: Table[Any], stamp: Stamp, desk: Desk) -> int:
    """Draw a chapter; how many pages it took."""
    return sum(Sheet(one, stamp, desk).draw() for one in table.sheets or (table,))


def _contents(
    title: str,
    chapters: Sequence[tuple[Table[Any], Stamp]],
    heads: Sequence[tuple[str, Cell]],
    foots: Sequence[str],
    starts: Sequence[int],
) -> Table[Entry]:
    """What is in a booklet, and on which page it begins."""
    columns: list[Column[Entry]] = [
        Column("no", _("No."), lambda entry: entry[0], Kind.NUMBER, 5),
        Column("title", _("Contents"), lambda entry: entry[1], width=50),
        Column("page", _("Page"), lambda entry: entry[2], Kind.NUMBER, 8),
    ]
    lines = [(at, one[0].title, start) for at, (one, start) in enumerate(zip(chapters, starts, strict=True), 1)]
    return Table("contents", title, columns, lines, row_key=lambda entry: entry[0], heads=heads, foots=foots)


# The paper -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Numbered:
    """A page, what it is counted with, and where its number will stand: so far from the left and from below."""

    page: int
    series: int
    left: float
    up: float
    wide: float
    size: float


class Paper:
    """The pages of a file, drawn with the one font that lies in it."""

    def __init__(self, title: str, stamp: Stamp) -> None:
        """An empty file."""
        self._pdf = fpdf.FPDF(unit="pt", format="A4")
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_title(visible(title))
        self._pdf.set_author(visible(stamp.headquarters))
        self._pdf.set_subject(visible(stamp.number))
        self._pdf.set_creator("汛备 Xunbei")
        self._pdf.set_lang("zh-CN" if language() == "zh" else "en")
        self._pdf.set_creation_date(stamp.made_at)
        self._pdf.add_font(FONT, "", sans_path())
        self._pdf.set_font(FONT, size=10)
        font = cast("TTFFont", self._pdf.fonts[FONT])
        font.ttfont.recalcBBoxes = False  # the whole font's bounds hold for a part of it, and took a third of the time
        self._series = self._landscape = 0
        self._numbers: list[Numbered] = []
        self.ink = Ink(font.cw)

    @property
    def pages(self) -> int:
        """How many there are so far."""
        return len(self._pdf.pages)

    def section(self, page: int, title: str) -> None:
        """Name what begins on a page, for readers that list it beside the pages."""
        self._pdf.page, last, self._pdf.y = page, self._pdf.page, 0
        self._pdf.start_section(visible(title))
        self._pdf.page = last

    def turn(self, *, landscape: bool, series: int) -> None:
        """Take a new page of this size; pages of a series are counted together."""
        self._pdf.add_page(orientation="landscape" if landscape else "portrait")
        self._series = series
        self._landscape += landscape

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, grey: bool = False) -> None:
        """Write a line of text; what stands for a box in it is drawn as one."""
        if not BOXES.keys().isdisjoint(text):
            for is_box, signs in groupby(text, BOXES.__contains__):
                for part in signs if is_box else ["".join(signs)]:
                    if is_box:
                        self._box(x, y, size, ticked=BOXES[part])
                    else:
                        self._write(x, y, part, size, bold=bold, grey=grey)
                    x += self.ink.width(part, size)
        else:
            self._write(x, y, text, size, bold=bold, grey=grey)

    def _write(self, x: float, y: float, text: str, size: float, *, bold: bool, grey: bool) -> None:
        self._pdf.set_font_size(size)
        if bold:
            with self._pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * HEAVY):
                self._pdf.text(x, y, text)
        elif grey:
            with self._pdf.local_context(text_color=GREY):
                self._pdf.text(x, y, text)
        else:
            self._pdf.text(x, y, text)

    def _box(self, x: float, y: float, size: float, *, ticked: bool) -> None:
        side = size * BOX
        left, top = x + (size - side) / 2, y + size * DROP - side
        self._pdf.set_line_width(0.6)
        self._pdf.rect(left, top, side, side)
        if ticked:
            self._pdf.set_line_width(1.1)
            self._pdf.line(left + side * 0.2, top + side * 0.5, left + side * 0.42, top + side * 0.76)
            self._pdf.line(left + side * 0.42, top + side * 0.76, left + side * 0.82, top + side * 0.2)

    def line(self, x: float, y: float, to_x: float, to_y: float, wide: float) -> None:
        """Draw a line."""
        self._pdf.set_line_width(wide)
        self._pdf.line(x, y, to_x, to_y)

    def shade(self, x: float, y: float, wide: float, high: float) -> None:
        """Lay a light grey under what comes."""
        with self._pdf.local_context(fill_color=LIGHT):
            self._pdf.rect(x, y, wide, high, style="F")

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """Draw a code that a scanner reads."""
        rows = list(segno.make(visible(text), error="m", micro=False).matrix_iter(border=QUIET))
        module = side / len(rows)
        for down, row in enumerate(rows):
            across = 0
            for dark, run in groupby(row):
                count = len(list(run))
                if dark:  # a little over the next row, or a screen shows seams
                    self._pdf.rect(x + across * module, y + down * module, count * module, module * 1.04, style="F")
                across += count

    def watermark(self, text: str) -> None:
        """Write a word across the page, under all that comes."""
        size, pdf = 76.0, self._pdf
        middle, height = pdf.w / 2, pdf.h / 2
        pdf.set_font_size(size)
        with pdf.rotation(35, middle, height), pdf.local_context(text_color=FAINT):
            pdf.text(middle - self.ink.width(text, size) / 2, height + size * 0.35, text)

    def number_page(self, x: float, y: float, wide: float, size: float) -> None:
        """Leave room in which the page's number and how many there are will stand."""
        self._numbers.append(Numbered(self._pdf.page, self._series, x, self._pdf.h - y, wide, size))

    def save(self, path: Path) -> Written:
        """Number the pages, now that they are counted, and write the file."""
        totals = {series: len(list(those)) for series, those in groupby(sorted(one.series for one in self._numbers))}
        said = dict.fromkeys(totals, 0)
        for one in self._numbers:
            said[one.series] += 1
            text = _("Page {page} of {pages}").format(page=said[one.series], pages=totals[one.series])
            self._pdf.page = one.page
            with self._pdf.local_context(current_font_is_set_on_page=False):
                x = one.left + (one.wide - self.ink.width(text, one.size)) / 2
                self._write(x, self._pdf.h - one.up, text, one.size, bold=False, grey=False)
        self._pdf.page = len(self._pdf.pages)
        path.write_bytes(self._pdf.output())
        return Written(
            len(self._numbers), self._landscape, tuple([lacking(list(self.ink.ever))] if self.ink.ever else ())
        )

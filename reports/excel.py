"""Excel: a Table as a workbook that prints well.

openpyxl draws the sheets' frames and the looks of their cells, the rows are poured in between: a ledger of 100,000
lines then takes a fraction of the time that building cells takes, and no more room than a few hundred lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from inventory.ground import files
from inventory.ground.exercises import WORDS
from inventory.ground.i18n import _, language
from inventory.ground.text import visible
from reports import cells
from reports.cells import Look
from reports.frame import Stamp
from reports.labelling import Corner, LabelLayout
from reports.sheet import ROWS_ON_A_SHEET, Layout, Reins, Written
from reports.table import Cell, Chart, Column, Row, Table

A4 = 9
PADDING = 2.0  # what a column needs besides its text: Excel's own margin, and ours
EDGE = 80  # characters of a running head or foot: Excel keeps 255 for the three together
BARS_WIDE = 118  # the figures lie as wide as the bars below them
ZIP64_CELLS = 8_000_000  # from here on a sheet may pass 2 GB; below it, Excel asks no questions about the file


def write(
    path: Path,
    table: Table[Row],
    stamp: Stamp,
    *,
    overwrite: bool = False,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
    rows_on_a_sheet: int = ROWS_ON_A_SHEET,
) -> Written:
    """Write the table as a workbook; the file is complete or it isn't there.

    `progress(done, of)` is told now and then; when `cancelled()` says so, WritingCancelled leaves nothing behind.
    """
    with files.whole(path, overwrite=overwrite) as draft, draft.open("wb") as target:
        book = Book(table.title)
        if table.labels:
            book.add_labels(LabelLayout(table, table.labels, stamp, book.style, Reins(progress, cancelled)))
        for one in table.sheets or (table,):
            book.add(Layout(one, stamp, book.style, Reins(progress, cancelled, rows_on_a_sheet)))
        for one in (table, *table.sheets):
            if one.chart and (shown := chart_table(one, one.chart)).rows:
                layout = Layout(shown, stamp, book.style, Reins())
                draw(book.add(layout), layout, one.chart)
        if table.sources:
            book.add(Layout(sources_table(table, stamp), stamp, book.style, Reins()))
        book.save(target)
    return Written()


# The workbook --------------------------------------------------------------------------------------------------


class Book:
    """The frames of the sheets and the looks of their cells."""

    def __init__(self, title: str) -> None:
        """An empty workbook."""
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self.book.properties.title = visible(title)
        self.book.properties.creator = "汛备 Xunbei"
        self._loose = Worksheet(self.book)  # cells of no sheet try the looks on
        self._styles: dict[Look, int] = {}
        self._later: list[tuple[Worksheet, Picture]] = []  # one picture makes a frame, the others only weigh
        self._sheets: list[tuple[Layout[Any] | LabelLayout[Any], int]] = []

    def add(self, layout: Layout[Any]) -> Worksheet:
        """Make the sheets that a table takes, widths and all, before the first row; the last of them comes back."""
        for part in range(layout.parts):
            sheet = self.book.create_sheet(self._name(layout.table.tab or layout.table.title, part + 1))
            frame(sheet, layout, part)
            self._sheets.append((layout, part))
        return self.book.worksheets[-1]

    def add_labels(self, layout: LabelLayout[Any]) -> None:
        """Make the sheet that the labels are cut from, and lay their codes on it."""
        sheet = self.book.create_sheet(self._name(_("Labels"), 1))
        frame_labels(sheet, layout)
        pictures = [Picture(code, layout.corner(at)) for at, code in enumerate(layout.codes())]
        for first in pictures[:1]:
            sheet.add_image(first)
        self._later += [(sheet, picture) for picture in pictures[1:]]
        self._sheets.append((layout, 0))

    def _name(self, title: str, part: int) -> str:
        """A sheet is called as the table is, as far as Excel lets it."""
        ending = f" {part}" if part > 1 else ""
        cleaned = re.sub(r"[\[\]:*?/\\]", "_", visible(title)).strip("' ")
        if cleaned.casefold() in {"", "history"}:  # Excel keeps the one for itself and takes no empty one
            cleaned += "_"
        return cleaned[: 31 - len(ending)] + ending

    def style(self, look: Look) -> int:
        """The number of a look in the workbook."""
        if look not in self._styles:
            self._styles[look] = self._draw(look)
        return self._styles[look]

    def _draw(self, look: Look) -> int:
        cell, thin = SheetCell(self._loose, 1, 1), Side(style="thin", color="000000")
        cell.font = Font(name=_font(look), size=look.size, bold=look.bold, color="595959" if look.grey else "000000")
        cell.alignment = Alignment(
            horizontal=look.across,
            vertical="center",
            wrap_text=not look.shrinks,
            shrink_to_fit=look.shrinks,
            indent=1 if (look.border or look.cut) and look.across != "center" else 0,
        )
        cell.number_format = look.form
        if look.form == cells.TEXT:
            cell.quotePrefix = True  # what is typed over it later stays a text too
        if look.border:
            cell.border = Border(thin, thin, thin, thin)
        if look.cut:
            cut = Side(style="dotted", color="808080")
            left, right, top, bottom = (cut if side in look.cut else None for side in "lrtb")
            cell.border = Border(left, right, top, bottom)
        if look.shaded:
            cell.fill = PatternFill("solid", fgColor="EDEDED")
        return int(cell.style_id)

    def save(self, target: BinaryIO) -> None:
        """Pour every sheet's rows between the top and the tail of its frame."""
        tops = self._parts()
        with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=4) as out:
            for number, (layout, part) in enumerate(self._sheets, 1):
                name = f"xl/worksheets/sheet{number}.xml"
                is_huge = layout.count * len(layout.widths) > ZIP64_CELLS
                with out.open(name, "w", force_zip64=is_huge) as poured:
                    poured.write(_top(tops[name]))
                    for rows in layout.rows(part):
                        poured.write(rows.encode())
                    poured.write(_tail(tops[name], layout.merged))
            for sheet, picture in self._later:
                sheet.add_image(picture)
            for name, content in self._parts().items():
                if not name.startswith("xl/worksheets/sheet"):
                    out.writestr(name, content)

    def _parts(self) -> dict[str, bytes]:
        """The workbook as it stands, part by part."""
        held = BytesIO()
        self.book.save(held)
        with ZipFile(held) as parts:
            return {name: parts.read(name) for name in parts.namelist()}


def _top(part: bytes) -> bytes:
    """What stands before the rows, without the range that openpyxl saw."""
    return re.sub(rb"<dimension[^>]*/>", b"", part.split(b"<sheetData")[0]) + b"<sheetData>"


def _tail(part: bytes, merged: Sequence[str]) -> bytes:
    """What stands after the rows, with the ranges that are one cell where the format has them."""
    after = re.split(rb"<sheetData ?/>|</sheetData>", part)[-1]
    if merged:
        cells = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
        joined = f'<mergeCells count="{len(merged)}">{cells}</mergeCells>'.encode()
        at = re.search(rb"<(dataValidations|printOptions)\b", after)
        start = at.start() if at else 0
        after = after[:start] + joined + after[start:]
    return b"</sheetData>" + after


def _font(look: Look) -> str:
    """The fonts that offices print with."""
    if language() == "zh":
        return "黑体" if look.size > 12 else "宋体"  # noqa: PLR2004 - a title
    return "Arial"


# The frame of a sheet ------------------------------------------------------------------------------------------


def frame(sheet: Worksheet, layout: Layout[Any], part: int) -> None:
    """Everything of a sheet but its rows: widths, what stays in sight, the filter, and how it prints."""
    for index, wide in enumerate(layout.widths, 1):
        sheet.column_dimensions[cells.letters(index)].width = wide + PADDING
    sheet.freeze_panes = f"{cells.letters(layout.table.frozen + 1)}{layout.header + 1}"
    if count := layout.rows_of(part):
        sheet.auto_filter.ref = f"A{layout.header}:{cells.letters(len(layout.widths))}{layout.header + count}"
    for index, one in enumerate(layout.table.columns, 1):
        if one.choices:
            sheet.add_data_validation(_choice(one.choices, f"{cells.letters(index)}{layout.header + 1}", count))
    sheet.print_title_rows = f"{layout.header}:{layout.header}"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if layout.table.landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(layout.table.one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.75, header=0.35, footer=0.35)
    title, tab = layout.table.title, layout.table.tab
    _running(sheet, title if title.endswith(tab) else f"{title} {tab}", layout.stamp)


def _choice(words: tuple[str, ...], first: str, count: int) -> DataValidation:
    """A list of words to choose from below a heading; another word may be typed all the same."""
    offered = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
    offered.add(
        f"{first}:{first.rstrip('0123456789')}{int(first.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')) + max(0, count - 1)}"
    )
    return offered


def frame_labels(sheet: Worksheet, layout: LabelLayout[Any]) -> None:
    """How the labels print: three beside one another on A4, in their true size, so many rows to a page."""
    for index, wide in enumerate(layout.widths, 1):
        sheet.column_dimensions[cells.letters(index)].width = wide
    sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.scale = A4, "portrait", 100
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.3, right=0.3, top=0.3, bottom=0.4, header=0.15, footer=0.15)
    for row in layout.breaks():
        sheet.row_breaks.append(Break(id=row))
    number, chain = layout.stamp.number, _("chain {head}").format(head=layout.stamp.head)
    if layout.stamp.exercise:
        sheet.HeaderFooter.oddHeader = _watermark(layout.stamp)
    sheet.HeaderFooter.oddFooter = _at_edge(number, _("Page {page} of {pages}"), chain)


class Picture(Image):
    """A finished PNG in a sheet: what openpyxl asks of a picture, without the library that it would measure it with."""

    format = "png"

    def __init__(self, drawn: bytes, corner: Corner) -> None:
        """Lay a picture on a corner."""
        self._drawn = drawn
        start = AnchorMarker(col=corner.column, colOff=corner.right, row=corner.row, rowOff=corner.down)
        self.anchor = OneCellAnchor(_from=start, ext=XDRPositiveSize2D(corner.side, corner.side))

    def _data(self) -> bytes:
        return self._drawn


def _running(sheet: Worksheet, title: str, stamp: Stamp) -> None:
    """What stands at the edge of every page: number, page x of y, head of the chain; the title from page two on."""
    around = sheet.HeaderFooter
    around.differentFirst = True
    around.oddHeader = _at_edge("", f"{title} · {stamp.headquarters}", "")
    if stamp.exercise:
        around.firstHeader = around.oddHeader = _watermark(stamp)
    page = _("Page {page} of {pages}")
    around.firstFooter = around.oddFooter = _at_edge(stamp.number, page, _("chain {head}").format(head=stamp.head))


def _watermark(stamp: Stamp) -> HeaderFooterItem:
    """What no page of an exercise is without."""
    item = _at_edge(WORDS, stamp.exercise, WORDS)
    for place in (item.left, item.center, item.right):
        place.size = 14
    return item


def _at_edge(left: str, center: str, right: str) -> HeaderFooterItem:
    """A running head or foot in small print, its texts as they are."""
    item = HeaderFooterItem()
    for place, text in ((item.left, left), (item.center, center), (item.right, right)):
        shown = visible(text)[:EDGE].replace("&", "&&")
        place.text = shown.replace("{page}", "&P").replace("{pages}", "&N") or None
        place.size = 9
    return item


# The sheets beside it ------------------------------------------------------------------------------------------

Bars = tuple[str, tuple[Cell, ...]]


def chart_table(table: Table[Row], chart: Chart[Row]) -> Table[Bars]:
    """The figures that the chart draws, as a table of their own."""
    drawn = [table.column(key) for key in chart.values]
    rows = table.rows[max(0, len(table.rows) - chart.most) :] if chart.latest else table.rows[: chart.most]
    every = ((chart.label(row), tuple(one.cell(row) for one in drawn)) for row in rows)
    bars = [bar for bar in every if not any(isinstance(value, str) for value in bar[1])]  # words have no length
    columns: list[Column[Bars]] = [
        Column("label", chart.heading or _("Item and unit"), lambda bar: bar[0], width=BARS_WIDE - 17 * len(drawn))
    ]
    for index, one in enumerate(drawn):
        columns.append(Column(one.key, one.title, _value(index), kind=one.kind, width=16, absent=one.absent))
    return Table("chart", chart.title, columns, bars, row_key=lambda bar: bar[0], landscape=True, zone=table.zone)


def _value(index: int) -> Callable[[Bars], Cell]:
    return lambda bar: bar[1][index]


def draw(sheet: Worksheet, layout: Layout[Bars], chart: Chart[Row]) -> None:
    """Draw the bars beside their figures."""
    first, last = layout.header, layout.header + layout.count
    bars = BarChart()
    bars.type = "bar"
    bars.title = None
    bars.style, bars.gapWidth = 10, 60
    figures = Reference(sheet, min_col=2, max_col=len(layout.widths), min_row=first, max_row=last)
    bars.add_data(figures, titles_from_data=True)
    bars.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=last))
    bars.x_axis.scaling.orientation = "maxMin"
    bars.x_axis.delete = bars.y_axis.delete = False
    bars.y_axis.numFmt = "#,##0"
    if chart.logarithmic:
        bars.y_axis.scaling.logBase = 10
    bars.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    bars.legend.position = "b"
    bars.width, bars.height = 25, max(7, layout.count + 2)
    sheet.add_chart(bars, f"A{last + 3}")
    sheet.page_setup.fitToHeight = 1


def sources_table(table: Table[Row], stamp: Stamp) -> Table[tuple[str, str]]:
    """Where each figure comes from, under the whole stamp."""
    return Table(
        "sources",
        _("Where the figures come from"),
        [
            Column("figure", _("Figure"), lambda source: source[0], width=28),
            Column("source", _("Where it comes from"), lambda source: source[1], width=78),
        ],
        table.sources,
        row_key=lambda source: source[0],
        heads=stamp.facts(),
        zone=table.zone,
    )

"""The preview: what a report says, as the sheet will say it, before it is written."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from inventory.ground.exercises import prefixed
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from reports.asked import Report
from reports.frame import Stamp
from reports.table import Table, Totals, figure, pair, plain
from tui.keyboard import asks
from tui.screens.base import Act, PlaceScreen
from tui.screens.options import Chosen
from tui.screens.printing import print_report
from tui.screens.writing import WritingScreen, ask_where, in_pages, where_of
from tui.widgets.fitting import Clock
from tui.widgets.keys import KeyLine
from tui.widgets.lines import LineTable
from tui.widgets.notice import Notice
from tui.widgets.source import Source
from tui.widgets.top import TopLine

MOST = 2000
WHOSE = ("item", "name")  # the column that tells lines apart


class Sheet(LineTable[Any]):
    """The report's rows; Enter means the report, not the row."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "choose", N_("Write Excel"), key_display="Enter")]


class PreviewScreen(PlaceScreen):
    """One report with what it was asked."""

    DEFAULT_CSS = """
    PreviewScreen { layout: vertical; background: $background; }
    PreviewScreen > .said { height: auto; max-height: 25%; padding: 0 2; background: $surface; }
    PreviewScreen > #cell { max-height: 3; }
    PreviewScreen > #foots { color: $secondary; max-height: 30%; }
    """
    AUTO_FOCUS = "Sheet"
    ENTER: ClassVar[str] = "write"
    """What is done with the report by Enter."""
    ACTS: ClassVar[tuple[Act, ...]] = (
        Act("write", N_("Write Excel"), on_row=False),
        Act("write_pages", N_("Write PDF"), on_row=False),
        Act("print", N_("Print"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), key_display="Esc"),
    ]

    def __init__(self, report: Report, chosen: Chosen) -> None:
        """Take the report and what it was asked."""
        super().__init__()
        self._report, self._chosen = report, chosen

    def compose(self) -> ComposeResult:
        """Title and heads over the table, foots under it."""
        desk = self.app.desk
        yield TopLine()
        yield Static("", id="heads", classes="said", markup=False)
        yield Sheet(clock=Clock(desk.zone) if desk else None, all_columns=True, empty=_("Nothing to list"))
        yield Static("", id="cell", classes="said", markup=False)
        yield Static("", id="foots", classes="said", markup=False)
        yield Notice(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the report."""
        super().on_mount()
        self.reload()
        self.watch(self.query_one(Sheet), "at", self._tell_cell)

    def reload(self) -> None:
        """Read the report as the store is now."""
        desk = self.app.desk
        if desk is None:
            return
        with desk.store.read() as session:
            table, stamp = self._chosen.read(session, desk, self._report)
            count = len(table.rows)
            rows = list(table.rows[:MOST])
        self.query_one(Sheet).show(Source.of(rows, table.row_key), columns=table.columns)
        self.query_one("#heads", Static).update(_heads(table, count))
        self.query_one("#foots", Static).update(_foots(table, stamp, rows, count))

    def on_line_table_highlighted(self, event: LineTable.Highlighted) -> None:
        """Another line: say what stands in it."""
        event.stop()
        self._tell_cell()

    def _tell_cell(self) -> None:
        """The cell under the cursor in full, whose it is, and that there are more columns than one sees."""
        sheet = self.query_one(Sheet)
        self.query_one("#cell", Static).update(_cell(sheet) if sheet.row is not None else "")

    @property
    def enter_says(self) -> str:
        """What Enter does."""
        return next(_(one.label) for one in self.ACTS if one.action == self.ENTER)

    def menu_title(self) -> str:
        """The report that is meant."""
        return _(self._report.title)

    def on_line_table_chosen(self, event: LineTable.Chosen) -> None:
        """Enter writes the report, or what else it is looked at for."""
        event.stop()
        getattr(self, f"action_{self.ENTER}")()

    def action_back(self) -> None:
        """To the list of reports."""
        self.app.pop_screen()

    @asks
    async def action_write(self) -> None:
        """Ask for the file's name, write it, say where it is."""
        await self._write(self._report)

    @asks
    async def action_write_pages(self) -> None:
        """The same as pages."""
        await self._write(in_pages(self._report))

    @asks
    async def action_print(self) -> None:
        """Say how many pages it is, and print it."""
        if (desk := self.app.desk) is not None and await self.is_ready():
            await print_report(self.app, desk, self._report, self._chosen)

    async def is_ready(self) -> bool:
        """Whether it can go on paper as it is; what must be settled before that is settled here."""
        return True

    async def _write(self, report: Report) -> None:
        desk = self.app.desk if await self.is_ready() else None
        facts = await self.app.ask(ask_where(desk, report)) if desk else None
        if desk is None or facts is None:
            return
        where = where_of(facts, report)
        writing = WritingScreen(desk, report, self._chosen, where)
        number = await self.app.ask(writing)
        if number is not None:
            file = prefixed(where.path, desk.exercise)
            said = _("{number} was written to {file}.").format(number=number, file=file)
            self.app.say(" ".join([said, *writing.written.remarks]))


def _cell(sheet: Sheet) -> Content:
    """What the cell under the cursor says, in full."""
    column, row = sheet.columns[sheet.at], sheet.row
    names = [one for one in sheet.columns if one.key in WHOSE and one is not column]
    whose = sheet.clock.text(names[0], row).strip() if names else ""
    place = f"← {sheet.at + 1}/{len(sheet.columns)} →   "
    said = " · ".join(filter(None, (whose, pair(column.title, sheet.clock.text(column, row).strip()))))
    return Content.assemble((place, "$secondary"), visible(said))


def _heads(table: Table[Any], count: int) -> Content:
    """The title, the head lines in one run, and how much of the table is shown."""
    facts = "   ".join(visible(pair(label, plain(value, table.zone))) for label, value in table.heads)
    lines = [Content.styled(visible(table.title), "bold $primary")]
    if count > MOST:
        counted = _("the first {shown} lines; the file has all {count}").format(shown=figure(MOST), count=figure(count))
    else:
        counted = _("lines: {count}").format(count=figure(count))
    lines[0] = Content.assemble(lines[0], (f"   {counted}", "not bold $secondary"))
    return Content("\n").join([*lines, Content(facts)] if facts else lines)


def _foots(table: Table[Any], stamp: Stamp, rows: list[Any], count: int) -> Content:
    """The sums where all lines are at hand, what stands under the table, and the stamp."""
    lines: list[str] = []
    if count <= MOST:
        totals = Totals(table)
        totals.add(rows)
        titles = {one.key: one.title for one in table.columns}
        for line in totals.lines():
            sums = "   ".join(
                f"{titles[name]} {figure(value)} {line.unit}".rstrip() for name, value in line.sums.items()
            )
            lines.append(pair(line.label, sums))
    lines += [*table.foots, stamp.line()]
    return Content("\n").join(Content(visible(line)) for line in lines)

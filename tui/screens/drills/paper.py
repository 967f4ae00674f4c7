"""The sheet in hand while paper is keyed in: its lines, what is missing of it, and which line waits for what."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from inventory.ground.i18n import _
from inventory.ground.text import visible
from inventory.practice import sheets, ticking
from inventory.practice.drills import Drill
from inventory.practice.sheets import Sheet, SheetLine
from inventory.practice.ticking import TickLine
from reports.table import figure
from tui.desk import Desk
from tui.screens.base import PlaceScreen
from tui.screens.checks.keying import EntryLine
from tui.screens.drills import columns as shown
from tui.screens.drills.words import missing_words
from tui.widgets.card import Card
from tui.widgets.entry import EntryInput
from tui.widgets.fitting import Clock
from tui.widgets.keys import KeyLine
from tui.widgets.lines import LineTable
from tui.widgets.notice import Notice
from tui.widgets.source import Source
from tui.widgets.top import TopLine


class PaperLine(EntryLine):
    """The entry line; what is said in it never moves anything, since every line that is keyed says something else."""

    DEFAULT_CSS = "PaperLine > #whose { width: 40%; }"

    def whose(self, text: str) -> None:
        """Say which line waits."""
        self.query_one("#whose", Static).update(visible(text), layout=False)

    def select(self) -> None:
        """The next key takes the place of what stands there."""
        self.query_one(EntryInput).action_select_all()


class PaperScreen(PlaceScreen):
    """A sheet in hand, or none: its lines, what is missing of it, and which line waits."""

    DEFAULT_CSS = "PaperScreen > #head { height: auto; max-height: 3; padding: 0 2; background: $surface; }"
    AUTO_FOCUS = "EntryInput"

    shown_only = False

    def __init__(self, drill_id: int, sheet_id: int = 0) -> None:
        """Take the drill, and the sheet to begin with; nought: its number is awaited."""
        super().__init__()
        self.drill_id, self.sheet_id = drill_id, sheet_id
        self.lines, self.entry = shown.SheetTable(), PaperLine()
        self.sheet: SheetLine | None = None
        self.every: list[TickLine] = []
        self.rows: list[TickLine] = []
        self.called = ""
        self.why = ""
        self._head_lines = 0

    # Frame

    @property
    def desk(self) -> Desk:
        """The desk that it stands at."""
        if self.app.desk is None:  # opened from a list, which stands at one
            raise RuntimeError
        return self.app.desk

    def compose(self) -> ComposeResult:
        """Top, head, lines, the entry line, notice, keys."""
        self.lines.clock = Clock(self.desk.zone, self.desk.today.year)
        self.lines.columns = shown.columns(self.desk.zone)
        yield TopLine()
        yield Static("", id="head", markup=False)
        with Container(classes="listing"):
            yield self.lines
            yield Card()
        yield self.entry
        yield Notice(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the sheet that was in front."""
        self.query_one(Card).say(None)
        self.reload(keep=False)

    def reload(self, *, keep: bool = True) -> None:
        """Read the sheet again."""
        with self.desk.store.read() as session:
            reader, drill = self.desk.officer(session), session.get_one(Drill, self.drill_id)
            self.called = f"{drill.number} {drill.name}"
            of = [one for one in sheets.sheets(session, reader, drill, old=True) if one.sheet_id == self.sheet_id]
            self.sheet = of[0] if of else None
            sheet = session.get_one(Sheet, self.sheet_id) if self.sheet else None
            self.every = ticking.ticks(session, reader, sheet) if sheet else []
        self.show(keep=keep)

    def show(self, *, keep: bool = True) -> None:
        """Show the lines, and what is missing."""
        self.rows = [one for one in self.every if one.mark is None] if self.shown_only else list(self.every)
        self.lines.empty = self._empty()
        self.lines.show(Source.of(self.rows, lambda one: one.line.line_id), keep=keep)
        if not keep:
            self.lines.cursor = self.waiting(0, 1)
        self._say_head()
        self.whose()
        self._tick()
        self.refresh_bindings()

    def renew(self, lines: list[TickLine]) -> None:
        """What was just keyed is shown; those lines alone are drawn anew, while all stand and the columns have room."""
        if self.shown_only or len(lines) != len(self.rows) or _filled(lines) != _filled(self.every):
            self.every = lines
            self.show()
            return
        changed = [at for at, (old, new) in enumerate(zip(self.every, lines, strict=True)) if old != new]
        self.every = lines
        for at in changed:
            self.rows[at] = lines[at]
            self.lines.renew(at)
        self._say_head()

    def _empty(self) -> str:
        if self.sheet is None:
            return _("Scan or type the number of a sheet.")
        return _("Nothing is missing on this sheet. Enter ends it; or scan the next one.")

    def missing(self) -> list[int]:
        """The numbers of the lines for which nothing is keyed in."""
        return [one.line.number for one in self.every if one.mark is None]

    def _say_head(self) -> None:
        head = [self.called]
        if self.sheet is not None:
            done = _("ticked {n} of {all}").format(n=figure(len(self.every) - len(self.missing())), all=len(self.every))
            of = f"{self.sheet.number} · {self.sheet.called} · {self.sheet.version}"
            state = [_("ended")] if self.sheet.ended else []
            head = [of, " · ".join(filter(None, (*state, done, missing_words(self.missing()))))]
        shown_lines, self._head_lines = self._head_lines, len(head)
        self.query_one("#head", Static).update("\n".join(map(visible, head)), layout=len(head) != shown_lines)

    def whose(self) -> None:
        """Say which line waits."""
        one = self.row
        if self.sheet is None:
            self.entry.whose(_("Sheet No."))
            said = _("scan or type its number; {drill}").format(drill=self.called)
        elif one is None:
            self.entry.whose("—")
            said = _("Enter ends the sheet; or scan the next one")
        else:
            self.entry.whose(f"{one.line.number} {one.line.what}")
            said = shown.marked(one) if one.mark else _("y n p, time, note; or 14n boat pump dead")
        if not self.entry.text:
            self.entry.means(said)

    @on(LineTable.Highlighted)
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self.whose()

    def _tick(self) -> None:
        """The top line says that this is paper, and which sheet of it."""
        said = self.sheet.number if self.sheet else self.called
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=said)

    # The lines

    @property
    def row(self) -> TickLine | None:
        """The highlighted line."""
        return self.lines.row if self.has_row() else None

    def has_row(self) -> bool:
        """Whether a line is highlighted."""
        return self.is_mounted and self.lines.row is not None

    def line(self, number: int) -> TickLine | None:
        """A line by the number that is printed; None where the sheet has none of it."""
        return next((one for one in self.every if one.line.number == number), None)

    def waiting(self, start: int, step: int) -> int:
        """The place of the next missing line, going round; the nearest where none is missing."""
        count = len(self.rows)
        for distance in range(count):
            at = (start + step * distance) % count
            if self.rows[at].mark is None:
                return at
        return max(0, min(start, count - 1))


def _filled(lines: list[TickLine]) -> tuple[bool, bool]:
    """Whether a time stands anywhere, and a note: their columns are narrow until then."""
    return any(one.at for one in lines), any(one.note for one in lines)

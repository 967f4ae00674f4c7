"""The lines of one check on the screen: read behind the first frame, shown as they are asked for, one waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.worker import get_current_worker

from inventory.ground.i18n import _
from inventory.supplies.checks import SheetLine
from inventory.supplies.reckoning import Stage
from reports.table import figure, plain
from tui.screens.base import PlaceScreen
from tui.screens.checks import columns, meaning
from tui.screens.checks.head import COUNTING, Head, Tally, card, counting_line, head_words, result_line
from tui.screens.checks.keying import EntryLine
from tui.screens.checks.looking import OVER, About, look
from tui.screens.checks.meaning import Unit
from tui.screens.checks.words import differs, entry_words
from tui.widgets.card import Card
from tui.widgets.fitting import Clock
from tui.widgets.keys import KeyLine
from tui.widgets.lines import LineTable
from tui.widgets.notice import Notice
from tui.widgets.source import Source
from tui.widgets.top import TopLine

ALL, WAITING, DIFFERING = "all", "waiting", "differing"
PACKS = 2


class CountTable(LineTable[SheetLine], can_focus=False):
    """The lines; keys come from the entry line, so the highlighted one is never pale."""

    DEFAULT_CSS = """
    CountTable > .lines--idle { background: $row; text-style: bold; }
    CountTable:nocolor > .lines--idle { text-style: bold reverse; }
    """


class SheetScreen(PlaceScreen):
    """A check with its lines; they are read in a thread, since there may be thousands."""

    AUTO_FOCUS = "EntryInput"

    def __init__(self, count_id: int, said: str = "") -> None:
        """The check with this id; `said` is told once its lines are there."""
        super().__init__()
        self.lines, self.entry, self.head = CountTable(), EntryLine(), Head("", markup=False)
        self.count_id, self._said = count_id, said
        self.about: About | None = None
        self.every: list[SheetLine] = []
        self.shown: list[SheetLine] = []
        self.sheet = meaning.Sheet("", ())
        self.which, self.part, self.searching = ALL, 0, False
        self.when: datetime | None = None
        self._version, self._has_places = 0, False
        self._tally = Tally()
        self._at: dict[int, int] = {}
        self._units: Mapping[int, Unit] = {}

    # Frame

    def compose(self) -> ComposeResult:
        """Top, head, lines, the card of a line that was handed in, the entry line, notice, keys."""
        desk = self.app.desk
        self.lines.clock = Clock(desk.zone, desk.today.year) if desk else Clock()
        self.lines.columns = columns.keying(has_parts=False, has_places=False)
        yield TopLine()
        yield self.head
        with Container(classes="listing"):
            yield self.lines
            yield Card()
        yield self.entry
        yield Notice(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the lines behind the first frame."""
        self.query_one(Card).say(None)
        self.entry.means(_("Reading the sheet …"))
        self.reload()

    def reload(self) -> None:
        """Read again, while somebody may be typing."""
        self._read()

    @work(thread=True, exclusive=True, group="sheet")
    def _read(self) -> None:
        desk, worker, version = self.app.desk, get_current_worker(), self._version
        if desk is not None:
            about, lines, units = look(desk, self.count_id)
            sheet = meaning.Sheet(about.number, lines)
            if not worker.is_cancelled:
                self.app.call_from_thread(self._learn, about, lines, units, sheet, version)

    def _learn(
        self, about: About, lines: list[SheetLine], units: Mapping[int, Unit], sheet: meaning.Sheet, version: int
    ) -> None:
        """What was read is shown, unless something was entered meanwhile: then it is read again."""
        if not self.is_attached:
            return
        if version != self._version:
            self._read()
            return
        old, self.about, self.every, self.sheet = self.about, about, lines, sheet
        self._units = units
        self._has_places = len({one.place for one in lines}) > 1
        is_new = old is None or old.stage is not about.stage
        if is_new:
            self.part = self._own_part(about)
            self.which = DIFFERING if about.stage is Stage.HANDED_IN and any(map(differs, lines)) else ALL
        if not self.searching:
            self.show(keep=not is_new)
        if is_new:
            self.stand(self.next_waiting(0, 1))
        if self._said:
            self.tell(self._said, "FINE")
            self._said = ""
        self.refresh_bindings()

    def _own_part(self, about: About) -> int:
        """The one part that the reader counts first; nought for all."""
        if len(about.parts) == 1 or len(about.mine) != 1:
            return 0
        (mine,) = about.mine
        return mine if any(one.part == mine and one.round == 1 and not one.settled for one in self.every) else 0

    def renew(self, fresh: Sequence[SheetLine]) -> None:
        """Lines that were just entered: they alone are shown anew."""
        self._version += 1
        for one in fresh:
            old = self.line(one.line)
            self.every[self.sheet.by_line[one.line]] = one
            self._tally.entered += (one.found is not None) - (old.found is not None)
            at = self._at.get(one.line)
            if at is not None:
                self.shown[at] = one
                self.lines.renew(at)
        if self.which == WAITING:
            self.show()
        else:
            self._say_head()

    # Showing

    def show(self, *, keep: bool = True, rows: Sequence[SheetLine] | None = None) -> None:
        """Show the lines that are asked for, or these."""
        if self.about is None:
            return
        shown = self.shown = [one for one in self.every if self._is_asked(one)] if rows is None else list(rows)
        at = self._at = {one.line: index for index, one in enumerate(shown)}
        source = Source(
            len(shown),
            lambda start, stop: shown[start:stop],
            lambda one: one.line,
            lambda line: at.get(line) if isinstance(line, int) else None,
        )
        has_parts = len(self.about.parts) > 1 and not self.part
        is_told = any(one.book is not None for one in self.every if self.part in (0, one.part))
        self.lines.empty = self.empty()
        made = columns.told if is_told else columns.keying
        self.lines.show(source, columns=made(has_parts=has_parts, has_places=self._has_places), keep=keep)
        self._tally = Tally.of(self.every, self.part)
        self._say_head()

    def _say_head(self) -> None:
        about = self.about
        if about is None:
            return
        at = ""
        if self.when is not None:
            at = _("counted at {time}").format(time=plain(self.when, self.lines.clock.zone))
        if about.stage in COUNTING:
            second = counting_line(about, self._tally, self.part, self.which, at)
        else:
            second = result_line(about, self.every, self.which)
        self.head.update(head_words(about, second), layout=False)

    def _is_asked(self, one: SheetLine) -> bool:
        if self.part and one.part != self.part:
            return False
        if self.which == WAITING:
            return one.is_waiting
        return self.which == ALL or differs(one)

    def empty(self) -> str:
        """What to say where no line is shown."""
        if self.searching:
            if self.about is not None and self.about.stage in OVER:
                return _("Nothing on this sheet is called so. Esc shows everything.")
            return _("Nothing on this sheet is called so. Esc shows everything; Insert enters an unlisted find.")
        if self.which == WAITING:
            return _("Nothing is left to be counted here. ^T shows all lines; Space hands in.")
        return _("No line differs. ^T shows all lines.")

    @on(LineTable.Highlighted)
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        """Another line waits."""
        event.stop()
        one = self.row
        is_told = one is not None and one.settled and one.found is not None
        for beside in self.query(Card):
            if is_told or beside.display:
                beside.say(card(one, self.lines.clock) if one is not None and is_told else None)
        self.whose()

    def whose(self) -> None:
        """Say which line waits, and what is known of it."""
        one = self.row
        if one is None:
            self.entry.whose("—")
        else:
            name = " ".join(part for part in (str(one.line), one.name, one.spec) if part)
            self.entry.whose(f"{name} ({one.unit})" if one.unit else name)
        if not self.entry.text:
            self.entry.means(self._hint(one) if one is not None else "")

    def _hint(self, one: SheetLine) -> str:
        """What was entered for a line, or its lot and what a pack holds; nothing of the book."""
        if one.found is not None:
            return entry_words(one, self.lines.clock)
        if self.about is not None and self.about.stage in OVER:
            return ""
        packs = [f"1 {name} = {figure(size)} {one.unit}" for name, size in self.unit(one).packs.items()]
        if self.about is not None and self.about.counts and not packs:
            return _("amount, or scan, code, initials")
        return "  ".join(packs[:PACKS])

    # The lines

    @property
    def row(self) -> SheetLine | None:
        """The highlighted line."""
        return self.lines.row if self.has_row() else None

    def has_row(self) -> bool:
        """Whether a line is highlighted."""
        return self.is_mounted and self.lines.row is not None

    def line(self, number: int) -> SheetLine:
        """A line by its number."""
        return self.every[self.sheet.by_line[number]]

    def is_mine(self, one: SheetLine) -> bool:
        """Whether a line waits for the reader; for who only looks, whether it waits at all."""
        return one.is_waiting and (self.about is None or not self.about.counts or self.about.may_count(one))

    def next_waiting(self, start: int, step: int) -> int:
        """The place of the next line that waits, going round; the nearest where none does."""
        count = len(self.shown)
        for distance in range(count):
            at = (start + step * distance) % count
            if self.is_mine(self.shown[at]):
                return at
        return max(0, min(start, count - 1))

    def stand(self, at: int) -> None:
        """Highlight a line by its place in the list."""
        self.lines.cursor = at
        self.whose()

    def go(self, line: int) -> None:
        """To a line by its number, whatever was shown alone."""
        self.searching = False
        if line in self.sheet.by_line and not self._is_asked(self.line(line)):
            self.which, self.part = ALL, 0
        self.show()
        if (at := self._at.get(line)) is not None:
            self.stand(at)

    def unit(self, one: SheetLine) -> Unit:
        """How amounts of a line are read."""
        return self._units.get(one.item_id or 0) or Unit(one.unit, meaning.FINEST, {})

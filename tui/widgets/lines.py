"""The list: a hundred thousand lines paint as fast as a hundred, because only the lines in view are read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inventory.ground.i18n import N_
from reports.table import Column, Kind, Level
from tui.widgets.fitting import GAP, Clock, Slot, arrange, fit
from tui.widgets.source import Source
from tui.widgets.sturdy import Sturdy

Row = TypeVar("Row")

PAGE = 100
PAGES = 4
GUTTER = 2
MARK, MARK_BESIDE = "▸ ", "▹ "


class LineTable(Sturdy, ScrollView, Generic[Row], can_focus=True):
    """Lines under a fixed heading, one of them highlighted, one column current."""

    DEFAULT_CSS = """
    LineTable {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;
        & > .lines--head { color: $quiet; background: $surface; }
        & > .lines--head-current { color: $primary; background: $surface; text-style: underline; }
        & > .lines--row { background: $row; text-style: bold; }
        & > .lines--cell { background: $cell; text-style: bold; }
        & > .lines--idle { background: $row-idle; }
        & > .lines--found { color: $accent; text-style: bold underline; }
        & > .lines--empty { color: $quiet; }
        & > .lines--fine { color: $success; }
        & > .lines--attention { color: $warning; text-style: bold; }
        & > .lines--urgent { color: $error; text-style: bold; }
        & > .lines--unknown { color: $quiet; }
    }
    LineTable:nocolor > .lines--row, LineTable:nocolor > .lines--cell { text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--head",
        "lines--head-current",
        "lines--row",
        "lines--cell",
        "lines--idle",
        "lines--found",
        "lines--empty",
        "lines--fine",
        "lines--attention",
        "lines--urgent",
        "lines--unknown",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Up"), show=False),
        Binding("down", "move(1)", N_("Down"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
        Binding("home,ctrl+home", "first", N_("First"), show=False),
        Binding("end,ctrl+end", "last", N_("Last"), show=False),
        Binding("left", "column(-1)", N_("Column to the left"), show=False),
        Binding("right", "column(1)", N_("Column to the right"), show=False),
        Binding("enter", "choose", N_("Open"), key_display="Enter"),
    ]

    cursor: reactive[int] = reactive(0, repaint=False)
    at: reactive[int] = reactive(0, repaint=False)

    class Highlighted(Message):
        """Another line is highlighted, or the same one was read anew; `row` is None when there are none."""

        def __init__(self, table: LineTable[Row], row: Row | None) -> None:
            """Say which."""
            self.table, self.row = table, row
            super().__init__()

    class Chosen(Message):
        """Enter, or a double click, on a line."""

        def __init__(self, table: LineTable[Row], row: Row) -> None:
            """Say which."""
            self.table, self.row = table, row
            super().__init__()

    def __init__(
        self,
        columns: Sequence[Column[Row]] = (),
        *,
        empty: str = "",
        clock: Clock | None = None,
        all_columns: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Take the columns; lines come with `show`. `empty` says what to do when there are none."""
        super().__init__(id=id)
        self.columns: Sequence[Column[Row]] = columns
        self.empty = empty
        self.clock = clock or Clock()
        self.mark = ""
        self._all_columns = all_columns
        self._source: Source[Row] | None = None
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._needs: dict[str, int] = {}
        self._slots: list[Slot[Row]] = []
        self._settled_in = -1
        self._strips: dict[int, Strip] = {}
        self._key: Hashable = None

    # What is shown

    def show(self, source: Source[Row], *, columns: Sequence[Column[Row]] | None = None, keep: bool = True) -> None:
        """Show these lines; `keep` stays on the line that was highlighted, wherever it stands now."""
        if columns is not None:
            self.columns = columns
        self._source = source
        self._pages.clear()
        self._needs = {}
        cursor = self._again() if keep else 0
        self.virtual_size = Size(0, source.count + 1)
        self._measure(cursor)
        self._settle()
        self.set_reactive(LineTable.cursor, cursor)
        self._scroll_into_view(middle=True)
        self._announce()

    def renew(self, index: int) -> None:
        """Read one line again, and those that were read with it; the others stay as they are painted."""
        self._pages.pop(index // PAGE, None)
        self._strips.pop(index, None)
        self.refresh_line(index + 1)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self._source.count if self._source else 0

    @property
    def row(self) -> Row | None:
        """The highlighted line, None when there are none."""
        return self._row(self.cursor)

    @property
    def column(self) -> Column[Row] | None:
        """The current column."""
        return next((slot.column for slot in self._slots if slot.index == self.at), None)

    def _row(self, index: int) -> Row | None:
        if self._source is None or not 0 <= index < self._source.count:
            return None
        number, place = divmod(index, PAGE)
        if number not in self._pages:
            self._pages[number] = self._source.fetch(number * PAGE, (number + 1) * PAGE)
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        page = self._pages[number]
        return page[place] if place < len(page) else None

    def _again(self) -> int:
        """Where the highlighted line stands in the new source; its old number when it is gone."""
        source = self._source
        if source is None or not source.count or self._key is None:
            return 0
        found = source.locate(self._key) if source.locate is not None else None
        near = min(self.cursor if found is None else found, source.count - 1)
        start, stop = max(near - PAGE, 0), min(near + PAGE, source.count)
        for index in sorted(range(start, stop), key=lambda one: abs(one - near)):
            row = self._row(index)
            if row is not None and source.key(row) == self._key:
                return index
        return near

    # Columns

    @property
    def _room(self) -> int:
        return max(self.scrollable_content_region.width - GUTTER - 1, 0)

    def _measure(self, around: int) -> None:
        """Learn from one screenful how wide the cells are: never from all lines."""
        height = max(self.size.height, 24)
        for index in range(max(around - height, 0), min(around + height, self.count)):
            row = self._row(index)
            if row is not None:
                for column in self.columns:
                    need = cell_len(self.clock.text(column, row))
                    self._needs[column.key] = max(self._needs.get(column.key, 0), need)

    def _settle(self) -> None:
        """Give the columns their places and paint anew."""
        self._arrange()
        self.refresh()

    def _arrange(self) -> None:
        self._settled_in = self._room
        self._slots = arrange(self.columns, self._needs, self._room, at=self.at, all_of_them=self._all_columns)
        if self._slots and self.at not in {slot.index for slot in self._slots}:
            self.set_reactive(LineTable.at, self._slots[0].index)
        self._strips.clear()

    def on_resize(self) -> None:
        """Arrange for the new width."""
        self._settle()
        self._scroll_into_view()

    def notify_style_update(self) -> None:
        """Forget what was painted in other colours."""
        self._strips.clear()
        super().notify_style_update()

    # Moving

    def validate_cursor(self, cursor: int) -> int:
        """Stay on the lines that there are."""
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Follow the highlighted line."""
        if old != new:
            self._scroll_into_view()
            self.refresh_line(old + 1)
            self.refresh_line(new + 1)
            self._announce()

    def watch_at(self) -> None:
        """Follow the current column."""
        self._settle()

    def _announce(self) -> None:
        row = self.row
        self._key = self._source.key(row) if self._source is not None and row is not None else self._key
        self.post_message(self.Highlighted(self, row))

    def _scroll_into_view(self, *, middle: bool = False) -> None:
        """Show the highlighted line: where it moved to at the edge, where it was found again among its neighbours."""
        height = self.size.height - 1
        top = self.scroll_offset.y
        if height < 1 or top <= self.cursor < top + height:
            return
        above = height // 2 if middle else 0 if self.cursor < top else height - 1
        self.scroll_to(y=max(self.cursor - above, 0), animate=False, force=True)

    def action_move(self, lines: int) -> None:
        """Up or down."""
        self.cursor += lines

    def action_page(self, pages: int) -> None:
        """A screenful up or down."""
        self.cursor += pages * max(self.size.height - 2, 1)

    def action_first(self) -> None:
        """To the first line."""
        self.cursor = 0

    def action_last(self) -> None:
        """To the last line."""
        self.cursor = self.count - 1

    def action_column(self, step: int) -> None:
        """One column to the left or right; past the edge the columns slide."""
        every = arrange(self.columns, self._needs, 10**6, all_of_them=self._all_columns)
        here = [slot.index for slot in (every if self._slides(every) else self._slots)]
        if self.at in here:
            self.at = here[max(0, min(here.index(self.at) + step, len(here) - 1))]

    def _slides(self, every: Sequence[Slot[Row]]) -> bool:
        always = [slot for slot in every if self._all_columns or slot.column.on_screen == 1]
        return len(self._slots) < len(always)

    def action_choose(self) -> None:
        """Open the highlighted line."""
        if (row := self.row) is not None:
            self.post_message(self.Chosen(self, row))

    def on_click(self, event: events.Click) -> None:
        """A click highlights, a second one opens."""
        if not 0 < event.y <= self.count - self.scroll_offset.y:
            return
        self.cursor = self.scroll_offset.y + event.y - 1
        for slot in self._slots:
            if slot.x <= event.x - GUTTER < slot.x + slot.width + GAP:
                self.at = slot.index
        if event.chain > 1:
            self.action_choose()

    # Painting

    @on(events.Focus)
    @on(events.Blur)
    def _lit(self) -> None:
        """The highlighted line shows whether keys go here."""
        self.refresh()

    def refresh_line(self, y: int) -> None:
        """Paint one line of the whole anew; the heading is line 0."""
        self.refresh(Region(0, y - self.scroll_offset.y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        if self._settled_in != self._room:  # Textual tells of a new width only after it has painted with it
            self._arrange()
        width = self.scrollable_content_region.width
        if y == 0 or not self.count:
            return self._empty(y, width) if y else self._heading(width)
        index = self.scroll_offset.y + y - 1
        if index == self.cursor:
            return self._line(index, width)
        if index not in self._strips:
            if len(self._strips) > 10 * PAGE:
                self._strips.clear()
            self._strips[index] = self._line(index, width)
        return self._strips[index]

    def _heading(self, width: int) -> Strip:
        plain, current = self._style("head"), self._style("head-current")
        cells = [
            (fit(slot.column.title, slot.width, right=slot.right), current if self._is_current(slot) else plain)
            for slot in self._slots
        ]
        return self._strip(" " * GUTTER, cells, plain, width)

    def _is_current(self, slot: Slot[Row]) -> bool:
        return slot.index == self.at and self.has_focus

    def _line(self, index: int, width: int) -> Strip:
        row = self._row(index)
        if row is None:
            return Strip.blank(width, self.rich_style)
        here, focused = index == self.cursor, self.screen.focused
        is_meant = self.screen.is_active and (focused is self or not isinstance(focused, LineTable))
        mark = MARK if is_meant else MARK_BESIDE
        ground = self._style("row" if self.has_focus else "idle") if here else self.rich_style
        cells: list[tuple[str, Style]] = []
        for slot in self._slots:
            base = self._style("cell") if here and self._is_current(slot) else ground
            cells.append(self._cell(slot, row, base))
        return self._strip(mark if here else " " * GUTTER, cells, ground, width)

    def _cell(self, slot: Slot[Row], row: Row, base: Style) -> tuple[str, Style]:
        text = self.clock.text(slot.column, row)
        if (length := cell_len(text)) > max(slot.width, self._needs.get(slot.column.key, 0)):
            self._needs[slot.column.key] = length
            last = self._slots[-1]
            if slot.right or last.x + last.width < self._room:  # figures are never cut, texts for lack of room alone
                self.call_after_refresh(self._settle)
        level = slot.column.level(row)
        style = base + self._hue(level) if level else base
        return fit(text, slot.width, right=slot.right), style

    def _found(self, text: str, style: Style) -> list[Segment]:
        """The text with the part that was asked for underlined, where it stands as it was typed."""
        folded = text.casefold()
        start = folded.find(self.mark) if self.mark and len(folded) == len(text) else -1
        if start < 0:
            return [Segment(text, style)]
        stop = start + len(self.mark)
        mark = style + self.get_component_rich_style("lines--found", partial=True)
        parts = [(text[:start], style), (text[start:stop], mark), (text[stop:], style)]
        return [Segment(part, hue) for part, hue in parts if part]

    def _strip(self, gutter: str, cells: Sequence[tuple[str, Style]], ground: Style, width: int) -> Strip:
        segments = [Segment(gutter, ground)]
        for (text, style), (slot, after) in zip(cells, pairwise([*self._slots, None]), strict=True):
            is_text = slot is not None and slot.column.kind is Kind.TEXT
            segments += self._found(text, style) if is_text else [Segment(text, style)]
            if slot is not None and after is not None:
                segments.append(Segment(" " * (after.x - slot.x - slot.width), ground))
        return Strip(segments).adjust_cell_length(width, ground)

    def _empty(self, y: int, width: int) -> Strip:
        lines = self.empty.splitlines() if self._source is not None else []
        text = lines[y - 2] if 0 <= y - 2 < len(lines) else ""
        style = self._style("empty")
        return Strip([Segment(fit(" " * GUTTER + text, width), style)])

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"lines--{part}")

    def _hue(self, level: Level) -> Style:
        return self.get_component_rich_style(f"lines--{level.name.lower()}", partial=True)

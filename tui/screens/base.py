"""The base of the places: a list that acts, with its find line, its card, its menu and its keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.timer import Timer

from inventory.ground.i18n import N_, _
from reports.table import Column
from tui.app import XunbeiApp
from tui.keyboard import asks
from tui.widgets import banner
from tui.widgets.card import Card, Facts
from tui.widgets.find import FindInput, FindLine
from tui.widgets.fitting import Clock
from tui.widgets.keys import KeyLine
from tui.widgets.lines import LineTable
from tui.widgets.menu import Entry, Menu
from tui.widgets.notice import Notice
from tui.widgets.source import Source
from tui.widgets.sturdy import Sturdy
from tui.widgets.top import TopLine

Row = TypeVar("Row")

MINUTE = 60.0
WIDE = 100  # from here on the card stands beside the list
AFTER_THE_LAST_KEY = 0.04
AFTER_THE_FIRST_LINES = 0.5
DO, LEAVE = "do", "leave"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done here: `needs` is the permission it takes, `on_row` whether a line must be there."""

    action: str
    label: str
    needs: str = ""
    on_row: bool = True


class PlaceScreen(Sturdy, Screen[None]):
    """What every place has: the top line, the keys, one notice, and the reason why a key is dim."""

    app = getters.app(XunbeiApp)
    notice = getters.query_one(Notice)
    _coloured = ""

    ACTS: ClassVar[Sequence[Act]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,ideographic_space", "menu", N_("Actions"), key_display="Space"),
    ]

    def on_mount(self) -> None:
        """Keep the top line right and read again when something changed."""
        banner.warn(self)
        self._tick()
        self.set_interval(MINUTE / 4, self._tick)
        self.app.store_changed.subscribe(self, lambda _change: self.reload())
        self.set_timer(AFTER_THE_FIRST_LINES, self.app.watch_duty)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """The top line is put right; styles are read again for other colours alone: what was just built has them."""
        event.refresh_styles = self._coloured not in {"", self.app.theme}
        self._coloured = self.app.theme
        self._tick()
        self._mark_lines()

    def on_screen_suspend(self) -> None:
        """What is in front has the one sign of the line that is meant."""
        self._mark_lines()

    def _mark_lines(self) -> None:
        for one in self.query(LineTable):
            one.refresh_line(one.cursor + 1)

    def _tick(self) -> None:
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = self.app.heading

    def reload(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    def tell(self, text: str, level: str) -> None:
        """Show the one notice."""
        self.notice.say(text, level)

    def remind(self, text: str) -> None:
        """Show what can't wait, beside the notice of what was just done."""
        self.notice.remind(text)

    # What may be done

    def has_row(self) -> bool:
        """Whether there is a line to do something with."""
        return True

    def why_not(self, action: str) -> str:
        """Why this can't be done now by this officer; empty where it can."""
        for act in self.ACTS:
            if act.action == action:
                if act.needs and (why := self.app.why_not(act.needs)):
                    return why
                if act.on_row and not self.has_row():
                    return _("There is no line to do this with.")
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what can't be done; `on_key` says why when it is tried."""
        del parameters
        return None if self.why_not(action) else True

    def on_key(self, event: events.Key) -> None:
        """A dimmed key answers with its reason instead of silence."""
        active = self.active_bindings.get(event.key)
        if active is not None and not active.enabled and active.node is self:
            event.stop()
            self.tell(self.why_not(active.binding.action.partition("(")[0]), "ATTENTION")

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """What can be done here, with its action and the reason why not, for the menu and the palette."""
        for act in self.ACTS:
            yield _(act.label), act.action, self.why_not(act.action)

    def menu_title(self) -> str:
        """What the menu acts on."""
        return _("Actions")

    @asks
    async def action_menu(self) -> None:
        """The numbered menu of what can be done."""
        entries = [Entry(action, label, why_not) for label, action, why_not in self.acts()]
        if entries and (action := await self.app.ask(Menu(self.menu_title(), entries))):
            await self.app.run_action(action, self)

    async def sure(self, title: str, verb: str) -> bool:
        """Ask once more; what is first under the cursor changes nothing."""
        entries = [Entry(LEAVE, _("Leave it as it is")), Entry(DO, verb)]
        return await self.app.ask(Menu(title, entries)) == DO


class BoardScreen(PlaceScreen):
    """A place of several panes, read together; behind another screen that waits until it is in front again."""

    _stale = False

    def on_screen_resume(self) -> None:
        """What was written while another place was in front is read now."""
        if self._stale:
            self.reload()

    def reload(self) -> None:
        """Read again; behind another screen, once this one is in front again."""
        self._stale = not self.is_current
        if self.is_current:
            self._read()

    def _read(self, *, keep: bool = True) -> None:
        """Read all panes; `keep` the highlighted lines."""
        raise NotImplementedError


class ListScreen(PlaceScreen, Generic[Row]):
    """A list that acts. A place says which columns and lines, what the card tells and what Enter opens."""

    lines: getters.query_one[LineTable[Row]] = getters.query_one(LineTable)
    card = getters.query_one(Card)
    find = getters.query_one(FindLine)

    AUTO_FOCUS = "LineTable"
    HORIZONTAL_BREAKPOINTS = [(WIDE, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ideographic_comma,fullwidth_solidus", "find", N_("Find"), key_display="/"),
        Binding("question_mark,fullwidth_question_mark", "explain", N_("Where from"), key_display="?"),
        Binding("escape", "back", N_("Back"), key_display="Esc", show=False),
    ]

    _card_timer: Timer | None = None

    # What a place says

    def columns(self) -> Sequence[Column[Row]]:
        """The columns of the list."""
        raise NotImplementedError

    def source(self, text: str) -> Source[Row]:
        """The lines that contain what is sought; all of them for an empty text."""
        raise NotImplementedError

    def facts(self, row: Row) -> Facts | None:
        """What the card says of a line."""
        del row
        return None

    def summary(self) -> str:
        """What the list adds up to, in a few words, parts separated by a middle dot."""
        return ""

    def find_hint(self) -> str:
        """What may be typed to find something."""
        return _("name, initials, code or barcode")

    def empty(self, text: str) -> str:
        """What to do when there is no line."""
        return _("Nothing is called “{text}”. Esc shows everything.").format(text=text) if text else _("Nothing yet.")

    def explain(self, row: Row, column: Column[Row] | None) -> None:
        """Show what a figure is made of."""

    def opened(self, row: Row) -> None:
        """Enter on a line."""

    # Frame

    def compose(self) -> ComposeResult:
        """Top, find line, list and card, notice, keys."""
        zone = self.app.desk.zone if self.app.desk else None
        clock = Clock(zone, self.app.desk.today.year) if zone and self.app.desk else Clock()
        self.set_class(self.app.size.width >= WIDE, "-wide")  # as at a breakpoint, but before the first picture
        yield TopLine()
        yield FindLine(self.find_hint())
        with Container(classes="listing"):
            yield LineTable(self.columns(), clock=clock)
            yield Card()
        yield Notice(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the lines; Textual itself calls the handlers of the bases too."""
        self.card.say(None)
        self.reload(keep=False)

    def reload(self, *, keep: bool = True) -> None:
        """Read the lines again; the highlighted one stays."""
        text = self.find.text
        source = self.source(text)
        self.lines.mark = text.casefold()
        self.lines.empty = "" if source.count else self.empty(text)
        self.lines.show(source, keep=keep)
        self.find.summarise(self.summary())
        self.refresh_bindings()

    @property
    def row(self) -> Row | None:
        """The highlighted line."""
        return self.lines.row

    def has_row(self) -> bool:
        """Whether a line is highlighted."""
        return self.is_mounted and self.row is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where no figure is explained, there is no key for it."""
        if action == "explain" and type(self).explain is ListScreen.explain:
            return False
        return super().check_action(action, parameters)

    # Finding

    def action_find(self) -> None:
        """Go to the find line."""
        self.find.begin()

    def action_back(self) -> None:
        """Show everything again; from a list on top of another, go back."""
        if self.find.text:
            self.query_one(FindInput).value = ""
        elif len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def on_key(self, event: events.Key) -> None:
        """Whatever is typed on the list is sought: letters, Chinese, a scanned barcode."""
        if self.focused is self.lines and event.is_printable and event.key not in self.active_bindings:
            event.stop()
            self.find.begin(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """A scanner or an input method may send all at once."""
        if self.focused is self.lines:
            self.find.begin(event.text.strip())

    @on(FindLine.Changed)
    def _sought(self, event: FindLine.Changed) -> None:
        """The best find is highlighted; once everything is shown again, the line that one was on still is."""
        self.reload(keep=not event.text)

    @on(FindInput.Done)
    def _found(self) -> None:
        self.lines.focus()

    @on(FindInput.Steered)
    async def _steered(self, event: FindInput.Steered) -> None:
        await self.app.run_action(event.action, self.lines)

    # Lines

    @on(LineTable.Highlighted)
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        """The card follows, but not through every line that a held key runs over."""
        event.stop()
        if self._card_timer is not None:
            self._card_timer.stop()
        self._card_timer = self.set_timer(AFTER_THE_LAST_KEY, self._fill_card)

    def _fill_card(self) -> None:
        for card in self.query(Card):  # none, when the program is just closing
            card.say(self.facts(self.row) if self.row is not None else None)

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        if self.row is not None:
            self.opened(self.row)

    def action_explain(self) -> None:
        """Show what the figure in the current column is made of."""
        if self.row is not None:
            self.explain(self.row, self.lines.column)

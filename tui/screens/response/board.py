"""F7: the board of a response: how things stand, the tasks by time and by unit, and what a higher level would lack."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.worker import get_current_worker

from inventory.ground.i18n import N_, _
from inventory.ground.search import Finder, key
from inventory.response.tasks import TaskLine, UnitLine, by_unit
from reports.response import task_columns, task_counts
from tui.screens.base import MINUTE, WIDE
from tui.screens.register import RegisterLine
from tui.screens.response.acts import ResponseActs
from tui.screens.response.looking import Ahead, ahead, look
from tui.screens.response.panes import SituationTable, TaskTable, UnitTable
from tui.screens.response.words import Standing, is_over, situation, situation_columns, unit_columns
from tui.widgets.find import FindInput, FindLine
from tui.widgets.fitting import Clock
from tui.widgets.keys import KeyLine
from tui.widgets.lines import LineTable
from tui.widgets.notice import Notice
from tui.widgets.source import Source
from tui.widgets.top import TopLine

PANES = ("SituationTable", "TaskTable", "UnitTable")
MOST_SHARE = 2  # of the screen: the situation never takes more than one part of so many


class ResponseScreen(ResponseActs):
    """The response of a headquarters."""

    DEFAULT_CSS = """
    ResponseScreen #situation { height: auto; border-bottom: solid $rule; }
    ResponseScreen #work { height: 1fr; layout: horizontal; }
    ResponseScreen #tasks { width: 1fr; height: 100%; }
    ResponseScreen #units { width: 100%; height: 100%; display: none; }
    ResponseScreen.-units #units { display: block; }
    ResponseScreen.-units #tasks { display: none; }
    ResponseScreen.-wide #units { display: block; width: 34%; border-left: solid $rule; }
    ResponseScreen.-wide #tasks { display: block; }
    """
    AUTO_FOCUS = "SituationTable"
    HORIZONTAL_BREAKPOINTS = [(WIDE, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ideographic_comma,fullwidth_solidus", "find", N_("Find"), key_display="/"),
        Binding("insert", "add_task", N_("Give a task"), key_display="Insert"),
        Binding("tab", "pane(1)", N_("Next pane"), key_display="Tab"),
        Binding("shift+tab", "pane(-1)", N_("Pane before"), show=False),
        Binding("ctrl+t", "units", N_("By unit, by time"), key_display="^T"),
        Binding("ctrl+left,ctrl+pageup", "turn(-1)", N_("List before"), key_display="^←", show=False),
        Binding("ctrl+right,ctrl+pagedown", "turn(1)", N_("Next list"), key_display="^→", show=False),
        Binding("escape", "back", N_("Back"), key_display="Esc", show=False),
    ]

    find = getters.query_one(FindLine)
    standings = getters.query_one(SituationTable)
    lines = getters.query_one(TaskTable)
    units = getters.query_one(UnitTable)

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self.ahead: Ahead | None = None

    # Frame

    def compose(self) -> ComposeResult:
        """Top, neighbours, how things stand, the tasks and the units, notice, keys."""
        desk = self.app.desk
        clock = Clock(desk.zone, desk.today.year) if desk else Clock()
        self.set_class(self.app.size.width >= WIDE, "-wide")
        yield TopLine()
        yield RegisterLine(self.mates, self.NAME)
        with Vertical(id="situation"):
            yield SituationTable(situation_columns(), clock=clock)
        with Container(id="work"):
            with Vertical(id="tasks"):
                yield FindLine(_("words, unit or initials"))
                yield TaskTable(clock=clock)
            with Vertical(id="units"):
                yield UnitTable(unit_columns(), clock=clock, empty=_("No unit has a task."))
        yield Notice(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read how things stand, and behind it what a higher level would lack."""
        self._read(keep=False)
        self.set_interval(MINUTE, self.reload)

    def on_resize(self) -> None:
        """The situation takes the lines that it has, and leaves the tasks their share."""
        self._fit()

    def _read(self, *, keep: bool = True) -> None:
        desk = self.app.desk
        if desk is None:
            return
        self.board = look(desk)
        self._stand(keep=keep)
        self._list(keep=keep)
        self._look_ahead()

    def _stand(self, *, keep: bool = True) -> None:
        """How things stand."""
        if self.board is None:
            return
        found = situation(self.board, self.ahead, self.standings.clock.said)
        self.standings.show(Source.of(found, lambda one: one.key), keep=keep)
        self._fit()

    def _fit(self) -> None:
        most = max((self.size.height - 5) // MOST_SHARE, 3)
        self.standings.styles.height = min(self.standings.count + 1, most)

    @work(thread=True, exclusive=True, group="ahead")
    def _look_ahead(self) -> None:
        """What a higher level would lack looks at everything: behind the first lines."""
        desk, board, worker = self.app.desk, self.board, get_current_worker()
        if desk is None or board is None:
            return
        found = ahead(desk, board)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._looked, found)

    def _looked(self, found: Ahead | None) -> None:
        if self.is_attached:
            self.ahead = found
            self._stand()

    # Tasks

    def _list(self, *, keep: bool = True) -> None:
        """The tasks that are asked for, and the units."""
        desk, board, text = self.app.desk, self.board, self.find.text
        if desk is None or board is None:
            return
        rows = [one for one in board.tasks if self.unit in (None, one.unit)]
        if text:
            found = set(Finder((at, key(one.what, one.unit, one.owner)) for at, one in enumerate(rows)).find(text))
            rows = [one for at, one in enumerate(rows) if at in found]
        self.lines.mark = text.casefold()
        self.lines.empty = self._empty(text)
        self.lines.show(Source.of(rows, lambda one: one.task_id), columns=task_columns(desk.now()), keep=keep)
        self.units.show(Source.of(by_unit(board.tasks), lambda one: one.unit), keep=keep)
        self.find.summarise(self._summary(rows))
        self.refresh_bindings()

    def _summary(self, rows: Sequence[TaskLine]) -> str:
        left = sum(not is_over(one) for one in rows)
        counts = task_counts(len(rows), left, sum(one.overdue for one in rows))
        return f"{self.unit} · {counts}" if self.unit else counts

    def _empty(self, text: str) -> str:
        if text:
            return _("No task is called “{text}”. Esc shows all.").format(text=text)
        if self.board is not None and self.board.running is None:
            return _("No response is running here. Its plans' actions become tasks when a level is ordered.")
        return _("No task: the plans have no action for this level. Insert gives one by hand.")

    # Lines

    @property
    def row(self) -> TaskLine | None:
        """The highlighted task, while the tasks have the keys."""
        return self.lines.row if self.is_mounted and self.focused is self.lines else None

    @property
    def standing(self) -> Standing | None:
        """The highlighted line of the situation, while it has the keys."""
        return self.standings.row if self.is_mounted and self.focused is self.standings else None

    @on(LineTable.Highlighted)
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self.refresh_bindings()

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        """Enter: the card of a line with what can be done with it; of a unit its tasks."""
        event.stop()
        if isinstance(event.row, UnitLine):
            self._only(event.row.unit)
        else:
            self.action_card()

    def _only(self, unit: str | None) -> None:
        """Show the tasks of one unit, or of all."""
        self.unit = unit
        self.remove_class("-units")
        self._list(keep=False)
        self.lines.focus()

    # Panes

    def action_pane(self, step: int) -> None:
        """To the pane after or before, of those that are shown."""
        shown = [one for one in map(self.query_one, PANES) if one.is_on_screen or one.region.height]
        at = next((at for at, one in enumerate(shown) if one.has_focus), 0)
        if shown:
            shown[(at + step) % len(shown)].focus()

    def action_units(self) -> None:
        """The tasks by unit, or by time again."""
        if self.units.has_focus:
            self.remove_class("-units")
            self.lines.focus()
        else:
            self.add_class("-units")
            self.units.focus()

    @on(SituationTable.Edge)
    def _edge(self, event: SituationTable.Edge) -> None:
        """Past the last line of the situation are the tasks, past the first task is the situation."""
        event.stop()
        if event.table is self.standings and event.step > 0:
            (self.units if self.has_class("-units") and not self.has_class("-wide") else self.lines).focus()
        elif event.table is not self.standings and event.step < 0:
            self.standings.focus()

    def action_turn(self, step: int) -> None:
        """To the list before or after, of those that share the key."""
        names = [one.name for one in self.mates]
        if self.NAME in names:
            self.app.action_go(names[(names.index(self.NAME) + step) % len(names)])

    # Finding

    def action_find(self) -> None:
        """Find among the tasks."""
        self.remove_class("-units")
        self.call_after_refresh(partial(self.find.begin))

    def action_back(self) -> None:
        """Show every task again, then go to the situation."""
        if self.find.text:
            self.query_one(FindInput).value = ""
        elif self.unit is not None:
            self._only(None)
        elif self.has_class("-units") and not self.has_class("-wide"):
            self.action_units()
        else:
            self.standings.focus()

    def on_key(self, event: events.Key) -> None:
        """Whatever is typed on the tasks is sought."""
        if self.focused is self.lines and event.is_printable and event.key not in self.active_bindings:
            event.stop()
            self.find.begin(event.character or "")

    @on(FindLine.Changed)
    def _sought(self, event: FindLine.Changed) -> None:
        self._list(keep=not event.text)

    @on(FindInput.Done)
    def _found(self) -> None:
        self.lines.focus()

    @on(FindInput.Steered)
    async def _steered(self, event: FindInput.Steered) -> None:
        await self.app.run_action(event.action, self.lines)

"""F2: the board where an officer lives: who is on duty, what waits, the log, and one line to write in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast
from uuid import uuid4

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Static
from textual.worker import get_current_worker

from inventory.duty import breath, log
from inventory.duty.breath import Breath
from inventory.duty.log import LogKind, LogLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission
from reports.table import figure
from tui.screens.base import MINUTE, WIDE
from tui.screens.duty import telling, words
from tui.screens.duty.acts import DutyActs
from tui.screens.duty.entry import LogInput, LogLineEntry, idle, understood
from tui.screens.duty.looking import Names, Which, entries, look
from tui.screens.duty.panes import AlertTable, LogTable, Pane
from tui.telling import told
from tui.widgets.entry import EntryInput
from tui.widgets.find import FindInput, FindLine
from tui.widgets.fitting import Clock
from tui.widgets.keys import KeyLine
from tui.widgets.lines import LineTable
from tui.widgets.notice import Notice
from tui.widgets.source import Source
from tui.widgets.top import TopLine

if TYPE_CHECKING:
    from concurrent.futures import Future

    from inventory.upkeep.heard import Alert

DRAFT, LINE = "duty.line", "line"
WHICH_NAMES = {Which.SHIFT: N_("this shift"), Which.OPEN: N_("what is open"), Which.ALL: N_("the whole log")}
PANES = ("LogInput", "LogTable", "AlertTable")


class DutyScreen(DutyActs):
    """The duty room."""

    DEFAULT_CSS = """
    DutyScreen #head { height: auto; max-height: 5; padding: 0 2; background: $surface; }
    DutyScreen #panes { height: 1fr; layout: vertical; }
    DutyScreen #waits { height: 45%; min-height: 4; }
    DutyScreen #log { height: 1fr; min-height: 4; }
    DutyScreen #waits > Static { height: 1; padding: 0 2; background: $surface; }
    DutyScreen.-wide #panes { layout: horizontal; }
    DutyScreen.-wide #waits { width: 40%; height: 100%; }
    DutyScreen.-wide #log { width: 1fr; height: 100%; border-left: solid $rule; }
    """
    AUTO_FOCUS = "LogInput"
    HORIZONTAL_BREAKPOINTS = [(WIDE, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ideographic_comma,fullwidth_solidus", "find", N_("Find"), key_display="/"),
        Binding("insert", "write", N_("All fields"), key_display="Insert"),
        Binding("ctrl+t", "which", N_("Shift, open, all"), key_display="^T"),
        Binding("tab,f2", "pane(1)", N_("Next pane"), key_display="Tab"),
        Binding("shift+tab", "pane(-1)", N_("Pane before"), show=False),
        Binding("escape", "back", N_("Back"), key_display="Esc", show=False),
    ]
    HABITS = (
        (
            N_("A line of the log"),
            N_("14:20 phone Ma Town flooded road | a team is sent | by 16:00 Li: when, how, from, what | done | until"),
        ),
    )

    entry = getters.query_one(LogLineEntry)
    find = getters.query_one(FindLine)
    lines = getters.query_one(LogTable)
    alerts = getters.query_one(AlertTable)

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._names = Names()
        self._request = uuid4().hex

    # Frame

    def compose(self) -> ComposeResult:
        """Top, who is on duty, what waits and the log, the line to write, notice, keys."""
        desk = self.app.desk
        clock = Clock(desk.zone, desk.today.year) if desk else Clock()
        yield TopLine()
        yield Static("", id="head", markup=False)
        with Container(id="panes"):
            with Vertical(id="waits"):
                yield Static(_("Reading what waits …"), id="summary", markup=False)
                yield AlertTable(clock=clock, empty=_("Nothing waits."))
            with Vertical(id="log"):
                yield FindLine(_("words, initials or number"))
                yield LogTable(clock=clock)
        yield LogLineEntry()
        yield Notice(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Take up the half-typed line; read the log, and behind it what waits."""
        if desk := self.app.desk:
            self.lines.columns = words.log_columns(desk.zone)
        self._request = self.app.drafts.request_of(DRAFT) or self._request
        self.entry.put(self.app.drafts.of(DRAFT).get(LINE, ""))
        self._means()
        self._read(keep=False)
        self.set_interval(MINUTE, self.reload)

    def _read(self, *, keep: bool = True) -> None:
        desk = self.app.desk
        if desk is None:
            return
        self.board = look(desk)
        self.query_one("#head", Static).update(words.head(self.board, desk.zone))
        self._list(keep=keep)
        self.call_after_refresh(self._wait_for)

    def _list(self, *, keep: bool = True) -> None:
        """The lines of the log that are asked for."""
        desk, board, text = self.app.desk, self.board, self.find.text
        if desk is None or board is None:
            return
        source = entries(desk, self.which, board.since, text)
        self.lines.mark = text.casefold()
        self.lines.empty = self._empty(text)
        self.lines.show(source, keep=keep)
        count = ngettext("{n} line", "{n} lines", source.count).format(n=figure(source.count))
        shown = _("the whole log") if text else _(WHICH_NAMES[self.which])
        since = f" {board.since.astimezone(desk.zone):%m-%d %H:%M} –" if self.which is Which.SHIFT and not text else ""
        self.find.summarise(f"{shown}{since} · {count}")
        self.refresh_bindings()

    def _empty(self, text: str) -> str:
        if text:
            return _("Nothing in the log says “{text}”. Esc shows the shift again.").format(text=text)
        if self.which is Which.OPEN:
            return _("Nothing is open. ^T shows the whole log.")
        return _("No line yet. Type below: when, how, from whom, what; Enter writes it.")

    @work(thread=True, exclusive=True, group="waiting")
    def _wait_for(self) -> None:
        """What waits looks at everything: behind the first lines."""
        desk, worker = self.app.desk, get_current_worker()
        if desk is None:
            return
        from tui.screens.duty.waiting import waiting  # noqa: PLC0415 - nobody waits for it before the first lines

        found, names = waiting(desk)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._waits, found, names)

    def _waits(self, found: Sequence[Alert], names: Names) -> None:
        from tui.screens.duty import waiting  # noqa: PLC0415 - it is there since the thread has read

        desk = self.app.desk
        if not self.is_attached or desk is None:
            return
        self._names = names
        source = Source.of(found, lambda one: (one.kind, one.number, one.what, one.where))
        self.alerts.show(source, columns=waiting.alert_columns(desk.zone, desk.now()))
        self.query_one("#summary", Static).update(waiting.alert_summary(found))
        self._means()

    # Lines

    @property
    def row(self) -> LogLine | None:
        """The highlighted line of the log."""
        return self.lines.row if self.is_mounted else None

    def bring_to(self, line: LogLine) -> None:
        """Highlight a line of the log, wherever it stands."""
        self.which = Which.OPEN
        with self.prevent(FindLine.Changed):
            self.query_one(FindInput).value = ""
        self._list(keep=False)
        window = self._window(line)
        if window is not None:
            self.lines.cursor = window

    def _window(self, line: LogLine) -> int | None:
        for at in range(min(self.lines.count, 200)):
            row = self.lines._row(at)  # noqa: SLF001 - the table holds what is read
            if row is not None and row.entry_id == line.entry_id:
                return at
        return None

    @on(LineTable.Highlighted)
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        self.refresh_bindings()

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        """Enter: the card of a line; where an alert leads."""
        event.stop()
        if event.table is self.alerts:
            self.action_lead(cast("Alert", event.row))
        else:
            self.action_card()

    def action_which(self) -> None:
        """Show this shift, what is open or the whole log: the next of them."""
        every = list(Which)
        self.which = every[(every.index(self.which) + 1) % len(every)]
        self._list(keep=False)

    # Panes

    def action_pane(self, step: int) -> None:
        """To the pane after or before."""
        here = next((at for at, name in enumerate(PANES) if self.query_one(name).has_focus), 0)
        self.query_one(PANES[(here + step) % len(PANES)]).focus()

    @on(Pane.Edge)
    def _edge(self, event: Pane.Edge) -> None:
        """Past the last line is the line to write; past the first line of the log is what waits."""
        event.stop()
        at_alerts = event.table is self.alerts
        if event.step > 0:
            (self.lines if at_alerts else self.entry.input).focus()
        elif not at_alerts:
            self.alerts.focus()

    def on_key(self, event: events.Key) -> None:
        """Whatever is typed on a list goes into the line."""
        if isinstance(self.focused, Pane) and event.is_printable and event.key not in self.active_bindings:
            event.stop()
            self.entry.begin(event.character or "")

    def on_paste(self, event: events.Paste) -> None:
        """An input method may send all at once."""
        if isinstance(self.focused, Pane):
            self.entry.begin(event.text.strip())

    @on(EntryInput.Asked)
    def _asked(self) -> None:
        self.action_menu()

    @on(EntryInput.Left)
    def _left(self) -> None:
        self.lines.focus()

    @on(EntryInput.Steered)
    async def _steered(self, event: EntryInput.Steered) -> None:
        if event.action.startswith("move"):
            self.lines.focus()
        else:
            await self.app.run_action(event.action, self.lines)

    # Finding

    @on(LogInput.Finds)
    def action_find(self) -> None:
        """Find in the whole log."""
        self.find.begin()

    def action_back(self) -> None:
        """Show the shift again, or go to the line."""
        if self.find.text:
            self.query_one(FindInput).value = ""
        elif self.which is not Which.SHIFT:
            self.which = Which.SHIFT
            self._list(keep=False)
        else:
            self.entry.begin()

    @on(FindLine.Changed)
    def _sought(self, event: FindLine.Changed) -> None:
        self._list(keep=not event.text)

    @on(FindInput.Done)
    def _sought_it(self) -> None:
        self.lines.focus()

    @on(FindInput.Steered)
    async def _steered_find(self, event: FindInput.Steered) -> None:
        await self.app.run_action(event.action, self.lines)

    # The line

    @property
    def breath(self) -> Breath | None:
        """What stands half typed in the line."""
        desk, text = self.app.desk, self.entry.text.strip()
        if desk is None or not text:
            return None
        return breath.read(text, now=desk.now(), zone=desk.zone, units=self._names.units, people=self._names.people)

    def _means(self) -> None:
        read, desk = self.breath, self.app.desk
        self.entry.means(understood(read, desk.now(), desk.zone) if read is not None and desk else idle())

    @on(LogLineEntry.Typed)
    def _typed(self, event: LogLineEntry.Typed) -> None:
        """Every letter is kept against a lock or a crash."""
        self.app.drafts.keep(DRAFT, {LINE: event.text}, self._request)
        self._means()

    @on(LogLineEntry.Sent)
    def _sent(self) -> None:
        """Write what is understood."""
        read = self.breath
        if read is None:
            self.lines.focus()
        elif why := self.app.why_not(Permission.WRITE_LOG):
            self.tell(why, "ATTENTION")
        elif (room := self.room) is not None:
            facts = {name: getattr(read, name) for name in ("content", "unit", "caller", "phone", "action", "owner")}
            work = partial(
                self.app.do,
                log.write_entry,
                request=self._request,
                told=told(telling.written),
                organisation=room.organisation,
                kind=read.kind or LogKind.OTHER,
                occurred_at=read.occurred_at,
                due_at=read.due_at,
                **facts,
            )
            self.app.aside(work, self._wrote, slow=lambda: self.tell(_("Writing…"), "UNKNOWN"))

    def _wrote(self, done: Future[None]) -> None:
        """In the log, or refused: then what was typed stays."""
        if (error := done.exception()) is not None:
            self.app.answer(error)
        else:
            self.written()

    def written(self) -> None:
        """The line is free for the next."""
        self.app.drafts.drop(DRAFT)
        self._request = uuid4().hex
        self.entry.put("")
        self._means()

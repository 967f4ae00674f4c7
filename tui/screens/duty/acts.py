"""What can be done at F2, each with the reason why it can't be done now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import getters

from inventory.duty.breath import Breath
from inventory.duty.log import LogLine
from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission
from tui.app import XunbeiApp
from tui.keyboard import asks
from tui.screens.base import Act, BoardScreen
from tui.screens.duty.looking import Board, Which, line_of
from tui.screens.duty.menus import LineMenu
from tui.screens.duty.words import card
from tui.widgets.menu import Entry, Menu

if TYPE_CHECKING:
    from types import ModuleType

    from inventory.upkeep.heard import Alert
    from tui.screens.duty.asking import Room
    from tui.widgets.form import Form

NEW, MORE = "new", "more"
FIRST = (
    Act("write", N_("Write a line with all its fields"), Permission.WRITE_LOG, on_row=False),
    Act("close", N_("Close the open item"), Permission.WRITE_LOG),
    Act("correct", N_("Correct the line"), Permission.WRITE_LOG),
    Act("handover", N_("Hand over"), Permission.HAND_OVER, on_row=False),
    Act("event", N_("Report an event upward"), Permission.REPORT_UPWARD, on_row=False),
    Act("consult", N_("Consultation"), Permission.CONSULT, on_row=False),
    Act("level", N_("Order a response level"), Permission.ORDER_LEVEL, on_row=False),
)
REST = (
    Act("event_from", N_("Report upward what the line says"), Permission.REPORT_UPWARD),
    Act("which", N_("This shift, what is open, the whole log"), on_row=False),
    Act("kinds", N_("Kinds of events and their clocks"), on_row=False),
    Act("paper_log", N_("The log on paper"), on_row=False),
    Act("paper_report", N_("Sheet of a report upward"), on_row=False),
    Act("paper_events", N_("List of the events"), on_row=False),
    Act("paper_handover", N_("Sheet of a handover"), on_row=False),
    Act("paper_consultation", N_("Minutes of a consultation"), on_row=False),
)
ON_LINE = ("correct", "close", "event_from")


class DutyActs(BoardScreen):
    """The actions of F2."""

    app = getters.app(XunbeiApp)
    ACTS: ClassVar[tuple[Act, ...]] = (*FIRST, *REST)

    board: Board | None = None
    which = Which.SHIFT

    @property
    def row(self) -> LogLine | None:
        """The highlighted line of the log."""
        raise NotImplementedError

    def has_row(self) -> bool:
        """Whether a line of the log is highlighted."""
        return self.is_mounted and self.row is not None

    @property
    def questions(self) -> ModuleType:
        """What is asked, imported when the first question is wanted."""
        return import_module("tui.screens.duty.questions")

    @property
    def room(self) -> Room | None:
        """The duty room, for one question."""
        desk = self.app.desk
        return self.questions.Room(self.app, desk, self.board) if desk is not None and self.board is not None else None

    @property
    def breath(self) -> Breath | None:
        """What stands half typed in the line."""
        raise NotImplementedError

    def written(self) -> None:
        """What stood half typed is in the log."""
        raise NotImplementedError

    def why_not(self, action: str) -> str:
        """After rights: what the highlighted line allows."""
        if (why := super().why_not(action)) or self.row is None:
            return why
        if action == "close" and not self.row.is_open:
            return _("{number} waits for nobody: there is nothing to close.").format(number=self.row.number)
        if action == "correct" and self.row.corrected_by:
            return _("{number} holds in its place: correct that one.").format(number=self.row.corrected_by)
        return ""

    # Menus

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """Everything, for the palette."""
        for act in self.ACTS:
            yield _(act.label), act.action, self.why_not(act.action)

    def menu_title(self) -> str:
        """The line that is meant."""
        return f"{self.row.number} {self.row.content[:30]}" if self.row else _("Duty")

    @asks
    async def action_menu(self) -> None:
        """The numbered menu, the rest one step further."""
        answer = await self.app.ask(Menu(self.menu_title(), [*self._entries(FIRST), Entry(MORE, _("More …"))]))
        if answer == MORE:
            answer = await self.app.ask(Menu(self.menu_title(), self._entries(REST)))
        if answer:
            await self.app.run_action(answer, self)

    def _entries(self, acts: tuple[Act, ...]) -> list[Entry]:
        return [Entry(one.action, _(one.label), self.why_not(one.action)) for one in acts]

    @asks
    async def action_card(self) -> None:
        """All that a line says, and what can be done with it."""
        if self.row is not None:
            await self._card(self.row)

    async def _card(self, line: LogLine) -> None:
        desk = self.app.desk
        acts = tuple(one for one in self.ACTS if one.action in ON_LINE)
        facts = card(line, desk.zone) if desk else card(line)
        is_here = self.row is not None and self.row.entry_id == line.entry_id
        entries = self._entries(acts) if is_here else []
        if answer := await self.app.ask(LineMenu(facts, entries)):
            await self.app.run_action(answer, self)

    # The log

    async def _ask(self, make: Callable[..., Form], *given: Any) -> None:  # noqa: ANN401 - whatever a form asks for
        if (room := self.room) is not None:
            await self.app.ask(make(room, *given))

    @asks
    async def action_write(self) -> None:
        """A line with all its fields, beginning with what is half typed."""
        await self._ask(self.questions.forms.write, self.breath, self.written)

    @asks
    async def action_correct(self) -> None:
        """Correct the highlighted line by another one."""
        await self._ask(self.questions.forms.correct, self.row)

    @asks
    async def action_close(self) -> None:
        """Close the highlighted line."""
        await self._ask(self.questions.forms.close, self.row)

    # Upward

    @asks
    async def action_event(self) -> None:
        """Which event: a new one, or one whose reports go on; then the report."""
        if (room := self.room) is None:
            return
        zone, found = room.desk.zone, self.questions.reporting.going_on(room)
        entries = [Entry(NEW, _("A new event"), self.questions.reporting.why_no_event(room))]
        for one in found:
            due = f"{'■' if one.overdue else '▲'} {one.due_at.astimezone(zone):%m-%d %H:%M}" if one.due_at else ""
            entries.append(Entry(str(one.event_id), f"{one.number} {one.what[:40]}", sign=due))
        answer = await self.app.ask(Menu(_("Which event?"), entries))
        if answer == NEW:
            await self._new_event(room, None)
        elif answer:
            await self.app.ask(self.questions.reporting.report(room, self.questions.reporting.chain(room, int(answer))))

    @asks
    async def action_event_from(self) -> None:
        """An event of what the highlighted line says."""
        room = self.room
        if room is None or self.row is None:
            return
        if why := self.questions.reporting.why_no_event(room):
            self.tell(why, "ATTENTION")
        else:
            await self._new_event(room, self.row)

    async def _new_event(self, room: Room, line: LogLine | None) -> None:
        kept: dict[str, Any] = {}
        if await self.app.ask(self.questions.reporting.open_event(room, kept, line)) is None or "made" not in kept:
            return
        if (again := self.room) is not None:  # the report is sent under a request of its own
            await self.app.ask(
                self.questions.reporting.report(again, self.questions.reporting.chain(again, kept["made"]))
            )

    @asks
    async def action_consult(self) -> None:
        """A consultation with its decisions."""
        await self._ask(self.questions.consulting.hold)

    @asks
    async def action_level(self) -> None:
        """Put a response level in force, or end it."""
        room = self.room
        if room is not None and (why := self.questions.forms.why_no_level(room)):
            self.tell(why, "ATTENTION")
        else:
            await self._ask(self.questions.forms.order_level)

    # Handover

    @asks
    async def action_handover(self) -> None:
        """The handover that waits for a signature, or else a new one."""
        room = self.room
        if room is None:
            return
        kept: dict[str, Any] = {"made": self.questions.building.open_one(room)}
        if not kept["made"] and await self.app.ask(self.questions.building.build(room, kept)) is None:
            return
        await self.app.push_screen(self.questions.HandoverScreen(kept["made"]))

    # Alerts

    @asks
    async def action_lead(self, alert: Alert) -> None:
        """To where something can be done about it."""
        from inventory.duty.deadlines import Due  # noqa: PLC0415 - an alert was read, so they are there
        from inventory.upkeep.heard import Unsigned  # noqa: PLC0415 - as above

        room = self.room
        if room is None or self.questions.leading.lead(self.app, alert):
            return
        if alert.kind is Due.REPORT and (event := self.questions.reporting.event_of(room, alert.number)):
            if why := self.app.why_not(Permission.REPORT_UPWARD):
                self.tell(why, "ATTENTION")
            else:
                await self.app.ask(self.questions.reporting.report(room, self.questions.reporting.chain(room, event)))
        elif alert.kind is Unsigned.HANDOVER and (made := self.questions.building.of_number(room, alert.number)):
            await self.app.push_screen(self.questions.HandoverScreen(made))
        elif alert.kind is Unsigned.SHIFT:
            await self.app.run_action("handover", self)
        elif alert.kind is Due.OPEN_ITEM and (line := line_of(room.desk, alert.number)) is not None:
            self.bring_to(line)
            await self._card(line)

    def bring_to(self, line: LogLine) -> None:
        """Highlight a line of the log."""
        raise NotImplementedError

    # On paper

    def action_kinds(self) -> None:
        """The kinds of events, on top of the board."""
        self.app.push_screen(self.questions.EventKindsScreen())

    async def _paper(self, name: str) -> None:
        if why := await self.questions.papers.ask(self.app, name):
            self.tell(why, "ATTENTION")

    @asks
    async def action_paper_log(self) -> None:
        """值班日志."""
        await self._paper("duty-log")

    @asks
    async def action_paper_report(self) -> None:
        """信息报送."""
        await self._paper("upward")

    @asks
    async def action_paper_events(self) -> None:
        """All events with how far their reports have come."""
        await self._paper("events")

    @asks
    async def action_paper_handover(self) -> None:
        """交接班单."""
        await self._paper("handover")

    @asks
    async def action_paper_consultation(self) -> None:
        """会商记录."""
        await self._paper("consultation")

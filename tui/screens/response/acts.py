"""What can be done at F7, each with the reason why it can't be done now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual import getters

from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission
from inventory.response.proposals import Proposal
from inventory.response.stoporders import StopLine
from inventory.response.stoprules import Suggestion
from inventory.response.tasks import TaskLine, TaskState
from inventory.response.warnings import WarningLine
from tui.app import XunbeiApp
from tui.keyboard import asks
from tui.places import Place
from tui.screens.base import Act, BoardScreen
from tui.screens.duty.menus import LineMenu
from tui.screens.response.looking import Ahead, Board
from tui.screens.response.way import Way, why_no_way
from tui.screens.response.words import Matter, Standing, card, is_over
from tui.widgets.fitting import Clock
from tui.widgets.menu import Entry, Menu

if TYPE_CHECKING:
    from types import ModuleType

MORE = "more"
ORDER, WARN, DO, STOP = (
    Permission.ORDER_LEVEL,
    Permission.RECORD_WARNINGS,
    Permission.DO_TASKS,
    Permission.RECORD_STOPS,
)
ON_TASK = (
    Act("acknowledge", N_("It is acknowledged"), DO),
    Act("finish", N_("It is done"), DO),
    Act("hand_on", N_("Hand it on"), DO),
    Act("drop", N_("Drop it, with the reason"), DO),
    Act("reopen", N_("Open it again"), DO),
)
ON_STANDING = (
    Act("lift", N_("Lift the warning"), WARN),
    Act("draft_stop", N_("Draft the stop order"), STOP),
    Act("stop", N_("The stop order")),
)
ALWAYS = (
    Act("raise_level", N_("Raise the level"), ORDER, on_row=False),
    Act("lower_level", N_("Lower the level"), ORDER, on_row=False),
    Act("end_level", N_("End the response"), ORDER, on_row=False),
    Act("add_task", N_("Give a task"), DO, on_row=False),
    Act("warn", N_("Record a warning"), WARN, on_row=False),
)
REST = (
    Act("warn_file", N_("Read a warning from a file (CAP)"), WARN, on_row=False),
    Act("new_stop", N_("Draft a stop order"), STOP, on_row=False),
    Act("rehearse", N_("What would be lacking: the rehearsal"), on_row=False),
    Act("timelines", N_("Responses and their timelines"), on_row=False),
    Act("paper_tasks", N_("The tasks on paper"), on_row=False),
    Act("paper_calls", N_("Call list for a level"), on_row=False),
    Act("proposal_rules", N_("Rules: which warning proposes which level"), on_row=False),
    Act("stop_rules", N_("Rules: what suggests which stop"), on_row=False),
    Act("stop_measures", N_("Stops that can be ordered"), on_row=False),
)
OF_MATTER: dict[Matter, tuple[str, ...]] = {
    Matter.LEVEL: ("raise_level", "lower_level", "end_level", "timelines"),
    Matter.WARNING: ("raise_level", "lift", "new_stop"),
    Matter.PROPOSAL: ("raise_level", "lift"),
    Matter.SUGGESTION: ("draft_stop", "stop"),
    Matter.STOP: ("stop",),
    Matter.AHEAD: ("rehearse", "raise_level"),
}
OF_TASKS = frozenset(act.action for act in ON_TASK)


class ResponseActs(BoardScreen):
    """The actions of F7."""

    NAME: ClassVar[str] = "response"
    app = getters.app(XunbeiApp)
    ACTS: ClassVar[tuple[Act, ...]] = (*ON_TASK, *ON_STANDING, *ALWAYS, *REST)

    board: Board | None = None
    ahead: Ahead | None = None
    unit: str | None = None

    @property
    def row(self) -> TaskLine | None:
        """The highlighted task."""
        raise NotImplementedError

    @property
    def standing(self) -> Standing | None:
        """The highlighted line of the situation."""
        raise NotImplementedError

    @property
    def mates(self) -> list[Place]:
        """The lists that share this one's key."""
        key = next((one.key for one in self.app.places if one.name == self.NAME), "")
        return [one for one in self.app.places if key and one.key == key]

    @property
    def questions(self) -> ModuleType:
        """What is asked and what opens on top, imported when the first of it is wanted."""
        return import_module("tui.screens.response.questions")

    # What may be done

    def has_row(self) -> bool:
        """Whether there is a line to do something with."""
        return self.is_mounted and (self.row is not None or self.standing is not None)

    def why_not(self, action: str) -> str:
        """After rights: what the highlighted line and the level in force allow."""
        if (why := super().why_not(action)) or self.board is None:
            return why
        if action in OF_TASKS:
            return self._why_no_step(action)
        if action in {"lift", "draft_stop", "stop"}:
            return "" if self._meant(action) is not None else _("Highlight the line in the situation that it is about.")
        return why_no_way(self.board, action)

    def _why_no_step(self, action: str) -> str:
        task = self.row
        if task is None:
            return _("Highlight the task first.")
        if action == "reopen":
            return "" if is_over(task) else _("{task} is still open.").format(task=task.number)
        if is_over(task):
            return _("{task} is over: it can only be opened again.").format(task=task.number)
        if action == "acknowledge" and task.state is TaskState.ACKNOWLEDGED:
            return _("{task} is acknowledged already.").format(task=task.number)
        return ""

    def _meant(self, action: str) -> WarningLine | Suggestion | str | None:
        """What of the situation an action is about: a warning, a suggestion, or the number of a stop order."""
        one = self.standing.about if self.standing is not None else None
        if action == "lift":
            return one if isinstance(one, WarningLine) else one.warning if isinstance(one, Proposal) else None
        if action == "draft_stop":
            return one if isinstance(one, Suggestion) and not one.draft else None
        number = one.number if isinstance(one, StopLine) else one.draft if isinstance(one, Suggestion) else ""
        return number or None

    # Menus

    def menu_title(self) -> str:
        """The line that is meant."""
        if self.row is not None:
            return f"{self.row.number} {self.row.what[:30]}"
        return self.standing.text[:40] if self.standing is not None else _("Response")

    def _of_line(self) -> list[Act]:
        """What is done with lines like the highlighted one; every task's acts keep their digits, over or not."""
        if self.row is not None:
            return [act for act in ON_TASK if act.action != ("drop" if is_over(self.row) else "reopen")]
        if self.standing is None:
            return []
        known = {act.action: act for act in self.ACTS}
        acts = [known[name] for name in OF_MATTER[self.standing.matter]]
        return [act for act in acts if act.action not in {"lift", "draft_stop", "stop"} or self._meant(act.action)]

    def _entries(self, acts: Sequence[Act]) -> list[Entry]:
        return [Entry(one.action, _(one.label), self.why_not(one.action)) for one in acts]

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """Everything that has a meaning now, for the palette."""
        for act in self.ACTS:
            if act not in (*ON_TASK, *ON_STANDING) or act in self._of_line():
                yield _(act.label), act.action, self.why_not(act.action)

    @asks
    async def action_menu(self) -> None:
        """The numbered menu, the rest one step further."""
        first = list(dict.fromkeys([*self._of_line(), *ALWAYS]))
        answer = await self.app.ask(Menu(self.menu_title(), [*self._entries(first), Entry(MORE, _("More …"))]))
        if answer == MORE:
            rest = [act for act in REST if act not in first]
            answer = await self.app.ask(Menu(self.menu_title(), self._entries(rest)))
        if answer:
            await self.app.run_action(answer, self)

    @asks
    async def action_card(self) -> None:
        """All that a line says, and what can be done with it; what a level would lack is looked at line by line."""
        desk, board = self.app.desk, self.board
        if desk is None or board is None:
            return
        if self.standing is not None and self.standing.matter is Matter.AHEAD:
            self.action_rehearse()
            return
        if self.standing is not None and isinstance(self.standing.about, StopLine):
            self.action_stop()
            return
        if self.row is not None:
            facts = self.questions.tasking.card(desk, self.row)
        elif self.standing is not None:
            facts = card(self.standing, board, Clock(desk.zone, desk.today.year).said)
        else:
            return
        if answer := await self.app.ask(LineMenu(facts, self._entries(self._of_line()))):
            await self.app.run_action(answer, self)

    # The level

    async def _order(self, way: Way) -> None:
        desk, board, one = self.app.desk, self.board, self.standing.about if self.standing is not None else None
        if desk is None or board is None:
            return
        level, warning = 0, 0
        if isinstance(one, Proposal):
            level, warning = one.level_id, one.warning.warning_id
        elif isinstance(one, WarningLine):
            warning = one.warning_id
        await self.app.ask(
            self.questions.ordering.form(
                desk, self.questions.Once(self.app), board, way, level_id=level, warning_id=warning
            )
        )

    @asks
    async def action_raise_level(self) -> None:
        """Put a level in force, or a graver one."""
        await self._order(Way.RAISE)

    @asks
    async def action_lower_level(self) -> None:
        """Put a lower level in force."""
        await self._order(Way.LOWER)

    @asks
    async def action_end_level(self) -> None:
        """End the response."""
        await self._order(Way.END)

    # Tasks

    async def _step(self, step: str) -> None:
        if self.row is not None and self.app.desk is not None:
            await self.app.ask(
                self.questions.tasking.step_form(self.app.desk, self.questions.Once(self.app), self.row, step)
            )

    @asks
    async def action_acknowledge(self) -> None:
        """Those who are to do it know of it."""
        await self._step("acknowledge")

    @asks
    async def action_finish(self) -> None:
        """It is done."""
        await self._step("finish")

    @asks
    async def action_hand_on(self) -> None:
        """Somebody else does it."""
        await self._step("hand_on")

    @asks
    async def action_drop(self) -> None:
        """It is left undone."""
        await self._step("drop")

    @asks
    async def action_reopen(self) -> None:
        """It wasn't over after all."""
        await self._step("reopen")

    @asks
    async def action_add_task(self) -> None:
        """Give a task by hand."""
        if self.app.desk is not None and self.board is not None:
            await self.app.ask(
                self.questions.tasking.add_form(
                    self.app.desk, self.questions.Once(self.app), self.board, self.unit or ""
                )
            )

    # Warnings

    @asks
    async def action_warn(self) -> None:
        """Record a warning."""
        if self.app.desk is not None:
            await self.app.ask(self.questions.warned.record_form(self.app.desk, self.questions.Once(self.app)))

    @asks
    async def action_warn_file(self) -> None:
        """Record what a CAP file says."""
        if self.app.desk is not None:
            await self.questions.warned.from_file(self.app, self.app.desk)

    @asks
    async def action_lift(self) -> None:
        """Record that the highlighted warning was lifted."""
        one = self._meant("lift")
        if isinstance(one, WarningLine) and self.app.desk is not None:
            await self.app.ask(self.questions.warned.lift_form(self.app.desk, self.questions.Once(self.app), one))

    # Stops

    @asks
    async def action_draft_stop(self) -> None:
        """Draft what a rule suggests."""
        one = self._meant("draft_stop")
        await self._draft(one if isinstance(one, Suggestion) else None)

    @asks
    async def action_new_stop(self) -> None:
        """Draft a stop order."""
        await self._draft(None)

    async def _draft(self, suggested: Suggestion | None) -> None:
        desk, board = self.app.desk, self.board
        if desk is None or board is None:
            return
        if why := self.questions.stopforms.why_no_draft(desk):
            self.tell(why, "ATTENTION")
            return
        given = await self.app.ask(
            self.questions.stopforms.draft(desk, self.questions.Once(self.app), board, suggested)
        )
        if given is not None and isinstance(made := given.get("made"), int):
            await self.app.push_screen(self.questions.StopScreen(made))

    def action_stop(self) -> None:
        """The highlighted stop order, with its receipts and checks."""
        number = self._meant("stop")
        if isinstance(number, str) and self.app.desk is not None:
            self.app.push_screen(self.questions.StopScreen(self.questions.stopforms.order_of(self.app.desk, number)))

    # What opens on top

    def action_rehearse(self) -> None:
        """What a level would lack, line by line."""
        if self.board is not None:
            level = self.board.next_level
            self.app.push_screen(self.questions.RehearsalScreen(self.board.house_id, level.level_id if level else 0))

    def action_timelines(self) -> None:
        """Every response, each with its timeline."""
        self.app.push_screen(self.questions.ResponsesScreen())

    def action_proposal_rules(self) -> None:
        """Which warning proposes which level."""
        self.app.push_screen(self.questions.ProposalRulesScreen())

    def action_stop_rules(self) -> None:
        """What suggests which stop."""
        self.app.push_screen(self.questions.StopRulesScreen())

    def action_stop_measures(self) -> None:
        """The stops that can be ordered."""
        self.app.push_screen(self.questions.StopMeasuresScreen())

    # On paper

    def action_paper_tasks(self) -> None:
        """任务清单."""
        self.questions.papers.show(self.app, "tasks")

    @asks
    async def action_paper_calls(self) -> None:
        """应急通讯录."""
        levels = self.board.levels if self.board is not None else ()
        entries = [Entry(one.code, one.name) for one in sorted(levels, key=lambda one: one.rank)]
        if answer := await self.app.ask(Menu(_("Who is needed at which level?"), entries)):
            self.questions.papers.show(self.app, "call-list", level=answer)

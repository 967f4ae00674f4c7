"""The ledger of hazards on the screen: what asks for somebody first stands first, and Enter takes the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.resources import hazardlines, rectifying
from inventory.resources.hazardlines import HazardLine
from inventory.resources.hazards import COUNTED, OPEN, STATE_NAMES, UNFIXED, Hazard, HazardState
from inventory.resources.tallies import tally
from reports.hazards import screen_columns
from reports.registry import REPORTS
from reports.table import Column
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.hazards import forms, telling
from tui.screens.hazards.words import card, in_short, turn
from tui.screens.keeping import row_of
from tui.screens.options import resolve
from tui.screens.preview import PreviewScreen
from tui.screens.register import OTHER, PAPER, Once, RegisterScreen
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.form import Form

KEEP, RECHECK = Permission.KEEP_HAZARDS, Permission.RECHECK_HAZARDS
WHILE = {
    "assign": UNFIXED,
    "start": UNFIXED,
    "fix": UNFIXED,
    "check": {HazardState.FIXED},
    "put_off": UNFIXED,
    "came_back": {HazardState.CLOSED},
    "strike": OPEN,
}
"""In which states a thing can be done at all."""


class HazardsScreen(RegisterScreen[HazardLine]):
    """F9: the hazards of the officer's branch."""

    NAME, REPORT = "hazards", "hazards"
    ACTS = (
        Act("assign", N_("Assign: whose it is, how, until when"), KEEP),
        Act("start", N_("It is being put right"), KEEP),
        Act("fix", N_("It was put right"), KEEP),
        Act("check", N_("Check again: close off, or send back"), RECHECK),
        Act("put_off", N_("Put the deadline off"), KEEP),
        Act("came_back", N_("It came back"), KEEP),
        Act("strike", N_("Entered by mistake: strike"), RECHECK),
        Act("add", N_("Enter a hazard"), KEEP, on_row=False),
        Act("show_struck", N_("Show those entered by mistake too"), on_row=False),
        PAPER,
        Act("summary_paper", N_("By unit and month, as a report"), on_row=False),
        OTHER,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "strike", N_("Strike"), key_display="Del"),
    ]

    with_struck = False

    # The list

    def columns(self) -> Sequence[Column[HazardLine]]:
        """As in the ledger."""
        return screen_columns()

    def read(self, session: Session, reader: Person) -> Sequence[HazardLine]:
        """All that count; those entered by mistake where they are asked for."""
        states = frozenset(HazardState) if self.with_struck else COUNTED
        return sorted(hazardlines.hazards(session, reader, states=states), key=turn)

    def number(self, row: HazardLine) -> int:
        """The hazard's own number."""
        return row.hazard_id

    def words(self, row: HazardLine) -> str:
        """Number, place, content, who found it, whose it is; its state too."""
        return f"{row.key} {_(STATE_NAMES[row.state])}"

    def find_hint(self) -> str:
        """What may be typed to find one."""
        return _("number, place, unit, initials")

    def summary(self) -> str:
        """How many are overdue, open, closed off."""
        return in_short(tally(row for row in self._rows if row.state in COUNTED))

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No hazard yet. Insert enters the first; Ctrl+→ leads to the rounds of inspection that look for them.")
        return super().empty(text) if text else said

    def facts(self, row: HazardLine) -> Facts:
        """All that is known of it, and its course."""
        with self.desk.store.read() as session:
            hazard = session.get_one(Hazard, row.hazard_id)
            return card(row, hazardlines.hazard_steps(session, self.desk.officer(session), hazard))

    def menu_title(self) -> str:
        """The hazard that is meant."""
        return f"{self.row.number} {self.row.where}" if self.row is not None else self.label

    # What can be done

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """Of the steps, those that its state leaves."""
        row = self.row if self.has_row() else None
        for label, action, why in super().acts():
            if action not in WHILE or (row is not None and row.state in WHILE[action]):
                is_turned = action == "show_struck" and self.with_struck
                yield _("Leave those entered by mistake out") if is_turned else label, action, why

    def why_not(self, action: str) -> str:
        """A step follows on another."""
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if why or row is None:
            return why
        if action in WHILE and row.state not in WHILE[action]:
            said = _("{hazard}: {state}. Space shows what can be done with it.")
            return said.format(hazard=row.number, state=_(STATE_NAMES[row.state]))
        if action in {"start", "put_off"} and not row.unit:
            return _("Assign it first: whose it is, how, until when.")
        if action == "start" and row.state is HazardState.IN_HAND:
            return _("It is in hand already.")
        return ""

    def opened(self, row: HazardLine) -> None:
        """Enter: the next step of its course."""
        if row.state is HazardState.FIXED:
            action, go = "check", self.action_check
        elif row.state in UNFIXED:
            action, go = ("fix", self.action_fix) if row.unit else ("assign", self.action_assign)
        elif row.state is HazardState.CLOSED:
            self.tell(_("{hazard} is closed off. Space, if it came back.").format(hazard=row.number), "UNKNOWN")
            return
        else:
            action, go = "strike", self.action_strike  # which says why not
        if why := self.why_not(action):
            self.tell(why, "ATTENTION")
        else:
            go()

    # Questions

    async def _ask(self, make: Callable[[Once, HazardLine], Form]) -> None:
        """Ask about the highlighted hazard, which stays highlighted wherever it stands afterwards."""
        if (row := self.row) is not None and await self.app.ask(make(self.once(), row)) is not None:
            self.bring_to(row.hazard_id)

    @asks
    async def action_add(self) -> None:
        """Enter what was found."""
        await self.enter(forms.enter(self.desk, self.once()))

    @asks
    async def action_came_back(self) -> None:
        """Enter the return of what was closed off."""
        if (row := self.row) is not None:
            await self.enter(forms.enter(self.desk, self.once(), forms.returned(self.desk, row)))

    @asks
    async def action_assign(self) -> None:
        """Say whose it is."""
        await self._ask(lambda once, row: forms.assign(self.desk, once, row))

    def action_start(self) -> None:
        """Record that it is being put right."""
        if (row := self.row) is not None:
            hazard = row_of(Hazard, row.hazard_id)
            self.app.perform(rectifying.start_hazard, told=told(telling.started), hazard=hazard)

    @asks
    async def action_fix(self) -> None:
        """Record that it was put right."""
        await self._ask(lambda once, row: forms.fix(self.desk, once, row))

    @asks
    async def action_check(self) -> None:
        """Record what the check found."""
        await self._ask(lambda once, row: forms.check(self.desk, once, row))

    @asks
    async def action_put_off(self) -> None:
        """Give more time."""
        await self._ask(lambda once, row: forms.put_off(self.desk, once, row))

    @asks
    async def action_strike(self) -> None:
        """Strike what was entered by mistake."""
        await self._ask(forms.strike)

    def action_show_struck(self) -> None:
        """Show those entered by mistake too, or leave them out again."""
        self.with_struck = not self.with_struck
        self.reload()
        said = _("Those entered by mistake are shown too.") if self.with_struck else _("They are left out.")
        self.tell(said, "UNKNOWN")

    def action_summary_paper(self) -> None:
        """Show what the ledger comes to."""
        report = REPORTS["hazard-summary"]
        self.app.push_screen(PreviewScreen(report, resolve(self.desk, report, {})))

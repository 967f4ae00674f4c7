"""The rounds of inspection: before, in and after the flood season, each with how far it has come."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.resources import inspections
from inventory.resources.inspections import SEASON_NAMES, InspectionLine
from reports.registry import REPORTS
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.hazards import roundforms
from tui.screens.hazards.visits import VisitsScreen
from tui.screens.options import resolve
from tui.screens.preview import PreviewScreen
from tui.screens.register import OTHER, RegisterScreen
from tui.widgets.card import Facts

KEEP = Permission.KEEP_HAZARDS
TO_A_ROUND = frozenset({"plan", "end"})


class InspectionsScreen(RegisterScreen[InspectionLine]):
    """The rounds of the officer's branch, the latest first."""

    NAME = "inspections"
    ACTS = (
        Act("look", N_("Its places, and what was found there")),
        Act("plan", N_("Add places to it"), KEEP),
        Act("end", N_("End it"), KEEP),
        Act("findings", N_("The hazards that it found, as a report")),
        Act("add", N_("Open a round of inspection"), KEEP, on_row=False),
        OTHER,
    )

    # The list

    def columns(self) -> Sequence[Column[InspectionLine]]:
        """Which round, when, how far."""
        return [
            Column("number", _("Number"), lambda one: one.number, width=12),
            Column("state", _("State"), lambda one: self._stands(one)[1], Kind.STATE, 14, level=self._level),
            Column("name", _("Round of inspection"), lambda one: one.name, width=20),
            Column("visited", _("Visited"), lambda one: f"{figure(one.visited)}/{figure(one.visits)}", width=7),
            Column("begins_on", _("Begins on"), lambda one: one.begins_on, Kind.DATE, 10),
            Column("ends_on", _("Last day"), lambda one: one.ended_on or one.ends_on, Kind.DATE, 10),
            Column("season", _("Season"), lambda one: _(SEASON_NAMES[one.season]), width=10, on_screen=ROOM),
            Column("organisation", _("Organisation"), lambda one: one.organisation, width=16, on_screen=ROOM),
        ]

    def _stands(self, one: InspectionLine) -> tuple[Level, str]:
        """How far a round has come."""
        if one.ended_on is not None:
            return Level.FINE, _("ended")
        if not one.visits:
            return Level.UNKNOWN, _("no place yet")
        if one.begins_on > self.desk.today:
            return Level.UNKNOWN, _("not begun yet")
        if not one.waiting:
            return Level.ATTENTION, _("to be ended")
        late = one.ends_on is not None and one.ends_on < self.desk.today
        said = ngettext("{n} to visit", "{n} to visit", one.waiting).format(n=figure(one.waiting))
        return Level.URGENT if late else Level.ATTENTION, said

    def _level(self, one: InspectionLine) -> Level:
        return self._stands(one)[0]

    def read(self, session: Session, reader: Person) -> Sequence[InspectionLine]:
        """All rounds, the latest first."""
        return inspections.inspections(session, reader)

    def number(self, row: InspectionLine) -> int:
        """The round's own number."""
        return row.inspection_id

    def words(self, row: InspectionLine) -> str:
        """Number, name, season."""
        return key(row.number, row.name, _(SEASON_NAMES[row.season]), row.organisation)

    def find_hint(self) -> str:
        """What may be typed to find one."""
        return _("number, name or initials")

    def summary(self) -> str:
        """How many are under way."""
        going = sum(one.ended_on is None for one in self._rows)
        return ngettext("{n} round under way", "{n} rounds under way", going).format(n=figure(going))

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No round of inspection yet. Insert opens the first; then the places that it visits.")
        return super().empty(text) if text else said

    def facts(self, row: InspectionLine) -> Facts:
        """What the round is, and what comes next."""
        level, said = self._stands(row)
        counts = _("{visited} of {visits}, {left} left out")
        pairs = [
            (_("State"), f"{level.value} {said}"),
            (_("Next"), "" if row.ended_on else _("Enter: its places; Insert there adds some")),
            (_("Season"), _(SEASON_NAMES[row.season])),
            (_("Begins on"), str(row.begins_on)),
            (_("Last day"), str(row.ends_on or _("○ not set"))),
            (_("Visited"), counts.format(visited=row.visited, visits=row.visits, left=row.left_out)),
            (_("Ended on"), str(row.ended_on or "")),
            (_("At its end"), row.closing),
            (_("Basis"), row.basis),
            (_("Note"), row.note),
            (_("Opened by"), row.by),
            (_("Organisation"), row.organisation),
        ]
        return Facts(f"{row.number} {row.name}", [pair for pair in pairs if pair[1]])

    def menu_title(self) -> str:
        """The round that is meant."""
        return f"{self.row.number} {self.row.name}" if self.row is not None else self.label

    # What can be done

    def why_not(self, action: str) -> str:
        """What has ended takes nothing more."""
        why = super().why_not(action)
        if not why and action in TO_A_ROUND and self.row is not None and self.row.ended_on is not None:
            return _("{round} has ended.").format(round=self.row.number)
        return why

    def opened(self, row: InspectionLine) -> None:
        """Enter: its places."""
        self.app.push_screen(VisitsScreen(row.inspection_id))

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    @asks
    async def action_add(self) -> None:
        """Open a round, and go to its places."""
        made = await self.enter(roundforms.open_round(self.desk, self.once()))
        if isinstance(made, int):
            self.app.push_screen(VisitsScreen(made))

    @asks
    async def action_plan(self) -> None:
        """Add places to the round."""
        if self.row is not None:
            await self.app.ask(roundforms.plan(self.desk, self.once(), self.row.inspection_id))

    @asks
    async def action_end(self) -> None:
        """End the round."""
        if (row := self.row) is not None:
            form = roundforms.end(self.desk, self.once(), row.inspection_id, row.number, row.waiting)
            await self.app.ask(form)

    def action_findings(self) -> None:
        """The ledger of what the round found."""
        if self.row is not None:
            report = REPORTS["hazards"]
            facts: dict[str, object] = {"inspection": self.row.number}
            self.app.push_screen(PreviewScreen(report, resolve(self.desk, report, facts)))

"""Drills: their list, the latest first; Enter opens what one is made of and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.practice import drills
from inventory.practice.drills import KIND_NAMES, DrillLine, DrillState
from reports.table import ROOM, Column, Kind, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import drillforms, exercise
from tui.screens.drills.sheets import SheetsScreen
from tui.screens.drills.units import UnitsScreen
from tui.screens.drills.words import NEXT, STEPS, WITHOUT, drill_level, drill_state, printed_words
from tui.screens.duty import papers
from tui.screens.register import OTHER, PAPER, RegisterScreen
from tui.widgets.card import Facts

PLAN, RUN = Permission.PLAN_DRILLS, Permission.RUN_DRILLS
OVER = frozenset({DrillState.ENDED, DrillState.CANCELLED})


class DrillsScreen(RegisterScreen[DrillLine]):
    """The drills of the officer's branch."""

    NAME, REPORT = "drills", "drills"
    STEPS = STEPS
    ACTS = (
        Act("look", N_("Its sheets, units, material, findings …")),
        Act("start", N_("It begins"), RUN),
        Act("end", N_("It has ended"), RUN),
        Act("change", N_("Change what is planned"), PLAN),
        Act("checklist", N_("Choose its checklist"), PLAN),
        Act("cancel", N_("Call the drill off"), PLAN),
        Act("report", N_("The report of the drill")),
        Act("enter", N_("Begin its exercise, or join it"), RUN),
        Act("leave", N_("Leave the exercise: back to the real store"), on_row=False),
        Act("end_exercise", N_("End its exercise"), RUN),
        Act("add", N_("Plan a drill"), PLAN, on_row=False),
        Act("enter_held", N_("Enter one that was held"), PLAN, on_row=False),
        PAPER,
        OTHER,
    )

    houses: Sequence[OrganisationLine] = ()

    # The list

    def columns(self) -> Sequence[Column[DrillLine]]:
        """Which, when, how far it has come, where, by which checklist."""
        return [
            Column("number", _("Number"), lambda one: one.number, width=12),
            Column("state", _("State"), drill_state, Kind.STATE, 10, level=drill_level),
            Column("held_on", _("Date"), lambda one: one.held_on, Kind.DATE, 10),
            Column("name", _("Drill"), lambda one: one.name, width=30),
            Column("kind", _("Kind"), lambda one: _(KIND_NAMES[one.kind]) if one.kind else None, width=16),
            Column("where", _("Place"), lambda one: one.where or None, width=16, on_screen=ROOM),
            Column("commander", _("Commander"), lambda one: one.commander or None, width=12, on_screen=ROOM),
            Column("version", _("Checklist"), lambda one: one.version or None, width=9, on_screen=ROOM),
            Column("headcount", _("People"), lambda one: one.headcount, Kind.NUMBER, 6, ROOM),
            Column("organisation", _("Organisation"), lambda one: one.organisation, width=16, on_screen=ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[DrillLine]:
        """All drills, the latest first."""
        self.houses = accounts.organisations(session, reader)
        return drills.drills(session, reader)

    def number(self, row: DrillLine) -> int:
        """The drill's own number."""
        return row.drill_id

    def named(self, row: DrillLine) -> str:
        """Its number and its name."""
        return f"{row.number} {row.name}"

    def words(self, row: DrillLine) -> str:
        """Number, name, day, who commands."""
        return f"{row.key} {row.held_on}"

    def find_hint(self) -> str:
        """What may be typed to find one."""
        return _("number, name, day or initials")

    def summary(self) -> str:
        """How many are to come, and how many were held."""
        held = sum(one.state is DrillState.ENDED for one in self._rows)
        coming = sum(one.state not in OVER for one in self._rows)
        parts = [ngettext("{n} drill to come", "{n} drills to come", coming).format(n=figure(coming))] if coming else []
        return " · ".join([*parts, ngettext("{n} held", "{n} held", held).format(n=figure(held))])

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No drill yet. Insert plans the first; its checklist is next door (^→).")
        return super().empty(text) if text else said

    def facts(self, row: DrillLine) -> Facts:
        """What the drill is, and what comes next."""
        said = self.lines.clock.said
        people = [] if row.headcount is None else [figure(row.headcount)]
        if row.came is not None:
            people.append(_("{n} came").format(n=figure(row.came)))
        units = ngettext("{n} unit", "{n} units", row.units).format(n=figure(row.units)) if row.units else ""
        pairs = [
            (_("State"), f"{drill_level(row).value} {drill_state(row)}"),
            (_("Next"), _next(row)),
            (_("Date"), str(row.held_on)),
            (_("To begin"), said(row.starts_at) if row.starts_at else ""),
            (_("Began"), said(row.started_at) if row.started_at else ""),
            (_("Ended"), said(row.ended_at) if row.ended_at else ""),
            (_("Place"), row.where or _("○ not set")),
            (_("Commander"), row.commander or _("○ not set")),
            (_("Plan"), row.plan_version or _("○ not set")),
            (_("Checklist"), row.version or _("○ not set")),
            (_("Sheets"), printed_words(row, said)),
            (_("Who takes part"), " · ".join(filter(None, (units, ", ".join(people)))) or _("○ not set")),
            (_("Scenario"), row.scenario),
            (_("At its end"), row.closing),
            (_("Basis"), row.basis),
            (_("Remarks"), row.note),
            (_("Organisation"), row.organisation),
        ]
        return Facts(f"{row.number} {row.name}", [pair for pair in pairs if pair[1]])

    def menu_title(self) -> str:
        """The drill that is meant."""
        return self.named(self.row) if self.row is not None else self.label

    # What can be done

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """The ways into an exercise in the real store, the way out of it in the exercise."""
        for label, action, why in super().acts():
            if action not in ({"enter", "end_exercise"} if self.app.exercise else {"leave"}):
                yield label, action, why

    def why_not(self, action: str) -> str:
        """After rights: what is over is changed no more, and a drill begins before it ends."""
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if why or (row is None and action != "leave"):
            return why
        is_exercise = bool(self.app.exercise)
        if action == "leave":
            return "" if is_exercise else _("This is the real store.")
        if is_exercise and action in {"enter", "end_exercise"}:
            return _("This is the exercise: go back to the real store first.")
        return self._why_not_now(action, row) if row is not None else ""

    def _why_not_now(self, action: str, row: DrillLine) -> str:
        barred = {"start", "end", "cancel"} | (set() if row.state is DrillState.ENDED else {"checklist", "enter"})
        if row.state in OVER and action in barred:
            return _("{drill} is {state}.").format(drill=row.number, state=drill_state(row))
        if action in {"start", "cancel"} and row.started_at is not None:
            return _("{drill} has begun already.").format(drill=row.number)
        if action == "end" and row.started_at is None:
            return _("{drill} has not begun yet.").format(drill=row.number)
        return ""

    def opened(self, row: DrillLine) -> None:
        """Enter: its sheets; of a drill without a checklist the units that take part."""
        self.app.push_screen((SheetsScreen if row.version_id else UnitsScreen)(row.drill_id))

    def show_drill(self, number: str) -> None:
        """Highlight the drill of this number."""
        self.bring_to(next((row.drill_id for row in self._rows if row.number == number), 0))

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    @asks
    async def action_add(self) -> None:
        """Plan a drill, and go to who takes part."""
        made = await self.enter(drillforms.plan(self.desk, self.once(), self.houses))
        if isinstance(made, int):
            self.app.push_screen(UnitsScreen(made))

    @asks
    async def action_enter_held(self) -> None:
        """Enter a drill that was held before it was entered here."""
        await self.enter(drillforms.held(self.desk, self.once(), self.houses))

    @asks
    async def action_change(self) -> None:
        """Correct what is planned of the drill."""
        if self.row is not None:
            await self.app.ask(drillforms.change(self.desk, self.once(), self.row))

    @asks
    async def action_checklist(self) -> None:
        """Choose the checklist that it goes by."""
        if self.row is not None:
            await self.app.ask(drillforms.checklist(self.desk, self.once(), self.row))

    @asks
    async def action_start(self) -> None:
        """It begins, now or when it really did."""
        if self.row is not None:
            await self.app.ask(drillforms.start(self.desk, self.once(), self.row))

    @asks
    async def action_end(self) -> None:
        """It has ended."""
        if self.row is not None:
            await self.app.ask(drillforms.end(self.desk, self.once(), self.row))

    @asks
    async def action_cancel(self) -> None:
        """It is called off."""
        if self.row is not None:
            await self.app.ask(drillforms.cancel(self.once(), self.row))

    @asks
    async def action_enter(self) -> None:
        """Sit down in its exercise, which is begun where none is on; before that it is asked."""
        if (row := self.row) is None:
            return
        title = _("Begin the exercise of {drill}, in a copy of all books?").format(drill=row.number)
        if await exercise.is_on(self.desk, row.number) or await self.sure(title, _("Begin it")):
            exercise.enter(self.app, row.number)

    def action_leave(self) -> None:
        """Back to the real store."""
        exercise.leave(self.app)

    @asks
    async def action_end_exercise(self) -> None:
        """End its exercise, and take over who did what when."""
        if self.row is not None:
            await exercise.end(self.app, self.row.number)

    def action_report(self) -> None:
        """The report for superiors."""
        if self.row is not None:
            papers.show(self.app, "drill-report", drill=self.row.number)


def _next(row: DrillLine) -> str:
    """What is done with a drill."""
    if row.state is DrillState.ENDED and not row.version_id:
        return _(WITHOUT)
    return _(NEXT[row.state]) if row.state in NEXT else ""

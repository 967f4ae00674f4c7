"""The register of teams: who they are, who is called how, what became of their last call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.resources import mustering, teams
from inventory.resources.callouts import CallKind
from inventory.resources.mustering import TeamStanding
from inventory.resources.teams import Team
from reports.table import Column, Level
from reports.teams import call_state, call_words, columns, heard_at, in_all, minutes
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import row_of
from tui.screens.register import OTHER, PAPER, Answers, Keeping, count, words
from tui.screens.resources.calling import THIS, Whom, call_form
from tui.screens.resources.calls import CallScreen, CallsScreen
from tui.screens.resources.sites import SitesScreen, holds, renamed
from tui.screens.retired import SHOW
from tui.widgets.card import Facts, Section
from tui.widgets.fields import Field
from tui.widgets.menu import Menu
from tui.widgets.pick import Option, Pick, among

KEEP, CALL = Permission.KEEP_RESOURCES, Permission.CALL_TEAMS


class TeamsScreen(SitesScreen[TeamStanding]):
    """F6: the teams of the officer's branch."""

    NAME, REPORT = "teams", "teams"
    KEEPING = Keeping(Team, "team", teams.add_team, teams.change_team, teams.retire_team, teams.revive_team)
    NEED_USE = frozenset({"change", "call_out", "call_roll"})
    ACTS = (
        Act("call_out", N_("Call out"), CALL),
        Act("call_roll", N_("Call the roll"), CALL),
        Act("answer", N_("What became of its last call")),
        Act("calls", N_("All calls"), on_row=False),
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add a team"), KEEP, on_row=False),
        SHOW,
        PAPER,
        OTHER,
    )

    # The list

    def own_columns(self) -> Sequence[Column[TeamStanding]]:
        """As in the report."""
        return columns()

    def read(self, session: Session, reader: Person) -> Sequence[TeamStanding]:
        """The teams with their last calls, and which places of teams are on no register yet."""
        self.houses = accounts.organisations(session, reader)
        self.off_register = teams.teams_off_register(session, reader)
        return mustering.standing(session, reader, retired=self.with_retired)

    def number(self, row: TeamStanding) -> int:
        """The team's own number."""
        return row.team.team_id

    def named(self, row: TeamStanding) -> str:
        """The team's name."""
        return row.team.name

    def words(self, row: TeamStanding) -> str:
        """Name, code, leader, kind, what it is good at."""
        return row.team.key

    def summary(self) -> str:
        """How many teams and people, and of how many the last call is still waiting."""
        waiting = sum(row.last is not None and row.last.waiting for row in self._rows)
        said = _("{n} to come").format(n=waiting)
        return " · ".join([in_all(self._rows), *([f"{Level.ATTENTION.value} {said}"] if waiting else [])])

    def empty(self, text: str) -> str:
        """Where to begin."""
        return super().empty(text) if text or self.off_register else _("No team yet. Insert enters the first.")

    def facts(self, row: TeamStanding) -> Facts:
        """What became of its last call, how it is reached, what it is, what it has."""
        team = row.team
        return self.about(
            row,
            [
                *self._last(row),
                (_("Leader"), f"{team.keeper} {team.phone}".strip()),
                (_("Deputy"), f"{team.deputy} {team.deputy_phone}".strip()),
                (_("People"), str(team.headcount or "")),
                (_("Ready within"), minutes(team.ready_minutes)),
                *([(_("Part of"), team.parent)] if team.parent else []),
                (_("Class"), team.kind),
                (_("Base"), team.address),
                (_("Area of duty"), team.area),
                (_("Good at"), team.skills),
                (_("Managed by"), f"{team.organisation} · {team.code}"),
                (_("Basis"), team.basis),
                *([(_("Remarks"), team.note)] if team.note else []),
            ],
            Section(_("Its teams"), [[one.team.name] for one in self._rows if one.team.parent_id == team.team_id]),
            holds(_("Equipment"), team.equipment),
        )

    def _last(self, row: TeamStanding) -> list[tuple[str, str]]:
        level, said = call_state(row.last)
        heard = self.lines.clock.said(heard_at(row.last))
        called = [(_("Called"), f"{call_words(row.last)} · {row.last.reason}")] if row.last else []
        return [(_("Last call"), f"{level.value} {said} {heard}".rstrip()), *called]

    # Entering and changing

    def known(self, row: TeamStanding) -> dict[str, Any]:
        """What its form shows at first."""
        return vars(row.team) | {"parent": row.team.parent_id}

    def fields(self, known: Mapping[str, Any]) -> list[Field]:
        """Who it is, how it is reached, what it can do."""
        return [
            *renamed(known),
            words("kind", _("Class"), known, longest=60, width=20),
            count("headcount", _("People"), known, hint=_("with those of the teams below it")),
            words("keeper", _("Leader"), known, longest=120, width=20),
            words("phone", _("Telephone"), known, longest=40, width=20),
            words("deputy", _("Deputy"), known, longest=120, width=20),
            words("deputy_phone", _("Deputy's telephone"), known, longest=40, width=20),
            count("ready_minutes", _("Ready within"), known, hint=_("minutes")),
            self._above(known),
            words("address", _("Base"), known, longest=200),
            words("area", _("Area of duty"), known),
            words("skills", _("Good at"), known),
            words("basis", _("Basis"), known, hint=_("what it rests on")),
            words("note", _("Remarks"), known, longest=2000),
        ]

    def _above(self, known: Mapping[str, Any]) -> Pick:
        """The team that it is part of."""
        others = [one.team for one in self._rows if not one.retired and one.team.team_id != known.get("team_id")]
        options = [Option(one.team_id, one.name, one.code) for one in others]
        above = next((one for one in options if one.value == known.get("parent")), None)
        find = among(options, [one.key for one in others])
        return Pick("parent", _("Part of"), find, default=above, required=False, hint=_("blank: of none"))

    def meant(self, facts: Answers) -> Answers:
        """The team above as a row; none at all where it was taken away."""
        given = super().meant(facts)
        if (parent := given.pop("parent", None)) is not None:
            given |= {"parent": row_of(Team, parent)} if parent else {"part_of_none": True}
        return given

    @asks
    async def action_add(self) -> None:
        """Enter a team, or put a team's place that is there already on the register."""
        await self.enter_site(_("Add a team"), _("A new team"))

    # Calling

    @asks
    async def action_call_out(self) -> None:
        """Bring teams together."""
        await self._call(CallKind.CALL_OUT)

    @asks
    async def action_call_roll(self) -> None:
        """Ask teams whether they are there."""
        await self._call(CallKind.ROLL_CALL)

    async def _call(self, kind: CallKind) -> None:
        """Ask whom and why; what they answer is entered on the screen of the call."""
        if (row := self.row) is None:
            return
        whom = Whom(row.team, [one.team for one in self._rows if not one.retired])
        entries = whom.entries()
        which = await self.app.ask(Menu(_("Whom?"), entries)) if entries else THIS
        if which is None:
            return
        facts = await self.app.ask(call_form(self.desk, self.once(), kind, whom, which))
        if facts is not None and isinstance(made := facts.get("made"), int):
            self.app.push_screen(CallScreen(made))

    def action_answer(self) -> None:
        """The last call of the highlighted team, with what every team answered to it."""
        if (row := self.row) is not None and row.last is not None:
            self.app.push_screen(CallScreen(row.last.call_id, row.last.team_id))

    def action_calls(self) -> None:
        """Every call, the last first."""
        self.app.push_screen(CallsScreen())

    def why_not(self, action: str) -> str:
        """A call is entered only of a team in use, and looked at only where there was one."""
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if not why and action == "answer" and row is not None and row.last is None:
            return _("{team} was never called.").format(team=row.team.name)
        return why

"""The rows by which the program proposes a level or suggests a stop, and the stops that there are; a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from inventory.duty import levels
from inventory.duty.levels import LevelLine
from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.search import key
from inventory.response import proposals, stoprules, stops
from inventory.response.proposals import RuleLine
from inventory.response.stoprules import StopRuleLine
from inventory.response.stops import StopMeasure, StopMeasureLine
from inventory.response.warnings import COLOUR_NAMES
from reports.table import ROOM, Column, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Answers, Keeping, KeptRegister, Once, owner, words
from tui.screens.response import ruleforms
from tui.screens.retired import SHOW
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.fields import Field, Text
from tui.widgets.top import TopLine

KEEP = Permission.KEEP_RULES


class _RulesScreen(KeepingScreen[Any]):
    """Rows that are set with Insert, set anew with Enter, and taken away with Delete."""

    ACTS = (
        Act("change", N_("Set it anew"), KEEP),
        Act("drop", N_("Take the rule away"), KEEP),
        Act("add", N_("Set a rule"), KEEP, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Set"), key_display="Insert"),
        Binding("delete", "drop", N_("Take away"), key_display="Del"),
    ]

    houses: Sequence[OrganisationLine] = ()
    levels: Sequence[LevelLine] = ()

    def read(self, session: Session, reader: Person) -> Sequence[Any]:
        """The rows, and what their forms offer."""
        self.houses = accounts.organisations(session, reader)
        self.levels = sorted(levels.levels(session, reader), key=lambda one: one.rank)
        return self.rules(session, reader)

    def rules(self, session: Session, reader: Person) -> Sequence[Any]:
        """The rows."""
        raise NotImplementedError

    def number(self, row: Any) -> int:  # noqa: ANN401 - either kind of rule
        """The rule's own number."""
        return int(row.rule_id)

    def summary(self) -> str:
        """How many."""
        return ngettext("{n} rule", "{n} rules", len(self._rows)).format(n=figure(len(self._rows)))

    def menu_title(self) -> str:
        """The highlighted rule."""
        return f"{self.row.code} {self.row.basis}"[:40] if self.row is not None else _(self.TITLE_HERE)

    def house(self, row: Any) -> Any:  # noqa: ANN401 - either kind of rule; a fact that is looked up
        """Whose rule it is."""
        found = next((one.organisation_id for one in self.houses if one.name == row.organisation), None)
        return row_of(Organisation, found)

    def opened(self, row: Any) -> None:  # noqa: ANN401 - either kind of rule
        """Enter: set it anew, or say why not."""
        del row
        if why := self.why_not("change"):
            self.tell(why, "ATTENTION")
        else:
            self.action_change()

    async def ask(self, row: Any) -> None:  # noqa: ANN401 - either kind of rule, or none
        """The question about a rule."""
        raise NotImplementedError

    @asks
    async def action_add(self) -> None:
        """Set a rule."""
        await self.ask(None)

    @asks
    async def action_change(self) -> None:
        """Set the highlighted rule anew."""
        await self.ask(self.row)


class ProposalRulesScreen(_RulesScreen):
    """Which warning proposes which level."""

    TITLE_HERE = N_("Rules: which warning proposes which level")

    def columns(self) -> Sequence[Column[RuleLine]]:
        """For which warning, which level, on what basis."""
        return [
            Column("kind", _("Kind of warning"), lambda one: one.kind or _("any"), width=16),
            Column("colour", _("Colour"), lambda one: _(COLOUR_NAMES[one.colour]), width=8),
            Column("level", _("Proposes"), lambda one: one.level, width=16),
            Column("basis", _("Basis"), lambda one: one.basis, width=24),
            Column("organisation", _("Organisation"), lambda one: one.organisation, width=18, on_screen=ROOM),
            Column("code", _("Code"), lambda one: one.code, width=6, on_screen=ROOM),
        ]

    def rules(self, session: Session, reader: Person) -> Sequence[RuleLine]:
        """The rows."""
        return proposals.proposal_rules(session, reader)

    def words(self, row: RuleLine) -> str:
        """Kind, colour, level, basis."""
        return key(row.kind, _(COLOUR_NAMES[row.colour]), row.level, row.basis)

    def empty(self, text: str) -> str:
        """What rules are for."""
        said = _("No rule yet, so no warning proposes anything. Insert sets one; a person decides in any case.")
        return super().empty(text) if text else said

    async def ask(self, row: RuleLine | None) -> None:
        """Which warning proposes which level, and on what basis."""
        await self.app.ask(ruleforms.proposal(Once(self.app), self.houses, self.levels, row))

    @asks
    async def action_drop(self) -> None:
        """Such a warning proposes nothing any more."""
        if (row := self.row) is not None and await self.sure(row.code, _("Take the rule away")):
            facts = {"colour": row.colour, "kind": row.kind, "organisation": self.house(row)}
            self.app.perform(proposals.drop_proposal, told=told(_gone), **facts)


class StopRulesScreen(_RulesScreen):
    """Which warning or level suggests which stop."""

    TITLE_HERE = N_("Rules: what suggests which stop")

    def columns(self) -> Sequence[Column[StopRuleLine]]:
        """From what on, which stop, on what basis."""
        return [
            Column("cause", _("From"), cause, width=22),
            Column("measure", _("Suggests"), lambda one: one.measure, width=14),
            Column("basis", _("Basis"), lambda one: one.basis, width=24),
            Column("department", _("Carried out by"), lambda one: one.department or None, width=18, on_screen=ROOM),
            Column("organisation", _("Organisation"), lambda one: one.organisation, width=18, on_screen=ROOM),
            Column("code", _("Code"), lambda one: one.code, width=6, on_screen=ROOM),
        ]

    def rules(self, session: Session, reader: Person) -> Sequence[StopRuleLine]:
        """The rows, and the stops that a row may suggest."""
        self.measures = stops.measures(session, reader)
        return stoprules.stop_rules(session, reader)

    def words(self, row: StopRuleLine) -> str:
        """Cause, stop, basis."""
        return key(cause(row), row.measure, row.basis)

    def empty(self, text: str) -> str:
        """What rules are for."""
        said = _("No rule yet, so no stop is suggested. Insert sets one; a person decides in any case.")
        return super().empty(text) if text else said

    def why_not(self, action: str) -> str:
        """After rights: a rule suggests a stop that is there."""
        why = super().why_not(action)
        if not why and action == "add" and self.is_mounted and not self.measures:
            return _("No stop can be ordered yet: Space, More, Stops that can be ordered.")
        return why

    measures: Sequence[StopMeasureLine] = ()

    async def ask(self, row: StopRuleLine | None) -> None:
        """From what on which stop is suggested, and on what basis."""
        await self.app.ask(ruleforms.stop_rule(Once(self.app), self.houses, self.levels, self.measures, row))

    @asks
    async def action_drop(self) -> None:
        """It suggests this stop no more."""
        if (row := self.row) is not None and await self.sure(row.code, _("Take the rule away")):
            facts = {"code": row.code, "organisation": self.house(row)}
            self.app.perform(stoprules.drop_stop_rule, told=told(_gone), **facts)


def _gone(_house: Organisation) -> str:
    return _("The rule is gone.")


def cause(one: StopRuleLine) -> str:
    """From what on a stop is suggested: a colour of warnings, or a level."""
    if one.colour is None:
        return one.level
    return _("{kind} {colour}").format(kind=one.kind or _("any warning"), colour=_(COLOUR_NAMES[one.colour]))


class StopMeasuresScreen(KeptRegister[StopMeasureLine]):
    """The stops that can be ordered: four or five, with the departments that carry them out."""

    KEEPING = Keeping(
        StopMeasure, "measure", stops.add_stop_measure, stops.change_stop_measure, stops.retire_stop_measure,
        stops.revive_stop_measure,
    )  # fmt: skip
    ACTS = (
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add a stop"), KEEP, on_row=False),
        SHOW,
    )
    BINDINGS = [Binding("escape", "back", N_("Back"), key_display="Esc")]

    houses: Sequence[OrganisationLine] = ()

    def compose(self) -> ComposeResult:
        """As every list that lies on top of another."""
        return KeepingScreen.compose(self)

    @property
    def label(self) -> str:
        """What the list is called."""
        return _("Stops that can be ordered")

    def _tick(self) -> None:
        """The top line says which list this is."""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=self.label)

    def own_columns(self) -> Sequence[Column[StopMeasureLine]]:
        """Which, by whom, on what basis."""
        return [
            Column("name", _("Stop"), lambda one: one.name, width=14),
            Column(
                "department", _("Carried out by"), lambda one: one.department or None, width=24, absent=_("not set")
            ),
            Column("basis", _("Basis"), lambda one: one.basis or None, width=24, absent=_("not set")),
            Column("organisation", _("Organisation"), lambda one: one.organisation, width=18, on_screen=ROOM),
            Column("code", _("Code"), lambda one: one.code, width=6, on_screen=ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[StopMeasureLine]:
        """All that are in use; the retired where they are asked for."""
        self.houses = accounts.organisations(session, reader)
        return stops.measures(session, reader, retired=self.with_retired)

    def number(self, row: StopMeasureLine) -> int:
        """The stop's own number."""
        return row.measure_id

    def named(self, row: StopMeasureLine) -> str:
        """What it is called."""
        return row.name

    def words(self, row: StopMeasureLine) -> str:
        """Name, code, departments."""
        return row.key

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No stop yet. Insert enters one, such as 停课, with the departments that carry it out.")
        return super().empty(text) if text else said

    def facts(self, row: StopMeasureLine) -> Facts:
        """All that is known of it."""
        pairs = [
            (_("Carried out by"), row.department),
            (_("Basis"), row.basis),
            (_("Organisation"), f"{row.organisation} · {row.code}"),
        ]
        return self.about(row, pairs)

    def known(self, row: StopMeasureLine) -> Mapping[str, Any]:
        """What its form shows at first."""
        return {"name": row.name, "department": row.department, "basis": row.basis}

    def fields(self, known: Mapping[str, Any]) -> Sequence[Field]:
        """What it is called, who carries it out, what it rests on."""
        departments = _("several with a comma between: each sends a receipt")
        return [
            Text("name", _("Name"), default=known.get("name", ""), width=20),
            words("department", _("Carried out by"), known, longest=200, hint=departments),
            words("basis", _("Basis"), known),
            *([owner(self.houses)] if not known and len(self.houses) > 1 else []),
        ]

    def meant(self, facts: Answers) -> Answers:
        """The owner as a row."""
        return {name: row_of(Organisation, fact) if name == "organisation" else fact for name, fact in facts.items()}

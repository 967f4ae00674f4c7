"""The findings of a drill: what was wrong, and what became of it: a hazard, a plan revised, or a reason why nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import findings
from inventory.practice.drills import Drill
from inventory.practice.findings import FindingLine
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import findingforms
from tui.screens.drills.parts import PartScreen
from tui.widgets.card import Facts

RUN = Permission.RUN_DRILLS


class FindingsScreen(PartScreen[FindingLine]):
    """What the drill has shown to be wrong; Enter makes a hazard of it."""

    PART = "findings"
    ENTER = "hazard"
    ENTER_SAYS = N_("Make a hazard")
    ACTS = (
        Act("hazard", N_("Make a hazard of it: whose it is, until when"), Permission.KEEP_HAZARDS),
        Act("revision", N_("Propose to revise a plan"), RUN),
        Act("settle", N_("Nothing more is to be done: why"), RUN),
        Act("add", N_("Add a finding"), RUN, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add a finding"), key_display="Insert"),
    ]

    def columns(self) -> Sequence[Column[FindingLine]]:
        """Which, what became of it, what was wrong."""
        return [
            Column("number", _("Number"), lambda one: one.number, width=16),
            Column("state", _("State"), became, Kind.STATE, 18, level=level),
            Column("what", _("What was wrong"), lambda one: one.what, width=34),
            Column("found_by", _("Found by"), lambda one: one.found_by or None, width=12, on_screen=ROOM),
            Column("sheet", _("Sheet No."), lambda one: one.sheet or None, width=16, on_screen=ROOM, absent=""),
        ]

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[FindingLine]:
        """The findings in their order."""
        return findings.findings(session, reader, drill)

    def number(self, row: FindingLine) -> int:
        """The finding's own number."""
        return row.finding_id

    def words(self, row: FindingLine) -> str:
        """Number, what, who."""
        return key(row.number, row.what, row.found_by, row.hazard, row.plan)

    def summary(self) -> str:
        """How many, and of how many nothing has become."""
        many, left = len(self._rows), sum(one.is_open for one in self._rows)
        said = [ngettext("{n} finding", "{n} findings", many).format(n=figure(many))]
        if left:
            said.append(
                " ".join(
                    (Level.ATTENTION.value, ngettext("{n} not settled", "{n} not settled", left).format(n=figure(left)))
                )
            )
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No finding yet. Insert adds one; from a line of a sheet Space does.")
        return super().empty(text) if text else said

    def facts(self, row: FindingLine) -> Facts:
        """The finding in full, and what became of it."""
        pairs = [
            (_("State"), f"{level(row).value} {became(row)}"),
            (_("Next"), _("Enter: a hazard, with owner and deadline") if row.is_open else ""),
            (_("What was wrong"), row.what),
            (_("Found by"), row.found_by),
            (_("Sheet No."), row.sheet),
            (_("Hazard"), row.hazard),
            (_("Plan"), row.plan),
            (_("To be changed"), row.proposal),
            (_("Settled"), row.settled),
        ]
        return Facts(row.number, [pair for pair in pairs if pair[1]])

    def menu_title(self) -> str:
        """The finding that is meant."""
        return f"{self.row.number} {self.row.what[:40]}" if self.row is not None else super().menu_title()

    def why_not(self, action: str) -> str:
        """After rights: it becomes a hazard once, and proposes a revision once."""
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if why or row is None:
            return why
        if action == "hazard" and row.hazard:
            return _("{finding} is in the ledger of hazards already, as {hazard}.").format(
                finding=row.number, hazard=row.hazard
            )
        if action == "revision" and row.plan:
            return _("{finding} proposes to revise {plan} already.").format(finding=row.number, plan=row.plan)
        return _("{finding} is settled.").format(finding=row.number) if action == "settle" and row.settled else ""

    @asks
    async def action_add(self) -> None:
        """Add a finding."""
        form = findingforms.record(self.desk, self.once(), self.drill_id)
        given = await self.app.ask(form)
        if given is not None and given.get("made") is not None:
            self.bring_to(given["made"])

    @asks
    async def action_hazard(self) -> None:
        """It goes into the ledger of hazards, assigned at once."""
        if self.row is not None:
            await self.app.ask(findingforms.hazard(self.desk, self.once(), self.row))

    @asks
    async def action_revision(self) -> None:
        """A plan is to be revised for it."""
        if self.row is not None:
            await self.app.ask(findingforms.revision(self.desk, self.once(), self.row))

    @asks
    async def action_settle(self) -> None:
        """Nothing more is to be done about it."""
        if self.row is not None:
            await self.app.ask(findingforms.settle(self.once(), self.row))


def became(one: FindingLine) -> str:
    """What became of a finding."""
    said = [*([one.hazard] if one.hazard else []), *([_("revise {plan}").format(plan=one.plan)] if one.plan else [])]
    if said:
        return " · ".join(said)
    return _("settled") if one.settled else _("not settled")


def level(one: FindingLine) -> Level:
    """Whether something is still to become of a finding."""
    return Level.ATTENTION if one.is_open else Level.FINE

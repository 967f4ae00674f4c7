"""The units that take part in a drill: in which role, with how many people, and how many came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import parts, sheets
from inventory.practice.checklists import ChecklistVersion
from inventory.practice.drills import Drill
from inventory.practice.parts import UnitLine
from inventory.practice.wording import lines_of
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import partforms
from tui.screens.drills.parts import PartScreen
from tui.telling import told
from tui.widgets.card import Facts

PLAN, RUN = Permission.PLAN_DRILLS, Permission.RUN_DRILLS


class UnitsScreen(PartScreen[UnitLine]):
    """Who takes part; Enter says how many came."""

    PART = "units"
    ENTER = "came"
    ENTER_SAYS = N_("How many came")
    WHILE_OPEN = frozenset({"add", "change", "drop"})
    ACTS = (
        Act("came", N_("How many came"), RUN),
        Act("change", N_("Change"), PLAN),
        Act("drop", N_("Strike it"), PLAN),
        Act("add", N_("Add a unit"), PLAN, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add a unit"), key_display="Insert"),
        Binding("delete", "drop", N_("Strike out"), key_display="Del"),
    ]

    def __init__(self, drill_id: int) -> None:
        """Take the drill."""
        super().__init__(drill_id)
        self._roles: Sequence[str] = ()

    def columns(self) -> Sequence[Column[UnitLine]]:
        """Which, in which role, who leads it, how many were to come and came."""
        return [
            Column("unit", _("Unit"), lambda one: one.unit, width=22),
            Column("role", _("Role"), lambda one: one.role or None, width=14, level=self._unknown_role),
            Column("leader", _("Leader"), lambda one: one.leader or None, width=12),
            Column("headcount", _("People"), lambda one: one.headcount, Kind.NUMBER, 7),
            Column("came", _("Turned up"), lambda one: one.came, Kind.NUMBER, 7),
            Column("code", _("Code"), lambda one: one.code, width=16, on_screen=ROOM),
        ]

    def _unknown_role(self, one: UnitLine) -> Level | None:
        """A role of which the checklist says nothing gets no sheet."""
        return Level.ATTENTION if one.role and self._roles and one.role not in self._roles else None

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[UnitLine]:
        """The units, and the roles that the checklist names."""
        version = session.get(ChecklistVersion, drill.version_id) if drill.version_id else None
        lines = lines_of(session, reader, version) if version else []
        self._roles = list(dict.fromkeys(role for one in lines for role in sheets.roles(one.who) if role))
        return parts.units(session, reader, drill)

    def number(self, row: UnitLine) -> int:
        """The unit's own number."""
        return row.unit_id

    def words(self, row: UnitLine) -> str:
        """Unit, role, leader."""
        return key(row.unit, row.role, row.leader)

    def summary(self) -> str:
        """How many, and how many people."""
        people = [one.headcount for one in self._rows if one.headcount is not None]
        came = [one.came for one in self._rows if one.came is not None]
        said = [ngettext("{n} unit", "{n} units", len(self._rows)).format(n=figure(len(self._rows)))]
        if people:
            said.append(ngettext("{n} person", "{n} people", sum(people)).format(n=figure(sum(people))))
        if came:
            said.append(_("{n} came").format(n=figure(sum(came))))
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("Nobody takes part yet. Insert adds a unit, in a role of the checklist.")
        return super().empty(text) if text else said

    def facts(self, row: UnitLine) -> Facts:
        """What is known of the unit."""
        unset = _("○ not set")
        said = _("the checklist names no such role")
        wrong = f"   {Level.ATTENTION.value} {said}" if self._unknown_role(row) else ""
        return Facts(
            row.unit,
            [
                (_("Role"), (row.role or unset) + wrong),
                (_("Leader"), row.leader or unset),
                (_("People"), unset if row.headcount is None else figure(row.headcount)),
                (_("Turned up"), unset if row.came is None else figure(row.came)),
            ],
        )

    def menu_title(self) -> str:
        """The unit that is meant."""
        return self.row.unit if self.row is not None else super().menu_title()

    @asks
    async def action_add(self) -> None:
        """Add a unit."""
        given = await self.app.ask(partforms.unit(self.desk, self.once(), self.drill_id, None, self._roles))
        if given is not None and given.get("made") is not None:
            self.bring_to(given["made"])

    @asks
    async def action_change(self) -> None:
        """Correct what is known of the unit."""
        if self.row is not None:
            await self.app.ask(partforms.unit(self.desk, self.once(), self.drill_id, self.row, self._roles))

    @asks
    async def action_came(self) -> None:
        """How many people of it came."""
        if self.row is not None:
            await self.app.ask(partforms.came(self.once(), self.row))

    @asks
    async def action_drop(self) -> None:
        """Strike the unit."""
        if (row := self.row) is None:
            return
        if await self.sure(_("Strike {name}?").format(name=row.unit), _("Strike it")):
            said = told(lambda _drill: _("{name} was struck.").format(name=row.unit))
            self.app.perform(sheets.drop_unit, told=said, code=row.code, **self.about)

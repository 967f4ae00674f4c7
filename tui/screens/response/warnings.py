"""Warnings: all that were recorded, as they stand; they propose, and a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.response import warnings
from inventory.response.warnings import COLOUR_NAMES, WARNING_STATE_NAMES, WarningLine, WarningState
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.register import OTHER, RegisterScreen
from tui.screens.response import warned
from tui.screens.response.asking import BesideBoard
from tui.screens.response.words import warning_card, warning_name
from tui.widgets.card import Facts

RECORD = Permission.RECORD_WARNINGS
LEVELS = {WarningState.IN_FORCE: Level.ATTENTION, WarningState.COMING: Level.ATTENTION}
OPEN = frozenset(LEVELS)


class WarningsScreen(BesideBoard, RegisterScreen[WarningLine]):
    """The warnings of the officer's branch, the latest first."""

    NAME = "warnings"
    ACTS = (
        Act("lift", N_("Lift the warning"), RECORD),
        Act("replace", N_("Another one took its place"), RECORD),
        Act("add", N_("Record a warning"), RECORD, on_row=False),
        Act("file", N_("Read a warning from a file (CAP)"), RECORD, on_row=False),
        OTHER,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "lift", N_("Lift"), key_display="Del"),
    ]

    def columns(self) -> Sequence[Column[WarningLine]]:
        """Which, from when until when, how it stands."""
        return [
            Column("name", _("Warning"), warning_name, width=14),
            Column("begins_at", _("From"), lambda one: one.begins_at, Kind.MOMENT, 11),
            Column("ends_at", _("Until"), lambda one: one.over_at or one.ends_at, Kind.MOMENT, 11),
            Column("state", _("State"), _state, Kind.STATE, 12, level=_level),
            Column("issuer", _("Issued by"), lambda one: one.issuer, width=16),
            Column("area", _("Area"), lambda one: one.area or None, width=16, on_screen=ROOM, absent=""),
            Column("number", _("Number"), lambda one: one.number, width=12, on_screen=ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[WarningLine]:
        """All of them, those in force or to come first."""
        found = warnings.warnings(session, reader)
        return sorted(found, key=lambda one: one.state not in OPEN)

    def number(self, row: WarningLine) -> int:
        """The warning's own number."""
        return row.warning_id

    def words(self, row: WarningLine) -> str:
        """Number, kind, colour, from whom, for where."""
        return key(row.number, row.kind, _(COLOUR_NAMES[row.colour]), row.issuer, row.area)

    def summary(self) -> str:
        """How many hold."""
        n = sum(one.state is WarningState.IN_FORCE for one in self._rows)
        return ngettext("{n} in force", "{n} in force", n).format(n=figure(n))

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No warning yet. Insert records one; Space reads one from a file.")
        return super().empty(text) if text else said

    def facts(self, row: WarningLine) -> Facts:
        """All that it says."""
        return warning_card(row, self.lines.clock.said)

    def menu_title(self) -> str:
        """The highlighted warning."""
        return f"{self.row.number} {warning_name(self.row)}" if self.row is not None else self.label

    def why_not(self, action: str) -> str:
        """Only what holds or is to come is lifted."""
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if not why and action in {"lift", "replace"} and row is not None and row.state not in OPEN:
            return _("It is over already: {state}.").format(state=_(WARNING_STATE_NAMES[row.state]))
        return why

    def opened(self, row: WarningLine) -> None:
        """Enter: lift it, or say why not."""
        del row
        if why := self.why_not("lift"):
            self.tell(why, "ATTENTION")
        else:
            self.action_lift()

    @asks
    async def action_add(self) -> None:
        """Record one."""
        await self.app.ask(warned.record_form(self.desk, self.once()))

    @asks
    async def action_replace(self) -> None:
        """Record the one that took the highlighted one's place."""
        if (row := self.row) is not None:
            known = {"kind": row.kind, "issuer": row.issuer, "area": row.area}
            await self.app.ask(warned.record_form(self.desk, self.once(), known, row.warning_id))

    @asks
    async def action_file(self) -> None:
        """Record what a CAP file says."""
        await warned.from_file(self.app, self.desk)

    @asks
    async def action_lift(self) -> None:
        """Record that it was lifted."""
        if self.row is not None:
            await self.app.ask(warned.lift_form(self.desk, self.once(), self.row))


def _state(one: WarningLine) -> str:
    return _(WARNING_STATE_NAMES[one.state])


def _level(one: WarningLine) -> Level:
    return LEVELS.get(one.state, Level.UNKNOWN)

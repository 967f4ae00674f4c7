"""Response levels: what each is called, how grave it is, what it rests on. Which is in force is ordered elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.duty import levels
from inventory.duty.levels import LevelLine, ResponseLevel
from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.search import key
from reports.table import ROOM, Column, Kind, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, corrected, row_of
from tui.screens.patterns import forms, telling
from tui.screens.retired import SHOW, ShowsRetired, marked
from tui.telling import told
from tui.widgets.card import Facts

KEEP = Permission.KEEP_RULES


class LevelsScreen(ShowsRetired[LevelLine], KeepingScreen[LevelLine]):
    """The levels that hold for the officer's branch."""

    TITLE_HERE = N_("Response levels")
    ENTER = "change"
    ACTS = (
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add a response level"), KEEP, on_row=False),
        SHOW,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add"), key_display="Insert"),
        Binding("delete", "retire", N_("Retire"), key_display="Del"),
    ]

    _houses: Sequence[OrganisationLine] = ()

    def columns(self) -> Sequence[Column[LevelLine]]:
        """What it is called, how grave it is, what it rests on."""
        columns: list[Column[LevelLine]] = [
            Column("name", _("Response level"), lambda line: line.name, width=16),
            Column("rank", _("Rank"), lambda line: line.rank, Kind.NUMBER, 5),
            Column("basis", _("Basis"), lambda line: line.basis or None, width=28, absent=_("○ not set")),
            Column("organisation", _("Organisation"), lambda line: line.organisation, width=20),
            Column("code", _("Code"), lambda line: line.code, width=6, on_screen=ROOM),
        ]
        return marked(columns) if self.with_retired else columns

    def read(self, session: Session, reader: Person) -> Sequence[LevelLine]:
        """All that are in use; the retired where they are asked for."""
        self._houses = accounts.organisations(session, reader)
        return levels.levels(session, reader, retired=self.with_retired)

    def number(self, row: LevelLine) -> int:
        """The level's own number."""
        return row.level_id

    def words(self, row: LevelLine) -> str:
        """Its name and code."""
        return key(row.name, row.code, row.organisation)

    def summary(self) -> str:
        """How many."""
        count = sum(not row.retired for row in self._rows)
        return ngettext("{n} level", "{n} levels", count).format(n=figure(count))

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No response level yet. Insert enters the first: the gravest gets the highest rank.")
        return super().empty(text) if text else said

    def facts(self, row: LevelLine) -> Facts:
        """All that is known of it."""
        pairs = [
            (_("Rank"), _("{n}, the gravest the highest").format(n=row.rank)),
            (_("Basis"), row.basis or _("○ not set")),
            (_("Organisation"), row.organisation),
            (_("Code"), row.code),
        ]
        state = [(_("State"), _("○ retired"))] if row.retired else []
        return Facts(row.name, [*state, *pairs])

    def menu_title(self) -> str:
        """The level that is meant."""
        return self.row.name if self.row else _("Response levels")

    @asks
    async def action_add(self) -> None:
        """Enter a level."""

        def add(facts: dict[str, Any]) -> None:
            given = {**facts, "organisation": row_of(Organisation, facts["organisation"])}
            self.app.do(levels.add_level, told=told(telling.entered, facts), **given)

        highest = max((row.rank for row in self._rows), default=0)
        if (facts := await self.app.ask(forms.add_level(self._houses, highest + 1, add))) is not None:
            self.bring_to(facts.get("made"))

    @asks
    async def action_change(self) -> None:
        """Correct the highlighted level."""
        if (row := self.row) is None:
            return
        old = {"name": row.name, "basis": row.basis}

        def change(facts: dict[str, Any]) -> None:
            level = row_of(ResponseLevel, row.level_id)
            self.app.do(levels.change_level, told=told(telling.changed), level=level, **corrected(old, facts))

        await self.app.ask(forms.change_level(row, change))

    @asks
    async def action_retire(self) -> None:
        """Let the highlighted level go."""
        row = self.row
        if row is not None and await self.sure(
            _("Retire {name}?").format(name=row.name), _("Retire it: no order names it any more")
        ):
            self.app.perform(levels.retire_level, told=told(telling.retired), level=row_of(ResponseLevel, row.level_id))

    def action_revive(self) -> None:
        """Take the highlighted level back into use."""
        if self.row is not None:
            level = row_of(ResponseLevel, self.row.level_id)
            self.app.perform(levels.revive_level, told=told(telling.revived), level=level)

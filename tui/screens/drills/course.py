"""What happened in a drill in the order of time: its start, injects, what was ticked and told, its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import told
from inventory.practice.drills import Drill
from inventory.practice.told import MOMENT_NAMES, MomentKind, MomentLine
from reports.table import Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import partforms
from tui.screens.drills.parts import PartScreen
from tui.screens.drills.words import clock
from tui.widgets.card import Facts

RUN = Permission.RUN_DRILLS
LEVELS = {
    MomentKind.STARTED: Level.FINE,
    MomentKind.ENDED: Level.FINE,
    MomentKind.INJECT: Level.ATTENTION,
    MomentKind.TOLD: Level.FINE,
    MomentKind.TICK: Level.FINE,
}


class CourseScreen(PartScreen[tuple[int, MomentLine]]):
    """The timeline; Insert adds what was seen and is on no sheet."""

    PART = "course"
    ENTER_SAYS = ""
    ACTS = (Act("add", N_("Add what was seen"), RUN, on_row=False),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add what was seen"), key_display="Insert"),
    ]

    def columns(self) -> Sequence[Column[tuple[int, MomentLine]]]:
        """When, which kind, who, what, how long after the inject."""
        zone = self.desk.zone
        return [
            Column("at", _("Time"), lambda row: clock(row[1].at, zone), width=5),
            Column("planned_at", _("Due"), lambda row: clock(row[1].planned_at, zone), width=5),
            Column("kind", _("Kind"), _kind, Kind.STATE, 10, level=_level),
            Column("who", _("Who"), lambda row: row[1].who or None, width=14, absent=""),
            Column("what", _("What"), lambda row: row[1].what, width=32),
            Column("after", _("After"), _after, width=8, absent=""),
        ]

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[tuple[int, MomentLine]]:
        """The timeline."""
        return list(enumerate(told.timeline(session, reader, drill)))

    def number(self, row: tuple[int, MomentLine]) -> int:
        """Its place in the order of time."""
        return row[0]

    def words(self, row: tuple[int, MomentLine]) -> str:
        """Who, what."""
        return key(row[1].who, row[1].what)

    def summary(self) -> str:
        """How many moments."""
        return ngettext("{n} moment", "{n} moments", len(self._rows)).format(n=figure(len(self._rows)))

    def empty(self, text: str) -> str:
        """Where it comes from."""
        said = _("Nothing yet: ticks, injects and what an exercise tells stand here.")
        return super().empty(text) if text else said

    def facts(self, row: tuple[int, MomentLine]) -> Facts:
        """One moment in full."""
        one, zone = row[1], self.desk.zone
        pairs = [
            (_("Time"), clock(one.at, zone) or ""),
            (_("Due"), clock(one.planned_at, zone) or ""),
            (_("Who"), one.who),
            (_("Inject"), one.inject),
            (_("After"), _after(row) or ""),
        ]
        return Facts(one.what, [pair for pair in pairs if pair[1]])

    @asks
    async def action_add(self) -> None:
        """Add what was seen."""
        if self.drill is not None:
            await self.app.ask(partforms.seen(self.desk, self.once(), self.drill))


def _kind(row: tuple[int, MomentLine]) -> str:
    return _(MOMENT_NAMES[row[1].kind])


def _level(row: tuple[int, MomentLine]) -> Level:
    one = row[1]
    return Level.UNKNOWN if one.at is None else LEVELS[one.kind]


def _after(row: tuple[int, MomentLine]) -> str | None:
    after = row[1].after
    return None if after is None else _("{n} min").format(n=after)

"""What happened at a shelter: opened, so many in and out, closed, and how many were there after each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.ground.search import key
from inventory.resources import sheltering
from inventory.resources.sheltering import STEP_NAMES, ShelterStepKind, StepLine
from inventory.resources.shelters import Shelter
from reports.shelters import heads_words
from reports.table import ROOM, Column, Kind, figure
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen
from tui.widgets.card import Facts
from tui.widgets.fitting import Clock
from tui.widgets.top import TopLine

SIGNS = {ShelterStepKind.ADMITTED: "+", ShelterStepKind.DISCHARGED: "−", ShelterStepKind.CLOSED: "−"}


def change_words(step: StepLine) -> str:
    """`+35`: how many came or went."""
    return f"{SIGNS[step.kind]}{figure(step.heads.people)}" if step.heads.people and step.kind in SIGNS else ""


def step_words(step: StepLine, clock: Clock) -> list[str]:
    """A step on a card: when, what, how many, and how many were there then."""
    return [clock.said(step.at), _(STEP_NAMES[step.kind]), change_words(step), figure(step.after.people)]


class CourseScreen(KeepingScreen[StepLine]):
    """The steps at one shelter, or at all of them, the last first."""

    ACTS = (Act("all_of_them", N_("At all shelters, or at this one"), on_row=False),)

    everywhere = False

    def __init__(self, shelter_id: int, name: str) -> None:
        """Take the shelter."""
        super().__init__()
        self._shelter_id, self._called = shelter_id, name

    def _tick(self) -> None:
        """The top line says at which shelter."""
        where = _("all shelters") if self.everywhere else self._called
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=where)

    def columns(self) -> Sequence[Column[StepLine]]:
        """When, what, how many, who was there then, why."""
        return [
            Column("at", _("When"), lambda step: step.at, Kind.MOMENT, 11),
            *(
                [Column[StepLine]("shelter", _("Shelter"), lambda step: step.shelter, width=16)]
                if self.everywhere
                else []
            ),
            Column("kind", _("What"), lambda step: _(STEP_NAMES[step.kind]), width=10),
            Column("change", _("People"), lambda step: change_words(step) or None, Kind.QUANTITY, 7, absent=""),
            Column("after", _("Then there"), lambda step: step.after.people, Kind.NUMBER, 7),
            Column("elderly", _("Elderly"), lambda step: step.after.elderly, Kind.NUMBER, 6, ROOM),
            Column("children", _("Children"), lambda step: step.after.children, Kind.NUMBER, 6, ROOM),
            Column("special", _("Special needs"), lambda step: step.after.special, Kind.NUMBER, 6, ROOM),
            Column("reason", _("Remarks"), lambda step: step.reason or None, width=18, absent=""),
            Column("by", _("Entered by"), lambda step: step.by, width=10, on_screen=ROOM),
            Column("number", _("Number"), lambda step: step.number, Kind.STATE, 12, ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[StepLine]:
        """Its steps, the last first."""
        shelter = None if self.everywhere else session.get_one(Shelter, self._shelter_id)
        return sheltering.steps(session, reader, shelter)[::-1]

    def number(self, row: StepLine) -> str:
        """The step's number."""
        return row.number

    def words(self, row: StepLine) -> str:
        """Shelter, what, why, by whom."""
        return key(row.shelter, _(STEP_NAMES[row.kind]), row.reason, row.by, row.number)

    def summary(self) -> str:
        """How many steps."""
        return ngettext("{n} entry", "{n} entries", len(self._rows)).format(n=figure(len(self._rows)))

    def facts(self, row: StepLine) -> Facts:
        """All of a step."""
        coming = "" if not row.heads.people else f"{SIGNS.get(row.kind, '')}{heads_words(row.heads)}"
        pairs = [
            (_("Shelter"), row.shelter),
            (_("When"), self.lines.clock.said(row.at)),
            (_("People"), coming),
            (_("Then there"), heads_words(row.after)),
            (_("Remarks"), row.reason),
            (_("Entered by"), f"{row.by} {self.lines.clock.said(row.recorded_at)}"),
        ]
        return Facts(f"{row.number} {_(STEP_NAMES[row.kind])}", [one for one in pairs if one[1]])

    def menu_title(self) -> str:
        """The shelter."""
        return self._called

    def action_all_of_them(self) -> None:
        """Show what happened at every shelter, or at this one again."""
        self.everywhere = not self.everywhere
        self.lines.columns = self.columns()
        self.reload()
        self._tick()

"""The places of one round: who was there, what they found, and the hazards that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.resources import hazardlines, inspections, tallies
from inventory.resources.hazardlines import HazardLine
from inventory.resources.inspections import STEP_NAMES, Inspection, InspectionStepKind, VisitLine
from reports import hazards as paper
from reports.table import ROOM, Column, Kind, Level, figure
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.hazards import forms, roundforms
from tui.screens.keeping import KeepingScreen
from tui.screens.register import Once
from tui.widgets.card import Facts, Section
from tui.widgets.top import TopLine

KEEP = Permission.KEEP_HAZARDS


class VisitsScreen(KeepingScreen[VisitLine]):
    """A round with its places; Enter records that somebody was there."""

    TITLE_HERE = N_("Round of inspection")
    ACTS = (
        Act("record", N_("It was visited"), KEEP),
        Act("hazard", N_("Hazard found here"), KEEP),
        Act("leave_out", N_("Leave it out"), KEEP),
        Act("add", N_("Add places"), KEEP, on_row=False),
        Act("end", N_("End the round"), KEEP, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add places"), key_display="Insert"),
        Binding("delete", "leave_out", N_("Leave out"), key_display="Del"),
    ]

    def __init__(self, inspection_id: int) -> None:
        """Take the round."""
        super().__init__()
        self.inspection_id = inspection_id
        self.called, self.over = "", ""
        self._hazards: Sequence[HazardLine] = ()
        self._counts: Mapping[int, int] = {}

    @property
    def desk(self) -> Desk:
        """The desk that it stands at."""
        if self.app.desk is None:  # opened from a register, which stands at one
            raise RuntimeError
        return self.app.desk

    def _tick(self) -> None:
        """The top line says which round this is."""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=self.called or _(self.TITLE_HERE))

    # The list

    def columns(self) -> Sequence[Column[VisitLine]]:
        """Where, when, who, how many hazards."""
        return [
            Column("where", _("Place"), lambda one: one.where, width=20),
            Column("state", _("State"), lambda one: _stands(one)[1], Kind.STATE, 12, level=lambda one: _stands(one)[0]),
            Column("hazards", _("Hazards"), lambda one: self._counts.get(one.visit_id), Kind.NUMBER, 6),
            Column("planned_on", _("Planned on"), lambda one: one.planned_on, Kind.DATE, 10),
            Column("happened_on", _("Visited on"), lambda one: one.happened_on, Kind.DATE, 10),
            Column("who", _("Visited by"), lambda one: one.who or None, width=12, on_screen=ROOM),
            Column("finding", _("Finding"), lambda one: one.finding or None, width=20, on_screen=ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[VisitLine]:
        """The round's places in their order, with what was found at each."""
        inspection = session.get_one(Inspection, self.inspection_id)
        mine = [one for one in inspections.inspections(session, reader) if one.inspection_id == self.inspection_id]
        self.called = f"{inspection.number} {inspection.name}"
        self.over = next((one.number for one in mine if one.ended_on is not None), "")
        self._hazards = hazardlines.hazards(session, reader, inspection=inspection)
        self._counts = tallies.found_on_visits(session, reader, inspection)
        return inspections.visits(session, reader, inspection)

    def number(self, row: VisitLine) -> int:
        """The visit's own number."""
        return row.visit_id

    def words(self, row: VisitLine) -> str:
        """Where, who, what they found."""
        return key(row.where, row.code, row.who, row.finding)

    @property
    def waiting(self) -> int:
        """How many places nobody has visited or left out."""
        return sum(one.state is None for one in self._rows)

    def summary(self) -> str:
        """How many still wait, and how many hazards came of it."""
        found = sum(self._counts.values())
        visited = sum(one.state is InspectionStepKind.VISITED for one in self._rows)
        said = _("visited {n} of {all}").format(n=figure(visited), all=figure(len(self._rows)))
        return " · ".join([said, ngettext("{n} hazard", "{n} hazards", found).format(n=figure(found))])

    def empty(self, text: str) -> str:
        """Where to begin."""
        return super().empty(text) if text else _("No place on this round yet. Insert adds them.")

    def facts(self, row: VisitLine) -> Facts:
        """What is known of the visit, and the hazards that it found."""
        level, said = _stands(row)
        pairs = [
            (_("State"), f"{level.value} {said}"),
            (_("Planned on"), str(row.planned_on or _("○ not set"))),
            (_("Visited on"), str(row.happened_on or "")),
            (_("Visited by"), row.who),
            (_("Finding"), row.finding),
            (_("Note"), row.note),
        ]
        lines = [
            [one.number, one.what, f"{paper.level(one).value} {paper.state(one)}"]
            for one in self._hazards
            if one.visit_id == row.visit_id
        ]
        sections = [Section(_("Hazards found here"), lines)] if lines else []
        return Facts(f"{row.code} {row.where}", [pair for pair in pairs if pair[1]], sections)

    def menu_title(self) -> str:
        """The place that is meant."""
        return self.row.where if self.row is not None else self.called

    # What can be done

    def why_not(self, action: str) -> str:
        """What has ended takes nothing but hazards that it found; who was somewhere was not left out."""
        why = super().why_not(action)
        if why:
            return why
        if self.over and action not in {"hazard", "back", "find"} and any(one.action == action for one in self.ACTS):
            return _("{round} has ended.").format(round=self.over)
        row = self.row if self.has_row() else None
        if row is not None and action in {"record", "leave_out", "hazard"}:
            if row.state is InspectionStepKind.LEFT_OUT:
                return _("{visit} is left out.").format(visit=row.code)
            if action == "leave_out" and row.state is not None:
                return _("Somebody has been there: it can't be left out any more.")
        return ""

    def opened(self, row: VisitLine) -> None:
        """Enter: somebody was there."""
        del row
        if why := self.why_not("record"):
            self.tell(why, "ATTENTION")
        else:
            self.action_record()

    @asks
    async def action_record(self) -> None:
        """Record that somebody was there."""
        if (row := self.row) is not None:
            await self.app.ask(roundforms.record(self.desk, Once(self.app), row))

    @asks
    async def action_hazard(self) -> None:
        """Enter what is wrong there."""
        if (row := self.row) is not None:
            await self.app.ask(forms.enter(self.desk, Once(self.app), forms.on_visit(row)))

    @asks
    async def action_leave_out(self) -> None:
        """Leave the place out of the round."""
        if (row := self.row) is not None:
            await self.app.ask(roundforms.leave_out(Once(self.app), row))

    @asks
    async def action_add(self) -> None:
        """Put places on the round."""
        await self.app.ask(roundforms.plan(self.desk, Once(self.app), self.inspection_id))

    @asks
    async def action_end(self) -> None:
        """End the round."""
        form = roundforms.end(self.desk, Once(self.app), self.inspection_id, self.called, self.waiting)
        await self.app.ask(form)


def _stands(one: VisitLine) -> tuple[Level, str]:
    """Whether somebody was there, is still to go, or is late."""
    if one.state is None:
        return (Level.URGENT, _("overdue")) if one.late else (Level.ATTENTION, _("to be visited"))
    return (Level.FINE if one.state is InspectionStepKind.VISITED else Level.UNKNOWN), _(STEP_NAMES[one.state])

"""The register of shelters, and the board of who is where: opened, counted in and out, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import accounts, typed
from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.resources import sheltering, shelters
from inventory.resources.sheltering import StepLine
from inventory.resources.shelters import Shelter
from reports.shelters import (
    ShelterRow,
    capacity_words,
    columns,
    heads_words,
    people_words,
    rows,
    shelters_words,
    state,
)
from reports.table import Column, Level, figure, pair
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.register import OTHER, PAPER, Keeping, Once, count, words
from tui.screens.resources import housing
from tui.screens.resources.course import CourseScreen, step_words
from tui.screens.resources.sites import SitesScreen, holds, renamed
from tui.screens.retired import SHOW
from tui.widgets.card import Facts, Section
from tui.widgets.fields import Amount, Field
from tui.widgets.form import Form

KEEP, RUN = Permission.KEEP_RESOURCES, Permission.RUN_SHELTERS
WHILE_CLOSED, WHILE_OPEN = {"open"}, {"admit", "discharge", "close"}
LAST = 5


class SheltersScreen(SitesScreen[ShelterRow]):
    """F6: the shelters of the officer's branch, and who is in each."""

    NAME, REPORT = "shelters", "shelters"
    KEEPING = Keeping(
        Shelter,
        "shelter",
        shelters.add_shelter,
        shelters.change_shelter,
        sheltering.retire_shelter,
        shelters.revive_shelter,
    )
    NEED_USE = frozenset({"change", "open"})
    ACTS = (
        Act("open", N_("Open the shelter"), RUN),
        Act("admit", N_("Count people in"), RUN),
        Act("discharge", N_("Count people out"), RUN),
        Act("close", N_("Close the shelter"), RUN),
        Act("course", N_("What happened there")),
        Act("only_open", N_("Only the open ones, or all"), on_row=False),
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add a shelter"), KEEP, on_row=False),
        SHOW,
        PAPER,
        OTHER,
    )

    only_open = False
    _every: Sequence[ShelterRow] = ()

    # The list

    def own_columns(self) -> Sequence[Column[ShelterRow]]:
        """As in the report."""
        return columns()

    def read(self, session: Session, reader: Person) -> Sequence[ShelterRow]:
        """The shelters with who is in them, and which places of shelters are on no register yet."""
        self.houses = accounts.organisations(session, reader)
        self.off_register = shelters.shelters_off_register(session, reader)
        self._every = rows(session, reader, retired=self.with_retired)
        return [row for row in self._every if row.standing.open] if self.only_open else self._every

    def number(self, row: ShelterRow) -> int:
        """The shelter's own number."""
        return row.shelter.shelter_id

    def named(self, row: ShelterRow) -> str:
        """The shelter's name."""
        return row.shelter.name

    def words(self, row: ShelterRow) -> str:
        """Name, code, town, kind, who is responsible."""
        return row.shelter.key

    def summary(self) -> str:
        """How many, how many of them are open and who is there; in how many there are too many."""
        live = [row for row in self._every if not row.retired]
        open_ones = [row for row in live if row.standing.open]
        over = sum(row.over > 0 for row in open_ones)
        parts = [shelters_words(len(live))]
        opened, overfull = _("{n} of them open"), _("{n} too full")
        if open_ones:
            parts.append(f"{Level.FINE.value} {opened.format(n=figure(len(open_ones)))}")
            parts.append(people_words(sum(row.there.people for row in open_ones)))
        if over:
            parts.append(f"{Level.URGENT.value} {overfull.format(n=figure(over))}")
        return " · ".join(parts)

    def empty(self, text: str) -> str:
        """Where to begin."""
        if not text and self.only_open and self._every:
            return _("No shelter is open. Space opens one; the menu shows all of them again.")
        if text or self.off_register:
            return super().empty(text)
        return _("No shelter yet. Insert enters the first.")

    def facts(self, row: ShelterRow) -> Facts:
        """Who is there, how many it takes and why, how it is reached, what it has, what happened last."""
        one = row.shelter
        level, word = state(row)
        unsafe = [(_("Open hazards"), f"{Level.ATTENTION.value} {figure(row.hazards)}")] if row.hazards else []
        return self.about(
            row,
            [
                (_("State"), f"{level.value} {word} {self._since(row)}".rstrip()),
                *([(_("There now"), heads_words(row.there))] if row.standing.open else []),
                (_("Capacity"), capacity_words(one.capacity)),
                *unsafe,
                (_("Responsible"), f"{one.keeper} {one.phone}".strip()),
                (_("Where"), " · ".join(part for part in (one.location, one.address) if part)),
                (_("Kind"), " · ".join(part for part in (one.kind, one.grade, one.use, one.stay) if part)),
                (_("Facilities"), self._equipped(row)),
                (_("Managed by"), f"{one.organisation} · {one.code}"),
                (_("Basis"), one.basis),
                *([(_("Remarks"), one.note)] if one.note else []),
            ],
            Section(_("Last there"), [step_words(step, self.lines.clock) for step in self._last(row)], right=[2, 3]),
            holds(_("Supplies there"), one.supplies),
        )

    def _since(self, row: ShelterRow) -> str:
        now = row.standing.now
        return _("since {when}").format(when=self.lines.clock.said(now.since)) if now else ""

    def _equipped(self, row: ShelterRow) -> str:
        one = row.shelter
        counts = ((_("Beds"), one.beds), (_("Taps"), one.water_points), (_("Toilets"), one.toilets))
        said = [f"{label} {figure(number)}" for label, number in counts if number is not None]
        return " · ".join([*said, *([pair(_("Backup power"), one.backup_power)] if one.backup_power else [])])

    def _last(self, row: ShelterRow) -> list[StepLine]:
        if row.standing.now is None:
            return []
        with self.desk.store.read() as session:
            shelter = session.get_one(Shelter, row.shelter.shelter_id)
            return sheltering.steps(session, self.desk.officer(session), shelter)[-LAST:][::-1]

    # Entering and changing

    def known(self, row: ShelterRow) -> dict[str, Any]:
        """What its form shows at first."""
        return vars(row.shelter)

    def fields(self, known: Mapping[str, Any]) -> list[Field]:
        """Where it is, how many it takes, what it has, who is responsible."""

        def area(text: str, _known: Mapping[str, object]) -> Decimal:
            return typed.number(text, field="area_m2")

        square = known.get("area_m2")
        return [
            *renamed(known),
            words("location", _("Town or village"), known, longest=120, width=20),
            words("address", _("Address"), known, longest=200),
            words("kind", _("Kind"), known, longest=60, width=20, hint=_("school, square, …")),
            words("grade", _("Grade"), known, longest=60, width=20),
            words("use", _("Against what"), known, longest=120, width=20),
            words("stay", _("For how long"), known, longest=60, width=20),
            Amount(
                "area_m2", _("Area m²"), parse=area, required=False, width=10, default=f"{square:f}" if square else ""
            ),
            count("rated", _("Approved for"), known, hint=_("so many people")),
            count("beds", _("Beds"), known),
            count("water_points", _("Taps"), known),
            count("toilets", _("Toilets"), known),
            words("backup_power", _("Backup power"), known, longest=200),
            words("keeper", _("Responsible"), known, longest=120, width=20),
            words("phone", _("Telephone"), known, longest=40, width=20),
            words("basis", _("Basis"), known, hint=_("what it rests on")),
            words("note", _("Remarks"), known, longest=2000),
        ]

    @asks
    async def action_add(self) -> None:
        """Enter a shelter, or put a shelter's place that is there already on the register."""
        await self.enter_site(_("Add a shelter"), _("A new shelter"))

    # Who is where

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """Of an open shelter what can be done with it while it is open, of another that it opens."""
        is_open = self.has_row() and self.row is not None and self.row.standing.open
        for label, action, why in super().acts():
            if action not in (WHILE_CLOSED if is_open else WHILE_OPEN):
                yield label, action, why

    def why_not(self, action: str) -> str:
        """People are counted where it is open, and it is opened once."""
        why = super().why_not(action)
        if why or not self.has_row() or (row := self.row) is None:
            return why
        if action in WHILE_OPEN and not row.standing.open:
            return _("{shelter} is not open: open it first.").format(shelter=row.shelter.name)
        if action in WHILE_CLOSED and row.standing.open:
            return _("{shelter} is open already.").format(shelter=row.shelter.name)
        return _("It was never opened.") if action == "course" and row.standing.now is None else ""

    async def _ask(self, form: Callable[[Desk, Once, ShelterRow], Form]) -> None:
        if self.row is not None:
            await self.app.ask(form(self.desk, self.once(), self.row))

    @asks
    async def action_open(self) -> None:
        """Open the highlighted shelter."""
        await self._ask(housing.open_form)

    @asks
    async def action_admit(self) -> None:
        """Count people into the highlighted shelter."""
        await self._ask(housing.admit_form)

    @asks
    async def action_discharge(self) -> None:
        """Count people out of the highlighted shelter."""
        await self._ask(housing.discharge_form)

    @asks
    async def action_close(self) -> None:
        """Close the highlighted shelter."""
        await self._ask(housing.close_form)

    def action_only_open(self) -> None:
        """Show only the shelters that are open, or all again."""
        self.only_open = not self.only_open
        self.reload()

    def action_course(self) -> None:
        """What happened at the highlighted shelter, and how many were there after each step."""
        if self.row is not None:
            self.app.push_screen(CourseScreen(self.row.shelter.shelter_id, self.row.shelter.name))

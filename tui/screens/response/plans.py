"""Plans (预案): their register; Enter opens what a plan says is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Permission, Person
from inventory.resources.rivers import River, RiverLine, rivers
from inventory.response import plans
from inventory.response.plans import Plan, PlanLine
from reports.plans import columns, in_all, state
from reports.table import Column
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import row_of
from tui.screens.register import OTHER, PAPER, Answers, Keeping, KeptRegister, owner, words
from tui.screens.response.actions import ActionsScreen
from tui.screens.response.asking import BesideBoard
from tui.screens.response.planforms import begin_form
from tui.screens.retired import SHOW
from tui.widgets.card import Facts
from tui.widgets.fields import Field, Text
from tui.widgets.pick import Option, Pick, among

KEEP = Permission.KEEP_PLANS


class PlansScreen(BesideBoard, KeptRegister[PlanLine]):
    """The plans of the officer's branch."""

    NAME, REPORT = "plans", "plans"
    KEEPING = Keeping(Plan, "plan", plans.add_plan, plans.change_plan, plans.retire_plan, plans.revive_plan)
    NEED_USE = frozenset({"change", "begin"})
    ACTS = (
        Act("look", N_("What it says is done")),
        Act("begin", N_("Begin a new version"), KEEP),
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add a plan"), KEEP, on_row=False),
        SHOW,
        PAPER,
        OTHER,
    )

    houses: Sequence[OrganisationLine] = ()
    rivers: Sequence[RiverLine] = ()

    # The list

    def own_columns(self) -> Sequence[Column[PlanLine]]:
        """As in the report."""
        return columns()

    def read(self, session: Session, reader: Person) -> Sequence[PlanLine]:
        """The plans, and what a plan may be of."""
        self.houses = accounts.organisations(session, reader)
        self.rivers = rivers(session, reader)
        return plans.plans(session, reader, retired=self.with_retired)

    def number(self, row: PlanLine) -> int:
        """The plan's own number."""
        return row.plan_id

    def named(self, row: PlanLine) -> str:
        """The plan's name."""
        return row.name

    def words(self, row: PlanLine) -> str:
        """Name, code, class."""
        return row.key

    def summary(self) -> str:
        """How many."""
        return in_all(self._rows)

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No plan yet. Insert enters the first; then its first version, and what it says is done.")
        return super().empty(text) if text else said

    def facts(self, row: PlanLine) -> Facts:
        """How it stands, and what comes next."""
        level, said = state(row)
        clock = self.lines.clock
        approved = " ".join(part for part in (clock.said(row.approved_on), row.approved_by) if part)
        following = _("Enter: its draft; approve it there") if row.draft_id else ""
        return self.about(
            row,
            [
                (_("State"), f"{level.value} {said}"),
                *([(_("Next"), following)] if following else []),
                (_("Version in force"), row.holds),
                (_("Approved"), approved),
                (_("Next revision"), clock.said(row.next_revision_on)),
                *([(_("Draft"), row.draft)] if row.draft else []),
                (_("Class"), row.kind),
                *([(_("River"), row.river)] if row.river else []),
                (_("Drawn up by"), f"{row.organisation} · {row.code}"),
                *([(_("Remarks"), row.note)] if row.note else []),
            ],
        )

    def opened(self, row: PlanLine) -> None:
        """Enter: what its draft says is done, or the version in force; without either, begin its first version."""
        if row.draft_id or row.holds_id:
            self.app.push_screen(ActionsScreen(row, row.draft_id or row.holds_id))
        elif why := self.why_not("begin"):
            self.tell(why, "ATTENTION")
        else:
            self.action_begin()

    def why_not(self, action: str) -> str:
        """After rights: a draft that is there is written on, and nothing is shown where nothing is written."""
        why = super().why_not(action)
        row = self.row if self.has_row() else None
        if why or row is None:
            return why
        if action == "begin" and row.draft_id:
            return _("{plan} has a draft already: Enter opens it.").format(plan=row.name)
        if action == "look" and not (row.draft_id or row.holds_id):
            return _("{plan} has no version yet: begin its first one.").format(plan=row.name)
        return ""

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    @asks
    async def action_begin(self) -> None:
        """Begin a version, which starts with what the last one said."""
        if (row := self.row) is None:
            return
        given = await self.app.ask(begin_form(self.desk, self.once(), row.plan_id, row.name))
        if given is not None and isinstance(made := given.get("made"), int):
            self.app.push_screen(ActionsScreen(row, made))

    # Entering and changing

    def known(self, row: PlanLine) -> dict[str, Any]:
        """What its form shows at first."""
        river = next((one.river_id for one in self.rivers if one.name == row.river), None)
        return {"name": row.name, "kind": row.kind, "river": river, "note": row.note}

    def fields(self, known: Mapping[str, Any]) -> list[Field]:
        """What it is called, of which kind, for which river."""
        options = [Option(one.river_id, one.name, one.kind) for one in self.rivers]
        river = next((one for one in options if one.value == known.get("river")), None)
        find = among(options, [one.key for one in self.rivers])
        return [
            Text("name", _("Name"), default=known.get("name", ""), width=48),
            words(
                "kind", _("Class"), known, longest=40, width=20, hint=_("city, river, rescue, easily flooded places …")
            ),
            *([Pick("river", _("River"), find, default=river, required=False)] if options else []),
            *([owner(self.houses)] if not known and len(self.houses) > 1 else []),
            words("note", _("Remarks"), known),
        ]

    def meant(self, facts: Answers) -> Answers:
        """The river and the owner as rows."""
        rows = {"river": River, "organisation": Organisation}
        given = {name: fact for name, fact in facts.items() if name not in rows or fact}
        return {name: row_of(rows[name], fact) if name in rows else fact for name, fact in given.items()}

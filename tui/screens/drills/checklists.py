"""Checklists: their register; Enter opens what the latest version of one says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.practice import checklists as register
from inventory.practice.checklists import Checklist, ChecklistName
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import listforms
from tui.screens.drills.wording import LinesScreen
from tui.screens.keeping import row_of
from tui.screens.register import OTHER, Answers, Keeping, KeptRegister, owner, words
from tui.screens.retired import SHOW
from tui.widgets.card import Facts
from tui.widgets.fields import Field, Text

KEEP = Permission.KEEP_CHECKLISTS


class ChecklistsScreen(KeptRegister[ChecklistName]):
    """The checklists of the officer's branch."""

    NAME = "checklists"
    KEEPING = Keeping(
        Checklist,
        "checklist",
        register.add_checklist,
        register.change_checklist,
        register.retire_checklist,
        register.revive_checklist,
    )
    ACTS = (
        Act("look", N_("What it says")),
        Act("change", N_("Change"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("template", N_("Take over one of the program's"), KEEP, on_row=False),
        Act("add", N_("Write a checklist of your own"), KEEP, on_row=False),
        SHOW,
        OTHER,
    )

    houses: Sequence[OrganisationLine] = ()

    # The list

    def own_columns(self) -> Sequence[Column[ChecklistName]]:
        """Which, for which kind of drill, how much is in it, and whether it was printed."""
        return [
            Column("code", _("Code"), lambda one: one.code, width=6),
            Column("name", _("Checklist"), lambda one: one.name, width=24),
            Column("kind", _("For"), lambda one: one.kind or None, width=12, on_screen=ROOM),
            Column("version", _("Version"), lambda one: one.version, width=8),
            Column("state", _("State"), lambda one: state(one)[1], Kind.STATE, 10, level=lambda one: state(one)[0]),
            Column("lines", _("Lines"), lambda one: one.lines, Kind.NUMBER, 5),
            Column("critical", _("Critical"), lambda one: one.critical, Kind.NUMBER, 8),
            Column("words", _("Script"), lambda one: one.words, Kind.NUMBER, 6, ROOM),
            Column("organisation", _("Organisation"), lambda one: one.organisation, width=18, on_screen=ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[ChecklistName]:
        """All checklists, each with its latest version."""
        self.houses = accounts.organisations(session, reader)
        return register.checklists(session, reader, retired=self.with_retired)

    def number(self, row: ChecklistName) -> int:
        """The checklist's own number."""
        return row.checklist_id

    def named(self, row: ChecklistName) -> str:
        """The checklist's name."""
        return row.name

    def words(self, row: ChecklistName) -> str:
        """Name, code, kind."""
        return row.key

    def summary(self) -> str:
        """How many."""
        live = sum(not one.retired for one in self._rows)
        return ngettext("{n} checklist", "{n} checklists", live).format(n=figure(live))

    def empty(self, text: str) -> str:
        """Where to begin."""
        said = _("No checklist yet. Insert writes one; Space takes over the program's.")
        return super().empty(text) if text else said

    def facts(self, row: ChecklistName) -> Facts:
        """How it stands."""
        level, said = state(row)
        clock = self.lines.clock
        return self.about(
            row,
            [
                (_("State"), f"{level.value} {said} {clock.said(row.printed_at) if row.printed_at else ''}".strip()),
                (_("Next"), _("Enter: its lines; Insert there writes one")),
                (_("Version"), row.version),
                (_("For"), row.kind),
                (_("Basis"), row.basis),
                *([(_("Remarks"), row.note)] if row.note else []),
                (_("Organisation"), row.organisation),
            ],
        )

    def opened(self, row: ChecklistName) -> None:
        """Enter: what its latest version says."""
        self.app.push_screen(LinesScreen(row.checklist_id, row.name, row.version_id))

    def action_look(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    @asks
    async def action_template(self) -> None:
        """Take over a checklist that the program brings."""
        await self.app.ask(listforms.template_form(self.once(), self.houses, {one.name for one in self._rows}))

    # Entering and changing

    def known(self, row: ChecklistName) -> dict[str, Any]:
        """What its form shows at first."""
        return {name: getattr(row, name) for name in ("name", "kind", "basis", "note")}

    def fields(self, known: Mapping[str, Any]) -> list[Field]:
        """What it is called and what it is for."""
        return [
            Text("name", _("Name"), default=known.get("name", ""), width=48),
            words("kind", _("For"), known, longest=40, width=24, hint=_("which kind of drill or check")),
            words("basis", _("Basis"), known, hint=_("what it rests on")),
            words("note", _("Remarks"), known),
            *([owner(self.houses)] if not known and len(self.houses) > 1 else []),
        ]

    def meant(self, facts: Answers) -> Answers:
        """Whose it is, as a row."""
        return {name: row_of(Organisation, fact) if name == "organisation" else fact for name, fact in facts.items()}


def state(one: ChecklistName) -> tuple[Level, str]:
    """Whether a checklist can be gone by, and whether its latest version is still written in."""
    if not one.lines:
        return Level.ATTENTION, _("no lines")
    return (Level.FINE, _("printed")) if one.printed_at else (Level.UNKNOWN, _("not printed"))

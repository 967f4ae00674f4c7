"""What teams and shelters have in common: they are places, new ones or such as are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation
from inventory.resources.sites import HeldLine, OffRegister
from inventory.supplies.places import Place
from reports.table import figure
from reports.teams import thing_amount
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Kept, KeptRegister, owner
from tui.widgets.card import Section
from tui.widgets.fields import Field, Text
from tui.widgets.menu import Entry, Menu
from tui.widgets.pick import Option, Pick, among

NEW, THERE = "new", "there"


class SitesScreen(KeptRegister[Kept]):
    """A register of places of one kind."""

    houses: Sequence[OrganisationLine] = ()
    off_register: Sequence[OffRegister] = ()

    async def enter_site(self, title: str, new: str) -> None:
        """Enter a new place, or put one that is there already on the register."""
        there: Sequence[OffRegister] = ()
        if self.off_register:
            n = len(self.off_register)
            taken = ngettext("The {n} that is a place already", "One of the {n} that are places already", n)
            answer = await self.app.ask(Menu(title, [Entry(NEW, new), Entry(THERE, taken.format(n=figure(n)))]))
            if answer is None:
                return
            there = self.off_register if answer == THERE else ()
        await self.add([*_seat(there, self.houses), *self.fields({})])

    def meant(self, facts: Answers) -> Answers:
        """The place that is there, or the owner of a new one, as rows."""
        rows = {"place": Place, "organisation": Organisation}
        return {name: row_of(rows[name], fact) if name in rows else fact for name, fact in facts.items()}

    def empty(self, text: str) -> str:
        """Where to begin; places that are on no register yet are told."""
        if text or not self.off_register:
            return super().empty(text)
        n = len(self.off_register)
        said = ngettext(
            "{n} place of this kind is not on the register yet: Insert takes it over.",
            "{n} places of this kind are not on the register yet: Insert takes them over.",
            n,
        )
        return said.format(n=figure(n))


def _seat(there: Sequence[OffRegister], houses: Sequence[OrganisationLine]) -> list[Field]:
    """Which of the places that are there already, or the name, code and owner of a new one."""
    if there:
        options = [Option(one.place_id, one.name, f"{one.code} {one.organisation}") for one in there]
        return [Pick("place", _("Place"), among(options, [one.key for one in there]))]
    return [
        Text("name", _("Name")),
        Text("code", _("Code"), longest=40, width=16, required=False, hint=_("left blank, the next free one")),
        owner(houses),
    ]


def renamed(known: Mapping[str, Any]) -> list[Field]:
    """The name, where it is known already and may be corrected."""
    return [Text("name", _("Name"), default=known["name"])] if known else []


def holds(title: str, held: Sequence[HeldLine]) -> Section:
    """What is at a team or shelter, for its card."""
    return Section(title, [[one.item, thing_amount(one)] for one in held], right=[1])

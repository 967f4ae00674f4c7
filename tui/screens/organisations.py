"""Organisations: the tree that everything hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _
from inventory.ground.people import ORGANISATION_NAMES as KINDS
from inventory.ground.people import Organisation, OrganisationKind, Permission, Person
from inventory.ground.search import key
from reports.table import Column
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, corrected, row_of
from tui.telling import told
from tui.widgets.answers import Choice
from tui.widgets.card import Facts
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu
from tui.widgets.pick import Option, Pick, among


class OrganisationsScreen(KeepingScreen[OrganisationLine]):
    """The organisations of the officer's branch."""

    TITLE_HERE = N_("Organisations")
    ENTER = "change"
    ACTS = (
        Act("change", N_("Change"), Permission.KEEP_PEOPLE),
        Act("add", N_("Add an organisation"), Permission.KEEP_PEOPLE, on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("insert", "add", N_("Add"), key_display="Insert")]

    def columns(self) -> Sequence[Column[OrganisationLine]]:
        """The tree."""
        return [
            Column("name", _("Organisation"), lambda line: "  " * line.level + line.name, width=30),
            Column("code", _("Code"), lambda line: line.code, width=8),
            Column("kind", _("Kind"), lambda line: _(KINDS[line.kind]), width=10),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[OrganisationLine]:
        """All of them."""
        return accounts.organisations(session, reader)

    def number(self, row: OrganisationLine) -> int:
        """The organisation's own number."""
        return row.organisation_id

    def words(self, row: OrganisationLine) -> str:
        """Name and code."""
        return key(row.name, row.code)

    def facts(self, row: OrganisationLine) -> Facts:
        """What it is and what it belongs to."""
        pairs = [(_("Code"), row.code), (_("Kind"), _(KINDS[row.kind])), (_("Belongs to"), row.parent or "—")]
        return Facts(row.name, pairs)

    def menu_title(self) -> str:
        """The organisation that is meant."""
        return self.row.name if self.row else _("Organisations")

    @asks
    async def action_add(self) -> None:
        """Enter an organisation below another, the highlighted one unless another is chosen."""
        menu = Menu(_("What kind of organisation?"), [Entry(kind.value, _(label)) for kind, label in KINDS.items()])
        answer = await self.app.ask(menu)
        if answer is None:
            return
        kind = OrganisationKind(answer)
        options = [Option(one.organisation_id, one.name, one.code) for one in self._rows]
        here = [one for one in options if self.row is not None and one.value == self.row.organisation_id]
        find = among(options, [self.words(one) for one in self._rows])

        def add(facts: dict[str, Any]) -> None:
            given = {**facts, "parent": row_of(Organisation, facts["parent"])}
            self.app.do(accounts.add_organisation, told=told(_entered, facts), kind=kind, **given)

        form = Form(
            _("Add an organisation"),
            Text("name", _("Name")),
            Pick("parent", _("Belongs to"), find, default=here[0] if here else None),
            Text("code", _("Code"), longest=40, width=16),
            submit=add,
            verb=_("add"),
            intro=_(KINDS[kind]),
            draft="add_organisation",
        )
        if (facts := await self.app.ask(form)) is not None:
            self.bring_to(facts.get("made"))

    @asks
    async def action_change(self) -> None:
        """Rename the highlighted organisation, or say what it is."""
        if (row := self.row) is None:
            return
        old = {"name": row.name}

        def change(facts: dict[str, Any]) -> None:
            house = row_of(Organisation, row.organisation_id)
            self.app.do(accounts.change_organisation, told=told(_changed), organisation=house, **corrected(old, facts))

        kinds = [(kind, _(label)) for kind, label in KINDS.items()]
        name = Text("name", _("Name"), default=row.name)
        kind = Choice("kind", _("Kind"), kinds, default=row.kind)
        await self.app.ask(Form(row.name, name, kind, submit=change, verb=_("change"), intro=row.code))


def _entered(house: Organisation) -> str:
    return _("{name} was entered, code {code}.").format(name=house.name, code=house.code)


def _changed(house: Organisation) -> str:
    return _("{name} was changed.").format(name=house.name)

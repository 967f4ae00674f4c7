"""People: who belongs to the headquarters, and what each is trusted with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine, PersonLine, RoleLine
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import ROLE_NAMES, Organisation, Permission, Person, Role, RoleGiven
from inventory.ground.search import key
from reports.table import ROOM, Column
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.changing import change_own, give
from tui.screens.keeping import KeepingScreen, corrected, row_of
from tui.screens.retired import SHOW, ShowsRetired, marked
from tui.telling import told
from tui.widgets.answers import Choice
from tui.widgets.card import Facts, Section
from tui.widgets.fields import Field, Text
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu
from tui.widgets.pick import Option, Pick, among

KEEP = Permission.KEEP_PEOPLE


class PersonsScreen(ShowsRetired[PersonLine], KeepingScreen[PersonLine]):
    """The persons of the officer's branch."""

    TITLE_HERE = N_("People and roles")
    ENTER = "change"
    ACTS = (
        Act("change", N_("Change"), KEEP),
        Act("give", N_("Give a role"), KEEP),
        Act("take", N_("Take a role back"), KEEP),
        Act("retire", N_("Retire"), KEEP),
        Act("revive", N_("Take back into use"), KEEP),
        Act("add", N_("Add a person"), KEEP, on_row=False),
        SHOW,
        Act("password", N_("Set a password"), KEEP),
    )
    NEED_USE = frozenset({"give", "password"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add", N_("Add"), key_display="Insert"),
        Binding("delete", "retire", N_("Retire"), key_display="Del"),
    ]

    _houses: Sequence[OrganisationLine] = ()

    def columns(self) -> Sequence[Column[PersonLine]]:
        """Who, where, trusted with what."""
        columns: list[Column[PersonLine]] = [
            Column("name", _("Name"), lambda line: line.name, width=12),
            Column("login", _("Login"), lambda line: line.login, width=10),
            Column("roles", _("Roles"), lambda line: line.roles or None, width=20, absent=_("○ none")),
            Column("post", _("Post"), lambda line: line.post or None, width=14),
            Column("phone", _("Telephone"), lambda line: line.phone or None, width=13),
            Column("organisation", _("Organisation"), lambda line: line.organisation, width=16, on_screen=ROOM),
        ]
        return marked(columns) if self.with_retired else columns

    def read(self, session: Session, reader: Person) -> Sequence[PersonLine]:
        """All that are there; those who were retired where they are asked for."""
        self._houses = accounts.organisations(session, reader)
        return accounts.persons(session, reader, retired=self.with_retired)

    def number(self, row: PersonLine) -> int:
        """The person's own number."""
        return row.person_id

    def words(self, row: PersonLine) -> str:
        """Name, login, post, roles."""
        return key(row.name, row.login, row.post, row.roles, row.organisation)

    def summary(self) -> str:
        """How many."""
        count = sum(not row.retired for row in self._rows)
        return ngettext("{n} person", "{n} people", count).format(n=count)

    def facts(self, row: PersonLine) -> Facts:
        """What is known of the person, and each role with its branch."""
        pairs = [
            (_("Login"), row.login),
            (_("Post"), row.post),
            (_("Telephone"), row.phone),
            (_("Organisation"), row.organisation),
        ]
        held = [(_(ROLE_NAMES[one.role]), one.organisation) for one in self._roles(row)]
        sections = [Section(_("Roles, each on an organisation and all below it"), held)] if held else []
        state = [(_("State"), _("○ retired"))] if row.retired else []
        return Facts(row.name, [*state, *((label, value or _("○ not set")) for label, value in pairs)], sections)

    def menu_title(self) -> str:
        """The person that is meant."""
        return self.row.name if self.row else _("People and roles")

    def _roles(self, row: PersonLine) -> Sequence[RoleLine]:
        if (desk := self.app.desk) is None:
            return ()
        with desk.store.read() as session:
            return accounts.roles_of(session, desk.officer(session), row.person_id)

    @property
    def _is_own(self) -> bool:
        """Whether the highlighted person is the officer."""
        guard = self.app.desk.guard if self.app.desk else None
        return guard is not None and self.has_row() and self.row is not None and self.row.login == guard.login

    def why_not(self, action: str) -> str:
        """One's own password is one's own affair."""
        return "" if action == "password" and self._is_own else super().why_not(action)

    # Questions

    @asks
    async def action_password(self) -> None:
        """Change one's own password, or set somebody else's."""
        if self.row is not None and self._is_own:
            await change_own(self.app)
        elif self.row is not None:
            await give(self.app, self.row.person_id, self.row.login, self.row.name)

    def _where(self, name: str) -> Pick:
        """Which organisation; this person's own, or the first that the officer sees."""
        options = [Option(one.organisation_id, one.name, one.code) for one in self._houses]
        find = among(options, [key(one.name, one.code) for one in self._houses])
        own = [one for one in options if one.label == name]
        return Pick("organisation", _("Organisation"), find, default=next(iter([*own, *options]), None))

    def _known(self, row: PersonLine | None = None) -> list[Field]:
        return [
            Text("name", _("Name"), default=row.name if row else ""),
            Text("post", _("Post"), default=row.post if row else "", required=False),
            Text("phone", _("Telephone"), default=row.phone if row else "", longest=40, required=False),
        ]

    @asks
    async def action_add(self) -> None:
        """Enter a person, with a first role."""

        def add(facts: dict[str, Any]) -> None:
            given = {**facts, "organisation": row_of(Organisation, facts["organisation"])}
            self.app.do(accounts.add_person, told=told(_entered, facts), **given)

        form = Form(
            _("Add a person"),
            *self._known(),
            Text("login", _("Login"), longest=40, hint=_("short, for --as")),
            self._where(""),
            Choice("role", _("Role"), [(None, _("none yet")), *((role, _(ROLE_NAMES[role])) for role in Role)]),
            submit=add,
            verb=_("add"),
            draft="add_person",
        )
        if (facts := await self.app.ask(form)) is not None:
            self.bring_to(facts.get("made"))

    @asks
    async def action_change(self) -> None:
        """Correct what is known of the highlighted person."""
        if (row := self.row) is None:
            return
        old = {"name": row.name, "post": row.post, "phone": row.phone}

        def change(facts: dict[str, Any]) -> None:
            person = row_of(Person, row.person_id)
            self.app.do(accounts.change_person, told=told(_changed), person=person, **corrected(old, facts))

        await self.app.ask(Form(row.name, *self._known(row), submit=change, verb=_("change"), intro=row.login))

    @asks
    async def action_retire(self) -> None:
        """Let the highlighted person go."""
        row = self.row
        if row is not None and await self.sure(
            _("Retire {name}?").format(name=row.name), _("Retire: what they did stays under their name")
        ):
            self.app.perform(accounts.retire_person, told=told(_retired), person=row_of(Person, row.person_id))

    def action_revive(self) -> None:
        """Take the highlighted person back, with the roles that they had."""
        if self.row is not None:
            self.app.perform(accounts.revive_person, told=told(_revived), person=row_of(Person, self.row.person_id))

    @asks
    async def action_give(self) -> None:
        """Trust the highlighted person with a role."""
        if (row := self.row) is None:
            return

        def give(facts: dict[str, Any]) -> None:
            given = {**facts, "organisation": row_of(Organisation, facts["organisation"])}
            self.app.do(accounts.give_role, told=told(_given), person=row_of(Person, row.person_id), **given)

        roles = [(role, _(ROLE_NAMES[role])) for role in Role]
        form = Form(
            _("Give a role"),
            Choice("role", _("Role"), roles),
            self._where(row.organisation),
            submit=give,
            verb=_("give"),
            intro=row.name,
        )
        await self.app.ask(form)

    @asks
    async def action_take(self) -> None:
        """Take a role back from the highlighted person."""
        if (row := self.row) is None:
            return
        held = self._roles(row)
        if not held:
            self.tell(_("{name} has no role.").format(name=row.name), "UNKNOWN")
            return
        entries = [Entry(str(at), _(ROLE_NAMES[one.role]), sign=one.organisation) for at, one in enumerate(held)]
        answer = await self.app.ask(Menu(_("Which role goes?"), entries))
        if answer is not None:
            one = held[int(answer)]
            self.app.perform(
                accounts.take_role,
                told=told(_taken),
                person=row_of(Person, row.person_id),
                organisation=row_of(Organisation, one.organisation_id),
                role=one.role,
            )


def _entered(person: Person) -> str:
    return _("{name} was entered, login {login}.").format(name=person.name, login=person.login)


def _changed(person: Person) -> str:
    return _("{name} was changed.").format(name=person.name)


def _retired(person: Person) -> str:
    return _("{name} was retired.").format(name=person.name)


def _revived(person: Person) -> str:
    return _("{name} is back, with the roles of before.").format(name=person.name)


def _given(given: RoleGiven) -> str:
    return _("The role was given: {role}.").format(role=_(ROLE_NAMES[given.role]))


def _taken(person: Person) -> str:
    return _("The role was taken back from {name}.").format(name=person.name)

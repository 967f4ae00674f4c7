"""Settings: what a headquarters decides for itself, with what holds until it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import accounts, settings
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.search import key
from inventory.ground.settings import Setting, SettingLine
from reports.table import ROOM, Column, Kind
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.keeping import KeepingScreen, row_of
from tui.telling import told
from tui.widgets.card import Facts
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among


class SettingsScreen(KeepingScreen[SettingLine]):
    """The settings, those of the headquarters and those that branches made for themselves."""

    TITLE_HERE = N_("Settings")
    ENTER = "put"
    ACTS = (Act("put", N_("Set a value"), Permission.KEEP_SETTINGS),)

    _houses: Sequence[OrganisationLine] = ()

    def columns(self) -> Sequence[Column[SettingLine]]:
        """What it is, what holds, and on what basis."""
        return [
            Column("meaning", _("Setting"), lambda line: _(line.known.meaning), width=34),
            Column("value", _("Set to"), lambda line: line.value, width=14, absent=_("○ not set")),
            Column("default", _("Until set"), lambda line: line.known.default, width=13),
            Column("basis", _("Basis"), lambda line: line.basis or None, width=16),
            Column("organisation", _("Set for"), lambda line: line.organisation, width=16, on_screen=ROOM),
            Column("since", _("Since"), lambda line: line.since, Kind.DATE, 10, on_screen=ROOM),
        ]

    def read(self, session: Session, reader: Person) -> Sequence[SettingLine]:
        """All that the program knows."""
        self._houses = accounts.organisations(session, reader)
        return settings.listed(session, reader)

    def number(self, row: SettingLine) -> str:
        """The setting's name and whose it is."""
        return f"{row.key} {row.organisation_id}"

    def words(self, row: SettingLine) -> str:
        """What it is."""
        return key(_(row.known.meaning), row.key, row.organisation)

    def facts(self, row: SettingLine) -> Facts:
        """All that is known of it."""
        pairs = [
            (_("Set for"), row.organisation),
            (_("Set to"), row.value or _("○ not set")),
            (_("Until set"), row.known.default),
            (_("Looks like"), _(row.known.expected)),
            (_("Basis"), row.basis or _("○ not set")),
            (_("Since"), f"{row.since:%Y-%m-%d}" if row.since else "—"),
            (_("Name for scripts"), row.key),
        ]
        return Facts(_(row.known.meaning), pairs)

    def menu_title(self) -> str:
        """The setting that is meant."""
        return _(self.row.known.meaning) if self.row else _("Settings")

    @asks
    async def action_put(self) -> None:
        """Set the highlighted value."""
        if (row := self.row) is None:
            return
        options = [Option(one.organisation_id, one.name, one.code) for one in self._houses]
        here = [one for one in options if one.value == row.organisation_id]
        find = among(options, [key(one.name, one.code) for one in self._houses])

        def put(facts: dict[str, Any]) -> None:
            given = {**facts, "organisation": row_of(Organisation, facts["organisation"])}
            self.app.do(settings.set_value, told=told(_put), key=row.key, **given)

        value = row.value or row.known.default
        answer = await self.app.ask(
            Form(
                _(row.known.meaning),
                Text("value", _("Value"), longest=200, default=value, hint=_(row.known.expected)),
                Text("basis", _("Basis"), longest=400, default=row.basis, required=False, hint=_("what it rests on")),
                Pick("organisation", _("Set for"), find, default=here[0] if here else None, hint=_("and all below it")),
                submit=put,
                verb=_("set"),
            )
        )
        desk = self.app.desk
        if answer is not None and row.key == "zone" and desk is not None and desk.again is not None:
            self.app.sit_down(desk.again)  # every time on the screen is in the new zone


def _put(setting: Setting) -> str:
    meaning = _(settings.KNOWN[setting.key].meaning)
    return _("{meaning}: {value}.").format(meaning=meaning, value=setting.value)

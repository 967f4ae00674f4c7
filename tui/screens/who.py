"""Who sits here: in an open store one of its officers is chosen, never proved."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.ground.i18n import _
from inventory.ground.search import key
from tui.desk import Desk, Officer
from tui.keyboard import Keyboard
from tui.widgets.form import Form
from tui.widgets.menu import DIGITS, Entry, Menu
from tui.widgets.pick import Option, Pick, among


async def ask_who(app: Keyboard, officers: Sequence[Officer]) -> str | None:
    """The login of whoever is chosen: from a menu, or from a list that is sought through where they are many."""
    if len(officers) <= len(DIGITS):
        entries = [Entry(one.login, f"{one.name}  {one.login}", sign=one.detail) for one in officers]
        return await app.ask(Menu(_("Who sits here?"), entries))
    options = [Option(one.login, one.name, f"{one.login}  {one.detail}") for one in officers]
    find = among(options, [key(one.name, one.login, one.detail) for one in officers])
    facts = await app.ask(Form(_("Who sits here?"), Pick("login", _("Officer"), find), verb=_("sit down")))
    return str(facts["login"]) if facts else None


def greeting(desk: Desk) -> str:
    """Who sits here now, and what that is worth in an open store."""
    said = _("{officer} sits here now. The store is open: a name is chosen, never proved.")
    return said.format(officer=desk.officer_name)

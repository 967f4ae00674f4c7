"""Who sits here: in an open store one of its officers is chosen, in a locked one they sign in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

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


async def ask_for_desk(app: Keyboard, desk: Desk) -> Callable[[], Desk] | None:
    """How the desk of whoever sits down instead is opened; None where nobody does."""
    if desk.seat is None or (login := await ask_who(app, desk.officers())) is None:
        return None
    if not desk.is_locked:
        return partial(desk.seat, login)
    from tui.screens.signing import Proving  # noqa: PLC0415 - not for an open store

    facts = await app.ask(Proving(_("Somebody else sits down"), desk.seat, login=login, verb=_("sign in")))
    if facts is None:
        return None
    made = cast("Desk", facts["desk"])
    return lambda: made


def greeting(desk: Desk) -> str:
    """Who sits here now, and what that is worth in an open store."""
    if desk.is_locked:
        return _("{officer} signed in.").format(officer=desk.officer_name)
    said = _("{officer} sits here now. The store is open: a name is chosen, never proved.")
    return said.format(officer=desk.officer_name)

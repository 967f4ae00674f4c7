"""Passwords on the screen: one's own is changed, the first one locks the store, a forgotten one is set anew."""

from __future__ import annotations

from functools import partial
from typing import Any

from inventory.ground import passwords
from inventory.ground.i18n import _
from inventory.ground.people import Person
from tui.app import XunbeiApp
from tui.desk import Guard
from tui.screens.keeping import row_of
from tui.screens.signing import same, twice
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu
from tui.widgets.secret import Secret

DO, LEAVE = "do", "leave"


async def change_own(app: XunbeiApp) -> None:
    """The officer's own password; in an open store the first one of all, which is asked for twice over."""
    desk = app.desk
    if desk is None or desk.guard is None:
        return
    is_first = not desk.is_locked
    if is_first and not await _sure(app):
        return
    old = [] if is_first else [Secret("old", _("Old password"))]
    form = Form(
        _("My password"),
        *old,
        *twice(),
        submit=partial(_change, desk.guard),
        verb=_("set"),
        intro=desk.officer_name,
    )
    if await app.ask(form) is not None:
        said = _("The store is locked now: from here on everybody signs in.") if is_first else ""
        app.say(said or _("Your password was changed."))


async def _sure(app: XunbeiApp) -> bool:
    """The first password can't be taken back."""
    entries = [
        Entry(LEAVE, _("Leave the store open")),
        Entry(DO, _("Set the first password: from then on everybody signs in, for good")),
    ]
    return await app.ask(Menu(_("Lock this store?"), entries)) == DO


def _change(guard: Guard, facts: dict[str, object]) -> None:
    guard.change(str(facts.get("old") or ""), same(facts))


async def give(app: XunbeiApp, person_id: int, login: str, name: str) -> None:
    """A password for somebody who has none, or forgot it."""

    def send(facts: dict[str, object]) -> None:
        password = passwords.hashed(same(facts), login=login)
        app.do(passwords.reset_password, told=_given, person=row_of(Person, person_id), password=password)

    intro = _("they must choose another one before anything else")
    title = _("A password for {name}").format(name=name)
    await app.ask(Form(title, *twice(), submit=send, verb=_("set"), intro=intro))


def _given(person: Any) -> str:  # noqa: ANN401 - the row, wherever it came from
    return _("{name} has a new password, to be changed at once.").format(name=person.name)

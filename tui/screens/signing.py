"""Signing in: login and password, and a password of one's own where somebody else set the one that was given."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from inventory.ground.errors import Refused
from inventory.ground.i18n import _
from inventory.ground.passwords import MustChange
from tui.commands.signing import NotTheSame
from tui.desk import Desk
from tui.widgets.fields import Field, Text
from tui.widgets.form import Form
from tui.widgets.secret import Secret


def twice(when: Callable[[object], bool] = lambda _known: True) -> tuple[Secret, Secret]:
    """A new password, and the same again."""
    return (
        Secret("new", _("New password"), when=when, hint=_("at least 8 signs")),
        Secret("again", _("The same again"), when=when),
    )


def same(facts: dict[str, object]) -> str:
    """The new password that was typed twice; empty where none was asked for."""
    if facts.get("new") != facts.get("again"):
        raise NotTheSame(field="again")
    return str(facts.get("new") or "")


class Proving(Form):
    """Asks who it is; `prove` is given login, password and new password, in a thread, and its answer is the `desk`."""

    DEFAULT_CSS = """
    Proving { background: $background; }
    """

    def __init__(
        self, title: str, prove: Callable[[str, str, str], Desk | None], *, login: str = "", verb: str, intro: str = ""
    ) -> None:
        """`login` is who it most likely is."""
        self._prove, self._must_choose = prove, False
        fields: list[Field] = [
            Text("login", _("Login"), longest=40, width=20, default=login),
            Secret("password", _("Password")),
            *twice(lambda _known: self._must_choose),
        ]
        super().__init__(title, *fields, submit=self._asked, verb=verb, intro=intro)

    def _asked(self, facts: dict[str, object]) -> None:
        facts["desk"] = self._prove(str(facts["login"]), str(facts["password"]), same(facts))

    def _wait(self) -> None:
        self._how(Content.styled(_("Looking at the password…"), "bold $primary"))

    def _refuse(self, refusal: Refused) -> None:
        """A wrong password is written over by the next letter; a given one asks for another below it."""
        if isinstance(refusal, MustChange):
            self._must_choose = True
            self._learn()
        super()._refuse(refusal)
        field = next(one for one in self.asked if one.fact == ("new" if self._must_choose else "password"))
        if refusal.field is None and isinstance(field, Secret):
            field.enter()
            field.select()

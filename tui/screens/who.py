"""Who sits here: in an open store one of its officers is chosen, never proved."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.ground.i18n import _
from inventory.ground.search import key
from tui.desk import Officer
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among


def ask_who(officers: Sequence[Officer]) -> Form:
    """The question, answered with a login."""
    options = [Option(one.login, one.name, f"{one.login}  {one.detail}") for one in officers]
    return Form(
        _("Who sits here?"),
        Pick("login", _("Officer"), among(options, [key(one.name, one.login, one.detail) for one in officers])),
        verb=_("sit down"),
        intro=_("this store is open: nobody signs in"),
    )

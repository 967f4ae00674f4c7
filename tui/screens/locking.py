"""The locked screen: what stood there waits behind it, half typed forms too, until the officer is back."""

from __future__ import annotations

from textual import getters
from textual.content import Content

from inventory.ground.i18n import _
from tui.app import XunbeiApp
from tui.desk import Desk, Guard
from tui.screens.signing import Proving
from tui.screens.who import greeting


class LockScreen(Proving):
    """In front of everything until the officer signs in again, or somebody else takes their place."""

    app = getters.app(XunbeiApp)

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Whose screen it is stands there already."""
        title = _("Locked: {officer} works here").format(officer=desk.officer_name)
        super().__init__(title, guard.unlock, login=guard.login, verb=_("go on"), intro=desk.house)

    def _explain(self) -> None:
        """There is no way back from here but through."""
        keys = [("Enter", _("go on, or sit down under another login")), ("^Q", _("leave the program"))]
        parts = [((f"   {key}", "bold $primary"), (f" {said}", "")) for key, said in keys]
        self._how(Content.assemble(*(part for pair in parts for part in pair)))

    def _finish(self, facts: dict[str, object]) -> None:
        """Give way; where somebody else sits down, only once their own desk is there."""
        desk = facts["desk"]
        if isinstance(desk, Desk):
            self.app.sit_down(lambda: desk, greeting)
        else:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Nobody leaves a locked screen but by signing in."""
        self._say(_("The screen is locked: sign in, or leave the program with Ctrl+Q."))

"""What the lists and forms of F7 have in common: Esc leads back to the board, and what was left empty is left out."""

from __future__ import annotations

from typing import Any

from tui.screens.register import Answers, RegisterScreen


class BesideBoard(RegisterScreen[Any]):
    """A list that shares its key with the board."""

    def action_back(self) -> None:
        """Show everything again; then to the board."""
        if self.find.text or len(self.app.screen_stack) > 1:
            super().action_back()
        else:
            self.app.action_go("response")


def filled(given: Answers) -> Answers:
    """What was answered, without what was left empty."""
    return {name: fact for name, fact in given.items() if fact not in (None, "")}

"""A password as it is asked for: never shown, never kept as a draft, nothing trimmed from it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input

from tui.widgets.fields import Typed
from tui.widgets.letters import Letters

MOST = 1000  # signs that are taken at all


class Secret(Typed):
    """A line whose letters don't show."""

    def controls(self) -> ComposeResult:
        """Dots."""
        yield Letters(password=True, select_on_focus=True, max_length=MOST)

    @property
    def is_empty(self) -> bool:
        """A blank may be a part of it."""
        return not self.raw

    def value(self) -> str:
        """As it was typed."""
        return self.raw

    def select(self) -> None:
        """Let the next letter take the place of all that stands here."""
        self.query_one(Input).action_select_all()

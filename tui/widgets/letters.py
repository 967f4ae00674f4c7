"""A line to type into, alone: the lists take it without the forms' fields and what reads them."""

from __future__ import annotations

from textual.widgets import Input

from inventory.ground.text import visible


class Letters(Input):
    """A line to type into; what could drive a terminal becomes a visible sign as it comes in."""

    def validate_value(self, value: str) -> str:
        """What is shown is what is kept."""
        return visible(value)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an empty line Backspace is left to what stands around it."""
        return False if action == "delete_left" and not self.value else super().check_action(action, parameters)

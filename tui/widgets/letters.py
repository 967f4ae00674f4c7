"""A line to type into, alone: the lists take it without the forms' fields and what reads them."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from inventory.ground.text import visible


class Letters(Input):
    """A line to type into, without a frame; what could drive a terminal becomes a visible sign as it comes in."""

    virtual_size = Reactive(Size(0, 0))  # it has no bars, so a letter more or less never lays out the screen anew

    def __init__(
        self,
        value: str | None = None,
        placeholder: str = "",
        *,
        password: bool = False,
        select_on_focus: bool = True,
        max_length: int = 0,
    ) -> None:
        """`max_length` 0 is no limit; `compact=True` would set the class, but look all styles up too early."""
        super().__init__(
            value,
            placeholder,
            password=password,
            select_on_focus=select_on_focus,
            max_length=max_length,
        )
        self.add_class("-textual-compact", update=False)

    def validate_value(self, value: str) -> str:
        """What is shown is what is kept."""
        return visible(value)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an empty line Backspace is left to what stands around it."""
        return False if action == "delete_left" and not self.value else super().check_action(action, parameters)

"""A line where one scans or types while a list above it keeps moving under the arrows."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from inventory.ground.i18n import N_
from tui.widgets.letters import Letters

SPACES = {"space", "ideographic_space"}


class EntryInput(Letters):
    """Where the letters go; while nothing is typed Space opens the menu and the arrows move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Enter, next"), key_display="Enter"),
        Binding("escape", "clear", N_("Back"), key_display="Esc", show=False),
        Binding("up", "steer('move(-1)')", N_("Up"), show=False),
        Binding("down", "steer('move(1)')", N_("Down"), show=False),
        Binding("pageup", "steer('page(-1)')", N_("Page up"), show=False),
        Binding("pagedown", "steer('page(1)')", N_("Page down"), show=False),
    ]

    class Steered(Message):
        """A key that moves in the list."""

        def __init__(self, action: str) -> None:
            """Say what the list should do."""
            self.action = action
            super().__init__()

    class Asked(Message):
        """Space, with nothing typed: the menu is wanted."""

    class Left(Message):
        """Esc, with nothing typed."""

    async def on_key(self, event: events.Key) -> None:
        """A space begins no entry: it opens the menu; later it parts a line from its amount, in whatever width."""
        if event.key not in SPACES:
            return
        event.stop()
        event.prevent_default()
        if self.value:
            self.insert_text_at_cursor(" ")
        else:
            self.post_message(self.Asked())

    def action_clear(self) -> None:
        """Take back what is typed; with nothing typed, go back."""
        if self.value:
            self.value = ""
        else:
            self.post_message(self.Left())

    def action_steer(self, action: str) -> None:
        """Move in the list without leaving the line."""
        self.post_message(self.Steered(action))

    def action_cursor_left(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's own signature
        """In the letters, or among the columns where there are none."""
        if self.value:
            super().action_cursor_left(select)
        else:
            self.action_steer("column(-1)")

    def action_cursor_right(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's own signature
        """In the letters, or among the columns where there are none."""
        if self.value:
            super().action_cursor_right(select)
        else:
            self.action_steer("column(1)")

    def action_home(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's own signature
        """To the first letter, or to the first line where there is none."""
        if self.value:
            super().action_home(select)
        else:
            self.action_steer("first")

    def action_end(self, select: bool = False) -> None:  # noqa: FBT001, FBT002 - Textual's own signature
        """To the last letter, or to the last line where there is none."""
        if self.value:
            super().action_end(select)
        else:
            self.action_steer("last")

"""The entry line of a check: which line waits, what is typed for it, and what that means."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from inventory.ground.text import visible
from tui.widgets.entry import EntryInput


class EntryLine(Horizontal):
    """Which line waits, what is typed for it, and what that means."""

    DEFAULT_CSS = """
    EntryLine {
        height: 1; background: $panel; padding: 0 2;
        & > Static { text-wrap: nowrap; text-overflow: ellipsis; }
        & > #whose { width: auto; max-width: 45%; color: $primary; text-style: bold; }
        & > EntryInput { width: 1fr; min-width: 14; max-width: 30; background: $row; margin: 0 2; }
        & > EntryInput:focus { background: $row; background-tint: $foreground 0%; }
        & > #means { width: 2fr; color: $secondary; }
    }
    """

    class Typed(Message):
        """Something else stands in the line."""

        def __init__(self, text: str) -> None:
            """Say what."""
            self.text = text
            super().__init__()

    class Sent(Message):
        """Enter."""

        def __init__(self, text: str) -> None:
            """Say what was typed, spaces and all."""
            self.text = text
            super().__init__()

    def compose(self) -> ComposeResult:
        """The line's number and name, the letters, their meaning."""
        yield Static("", id="whose", markup=False)
        yield EntryInput(select_on_focus=False)
        yield Static("", id="means", markup=False)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(EntryInput).value

    def clear(self) -> None:
        """Nothing typed; the next line waits."""
        self.query_one(EntryInput).value = ""

    def whose(self, text: str) -> None:
        """Say which line waits."""
        self.query_one("#whose", Static).update(visible(text))

    def means(self, text: str) -> None:
        """Say what is understood."""
        self.query_one("#means", Static).update(visible(text), layout=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on that Enter was pressed."""
        event.stop()
        self.post_message(self.Sent(event.value))

"""The find line: what is typed narrows the list at every key."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from tui.widgets.letters import Letters


class FindInput(Letters):
    """Where the letters go; the list keeps its own keys while one types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", N_("To the list"), key_display="Enter"),
        Binding("escape", "clear", N_("Show all"), key_display="Esc"),
        Binding("up", "steer('move(-1)')", N_("Up"), show=False),
        Binding("down", "steer('move(1)')", N_("Down"), show=False),
        Binding("pageup", "steer('page(-1)')", N_("Page up"), show=False),
        Binding("pagedown", "steer('page(1)')", N_("Page down"), show=False),
    ]

    class Steered(Message):
        """A key that moves in the list was pressed while the letters go here."""

        def __init__(self, action: str) -> None:
            """Say what the list should do."""
            self.action = action
            super().__init__()

    class Done(Message):
        """The officer goes back to the list."""

    def action_leave(self) -> None:
        """Keep what was found and go to the list."""
        self.post_message(self.Done())

    def action_clear(self) -> None:
        """Show everything again and go to the list."""
        self.value = ""
        self.post_message(self.Done())

    def action_steer(self, action: str) -> None:
        """Move in the list without leaving the line."""
        self.post_message(self.Steered(action))


class FindLine(Horizontal):
    """The line over a list: what is sought on the left, what the list adds up to on the right."""

    DEFAULT_CSS = """
    FindLine {
        height: 1; background: $surface; padding: 0 2;
        & > #sign { width: auto; color: $quiet; }
        & > FindInput { width: 1fr; background: $surface; }
        & > FindInput:focus { background: $surface; background-tint: $foreground 0%; }
        & > #summary { width: auto; max-width: 70%; margin-left: 2; color: $secondary; }
    }
    FindLine:focus-within > #sign { color: $primary; text-style: bold; }
    """

    class Changed(Message):
        """Something else is sought."""

        def __init__(self, text: str) -> None:
            """Say what."""
            self.text = text
            super().__init__()

    def __init__(self, hint: str = "") -> None:
        """`hint` says what may be typed."""
        super().__init__()
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Sign, letters, summary."""
        yield Static(_("Find") + "  ", id="sign", markup=False)
        yield FindInput(placeholder=self._hint, select_on_focus=False)
        yield Static("", id="summary", markup=False)

    @property
    def text(self) -> str:
        """What is sought."""
        return self.query_one(FindInput).value.strip()

    def begin(self, text: str | None = None) -> None:
        """Send the letters here; `text` begins a new search with it, without it what is typed replaces the old one."""
        line = self.query_one(FindInput)
        if text is not None:
            line.value = text
        line.selection = Selection(0 if text is None else len(line.value), len(line.value))
        line.focus()

    def summarise(self, text: str) -> None:
        """Say what the list adds up to; signs and words, each sign in its colour."""
        hues = {"●": "$success", "▲": "$warning", "■": "$error", "○": "$quiet"}
        parts = [
            (" · " if at else "") + part if part[:1] not in hues else (("  " if at else "") + part, hues[part[:1]])
            for at, part in enumerate(visible(text).split(" · "))
        ]
        self.query_one("#summary", Static).update(Content.assemble(*parts) if cell_len(text) else "")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is sought."""
        event.stop()
        self.post_message(self.Changed(self.text))

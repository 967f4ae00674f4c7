"""The line at the bottom of the board: a line of the log in one breath, and under it what was understood of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from inventory.duty.breath import Breath
from inventory.duty.log import LOG_KIND_NAMES, LogKind
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from tui.widgets.entry import EntryInput

FINDS = {"slash", "ideographic_comma", "fullwidth_solidus"}


class LogInput(EntryInput):
    """Where the line is typed; while it is empty Space opens the menu and a slash finds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Write it down"), key_display="Enter"),
        Binding("escape", "clear", N_("To the log"), key_display="Esc", show=False),
    ]

    class Finds(Message):
        """A slash, with nothing typed."""

    async def on_key(self, event: events.Key) -> None:
        """A slash begins no line; later it is a sign like any other."""
        if event.key in FINDS and not self.value:
            event.stop()
            event.prevent_default()
            self.post_message(self.Finds())

    def action_clear(self) -> None:
        """What is half typed stays."""
        self.post_message(self.Left())


class LogLineEntry(Vertical):
    """The line with its label, and what it means."""

    DEFAULT_CSS = """
    LogLineEntry {
        height: auto; background: $panel; padding: 0 2;
        & > Horizontal { height: 1; }
        & #label { width: auto; color: $quiet; }
        & LogInput { width: 1fr; background: $row; margin: 0 0 0 2; }
        & LogInput:focus { background: $row; background-tint: $foreground 0%; }
        & > #echo { width: 100%; height: auto; min-height: 1; max-height: 3; color: $secondary; }
    }
    LogLineEntry:focus-within #label { color: $primary; text-style: bold; }
    """

    class Typed(Message):
        """Something else stands in the line."""

        def __init__(self, text: str) -> None:
            """Say what."""
            self.text = text
            super().__init__()

    class Sent(Message):
        """Enter."""

    def compose(self) -> ComposeResult:
        """Label, letters, meaning."""
        with Horizontal():
            yield Static(_("Log"), id="label", markup=False)
            yield LogInput(select_on_focus=False)
        yield Static("", id="echo", markup=False)

    @property
    def input(self) -> LogInput:
        """Where one types."""
        return self.query_one(LogInput)

    @property
    def text(self) -> str:
        """What is typed."""
        return self.input.value

    def put(self, text: str) -> None:
        """Let this stand in the line, the cursor behind it."""
        self.input.value = text
        self.input.cursor_position = len(text)

    def begin(self, text: str = "") -> None:
        """Send the letters here, beginning with these."""
        self.input.focus()
        if text:
            self.input.insert_text_at_cursor(text)

    def means(self, said: Content | str) -> None:
        """Say what is understood."""
        self.query_one("#echo", Static).update(said)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass on what is typed."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass on that Enter was pressed."""
        event.stop()
        self.post_message(self.Sent())


def idle() -> Content:
    """What may be typed, while nothing is."""
    example = _("14:20 phone Ma Town flooded road | a team is sent | by 16:00 Li")
    return Content.assemble(
        (f"{example}   ", "$quiet"),
        (_("Space"), "bold $primary"),
        " " + _("menu") + "  ",
        ("Tab", "bold $primary"),
        " " + _("panes") + "  ",
        ("/", "bold $primary"),
        " " + _("find"),
    )


def understood(breath: Breath, now: datetime, zone: tzinfo) -> Content:
    """What a typed line says, part by part; what is assumed says so."""
    moment: Callable[[datetime], str] = lambda when: f"{when.astimezone(zone):%m-%d %H:%M}"  # noqa: E731 - one format
    when = moment(breath.occurred_at or now)
    if breath.occurred_at is None:
        when = _("now")
    parts: list[tuple[str, str]] = [("= ", "$quiet"), (when, "bold")]
    if breath.dated_back:
        parts.append((" " + _("▲ yesterday"), "$warning"))
    kind = breath.kind or LogKind.OTHER
    parts.append((f" {_(LOG_KIND_NAMES[kind])}", "bold" if breath.kind else "$quiet"))
    due = moment(breath.due_at) if breath.due_at else ""
    for label, text in (
        (_("Unit and name"), " ".join(one for one in (breath.unit, breath.caller, breath.phone) if one)),
        (_("Content"), breath.content),
        (_("Handling"), breath.action),
        (_("Deadline"), due),
        (_("Responsible"), breath.owner),
    ):
        if text:
            parts += [(f"  {label} ", "$quiet"), (visible(text), "")]
    if not breath.content:
        parts.append(("  " + _("▲ what was said is missing"), "$warning"))
    return Content.assemble(*parts)

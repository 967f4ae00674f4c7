"""The first frame: it is on the screen before anything is read."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from inventory.ground.i18n import _
from tui.widgets.keys import KeyLine
from tui.widgets.notice import Notice
from tui.widgets.top import Heading, TopLine


class OpeningScreen(Screen[None]):
    """Frame without content, until the store is open."""

    def compose(self) -> ComposeResult:
        """The lines that stay when the list comes."""
        yield TopLine()
        yield Static("", id="body", markup=False)
        yield Static("  " + _("Opening the store…"), id="waiting", markup=False)
        yield Notice(markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Say where one is."""
        self.query_one(TopLine).heading = getattr(self.app, "heading", Heading())

    def tell(self, text: str, level: str) -> None:
        """Say why the store doesn't open."""
        self.query_one("#waiting", Static).update("")
        self.query_one(Notice).say(text, level)

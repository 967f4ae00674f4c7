"""The first frame: it is on the screen before anything is read, so it rests on nothing that takes time to load."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from inventory.ground.i18n import _


class OpeningScreen(Screen[None]):
    """The frame without its content, until the store is open."""

    def __init__(self, place: str, then: Callable[[], object]) -> None:
        """`place` is where one will be; `then` is done once this is painted."""
        super().__init__()
        self._place = place
        self._then: Callable[[], object] | None = then

    def compose(self) -> ComposeResult:
        """The lines that stay where they are when the list comes."""
        yield Static("  " + _("Xunbei") + f"  {self._place}", classes="band", markup=False)
        yield Static("  " + _("Opening the store…"), id="said", markup=False)
        yield Static("  " + _("Ctrl+Q leaves the program."), classes="band low", markup=False)

    def on_screen_resume(self) -> None:
        """Textual paints on this message, after us, the first time as well as after a screen on top."""
        if self._then is not None:
            self.call_next(self._then)
            self._then = None

    def tell(self, text: str, level: str) -> None:
        """Say why the store doesn't open."""
        from tui.widgets.notice import worded  # noqa: PLC0415 - only a store that doesn't open needs it

        self.query_one("#said", Static).update(worded(text, level))

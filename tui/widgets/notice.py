"""The notice: one sentence about what was just done or refused, until the next one or a while."""

from __future__ import annotations

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from inventory.ground.text import visible
from reports.table import Level

HUES = {Level.FINE: "$success", Level.ATTENTION: "$warning", Level.URGENT: "$error", Level.UNKNOWN: "$secondary"}
AWHILE = 20.0


class Notice(Static):
    """A line over the keys that is there only while it says something."""

    DEFAULT_CSS = """
    Notice { height: auto; max-height: 3; padding: 0 2; background: $surface; display: none; }
    Notice.-said { display: block; }
    """

    _until: Timer | None = None

    def say(self, text: str, level: str = "FINE") -> None:
        """Show a sentence, at the level of this name."""
        if self._until is not None:
            self._until.stop()
        self.update(worded(text, level))
        self.add_class("-said")
        self._until = self.set_timer(AWHILE, self.hush)

    def hush(self) -> None:
        """Give the line back."""
        self.remove_class("-said")


def worded(text: str, level: str) -> Content:
    """A sentence after the sign of its level."""
    return Content.assemble((f"{Level[level].value} ", f"bold {HUES[Level[level]]}"), visible(text))

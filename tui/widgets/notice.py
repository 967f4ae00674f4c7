"""The notice: one sentence about what was just done or refused, and one of what can't wait, each for a while."""

from __future__ import annotations

from functools import partial

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from inventory.ground.text import visible
from reports.table import Level

HUES = {Level.FINE: "$success", Level.ATTENTION: "$warning", Level.URGENT: "$error", Level.UNKNOWN: "$secondary"}
AWHILE = 20.0
ANSWER, REMINDER = "answer", "reminder"


class Notice(Static):
    """A line over the keys that is there only while it says something."""

    DEFAULT_CSS = """
    Notice { height: auto; max-height: 4; padding: 0 2; background: $surface; display: none; }
    Notice.-said { display: block; }
    """

    def __init__(self, *, markup: bool = False) -> None:
        """Nothing is said yet."""
        super().__init__(markup=markup)
        self._said: dict[str, tuple[Content, Timer]] = {}

    def say(self, text: str, level: str = "FINE") -> None:
        """Show a sentence, at the level of this name, in the place of the one before."""
        self._put(ANSWER, text, level)

    def remind(self, text: str) -> None:
        """Show what can't wait, under the answer to what was just done."""
        self._put(REMINDER, text, "URGENT")

    def _put(self, which: str, text: str, level: str) -> None:
        if which in self._said:
            self._said[which][1].stop()
        self._said[which] = (worded(text, level), self.set_timer(AWHILE, partial(self._drop, which)))
        self._show()

    def _drop(self, which: str) -> None:
        if which in self._said:
            self._said.pop(which)[1].stop()
            self._show()

    def _show(self) -> None:
        """Say it; the screen is only laid out anew where that takes a line more or less."""
        said = Content("\n").join(self._said[one][0] for one in (ANSWER, REMINDER) if one in self._said)
        is_shown = self.has_class("-said") and bool(self._said) and bool(self.size.width)
        self.update(said, layout=not (is_shown and said.get_height({}, self.size.width) == self.size.height))
        self.set_class(bool(self._said), "-said")

    def hush(self) -> None:
        """Give the lines back."""
        for one in (ANSWER, REMINDER):
            self._drop(one)


def worded(text: str, level: str) -> Content:
    """A sentence after the sign of its level."""
    return Content.assemble((f"{Level[level].value} ", f"bold {HUES[Level[level]]}"), visible(text))

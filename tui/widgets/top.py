"""The top line: which place, whose store, who is on duty, what time it is, who sits here and how they came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from inventory.ground.i18n import _
from inventory.ground.text import visible
from tui.widgets.fitting import fit

if TYPE_CHECKING:
    from tui.watching import Watch

NARROWEST_NAME = 8
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Heading:
    """What the top line says; what isn't known yet is left out. `lacking` is whether a post is empty now."""

    place: str = ""
    house: str = ""
    level: str = ""
    time: str = ""
    officer: str = ""
    access: str = ""
    exercise: bool = False
    duty: str = ""
    lacking: bool = False
    urgent: int = 0

    def on_duty(self, watch: Watch) -> Heading:
        """The same, with who is on duty and how much can't wait."""
        return replace(self, level=watch.level, duty=watch.duty, lacking=watch.is_lacking, urgent=len(watch.heard))


class TopLine(Widget):
    """One line that is always there."""

    DEFAULT_CSS = """
    TopLine { height: 1; background: $panel; color: $foreground; }
    TopLine.-exercise { background: $error; color: $background; text-style: bold; }
    """

    heading: reactive[Heading] = reactive(Heading())

    def watch_heading(self, heading: Heading) -> None:
        """An exercise is seen from across the room."""
        self.set_class(heading.exercise, "-exercise")

    def render(self) -> Content:
        """The name and place on the left, the state of things on the right, the house between them."""
        said = self.heading
        left = [("  " + _("Xunbei"), "bold $primary"), ("  " + said.place, "bold")]
        used = sum(cell_len(text) for text, _hue in left) + 2
        right = _fitting(_right(said), self.size.width - used - 2)
        tail = sum(cell_len(text) for text, _hue in right) + len(BETWEEN) * max(len(right) - 1, 0) + 2
        room = self.size.width - used - tail
        house = fit(visible(said.house), room - 1) + " " if room >= NARROWEST_NAME else " " * max(room, 0)
        if said.exercise:
            left = [(text, "bold") for text, _hue in left]
            right = [(text, "") for text, _hue in right]
        quiet = "" if said.exercise else "$secondary"
        parts = [part for at, one in enumerate(right) for part in ((BETWEEN if at else "", ""), one)]
        return Content.assemble(*left, ("  " + house, quiet), *parts, ("  ", ""))


def _right(said: Heading) -> list[tuple[str, str]]:
    """What stands on the right; an empty post and what can't wait are reddened."""
    return [
        (visible(text), hue)
        for text, hue in (
            (_("EXERCISE") if said.exercise else "", ""),
            (said.level, "bold"),
            (said.duty, "bold $error" if said.lacking else ""),
            (f"■ {said.urgent}" if said.urgent else "", "bold $error"),
            (said.time, ""),
            (said.officer, ""),
            (said.access, ""),
        )
        if text
    ]


def _fitting(parts: Sequence[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """What finds room, how the officer came given up first, then who it is; who is on duty is cut last."""
    kept = list(parts)

    def width() -> int:
        return sum(cell_len(text) for text, _hue in kept) + len(BETWEEN) * max(len(kept) - 1, 0)

    while len(kept) > 1 and width() > room and not kept[-1][1]:
        kept.pop()
    if (over := width() - room) > 0 and kept:
        at = max(range(len(kept)), key=lambda one: cell_len(kept[one][0]))
        text, hue = kept[at]
        kept[at] = (fit(text, max(cell_len(text) - over, 1)), hue)
    return kept

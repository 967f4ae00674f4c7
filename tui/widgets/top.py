"""The top line: which place, whose store, what level is in force, what time it is, who is on duty."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from inventory.ground.i18n import _
from inventory.ground.text import visible
from tui.widgets.fitting import fit

NARROWEST_NAME = 8


@dataclass(frozen=True, slots=True)
class Heading:
    """What the top line says; what isn't known yet is left out."""

    place: str = ""
    house: str = ""
    level: str = ""
    time: str = ""
    officer: str = ""
    exercise: bool = False


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
        right = [part for part in (said.level, said.time, said.officer) if part]
        tail = visible(" · ".join([*([_("EXERCISE")] if said.exercise else []), *right])) + "  "
        used = sum(cell_len(text) for text, _hue in left) + cell_len(tail)
        room = self.size.width - used - 2
        house = fit(visible(said.house), room) if room >= NARROWEST_NAME else " " * max(room, 0)
        if said.exercise:
            left = [(text, "bold") for text, _hue in left]
        quiet = "" if said.exercise else "$secondary"
        return Content.assemble(*left, ("  " + house, quiet), (tail, ""))

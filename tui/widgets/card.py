"""The card: what is known about the highlighted line, below the list or beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from inventory.ground.text import visible
from tui.widgets.fitting import fit

HUES = {"●": "$success", "▲": "$warning", "■": "$error", "○": "$quiet"}
BESIDE = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A few lines under a title of their own; figures (`right`) line up on the right."""

    title: str
    lines: Sequence[Sequence[str]]
    right: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card says: a title, label and value pairs, then sections."""

    title: str
    pairs: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = field(default_factory=tuple)


class Card(VerticalScroll, can_focus=False):
    """The detail of one line."""

    DEFAULT_CSS = """
    Card {
        height: auto; max-height: 45%; padding: 0 2; background: $surface; border-top: solid $rule;
        scrollbar-size-vertical: 1;
    }
    Card > Static { width: 100%; height: auto; }
    Card > #sections { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def compose(self) -> ComposeResult:
        """What wraps, and what stays in line."""
        yield Static("", id="pairs", markup=False)
        yield Static("", id="sections", markup=False)

    def say(self, facts: Facts | None) -> None:
        """Show these facts; None empties the card."""
        self.display = facts is not None
        if facts is not None:
            self.query_one("#pairs", Static).update(_pairs(facts))
            sections = [line for section in facts.sections for line in _section(section)]
            self.query_one("#sections", Static).update(Content("\n").join(sections))
            self.scroll_home(animate=False)


def _pairs(facts: Facts) -> Content:
    lines = [Content.styled(visible(facts.title), "bold $primary")]
    labels = max((cell_len(label) for label, _value in facts.pairs), default=0)
    for label, value in facts.pairs:
        lines.append(Content.assemble((fit(visible(label), labels) + " " * BESIDE, "$quiet"), _signed(visible(value))))
    return Content("\n").join(lines)


def _section(section: Section) -> list[Content]:
    return [Content(""), Content.styled(visible(section.title), "$quiet bold"), *_aligned(section)]


def _aligned(section: Section) -> list[Content]:
    rows = [[visible(cell) for cell in line] for line in section.lines]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        Content("  ").join(
            _signed(fit(cell, width, right=at in section.right))
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _signed(text: str) -> Content:
    """A text in the colour of the sign that it begins with."""
    hue = HUES.get(text.lstrip()[:1])
    return Content.styled(text, hue) if hue else Content(text)

"""The card: what is known about the highlighted line, below the list or beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from inventory.ground.text import visible
from tui.widgets.fitting import fit

HUES = {"●": "$success", "▲": "$warning", "■": "$error", "○": "$quiet"}
BESIDE = 2
NARROWEST = 8


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


class Pairs(Widget):
    """Labels with what is known of each; what takes several lines stays behind its label."""

    DEFAULT_CSS = "Pairs { width: 100%; height: auto; }"

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self._facts = Facts("")

    def tell(self, facts: Facts) -> None:
        """Show these."""
        self._facts = facts
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as they take in this width."""
        del container, viewport
        return len(_pairs(self._facts, width))

    def render(self) -> Content:
        """The title, then pair after pair."""
        return Content("\n").join(_pairs(self._facts, self.content_size.width))


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
        yield Pairs()
        yield Static("", id="sections", markup=False)

    def say(self, facts: Facts | None) -> None:
        """Show these facts; None empties the card."""
        self.display = facts is not None
        if facts is not None:
            self.query_one(Pairs).tell(facts)
            sections = [line for section in facts.sections for line in _section(section)]
            self.query_one("#sections", Static).update(Content("\n").join(sections))
            self.scroll_home(animate=False)


def _pairs(facts: Facts, width: int) -> list[Content]:
    lines = Content.styled(visible(facts.title), "bold $primary").wrap(width) if width else []
    labels = max((cell_len(visible(label)) for label, _value in facts.pairs), default=0) + BESIDE
    room = max(width - labels, NARROWEST)
    for label, value in facts.pairs:
        before = Content.styled(fit(visible(label), labels), "$quiet")
        for line in _signed(visible(value)).wrap(room):
            lines.append(Content.assemble(before, line))
            before = Content(" " * labels)
    return lines


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

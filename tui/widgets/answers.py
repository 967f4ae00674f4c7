"""Answers that are chosen, not typed: one of a few, yes or no."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import ClassVar, Unpack

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from inventory.ground.i18n import N_
from inventory.ground.text import visible
from tui.widgets.fields import About, Field


class Choices(Widget, can_focus=True):
    """A few answers side by side, one of them chosen."""

    DEFAULT_CSS = """
    Choices { width: 1fr; height: auto; }
    Choices:focus { background: $row; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", N_("The answer before"), show=False),
        Binding("right,space,ideographic_space", "move(1)", N_("The next answer"), show=False),
        Binding("enter", "enter", N_("Enter"), show=False),
    ]

    chosen: reactive[int] = reactive(0, layout=True)

    class Changed(Message):
        """Another answer is chosen."""

    class Entered(Message):
        """Enter was pressed."""

    def __init__(self, labels: Sequence[str], chosen: int) -> None:
        """Take the answers' labels."""
        super().__init__()
        self.labels = labels
        self.set_reactive(Choices.chosen, chosen)

    def _lines(self, width: int) -> list[list[int]]:
        """Which answers stand in which line: none is broken."""
        lines: list[list[int]] = [[]]
        x = 0
        for index in range(len(self.labels)):
            need = cell_len(self._text(index)) + 2
            if lines[-1] and x + need - 2 > width:
                lines.append([])
                x = 0
            lines[-1].append(index)
            x += need
        return lines

    def _text(self, index: int) -> str:
        return f"{'▸' if index == self.chosen else ' '}{index + 1} {visible(self.labels[index])}"

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """As many lines as the answers take."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Digit and label of each, the chosen one marked by a sign too."""
        lines = []
        for line in self._lines(self.content_size.width):
            hues = ["bold $primary" if index == self.chosen else "$foreground" for index in line]
            parts = [Content.styled(self._text(index), hue) for index, hue in zip(line, hues, strict=True)]
            lines.append(Content("  ").join(parts))
        return Content("\n").join(lines)

    def watch_chosen(self) -> None:
        """Pass on that another is chosen."""
        self.post_message(self.Changed())

    def action_move(self, step: int) -> None:
        """To the one before or after, going round."""
        here = max(self.chosen, 0 if step < 0 else -1)  # none is chosen before the first
        self.chosen = (here + step) % len(self.labels)

    def action_enter(self) -> None:
        """Pass on that Enter was pressed."""
        self.post_message(self.Entered())

    def on_key(self, event: events.Key) -> None:
        """A digit chooses, in whatever width it comes."""
        digit = unicodedata.normalize("NFKC", event.character or "")
        if digit.isascii() and digit.isdigit() and 0 < int(digit) <= len(self.labels):
            event.stop()
            self.chosen = int(digit) - 1

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        lines = self._lines(self.content_size.width)
        x = 0
        for index in lines[event.y] if event.y < len(lines) else ():
            width = cell_len(self._text(index)) + 2
            if x <= event.x < x + width:
                self.chosen = index
            x += width


class Choice(Field):
    """One of a few answers."""

    def __init__(
        self,
        name: str,
        label: str,
        options: Sequence[tuple[object, str]],
        *,
        default: object = None,
        **about: Unpack[About],
    ) -> None:
        """`options` are values with their labels; the first is chosen unless `default` is another's value."""
        super().__init__(name, label, **about)
        self._options = options
        values = [value for value, _label in options]
        self._first = values.index(default) if default in values else 0

    DEFAULT_CSS = "Choice .note { width: auto; max-width: 40%; }"

    def controls(self) -> ComposeResult:
        """The answers."""
        yield Choices([label for _value, label in self._options], self._first)

    @property
    def _at(self) -> int:
        return self.query_one(Choices).chosen if self.is_mounted else self._first

    @property
    def raw(self) -> str:
        """The chosen answer's number."""
        return str(self._at)

    @raw.setter
    def raw(self, text: str) -> None:
        if text.isdecimal() and int(text) < len(self._options):
            self.query_one(Choices).chosen = int(text)

    def value(self) -> object:
        """The chosen answer's value."""
        return self._options[self._at][0]

    def on_choices_entered(self, event: Choices.Entered) -> None:
        """Pass on that Enter was pressed."""
        event.stop()
        self.post_message(self.Entered(self))

    def on_choices_changed(self, event: Choices.Changed) -> None:
        """Pass on that another is chosen."""
        event.stop()
        self.accept()
        self.post_message(self.Changed(self))


class Box(Widget, can_focus=True):
    """A box to tick."""

    DEFAULT_CSS = """
    Box { width: 3; height: 1; }
    Box:focus { background: $row; color: $primary; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,ideographic_space,left,right", "turn", N_("Tick or not"), show=False),
        Binding("enter", "enter", N_("Enter"), show=False),
    ]

    ticked: reactive[bool] = reactive(default=False)

    class Changed(Message):
        """Ticked, or no longer."""

    class Entered(Message):
        """Enter was pressed."""

    def __init__(self, *, ticked: bool) -> None:
        """Begin ticked or not."""
        super().__init__()
        self.set_reactive(Box.ticked, ticked)

    def render(self) -> Content:
        """Brackets, which every terminal draws one cell wide."""
        return Content("[x]" if self.ticked else "[ ]")

    def watch_ticked(self) -> None:
        """Pass on the change."""
        self.post_message(self.Changed())

    def action_turn(self) -> None:
        """Tick, or take the tick away."""
        self.ticked = not self.ticked

    def action_enter(self) -> None:
        """Pass on that Enter was pressed."""
        self.post_message(self.Entered())

    def on_click(self) -> None:
        """A click turns it."""
        self.action_turn()


class Tick(Field):
    """Yes or no."""

    def __init__(
        self,
        name: str,
        label: str,
        *,
        default: bool = False,
        **about: Unpack[About],
    ) -> None:
        """`default` is how it begins."""
        super().__init__(name, label, **about)
        self._first = default

    def controls(self) -> ComposeResult:
        """The box."""
        yield Box(ticked=self._first)

    @property
    def raw(self) -> str:
        """1 where ticked, 0 where not."""
        return "1" if (self.query_one(Box).ticked if self.is_mounted else self._first) else "0"

    @raw.setter
    def raw(self, text: str) -> None:
        self.query_one(Box).ticked = text == "1"

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.raw == "1"

    def on_box_entered(self, event: Box.Entered) -> None:
        """Pass on that Enter was pressed."""
        event.stop()
        self.post_message(self.Entered(self))

    def on_box_changed(self, event: Box.Changed) -> None:
        """Pass on the change."""
        event.stop()
        self.accept()
        self.post_message(self.Changed(self))

"""Picking one of many: the list narrows while one types; initials, codes and scanned barcodes find too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, Unpack

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.search import Finder, fold, key
from inventory.ground.text import visible
from tui.widgets.fields import About, Field
from tui.widgets.fitting import fit
from tui.widgets.letters import Letters

MOST = 6


@dataclass(frozen=True, slots=True)
class Option:
    """Something to pick: its value, what it is called, what helps to tell it from its neighbours."""

    value: object
    label: str
    detail: str = ""


Find = Callable[[str], Sequence[Option]]


def among(options: Iterable[Option], keys: Iterable[str]) -> Find:
    """A finder over options that are at hand, each with its search key."""
    every = list(options)
    finder = Finder(enumerate(keys))

    def find(text: str) -> Sequence[Option]:
        return [every[index] for index in finder.find(text)] if text.strip() else every

    return find


def found_in(label: str, text: str) -> tuple[int, int]:
    """Which part of a label a text found, as it stands or by its initials; (0, 0) where it was found otherwise."""
    low, asked = label.casefold(), text.strip().casefold()
    if asked and len(low) == len(label) and (start := low.find(asked)) >= 0:
        return start, start + len(asked)
    places = [at for at, sign in enumerate(label) if not sign.isspace()]
    initials = next(iter(key(label).removeprefix(fold(label)).split()), "")
    start = initials.find(fold(text)) if asked and len(initials) == len(places) else -1
    return (places[start], places[start + len(fold(text)) - 1] + 1) if start >= 0 else (0, 0)


class NotThere(Refused):
    """Nothing is called so."""

    message = N_("Nothing here is called “{text}”.")


class Several(Refused):
    """More than one thing is called so."""

    message = N_("“{text}” fits several; choose one with ↓ and Enter.")


class Candidates(Widget):
    """What fits so far, under the line.

    It takes room instead of floating: where widgets overlap, Textual cuts wide characters at the edges underneath.
    """

    DEFAULT_CSS = """
    Candidates {
        width: 1fr; max-width: 60; height: auto; display: none;
        background: $panel; border-left: outer $primary;
    }
    """

    at: reactive[int] = reactive(-1)

    def __init__(self, clicked: Callable[[], None]) -> None:
        """Begin with nothing; `clicked` is told of a click."""
        super().__init__()
        self.options: Sequence[Option] = ()
        self.text = ""
        self._clicked = clicked

    def offer(self, options: Sequence[Option], text: str) -> None:
        """Show these, which a text found; the first of them is meant where something was typed."""
        self.options, self.text = options, text
        at = 0 if text.strip() else -1
        self.set_reactive(Candidates.at, at if options else -1)
        self.refresh(layout=True)

    @property
    def picked(self) -> Option | None:
        """The highlighted one."""
        return self.options[self.at] if 0 <= self.at < len(self.options) else None

    def validate_at(self, at: int) -> int:
        """Stay among them."""
        return max(-1, min(at, len(self.options) - 1))

    @property
    def _top(self) -> int:
        return max(0, min(self.at - MOST // 2, len(self.options) - MOST))

    def get_content_height(self, *_sizes: object) -> int:
        """A few lines, and one for how many more there are; one sentence where there is nothing."""
        return min(len(self.options), MOST) + (len(self.options) > MOST) or 1

    def render(self) -> Content:
        """The few lines around the highlighted one, and how many stand above and below them."""
        if not self.options:
            said = (
                str(NotThere(text=visible(self.text.strip())))
                if self.text.strip()
                else _("There is nothing to choose.")
            )
            return Content.styled(f" ▲ {said}", "$warning")
        top = self._top
        lines = [self._line(index, one) for index, one in enumerate(self.options[top : top + MOST], top)]
        hidden = (("↑", top), ("↓", len(self.options) - top - MOST))
        more = [f" {sign} " + ngettext("{n} more", "{n} more", n).format(n=n) for sign, n in hidden if n > 0]
        if more:
            lines.append(Content.styled("  ".join(more), "$quiet"))
        return Content("\n").join(lines)

    def _line(self, index: int, one: Option) -> Content:
        """A candidate: what was typed is underlined in it."""
        room = self.content_size.width
        ground = " on $cell" if index == self.at else ""
        detail = visible(one.detail)
        label = fit(f" {visible(one.label)}", max(room - cell_len(detail) - 2, room // 2))
        start, stop = (1 + at for at in found_in(visible(one.label), self.text))
        rest = fit(f" {detail} ", room - cell_len(label))
        return Content.assemble(
            (label[:start], f"bold{ground}"),
            (label[start:stop], f"bold underline $accent{ground}"),
            (label[stop:], f"bold{ground}"),
            (rest, f"$secondary{ground}"),
        )

    def on_click(self, event: events.Click) -> None:
        """A click picks."""
        if event.y < min(len(self.options), MOST):
            self.at = self._top + event.y
            self._clicked()


class PickLetters(Letters):
    """The letters that narrow the candidates."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "steer(-1)", N_("Up"), show=False),
        Binding("down", "steer(1)", N_("Down"), show=False),
        Binding("escape", "close", N_("Close the list"), show=False),
    ]

    class Steered(Message):
        """Up or down."""

        def __init__(self, step: int) -> None:
            """Say which."""
            self.step = step
            super().__init__()

    class Closed(Message):
        """Esc."""

    def action_steer(self, step: int) -> None:
        """Move among the candidates."""
        self.post_message(self.Steered(step))

    def action_close(self) -> None:
        """Hide the candidates."""
        self.post_message(self.Closed())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where no candidate is meant, arrows and Esc are the form's."""
        pick = next((one for one in self.ancestors if isinstance(one, Pick)), None)
        if action in {"steer", "close"} and pick is not None:
            down = parameters == (1,) and bool(pick.candidates.options)
            return pick.is_open and (pick.candidates.at >= 0 or down)
        return super().check_action(action, parameters)


class Pick(Field):
    """One of many, found while typing."""

    def __init__(
        self,
        name: str,
        label: str,
        find: Find,
        *,
        default: Option | None = None,
        **about: Unpack[About],
    ) -> None:
        """`find` answers what fits a text, best first; everything for an empty text."""
        super().__init__(name, label, **about)
        self.find = find
        self.option = default
        self.candidates = Candidates(self._clicked)

    def controls(self) -> ComposeResult:
        """Letters."""
        yield PickLetters(visible(self.option.label) if self.option else "", select_on_focus=True)

    def below(self) -> Sequence[Widget]:
        """What fits the letters."""
        return (self.candidates,)

    @property
    def _letters(self) -> PickLetters:
        return self.query_one(PickLetters)

    @property
    def is_open(self) -> bool:
        """Whether candidates are shown."""
        return self.is_mounted and bool(self.candidates.display)

    @property
    def raw(self) -> str:
        """The letters."""
        return self._letters.value if self.is_mounted else (self.option.label if self.option else "")

    @raw.setter
    def raw(self, text: str) -> None:
        self.take(next((one for one in self.find(text) if visible(one.label) == text), None) if text else None)
        with self.prevent(Input.Changed):
            self._letters.value = text

    def value(self) -> object:
        """The picked value, or that of the only thing that fits the text."""
        return self._fitting().value

    def _fitting(self) -> Option:
        if self.option is not None:
            return self.option
        fits = self.find(self.raw)
        exact = [one for one in fits if one.label == self.raw.strip()]
        only = exact or fits
        if len(only) != 1:
            raise (Several if fits else NotThere)(field=self.fact, text=visible(self.raw.strip()))
        return only[0]

    def take(self, option: Option | None) -> None:
        """Pick this one."""
        self.option = option
        self._close()
        if option is not None:
            with self.prevent(Input.Changed):
                self._letters.value = option.label
            self._letters.cursor_position = len(self._letters.value)
        self.accept()
        self.post_message(self.Changed(self))

    def _close(self) -> None:
        self.candidates.display = False

    def _open(self) -> None:
        """Show what fits."""
        self.candidates.offer(self.find(self.raw), self.raw)
        self.candidates.display = True
        self.call_after_refresh(self.candidates.scroll_visible, animate=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the candidates."""
        event.stop()
        if self.option is not None and event.value == visible(self.option.label):
            return  # the line says what is picked, as it does when the form opens
        self.option = None
        if self._letters.has_focus:
            self._open()
        self.accept()
        self.post_message(self.Changed(self))

    def on_descendant_focus(self) -> None:
        """Show what there is to pick from while nothing is picked."""
        if self.option is None and (self.opens_itself or not self.is_empty):
            self._open()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Hide the candidates; a text that fits only one thing has picked it."""
        self._close()
        if self.option is None and not self.is_empty:
            with suppress(Refused):
                self.take(self._fitting())
        super().on_descendant_blur(event)

    def on_pick_letters_steered(self, event: PickLetters.Steered) -> None:
        """Move among the candidates."""
        event.stop()
        self.candidates.at += event.step

    def on_pick_letters_closed(self, event: PickLetters.Closed) -> None:
        """Hide the candidates."""
        event.stop()
        self._close()

    def _clicked(self) -> None:
        self.take(self.candidates.picked)
        self.post_message(self.Entered(self, onward=True))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the highlighted candidate and goes on; with one picked already it is the form's."""
        event.stop()
        if self.is_open and (picked := self.candidates.picked) is not None:
            self.take(picked)
            self.post_message(self.Entered(self, onward=True))
        else:
            self.post_message(self.Entered(self))

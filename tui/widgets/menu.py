"""The numbered menu: space and digits pass through an idle input method, so a row's actions are one digit away."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from tui.widgets import banner
from tui.widgets.fitting import fit
from tui.widgets.window import Window

DIGITS = "1234567890"
AROUND = 8  # frame, title, why not in two lines, keys, and a line of what is below on either side


def digit_of(event: events.Key) -> int | None:
    """Which entry a key means, whatever width its digit comes in; None for another key."""
    digit = unicodedata.normalize("NFKC", event.character or "")
    return DIGITS.index(digit) if digit and digit in DIGITS else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be chosen; `why_not` says why it can't be now."""

    answer: str
    label: str
    why_not: str = ""
    sign: str = ""


class Entries(Widget, can_focus=True):
    """The numbered lines."""

    DEFAULT_CSS = "Entries { height: auto; width: auto; }"

    at: reactive[int] = reactive(0)

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take the entries."""
        super().__init__()
        self.entries = entries
        signs = max((cell_len(one.sign) for one in entries), default=0)
        self._inner = max(30, max((cell_len(one.label) for one in entries), default=0) + signs + 8)

    def get_content_width(self, *_sizes: object) -> int:
        """As wide as the widest entry."""
        return self._inner

    def get_content_height(self, *_sizes: object) -> int:
        """One line each."""
        return len(self.entries)

    def validate_at(self, at: int) -> int:
        """Go round."""
        return at % len(self.entries) if self.entries else 0

    def render(self) -> Content:
        """Digit, label and, where there is one, the key that does the same."""
        lines = []
        for index, one in enumerate(self.entries):
            digit = DIGITS[index] if index < len(DIGITS) else " "
            here = index == self.at
            ground, weight = (" on $row", "bold $foreground") if here else ("", "$foreground")
            text = f"  {visible(one.label)}"
            text = fit(text, self._inner - 3 - cell_len(one.sign) - 1) + one.sign + " "
            lines.append(
                Content.assemble(
                    (f" {digit}", f"{'dim $quiet' if one.why_not else 'bold $primary'}{ground}"),
                    (fit(text, self._inner - 2), f"{'dim $quiet' if one.why_not else weight}{ground}"),
                )
            )
        return Content("\n").join(lines)


class Menu(ModalScreen[str | None]):
    """Choose one by its digit, or with the arrows and Enter; the answer is the entry's, or None."""

    DEFAULT_CSS = """
    Menu { align: center middle; background: $background 40%; }
    Menu > Vertical {
        width: auto; min-width: 34; height: auto; max-width: 90%; max-height: 90%;
        background: $surface; border: round $rule; padding: 0 1;
    }
    Menu Window { width: auto; height: auto; }
    Menu #title { color: $primary; text-style: bold; width: auto; padding: 0 1; }
    Menu #why { color: $warning; width: auto; max-width: 60; padding: 0 1; display: none; }
    Menu #why.-said { display: block; }
    Menu #how { color: $secondary; width: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Choose")),
        Binding("escape,space,ideographic_space", "leave", N_("Back")),
        Binding("up,shift+tab", "move(-1)", N_("Up"), show=False),
        Binding("down,tab", "move(1)", N_("Down"), show=False),
        Binding("home,pageup", "move_to(0)", N_("First"), show=False),
        Binding("end,pagedown", "move_to(-1)", N_("Last"), show=False),
        Binding("f1", "app.help", N_("Help"), show=False),
    ]

    def __init__(self, title: str, entries: Sequence[Entry]) -> None:
        """Take the title and the entries."""
        super().__init__()
        self._title, self._entries = title, entries

    def on_mount(self) -> None:
        """In an exercise it says so."""
        banner.warn(self)

    def compose(self) -> ComposeResult:
        """Title, entries, a line for why one can't be chosen, and what the keys do."""
        with Vertical():
            yield Static(visible(self._title), id="title", markup=False)
            with Window():
                yield Entries(self._entries)
            yield Static("", id="why", markup=False)
            keys = [(self._digits, _("Choose")), ("Esc", _("Back")), ("F1", _("Help"))]
            parts = [((f"{key} ", "bold $primary"), f"{said}   ") for key, said in keys if key]
            yield Static(Content.assemble(*(part for pair in parts for part in pair)), id="how", markup=False)

    def on_resize(self) -> None:
        """Let the entries scroll where they don't fit, and nothing else."""
        self.query_one(Window).styles.max_height = max(self.size.height - AROUND, 1)

    @property
    def _digits(self) -> str:
        """The digits that choose; the tenth is 0."""
        count = len(self._entries)
        few = DIGITS[: min(count, len(DIGITS) - 1)]
        span = f"{few[0]}–{few[-1]}" if len(few) > 1 else few
        return f"{span} {DIGITS[-1]}" if count >= len(DIGITS) else span

    def _meant(self, event: events.Key) -> int | None:
        """Which entry a key means: by its digit, in whatever width it comes, or by the key that the entry shows."""
        at = digit_of(event)
        if at is None:
            signs = [one.sign.casefold() for one in self._entries]
            at = signs.index(event.key) if event.key in signs else None
        return at if at is not None and at < len(self._entries) else None

    def on_key(self, event: events.Key) -> None:
        """Choose what the key means; one that means nothing is told so."""
        if (at := self._meant(event)) is not None:
            event.stop()
            self.query_one(Entries).at = at
            self.action_choose()
        elif event.key not in self.active_bindings:
            event.stop()
            self.app.bell()
            self._say(_("Press a digit, or ↑ ↓ and Enter; Esc goes back."))

    def on_click(self, event: events.Click) -> None:
        """A click on an entry chooses it, one beside the menu leaves it."""
        entries = self.query_one(Entries)
        if entries.region.contains(event.screen_x, event.screen_y):
            entries.at = int(event.screen_y) - entries.region.y
            self.action_choose()
        elif event.widget is self:
            self.action_leave()

    def action_move(self, step: int) -> None:
        """Up or down."""
        self._stand(self.query_one(Entries).at + step)

    def action_move_to(self, at: int) -> None:
        """To the first or the last."""
        self._stand(at)

    def _stand(self, at: int) -> None:
        entries = self.query_one(Entries)
        entries.at = at
        self.query_one(Window).scroll_to_region(Region(0, entries.at, 1, 1), animate=False, force=True)

    def action_choose(self) -> None:
        """Answer with the entry, or say why it can't be chosen."""
        if not self._entries:
            return
        entry = self._entries[self.query_one(Entries).at]
        if entry.why_not:
            self._say(_("Not now: {why}").format(why=entry.why_not))
        else:
            self.dismiss(entry.answer)

    def _say(self, text: str) -> None:
        why = self.query_one("#why", Static)
        why.update(visible(text))
        why.add_class("-said")

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

"""The bottom line: the keys that work here and now, dimmed where this officer may not use them."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from inventory.ground.i18n import _

GAP = 2
LAST = "ctrl+q"
CHOOSE = "choose"
TYPED = {"space", "slash", "question_mark"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it stands in the line."""

    key: str
    sign: str
    label: str
    dim: bool

    @property
    def width(self) -> int:
        """How many cells it takes."""
        return cell_len(self.sign) + 1 + cell_len(self.label)


class KeyLine(Widget):
    """The keys of the screen on the left, those that work everywhere on the right; a click presses one."""

    DEFAULT_CSS = """
    KeyLine { height: 1; background: $panel; color: $secondary; padding: 0 2; }
    """

    def on_mount(self) -> None:
        """Follow what the focus changes."""
        self.screen.bindings_updated_signal.subscribe(self, self._again)

    def _again(self, _screen: Screen[object]) -> None:
        self.refresh()

    def _keys(self) -> tuple[list[Key], list[Key]]:
        """The keys of here and the keys of everywhere, each action once."""
        here: dict[str, Key] = {}
        everywhere: dict[str, Key] = {}
        is_typing = isinstance(self.screen.focused, Input)
        for active in self.screen.active_bindings.values():
            binding = active.binding
            said = meaning(self.screen, binding)
            if binding.show and said and not (is_typing and binding.key in TYPED):
                side = everywhere if isinstance(active.node, App) else here
                key = Key(binding.key, sign(binding), said, dim=not active.enabled)
                side.setdefault(binding.action, key)
        return list(here.values()), sorted(everywhere.values(), key=lambda one: one.key == LAST)

    def _layout(self) -> list[tuple[int, Key]]:
        """Each key with its place: the right side gives way from its end until the left side fits."""
        here, everywhere = self._keys()
        room = self.content_size.width
        while len(everywhere) > 1 and _width(here) + _width(everywhere) + GAP > room:
            everywhere.pop()
        right = room - _width(everywhere)
        placed, x = [], 0
        for key in here:
            if x + key.width + GAP <= right:
                placed.append((x, key))
                x += key.width + GAP
        x = right
        for key in everywhere:
            placed.append((x, key))
            x += key.width + GAP
        return placed

    def render(self) -> Content:
        """The line."""
        parts: list[tuple[str, str]] = []
        end = 0
        for x, key in self._layout():
            parts.append((" " * (x - end), ""))
            parts.append((key.sign, "dim" if key.dim else "bold $primary"))
            parts.append((f" {key.label}", "dim" if key.dim else ""))
            end = x + key.width
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        at = event.get_content_offset(self)
        for x, key in self._layout() if at else ():
            if at is not None and x <= at.x < x + key.width:
                self.app.simulate_key(key.key)


def meaning(screen: Screen[object], binding: Binding) -> str:
    """What a key does in this screen: Enter on a line is what the screen makes of it; empty where that is nothing."""
    if binding.action == CHOOSE:
        return str(getattr(screen, "enter_says", _(binding.description)))
    return _(binding.description)


def sign(binding: Binding) -> str:
    """How a key is written: as the binding says, F3, or ^P."""
    if binding.key_display:
        return binding.key_display
    if binding.key.startswith("ctrl+"):
        return f"^{binding.key.removeprefix('ctrl+').upper()}"
    return binding.key.upper() if binding.key.startswith("f") else binding.key.capitalize()


def _width(keys: list[Key]) -> int:
    return sum(key.width + GAP for key in keys) - GAP if keys else 0

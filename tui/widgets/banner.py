"""The banner of an exercise: a line over every screen, in words and in a colour, that nothing there is real."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widgets import Static

from inventory.ground.i18n import _
from inventory.ground.text import visible


class Banner(Static):
    """The line itself."""

    DEFAULT_CSS = """
    Banner {
        dock: top; height: 1; width: 100%; background: $error; color: $background; text-style: bold;
        text-align: center; text-wrap: nowrap; text-overflow: ellipsis;
    }
    """


def warn(screen: Screen[Any]) -> None:
    """Put the banner over a screen that is shown in an exercise."""
    said = getattr(screen.app, "exercise", "")
    if said:
        screen.add_class("-exercise")
        words = _("{exercise} · nothing here is real").format(exercise=visible(said))
        screen.mount(Banner(words, markup=False))

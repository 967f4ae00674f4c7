"""The places of the terminal: one function key each, the same under Ctrl+G and in the palette."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from textual.screen import Screen

from inventory.ground.i18n import N_


@dataclass(frozen=True, slots=True)
class Place:
    """One place; its screen is named, because it is imported only after the first frame is painted."""

    name: str
    key: str
    label: str
    screen: str

    def load(self) -> Callable[[], Screen[None]]:
        """The screen's class."""
        module, name = self.screen.split(":")
        return cast("Callable[[], Screen[None]]", getattr(import_module(module), name))


PLACES = (
    Place("stock", "f3", N_("Stock"), "tui.screens.stock:StockScreen"),
    Place("reports", "f10", N_("Reports"), "tui.screens.reports:ReportsScreen"),
)

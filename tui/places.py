"""The places of the terminal: one function key each, the same under Ctrl+G and in the palette.

What is looked after now and then (places, people, settings) has no key: it opens on top of the place one is at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from textual.screen import Screen

from inventory.ground.i18n import N_
from tui.commands import load


@dataclass(frozen=True, slots=True)
class Place:
    """One place; its screen is named, because it is imported only after the first frame is painted.

    Without a key it is no place of its own but opens on top of another.
    """

    name: str
    key: str
    label: str
    screen: str

    @property
    def is_on_top(self) -> bool:
        """Whether it opens on top of the place one is at."""
        return not self.key

    def load(self) -> Callable[[], Screen[None]]:
        """The screen's class."""
        return cast("Callable[[], Screen[None]]", load(self.screen))

    def make(self) -> Screen[None]:
        """A screen of its own, imported where it isn't yet."""
        return self.load()()


PLACES = (
    Place("duty", "f2", N_("Duty"), "tui.screens.duty:DutyScreen"),
    Place("stock", "f3", N_("Stock"), "tui.screens.stock:StockScreen"),
    Place("checks", "f4", N_("Checks"), "tui.screens.checks:ChecksScreen"),
    Place("roster", "f5", N_("Roster"), "tui.screens.roster:RosterScreen"),
    Place("reports", "f10", N_("Reports"), "tui.screens.reports:ReportsScreen"),
    Place("places", "", N_("Places"), "tui.screens.places:PlacesScreen"),
    Place("people", "", N_("People and roles"), "tui.screens.persons:PersonsScreen"),
    Place("organisations", "", N_("Organisations"), "tui.screens.organisations:OrganisationsScreen"),
    Place("patterns", "", N_("Shift patterns"), "tui.screens.patterns:PatternsScreen"),
    Place("levels", "", N_("Response levels"), "tui.screens.patterns:LevelsScreen"),
    Place("settings", "", N_("Settings"), "tui.screens.settings:SettingsScreen"),
)

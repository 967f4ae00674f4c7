"""The places of the terminal: one function key each, the same under Ctrl+G and in the palette.

Places that are of one kind, such as the registers of resources, share a key: it goes from each to the next.
What is looked after now and then (places, people, settings) has no key: it opens on top of the place one is at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from textual.screen import Screen

from inventory.ground.i18n import N_
from tui.commands import load


@dataclass(frozen=True, slots=True)
class Place:
    """One place; its screen is named, because it is imported only after the first frame is painted.

    Without a key it is no place of its own but opens on top of another; `group` names those that share a key.
    """

    name: str
    key: str
    label: str
    screen: str
    group: str = ""

    @property
    def title(self) -> str:
        """What its key is called by, and what stands over it."""
        return self.group or self.label

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


def entrances(places: Iterable[Place]) -> list[Place]:
    """The places as the numbered menu names them: of those that share a key the first, for all of them."""
    named: dict[str, Place] = {}
    for one in places:
        named.setdefault(one.key or one.name, one)
    return list(named.values())


RESOURCES = N_("Resources")
RESPONSE = N_("Response")
DRILLS = N_("Drills")
HAZARDS = N_("Hazards")

PLACES = (
    Place("duty", "f2", N_("Duty"), "tui.screens.duty:DutyScreen"),
    Place("stock", "f3", N_("Stock"), "tui.screens.stock:StockScreen"),
    Place("checks", "f4", N_("Checks"), "tui.screens.checks:ChecksScreen"),
    Place("roster", "f5", N_("Roster"), "tui.screens.roster:RosterScreen"),
    Place("teams", "f6", N_("Teams"), "tui.screens.resources:TeamsScreen", RESOURCES),
    Place("shelters", "f6", N_("Shelters"), "tui.screens.resources:SheltersScreen", RESOURCES),
    Place("agreements", "f6", N_("Agreements"), "tui.screens.resources:AgreementsScreen", RESOURCES),
    Place("rivers", "f6", N_("Rivers"), "tui.screens.resources:RiversScreen", RESOURCES),
    Place("response", "f7", N_("Response board"), "tui.screens.response:ResponseScreen", RESPONSE),
    Place("warnings", "f7", N_("Warnings"), "tui.screens.response:WarningsScreen", RESPONSE),
    Place("stops", "f7", N_("Stop orders"), "tui.screens.response:StopsScreen", RESPONSE),
    Place("plans", "f7", N_("Plans"), "tui.screens.response:PlansScreen", RESPONSE),
    Place("drills", "f8", N_("Drills"), "tui.screens.drills:DrillsScreen", DRILLS),
    Place("checklists", "f8", N_("Checklists"), "tui.screens.drills:ChecklistsScreen", DRILLS),
    Place("training", "f8", N_("Training"), "tui.screens.drills:TrainingsScreen", DRILLS),
    Place("hazards", "f9", N_("Hazards"), "tui.screens.hazards:HazardsScreen", HAZARDS),
    Place("inspections", "f9", N_("Inspections"), "tui.screens.hazards:InspectionsScreen", HAZARDS),
    Place("reports", "f10", N_("Reports"), "tui.screens.reports:ReportsScreen"),
    Place("places", "", N_("Places"), "tui.screens.places:PlacesScreen"),
    Place("people", "", N_("People and roles"), "tui.screens.persons:PersonsScreen"),
    Place("organisations", "", N_("Organisations"), "tui.screens.organisations:OrganisationsScreen"),
    Place("patterns", "", N_("Shift patterns"), "tui.screens.patterns:PatternsScreen"),
    Place("levels", "", N_("Response levels"), "tui.screens.patterns:LevelsScreen"),
    Place("settings", "", N_("Settings"), "tui.screens.settings:SettingsScreen"),
)

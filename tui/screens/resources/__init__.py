"""F6: what stands ready besides the stock: teams, shelters, agreements and rivers, each on a register of its own."""

from tui.screens.resources.agreements import AgreementsScreen
from tui.screens.resources.rivers import RiversScreen
from tui.screens.resources.shelters import SheltersScreen
from tui.screens.resources.teams import TeamsScreen

__all__ = ["AgreementsScreen", "RiversScreen", "SheltersScreen", "TeamsScreen"]

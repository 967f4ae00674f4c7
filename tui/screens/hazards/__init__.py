"""F9: hazards on their way to being closed off, and the rounds of inspection that look for them."""

from tui.screens.hazards.ledger import HazardsScreen
from tui.screens.hazards.rounds import InspectionsScreen

__all__ = ["HazardsScreen", "InspectionsScreen"]

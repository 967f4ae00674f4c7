"""F9: hazards on their way to being closed off, the rounds of inspection that look for them, and training."""

from tui.screens.hazards.ledger import HazardsScreen
from tui.screens.hazards.rounds import InspectionsScreen
from tui.screens.hazards.training import TrainingsScreen

__all__ = ["HazardsScreen", "InspectionsScreen", "TrainingsScreen"]

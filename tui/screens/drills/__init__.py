"""F8: drills from their plan to their evaluation, the checklists that they go by, and training."""

from tui.screens.drills.checklists import ChecklistsScreen
from tui.screens.drills.ledger import DrillsScreen
from tui.screens.drills.training import TrainingsScreen

__all__ = ["ChecklistsScreen", "DrillsScreen", "TrainingsScreen"]

"""All that F7 asks and opens on top: imported when the first of it is wanted, so that the board opens without it."""

from tui.screens.duty import papers
from tui.screens.register import Once
from tui.screens.response import ordering, stopforms, tasking, warned
from tui.screens.response.rehearsal import RehearsalScreen
from tui.screens.response.rules import ProposalRulesScreen, StopMeasuresScreen, StopRulesScreen
from tui.screens.response.stops import StopScreen
from tui.screens.response.timelines import ResponsesScreen

__all__ = [
    "Once",
    "ProposalRulesScreen",
    "RehearsalScreen",
    "ResponsesScreen",
    "StopMeasuresScreen",
    "StopRulesScreen",
    "StopScreen",
    "ordering",
    "papers",
    "stopforms",
    "tasking",
    "warned",
]

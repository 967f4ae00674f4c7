"""All that F2 asks, together: imported when the first question is wanted, so that the board opens without it."""

from tui.screens.duty import building, consulting, forms, leading, papers, reporting
from tui.screens.duty.asking import Room
from tui.screens.duty.handing import HandoverScreen
from tui.screens.duty.kinds import EventKindsScreen

__all__ = [
    "EventKindsScreen",
    "HandoverScreen",
    "Room",
    "building",
    "consulting",
    "forms",
    "leading",
    "papers",
    "reporting",
]

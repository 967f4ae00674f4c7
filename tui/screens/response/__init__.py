"""F7: the response: the level in force, warnings, stops, tasks by unit and by time, plans, what would be lacking."""

from tui.screens.response.board import ResponseScreen
from tui.screens.response.plans import PlansScreen
from tui.screens.response.stops import StopsScreen
from tui.screens.response.warnings import WarningsScreen

__all__ = ["PlansScreen", "ResponseScreen", "StopsScreen", "WarningsScreen"]

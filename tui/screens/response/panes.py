"""The three lists of the board: how things stand, the tasks, and who has how many of them."""

from __future__ import annotations

from inventory.response.tasks import TaskLine, UnitLine
from tui.screens.duty.panes import Pane
from tui.screens.response.words import Standing


class SituationTable(Pane[Standing]):
    """The level, warnings, what the program proposes, stops, and what a higher level would lack."""


class TaskTable(Pane[TaskLine]):
    """The tasks, the most urgent first."""


class UnitTable(Pane[UnitLine]):
    """The units, whoever has most overdue first."""

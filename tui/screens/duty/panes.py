"""The two lists of the board: an arrow past their edge goes on to the next pane."""

from __future__ import annotations

from typing import Any

from textual.message import Message

from inventory.duty.log import LogLine
from tui.widgets.lines import LineTable, Row


class Pane(LineTable[Row]):
    """A list among others."""

    class Edge(Message):
        """An arrow was pressed at the first or the last line."""

        def __init__(self, table: Pane[Row], step: int) -> None:
            """Say where, and which way."""
            self.table, self.step = table, step
            super().__init__()

    def action_move(self, lines: int) -> None:
        """Up or down, and on past the edge."""
        at = self.cursor + lines
        if 0 <= at < self.count:
            self.cursor = at
        else:
            self.post_message(self.Edge(self, lines))


class AlertTable(Pane[Any]):
    """What waits: alerts, whose module is read behind the first lines."""


class LogTable(Pane[LogLine]):
    """The lines of the log."""

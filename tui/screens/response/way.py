"""Which way a level can go now, and why not the other way."""

from __future__ import annotations

from enum import StrEnum

from inventory.ground.i18n import _
from tui.screens.response.looking import Board


class Way(StrEnum):
    """Which way the level goes."""

    RAISE = "raise"
    LOWER = "lower"
    END = "end"


def why_no_way(board: Board, action: str) -> str:
    """Why the level can't go that way; empty where it can."""
    level = board.level.name if board.level else ""
    above = _("{level} was ordered above this organisation: only there is it lowered or ended.")
    none = _("No response is running here.")
    match action:
        case "raise_level" if not board.levels:
            why = _("There is no response level yet: Ctrl+G, Response levels.")
        case "raise_level" if not board.graver:
            why = _("{level} is the gravest level.").format(level=level)
        case "lower_level" | "end_level" if board.running is None:
            why = above.format(level=level) if level else none
        case "lower_level" if not board.lower:
            why = _("There is no lower level: the response can only be ended.")
        case "add_task" if not level:
            why = none
        case _:
            why = ""
    return why

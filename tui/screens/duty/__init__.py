"""F2: the duty room: who is on duty, what waits, the log, reports upward, consultations, the handover."""

from tui.screens.duty.board import DutyScreen

__all__ = ["DutyScreen"]

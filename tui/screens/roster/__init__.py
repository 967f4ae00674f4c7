"""F5: the joint roster of a month: planned, published, and what became of it."""

from tui.screens.roster.board import RosterScreen

__all__ = ["RosterScreen"]

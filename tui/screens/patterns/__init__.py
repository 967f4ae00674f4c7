"""Shift patterns: the shifts and posts by which months are planned, and the levels at which a post takes more."""

from tui.screens.patterns.board import PatternsScreen
from tui.screens.patterns.levels import LevelsScreen

__all__ = ["LevelsScreen", "PatternsScreen"]

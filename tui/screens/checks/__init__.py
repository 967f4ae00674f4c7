"""F4: the stock checks: what is due, what is being counted, and everything on the way to a posted result."""

from tui.screens.checks.listing import ChecksScreen

__all__ = ["ChecksScreen"]

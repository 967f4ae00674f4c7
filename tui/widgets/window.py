"""The window: scrolls so that the cursor is in view."""

from __future__ import annotations

from textual.containers import VerticalScroll


class Window(VerticalScroll, inherit_bindings=False, can_focus=False):
    """What doesn't fit is scrolled to; it takes no keys, since the arrows mean something where it stands."""

    DEFAULT_CSS = "Window { scrollbar-size-vertical: 1; }"

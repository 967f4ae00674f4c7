"""The picture: a place is on the screen as soon as its lines are read."""

from __future__ import annotations

from textual.app import App


class Picture(App[None]):
    """A program that leaves out what Textual does, whenever a place is new, lest its picture come a moment early."""

    _coloured = ""

    def delay_update(self, delay: float = 0.0) -> None:
        """Nothing is masked: what is shown stays until what follows it is whole."""

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002 - Textual's own signature
        """Read the styles again for other colours alone; a place is given those in force when it comes in front."""
        if self._coloured == self.theme:
            return
        self._coloured = self.theme
        if self.screen_stack:
            super().refresh_css(animate)
        else:  # before the first frame nothing was read yet
            self.stylesheet.set_variables(self.get_css_variables())

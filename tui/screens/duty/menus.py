"""A line of the log in full, with the numbered menu of what can be done with it under it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inventory.ground.text import visible
from tui.widgets.card import Facts
from tui.widgets.fitting import fit
from tui.widgets.menu import Entry, Menu


class LineMenu(Menu):
    """What is known, then what can be done."""

    DEFAULT_CSS = """
    LineMenu > Vertical { width: 90%; max-width: 90; }
    LineMenu #facts { width: 100%; height: auto; max-height: 14; padding: 0 1 1 1; }
    """

    def __init__(self, facts: Facts, entries: Sequence[Entry]) -> None:
        """Take the facts and the entries."""
        super().__init__(facts.title, entries)
        self._facts = facts

    def on_mount(self) -> None:
        """The facts stand between the title and the entries."""
        width = max((cell_len(label) for label, _value in self._facts.pairs), default=0) + 2
        lines = [Content.assemble((fit(label, width), "$quiet"), visible(value)) for label, value in self._facts.pairs]
        said = Static(Content("\n").join(lines), id="facts", markup=False)
        self.query_one(Vertical).mount(said, after="#title")

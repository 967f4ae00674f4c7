"""The basket: several lines of one paper, typed one under the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from typing import ClassVar, Unpack

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from tui.widgets.fields import About, Facts, Field, Missing
from tui.widgets.fitting import fit

MOST = 5


class LineUnfinished(Refused):
    """A line lacks something."""

    message = N_("{what} is missing in this line.")


class Lines(Field):
    """Lines of one shape: Enter adds the line that was typed, an empty Enter goes on, Backspace takes one back."""

    DEFAULT_CSS = """
    Lines > .frame { height: auto; }
    Lines .sheet { width: 1fr; height: auto; }
    Lines .titles, Lines .kept { height: auto; width: 100%; color: $quiet; }
    Lines .kept { color: $foreground; }
    Lines .entry { height: 1; }
    Lines .follows { width: 100%; height: auto; color: $secondary; }
    Lines.-wrong .follows { color: $warning; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("backspace", "take_back", N_("Take the last line back"), show=False),
    ]

    def __init__(
        self,
        name: str,
        label: str,
        cells: Sequence[Field],
        *,
        build: Callable[[Facts], object],
        pauses: Collection[str] = (),
        **about: Unpack[About],
    ) -> None:
        """`cells` are the fields of one line, `build` makes its value; `hint` is asked with the line's facts too.

        Enter stops at the cells that must be filled, and at those that `pauses` names.
        """
        super().__init__(name, label, **about)
        self.cells = list(cells)
        self._build, self._pauses = build, pauses
        self._kept: list[tuple[dict[str, str], object]] = []

    def compose(self) -> ComposeResult:
        """Label; titles, the lines so far, the line that is being typed, and what is said of it."""
        for cell in self.cells:
            cell.add_class("-cell")
        with Horizontal(classes="frame"):
            yield Static(self.label, classes="label", markup=False)
            with Vertical(classes="sheet"):
                yield Static("", classes="titles", markup=False)
                yield Static("", classes="kept", markup=False)
                with Horizontal(classes="entry"):
                    yield from self.cells
                for cell in self.cells:
                    yield from cell.below()
                yield Static("", classes="follows", markup=False)

    def _note(self, text: str) -> None:
        if self.is_mounted and text != self._noted:
            self.query_one(".follows", Static).update(visible(text))
            self._noted = text

    def on_mount(self) -> None:
        """Write the titles over the cells."""
        super().on_mount()
        titles = self.query_one(".titles", Static)
        titles.display = len(self.cells) > 1  # the label beside it says it of a single one
        titles.update(self._row([visible(cell.label) for cell in self.cells]))
        self._show()

    def _row(self, texts: Sequence[str]) -> str:
        widths = [(cell.columns or 26) for cell in self.cells]
        return " ".join(fit(text, width) for text, width in zip(texts, widths, strict=True))

    def _show(self) -> None:
        kept = self.query_one(".kept", Static)
        kept.display = bool(self._kept)
        for cell in self.cells:
            cell.opens_itself = not self._kept
        lines = [self._row([visible(raws[cell.fact]) for cell in self.cells]) for raws, _value in self._kept]
        if (hidden := len(lines) - MOST) > 0:
            lines = [_("… {n} lines above").format(n=hidden), *lines[-MOST:]]
        kept.update(Content("\n".join(lines)))

    # What it holds

    @property
    def raw(self) -> str:
        """All lines' texts and the one being typed; empty when nothing was."""
        typing = {cell.fact: cell.raw for cell in self.cells}
        kept = [raws for raws, _value in self._kept]
        return json.dumps([*kept, typing], ensure_ascii=False) if kept or any(typing.values()) else ""

    @raw.setter
    def raw(self, text: str) -> None:
        *kept, typing = json.loads(text) if text else [{}]
        self._kept = []
        for raws in kept:
            self._fill(raws)
            self._keep()
        self._fill(typing)

    def _fill(self, raws: dict[str, str]) -> None:
        for cell in self.cells:
            cell.raw = raws.get(cell.fact, "")

    @property
    def is_typing(self) -> bool:
        """Whether the line being typed holds something."""
        return not all(cell.is_empty for cell in self.cells)

    @property
    def is_empty(self) -> bool:
        """Whether there is no line at all."""
        return not self._kept and not self.is_typing

    def value(self) -> list[object]:
        """The lines' values, with the one being typed."""
        values = [value for _raws, value in self._kept]
        return [*values, self._line()] if self.is_typing else values

    def _line(self) -> object:
        facts = dict(self.known)
        for cell in self.cells:
            cell.known = facts
            try:
                facts[cell.fact] = cell.checked()
            except Missing:
                raise LineUnfinished(field=self.fact, what=cell.label) from None
        return self._build(facts)

    def _keep(self) -> bool:
        try:
            value = self._line()
        except Refused as refusal:
            self.refuse(str(refusal))
            return False
        self._kept.append(({cell.fact: cell.raw for cell in self.cells}, value))
        self._fill({})
        self._show()
        self.accept()
        self.post_message(self.Changed(self))
        return True

    # While one types

    def hinted(self) -> str:
        """What follows from the line being typed."""
        facts = dict(self.known)
        for cell in self.cells:
            cell.known = facts
            try:
                facts[cell.fact] = cell.checked()
            except Refused:
                continue
        return self._hint(facts) if callable(self._hint) else self._hint

    def enter(self) -> None:
        """To the first cell that waits for something."""
        waiting = next((cell for cell in self.cells if cell.is_empty and cell.required), self.cells[0])
        waiting.enter()

    def on_field_changed(self, event: Field.Changed) -> None:
        """What a cell says, the basket says."""
        if event.field is not self:
            event.stop()
            self.accept()
            self.post_message(self.Changed(self))

    def on_field_left(self, event: Field.Left) -> None:
        """A cell that was left is not yet a line that was left."""
        if event.field is not self:
            event.stop()

    def on_field_entered(self, event: Field.Entered) -> None:
        """Enter in a cell: to the next that waits, or the line is added, or on with the form when it is empty."""
        if event.field is self:
            return
        event.stop()
        later = self.cells[self.cells.index(event.field) + 1 :]
        if not self.is_typing:
            self.post_message(self.Entered(self))
        elif waiting := self._waiting(later):
            waiting.enter()
            if waiting not in later:
                self.refuse(str(LineUnfinished(field=self.fact, what=waiting.label)))
        elif self._keep():
            self.cells[0].enter()

    def _waiting(self, later: Sequence[Field]) -> Field | None:
        """The cell that must still be filled, or at which one stops on the way."""
        needed = next((cell for cell in self.cells if cell.is_empty and cell.required), None)
        return needed or next((cell for cell in later if cell.is_empty and cell.fact in self._pauses), None)

    def action_take_back(self) -> None:
        """Take the last line back to change it."""
        if not self.is_typing and self._kept:
            raws, _value = self._kept.pop()
            self._fill(raws)
            self._show()
            self.post_message(self.Changed(self))

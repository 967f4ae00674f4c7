"""Keeping: the lists of what a headquarters looks after now and then; each opens on top of the place one is at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Person
from inventory.ground.search import Finder
from inventory.ground.text import visible
from tui.screens.base import ListScreen
from tui.screens.retired import bring_to
from tui.widgets.source import Source
from tui.widgets.top import TopLine

Row = TypeVar("Row")
Model = TypeVar("Model")


class KeepingScreen(ListScreen[Row]):
    """A list that is small enough to be read whole."""

    TITLE_HERE: ClassVar[str] = ""
    ENTER: ClassVar[str] = ""
    """The action that Enter on a line stands for."""
    ENTER_SAYS: ClassVar[str] = N_("Open")
    """What the line of keys says of Enter; empty where it does nothing."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", N_("Back"), key_display="Esc"),
    ]

    _rows: Sequence[Row] = ()

    def read(self, session: Session, reader: Person) -> Sequence[Row]:
        """The lines, as this officer sees them."""
        raise NotImplementedError

    def number(self, row: Row) -> object:
        """What a line is known by."""
        raise NotImplementedError

    def words(self, row: Row) -> str:
        """What a line is found by."""
        raise NotImplementedError

    def source(self, text: str) -> Source[Row]:
        """The lines that contain what is sought, in their own order."""
        if self.app.desk is not None:
            with self.app.desk.store.read() as session:
                self._rows = self.read(session, self.app.desk.officer(session))
        rows = self._rows
        if text:
            found = set(Finder((at, self.words(row)) for at, row in enumerate(rows)).find(text))
            rows = [row for at, row in enumerate(rows) if at in found]
        return Source.of(rows, lambda row: str(self.number(row)))

    @property
    def enter_says(self) -> str:
        """What Enter on a line does."""
        return _(self.ENTER_SAYS) if self.ENTER_SAYS else ""

    def find_hint(self) -> str:
        """These have no barcodes."""
        return _("name or initials")

    def opened(self, row: Row) -> None:
        """Enter does what it stands for, or says why not."""
        del row
        if why := self.why_not(self.ENTER):
            self.tell(why, "ATTENTION")
        elif self.ENTER:
            getattr(self, f"action_{self.ENTER}")()

    def _tick(self) -> None:
        """The top line says which list this is."""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=_(self.TITLE_HERE))

    def bring_to(self, number: object) -> None:
        """Show everything again, with the line of this number highlighted."""
        bring_to(self, lambda: next((at for at, row in enumerate(self._rows) if self.number(row) == number), None))


def row_of(model: type[Model], number: object) -> Callable[[Session], Model]:
    """A fact that is looked up when the service is asked."""
    return lambda session: session.get_one(model, number)


def corrected(old: dict[str, str], facts: dict[str, object]) -> dict[str, Any]:
    """The facts that were changed; what stands as it was shown is left alone, signs and all."""
    return {name: fact for name, fact in facts.items() if name not in old or fact != visible(old[name]).strip()}

"""The retired: shown where that is asked for, and taken back into use; and a list brought to one of its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Protocol, TypeVar

from textual.widgets import Input

from inventory.ground.i18n import N_, _
from reports.table import Column, Kind, Level
from tui.screens.base import Act, ListScreen
from tui.widgets.find import FindInput


class Retirable(Protocol):
    """A line that may have been retired."""

    @property
    def retired(self) -> bool:
        """Whether it has been."""


Row = TypeVar("Row", bound=Retirable)

SHOW = Act("show_retired", N_("Show the retired too"), on_row=False)


class ShowsRetired(ListScreen[Row]):
    """A list that leaves the retired out until they are asked for; `TURN` names what retires and what takes back."""

    TURN: ClassVar[tuple[str, str]] = ("retire", "revive")
    NEED_USE: ClassVar[frozenset[str]] = frozenset()

    with_retired = False

    @property
    def is_retired(self) -> bool:
        """Whether the highlighted line has been retired."""
        return self.has_row() and self.row is not None and self.row.retired

    def acts(self) -> Iterator[tuple[str, str, str]]:
        """Of retiring and taking back, the one that can be meant; showing the retired turns into leaving them out."""
        retire, revive = self.TURN
        for label, action, why_not in super().acts():
            if action == SHOW.action:
                yield (_("Leave the retired out") if self.with_retired else label), action, why_not
            elif action != (retire if self.is_retired else revive):
                yield label, action, why_not

    def why_not(self, action: str) -> str:
        """What has been retired is taken back before anything else is done with it."""
        retire, revive = self.TURN
        if self.is_retired and action in {retire, *self.NEED_USE}:
            return _("It has been retired: take it back into use first.")
        if action == revive and self.has_row() and not self.is_retired:
            return _("It is in use.")
        return super().why_not(action)

    def action_show_retired(self) -> None:
        """Show the retired too, or leave them out again."""
        self.with_retired = not self.with_retired
        self.lines.columns = self.columns()
        self.reload()
        self.tell(_("The retired are shown too.") if self.with_retired else _("The retired are left out."), "UNKNOWN")


def marked(columns: Sequence[Column[Row]]) -> list[Column[Row]]:
    """A list's columns with one that says what is in use, behind the name."""
    first, *rest = columns
    state: Column[Row] = Column(
        "retired",
        _("State"),
        lambda row: _("retired") if row.retired else _("in use"),
        Kind.STATE,
        8,
        level=lambda row: Level.UNKNOWN if row.retired else Level.FINE,
    )
    return [first, state, *rest]


def bring_to(screen: ListScreen[Any], where: Callable[[], int | None]) -> None:
    """Show everything again, with one line highlighted: `where` finds it among what is then shown."""
    with screen.prevent(Input.Changed):
        screen.query_one(FindInput).value = ""
    screen.reload(keep=False)
    if (at := where()) is not None:
        screen.lines.cursor = at
    screen.lines.focus()

"""The lots of an item: where each lies, how old it is, in what condition, and what is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from textual.binding import Binding, BindingType

from inventory.ground import settings
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.search import fold
from inventory.supplies import ageing
from inventory.supplies.ageing import LotLine
from inventory.supplies.catalog import Item
from inventory.supplies.lots import MODE_NAMES
from reports.table import ROOM, Column, Kind, Level, figure
from tui.screens.base import ListScreen
from tui.screens.stock.actions import GOODS, LATER, UNDO, StockActs
from tui.screens.stock.card import lot_state
from tui.screens.stock.ledger import LedgerScreen
from tui.screens.stock.subject import Subject
from tui.widgets.card import Facts
from tui.widgets.source import Source

INTO = {"receive", "opening"}  # makes a lot where there is none


class LotsScreen(StockActs, ListScreen[LotLine]):
    """What is held of an item, lot by lot."""

    ACTS = (*(replace(act, on_row=act.on_row and act.action not in INTO) for act in (*GOODS, *LATER)), UNDO)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "write_off", N_("Write off"), key_display="Del", show=False),
        Binding("insert", "receive", N_("Receive"), key_display="Insert", show=False),
    ]

    _soon = 0

    def __init__(self, item_id: int) -> None:
        """The lots of this item."""
        super().__init__()
        self._item_id = item_id
        self._lots: list[LotLine] = []
        self._name = ""

    def columns(self) -> Sequence[Column[LotLine]]:
        """What tells lots apart, and how each stands."""
        return [
            Column("number", _("Lot"), lambda lot: lot.number, width=8),
            Column("batch", _("Batch"), lambda lot: lot.batch or None, width=12),
            Column("quantity", _("Quantity"), lambda lot: lot.quantity, Kind.QUANTITY, 9),
            Column("unit", _("Unit"), lambda lot: lot.unit, width=4, on_screen=ROOM),
            Column("state", _("State"), self._word, Kind.STATE, 14, level=self._level),
            Column("expires_on", _("Expires"), lambda lot: lot.expires_on, Kind.DATE, 10),
            Column("place", _("Place"), lambda lot: lot.place, width=16),
            Column("arrived_on", _("Arrived"), lambda lot: lot.arrived_on, Kind.DATE, 10, ROOM),
            Column("mode", _("Whose"), lambda lot: _(MODE_NAMES[lot.mode]), width=6, on_screen=ROOM),
            Column("test_due", _("Trial run by"), lambda lot: lot.test_due, Kind.DATE, 10, ROOM, level=self._untried),
        ]

    def _word(self, lot: LotLine) -> str:
        return lot_state(lot, self._soon)[1]

    def _level(self, lot: LotLine) -> Level | None:
        return lot_state(lot, self._soon)[0]

    def _untried(self, lot: LotLine) -> Level | None:
        is_late = lot.test_due is not None and self.app.desk is not None and lot.test_due < self.app.desk.today
        return Level.ATTENTION if is_late else None

    def source(self, text: str) -> Source[LotLine]:
        """The lots that hold something, then those that ran out."""
        if self.app.desk is not None:
            with self.app.desk.store.read() as session:
                item = session.get_one(Item, self._item_id)
                officer = self.app.desk.officer(session)
                found = ageing.lots_of(session, officer, item)
                self._soon = settings.expiring_days(session, officer)
                self._name = f"{item} · {item.unit}"
            self._lots = sorted(found, key=lambda one: not one.quantity)
        asked = fold(text)
        shown = [one for one in self._lots if asked in fold(f"{one.number} {one.batch} {one.maker} {one.place}")]
        return Source.of(shown, lambda lot: (lot.lot_id, lot.place_id))

    def held(self) -> tuple[Decimal, Decimal]:
        """What lies in depots, and what is out, of all lots together."""
        stored, out = Decimal(0), Decimal(0)
        for lot in self._lots:
            stored, out = (stored + lot.quantity, out) if lot.stored else (stored, out + lot.quantity)
        return stored, out

    def summary(self) -> str:
        """Whose lots, how many, and how much lies in store: of the item, whatever is sought."""
        stored, out = self.held()
        lots = ngettext("{n} lot", "{n} lots", len(self._lots)).format(n=len(self._lots))
        amounts = _("on hand {stored}, out {out}").format(stored=figure(stored), out=figure(out))
        return f"{self._name} · {lots} · {amounts}"

    def find_hint(self) -> str:
        """What may be typed to find a lot."""
        return _("number, batch, maker or place")

    def empty(self, text: str) -> str:
        """What to do when there is no lot."""
        return super().empty(text) if text else _("Nothing of it ever came in. Space 1 receives stock.")

    def facts(self, row: LotLine) -> Facts:
        """All that is known of a lot."""
        level, word = lot_state(row, self._soon)
        tested = _("never")
        if row.tested_on is not None:
            tested = f"{row.tested_on}  " + (_("● passed") if row.passed else _("■ failed"))
        pairs = [
            (_("Quantity"), f"{figure(row.quantity)} {row.unit}"),
            (_("State"), f"{level.value} {word}"),
            (_("Place"), row.place),
            (_("Quality"), row.quality),
            (_("Maker"), row.maker),
            (_("Produced"), str(row.produced_on or "")),
            (_("Expires"), str(row.expires_on or _("○ not set"))),
            (_("Arrived"), str(row.arrived_on)),
            (_("Whose"), _(MODE_NAMES[row.mode])),
            (_("Last trial run"), tested if row.test_due is not None or row.tested_on else ""),
        ]
        title = " ".join(part for part in (row.item, row.spec, row.number, row.batch) if part)
        return Facts(title, [pair for pair in pairs if pair[1]])

    def subject(self) -> Subject | None:
        """The highlighted lot, at its place; where there is none, the item."""
        return (
            Subject(self._item_id, self.row.lot_id, self.row.place_id)
            if self.row is not None
            else Subject(self._item_id)
        )

    def why_not(self, action: str) -> str:
        """What lies in a depot is issued, what is out comes back."""
        row = self.row if self.is_mounted else None
        if row is not None and not row.stored and action in {"issue", "lend", "transfer"}:
            return _("It is out already: take it back first.")
        if row is not None and row.stored and action == "take_back":
            return _("It lies in a depot already.")
        return super().why_not(action)

    def menu_title(self) -> str:
        """The highlighted lot."""
        return f"{self.row.item} {self.row.number} {self.row.place}" if self.row is not None else _("Lots")

    def explain(self, row: LotLine, column: Column[LotLine] | None) -> None:
        """The movements of the lot."""
        del column
        self.app.push_screen(LedgerScreen(self._item_id, lot_id=row.lot_id))

    def opened(self, row: LotLine) -> None:
        """Enter: the movements of the lot."""
        self.explain(row, None)

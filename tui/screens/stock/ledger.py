"""The ledger on the screen: the movements that a figure is made of, and each voucher with all its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import fold
from inventory.ground.store import Lines
from inventory.supplies import history
from inventory.supplies.catalog import Item
from inventory.supplies.history import MovementLine
from inventory.supplies.ledger import VOUCHER_NAMES, Voucher
from inventory.supplies.lots import Lot
from reports import ledger as paper
from reports import vouchers
from reports.slips import SlipLine
from reports.table import Column, Ranked, Table, figure, plain
from tui.screens.base import Act, ListScreen
from tui.screens.stock.actions import StockActs
from tui.screens.stock.subject import Subject
from tui.widgets.card import Facts
from tui.widgets.fitting import Clock
from tui.widgets.source import Source

LOOKED_THROUGH = 5000

REVERSE = Act("reverse", N_("Reverse the voucher"), Permission.REVERSE_STOCK)
PAPERS = Act("papers", N_("Complete papers"), Permission.COMPLETE_PAPERS)


# Where a voucher is looked at, the key that reverses means that one, not what was entered last.
REVERSING = Binding("ctrl+z,delete", "reverse", N_("Reverse"), key_display="^Z")


class LedgerScreen(StockActs, ListScreen[MovementLine]):
    """The movements of an item or of one lot, the latest first."""

    ACTS = (REVERSE,)
    BINDINGS: ClassVar[list[BindingType]] = [REVERSING]

    def __init__(self, item_id: int, *, lot_id: int = 0, handed_out: bool = False) -> None:
        """Of this item; of one lot of it, or only what was handed out and came back."""
        super().__init__()
        self._item_id, self._lot_id, self._handed_out = item_id, lot_id, handed_out
        self._said = ""

    def columns(self) -> Sequence[Column[MovementLine]]:
        """Those of the ledger's report."""
        return paper.screen_columns(balance=not (self._lot_id or self._handed_out))

    def _lines(self, session: Session, officer: Person) -> Lines[MovementLine]:
        item = session.get_one(Item, self._item_id)
        lot = session.get_one(Lot, self._lot_id) if self._lot_id else None
        about = [str(item), item.unit, lot.number if lot else "", _("out and back") if self._handed_out else ""]
        if self._handed_out:
            lines = history.handed_out(session, officer, item)
        else:
            lines = history.movements(session, officer, item=None if lot else item, lot=lot, latest_first=True)
        count = len(lines)
        said = ngettext("{n} movement", "{n} movements", count).format(n=figure(count))
        self._said = " · ".join([*(one for one in about if one), said])
        return lines

    def source(self, text: str) -> Source[MovementLine]:
        """Read in windows; what is sought is looked for among the latest few thousand."""
        desk = self.app.desk
        if desk is None:
            return Source.of([], _movement_key)
        with desk.store.read() as session:
            lines = self._lines(session, desk.officer(session))
            if text:
                asked = fold(text)
                return Source.of([one for one in lines[0:LOOKED_THROUGH] if asked in _words(one)], _movement_key)
            count = len(lines)

        def window(start: int, stop: int) -> Sequence[MovementLine]:
            with desk.store.read() as again:
                return self._lines(again, desk.officer(again))[start:stop]

        return Source(count, window, _movement_key)

    def summary(self) -> str:
        """Of what, and how many."""
        return self._said

    def find_hint(self) -> str:
        """What may be typed to find a movement."""
        return _("number, place, person or basis")

    def empty(self, text: str) -> str:
        """What to say when there is none."""
        if not text:
            return _("Nothing has moved yet.")
        said = _("Nothing among the latest {n} movements says “{text}”. Esc shows everything.")
        return said.format(n=figure(LOOKED_THROUGH), text=text)

    def facts(self, row: MovementLine) -> Facts:
        """What the list has no room for."""
        zone = self.app.desk.zone if self.app.desk else Clock().zone
        pairs = [
            (_("Quantity"), f"{figure(row.quantity)} {row.unit}"),
            (_("From"), row.source),
            (_("To"), row.target),
            (_("Lot"), row.lot),
            (_("Happened"), plain(row.occurred_at, zone)),
            (_("Entered"), f"{plain(row.recorded_at, zone)} {row.by}" + (_("  ▲ late") if row.late else "")),
            (_("Basis"), row.basis),
            (_("Note"), row.note),
            (_("State"), _("▲ reversed") if row.reversed else ""),
        ]
        title = f"{row.voucher} {_(VOUCHER_NAMES[row.kind])}"
        return Facts(title, [pair for pair in pairs if pair[1]])

    def subject(self) -> Subject | None:
        """The voucher of the highlighted movement."""
        return voucher_of(self, self.row.voucher) if self.row is not None else None

    def menu_title(self) -> str:
        """The voucher's number."""
        return self.row.voucher if self.row is not None else _("Movements")

    def explain(self, row: MovementLine, column: Column[MovementLine] | None) -> None:
        """The whole voucher."""
        del column
        self.app.push_screen(VoucherScreen(row.voucher))

    def opened(self, row: MovementLine) -> None:
        """Enter: the whole voucher."""
        self.explain(row, None)


class VoucherScreen(StockActs, ListScreen[Ranked[SlipLine]]):
    """One voucher: all its lines, who, when, on what basis."""

    ACTS = (REVERSE, PAPERS)
    BINDINGS: ClassVar[list[BindingType]] = [REVERSING]

    def __init__(self, number: str) -> None:
        """The voucher of this number."""
        super().__init__()
        self._number = number
        self._table: Table[Ranked[SlipLine]] | None = None

    def _read(self) -> Table[Ranked[SlipLine]] | None:
        desk = self.app.desk
        if desk is None:
            return None
        with desk.store.read() as session:
            one = session.scalars(select(Voucher).where(Voucher.number == self._number)).one()
            return vouchers.voucher(session, desk.officer(session), voucher=one)

    def columns(self) -> Sequence[Column[Ranked[SlipLine]]]:
        """Those of the paper."""
        self._table = self._table or self._read()
        return self._table.columns if self._table else []

    def source(self, text: str) -> Source[Ranked[SlipLine]]:
        """All its lines."""
        self._table = self._read()
        rows = list(self._table.rows) if self._table else []
        asked = fold(text)
        found = [one for one in rows if asked in fold(f"{one.line.item} {one.line.spec} {one.line.lot}")]
        return Source.of(found, lambda row: row.line.movement_id)

    def summary(self) -> str:
        """Its title and number."""
        return f"{self._number} · {self._table.title}" if self._table else self._number

    def find_hint(self) -> str:
        """What may be typed to find a line."""
        return _("item or lot")

    def facts(self, row: Ranked[SlipLine]) -> Facts | None:
        """What stands over, beside and under the lines on paper."""
        del row
        table, desk = self._table, self.app.desk
        if table is None or desk is None:
            return None
        pairs = [(label, plain(value, desk.zone)) for label, value in table.heads]
        pairs += [(label, name or "—") for label, name in table.signatures]
        return Facts(f"{self._number} {table.title}", [*pairs, *(("", foot) for foot in table.foots)])

    def subject(self) -> Subject | None:
        """The voucher."""
        return voucher_of(self, self._number)

    def menu_title(self) -> str:
        """Its number."""
        return self._number


def voucher_of(screen: StockActs, number: str) -> Subject | None:
    """A voucher as something to act on."""
    desk = screen.app.desk
    if desk is None:
        return None
    with desk.store.read() as session:
        found: Any = session.scalar(select(Voucher.id).where(Voucher.number == number))
    return Subject(voucher=number, voucher_id=found or 0)


def _movement_key(line: MovementLine) -> int:
    return line.movement_id


def _words(one: MovementLine) -> str:
    return fold(f"{one.voucher} {one.source} {one.target} {one.lot} {one.by} {one.basis} {one.note}")

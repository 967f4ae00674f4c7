"""The stock list: every item as it stands, read in windows, found while one types."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.worker import get_current_worker

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.search import Finder
from inventory.supplies import catalog, standing
from inventory.supplies.standing import StockLine, Summary
from reports.stock import screen_columns
from reports.table import Column, figure
from tui.screens.base import ListScreen
from tui.screens.retired import SHOW, ShowsRetired, bring_to
from tui.screens.stock.actions import CATALOGUE, GOODS, LATER, UNDO, StockActs
from tui.screens.stock.needs import first_steps
from tui.screens.stock.subject import Subject
from tui.widgets.card import Card, Facts
from tui.widgets.source import Source


class StockScreen(ShowsRetired[StockLine], StockActs, ListScreen[StockLine]):
    """F3: what is in store."""

    ACTS = (*GOODS, *LATER, *CATALOGUE, SHOW, UNDO)
    TURN = ("retire_item", "revive_item")
    NEED_USE = frozenset({"receive", "opening"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "add_item", N_("New item"), key_display="Insert", show=False),
        Binding("delete", "retire_item", N_("Retire the item"), key_display="Del", show=False),
    ]

    _finder: Finder | None = None
    _finder_is_old = False
    _is_indexing = False
    _said = ""

    def on_mount(self) -> None:
        """Draw the first lines; then count and index behind them."""
        self.app.store_changed.subscribe(self, self._changed)
        self.call_after_refresh(self._count)
        self.call_after_refresh(self._index)

    # The list

    def columns(self) -> Sequence[Column[StockLine]]:
        """Those of the statement of reserves."""
        desk = self.app.desk
        return [_unseen(one) for one in (screen_columns(desk.zone) if desk else screen_columns())]

    def source(self, text: str) -> Source[StockLine]:
        """All items in the catalogue's order, or those that a text finds, the best first."""
        ids = None
        if text:
            if self._finder is None or self._finder_is_old:
                self._index()
            ids = self._finder.find(text) if self._finder else []
        return Source(
            self._len(ids),
            lambda start, stop: self._window(ids, start, stop),
            _key,
            lambda item: self._number(ids, item),
        )

    def _number(self, ids: Sequence[int] | None, item_id: Hashable) -> int | None:
        """Where an item stands in the list, or among what was found."""
        if ids is not None or not isinstance(item_id, int) or self.app.desk is None:
            return ids.index(item_id) if ids is not None and item_id in ids else None
        with self.app.desk.store.read() as session:
            return standing.rank(session, item_id, retired=self.with_retired)

    def _len(self, ids: Sequence[int] | None) -> int:
        if ids is not None or self.app.desk is None:
            return len(ids or ())
        with self.app.desk.store.read() as session:
            return len(standing.on_hand(session, self.app.desk.officer(session), retired=self.with_retired))

    def _window(self, ids: Sequence[int] | None, start: int, stop: int) -> Sequence[StockLine]:
        if self.app.desk is None:
            return []
        with self.app.desk.store.read() as session:
            officer = self.app.desk.officer(session)
            if ids is None:
                return standing.on_hand(session, officer, retired=self.with_retired)[start:stop]
            return standing.on_hand(session, officer, items=ids[start:stop])[0 : stop - start]

    def empty(self, text: str) -> str:
        """What to do when there is no line."""
        if text and self._finder is None:
            return _("Reading the catalogue …")
        if text:
            return _("Nothing is called “{text}”. Esc shows everything; Insert enters a new item.").format(text=text)
        return first_steps(self.app, self.why_not("add_item"))

    def summary(self) -> str:
        """Kinds, short, expired, without quota; what was counted last, until it is counted again."""
        return self._said

    # Behind the first lines

    def _changed(self, _change: object) -> None:
        """Somebody wrote: count again, and index again when something is sought."""
        self._finder_is_old = True
        self._count()
        if self.find.text:
            self._index()

    @work(thread=True, exclusive=True, group="counting")
    def _count(self) -> None:
        """Count what is short, expired and without quota, which looks at everything."""
        desk, worker = self.app.desk, get_current_worker()
        if desk is None:
            return
        with desk.store.read() as session:
            counted = standing.summary(session, desk.officer(session))
        if not worker.is_cancelled:
            self.app.call_from_thread(self._counted, counted)

    def _counted(self, counted: Summary) -> None:
        if not self.is_attached:
            return
        parts = [ngettext("{n} item", "{n} items", counted.items).format(n=figure(counted.items))]
        for sign, count, said in (
            ("▲", counted.short, _("short")),
            ("■", counted.expired, _("expired")),
            ("○", counted.unset, _("without quota")),
        ):
            parts.append(f"{sign if count else '●' if sign != '○' else sign} {figure(count)} {said}")
        self._said = " · ".join(parts)
        self.find.summarise(self._said)

    def _index(self) -> None:
        """Read what items are found by, one reading at a time."""
        if not self._is_indexing:
            self._is_indexing, self._finder_is_old = True, False
            self._read_keys()

    @work(thread=True, group="indexing")
    def _read_keys(self) -> None:
        finder, worker = None, get_current_worker()
        try:
            if self.app.desk is not None:
                with self.app.desk.store.read() as session:
                    finder = Finder(catalog.keys(session, retired=self.with_retired))
        finally:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._indexed, finder)
        import_module("tui.screens.stock.counter")  # so that what is issued and received is asked for at once

    def _indexed(self, finder: Finder | None) -> None:
        had_one, self._is_indexing = self._finder is not None, False
        self._finder = finder or self._finder
        if finder is not None and self.is_attached and self.find.text:
            self.reload(keep=had_one)  # `source` asks for another reading where somebody wrote meanwhile

    def catalogue(self) -> Finder:
        """The one kept here, read now where it isn't there yet; with the retired in it, it is for looking alone."""
        if self.with_retired:
            return super().catalogue()
        if self._finder is None:
            self._finder = super().catalogue()
        return self._finder

    # The card

    def _fill_card(self) -> None:
        """The card's lots and movements are read behind the list, so that a held key runs freely."""
        if self.row is None:
            super()._fill_card()
        else:
            self._read_card(self.row)

    @work(thread=True, exclusive=True, group="card")
    def _read_card(self, line: StockLine) -> None:
        from tui.screens.stock.card import item_facts  # noqa: PLC0415 - read behind the first lines, with what it needs

        desk, worker = self.app.desk, get_current_worker()
        if desk is None:
            return
        facts = item_facts(desk, line)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_card, line, facts)

    def _show_card(self, line: StockLine, facts: Facts | None) -> None:
        if self.row is not None and self.row.item_id == line.item_id:
            for card in self.query(Card):
                card.say(facts)

    # Going on

    def held(self) -> tuple[Decimal, Decimal] | None:
        """As the highlighted line says, unless the officer is counting it blind."""
        row = self.row
        return (row.on_hand, row.elsewhere) if row is not None and not row.hidden else None

    def lacks(self, action: str) -> str:
        """An item, to begin with."""
        is_about_one = any(act.action == action and act.on_row for act in self.ACTS)
        if is_about_one and self.is_mounted and not self.lines.count and not self.find.text:
            return super().lacks(action) or _("There is no item yet: Insert enters the first.")
        return super().lacks(action)

    def unfound(self) -> str:
        """Letters that nobody would call an item are left."""
        text = self.find.text
        return "" if self.lines.count or text.isascii() else text

    def show_item(self, item_id: object) -> None:
        """Everything again, with this item highlighted."""
        if isinstance(item_id, int):
            bring_to(self, lambda: self._number(None, item_id))

    def action_show_retired(self) -> None:
        """What is sought is then found among the retired too."""
        super().action_show_retired()
        self._finder_is_old = True
        if self.find.text:
            self._index()

    def subject(self) -> Subject | None:
        """The highlighted item."""
        return Subject(self.row.item_id) if self.row is not None else None

    def menu_title(self) -> str:
        """The highlighted item's name."""
        return f"{self.row.name} {self.row.spec}".strip() if self.row is not None else _("Stock")

    def opened(self, row: StockLine) -> None:
        """Enter: the item's lots."""
        self._open("lots:LotsScreen", row.item_id)

    def explain(self, row: StockLine, column: Column[StockLine] | None) -> None:
        """What the figure under the cursor is made of."""
        key = column.key if column is not None else ""
        if key in {"quota", "shortfall", "state"}:
            self._open("figures:FigureScreen", row.item_id, about=key)
        elif key == "places":
            self._open("lots:LotsScreen", row.item_id)
        else:
            self._open("ledger:LedgerScreen", row.item_id, handed_out=key == "elsewhere")

    def _open(self, screen: str, item_id: int, **about: bool | str) -> None:
        """A list on top, imported when it is first wanted."""
        module, name = screen.split(":")
        self.app.push_screen(getattr(import_module(f"tui.screens.stock.{module}"), name)(item_id, **about))


def _key(line: StockLine) -> Hashable:
    return line.item_id


def _unseen(column: Column[StockLine]) -> Column[StockLine]:
    """A column whose figures are a question mark where the officer is counting: the state says so in words."""
    if not column.kind.is_figure or column.key == "quota":
        return column
    return replace(column, cell=lambda line: "?" if line.hidden else column.cell(line))

"""What a quota, a shortfall or a state rests on, figure by figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inventory.ground.i18n import _
from inventory.supplies import catalog, standing
from inventory.supplies.catalog import Item, QuotaLine
from inventory.supplies.standing import StockLine
from reports.stock import state
from reports.table import Column, Kind
from tui.screens.base import ListScreen
from tui.screens.stock.actions import CATALOGUE, UNDO, StockActs
from tui.screens.stock.subject import Subject
from tui.widgets.card import Facts
from tui.widgets.source import Source


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the reckoning, and where it comes from."""

    label: str
    amount: Decimal | None
    unit: str
    basis: str


class FigureScreen(StockActs, ListScreen[Figure]):
    """How the shortfall of an item is reckoned, and the basis of its quotas."""

    ACTS = (*(act for act in CATALOGUE if act.action == "set_quota"), UNDO)

    def __init__(self, item_id: int) -> None:
        """Of this item."""
        super().__init__()
        self._item_id = item_id
        self._said = ""

    def columns(self) -> Sequence[Column[Figure]]:
        """Figure, amount, where from."""
        return [
            Column("figure", _("Figure"), lambda one: one.label, width=26),
            Column("amount", _("Quantity"), lambda one: one.amount, Kind.QUANTITY, 10, absent=_("not set")),
            Column("unit", _("Unit"), lambda one: one.unit, width=5),
            Column("basis", _("Where from"), lambda one: one.basis or None, width=40),
        ]

    def source(self, text: str) -> Source[Figure]:
        """The reckoning, from the stock to the shortfall."""
        desk = self.app.desk
        if desk is None:
            return Source.of([], lambda one: one.label)
        with desk.store.read() as session:
            officer = desk.officer(session)
            item = session.get_one(Item, self._item_id)
            line = standing.on_hand(session, officer, items=[item.id])[0]
            quotas = catalog.quotas(session, officer, item)
        level, word = state(line)
        self._said = f"{line.name} {line.spec} · {level.value} {word}"
        found = [one for one in _reckoning(line, quotas) if text in one.label]
        return Source.of(found, lambda one: one.label)

    def summary(self) -> str:
        """Of what, and how it stands."""
        return self._said

    def facts(self, row: Figure) -> Facts:
        """The basis in full."""
        return Facts(row.label, [(_("Where from"), row.basis or "—")])

    def subject(self) -> Subject | None:
        """The item."""
        return Subject(self._item_id)


def _reckoning(line: StockLine, quotas: Sequence[QuotaLine]) -> list[Figure]:
    whole = next((one for one in quotas if not one.place), None)
    basis = _("{basis}, since {day}").format(basis=whole.basis, day=whole.since) if whole else ""
    unset = _("Nobody has set it; nothing is assumed. Space 1 sets it.")
    rows = [
        Figure(_("On hand"), line.on_hand, line.unit, line.places),
        Figure(_("less expired"), line.expired, line.unit, _("lots past their date")),
        Figure(_("less not serviceable"), line.unfit, line.unit, _("lots to repair, on hold or failed")),
        Figure(_("Usable"), line.usable, line.unit, _("covers the quota")),
        Figure(_("Quota"), line.quota, line.unit, basis or unset),
        Figure(_("Short by"), line.gap, line.unit, _("quota less usable, never below zero")),
        Figure(_("Out"), line.elsewhere, line.unit, _("with teams, shelters and works sites; not on hand")),
    ]
    at = [
        Figure(
            _("Quota of {place}").format(place=one.place),
            one.quantity,
            line.unit,
            _("{basis}, since {day}").format(basis=one.basis, day=one.since),
        )
        for one in quotas
        if one.place
    ]
    return [*rows, *at]

"""What a quota, a shortfall or a state rests on, figure by figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission
from inventory.supplies import catalog, standing
from inventory.supplies.catalog import Item, QuotaLine
from inventory.supplies.counts import not_told
from inventory.supplies.standing import StockLine
from reports.stock import state
from reports.table import Cell, Column, Kind
from tui.screens.base import ListScreen
from tui.screens.stock.actions import CATALOGUE, UNDO, StockActs
from tui.screens.stock.subject import Subject
from tui.widgets.card import Facts
from tui.widgets.source import Source

BEGINS = {"state": 3, "quota": 4, "shortfall": 5}  # where each figure of the list stands in its reckoning


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the reckoning, and where it comes from."""

    label: str
    amount: Decimal | None
    unit: str
    basis: str
    quota_of: int | None = None  # the place, nought for the whole; None where it is no quota
    hidden: bool = False


class FigureScreen(StockActs, ListScreen[Figure]):
    """How the shortfall of an item is reckoned, and the basis of its quotas."""

    ACTS = (*(act for act in CATALOGUE if act.action in {"set_quota", "lift_quota"}), UNDO)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "set_quota", N_("Set"), key_display="Insert"),
        Binding("delete", "lift_quota", N_("Take it away"), key_display="Del"),
    ]

    def __init__(self, item_id: int, about: str = "") -> None:
        """Of this item; `about` is the figure to begin at."""
        super().__init__()
        self._about = about
        self._item_id = item_id
        self._said = ""
        self._figures: list[Figure] = []

    def reload(self, *, keep: bool = True) -> None:
        """Begin at the figure that was asked about."""
        super().reload(keep=keep)
        if self._about in BEGINS:
            self.lines.cursor = BEGINS[self._about]
            self._about = ""

    def find_hint(self) -> str:
        """These are few."""
        return _("figure")

    def columns(self) -> Sequence[Column[Figure]]:
        """Figure, amount, where from."""
        return [
            Column("figure", _("Figure"), lambda one: one.label, width=26),
            Column("amount", _("Quantity"), _amount, Kind.QUANTITY, 10, absent=_("not set")),
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
        self._figures = _reckoning(line, quotas, self.app.why_not(Permission.KEEP_QUOTAS))
        return Source.of([one for one in self._figures if text in one.label], lambda one: one.label)

    def summary(self) -> str:
        """Of what, and how it stands."""
        return self._said

    def facts(self, row: Figure) -> Facts:
        """The basis in full."""
        return Facts(row.label, [(_("Where from"), row.basis or "—")])

    def subject(self) -> Subject | None:
        """The item; on a place's quota, at that place."""
        return Subject(self._item_id, place_id=(self.row.quota_of or 0) if self.row is not None else 0)

    def why_not(self, action: str) -> str:
        """Where no quota is set there is none to take away."""
        why = super().why_not(action)
        if action == "lift_quota" and not why and not any(one.quota_of is not None for one in self._figures):
            return _("No quota is set.")
        return why

    def menu_title(self) -> str:
        """The item."""
        return self._said

    def opened(self, row: Figure) -> None:
        """Enter: the quota, or why not."""
        del row
        if why := self.why_not("set_quota"):
            self.tell(why, "ATTENTION")
        else:
            self.action_set_quota()


def _amount(one: Figure) -> Cell:
    return not_told() if one.hidden else one.amount


def _reckoning(line: StockLine, quotas: Sequence[QuotaLine], why_not: str) -> list[Figure]:
    whole = next((one for one in quotas if not one.place), None)
    basis = _("{basis}, since {day}").format(basis=whole.basis, day=whole.since) if whole else ""
    unset = _("Nobody has set it; nothing is assumed. {how}").format(how=why_not or _("Insert sets it."))
    rows = [
        Figure(_("On hand"), line.on_hand, line.unit, line.places),
        Figure(_("less expired"), line.expired, line.unit, _("lots past their date")),
        Figure(_("less not serviceable"), line.unfit, line.unit, _("lots to repair, on hold or failed")),
        Figure(_("Usable"), line.usable, line.unit, _("covers the quota")),
        Figure(_("Quota"), line.quota, line.unit, basis or unset, 0 if whole else None),
        Figure(_("Short by"), line.gap, line.unit, _("quota less usable, never below zero")),
        Figure(_("Out"), line.elsewhere, line.unit, _("with teams, shelters and works sites; not on hand")),
    ]
    at = [
        Figure(
            _("Quota of {place}").format(place=one.place),
            one.quantity,
            line.unit,
            _("{basis}, since {day}").format(basis=one.basis, day=one.since),
            one.place_id,
        )
        for one in quotas
        if one.place
    ]
    seen = [replace(one, hidden=one.label != _("Quota")) for one in rows] if line.hidden else rows
    return [*seen, *at]

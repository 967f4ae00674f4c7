"""The questions about a drill's material: what is needed, where it goes, what came back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import _, ngettext
from inventory.ground.search import key
from inventory.practice import issuing, material, parts
from inventory.practice.drills import Drill, DrillLine
from inventory.practice.material import DrillNeed, MaterialLine, OutLine
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line, Lot
from inventory.supplies.places import STORES, Place, PlaceKind
from reports.table import figure, pair
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, moment, words
from tui.screens.response.asking import filled
from tui.screens.stock.counter import Counter
from tui.screens.stock.fields import HowMuch, where
from tui.telling import session_of
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Day, Facts, Field
from tui.widgets.form import Form
from tui.widgets.pick import Find, Option, Pick, among

HOLDERS = frozenset({PlaceKind.TEAM, PlaceKind.SHELTER, PlaceKind.WORKS})


class HowMuchNeeded(Amount):
    """How much of the item that is chosen above; says its unit, and which lots of the depot would go first."""

    def __init__(self, counter: Counter) -> None:
        """Take what looks up items and lots."""
        super().__init__("quantity", _("Quantity"), width=14)
        self._counter = counter

    def value(self) -> Decimal:
        """The amount, in the item's unit."""
        item = self.known.get("item")
        return self._counter.quantity(item, self.raw) if isinstance(item, int) else typed.number(self.raw)

    def echo(self) -> str:
        """The unit; then the lots, or that there are too few."""
        item, place = self.known.get("item"), self.known.get("place")
        if not isinstance(item, int):
            return ""
        with suppress(Refused):
            if isinstance(place, int) and not self.is_empty:
                lots = self._counter.proposal(item, place, self.value())
                if lots or not any(lot.hidden for lot in self._counter.lots_at(item, place)):
                    return lots or "▲ " + _("the depot hasn't got as much")
        return self._counter.item(item).unit


def need(counter: Counter, once: Once, drill_id: int) -> Form:
    """Which item, from which depot, how much of it; the lots that would go are said at once."""
    depots = counter.places(STORES)("")
    only = cast("int", depots[0].value) if len(depots) == 1 else 0

    def send(given: Answers) -> None:
        facts = filled(given) | {"item": row_of(Item, given["item"]), "place": row_of(Place, given["place"])}
        once.send(material.add_material, _needed, given, drill=row_of(Drill, drill_id), **facts)

    return Form(
        _("Add material"),
        Pick("item", _("Item"), counter.items, hint=_("initials will do")),
        where(counter, "place", _("Depot"), STORES, default=only),
        HowMuchNeeded(counter),
        words("note", _("Remarks"), {}),
        submit=send,
        verb=_("add"),
        sender=once,
    )


def _needed(one: DrillNeed) -> str:
    item = session_of(one).get_one(Item, one.item_id)
    return _("{item} {quantity} {unit} are on the list.").format(
        item=item, quantity=figure(one.quantity), unit=item.unit
    )


def amount(counter: Counter, once: Once, line: MaterialLine) -> Form:
    """How much of it is needed."""

    def send(given: Answers) -> None:
        facts = {"quantity": given["quantity"], "note": given["note"] or ""}
        once.send(material.change_material, _needed, need=row_of(DrillNeed, line.need_id), **facts)

    return Form(
        _("Change"),
        HowMuch(counter, line.item_id, default=f"{line.needed:f}"),
        words("note", _("Remarks"), {"note": line.note}),
        submit=send,
        verb=_("change"),
        intro=line.item,
        sender=once,
    )


# Out and back ----------------------------------------------------------------------------------------------------


def issue(counter: Counter, once: Once, drill: DrillLine, lines: Sequence[MaterialLine]) -> Form:
    """All that is left on the list goes out on loan, to whom and until when."""
    left, to = [one for one in lines if one.left], where(counter, "to", _("To"), HOLDERS)
    to.find = _own_first(to.find, _taking_part(counter, drill.drill_id))
    said = _(", ").join(f"{one.item} {figure(one.left)} {one.unit}" for one in left)

    def send(given: Answers) -> None:
        facts = filled(given) | {"to": row_of(Place, given["to"])}
        once.send(issuing.issue_material, _by_slips, drill=row_of(Drill, drill.drill_id), **facts)

    return Form(
        _("Issue what is on the list"),
        to,
        Day("due_on", _("Due back"), today=counter.today, default=str(max(drill.held_on, counter.today))),
        words("counterpart", _("Taken by"), {}, longest=120, width=24),
        words("approver", _("Approved by"), {}, longest=120, width=24),
        moment(counter.desk, "occurred_at", _("When"), hint=_("empty: now")),
        submit=send,
        verb=_("issue"),
        intro=said,
        sender=once,
    )


def _taking_part(counter: Counter, drill_id: int) -> set[int | None]:
    """The places on the register that units of a drill are."""
    with counter.read() as (session, officer):
        return {one.place_id for one in parts.units(session, officer, session.get_one(Drill, drill_id))}


def _own_first(find: Find, own: Collection[int | None]) -> Find:
    """Those who take part, in front of all others that are found."""
    return lambda text: sorted(find(text), key=lambda one: one.value not in own)


def _by_slips(one: Drill) -> str:
    """Which slip was written last: there is one for each depot."""
    session = session_of(one)
    own = select(Voucher.number).join(material.DrillVoucher, material.DrillVoucher.voucher_id == Voucher.id)
    last = session.scalars(own.where(material.DrillVoucher.drill_id == one.id).order_by(Voucher.id.desc())).first()
    return _("{drill}: written as {voucher}.").format(drill=one.number, voucher=last)


def back(counter: Counter, once: Once, drill: DrillLine, out: Sequence[OutLine]) -> Form:
    """All that is out has come back."""
    said = ngettext("{n} line is out", "{n} lines are out", len(out)).format(n=figure(len(out)))

    def send(given: Answers) -> None:
        once.send(issuing.return_material, _by_slips, drill=row_of(Drill, drill.drill_id), **filled(given))

    return Form(
        _("All that is out has come back"),
        *_came(counter),
        submit=send,
        verb=_("take it back"),
        intro=pair(said, _(", ").join(f"{one.item} {figure(one.left)} {one.unit}" for one in out)),
        sender=once,
    )


def _came(counter: Counter) -> list[Field]:
    return [
        words("counterpart", _("Brought by"), {}, longest=120, width=24),
        words("inspection", _("Inspection"), {}, longest=200),
        moment(counter.desk, "occurred_at", _("When"), hint=_("empty: now")),
        words("note", _("Remarks"), {}),
    ]


@dataclass(frozen=True)
class _Back:
    """How much of a lot came back, as the form knows it."""

    number: str
    item_id: int
    quantity: Decimal


def some_back(counter: Counter, once: Once, drill: DrillLine, out: Sequence[OutLine]) -> Form:
    """Which of it came back, lot by lot; the rest stays out."""
    of = {one.lot: one for one in out}
    options = [Option(one.lot, f"{one.item} {one.lot}", f"{figure(one.left)} {one.unit}") for one in of.values()]

    def read(text: str, known: Facts) -> Decimal:
        return counter.quantity(of[cast("str", known["lot"])].item_id, text)

    def build(known: Facts) -> _Back:
        lot = cast("str", known["lot"])
        return _Back(lot, of[lot].item_id, cast("Decimal", known["quantity"]))

    def send(given: Answers) -> None:
        facts = filled({name: fact for name, fact in given.items() if name != "lines"})
        lines = _lines(cast("Sequence[_Back]", given["lines"]))
        once.send(issuing.return_material, _by_slips, drill=row_of(Drill, drill.drill_id), lines=lines, **facts)

    cells: list[Field] = [
        Pick("lot", _("Lot"), among(options, [key(one.label) for one in options]), width=30),
        Amount("quantity", _("Quantity"), parse=read, width=12),
    ]
    return Form(
        _("Some of it has come back"),
        Lines("lines", _("What came back"), cells, build=build, hint=_("Enter adds a line, an empty one sends")),
        *_came(counter),
        submit=send,
        verb=_("take it back"),
        sender=once,
    )


def _lines(came: Sequence[_Back]) -> Callable[[Session], list[Line]]:
    def look(session: Session) -> list[Line]:
        return [
            Line(
                session.get_one(Item, one.item_id),
                one.quantity,
                session.scalars(select(Lot).where(Lot.number == one.number)).one(),
            )
            for one in came
        ]

    return look

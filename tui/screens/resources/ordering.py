"""The questions about call-offs: what is called and where to, what came of it, why it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy.orm import Session

from inventory.ground import typed
from inventory.ground.i18n import _
from inventory.ground.search import Finder, key
from inventory.resources.agreements import Agreement, Validity
from inventory.resources.calloffs import CalledLine, CallOff, CallOffEnd, CallOffLine, Delivery, TakenLine
from inventory.resources.deliveries import Arrived, close_call_off, deliver
from inventory.resources.ordering import Called, call_off
from inventory.resources.promises import Promise
from inventory.supplies import catalog
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.places import KEPT, Place
from inventory.supplies.stock import SOURCE_NAMES, Source
from reports.agreements import Standing, validity
from reports.calloffs import things
from reports.table import figure
from tui.desk import Desk
from tui.screens.base import PlaceScreen
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, moment, words
from tui.screens.stock.counter import Counter
from tui.screens.stock.fields import Dated, HowMuch, batch_facts, where
from tui.screens.stock.telling import Teller, goods
from tui.widgets.answers import Choice
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Facts, Field, Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

LABEL = ("batch", "maker", "produced_on", "expires_on")
UNBOUND = {Validity.EXPIRED, Validity.TO_COME}


def counter_of(screen: PlaceScreen) -> Counter:
    """A fresh view of the store for one form."""
    desk = screen.app.desk
    if desk is None:  # places are built for a desk
        raise RuntimeError

    def finder() -> Finder:
        with desk.store.read() as session:
            return Finder(catalog.keys(session))

    return Counter(screen.app, desk, finder)


# Calling off -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A line of a call-off as the form knows it."""

    promise_id: int
    quantity: Decimal
    item_id: int | None
    unit: str


def call_form(counter: Counter, once: Once, row: Standing) -> Form:
    """What is called on an agreement, where to and until when."""
    desk, line = counter.desk, row.line

    def is_unbound(known: Facts) -> bool:
        return line.validity in UNBOUND or known.get("ordered_at") is not None

    def send(given: Answers) -> None:
        facts = {name: fact for name, fact in given.items() if fact not in (None, "")}
        facts |= {"lines": _called(given["lines"]), "agreement": row_of(Agreement, line.agreement_id)}
        if place := given.get("to"):
            facts["to"] = row_of(Place, place)
        once.send(call_off, _said_called, given, **facts)

    return Form(
        _("Call off: {company}").format(company=line.company),
        _lines(counter, row.taken),
        where(counter, "to", _("To come to"), KEPT, required=False),
        words("destination", _("Or in words"), {}, longest=200, hint=_("a road, a reach of a river")),
        Text("ordered_by", _("Ordered by"), width=20),
        Text("reason", _("Why"), longest=400),
        moment(desk, "due_at", _("To come by"), hint=_("empty: after the hours that were agreed")),
        moment(desk, "ordered_at", _("When"), hint=_("empty: now")),
        words("after_expiry", _("Why all the same"), {}, when=is_unbound, hint=_("it is called off outside its dates")),
        submit=send,
        verb=_("call off"),
        intro=" · ".join(one for one in (validity(line), f"{line.contact} {line.contact_phone}".strip()) if one),
        draft=f"call_off.{line.agreement_id}",
        sender=once,
    )


def _called(asked: Sequence[Asked]) -> Callable[[Session], list[Called]]:
    """The lines with their rows, looked up in the transaction."""

    def look(session: Session) -> list[Called]:
        return [
            Called(
                session.get_one(Promise, one.promise_id),
                one.quantity,
                session.get_one(Item, one.item_id) if one.item_id else None,
                one.unit,
            )
            for one in asked
        ]

    return look


def _lines(counter: Counter, taken: Sequence[TakenLine]) -> Lines:
    """What is called: promises with amounts; which item and in which unit only where a promise leaves it open."""
    of = {one.promise.promise_id: one for one in taken}
    options = [Option(number, one.promise.what, left_words(one)) for number, one in of.items()]
    find = among(options, [key(one.promise.what, one.promise.category, one.promise.code) for one in taken])

    def read(raw: str, known: Facts) -> Decimal:
        one = of.get(cast("int", known.get("promise")))
        item = one.promise.item_id if one else None
        return counter.quantity(item, raw) if item else typed.number(raw, field="quantity")

    def build(known: Facts) -> Asked:
        item = known.get("item")
        unit = cast("str", known.get("unit") or "")
        return Asked(cast("int", known["promise"]), cast("Decimal", known["quantity"]), cast("int | None", item), unit)

    def said(known: Facts) -> str:
        if (one := of.get(cast("int", known.get("promise")))) is None:
            return _("Enter adds a line, an empty one goes on")
        return _left_of(one, known.get("quantity"))

    cells: list[Field] = [
        Pick("promise", _("What was promised"), find, width=20),
        Amount("quantity", _("Quantity"), parse=read, width=10),
    ]
    if any(one.promise.item_id is None for one in taken):
        cells.append(Pick("item", _("Which item"), counter.items, width=14, required=False))
    if any(not one.promise.unit for one in taken):
        cells.append(words("unit", _("Unit"), {}, longest=20, width=6))
    return Lines("lines", _("What is called"), cells, build=build, hint=said, pauses={"item", "unit"})


def left_words(one: TakenLine) -> str:
    """How much of a promise could still be called; empty where nobody has said how much was promised."""
    return "" if one.left is None else f"{figure(max(one.left, Decimal(0)))} {one.promise.unit}"


def _left_of(one: TakenLine, quantity: object) -> str:
    """What is left of a promise, and that more is possible, but marked."""
    promise = one.promise
    within = _("within {hours} h").format(hours=figure(promise.hours)) if promise.hours else ""
    if one.left is None:
        said = _("nobody has said how much was promised")
    elif isinstance(quantity, Decimal) and quantity > one.left:
        said = _("▲ more than the {left} that are left: it will be marked").format(left=left_words(one))
    else:
        said = _("{left} left").format(left=left_words(one))
    return " · ".join(part for part in (said, within) if part)


def _said_called(one: CallOff) -> str:
    return _("{number} was called off: enter here what comes.").format(number=one.number)


# What comes ------------------------------------------------------------------------------------------------------


def deliver_form(once: Once, counter: Counter, order: CallOffLine, row: CalledLine) -> Form:
    """What came of one line, and of others with it; what is an item of the catalogue comes into the books."""
    others = [one for one in order.lines if one.line != row.line]

    def is_stock(known: Facts) -> bool:
        return bool(row.item_id or known.get("item") or any(one.item_id for one in others))

    def is_labelled(known: Facts) -> bool:
        return bool(row.item_id or known.get("item"))

    def send(given: Answers) -> None:
        plain = ("source", "occurred_at", "counterpart", "inspection", "approver", "note")
        facts = {name: given[name] for name in plain if given.get(name) not in (None, "")}
        if place := given.get("place"):
            facts["place"] = row_of(Place, place)
        once.send(
            deliver, _said_came, given, call_off=row_of(CallOff, order.call_off_id), lines=_arrived(row, given), **facts
        )

    label = batch_facts(counter, row.item_id or 0)
    for field in label:
        field.when = is_labelled
    place = where(counter, "place", _("Stored at"), KEPT, default=order.place_id or 0, when=is_stock)
    return Form(
        _("What came: {what}").format(what=row.what),
        *_how_much(counter, row),
        *label,
        place,
        Choice("source", _("Came from"), [(one, _(name)) for one, name in SOURCE_NAMES.items()],
               default=Source.PURCHASE, when=is_stock),
        words("counterpart", _("Delivered by"), {}, longest=120, hint=order.company),
        words("inspection", _("Inspection"), {}, longest=200, when=is_stock),
        words("approver", _("Inspected by"), {}, longest=120, width=20, when=is_stock),
        moment(counter.desk, "occurred_at", _("When"), hint=_("empty: now")),
        words("note", _("Remarks"), {}),
        *([_also(counter, others)] if others else []),
        submit=send,
        verb=_("enter"),
        intro=_("{came} of {called} {unit} have come").format(
            came=figure(row.delivered), called=figure(row.quantity), unit=row.unit
        ),
        draft=f"deliver.{row.call_off_item_id}",
        sender=once,
    )  # fmt: skip


def _how_much(counter: Counter, row: CalledLine) -> list[Field]:
    """The amount of a line; where the line is no item, which one it is, if it is one."""
    missing = f"{row.short:f}" if row.short else ""
    if row.item_id:
        return [HowMuch(counter, row.item_id, default=missing)]
    return [
        Amount("quantity", _("Quantity"), default=missing, width=14, hint=row.unit),
        Pick("item", _("As stock"), counter.items, required=False,
             hint=_("the item that it is; blank: it comes into no book")),
    ]  # fmt: skip


@dataclass(frozen=True)
class Came:
    """What came of another line of the call-off."""

    line: int
    quantity: Decimal
    expires_on: date | None


class DatedLine(Dated):
    """The date on the label of what came of a line, asked for once where its item keeps for a known time."""

    def __init__(self, counter: Counter, items: Mapping[int, int]) -> None:
        """The items of the lines, nought where a line is none."""
        super().__init__(counter, "expires_on", _("Expires"), width=12, required=False)
        self._items = items

    @property
    def _item(self) -> object:
        return self._items.get(cast("int", self.known.get("line"))) or None


def _also(counter: Counter, others: Sequence[CalledLine]) -> Lines:
    """Further lines of the call-off that came with it."""
    of = {one.line: one for one in others}
    options = [Option(one.line, one.what, f"{figure(one.short)} {one.unit}") for one in others]

    def read(raw: str, known: Facts) -> Decimal:
        one = of.get(cast("int", known.get("line")))
        return counter.quantity(one.item_id, raw) if one and one.item_id else typed.number(raw, field="quantity")

    def build(known: Facts) -> Came:
        return Came(
            cast("int", known["line"]), cast("Decimal", known["quantity"]), cast("date | None", known.get("expires_on"))
        )

    cells: list[Field] = [
        Pick("line", _("What was called off"), among(options, [key(one.what) for one in others]), width=24),
        Amount("quantity", _("Quantity"), parse=read, width=10),
        DatedLine(counter, {one.line: one.item_id or 0 for one in others}),
    ]
    return Lines(
        "also", _("Also"), cells, build=build, required=False, hint=_("Enter adds a line, an empty one goes on"),
    )  # fmt: skip


def _arrived(row: CalledLine, given: Answers) -> Callable[[Session], list[Arrived]]:
    """What came, with its rows, looked up in the transaction."""
    label = {name: given[name] for name in LABEL if given.get(name)}
    more = [Arrived(one.line, one.quantity, expires_on=one.expires_on) for one in given.get("also") or ()]

    def look(session: Session) -> list[Arrived]:
        item = session.get_one(Item, given["item"]) if given.get("item") else None
        return [Arrived(row.line, given["quantity"], item, **label), *more]

    return look


def _said_came(one: Delivery) -> str:
    """What came in, by its receipt where it is stock."""
    teller = Teller(one)
    if one.voucher_id is None:
        return teller.remarked(_("{number} was entered.").format(number=one.number))
    voucher = teller.session.get_one(Voucher, one.voucher_id)
    what = goods(teller.session, voucher)
    return teller.remarked(_("{what} came into the books by {voucher}.").format(what=what, voucher=voucher.number))


# The end ---------------------------------------------------------------------------------------------------------


def close_form(desk: Desk, once: Once, order: CallOffLine) -> Form:
    """Why it ends; where something is lacking, somebody will ask."""
    missing = [one for one in order.lines if one.short]
    said = _(", ").join(f"{one.what} {figure(one.short)} {one.unit}" for one in missing)

    def send(given: Answers) -> None:
        facts = {name: fact for name, fact in given.items() if fact not in (None, "")}
        once.send(close_call_off, _said_ended, call_off=row_of(CallOff, order.call_off_id), **facts)

    return Form(
        _("End {number}").format(number=order.number),
        words("note", _("Why"), {}, required=bool(missing), hint=_("why not all of it came") if missing else ""),
        moment(desk, "closed_at", _("When"), hint=_("empty: now")),
        submit=send,
        verb=_("end it"),
        intro=_("lacking: {what}").format(what=said) if missing else things(order.lines),
        sender=once,
    )


def _said_ended(one: CallOffEnd) -> str:
    session = Teller(one).session
    return _("{number} was ended.").format(number=session.get_one(CallOff, one.call_off_id).number)

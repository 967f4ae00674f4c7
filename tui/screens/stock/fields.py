"""The questions that the forms of the stock share: where, which lot, how much, when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Unpack, cast

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.search import fold
from inventory.supplies.ageing import LotLine
from inventory.supplies.choosing import Fits, Held, Shelf
from inventory.supplies.counts import not_told
from inventory.supplies.lots import CONDITION_NAMES, Condition, months_after
from inventory.supplies.places import HOLDERS, STORES, PlaceKind
from reports.table import figure
from tui.screens.stock.counter import Counter, Wanted
from tui.widgets.answers import Choice
from tui.widgets.basket import Lines
from tui.widgets.fields import About, Amount, Day, Facts, Field, Missing, Moment, Text
from tui.widgets.pick import Option, Pick

ANYWHERE = STORES | HOLDERS
NOTHING = Decimal(0)
SEVERAL_PACKS = 3


class HowMuch(Amount):
    """How much of an item; says what was understood, in units and in packs."""

    def __init__(
        self,
        counter: Counter,
        item_id: int,
        *,
        label: str = "",
        default: str = "",
        zero: bool = False,
        **about: Unpack[About],
    ) -> None:
        """Amounts of this item; `zero` where none at all can be meant too."""
        about.setdefault("width", 14)

        def read(raw: str, _known: Facts) -> Decimal:
            return NOTHING if zero and fold(raw) == "0" else counter.quantity(item_id, raw)

        super().__init__("quantity", label or _("Quantity"), parse=read, default=default, **about)
        self._item = counter.item(item_id)

    def echo(self) -> str:
        """The amount in units, and in whole packs; before anything is typed, what a pack holds."""
        item = self._item
        if self.is_empty:
            packs = [f"1 {name} = {figure(size)} {item.unit}" for name, size in item.packs.items()]
            return "  ".join([item.unit, *packs[:SEVERAL_PACKS]])
        try:
            value = cast("Decimal", self.value())
        except Refused:
            return ""
        whole = [(name, value / size) for name, size in item.packs.items() if value and not value % size]
        packs = [f"= {figure(count)} {name}" for name, count in whole[-1:] if name not in self.raw]
        unit = item.unit if self.raw.strip().isdecimal() else f"= {figure(value)} {item.unit}"
        return "  ".join([unit, *packs])


class Which(Pick):
    """Which lot of an item; empty means what leaves first."""

    def __init__(
        self,
        counter: Counter,
        item_id: int,
        lot_id: int = 0,
        *,
        must: bool = False,
        fits: Callable[[Facts], Fits] = lambda _known: Shelf.usable,
    ) -> None:
        """Lots at the form's place; `fits` says which of them are taken where none is named."""
        options = {lot.lot_id: lot_option(lot) for lot in counter.lots(item_id)}
        super().__init__(
            "lot", _("Lot"), self._find, default=options.get(lot_id), required=must, hint="" if must else self._auto
        )
        self._counter, self._item_id, self._fits = counter, item_id, fits

    def _find(self, text: str) -> Sequence[Option]:
        asked = fold(text)
        return [
            lot_option(lot)
            for lot in self._counter.lots_at(self._item_id, self.known.get("place"))
            if asked in fold(f"{lot.number} {lot.batch}")
        ]

    def _auto(self, known: Facts) -> str:
        """What would be taken, while no lot is picked."""
        place, quantity = known.get("place"), known.get("quantity")
        if not self.is_empty:
            return ""
        said = ""
        if isinstance(place, int) and isinstance(quantity, Decimal):
            said = self._counter.proposal(self._item_id, place, quantity, self._fits(known))
            if not said and not any(lot.hidden for lot in self._counter.lots_at(self._item_id, place)):
                return "▲ " + _("not enough there that fits")
        return _("auto: earliest expiry {lots}").format(lots=said)

    def checked(self) -> object:
        """The lot's number in the store, nought for none."""
        return super().checked() or 0


def anything(_shelf: Shelf, _one: Held) -> bool:
    """Whatever lies there is taken."""
    return True


def what_is_unfit(shelf: Shelf, one: Held) -> bool:
    """What can't be issued to those who rely on it."""
    return not shelf.usable(one)


def lot_option(lot: LotLine) -> Option:
    """A lot as a thing to pick."""
    parts = [
        not_told() if lot.hidden else f"{figure(lot.quantity)} {lot.unit}",
        f"{lot.expires_on}" if lot.expires_on else "",
        _(CONDITION_NAMES[lot.condition]) if lot.condition is not Condition.SERVICEABLE else "",
        lot.place,
    ]
    label = f"{lot.number} {lot.batch}".strip()
    return Option(lot.lot_id, label, " · ".join(part for part in parts if part))


class Where(Pick):
    """A place to pick; says how, until one is picked."""

    def hinted(self) -> str:
        """How it may be typed."""
        return "" if self.option is not None else _("initials will do")


def where(
    counter: Counter,
    name: str,
    label: str,
    kinds: frozenset[PlaceKind],
    *more: Option,
    default: int = 0,
    **about: Unpack[About],
) -> Pick:
    """A place of some kinds."""
    find = counter.places(kinds, *more)
    first = next((one for one in find("") if one.value == default), None) if default else None
    return Where(name, label, find, default=first, **about)


def standing_words(counter: Counter, item_id: int, place_id: object) -> str:
    """`in store 46,500 条`, and how much of it can't be issued."""
    if not isinstance(place_id, int):
        return ""
    item = counter.item(item_id)
    lots = counter.lots_at(item_id, place_id)
    if any(lot.hidden for lot in lots):
        return not_told()
    total = sum((lot.quantity for lot in lots), NOTHING)
    unfit = sum((lot.quantity for lot in lots if not usable(lot)), NOTHING)
    said = _("there {quantity} {unit}").format(quantity=figure(total), unit=item.unit)
    return said + (_(", {quantity} not fit for issue").format(quantity=figure(unfit)) if unfit else "")


def usable(lot: LotLine) -> bool:
    """Whether a lot can be issued as it is."""
    return lot.condition is Condition.SERVICEABLE and not (lot.days_left is not None and lot.days_left < 0)


class From(Pick):
    """A place that something is taken from: says how much of it is there."""

    def __init__(
        self,
        counter: Counter,
        item_id: int,
        kinds: frozenset[PlaceKind] = STORES,
        *,
        place_id: int = 0,
        label: str = "",
    ) -> None:
        """By default where most of it is."""
        find = counter.places(kinds)
        home = place_id or counter.home(item_id, kinds)
        default = next((one for one in find("") if one.value == home), None)
        super().__init__("place", label or _("From"), find, default=default)
        self._counter, self._item_id = counter, item_id

    def hinted(self) -> str:
        """How much is there."""
        try:
            place = self.checked()
        except Refused:
            return ""
        return standing_words(self._counter, self._item_id, place)


class When(Moment):
    """When it happened; the present is left for the service to fill in, so that a retry says the same again."""

    def __init__(self, counter: Counter) -> None:
        """Read as this form's counter reads it."""
        super().__init__("occurred_at", _("When"), read=counter.moment, zone=counter.desk.zone, required=False)
        self._present = counter.now

    def checked(self) -> object:
        """The instant, None for the present."""
        meant = super().checked()
        return None if meant == self._present else meant


def when(counter: Counter) -> Moment:
    """When it happened; now, unless it is typed."""
    return When(counter)


def text(name: str, label: str, longest: int = 120, default: str = "", **about: Unpack[About]) -> Text:
    """A text that may be left empty."""
    about.setdefault("required", False)
    return Text(name, label, longest=longest, default=default, **about)


def also(counter: Counter, *more: Field, hint: Callable[[Facts], str] | None = None) -> Lines:
    """Further items on the same paper."""

    def read(raw: str, known: Facts) -> object:
        item = known.get("item")
        return counter.quantity(item, raw) if isinstance(item, int) else NOTHING

    def build(known: Facts) -> Wanted:
        facts = {one.fact: known.get(one.fact) for one in more}
        return Wanted(cast("int", known["item"]), cast("Decimal", known["quantity"]), facts=facts)

    def said(known: Facts) -> str:
        item = known.get("item")
        if not isinstance(item, int):
            return _("more items: Enter adds a line, an empty one sends")
        return hint(known) if hint else ""

    cells = [Pick("item", _("Item"), counter.items, width=20), Amount("quantity", _("Quantity"), parse=read, width=10)]
    return Lines("also", _("Also"), [*cells, *more], build=build, required=False, hint=said)


class Undated(Missing):
    """What keeps for a known time has a date on its label."""

    message = N_("{keeps}: type the date on the label; where there is none, Enter again.")


class Dated(Day):
    """A date on the label: asked for once where the item keeps for a known time and the other date isn't given."""

    def __init__(
        self, counter: Counter, name: str, label: str, *, item_id: int = 0, other: str = "", **about: Unpack[About]
    ) -> None:
        """Of this item, or of the one that the form names; `other` is the fact that makes this one needless."""
        self._asked: set[object] = set()
        super().__init__(name, label, today=counter.today, **about)
        self._counter, self._item_id, self._other = counter, item_id, other

    @property
    def _item(self) -> object:
        return self._item_id or self.known.get("item")

    @property
    def _months(self) -> int:
        return self._counter.item(self._item).months if isinstance(self._item, int) else 0

    @property
    def required(self) -> bool:
        """Until it has been asked for once."""
        return self._item not in self._asked and bool(self._months) and not self.known.get(self._other)

    @required.setter
    def required(self, value: bool) -> None:
        """It follows from the item."""

    def enter(self) -> None:
        """It is asked for now, and says so."""
        if self.required and self.is_empty:
            self.refuse(str(Undated(keeps=self.echo())))
        self._asked.add(self._item)
        super().enter()

    def checked(self) -> object:
        """The date; None where there is none."""
        try:
            return super().checked()
        except Missing:
            raise Undated(field=self.fact, keeps=self.echo()) from None

    def echo(self) -> str:
        """The date as understood; before one is typed, how long the item keeps."""
        if not self.is_empty or not self._months:
            return super().echo()
        made = self.known.get("produced_on")
        if self.fact == "expires_on" and isinstance(made, date):
            return _("= {day}, from the day it was produced").format(day=months_after(made, self._months))
        return keeping_words(self._counter, cast("int", self._item))


def keeping_words(counter: Counter, item_id: int) -> str:
    """How long an item keeps; empty where nobody has said so."""
    months = counter.item(item_id).months
    return ngettext("keeps {n} month", "keeps {n} months", months).format(n=months) if months else ""


class Due(Day):
    """A day to come; says how one may be typed until one is."""

    def echo(self) -> str:
        """The day as understood, or what may be typed."""
        return _("+1m, +10d or a date") if self.is_empty else super().echo()


class OneOf(Choice):
    """One of a few answers, none of them chosen until somebody does."""

    def __init__(self, name: str, label: str, options: Sequence[tuple[object, str]], **about: Unpack[About]) -> None:
        """`options` are values with their labels."""
        super().__init__(name, label, options, **about)
        self._first = -1

    def echo(self) -> str:
        """How one is chosen, until one is."""
        return _("a digit chooses") if self.is_empty else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is chosen yet."""
        return not self.raw.isdecimal()


def batch_facts(counter: Counter, item_id: int) -> list[Field]:
    """What the label of a lot that comes in says."""
    return [
        text("batch", _("Batch"), 80),
        Dated(counter, "produced_on", _("Produced"), item_id=item_id, other="expires_on"),
        Dated(counter, "expires_on", _("Expires"), item_id=item_id, other="produced_on"),
        text("maker", _("Maker")),
    ]

"""The counter: what the forms look up while one types, and how what they ask for is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, overload
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import search, settings, typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.ground.search import Finder
from inventory.supplies import ageing, catalog, choosing
from inventory.supplies import places as register
from inventory.supplies.ageing import LotLine
from inventory.supplies.catalog import Item
from inventory.supplies.choosing import Fits, Shelf
from inventory.supplies.lots import Line, Lot
from inventory.supplies.places import KIND_NAMES, STORES, Place, PlaceKind, PlaceLine
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.screens.stock.finding import catalogue
from tui.screens.stock.subject import began
from tui.screens.stock.telling import Teller, lot_words
from tui.widgets.pick import Find, Option, among

Made = TypeVar("Made")
M = TypeVar("M")

CHUNK = 500


@dataclass(frozen=True)
class ItemFacts:
    """What must be known of an item to read an amount of it."""

    item_id: int
    name: str
    unit: str
    decimals: int
    packs: Mapping[str, Decimal]
    months: int  # that it keeps; nought where nobody has said so


@dataclass(frozen=True)
class Wanted:
    """One line of a voucher as the form knows it; rows are looked up when it is done."""

    item_id: int
    quantity: Decimal
    lot_id: int = 0
    facts: Mapping[str, object] = field(default_factory=dict)


class Options(Sequence[Option]):
    """Things to pick among many, read as they come into view."""

    def __init__(self, ids: Sequence[int], read: Callable[[Sequence[int]], list[Option]]) -> None:
        """`read` gives the options of some ids, in their order."""
        self._ids, self._read = ids, read

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ids)

    @overload
    def __getitem__(self, index: int) -> Option: ...
    @overload
    def __getitem__(self, index: slice) -> list[Option]: ...
    def __getitem__(self, index: int | slice) -> Option | list[Option]:
        """One, or a few."""
        if isinstance(index, slice):
            return self._read(self._ids[index])
        return self._read([self._ids[index]])[0]

    def __iter__(self) -> Iterator[Option]:
        """All of them, some hundreds at a time."""
        for start in range(0, len(self._ids), CHUNK):
            yield from self._read(self._ids[start : start + CHUNK])


class Counter:
    """One form's view of the store: everything is looked up once, and done under one request id."""

    def __init__(self, app: XunbeiApp, desk: Desk, finder: Callable[[], Finder] | None = None) -> None:
        """`finder` gives the catalogue's, where a list keeps one."""
        self.app, self.desk = app, desk
        self._finder = finder or partial(catalogue, desk)
        self._memory: dict[object, Any] = {}
        self.request = uuid4().hex
        self.began = began(app)
        self.now = desk.now()

    @contextmanager
    def read(self) -> Iterator[tuple[Session, Person]]:
        """Look at the store as the officer."""
        with self.desk.store.read() as session:
            yield session, self.desk.officer(session)

    def _once(self, what: object, look: Callable[[Session, Person], M]) -> M:
        if what not in self._memory:
            with self.read() as (session, officer):
                self._memory[what] = look(session, officer)
        found: M = self._memory[what]
        return found

    def do(self, service: Callable[..., Made], told: Callable[[Teller, Made], str], **facts: object) -> None:
        """Ask the service; raises Refused for the form to show."""
        self.app.do(service, request=self.request, told=lambda made: told(Teller(made), made), **facts)

    def perform(self, service: Callable[..., Made], told: Callable[[Teller, Made], str], **facts: object) -> None:
        """Ask the service outside a form; how it went is told in the notice."""
        self.app.perform(service, request=self.request, told=lambda made: told(Teller(made), made), **facts)

    # Items

    def item(self, item_id: int) -> ItemFacts:
        """An item's unit, decimals and packs."""

        def look(session: Session, _officer: Person) -> ItemFacts:
            one = session.get_one(Item, item_id)
            keeps = one.shelf_life_months or 0
            return ItemFacts(one.id, str(one), one.unit, one.decimals, catalog.packs(session, one), keeps)

        return self._once(("item", item_id), look)

    def quantity(self, item_id: int, text: str) -> Decimal:
        """How much of an item a text means."""
        item = self.item(item_id)
        return typed.quantity(text, unit=item.unit, packs=item.packs, places=item.decimals)

    def items(self, text: str) -> Sequence[Option]:
        """The items of the catalogue that a text finds."""
        if "finder" not in self._memory:
            self._memory["finder"] = self._finder()
        finder: Finder = self._memory["finder"]
        return Options(finder.find(text), self._options)

    def _options(self, ids: Sequence[int]) -> list[Option]:
        with self.read() as (session, _officer):
            columns = select(Item.id, Item.name, Item.spec, Item.unit, Item.code).where(Item.id.in_(ids))
            found = {row.id: row for row in session.execute(columns)}
        rows = [found[one] for one in ids if one in found]
        return [Option(row.id, f"{row.name} {row.spec}".strip(), f"{row.unit} · {row.code}") for row in rows]

    def item_option(self, item_id: int) -> Option | None:
        """An item as a thing to pick."""
        return next(iter(self._options([item_id])), None)

    # Places

    def places(self, kinds: frozenset[PlaceKind], *more: Option) -> Find:
        """Finds places of some kinds; `more` stand at the end."""
        lines = self._place_lines(kinds)
        names = {line.place_id: line.name for line in lines}
        options = [self._place_option(line, names) for line in lines]
        keys = [f"{line.key} {search.fold(one.label)}" for line, one in zip(lines, options, strict=True)]
        return among([*options, *more], [*keys, *(search.key(one.label) for one in more)])

    def _place_lines(self, kinds: frozenset[PlaceKind]) -> list[PlaceLine]:
        return self._once(("places", kinds), lambda session, officer: register.places(session, officer, kinds=kinds))

    def _place_option(self, line: PlaceLine, names: Mapping[int, str]) -> Option:
        above = names.get(line.parent_id or 0, "")
        return Option(line.place_id, f"{above} / {line.name}" if above else line.name, _(KIND_NAMES[line.kind]))

    def home(self, item_id: int, kinds: frozenset[PlaceKind] = STORES) -> int:
        """Where most of an item is: the depot, not the shelf; nought where there is none."""
        held: dict[int, Decimal] = {}
        lines = {line.place_id: line for line in self._place_lines(kinds)}
        for lot in self.lots(item_id):
            top = lines.get(lot.place_id)
            while top is not None and top.parent_id in lines:
                top = lines[top.parent_id]
            if top is not None and (amount := Decimal(1) if lot.hidden else lot.quantity):
                held[top.place_id] = held.get(top.place_id, Decimal(0)) + amount
        return max(held, key=held.__getitem__) if held else 0

    # Stock

    def lots(self, item_id: int) -> list[LotLine]:
        """What is held of an item, everywhere."""

        def look(session: Session, officer: Person) -> list[LotLine]:
            return ageing.lots_of(session, officer, session.get_one(Item, item_id), zero=False)

        return self._once(("lots", item_id), look)

    def lots_at(self, item_id: int, place_id: object) -> list[LotLine]:
        """What is held of an item below a place."""
        if not isinstance(place_id, int):
            return self.lots(item_id)

        def look(session: Session, _officer: Person) -> frozenset[int]:
            path = session.get_one(Place, place_id).path
            return frozenset(session.scalars(select(Place.id).where(Place.path.startswith(path))))

        below = self._once(("below", place_id), look)
        return [lot for lot in self.lots(item_id) if lot.place_id in below]

    def proposal(self, item_id: int, place_id: int, quantity: Decimal, fits: Fits = Shelf.usable) -> str:
        """The lots that would be taken, of those that fit, in words; empty where there is too little."""

        def look(session: Session, officer: Person) -> str:
            place, item = session.get_one(Place, place_id), session.get_one(Item, item_id)
            try:
                taken = choosing.proposal(session, officer, place, item, quantity, session.info["now"], fits)
            except Refused:
                return ""
            return lot_words(session, taken)

        return self._once(("proposal", item_id, place_id, quantity, fits), look)

    def kind_of(self, place_id: int) -> PlaceKind | None:
        """What a place is; None where nobody is named."""
        look = lambda session, _officer: session.get_one(Place, place_id).kind if place_id else None  # noqa: E731 - one look
        return self._once(("kind", place_id), look)

    # Days

    @property
    def today(self) -> date:
        """The date on the wall when the form was opened."""
        return self.now.astimezone(self.desk.zone).date()

    def moment(self, text: str) -> datetime:
        """The instant that a text means, seen from when the form was opened: sent twice, it means the same twice."""
        time = self._once("time", lambda session, _officer: (settings.zone(session), settings.time_of_day(session)))
        return typed.moment(text, now=self.now, zone=time[0], field="occurred_at", time_of_day=time[1], side=-1)


def row(model: type[M], number: object) -> Callable[[Session], M | None]:
    """A fact that is looked up in the transaction; None where there is no number."""
    return lambda session: session.get_one(model, number) if number else None


def lines(wanted: Sequence[Wanted]) -> Callable[[Session], list[Line]]:
    """The lines of a voucher, looked up in the transaction."""

    def look(session: Session) -> list[Line]:
        return [
            Line(
                session.get_one(Item, one.item_id),
                one.quantity,
                session.get_one(Lot, one.lot_id) if one.lot_id else None,
                **{name: value for name, value in one.facts.items() if value},  # type: ignore[arg-type]  # as the fields gave them
            )
            for one in wanted
        ]

    return look

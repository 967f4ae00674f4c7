"""What is there already, read once, so that ten thousand rows can be compared with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.i18n import _
from inventory.ground.names import KINDS, Ambiguous, Unknown, next_code
from inventory.ground.people import Organisation, Person, Role, RoleGiven
from inventory.ground.schema import Base
from inventory.ground.text import alike, clean, visible
from inventory.supplies import loans
from inventory.supplies.catalog import Category, Item, Pack, Quota
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Condition, Lot, Mode
from inventory.supplies.places import KEPT, Place

M = TypeVar("M", bound=Base)


class OpeningKey(NamedTuple):
    """What tells one opening stock from another."""

    item_id: int
    place_id: int
    batch: str
    maker: str
    quality: str
    produced_on: date | None
    expires_on: date | None
    condition: Condition
    mode: Mode


class There:
    """The catalogue, the places, the people and the opening stock of a store."""

    def __init__(self, session: Session) -> None:
        """Read them."""
        self._session = session
        self._items: dict[str, list[Item]] = {}
        self._places: dict[str, list[Place]] = {}
        self._organisations: dict[str, list[Organisation]] = {}
        self._by_id: dict[int, Category] = {}
        self.categories: dict[str, Category] = {}
        self.packs: dict[int, dict[str, Decimal]] = {}
        for item in session.scalars(select(Item)):
            self.add_item(item)
        for place in session.scalars(select(Place).where(Place.kind.in_(KEPT))):
            self.add_place(place)
        for one in session.scalars(select(Organisation)):
            _enter(self._organisations, one, one.code, one.name)
        for category in session.scalars(select(Category)):
            self.add_category(category)
        for pack in session.scalars(select(Pack)):
            self.packs.setdefault(pack.item_id, {})[pack.name] = pack.quantity
        self.quotas = {
            one.item_id: (one.quantity, one.basis)
            for one in session.scalars(select(Quota).where(Quota.place_id.is_(None)))
        }
        self.persons = {one.login: one for one in session.scalars(select(Person))}
        self.opened = self._opened()

    def _opened(self) -> dict[OpeningKey, tuple[Decimal, str]]:
        """The opening stock that stands, with its voucher."""
        found = self._session.execute(
            select(Lot, Movement.to_id, Movement.quantity, Voucher.number)
            .join(Movement, Movement.lot_id == Lot.id)
            .join(Voucher, Voucher.id == Movement.voucher_id)
            .where(Voucher.kind == VoucherKind.OPENING, loans.standing(Movement))
        )
        return {
            OpeningKey(
                lot.item_id,
                place_id,
                lot.batch,
                lot.maker,
                lot.quality,
                lot.produced_on,
                lot.expires_on,
                lot.condition,
                lot.mode,
            ): (quantity, number)
            for lot, place_id, quantity, number in found
        }

    # What comes to be there

    def add_item(self, item: Item) -> None:
        """An item, found by code, barcode, name, and name with spec."""
        _enter(self._items, item, item.code, item.barcode or "", item.name, str(item))

    def add_place(self, place: Place) -> None:
        """A place, found by code and name."""
        _enter(self._places, place, place.code, place.name)

    def add_category(self, category: Category) -> None:
        """A category, found by name and code."""
        self._by_id[category.id] = category
        self.categories[category.name] = self.categories[category.code] = category

    def free_category_code(self) -> str:
        """A code for a category of which only the name is known."""
        return next_code(self._session, Category.code, "LB", 2)

    # What is called so

    def category_of(self, category_id: int | None) -> Category | None:
        """A category by its id."""
        return None if category_id is None else self._by_id[category_id]

    def item_of(self, code: str, whole: str) -> Item | None:
        """The item of this code; where none is given, the one in use of this very name and spec."""
        if code:
            return next((one for one in self._items.get(code, []) if one.code == code), None)
        return next((one for one in self._items.get(whole, []) if str(one) == whole and not one.retired), None)

    def place_of(self, code: str, name: str, parent_id: int | None) -> Place | None:
        """The place of this code; where none is given, the one in use of this very name beside its like."""
        if code:
            return next((one for one in self._places.get(code, []) if one.code == code), None)
        beside = (one for one in self._places.get(name, []) if one.parent_id == parent_id and not one.retired)
        return next((one for one in beside if one.name == name), None)

    def item(self, text: str, field: str) -> Item:
        """The one item that a text names."""
        return _one(self._items, text, field)

    def place(self, text: str, field: str) -> Place:
        """The one place that a text names."""
        return _one(self._places, text, field)

    def organisation(self, text: str, field: str) -> Organisation:
        """The one organisation that a text names."""
        return _one(self._organisations, text, field)

    def parent_of(self, place: Place) -> Place | None:
        """The place in which another one lies."""
        return self._session.get(Place, place.parent_id) if place.parent_id else None

    def owner_of(self, one: Place | Person) -> Organisation:
        """Whose a place or a person is."""
        return self._session.get_one(Organisation, one.organisation_id)

    def roles_of(self, person: Person) -> frozenset[Role]:
        """A person's roles on their own organisation."""
        mine = RoleGiven.person_id == person.id
        found = select(RoleGiven.role).where(mine, RoleGiven.organisation_id == person.organisation_id)
        return frozenset(self._session.scalars(found))


def _enter(known: dict[str, list[M]], one: M, *names: str) -> None:
    for name in dict.fromkeys(names):
        if name:
            known.setdefault(name, []).append(one)


def _one(known: dict[str, list[M]], text: str, field: str) -> M:
    """What a text names: by code before all, then by a name that only one has."""
    text = clean(text, field=field, longest=200)
    found = known.get(text, [])
    coded = [one for one in found if one.name_in_facts == text]
    live = coded or [one for one in found if not getattr(one, "retired", False)] or found
    if not live:
        what = next((KINDS[each.__tablename__] for each in _any(known)), "")
        raise Unknown(field=field, text=visible(text), what=_(what) if what else "—").asking(alike(text, known))
    if len(live) > 1:
        raise Ambiguous(field=field, text=visible(text), choices=", ".join(one.name_in_facts for one in live))
    return live[0]


def _any(known: dict[str, list[M]]) -> Iterable[M]:
    return (ones[0] for ones in known.values())

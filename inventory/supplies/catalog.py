"""The catalogue: what is kept, in which unit and packs, how long it lasts, and how much of it there should be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search, settings
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import free_code, next_code, tell_look_alikes
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean, skeleton
from inventory.supplies.places import Place, must_keep

# Models --------------------------------------------------------------------------------------------------------


class Category(Base):
    """A class of supplies in a tree, such as 袋类."""

    __tablename__ = "category"
    sealed = {1: "id code name parent_id"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))


class Item(Base):
    """One kind of thing that is kept, in one unit."""

    __tablename__ = "item"
    __table_args__ = (Index("ix_item_listed", "retired", "category_id", "name", "id"),)
    sealed = {
        1: "id code name spec unit decimals category_id gb_code "
        "barcode aliases shelf_life_months test_interval_days note retired key look"
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    spec: Mapped[str] = mapped_column(Name(120), default="")
    unit: Mapped[str] = mapped_column(Name(20))
    decimals: Mapped[int] = mapped_column(default=0)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    gb_code: Mapped[str] = mapped_column(Name(7), default="")
    barcode: Mapped[str | None] = mapped_column(Name(64), unique=True)
    aliases: Mapped[str] = mapped_column(Text, default="")
    shelf_life_months: Mapped[int | None]
    test_interval_days: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    retired: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(Text, default="")
    look: Mapped[str] = mapped_column(Text, default="", index=True)

    def __str__(self) -> str:
        """Name and spec, as people call it."""
        return f"{self.name} {self.spec}" if self.spec else self.name


class Pack(Base):
    """How many units come in one pack: 1 包 = 100 条."""

    __tablename__ = "pack"
    __table_args__ = (UniqueConstraint("item_id", "name"), CheckConstraint("quantity > 0", name="some"))
    called = "name"
    sealed = {1: "id item_id name quantity"}

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    name: Mapped[str] = mapped_column(Name(20))
    quantity: Mapped[Decimal]


class Quota(Base):
    """How much of an item there should be, in all or at one place, and on what basis (依据)."""

    __tablename__ = "quota"
    __table_args__ = (UniqueConstraint("item_id", "place_id"), CheckConstraint("quantity >= 0", name="not_negative"))
    called = "id"
    sealed = {1: "id item_id place_id quantity basis since"}

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    quantity: Mapped[Decimal]
    basis: Mapped[str] = mapped_column(Name(400))
    since: Mapped[date]


# Rules ---------------------------------------------------------------------------------------------------------

GB_CODE = re.compile(r"[123](?:0[1-9]|[1-9]\d){0,3}")  # GB/T 38565-2020, whole or a prefix: 1, 3, 5 or 7 digits
LARGEST = Decimal(999_999_999_999)
SPANS = {"shelf_life_months": 600, "test_interval_days": 3660}  # the longest that can be meant
TEXTS = {"name": 120, "spec": 120, "unit": 20, "gb_code": 7, "barcode": 64, "aliases": 400, "note": 2000}


class BadGbCode(Refused):
    """Not a code of the standard's form."""

    message = N_("{code} is not a GB/T 38565 code: 1, 3, 5 or 7 digits that begin with 1, 2 or 3.")


class BadDecimals(Refused):
    """Amounts are kept in thousandths."""

    message = N_("An item takes 0 to 3 decimals, not {decimals}.")


class BadSpan(Refused):
    """A span of time that can't be meant."""

    message = N_("{value} does not fit: a whole number from 1 to {most}, or nothing.")


class BadAmount(Refused):
    """A pack or a quota of nothing."""

    message = N_("{quantity} does not fit: {name} takes an amount above zero, with at most {decimals} decimals.")


class NoQuota(Refused):
    """There is nothing to take away."""

    message = N_("No quota is set for {item} there.")


class PackIsUnit(Refused):
    """A pack must be called something else than the unit."""

    message = N_("{name} is the unit itself: a pack needs a name of its own.")


def _gb(code: str) -> str:
    if code and not GB_CODE.fullmatch(code):
        raise BadGbCode(field="gb_code", code=code)
    return code


def _span(value: int | None, *, field: str, most: int) -> int | None:
    if value is not None and not 1 <= value <= most:
        raise BadSpan(field=field, value=value, most=most)
    return value


def countable(decimals: int, quantity: Decimal) -> bool:
    """Whether an amount can be kept: exact, not below zero, no finer than the decimals of its unit."""
    if not quantity.is_finite() or not 0 <= quantity <= LARGEST:
        return False
    return quantity == quantity.quantize(Decimal(1).scaleb(-decimals))


def _fitting(item: Item, quantity: Decimal, name: str, *, zero: bool = False) -> Decimal:
    if not countable(item.decimals, quantity) or (not quantity and not zero):
        raise BadAmount(field="quantity", quantity=quantity, name=name, decimals=item.decimals)
    return quantity


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ItemLine:
    """An item with all that the catalogue says of it."""

    item_id: int
    code: str
    name: str
    spec: str
    unit: str
    decimals: int
    category: str
    gb_code: str
    barcode: str
    aliases: str
    shelf_life_months: int | None
    test_interval_days: int | None
    note: str
    retired: bool
    packs: tuple[tuple[str, Decimal], ...]


def item_line(session: Session, item: Item) -> ItemLine:
    """All that the catalogue says of an item."""
    category = session.get(Category, item.category_id) if item.category_id else None
    card = ("code", "name", "spec", "unit", "decimals", "gb_code", "aliases", "note", "retired")
    spans = ("shelf_life_months", "test_interval_days")
    return ItemLine(
        item_id=item.id,
        **{name: getattr(item, name) for name in (*card, *spans)},
        category=category.name if category else "",
        barcode=item.barcode or "",
        packs=tuple(packs(session, item).items()),
    )


def packs(session: Session, item: Item) -> dict[str, Decimal]:
    """An item's packs: name -> how many units."""
    found = session.execute(select(Pack.name, Pack.quantity).where(Pack.item_id == item.id).order_by(Pack.quantity))
    return {row.name: row.quantity for row in found}


@dataclass(frozen=True)
class QuotaLine:
    """How much of an item there should be somewhere; no place means in all."""

    place: str
    quantity: Decimal
    basis: str
    since: date
    place_id: int | None


def quotas(session: Session, reader: Person, item: Item) -> list[QuotaLine]:
    """An item's quotas: in all, then place by place, as far as the reader sees them."""
    mine = branch(reader)
    root = select(Organisation.id).where(Organisation.parent_id.is_(None)).scalar_subquery()
    seen = (Quota.place_id.is_(None) & root.in_(mine)) | Place.organisation_id.in_(mine)
    found = session.execute(
        select(Quota, Place)
        .outerjoin(Place, Place.id == Quota.place_id)
        .where(Quota.item_id == item.id, seen)
        .order_by(Place.path.asc().nulls_first())
    )
    return [
        QuotaLine(str(place) if one.place_id else "", one.quantity, one.basis, one.since, one.place_id)
        for one, place in found
    ]


def keys(session: Session, *, retired: bool = False) -> list[tuple[int, str]]:
    """What items are found by: (id, folded name, spec, aliases, code, barcode and initials), in the list's order."""
    listed = select(Item.id, Item.key).order_by(*LISTED)
    if not retired:
        listed = listed.where(Item.retired.is_(False))
    return [(row[0], row[1]) for row in session.execute(listed)]


LISTED = (Item.category_id.asc().nulls_first(), Item.name, Item.id)


def categories(session: Session) -> list[tuple[int, str, str]]:
    """The categories: (id, code, name) by code."""
    found = session.execute(select(Category.id, Category.code, Category.name).order_by(Category.code))
    return [(row[0], row[1], row[2]) for row in found]


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_CATALOG)
def add_category(session: Session, by: Person, *, code: str, name: str, parent: Category | None = None) -> Category:
    """Enter a class of supplies."""
    one = Category(
        code=free_code(session, Category.code, code),
        name=clean(name, field="name"),
        parent_id=parent.id if parent else None,
    )
    session.add(one)
    session.flush()
    return one


@service(Permission.KEEP_CATALOG)
def add_item(
    session: Session,
    by: Person,
    *,
    name: str,
    unit: str,
    code: str = "",
    spec: str = "",
    decimals: int = 0,
    category: Category | None = None,
    gb_code: str = "",
    barcode: str = "",
    aliases: str = "",
    shelf_life_months: int | None = None,
    test_interval_days: int | None = None,
    note: str = "",
) -> Item:
    """Enter an item; without a code the next free one is given."""
    one = Item(code=free_code(session, Item.code, code) if code else next_code(session, Item.code, "WZ", 4), name="")
    facts: dict[str, str | int | None] = {"name": name, "spec": spec, "unit": unit, "decimals": decimals}
    facts |= {"gb_code": gb_code, "barcode": barcode}
    _describe(session, one, **facts, aliases=aliases, note=note)
    _describe(session, one, shelf_life_months=shelf_life_months, test_interval_days=test_interval_days)
    one.category_id = category.id if category else None
    session.add(one)
    session.flush()
    return one


@service(Permission.KEEP_CATALOG)
def change_item(
    session: Session,
    by: Person,
    *,
    item: Item,
    name: str | None = None,
    spec: str | None = None,
    category: Category | None = None,
    gb_code: str | None = None,
    barcode: str | None = None,
    aliases: str | None = None,
    shelf_life_months: int | None = None,
    test_interval_days: int | None = None,
    note: str | None = None,
) -> Item:
    """Correct an item's card; its unit stays, since the ledger counts in it. Spans are cleared with 0."""
    facts = {"name": name, "spec": spec, "gb_code": gb_code, "barcode": barcode, "aliases": aliases, "note": note}
    spans = {"shelf_life_months": shelf_life_months, "test_interval_days": test_interval_days}
    _describe(session, item, **{field: value for field, value in facts.items() if value is not None})
    _describe(session, item, **{field: value or None for field, value in spans.items() if value is not None})
    item.category_id = category.id if category else item.category_id
    return item


def _describe(session: Session, item: Item, **facts: str | int | None) -> None:
    for field, value in facts.items():
        setattr(item, field, _checked(session, item, field, value))
    if {"name", "spec"} & facts.keys():
        item.look = skeleton(str(item))
        tell_look_alikes(session, Item.look, item.look, str(item), item.id)
    item.key = search.key(item.name, item.spec, item.aliases, item.code, item.barcode or "")


def _checked(session: Session, item: Item, field: str, value: str | int | None) -> str | int | None:
    if not isinstance(value, str):
        if field == "decimals" and value not in range(4):
            raise BadDecimals(field=field, decimals=value)
        return value if field == "decimals" else _span(value, field=field, most=SPANS[field])
    value = clean(value, field=field, longest=TEXTS[field], blank=field not in ("name", "unit"))
    if field == "gb_code":
        return _gb(value)
    if field == "barcode":
        return free_code(session, Item.barcode, value, field=field, own=item.id) if value else None  # type: ignore[arg-type]
    return value


@service(Permission.KEEP_CATALOG)
def set_pack(session: Session, by: Person, *, item: Item, name: str, quantity: Decimal) -> Item:
    """Say how many units a pack holds; 0 takes the pack away."""
    name = clean(name, field="name", longest=20)
    if name == item.unit:
        raise PackIsUnit(field="name", name=name)
    held = session.scalars(select(Pack).where(Pack.item_id == item.id, Pack.name == name)).one_or_none()
    if not _fitting(item, quantity, name, zero=held is not None):
        session.delete(held)
    elif held is None:
        session.add(Pack(item_id=item.id, name=name, quantity=quantity))
    else:
        held.quantity = quantity
    return item


@service(Permission.KEEP_QUOTAS, on="place")
def set_quota(
    session: Session, by: Person, *, item: Item, quantity: Decimal, basis: str, place: Place | None = None
) -> Quota:
    """Say how much of an item there should be, in all or at one place, and on what basis."""
    if place is not None:
        must_keep(place, "place")
    _fitting(item, quantity, item.name, zero=True)
    held = _quota(session, item, place)
    basis, today = clean(basis, field="basis", longest=400), settings.today(session)
    if held is None:
        held = Quota(item_id=item.id, place_id=place.id if place else None, quantity=quantity, basis=basis, since=today)
        session.add(held)
    held.quantity, held.basis, held.since = quantity, basis, today
    session.flush()
    return held


@service(Permission.KEEP_QUOTAS, on="place")
def lift_quota(session: Session, by: Person, *, item: Item, place: Place | None = None) -> Item:
    """Take a quota away: how much there should be is not set any more."""
    held = _quota(session, item, place)
    if held is None:
        raise NoQuota(field="item", item=item)
    session.delete(held)
    return item


def _quota(session: Session, item: Item, place: Place | None) -> Quota | None:
    here = Quota.place_id.is_(None) if place is None else Quota.place_id == place.id
    return session.scalars(select(Quota).where(Quota.item_id == item.id, here)).one_or_none()

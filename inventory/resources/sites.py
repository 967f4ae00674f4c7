"""Sites: teams and shelters are places, so what was issued to one is on it; its name and leader are the place's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, MappedSQLExpression, Session, column_property, declared_attr, mapped_column

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Person, branch, headquarters
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.counts import hidden
from inventory.supplies.lots import Lot
from inventory.supplies.places import KIND_NAMES, Place, PlaceKind, described, entered, must_live

# Models --------------------------------------------------------------------------------------------------------


def _of_the_place(place_id: Mapped[int], column: str) -> MappedSQLExpression[Any]:
    """A column of a site's place, whether or not the place itself is asked for beside it."""
    there = Place.__table__.alias()
    return column_property(
        select(there.c[column]).where(there.c.id == place_id).correlate_except(there).scalar_subquery()
    )


class Site:
    """What a register keeps of a place; code, name and whether it is retired are read from the place."""

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(Text, default="")

    @declared_attr
    @classmethod
    def code(cls) -> MappedSQLExpression[str]:
        """The place's code, by which the site is called too."""
        return _of_the_place(cls.place_id, "code")

    @declared_attr
    @classmethod
    def name(cls) -> MappedSQLExpression[str]:
        """The place's name."""
        return _of_the_place(cls.place_id, "name")

    @declared_attr
    @classmethod
    def retired(cls) -> MappedSQLExpression[bool]:
        """Whether the place is closed."""
        return _of_the_place(cls.place_id, "retired")


# Rules ---------------------------------------------------------------------------------------------------------

MOST_PEOPLE = 999_999


class OtherKind(Refused):
    """A register is of one kind of place."""

    message = N_("{place} is a {kind}, not a {wanted}: choose a {wanted}, or leave the place out to enter a new one.")


class OnRegister(Refused):
    """A place stands on its register once."""

    message = N_("{place} is on the register already: change it there.")


class PlaceStays(Refused):
    """What a place is called by and whose it is was decided when it was entered."""

    message = N_("{place} keeps its code {code} and its organisation: leave both out, or leave the place out.")


class BadNumber(Refused):
    """A number that can't be meant."""

    message = N_("{number} does not fit: give a whole number from 1 to {most}, or 0 where it is not known.")


def known(number: int | None, *, field: str, most: int = MOST_PEOPLE) -> int | None:
    """A number as it is kept: 0 and nothing are both "not known"."""
    if number is not None and not 0 <= number <= most:
        raise BadNumber(field=field, number=number, most=most)
    return number or None


def seated(
    session: Session,
    model: type[Site],
    kind: PlaceKind,
    *,
    place: Place | None,
    organisation: Organisation | None,
    name: str,
    code: str,
    **facts: str,
) -> Place:
    """The place of a new row: the one named, with what is new of it, or a new one."""
    if place is None:
        owner = organisation or headquarters(session)
        return entered(session, organisation=owner, name=name, kind=kind, parent=None, code=code, **facts)
    if place.kind is not kind:
        kinds = {"kind": _(KIND_NAMES[place.kind]), "wanted": _(KIND_NAMES[kind])}
        raise OtherKind(field="place", place=place, **kinds)
    must_live(place, "place")
    if session.scalar(select(func.count()).select_from(model).where(model.place_id == place.id)):
        raise OnRegister(field="place", place=place)
    if code not in ("", place.code) or (organisation is not None and organisation.id != place.organisation_id):
        raise PlaceStays(field="place", place=place, code=place.code)
    return described(session, place, name=name or None, **{field: text or None for field, text in facts.items()})


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeldLine:
    """How much of an item is on a site; `quantity` is None where the reader is counting it blind."""

    item_id: int
    item: str
    unit: str
    quantity: Decimal | None


@dataclass(frozen=True)
class OffRegister:
    """A place that could be on a register and isn't yet."""

    place_id: int
    code: str
    name: str
    organisation: str
    key: str


def held(session: Session, reader: Person, kind: PlaceKind) -> dict[int, tuple[HeldLine, ...]]:
    """What is on every place of a kind in the reader's branch, by place."""
    unseen = hidden(session, reader)
    counting = set(_items_of(session, [lot for lot, _place in unseen])) if unseen else set()
    blind = {(place, item) for lot, item in counting for lot_there, place in unseen if lot == lot_there}
    found = session.execute(
        select(Balance.place_id, Item.id, Item.name, Item.spec, Item.unit, func.sum(Balance.quantity))
        .join(Place, Place.id == Balance.place_id)
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .where(Place.kind == kind, Place.organisation_id.in_(branch(reader)))
        .group_by(Balance.place_id, Item.id, Item.name, Item.spec, Item.unit)
        .order_by(Item.name, Item.id)
    )
    there: defaultdict[int, list[HeldLine]] = defaultdict(list)
    for place_id, item_id, name, spec, unit, quantity in found:
        unknown = (place_id, item_id) in blind
        if quantity or unknown:
            told = f"{name} {spec}" if spec else name
            there[place_id].append(HeldLine(item_id, told, unit, None if unknown else quantity))
    return {place_id: tuple(lines) for place_id, lines in there.items()}


def _items_of(session: Session, lots: Sequence[int]) -> list[tuple[int, int]]:
    return [(row[0], row[1]) for row in session.execute(select(Lot.id, Lot.item_id).where(Lot.id.in_(lots)))]


def off_register(session: Session, reader: Person, model: type[Site], kind: PlaceKind) -> list[OffRegister]:
    """The places of a kind in the reader's branch that are in use and on no register."""
    found = session.execute(
        select(Place.id, Place.code, Place.name, Organisation.name, Place.key)
        .join(Organisation, Organisation.id == Place.organisation_id)
        .where(
            Place.kind == kind,
            Place.retired.is_(False),
            Place.organisation_id.in_(branch(reader)),
            Place.id.not_in(select(model.place_id)),
        )
        .order_by(Place.id)
    )
    return [OffRegister(*row) for row in found]

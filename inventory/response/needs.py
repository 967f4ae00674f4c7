"""Needs (安置需求): what so many people in shelters need by a standard, beside what is there, on hand, and promised.

Every figure comes from a row of a standard, with its basis. What nothing can be compared with is said to be so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Prepared
from inventory.resources.sheltering import Occupancy, occupancies
from inventory.resources.shelters import Capacity, Shelter, capacity
from inventory.response.standards import FACILITY_NAMES, Facility, Per, StandardLine, needed, standards
from inventory.response.tiers import ZERO, Supplies, Supply, supplies
from inventory.supplies.places import Place

MOST_PEOPLE = 9_999_999
MOST_DAYS = 365

# Rules ---------------------------------------------------------------------------------------------------------


class BadPopulation(Refused):
    """A number of people or days that nobody plans for."""

    message = N_("{number} does not fit: give a whole number from 1 to {most}.")


def must_be_planned_for(people: int, days: int) -> None:
    """Refuse a number of people or days that can't be meant."""
    for field, number, most in (("people", people, MOST_PEOPLE), ("days", days, MOST_DAYS)):
        if not 1 <= number <= most:
            raise BadPopulation(field=field, number=number, most=most)


# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShelterCard:
    """A shelter as far as it matters who finds room there; numbers that nobody has given are None."""

    shelter_id: int
    place_id: int
    code: str
    name: str
    organisation: str
    keeper: str
    has_phone: bool
    capacity: Capacity
    beds: int | None
    water_points: int | None
    toilets: int | None
    now: Occupancy | None

    @property
    def people(self) -> int:
        """How many are there."""
        return self.now.heads.people if self.now else 0

    @property
    def free(self) -> int | None:
        """How many more it takes, below nought where it is over its capacity; None where that isn't set."""
        return None if self.capacity.people is None else self.capacity.people - self.people


@dataclass(frozen=True)
class NeedLine:
    """What is needed of one thing, in `unit`, and what there is of it; None where nothing can be compared, and why.

    `held` is in the shelters, `on_hand` in store and usable, `promised` what agreements could still bring.
    """

    code: str
    standard: str
    what: str
    per: Per
    amount: Decimal
    unit: str
    people: int
    days: int
    needed: Decimal
    counterpart: str
    held: Decimal | None
    on_hand: Decimal | None
    promised: Decimal | None
    basis: str
    note: str

    @property
    def short(self) -> Decimal | None:
        """What is missing to what is held and on hand; None where that can't be told."""
        if self.held is None or self.on_hand is None:
            return None
        return max(self.needed - self.held - self.on_hand, ZERO)

    @property
    def still_short(self) -> Decimal | None:
        """What would be missing even if all came that is promised."""
        return None if self.short is None else max(self.short - (self.promised or ZERO), ZERO)


# Queries -------------------------------------------------------------------------------------------------------


def shelter_cards(session: Session, reader: Person) -> list[ShelterCard]:
    """The shelters of the reader's branch that are in use, each with who is in it."""
    now, per_person = occupancies(session, reader), settings.along(session, "shelter_m2")
    found = _question(branch(reader)).rows(session.connection())
    cards = []
    for shelter_id, place_id, code, name, owner, path, keeper, has_phone, rated, area, beds, taps, toilets in found:
        value, basis = per_person(path)
        holds = capacity(rated, area, Decimal(value) if value else None, basis)
        said = (shelter_id, place_id, code, name, owner, keeper, has_phone, holds)
        cards.append(ShelterCard(*said, beds, taps, toilets, now.get(shelter_id)))
    return cards


@lru_cache(maxsize=64)
def _question(mine: Select[int]) -> Prepared:
    """The shelters of a branch that are in use."""
    return Prepared(
        select(
            Shelter.id, Place.id, Place.code, Place.name, Organisation.name, Organisation.path, Place.keeper,
            func.length(Place.phone) > 0, Shelter.rated, Shelter.area_m2, Shelter.beds, Shelter.water_points,
            Shelter.toilets,
        )
        .join(Place, Place.id == Shelter.place_id)
        .join(Organisation, Organisation.id == Shelter.organisation_id)
        .where(Shelter.organisation_id.in_(mine), Place.retired.is_(False))
        .order_by(Place.id)
    )  # fmt: skip


def needs(
    session: Session,
    reader: Person,
    *,
    people: int,
    days: int = 1,
    standard: str = "",
    shelter: Shelter | None = None,
) -> list[NeedLine]:
    """What so many people need for so many days, by one standard or by every row there is, in one shelter or in all."""
    must_be_planned_for(people, days)
    rows, held = standards(session, reader, standard=standard), supplies(session, reader)
    cards = [one for one in shelter_cards(session, reader) if shelter is None or one.shelter_id == shelter.id]
    return compared(rows, held, cards, people, days)


def compared(
    rows: Sequence[StandardLine], held: Supplies, cards: Sequence[ShelterCard], people: int, days: int
) -> list[NeedLine]:
    """What is needed by rows of a standard, beside what there is."""
    return [_line(row, held, cards, people, days) for row in rows]


Compared = tuple[Decimal | None, Decimal | None, Decimal | None, str]
"""What is held, on hand and promised, and what is to be said of it."""


def _line(row: StandardLine, held: Supplies, cards: Sequence[ShelterCard], people: int, days: int) -> NeedLine:
    counterpart = _(FACILITY_NAMES[row.facility]) if row.facility else row.counterpart
    there: Compared = None, None, None, _("name an item, a class or a fact of the shelter to compare it with")
    if row.facility is not None:
        there = _facility(row.facility, cards)
    elif row.item_id is not None:
        one = held.items.get(row.item_id)
        there = (None, None, None, _("{item} is no longer kept").format(item=row.counterpart))
        if one is not None:
            there = _supplied([one], cards)
    elif row.category_id is not None:
        there = _of_class(row, held, cards)
    return NeedLine(
        row.code, row.standard, row.what, row.per, row.amount, row.unit, people, days,
        needed(row.per, row.amount, people, days, row.decimals), counterpart, *there[:3], row.basis, there[3],
    )  # fmt: skip


def _facility(facility: Facility, cards: Sequence[ShelterCard]) -> Compared:
    """What the shelters' own cards say; those that don't say it are told."""
    told = [one.capacity.area_m2 if facility is Facility.AREA else getattr(one, facility.value) for one in cards]
    known = [Decimal(one) for one in told if one is not None]
    unset = len(told) - len(known)
    note = ngettext("not set for {count} shelter", "not set for {count} shelters", unset).format(count=unset)
    return (sum(known, ZERO) if known else None), ZERO, ZERO, note if unset or not told else ""


def _supplied(items: Sequence[Supply], cards: Sequence[ShelterCard]) -> Compared:
    """What shelters hold of items, what is in store, and what is promised."""
    promised = sum((one.promised for one in items), ZERO)
    if any(one.hidden for one in items):
        return None, None, promised, _("being counted")
    sites = {one.place_id for one in cards}
    there = sum((by for one in items for site, by in one.sheltered.items() if site in sites), ZERO)
    return there, sum((one.usable for one in items), ZERO), promised, ""


def _of_class(row: StandardLine, held: Supplies, cards: Sequence[ShelterCard]) -> Compared:
    """The same of a class, as far as it is counted in the standard's unit."""
    items, other = of_class(held, row.category_id, row.unit)
    there, on_hand, promised, note = _supplied(items, cards)
    loose = [one for one in held.loose if one.category_id == row.category_id and one.unit == row.unit]
    if not items and not loose:
        return None, None, None, _("nothing of this class is counted in {unit}").format(unit=row.unit)
    if other and not note:
        words = ngettext("{count} item counted in another unit is left out",
                         "{count} items counted in another unit are left out", other)  # fmt: skip
        note = words.format(count=other)
    return there, on_hand, (promised or ZERO) + sum((one.left for one in loose), ZERO), note


def of_class(held: Supplies, category_id: int | None, unit: str) -> tuple[list[Supply], int]:
    """The items of a class (or of one right below it) counted in a unit, and how many are counted otherwise."""
    inside = [one for one in held.items.values() if category_id in one.categories]
    items = [one for one in inside if one.unit == unit]
    return items, len(inside) - len(items)

"""Shelters (安置点): where people go when the water comes, and how many each takes, and what that is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search, settings
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import Retired
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name, masked
from inventory.ground.text import clean
from inventory.resources.sites import MOST_PEOPLE, HeldLine, OffRegister, Site, held, known, off_register, seated
from inventory.supplies.catalog import countable
from inventory.supplies.corrections import reopened
from inventory.supplies.places import Place, PlaceKind, described

# Models --------------------------------------------------------------------------------------------------------


class Shelter(Site, Base):
    """A shelter on the register; its name, address, keeper and telephone are its place's, what it holds lies there."""

    __tablename__ = "shelter"
    __table_args__ = (CheckConstraint("area_m2 > 0", name="some"), CheckConstraint("rated > 0", name="somebody"))
    sealed = {
        1: "id place_id organisation_id location kind grade use stay area_m2 rated beds water_points toilets "
        "backup_power basis key"
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    location: Mapped[str] = mapped_column(Name(120), default="")
    kind: Mapped[str] = mapped_column(Name(60), default="")
    grade: Mapped[str] = mapped_column(Name(60), default="")
    use: Mapped[str] = mapped_column(Name(120), default="")
    stay: Mapped[str] = mapped_column(Name(60), default="")
    area_m2: Mapped[Decimal | None]
    rated: Mapped[int | None]
    beds: Mapped[int | None]
    water_points: Mapped[int | None]
    toilets: Mapped[int | None]
    backup_power: Mapped[str] = mapped_column(Name(200), default="")
    basis: Mapped[str] = mapped_column(Name(400), default="")


# Rules ---------------------------------------------------------------------------------------------------------

LONGEST = {"location": 120, "kind": 60, "grade": 60, "use": 120, "stay": 60, "backup_power": 200, "basis": 400}
MOST_AREA = 10_000_000


class BadArea(Refused):
    """An area that can't be meant."""

    message = N_("{area} m² does not fit: give at most {most}, with up to 3 decimals, or 0 where it is not known.")


@dataclass(frozen=True)
class Capacity:
    """How many people a shelter takes, and what that was computed from; None where it is not set."""

    rated: int | None
    by_area: int | None
    area_m2: Decimal | None
    per_person: Decimal | None
    basis: str
    """What the square metres per person rest on."""

    @property
    def people(self) -> int | None:
        """The smaller of what was approved and what the area gives."""
        return min((one for one in (self.rated, self.by_area) if one is not None), default=None)


def capacity(rated: int | None, area_m2: Decimal | None, per_person: Decimal | None, basis: str = "") -> Capacity:
    """How many people fit: what was approved, and no more than the area holds where both it and a standard are set."""
    by_area = None
    if area_m2 is not None and per_person is not None:
        by_area = int((area_m2 / per_person).to_integral_value(ROUND_FLOOR))
    return Capacity(rated, by_area, area_m2, per_person, basis)


def must_stand(shelter: Shelter, field: str) -> None:
    """Refuse a shelter that has been retired."""
    if shelter.retired:
        raise Retired(field=field, name=shelter.name)


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShelterLine:
    """A shelter on the register; numbers that nobody has given are None."""

    shelter_id: int
    place_id: int
    code: str
    name: str
    organisation_id: int
    organisation: str
    location: str
    address: str
    kind: str
    grade: str
    use: str
    stay: str
    area_m2: Decimal | None
    rated: int | None
    capacity: Capacity
    beds: int | None
    water_points: int | None
    toilets: int | None
    backup_power: str
    keeper: str
    phone: str
    supplies: tuple[HeldLine, ...]
    note: str
    basis: str
    retired: bool
    key: str


def shelters(session: Session, reader: Person, *, retired: bool = False) -> list[ShelterLine]:
    """The shelters of the reader's branch, in the order in which their places were entered."""
    found = session.execute(
        select(
            Shelter,
            Place,
            Organisation.name,
            Organisation.path,
            Shelter.organisation_id.in_(branch(reader, Permission.SEE_PHONES)),
        )
        .join(Place, Place.id == Shelter.place_id)
        .join(Organisation, Organisation.id == Shelter.organisation_id)
        .where(Shelter.organisation_id.in_(branch(reader)), *(() if retired else (Place.retired.is_(False),)))
        .order_by(Place.id)
    )
    there = held(session, reader, PlaceKind.SHELTER)
    per_person = settings.along(session, "shelter_m2")
    lines = []
    for one, place, owner, path, shown in found:
        value, basis = per_person(path)
        holds = capacity(one.rated, one.area_m2, Decimal(value) if value else None, basis)
        lines.append(
            ShelterLine(
                one.id, place.id, place.code, place.name, one.organisation_id, owner, one.location, place.address,
                one.kind, one.grade, one.use, one.stay, one.area_m2, one.rated, holds, one.beds, one.water_points,
                one.toilets, one.backup_power, place.keeper, masked(place.phone, shown=shown), there.get(place.id, ()),
                place.note, one.basis, place.retired, f"{place.key} {one.key}",
            )
        )  # fmt: skip
    return lines


def capacity_of(session: Session, shelter: Shelter) -> Capacity:
    """How many people one shelter takes."""
    house = session.get_one(Organisation, shelter.organisation_id)
    value, basis = settings.along(session, "shelter_m2")(house.path)
    return capacity(shelter.rated, shelter.area_m2, Decimal(value) if value else None, basis)


def shelters_off_register(session: Session, reader: Person) -> list[OffRegister]:
    """The places of shelters in the reader's branch that are in use and not on the register yet."""
    return off_register(session, reader, Shelter, PlaceKind.SHELTER)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RESOURCES, on="organisation place")
def add_shelter(
    session: Session,
    by: Person,
    *,
    name: str = "",
    organisation: Organisation | None = None,
    place: Place | None = None,
    code: str = "",
    location: str = "",
    address: str = "",
    kind: str = "",
    grade: str = "",
    use: str = "",
    stay: str = "",
    area_m2: Decimal | None = None,
    rated: int | None = None,
    beds: int | None = None,
    water_points: int | None = None,
    toilets: int | None = None,
    backup_power: str = "",
    keeper: str = "",
    phone: str = "",
    note: str = "",
    basis: str = "",
) -> Shelter:
    """Enter a shelter with its place, or put a shelter's place that is there already on the register."""
    facts = {"keeper": keeper, "phone": phone, "address": address, "note": note}
    seat = seated(
        session, Shelter, PlaceKind.SHELTER, place=place, organisation=organisation, name=name, code=code, **facts
    )
    made = Shelter(place_id=seat.id, organisation_id=seat.organisation_id)
    _describe(made, location=location, kind=kind, grade=grade, use=use, stay=stay)
    _describe(made, backup_power=backup_power, basis=basis)
    _count(made, rated=rated, beds=beds, water_points=water_points, toilets=toilets)
    made.area_m2 = _area(area_m2)
    session.add(made)
    session.flush()
    return made


@service(Permission.KEEP_RESOURCES, on="shelter")
def change_shelter(
    session: Session,
    by: Person,
    *,
    shelter: Shelter,
    name: str | None = None,
    location: str | None = None,
    address: str | None = None,
    kind: str | None = None,
    grade: str | None = None,
    use: str | None = None,
    stay: str | None = None,
    area_m2: Decimal | None = None,
    rated: int | None = None,
    beds: int | None = None,
    water_points: int | None = None,
    toilets: int | None = None,
    backup_power: str | None = None,
    keeper: str | None = None,
    phone: str | None = None,
    note: str | None = None,
    basis: str | None = None,
) -> Shelter:
    """Correct what is known of a shelter; a number is taken away with 0."""
    place = session.get_one(Place, shelter.place_id)
    described(session, place, name=name, keeper=keeper, phone=phone, address=address, note=note)
    _describe(shelter, location=location, kind=kind, grade=grade, use=use, stay=stay)
    _describe(shelter, backup_power=backup_power, basis=basis)
    _count(shelter, rated=rated, beds=beds, water_points=water_points, toilets=toilets)
    shelter.area_m2 = shelter.area_m2 if area_m2 is None else _area(area_m2)
    return shelter


def _describe(shelter: Shelter, **facts: str | None) -> None:
    for field, value in facts.items():
        if value is not None:
            setattr(shelter, field, clean(value, field=field, longest=LONGEST[field], blank=True))
    shelter.key = search.key(shelter.location or "", shelter.kind or "", shelter.grade or "", shelter.use or "")


def _count(shelter: Shelter, **numbers: int | None) -> None:
    for field, number in numbers.items():
        if number is not None:
            setattr(shelter, field, known(number, field=field, most=MOST_PEOPLE))


def _area(area_m2: Decimal | None) -> Decimal | None:
    if area_m2 is not None and not (countable(3, area_m2) and area_m2 <= MOST_AREA):
        raise BadArea(field="area_m2", area=area_m2, most=f"{MOST_AREA:,}")
    return area_m2 or None


@service(Permission.KEEP_RESOURCES, on="shelter")
def revive_shelter(session: Session, by: Person, *, shelter: Shelter) -> Shelter:
    """Take a retired shelter back, with its place."""
    reopened(session, session.get_one(Place, shelter.place_id))
    session.flush()
    session.refresh(shelter)
    return shelter

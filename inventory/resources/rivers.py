"""Rivers and works (河道, 工程): their reach, the towns along it, and who answers for them, by name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Select, Text, UniqueConstraint, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search, settings
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import NotRetired, Retired, free_code, next_code
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name, Phone, masked
from inventory.ground.text import clean
from inventory.supplies.catalog import countable

# Models --------------------------------------------------------------------------------------------------------


class Answering(StrEnum):
    """For what somebody answers: for all of it (行政), for its technology (技术), for walking along it (巡查)."""

    ADMINISTRATIVE = "administrative"
    TECHNICAL = "technical"
    PATROL = "patrol"


class River(Base):
    """A river, reservoir, dyke or other works; `kind` says in words what it is."""

    __tablename__ = "river"
    sealed = {
        1: "id code name kind organisation_id reach_from reach_to length_km towns published_on basis note retired"
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    kind: Mapped[str] = mapped_column(Name(40), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reach_from: Mapped[str] = mapped_column(Name(120), default="")
    reach_to: Mapped[str] = mapped_column(Name(120), default="")
    length_km: Mapped[Decimal | None]
    towns: Mapped[str] = mapped_column(Name(400), default="")
    published_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(Name(400), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    retired: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(Text, default="")


class RiverPerson(Base):
    """Somebody who answers for a river; several may for the same, such as one of the district and one of each town."""

    __tablename__ = "river_person"
    __table_args__ = (UniqueConstraint("river_id", "answering", "name"),)
    called = "name"
    sealed = {1: "id river_id answering name unit post phone"}

    id: Mapped[int] = mapped_column(primary_key=True)
    river_id: Mapped[int] = mapped_column(ForeignKey("river.id"))
    answering: Mapped[Answering]
    name: Mapped[str] = mapped_column(Name(120))
    unit: Mapped[str] = mapped_column(Name(120), default="")
    post: Mapped[str] = mapped_column(Name(120), default="")
    phone: Mapped[str] = mapped_column(Phone(40), default="")

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:
        """Who answers for a river belongs to whoever it does."""
        return cls.river_id.in_(select(River.id).where(River.organisation_id.in_(organisations)))


# Rules ---------------------------------------------------------------------------------------------------------

ANSWERING_NAMES = {
    Answering.ADMINISTRATIVE: N_("administrative"),
    Answering.TECHNICAL: N_("technical"),
    Answering.PATROL: N_("patrol"),
}
LONGEST_KM = Decimal(10_000)
DECIMALS = 3
TEXTS = {"name": 120, "kind": 40, "reach_from": 120, "reach_to": 120, "towns": 400, "basis": 400, "note": 2000}


class BadLength(Refused):
    """A length that no river here has."""

    message = N_("{length} km does not fit: give more than 0 and at most {most}, exact to the metre, or nothing.")


class PublishedLater(Refused):
    """What isn't published has no day of it."""

    message = N_("{day} is still to come: give the day on which the list was published, or none.")


class NotAnswering(Refused):
    """Who isn't on the list can't be taken off it."""

    message = N_("{name} is not on the list of {river} as {kind}: look at the list again.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RiverPersonLine:
    """Somebody who answers for a river."""

    river_person_id: int
    river_id: int
    answering: Answering
    name: str
    unit: str
    post: str
    phone: str


@dataclass(frozen=True)
class RiverLine:
    """A river on the list, with those who answer for it in the order of `Answering`."""

    river_id: int
    code: str
    name: str
    kind: str
    organisation_id: int
    organisation: str
    reach_from: str
    reach_to: str
    length_km: Decimal | None
    towns: str
    published_on: date | None
    basis: str
    note: str
    people: tuple[RiverPersonLine, ...]
    retired: bool
    key: str

    def of(self, answering: Answering) -> tuple[RiverPersonLine, ...]:
        """Those who answer for one thing; nobody where none has been named."""
        return tuple(one for one in self.people if one.answering is answering)


def rivers(session: Session, reader: Person, *, retired: bool = False, public: bool = False) -> list[RiverLine]:
    """The rivers of the reader's branch, by code; a `public` list shows nobody's telephone number, whoever makes it."""
    mine = [River.organisation_id.in_(branch(reader)), *(() if retired else (River.retired.is_(False),))]
    shown = literal(False) if public else River.organisation_id.in_(branch(reader, Permission.SEE_PHONES))  # noqa: FBT003 - SQL's own
    order = {one: at for at, one in enumerate(Answering)}
    people = session.execute(
        select(RiverPerson, shown)
        .join(River, River.id == RiverPerson.river_id)
        .where(*mine)
        .order_by(RiverPerson.river_id, RiverPerson.id)
    ).all()
    held: defaultdict[int, list[RiverPersonLine]] = defaultdict(list)
    for one, seen in sorted(people, key=lambda row: order[row[0].answering]):
        phone = "" if public else masked(one.phone, shown=seen)
        held[one.river_id].append(
            RiverPersonLine(one.id, one.river_id, one.answering, one.name, one.unit, one.post, phone)
        )
    found = session.execute(
        select(River, Organisation.name)
        .join(Organisation, Organisation.id == River.organisation_id)
        .where(*mine)
        .order_by(River.code, River.id)
    )
    return [
        RiverLine(
            one.id, one.code, one.name, one.kind, one.organisation_id, owner, one.reach_from, one.reach_to,
            one.length_km, one.towns, one.published_on, one.basis, one.note, tuple(held[one.id]), one.retired, one.key,
        )
        for one, owner in found
    ]  # fmt: skip


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RESOURCES, on="organisation")
def add_river(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    name: str,
    code: str = "",
    kind: str = "",
    reach_from: str = "",
    reach_to: str = "",
    length_km: Decimal | None = None,
    towns: str = "",
    published_on: date | None = None,
    basis: str = "",
    note: str = "",
) -> River:
    """Enter a river, reservoir, dyke or other works; `published_on` is when its responsible persons were made known."""
    one = River(
        code=free_code(session, River.code, code) if code else next_code(session, River.code, "HD", 2),
        organisation_id=organisation.id,
        length_km=None if length_km is None else _length(length_km),
        published_on=_published(session, published_on),
    )
    reach = {"reach_from": reach_from, "reach_to": reach_to}
    _describe(one, name=name, kind=kind, towns=towns, basis=basis, note=note, **reach)
    session.add(one)
    session.flush()
    return one


def _describe(river: River, **facts: str | None) -> None:
    for name, value in facts.items():
        if value is not None:
            setattr(river, name, clean(value, field=name, longest=TEXTS[name], blank=name != "name"))
    river.key = search.key(river.name, river.code, river.towns or "")


def _length(length: Decimal) -> Decimal:
    if not length or not countable(DECIMALS, length) or length > LONGEST_KM:
        raise BadLength(field="length_km", length=length, most=LONGEST_KM)
    return length


def _published(session: Session, day: date | None) -> date | None:
    if day is not None and day > settings.today(session):
        raise PublishedLater(field="published_on", day=day)
    return day


@service(Permission.KEEP_RESOURCES, on="river")
def change_river(
    session: Session,
    by: Person,
    *,
    river: River,
    name: str | None = None,
    kind: str | None = None,
    reach_from: str | None = None,
    reach_to: str | None = None,
    length_km: Decimal | None = None,
    towns: str | None = None,
    published_on: date | None = None,
    basis: str | None = None,
    note: str | None = None,
) -> River:
    """Correct what is known of a river; its length is taken away with 0."""
    reach = {"reach_from": reach_from, "reach_to": reach_to}
    _describe(river, name=name, kind=kind, towns=towns, basis=basis, note=note, **reach)
    if length_km is not None:
        river.length_km = _length(length_km) if length_km else None
    river.published_on = _published(session, published_on) or river.published_on
    return river


@service(Permission.KEEP_RESOURCES, on="river")
def retire_river(session: Session, by: Person, *, river: River) -> River:
    """Take a river off the lists; what was found along it stays."""
    _must_run(river)
    river.retired = True
    return river


@service(Permission.KEEP_RESOURCES, on="river")
def revive_river(session: Session, by: Person, *, river: River) -> River:
    """Take a river back onto the lists, with those who answer for it."""
    if not river.retired:
        raise NotRetired(field="river", name=river.name)
    river.retired = False
    return river


def _must_run(river: River) -> None:
    if river.retired:
        raise Retired(field="river", name=river.name)


@service(Permission.KEEP_RESOURCES, on="river")
def set_river_person(
    session: Session,
    by: Person,
    *,
    river: River,
    answering: Answering,
    name: str,
    unit: str = "",
    post: str = "",
    phone: str = "",
) -> River:
    """Name who answers for a river, or correct what is known of somebody who is named for it already."""
    _must_run(river)
    name = clean(name, field="name")
    one = _person(session, river, answering, name)
    if one is None:
        one = RiverPerson(river_id=river.id, answering=answering, name=name)
        session.add(one)
    one.unit = clean(unit, field="unit", blank=True)
    one.post = clean(post, field="post", blank=True)
    one.phone = clean(phone, field="phone", longest=40, blank=True)
    return river


@service(Permission.KEEP_RESOURCES, on="river")
def drop_river_person(session: Session, by: Person, *, river: River, answering: Answering, name: str) -> River:
    """Take somebody off the list of those who answer for a river."""
    one = _person(session, river, answering, clean(name, field="name"))
    if one is None:
        kind = _(ANSWERING_NAMES[answering])
        raise NotAnswering(field="name", name=clean(name, field="name"), river=river.name, kind=kind)
    session.delete(one)
    return river


def _person(session: Session, river: River, answering: Answering, name: str) -> RiverPerson | None:
    found = select(RiverPerson).where(RiverPerson.river_id == river.id, RiverPerson.answering == answering)
    return session.scalars(found.where(RiverPerson.name == name)).one_or_none()

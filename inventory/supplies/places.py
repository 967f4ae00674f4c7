"""Places: depots with rooms and shelves, teams and shelters that hold stock, and the ends where it vanishes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import Retired, free_code, next_code, tell_look_alikes
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name, Phone, masked
from inventory.ground.text import clean, skeleton

# Models --------------------------------------------------------------------------------------------------------


class PlaceKind(StrEnum):
    """What a place is; the last five are ends of the ledger, which keep no balance."""

    DEPOT = "depot"
    ROOM = "room"
    SHELF = "shelf"
    TEAM = "team"
    SHELTER = "shelter"
    WORKS = "works"
    TRANSIT = "transit"
    SUPPLY = "supply"
    USED_UP = "used_up"
    LOST = "lost"
    DIFFERENCE = "difference"
    RECLASSIFIED = "reclassified"


STORES = frozenset({PlaceKind.DEPOT, PlaceKind.ROOM, PlaceKind.SHELF})
HOLDERS = frozenset({PlaceKind.TEAM, PlaceKind.SHELTER, PlaceKind.WORKS})
ENDS = frozenset({PlaceKind.SUPPLY, PlaceKind.USED_UP, PlaceKind.LOST, PlaceKind.DIFFERENCE, PlaceKind.RECLASSIFIED})
WITHIN = {
    PlaceKind.ROOM: {PlaceKind.DEPOT},
    PlaceKind.SHELF: {PlaceKind.DEPOT, PlaceKind.ROOM},
}  # what lies in another place
KEPT = STORES | HOLDERS  # what people enter; transit and the ends are made with the store

CODES = {
    PlaceKind.DEPOT: "CK",
    PlaceKind.ROOM: "KF",
    PlaceKind.SHELF: "HJ",
    PlaceKind.TEAM: "DW",
    PlaceKind.SHELTER: "AZ",
    PlaceKind.WORKS: "GC",
}  # where codes are given by the program: 仓库 库房 货架 队伍 安置点 工程

KIND_NAMES = {
    PlaceKind.DEPOT: N_("depot"),
    PlaceKind.ROOM: N_("room"),
    PlaceKind.SHELF: N_("shelf"),
    PlaceKind.TEAM: N_("team"),
    PlaceKind.SHELTER: N_("shelter"),
    PlaceKind.WORKS: N_("works site"),
    PlaceKind.TRANSIT: N_("on the way"),
    PlaceKind.SUPPLY: N_("supply"),
    PlaceKind.USED_UP: N_("used up"),
    PlaceKind.LOST: N_("lost"),
    PlaceKind.DIFFERENCE: N_("difference"),
    PlaceKind.RECLASSIFIED: N_("set to another condition"),
}


class Place(Base):
    """Somewhere stock can be."""

    __tablename__ = "place"
    sealed = {1: "id code name kind parent_id path organisation_id keeper phone address note retired key look"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120), index=True)
    kind: Mapped[PlaceKind]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    path: Mapped[str] = mapped_column(Name(200), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    keeper: Mapped[str] = mapped_column(Name(120), default="")
    phone: Mapped[str] = mapped_column(Phone(40), default="")
    address: Mapped[str] = mapped_column(Name(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    retired: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(Text, default="")
    look: Mapped[str] = mapped_column(Text, default="", index=True)

    def __str__(self) -> str:
        """A place's name for people."""
        return place_name(self.name, self.kind)

    @property
    def keeps_balance(self) -> bool:
        """Whether what comes here is still ours to count."""
        return self.kind not in ENDS

    @property
    def stores(self) -> bool:
        """Whether what lies here is on hand."""
        return self.kind in STORES


# Rules ---------------------------------------------------------------------------------------------------------


class NotAPlaceToKeep(Refused):
    """The ends of the ledger are made with the store, once."""

    message = N_("A {kind} is not entered by hand: choose a depot, room, shelf, team, shelter or works site.")


class WrongParent(Refused):
    """Only depots hold rooms and shelves."""

    message = N_("A {kind} belongs in a depot or a room; {parent} is a {parent_kind}.")


class StandsAlone(Refused):
    """What a depot holds would count as its stock."""

    message = N_("A {kind} lies in no other place: leave the place above it out.")


class OthersDepot(Refused):
    """A room has the owner of its depot."""

    message = N_("{parent} belongs to another organisation: what lies in it belongs there too.")


class NotAHolder(Refused):
    """Stock is issued to those who use it, and comes back from them."""

    message = N_("{place} is not a team, shelter or works site: choose one.")


class KeepsNothing(Refused):
    """The ends of the ledger and the road between depots aren't anybody's to change."""

    message = N_("{place} is not a place that people keep: choose a depot, room, shelf, team, shelter or works site.")


def place_name(name: str, kind: PlaceKind) -> str:
    """A place's name for people: the ends of the ledger speak the officer's language."""
    return name if kind in KEPT else _(KIND_NAMES[kind])


def must_keep(place: Place, field: str) -> None:
    """Refuse the ends of the ledger and the road."""
    if place.kind not in KEPT:
        raise KeepsNothing(field=field, place=place)


def must_hold(place: Place, field: str) -> None:
    """Refuse a place that is no team, shelter or works site."""
    if place.kind not in HOLDERS:
        raise NotAHolder(field=field, place=place)


def must_live(place: Place, field: str) -> None:
    """Refuse a place that has been retired."""
    if place.retired:
        raise Retired(field=field, name=place)


def _fits_below(kind: PlaceKind, parent: Place | None, organisation: Organisation) -> None:
    called = _(KIND_NAMES[kind])
    if kind not in KEPT:
        raise NotAPlaceToKeep(field="kind", kind=called)
    if kind not in WITHIN:
        if parent is not None:
            raise StandsAlone(field="parent", kind=called)
        return
    if parent is None or parent.kind not in WITHIN[kind]:
        where = (parent.name, _(KIND_NAMES[parent.kind])) if parent else (_("nothing"), "—")
        raise WrongParent(field="parent", kind=called, parent=where[0], parent_kind=where[1])
    if parent.organisation_id != organisation.id:
        raise OthersDepot(field="parent", parent=parent)
    must_live(parent, "parent")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlaceLine:
    """A place on the list."""

    place_id: int
    code: str
    name: str
    kind: PlaceKind
    level: int
    parent_id: int | None
    organisation: str
    keeper: str
    phone: str
    address: str
    note: str
    retired: bool
    key: str


def places(
    session: Session, reader: Person, *, kinds: frozenset[PlaceKind] = KEPT, retired: bool = False
) -> list[PlaceLine]:
    """The places of the reader's branch, a depot before its rooms."""
    shown = Place.organisation_id.in_(branch(reader, Permission.SEE_PHONES))
    found = session.execute(
        select(Place, Organisation.name, shown)
        .join(Organisation, Organisation.id == Place.organisation_id)
        .where(
            Place.organisation_id.in_(branch(reader)),
            Place.kind.in_(kinds),
            *(() if retired else (Place.retired.is_(False),)),
        )
        .order_by(Place.path)
    ).all()
    order = {kind: at for at, kind in enumerate(PlaceKind)}
    top = {place.id: order[place.kind] for place, _owner, _seen in found if place.parent_id is None}
    steps = {place.id: [int(step) for step in place.path.strip("/").split("/")] for place, _owner, _seen in found}
    lines = [
        PlaceLine(
            place.id,
            place.code,
            place.name,
            place.kind,
            place.path.count("/") - 2,
            place.parent_id,
            organisation,
            place.keeper,
            masked(place.phone, shown=seen),
            place.address,
            place.note,
            place.retired,
            place.key,
        )
        for place, organisation, seen in found
    ]
    return sorted(lines, key=lambda line: (top.get(steps[line.place_id][0], 0), steps[line.place_id]))


def counted(session: Session, reader: Person) -> dict[PlaceKind, int]:
    """How many places in use the reader sees of each kind that people keep; a kind without any is left out."""
    found = session.execute(
        select(Place.kind, func.count())
        .where(Place.organisation_id.in_(branch(reader)), Place.kind.in_(KEPT), Place.retired.is_(False))
        .group_by(Place.kind)
    )
    return {row[0]: row[1] for row in found}


def end(session: Session, kind: PlaceKind) -> Place:
    """The one place of a kind that the store was made with."""
    return session.scalars(select(Place).where(Place.kind == kind)).one()


# Services ------------------------------------------------------------------------------------------------------


def make_ends(session: Session, root: Organisation) -> None:
    """The ends of the ledger, and the road between depots; part of making a store."""
    for kind in (*sorted(ENDS), PlaceKind.TRANSIT):
        _add(session, code=f"*{kind.value}", name=kind.value, kind=kind, parent=None, organisation_id=root.id)


def _add(
    session: Session, *, code: str, name: str, kind: PlaceKind, parent: Place | None, organisation_id: int
) -> Place:
    one = Place(code=code, name=name, kind=kind, parent_id=parent.id if parent else None, path="")
    one.organisation_id = organisation_id
    session.add(one)
    session.flush()
    one.path = f"{parent.path if parent else '/'}{one.id}/"
    return one


@service(Permission.KEEP_PLACES, on="organisation")
def add_place(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    name: str,
    kind: PlaceKind,
    parent: Place | None = None,
    code: str = "",
    keeper: str = "",
    phone: str = "",
    address: str = "",
    note: str = "",
) -> Place:
    """Enter a depot, room, shelf, team, shelter or works site; without a code the next free one is given."""
    facts = {"keeper": keeper, "phone": phone, "address": address, "note": note}
    return entered(session, organisation=organisation, name=name, kind=kind, parent=parent, code=code, **facts)


def entered(
    session: Session,
    *,
    organisation: Organisation,
    name: str,
    kind: PlaceKind,
    parent: Place | None = None,
    code: str = "",
    **facts: str,
) -> Place:
    """A new place with what is known of it: keeper, phone, address, note; whoever asks for it asks the right."""
    _fits_below(kind, parent, organisation)
    name = told_apart(session, name, None, parent.id if parent else None)
    code = free_code(session, Place.code, code) if code else next_code(session, Place.code, CODES[kind], 2)
    one = _add(session, code=code, name=name, kind=kind, parent=parent, organisation_id=organisation.id)
    _describe(one, **facts)
    return one


def told_apart(session: Session, name: str, own: int | None, parent_id: int | None) -> str:
    """The name, cleaned, where nothing beside it is called so; every depot may have its own shelf 1."""
    name = clean(name, field="name")
    beside = Place.parent_id.is_(None) if parent_id is None else Place.parent_id == parent_id
    tell_look_alikes(session, Place.look, skeleton(name), name, own, beside)
    return name


def _describe(place: Place, **facts: str | None) -> None:
    limits = {"keeper": 120, "phone": 40, "address": 200, "note": 2000}
    for name, value in facts.items():
        if value is not None:
            setattr(place, name, clean(value, field=name, longest=limits[name], blank=True))
    place.key = search.key(place.name, place.code, place.keeper)
    place.look = skeleton(place.name)


@service(Permission.KEEP_PLACES, on="place")
def change_place(
    session: Session,
    by: Person,
    *,
    place: Place,
    name: str | None = None,
    keeper: str | None = None,
    phone: str | None = None,
    address: str | None = None,
    note: str | None = None,
) -> Place:
    """Correct what is known of a place; what moved there stays as it was."""
    must_keep(place, "place")
    return described(session, place, name=name, keeper=keeper, phone=phone, address=address, note=note)


def described(session: Session, place: Place, *, name: str | None = None, **facts: str | None) -> Place:
    """A place with what is new of it: name, keeper, phone, address, note; None leaves what is there."""
    if name is not None:
        place.name = told_apart(session, name, place.id, place.parent_id)
    _describe(place, **facts)
    return place

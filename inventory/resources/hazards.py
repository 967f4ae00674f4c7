"""Hazards (隐患): what was found where and by whom, and how far it has come from being found to being closed.

A row of the ledger is never edited: each step of its course is a row of its own, and its state is that of the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import remark
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.schema import Base, Name, Phone
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.resources.inspections import InspectionVisit, day_past, in_words, situated
from inventory.resources.rivers import River
from inventory.supplies.places import Place

MOST_PIECES = 1_000_000

# Models --------------------------------------------------------------------------------------------------------


class Hazard(Base):
    """Something wrong that was found; `pieces` is above one where a single row stands for many."""

    __tablename__ = "hazard"
    called = "number"
    only_grows = True
    sealed = {
        1: "id number organisation_id found_on found_by place_id river_id spot what photos visit_id recurs_id pieces "
        "basis by_id recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    found_on: Mapped[date]
    found_by: Mapped[str] = mapped_column(Name(200))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    river_id: Mapped[int | None] = mapped_column(ForeignKey("river.id"), index=True)
    spot: Mapped[str] = mapped_column(Name(200))
    what: Mapped[str] = mapped_column(Name(1000))
    photos: Mapped[str] = mapped_column(Name(1000))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("inspection_visit.id"), index=True)
    recurs_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"), index=True)
    pieces: Mapped[int]
    basis: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    key: Mapped[str] = mapped_column(Text)


class HazardStepKind(StrEnum):
    """What happens to a hazard once it was found."""

    ASSIGNED = "assigned"
    STARTED = "started"
    FIXED = "fixed"
    FAILED = "failed"
    CLOSED = "closed"
    PUT_OFF = "put_off"
    STRUCK = "struck"


class HazardStep(Base):
    """A step of a hazard; `alone` says why the one who fixed it checked it again."""

    __tablename__ = "hazard_step"
    called = "id"
    only_grows = True
    sealed = {1: "id hazard_id kind happened_on who unit person phone measure due_on note alone by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hazard_id: Mapped[int] = mapped_column(ForeignKey("hazard.id"), index=True)
    kind: Mapped[HazardStepKind]
    happened_on: Mapped[date]
    who: Mapped[str] = mapped_column(Name(200))
    unit: Mapped[str] = mapped_column(Name(120))
    person: Mapped[str] = mapped_column(Name(120))
    phone: Mapped[str] = mapped_column(Phone(40))
    measure: Mapped[str] = mapped_column(Name(1000))
    due_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Name(1000))
    alone: Mapped[str] = mapped_column(Name(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    key: Mapped[str] = mapped_column(Text)


# Rules ---------------------------------------------------------------------------------------------------------


class HazardState(StrEnum):
    """Where a hazard stands (待整改, 整改中, 待复查, 已销号); struck is what was entered by mistake."""

    WAITING = "waiting"
    IN_HAND = "in_hand"
    FIXED = "fixed"
    CLOSED = "closed"
    STRUCK = "struck"


STATE_NAMES = {
    HazardState.WAITING: N_("to be put right"),
    HazardState.IN_HAND: N_("being put right"),
    HazardState.FIXED: N_("to be checked again"),
    HazardState.CLOSED: N_("closed off"),
    HazardState.STRUCK: N_("entered by mistake"),
}
LEADS_TO = {
    HazardStepKind.ASSIGNED: HazardState.WAITING,
    HazardStepKind.STARTED: HazardState.IN_HAND,
    HazardStepKind.FAILED: HazardState.IN_HAND,
    HazardStepKind.FIXED: HazardState.FIXED,
    HazardStepKind.CLOSED: HazardState.CLOSED,
    HazardStepKind.STRUCK: HazardState.STRUCK,
}  # to put a deadline off changes no state
UNFIXED = frozenset({HazardState.WAITING, HazardState.IN_HAND})
OPEN = UNFIXED | {HazardState.FIXED}
COUNTED = OPEN | {HazardState.CLOSED}


class BadPieces(Refused):
    """A row stands for one thing found, or for many."""

    message = N_("{pieces} does not fit: a row stands for 1 to {most} things found.")


class BasisOfMany(Refused):
    """A row for many rests on something."""

    message = N_("Say on which paper it rests that this row stands for {pieces}.")


class NotClosedYet(Refused):
    """What isn't over can't come back."""

    message = N_("{hazard} is not closed yet ({state}): go on with it there.")


class FoundBefore(Refused):
    """What comes back was closed before."""

    message = N_("{hazard} was closed on {day}: what was found before that is not its return.")


class CameBackAs(Refused):
    """One return follows another."""

    message = N_("{hazard} came back as {later} already: name that one.")


# Queries -------------------------------------------------------------------------------------------------------


def course(session: Session, hazard: Hazard) -> list[HazardStep]:
    """The steps of a hazard, in their order."""
    return list(session.scalars(select(HazardStep).where(HazardStep.hazard_id == hazard.id).order_by(HazardStep.id)))


def state_after(steps: Sequence[HazardStep]) -> HazardState:
    """Where a hazard stands after its steps."""
    return next((LEADS_TO[one.kind] for one in reversed(steps) if one.kind in LEADS_TO), HazardState.WAITING)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_HAZARDS, on="organisation visit recurs")
def enter_hazard(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    what: str,
    found_by: str,
    place: Place | None = None,
    river: River | None = None,
    spot: str = "",
    found_on: date | None = None,
    visit: InspectionVisit | None = None,
    recurs: Hazard | None = None,
    photos: str = "",
    pieces: int = 1,
    basis: str = "",
) -> Hazard:
    """Enter what was found wrong, where and by whom; on a visit without a place it is where the visit was.

    `recurs` names the closed one that it repeats, `photos` the names of files, `pieces` how many one row stands for.
    """
    if visit is not None and place is None and river is None and not spot:
        place = session.get_one(Place, visit.place_id) if visit.place_id else None
        river = session.get_one(River, visit.river_id) if visit.river_id else None
        spot = visit.spot
    where = situated(session, organisation.id, place=place, river=river, spot=spot)
    day = day_past(session, found_on, "found_on")
    if recurs is not None:
        _came_back(session, recurs, day)
    number, hazard_id = next_number(session, "YH", day.year), next_id(session, Hazard)
    row = {
        "id": hazard_id,
        "number": number,
        "organisation_id": organisation.id,
        "found_on": day,
        "found_by": clean(found_by, field="found_by", longest=200),
        **where,
        "what": clean(what, field="what", longest=1000),
        "photos": clean(photos, field="photos", longest=1000, blank=True),
        "visit_id": visit.id if visit else None,
        "recurs_id": recurs.id if recurs else None,
        "pieces": pieces,
        "basis": clean(basis, field="basis", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    _must_stand_for(pieces, str(row["basis"]))
    called = in_words(place.name if place else None, river.name if river else None, str(where["spot"]))
    if recurs is None:
        _tell_of_earlier(session, row)
    row["key"] = search.key(number, called, str(row["what"]), str(row["found_by"]))
    write(session, Hazard, [row])
    return session.get_one(Hazard, hazard_id)


def _must_stand_for(pieces: int, basis: str) -> None:
    if not 1 <= pieces <= MOST_PIECES:
        raise BadPieces(field="pieces", pieces=pieces, most=MOST_PIECES)
    if pieces > 1 and not basis:
        raise BasisOfMany(field="basis", pieces=pieces)


def _came_back(session: Session, recurs: Hazard, day: date) -> None:
    """Refuse what is said to repeat a hazard that wasn't closed by then."""
    steps = course(session, recurs)
    state = state_after(steps)
    if state is not HazardState.CLOSED:
        raise NotClosedYet(field="recurs", hazard=recurs.number, state=_(STATE_NAMES[state]))
    if day < steps[-1].happened_on:
        raise FoundBefore(field="found_on", hazard=recurs.number, day=steps[-1].happened_on)
    for later in session.scalars(select(Hazard).where(Hazard.recurs_id == recurs.id)):
        if state_after(course(session, later)) is not HazardState.STRUCK:
            raise CameBackAs(field="recurs", hazard=recurs.number, later=later.number)


def _tell_of_earlier(session: Session, row: Mapping[str, Any]) -> None:
    """Say which hazard said the very same of the same spot: it may be entered twice, or have come back."""
    alike = [getattr(Hazard, name) == row[name] for name in ("organisation_id", "what", "spot", "place_id", "river_id")]
    last = session.scalars(select(Hazard).where(*alike).order_by(Hazard.id.desc()).limit(1)).one_or_none()
    if last is None:
        return
    state = state_after(course(session, last))
    if state is HazardState.CLOSED:
        said = _("{hazard} said the same and was closed: if it has come back, say that it repeats that one.")
    elif state in OPEN:
        said = _("{hazard} says the same and is still open.")
    else:
        return
    remark(session, said.format(hazard=last.number))

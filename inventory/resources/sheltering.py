"""Sheltering (安置): a shelter opens, people come and go by head count, it closes; how many are there is the sum."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import remark
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.resources.heads import HEADS, Heads, counted, left_after
from inventory.resources.shelters import Shelter, ShelterLine, capacity_of, must_stand, shelters
from inventory.supplies.corrections import closed
from inventory.supplies.places import Place

# Models --------------------------------------------------------------------------------------------------------


class ShelterStepKind(StrEnum):
    """What happens at a shelter."""

    OPENED = "opened"
    ADMITTED = "admitted"
    DISCHARGED = "discharged"
    CLOSED = "closed"


class ShelterStep(Base):
    """One step at a shelter: it opened, so many came or went, or it closed and whoever was still there went.

    The groups are among the people; somebody with special needs may be old or a child too.
    """

    __tablename__ = "shelter_step"
    __table_args__ = (
        CheckConstraint("people >= 0", name="not_negative"),
        Index("ix_shelter_step_shelter", "shelter_id", "id"),
    )
    called = "number"
    only_grows = True
    sealed = {
        1: "id number shelter_id organisation_id kind at people elderly children special reason by_id recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    shelter_id: Mapped[int] = mapped_column(ForeignKey("shelter.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[ShelterStepKind]
    at: Mapped[datetime]
    people: Mapped[int]
    elderly: Mapped[int]
    children: Mapped[int]
    special: Mapped[int]
    reason: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------

STEP_NAMES = {
    ShelterStepKind.OPENED: N_("opened"),
    ShelterStepKind.ADMITTED: N_("admitted"),
    ShelterStepKind.DISCHARGED: N_("discharged"),
    ShelterStepKind.CLOSED: N_("closed"),
}


class OpenAlready(Refused):
    """What is open need not be opened."""

    message = N_("{shelter} has been open since {since}.")


class NotOpen(Refused):
    """Nobody comes to or leaves a closed shelter."""

    message = N_("{shelter} is not open: open it first.")


class BeforeLastStep(Refused):
    """Steps follow one another."""

    message = N_("{shelter} has an entry of {last} already ({number}): what comes now is not earlier.")


class PeopleInside(Refused):
    """A shelter with people in it isn't closed in passing."""

    message = N_("There are {people} people in {shelter}: discharge them first, or say why they go.")


class StillOpen(Refused):
    """What is in use isn't let go."""

    message = N_("{shelter} is open: close it first.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Occupancy:
    """Whether a shelter is open, who is in it, and when that was last entered; `since` is when it opened or closed."""

    open: bool
    since: datetime
    heads: Heads
    last_at: datetime
    last: str


@dataclass(frozen=True)
class ShelterStanding:
    """A shelter on the register with who is in it; None where it was never opened."""

    shelter: ShelterLine
    now: Occupancy | None

    @property
    def retired(self) -> bool:
        """Whether the shelter has been."""
        return self.shelter.retired

    @property
    def open(self) -> bool:
        """Whether people can go there now."""
        return self.now is not None and self.now.open

    @property
    def people(self) -> int:
        """How many are there."""
        return self.now.heads.people if self.now else 0

    @property
    def free(self) -> int | None:
        """How many more it takes: below nought where it is over its capacity, None where that isn't set."""
        holds = self.shelter.capacity.people
        return None if holds is None else holds - self.people


@dataclass(frozen=True)
class StepLine:
    """A step at a shelter, and who was there after it."""

    number: str
    shelter_id: int
    shelter: str
    organisation: str
    kind: ShelterStepKind
    at: datetime
    heads: Heads
    after: Heads
    reason: str
    by: str
    recorded_at: datetime


_COMING = (ShelterStepKind.OPENED, ShelterStepKind.ADMITTED)
_SIGN = case((ShelterStep.kind.in_(_COMING), 1), else_=-1)
_SUMS = [func.sum(_SIGN * getattr(ShelterStep, name)) for name in HEADS]


def standing(session: Session, reader: Person, *, retired: bool = False) -> list[ShelterStanding]:
    """The shelters of the reader's branch, each with who is in it."""
    now = occupancies(session, reader)
    return [ShelterStanding(line, now.get(line.shelter_id)) for line in shelters(session, reader, retired=retired)]


def occupancies(session: Session, reader: Person) -> dict[int, Occupancy]:
    """Who is in every shelter of the reader's branch that was ever opened, by shelter."""
    return _occupancies(session, Shelter.organisation_id.in_(branch(reader)))


def occupancy(session: Session, shelter: Shelter) -> Occupancy | None:
    """Who is in a shelter now; None where it was never opened."""
    return _occupancies(session, Shelter.id == shelter.id).get(shelter.id)


def _occupancies(session: Session, chosen: ColumnElement[bool]) -> dict[int, Occupancy]:
    """Who is in shelters, by shelter; the sum over all steps, since closing leaves nobody behind."""
    turning = case((ShelterStep.kind.in_((ShelterStepKind.OPENED, ShelterStepKind.CLOSED)), ShelterStep.id))
    sums = (
        select(ShelterStep.shelter_id, func.max(ShelterStep.id), func.max(turning), *_SUMS)
        .join(Shelter, Shelter.id == ShelterStep.shelter_id)
        .where(chosen)
        .group_by(ShelterStep.shelter_id)
    )
    found = [tuple(row) for row in session.execute(sums)]
    told = {number for row in found for number in row[1:3]}
    rows = {one.id: one for one in session.scalars(select(ShelterStep).where(ShelterStep.id.in_(told)))}
    return {
        shelter: Occupancy(
            rows[turned].kind is ShelterStepKind.OPENED, rows[turned].at, Heads(*map(int, heads)), rows[last].at,
            rows[last].number,
        )
        for shelter, last, turned, *heads in found
    }  # fmt: skip


def steps(
    session: Session,
    reader: Person,
    shelter: Shelter | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[StepLine]:
    """What happened at the shelters of the reader's branch, or at one of them, in its order: occupancy over time."""
    found = session.execute(
        select(ShelterStep, Place.name, Organisation.name, Person.name)
        .join(Shelter, Shelter.id == ShelterStep.shelter_id)
        .join(Place, Place.id == Shelter.place_id)
        .join(Organisation, Organisation.id == ShelterStep.organisation_id)
        .join(Person, Person.id == ShelterStep.by_id)
        .where(
            ShelterStep.organisation_id.in_(branch(reader)),
            *([ShelterStep.shelter_id == shelter.id] if shelter else []),
            *([ShelterStep.at <= until] if until else []),
        )
        .order_by(ShelterStep.at, ShelterStep.id)
    )
    there: defaultdict[int, Heads] = defaultdict(Heads)
    lines = []
    for one, place, owner, by in found:
        heads = Heads(*(getattr(one, name) for name in HEADS))
        before = there[one.shelter_id]
        there[one.shelter_id] = after = before + heads if one.kind in _COMING else before - heads
        if since is None or one.at >= since:
            lines.append(
                StepLine(
                    one.number, one.shelter_id, place, owner, one.kind, one.at, heads, after, one.reason, by,
                    one.recorded_at,
                )
            )  # fmt: skip
    return lines


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RUN_SHELTERS, on="shelter")
def open_shelter(
    session: Session, by: Person, *, shelter: Shelter, reason: str = "", at: datetime | None = None
) -> ShelterStep:
    """Open a shelter: from now on people are counted in and out."""
    must_stand(shelter, "shelter")
    now = occupancy(session, shelter)
    if now is not None and now.open:
        since = f"{now.since.astimezone(zone(session)):%m-%d %H:%M}"
        raise OpenAlready(field="shelter", shelter=shelter.name, since=since)
    return _step(session, by, shelter, ShelterStepKind.OPENED, now, Heads(), at, reason)


@service(Permission.RUN_SHELTERS, on="shelter")
def admit(
    session: Session,
    by: Person,
    *,
    shelter: Shelter,
    people: int,
    elderly: int = 0,
    children: int = 0,
    special: int = 0,
    note: str = "",
    at: datetime | None = None,
) -> ShelterStep:
    """Count people in; more than fit are told, not turned away."""
    must_stand(shelter, "shelter")
    now = _open(session, shelter)
    heads = counted(Heads(people, elderly, children, special))
    step = _step(session, by, shelter, ShelterStepKind.ADMITTED, now, heads, at, note)
    there, holds = now.heads.people + people, capacity_of(session, shelter).people
    if holds is not None and there > holds:
        over = _("{shelter} now has {people} people, {over} more than the {capacity} that it takes.")
        remark(session, over.format(shelter=shelter.name, people=there, over=there - holds, capacity=holds))
    return step


@service(Permission.RUN_SHELTERS, on="shelter")
def discharge(
    session: Session,
    by: Person,
    *,
    shelter: Shelter,
    people: int,
    elderly: int = 0,
    children: int = 0,
    special: int = 0,
    note: str = "",
    at: datetime | None = None,
) -> ShelterStep:
    """Count people out."""
    now = _open(session, shelter)
    heads = counted(Heads(people, elderly, children, special))
    left_after(now.heads, heads, shelter.name)
    return _step(session, by, shelter, ShelterStepKind.DISCHARGED, now, heads, at, note)


@service(Permission.RUN_SHELTERS, on="shelter")
def close_shelter(
    session: Session, by: Person, *, shelter: Shelter, reason: str = "", at: datetime | None = None
) -> ShelterStep:
    """Close a shelter; whoever is still in it goes, which takes a reason."""
    now = _open(session, shelter)
    if now.heads.people and not clean(reason, field="reason", longest=400, blank=True):
        raise PeopleInside(field="reason", people=now.heads.people, shelter=shelter.name)
    return _step(session, by, shelter, ShelterStepKind.CLOSED, now, now.heads, at, reason)


def _open(session: Session, shelter: Shelter) -> Occupancy:
    now = occupancy(session, shelter)
    if now is None or not now.open:
        raise NotOpen(field="shelter", shelter=shelter.name)
    return now


def _step(
    session: Session,
    by: Person,
    shelter: Shelter,
    kind: ShelterStepKind,
    now: Occupancy | None,
    heads: Heads,
    at: datetime | None,
    reason: str,
) -> ShelterStep:
    """Write a step, where it isn't earlier than the last one."""
    when, local = instant(session, at, field="at"), zone(session)
    if now is not None and when < now.last_at:
        last = f"{now.last_at.astimezone(local):%m-%d %H:%M}"
        raise BeforeLastStep(field="at", shelter=shelter.name, last=last, number=now.last)
    row = {
        "id": next_id(session, ShelterStep),
        "number": next_number(session, "AK", when.astimezone(local).year),
        "shelter_id": shelter.id,
        "organisation_id": shelter.organisation_id,
        "kind": kind,
        "at": when,
        **vars(heads),
        "reason": clean(reason, field="reason", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, ShelterStep, [row])
    return session.get_one(ShelterStep, row["id"])


@service(Permission.KEEP_RESOURCES, on="shelter")
def retire_shelter(session: Session, by: Person, *, shelter: Shelter) -> Shelter:
    """Let a shelter that is closed go, with its place, once nothing is on it any more; its history stays."""
    must_stand(shelter, "shelter")
    now = occupancy(session, shelter)
    if now is not None and now.open:
        raise StillOpen(field="shelter", shelter=shelter.name)
    closed(session, session.get_one(Place, shelter.place_id))
    session.flush()
    session.refresh(shelter)
    return shelter

"""Inspections (检查): rounds before, in and after the flood season, the places to visit, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Row, case, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import InFuture
from inventory.ground.names import Retired
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import today, value_of
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.resources.rivers import River
from inventory.supplies.places import Place, must_keep, must_live

# Models --------------------------------------------------------------------------------------------------------


class Season(StrEnum):
    """Before, in or after the flood season (汛前, 汛中, 汛后)."""

    BEFORE = "pre_season"
    IN = "in_season"
    AFTER = "post_season"


class Inspection(Base):
    """A round of inspection; the end that was planned for it may not be known yet."""

    __tablename__ = "inspection"
    called = "number"
    only_grows = True
    sealed = {1: "id number organisation_id season name begins_on ends_on basis note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    season: Mapped[Season]
    name: Mapped[str] = mapped_column(Name(120))
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(Name(400))
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class InspectionVisit(Base):
    """A place that a round is to visit: a depot, team, shelter or works site, a river, or a spot in words."""

    __tablename__ = "inspection_visit"
    only_grows = True
    sealed = {
        1: "id code inspection_id organisation_id line place_id river_id spot planned_on note by_id recorded_at",
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    line: Mapped[int]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    river_id: Mapped[int | None] = mapped_column(ForeignKey("river.id"))
    spot: Mapped[str] = mapped_column(Name(200))
    planned_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class InspectionStepKind(StrEnum):
    """What happened in a round: a place was visited or left out, or the round ended."""

    VISITED = "visited"
    LEFT_OUT = "left_out"
    ENDED = "ended"


class InspectionStep(Base):
    """A step of a round, or of one of its visits: who was there, and what they found in words."""

    __tablename__ = "inspection_step"
    called = "id"
    only_grows = True
    sealed = {1: "id inspection_id visit_id kind happened_on who note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("inspection_visit.id"), index=True)
    kind: Mapped[InspectionStepKind]
    happened_on: Mapped[date]
    who: Mapped[str] = mapped_column(Name(200))
    note: Mapped[str] = mapped_column(Name(1000))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------

SEASON_NAMES = {
    Season.BEFORE: N_("before the flood season"),
    Season.IN: N_("in the flood season"),
    Season.AFTER: N_("after the flood season"),
}


class EndsBefore(Refused):
    """A round ends after it has begun."""

    message = N_("{ends} lies before {begins}, when the round begins: give a later day, or none where it isn't known.")


class Nowhere(Refused):
    """Nobody would find it again."""

    message = N_("Say where it is: a place, a river, or the spot in words.")


class OthersPlace(Refused):
    """A branch inspects what is its own."""

    message = N_("{place} belongs neither to {organisation} nor to those below it: choose another, or say it in words.")


STEP_NAMES = {
    InspectionStepKind.VISITED: N_("visited"),
    InspectionStepKind.LEFT_OUT: N_("left out"),
    InspectionStepKind.ENDED: N_("ended"),
}


def day_past(session: Session, on: date | None, field: str) -> date:
    """The day on which something happened: today, unless an earlier one is given; InFuture for a later one."""
    present = today(session)
    if on is not None and on > present:
        raise InFuture(field=field, when=on)
    return on or present


def season_dates(session: Session) -> tuple[str, str] | None:
    """The first and the last day of the flood season at the headquarters (`06-01`); None where they aren't set."""
    begins, ends = (value_of(session, f"season_{end}") for end in ("begins", "ends"))
    return (begins, ends) if begins and ends else None


def season_of(on: date, dates: tuple[str, str] | None) -> Season | None:
    """Whether a day lies before, in or after its year's flood season; None where the season isn't set."""
    if dates is None:
        return None
    day, (begins, ends) = f"{on:%m-%d}", dates
    return Season.BEFORE if day < begins else Season.IN if day <= ends else Season.AFTER


def situated(
    session: Session, organisation_id: int, *, place: Place | None, river: River | None, spot: str
) -> dict[str, object]:
    """Where something of an organisation is, as columns; OthersPlace where another branch's place is named."""
    spot = clean(spot, field="spot", longest=200, blank=True)
    if place is None and river is None and not spot:
        raise Nowhere(field="place")
    own = session.get_one(Organisation, organisation_id)
    for field, thing in (("place", place), ("river", river)):
        if thing is None:
            continue
        owner = session.get_one(Organisation, thing.organisation_id).path
        above = field == "river" and own.path.startswith(owner)  # a town names the district's river, too
        if not owner.startswith(own.path) and not above:
            raise OthersPlace(field=field, place=thing.name, organisation=own.name)
    if place is not None:
        must_keep(place, "place")
        must_live(place, "place")
    if river is not None and river.retired:
        raise Retired(field="river", name=river.name)
    return {"place_id": place.id if place else None, "river_id": river.id if river else None, "spot": spot}


def in_words(place: str | None, river: str | None, spot: str) -> str:
    """Where something is, for people."""
    return " · ".join(one for one in (river, place, spot) if one)


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InspectionLine:
    """A round on the list, with how many places it is to visit, has visited and has left out."""

    inspection_id: int
    number: str
    organisation: str
    season: Season
    name: str
    begins_on: date
    ends_on: date | None
    ended_on: date | None
    visits: int
    visited: int
    left_out: int
    basis: str
    note: str
    closing: str
    by: str

    @property
    def waiting(self) -> int:
        """How many places still wait for somebody."""
        return self.visits - self.visited - self.left_out


@dataclass(frozen=True)
class VisitLine:
    """A place on a round: when it is to be visited, when it last was and by whom, and what they found in words."""

    visit_id: int
    code: str
    inspection: str
    organisation_id: int
    place_id: int | None
    river_id: int | None
    where: str
    planned_on: date | None
    state: InspectionStepKind | None
    happened_on: date | None
    who: str
    finding: str
    note: str
    late: bool


_LAST = (
    select(InspectionStep.visit_id, func.max(InspectionStep.id).label("step_id"))
    .where(InspectionStep.visit_id.is_not(None))
    .group_by(InspectionStep.visit_id)
    .subquery()
)


def inspections(session: Session, reader: Person) -> list[InspectionLine]:
    """The rounds of the reader's branch, the latest first."""
    ended, step = aliased(InspectionStep), aliased(InspectionStep)

    def of_kind(kind: InspectionStepKind) -> ColumnElement[int]:
        return func.count(case((step.kind == kind, 1)))

    tally = (
        select(
            InspectionVisit.inspection_id,
            func.count().label("visits"),
            of_kind(InspectionStepKind.VISITED).label("visited"),
            of_kind(InspectionStepKind.LEFT_OUT).label("left_out"),
        )
        .outerjoin(_LAST, _LAST.c.visit_id == InspectionVisit.id)
        .outerjoin(step, step.id == _LAST.c.step_id)
        .group_by(InspectionVisit.inspection_id)
        .subquery()
    )
    found = session.execute(
        select(Inspection, Organisation.name, ended, Person.name, tally.c.visits, tally.c.visited, tally.c.left_out)
        .join(Organisation, Organisation.id == Inspection.organisation_id)
        .join(Person, Person.id == Inspection.by_id)
        .outerjoin(ended, (ended.inspection_id == Inspection.id) & (ended.kind == InspectionStepKind.ENDED))
        .outerjoin(tally, tally.c.inspection_id == Inspection.id)
        .where(Inspection.organisation_id.in_(branch(reader)))
        .order_by(Inspection.begins_on.desc(), Inspection.id.desc())
    )
    return [
        InspectionLine(
            one.id, one.number, organisation, one.season, one.name, one.begins_on, one.ends_on,
            end.happened_on if end else None, visits or 0, visited or 0, left or 0, one.basis, one.note,
            end.note if end else "", by,
        )
        for one, organisation, end, by, visits, visited, left in found
    ]  # fmt: skip


def visits(
    session: Session, reader: Person, inspection: Inspection | None = None, *, waiting: bool = False
) -> list[VisitLine]:
    """The places of one round, or of all, in their order; `waiting`: those that nobody has visited in open rounds."""
    over = select(InspectionStep.inspection_id).where(InspectionStep.kind == InspectionStepKind.ENDED)
    found = session.execute(
        select(InspectionVisit, Inspection.number, Place.name, River.name, InspectionStep)
        .join(Inspection, Inspection.id == InspectionVisit.inspection_id)
        .outerjoin(Place, Place.id == InspectionVisit.place_id)
        .outerjoin(River, River.id == InspectionVisit.river_id)
        .outerjoin(_LAST, _LAST.c.visit_id == InspectionVisit.id)
        .outerjoin(InspectionStep, InspectionStep.id == _LAST.c.step_id)
        .where(
            InspectionVisit.organisation_id.in_(branch(reader)),
            *([InspectionVisit.inspection_id == inspection.id] if inspection else []),
            *([InspectionStep.id.is_(None), Inspection.id.not_in(over)] if waiting else []),
        )
        .order_by(InspectionVisit.inspection_id, InspectionVisit.line)
    )
    present = today(session)
    return [_visit(row, present) for row in found]


def _visit(row: Row[*tuple[Any, ...]], present: date) -> VisitLine:
    one, number, place, river, step = row
    return VisitLine(
        one.id, one.code, number, one.organisation_id, one.place_id, one.river_id, in_words(place, river, one.spot),
        one.planned_on, step.kind if step else None, step.happened_on if step else None, step.who if step else "",
        step.note if step else "", one.note,
        late=not step and one.planned_on is not None and one.planned_on < present,
    )  # fmt: skip


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_HAZARDS, on="organisation")
def open_inspection(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    season: Season,
    name: str,
    begins_on: date | None = None,
    ends_on: date | None = None,
    basis: str = "",
    note: str = "",
) -> Inspection:
    """Open a round of inspection before, in or after the flood season; it may begin on a day to come."""
    begins = begins_on or today(session)
    if ends_on is not None and ends_on < begins:
        raise EndsBefore(field="ends_on", ends=ends_on, begins=begins)
    row = {
        "id": next_id(session, Inspection),
        "number": next_number(session, "XC", begins.year),
        "organisation_id": organisation.id,
        "season": season,
        "name": clean(name, field="name"),
        "begins_on": begins,
        "ends_on": ends_on,
        "basis": clean(basis, field="basis", longest=400, blank=True),
        "note": clean(note, field="note", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Inspection, [row])
    return session.get_one(Inspection, row["id"])

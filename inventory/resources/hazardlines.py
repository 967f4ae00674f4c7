"""The ledger of hazards (隐患台账): every row as it stands, and the steps that brought it there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import masked
from inventory.ground.settings import today
from inventory.resources.hazards import COUNTED, LEADS_TO, UNFIXED, Hazard, HazardState, HazardStep, HazardStepKind
from inventory.resources.inspections import Inspection, InspectionVisit, in_words
from inventory.resources.rivers import River
from inventory.supplies.places import Place

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HazardLine:
    """A row of the ledger as it stands; who put it right and who checked it last, `alone` where that was one person."""

    hazard_id: int
    number: str
    organisation: str
    found_on: date
    found_by: str
    place_id: int | None
    river_id: int | None
    where: str
    what: str
    photos: str
    visit_id: int | None
    visit: str
    recurs: str
    pieces: int
    basis: str
    unit: str
    person: str
    phone: str
    measure: str
    due_on: date | None
    fixed_on: date | None
    fixed_by: str
    done: str
    checked_on: date | None
    checked_by: str
    verdict: str
    alone: str
    state: HazardState
    days_late: int
    key: str

    @property
    def overdue(self) -> bool:
        """Whether it should have been put right by now."""
        return self.days_late > 0


@dataclass(frozen=True)
class StepLine:
    """A step of a hazard, in its turn."""

    kind: HazardStepKind
    happened_on: date
    who: str
    unit: str
    person: str
    phone: str
    measure: str
    due_on: date | None
    note: str
    alone: str
    by: str
    recorded_at: datetime


# Queries -------------------------------------------------------------------------------------------------------


def _turns() -> Select[int, int | None, int | None, int | None, int | None, int | None]:
    """The steps of every hazard that still say something: of assignment, deadline, fixing, check, state, and all."""

    def last(*kinds: HazardStepKind) -> ColumnElement[int | None]:
        return func.max(case((HazardStep.kind.in_(kinds), HazardStep.id)))

    return select(
        HazardStep.hazard_id,
        last(HazardStepKind.ASSIGNED).label("assigned"),
        func.max(case((HazardStep.due_on.is_not(None), HazardStep.id))).label("due"),
        last(HazardStepKind.FIXED).label("fixed"),
        last(HazardStepKind.FAILED, HazardStepKind.CLOSED).label("checked"),
        last(*LEADS_TO).label("stands"),
    ).group_by(HazardStep.hazard_id)


def hazards(
    session: Session,
    reader: Person,
    *,
    states: Collection[HazardState] = COUNTED,
    place: Place | None = None,
    river: River | None = None,
    inspection: Inspection | None = None,
    hazard: Hazard | None = None,
    first: date | None = None,
    last: date | None = None,
    within: Organisation | None = None,
) -> list[HazardLine]:
    """The ledger of the reader's branch by number, or a part: at a place or river, of a round, found within a span."""
    turn, earlier = _turns().subquery(), aliased(Hazard)
    given, due, fixed, checked, stands = (aliased(HazardStep) for _step in range(5))
    kinds = [kind for kind, state in LEADS_TO.items() if state in states]
    found = session.execute(
        select(
            Hazard, Organisation.name, Place.name, River.name, InspectionVisit.code, earlier.number, given, due.due_on,
            fixed, checked, stands.kind, Hazard.organisation_id.in_(branch(reader, Permission.SEE_PHONES)),
        )
        .join(Organisation, Organisation.id == Hazard.organisation_id)
        .outerjoin(Place, Place.id == Hazard.place_id)
        .outerjoin(River, River.id == Hazard.river_id)
        .outerjoin(InspectionVisit, InspectionVisit.id == Hazard.visit_id)
        .outerjoin(earlier, earlier.id == Hazard.recurs_id)
        .outerjoin(turn, turn.c.hazard_id == Hazard.id)
        .outerjoin(given, given.id == turn.c.assigned)
        .outerjoin(due, due.id == turn.c.due)
        .outerjoin(fixed, fixed.id == turn.c.fixed)
        .outerjoin(checked, checked.id == turn.c.checked)
        .outerjoin(stands, stands.id == turn.c.stands)
        .where(
            Hazard.organisation_id.in_(branch(reader, within=within)),
            or_(stands.kind.in_(kinds), *([stands.id.is_(None)] if HazardState.WAITING in states else [])),
            *([Hazard.place_id == place.id] if place else []),
            *([Hazard.river_id == river.id] if river else []),
            *([InspectionVisit.inspection_id == inspection.id] if inspection else []),
            *([Hazard.id == hazard.id] if hazard else []),
            *([Hazard.found_on >= first] if first else []),
            *([Hazard.found_on <= last] if last else []),
        )
        .order_by(Hazard.id)
    )  # fmt: skip
    present = today(session)
    return [_line(row, present) for row in found]


def _line(row: Row[*tuple[Any, ...]], present: date) -> HazardLine:
    one, organisation, place, river, visit, recurs, given, due_on, fixed, checked, kind, shown = row
    state = LEADS_TO[kind] if kind else HazardState.WAITING
    over = (present - due_on).days if due_on and state in UNFIXED else 0
    return HazardLine(
        one.id, one.number, organisation, one.found_on, one.found_by, one.place_id, one.river_id,
        in_words(place, river, one.spot), one.what, one.photos, one.visit_id, visit or "", recurs or "", one.pieces,
        one.basis,
        unit=given.unit if given else "",
        person=given.person if given else "",
        phone=masked(given.phone, shown=bool(shown)) if given else "",
        measure=given.measure if given else "",
        due_on=due_on,
        fixed_on=fixed.happened_on if fixed else None,
        fixed_by=fixed.who if fixed else "",
        done=fixed.note if fixed else "",
        checked_on=checked.happened_on if checked else None,
        checked_by=checked.who if checked else "",
        verdict=checked.note if checked else "",
        alone=checked.alone if checked else "",
        state=state,
        days_late=max(over, 0),
        key=f"{one.key} {given.key}" if given else one.key,
    )  # fmt: skip


def hazard_steps(session: Session, reader: Person, hazard: Hazard) -> list[StepLine]:
    """The steps of a hazard of the reader's branch, in their order."""
    found = session.execute(
        select(HazardStep, Person.name, Hazard.organisation_id.in_(branch(reader, Permission.SEE_PHONES)))
        .join(Hazard, Hazard.id == HazardStep.hazard_id)
        .join(Person, Person.id == HazardStep.by_id)
        .where(HazardStep.hazard_id == hazard.id, Hazard.organisation_id.in_(branch(reader)))
        .order_by(HazardStep.id)
    )
    return [
        StepLine(
            one.kind, one.happened_on, one.who, one.unit, one.person, masked(one.phone, shown=bool(shown)), one.measure,
            one.due_on, one.note, one.alone, by, one.recorded_at,
        )
        for one, by, shown in found
    ]  # fmt: skip

"""Visits of an inspection: places are put on its round, visited or left out with a reason, until the round ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.resources.inspections import (
    STEP_NAMES,
    Inspection,
    InspectionStep,
    InspectionStepKind,
    InspectionVisit,
    Nowhere,
    day_past,
    in_words,
    situated,
)
from inventory.resources.rivers import River
from inventory.supplies.places import Place

# Rules ---------------------------------------------------------------------------------------------------------


class OutsideRound(Refused):
    """A visit belongs to its round."""

    message = N_("{day} is outside of {inspection}, which lasts from {begins} to {ends}: choose a day within.")


class ListedAlready(Refused):
    """A round visits a place once, however often it comes back."""

    message = N_("{place} is on this round already ({visit}): record the visit there.")


class RoundOver(Refused):
    """What has ended takes no new entries."""

    message = N_("{inspection} ended on {day}: open a new round.")


class NotToVisit(Refused):
    """A visit that was left out, or one that was made and can't be left out any more."""

    message = N_("{visit} was {state} on {day} already.")


class StillToVisit(Refused):
    """A round that leaves something out says why."""

    message = N_("Nobody has visited {n} of the places of {inspection}: visit them, or say in the note why not.")


def must_run(session: Session, inspection: Inspection) -> None:
    """Refuse a round that has ended."""
    ended = select(InspectionStep).where(
        InspectionStep.inspection_id == inspection.id, InspectionStep.kind == InspectionStepKind.ENDED
    )
    if (found := session.scalars(ended).one_or_none()) is not None:
        raise RoundOver(field="inspection", inspection=inspection.number, day=found.happened_on)


def _within(inspection: Inspection, day: date, field: str, *, late: bool = False) -> None:
    """Refuse a day outside of a round; a visit may be made `late`."""
    over = inspection.ends_on is not None and day > inspection.ends_on and not late
    if day < inspection.begins_on or over:
        last = inspection.ends_on or _("not set")
        told = {"inspection": inspection.number, "begins": inspection.begins_on, "ends": last}
        raise OutsideRound(field=field, day=day, **told)


# Queries -------------------------------------------------------------------------------------------------------


def _last_steps(session: Session, inspection: Inspection) -> dict[int, InspectionStep]:
    """The last step of every visit of a round that has any."""
    found = select(InspectionStep).where(
        InspectionStep.inspection_id == inspection.id, InspectionStep.visit_id.is_not(None)
    )
    return {one.visit_id: one for one in session.scalars(found.order_by(InspectionStep.id)) if one.visit_id}


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_HAZARDS, on="inspection")
def plan_visits(
    session: Session,
    by: Person,
    *,
    inspection: Inspection,
    places: Sequence[Place] = (),
    rivers: Sequence[River] = (),
    spots: Sequence[str] = (),
    planned_on: date | None = None,
    note: str = "",
) -> Inspection:
    """Put places, rivers, or spots in words on a round, to be visited on a day where one is said."""
    must_run(session, inspection)
    if planned_on is not None:
        _within(inspection, planned_on, "planned_on")
    where = [
        *(_target(session, inspection, "places", place=one) for one in places),
        *(_target(session, inspection, "rivers", river=one) for one in rivers),
        *(_target(session, inspection, "spots", spot=one) for one in spots),
    ]
    if not where:
        raise Nowhere(field="places")
    listed = list(session.scalars(select(InspectionVisit).where(InspectionVisit.inspection_id == inspection.id)))
    gone = {
        visit_id
        for visit_id, step in _last_steps(session, inspection).items()
        if step.kind is InspectionStepKind.LEFT_OUT
    }
    known = {_key(one.place_id, one.river_id, one.spot): one.code for one in listed if one.id not in gone}
    first, line, made = next_id(session, InspectionVisit), len(listed) + 1, []
    about = {
        "inspection_id": inspection.id,
        "organisation_id": inspection.organisation_id,
        "planned_on": planned_on,
        "note": clean(note, field="note", longest=400, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    for at, (field, called, target) in enumerate(where):
        code, key = f"{inspection.number}/{line + at}", _key(**target)
        if key in known:
            raise ListedAlready(field=field, place=called, visit=known[key])
        known[key] = code
        made.append({"id": first + at, "code": code, "line": line + at, **target, **about})
    write(session, InspectionVisit, made)
    return inspection


def _target(
    session: Session,
    inspection: Inspection,
    field: str,
    *,
    place: Place | None = None,
    river: River | None = None,
    spot: str = "",
) -> tuple[str, str, dict[str, object]]:
    where = situated(session, inspection.organisation_id, place=place, river=river, spot=spot)
    called = in_words(place.name if place else None, river.name if river else None, str(where["spot"]))
    return field, called, where


def _key(place_id: object, river_id: object, spot: object) -> tuple[object, ...]:
    return place_id, river_id, spot


@service(Permission.KEEP_HAZARDS, on="visit")
def record_visit(
    session: Session,
    by: Person,
    *,
    visit: InspectionVisit,
    who: str,
    finding: str = "",
    visited_on: date | None = None,
) -> InspectionVisit:
    """Record that a place was visited, by whom, and in words what they found; what is wrong is entered as a hazard."""
    inspection = _open_round(session, visit)
    day = day_past(session, visited_on, "visited_on")
    _within(inspection, day, "visited_on", late=True)
    last = _last_steps(session, inspection).get(visit.id)
    if last is not None and last.kind is InspectionStepKind.LEFT_OUT:
        raise _no_more(visit, last)
    _step(session, by, inspection, InspectionStepKind.VISITED, day, visit=visit, who=who, note=finding)
    return visit


@service(Permission.KEEP_HAZARDS, on="visit")
def leave_out(session: Session, by: Person, *, visit: InspectionVisit, reason: str) -> InspectionVisit:
    """Leave a place out of its round that nobody has visited yet, and say why."""
    inspection = _open_round(session, visit)
    last = _last_steps(session, inspection).get(visit.id)
    if last is not None:
        raise _no_more(visit, last)
    reason = clean(reason, field="reason", longest=1000)
    day = day_past(session, None, "visit")
    _step(session, by, inspection, InspectionStepKind.LEFT_OUT, day, visit=visit, note=reason)
    return visit


@service(Permission.KEEP_HAZARDS, on="inspection")
def end_inspection(
    session: Session, by: Person, *, inspection: Inspection, note: str = "", ended_on: date | None = None
) -> Inspection:
    """End a round; where places are left that nobody has visited, the note says why."""
    must_run(session, inspection)
    day = day_past(session, ended_on, "ended_on")
    if day < inspection.begins_on:
        raise OutsideRound(
            field="ended_on", day=day, inspection=inspection.number, begins=inspection.begins_on, ends=_("not set")
        )
    note = clean(note, field="note", longest=1000, blank=True)
    listed = select(InspectionVisit.id).where(InspectionVisit.inspection_id == inspection.id)
    left = len(set(session.scalars(listed)) - _last_steps(session, inspection).keys())
    if left and not note:
        raise StillToVisit(field="note", inspection=inspection.number, n=left)
    _step(session, by, inspection, InspectionStepKind.ENDED, day, note=note)
    return inspection


def _open_round(session: Session, visit: InspectionVisit) -> Inspection:
    inspection = session.get_one(Inspection, visit.inspection_id)
    must_run(session, inspection)
    return inspection


def _no_more(visit: InspectionVisit, last: InspectionStep) -> NotToVisit:
    return NotToVisit(field="visit", visit=visit.code, state=_(STEP_NAMES[last.kind]), day=last.happened_on)


def _step(
    session: Session,
    by: Person,
    inspection: Inspection,
    kind: InspectionStepKind,
    day: date,
    *,
    visit: InspectionVisit | None = None,
    who: str = "",
    note: str = "",
) -> None:
    row = {
        "id": next_id(session, InspectionStep),
        "inspection_id": inspection.id,
        "visit_id": visit.id if visit else None,
        "kind": kind,
        "happened_on": day,
        "who": clean(who, field="who", longest=200, blank=kind is not InspectionStepKind.VISITED),
        "note": clean(note, field="note", longest=1000, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, InspectionStep, [row])

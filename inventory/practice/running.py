"""Running drills: planned, or entered as held before; by which checklist; begun, ended or cancelled."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import search, settings
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import remark
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, headquarters
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.practice.checklists import (
    Checklist,
    ChecklistLine,
    ChecklistVersion,
    ScriptLine,
    last_version,
    must_live,
)
from inventory.practice.drills import (
    DRILL_STATE_NAMES,
    Drill,
    DrillKind,
    DrillState,
    DrillStep,
    DrillStepKind,
    NotRunning,
    course,
    must_be_open,
)
from inventory.resources.inspections import day_past
from inventory.response.plans import PlanVersion
from inventory.supplies import places
from inventory.supplies.places import Place

LONGEST = {"name": 120, "spot": 200, "commander": 120, "scenario": 2000, "basis": 400, "note": 400}

# Rules ---------------------------------------------------------------------------------------------------------


class StartsOtherDay(Refused):
    """A drill begins on its day."""

    message = N_("It would start on {start}, but its day is {day}: give a time of that day.")


class BeginsOtherDay(StartsOtherDay):
    """A drill that is really held on another day is moved to it first."""

    message = N_(
        "It would begin on {start}, but {drill} is planned for {day}: give a time of that day, or change its date "
        "under “Change what is planned”."
    )


class BeganAlready(Refused):
    """A drill begins once."""

    message = N_("{drill} began at {at} already.")


class EndsBeforeStart(Refused):
    """A drill ends after it has begun."""

    message = N_("{drill} began at {started}: it can't have ended at {ended}, before that.")


class NoLinesIn(Refused):
    """A checklist in which there is nothing to tick."""

    message = N_("{version} has no lines: write what is to be done first.")


class OnlyVersion(Refused):
    """A checklist has a version, and what was printed stays."""

    message = N_("{version} can't be given up: it was printed, or it is the only one.")


class VersionUsed(Refused):
    """What a drill goes by can't be given up."""

    message = N_("{drill} goes by {version}: let it go by another one first.")


def must_say(session: Session, version: ChecklistVersion, field: str) -> None:
    """Refuse a version of a checklist without lines."""
    own = select(ChecklistLine.id).where(ChecklistLine.version_id == version.id).limit(1)
    if session.scalar(own) is None:
        raise NoLinesIn(field=field, version=version.code)


def _local(session: Session, when: datetime) -> datetime:
    return when.astimezone(settings.zone(session))


def _told(session: Session, when: datetime) -> str:
    return f"{_local(session, when):%Y-%m-%d %H:%M}"


# Work shared by services ---------------------------------------------------------------------------------------


def _enter(session: Session, house: Organisation, day: date, checklist: Checklist | None, **said: object) -> Drill:
    one = Drill(number=next_number(session, "YL", day.year), organisation_id=house.id, held_on=day, name="")
    if checklist is not None:
        must_live(checklist, "checklist")
        version = last_version(session, checklist.id)
        must_say(session, version, "checklist")
        one.version_id = version.id
    _describe(session, one, **said)  # type: ignore[arg-type]  # as the services take them
    session.add(one)
    session.flush()
    same = select(Drill.number).where(
        Drill.held_on == day, Drill.name == one.name, Drill.organisation_id == house.id, Drill.id != one.id
    )
    if number := session.scalars(same.limit(1)).first():
        remark(session, _("{drill} has the same name and day.").format(drill=number))
    return one


def _describe(
    session: Session,
    one: Drill,
    *,
    kind: DrillKind | None = None,
    held_on: date | None = None,
    starts_at: datetime | None = None,
    place: Place | None = None,
    plan_version: PlanVersion | None = None,
    **texts: str | None,
) -> None:
    one.held_on = held_on or one.held_on
    if held_on is not None and starts_at is None:
        one.starts_at = None
    if starts_at is not None:
        start = _local(session, starts_at)
        if start.date() != one.held_on:
            raise StartsOtherDay(field="starts_at", start=f"{start:%Y-%m-%d %H:%M}", day=one.held_on)
        one.starts_at = starts_at
    if place is not None:
        places.must_keep(place, "place")
        places.must_live(place, "place")
        one.place_id = place.id
    one.kind = kind or one.kind
    one.plan_version_id = plan_version.id if plan_version else one.plan_version_id
    for name, text in texts.items():
        if text is not None:
            setattr(one, name, clean(text, field=name, longest=LONGEST[name], blank=name != "name"))
    one.key = search.key(one.number, one.name, one.commander or "", one.spot or "")


def step(session: Session, by: Person, drill: Drill, kind: DrillStepKind, at: datetime | None, note: str = "") -> None:
    """Write down what happened to a drill."""
    row = {
        "id": next_id(session, DrillStep),
        "drill_id": drill.id,
        "organisation_id": drill.organisation_id,
        "kind": kind,
        "at": at,
        "note": clean(note, field="note", longest=1000, blank=True),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, DrillStep, [row])


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_CHECKLISTS, on="checklist")
def drop_checklist_version(session: Session, by: Person, *, checklist: Checklist) -> Checklist:
    """Give up the latest version of a checklist, which nobody has printed and no drill goes by."""
    version = last_version(session, checklist.id)
    if version.printed_at is not None or version.version == 1:
        raise OnlyVersion(field="checklist", version=version.code)
    used = select(Drill.number).where(Drill.version_id == version.id).limit(1)
    if number := session.scalar(used):
        raise VersionUsed(field="checklist", drill=number, version=version.code)
    for kind in (ChecklistLine, ScriptLine):
        for row in session.scalars(select(kind).where(kind.version_id == version.id)):
            session.delete(row)
    session.flush()
    session.delete(version)
    return checklist


@service(Permission.PLAN_DRILLS, on="organisation")
def plan_drill(
    session: Session,
    by: Person,
    *,
    name: str,
    held_on: date,
    organisation: Organisation | None = None,
    kind: DrillKind | None = None,
    starts_at: datetime | None = None,
    place: Place | None = None,
    spot: str = "",
    commander: str = "",
    plan_version: PlanVersion | None = None,
    scenario: str = "",
    checklist: Checklist | None = None,
    basis: str = "",
    note: str = "",
) -> Drill:
    """Plan a drill: when, where, who commands, which plan it tries, in which scenario, by which checklist."""
    return _enter(
        session, organisation or headquarters(session), held_on, checklist, name=name, kind=kind, starts_at=starts_at,
        place=place, spot=spot, commander=commander, plan_version=plan_version, scenario=scenario, basis=basis,
        note=note,
    )  # fmt: skip


@service(Permission.PLAN_DRILLS, on="organisation")
def record_drill(
    session: Session,
    by: Person,
    *,
    name: str,
    held_on: date,
    organisation: Organisation | None = None,
    kind: DrillKind | None = None,
    place: Place | None = None,
    spot: str = "",
    commander: str = "",
    plan_version: PlanVersion | None = None,
    scenario: str = "",
    basis: str = "",
    note: str = "",
) -> Drill:
    """Enter a drill that was held before anybody entered it here: its day is known, its times are not."""
    day = day_past(session, held_on, "held_on")
    one = _enter(
        session, organisation or headquarters(session), day, None, name=name, kind=kind, place=place, spot=spot,
        commander=commander, plan_version=plan_version, scenario=scenario, basis=basis, note=note,
    )  # fmt: skip
    step(session, by, one, DrillStepKind.HELD, None)
    return one


@service(Permission.PLAN_DRILLS, on="drill")
def change_drill(
    session: Session,
    by: Person,
    *,
    drill: Drill,
    name: str | None = None,
    kind: DrillKind | None = None,
    held_on: date | None = None,
    starts_at: datetime | None = None,
    place: Place | None = None,
    spot: str | None = None,
    commander: str | None = None,
    plan_version: PlanVersion | None = None,
    scenario: str | None = None,
    basis: str | None = None,
    note: str | None = None,
) -> Drill:
    """Correct what is planned of a drill; its day and start can be moved until it has begun."""
    went = course(session, drill)
    if held_on is not None or starts_at is not None:
        must_be_open(session, drill)
        if went.started_at is not None:
            raise BeganAlready(field="held_on", drill=drill.number, at=_told(session, went.started_at))
    _describe(
        session, drill, name=name, kind=kind, held_on=held_on, starts_at=starts_at, place=place, spot=spot,
        commander=commander, plan_version=plan_version, scenario=scenario, basis=basis, note=note,
    )  # fmt: skip
    return drill


@service(Permission.RUN_DRILLS, on="drill")
def start_drill(session: Session, by: Person, *, drill: Drill, at: datetime | None = None) -> Drill:
    """Record that a drill has begun: now, or when it really did."""
    went = must_be_open(session, drill)
    if went.started_at is not None:
        raise BeganAlready(field="drill", drill=drill.number, at=_told(session, went.started_at))
    when = instant(session, at)
    if _local(session, when).date() != drill.held_on:
        raise BeginsOtherDay(field="at", drill=drill.number, start=_told(session, when), day=drill.held_on)
    step(session, by, drill, DrillStepKind.STARTED, when)
    return drill


@service(Permission.RUN_DRILLS, on="drill")
def end_drill(session: Session, by: Person, *, drill: Drill, at: datetime | None = None, note: str = "") -> Drill:
    """Record that a drill has ended, and in the note what was said of it in the end (讲评)."""
    went = must_be_open(session, drill)
    if went.started_at is None:
        raise NotRunning(field="drill", drill=drill.number, state=_(DRILL_STATE_NAMES[went.state]))
    when = instant(session, at)
    if when < went.started_at:
        began, ended = _told(session, went.started_at), _told(session, when)
        raise EndsBeforeStart(field="at", drill=drill.number, started=began, ended=ended)
    step(session, by, drill, DrillStepKind.ENDED, when, note)
    return drill


@service(Permission.PLAN_DRILLS, on="drill")
def cancel_drill(session: Session, by: Person, *, drill: Drill, reason: str) -> Drill:
    """Call a drill off, and say why; one that is running is ended instead."""
    went = must_be_open(session, drill)
    if went.state is DrillState.RUNNING and went.started_at is not None:
        raise BeganAlready(field="drill", drill=drill.number, at=_told(session, went.started_at))
    step(
        session, by, drill, DrillStepKind.CANCELLED, instant(session, None), clean(reason, field="reason", longest=1000)
    )
    return drill

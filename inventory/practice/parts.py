"""What a drill is made of: the units that take part with their heads, and the injects with their times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import next_code
from inventory.ground.people import Permission, Person, branch
from inventory.ground.text import clean, skeleton
from inventory.practice.drills import Drill, DrillUnit, Inject, course, must_be_open, must_not_be_cancelled
from inventory.practice.wording import minutes_of
from inventory.supplies import places
from inventory.supplies.places import Place

MOST_HEADS = 999_999

# Rules ---------------------------------------------------------------------------------------------------------


class BadHeads(Refused):
    """So many people."""

    message = N_("{number} does not fit: give 0 to {most} people.")


class UnitThere(Refused):
    """A unit has a role once."""

    message = N_("{unit} takes part in this role already ({code}): change it there.")


class NotOfDrill(Refused):
    """Something of another drill."""

    message = N_("{what} is not of {drill}.")


def _heads(number: int | None, field: str) -> int | None:
    if number is not None and not 0 <= number <= MOST_HEADS:
        raise BadHeads(field=field, number=number, most=MOST_HEADS)
    return number


def must_be_of(row: DrillUnit | Inject, drill: Drill, field: str) -> None:
    """Refuse a unit or an inject of another drill."""
    if row.drill_id != drill.id:
        raise NotOfDrill(field=field, what=row.code, drill=drill.number)


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitLine:
    """A unit that takes part in a drill."""

    unit_id: int
    code: str
    drill_id: int
    unit: str
    place_id: int | None
    role: str
    leader: str
    headcount: int | None
    came: int | None


@dataclass(frozen=True)
class InjectLine:
    """Something that is thrown in; `due_at` is None while nobody knows when the drill begins."""

    inject_id: int
    code: str
    drill_id: int
    minutes: int
    due_at: datetime | None
    what: str
    to_whom: str
    expected: str


def units(session: Session, reader: Person, drill: Drill) -> list[UnitLine]:
    """The units that take part in a drill, in the order in which they were entered."""
    own = select(DrillUnit).where(DrillUnit.drill_id == drill.id, DrillUnit.organisation_id.in_(branch(reader)))
    return [
        UnitLine(
            one.id, one.code, one.drill_id, one.unit, one.place_id, one.role, one.leader, one.headcount, one.came
        )
        for one in session.scalars(own.order_by(DrillUnit.id))
    ]  # fmt: skip


def injects(session: Session, reader: Person, drill: Drill) -> list[InjectLine]:
    """What is thrown into a drill, in the order of time, with the instant as far as the start is known."""
    begin = course(session, drill).started_at or drill.starts_at
    own = select(Inject).where(Inject.drill_id == drill.id, Inject.organisation_id.in_(branch(reader)))
    return [
        InjectLine(
            one.id, one.code, one.drill_id, one.minutes, begin + timedelta(minutes=one.minutes) if begin else None,
            one.what, one.to_whom, one.expected,
        )
        for one in session.scalars(own.order_by(Inject.minutes, Inject.id))
    ]  # fmt: skip


# Work shared by services ---------------------------------------------------------------------------------------


def _describe(session: Session, one: DrillUnit, *, team: Place | None = None, **texts: str | None) -> None:
    if team is not None:
        places.must_keep(team, "team")
        places.must_live(team, "team")
        one.place_id = team.id
    for name, text in texts.items():
        if text is not None:
            setattr(one, name, clean(text, field=name, blank=name != "unit"))
    same = select(DrillUnit).where(DrillUnit.drill_id == one.drill_id, DrillUnit.unit == one.unit)
    with session.no_autoflush:
        for other in session.scalars(same):
            if other.id != one.id and skeleton(other.role) == skeleton(one.role):
                raise UnitThere(field="unit", unit=one.unit, code=other.code)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.PLAN_DRILLS, on="drill")
def add_unit(
    session: Session,
    by: Person,
    *,
    drill: Drill,
    unit: str,
    role: str = "",
    team: Place | None = None,
    leader: str = "",
    headcount: int | None = None,
) -> DrillUnit:
    """Let a unit take part in a role of the checklist, with so many people; `team` is its row on the register."""
    must_be_open(session, drill)
    one = DrillUnit(drill_id=drill.id, organisation_id=drill.organisation_id)
    one.code = next_code(session, DrillUnit.code, f"{drill.number}/U", 1)
    _describe(session, one, unit=unit, role=role, team=team, leader=leader)
    one.headcount = _heads(headcount, "headcount")
    session.add(one)
    session.flush()
    return one


@service(Permission.PLAN_DRILLS, on="drill_unit")
def change_unit(
    session: Session,
    by: Person,
    *,
    drill_unit: DrillUnit,
    unit: str | None = None,
    team: Place | None = None,
    leader: str | None = None,
    headcount: int | None = None,
) -> DrillUnit:
    """Correct what is known of a unit that takes part; for another role it is struck and entered anew."""
    must_be_open(session, session.get_one(Drill, drill_unit.drill_id), "drill_unit")
    _describe(session, drill_unit, unit=unit, team=team, leader=leader)
    drill_unit.headcount = drill_unit.headcount if headcount is None else _heads(headcount, "headcount")
    return drill_unit


@service(Permission.RUN_DRILLS, on="drill_unit")
def record_came(session: Session, by: Person, *, drill_unit: DrillUnit, came: int) -> DrillUnit:
    """Record how many people of a unit came."""
    must_not_be_cancelled(session, session.get_one(Drill, drill_unit.drill_id), "drill_unit")
    drill_unit.came = _heads(came, "came")
    return drill_unit


@service(Permission.PLAN_DRILLS, on="drill")
def add_inject(
    session: Session, by: Person, *, drill: Drill, minutes: int, what: str, to_whom: str = "", expected: str = ""
) -> Inject:
    """Plan what is thrown in so many minutes after the start, to whom, and what is expected of them."""
    must_be_open(session, drill)
    one = Inject(drill_id=drill.id, organisation_id=drill.organisation_id)
    one.code = next_code(session, Inject.code, f"{drill.number}/E", 1)
    _word(one, minutes=minutes, what=what, to_whom=to_whom, expected=expected)
    session.add(one)
    session.flush()
    return one


@service(Permission.PLAN_DRILLS, on="inject")
def change_inject(
    session: Session,
    by: Person,
    *,
    inject: Inject,
    minutes: int | None = None,
    what: str | None = None,
    to_whom: str | None = None,
    expected: str | None = None,
) -> Inject:
    """Change what is to be thrown into a drill that isn't over."""
    must_be_open(session, session.get_one(Drill, inject.drill_id), "inject")
    _word(inject, minutes=minutes, what=what, to_whom=to_whom, expected=expected)
    return inject


def _word(one: Inject, *, minutes: int | None, what: str | None, to_whom: str | None, expected: str | None) -> None:
    one.minutes = one.minutes if minutes is None else minutes_of(minutes)
    one.what = one.what if what is None else clean(what, field="what", longest=1000)
    one.to_whom = one.to_whom if to_whom is None else clean(to_whom, field="to_whom", blank=True)
    one.expected = one.expected if expected is None else clean(expected, field="expected", longest=400, blank=True)

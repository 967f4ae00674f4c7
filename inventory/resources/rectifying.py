"""Rectifying hazards (整改): assigned with a measure and a deadline, fixed, checked again by another, closed off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from inventory.ground import search
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.ground.store import recorded_at
from inventory.ground.text import clean, skeleton
from inventory.resources.hazards import (
    OPEN,
    STATE_NAMES,
    UNFIXED,
    Hazard,
    HazardState,
    HazardStep,
    HazardStepKind,
    course,
    state_after,
)
from inventory.resources.inspections import day_past

# Rules ---------------------------------------------------------------------------------------------------------

LONGEST = {"who": 200, "unit": 120, "person": 120, "phone": 40, "measure": 1000, "note": 1000, "alone": 200}
BETWEEN_NAMES = re.compile(r"[、，,;；/]")


class Closed(Refused):
    """What is over stays over."""

    message = N_(
        "{hazard} was closed on {day}: where it has come back, enter it anew and say that it repeats this one."
    )


class Struck(Refused):
    """What was entered by mistake has no course."""

    message = N_("{hazard} was entered by mistake: enter anew what is really there.")


class NotFixed(Refused):
    """Nothing is closed without having been put right and checked again."""

    message = N_(
        "{hazard} is {state}: record first that it was put right; what is closed was checked again after that."
    )


class WaitsForCheck(Refused):
    """What is said to be put right is checked before anything else happens."""

    message = N_("{hazard} was put right on {day}: check it again, and close it or send it back.")


class NotAssigned(Refused):
    """Somebody must have it first."""

    message = N_("{hazard} has not been assigned: say first which unit puts it right, how, and until when.")


class InHand(Refused):
    """What has been begun isn't begun again."""

    message = N_("{hazard} has been in hand since {day}.")


class DeadlinePast(Refused):
    """Nobody can do anything until yesterday."""

    message = N_("The deadline {due} lies before {day}: give that day or a later one.")


class NotLater(Refused):
    """To put off is to give more time."""

    message = N_("The deadline is {held} now: to put it off, give a later day than that.")


class BeforeStep(Refused):
    """One step follows another."""

    message = N_("{day} lies before {last}, the last step of {hazard}: give that day or a later one.")


class FixedIt(Refused):
    """Who put it right doesn't judge it."""

    message = N_(
        "{hazard} was put right by {who} and recorded by {by}: another than these checks it again and closes it, "
        "or say why nobody else is there."
    )


def people(text: str) -> set[str]:
    """The names in a text, as they are compared."""
    return {skeleton(name) for name in BETWEEN_NAMES.split(text)} - {""}


def _must_be_open(hazard: Hazard, steps: Sequence[HazardStep]) -> HazardState:
    state = state_after(steps)
    if state not in OPEN:
        why = Closed if state is HazardState.CLOSED else Struck
        raise why(field="hazard", hazard=hazard.number, day=steps[-1].happened_on)
    return state


def _must_be_unfixed(hazard: Hazard, steps: Sequence[HazardStep]) -> HazardState:
    state = _must_be_open(hazard, steps)
    if state not in UNFIXED:
        raise WaitsForCheck(field="hazard", hazard=hazard.number, day=steps[-1].happened_on)
    return state


def _must_be_fixed(hazard: Hazard, steps: Sequence[HazardStep]) -> HazardStep:
    state = _must_be_open(hazard, steps)
    if state is not HazardState.FIXED:
        raise NotFixed(field="hazard", hazard=hazard.number, state=_(STATE_NAMES[state]))
    return steps[-1]


def _must_be_assigned(hazard: Hazard, steps: Sequence[HazardStep]) -> None:
    if not any(one.kind is HazardStepKind.ASSIGNED for one in steps):
        raise NotAssigned(field="hazard", hazard=hazard.number)


def _fixed_it(fixed: HazardStep, recorder: Person, by: Person, who: str) -> bool:
    """Whether who checks it again has put it right: by the names that are said, or by those who act."""
    did, judges = people(fixed.who) | {skeleton(recorder.name)}, people(who) | {skeleton(by.name)}
    return by.id == recorder.id or not did.isdisjoint(judges)


def _not_past(due_on: date, day: date) -> None:
    if due_on < day:
        raise DeadlinePast(field="due_on", due=due_on, day=day)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_HAZARDS, on="hazard")
def assign_hazard(
    session: Session,
    by: Person,
    *,
    hazard: Hazard,
    unit: str,
    measure: str,
    due_on: date,
    person: str = "",
    phone: str = "",
    note: str = "",
    on: date | None = None,
) -> HazardStep:
    """Say which unit and who puts a hazard right, by what measure and until when; once more where that changes."""
    steps = course(session, hazard)
    _must_be_unfixed(hazard, steps)
    day = day_past(session, on, "on")
    _not_past(due_on, day)
    clean(unit, field="unit", longest=LONGEST["unit"])
    clean(measure, field="measure", longest=LONGEST["measure"])
    facts = {"unit": unit, "person": person, "phone": phone, "measure": measure, "note": note}
    return _step(session, by, hazard, steps, HazardStepKind.ASSIGNED, day, due_on=due_on, **facts)


@service(Permission.KEEP_HAZARDS, on="hazard")
def start_hazard(
    session: Session, by: Person, *, hazard: Hazard, who: str = "", note: str = "", on: date | None = None
) -> HazardStep:
    """Record that a hazard that was assigned is being put right."""
    steps = course(session, hazard)
    state = _must_be_unfixed(hazard, steps)
    _must_be_assigned(hazard, steps)
    if state is HazardState.IN_HAND:
        since = next(one for one in reversed(steps) if one.kind is not HazardStepKind.PUT_OFF)
        raise InHand(field="hazard", hazard=hazard.number, day=since.happened_on)
    return _step(session, by, hazard, steps, HazardStepKind.STARTED, day_past(session, on, "on"), who=who, note=note)


@service(Permission.KEEP_HAZARDS, on="hazard")
def put_off_hazard(session: Session, by: Person, *, hazard: Hazard, due_on: date, reason: str) -> HazardStep:
    """Give more time to put a hazard right, and say why."""
    steps = course(session, hazard)
    _must_be_unfixed(hazard, steps)
    _must_be_assigned(hazard, steps)
    day = day_past(session, None, "hazard")
    _not_past(due_on, day)
    held = next(one.due_on for one in reversed(steps) if one.due_on is not None)
    if due_on <= held:
        raise NotLater(field="due_on", held=held)
    reason = clean(reason, field="reason", longest=LONGEST["note"])
    return _step(session, by, hazard, steps, HazardStepKind.PUT_OFF, day, due_on=due_on, note=reason)


@service(Permission.KEEP_HAZARDS, on="hazard")
def fix_hazard(
    session: Session, by: Person, *, hazard: Hazard, who: str, note: str = "", on: date | None = None
) -> HazardStep:
    """Record that a hazard was put right, by whom and how; on the spot it need not have been assigned."""
    steps = course(session, hazard)
    _must_be_unfixed(hazard, steps)
    clean(who, field="who", longest=LONGEST["who"])
    return _step(session, by, hazard, steps, HazardStepKind.FIXED, day_past(session, on, "on"), who=who, note=note)


@service(Permission.RECHECK_HAZARDS, on="hazard")
def send_back_hazard(
    session: Session,
    by: Person,
    *,
    hazard: Hazard,
    who: str,
    note: str,
    due_on: date | None = None,
    on: date | None = None,
) -> HazardStep:
    """Record that the check found a hazard not put right: what is missing, and until when where that is new."""
    steps = course(session, hazard)
    _must_be_fixed(hazard, steps)
    day = day_past(session, on, "on")
    if due_on is not None:
        _not_past(due_on, day)
    clean(who, field="who", longest=LONGEST["who"])
    clean(note, field="note", longest=LONGEST["note"])
    return _step(session, by, hazard, steps, HazardStepKind.FAILED, day, who=who, note=note, due_on=due_on)


@service(Permission.RECHECK_HAZARDS, on="hazard")
def close_hazard(
    session: Session,
    by: Person,
    *,
    hazard: Hazard,
    who: str,
    note: str = "",
    alone: str = "",
    on: date | None = None,
) -> HazardStep:
    """Close a hazard off that another than who fixed it has checked again; alone, a reason stands for that."""
    steps = course(session, hazard)
    fixed = _must_be_fixed(hazard, steps)
    who = clean(who, field="who", longest=LONGEST["who"])
    alone = clean(alone, field="alone", longest=LONGEST["alone"], blank=True)
    recorder = session.get_one(Person, fixed.by_id)
    same = _fixed_it(fixed, recorder, by, who)
    if same and not alone:
        raise FixedIt(field="alone", hazard=hazard.number, who=fixed.who, by=recorder.name)
    day, why = day_past(session, on, "on"), alone if same else ""
    return _step(session, by, hazard, steps, HazardStepKind.CLOSED, day, who=who, note=note, alone=why)


@service(Permission.RECHECK_HAZARDS, on="hazard")
def strike_hazard(session: Session, by: Person, *, hazard: Hazard, reason: str) -> HazardStep:
    """Strike what was entered by mistake: it stays to be seen, and counts no more."""
    steps = course(session, hazard)
    _must_be_open(hazard, steps)
    reason = clean(reason, field="reason", longest=LONGEST["note"])
    return _step(session, by, hazard, steps, HazardStepKind.STRUCK, day_past(session, None, "hazard"), note=reason)


def _step(
    session: Session,
    by: Person,
    hazard: Hazard,
    steps: Sequence[HazardStep],
    kind: HazardStepKind,
    day: date,
    *,
    due_on: date | None = None,
    **facts: str,
) -> HazardStep:
    last = steps[-1].happened_on if steps else hazard.found_on
    if day < last:
        raise BeforeStep(field="on", day=day, last=last, hazard=hazard.number)
    told = {name: clean(facts.get(name, ""), field=name, longest=most, blank=True) for name, most in LONGEST.items()}
    row = {
        "id": next_id(session, HazardStep),
        "hazard_id": hazard.id,
        "kind": kind,
        "happened_on": day,
        **told,
        "due_on": due_on,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
        "key": search.key(told["unit"], told["person"], told["measure"]),
    }
    write(session, HazardStep, [row])
    return session.get_one(HazardStep, row["id"])

"""Retelling: what was done in an exercise, line by line, as the drill's record takes it: who did what when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty import log
from inventory.duty.log import LogEntry
from inventory.ground.audit import SERVICES, AuditEntry
from inventory.ground.exercises import Exercise
from inventory.ground.i18n import N_, _
from inventory.ground.people import PERMISSION_NAMES, Permission, Person, headquarters
from inventory.ground.text import visible
from inventory.practice import drills, parts
from inventory.practice.checklists import ChecklistLine
from inventory.practice.drills import Drill, DrillStep, DrillStepKind, Inject
from inventory.practice.marks import MARK_NAMES
from inventory.practice.sheets import Sheet, Tick
from inventory.practice.told import DrillEvent
from inventory.response.timeline import entered_since
from inventory.response.watched import WATCHED
from inventory.upkeep.withheld import without_phones

LONGEST_WHAT, LONGEST_WHO = 1000, 120  # what the drill's record takes
LONGEST_FACT = 60
QUIET = {Permission.READ, Permission.SEE_PHONES}  # looking is no act
ENDS = {
    DrillStepKind.STARTED: N_("{drill} begins in the exercise"),
    DrillStepKind.ENDED: N_("{drill} ends in the exercise"),
}
PLAYED = {"start_drill", "end_drill", "give_inject", "record_events", "tick_line", "key_in"}  # the drill's own words


@dataclass(frozen=True, order=True)
class Done:
    """Somebody did something; `inject` is the code of what it was the giving of, or what it came after."""

    at: datetime
    who: str
    what: str
    inject: str = ""


def retold(session: Session, reader: Person, mark: Exercise) -> list[Done]:
    """Everything that was done in the exercise since it was copied, in the order in which it happened.

    What was done after an inject was given, or after it was due where nobody said that it was, stands against it.
    """
    own = {*_worded(session, reader, mark), *_written(session, reader, mark), *_played(session, mark)}
    done = sorted({*own, *_others(session, mark)})
    thrown = _thrown_in(session, reader, mark)
    return [one if one.inject else replace(one, inject=_before(thrown, one.at)) for one in done]


def _thrown_in(session: Session, reader: Person, mark: Exercise) -> list[tuple[datetime, str]]:
    """When each inject came into the exercise."""
    drill = drills.drill_called(session, reader, mark.drill)
    given = select(Inject.code, DrillEvent.at).join(DrillEvent, DrillEvent.inject_id == Inject.id)
    given = given.where(DrillEvent.given, DrillEvent.drill_id == drill.id, DrillEvent.recorded_at >= mark.at)
    known: dict[str, datetime] = dict(session.execute(given).all())
    due = {one.code: one.due_at for one in parts.injects(session, reader, drill)} if not known else {}
    return sorted((at, code) for code, at in (known or due).items() if at is not None)


def _before(thrown: Sequence[tuple[datetime, str]], at: datetime) -> str:
    return next((code for when, code in reversed(thrown) if when <= at), "")


def _done(at: datetime, who: str, what: str, inject: str = "") -> Done:
    return Done(at, _cut(who, LONGEST_WHO), _cut(what, LONGEST_WHAT), inject)


def _cut(text: str, longest: int) -> str:
    text = visible(" ".join(text.split()))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _worded(session: Session, reader: Person, mark: Exercise) -> Iterator[Done]:
    """What a response's timeline has words for."""
    for one in entered_since(session, reader, headquarters(session), mark.entry_id):
        yield _done(one.at, one.by, f"{one.number} {one.what}")


def _written(session: Session, reader: Person, mark: Exercise) -> Iterator[Done]:
    """The duty log as it was corrected."""
    lines = log.lines(session, reader, [LogEntry.recorded_at >= mark.at], [LogEntry.id])
    for one in lines:
        if not one.corrected_by:
            whence = " ".join(word for word in (one.unit, one.caller) if word)
            said = _("{whence}: {content}").format(whence=whence, content=one.content) if whence else one.content
            yield _done(one.occurred_at, one.by, f"{said} → {one.action}" if one.action else said)


def _played(session: Session, mark: Exercise) -> Iterator[Done]:
    """The course of the drills themselves: when they began and ended, what was given, told and ticked."""
    steps = select(DrillStep, Drill.name, Person.name).join(Drill, Drill.id == DrillStep.drill_id)
    steps = steps.join(Person, Person.id == DrillStep.by_id).where(DrillStep.recorded_at >= mark.at)
    for step, name, who in session.execute(steps):
        if step.at is not None and step.kind in ENDS:
            said = _(ENDS[step.kind]).format(drill=name)
            yield _done(step.at, who, " · ".join(filter(None, (said, step.note))))
    events = select(DrillEvent, Inject.code).outerjoin(Inject, Inject.id == DrillEvent.inject_id)
    for event, code in session.execute(events.where(DrillEvent.recorded_at >= mark.at)):
        said = _("inject given: {what}").format(what=event.what) if event.given else event.what
        yield _done(event.at, event.who, said, code or "")
    ticks = select(Tick, Sheet, ChecklistLine.what).join(Sheet, Sheet.id == Tick.sheet_id)
    ticks = ticks.join(ChecklistLine, ChecklistLine.id == Tick.line_id).where(Tick.recorded_at >= mark.at)
    for tick, sheet, what in session.execute(ticks):
        said = " · ".join(filter(None, (what, _(MARK_NAMES[tick.mark]), tick.note, tick.correction)))
        yield _done(tick.at or tick.recorded_at, " · ".join(filter(None, (sheet.unit, sheet.role))), said)


def _others(session: Session, mark: Exercise) -> Iterator[Done]:
    """Everything else that took a right: what the right is called, and what the act was about."""
    # to end an exercise alone takes time; to begin one need not know them all
    from inventory.upkeep import handing, moving, sowing  # noqa: F401, PLC0415 - what is imported is in the register

    told = PLAYED | {service for one in WATCHED for service in one.words}
    acts = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.person_id)
    acts = acts.where(AuditEntry.id > mark.entry_id, AuditEntry.service.not_in(told)).order_by(AuditEntry.id)
    for entry, name in session.execute(acts):
        service = SERVICES.get(entry.service)
        if service is not None and service.permission not in QUIET and not entry.result.startswith("log_entry:"):
            facts = without_phones(json.loads(entry.facts))  # the drill's record masks none
            about = _(", ").join(filter(None, _facts(facts)))
            said = _("{label}: {value}").format(label=_(PERMISSION_NAMES[service.permission]), value=about)
            yield _done(entry.recorded_at, name or entry.actor, said, facts.get("inject") or "")


def _facts(facts: dict[str, object]) -> Iterator[str]:
    for value in facts.values():
        if isinstance(value, dict):
            yield " ".join(_facts(value))
        elif isinstance(value, list):
            yield _("; ").join(text for one in value for text in _facts({"": one}))
        else:
            yield _cut(str(value), LONGEST_FACT)

"""Doing: tasks are given by hand, acknowledged, finished, handed on, dropped, and opened again where that was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty.levels import first_order, last_order
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, headquarters
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean
from inventory.response.tasks import OVER, TASK_STATE_NAMES, StepKind, Task, TaskState, TaskStep, state_after

# Rules ---------------------------------------------------------------------------------------------------------

REASONED = frozenset({StepKind.DROPPED, StepKind.REOPENED})
"""Steps that must say why."""


class NoResponse(Refused):
    """A task belongs to a response."""

    message = N_("{organisation} has no response running: order a level first, or write it in the duty log.")


class DuePast(Refused):
    """Nothing can be done by an hour that is gone."""

    message = N_("The deadline {due} has passed already: give a later one, or leave it out.")


class TaskOver(Refused):
    """What is done is done."""

    message = N_("{task} is {state} since {at}: if that was wrong, open it again first.")


class TaskNotOver(Refused):
    """What was never ended needs no opening."""

    message = N_("{task} is {state}: only what is done or dropped is opened again.")


class TakenAlready(Refused):
    """It was acknowledged."""

    message = N_("{task} was acknowledged at {at} by {who} already.")


class StepBefore(Refused):
    """Steps follow one another."""

    message = N_("{task} stands as it is since {last}: what comes next can't have been at {at}, before that.")


def _told(session: Session, when: datetime) -> str:
    return f"{when.astimezone(zone(session)):%m-%d %H:%M}"


def _must_fit(session: Session, task: Task, steps: Sequence[TaskStep], kind: StepKind) -> None:
    state = state_after(steps)
    told = {"task": task.number, "state": _(TASK_STATE_NAMES[state])}
    if kind is StepKind.REOPENED:
        if state not in OVER:
            raise TaskNotOver(field="task", **told)
    elif state in OVER:
        raise TaskOver(field="task", at=_told(session, steps[-1].at), **told)
    elif kind is StepKind.ACKNOWLEDGED and state is TaskState.ACKNOWLEDGED:
        raise TakenAlready(field="task", task=task.number, at=_told(session, steps[-1].at), who=steps[-1].who)


# Work shared by services ---------------------------------------------------------------------------------------


def _step(session: Session, by: Person, task: Task, kind: StepKind, at: datetime | None, **said: str) -> TaskStep:
    """Write a step of a task, where it may be the next."""
    when = instant(session, at, field="at")
    steps = list(session.scalars(select(TaskStep).where(TaskStep.task_id == task.id).order_by(TaskStep.id)))
    _must_fit(session, task, steps, kind)
    last = steps[-1].at if steps else task.made_at
    if when < last:
        raise StepBefore(field="at", task=task.number, last=_told(session, last), at=_told(session, when))
    row = {
        "id": next_id(session, TaskStep),
        "task_id": task.id,
        "organisation_id": task.organisation_id,
        "kind": kind,
        "at": when,
        "who": clean(said.get("who", ""), field="who", blank=True) or by.name,
        "owner": clean(said.get("owner", ""), field="owner", blank=kind is not StepKind.HANDED_ON),
        "note": clean(said.get("note", ""), field="note", longest=400, blank=kind not in REASONED),
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, TaskStep, [row])
    return session.get_one(TaskStep, row["id"])


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.DO_TASKS, on="organisation")
def add_task(
    session: Session,
    by: Person,
    *,
    what: str,
    organisation: Organisation | None = None,
    unit: str = "",
    owner: str = "",
    due_at: datetime | None = None,
) -> Task:
    """Give a task by hand in the response that is running on an organisation, or else on one above it."""
    house = organisation or headquarters(session)
    steps = [int(step) for step in house.path.strip("/").split("/")]
    first = next((one for step in reversed(steps) if (one := first_order(session, step))), None)
    if first is None:
        raise NoResponse(field="organisation", organisation=house.name)
    if due_at is not None and due_at < moment_of(session):
        raise DuePast(field="due_at", due=_told(session, due_at))
    when = instant(session, None)
    row = {
        "id": next_id(session, Task),
        "number": next_number(session, "RW", when.astimezone(zone(session)).year),
        "organisation_id": house.id,
        "order_id": (last_order(session, first.organisation_id) or first).id,
        "first_order_id": first.id,
        "action_id": None,
        "level_id": None,
        "turn": 0,
        "what": clean(what, field="what", longest=400),
        "unit": clean(unit, field="unit", blank=True),
        "owner": clean(owner, field="owner", blank=True),
        "due_at": due_at,
        "made_at": when,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Task, [row])
    return session.get_one(Task, row["id"])


@service(Permission.DO_TASKS, on="task")
def acknowledge_task(
    session: Session, by: Person, *, task: Task, who: str = "", note: str = "", at: datetime | None = None
) -> TaskStep:
    """Record that those who are to do a task know of it."""
    return _step(session, by, task, StepKind.ACKNOWLEDGED, at, who=who, note=note)


@service(Permission.DO_TASKS, on="task")
def finish_task(
    session: Session, by: Person, *, task: Task, who: str = "", note: str = "", at: datetime | None = None
) -> TaskStep:
    """Record that a task is done, by whom, and what came of it."""
    return _step(session, by, task, StepKind.DONE, at, who=who, note=note)


@service(Permission.DO_TASKS, on="task")
def hand_on_task(
    session: Session, by: Person, *, task: Task, owner: str, note: str = "", at: datetime | None = None
) -> TaskStep:
    """Give a task to somebody else, who is then to acknowledge it."""
    return _step(session, by, task, StepKind.HANDED_ON, at, owner=owner, note=note)


@service(Permission.DO_TASKS, on="task")
def drop_task(session: Session, by: Person, *, task: Task, reason: str, at: datetime | None = None) -> TaskStep:
    """Leave a task undone for a reason; it stays on the board as dropped."""
    return _step(session, by, task, StepKind.DROPPED, at, note=clean(reason, field="reason", longest=400))


@service(Permission.DO_TASKS, on="task")
def reopen_task(session: Session, by: Person, *, task: Task, reason: str, at: datetime | None = None) -> TaskStep:
    """Open again what was ended by mistake, or what proved not to be done."""
    return _step(session, by, task, StepKind.REOPENED, at, note=clean(reason, field="reason", longest=400))

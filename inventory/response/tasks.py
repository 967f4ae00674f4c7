"""Tasks of a response: made when a level is raised or by hand, then acknowledged, done, handed on or dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Row, select, true
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.duty.levels import LevelOrder, ResponseLevel
from inventory.ground.audit import next_id, write
from inventory.ground.i18n import N_
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.response.actions import ActionLine, PlanAction
from inventory.response.plans import Plan, PlanVersion

# Models --------------------------------------------------------------------------------------------------------


class StepKind(StrEnum):
    """What became of a task."""

    ACKNOWLEDGED = "acknowledged"
    DONE = "done"
    HANDED_ON = "handed_on"
    DROPPED = "dropped"
    REOPENED = "reopened"


class Task(Base):
    """Something to be done in a response: by whom, until when; `first_order_id` names the response."""

    __tablename__ = "task"
    called = "number"
    only_grows = True
    sealed = {
        1: "id number organisation_id order_id first_order_id action_id level_id turn what unit owner due_at made_at "
        "by_id recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("level_order.id"))
    first_order_id: Mapped[int] = mapped_column(ForeignKey("level_order.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("plan_action.id"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("response_level.id"))
    turn: Mapped[int]
    what: Mapped[str] = mapped_column(Name(400))
    unit: Mapped[str] = mapped_column(Name(120))
    owner: Mapped[str] = mapped_column(Name(120))
    due_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class TaskStep(Base):
    """What became of a task at an instant; the last step says how it stands."""

    __tablename__ = "task_step"
    called = "id"
    only_grows = True
    sealed = {1: "id task_id organisation_id kind at who owner note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[StepKind]
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(Name(120))
    owner: Mapped[str] = mapped_column(Name(120))
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class TaskState(StrEnum):
    """How a task stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"
    DROPPED = "dropped"


TASK_STATE_NAMES = {
    TaskState.OPEN: N_("not acknowledged"),
    TaskState.ACKNOWLEDGED: N_("acknowledged"),
    TaskState.DONE: N_("done"),
    TaskState.DROPPED: N_("dropped"),
}
AFTER = {
    StepKind.ACKNOWLEDGED: TaskState.ACKNOWLEDGED,
    StepKind.DONE: TaskState.DONE,
    StepKind.HANDED_ON: TaskState.OPEN,
    StepKind.DROPPED: TaskState.DROPPED,
    StepKind.REOPENED: TaskState.OPEN,
}
OVER = frozenset({TaskState.DONE, TaskState.DROPPED})


def state_after(steps: Sequence[TaskStep]) -> TaskState:
    """How a task stands after its steps."""
    return AFTER[steps[-1].kind] if steps else TaskState.OPEN


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskLine:
    """A task on the board as it stands; `overdue` is still to be done after its hour, `late` was done after it."""

    task_id: int
    number: str
    first_order_id: int
    response: str
    organisation: str
    level: str
    plan: str
    action_id: int | None
    turn: int
    what: str
    unit: str
    owner: str
    due_at: datetime | None
    made_at: datetime
    state: TaskState
    since: datetime
    who: str
    note: str
    overdue: bool
    late: bool


@dataclass(frozen=True)
class UnitLine:
    """The tasks of a unit, counted; without a unit those that name none."""

    unit: str
    tasks: int
    open: int
    acknowledged: int
    done: int
    dropped: int
    overdue: int
    next_due: datetime | None


def tasks(
    session: Session, reader: Person, *, response: LevelOrder | None = None, within: Organisation | None = None
) -> list[TaskLine]:
    """The tasks of a response (named by its first order) or of all that are running: the most urgent first."""
    ending = aliased(LevelOrder)
    ended = (
        select(ending.id)
        .join(LevelOrder, LevelOrder.organisation_id == ending.organisation_id)
        .where(LevelOrder.id == Task.first_order_id, ending.id > LevelOrder.id, ending.level_id.is_(None))
        .exists()
    )
    return _lines(session, reader, ~ended if response is None else Task.first_order_id == response.id, within)


def _lines(
    session: Session, reader: Person, chosen: ColumnElement[bool], within: Organisation | None = None
) -> list[TaskLine]:
    mine = Task.organisation_id.in_(branch(reader, within=within))
    steps: defaultdict[int, list[TaskStep]] = defaultdict(list)
    for step in session.scalars(
        select(TaskStep).join(Task, Task.id == TaskStep.task_id).where(mine, chosen).order_by(TaskStep.id)
    ):
        steps[step.task_id].append(step)
    found = session.execute(
        select(Task, LevelOrder.number, Organisation.name, ResponseLevel.name, Plan.name)
        .join(LevelOrder, LevelOrder.id == Task.first_order_id)
        .join(Organisation, Organisation.id == Task.organisation_id)
        .outerjoin(ResponseLevel, ResponseLevel.id == Task.level_id)
        .outerjoin(PlanAction, PlanAction.id == Task.action_id)
        .outerjoin(PlanVersion, PlanVersion.id == PlanAction.version_id)
        .outerjoin(Plan, Plan.id == PlanVersion.plan_id)
        .where(mine, chosen)
    )
    present = moment_of(session)
    return sorted((_line(row, steps[row[0].id], present) for row in found), key=_urgency)


def _urgency(line: TaskLine) -> tuple[bool, bool, datetime, int]:
    return line.state in OVER, line.due_at is None, line.due_at or line.made_at, line.task_id


def _line(row: Row[*tuple[Any, ...]], steps: Sequence[TaskStep], present: datetime) -> TaskLine:
    one, response, organisation, level, plan = row
    state, last = state_after(steps), steps[-1] if steps else None
    owners = [one.owner, *(step.owner for step in steps if step.kind is StepKind.HANDED_ON)]
    since = last.at if last else one.made_at
    past = one.due_at is not None and one.due_at < (since if state in OVER else present)
    return TaskLine(
        one.id, one.number, one.first_order_id, response, organisation, level or "", plan or "", one.action_id,
        one.turn, one.what, one.unit, owners[-1], one.due_at, one.made_at, state, since, last.who if last else "",
        last.note if last else "", past and state not in OVER, past and state is TaskState.DONE,
    )  # fmt: skip


def by_unit(lines: Iterable[TaskLine]) -> list[UnitLine]:
    """The board by unit: who has most overdue first, then by name."""
    units: defaultdict[str, list[TaskLine]] = defaultdict(list)
    for line in lines:
        units[line.unit].append(line)
    made = [_unit(unit, held) for unit, held in units.items()]
    return sorted(made, key=lambda one: (-one.overdue, -one.open, one.unit))


def _unit(unit: str, lines: Sequence[TaskLine]) -> UnitLine:
    states = [one.state for one in lines]
    waiting = [one.due_at for one in lines if one.due_at is not None and one.state not in OVER]
    return UnitLine(
        unit=unit,
        tasks=len(lines),
        open=states.count(TaskState.OPEN),
        acknowledged=states.count(TaskState.ACKNOWLEDGED),
        done=states.count(TaskState.DONE),
        dropped=states.count(TaskState.DROPPED),
        overdue=sum(one.overdue for one in lines),
        next_due=min(waiting, default=None),
    )


@dataclass(frozen=True)
class Progress:
    """How many tasks a response has, how many are still to be done, and how many of these are overdue."""

    tasks: int = 0
    open: int = 0
    overdue: int = 0


def progress(session: Session, reader: Person) -> dict[int, Progress]:
    """How far every response has come, by the id of its first order."""
    held: defaultdict[int, list[TaskLine]] = defaultdict(list)
    for line in _lines(session, reader, true()):
        held[line.first_order_id].append(line)
    return {
        first: Progress(len(lines), sum(one.state not in OVER for one in lines), sum(one.overdue for one in lines))
        for first, lines in held.items()
    }


def steps_of(session: Session, reader: Person, task: Task) -> list[TaskStep]:
    """What became of a task, in its order."""
    own = select(TaskStep).where(TaskStep.task_id == task.id, TaskStep.organisation_id.in_(branch(reader)))
    return list(session.scalars(own.order_by(TaskStep.id)))


# Work shared by services ---------------------------------------------------------------------------------------


def set_going(session: Session, by: Person, order: LevelOrder, first_id: int, actions: Sequence[ActionLine]) -> int:
    """Make a task of every action that has none yet in this response; how many were made.

    An action that a later version of the same plan has copied is the same one: by plan, unit and words.
    """
    done = session.execute(
        select(PlanVersion.plan_id, Task.unit, Task.what)
        .join(PlanAction, PlanAction.id == Task.action_id)
        .join(PlanVersion, PlanVersion.id == PlanAction.version_id)
        .where(Task.first_order_id == first_id)
    )
    there = {tuple(row) for row in done}
    new = [one for one in actions if (one.plan_id, one.unit, one.what) not in there]
    first, year = next_id(session, Task), order.since.astimezone(zone(session)).year
    rows = [
        {
            "id": first + at,
            "number": next_number(session, "RW", year),
            "organisation_id": order.organisation_id,
            "order_id": order.id,
            "first_order_id": first_id,
            "action_id": one.action_id,
            "level_id": one.level_id,
            "turn": one.turn,
            "what": one.what,
            "unit": one.unit,
            "owner": "",
            "due_at": order.since + timedelta(minutes=one.minutes) if one.minutes else None,
            "made_at": order.since,
            "by_id": by.id,
            "recorded_at": recorded_at(session),
        }
        for at, one in enumerate(new)
    ]
    write(session, Task, rows)
    return len(rows)

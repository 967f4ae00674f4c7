"""Papers of a response: what happened in it, from the books, and its tasks with what became of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inventory.duty.levels import LevelOrder
from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.ground.store import moment_of
from inventory.response import tasks as board
from inventory.response.responses import ResponseLine, begun_with, responses
from inventory.response.tasks import OVER, TASK_STATE_NAMES, TaskLine, TaskState
from inventory.response.timeline import TimelineLine, timeline
from inventory.response.watched import TOLD_NAMES, Told
from reports.stock import heads, reporting
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered

MINUTES_AT_MOST, HOURS_AT_MOST = timedelta(hours=2), timedelta(hours=48)

# The timeline of one response (响应记录) -------------------------------------------------------------------------


def response(session: Session, reader: Person, *, response: LevelOrder) -> Table[Ranked[TimelineLine]]:
    """What happened in a response, in the order in which it happened, from the duty log and the books."""
    first = begun_with(session, response)
    lines = timeline(session, reader, first)
    zone = settings.zone(session)
    return Table(
        "response",
        _("Record of the response {number}").format(number=first.number),
        numbered(timeline_columns()),
        Numbered(lines),
        row_key=lambda row: row.rank,
        heads=[(_("Headquarters"), reporting(session, reader)), *_of(session, reader, first)],
        foots=[_("Nothing was written for this paper: every line stands in the duty log or the books, by its number.")],
        signatures=[(_("Filled in by"), ""), (_("Leader on duty"), ""), (_("Date"), "")],
        sources=[
            (_("Course"), _("The duty log as corrected, and what was entered in the program meanwhile.")),
            (_("When"), _("When it happened; what was entered long after says when it was entered.")),
        ],
        frozen=2,
        landscape=True,
        zone=zone,
    )


def _of(session: Session, reader: Person, first: LevelOrder) -> list[tuple[str, Cell]]:
    """What a response was, for the head of its paper."""
    line = next((one for one in responses(session, reader) if one.first_order_id == first.id), None)
    if line is None:
        return []
    areas = dict.fromkeys(one.area for one in line.orders if one.area)
    plans = dict.fromkeys(plan for one in line.orders for plan in one.plans)
    return [
        (_("Organisation"), line.organisation),
        (_("Level"), gravest(line)),
        (_("From"), line.begun_at),
        (_("Until"), line.ended_at or _("still running")),
        (_("Area"), _("; ").join(areas) or _("not set")),
        (_("Plans set going"), _("; ").join(plans) or _("none")),
        (_("Tasks"), task_counts(line.tasks, line.open, line.overdue)),
    ]


def timeline_columns() -> list[Column[TimelineLine]]:
    """When, about what, what happened, by whose hand, where it stands."""
    return [
        Column("at", _("When"), lambda line: line.at, Kind.MOMENT, 16),
        Column("kind", _("About"), lambda line: _(TOLD_NAMES[line.kind]), width=8),
        Column("what", _("Course"), lambda line: line.what, width=48, level=_grave),
        Column("by", _("Entered by"), lambda line: line.by, width=10, on_screen=ROOM),
        Column("number", _("Number"), lambda line: line.number or None, width=13, on_screen=ROOM, absent=""),
        Column("recorded_at", _("Entered late, at"), _late, Kind.MOMENT, 16, ROOM, absent=""),
    ]


def _grave(line: TimelineLine) -> Level | None:
    """What everybody was told to go by."""
    return Level.ATTENTION if line.kind is Told.ORDER else None


def _late(line: TimelineLine) -> datetime | None:
    return line.recorded_at if line.late else None


def gravest(line: ResponseLine) -> str:
    """The level in force, and the gravest that it came to where that is another."""
    if not line.level or line.level == line.gravest:
        return line.gravest
    return _("{level} (gravest {gravest})").format(level=line.level, gravest=line.gravest)


# Tasks (任务清单) ------------------------------------------------------------------------------------------------


def tasks(session: Session, reader: Person, *, response: LevelOrder | None = None) -> Table[Ranked[TaskLine]]:
    """The tasks of one response, or of all that are running: the most urgent first."""
    first = begun_with(session, response) if response is not None else None
    lines = board.tasks(session, reader, response=first)
    zone, now = settings.zone(session), moment_of(session)
    left = sum(one.state not in OVER for one in lines)
    return Table(
        "tasks",
        _("Tasks of the response {number}").format(number=first.number) if first else _("Tasks of the response"),
        numbered(task_columns(now)),
        Numbered(lines),
        row_key=lambda row: row.line.task_id,
        heads=[
            *heads(session, reader)[:2],
            (_("Tasks"), task_counts(len(lines), left, sum(one.overdue for one in lines))),
        ],
        foots=[_("Deadlines are counted from the order that made the task, by the minutes that its plan gives.")],
        signatures=[(_("Filled in by"), ""), (_("Leader on duty"), ""), (_("Date"), "")],
        sources=[
            (
                _("State"),
                _("The last that was recorded of the task; overdue is told as it stands at the closing time."),
            ),
            (_("Plan"), _("The plan whose action it is; where there is none, it was given by hand.")),
        ],
        frozen=2,
        landscape=True,
        zone=zone,
    )


def task_columns(now: datetime) -> list[Column[TaskLine]]:
    """What is to be done by whom until when, and how it stands at an instant."""
    unset = _("not set")
    return [
        Column("what", _("Task"), lambda one: one.what, width=26),
        Column("unit", _("Unit"), lambda one: one.unit or None, width=10, absent=unset),
        Column("owner", _("Responsible"), lambda one: one.owner or None, width=8, on_screen=ROOM, absent=unset),
        Column("due_at", _("Deadline"), lambda one: one.due_at, Kind.MOMENT, 11, absent=unset),
        Column(
            "state", _("State"), lambda one: task_state(one, now)[1], Kind.STATE, 22,
            level=lambda one: task_state(one, now)[0],
        ),
        Column("since", _("Since"), lambda one: one.since, Kind.MOMENT, 11, ROOM),
        Column("who", _("Said by"), lambda one: one.who or None, width=8, on_screen=ROOM, absent=""),
        Column("level", _("Level"), lambda one: one.level or None, width=8, on_screen=ROOM, absent=""),
        Column("plan", _("Plan"), lambda one: one.plan or None, width=16, on_screen=PAPER, absent=_("by hand")),
        Column("note", _("Remarks"), lambda one: one.note or None, width=16, on_screen=ROOM, absent=""),
        Column("number", _("Number"), lambda one: one.number, width=13, on_screen=ROOM),
    ]  # fmt: skip


def task_state(one: TaskLine, now: datetime) -> tuple[Level, str]:
    """How a task stands, and how late it is, in words."""
    said = _(TASK_STATE_NAMES[one.state])
    if one.overdue and one.due_at is not None:
        late = _("{lasting} overdue").format(lasting=lasting(now - one.due_at))
        return Level.URGENT, late if one.state is TaskState.OPEN else _("{late}, {state}").format(late=late, state=said)
    if one.late and one.due_at is not None:
        return Level.FINE, _("{state}, {lasting} late").format(state=said, lasting=lasting(one.since - one.due_at))
    levels = {TaskState.OPEN: Level.ATTENTION, TaskState.DONE: Level.FINE}
    return levels.get(one.state, Level.UNKNOWN), said


def lasting(span: timedelta) -> str:
    """How long, in the unit in which people would say it."""
    if span < MINUTES_AT_MOST:
        return _("{n} min").format(n=int(span / timedelta(minutes=1)))
    if span < HOURS_AT_MOST:
        return _("{n} h").format(n=int(span / timedelta(hours=1)))
    return ngettext("{n} day", "{n} days", span.days).format(n=figure(span.days))


def task_counts(count: int, left: int, overdue: int) -> str:
    """`12 tasks, 3 to do, 1 overdue`."""
    said = [ngettext("{n} task", "{n} tasks", count).format(n=figure(count))]
    if left:
        said.append(ngettext("{n} to do", "{n} to do", left).format(n=figure(left)))
    if overdue:
        said.append(ngettext("{n} late", "{n} late", overdue).format(n=figure(overdue)))
    return _(", ").join(said)

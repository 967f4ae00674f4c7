"""The questions about tasks: one is given by hand, and what became of it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation
from inventory.response import doing
from inventory.response.tasks import StepKind, Task, TaskLine, TaskStep, steps_of
from tui.desk import Desk
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, moment, words
from tui.screens.response.asking import filled
from tui.screens.response.looking import Board
from tui.screens.response.words import steps_said, task_card
from tui.widgets.card import Facts
from tui.widgets.fields import Field, Text
from tui.widgets.fitting import Clock
from tui.widgets.form import Form

STEP_NAMES = {
    StepKind.ACKNOWLEDGED: N_("acknowledged"),
    StepKind.DONE: N_("done"),
    StepKind.HANDED_ON: N_("handed on to"),
    StepKind.DROPPED: N_("dropped"),
    StepKind.REOPENED: N_("opened again"),
}


@dataclass(frozen=True)
class Step:
    """What may become of a task: the service, what its form is called, what Enter does, what is asked."""

    service: Callable[..., TaskStep]
    title: str
    verb: str
    asks: tuple[str, ...]


STEPS = {
    "acknowledge": Step(doing.acknowledge_task, N_("It is acknowledged"), N_("acknowledged"), ("who", "note")),
    "finish": Step(doing.finish_task, N_("It is done"), N_("done"), ("who", "outcome")),
    "hand_on": Step(doing.hand_on_task, N_("Hand it on"), N_("hand on"), ("owner", "note")),
    "drop": Step(doing.drop_task, N_("Drop it, with the reason"), N_("drop"), ("reason",)),
    "reopen": Step(doing.reopen_task, N_("Open it again"), N_("open again"), ("reason",)),
}


def _field(name: str) -> Field:
    match name:
        case "who":
            return words("who", _("Said by"), {}, longest=120, width=20, hint=_("empty: you"))
        case "owner":
            return Text("owner", _("To whom"), width=24)
        case "outcome":
            return words("note", _("What came of it"), {})
        case "reason":
            return Text("reason", _("Why"), longest=400)
        case _:
            return words("note", _("Remarks"), {})


def step_form(desk: Desk, once: Once, task: TaskLine, name: str) -> Form:
    """What became of a task, and when."""
    step = STEPS[name]

    def send(given: Answers) -> None:
        facts = filled(given)
        once.send(step.service, _said(task), task=row_of(Task, task.task_id), **facts)

    return Form(
        _(step.title),
        *map(_field, step.asks),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        submit=send,
        verb=_(step.verb),
        intro=f"{task.number} {task.what}",
        sender=once,
    )


def _said(task: TaskLine) -> Callable[[Any], str]:
    def said(step: TaskStep) -> str:
        return f"{task.number} {task.what}: {_(STEP_NAMES[step.kind])} {step.owner}".rstrip()

    return said


def add_form(desk: Desk, once: Once, board: Board, unit: str) -> Form:
    """A task that no plan knows of."""

    def send(given: Answers) -> None:
        facts = filled(given)
        once.send(doing.add_task, _given, organisation=row_of(Organisation, board.house_id), **facts)

    return Form(
        _("Give a task"),
        Text("what", _("Task"), longest=400, width=48),
        words("unit", _("Unit"), {"unit": unit}, longest=120, width=24),
        words("owner", _("Responsible"), {}, longest=120, width=24),
        moment(desk, "due_at", _("Deadline"), hint=_("then it is overdue; empty: no deadline")),
        submit=send,
        verb=_("give it"),
        draft="add_task",
        sender=once,
    )


def _given(task: Task) -> str:
    return _("{number} was given.").format(number=task.number)


# Looking -------------------------------------------------------------------------------------------------------


def clock(desk: Desk) -> Clock:
    """How the desk says moments."""
    return Clock(desk.zone, desk.today.year)


def card(desk: Desk, line: TaskLine) -> Facts:
    """All that is known of a task, step by step."""
    with desk.store.read() as session:
        made = steps_of(session, desk.officer(session), session.get_one(Task, line.task_id))
        steps = [
            (one.at, _(STEP_NAMES[one.kind]), " ".join(part for part in (one.owner or one.who, one.note) if part))
            for one in made
        ]
    said = clock(desk).said
    return task_card(line, desk.now(), said, steps_said(steps, said))

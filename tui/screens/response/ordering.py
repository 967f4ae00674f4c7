"""The question that orders a level: raised, lowered or ended, for which area, on which warning, by which plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty.levels import LevelLine, ResponseLevel
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation
from inventory.response import responses
from inventory.response.actions import ActionLine, at_level
from inventory.response.plans import PlanVersion
from inventory.response.warnings import WarningNotice
from reports.table import figure
from tui.desk import Desk
from tui.screens.duty.telling import ordered
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, moment, words
from tui.screens.response.looking import Board
from tui.screens.response.way import Way
from tui.screens.response.words import warning_name
from tui.widgets.answers import Choice
from tui.widgets.basket import Lines
from tui.widgets.fields import Facts, Field, Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

ALL, SOME = "all", "some"


def form(desk: Desk, once: Once, board: Board, way: Way, *, level_id: int = 0, warning_id: int = 0) -> Form:
    """Which level, ordered by whom, for where, on which warning, by which plans, on what basis, since when."""
    actions = _actions(desk, board) if way is Way.RAISE else []
    levels = board.graver if way is Way.RAISE else board.lower

    def send(given: Answers) -> None:
        facts = {name: fact for name, fact in given.items() if fact not in (None, "", 0) and name != "which"}
        for name, model in (("level", ResponseLevel), ("warning", WarningNotice)):
            if name in facts:
                facts[name] = row_of(model, facts[name])
        if chosen := facts.pop("plans", None):
            facts["plans"] = _rows(chosen)
        facts |= {"organisation": row_of(Organisation, board.house_id), "expected": board.last}
        once.send(responses.order_level, ordered, **facts)

    titles = {Way.RAISE: _("Raise the level"), Way.LOWER: _("Lower the level"), Way.END: _("End the response")}
    return Form(
        titles[way],
        *([_level(levels, level_id)] if way is not Way.END else []),
        Text("ordered_by", _("Ordered by"), default=board.leader, width=24),
        *(_about(board, actions, warning_id) if way is Way.RAISE else []),
        words("basis", _("Basis"), {}, hint=_("warning, order, plan")),
        moment(desk, "since", _("Since"), hint=_("empty: now")),
        submit=send,
        verb={Way.RAISE: _("order it"), Way.LOWER: _("order it"), Way.END: _("end it")}[way],
        intro=_intro(board, way),
        sender=once,
    )


def _intro(board: Board, way: Way) -> str:
    said = _("in force: {level}").format(level=board.level.name) if board.level else _("no level is in force")
    if way is Way.END and board.running is not None and board.running.open:
        left = ngettext("{n} task is not done", "{n} tasks are not done", board.running.open)
        said = f"{said} · {left.format(n=figure(board.running.open))}"
    return said


def _level(levels: Sequence[LevelLine], level_id: int) -> Choice:
    choices = [(one.level_id, one.name) for one in levels]
    return Choice("level", _("Level"), choices, default=level_id or None)


def _about(board: Board, actions: Sequence[ActionLine], warning_id: int) -> list[Field]:
    """For where, on which warning, by which plans."""
    step = board.step
    warnings = [(one.warning_id, warning_name(one)) for one in board.warnings]
    warning = Choice("warning", _("Warning"), [*warnings, (0, _("none"))], default=warning_id or None)
    return [
        words("area", _("Area"), {"area": step.area if step else ""}, hint=_("empty: the whole of it")),
        *([warning] if warnings else []),
        *_plans(actions, {one.level_id: one.rank for one in board.graver}),
    ]


def _plans(actions: Sequence[ActionLine], ranks: Mapping[int, int]) -> list[Field]:
    """Which plans are set going: all that are approved unless some are chosen; and what they have to be done."""
    plans = dict.fromkeys((one.version_id, one.plan) for one in actions)
    find = among([Option(version_id, name) for version_id, name in plans], [name for _version, name in plans])

    def counted(known: Facts) -> str:
        level = known.get("level")
        n = sum(one.rank <= ranks[level] for one in actions) if isinstance(level, int) and level in ranks else 0
        return ngettext("{n} action up to this level", "{n} actions up to this level", n).format(n=figure(n))

    if not plans:
        nothing = _("no approved plan has an action: no task will be made")
        return [Choice("which", _("Plans"), [(ALL, _("all that are approved"))], hint=nothing)]
    return [
        Choice("which", _("Plans"), [(ALL, _("all that are approved")), (SOME, _("some"))], hint=counted),
        Lines(
            "plans",
            _("Which"),
            [Pick("one", _("Plan"), find, width=40)],
            build=lambda known: known["one"],
            when=lambda known: known.get("which") == SOME,
            hint=_("Enter adds one, an empty line goes on"),
        ),
    ]


def _actions(desk: Desk, board: Board) -> list[ActionLine]:
    """All that the approved plans say is done, up to the gravest level."""
    with desk.store.read() as session:
        gravest = max(board.graver, key=lambda one: one.rank, default=None)
        if gravest is None:
            return []
        house = session.get_one(Organisation, board.house_id)
        return at_level(session, house, session.get_one(ResponseLevel, gravest.level_id))


def _rows(chosen: Sequence[int]) -> Any:  # noqa: ANN401 - what finds rows when the service is asked
    def rows(session: Session) -> list[PlanVersion]:
        return [session.get_one(PlanVersion, one) for one in chosen]

    return rows

"""The questions about stops: an order is drafted, approved, confirmed, checked, ended; a draft may be withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty.levels import LevelOrder
from inventory.ground.i18n import _
from inventory.ground.people import Organisation
from inventory.response import stopping, stops
from inventory.response.stoporders import StopLine, StopOrder, StopStep
from inventory.response.stoprules import Suggestion
from inventory.response.stops import StopMeasure, StopMeasureLine
from inventory.response.warnings import WarningNotice
from tui.desk import Desk
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, moment, words
from tui.screens.response.asking import filled
from tui.screens.response.looking import Board
from tui.screens.response.words import cause, warning_name
from tui.widgets.answers import Choice, Tick
from tui.widgets.fields import Field, Text
from tui.widgets.form import Form

MEASURE = "measure_"  # before a measure's id, in the name of its box


def measures_of(desk: Desk) -> list[StopMeasureLine]:
    """The stops that can be ordered."""
    with desk.store.read() as session:
        return stops.measures(session, desk.officer(session))


def order_of(desk: Desk, number: str) -> int:
    """An order's id by its number; nought where there is none."""
    with desk.store.read() as session:
        return session.scalar(select(StopOrder.id).where(StopOrder.number == number)) or 0


def why_no_draft(desk: Desk) -> str:
    """Why no order can be drafted; empty where one can."""
    return "" if measures_of(desk) else _("No stop can be ordered yet: Space, More, Stops that can be ordered.")


def draft(desk: Desk, once: Once, board: Board, suggested: Suggestion | None) -> Form:
    """What is stopped where, from when until when, for whom not; what rules suggest is ticked already."""
    known = measures_of(desk)
    meant = [one for one in board.suggestions if not one.draft] if suggested is not None else []
    ticked = {one.measure_id for one in meant}
    warning = next((one.warning for one in meant if one.warning is not None), None)
    response = board.step.order_id if board.step is not None else 0

    def send(given: Answers) -> None:
        facts = {name: fact for name, fact in filled(given).items() if not name.startswith(MEASURE)}
        chosen = [one.measure_id for one in known if given.get(f"{MEASURE}{one.measure_id}")]
        facts["measures"] = _rows(chosen)
        if number := facts.pop("warning", 0):
            facts["warning"] = row_of(WarningNotice, number)
        if response:
            facts["response"] = row_of(LevelOrder, response)
        house = row_of(Organisation, board.house_id)
        once.send(stopping.draft_stop, _drafted, given, organisation=house, **facts)

    basis = _("; ").join(dict.fromkeys(one.basis for one in meant if one.basis))
    warnings = [(one.warning_id, warning_name(one)) for one in board.warnings]
    area = board.step.area if board.step is not None else ""
    return Form(
        _("Draft a stop order"),
        *(_box(one, ticked=one.measure_id in ticked) for one in known),
        Text("area", _("Area"), longest=400, default=area, width=40, hint=_("if need be the whole district")),
        Text("issuer", _("Issued by"), default=board.house, width=30),
        Text("basis", _("Basis"), longest=400, default=basis, width=40),
        moment(desk, "begins_at", _("From"), hint=_("empty: from its approval on")),
        moment(desk, "ends_at", _("Until"), hint=_("empty: until it is ended")),
        words("exempt", _("Not for"), {}, hint=_("those who go on, such as suppliers")),
        *([Choice("warning", _("Warning"), [*warnings, (0, _("none"))], default=_id(warning))] if warnings else []),
        submit=send,
        verb=_("draft it"),
        intro=_("for {cause}; it holds once somebody has approved it").format(cause=cause(suggested))
        if suggested is not None
        else _("it holds once somebody has approved it"),
        draft="" if suggested is not None else "draft_stop",
        sender=once,
    )


def _id(warning: Any) -> int | None:  # noqa: ANN401 - a warning or none
    return warning.warning_id if warning is not None else 0


def _box(one: StopMeasureLine, *, ticked: bool) -> Tick:
    return Tick(f"{MEASURE}{one.measure_id}", one.name, default=ticked, hint=one.department)


def _rows(chosen: Sequence[int]) -> Callable[[Session], list[StopMeasure]]:
    return lambda session: [session.get_one(StopMeasure, one) for one in chosen]


def _drafted(order: StopOrder) -> str:
    return _("{number} is drafted: now somebody approves it.").format(number=order.number)


# What becomes of an order --------------------------------------------------------------------------------------


def _form(
    once: Once,
    line: StopLine,
    service: Callable[..., StopStep],
    said: str,
    *fields: Field,
    title: str,
    verb: str,
) -> Form:
    """A question about one order."""

    def send(given: Answers) -> None:
        facts = filled(given)
        once.send(service, lambda _step: said, order=row_of(StopOrder, line.order_id), **facts)

    return Form(title, *fields, submit=send, verb=verb, intro=line.number, sender=once)


def approve(desk: Desk, once: Once, line: StopLine) -> Form:
    """Somebody lets it hold."""
    return _form(
        once, line, stopping.approve_stop, _("{number} is approved.").format(number=line.number),
        words("note", _("Remarks"), {}),
        words("alone", _("Why alone"), {}, longest=200, hint=_("where you drafted it and could ask nobody else")),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        title=_("Approve the stop order"), verb=_("approve"),
    )  # fmt: skip


def withdraw(once: Once, line: StopLine) -> Form:
    """A draft that isn't to be approved."""
    return _form(
        once, line, stopping.withdraw_stop, _("{number} is withdrawn.").format(number=line.number),
        Text("reason", _("Why"), longest=400), title=_("Withdraw the draft"), verb=_("withdraw"),
    )  # fmt: skip


def receipt(desk: Desk, once: Once, line: StopLine, department: str) -> Form:
    """A department confirms."""
    said = _("{department} has confirmed.").format(department=department)
    return _form(
        once, line, stopping.record_stop_receipt, said,
        Text("department", _("Carried out by"), default=department, width=24),
        Text("who", _("Confirmed by"), width=20),
        words("note", _("Remarks"), {}),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        title=_("Receipt of a department"), verb=_("enter"),
    )  # fmt: skip


def check(desk: Desk, once: Once, line: StopLine, department: str) -> Form:
    """Somebody looked whether it is carried out."""
    answers = [(True, _("it is carried out")), (False, _("it is not"))]
    return _form(
        once, line, stopping.record_stop_check, _("The check is recorded."),
        Text("department", _("Carried out by"), default=department, width=24),
        Choice("carried_out", _("Found"), answers),
        words("result", _("What was seen"), {}),
        words("who", _("Who looked"), {}, longest=120, width=20, hint=_("empty: you")),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        title=_("Check of a stop"), verb=_("enter"),
    )  # fmt: skip


def end(desk: Desk, once: Once, line: StopLine) -> Form:
    """Another order ends it."""
    return _form(
        once, line, stopping.end_stop, _("{number} is ended.").format(number=line.number),
        words("reason", _("Why"), {}),
        moment(desk, "at", _("When"), hint=_("empty: now")),
        title=_("End the stop"), verb=_("end it"),
    )  # fmt: skip

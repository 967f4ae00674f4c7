"""What a timeline watches: the services whose lines belong to a response, when their rows happened, and their words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from inventory.duty.consulting import Consultation
from inventory.duty.events import Event, UpwardReport
from inventory.duty.levels import LevelOrder
from inventory.ground.i18n import N_
from inventory.ground.schema import Base
from inventory.resources import deliveries, ordering
from inventory.resources.calloffs import CallOff, CallOffEnd, Delivery
from inventory.resources.callouts import TeamCall, TeamCalled
from inventory.resources.mustering import TeamAnswer
from inventory.resources.sheltering import ShelterStep
from inventory.resources.teams import Team
from inventory.response import doing, responses, stopping
from inventory.response.stoporders import StopOrder, StopStep
from inventory.response.tasks import Task, TaskStep
from inventory.response.warnings import WarningEnd, WarningNotice
from inventory.supplies import stock, transfers
from inventory.supplies.ledger import Voucher

DECLARING = (deliveries, doing, ordering, responses, stock, stopping, transfers)
"""What declares services that are watched, where a service isn't declared beside its model."""

Owner = Callable[[Select[int]], ColumnElement[bool]]


class Told(StrEnum):
    """What a line of the timeline is about."""

    LOG = "log"
    ORDER = "order"
    WARNING = "warning"
    TASK = "task"
    STOP = "stop"
    TEAM = "team"
    SHELTER = "shelter"
    CALL_OFF = "call_off"
    STOCK = "stock"
    REPORT = "report"


TOLD_NAMES = {
    Told.LOG: N_("duty log"),
    Told.ORDER: N_("level"),
    Told.WARNING: N_("warning"),
    Told.TASK: N_("task"),
    Told.STOP: N_("stop"),
    Told.TEAM: N_("team"),
    Told.SHELTER: N_("shelter"),
    Told.CALL_OFF: N_("call-off"),
    Told.STOCK: N_("stock"),
    Told.REPORT: N_("report"),
}


@dataclass(frozen=True)
class Watched:
    """A table whose rows belong on a timeline: when one happened, whose it is, and the sentences of its services.

    Of the sentences of a service the first is taken all of whose facts are told.
    """

    kind: Told
    model: type[Base]
    at: ColumnElement[Any]
    mine: Owner
    words: dict[str, tuple[str, ...]]


def _of_teams(mine: Select[int]) -> ColumnElement[bool]:
    called = select(TeamCalled.id).join(Team, Team.id == TeamCalled.team_id).where(Team.organisation_id.in_(mine))
    return TeamAnswer.called_id.in_(called)


def _of_call_offs(mine: Select[int]) -> ColumnElement[bool]:
    return CallOffEnd.call_off_id.in_(select(CallOff.id).where(CallOff.within(mine)))


def _watched(kind: Told, model: Any, at: Any, owner: Owner | None = None, **words: tuple[str, ...]) -> Watched:  # noqa: ANN401 - a model and a column of it
    return Watched(kind, model, at, owner or model.within, words)


WATCHED = (
    _watched(
        Told.ORDER, LevelOrder, LevelOrder.since,
        order_level=(
            N_("{level} in force, ordered by {ordered_by}: {basis}"),
            N_("{level} in force, ordered by {ordered_by}"),
            N_("the response ends, ordered by {ordered_by}: {basis}"),
            N_("the response ends, ordered by {ordered_by}"),
        ),
    ),
    _watched(
        Told.WARNING, WarningNotice, func.coalesce(WarningNotice.sent_at, WarningNotice.recorded_at),
        record_warning=(N_("{kind}, warning {colour}, from {issuer}"),),
    ),
    _watched(Told.WARNING, WarningEnd, WarningEnd.at, lift_warning=(N_("warning lifted: {warning}"),)),
    _watched(
        Told.TASK, Task, Task.made_at,
        add_task=(N_("task given to {unit}: {what}"), N_("task given to {owner}: {what}"), N_("task given: {what}")),
    ),
    _watched(
        Told.TASK, TaskStep, TaskStep.at,
        acknowledge_task=(N_("{task}: acknowledged by {who}"), N_("{task}: acknowledged")),
        finish_task=(N_("{task}: done by {who}"), N_("{task}: done")),
        hand_on_task=(N_("{task}: handed on to {owner}"),),
        drop_task=(N_("{task}: dropped, {reason}"),),
        reopen_task=(N_("{task}: opened again, {reason}"),),
    ),
    _watched(
        Told.STOP, StopOrder, StopOrder.recorded_at,
        draft_stop=(N_("stop order drafted for {area}: {measures}"),),
    ),
    _watched(
        Told.STOP, StopStep, StopStep.at,
        approve_stop=(N_("{order}: approved alone, {alone}"), N_("{order}: approved")),
        withdraw_stop=(N_("{order}: withdrawn, {reason}"),),
        record_stop_receipt=(N_("{order}: confirmed by {department} ({who})"),),
        record_stop_check=(N_("{order}: {department} checked, {result}"), N_("{order}: {department} checked")),
        end_stop=(N_("{order}: ended, {reason}"), N_("{order}: ended")),
    ),
    _watched(
        Told.TEAM, TeamCall, TeamCall.called_at,
        call_teams=(N_("{kind} to {assemble}: {teams}"), N_("{kind}: {teams}")),
    ),
    _watched(
        Told.TEAM, TeamAnswer, TeamAnswer.at, _of_teams,
        record_answer=(N_("{team}: {kind}, {people} people"), N_("{team}: {kind}")),
        stand_down=(N_("{call}: all its teams stood down"),),
    ),
    _watched(
        Told.SHELTER, ShelterStep, ShelterStep.at,
        open_shelter=(N_("{shelter}: opened"),),
        admit=(N_("{shelter}: {people} people admitted"),),
        discharge=(N_("{shelter}: {people} people discharged"),),
        close_shelter=(N_("{shelter}: closed"),),
    ),
    _watched(
        Told.CALL_OFF, CallOff, CallOff.ordered_at,
        call_off=(N_("called off from {agreement}, to {to}: {lines}"), N_("called off from {agreement}: {lines}")),
    ),
    _watched(Told.CALL_OFF, Delivery, Delivery.delivered_at, deliver=(N_("{call_off}: delivered"),)),
    _watched(
        Told.CALL_OFF, CallOffEnd, CallOffEnd.closed_at, _of_call_offs,
        close_call_off=(N_("{call_off}: closed"),),
    ),
    _watched(
        Told.STOCK, Voucher, Voucher.occurred_at,
        receive=(N_("received at {place}: {lines}"),),
        issue=(N_("issued from {place} to {to}: {lines}"), N_("issued from {place}: {lines}")),
        transfer=(N_("transferred from {place} to {to}: {lines}"),),
        arrive=(N_("{voucher}: arrived"),),
        take_back=(N_("taken back from {place} to {to}: {lines}"),),
        write_off=(N_("written off at {place}: {lines}"),),
        reverse=(N_("{voucher}: reversed, {note}"),),
    ),
    _watched(Told.REPORT, Event, Event.learned_at, open_event=(N_("{kind} at {place}: {what}"),)),
    _watched(
        Told.REPORT, UpwardReport, func.coalesce(UpwardReport.oral_at, UpwardReport.sent_at),
        report_upward=(N_("{event}: {kind} to {addressed_to}"),),
    ),
    _watched(
        Told.REPORT, Consultation, Consultation.held_at,
        hold_consultation=(N_("consultation: {topic}, chaired by {chair}"),),
    ),
)  # fmt: skip
"""Every table that a timeline watches; who adds a service to a response adds its words here."""

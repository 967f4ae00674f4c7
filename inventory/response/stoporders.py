"""Stop orders (熔断令): what is shut where, from when until when, for whom not, and how the order stands.

An order stays as it was drafted, with the names that the measures had then; what became of it is written in its steps.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Row, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.levels import LevelOrder, ResponseLevel
from inventory.ground.i18n import N_
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.store import moment_of
from inventory.response.warnings import WarningNotice

# Models --------------------------------------------------------------------------------------------------------


class StopStepKind(StrEnum):
    """What became of an order."""

    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    RECEIPT = "receipt"
    CHECKED = "checked"
    ENDED = "ended"


class StopOrder(Base):
    """An order as drafted: without `begins_at` it holds from its approval on, without `ends_at` until it is ended."""

    __tablename__ = "stop_order"
    __table_args__ = (CheckConstraint("ends_at > begins_at", name="lasts"),)
    called = "number"
    only_grows = True
    sealed = {
        1: "id number organisation_id issuer basis area begins_at ends_at exempt warning_id level_order_id by_id "
        "recorded_at"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    issuer: Mapped[str] = mapped_column(Name(120))
    basis: Mapped[str] = mapped_column(Name(400))
    area: Mapped[str] = mapped_column(Name(400))
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    exempt: Mapped[str] = mapped_column(Name(400))
    warning_id: Mapped[int | None] = mapped_column(ForeignKey("warning_notice.id"))
    level_order_id: Mapped[int | None] = mapped_column(ForeignKey("level_order.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class StopOrdered(Base):
    """A measure that an order orders, as it was called then, and who was to carry it out."""

    __tablename__ = "stop_ordered"
    __table_args__ = (UniqueConstraint("order_id", "measure_id"),)
    called = "id"
    only_grows = True
    sealed = {1: "id order_id measure_id organisation_id name department"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("stop_order.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("stop_measure.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(Name(120))
    department: Mapped[str] = mapped_column(Name(200))


class StopStep(Base):
    """What became of an order: approved (by whom, or alone and why), confirmed, checked, ended by an order of its own.

    `number` is that of the ending order, `carried_out` what a check found.
    """

    __tablename__ = "stop_step"
    called = "id"
    only_grows = True
    sealed = {
        1: "id order_id organisation_id kind at department who carried_out number note alone by_id recorded_at",
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("stop_order.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[StopStepKind]
    at: Mapped[datetime]
    department: Mapped[str] = mapped_column(Name(120))
    who: Mapped[str] = mapped_column(Name(120))
    carried_out: Mapped[bool | None]
    number: Mapped[str] = mapped_column(Name(20))
    note: Mapped[str] = mapped_column(Name(400))
    alone: Mapped[str] = mapped_column(Name(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class StopState(StrEnum):
    """Where an order stands at an instant."""

    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in_force"
    RUN_OUT = "run_out"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


STOP_STATE_NAMES = {
    StopState.DRAFT: N_("draft, not approved"),
    StopState.COMING: N_("to come"),
    StopState.IN_FORCE: N_("in force"),
    StopState.RUN_OUT: N_("run out"),
    StopState.ENDED: N_("ended"),
    StopState.WITHDRAWN: N_("withdrawn"),
}
HOLDING = frozenset({StopState.COMING, StopState.IN_FORCE})
"""Where an order has been given and is not over."""
RUNNING = HOLDING | {StopState.DRAFT}

APART = re.compile(r"[、,，;；/／]")  # what people put between departments


def departments_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The departments that texts such as 住建/城管/交通 name, once each."""
    return tuple(dict.fromkeys(one.strip() for text in texts for one in APART.split(text) if one.strip()))


def first_of(steps: Sequence[StopStep], kind: StopStepKind) -> StopStep | None:
    """The step of a kind, where there is one."""
    return next((one for one in steps if one.kind is kind), None)


def begin_of(order: StopOrder, steps: Sequence[StopStep]) -> datetime | None:
    """From when an order holds; None for a draft that would hold from its approval."""
    approved = first_of(steps, StopStepKind.APPROVED)
    return order.begins_at or (approved.at if approved else None)


def state_of(order: StopOrder, steps: Sequence[StopStep], at: datetime) -> StopState:
    """Where an order stands at an instant."""
    kinds, begin = {one.kind for one in steps}, begin_of(order, steps)
    if StopStepKind.WITHDRAWN in kinds:
        return StopState.WITHDRAWN
    if StopStepKind.APPROVED not in kinds or begin is None:
        return StopState.DRAFT
    if StopStepKind.ENDED in kinds:
        return StopState.ENDED
    if order.ends_at is not None and order.ends_at <= at:
        return StopState.RUN_OUT
    return StopState.COMING if begin > at else StopState.IN_FORCE


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OrderedLine:
    """A measure of an order, as it was called then."""

    measure_id: int
    name: str
    department: str


@dataclass(frozen=True)
class StopStepLine:
    """What became of an order, and who entered it."""

    kind: StopStepKind
    at: datetime
    department: str
    who: str
    carried_out: bool | None
    number: str
    note: str
    alone: str
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class StopLine:
    """A stop order as it stands now, with all that became of it; `waiting` are the departments that owe a receipt."""

    order_id: int
    number: str
    organisation_id: int
    organisation: str
    path: str
    measures: tuple[OrderedLine, ...]
    issuer: str
    basis: str
    area: str
    begins_at: datetime | None
    ends_at: datetime | None
    exempt: str
    warning: str
    response: str
    level: str
    by: str
    recorded_at: datetime
    state: StopState
    steps: tuple[StopStepLine, ...]
    waiting: tuple[str, ...]

    def of(self, kind: StopStepKind) -> tuple[StopStepLine, ...]:
        """The steps of a kind, in their order."""
        return tuple(one for one in self.steps if one.kind is kind)

    @property
    def approved(self) -> StopStepLine | None:
        """Its approval; None for a draft."""
        return next(iter(self.of(StopStepKind.APPROVED)), None)

    @property
    def ended(self) -> StopStepLine | None:
        """What ended it; None where nothing has."""
        return next(iter(self.of(StopStepKind.ENDED)), None)


def stop_orders(session: Session, reader: Person, *, running: bool = False) -> list[StopLine]:
    """The stop orders of the reader's branch, the last first; or those alone that hold, are to come, or are drafts."""
    lines = _orders(session, StopOrder.organisation_id.in_(branch(reader)))
    return [one for one in lines if not running or one.state in RUNNING]


def stop_order(session: Session, reader: Person, order: StopOrder) -> StopLine | None:
    """One order as it stands; None where the reader may not see it."""
    mine = StopOrder.organisation_id.in_(branch(reader))
    return next(iter(_orders(session, mine & (StopOrder.id == order.id))), None)


def _orders(session: Session, chosen: ColumnElement[bool]) -> list[StopLine]:
    """Orders with their measures and steps, in three questions."""
    among = select(StopOrder.id).where(chosen)
    ordered: defaultdict[int, list[OrderedLine]] = defaultdict(list)
    for one in session.scalars(select(StopOrdered).where(StopOrdered.order_id.in_(among)).order_by(StopOrdered.id)):
        ordered[one.order_id].append(OrderedLine(one.measure_id, one.name, one.department))
    steps: defaultdict[int, list[tuple[StopStep, str]]] = defaultdict(list)
    told = select(StopStep, Person.name).join(Person, Person.id == StopStep.by_id).where(StopStep.order_id.in_(among))
    for step, by in session.execute(told.order_by(StopStep.at, StopStep.id)):
        steps[step.order_id].append((step, by))
    found = session.execute(
        select(StopOrder, Organisation, Person.name, WarningNotice.number, LevelOrder.number, ResponseLevel.name)
        .join(Organisation, Organisation.id == StopOrder.organisation_id)
        .join(Person, Person.id == StopOrder.by_id)
        .outerjoin(WarningNotice, WarningNotice.id == StopOrder.warning_id)
        .outerjoin(LevelOrder, LevelOrder.id == StopOrder.level_order_id)
        .outerjoin(ResponseLevel, ResponseLevel.id == LevelOrder.level_id)
        .where(chosen)
        .order_by(StopOrder.id.desc())
    )
    present = moment_of(session)
    return [_line(row, ordered[row[0].id], steps[row[0].id], present) for row in found]


def _line(
    row: Row[*tuple[Any, ...]],
    ordered: Sequence[OrderedLine],
    steps: Sequence[tuple[StopStep, str]],
    present: datetime,
) -> StopLine:
    one, house, by, warning, response, level = row
    said = [step for step, _by in steps]
    confirmed = {step.department for step in said if step.kind is StopStepKind.RECEIPT}
    departments = departments_of([measure.department for measure in ordered])
    return StopLine(
        one.id, one.number, house.id, house.name, house.path, tuple(ordered), one.issuer, one.basis, one.area,
        begin_of(one, said), one.ends_at, one.exempt, warning or "", response or "", level or "", by, one.recorded_at,
        state_of(one, said, present),
        tuple(
            StopStepLine(
                step.kind, step.at, step.department, step.who, step.carried_out, step.number, step.note, step.alone,
                entered, step.recorded_at,
            )
            for step, entered in steps
        ),
        tuple(name for name in departments if name not in confirmed),
    )  # fmt: skip


def steps_of(session: Session, order: StopOrder) -> list[StopStep]:
    """What became of an order, in the order in which it was entered."""
    return list(session.scalars(select(StopStep).where(StopStep.order_id == order.id).order_by(StopStep.id)))

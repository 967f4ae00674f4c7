"""Responses (应急响应): from the order that puts a level in force to the one that ends it, and what they set going."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Row, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.duty.levels import LevelOrder, ResponseLevel, first_order, last_order, ordered
from inventory.duty.posts import PostKind
from inventory.duty.presence import on_duty
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.names import remark
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import zone
from inventory.ground.text import clean, visible
from inventory.response.actions import at_level
from inventory.response.plans import Plan, PlanVersion, VersionState, called
from inventory.response.tasks import Progress, progress, set_going
from inventory.response.warnings import WarningNotice

# Models --------------------------------------------------------------------------------------------------------


class ResponseOrder(Base):
    """What an order says beyond its level: for which area, and on which warning."""

    __tablename__ = "response_order"
    called = "id"
    only_grows = True
    sealed = {1: "id order_id first_order_id organisation_id area warning_id"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("level_order.id"), unique=True)
    first_order_id: Mapped[int] = mapped_column(ForeignKey("level_order.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    area: Mapped[str] = mapped_column(Name(400))
    warning_id: Mapped[int | None] = mapped_column(ForeignKey("warning_notice.id"))


class PlanStarted(Base):
    """A version of a plan that an order set going (启动预案)."""

    __tablename__ = "plan_started"
    called = "id"
    only_grows = True
    sealed = {1: "id order_id version_id organisation_id"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("level_order.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))


# Rules ---------------------------------------------------------------------------------------------------------


class OrderedMeanwhile(Refused):
    """Somebody else was quicker."""

    message = N_("{by} has ordered meanwhile: {number}, {level}, since {since}. Look again, then order.")


class NotApproved(Refused):
    """A plan that nobody approved is no plan yet."""

    message = N_("{version} of {plan} is not the approved version: name that one, or none for all that are approved.")


class OthersPlan(Refused):
    """A plan holds for the organisation that it belongs to, and for everything below."""

    message = N_("{plan} is a plan of another organisation.")


def _must_be_last(session: Session, organisation: Organisation, expected: str) -> None:
    """Refuse where the last order isn't the one that the officer saw."""
    last = last_order(session, organisation.id)
    if last is None or last.number == expected:
        return
    level = session.get(ResponseLevel, last.level_id) if last.level_id else None
    raise OrderedMeanwhile(
        field="expected",
        by=last.ordered_by,
        number=last.number,
        level=level.name if level else _("the response ends"),
        since=f"{last.since.astimezone(zone(session)):%Y-%m-%d %H:%M}",
    )


def _must_hold(session: Session, organisation: Organisation, versions: Sequence[PlanVersion]) -> None:
    for one in versions:
        plan, owner = session.get_one(Plan, one.plan_id), session.get_one(Organisation, one.organisation_id)
        if one.state is not VersionState.APPROVED or plan.retired:
            raise NotApproved(field="plans", version=called(one), plan=plan.name)
        if not organisation.path.startswith(owner.path):
            raise OthersPlan(field="plans", plan=plan.name)


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ResponseStep:
    """An order of a response; without a level it ended it."""

    order_id: int
    number: str
    level: str
    rank: int
    since: datetime
    ordered_by: str
    basis: str
    area: str
    warning: str
    plans: tuple[str, ...]
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class ResponseLine:
    """A response by the number of its first order: its orders, the gravest level, and how its tasks stand."""

    first_order_id: int
    number: str
    organisation_id: int
    organisation: str
    begun_at: datetime
    ended_at: datetime | None
    level: str
    gravest: str
    orders: tuple[ResponseStep, ...]
    tasks: int
    open: int
    overdue: int


def responses(session: Session, reader: Person, *, running: bool = False) -> list[ResponseLine]:
    """The responses of the reader's branch, or those that are running alone; the one that began last first."""
    begun: list[list[Row[*tuple[Any, ...]]]] = []
    going: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in _orders(session, reader):
        if row.organisation_id not in going:
            going[row.organisation_id] = []
            begun.append(going[row.organisation_id])
        going[row.organisation_id].append(row)
        if row.level is None:
            del going[row.organisation_id]
    chosen = [one for one in begun if not running or one[-1].level is not None]
    plans, so_far = _plans(session, reader), progress(session, reader)
    return [_response(one, plans, so_far.get(one[0].id, Progress())) for one in reversed(chosen)]


def begun_with(session: Session, order: LevelOrder) -> LevelOrder:
    """The order with which the response began that an order belongs to, be it the one that ended it."""
    own, ending = LevelOrder.organisation_id == order.organisation_id, LevelOrder.level_id.is_(None)
    before = session.scalar(select(func.max(LevelOrder.id)).where(own, ending, LevelOrder.id < order.id)) or 0
    first = select(LevelOrder).where(own, LevelOrder.id > before).order_by(LevelOrder.id).limit(1)
    return session.scalars(first).one()


def _orders(session: Session, reader: Person) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every order of the reader's branch with all that it says, in its turn."""
    return session.execute(
        select(
            LevelOrder.id, LevelOrder.number, LevelOrder.organisation_id, Organisation.name.label("organisation"),
            ResponseLevel.name.label("level"), ResponseLevel.rank, LevelOrder.since, LevelOrder.ordered_by,
            LevelOrder.basis, ResponseOrder.area, WarningNotice.number.label("warning"), Person.name.label("by"),
            LevelOrder.recorded_at,
        )
        .join(Organisation, Organisation.id == LevelOrder.organisation_id)
        .join(Person, Person.id == LevelOrder.by_id)
        .outerjoin(ResponseLevel, ResponseLevel.id == LevelOrder.level_id)
        .outerjoin(ResponseOrder, ResponseOrder.order_id == LevelOrder.id)
        .outerjoin(WarningNotice, WarningNotice.id == ResponseOrder.warning_id)
        .where(LevelOrder.organisation_id.in_(branch(reader)))
        .order_by(LevelOrder.id)
    ).all()  # fmt: skip


def _plans(session: Session, reader: Person) -> dict[int, list[str]]:
    """The plans that orders set going, by the order's id, each with its version."""
    found = session.execute(
        select(PlanStarted.order_id, Plan.name, PlanVersion)
        .join(PlanVersion, PlanVersion.id == PlanStarted.version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(PlanStarted.organisation_id.in_(branch(reader)))
        .order_by(PlanStarted.id)
    )
    held: defaultdict[int, list[str]] = defaultdict(list)
    for order_id, name, version in found:
        held[order_id].append(_("{plan} ({version})").format(plan=name, version=called(version)))
    return held


def _response(
    rows: Sequence[Row[*tuple[Any, ...]]], plans: Mapping[int, Sequence[str]], so_far: Progress
) -> ResponseLine:
    first, last = rows[0], rows[-1]
    steps = tuple(
        ResponseStep(
            row.id, row.number, row.level or "", row.rank or 0, row.since, row.ordered_by, row.basis, row.area or "",
            row.warning or "", tuple(plans.get(row.id, ())), row.by, row.recorded_at,
        )
        for row in rows
    )  # fmt: skip
    return ResponseLine(
        first_order_id=first.id,
        number=first.number,
        organisation_id=first.organisation_id,
        organisation=first.organisation,
        begun_at=first.since,
        ended_at=last.since if last.level is None else None,
        level=last.level or "",
        gravest=max(steps, key=lambda one: one.rank).level,
        orders=steps,
        tasks=so_far.tasks,
        open=so_far.open,
        overdue=so_far.overdue,
    )


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.ORDER_LEVEL, on="organisation")
def order_level(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    ordered_by: str,
    level: ResponseLevel | None = None,
    basis: str = "",
    since: datetime | None = None,
    area: str = "",
    warning: WarningNotice | None = None,
    plans: Sequence[PlanVersion] = (),
    expected: str | None = None,
) -> LevelOrder:
    """Put a level in force on an organisation and all below it, and set its plans going; without a level end it.

    The tasks are those of the plans named, or of all that are approved, for this level and every lower one, as far
    as this response hasn't made them yet. `expected` is the number of the last order that whoever orders has seen.
    """
    if expected is not None:
        _must_be_last(session, organisation, expected)
    _must_hold(session, organisation, plans)
    running = first_order(session, organisation.id)
    order = ordered(
        session, by, organisation=organisation, level=level, ordered_by=ordered_by, basis=basis, since=since
    )
    first_id = running.id if running else order.id
    row = {
        "id": next_id(session, ResponseOrder),
        "order_id": order.id,
        "first_order_id": first_id,
        "organisation_id": organisation.id,
        "area": clean(area, field="area", longest=400, blank=True),
        "warning_id": warning.id if warning else None,
    }
    write(session, ResponseOrder, [row])
    if level is not None:
        _start(session, by, order, level, first_id, plans)
    _tell_roster(session, by, organisation, order)
    return order


def _start(
    session: Session,
    by: Person,
    order: LevelOrder,
    level: ResponseLevel,
    first_id: int,
    versions: Sequence[PlanVersion],
) -> None:
    """Set plans going at a level: their tasks, and that it was these plans."""
    actions = at_level(session, session.get_one(Organisation, order.organisation_id), level, versions)
    going = {one.id: None for one in versions} | {one.version_id: None for one in actions}
    first = next_id(session, PlanStarted)
    rows = [
        {"id": first + at, "order_id": order.id, "version_id": version_id, "organisation_id": order.organisation_id}
        for at, version_id in enumerate(going)
    ]
    write(session, PlanStarted, rows)
    made = set_going(session, by, order, first_id, actions)
    words = ngettext("{count} task was made.", "{count} tasks were made.", made)
    remark(session, words.format(count=made))


def _tell_roster(session: Session, by: Person, organisation: Organisation, order: LevelOrder) -> None:
    """Remark where the roster has others leading: who may order is a matter of roles, not of the roster."""
    room = on_duty(session, by, at=order.since, organisation=organisation)
    leading = room.shift.of(PostKind.LEADER) if room and room.shift else ()
    if leading and by.id not in {one.person_id for one in leading}:
        names = _(", ").join(visible(one.name) for one in leading)
        words = _("By the roster {leading} led at that time, not {by}; the order holds all the same.")
        remark(session, words.format(leading=names, by=visible(by.name)))

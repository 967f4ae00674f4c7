"""Versions of a plan: a new one begins with what the last one said, is approved once, and then holds until the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inventory.duty.levels import ResponseLevel
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, ngettext
from inventory.ground.names import Retired, remark
from inventory.ground.people import Permission, Person, branch
from inventory.ground.schema import Base
from inventory.ground.settings import today
from inventory.ground.text import clean
from inventory.response.actions import PlanAction, PlanNeed, strike
from inventory.response.plans import Plan, PlanVersion, VersionState, called, must_be_draft, must_live

Row = TypeVar("Row", bound=Base)

# Rules ---------------------------------------------------------------------------------------------------------


class DraftThere(Refused):
    """One draft at a time."""

    message = N_("{version} is still a draft: write on that one, or give it up first.")


class NoDraft(Refused):
    """What isn't there can't be given up."""

    message = N_("{plan} has no draft; what was approved stays.")


class StillToCome(Refused):
    """What has not happened has no date yet."""

    message = N_("{day} is still to come: give the day on which it was done.")


class RevisionPast(Refused):
    """The next revision comes after this one."""

    message = N_("The next revision on {day} is not after {before}: give a later day, or leave it out.")


class NoActions(Refused):
    """A version in which nothing is to be done would hold in silence."""

    message = N_(
        "{version} has no action, so no response would follow it: give it actions, or the reason why it has none here."
    )


class ApprovedBefore(Refused):
    """What is approved was written before."""

    message = N_("{version} was made on {made}: it can't have been approved on {approved}, before that.")


def _past(session: Session, day: date | None, field: str) -> date | None:
    if day is not None and day > today(session):
        raise StillToCome(field=field, day=f"{day}")
    return day


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VersionLine:
    """A version of a plan, and how many actions it has."""

    version_id: int
    code: str
    version: int
    label: str
    state: VersionState
    made_on: date | None
    approved_on: date | None
    approved_by: str
    next_revision_on: date | None
    revision_due: bool
    basis: str
    note: str
    actions: int


def versions(session: Session, reader: Person, plan: Plan) -> list[VersionLine]:
    """The versions of a plan, the latest first."""
    many = select(func.count()).where(PlanAction.version_id == PlanVersion.id).scalar_subquery()
    found = session.execute(
        select(PlanVersion, many)
        .where(PlanVersion.plan_id == plan.id, PlanVersion.organisation_id.in_(branch(reader)))
        .order_by(PlanVersion.version.desc())
    )
    now = today(session)
    return [
        VersionLine(
            one.id, one.code, one.version, one.label, one.state, one.made_on, one.approved_on, one.approved_by,
            one.next_revision_on,
            one.state is VersionState.APPROVED and one.next_revision_on is not None and one.next_revision_on <= now,
            one.basis, one.note, count,
        )
        for one, count in found
    ]  # fmt: skip


def _last(session: Session, plan: Plan) -> PlanVersion | None:
    own = select(PlanVersion).where(PlanVersion.plan_id == plan.id)
    return session.scalars(own.order_by(PlanVersion.version.desc()).limit(1)).one_or_none()


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_PLANS, on="plan")
def new_version(
    session: Session, by: Person, *, plan: Plan, label: str = "", made_on: date | None = None, basis: str = ""
) -> PlanVersion:
    """Begin a new version of a plan as a draft, with the actions of the last one."""
    must_live(plan, "plan")
    last = _last(session, plan)
    if last is not None and last.state is VersionState.DRAFT:
        raise DraftThere(field="plan", version=last.code)
    number = last.version + 1 if last else 1
    one = PlanVersion(
        code=f"{plan.code}/{number}", plan_id=plan.id, organisation_id=plan.organisation_id, version=number
    )
    _describe(session, one, label=label, made_on=made_on or today(session), basis=basis)
    session.add(one)
    session.flush()
    if last is not None:
        _copy(session, last, one)
    return one


def _copy(session: Session, last: PlanVersion, new: PlanVersion) -> None:
    """Give a version the actions of another one, and each what it needs."""
    held = select(PlanAction).where(PlanAction.version_id == last.id).order_by(PlanAction.turn, PlanAction.id)
    copies = {
        one.id: _like(one, code=f"{new.code}/{at:02d}", version_id=new.id)
        for at, one in enumerate(session.scalars(held).all(), 1)
    }
    session.add_all(copies.values())
    session.flush()
    needed = select(PlanNeed).where(PlanNeed.action_id.in_(copies)).order_by(PlanNeed.id)
    session.add_all(
        _like(
            one, code=f"{copies[one.action_id].code}/{one.code.rpartition('/')[2]}", action_id=copies[one.action_id].id
        )
        for one in session.scalars(needed).all()
    )
    session.flush()


def _like(row: Row, **other: object) -> Row:
    """A row of its own that says the same, but for some facts."""
    held = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "id"}
    return type(row)(**(held | other))


@service(Permission.KEEP_PLANS, on="version")
def change_version(
    session: Session,
    by: Person,
    *,
    version: PlanVersion,
    label: str | None = None,
    made_on: date | None = None,
    basis: str | None = None,
    note: str | None = None,
) -> PlanVersion:
    """Correct what is known of a draft."""
    must_be_draft(version, "version")
    _describe(session, version, label=label, made_on=made_on, basis=basis, note=note)
    return version


def _describe(
    session: Session,
    one: PlanVersion,
    *,
    label: str | None,
    made_on: date | None,
    basis: str | None,
    note: str | None = None,
) -> None:
    one.label = one.label if label is None else clean(label, field="label", blank=True)
    one.made_on = _past(session, made_on, "made_on") or one.made_on
    one.basis = one.basis if basis is None else clean(basis, field="basis", longest=400, blank=True)
    one.note = one.note if note is None else clean(note, field="note", longest=400, blank=True)


@service(Permission.KEEP_PLANS, on="plan")
def drop_draft(session: Session, by: Person, *, plan: Plan) -> Plan:
    """Give the draft of a plan up, with all that was written in it; the version that holds goes on."""
    draft = _last(session, plan)
    if draft is None or draft.state is not VersionState.DRAFT:
        raise NoDraft(field="plan", plan=plan.name)
    strike(session, session.scalars(select(PlanAction).where(PlanAction.version_id == draft.id)).all())
    session.delete(draft)
    return plan


@service(Permission.APPROVE_PLANS, on="version")
def approve_plan(
    session: Session,
    by: Person,
    *,
    version: PlanVersion,
    approved_by: str,
    approved_on: date | None = None,
    next_revision_on: date | None = None,
    reason: str = "",
) -> PlanVersion:
    """Let a draft hold from now on in place of the version before; one without actions takes a reason."""
    must_be_draft(version, "version")
    must_live(session.get_one(Plan, version.plan_id), "version")
    approved = _past(session, approved_on, "approved_on") or today(session)
    if version.made_on is not None and approved < version.made_on:
        raise ApprovedBefore(field="approved_on", version=version.code, made=version.made_on, approved=approved)
    if next_revision_on is not None and next_revision_on <= approved:
        raise RevisionPast(field="next_revision_on", day=next_revision_on, before=approved)
    _must_act(session, version, clean(reason, field="reason", longest=400, blank=True))
    holding = select(PlanVersion).where(
        PlanVersion.plan_id == version.plan_id, PlanVersion.state == VersionState.APPROVED
    )
    for one in session.scalars(holding):
        one.state = VersionState.REPLACED
    version.state, version.approved_on, version.next_revision_on = VersionState.APPROVED, approved, next_revision_on
    version.approved_by = clean(approved_by, field="approved_by")
    return version


def _must_act(session: Session, version: PlanVersion, reason: str) -> None:
    """Refuse a version without an action or a reason, and one that acts at a level that was retired."""
    found = session.execute(
        select(PlanAction, ResponseLevel)
        .join(ResponseLevel, ResponseLevel.id == PlanAction.level_id)
        .where(PlanAction.version_id == version.id)
    ).all()
    if not found and not reason:
        raise NoActions(field="reason", version=called(version))
    for _action, level in found:
        if level.retired:
            raise Retired(field="version", name=level.name)
    version.note = reason or version.note
    if unsaid := sum(not action.unit for action, _level in found):
        words = ngettext("{count} action names no unit yet.", "{count} actions name no unit yet.", unsaid)
        remark(session, words.format(count=unsaid))

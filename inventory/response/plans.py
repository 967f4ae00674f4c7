"""Plans (预案): what a headquarters means to do, in numbered versions of which one at a time holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Row, Text, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground import search
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import NotRetired, Retired, free_code, next_code, tell_look_alikes
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.settings import today
from inventory.ground.text import clean, skeleton
from inventory.resources.rivers import River

# Models --------------------------------------------------------------------------------------------------------


class VersionState(StrEnum):
    """How far a version has come: written, holding, or followed by a later one."""

    DRAFT = "draft"
    APPROVED = "approved"
    REPLACED = "replaced"


class Plan(Base):
    """A plan on the register; what it says is in its versions."""

    __tablename__ = "plan"
    sealed = {1: "id code name kind river_id organisation_id note retired key look"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    kind: Mapped[str] = mapped_column(Name(40), default="")
    river_id: Mapped[int | None] = mapped_column(ForeignKey("river.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    note: Mapped[str] = mapped_column(Name(400), default="")
    retired: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(Text, default="")
    look: Mapped[str] = mapped_column(Text, default="", index=True)

    def __str__(self) -> str:
        """A plan's name."""
        return self.name


class PlanVersion(Base):
    """A version of a plan; only as a draft may what it says be changed."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "version"),)
    sealed = {
        1: "id code plan_id organisation_id version label state made_on approved_on approved_by next_revision_on basis "
        "note"
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(60), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int]
    label: Mapped[str] = mapped_column(Name(120), default="")
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    made_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(Name(120), default="")
    next_revision_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(Name(400), default="")
    note: Mapped[str] = mapped_column(Name(400), default="")


# Rules ---------------------------------------------------------------------------------------------------------

STATE_NAMES = {
    VersionState.DRAFT: N_("draft"),
    VersionState.APPROVED: N_("approved"),
    VersionState.REPLACED: N_("replaced"),
}


class NotADraft(Refused):
    """What was approved stays as it was approved."""

    message = N_("{version} was approved and stays as it is: make a new version and change that.")


def must_be_draft(version: PlanVersion, field: str) -> None:
    """Refuse a version that was approved."""
    if version.state is not VersionState.DRAFT:
        raise NotADraft(field=field, version=version.code)


def must_live(plan: Plan, field: str) -> None:
    """Refuse a plan that has been retired."""
    if plan.retired:
        raise Retired(field=field, name=plan.name)


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanLine:
    """A plan on the register, with the version that holds and the one that is being written; 0 where there is none."""

    plan_id: int
    code: str
    name: str
    kind: str
    river: str
    organisation: str
    holds_id: int
    holds: str
    approved_on: date | None
    approved_by: str
    next_revision_on: date | None
    revision_due: bool
    draft_id: int
    draft: str
    note: str
    retired: bool
    key: str


def plans(session: Session, reader: Person, *, retired: bool = False) -> list[PlanLine]:
    """The plans of the reader's branch, by code."""
    holds, draft = aliased(PlanVersion), aliased(PlanVersion)
    found = session.execute(
        select(Plan, Organisation.name, River.name, holds, draft)
        .join(Organisation, Organisation.id == Plan.organisation_id)
        .outerjoin(River, River.id == Plan.river_id)
        .outerjoin(holds, and_(holds.plan_id == Plan.id, holds.state == VersionState.APPROVED))
        .outerjoin(draft, and_(draft.plan_id == Plan.id, draft.state == VersionState.DRAFT))
        .where(Plan.organisation_id.in_(branch(reader)), *(() if retired else (Plan.retired.is_(False),)))
        .order_by(Organisation.path, Plan.code)
    )
    now = today(session)
    return [_line(row, now) for row in found]


def _line(row: Row[*tuple[Any, ...]], now: date) -> PlanLine:
    one, organisation, river, holds, draft = row
    revised = holds.next_revision_on if holds else None
    return PlanLine(
        plan_id=one.id,
        code=one.code,
        name=one.name,
        kind=one.kind,
        river=river or "",
        organisation=organisation,
        holds_id=holds.id if holds else 0,
        holds=called(holds),
        approved_on=holds.approved_on if holds else None,
        approved_by=holds.approved_by if holds else "",
        next_revision_on=revised,
        revision_due=revised is not None and revised <= now,
        draft_id=draft.id if draft else 0,
        draft=called(draft),
        note=one.note,
        retired=one.retired,
        key=one.key,
    )


def called(version: PlanVersion | None) -> str:
    """A version as people call it: by its label, or else by its number; empty where there is none."""
    return "" if version is None else version.label or str(version.version)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_PLANS, on="organisation")
def add_plan(
    session: Session,
    by: Person,
    *,
    name: str,
    organisation: Organisation | None = None,
    kind: str = "",
    river: River | None = None,
    code: str = "",
    note: str = "",
) -> Plan:
    """Enter a plan in the register; its first version follows."""
    code = free_code(session, Plan.code, code) if code else next_code(session, Plan.code, "YA", 2)
    one = Plan(code=code, name="", organisation_id=(organisation or headquarters(session)).id)
    _describe(session, one, name=name, kind=kind, note=note)
    one.river_id = river.id if river else None
    session.add(one)
    session.flush()
    return one


@service(Permission.KEEP_PLANS, on="plan")
def change_plan(
    session: Session,
    by: Person,
    *,
    plan: Plan,
    name: str | None = None,
    kind: str | None = None,
    river: River | None = None,
    note: str | None = None,
) -> Plan:
    """Correct what the register says of a plan; its versions stay as they are."""
    _describe(session, plan, name=name, kind=kind, note=note)
    plan.river_id = river.id if river else plan.river_id
    return plan


def _describe(session: Session, plan: Plan, *, name: str | None, kind: str | None, note: str | None) -> None:
    if name is not None:
        plan.name = clean(name, field="name")
        plan.look = skeleton(plan.name)
        same = Plan.organisation_id == plan.organisation_id
        tell_look_alikes(session, Plan.look, plan.look, plan.name, plan.id, same)
    plan.kind = plan.kind if kind is None else clean(kind, field="kind", longest=40, blank=True)
    plan.note = plan.note if note is None else clean(note, field="note", longest=400, blank=True)
    plan.key = search.key(plan.name, plan.code, plan.kind)


@service(Permission.KEEP_PLANS, on="plan")
def retire_plan(session: Session, by: Person, *, plan: Plan) -> Plan:
    """Let a plan go: no response follows it any more; its versions stay to be read."""
    must_live(plan, "plan")
    plan.retired = True
    return plan


@service(Permission.KEEP_PLANS, on="plan")
def revive_plan(session: Session, by: Person, *, plan: Plan) -> Plan:
    """Take a retired plan back into use."""
    if not plan.retired:
        raise NotRetired(field="plan", name=plan.name)
    plan.retired = False
    return plan

"""Findings (问题): what a drill has shown to be wrong, and what became of it: a hazard, a plan revised, or nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import next_id, part, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import today
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.practice.checklists import ChecklistLine
from inventory.practice.drills import DRILL_STATE_NAMES, Drill, DrillState, NotRunning, course, must_not_be_cancelled
from inventory.practice.sheets import OtherDrill, Sheet
from inventory.resources.hazards import Hazard, enter_hazard
from inventory.resources.rectifying import assign_hazard
from inventory.resources.rivers import River
from inventory.response.actions import NotThere
from inventory.response.plans import Plan, PlanVersion, VersionState
from inventory.response.plans import must_live as must_be_in_use
from inventory.supplies.places import Place

# Models --------------------------------------------------------------------------------------------------------


class Finding(Base):
    """Something that a drill has shown to be wrong."""

    __tablename__ = "finding"
    called = "number"
    only_grows = True
    sealed = {1: "id number drill_id organisation_id sheet_id line_id what found_by by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(30), unique=True)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("drill_sheet.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_line.id"))
    what: Mapped[str] = mapped_column(Name(1000))
    found_by: Mapped[str] = mapped_column(Name(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class OutcomeKind(StrEnum):
    """What became of a finding."""

    HAZARD = "hazard"
    REVISION = "revision"
    SETTLED = "settled"


class FindingOutcome(Base):
    """What became of a finding: each kind once."""

    __tablename__ = "finding_outcome"
    __table_args__ = (UniqueConstraint("finding_id", "kind"),)
    called = "id"
    only_grows = True
    sealed = {1: "id finding_id organisation_id kind hazard_id plan_id what by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[OutcomeKind]
    hazard_id: Mapped[int | None] = mapped_column(ForeignKey("hazard.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    what: Mapped[str] = mapped_column(Name(1000))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class HazardAlready(Refused):
    """A finding becomes a hazard once."""

    message = N_("{finding} is the hazard {hazard} already: go on with it there.")


class ProposedAlready(Refused):
    """A finding proposes one revision."""

    message = N_("{finding} proposes to revise {plan} already.")


class SettledAlready(Refused):
    """What is settled is settled."""

    message = N_("{finding} is settled already: {what}")


class OutsideBranch(Refused):
    """The plan is another branch's, which revises its own."""

    message = N_("{plan} is neither a plan of {organisation} nor of those above or below it.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FindingLine:
    """A finding, with the hazard and the revision that it became, or why it is settled; empty where it isn't."""

    finding_id: int
    number: str
    drill_id: int
    drill: str
    what: str
    found_by: str
    sheet: str
    line_id: int | None
    recorded_at: datetime
    hazard_id: int | None
    hazard: str
    plan: str
    proposal: str
    settled: str

    @property
    def is_open(self) -> bool:
        """Whether nothing has become of it yet."""
        return not (self.hazard or self.plan or self.settled)


@dataclass(frozen=True)
class RevisionLine:
    """A revision of a plan that a finding proposes; answered once a version was approved after that."""

    finding_id: int
    finding: str
    drill: str
    plan_id: int
    plan: str
    what: str
    proposed_on: date
    answered: bool


def findings(
    session: Session, reader: Person, drill: Drill | None = None, *, open_only: bool = False
) -> list[FindingLine]:
    """The findings of a drill or of all, in their order; `open_only`: those of which nothing has become."""
    mine = [Finding.organisation_id.in_(branch(reader)), *([Finding.drill_id == drill.id] if drill else [])]
    found = session.execute(
        select(Finding, Drill.number, Sheet.number)
        .join(Drill, Drill.id == Finding.drill_id)
        .outerjoin(Sheet, Sheet.id == Finding.sheet_id)
        .where(*mine)
        .order_by(Finding.id)
    ).all()
    became: defaultdict[int, dict[OutcomeKind, tuple[FindingOutcome, str, str]]] = defaultdict(dict)
    outcomes = (
        select(FindingOutcome, Hazard.number, Plan.name)
        .join(Finding, Finding.id == FindingOutcome.finding_id)
        .outerjoin(Hazard, Hazard.id == FindingOutcome.hazard_id)
        .outerjoin(Plan, Plan.id == FindingOutcome.plan_id)
        .where(*mine)
    )
    for one, hazard, plan in session.execute(outcomes):
        became[one.finding_id][one.kind] = (one, hazard or "", plan or "")
    lines = [_line(one, number, sheet or "", became[one.id]) for one, number, sheet in found]
    return [line for line in lines if line.is_open or not open_only]


def _line(
    one: Finding, drill: str, sheet: str, became: dict[OutcomeKind, tuple[FindingOutcome, str, str]]
) -> FindingLine:
    hazard, revision = became.get(OutcomeKind.HAZARD), became.get(OutcomeKind.REVISION)
    settled = became.get(OutcomeKind.SETTLED)
    return FindingLine(
        one.id, one.number, one.drill_id, drill, one.what, one.found_by, sheet, one.line_id, one.recorded_at,
        hazard[0].hazard_id if hazard else None, hazard[1] if hazard else "", revision[2] if revision else "",
        revision[0].what if revision else "", settled[0].what if settled else "",
    )  # fmt: skip


def revisions(session: Session, reader: Person, plan: Plan | None = None) -> list[RevisionLine]:
    """The revisions that findings propose, of one plan or of all, the earliest first."""
    approved = (
        select(PlanVersion.id)
        .where(
            PlanVersion.plan_id == FindingOutcome.plan_id,
            PlanVersion.state == VersionState.APPROVED,
            PlanVersion.approved_on.is_not(None),
        )
        .with_only_columns(PlanVersion.approved_on)
        .scalar_subquery()
    )
    found = session.execute(
        select(FindingOutcome, Finding.number, Drill.number, Plan, approved)
        .join(Finding, Finding.id == FindingOutcome.finding_id)
        .join(Drill, Drill.id == Finding.drill_id)
        .join(Plan, Plan.id == FindingOutcome.plan_id)
        .where(
            FindingOutcome.kind == OutcomeKind.REVISION,
            FindingOutcome.organisation_id.in_(branch(reader)),
            *([FindingOutcome.plan_id == plan.id] if plan else []),
        )
        .order_by(FindingOutcome.id)
    )
    lines = []
    for one, finding, drill, of, approved_on in found:
        day = today(session, one.recorded_at)
        answered = approved_on is not None and approved_on >= day
        lines.append(RevisionLine(one.finding_id, finding, drill, of.id, of.name, one.what, day, answered))
    return lines


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RUN_DRILLS, on="drill")
def record_finding(
    session: Session,
    by: Person,
    *,
    drill: Drill,
    what: str,
    found_by: str = "",
    sheet: Sheet | None = None,
    line: ChecklistLine | None = None,
) -> Finding:
    """Record what a drill has shown to be wrong, and on which line of which sheet, where it is one."""
    went = must_not_be_cancelled(session, drill)
    if went.state is DrillState.PLANNED:
        raise NotRunning(field="drill", drill=drill.number, state=_(DRILL_STATE_NAMES[went.state]))
    if sheet is not None and sheet.drill_id != drill.id:
        raise OtherDrill(field="sheet", sheet=sheet.number, other=session.get_one(Drill, sheet.drill_id), drill=drill)
    version_id = sheet.version_id if sheet else drill.version_id
    if line is not None and line.version_id != version_id:
        raise NotThere(field="line", code=line.code, where=(sheet or drill).number)
    held = len(session.scalars(select(Finding.id).where(Finding.drill_id == drill.id)).all())
    row = {
        "id": next_id(session, Finding),
        "number": f"{drill.number}-W{held + 1:02d}",
        "drill_id": drill.id,
        "organisation_id": drill.organisation_id,
        "sheet_id": sheet.id if sheet else None,
        "line_id": line.id if line else None,
        "what": clean(what, field="what", longest=1000),
        "found_by": clean(found_by, field="found_by", longest=200, blank=True) or by.name,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Finding, [row])
    return session.get_one(Finding, row["id"])


@service(Permission.RUN_DRILLS, on="finding")
def make_hazard(
    session: Session,
    by: Person,
    *,
    finding: Finding,
    unit: str,
    measure: str,
    due_on: date,
    person: str = "",
    phone: str = "",
    place: Place | None = None,
    river: River | None = None,
    spot: str = "",
) -> Finding:
    """Enter a finding in the ledger of hazards, assigned at once: who puts it right, how, and until when."""
    before = _outcome(session, finding, OutcomeKind.HAZARD)
    if before is not None and before.hazard_id is not None:
        known = session.get_one(Hazard, before.hazard_id)
        raise HazardAlready(field="finding", finding=finding.number, hazard=known.number)
    drill = session.get_one(Drill, finding.drill_id)
    if place is None and river is None and not spot:
        place = session.get_one(Place, drill.place_id) if drill.place_id else None
        spot = drill.spot
    hazard = part(enter_hazard)(
        session, by, organisation=session.get_one(Organisation, finding.organisation_id), what=finding.what,
        found_by=finding.found_by, place=place, river=river, spot=spot, found_on=_day(session, drill),
        basis=finding.number,
    )  # fmt: skip
    part(assign_hazard)(
        session, by, hazard=hazard, unit=unit, measure=measure, due_on=due_on, person=person, phone=phone
    )  # fmt: skip
    _became(session, by, finding, OutcomeKind.HAZARD, hazard_id=hazard.id)
    return finding


def _day(session: Session, drill: Drill) -> date:
    """The day on which a drill really was, or its own where that isn't known."""
    began = course(session, drill).started_at
    return min(today(session, began) if began else drill.held_on, today(session))


@service(Permission.RUN_DRILLS, on="finding")
def propose_revision(session: Session, by: Person, *, finding: Finding, plan: Plan, what: str) -> Finding:
    """Propose, on a finding, to revise a plan, and what is to be changed in it."""
    if (before := _outcome(session, finding, OutcomeKind.REVISION)) is not None and before.plan_id is not None:
        known = session.get_one(Plan, before.plan_id)
        raise ProposedAlready(field="finding", finding=finding.number, plan=known.name)
    must_be_in_use(plan, "plan")
    own, owner = (session.get_one(Organisation, of.organisation_id) for of in (finding, plan))
    if not (own.path.startswith(owner.path) or owner.path.startswith(own.path)):
        raise OutsideBranch(field="plan", plan=plan.name, organisation=own.name)
    _became(session, by, finding, OutcomeKind.REVISION, what=clean(what, field="what", longest=1000), plan_id=plan.id)
    return finding


@service(Permission.RUN_DRILLS, on="finding")
def settle_finding(session: Session, by: Person, *, finding: Finding, reason: str) -> Finding:
    """Say why nothing more is to be done about a finding."""
    if (before := _outcome(session, finding, OutcomeKind.SETTLED)) is not None:
        raise SettledAlready(field="finding", finding=finding.number, what=before.what)
    _became(session, by, finding, OutcomeKind.SETTLED, what=clean(reason, field="reason", longest=1000))
    return finding


def _outcome(session: Session, finding: Finding, kind: OutcomeKind) -> FindingOutcome | None:
    own = select(FindingOutcome).where(FindingOutcome.finding_id == finding.id, FindingOutcome.kind == kind)
    return session.scalars(own).one_or_none()


def _became(
    session: Session,
    by: Person,
    finding: Finding,
    kind: OutcomeKind,
    *,
    what: str = "",
    hazard_id: int | None = None,
    plan_id: int | None = None,
) -> None:
    row = {
        "id": next_id(session, FindingOutcome),
        "finding_id": finding.id,
        "organisation_id": finding.organisation_id,
        "kind": kind,
        "hazard_id": hazard_id,
        "plan_id": plan_id,
        "what": what,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, FindingOutcome, [row])

"""The questions about a finding: what it is, whose it becomes until when, which plan is to be revised, why nothing."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from inventory.ground.i18n import _
from inventory.practice import findings
from inventory.practice.checklists import ChecklistLine
from inventory.practice.drills import Drill
from inventory.practice.findings import Finding, FindingLine, FindingOutcome
from inventory.practice.sheets import Sheet
from inventory.resources import rivers
from inventory.resources.hazards import Hazard
from inventory.response import plans
from inventory.response.plans import Plan
from inventory.supplies import places
from tui.desk import Desk
from tui.screens.hazards.asking import rows, where
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, words
from tui.screens.response.asking import filled
from tui.telling import session_of
from tui.widgets.fields import Day, Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among


def record(desk: Desk, once: Once, drill_id: int, sheet_id: int = 0, line: Mapping[str, object] | None = None) -> Form:
    """What was wrong, who found it; on which line of which sheet, where it is one."""
    known = line or {}

    def send(given: Answers) -> None:
        facts = filled(given)
        if sheet_id:
            facts |= {"sheet": row_of(Sheet, sheet_id), "line": row_of(ChecklistLine, known["line_id"])}
        once.send(findings.record_finding, _recorded, given, drill=row_of(Drill, drill_id), **facts)

    return Form(
        _("Add a finding"),
        Text("what", _("What was wrong"), longest=1000, default=str(known.get("note", "")), width=56),
        words("found_by", _("Found by"), {"found_by": desk.officer_name}, longest=200, width=30),
        submit=send,
        verb=_("add"),
        intro=str(known.get("what", "")),
        sender=once,
    )


def _recorded(one: Finding) -> str:
    return _("{finding} was recorded.").format(finding=one.number)


def hazard(desk: Desk, once: Once, line: FindingLine) -> Form:
    """Who puts it right, how and until when; where it is, unless it is where the drill was."""
    with desk.store.read() as session:
        officer = desk.officer(session)
        sites, waters = places.places(session, officer), rivers.rivers(session, officer)

    def send(given: Answers) -> None:
        once.send(findings.make_hazard, _hazard, finding=row_of(Finding, line.finding_id), **rows(given))

    return Form(
        _("Make a hazard of it"),
        Text("unit", _("Unit in charge")),
        words("person", _("Responsible"), {}, longest=120),
        words("phone", _("Telephone"), {}, longest=40, width=20),
        Text("measure", _("Measure"), longest=1000, width=50),
        Day("due_on", _("Fix by"), today=desk.today),
        *where(sites, waters, {}, _("empty: where the drill was")),
        submit=send,
        verb=_("make it one"),
        intro=line.what,
        sender=once,
    )


def _hazard(one: Finding) -> str:
    session = session_of(one)
    own = select(Hazard.number).join(FindingOutcome, FindingOutcome.hazard_id == Hazard.id)
    number = session.scalars(own.where(FindingOutcome.finding_id == one.id)).one()
    return _("{finding} is in the ledger of hazards as {hazard}.").format(finding=one.number, hazard=number)


def revision(desk: Desk, once: Once, line: FindingLine) -> Form:
    """Which plan is to be revised, and what is to be changed in it."""
    with desk.store.read() as session:
        held = plans.plans(session, desk.officer(session))
    options = [Option(one.plan_id, one.name, one.holds or one.code) for one in held]

    def send(given: Answers) -> None:
        facts = {"plan": row_of(Plan, given["plan"]), "what": given["what"]}
        once.send(findings.propose_revision, _proposed, finding=row_of(Finding, line.finding_id), **facts)

    return Form(
        _("Propose to revise a plan"),
        Pick("plan", _("Plan"), among(options, [one.key for one in held]), width=40),
        Text("what", _("To be changed"), longest=1000, width=56),
        submit=send,
        verb=_("propose it"),
        intro=line.what,
        sender=once,
    )


def _proposed(one: Finding) -> str:
    return _("{finding} proposes to revise the plan.").format(finding=one.number)


def settle(once: Once, line: FindingLine) -> Form:
    """Why nothing more is to be done."""

    def send(given: Answers) -> None:
        once.send(findings.settle_finding, _settled, finding=row_of(Finding, line.finding_id), reason=given["reason"])

    return Form(
        _("Nothing more is to be done"),
        Text("reason", _("Reason"), longest=1000, width=56),
        submit=send,
        verb=_("settle it"),
        intro=line.what,
        sender=once,
    )


def _settled(one: Finding) -> str:
    return _("{finding} is settled.").format(finding=one.number)

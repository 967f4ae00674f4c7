"""Findings of a drill: each becomes a hazard with owner and deadline, a proposal to revise a plan, or is settled."""

from __future__ import annotations

from datetime import timedelta

from inventory.ground.names import Retired
from inventory.practice import drills, findings, sheets
from inventory.resources import hazardlines
from inventory.resources.hazards import HazardState
from inventory.response import plans, versions
from tests.practice.acts import yesterday
from tests.response.acts import desk_of
from tests.supplies.acts import refused, today

DUE = today() + timedelta(days=10)


def hazard(ground, finding, **more):
    return ground.do(findings.make_hazard, finding=finding, unit="示例镇", measure="示例更换", due_on=DUE, **more)


def test_a_finding_becomes_a_hazard_once_where_the_drill_was_with_owner_and_deadline(ground):
    finding = ground.found()
    assert finding.number == f"{ground.drill.number}-W01"
    hazard(ground, finding, person="示例甲")
    (line,) = ground.ask(hazardlines.hazards)
    assert (line.what, line.where, line.unit, line.due_on, line.state) == (
        "示例水泵起动不了", "示例河段", "示例镇", DUE, HazardState.WAITING,
    )  # fmt: skip
    assert line.found_on == yesterday()
    facts = {"finding": finding, "unit": "示例", "measure": "示例", "due_on": DUE}
    told = refused(ground.world, findings.HazardAlready, findings.make_hazard, field="finding", **facts)
    assert line.number in told
    (found,) = ground.ask(findings.findings, ground.drill)
    assert (found.hazard, found.is_open) == (line.number, False)
    assert ground.world.faults() == []


def test_a_revision_is_proposed_once_and_answered_by_the_version_approved_after_it(file_ground):
    ground = file_ground
    finding = ground.found()
    facts = {"finding": finding, "plan": ground.plan, "what": "示例增加备用泵"}
    ground.do(findings.propose_revision, **facts)
    refused(ground.world, findings.ProposedAlready, findings.propose_revision, field="finding", **facts)
    draft = desk_of(ground.world).thing(plans.Plan, code="YA02")
    ground.do(findings.propose_revision, finding=ground.found("示例二"), plan=draft, what="示例")
    assert [(one.plan, one.answered) for one in ground.ask(findings.revisions)] == [
        ("示例城市防汛预案", True),  # approved on this very day
        ("示例河道预案", False),
    ]
    ground.do(versions.approve_plan, version=desk_of(ground.world).draft, approved_by="示例领导")
    assert [one.answered for one in ground.ask(findings.revisions, draft)] == [True]
    ground.do(plans.retire_plan, plan=draft)
    facts = {"finding": ground.found("示例三"), "plan": draft, "what": "示例"}
    refused(ground.world, Retired, findings.propose_revision, field="plan", **facts)


def test_a_finding_of_which_nothing_becomes_says_why_and_is_open_until_then(file_ground):
    finding = file_ground.found()
    assert len(file_ground.ask(findings.findings, open_only=True)) == 1
    file_ground.do(findings.settle_finding, finding=finding, reason="示例当场改好")
    assert file_ground.ask(findings.findings, open_only=True) == []
    facts = {"finding": finding, "reason": "示例"}
    refused(file_ground.world, findings.SettledAlready, findings.settle_finding, field="finding", **facts)


def test_a_finding_is_of_a_drill_that_was_held_and_of_a_line_of_its_sheet(file_ground):
    ground = file_ground
    facts = {"what": "示例"}
    refused(ground.world, drills.NotRunning, findings.record_finding, field="drill", drill=ground.drill, **facts)
    sheet = ground.sheet(2)
    ground.begun()
    other = ground.do(sheets.issue_sheets, drill=ground.planned())
    mine = {"drill": ground.drill, **facts}
    strange = ground.thing(sheets.Sheet, number=f"{other.number}-01")
    refused(ground.world, sheets.OtherDrill, findings.record_finding, field="sheet", sheet=strange, **mine)
    made = ground.do(findings.record_finding, sheet=sheet, line=ground.line(3), **mine)
    assert (made.sheet_id, made.found_by) == (sheet.id, "示例领导")

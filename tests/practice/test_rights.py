"""Rights in practice: a branch drills for itself, sees nothing of another's, and nobody acts who only looks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory.ground import accounts
from inventory.ground.audit import SERVICES
from inventory.ground.names import Unknown, named
from inventory.ground.people import NotPermitted, Role
from inventory.practice import (
    checklists,
    drills,
    findings,
    issuing,
    material,
    parts,
    running,
    scoring,
    sheets,
    ticking,
    wording,
)
from inventory.practice.checklists import Checklist, ChecklistLine, ChecklistVersion
from inventory.practice.drills import Drill, DrillUnit, Inject
from inventory.practice.findings import Finding
from inventory.practice.sheets import Sheet
from tests.practice.acts import ACTS, Ground, clock, ground_of, yesterday
from tests.supplies.acts import refused, today
from tests.world import World

NEIGHBOUR = "neighbourkeeper"


@pytest.fixture
def ground(file_ground: Ground) -> Ground:
    """The drill ground in a file alone: what is asked here does not differ between databases."""
    return file_ground


@pytest.fixture
def them(ground: Ground) -> World:
    """The world as the neighbour's officer sees it, who may do there whatever anybody may."""
    who, house = ground.world.neighbourkeeper, ground.world.neighbour
    for role in set(Role) - {Role.STOREKEEPER}:
        ground.do(accounts.give_role, person=who, organisation=house, role=role)
    return ground.world.as_(NEIGHBOUR)


def test_every_service_of_the_floor_has_an_example():
    mine = {name for name, one in SERVICES.items() if one.call.__module__.startswith("inventory.practice.")}
    assert mine == set(ACTS)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_no_watcher_nor_neighbour_acts_and_what_who_may_has_done_holds_and_is_found_by_a_retry(ground, them, name):
    facts = ACTS[name](ground.world)
    refused(ground.world.as_("watcher"), NotPermitted, SERVICES[name].call, **facts)
    refused(them, NotPermitted, SERVICES[name].call, **facts)
    made = ground.world.do(SERVICES[name].call, request="示例请求", **facts)
    again = ground.world.do(SERVICES[name].call, request="示例请求", **facts)
    assert (type(again), again.id) == (type(made), made.id)
    assert ground.world.faults() == []


def test_a_neighbour_drills_for_itself_alone(ground, them):
    house = ground.world.neighbour
    own = them.do(checklists.add_checklist, organisation=house, name="示例邻镇单")
    drill = them.do(running.plan_drill, organisation=house, name="示例邻镇演练", held_on=today())
    ground.found()
    ground.sheet()
    assert [one.code for one in them.ask(checklists.checklists)] == [own.code]
    assert [one.number for one in them.ask(drills.drills)] == [drill.number]
    for query in (parts.units, parts.injects, material.material, sheets.sheets, findings.findings):
        assert them.ask(query, ground.drill) == []
    assert them.ask(wording.lines_of, ground.version()) == []
    assert them.ask(ticking.ticks, ground.sheet()) == []
    assert len(ground.ask(drills.drills)) == 2


def test_who_is_drilled_by_the_checklist_of_those_above_sees_its_sheets_and_keys_them_in(ground, them):
    drill = ground.planned(organisation=ground.world.neighbour)
    ground.do(running.start_drill, drill=drill, at=clock("09:00"))
    them.do(sheets.issue_sheets, drill=drill)
    sheet = ground.thing(Sheet, number=f"{drill.number}-02")
    assert [one.number for one in them.ask(sheets.sheet_lines, sheet)] == [2, 3, 4]
    them.do(ticking.key_in, sheet=sheet, marks=["2-4y"])
    with them.read() as here:
        found = scoring.evaluation(here.session, here.neighbourkeeper, here.session.get_one(Drill, drill.id))
    assert (found.whole.asked, found.whole.yes) == (7, 3)


def test_which_lots_lie_in_a_depot_of_those_above_is_not_told_to_who_is_drilled_from_it(ground, them):
    drill = ground.planned(organisation=ground.world.neighbour)
    facts = {"item": ground.world.bags, "quantity": Decimal(5), "place": ground.world.east}
    ground.do(material.add_material, drill=drill, **facts)
    assert [len(one.lots) for one in ground.ask(material.material, drill)] == [1]
    assert [(one.needed, one.lots) for one in them.ask(material.material, drill)] == [(5, ())]


def test_what_names_no_organisation_is_the_headquarters(ground, them):
    refused(them, NotPermitted, checklists.add_checklist, name="示例")
    refused(them, NotPermitted, running.plan_drill, name="示例", held_on=today())
    refused(them, NotPermitted, running.record_drill, name="示例", held_on=yesterday())


def test_material_goes_out_by_who_may_issue_and_a_hazard_is_made_by_who_keeps_them(ground):
    planner, officer = ground.world.as_("planner"), ground.world.as_("officer")
    facts = {"drill": ground.drill, "to": ground.world.team, "due_on": today()}
    refused(planner, NotPermitted, issuing.issue_material, **facts)
    officer.do(issuing.issue_material, **facts)
    refused(planner, NotPermitted, issuing.return_material, drill=ground.drill)
    officer.do(issuing.return_material, drill=ground.drill)
    refused(officer, NotPermitted, running.plan_drill, name="示例", held_on=today())


def test_what_is_another_branchs_cannot_be_named(ground, them):
    hidden = [
        (Checklist, "JC01"), (ChecklistVersion, "JC01/1"), (ChecklistLine, "JC01/1/03"), (Drill, ground.drill.number),
        (DrillUnit, ground.unit.code), (Inject, ground.inject.code), (Sheet, ground.sheet().number),
        (Finding, ground.found().number),
    ]  # fmt: skip
    with them.read() as here:
        for model, text in hidden:
            assert isinstance(named(here.session, here.leader, model, text), model)
            with pytest.raises(Unknown):
                named(here.session, here.neighbourkeeper, model, text)


def test_the_ground_is_fitted_out_once(ground):
    assert ground_of(ground.world) == ground

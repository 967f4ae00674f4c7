"""Rounds of inspection: what is to be visited, what was, what was left out and why."""

from __future__ import annotations

from datetime import date

import pytest

from inventory.ground import settings
from inventory.ground.instants import InFuture
from inventory.ground.names import Retired, Unknown, named
from inventory.ground.people import NotPermitted
from inventory.ground.settings import BadSetting, OneForAll
from inventory.ground.text import NameBlank
from inventory.resources import hazards, inspections, rivers, tallies, visiting
from inventory.resources.hazardlines import hazards as ledger
from inventory.resources.inspections import (
    EndsBefore,
    InspectionStepKind,
    InspectionVisit,
    Nowhere,
    OthersPlace,
    Season,
    season_of,
)
from inventory.supplies import corrections
from tests.resources.hazards_acts import ago, found, river, round_of, visit_of
from tests.supplies.acts import refused


def visits(world, inspection=None, **only):
    return [(one.where, one.state) for one in world.ask(inspections.visits, inspection, **only)]


def test_a_round_is_numbered_by_its_year_and_lists_its_places_in_their_order(world):
    made = round_of(world, begins_on=date(2022, 3, 1), basis="示例通知")
    assert made.number == "XC-2022-0001"
    facts = {"places": [world.works, world.shelter], "rivers": [river(world)], "spots": ["示例涵洞"]}
    world.do(visiting.plan_visits, inspection=made, **facts)
    assert visits(world, made) == [(one, None) for one in ("示例工地", "示例安置点", "示例河", "示例涵洞")]
    assert [one.code for one in world.ask(inspections.visits)] == [f"XC-2022-0001/{line}" for line in range(1, 5)]
    assert world.faults() == []


def test_a_round_counts_what_was_visited_left_out_and_waits(world):
    made = round_of(world)
    world.do(visiting.plan_visits, inspection=made, places=[world.works, world.shelter, world.east])
    first, second, _third = world.ask(inspections.visits)
    with world.read() as here:
        one, other = (here.session.get_one(InspectionVisit, line.visit_id) for line in (first, second))
    world.do(visiting.record_visit, visit=one, who="示例检查组", finding="示例排水不畅", visited_on=ago(2))
    world.do(visiting.leave_out, visit=other, reason="示例封闭")
    (line,) = world.ask(inspections.inspections)
    assert (line.visits, line.visited, line.left_out, line.waiting, line.ended_on) == (3, 1, 1, 1, None)
    again = world.ask(inspections.visits, made)
    assert [one.state for one in again] == [InspectionStepKind.VISITED, InspectionStepKind.LEFT_OUT, None]
    assert (again[0].who, again[0].finding, again[0].happened_on) == ("示例检查组", "示例排水不畅", ago(2))
    assert visits(world, waiting=True) == [("示例东仓库", None)]


def test_a_place_visited_twice_shows_the_last_visit(world):
    visit = visit_of(world)
    for who, day in (("示例甲", ago(3)), ("示例乙", ago(1))):
        world.do(visiting.record_visit, visit=visit, who=who, visited_on=day)
    (line,) = world.ask(inspections.visits)
    assert (line.who, line.happened_on) == ("示例乙", ago(1))
    (made,) = world.ask(inspections.inspections)
    assert (made.visits, made.visited) == (1, 1)


def test_what_was_planned_for_a_day_gone_by_is_late_until_it_is_visited(world):
    visit = visit_of(world, spots=["示例涵洞"], planned_on=ago(1))
    assert [one.late for one in world.ask(inspections.visits)] == [True]
    world.do(visiting.record_visit, visit=visit, who="示例甲")
    assert [one.late for one in world.ask(inspections.visits)] == [False]


def test_what_is_planned_lies_within_its_round_and_what_is_done_after_its_beginning(world):
    made = round_of(world, begins_on=ago(5), ends_on=ago(-5))
    for day in (ago(6), ago(-6)):
        facts = {"inspection": made, "spots": ["示例"], "planned_on": day}
        refused(world, visiting.OutsideRound, visiting.plan_visits, field="planned_on", **facts)
    visit = visit_of(world, made, spots=["示例"])
    facts = {"visit": visit, "who": "示例甲"}
    refused(world, visiting.OutsideRound, visiting.record_visit, field="visited_on", visited_on=ago(6), **facts)
    refused(world, InFuture, visiting.record_visit, field="visited_on", visited_on=ago(-1), **facts)


def test_a_visit_after_the_planned_end_is_still_recorded(world):
    visit = visit_of(world, round_of(world, ends_on=ago(5)), spots=["示例"])
    world.do(visiting.record_visit, visit=visit, who="示例甲")
    assert visits(world) == [("示例", InspectionStepKind.VISITED)]


def test_a_round_ends_after_it_has_begun(world):
    facts = {"organisation": world.headquarters, "season": Season.AFTER, "name": "示例", "begins_on": ago(0)}
    refused(world, EndsBefore, inspections.open_inspection, field="ends_on", ends_on=ago(1), **facts)
    made = round_of(world, begins_on=ago(-1))
    refused(world, visiting.OutsideRound, visiting.end_inspection, field="ended_on", inspection=made)


def test_a_round_that_leaves_places_out_says_why(world):
    made = round_of(world)
    visit_of(world, made)
    said = refused(world, visiting.StillToVisit, visiting.end_inspection, field="note", inspection=made)
    assert "1 of the places" in said
    world.do(visiting.end_inspection, inspection=made, note="示例汛情紧急")
    (line,) = world.ask(inspections.inspections)
    assert (line.closing, line.ended_on, line.waiting) == ("示例汛情紧急", ago(0), 1)
    assert visits(world, waiting=True) == []


def test_a_round_that_has_ended_takes_nothing_more(world):
    made = round_of(world)
    visit = visit_of(world, made)
    world.do(visiting.end_inspection, inspection=made, note="示例")
    for service, facts in (
        (visiting.end_inspection, {"inspection": made}),
        (visiting.plan_visits, {"inspection": made, "spots": ["示例"]}),
        (visiting.record_visit, {"visit": visit, "who": "示例甲"}),
        (visiting.leave_out, {"visit": visit, "reason": "示例"}),
    ):
        refused(world, visiting.RoundOver, service, field="inspection", **facts)


def test_a_place_is_on_a_round_once_unless_it_was_left_out(world):
    made = round_of(world)
    visit = visit_of(world, made)
    facts = {"inspection": made, "places": [world.works, world.shelter]}
    said = refused(world, visiting.ListedAlready, visiting.plan_visits, field="places", **facts)
    assert visit.code in said
    twice = {"inspection": made, "spots": ["示例涵洞", " 示例涵洞 "]}
    refused(world, visiting.ListedAlready, visiting.plan_visits, field="spots", **twice)
    world.do(visiting.leave_out, visit=visit, reason="示例")
    world.do(visiting.plan_visits, **facts)
    assert len(visits(world, made)) == 3


def test_what_was_visited_is_not_left_out_and_what_was_left_out_not_visited(world):
    visit = visit_of(world)
    world.do(visiting.leave_out, visit=visit, reason="示例")
    refused(world, visiting.NotToVisit, visiting.record_visit, field="visit", visit=visit, who="示例甲")
    refused(world, visiting.NotToVisit, visiting.leave_out, field="visit", visit=visit, reason="示例")
    other = visit_of(world)
    world.do(visiting.record_visit, visit=other, who="示例甲")
    refused(world, visiting.NotToVisit, visiting.leave_out, field="visit", visit=other, reason="示例")


def test_a_visit_says_where_and_who_and_what_is_left_out_says_why(world):
    made = round_of(world)
    refused(world, Nowhere, visiting.plan_visits, field="places", inspection=made)
    refused(world, Nowhere, visiting.plan_visits, field="place", inspection=made, spots=["  "])
    visit = visit_of(world, made)
    refused(world, NameBlank, visiting.record_visit, field="who", visit=visit, who=" ")
    refused(world, NameBlank, visiting.leave_out, field="reason", visit=visit, reason="")


def test_a_branch_inspects_its_own_places_and_rivers_from_above(world):
    world.do(rivers.add_river, organisation=world.neighbour, name="示例邻河")
    with world.read() as here:
        far = named(here.session, here.leader, rivers.River, "示例邻河")
    towns = round_of(world, organisation=world.town)
    visit_of(world, towns, places=[world.west], rivers=[river(world)])
    for field, thing in (("places", world.east), ("places", world.away), ("rivers", far)):
        refused(world, OthersPlace, visiting.plan_visits, field=field[:-1], inspection=towns, **{field: [thing]})
    visit_of(world, round_of(world), places=[world.west, world.away], rivers=[far])


def test_what_was_retired_is_not_inspected(world):
    made, gone = round_of(world), river(world)
    world.do(corrections.retire_place, place=world.bare)
    world.do(rivers.retire_river, river=gone)
    refused(world, Retired, visiting.plan_visits, field="place", inspection=made, places=[world.bare])
    refused(world, Retired, visiting.plan_visits, field="river", inspection=made, rivers=[gone])


def test_a_visit_tells_how_many_hazards_it_found(world):
    made = round_of(world)
    visit = visit_of(world, made)
    for what in ("示例一", "示例二"):
        found(world, visit=visit, what=what)
    found(world, what="示例三")
    with world.read() as here:
        assert tallies.found_on_visits(here.session, here.leader, made) == {visit.id: 2}
        assert [one.visit for one in ledger(here.session, here.leader, inspection=made)] == [visit.code] * 2


def test_another_branchs_rounds_are_neither_seen_nor_named_nor_acted_on(file_world):
    world = file_world
    visit = visit_of(world)
    them = world.as_("neighbourkeeper")
    assert them.ask(inspections.inspections) == []
    assert them.ask(inspections.visits) == []
    with them.read() as here, pytest.raises(Unknown):
        named(here.session, here.neighbourkeeper, InspectionVisit, visit.code)
    refused(them, NotPermitted, visiting.record_visit, visit=visit, who="示例甲")
    facts = {"organisation": world.neighbour, "what": "示例", "found_by": "示例", "spot": "示例", "visit": visit}
    refused(them, NotPermitted, hazards.enter_hazard, **facts)


# The flood season ----------------------------------------------------------------------------------------------


def test_a_day_lies_before_in_or_after_the_season_or_nobody_knows():
    dates = ("06-01", "09-30")
    days = {"05-31": Season.BEFORE, "06-01": Season.IN, "09-30": Season.IN, "10-01": Season.AFTER}
    assert {day: season_of(date.fromisoformat(f"2022-{day}"), dates) for day in days} == days
    assert season_of(date(2022, 7, 1), None) is None


def test_the_season_is_set_for_the_whole_headquarters_as_month_and_day(file_world):
    world = file_world
    facts = {"organisation": world.headquarters, "key": "season_begins"}
    for value in ("0601", "6-1", "W05-1", "02-29", "13-01", "六月"):
        refused(world, BadSetting, settings.set_value, field="value", value=value, **facts)
    world.do(settings.set_value, value="06-01", basis="示例依据", **facts)
    with world.read() as here:
        assert inspections.season_dates(here.session) is None
    world.do(settings.set_value, value="09-30", **{**facts, "key": "season_ends"})
    with world.read() as here:
        assert inspections.season_dates(here.session) == ("06-01", "09-30")
    facts["organisation"] = world.town
    refused(world, OneForAll, settings.set_value, field="organisation", value="06-02", **facts)

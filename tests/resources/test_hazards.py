"""Entering hazards: where, by whom, how many a row stands for, and which one it repeats."""

from __future__ import annotations

import pytest

from inventory.ground.instants import InFuture
from inventory.ground.names import Unknown, named, remarks
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from inventory.resources import hazards, rectifying
from inventory.resources.hazardlines import hazards as ledger
from inventory.resources.hazards import (
    BadPieces,
    BasisOfMany,
    CameBackAs,
    FoundBefore,
    Hazard,
    HazardState,
    NotClosedYet,
)
from inventory.resources.inspections import Nowhere, OthersPlace
from tests.resources.hazards_acts import ago, assigned, closed, found, river, round_of, visit_of
from tests.supplies.acts import refused

WHOLE_ARTICLE = {"pieces": 236, "basis": "示例报道", "what": "示例各类隐患"}


def facts_of(world, **more):
    return {"organisation": world.headquarters, "what": "示例", "found_by": "示例甲", "spot": "示例桥下", **more}


def test_what_was_found_is_numbered_and_waits_to_be_put_right(world):
    made = found(world, spot="东门", photos="示例1.jpg 示例2.jpg")
    assert made.number == f"YH-{ago(10).year}-0001"
    (line,) = world.ask(ledger)
    assert (line.where, line.what, line.found_by) == ("示例安置点 · 东门", "示例配电箱漏水", "示例检查组")
    assert (line.found_on, line.pieces, line.photos) == (ago(10), 1, "示例1.jpg 示例2.jpg")
    assert (line.state, line.unit, line.due_on, line.overdue) == (HazardState.WAITING, "", None, False)
    assert world.faults() == []


def test_it_is_found_by_initials_and_by_who_must_put_it_right(world):
    assigned(world)
    (line,) = world.ask(ledger)
    assert "slpdxls" in line.key.split()
    assert "示例村" in line.key
    assert line.number.casefold() in line.key


def test_on_a_visit_it_is_where_the_visit_was(world):
    visit = visit_of(world, spots=["示例涵洞"])
    made = world.do(
        hazards.enter_hazard, organisation=world.headquarters, what="示例堵塞", found_by="示例甲", visit=visit
    )
    assert (made.spot, made.place_id, made.visit_id) == ("示例涵洞", None, visit.id)
    there = visit_of(world, places=[world.works])
    made = world.do(
        hazards.enter_hazard, organisation=world.headquarters, what="示例堵塞", found_by="示例甲", visit=there
    )
    assert (made.spot, made.place_id) == ("", world.works.id)


def test_the_ledger_is_read_by_place_by_river_and_by_days(world):
    at_place, at_river = found(world), found(world, place=None, river=river(world), found_on=ago(2))
    for only, made in (
        ({"place": world.shelter}, at_place),
        ({"river": river(world, "示例他河")}, None),
        ({"first": ago(3)}, at_river),
        ({"last": ago(3)}, at_place),
        ({"hazard": at_river}, at_river),
    ):
        assert [one.number for one in world.ask(ledger, **only)] == ([made.number] if made else [])
    assert [one.where for one in world.ask(ledger)] == ["示例安置点", "示例河"]


def test_a_row_for_many_says_on_which_paper_it_rests(world):
    refused(world, BasisOfMany, hazards.enter_hazard, field="basis", **facts_of(world, pieces=236))
    for pieces in (0, -1, 1_000_001):
        refused(world, BadPieces, hazards.enter_hazard, field="pieces", **facts_of(world, pieces=pieces))
    found(world, **WHOLE_ARTICLE)
    assert [one.pieces for one in world.ask(ledger)] == [236]


def test_it_says_where_what_and_by_whom_and_was_found_by_now(world):
    refused(world, Nowhere, hazards.enter_hazard, field="place", **facts_of(world, spot=" "))
    refused(world, NameBlank, hazards.enter_hazard, field="what", **facts_of(world, what=" "))
    refused(world, NameBlank, hazards.enter_hazard, field="found_by", **facts_of(world, found_by=""))
    refused(world, InFuture, hazards.enter_hazard, field="found_on", **facts_of(world, found_on=ago(-1)))


def test_only_what_was_closed_comes_back_and_not_before_it_was(world):
    first = assigned(world)
    refused(world, NotClosedYet, hazards.enter_hazard, field="recurs", **facts_of(world, recurs=first))
    over = closed(world)
    facts = facts_of(world, recurs=over)
    refused(world, FoundBefore, hazards.enter_hazard, field="found_on", found_on=ago(5), **facts)
    made = world.do(hazards.enter_hazard, **facts)
    assert {one.number: one.recurs for one in world.ask(ledger)}[made.number] == over.number


def test_a_return_follows_the_last_one_unless_that_was_a_mistake(world):
    over = closed(world)
    back = found(world, recurs=over, found_on=ago(1))
    said = refused(world, CameBackAs, hazards.enter_hazard, field="recurs", **facts_of(world, recurs=over))
    assert back.number in said
    world.do(rectifying.strike_hazard, hazard=back, reason="示例误报")
    world.do(hazards.enter_hazard, **facts_of(world, recurs=over))


def test_what_says_the_same_of_the_same_spot_is_remarked_on(world):
    def said():
        with world.begin() as here:
            hazards.enter_hazard(
                here.session, here.leader, organisation=here.headquarters, what="示例配电箱漏水", found_by="示例甲",
                place=here.shelter,
            )  # fmt: skip
            return list(remarks(here.session))

    assert said() == []
    (still,) = said()
    assert "still open" in still
    for one in world.ask(ledger):
        with world.read() as here:
            hazard = here.session.get_one(Hazard, one.hazard_id)
        world.do(rectifying.fix_hazard, hazard=hazard, who="示例乙")
        world.do(rectifying.close_hazard, hazard=hazard, who="示例丙", alone="示例")
    (back,) = said()
    assert "has come back" in back


def test_a_branch_enters_what_is_at_its_own_places(world):
    facts = {"organisation": world.town, "what": "示例", "found_by": "示例甲"}
    refused(world, OthersPlace, hazards.enter_hazard, field="place", place=world.works, **facts)
    world.as_("townkeeper").do(hazards.enter_hazard, place=world.shelter, river=river(world), **facts)
    refused(world.as_("townkeeper"), NotPermitted, hazards.enter_hazard, **facts_of(world))


def test_another_branchs_hazards_are_neither_seen_nor_named_nor_repeated(file_world):
    world = file_world
    made = closed(world)
    them = world.as_("neighbourkeeper")
    assert them.ask(ledger) == []
    with them.read() as here, pytest.raises(Unknown):
        named(here.session, here.neighbourkeeper, Hazard, made.number)
    refused(them, NotPermitted, hazards.enter_hazard, **facts_of(world, organisation=world.neighbour, recurs=made))


def test_the_right_on_a_visit_gives_none_on_the_organisation(file_world):
    world = file_world
    visit = visit_of(world, round_of(world, organisation=world.town), spots=["示例"])
    town = world.as_("townkeeper")
    refused(town, NotPermitted, hazards.enter_hazard, **facts_of(world, visit=visit))
    town.do(hazards.enter_hazard, **facts_of(world, organisation=world.town, visit=visit))

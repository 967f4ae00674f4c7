"""Teams: a register on places, in a tree, with what is on each of them."""

from __future__ import annotations

import pytest

from inventory.ground.names import NotRetired, Retired, Unknown, named
from inventory.ground.text import TooLong
from inventory.resources import teams
from inventory.resources.sites import BadNumber, OnRegister, OtherKind, PlaceStays
from inventory.resources.teams import BelowItself, Strength, Team, TwoWays
from inventory.supplies import corrections, places, transfers
from inventory.supplies.counting import Team as Counting
from inventory.supplies.lots import Line
from tests.resources.teams_acts import new_team, team
from tests.supplies.acts import D, lent, refused
from tests.supplies.checks import opened as check
from tests.world import World


def line(world: World, **facts):
    """The one team on the register."""
    (found,) = world.ask(teams.teams, **facts)
    return found


# On the register -----------------------------------------------------------------------------------------------


def test_a_team_brings_its_place_with_it(world: World):
    made = new_team(world, "示例突击队", keeper="示例队长", phone="000-示例", address="示例路1号", headcount=30)
    found = line(world)
    assert (found.code, found.name, found.keeper, found.address) == ("DW02", "示例突击队", "示例队长", "示例路1号")
    assert (found.team_id, found.headcount, found.organisation) == (made.id, 30, "示例区防汛指挥部")
    assert "DW02" in {place.code for place in world.ask(places.places)}
    assert world.faults() == []


def test_a_teams_place_that_is_there_already_is_put_on_the_register_once(world: World):
    assert [one.code for one in world.ask(teams.teams_off_register)] == ["DW01"]
    team(world, keeper="示例新队长")
    assert world.ask(teams.teams_off_register) == []
    found = line(world)
    assert (found.code, found.keeper, found.phone) == ("DW01", "示例新队长", "000-示例")
    refused(world, OnRegister, teams.add_team, field="place", place=world.team)


def test_what_is_not_known_stays_not_known(world: World):
    team(world)
    found = line(world)
    assert (found.headcount, found.ready_minutes, found.kind, found.skills) == (None, None, "", "")


def test_only_a_teams_place_is_put_on_this_register(world: World):
    for place in (world.east, world.shelter, world.works):
        refused(world, OtherKind, teams.add_team, field="place", place=place)
    refused(world, PlaceStays, teams.add_team, field="place", place=world.team, code="DW09")
    refused(world, PlaceStays, teams.add_team, field="place", place=world.team, organisation=world.town)
    world.do(corrections.retire_place, place=world.team)
    refused(world, Retired, teams.add_team, field="place", place=world.team)


@pytest.mark.parametrize("field", ["headcount", "ready_minutes"])
@pytest.mark.parametrize("number", [-5, 1_000_000])
def test_numbers_that_cannot_be_meant_are_refused(world: World, field: str, number: int):
    refused(world, BadNumber, teams.add_team, field=field, name="示例队", **{field: number})
    refused(world, BadNumber, teams.change_team, field=field, team=team(world), **{field: number})


def test_a_change_changes_what_it_names_alone(world: World):
    made = team(world, headcount=30, ready_minutes=20, skills="示例堵漏", deputy="示例副队长")
    world.do(teams.change_team, team=made, headcount=0, skills="示例排涝", name="示例新队名")
    found = line(world)
    assert (found.headcount, found.ready_minutes, found.skills) == (None, 20, "示例排涝")
    assert (found.name, found.deputy, found.keeper) == ("示例新队名", "示例副队长", "示例保管员")
    refused(world, TooLong, teams.change_team, field="skills", team=made, skills="长" * 401)


def test_a_team_is_found_by_initials_of_its_name_its_leader_and_what_it_can_do(world: World):
    team(world, keeper="张三", skills="堵漏")
    key = line(world).key
    assert all(word in key for word in ("slqxd", "zs", "dl", "dw01"))


def test_a_team_is_named_by_code_or_name_and_a_slip_is_answered_with_it(world: World):
    made = team(world)
    with world.read() as here:
        for text in ("DW01", "示例抢险队"):
            assert named(here.session, here.leader, Team, text).id == made.id
        with pytest.raises(Unknown, match="Did you mean 示例抢险队"):
            named(here.session, here.leader, Team, "示例抢险")


# The tree ------------------------------------------------------------------------------------------------------


def test_teams_are_listed_with_those_below_them(world: World):
    whole = new_team(world, "示例总队")
    other = new_team(world, "示例另队")
    part = new_team(world, "示例分队", parent=whole)
    new_team(world, "示例小组", parent=part)
    told = [(one.name, one.level, one.parent) for one in world.ask(teams.teams)]
    assert told == [
        ("示例总队", 0, ""), ("示例分队", 1, "示例总队"), ("示例小组", 2, "示例分队"), ("示例另队", 0, ""),
    ]  # fmt: skip
    for above in (part, whole):
        refused(world, BelowItself, teams.change_team, field="parent", team=whole, parent=above)
    refused(world, TwoWays, teams.change_team, field="parent", team=part, parent=other, part_of_none=True)
    world.do(teams.change_team, team=part, part_of_none=True)
    world.do(teams.change_team, team=whole, parent=part)
    assert [one.level for one in world.ask(teams.teams)] == [0, 0, 1, 1]


def test_strength_counts_a_whole_by_its_own_number_and_else_by_its_parts(world: World):
    whole = new_team(world, "示例总队", headcount=100)
    for name in ("示例一队", "示例二队"):
        new_team(world, name, parent=whole)
    assert teams.strength(world.ask(teams.teams)) == Strength(teams=2, people=100, unknown=0)
    world.do(teams.change_team, team=whole, headcount=0)
    assert teams.strength(world.ask(teams.teams)) == Strength(teams=2, people=0, unknown=2)
    new_team(world, "示例三队", parent=whole, headcount=30)
    new_team(world, "示例另队", headcount=12)
    assert teams.strength(world.ask(teams.teams)) == Strength(teams=4, people=42, unknown=2)
    assert teams.strength([]) == Strength(0, 0, 0)


# What is on it, and its end ------------------------------------------------------------------------------------


def test_what_was_issued_to_a_team_is_its_equipment_until_it_comes_back(world: World):
    made = team(world)
    assert line(world).equipment == ()
    lent(world, 100)
    (bags,) = line(world).equipment
    assert (bags.item, bags.unit, bags.quantity) == ("编织袋", "条", D(100))
    refused(world, corrections.StillHeld, teams.retire_team, field="place", team=made)
    facts = {"place": world.team, "to": world.east, "lines": [Line(world.bags, D(100))]}
    world.do(transfers.take_back, **facts)
    assert line(world).equipment == ()


def test_who_counts_blind_is_not_told_by_the_register_what_should_be_there(world: World):
    team(world)
    lent(world, 100)
    check(world, place=world.team, parts=[Counting((world.keeper,))], blind=True)
    (bags,) = line(world.as_("keeper")).equipment
    assert (bags.item, bags.quantity) == ("编织袋", None)
    (bags,) = line(world.as_("officer")).equipment
    assert bags.quantity == 100


def test_a_team_is_retired_with_its_place_and_comes_back_with_it(world: World):
    made = team(world)
    refused(world, NotRetired, teams.revive_team, field="place", team=made)
    assert world.do(teams.retire_team, team=made).retired
    assert world.ask(teams.teams) == []
    assert line(world, retired=True).retired
    assert "DW01" not in {place.code for place in world.ask(places.places)}
    refused(world, Retired, teams.retire_team, field="team", team=made)
    refused(world, Retired, teams.add_team, field="parent", name="示例新队", parent=made)
    assert not world.do(teams.revive_team, team=made).retired
    assert line(world).code == "DW01"
    assert world.faults() == []


def test_a_team_whose_place_was_closed_elsewhere_is_retired_too(world: World):
    made = team(world)
    world.do(corrections.retire_place, place=world.team)
    assert world.ask(teams.teams) == []
    world.do(teams.revive_team, team=made)
    assert line(world).team_id == made.id


def test_the_register_asks_as_many_questions_for_many_teams_as_for_one(file_world: World, asked):
    team(file_world)
    with asked() as few:
        file_world.ask(teams.teams)
    for number in range(9):
        new_team(file_world, f"示例{number}队", headcount=10)
    with asked() as many:
        assert len(file_world.ask(teams.teams)) == 10
    assert len(many) == len(few)

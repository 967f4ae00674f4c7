"""Places: the tree of depots, rooms and shelves, and those who hold stock."""

from __future__ import annotations

import pytest

from inventory.ground.names import CodeTaken, NameTaken, Retired, remarks
from inventory.ground.text import Forbidden, NameBlank, TooLong
from inventory.supplies import corrections, places
from inventory.supplies.places import KEPT, PlaceKind
from tests.supplies.acts import refused
from tests.world import Here, World


def added(world: World, name: str, kind: PlaceKind = PlaceKind.DEPOT, **more):
    """A new place of the headquarters."""
    return world.do(places.add_place, organisation=world.headquarters, name=name, kind=kind, **more)


def test_a_place_gets_the_next_free_code_of_its_kind(world: World):
    assert added(world, "示例新仓库").code == "CK06"
    assert added(world, "示例新队", PlaceKind.TEAM).code == "DW02"


def test_a_code_is_taken_once(world: World):
    facts = {"organisation": world.headquarters, "name": "示例新仓库", "kind": PlaceKind.DEPOT}
    said = refused(world, CodeTaken, places.add_place, field="code", code="CK01", **facts)
    assert said == "The code CK01 is taken by 示例东仓库: choose another."


def test_a_room_lies_in_a_depot_and_a_shelf_in_either(world: World):
    room = added(world, "示例小间", PlaceKind.ROOM, parent=world.east)
    shelf = added(world, "示例货架", PlaceKind.SHELF, parent=room)
    assert shelf.path.startswith(room.path)
    facts = {"organisation": world.headquarters, "name": "示例架"}
    for kind, parent in (
        (PlaceKind.ROOM, None),
        (PlaceKind.ROOM, world.team),
        (PlaceKind.ROOM, shelf),
        (PlaceKind.SHELF, shelf),
    ):
        refused(world, places.WrongParent, places.add_place, field="parent", kind=kind, parent=parent, **facts)


@pytest.mark.parametrize("kind", [PlaceKind.DEPOT, PlaceKind.TEAM, PlaceKind.SHELTER, PlaceKind.WORKS])
def test_what_a_team_has_is_never_counted_as_a_depots(world: World, kind: PlaceKind):
    facts = {"organisation": world.headquarters, "name": "示例新处", "kind": kind, "parent": world.east}
    refused(world, places.StandsAlone, places.add_place, field="parent", **facts)


@pytest.mark.parametrize("kind", sorted(set(PlaceKind) - KEPT))
def test_the_ends_of_the_ledger_are_not_entered_by_hand(world: World, kind: PlaceKind):
    facts = {"organisation": world.headquarters, "name": "示例新处"}
    refused(world, places.NotAPlaceToKeep, places.add_place, field="kind", kind=kind, **facts)


def test_a_retired_depot_gets_no_new_room(world: World):
    gone = world.do(corrections.retire_place, place=world.bare)
    facts = {"organisation": world.headquarters, "name": "示例小间", "kind": PlaceKind.ROOM}
    refused(world, Retired, places.add_place, field="parent", parent=gone, **facts)


def test_two_depots_have_two_names_and_their_shelves_may_share_one(world: World):
    facts = {"organisation": world.headquarters, "name": "示例东仓库", "kind": PlaceKind.DEPOT}
    said = refused(world, NameTaken, places.add_place, field="name", **facts)
    assert said == "There is 示例东仓库 already, with the code CK01: choose a name that can be told apart."
    added(world, "一号架", PlaceKind.SHELF, parent=world.east)
    added(world, "一号架", PlaceKind.SHELF, parent=world.bare)
    facts = {"organisation": world.headquarters, "name": "一号架", "kind": PlaceKind.SHELF}
    refused(world, NameTaken, places.add_place, field="name", parent=world.bare, **facts)


def test_a_name_that_looks_like_another_is_kept_and_told(world: World):
    with world.begin() as here:
        one = places.add_place(
            here.session, here.leader, organisation=here.headquarters, name="示例东\u200b仓库", kind=PlaceKind.DEPOT
        )
        told = remarks(here.session)
    assert one.name == "示例东\u200b仓库"
    assert told == ["示例东\u200b仓库 looks like 示例东仓库 (CK01), which is there already."]


@pytest.mark.parametrize(
    ("name", "why"),
    [("", NameBlank), ("\u200b", NameBlank), ("x" * 121, TooLong), ("a\x1b[2J", Forbidden), ("a\u202eb", Forbidden)],
)
def test_a_bad_name_is_refused(world: World, name: str, why):
    facts = {"organisation": world.headquarters, "kind": PlaceKind.DEPOT}
    refused(world, why, places.add_place, field="name", name=name, **facts)
    refused(world, why, places.change_place, field="name", place=world.bare, name=name)


@pytest.mark.parametrize("name", ["=cmd", "[red]", "[/]", "🛶", "000123"])
def test_an_odd_name_is_kept_as_it_is(world: World, name: str):
    added(world, name)
    assert name in [line.name for line in world.ask(places.places)]


def test_a_changed_place_is_found_by_its_new_name(world: World):
    world.do(places.change_place, place=world.bare, name="示例北仓库", keeper="示例新人")
    (line,) = [line for line in world.ask(places.places) if line.code == "CK04"]
    assert (line.name, line.keeper) == ("示例北仓库", "示例新人")
    assert "slbck" in line.key


def test_a_depot_comes_before_its_rooms_and_a_retired_place_on_demand(world: World):
    codes = [line.code for line in world.ask(places.places)]
    assert codes.index("KF01") == codes.index("CK01") + 1
    world.do(corrections.retire_place, place=world.bare)
    assert "CK04" not in [line.code for line in world.ask(places.places)]
    assert "CK04" in [line.code for line in world.ask(places.places, retired=True)]


def test_the_ends_speak_the_officers_language(world: World):
    with world.store.read() as session:
        assert str(places.end(session, PlaceKind.USED_UP)) == "used up"
        assert Here(session).east.name == str(world.east)

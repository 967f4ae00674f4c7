"""Rivers: where they run, who answers for them, and a public list that gives nobody's number away."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from inventory.ground.names import CodeTaken, NotRetired, Retired, Unknown, named
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from inventory.resources.rivers import (
    ANSWERING_NAMES,
    Answering,
    BadLength,
    NotAnswering,
    PublishedLater,
    River,
    add_river,
    change_river,
    drop_river_person,
    retire_river,
    revive_river,
    rivers,
    set_river_person,
)
from tests.resources.rivers_acts import river, walked
from tests.supplies.acts import Facts, refused, today


def test_everything_that_somebody_answers_for_has_its_name():
    assert set(ANSWERING_NAMES) == set(Answering)


def test_a_river_of_which_nothing_is_known_is_kept_with_the_rest_unset(world):
    made = world.do(add_river, organisation=world.headquarters, name="示例未列名河道")
    assert made.code == "HD01"
    [one] = world.ask(rivers)
    assert (one.name, one.reach_from, one.length_km, one.published_on, one.people) == (
        "示例未列名河道", "", None, None, (),
    )  # fmt: skip
    assert world.faults() == []


def test_a_reach_is_described_to_the_metre_and_found_by_initials(world):
    facts: Facts = {"reach_from": "示例闸", "reach_to": "示例桥", "length_km": Decimal("12.345")}
    facts["published_on"] = date(2022, 5, 1)
    river(world, **facts)
    [one] = world.ask(rivers)
    assert {name: getattr(one, name) for name in facts} == facts
    assert "slh" in one.key


@pytest.mark.parametrize("length", ["0", "-1", "0.0001", "10001", "NaN", "Infinity"])
def test_a_length_that_no_river_has_is_refused(world, length):
    facts = {"organisation": world.headquarters, "name": "示例河", "length_km": Decimal(length)}
    refused(world, BadLength, add_river, field="length_km", **facts)


def test_nothing_was_published_tomorrow(world):
    tomorrow = today() + timedelta(days=1)
    refused(world, PublishedLater, change_river, field="published_on", river=river(world), published_on=tomorrow)


def test_a_correction_leaves_what_it_does_not_name_and_takes_a_length_away_with_nought(world):
    made = river(world, length_km=Decimal(5), published_on=date(2022, 5, 1))
    again = world.do(change_river, river=made, towns="", length_km=Decimal(0), note="示例")
    assert (again.name, again.towns, again.length_km, again.published_on, again.note) == (
        "示例河", "", None, date(2022, 5, 1), "示例",
    )  # fmt: skip
    refused(world, NameBlank, change_river, field="name", river=made, name=" ")
    refused(world, CodeTaken, add_river, field="code", organisation=world.town, name="示例", code=made.code)


# Who answers -----------------------------------------------------------------------------------------------------


def test_three_kinds_of_people_answer_and_several_may_for_one(world):
    made = river(world)
    for answering, name in (
        (Answering.PATROL, "示例巡查甲"),
        (Answering.ADMINISTRATIVE, "示例区领导"),
        (Answering.PATROL, "示例巡查乙"),
        (Answering.ADMINISTRATIVE, "示例镇长"),
    ):
        world.do(set_river_person, river=made, answering=answering, name=name, post="示例职务")
    [one] = world.ask(rivers)
    assert [who.name for who in one.people] == ["示例区领导", "示例镇长", "示例巡查甲", "示例巡查乙"]
    assert one.of(Answering.TECHNICAL) == ()
    assert len(one.of(Answering.PATROL)) == 2


def test_who_is_named_again_is_corrected(world):
    made = walked(world)
    walked(world, river=made, post="示例村主任", phone="138-示例-1111")
    [one] = world.ask(rivers)
    assert [(who.post, who.phone) for who in one.people] == [("示例村主任", "138-示例-1111")]
    assert world.faults() == []


def test_who_is_taken_off_the_list_is_gone_and_nobody_else(world):
    made = walked(world)
    world.do(set_river_person, river=made, answering=Answering.TECHNICAL, name="示例巡查员")
    facts = {"river": made, "answering": Answering.PATROL, "name": "示例巡查员"}
    world.do(drop_river_person, **facts)
    [one] = world.ask(rivers)
    assert [who.answering for who in one.people] == [Answering.TECHNICAL]
    refused(world, NotAnswering, drop_river_person, field="name", **facts)
    assert world.faults() == []


def test_nobody_is_named_without_a_name(world):
    facts = {"river": river(world), "answering": Answering.PATROL}
    refused(world, NameBlank, set_river_person, field="name", name=" ", **facts)


# Letting go ------------------------------------------------------------------------------------------------------


def test_a_retired_river_leaves_the_list_and_comes_back_with_its_people(world):
    made = walked(world)
    world.do(retire_river, river=made)
    assert world.ask(rivers) == []
    assert [one.retired for one in world.ask(rivers, retired=True)] == [True]
    refused(world, Retired, retire_river, field="river", river=made)
    facts = {"river": made, "answering": Answering.PATROL, "name": "示例"}
    refused(world, Retired, set_river_person, field="river", **facts)
    world.do(revive_river, river=made)
    assert [len(one.people) for one in world.ask(rivers)] == [1]
    refused(world, NotRetired, revive_river, field="river", river=made)


# Rights ----------------------------------------------------------------------------------------------------------


def phones(world, **how):
    return [who.phone for one in world.ask(rivers, **how) for who in one.people]


def test_a_public_list_gives_nobodys_number_away_whoever_makes_it(world):
    walked(world)
    assert phones(world.as_("officer")) == ["138-示例-0000"]
    assert phones(world.as_("watcher")) == ["138*****000"]
    assert phones(world, public=True) == phones(world.as_("watcher"), public=True) == [""]


def test_a_branch_sees_and_names_its_own_rivers_alone(world):
    ours, theirs = river(world), river(world, "town")
    assert [one.code for one in world.as_("townkeeper").ask(rivers)] == [theirs.code]
    with world.read() as here, pytest.raises(Unknown):
        named(here.session, here.townkeeper, River, ours.code)


def test_a_storekeeper_keeps_no_rivers(world):
    refused(world.as_("keeper"), NotPermitted, change_river, river=river(world), note="示例")


def test_the_list_is_read_in_as_many_statements_however_many_there_are(file_world, asked):
    def statements():
        with asked() as heard:
            file_world.ask(rivers)
        return len(heard)

    walked(file_world)
    few = statements()
    for _turn in range(4):
        walked(file_world)
    assert statements() == few <= 4

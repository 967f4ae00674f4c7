"""The list of those who answer for rivers: as the form has it, and without numbers for the public."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal

import pytest

from inventory.ground import i18n
from inventory.resources import rivers as register
from inventory.resources.rivers import Answering, set_river_person
from reports import phones, rivers
from reports.rivers import ANSWERS
from reports.table import shown
from tests.resources.rivers_acts import river, walked


def made(world, who="officer", make=rivers.rivers):
    with world.read() as here:
        return make(here.session, getattr(here, who))


def column(table, key):
    return [shown(table.column(key), row, table.zone) for row in table.rows]


def test_the_list_has_the_headings_that_a_superior_expects_in_their_order(file_world):
    i18n.use("zh")
    people = [f"{kind}责任人{fact}" for kind in ("行政", "技术", "巡查") for fact in ("姓名", "单位", "职务", "电话")]
    facts = ["序号", "河道（工程）", "起止", "长度(km)", "镇村"]
    assert [one.title for one in made(file_world).columns] == [*facts, *people, "公布日期"]


def test_everything_that_somebody_answers_for_has_its_heading():
    assert set(ANSWERS) == set(Answering)


def test_several_who_answer_for_one_thing_stand_below_one_another_and_the_river_is_told_once(file_world):
    along = river(
        file_world, reach_from="示例闸", reach_to="示例桥", length_km=Decimal("12.345"), published_on=date(2022, 5, 1)
    )
    for answering, name in (("PATROL", "示例甲"), ("PATROL", "示例乙"), ("TECHNICAL", "示例工程师")):
        file_world.do(set_river_person, river=along, answering=Answering[answering], name=name, post="示例职务")
    river(file_world, name="示例未列名河道", towns="")
    table = made(file_world)
    assert column(table, "no") == ["1", "", "2"]
    assert column(table, "name") == ["示例河", "示例河", "示例未列名河道"]
    assert column(table, "reach") == ["示例闸 – 示例桥", "", "not set"]
    assert column(table, "length_km") == ["12.345", "", "not set"]
    assert column(table, "published_on") == ["2022-05-01", "", "not set"]
    assert column(table, "administrative") == ["not set", "", "not set"]
    assert column(table, "technical") == ["示例工程师", "", "not set"]
    assert column(table, "technical_unit") == ["not set", "", ""]
    assert column(table, "patrol") == ["示例甲", "示例乙", "not set"]
    assert column(table, "patrol_post") == ["示例职务", "示例职务", ""]


def test_half_a_reach_is_told_as_far_as_it_is_known(file_world):
    river(file_world, reach_to="示例桥")
    assert column(made(file_world), "reach") == ["… – 示例桥"]


def test_numbers_are_masked_for_who_need_not_know_them(file_world):
    walked(file_world)
    assert column(made(file_world), "patrol_phone") == ["138-示例-0000"]
    assert column(made(file_world, "watcher"), "patrol_phone") == ["138*****000"]
    with file_world.read() as here:
        assert [house.code for house in phones.shown(here.session, here.officer, "rivers")] == ["HQ"]
        assert phones.shown(here.session, here.watcher, "rivers") == []


@pytest.mark.parametrize("who", ["leader", "watcher"])
def test_the_public_list_has_no_numbers_whoever_makes_it(file_world, who):
    walked(file_world, post="示例职务")
    table = made(file_world, who, rivers.rivers_public)
    assert not [one.key for one in table.columns if "phone" in one.key]
    told = [shown(one, row, table.zone) for row in table.rows for one in table.columns]
    assert "示例职务" in told
    assert not [text for text in told if "138" in text]
    with file_world.read() as here:
        assert phones.shown(here.session, getattr(here, who), "rivers-public") == []


def test_on_the_screen_a_river_is_one_line_and_nobody_named_is_marked(file_world):
    along = walked(file_world)
    file_world.do(set_river_person, river=along, answering=Answering.PATROL, name="示例乙")
    [line] = file_world.ask(register.rivers)
    said = {one.key: shown(one, line, UTC) for one in rivers.river_columns()}
    assert (said["patrol"], said["administrative"]) == ("示例巡查员, 示例乙", "▲ not set")

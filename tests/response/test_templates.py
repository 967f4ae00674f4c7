"""The law's template of actions: facts of two articles, taken over line by line and then edited."""

from __future__ import annotations

import pytest

from inventory.response import actions, templates
from inventory.response.plans import NotADraft
from inventory.upkeep import seeding
from tests.supplies.acts import refused


def taken(desk, *lines, level="Ⅳ"):
    return desk.do(templates.take_over_template, version=desk.draft, level=desk.level(level), lines=lines)


def test_the_template_has_what_two_articles_ask_for_and_sets_neither_unit_nor_minutes():
    lines = templates.template()
    assert [(one.article, one.code) for one in lines] == [
        *((66, f"66-{n}") for n in range(1, 6)),
        *((67, f"67-{n}") for n in range(1, 8)),
    ]
    assert {one.basis for one in lines} == {
        "突发事件应对法 (2024修订)第66条", "突发事件应对法 (2024修订)第67条",
    }  # fmt: skip


def test_lines_are_taken_over_after_those_that_are_there_and_then_edited(desk):
    taken(desk, "66-1", "66-2")
    taken(desk, "67-1", level="Ⅱ")
    lines = desk.ask(actions.actions_of, desk.draft)
    assert [(one.level, one.turn, one.what, one.unit, one.minutes) for one in lines] == [
        ("示例Ⅳ级", 2, "启动预案", "", None),
        ("示例Ⅳ级", 3, "收集、报告有关信息, 加强监测", "", None),
        ("示例Ⅲ级", 1, "示例上堤", "示例抢险队", None),
        ("示例Ⅱ级", 4, "抢险救援队伍进入待命状态", "", None),
    ]
    assert lines[0].basis == "突发事件应对法 (2024修订)第66条"
    desk.do(actions.change_action, action=desk.thing(actions.PlanAction, code="YA02/1/02"), unit="示例办")
    assert desk.world.faults() == []


@pytest.mark.parametrize(
    ("why", "lines"),
    [
        (templates.NotInTemplate, ["66-1", "68-1"]),
        (templates.NothingTaken, []),
        (templates.TakenOver, ["66-1", "66-1"]),
    ],
)
def test_what_is_not_there_or_twice_is_not_taken_over(desk, why, lines):
    facts = {"version": desk.draft, "level": desk.level("Ⅳ"), "lines": lines}
    refused(desk.world, why, templates.take_over_template, field="lines", **facts)


def test_what_was_taken_over_before_is_told(desk):
    taken(desk, "66-1")
    facts = {"version": desk.draft, "level": desk.level("Ⅳ"), "lines": ["66-1"]}
    said = refused(desk.world, templates.TakenOver, templates.take_over_template, field="lines", **facts)
    assert said == "“启动预案” stands in YA02/1 already: leave line 66-1 out."
    facts["version"] = desk.approved
    refused(desk.world, NotADraft, templates.take_over_template, field="version", **facts)


def test_the_template_is_no_beginning_of_a_store():
    assert "actions" not in seeding.known()

"""What rules suggest: by colours and levels in force, less what is ordered; never more than suggested."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.duty import levels
from inventory.duty.levels import OthersLevel
from inventory.ground.names import Retired
from inventory.ground.store import now
from inventory.ground.text import NameBlank
from inventory.response import responses, stopping, stoprules, stops, warnings
from inventory.response.stoprules import KindOfLevel, NoSuchStopRule, OneCause
from inventory.response.stops import OthersMeasure
from inventory.response.warnings import Colour
from tests.response.stops_acts import SCHOOL, SITES, drafted, graver, measure, stopped, warned
from tests.supplies.acts import refused


def rule(world, name=SCHOOL, **more):
    facts = {"measure": measure(world, name), "basis": "示例依据", **more}
    return world.do(stoprules.set_stop_rule, **facts)


def raised(world, level, house="headquarters"):
    facts = {"organisation": getattr(world, house), "level": level, "ordered_by": "示例领导"}
    return world.do(responses.order_level, **facts)


def suggested(world):
    return [(one.measure, one.rule) for one in world.ask(stoprules.suggestions)]


@pytest.mark.parametrize(
    ("colour", "kind", "brings"),
    [
        (Colour.YELLOW, "", False),
        (Colour.ORANGE, "", True),
        (Colour.RED, "", True),
        (Colour.RED, "暴雨", True),
        (Colour.RED, "大风", False),
    ],
)
def test_a_colour_suggests_from_there_on_and_for_its_kind_alone(world, colour, kind, brings):
    made = rule(world, colour=Colour.ORANGE, kind=kind)
    warned(world, colour)
    assert suggested(world) == ([(SCHOOL, made.code)] if brings else [])


def test_a_warning_that_is_to_come_or_was_lifted_suggests_nothing(world):
    rule(world, colour=Colour.YELLOW)
    warned(world, begins_at=now() + timedelta(hours=3))
    assert suggested(world) == []
    one = warned(world)
    assert len(suggested(world)) == 1
    world.do(warnings.lift_warning, warning=one)
    assert suggested(world) == []


def test_a_level_suggests_from_there_on_and_tells_its_order(world):
    made = rule(world, level=graver(world))
    assert suggested(world) == []
    order = raised(world, graver(world))
    [one] = world.ask(stoprules.suggestions)
    assert (one.measure, one.level, one.order, one.rule) == (SCHOOL, "示例特级", order.number, made.code)
    world.do(responses.order_level, organisation=world.headquarters, ordered_by="示例领导")
    assert suggested(world) == []


def test_a_lower_level_suggests_nothing_of_a_graver_one(world):
    rule(world, level=graver(world))
    facts = {"organisation": world.headquarters, "name": "示例低级", "rank": 1}
    raised(world, world.do(levels.add_level, **facts))
    assert suggested(world) == []


def test_the_gravest_cause_is_told_once(world):
    rule(world, colour=Colour.YELLOW)
    warned(world, Colour.YELLOW)
    red = warned(world, Colour.RED)
    [one] = world.ask(stoprules.suggestions)
    assert one.warning.number == red.number


def test_what_is_ordered_is_not_suggested_and_a_draft_is_told(world):
    rule(world, colour=Colour.YELLOW)
    rule(world, SITES, colour=Colour.YELLOW)
    warned(world)
    order = drafted(world)
    assert [(one.measure, one.draft) for one in world.ask(stoprules.suggestions)] == [
        (SCHOOL, order.number), (SITES, ""),
    ]  # fmt: skip
    world.do(stopping.approve_stop, order=order)
    assert [one.measure for one in world.ask(stoprules.suggestions)] == [SITES]
    world.do(stopping.end_stop, order=order)
    assert [(one.measure, one.draft) for one in world.ask(stoprules.suggestions)] == [(SCHOOL, ""), (SITES, "")]


def test_an_order_of_a_town_does_not_answer_the_headquarters_rule(world):
    rule(world, colour=Colour.YELLOW)
    world.do(
        stoprules.set_stop_rule, measure=measure(world), colour=Colour.YELLOW, basis="示例", organisation=world.town
    )
    warned(world)
    stopped(world, organisation=world.town)
    assert [one.organisation for one in world.ask(stoprules.suggestions)] == ["示例区防汛指挥部"]


def test_a_rule_is_set_anew_not_twice_and_taken_away(world):
    first = rule(world, colour=Colour.RED, kind="暴雨")
    again = rule(world, colour=Colour.RED, kind="暴雨", basis="示例新依据")
    assert (again.id, again.basis) == (first.id, "示例新依据")
    rule(world, colour=Colour.RED)
    rule(world, level=graver(world))
    assert [one.code for one in world.ask(stoprules.stop_rules)] == ["TG01", "TG02", "TG03"]
    world.do(stoprules.drop_stop_rule, code=" TG01 ")
    refused(world, NoSuchStopRule, stoprules.drop_stop_rule, field="code", code="TG01")
    refused(world, NoSuchStopRule, stoprules.drop_stop_rule, field="code", code="TG02", organisation=world.town)
    assert world.faults() == []


def test_a_rule_has_one_cause_a_basis_and_a_stop_that_holds_there(world):
    one = measure(world)
    facts = {"measure": one, "basis": "示例"}
    refused(world, OneCause, stoprules.set_stop_rule, field="colour", **facts)
    refused(world, OneCause, stoprules.set_stop_rule, field="colour", colour=Colour.RED, level=graver(world), **facts)
    refused(world, KindOfLevel, stoprules.set_stop_rule, field="kind", kind="暴雨", level=graver(world), **facts)
    refused(world, NameBlank, stoprules.set_stop_rule, field="basis", measure=one, basis=" ", colour=Colour.RED)
    theirs = world.do(stops.add_stop_measure, name="示例镇停市", organisation=world.town)
    refused(
        world, OthersMeasure, stoprules.set_stop_rule, field="measure", measure=theirs, colour=Colour.RED, basis="示例"
    )
    level = world.do(levels.add_level, organisation=world.town, name="示例镇级", rank=1)
    refused(world, OthersLevel, stoprules.set_stop_rule, field="level", level=level, **facts)
    world.do(stops.retire_stop_measure, measure=one)
    refused(world, Retired, stoprules.set_stop_rule, field="measure", colour=Colour.RED, **facts)


def test_suggestions_take_the_same_questions_however_many_rules(file_world, asked):
    def number():
        with asked() as said:
            file_world.ask(stoprules.suggestions)
        return len(said)

    rule(file_world, colour=Colour.YELLOW)
    warned(file_world)
    stopped(file_world, measure(file_world, SITES))
    few = number()
    for name in ("示例停业", "示例停产", "示例停运"):
        rule(file_world, name, colour=Colour.YELLOW)
        stopped(file_world, measure(file_world, name))
        warned(file_world, Colour.RED)
    assert number() == few

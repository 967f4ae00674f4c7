"""The stops that can be ordered: rows of a headquarters, with who carries them out."""

from __future__ import annotations

from inventory.ground.names import NotRetired, Retired
from inventory.ground.text import NameBlank
from inventory.response import stops
from tests.response.stops_acts import SCHOOL, measure
from tests.supplies.acts import refused


def listed(world, **asked):
    return [(one.code, one.name, one.department) for one in world.ask(stops.measures, **asked)]


def test_a_stop_gets_the_next_code_and_is_corrected(world):
    first = measure(world)
    world.do(stops.add_stop_measure, name="示例停产", basis="示例依据")
    world.do(stops.change_stop_measure, measure=first, name="示例停课停训")
    assert listed(world) == [("TC01", "示例停课停训", "示例教育局"), ("TC02", "示例停产", "")]
    refused(world, NameBlank, stops.add_stop_measure, field="name", name=" ")
    assert world.faults() == []


def test_a_stop_that_was_let_go_is_not_listed_until_it_is_taken_back(world):
    one = measure(world)
    refused(world, NotRetired, stops.revive_stop_measure, field="measure", measure=one)
    world.do(stops.retire_stop_measure, measure=one)
    refused(world, Retired, stops.retire_stop_measure, field="measure", measure=one)
    assert listed(world) == []
    assert listed(world, retired=True) == [("TC01", SCHOOL, "示例教育局")]
    world.do(stops.revive_stop_measure, measure=one)
    assert len(listed(world)) == 1


def test_a_town_sees_the_stops_above_it_and_its_own_not_its_neighbours(world):
    measure(world)
    world.do(stops.add_stop_measure, name="示例镇停市", organisation=world.town)
    assert [one.organisation for one in world.as_("townkeeper").ask(stops.measures)] == ["示例区防汛指挥部", "示例镇"]
    assert [one.name for one in world.as_("neighbourkeeper").ask(stops.measures)] == [SCHOOL]

"""What people in shelters need, beside what is there, on hand and promised; and all of it in tiers of hours."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from inventory.ground import settings
from inventory.resources import shelters
from inventory.response import needs, tiers
from inventory.response.needs import BadPopulation
from inventory.response.standards import Facility, Per
from inventory.supplies import catalog, stock
from inventory.supplies.lots import Line
from tests.resources import agreements_acts as agreed
from tests.resources import teams_acts
from tests.response.stops_acts import water
from tests.supplies.acts import today
from tests.world import World

D = Decimal


def told(world: World, people=10, **asked):
    return world.ask(needs.needs, people=people, **asked)


def boxes(world, **more):
    return water(world, what="示例饼干", amount=D("0.1"), unit="", item=world.biscuits, **more)


def sheltered(world, number=3):
    shelter = teams_acts.shelter(world)
    facts = {"place": world.east, "to": world.shelter, "purpose": stock.Purpose.ALLOT, "basis": "示例"}
    world.do(stock.issue, lines=[Line(world.biscuits, D(number))], **facts)
    return shelter


def test_what_is_needed_stands_beside_what_is_held_on_hand_and_promised(world):
    boxes(world)
    sheltered(world)
    agreed.promised(world)
    [one] = told(world, 2000, days=2)
    assert (one.needed, one.held, one.on_hand, one.promised) == (D(400), D(3), D(97), D(500))
    assert (one.short, one.still_short, one.basis) == (D(300), D(0), "示例依据")
    [more] = told(world, 9000)
    assert (more.needed, more.short, more.still_short) == (D(900), D(800), D(300))


def test_what_has_run_past_its_date_covers_nothing(world):
    boxes(world)
    teams_acts.shelter(world)
    [one] = told(world)
    assert one.on_hand == D(100)  # the five boxes that expired aren't among them


def test_one_shelter_is_compared_with_what_it_holds_itself(world):
    boxes(world)
    shelter = sheltered(world)
    other = world.do(shelters.add_shelter, name="示例另一处")
    assert told(world, shelter=shelter)[0].held == D(3)
    assert told(world, shelter=other)[0].held == D(0)


def test_facts_of_shelters_are_compared_and_those_not_set_are_told(world):
    water(world, what="示例厕所", per=Per.SHARED, amount=D(20), unit="个", facility=Facility.TOILETS)
    water(world, what="示例面积", per=Per.PERSON, amount=D("3.5"), unit="㎡", facility=Facility.AREA)
    teams_acts.shelter(world, toilets=3)
    world.do(shelters.add_shelter, name="示例另一处", area_m2=D(100))
    toilets, area = told(world, 100)
    assert (toilets.needed, toilets.held, toilets.short, toilets.note) == (D(5), D(3), D(2), "not set for 1 shelter")
    assert (area.needed, area.held, area.short) == (D(350), D(100), D(250))


def test_what_nothing_is_compared_with_is_said_to_be_so(world):
    water(world)
    water(world, what="示例袋", unit="片", category=world.sacks)
    nothing, other = told(world)
    assert (nothing.needed, nothing.held, nothing.short) == (D(30), None, None)
    assert nothing.note.startswith("name an item")
    assert other.note == "nothing of this class is counted in 片"


def test_a_class_counts_what_is_in_its_unit_and_says_what_is_left_out(world):
    world.do(catalog.add_item, name="示例吨袋", unit="只", category=world.sacks)
    water(world, what="示例袋", amount=D(1), unit="条", category=world.sacks)
    agreed.promised(world, item=None, category=world.sacks, unit="条", quantity=D(40))
    [one] = told(world, 4000)
    assert (one.on_hand, one.promised, one.short, one.still_short) == (D(3300), D(40), D(700), D(660))
    assert one.note == "1 item counted in another unit is left out"


@pytest.mark.parametrize(("field", "number"), [("people", 0), ("people", -5), ("days", 0), ("days", 999)])
def test_a_number_that_cannot_be_meant_is_refused(world, field, number):
    with pytest.raises(BadPopulation) as said:
        told(world, **{"people": 1, "days": 1, field: number})
    assert said.value.field == field


# Tiers -----------------------------------------------------------------------------------------------------------


def tier(world, item="压缩饼干"):
    with world.read() as here:
        held = tiers.supplies(here.session, getattr(here, world.by))
        return next(one for one in tiers.tiers(held) if one.what == item)


def test_promises_stand_in_their_hours_and_never_on_hand(world):
    for hours in (D("1.5"), D(6), D(24), D(48), None):
        agreed.promised(world, hours=hours, quantity=D(10))
    agreed.promised(world, quantity=None)
    one = tier(world)
    assert (one.own, one.promised, one.within, one.later, one.unsaid) == (
        D(100), D(50), (D(10), D(20), D(30)), D(10), 1,
    )  # fmt: skip
    assert one.unknown == D(110)  # ten promised without hours; and own stock, of which nobody has set them


def test_own_and_entrusted_stock_stands_where_its_hours_were_set(world):
    facts = {"organisation": world.headquarters, "basis": "示例"}
    world.do(settings.set_value, key="own_hours", value="2", **facts)
    one = tier(world, "编织袋")
    assert (one.own, one.entrusted, one.within, one.unknown) == (D(3000), D(300), (D(3000),) * 3, D(300))
    world.do(settings.set_value, key="entrusted_hours", value="6", **facts)
    assert tier(world, "编织袋").within == (D(3000), D(3300), D(3300))


def test_an_agreement_that_has_ended_promises_nothing_any_more(world):
    held = agreed.agreed(world, valid_until=today() - timedelta(days=1))
    agreed.promised(world, held)
    assert tier(world).promised == D(0)


def test_what_was_delivered_is_on_hand_and_promised_no_more(world):
    order = agreed.called(world)
    agreed.came(world, order, 150)
    one = tier(world)
    assert (one.own, one.promised) == (D(250), D(300))  # fifty are still to come on the call-off


def test_what_is_promised_in_words_has_a_line_of_its_own(world):
    agreed.diggers(world)
    one = tier(world, "示例挖掘机")
    assert (one.own, one.promised, one.unit) == (D(0), D(1), "台")


def test_a_branch_counts_its_own_alone(world):
    assert tier(world.as_("townkeeper"), "编织袋").own == D(1000)

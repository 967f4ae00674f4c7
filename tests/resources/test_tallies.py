"""Tallies of hazards: by unit and month, month by month, what is late, what comes back, and where there are any."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from inventory.resources import inspections, rectifying, tallies
from inventory.resources.hazardlines import hazards
from inventory.resources.hazards import HazardState
from inventory.resources.tallies import MonthTally, Tally, UnitTally, hazard_months, hazard_summary, tally
from tests.duty.crew import set_clock
from tests.duty.test_rights import noon
from tests.resources.hazards_acts import ago, assigned, closed, fixed, found, round_of, visit_of
from tests.world import World

MARCH, APRIL, MAY, JUNE = (date(2022, month, 1) for month in (3, 4, 5, 6))


def on(month, day):
    return month.replace(day=day)


@pytest.fixture
def spring(world: World) -> World:
    """Two found in March for a village (one closed in May, one put right), one in May for nobody yet; 236 in March."""
    for at in range(2):
        made = found(world, what=f"示例{at}", found_on=on(MARCH, 3 + at))
        assigned(world, made, on=on(MARCH, 8), due_on=on(APRIL, 1))
        fixed(world, made, on=on(APRIL, 20))
        if not at:
            closed(world, made, on=on(MAY, 2))
    found(world, what="示例二", found_on=on(MAY, 5))
    many = found(world, what="示例各类", found_on=on(MARCH, 1), pieces=236, basis="示例报道")
    closed(world, fixed(world, many, on=on(JUNE, 1)), on=on(JUNE, 1))
    return world


def test_a_row_for_many_counts_as_many(spring):
    assert tally(spring.ask(hazards)) == Tally(found=239, closed=237, open=2, overdue=0)


def test_the_summary_is_by_unit_and_by_the_month_of_finding(spring):
    assert spring.ask(hazard_summary) == [
        UnitTally(236, 236, 0, 0, "", MARCH),
        UnitTally(1, 0, 1, 0, "", MAY),
        UnitTally(2, 1, 1, 0, "示例村", MARCH),
    ]
    assert spring.ask(hazard_summary, first=APRIL) == [UnitTally(1, 0, 1, 0, "", MAY)]
    assert spring.ask(hazard_summary, first=APRIL, last=on(MAY, 4)) == []


def test_every_month_from_the_first_to_the_last_says_what_was_open_at_its_end(spring):
    assert spring.ask(hazard_months) == [
        MonthTally(MARCH, 238, 0, 238),
        MonthTally(APRIL, 0, 0, 238),
        MonthTally(MAY, 1, 1, 238),
        MonthTally(JUNE, 0, 236, 2),
    ]
    assert spring.as_("neighbourkeeper").ask(hazard_months) == []


def test_months_go_on_over_the_end_of_a_year(world):
    for day in (date(2021, 11, 30), date(2022, 1, 1)):
        found(world, what=str(day), found_on=day)
    assert [one.month for one in world.ask(hazard_months)] == [date(2021, 11, 1), date(2021, 12, 1), date(2022, 1, 1)]


def test_what_is_late_is_called_out_until_it_is_put_right_the_latest_first(world, monkeypatch):
    soon, late = (assigned(world, found(world, what=f"示例{days}"), due_on=ago(-days)) for days in (2, 1))
    found(world, what="示例未分派")
    assert world.ask(tallies.overdue) == []
    set_clock(monkeypatch, noon(ago(-4)))
    assert [(one.number, one.days_late) for one in world.ask(tallies.overdue)] == [(late.number, 3), (soon.number, 2)]
    assert tally(world.ask(hazards)) == Tally(found=3, closed=0, open=3, overdue=2)
    world.do(rectifying.put_off_hazard, hazard=late, due_on=ago(-4), reason="示例")
    world.do(rectifying.fix_hazard, hazard=soon, who="示例乙")
    assert world.ask(tallies.overdue) == []
    world.do(rectifying.send_back_hazard, hazard=soon, who="示例丙", note="示例")
    assert [one.number for one in world.ask(tallies.overdue)] == [soon.number]


def test_what_is_due_today_is_not_late(world):
    assigned(world, due_on=ago(0))
    assert world.ask(tallies.overdue) == []


def test_what_came_back_is_one_line_with_all_its_numbers(world):
    first = closed(world)
    second = closed(world, fixed(world, found(world, recurs=first, found_on=ago(4)), on=ago(3)), on=ago(3))
    third = found(world, recurs=second, found_on=ago(2), spot="示例东门")
    once = closed(world, fixed(world, found(world, what="示例二")))
    again = found(world, what="示例二", recurs=once, found_on=ago(1))
    mistaken = found(
        world, what="示例三", recurs=closed(world, fixed(world, found(world, what="示例三"))), found_on=ago(1)
    )
    world.do(rectifying.strike_hazard, hazard=mistaken, reason="示例")
    lines = world.ask(tallies.recurring)
    numbers = [(first.number, second.number, third.number), (once.number, again.number)]
    assert [one.numbers for one in lines] == numbers
    assert [one.times for one in lines] == [3, 2]
    assert (lines[0].where, lines[0].state) == ("示例安置点 · 示例东门", HazardState.WAITING)
    assert (lines[0].first_on, lines[0].last_on) == (ago(10), ago(2))


def test_open_hazards_are_counted_at_their_places(world):
    for made in (found(world), assigned(world), found(world, place=world.works)):
        assert made.id
    fixed(world)
    closed(world)
    found(world, place=None, spot="示例涵洞")
    with world.read() as here:
        assert tallies.open_at(here.session, here.leader) == {world.shelter.id: 3, world.works.id: 1}


def test_a_town_sees_its_own_alone(file_world):
    world = file_world
    found(world)
    own = found(world, organisation=world.town)
    town = world.as_("townkeeper")
    assert [one.number for one in town.ask(hazards)] == [own.number]
    assert tally(town.ask(hazards)).found == 1
    assert [one.found for one in town.ask(hazard_summary)] == [1]
    with world.read() as here:
        assert tallies.open_at(here.session, here.townkeeper) == {world.shelter.id: 1}


def test_each_list_asks_the_same_however_long_it_is(
    file_world: World, asked: Callable[[], AbstractContextManager[list[str]]]
):
    def questions() -> list[int]:
        counts = []
        with file_world.read() as here:
            for query in (
                hazards, tallies.overdue, tallies.recurring, hazard_summary, hazard_months, tallies.open_at,
                inspections.inspections, inspections.visits,
            ):  # fmt: skip
                with asked() as said:
                    query(here.session, here.leader)
                counts.append(len(said))
        return counts

    made = round_of(file_world)
    found(file_world, visit=visit_of(file_world, made))
    few = questions()
    for at in range(5):
        closed(file_world, fixed(file_world, assigned(file_world, found(file_world, what=f"示例{at}"))))
        visit_of(file_world, made, spots=[f"示例{at}"])
        round_of(file_world)
    assert questions() == few
    assert max(few) <= 4

from datetime import date
from decimal import Decimal

import pytest

from inventory.duty import changes, planning, publishing
from inventory.duty.actual import actual, allowances, duties_of
from inventory.ground import settings
from tests.duty.crew import clock, made, set_clock

OCTOBER = date(2022, 10, 1)


def day(number):
    return date(2022, 10, number)


@pytest.fixture
def crew(world, monkeypatch):
    """October, published for nine days and changed on its first, and now it is November."""
    set_clock(monkeypatch, clock(2022, 10, 1, 9))
    crew = world.once("october until november", _changed)
    set_clock(monkeypatch, clock(2022, 11, 2, 9))
    return crew


def _changed(world):
    crew = made(world, OCTOBER, publish=9)
    change = {"reason": "示例", "approved_by": world.leader}
    farm = {"post": crew.post("farm"), "out": crew.person("farm2"), "into": crew.person("farm3")}
    world.do(changes.swap, shift=crew.shift(day(5)), **farm, **change)
    fire = {"post": crew.post("fire"), **change}
    world.do(changes.reinforce, shift=crew.shift(day(8)), person=crew.person("fire1"), **fire)
    world.do(changes.relieve, shift=crew.shift(day(9)), person=crew.person("fire3"), **fire)
    return crew


def lines(crew, login, **asked):
    found = crew.world.ask(actual, **{"first": OCTOBER, **asked})
    return {one.begins_on.day: one for one in found if one.login == login}


def allowance(crew, login):
    with crew.world.read() as here:
        [found] = [one for one in allowances(actual(here.session, here.leader, first=OCTOBER)) if one.login == login]
    return found


def record(crew, number, login, post, **more):
    about = {"shift": crew.shift(day(number)), "post": crew.post(post), "person": crew.person(login)}
    crew.world.do(changes.record_attendance, **about, **more)


def test_planned_changed_and_really_stand_side_by_side(crew):
    gave, took = lines(crew, "farm2")[5], lines(crew, "farm3")[5]
    assert (gave.is_planned, gave.is_standing, gave.number, gave.other) == (True, False, "TB-2022-0001", "示例农业3")
    assert (took.is_planned, took.is_standing, took.number, took.other) == (False, True, "TB-2022-0001", "示例农业2")
    assert (gave.did, took.did, took.hours, took.approver) == (False, True, Decimal(24), "示例领导")
    assert (lines(crew, "fire1")[8].is_planned, lines(crew, "fire1")[8].did) == (False, True)
    assert (lines(crew, "fire3")[9].is_planned, lines(crew, "fire3")[9].did) == (True, False)


def test_what_is_recorded_last_holds_and_hours_are_those_between_the_times(crew):
    record(crew, 1, "sign1", "sign", came=False, note="示例病假")
    assert (lines(crew, "sign1")[1].did, lines(crew, "sign1")[1].hours) == (False, None)
    record(crew, 1, "sign1", "sign", came=True, from_at=clock(2022, 10, 1, 9, 20), until_at=clock(2022, 10, 1, 20))
    assert lines(crew, "sign1")[1].hours == Decimal("10.67")
    record(crew, 1, "lead2", "sign", came=True, note="示例临时顶班")
    helped = lines(crew, "lead2")[1]
    assert (helped.is_planned, helped.did, helped.post) == (False, True, "示例主班")


def test_what_somebody_did_is_summed_with_weekends_and_holidays_apart(crew):
    record(crew, 2, "farm2", "farm", came=False)
    mine = allowance(crew, "farm2")
    assert (mine.planned, mine.duties, mine.missed, mine.unrecorded) == (3, 1, 1, 1)
    assert (mine.weekends, mine.holidays, mine.hours, mine.holiday_hours) == (0, 0, Decimal(24), Decimal(0))
    other = allowance(crew, "farm3")  # the 3rd and 6th are its own, the 5th was taken over, the 9th is worked in lieu
    assert (other.planned, other.duties, other.holidays, other.hours) == (3, 4, 3, Decimal(96))
    assert other.holiday_hours == Decimal(72)


def test_a_duty_that_is_not_over_counts_for_nothing_yet(crew, monkeypatch):
    set_clock(monkeypatch, clock(2022, 10, 3, 9))
    assert [one.did for one in lines(crew, "farm3").values()] == [False] * 4
    record(crew, 3, "farm3", "farm", came=True)
    assert not lines(crew, "farm3")[3].did
    record(crew, 3, "farm3", "farm", came=True, until_at=clock(2022, 10, 3, 8, 30))
    assert lines(crew, "farm3")[3].hours == Decimal("0.5")


def test_a_night_in_which_the_clock_goes_back_has_an_hour_more(world, monkeypatch):
    set_clock(monkeypatch, clock(2022, 10, 1, 9))
    world.do(settings.set_value, organisation=world.headquarters, key="zone", value="Europe/Berlin")
    crew = made(world, OCTOBER)
    cell = {"roster": crew.roster(OCTOBER), "time": crew.time, "post": crew.post("farm")}
    for number in (28, 29, 30):
        world.do(planning.assign, on=day(number), person=crew.person("farm1"), **cell)
    world.do(publishing.publish, roster=crew.roster(OCTOBER), reason="示例")
    set_clock(monkeypatch, clock(2022, 11, 2, 9))
    assert [one.hours for one in lines(crew, "farm1").values()] == [24, 25, 24]


def test_a_reader_sees_their_own_branch_alone(crew):
    assert crew.world.as_("townkeeper").ask(actual, first=OCTOBER) == []
    assert crew.world.as_("townkeeper").ask(actual, first=OCTOBER, organisation=crew.world.headquarters) == []
    assert crew.world.as_("townkeeper").ask(duties_of, person=crew.person("farm2"), since=OCTOBER) == []
    assert len(crew.world.as_("watcher").ask(actual, first=OCTOBER)) == 38


def test_somebodys_duties_are_listed_from_a_day_on_those_they_gave_away_too(crew):
    found = crew.world.ask(duties_of, person=crew.person("farm2"), since=day(3))
    assert [(one.begins_on.day, one.is_standing) for one in found] == [(5, False), (8, True)]

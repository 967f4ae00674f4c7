"""Training: a register of what was held, and totals by year and season that say what nobody knows."""

from __future__ import annotations

from datetime import date

import pytest

from inventory.ground import settings
from inventory.ground.instants import InFuture
from inventory.ground.names import NotRetired, Retired, Unknown, named, remarks
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from inventory.resources import training
from inventory.resources.inspections import Season
from inventory.resources.sites import BadNumber
from inventory.resources.training import (
    BadYear,
    OtherYear,
    Training,
    TrainingTotal,
    WhenUnsaid,
    training_totals,
    trainings,
)
from tests.resources.hazards_acts import ago
from tests.resources.training_acts import trained
from tests.supplies.acts import Facts, refused


def facts_of(world, **more):
    return {"organisation": world.headquarters, "subject": "示例培训", **more}


def season(world, begins="06-01", ends="09-30"):
    for end, value in (("begins", begins), ("ends", ends)):
        world.do(settings.set_value, organisation=world.headquarters, key=f"season_{end}", value=value, basis="示例")


def test_a_training_is_numbered_by_its_year_and_found_by_initials(world):
    made = trained(world, audience="示例责任人", host="示例指挥部", material="示例讲义")
    assert made.number == "PX-2022-0001"
    (line,) = world.ask(trainings)
    assert (line.held_on, line.year, line.people) == (date(2022, 4, 20), 2022, 56)
    assert (line.subject, line.audience, line.host) == ("示例业务培训", "示例责任人", "示例指挥部")
    assert "slywpx" in line.key.split()
    assert world.faults() == []


def test_without_its_day_a_training_has_its_year(world):
    world.do(training.record_training, **facts_of(world, year=2022, people=456, basis="示例报道"))
    (line,) = world.ask(trainings)
    assert (line.held_on, line.year, line.season, line.people) == (None, 2022, None, 456)


def test_totals_are_by_year_and_season_and_say_what_is_unknown(world):
    season(world)
    for day, people in (
        (date(2022, 5, 31), 56),
        (date(2022, 3, 1), None),
        (date(2022, 6, 1), 400),
        (date(2021, 12, 1), 9),
    ):
        trained(world, held_on=day, people=people)
    world.do(training.record_training, **facts_of(world, year=2022, people=10))
    assert world.ask(training_totals) == [
        TrainingTotal(2022, Season.BEFORE, 2, 56, 1),
        TrainingTotal(2022, Season.IN, 1, 400, 0),
        TrainingTotal(2022, None, 1, 10, 0),
        TrainingTotal(2021, Season.AFTER, 1, 9, 0),
    ]
    assert world.ask(training_totals, year=2021) == [TrainingTotal(2021, Season.AFTER, 1, 9, 0)]


def test_where_no_season_is_set_none_is_invented(world):
    trained(world)
    assert world.ask(training_totals) == [TrainingTotal(2022, None, 1, 56, 0)]


def test_it_was_held_on_a_day_or_in_a_year_that_has_been(world):
    refused(world, WhenUnsaid, training.record_training, field="held_on", **facts_of(world))
    refused(world, InFuture, training.record_training, field="held_on", **facts_of(world, held_on=ago(-1)))
    for year in (1948, ago(0).year + 1, -1, 0):
        refused(world, BadYear, training.record_training, field="year", **facts_of(world, year=year))
    both = facts_of(world, held_on=date(2022, 5, 1), year=2021)
    refused(world, OtherYear, training.record_training, field="year", **both)


def test_it_was_about_something_and_for_a_number_that_can_be(world):
    facts = facts_of(world, held_on=date(2022, 5, 1))
    refused(world, NameBlank, training.record_training, field="subject", **{**facts, "subject": " "})
    for people in (-5, 1_000_000):
        refused(world, BadNumber, training.record_training, field="people", people=people, **facts)
    assert world.do(training.record_training, people=0, **facts).people is None


def test_a_training_is_corrected_within_its_year(world):
    made = trained(world)
    changed = world.do(training.change_training, training=made, people=57, held_on=date(2022, 4, 21), host="示例")
    assert (changed.people, changed.held_on, changed.host, changed.subject) == (
        57,
        date(2022, 4, 21),
        "示例",
        "示例业务培训",
    )
    assert world.do(training.change_training, training=made, people=0).people is None
    refused(world, OtherYear, training.change_training, field="year", training=made, held_on=date(2021, 4, 21))


def test_what_was_taken_off_the_list_counts_no_more_and_may_come_back(world):
    made = trained(world)
    refused(world, NotRetired, training.revive_training, field="training", training=made)
    world.do(training.retire_training, training=made)
    refused(world, Retired, training.retire_training, field="training", training=made)
    assert world.ask(training_totals) == []
    assert [one.retired for one in world.ask(trainings, retired=True)] == [True]
    world.do(training.revive_training, training=made)
    assert [one.people for one in world.ask(training_totals)] == [56]


def test_the_same_on_the_same_day_is_remarked_on(world):
    made = trained(world)
    with world.begin() as here:
        facts: Facts = {"subject": "示例业务培训", "held_on": date(2022, 4, 20)}
        training.record_training(here.session, here.leader, organisation=here.headquarters, **facts)
        (said,) = remarks(here.session)
    assert made.number in said


def test_another_branchs_trainings_are_neither_seen_nor_named_nor_changed(file_world):
    made = trained(file_world)
    them = file_world.as_("neighbourkeeper")
    assert them.ask(trainings) == []
    assert them.ask(training_totals) == []
    with them.read() as here, pytest.raises(Unknown):
        named(here.session, here.neighbourkeeper, Training, made.number)
    refused(them, NotPermitted, training.change_training, training=made, people=1)


def test_the_list_asks_the_same_however_long_it_is(file_world, asked):
    def questions():
        with file_world.read() as here, asked() as said:
            training_totals(here.session, here.leader)
        return len(said)

    trained(file_world)
    few = questions()
    for people in range(1, 6):
        trained(file_world, people=people)
    assert questions() == few <= 4

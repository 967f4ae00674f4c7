"""The register of training: days or years, and totals by season that never hide what nobody knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inventory.resources import training
from reports import registry
from reports.table import Table, Totals, shown
from tests.resources.test_training import season
from tests.resources.training_acts import trained
from tests.world import World


def paper(world: World, who: str = "leader", **texts: str) -> Table[Any]:
    with world.read() as here:
        reader = getattr(here, who)
        asked = registry.read(here.session, reader, "training", texts)
        return registry.make(here.session, reader, "training", **asked)[0]


def column(table: Table[Any], key: str) -> list[str]:
    return [shown(table.column(key), row, table.zone) for row in table.rows]


@pytest.fixture
def trained_in(file_world: World) -> World:
    """Two before the season of 2022, one in it, one of which only the year is known; one the year before."""
    season(file_world)
    for day, people in ((date(2022, 4, 20), 56), (date(2022, 3, 1), None), (date(2022, 6, 2), 400)):
        trained(file_world, held_on=day, people=people, subject=f"示例{day}")
    file_world.do(
        training.record_training, organisation=file_world.headquarters, year=2022, subject="示例", people=None,
        basis="示例报道",
    )  # fmt: skip
    trained(file_world, held_on=date(2021, 12, 1), people=9)
    return file_world


def test_of_some_only_the_year_is_known(trained_in):
    table = paper(trained_in)
    assert column(table, "held_on") == ["2022-06-02", "2022-04-20", "2022-03-01", "2022", "2021-12-01"]
    assert column(table, "people") == ["400", "56", "not set", "not set", "9"]
    assert column(table, "season")[3] == "not set"
    assert column(table, "note")[3] == "basis 示例报道"


def test_totals_by_season_say_what_nobody_knows(trained_in):
    assert paper(trained_in).foots == [
        "2022, before the flood season: 2 trainings, 56 people, of 1 nobody knows how many came",
        "2022, in the flood season: 1 training, 400 people",
        "2022, season not known: 1 training, of 1 nobody knows how many came",
        "2021, after the flood season: 1 training, 9 people",
    ]


def test_one_year_may_be_asked_for(trained_in):
    table = paper(trained_in, year="2021")
    totals = Totals(table)
    totals.add(table.rows)
    assert [line.sums for line in totals.lines()] == [{"people": 9}]
    assert dict(table.heads)["Year"] == "2021"
    assert len(table.foots) == 1


def test_what_was_retired_and_what_is_anothers_is_left_out(trained_in):
    gone = trained(trained_in, people=1000, subject="示例误登")
    trained_in.do(training.retire_training, training=gone)
    assert gone.number not in column(paper(trained_in), "number")
    assert len(paper(trained_in, who="neighbourkeeper").rows) == 0

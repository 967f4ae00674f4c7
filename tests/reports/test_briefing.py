"""The briefing: the article's paragraph figure by figure from the store, what it says has changed, and its workbook."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from inventory.ground.audit import AuditEntry
from inventory.ground.people import Person
from inventory.ground.store import Store, now
from inventory.resources import sheltering
from inventory.supplies import stock
from inventory.supplies.counting import open_count
from inventory.supplies.counts import CountKind
from inventory.supplies.lots import Line
from inventory.upkeep import seeding
from reports import briefing, excel, given, plain, registry
from tests.resources import hazards_acts, teams_acts
from tests.world import Here

ARTICLE = {
    "item_WZ0004": "240",
    "item_WZ0002": "2000",
    "item_WZ0003": "5000",
    "item_WZ0001": "46500",
    "item_WZ0005": "500",
    "item_WZ0006": "1828",
    "item_WZ0007": "3",
    "item_WZ0008": "25765",
    "pieces": "81836",
    "teams": "13",
    "team_people": "432",
    "shelters": "10",
    "agreements": "4",
    "rivers": "13",
    "plans": "6",
    "stop_measures": "4",
    "trained": "456",
    "drills": "2",
    "hazards_found": "236",
    "hazards_closed": "236",
    "hazards_open": "0",
}


@pytest.fixture(scope="module")
def paragraph(tmp_path_factory):
    """The briefing of the article's store as JSON, row by row."""
    path = tmp_path_factory.mktemp("briefing") / "article.xb"
    seeding.make(str(path), seeding.ARTICLE)
    with closing(Store.open(path)) as store, store.read() as session:
        reader = session.scalars(select(Person).where(Person.login == "duty")).one()
        made = json.loads("".join(plain.as_json(*registry.make(session, reader, "briefing"))))
    return {row["key"]: row for row in made["rows"]}


@pytest.mark.parametrize("key", ARTICLE)
def test_the_articles_paragraph_comes_figure_by_figure_from_the_store(paragraph, key):
    assert paragraph[key]["figure"] == ARTICLE[key]
    assert paragraph[key]["source"].split()[0] in registry.REPORTS


def test_what_the_article_does_not_say_is_not_set(paragraph):
    unset = {key for key, row in paragraph.items() if row["figure"] is None}
    assert unset == {"leads", "on_duty", "capacity"}
    assert "06-07" in paragraph["drills"]["note"]
    assert "10" in paragraph["capacity"]["note"]


def test_the_total_of_all_supplies_is_marked_as_mixed(paragraph):
    assert paragraph["pieces"]["unit"] == "pieces (sets)"
    assert "different units" in paragraph["pieces"]["note"]
    assert paragraph["stop_measures"]["note"] == "停工, 停课, 停产, 停运"


# What has changed ------------------------------------------------------------------------------------------------


def made(world, who="officer", **options):
    with world.read() as here:
        return registry.make(here.session, getattr(here, who), "briefing", **options)


def handed_in(world, who="officer"):
    """A briefing that was given."""
    told = made(world, who)
    given.account(world.store, lambda session: getattr(Here(session), who), "briefing", told)
    return told


def sheets(table):
    return {one.tab: one for one in table.sheets}


def lines(table, tab):
    one = sheets(table)[tab]
    return [tuple(column.cell(row) for column in one.columns) for row in one.rows]


def test_the_first_briefing_is_compared_with_nothing(world):
    table, _stamp = made(world)
    assert "Changes" not in sheets(table)
    assert table.heads[-1][1] == "nothing: no briefing was given before"
    assert {column.cell(row) for column in table.columns if column.key == "before" for row in table.rows} == {None}


def test_making_one_writes_nothing_and_giving_it_one_line_with_its_figures(world):
    with world.read() as here:
        before = here.session.scalars(select(AuditEntry.id)).all()
    _table, stamp = handed_in(world)
    with world.read() as here:
        [line] = here.session.scalars(select(AuditEntry).where(AuditEntry.id.not_in(before)))
    facts = json.loads(line.facts)
    assert (line.service, line.actor, facts["organisation"]) == ("give_briefing", "officer", "HQ")
    assert (facts["number"], facts["upto"]) == (stamp.number, max(before))
    assert facts["figures"]["item_WZ0001"] == "3300"
    assert world.faults() == []


def test_the_next_one_says_which_figures_are_others_and_what_was_entered_since(world):
    _first, stamp = handed_in(world)
    bags = [Line(world.bags, Decimal(300))]
    backdated = now() - timedelta(minutes=5)
    world.do(stock.issue, place=world.east, to=world.team, lines=bags, occurred_at=backdated, counterpart="示例")
    shelter = teams_acts.shelter(world)
    world.do(sheltering.open_shelter, shelter=shelter)
    world.do(sheltering.admit, shelter=shelter, people=113)
    hazards_acts.found(world)
    table, _stamp = made(world)
    assert table.heads[-1][1].startswith(stamp.number)
    changed = {line[1]: line[2:5] for line in lines(table, "Changes")}
    assert changed["编织袋"] == (Decimal(3300), Decimal(3000), Decimal(-300))
    assert changed["People in shelters now"] == (Decimal(0), 113, Decimal(113))
    assert changed["Hazards still open"] == (Decimal(0), 1, Decimal(1))
    assert "救生衣" not in changed
    assert "Teams" not in changed
    told = [line[4] for line in lines(table, "Since then")]
    assert told == [
        "issued from 示例东仓库 to 示例抢险队: 编织袋 300 条",
        "示例安置点: opened",
        "示例安置点: 113 people admitted",
    ]


def test_a_briefing_is_compared_with_ones_own_organisations_alone(world):
    handed_in(world)
    assert "Changes" not in sheets(made(world, "townkeeper")[0])
    handed_in(world, "townkeeper")
    assert lines(made(world, "townkeeper")[0], "Changes") == []
    handed_in(world)
    assert made(world, "leader")[0].heads[-1][1].endswith("示例值班员")


def test_since_an_instant_the_last_briefing_by_then_counts(world):
    earlier = now()
    _table, stamp = handed_in(world)
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, Decimal(1))])
    handed_in(world)
    table, _stamp = made(world, since=now())
    assert lines(table, "Changes") == []
    assert lines(table, "Since then") == []
    table, _stamp = made(world, since=earlier)
    assert "no briefing was given by then" in table.heads[-1][1]
    assert sheets(table)["Changes"].foots == ["No briefing was given by then, so nobody kept its figures."]
    assert len(lines(table, "Since then")) == 1
    assert stamp.number not in table.heads[-1][1]


def test_what_is_counted_blind_is_told_to_nobody_who_counts_it(world):
    handed_in(world)
    world.as_("keeper").do(open_count, place=world.west, kind=CountKind.MONTHLY)
    table, _stamp = handed_in(world, "keeper")
    told = {line.figure.key: line for line in table.rows}
    assert (told["item_WZ0001"].value, told["item_WZ0003"].value) == ("being counted", Decimal(3))
    assert "that you are counting" in told["pieces"].note
    assert (told["item_WZ0001"].before, told["pieces"].before, told["item_WZ0003"].before) == (None, None, Decimal(3))
    assert not [line for line in table.rows if line.has_changed]
    with world.read() as here:
        given_ones = select(AuditEntry.facts).where(AuditEntry.service == "give_briefing").order_by(AuditEntry.id)
        facts = json.loads(here.session.scalars(given_ones).all()[-1])["figures"]
    assert not {"item_WZ0001", "pieces"} & set(facts)


# Its workbook ----------------------------------------------------------------------------------------------------


def test_the_workbook_has_a_cover_of_one_page_and_a_sheet_for_each_register(file_world, tmp_path):
    handed_in(file_world)
    hazards_acts.found(file_world)
    with file_world.read() as here:
        table, stamp = registry.make(here.session, here.officer, "briefing")
        excel.write(tmp_path / "briefing.xlsx", table, stamp)
    book = openpyxl.load_workbook(tmp_path / "briefing.xlsx")
    names = book.sheetnames
    begins = ["Cover", "Readiness", "Stock", "Teams", "Shelters", "Agreements", "Hazards", "Duty", "Changes", "Since"]
    first = {begin: next(at for at, name in enumerate(names) if name.startswith(begin)) for begin in begins}
    assert list(first.values()) == sorted(first.values())
    assert "Hazards Still open" in names
    assert book["Cover"].page_setup.fitToHeight == 1
    assert book["Cover"].merged_cells.ranges
    assert book["Stock"].merged_cells.ranges


def test_no_telephone_number_is_in_it(file_world):
    table, _stamp = made(file_world, "leader")
    for one in table.sheets:
        assert not [column.key for column in one.columns if "phone" in column.key]


def test_a_cover_with_many_items_names_the_first_and_counts_the_rest(world, monkeypatch):
    monkeypatch.setattr(briefing, "ITEMS", 2)
    table, _stamp = made(world)
    told = [line.what for line in sheets(table)["Cover"].rows]
    assert "3 more items" in told
    assert len(told) == len(table.rows) - 2

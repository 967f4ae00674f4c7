"""Sowing: what the article says is in the store and nothing else is; the fictitious district fills every form."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, true

from inventory.duty import consulting, deadlines, events, levels, patterns, posts
from inventory.duty.eventkinds import EventKind
from inventory.duty.levels import LevelOrder, ResponseLevel
from inventory.duty.patterns import Days, ShiftPattern
from inventory.duty.shifts import Roster
from inventory.ground import accounts, audit
from inventory.ground import store as store_module
from inventory.ground.people import Organisation, OrganisationKind, Person, headquarters
from inventory.ground.schema import Base
from inventory.ground.store import Store
from inventory.practice import checklists, drills, findings
from inventory.resources import (
    agreements,
    calloffs,
    deliveries,
    hazardlines,
    inspections,
    mustering,
    promises,
    rivers,
    sheltering,
    shelters,
    tallies,
    teams,
    training,
)
from inventory.resources.agreements import Agreement, AgreementKind, Validity
from inventory.resources.hazards import HazardState
from inventory.resources.inspections import Inspection
from inventory.resources.rivers import River, RiverPerson
from inventory.resources.teams import Strength
from inventory.resources.training import Training
from inventory.response import plans, proposals, responses, standards, stoporders, stoprules, stops, tasks, warnings
from inventory.response.plans import Plan, PlanVersion
from inventory.response.proposals import ProposalRule
from inventory.response.standards import NeedStandard
from inventory.response.stoprules import StopRule
from inventory.response.tasks import TaskState
from inventory.response.warnings import WarningNotice
from inventory.supplies import checks, places, todo
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Category, Item, Pack, Quota
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Lot
from inventory.supplies.places import Place, PlaceKind
from inventory.upkeep import seeding, verify

ARTICLE = {
    "桩木": (240, "根"),
    "麻袋": (2000, "条"),
    "应急膨胀袋": (5000, "条"),
    "编织袋": (46500, "条"),
    "铅丝网片": (500, "片"),
    "救生衣": (1828, "件"),
    "拖车式排水泵": (3, "台"),
    "其他(未列明)": (25765, "件(套)"),
}


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    path = tmp_path_factory.mktemp("article") / "demo.xb"
    seeding.make(str(path), seeding.ARTICLE)
    store = Store.open(path)
    yield store
    store.close()


@contextmanager
def reading(store):
    """The store as its first administrator and leader sees it."""
    with store.read() as session:
        yield session, session.scalars(select(Person).where(Person.login == "admin")).one()


# What the article says


def test_the_seed_holds_the_articles_supplies_and_no_others(article):
    with article.read() as session:
        rows = session.execute(
            select(Item.name, Item.unit, Balance.quantity)
            .join(Lot, Lot.item_id == Item.id)
            .join(Balance, Balance.lot_id == Lot.id)
        ).all()
    assert {name: (quantity, unit) for name, unit, quantity in rows} == ARTICLE


def test_what_is_not_itemised_is_one_marked_line_that_makes_up_the_articles_total():
    facts = seeding.facts_of(seeding.ARTICLE)
    *itemised, rest = facts["openings"][0]["lines"]
    assert sum(one["quantity"] for one in itemised) == 56071
    assert rest["quantity"] == 81836 - 56071
    named = next(one for one in facts["items"] if one["code"] == rest["item"])
    assert "未列明" in named["name"]
    assert "混合" in named["note"]


def test_the_opening_stock_says_that_its_day_is_not_the_real_one(article):
    with article.read() as session:
        voucher = session.scalars(select(Voucher)).one()
        assert voucher.number == "QC-2022-0001"
        assert voucher.occurred_at == datetime(2022, 6, 7, 4, tzinfo=UTC)  # noon in Jining
        assert voucher.note == "按文章, 非实际入库日"
        assert "第3段" in voucher.basis


def test_ten_shelters_and_a_depot_are_there_and_the_unnamed_ones_say_so(article):
    with article.read() as session:
        found = session.scalars(select(Place)).all()
    sites = [one for one in found if one.kind is PlaceKind.SHELTER]
    depots = [one for one in found if one.kind is PlaceKind.DEPOT]
    assert (len(sites), len(depots)) == (10, 1)
    named = [one.name for one in sites if "文章未具名" not in one.name]
    assert named == ["疃里镇党群服务中心广场", "马集镇中心广场"]
    assert "文章未具名" in depots[0].name


def test_thirteen_teams_have_one_marked_headcount_between_them(article):
    with reading(article) as (session, reader):
        whole, *parts = teams.teams(session, reader)
        assert teams.strength([whole, *parts]) == Strength(13, 432, 0)
    assert "文章未具名" in whole.name
    assert {(one.headcount, one.level, "文章未具名" in one.name) for one in parts} == {(None, 1, True)}


def test_the_shelters_are_on_the_register_without_an_area_or_a_capacity(article):
    with reading(article) as (session, reader):
        found = shelters.shelters(session, reader)
    assert len(found) == 10
    assert {(one.capacity.people, one.area_m2, one.rated) for one in found} == {(None, None, None)}


def test_four_agreements_promise_what_the_article_says_without_amounts(article):
    with reading(article) as (session, reader):
        held = agreements.agreements(session, reader)
        found = promises.promises(session, reader)
    companies = [one.company for one in held]
    assert companies == ["伟龙食品", "长城挂面", "各大超市 (文章未具名)", "济宁德方建筑工程公司"]
    assert {(one.validity, one.signed_on, one.credit_code) for one in held} == {(Validity.UNSET, None, "")}
    assert [one.company for one in found] == companies
    assert {(one.quantity, one.hours, one.item_id) for one in found} == {(None, None, None)}
    assert all("应急食品、物资、抢险机械" in one.what for one in found)


def test_thirteen_rivers_have_no_names_and_six_of_them_are_main_ones(article):
    with reading(article) as (session, reader):
        found = rivers.rivers(session, reader)
    assert len(found) == 13
    assert all("文章未具名" in one.name and not one.people for one in found)
    assert [one.kind for one in found].count("主干河道") == 6


def test_six_plans_are_named_and_none_is_said_to_be_approved(article):
    with reading(article) as (session, reader):
        found = plans.plans(session, reader)
    assert [one.name for one in found] == [
        "济宁经济开发区防汛抗旱防风应急预案",
        "经开区2022年城市防汛应急预案",
        "全区6条主干河道的防汛预案",
        "全区水旱灾害应急抢险预案",
        "易涝区抢险救援预案",
        "停工、停课、停产、停运方案",
    ]
    assert len({one.kind for one in found}) == 6
    assert {(one.holds_id, one.approved_on) for one in found} == {(0, None)}


def test_four_stops_are_the_articles_and_the_fifth_is_not_in_use(article):
    with reading(article) as (session, reader):
        assert [one.name for one in stops.measures(session, reader)] == ["停工", "停课", "停产", "停运"]
        (fifth,) = (one for one in stops.measures(session, reader, retired=True) if one.retired)
    assert fifth.name == "停业"
    assert "文章只列四停" in fifth.basis


def test_the_trained_and_the_hazards_are_one_marked_row_each(article):
    with reading(article) as (session, reader):
        (lesson,) = training.trainings(session, reader)
        (found,) = hazardlines.hazards(session, reader)
    assert (lesson.people, lesson.year, lesson.held_on) == (456, 2022, None)
    assert (found.pieces, found.state, found.due_on) == (236, HazardState.CLOSED, None)
    assert "文章未分" in lesson.subject
    assert "文章未分列" in found.what


def test_the_organisations_are_those_the_article_names(article):
    with article.read() as session:
        assert headquarters(session).name == "济宁经开区防汛抗旱指挥部"
        kinds = {one.name: one.kind for one in session.scalars(select(Organisation))}
    assert [name for name, kind in kinds.items() if kind is OrganisationKind.TOWN] == ["疃里镇", "马集镇"]
    enterprises = [name for name, kind in kinds.items() if kind is OrganisationKind.ENTERPRISE]
    assert enterprises == ["伟龙食品", "长城挂面", "济宁德方建筑工程公司"]


def test_nothing_is_invented_where_the_article_is_silent(article):
    with article.read() as session:
        assert session.scalar(select(func.count()).select_from(Quota)) == 0
        assert session.scalar(select(func.count()).select_from(Pack)) == 0
        for item in session.scalars(select(Item)):
            assert (item.shelf_life_months, item.test_interval_days, item.gb_code, item.spec) == (None, None, "", "")
        for model in (ProposalRule, StopRule, LevelOrder, WarningNotice, PlanVersion, NeedStandard):
            assert session.scalar(select(func.count()).select_from(model)) == 0, model
        for place in session.scalars(select(Place)):
            assert (place.keeper, place.phone, place.address) == ("", "", "")
        for lot in session.scalars(select(Lot)):
            assert (lot.produced_on, lot.expires_on, lot.maker, lot.batch) == (None, None, "", "")


def test_every_person_is_marked_as_an_example_and_has_no_telephone(article):
    with article.read() as session:
        people = session.scalars(select(Person)).all()
    assert {"leader", "duty", "keeper", "admin"} < {one.login for one in people}
    assert len({one.name for one in people}) == len(people) == 16
    assert all(one.name.startswith("示例") and not one.phone for one in people)


def test_the_joint_duty_is_the_articles_and_what_it_does_not_say_is_marked_as_an_example(article):
    with article.read() as session:
        pattern = session.scalars(select(ShiftPattern)).one()
        assert "第2段" in pattern.note
        assert "示例" in pattern.note
        (time,) = patterns.times_of(session, pattern.id)
        assert (time.begins, time.length, time.days) == ("08:00", 24 * 60, Days.EVERY)
        found = posts.posts_of(session, pattern.id)
        assert [(one.name, one.kind.value, one.department) for one in found] == [
            ("带班领导", "leader", ""),
            ("应急(主班)", "signing", "区应急部门"),
            ("农业", "officer", "区农业部门"),
            ("消防", "officer", "区消防部门"),
        ]
        leader = session.scalars(select(Person).where(Person.login == "leader")).one()
        named = posts.named_for(session, leader, pattern.id)
        assert all(len(named[one.post_id]) >= 3 for one in found)
        assert all("示例" in one.basis for one in session.scalars(select(ResponseLevel)))
        for kind in session.scalars(select(EventKind)):
            assert (kind.oral_minutes, kind.written_minutes, kind.following_minutes) == (None, None, None)
            assert "示例" in kind.basis
        assert session.scalar(select(func.count()).select_from(Roster)) == 0


def test_every_fact_of_the_seed_names_the_paragraph_it_comes_from():
    facts = seeding.facts_of(seeding.ARTICLE)
    example = {"persons", "levels", "shifts", "event_kinds", "categories"}
    for section, rows in facts.items():
        if isinstance(rows, list) and section not in example | {"not_in_use"}:
            assert all(one["paragraph"] in range(1, 6) for one in rows), section


def test_every_class_that_is_seeded_holds_something(article):
    with article.read() as session:
        used = set(session.scalars(select(Item.category_id)))
        assert used == set(session.scalars(select(Category.id)))


def test_the_seed_went_through_the_services_and_the_chain_holds(article):
    with article.read() as session:
        before = audit.GENESIS
        entries = session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id)).all()
        for entry in entries:
            row = {column.key: getattr(entry, column.key) for column in audit.AuditEntry.__table__.columns}
            assert entry.digest == audit.digest_of(before, row)
            before = entry.digest
    assert entries[0].service == "found_headquarters"
    assert "opening" in {one.service for one in entries}


# The fictitious district

UNUSED = {
    "password", "sign_in",  # it is open
    "attendance", "handover", "handover_item", "handover_step",  # who is on duty depends on the day
    "count_round", "delivery_undone",  # nothing went wrong
    "exercise_mark",  # it is no exercise
}  # fmt: skip


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "demo.xb"
    seeding.make(str(path), "example")
    store = Store.open(path)
    yield store
    store.close()


def test_the_fictitious_district_fills_every_table(example):
    with example.read() as session:
        empty = {
            table.name
            for table in Base.metadata.sorted_tables
            if session.scalar(select(func.count()).select_from(table)) == 0
        }
    assert empty == UNUSED


LISTS: list[Any] = [
    accounts.organisations, accounts.persons, places.places, todo.todo, checks.checks, levels.levels, levels.orders,
    patterns.patterns, deadlines.deadlines, events.events, consulting.consultations, teams.teams, mustering.calls,
    mustering.standing, shelters.shelters, sheltering.standing, sheltering.steps, agreements.agreements,
    agreements.renewals, promises.promises, calloffs.call_offs, deliveries.deliveries, rivers.rivers,
    inspections.inspections, inspections.visits, hazardlines.hazards, tallies.hazard_summary, tallies.recurring,
    tallies.overdue, training.trainings, plans.plans, warnings.warnings, warnings.warnings_in_force,
    proposals.proposal_rules, responses.responses, tasks.tasks, stops.measures, stoprules.stop_rules,
    stoporders.stop_orders, standards.standards, checklists.checklists, drills.drills, findings.findings,
    findings.revisions,
]  # fmt: skip


def test_the_fictitious_district_shows_something_on_every_list(example):
    with reading(example) as (session, reader):
        empty = [f"{query.__module__}.{query.__name__}" for query in LISTS if not query(session, reader)]
    assert empty == []


def test_the_fictitious_district_has_hazards_tasks_and_agreements_in_every_state(example):
    with reading(example) as (session, reader):
        assert {one.state for one in hazardlines.hazards(session, reader, states=list(HazardState))} == set(HazardState)
        assert {one.state for one in tasks.tasks(session, reader)} == set(TaskState)
        assert {one.validity for one in agreements.agreements(session, reader)} == set(Validity)
        assert {one.kind for one in agreements.agreements(session, reader)} == set(AgreementKind)


def test_everybody_and_every_place_of_the_fictitious_district_is_marked(example):
    with example.read() as session:
        for model in (Organisation, Person, Place, Agreement, River, RiverPerson, Plan, Training, Inspection):
            name: Any = Training.subject if model is Training else vars(model)["name"]
            kept = Place.kind.in_(places.KEPT) if model is Place else true()
            names = session.scalars(select(name).where(kept)).all()
            assert names
            assert all("示例" in one for one in names), model
        phones = [one for model in (Person, Place, RiverPerson) for one in session.scalars(select(model.phone)) if one]
    assert phones
    assert all(one.startswith("000-") for one in phones)


def test_the_fictitious_district_rests_on_nothing_but_itself(example):
    with reading(example) as (session, reader):
        for query in (teams.teams, shelters.shelters, rivers.rivers, training.trainings, stops.measures):
            assert all("示例" in one.basis for one in query(session, reader)), query


def test_the_fictitious_district_is_in_order_in_both_databases(nowhere):
    seeding.make(nowhere, "example")
    store = Store.open(nowhere)
    faults = verify.verify(store)
    with store.read() as session:
        assert getattr(seeding.example_officer(session), "login", "") == "duty"
    store.close()
    assert faults == []


def test_the_fictitious_district_can_begin_in_the_first_minutes_of_a_year(tmp_path, monkeypatch):
    moment = datetime(2027, 1, 1, 0, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(store_module, "now", lambda: moment.astimezone(UTC))
    seeding.make(str(tmp_path / "s.xb"), "example")
    assert (tmp_path / "s.xb").exists()

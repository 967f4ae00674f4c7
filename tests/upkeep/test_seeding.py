"""Seeding: what the article says is in the store, nothing else is, and a store is there whole or not at all."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inventory.duty import patterns, posts
from inventory.duty.eventkinds import EventKind
from inventory.duty.levels import ResponseLevel
from inventory.duty.patterns import Days, ShiftPattern
from inventory.duty.shifts import Roster
from inventory.ground import accounts, audit, storefile
from inventory.ground.people import Organisation, OrganisationKind, Person, headquarters
from inventory.ground.store import Store
from inventory.ground.storefile import NotAStore, StoreBusy, StoreReadOnly, StoreThere, Turn
from inventory.supplies import stock
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Category, Item, Pack, Quota
from inventory.supplies.ledger import Movement, Voucher
from inventory.supplies.lots import Lot
from inventory.supplies.places import Place, PlaceKind
from inventory.upkeep import seeding

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
    *itemised, rest = facts["items"]
    assert sum(one["quantity"] for one in itemised) == 56071
    assert rest["quantity"] == facts["opening"]["total"] - 56071 == 25765
    assert "未列明" in rest["name"]
    assert "混合" in rest["note"]


def test_the_opening_stock_says_that_its_day_is_not_the_real_one(article):
    with article.read() as session:
        voucher = session.scalars(select(Voucher)).one()
        assert voucher.number == "QC-2022-0001"
        assert voucher.occurred_at == datetime(2022, 6, 7, 4, tzinfo=UTC)  # noon in Jining
        assert voucher.note == "按文章, 非实际入库日"
        assert "第3段" in voucher.basis


def test_thirteen_teams_and_ten_shelters_are_there_and_the_unnamed_ones_say_so(article):
    with article.read() as session:
        found = session.scalars(select(Place)).all()
    teams = [one for one in found if one.kind is PlaceKind.TEAM]
    shelters = [one for one in found if one.kind is PlaceKind.SHELTER]
    depots = [one for one in found if one.kind is PlaceKind.DEPOT]
    assert (len(teams), len(shelters), len(depots)) == (13, 10, 1)
    assert all("文章未具名" in one.name and "432" in one.note for one in teams)
    named = [one.name for one in shelters if "文章未具名" not in one.name]
    assert named == ["疃里镇党群服务中心广场", "马集镇中心广场"]
    assert "文章未具名" in depots[0].name


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
    for kind in ("organisations", "places", "items", "posts"):
        assert all(one["paragraph"] in range(1, 6) for one in facts[kind])


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
    assert entries[-1].service == "opening"


def test_the_examples_officer_on_duty_sits_at_the_desk_until_retired(tmp_path):
    seeding.make(str(tmp_path / "s.xb"), seeding.ARTICLE)
    store = Store.open(tmp_path / "s.xb")
    with store.begin() as session:
        duty = seeding.example_officer(session)
        assert duty is not None
        assert duty.login == "duty"
        admin = session.scalars(select(Person).where(Person.login == "admin")).one()
        accounts.retire_person(session, admin, person=duty)
    with store.read() as session:
        assert seeding.example_officer(session) is None
    store.close()


# Beginning a store


def test_an_empty_headquarters_has_its_name_its_first_person_and_no_stock(nowhere):
    seeding.make(nowhere, seeding.NONE, headquarters="示例区防汛抗旱指挥部", login="first")
    store = Store.open(nowhere)
    with store.read() as session:
        assert headquarters(session).name == "示例区防汛抗旱指挥部"
        assert session.scalars(select(Person.login)).all() == ["first"]
        assert session.scalar(select(func.count()).select_from(Item)) == 0
        assert seeding.example_officer(session) is None
    store.close()


def test_the_article_is_the_same_in_both_databases(nowhere):
    seeding.make(nowhere, seeding.ARTICLE)
    store = Store.open(nowhere)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Movement)) == 8
        assert sum(session.scalars(select(Balance.quantity))) == Decimal(81836)
        assert session.scalars(select(Voucher)).one().occurred_at.date() == date(2022, 6, 7)
    store.close()


def test_a_store_that_is_there_is_never_overwritten(nowhere):
    seeding.make(nowhere, seeding.NONE, headquarters="示例区")
    with pytest.raises(StoreThere):
        seeding.make(nowhere, seeding.ARTICLE)
    store = Store.open(nowhere)
    with store.read() as session:
        assert headquarters(session).name == "示例区"
    store.close()


def test_a_store_that_nobody_ever_began_can_still_be_begun(address):
    store = Store.open(address)
    seeding.seed(store, seeding.NONE, "示例区")
    with store.read() as session:
        assert not seeding.is_empty(session)
    with pytest.raises(StoreThere):
        seeding.seed(store, seeding.ARTICLE)
    store.close()


def test_a_seed_that_fails_in_the_middle_leaves_nothing(tmp_path, monkeypatch):
    def torn(*_args, **_facts):
        raise RuntimeError

    monkeypatch.setattr(stock, "opening", torn)
    with pytest.raises(RuntimeError):
        seeding.make(str(tmp_path / "demo.xb"), seeding.ARTICLE)
    assert [one.name for one in tmp_path.iterdir()] == ["demo.xb.lock"]


def test_what_a_killed_start_left_behind_is_in_nobodys_way(tmp_path):
    (tmp_path / ".demo.xb.new").write_bytes(b"half")
    (tmp_path / ".demo.xb.new-wal").write_bytes(b"half")
    seeding.make(str(tmp_path / "demo.xb"), seeding.ARTICLE)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["demo.xb", "demo.xb.lock"]


def test_of_several_who_begin_at_once_one_makes_the_store_and_the_others_are_told(tmp_path):
    path = str(tmp_path / "demo.xb")
    outcome: list[str] = []

    def begin():
        try:
            seeding.make(path, seeding.ARTICLE)
        except StoreThere:
            outcome.append("there")
        else:
            outcome.append("made")

    threads = [threading.Thread(target=begin) for _one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["made", "there", "there"]


def test_who_finds_a_store_being_made_waits_longer_than_a_writer(tmp_path, monkeypatch):
    path, begun = tmp_path / "demo.xb", threading.Event()
    monkeypatch.setattr(storefile, "PATIENCE", 0.05)

    def another() -> None:
        with Turn(path).held():
            begun.set()
            time.sleep(0.5)

    thread = threading.Thread(target=another)
    thread.start()
    assert begun.wait(20)
    seeding.make(str(path), seeding.NONE, headquarters="示例区")
    thread.join(20)
    assert path.exists()


def test_who_finds_a_store_being_made_does_not_wait_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(seeding, "MAKING", 0.05)
    path, refused = tmp_path / "demo.xb", []

    def other() -> None:
        try:
            seeding.make(str(path), seeding.ARTICLE)
        except StoreBusy as refusal:
            refused.append(refusal)

    with Turn(path).held():
        thread = threading.Thread(target=other)  # one's own turn may be asked for again
        thread.start()
        thread.join(20)
    assert len(refused) == 1
    assert not path.exists()


def test_a_replaced_example_stays_beside_the_new_one(tmp_path):
    path = tmp_path / "demo.xb"
    seeding.make(str(path), seeding.ARTICLE)
    heads = [_head(path)]
    for old in ("demo.xb.old", "demo.xb.old-2"):
        seeding.make(str(path), seeding.ARTICLE, replace=True)
        assert _head(path.with_name(old)) == heads[-1]
        heads.append(_head(path))
    assert len(set(heads)) == 3


def _head(path):
    store = Store.open(path)
    with store.read() as session:
        head = audit.head(session)
    store.close()
    return head


def test_an_example_that_is_open_elsewhere_is_not_replaced(tmp_path):
    path = tmp_path / "demo.xb"
    seeding.make(str(path), seeding.ARTICLE)
    store = Store.open(path)
    with store.read() as session:
        assert seeding.example_officer(session)
        with pytest.raises(seeding.InUse):
            seeding.make(str(path), seeding.ARTICLE, replace=True)
    store.close()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["demo.xb", "demo.xb.lock"]


def test_a_store_is_one_private_file_when_it_is_made(tmp_path):
    path = tmp_path / "new" / "demo.xb"
    seeding.make(str(path), seeding.ARTICLE)
    assert path.stat().st_mode & 0o077 == 0
    assert not path.with_name("demo.xb-wal").exists()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_an_unknown_seed_is_refused_before_anything_is_made(tmp_path):
    with pytest.raises(seeding.UnknownSeed, match="article, none"):
        seeding.make(str(tmp_path / "s.xb"), "../secrets")
    assert not list(tmp_path.iterdir())


def test_an_empty_store_without_a_name_is_refused(tmp_path):
    with pytest.raises(seeding.NameNeeded):
        seeding.make(str(tmp_path / "s.xb"), seeding.NONE)


def test_what_is_in_the_way_is_called_by_its_name(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" * 100)
    for place in (tmp_path, tmp_path / "photo.jpg"):
        with pytest.raises(NotAStore):
            seeding.make(str(place), seeding.ARTICLE)
    with pytest.raises(StoreReadOnly):
        seeding.make(str(tmp_path / "photo.jpg" / "s.xb"), seeding.ARTICLE)
    assert (tmp_path / "photo.jpg").read_bytes() == b"\xff\xd8\xff" * 100


def test_the_seeds_folder_holds_data_alone():
    assert Path(seeding.__file__).parents[2].joinpath("seeds", "article.toml").exists()
    assert seeding.known() == ["article", "none"]

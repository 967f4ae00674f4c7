"""Seeding: a store is there whole or not at all, and never in another one's place."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inventory.ground import accounts, audit, storefile
from inventory.ground.people import Person, headquarters
from inventory.ground.store import Store
from inventory.ground.storefile import NotAStore, StoreBusy, StoreReadOnly, StoreThere, Turn
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Movement, Voucher
from inventory.upkeep import seeding


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
    torn = {**seeding.facts_of(seeding.ARTICLE), "torn": [{"does": "add_place", "name": "示例", "kind": "nowhere"}]}
    monkeypatch.setattr(seeding, "facts_of", lambda _name: torn)
    with pytest.raises(ValueError, match="nowhere"):
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
    with pytest.raises(seeding.UnknownSeed, match="article, example, none"):
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
    assert seeding.known() == ["article", "example", "none"]

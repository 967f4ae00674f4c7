"""What goes from PostgreSQL into a file and back is the same to the last sign, all of it or nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from inventory.ground.schema import Base, guards
from inventory.ground.store import Store, StoreAway
from inventory.supplies import catalog, stock
from inventory.supplies.lots import Line
from inventory.upkeep import copying
from inventory.upkeep.backup import backup, restore
from inventory.upkeep.verify import verify
from tests.world import World, build

# What the bulk form of a database has signs of its own for.
AWKWARD = ["\\N", "\\.", "a\\tb\\n", "'", '"', "{a,b}", "NULL", "a;b,c|d", "示例🌊", "\\\\", "%s %(x)s", "$1 ? :x"]


def contents(store: Store) -> dict[str, list[Any]]:
    """Every row of every table."""
    with store.read() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Base.metadata.sorted_tables
        }


def count(store: Store, table: str) -> int:
    with store.read() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}")) or 0


@pytest.fixture
def server_world(server):
    """The world on PostgreSQL."""
    database = server.empty()
    Store.open(server.address(database), create=True).close()
    build(server.address(database))
    store = Store.open(server.address(database))
    yield World(store)
    store.close()
    server.drop(database)


@pytest.fixture
def empty(server):
    """The address of a database with nothing in it."""
    database = server.empty()
    yield server.address(database)
    server.drop(database)


def test_every_row_comes_back_as_it_went(server_world, empty, tmp_path):
    for number, name in enumerate(AWKWARD):
        server_world.do(catalog.add_item, name=name, unit="个", code=f"A{number}", note=name)
    lines = [Line(server_world.sand, Decimal("0.125"), batch="\\N", maker="'")]
    server_world.do(stock.receive, place=server_world.east, lines=lines)
    before = contents(server_world.store)
    backup(server_world.store, tmp_path / "x.xb")
    restore(tmp_path / "x.xb", empty)
    file, server = Store.open(tmp_path / "x.xb"), Store.open(empty)
    assert contents(file) == before
    assert contents(server) == before
    assert verify(file) == verify(server) == []
    file.close()
    server.close()


def test_more_rows_than_go_at_a_time_all_arrive(server_world, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "ROWS", 3)
    steps: list[tuple[int, int]] = []
    backup(server_world.store, tmp_path / "x.xb", progress=lambda done, whole: steps.append((done, whole)))
    copy = Store.open(tmp_path / "x.xb")
    assert contents(copy) == contents(server_world.store)
    whole = sum(map(len, contents(copy).values()))
    assert steps[-1] == (whole, whole)
    assert [done for done, _whole in steps] == sorted(done for done, _whole in steps)
    copy.close()


def test_a_file_that_came_from_a_server_is_guarded_like_any_other(server_world, tmp_path):
    backup(server_world.store, tmp_path / "x.xb")
    copy = Store.open(tmp_path / "x.xb")
    with copy.read() as session:
        found = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    assert {row.name: row.sql for row in found} == guards("sqlite")
    with copy.engine.connect() as connection, pytest.raises(Exception, match="movement only grows"):
        connection.execute(text("UPDATE movement SET quantity = quantity + 1"))
    copy.close()


def test_what_is_written_during_a_backup_is_not_in_it(server_world, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "ROWS", 3)
    written: list[int] = []

    def write(_done: int, _whole: int) -> None:
        if len(written) < 3:
            lines = [Line(server_world.bags, Decimal(1))]
            written.append(server_world.do(stock.receive, place=server_world.east, lines=lines).id)

    before = contents(server_world.store)
    backup(server_world.store, tmp_path / "x.xb", progress=write)
    copy = Store.open(tmp_path / "x.xb")
    assert len(written) == 3
    assert contents(copy) == before
    assert verify(copy) == []
    copy.close()


def test_a_backup_that_is_cancelled_leaves_nothing_and_the_server_at_work(server_world, tmp_path, monkeypatch):
    monkeypatch.setattr(copying, "ROWS", 3)

    def stop(done: int, _whole: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup(server_world.store, tmp_path / "x.xb", progress=stop)
    assert not list(tmp_path.iterdir())
    server_world.do(stock.receive, place=server_world.east, lines=[Line(server_world.bags, Decimal(1))])
    assert verify(server_world.store) == []


def test_a_server_that_goes_away_during_a_backup_is_told_and_leaves_nothing(
    server_world, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(copying, "ROWS", 3)
    other = server_world.store.engine.url.database

    def cut(done: int, _whole: int) -> None:
        if done > 20:
            server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{other}'")

    with pytest.raises(StoreAway):
        backup(server_world.store, tmp_path / "x.xb", progress=cut)
    assert not list(tmp_path.iterdir())
    assert verify(server_world.store) == []


def test_a_restore_that_ends_in_the_middle_leaves_the_database_as_empty_as_it_was(
    file_world, empty, tmp_path, monkeypatch
):
    backup(file_world.store, tmp_path / "x.xb")
    names = copying._names

    def torn(table):
        if table.name == "movement":
            raise ZeroDivisionError
        return names(table)

    monkeypatch.setattr(copying, "_names", torn)
    with pytest.raises(ZeroDivisionError):
        restore(tmp_path / "x.xb", empty)
    monkeypatch.setattr(copying, "_names", names)
    store = Store.open(empty)
    assert {name: rows for name, rows in contents(store).items() if rows} == {}
    store.close()
    restore(tmp_path / "x.xb", empty)
    store = Store.open(empty)
    assert contents(store) == contents(file_world.store)
    store.close()


def test_a_row_that_speaks_of_one_that_is_not_there_is_not_taken(file_world, empty, tmp_path, monkeypatch):
    """A server keeps its own checks while a backup comes in, whatever the proof before it overlooked."""
    monkeypatch.setattr("inventory.upkeep.backup.verify", lambda _store, **_progress: [])
    backup(file_world.store, tmp_path / "x.xb")
    file = Store.open(tmp_path / "x.xb")
    with file.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE balance SET place_id = 999 WHERE lot_id = 1")
    file.close()
    with pytest.raises(Exception, match="balance_place_id"):
        restore(tmp_path / "x.xb", empty)
    store = Store.open(empty)
    assert count(store, "lot") == 0
    store.close()

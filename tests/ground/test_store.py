"""The store: what is no store is refused in words, one writes at a time, and nothing is half-saved."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import select, text

from inventory.ground import i18n, storefile
from inventory.ground import store as stores
from inventory.ground.errors import Refused
from inventory.ground.instants import ClockBehind, InFuture
from inventory.ground.people import Organisation, Person
from inventory.ground.schema import Base, insert_only
from inventory.ground.store import Lines, Store, StoreAway, StoreNewer, StoreOlder, newest_version, now
from inventory.ground.storefile import (
    NotAStore,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreMissing,
    StoreOnNetwork,
    StoreReadOnly,
    StoreShut,
    StoreThere,
)
from inventory.supplies import stock
from inventory.supplies.balances import Balance, NotEnough
from inventory.supplies.catalog import Item
from inventory.supplies.lots import Line
from inventory.supplies.places import Place
from inventory.upkeep.verify import verify
from tests.translations import ROOT
from tests.world import World, build

CREW: Any = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")  # forked, nothing is imported anew


@pytest.fixture
def world(own_world: World) -> World:
    """A store of the test's own: processes die here, locks are held, files are taken away."""
    return own_world


@pytest.fixture
def file_world(own_file_world: World) -> World:
    """The same in a file alone."""
    return own_file_world


def refused(kind: type[Refused], where: object, match: str, do: Callable[[], object]) -> None:
    """Refused with one sentence that names the place, in both languages."""
    sentences = []
    for language in ("en", "zh"):
        i18n.use(language)
        with pytest.raises(kind) as answer:
            do()
        sentences.append(str(answer.value))
    i18n.use("en")
    assert match in sentences[0]
    assert all(str(where) in sentence and "\n" not in sentence for sentence in sentences)


def hold_file(path: str, ready: Any, end: Any) -> None:
    """What another process does that doesn't give its turn back."""
    with FileLock(f"{path}.lock"), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        ready.set()
        end.wait(30)


# What is no store


def a_folder(path: Path) -> None:
    path.mkdir()


def an_empty_file(path: Path) -> None:
    path.touch()


def a_picture(path: Path) -> None:
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + os.urandom(5000))


def half_a_header(path: Path) -> None:
    path.write_bytes(storefile.SQLITE_MAGIC)


def another_programs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("CREATE TABLE mine (x)")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def marked_but_bare(path: Path) -> None:
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute(f"PRAGMA application_id = {storefile.APPLICATION_ID}")
        theirs.execute("CREATE TABLE mine (x)")


NO_STORES: dict[Callable[[Path], None], str] = {
    a_folder: "is not a store of Xunbei: it is a folder",
    an_empty_file: "the file is empty",
    a_picture: "a file of another kind",
    half_a_header: "a file of another kind",
    another_programs: "it belongs to another program",
    a_pipe: "it is not a file",
    marked_but_bare: "it holds no history of versions",
}


@pytest.mark.parametrize("make", NO_STORES, ids=lambda make: make.__name__)
def test_what_is_no_store_is_refused_and_left_as_it_is(tmp_path, make):
    path = tmp_path / "某 file.xb"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    refused(NotAStore, path, NO_STORES[make], lambda: Store.open(path))
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("name", ["nothing.xb", "no/folder.xb", "x" * 300, "zero\0byte", "dangling"])
def test_where_nothing_is_one_is_told_how_to_make_a_store(tmp_path, name):
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    refused(StoreMissing, tmp_path / name, "Make one with", lambda: Store.open(tmp_path / name))


def test_a_path_is_a_name_and_never_an_option(tmp_path):
    path = tmp_path / "x?mode=memory#%41 示例.xb"
    store = Store.open(path, create=True)
    assert path.exists()
    build_in(store)
    store.close()
    assert {one.name for one in tmp_path.iterdir()} - {path.name, f"{path.name}.lock"} == set()
    with Store.open(path).read() as session:
        assert session.scalar(select(Organisation.code)) == "HQ"


def build_in(store: Store) -> None:
    build(str(store.path))


def test_a_store_that_is_cut_off_is_damaged(file_world, tmp_path):
    path = tmp_path / "cut.xb"
    file_world.store.close()
    path.write_bytes(file_world.store.path.read_bytes()[:50_000])
    refused(StoreDamaged, path, "the file is cut off", lambda: Store.open(path))


def test_a_store_whose_tables_are_torn_is_damaged(file_world):
    path = file_world.store.path
    file_world.store.close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xee" * 3996
    path.write_bytes(content)
    refused(StoreDamaged, path, "restore the last backup", lambda: Store.open(path))


def test_a_store_that_may_not_be_opened_is_shut(file_world, monkeypatch):
    path, usual = file_world.store.path, Path.open
    file_world.store.close()

    def shut(self, *how, **more):
        if self == path:
            raise PermissionError(13, "denied")
        return usual(self, *how, **more)

    monkeypatch.setattr(Path, "open", shut)
    refused(StoreShut, path, "can't be opened: denied", lambda: Store.open(path))


def test_a_file_that_may_only_be_read_is_refused(file_world, monkeypatch):
    path = file_world.store.path
    monkeypatch.setattr(os, "access", lambda where, how: not (Path(where) == path and how == os.W_OK))
    refused(StoreReadOnly, path, "can only be read", lambda: Store.open(path))


def test_a_database_that_only_reads_is_refused_and_nothing_is_saved(world):
    """The disk that turns read-only, the server that has become a standby: found out at the first write."""
    store = world.store
    with store.engine.connect() as connection:
        if store.is_file:
            connection.connection.driver_connection.execute("PRAGMA query_only = ON")
        else:
            connection.exec_driver_sql(
                f"ALTER DATABASE {store.engine.url.database} SET default_transaction_read_only = on"
            )
            connection.commit()
    if not store.is_file:
        store.close()

    def write() -> None:
        with world.begin() as here:
            stock.receive(here.session, here.keeper, place=here.east, lines=[Line(here.bags, Decimal(1))])

    refused(StoreReadOnly, store.where, "can only be read", write)
    store.close()
    assert verify(store) == []


def test_a_full_disk_is_told_and_nothing_is_saved(file_world):
    store = file_world.store
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with file_world.begin() as here:
            lines = [Line(here.bags, Decimal(1), batch="示例" * 30) for _ in range(500)]
            stock.receive(here.session, here.keeper, place=here.east, lines=lines)

    refused(StoreFull, store.where, "nothing was saved", fill)
    store.close()
    assert verify(store) == []


def test_a_disk_that_is_full_from_the_start_leaves_no_half_store(tmp_path, monkeypatch):
    def cramped(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 3")

    monkeypatch.setattr(stores, "_on_connect", cramped)
    path = tmp_path / "store.xb"
    refused(StoreFull, path, "nothing was saved", lambda: Store.open(path, create=True))
    assert not path.exists()


def test_where_no_file_can_be_made_there_is_no_store(tmp_path):
    for path in (tmp_path / "file" / "store.xb", tmp_path / ("x" * 300)):
        (tmp_path / "file").touch()
        refused(StoreReadOnly, path, "can only be read", partial(Store.open, path, create=True))


def test_a_store_is_never_made_over_something(nowhere, tmp_path):
    Store.open(nowhere, create=True).close()
    with pytest.raises(StoreThere):
        Store.open(nowhere, create=True)
    Store.open(nowhere).close()
    for make in (a_folder, an_empty_file):
        make(tmp_path / make.__name__)
        with pytest.raises(StoreThere):
            Store.open(tmp_path / make.__name__, create=True)
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with pytest.raises(StoreThere):
        Store.open(tmp_path / "dangling", create=True)


def test_a_network_share_is_refused_before_anything_is_made(tmp_path, monkeypatch):
    mounts = f"server:/share {str(tmp_path).replace(' ', chr(92) + '040')} nfs4 rw 0 0\nproc /proc proc rw 0 0\n"
    read = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda path, **how: mounts if str(path) == "/proc/self/mounts" else read(path, **how)
    )
    path = tmp_path / "store.xb"
    refused(StoreOnNetwork, path.parent, "network share (nfs4)", lambda: Store.open(path, create=True))
    assert not path.exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_server_that_does_not_answer_is_named(tmp_path, language):
    i18n.use(language)
    with pytest.raises(StoreAway) as answer:
        Store.open(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    assert "nothing" in str(answer.value)
    assert "\n" not in str(answer.value)


def test_another_kind_of_database_is_refused():
    with pytest.raises(NotAStore, match="use a file or postgresql"):
        Store.open("mysql://x@y/z")


# Versions


@contextmanager
def of_version(store: Store, version: str) -> Iterator[None]:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    yield


def test_a_store_of_a_later_program_is_refused(store, address):
    with of_version(store, "9999"), pytest.raises(StoreNewer, match="9999.*install the newer"):
        Store.open(address)


@pytest.mark.parametrize("store", ["postgresql"], indirect=["store"], ids=["postgresql"])
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_server_of_an_earlier_version_is_not_migrated_unasked(store, address):
    with of_version(store, "0000"), pytest.raises(StoreOlder, match="run `xunbei migrate`"):
        Store.open(address)


def test_a_program_at_work_notices_that_the_store_was_migrated_by_a_later_one(store):
    with store.read() as session:
        session.execute(text("SELECT 1"))
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("CREATE TABLE of_tomorrow (x INTEGER)"))
    with pytest.raises(StoreNewer), store.begin():
        pass
    with pytest.raises(StoreNewer), store.read():
        pass


# The file


def test_a_store_and_all_beside_it_are_private_whatever_the_umask(tmp_path):
    before = os.umask(0o022)
    try:
        path = tmp_path / "folder" / "store.xb"
        store = Store.open(path, create=True)
        build_in(store)
        with store.begin() as session:
            session.execute(text("SELECT 1"))
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("store.xb", "store.xb-wal", "store.xb-shm", "store.xb.lock"), 384)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    store.close()


def test_every_connection_keeps_what_it_commits(file_world):
    with file_world.store.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
        assert asked == {"journal_mode": "wal", "synchronous": 2}
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_another_file_put_in_the_stores_place_is_noticed(file_world, tmp_path):
    other = tmp_path / "other.sqlite"
    Store.open(other, create=True).close()
    with file_world.read() as here:
        assert here.headquarters.code == "HQ"
    for ending in storefile.BESIDE:
        Path(f"{file_world.store.path}{ending}").unlink(missing_ok=True)
    other.replace(file_world.store.path)
    with file_world.read() as here:
        assert here.session.scalars(select(Organisation)).all() == []


def test_a_store_that_is_taken_away_is_missed(file_world):
    with file_world.read():
        pass
    storefile.discard(file_world.store.path)
    with pytest.raises(StoreMissing), file_world.begin():
        pass


# Transactions


def test_a_change_is_kept_whole_or_not_at_all(world):
    def fail() -> None:
        with world.begin() as here:
            stock.receive(here.session, here.keeper, place=here.east, lines=[Line(here.bags, Decimal(1))])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert verify(world.store) == []
    with world.read() as here:
        assert "RK" not in {kind for (kind,) in here.session.execute(text("SELECT kind FROM voucher"))}


def test_reading_sees_one_state_whoever_writes(world):
    count = select(Balance.quantity).where(Balance.lot_id == 1)
    with world.read() as reader:
        before = reader.session.scalar(count)
        with world.begin() as here:
            stock.issue(here.session, here.keeper, place=here.east, to=here.team, lines=[Line(here.bags, Decimal(5))])
        assert reader.session.scalar(count) == before
    with world.read() as reader:
        assert reader.session.scalar(count) == before - 5


def test_reading_can_not_write(world):
    with world.read() as here:
        here.bags.name = "x"
        with pytest.raises(Exception, match="read-only|readonly") if not world.store.is_file else closing(here.session):
            here.session.flush()
    with world.read() as here:
        assert here.bags.name == "编织袋"


def test_who_waits_too_long_for_a_turn_is_told(file_world, monkeypatch):
    monkeypatch.setattr(storefile, "PATIENCE", 0.1)
    ready, end = CREW.Event(), CREW.Event()
    other = CREW.Process(target=hold_file, args=(str(file_world.store.path), ready, end), daemon=True)
    other.start()
    assert ready.wait(20)
    try:
        for language, word in (("en", "busy"), ("zh", "秒")):
            i18n.use(language)
            with pytest.raises(StoreBusy, match=word), file_world.begin():
                pass
    finally:
        end.set()
        other.join(20)
    with file_world.begin() as here:
        assert here.bags.name == "编织袋"


def test_who_meets_another_programs_lock_is_told(file_world, monkeypatch):
    monkeypatch.setattr(stores, "PATIENCE", 0.1)
    file_world.store.close()
    with closing(sqlite3.connect(file_world.store.path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy), file_world.begin():
            pass


@pytest.mark.parametrize("minutes", [1, 59])
def test_a_clock_a_little_behind_does_not_set_the_books_back(world, monkeypatch, minutes):
    first = world.do(stock.receive, place=world.east, lines=[Line(world.bags, Decimal(1))])
    monkeypatch.setattr(stores, "now", lambda: first.recorded_at - timedelta(minutes=minutes))
    second = world.do(stock.receive, place=world.east, lines=[Line(world.bags, Decimal(1))])
    assert first.recorded_at == second.recorded_at == second.occurred_at
    assert verify(world.store) == []


def test_a_clock_far_behind_is_told_and_what_happened_can_still_be_entered(world, monkeypatch):
    first = world.do(stock.receive, place=world.east, lines=[Line(world.bags, Decimal(1))])
    behind = first.recorded_at - timedelta(hours=5)
    monkeypatch.setattr(stores, "now", lambda: behind)
    with pytest.raises(ClockBehind):
        world.do(stock.receive, place=world.east, lines=[Line(world.bags, Decimal(1))])
    second = world.do(stock.receive, place=world.east, lines=[Line(world.bags, Decimal(1))], occurred_at=behind)
    assert (second.occurred_at, second.recorded_at) == (behind, first.recorded_at)
    with pytest.raises(InFuture):
        world.do(stock.receive, place=world.east, lines=[Line(world.bags, Decimal(1))], occurred_at=first.recorded_at)
    assert verify(world.store) == []


def test_another_program_that_leaves_takes_nothing_from_those_who_stay(file_world):
    """Its write-ahead log would go with the last to leave, as far as the locks tell."""
    store = file_world.store
    with Store.open(store.path).read() as session:
        assert session.scalars(select(Person.id)).first()
    leaving = f"from inventory.ground.store import Store; s = Store.open({str(store.path)!r}); "
    leaving += "s.read().__enter__(); s.close()"
    subprocess.run([sys.executable, "-c", leaving], cwd=ROOT, check=True)
    made = file_world.do(stock.receive, place=file_world.east, lines=[Line(file_world.bags, Decimal(7))])
    look = (
        f"from sqlalchemy import text; from inventory.ground.store import Store; print(Store.open({str(store.path)!r})"
    )
    look += f".read().__enter__().scalar(text(\"SELECT count(*) FROM voucher WHERE number = '{made.number}'\")))"
    seen = subprocess.run([sys.executable, "-c", look], cwd=ROOT, check=True, capture_output=True, text=True)
    assert seen.stdout.split() == ["1"]


def issue_until_refused(address: str, amount: int, results: Any) -> None:
    """What an officer does who empties the shelf in the same minute as all others."""
    store = Store.open(address)
    issued = 0
    while True:
        try:
            with store.begin() as session:
                stock.issue(
                    session,
                    session.scalars(select(Person).where(Person.login == "keeper")).one(),
                    place=session.scalars(select(Place).where(Place.code == "CK01")).one(),
                    to=session.scalars(select(Place).where(Place.code == "DW01")).one(),
                    lines=[Line(session.scalars(select(Item).where(Item.code == "WZ0001")).one(), Decimal(amount))],
                )
            issued += amount
        except NotEnough:
            break
    store.close()
    results.put(issued)


@pytest.mark.parametrize("way", ["threads", "processes"])
def test_two_officers_never_issue_more_than_there_is(world, way):
    """The driver's late BEGIN let two issue 600 of 500: here one is refused."""
    where = str(world.store.path or world.store.engine.url.render_as_string(hide_password=False))
    results: Any = CREW.Queue()
    kind: Any = threading.Thread if way == "threads" else CREW.Process
    officers = [kind(target=issue_until_refused, args=(where, 300, results), daemon=True) for _ in range(2)]
    for officer in officers:
        officer.start()
    issued = [results.get(timeout=60) for _ in officers]
    for officer in officers:
        officer.join(20)
    assert sum(issued) == 1800  # of 2,000
    assert verify(world.store) == []


# Guards


WAYS = {
    "changed": "UPDATE {table} SET id = id",
    "deleted": "DELETE FROM {table}",
    "replaced": "INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    "upserted": "INSERT INTO {table} SELECT * FROM {table} WHERE id > 0 ON CONFLICT (id) DO UPDATE SET id = 1",
    "emptied": "TRUNCATE {table} CASCADE",
}


@pytest.mark.parametrize("way", WAYS)
def test_rows_that_only_grow_can_not_be_touched(world, way):
    if (way == "replaced" and not world.store.is_file) or (way == "emptied" and world.store.is_file):
        return  # words that the other database doesn't have
    grown = [table.name for table in insert_only()]
    assert {"movement", "voucher", "lot", "audit_entry", "lot_test", "completion"} <= set(grown)
    for table in grown:
        with world.store.engine.connect() as connection:
            if not connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar():
                continue
            with pytest.raises(Exception, match=f"{table} only grows|only grows"):
                connection.exec_driver_sql(WAYS[way].format(table=table))
    assert verify(world.store) == []


def test_every_table_that_only_grows_is_one_that_nobody_changes():
    assert all(Base.metadata.tables[table.name].c.keys()[0] == "id" for table in insert_only())


# Lines


def test_lines_are_read_in_windows_and_counted_once():
    asked: list[tuple[int, int]] = []
    counted: list[int] = []

    def window(start: int, stop: int) -> list[int]:
        asked.append((start, stop))
        return list(range(start, min(stop, 5000)))

    def count() -> int:
        counted.append(1)
        return 5000

    lines = Lines(count, window)
    assert [len(lines), len(lines)] == [5000, 5000]
    assert counted == [1]
    assert lines[4999] == lines[-1] == 4999
    assert lines[10:13] == [10, 11, 12]
    assert lines[4998:] == [4998, 4999]
    assert lines[::-1][:2] == [4999, 4998]
    asked.clear()
    assert list(lines) == list(range(5000))
    assert [start for start, _stop in asked] == [0, 2000, 4000, 5000 + 1000]
    with pytest.raises(IndexError):
        lines[5000]
    with pytest.raises(IndexError):
        lines[-5001]


def test_lines_that_can_be_streamed_are():
    assert list(Lines(lambda: 2, lambda _start, _stop: [], lambda: iter("ab"))) == ["a", "b"]


def test_the_clock_is_aware_and_the_newest_version_is_a_number():
    assert now().tzinfo is UTC
    assert newest_version().isdecimal()


def test_a_copy_of_a_file_is_opened_like_the_file(file_world, tmp_path):
    file_world.store.close()
    copy = tmp_path / "copy.xb"
    shutil.copy2(file_world.store.path, copy)
    assert verify(World(Store.open(copy)).store) == []

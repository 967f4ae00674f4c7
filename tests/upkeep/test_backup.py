"""A backup is one file that is a store of its own; it is proved before it takes a store's place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import select

from inventory.ground import i18n, storefile
from inventory.ground.audit import head
from inventory.ground.files import CannotWrite, FileThere, FolderInTheWay, FolderMissing
from inventory.ground.people import Person
from inventory.ground.schema import guards
from inventory.ground.settings import set_value
from inventory.ground.store import Store, StoreNewer
from inventory.ground.storefile import (
    APPLICATION_ID,
    NotAStore,
    StoreBusy,
    StoreFull,
    StoreMissing,
    StoreOnNetwork,
    StoreThere,
)
from inventory.supplies import stock
from inventory.supplies.catalog import Item, add_item
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line
from inventory.supplies.places import Place
from inventory.upkeep import backup as keeping
from inventory.upkeep.backup import BackupFaulty, OntoItself, backup, restore
from inventory.upkeep.verify import verify
from tests.world import World, build


def receive(store: Store, amount: int = 1) -> str:
    """One receipt by whoever may; the voucher's number."""
    with store.begin() as session:
        keeper = session.scalars(select(Person).where(Person.login == "keeper")).one()
        depot = session.scalars(select(Place).where(Place.code == "CK01")).one()
        bags = session.scalars(select(Item).where(Item.code == "WZ0001")).one()
        return stock.receive(session, keeper, place=depot, lines=[Line(bags, Decimal(amount))]).number


def vouchers(store: Store) -> int:
    with store.read() as session:
        return len(session.scalars(select(Voucher.id)).all())


def beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir()} - {path.name, f"{path.name}.lock"}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "示例 folder%20"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(file_world: World, elsewhere: Path) -> Path:
    """A backup of the world."""
    path = elsewhere / "备份.xb"
    backup(file_world.store, path)
    return path


# Backup


def test_a_backup_is_one_private_file_that_is_a_store_of_its_own(world, elsewhere):
    path = elsewhere / "备份.xb"
    backup(world.store, path)
    assert [one.name for one in elsewhere.iterdir()] == ["备份.xb"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        names = {name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert names == set(guards("sqlite"))
    with world.store.read() as session:
        there = head(session)
    copy = Store.open(path)
    with copy.read() as session:
        assert head(session) == there
    assert verify(copy) == []
    receive(copy)
    assert verify(copy) == []
    copy.close()


def test_a_backup_never_overwrites_unless_it_is_told_to(file_world, kept):
    before = kept.read_bytes()
    receive(file_world.store)
    with pytest.raises(FileThere, match="there already"):
        backup(file_world.store, kept)
    assert kept.read_bytes() == before
    backup(file_world.store, kept, overwrite=True)
    assert kept.read_bytes() != before
    assert not beside(kept)


def test_a_backup_into_the_store_itself_is_refused_even_when_told_to_overwrite(file_world):
    with pytest.raises(OntoItself):
        backup(file_world.store, file_world.store.path, overwrite=True)
    assert verify(file_world.store) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_backup_where_nothing_can_be_written_is_refused(file_world, elsewhere, language):
    i18n.use(language)
    for target, refusal, named in (
        (elsewhere, FolderInTheWay, elsewhere),
        (elsewhere / "missing" / "x.xb", FolderMissing, elsewhere / "missing"),
        (Path(os.devnull) / "x.xb", FolderMissing, os.devnull),
        (elsewhere / ("x" * 300), CannotWrite, elsewhere / ("x" * 300)),
    ):
        with pytest.raises(refusal) as refused:
            backup(file_world.store, target)
        assert str(named) in str(refused.value)
    assert not list(elsewhere.iterdir())


def test_a_full_disk_leaves_no_half_backup(file_world, elsewhere, monkeypatch):
    def full(_here: object, target: Path, **_progress: object) -> None:
        target.write_bytes(b"half")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(keeping, "snapshot", full)
    with pytest.raises(StoreFull, match="nothing was saved"):
        backup(file_world.store, elsewhere / "x.xb")
    assert not list(elsewhere.iterdir())


def test_an_ended_backup_leaves_nothing(file_world, elsewhere):
    def stop(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup(file_world.store, elsewhere / "x.xb", progress=stop)
    assert not list(elsewhere.iterdir())


def test_progress_is_told_and_ends_whole(world, elsewhere):
    steps: list[tuple[int, int]] = []
    backup(world.store, elsewhere / "x.xb", progress=lambda done, whole: steps.append((done, whole)))
    assert steps[-1][0] == steps[-1][1] > 0


def test_a_backup_while_others_write_is_of_one_moment(file_world, elsewhere, monkeypatch):
    monkeypatch.setattr("inventory.ground.storefile.PAGES", 5)
    written: list[str] = []

    def write(_done: int, _whole: int) -> None:
        if len(written) < 3:
            written.append(receive(file_world.store, 7))

    before = vouchers(file_world.store)
    backup(file_world.store, elsewhere / "x.xb", progress=write)
    assert len(written) == 3
    copy = Store.open(elsewhere / "x.xb")
    assert vouchers(copy) == before
    assert verify(copy) == []
    copy.close()
    assert vouchers(file_world.store) == before + 3


# Restore


def test_a_restored_store_is_the_one_that_was_backed_up_and_the_old_one_stays_beside_it(file_world, kept):
    before = vouchers(file_world.store)
    receive(file_world.store)
    path = file_world.store.path
    file_world.store.close()
    old = restore(kept, path)
    assert old is not None
    assert old.name.startswith(f"{path.name}.before-restore-20")
    for where, count in ((path, before), (old, before + 1)):
        store = Store.open(where)
        assert vouchers(store) == count
        assert verify(store) == []
        assert stat.S_IMODE(where.stat().st_mode) == 0o600
        store.close()
    assert kept.exists()


@pytest.mark.parametrize(("zone", "time"), [("Asia/Shanghai", "20220701-003000"), ("Asia/Urumqi", "20220630-223000")])
def test_what_was_there_is_kept_under_the_local_time_of_the_headquarters(
    file_world, elsewhere, monkeypatch, zone, time
):
    file_world.do(set_value, organisation=file_world.headquarters, key="zone", value=zone, basis="示例")
    backup(file_world.store, elsewhere / "x.xb")
    monkeypatch.setattr(keeping, "now", lambda: datetime(2022, 6, 30, 16, 30, tzinfo=UTC))
    old = restore(elsewhere / "x.xb", file_world.store.path)
    assert old is not None
    assert old.name == f"{file_world.store.path.name}.before-restore-{time}"


def test_restoring_twice_in_one_second_keeps_both(file_world, kept):
    old = {restore(kept, file_world.store.path) for _ in range(2)}
    assert len([path for path in old if path is not None and path.exists()]) == 2


def test_where_no_store_is_a_backup_makes_one(kept, elsewhere):
    path = elsewhere / "new" / "folder" / "store.xb"
    assert restore(kept, path) is None
    store = Store.open(path)
    assert verify(store) == []
    store.close()
    assert not beside(path)


def test_what_an_earlier_store_left_beside_its_file_is_not_taken_for_the_new_ones(kept, elsewhere, file_world):
    path = elsewhere / "store.xb"
    receive(file_world.store)
    for ending in ("-wal", "-shm"):
        shutil.copy(f"{file_world.store.path}{ending}", f"{path}{ending}")
    assert restore(kept, path) is None
    store = Store.open(path)
    assert verify(store) == []
    store.close()


def test_those_who_have_the_store_open_go_on_with_the_restored_one(file_world, kept):
    before = vouchers(file_world.store)
    other = Store.open(file_world.store.path)
    for _ in range(3):
        receive(other)
    assert restore(kept, file_world.store.path) is not None
    assert vouchers(other) == vouchers(file_world.store) == before
    receive(other)
    assert vouchers(file_world.store) == before + 1
    assert verify(other) == []
    other.close()


def test_a_writer_at_work_loses_nothing_but_what_the_backup_does_not_have(file_world, kept):
    ended = threading.Event()
    troubles: list[BaseException] = []

    def work() -> None:
        mine = Store.open(file_world.store.path)
        try:
            while not ended.is_set():
                receive(mine)
                ended.wait(0.005)
        except BaseException as trouble:
            troubles.append(trouble)
            raise
        finally:
            mine.close()

    writer = threading.Thread(target=work, daemon=True)
    writer.start()
    try:
        for _ in range(3):
            restore(kept, file_world.store.path)
    finally:
        ended.set()
        writer.join(20)
    assert not troubles
    assert verify(file_world.store) == []


def test_a_store_that_is_broken_is_moved_aside_whole_and_its_users_notice(file_world, kept):
    path = file_world.store.path
    receive(file_world.store)
    content = path.read_bytes()
    path.write_bytes(content[:5000])
    Path(f"{path}-wal").write_bytes(b"")
    old = restore(kept, path)
    assert old is not None
    assert old.read_bytes() == content[:5000]
    store = Store.open(path)
    assert verify(store) == []
    assert vouchers(file_world.store) == vouchers(store)  # another file now, and its user goes over to it
    receive(file_world.store)
    assert verify(store) == []
    store.close()


def test_an_empty_file_gives_way(kept, elsewhere):
    path = elsewhere / "store.xb"
    path.touch()
    old = restore(kept, path)
    assert old is not None
    assert old.read_bytes() == b""
    Store.open(path).close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_no_store_of_ours_does_not_give_way(kept, elsewhere, language):
    i18n.use(language)
    picture = elsewhere / "照片.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 500)
    for target in (picture, elsewhere):
        with pytest.raises(NotAStore):
            restore(kept, target)
    assert picture.read_bytes().startswith(b"\xff\xd8")
    assert {one.name for one in elsewhere.iterdir()} == {"备份.xb", "照片.jpg"}


# A backup that is not in order


def refused_and_untouched(world: World, source: Path, refusal: type[Exception], match: str) -> None:
    assert world.store.path is not None
    before, names = vouchers(world.store), beside(world.store.path)
    with pytest.raises(refusal, match=match):
        restore(source, world.store.path)
    assert vouchers(world.store) == before
    assert {name for name in beside(world.store.path) - names if not name.endswith(("-wal", "-shm"))} == set()


def test_a_backup_that_was_tampered_with_is_refused_with_its_first_fault_and_their_number(file_world, kept):
    with closing(sqlite3.connect(kept)) as shell, shell:
        shell.execute("DROP TRIGGER grows_movement_update")
        shell.execute("UPDATE movement SET quantity = quantity + 1000 WHERE id = 1")
    refused_and_untouched(file_world, kept, BackupFaulty, r"grows_movement_update is missing.* \(faults: 3\)")


def test_what_is_no_backup_is_refused(file_world, elsewhere, kept):
    other = elsewhere / "other.sqlite"
    with closing(sqlite3.connect(other)) as plain:
        plain.execute("CREATE TABLE t (x)")
    bare = elsewhere / "bare.sqlite"
    with closing(sqlite3.connect(bare)) as plain:
        plain.execute("CREATE TABLE t (x)")
        plain.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    picture = elsewhere / "picture.jpg"
    picture.write_bytes(b"\xff\xd8\xff\xe0" * 200)
    cut = elsewhere / "cut.xb"
    cut.write_bytes(kept.read_bytes()[:40_000])
    refused_and_untouched(file_world, elsewhere / "missing.xb", StoreMissing, "no store at")
    for source in (other, bare, picture, cut, elsewhere):
        refused_and_untouched(file_world, source, NotAStore, "is not a store")


def test_a_backup_with_a_torn_page_is_refused(file_world, kept):
    with closing(sqlite3.connect(kept)) as plain:
        (root,) = plain.execute("SELECT rootpage FROM sqlite_master WHERE name = 'movement'").fetchone()
    content = bytearray(kept.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = b"\x00" * 4096
    kept.write_bytes(content)
    refused_and_untouched(file_world, kept, BackupFaulty, "malformed|check says")


def test_a_backup_of_a_later_program_is_refused(file_world, kept):
    with closing(sqlite3.connect(kept)) as shell, shell:
        shell.execute("UPDATE alembic_version SET version_num = '9998'")
    refused_and_untouched(file_world, kept, StoreNewer, "9998")


def test_a_backup_that_may_only_be_read_is_restored_and_left_as_it_is(file_world, kept):
    before = kept.read_bytes()
    kept.chmod(0o400)
    restore(kept, file_world.store.path)
    assert kept.read_bytes() == before
    assert not beside(kept)


def test_a_copy_of_a_store_in_use_is_restored_with_what_is_still_beside_it(file_world, elsewhere):
    receive(file_world.store)
    for ending in ("", "-wal"):
        shutil.copy(f"{file_world.store.path}{ending}", elsewhere / f"copy.xb{ending}")
    restore(elsewhere / "copy.xb", elsewhere / "new.xb")
    store = Store.open(elsewhere / "new.xb")
    assert vouchers(store) == vouchers(file_world.store)
    store.close()


def test_a_store_that_somebody_holds_is_not_replaced(file_world, kept, monkeypatch):
    monkeypatch.setattr(storefile, "PATIENCE", 0.05)
    with FileLock(f"{file_world.store.path}.lock"):
        refused_and_untouched(file_world, kept, StoreBusy, "busy")


def test_a_store_that_another_program_locks_is_not_replaced(file_world, kept, monkeypatch):
    for module in (keeping, storefile):
        monkeypatch.setattr(module, "PATIENCE", 0.05)
    with closing(sqlite3.connect(file_world.store.path, isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            restore(kept, file_world.store.path)
    assert verify(file_world.store) == []


def test_a_store_is_not_restored_onto_a_network_share(kept, elsewhere, monkeypatch):
    monkeypatch.setattr("inventory.ground.storefile.NETWORK_FILESYSTEMS", {"ext4", "overlay", "tmpfs", "xfs", "btrfs"})
    with pytest.raises(StoreOnNetwork):
        restore(kept, elsewhere / "store.xb")


# Databases


@pytest.mark.parametrize("nowhere", ["postgresql"], indirect=True)
def test_an_empty_database_takes_a_backup_and_goes_on_counting(file_world, kept, nowhere):
    assert restore(kept, nowhere) is None
    store = Store.open(nowhere)
    assert verify(store) == []
    world = World(store)
    with world.begin() as here:
        stock.receive(here.session, here.keeper, place=here.east, lines=[Line(here.bags, Decimal(5))])
    with world.begin() as here:
        assert add_item(here.session, here.leader, name="示例新物资", unit="个").id == 6
    assert verify(store) == []
    with pytest.raises(StoreThere):
        restore(kept, nowhere)
    store.close()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_database_that_has_been_made_but_not_begun_takes_a_backup(kept, address):
    restore(kept, address)
    store = Store.open(address)
    assert verify(store) == []
    store.close()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_database_with_books_takes_none(kept, address):
    build(address)
    with pytest.raises(StoreThere):
        restore(kept, address)
    store = Store.open(address)
    assert verify(store) == []
    store.close()

"""What the tests share: a language, a folder of their own, and stores on both databases."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from inventory.ground import i18n, passwords
from inventory.ground import store as stores
from inventory.ground.store import Store
from migrations import upgrade
from tests import postgres
from tests.kept import Kept, KeptDatabase, KeptFile
from tests.world import World, build

DATABASES = ["sqlite", "postgresql"]
ENDS = {"BEGIN TRANSACTION;", "COMMIT;"}  # a transaction is there already
LONG = {"test_mypy_finds_nothing"}


def pytest_configure(config: pytest.Config) -> None:
    """What a test starts is compiled once, as what is installed is; and where PostgreSQL will be is chosen once."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if not hasattr(config, "workerinput"):
        postgres.prepare()


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: a third of the time the tests wait, for screens and disks."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no processor waits for it in the end."""
    items.sort(key=lambda item: item.name not in LONG)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that leads the run ends its PostgreSQL."""
    if not hasattr(config, "workerinput"):
        postgres.stop()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it spoke."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or touches what the person who runs it keeps."""
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("XUNBEI_STORE", "XUNBEI_LANG", "XUNBEI_PASSWORD", "XUNBEI_NEW_PASSWORD", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing takes its time on purpose; no test need wait for it."""
    monkeypatch.setattr(passwords, "_argon2", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """What one store has compiled for its database the next one of the same kind needn't: the tests open hundreds."""
    compiled: dict[str, Any] = {}

    def create(*given: Any, **named: Any) -> Engine:
        engine = create_engine(*given, **named)
        engine._compiled_cache = compiled.setdefault(engine.name, LRUCache(4000))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inventory.ground.store.create_engine", create)
        for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(kind, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(kind, "__hash__", lambda one: hash(type(one)))
        yield


@pytest.fixture(scope="session", autouse=True)
def _migrated_once() -> Iterator[None]:
    """What the migrations make of an empty file is written into the next one: the tests make hundreds of stores."""
    real = upgrade.upgrade
    made: dict[str, list[str]] = {}

    def again(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        if connection.dialect.name != "sqlite" or driver.execute("SELECT 1 FROM sqlite_master").fetchone():
            real(connection)
        elif statements := made.get(stores.newest_version()):
            for statement in statements:
                driver.execute(statement)
        else:
            real(connection)
            made[stores.newest_version()] = [one for one in driver.iterdump() if one not in ENDS]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upgrade, "upgrade", again)
        yield


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    """The run's PostgreSQL, started when the first test asks for it."""
    return postgres.Server()


def _make_empty(address: str) -> None:
    Store.open(address, create=True).close()


def _make_world(address: str) -> None:
    _make_empty(address)
    build(address)


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[str], None]], Path]:
    """Files to copy for every test, each made when the first test asks for it."""
    folder = tmp_path_factory.mktemp("templates")

    def template(name: str, make: Callable[[str], None]) -> Path:
        path = folder / f"{name}.sqlite"
        if not path.exists():
            make(str(path))
        return path

    return template


@contextmanager
def _own(request: pytest.FixtureRequest, name: str, make: Callable[[str], None]) -> Iterator[str]:
    """The address of the test's own copy of a template, on the database that it runs on."""
    if request.param == "sqlite":
        path = request.getfixturevalue("tmp_path") / "store.sqlite"
        shutil.copy2(request.getfixturevalue("_templates")(name, make), path)
        yield str(path)
        return
    server: postgres.Server = request.getfixturevalue("server")
    database = server.copy(f"template_{name}", make)
    yield server.address(database)
    server.drop(database)


@pytest.fixture(params=DATABASES)
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An address where there is no store yet, on either database."""
    if request.param == "sqlite":
        yield str(tmp_path / "new.sqlite")
        return
    server: postgres.Server = request.getfixturevalue("server")
    database = server.empty()
    yield server.address(database)
    server.drop(database)


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated, empty store of the test's own, on either database."""
    with _own(request, "empty", _make_empty) as own:
        yield own


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """A migrated, empty, open store of the test's own, on either database."""
    opened = Store.open(address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _kept_file(
    tmp_path_factory: pytest.TempPathFactory, _templates: Callable[[str, Callable[[str], None]], Path]
) -> Iterator[KeptFile]:
    """The world's file of this process, put back as it was."""
    kept = KeptFile(_templates("world", _make_world), tmp_path_factory.mktemp("world"))
    yield kept
    kept.store.close()


@pytest.fixture(scope="session")
def _kept_database(server: postgres.Server) -> Iterator[KeptDatabase]:
    """The world's database of this process, put back as it was."""
    server.fill("template_world", _make_world)
    kept = KeptDatabase(server, "template_world")
    yield kept
    kept.end()


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest) -> World:
    """The small known world of tests/world.py, on either database; nobody else writes in it during the test."""
    kept: Kept = request.getfixturevalue("_kept_file" if request.param == "sqlite" else "_kept_database")
    kept.restore()
    return World(kept.store, kept=kept)


@pytest.fixture
def file_world(_kept_file: KeptFile) -> World:
    """The same world in a file alone, for what doesn't differ between databases: screens, reports, papers."""
    _kept_file.restore()
    return World(_kept_file.store, kept=_kept_file)


@pytest.fixture(params=DATABASES)
def own_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The same in a store of the test's own, for tests in which processes die or more than rows is changed."""
    with _own(request, "world", _make_world) as own:
        store = Store.open(own)
        yield World(store)
        store.close()


@pytest.fixture
def own_file_world(tmp_path: Path, template: Path) -> Iterator[World]:
    """The same in a file of the test's own, for programs that may still look at it after the test."""
    path = tmp_path / "store.sqlite"
    shutil.copy2(template, path)
    store = Store.open(path)
    yield World(store)
    store.close()


@pytest.fixture
def template(_templates: Callable[[str, Callable[[str], None]], Path]) -> Path:
    """The world's file, to be copied."""
    return _templates("world", _make_world)

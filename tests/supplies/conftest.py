"""A world for every test here, quickly: one store of each kind is put back as it was instead of made anew.

The store stays open, since most of the time of a short test would go into compiling its statements again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from inventory.ground.store import Store
from tests import postgres
from tests.conftest import DATABASES, _make_world, _own
from tests.world import World

TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
COUNTED = """
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'id' AND column_default LIKE 'nextval%' ORDER BY 1
"""


@pytest.fixture(scope="session")
def _server_store(server: postgres.Server) -> Iterator[Callable[[], Store]]:
    """The world's database of this process, put back as it was."""
    database = server.copy("template_world", _make_world)
    store = Store.open(server.address(database))

    def speak() -> psycopg.Connection[tuple[str]]:
        return psycopg.connect(host=str(server.folder), user="postgres", dbname=database)

    with speak() as connection:
        tables = [row[0] for row in connection.execute(TABLES)]
        connection.execute("CREATE SCHEMA kept")
        for name in tables:
            connection.execute(f"CREATE TABLE kept.{name} AS TABLE {name}".encode())
        back = [f"DELETE FROM {name}; INSERT INTO {name} SELECT * FROM kept.{name}" for name in tables]
        back += [
            f"SELECT setval(pg_get_serial_sequence('{row[0]}', 'id'), (SELECT coalesce(max(id), 1) FROM {row[0]}))"
            for row in connection.execute(COUNTED)
        ]

    def restored() -> Store:
        with speak() as connection:
            connection.execute("SET session_replication_role = replica")  # neither guards nor foreign keys
            connection.execute("; ".join(back).encode())
        return store

    yield restored
    store.close()
    server.drop(database)


@pytest.fixture(scope="session")
def _file_store(
    tmp_path_factory: pytest.TempPathFactory, _templates: Callable[[str, Callable[[str], None]], Path]
) -> Iterator[Callable[[], Store]]:
    """The world's file of this process, put back as it was."""
    path = tmp_path_factory.mktemp("world") / "store.sqlite"
    template = _templates("world", _make_world)
    shutil.copy2(template, path)
    store = Store.open(path)

    def restored() -> Store:
        store.engine.dispose()
        for trace in path.parent.glob(f"{path.name}-*"):
            trace.unlink()
        shutil.copy2(template, path)
        return store

    yield restored
    store.close()


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest) -> World:
    """The small known world, on either database."""
    restored = request.getfixturevalue("_file_store" if request.param == "sqlite" else "_server_store")
    return World(restored())


@pytest.fixture
def file_world(_file_store: Callable[[], Store]) -> World:
    """The same in a file alone."""
    return World(_file_store())


@pytest.fixture(params=DATABASES)
def own_world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The same in a store of the test's own, for tests in which processes die."""
    with _own(request, "world", _make_world) as own:
        store = Store.open(own)
        yield World(store)
        store.close()


@pytest.fixture
def template(_templates: Callable[[str, Callable[[str], None]], Path]) -> Path:
    """The world's file, to be copied."""
    return _templates("world", _make_world)

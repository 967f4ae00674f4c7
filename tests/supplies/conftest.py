"""A world for every test here, quickly: on PostgreSQL one database is put back as it was instead of made anew."""

from __future__ import annotations

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
def _kept(server: postgres.Server) -> Iterator[Callable[[], str]]:
    """Put the world's database of this process back as it was, and give its address."""
    database = server.copy("template_world", _make_world)

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

    def restored() -> str:
        with speak() as connection:
            connection.execute("SET session_replication_role = replica")  # neither guards nor foreign keys
            connection.execute("; ".join(back).encode())
        return server.address(database)

    yield restored
    server.drop(database)


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """The small known world, on either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("file_world")
        return
    store = Store.open(request.getfixturevalue("_kept")())
    yield World(store)
    store.close()


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

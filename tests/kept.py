"""Stores that are put back as they were between tests, instead of being made anew for each.

The store stays open meanwhile, since most of the time of a short test would go into compiling its statements again.
What a fixture builds on top of the world is kept too, under a name, and put back like the world itself.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from inventory.ground.store import Store
from tests import postgres

Made = TypeVar("Made")

WORLD = "world"
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
COUNTED = """
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'id' AND column_default LIKE 'nextval%' ORDER BY 1
"""
BUILT = """
    SELECT concat_ws(' ',
        (SELECT concat_ws(',', count(*), max(xmin::text::bigint)) FROM pg_trigger),
        (SELECT concat_ws(',', count(*), max(xmin::text::bigint)) FROM pg_proc),
        (SELECT concat_ws(',', count(*), max(xmin::text::bigint)) FROM pg_class
         WHERE relnamespace = 'public'::regnamespace))
"""
SWEPT = 50  # after so many tests what they deleted is cleared away: nothing else does that on the tests' server


class Kept(ABC):
    """A store with states by name, to which it is put back."""

    def __init__(self, store: Store) -> None:
        """Nothing but the world is known."""
        self.store = store
        self._made: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` makes of the world as it began: made by the first test that asks, put back for the others."""
        if name in self._made:
            self.restore(name)
        else:
            self._made[name] = make()
            self.keep(name)
        made: Made = self._made[name]
        return made

    @abstractmethod
    def keep(self, name: str) -> None:
        """Keep the store as it is now under a name."""

    @abstractmethod
    def restore(self, name: str = WORLD) -> None:
        """Put the store back as it was then."""


class KeptFile(Kept):
    """A store in a file, of which copies are kept."""

    def __init__(self, template: Path, folder: Path) -> None:
        """Begin as the template."""
        self.folder = folder
        self.path = folder / "here" / "store.sqlite"
        self.path.parent.mkdir()
        shutil.copy2(template, self.path)
        shutil.copy2(template, self._copy(WORLD))
        super().__init__(Store.open(self.path))

    def _copy(self, name: str) -> Path:
        return self.folder / f"{name}.kept"

    def keep(self, name: str) -> None:
        """Copy the file, after the last connection has brought its log home."""
        self.store.engine.dispose()
        shutil.copy2(self.path, self._copy(name))

    def restore(self, name: str = WORLD) -> None:
        """Copy it back, and leave nothing else beside it."""
        self.store.engine.dispose()
        for trace in self.path.parent.iterdir():
            if trace.is_dir():
                shutil.rmtree(trace)  # exercises lie in a folder of their own
            elif trace != self.path:
                trace.unlink()
        shutil.copy2(self._copy(name), self.folder / "next")
        (self.folder / "next").replace(self.path)  # another file: what a test left open stays with the old one
        with self.store._present():  # the store takes note now, not within the test
            pass


class KeptDatabase(Kept):
    """A database, of whose tables copies are kept; only those in which a test wrote are put back, since they are many.

    Where a test changed more than rows, a trigger say, the database is made anew.
    """

    def __init__(self, server: postgres.Server, template: str) -> None:
        """Begin as the template."""
        self.server, self.template = server, template
        self.name = server.like(template)
        self._begin()
        super().__init__(Store.open(server.address(self.name)))

    def _begin(self) -> None:
        folder = str(self.server.folder)
        self.connection = psycopg.connect(host=folder, user="postgres", dbname=self.name, autocommit=True)
        self.connection.execute("SET lock_timeout = '20s'")
        self.connection.execute("SET session_replication_role = replica")  # neither guards nor foreign keys
        self.connection.execute("CREATE SCHEMA kept")
        self._copies: dict[str, dict[str, str]] = {}
        self._numbers: dict[str, str] = {}
        self._restored = 0
        self._looked = " UNION ALL ".join(
            f"SELECT '{name}', count(*), coalesce(max(xmin::text::bigint), 0) FROM {name}"
            for name in self._column(TABLES)
        )
        self._sequences = {
            name: self._one(f"SELECT pg_get_serial_sequence('{name}', 'id')") for name in self._column(COUNTED)
        }
        self._now: dict[str, str] = {}  # of which copy a table is
        self._rows: dict[str, int] = {}
        self._built = self._one(BUILT)
        self._since = 0
        self.keep(WORLD)

    def _column(self, query: str) -> list[Any]:
        return [row[0] for row in self.connection.execute(query.encode())]

    def _one(self, query: str) -> Any:
        return self._column(query)[0]

    def _look(self) -> None:
        """See which tables aren't any more what they were put back to."""
        for table, rows, last in self.connection.execute(self._looked.encode(), prepare=True):
            if last > self._since or rows != self._rows.get(self._now.get(table, "")):
                self._now.pop(table, None)

    def _settle(self) -> None:
        """What is written from now on is a test's."""
        self._since = int(self._one("SELECT pg_current_xact_id()::text"))

    def keep(self, name: str) -> None:
        """Copy the tables in which something was written since."""
        self._look()
        for table in self._column(TABLES):
            if table not in self._now:
                self._now[table] = copy = f"kept.{table}_{len(self._copies)}"
                self.connection.execute(f"CREATE TABLE {copy} AS TABLE {table}".encode())
                self._rows[copy] = self._one(f"SELECT count(*) FROM {copy}")
        self._copies[name] = dict(self._now)
        highest = [
            f"setval('{sequence}', {self._one(f'SELECT coalesce(max(id), 1) FROM {table}')})"
            for table, sequence in self._sequences.items()
        ]
        self._numbers[name] = f"SELECT {', '.join(highest)}"
        self._settle()

    def restore(self, name: str = WORLD) -> None:
        """Copy back what isn't as it was then."""
        if self._one(BUILT) != self._built:
            self._anew()
        self._look()
        back = [self._numbers[name]]
        for table, copy in self._copies[name].items():
            if self._now.get(table) != copy:
                back.append(f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {copy}")
        self.connection.execute("; ".join(back).encode())
        self._now = dict(self._copies[name])
        self._restored += 1
        if self._restored % SWEPT == 0:
            self.connection.execute("VACUUM")
        self._settle()

    def _anew(self) -> None:
        self.end()
        self.name = self.server.like(self.template, self.name)
        self._made.clear()
        self._begin()

    def end(self) -> None:
        """Leave nothing behind."""
        self.store.engine.dispose()
        self.connection.close()
        self.server.drop(self.name)

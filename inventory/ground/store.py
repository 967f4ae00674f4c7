"""The store: one SQLite file or one PostgreSQL database, read by many and changed by one at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar, overload

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from inventory.ground.addresses import lock_key
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.schema import GUARD_FUNCTION, Lookups, guards
from inventory.ground.storefile import (
    PATIENCE,
    NotAStore,
    StoreThere,
    Turn,
    connect,
    discard,
    free_name,
    hold,
    identity,
    look_at,
    make_private,
    must_serve,
    refusal,
    refuse_network,
    snapshot,
    write_ahead,
)

Row = TypeVar("Row")

READS_FILE = {"reads": True}
READS_SERVER = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
CHUNK = 2000
VERSION = text("SELECT version_num FROM alembic_version")


def now() -> datetime:
    """The one clock: the present instant, aware, UTC."""
    return datetime.now(UTC)


def moment_of(session: Session) -> datetime:
    """The instant of this transaction: what happens now, happens then."""
    moment: datetime = session.info["now"]
    return moment


def recorded_at(session: Session) -> datetime:
    """When what this transaction makes is recorded: never before what was recorded last."""
    recorded: datetime = session.info["recorded"]
    return recorded


# Refusals ------------------------------------------------------------------------------------------------------


class StoreNewer(Refused):
    """The store was made by a later version of the program."""

    message = N_("The store at {where} is of version {theirs}, this program knows {ours}: install the newer program.")


class StoreOlder(Refused):
    """The store must be migrated first."""

    message = N_("The store at {where} is of version {theirs}, this program needs {ours}: run `xunbei migrate` once.")


class StoreAway(Refused):
    """The database server doesn't answer."""

    message = N_("The database at {where} does not answer: {why}.")


# Lines ---------------------------------------------------------------------------------------------------------


class Lines(Sequence[Row]):
    """The lines of a query, read in windows as they are asked for; good for as long as its session is open."""

    def __init__(
        self,
        count: Callable[[], int],
        window: Callable[[int, int], Sequence[Row]],
        stream: Callable[[], Iterator[Row]] | None = None,
    ) -> None:
        """Keep how to count, how to read lines `start` to `stop`, and how to read all in one go where that differs."""
        self._count, self._window, self._stream = count, window, stream
        self._length: int | None = None

    def __len__(self) -> int:
        """Count once."""
        if self._length is None:
            self._length = self._count()
        return self._length

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """One line, or a window of lines."""
        if isinstance(index, slice):
            if index.start is not None and index.stop is not None and 0 <= index.start <= index.stop:
                return self._window(index.start, index.stop)[:: index.step or 1]
            start, stop, step = index.indices(len(self))
            return self._window(start, stop)[::step] if step > 0 else self._window(stop + 1, start + 1)[::step]
        at = index if index >= 0 else len(self) + index
        found = self._window(at, at + 1) if at >= 0 else []
        if not found:
            raise IndexError(index)
        return found[0]

    def __iter__(self) -> Iterator[Row]:
        """All lines in their order, some thousands at a time."""
        if self._stream is not None:
            yield from self._stream()
            return
        start = 0
        while window := self._window(start, start + CHUNK):
            yield from window
            start += CHUNK


# The store -----------------------------------------------------------------------------------------------------


@cache
def newest_version() -> str:
    """The number of the last migration that this program brings."""
    spec = find_spec("migrations")
    folders = [Path(place) / "versions" for place in (spec.submodule_search_locations or [])] if spec else []
    return max(file.name.split("_")[0] for folder in folders for file in folder.glob("[0-9]*.py"))


class Store:
    """An open store; `begin` changes it, `read` looks at it."""

    def __init__(self, where: str, engine: Engine, path: Path | None) -> None:
        """Use `Store.open` instead."""
        self.where = where
        self.path = path
        self.engine = engine
        self._reading = engine.execution_options(**(READS_SERVER if path is None else READS_FILE))
        self._turn = None if path is None else Turn(path)
        self._identity = None if path is None else identity(path)
        hold(self, self._identity)
        self._tables: object = None
        self.leaving: list[Callable[[], object]] = []  # what is done when the store is let go of
        self.staying: Callable[[], object] | None = None  # what is done whenever it is turned to, by who must be there
        self.memory: dict[str, object] = {}  # what is read once, since it is made with the store and never changes

    @classmethod
    def open(cls, where: str | os.PathLike[str], *, create: bool = False, migrate: bool = False) -> Store:
        """Open the store at a path or a `postgresql+psycopg://` address.

        `create` makes a new one where nothing is (StoreThere otherwise). An old file is brought up to date, and kept
        beside the new one; an old database only with `migrate`, since other stations may be at work.
        Raises a Refused that says what is wrong with anything else.
        """
        address = str(where)
        store = cls._server(address) if "://" in address else cls._file(Path(address).expanduser(), create=create)
        try:
            with store.speaking():
                store.settle(create=create, migrate=migrate)
        except BaseException:
            store.close()
            if create and store.path is not None:
                discard(store.path)  # made a moment ago, by us
            raise
        return store

    @classmethod
    def _file(cls, path: Path, *, create: bool) -> Store:
        where = str(path)
        if create:
            if os.path.lexists(path):
                raise StoreThere(where=where)
            refuse_network(path.parent)
            make_private(path)
        else:
            look_at(path)
            must_serve(path)
        engine = create_engine("sqlite+pysqlite://", creator=lambda: connect(path), poolclass=QueuePool)
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        return cls(where, engine, path)

    @classmethod
    def _server(cls, address: str) -> Store:
        url = make_url(address)
        if not url.drivername.startswith("postgresql"):
            raise NotAStore(where=address, why=_("use a file or postgresql+psycopg://…"))
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"connect_timeout": round(PATIENCE)} if "connect_timeout" not in url.query else {},
        )
        return cls(url.render_as_string(hide_password=True), engine, None)

    @property
    def is_file(self) -> bool:
        """Whether the store is one file on this machine."""
        return self.path is not None

    def close(self) -> None:
        """Give the connections back."""
        while self.leaving:
            self.leaving.pop()()
        self.engine.dispose()
        hold(self, None)

    @contextmanager
    def begin(self, request: str | None = None) -> Iterator[Session]:
        """Change the store: all of the block is kept, or nothing of it.

        One writer at a time, in turn. `request` is the caller's own id of this change: where the answer to a
        commit was lost, the same id finds what was made instead of making it twice.
        """
        with (
            self.speaking(),
            self.turn(),
            self._present(),
            Lookups(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            session.info.update(now=now(), request=request, memory=self.memory)
            self._lock(session.connection())
            self._known(session.connection())
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Look at the store: one consistent state, which nobody's writing disturbs."""
        with (
            self.speaking(),
            self._present(),
            Lookups(self._reading, expire_on_commit=False, autoflush=False) as session,
        ):
            session.info.update(now=now(), memory=self.memory)
            self._known(session.connection())
            yield session

    def turn(self) -> AbstractContextManager[None]:
        """Wait for this writer's turn at the file; StoreBusy after `PATIENCE` seconds."""
        return nullcontext() if self._turn is None else self._turn.held()

    @contextmanager
    def _present(self) -> Iterator[None]:
        """Where another file has taken our file's place, let go of ours: what is written there would be lost."""
        if self.staying is not None:
            self.staying()
        if self.path is not None and self._identity != (found := identity(self.path)):
            self.engine.dispose()
            look_at(self.path)
            must_serve(self.path)
            self._identity, self._tables = found, None
            hold(self, found)
        yield

    def _lock(self, connection: Connection) -> None:
        """On a server, this writer's turn; a file has had its own."""
        if not self.is_file:
            connection.execute(text(f"SET LOCAL lock_timeout = '{int(PATIENCE * 1000)}ms'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_key(self.engine.url)})

    def _known(self, connection: Connection) -> None:
        """Refuse a store that another program has migrated since; forget what was read before one was restored."""
        if not self.is_file:
            self._fits(connection.scalar(VERSION))
            return
        tables = connection.connection.driver_connection.execute("PRAGMA schema_version").fetchone()  # type: ignore[union-attr]
        if tables != self._tables:  # a file says so for the price of a look
            self.memory.clear()
            self._fits(self.version(connection))
            self._tables = tables

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Turn what a database says of its troubles into a refusal; anything else stays a bug."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as trouble:
            said = self._in_words(trouble)
            if said is None:
                raise
            raise said from trouble

    def _in_words(self, trouble: DBAPIError | sqlite3.Error) -> Refused | None:
        if isinstance(trouble, IntegrityError | ProgrammingError | DataError):  # these name our rows, not the store
            return None
        cause = str(trouble.orig if isinstance(trouble, DBAPIError) else trouble)
        if said := refusal(cause, self.where):
            return said
        away = not self.is_file and isinstance(trouble, OperationalError | InterfaceError)
        return StoreAway(where=self.where, why=next(iter(cause.splitlines()), "")) if away else None

    # Versions and guards

    def version(self, connection: Connection) -> str | None:
        """The number of the last migration that the store has seen; None where it has no history at all."""
        known = connection.dialect.has_table(connection, "alembic_version")
        found = connection.scalar(VERSION) if known else None
        return None if found is None else str(found)

    def settle(self, *, create: bool, migrate: bool) -> None:
        """See that the store is of this program's version; an old file is brought up to date, after a copy of it."""
        with self._reading.connect() as connection:
            there = self.version(connection)
        if create and there is not None:
            raise StoreThere(where=self.where)
        old = there is not None and there < newest_version()
        if not create and not (old and (migrate or self.is_file)):
            self._fits(there)
        elif there != newest_version():
            with self.turn():
                self._upgrade(create=create)
        if self.path is not None:
            write_ahead(self.path)

    def _fits(self, there: str | None) -> None:
        """Refuse a store of another version than the program's."""
        ours = newest_version()
        if there is None:
            raise NotAStore(where=self.where, why=_("it holds no history of versions"))
        if there != ours:
            raise (StoreNewer if there > ours else StoreOlder)(where=self.where, theirs=there, ours=ours)

    def _upgrade(self, *, create: bool) -> None:
        """Carry out the migrations that are missing and set the guards anew: all of it or nothing."""
        # by name: the inventory doesn't know its history, and alembic is imported only where there is some to catch up
        upgrade = import_module("migrations.upgrade").upgrade
        if self.path is not None and not create:
            with self._reading.connect() as connection:
                if self.version(connection) == newest_version():  # somebody was faster
                    return
            with closing(connect(self.path)) as here:
                snapshot(here, free_name(self.path, f"before-{newest_version()}"))
        with self.engine.connect() as connection:
            self._foreign_keys(connection, "OFF")  # a table that is made anew is dropped in between
            self._lock(connection)
            if create and self.version(connection) is not None:  # somebody was faster
                raise StoreThere(where=self.where)
            upgrade(connection)
            self._guard(connection)
            connection.commit()
            self._foreign_keys(connection, "ON")

    def _foreign_keys(self, connection: Connection, switch: str) -> None:
        if self.is_file:
            connection.connection.driver_connection.execute(f"PRAGMA foreign_keys = {switch}")  # type: ignore[union-attr]

    def _guard(self, connection: Connection) -> None:
        """Put the triggers of the insert-only tables in place, anew."""
        dialect = connection.dialect.name
        if dialect == "postgresql":
            connection.exec_driver_sql(GUARD_FUNCTION)
        for name, sql in guards(dialect).items():
            on = f" ON {sql.split(' ON ')[1].split()[0]}" if dialect == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
            connection.exec_driver_sql(sql)


# The connection ------------------------------------------------------------------------------------------------


def _on_connect(connection: DBAPIConnection, _record: object) -> None:
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {int(PATIENCE * 1000)}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads")
    connection.connection.driver_connection.execute("BEGIN" if reads else "BEGIN IMMEDIATE")  # type: ignore[union-attr]

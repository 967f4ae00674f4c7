"""The store: one SQLite file or one PostgreSQL database, read by many and changed by one at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.schema import GUARD_FUNCTION, guards
from inventory.ground.storefile import (
    PATIENCE,
    NotAStore,
    StoreDamaged,
    StoreReadOnly,
    StoreThere,
    connect,
    look_at,
    make_private,
    refuse_network,
)

if TYPE_CHECKING:
    from filelock import BaseFileLock

Row = TypeVar("Row")

ADVISORY_LOCK = 0x58424549
CHUNK = 2000


def now() -> datetime:
    """The one clock: the present instant, aware, UTC."""
    return datetime.now(UTC)


def moment_of(session: Session) -> datetime:
    """The instant of this transaction: everything that it records carries the same one."""
    moment: datetime = session.info["now"]
    return moment


# Refusals ------------------------------------------------------------------------------------------------------


class StoreNewer(Refused):
    """The store was made by a later version of the program."""

    message = N_("The store at {where} is of version {theirs}, this program knows {ours}: install the newer program.")


class StoreOlder(Refused):
    """The store must be migrated first."""

    message = N_("The store at {where} is of version {theirs}, this program needs {ours}: run `xunbei migrate` once.")


class StoreBusy(Refused):
    """Somebody else has been writing for longer than one waits."""

    message = N_("The store has been busy for {seconds} seconds: somebody else is writing. Try again.")


class StoreFull(Refused):
    """There is no room left on the disk."""

    message = N_("The disk that holds {where} is full: nothing was saved. Free some room and try again.")


class StoreAway(Refused):
    """The database server doesn't answer."""

    message = N_("The database at {where} does not answer: {why}.")


class SecretInAddress(Refused):
    """A password was written into an address that others can read."""

    message = N_("Leave the password out of the address: put it in a password file (~/.pgpass) or PGPASSWORD.")


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
        self._reading = engine.execution_options(reads=True)
        self._turn: BaseFileLock | None = None
        self.memory: dict[str, object] = {}  # what is read once, since it is made with the store and never changes

    @classmethod
    def open(cls, where: str | os.PathLike[str], *, create: bool = False, migrate: bool = False) -> Store:
        """Open the store at a path or a `postgresql+psycopg://` address.

        `create` makes a new one where nothing is (StoreThere otherwise); `migrate` brings an old one up to date.
        Raises a Refused that says what is wrong with anything else.
        """
        address = str(where)
        store = cls._server(address) if "://" in address else cls._file(Path(address).expanduser(), create=create)
        try:
            with store.speaking():
                store.settle(create=create, migrate=migrate)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def _file(cls, path: Path, *, create: bool) -> Store:
        where = str(path)
        if create:
            if path.exists() or path.is_symlink():
                raise StoreThere(where=where)
            refuse_network(path.parent)
            make_private(path)
        else:
            look_at(path)
        engine = create_engine("sqlite+pysqlite://", creator=lambda: connect(path), poolclass=QueuePool)
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        return cls(where, engine, path)

    @classmethod
    def _server(cls, address: str) -> Store:
        url = make_url(address)
        if url.password:
            raise SecretInAddress
        if not url.drivername.startswith("postgresql"):
            raise NotAStore(where=address, why=_("use a file or postgresql+psycopg://…"))
        engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        return cls(url.render_as_string(hide_password=True), engine, None)

    @property
    def is_file(self) -> bool:
        """Whether the store is one file on this machine."""
        return self.path is not None

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def begin(self, request: str | None = None) -> Iterator[Session]:
        """Change the store: all of the block is kept, or nothing of it.

        One writer at a time, in turn. `request` is the caller's own id of this change: where the answer to a
        commit was lost, the same id finds what was made instead of making it twice.
        """
        with (
            self.speaking(),
            self.turn(),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            session.info.update(now=now(), request=request, memory=self.memory)
            if not self.is_file:
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Look at the store: one consistent state, which nobody's writing disturbs."""
        with self.speaking(), Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            session.info.update(now=now(), memory=self.memory)
            yield session

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for this writer's turn at the file; StoreBusy after `PATIENCE` seconds."""
        if self.path is None:
            yield
            return
        from filelock import FileLock, Timeout  # noqa: PLC0415 - 30 ms that looking at the stock need not pay

        if self._turn is None:
            # per thread: two threads of one program queue like two programs
            self._turn = FileLock(f"{self.path}.lock", timeout=PATIENCE, thread_local=True, mode=0o600)
        try:
            with self._turn.acquire(poll_interval=0.004):
                yield
        except Timeout:
            raise StoreBusy(seconds=round(PATIENCE)) from None

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Turn what a database says of its troubles into a refusal; anything else stays a bug."""
        try:
            yield
        except DBAPIError as trouble:
            refusal = self._refusal(trouble)
            if refusal is None:
                raise
            raise refusal from trouble

    def _refusal(self, trouble: DBAPIError) -> Refused | None:
        said = str(trouble.orig).lower()
        if "locked" in said or "lock timeout" in said:
            return StoreBusy(seconds=round(PATIENCE))
        if "readonly" in said or "read-only" in said or "unable to open" in said:
            return StoreReadOnly(where=self.where)
        if "full" in said and "disk" in said:
            return StoreFull(where=self.where)
        if "not a database" in said or "malformed" in said:
            return StoreDamaged(where=self.where, why=str(trouble.orig))
        if not self.is_file and (trouble.connection_invalidated or isinstance(trouble, OperationalError)):
            return StoreAway(where=self.where, why=str(trouble.orig).splitlines()[0])
        return None

    # Versions and guards

    def version(self, connection: Connection) -> str | None:
        """The number of the last migration that the store has seen; None where it has no history at all."""
        known = connection.dialect.has_table(connection, "alembic_version")
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
        return None if found is None else str(found)

    def settle(self, *, create: bool, migrate: bool) -> None:
        """See that the store is of this program's version, or make it so where that was asked for."""
        with self._reading.connect() as connection:
            there = self.version(connection)
        if there == newest_version():
            if create:
                raise StoreThere(where=self.where)
            return
        if there is None and not create:
            raise NotAStore(where=self.where, why=_("it holds no history of versions"))
        if there is not None and there > newest_version():
            raise StoreNewer(where=self.where, theirs=there, ours=newest_version())
        if there is not None and not migrate:
            raise StoreOlder(where=self.where, theirs=there, ours=newest_version())
        self._upgrade()

    def _upgrade(self) -> None:
        # by name: the inventory doesn't know its history, and alembic is imported only where there is some to catch up
        upgrade = import_module("migrations.upgrade").upgrade
        with self.turn(), self.engine.connect() as connection:
            if self.is_file:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
            upgrade(connection)
            connection.commit()
            if self.is_file:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]
        self.guard()

    def guard(self) -> None:
        """Put the triggers of the insert-only tables in place, anew."""
        dialect = self.engine.dialect.name
        with self.turn(), self.engine.begin() as connection:
            if dialect == "postgresql":
                connection.exec_driver_sql(GUARD_FUNCTION)
            for name, sql in guards(dialect).items():
                on = f" ON {sql.split(' ON ')[1].split()[0]}" if dialect == "postgresql" else ""
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
                connection.exec_driver_sql(sql)


# The connection ------------------------------------------------------------------------------------------------


def _on_connect(connection: DBAPIConnection, _record: object) -> None:
    for pragma in ("synchronous = FULL", "foreign_keys = ON", f"busy_timeout = {int(PATIENCE * 1000)}"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

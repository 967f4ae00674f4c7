"""Stations: the programs that have one exercise open at the same time, so that nobody ends it under another.

Each holds a lock for as long as it lives, which the system gives back whichever way the program ends; beside it lies
who sits there. On a server the lock is the database's own, and who sits there is what its connection is called. The
server gives it back too where that connection is cut, so it is looked after whenever the station reads or writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from os import getpid
from pathlib import Path
from socket import gethostname
from threading import Lock
from urllib.parse import quote, unquote
from uuid import uuid4

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from inventory.ground import files
from inventory.ground.addresses import lock_key
from inventory.ground.errors import Refused
from inventory.ground.exercises import exercise
from inventory.ground.i18n import N_, _
from inventory.ground.store import Store
from inventory.ground.storefile import StoreBusy, StoreMissing, Turn, at_once

PRESENT = 1  # added to the number of a store's lock: the one that stations hold
LONGEST = 63  # bytes that PostgreSQL keeps of what a connection is called
CALLED = "xunbei "


class StillUsed(Refused):
    """Others are in the middle of it."""

    message = N_("The exercise of {drill} is still used by {who}: it ends once they have left it.")


class BeingEnded(Refused):
    """Who comes now comes too late."""

    message = N_("The exercise of {drill} is just being ended.")


# A file --------------------------------------------------------------------------------------------------------


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.stations")


def _gate(path: Path) -> Turn:
    """Whoever comes and whoever ends pass here one after the other."""
    return Turn(_folder(path) / "gate")


def _at_file(path: Path, who: str) -> Callable[[], object]:
    folder = _folder(path)
    with files.speaking(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    with _gate(path).held(), files.speaking(folder):
        if not path.exists():
            raise StoreMissing(where=str(path))
        card = folder / f"{getpid()}-{uuid4().hex}.who"
        give_back = at_once(card.with_suffix(".lock"))  # before the card: a card that nobody holds is taken away
        card.write_text(json.dumps(who), encoding="utf-8")
        return partial(_leave, card, give_back)


def _leave(card: Path, give_back: Callable[[], object] | None) -> None:
    card.unlink(missing_ok=True)
    if give_back is not None:
        give_back()
    with suppress(OSError):
        card.with_suffix(".lock").unlink()


def _in_file(path: Path) -> list[str]:
    """Who is there; what a program left that was killed is taken away."""
    there = []
    for card in sorted(_folder(path).glob("*.who")):
        if (give_back := at_once(card.with_suffix(".lock"))) is not None:
            _leave(card, give_back)
            continue
        with suppress(OSError, ValueError):  # it may leave at this very moment
            there.append(str(json.loads(card.read_text(encoding="utf-8"))))
    return there


# A server ------------------------------------------------------------------------------------------------------

UNCUT = text("SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'")
HERE = text("SELECT true")
THERE = text("SELECT to_regclass('exercise_mark') IS NOT NULL")
TAKE = text("SELECT pg_try_advisory_lock(:key)")
TAKE_SHARED = text("SELECT pg_try_advisory_lock_shared(:key)")
NAME = text("SELECT set_config('application_name', :name, false)")
HOLDERS = text(
    "SELECT coalesce(application_name, '') FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted AND pg_locks.database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = cast(:high AS bigint)::oid AND objid = cast(:low AS bigint)::oid ORDER BY backend_start"
)


def _connected(engine: Engine) -> Connection:
    """A connection of its own, in which no transaction stays open."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()  # it is nobody else's afterwards, with the locks and the name that it has
    return connection


class _Seat:
    """A station's own connection, which holds its lock; where it was cut, another one takes its place."""

    def __init__(self, store: Store, who: str, drill: str) -> None:
        """Nothing is held yet."""
        self._store, self._who, self._drill = store, who, drill
        self._connection: Connection | None = None
        self._has_left = False
        self._one = Lock()  # a program reads in several threads

    def take(self) -> None:
        """Hold the lock; BeingEnded."""
        engine = self._store.engine
        connection = _connected(engine)
        connection.execute(UNCUT)
        connection.execute(NAME, {"name": (CALLED + quote(self._who, safe="@ "))[:LONGEST]})
        if not connection.scalar(TAKE_SHARED, {"key": lock_key(engine.url, PRESENT)}):
            connection.close()
            raise BeingEnded(drill=self._drill)
        if not connection.scalar(THERE):
            connection.close()
            raise StoreMissing(where=self._store.where)
        self._connection = connection

    def keep(self) -> None:
        """Hold it still, or again: whoever was away while the exercise was ended is told by its mark."""
        with self._one:
            if self._has_left or self._holds():
                return
            self.take()
            self._store.memory.pop("exercise", None)

    def _holds(self) -> bool:
        connection, self._connection = self._connection, None
        with suppress(DBAPIError):
            if connection is not None:
                connection.scalar(HERE)
                self._connection = connection
        return self._connection is not None

    def leave(self) -> None:
        """Let go of it, for good."""
        with self._one:
            self._has_left, connection = True, self._connection
            if connection is not None:
                connection.close()


def _at_server(store: Store, who: str, drill: str) -> Callable[[], object]:
    seat = _Seat(store, who, drill)
    seat.take()
    store.staying = seat.keep
    return seat.leave


def _in_server(engine: Engine) -> list[str]:
    high, low = divmod(lock_key(engine.url, PRESENT), 1 << 32)
    with engine.connect() as connection:
        names = connection.scalars(HOLDERS, {"high": high, "low": low}).all()
    return [_called(name) for name in names]


def _called(name: str) -> str:
    """A connection's name as people read it; the server may not tell it, and cuts a long one in the middle."""
    told = unquote(name.removeprefix(CALLED), errors="ignore") if name.startswith(CALLED) else ""
    return told.partition("%")[0] or _("somebody")


# Either --------------------------------------------------------------------------------------------------------


def attend(store: Store, who: str) -> None:
    """Where the store is an exercise, be there until it is closed: `who` is what others read of this station."""
    with store.read() as session:
        mark = exercise(session)
    if mark is None or mark.is_ended:
        return
    store.staying = None
    while store.leaving:  # somebody else sits down at the same station
        store.leaving.pop()()
    said = f"{who}@{gethostname()}"
    try:
        leave = _at_server(store, said, mark.drill) if store.path is None else _at_file(store.path, said)
    except StoreBusy as busy:
        raise BeingEnded(drill=mark.drill) from busy
    store.leaving.append(leave)


def stations(store: Store) -> list[str]:
    """Who has this exercise open now."""
    return sorted(_in_server(store.engine) if store.path is None else _in_file(store.path))


@contextmanager
def alone(store: Store, drill: str) -> Iterator[None]:
    """Let nobody come meanwhile; StillUsed, with their names, where somebody is there."""
    if store.path is not None:
        _folder(store.path).mkdir(mode=0o700, exist_ok=True)
        with _gate(store.path).held():
            if there := _in_file(store.path):
                raise StillUsed(drill=drill, who=_(", ").join(sorted(there)))
            yield
        return
    connection = _connected(store.engine)
    try:
        if not connection.scalar(TAKE, {"key": lock_key(store.engine.url, PRESENT)}):
            raise StillUsed(drill=drill, who=_(", ").join(stations(store)))
        yield
    finally:
        connection.close()

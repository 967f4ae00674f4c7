"""Copies: a store made anew beside itself for an exercise, a file in a folder or a schema of the same database.

A copy is there only once it is whole and marked: nobody can open one that doesn't say what it is.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, make_url, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from inventory.ground import files
from inventory.ground.addresses import ADVISORY_LOCK, schema_of, with_schema
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.schema import Base, Lookups
from inventory.ground.store import Store, now
from inventory.ground.storefile import Turn, connect, discard, snapshot
from inventory.upkeep.findings import Progress

FOLDER = ".演练"  # behind the real store's name, so that one finds from each to the other
FILE = "演练_"
SCHEMA = "xunbei_exercise_"
MAKING = 2  # added to the number of the usual store's lock: the one that whoever makes a copy holds

Marking = Callable[[Session], object]


class MayNotCopy(Refused):
    """The database gives this login no schema of its own."""

    message = N_("The database lets this login make no schema for an exercise: its keeper gives the right CREATE.")


class OfAnotherLogin(Refused):
    """Somebody else's login made it, and keeps it to itself."""

    message = N_(
        "The exercise in {schema} belongs to the database login {owner}, and this one may not look into it: "
        "{owner} grants it the rights on that schema, or takes the schema away."
    )


class OnlyItsOwner(Refused):
    """What another login made only that login takes away."""

    message = N_(
        "The exercise in {schema} belongs to the database login {owner}, which alone can throw it away: keep it."
    )


# Where they lie ------------------------------------------------------------------------------------------------


def address_of(store: Store) -> str:
    """How a store is opened again, by this program alone: the address may hold a password."""
    return str(store.path) if store.path else store.engine.url.render_as_string(hide_password=False)


def real(address: str) -> str:
    """The real store that a copy lies beside; a real store's own address."""
    if "://" in address:
        url = make_url(address)
        is_copy = schema_of(url).startswith(SCHEMA)
        return with_schema(url, "").render_as_string(hide_password=False) if is_copy else address
    path = Path(address).expanduser()
    folder = path.absolute().parent
    return str(folder.with_name(folder.name.removesuffix(FOLDER))) if folder.name.endswith(FOLDER) else address


def found(address: str, drill: str = "", *, ours: bool = False) -> list[str]:
    """Every copy beside the real store of this address; of one drill alone, those that may be its own.

    On a server `ours` leaves out what another login made; what this one may not look into is left out in any case.
    """
    if "://" not in address:
        folder = _folder(Path(address))
        return [str(one) for one in sorted(folder.glob(f"{FILE}{_in_file(drill)}*.xb"))]
    with _connected(address) as connection:
        names = [one.name for one in _marked(connection) if one.is_ours or not ours]
        return [_of_schema(connection.engine, name) for name in names if name.startswith(_start(drill))]


def shut(address: str, drill: str = "") -> list[OfAnotherLogin]:
    """Why copies beside the real store, of one drill or of all, can't be looked into: another login made them."""
    if "://" not in address:
        return []
    with _connected(address) as connection:
        there = [one for one in _there(connection) if not one.is_open and one.name.startswith(_start(drill))]
        return [OfAnotherLogin(schema=one.name, owner=one.owner) for one in there]


@contextmanager
def _connected(address: str) -> Iterator[Connection]:
    store = Store.open(address)
    try:
        with store.speaking(), store.engine.connect() as connection:
            yield connection
    finally:
        store.close()


def _folder(path: Path) -> Path:
    path = path.expanduser().absolute()
    return path.with_name(f"{path.name}{FOLDER}")


def _of_schema(engine: Engine, schema: str) -> str:
    return with_schema(engine.url, schema).render_as_string(hide_password=False)


_THERE = text("""
    SELECT nspname AS name, pg_get_userbyid(nspowner) AS owner, pg_has_role(nspowner, 'USAGE') AS is_ours,
        has_schema_privilege(pg_namespace.oid, 'USAGE') AND has_table_privilege(pg_class.oid, 'SELECT') AS is_open
    FROM pg_namespace JOIN pg_class ON relnamespace = pg_namespace.oid
    WHERE starts_with(nspname, :start) AND relname = 'exercise_mark' AND relkind = 'r' ORDER BY pg_namespace.oid
""")


def _there(connection: Connection) -> list[Row[Any]]:
    """The schemas that hold a copy, in the order in which they were made, and whose they are."""
    return list(connection.execute(_THERE, {"start": SCHEMA}))


def _marked(connection: Connection) -> list[Row[Any]]:
    """Those that can be looked into and bear their mark; without it a copy was never finished."""
    return [one for one in _there(connection) if one.is_open and _is_marked(connection, one.name)]


def _is_marked(connection: Connection, schema: str) -> bool:
    return bool(connection.scalar(text(f'SELECT count(*) FROM "{schema}".exercise_mark')))  # noqa: S608 - our own names


def _start(drill: str) -> str:
    return f"{SCHEMA}{_in_schema(drill)}"


def _in_file(drill: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", drill).strip("-")


def _in_schema(drill: str) -> str:
    return _in_file(drill).lower().replace("-", "_")[:40]


# Making --------------------------------------------------------------------------------------------------------


@contextmanager
def turn(store: Store) -> Iterator[None]:
    """One after the other, so that two who begin at once begin one exercise and not two."""
    if store.path is not None:
        folder = _folder(store.path)
        with files.speaking(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
        with Turn(folder / "start").held():
            yield
        return
    with store.speaking(), store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        making = {"key": ADVISORY_LOCK + MAKING}  # all stores of a database take names for their copies from one set
        connection.execute(text("SELECT pg_advisory_lock(:key)"), making)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), making)


def make(store: Store, drill: str, mark: Marking, progress: Progress | None = None) -> str:
    """Copy the store in one consistent state, and let `mark` mark the copy; its address. Others may write meanwhile."""
    if store.path is None:
        return _make_schema(store, drill, mark, progress)
    folder = _folder(store.path)
    names = (folder / f"{FILE}{_in_file(drill)}{f'-{n}' if n > 1 else ''}.xb" for n in count(1))
    target = next(name for name in names if not name.exists())
    with store.speaking(), files.whole(target) as draft:
        with closing(connect(store.path)) as here:
            snapshot(here, draft, progress=progress)
        copy = Store.open(draft)
        try:
            with copy.begin() as session:
                mark(session)
        finally:
            copy.close()
    return str(target)


def _make_schema(store: Store, drill: str, mark: Marking, progress: Progress | None) -> str:
    base = _start(drill)
    with store.speaking(), store.engine.connect() as connection:
        source = connection.scalar(text("SELECT current_schema()"))
        taken = {one.name for one in _marked(connection)}
        taken |= {one.name for one in _there(connection) if not one.is_ours}
    schema = next(name for n in count(1) if (name := f"{base}_{n}" if n > 1 else base) not in taken)
    address = _of_schema(store.engine, schema)
    _drop(store.engine, schema)  # what an attempt left that was interrupted: it bears no mark
    with store.speaking(), store.engine.begin() as connection:
        try:
            connection.execute(text(f'CREATE SCHEMA "{schema}"'))
        except ProgrammingError as trouble:
            raise MayNotCopy from trouble
    try:
        copy = Store.open(address, create=True)
        try:
            with copy.speaking():
                _fill(copy, str(source), mark, progress)
        finally:
            copy.close()
    except BaseException:
        with suppress(DBAPIError):
            _drop(store.engine, schema)
        raise
    return address


def _fill(copy: Store, source: str, mark: Marking, progress: Progress | None) -> None:
    """Every row of every table, as one instant saw them, those first that others speak of; then the mark."""
    engine = copy.engine.execution_options(isolation_level="REPEATABLE READ")
    with Lookups(engine, expire_on_commit=False) as session, session.begin():
        tables = Base.metadata.sorted_tables
        for done, table in enumerate(tables, 1):
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            session.execute(text(f'INSERT INTO {table.name} ({names}) SELECT {names} FROM "{source}".{table.name}'))  # noqa: S608 - our own names
            if table.autoincrement_column is not None:
                series = func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
                session.execute(select(func.setval(series, func.max(table.autoincrement_column))))
            if progress is not None:
                progress(done, len(tables))
        _let_in(session.connection(), source)
        session.info.update(now=now(), request=None, memory={})
        mark(session)


_GRANTS = text("""
    WITH given AS (
        SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, relname AS name, relacl AS acl
        FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid WHERE nspname = :source
            AND relkind IN ('r', 'S') AND to_regclass(format('%I.%I', current_schema(), relname)) IS NOT NULL
        UNION ALL SELECT 'SCHEMA', current_schema(), nspacl FROM pg_namespace WHERE nspname = :source
    )
    SELECT format('GRANT %s ON %s %I TO %s', string_agg(DISTINCT privilege_type, ', '), kind, name,
        CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
    FROM given, aclexplode(acl) WHERE kind <> 'SCHEMA' OR privilege_type = 'USAGE' GROUP BY kind, name, grantee
""")


def _let_in(copy: Connection, source: str) -> None:
    """Let the logins that work in the real store work in its copy."""
    for grant in copy.scalars(_GRANTS, {"source": source}).all():
        copy.exec_driver_sql(grant)


# Throwing away -------------------------------------------------------------------------------------------------


def must_be_ours(copy: Store) -> None:
    """Refuse a copy that another login made: only that one may throw it away."""
    if copy.path is None:
        with copy.speaking(), copy.engine.connect() as connection:
            mine = next(one for one in _there(connection) if one.name == schema_of(copy.engine.url))
        if not mine.is_ours:
            raise OnlyItsOwner(schema=mine.name, owner=mine.owner)


def throw_away(copy: Store) -> None:
    """Take a copy away, with all that lies beside it; nobody has it open."""
    path, engine = copy.path, copy.engine
    copy.close()
    if path is None:
        _drop(engine, schema_of(engine.url))
        return
    discard(path)
    path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


def sweep(copy: Store) -> None:
    """Take away where the stations of a copy that is gone met."""
    if copy.path is not None and not copy.path.exists():
        shutil.rmtree(copy.path.with_name(f"{copy.path.name}.stations"), ignore_errors=True)


def _drop(engine: Engine, schema: str) -> None:
    if not schema.startswith(SCHEMA):
        raise ValueError(schema)
    with engine.begin() as connection:
        connection.execute(text(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'))

"""Copying: the rows of a database on their way into a file and back, in the driver's own bulk form.

PostgreSQL's COPY moves a table in one statement; row by row, the questions and answers alone take several times as
long. What one side reads is one consistent state, and what the other writes is one transaction with all its guards.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, Table, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from inventory.ground.schema import Base, Moment, Quantity, guards
from inventory.upkeep.findings import Progress

ROWS = 2000  # that are on their way at a time


def into_file(server: Session, file: Session, progress: Progress | None = None) -> None:
    """Every row of every table from PostgreSQL into SQLite, those first that others speak of."""
    tables = Base.metadata.sorted_tables
    whole = sum(server.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    done = 0
    with _guards_aside(file):
        for table in tables:
            with closing(_out_of_server(server, table)) as parts:
                for rows in parts:
                    _insert(file, table, rows)
                    done += len(rows)
                    if progress is not None:
                        progress(done, whole)


def _insert(file: Session, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(table.columns))
    sql = f"INSERT INTO {table.name} ({_names(table)}) VALUES ({marks})"  # noqa: S608 - the names are our own
    _driver(file).executemany(sql, rows)


def into_server(file: Session, server: Session) -> None:
    """Every row of every table from SQLite into PostgreSQL, whose next ids then begin after them."""
    with _speaking(server):
        for table in Base.metadata.sorted_tables:
            rows = _driver(file).execute(f"SELECT {_names(table)} FROM {table.name}")  # noqa: S608 - the names are our own
            copying = f"COPY {table.name} ({_names(table)}) FROM STDIN"
            with _driver(server).cursor() as cursor, cursor.copy(copying) as copy:
                for row in rows:
                    copy.write_row(row)
    for table in Base.metadata.sorted_tables:
        if table.autoincrement_column is not None:
            series = func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
            server.execute(select(func.setval(series, func.max(table.autoincrement_column))))


@contextmanager
def _guards_aside(file: Session) -> Iterator[None]:
    """Let a new file's guards wait until it is full, in less than half the time: its keys refuse the same rows."""
    wanted = guards("sqlite")
    for name in wanted:
        _driver(file).execute(f"DROP TRIGGER {name}")
    yield
    for sql in wanted.values():
        _driver(file).execute(sql)


def _out_of_server(server: Session, table: Table) -> Generator[list[tuple[Any, ...]]]:
    """A table's rows as SQLite keeps them, some thousands at a time."""
    values, kinds = zip(*map(_as_in_a_file, table.columns), strict=True)
    order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    asked = f"SELECT {', '.join(values)} FROM {table.name} ORDER BY {order}"  # noqa: S608 - the names are our own
    with _speaking(server), _driver(server).cursor() as cursor, cursor.copy(f"COPY ({asked}) TO STDOUT") as copy:
        copy.set_types(kinds)
        rows = copy.rows()
        while part := list(islice(rows, ROWS)):
            yield part


def _as_in_a_file(column: Column[Any]) -> tuple[str, str]:
    """How PostgreSQL says a column's value as SQLite keeps it, and of which kind that is."""
    name, kind = f'"{column.name}"', column.type
    if isinstance(kind, Moment):
        return f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')", "text"
    if isinstance(kind, Date):
        return f"to_char({name}, 'YYYY-MM-DD')", "text"
    if isinstance(kind, Boolean):
        return f"{name}::int", "int8"
    return name, "int8" if isinstance(kind, Integer | Quantity) else "text"


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _driver(session: Session) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's connection
    return session.connection().connection.driver_connection


@contextmanager
def _speaking(server: Session) -> Iterator[None]:
    """Let what the driver says of its troubles be heard as what SQLAlchemy says."""
    dialect = server.connection().dialect
    driver = dialect.loaded_dbapi
    try:
        yield
    except driver.Error as trouble:
        raise DBAPIError.instance("COPY", None, trouble, driver.Error, dialect=dialect) from trouble

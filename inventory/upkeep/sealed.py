"""The chain is walked, and every row is compared with the seal that an audit line holds of it.

The database itself writes every row in its canonical form, as bytes: so nothing is lost in reading (a number kept as
text, a fraction in whole thousandths, broken characters), and a million rows take seconds and little memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Dialect, Integer

from inventory.ground.audit import GENESIS, SEAL_LENGTH, AuditEntry
from inventory.ground.i18n import N_
from inventory.ground.schema import Base, Moment, Quantity, compact, models
from inventory.upkeep.findings import Findings, Ids, filled, stream
from inventory.upkeep.withheld import Withheld, withheld

GONE = "-" * SEAL_LENGTH
SEALED_START = ("table", "version")  # what a sealed form says before the columns
ENTRY = ("id", "recorded_at", "person_id", "actor", "service", "facts", "made", "result", "request")

ADDED = N_("{table} {row} was added: no audit line made it.")
ADDED_MANY = N_("{table} {first} to {last} were added: no audit line made them.")
CHANGED = N_("{table} {row} was changed: it is not what audit line #{line} vouches for ({service}, {actor}).")
LOST = N_("{table} {row} is missing: audit line #{line} made it ({service}, {actor}).")
LOST_MANY = N_("{table} {first} to {last} are missing: audit line #{line} made them ({service}, {actor}).")
CLAIMED = N_("{table} {row} is claimed by audit line #{line} ({service}, {actor}) in a way that can't be right.")
LINE_CHANGED = N_("{table} {row} was changed, or the line before it: its digest does not fit.")
LINE_LOST = N_("{table} {row} is missing from the chain.")
LINE_LOST_MANY = N_("{table} {first} to {last} are missing from the chain.")
LINE_UNREADABLE = N_("{table} {row} can't be read: what it says it made is no list of seals.")

# The canonical form, written by the database -------------------------------------------------------------------


def _in_sqlite(column: ColumnElement[Any]) -> str:
    name = f'"{column.key}"'
    plain = f"CASE typeof({name}) WHEN 'blob' THEN 'blob' ELSE json_quote({name}) END"
    if isinstance(column.type, Moment):
        moment = f"""'"' || replace({name}, ' ', 'T') || 'Z"'"""
        return f"CASE WHEN substr({name}, 11, 1) = ' ' AND length({name}) = 26 THEN {moment} ELSE {plain} END"
    if isinstance(column.type, Boolean):
        return f"CASE {name} WHEN 0 THEN 'false' WHEN 1 THEN 'true' ELSE {plain} END"
    if isinstance(column.type, Integer | Quantity):  # a third faster than asking for its JSON
        return f"CASE typeof({name}) WHEN 'integer' THEN {name} WHEN 'null' THEN 'null' ELSE {plain} END"
    return plain


def _in_postgresql(column: ColumnElement[Any]) -> str:
    name = f'"{column.key}"'
    if isinstance(column.type, Moment):
        return f"""COALESCE('"' || to_char({name}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"', 'null')"""
    return f"COALESCE(to_json({name})::text, 'null')"


def form(dialect: Dialect, model: type[Base], names: Sequence[str], start: str = "") -> str:
    """The SQL for a row's canonical form: a list of its columns after what `start` says, as bytes."""
    one = _in_sqlite if dialect.name == "sqlite" else _in_postgresql
    joined = " || ',' || ".join(one(model.__table__.columns[name]) for name in names)
    text = f"'[{start}' || {joined} || ']'"
    return f"CAST({text} AS BLOB)" if dialect.name == "sqlite" else f"convert_to({text}, 'UTF8')"


def _forms(connection: Connection, model: type[Base]) -> str:
    """The query of every row's id and its form in each version of its seal."""
    table = model.__tablename__
    forms = (
        form(connection.dialect, model, model.sealed[version].split(), f'"{table}",{version},')
        for version in sorted(model.sealed)
    )
    return f"SELECT id, {', '.join(forms)} FROM {table} ORDER BY id"  # noqa: S608 - the names are our own


def fits(content: bytes, seal: str, *, before: str = "", length: int = SEAL_LENGTH) -> bool:
    """Whether a form is what a seal or a digest was made from, however a database writes JSON's escapes."""
    if sha256(before.encode() + content).hexdigest()[:length] == seal:
        return True
    try:
        again = compact(json.loads(content))
        return sha256((before + again).encode()).hexdigest()[:length] == seal
    except ValueError:
        return False


# Rows against seals --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """The audit line that vouches."""

    line: int
    service: str
    actor: str


@dataclass(frozen=True)
class Run:
    """The seals of neighbouring rows, as an audit line holds them."""

    table: str
    version: int
    first: int
    seals: str

    def __post_init__(self) -> None:
        """A ValueError for what is no run."""
        kinds = (str, int, int, str)
        held = (self.table, self.version, self.first, self.seals)
        if (
            not all(isinstance(one, kind) for one, kind in zip(held, kinds, strict=True))
            or len(self.seals) % SEAL_LENGTH
        ):
            raise ValueError(held)

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.seals) // SEAL_LENGTH

    def rows(self) -> Iterator[tuple[int, str]]:
        """Each row's id and seal."""
        for at in range(0, len(self.seals), SEAL_LENGTH):
            yield self.first + at // SEAL_LENGTH, self.seals[at : at + SEAL_LENGTH]


class Sealed:
    """A table whose rows are vouched for by audit lines."""

    def __init__(self, connection: Connection, findings: Findings, model: type[Base], *, filled: bool) -> None:
        """Nothing compared yet; of a table that isn't `filled` nothing is asked."""
        self.table, self.model, self.findings = model.__tablename__, model, findings
        self.passed_over: frozenset[int] = frozenset()  # rows that have lost a part of what was sealed
        self.versions = sorted(model.sealed)
        self.rows: Iterator[Sequence[Any]] = iter(())
        if filled:
            self.rows = stream(connection, findings, self.table, _forms(connection, model))
        self.added = Ids(findings, self.table, ADDED, ADDED_MANY)
        self.lost = Ids(findings, self.table, LOST, LOST_MANY)

    def changed(self, row: Sequence[Any], line: Line) -> None:
        """Name a row that is not what a line vouches for."""
        if row[0] not in self.passed_over:
            self.findings.add(CHANGED, self.table, self._called(row), **line.__dict__)

    def _called(self, row: Sequence[Any]) -> str:
        """The row's id, and its number or code where it has one that can be read."""
        names = self.model.sealed[self.versions[-1]].split()
        try:
            name = json.loads(row[-1])[len(SEALED_START) + names.index(self.model.called)]
        except ValueError:
            return str(row[0])
        return str(row[0]) if name == row[0] else f"{row[0]} ({name})"

    def said(self, run: Run, line: Line) -> None:
        """Take what a line says of some rows; ValueError for what no line of ours says."""
        raise NotImplementedError

    def close(self) -> None:
        """Name what is left over when the chain has been walked."""
        raise NotImplementedError


class Kept(Sealed):
    """A table whose rows may change: what the last line said of each is compared at the end."""

    def __init__(self, connection: Connection, findings: Findings, model: type[Base], *, filled: bool) -> None:
        """Nothing said yet."""
        super().__init__(connection, findings, model, filled=filled)
        self._said: dict[int, tuple[int, str, Line]] = {}

    def said(self, run: Run, line: Line) -> None:
        """A later line counts for more."""
        version = self.versions.index(run.version)
        for row_id, seal in run.rows():
            self._said[row_id] = (version, seal, line)

    def close(self) -> None:
        """Compare every row with what was said last."""
        for row in self.rows:
            version, seal, line = self._said.pop(row[0], (0, GONE, None))
            if line is None or seal == GONE:
                self.added.add(row[0])
            elif not fits(row[1 + version], seal):
                self.changed(row, line)
        for row_id, (_version, seal, line) in self._said.items():
            if seal != GONE:
                self.lost.add(row_id, **line.__dict__)
        self.added.close()
        self.lost.close()


class Grown(Sealed):
    """A table that only grows: its rows and the lines' seals of them run in step, so that neither is held."""

    def __init__(self, connection: Connection, findings: Findings, model: type[Base], *, filled: bool) -> None:
        """Stand before the first row."""
        super().__init__(connection, findings, model, filled=filled)
        self._row = next(self.rows, None)
        self._last = 0

    def said(self, run: Run, line: Line) -> None:
        """Compare the next rows with what a line says of them."""
        at = self.versions.index(run.version) + 1
        if run.first <= self._last:
            raise ValueError(run.first)
        self._last = run.first + run.count - 1
        part = [] if self._row is None else [self._row, *islice(self.rows, run.count - 1)]
        whole = len(part) == run.count and (part[0][0], part[-1][0]) == (run.first, self._last)
        if whole and "".join([sha256(row[at]).hexdigest()[:SEAL_LENGTH] for row in part]) == run.seals:
            self._row = next(self.rows, None)
            return
        self.rows = chain(part, self.rows)
        self._row = next(self.rows, None)
        self._one_by_one(run, line, at)

    def _one_by_one(self, run: Run, line: Line, at: int) -> None:
        for row_id, seal in run.rows():
            while self._row is not None and self._row[0] < row_id:
                self._skip()
            if self._row is None or self._row[0] > row_id:
                self.lost.add(row_id, **line.__dict__)
                continue
            if not fits(self._row[at], seal):
                self.changed(self._row, line)
            self._row = next(self.rows, None)

    def _skip(self) -> None:
        if self._row is not None:
            self.added.add(self._row[0])
            self._row = next(self.rows, None)

    def close(self) -> None:
        """What is left over was made by no line."""
        while self._row is not None:
            self._skip()
        self.added.close()
        self.lost.close()


# The chain -----------------------------------------------------------------------------------------------------


def walk(connection: Connection, findings: Findings) -> None:
    """Prove the chain line by line, and every sealed row by the line that made or last changed it."""
    left_out = withheld(connection)
    sealed = {model.__tablename__: model for model in models() if model.sealed}
    there = filled(connection, sealed)
    tables: dict[str, Grown | Kept] = {
        name: (Grown if model.only_grows else Kept)(connection, findings, model, filled=name in there)
        for name, model in sealed.items()
    }
    for name, table in tables.items():
        table.passed_over = left_out.of(name)
    for line, runs in _lines(connection, findings, left_out):
        for run in runs:
            try:
                tables[run.table].said(run, line)
            except (KeyError, ValueError):
                findings.add(CLAIMED, run.table, run.first, **line.__dict__)
    for table in tables.values():
        table.close()


def _lines(connection: Connection, findings: Findings, left_out: Withheld) -> Iterator[tuple[Line, list[Run]]]:
    """The chain's lines in their order, each proved from the one before."""
    name = AuditEntry.__tablename__
    written = form(connection.dialect, AuditEntry, ENTRY)
    digest = "CAST(digest AS BLOB)" if connection.dialect.name == "sqlite" else "convert_to(digest, 'UTF8')"
    before, due, passed_over = GENESIS, 1, left_out.of(name)
    for number, content, held in stream(
        connection,
        findings,
        name,
        f"SELECT id, {written}, {digest} FROM {name} ORDER BY id",  # noqa: S608 - the names are our own
    ):
        if number > due:
            message = LINE_LOST if number == due + 1 else LINE_LOST_MANY
            findings.add(message, name, due, first=due, last=number - 1)
        after = held.decode(errors="replace")
        can_tell = number <= due and number not in passed_over  # past a gap nobody can
        if can_tell and not fits(content, after, before=before, length=len(GENESIS)):
            findings.add(LINE_CHANGED, name, number)
        before, due = after, number + 1
        try:
            entry = json.loads(content)
            line = Line(number, str(entry[ENTRY.index("service")]), str(entry[ENTRY.index("actor")]))
            runs = [Run(*run) for run in json.loads(entry[ENTRY.index("made")])]
        except (ValueError, TypeError, RecursionError):
            findings.add(LINE_UNREADABLE, name, number)
            continue
        yield line, runs

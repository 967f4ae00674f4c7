"""What a proof of the books finds: faults, each in one sentence, and how far the proof has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError

from inventory.ground.i18n import N_, _

Progress = Callable[[int, int], object]  # told how much is done of how much; to cancel, it raises

MOST = 100  # faults of one sort in one table that are named one by one
WINDOW = {"yield_per": 2000}  # rows that are held at a time

MORE = N_("{count} more like it in {table}.")
UNREADABLE = N_("{table} can't be read to its end: {why}.")


@dataclass(frozen=True)
class Fault:
    """Something that is not as the program left it: where, and the sentence that says what."""

    table: str
    row: str
    sentence: str

    def __str__(self) -> str:
        """The sentence, in the language that was spoken when the fault was found."""
        return self.sentence


class Findings:
    """The faults found so far; where one sort is everywhere, the first hundred are named and the rest counted."""

    def __init__(self, progress: Progress | None, whole: int) -> None:
        """Nothing found yet, `whole` steps to go."""
        self._faults: list[Fault] = []
        self._seen: Counter[tuple[str, str]] = Counter()
        self._progress, self._done, self._whole = progress, 0, whole

    def add(self, message: str, table: str, row: object = "", **facts: object) -> None:
        """Note a fault; `message` is the marked sentence, which speaks of {table}, {row} and the facts."""
        self._seen[message, table] += 1
        if self._seen[message, table] <= MOST:
            sentence = _(message).format(table=table, row=row, **facts)
            self._faults.append(Fault(table, str(row), sentence))

    def step(self, count: int) -> None:
        """So many steps further."""
        self._done = min(self._done + count, self._whole)
        if self._progress is not None:
            self._progress(self._done, self._whole)

    def faults(self) -> list[Fault]:
        """All of them, what was only counted last."""
        rest = [(table, count - MOST) for (_message, table), count in self._seen.items() if count > MOST]
        return [*self._faults, *(Fault(table, "", _(MORE).format(table=table, count=count)) for table, count in rest)]


class Ids:
    """Neighbouring ids that share a fault, named as one range."""

    def __init__(self, findings: Findings, table: str, one: str, many: str) -> None:
        """Say `one` of a single row and `many` of several."""
        self._findings, self._table, self._one, self._many = findings, table, one, many
        self._first = self._last = 0
        self._facts: dict[str, object] = {}

    def add(self, row_id: int, **facts: object) -> None:
        """One more."""
        if self._facts == facts and self._first and row_id == self._last + 1:
            self._last = row_id
            return
        self.close()
        self._first = self._last = row_id
        self._facts = facts

    def close(self) -> None:
        """Name what is left."""
        if self._first == self._last:
            if self._first:
                self._findings.add(self._one, self._table, self._first, **self._facts)
        else:
            row, ends = f"{self._first}-{self._last}", {"first": self._first, "last": self._last}
            self._findings.add(self._many, self._table, row, **ends, **self._facts)
        self._first = self._last = 0


def stream(
    connection: Connection, findings: Findings, table: str, query: str | Executable
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, some thousands at a time; where they can't be read, a fault ends them."""
    server = connection.dialect.name == "postgresql"
    try:
        # so that a table that is gone doesn't end PostgreSQL's whole transaction
        with connection.begin_nested() if server else nullcontext():
            found = (
                connection.exec_driver_sql(query, execution_options=WINDOW)
                if isinstance(query, str)
                else connection.execute(query, execution_options=WINDOW)
            )
        for part in found.partitions():
            yield from part
            findings.step(len(part))
    except DBAPIError as trouble:
        if trouble.connection_invalidated:
            raise
        findings.add(UNREADABLE, table, why=" ".join(str(trouble.orig).split()))


def filled(connection: Connection, tables: Iterable[str]) -> set[str]:
    """Which tables hold anything, in one question: to ask hundreds would take a whole book's time of an empty one.

    Where one can't be read, all of them: which one it is, is told when each is asked for itself.
    """
    names = list(tables)
    each = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)  # noqa: S608 - our own names
    try:
        with connection.begin_nested() if connection.dialect.name == "postgresql" else nullcontext():
            return set(connection.exec_driver_sql(" UNION ALL ".join(each)).scalars())
    except DBAPIError as trouble:
        if trouble.connection_invalidated:
            raise
        return set(names)

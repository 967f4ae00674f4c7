"""Sides: what one side has done since a field pack was made, line by line of its own chain, with the rows of each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.audit import AuditEntry
from inventory.ground.people import Person
from inventory.ground.schema import Base
from inventory.upkeep import briefings, packing, withheld
from inventory.upkeep.manifests import Manifest
from inventory.upkeep.sealed import GONE, Run

SILENT = {withheld.SERVICE, packing.SERVICE, briefings.SERVICE, "sit_down", "log_in", accounts.show_phones.__name__}
"""Lines that change nothing of what is kept in the books."""
ROWS = 500  # that are asked for at a time

Id = tuple[str, int]
"""A table and a row of it."""

# What was done -------------------------------------------------------------------------------------------------


class Side(StrEnum):
    """Where something was done."""

    THERE = "there"
    HERE = "here"


@dataclass(frozen=True)
class Done:
    """An audit line since the pack was made; `number` is what it made was called, `keyed` the line that repeated it."""

    side: Side
    entry_id: int
    at: datetime
    who: str
    service: str
    facts: Mapping[str, Any]
    number: str = ""
    request: str = ""
    digest: str = ""
    keyed: int | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row that a line made or changed; `values` are its columns now, None where it is gone."""

    table: str
    row_id: int
    is_new: bool
    values: Mapping[str, Any] | None
    line: Done


class Since:
    """One side's lines since the pack, and the rows that they made."""

    def __init__(self, session: Session, manifest: Manifest, side: Side) -> None:
        """Read them."""
        self.session, self.last = session, manifest.last
        self.lines: list[Done] = []
        self._rows: defaultdict[int, list[Row]] = defaultdict(list)
        self.settled: set[int] = set()  # lines that were keyed in: done on both sides, they stand against nothing
        found = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.person_id)
        found = found.where(AuditEntry.id > manifest.entry_id, AuditEntry.service.not_in(SILENT))
        entries = session.execute(found.order_by(AuditEntry.id)).all()
        made = {entry.id: [Run(*one) for one in json.loads(entry.made)] for entry, _name in entries}
        held = _Held(session, {_result(entry) for entry, _name in entries} | _made(chain.from_iterable(made.values())))
        for entry, name in entries:
            line = Done(
                side, entry.id, entry.recorded_at, name or entry.actor, entry.service, json.loads(entry.facts),
                held.called(*_result(entry)), entry.request or "", entry.digest,
            )  # fmt: skip
            self.lines.append(line)
            for run in made[entry.id]:
                for row_id, seal in run.rows() if run.table in held.models else ():
                    values = None if seal == GONE else held.values(run.table, row_id)
                    self._rows[line.entry_id].append(
                        Row(run.table, row_id, row_id > self.last.get(run.table, 0), values, line)
                    )
        self.rows = [row for rows in self._rows.values() for row in rows]

    @property
    def waiting(self) -> list[Row]:
        """The rows of what isn't settled."""
        return [row for row in self.rows if row.line.entry_id not in self.settled]

    def named_by(self, line: Done) -> list[str]:
        """The numbers and codes of what a line made anew."""
        mine = (row for row in self._rows.get(line.entry_id, ()) if row.is_new and row.values is not None)
        called = ((models_by_table()[row.table].called, row.values or {}) for row in mine)
        return [str(values[name]) for name, values in called if isinstance(values.get(name), str)]


class _Held:
    """Rows of many tables as they are now, each table read some hundreds at a time."""

    def __init__(self, session: Session, wanted: Iterable[Id]) -> None:
        """Read them."""
        self.models = models_by_table()
        self._values: dict[Id, Mapping[str, Any]] = {}
        for name, ids in groupby(sorted(wanted), key=itemgetter(0)):
            if name not in self.models:
                continue
            table, every = self.models[name].__table__, iter(ids)
            while part := [row_id for _name, row_id in islice(every, ROWS)]:
                for row in session.execute(select(table).where(table.columns["id"].in_(part))).mappings():
                    self._values[name, row["id"]] = {str(column): value for column, value in row.items()}

    def values(self, table: str, row_id: int) -> Mapping[str, Any] | None:
        """The columns of a row; None where it is gone."""
        return self._values.get((table, row_id))

    def called(self, table: str, row_id: int) -> str:
        """The number or code of a row."""
        name = self.models[table].called if table in self.models else "id"
        return "" if name == "id" else str((self.values(table, row_id) or {}).get(name) or "")


def _result(entry: AuditEntry) -> Id:
    """The row that a line made."""
    table, _colon, row_id = entry.result.partition(":")
    return table, int(row_id or 0)


def _made(runs: Iterable[Run]) -> set[Id]:
    return {(run.table, row_id) for run in runs for row_id, _seal in run.rows()}


def models_by_table() -> dict[str, type[Base]]:
    """Every model by the name of its table."""
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}

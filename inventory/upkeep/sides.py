"""Sides: what one side has done since a field pack was made, line by line of its own chain, with the rows of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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
        self.rows: list[Row] = []
        self.settled: set[int] = set()  # lines that were keyed in: done on both sides, they stand against nothing
        found = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.person_id)
        for entry, name in session.execute(found.where(AuditEntry.id > manifest.entry_id).order_by(AuditEntry.id)):
            if entry.service in SILENT:
                continue
            line = Done(
                side, entry.id, entry.recorded_at, name or entry.actor, entry.service, json.loads(entry.facts),
                self._called(entry.result), entry.request or "", entry.digest,
            )  # fmt: skip
            self.lines.append(line)
            self.rows += self._made(entry, line)

    @property
    def waiting(self) -> list[Row]:
        """The rows of what isn't settled."""
        return [row for row in self.rows if row.line.entry_id not in self.settled]

    def named_by(self, line: Done) -> list[str]:
        """The numbers and codes of what a line made anew."""
        mine = (row for row in self.rows if row.line is line and row.is_new and row.values is not None)
        called = ((models_by_table()[row.table].called, row.values or {}) for row in mine)
        return [str(values[name]) for name, values in called if isinstance(values.get(name), str)]

    def _called(self, result: str) -> str:
        """The number or code of what a line made."""
        table, _colon, row_id = result.partition(":")
        model = models_by_table().get(table)
        if model is None or not row_id or model.called == "id":
            return ""
        called = select(model.__table__.columns[model.called]).where(model.__table__.columns["id"] == int(row_id))
        return str(self.session.scalar(called) or "")

    def _made(self, entry: AuditEntry, line: Done) -> Iterator[Row]:
        for run in (Run(*one) for one in json.loads(entry.made)):
            model = models_by_table().get(run.table)
            if model is None:
                continue
            ids = [row_id for row_id, _seal in run.rows()]
            table = model.__table__
            found = self.session.execute(select(table).where(table.columns["id"].between(ids[0], ids[-1]))).mappings()
            held = {int(row["id"]): {str(name): value for name, value in row.items()} for row in found}
            for row_id, seal in run.rows():
                values = None if seal == GONE else held.get(row_id)
                yield Row(run.table, row_id, row_id > self.last.get(run.table, 0), values, line)


def models_by_table() -> dict[str, type[Base]]:
    """Every model by the name of its table."""
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}

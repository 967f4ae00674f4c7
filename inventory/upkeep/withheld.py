"""Withheld: what was left out of a field pack's copy (passwords, telephone numbers), as a line of its own chain says.

What was left out can't be proved any more where it was sealed, so the proof of a copy passes over those very rows and
says how many they are. No other store has such a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from inventory.ground.audit import AuditEntry
from inventory.upkeep.findings import Findings, stream

SERVICE = "strip_field_pack"
DUTY_PHONE = "duty_phone"  # a setting, as it happens


@dataclass(frozen=True)
class Withheld:
    """Of which pack a store is the copy, whether telephone numbers were left out, and which rows were changed by it."""

    pack: str = ""
    phones: bool = False
    entry_id: int = 0
    rows: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def of(self, table: str) -> frozenset[int]:
        """The rows of a table that can't be proved."""
        return self.rows.get(table, frozenset())

    @property
    def count(self) -> int:
        """How many rows those are."""
        return sum(map(len, self.rows.values()))


def withheld(connection: Connection) -> Withheld:
    """What was left out of this store; nothing of any but a field pack's copy (or a copy's copy)."""
    lines = select(AuditEntry.id, AuditEntry.facts).where(AuditEntry.service == SERVICE).order_by(AuditEntry.id)
    found = Withheld()
    for entry_id, text in stream(connection, Findings(None, 0), AuditEntry.__tablename__, lines):
        try:
            facts = json.loads(text)
            rows = {str(table): frozenset(_ids(runs)) | found.of(str(table)) for table, runs in facts["rows"].items()}
            found = Withheld(str(facts["pack"]), found.phones or not facts["phones"], entry_id, {**found.rows, **rows})
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # no line of ours: nothing is passed over for its sake
    return found


def without_phones(facts: Any) -> Any:  # noqa: ANN401 - whatever a line's facts are made of
    """What an audit line tells, but for telephone numbers."""
    if isinstance(facts, Mapping):
        if facts.get("key") == DUTY_PHONE:
            return {**facts, "value": ""}
        return {
            name: "" if "phone" in name and isinstance(fact, str) else without_phones(fact)
            for name, fact in facts.items()
        }
    return [without_phones(one) for one in facts] if isinstance(facts, list) else facts


def runs_of(ids: Iterable[int]) -> str:
    """Ids as a line keeps them: `1-12 15`."""
    parts = (list(run) for _key, run in groupby(enumerate(sorted(ids)), key=lambda pair: pair[1] - pair[0]))
    spans = ((part[0][1], part[-1][1]) for part in parts)
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _ids(runs: str) -> Iterable[int]:
    for run in runs.split():
        first, _dash, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)

"""The chain is walked, and every row is compared with the seal that an audit line holds of it.

The database itself writes every row in its canonical form, as bytes: so nothing is lost in reading (a number kept as
text, a fraction in whole thousandths, broken characters), and a million rows take seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Boolean, Column, Connection, DateTime, String, Table

from inventory.ground.audit import GENESIS, SEAL_LENGTH, AuditEntry
from inventory.ground.i18n import N_
from inventory.ground.schema import Base, compact, models
from inventory.upkeep.findings import ADDED, ADDED_MANY, Findings, Ids, stream

GONE = "-" * SEAL_LENGTH
ENTRY = ("id", "recorded_at", "person_id", "actor", "service", "facts", "made", "result", "request")

CHANGED = N_("{table} {row} was changed: it is not what audit line #{line} vouches for ({service}, {actor}).")
LOST = N_("{table} {row} is missing: audit line #{line} made it ({service}, {actor}).")
LOST_MANY = N_("{table} {first} to {last} are missing: audit line #{line} made them ({service}, {actor}).")
LINE_CHANGED = N_("{table} {row} was changed, or the line before it: its digest does not fit.")
LINE_LOST = N_("{table} {row} is missing from the chain.")
LINE_LOST_MANY = N_("{table} {first} to {last} are missing from the chain.")
LINE_UNREADABLE = N_("{table} {row} can't be read: what it says it made is no list of seals.")


# The canonical form, written by the database -------------------------------------------------------------------


def _in_sqlite(column: Column[object]) -> str:
    name = f'"{column.name}"'
    if isinstance(column.type.dialect_impl(_PLAIN), DateTime):
        moment = f"""'"' || replace({name}, ' ', 'T') || 'Z"'"""
        return f"CASE WHEN {name} LIKE '____-__-__ __:__:__.______' THEN {moment} ELSE json_quote({name}) END"
    if isinstance(column.type, Boolean):
        return f"CASE {name} WHEN 0 THEN 'false' WHEN 1 THEN 'true' ELSE json_quote({name}) END"
    return f"json_quote(CASE typeof({name}) WHEN 'blob' THEN hex({name}) ELSE {name} END)"

"""Stores to measure on: small ones made by the services, large ones poured in beside them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from inventory.ground import search
from inventory.ground.schema import Base, guards
from inventory.ground.store import Store
from inventory.ground.storefile import connect
from inventory.ground.text import skeleton
from tests import world

START = datetime(2026, 1, 1, tzinfo=UTC)
PLENTY = 1_000_000_000_000  # thousandths
BASES = [
    *("编织袋", "麻袋", "膨胀袋", "救生衣", "救生圈", "排水泵", "发电机", "雨衣", "雨靴"),
    *("铁锹", "帐篷", "橡皮艇", "土工布", "砂石料", "照明灯", "桩木", "铅丝", "喊话器"),
]
SPECS = ["大号", "中号", "小号", "加厚", "防水", "便携式", "拖车式", "手提式", "标准型", "轻型"]


def raw(path: Path, *, safe: bool = True) -> sqlite3.Connection:
    """A plain connection, set as the store's own are (or fast and careless)."""
    connection = connect(path)
    connection.execute(f"PRAGMA synchronous = {'FULL' if safe else 'OFF'}")
    connection.execute(f"PRAGMA foreign_keys = {'ON' if safe else 'OFF'}")
    return connection


def small(folder: Path, name: str = "ours") -> Path:
    """The tests' small world."""
    path = folder / f"{name}.sqlite"
    Store.open(path, create=True).close()
    world.build(str(path))
    return path


def twin(path: Path, name: str) -> Path:
    """A copy of a closed store beside it."""
    return Path(shutil.copy2(path, path.with_name(f"{name}.sqlite")))


@cache
def _spelled(word: str) -> tuple[str, str]:
    initials, whole = search.key(word).split()[1:]
    return initials, whole


def item_name(number: int) -> str:
    """A name as catalogues have them: 加厚编织袋 1234."""
    return f"{SPECS[number % len(SPECS)]}{BASES[number // len(SPECS) % len(BASES)]} {number}"


def item_key(number: int, code: str) -> str:
    """What `search.key` gives for the name and code, with its pinyin put together from the parts'."""
    spec, base = SPECS[number % len(SPECS)], BASES[number // len(SPECS) % len(BASES)]
    (first, one), (second, two) = _spelled(spec), _spelled(base)
    return f"{spec}{base} {number} {code.lower()} {first}{second}{number} {one}{two}{number}"


def insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Pour rows into a table; columns that a row leaves out are empty texts, or null where they may be."""
    columns = Base.metadata.tables[table].columns
    blank = {column.name: None if column.nullable else "" for column in columns}
    marks = ", ".join(f":{column.name}" for column in columns)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", ({**blank, **row} for row in rows))


def large(path: Path, *, items: int, movements: int) -> None:
    """Pour items into a small world, a lot of each, and so many movements between depot and team over those lots."""
    connection = raw(path, safe=False)
    for trigger in guards("sqlite"):
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("BEGIN")
    depot, team, supply, officer, headquarters = _known(connection)
    first_item, first_lot, first_voucher, first = (
        connection.execute(f"SELECT 1 + max(id) FROM {table}").fetchone()[0]
        for table in ("item", "lot", "voucher", "movement")
    )
    insert(connection, "item", (_item(first_item + at) for at in range(items)))
    insert(connection, "lot", (_lot(first_lot + at, first_item + at) for at in range(items)))
    per_lot = -(-movements // items)
    papers = {"by_id": officer, "organisation_id": headquarters, "from_id": depot, "to_id": team, "urgent": 0}
    vouchers = -(-movements // 20)
    insert(connection, "voucher", (_voucher(first_voucher + at) | papers for at in range(vouchers)))
    places = {"from_id": depot, "to_id": team}
    rows = (
        _movement(first + at, first_voucher + at // 20, first_lot + at % items)
        | (places if at >= items else {"from_id": supply, "to_id": depot, "quantity": PLENTY})
        for at in range(movements)
    )
    insert(connection, "movement", rows)
    out = 1000 * (per_lot - 1)
    for place, quantity in ((depot, PLENTY - out), (team, out)):
        row = {"place_id": place, "quantity": quantity, "last_at": _at(movements)}
        insert(connection, "balance", (row | {"lot_id": first_lot + at} for at in range(items)))
    connection.execute("COMMIT")
    connection.close()


def _known(connection: sqlite3.Connection) -> Sequence[int]:
    """The ids of the small world's depot, team, supply, officer and headquarters."""
    asked = (
        "SELECT id FROM place WHERE code = 'CK04'",
        "SELECT id FROM place WHERE code = 'DW01'",
        "SELECT id FROM place WHERE kind = 'supply'",
        "SELECT id FROM person WHERE login = 'officer'",
        "SELECT id FROM organisation WHERE parent_id IS NULL",
    )
    return [connection.execute(sql).fetchone()[0] for sql in asked]


def _at(number: int) -> str:
    return f"{START + timedelta(seconds=number):%Y-%m-%d %H:%M:%S.%f}"


def _item(number: int) -> dict[str, Any]:
    code = f"DX{number:06d}"
    name = item_name(number)
    return {
        "id": number,
        "code": code,
        "name": name,
        "unit": "件",
        "decimals": 0,
        "retired": 0,
        "key": item_key(number, code),
        "look": skeleton(name),
    }


def _lot(number: int, item: int) -> dict[str, Any]:
    return {
        "id": number,
        "number": f"P{number:06d}",
        "item_id": item,
        "arrived_on": "2026-01-01",
        "mode": "own",
        "condition": "serviceable",
    }


def _voucher(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "number": f"CK-2026-{number:06d}",
        "kind": "CK",
        "occurred_at": _at(number * 20),
        "recorded_at": _at(number * 20),
        "purpose": "allot",
        "basis": "示例依据",
    }


def _movement(number: int, voucher: int, lot: int) -> dict[str, Any]:
    return {
        "id": number,
        "voucher_id": voucher,
        "line": number % 20 + 1,
        "lot_id": lot,
        "quantity": 1000,
        "occurred_at": _at(number),
        "recorded_at": _at(number),
    }

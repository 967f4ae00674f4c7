"""A stock check of five thousand lines: opened, keyed, posted; beside the same rows by raw sqlite3."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from inventory.ground.store import Store
from inventory.supplies.closing import approve_count, cancel_count, give_reason, post_count
from inventory.supplies.counting import Team, open_count
from inventory.supplies.counts import Count, CountKind, Reason
from inventory.supplies.entering import Keyed, enter_count, hand_in
from inventory.supplies.reckoning import reckon
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import large, raw, small, twin
from tests.world import Here, World

LINES, DIFFERENCES = 5_000, 500
ROUNDS, ENTRIES = 5, 100
TABLES = ("count_line", "count_person", "count_part", "stock_count", "audit_entry")


def measure(folder: Path) -> Iterator[Figure]:
    """Open, enter, post."""
    path = small(folder, "count")
    large(path, items=LINES, movements=LINES)
    with closing(Store.open(path)) as store:
        store.engine.dispose()
        world = World(store)
        yield _opening(world, path)
        yield _entering(world, path)
        yield _posting(world, path)


def _beside(world: World, path: Path, name: str) -> sqlite3.Connection:
    """A plain connection to a copy; whoever lets go of a file last brings its log home."""
    world.store.engine.dispose()
    connection = raw(twin(path, name))
    connection.row_factory = sqlite3.Row
    return connection


def _open(world: World) -> Count:
    with world.begin() as here:
        return open_count(
            here.session,
            here.keeper,
            place=here.bare,
            kind=CountKind.MONTHLY,
            parts=[Team((here.keeper,))],
        )


def _opening(world: World, path: Path) -> Figure:
    """The rows of a check, and the same by hand in one go."""
    first = _open(world)

    def again() -> None:
        with world.begin() as here:
            cancel_count(here.session, here.keeper, count=here.session.get_one(Count, _last(here)), note="-")

    def ours() -> float:
        again()
        return timed(lambda: _open(world))()

    with closing(_beside(world, path, "count-raw")) as connection:
        rows = {name: _rows(connection, name, first.id) for name in TABLES}
        told = in_turn(ROUNDS, ours, timed(_by_hand(connection, rows)))
    return Figure(f"a check of {LINES:,} lines opened; beside the same rows by sqlite3", told[0], told[1], times=2)


def _last(here: Here) -> int:
    return here.session.scalars(select(Count.id).order_by(Count.id.desc()).limit(1)).one()


def _rows(connection: sqlite3.Connection, table: str, count: int) -> list[dict[str, Any]]:
    where = {"stock_count": "id = ?", "audit_entry": "service = 'open_count' AND ? > 0"}.get(table, "count_id = ?")
    return [dict(row) for row in connection.execute(f"SELECT * FROM {table} WHERE {where}", (count,))]


def _by_hand(connection: sqlite3.Connection, rows: dict[str, list[dict[str, Any]]]) -> Callable[[], None]:
    shift = 0

    def write() -> None:
        nonlocal shift
        shift += 1_000_000
        connection.execute("BEGIN IMMEDIATE")
        for table in reversed(TABLES):
            _insert(connection, table, [_moved(row, shift) for row in rows[table]])
        connection.execute("COMMIT")

    return write


def _moved(row: dict[str, Any], by: int) -> dict[str, Any]:
    """The same row under other ids."""
    moved = {name: row[name] + by for name in ("id", "count_id", "part_id") if row.get(name) is not None}
    if "number" in row and isinstance(row["number"], str):
        moved["number"] = f"by hand {by}"
    if "request" in row:
        moved["request"] = None
    return {**row, **moved}


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", [tuple(row.values()) for row in rows])


def _entering(world: World, path: Path) -> Figure:
    """One line keyed, committed; the same two rows by hand."""
    number = 0

    def ours() -> None:
        nonlocal number
        number = number % LINES + 1
        with world.begin() as here:
            count = here.session.get_one(Count, _last(here))
            enter_count(here.session, here.keeper, count=count, entries=[Keyed(number, Decimal(7))])

    ours()
    with closing(_beside(world, path, "entry-raw")) as connection:
        last = {
            table: dict(connection.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1").fetchone())
            for table in ("count_entry", "audit_entry")
        }

        def by_hand() -> None:
            connection.execute("BEGIN IMMEDIATE")
            for table, row in last.items():
                row["id"] += 1
                _insert(connection, table, [row | ({"request": None} if "request" in row else {})])
            connection.execute("COMMIT")

        told = in_turn(ENTRIES, timed(ours), timed(by_hand), warm=10)
    return Figure("one line keyed, committed; beside the same rows by sqlite3", told[0], told[1], times=6)


def _posting(world: World, path: Path) -> Figure:
    """Five hundred differences, beside a loop that writes a movement, a balance and an outcome for each."""
    _approved(world)
    world.store.engine.dispose()
    approved = twin(path, "approved")

    def ours() -> float:
        world.store.engine.dispose()
        shutil.copy2(approved, path)
        with world.read():
            return timed(lambda: _post(world))()

    ours()
    with closing(_beside(world, approved, "post-raw")) as connection:
        posted, by_hand = in_turn(ROUNDS, ours, timed(_loop(connection, path)))
    return Figure(
        f"{DIFFERENCES} differences of {LINES:,} lines posted; beside the raw loop over them", posted, by_hand, times=3
    )


def _approved(world: World) -> None:
    with world.begin() as here:
        count = here.session.get_one(Count, _last(here))
        right = [(one.line, one.lot_id) for one in reckon(here.session, count)]
        held = {line: world.held_lot(lot, count.place_id) for line, lot in right if lot}
        entries = [Keyed(line, Decimal(held[line] - (1 if line <= DIFFERENCES else 0))) for line, _lot in right]
        enter_count(here.session, here.keeper, count=count, entries=entries)
    with world.begin() as here:
        from inventory.ground import settings  # noqa: PLC0415 - only here

        settings.set_value(
            here.session, here.leader, organisation=here.headquarters, key="recount_units", value="5", basis="示例"
        )
    with world.begin() as here:
        hand_in(here.session, here.keeper, count=here.session.get_one(Count, _last(here)))
    for line in range(1, DIFFERENCES + 1):
        with world.begin() as here:
            count = here.session.get_one(Count, _last(here))
            give_reason(here.session, here.keeper, count=count, line=line, reason=Reason.UNKNOWN)
    with world.begin() as here:
        approve_count(here.session, here.leader, count=here.session.get_one(Count, _last(here)))


def _post(world: World) -> None:
    with world.begin() as here:
        post_count(here.session, here.keeper, count=here.session.get_one(Count, _last(here)))


def _loop(connection: sqlite3.Connection, path: Path) -> Callable[[], None]:
    """What posting writes: a movement, a balance for each difference, an outcome for each line."""
    with closing(sqlite3.connect(path)) as posted:
        posted.row_factory = sqlite3.Row
        rows = {
            table: [dict(row) for row in posted.execute(f"SELECT * FROM {table} WHERE {where}")]
            for table, where in (
                ("voucher", "kind = 'PY'"),
                ("movement", "voucher_id IN (SELECT id FROM voucher WHERE kind = 'PY')"),
                ("count_outcome", "1 = 1"),
                ("audit_entry", "service = 'post_count'"),
            )
        }
    shift = 0

    def write() -> None:
        nonlocal shift
        shift += 1_000_000
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        for table in ("voucher", "audit_entry", "count_outcome"):
            for row in rows[table]:
                moved = _moved(row, shift) | ({"line_id": row["line_id"] + shift} if "line_id" in row else {})
                _insert(connection, table, [moved])
        for row in rows["movement"]:
            key = (row["lot_id"], row["from_id"])
            (held,) = connection.execute(
                "SELECT quantity FROM balance WHERE lot_id = ? AND place_id = ?", key
            ).fetchone()
            if held < row["quantity"]:
                raise ValueError(held)
            _insert(connection, "movement", [_moved(row, shift)])
            connection.execute(
                "UPDATE balance SET quantity = quantity - ? WHERE lot_id = ? AND place_id = ?", (row["quantity"], *key)
            )
        connection.execute("COMMIT")

    return write

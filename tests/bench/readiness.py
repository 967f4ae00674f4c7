"""Readiness over a district's worth of everything: its statements, and its time beside the same by the raw driver."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from inventory.duty import levels
from inventory.duty.levels import ResponseLevel
from inventory.ground.schema import guards
from inventory.ground.store import Store, now
from inventory.response.readiness import readiness
from inventory.upkeep.verify import CONCEPTS
from tests.bench.figures import Figure, in_turn
from tests.bench.stores import insert, large, raw, small
from tests.world import World

ITEMS, DEPOTS, TEAMS, SHELTERS, AGREEMENTS = 300, 200, 100, 200, 300
EACH = 5  # depots that an item lies in
MOST, TIMES, PEOPLE = 25, 3, 5000
Said = list[tuple[str, Any]]


def measure(folder: Path) -> Iterator[Figure]:
    """Pour it all in; ask; ask the raw driver the same."""
    assert CONCEPTS  # every table is known
    path = small(folder, "readiness")
    large(path, items=ITEMS, movements=ITEMS)
    pour(path)
    with closing(Store.open(path)) as store, closing(raw(path)) as connection:
        world = World(store)
        facts: dict[str, Any] = {"organisation": world.headquarters, "name": "示例级", "rank": 1}
        level = world.do(levels.add_level, **facts)
        said, lines = _heard(world, level)
        name = f"readiness: {ITEMS} items, {DEPOTS + TEAMS + SHELTERS} places, {AGREEMENTS} agreements"
        yield Figure(f"{name}; statements", len(said), most=MOST, unit="")
        ours, bare = in_turn(15, _processor(_ours(world, level)), _processor(_bare(connection, said)))
        yield Figure(f"the same, {lines} lines; beside the same queries by sqlite3; processor", ours, bare, times=TIMES)


def _processor(work: Callable[[], object]) -> Callable[[], float]:
    """The work as something that tells how many milliseconds of the processor it took, however busy the machine is."""

    def clocked() -> float:
        start = time.process_time()
        work()
        return (time.process_time() - start) * 1000

    return clocked


def _ours(world: World, level: ResponseLevel) -> Callable[[], int]:
    def work() -> int:
        with world.read() as here:
            meant = here.session.get_one(ResponseLevel, level.id)
            return len(readiness(here.session, here.leader, level=meant, people=PEOPLE).lines)

    return work


def _heard(world: World, level: ResponseLevel) -> tuple[Said, int]:
    """What the database is asked, and how many lines come of it."""
    said: Said = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        said.append((statement, parameters))

    with world.read() as here:
        meant, reader = here.session.get_one(ResponseLevel, level.id), here.leader
        event.listen(world.store.engine, "before_cursor_execute", note)
        lines = readiness(here.session, reader, level=meant, people=PEOPLE).lines
        event.remove(world.store.engine, "before_cursor_execute", note)
    return said, len(lines)


def _bare(connection: sqlite3.Connection, said: Said) -> Callable[[], int]:
    return lambda: sum(len(connection.execute(*one).fetchall()) for one in said)


# What is poured in -----------------------------------------------------------------------------------------------


def pour(path: Path) -> None:
    """Everything of a district beside what the small store holds."""
    connection = raw(path, safe=False)
    for trigger in guards("sqlite"):
        connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    connection.execute("BEGIN")
    [house] = connection.execute("SELECT id FROM organisation WHERE parent_id IS NULL").fetchone()
    first = 1 + connection.execute("SELECT max(id) FROM place").fetchone()[0]
    kinds = ["depot"] * DEPOTS + ["team"] * TEAMS + ["shelter"] * SHELTERS
    insert(connection, "place", (_place(first + at, kind, house) for at, kind in enumerate(kinds)))
    insert(connection, "team", (_team(at, first + DEPOTS + at, house) for at in range(TEAMS)))
    insert(connection, "shelter", (_shelter(at, first + DEPOTS + TEAMS + at, house) for at in range(SHELTERS)))
    lots = connection.execute("SELECT id, item_id FROM lot ORDER BY id DESC LIMIT ?", (ITEMS,)).fetchall()
    spread = [
        (lot, first + (at * EACH + more) % DEPOTS) for at, (lot, _item) in enumerate(lots) for more in range(EACH)
    ]
    insert(connection, "balance", (_balance(lot, place) for lot, place in spread))
    insert(connection, "quota", (_quota(100 + at, item) for at, (_lot, item) in enumerate(lots)))
    connection.execute("UPDATE item SET test_interval_days = 30 WHERE id % 3 = 0")
    insert(connection, "agreement", (_agreement(1 + at, house) for at in range(AGREEMENTS)))
    insert(connection, "promise", (_promise(1 + at, house, lots[at][1]) for at in range(AGREEMENTS)))
    connection.execute("COMMIT")
    connection.close()


def _at(days: int = 0) -> str:
    return f"{now() - timedelta(days=days):%Y-%m-%d %H:%M:%S.%f}"


def _place(number: int, kind: str, house: int) -> dict[str, Any]:
    return {
        "id": number, "code": f"BP{number}", "name": f"示例场所{number}", "kind": kind, "path": f"/{number}/",
        "organisation_id": house, "phone": "000-示例", "retired": 0,
    }  # fmt: skip


def _team(at: int, place: int, house: int) -> dict[str, Any]:
    return {"id": 1 + at, "place_id": place, "organisation_id": house, "headcount": 30}


def _shelter(at: int, place: int, house: int) -> dict[str, Any]:
    return {"id": 1 + at, "place_id": place, "organisation_id": house, "rated": 100 if at % 2 else None}


def _balance(lot: int, place: int) -> dict[str, Any]:
    return {"lot_id": lot, "place_id": place, "quantity": 1_000, "last_at": _at()}


def _quota(number: int, item: int) -> dict[str, Any]:
    return {"id": number, "item_id": item, "quantity": 2_000_000_000_000, "basis": "示例", "since": _at()[:10]}


def _agreement(number: int, house: int) -> dict[str, Any]:
    return {
        "id": number, "code": f"XE{number:03d}", "name": f"示例厂{number}", "kind": "supply", "organisation_id": house,
        "retired": 0,
    }  # fmt: skip


def _promise(number: int, house: int, item: int) -> dict[str, Any]:
    return {
        "id": number, "code": f"XE{number:03d}/1", "agreement_id": number, "organisation_id": house, "turn": 1,
        "item_id": item, "quantity": 5_000, "hours": 6_000 if number % 2 else None, "retired": 0,
    }  # fmt: skip

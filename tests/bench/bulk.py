"""Ten thousand lines in one voucher, beside a loop that checks and writes the same rows one by one."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.schema import THOUSANDTHS
from inventory.ground.store import Store
from inventory.supplies import stock
from inventory.supplies.catalog import Item
from inventory.supplies.lots import Line
from tests.bench.byhand import Hand
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import large, raw, small, twin
from tests.world import Here, World

LINES = 10_000
ROUNDS = 5


def measure(folder: Path) -> Iterator[Figure]:
    """A receipt and an issue of ten thousand items each."""
    for name, service, by_hand in (("receipt", _receive, _bring), ("issue", _issue, _take)):
        path = small(folder, name)
        large(path, items=LINES, movements=LINES)
        with closing(Store.open(path)) as store:
            _ours(store, service)()
        with closing(raw(twin(path, f"{name}-raw"))) as connection, closing(Store.open(path)) as store:
            ours, least = in_turn(ROUNDS, _ours(store, service), timed(by_hand(connection)))
            lookups = _lookups(store)
        yield Figure(f"{name} of {LINES:,} lines; beside a checked loop in sqlite3", ours, least, times=3)
        yield Figure("their items looked up again before it, as a form does", lookups)


def _ours(store: Store, service: Callable[[Here, list[Line]], object]) -> Callable[[], float]:
    """From the lines to the disk."""

    def work() -> float:
        with World(store).begin(uuid4().hex) as here:
            lines = _lines(here.session)
            start = time.perf_counter()
            service(here, lines)
        return (time.perf_counter() - start) * 1000

    return work


def _lookups(store: Store) -> float:
    with World(store).begin() as here:
        return timed(lambda: _lines(here.session))()


def _receive(here: Here, lines: list[Line]) -> None:
    stock.receive(here.session, here.keeper, place=here.bare, lines=lines)


def _issue(here: Here, lines: list[Line]) -> None:
    stock.issue(here.session, here.keeper, place=here.bare, to=here.team, lines=lines)


def _lines(session: Session) -> list[Line]:
    """Every poured item, looked up again as a form does."""
    items = session.scalars(select(Item).where(Item.code.startswith("DX")))
    return [Line(item, Decimal(5)) for item in items]


def _bring(connection: sqlite3.Connection) -> Callable[[], None]:
    hand = Hand(connection)
    items = [row[0] for row in connection.execute("SELECT id FROM item WHERE code LIKE 'DX%'")]

    def work() -> None:
        hand.begin()
        for item in items:
            hand.bring(item, 5 * THOUSANDTHS)
        hand.commit()

    return work


def _take(connection: sqlite3.Connection) -> Callable[[], None]:
    hand = Hand(connection)
    first = "SELECT min(lot.id) FROM lot JOIN item ON item.id = item_id WHERE code LIKE 'DX%' GROUP BY item_id"
    lots = [row[0] for row in connection.execute(first)]

    def work() -> None:
        hand.begin()
        for lot in lots:
            hand.take(lot, 5 * THOUSANDTHS)
        hand.commit()

    return work

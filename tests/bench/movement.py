"""One movement through the service, beside the same rows written by hand; both committed with FULL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.supplies import stock
from inventory.supplies.catalog import Item
from inventory.supplies.lots import Line
from inventory.supplies.places import Place
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import raw, small, twin
from tests.world import World

ROUNDS = 300


def measure(folder: Path) -> Iterator[Figure]:
    """An issue of five, from key to disk."""
    path = small(folder)
    _plenty(path)
    other = twin(path, "raw")
    store = Store.open(path)
    connection = raw(other)
    ours, by_hand = in_turn(ROUNDS, timed(_issue(store)), timed(_by_hand(connection)), warm=20)
    yield Figure("one movement, committed (beside the same rows by sqlite3)", ours, by_hand, times=6)
    connection.close()
    store.close()


def _plenty(path: Path) -> None:
    """Enough to issue from, and one issue for the rows by hand to be like."""
    store = Store.open(path)
    world = World(store)
    with world.begin() as here:
        lines = [Line(here.bags, Decimal(10_000_000))]
        stock.receive(here.session, here.keeper, place=here.east, lines=lines)
    store.close()


def _issue(store: Store) -> Any:
    with World(store).read() as here:
        officer, depot, team, bags = here.officer.id, here.east.id, here.team.id, here.bags.id
    number = count()

    def issue() -> None:
        with store.begin(request=f"bench-{next(number)}") as session:
            stock.issue(
                session,
                session.get_one(Person, officer),
                place=session.get_one(Place, depot),
                to=session.get_one(Place, team),
                lines=[Line(session.get_one(Item, bags), Decimal(5))],
            )

    issue()
    return issue


def _by_hand(connection: sqlite3.Connection) -> Any:
    raise NotImplementedError

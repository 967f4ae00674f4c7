"""One movement through the service, beside the same rows written by hand; both committed with FULL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from inventory.ground.people import Person
from inventory.ground.schema import THOUSANDTHS
from inventory.ground.store import Store
from inventory.supplies import stock
from inventory.supplies.catalog import Item
from inventory.supplies.lots import Line
from inventory.supplies.places import Place
from tests.bench.byhand import Hand
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import raw, small, twin
from tests.world import World

ROUNDS = 300
PIECES = Decimal(5)


def measure(folder: Path) -> Iterator[Figure]:
    """An issue of five pieces, from the officer's word to the disk."""
    path = small(folder)
    with closing(Store.open(path)) as store:
        _receive(store)
        _issue(store)()
    with closing(raw(twin(path, "raw"))) as connection, closing(Store.open(path)) as store:
        works = timed(_issue(store)), timed(_by_hand(connection))
        ours, by_hand = in_turn(ROUNDS, *works, warm=20)
    yield Figure("one movement, committed; beside the same rows by sqlite3", ours, by_hand, times=6)


def _receive(store: Store) -> None:
    """Enough to issue from."""
    with World(store).begin() as here:
        lines = [Line(here.bags, Decimal(10_000_000))]
        stock.receive(here.session, here.keeper, place=here.bare, lines=lines)


def _issue(store: Store) -> Callable[[], None]:
    with World(store).read() as here:
        officer, depot, team, bags = here.officer.id, here.bare.id, here.team.id, here.bags.id

    def issue() -> None:
        with store.begin(request=uuid4().hex) as session:
            stock.issue(
                session,
                session.get_one(Person, officer),
                place=session.get_one(Place, depot),
                to=session.get_one(Place, team),
                lines=[Line(session.get_one(Item, bags), PIECES)],
            )

    return issue


def _by_hand(connection: sqlite3.Connection) -> Callable[[], None]:
    hand = Hand(connection)

    def issue() -> None:
        hand.begin()
        hand.take(hand.movement["lot_id"], int(PIECES) * THOUSANDTHS)
        hand.commit()

    return issue

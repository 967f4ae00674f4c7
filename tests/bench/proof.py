"""The proof of a store with many sealed rows, beside reading them all and hashing them once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from inventory.ground.audit import seal
from inventory.ground.schema import models
from inventory.ground.store import Store
from inventory.supplies import stock
from inventory.supplies.lots import Line
from inventory.upkeep.verify import verify
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import small
from tests.world import World

VOUCHERS, LINES = 50, 10_000
ROWS = 2 * VOUCHERS * LINES


def measure(folder: Path) -> Iterator[Figure]:
    """Lots and movements that came in by big vouchers."""
    with closing(Store.open(small(folder))) as store:
        for _voucher in range(VOUCHERS):
            _receive(store)
        ours, least = in_turn(3, timed(lambda: _proved(store)), timed(lambda: _hashed(store)), warm=0)
    yield Figure(f"verify of {ROWS:,} sealed rows; beside reading and hashing them", ours, least, times=1.5)


def _receive(store: Store) -> None:
    with World(store).begin() as here:
        lines = [Line(here.bags, Decimal(5))] * LINES
        stock.receive(here.session, here.keeper, place=here.bare, lines=lines)


def _proved(store: Store) -> None:
    assert not verify(store)


def _hashed(store: Store) -> None:
    with store.read() as session:
        for model in models():
            if model.sealed:
                for row in session.connection().execute(select(model.__table__)).mappings():
                    seal(model, {str(name): value for name, value in row.items()})

"""Beginning an exercise of a large store, beside a bare online backup of its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from inventory.ground.store import Store, now
from inventory.practice import running
from inventory.practice.drills import Drill
from inventory.upkeep import exercising
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import large, small
from tests.world import World

MOVEMENTS, ITEMS, ROUNDS = 1_000_000, 10_000, 5


def measure(folder: Path) -> Iterator[Figure]:
    """Each copy is a new file; the disk has the last one when its time ends."""
    path = small(folder)
    large(path, items=ITEMS, movements=MOVEMENTS)
    names = (folder / f"bare-{number}.sqlite" for number in count())
    with closing(Store.open(path)) as store:
        drills = iter([_planned(store) for _round in range(ROUNDS + 1)])
        officer = World(store).leader
        ours, bare = in_turn(
            ROUNDS,
            timed(lambda: exercising.start(store, officer, next(drills))),
            timed(lambda: _backed_up(path, next(names))),
            warm=1,
        )
    size = path.stat().st_size / 1e6
    yield Figure(f"exercise start, {MOVEMENTS:,} movements ({size:,.0f} MB); bare online backup", ours, bare, times=1.5)


def _planned(store: Store) -> Drill:
    with World(store).begin() as here:
        return running.plan_drill(here.session, here.leader, name="示例演练", held_on=now().date())


def _backed_up(path: Path, target: Path) -> None:
    with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)

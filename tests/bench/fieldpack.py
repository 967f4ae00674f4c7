"""A field pack of the example district: processor time of paper, workbook, copy and checksums together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.upkeep import seeding
from reports import fieldpack
from tests.bench.figures import Figure

ROUNDS = 3


def measure(folder: Path) -> Iterator[Figure]:
    """There is nothing to hold it against; its bar moves meanwhile."""
    seeding.make(str(folder / "home.xb"), "example")
    with closing(Store.open(folder / "home.xb")) as store:
        made = [_pack(store, folder / str(number)) for number in range(ROUNDS + 1)][1:]
    steps, pages = made[0][1:]
    took = median(one[0] for one in made)
    yield Figure(f"field pack, example district, {pages} pages: processor time; {steps} steps", took)


def _officer(session: Session) -> Person:
    return session.scalars(select(Person).where(Person.login == "duty")).one()


def _pack(store: Store, folder: Path) -> tuple[float, int, int]:
    """How many milliseconds the processor worked, in how many steps of the bar, for how many pages."""
    told: set[int] = set()
    start = time.process_time()
    made = fieldpack.make(store, _officer, folder, phones=True, progress=lambda done, _of: told.add(done))
    return (time.process_time() - start) * 1000, len(told), made.pages

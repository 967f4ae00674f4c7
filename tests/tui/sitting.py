"""The program at a real desk: a store in a file, an officer, keys in, rows and files out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inventory.ground.store import Store
from tests.tui.fakes import until
from tui.app import XunbeiApp
from tui.commands.sitting import sit
from tui.commands.words import Asked
from tui.places import PLACES, Place
from tui.screens.base import PlaceScreen

EXAMPLE_DAY = datetime(2022, 6, 24, 6, 32, tzinfo=UTC)
REPORTS_ALONE = tuple(place for place in PLACES if place.name == "reports")


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Stop the one clock."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("inventory.ground.store", "tui.commands.sitting"):
            patch.setattr(f"{module}.now", lambda: at)
        yield


def asked(store: Path | str | Store, login: str) -> Asked:
    """What `xunbei --store … --as …` was asked."""
    where = store.where if isinstance(store, Store) else str(store)
    return Asked(options={"store": where, "as": login})


@asynccontextmanager
async def at_desk(
    store: Path | str | Store,
    login: str,
    state: Path,
    *,
    places: tuple[Place, ...] = PLACES,
    start: str = "reports",
    size: tuple[int, int] = (100, 30),
) -> AsyncIterator[Any]:
    """The program, open at a place."""
    program = XunbeiApp(lambda: sit(asked(store, login)), state=state, places=places, start=start)
    async with program.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(program.screen, PlaceScreen) and program.screen.is_mounted)
        await pilot.pause()
        yield pilot
        if program.desk is not None and isinstance(program.desk.store, Store):
            program.desk.store.close()

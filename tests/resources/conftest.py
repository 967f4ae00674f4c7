"""The worlds of the tests of supplies, put back as they were instead of made anew; and what the database is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event

from tests.supplies.conftest import _file_store, _server_store, file_world, own_world, world
from tests.world import World

__all__ = ["_file_store", "_server_store", "asked", "file_world", "own_world", "world"]


@pytest.fixture
def asked(file_world: World) -> Callable[[], AbstractContextManager[list[str]]]:
    """Gathers the statements that the database of `file_world` is asked meanwhile."""

    @contextmanager
    def listening() -> Iterator[list[str]]:
        heard: list[str] = []

        def hear(*told: object) -> None:
            heard.append(str(told[2]))

        engine = file_world.store.engine
        event.listen(engine, "before_cursor_execute", hear)
        yield heard
        event.remove(engine, "before_cursor_execute", hear)

    return listening

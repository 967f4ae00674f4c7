"""What the database is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event

from tests.world import World


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

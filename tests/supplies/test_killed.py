"""A process that dies in the middle of a service leaves the books as they were, or as they were to become."""

from __future__ import annotations

import os
from typing import Any

import pytest
from sqlalchemy import event

from inventory.ground.audit import SERVICES
from tests.supplies.acts import ACTS, books
from tests.supplies.crowd import die_at
from tests.world import World

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


class _Enough(Exception):  # noqa: N818 - takes everything back
    pass


def statements(world: World, name: str, facts: dict[str, Any]) -> int:
    """How many statements a service takes, its commit not counted."""
    count = 0

    def one(*_call: object) -> None:
        nonlocal count
        count += 1

    def then_stop(*call: Any, **facts: Any) -> None:
        SERVICES[name].call(*call, **facts)
        raise _Enough

    event.listen(world.store.engine, "before_cursor_execute", one)
    try:
        with pytest.raises(_Enough):
            world.do(then_stop, **facts)
    finally:
        event.remove(world.store.engine, "before_cursor_execute", one)
    return count


@pytest.mark.parametrize("name", sorted(ACTS))
def test_a_service_that_is_killed_leaves_nothing_half_done(world: World, name: str):
    facts = ACTS[name](world)
    last = statements(world, name, facts)
    before = books(world)
    chosen = {last // 2, last + 1}  # in the middle, and before its commit
    if name == "post_count" or (name == "record_test" and world.store.is_file):
        chosen = set(range(1, last + 2))
    for statement in sorted(chosen):
        assert die_at(world, SERVICES[name].call, facts, statement)
        assert books(world) == before
    assert world.faults() == []
    world.do(SERVICES[name].call, **facts)
    assert books(world)[0].entry_id == before[0].entry_id + 1

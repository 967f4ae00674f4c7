"""A headquarters that may respond, for every test here: the small world, four levels, and a plan that was approved."""

from __future__ import annotations

import pytest

from tests.resources.conftest import asked
from tests.response.acts import Desk, desk_of
from tests.world import World

__all__ = ["asked"]


@pytest.fixture
def desk(world: World) -> Desk:
    """The headquarters' desk, on either database."""
    return world.once("desk", desk_of)


@pytest.fixture
def file_desk(file_world: World) -> Desk:
    """The same in a file alone."""
    return file_world.once("desk", desk_of)

"""A headquarters that may respond, for every test here: the small world, four levels, and a plan that was approved.

The world's stores are those of the tests of supplies: put back as they were instead of made anew.
"""

from __future__ import annotations

import pytest

from tests.resources.conftest import asked
from tests.response.acts import Desk, desk_of
from tests.supplies.conftest import _file_store, _server_store, file_world, own_world, template, world
from tests.world import World

__all__ = ["_file_store", "_server_store", "asked", "file_world", "own_world", "template", "world"]


@pytest.fixture
def desk(world: World) -> Desk:
    """The headquarters' desk, on either database."""
    return desk_of(world)


@pytest.fixture
def file_desk(file_world: World) -> Desk:
    """The same in a file alone."""
    return desk_of(file_world)

"""A headquarters that drills: the small world, a checklist of six lines, and a drill of yesterday."""

from __future__ import annotations

import pytest

from tests.practice.acts import Ground, ground_of
from tests.world import World


@pytest.fixture
def ground(world: World) -> Ground:
    """The drill ground, on either database."""
    return ground_of(world)


@pytest.fixture
def file_ground(file_world: World) -> Ground:
    """The same in a file alone."""
    return ground_of(file_world)

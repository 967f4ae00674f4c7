"""Every service of training once, as an officer would ask for it; what they act on is the headquarters'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from inventory.resources import training
from inventory.resources.training import Training
from tests.supplies.acts import Facts
from tests.world import World


def trained(world: World, **more: Any) -> Training:
    """A training of the headquarters."""
    facts = {"organisation": world.headquarters, "subject": "示例业务培训", "held_on": date(2022, 4, 20), "people": 56}
    return world.do(training.record_training, **{**facts, **more})


def _gone(world: World) -> Training:
    return world.do(training.retire_training, training=trained(world))


EVERY: dict[str, Callable[[World], Facts]] = {
    "record_training": lambda w: {
        "organisation": w.headquarters, "subject": "示例责任人培训", "held_on": date(2022, 5, 10), "people": 400,
        "audience": "示例责任人", "host": "示例指挥部", "material": "示例讲义",
    },
    "change_training": lambda w: {"training": trained(w), "people": 57, "note": "示例"},
    "retire_training": lambda w: {"training": trained(w)},
    "revive_training": lambda w: {"training": _gone(w)},
}  # fmt: skip

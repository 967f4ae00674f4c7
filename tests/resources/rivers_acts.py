"""Every service of rivers once, as an officer would ask for it, and what the tests act on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from inventory.resources import rivers
from inventory.resources.rivers import Answering, River
from tests.supplies.acts import Facts
from tests.world import World


def river(world: World, house: str = "headquarters", **more: Any) -> River:
    """A river of an organisation."""
    facts = {"name": "示例河", "kind": "河道", "towns": "示例镇", **more}
    return world.do(rivers.add_river, organisation=getattr(world, house), **facts)


def walked(world: World, **more: Any) -> River:
    """A river along which somebody walks."""
    along = more.pop("river", None) or river(world)
    facts = {"answering": Answering.PATROL, "name": "示例巡查员", "phone": "138-示例-0000", **more}
    return world.do(rivers.set_river_person, river=along, **facts)


EVERY: dict[str, Callable[[World], Facts]] = {
    "add_river": lambda w: {"organisation": w.headquarters, "name": "示例新河", "length_km": Decimal("12.345")},
    "change_river": lambda w: {"river": river(w), "reach_from": "示例闸", "reach_to": "示例桥"},
    "retire_river": lambda w: {"river": river(w)},
    "revive_river": lambda w: {"river": w.do(rivers.retire_river, river=river(w))},
    "set_river_person": lambda w: {
        "river": river(w), "answering": Answering.ADMINISTRATIVE, "name": "示例镇长", "unit": "示例镇", "post": "镇长",
    },
    "drop_river_person": lambda w: {"river": walked(w), "answering": Answering.PATROL, "name": "示例巡查员"},
}  # fmt: skip

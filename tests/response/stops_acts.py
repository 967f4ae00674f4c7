"""Every service of stops and of standards once, as an officer would ask for it, and what the tests act on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from inventory.duty import levels
from inventory.duty.levels import ResponseLevel
from inventory.ground import accounts
from inventory.ground.people import Person, Role
from inventory.ground.store import now
from inventory.response import standards, stoporders, stopping, stoprules, stops, warnings
from inventory.response.standards import NeedStandard, Per
from inventory.response.stoporders import StopLine, StopOrder
from inventory.response.stops import StopMeasure
from inventory.response.warnings import Colour, WarningNotice
from tests.supplies.acts import Facts
from tests.world import World

D = Decimal
SCHOOL, SITES = "示例停课", "示例停工"


def measure(world: World, name: str = SCHOOL, **more: Any) -> StopMeasure:
    """A stop of the headquarters, by its name; it is entered when it is first asked for."""
    with world.read() as here:
        held = here.session.scalars(select(StopMeasure).where(StopMeasure.name == name)).one_or_none()
    facts: Facts = {"department": "示例教育局", **more}
    return held or world.do(stops.add_stop_measure, name=name, **facts)


def graver(world: World) -> ResponseLevel:
    """A level above all others, entered when it is first asked for."""
    with world.read() as here:
        held = here.session.scalars(select(ResponseLevel).where(ResponseLevel.code == "LV9")).one_or_none()
    facts: Facts = {"organisation": world.headquarters, "name": "示例特级", "rank": 9, "code": "LV9"}
    return held or world.do(levels.add_level, **facts)


def warned(world: World, colour: Colour = Colour.ORANGE, **more: Any) -> WarningNotice:
    """A warning of heavy rain."""
    return world.do(warnings.record_warning, kind="暴雨", colour=colour, issuer="示例气象台", **more)


def drafted(world: World, *measures: StopMeasure, **more: Any) -> StopOrder:
    """An order that stops schools, drafted by the officer on duty."""
    facts: Facts = {"issuer": "示例指挥部", "basis": "示例依据", "area": "示例全区", **more}
    return world.as_("officer").do(stopping.draft_stop, measures=list(measures) or [measure(world)], **facts)


def stopped(world: World, *measures: StopMeasure, **more: Any) -> StopOrder:
    """The same, approved by the leader."""
    order = drafted(world, *measures, **more)
    world.do(stopping.approve_stop, order=order)
    return order


def standing(world: World, order: StopOrder) -> StopLine:
    """How an order stands."""
    [line] = [one for one in world.ask(stoporders.stop_orders) if one.order_id == order.id]
    assert isinstance(line, StopLine)
    return line


def chief(world: World) -> Person:
    """A second leader of the headquarters."""
    facts: Facts = {"organisation": world.headquarters, "login": "chief", "name": "示例指挥长", "role": Role.LEADER}
    return world.do(accounts.add_person, **facts)


def water(world: World, **more: Any) -> NeedStandard:
    """Three litres of water a day for everybody, by an example of a standard."""
    facts: Facts = {"standard": "示例标准", "what": "示例饮水", "per": Per.PERSON_DAY, "amount": D(3), "unit": "升"}
    return world.do(standards.add_need_standard, basis="示例依据", **{**facts, **more})


def _ordering(world: World) -> Facts:
    """What an order may say besides."""
    begin = now() + timedelta(hours=2)
    said: Facts = {"begins_at": begin, "ends_at": begin + timedelta(days=1), "exempt": "示例保供企业"}
    return {
        "measures": [measure(world), measure(world, SITES)], "issuer": "示例指挥部", "basis": "示例依据",
        "area": "示例全区", "warning": warned(world), **said,
    }  # fmt: skip


def _ruled(world: World) -> Facts:
    facts: Facts = {"measure": measure(world), "colour": Colour.RED, "basis": "示例依据"}
    return {"code": world.do(stoprules.set_stop_rule, **facts).code}


EVERY: dict[str, Callable[[World], Facts]] = {
    "add_stop_measure": lambda _w: {"name": "示例停运", "department": "示例公安/示例交通", "basis": "示例依据"},
    "change_stop_measure": lambda w: {"measure": measure(w), "department": "示例教体局"},
    "retire_stop_measure": lambda w: {"measure": measure(w)},
    "revive_stop_measure": lambda w: {"measure": w.do(stops.retire_stop_measure, measure=measure(w))},
    "set_stop_rule": lambda w: {"measure": measure(w), "colour": Colour.RED, "kind": "暴雨", "basis": "示例依据"},
    "drop_stop_rule": _ruled,
    "draft_stop": _ordering,
    "approve_stop": lambda w: {"order": drafted(w), "note": "示例"},
    "withdraw_stop": lambda w: {"order": drafted(w), "reason": "示例解除预警"},
    "record_stop_receipt": lambda w: {"order": stopped(w), "department": "示例教育局", "who": "示例甲"},
    "record_stop_check": lambda w: {
        "order": stopped(w), "department": "示例教育局", "carried_out": False, "result": "示例一校未停",
    },
    "end_stop": lambda w: {"order": stopped(w), "reason": "示例雨停"},
    "add_need_standard": lambda w: {
        "standard": "示例标准", "what": "示例饼干", "per": Per.PERSON_DAY, "amount": D("0.5"), "item": w.biscuits,
        "basis": "示例依据",
    },
    "change_need_standard": lambda w: {"standard": water(w), "amount": D(4), "basis": "示例新依据"},
    "retire_need_standard": lambda w: {"standard": water(w)},
    "revive_need_standard": lambda w: {"standard": w.do(standards.retire_need_standard, standard=water(w))},
    "take_over_standards": lambda _w: {"lines": ["S-1", "S-4"]},
}  # fmt: skip

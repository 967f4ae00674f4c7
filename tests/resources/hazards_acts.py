"""Every service of inspections and hazards once, as an officer would ask for it; what they act on is the headquarters'.

Fixed on one day is not checked on the day before: days here are today, or days ago.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from inventory.resources import hazards, inspections, rectifying, rivers, visiting
from inventory.resources.hazards import Hazard
from inventory.resources.inspections import Inspection, InspectionVisit, Season
from inventory.resources.rivers import River
from tests.supplies.acts import Facts, today
from tests.world import World

DAY = timedelta(days=1)


def ago(days: int) -> date:
    """A day so many days back at the headquarters, or to come where they are below zero."""
    return today() - days * DAY


def river(world: World, name: str = "示例河") -> River:
    """A river of the headquarters."""
    return world.do(rivers.add_river, organisation=world.headquarters, name=name)


def round_of(world: World, **more: Any) -> Inspection:
    """A round of the headquarters that began ten days ago."""
    facts = {"organisation": world.headquarters, "season": Season.BEFORE, "name": "示例汛前检查", "begins_on": ago(10)}
    return world.do(inspections.open_inspection, **{**facts, **more})


def visit_of(world: World, inspection: Inspection | None = None, **more: Any) -> InspectionVisit:
    """The last visit that was put on a round: of the shelter, unless another place is named."""
    inspection = inspection or round_of(world)
    world.do(visiting.plan_visits, inspection=inspection, **(more or {"places": [world.shelter]}))
    with world.read() as here:
        mine = select(InspectionVisit).where(InspectionVisit.inspection_id == inspection.id)
        return here.session.scalars(mine.order_by(InspectionVisit.line.desc())).first()  # type: ignore[return-value]


def found(world: World, **more: Any) -> Hazard:
    """A hazard of the headquarters that was found ten days ago at the shelter."""
    facts = {
        "organisation": world.headquarters, "what": "示例配电箱漏水", "found_by": "示例检查组", "place": world.shelter,
        "found_on": ago(10),
    }  # fmt: skip
    return world.do(hazards.enter_hazard, **{**facts, **more})


def assigned(world: World, hazard: Hazard | None = None, **more: Any) -> Hazard:
    """One that was assigned nine days ago, until tomorrow."""
    hazard = hazard or found(world)
    facts = {
        "unit": "示例村", "person": "示例甲", "phone": "138-0000-示例", "measure": "示例更换", "due_on": ago(-1),
        "on": ago(9),
    }  # fmt: skip
    world.do(rectifying.assign_hazard, hazard=hazard, **{**facts, **more})
    return hazard


def fixed(world: World, hazard: Hazard | None = None, **more: Any) -> Hazard:
    """One that 示例乙 put right five days ago, as the officer recorded."""
    hazard = hazard or assigned(world)
    facts = {"who": "示例乙", "note": "示例已更换", "on": ago(5)}
    world.as_("officer").do(rectifying.fix_hazard, hazard=hazard, **{**facts, **more})
    return hazard


def closed(world: World, hazard: Hazard | None = None, **more: Any) -> Hazard:
    """One that 示例丙 checked again four days ago, as the leader recorded."""
    hazard = hazard or fixed(world)
    facts = {"who": "示例丙", "note": "示例合格", "on": ago(4)}
    world.do(rectifying.close_hazard, hazard=hazard, **{**facts, **more})
    return hazard


EVERY: dict[str, Callable[[World], Facts]] = {
    "open_inspection": lambda w: {
        "organisation": w.headquarters, "season": Season.IN, "name": "示例汛中检查", "ends_on": ago(-5),
    },
    "plan_visits": lambda w: {
        "inspection": round_of(w), "places": [w.shelter, w.works], "rivers": [river(w)], "spots": ["示例涵洞"],
        "planned_on": ago(-1),
    },
    "record_visit": lambda w: {"visit": visit_of(w), "who": "示例检查组", "finding": "示例"},
    "leave_out": lambda w: {"visit": visit_of(w), "reason": "示例封闭"},
    "end_inspection": lambda w: {"inspection": round_of(w), "note": "示例"},
    "enter_hazard": lambda w: {
        "organisation": w.headquarters, "what": "示例堤坡塌陷", "found_by": "示例检查组", "river": river(w, "示例干渠"),
        "spot": "示例桥下", "visit": visit_of(w), "recurs": closed(w), "photos": "示例1.jpg",
    },
    "assign_hazard": lambda w: {
        "hazard": found(w), "unit": "示例村", "person": "示例甲", "measure": "示例更换", "due_on": ago(-3),
    },
    "start_hazard": lambda w: {"hazard": assigned(w), "who": "示例甲"},
    "put_off_hazard": lambda w: {"hazard": assigned(w), "due_on": ago(-9), "reason": "示例缺料"},
    "fix_hazard": lambda w: {"hazard": assigned(w), "who": "示例乙", "note": "示例已更换"},
    "send_back_hazard": lambda w: {"hazard": fixed(w), "who": "示例丙", "note": "示例仍漏水", "due_on": ago(-2)},
    "close_hazard": lambda w: {"hazard": fixed(w), "who": "示例丙", "alone": "示例夜间"},
    "strike_hazard": lambda w: {"hazard": found(w), "reason": "示例重复登记"},
}  # fmt: skip

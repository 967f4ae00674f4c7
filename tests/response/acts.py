"""Every service of a response once, as an officer would ask for it, and with them the services of all floors below.

The headquarters has four levels, an approved plan with actions at two of them, and a plan of which a draft is open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import event, select

from inventory.duty import levels
from inventory.duty.levels import LevelOrder, ResponseLevel
from inventory.ground.people import Person
from inventory.ground.schema import Base
from inventory.ground.store import now
from inventory.response import actions, doing, plans, proposals, responses, templates, versions, warnings
from inventory.response.actions import PlanAction, PlanNeed
from inventory.response.plans import Plan, PlanVersion
from inventory.response.tasks import Task
from inventory.response.warnings import Colour, WarningNotice
from tests.resources import acts
from tests.response import stops_acts
from tests.supplies.acts import Facts, today
from tests.world import Here, World

Row = TypeVar("Row", bound=Base)

DECLARING = (templates,)  # whatever is imported declares its services

RANKS = {"Ⅳ": 1, "Ⅲ": 2, "Ⅱ": 3, "Ⅰ": 4}


@dataclass(frozen=True)
class Desk:
    """A headquarters that may respond: its levels, its plans, and what is done there."""

    world: World

    def do(self, service: Callable[..., Row], **facts: Any) -> Row:
        """Press one key as the leader."""
        return self.world.do(service, **facts)

    def ask(self, query: Callable[..., Any], *rows: Any, **facts: Any) -> list[Any]:
        """What a query gives the leader."""
        return self.world.ask(query, *rows, **facts)

    def asked(self, query: Callable[..., Any], *rows: Any) -> int:
        """How many statements a query takes."""
        said: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            said.append(statement)

        with self.world.read() as here:
            again = [here.session.get_one(type(row), row.id) for row in rows]
            reader, engine = here.leader, here.session.get_bind()
            event.listen(engine, "before_cursor_execute", note)
            list(query(here.session, reader, *again))
            event.remove(engine, "before_cursor_execute", note)
        return len(said)

    def thing(self, model: type[Row], **facts: Any) -> Row:
        """A row by what it is called."""
        with self.world.read() as here:
            return here.session.scalars(select(model).filter_by(**facts)).one()

    def level(self, name: str) -> ResponseLevel:
        """A level by its numeral."""
        return self.thing(ResponseLevel, code=f"LV{RANKS[name]}")

    @property
    def plan(self) -> Plan:
        """The plan whose version was approved: two actions at level Ⅳ, one at Ⅱ."""
        return self.thing(Plan, code="YA01")

    @property
    def approved(self) -> PlanVersion:
        """Its version."""
        return self.thing(PlanVersion, code="YA01/1")

    @property
    def draft(self) -> PlanVersion:
        """The draft of the other plan: one action at level Ⅲ, which needs bags."""
        return self.thing(PlanVersion, code="YA02/1")

    @property
    def action(self) -> PlanAction:
        """The draft's action."""
        return self.thing(PlanAction, code="YA02/1/01")

    @property
    def need(self) -> PlanNeed:
        """What it needs."""
        return self.thing(PlanNeed, code="YA02/1/01/1")

    def raised(self, name: str = "Ⅳ", **more: Any) -> LevelOrder:
        """The order that puts a level in force on the headquarters."""
        return self.order(level=self.level(name), **more)

    def ended(self, **more: Any) -> LevelOrder:
        """The order that ends what is in force."""
        return self.order(**more)

    def order(self, **facts: Any) -> LevelOrder:
        """Any order."""
        usual: Facts = {"organisation": self.world.headquarters, "ordered_by": "示例领导"}
        return self.do(responses.order_level, **{**usual, **facts})

    def tasks(self) -> list[Task]:
        """All tasks, in the order in which they were made."""
        with self.world.read() as here:
            return list(here.session.scalars(select(Task).order_by(Task.id)))

    def given(self, **facts: Any) -> Task:
        """A task that was given by hand, in a response that is begun for it where none is running."""
        with self.world.read() as here:
            running = levels.first_order(here.session, here.headquarters.id)
        if running is None:
            self.raised()
        return self.do(doing.add_task, **{"what": "示例巡堤", "unit": "示例镇", "owner": "示例甲", **facts})

    def warned(self, **facts: Any) -> WarningNotice:
        """A warning: heavy rain, yellow."""
        usual: Facts = {"kind": "暴雨", "colour": Colour.YELLOW, "issuer": "示例气象台"}
        return self.do(warnings.record_warning, **{**usual, **facts})


def desk_of(world: World) -> Desk:
    """The headquarters' desk, fitted out when it is first asked for."""
    with world.begin() as here:
        if here.session.scalar(select(ResponseLevel.id).where(ResponseLevel.code == "LV1")) is None:
            _fit_out(here, here.leader)
    return Desk(world)


def _fit_out(here: Here, by: Person) -> None:
    session, house = here.session, here.headquarters
    level = {
        name: levels.add_level(session, by, organisation=house, name=f"示例{name}级", rank=rank, code=f"LV{rank}")
        for name, rank in RANKS.items()
    }
    plan = plans.add_plan(session, by, name="示例城市防汛预案", code="YA01", kind="城市")
    version = versions.new_version(session, by, plan=plan, label="2022版")
    for name, what, minutes in (("Ⅳ", "示例通知", 30), ("Ⅳ", "示例巡查", None), ("Ⅱ", "示例转移", 120)):
        facts: Facts = {"level": level[name], "what": what, "unit": "示例镇", "minutes": minutes}
        actions.add_action(session, by, version=version, **facts)
    versions.approve_plan(session, by, version=version, approved_by="示例领导")
    other = plans.add_plan(session, by, name="示例河道预案", code="YA02")
    draft = versions.new_version(session, by, plan=other)
    action = actions.add_action(session, by, version=draft, level=level["Ⅲ"], what="示例上堤", unit="示例抢险队")
    actions.add_plan_need(session, by, action=action, item=here.bags, quantity=Decimal(500))


def _retired(world: World) -> Facts:
    return {"plan": world.do(plans.retire_plan, plan=desk_of(world).plan)}


def _ruled(world: World) -> Facts:
    facts: Facts = {"colour": Colour.RED, "kind": "暴雨"}
    world.do(proposals.set_proposal, level=desk_of(world).level("Ⅰ"), basis="示例依据", **facts)
    return facts


def _done(world: World) -> Task:
    task = desk_of(world).given()
    world.do(doing.finish_task, task=task)
    return task


def _ordering(world: World) -> Facts:
    """What is not left out, such as the warning."""
    desk = desk_of(world)
    said: Facts = {"area": "示例全区", "basis": "示例预警", "expected": "", "plans": [desk.approved]}
    return {
        "organisation": world.headquarters, "level": desk.level("Ⅳ"), "ordered_by": "示例领导",
        "warning": desk.warned(), **said,
    }  # fmt: skip


ACTS: dict[str, Callable[[World], Facts]] = {
    "add_plan": lambda _w: {"name": "示例新预案", "kind": "示例类别", "note": "示例"},
    "change_plan": lambda w: {"plan": desk_of(w).plan, "name": "示例新名"},
    "retire_plan": lambda w: {"plan": desk_of(w).plan},
    "revive_plan": _retired,
    "new_version": lambda w: {"plan": desk_of(w).plan, "label": "2023版", "basis": "示例依据"},
    "change_version": lambda w: {"version": desk_of(w).draft, "label": "示例版", "made_on": today()},
    "drop_draft": lambda w: {"plan": desk_of(w).thing(Plan, code="YA02")},
    "approve_plan": lambda w: {
        "version": desk_of(w).draft, "approved_by": "示例领导", "next_revision_on": today() + timedelta(days=365),
    },
    "add_action": lambda w: {
        "version": desk_of(w).draft, "level": desk_of(w).level("Ⅱ"), "what": "示例转移", "unit": "示例镇",
        "minutes": 60, "basis": "示例依据",
    },
    "change_action": lambda w: {"action": desk_of(w).action, "what": "示例改", "minutes": 90, "turn": 3},
    "drop_action": lambda w: {"version": desk_of(w).draft, "code": desk_of(w).action.code},
    "add_plan_need": lambda w: {"action": desk_of(w).action, "what": "示例车辆", "quantity": Decimal(2), "unit": "辆"},
    "drop_plan_need": lambda w: {"action": desk_of(w).action, "code": desk_of(w).need.code},
    "take_over_template": lambda w: {
        "version": desk_of(w).draft, "level": desk_of(w).level("Ⅳ"), "lines": ["66-1", "66-2"],
    },
    "record_warning": lambda _w: {
        "kind": "暴雨", "colour": Colour.ORANGE, "issuer": "示例气象台", "area": "示例全区",
        "begins_at": now() + timedelta(hours=1), "ends_at": now() + timedelta(hours=7), "identifier": "示例-1",
    },
    "lift_warning": lambda w: {"warning": desk_of(w).warned(), "reason": "示例"},
    "set_proposal": lambda w: {
        "kind": "暴雨", "colour": Colour.YELLOW, "level": desk_of(w).level("Ⅳ"), "basis": "示例依据",
    },
    "drop_proposal": _ruled,
    "order_level": _ordering,
    "add_task": lambda w: {
        "what": "示例巡堤", "unit": "示例镇", "owner": _begun(w), "due_at": now() + timedelta(hours=2),
    },
    "acknowledge_task": lambda w: {"task": desk_of(w).given(), "who": "示例甲"},
    "finish_task": lambda w: {"task": desk_of(w).given(), "who": "示例甲", "note": "示例"},
    "hand_on_task": lambda w: {"task": desk_of(w).given(), "owner": "示例乙"},
    "drop_task": lambda w: {"task": desk_of(w).given(), "reason": "示例"},
    "reopen_task": lambda w: {"task": _done(w), "reason": "示例"},
}  # fmt: skip


def _begun(world: World) -> str:
    """Whose a task is, once there is a response that it can belong to."""
    desk_of(world).raised()
    return "示例甲"


ACTS |= stops_acts.EVERY
EVERY = acts.EVERY | ACTS
"""Every service there is, whichever floor it is on."""

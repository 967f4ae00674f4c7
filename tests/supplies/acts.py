"""Every service once, as an officer would ask for it, and what the books look like before and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from inventory.ground import audit
from inventory.ground.audit import SERVICES
from inventory.ground.errors import Refused
from inventory.ground.numbers import NumberSeries
from inventory.ground.people import OrganisationKind, Role
from inventory.ground.store import now
from inventory.supplies import closing, finds, stock, transfers
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.counting import Team
from inventory.supplies.counts import Count, CountEntry, CountKind, CountStep, Reason
from inventory.supplies.entering import Keyed
from inventory.supplies.ledger import Movement, Voucher
from inventory.supplies.lots import Condition, Line, Lot
from inventory.supplies.places import PlaceKind
from inventory.supplies.stock import Cause
from inventory.upkeep import moving
from inventory.upkeep.rows import ItemRow, OpeningRow
from tests.passwords import new_password
from tests.world import World

D = Decimal


def ago(days: float) -> datetime:
    """An instant so many days back."""
    return now() - timedelta(days=days)


def today() -> date:
    """The day at the headquarters of the world, which is in China."""
    return (now() + timedelta(hours=8)).date()


def one(world: World, item: Item) -> Lot:
    """The first lot of an item."""
    with world.store.read() as session:
        return session.scalars(select(Lot).where(Lot.item_id == item.id).order_by(Lot.id)).first() or pytest.fail(
            "no lot"
        )


def received(world: World, item: Item, number: float | str = 10, **more: Any) -> Voucher:
    """Bring an item into the eastern depot, or where `place` says."""
    facts = {name: more.pop(name) for name in ("occurred_at", "mode") if name in more}
    place = more.pop("place", None) or world.east
    return world.do(stock.receive, place=place, lines=[Line(item, D(number), **more)], **facts)


def lent(world: World, number: int = 100, **more: Any) -> Voucher:
    """Lend bags to the team until the day after tomorrow, unless `due_on` says otherwise."""
    facts = {"place": world.east, "to": world.team, "due_on": today() + timedelta(days=2), **more}
    return world.do(stock.issue, lines=[Line(world.bags, D(number))], **facts)


def sent(world: World, number: int = 100, **more: Any) -> Voucher:
    """Send bags from the eastern depot to the town's."""
    facts = {"place": world.east, "to": world.west, "on_the_way": True, **more}
    return world.do(transfers.transfer, lines=[Line(world.bags, D(number))], **facts)


DECLARING = (closing, finds, moving)  # whatever is imported declares its services

GROWING = (Voucher, Movement, Lot, Count, CountEntry, CountStep)

Facts = dict[str, Any]
ACTS: dict[str, Callable[[World], Facts]] = {
    "add_organisation": lambda w: {
        "parent": w.headquarters, "code": "ZC", "name": "示例新镇", "kind": OrganisationKind.TOWN,
    },
    "change_organisation": lambda w: {"organisation": w.town, "name": "示例新名"},
    "add_person": lambda w: {
        "organisation": w.town, "login": "fresh", "name": "示例新人", "phone": "000-示例", "role": Role.READER,
    },
    "change_person": lambda w: {"person": w.watcher, "name": "示例新名"},
    "retire_person": lambda w: {"person": w.watcher},
    "revive_person": lambda w: {"person": w.do(SERVICES["retire_person"].call, person=w.watcher)},
    "reset_password": lambda w: {"person": w.watcher, "password": new_password(w, "watcher")},
    "give_role": lambda w: {"person": w.watcher, "organisation": w.town, "role": Role.PLANNER},
    "take_role": lambda w: {"person": w.watcher, "organisation": w.headquarters, "role": Role.READER},
    "show_phones": lambda w: {"organisation": w.headquarters, "report": "stock"},
    "set_value": lambda w: {
        "organisation": w.headquarters, "key": "expiring_days", "value": "30", "basis": "示例依据",
    },
    "add_place": lambda w: {"organisation": w.town, "name": "示例新仓库", "kind": PlaceKind.DEPOT},
    "change_place": lambda w: {"place": w.bare, "keeper": "示例新人"},
    "retire_place": lambda w: {"place": w.bare},
    "revive_place": lambda w: {"place": w.do(SERVICES["retire_place"].call, place=w.bare)},
    "add_category": lambda w: {"code": "JS", "name": "救生", "parent": w.sacks},
    "add_item": lambda _w: {"name": "铅丝网片", "unit": "片", "spec": "2×1"},
    "change_item": lambda w: {"item": w.bags, "note": "示例"},
    "retire_item": lambda w: {"item": _fresh(w)},
    "revive_item": lambda w: {"item": w.do(SERVICES["retire_item"].call, item=_fresh(w))},
    "set_pack": lambda w: {"item": w.bags, "name": "捆", "quantity": D(50)},
    "lift_quota": lambda w: {"item": w.bags},
    "set_quota": lambda w: {"item": w.jackets, "quantity": D(300), "basis": "示例依据"},
    "opening": lambda w: {"place": w.west, "lines": [Line(w.jackets, D(7))], "basis": "示例"},
    "receive": lambda w: {"place": w.west, "lines": [Line(w.jackets, D(7)), Line(w.sand, D("0.125"))]},
    "issue": lambda w: {"place": w.east, "to": w.team, "lines": [Line(w.bags, D(500)), Line(w.sand, D("1.5"))]},
    "write_off": lambda w: {"place": w.east, "lines": [Line(w.biscuits, D(5))], "cause": Cause.EXPIRED},
    "transfer": lambda w: {"place": w.east, "to": w.west, "lines": [Line(w.bags, D(500))], "on_the_way": True},
    "arrive": lambda w: {"voucher": sent(w, 100), "lines": [Line(w.bags, D(90))], "lost": True, "note": "示例"},
    "take_back": lambda w: {"place": _lent_to(w).team, "to": w.east, "lines": [Line(w.bags, D(60))]},
    "reverse": lambda w: {"voucher": lent(w), "note": "示例"},
    "reclassify": lambda w: {
        "place": w.east, "lot": one(w, w.bags), "quantity": D(20), "condition": Condition.TO_REPAIR, "note": "示例",
    },
    "record_test": lambda w: {
        "place": w.east, "lot": one(w, w.pump), "passed": False, "tester": "示例", "quantity": D(1),
    },
    "complete_papers": lambda w: {"voucher": lent(w, urgent=True), "basis": "示例调拨令", "approver": "示例领导"},
    "open_count": lambda w: {
        "place": w.east, "kind": CountKind.MONTHLY, "items": [_lying(w)], "parts": [Team((w.keeper, w.officer))],
    },
    "name_counter": lambda w: {"count": _opened(w), "person": w.officer, "part": 1},
    "enter_count": lambda w: {
        "count": _opened(w), "entries": [Keyed(1, D(8), unfit=D(1), condition=Condition.TO_REPAIR, note="示例")],
    },
    "enter_find": lambda w: {"count": _opened(w), "quantity": D(3), "name": "示例旧帐篷", "note": "示例"},
    "hand_in": lambda w: {"count": _keyed(w)},
    "give_reason": lambda w: {"count": _twice(w), "line": 1, "reason": Reason.LOST, "note": "示例"},
    "send_back": lambda w: {"count": _twice(w), "lines": [1], "note": "示例"},
    "sign_handover": lambda w: {"count": _twice(w, kind=CountKind.HANDOVER, keeper_from=w.leader, keeper_to=w.keeper)},
    "approve_count": lambda w: {"count": _explained(w), "alone": "示例"},
    "post_count": lambda w: {"count": _approved(w)},
    "cancel_count": lambda w: {"count": _keyed(w), "note": "示例"},
    "move_in": lambda _w: {
        "items": [ItemRow("示例雨衣", "件", "YY")],
        "opening": [OpeningRow("YY", "CK01", "5"), OpeningRow("YY", "CK02", "6")],
    },
}  # fmt: skip


def _fresh(world: World) -> Item:
    made: Item = world.do(SERVICES["add_item"].call, name=f"示例旧物{_items(world)}", unit="个")
    return made


def _items(world: World) -> int:
    with world.store.read() as session:
        return session.scalar(select(func.count()).select_from(Item)) or 0


def _lying(world: World) -> Item:
    """A thing of its own, of which 10 lie in the eastern depot: no other example counts it."""
    made: Item = world.do(SERVICES["add_item"].call, name=f"示例待盘{_items(world)}", unit="个")
    received(world, made, 10)
    return made


def _opened(world: World, **more: Any) -> Count:
    """A check of that thing alone, which the leader counts."""
    facts = {"place": world.east, "kind": CountKind.MONTHLY, "items": [_lying(world)], **more}
    made: Count = world.do(SERVICES["open_count"].call, **facts)
    return made


def _keyed(world: World, **more: Any) -> Count:
    """Six of ten were found."""
    count = _opened(world, **more)
    world.do(SERVICES["enter_count"].call, count=count, entries=[Keyed(1, D(6))])
    return count


def _twice(world: World, **more: Any) -> Count:
    """Handed in, and counted again by the officer, who found as many."""
    count = _keyed(world, **more)
    world.do(SERVICES["hand_in"].call, count=count)
    world.do(SERVICES["name_counter"].call, count=count, person=world.officer)
    world.as_("officer").do(SERVICES["enter_count"].call, count=count, entries=[Keyed(1, D(6))])
    world.as_("officer").do(SERVICES["hand_in"].call, count=count)
    return count


def _explained(world: World) -> Count:
    count = _twice(world)
    world.do(SERVICES["give_reason"].call, count=count, line=1, reason=Reason.LOST)
    return count


def _approved(world: World) -> Count:
    count = _explained(world)
    world.do(SERVICES["approve_count"].call, count=count, alone="示例")
    return count


def _lent_to(world: World) -> World:
    lent(world, 100)
    return world


def act(world: World, name: str, *, request: str | None = None) -> Any:
    """Do one service of the list."""
    return world.do(SERVICES[name].call, request=request, **ACTS[name](world))


def books(world: World) -> tuple[Any, ...]:
    """What may not change where something was refused: the chain's head, balances, numbers, counts."""
    with world.store.read() as session:
        held = select(Balance.lot_id, Balance.place_id, Balance.quantity, Balance.last_at)
        series = select(NumberSeries.kind, NumberSeries.year, NumberSeries.last)
        return (
            audit.head(session),
            {tuple(row) for row in session.execute(held)},
            {tuple(row) for row in session.execute(series)},
            *(session.scalar(select(func.count()).select_from(table)) for table in GROWING),
        )


def refused(
    world: World, why: type[Refused], service: Callable[..., Any], *, field: str | None = None, **facts: Any
) -> str:
    """The sentence that refuses, once it is certain that it names the field and that nothing was written."""
    before = books(world)
    with pytest.raises(why) as answer:
        world.do(service, **facts)
    assert answer.value.field == field
    assert books(world) == before
    return str(answer.value)

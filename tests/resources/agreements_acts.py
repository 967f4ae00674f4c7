"""Every service of agreements and call-offs once, as an officer would ask for it, and what the tests act on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from inventory.resources import agreements, deliveries, ordering, promises
from inventory.resources.agreements import Agreement, AgreementKind
from inventory.resources.calloffs import CallOff, Delivery
from inventory.resources.deliveries import Arrived
from inventory.resources.ordering import Called
from inventory.resources.promises import Promise
from tests.supplies.acts import Facts
from tests.world import World

D = Decimal


def agreed(world: World, house: str = "headquarters", **more: Any) -> Agreement:
    """An agreement of an organisation with an example company."""
    facts = {"kind": AgreementKind.SUPPLY, "company": "示例食品厂", "contact_phone": "000-1234-示例", **more}
    return world.do(agreements.add_agreement, organisation=getattr(world, house), **facts)


def promised(world: World, agreement: Agreement | None = None, **more: Any) -> Promise:
    """Five hundred boxes of biscuits within six hours, unless it is said otherwise."""
    facts = {"item": world.biscuits, "quantity": D(500), "hours": D(6), **more}
    return world.do(promises.add_promise, agreement=agreement or agreed(world), **facts)


def called(world: World, *lines: Called, agreement: Agreement | None = None, **more: Any) -> CallOff:
    """Two hundred of them called to the bare depot, unless it is said otherwise."""
    meant = list(lines) or [Called(promised(world, agreement), D(200))]
    facts = {"to": world.bare, "ordered_by": "示例领导", "reason": "示例转移安置", **more}
    held = agreement or held_by(world, meant[0].promise)
    return world.do(ordering.call_off, agreement=held, lines=meant, **facts)


def held_by(world: World, promise: Promise) -> Agreement:
    """The agreement that a promise is a line of."""
    with world.read() as here:
        return here.session.scalars(select(Agreement).where(Agreement.id == promise.agreement_id)).one()


def came(world: World, order: CallOff, quantity: int | str = 150, line: int = 1, **more: Any) -> Delivery:
    """A delivery of one line of a call-off."""
    facts = {name: more.pop(name) for name in ("place", "occurred_at", "counterpart", "note") if name in more}
    return world.do(deliveries.deliver, call_off=order, lines=[Arrived(line, D(quantity), **more)], **facts)


def diggers(world: World) -> CallOff:
    """Two machines that no catalogue names, called to where they are needed."""
    held = agreed(world, kind=AgreementKind.EQUIPMENT)
    promise = promised(world, held, item=None, what="示例挖掘机", unit="台", quantity=D(3))
    return called(world, Called(promise, D(2)), agreement=held, to=None, destination="示例河口")


def _retired(world: World) -> Facts:
    return {"agreement": world.do(ordering.retire_agreement, agreement=agreed(world))}


def _call(world: World) -> Facts:
    held = agreed(world)
    lines = [Called(promised(world, held), D(200))]
    return {"agreement": held, "lines": lines, "to": world.bare, "ordered_by": "示例领导", "reason": "示例"}


EVERY: dict[str, Callable[[World], Facts]] = {
    "add_agreement": lambda w: {
        "organisation": w.headquarters, "kind": AgreementKind.SUPPLY, "company": "示例公司", "trigger": "示例Ⅱ级响应",
    },
    "change_agreement": lambda w: {"agreement": agreed(w), "price": "示例按市价"},
    "retire_agreement": lambda w: {"agreement": agreed(w)},
    "revive_agreement": _retired,
    "record_test_call": lambda w: {"agreement": agreed(w), "reached": True, "result": "示例应答"},
    "add_promise": lambda w: {"agreement": agreed(w), "item": w.biscuits, "quantity": D(500), "hours": D("1.5")},
    "change_promise": lambda w: {"promise": promised(w), "quantity": D(600)},
    "retire_promise": lambda w: {"promise": promised(w)},
    "revive_promise": lambda w: {"promise": w.do(promises.retire_promise, promise=promised(w))},
    "call_off": _call,
    "deliver": lambda w: {"call_off": called(w), "lines": [Arrived(1, D(120), batch="示例批")]},
    "undo_delivery": lambda w: {"delivery": came(w, diggers(w), 1), "note": "示例误录"},
    "close_call_off": lambda w: {"call_off": called(w), "note": "示例未到货"},
}  # fmt: skip

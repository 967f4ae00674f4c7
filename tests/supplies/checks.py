"""A stock check as people make one: opened, keyed, handed in, explained, approved, posted."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from inventory.supplies.closing import approve_count, give_reason, post_count
from inventory.supplies.counting import Team, open_count
from inventory.supplies.counts import Count, CountKind, CountPart, Reason
from inventory.supplies.entering import Keyed, enter_count, hand_in
from inventory.supplies.reckoning import Reckoned, reckon
from tests.world import World

D = Decimal
SWAP = {"keeper": "officer", "officer": "keeper"}


def opened(world: World, **more: Any) -> Count:
    """A check of the eastern depot: the keeper counts it all, the officer its room."""
    facts = {
        "place": world.east,
        "kind": CountKind.MONTHLY,
        "parts": [Team((world.keeper,)), Team((world.officer,), (world.room,))],
        **more,
    }
    made: Count = world.as_("keeper").do(open_count, **facts)
    return made


def lines(world: World, count: Count) -> dict[int, Reckoned]:
    """The lines of a check as they stand, by number."""
    with world.store.read() as session:
        return {one.line: one for one in reckon(session, session.get_one(Count, count.id))}


def line_of(world: World, count: Count, name: str) -> int:
    """The number of the first line of an item."""
    return next(one.line for one in lines(world, count).values() if one.name == name)


def book(world: World, count: Count) -> dict[int, Decimal]:
    """What the book says now of every line."""
    with world.store.read() as session:
        found = reckon(session, session.get_one(Count, count.id))
        return {one.line: D(world.held_lot(one.lot_id, one.place_id)) for one in found if one.lot_id}


def keyed(world: World, count: Count, by: str, **more: Any) -> None:
    """Key everything that somebody counts as the book has it, but for what `wrong` says (by line)."""
    wrong: Mapping[int, Any] = more.pop("wrong", {})
    right = book(world, count)
    mine = [one for one in lines(world, count).values() if not one.settled and counts(world, by, count, one)]
    entries = [wrong.get(one.line, right.get(one.line, D(0))) for one in mine]
    asked = [
        entry if isinstance(entry, Keyed) else Keyed(one.line, D(entry))
        for one, entry in zip(mine, entries, strict=True)
    ]
    world.as_(by).do(enter_count, count=count, entries=asked, **more)


def counts(world: World, by: str, count: Count, line: Reckoned) -> bool:
    """Whether somebody counts a line now: the keeper the first part, the officer the second; again the other one."""
    first = {1: "keeper", 2: "officer"}[line.part]
    return by == (first if not line.counters else SWAP[first])


def handed_in(world: World, count: Count, wrong: Mapping[int, Any] | None = None) -> Count:
    """A check of which everything was counted, twice where it had to be, with the differences that `wrong` plants."""
    with world.store.read() as session:
        parts = session.scalars(select(CountPart.number).where(CountPart.count_id == count.id)).all()
    for _round in range(2):
        for by in ("keeper", "officer"):
            keyed(world, count, by, wrong=wrong or {})
        for part in parts:
            if any(not one.settled for one in lines(world, count).values() if one.part == part):
                world.as_("keeper").do(hand_in, count=count, part=part)
    return count


def explained(world: World, count: Count) -> Count:
    """Every difference has a reason."""
    for one in lines(world, count).values():
        if one.differs:
            world.as_("keeper").do(give_reason, count=count, line=one.line, reason=Reason.UNKNOWN, note="示例")
    return count


def posted(world: World, count: Count) -> Count:
    """Explained, approved by the leader, posted by the keeper."""
    explained(world, count)
    world.do(approve_count, count=count)
    world.as_("keeper").do(post_count, count=count)
    return count

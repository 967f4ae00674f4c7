"""A check by three people at once while a fourth goes on issuing: the posted differences are the planted ones."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from decimal import Decimal
from multiprocessing.connection import Connection
from typing import Any

import pytest
from sqlalchemy import select

from inventory.ground.accounts import give_role
from inventory.ground.people import Role
from inventory.ground.store import Store, now
from inventory.supplies import stock
from inventory.supplies.balances import Balance, as_at
from inventory.supplies.closing import approve_count, post_count
from inventory.supplies.counting import Team, open_count
from inventory.supplies.counts import Count, CountEntry, CountKind, CountOutcome
from inventory.supplies.entering import Keyed, enter_count, hand_in
from inventory.supplies.lots import Line
from inventory.supplies.reckoning import reckon
from tests.supplies.acts import D
from tests.supplies.checks import explained, lines
from tests.supplies.crowd import FORKED
from tests.world import Here, World

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")

Planted = dict[int, Decimal]  # by lot: more or (below zero) less than the book says
TEAMS = {"keeper": 1, "planner": 2, "officer": 3}
AGAIN = {"keeper": 2, "planner": 3, "officer": 1}
A_WHILE = 1.0  # from the paper to the keyboard: longer than anybody waits for a turn


def issue_on_and_on(address: str, begin: Any, stop: Any, answer: Connection) -> None:
    """Issue a little of several things again and again until told to stop; answer how much of each."""
    world = World(Store.open(address), "leader")
    facts = [(world.bags, D(1), 500), (world.sand, D("0.025"), 200), (world.jackets, D(1), 60)]
    gone = [0] * len(facts)
    begin.wait()
    while not stop.is_set():
        for at, (item, quantity, most) in enumerate(facts):
            if gone[at] < most:
                world.do(stock.issue, place=world.east, to=world.team, lines=[Line(item, quantity)])
                gone[at] += 1
        time.sleep(0.01)
    answer.send([float(quantity) * times for (_item, quantity, _most), times in zip(facts, gone, strict=True)])
    os._exit(0)


def key_part(address: str, count: int, by: str, part: int, planted: Planted, begin: Any, answer: Connection) -> None:
    """Count the lines of a part, one in turn at the shelf and the next from paper; answer how many were keyed."""
    world = World(Store.open(address), by)
    with world.store.read() as session:
        mine = [one for one in reckon(session, session.get_one(Count, count)) if one.part == part and not one.settled]
    begin.wait()
    for turn, line in enumerate(mine):
        noted = now() if turn % 2 else None
        if noted is not None:
            time.sleep(A_WHILE)
        with world.store.begin() as session:
            there = (line.lot_id or 0, line.place_id)
            if noted is None:
                book = session.scalar(select(Balance.quantity).filter_by(lot_id=there[0], place_id=there[1])) or D(0)
            else:
                book = as_at(session, noted).get(there, D(0))
            found = Keyed(line.line, book + planted.get(there[0], D(0)))
            facts: dict[str, Any] = {"count": session.get_one(Count, count), "entries": [found], "counted_at": noted}
            enter_count(session, getattr(Here(session), by), **facts)
    if mine:
        world.do(hand_in, count=world_count(world, count), part=part)
    answer.send(len(mine))
    os._exit(0)


def world_count(world: World, count: int) -> Count:
    """The check as it is now."""
    with world.store.read() as session:
        return session.get_one(Count, count)


def all_at_once(address: str, count: Count, parts: dict[str, int], planted: Planted) -> Sequence[int]:
    """Everybody keys a part at the same time; how many lines each was served."""
    begin = FORKED.Barrier(len(parts))
    pipes = [FORKED.Pipe(duplex=False) for _one in parts]
    crew = [
        FORKED.Process(target=key_part, args=(address, count.id, by, part, planted, begin, pipe[1]))
        for (by, part), pipe in zip(parts.items(), pipes, strict=True)
    ]
    for one, pipe in zip(crew, pipes, strict=True):
        one.start()
        pipe[1].close()
    try:
        return [pipe[0].recv() if pipe[0].poll(60) else -1 for pipe in pipes]
    finally:
        for one in crew:
            one.join(10)
            one.kill()


def planted_in(world: World, count: Count) -> Planted:
    """What truly is there beside what the book says, by lot; the pumps agree."""
    by = {"编织袋": D(-40), "救生衣": D(11), "砂": D("0.125"), "压缩饼干": D(-2), "排水泵": D(0)}
    return {line.lot_id: by[line.name] for line in lines(world, count).values() if line.lot_id is not None}


def test_posted_differences_are_the_planted_ones_while_a_fourth_goes_on_issuing(own_world: World):
    world = own_world
    world.do(give_role, person=world.planner, organisation=world.headquarters, role=Role.STOREKEEPER)
    parts = [Team((world.keeper,)), Team((world.planner,)), Team((world.officer,), (world.room,))]
    count = world.as_("keeper").do(open_count, place=world.east, kind=CountKind.MONTHLY, parts=parts)
    planted = planted_in(world, count)
    before = {line.lot_id: D(world.held_lot(line.lot_id or 0, line.place_id)) for line in lines(world, count).values()}
    begin, stop, (heard, told) = FORKED.Barrier(2), FORKED.Event(), FORKED.Pipe(duplex=False)
    fourth = FORKED.Process(target=issue_on_and_on, args=(world.store.where, begin, stop, told))
    fourth.start()
    try:
        begin.wait()
        first = all_at_once(world.store.where, count, TEAMS, planted)
        again = all_at_once(world.store.where, count, AGAIN, planted)
        explained(world, count)
        world.do(approve_count, count=count)
        world.as_("keeper").do(post_count, count=count)
    finally:
        stop.set()
        gone = heard.recv() if heard.poll(30) else []
        fourth.join(10)
        fourth.kill()
    assert (sum(first), sum(again)) == (7, len([by for by in planted.values() if by]))
    assert min(first) > 0
    assert gone[0] > 5  # it went on all the while
    check_books(world, planted, before, dict(zip(("bags", "sand", "jackets"), gone, strict=True)))


def check_books(world: World, planted: Planted, before: dict[int | None, Decimal], gone: dict[str, float]) -> None:
    """What was posted, what is held and what verify says."""
    posted = select(CountOutcome, CountEntry).join(CountEntry, CountEntry.id == CountOutcome.entry_id)
    there = select(Balance).where(Balance.lot_id.in_(planted), Balance.place_id != world.team.id)
    with world.store.read() as session:
        differences = {one.lot_id: entry.quantity - one.book for one, entry in session.execute(posted)}
        held = sum(one.quantity for one in session.scalars(there))
    assert differences == planted
    out = sum(D(str(round(number, 3))) for number in gone.values())
    assert held == sum(before.values()) + sum(planted.values()) - out
    assert world.faults() == []

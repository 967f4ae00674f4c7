"""Many at once: everyone in turn, nothing issued twice, nothing lost."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import func, select

from inventory.supplies import stock
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import Line
from tests.supplies.acts import D
from tests.supplies.crowd import crowd, killed_while_committing
from tests.world import World

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


def test_twenty_processes_issue_two_thousand_bags_and_no_more(own_world: World):
    served = crowd(own_world.store.where, processes=20, number=10)
    assert sum(times for times, _longest in served) == 200
    assert min(times for times, _longest in served) > 0
    assert own_world.held(own_world.east, own_world.bags) == 0
    assert own_world.held(own_world.team, own_world.bags) == 2000
    with own_world.store.read() as session:
        numbers = session.scalars(select(Voucher.number).where(Voucher.kind == VoucherKind.ISSUE)).all()
    assert sorted(int(number[-4:]) for number in numbers) == list(range(1, 201))
    assert own_world.faults() == []


def test_a_kill_while_committing_loses_nothing_and_doubles_nothing(own_world: World):
    world, bags = own_world, Line(own_world.bags, D(1))
    requests = killed_while_committing(world.store.where, rounds=24)
    for number in range(requests):  # every request once more: the last answers may have been lost
        world.do(stock.receive, request=f"request {number}", place=world.bare, lines=[bags])
    with world.store.read() as session:
        receipts = session.scalar(select(func.count()).where(Voucher.kind == VoucherKind.RECEIPT))
    assert receipts == requests
    assert world.held(world.bare, world.bags) == requests
    assert world.faults() == []

"""What a posted check established is proved again from the ledger, and whatever no longer fits it is named."""

from __future__ import annotations

import pytest

from inventory.supplies import stock, transfers
from inventory.supplies.counts import Count, Found
from inventory.supplies.entering import Keyed
from inventory.supplies.lots import Condition, Line
from tests.supplies.acts import D
from tests.supplies.checks import handed_in, line_of, opened, posted
from tests.upkeep.test_verify import behind, said
from tests.world import World


def checked(world: World) -> Count:
    """A posted check: 10 bags are missing and 20 torn, 5 jackets too many; the pumps can't be reached."""
    count = opened(world)
    bags, jackets, pumps = (line_of(world, count, name) for name in ("编织袋", "救生衣", "排水泵"))
    torn = Keyed(bags, D(1990), unfit=D(20), condition=Condition.TO_REPAIR, note="示例")
    unseen = Keyed(pumps, found=Found.UNREACHABLE, note="示例: 锁着")
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.sand, D("0.5"))])
    handed_in(world, count, {bags: torn, jackets: 205, pumps: unseen})
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(100))])
    return posted(world, count)


def test_a_check_that_was_only_posted_is_in_order_whatever_moves_and_is_counted_later(world: World):
    checked(world)
    assert said(world.store) == []
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(50))])
    world.do(transfers.take_back, place=world.team, to=world.east, lines=[Line(world.bags, D(30))])
    posted(world, handed_in(world, opened(world)))
    assert said(world.store) == []


BAGS = "(SELECT l.id FROM count_line l JOIN item i ON i.id = l.item_id WHERE i.code = 'WZ0001')"
POSTED = "voucher_id = (SELECT max(voucher_id) FROM count_step)"
TAMPERED = {
    "what was posted": (
        f"UPDATE movement SET quantity = quantity + 1000 WHERE {POSTED} AND quantity = 10000",
        "{number}, line {line}: 1,990 were counted, book and posting come to 1,989.",
    ),
    "what was posted as torn": (
        f"UPDATE movement SET quantity = quantity + 1000 WHERE {POSTED} AND quantity = 20000",
        "{number}, line {line}: 20 were in another condition, 21 were posted as such.",
    ),
    "what had come before": (
        "UPDATE movement SET quantity = quantity + 1000 WHERE id = 1",
        "{number}, line {line}: the book at the count was 2,000, the ledger now gives 2,001.",
    ),
    "when something went": (
        "UPDATE movement SET occurred_at = '2026-01-01 00:00:00.000001' WHERE quantity = 100000",
        "{number}, line {line}: the book at the count was 2,000, the ledger now gives 1,900.",
    ),
    "what was counted": (
        f"UPDATE count_entry SET quantity = quantity + 1000 WHERE line_id = {BAGS}",
        "{number}, line {line}: 1,991 were counted, book and posting come to 1,990.",
    ),
    "the book in the outcome": (
        f"UPDATE count_outcome SET book = book - 1000 WHERE line_id = {BAGS}",
        "{number}, line {line}: the book at the count was 1,999, the ledger now gives 2,000.",
    ),
    "an outcome gone": (
        f"DELETE FROM count_outcome WHERE line_id = {BAGS}",
        "{number} was posted, but its line {line} has no outcome.",
    ),
}


@pytest.mark.parametrize("change", TAMPERED)
def test_what_no_longer_fits_a_posted_check_is_named(world: World, change: str):
    count = world.once("a posted check", checked)
    line = line_of(world, count, "编织袋")
    statement, sentence = TAMPERED[change]
    behind(world.store, statement)
    wanted = f"stock_count {sentence.format(number=count.number, line=line)}"
    faults = said(world.store)
    assert wanted in faults, faults


def test_a_line_that_could_not_be_reached_proves_nothing(world: World):
    """Nothing was compared, so nothing is wrong when papers of an earlier day come in."""
    checked(world)
    with world.read() as here:
        before = here.session.query(Count).one().opened_at
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.pump, D(1))], occurred_at=before)
    assert said(world.store) == []

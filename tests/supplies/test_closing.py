"""Closing a check: reasons, sending back, approval by another person, and posting what truly differs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.supplies import closing, corrections, stock
from inventory.supplies.closing import approve_count, cancel_count, give_reason, post_count, send_back
from inventory.supplies.counting import Closed, name_counter
from inventory.supplies.counts import CountOutcome, Reason
from inventory.supplies.entering import Keyed, enter_count
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import Condition, Line
from inventory.supplies.posting import CountedSince
from tests.supplies.acts import D, refused
from tests.supplies.checks import book, explained, handed_in, line_of, lines, opened, posted
from tests.world import World


def test_posting_brings_the_book_to_what_was_counted_and_keeps_what_agreed(world: World):
    count = opened(world)
    bags, jackets = line_of(world, count, "编织袋"), line_of(world, count, "救生衣")
    posted(world, handed_in(world, count, {bags: 1990, jackets: 203}))
    assert world.held(world.east, world.bags) == 1990
    assert world.held(world.room, world.jackets) == 203
    with world.store.read() as session:
        outcomes = session.scalars(select(CountOutcome)).all()
        voucher = session.scalars(select(Voucher).where(Voucher.kind == VoucherKind.COUNT)).one()
    assert len(outcomes) == len(lines(world, count))
    assert voucher.basis == count.number
    assert world.faults() == []


def test_what_moves_between_count_and_posting_does_not_matter(world: World):
    count = opened(world)
    bags = line_of(world, count, "编织袋")
    handed_in(world, count, {bags: 1990})
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(500))])
    posted(world, count)
    assert world.held(world.east, world.bags) == 1490
    assert lines(world, count)[bags].difference == -10


def test_an_issue_entered_later_for_before_the_count_is_no_difference(world: World):
    count = opened(world)
    bags = line_of(world, count, "编织袋")
    before = now()
    handed_in(world, count, {bags: 1900})
    assert lines(world, count)[bags].difference == -100
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(100))], occurred_at=before)
    assert lines(world, count)[bags].difference == 0
    posted(world, count)
    assert world.held(world.east, world.bags) == 1900


def test_what_is_in_another_condition_becomes_a_lot_of_its_own(world: World):
    count = opened(world)
    bags = line_of(world, count, "编织袋")
    torn = Keyed(bags, D(1995), unfit=D(20), condition=Condition.TO_REPAIR, note="示例")
    posted(world, handed_in(world, count, {bags: torn}))
    assert world.held(world.east, world.bags) == 1995
    assert book(world, count)[bags] == 1975
    assert world.faults() == []


def test_what_was_counted_is_not_changed_by_an_entry_for_an_earlier_time(world: World):
    before = now()
    count = posted(world, handed_in(world, opened(world)))
    said = refused(
        world, CountedSince, stock.issue, field="occurred_at", place=world.east, to=world.team,
        lines=[Line(world.bags, D(1))], occurred_at=before,
    )  # fmt: skip
    assert count.number in said
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(1))])


def test_a_posted_check_is_not_reversed(world: World):
    count = opened(world)
    posted(world, handed_in(world, count, {line_of(world, count, "编织袋"): 1990}))
    with world.store.read() as session:
        voucher = session.scalars(select(Voucher).where(Voucher.kind == VoucherKind.COUNT)).one()
    refused(world, corrections.CountStands, corrections.reverse, field="voucher", voucher=voucher, note="示例")


def test_a_check_is_posted_once(world: World):
    count = posted(world, handed_in(world, opened(world)))
    refused(world.as_("keeper"), Closed, post_count, field="count", count=count)


def test_a_check_without_differences_is_posted_without_a_voucher(world: World):
    posted(world, handed_in(world, opened(world)))
    with world.store.read() as session:
        assert session.scalars(select(Voucher).where(Voucher.kind == VoucherKind.COUNT)).all() == []


def test_a_check_is_not_approved_before_it_is_complete(world: World):
    said = refused(world, closing.NotComplete, approve_count, field="count", count=opened(world))
    assert "7 lines" in said


def test_every_difference_has_a_reason(world: World):
    count = opened(world)
    bags = line_of(world, count, "编织袋")
    handed_in(world, count, {bags: 1990})
    said = refused(world, closing.NoReason, approve_count, field="count", count=count)
    assert said == f"1 differences have no reason yet: lines {bags}."


def test_an_agreeing_line_takes_no_reason(world: World):
    count = handed_in(world, opened(world))
    refused(world, closing.NoDifference, give_reason, field="line", count=count, line=1, reason=Reason.LOST, note="")


def test_whoever_counted_approves_only_with_a_reason(world: World):
    count = opened(world)
    handed_in(world, count)
    world.do(name_counter, count=count, person=world.leader)
    said = refused(world, closing.OwnCount, approve_count, field="alone", count=count)
    assert "示例领导" in said
    assert world.do(approve_count, count=count, alone="示例: 夜间一人").alone == "示例: 夜间一人"


def test_what_is_sent_back_is_counted_again_and_approved_again(world: World):
    count = explained(world, handed_in(world, opened(world)))
    world.do(approve_count, count=count)
    world.do(send_back, count=count, lines=[6], note="示例")
    refused(world.as_("keeper"), closing.NotComplete, post_count, field="count", count=count)
    handed_in(world, count)
    refused(world.as_("keeper"), closing.NotApproved, post_count, field="count", count=count)
    posted(world, count)


def test_differences_that_change_after_approval_are_approved_again(world: World):
    count = opened(world)
    before = now()
    bags = line_of(world, count, "编织袋")
    explained(world, handed_in(world, count, {bags: 1990}))
    world.do(approve_count, count=count)
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(4))], occurred_at=before)
    refused(world.as_("keeper"), closing.ApprovedOtherwise, post_count, field="count", count=count)
    posted(world, count)
    assert world.held(world.east, world.bags) == 1990


def test_more_gone_out_than_the_count_leaves_is_sent_back(world: World):
    count = opened(world)
    bags = line_of(world, count, "编织袋")
    explained(world, handed_in(world, count, {bags: 100}))
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(500))])
    world.do(approve_count, count=count)
    said = refused(world.as_("keeper"), closing.Overtaken, post_count, field="count", count=count)
    assert f"Line {bags}" in said
    assert "400" in said


def test_a_cancelled_check_takes_no_more_entries(world: World):
    count = opened(world)
    world.as_("keeper").do(cancel_count, count=count, note="示例")
    refused(world.as_("keeper"), Closed, enter_count, field="count", count=count, entries=[Keyed(1, D(1))])
    assert opened(world).number != count.number


@pytest.mark.parametrize("name", ["planner", "watcher", "townkeeper"])
def test_who_has_no_right_there_neither_approves_nor_posts(world: World, name: str):
    count = handed_in(world, opened(world))
    for service in (approve_count, post_count):
        refused(world.as_(name), NotPermitted, service, count=count)


def test_a_line_that_is_still_counted_takes_no_reason_and_tells_nothing(world: World):
    facts = {"count": opened(world), "line": 1, "reason": Reason.LOST}
    refused(world, closing.NotHandedIn, give_reason, field="line", **facts)

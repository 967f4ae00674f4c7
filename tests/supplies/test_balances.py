"""Balances through time: back-dating, as-at, known-at."""

from __future__ import annotations

from datetime import timedelta

from inventory.ground.store import now
from inventory.supplies import corrections, stock
from inventory.supplies.balances import NotEnough, NotEnoughThen, as_at
from inventory.supplies.choosing import Shelf, proposal
from inventory.supplies.history import movements
from inventory.supplies.lots import Line
from inventory.supplies.standing import on_hand, short
from tests.supplies.acts import D, ago, lent, one, received, refused
from tests.world import World


def held_at(world: World, when, known=None):
    """Every balance at an instant, as far as it was known."""
    with world.store.read() as session:
        return {key: amount for key, amount in as_at(session, when, known).items() if amount}


# Back-dating ---------------------------------------------------------------------------------------------------


def test_an_entry_of_the_past_is_allowed_where_there_was_enough_ever_since(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(2000))], occurred_at=ago(5))
    assert world.held(world.east, world.bags) == 0


def test_an_entry_of_the_past_that_leaves_too_little_since_names_the_day(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(1900))], occurred_at=ago(5))
    received(world, world.bags, 1900, lot=one(world, world.bags), occurred_at=ago(2))
    short_on = (ago(5) + timedelta(hours=8)).date()
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(500), one(world, world.bags))]}
    for days in (6, 5.5, 4, 3):
        said = refused(world, NotEnoughThen, stock.issue, field="occurred_at", occurred_at=ago(days), **facts)
        day = short_on if days > 5 else (ago(days) + timedelta(hours=8)).date()
        assert said == f"With this entry 示例东仓库 would have had too little 编织袋 on {day}: 400 条 missing."
    world.do(stock.issue, occurred_at=ago(1), **facts)


def test_nothing_leaves_before_it_came(world: World):
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(1))]}
    refused(world, NotEnoughThen, stock.issue, field="occurred_at", occurred_at=ago(31), **facts)


def test_an_entry_of_the_past_takes_what_was_there_then(world: World):
    late = world.lots(received(world, world.biscuits, 30, expires_on=(now() + timedelta(days=5)).date()))[0]
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.biscuits, D(1))]}
    voucher = world.do(stock.issue, occurred_at=ago(3), **facts)
    assert late.id not in [lot.id for lot in world.lots(voucher)]
    assert late.id in [lot.id for lot in world.lots(world.do(stock.issue, **facts))]


def test_what_was_expired_then_counts_not_what_is_expired_now(world: World):
    """The first box expired ten days ago: twenty days ago it was good."""
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.biscuits, D(5))]}
    voucher = world.do(stock.issue, occurred_at=ago(20), **facts)
    assert world.lots(voucher)[0].id == one(world, world.biscuits).id


def test_too_little_today_is_told_before_too_little_then(world: World):
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(2001))]}
    refused(world, NotEnough, stock.issue, field="quantity", occurred_at=ago(5), **facts)


def test_a_receipt_of_the_past_counts_from_then(world: World):
    before = world.held(world.east, world.jackets)
    received(world, world.jackets, 8, occurred_at=ago(3))
    assert world.held(world.east, world.jackets) == before + 8
    (line,) = world.ask(on_hand, items=[world.jackets.id], when=ago(4))
    assert line.on_hand == 200
    (line,) = world.ask(on_hand, items=[world.jackets.id], when=ago(2))
    assert line.on_hand == 208


def test_a_proposal_takes_nothing(world: World):
    with world.store.read() as session:
        taken = proposal(session, world.east, world.biscuits, D(50), now())
    assert [part.quantity for part in taken] == [40, 10]
    assert world.held(world.east, world.biscuits) == 105


def test_a_proposal_names_what_would_be_written_off_too(world: World):
    with world.store.read() as session:
        facts = (session, world.east, world.biscuits)
        assert [part.expired for part in proposal(*facts, D(5), now(), Shelf.expired)] == [True]
        every = proposal(*facts, D(50), now(), lambda _shelf, _one: True)
        assert [part.quantity for part in every] == [5, 40, 5]


# As-at and known-at --------------------------------------------------------------------------------------------


def test_as_at_now_is_what_the_balances_say(world: World):
    lent(world)
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.sand, D("0.7"))])
    with world.store.read() as session:
        shown = list(on_hand(session, world.leader))
        assert list(on_hand(session, world.leader, when=now())) == shown


def test_as_at_is_blind_to_what_happened_later(world: World):
    then = ago(10)
    before = held_at(world, then)
    lent(world, occurred_at=ago(9))
    received(world, world.sand, "0.5")
    assert held_at(world, then) == before


def test_an_instant_belongs_to_what_happened_in_it(world: World):
    voucher = lent(world, 100)
    assert held_at(world, voucher.occurred_at) != held_at(world, voucher.occurred_at - timedelta(microseconds=1))


def test_known_at_gives_again_exactly_what_a_superior_was_given(world: World):
    told = lent(world, 5)
    then = now()
    with world.store.read() as session:
        given = [list(on_hand(session, world.leader, when=then)), short(session, world.leader, when=then)]
        ledger = list(movements(session, world.leader, item=world.bags, until=then))
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(700))], occurred_at=ago(3))
    received(world, world.pump, 4, occurred_at=ago(20))
    world.do(corrections.reverse, voucher=told, note="示例")
    with world.store.read() as session:
        again = [
            list(on_hand(session, world.leader, when=then, known=then)),
            short(session, world.leader, when=then, known=then),
        ]
        assert again == given
        assert list(movements(session, world.leader, item=world.bags, until=then, known=then)) == ledger
        assert list(on_hand(session, world.leader, when=then)) != given[0]


def test_known_at_shows_no_reversal_of_later(world: World):
    voucher = lent(world)
    then = now()
    world.do(corrections.reverse, voucher=voucher, note="示例")
    assert [line.reversed for line in world.ask(movements, voucher=voucher)] == [True]
    assert [line.reversed for line in world.ask(movements, voucher=voucher, known=then)] == [False]


def test_an_item_retired_since_stays_in_the_reports_of_its_time(world: World):
    then = now()
    before = world.ask(on_hand, when=then)
    world.do(stock.write_off, place=world.east, lines=[Line(world.pump, D(3))], cause=stock.Cause.LOST)
    world.do(corrections.retire_item, item=world.pump)
    assert [line.code for line in world.ask(on_hand)] == [line.code for line in before if line.code != "WZ0003"]
    assert world.ask(on_hand, when=then, known=then) == before

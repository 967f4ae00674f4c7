"""How the stock stands: on hand, short, expiring, and the ledger as people read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.ground.store import now
from inventory.supplies import catalog, corrections, places, stock, transfers
from inventory.supplies.ageing import expiring, lots_of
from inventory.supplies.history import movements
from inventory.supplies.lots import Line
from inventory.supplies.places import PlaceKind
from inventory.supplies.standing import on_hand, rank, short, summary
from tests.supplies.acts import D, ago, lent, received, today
from tests.world import World

# On hand -------------------------------------------------------------------------------------------------------


def line_of(world: World, code: str, **view):
    """One line of the stock list."""
    return next(line for line in world.ask(on_hand, **view) if line.code == code)


def test_every_item_of_the_catalogue_is_on_the_list(world: World):
    assert sorted(line.code for line in world.ask(on_hand)) == ["WZ0001", "WZ0002", "WZ0003", "WZ0004", "WZ0005"]


def test_own_and_entrusted_make_up_what_is_on_hand(world: World):
    line = line_of(world, "WZ0001")
    assert (line.own, line.entrusted, line.on_hand, line.quota, line.gap) == (3000, 300, 3300, 5000, 1700)


def test_what_has_expired_is_on_hand_and_not_usable(world: World):
    line = line_of(world, "WZ0005")
    assert (line.on_hand, line.usable, line.expired) == (105, 100, 5)


def test_what_ran_out_stays_on_the_list_with_its_place(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.pump, D(3))])
    line = line_of(world, "WZ0003")
    assert (line.on_hand, line.elsewhere, line.places) == (0, 3, "示例东仓库")


def test_an_item_without_a_quota_has_no_gap(world: World):
    line = line_of(world, "WZ0003")
    assert (line.quota, line.gap) == (None, None)


def test_one_depot_is_seen_with_its_rooms(world: World):
    lines = {line.code: line.on_hand for line in world.ask(on_hand, place=world.east)}
    assert lines == {"WZ0001": 2000, "WZ0002": 200, "WZ0003": 3, "WZ0004": D("24.8"), "WZ0005": 105}
    assert [line.code for line in world.ask(on_hand, place=world.room)] == ["WZ0002"]


@pytest.mark.parametrize("past", [False, True])
def test_windows_are_parts_of_the_whole_list(world: World, past: bool):  # noqa: FBT001 - a parameter of the test
    for number in range(12):
        world.do(catalog.add_item, name=f"示例物{number}", unit="个")
    with world.store.read() as session:
        rows = on_hand(session, world.leader, when=now() if past else None)
        whole = list(rows)
        assert len(rows) == len(whole) == 17
        for start, stop in ((0, 5), (5, 17), (16, 40), (3, 3), (17, 20)):
            assert list(rows[start:stop]) == whole[start:stop]
        assert rows[-1] == whole[-1]
        assert rows[4] == whole[4]


def test_short_is_what_covers_less_than_its_quota(world: World):
    assert [line.code for line in world.ask(short)] == ["WZ0001"]
    received(world, world.bags, 1700)
    assert world.ask(short) == []


def test_what_is_lent_or_expired_covers_no_quota(world: World):
    world.do(catalog.set_quota, item=world.biscuits, quantity=D(101), basis="示例依据")
    received(world, world.bags, 1700)
    lent(world, 1)
    assert sorted(line.code for line in world.ask(short)) == ["WZ0001", "WZ0005"]


def test_a_quota_of_a_place_is_measured_at_the_place(world: World):
    world.do(catalog.set_quota, item=world.bags, quantity=D(1100), basis="示例依据", place=world.west)
    (line,) = world.ask(short, place=world.west)
    assert (line.on_hand, line.gap) == (1000, 100)


def test_the_counts_over_the_list(world: World):
    with world.store.read() as session:
        counted = summary(session, world.leader)
    assert (counted.items, counted.short, counted.expired, counted.unset) == (5, 1, 1, 4)


# Expiring ------------------------------------------------------------------------------------------------------


def test_what_expires_within_the_days_is_listed_with_what_has(world: World):
    assert [line.days_left for line in world.ask(expiring, days=30)] == [-10, 20]
    assert [line.days_left for line in world.ask(expiring, days=0)] == [-10]
    assert [line.days_left for line in world.ask(expiring, days=300)] == [-10, 20, 300]


def test_what_is_lent_is_not_in_store_to_expire(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.biscuits, D(40))])
    assert [line.days_left for line in world.ask(expiring, days=30)] == [-10]


def test_a_lot_expires_by_its_shelf_life_unless_its_label_says_otherwise(world: World):
    made = today() - timedelta(days=1)
    (by_life,) = world.lots(received(world, world.biscuits, produced_on=made))
    (by_label,) = world.lots(received(world, world.biscuits, produced_on=made, expires_on=today()))
    (unknown,) = world.lots(received(world, world.biscuits))
    assert by_life.expires_on
    assert by_life.expires_on.year == made.year + 2
    assert by_label.expires_on == today()
    assert unknown.expires_on is None


def test_empty_lots_are_shown_unless_they_are_left_out(world: World):
    world.do(stock.issue, place=world.east, lines=[Line(world.pump, D(3))])
    assert [line.quantity for line in world.ask(lots_of, world.pump)] == [0]
    assert world.ask(lots_of, world.pump, zero=False) == []


# The ledger ----------------------------------------------------------------------------------------------------


def busy(world: World):
    """Some movements of every kind."""
    lent(world, 100)
    world.do(transfers.take_back, place=world.team, to=world.east, lines=[Line(world.bags, D(40))])
    world.do(transfers.transfer, place=world.east, to=world.west, lines=[Line(world.bags, D(300))])
    world.do(transfers.transfer, place=world.east, to=world.room, lines=[Line(world.bags, D(50))])
    received(world, world.bags, 7, occurred_at=ago(3))
    world.do(stock.write_off, place=world.west, lines=[Line(world.bags, D(3))], cause=stock.Cause.DAMAGED)
    world.do(corrections.reverse, voucher=lent(world, 9), note="示例")


@pytest.mark.parametrize("login", ["leader", "townkeeper"])
@pytest.mark.parametrize("place", [None, "east", "room", "west"])
def test_the_last_balance_is_what_is_on_hand(world: World, login: str, place: str | None):
    busy(world)
    reader = world.as_(login)
    view = {"place": getattr(world, place)} if place else {}
    lines = reader.ask(movements, item=world.bags, **view)
    (stand,) = reader.ask(on_hand, items=[world.bags.id], **view)
    assert (lines[-1].balance if lines else 0) == stand.on_hand
    assert sum(line.change for line in lines) == stand.on_hand


def test_a_span_of_time_begins_with_what_was_there(world: World):
    busy(world)
    whole = world.ask(movements, item=world.bags)
    part = world.ask(movements, item=world.bags, since=ago(1))
    assert part == whole[-len(part) :]
    assert 0 < len(part) < len(whole)


def test_the_ledger_reads_backwards_too(world: World):
    busy(world)
    assert world.ask(movements, item=world.bags, latest_first=True) == world.ask(movements, item=world.bags)[::-1]


def test_windows_of_the_ledger_are_parts_of_it(world: World):
    busy(world)
    with world.store.read() as session:
        rows = movements(session, world.leader, item=world.bags)
        whole = list(rows)
        assert len(rows) == len(whole)
        for start in range(0, len(whole), 3):
            assert list(rows[start : start + 3]) == whole[start : start + 3]


def test_the_whole_ledger_has_no_running_balance(world: World):
    assert {line.balance for line in world.ask(movements)} == {None}


def test_the_rank_of_an_item_is_where_it_stands_in_the_list(world: World):
    for name in ("编织袋", "示例甲"):
        world.do(catalog.add_item, name=name, spec="示例", unit="条", category=world.sacks)
    old = world.do(catalog.add_item, name="示例旧物", unit="件")
    world.do(corrections.retire_item, item=old)
    for retired in (False, True):
        with world.store.read() as session:
            listed = [line.item_id for line in on_hand(session, world.leader, retired=retired)]
            assert [rank(session, item_id, retired=retired) for item_id in listed] == list(range(len(listed)))
            assert (rank(session, old.id, retired=retired) is None) is not retired
    with world.store.read() as session:
        assert rank(session, 0) is None


def test_places_are_counted_by_kind_as_far_as_one_sees_them(world: World):
    with world.store.read() as session:
        assert places.counted(session, world.townkeeper) == {PlaceKind.DEPOT: 1, PlaceKind.SHELTER: 1}
        assert places.counted(session, world.leader)[PlaceKind.DEPOT] == 5
    world.do(corrections.retire_place, place=world.bare)
    with world.store.read() as session:
        assert places.counted(session, world.leader)[PlaceKind.DEPOT] == 4

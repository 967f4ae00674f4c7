"""Stock in and out: what is taken in, issued and written off, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from inventory.ground.names import Retired
from inventory.ground.people import NotPermitted
from inventory.supplies import corrections, stock
from inventory.supplies.ageing import lots_of
from inventory.supplies.balances import NotEnough
from inventory.supplies.choosing import NeedsReason, NotServiceable, OnlyByNumber, RestUnfit
from inventory.supplies.lots import AnotherLot, Condition, Line, Lot, Mode
from inventory.supplies.places import KEPT, KeepsNothing, NotAHolder, Place
from inventory.supplies.posting import NoLines, NotOfItem
from inventory.supplies.standing import on_hand
from inventory.supplies.stock import Cause, Purpose
from tests.supplies.acts import D, ago, lent, one, received, refused, today
from tests.world import World

# In ------------------------------------------------------------------------------------------------------------


def test_a_receipt_makes_a_lot_for_every_line_that_names_none(world: World):
    voucher = world.do(stock.receive, place=world.bare, lines=[Line(world.bags, D(5)), Line(world.bags, D(6))])
    assert [lot.condition for lot in world.lots(voucher)] == [Condition.SERVICEABLE] * 2
    assert world.held(world.bare, world.bags) == 11


def test_a_receipt_that_names_a_lot_adds_to_it(world: World):
    lot = one(world, world.bags)
    voucher = received(world, world.bags, 5, lot=lot)
    assert [added.id for added in world.lots(voucher)] == [lot.id]
    assert world.held(world.east, lot) == 2005


def test_what_an_enterprise_keeps_is_entrusted_unless_it_is_said_otherwise(world: World):
    voucher = received(world, world.bags, place=world.entrusted)
    assert world.lots(voucher)[0].mode is Mode.ENTRUSTED
    voucher = received(world, world.bags, place=world.entrusted, mode=Mode.OWN)
    assert world.lots(voucher)[0].mode is Mode.OWN


def test_stock_is_received_in_depots_rooms_and_shelves_only(world: World):
    said = refused(
        world, stock.NotADepot, stock.receive, field="place", place=world.team, lines=[Line(world.bags, D(5))]
    )
    assert said == "示例抢险队 is not a depot, room or shelf: choose one."


def test_a_retired_item_is_not_received(world: World):
    old = world.do(corrections.retire_item, item=_emptied(world))
    refused(world, Retired, stock.receive, field="item", place=world.east, lines=[Line(old, D(5))])


def _emptied(world: World):
    world.do(stock.write_off, place=world.east, lines=[Line(world.pump, D(3))], cause=Cause.LOST)
    return world.pump


def test_a_lot_of_another_item_is_refused_wherever_it_is_named(world: World):
    wrong = Line(world.jackets, D(1), one(world, world.bags), reason="示例")
    for service, more in (
        (stock.receive, {}),
        (stock.issue, {"to": world.team}),
        (stock.write_off, {"cause": Cause.LOST}),
    ):
        said = refused(world, NotOfItem, service, field="lot", place=world.east, lines=[wrong], **more)
        assert said == "The lot P000001 is not of 救生衣."


def test_a_voucher_without_lines_is_refused(world: World):
    refused(world, NoLines, stock.receive, field="lines", place=world.east, lines=[])
    refused(world, NoLines, stock.issue, field="lines", place=world.east, to=world.team, lines=[])


# Out -----------------------------------------------------------------------------------------------------------


def test_an_issue_moves_stock_to_the_team_and_it_stays_ours(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(500))])
    assert (world.held(world.east, world.bags), world.held(world.team, world.bags)) == (1500, 500)
    (line,) = world.ask(on_hand, items=[world.bags.id])
    assert (line.on_hand, line.elsewhere) == (2800, 500)


def test_an_issue_to_nobody_is_used_up(world: World):
    world.do(stock.issue, place=world.east, lines=[Line(world.bags, D(500))], purpose=Purpose.USE)
    (line,) = world.ask(on_hand, items=[world.bags.id])
    assert (line.on_hand, line.elsewhere) == (2800, 0)


def test_more_than_there_is_is_refused_in_words(world: World):
    said = refused(
        world,
        NotEnough,
        stock.issue,
        field="quantity",
        place=world.east,
        to=world.team,
        lines=[Line(world.bags, D(50_000))],
    )
    assert said == "示例东仓库 has only 2,000 条 of 编织袋; 50,000 asked."


def test_a_depot_issues_what_its_rooms_hold_and_a_room_only_its_own(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.jackets, D(50))])
    assert world.held(world.room, world.jackets) == 150
    refused(
        world,
        NotEnough,
        stock.issue,
        field="quantity",
        place=world.room,
        to=world.team,
        lines=[Line(world.bags, D(1))],
    )


def test_several_lines_are_issued_together_or_not_at_all(world: World):
    lines = [Line(world.bags, D(500)), Line(world.pump, D(4))]
    refused(world, NotEnough, stock.issue, field="quantity", place=world.east, to=world.team, lines=lines)
    assert world.held(world.east, world.bags) == 2000


def test_the_same_item_twice_on_a_voucher_is_counted_together(world: World):
    lines = [Line(world.bags, D(1200)), Line(world.bags, D(800))]
    voucher = world.do(stock.issue, place=world.east, to=world.team, lines=lines)
    assert world.held(world.east, world.bags) == 0
    assert voucher.number.startswith("CK-")
    lines = [Line(world.bags, D(600), one(world, world.bags)), Line(world.bags, D(500))]
    refused(world, NotEnough, stock.issue, field="quantity", place=world.west, to=world.team, lines=lines)


def test_stock_is_not_issued_to_a_depot_nor_to_an_end_of_the_ledger(world: World):
    for to in (world.bare, world.room, *_ends(world)):
        refused(world, NotAHolder, stock.issue, field="to", place=world.east, to=to, lines=[Line(world.bags, D(5))])


def _ends(world: World):
    with world.store.read() as session:
        return session.scalars(select(Place).where(Place.kind.not_in(KEPT))).all()


def test_nothing_is_issued_to_a_retired_place(world: World):
    gone = world.do(corrections.retire_place, place=world.works)
    refused(world, Retired, stock.issue, field="to", place=world.east, to=gone, lines=[Line(world.bags, D(5))])


def test_nothing_is_issued_from_a_team(world: World):
    lent(world)
    facts = {"place": world.team, "to": world.works, "lines": [Line(world.bags, D(5))]}
    refused(world, stock.NotADepot, stock.issue, field="place", **facts)


# What is past its date, unfit, or out of its turn -----------------------------------------------------------------


def test_what_expires_first_leaves_first_and_what_has_expired_stays(world: World):
    voucher = world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.biscuits, D(50))])
    assert [lot.expires_on - today() for lot in world.lots(voucher) if lot.expires_on] == [
        timedelta(days=20),
        timedelta(days=300),
    ]


def test_what_arrived_first_leaves_first_where_nothing_expires(world: World):
    received(world, world.bags, 10)
    voucher = world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(2005))])
    assert [lot.number for lot in world.lots(voucher)] == ["P000001", "P000010"]


def test_enough_that_is_past_its_date_is_not_enough(world: World):
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.biscuits, D(105))]}
    said = refused(world, RestUnfit, stock.issue, field="quantity", **facts)
    assert said == "示例东仓库 has only 100 箱 of 压缩饼干 for this; the rest is expired."


def test_a_lot_out_of_its_turn_takes_a_reason(world: World):
    first, last = _boxes(world)[1:]
    facts = {"place": world.east, "to": world.team}
    said = refused(world, NeedsReason, stock.issue, field="reason", **facts, lines=[Line(world.biscuits, D(1), last)])
    assert said == f"Lot {first.number} of 压缩饼干 expires first: say why lot {last.number} is taken."
    world.do(stock.issue, **facts, lines=[Line(world.biscuits, D(1), last, reason="示例理由")])
    assert world.held(world.east, last) == 59


def test_a_lot_needs_no_reason_where_the_one_before_it_is_used_up_on_the_same_voucher(world: World):
    first, last = _boxes(world)[1:]
    lines = [Line(world.biscuits, D(40), first), Line(world.biscuits, D(1), last)]
    world.do(stock.issue, place=world.east, to=world.team, lines=lines)
    assert world.held(world.east, last) == 59


def test_any_lot_may_be_named_where_none_expires(world: World):
    (later,) = world.lots(received(world, world.bags, 10))
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(10), later)])
    assert world.held(world.east, later) == 0


def _boxes(world: World):
    with world.store.read() as session:
        return [session.get_one(Lot, line.lot_id) for line in lots_of(session, world.leader, world.biscuits)]


def test_an_expired_lot_goes_out_only_with_a_reason(world: World):
    old = _boxes(world)[0]
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.biscuits, D(1), old)]}
    said = refused(world, stock.ExpiredNeedsLeader, stock.issue, field="reason", **facts)
    assert said == (
        f"Lot {old.number} of 压缩饼干 expired on {old.expires_on}: only a leader may issue it, with a reason."
    )


@pytest.mark.parametrize("login", ["officer", "keeper"])
def test_an_expired_lot_goes_out_only_on_a_leaders_word(world: World, login: str):
    old = _boxes(world)[0]
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.biscuits, D(1), old, reason="示例理由")]}
    refused(world.as_(login), NotPermitted, stock.issue, **facts)
    world.do(stock.issue, **facts)
    assert world.held(world.team, old) == 1


@pytest.mark.parametrize("condition", [Condition.TO_REPAIR, Condition.ON_HOLD, Condition.FAILED])
def test_what_is_not_serviceable_goes_only_to_repair_or_disposal(world: World, condition: Condition):
    voucher = world.do(
        corrections.reclassify,
        place=world.east,
        lot=one(world, world.pump),
        quantity=D(1),
        condition=condition,
        note="示例",
    )
    torn = next(lot for lot in world.lots(voucher) if lot.condition is condition)
    facts = {"place": world.east, "lines": [Line(world.pump, D(1), torn, reason="示例")]}
    for purpose in (Purpose.ALLOT, Purpose.USE, Purpose.DRILL):
        refused(world, NotServiceable, stock.issue, field="lot", to=world.team, purpose=purpose, **facts)
    said = refused(
        world, RestUnfit, stock.issue, field="quantity", to=world.team, place=world.east, lines=[Line(world.pump, D(3))]
    )
    assert said.startswith("示例东仓库 has only 2 台 of 排水泵 拖车式 for this; the rest is ")
    world.do(stock.issue, purpose=Purpose.REPAIR, **facts)
    assert world.held(world.east, torn) == 0


def test_what_is_good_is_never_proposed_for_disposal(world: World):
    facts = {"place": world.east, "purpose": Purpose.DISPOSAL}
    said = refused(world, RestUnfit, stock.issue, field="quantity", lines=[Line(world.biscuits, D(6))], **facts)
    assert said == "示例东仓库 has only 5 箱 of 压缩饼干 for this; the rest is serviceable."
    world.do(stock.issue, lines=[Line(world.biscuits, D(5))], **facts)
    assert world.held(world.east, _boxes(world)[0]) == 0


# Written off -----------------------------------------------------------------------------------------------------


def test_only_what_is_past_its_date_is_written_off_as_expired(world: World):
    facts = {"place": world.east, "cause": Cause.EXPIRED}
    refused(world, RestUnfit, stock.write_off, field="quantity", lines=[Line(world.biscuits, D(6))], **facts)
    good = _boxes(world)[1]
    said = refused(
        world, stock.NotExpired, stock.write_off, field="lot", lines=[Line(world.biscuits, D(1), good)], **facts
    )
    assert said == f"Lot {good.number} of 压缩饼干 is not past its date: choose another cause."
    world.do(stock.write_off, lines=[Line(world.biscuits, D(5))], **facts)
    assert world.held(world.east, world.biscuits) == 100


def test_what_a_team_used_up_is_written_off_where_it_is(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(100))])
    world.do(stock.write_off, place=world.team, lines=[Line(world.bags, D(40))], cause=Cause.USED_UP)
    assert world.held(world.team, world.bags) == 60


def test_what_is_on_the_way_is_not_written_off_behind_its_voucher(world: World):
    for end in _ends(world):
        refused(
            world,
            KeepsNothing,
            stock.write_off,
            field="place",
            place=end,
            lines=[Line(world.bags, D(1))],
            cause=Cause.LOST,
        )


# Amounts -------------------------------------------------------------------------------------------------------


def test_thousandths_are_exact(world: World):
    for _turn in range(3):
        world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.sand, D("0.001"))])
    assert world.held(world.team, world.sand) == Decimal("0.003")
    assert world.held(world.east, world.sand) == Decimal("24.797")


def test_an_issue_of_yesterday_is_found_late_in_the_books(world: World):
    voucher = world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(5))], occurred_at=ago(1))
    assert voucher.recorded_at - voucher.occurred_at >= timedelta(days=1)


def test_what_is_unfit_goes_to_no_team_under_the_name_of_repair(world: World):
    expired = min((line for line in world.ask(lots_of, world.biscuits)), key=lambda line: line.expires_on)
    with world.read() as here:
        lot = here.session.get_one(Lot, expired.lot_id)
    for purpose in (Purpose.REPAIR, Purpose.DISPOSAL):
        facts = {"place": world.east, "lines": [Line(world.biscuits, D(1), lot)], "purpose": purpose}
        refused(world.as_("keeper"), stock.ExpiredNeedsLeader, stock.issue, field="reason", to=world.team, **facts)
        world.as_("keeper").do(stock.issue, to=world.works, **facts)


def test_what_adds_to_a_lot_is_of_that_lot(world: World):
    (held,) = [line for line in world.ask(lots_of, world.bags) if line.place_id == world.east.id]
    with world.read() as here:
        lot = here.session.get_one(Lot, held.lot_id)
    world.do(stock.receive, place=world.east, lines=[Line(world.bags, D(1), lot, batch="示例批")])
    facts = {"place": world.east, "lines": [Line(world.bags, D(1), lot, batch="另一批")]}
    refused(world, AnotherLot, stock.receive, field="lot", **facts)
    refused(world, AnotherLot, stock.receive, field="lot", place=world.entrusted, lines=[Line(world.bags, D(1), lot)])


def test_what_leaves_is_named_by_its_lot_and_not_described(world: World):
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(1), batch="示例批")]}
    refused(world, OnlyByNumber, stock.issue, field="lot", **facts)

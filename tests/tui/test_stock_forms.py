"""What is done with stock on the screen: keys in, rows out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from inventory.ground.store import now
from inventory.supplies import catalog, stock, transfers
from inventory.supplies.catalog import Item, Pack, Quota
from inventory.supplies.corrections import Completion
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import Condition, Line, Lot, LotTest
from tests.tui.desks import done, fill, form, held, notice, opened, type_in
from tests.tui.desks import stock as find
from tests.tui.fakes import screen_text, until
from tui.screens.stock import StockScreen
from tui.screens.stock.lots import LotsScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu


def last(world, model=Voucher):
    with world.store.read() as session:
        return session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()


def count(world, model=Voucher):
    with world.store.read() as session:
        return session.scalar(select(func.count(model.id)))


async def more(pilot, label):
    """The second menu's entry of this name."""
    await pilot.press("space", "0")
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu) and label in screen_text(pilot.app))
    at = next(number for number, one in enumerate(pilot.app.screen._entries, 1) if one.label == label)
    return await form(pilot, str(at))


async def test_the_quick_path_issues_and_ctrl_z_reverses(file_world, tmp_path):
    async with opened(file_world.as_("officer"), tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "500")
        await until(pilot, lambda: "= 5 包" in screen_text(pilot.app))
        shown = screen_text(pilot.app)
        assert "there 2,000 条" in shown
        assert "auto: earliest expiry" in shown
        await pilot.press("enter")
        said = await done(pilot)
        assert "CK-" in said
        assert "编织袋 500 条 → 示例抢险队" in said
        assert "Ctrl+Z" in said
        assert held(file_world, "编织袋") == Decimal(2800)
        await until(pilot, lambda: pilot.app.screen.row.on_hand == Decimal(2800))
        await form(pilot, "ctrl+z")
        assert "entered by mistake" in screen_text(pilot.app)
        await pilot.press("enter")
        assert "CX-" in await done(pilot)
        assert held(file_world, "编织袋") == Decimal(3300)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "nothing since you opened" in notice(pilot))
    assert file_world.faults() == []


async def test_more_than_there_is_is_refused_beside_the_field(file_world, tmp_path):
    before = count(file_world)
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "50000", "enter")
        await until(pilot, lambda: "has only 2,000 条" in screen_text(pilot.app))
        line = next(one for one in screen_text(pilot.app).splitlines() if "has only" in one)
        assert "Quantity" in line
        assert isinstance(pilot.app.screen, Form)
        assert count(file_world) == before
        assert held(file_world, "编织袋") == Decimal(3300)
        await type_in(pilot, "backspace", "backspace", "enter")
        await done(pilot)
        assert held(file_world, "编织袋") == Decimal(2800)


@pytest.mark.parametrize("typed", ["３包", "3包", "300条", "三百", "300"])
async def test_amounts_as_people_type_them(file_world, tmp_path, typed):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", typed, "enter")
        await done(pilot)
        assert held(file_world, "编织袋") == Decimal(3000)


async def test_several_items_on_one_paper(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "100")
        pilot.app.screen.asked[-1].enter()
        await pilot.pause()
        await type_in(pilot, "jsy", "enter", "20", "enter", "enter")
        said = await done(pilot)
        assert "编织袋 100 条, 救生衣 20 件" in said
        assert held(file_world, "救生衣") == Decimal(180)


async def test_an_urgent_loan_and_its_papers(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "jsy")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "10")
        await fill(pilot, urgent="1", due_on="+10d")
        await pilot.press("ctrl+s")
        await done(pilot)
        assert last(file_world).urgent
        assert last(file_world).due_on is not None
        await form(pilot, "space", "9")
        await fill(pilot, basis="示例调拨令", approver="示例领导")
        await pilot.press("enter")
        assert "are complete" in await done(pilot)
        assert count(file_world, Completion) == 1
        await pilot.press("space", "9")
        await until(pilot, lambda: "No papers are owed" in notice(pilot))


async def test_an_expired_lot_needs_a_reason_and_a_leader(file_world, tmp_path):
    async with opened(file_world.as_("officer"), tmp_path) as pilot:
        await find(pilot, "ysbg")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LotsScreen) and pilot.app.screen.lines.count == 3)
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "5", "enter")
        await until(pilot, lambda: "only a leader may issue it" in screen_text(pilot.app))
        await fill(pilot, reason="示例理由")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "may not issue expired stock" in screen_text(pilot.app))


async def test_receipt_with_what_the_label_says(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "ysbg")
        await form(pilot, "space", "1")
        await type_in(pilot, "12")
        await fill(pilot, batch="示例批2", produced_on="2026-01-15", counterpart="示例供方")
        await pilot.press("ctrl+s")
        assert "RK-" in await done(pilot)
        lot = last(file_world, Lot)
        assert (lot.batch, str(lot.expires_on)) == ("示例批2", "2028-01-15")
        assert last(file_world).counterpart == "示例供方"


async def test_transfer_at_once_and_on_the_way(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "3")
        await type_in(pilot, "CK04", "enter", "200", "enter")
        assert "→ 示例空仓库" in await done(pilot)
        await form(pilot, "space", "3")
        await type_in(pilot, "CK04", "enter", "300")
        await fill(pilot, on_the_way="1", transport="示例车")
        await pilot.press("ctrl+s")
        await done(pilot)
        assert held(file_world, "编织袋") == Decimal(3000)
        await form(pilot, "space", "6")
        assert "编织袋 300 条" in screen_text(pilot.app)
        await type_in(pilot, "enter")
        assert "DD-" in await done(pilot)
        assert held(file_world, "编织袋") == Decimal(3300)
        await pilot.press("space", "6")
        await until(pilot, lambda: "Nothing is on the way" in notice(pilot))


async def test_a_part_arrives_and_the_rest_is_lost(file_world, tmp_path):
    sent = file_world.do(
        transfers.transfer,
        place=file_world.east,
        to=file_world.bare,
        lines=[Line(file_world.bags, Decimal(300))],
        on_the_way=True,
    )
    async with opened(file_world, tmp_path) as pilot:
        await form(pilot, "space", "6")
        pilot.app.screen.asked[1].enter()
        await pilot.pause()
        await type_in(pilot, "bzd", "enter", "250", "enter")
        await fill(pilot, lost="1")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲" in screen_text(pilot.app))
        await fill(pilot, note="示例原因")
        await pilot.press("ctrl+s")
        await done(pilot)
    assert last(file_world).against_id == sent.id
    assert held(file_world, "编织袋") == Decimal(3250)


async def test_take_back_from_who_has_it(file_world, tmp_path):
    lent = file_world.do(
        stock.issue,
        place=file_world.east,
        to=file_world.team,
        lines=[Line(file_world.bags, Decimal(500))],
        due_on=now().date() + timedelta(days=9),
    )
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "4")
        assert "there 500 条" in screen_text(pilot.app)
        assert f"on loan: {lent.number} 示例抢险队 500 due" in screen_text(pilot.app)
        await type_in(pilot, "450", "enter")
        assert "TH-" in await done(pilot)
        assert held(file_world, "编织袋") == Decimal(3250)


async def test_write_off_what_expired(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "ysbg")
        await form(pilot, "space", "5")
        await type_in(pilot, "5")
        await fill(pilot, cause="1")
        await pilot.press("ctrl+s")
        assert "BF-" in await done(pilot)
        await until(pilot, lambda: pilot.app.screen.row.expired == 0)
        assert held(file_world, "压缩饼干") == Decimal(100)


async def test_a_lot_is_set_to_another_condition_and_tried(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "psb")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LotsScreen) and pilot.app.screen.lines.count == 1)
        await form(pilot, "space", "7")
        await type_in(pilot, "1", "enter")
        await fill(pilot, note="示例: 漏油")
        await pilot.press("ctrl+s")
        assert "→ to repair" in await done(pilot)
        assert last(file_world, Lot).condition is Condition.TO_REPAIR
        await until(pilot, lambda: pilot.app.screen.lines.count == 2)
        await more(pilot, "Trial run")
        await pilot.press("ctrl+s")
        await done(pilot)
        assert last(file_world, LotTest).passed
        assert last(file_world, LotTest).tester == "示例领导"


async def test_opening_stock(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "jsy")
        await more(pilot, "Opening stock")
        await type_in(pilot, "8", "enter")
        assert "QC-" in await done(pilot)
        assert held(file_world, "救生衣") == Decimal(208)


async def test_any_voucher_is_reversed_with_a_reason(file_world, tmp_path):
    issued = file_world.do(
        stock.issue, place=file_world.east, to=file_world.team, lines=[Line(file_world.bags, Decimal(500))]
    )
    async with opened(file_world, tmp_path) as pilot:
        await form(pilot, "space", "8")
        await type_in(pilot, issued.number.casefold(), "enter")
        await until(pilot, lambda: "编织袋 500 条" in screen_text(pilot.app))
        await pilot.press("ctrl+s")
        assert issued.number in await done(pilot)
    assert last(file_world).reverses_id == issued.id


async def test_a_new_item_that_looks_like_another_is_told(file_world, tmp_path):
    with file_world.begin() as here:
        catalog.add_item(here.session, here.leader, name="示例服M", unit="件")
    async with opened(file_world, tmp_path) as pilot:
        await form(pilot, "insert")
        await type_in(pilot, "示例服Ｍ")
        await fill(pilot, unit="条", shelf_life_months="36")
        await pilot.press("ctrl+s")
        said = await done(pilot)
        assert "looks like 示例服M" in said
        with file_world.store.read() as session:
            item = session.scalars(select(Item).order_by(Item.id.desc()).limit(1)).one()
            assert (item.code, item.unit, item.shelf_life_months) == ("WZ0007", "条", 36)


async def test_a_taken_name_is_refused_beside_it(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await form(pilot, "insert")
        await type_in(pilot, "救生衣")
        await fill(pilot, unit="件")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "There is 救生衣 already" in screen_text(pilot.app))
        assert count(file_world, Item) == 5


async def test_an_item_is_changed_packed_given_a_quota_and_retired(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "jsy")
        await more(pilot, "Change the item")
        await fill(pilot, spec="成人", test_interval_days="0")
        await pilot.press("ctrl+s")
        assert "changed" in await done(pilot)
        await more(pilot, "Packs")
        await type_in(pilot, "箱", "enter", "20", "enter")
        assert "1 箱 = 20 件" in await done(pilot)
        await more(pilot, "Quota")
        await type_in(pilot, "10箱", "enter", "示例依据", "enter")
        assert "200 件" in await done(pilot)
        assert last(file_world, Quota).quantity == Decimal(200)
        assert last(file_world, Pack).quantity == Decimal(20)
        await pilot.press("delete")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("2")
        await until(pilot, lambda: "still has 200 件" in notice(pilot))


async def test_an_empty_item_is_retired_after_one_question(file_world, tmp_path):
    with file_world.begin() as here:
        catalog.add_item(here.session, here.leader, name="示例旧物", unit="件")
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "sljw")
        await pilot.press("delete")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, StockScreen) and "retired" in notice(pilot))
        await until(pilot, lambda: pilot.app.screen.lines.count == 0)


async def test_the_same_form_sent_twice_books_once(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        asked = await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "500")
        facts = {field.fact: field.checked() for field in asked.asked if field.asks}
        send = asked._submit
        assert send is not None
        send(dict(facts))
        send(dict(facts))
        assert held(file_world, "编织袋") == Decimal(2800)


async def test_a_form_whose_answer_was_lost_in_a_crash_books_once(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        asked = await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "500")
        await fill(pilot, occurred_at="now")
        send = asked._submit

        def lost(facts):
            send(facts)
            raise ConnectionError

        asked._submit = lost
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "faults.log" in screen_text(pilot.app))
    assert held(file_world, "编织袋") == Decimal(2800)
    before = count(file_world)
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "2")
        await pilot.press("ctrl+r")
        await pilot.pause()
        await pilot.press("ctrl+s")
        assert "CK-" in await done(pilot)
        assert pilot.app.drafts.request_of("issue.1") == ""
    assert held(file_world, "编织袋") == Decimal(2800)
    assert count(file_world) == before


async def test_an_entry_with_a_past_day_keeps_both_times(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "100")
        await fill(pilot, occurred_at="-3d")
        await pilot.press("ctrl+s")
        await done(pilot)
    assert last(file_world).recorded_at - last(file_world).occurred_at > timedelta(days=2)
    assert last(file_world).kind is VoucherKind.ISSUE

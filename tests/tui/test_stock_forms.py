"""What is done with stock on the screen: keys in, rows out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from inventory.ground.store import now
from inventory.supplies import catalog, stock, transfers
from inventory.supplies.corrections import Completion
from inventory.supplies.ledger import VoucherKind
from inventory.supplies.lots import Condition, Line, Lot, LotTest
from inventory.supplies.stock import Cause
from tests.tui.desks import count, done, fill, form, held, last, more, notice, opened, type_in
from tests.tui.desks import stock as find
from tests.tui.fakes import screen_text, until
from tui.screens.stock.lots import LotsScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu


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


async def test_amounts_as_people_type_them(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        asked = await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter")
        amount = next(field for field in asked.asked if field.fact == "quantity")
        for typed in ("３包", "3包", "300条", "三百", "300"):
            await pilot.press(*["backspace"] * len(amount.raw))
            await type_in(pilot, typed)
            assert (amount.raw, amount.checked()) == (typed, Decimal(300))
        await type_in(pilot, "enter")
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


async def test_what_is_given_to_repair_is_proposed_from_what_is_unfit(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "ysbg")
        await form(pilot, "space", "2")
        await type_in(pilot, "GC01", "enter", "5")
        await until(pilot, lambda: "auto: earliest expiry P000005 5" in screen_text(pilot.app))
        await fill(pilot, purpose="3")
        await until(pilot, lambda: "auto: earliest expiry P000004 5" in screen_text(pilot.app))


async def test_where_too_little_lies_the_lot_says_so_before_it_is_sent(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "9000000")
        await until(pilot, lambda: "▲ not enough there that fits" in screen_text(pilot.app))


async def test_the_arrow_to_the_left_begins_at_the_last_cause(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "ysbg")
        asked = await form(pilot, "space", "5")
        await pilot.press("left")
        assert asked.asked[0].checked() is Cause.LOST


async def test_lending_asks_when_it_comes_back(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "6")
        await type_in(pilot, "qxd", "enter", "500", "enter")
        assert isinstance(pilot.app.screen, Form)
        await type_in(pilot, "enter")
        await until(pilot, lambda: "▲ needed" in screen_text(pilot.app))
        await type_in(pilot, "+10d", "enter")
        said = await done(pilot)
        due = (now() + timedelta(hours=8, days=10)).date()
        assert f"编织袋 500 条 → 示例抢险队 · due back {due}" in said
    assert last(file_world).due_on == due


async def test_lending_is_known_to_the_palette_by_name(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await pilot.press("ctrl+p")
        await type_in(pilot, "Lend", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form) and "Return by" in screen_text(pilot.app))
        assert pilot.app.screen.asked[3].required


async def test_what_is_used_up_at_once_says_by_whom(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "bzd")
        await form(pilot, "space", "2")
        assert "Receiving unit" not in screen_text(pilot.app)
        await type_in(pilot, "used up", "enter", "5")
        await until(pilot, lambda: "Receiving unit" in screen_text(pilot.app))
        await fill(pilot, unit="示例用料单位")
        await pilot.press("ctrl+s")
        await done(pilot)
    assert last(file_world).unit == "示例用料单位"


async def test_what_is_not_there_is_not_given_out_and_says_why(file_world, tmp_path):
    with file_world.begin() as here:
        catalog.add_item(here.session, here.leader, name="示例新物", unit="件")
    async with opened(file_world, tmp_path) as pilot:
        await type_in(pilot, "示例新物", "enter")
        await until(pilot, lambda: pilot.app.screen.lines.count == 1)
        for digit, why in (("2", "none in store"), ("4", "None of it is out"), ("5", "none of it"), ("6", "none in")):
            await pilot.press("space", digit)
            await until(pilot, lambda why=why: why in screen_text(pilot.app))
            assert isinstance(pilot.app.screen, Menu)
            await pilot.press("escape")
        await form(pilot, "space", "1")


async def test_a_lot_that_never_came_is_received_from_the_empty_list_of_lots(file_world, tmp_path):
    with file_world.begin() as here:
        catalog.add_item(here.session, here.leader, name="示例新物", unit="件")
    async with opened(file_world, tmp_path) as pilot:
        await type_in(pilot, "示例新物", "enter")
        await until(pilot, lambda: pilot.app.screen.lines.count == 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LotsScreen))
        await form(pilot, "space", "1")
        await type_in(pilot, "CK01", "enter", "7", "enter")
        assert "RK-" in await done(pilot)
        await until(pilot, lambda: pilot.app.screen.lines.count == 1)


async def test_an_expired_lot_needs_a_reason_and_a_leader(file_world, tmp_path):
    async with opened(file_world.as_("officer"), tmp_path) as pilot:
        await find(pilot, "ysbg")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LotsScreen) and pilot.app.screen.lines.count == 3)
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "5", "enter")
        await until(pilot, lambda: "only a leader may" in screen_text(pilot.app))
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


async def test_what_keeps_for_a_known_time_is_asked_for_its_dates_before_it_is_sent(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "ysbg")
        await form(pilot, "space", "1")
        await type_in(pilot, "12", "enter")
        await until(pilot, lambda: "▲ keeps 24 months: type the date" in screen_text(pilot.app))
        await type_in(pilot, "2026-01-15")
        await until(pilot, lambda: "= 2028-01-15, from the day it was produced" in screen_text(pilot.app))
        await type_in(pilot, "enter")
        assert "RK-" in await done(pilot)
    assert str(last(file_world, Lot).expires_on) == "2028-01-15"


async def test_who_knows_no_date_says_so_by_entering_nothing(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "ysbg")
        asked = await form(pilot, "space", "1")
        await type_in(pilot, "12", "enter")
        assert pilot.app.screen is asked
        await type_in(pilot, "enter")
        assert pilot.app.screen is asked
        await type_in(pilot, "enter")
        assert "RK-" in await done(pilot)
    assert last(file_world, Lot).expires_on is None


async def test_what_keeps_for_ever_is_not_asked_for_dates(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "jsy")
        await form(pilot, "space", "1")
        await type_in(pilot, "12", "enter")
        assert "RK-" in await done(pilot)


async def test_a_further_line_of_what_keeps_is_asked_for_its_date_too(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "jsy")
        asked = await form(pilot, "space", "1")
        await type_in(pilot, "12")
        asked.asked[-1].enter()
        await pilot.pause()
        await type_in(pilot, "ysbg", "enter", "3", "enter")
        await until(pilot, lambda: "keeps 24 months" in screen_text(pilot.app))
        await type_in(pilot, "2028-02-01", "enter", "enter")
        assert "压缩饼干 3 箱" in await done(pilot)
    assert str(last(file_world, Lot).expires_on) == "2028-02-01"


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
        await form(pilot, "space", "7")
        assert "编织袋 300 条" in screen_text(pilot.app)
        await type_in(pilot, "enter")
        assert "DD-" in await done(pilot)
        assert held(file_world, "编织袋") == Decimal(3300)
        await pilot.press("space", "7")
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
        await form(pilot, "space", "7")
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


async def test_a_write_off_asks_for_its_cause_first_and_tells_it(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "ysbg")
        asked = await form(pilot, "space", "5")
        assert asked.asked[0].fact == "cause"
        await type_in(pilot, "enter")
        await until(pilot, lambda: "▲ needed" in screen_text(pilot.app))
        assert last(file_world).kind is VoucherKind.OPENING
        await type_in(pilot, "2", "enter", "5")
        await until(pilot, lambda: "auto: earliest expiry P000004 5" in screen_text(pilot.app))
        await pilot.press("ctrl+s")
        said = await done(pilot)
        assert "BF-" in said
        assert "压缩饼干 5 箱 · expired" in said
        assert "used up" not in said
        await until(pilot, lambda: pilot.app.screen.row.expired == 0)
        assert held(file_world, "压缩饼干") == Decimal(100)


async def test_a_lot_is_set_to_another_condition_and_tried(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await find(pilot, "psb")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LotsScreen) and pilot.app.screen.lines.count == 1)
        await form(pilot, "space", "8")
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
        await more(pilot, "Reverse a voucher")
        await type_in(pilot, issued.number.casefold(), "enter")
        await until(pilot, lambda: "编织袋 500 条" in screen_text(pilot.app))
        await pilot.press("ctrl+s")
        assert issued.number in await done(pilot)
    assert last(file_world).reverses_id == issued.id


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

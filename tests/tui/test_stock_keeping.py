"""What is kept of items on the screen: entered, changed, packed, given a quota, retired and taken back."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from inventory.ground.people import Permission
from inventory.supplies import catalog, corrections
from inventory.supplies.catalog import Item, Pack, Quota
from tests.tui.desks import count, done, fill, form, last, more, notice, opened, put, second_menu, type_in
from tests.tui.desks import stock as find
from tests.tui.fakes import screen_text, until
from tui.screens.stock import StockScreen
from tui.screens.stock.figures import FigureScreen
from tui.widgets.menu import Menu


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


async def test_a_new_item_is_highlighted_among_all(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await type_in(pilot, "示例新物")
        await until(pilot, lambda: pilot.app.screen.lines.count == 0)
        await pilot.press("enter")
        asked = await form(pilot, "insert")
        assert asked.asked[0].checked() == "示例新物"
        await fill(pilot, unit="件")
        await pilot.press("ctrl+s")
        await done(pilot)
        await until(pilot, lambda: pilot.app.screen.row is not None and pilot.app.screen.row.name == "示例新物")
        assert (pilot.app.screen.find.text, pilot.app.screen.lines.count) == ("", 6)


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
        await type_in(pilot, "10箱")
        await until(pilot, lambda: "= 200 件" in screen_text(pilot.app))
        await type_in(pilot, "enter", "示例依据", "enter")
        assert "200 件" in await done(pilot)
        assert last(file_world, Quota).quantity == Decimal(200)
        assert last(file_world, Pack).quantity == Decimal(20)
        await pilot.press("delete")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("2")
        await until(pilot, lambda: "still has 200 件" in notice(pilot))


async def test_a_quota_is_taken_away_where_it_is_reckoned(file_world, tmp_path):
    async with opened(file_world.as_("planner"), tmp_path, size=(120, 40)) as pilot:
        await find(pilot, "bzd")
        await put(pilot, "quota")
        await pilot.press("question_mark")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, FigureScreen) and "Del Take it away" in screen_text(pilot.app)
        )
        await pilot.press("delete")
        await until(pilot, lambda: "编织袋 in all: 5,000 条" in screen_text(pilot.app))
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.screen.row.basis.endswith("Insert sets it."))
        assert "not set any more" in notice(pilot)
        assert count(file_world, Quota) == 0
        await pilot.press("delete")
        await until(pilot, lambda: "No quota is set." in notice(pilot))
        await form(pilot, "insert")
        await type_in(pilot, "0", "enter", "示例新依据", "enter")
        await done(pilot)
    assert last(file_world, Quota).quantity == 0


async def test_a_places_quota_is_changed_and_taken_away_on_its_own_line(file_world, tmp_path):
    with file_world.begin() as here:
        place = {"place": here.east, "basis": "示例仓库依据"}
        catalog.set_quota(here.session, here.leader, item=here.bags, quantity=Decimal(700), **place)
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await find(pilot, "bzd")
        await put(pilot, "quota")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, FigureScreen) and pilot.app.screen.row is not None)
        await pilot.press("end")
        await form(pilot, "enter")
        assert all(one in screen_text(pilot.app) for one in ("700", "示例仓库依据", "示例东仓库"))
        await pilot.press("escape", "delete")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        assert "5,000" not in screen_text(pilot.app.screen.app).split("goes?")[1].split("╰")[0]
        await pilot.press("2")
        await until(pilot, lambda: "not set any more" in notice(pilot))
    assert last(file_world, Quota).quantity == 5000


async def test_who_may_not_set_quotas_is_told_who_may(file_world, tmp_path):
    async with opened(file_world.as_("officer"), tmp_path, size=(120, 40)) as pilot:
        await find(pilot, "jsy")
        await put(pilot, "quota")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, FigureScreen) and pilot.app.screen.row is not None)
        assert pilot.app.screen.row.label == "Quota"
        assert pilot.app.screen.row.basis.endswith("nothing is assumed. " + pilot.app.why_not(Permission.KEEP_QUOTAS))
        for key in ("insert", "delete", "enter"):
            await pilot.press(key)
            await until(pilot, lambda: "may not set quotas here: that takes leader on duty" in notice(pilot))
            pilot.app.screen.notice.update("")


async def test_a_retired_item_is_shown_found_and_taken_back(file_world, tmp_path):
    with file_world.begin() as here:
        old = catalog.add_item(here.session, here.leader, name="示例旧物", unit="件")
        corrections.retire_item(here.session, here.leader, item=old)
    async with opened(file_world, tmp_path) as pilot:
        await until(pilot, lambda: pilot.app.screen.lines.count == 5)
        await second_menu(pilot, "Show the retired too")
        assert "Take back into use" not in screen_text(pilot.app)
        await pilot.press("0")
        await until(pilot, lambda: pilot.app.screen.lines.count == 6)
        await find(pilot, "sljw")
        assert "○ retired" in screen_text(pilot.app)
        await pilot.press("space", "1")
        await until(pilot, lambda: "take it back into use first" in screen_text(pilot.app))
        await pilot.press("escape", "delete")
        await until(pilot, lambda: "take it back into use first" in notice(pilot))
        await second_menu(pilot, "Take back into use")
        assert "Retire the item" not in screen_text(pilot.app)
        await pilot.press("6")
        await until(pilot, lambda: "in use again" in notice(pilot))
        await until(pilot, lambda: not pilot.app.screen.row.retired)
        await pilot.press("escape")
        await second_menu(pilot, "Leave the retired out")
        await pilot.press("0")
        await until(pilot, lambda: "are left out" in notice(pilot))
        assert pilot.app.screen.lines.count == 6


async def test_the_retired_are_not_offered_in_forms(file_world, tmp_path):
    with file_world.begin() as here:
        old = catalog.add_item(here.session, here.leader, name="示例旧物", unit="件")
        corrections.retire_item(here.session, here.leader, item=old)
    async with opened(file_world, tmp_path) as pilot:
        await second_menu(pilot, "Show the retired too")
        await pilot.press("0")
        await find(pilot, "bzd")
        asked = await form(pilot, "space", "1")
        assert len(asked.asked[-1].cells[0].find("示例旧物")) == 0
        assert len(asked.asked[-1].cells[0].find("救生衣")) == 1


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

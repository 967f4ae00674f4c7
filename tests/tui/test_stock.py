"""The stock on the screen: found, opened, explained; what is there is what the books say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory.ground import accounts
from inventory.ground.people import Role
from inventory.ground.store import Store
from inventory.supplies import catalog, places
from inventory.supplies.places import PlaceKind
from inventory.upkeep import seeding
from tests.tui.desks import done, form, held, notice, opened, put, stock, type_in
from tests.tui.fakes import HOSTILE, screen_text, until
from tests.world import World
from tui.places import Place as Where
from tui.screens.stock.figures import FigureScreen
from tui.screens.stock.ledger import LedgerScreen, VoucherScreen
from tui.screens.stock.lots import LotsScreen
from tui.widgets.form import Form
from tui.widgets.lines import LineTable


async def test_the_list_shows_what_is_in_store_and_adds_it_up(file_world, tmp_path):
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await until(pilot, lambda: "5 items" in screen_text(pilot.app))
        shown = screen_text(pilot.app)
        assert "▲ 1 short" in shown
        assert "■ 1 expired" in shown
        assert "○ 4 without quota" in shown
        line = next(one for one in shown.splitlines() if "编织袋" in one)
        assert "3,300" in line
        assert "5,000" in line
        assert "▲ 1,700" in line
        assert "▲ short" in line


async def test_an_item_is_found_by_initials_name_code_and_other_names(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        for typed in ("bzd", "BZD", "编织", "WZ0001", "shepidai", "ＢＺＤ", "蛇皮袋"):
            await type_in(pilot, typed)
            await until(pilot, lambda: pilot.app.screen.lines.count == 1)
            assert pilot.app.screen.row.name == "编织袋"
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen.lines.count == 5)


async def test_a_scanned_barcode_lands_on_its_item(file_world, tmp_path):
    with file_world.begin() as here:
        catalog.change_item(here.session, here.leader, item=here.pump, barcode="6901234567892")
    async with opened(file_world, tmp_path) as pilot:
        await type_in(pilot, "6901234567892", "enter")
        await until(pilot, lambda: pilot.app.screen.row is not None and pilot.app.screen.row.name == "排水泵")
        assert isinstance(pilot.app.focused, LineTable)


async def test_nothing_found_says_what_to_do(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await type_in(pilot, "zzz")
        await until(pilot, lambda: "Insert enters a new item" in screen_text(pilot.app))


async def test_what_another_station_wrote_appears_and_is_found(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await type_in(pilot, "tugongbu")
        await until(pilot, lambda: pilot.app.screen.lines.count == 0)
        with file_world.begin() as here:
            catalog.add_item(here.session, here.leader, name="土工布", unit="平方米")
        pilot.app._watch()
        await until(pilot, lambda: pilot.app.screen.lines.count == 1)


async def test_the_highlighted_item_stays_when_others_come(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await until(pilot, lambda: pilot.app.screen.lines.count == 5)
        await pilot.press("end")
        name, at = pilot.app.screen.row.name, pilot.app.screen.lines.cursor
        with file_world.begin() as here:
            catalog.add_item(here.session, here.leader, name="一号示例", unit="件")
        pilot.app._watch()
        await until(pilot, lambda: pilot.app.screen.lines.count == 6)
        assert (pilot.app.screen.row.name, pilot.app.screen.lines.cursor) == (name, at + 1)


async def test_the_palette_knows_what_is_done_here(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await stock(pilot, "bzd")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Write off" in screen_text(pilot.app))
        await type_in(pilot, "Write", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))


async def test_a_command_that_can_not_be_given_says_why(file_world, tmp_path):
    async with opened(file_world.as_("watcher"), tmp_path) as pilot:
        await stock(pilot, "bzd")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Write off" in screen_text(pilot.app))
        await type_in(pilot, "Write", "down", "enter")
        await until(pilot, lambda: "may not write stock off" in notice(pilot))


async def test_the_card_tells_lots_packs_and_movements(file_world, tmp_path):
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await type_in(pilot, "bzd", "enter")
        await until(pilot, lambda: "Last movements" in screen_text(pilot.app))
        shown = screen_text(pilot.app)
        assert "1 包 = 100 条" in shown
        assert "示例依据" in shown
        assert "QC-" in shown
        assert "示例批" in shown


async def test_a_figure_tells_the_movements_that_make_it_and_their_vouchers(file_world, tmp_path):
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await stock(pilot, "bzd")
        await put(pilot, "on_hand")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerScreen))
        await until(pilot, lambda: "3 movements" in screen_text(pilot.app))
        assert "3,300" in screen_text(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, VoucherScreen) and pilot.app.screen.lines.count)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, LedgerScreen))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen.find.text == "bzd")


async def test_a_shortfall_is_reckoned_figure_by_figure(file_world, tmp_path):
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await stock(pilot, "bzd")
        await put(pilot, "shortfall")
        await pilot.press("fullwidth_question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, FigureScreen) and "1,700" in screen_text(pilot.app))
        assert "示例依据, since" in screen_text(pilot.app)


async def test_enter_opens_the_lots(file_world, tmp_path):
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await stock(pilot, "ysbg")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LotsScreen) and pilot.app.screen.lines.count == 3)
        shown = screen_text(pilot.app)
        assert "■ expired" in shown
        assert "▲ 20 days left" in shown
        assert "● serviceable" in shown


async def test_what_is_sought_among_the_lots_changes_nothing_of_what_the_item_holds(file_world, tmp_path):
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await stock(pilot, "ysbg")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LotsScreen) and pilot.app.screen.lines.count == 3)
        whole = pilot.app.screen.summary()
        assert "3 lots · on hand 105, out 0" in whole
        await type_in(pilot, "P000004")
        await until(pilot, lambda: pilot.app.screen.lines.count == 1)
        assert whole in screen_text(pilot.app)


async def test_all_is_shown_again_around_the_item_that_was_found(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await stock(pilot, "bzd")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen.lines.count == 5)
        assert pilot.app.screen.row.name == "编织袋"
        assert pilot.app.screen.lines.cursor > 0


@pytest.fixture
def nothing(tmp_path):
    """A store that has just been begun."""
    where = tmp_path / "begun.xb"
    seeding.make(str(where), seeding.NONE, headquarters="示例新指挥部", login="leader")
    store = Store.open(where)
    yield World(store)
    store.close()


async def test_an_empty_store_says_what_comes_first_and_every_form_why_it_waits(nothing, tmp_path):
    async with opened(nothing, tmp_path) as pilot:
        pilot.app.places = (*pilot.app.places, Where("places", "", "Places", "tui.screens.places:PlacesScreen"))
        shown = screen_text(pilot.app)
        assert shown.index("1  A depot") < shown.index("2  An item") < shown.index("3  What there is")
        await pilot.press("space", "1")
        await until(pilot, lambda: "no depot yet: Ctrl+G 2 1 (Places)" in screen_text(pilot.app).replace("\n", " "))
        await pilot.press("2")
        await until(pilot, lambda: "no item yet: Insert enters" in screen_text(pilot.app))
        await pilot.press("escape")
        with nothing.begin() as here:
            root, leader = here.headquarters, here.leader
            places.add_place(here.session, leader, organisation=root, name="示例仓库", kind=PlaceKind.DEPOT)
        pilot.app._watch()
        await until(pilot, lambda: "● 1  A depot, where stock lies: there is one" in screen_text(pilot.app))
        await pilot.press("space", "1")
        await until(pilot, lambda: "no item yet: Insert enters" in screen_text(pilot.app))
        await pilot.press("escape")
        await form(pilot, "insert")
        await type_in(pilot, "示例袋", "enter", "条", "enter")
        assert "Space 1 receives it" in await done(pilot)
        for digit, why in (("3", "only one depot"), ("6", "no team, shelter or works site")):
            await pilot.press("space", digit)
            await until(pilot, lambda why=why: why in screen_text(pilot.app))
            await pilot.press("escape")
        await form(pilot, "space", "1")
        await type_in(pilot, "示例仓库", "enter", "50", "enter")
        assert "RK-" in await done(pilot)
        assert held(nothing, "示例袋") == Decimal(50)


async def test_who_may_only_look_is_not_sent_to_begin_an_empty_store(nothing, tmp_path):
    with nothing.begin() as here:
        facts = {"organisation": here.headquarters, "login": "watcher", "name": "示例查阅员", "role": Role.READER}
        accounts.add_person(here.session, here.leader, **facts)
    async with opened(nothing.as_("watcher"), tmp_path) as pilot:
        assert "示例查阅员 may not keep the catalogue here" in screen_text(pilot.app)
        assert "Insert" not in screen_text(pilot.app)


async def test_what_an_officer_may_not_do_says_why(file_world, tmp_path):
    async with opened(file_world.as_("watcher"), tmp_path) as pilot:
        await stock(pilot, "bzd")
        await pilot.press("space", "2")
        await until(pilot, lambda: "示例查阅员 may not issue stock" in screen_text(pilot.app))


async def test_a_town_keeper_sees_the_town_alone(file_world, tmp_path):
    async with opened(file_world.as_("townkeeper"), tmp_path) as pilot:
        await stock(pilot, "bzd")
        assert pilot.app.screen.row.on_hand == Decimal(1000)


async def test_hostile_names_are_shown_as_signs(file_world, tmp_path):
    names = [one for one in HOSTILE if "\ud800" not in one] + ["000123"]
    with file_world.begin() as here:
        for number, name in enumerate(names):
            item = catalog.add_item(here.session, here.leader, name=f"x{number}", unit="件")
            item.name = name
            here.session.flush()
            place = places.add_place(
                here.session, here.leader, organisation=here.headquarters, name=f"y{number}", kind=PlaceKind.TEAM
            )
            place.name = name
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await type_in(pilot, "WZ", "enter")
        await until(pilot, lambda: pilot.app.screen.lines.count == 5 + len(names))
        shown = screen_text(pilot.app)
        for name in ("[/]", "[red]x", "000123", "␛"):
            assert name in shown
        await pilot.press("end", "space", "2")
        await until(pilot, lambda: "Issue" in screen_text(pilot.app))
        shown += screen_text(pilot.app)
        assert not [one for one in shown if one != "\n" and (one < " " or "\x7f" <= one <= "\x9f" or one == "\u202e")]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_both_sizes_in_both_languages(file_world, tmp_path, size, language):
    async with opened(file_world, tmp_path, size=size, language=language) as pilot:
        await stock(pilot, "bzd")
        shown = screen_text(pilot.app)
        assert "3,300" in shown
        assert "1,700" in shown
        assert all(len(line) <= size[0] for line in shown.splitlines())

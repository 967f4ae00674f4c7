"""Who counts blind sees no figure of the book, wherever on the screen they look."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from inventory.ground import i18n
from inventory.supplies.counts import not_told
from tests.supplies import checks as made
from tests.tui.counters import choose, key, keying, line, read
from tests.tui.desks import fill, form, opened, put, stock
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import at_desk
from tui.screens.checks.counting import CheckScreen
from tui.screens.checks.listing import ChecksScreen
from tui.screens.preview import PreviewScreen
from tui.screens.stock.figures import FigureScreen
from tui.screens.stock.lots import LotsScreen

D = Decimal
BOOK = {"2000", "24.8", "200"}  # of the bags, the sand and the jackets at the depot; nothing else there says so


def figures(shown: str) -> set[str]:
    """The figures on a screen, without their separators."""
    return {one.replace(",", "").strip(".") for one in re.findall(r"\d[\d,.]*", shown)}


@pytest.fixture
def count(file_world):
    """A check of the eastern depot."""
    return made.opened(file_world)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_counter_sees_no_book_figure_while_keying(file_world, tmp_path, count, size, language):
    i18n.use(language)
    async with keying(file_world.as_("keeper"), tmp_path, count, size=size) as pilot:
        seen = screen_text(pilot.app)
        for keys in (["enter"], ["ctrl+t"], ["escape"], ["end"], [*"bzd"], ["escape"], ["right"] * 9, ["space"]):
            await pilot.press(*keys)
            await pilot.pause(0.1)
            seen += screen_text(pilot.app)
        await pilot.press("escape")
        await key(pilot, "1 9")
        await key(pilot, "1 8")
        seen += screen_text(pilot.app)
        assert not figures(seen) & BOOK
        assert "0 unlisted" not in seen
        assert (_hidden := i18n._("no book figures until handed in")) in seen


async def test_keying_anew_reveals_nothing_and_right_and_wrong_look_alike(file_world, tmp_path, count):
    bags = made.line_of(file_world, count, "编织袋")
    shown = []
    async with keying(file_world.as_("keeper"), tmp_path, count) as pilot:
        for amount in (1999, 2000, 2001):
            await key(pilot, f"{bags} {amount}")
            await until(pilot, lambda amount=amount: line(pilot, bags).quantity == D(amount))
            row = next(one for one in screen_text(pilot.app).splitlines() if f"{amount:,}" in one)
            shown.append(row.replace(f"{amount:,}", "N"))
            assert line(pilot, bags).book is None
    assert len(set(shown)) == 1


async def test_after_handing_in_the_book_is_shown_but_not_of_what_is_counted_again(file_world, tmp_path, count):
    bags = made.line_of(file_world, count, "编织袋")
    made.keyed(file_world, count, "keeper", wrong={bags: D(12)})
    async with keying(file_world.as_("keeper"), tmp_path, count) as pilot:
        await choose(pilot, "Hand in")
        await pilot.press("2")
        await until(pilot, lambda: line(pilot, bags).round == 2)
        await pilot.press("enter")
        shown = screen_text(pilot.app)
        assert "24.8" in figures(shown)
        assert "2000" not in figures(shown)
        assert "12" not in {one for one in figures(shown) if one == "12"} - figures(pilot.app.heading.time)


async def test_a_check_that_is_not_blind_tells_those_who_do_not_count(file_world, tmp_path):
    count = made.opened(file_world, blind=False)
    made.keyed(file_world, count, "keeper")
    async with keying(file_world, tmp_path, count, size=(120, 40)) as pilot:
        assert "24.8" in figures(screen_text(pilot.app))
        assert "not blind" in screen_text(pilot.app)


async def test_the_stock_list_card_lots_and_reckoning_say_that_it_is_being_counted(file_world, tmp_path, count):
    async with opened(file_world.as_("keeper"), tmp_path, size=(120, 40)) as pilot:
        await stock(pilot, "bzd")
        await until(pilot, lambda: "Lots" in screen_text(pilot.app))
        seen = screen_text(pilot.app)
        assert seen.count(not_told()) >= 3
        assert "○ being counted" in seen
        await put(pilot, "state")
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, FigureScreen) and pilot.app.screen.lines.count)
        shown = screen_text(pilot.app)
        assert next(one for one in shown.splitlines() if "On hand" in one).count(not_told()) == 1
        assert "5,000" in shown
        seen += shown
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, FigureScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LotsScreen) and pilot.app.screen.lines.count)
        seen += screen_text(pilot.app)
        assert f"3 lots · {not_told()}" in screen_text(pilot.app)
        await form(pilot, "space", "2")
        await pilot.pause(0.2)
        seen += screen_text(pilot.app)
        assert not figures(seen) & {"2000", "3300"}


async def test_an_issue_of_what_one_counts_is_possible_and_says_no_figure(file_world, tmp_path, count):
    async with opened(file_world.as_("keeper"), tmp_path, size=(120, 40)) as pilot:
        await stock(pilot, "bzd")
        await form(pilot, "space", "2")
        await fill(pilot, place="示例东仓库")
        await until(
            pilot, lambda: "From            示例东仓库                  being counted" in screen_text(pilot.app)
        )
        next(one for one in pilot.app.screen.asked if one.fact == "to").enter()
        assert "none in store" not in screen_text(pilot.app)
        await pilot.press(*"qxd", "enter", *"99999", "enter")
        await until(pilot, lambda: "has too little 编织袋; how much is not shown" in screen_text(pilot.app))
        assert not figures(screen_text(pilot.app)) & {"2000", "3300"}


async def test_others_see_the_figures_meanwhile(file_world, tmp_path, count):
    async with opened(file_world, tmp_path, size=(120, 40)) as pilot:
        await stock(pilot, "bzd")
        assert "3,300" in screen_text(pilot.app)
        assert not_told() not in screen_text(pilot.app)


async def test_last_checked_stands_on_the_list_and_the_card_after_posting(file_world, tmp_path, count):
    made.posted(file_world, made.handed_in(file_world, count))
    day = f"{count.opened_at:%m-%d}"
    async with opened(file_world, tmp_path, size=(160, 40)) as pilot:
        await stock(pilot, "bzd")
        await until(pilot, lambda: "Last checked" in screen_text(pilot.app))
        row = next(one for one in screen_text(pilot.app).splitlines() if "Last checked" in one)
        assert day in row or f"{pilot.app.desk.today:%m-%d}" in row


async def test_list_and_papers_of_a_check_tell_a_counter_nothing(file_world, tmp_path, count):
    made.keyed(file_world, count, "officer")
    async with at_desk(file_world.store, "keeper", tmp_path, start="checks", size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ChecksScreen) and pilot.app.screen.lines.count)
        seen = screen_text(pilot.app)
        await pilot.press("enter")
        await read(pilot)
        for label in ("Count sheet", "Result on paper"):
            await choose(pilot, label)
            await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
            await pilot.press(*["right"] * 8)
            seen += screen_text(pilot.app)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, CheckScreen))
        assert not figures(seen) & {"2000", "24.8"}

"""The program's frame: places, menus, answers."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from decimal import Decimal
from threading import Event

import pytest
from textual import events

from inventory.ground.errors import Refused
from tests.tui.fakes import HOSTILE, PLACES, Line, NotEnough, StockList, app, lines, screen_text, stands, until
from tui import places
from tui.app import XunbeiApp
from tui.screens.help import HelpScreen
from tui.screens.where import way_to
from tui.widgets.find import FindInput
from tui.widgets.lines import LineTable
from tui.widgets.menu import DIGITS, Menu
from tui.widgets.top import Heading, TopLine


@pytest.fixture
async def officer(tmp_path):
    """The program, driven by keys."""
    program = app(tmp_path, lines(200), lambda permission: "only a leader may" if permission == "leader" else "")
    async with program.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: stands(program))
        yield pilot


def test_the_first_frame_imports_no_database_and_no_reports():
    late = ("sqlalchemy", "openpyxl", "reports", "inventory.ground.text")
    code = f"import sys, tui.app; print([name for name in {late} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_whatever_is_typed_on_the_list_is_sought(officer):
    await officer.press(*"19", "down")
    await officer.pause()
    assert officer.app.screen.query_one(FindInput).value == "19"
    assert officer.app.screen.row.name == "编织袋 119"
    await officer.press("enter")
    assert isinstance(officer.app.focused, LineTable)
    await officer.press("escape")
    await officer.pause()
    assert officer.app.screen.lines.count == 200


@pytest.mark.parametrize("key", ["slash", "ideographic_comma", "fullwidth_solidus"])
async def test_an_idle_input_method_still_finds(officer, key):
    await officer.press(key)
    assert isinstance(officer.app.focused, FindInput)


@pytest.mark.parametrize("key", ["question_mark", "fullwidth_question_mark"])
async def test_a_question_mark_asks_for_the_figure_under_the_cursor(officer, key):
    await officer.press("down", "right", "right", key)
    assert StockList.explained == [("编织袋 1", "on_hand")]


@pytest.mark.parametrize("space", ["space", "ideographic_space"])
@pytest.mark.parametrize("digit", ["1", "１"])
async def test_space_and_a_digit_do_something_with_the_line(officer, space, digit):
    await officer.press("down", space)
    await until(officer, lambda: isinstance(officer.app.screen, Menu))
    await officer.press(digit)
    await until(officer, lambda: StockList.done)
    assert StockList.done == ["示例甲 issued 编织袋 1"]
    assert "● 示例甲 issued 编织袋 1" in screen_text(officer.app)


def burst(pilot, keys):
    """Keys that come faster than anything can be drawn."""
    for key in keys:
        character = {"space": " "}.get(key, key if len(key) == 1 else None)
        event = events.Key(key, character)
        event.set_sender(pilot.app)
        pilot.app.post_message(event)


async def test_a_scanned_barcode_arrives_whole(officer):
    StockList.shelf = [Line(1, "6901234567892", Decimal(1)), *lines(5)]
    burst(officer, [*"6901234567892", "enter"])
    await until(officer, lambda: isinstance(officer.app.focused, LineTable) and officer.app.screen.find.text)
    assert officer.app.screen.find.text == "6901234567892"


async def test_what_is_typed_ahead_reaches_the_menu_and_then_the_form(officer):
    burst(officer, ["down", "space", "4", *"500", "enter", "down"])
    await until(officer, lambda: isinstance(officer.app.screen, StockList) and officer.app.screen.row.number == 2)
    assert StockList.done == ["500"]


async def test_what_has_to_wait_says_so_while_the_screen_goes_on(officer, monkeypatch):
    turn, ticks = Event(), []

    def wait(_self, made):
        assert turn.wait(20)
        return made

    monkeypatch.setattr(StockList, "tell_it", wait)
    officer.app.set_interval(0.01, lambda: ticks.append(1))
    await officer.press("space")
    await until(officer, lambda: isinstance(officer.app.screen, Menu))
    await officer.press("1")
    await until(officer, lambda: "Writing…" in screen_text(officer.app))
    ticks.clear()
    await until(officer, lambda: len(ticks) > 2)
    await officer.press("down", "x")
    turn.set()
    await until(officer, lambda: "● 示例甲 issued 编织袋 0" in screen_text(officer.app))
    assert "Writing…" not in screen_text(officer.app)
    assert officer.app.screen.row.number == 0
    assert officer.app.screen.find.text == ""
    await officer.press("down")
    assert officer.app.screen.row.number == 1


async def test_what_is_refused_after_a_wait_is_told(officer, monkeypatch):
    def refuse(_self, _made):
        time.sleep(0.4)
        raise NotEnough(there=1, asked=2)

    monkeypatch.setattr(StockList, "tell_it", refuse)
    await officer.press("space")
    await until(officer, lambda: isinstance(officer.app.screen, Menu))
    await officer.press("1")
    await until(officer, lambda: "▲ Only 1 there; 2 asked." in screen_text(officer.app))


async def test_what_an_officer_may_not_do_is_dimmed_and_says_why(officer):
    await officer.press("space")
    await until(officer, lambda: isinstance(officer.app.screen, Menu))
    await officer.press("2")
    await officer.pause()
    assert isinstance(officer.app.screen, Menu)
    assert "Not now: only a leader may" in screen_text(officer.app)
    assert StockList.done == []


async def test_a_fault_is_one_sentence_and_the_program_goes_on(officer, tmp_path):
    await officer.press("space")
    await until(officer, lambda: isinstance(officer.app.screen, Menu))
    await officer.press("3")
    await until(officer, lambda: "faults.log" in screen_text(officer.app))
    assert "faults.log" in screen_text(officer.app)
    assert "ZeroDivisionError" in (tmp_path / "faults.log").read_text()
    await officer.press("down")
    assert officer.app.screen.row.number == 1


async def test_a_change_is_read_again_and_the_highlighted_line_stays(officer):
    await officer.press("down", "down")
    StockList.shelf = [Line(999, "麻袋", Decimal(1)), *lines(200)]
    officer.app.store_changed.publish(None)
    await officer.pause()
    assert officer.app.screen.row.number == 2
    assert officer.app.screen.lines.cursor == 3


async def test_places_are_reached_by_their_key_and_by_number(officer):
    await officer.press("f10")
    await officer.pause()
    assert officer.app.place == "reports"
    await officer.press("ctrl+g")
    await until(officer, lambda: isinstance(officer.app.screen, Menu))
    await officer.press("1")
    await until(officer, lambda: officer.app.place == "stock")


async def test_whatever_has_no_key_of_its_own_is_one_digit_further_and_back_leads_away(officer):
    officer.app.places = places.PLACES
    await officer.press("ctrl+g", DIGITS[sum(bool(one.key) for one in places.entrances(places.PLACES))])
    await until(officer, lambda: "Settings" in screen_text(officer.app))
    assert [one.label for one in officer.app.screen._entries][-1] == "Leave the program"
    await officer.press("escape")
    await until(officer, lambda: isinstance(officer.app.screen, StockList))


def test_each_place_and_each_way_is_a_digit_of_its_own():
    there = places.entrances(places.PLACES)
    keyed, tops = ([one for one in there if one.is_on_top == is_on_top] for is_on_top in (False, True))
    assert len(keyed) + len(["more"]) <= len(DIGITS)
    assert len(tops) + len(["sits down", "lock", "language", "leave"]) <= len(DIGITS)
    assert way_to(places.PLACES, tops[1].name) == f"Ctrl+G {DIGITS[len(keyed)]} 2"


async def test_a_house_of_a_long_name_never_touches_the_time(officer):
    top = officer.app.screen.query_one(TopLine)
    await officer.resize_terminal(80, 24)
    for cells in range(20, 60):
        top.heading = Heading("Stock", "X" * cells, time="06-24 14:32", officer="示例乙")
        await officer.pause()
        assert re.search(r"[X…] +06-24", screen_text(officer.app).splitlines()[0])


async def test_no_place_is_reached_over_a_question(officer):
    await officer.press("space")
    await until(officer, lambda: isinstance(officer.app.screen, Menu))
    await officer.press("f10", "ctrl+p")
    await officer.pause()
    assert officer.app.place == "stock"
    assert isinstance(officer.app.screen, Menu)


async def test_the_palette_knows_everything_by_name(officer):
    await officer.press("ctrl+p")
    await until(officer, lambda: "F10 Reports" in screen_text(officer.app))
    shown = screen_text(officer.app)
    assert "F10 Reports" in shown
    assert "Issue" in shown
    assert "only a leader may" in shown
    await officer.press("escape")


async def test_help_lists_the_keys_of_this_place(officer):
    await officer.press("f1")
    await officer.pause()
    assert isinstance(officer.app.screen, HelpScreen)
    assert "Actions" in screen_text(officer.app)
    await officer.press("escape")


async def test_hostile_names_are_shown_everywhere_as_signs(tmp_path):
    program = app(tmp_path, [Line(n, name, Decimal(1)) for n, name in enumerate(HOSTILE)])
    async with program.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: stands(program))
        for number in range(len(HOSTILE)):
            await until(pilot, lambda at=number: program.screen.row.number == at)
            shown = screen_text(program)
            await pilot.press("space", "1")
            await until(pilot, lambda at=number: len(StockList.done) == at + 1)
            shown += screen_text(program)
            bad = [
                sign for sign in shown if sign != "\n" and (sign < " " or "\x7f" <= sign <= "\x9f" or sign == "\u202e")
            ]
            assert not bad, number
            await pilot.press("down")


async def test_a_store_that_does_not_open_says_so(tmp_path):
    class Gone(Refused):
        message = "There is no store there."

    def opening():
        raise Gone

    program = XunbeiApp(opening, state=tmp_path, places=PLACES)
    async with program.run_test() as pilot:
        await until(pilot, lambda: "▲" in screen_text(program))
        assert "▲ There is no store there." in screen_text(program)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_card_stands_below_or_beside(tmp_path, size):
    program = app(tmp_path, lines(3))
    async with program.run_test(size=size) as pilot:
        await until(pilot, lambda: stands(program))
        card, listing = program.screen.card.region, program.screen.lines.region
        assert (card.x > listing.x) == (size[0] >= 100)
        assert card.height > 0
        assert card.right <= size[0]

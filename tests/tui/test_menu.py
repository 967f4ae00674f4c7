"""The numbered menu."""

from __future__ import annotations

import pytest

from tests.tui.fakes import app, lines, screen_text, stands, until
from tui.app import XunbeiApp
from tui.widgets.menu import Entry, Menu

PLACES = [Entry("stock", "Stock", sign="F3"), Entry("reports", "Reports", sign="F10"), Entry("far", "Far", "too far")]


@pytest.fixture
async def choose(tmp_path, monkeypatch):
    """Show a menu and give what was chosen."""
    program = app(tmp_path, lines(3))
    answers, bells = [], []
    monkeypatch.setattr(XunbeiApp, "bell", lambda _self: bells.append(1))
    async with program.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stands(program))

        async def show(entries=PLACES):
            await program.push_screen(Menu("Where to?", entries), answers.append)
            await pilot.pause()
            return pilot

        show.answers, show.bells = answers, bells
        yield show


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["2"], "reports"),
        (["２"], "reports"),
        (["down", "enter"], "reports"),
        (["tab", "enter"], "reports"),
        (["end", "up", "enter"], "reports"),
        (["down", "home", "enter"], "stock"),
        (["f10"], "reports"),
        (["escape"], None),
        (["ideographic_space"], None),
    ],
)
async def test_the_keys_that_choose(choose, keys, answer):
    pilot = await choose()
    await pilot.press(*keys)
    await until(pilot, lambda: choose.answers)
    assert choose.answers == [answer]
    assert choose.bells == []


@pytest.mark.parametrize("key", ["x", "4", "0", "slash", "left", "f5", "delete", "编"])
async def test_a_key_that_means_nothing_rings_and_says_what_may_be_pressed(choose, key):
    pilot = await choose()
    assert "Press a digit" not in screen_text(pilot.app)
    await pilot.press(key)
    await pilot.pause()
    assert choose.answers == []
    assert choose.bells == [1]
    assert "Press a digit, or ↑ ↓ and Enter; Esc goes back." in screen_text(pilot.app)
    await pilot.press("1")
    await until(pilot, lambda: choose.answers)


async def test_what_cannot_be_chosen_now_says_why(choose):
    pilot = await choose()
    await pilot.press("3")
    await pilot.pause()
    assert choose.answers == []
    assert "Not now: too far" in screen_text(pilot.app)


@pytest.mark.parametrize(("count", "digits"), [(1, "1 Choose"), (4, "1–4 Choose"), (10, "1–9 0 Choose")])
async def test_the_menu_says_its_digits_and_how_to_leave(choose, count, digits):
    pilot = await choose([Entry(str(n), f"Entry {n}") for n in range(count)])
    assert f"{digits}   Esc Back   F1 Help" in screen_text(pilot.app)


async def test_a_menu_longer_than_the_screen_scrolls_with_the_highlight(choose):
    pilot = await choose([Entry(str(n), f"Entry {n}") for n in range(40)])
    shown = screen_text(pilot.app)
    assert "Entry 0 " in shown
    assert "1–9 0 Choose" in shown
    await pilot.press("end")
    await until(pilot, lambda: "Entry 39 " in screen_text(pilot.app))
    assert "Where to?" in screen_text(pilot.app)
    await pilot.press(*["up"] * 39)
    await until(pilot, lambda: "Entry 0 " in screen_text(pilot.app))
    await pilot.press("x", "end", "enter")
    await until(pilot, lambda: choose.answers)
    assert choose.answers == ["39"]


async def test_a_click_on_a_line_of_a_scrolled_menu_chooses_what_stands_there(choose):
    pilot = await choose([Entry(str(n), f"Entry {n}") for n in range(40)])
    await pilot.press("end")
    await until(pilot, lambda: "Entry 39 " in screen_text(pilot.app))
    at = next(y for y, line in enumerate(screen_text(pilot.app).splitlines()) if "Entry 37 " in line)
    await pilot.click(offset=(40, at))
    await until(pilot, lambda: choose.answers)
    assert choose.answers == ["37"]

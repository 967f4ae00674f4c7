"""The picture: the first one of a place is whole, and its colours are those in force."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor

from tests.tui import conftest
from tests.tui.fakes import StockList, app, lines, screen_text, stands, until
from tui.app import XunbeiApp
from tui.screens.opening import OpeningScreen
from tui.theme import DARK, LIGHT


@pytest.fixture
def pictures(monkeypatch):
    """Every picture that is sent to the terminal: the screen's class and what can be read on it."""
    seen = []

    def display(program, screen, renderable):
        if renderable is not None and program._running and not program._batch_count:
            seen.append((type(screen), screen_text(program)))
        show(program, screen, renderable)

    monkeypatch.setattr(Compositor, "render_update", conftest.painted)  # as it is painted for a terminal
    show = XunbeiApp._display
    monkeypatch.setattr(XunbeiApp, "_display", display)
    return seen


@pytest.mark.parametrize("width", [80, 120])
async def test_the_first_picture_of_a_list_has_its_lines_in_their_columns(tmp_path, pictures, width):
    program = app(tmp_path, lines(3))
    async with program.run_test(size=(width, 30)) as pilot:
        await until(pilot, lambda: stands(program))
    assert pictures[0][0] is OpeningScreen
    first = next(text for screen, text in pictures if screen is StockList)
    assert "编织袋 0" in first
    assert "1,000" in first


async def test_a_place_left_in_the_dark_is_light_when_one_comes_back_to_it(tmp_path):
    program = app(tmp_path, lines(3))
    async with program.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: stands(program))
        await pilot.press("f10")
        await until(pilot, lambda: program.place == "reports" and stands(program))
        assert program.screen.styles.background.hex.lower() == DARK.background
        program.action_light()
        await until(pilot, lambda: program.screen.styles.background.hex.lower() == LIGHT.background)
        await pilot.press("f3")
        await until(pilot, lambda: program.place == "stock" and stands(program))
        await until(pilot, lambda: program.screen.styles.background.hex.lower() == LIGHT.background)
        heading = program.screen.lines.get_component_rich_style("lines--head")
        assert heading.bgcolor.triplet.hex == LIGHT.surface

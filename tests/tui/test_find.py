"""The find line over a list."""

from __future__ import annotations

import pytest

from tests.tui.fakes import app, lines, screen_text, stands, until
from tui.widgets.find import FindInput
from tui.widgets.lines import LineTable


@pytest.fixture
async def officer(tmp_path):
    """A long list, driven by keys."""
    program = app(tmp_path, lines(2000))
    async with program.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: stands(program))
        yield pilot


def listing(pilot):
    return pilot.app.screen.lines


async def sought(pilot, count):
    await until(pilot, lambda: listing(pilot).count == count)


@pytest.mark.parametrize("before", [[], ["enter"]], ids=["while typing", "from the list"])
async def test_esc_shows_everything_and_stays_on_the_line_that_was_found(officer, before):
    await officer.press(*"1573", *before, "escape")
    await sought(officer, 2000)
    assert officer.app.screen.row.number == 1573
    assert isinstance(officer.app.focused, LineTable)
    await officer.pause()
    shown = screen_text(officer.app).splitlines()
    at = next(number for number, line in enumerate(shown) if line.startswith("▸ 编织袋 1573 "))
    assert "编织袋 1572" in shown[at - 1]
    assert "编织袋 1574" in shown[at + 1]


async def test_esc_stays_on_the_line_that_was_chosen_among_several(officer):
    await officer.press(*"15", "down", "down", "escape")
    await sought(officer, 2000)
    assert officer.app.screen.row.number == 150


async def test_esc_after_finding_nothing_goes_back_to_the_line_of_before(officer):
    await officer.press("down", "down", *"zzz")
    await sought(officer, 0)
    await officer.press("escape")
    await sought(officer, 2000)
    assert officer.app.screen.row.number == 2


async def test_every_letter_goes_to_the_best_find(officer):
    await officer.press(*"15", "down", "7")
    await sought(officer, 12)
    assert listing(officer).cursor == 0


@pytest.mark.parametrize("key", ["slash", "ideographic_comma"])
async def test_a_new_search_replaces_the_old_one(officer, key):
    await officer.press(*"1573", "enter", key)
    await sought(officer, 1)
    assert officer.app.screen.query_one(FindInput).selected_text == "1573"
    await officer.press(*"42")
    await until(officer, lambda: officer.app.screen.find.text == "42")
    assert officer.app.screen.row.number == 42


async def test_the_old_search_can_be_gone_on_with(officer):
    await officer.press(*"157", "enter", "slash", "end", "3")
    await sought(officer, 1)
    assert officer.app.screen.find.text == "1573"


async def test_what_is_typed_on_the_list_begins_anew(officer):
    await officer.press(*"1573", "enter", *"42")
    await until(officer, lambda: officer.app.screen.find.text == "42")

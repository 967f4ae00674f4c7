"""F1: keys, habits, who may do what, and which store this is."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll

from inventory.ground import i18n
from inventory.ground.people import PERMISSION_NAMES, ROLE_NAMES
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import REPORTS_ALONE, at_desk
from tui.screens.help import HelpScreen
from tui.screens.reports import ReportsScreen


async def read(pilot):
    """Everything that the page says, screen by screen."""
    said = screen_text(pilot.app)
    scroll = pilot.app.screen.query_one(VerticalScroll)
    while scroll.scroll_offset.y < scroll.max_scroll_y:
        await pilot.press("pagedown")
        await pilot.pause(0.3)
        said += screen_text(pilot.app)
    return said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_help_says_keys_rights_and_store_and_scrolls(file_world, tmp_path, language, size):
    i18n.use(language)
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=size) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        said = await read(pilot)
        for name in (*ROLE_NAMES.values(), *PERMISSION_NAMES.values()):
            assert i18n._(name) in said.replace("\N{NO-BREAK SPACE}", " ")
        assert "bzd" in said
        assert pilot.app.desk.store.where[:20] in said
        assert "0.1.0" in said
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportsScreen))


async def test_who_may_issue_expired_stock_is_marked_by_number(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=(100, 60)) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        line = next(one for one in (await read(pilot)).splitlines() if "issue expired stock" in one)
        assert "·  ·  ·  4  ·  ·" in line

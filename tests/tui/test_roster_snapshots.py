"""F5 and what it is planned by as they look on the example's day, small and large, kept as text."""

from __future__ import annotations

import pytest

from inventory.ground import i18n
from tests.tui.fakes import screen_text, until
from tests.tui.rooms import arrive, board
from tests.tui.sitting import at_desk
from tests.tui.test_snapshots import _example, compare, example, settled, still
from tui.screens.patterns import LevelsScreen, PatternsScreen
from tui.widgets.notice import Notice

__all__ = ["_example", "example"]

pytestmark = pytest.mark.usefixtures("_as_painted")


@pytest.mark.parametrize(("language", "size"), [("zh", (80, 24)), ("en", (80, 24)), ("zh", (120, 40))])
async def test_a_roster_looks_as_it_was_kept_from_nothing_to_a_swap(example, tmp_path, language, size):
    i18n.use(language)
    async with at_desk(example, "leader", tmp_path / "state", start="roster", size=size) as pilot:

        def hush():
            for one in pilot.app.screen_stack:  # what reminds comes when it will
                for said in one.query(Notice):
                    said.hush()

        async def keep(what):
            await settled(pilot, f"{what}-{language}-{size[0]}", hush)
            compare(f"{what}-{language}-{size[0]}", screen_text(pilot.app))

        await arrive(pilot)
        await keep("roster-none")
        await pilot.press("insert", "enter")
        await until(pilot, lambda: board(pilot).lines.count == 30)
        await keep("roster-draft")
        await pilot.press("right", "right", "space")
        await keep("roster-acts")
        await pilot.press("escape", "enter")
        await keep("roster-assign")
        await pilot.press("escape")
        screen = board(pilot)
        await pilot.press("space", "2", "1")
        await until(pilot, lambda: screen.sheet.gaps == 0)
        await pilot.press("space", "5", "2")
        await until(pilot, lambda: screen.sheet.is_published)
        await pilot.press("down", "enter")
        await keep("roster-changes")
        await pilot.press("1")
        await keep("roster-swap")
        await pilot.press("escape")
        await still(pilot)
        pilot.app.action_go("patterns")
        await until(pilot, lambda: isinstance(pilot.app.screen, PatternsScreen))
        await pilot.press("down", "down", "down")
        await keep("patterns")
        pilot.app.action_go("levels")
        await until(pilot, lambda: isinstance(pilot.app.screen, LevelsScreen))
        await keep("levels")

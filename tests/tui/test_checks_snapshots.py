"""The checks as they look on the example's day, small and large, in both languages, kept as text."""

from __future__ import annotations

import pytest

from inventory.ground import i18n
from tests.tui.counters import read
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import at_desk
from tests.tui.test_snapshots import _example, compare, example, settled
from tui.screens.checks.listing import ChecksScreen

__all__ = ["_example", "example"]

pytestmark = pytest.mark.usefixtures("_as_painted")

AMOUNTS = ("5000", "4.65万", "2000", "240", "500", "1828")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_check_looks_as_it_was_kept_from_the_form_to_what_it_came_to(example, tmp_path, language, size):
    i18n.use(language)
    name = f"-{language}-{size[0]}"

    async with at_desk(example, "duty", tmp_path / "state", start="checks", size=size) as pilot:

        async def keep(what):
            await settled(pilot, f"{what}{name}")
            compare(f"{what}{name}", screen_text(pilot.app))

        await until(pilot, lambda: isinstance(pilot.app.screen, ChecksScreen))
        await keep("checks-none")
        await pilot.press("insert")
        await keep("checks-open")
        await pilot.press("4", "enter", "enter")
        await read(pilot)
        for amount in AMOUNTS:
            await pilot.press(*("full_stop" if one == "." else one for one in amount), "enter")
        await keep("check-keying")
        await pilot.press("space")
        await keep("check-acts")
        await pilot.press("escape", "2", "enter", "1", "enter")
        await until(pilot, lambda: not any(one.is_waiting for one in pilot.app.screen.every))
        await pilot.press("space", "6", "2")
        await until(pilot, lambda: any(one.round > 1 for one in pilot.app.screen.every))
        await keep("check-again")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChecksScreen))
        await keep("checks-list")

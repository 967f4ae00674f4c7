"""Each screen as it looks at 80x24 on the example's day, kept as text: what changed is read in the difference.

`XUNBEI_REDRAW=1 pytest tests/tui/test_snapshots.py` draws them anew; then look at what changed before it is kept.
"""

from __future__ import annotations

import os
import shutil
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from inventory.ground import i18n
from inventory.upkeep import seeding
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import EXAMPLE_DAY, at_desk, stopped
from tui.app import XunbeiApp
from tui.commands.doors import WaysIn
from tui.commands.sitting import sit
from tui.commands.words import Asked
from tui.places import PLACES, entrances
from tui.screens.base import ListScreen
from tui.screens.first import FirstScreen
from tui.widgets.menu import DIGITS

KEPT = Path(__file__).parent / "snapshots"
pytestmark = pytest.mark.usefixtures("_as_painted")

REDRAW = bool(os.environ.get("XUNBEI_REDRAW"))

# What has no key of its own stands on the second page of the menu of places.
MORE = ["ctrl+g", DIGITS[sum(bool(one.key) for one in entrances(PLACES))]]

# The screen's name: the language, who sits there, where they begin, the keys that lead to it.
SCREENS = {
    "stock": ("zh", "duty", "stock", ["down"]),
    "stock-found": ("en", "duty", "stock", [*"bzd", "enter"]),
    "stock-acts": ("zh", "duty", "stock", ["space"]),
    "reports": ("en", "duty", "reports", ["down"]),
    "reports-asked": ("zh", "duty", "reports", [*["down"] * 6, "enter"]),
    "reports-preview": ("zh", "duty", "reports", ["enter", "ctrl+s"]),
    "places": ("en", "duty", "reports", [*MORE, "1"]),
    "places-add": ("zh", "duty", "reports", [*MORE, "1", "insert", "2"]),
    "people": ("zh", "admin", "reports", [*MORE, "2", "down"]),
    "people-role": ("en", "admin", "reports", [*MORE, "2", "space", "2"]),
    "organisations": ("en", "admin", "reports", [*MORE, "3"]),
    "settings": ("zh", "admin", "reports", [*MORE, "6"]),
    "settings-refused": ("en", "duty", "reports", [*MORE, "6", "enter"]),
    "where-to": ("zh", "duty", "reports", ["ctrl+g"]),
    "where-to-more": ("zh", "duty", "reports", MORE),
    "who-sits": ("en", "duty", "reports", [*MORE, "7"]),
    "help": ("zh", "duty", "reports", ["f1"]),
}


@pytest.fixture(scope="module")
def _example(tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "example.xb"
    with stopped(EXAMPLE_DAY):
        seeding.make(str(path), seeding.ARTICLE)
    return path


@pytest.fixture
def example(_example, tmp_path):
    """The example on its own day, a copy of the test's own."""
    shutil.copy2(_example, tmp_path / "example.xb")
    with stopped(EXAMPLE_DAY):
        yield tmp_path / "example.xb"


async def still(pilot):
    """Wait until nothing moves any more."""
    last, same = "", 0
    for _ in range(300):
        await pilot.pause(0.05)
        now = screen_text(pilot.app)
        last, same = now, same + 1 if now == last else 0
        if same > 5:
            return
    raise AssertionError(last)


def compare(name, shown):
    """What is shown is what was kept."""
    file = KEPT / f"{name}.txt"
    if REDRAW:
        KEPT.mkdir(exist_ok=True)
        file.write_text(_lines(shown), encoding="utf-8")
    assert _lines(shown) == file.read_text(encoding="utf-8")


def _lines(shown):
    return "\n".join(line.rstrip() for line in shown.splitlines()) + "\n"


async def settled(pilot, name, first=lambda: None):
    """Wait until the screen looks as it was kept, doing something first; where it never does, until nothing moves."""
    file = KEPT / f"{name}.txt"
    kept = "" if REDRAW or not file.exists() else file.read_text(encoding="utf-8")
    for _ in range(25 if kept else 0):
        first()
        await pilot.pause()
        if _lines(screen_text(pilot.app)) == kept:
            return
        await pilot.pause(0.02)
    for _ in range(40 if REDRAW else 0):  # what is kept from now on must have come to rest, however long that takes
        await pilot.pause(0.05)
    await still(pilot)
    first()
    await pilot.pause()


@pytest.mark.parametrize("name", list(SCREENS))
async def test_the_screen_looks_as_it_was_kept(example, tmp_path, name):
    language, login, start, keys = SCREENS[name]
    i18n.use(language)
    async with at_desk(example, login, tmp_path / "state", start=start, size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ListScreen) and pilot.app.screen.lines.count)
        for key in keys:
            await pilot.press(key)
        await settled(pilot, f"{name}-{language}")
        compare(f"{name}-{language}", screen_text(pilot.app))


@asynccontextmanager
async def nowhere(folder):
    """The program where there is no store."""
    wish = Asked(options={"store": "none.xb"})
    program = XunbeiApp(partial(sit, wish), state=folder, doors=partial(WaysIn, wish))
    async with program.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(program.screen, FirstScreen))
        yield pilot


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_first_start_looks_as_it_was_kept(tmp_path, monkeypatch, language):
    monkeypatch.chdir(tmp_path)
    i18n.use(language)
    async with nowhere(tmp_path) as pilot:
        await settled(pilot, f"first-{language}")
        compare(f"first-{language}", screen_text(pilot.app))

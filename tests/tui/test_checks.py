"""Stock checks on the screen: opened, keyed blind, handed in, explained, approved, posted; keys in, rows out."""

from __future__ import annotations

from contextlib import asynccontextmanager
from decimal import Decimal

from inventory.supplies.counts import Count
from tests.supplies import checks as made
from tests.tui.desks import last, type_in
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import at_desk
from tui.screens.checks.counting import CheckScreen
from tui.screens.checks.listing import ChecksScreen

D = Decimal


@asynccontextmanager
async def checks(world, tmp_path, *, size=(100, 30)):
    """The list of checks, in front of a world's officer."""
    async with at_desk(world.store, world.by, tmp_path / "state", start="checks", size=size) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ChecksScreen) and pilot.app.screen.query("Card"))
        yield pilot


@asynccontextmanager
async def keying(world, tmp_path, count, *, size=(100, 30)):
    """The keying of a check, once its lines are there."""
    async with checks(world, tmp_path, size=size) as pilot:
        pilot.app.push_screen(CheckScreen(count.id))
        await until(pilot, lambda: isinstance(pilot.app.screen, CheckScreen) and pilot.app.screen.about)
        await until(pilot, lambda: pilot.app.screen.lines.count)
        yield pilot


async def test_first(file_world, tmp_path):
    count = made.opened(file_world)
    async with keying(file_world.as_("keeper"), tmp_path, count, size=(80, 24)) as pilot:
        print(screen_text(pilot.app))
        await type_in(pilot, "bzd")
        await pilot.pause(0.2)
        print(screen_text(pilot.app))
        await type_in(pilot, "enter", "2000")
        await pilot.pause(0.2)
        print(screen_text(pilot.app))
        await type_in(pilot, "enter")
        await pilot.pause(0.3)
        print(screen_text(pilot.app))
        await type_in(pilot, "space")
        await pilot.pause(0.3)
        print(screen_text(pilot.app))
        assert 0

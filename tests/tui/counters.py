"""Stock checks at a real desk: the list, and the keying of one check."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from inventory.supplies.counts import Count
from tests.tui.desks import type_in
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import at_desk
from tests.world import World
from tui.screens.checks.counting import CheckScreen
from tui.screens.checks.listing import ChecksScreen
from tui.widgets.menu import Menu


@asynccontextmanager
async def checks(world: World, folder: Path, *, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Any]:
    """The list of checks, in front of a world's officer."""
    async with at_desk(world.store, world.by, folder / "state", start="checks", size=size) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, ChecksScreen) and pilot.app.screen.query("Card"))
        yield pilot


@asynccontextmanager
async def keying(world: World, folder: Path, count: Count, *, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Any]:
    """The keying of a check, once its lines are there."""
    async with checks(world, folder, size=size) as pilot:
        await sit_at(pilot, count)
        yield pilot


async def sit_at(pilot: Any, count: Count) -> None:
    """Go to a check of the list."""
    pilot.app.push_screen(CheckScreen(count.id))
    await read(pilot)


async def read(pilot: Any) -> None:
    """Wait until a check's lines are there."""
    await until(pilot, lambda: isinstance(pilot.app.screen, CheckScreen) and pilot.app.screen.about)
    await until(pilot, lambda: pilot.app.screen.lines.count)


async def key(pilot: Any, *entries: str) -> None:
    """Type entries, each with its Enter, as fast as they are taken."""
    for entry in entries:
        await type_in(pilot, entry, "enter")
    await until(pilot, lambda: not pilot.app.screen.entry.text)


async def choose(pilot: Any, label: str) -> None:
    """The menu's entry of this name, on its first or second page."""
    await pilot.press("space")
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
    if label not in screen_text(pilot.app):
        await pilot.press(str(len(pilot.app.screen._entries)))
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu) and label in screen_text(pilot.app))
    entries = pilot.app.screen._entries
    await pilot.press(str(1 + next(at for at, one in enumerate(entries) if one.label == label)))
    await pilot.pause()


def line(pilot: Any, number: int) -> Any:
    """A line of the check as the screen holds it."""
    return pilot.app.screen.line(number)

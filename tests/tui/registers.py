"""Registers in front of an officer: wait for one, stand on a line, choose from its menu, fill a form."""

from __future__ import annotations

from typing import Any

from tests.tui.desks import done, fill, form
from tests.tui.fakes import until
from tests.tui.sitting import REPORTS_ALONE
from tui.places import PLACES
from tui.widgets.menu import Menu


def here(group: str) -> tuple[Any, ...]:
    """The registers of a group, and the reports."""
    return (*(place for place in PLACES if place.group == group), *REPORTS_ALONE)


async def arrived(pilot: Any, kind: type[Any]) -> Any:
    """Wait for a screen and its lines."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted)
    await pilot.pause()
    return pilot.app.screen


async def stand(pilot: Any, name: str) -> None:
    """Highlight the line that is called so."""
    screen = pilot.app.screen
    screen.lines.cursor = next(at for at, row in enumerate(screen._rows) if screen.named(row) == name)
    await pilot.pause()


async def choose(pilot: Any, label: str, *keys: str) -> None:
    """Choose an entry of the menu by its label."""
    await pilot.press(*(keys or ("space",)))
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
    at = next(at for at, one in enumerate(pilot.app.screen._entries) if one.label == label)
    await pilot.press(*["down"] * at, "enter")


async def sent(pilot: Any, **texts: str) -> str:
    """Fill the form in front and send it; what is said afterwards."""
    await form(pilot)
    await fill(pilot, **texts)
    await pilot.press("ctrl+s")
    said = await done(pilot)
    await pilot.pause()
    return said


async def sure(pilot: Any, *keys: str) -> None:
    """Press what asks once more, and mean it."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
    await pilot.press("2")

"""No command: the terminal. Textual is imported here; the store only in the terminal's own thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from tui.app import XunbeiApp
from tui.commands import load
from tui.commands.where import has_terminal, state_folder
from tui.commands.words import Asked

if TYPE_CHECKING:
    from tui.desk import Desk, Doors


class NoTerminal(Refused):
    """Nothing to draw on."""

    message = N_("There is no terminal here to open the program in; `xunbei --help` lists what works without one.")


def run(asked: Asked) -> int:
    """Open the terminal on the store that was asked for."""
    if not has_terminal():
        raise NoTerminal
    return show(partial(_sit, asked), asked)


def show(opening: Callable[[], Desk], asked: Asked) -> int:
    """Open the terminal; `opening` opens the store after the first frame, what was asked says where else to look."""
    app = XunbeiApp(opening, state=state_folder(), doors=partial(_doors, asked))
    app.run()
    return app.return_code or 0


def _sit(asked: Asked) -> Desk:
    return cast("Desk", load("tui.commands.sitting:sit")(asked))


def _doors(asked: Asked) -> Doors:
    return cast("Doors", load("tui.commands.doors:WaysIn")(asked))

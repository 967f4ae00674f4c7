"""demo: the terminal on an example, the article's district or another; its store is made when it is first asked for."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from inventory.ground.i18n import _
from inventory.ground.text import visible
from tui.commands import load
from tui.commands.where import address, example, has_terminal
from tui.commands.words import Asked

if TYPE_CHECKING:
    from tui.desk import Desk


def run(asked: Asked) -> int:
    """Open the example; where there is no terminal, say how it stands."""
    asked.options["store"] = where = address(asked, example(asked))
    if "://" not in where and ("fresh" in asked or not Path(where).expanduser().exists()):
        print(_("Making the example at {where} …").format(where=visible(where)), file=sys.stderr, flush=True)
    if has_terminal():
        show = load("tui.commands.terminal:show")
        return cast("int", show(partial(_sit, asked), asked))
    load("tui.commands.example:see_to_it")(asked)
    return cast("int", load("tui.commands.example:tell")(asked))


def _sit(asked: Asked) -> Desk:
    """In the terminal's own thread: the first frame is there before the store is made or opened."""
    load("tui.commands.example:see_to_it")(asked)
    return cast("Desk", load("tui.commands.sitting:sit")(asked))

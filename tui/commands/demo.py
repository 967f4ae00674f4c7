"""demo: the terminal on the article's district, whose store is made when it is first asked for."""

from __future__ import annotations

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from tui.commands.where import EXAMPLE, address, has_terminal
from tui.commands.words import Asked


class NotTheExample(Refused):
    """Real books are no place to try things."""

    message = N_("{where} holds other books than the example: leave --store and XUNBEI_STORE away.")


class OnlyItsOwn(Refused):
    """`--fresh` never touches a store that was named."""

    message = N_("--fresh makes the example's own store anew; {where} is not it.")


def run(asked: Asked) -> int:
    """Open the example; where there is no terminal, say how it stands."""
    where = address(asked, EXAMPLE)
    asked.options["store"] = where
    _see_that_it_is_there(where, fresh="fresh" in asked)
    if has_terminal():
        from tui.commands import terminal  # noqa: PLC0415 - a pipe needs no Textual

        return terminal.run(asked)
    return _say(asked)

"""init: a store begins."""

from __future__ import annotations

from inventory.ground.i18n import _
from inventory.ground.text import visible
from inventory.upkeep import seeding
from tui.commands import load
from tui.commands.status import print_status
from tui.commands.where import address
from tui.commands.words import Asked, Wrong


class WhoseStore(Wrong):
    """An empty store is somebody's."""

    message = seeding.NameNeeded.message


def run(asked: Asked) -> int:
    """Make a store where none is."""
    headquarters = asked.get("headquarters")
    seed = asked.get("seed") or (seeding.NONE if headquarters else seeding.ARTICLE)
    if seed == seeding.NONE and not headquarters:
        raise WhoseStore(field="headquarters")
    where = address(asked)
    first = asked.options.pop("as", seeding.FIRST_LOGIN)
    if "://" in where:
        load("tui.commands.server:begin")(where, seed, headquarters, first)
    else:
        seeding.make(where, seed, headquarters=headquarters, login=first)
    print(_("The store was made at {where}.").format(where=visible(where)))
    print_status(asked)
    return 0

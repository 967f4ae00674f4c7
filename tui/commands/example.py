"""The example's store: made when it isn't there, made anew when that was asked for, told where there is no terminal."""

from __future__ import annotations

from contextlib import suppress

from inventory.ground.errors import Refused
from inventory.ground.exercises import exercise
from inventory.ground.i18n import N_, _
from inventory.ground.store import Store
from inventory.ground.storefile import StoreMissing, StoreThere
from inventory.upkeep import seeding
from tui.commands.report import print_report
from tui.commands.status import print_status
from tui.commands.where import example, own_file
from tui.commands.words import Asked


class NotTheExample(Refused):
    """Real books are no place to try things, and are never made anew."""

    message = N_("{where} holds other books than the example: leave --store and XUNBEI_STORE away.")


def see_to_it(asked: Asked) -> None:
    """See that the example is there; NotTheExample where something else is."""
    where = asked.options["store"]
    fresh, seed = "fresh" in asked, asked.get("seed") or seeding.ARTICLE
    if not (fresh and where == own_file(example(asked))):
        try:
            _look(where, seed, fresh=fresh)
        except StoreMissing:
            fresh = False
        else:
            if not fresh:
                return
    with suppress(StoreThere):  # somebody else was making it at the same time
        seeding.make(where, seed, replace=fresh)


def _look(where: str, seed: str, *, fresh: bool) -> None:
    store = Store.open(where)
    try:
        with store.read() as session:
            if seeding.example_officer(session, seed) is None or (fresh and exercise(session)):
                raise NotTheExample(where=store.where)
    finally:
        store.close()


def tell(asked: Asked) -> int:
    """Status and stock, for a pipe or a log."""
    asked.options.pop("json", None)
    print_status(asked)
    print()
    print_report(asked, "stock")
    print()
    print(_("There is no terminal here, so this is all; in a terminal `xunbei demo` opens the program."))
    return 0

"""What must be there before something can be done: a depot, somebody to lend to, stock; and what to do about it."""

from __future__ import annotations

from decimal import Decimal

from inventory.ground.i18n import _
from inventory.supplies import places
from inventory.supplies.places import HOLDERS, STORES, PlaceKind
from reports.table import pair
from tui.app import XunbeiApp
from tui.screens.where import way_to

FROM_STORE = {"issue", "lend", "transfer"}
FROM_ANYWHERE = {"write_off", "reclassify", "record_test"}


def kinds(app: XunbeiApp) -> dict[PlaceKind, int]:
    """How many places of each kind the officer sees."""
    if app.desk is None:
        return {}
    with app.desk.store.read() as session:
        return places.counted(session, app.desk.officer(session))


def why_no_depot(app: XunbeiApp, wanted: int) -> str:
    """Why there is nowhere to put anything, and what to do; empty where there are depots enough."""
    found = kinds(app)
    stores = sum(number for kind, number in found.items() if kind in STORES)
    if stores >= wanted:
        return ""
    if stores:
        said = _("There is only one depot: {keys} (Places), then Insert enters another.")
    else:
        said = _("There is no depot yet: {keys} (Places), then Insert enters one.")
    return said.format(keys=way_to(app.places, "places"))


def why_no_holder(app: XunbeiApp) -> str:
    """Why there is nobody to lend to; empty where there is."""
    if any(kind in HOLDERS for kind in kinds(app)):
        return ""
    said = _("There is no team, shelter or works site yet: {keys} (Places), then Insert enters one.")
    return said.format(keys=way_to(app.places, "places"))


def why_none(action: str, held: tuple[Decimal, Decimal] | None) -> str:
    """Why there is nothing to do it with; empty where there is, or where the screen doesn't say how much there is."""
    if held is None:
        return ""
    stored, out = held
    if action in FROM_STORE and not stored:
        return _("There is none in store: receive some first.")
    if action == "take_back" and not out:
        return _("None of it is out.")
    if action in FROM_ANYWHERE and not stored and not out:
        return _("There is none of it: receive some first.")
    return ""


def first_steps(app: XunbeiApp, why_not: str) -> str:
    """What to do in an empty store, in which order; what is done already says so, and who may not is told."""
    if why_not:
        return _("The catalogue is empty.") + "\n\n" + why_not
    has_depot = any(kind in STORES for kind in kinds(app))
    depot = _("there is one") if has_depot else _(", ").join((way_to(app.places, "places"), "Insert"))
    steps = [
        (has_depot, _("A depot, where stock lies"), depot),
        (False, _("An item, which is what is counted"), _("Insert here")),
        (False, _("What there is of it"), _("Space 1 here receives it")),
    ]
    lines = [f"{'●' if is_done else '○'} {at}  {pair(what, how)}" for at, (is_done, what, how) in enumerate(steps, 1)]
    return "\n".join([_("The store is empty. Three steps begin it:"), "", *lines])

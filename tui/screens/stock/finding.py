"""Finding an item of the catalogue, from wherever one is asked for."""

from __future__ import annotations

from inventory.ground.search import Finder
from inventory.supplies import catalog
from tui.desk import Desk


def catalogue(desk: Desk | None) -> Finder:
    """The finder over the catalogue as it is now; one that finds nothing where there is no desk yet."""
    if desk is None:
        return Finder([])
    with desk.store.read() as session:
        return Finder(catalog.keys(session))

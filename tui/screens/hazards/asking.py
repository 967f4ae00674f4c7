"""What the forms of hazards and rounds share: where something is, on which day, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import _
from inventory.ground.people import Organisation
from inventory.ground.schema import Base
from inventory.resources.hazards import Hazard
from inventory.resources.inspections import InspectionVisit
from inventory.resources.rivers import River, RiverLine
from inventory.supplies.places import KIND_NAMES, Place, PlaceLine
from tui.desk import Desk
from tui.screens.keeping import row_of
from tui.screens.register import Answers, owner, words
from tui.widgets.fields import About, Day, Field
from tui.widgets.pick import Option, Pick, among

ROWS: Mapping[str, type[Base]] = {
    "organisation": Organisation,
    "place": Place,
    "river": River,
    "visit": InspectionVisit,
    "recurs": Hazard,
}


def rows(given: Answers) -> Answers:
    """What was answered, without what was left empty; an id becomes what finds its row."""
    known = {name: fact for name, fact in given.items() if fact not in (None, "") and name != "made"}
    return {name: row_of(ROWS[name], fact) if name in ROWS else fact for name, fact in known.items()}


def day(desk: Desk, name: str, label: str, **about: Unpack[About]) -> Day:
    """A day that may be left empty, which mostly means today."""
    about.setdefault("required", False)
    return Day(name, label, today=desk.today, **about)


def where(places: Sequence[PlaceLine], rivers: Sequence[RiverLine], known: Mapping[str, Any], hint: str) -> list[Field]:
    """Where it is: at a place, on a river, and the spot in words; one of them is needed."""
    at = [place_option(one) for one in places]
    along = [Option(one.river_id, one.name, one.kind) for one in rivers]
    return [
        Pick(
            "place",
            _("Place"),
            among(at, [one.key for one in places]),
            default=_chosen(at, known.get("place")),
            required=False,
            hint=hint,
        ),
        Pick(
            "river",
            _("River"),
            among(along, [one.key for one in rivers]),
            default=_chosen(along, known.get("river")),
            required=False,
            when=lambda _known: bool(along),
        ),
        words("spot", _("Spot"), known, longest=200, hint=_("in words, where the place doesn't say enough")),
    ]


def place_option(line: PlaceLine) -> Option:
    """A place to choose, with its kind."""
    return Option(line.place_id, line.name, f"{_(KIND_NAMES[line.kind])} {line.code}")


def _chosen(options: Sequence[Option], value: object) -> Option | None:
    return next((one for one in options if one.value == value), None)


def whose(houses: Sequence[OrganisationLine]) -> list[Field]:
    """Whose it is, where there is a choice."""
    return [owner(houses)] if len(houses) > 1 else []


def owned(houses: Sequence[OrganisationLine], given: Answers) -> Answers:
    """What was answered, with whose it is where nobody was asked."""
    return given if given.get("organisation") else {**given, "organisation": houses[0].organisation_id}

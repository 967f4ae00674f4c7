"""Questions about a round of inspection: when it is, which places it visits, what was found there, that it is over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, cast

from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.i18n import _, ngettext
from inventory.ground.search import key
from inventory.resources import inspections, rivers, visiting
from inventory.resources.inspections import SEASON_NAMES, Inspection, InspectionStepKind, InspectionVisit, VisitLine
from inventory.resources.rivers import River
from inventory.supplies import places
from inventory.supplies.places import KIND_NAMES, Place, PlaceKind
from reports.table import figure
from tui.desk import Desk
from tui.screens.hazards import telling
from tui.screens.hazards.asking import day, owned, place_option, rows, whose
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, words
from tui.widgets.answers import Choice
from tui.widgets.basket import Lines
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.pick import Find, Option, Pick, among

Target = tuple[str, int]
PLACE, RIVER = "place", "river"
KINDS = (PlaceKind.SHELTER, PlaceKind.DEPOT, PlaceKind.TEAM, PlaceKind.WORKS)
BETWEEN = re.compile(r"[;；\n]")


def open_round(desk: Desk, once: Once) -> Form:
    """Which season, what it is called, from when until when."""
    with desk.store.read() as session:
        houses = accounts.organisations(session, desk.officer(session))
        dates = inspections.season_dates(session)

    def send(given: Answers) -> None:
        once.send(inspections.open_inspection, telling.opened, given, **rows(owned(houses, given)))

    return Form(
        _("Open a round of inspection"),
        Choice(
            "season",
            _("Season"),
            [(one, _(name)) for one, name in SEASON_NAMES.items()],
            default=inspections.season_of(desk.today, dates),
        ),
        Text("name", _("Name")),
        day(desk, "begins_on", _("Begins on"), hint=_("blank: today")),
        day(desk, "ends_on", _("Last day"), hint=_("blank: not known yet")),
        words("basis", _("Basis"), {}, hint=_("what it rests on")),
        words("note", _("Note"), {}),
        *whose(houses),
        submit=send,
        verb=_("open it"),
        draft="add_round",
        sender=once,
    )


# Its places ------------------------------------------------------------------------------------------------------


def plan(desk: Desk, once: Once, inspection_id: int) -> Form:
    """Which places and rivers it visits, one under the other, and spots in words; a whole kind may be named at once."""
    cells = [Pick("one", _("Place or river"), _targets(desk, inspection_id), width=34)]

    def send(given: Answers) -> None:
        named = list(
            dict.fromkeys(one for many in cast("list[Sequence[Target]]", given["targets"] or []) for one in many)
        )
        once.send(
            visiting.plan_visits,
            telling.planned,
            inspection=row_of(Inspection, inspection_id),
            places=partial(_rows, Place, [number for what, number in named if what == PLACE]),
            rivers=partial(_rows, River, [number for what, number in named if what == RIVER]),
            spots=[one for text in BETWEEN.split(str(given["spots"] or "")) if (one := text.strip())],
            **{name: given[name] for name in ("planned_on", "note") if given[name]},
        )

    return Form(
        _("The places that it visits"),
        Lines(
            "targets",
            _("Places"),
            cells,
            build=lambda known: known["one"],
            required=False,
            hint=_("Enter adds one, an empty line goes on"),
        ),
        words("spots", _("Spots"), {}, longest=1000, hint=_("in words, several with ; between them")),
        day(desk, "planned_on", _("Planned on"), hint=_("blank: on no day in particular")),
        words("note", _("Note"), {}),
        submit=send,
        verb=_("put them on it"),
        sender=once,
    )  # fmt: skip


def _targets(desk: Desk, inspection_id: int) -> Find:
    """The places and rivers that are not on the round yet; before them, whole kinds of them."""
    with desk.store.read() as session:
        officer = desk.officer(session)
        inspection = session.get_one(Inspection, inspection_id)
        listed = [
            one
            for one in inspections.visits(session, officer, inspection)
            if one.state is not InspectionStepKind.LEFT_OUT
        ]
        on_it = {(PLACE, one.place_id) for one in listed} | {(RIVER, one.river_id) for one in listed}
        sites = [one for one in places.places(session, officer) if (PLACE, one.place_id) not in on_it]
        waters = [one for one in rivers.rivers(session, officer) if (RIVER, one.river_id) not in on_it]
    whole = [
        *((_(KIND_NAMES[kind]), [(PLACE, one.place_id) for one in sites if one.kind is kind]) for kind in KINDS),
        (_("river"), [(RIVER, one.river_id) for one in waters]),
    ]
    kinds = [_all(name, targets) for name, targets in whole if len(targets) > 1]
    river = _("river")
    options = [
        *kinds,
        *(Option(((PLACE, one.place_id),), one.name, place_option(one).detail) for one in sites),
        *(Option(((RIVER, one.river_id),), one.name, f"{river} {one.code}") for one in waters),
    ]
    return among(
        options, [*(key(one.label) for one in kinds), *(one.key for one in sites), *(one.key for one in waters)]
    )


def _all(kind: str, targets: Sequence[Target]) -> Option:
    said = ngettext("{kind}: the one", "{kind}: all {n}", len(targets)).format(kind=kind, n=figure(len(targets)))
    return Option(tuple(targets), said)


def _rows(model: type[Any], numbers: Iterable[int], session: Session) -> list[Any]:
    return [session.get_one(model, one) for one in numbers]


# A visit ---------------------------------------------------------------------------------------------------------


def _about(
    once: Once, visit: VisitLine, service: Callable[..., Any], said: Callable[[Any], str]
) -> Callable[..., None]:
    def send(given: Answers) -> None:
        once.send(service, said, visit=row_of(InspectionVisit, visit.visit_id), **rows(given))

    return send


def record(desk: Desk, once: Once, visit: VisitLine) -> Form:
    """Who was there when, and what they found in words."""
    return Form(
        _("Visited: {place}").format(place=visit.where),
        Text("who", _("Visited by"), longest=200, default=desk.officer_name),
        words("finding", _("Finding"), {}, longest=1000, width=40, hint=_("what is wrong is a hazard: next")),
        day(desk, "visited_on", _("Visited on"), hint=_("blank: today")),
        submit=_about(once, visit, visiting.record_visit, telling.visited),
        verb=_("record it"),
        intro=visit.code,
        draft=f"visit.{visit.code}",
        sender=once,
    )


def leave_out(once: Once, visit: VisitLine) -> Form:
    """Why nobody goes there."""
    return Form(
        _("Leave out: {place}").format(place=visit.where),
        Text("reason", _("Reason"), longest=1000, width=50),
        submit=_about(once, visit, visiting.leave_out, telling.left_out),
        verb=_("leave it out"),
        intro=visit.code,
        sender=once,
    )


def end(desk: Desk, once: Once, inspection_id: int, number: str, waiting: int) -> Form:
    """That it is over; where places are left that nobody has visited, why."""

    def send(given: Answers) -> None:
        once.send(visiting.end_inspection, telling.ended, inspection=row_of(Inspection, inspection_id), **rows(given))

    left = ngettext("{n} place was not visited", "{n} places were not visited", waiting).format(n=figure(waiting))
    return Form(
        _("End the round {number}").format(number=number),
        words("note", _("Note"), {}, longest=1000, width=50, hint=_("say why not") if waiting else ""),
        day(desk, "ended_on", _("Ended on"), hint=_("blank: today")),
        submit=send,
        verb=_("end it"),
        intro=f"▲ {left}" if waiting else "",
        sender=once,
    )

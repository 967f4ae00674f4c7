"""Questions about a hazard: what was found, whose it is, that it was put right, what the check says, more time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inventory.ground import accounts
from inventory.ground.accounts import OrganisationLine
from inventory.ground.i18n import _
from inventory.resources import hazards, inspections, rectifying
from inventory.resources import rivers as waters
from inventory.resources.hazardlines import HazardLine
from inventory.resources.hazards import Hazard
from inventory.resources.inspections import VisitLine
from inventory.resources.rivers import RiverLine
from inventory.supplies import places as register
from inventory.supplies.places import PlaceLine
from tui.desk import Desk
from tui.screens.hazards import telling
from tui.screens.hazards.asking import day, owned, rows, where, whose
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once, count, words
from tui.widgets.answers import Choice
from tui.widgets.fields import Day, Facts, Field, Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

PASSED, BACK = "passed", "back"


@dataclass(frozen=True)
class Choices:
    """What a hazard may be entered of: whose, where, on which visit."""

    houses: Sequence[OrganisationLine]
    places: Sequence[PlaceLine]
    rivers: Sequence[RiverLine]
    visits: Sequence[VisitLine] = ()


@dataclass(frozen=True)
class Found:
    """What is known of a hazard before it is entered: on which visit it was found, or which one came back."""

    title: str
    intro: str = ""
    known: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


def choices(desk: Desk) -> Choices:
    """What there is to choose among."""
    with desk.store.read() as session:
        officer = desk.officer(session)
        running = {one.number for one in inspections.inspections(session, officer) if one.ended_on is None}
        return Choices(
            accounts.organisations(session, officer),
            register.places(session, officer),
            waters.rivers(session, officer),
            [one for one in inspections.visits(session, officer) if one.inspection in running],
        )


def enter(desk: Desk, once: Once, found: Found | None = None) -> Form:
    """What was found, where, by whom; on a visit it is where the visit was, and what came back is where it was."""
    found = found or Found(_("Enter a hazard"))
    of, known = choices(desk), found.known
    is_placed = "visit" in found.about

    def send(given: Answers) -> None:
        facts = rows({**owned(of.houses, given), **found.about})
        once.send(hazards.enter_hazard, telling.entered, given, **facts)

    def is_many(answers: Facts) -> bool:
        return isinstance(pieces := answers.get("pieces"), int) and pieces > 1

    return Form(
        found.title,
        Text("what", _("What is wrong"), longest=1000, width=50, default=known.get("what", "")),
        *([_visit(of.visits)] if of.visits and not found.about else []),
        *where(of.places, of.rivers, known, _("blank: where the visit was") if is_placed else ""),
        Text("found_by", _("Found by"), longest=200, default=desk.officer_name),
        day(desk, "found_on", _("Found on"), hint=_("blank: today")),
        words("photos", _("Photos"), {}, longest=1000, hint=_("names of the files")),
        count("pieces", _("Counts as"), {}, hint=_("blank: 1; more only where the line stands for many")),
        words("basis", _("Basis"), {}, when=is_many, hint=_("on which paper it rests")),
        *([] if "organisation" in found.about else whose(of.houses)),
        submit=send,
        verb=_("enter it"),
        intro=found.intro,
        draft="add_hazard",
        sender=once,
    )


def _visit(visits: Sequence[VisitLine]) -> Pick:
    """On which visit of a round it was found; on none in particular where it is left blank."""
    options = [Option(one.visit_id, one.where, one.code) for one in visits]
    keys = [f"{one.where} {one.code}".casefold() for one in visits]
    hint = _("blank: on none; the place then follows from it")
    return Pick("visit", _("On a visit"), among(options, keys), required=False, hint=hint)


def returned(desk: Desk, line: HazardLine) -> Found:
    """A hazard that was closed off, as what is known of its return."""
    with desk.store.read() as session:
        one = session.get_one(Hazard, line.hazard_id)
        known = {"what": one.what, "place": one.place_id, "river": one.river_id, "spot": one.spot}
        about = {"recurs": one.id, "organisation": one.organisation_id}
    return Found(_("{hazard} came back").format(hazard=line.number), _("a line of its own"), known, about)


def on_visit(visit: VisitLine) -> Found:
    """What is known of a hazard that a visit found."""
    about = {"visit": visit.visit_id, "organisation": visit.organisation_id}
    return Found(_("Enter a hazard"), f"{visit.code} {visit.where}", about=about)


# Its course ------------------------------------------------------------------------------------------------------


def _form(once: Once, line: HazardLine, title: str, verb: str, send: Callable[[Answers], None], *asked: Field) -> Form:
    return Form(
        f"{title} {line.number}", *asked, submit=send, verb=verb, intro=f"{line.where} · {line.what}", sender=once
    )


def _to(once: Once, line: HazardLine, service: Callable[..., Any], said: Callable[[Any], str]) -> Callable[..., None]:
    def send(given: Answers) -> None:
        once.send(service, said, hazard=row_of(Hazard, line.hazard_id), **rows(given))

    return send


def assign(desk: Desk, once: Once, line: HazardLine) -> Form:
    """Whose it is, how it is put right and until when; what was assigned before stands there already."""
    known = {name: getattr(line, name) for name in ("unit", "person", "phone", "measure")}
    return _form(
        once,
        line,
        _("Assign it"),
        _("assign it"),
        _to(once, line, rectifying.assign_hazard, telling.assigned),
        Text("unit", _("Unit in charge"), default=line.unit),
        words("person", _("Responsible"), known, longest=120),
        words("phone", _("Telephone"), known, longest=40, width=20),
        Text("measure", _("Measure"), longest=1000, width=50, default=line.measure),
        Day("due_on", _("Fix by"), today=desk.today, default=str(line.due_on or "")),
        words("note", _("Note"), {}, longest=1000),
        day(desk, "on", _("Assigned on"), hint=_("blank: today")),
    )


def fix(desk: Desk, once: Once, line: HazardLine) -> Form:
    """By whom it was put right, and how."""
    return _form(
        once,
        line,
        _("Put right"),
        _("record it"),
        _to(once, line, rectifying.fix_hazard, telling.fixed),
        Text("who", _("Put right by"), longest=200, default=line.person, hint=_("another checks it again")),
        words("note", _("What was done"), {}, longest=1000, width=50),
        day(desk, "on", _("On"), hint=_("blank: today")),
    )


def check(desk: Desk, once: Once, line: HazardLine) -> Form:
    """What the check found: closed off, or sent back with what is missing."""

    def send(given: Answers) -> None:
        facts = {"note": "", **rows(given)}
        if facts.pop("outcome") == PASSED:
            once.send(rectifying.close_hazard, telling.closed, hazard=row_of(Hazard, line.hazard_id), **facts)
        else:
            once.send(rectifying.send_back_hazard, telling.sent_back, hazard=row_of(Hazard, line.hazard_id), **facts)

    outcomes = [(PASSED, _("put right: close it off")), (BACK, _("not put right: send it back"))]
    return _form(
        once,
        line,
        _("Check again"),
        _("record it"),
        send,
        Choice("outcome", _("Found to be"), outcomes),
        Text("who", _("Check made by"), longest=200, default=desk.officer_name),
        words("note", _("Finding"), {}, longest=1000, width=50),
        day(desk, "due_on", _("New deadline"), hint=_("blank: as it was"), when=lambda known: _is(known, BACK)),
        words(
            "alone", _("Nobody else"), {}, longest=200, hint=_("only then: why"), when=lambda known: _is(known, PASSED)
        ),
        day(desk, "on", _("On"), hint=_("blank: today")),
    )


def _is(known: Facts, outcome: str) -> bool:
    return known.get("outcome") == outcome


def put_off(desk: Desk, once: Once, line: HazardLine) -> Form:
    """Until when, and why."""
    return _form(
        once,
        line,
        _("Put the deadline off"),
        _("put it off"),
        _to(once, line, rectifying.put_off_hazard, telling.put_off),
        Day("due_on", _("New deadline"), today=desk.today, hint=_("now {day}").format(day=line.due_on)),
        Text("reason", _("Reason"), longest=1000, width=50),
    )


def strike(once: Once, line: HazardLine) -> Form:
    """Why it counts no more."""
    return _form(
        once,
        line,
        _("Entered by mistake"),
        _("strike it"),
        _to(once, line, rectifying.strike_hazard, telling.struck),
        Text("reason", _("Reason"), longest=1000, width=50, hint=_("it stays to be seen, and counts no more")),
    )

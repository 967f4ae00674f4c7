"""The questions about who takes part in a drill, what is thrown in, and what was seen of its course."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import typed
from inventory.ground.i18n import _
from inventory.ground.search import key
from inventory.practice import parts, told
from inventory.practice.drills import Drill, DrillLine, DrillUnit, Inject
from inventory.practice.parts import InjectLine, UnitLine
from inventory.practice.told import Told
from inventory.supplies import places
from inventory.supplies.places import Place, PlaceKind
from tui.desk import Desk
from tui.screens.hazards.asking import place_option
from tui.screens.keeping import row_of
from tui.screens.options import Instant
from tui.screens.register import Answers, Once, changed, count, words
from tui.screens.response.asking import filled
from tui.widgets.fields import About, Amount, Field, Text, whole
from tui.widgets.form import Form
from tui.widgets.pick import Find, Option, Pick, among

NOON = time(12)


def of_day(desk: Desk, on: date, name: str, label: str, **about: Any) -> Instant:  # noqa: ANN401 - as every field takes it
    """A moment at which a time of day alone is one of this day: a drill's own."""

    def read(text: str) -> datetime:
        return typed.moment(text, now=datetime.combine(on, NOON, desk.zone), zone=desk.zone, field=name)

    return Instant(name, label, read=read, zone=desk.zone, **about)


# Units -----------------------------------------------------------------------------------------------------------


def teams(desk: Desk) -> tuple[Sequence[Option], Find]:
    """The teams of the register, and how one is found."""
    with desk.store.read() as session:
        lines = places.places(session, desk.officer(session), kinds=frozenset({PlaceKind.TEAM}))
    options = [place_option(one) for one in lines]
    return options, among(options, [one.key for one in lines])


def unit(desk: Desk, once: Once, drill_id: int, line: UnitLine | None, roles: Sequence[str]) -> Form:
    """Which unit takes part, in which role, led by whom, with how many people."""
    known: Mapping[str, Any] = vars(line) if line else {}
    old = {name: known[name] for name in ("unit", "leader", "headcount")} if line else {}
    options, find = teams(desk)
    team = next((one for one in options if one.value == known.get("place_id")), None)

    def send(given: Answers) -> None:
        facts = changed(old, given) if line else filled(given)
        chosen = facts.pop("team", None)
        if chosen and not (line and chosen == line.place_id):
            facts["team"] = row_of(Place, chosen)
        if line is None:
            facts.setdefault("unit", next((one.label for one in options if one.value == chosen), ""))
            once.send(parts.add_unit, _unit_added, given, drill=row_of(Drill, drill_id), **facts)
        else:
            once.send(parts.change_unit, _unit_changed, drill_unit=row_of(DrillUnit, line.unit_id), **facts)

    role: Field = words("role", _("Role"), known, hint=_("as the checklist's lines say who"))
    if roles:
        role = Pick("role", _("Role"), among([Option(one, one) for one in roles], map(key, roles)), required=False)
    return Form(
        _("Change") if line else _("Add a unit"),
        *([Pick("team", _("Team"), find, default=team, required=False)] if options else []),
        Text("unit", _("Unit"), default=known.get("unit", ""), width=30, required=not options,
             hint=_("empty: the team's name") if options else ""),
        *([] if line else [role]),
        words("leader", _("Leader"), known, width=24),
        count("headcount", _("People"), known, hint=_("how many are to come")),
        submit=send,
        verb=_("change") if line else _("add"),
        sender=once,
    )  # fmt: skip


def _unit_added(one: DrillUnit) -> str:
    return _("{name} takes part.").format(name=one.unit)


def _unit_changed(one: DrillUnit) -> str:
    return _("{name} was changed.").format(name=one.unit)


def came(once: Once, line: UnitLine) -> Form:
    """How many people of a unit came."""

    def send(given: Answers) -> None:
        once.send(parts.record_came, _came, drill_unit=row_of(DrillUnit, line.unit_id), came=given["came"])

    known = line.came if line.came is not None else line.headcount
    return Form(
        _("How many came"),
        Amount("came", _("Turned up"), parse=whole("came"), default="" if known is None else str(known), width=10),
        submit=send,
        verb=_("record it"),
        intro=line.unit,
        sender=once,
    )


def _came(one: DrillUnit) -> str:
    return _("{name}: {n} came.").format(name=one.unit, n=one.came)


# Injects ---------------------------------------------------------------------------------------------------------


def inject(once: Once, drill_id: int, line: InjectLine | None) -> Form:
    """What is thrown in so many minutes after the start, to whom, and what is expected."""
    known: Mapping[str, Any] = vars(line) if line else {}
    old = {name: known[name] for name in ("minutes", "what", "to_whom", "expected")} if line else {}

    def send(given: Answers) -> None:
        if line is None:
            once.send(parts.add_inject, _thrown, given, drill=row_of(Drill, drill_id), **filled(given))
        else:
            once.send(parts.change_inject, _thrown, inject=row_of(Inject, line.inject_id), **changed(old, given))

    minutes = "" if line is None else str(line.minutes)
    return Form(
        _("Change") if line else _("Add an inject"),
        Amount("minutes", _("Minutes"), parse=whole("minutes"), default=minutes, width=10,
               hint=_("after it has begun")),
        Text("what", _("What is thrown in"), longest=1000, default=known.get("what", ""), width=56),
        words("to_whom", _("Addressee"), known, width=30),
        words("expected", _("Expected"), known, width=48, hint=_("what they are expected to do")),
        submit=send,
        verb=_("change") if line else _("add"),
        sender=once,
    )  # fmt: skip


def _thrown(one: Inject) -> str:
    return _("{inject} stands at {n} minutes.").format(inject=one.code, n=one.minutes)


def give(desk: Desk, once: Once, drill: DrillLine, line: InjectLine) -> Form:
    """When an inject was given, in which words; a time of day is one of the drill's own."""
    is_now = drill.held_on == desk.today and drill.ended_at is None
    hint = {"hint": _("empty: now")} if is_now else {}

    def send(given: Answers) -> None:
        once.send(told.give_inject, _given, inject=row_of(Inject, line.inject_id), **filled(given))

    return Form(
        _("It was given"),
        of_day(desk, drill.held_on, "at", _("When"), required=not is_now, **hint),
        words("note", _("In words"), {}, width=40, hint=_("empty: as it is written")),
        submit=send,
        verb=_("record it"),
        intro=line.what,
        sender=once,
    )


def _given(one: Inject) -> str:
    return _("{inject} was given.").format(inject=one.code)


# The course ------------------------------------------------------------------------------------------------------


def seen(desk: Desk, once: Once, drill: DrillLine) -> Form:
    """Who did what when, and which inject it answers."""
    with desk.store.read() as session:
        thrown = parts.injects(session, desk.officer(session), session.get_one(Drill, drill.drill_id))
    options = [Option(one.inject_id, one.what, one.code) for one in thrown]

    def send(given: Answers) -> None:
        once.send(told.record_events, _noted, drill=row_of(Drill, drill.drill_id), lines=_told(desk, given))

    about: About = {"required": False}
    pick = Pick("inject", _("On the inject"), among(options, [key(one.label, one.detail) for one in options]), **about)
    when = of_day(desk, drill.held_on, "at", _("When"), required=drill.held_on != desk.today, hint=_("empty: now"))
    return Form(
        _("Add what was seen"),
        when,
        words("who", _("Who"), {}, longest=120, width=30),
        Text("what", _("What"), longest=1000, width=56),
        *([pick] if options else []),
        submit=send,
        verb=_("add"),
        intro=drill.number,
        sender=once,
    )


def _told(desk: Desk, given: Answers) -> Callable[[Session], list[Told]]:
    at = given.get("at") or desk.now()

    def look(session: Session) -> list[Told]:
        answered = session.get_one(Inject, given["inject"]) if given.get("inject") else None
        return [Told(at, str(given["who"] or ""), str(given["what"]), answered)]

    return look


def _noted(_drill: Drill) -> str:
    return _("It stands in the course of the drill.")

"""The questions about a drill as a whole: it is planned, changed, goes by a checklist, begins, ends, is called off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from inventory.ground import settings, typed
from inventory.ground.accounts import OrganisationLine
from inventory.ground.errors import Refused
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation
from inventory.ground.search import key
from inventory.practice import checklists, running, ticking
from inventory.practice.checklists import Checklist, ChecklistVersion
from inventory.practice.drills import KIND_NAMES, Drill, DrillLine, DrillState
from inventory.response import plans
from inventory.response.plans import PlanVersion
from inventory.supplies import places
from inventory.supplies.places import Place
from reports.table import figure
from tui.desk import Desk
from tui.screens.hazards.asking import day, place_option
from tui.screens.keeping import row_of
from tui.screens.options import Instant
from tui.screens.register import Answers, Once, changed, owner, words
from tui.screens.response.asking import filled
from tui.widgets.answers import Choice
from tui.widgets.fields import Day, Field, Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

ROWS: Mapping[str, type[Any]] = {
    "organisation": Organisation,
    "place": Place,
    "plan_version": PlanVersion,
    "checklist": Checklist,
}
OVER = frozenset({DrillState.ENDED, DrillState.CANCELLED})
TEXTS = ("name", "spot", "commander", "scenario", "basis", "note")


def rows(given: Answers) -> Answers:
    """What was answered, without what was left empty; an id becomes what finds its row."""
    return {name: row_of(ROWS[name], fact) if name in ROWS else fact for name, fact in filled(given).items()}


@dataclass(frozen=True)
class _Choices:
    """What a drill can be of and at."""

    sites: Sequence[Option]
    site_keys: Sequence[str]
    plans: Sequence[Option]
    lists: Sequence[Option]

    @classmethod
    def of(cls, desk: Desk) -> _Choices:
        """What there is now."""
        with desk.store.read() as session:
            officer = desk.officer(session)
            sites = places.places(session, officer)
            held = [one for one in plans.plans(session, officer) if one.holds_id]
            named = checklists.checklists(session, officer)
        return cls(
            [place_option(one) for one in sites],
            [one.key for one in sites],
            [Option(one.holds_id, one.name, one.holds) for one in held],
            [Option(one.checklist_id, one.name, _much(one.version, one.lines)) for one in named],
        )

    def place(self, hint: str = "") -> Pick:
        """Where it is."""
        return Pick("place", _("Place"), among(self.sites, self.site_keys), required=False, hint=hint)

    def plan(self, hint: str = "") -> list[Field]:
        """Which plan it tries."""
        find = among(self.plans, [key(one.label, one.detail) for one in self.plans])
        return [Pick("plan_version", _("Plan"), find, required=False, hint=hint)] if self.plans else []

    def checklist(self) -> list[Field]:
        """Which checklist it goes by."""
        find = among(self.lists, [key(one.label, one.detail) for one in self.lists])
        return [Pick("checklist", _("Checklist"), find, required=False, width=40)] if self.lists else []


def _much(version: str, lines: int) -> str:
    return _(", ").join((version, ngettext("{n} line", "{n} lines", lines).format(n=figure(lines))))


def _kind(default: object = None) -> Choice:
    kinds = [(None, _("not set")), *((one, _(name)) for one, name in KIND_NAMES.items())]
    return Choice("kind", _("Kind"), kinds, default=default)


def _starts(desk: Desk, on: date | None = None, default: datetime | None = None) -> Instant:
    """When it begins: a time of day is one of the drill's own day."""

    def read(text: str) -> datetime:
        known = field.known.get("held_on")
        that = known if isinstance(known, date) else on or desk.today
        return _read(desk, text, that, "starts_at")

    shown = f"{default.astimezone(desk.zone):%H:%M}" if default else ""
    field = Instant(
        "starts_at", _("Begins"), read=read, zone=desk.zone, default=shown, required=False, hint=_("such as 9:00")
    )
    return field


def _read(desk: Desk, text: str, on: date, name: str) -> datetime:
    """A time of day alone is one of this day; today and now are the real ones."""
    if not text.strip().isdecimal():  # 0624 is a day, here as everywhere
        with suppress(Refused):
            return datetime.combine(on, typed.clock(text), desk.zone).astimezone(UTC)
    with desk.store.read() as session:
        at = settings.time_of_day(session)
    return typed.moment(text, now=desk.now(), zone=desk.zone, field=name, time_of_day=at)


def _texts(known: Mapping[str, Any]) -> list[Field]:
    return [
        words("spot", _("Spot"), known, longest=200, hint=_("in words")),
        words("commander", _("Commander"), known, width=24),
        words("scenario", _("Scenario"), known, longest=2000, width=60),
        words("basis", _("Basis"), known, hint=_("what it rests on")),
        words("note", _("Remarks"), known),
    ]


def plan(desk: Desk, once: Once, houses: Sequence[OrganisationLine]) -> Form:
    """Which drill, when and where, who commands, which plan it tries, by which checklist."""
    choices = _Choices.of(desk)

    def send(given: Answers) -> None:
        once.send(running.plan_drill, _planned, given, **rows(given))

    return Form(
        _("Plan a drill"),
        Text("name", _("Name"), width=48),
        _kind(),
        day(desk, "held_on", _("Date"), required=True),
        _starts(desk),
        choices.place(),
        *choices.plan(),
        *choices.checklist(),
        *_texts({}),
        *([owner(houses)] if len(houses) > 1 else []),
        submit=send,
        verb=_("plan it"),
        draft="plan_drill",
        sender=once,
    )


def _planned(one: Drill) -> str:
    return _("{drill} is planned: now who takes part.").format(drill=one.number)


def held(desk: Desk, once: Once, houses: Sequence[OrganisationLine]) -> Form:
    """A drill that was held before it was entered: its day is known, its times are not."""
    choices = _Choices.of(desk)

    def send(given: Answers) -> None:
        once.send(running.record_drill, _entered, given, **rows(given))

    return Form(
        _("Enter one that was held"),
        Text("name", _("Name"), width=48),
        _kind(),
        day(desk, "held_on", _("Date"), required=True),
        choices.place(),
        *choices.plan(),
        *_texts({}),
        *([owner(houses)] if len(houses) > 1 else []),
        submit=send,
        verb=_("enter it"),
        draft="record_drill",
        sender=once,
    )


def _entered(one: Drill) -> str:
    return _("{drill} was entered.").format(drill=one.number)


def change(desk: Desk, once: Once, line: DrillLine) -> Form:
    """What is planned is put right; a place and a plan are chosen anew only where they change."""
    choices, known = _Choices.of(desk), vars(line)
    old = {name: known[name] for name in (*TEXTS, "kind", "held_on") if name in known}

    def send(given: Answers) -> None:
        facts = {name: fact for name, fact in changed(old, given).items() if fact is not None}
        if not facts.get("spot"):  # it isn't shown alone, so an empty one was not emptied
            facts.pop("spot", None)
        if line.starts_at is not None and facts.get("starts_at") == line.starts_at and "held_on" not in facts:
            del facts["starts_at"]
        drill = row_of(Drill, line.drill_id)
        once.send(running.change_drill, _changed, drill=drill, **_some(facts))

    fixed = line.started_at is not None or line.state in OVER
    on = Day("held_on", _("Date"), today=desk.today, default=str(line.held_on))
    when = [] if fixed else [on, _starts(desk, line.held_on, line.starts_at)]
    return Form(
        _("Change what is planned"),
        Text("name", _("Name"), width=48, default=line.name),
        _kind(line.kind),
        *when,
        choices.place(hint=line.where),
        *choices.plan(hint=line.plan_version),
        *_texts(known),
        submit=send,
        verb=_("change"),
        intro=line.number,
        sender=once,
    )


def _some(facts: Answers) -> Answers:
    return {name: row_of(ROWS[name], fact) if name in ROWS else fact for name, fact in facts.items()}


def _changed(one: Drill) -> str:
    return _("{drill} was changed.").format(drill=one.number)


def checklist(desk: Desk, once: Once, line: DrillLine) -> Form:
    """By the latest version of which checklist the drill goes."""
    with desk.store.read() as session:
        named = checklists.checklists(session, desk.officer(session))
    options = [Option(one.version_id, one.name, _much(one.version, one.lines)) for one in named]

    def send(given: Answers) -> None:
        version = row_of(ChecklistVersion, given["version"])
        once.send(ticking.choose_checklist, _goes_by, drill=row_of(Drill, line.drill_id), version=version)

    default = next((one for one in options if one.value == line.version_id), None)
    return Form(
        _("Choose its checklist"),
        Pick("version", _("Checklist"), among(options, [one.key for one in named]), default=default, width=40),
        submit=send,
        verb=_("choose it"),
        intro=f"{line.number} {line.version}".strip(),
        sender=once,
    )


def _goes_by(one: Drill) -> str:
    return _("{drill} goes by it: print its sheets.").format(drill=one.number)


# Its course ------------------------------------------------------------------------------------------------------


def _in_drill(desk: Desk, line: DrillLine, name: str, label: str) -> Field:
    """Now, or a moment; a time of day alone is one of the drill's own day, once that has come."""

    def read(text: str) -> datetime:
        return _read(desk, text, min(line.held_on, desk.today), name)

    return Instant(name, label, read=read, zone=desk.zone, required=False, hint=_("empty: now"))


def start(desk: Desk, once: Once, line: DrillLine) -> Form:
    """When it began."""

    def send(given: Answers) -> None:
        once.send(running.start_drill, _begun, drill=row_of(Drill, line.drill_id), **filled(given))

    return Form(
        _("It begins"),
        _in_drill(desk, line, "at", _("When")),
        submit=send,
        verb=_("it begins"),
        intro=f"{line.number} {line.name}",
        sender=once,
    )


def _begun(one: Drill) -> str:
    return _("{drill} has begun: its lines count from now on.").format(drill=one.number)


def end(desk: Desk, once: Once, line: DrillLine) -> Form:
    """When it ended, and what was said of it then."""

    def send(given: Answers) -> None:
        once.send(running.end_drill, _over, drill=row_of(Drill, line.drill_id), **filled(given))

    return Form(
        _("It has ended"),
        _in_drill(desk, line, "at", _("When")),
        words("note", _("At its end"), {}, longest=1000, width=60, hint=_("what was said of it in the end")),
        submit=send,
        verb=_("it has ended"),
        intro=f"{line.number} {line.name}",
        draft=f"end_drill.{line.drill_id}",
        sender=once,
    )


def _over(one: Drill) -> str:
    return _("{drill} has ended: key its sheets in, and bring its material back.").format(drill=one.number)


def cancel(once: Once, line: DrillLine) -> Form:
    """Why it is called off."""

    def send(given: Answers) -> None:
        once.send(running.cancel_drill, _off, drill=row_of(Drill, line.drill_id), **filled(given))

    return Form(
        _("Call the drill off"),
        Text("reason", _("Reason"), longest=1000, width=50),
        submit=send,
        verb=_("call it off"),
        intro=f"{line.number} {line.name}",
        sender=once,
    )


def _off(one: Drill) -> str:
    return _("{drill} was cancelled.").format(drill=one.number)

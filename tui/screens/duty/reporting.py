"""Questions about events and what is reported of them upward: first, following and final report with their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from inventory.duty import events
from inventory.duty.eventkinds import EventKind, event_kinds
from inventory.duty.events import REPORT_KIND_NAMES, Event, EventLine, ReportKind, course, reports_of
from inventory.duty.figures import Figure, so_far
from inventory.duty.log import LogLine
from inventory.ground import typed
from inventory.ground.i18n import _
from inventory.ground.text import clean
from reports.table import figure
from tui.screens.duty import telling
from tui.screens.duty.asking import Answers, Room, text
from tui.screens.keeping import row_of
from tui.widgets.answers import Choice
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Facts, Text
from tui.widgets.form import Form

UNKNOWN = {"?", "？", "-", "—", "不详", "未知"}

# Events --------------------------------------------------------------------------------------------------------


def going_on(room: Room) -> list[EventLine]:
    """The events without a final report, the latest first."""
    with room.desk.store.read() as session:
        found = events.events(session, room.desk.officer(session))
    return [one for one in reversed(found) if one.last_kind is not ReportKind.FINAL]


def event_of(room: Room, number: str) -> int:
    """An event's id by its number; nought where there is none."""
    with room.desk.store.read() as session:
        return session.scalar(select(Event.id).where(Event.number == number)) or 0


def why_no_event(room: Room) -> str:
    """Why no event can be entered; empty where one can."""
    with room.desk.store.read() as session:
        known = event_kinds(session)
    return "" if known else _("There is no kind of event yet: Space, More, Kinds of events.")


def open_event(room: Room, kept: Answers, line: LogLine | None = None) -> Form:
    """What happened, where, of which kind; from a line of the log, what it says."""
    with room.desk.store.read() as session:
        kinds = [(one.id, one.name) for one in event_kinds(session)]

    def send(facts: Answers) -> None:
        kind = row_of(EventKind, facts.pop("kind"))
        room.do(events.open_event, telling.opened, kept, organisation=room.organisation, kind=kind, **facts)

    when = line.occurred_at if line else None
    return Form(
        _("An event that is reported upward"),
        Choice("kind", _("Kind"), kinds),
        text("place", _("Place"), 200, line.unit if line else "", required=True),
        text("what", _("What happened"), 400, line.content[:400] if line else "", required=True),
        room.moment("occurred_at", _("Happened at"), when, hint=_("empty: when it was learned of")),
        room.moment("learned_at", _("Learned of at"), when, hint=_("empty: now; the clock runs from here")),
        submit=send,
        verb=_("enter it"),
        sender=room,
        draft="duty.event",
    )


# Reports -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chain:
    """How far the reports of an event have come, and what they said in all."""

    event_id: int
    number: str
    what: str
    turns: int
    written: bool
    addressed_to: str
    known: Mapping[tuple[str, str], Decimal]

    @property
    def kinds(self) -> Sequence[ReportKind]:
        """What may come next."""
        first = [] if self.written else [ReportKind.FIRST]
        return [*first, *([ReportKind.FOLLOWING, ReportKind.FINAL] if self.turns else [])]


def chain(room: Room, event_id: int) -> Chain:
    """The reports of an event so far."""
    with room.desk.store.read() as session:
        event = session.get_one(Event, event_id)
        made = reports_of(session, room.desk.officer(session), event)
        so = course(made)
        known = so_far(session, [one.id for one in made])
        last = made[-1].addressed_to if made else ""
        return Chain(event_id, event.number, event.what, so.turns, so.written_at is not None, last, known)


def report(room: Room, chain: Chain) -> Form:
    """What is reported, to whom, by word or in writing, with figures so far and at the moment."""
    choices = [(kind, _(REPORT_KIND_NAMES[kind])) for kind in chain.kinds]
    default = ReportKind.FOLLOWING if chain.written else None

    def send(facts: Answers) -> None:
        facts["figures"] = facts.get("figures") or ()
        room.do(events.report_upward, telling.reported, event=row_of(Event, chain.event_id), **facts)

    return Form(
        _("Report upward {number}").format(number=chain.number),
        Choice("kind", _("Kind of report"), choices, default=default),
        text("situation", _("Situation"), 2000, required=True),
        text("handling", _("Handling"), 2000),
        text("addressed_to", _("Addressed to"), 200, chain.addressed_to, required=True, width=40),
        room.moment("oral_at", _("By word at"), hint=_("told by telephone; empty: not")),
        room.moment("sent_at", _("In writing at"), hint=_("empty: now, or not yet where told by word alone")),
        _figures(chain),
        submit=send,
        verb=_("record it"),
        intro=chain.what,
        sender=room,
        draft=f"duty.report.{chain.number}.{chain.turns}",
    )


def _figures(chain: Chain) -> Lines:
    before = _(", ").join(f"{name} {figure(value)} {unit}".strip() for (name, unit), value in chain.known.items())
    how = _("“3 人” so far, ? where nobody knows; Tab to what is so at the moment; Enter adds")
    said = _("reported before: {figures}").format(figures=before) + f" · {how}" if before else how

    cells = [
        Text("name", _("Figure"), longest=120, width=14),
        Amount("cumulative", _("So far"), parse=_value, width=10),
        Amount("current", _("At the moment"), parse=_value, width=10, required=False),
        Text("correction", _("Why less"), longest=200, width=16, required=False),
    ]

    def build(known: Facts) -> Figure:
        return _figure(chain, known)

    return Lines("figures", _("Figures"), cells, build=build, required=False, hint=said)


def _value(raw: str, _known: Facts) -> object:
    """An amount with or without its unit; a question mark is what nobody knows."""
    if raw.strip() in UNKNOWN:
        return typed.Amount(Decimal(-1), "", approximate=False)
    read = typed.amount(raw, field="figures")
    if read.approximate:
        raise typed.NotExact(field="figures", what=_("Figures"), text=raw)
    return read


def _figure(chain: Chain, known: Facts) -> Figure:
    amounts = [one if isinstance(one := known.get(name), typed.Amount) else None for name in ("cumulative", "current")]
    name = clean(str(known["name"]), field="figures")
    units = [one.unit for one in amounts if one and one.unit]
    units += [unit for had, unit in chain.known if had == name]
    values = [one.value if one is not None and one.value >= 0 else None for one in amounts]
    return Figure(name, units[0] if units else "", values[0], values[1], str(known.get("correction") or ""))

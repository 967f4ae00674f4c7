"""Papers of the duty room: its log, the sheet of a report upward, the events, the minutes of a consultation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.duty import consulting
from inventory.duty import events as happened
from inventory.duty import log as written
from inventory.duty.consulting import Consultation
from inventory.duty.eventkinds import AT_ONCE, EventKind
from inventory.duty.events import REPORT_KIND_NAMES, Event, EventLine, ReportKind, UpwardReport, reports_of
from inventory.duty.figures import ReportFigure, figures_of, so_far
from inventory.duty.log import LOG_KIND_NAMES, LogLine
from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation, Person
from inventory.ground.store import moment_of
from reports.stock import heads, reporting
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, pair, plain

# The duty log (值班日志) -----------------------------------------------------------------------------------------


def duty_log(
    session: Session,
    reader: Person,
    *,
    since: datetime | None = None,
    as_at: datetime | None = None,
    known_at: datetime | None = None,
) -> Table[LogLine]:
    """The log in the order of what happened: a line and its corrections both, each naming the other."""
    zone = settings.zone(session)
    lines = written.entries(session, reader, since=since, until=as_at, known=known_at)
    return Table(
        "duty-log",
        _("Duty log"),
        [
            Column("occurred_at", _("When"), lambda line: line.occurred_at, Kind.MOMENT, 16),
            Column("unit", _("Calling or sending unit"), lambda line: line.unit or None, width=14),
            Column("caller", _("Name of the caller"), lambda line: line.caller or None, width=9),
            Column("phone", _("Caller's phone"), lambda line: line.phone or None, width=13, on_screen=ROOM),
            Column("content", _("Content"), lambda line: line.content, width=36),
            Column("reported_to", _("Reported to"), lambda line: line.reported_to or None, width=10, on_screen=ROOM),
            Column("action", _("Handling and result"), lambda line: _handled(line, zone), width=26),
            Column("by", _("Recorded by"), lambda line: line.by, width=9, on_screen=ROOM),
            Column("number", _("Number"), lambda line: line.number, width=13, on_screen=ROOM),
            Column("note", _("Remarks"), lambda line: _remarks(line, zone), width=20, on_screen=ROOM, level=_marked),
        ],
        lines,
        row_key=lambda line: line.number,
        heads=[
            (_("Duty room"), reporting(session, reader)),
            (_("From"), since or _("the beginning")),
            (_("Until"), as_at or moment_of(session)),
        ],
        foots=[
            _("A line is never changed: a correction is another line that holds in its place, and both stand here.")
        ],
        signatures=[(_("Duty officer"), ""), (_("Leader on duty"), ""), (_("Date"), "")],
        sources=[
            (_("When"), _("When it happened; where it was entered more than an hour later, the remarks say when.")),
            (_("Handling and result"), _("What was done, then who has it in hand and until when.")),
        ],
        frozen=1,
        landscape=True,
        zone=zone,
    )


def _handled(line: LogLine, zone: tzinfo) -> str | None:
    return _("; ").join(one for one in (line.action, _waits(line, zone)) if one) or None


def _waits(line: LogLine, zone: tzinfo) -> str:
    """Whose it is and until when."""
    due = _("until {moment}").format(moment=plain(line.due_at, zone)) if line.due_at else ""
    return " ".join(one for one in (line.owner, due) if one)


def _remarks(line: LogLine, zone: tzinfo) -> str:
    """How it came, and what other lines it has to do with."""
    said = (
        (_("corrected by {number}"), line.corrected_by),
        (_("corrects {number}, entered {moment}"), line.corrects),
        (_("closed by {number}"), "" if line.corrected_by else line.closed_by),
        (_("closes {number}"), line.closes),
        (_("entered late, {moment}"), line.late and line.number),
    )
    moment = plain(line.recorded_at, zone)
    told = [words.format(number=number, moment=moment) for words, number in said if number]
    if line.is_open:
        told.append(_("overdue") if line.overdue else _("still open"))
    return _("; ").join([_(LOG_KIND_NAMES[line.kind]), *told])


def _marked(line: LogLine) -> Level | None:
    if line.overdue:
        return Level.URGENT
    return Level.ATTENTION if line.corrected_by or line.corrects or line.late or line.is_open else None


# Events (灾险情) -------------------------------------------------------------------------------------------------

Happened = Ranked[EventLine]


def events(
    session: Session, reader: Person, *, since: datetime | None = None, as_at: datetime | None = None
) -> Table[Happened]:
    """The events that were to be reported upward, with how far their reports have come."""
    return Table(
        "events",
        _("Events reported upward"),
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
            Column("number", _("Number"), lambda row: row.line.number, width=13),
            Column("kind", _("Kind of event"), lambda row: row.line.kind, width=12),
            Column("occurred_at", _("Happened at"), lambda row: row.line.occurred_at, Kind.MOMENT, 16),
            Column("learned_at", _("Learned of at"), lambda row: row.line.learned_at, Kind.MOMENT, 16, ROOM),
            Column("place", _("Place"), lambda row: row.line.place, width=16),
            Column("what", _("Matter"), lambda row: row.line.what, width=30),
            Column("reports", _("Times reported"), lambda row: row.line.reports, Kind.NUMBER, 7),
            Column("last", _("Last report"), lambda row: row.line.last or None, width=13, on_screen=ROOM),
            Column("last_at", _("Reported last"), lambda row: row.line.last_at, Kind.MOMENT, 16, ROOM),
            Column("due_at", _("Next due"), _next, Kind.MOMENT, 16),
            Column("state", _("State"), lambda row: _stands(row)[1], Kind.STATE, 14, level=lambda row: _stands(row)[0]),
            Column("late", _("Came late"), lambda row: row.line.late, Kind.NUMBER, 8, ROOM),
        ],
        Numbered(happened.events(session, reader, since=since, until=as_at)),
        row_key=lambda row: row.line.number,
        heads=heads(session, reader, as_at)[:2],
        foots=[_law()],
        signatures=[(_("Filled in by"), ""), (_("Checked by"), ""), (_("Date of report"), "")],
        sources=[
            (_("Next due"), _("By the limits of its kind, from when it was learned of or from the last report.")),
            (_("Came late"), _("How many of its reports went out after their limit, as it was recorded with each.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )  # fmt: skip


def _law() -> str:
    """What holds where no limit is set."""
    return _("Where no limit is set the law says: {law}.").format(law=_(AT_ONCE))


def _next(row: Happened) -> Cell:
    line = row.line
    return line.due_at or (None if line.last_kind is ReportKind.FINAL else _("not set"))


def _stands(row: Happened) -> tuple[Level, str]:
    line = row.line
    if line.last_kind is ReportKind.FINAL:
        return Level.FINE, _(REPORT_KIND_NAMES[ReportKind.FINAL])
    if line.overdue:
        return Level.URGENT, _("report overdue")
    if line.last_kind is None:
        return Level.ATTENTION, _("not reported yet")
    return Level.ATTENTION, _("waits for the next")


# A form: label, text, and figures where a line has some ----------------------------------------------------------


@dataclass(frozen=True)
class FormLine:
    """A line of a form: what is asked, what is answered, and what stands in the columns behind it."""

    at: int
    label: str
    text: str | None
    more: tuple[Cell, ...] = ()
    level: Level | None = None


Said = tuple[str, str | None, tuple[Cell, ...], Level | None]


def _said(label: str, text: str | None, *more: Cell, level: Level | None = None) -> Said:
    return label, text, more, level


def _form_columns(width: int, *more: Column[FormLine]) -> list[Column[FormLine]]:
    """What is asked and what is answered, then columns that only some lines fill."""
    label = Column[FormLine]("label", _("Asked for"), lambda line: line.label, width=20)
    text = Column[FormLine](
        "text", _("Answer"), lambda line: line.text, width=width, absent=_("not known"), level=lambda line: line.level
    )
    return [label, text, *more]


def _more(index: int) -> Callable[[FormLine], Cell]:
    return lambda line: line.more[index] if line.more else ""


# A report upward (信息报送) ---------------------------------------------------------------------------------------


def upward(session: Session, reader: Person, *, report: UpwardReport) -> Table[FormLine]:
    """One report upward as the sheet that is sent: what is known, so far and at the moment, its clock and its chain."""
    event = session.get_one(Event, report.event_id)
    kind = session.get_one(EventKind, event.kind_id)
    chain = [one for one in reports_of(session, reader, event) if one.turn <= report.turn]
    unknown = _("not known")
    sheet = _Upward(session, report, event, kind, chain)
    return Table(
        "upward",
        _("Report upward: {kind}").format(kind=_(REPORT_KIND_NAMES[report.kind])),
        _form_columns(
            46,
            Column("unit", _("Unit"), _more(0), width=7),
            Column("cumulative", _("So far"), _more(1), Kind.QUANTITY, 11, absent=unknown),
            Column("current", _("At the moment"), _more(2), Kind.QUANTITY, 11, absent=unknown),
        ),
        [FormLine(at, *one) for at, one in enumerate(sheet.lines(), 1)],
        row_key=lambda line: line.at,
        heads=[
            (_("Number"), report.number),
            (_("Reporting unit"), session.get_one(Organisation, report.organisation_id).name),
            (_("Addressed to"), report.addressed_to),
        ],
        foots=[*([pair(_("Basis of the limits"), kind.basis)] if kind.basis else []), _law()],
        signatures=[(_("Filled in by"), sheet.by), (_("Checked by"), ""), (_("Signed by"), "")],
        sources=[
            (_("So far"), _("All since it happened; it falls only where a correction says why.")),
            (_("At the moment"), _("What is so when the report goes out; what nobody knows is left open, not 0.")),
            (_("Late"), _("As it was recorded with the report, by the limits that were set then.")),
        ],
        frozen=1,
        code=report.number,
        zone=sheet.zone,
    )


@dataclass(frozen=True)
class _Upward:
    """A report with what stands around it."""

    session: Session
    report: UpwardReport
    event: Event
    kind: EventKind
    chain: Sequence[UpwardReport]

    @property
    def zone(self) -> tzinfo:
        return settings.zone(self.session)

    @property
    def by(self) -> str:
        return self.session.get_one(Person, self.report.by_id).name

    def lines(self) -> Iterator[Said]:
        report, event = self.report, self.event
        yield _said(_("Kind of report"), _(REPORT_KIND_NAMES[report.kind]))
        yield _said(_("First report"), self.chain[0].number if len(self.chain) > 1 else _("this one"))
        yield _said(_("Event and its kind"), f"{event.number} {self.kind.name}")
        yield _said(_("Happened at"), plain(event.occurred_at, self.zone))
        yield _said(_("Learned of at"), plain(event.learned_at, self.zone))
        yield _said(_("Place"), event.place)
        yield _said(_("Matter"), event.what)
        yield _said(_("Situation"), report.situation)
        yield from self._figures()
        yield _said(_("Handling"), report.handling or None)
        yield _said(_("First word by telephone"), self._word())
        yield _said(_("In writing"), self._against(report.sent_at, report.due_at))
        late = (_("yes, late"), Level.URGENT) if report.overdue else (_("no"), None)
        yield _said(_("Late"), late[0], level=late[1])
        for one in self.chain:
            yield _said(_("Chain {turn}").format(turn=one.turn), self._link(one))

    def _figures(self) -> Iterator[Said]:
        before = so_far(self.session, [one.id for one in self.chain[:-1]])
        for one in figures_of(self.session, self.report.id):
            text = _change(one, before.get((one.name, one.unit)))
            level = Level.ATTENTION if one.correction else None
            yield _said(one.name, text, one.unit, one.cumulative, one.current, level=level)

    def _word(self) -> str:
        """When it was told by word; in a later report, that this was done before."""
        if self.report.oral_at or self.report.oral_due_at or self.report.turn == 1:
            return self._against(self.report.oral_at, self.report.oral_due_at)
        times = [one.oral_at for one in self.chain if one.oral_at]
        return plain(min(times), self.zone) if times else _("in writing at once")

    def _against(self, done: datetime | None, due: datetime | None) -> str:
        """When it was done, and until when it had to be."""
        limit = _("limit {moment}").format(moment=plain(due, self.zone)) if due else _("limit not set")
        return _("{done} ({limit})").format(done=plain(done, self.zone), limit=limit)

    def _link(self, one: UpwardReport) -> str:
        """A report of the chain in one line."""
        sent = one.sent_at or one.oral_at
        way = "" if one.sent_at else _("by word")
        late = " ".join((Level.URGENT.value, _("late"))) if one.overdue else ""
        parts = (_(REPORT_KIND_NAMES[one.kind]), one.number, plain(sent, self.zone), one.addressed_to, way, late)
        return " ".join(part for part in parts if part)


def _change(one: ReportFigure, had: Decimal | None) -> str:
    """What was reported of a figure before, and why it is less now."""
    known = _("reported before: {figure}").format(figure=figure(had)) if had is not None else ""
    why = _("corrected: {reason}").format(reason=one.correction) if one.correction else ""
    return _("; ").join(part for part in (known, why) if part)


# Consultations (会商) --------------------------------------------------------------------------------------------


def consultation(session: Session, reader: Person, *, consultation: Consultation) -> Table[FormLine]:
    """The minutes of a consultation, with its decisions as they stand today."""
    zone, held = settings.zone(session), consultation
    decided = consulting.decisions(session, reader, held)
    texts = (
        (_("Topic"), held.topic),
        (_("Chaired by"), held.chair),
        (_("Participants"), held.participants),
        (_("Rain and water"), held.rain_water),
        (_("Judgement"), held.judgement),
        *([(_("Remarks"), held.note)] if held.note else []),
    )
    lines = [_said(label, text or None) for label, text in texts]
    by = session.get_one(Person, held.by_id).name
    for at, one in enumerate(decided, 1):
        level, state = _outcome(one)
        more = (one.owner or None, one.due_at, f"{one.number} {state}")
        lines.append(_said(_("Decision {number}").format(number=at), one.content, *more, level=level))
    open_ones = sum(one.is_open for one in decided)
    return Table(
        "consultation",
        _("Minutes of a consultation"),
        _form_columns(
            44,
            Column("owner", _("Responsible"), _more(0), width=12),
            Column("due_at", _("Deadline"), _more(1), Kind.MOMENT, 16),
            Column("state", _("State"), _more(2), width=20),
        ),
        [FormLine(at, *one) for at, one in enumerate(lines, 1)],
        row_key=lambda line: line.at,
        heads=[
            (_("Number"), held.number),
            (_("Held at"), held.held_at),
            (_("Consulting unit"), session.get_one(Organisation, held.organisation_id).name),
        ],
        foots=[
            ngettext("{n} decision is open.", "{n} decisions are open.", open_ones).format(n=open_ones)
            if decided
            else _("No decision was recorded.")
        ],
        signatures=[(_("Recorded by"), by), (_("Chaired by"), ""), (_("Date"), "")],
        sources=[(_("State"), _("The line of the duty log in which the decision waits, as it stands today."))],
        frozen=1,
        code=held.number,
        zone=zone,
    )  # fmt: skip


def _outcome(line: LogLine) -> tuple[Level | None, str]:
    if line.overdue:
        return Level.URGENT, _("overdue")
    return (
        (Level.ATTENTION, _("still open"))
        if line.is_open
        else (None, _("done ({number})").format(number=line.closed_by))
    )

"""Papers of hazards: the ledger in the form that superiors know, and what it comes to by unit and by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.resources import hazardlines, tallies
from inventory.resources.hazardlines import HazardLine
from inventory.resources.hazards import STATE_NAMES, HazardState
from inventory.resources.inspections import Inspection
from inventory.resources.tallies import MonthTally, RecurringLine, Tally, UnitTally
from inventory.supplies.places import Place
from reports.stock import heads, signatures
from reports.table import ABSENT, ALWAYS, PAPER, ROOM, Chart, Column, Kind, Level, Numbered, Ranked, Table, figure

# The ledger (隐患台账) -------------------------------------------------------------------------------------------


def hazards(
    session: Session,
    reader: Person,
    *,
    site: Place | None = None,
    inspection: Inspection | None = None,
    since: datetime | None = None,
) -> Table[HazardLine]:
    """The ledger of hazards: what was found, whose it is and until when, and what the check found."""
    zone = settings.zone(session)
    first = since.astimezone(zone).date() if since else None
    lines = hazardlines.hazards(session, reader, place=site, inspection=inspection, first=first)
    return Table(
        "hazards",
        _("Ledger of hazards"),
        columns(),
        lines,
        row_key=lambda line: line.hazard_id,
        heads=[*heads(session, reader)[:2], (_("Altogether"), in_all(tallies.tally(lines)))],
        foots=[_("Nothing is closed off without a check by another than who put it right; what is alone says why.")],
        signatures=signatures(),
        sources=_sources(),
        frozen=1,
        landscape=True,
        zone=zone,
    )


def columns() -> list[Column[HazardLine]]:
    """The ledger's columns in the order of its form, as wide as on paper."""
    unset = _("not set")
    return [
        Column("number", _("Number"), lambda line: line.number, width=13),
        Column("found_on", _("Found on"), lambda line: line.found_on, Kind.DATE, 11, ROOM),
        Column("where", _("Place"), lambda line: line.where, width=14),
        Column("what", _("Content"), lambda line: line.what, width=26),
        Column("unit", _("Unit in charge"), lambda line: line.unit or None, width=12, on_screen=ROOM, absent=unset),
        Column("person", _("Responsible"), lambda line: line.person or None, width=9, on_screen=ROOM, absent=unset),
        Column("measure", _("Measure"), lambda line: line.measure or None, width=18, on_screen=PAPER, absent=unset),
        Column("due_on", _("To be put right by"), lambda line: line.due_on, Kind.DATE, 11, absent=unset),
        Column("verdict", _("Check again"), verdict, width=18, on_screen=PAPER),
        Column("state", _("State"), state, Kind.STATE, 14, level=level),
        Column("pieces", _("Counts as"), lambda line: line.pieces, Kind.NUMBER, 6, ROOM, total=True),
        Column("note", _("Remarks"), remarks, width=20, on_screen=PAPER),
    ]


def screen_columns() -> list[Column[HazardLine]]:
    """The ledger's columns as the list on the screen has room for them: how it stands comes behind the number."""
    paper = {one.key: one for one in columns()}
    widths = {"number": 12, "where": 14, "what": 16, "unit": 10, "found_on": 10, "person": 8, "pieces": 6}
    number, *rest = (replace(paper[key], width=width, absent=ABSENT) for key, width in widths.items())
    stands: Column[HazardLine] = Column("state", _("State"), short_state, Kind.STATE, 12, level=level)
    due = replace(paper["due_on"], title=_("Fix by"), width=10, absent=ABSENT)
    return [number, stands, *rest[:2], due, *rest[2:]]


def state(line: HazardLine) -> str:
    """Where it stands, in words; what is late says by how much."""
    said = _(STATE_NAMES[line.state])
    if not line.overdue:
        return said
    late = ngettext("{state}, {n} day late", "{state}, {n} days late", line.days_late)
    return late.format(state=said, n=line.days_late)


def short_state(line: HazardLine) -> str:
    """Where it stands, in one word; of what is late, by how much."""
    if line.overdue:
        return ngettext("{n} day late", "{n} days late", line.days_late).format(n=line.days_late)
    return _(STATE_NAMES[line.state])


def level(line: HazardLine) -> Level:
    """How much it asks of somebody."""
    if line.overdue:
        return Level.URGENT
    named = {HazardState.CLOSED: Level.FINE, HazardState.STRUCK: Level.UNKNOWN}
    return named.get(line.state, Level.ATTENTION)


def verdict(line: HazardLine) -> str | None:
    """What the last check said, when and by whom; None before any."""
    if line.checked_on is None:
        return None
    passed = line.state is HazardState.CLOSED
    said = _("passed, {who} {day}") if passed else _("not put right, {who} {day}")
    return _("; ").join(filter(None, (said.format(who=line.checked_by, day=line.checked_on), line.verdict)))


def remarks(line: HazardLine) -> str | None:
    """What the form has no column for: who found it, who put it right, what it repeats, on what it rests."""
    fixed = _("put right by {who} {day}").format(who=line.fixed_by, day=line.fixed_on) if line.fixed_on else ""
    said = (
        _("found by {who}").format(who=line.found_by),
        _("repeats {number}").format(number=line.recurs) if line.recurs else "",
        _("; ").join(filter(None, (fixed, line.done))),
        _("checked by nobody else: {reason}").format(reason=line.alone) if line.alone else "",
        _("photos {names}").format(names=line.photos) if line.photos else "",
        _("basis {basis}").format(basis=line.basis) if line.basis else "",
    )
    return _("; ").join(one for one in said if one) or None


def in_all(tally: Tally) -> str:
    """What hazards come to, in one line."""
    said = _("found {found}, closed off {closed}, open {open}, of these overdue {overdue}")
    return said.format(
        found=figure(tally.found), closed=figure(tally.closed), open=figure(tally.open), overdue=figure(tally.overdue)
    )


def _sources() -> list[tuple[str, str]]:
    return [
        (_("State"), _("The last step that was recorded of a hazard; steps are only added, never changed.")),
        (_("To be put right by"), _("As it was assigned, or put off with a reason since then.")),
        (_("Check again"), _("The last check after it was put right, by another than who put it right.")),
        (
            _("Counts as"),
            _("How many found things a line stands for; more than one only with the basis in the remarks."),
        ),
        (_("Altogether"), _("The sum of the pieces; what was entered by mistake is left out and counts nowhere.")),
    ]


# The summary (隐患汇总) ------------------------------------------------------------------------------------------


def hazard_summary(session: Session, reader: Person, *, from_month: date | None = None) -> Table[Any]:
    """What the ledger comes to by unit and month of finding, and month by month; the chart is that of the months."""
    lines = tallies.hazard_summary(session, reader, first=from_month)
    months = [one for one in tallies.hazard_months(session, reader) if from_month is None or one.month >= from_month]
    about = heads(session, reader)[:2]
    if from_month is not None:
        about.append((_("From month"), f"{from_month:%Y-%m}"))
    by_unit: Table[Any] = Table(
        "hazard-summary",
        _("Hazards by unit and month"),
        _unit_columns(),
        Numbered(lines),
        row_key=lambda row: (row.line.unit, row.line.month),
        heads=[*about, (_("Altogether"), in_all(_added(lines)))],
        signatures=signatures(),
        sources=_summary_sources(),
        frozen=3,
        landscape=True,
        tab=_("By unit"),
        zone=settings.zone(session),
    )
    again = [one for one in tallies.recurring(session, reader) if from_month is None or one.last_on >= from_month]
    sheets = [by_unit, _by_month(by_unit, months), *([_came_back(by_unit, again)] if again else [])]
    return replace(by_unit, foots=[_returned(again)] if again else [], sheets=sheets, tab="")


def _added(lines: Iterable[Tally]) -> Tally:
    counts = [(one.found, one.closed, one.open, one.overdue) for one in lines]
    found, closed, still, late = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0, 0)
    return Tally(found, closed, still, late)


def _unit_columns() -> list[Column[Ranked[UnitTally]]]:
    number = Kind.NUMBER
    return [
        Column("no", _("No."), lambda row: row.rank, number, 5, PAPER),
        Column("unit", _("Unit in charge"), lambda row: row.line.unit or None, width=32, absent=_("not set")),
        Column("month", _("Found in"), lambda row: f"{row.line.month:%Y-%m}", Kind.STATE, 12),
        Column("found", _("Found"), lambda row: row.line.found, number, 13, ALWAYS, total=True),
        Column("closed", _("Closed off"), lambda row: row.line.closed, number, 13, ALWAYS, total=True),
        Column("share", _("Closed off, %"), _share, Kind.QUANTITY, 13),
        Column("open", _("Still open"), lambda row: row.line.open, number, 13, total=True, level=_open),
        Column("overdue", _("Overdue"), lambda row: row.line.overdue, number, 13, total=True, level=_overdue),
    ]


def _share(row: Ranked[UnitTally]) -> Decimal:
    """How much is closed, in percent: never rounded up, so that 100 means all of them."""
    exact = Decimal(row.line.closed * 100) / row.line.found
    return exact.quantize(Decimal("0.1"), ROUND_DOWN)


def _open(row: Ranked[UnitTally]) -> Level | None:
    return Level.ATTENTION if row.line.open else None


def _overdue(row: Ranked[UnitTally]) -> Level | None:
    return Level.URGENT if row.line.overdue else None


def _by_month(whole: Table[Any], months: Sequence[MonthTally]) -> Table[MonthTally]:
    """Month by month: what came, what went, and what was open at the end, as the chart draws it."""
    return Table(
        whole.name,
        whole.title,
        [
            Column("month", _("Month"), lambda one: f"{one.month:%Y-%m}", Kind.STATE, 28),
            Column("found", _("Found in the month"), lambda one: one.found, Kind.NUMBER, 28, total=True),
            Column("closed", _("Closed off in the month"), lambda one: one.closed, Kind.NUMBER, 28, total=True),
            Column("open", _("Open at its end"), lambda one: one.open, Kind.NUMBER, 28),
        ],
        months,
        row_key=lambda one: one.month,
        heads=whole.heads,
        signatures=whole.signatures,
        frozen=1,
        landscape=True,
        chart=Chart(
            _("Hazards month by month"),
            lambda one: f"{one.month:%Y-%m}",
            ("found", "closed", "open"),
            most=24,
            latest=True,
            heading=_("Month"),
        ),
        tab=_("By month"),
        zone=whole.zone,
    )


def _came_back(whole: Table[Any], lines: Sequence[RecurringLine]) -> Table[Ranked[RecurringLine]]:
    """What was closed off and found again."""
    return Table(
        whole.name,
        whole.title,
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5),
            Column("where", _("Place"), lambda row: row.line.where, width=22),
            Column("what", _("Content"), lambda row: row.line.what, width=32),
            Column("unit", _("Unit in charge"), lambda row: row.line.unit or None, width=16, absent=_("not set")),
            Column("times", _("Times found"), lambda row: row.line.times, Kind.NUMBER, 9),
            Column("numbers", _("Their numbers"), lambda row: _(", ").join(row.line.numbers), width=26),
            Column("first_on", _("First found"), lambda row: row.line.first_on, Kind.DATE, 11),
            Column("last_on", _("Found last"), lambda row: row.line.last_on, Kind.DATE, 11),
            Column("state", _("State"), lambda row: _(STATE_NAMES[row.line.state]), Kind.STATE, 14),
        ],
        Numbered(lines),
        row_key=lambda row: row.line.numbers,
        heads=whole.heads,
        signatures=whole.signatures,
        frozen=2,
        landscape=True,
        tab=_("Came back"),
        zone=whole.zone,
    )


def _returned(again: Sequence[RecurringLine]) -> str:
    return ngettext(
        "{n} hazard came back after it was closed off; it stands on a sheet of its own.",
        "{n} hazards came back after they were closed off; they stand on a sheet of their own.",
        len(again),
    ).format(n=figure(len(again)))


def _summary_sources() -> list[tuple[str, str]]:
    return [
        (_("Found"), _("The pieces in the ledger that were found in the month; what was entered by mistake is none.")),
        (_("Unit in charge"), _("Whose they were by the last assignment; not set where nothing was assigned.")),
        (_("Closed off"), _("How many of those found then have been closed off by now, after a check.")),
        (_("Closed off, %"), _("Closed off of found, rounded down: 100 means all of them.")),
        (_("Overdue"), _("How many of those found then should have been put right by now and were not.")),
        (_("Closed off in the month"), _("Whenever they were found, by the day of the check that closed them.")),
        (_("Open at its end"), _("All that had been found by then, less all that had been closed off.")),
    ]

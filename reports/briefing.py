"""The briefing for a superior (情况汇报): one workbook of the figures as they stand, and what has changed since then.

It shows nobody's telephone number: those are in the registers, which are asked for by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.resources.hazards import OPEN
from inventory.response.timeline import TimelineLine, entered_since
from inventory.response.watched import TOLD_NAMES
from inventory.supplies.counts import not_told
from inventory.upkeep import briefings
from inventory.upkeep.briefings import ITEM, Before, Figure, Part
from reports import agreements, hazards, presence, readiness, shelters, stock, teams
from reports.frame import Stamp
from reports.stock import heads, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered

LEVEL = "level"
TEXTS = {"leads", LEVEL}  # who and what, where all others are how much
ITEMS = 20  # on the cover; all of them are on the sheet of the stock

PART_NAMES = {
    Part.NOW: N_("Today"),
    Part.SUPPLIES: N_("Supplies in reserve"),
    Part.TEAMS: N_("Teams for rescue"),
    Part.SHELTERS: N_("Places of shelter"),
    Part.AGREEMENTS: N_("Supply agreements"),
    Part.RIVERS: N_("Rivers and works"),
    Part.PLANS: N_("Emergency plans"),
    Part.STOPS: N_("Stops in extreme weather"),
    Part.TRAINING: N_("Training held"),
    Part.DRILLS: N_("Drills held"),
    Part.HAZARDS: N_("Hazards on the ledger"),
}


@dataclass(frozen=True)
class _Said:
    """What a figure is called, what it is counted in, and which report gives it again."""

    what: str
    unit: str
    source: str


PEOPLE, ORDERS, PLACES, PAPERS = N_("person(s)"), N_("order(s)"), N_("place(s)"), N_("paper(s)")
WORDS = {
    "leads": _Said(N_("Who leads now"), "", "call-list"),
    "on_duty": _Said(N_("On duty now"), PEOPLE, "call-list"),
    "level": _Said(N_("Response level in force"), "", "tasks"),
    "pieces": _Said(N_("All supplies"), "", "stock"),
    "teams": _Said(N_("Teams"), N_("team(s)"), "teams"),
    "team_people": _Said(N_("People in them"), PEOPLE, "teams"),
    "shelters": _Said(N_("Shelters"), PLACES, "shelters"),
    "capacity": _Said(N_("People they take"), PEOPLE, "shelters"),
    "opened": _Said(N_("Shelters opened"), PLACES, "shelters"),
    "sheltered": _Said(N_("People in shelters now"), PEOPLE, "shelters"),
    "agreements": _Said(N_("Agreements"), PAPERS, "agreements"),
    "expired": _Said(N_("Agreements expired"), PAPERS, "agreements"),
    "call_offs": _Said(N_("Call-offs open"), ORDERS, "call-offs"),
    "rivers": _Said(N_("Rivers"), N_("river(s)"), "rivers-public"),
    "rivers_named": _Said(N_("Rivers with the names of those who answer"), N_("river(s)"), "rivers-public"),
    "plans": _Said(N_("Plans"), PAPERS, "plans"),
    "plans_approved": _Said(N_("Plans with an approved version"), PAPERS, "plans"),
    "revisions_due": _Said(N_("Plans to be revised by now"), PAPERS, "plans"),
    "stop_measures": _Said(N_("Stops that can be ordered"), N_("kind(s)"), "stops"),
    "stops_in_force": _Said(N_("Stop orders in force"), ORDERS, "stops"),
    "trainings": _Said(N_("Trainings"), N_("time(s)"), "training"),
    "trained": _Said(N_("People trained, each time counted"), N_("person-time(s)"), "training"),
    "drills": _Said(N_("Drills"), N_("time(s)"), "drills"),
    "drill_findings_open": _Said(N_("Findings of drills still open"), PLACES, "drills"),
    "hazards_found": _Said(N_("Hazards found"), PLACES, "hazards"),
    "hazards_closed": _Said(N_("Hazards closed off"), PLACES, "hazards"),
    "hazards_open": _Said(N_("Hazards still open"), PLACES, "hazards"),
    "hazards_overdue": _Said(N_("Hazards overdue"), PLACES, "hazards"),
}


# Its lines -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A figure with what the last briefing told of it, as the trail keeps it; empty where it told nothing."""

    figure: Figure
    was: str

    @property
    def what(self) -> str:
        """What it counts, in words."""
        if self.figure.key.startswith(ITEM):
            return self.figure.of
        said = _(WORDS[self.figure.key].what)
        is_of_year = self.figure.part in {Part.TRAINING, Part.DRILLS} and self.figure.of
        return _("{what}, {year}").format(what=said, year=self.figure.of) if is_of_year else said

    @property
    def value(self) -> Cell:
        """How much there is, or who or what it is."""
        if self.figure.hidden:
            return not_told()
        return _("none in force") if self.figure.key == LEVEL and not self.figure.value else self.figure.value

    @property
    def before(self) -> Cell:
        """What was told before: an exact amount where the figure is one."""
        if self.figure.is_partial:
            return None
        return self.was or None if self.figure.key in TEXTS else Decimal(self.was) if self.was else None

    @property
    def unit(self) -> str:
        """What it is counted in."""
        if self.figure.mixed:
            return _("pieces (sets)")
        said = WORDS[self.figure.key].unit if self.figure.key in WORDS else ""
        return self.figure.unit or (_(said) if said else "")

    @property
    def change(self) -> Cell:
        """How much more there is than was told before."""
        if self.before is None:
            return None
        if isinstance(self.value, Decimal | int) and isinstance(self.before, Decimal):
            return Decimal(self.value) - self.before or None
        return _("another") if self.has_changed else None

    @property
    def has_changed(self) -> bool:
        """Whether it is another than was told."""
        return not self.figure.is_partial and self.figure.value != self.before

    @property
    def source(self) -> str:
        """The report that gives it again, as it is asked for."""
        if self.figure.key.startswith(ITEM):
            return "stock"
        name = WORDS[self.figure.key].source
        return f"{name} --year {self.figure.of}" if name == "training" and self.figure.of else name

    @property
    def note(self) -> str:
        """What a reader must know besides."""
        count = self.figure.of
        match self.figure.key:
            case "pieces":
                mixed = _("different units added, as such totals customarily are") if self.figure.mixed else ""
                unseen = _("without {n} items that you are counting").format(n=count) if count else ""
                return _("; ").join(filter(None, (mixed, unseen)))
            case "on_duty":
                return _("{n} needed").format(n=count) if count else _("no published shift now")
            case "team_people":
                return _("of {n} teams nobody knows how many").format(n=count) if count else ""
            case "capacity":
                return _("of {n} the capacity is not known").format(n=count) if count else ""
            case _:
                return self.figure.note


def _lines(found: Iterable[Figure], then: Before) -> list[Line]:
    return [Line(one, then.figures.get(one.key, "")) for one in found]


# The workbook --------------------------------------------------------------------------------------------------


def briefing(session: Session, reader: Person, *, since: datetime | None = None) -> Table[Any]:
    """Today's figures on a cover, what stands behind them, and what changed since the last briefing or an instant."""
    then = briefings.before(session, reader, since)
    lines = _lines(briefings.figures(session, reader, then), then)
    cover: Table[Line] = Table(
        "briefing",
        _("Flood-control preparedness: briefing"),
        _columns(),
        lines,
        row_key=lambda line: line.figure.key,
        heads=[*heads(session, reader)[:2], (_("Compared with"), _compared(then, session))],
        foots=_foots(lines),
        signatures=signatures(),
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )
    sheets = [
        replace(
            cover, columns=_on_a_page(cover), rows=_on_cover(lines), landscape=False, one_page=True, tab=_("Cover")
        ),
        *_sheets(session, reader),
        *_changes(session, reader, cover, then),
    ]
    return replace(cover, sheets=sheets, sources=_sources(sheets))


def given(session: Session, by: Person, table: Table[Any], stamp: Stamp) -> None:
    """Leave the figures of a briefing that was given in the trail."""
    told = [line.figure for line in table.rows]
    briefings.give(session, by, number=stamp.number, upto=stamp.entry_id, told=told)


COVER = {"part": 17, "what": 27, "figure": 12, "unit": 12, "note": 30, "source": 21}
CHANGED = ("part", "what", "before", "figure", "change", "unit")


def _on_a_page(cover: Table[Line]) -> list[Column[Line]]:
    return [replace(cover.column(key), width=width) for key, width in COVER.items()]


def _columns() -> list[Column[Line]]:
    unset = _("not set")
    return [
        Column("part", _("Matter"), lambda line: _(PART_NAMES[line.figure.part]), width=18),
        Column("what", _("What is counted"), lambda line: line.what, width=30),
        Column("figure", _("Now"), lambda line: line.value, Kind.QUANTITY, 14, absent=unset, level=_level),
        Column("unit", _("Counted in"), lambda line: line.unit or None, width=10, absent=""),
        Column("before", _("Told before"), lambda line: line.before, Kind.QUANTITY, 14, ROOM),
        Column(
            "change",
            _("More or less than then"),
            lambda line: line.change,
            Kind.QUANTITY,
            12,
            ROOM,
            absent="",
            signed=True,
        ),
        Column("note", _("Remarks"), lambda line: line.note or None, width=40, on_screen=ROOM, absent=""),
        Column("source", _("Report that gives it"), lambda line: line.source or None, width=22, on_screen=ROOM),
        Column("key", _("Key"), lambda line: line.figure.key, width=16, on_screen=PAPER),
    ]


ASKING = {"expired", "revisions_due", "hazards_open", "hazards_overdue"}


def _level(line: Line) -> Level | None:
    """Figures that should be nought, and what nobody has set or told."""
    if line.value is None or line.figure.hidden:
        return Level.UNKNOWN
    return Level.ATTENTION if line.figure.key in ASKING and line.value else None


def _compared(then: Before, session: Session) -> str:
    if then.at is None:
        return _("nothing: no briefing was given before")
    at = f"{then.at.astimezone(settings.zone(session)):%Y-%m-%d %H:%M}"
    if not then.number:
        return _("the books of {moment}; no briefing was given by then").format(moment=at)
    return _("{number} of {moment}, given by {person}").format(number=then.number, moment=at, person=then.by)


def _foots(lines: Sequence[Line]) -> list[str]:
    unset = sum(line.value is None for line in lines)
    asked = _("Every figure is given again by the report in its line: xunbei report NAME, or F10.")
    without = _("No telephone numbers are in it: they are in the registers of teams, shelters, agreements and duty.")
    if not unset:
        return [asked, without]
    nothing = ngettext("{n} figure is not set, and nothing is assumed for it.",
                       "{n} figures are not set, and nothing is assumed for them.", unset)  # fmt: skip
    return [asked, nothing.format(n=figure(unset)), without]


def _on_cover(lines: Sequence[Line]) -> list[Line]:
    """All lines, with the first items alone where there are many: the cover stays one page."""
    items = [line for line in lines if line.figure.key.startswith(ITEM)]
    later = {line.figure.key for line in items[ITEMS:]}
    if not later:
        return list(lines)
    more = ngettext("{n} more item", "{n} more items", len(later)).format(n=figure(len(later)))
    rest = Line(Figure(Part.SUPPLIES, ITEM, "", more, note=_("on the sheet of the stock")), "")
    kept = [line for line in lines if line.figure.key not in later]
    at = kept.index(items[ITEMS - 1]) + 1
    return [*kept[:at], rest, *kept[at:]]


# The sheets ----------------------------------------------------------------------------------------------------


def _sheets(session: Session, reader: Person) -> Iterator[Table[Any]]:
    """What stands behind the figures: readiness and the registers as their own reports have them."""
    yield from _of(readiness.readiness(session, reader), _("Readiness"))
    yield from _of(stock.stock(session, reader), _("Stock"))
    yield from _of(teams.teams(session, reader), _("Teams"))
    yield from _of(shelters.shelters(session, reader), _("Shelters"))
    yield from _of(agreements.agreements(session, reader), _("Agreements"))
    yield from _of(hazards.hazard_summary(session, reader), _("Hazards"))
    ledger = hazards.hazards(session, reader)
    if still := [line for line in ledger.rows if line.state in OPEN]:
        yield from _of(replace(ledger, title=_("Hazards still open"), rows=still, tab=_("Still open")), _("Hazards"))
    on_duty = presence.call_list(session, reader)
    title = _("Who is on duty in the next {days} days").format(days=presence.AHEAD)
    yield from _of(replace(on_duty, title=title), _("Duty"))


def _of(table: Table[Any], tab: str) -> Iterator[Table[Any]]:
    """A report's sheets, without telephones and without a place to sign: the cover is signed for all."""
    for one in table.sheets or (table,):
        kept = [column for column in one.columns if "phone" not in column.key]
        name = f"{tab} {one.tab}" if one.tab else tab
        yield replace(one, columns=kept, tab=name, signatures=(), sources=table.sources, sheets=())


def _changes(session: Session, reader: Person, cover: Table[Line], then: Before) -> Iterator[Table[Any]]:
    """Which figures are others than were told, and what was entered since then."""
    if then.at is None:
        return
    changed = [line for line in cover.rows if line.has_changed] if then.number else []
    yield replace(
        cover,
        title=_("What has changed"),
        columns=[cover.column(key) for key in CHANGED],
        rows=changed,
        foots=[
            _("Figures that are the same as then are left out.")
            if then.number
            else _("No briefing was given by then, so nobody kept its figures.")
        ],
        signatures=(),
        tab=_("Changes"),
    )
    house = briefings.reported(session, reader)
    yield Table(
        cover.name,
        _("What was entered since then"),
        numbered(_entered()),
        Numbered(entered_since(session, reader, house, then.entry_id)),
        row_key=_rank,
        heads=cover.heads,
        foots=[_("What happened earlier and was entered since then is among it. The duty log is a report of its own.")],
        frozen=2,
        landscape=True,
        tab=_("Since then"),
        zone=cover.zone,
    )


def _rank(row: Ranked[TimelineLine]) -> int:
    return row.rank


def _entered() -> list[Column[TimelineLine]]:
    return [
        Column("recorded_at", _("Entered at"), lambda line: line.recorded_at, Kind.MOMENT, 16),
        Column("at", _("When"), lambda line: line.at, Kind.MOMENT, 16),
        Column("kind", _("About"), lambda line: _(TOLD_NAMES[line.kind]), width=10),
        Column("what", _("What happened"), lambda line: line.what, width=60),
        Column("by", _("Entered by"), lambda line: line.by, width=12),
        Column("number", _("Number"), lambda line: line.number or None, width=15, absent=""),
    ]


def _sources(sheets: Iterable[Table[Any]]) -> list[tuple[str, str]]:
    """Where the figures of the cover and of each sheet come from, each told once."""
    own = [
        (_("Now"), _("Counted for this briefing from the books and registers, by the report named in the line.")),
        (_("Told before"), _("The figures that the last briefing left in the audit trail when its file was made.")),
        (_("What was entered since then"), _("The audit trail after the last line that the briefing before knew.")),
    ]
    there = dict.fromkeys(source for sheet in sheets for source in sheet.sources)
    return [*own, *there]

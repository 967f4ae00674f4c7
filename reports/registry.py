"""The register of reports: screen, command line and help know each report from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty.consulting import Consultation
from inventory.duty.events import UpwardReport
from inventory.duty.log import LogEntry
from inventory.ground import settings, typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import named
from inventory.ground.people import Organisation, Person
from inventory.ground.schema import Base
from inventory.ground.store import moment_of
from inventory.ground.text import alike, visible
from inventory.supplies.catalog import Item
from inventory.supplies.counts import Count
from inventory.supplies.ledger import Voucher
from inventory.supplies.places import Place
from inventory.upkeep.handover import Handover
from reports import blank, checks, due, duty, handover, labels, ledger, log, presence, stock, todo, vouchers
from reports.frame import Stamp, stamp
from reports.table import Table, plain

LAST_OF_DAY = time(23, 59, 59, 999999)


class UnknownReport(Refused):
    """No report is called that."""

    message = N_("There is no report {name}; there are: {known}.")


class OptionNotTaken(Refused):
    """The report can't be asked that."""

    message = N_("The report {report} takes no {option}; it takes: {known}.")


class OptionMissing(Refused):
    """The report must be told this."""

    message = N_("The report {report} must be told which {option}.")


class OptionKind(StrEnum):
    """What an option is, and so how it is asked for and read."""

    ITEM = "item"
    PLACE = "place"
    VOUCHER = "voucher"
    COUNT = "count"
    PART = "part"
    ROOM = "room"
    PERSON = "person"
    MONTH = "month"
    REPORT = "report"
    CONSULTATION = "consultation"
    HANDOVER = "handover"
    DAYS = "days"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True)
class Option:
    """What a report may be asked: `name` is stable, `label` and `doc` are translated where they are shown."""

    name: str
    kind: OptionKind
    label: str
    doc: str
    needed: bool = False


@dataclass(frozen=True)
class Report:
    """A report by its name: what it is, what it may be asked, and whose telephone numbers are in it."""

    name: str
    title: str
    doc: str
    make: Callable[..., Table[Any]]
    options: tuple[Option, ...] = ()
    phones: type[Base] | None = None
    endings: tuple[str, ...] = (".xlsx",)
    """The kinds of files that it can be written as, the usual one first."""


ITEM = Option("item", OptionKind.ITEM, N_("Item name"), N_("one item alone: code, barcode or exact name"))
LOTS_OF = Option(
    "item", OptionKind.ITEM, N_("Item name"), N_("the lots of one item alone: code, barcode or exact name")
)
LYING_AT = Option(
    "place", OptionKind.PLACE, N_("Place"), N_("only what lies at this depot, room or shelf: code or exact name")
)
BROUGHT = Option("voucher", OptionKind.VOUCHER, N_("Slip"), N_("only the lots that a slip moved, such as RK-2022-0007"))
PLACE = Option("place", OptionKind.PLACE, N_("Place"), N_("one depot, room or shelf alone: code or exact name"))
VOUCHER = Option("voucher", OptionKind.VOUCHER, N_("Slip"), N_("the slip's number, such as CK-2022-0007"), needed=True)
COUNT = Option("count", OptionKind.COUNT, N_("Check"), N_("the check's number, such as PD-2022-0003"), needed=True)
PART = Option("part", OptionKind.PART, N_("Part"), N_("one part of the check alone, by its number"))
ROOM = Option("room", OptionKind.ROOM, N_("Duty room"), N_("whose roster: an organisation's code or exact name"))
MONTH = Option("month", OptionKind.MONTH, N_("Month"), N_("a month such as 2022-07 instead of this one"))
PERSON = Option("person", OptionKind.PERSON, N_("Person"), N_("whose duties: login or exact name"), needed=True)
REPORT = Option("report", OptionKind.REPORT, N_("Report upward"), N_("its number, such as BS-2022-0001"), needed=True)
CONSULTATION = Option(
    "consultation", OptionKind.CONSULTATION, N_("Consultation"), N_("its number, such as HS-2022-0001"), needed=True
)
HANDOVER = Option("handover", OptionKind.HANDOVER, N_("Handover"), N_("its number, such as JJ-2022-0001"), needed=True)
DAYS = Option("days", OptionKind.DAYS, N_("Days ahead"), N_("so many days ahead instead of what is set"))
SINCE = Option("since", OptionKind.SINCE, N_("Since"), N_("what happened from then on"))
AS_AT = Option("as_at", OptionKind.UNTIL, N_("As at"), N_("what had happened by then; a date alone means its end"))
KNOWN_AT = Option("known_at", OptionKind.UNTIL, N_("Known at"), N_("only what had been entered by then"))

WRITERS = {".xlsx": "reports.excel:write", ".ics": "reports.calendar:write"}
"""What writes a table as a file of a kind; imported by name, since a list on the terminal needs none of it."""

REPORTS: dict[str, Report] = {
    one.name: one
    for one in (
        Report(
            "stock",
            N_("Statement of flood-control reserves"),
            N_("Every item: on the books, own and entrusted, quota, shortfall, place and keeper."),
            stock.stock,
            (PLACE, AS_AT, KNOWN_AT),
            phones=Place,
        ),
        Report(
            "short",
            N_("Supplies below their quota"),
            N_("The items of which less is usable than their quota, with its basis."),
            stock.short,
            (PLACE, AS_AT, KNOWN_AT),
        ),
        Report(
            "expiring",
            N_("Supplies that expire"),
            N_("The lots that expire within some days or are past their date already."),
            due.expiring,
            (DAYS, AS_AT, KNOWN_AT),
        ),
        Report(
            "untested",
            N_("Equipment past its trial run"),
            N_("Pumps, boats, generators whose trial run is due."),
            due.untested,
            (AS_AT, KNOWN_AT),
        ),
        Report(
            "overdue",
            N_("Loans overdue"),
            N_("What was lent and should be back by now."),
            due.overdue,
            (AS_AT, KNOWN_AT),
        ),
        Report(
            "papers",
            N_("Urgent issues with papers owed"),
            N_("What went out before its papers, and is waiting for them."),
            due.papers,
            (AS_AT, KNOWN_AT),
        ),
        Report(
            "ledger",
            N_("Ledger"),
            N_("Every movement in the order of what happened; of one item with its balance."),
            ledger.ledger,
            (ITEM, PLACE, SINCE, AS_AT, KNOWN_AT),
        ),
        Report(
            "voucher",
            N_("Slip to print"),
            N_("One receipt, issue slip, transfer order or other slip, ready to sign."),
            vouchers.voucher,
            (VOUCHER,),
        ),
        Report(
            "count-sheet",
            N_("Count sheet"),
            N_("The sheet of a stock check that is filled in by who counts: nothing in it of what the book says."),
            checks.count_sheet,
            (COUNT, PART),
        ),
        Report(
            "count-result",
            N_("Result of the stock check"),
            N_("Every line of a check with what was found, the book, the difference and its reason."),
            checks.count_result,
            (COUNT,),
        ),
        Report(
            "checks-due",
            N_("Stock checks due"),
            N_("Every depot with its last full check and when the next is due."),
            due.checks_due,
        ),
        Report(
            "todo",
            N_("What is waiting"),
            N_("Papers owed, overdue loans, short, expired, untested, checks due: one list, the most urgent first."),
            todo.todo,
        ),
        Report(
            "labels",
            N_("Labels of lots"),
            N_("Labels to print and stick on, with a code to scan: of a place, an item or a slip."),
            labels.labels,
            (LYING_AT, LOTS_OF, BROUGHT),
        ),
        Report(
            "places",
            N_("Places and keepers"),
            N_("Depots, teams, shelters and works sites with keepers and telephones, as they are registered today."),
            stock.places,
            phones=Place,
        ),
        Report(
            "roster",
            N_("Joint duty roster"),
            N_("A month's roster for the wall: who leads, who sits for each department, and what was changed."),
            duty.roster,
            (ROOM, MONTH),
            phones=Person,
        ),
        Report(
            "duty-actual",
            N_("Duties really done"),
            N_("A month as planned, as changed and as it really was, with hours, weekends and holidays by person."),
            presence.duty_actual,
            (ROOM, MONTH),
        ),
        Report(
            "call-list",
            N_("Call list of those on duty"),
            N_("Everybody on duty now and in the next days, with telephones."),
            presence.call_list,
            (ROOM, DAYS),
            phones=Person,
        ),
        Report(
            "duty-calendar",
            N_("A person's duties"),
            N_("Somebody's duties from this month on, to look at or as a file for their own calendar (.ics)."),
            presence.duty_calendar,
            (PERSON, MONTH),
            endings=(".ics", ".xlsx"),
        ),
        Report(
            "duty-log",
            N_("Duty log"),
            N_("What was heard, seen and done, in the order in which it happened, with every correction."),
            log.duty_log,
            (SINCE, AS_AT, KNOWN_AT),
            phones=LogEntry,
        ),
        Report(
            "events",
            N_("Events reported upward"),
            N_("Every event with how far its reports have come, what is due next and what came late."),
            log.events,
            (SINCE, AS_AT),
        ),
        Report(
            "upward",
            N_("Report upward to print"),
            N_("One first, following or final report: figures so far and at the moment, its clock, its chain."),
            log.upward,
            (REPORT,),
        ),
        Report(
            "consultation",
            N_("Minutes of a consultation"),
            N_("Who met, rain and water, what was judged and decided, and how the decisions stand."),
            log.consultation,
            (CONSULTATION,),
        ),
        Report(
            "handover",
            N_("Handover of duty"),
            N_("The shift's log, what came of it, what is left open, both signatures and what they signed."),
            handover.handover,
            (HANDOVER,),
        ),
        Report(
            "blank-workbook",
            N_("Workbook to move in with"),
            N_("Lists of items, places, persons and opening stock to fill in and read back with `xunbei read`."),
            blank.blank_workbook,
        ),
    )
}


def report(name: str) -> Report:
    """The report of this name; UnknownReport names them all."""
    if name not in REPORTS:
        raise UnknownReport(field="name", name=visible(name), known=", ".join(REPORTS)).asking(alike(name, REPORTS))
    return REPORTS[name]


def read(session: Session, reader: Person, name: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The options that people typed, as what they mean; empty ones are left out."""
    asked = {key: text for key, text in texts.items() if text.strip()}
    known = {one.name: one for one in report(name).options}
    for key in asked:
        if key not in known:
            takes = ", ".join(known) or _("nothing")
            raise OptionNotTaken(field=key, report=name, option=key, known=takes).asking(alike(key, known))
    return {key: _meant(session, reader, known[key], text) for key, text in asked.items()}


NAMED: dict[OptionKind, type[Base]] = {
    OptionKind.ITEM: Item,
    OptionKind.PLACE: Place,
    OptionKind.VOUCHER: Voucher,
    OptionKind.COUNT: Count,
    OptionKind.ROOM: Organisation,
    OptionKind.PERSON: Person,
    OptionKind.REPORT: UpwardReport,
    OptionKind.CONSULTATION: Consultation,
    OptionKind.HANDOVER: Handover,
}


NUMBERED = (Voucher, Count, UpwardReport, Consultation, Handover)
"""What people know by its number."""


def _meant(session: Session, reader: Person, option: Option, text: str) -> Any:  # noqa: ANN401 - what the kind says
    match option.kind:
        case OptionKind.DAYS | OptionKind.PART:
            return int(typed.number(text, places=0, field=option.name))
        case OptionKind.MONTH:
            return typed.month(text, today=settings.today(session), field=option.name)
        case OptionKind.SINCE:
            return _moment(session, text, option.name, time(0))
        case OptionKind.UNTIL:
            return min(_moment(session, text, option.name, LAST_OF_DAY), moment_of(session))
        case kind:
            return named(session, reader, NAMED[kind], text, field=option.name)


def _moment(session: Session, text: str, field: str, time_of_day: time) -> datetime:
    return typed.moment(text, now=moment_of(session), zone=settings.zone(session), field=field, time_of_day=time_of_day)


def make(session: Session, reader: Person, name: str, **options: Any) -> tuple[Table[Any], Stamp]:  # noqa: ANN401
    """Make a report with its stamp; options are given as what they mean (see `read`), None as not given.

    Rows may be read while they are written: keep the session open until then.
    """
    chosen = report(name)
    given = {key: value for key, value in options.items() if value is not None}
    for option in chosen.options:
        if option.needed and option.name not in given:
            raise OptionMissing(field=option.name, report=name, option=_(option.label))
    table = chosen.make(session, reader, **given)
    times = {key: given.pop(key) for key in ("as_at", "known_at") if key in given}
    labels = {one.name: _(one.label) for one in chosen.options}
    words = (f"{labels[key]} {_word(value, table.zone)}" for key, value in given.items())
    return table, stamp(session, reader, name, **times, chosen=_("; ").join(words))


def _word(value: object, zone: tzinfo) -> str:
    """What was asked, as the stamp says it."""
    if isinstance(value, datetime):
        return plain(value, zone)
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    if isinstance(value, Organisation | Person):
        return value.name
    return value.number if isinstance(value, NUMBERED) else str(value)

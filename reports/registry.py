"""The register of reports: screen, command line and help know each report from here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty.consulting import Consultation
from inventory.duty.events import UpwardReport
from inventory.duty.levels import LevelOrder, ResponseLevel
from inventory.ground import settings, typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import named
from inventory.ground.people import Organisation, Person
from inventory.ground.schema import Base
from inventory.ground.store import moment_of
from inventory.ground.text import alike, clean, visible
from inventory.practice.checklists import Checklist
from inventory.practice.drills import Drill, drill_called
from inventory.practice.sheets import Sheet
from inventory.resources.inspections import Inspection
from inventory.resources.shelters import Shelter
from inventory.response.plans import Plan
from inventory.response.stoporders import StopOrder
from inventory.supplies.catalog import Item
from inventory.supplies.counts import Count
from inventory.supplies.ledger import Voucher
from inventory.supplies.places import Place
from inventory.upkeep.handover import Handover
from reports import registered
from reports.asked import Option, OptionKind, Report
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


WRITERS = {".xlsx": "reports.excel:write", ".pdf": "reports.pdf:write", ".ics": "reports.calendar:write"}
"""What writes a table as a file of a kind; imported by name, since a list on the terminal needs none of it."""

REPORTS: dict[str, Report] = {one.name: one for one in registered.EVERY}


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
    OptionKind.SITE: Place,
    OptionKind.INSPECTION: Inspection,
    OptionKind.PLAN: Plan,
    OptionKind.RESPONSE: LevelOrder,
    OptionKind.LEVEL: ResponseLevel,
    OptionKind.STOP: StopOrder,
    OptionKind.SHELTER: Shelter,
    OptionKind.SHEET: Sheet,
    OptionKind.CHECKLIST: Checklist,
}


NUMBERED = (Voucher, Count, UpwardReport, Consultation, Handover, Inspection, LevelOrder, StopOrder, Drill, Sheet)
"""What people know by its number."""


def _meant(session: Session, reader: Person, option: Option, text: str) -> Any:  # noqa: ANN401 - what the kind says
    match option.kind:
        case OptionKind.DAYS | OptionKind.PART | OptionKind.YEAR | OptionKind.PEOPLE:
            return int(typed.number(text, places=0, field=option.name))
        case OptionKind.STANDARD:
            return clean(text, field=option.name, longest=80)
        case OptionKind.MONTH:
            return typed.month(text, today=settings.today(session), field=option.name)
        case OptionKind.SINCE:
            return _moment(session, text, option.name, time(0))
        case OptionKind.UNTIL:
            return min(_moment(session, text, option.name, LAST_OF_DAY), moment_of(session))
        case kind:
            return _row(session, reader, kind, text, option.name)


def _row(session: Session, reader: Person, kind: OptionKind, text: str, field: str) -> Base:
    """The row that is meant; a drill may be called by its date."""
    if kind is OptionKind.DRILL:
        return drill_called(session, reader, text, field=field)
    return named(session, reader, NAMED[kind], text, field=field)


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
    if isinstance(value, Organisation | Person | ResponseLevel | Shelter):
        return value.name
    return value.number if isinstance(value, NUMBERED) else str(value)

"""What a report is, and what reports may be asked: the options, each once, whichever reports take it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground.i18n import N_
from inventory.ground.people import Person
from inventory.ground.schema import Base
from reports.frame import Stamp
from reports.table import Table


class OptionKind(StrEnum):
    """What an option is, and so how it is asked for and read."""

    ITEM = "item"
    PLACE = "place"
    SITE = "site"
    VOUCHER = "voucher"
    COUNT = "count"
    PART = "part"
    ROOM = "room"
    PERSON = "person"
    MONTH = "month"
    REPORT = "report"
    CONSULTATION = "consultation"
    HANDOVER = "handover"
    INSPECTION = "inspection"
    PLAN = "plan"
    RESPONSE = "response"
    LEVEL = "level"
    STOP = "stop"
    SHELTER = "shelter"
    STANDARD = "standard"
    DRILL = "drill"
    SHEET = "sheet"
    CHECKLIST = "checklist"
    PEOPLE = "people"
    DAYS = "days"
    YEAR = "year"
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
    more_phones: tuple[type[Base], ...] = ()
    """Whose else, where several registers are in it."""
    given: Callable[[Session, Person, Table[Any], Stamp], object] | None = None
    """What the trail is told once a file of it is there, so that the next one can say what has changed."""
    endings: tuple[str, ...] = (".xlsx", ".pdf")
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
SITE = Option("site", OptionKind.SITE, N_("Place"), N_("what was found at one place alone: code or exact name"))
INSPECTION = Option(
    "inspection",
    OptionKind.INSPECTION,
    N_("Round of inspection"),
    N_("what one round found alone, such as XC-2022-0001"),
)
FROM_MONTH = Option("from_month", OptionKind.MONTH, N_("From month"), N_("only what was found from then on: 2022-03"))
PLAN = Option("plan", OptionKind.PLAN, N_("Plan"), N_("a plan's code or exact name"), needed=True)
VERSION = Option(
    "plan_version", OptionKind.PART, N_("Version"), N_("a version by its number instead of the one in force")
)
RESPONSE = Option(
    "response", OptionKind.RESPONSE, N_("Response"), N_("the number of any of its orders: XY-2022-0001"), needed=True
)
RUNNING = Option(
    "response",
    OptionKind.RESPONSE,
    N_("Response"),
    N_("the number of an order of one response instead of those running"),
)
LEVEL = Option("level", OptionKind.LEVEL, N_("Response level"), N_("everybody needed at a level: its code or name"))
IF_LEVEL = Option("level", OptionKind.LEVEL, N_("Response level"), N_("if this level came now: its code or name"))
IF_PEOPLE = Option("people", OptionKind.PEOPLE, N_("People"), N_("if so many more people had to be sheltered"))
PEOPLE = Option("people", OptionKind.PEOPLE, N_("People"), N_("how many are to be sheltered"), needed=True)
FOR_DAYS = Option("days", OptionKind.DAYS, N_("For days"), N_("for so many days instead of one"))
STANDARD = Option("standard", OptionKind.STANDARD, N_("Standard"), N_("by one standard alone: its name"))
SHELTER = Option("shelter", OptionKind.SHELTER, N_("Shelter"), N_("in one shelter alone: code or exact name"))
STOP = Option("stop", OptionKind.STOP, N_("Stop order"), N_("its number, such as RD-2022-0001"), needed=True)
DRILL = Option(
    "drill", OptionKind.DRILL, N_("Drill"), N_("its number, such as YL-2022-0001, or its date where that is unique"),
    needed=True,
)  # fmt: skip
SHEET = Option("sheet", OptionKind.SHEET, N_("Sheet"), N_("one sheet of it alone, such as YL-2022-0001-03"))
CHECKLIST = Option(
    "checklist", OptionKind.CHECKLIST, N_("Checklist"), N_("a checklist's code or exact name"), needed=True
)
CHECKLIST_VERSION = Option(
    "checklist_version", OptionKind.PART, N_("Version"), N_("a version by its number instead of the latest")
)
YEAR = Option("year", OptionKind.YEAR, N_("Year"), N_("one year alone, such as 2022"))
DAYS = Option("days", OptionKind.DAYS, N_("Days ahead"), N_("so many days ahead instead of what is set"))
SINCE = Option("since", OptionKind.SINCE, N_("Since"), N_("what happened from then on"))
AS_AT = Option("as_at", OptionKind.UNTIL, N_("As at"), N_("what had happened by then; a date alone means its end"))
KNOWN_AT = Option("known_at", OptionKind.UNTIL, N_("Known at"), N_("only what had been entered by then"))

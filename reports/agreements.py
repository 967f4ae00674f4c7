"""Reports of the agreements: the ledger of what was promised line by line, and how every agreement stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.resources import agreements as register
from inventory.resources import calloffs
from inventory.resources.agreements import AGREEMENT_NAMES, VALIDITY_NAMES, AgreementLine, Validity
from inventory.resources.calloffs import CallOffLine, TakenLine
from reports.stock import heads, signatures
from reports.table import ALWAYS, PAPER, ROOM, Cell, Column, Kind, Level, Table

VALIDITY_LEVELS = {
    Validity.VALID: Level.FINE,
    Validity.RENEW: Level.ATTENTION,
    Validity.EXPIRED: Level.URGENT,
    Validity.TO_COME: Level.ATTENTION,
    Validity.UNSET: Level.UNKNOWN,
}


@dataclass(frozen=True)
class Standing:
    """An agreement with its lines, what was called on each, and the call-offs on it that are open."""

    line: AgreementLine
    taken: tuple[TakenLine, ...]
    waiting: tuple[CallOffLine, ...]

    @property
    def retired(self) -> bool:
        """Whether it has been let go."""
        return self.line.retired

    @property
    def is_late(self) -> bool:
        """Whether anything that was called should have come by now."""
        return any(one.late for one in self.waiting)


@dataclass(frozen=True)
class Entry:
    """A line of the ledger: an agreement and one thing that it promises, if anything was written down."""

    standing: Standing
    taken: TakenLine | None


def standings(session: Session, reader: Person, *, retired: bool = False) -> list[Standing]:
    """The agreements of the reader's branch, by code, with their lines and what is open on them."""
    taken: defaultdict[int, list[TakenLine]] = defaultdict(list)
    waiting: defaultdict[int, list[CallOffLine]] = defaultdict(list)
    for one in calloffs.taken_up(session, reader, retired=retired):
        taken[one.promise.agreement_id].append(one)
    for order in calloffs.call_offs(session, reader, open_only=True):
        waiting[order.agreement_id].append(order)
    return [
        Standing(one, tuple(taken[one.agreement_id]), tuple(waiting[one.agreement_id]))
        for one in register.agreements(session, reader, retired=retired)
    ]


def agreements(session: Session, reader: Person) -> Table[Any]:
    """The ledger of agreements (协议台账): line by line as the form has it, and each agreement as it stands today.

    It is kept as it is now, so it can't be asked for another time.
    """
    found, zone = standings(session, reader), settings.zone(session)
    ledger: Table[Any] = Table(
        "agreements",
        _("Ledger of agreements"),
        _ledger_columns(zone),
        list(_entries(found)),
        row_key=lambda row: (row.standing.line.agreement_id, row.taken.promise.promise_id if row.taken else 0),
        heads=heads(session, reader)[:2],
        foots=[_("What is promised is not on hand: nothing here is part of the statement of reserves.")],
        signatures=signatures(),
        sources=_sources(),
        frozen=3,
        landscape=True,
        tab=_("Line by line"),
        zone=zone,
    )
    by_agreement: Table[Any] = replace(
        ledger,
        columns=_by_agreement(zone),
        rows=found,
        row_key=lambda row: row.line.agreement_id,
        frozen=2,
        tab=_("By agreement"),
    )
    return replace(ledger, sheets=[ledger, by_agreement], tab="")


def _sources() -> list[tuple[str, str]]:
    return [
        (_("Promised"), _("The register of agreements, as it is kept today; what nobody wrote down is not set.")),
        (_("Ends on"), _("Its dates, today's date, and the days before its end that are set for its organisation.")),
        (_("Result"), _("The last test call of the number that is to answer at any hour.")),
        (_("Called off"), _("The call-offs in the unit of the line, since the agreement is valid as it is now.")),
        (_("Has come"), _("What was entered as delivered on them, less what was reversed or undone.")),
        (_("Lacking"), _("What was called and has not come, or had not when its call-off was closed.")),
    ]


# The ledger's lines ----------------------------------------------------------------------------------------------

LEDGER: tuple[tuple[str, int, int], ...] = (
    ("code", 7, ROOM), ("kind", 8, ROOM), ("company", 12, ALWAYS), ("credit_code", 10, ROOM), ("category", 7, ROOM),
    ("item", 11, ALWAYS), ("spec", 8, ROOM), ("unit", 6, ALWAYS), ("promised", 8, ALWAYS), ("hours", 7, ALWAYS),
    ("place", 10, ROOM), ("trigger", 12, ROOM), ("terms", 14, ROOM), ("signed_on", 10, ROOM),
    ("valid_until", 11, ALWAYS), ("contact", 8, ROOM), ("phone", 12, ROOM), ("tested_on", 10, ROOM),
    ("result", 10, ROOM), ("called", 7, ROOM), ("delivered", 7, ROOM), ("missing", 8, ALWAYS),
)  # fmt: skip
"""The form's headings in the form's order, how wide each is and where it stands; its record of use is three figures."""


def _ledger_columns(zone: tzinfo) -> list[Column[Entry]]:
    every = [*map(_of_standing, standing_columns(zone)), *map(_of_taken, taken_columns())]
    named = {one.key: one for one in every}
    named["valid_until"] = replace(named["valid_until"], level=_ending)
    named["result"] = replace(named["result"], title=_("Result"))
    return [replace(named[key], width=width, on_screen=on_screen) for key, width, on_screen in LEDGER]


def _ending(row: Entry) -> Level | None:
    """What can still be called needs no sign, and what has no date has its words."""
    level = validity_level(row.standing.line)
    return None if level in (Level.FINE, Level.UNKNOWN) else level


def _entries(found: Iterable[Standing]) -> Iterable[Entry]:
    for one in found:
        yield from (Entry(one, taken) for taken in one.taken or (None,))


def _of_standing(one: Column[Standing]) -> Column[Entry]:
    return _lifted(one, lambda row: one.cell(row.standing), lambda row: one.level(row.standing))


def _of_taken(one: Column[TakenLine]) -> Column[Entry]:
    """A column of a promise; of an agreement that has none, one cell says that nothing is set."""

    def cell(row: Entry) -> Cell:
        if row.taken is None:
            return None if one.key == "item" else ""
        return one.cell(row.taken)

    return _lifted(one, cell, lambda row: one.level(row.taken) if row.taken else None)


def _lifted(one: Column[Any], cell: Callable[[Entry], Cell], level: Callable[[Entry], Level | None]) -> Column[Entry]:
    return Column(one.key, one.title, cell, one.kind, one.width, one.on_screen, absent=one.absent, level=level)


def taken_columns() -> list[Column[TakenLine]]:
    """What is said of one thing that an agreement promises, and of what became of it."""
    unset, amount = _("not set"), Kind.QUANTITY
    return [
        Column("item", _("Item name"), _what, width=20, absent=unset),
        Column("spec", _("Specification and model"), lambda row: row.promise.spec or None, width=10, on_screen=ROOM),
        Column("category", _("Class"), lambda row: row.promise.category or None, width=9, on_screen=ROOM),
        Column("unit", _("Counted in"), lambda row: row.promise.unit or None, width=6),
        Column("promised", _("Promised"), lambda row: row.promise.quantity, amount, 9, absent=unset),
        Column("hours", _("Within hours"), lambda row: row.promise.hours, amount, 7, absent=unset),
        Column("called", _("Called off"), lambda row: row.usage.called or None, amount, 8),
        Column("delivered", _("Has come"), lambda row: row.usage.delivered or None, amount, 8, ROOM),
        Column("missing", _("Lacking"), lambda row: row.usage.missing or None, amount, 8, level=_lacking),
        Column("place", _("Brought to"), lambda row: row.promise.place or None, width=14, on_screen=ROOM, absent=unset),
        Column("note", _("Remarks"), lambda row: row.promise.note or None, width=14, on_screen=ROOM, absent=""),
    ]


def _what(row: TakenLine) -> str:
    """What is promised; a class is promised as a whole."""
    return _("any of the class") if row.promise.category_id else row.promise.name


def _lacking(row: TakenLine) -> Level | None:
    return Level.ATTENTION if row.usage.missing else None


# Each agreement --------------------------------------------------------------------------------------------------

SHEET = (
    "code", "company", "kind", "validity", "valid_until", "days_left", "lines", "open", "tested_on", "result",
    "contact", "phone", "organisation", "basis",
)  # fmt: skip
"""What a sheet says of every agreement in one line."""


def _by_agreement(zone: tzinfo) -> list[Column[Standing]]:
    named = {one.key: one for one in standing_columns(zone)}
    return [named[key] for key in SHEET]


def standing_columns(zone: tzinfo) -> list[Column[Standing]]:
    """What is said of an agreement, on the screen as on paper: until when it holds, who answers, what is open."""
    unset = _("not set")
    return [
        Column("company", _("Company"), lambda row: row.line.company, width=20),
        Column("kind", _("Kind"), lambda row: _(AGREEMENT_NAMES[row.line.kind]), width=9, on_screen=ROOM),
        Column("validity", _("Validity"), lambda row: validity(row.line), Kind.STATE, 14,
               level=lambda row: validity_level(row.line)),
        Column("valid_until", _("Ends on"), lambda row: row.line.valid_until, Kind.DATE, 11, absent=unset),
        Column("open", _("Call-offs"), lambda row: len(row.waiting) or None, Kind.NUMBER, 6, level=_open_level,
               absent=""),
        Column("result", _("Test call"), lambda row: result(row.line), Kind.STATE, 14,
               level=lambda row: result_level(row.line)),
        Column("tested_on", _("Last test call"), lambda row: _day(row.line.tested_at, zone), Kind.DATE, 11, ROOM,
               absent=_("never")),
        Column("contact", _("24-hour contact"), lambda row: row.line.contact or None, width=10, on_screen=ROOM,
               absent=unset),
        Column("phone", _("Telephone"), lambda row: row.line.contact_phone or None, width=13, on_screen=ROOM,
               absent=unset),
        Column("code", _("Agreement number"), lambda row: row.line.code, width=8, on_screen=ROOM),
        Column("organisation", _("Managed by"), lambda row: row.line.organisation, width=18, on_screen=ROOM),
        Column("lines", _("Lines promised"), lambda row: len(row.taken), Kind.NUMBER, 8, PAPER),
        Column("days_left", _("Days left"), lambda row: row.line.days_left, Kind.NUMBER, 7, PAPER),
        Column("basis", _("Basis"), lambda row: row.line.basis or None, width=18, on_screen=PAPER, absent=unset),
        Column("credit_code", _("Credit code"), lambda row: row.line.credit_code or None, on_screen=PAPER),
        Column("trigger", _("When it may be called"), lambda row: row.line.trigger or None, on_screen=PAPER,
               absent=unset),
        Column("terms", _("Price, compensation, default"), lambda row: terms(row.line), on_screen=PAPER, absent=unset),
        Column("signed_on", _("Signed on"), lambda row: row.line.signed_on, Kind.DATE, 10, PAPER, absent=unset),
    ]  # fmt: skip


def terms(line: AgreementLine) -> str | None:
    """What it costs, and what is owed where something goes wrong."""
    return _("; ").join(one for one in (line.price, line.compensation) if one) or None


def validity(line: AgreementLine) -> str:
    """How an agreement stands today, in one word."""
    return _("retired") if line.retired else _(VALIDITY_NAMES[line.validity])


def validity_level(line: AgreementLine) -> Level:
    """How much that asks of the reader."""
    return Level.UNKNOWN if line.retired else VALIDITY_LEVELS[line.validity]


def result(line: AgreementLine) -> str:
    """What came of the last test call."""
    if line.reached is None:
        return _("never tested")
    return line.result or (_("answered") if line.reached else _("nobody answered"))


def result_level(line: AgreementLine) -> Level:
    """Whether anybody could be reached."""
    if line.reached is None:
        return Level.UNKNOWN
    return Level.FINE if line.reached else Level.URGENT


def _open_level(row: Standing) -> Level | None:
    """Something is awaited, or should have come."""
    if not row.waiting:
        return None
    return Level.URGENT if row.is_late else Level.ATTENTION


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None

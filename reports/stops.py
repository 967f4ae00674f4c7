"""Papers of stops (熔断): the list of orders with how they stand, and one order to print, sign and follow up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.response import stoporders
from inventory.response.stoporders import (
    STOP_STATE_NAMES,
    StopLine,
    StopOrder,
    StopState,
    StopStepKind,
    StopStepLine,
    departments_of,
)
from inventory.response.stops import measures
from reports.stock import heads, signatures
from reports.table import ROOM, TICKS, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered, pair, plain

LEVELS = {
    StopState.DRAFT: Level.ATTENTION,
    StopState.COMING: Level.ATTENTION,
    StopState.IN_FORCE: Level.URGENT,
    StopState.RUN_OUT: Level.FINE,
    StopState.ENDED: Level.FINE,
    StopState.WITHDRAWN: Level.UNKNOWN,
}
UNTIL_ENDED = N_("until it is ended")


class NotYours(Refused):
    """An order of another branch."""

    message = N_("{number} is an order of another organisation.")


# The list (熔断令台账) -------------------------------------------------------------------------------------------


def stops(session: Session, reader: Person) -> Table[Ranked[StopLine]]:
    """Every stop order with what it stops where, until when, how it stands and who hasn't confirmed it."""
    lines = stoporders.stop_orders(session, reader)
    return Table(
        "stops",
        _("Stop orders"),
        numbered(columns()),
        Numbered(lines),
        row_key=lambda row: row.line.order_id,
        heads=[*heads(session, reader)[:2], (_("Altogether"), in_all(lines))],
        signatures=signatures(),
        sources=[
            (_("State"), _("The order as approved, and what was recorded of it since.")),
            (_("Not confirmed by"), _("The departments of the stops ordered, less those whose receipt was recorded.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def columns() -> list[Column[StopLine]]:
    """The list's columns."""
    return [
        Column("number", _("Order number"), lambda line: line.number, width=13),
        Column("measures", _("Stops"), ordered, width=18),
        Column("area", _("Area"), lambda line: line.area, width=16),
        Column("begins_at", _("From"), lambda line: line.begins_at, Kind.MOMENT, 16, absent=_("when approved")),
        Column("ends_at", _("Until"), lambda line: line.ends_at, Kind.MOMENT, 16, absent=_(UNTIL_ENDED)),
        Column(
            "state", _("State"), lambda line: _(STOP_STATE_NAMES[line.state]), Kind.STATE, 18,
            level=lambda line: LEVELS[line.state],
        ),
        Column("waiting", _("Not confirmed by"), _waiting, width=20, on_screen=ROOM, absent="", level=_owed),
        Column("issuer", _("Issued by"), lambda line: line.issuer, width=16, on_screen=ROOM),
        Column("approved", _("Signed by"), _signed, width=12, on_screen=ROOM, level=_alone),
        Column("basis", _("Basis"), lambda line: line.basis, width=24, on_screen=ROOM),
        Column("exempt", _("Exempt"), lambda line: line.exempt or None, width=16, on_screen=ROOM, absent=_("none")),
        Column("ended", _("Ended by"), lambda line: line.ended.number if line.ended else None, width=13, absent=""),
    ]  # fmt: skip


def ordered(line: StopLine) -> str:
    """What an order stops."""
    return _(", ").join(one.name for one in line.measures)


def _waiting(line: StopLine) -> str | None:
    return _(", ").join(line.waiting) or None if line.approved else None


def _owed(line: StopLine) -> Level | None:
    return Level.ATTENTION if line.waiting and line.state is StopState.IN_FORCE else None


def _signed(line: StopLine) -> str | None:
    step = line.approved
    if step is None:
        return None
    return _("{who}, alone: {reason}").format(who=step.who, reason=step.alone) if step.alone else step.who


def _alone(line: StopLine) -> Level | None:
    return Level.ATTENTION if line.approved and line.approved.alone else None


def in_all(lines: Sequence[StopLine]) -> str:
    """How many orders, and how many of them hold."""
    said = [ngettext("{n} order", "{n} orders", len(lines)).format(n=figure(len(lines)))]
    holding = sum(one.state is StopState.IN_FORCE for one in lines)
    return _(", ").join([*said, _("in force: {n}").format(n=figure(holding))])


# One order (熔断令) ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DepartmentLine:
    """A department in an order: what it stops, whether it has confirmed, and what checks have found."""

    department: str
    measures: str
    receipt: StopStepLine | None
    checks: tuple[StopStepLine, ...]


def stop_order(session: Session, reader: Person, *, stop: StopOrder) -> Table[Ranked[DepartmentLine]]:
    """One order, ready to print and sign: what is stopped where, from when, for whom not; receipts and checks."""
    line = stoporders.stop_order(session, reader, stop)
    if line is None:
        raise NotYours(field="stop", number=stop.number)
    zone = settings.zone(session)
    return Table(
        "stop-order",
        _("Stop order {number}").format(number=line.number),
        numbered(_order_columns()),
        Numbered(departments(line)),
        row_key=lambda row: row.line.department,
        heads=_heads(session, reader, line),
        foots=_foots(line, zone),
        signatures=[
            (_("Signed by"), line.approved.who if line.approved else ""),
            (_("Drafted by"), line.by),
            (_("Date"), ""),
        ],
        sources=[(_("Receipt"), _("What was recorded of the order in the program, with who entered it."))],
        frozen=1,
        landscape=True,
        code=line.number,
        zone=zone,
    )


def _heads(session: Session, reader: Person, line: StopLine) -> list[tuple[str, Cell]]:
    named = {one.name for one in line.measures}
    offered = dict.fromkeys([*(one.name for one in measures(session, reader)), *sorted(named)])
    boxes = "    ".join(f"{TICKS[name in named]} {name}" for name in offered)
    cause = " ".join(one for one in (line.warning, line.response, line.level) if one)
    return [
        (_("Order number"), line.number),
        (_("Issued by"), line.issuer),
        (_("Signed by"), line.approved.who if line.approved else _("not approved yet")),
        (_("Basis"), line.basis),
        (_("On warning or response"), cause or None),
        (_("Area"), line.area),
        (_("Stopped"), boxes),
        (_("From"), line.begins_at or _("when approved")),
        (_("Until"), line.ends_at or _(UNTIL_ENDED)),
        (_("Exempt"), line.exempt or _("none")),
        (_("Ended by order"), line.ended.number if line.ended else None),
    ]


def departments(line: StopLine) -> list[DepartmentLine]:
    """The departments that an order names, and those that have confirmed or were checked besides."""
    receipts = {one.department: one for one in line.of(StopStepKind.RECEIPT)}
    checks = line.of(StopStepKind.CHECKED)
    named = dict.fromkeys(
        [*departments_of([one.department for one in line.measures]), *receipts, *(one.department for one in checks)]
    )
    return [
        DepartmentLine(
            name,
            _(", ").join(one.name for one in line.measures if name in departments_of([one.department])),
            receipts.get(name),
            tuple(one for one in checks if one.department == name),
        )
        for name in named
    ]


def _order_columns() -> list[Column[DepartmentLine]]:
    return [
        Column("department", _("Department concerned"), lambda row: row.department, width=18),
        Column("measures", _("Stops"), lambda row: row.measures or None, width=18),
        Column(
            "receipt", _("Receipt"), lambda row: row.receipt.who if row.receipt else None, width=14,
            absent="________",
        ),
        Column("received_at", _("Confirmed at"), lambda row: row.receipt.at if row.receipt else None, Kind.MOMENT, 16),
        Column("check", _("Check of the stop"), _found, Kind.STATE, 30, level=_found_level),
        Column("checked_at", _("Checked at"), lambda row: row.checks[-1].at if row.checks else None, Kind.MOMENT, 16),
        Column("remarks", _("Remarks"), lambda row: row.receipt.note or None if row.receipt else None, width=18,
               absent=""),
    ]  # fmt: skip


def _found(row: DepartmentLine) -> str | None:
    """What the last check found."""
    if not row.checks:
        return None
    last = row.checks[-1]
    said = _("carried out") if last.carried_out else _("not carried out")
    return pair(said, last.note) if last.note else said


def _found_level(row: DepartmentLine) -> Level | None:
    if not row.checks:
        return None
    return Level.FINE if row.checks[-1].carried_out else Level.URGENT


def _foots(line: StopLine, zone: tzinfo) -> list[str]:
    """What else there is to be said of an order."""
    approved, ended = line.approved, line.ended
    said = {
        StopState.DRAFT: [_("NOT APPROVED: nothing is stopped by this paper.")],
        StopState.WITHDRAWN: [_("WITHDRAWN: nothing was stopped by this paper.")],
    }.get(line.state, [])
    if approved is not None and approved.alone:
        words = _("Approved by who drafted it, since nobody else could be asked: {reason}")
        said.append(words.format(reason=approved.alone))
    if ended is not None:
        words = _("Ended by {number} at {moment}: {reason}")
        said.append(words.format(number=ended.number, moment=plain(ended.at, zone), reason=ended.note or "—"))
    return said

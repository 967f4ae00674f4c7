"""Reports of the call-offs: what was called on agreements, what has come of it, and what is awaited until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.resources import calloffs as orders
from inventory.resources.calloffs import CalledLine, CallOffLine
from reports.stock import heads, signatures
from reports.table import ALWAYS, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered

FEW = 2
WIDTHS = {"company": 16, "item": 16, "to": 16, "due_at": 16, "phone": 13}
ORDER = ("number", "company", "agreement")
LINE = ("item", "unit", "called", "delivered", "missing")
WHENCE = ("to", "ordered_by", "reason", "contact", "phone")


@dataclass(frozen=True)
class Awaited:
    """A line of a call-off with the whole that it belongs to."""

    order: CallOffLine
    line: CalledLine


def call_offs(session: Session, reader: Person, *, since: datetime | None = None) -> Table[Ranked[Awaited]]:
    """What was called on agreements and is open (协议启用), the most urgent first.

    `since` asks for all that was called from then on, the last first.
    """
    found = orders.call_offs(session, reader, open_only=since is None)
    lines = [Awaited(one, line) for one in found if since is None or one.ordered_at >= since for line in one.lines]
    if since is None:
        lines.sort(key=_urgency)
    return Table(
        "call-offs",
        _("Call-offs on agreements") if since else _("Open call-offs on agreements"),
        numbered(_columns()),
        Numbered(lines),
        row_key=lambda row: row.line.line.call_off_item_id,
        heads=heads(session, reader)[:2],
        foots=[_("What has come is on the books by its receipts; what is awaited is not on hand.")],
        signatures=signatures(),
        sources=[
            (_("Called off"), _("The call-offs as they were ordered; more than was promised is marked.")),
            (_("Has come"), _("What was entered as delivered on them, less what was reversed or undone.")),
            (_("To come by"), _("When it was ordered and the hours that were agreed, unless a time was said.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def _urgency(one: Awaited) -> tuple[bool, bool, datetime]:
    """What is due first stands first, then what has no time, then what is all here."""
    due = one.line.due_at
    return not one.line.short, due is None, due or one.order.ordered_at


def _columns() -> list[Column[Awaited]]:
    whole = {one.key: replace(_of(one, "order"), on_screen=ROOM) for one in order_columns()}
    line = {one.key: _of(one, "line") for one in line_columns()}
    parts = [
        *(replace(whole[key], on_screen=ALWAYS if key != "agreement" else ROOM) for key in ORDER),
        *(line[key] for key in LINE),
        whole["ordered_at"],
        line["due_at"],
        line["state"],
        *(whole[key] for key in WHENCE),
        Column("note", _("Remarks"), _remarks, width=16, on_screen=ROOM, absent=""),
    ]
    return [replace(one, width=WIDTHS.get(one.key, one.width)) for one in parts]


def _of(one: Column[Any], part: str) -> Column[Awaited]:
    """A column of a line, or of the whole that it belongs to."""
    return Column(
        one.key, one.title, lambda row: one.cell(getattr(row, part)), one.kind, one.width, one.on_screen,
        absent=one.absent, level=lambda row: one.level(getattr(row, part)),
    )  # fmt: skip


def _remarks(row: Awaited) -> Cell:
    said = [_("more than was promised") if row.line.beyond else "", *order_remarks(row.order)]
    return _("; ").join(one for one in said if one) or None


# A call-off ------------------------------------------------------------------------------------------------------


def order_columns() -> list[Column[CallOffLine]]:
    """What is said of a call-off in one line."""
    unset = _("not set")
    return [
        Column("number", _("Call-off"), lambda row: row.number, width=13),
        Column("company", _("Company"), lambda row: row.company, width=18),
        Column("things", _("What was called off"), lambda row: things(row.lines), width=18),
        Column("due_at", _("To come by"), lambda row: row.due_at, Kind.MOMENT, 12, absent=""),
        Column("state", _("State"), lambda row: order_state(row)[1], Kind.STATE, 12,
               level=lambda row: order_state(row)[0]),
        Column("to", _("To come to"), destination, width=16, on_screen=ROOM),
        Column("ordered_at", _("Called off at"), lambda row: row.ordered_at, Kind.MOMENT, 16, ROOM),
        Column("ordered_by", _("Ordered by"), lambda row: row.ordered_by, width=10, on_screen=ROOM),
        Column("reason", _("Reason"), lambda row: row.reason, width=14, on_screen=ROOM),
        Column("contact", _("24-hour contact"), lambda row: row.contact or None, width=9, on_screen=ROOM,
               absent=unset),
        Column("phone", _("Telephone"), lambda row: row.contact_phone or None, width=13, on_screen=ROOM, absent=unset),
        Column("agreement", _("Agreement number"), lambda row: row.agreement, width=8, on_screen=ROOM),
    ]  # fmt: skip


def things(lines: Sequence[CalledLine]) -> str:
    """What was called, the first few things in words."""
    said = [f"{one.what} {figure(one.quantity)} {one.unit}" for one in lines[:FEW]]
    if (more := len(lines) - FEW) > 0:
        said.append(ngettext("and {n} more", "and {n} more", more).format(n=more))
    return _(", ").join(said)


def destination(order: CallOffLine) -> str:
    """Where it is to come, as a place and as it was said."""
    return _("; ").join(one for one in (order.place, order.destination) if one)


def order_state(order: CallOffLine) -> tuple[Level, str]:
    """How a call-off stands, in one word."""
    if order.closed_at is not None:
        return (Level.ATTENTION, _("ended short")) if order.short else (Level.FINE, _("ended"))
    if not order.short:
        return Level.FINE, _("all here")
    return (Level.URGENT, _("overdue")) if order.late else (Level.ATTENTION, _("awaited"))


def order_remarks(order: CallOffLine) -> list[str]:
    """What was said of it besides: why outside its dates, why it was closed."""
    after = _("outside its dates: {reason}").format(reason=order.after_expiry) if order.after_expiry else ""
    return [one for one in (after, order.end_note) if one]


# Its lines -------------------------------------------------------------------------------------------------------


def line_columns() -> list[Column[CalledLine]]:
    """What is said of one thing that was called."""
    unset, amount = _("not set"), Kind.QUANTITY
    return [
        Column("item", _("Item name"), lambda row: row.what, width=18),
        Column("unit", _("Counted in"), lambda row: row.unit, width=6, on_screen=ROOM),
        Column("called", _("Called off"), lambda row: row.quantity, amount, 9,
               level=lambda row: Level.ATTENTION if row.beyond else None),
        Column("delivered", _("Has come"), lambda row: row.delivered, amount, 9),
        Column("missing", _("Lacking"), lambda row: row.short or None, amount, 9, ROOM, absent=""),
        Column("due_at", _("To come by"), lambda row: row.due_at, Kind.MOMENT, 12, absent=unset),
        Column("state", _("State"), lambda row: state(row)[1], Kind.STATE, 10, level=lambda row: state(row)[0]),
        Column("last_at", _("Came last"), lambda row: row.last_at, Kind.MOMENT, 12, ROOM, absent=""),
    ]  # fmt: skip


def state(line: CalledLine) -> tuple[Level, str]:
    """How a line of a call-off stands, in one word."""
    if not line.short:
        return Level.FINE, _("all here")
    if line.closed:
        return Level.ATTENTION, _("never came")
    return (Level.URGENT, _("overdue")) if line.late else (Level.ATTENTION, _("awaited"))

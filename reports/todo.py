"""What is waiting, as one list to go through."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.supplies import standing
from inventory.supplies import todo as waiting
from inventory.supplies.counts import not_told
from inventory.supplies.todo import WAITING_NAMES, TodoLine, Waiting
from reports.stock import heads, left_out, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table

Line = Ranked[TodoLine]


def todo(session: Session, reader: Person) -> Table[Line]:
    """Everything that waits for somebody: what is late first, then what is due, then what comes."""
    return Table(
        "todo",
        _("What is waiting"),
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
            Column("kind", _("Waiting"), lambda row: _(WAITING_NAMES[row.line.kind]), Kind.STATE, 14, level=_level),
            Column("what", _("What"), lambda row: row.line.what or None, width=18),
            Column("where", _("Where"), lambda row: row.line.where or None, width=24),
            Column("quantity", _("Amount"), _amount, Kind.QUANTITY, 10, ROOM),
            Column("unit", _("Counted in"), lambda row: row.line.unit or None, width=8, on_screen=ROOM),
            Column("since", _("Since"), lambda row: row.line.since, Kind.DATE, 11, ROOM),
            Column("due_on", _("To be done by"), lambda row: row.line.due_on, Kind.DATE, 11, ROOM),
            Column("days", _("Days late"), lambda row: row.line.days if row.line.is_late else None, Kind.NUMBER, 9),
            Column("number", _("Number"), lambda row: row.line.number or None, width=14),
        ],
        Numbered(waiting.todo(session, reader)),
        row_key=lambda row: (row.line.kind, row.line.number, row.line.what, row.line.where),
        heads=heads(session, reader)[:2],
        foots=left_out(standing.counted_blind(session, reader)),
        signatures=signatures(),
        sources=[
            (
                _("Waiting"),
                _("The lists of papers owed, loans overdue, lots that expire, trial runs, quotas and checks."),
            ),
            (_("Since"), _("When it went out, came in, was last tried, was opened or was last checked.")),
            (_("Number"), _("The slip, lot, check or item to look up.")),
        ],
        frozen=3,
        landscape=True,
        zone=settings.zone(session),
    )


def _amount(row: Line) -> Cell:
    """How much of what is counted in a unit; the word for it where that is not to be told."""
    return not_told() if row.line.quantity is None and row.line.unit else row.line.quantity


def _level(row: Line) -> Level:
    if row.line.is_late:
        return Level.URGENT
    return Level.FINE if row.line.kind is Waiting.EXPIRING else Level.ATTENTION

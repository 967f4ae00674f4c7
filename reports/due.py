"""Reports of what needs somebody: lots that expire, trial runs and loans that are due, papers owed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Person
from inventory.supplies import ageing, history, loans
from inventory.supplies.ageing import LotLine
from inventory.supplies.history import PaperLine
from inventory.supplies.loans import LoanLine
from reports.stock import heads, signatures
from reports.table import PAPER, ROOM, Column, Kind, Level, Numbered, Ranked, Table


def expiring(
    session: Session,
    reader: Person,
    *,
    days: int | None = None,
    as_at: datetime | None = None,
    known_at: datetime | None = None,
) -> Table[Ranked[LotLine]]:
    """What is in store and expires soon, or is past its date already; what expires first stands first."""
    ahead = settings.expiring_days(session, reader) if days is None else days
    return Table(
        "expiring",
        _("Supplies that expire within {days} days").format(days=ahead),
        [
            *_of_what(),
            Column("quantity", _("On the books"), lambda row: row.line.quantity, Kind.QUANTITY, 12),
            Column("lot", _("Lot"), lambda row: row.line.number, width=9),
            Column("batch", _("Maker's batch"), lambda row: row.line.batch or None, width=12, on_screen=ROOM),
            Column("produced_on", _("Produced on"), lambda row: row.line.produced_on, Kind.DATE, 11, ROOM),
            Column("expires_on", _("Expires on"), lambda row: row.line.expires_on, Kind.DATE, 11),
            Column("days_left", _("Days left"), lambda row: row.line.days_left, Kind.NUMBER, 9),
            Column("state", _("State"), _expiry, Kind.STATE, 12, level=_expiry_level),
            Column("place", _("Stored at"), lambda row: row.line.place, width=18),
        ],
        Numbered(ageing.expiring(session, reader, days=days, when=as_at, known=known_at)),
        row_key=lambda row: (row.line.lot_id, row.line.place_id),
        heads=heads(session, reader, as_at),
        signatures=signatures(),
        sources=[
            (_("Expires on"), _("The label of the lot, or its production date and the item's shelf life.")),
            (_("On the books"), _("What is held of the lot at the place at the time stated.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def _of_what() -> list[Column[Ranked[LotLine]]]:
    """The item that a lot is of."""
    return [
        Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
        Column("item", _("Item name"), lambda row: row.line.item, width=20),
        Column("spec", _("Specification and model"), lambda row: row.line.spec or None, width=14, on_screen=ROOM),
        Column("unit", _("Counted in"), lambda row: row.line.unit, width=8),
    ]


def _expiry(row: Ranked[LotLine]) -> str:
    return _("expired") if _is_over(row) else _("expires soon")


def _expiry_level(row: Ranked[LotLine]) -> Level:
    return Level.URGENT if _is_over(row) else Level.ATTENTION


def _is_over(row: Ranked[LotLine]) -> bool:
    return row.line.days_left is not None and row.line.days_left < 0


def untested(
    session: Session, reader: Person, *, as_at: datetime | None = None, known_at: datetime | None = None
) -> Table[Ranked[LotLine]]:
    """What must be trial-run at intervals and is past its time: pumps, boats, generators."""
    today = settings.today(session, as_at)

    def days_over(row: Ranked[LotLine]) -> int | None:
        return _days(row.line.test_due, today)

    return Table(
        "untested",
        _("Equipment past its trial run"),
        [
            *_of_what(),
            Column("quantity", _("Amount"), lambda row: row.line.quantity, Kind.QUANTITY, 10),
            Column("lot", _("Lot"), lambda row: row.line.number, width=9),
            Column("tested_on", _("Last run"), lambda row: row.line.tested_on, Kind.DATE, 11, absent=_("never")),
            Column("passed", _("Passed"), lambda row: row.line.passed, Kind.TICK, 8, ROOM),
            Column("test_due", _("Was due on"), lambda row: row.line.test_due, Kind.DATE, 11),
            Column("days_over", _("Days over"), days_over, Kind.NUMBER, 10, level=_attention),
            Column("place", _("Stored at"), lambda row: row.line.place, width=18),
        ],
        Numbered(ageing.untested(session, reader, when=as_at, known=known_at)),
        row_key=lambda row: (row.line.lot_id, row.line.place_id),
        heads=heads(session, reader, as_at),
        signatures=signatures(),
        sources=[
            (_("Was due on"), _("The last trial run, or the day of arrival, and the item's test interval.")),
            (_("Last run"), _("The last one at that place which tried no less of the lot than is held there.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def _attention(_row: object) -> Level:
    return Level.ATTENTION


def _days(due: date | None, today: date) -> int | None:
    return (today - due).days if due else None


def overdue(
    session: Session, reader: Person, *, as_at: datetime | None = None, known_at: datetime | None = None
) -> Table[Ranked[LoanLine]]:
    """What was lent and should be back by now."""
    return Table(
        "overdue",
        _("Loans overdue"),
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
            Column("voucher", _("Slip"), lambda row: row.line.voucher, width=14),
            Column("item", _("Item name"), lambda row: row.line.item, width=18),
            Column("spec", _("Specification and model"), lambda row: row.line.spec or None, width=12, on_screen=ROOM),
            Column("unit", _("Counted in"), lambda row: row.line.unit, width=8),
            Column("lent", _("Lent"), lambda row: row.line.lent, Kind.QUANTITY, 10, ROOM),
            Column("left", _("Still out"), lambda row: row.line.left, Kind.QUANTITY, 10),
            Column("holder", _("Held by"), lambda row: row.line.holder, width=18),
            Column("receiver", _("Received by"), lambda row: row.line.counterpart or None, width=10, on_screen=ROOM),
            Column("lent_at", _("Lent at"), lambda row: row.line.lent_at, Kind.MOMENT, 16, ROOM),
            Column("due_on", _("To be back by"), lambda row: row.line.due_on, Kind.DATE, 11),
            Column("days_over", _("Days over"), lambda row: row.line.days_over, Kind.NUMBER, 10, level=_attention),
        ],
        Numbered(loans.loans(session, reader, overdue_only=True, when=as_at, known=known_at)),
        row_key=lambda row: (row.line.voucher, row.line.lot, row.line.holder),
        heads=heads(session, reader, as_at),
        signatures=signatures(),
        sources=[(_("Still out"), _("What the slip lent, less what was taken back or written off against it."))],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def papers(
    session: Session, reader: Person, *, as_at: datetime | None = None, known_at: datetime | None = None
) -> Table[Ranked[PaperLine]]:
    """Urgent issues whose papers are still owed (先发后补), the oldest first."""
    return Table(
        "papers",
        _("Urgent issues with papers owed"),
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
            Column("voucher", _("Slip"), lambda row: row.line.voucher, width=14),
            Column("occurred_at", _("Issued at"), lambda row: row.line.occurred_at, Kind.MOMENT, 16),
            Column("source", _("From"), lambda row: row.line.source, width=18),
            Column("target", _("To"), lambda row: row.line.target, width=18),
            Column("receiver", _("Received by"), lambda row: row.line.counterpart or None, width=12, on_screen=ROOM),
            Column("by", _("Entered by"), lambda row: row.line.by, width=12, on_screen=ROOM),
            Column("lines", _("Lines"), lambda row: row.line.lines, Kind.NUMBER, 6, ROOM),
            Column("days", _("Days owed"), lambda row: row.line.days, Kind.NUMBER, 10, level=_attention),
        ],
        Numbered(history.papers_owed(session, reader, when=as_at, known=known_at)),
        row_key=lambda row: row.line.voucher,
        heads=heads(session, reader, as_at)[:2],
        signatures=signatures(),
        sources=[(_("Slip"), _("Issues marked urgent for which no papers were entered, and which were not reversed."))],
        landscape=True,
        zone=settings.zone(session),
    )

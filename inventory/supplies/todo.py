"""What is waiting: everything that a query finds undone, in one list, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import N_
from inventory.ground.people import Person
from inventory.supplies import ageing, checks, history, loans, standing
from inventory.supplies.reckoning import Stage

# Rows ----------------------------------------------------------------------------------------------------------


class Waiting(StrEnum):
    """What is waiting."""

    EXPIRED = "expired"
    LOAN = "loan"
    PAPERS = "papers"
    CHECK_TO_APPROVE = "check_to_approve"
    CHECK_TO_POST = "check_to_post"
    CHECK_DUE = "check_due"
    UNTESTED = "untested"
    SHORT = "short"
    EXPIRING = "expiring"


WAITING_NAMES = {
    Waiting.EXPIRED: N_("expired"),
    Waiting.LOAN: N_("loan overdue"),
    Waiting.PAPERS: N_("papers owed"),
    Waiting.CHECK_TO_APPROVE: N_("check to approve"),
    Waiting.CHECK_TO_POST: N_("check to post"),
    Waiting.CHECK_DUE: N_("check due"),
    Waiting.UNTESTED: N_("trial run due"),
    Waiting.SHORT: N_("below quota"),
    Waiting.EXPIRING: N_("expires soon"),
}


@dataclass(frozen=True)
class TodoLine:
    """Something that waits for somebody.

    `what` and `where` are names, `quantity` what of it is concerned (None where that is no question or not to be told),
    `days` how many it is past its date or, below zero, has still to go; `number` is the slip, lot or check to look up.
    """

    kind: Waiting
    what: str
    where: str
    quantity: Decimal | None
    unit: str
    since: date | None
    due_on: date | None
    days: int | None
    number: str

    @property
    def is_late(self) -> bool:
        """Whether it should have been done before today."""
        return self.days is not None and self.days > 0


# The list ------------------------------------------------------------------------------------------------------


def todo(session: Session, reader: Person) -> list[TodoLine]:
    """All that waits in the reader's branch: first what is late, the longest in front, then what is due or coming."""
    lines = [
        line for part in (_papers, _loans, _lots, _runs, _checks, _depots, _short) for line in part(session, reader)
    ]
    order = list(Waiting)
    return sorted(lines, key=lambda one: (_turn(one), -(one.days or 0), order.index(one.kind), one.what))


def _turn(line: TodoLine) -> int:
    if line.is_late:
        return 0
    return 2 if line.days is not None and line.days < 0 else 1


def _papers(session: Session, reader: Person) -> Iterator[TodoLine]:
    local = settings.zone(session)
    for one in history.papers_owed(session, reader):
        since = _day(one.occurred_at, local)
        where = f"{one.source} → {one.target}"
        yield TodoLine(Waiting.PAPERS, one.counterpart, where, None, "", since, None, one.days, one.voucher)


def _loans(session: Session, reader: Person) -> Iterator[TodoLine]:
    local = settings.zone(session)
    for one in loans.loans(session, reader, overdue_only=True):
        lent = _day(one.lent_at, local)
        yield TodoLine(
            Waiting.LOAN, one.item, one.holder, one.left, one.unit, lent, one.due_on, one.days_over, one.voucher
        )


def _lots(session: Session, reader: Person) -> Iterator[TodoLine]:
    for one in ageing.expiring(session, reader):
        over = -one.days_left if one.days_left is not None else None
        kind = Waiting.EXPIRED if over is not None and over > 0 else Waiting.EXPIRING
        told = None if one.hidden else one.quantity
        yield TodoLine(kind, one.item, one.place, told, one.unit, one.arrived_on, one.expires_on, over, one.number)


def _runs(session: Session, reader: Person) -> Iterator[TodoLine]:
    today = settings.today(session)
    for one in ageing.untested(session, reader):
        over = (today - one.test_due).days if one.test_due else None
        told = None if one.hidden else one.quantity
        yield TodoLine(
            Waiting.UNTESTED, one.item, one.place, told, one.unit, one.tested_on, one.test_due, over, one.number
        )


STEPS = {Stage.HANDED_IN: Waiting.CHECK_TO_APPROVE, Stage.APPROVED: Waiting.CHECK_TO_POST}


def _checks(session: Session, reader: Person) -> Iterator[TodoLine]:
    local = settings.zone(session)
    for one in checks.checks(session, reader, open_only=True):
        if kind := STEPS.get(one.stage):
            yield TodoLine(kind, "", one.place, None, "", _day(one.opened_at, local), None, None, one.number)


def _depots(session: Session, reader: Person) -> Iterator[TodoLine]:
    local = settings.zone(session)
    for one in checks.due(session, reader):
        if one.days_over is not None and one.days_over >= 0:
            last = _day(one.last_at, local) if one.last_at else None
            yield TodoLine(
                Waiting.CHECK_DUE, "", one.place, None, "", last, one.due_on, one.days_over, one.under_way or one.last
            )


def _short(session: Session, reader: Person) -> Iterator[TodoLine]:
    for one in standing.short(session, reader):
        yield TodoLine(Waiting.SHORT, one.name, one.places, one.gap, one.unit, None, None, None, one.code)


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()

"""Reckoning: how far a check has come, and what each line's count says beside the book at that very instant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Select, and_, bindparam, case, func, null, or_, select
from sqlalchemy.orm import Session

from inventory.ground.i18n import N_
from inventory.ground.schema import Prepared
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.counts import (
    Count,
    CountEntry,
    CountFind,
    CountLine,
    CountOutcome,
    CountPart,
    CountReason,
    CountStep,
    Found,
    Reason,
    StepKind,
    asked_for,
    handed_in,
)
from inventory.supplies.ledger import Movement
from inventory.supplies.lots import Condition, Lot

ZERO = Decimal(0)

# Rows ----------------------------------------------------------------------------------------------------------


class Stage(StrEnum):
    """How far a check has come."""

    COUNTING = "counting"
    COUNTING_AGAIN = "counting_again"
    HANDED_IN = "handed_in"
    APPROVED = "approved"
    POSTED = "posted"
    CANCELLED = "cancelled"


STAGE_NAMES = {
    Stage.COUNTING: N_("counting"),
    Stage.COUNTING_AGAIN: N_("counting again"),
    Stage.HANDED_IN: N_("waiting for approval"),
    Stage.APPROVED: N_("approved"),
    Stage.POSTED: N_("posted"),
    Stage.CANCELLED: N_("cancelled"),
}


class Entry(NamedTuple):
    """What somebody found for a line in one round, as it stands."""

    entry_id: int
    round: int
    by_id: int
    counted_at: datetime
    seen_id: int
    found: Found
    quantity: Decimal
    unfit: Decimal
    condition: Condition | None
    note: str
    alone: str


@dataclass(slots=True)
class Reckoned:
    """A line of a check with what was found, and (once asked for) the book at the instant of the count.

    `name` is the item's, or the unknown thing's; `handed_in` is how many rounds were handed in; `entry` is what was
    found in the round it is in; `moved` is what went in and out since the count.
    """

    line_id: int
    line: int
    part_id: int
    part: int
    place_id: int
    listed: bool
    item_id: int | None
    lot_id: int | None
    name: str
    decimals: int
    condition: Condition
    round: int
    handed_in: int
    entries: dict[int, Entry] = field(default_factory=dict)
    book: Decimal | None = None
    moved: Decimal = ZERO
    reason: tuple[Reason, str] | None = None
    entry: Entry | None = None

    def take(self, entry: Entry, present: Decimal | None = None, moved: Decimal | None = None) -> None:
        """Take what was found in a round, and what is there now and has moved since: the last word of each stands."""
        self.entries[entry.round] = entry
        if entry.round == self.round:
            self.entry, self.moved = entry, moved or ZERO
            self.book = (present or ZERO) - moved if moved else present

    @property
    def settled(self) -> bool:
        """Whether the round it is in was handed in."""
        return self.handed_in >= self.round

    @property
    def counters(self) -> set[int]:
        """Who counted it in the rounds before."""
        return {entry.by_id for number, entry in self.entries.items() if number < self.round}

    @property
    def difference(self) -> Decimal | None:
        """More (or, below zero, less) was found than the book said; None where that isn't known."""
        if self.entry is None or self.book is None or self.entry.found is Found.UNREACHABLE:
            return None
        return self.entry.quantity - self.book

    @property
    def differs(self) -> bool:
        """Whether anything must be posted and explained; for an unknown thing the ledger has no word."""
        if self.item_id is None or self.entry is None:
            return False
        told = self.book is not None and self.entry.found is not Found.UNREACHABLE
        return bool(self.entry.unfit) or (told and self.entry.quantity != self.book)


FEW = 500  # lines that are asked for by their numbers; more are quicker read all together
FINEST = 3  # decimals of a thing that is known by its name alone
USUAL = Condition.SERVICEABLE

# Queries -------------------------------------------------------------------------------------------------------


_LINES = (
    select(
        CountLine.id,
        CountLine.line,
        CountLine.part_id,
        CountPart.number,
        CountLine.place_id,
        CountFind.id.is_(None),
        CountLine.item_id,
        CountLine.lot_id,
        func.coalesce(Item.name, CountFind.name),
        func.coalesce(Item.decimals, FINEST),
        func.coalesce(Lot.condition, USUAL),
        asked_for,
        handed_in,
    )
    .join(CountPart, CountPart.id == CountLine.part_id)
    .outerjoin(Item, Item.id == CountLine.item_id)
    .outerjoin(Lot, Lot.id == CountLine.lot_id)
    .outerjoin(CountFind, CountFind.line_id == CountLine.id)
    .order_by(CountLine.line)
)


def reckon(
    session: Session, count: Count, lines: Collection[int] | None = None, *, books: bool = True
) -> list[Reckoned]:
    """The lines of a check in their order (or those of these numbers), with what was found so far.

    `books` asks the ledger too: what it said at the instant of each count (what it says now, less what has moved
    since; or what was posted), and what has moved since.
    """
    asked = _Asked(session.connection(), count.id, lines if lines is None or len(lines) < FEW else None)
    made = {row[0]: Reckoned(*row) for row in asked.rows(_LINES)}
    posted = asked.rows(_POSTED) if books else ()
    for row in asked.rows(_WITH_BOOK if books and not posted else _WITHOUT_BOOK):
        made[row[0]].take(Entry._make(row[3:]), row[1], row[2])
    for line_id, book, moved in posted:
        made[line_id].book, made[line_id].moved = book, moved
    if books:
        for line_id, reason, note in asked.rows(_REASONS):
            made[line_id].reason = (reason, note)
    return list(made.values())


@dataclass(frozen=True)
class _Asked:
    """A check, or some of its lines, about which several questions are asked."""

    connection: Connection
    count: int
    lines: Collection[int] | None

    def rows(self, question: Select[*tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        """What is found; a question about all lines is prepared once."""
        if self.lines is None:
            return _of_all(question).rows(self.connection, count=self.count)
        wanted = question.where(CountLine.count_id == self.count, CountLine.line.in_(self.lines))
        return self.connection.execute(wanted).all()


@cache
def _of_all(question: Select[*tuple[Any, ...]]) -> Prepared:
    return Prepared(question.where(CountLine.count_id == bindparam("count")))


def rounds_handed_in(session: Session, count: Count) -> dict[int, int]:
    """How many rounds of each part were handed in."""
    found = session.execute(
        select(CountStep.part_id, func.max(CountStep.round))
        .where(CountStep.count_id == count.id, CountStep.kind == StepKind.HANDED_IN)
        .group_by(CountStep.part_id)
    )
    return {part: rounds for part, rounds in found if part is not None}


def reckon_one(session: Session, count: Count, line: int) -> Reckoned | None:
    """One line with what was found so far, and nothing of the book; None where there is no such line."""
    connection = session.connection()
    found = _ONE_LINE.rows(connection, count=count.id, line=line)
    if not found:
        return None
    made = Reckoned(*found[0])
    for row in _ITS_ENTRIES.rows(connection, line=made.line_id):
        made.take(Entry(*row))
    return made


_ENTRY = (
    CountEntry.id,
    CountEntry.round,
    CountEntry.by_id,
    CountEntry.counted_at,
    CountEntry.seen_id,
    CountEntry.found,
    CountEntry.quantity,
    CountEntry.unfit,
    CountEntry.condition,
    CountEntry.note,
    CountEntry.alone,
)
_SINCE = (
    select(func.sum(case((Movement.to_id == CountLine.place_id, Movement.quantity), else_=-Movement.quantity)))
    .where(
        Movement.lot_id == CountLine.lot_id,
        or_(Movement.to_id == CountLine.place_id, Movement.from_id == CountLine.place_id),
        Movement.occurred_at >= CountEntry.counted_at,
        or_(Movement.occurred_at > CountEntry.counted_at, Movement.id > CountEntry.seen_id),
    )
    .correlate(CountLine, CountEntry)
    .scalar_subquery()
)
_WITHOUT_BOOK = (
    select(CountEntry.line_id, null(), null(), *_ENTRY)
    .join(CountLine, CountLine.id == CountEntry.line_id)
    .order_by(CountLine.line, CountEntry.round, CountEntry.id)
)
_WITH_BOOK = (
    select(CountEntry.line_id, func.coalesce(Balance.quantity, 0), _SINCE, *_ENTRY)
    .join(CountLine, CountLine.id == CountEntry.line_id)
    .outerjoin(Balance, and_(Balance.lot_id == CountLine.lot_id, Balance.place_id == CountLine.place_id))
    .order_by(CountLine.line, CountEntry.round, CountEntry.id)
)


_ONE_LINE = Prepared(_LINES.where(CountLine.count_id == bindparam("count"), CountLine.line == bindparam("line")))
_ITS_ENTRIES = Prepared(select(*_ENTRY).where(CountEntry.line_id == bindparam("line")).order_by(CountEntry.id))


_REASONS = (
    select(CountReason.line_id, CountReason.reason, CountReason.note)
    .join(CountLine, CountLine.id == CountReason.line_id)
    .order_by(CountReason.id)
)
_POSTED = select(CountOutcome.line_id, CountOutcome.book, CountOutcome.moved).join(
    CountLine, CountLine.id == CountOutcome.line_id
)


def steps_of(session: Session, count: Count) -> list[CountStep]:
    """The steps of a check in their order."""
    return list(session.scalars(select(CountStep).where(CountStep.count_id == count.id).order_by(CountStep.id)))


class Rounds(Protocol):
    """A line, as far as its rounds go."""

    @property
    def round(self) -> int:
        """In which round it is to be counted."""

    @property
    def settled(self) -> bool:
        """Whether that round was handed in."""


def stage_of(session: Session, count: Count, lines: Sequence[Rounds]) -> Stage:
    """How far a check has come, given its lines."""
    kinds = [one.kind for one in steps_of(session, count)]
    for kind, stage in ((StepKind.CANCELLED, Stage.CANCELLED), (StepKind.POSTED, Stage.POSTED)):
        if kind in kinds:
            return stage
    if any(not one.settled for one in lines):
        return Stage.COUNTING if any(one.round == 1 and not one.settled for one in lines) else Stage.COUNTING_AGAIN
    approved = [at for at, kind in enumerate(kinds) if kind is StepKind.APPROVED]
    handed = [at for at, kind in enumerate(kinds) if kind is StepKind.HANDED_IN]
    return Stage.APPROVED if approved and approved[-1] > max(handed, default=-1) else Stage.HANDED_IN

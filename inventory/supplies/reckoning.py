"""Reckoning: how far a check has come, and what each line's count says beside the book at that very instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from inventory.ground.i18n import N_
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.counts import (
    Count,
    CountEntry,
    CountLine,
    CountOutcome,
    CountPart,
    CountReason,
    CountRound,
    CountStep,
    Found,
    Reason,
    StepKind,
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


@dataclass(frozen=True)
class Entry:
    """What somebody found for a line in one round, as it stands."""

    entry_id: int
    round: int
    by_id: int
    counted_at: datetime
    recorded_at: datetime
    seen_id: int
    found: Found
    quantity: Decimal
    unfit: Decimal
    condition: Condition | None
    note: str
    alone: str


@dataclass
class Reckoned:
    """A line of a check with what was found, and (once asked for) the book at the instant of the count.

    `settled` says that the round it is in was handed in. `moved` is what went in and out since the count.
    """

    line_id: int
    line: int
    part_id: int
    part: int
    place_id: int
    listed: bool
    item: Item | None
    lot: Lot | None
    card: CountLine
    round: int = 1
    settled: bool = False
    entries: dict[int, Entry] = field(default_factory=dict)
    book: Decimal | None = None
    moved: Decimal = ZERO
    reason: tuple[Reason, str] | None = None

    @property
    def entry(self) -> Entry | None:
        """What was found in the round it is in."""
        return self.entries.get(self.round)

    @property
    def condition(self) -> Condition:
        """In which condition the book has it."""
        return self.lot.condition if self.lot else Condition.SERVICEABLE

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
        return self.item is not None and (bool(self.difference) or bool(self.entry and self.entry.unfit))


# Queries -------------------------------------------------------------------------------------------------------


def reckon(
    session: Session, count: Count, lines: Collection[int] | None = None, *, books: bool = True
) -> list[Reckoned]:
    """The lines of a check in their order (or those of these numbers), with what was found so far.

    `books` asks the ledger too: what it said at the instant of each count, and what has moved since.
    """
    wanted = CountLine.count_id == count.id
    if lines is not None and len(lines) < 500:  # noqa: PLR2004 - more are quicker read all together
        wanted = and_(wanted, CountLine.line.in_(lines))
    found = session.execute(
        select(CountLine, CountPart.number, Item, Lot)
        .join(CountPart, CountPart.id == CountLine.part_id)
        .outerjoin(Item, Item.id == CountLine.item_id)
        .outerjoin(Lot, Lot.id == CountLine.lot_id)
        .where(wanted)
        .order_by(CountLine.line)
    )
    made = {
        one.id: Reckoned(one.id, one.line, one.part_id, part, one.place_id, one.listed, item, lot, one)
        for one, part, item, lot in found
    }
    handed = rounds_handed_in(session, count)
    _rounds(session, wanted, made)
    _entries(session, wanted, made)
    for one in made.values():
        one.settled = handed.get(one.part_id, 0) >= one.round
    if books:
        _reasons(session, wanted, made)
        _books(session, made)
    return list(made.values())


def rounds_handed_in(session: Session, count: Count) -> dict[int, int]:
    """How many rounds of each part were handed in."""
    found = session.execute(
        select(CountStep.part_id, func.max(CountStep.round))
        .where(CountStep.count_id == count.id, CountStep.kind == StepKind.HANDED_IN)
        .group_by(CountStep.part_id)
    )
    return {part: rounds for part, rounds in found if part is not None}


def _rounds(session: Session, wanted: Any, made: Mapping[int, Reckoned]) -> None:  # noqa: ANN401 - a condition
    again = select(CountRound.line_id, func.max(CountRound.round)).join(CountLine, CountLine.id == CountRound.line_id)
    for line_id, number in session.execute(again.where(wanted).group_by(CountRound.line_id)):
        made[line_id].round = number


def _entries(session: Session, wanted: Any, made: Mapping[int, Reckoned]) -> None:  # noqa: ANN401 - a condition
    entries = select(CountEntry.__table__).join(CountLine, CountLine.id == CountEntry.line_id).where(wanted)
    for row in session.execute(entries.order_by(CountEntry.id)):
        made[row.line_id].entries[row.round] = Entry(
            row.id,
            row.round,
            row.by_id,
            row.counted_at,
            row.recorded_at,
            row.seen_id,
            row.found,
            row.quantity,
            row.unfit,
            row.condition,
            row.note,
            row.alone,
        )


def _reasons(session: Session, wanted: Any, made: Mapping[int, Reckoned]) -> None:  # noqa: ANN401 - a condition
    said = select(CountReason.line_id, CountReason.reason, CountReason.note)
    said = said.join(CountLine, CountLine.id == CountReason.line_id).where(wanted).order_by(CountReason.id)
    for line_id, reason, note in session.execute(said):
        made[line_id].reason = (reason, note)


_SINCE = func.sum(case((Movement.to_id == CountLine.place_id, Movement.quantity), else_=-Movement.quantity))
_LATER = and_(
    Movement.lot_id == CountLine.lot_id,
    or_(Movement.to_id == CountLine.place_id, Movement.from_id == CountLine.place_id),
    or_(
        Movement.occurred_at > CountEntry.counted_at,
        and_(Movement.occurred_at == CountEntry.counted_at, Movement.id > CountEntry.seen_id),
    ),
)
_BOOK = (
    select(CountEntry.line_id, Balance.quantity, _SINCE)
    .select_from(CountEntry)
    .join(CountLine, CountLine.id == CountEntry.line_id)
    .outerjoin(Balance, and_(Balance.lot_id == CountLine.lot_id, Balance.place_id == CountLine.place_id))
    .outerjoin(Movement, _LATER)
    .group_by(CountEntry.line_id, Balance.quantity)
)


def _books(session: Session, made: Mapping[int, Reckoned]) -> None:
    """The book at the instant of each line's entry: what it is now, less what has moved since."""
    posted = {
        row.line_id: row
        for part in _some(list(made))
        for row in session.execute(select(CountOutcome.__table__).where(CountOutcome.line_id.in_(part)))
    }
    open_ones = {one.entry.entry_id for one in made.values() if one.entry and one.line_id not in posted}
    for line_id, row in posted.items():
        made[line_id].book, made[line_id].moved = row.book, row.moved
    for part in _some(sorted(open_ones)):
        for line_id, present, moved in session.execute(_BOOK.where(CountEntry.id.in_(part))):
            made[line_id].moved = moved or ZERO
            made[line_id].book = (present or ZERO) - (moved or ZERO)


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Some thousands at a time: a statement takes only so many."""
    return (ids[start : start + 5000] for start in range(0, len(ids), 5000))


def steps_of(session: Session, count: Count) -> list[CountStep]:
    """The steps of a check in their order."""
    return list(session.scalars(select(CountStep).where(CountStep.count_id == count.id).order_by(CountStep.id)))


def stage_of(session: Session, count: Count, lines: Sequence[Reckoned]) -> Stage:
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


def by_part(lines: Iterable[Reckoned]) -> dict[int, list[Reckoned]]:
    """The lines of each part, by its number."""
    parts: dict[int, list[Reckoned]] = defaultdict(list)
    for one in lines:
        parts[one.part].append(one)
    return dict(sorted(parts.items()))

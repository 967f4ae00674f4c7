"""Stock checks (盘点): what is to be counted, who counts it, what was found, and what a counter may not see meanwhile.

Nothing of a check is ever changed: an entry keyed anew, a second count, a step on the way to posting are new rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.i18n import N_, _
from inventory.ground.people import Person
from inventory.ground.schema import Base, Name
from inventory.supplies.lots import Condition, Lot

# Models --------------------------------------------------------------------------------------------------------


LONGEST_NOTE = 400


class CountKind(StrEnum):
    """Why a check is made (盘点类型)."""

    PRE_SEASON = "pre_season"
    IN_SEASON = "in_season"
    POST_SEASON = "post_season"
    MONTHLY = "monthly"
    HANDOVER = "handover"


class Found(StrEnum):
    """What came of looking for a line."""

    COUNTED = "counted"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"


class StepKind(StrEnum):
    """What brings a check on."""

    HANDED_IN = "handed_in"
    SIGNED = "signed"
    APPROVED = "approved"
    POSTED = "posted"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    """Why the book and the count differ (盈亏原因)."""

    NOT_ENTERED = "not_entered"
    ENTERED_WRONGLY = "entered_wrongly"
    MISCOUNTED = "miscounted"
    MIXED_UP = "mixed_up"
    WORN = "worn"
    LOST = "lost"
    UNKNOWN = "unknown"


COUNT_NAMES = {
    CountKind.PRE_SEASON: N_("pre-season check"),
    CountKind.IN_SEASON: N_("in-season check"),
    CountKind.POST_SEASON: N_("post-season check"),
    CountKind.MONTHLY: N_("monthly check"),
    CountKind.HANDOVER: N_("handover of a keeper"),
}
FOUND_NAMES = {
    Found.COUNTED: N_("counted"),
    Found.NOT_FOUND: N_("not found"),
    Found.UNREACHABLE: N_("not reachable"),
}
REASON_NAMES = {
    Reason.NOT_ENTERED: N_("moved without being entered"),
    Reason.ENTERED_WRONGLY: N_("entered wrongly"),
    Reason.MISCOUNTED: N_("counted wrongly before"),
    Reason.MIXED_UP: N_("mixed up with another lot"),
    Reason.WORN: N_("natural loss"),
    Reason.LOST: N_("lost or stolen"),
    Reason.UNKNOWN: N_("not found out"),
}


def kept_reason(reason: Reason, note: str) -> str:
    """Why a line differed, as its movement keeps it: in nobody's language, and cut where the check keeps all of it."""
    return (f"{reason.value}: {note}" if note else reason.value)[:LONGEST_NOTE]


def told_reason(kept: str) -> str:
    """What a movement keeps of a reason, in the reader's words; any other text as it is."""
    code, colon, note = kept.partition(": ")
    if code not in set(Reason):
        return kept
    why = _(REASON_NAMES[Reason(code)])
    return _("{label}: {value}").format(label=why, value=note) if colon else why


class Count(Base):
    """One check (盘点单): where, how much of it, why; `scope` is empty where everything there is counted."""

    __tablename__ = "stock_count"
    called = "number"
    only_grows = True
    sealed = {
        1: "id number kind place_id organisation_id scope blind opened_at recorded_at by_id witness note "
        "keeper_from_id keeper_to_id"
    }

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    kind: Mapped[CountKind]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    scope: Mapped[str] = mapped_column(Name(400))
    blind: Mapped[bool]
    opened_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    witness: Mapped[str] = mapped_column(Name(120))
    note: Mapped[str] = mapped_column(Name(400))
    keeper_from_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    keeper_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CountPart(Base):
    """A part of a check, with a sheet of its own, that some count while others count the rest."""

    __tablename__ = "count_part"
    __table_args__ = (UniqueConstraint("count_id", "number"),)
    called = "id"
    only_grows = True
    sealed = {1: "id count_id number name"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(Name(120))


class CountPerson(Base):
    """Somebody who counts: one part, or (without one) whatever is to be counted again."""

    __tablename__ = "count_person"
    __table_args__ = (Index("ix_count_person_person", "person_id", "count_id"),)
    called = "id"
    only_grows = True
    sealed = {1: "id count_id part_id person_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"), index=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("count_part.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class CountLine(Base):
    """One line: a lot at a place that the book knows, or something found beside it."""

    __tablename__ = "count_line"
    __table_args__ = (UniqueConstraint("count_id", "line"), Index("ix_count_line_lot", "lot_id", "place_id"))
    called = "line"
    only_grows = True
    sealed = {1: "id count_id part_id line place_id item_id lot_id"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("count_part.id"), index=True)
    line: Mapped[int]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))


class CountFind(Base):
    """What a line is about that isn't on the sheet: a lot, a new lot of an item, or a thing known by its name alone."""

    __tablename__ = "count_find"
    called = "id"
    only_grows = True
    sealed = {1: "id line_id name unit batch produced_on expires_on note"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("count_line.id"), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    unit: Mapped[str] = mapped_column(Name(20))
    batch: Mapped[str] = mapped_column(Name(80))
    produced_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Name(400))


class CountEntry(Base):
    """What somebody found for a line at an instant; the last one of a round is what holds.

    `quantity` is all that was found, `unfit` what of it is in another `condition`. `seen_id` is the last movement
    known then: what else moved at that very instant came after.
    """

    __tablename__ = "count_entry"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="not_negative"),
        CheckConstraint("unfit >= 0 AND unfit <= quantity", name="a_part"),
        Index("ix_count_entry_line", "line_id", "round"),
    )
    called = "id"
    only_grows = True
    sealed = {1: "id line_id round by_id counted_at recorded_at seen_id found quantity unfit condition note alone"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("count_line.id"))
    round: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    counted_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    seen_id: Mapped[int]
    found: Mapped[Found]
    quantity: Mapped[Decimal]
    unfit: Mapped[Decimal]
    condition: Mapped[Condition | None]
    note: Mapped[str] = mapped_column(Name(400))
    alone: Mapped[str] = mapped_column(Name(200))


class CountRound(Base):
    """An order to count a line again: the difference was over the threshold, or the approver sent it back."""

    __tablename__ = "count_round"
    __table_args__ = (UniqueConstraint("line_id", "round"),)
    called = "id"
    only_grows = True
    sealed = {1: "id line_id round by_id recorded_at note"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("count_line.id"))
    round: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Name(400))


class CountStep(Base):
    """A step of a check, or (handed in, round by round) of one of its parts; `alone` says why nobody else was there."""

    __tablename__ = "count_step"
    called = "id"
    only_grows = True
    sealed = {1: "id count_id part_id round kind by_id recorded_at note alone seal voucher_id"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"), index=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("count_part.id"))
    round: Mapped[int]
    kind: Mapped[StepKind]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Name(400))
    alone: Mapped[str] = mapped_column(Name(200))
    seal: Mapped[str] = mapped_column(Name(64))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"))


class CountReason(Base):
    """Why a line's book and count differ; the last one holds."""

    __tablename__ = "count_reason"
    called = "id"
    only_grows = True
    sealed = {1: "id line_id reason note by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("count_line.id"), index=True)
    reason: Mapped[Reason]
    note: Mapped[str] = mapped_column(Name(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class CountOutcome(Base):
    """What a posted check established of a line, agreeing ones too: the book at the count, what moved until posting.

    `lot_id` is the line's lot, or the one that a find became.
    """

    __tablename__ = "count_outcome"
    called = "id"
    only_grows = True
    sealed = {1: "id line_id entry_id lot_id book moved recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("count_line.id"), unique=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("count_entry.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    book: Mapped[Decimal]
    moved: Mapped[Decimal]
    recorded_at: Mapped[datetime]


# Blindness -----------------------------------------------------------------------------------------------------

CLOSING = (StepKind.POSTED, StepKind.CANCELLED)


def open_counts() -> Select[int]:
    """The ids of the checks that have been neither posted nor cancelled."""
    closed = select(CountStep.count_id).where(CountStep.kind.in_(CLOSING))
    return select(Count.id).where(Count.id.not_in(closed))


handed_in: ColumnElement[int] = func.coalesce(
    select(func.max(CountStep.round))
    .where(CountStep.part_id == CountLine.part_id, CountStep.kind == StepKind.HANDED_IN)
    .correlate(CountLine)
    .scalar_subquery(),
    0,
)
"""How many rounds of a line's part were handed in."""

asked_for: ColumnElement[int] = func.coalesce(
    select(func.max(CountRound.round)).where(CountRound.line_id == CountLine.id).correlate(CountLine).scalar_subquery(),
    1,
)
"""In which round a line is to be counted."""


def unsettled() -> Select[int]:
    """The ids of the lines that are still to be handed in, for the first time or again."""
    return select(CountLine.id).where(asked_for > handed_in)


Pair = tuple[int, int]


def hidden(session: Session, reader: Person) -> frozenset[Pair]:
    """The (lot, place) whose book figures this reader is not to see: a blind check of theirs isn't handed in there.

    It is asked in every query, so that no screen, sheet or command tells a counter what should be there.
    """
    return frozenset((lot, place) for _check, lot, place in _unseen(session, reader))


def counts_blind(session: Session, reader: Person) -> Count | None:
    """The check for which figures are hidden from this reader."""
    found = _unseen(session, reader)
    return session.get_one(Count, min(check for check, _lot, _place in found)) if found else None


def _unseen(session: Session, reader: Person) -> list[tuple[int, int, int]]:
    mine = select(CountPerson.count_id).where(CountPerson.person_id == reader.id)
    checks = session.scalars(open_counts().where(Count.blind, Count.id.in_(mine))).all()
    found = select(CountLine.count_id, CountLine.lot_id, CountLine.place_id).where(
        CountLine.count_id.in_(checks), CountLine.lot_id.is_not(None), CountLine.id.in_(unsettled())
    )
    return [(check, lot, place) for check, lot, place in session.execute(found) if lot is not None] if checks else []


def not_told() -> str:
    """What stands where a figure would be that a counter is not to see."""
    return _("being counted")


def counters_of(session: Session, count: Count) -> set[int]:
    """Who counts in a check: those named and those who entered anything."""
    named = select(CountPerson.person_id).where(CountPerson.count_id == count.id)
    entered = (
        select(CountEntry.by_id)
        .join(CountLine, CountLine.id == CountEntry.line_id)
        .where(CountLine.count_id == count.id)
        .distinct()
    )
    return {*session.scalars(named), *session.scalars(entered)}


counted_for_good = (
    select(CountOutcome.lot_id, CountLine.place_id, CountEntry.counted_at, CountLine.count_id)
    .join(CountEntry, CountEntry.id == CountOutcome.entry_id)
    .join(CountLine, CountLine.id == CountOutcome.line_id)
    .where(CountEntry.found != Found.UNREACHABLE)
)
"""When posted checks counted which lot where."""


def last_checked(session: Session, places: Select[int], items: Sequence[int]) -> dict[int, datetime]:
    """When each item was last counted by a posted check, at any of these places."""
    found = session.execute(
        counted_for_good.with_only_columns(Lot.item_id, func.max(CountEntry.counted_at))
        .join(Lot, Lot.id == CountOutcome.lot_id)
        .where(Lot.item_id.in_(items), CountLine.place_id.in_(places))
        .group_by(Lot.item_id)
    )
    return {row[0]: row[1] for row in found}

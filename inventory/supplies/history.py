"""History: the ledger as people read it, and the papers still owed for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, null, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from inventory.ground import settings
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Quantity
from inventory.ground.store import Lines
from inventory.supplies.catalog import Item
from inventory.supplies.corrections import Completion
from inventory.supplies.counts import hidden, told_reason
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.loans import by_then
from inventory.supplies.lots import Lot
from inventory.supplies.places import HOLDERS, STORES, Place, place_name

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MovementLine:
    """One line of the ledger, for people; `balance` is what was on hand after it, where one item is asked for."""

    movement_id: int
    voucher: str
    kind: VoucherKind
    occurred_at: datetime
    recorded_at: datetime
    item: str
    spec: str
    unit: str
    lot: str
    source: str
    target: str
    quantity: Decimal
    change: Decimal
    by: str
    basis: str
    note: str
    late: bool
    reversed: bool
    balance: Decimal | None


@dataclass(frozen=True)
class PaperLine:
    """An urgent issue whose papers are still owed."""

    voucher: str
    occurred_at: datetime
    source: str
    target: str
    counterpart: str
    by: str
    lines: int
    days: int


@dataclass(frozen=True)
class VoucherLine:
    """A voucher on the list."""

    voucher_id: int
    number: str
    kind: VoucherKind
    occurred_at: datetime
    source: str
    target: str
    by: str
    basis: str


# Queries -------------------------------------------------------------------------------------------------------

ZERO = Decimal(0)
TURN = (Movement.occurred_at, Movement.id)


def movements(
    session: Session,
    reader: Person,
    *,
    item: Item | None = None,
    lot: Lot | None = None,
    place: Place | None = None,
    voucher: Voucher | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    known: datetime | None = None,
    latest_first: bool = False,
) -> Lines[MovementLine]:
    """The ledger in the order of what happened, all of it or of an item, lot, place, voucher or span of time."""
    query = _Ledger(session, reader, item, place, known)
    span = [
        *([Movement.occurred_at >= since] if since else []),
        *([Movement.occurred_at <= until] if until else []),
    ]
    chosen: list[ColumnElement[bool]] = [
        *([Lot.item_id == item.id] if item else []),
        *([Movement.lot_id == lot.id] if lot else []),
        *([Movement.voucher_id == voucher.id] if voucher else []),
        *([or_(query.source.path.startswith(place.path), query.target.path.startswith(place.path))] if place else []),
        *([Movement.recorded_at <= known] if known else []),
    ]
    before = query.before(chosen, since) if item and since else ZERO
    return query.lines([*chosen, *span], before, latest_first=latest_first)


def latest(session: Session, reader: Person, item: Item, count: int) -> Sequence[MovementLine]:
    """The last few movements of an item, without the balance, which would look at all of them."""
    return _Ledger(session, reader, None, None, None).lines([Lot.item_id == item.id], ZERO, latest_first=True)[0:count]


def handed_out(session: Session, reader: Person, item: Item) -> Lines[MovementLine]:
    """What went of an item to teams, shelters and works sites, and what came back from there, the latest first."""
    query = _Ledger(session, reader, None, None, None)
    held = or_(query.source.kind.in_(HOLDERS), query.target.kind.in_(HOLDERS))
    return query.lines([Lot.item_id == item.id, held], ZERO, latest_first=True)


class _Ledger:
    """The ledger as one reader sees it: without what the reader is counting blind, which it would tell."""

    def __init__(
        self, session: Session, reader: Person, item: Item | None, place: Place | None, known: datetime | None
    ) -> None:
        self.session, self.reader, self.item, self.place, self.known = session, reader, item, place, known
        self.source, self.target = aliased(Place), aliased(Place)
        self.local = settings.zone(session)
        counting = {lot for lot, _place in hidden(session, reader)}
        self._unseen = [Movement.lot_id.not_in(counting)] if counting else []

    def _joined(self, what: Select[Any], conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
        mine = branch(self.reader)
        return (
            what.select_from(Movement)
            .join(Voucher, Voucher.id == Movement.voucher_id)
            .join(Lot, Lot.id == Movement.lot_id)
            .join(Item, Item.id == Lot.item_id)
            .join(Person, Person.id == Voucher.by_id)
            .join(self.source, self.source.id == Movement.from_id)
            .join(self.target, self.target.id == Movement.to_id)
            .where(Voucher.within(mine), *self._unseen, *conditions)
        )

    def _on_hand(self, end: type[Place]) -> ColumnElement[bool]:
        """Whether one end of a movement counts as on hand to the reader, at the place that is looked at."""
        there = end.kind.in_(STORES) if self.place is None else end.path.startswith(self.place.path)
        return and_(there, end.organisation_id.in_(branch(self.reader)))

    def _change(self) -> ColumnElement[Decimal]:
        nothing = literal(ZERO, Quantity())
        return case((self._on_hand(self.target), Movement.quantity), else_=nothing) - case(
            (self._on_hand(self.source), Movement.quantity), else_=nothing
        )

    def before(self, conditions: Sequence[ColumnElement[bool]], since: datetime) -> Decimal:
        """What was on hand before a span of time begins."""
        total = self._joined(select(type_coerce(func.sum(self._change()), Quantity())), conditions)
        return self.session.scalar(total.where(Movement.occurred_at < since)) or ZERO

    def _columns(self) -> Select[Any]:
        change = self._change()
        running = func.sum(change).over(order_by=TURN) if self.item is not None else null()
        undoing = aliased(Movement)
        return select(
            Movement.__table__,
            Voucher.number,
            Voucher.kind,
            Voucher.basis,
            Voucher.note.label("remark"),
            Item.name.label("item"),
            Item.spec,
            Item.unit,
            Lot.number.label("lot"),
            Person.name.label("by"),
            self.source.name.label("source"),
            self.source.kind.label("source_kind"),
            self.target.name.label("target"),
            self.target.kind.label("target_kind"),
            type_coerce(change, Quantity()).label("change"),
            type_coerce(running, Quantity()).label("balance"),
            select(undoing.id)
            .where(undoing.reverses_id == Movement.id, *([undoing.recorded_at <= self.known] if self.known else []))
            .exists()
            .label("undone"),
        )

    def lines(
        self, conditions: Sequence[ColumnElement[bool]], before: Decimal, *, latest_first: bool
    ) -> Lines[MovementLine]:
        """Counted, windowed and streamed."""
        order = [one.desc() for one in TURN] if latest_first else TURN
        chosen = self._joined(self._columns(), conditions).order_by(*order)

        def count() -> int:
            return self.session.scalar(self._joined(select(func.count()), conditions)) or 0

        def window(start: int, stop: int) -> list[MovementLine]:
            return [self._line(row, before) for row in self.session.execute(chosen.offset(start).limit(stop - start))]

        def stream() -> Iterator[MovementLine]:
            return (self._line(row, before) for row in self.session.execute(chosen.execution_options(yield_per=2000)))

        return Lines(count, window, stream)

    def _line(self, row: Row[Any], before: Decimal) -> MovementLine:
        return MovementLine(
            row.id,
            row.number,
            row.kind,
            row.occurred_at,
            row.recorded_at,
            row.item,
            row.spec,
            row.unit,
            row.lot,
            place_name(row.source, row.source_kind),
            place_name(row.target, row.target_kind),
            row.quantity,
            row.change,
            row.by,
            row.basis,
            (told_reason(row.note) if row.kind is VoucherKind.COUNT else row.note) or row.remark,
            row.recorded_at.astimezone(self.local).date() > row.occurred_at.astimezone(self.local).date(),
            row.undone,
            None if self.item is None else before + row.balance,
        )


def reversible(
    session: Session, reader: Person, *, by: Person | None = None, since: datetime | None = None, most: int = 200
) -> list[VoucherLine]:
    """The vouchers that stand, the latest entered first; those that an officer entered, or since an instant."""
    source, target, undoing = aliased(Place), aliased(Place), aliased(Voucher)
    found = session.execute(
        select(Voucher, source, target, Person.name)
        .join(source, source.id == Voucher.from_id)
        .join(target, target.id == Voucher.to_id)
        .join(Person, Person.id == Voucher.by_id)
        .where(
            Voucher.kind != VoucherKind.REVERSAL,
            Voucher.within(branch(reader)),
            ~select(undoing.id).where(undoing.reverses_id == Voucher.id).exists(),
            *([Voucher.by_id == by.id] if by else []),
            *([Voucher.recorded_at >= since] if since else []),
        )
        .order_by(Voucher.id.desc())
        .limit(most)
    )
    return [
        VoucherLine(one.id, one.number, one.kind, one.occurred_at, str(here), str(there), name, one.basis)
        for one, here, there, name in found
    ]


def papers_owed(
    session: Session,
    reader: Person,
    *,
    when: datetime | None = None,
    known: datetime | None = None,
    within: Organisation | None = None,
) -> list[PaperLine]:
    """The urgent issues whose papers are not complete, the oldest first.

    `when` and `known` look back; papers are brought when they are recorded.
    """
    source, target, undoing = aliased(Place), aliased(Place), aliased(Voucher)
    count = select(func.count()).where(Movement.voucher_id == Voucher.id).scalar_subquery()
    brought = [Completion.recorded_at <= instant for instant in (when, known) if instant is not None]
    found = session.execute(
        select(Voucher, source, target, Person.name, count)
        .join(source, source.id == Voucher.from_id)
        .join(target, target.id == Voucher.to_id)
        .join(Person, Person.id == Voucher.by_id)
        .where(
            Voucher.urgent,
            Voucher.organisation_id.in_(branch(reader, within=within)),
            *by_then(Voucher, when, known),
            ~select(Completion.id).where(Completion.voucher_id == Voucher.id, *brought).exists(),
            ~select(undoing.id).where(undoing.reverses_id == Voucher.id, *by_then(undoing, when, known)).exists(),
        )
        .order_by(Voucher.occurred_at)
    )
    today, local = settings.today(session, when), settings.zone(session)
    return [
        PaperLine(
            voucher.number, voucher.occurred_at, str(place), str(to), voucher.counterpart, by, lines,
            (today - voucher.occurred_at.astimezone(local).date()).days,
        )
        for voucher, place, to, by, lines in found
    ]  # fmt: skip

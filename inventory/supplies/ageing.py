"""Lots as they age: what is held of each, what expires soon, what must be trial-run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.people import Person, branch
from inventory.ground.schema import Prepared
from inventory.supplies.balances import Balance, as_at
from inventory.supplies.catalog import Item
from inventory.supplies.counts import hidden
from inventory.supplies.ledger import Movement, Voucher
from inventory.supplies.lots import Condition, Lot, LotTest, Mode
from inventory.supplies.places import ENDS, STORES, Place, PlaceKind

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LotLine:
    """What is held of a lot at one place; `hidden` says that the reader is counting it blind, and is not told."""

    lot_id: int
    item_id: int
    place_id: int
    number: str
    item: str
    spec: str
    unit: str
    batch: str
    maker: str
    produced_on: date | None
    expires_on: date | None
    arrived_on: date
    mode: Mode
    condition: Condition
    quality: str
    place: str
    quantity: Decimal
    stored: bool
    days_left: int | None
    tested_on: date | None = None
    passed: bool | None = None
    test_due: date | None = None
    hidden: bool = False


# Queries -------------------------------------------------------------------------------------------------------


Held = tuple[Lot, Item, Place, Decimal]
ZERO = Decimal(0)
ANYWHERE = frozenset(PlaceKind) - ENDS
FIRST = (Lot.expires_on.is_(None), Lot.expires_on, Lot.arrived_on, Lot.id)


@dataclass(frozen=True)
class _View:
    """Which lots are looked at, where, and at what time; None is now, and all that is recorded."""

    lots: Sequence[ColumnElement[bool]]
    kinds: frozenset[PlaceKind] = ANYWHERE
    when: datetime | None = None
    known: datetime | None = None
    zero: bool = False
    place: Place | None = None


def _held(session: Session, reader: Person, view: _View) -> Iterable[Held]:
    """What is held of each lot at each place, what expires first in front."""
    there: list[ColumnElement[bool]] = [Place.organisation_id.in_(branch(reader)), Place.kind.in_(view.kinds)]
    if view.place is not None:
        there.append(Place.path.startswith(view.place.path))
    lots = select(Lot, Item).join(Item, Item.id == Lot.item_id).where(*view.lots).order_by(*FIRST)
    if view.when is None and view.known is None:
        now = (
            lots.join(Balance, Balance.lot_id == Lot.id)
            .join(Place, Place.id == Balance.place_id)
            .where(*there, *(() if view.zero else (Balance.quantity > 0,)))
            .order_by(Place.path)
            .add_columns(Place, Balance.quantity)
        )
        return [(lot, item, place, quantity) for lot, item, place, quantity in session.execute(now)]
    places = {one.id: one for one in session.scalars(select(Place).where(*there))}
    then: dict[int, list[tuple[Place, Decimal]]] = defaultdict(list)
    for (lot_id, place_id), quantity in as_at(session, view.when, view.known).items():
        if place_id in places and (quantity > 0 or view.zero):
            then[lot_id].append((places[place_id], quantity))
    return [
        (lot, item, place, quantity)
        for lot, item in session.execute(lots)
        for place, quantity in sorted(then[lot.id], key=lambda one: one[0].path)
    ]


def _runs(session: Session, view: _View) -> dict[tuple[int, int], list[LotTest]]:
    """The trial runs of the lots at each place, the last in front."""
    found = session.scalars(
        select(LotTest)
        .join(Lot, Lot.id == LotTest.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .where(
            *view.lots,
            *([LotTest.tested_at <= view.when] if view.when else []),
            *([LotTest.recorded_at <= view.known] if view.known else []),
        )
        .order_by(LotTest.tested_at.desc(), LotTest.id.desc())
    )
    runs: dict[tuple[int, int], list[LotTest]] = defaultdict(list)
    for one in found:
        runs[one.lot_id, one.place_id].append(one)
    return runs


def _lot_lines(session: Session, reader: Person, view: _View) -> list[LotLine]:
    """The lots with their last trial run: one that tried all of what is held at the place."""
    today, local, runs = settings.today(session, view.when), settings.zone(session), _runs(session, view)
    lines, unseen = [], hidden(session, reader)
    for lot, item, place, there in _held(session, reader, view if not unseen else replace(view, zero=True)):
        counting = (lot.id, place.id) in unseen
        if not (there or view.zero or counting):
            continue
        quantity = ZERO if counting else there  # whether it is empty would tell too
        run = next((one for one in runs.get((lot.id, place.id), ()) if one.quantity >= quantity), None)
        tested_on = run.tested_at.astimezone(local).date() if run else None
        every = item.test_interval_days
        lines.append(
            LotLine(
                lot.id,
                item.id,
                place.id,
                lot.number,
                item.name,
                item.spec,
                item.unit,
                lot.batch,
                lot.maker,
                lot.produced_on,
                lot.expires_on,
                lot.arrived_on,
                lot.mode,
                lot.condition,
                lot.quality,
                str(place),
                quantity,
                place.stores,
                (lot.expires_on - today).days if lot.expires_on else None,
                tested_on,
                run.passed if run else None,
                (tested_on or lot.arrived_on) + timedelta(days=every) if every else None,
                counting,
            )
        )
    return lines


def lots_of(session: Session, reader: Person, item: Item, *, zero: bool = True) -> list[LotLine]:
    """The lots of an item wherever they are, what expires first in front; empty ones too unless `zero` is off."""
    return _lot_lines(session, reader, _View([Lot.item_id == item.id], zero=zero))


def lots_in_store(
    session: Session,
    reader: Person,
    *,
    place: Place | None = None,
    item: Item | None = None,
    voucher: Voucher | None = None,
) -> list[LotLine]:
    """The lots that lie in store: all, those at a place, of an item, or that a voucher moved; place by place."""
    moved = select(Movement.lot_id).where(Movement.voucher_id == (voucher.id if voucher else None))
    chosen = [
        *([Lot.item_id == item.id] if item else []),
        *([Lot.id.in_(moved)] if voucher else []),
    ]
    lines = _lot_lines(session, reader, _View(chosen, STORES, place=place))
    return sorted(lines, key=lambda line: (line.place, line.item, line.number))


def expiring(
    session: Session,
    reader: Person,
    *,
    days: int | None = None,
    when: datetime | None = None,
    known: datetime | None = None,
) -> list[LotLine]:
    """What is in store and expires within so many days (as set, unless given), or is past its date already.

    `when` and `known` look back here and below: what had occurred, and had been recorded.
    """
    ahead = timedelta(days=settings.expiring_days(session, reader) if days is None else days)
    soon = Lot.expires_on <= settings.today(session, when) + ahead
    return _lot_lines(session, reader, _View([soon], STORES, when, known))


def untested(
    session: Session, reader: Person, *, when: datetime | None = None, known: datetime | None = None
) -> list[LotLine]:
    """What must be trial-run at intervals and is past its time, longest first.

    A trial run counts where it was done, and only where no more than what was tried is held there.
    """
    today = settings.today(session, when)
    lines = _lot_lines(session, reader, _View([Item.test_interval_days.is_not(None)], when=when, known=known))
    due = [line for line in lines if line.test_due is not None and line.test_due < today]
    return sorted(due, key=lambda line: line.test_due or today)


def runs_due(session: Session, reader: Person) -> dict[int, tuple[Decimal, date]]:
    """How much of every item is past its trial run, and since when the first of it: `untested` in one question.

    Its lots aren't listed, so whoever counts one blind must not be shown it.
    """
    today, local = settings.today(session), settings.zone(session)
    due: dict[int, tuple[Decimal, date]] = {}
    for item_id, quantity, arrived_on, every, tested_at in _runs_question(branch(reader)).rows(session.connection()):
        last = arrived_on if tested_at is None else tested_at.astimezone(local).date()
        day = last + timedelta(days=every)
        if day < today:
            before = due.get(item_id, (ZERO, day))
            due[item_id] = before[0] + quantity, min(before[1], day)
    return due


@lru_cache(maxsize=64)
def _runs_question(mine: Select[int]) -> Prepared:
    """Everything that must be trial-run, with its last trial run that tried all of what is held there."""
    tried = (
        select(func.max(LotTest.tested_at))
        .where(
            LotTest.lot_id == Balance.lot_id, LotTest.place_id == Balance.place_id, LotTest.quantity >= Balance.quantity
        )
        .correlate(Balance)
        .scalar_subquery()
    )
    return Prepared(
        select(Lot.item_id, Balance.quantity, Lot.arrived_on, Item.test_interval_days, tried)
        .join(Item, Item.id == Lot.item_id)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Place, Place.id == Balance.place_id)
        .where(
            Item.test_interval_days.is_not(None), Balance.quantity > 0, *(Place.kind != kind for kind in sorted(ENDS)),
            Place.organisation_id.in_(mine),
        )
    )  # fmt: skip

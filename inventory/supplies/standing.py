"""How the stock stands: what is on hand, short, about to expire or untested, and who owes papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from inventory.ground import settings
from inventory.ground.people import Organisation, Permission, Person, branch, may
from inventory.ground.schema import Quantity, masked
from inventory.ground.store import Lines
from inventory.supplies.catalog import LISTED, Category, Item, Quota
from inventory.supplies.corrections import Completion
from inventory.supplies.ledger import Balance, Movement, Voucher, VoucherKind, as_at
from inventory.supplies.lots import Condition, Lot, LotTest, Mode
from inventory.supplies.places import STORES, Place

ZERO = Decimal(0)

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StockLine:
    """An item as it stands: amounts in its unit; `usable` is what covers the quota."""

    item_id: int
    code: str
    name: str
    spec: str
    unit: str
    category: str
    on_hand: Decimal
    own: Decimal
    entrusted: Decimal
    usable: Decimal
    expired: Decimal
    unfit: Decimal
    elsewhere: Decimal
    quota: Decimal | None
    basis: str
    places: str
    organisations: str
    keepers: str
    phones: str
    note: str

    @property
    def gap(self) -> Decimal | None:
        """How much is missing to the quota; None where no quota is set."""
        return None if self.quota is None else max(self.quota - self.usable, ZERO)


@dataclass(frozen=True)
class LotLine:
    """What is held of a lot at one place."""

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
class Summary:
    """The counts that stand over the stock list."""

    items: int
    short: int
    expired: int
    unset: int


# On hand -------------------------------------------------------------------------------------------------------


@dataclass
class _Sum:
    """What adds up for one item."""

    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    places: dict[int, None] = field(default_factory=dict)


def on_hand(
    session: Session,
    reader: Person,
    *,
    items: Sequence[int] | None = None,
    place: Place | None = None,
    when: datetime | None = None,
    known: datetime | None = None,
) -> Lines[StockLine]:
    """What is in store of every item in the catalogue, in its order (or of these items, in theirs).

    `place` looks at one depot or shelf alone; `when` and `known` look back: what had occurred, and had been recorded.
    """
    stand = _Standing(session, reader, place, when, known)
    if items is not None:
        wanted = list(items)
        return Lines(lambda: len(wanted), lambda start, stop: stand.lines(wanted[start:stop]))
    listed = select(Item.id).where(Item.retired.is_(False)).order_by(*LISTED)
    if place is not None:
        held = select(Lot.item_id).join(Balance, Balance.lot_id == Lot.id).join(Place, Place.id == Balance.place_id)
        listed = listed.where(Item.id.in_(held.where(Place.path.startswith(place.path))))

    def window(start: int, stop: int) -> list[StockLine]:
        return stand.lines(session.scalars(listed.offset(start).limit(stop - start)).all())

    return Lines(lambda: session.scalar(select(func.count()).select_from(listed.order_by(None).subquery())) or 0, window)


class _Standing:
    """The stock of one reader, looked at from one place and one instant."""

    def __init__(
        self, session: Session, reader: Person, place: Place | None, when: datetime | None, known: datetime | None
    ) -> None:
        self.session, self.reader, self.place = session, reader, place
        self.day = (when.astimezone(settings.zone(session)).date()) if when else settings.today(session)
        self.past = when is not None or known is not None
        self._held = as_at(session, when, known) if self.past else {}
        self._shown = may(session, reader, Permission.SEE_PHONES)
        self._places: dict[int, tuple[Place, str]] = {}

    def lines(self, ids: Sequence[int]) -> list[StockLine]:
        """The lines of these items, in their order."""
        if not ids:
            return []
        sums = self._sums(ids)
        self._meet({place for one in sums.values() for place in one.places})
        quotas = self._quotas(ids)
        found = self.session.execute(
            select(Item, Category.name).outerjoin(Category, Category.id == Item.category_id).where(Item.id.in_(ids))
        )
        cards = {item.id: (item, category or "") for item, category in found}
        return [self._line(*cards[one], sums.get(one) or _Sum(), quotas.get(one)) for one in ids if one in cards]

    def _line(self, item: Item, category: str, total: _Sum, quota: tuple[Decimal, str] | None) -> StockLine:
        sums = total.amounts
        where = [self._places[place_id] for place_id in total.places]
        return StockLine(
            item.id,
            item.code,
            item.name,
            item.spec,
            item.unit,
            category,
            sums["own"] + sums["entrusted"],
            sums["own"],
            sums["entrusted"],
            sums["usable"],
            sums["expired"],
            sums["unfit"],
            sums["elsewhere"],
            quota[0] if quota else None,
            quota[1] if quota else "",
            _each(str(place) for place, _owner in where),
            _each(owner for _place, owner in where),
            _each(place.keeper for place, _owner in where),
            _each(masked(place.phone, shown=self._shown) for place, _owner in where),
            item.note,
        )

    def _sums(self, ids: Sequence[int]) -> dict[int, _Sum]:
        sums: dict[int, _Sum] = defaultdict(_Sum)
        for item_id, place_id, kind, mode, condition, expired, quantity in self._rows(ids):
            one = sums[item_id]
            if kind not in STORES:
                one.amounts["elsewhere"] += quantity
                continue
            one.amounts["own" if mode is Mode.OWN else "entrusted"] += quantity
            state = "unfit" if condition is not Condition.SERVICEABLE else "expired" if expired else "usable"
            one.amounts[state] += quantity
            one.places.setdefault(place_id)
        return sums

    def _rows(self, ids: Sequence[int]) -> Iterable[Any]:
        expired = and_(Lot.expires_on.is_not(None), Lot.expires_on < self.day)
        columns = (Lot.item_id, Place.id, Place.kind, Lot.mode, Lot.condition, expired)
        chosen = self._mine(Lot.item_id.in_(ids))
        if not self.past:
            rows = (
                select(*columns, func.sum(Balance.quantity))
                .join(Balance, Balance.lot_id == Lot.id)
                .join(Place, Place.id == Balance.place_id)
                .where(*chosen)
                .group_by(*columns)
                .order_by(Place.id)
            )
            return self.session.execute(rows)
        lots = {row.id: row for row in self.session.execute(select(Lot.__table__).where(Lot.item_id.in_(ids)))}
        places = {one.id: one for one in self.session.scalars(select(Place).where(*self._mine()))}
        return [
            (lot.item_id, place_id, places[place_id].kind, lot.mode, lot.condition, self._over(lot.expires_on), quantity)
            for (lot_id, place_id), quantity in sorted(self._held.items())
            if (lot := lots.get(lot_id)) is not None and place_id in places
        ]

    def _over(self, expires: date | None) -> bool:
        return expires is not None and expires < self.day

    def _mine(self, *more: Any) -> list[Any]:  # noqa: ANN401 - SQL conditions
        mine = [Place.organisation_id.in_(branch(self.reader)), *more]
        return [*mine, Place.path.startswith(self.place.path)] if self.place is not None else mine

    def _meet(self, ids: set[int]) -> None:
        new = ids - self._places.keys()
        if new:
            found = self.session.execute(
                select(Place, Organisation.name)
                .join(Organisation, Organisation.id == Place.organisation_id)
                .where(Place.id.in_(new))
            )
            self._places.update({place.id: (place, owner) for place, owner in found})

    def _quotas(self, ids: Sequence[int]) -> dict[int, tuple[Decimal, str]]:
        here = Quota.place_id.is_(None) if self.place is None else Quota.place_id == self.place.id
        found = self.session.execute(
            select(Quota.item_id, Quota.quantity, Quota.basis).where(Quota.item_id.in_(ids), here)
        )
        return {row[0]: (row[1], row[2]) for row in found}


def _each(texts: Iterable[str]) -> str:
    """Different texts once each, in order."""
    return "、".join(dict.fromkeys(one for one in texts if one))


def short(session: Session, reader: Person, **view: Any) -> list[StockLine]:  # noqa: ANN401 - as on_hand
    """The items of which less is usable than their quota."""
    place: Place | None = view.get("place")
    here = Quota.place_id.is_(None) if place is None else Quota.place_id == place.id
    with_quota = select(Item.id).join(Quota, Quota.item_id == Item.id).where(here, Item.retired.is_(False))
    ids = session.scalars(with_quota.order_by(*LISTED)).all()
    return [line for line in on_hand(session, reader, items=ids, **view) if line.gap]


def summary(session: Session, reader: Person) -> Summary:
    """The counts that stand over the stock list."""
    items = session.scalar(select(func.count()).where(Item.retired.is_(False))) or 0
    quotas = session.scalar(
        select(func.count()).select_from(Quota).join(Item, Item.id == Quota.item_id).where(
            Quota.place_id.is_(None), Item.retired.is_(False)
        )
    )
    over = select(func.count(func.distinct(Lot.item_id))).select_from(Lot)
    expired = _held_lots(reader, over).where(Lot.expires_on < settings.today(session), Place.kind.in_(STORES))
    return Summary(items, len(short(session, reader)), session.scalar(expired) or 0, items - (quotas or 0))


# Lots ----------------------------------------------------------------------------------------------------------


def _held_lots(reader: Person, what: Select[Any]) -> Select[Any]:
    return (
        what.join(Balance, Balance.lot_id == Lot.id)
        .join(Place, Place.id == Balance.place_id)
        .where(Balance.quantity > 0, Place.organisation_id.in_(branch(reader)))
    )


def _lot_lines(session: Session, reader: Person, *conditions: Any, zero: bool = False) -> list[LotLine]:  # noqa: ANN401
    last = (
        select(LotTest.lot_id, func.max(LotTest.tested_at).label("at")).group_by(LotTest.lot_id).subquery()
    )
    test = aliased(LotTest)
    found = session.execute(
        select(Lot, Item, Place, Balance.quantity, test)
        .join(Item, Item.id == Lot.item_id)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Place, Place.id == Balance.place_id)
        .outerjoin(last, last.c.lot_id == Lot.id)
        .outerjoin(test, and_(test.lot_id == Lot.id, test.tested_at == last.c.at))
        .where(Place.organisation_id.in_(branch(reader)), *conditions, *(() if zero else (Balance.quantity > 0,)))
        .order_by(Lot.expires_on.is_(None), Lot.expires_on, Lot.arrived_on, Lot.id, Place.path)
    )
    today, local = settings.today(session), settings.zone(session)
    lines = {}
    for lot, item, place, quantity, tested in found:
        tested_on = tested.tested_at.astimezone(local).date() if tested else None
        every = item.test_interval_days
        lines[lot.id, place.id] = LotLine(
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
            tested.passed if tested else None,
            (tested_on or lot.arrived_on) + timedelta(days=every) if every else None,
        )
    return list(lines.values())


def lots_of(session: Session, reader: Person, item: Item, *, zero: bool = True) -> list[LotLine]:
    """The lots of an item wherever they are, what expires first in front; empty ones too unless `zero` is off."""
    return _lot_lines(session, reader, Lot.item_id == item.id, zero=zero)


def expiring(session: Session, reader: Person, *, days: int | None = None) -> list[LotLine]:
    """What is in store and expires within so many days (as set, unless given), or is past its date already."""
    until = settings.today(session) + timedelta(days=settings.expiring_days(session) if days is None else days)
    return _lot_lines(session, reader, Lot.expires_on <= until, Place.kind.in_(STORES))


def untested(session: Session, reader: Person) -> list[LotLine]:
    """What must be trial-run at intervals and is past its time, longest first."""
    today = settings.today(session)
    lines = _lot_lines(session, reader, Item.test_interval_days.is_not(None))
    due = [line for line in lines if line.test_due is not None and line.test_due < today]
    return sorted(due, key=lambda line: line.test_due or today)


# Movements -----------------------------------------------------------------------------------------------------


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
    query = _Ledger(session, reader, item)
    conditions: list[Any] = [
        *([Lot.item_id == item.id] if item else []),
        *([Movement.lot_id == lot.id] if lot else []),
        *([Movement.voucher_id == voucher.id] if voucher else []),
        *([or_(query.source.path.startswith(place.path), query.target.path.startswith(place.path))] if place else []),
        *([Movement.occurred_at >= since] if since else []),
        *([Movement.occurred_at <= until] if until else []),
        *([Movement.recorded_at <= known] if known else []),
    ]
    return query.lines(conditions, latest_first=latest_first)


class _Ledger:
    """The ledger as one reader sees it."""

    def __init__(self, session: Session, reader: Person, item: Item | None) -> None:
        self.session, self.reader, self.item = session, reader, item
        self.source, self.target = aliased(Place), aliased(Place)
        self.local = settings.zone(session)

    def _joined(self, what: Select[Any], conditions: Sequence[Any]) -> Select[Any]:
        mine = branch(self.reader)
        return (
            what.select_from(Movement)
            .join(Voucher, Voucher.id == Movement.voucher_id)
            .join(Lot, Lot.id == Movement.lot_id)
            .join(self.source, self.source.id == Movement.from_id)
            .join(self.target, self.target.id == Movement.to_id)
            .where(or_(self.source.organisation_id.in_(mine), self.target.organisation_id.in_(mine)), *conditions)
        )

    def lines(self, conditions: Sequence[Any], *, latest_first: bool) -> Lines[MovementLine]:
        """Counted, windowed and streamed."""
        undoing = aliased(Movement)
        nothing = literal(ZERO, Quantity())
        change = case((self.target.kind.in_(STORES), Movement.quantity), else_=nothing) - case(
            (self.source.kind.in_(STORES), Movement.quantity), else_=nothing
        )
        turn = (Movement.occurred_at, Movement.id)
        running = func.sum(change).over(order_by=turn) if self.item is not None else change
        change, running = type_coerce(change, Quantity()), type_coerce(running, Quantity())
        undone = select(undoing.id).where(undoing.reverses_id == Movement.id).exists()
        columns = (
            Movement.id,
            Voucher.number,
            Voucher.kind,
            Movement.occurred_at,
            Movement.recorded_at,
            Item.name,
            Item.spec,
            Item.unit,
            Lot.number,
            self.source,
            self.target,
            Movement.quantity,
            change,
            Person.name,
            Voucher.basis,
            Movement.note,
            Voucher.note,
            undone,
            running,
        )
        chosen = self._joined(select(*columns), conditions)
        chosen = chosen.join(Item, Item.id == Lot.item_id).join(Person, Person.id == Voucher.by_id)
        ordered = chosen.order_by(*((one.desc() for one in turn) if latest_first else turn))

        def count() -> int:
            return self.session.scalar(self._joined(select(func.count()), conditions)) or 0

        def window(start: int, stop: int) -> list[MovementLine]:
            return [self._line(row) for row in self.session.execute(ordered.offset(start).limit(stop - start))]

        def stream() -> Iterable[MovementLine]:
            return (self._line(row) for row in self.session.execute(ordered.execution_options(yield_per=2000)))

        return Lines(count, window, lambda: iter(stream()))

    def _line(self, row: Any) -> MovementLine:  # noqa: ANN401 - a row of the query above
        late = row[4].astimezone(self.local).date() > row[3].astimezone(self.local).date()
        balance = row[18] if self.item is not None else None
        return MovementLine(
            *row[:9], str(row[9]), str(row[10]), row[11], row[12], row[13], row[14], row[15] or row[16], late, row[17], balance
        )


def papers_owed(session: Session, reader: Person) -> list[PaperLine]:
    """The urgent issues whose papers are not complete, the oldest first."""
    source, target, undoing = aliased(Place), aliased(Place), aliased(Voucher)
    count = select(func.count()).where(Movement.voucher_id == Voucher.id).scalar_subquery()
    found = session.execute(
        select(Voucher, source, target, Person.name, count)
        .join(source, source.id == Voucher.from_id)
        .join(target, target.id == Voucher.to_id)
        .join(Person, Person.id == Voucher.by_id)
        .where(
            Voucher.urgent,
            Voucher.organisation_id.in_(branch(reader)),
            ~select(Completion.id).where(Completion.voucher_id == Voucher.id).exists(),
            ~select(undoing.id).where(undoing.reverses_id == Voucher.id).exists(),
        )
        .order_by(Voucher.occurred_at)
    )
    today, local = settings.today(session), settings.zone(session)
    return [
        PaperLine(
            voucher.number,
            voucher.occurred_at,
            str(place),
            str(to),
            voucher.counterpart,
            by,
            lines,
            (today - voucher.occurred_at.astimezone(local).date()).days,
        )
        for voucher, place, to, by, lines in found
    ]

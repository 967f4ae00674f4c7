"""How the stock stands: what is on hand, short, about to expire or untested, and who owes papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import masked
from inventory.ground.store import Lines
from inventory.supplies.balances import Balance, as_at
from inventory.supplies.catalog import LISTED, Category, Item, Quota
from inventory.supplies.counts import Count, CountLine, hidden, last_checked, open_counts, unsettled
from inventory.supplies.ledger import Movement
from inventory.supplies.lots import Condition, Lot, Mode
from inventory.supplies.places import STORES, Place

ZERO = Decimal(0)
AMOUNTS = ("on_hand", "own", "entrusted", "usable", "expired", "unfit", "elsewhere")

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StockLine:
    """An item as it stands: amounts in its unit; `usable` is what covers the quota.

    `hidden` says that the reader is counting it blind: its amounts are left out. `checked_at` is when a posted check
    last counted it.
    """

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
    retired: bool = False
    checked_at: datetime | None = None
    hidden: bool = False

    @property
    def gap(self) -> Decimal | None:
        """How much is missing to the quota; None where no quota is set, or the reader is counting it."""
        return None if self.quota is None or self.hidden else max(self.quota - self.usable, ZERO)


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
    retired: bool = False,
) -> Lines[StockLine]:
    """What is in store of every item in the catalogue, in its order (or of these items, in theirs).

    `place` looks at one depot or shelf alone; `when` and `known` look back: what had occurred, and had been recorded.
    `retired` lists what isn't kept any more too.
    """
    stand = _Standing(session, reader, place, when, known)
    if items is not None:
        wanted = list(items)
        return Lines(lambda: len(wanted), lambda start, stop: stand.lines(wanted[start:stop]))
    listed = select(Item.id).where(true() if retired else _listed(when, known)).order_by(*LISTED)
    if place is not None:
        held = select(Lot.item_id).join(Balance, Balance.lot_id == Lot.id).join(Place, Place.id == Balance.place_id)
        listed = listed.where(Item.id.in_(held.where(Place.path.startswith(place.path))))

    def window(start: int, stop: int) -> list[StockLine]:
        return stand.lines(session.scalars(listed.offset(start).limit(stop - start)).all())

    whole = place is None and when is None and known is None and not retired
    counted = _IN_USE if whole else listed.with_only_columns(func.count(Item.id)).order_by(None)
    return Lines(lambda: session.scalar(counted) or 0, window)


def rank(session: Session, item_id: int, *, retired: bool = False) -> int | None:
    """Where an item stands in the list, counted from nought; None where it isn't listed."""
    one = session.get(Item, item_id)
    if one is None or (one.retired and not retired):
        return None
    before = or_(Item.name < one.name, and_(Item.name == one.name, Item.id < one.id))
    if one.category_id is None:
        before = and_(Item.category_id.is_(None), before)
    else:
        earlier = or_(Item.category_id.is_(None), Item.category_id < one.category_id)
        before = or_(earlier, and_(Item.category_id == one.category_id, before))
    listed = true() if retired else Item.retired.is_(False)
    return session.scalar(select(func.count()).select_from(Item).where(listed, before))


_IN_USE = select(  # the retired are few: to count all and take them off is to read a tenth of the catalogue's index
    select(func.count()).select_from(Item).scalar_subquery()
    - select(func.count(Item.id)).where(Item.retired.is_(True)).scalar_subquery()
)


def _listed(when: datetime | None, known: datetime | None) -> ColumnElement[bool]:
    """The items in use; looking back, also those retired since that had moved by then."""
    if when is None and known is None:
        return Item.retired.is_(False)
    moved = select(Movement.id).join(Lot, Lot.id == Movement.lot_id).where(Lot.item_id == Item.id)
    moved = moved if when is None else moved.where(Movement.occurred_at <= when)
    moved = moved if known is None else moved.where(Movement.recorded_at <= known)
    return or_(Item.retired.is_(False), moved.exists())


def quota_at(mine: Select[int], place: Place | None) -> ColumnElement[bool]:
    """The quotas of a place, or those of the whole for whoever sees the whole, or those of a branch's own places."""
    if place is not None:
        return Quota.place_id == place.id
    whole = select(Organisation.id).where(Organisation.parent_id.is_(None)).scalar_subquery().in_(mine)
    own = Quota.place_id.in_(select(Place.id).where(Place.organisation_id.in_(mine)))
    return or_(and_(whole, Quota.place_id.is_(None)), and_(~whole, own))


class _Standing:
    """The stock of one reader, looked at from one place and one instant."""

    def __init__(
        self, session: Session, reader: Person, place: Place | None, when: datetime | None, known: datetime | None
    ) -> None:
        self.session, self.reader, self.place = session, reader, place
        self.day = (when.astimezone(settings.zone(session)).date()) if when else settings.today(session)
        self.past = when is not None or known is not None
        self._held = as_at(session, when, known) if self.past else {}
        self._hidden = {lot for lot, _place in hidden(session, reader)}
        self._places: dict[int, tuple[Place, str, bool]] = {}

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
        counting = self._counting(ids)
        checked = last_checked(self.session, select(Place.id).where(*self._mine()), ids)
        lines = [self._line(*cards[one], sums.get(one) or _Sum(), quotas.get(one)) for one in ids if one in cards]
        return [_seen(line, checked.get(line.item_id), line.item_id in counting) for line in lines]

    def _counting(self, ids: Sequence[int]) -> set[int]:
        """The items of which the reader counts a lot blind."""
        if not self._hidden:
            return set()
        return set(self.session.scalars(select(Lot.item_id).where(Lot.item_id.in_(ids), Lot.id.in_(self._hidden))))

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
            _each(str(place) for place, _owner, _shown in where),
            _each(owner for _place, owner, _shown in where),
            _each(place.keeper for place, _owner, _shown in where),
            _each(masked(place.phone, shown=shown) for place, _owner, shown in where),
            item.note,
            retired=item.retired and not self.past,
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
            (
                lot.item_id,
                place_id,
                places[place_id].kind,
                lot.mode,
                lot.condition,
                self._over(lot.expires_on),
                quantity,
            )
            for (lot_id, place_id), quantity in sorted(self._held.items())
            if (lot := lots.get(lot_id)) is not None and place_id in places
        ]

    def _over(self, expires: date | None) -> bool:
        return expires is not None and expires < self.day

    def _mine(self, *more: ColumnElement[bool]) -> list[ColumnElement[bool]]:
        mine = [Place.organisation_id.in_(branch(self.reader)), *more]
        return [*mine, Place.path.startswith(self.place.path)] if self.place is not None else mine

    def _meet(self, ids: set[int]) -> None:
        new = ids - self._places.keys()
        if new:
            shown = Place.organisation_id.in_(branch(self.reader, Permission.SEE_PHONES))
            found = self.session.execute(
                select(Place, Organisation.name, shown)
                .join(Organisation, Organisation.id == Place.organisation_id)
                .where(Place.id.in_(new))
            )
            self._places.update({row[0].id: (row[0], row[1], row[2]) for row in found})

    def _quotas(self, ids: Sequence[int]) -> dict[int, tuple[Decimal, str]]:
        here = quota_at(branch(self.reader), self.place)
        found = self.session.execute(
            select(Quota.item_id, Quota.quantity, Quota.basis).where(Quota.item_id.in_(ids), here)
        )
        quotas: dict[int, tuple[Decimal, str]] = {}
        for item_id, quantity, basis in found:
            held = quotas.get(item_id, (ZERO, ""))
            quotas[item_id] = (held[0] + quantity, _each((held[1], basis)))
        return quotas


def _seen(line: StockLine, checked_at: datetime | None, counting: bool) -> StockLine:  # noqa: FBT001 - a fact of the line
    """A line as its reader may see it."""
    if not counting:
        return replace(line, checked_at=checked_at) if checked_at else line
    amounts: dict[str, Any] = dict.fromkeys(AMOUNTS, ZERO)
    return replace(line, checked_at=checked_at, hidden=True, note="", **amounts)  # a note may tell how much there was


def _each(texts: Iterable[str]) -> str:
    """Different texts once each, in order."""
    return "、".join(dict.fromkeys(one for one in texts if one))


def short(
    session: Session,
    reader: Person,
    *,
    place: Place | None = None,
    when: datetime | None = None,
    known: datetime | None = None,
) -> list[StockLine]:
    """The items of which less is usable than their quota."""
    here = quota_at(branch(reader), place)
    with_quota = select(Quota.item_id).where(here)
    listed = select(Item.id).where(Item.id.in_(with_quota), Item.retired.is_(False)).order_by(*LISTED)
    ids = session.scalars(listed).all()
    lines = on_hand(session, reader, items=ids, place=place, when=when, known=known)
    return [line for line in lines if line.gap]


def below_quota(session: Session, reader: Person, *, within: Organisation | None = None) -> list[Item]:
    """The items of `short` without their amounts, in one question; what anybody is counting blind is left out."""
    day = settings.today(session)
    usable = (
        select(func.sum(Balance.quantity))
        .join(Lot, Lot.id == Balance.lot_id)
        .join(Place, Place.id == Balance.place_id)
        .where(
            Lot.item_id == Item.id,
            Lot.condition == Condition.SERVICEABLE,
            or_(Lot.expires_on.is_(None), Lot.expires_on >= day),
            Place.kind.in_(STORES),
            Place.organisation_id.in_(branch(reader, within=within)),
        )
        .correlate(Item)
        .scalar_subquery()
    )
    here = quota_at(branch(reader, within=within), None)
    wanted = select(Quota.item_id, func.sum(Quota.quantity).label("quantity")).where(here)
    quota = wanted.group_by(Quota.item_id).subquery()
    counting = (
        select(Lot.item_id).join(CountLine, CountLine.lot_id == Lot.id).join(Count, Count.id == CountLine.count_id)
    )
    blind = counting.where(Count.blind, Count.id.in_(open_counts()), CountLine.id.in_(unsettled()))
    found = select(Item).join(quota, quota.c.item_id == Item.id).where(Item.retired.is_(False), Item.id.not_in(blind))
    return list(session.scalars(found.where(quota.c.quantity > func.coalesce(usable, 0)).order_by(*LISTED)))


def counted_blind(session: Session, reader: Person, place: Place | None = None) -> int:
    """Of how many items (of those known at a place) the reader is not told the amounts, since they count them blind."""
    lots = {lot for lot, _place in hidden(session, reader)}
    if not lots:
        return 0
    items = select(func.count(func.distinct(Lot.item_id))).where(Lot.id.in_(lots))
    if place is not None:
        held = select(Lot.item_id).join(Balance, Balance.lot_id == Lot.id).join(Place, Place.id == Balance.place_id)
        items = items.where(Lot.item_id.in_(held.where(Place.path.startswith(place.path))))
    return session.scalar(items) or 0


def summary(session: Session, reader: Person) -> Summary:
    """The counts that stand over the stock list."""
    items = session.scalar(_IN_USE) or 0
    quotas = session.scalar(
        select(func.count(func.distinct(Quota.item_id)))
        .select_from(Quota)
        .join(Item, Item.id == Quota.item_id)
        .where(quota_at(branch(reader), None), Item.retired.is_(False))
    )
    over = select(func.count(func.distinct(Lot.item_id))).select_from(Lot)
    expired = _held_lots(reader, over).where(Lot.expires_on < settings.today(session), Place.kind.in_(STORES))
    if unseen := {lot for lot, _place in hidden(session, reader)}:
        expired = expired.where(Lot.id.not_in(unseen))
    return Summary(items, len(short(session, reader)), session.scalar(expired) or 0, items - (quotas or 0))


def _held_lots(reader: Person, what: Select[Any]) -> Select[Any]:
    return (
        what.join(Balance, Balance.lot_id == Lot.id)
        .join(Place, Place.id == Balance.place_id)
        .where(Balance.quantity > 0, Place.organisation_id.in_(branch(reader)))
    )

"""Tiers: what of the supplies can be used within 2, 6 and 24 hours: own, entrusted, and what agreements promise.

What is promised is never on hand: it stands beside it. Whatever nobody has set the hours of is in no tier, and told so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from inventory.ground import settings
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Prepared
from inventory.response.commitments import AgreementCard, Promised, commitments
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import LISTED, Category, Item, Quota
from inventory.supplies.counts import hidden
from inventory.supplies.lots import Condition, Lot, Mode
from inventory.supplies.places import STORES, Place, PlaceKind
from inventory.supplies.standing import quota_at

TIERS = (2, 6, 24)
"""Within how many hours."""
ZERO = Decimal(0)
SHELTERED = "sheltered"
STATES = ("own", "entrusted", "expired", "unfit")
# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Supply:
    """An item as far as it can be counted on: usable stock, what shelters hold of it by place, what is promised.

    `hidden` says that the reader is counting it blind: nothing of it is told.
    """

    item_id: int
    code: str
    name: str
    unit: str
    decimals: int
    categories: tuple[int | None, int | None]
    category: str
    quota: Decimal | None
    basis: str
    own: Decimal
    entrusted: Decimal
    expired: Decimal
    unfit: Decimal
    sheltered: Mapping[int, Decimal]
    promises: tuple[Promised, ...]
    hidden: bool = False

    @property
    def usable(self) -> Decimal:
        """What is in store and can be issued."""
        return self.own + self.entrusted

    @property
    def promised(self) -> Decimal:
        """How much can still be called on agreements that hold, as far as they say how much."""
        return sum((line.left for line in self.promises), ZERO)


@dataclass(frozen=True)
class Supplies:
    """Every item in use, in the catalogue's order, and what was promised of classes or in words."""

    items: dict[int, Supply]
    loose: tuple[Promised, ...]
    agreements: tuple[AgreementCard, ...]
    own_hours: int | None
    entrusted_hours: int | None


@dataclass(frozen=True)
class TierLine:
    """What of an item (or of a class, or of what was promised in words) can be used by when.

    `within` follows TIERS, each with the tiers before it; `later` takes longer; of `unknown` nobody has set the hours.
    `unsaid` promises don't say how much.
    """

    item_id: int | None
    code: str
    what: str
    unit: str
    category: str
    quota: Decimal | None
    own: Decimal
    entrusted: Decimal
    promised: Decimal
    within: tuple[Decimal, ...]
    later: Decimal
    unknown: Decimal
    unsaid: int
    hidden: bool


# Rules ---------------------------------------------------------------------------------------------------------


def tiers(supplies: Supplies) -> list[TierLine]:
    """The supplies by hours: the items that there are any of, or should be, and what else was promised."""
    lines = [_tier(one, supplies) for one in supplies.items.values()]
    kept = [one for one in lines if one.own or one.entrusted or one.promised or one.unsaid or one.quota or one.hidden]
    return [*kept, *map(_loose, supplies.loose)]


def _tier(one: Supply, supplies: Supplies) -> TierLine:
    parts = [
        (one.own, supplies.own_hours),
        (one.entrusted, supplies.entrusted_hours),
        *((line.left, line.hours) for line in one.promises),
    ]
    said = (one.item_id, one.code, one.name, one.unit, one.category, one.quota)
    unsaid = sum(line.quantity is None for line in one.promises)
    return TierLine(*said, one.own, one.entrusted, one.promised, *_by_hours(parts), unsaid, one.hidden)


def _loose(line: Promised) -> TierLine:
    """What was promised of a class or in words."""
    said = (None, line.code, line.what, line.unit, line.category, None, ZERO, ZERO, line.left)
    return TierLine(*said, *_by_hours([(line.left, line.hours)]), int(line.quantity is None), hidden=False)


def _by_hours(
    parts: Iterable[tuple[Decimal, Decimal | int | None]],
) -> tuple[tuple[Decimal, ...], Decimal, Decimal]:
    """Amounts by their hours: those within each tier, those that take longer, those whose hours aren't set."""
    within, later, unknown = [ZERO] * len(TIERS), ZERO, ZERO
    for by, hours in parts:
        if not by:
            continue
        if hours is None:
            unknown += by
        elif hours > TIERS[-1]:
            later += by
        else:
            within = [so_far + by if hours <= tier else so_far for tier, so_far in zip(TIERS, within, strict=True)]
    return tuple(within), later, unknown


# Queries -------------------------------------------------------------------------------------------------------


def supplies(session: Session, reader: Person) -> Supplies:
    """What the reader's branch has and is promised of every item in use."""
    blind, mine, asked = _blind(session, reader), branch(reader), session.connection()
    agreements, lines = commitments(session, reader)
    promised: defaultdict[int | None, list[Promised]] = defaultdict(list)
    for line in lines:
        promised[line.item_id].append(line)
    amounts: defaultdict[int, Amounts] = defaultdict(lambda: defaultdict(Decimal))
    for item_id, state, site, quantity in _amounts(mine).rows(asked, today=settings.today(session)):
        amounts[item_id][state, site if state == SHELTERED else None] += quantity
    cards: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in _cards(mine).rows(asked):
        cards[row[0]].append(row)
    items = {
        item_id: _supply(rows, NONE if item_id in blind else amounts.get(item_id, NONE), promised.get(item_id, ()))
        for item_id, rows in cards.items()
    }
    for item_id in blind & items.keys():
        items[item_id] = replace(items[item_id], hidden=True)
    return Supplies(items, tuple(promised[None]), tuple(agreements), *hours_set(session, reader))


def _blind(session: Session, reader: Person) -> set[int]:
    """The items of which the reader counts a lot blind."""
    unseen = {lot for lot, _place in hidden(session, reader)}
    return set(session.scalars(select(Lot.item_id).where(Lot.id.in_(unseen)))) if unseen else set()


def hours_set(session: Session, reader: Person) -> tuple[int | None, int | None]:
    """Within how many hours own and entrusted stock can be used, where the reader's organisation has set it."""
    path = session.get_one(Organisation, reader.organisation_id).path
    own, entrusted = (settings.along(session, key)(path)[0] for key in ("own_hours", "entrusted_hours"))
    return int(own) if own else None, int(entrusted) if entrusted else None


@lru_cache(maxsize=64)
def _cards(mine: Select[int]) -> Prepared:
    """The items in use, each once for every quota of it, or once where none is set."""
    above = aliased(Category)
    return Prepared(
        select(
            Item.id, Item.code, Item.name, Item.spec, Item.unit, Item.decimals, Category.id, above.id, Category.name,
            Quota.quantity, Quota.basis,
        )
        .outerjoin(Category, Category.id == Item.category_id)
        .outerjoin(above, above.id == Category.parent_id)
        .outerjoin(Quota, and_(Quota.item_id == Item.id, quota_at(mine, None)))
        .where(Item.retired.is_(False))
        .order_by(*LISTED)
    )  # fmt: skip


Amounts = dict[tuple[str, int | None], Decimal]
"""How much there is by state (own, entrusted, expired, unfit; sheltered at a place)."""
NONE: Amounts = {}


@lru_cache(maxsize=64)
def _amounts(mine: Select[int]) -> Prepared:
    """What there is of every item by state, on a day."""
    today = bindparam("today", type_=Date())
    state = case(
        (Lot.condition != Condition.SERVICEABLE, "unfit"),
        (and_(Lot.expires_on.is_not(None), Lot.expires_on < today), "expired"),
        (Place.kind == PlaceKind.SHELTER, SHELTERED),
        (Lot.mode == Mode.OWN, "own"),
        else_="entrusted",
    )
    site = case((Place.kind == PlaceKind.SHELTER, Place.id))
    held = (
        select(Lot.item_id, state.label("state"), site.label("site"), Balance.quantity)
        .join(Balance, Balance.lot_id == Lot.id)
        .join(Place, Place.id == Balance.place_id)
        .where(Place.organisation_id.in_(mine), or_(*(Place.kind == kind for kind in (*STORES, PlaceKind.SHELTER))))
        .subquery()
        .c
    )
    keys = (held.item_id, held.state, held.site)
    return Prepared(select(*keys, func.sum(held.quantity)).group_by(*keys))


def _supply(rows: Sequence[tuple[Any, ...]], amounts: Amounts, promises: Sequence[Promised]) -> Supply:
    """An item with what there is of it."""
    item_id, code, name, spec, unit, decimals, own_class, above, category, quota, basis = rows[0]
    if len(rows) > 1:  # a branch that sees no whole adds up what is set for its places
        quota, basis = sum((row[-2] for row in rows), ZERO), "、".join(dict.fromkeys(row[-1] for row in rows))
    told = f"{name} {spec}" if spec else name
    card = (item_id, code, told, unit, decimals, (own_class, above), category or "", quota, basis or "")
    own, entrusted, expired, unfit = (amounts.get((state, None), ZERO) for state in STATES)
    sheltered = {site: by for (state, site), by in amounts.items() if state == SHELTERED and site is not None}
    return Supply(*card, own, entrusted, expired, unfit, sheltered, tuple(promises))

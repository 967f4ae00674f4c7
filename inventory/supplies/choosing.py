"""Choosing lots: which lots an amount is taken from, what expires first before what keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import Retired
from inventory.ground.schema import Prepared
from inventory.supplies.balances import Balance, NotEnough, least_since
from inventory.supplies.catalog import Item
from inventory.supplies.lots import CONDITION_NAMES, Condition, Line, Lot, fitting
from inventory.supplies.places import Place
from inventory.supplies.posting import NotOfItem

ZERO = Decimal(0)

# Rules ---------------------------------------------------------------------------------------------------------


class RestUnfit(Refused):
    """Enough is there, but not of the kind that is meant for this."""

    message = N_("{place} has only {available} {unit} of {item} for this; the rest is {why}.")


class NotServiceable(Refused):
    """A lot in this condition goes to repair or disposal only."""

    message = N_("Lot {lot} of {item} is {condition}: it can only go to repair or disposal.")


class NeedsReason(Refused):
    """Another lot than the one that expires first was chosen."""

    message = N_("Lot {first} of {item} expires first: say why lot {lot} is taken.")


class OnlyByNumber(Refused):
    """What leaves is chosen, not described."""

    message = N_("{item}: what leaves is named by its lot's number; batch, maker and dates are said of what comes in.")


@dataclass
class Held:
    """What is held of a lot at one place: how much is still free to be chosen, and how much only came later."""

    lot_id: int
    place_id: int
    number: str
    condition: Condition
    expires_on: date | None
    quantity: Decimal
    later: Decimal = ZERO


@dataclass(frozen=True)
class Taken:
    """An amount that was chosen: from which lot at which place, for which line."""

    lot_id: int
    place_id: int
    quantity: Decimal
    line: Line
    expired: bool


@dataclass
class Shelf:
    """What is held of some items below a place, in the order in which it should leave."""

    place: Place
    on: date
    held: dict[int, list[Held]] = field(default_factory=dict)

    def leave_out(self, place_id: int) -> None:
        """Don't choose from one of the places: it is where things are to go."""
        self.held = {item: [one for one in rows if one.place_id != place_id] for item, rows in self.held.items()}

    def expired(self, one: Held) -> bool:
        """Whether a lot was past its date on the day."""
        return one.expires_on is not None and one.expires_on < self.on

    def usable(self, one: Held) -> bool:
        """Whether it can be issued to somebody who relies on it."""
        return one.condition is Condition.SERVICEABLE and not self.expired(one)


Fits = Callable[[Shelf, Held], bool]


def take(shelf: Shelf, line: Line, fits: Callable[[Held], bool], *, first_out: bool = True) -> list[Taken]:
    """Choose for a line: the named lot, or what leaves first; raises what says why it can't be."""
    asked = fitting(line)
    rows = shelf.held.get(line.item.id, [])
    if any((line.batch, line.maker, line.quality, line.produced_on, line.expires_on)):
        raise OnlyByNumber(field="lot", item=line.item)
    if line.lot is not None:
        if line.lot.item_id != line.item.id:
            raise NotOfItem(field="lot", lot=line.lot.number, item=line.item)
        rows = [one for one in rows if one.lot_id == line.lot.id]
        if first_out:
            _in_turn(shelf, line)
    else:
        rows = [one for one in rows if fits(one)]
    available = sum((one.quantity + one.later for one in rows), ZERO)
    if available < asked:
        raise _too_little(shelf, line, fits, available, asked)
    chosen: list[Taken] = []
    for one in rows:
        part = min(asked, one.quantity)
        one.quantity -= part
        asked -= part
        chosen += _of(one, part, line, shelf)
    for one in rows:  # too late for an entry with a past date: posting will name the day that is short
        part = min(asked, one.later)
        asked -= part
        chosen += _of(one, part, line, shelf)
    return chosen


def _of(one: Held, part: Decimal, line: Line, shelf: Shelf) -> list[Taken]:
    return [Taken(one.lot_id, one.place_id, part, line, shelf.expired(one))] if part else []


def _in_turn(shelf: Shelf, line: Line) -> None:
    """A lot out of its turn takes a reason."""
    first = next((one for one in shelf.held.get(line.item.id, []) if one.quantity and shelf.usable(one)), None)
    if first and line.lot and first.lot_id != line.lot.id and not line.reason.strip() and _later(line.lot, first):
        raise NeedsReason(field="reason", first=first.number, item=line.item, lot=line.lot.number)


def _later(lot: Lot, first: Held) -> bool:
    return (lot.expires_on or date.max) > (first.expires_on or date.max)


def _too_little(shelf: Shelf, line: Line, fits: Callable[[Held], bool], available: Decimal, asked: Decimal) -> Refused:
    item = line.item
    facts = {"place": shelf.place, "available": f"{available:,}", "unit": item.unit, "item": item}
    rest = [one for one in shelf.held.get(item.id, []) if one.quantity and not fits(one)]
    if line.lot is None and rest and available + sum(one.quantity for one in rest) >= asked:
        why = {_("expired") if shelf.expired(one) else _(CONDITION_NAMES[one.condition]) for one in rest}
        return RestUnfit(field="quantity", why=_(", ").join(sorted(why)), **facts)
    return NotEnough(field="quantity", asked=f"{asked:,}", **facts)


# Queries -------------------------------------------------------------------------------------------------------


_ON_SHELF = (
    select(
        Lot.item_id,
        Balance.last_at,
        Lot.id,
        Balance.place_id,
        Lot.number,
        Lot.condition,
        Lot.expires_on,
        Balance.quantity,
    )
    .join(Balance, Balance.lot_id == Lot.id)
    .join(Place, Place.id == Balance.place_id)
    .where(Place.path.startswith(bindparam("below")), Balance.quantity > 0)
    .order_by(Lot.expires_on.is_(None), Lot.expires_on, Lot.arrived_on, Lot.id, Balance.place_id)
)
_OF_ONE = Prepared(_ON_SHELF.where(Lot.item_id == bindparam("item")))  # most papers are about one item
_OF_MANY = _ON_SHELF.where(Lot.item_id.in_(bindparam("items", expanding=True)))


def _rows(session: Session, place: Place, wanted: Sequence[int]) -> Iterable[Sequence[Any]]:
    connection = session.connection()
    if len(wanted) == 1:
        return _OF_ONE.rows(connection, item=wanted[0], below=place.path)
    return connection.execute(_OF_MANY, {"items": wanted, "below": place.path})


def shelf_of(session: Session, place: Place, lines: Sequence[Line], when: datetime) -> Shelf:
    """What is held below a place of the items that the lines name, what expires first in front.

    For an instant in the past it is what was there then and has been there ever since.
    """
    on = when.astimezone(settings.zone(session)).date()
    wanted = sorted({line.item.id for line in lines})
    for line in lines:
        if line.item.retired:
            raise Retired(field="item", name=line.item)
    held: dict[int, list[Held]] = defaultdict(list)
    for start in range(0, len(wanted), 5000):
        for item_id, last_at, *rest in _rows(session, place, wanted[start : start + 5000]):
            one = Held(*rest)
            if last_at > when:
                present = one.quantity
                one.quantity, _day = least_since(session, one.lot_id, one.place_id, present, when)
                one.later = present - one.quantity
            held[item_id].append(one)
    return Shelf(place, on, dict(held))


def proposal(
    session: Session, place: Place, item: Item, quantity: Decimal, when: datetime, fits: Fits = Shelf.usable
) -> list[Taken]:
    """Which lots would be taken for this amount, of those that fit, without taking them."""
    line = Line(item, quantity)
    shelf = shelf_of(session, place, [line], when)
    return take(shelf, line, partial(fits, shelf))

"""Finds: what a check comes upon that isn't on its sheet."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Permission, Person
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.supplies.catalog import Item, countable
from inventory.supplies.counting import OpenAlready, must_be_open, taken
from inventory.supplies.counts import Count, CountEntry, CountFind, CountLine, CountPart, Found
from inventory.supplies.entering import NotACounter, counted, last_line, parts_of
from inventory.supplies.ledger import Movement
from inventory.supplies.lots import AmountNotFitting, Lot
from inventory.supplies.places import Place, must_keep, must_live
from inventory.supplies.posting import NotOfItem
from inventory.supplies.reckoning import FINEST, rounds_handed_in

# Rules ---------------------------------------------------------------------------------------------------------


class NotBelow(Refused):
    """What lies elsewhere is not this check's."""

    message = N_("{place} is not part of {count}, which counts {whole}.")


class ListedAlready(Refused):
    """What is on the sheet is entered there."""

    message = N_("That is line {line} of {count}: enter it there.")


class NotOneThing(Refused):
    """A find is one thing."""

    message = N_("Say what was found: a lot, an item, or the name of an unknown thing; one of them.")


class PartHandedIn(Refused):
    """A part that was handed in grows no more."""

    message = N_("Every part that {who} counts was handed in: what is found now belongs in the next check.")


class BadFind(Refused):
    """An amount that can't have been found."""

    message = N_("{quantity} does not fit: give an amount above zero.")


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.COUNT_STOCK, on="count")
def enter_find(
    session: Session,
    by: Person,
    *,
    count: Count,
    quantity: Decimal,
    place: Place | None = None,
    item: Item | None = None,
    lot: Lot | None = None,
    name: str = "",
    unit: str = "",
    batch: str = "",
    produced_on: date | None = None,
    expires_on: date | None = None,
    counted_at: datetime | None = None,
    note: str = "",
) -> CountLine:
    """Enter something that isn't on the sheet: a lot from elsewhere, a lot that nobody entered, an unknown thing.

    An unknown thing (`name`, with a `note` that says what is known of it) stays on the result: the ledger knows it only
    once it is an item. Without `place` it lies at the check's own.
    """
    must_be_open(session, count)
    where = _where(session, count, place)
    if [bool(lot), bool(item) and not lot, bool(name.strip())].count(True) != 1 or (lot and name.strip()):
        raise NotOneThing(field="item")
    _fits(item or (session.get_one(Item, lot.item_id) if lot else None), quantity)
    if lot is not None and item is not None and lot.item_id != item.id:
        raise NotOfItem(field="lot", lot=lot.number, item=item)
    if lot is not None:
        _not_listed(session, count, lot, where)
    part = _part(session, count, by)
    when = counted(session, count, counted_at)
    row = {
        "id": next_id(session, CountLine),
        "count_id": count.id,
        "part_id": part.id,
        "line": last_line(session, count) + 1,
        "place_id": where.id,
        "item_id": lot.item_id if lot else item.id if item else None,
        "lot_id": lot.id if lot else None,
    }
    write(session, CountLine, [row])
    find = {
        "id": next_id(session, CountFind),
        "line_id": row["id"],
        "name": clean(name, field="name", blank=lot is not None or item is not None),
        "unit": clean(unit, field="unit", longest=20, blank=True),
        "batch": clean(batch, field="batch", longest=80, blank=True),
        "produced_on": produced_on,
        "expires_on": expires_on,
        "note": clean(note, field="note", longest=400, blank=lot is not None or item is not None),
    }
    write(session, CountFind, [find])
    entry = {
        "id": next_id(session, CountEntry),
        "line_id": row["id"],
        "round": 1,
        "by_id": by.id,
        "counted_at": when,
        "recorded_at": recorded_at(session),
        "seen_id": next_id(session, Movement) - 1,
        "found": Found.COUNTED,
        "quantity": quantity,
        "unfit": Decimal(0),
        "condition": None,
        "note": "",
        "alone": "",
    }
    write(session, CountEntry, [entry])
    return session.get_one(CountLine, row["id"])


def _where(session: Session, count: Count, place: Place | None) -> Place:
    whole = session.get_one(Place, count.place_id)
    where = place or whole
    must_keep(where, "place")
    must_live(where, "place")
    if not where.path.startswith(whole.path):
        raise NotBelow(field="place", place=where, count=count.number, whole=whole)
    return where


def _fits(item: Item | None, quantity: Decimal) -> None:
    if item is None:
        if not quantity or not countable(FINEST, quantity):
            raise BadFind(field="quantity", quantity=quantity)
    elif not quantity or not countable(item.decimals, quantity):
        raise AmountNotFitting(field="quantity", item=item, quantity=quantity, unit=item.unit, decimals=item.decimals)


def _not_listed(session: Session, count: Count, lot: Lot, place: Place) -> None:
    found = select(CountLine.line).where(
        CountLine.count_id == count.id, CountLine.lot_id == lot.id, CountLine.place_id == place.id
    )
    if (line := session.scalar(found)) is not None:
        raise ListedAlready(field="lot", line=line, count=count.number)
    if other := taken(session).get((lot.id, place.id)):
        raise OpenAlready(field="lot", count=other, item=session.get_one(Item, lot.item_id), place=place)


def _part(session: Session, count: Count, by: Person) -> CountPart:
    """The first part that somebody counts and that has not been handed in."""
    mine = parts_of(session, count, by)
    parts = session.scalars(select(CountPart).where(CountPart.count_id == count.id).order_by(CountPart.number)).all()
    own = [part for part in parts if part.id in mine]
    if not own:
        raise NotACounter(field="part", who=by.name, part=parts[0].number)
    handed = rounds_handed_in(session, count)
    for part in own:
        if not handed.get(part.id):
            return part
    raise PartHandedIn(field="count", who=by.name)

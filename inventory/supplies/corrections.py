"""Corrections and later facts: reversal, another condition, trial runs, papers completed, things retired."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.instants import instant
from inventory.ground.names import NameTaken, NotRetired, tell_look_alikes
from inventory.ground.people import Permission, Person, require
from inventory.ground.schema import Base, Name
from inventory.ground.store import recorded_at
from inventory.ground.text import clean
from inventory.supplies import loans
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.choosing import shelf_of, take
from inventory.supplies.counts import hidden
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import CONDITION_NAMES, Condition, Line, Lot, LotTest, part_of
from inventory.supplies.places import KEPT, Place, PlaceKind, end, must_keep, told_apart
from inventory.supplies.posting import Step, post

# Models --------------------------------------------------------------------------------------------------------


class Completion(Base):
    """The papers of an urgent issue, brought later."""

    __tablename__ = "completion"
    called = "id"
    only_grows = True
    sealed = {1: "id voucher_id recorded_at by_id basis approver counterpart"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), unique=True)
    recorded_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    basis: Mapped[str] = mapped_column(Name(200))
    approver: Mapped[str] = mapped_column(Name(120))
    counterpart: Mapped[str] = mapped_column(Name(120))


# Rules ---------------------------------------------------------------------------------------------------------


class ReversedAlready(Refused):
    """A voucher is undone once."""

    message = N_("{voucher} was reversed before, by {by}.")


class NotReversible(Refused):
    """A reversal is not reversed."""

    message = N_("{voucher} is a reversal itself: enter the movement anew instead.")


class CountStands(Refused):
    """What was counted is not undone by a key."""

    message = N_("{voucher} posts what {count} counted: if it was wrong, count again.")


class RetiredSince(Refused):
    """What has been retired must not come back into store by the back door."""

    message = N_("{name} has been retired since: what {voucher} moved stays as it is.")


class RestedOn(Refused):
    """Later vouchers stand on this one."""

    message = N_("{vouchers} rest on {voucher}: reverse them first.")


class SameCondition(Refused):
    """Nothing would change."""

    message = N_("Lot {lot} is {condition} already.")


class NothingOwed(Refused):
    """The voucher's papers are complete."""

    message = N_("No papers are owed for {voucher}.")


class StillHeld(Refused):
    """What is still in store can't be retired."""

    message = N_("{name} still has {quantity} in store or on the way: issue, move or write it off first.")


class ClosedAbove(Refused):
    """A room comes back after its depot."""

    message = N_("{name} lies in {parent}, which has been retired: take that back into use first.")


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.REVERSE_STOCK, on="voucher")
def reverse(session: Session, by: Person, *, voucher: Voucher, note: str) -> Voucher:
    """Undo a voucher: each of its movements back, at the time it happened, with a note that says why."""
    undone = session.scalars(select(Voucher).where(Voucher.reverses_id == voucher.id)).one_or_none()
    if undone is not None:
        raise ReversedAlready(field="voucher", voucher=voucher.number, by=undone.number)
    if voucher.kind is VoucherKind.COUNT:
        raise CountStands(field="voucher", voucher=voucher.number, count=voucher.basis)
    if voucher.kind is VoucherKind.REVERSAL:
        raise NotReversible(field="voucher", voucher=voucher.number)
    if resting := loans.follow_ups(session, voucher):
        raise RestedOn(field="voucher", vouchers=_(", ").join(resting), voucher=voucher.number)
    source, target = session.get_one(Place, voucher.to_id), session.get_one(Place, voucher.from_id)
    for place in (source, target):
        if place.kind in KEPT:
            require(session, by, Permission.REVERSE_STOCK, place.organisation_id)
    if gone := _retired_since(session, voucher):
        raise RetiredSince(field="voucher", name=gone, voucher=voucher.number)
    movements = session.execute(
        select(Movement.__table__).where(Movement.voucher_id == voucher.id).order_by(Movement.id.desc())
    ).all()
    steps = [
        Step(one.lot_id, one.to_id, one.from_id, one.quantity, against_id=one.against_id, reverses_id=one.id)
        for one in movements
    ]
    return post(
        session,
        by,
        kind=VoucherKind.REVERSAL,
        occurred_at=voucher.occurred_at,
        source=source,
        target=target,
        steps=steps,
        organisation_id=voucher.organisation_id,
        note=clean(note, field="note", longest=400),
        reverses_id=voucher.id,
    )


def _retired_since(session: Session, voucher: Voucher) -> Item | Place | None:
    """What the voucher moved, or a place that it would come back to, where that has been retired."""
    mine = Movement.voucher_id == voucher.id
    items = select(Item).join(Lot, Lot.item_id == Item.id).join(Movement, Movement.lot_id == Lot.id)
    places = select(Place).join(Movement, Movement.from_id == Place.id)
    gone = session.scalars(items.where(mine, Item.retired).limit(1)).first()
    return gone or session.scalars(places.where(mine, Place.retired).limit(1)).first()


@service(Permission.SORT_STOCK, on="place")
def reclassify(
    session: Session,
    by: Person,
    *,
    place: Place,
    lot: Lot,
    quantity: Decimal,
    condition: Condition,
    note: str,
    occurred_at: datetime | None = None,
) -> Voucher:
    """Set a part of a lot, or all of it, to another condition: it becomes a lot of its own."""
    must_keep(place, "place")
    note = clean(note, field="note", longest=200)
    _part, voucher = _sort(session, by, place, lot, quantity, condition, note, instant(session, occurred_at))
    return voucher


def _sort(
    session: Session,
    by: Person,
    place: Place,
    lot: Lot,
    quantity: Decimal,
    condition: Condition,
    note: str,
    when: datetime,
) -> tuple[int, Voucher]:
    """The new lot's id, and the voucher."""
    if condition is lot.condition:
        raise SameCondition(field="condition", lot=lot.number, condition=_(CONDITION_NAMES[condition]))
    line = Line(session.get_one(Item, lot.item_id), quantity, lot)
    taken = take(shelf_of(session, place, [line], when), line, lambda _one: True, first_out=False)
    between = end(session, PlaceKind.RECLASSIFIED)
    part = part_of(session, lot, condition, note)
    steps = [Step(lot.id, one.place_id, between.id, one.quantity, note) for one in taken]
    steps += [Step(part, between.id, one.place_id, one.quantity, note) for one in taken]
    return part, post(
        session,
        by,
        kind=VoucherKind.SORTING,
        occurred_at=when,
        source=place,
        target=between,
        steps=steps,
        organisation_id=place.organisation_id,
        purpose=condition.value,
        note=note,
    )


@service(Permission.TEST_STOCK, on="place")
def record_test(
    session: Session,
    by: Person,
    *,
    place: Place,
    lot: Lot,
    passed: bool,
    tester: str,
    quantity: Decimal | None = None,
    tested_at: datetime | None = None,
    note: str = "",
) -> LotTest:
    """Record a trial run, at each place where the lot lies; what failed is set aside as a lot that can't be issued."""
    must_keep(place, "place")
    when = instant(session, tested_at, field="tested_at")
    note = clean(note, field="note", longest=200, blank=True)
    held = session.scalar(
        select(func.sum(Balance.quantity))
        .join(Place, Place.id == Balance.place_id)
        .where(Balance.lot_id == lot.id, Place.path.startswith(place.path))
    )
    line = Line(session.get_one(Item, lot.item_id), quantity if quantity is not None else held or Decimal(1), lot)
    if passed or lot.condition is Condition.FAILED:
        taken = take(shelf_of(session, place, [line], when), line, lambda _one: True, first_out=False)
        tested = [(lot.id, one.place_id, one.quantity) for one in taken]
    else:
        why = note or _("failed its trial run")
        part, voucher = _sort(session, by, place, lot, line.quantity, Condition.FAILED, why, when)
        aside = select(Movement.to_id, Movement.quantity).where(Movement.voucher_id == voucher.id)
        tested = [(part, row[0], row[1]) for row in session.execute(aside.where(Movement.lot_id == part))]
    first = next_id(session, LotTest)
    facts = {"tested_at": when, "recorded_at": recorded_at(session), "tester": clean(tester, field="tester")}
    rows = [
        {"id": first + at, "lot_id": one[0], "place_id": one[1], "quantity": one[2], "passed": passed, "note": note}
        for at, one in enumerate(tested)
    ]
    write(session, LotTest, [row | facts for row in rows])
    return session.get_one(LotTest, first)


@service(Permission.COMPLETE_PAPERS, on="voucher")
def complete_papers(
    session: Session, by: Person, *, voucher: Voucher, basis: str, approver: str, counterpart: str = ""
) -> Completion:
    """Bring the papers of an urgent issue: the order it rests on, who approved, who received."""
    done = session.scalars(select(Completion.id).where(Completion.voucher_id == voucher.id)).one_or_none()
    undone = session.scalars(select(Voucher.id).where(Voucher.reverses_id == voucher.id)).one_or_none()
    if not voucher.urgent or done is not None or undone is not None:
        raise NothingOwed(field="voucher", voucher=voucher.number)
    row = {
        "id": next_id(session, Completion),
        "voucher_id": voucher.id,
        "recorded_at": recorded_at(session),
        "by_id": by.id,
        "basis": clean(basis, field="basis", longest=200),
        "approver": clean(approver, field="approver"),
        "counterpart": clean(counterpart, field="counterpart", blank=True),
    }
    write(session, Completion, [row])
    return session.get_one(Completion, row["id"])


@service(Permission.KEEP_CATALOG)
def retire_item(session: Session, by: Person, *, item: Item) -> Item:
    """Take an item off the lists; its history stays."""
    held = session.scalar(
        select(func.sum(Balance.quantity)).join(Lot, Lot.id == Balance.lot_id).where(Lot.item_id == item.id)
    )
    if held:
        raise StillHeld(field="item", name=item, quantity=_so_much(session, by, item, held))
    item.retired = True
    return item


def _so_much(session: Session, by: Person, item: Item, held: Decimal) -> str:
    """What is still held; who is counting it blind isn't told how much."""
    lots = select(Lot.item_id).where(Lot.id.in_({lot for lot, _place in hidden(session, by)}))
    return _("something") if item.id in set(session.scalars(lots)) else f"{held:,} {item.unit}"


@service(Permission.KEEP_CATALOG)
def revive_item(session: Session, by: Person, *, item: Item) -> Item:
    """Take a retired item back into use, where nothing else is called so by now."""
    if not item.retired:
        raise NotRetired(field="item", name=item)
    tell_look_alikes(session, Item.look, item.look, str(item), item.id)
    item.retired = False
    return item


@service(Permission.KEEP_PLACES, on="place")
def retire_place(session: Session, by: Person, *, place: Place) -> Place:
    """Close a place that is empty, with all that lies in it; its history stays."""
    return closed(session, place)


def closed(session: Session, place: Place) -> Place:
    """A place closed where nothing is held in it; whoever closes it has asked the right."""
    must_keep(place, "place")
    within = Place.path.startswith(place.path)
    held = session.scalar(
        select(func.count())
        .select_from(Balance)
        .join(Place, Place.id == Balance.place_id)
        .where(within, Balance.quantity > 0)
    )
    road = Movement.to_id == end(session, PlaceKind.TRANSIT).id
    coming = loans.open_movements(session, road, Voucher.to_id.in_(select(Place.id).where(within)))
    if held or coming:
        count = (held or 0) + len(coming)
        raise StillHeld(field="place", name=place, quantity=ngettext("{n} lot", "{n} lots", count).format(n=count))
    for one in session.scalars(select(Place).where(within)):
        one.retired = True
    return place


@service(Permission.KEEP_PLACES, on="place")
def revive_place(session: Session, by: Person, *, place: Place) -> Place:
    """Take a closed place back into use, with all that lies in it, but for what another is called like by now."""
    return reopened(session, place)


def reopened(session: Session, place: Place) -> Place:
    """A closed place in use again; whoever opens it has asked the right."""
    must_keep(place, "place")
    if not place.retired:
        raise NotRetired(field="place", name=place)
    parent = session.get(Place, place.parent_id) if place.parent_id else None
    if parent is not None and parent.retired:
        raise ClosedAbove(field="place", name=place, parent=parent)
    told_apart(session, place.name, place.id, place.parent_id)
    place.retired = False
    below = session.scalars(select(Place).where(Place.path.startswith(place.path), Place.id != place.id))
    for one in sorted(
        below, key=lambda one: (one.path.count("/"), -one.id)
    ):  # the later of one name replaced the other
        with suppress(NameTaken):
            told_apart(session, one.name, one.id, one.parent_id)
            one.retired = session.get_one(Place, one.parent_id).retired
    return place

"""Stock in and out: opening, receipt, issue, transfer and arrival, return, write-off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, OrganisationKind, Permission, Person, require
from inventory.ground.text import clean
from inventory.supplies import loans
from inventory.supplies.choosing import NotServiceable, Shelf, Taken, shelf_of, take
from inventory.supplies.ledger import (
    Movement,
    NotOfItem,
    Retired,
    SamePlace,
    Step,
    Voucher,
    VoucherKind,
    instant,
    post,
)
from inventory.supplies.lots import CONDITION_NAMES, Condition, Line, Lot, Mode, fitting, new_lots
from inventory.supplies.places import Place, PlaceKind, end

# Rules ---------------------------------------------------------------------------------------------------------


class Source(StrEnum):
    """Where a receipt comes from (来源)."""

    PURCHASE = "purchase"
    ALLOTTED = "allotted"
    DONATION = "donation"
    RETURNED = "returned"


class Purpose(StrEnum):
    """What an issue is for (去向); repair and disposal take what isn't serviceable."""

    ALLOT = "allot"
    USE = "use"
    DRILL = "drill"
    REPAIR = "repair"
    DISPOSAL = "disposal"


class Cause(StrEnum):
    """Why stock is written off."""

    USED_UP = "used_up"
    EXPIRED = "expired"
    DAMAGED = "damaged"
    LOST = "lost"


SOURCE_NAMES = {
    Source.PURCHASE: N_("purchase"),
    Source.ALLOTTED: N_("allotted from above"),
    Source.DONATION: N_("donation"),
    Source.RETURNED: N_("brought back"),
}
PURPOSE_NAMES = {
    Purpose.ALLOT: N_("allotment"),
    Purpose.USE: N_("use"),
    Purpose.DRILL: N_("drill"),
    Purpose.REPAIR: N_("repair"),
    Purpose.DISPOSAL: N_("disposal"),
}
CAUSE_NAMES = {
    Cause.USED_UP: N_("used up"),
    Cause.EXPIRED: N_("expired"),
    Cause.DAMAGED: N_("damaged"),
    Cause.LOST: N_("lost"),
}
FOR_THE_UNFIT = (Purpose.REPAIR, Purpose.DISPOSAL)


class NotADepot(Refused):
    """Stock is kept in depots."""

    message = N_("{place} is not a depot, room or shelf: choose one.")


class ExpiredNeedsLeader(Refused):
    """What is past its date goes out only on a leader's word."""

    message = N_("Lot {lot} of {item} expired on {day}: only a leader may issue it, with a reason.")


class DueBeforeIssue(Refused):
    """A loan that would have to be back before it went out."""

    message = N_("It would be due back on {due}, before it goes out on {out}.")


class MoreThanSent(Refused):
    """More arrived than was sent."""

    message = N_("Only {sent} {unit} of {item} are on the way on {voucher}; {asked} can't arrive.")


class NothingOnTheWay(Refused):
    """The voucher's stock has arrived, or it was never sent."""

    message = N_("Nothing of {voucher} is on the way.")


class WrongVoucher(Refused):
    """The voucher is of another kind than needed."""

    message = N_("{voucher} is not {wanted}.")


def _must_store(place: Place, field: str) -> None:
    if not place.stores:
        raise NotADepot(field=field, place=place)
    _must_live(place, field)


def _must_live(place: Place, field: str) -> None:
    if place.retired:
        raise Retired(field=field, name=place)


def _apart(source: Place, target: Place) -> None:
    if source.id == target.id:
        raise SamePlace(field="to", place=source)


def mode_of(session: Session, place: Place) -> Mode:
    """Whose stock a depot keeps: an enterprise's depot keeps it for us."""
    owner = session.get_one(Organisation, place.organisation_id)
    return Mode.ENTRUSTED if owner.kind is OrganisationKind.ENTERPRISE else Mode.OWN


# Work shared by services ---------------------------------------------------------------------------------------


def _bring_in(
    session: Session, by: Person, kind: VoucherKind, place: Place, lines: Sequence[Line], occurred: datetime | None,
    mode: Mode | None, **papers: str,
) -> Voucher:
    _must_store(place, "place")
    for line in lines:
        fitting(line)
        if line.item.retired:
            raise Retired(field="item", name=line.item)
        if line.lot is not None and line.lot.item_id != line.item.id:
            raise NotOfItem(field="lot", lot=line.lot.number, item=line.item)
    when = instant(session, occurred)
    lots = new_lots(session, lines, arrived=when, mode=mode or mode_of(session, place))
    supply = end(session, PlaceKind.SUPPLY)
    steps = [
        Step(lot, supply.id, place.id, line.quantity, line.reason) for lot, line in zip(lots, lines, strict=True)
    ]
    return post(
        session, by, kind=kind, occurred_at=when, source=supply, target=place, steps=steps,
        organisation_id=place.organisation_id, **papers,
    )


def _move(taken: Sequence[Taken], target: Place) -> list[Step]:
    return [Step(one.lot_id, one.place_id, target.id, one.quantity, one.line.reason) for one in taken]


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.OPEN_BOOKS, on="place")
def opening(
    session: Session, by: Person, *, place: Place, lines: Sequence[Line], occurred_at: datetime | None = None,
    mode: Mode | None = None, basis: str = "", note: str = "",
) -> Voucher:
    """Enter what was there when the books began."""
    return _bring_in(session, by, VoucherKind.OPENING, place, lines, occurred_at, mode, basis=basis, note=note)


@service(Permission.RECEIVE_STOCK, on="place")
def receive(  # noqa: PLR0913 - what a receipt (入库单) asks
    session: Session, by: Person, *, place: Place, lines: Sequence[Line], source: Source = Source.PURCHASE,
    occurred_at: datetime | None = None, mode: Mode | None = None, basis: str = "", counterpart: str = "",
    inspection: str = "", approver: str = "", note: str = "",
) -> Voucher:
    """Take stock in; every line that names no lot makes one. `counterpart` delivers, `approver` inspects."""
    return _bring_in(
        session, by, VoucherKind.RECEIPT, place, lines, occurred_at, mode, purpose=source.value, basis=basis,
        counterpart=counterpart, inspection=inspection, approver=approver, note=note,
    )


@service(Permission.ISSUE_STOCK, on="place")
def issue(  # noqa: PLR0913 - what an issue slip (出库单) asks
    session: Session, by: Person, *, place: Place, lines: Sequence[Line], to: Place | None = None,
    purpose: Purpose = Purpose.ALLOT, occurred_at: datetime | None = None, basis: str = "", unit: str = "",
    counterpart: str = "", approver: str = "", due_on: date | None = None, urgent: bool = False, note: str = "",
) -> Voucher:
    """Give stock out to a team, shelter or works site (or to be used up, where `to` is left out).

    With `due_on` it is a loan; with `urgent` it goes out before its papers (先发后补). `counterpart` receives.
    """
    _must_store(place, "place")
    target = to or end(session, PlaceKind.USED_UP)
    _must_live(target, "to")
    _apart(place, target)
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    if due_on is not None and due_on < shelf.on:
        raise DueBeforeIssue(field="due_on", due=due_on, out=shelf.on)
    taken = [part for line in lines for part in _take_out(session, by, shelf, line, purpose)]
    return post(
        session, by, kind=VoucherKind.ISSUE, occurred_at=when, source=place, target=target, steps=_move(taken, target),
        organisation_id=place.organisation_id, purpose=purpose.value, basis=basis, unit=unit, counterpart=counterpart,
        approver=approver, due_on=due_on, urgent=urgent, note=note,
    )


def _take_out(session: Session, by: Person, shelf: Shelf, line: Line, purpose: Purpose) -> list[Taken]:
    if purpose in FOR_THE_UNFIT:
        return take(shelf, line, lambda _one: True, first_out=False)
    if line.lot is not None and line.lot.condition is not Condition.SERVICEABLE:
        condition = _(CONDITION_NAMES[line.lot.condition])
        raise NotServiceable(field="lot", lot=line.lot.number, item=line.item, condition=condition)
    taken = take(shelf, line, shelf.usable)
    if line.lot is not None and any(part.expired for part in taken):
        if not line.reason.strip():
            raise ExpiredNeedsLeader(field="reason", lot=line.lot.number, item=line.item, day=line.lot.expires_on)
        require(session, by, Permission.ISSUE_EXPIRED, shelf.place.organisation_id)
    return taken


@service(Permission.TRANSFER_STOCK, on="place")
def transfer(  # noqa: PLR0913 - what a transfer order (调拨令) asks
    session: Session, by: Person, *, place: Place, to: Place, lines: Sequence[Line], on_the_way: bool = False,
    occurred_at: datetime | None = None, basis: str = "", approver: str = "", counterpart: str = "",
    transport: str = "", due_on: date | None = None, note: str = "",
) -> Voucher:
    """Move stock to another depot; what is `on_the_way` is there only when its arrival is entered.

    Any condition may move. `due_on` is the day by which it is to arrive.
    """
    _must_store(place, "place")
    _must_store(to, "to")
    _apart(place, to)
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    taken = [part for line in lines for part in take(shelf, line, lambda _one: True, first_out=False)]
    target = end(session, PlaceKind.TRANSIT) if on_the_way else to
    return post(
        session, by, kind=VoucherKind.TRANSFER, occurred_at=when, source=place, target=to, steps=_move(taken, target),
        organisation_id=place.organisation_id, basis=basis, approver=approver, counterpart=counterpart,
        transport=transport, due_on=due_on, note=note,
    )


@service(Permission.TRANSFER_STOCK, on="voucher")
def arrive(
    session: Session, by: Person, *, voucher: Voucher, lines: Sequence[Line] = (), lost: bool = False,
    occurred_at: datetime | None = None, note: str = "",
) -> Voucher:
    """Enter what arrived of a transfer (all of it, where no lines are given).

    What is missing stays on the way, to arrive later, or is written off as `lost` with a note that says why.
    """
    if voucher.kind is not VoucherKind.TRANSFER:
        raise WrongVoucher(field="voucher", voucher=voucher.number, wanted=_("a transfer"))
    road = end(session, PlaceKind.TRANSIT)
    sent = loans.open_movements(session, Movement.voucher_id == voucher.id, Movement.to_id == road.id)
    if not sent:
        raise NothingOnTheWay(field="voucher", voucher=voucher.number)
    steps, gone = _arrivals(session, voucher, sent, lines, road)
    if lost:
        note = clean(note, field="note", longest=400)
        nowhere = end(session, PlaceKind.LOST)
        steps += [Step(lot, road.id, nowhere.id, left, note, against) for against, lot, left in gone if left]
    return post(
        session, by, kind=VoucherKind.ARRIVAL, occurred_at=instant(session, occurred_at), source=road,
        target=session.get_one(Place, voucher.to_id), steps=steps, organisation_id=voucher.organisation_id,
        note=note, against_id=voucher.id,
    )


def _arrivals(
    session: Session, voucher: Voucher, sent: Sequence[loans.Open], lines: Sequence[Line], road: Place
) -> tuple[list[Step], list[tuple[int, int, Decimal]]]:
    """The steps of what arrived, and what is missing of each sent line: (line, lot, amount)."""
    items = {one.lot_id: session.get_one(Lot, one.lot_id).item_id for one in sent}
    come: dict[int, Decimal] = {}
    for line in lines:
        come[line.item.id] = come.get(line.item.id, Decimal(0)) + fitting(line)
    steps: list[Step] = []
    missing = []
    for one in sent:
        part = min(one.left, come.get(items[one.lot_id], Decimal(0))) if lines else one.left
        if lines and part:
            come[items[one.lot_id]] -= part
        if part:
            steps.append(Step(one.lot_id, road.id, voucher.to_id, part, against_id=one.movement_id))
        missing.append((one.movement_id, one.lot_id, one.left - part))
    for line in lines:
        if come[line.item.id]:
            held = sum((one.left for one in sent if items[one.lot_id] == line.item.id), Decimal(0))
            facts = {"sent": held, "unit": line.item.unit, "item": line.item, "asked": line.quantity}
            raise MoreThanSent(field="quantity", voucher=voucher.number, **facts)
    return steps, missing


@service(Permission.TAKE_BACK_STOCK, on="to")
def take_back(
    session: Session, by: Person, *, place: Place, to: Place, lines: Sequence[Line],
    occurred_at: datetime | None = None, counterpart: str = "", inspection: str = "", note: str = "",
) -> Voucher:
    """Take stock back from a team, shelter or works site into a depot; open loans are settled, first due first."""
    _must_store(to, "to")
    _apart(place, to)
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    taken = [part for line in lines for part in take(shelf, line, lambda _one: True, first_out=False)]
    return post(
        session, by, kind=VoucherKind.RETURN, occurred_at=when, source=place, target=to,
        steps=_settling(session, taken, place, to), organisation_id=to.organisation_id, counterpart=counterpart,
        inspection=inspection, note=note,
    )


def _settling(session: Session, taken: Sequence[Taken], holder: Place, target: Place) -> list[Step]:
    """Steps that leave a holder, set against what it has on loan."""
    lent = loans.loans_at(session, holder)
    steps = []
    for one in taken:
        for against, part in loans.settle(lent, one.lot_id, one.place_id, one.quantity):
            steps.append(Step(one.lot_id, one.place_id, target.id, part, one.line.reason, against))
        lent = _less(lent, one)
    return steps


def _less(lent: Sequence[loans.Open], one: Taken) -> list[loans.Open]:
    left, rest = one.quantity, []
    for line in lent:
        part = min(left, line.left) if (line.lot_id, line.to_id) == (one.lot_id, one.place_id) else Decimal(0)
        left -= part
        rest.append(loans.Open(**{**line.__dict__, "left": line.left - part}))
    return [line for line in rest if line.left]


@service(Permission.WRITE_OFF_STOCK, on="place")
def write_off(
    session: Session, by: Person, *, place: Place, lines: Sequence[Line], cause: Cause,
    occurred_at: datetime | None = None, basis: str = "", approver: str = "", note: str = "",
) -> Voucher:
    """Take out of the books what was used up, expired, damaged or lost, at a depot or where it was issued to."""
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    fits = shelf.expired if cause is Cause.EXPIRED else lambda _one: True
    taken = [part for line in lines for part in take(shelf, line, fits, first_out=False)]
    target = end(session, PlaceKind.LOST if cause is Cause.LOST else PlaceKind.USED_UP)
    return post(
        session, by, kind=VoucherKind.WRITE_OFF, occurred_at=when, source=place, target=target,
        steps=_settling(session, taken, place, target), organisation_id=place.organisation_id, purpose=cause.value,
        basis=basis, approver=approver, note=note,
    )

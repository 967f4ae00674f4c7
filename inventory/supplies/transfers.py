"""Stock on its way: transfers between depots, their arrival, and what comes back from those who had it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.ground.text import clean
from inventory.supplies import loans
from inventory.supplies.choosing import shelf_of, take
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Line, Lot, fitting
from inventory.supplies.places import Place, PlaceKind, end
from inventory.supplies.posting import Step, instant, post
from inventory.supplies.stock import moves, must_differ, must_store, settling

# Rules ---------------------------------------------------------------------------------------------------------


class MoreThanSent(Refused):
    """More arrived than was sent."""

    message = N_("Only {sent} {unit} of {item} are on the way on {voucher}; {asked} can't arrive.")


class NothingOnTheWay(Refused):
    """The voucher's stock has arrived, or it was never sent."""

    message = N_("Nothing of {voucher} is on the way.")


class WrongVoucher(Refused):
    """The voucher is of another kind than needed."""

    message = N_("{voucher} is not {wanted}.")


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.TRANSFER_STOCK, on="place")
def transfer(
    session: Session,
    by: Person,
    *,
    place: Place,
    to: Place,
    lines: Sequence[Line],
    on_the_way: bool = False,
    occurred_at: datetime | None = None,
    basis: str = "",
    approver: str = "",
    counterpart: str = "",
    transport: str = "",
    due_on: date | None = None,
    note: str = "",
) -> Voucher:
    """Move stock to another depot; what is `on_the_way` is there only when its arrival is entered.

    Any condition may move. `due_on` is the day by which it is to arrive.
    """
    must_store(place, "place")
    must_store(to, "to")
    must_differ(place, to)
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    taken = [part for line in lines for part in take(shelf, line, lambda _one: True, first_out=False)]
    target = end(session, PlaceKind.TRANSIT) if on_the_way else to
    return post(
        session,
        by,
        kind=VoucherKind.TRANSFER,
        occurred_at=when,
        source=place,
        target=to,
        steps=moves(taken, target),
        organisation_id=place.organisation_id,
        basis=basis,
        approver=approver,
        counterpart=counterpart,
        transport=transport,
        due_on=due_on,
        note=note,
    )


@service(Permission.TRANSFER_STOCK, on="voucher")
def arrive(
    session: Session,
    by: Person,
    *,
    voucher: Voucher,
    lines: Sequence[Line] = (),
    lost: bool = False,
    occurred_at: datetime | None = None,
    note: str = "",
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
        session,
        by,
        kind=VoucherKind.ARRIVAL,
        occurred_at=instant(session, occurred_at),
        source=road,
        target=session.get_one(Place, voucher.to_id),
        steps=steps,
        organisation_id=voucher.organisation_id,
        note=note,
        against_id=voucher.id,
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
    session: Session,
    by: Person,
    *,
    place: Place,
    to: Place,
    lines: Sequence[Line],
    occurred_at: datetime | None = None,
    counterpart: str = "",
    inspection: str = "",
    note: str = "",
) -> Voucher:
    """Take stock back from a team, shelter or works site into a depot; open loans are settled, first due first."""
    must_store(to, "to")
    must_differ(place, to)
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    taken = [part for line in lines for part in take(shelf, line, lambda _one: True, first_out=False)]
    return post(
        session,
        by,
        kind=VoucherKind.RETURN,
        occurred_at=when,
        source=place,
        target=to,
        steps=settling(session, taken, place, to),
        organisation_id=to.organisation_id,
        counterpart=counterpart,
        inspection=inspection,
        note=note,
    )

"""Stock on its way: transfers between depots, their arrival, and what comes back from those who had it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.people import Permission, Person
from inventory.ground.text import clean
from inventory.supplies import loans
from inventory.supplies.choosing import shelf_of, take
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Line, Lot, fitting
from inventory.supplies.places import Place, PlaceKind, end, must_hold
from inventory.supplies.posting import Step, post
from inventory.supplies.stock import moves, must_differ, must_store, settling

# Rules ---------------------------------------------------------------------------------------------------------


class MoreThanSent(Refused):
    """More arrived than was sent."""

    message = N_("Only {sent} {unit} of {item} are on the way on {voucher}; {asked} can't arrive.")


class NothingOnTheWay(Refused):
    """The voucher's stock has arrived, or it was never sent."""

    message = N_("Nothing of {voucher} is on the way.")


class BeforeSent(Refused):
    """Nothing arrives before it leaves."""

    message = N_("{voucher} was sent on {sent}: it can't have arrived before.")


class WrongVoucher(Refused):
    """The voucher is of another kind than needed."""

    message = N_("{voucher} is not {wanted}.")


# Work shared by services ---------------------------------------------------------------------------------------


def come_back(
    session: Session,
    by: Person,
    place: Place,
    to: Place,
    lines: Sequence[Line],
    when: datetime,
    only: Collection[int] | None = None,
    **papers: str,
) -> Voucher:
    """Write what came back to a depot from where it was issued to, against its open loans or `only` some of them."""
    must_hold(place, "place")
    must_store(to, "to")
    shelf = shelf_of(session, place, lines, when)
    taken = [part for line in lines for part in take(shelf, line, lambda _one: True, first_out=False)]
    return post(
        session,
        by,
        kind=VoucherKind.RETURN,
        occurred_at=when,
        source=place,
        target=to,
        steps=settling(session, taken, to, when, only),
        organisation_id=to.organisation_id,
        **papers,
    )


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.TRANSFER_STOCK, on="place to")
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

    A lot in any condition may move where it is named. `due_on` is the day by which it is to arrive.
    """
    must_store(place, "place")
    must_store(to, "to")
    must_differ(place, to)
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    shelf.leave_out(to.id)
    taken = [part for line in lines for part in take(shelf, line, shelf.usable, first_out=False)]
    target = end(session, PlaceKind.TRANSIT) if on_the_way else to
    return post(
        session,
        by,
        kind=VoucherKind.TRANSFER,
        occurred_at=when,
        source=place,
        target=to,
        steps=moves(taken, target),
        organisation_id=to.organisation_id,
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

    What is missing stays on the way, to arrive later, or is written off as `lost` with a note that says why (all of
    it, where no lines are given). It is entered where it arrives.
    """
    if voucher.kind is not VoucherKind.TRANSFER:
        raise WrongVoucher(field="voucher", voucher=voucher.number, wanted=_("a transfer"))
    when = instant(session, occurred_at)
    if when < voucher.occurred_at:
        day = voucher.occurred_at.astimezone(settings.zone(session))
        raise BeforeSent(field="occurred_at", voucher=voucher.number, sent=f"{day:%Y-%m-%d %H:%M}")
    road = end(session, PlaceKind.TRANSIT)
    sent = loans.open_movements(session, Movement.voucher_id == voucher.id, Movement.to_id == road.id)
    if not sent:
        raise NothingOnTheWay(field="voucher", voucher=voucher.number)
    come = _come(session, voucher, sent, lines) if lines or lost else {one.movement_id: one.left for one in sent}
    steps = _steps(sent, come, voucher.to_id)
    if lost:
        note = clean(note, field="note", longest=400)
        missing = {one.movement_id: one.left - come[one.movement_id] for one in sent}
        steps += _steps(sent, missing, end(session, PlaceKind.LOST).id)
    return post(
        session,
        by,
        kind=VoucherKind.ARRIVAL,
        occurred_at=when,
        source=road,
        target=session.get_one(Place, voucher.to_id),
        steps=steps,
        organisation_id=voucher.organisation_id,
        note=note,
        against_id=voucher.id,
    )


def _come(session: Session, voucher: Voucher, sent: Sequence[loans.Open], lines: Sequence[Line]) -> dict[int, Decimal]:
    """How much of each sent movement the lines say has come."""
    lots = {one.lot_id: session.get_one(Lot, one.lot_id) for one in sent}
    come = {one.movement_id: Decimal(0) for one in sent}
    for line in lines:
        asked = fitting(line)
        meant = [lot.id for lot in lots.values() if lot.item_id == line.item.id and line.lot in (None, lot)]
        mine = [one for one in sent if one.lot_id in meant]
        still = sum((one.left - come[one.movement_id] for one in mine), Decimal(0))
        if asked > still:
            facts = {"sent": f"{still:,}", "unit": line.item.unit, "item": line.item, "asked": f"{asked:,}"}
            raise MoreThanSent(field="quantity", voucher=voucher.number, **facts)
        for one in mine:
            part = min(asked, one.left - come[one.movement_id])
            come[one.movement_id] += part
            asked -= part
    return come


def _steps(sent: Sequence[loans.Open], amounts: Mapping[int, Decimal], to_id: int) -> list[Step]:
    return [
        Step(one.lot_id, one.to_id, to_id, amounts[one.movement_id], against_id=one.movement_id)
        for one in sent
        if amounts[one.movement_id]
    ]


@service(Permission.TAKE_BACK_STOCK, on="place to")
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
    return come_back(
        session, by, place, to, lines, instant(session, occurred_at), counterpart=counterpart, inspection=inspection,
        note=note,
    )  # fmt: skip

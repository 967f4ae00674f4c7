"""Stock in and out: opening, receipt, issue, write-off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import Retired
from inventory.ground.people import Organisation, OrganisationKind, Permission, Person, require
from inventory.supplies import loans
from inventory.supplies.choosing import NotServiceable, Shelf, Taken, shelf_of, take
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import CONDITION_NAMES, Condition, Line, Mode, fitting, new_lots
from inventory.supplies.places import HOLDERS, Place, PlaceKind, end, must_hold, must_keep, must_live
from inventory.supplies.posting import NotOfItem, SamePlace, Step, post

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


class NotExpired(Refused):
    """What is written off as expired must be past its date."""

    message = N_("Lot {lot} of {item} is not past its date: choose another cause.")


class LoanToNobody(Refused):
    """What is lent must be held by somebody, to come back from there."""

    message = N_("A loan with a due date goes to a team, shelter or works site: name it.")


class DueBeforeIssue(Refused):
    """A loan that would have to be back before it went out."""

    message = N_("It would be due back on {due}, before it goes out on {out}.")


def must_store(place: Place, field: str) -> None:
    """Refuse a place that is no depot, room or shelf, or has been retired."""
    if not place.stores:
        raise NotADepot(field=field, place=place)
    must_live(place, field)


def must_differ(source: Place, target: Place) -> None:
    """Refuse to move something to where it is."""
    if source.id == target.id:
        raise SamePlace(field="to", place=source)


def mode_of(session: Session, place: Place) -> Mode:
    """Whose stock a depot keeps: an enterprise's depot keeps it for us."""
    owner = session.get_one(Organisation, place.organisation_id)
    return Mode.ENTRUSTED if owner.kind is OrganisationKind.ENTERPRISE else Mode.OWN


# Work shared by services ---------------------------------------------------------------------------------------


def bring_in(
    session: Session,
    by: Person,
    kind: VoucherKind,
    place: Place,
    lines: Sequence[Line],
    occurred: datetime | None,
    mode: Mode | None,
    **papers: str,
) -> Voucher:
    """Write what came from outside to a place, whichever it is, as lots of its own where a line names none."""
    for line in lines:
        fitting(line)
        if line.item.retired:
            raise Retired(field="item", name=line.item)
        if line.lot is not None and line.lot.item_id != line.item.id:
            raise NotOfItem(field="lot", lot=line.lot.number, item=line.item)
    when = instant(session, occurred)
    lots = new_lots(session, lines, arrived=when, mode=mode or mode_of(session, place))
    supply = end(session, PlaceKind.SUPPLY)
    steps = [Step(lot, supply.id, place.id, line.quantity, line.reason) for lot, line in zip(lots, lines, strict=True)]
    return post(
        session,
        by,
        kind=kind,
        occurred_at=when,
        source=supply,
        target=place,
        steps=steps,
        organisation_id=place.organisation_id,
        **papers,
    )


def moves(taken: Sequence[Taken], target: Place) -> list[Step]:
    """The steps that bring what was chosen to one place."""
    return [Step(one.lot_id, one.place_id, target.id, one.quantity, one.line.reason) for one in taken]


def settling(
    session: Session, taken: Sequence[Taken], target: Place, when: datetime, only: Collection[int] | None = None
) -> list[Step]:
    """Steps that leave a holder, set against what it has on loan, or against `only` some of that."""
    settled = loans.settle(session, [(one.lot_id, one.place_id, one.quantity) for one in taken], when, only)
    return [
        Step(one.lot_id, one.place_id, target.id, part, one.line.reason, against)
        for one, parts in zip(taken, settled, strict=True)
        for against, part in parts
    ]


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.OPEN_BOOKS, on="place")
def opening(
    session: Session,
    by: Person,
    *,
    place: Place,
    lines: Sequence[Line],
    occurred_at: datetime | None = None,
    mode: Mode | None = None,
    basis: str = "",
    note: str = "",
) -> Voucher:
    """Enter what was there when the books began."""
    must_store(place, "place")
    return bring_in(session, by, VoucherKind.OPENING, place, lines, occurred_at, mode, basis=basis, note=note)


@service(Permission.RECEIVE_STOCK, on="place")
def receive(
    session: Session,
    by: Person,
    *,
    place: Place,
    lines: Sequence[Line],
    source: Source = Source.PURCHASE,
    occurred_at: datetime | None = None,
    mode: Mode | None = None,
    basis: str = "",
    counterpart: str = "",
    inspection: str = "",
    approver: str = "",
    note: str = "",
) -> Voucher:
    """Take stock in; every line that names no lot makes one. `counterpart` delivers, `approver` inspects."""
    must_store(place, "place")
    return bring_in(
        session,
        by,
        VoucherKind.RECEIPT,
        place,
        lines,
        occurred_at,
        mode,
        purpose=source.value,
        basis=basis,
        counterpart=counterpart,
        inspection=inspection,
        approver=approver,
        note=note,
    )


@service(Permission.ISSUE_STOCK, on="place to")
def issue(
    session: Session,
    by: Person,
    *,
    place: Place,
    lines: Sequence[Line],
    to: Place | None = None,
    purpose: Purpose = Purpose.ALLOT,
    occurred_at: datetime | None = None,
    basis: str = "",
    unit: str = "",
    counterpart: str = "",
    approver: str = "",
    due_on: date | None = None,
    urgent: bool = False,
    note: str = "",
) -> Voucher:
    """Give stock out to a team, shelter or works site (or to be used up, where `to` is left out).

    With `due_on` it is a loan; with `urgent` it goes out before its papers (先发后补). `counterpart` receives.
    """
    must_store(place, "place")
    if to is not None:
        must_hold(to, "to")
        must_live(to, "to")
    elif due_on is not None:
        raise LoanToNobody(field="to")
    target = to or end(session, PlaceKind.USED_UP)
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    if due_on is not None and due_on < shelf.on:
        raise DueBeforeIssue(field="due_on", due=due_on, out=shelf.on)
    taken = [part for line in lines for part in _take_out(session, by, shelf, line, purpose, target)]
    return post(
        session,
        by,
        kind=VoucherKind.ISSUE,
        occurred_at=when,
        source=place,
        target=target,
        steps=moves(taken, target),
        organisation_id=place.organisation_id,
        purpose=purpose.value,
        basis=basis,
        unit=unit,
        counterpart=counterpart,
        approver=approver,
        due_on=due_on,
        urgent=urgent,
        note=note,
    )


def _take_out(session: Session, by: Person, shelf: Shelf, line: Line, purpose: Purpose, target: Place) -> list[Taken]:
    """What is taken for a line; what isn't fit goes to repair or disposal, never to people who rely on it."""
    if purpose in FOR_THE_UNFIT and target.kind not in HOLDERS - {PlaceKind.WORKS}:
        return take(shelf, line, lambda one: not shelf.usable(one), first_out=False)
    if line.lot is not None and line.lot.condition is not Condition.SERVICEABLE:
        condition = _(CONDITION_NAMES[line.lot.condition])
        raise NotServiceable(field="lot", lot=line.lot.number, item=line.item, condition=condition)
    taken = take(shelf, line, shelf.usable)
    if line.lot is not None and any(part.expired for part in taken):
        if not line.reason.strip():
            raise ExpiredNeedsLeader(field="reason", lot=line.lot.number, item=line.item, day=line.lot.expires_on)
        require(session, by, Permission.ISSUE_EXPIRED, shelf.place.organisation_id)
    return taken


@service(Permission.WRITE_OFF_STOCK, on="place")
def write_off(
    session: Session,
    by: Person,
    *,
    place: Place,
    lines: Sequence[Line],
    cause: Cause,
    occurred_at: datetime | None = None,
    basis: str = "",
    approver: str = "",
    note: str = "",
) -> Voucher:
    """Take out of the books what was used up, expired, damaged or lost, at a depot or where it was issued to."""
    must_keep(place, "place")
    when = instant(session, occurred_at)
    shelf = shelf_of(session, place, lines, when)
    fits = shelf.expired if cause is Cause.EXPIRED else lambda _one: True
    taken = [part for line in lines for part in take(shelf, line, fits, first_out=False)]
    for part in taken:
        if cause is Cause.EXPIRED and not part.expired and part.line.lot is not None:
            raise NotExpired(field="lot", lot=part.line.lot.number, item=part.line.item)
    target = end(session, PlaceKind.LOST if cause is Cause.LOST else PlaceKind.USED_UP)
    return post(
        session,
        by,
        kind=VoucherKind.WRITE_OFF,
        occurred_at=when,
        source=place,
        target=target,
        steps=moves(taken, target) if place.stores else settling(session, taken, target, when),
        organisation_id=place.organisation_id,
        purpose=cause.value,
        basis=basis,
        approver=approver,
        note=note,
    )

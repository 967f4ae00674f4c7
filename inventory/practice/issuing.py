"""Issuing material to a drill (领用, 归还): real slips out of the depots, and back to where it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import next_id, part, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.instants import instant
from inventory.ground.people import Permission, Person, require
from inventory.ground.store import recorded_at
from inventory.practice.drills import Drill, must_be_open
from inventory.practice.material import DrillNeed, DrillVoucher, moved, must_be_listed, still_out
from inventory.supplies import loans, stock
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import Line, Lot, fitting
from inventory.supplies.places import Place, must_hold
from inventory.supplies.posting import Step, post
from inventory.supplies.stock import Purpose, must_store

ZERO = Decimal(0)

# Rules ---------------------------------------------------------------------------------------------------------


class NothingToIssue(Refused):
    """The whole list has been issued, or it is empty."""

    message = N_("Nothing on the list of {drill} is left to be issued.")


class NothingOut(Refused):
    """Everything is back."""

    message = N_("Nothing of {drill} is out.")


class MoreThanOut(Refused):
    """More came back than is out."""

    message = N_("Only {out} {unit} of {item} are out for {drill}; {asked} can't come back.")


# Work shared by services ---------------------------------------------------------------------------------------


def _come(session: Session, drill: Drill, still: Sequence[loans.Open], lines: Sequence[Line]) -> dict[int, Decimal]:
    """How much of each movement that is out has come back by these lines."""
    items = {one.lot_id: session.get_one(Lot, one.lot_id).item_id for one in still}
    come = {one.movement_id: ZERO for one in still}
    for line in lines:
        asked = fitting(line)
        mine = [
            one for one in still if items[one.lot_id] == line.item.id and (not line.lot or one.lot_id == line.lot.id)
        ]
        out = sum((one.left - come[one.movement_id] for one in mine), ZERO)
        if asked > out:
            told = {"out": f"{out:,}", "unit": line.item.unit, "item": line.item, "asked": f"{asked:,}"}
            raise MoreThanOut(field="lines", drill=drill.number, **told)
        for one in mine:
            amount = min(asked, one.left - come[one.movement_id])
            come[one.movement_id] += amount
            asked -= amount
    return come


def _note(session: Session, by: Person, drill: Drill, slip: Voucher) -> None:
    row = {"id": next_id(session, DrillVoucher), "drill_id": drill.id, "voucher_id": slip.id, "by_id": by.id}
    write(session, DrillVoucher, [row | {"recorded_at": recorded_at(session)}])


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.RUN_DRILLS, on="drill")
def issue_material(
    session: Session,
    by: Person,
    *,
    drill: Drill,
    to: Place,
    due_on: date,
    needs: Sequence[DrillNeed] = (),
    occurred_at: datetime | None = None,
    counterpart: str = "",
    approver: str = "",
) -> Drill:
    """Issue what is on the list of a drill (all of it, where no `needs` are named): a loan to a team or site.

    There is a slip for each depot; the lots that expire first, or are the oldest, go out.
    """
    must_be_open(session, drill)
    for need in needs:
        must_be_listed(need, drill)
    issued = moved(session, drill)[0]
    wanted = needs or session.scalars(select(DrillNeed).where(DrillNeed.drill_id == drill.id).order_by(DrillNeed.id))
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    for need in wanted:
        if (left := need.quantity - issued[need.item_id, need.place_id]) > 0:
            lines[need.place_id].append(Line(session.get_one(Item, need.item_id), left))
    if not lines:
        raise NothingToIssue(field="needs", drill=drill.number)
    for place_id, of in lines.items():
        slip = part(stock.issue)(
            session, by, place=session.get_one(Place, place_id), to=to, lines=of, purpose=Purpose.DRILL,
            occurred_at=occurred_at, basis=str(drill), counterpart=counterpart, approver=approver, due_on=due_on,
        )  # fmt: skip
        _note(session, by, drill, slip)
    return drill


@service(Permission.RUN_DRILLS, on="drill")
def return_material(
    session: Session,
    by: Person,
    *,
    drill: Drill,
    lines: Sequence[Line] = (),
    occurred_at: datetime | None = None,
    counterpart: str = "",
    inspection: str = "",
    note: str = "",
) -> Drill:
    """Take back what was issued for a drill (all that is out, where no lines are given), to where it came from."""
    still = still_out(session, drill)
    if not still:
        raise NothingOut(field="drill", drill=drill.number)
    back = _come(session, drill, still, lines) if lines else {one.movement_id: one.left for one in still}
    when = instant(session, occurred_at)
    ways: defaultdict[tuple[int, int], list[Step]] = defaultdict(list)
    for one in still:
        if amount := back[one.movement_id]:
            depot_id = session.get_one(Voucher, one.voucher_id).from_id
            step = Step(one.lot_id, one.to_id, depot_id, amount, against_id=one.movement_id)
            ways[one.to_id, depot_id].append(step)
    for (holder_id, depot_id), steps in ways.items():
        holder, depot = session.get_one(Place, holder_id), session.get_one(Place, depot_id)
        for place in (holder, depot):
            require(session, by, Permission.TAKE_BACK_STOCK, place.organisation_id)
        must_hold(holder, "drill")
        must_store(depot, "drill")
        slip = post(
            session, by, kind=VoucherKind.RETURN, occurred_at=when, source=holder, target=depot, steps=steps,
            organisation_id=depot.organisation_id, basis=str(drill), counterpart=counterpart, inspection=inspection,
            note=note,
        )  # fmt: skip
        _note(session, by, drill, slip)
    return drill

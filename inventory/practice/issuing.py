"""Issuing material to a drill (领用, 归还): real slips out of the depots, and back to where it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.audit import next_id, part, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import instant
from inventory.ground.names import remark
from inventory.ground.people import Permission, Person, require
from inventory.ground.store import recorded_at
from inventory.practice.drills import Drill, must_be_open
from inventory.practice.material import DrillNeed, DrillVoucher, moved, must_be_listed, still_out
from inventory.supplies import loans, stock
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line, Lot, fitting, origins
from inventory.supplies.places import Place
from inventory.supplies.stock import Purpose
from inventory.supplies.transfers import come_back

# Rules ---------------------------------------------------------------------------------------------------------


class NothingToIssue(Refused):
    """The whole list has been issued, or it is empty."""

    message = N_("Nothing on the list of {drill} is left to be issued.")


class NothingOut(Refused):
    """Everything is back."""

    message = N_("Nothing of {drill} is out.")


class NothingLeft(Refused):
    """What is out is with nobody any more."""

    message = N_("Nothing of {drill} is left with those it was issued to: it was used up or lost there.")


class MoreThanOut(Refused):
    """More came back than is out."""

    message = N_("Only {out} {unit} of {item} are out for {drill}; {asked} can't come back.")


# Work shared by services ---------------------------------------------------------------------------------------


@dataclass
class _Held:
    """What is left of the lots that went out for a drill, where they were issued to, torn off parts of them too."""

    whole: dict[int, set[int]]
    there: dict[tuple[int, int], Decimal]

    @classmethod
    def of(cls, session: Session, still: Sequence[loans.Open]) -> _Held:
        """What is there now, by lot and holder."""
        items = select(Lot.item_id).where(Lot.id.in_({one.lot_id for one in still}))
        own = select(Balance.lot_id, Balance.place_id, Balance.quantity).join(Lot, Lot.id == Balance.lot_id)
        holders = Balance.place_id.in_({one.to_id for one in still})
        found = session.execute(own.where(holders, Lot.item_id.in_(items), Balance.quantity > 0).order_by(Lot.id)).all()
        return cls(origins(session, {lot_id for lot_id, _at, _amount in found}), {(of, at): q for of, at, q in found})

    def take(self, one: loans.Open, asked: Decimal, lot_id: int | None = None) -> Iterator[tuple[int, Decimal]]:
        """Lots that come back of a loan (or of one lot of it), the one that went out before parts, and how much."""
        meant = {one.lot_id, lot_id or one.lot_id}
        mine = [of for of, at in self.there if at == one.to_id and meant <= self.whole[of]]
        for of in sorted(mine, key=lambda each: each != one.lot_id):
            if part := min(asked, self.there[of, one.to_id]):
                self.there[of, one.to_id] -= part
                asked -= part
                yield of, part


def _come(
    session: Session, drill: Drill, still: Sequence[loans.Open], lines: Sequence[Line]
) -> dict[int, dict[int, Decimal]]:
    """What comes back of each movement that is out, by lot: by these lines, or all that is left of it."""
    held = _Held.of(session, still)
    come: dict[int, dict[int, Decimal]] = {one.movement_id: defaultdict(Decimal) for one in still}
    items = {one.lot_id: session.get_one(Lot, one.lot_id).item_id for one in still}
    for line in lines:
        asked = left = fitting(line)
        for one in still:
            if items[one.lot_id] == line.item.id:
                most = min(left, one.left - sum(come[one.movement_id].values()))
                for lot_id, part in held.take(one, most, line.lot.id if line.lot else None):
                    come[one.movement_id][lot_id] += part
                    left -= part
        if left:
            told = {"out": f"{asked - left:,}", "unit": line.item.unit, "item": line.item, "asked": f"{asked:,}"}
            raise MoreThanOut(field="lines", drill=drill.number, **told)
    for one in still if not lines else ():
        come[one.movement_id].update(held.take(one, one.left))
        if gone := one.left - sum(come[one.movement_id].values()):
            remark(session, _gone(session, one, gone))
    return come


def _gone(session: Session, one: loans.Open, gone: Decimal) -> str:
    """That something is no longer with whom it was issued to."""
    lot, holder = session.get_one(Lot, one.lot_id), session.get_one(Place, one.to_id)
    item = session.get_one(Item, lot.item_id)
    said = _("{quantity} {unit} of {item} (lot {lot}) did not come back: {holder} holds no more of it.")
    return said.format(quantity=f"{gone:,}", unit=item.unit, item=item, lot=lot.number, holder=holder)


def _line(session: Session, lot_id: int, amount: Decimal) -> Line:
    lot = session.get_one(Lot, lot_id)
    return Line(session.get_one(Item, lot.item_id), amount, lot)


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
    """Take back what was issued for a drill (all that is left of it, where no lines are given), to where it came from.

    A part that was torn off a lot comes back for the whole; what isn't there any more is told.
    """
    still = still_out(session, drill)
    if not still:
        raise NothingOut(field="drill", drill=drill.number)
    come, when = _come(session, drill, still, lines), instant(session, occurred_at)
    ways: defaultdict[tuple[int, int], list[loans.Open]] = defaultdict(list)
    for one in still:
        if come[one.movement_id]:
            ways[one.to_id, session.get_one(Voucher, one.voucher_id).from_id].append(one)
    if not ways:
        raise NothingLeft(field="drill", drill=drill.number)
    for (holder_id, depot_id), out in ways.items():
        back = [_line(session, *part) for one in out for part in come[one.movement_id].items()]
        holder, depot = session.get_one(Place, holder_id), session.get_one(Place, depot_id)
        for place in (holder, depot):
            require(session, by, Permission.TAKE_BACK_STOCK, place.organisation_id)
        slip = come_back(
            session, by, holder, depot, back, when, {one.movement_id for one in out}, basis=str(drill),
            counterpart=counterpart, inspection=inspection, note=note,
        )  # fmt: skip
        _note(session, by, drill, slip)
    return drill

"""Material for a drill (物资器材): what is needed, which lots it proposes, what was issued and what came back.

The lot that expires first, or is the oldest, goes out first, so that the stock turns over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from inventory.ground import settings
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import Retired, next_code
from inventory.ground.people import Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.store import moment_of
from inventory.ground.text import clean, visible
from inventory.practice.drills import Drill, must_be_open
from inventory.response.actions import NotThere
from inventory.supplies import loans
from inventory.supplies.catalog import Item
from inventory.supplies.choosing import Shelf, Taken, shelf_of, take
from inventory.supplies.counts import hidden
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Line, Lot, fitting
from inventory.supplies.places import Place
from inventory.supplies.stock import must_store

ZERO = Decimal(0)

# Models --------------------------------------------------------------------------------------------------------


class DrillNeed(Base):
    """What a drill needs: so much of an item, from a depot."""

    __tablename__ = "drill_need"
    __table_args__ = (CheckConstraint("quantity > 0", name="some"), UniqueConstraint("drill_id", "item_id", "place_id"))
    sealed = {1: "id code drill_id organisation_id item_id place_id quantity note"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    quantity: Mapped[Decimal]
    note: Mapped[str] = mapped_column(Name(400), default="")


class DrillVoucher(Base):
    """A voucher by which material went out to a drill or came back from it."""

    __tablename__ = "drill_voucher"
    called = "id"
    only_grows = True
    sealed = {1: "id drill_id voucher_id by_id recorded_at"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drill_id: Mapped[int] = mapped_column(ForeignKey("drill.id"), index=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


# Rules ---------------------------------------------------------------------------------------------------------


class NeededAlready(Refused):
    """An item of a depot stands on the list once."""

    message = N_("{item} from {place} is on the list already ({code}): change its amount there.")


class IssuedAlready(Refused):
    """What went out is on the list."""

    message = N_("{item} was issued to {drill} already: give at least {issued}, and strike nothing.")


class OtherDrillsNeed(Refused):
    """A line of another drill's list."""

    message = N_("{what} is not on the list of {drill}.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProposedLot:
    """A lot that would go out, and how much of it."""

    lot_id: int
    number: str
    expires_on: date | None
    quantity: Decimal


@dataclass(frozen=True)
class MaterialLine:
    """An item that a drill needs from a depot: how much was issued, is out, and which lots are next.

    It is `short` where the depot hasn't got what is still to be issued.
    """

    need_id: int
    code: str
    item_id: int
    item: str
    spec: str
    unit: str
    place_id: int
    place: str
    needed: Decimal
    issued: Decimal
    out: Decimal
    lots: tuple[ProposedLot, ...]
    short: bool
    note: str

    @property
    def left(self) -> Decimal:
        """How much is still to be issued."""
        return max(self.needed - self.issued, ZERO)


@dataclass(frozen=True)
class OutLine:
    """Something that was issued for a drill and has not come back; `days_over` is below zero before it is due."""

    item_id: int
    item: str
    unit: str
    lot: str
    voucher: str
    holder: str
    left: Decimal
    due_on: date | None
    days_over: int | None


@dataclass(frozen=True)
class DrillSlip:
    """A slip by which material went out to a drill or came back."""

    voucher_id: int
    number: str
    kind: VoucherKind
    occurred_at: datetime


def material(session: Session, reader: Person, drill: Drill) -> list[MaterialLine]:
    """What a drill needs, how much went out and is out, and which lots come next, of depots that the reader sees."""
    issued, out = moved(session, drill)
    found = session.execute(
        select(DrillNeed, Item, Place, Place.within(branch(reader)))
        .join(Item, Item.id == DrillNeed.item_id)
        .join(Place, Place.id == DrillNeed.place_id)
        .where(DrillNeed.drill_id == drill.id, DrillNeed.organisation_id.in_(branch(reader)))
        .order_by(DrillNeed.id)
    ).all()
    left = [(item, place, one.quantity - issued[item.id, place.id]) for one, item, place, is_seen in found if is_seen]
    next_out = _proposed(session, reader, [one for one in left if one[2] > 0])
    return [
        MaterialLine(
            one.id, one.code, item.id, item.name, item.spec, item.unit, place.id, place.name, one.quantity,
            issued[item.id, place.id], out[item.id, place.id], *next_out.get((item.id, place.id), ((), False)),
            one.note,
        )
        for one, item, place, _is_seen in found
    ]  # fmt: skip


def moved(
    session: Session, drill: Drill
) -> tuple[defaultdict[tuple[int, int], Decimal], defaultdict[tuple[int, int], Decimal]]:
    """How much of each item went out to a drill from each depot, and how much of that is out."""
    issued: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
    out: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
    left = {one.movement_id: one.left for one in still_out(session, drill)}
    went = session.execute(
        select(Movement, Lot.item_id, Voucher.from_id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Voucher, Voucher.id == Movement.voucher_id)
        .join(DrillVoucher, DrillVoucher.voucher_id == Voucher.id)
        .where(
            DrillVoucher.drill_id == drill.id, Voucher.kind == VoucherKind.ISSUE, Movement.reverses_id.is_(None),
            loans.standing(Movement),
        )
    )  # fmt: skip
    for movement, item_id, depot_id in went:
        issued[item_id, depot_id] += movement.quantity
        out[item_id, depot_id] += left.get(movement.id, ZERO)
    return issued, out


def still_out(session: Session, drill: Drill) -> list[loans.Open]:
    """What was issued to a drill and is not back, movement by movement."""
    own = select(DrillVoucher.voucher_id).where(DrillVoucher.drill_id == drill.id)
    return loans.open_movements(session, Movement.voucher_id.in_(own), Voucher.kind == VoucherKind.ISSUE)


def _proposed(
    session: Session, reader: Person, wanted: Sequence[tuple[Item, Place, Decimal]]
) -> dict[tuple[int, int], tuple[tuple[ProposedLot, ...], bool]]:
    """Which lots would go out of each item from each depot, in their turn; whether there is too little.

    None are told to a reader who counts them blind.
    """
    unseen = hidden(session, reader) if wanted else frozenset()
    proposed = {}
    for place in dict.fromkeys(place for _item, place, _quantity in wanted):
        lines = [Line(item, quantity) for item, at, quantity in wanted if at is place]
        shelf = shelf_of(session, place, [one for one in lines if not one.item.retired], moment_of(session))
        for line in lines:
            held = {one.lot_id: one for one in shelf.held.get(line.item.id, [])}
            is_hidden = any((one.lot_id, one.place_id) in unseen for one in shelf.held.get(line.item.id, []))
            taken, is_short = ([], False) if is_hidden else _taken(shelf, line)
            lots = [ProposedLot(one.lot_id, held[one.lot_id].number, held[one.lot_id].expires_on, one.quantity)
                    for one in taken]  # fmt: skip
            proposed[line.item.id, place.id] = tuple(lots), is_short
    return proposed


def _taken(shelf: Shelf, line: Line) -> tuple[list[Taken], bool]:
    try:
        return take(shelf, line, shelf.usable), False
    except Refused:
        return [], True


def not_returned(session: Session, reader: Person, drill: Drill) -> list[OutLine]:
    """What was issued for a drill and has not come back, the first due in front."""
    left = {one.movement_id: one.left for one in still_out(session, drill)}
    holder = aliased(Place)
    found = session.execute(
        select(Movement.id, Voucher, Item, Lot.number, holder)
        .join(Voucher, Voucher.id == Movement.voucher_id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(holder, holder.id == Movement.to_id)
        .where(Movement.id.in_(left), Voucher.within(branch(reader)))
        .order_by(Voucher.due_on, Movement.id)
    )
    today = settings.today(session)
    return [
        OutLine(
            item.id, str(item), item.unit, lot, voucher.number, str(to), left[of], voucher.due_on,
            (today - voucher.due_on).days if voucher.due_on else None,
        )
        for of, voucher, item, lot, to in found
    ]  # fmt: skip


def slips(session: Session, reader: Person, drill: Drill) -> list[DrillSlip]:
    """The slips by which material went out to a drill and came back, in their order."""
    found = session.scalars(
        select(Voucher)
        .join(DrillVoucher, DrillVoucher.voucher_id == Voucher.id)
        .where(DrillVoucher.drill_id == drill.id, Voucher.within(branch(reader)))
        .order_by(Voucher.id)
    )
    return [DrillSlip(one.id, one.number, one.kind, one.occurred_at) for one in found]


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.PLAN_DRILLS, on="drill place")
def add_material(
    session: Session, by: Person, *, drill: Drill, item: Item, quantity: Decimal, place: Place, note: str = ""
) -> DrillNeed:
    """Put on the list of a drill how much of an item it needs, and from which depot."""
    must_be_open(session, drill)
    must_store(place, "place")
    if item.retired:
        raise Retired(field="item", name=item)
    fitting(Line(item, quantity))
    same = select(DrillNeed).where(
        DrillNeed.drill_id == drill.id, DrillNeed.item_id == item.id, DrillNeed.place_id == place.id
    )
    if (before := session.scalars(same).one_or_none()) is not None:
        raise NeededAlready(field="item", item=item, place=place, code=before.code)
    one = DrillNeed(drill_id=drill.id, organisation_id=drill.organisation_id, item_id=item.id, place_id=place.id)
    one.code = next_code(session, DrillNeed.code, f"{drill.number}/M", 1)
    one.quantity, one.note = quantity, clean(note, field="note", longest=400, blank=True)
    session.add(one)
    session.flush()
    return one


@service(Permission.PLAN_DRILLS, on="need")
def change_material(
    session: Session, by: Person, *, need: DrillNeed, quantity: Decimal | None = None, note: str | None = None
) -> DrillNeed:
    """Change how much of something a drill needs; never below what was issued."""
    drill = session.get_one(Drill, need.drill_id)
    must_be_open(session, drill, "need")
    if quantity is not None:
        item = session.get_one(Item, need.item_id)
        fitting(Line(item, quantity))
        issued = moved(session, drill)[0][need.item_id, need.place_id]
        if quantity < issued:
            raise IssuedAlready(field="quantity", item=item, drill=drill.number, issued=f"{issued:,}")
        need.quantity = quantity
    need.note = need.note if note is None else clean(note, field="note", longest=400, blank=True)
    return need


@service(Permission.PLAN_DRILLS, on="drill")
def drop_material(session: Session, by: Person, *, drill: Drill, code: str) -> Drill:
    """Strike something from the list of a drill, of which nothing was issued."""
    found = select(DrillNeed).where(DrillNeed.drill_id == drill.id, DrillNeed.code == code)
    if (need := session.scalars(found).one_or_none()) is None:
        raise NotThere(field="code", code=visible(code), where=drill.number)
    must_be_open(session, drill)
    if issued := moved(session, drill)[0][need.item_id, need.place_id]:
        item = session.get_one(Item, need.item_id)
        raise IssuedAlready(field="code", item=item, drill=drill.number, issued=f"{issued:,}")
    session.delete(need)
    return drill


def must_be_listed(need: DrillNeed, drill: Drill) -> None:
    """Refuse what is on another drill's list."""
    if need.drill_id != drill.id:
        raise OtherDrillsNeed(field="need", what=need.code, drill=drill.number)

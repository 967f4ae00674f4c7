"""What is left open (遗留问题) when a shift ends, on every floor: what a handover freezes as its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from math import inf

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from inventory.duty import events, levels, log
from inventory.duty.presence import ShiftOn
from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation, Person, branch
from inventory.resources import calloffs, sheltering, tallies
from inventory.resources.hazards import HazardStep
from inventory.resources.sheltering import ShelterStep
from inventory.response import stoporders, tasks
from inventory.response.stoporders import HOLDING, StopOrder
from inventory.supplies import history, loans, standing
from inventory.supplies.catalog import Item
from inventory.supplies.counts import Count, open_counts
from inventory.supplies.ledger import Movement, Voucher, VoucherKind
from inventory.supplies.lots import Lot
from inventory.supplies.places import Place, PlaceKind
from inventory.upkeep.handover import HandoverItem, ItemKind

END_OF_DAY = time(23, 59)
EVERY = 1_000_000  # lines: all of them in one question


@dataclass(frozen=True)
class Left:
    """Something left open: what and where it is, whose, until when, and the number to look it up by."""

    kind: ItemKind
    number: str
    what: str
    place: str = ""
    owner: str = ""
    due_at: datetime | None = None

    def row(self) -> dict[str, object]:
        """As a line of a handover, cut to what it holds."""
        texts = {name: getattr(self, name) for name in ("number", "what", "place", "owner")}
        columns = HandoverItem.__table__.columns
        cut = {name: _cut(text, columns[name].type.impl.length) for name, text in texts.items()}  # type: ignore[attr-defined]
        return {"kind": self.kind, **cut, "due_at": self.due_at}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def left_open(session: Session, organisation: Organisation, reader: Person, shifts: Sequence[ShiftOn]) -> list[Left]:
    """All that is left open in a duty room's branch, as who hands it over sees it; `shifts` are those to come.

    What else they see stays out: the handover is read by everybody in that room.
    """
    parts = (_items, _events, _standing, _papers, _out, _checks, _short)
    found = [one for part in parts for one in part(session, reader, organisation)]
    return [*_level(session, organisation), *found, *_gaps(shifts)]


def _level(session: Session, organisation: Organisation) -> Iterator[Left]:
    if level := levels.in_force(session, organisation.id):
        yield Left(ItemKind.LEVEL, level.number, level.name, organisation.name, level.ordered_by)


def _items(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    for one in log.open_items(session, reader, within=organisation)[0:EVERY]:
        yield Left(ItemKind.OPEN_ITEM, one.number, one.content, one.unit, one.owner, one.due_at)


def _events(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    """Every event without a final report once, with what is due first."""
    seen = set[str]()
    for one in events.clocks(session, reader, within=organisation):
        if one.event not in seen:
            seen.add(one.event)
            kind = ItemKind.REPORT_DUE if one.due_at else ItemKind.EVENT
            yield Left(kind, one.event, f"{one.kind} {one.what}", one.place, "", one.due_at)


def _standing(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    """What a response and the registers leave open; what there is nothing of at all is not asked for."""
    tasks_there, stops_there, opened, called, assigned = session.execute(_ANY).one()
    inside = set[int]()
    if stops_there or opened or called:
        inside = set(session.scalars(branch(reader, within=organisation)))
    if tasks_there:
        yield from _tasks(session, reader, organisation)
    if stops_there:
        yield from _stops(session, reader, inside)
    if opened:
        yield from _shelters(session, reader, inside)
    if called:
        yield from _call_offs(session, reader, inside)
    if assigned:
        yield from _hazards(session, reader, organisation)


_ANY = select(
    select(tasks.Task.id).exists(),
    select(StopOrder.id).exists(),
    select(ShelterStep.id).exists(),
    select(calloffs.CallOff.id).exists(),
    select(HazardStep.id).where(HazardStep.due_on.is_not(None)).exists(),
)


def _tasks(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    """What the responses that run still have to do."""
    for one in tasks.tasks(session, reader, within=organisation):
        if one.state not in tasks.OVER:
            yield Left(ItemKind.TASK, one.number, one.what, one.unit, one.owner, one.due_at)


def _stops(session: Session, reader: Person, inside: AbstractSet[int]) -> Iterator[Left]:
    """What is stopped or will be; whose it is to confirm where somebody still has to."""
    for one in stoporders.stop_orders(session, reader, running=True):
        if one.state in HOLDING and one.organisation_id in inside:
            what = _(", ").join(measure.name for measure in one.measures)
            yield Left(ItemKind.STOP, one.number, what, one.area, _(", ").join(one.waiting), one.ends_at)


def _shelters(session: Session, reader: Person, inside: AbstractSet[int]) -> Iterator[Left]:
    for one in sheltering.standing(session, reader):
        if one.open and one.shelter.organisation_id in inside:
            said = ngettext("{n} person", "{n} people", one.people).format(n=one.people)
            yield Left(ItemKind.SHELTER, one.shelter.code, said, one.shelter.name, one.shelter.keeper)


def _call_offs(session: Session, reader: Person, inside: AbstractSet[int]) -> Iterator[Left]:
    for one in calloffs.call_offs(session, reader, open_only=True):
        if one.organisation_id in inside:
            what = _(", ").join(line.what for line in one.lines if line.short)
            yield Left(ItemKind.CALL_OFF, one.number, what, one.place or one.destination, one.company, one.due_at)


def _hazards(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    """What should have been put right by now."""
    local = settings.zone(session)
    for one in tallies.overdue(session, reader, within=organisation):
        due = datetime.combine(one.due_on, END_OF_DAY, local) if one.due_on else None
        yield Left(ItemKind.HAZARD, one.number, one.what, one.where, one.person or one.unit, due)


def _papers(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    for one in history.papers_owed(session, reader, within=organisation):
        yield Left(ItemKind.PAPERS, one.voucher, one.counterpart, f"{one.source} → {one.target}", one.by)


def _out(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    """What was lent and is not back, and what was sent and has not arrived, one line for each item of a slip."""
    source, target, end = aliased(Place), aliased(Place), aliased(Place)
    lent = and_(Voucher.kind == VoucherKind.ISSUE, Voucher.due_on.is_not(None))
    found = session.execute(
        loans.still_out()
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(source, source.id == Voucher.from_id)
        .join(target, target.id == Voucher.to_id)
        .join(end, end.id == Movement.to_id)
        .where(or_(lent, end.kind == PlaceKind.TRANSIT), Voucher.within(branch(reader, within=organisation)))
        .add_columns(Voucher, Item, source, target, end.kind)
    )
    local = settings.zone(session)
    sums: dict[tuple[str, int], tuple[Decimal, Left, str]] = {}
    for movement, back, voucher, item, here, there, kind in found:
        way = kind is PlaceKind.TRANSIT
        due = datetime.combine(voucher.due_on, END_OF_DAY, local) if voucher.due_on else None
        left = Left(
            ItemKind.ON_THE_WAY if way else ItemKind.LOAN,
            voucher.number,
            str(item),
            f"{here} → {there}",
            voucher.counterpart or there.keeper,
            due,
        )
        so_far = sums.get((voucher.number, item.id), (Decimal(0), left, ""))[0]
        sums[voucher.number, item.id] = (so_far + movement.quantity - back, left, item.unit)
    for quantity, left, unit in sorted(sums.values(), key=_by_kind_and_day):
        yield replace(left, what=f"{left.what} {quantity:,f} {unit}")


def _by_kind_and_day(one: tuple[Decimal, Left, str]) -> tuple[bool, float]:
    """Loans first, each kind by its day; the database has its own mind about what has none."""
    left = one[1]
    return left.kind is ItemKind.ON_THE_WAY, left.due_at.timestamp() if left.due_at else inf


def _checks(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    opened = (
        select(Count.number, Count.scope, Place, Person.name)
        .join(Place, Place.id == Count.place_id)
        .join(Person, Person.id == Count.by_id)
        .where(Count.organisation_id.in_(branch(reader, within=organisation)), Count.id.in_(open_counts()))
        .order_by(Count.id)
    )
    for number, scope, place, by in session.execute(opened):
        yield Left(ItemKind.CHECK, number, scope, str(place), by)


def _short(session: Session, reader: Person, organisation: Organisation) -> Iterator[Left]:
    """Which items are below their quota; not by how much, since those who count them read it too."""
    for one in standing.below_quota(session, reader, within=organisation):
        yield Left(ItemKind.SHORT, one.code, str(one))


def _gaps(shifts: Sequence[ShiftOn]) -> Iterator[Left]:
    """The posts on which somebody is missing, by the shift's beginning."""
    for shift in shifts:
        for post in shift.empty:
            yield Left(ItemKind.GAP, shift.code, f"{post.name} {post.missing}", shift.name, "", shift.starts_at)

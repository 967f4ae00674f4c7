"""Checks as they are looked at: the list, the sheet of one, its result, and which depots are due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.people import Organisation, Person, branch
from inventory.supplies.catalog import Item
from inventory.supplies.counts import (
    CLOSING,
    Count,
    CountEntry,
    CountFind,
    CountKind,
    CountLine,
    CountOutcome,
    CountPart,
    CountPerson,
    CountStep,
    Found,
    Reason,
    StepKind,
    open_counts,
)
from inventory.supplies.lots import Condition, Lot
from inventory.supplies.places import Place, PlaceKind
from inventory.supplies.reckoning import Reckoned, Stage, reckon, stage_of, steps_of

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckLine:
    """A check on the list; `differences` is None where the reader is not to know."""

    count_id: int
    number: str
    kind: CountKind
    place: str
    scope: str
    blind: bool
    stage: Stage
    lines: int
    entered: int
    finds: int
    differences: int | None
    people: str
    opened_at: datetime
    closed_at: datetime | None
    alone: bool


@dataclass(frozen=True)
class PartLine:
    """A part of a check: whose it is, how far it has come."""

    number: int
    name: str
    people: str
    lines: int
    entered: int
    rounds: int
    waiting: int


@dataclass(frozen=True)
class SheetLine:
    """A line of a check as a reader may see it: book figures are None until they may be known."""

    line: int
    part: int
    item_id: int | None
    lot_id: int | None
    code: str
    barcode: str
    key: str
    name: str
    spec: str
    unit: str
    lot: str
    batch: str
    expires_on: date | None
    condition: Condition
    place: str
    listed: bool
    round: int
    settled: bool
    found: Found | None
    quantity: Decimal | None
    unfit: Decimal
    unfit_condition: Condition | None
    by: str
    counted_at: datetime | None
    entry_note: str
    alone: str
    book: Decimal | None
    moved: Decimal | None
    difference: Decimal | None
    reason: Reason | None
    reason_note: str
    note: str
    earlier: tuple[Decimal, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be counted in its round."""
        return not self.settled and self.found is None


@dataclass(frozen=True)
class DueLine:
    """A depot with its last full check and when the next is due; no date where no rhythm is set."""

    place_id: int
    code: str
    place: str
    organisation: str
    keeper: str
    last: str
    last_at: datetime | None
    every: int | None
    due_on: date | None
    days_over: int | None
    under_way: str


# The list ------------------------------------------------------------------------------------------------------


def checks(session: Session, reader: Person, *, open_only: bool = False) -> list[CheckLine]:
    """The checks of the reader's branch, the latest first."""
    mine = select(Count).where(Count.organisation_id.in_(branch(reader))).order_by(Count.id.desc())
    if open_only:
        mine = mine.where(Count.id.in_(open_counts()))
    return [check(session, reader, count) for count in session.scalars(mine)]


def check(session: Session, reader: Person, count: Count) -> CheckLine:
    """One check as it stands on the list."""
    steps = steps_of(session, count)
    closed = next((one for one in steps if one.kind in CLOSING), None)
    stage, tally = _open_tally(session, count) if closed is None else _closed_tally(session, count, closed.kind)
    named = select(Person.name).join(CountPerson, CountPerson.person_id == Person.id)
    people = session.scalars(named.where(CountPerson.count_id == count.id).order_by(CountPerson.id))
    return CheckLine(
        count.id,
        count.number,
        count.kind,
        str(session.get_one(Place, count.place_id)),
        count.scope,
        count.blind,
        stage,
        tally.lines,
        tally.entered,
        tally.finds,
        tally.differences,
        "、".join(dict.fromkeys(people)),
        count.opened_at,
        closed.recorded_at if closed else None,
        tally.alone or any(one.alone for one in steps),
    )


class _Tally(NamedTuple):
    """The figures of a check on the list."""

    lines: int
    entered: int
    finds: int
    differences: int | None
    alone: bool


def _open_tally(session: Session, count: Count) -> tuple[Stage, _Tally]:
    """While it goes on: its differences once every line is settled."""
    lines = reckon(session, count)
    entered = sum(one.entry is not None for one in lines)
    differences = sum(one.differs for one in lines) if all(one.settled for one in lines) else None
    alone = any(one.entry.alone for one in lines if one.entry)
    finds = sum(not one.listed for one in lines)
    return stage_of(session, count, lines), _Tally(len(lines), entered, finds, differences, alone)


_DIFFERS = and_(
    CountLine.item_id.is_not(None),
    CountEntry.found != Found.UNREACHABLE,
    or_(CountEntry.quantity != CountOutcome.book, CountEntry.unfit > 0),
)
_TALLY = (
    select(
        func.count(CountLine.id),
        func.count(CountOutcome.id),
        func.count(CountFind.id),
        func.count(case((_DIFFERS, 1))),
        func.count(case((CountEntry.alone != "", 1))),
    )
    .outerjoin(CountFind, CountFind.line_id == CountLine.id)
    .outerjoin(CountOutcome, CountOutcome.line_id == CountLine.id)
    .outerjoin(CountEntry, CountEntry.id == CountOutcome.entry_id)
)


def _closed_tally(session: Session, count: Count, kind: StepKind) -> tuple[Stage, _Tally]:
    """Once it is posted or cancelled: counted by the database, since there will be many of them."""
    lines, outcomes, finds, differences, alone = session.execute(_TALLY.where(CountLine.count_id == count.id)).one()
    if kind is StepKind.CANCELLED:
        return Stage.CANCELLED, _Tally(lines, outcomes, finds, None, alone=False)
    return Stage.POSTED, _Tally(lines, outcomes, finds, differences, bool(alone))


def parts(session: Session, count: Count) -> list[PartLine]:
    """The parts of a check with those who count them; nothing in it tells a book figure."""
    lines = reckon(session, count, books=False)
    named = session.execute(
        select(CountPerson.part_id, Person.name)
        .join(Person, Person.id == CountPerson.person_id)
        .where(CountPerson.count_id == count.id)
        .order_by(CountPerson.id)
    ).all()
    found = session.scalars(select(CountPart).where(CountPart.count_id == count.id).order_by(CountPart.number))
    return [_part(part, [one for one in lines if one.part_id == part.id], named) for part in found]


def _part(part: CountPart, lines: Sequence[Reckoned], named: Sequence[tuple[int | None, str]]) -> PartLine:
    people = "、".join(dict.fromkeys(name for of, name in named if of == part.id))
    entered = sum(one.entry is not None for one in lines)
    rounds = max((one.round for one in lines), default=1)
    waiting = sum(not one.settled for one in lines)
    return PartLine(part.number, part.name, people, len(lines), entered, rounds, waiting)


# One check -----------------------------------------------------------------------------------------------------


def sheet(
    session: Session, reader: Person, count: Count, part: int | None = None, only: Collection[int] | None = None
) -> list[SheetLine]:
    """The lines of a check as the reader may see them; of one part, or `only` those of these numbers.

    While a line is to be counted, a blind check tells nobody what the book says of it, nor what was found in an earlier
    round.
    """
    lines = [one for one in reckon(session, count, only) if part in (None, one.part)]
    ids = {entry.by_id for one in lines for entry in one.entries.values()}
    people = {one.id: one.name for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
    where = select(Place).where(Place.id.in_({one.place_id for one in lines}))
    places = {one.id: str(one) for one in session.scalars(where)}
    wanted = CountLine.count_id == count.id
    if only is not None:
        wanted = and_(wanted, CountLine.line.in_(only))
    cards = {one.line_id: one for one in session.scalars(select(CountFind).join(CountLine).where(wanted))}
    items = {one.id: one for one in session.scalars(select(Item).join(CountLine).where(wanted))}
    lots = {one.id: one for one in session.scalars(select(Lot).join(CountLine).where(wanted))}
    known = _Cards(cards, items, lots, people, places)
    return [_line(one, known, told=one.settled or not count.blind) for one in lines]


@dataclass(frozen=True)
class _Cards:
    """What the lines of a check speak of, by id."""

    finds: dict[int, CountFind]
    items: dict[int, Item]
    lots: dict[int, Lot]
    people: dict[int, str]
    places: dict[int, str]


def _line(one: Reckoned, known: _Cards, *, told: bool) -> SheetLine:
    find, entry = known.finds.get(one.line_id), one.entry
    item = known.items[one.item_id] if one.item_id else None
    lot = known.lots[one.lot_id] if one.lot_id else None
    earlier = tuple(had.quantity for number, had in sorted(one.entries.items()) if number < one.round)
    return SheetLine(
        one.line,
        one.part,
        item.id if item else None,
        lot.id if lot else None,
        item.code if item else "",
        (item.barcode or "") if item else "",
        item.key if item else "",
        one.name,
        item.spec if item else "",
        item.unit if item else find.unit if find else "",
        lot.number if lot else "",
        lot.batch if lot else find.batch if find else "",
        lot.expires_on if lot else find.expires_on if find else None,
        one.condition,
        known.places[one.place_id],
        one.listed,
        one.round,
        one.settled,
        entry.found if entry else None,
        entry.quantity if entry else None,
        entry.unfit if entry else Decimal(0),
        entry.condition if entry else None,
        known.people[entry.by_id] if entry else "",
        entry.counted_at if entry else None,
        entry.note if entry else "",
        entry.alone if entry else "",
        one.book if told else None,
        one.moved if told and one.book is not None else None,
        one.difference if told else None,
        one.reason[0] if told and one.reason else None,
        one.reason[1] if told and one.reason else "",
        find.note if find else "",
        earlier if told else (),
    )


@dataclass(frozen=True)
class Result:
    """What a check comes to: `312 of 312 lines, 9 differences, 2 unlisted finds`."""

    lines: int
    outcomes: int
    differences: int
    finds: int
    unknown: int
    unreachable: int
    again: int
    more: int
    less: int
    unfit: int


def result(lines: Sequence[SheetLine]) -> Result:
    """What the lines of a check that was handed in come to."""
    tally: Counter[str] = Counter()
    for one in lines:
        by = one.difference or Decimal(0)
        tally["outcomes"] += one.found is not None
        tally["differences"] += one.item_id is not None and bool(by or one.unfit)
        tally["finds"] += not one.listed
        tally["unknown"] += one.item_id is None
        tally["unreachable"] += one.found is Found.UNREACHABLE
        tally["again"] += bool(one.earlier)
        tally["more"] += one.item_id is not None and by > 0
        tally["less"] += by < 0
        tally["unfit"] += bool(one.unfit)
    return Result(len(lines), **{name: tally[name] for name in Result.__dataclass_fields__ if name != "lines"})


# What is due ---------------------------------------------------------------------------------------------------


def due(session: Session, reader: Person) -> list[DueLine]:
    """Every depot of the reader's branch with its last full check and the date of the next, first due first."""
    depots = session.execute(
        select(Place, Organisation)
        .join(Organisation, Organisation.id == Place.organisation_id)
        .where(Place.kind == PlaceKind.DEPOT, Place.retired.is_(False), Place.organisation_id.in_(branch(reader)))
        .order_by(Organisation.path, Place.code)
    ).all()
    whole = select(Count, Place.path, CountStep.recorded_at).join(Place, Place.id == Count.place_id)
    posted = session.execute(
        whole.join(CountStep, CountStep.count_id == Count.id)
        .where(CountStep.kind == StepKind.POSTED, Count.scope == "")
        .order_by(CountStep.id)
    ).all()
    running = session.execute(
        select(Count.number, Place.path).join(Place, Place.id == Count.place_id).where(Count.id.in_(open_counts()))
    ).all()
    today = settings.today(session)
    every = {owner.id: settings.value_of(session, "check_days", owner) for _place, owner in depots}
    lines = []
    for place, owner in depots:
        last = [(count, path) for count, path, _at in posted if place.path.startswith(path)]
        opened = next((number for number, path in running if place.path.startswith(path)), "")
        lines.append(_due(session, place, owner, last[-1][0] if last else None, every[owner.id], opened, today))
    return sorted(lines, key=lambda one: (one.due_on is None, one.due_on or date.max))


def _due(
    session: Session, place: Place, owner: Organisation, last: Count | None, every: str, opened: str, today: date
) -> DueLine:
    days = int(every) if every else None
    on = None
    if days is not None:
        start = settings.today(session, last.opened_at) if last else None
        on = start + timedelta(days=days) if start else today
    over = (today - on).days if on else None
    at = last.opened_at if last else None
    return DueLine(
        place.id, place.code, str(place), owner.name, place.keeper, last.number if last else "", at, days, on, over,
        opened,
    )  # fmt: skip

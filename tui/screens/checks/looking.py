"""Looking at one check: its lines as the reader may see them, and what must be known of it besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.people import Person
from inventory.supplies import checks
from inventory.supplies.catalog import Item, Pack
from inventory.supplies.checks import SheetLine
from inventory.supplies.counts import Count, CountKind, CountLine, CountPart, CountPerson, StepKind, counters_of
from inventory.supplies.entering import parts_of
from inventory.supplies.places import Place
from inventory.supplies.reckoning import Stage, stage_of, steps_of
from tui.desk import Desk
from tui.screens.checks.meaning import Unit

OVER = {Stage.POSTED, Stage.CANCELLED}


@dataclass(frozen=True)
class Part:
    """A part with those who count it."""

    number: int
    name: str
    people: str


@dataclass(frozen=True)
class Stepped:
    """A step that was taken: what, by whom, when."""

    kind: StepKind
    part: int | None
    by: str
    at: datetime
    note: str


@dataclass(frozen=True)
class About:
    """A check, but for its lines; `mine` are the parts that the reader counts, `counts` whether they count at all."""

    count_id: int
    number: str
    kind: CountKind
    place: str
    place_id: int
    blind: bool
    stage: Stage
    parts: tuple[Part, ...]
    mine: frozenset[int]
    counts: bool
    has_counted: bool
    keepers: tuple[int | None, int | None]
    keeper_names: tuple[str, str]
    reader_id: int
    scope: str
    witness: str
    note: str
    opened_at: datetime
    opened_by: str
    steps: tuple[Stepped, ...]

    def may_count(self, one: SheetLine) -> bool:
        """Whether a line is the reader's to count, as far as the names go; a second count is anybody's among them."""
        return self.counts and (one.round > 1 or one.part in self.mine)


def look(desk: Desk, count_id: int) -> tuple[About, list[SheetLine], dict[int, Unit]]:
    """A check with all its lines, and how amounts of their items are read."""
    with desk.store.read() as session:
        officer = desk.officer(session)
        count = session.get_one(Count, count_id)
        lines = checks.sheet(session, officer, count)
        return about(session, officer, count, lines), lines, units(session, count)


def units(session: Session, count: Count) -> dict[int, Unit]:
    """How amounts of each item on a check are read: in its unit, its packs, to so many decimals."""
    mine = select(CountLine.item_id).where(CountLine.count_id == count.id, CountLine.item_id.is_not(None))
    packs: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for pack in session.scalars(select(Pack).where(Pack.item_id.in_(mine)).order_by(Pack.quantity)):
        packs[pack.item_id][pack.name] = pack.quantity
    found = session.execute(select(Item.id, Item.unit, Item.decimals).where(Item.id.in_(mine)))
    return {item: Unit(unit, decimals, packs.get(item, {})) for item, unit, decimals in found}


def look_at(desk: Desk, count_id: int, line: int) -> list[SheetLine]:
    """One line of a check as it stands now."""
    with desk.store.read() as session:
        return checks.sheet(session, desk.officer(session), session.get_one(Count, count_id), only=[line])


def about(session: Session, officer: Person, count: Count, lines: Sequence[SheetLine]) -> About:
    """What must be known of a check, given its lines."""
    rows = session.scalars(select(CountPart).where(CountPart.count_id == count.id).order_by(CountPart.number)).all()
    named = session.execute(
        select(CountPerson.part_id, Person.name)
        .join(Person, Person.id == CountPerson.person_id)
        .where(CountPerson.count_id == count.id)
        .order_by(CountPerson.id)
    ).all()
    mine = parts_of(session, count, officer)
    numbers = {part.id: part.number for part in rows}
    keepers = (count.keeper_from_id, count.keeper_to_id)
    return About(
        count.id,
        count.number,
        count.kind,
        str(session.get_one(Place, count.place_id)),
        count.place_id,
        count.blind,
        stage_of(session, count, lines),
        tuple(Part(part.number, part.name, _names(name for of, name in named if of == part.id)) for part in rows),
        frozenset(numbers[one] for one in mine if one is not None),
        bool(mine),
        officer.id in counters_of(session, count),
        keepers,
        (_name(session, keepers[0]), _name(session, keepers[1])),
        officer.id,
        count.scope,
        count.witness,
        count.note,
        count.opened_at,
        _name(session, count.by_id),
        tuple(
            Stepped(one.kind, numbers.get(one.part_id or 0), _name(session, one.by_id), one.recorded_at, one.note)
            for one in steps_of(session, count)
        ),
    )


def _names(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names))


def _name(session: Session, person_id: int | None) -> str:
    return session.get_one(Person, person_id).name if person_id else ""

"""Tallies of hazards: found, closed, open and late, by unit and month; what comes back; where there are any."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from inventory.ground.people import Organisation, Person
from inventory.resources.hazardlines import HazardLine, hazards
from inventory.resources.hazards import OPEN, UNFIXED, HazardState
from inventory.resources.inspections import Inspection

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """How many were found, and how many of these are closed, open, and open past their deadline."""

    found: int
    closed: int
    open: int
    overdue: int


@dataclass(frozen=True)
class UnitTally(Tally):
    """The tally of what was found in a month and is a unit's to put right; no unit where it isn't assigned."""

    unit: str
    month: date


@dataclass(frozen=True)
class MonthTally:
    """How many were found in a month, how many were closed in it, and how many were open at its end."""

    month: date
    found: int
    closed: int
    open: int


@dataclass(frozen=True)
class RecurringLine:
    """A hazard that came back: where and what it was at last, and the numbers of all its returns, the first first."""

    where: str
    what: str
    unit: str
    state: HazardState
    numbers: tuple[str, ...]
    first_on: date
    last_on: date

    @property
    def times(self) -> int:
        """How often it was found."""
        return len(self.numbers)


# Queries -------------------------------------------------------------------------------------------------------


def tally(lines: Iterable[HazardLine]) -> Tally:
    """What lines of the ledger come to; a line that stands for many counts as many."""
    counts: Counter[str] = Counter()
    for one in lines:
        counts["found"] += one.pieces
        counts["closed"] += one.pieces if one.state is HazardState.CLOSED else 0
        counts["open"] += one.pieces if one.state in OPEN else 0
        counts["overdue"] += one.pieces if one.overdue else 0
    return Tally(counts["found"], counts["closed"], counts["open"], counts["overdue"])


def hazard_summary(
    session: Session, reader: Person, *, first: date | None = None, last: date | None = None
) -> list[UnitTally]:
    """By unit and by the month in which they were found: how the hazards of the reader's branch stand now."""
    groups: defaultdict[tuple[str, date], list[HazardLine]] = defaultdict(list)
    for one in hazards(session, reader, first=first, last=last):
        groups[one.unit, one.found_on.replace(day=1)].append(one)
    made = {key: tally(lines) for key, lines in sorted(groups.items())}
    return [UnitTally(one.found, one.closed, one.open, one.overdue, unit, month) for (unit, month), one in made.items()]


def hazard_months(session: Session, reader: Person) -> list[MonthTally]:
    """Month by month, from the first that anything was found in to the last that anything happened in."""
    found, closed = Counter[date](), Counter[date]()
    for one in hazards(session, reader):
        found[one.found_on.replace(day=1)] += one.pieces
        if one.state is HazardState.CLOSED and one.checked_on:
            closed[one.checked_on.replace(day=1)] += one.pieces
    months, left, made = {*found, *closed}, 0, []
    month = min(months, default=date.max)
    while months and month <= max(months):
        left += found[month] - closed[month]
        made.append(MonthTally(month, found[month], closed[month], left))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return made


def overdue(session: Session, reader: Person, *, within: Organisation | None = None) -> list[HazardLine]:
    """What should have been put right by now, the longest overdue first: the leader's list."""
    late = (one for one in hazards(session, reader, states=UNFIXED, within=within) if one.overdue)
    return sorted(late, key=lambda one: (-one.days_late, one.hazard_id))


def recurring(session: Session, reader: Person) -> list[RecurringLine]:
    """What came back after it was closed: the most often first, then the latest."""
    lines = {one.number: one for one in hazards(session, reader)}
    chains: dict[str, tuple[str, ...]] = {}
    for one in lines.values():  # in the order of their numbers: what is repeated comes before what repeats it
        before = chains.pop(one.recurs, None) or ((one.recurs,) if one.recurs in lines else ())
        if one.recurs or before:
            chains[one.number] = (*before, one.number)
    made = [_recurring([lines[number] for number in chain]) for chain in chains.values() if len(chain) > 1]
    return sorted(made, key=lambda one: (-one.times, -one.last_on.toordinal(), one.numbers))


def _recurring(chain: Sequence[HazardLine]) -> RecurringLine:
    end = chain[-1]
    numbers = tuple(one.number for one in chain)
    return RecurringLine(end.where, end.what, end.unit, end.state, numbers, chain[0].found_on, end.found_on)


def open_at(session: Session, reader: Person) -> dict[int, int]:
    """How many hazards are open at every place of the reader's branch that has any, by the place's id."""
    there: Counter[int] = Counter()
    for one in hazards(session, reader, states=OPEN):
        if one.place_id is not None:
            there[one.place_id] += one.pieces
    return dict(there)


def found_on_visits(session: Session, reader: Person, inspection: Inspection) -> dict[int, int]:
    """How many hazards every visit of a round has found, by the visit's id; those struck don't count."""
    found: Counter[int] = Counter()
    for one in hazards(session, reader, inspection=inspection):
        if one.visit_id is not None:
            found[one.visit_id] += one.pieces
    return dict(found)

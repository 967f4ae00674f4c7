"""What F7 reads: the level in force, warnings, what the program proposes, stops, tasks, and what a level would lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.duty import levels, presence
from inventory.duty.levels import InForce, LevelLine, ResponseLevel
from inventory.duty.posts import PostKind
from inventory.duty.presence import OnDuty
from inventory.ground.people import Organisation
from inventory.response.lacking import Subject
from inventory.response.proposals import Proposal, proposals
from inventory.response.readiness import Tally, readiness
from inventory.response.responses import ResponseLine, ResponseStep, responses
from inventory.response.stoporders import StopLine, stop_orders
from inventory.response.stoprules import Suggestion, suggestions
from inventory.response.tasks import TaskLine, tasks
from inventory.response.warnings import WarningLine, warnings_in_force
from tui.desk import Desk


@dataclass(frozen=True)
class Board:
    """A headquarters as it stands; `last` is the number of the last order of its own, which whoever orders has seen."""

    house_id: int
    house: str
    now: datetime
    leader: str
    level: InForce | None
    last: str
    running: ResponseLine | None
    levels: Sequence[LevelLine]
    warnings: Sequence[WarningLine]
    proposals: Sequence[Proposal]
    suggestions: Sequence[Suggestion]
    stops: Sequence[StopLine]
    tasks: Sequence[TaskLine]

    @property
    def rank(self) -> int:
        """How grave the level in force is; 0 where none is."""
        return self.level.rank if self.level else 0

    @property
    def step(self) -> ResponseStep | None:
        """The last order of the response that is running here."""
        return self.running.orders[-1] if self.running else None

    @property
    def graver(self) -> list[LevelLine]:
        """The levels that could be raised to, the nearest first."""
        return sorted((one for one in self.levels if one.rank > self.rank), key=lambda one: one.rank)

    @property
    def lower(self) -> list[LevelLine]:
        """The levels that could be lowered to, the nearest first."""
        own = self.step.rank if self.step else 0
        return sorted((one for one in self.levels if one.rank < own), key=lambda one: -one.rank)

    @property
    def next_level(self) -> LevelLine | None:
        """The level that is looked ahead to: the gravest that is proposed, or else the next above the one in force."""
        proposed = {one.level_id for one in self.proposals[:1]}
        return next((one for one in self.graver if one.level_id in proposed), next(iter(self.graver), None))


def look(desk: Desk) -> Board:
    """The headquarters of the officer, or the uppermost organisation that they see."""
    with desk.store.read() as session:
        officer = desk.officer(session)
        on = presence.on_duty(session, officer)
        house = session.get_one(Organisation, on.organisation_id if on else officer.organisation_id)
        last = levels.last_order(session, house.id)
        going = [one for one in responses(session, officer, running=True) if one.organisation_id == house.id]
        return Board(
            house_id=house.id,
            house=house.name,
            now=desk.now(),
            leader=_leader(on),
            level=levels.in_force(session, house.id),
            last=last.number if last else "",
            running=next(iter(going), None),
            levels=[one for one in levels.levels(session, officer) if one.organisation_id in _above(house)],
            warnings=warnings_in_force(session, officer),
            proposals=proposals(session, officer, house),
            suggestions=suggestions(session, officer),
            stops=stop_orders(session, officer, running=True),
            tasks=tasks(session, officer),
        )


def _above(house: Organisation) -> set[int]:
    """An organisation and those above it: their levels hold on it."""
    return {int(step) for step in house.path.strip("/").split("/")}


def _leader(on: OnDuty | None) -> str:
    """Who leads now; empty where nobody does."""
    return next((one.name for one in on.shift.of(PostKind.LEADER)), "") if on and on.shift else ""


@dataclass(frozen=True)
class Ahead:
    """What a level would lack if it came now, counted by what it is of."""

    level_id: int
    level: str
    tallies: Sequence[Tally]

    @property
    def lacking(self) -> int:
        """How much of all there is would be missing."""
        return sum(one.lacking for one in self.tallies)

    def of(self, subject: Subject) -> Tally:
        """The counts of one kind."""
        return next((one for one in self.tallies if one.subject is subject), Tally(subject, 0, 0, 0, 0))


def ahead(desk: Desk, board: Board) -> Ahead | None:
    """What the next level would lack; it looks at everything, so it is asked behind the first lines."""
    if (level := board.next_level) is None:
        return None
    with desk.store.read() as session:
        there = session.get_one(ResponseLevel, level.level_id)
        house = session.get_one(Organisation, board.house_id)
        found = readiness(session, desk.officer(session), level=there, organisation=house)
        return Ahead(level.level_id, level.name, found.tallies)

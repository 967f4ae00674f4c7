"""Fairness: who takes which place in a month of shifts, so that nobody has more than their share.

First every place goes, in the order of time, to whoever has had least; where nobody is free for one, others change
places. Then places change hands for as long as the shares come nearer to each other, and at last so that nobody's
duties lie close together. Weekends and holidays are shares of their own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inventory.duty.calendar import DayKind

# Rules ---------------------------------------------------------------------------------------------------------

Span = tuple[datetime, datetime]
NO_REST = timedelta(0)
NOBODY = -1
DEEPEST = 12  # places that change hands for the sake of one that nobody is free for
ROUNDS = 4  # looks through the month for duties that could lie further apart
HOUR = 3600
CLOSE = 10**9  # what two duties cost that begin an hour apart; it falls with the square of the hours


@dataclass(frozen=True)
class Load:
    """How many duties somebody has, and how many of them began at a weekend or on a holiday."""

    duties: int = 0
    weekends: int = 0
    holidays: int = 0

    def plus(self, day: DayKind) -> Load:
        """One duty more, on a day of this kind."""
        weekend, holiday = day is DayKind.WEEKEND, day is DayKind.HOLIDAY
        return Load(self.duties + 1, self.weekends + weekend, self.holidays + holiday)


@dataclass(frozen=True)
class Slot:
    """A place for one person in a shift: from when until when, on what kind of day, and among whom it goes."""

    key: Hashable
    begins: datetime
    ends: datetime
    day: DayKind
    people: tuple[int, ...]


@dataclass(frozen=True)
class Somebody:
    """Somebody who can be planned: when they can't be, when they have a duty already, and what they have had."""

    id: int
    away: tuple[Span, ...] = ()
    held: tuple[Span, ...] = ()
    had: Load = Load()


def overlap(one: Span, other: Span, rest: timedelta = NO_REST) -> bool:
    """Whether two spans of time have an instant in common, or less than a rest between them."""
    return one[0] < other[1] + rest and other[0] < one[1] + rest


def fair(slots: Sequence[Slot], people: Sequence[Somebody], rest: timedelta = NO_REST) -> dict[Hashable, int]:
    """Who takes which place, by its key; a place that nobody can take is left out.

    The same question always has the same answer.
    """
    board = _Board(slots, people, rest)
    for slot in range(len(board.slots)):
        board.place(slot, set())
    board.even_out()
    board.spread()
    return {board.slots[at].key: people[who].id for at, who in enumerate(board.by) if who != NOBODY}


# The board -----------------------------------------------------------------------------------------------------

SHARES = {DayKind.WORKDAY: (0,), DayKind.WEEKEND: (0, 1), DayKind.HOLIDAY: (0, 2)}
Price = tuple[int, int]  # how uneven, then how close; what is cheaper is fairer


class _Board:
    """The month with its places and people by number, and who has what."""

    def __init__(self, slots: Sequence[Slot], people: Sequence[Somebody], rest: timedelta) -> None:
        self.slots = sorted(slots, key=lambda one: (one.begins, len(one.people)))
        self.by = [NOBODY] * len(slots)
        self.has: list[set[int]] = [set() for _one in people]
        self.load = [[one.had.duties, one.had.weekends, one.had.holidays] for one in people]
        self.shares = [SHARES[one.day] for one in self.slots]
        starts = [_hour(one.begins) for one in self.slots]
        self.apart = [[_close(one - other) if one != other else 0 for other in starts] for one in starts]
        self.close = [_beside([_hour(begins) for begins, _ends in one.held], starts) for one in people]
        self.near = self._near(rest)
        self.may = [self._may(one, people, rest) for one in self.slots]
        self.done: list[tuple[int, int]] = []  # a place and who had it before, to be undone

    def _near(self, rest: timedelta) -> list[set[int]]:
        """For each place the others that nobody can have besides it."""
        near: list[set[int]] = [set() for _one in self.slots]
        for at, one in enumerate(self.slots):
            for later in range(at + 1, len(self.slots)):
                other = self.slots[later]
                if overlap((one.begins, one.ends), (other.begins, other.ends), rest):
                    near[at].add(later)
                    near[later].add(at)
        return near

    def _may(self, slot: Slot, people: Sequence[Somebody], rest: timedelta) -> list[int]:
        span, among = (slot.begins, slot.ends), set(slot.people)
        return [
            at
            for at, one in enumerate(people)
            if one.id in among
            and not any(overlap(span, away) for away in one.away)
            and not any(overlap(span, held, rest) for held in one.held)
        ]

    # Moves

    def give(self, slot: int, who: int) -> None:
        """A place changes hands, and both shares with it."""
        before = self.by[slot]
        self.done.append((slot, before))
        for person, change in ((before, -1), (who, 1)):
            if person != NOBODY:
                (self.has[person].add if change > 0 else self.has[person].discard)(slot)
                for share in self.shares[slot]:
                    self.load[person][share] += change
                self.close[person] = [
                    cost + change * one for cost, one in zip(self.close[person], self.apart[slot], strict=True)
                ]
        self.by[slot] = who

    def undo(self, since: int) -> None:
        """Take back what was done since."""
        while len(self.done) > since:
            self.give(*self.done.pop())
            self.done.pop()

    # Prices

    def uneven(self, slot: int, who: int) -> int:
        """By how much the squares of all shares grow when somebody takes a place."""
        load = self.load[who]
        return sum(2 * load[share] + 1 for share in self.shares[slot])

    def moving(self, slot: int, to: int) -> Price:
        """What it costs that a place goes to somebody who is free for it."""
        have = self.by[slot]
        before, after = self.load[have], self.load[to]
        uneven = sum(2 * (after[share] - before[share] + 1) for share in self.shares[slot])
        return uneven, self.close[to][slot] - self.close[have][slot]

    def swapping(self, one: int, other: int) -> Price:
        """What it costs that two people change places."""
        here, there = self.by[one], self.by[other]
        uneven = 0
        if self.shares[one] != self.shares[other]:
            mine, theirs = self.load[here], self.load[there]
            uneven += sum(2 * (theirs[share] - mine[share] + 1) for share in self.shares[one][1:])
            uneven += sum(2 * (mine[share] - theirs[share] + 1) for share in self.shares[other][1:])
        costs_here, costs_there = self.close[here], self.close[there]
        after = costs_there[one] + costs_here[other] - 2 * self.apart[one][other]
        return uneven, after - costs_here[one] - costs_there[other]

    # First a place for everyone

    def place(self, slot: int, tried: set[tuple[int, int]], depth: int = 0) -> bool:
        """Give a place to whoever has had least, making room where nobody is free; whether that was possible."""
        free = [one for one in self.may[slot] if not self.has[one] & self.near[slot]]
        if free:
            self.give(slot, min(free, key=lambda one: (self.uneven(slot, one), self.close[one][slot], one)))
            return True
        for who in self.may[slot] if depth < DEEPEST else ():
            if (slot, who) not in tried:
                tried.add((slot, who))
                since, others = len(self.done), sorted(self.has[who] & self.near[slot])
                for other in others:
                    self.give(other, NOBODY)
                self.give(slot, who)
                if all(self.place(other, tried, depth + 1) for other in others):
                    return True
                self.undo(since)
        return False

    # Then even shares

    def even_out(self) -> None:
        """Let places change hands for as long as the shares come nearer to each other."""
        while True:
            while self._round(closely=False):
                pass
            people = sorted(range(len(self.load)), key=lambda one: (-self.load[one][0], one))
            if not any(self._pass_on(one) for one in people):
                return

    def spread(self) -> None:
        """Then for as long as duties move apart and the shares stay as they are."""
        for _round in range(ROUNDS):
            if not self._round(closely=True):
                return

    def _round(self, *, closely: bool) -> int:
        """Look at every place once; how many of them changed hands."""
        return sum(self._better(slot, closely=closely) for slot in range(len(self.slots)))

    def _better(self, slot: int, *, closely: bool) -> bool:
        """The best move or swap of a place, if any is cheaper than leaving it."""
        best: tuple[Price, int, int] = ((0, 0), NOBODY, NOBODY)
        for other, to in self._ways(slot, closely=closely):
            price = self.moving(slot, to) if other == NOBODY else self.swapping(slot, other)
            if not closely:
                price = (price[0], 0)
            best = min(best, (price, other, to), key=lambda one: one[0])
        price, other, to = best
        if to == NOBODY:
            return False
        have = self.by[slot]
        self.give(slot, NOBODY)
        if other != NOBODY:
            self.give(other, have)
        self.give(slot, to)
        return True

    def _ways(self, slot: int, *, closely: bool) -> Iterator[tuple[int, int]]:
        """To whom a place could go, and the place that they would have to give for it (or nobody's)."""
        have = self.by[slot]
        if have == NOBODY:
            return
        for to in self.may[slot]:
            if to == have:
                continue
            blocked = self.has[to] & self.near[slot]
            if not blocked:
                yield NOBODY, to
            for other in (blocked or self.has[to]) if len(blocked) <= 1 else ():
                alike = self.shares[other] == self.shares[slot]
                if (closely or not alike) and self._free(other, have, slot):
                    yield other, to

    def _free(self, slot: int, who: int, without: int) -> bool:
        """Whether somebody could take a place once they have given another one."""
        return who in self.may[slot] and not (self.has[who] & self.near[slot]) - {without}

    # Shares that only several hands together can even out

    def _pass_on(self, who: int) -> bool:
        """Pass a duty of somebody on, from hand to hand, to one who has two duties fewer."""
        less = {at for at, load in enumerate(self.load) if load[0] <= self.load[who][0] - 2}
        came_from = dict.fromkeys(sorted(self.has[who]), NOBODY)
        waiting = deque(came_from)
        while less and waiting:
            slot = waiting.popleft()
            for to in self.may[slot]:
                blocked = self.has[to] & self.near[slot]
                if to in less and not blocked and self._passed(slot, to, came_from):
                    return True
                if to not in {who, self.by[slot]} and len(blocked) <= 1:
                    for other in sorted(blocked or self.has[to]):
                        if other not in came_from:
                            came_from[other] = slot
                            waiting.append(other)
        return False

    def _passed(self, slot: int, to: int, came_from: dict[int, int]) -> bool:
        """Hand the places of a chain on, the last one first; all as it was where it doesn't work or doesn't help."""
        since, before = len(self.done), self._sum()
        while slot != NOBODY:
            have = self.by[slot]
            if have == to or not self._free(slot, to, NOBODY):
                self.undo(since)
                return False
            self.give(slot, to)
            slot, to = came_from[slot], have
        if self._sum() < before:
            return True
        self.undo(since)
        return False

    def _sum(self) -> int:
        return sum(share * share for load in self.load for share in load)


def _hour(when: datetime) -> int:
    return int(when.timestamp()) // HOUR


def _close(hours: int) -> int:
    return CLOSE // max(1, hours * hours)


def _beside(held: Sequence[int], starts: Sequence[int]) -> list[int]:
    return [sum(_close(start - one) for one in held) for start in starts]


# What a month makes up for ------------------------------------------------------------------------------------

CATCHING_UP = 2  # duties that a month makes up for at most


def carried(had: dict[int, Load], pools: Iterable[Sequence[int]]) -> dict[int, Load]:
    """What people bring into a month from those before, so that a month makes up for a little of it.

    Each is compared with those they share a post with; who has had none yet is new, and brings what these have had.
    """
    peers: dict[int, set[int]] = {}
    for pool in pools:
        for one in pool:
            peers.setdefault(one, set()).update(pool)
    return {
        one: _bounded(had.get(one, Load()), [had[peer] for peer in sorted(group) if peer in had])
        for one, group in peers.items()
    }


def _bounded(own: Load, peers: Sequence[Load]) -> Load:
    def near(mine: int, theirs: Sequence[int]) -> int:
        usual = round(sum(theirs) / len(theirs)) if theirs else 0
        return CATCHING_UP + (min(max(mine - usual, -CATCHING_UP), CATCHING_UP) if own.duties else 0)

    return Load(
        near(own.duties, [one.duties for one in peers]),
        near(own.weekends, [one.weekends for one in peers]),
        near(own.holidays, [one.holidays for one in peers]),
    )

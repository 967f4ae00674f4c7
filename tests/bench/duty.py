"""A fair month for forty people: the processor's time, since a busy machine makes any clock on the wall lie."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from inventory.duty import calendar
from inventory.duty.fairness import Slot, Somebody, fair
from tests.bench.figures import Figure

LOCAL = ZoneInfo("Asia/Shanghai")
FIRST, DAYS, PEOPLE, ROUNDS = date(2022, 10, 1), 31, 40, 5
REST = timedelta(hours=24)
AWAY_EVERY = 2  # every second of them has some days off
POOLS = {
    "four posts, ten people each": (((0, 10), 1), ((10, 20), 2), ((20, 30), 2), ((30, 40), 2)),
    "posts that share their people": (((0, 10), 1), ((5, 15), 2), ((10, 40), 5)),
    "eight of all forty": (((0, 40), 8),),
}


def measure(_folder: Path) -> Iterator[Figure]:
    """A month of holidays, weekends and days off, filled from nothing."""
    for what, pools in POOLS.items():
        slots, people = _month(pools)
        told = [_processor(slots, people) for _round in range(ROUNDS)]
        places = f"{len(slots)} places, {PEOPLE} people, {what}"
        yield Figure(f"fair month, {places}; processor", median(told), most=1000)


def _month(pools: tuple[tuple[tuple[int, int], int], ...]) -> tuple[list[Slot], list[Somebody]]:
    slots = []
    for more in range(DAYS):
        begins = datetime.combine(FIRST + timedelta(days=more), datetime.min.time(), LOCAL) + timedelta(hours=8)
        for post, ((first, last), needed) in enumerate(pools):
            for nth in range(needed):
                key = (more, post, nth)
                kind = calendar.day(begins.date())
                slots.append(Slot(key, begins, begins + timedelta(days=1), kind, tuple(range(first, last))))
    return slots, [Somebody(one, away=_away(one)) for one in range(PEOPLE)]


def _away(one: int) -> tuple[tuple[datetime, datetime], ...]:
    if one % AWAY_EVERY:
        return ()
    since = datetime.combine(FIRST, datetime.min.time(), LOCAL) + timedelta(days=one * 7 % 25)
    return ((since, since + timedelta(days=2 + one % 8)),)


def _processor(slots: list[Slot], people: list[Somebody]) -> float:
    """The milliseconds of the processor that a month takes; what comes of it must be whole and even."""
    start = time.process_time()
    plan = fair(slots, people, REST)
    taken = (time.process_time() - start) * 1000
    assert len(plan) == len(slots)
    return taken

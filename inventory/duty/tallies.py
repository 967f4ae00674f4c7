"""How much everybody does in a month (值班次数): duties, weekends and holidays apart, hours, and the rest between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from inventory.duty.calendar import DayKind
from inventory.duty.months import Month
from inventory.ground.i18n import _

# Rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """How much somebody does in a month: every day counts as one kind, and shifts as the day on which they begin.

    `shortest` and `longest` are the times between the end of a duty and the beginning of the next one in the month.
    """

    person_id: int
    name: str
    posts: str
    duties: int
    weekends: int
    holidays: int
    hours: Decimal
    shortest: timedelta | None
    longest: timedelta | None


# Rules ---------------------------------------------------------------------------------------------------------


def hours_between(spans: Sequence[tuple[datetime, datetime]]) -> Decimal:
    """How many hours spans of time last together."""
    minutes = sum(round((ends - starts).total_seconds() / 60) for starts, ends in spans)
    hours = Decimal(minutes) / 60
    return hours.quantize(Decimal("0.01")).normalize() if minutes % 60 else Decimal(minutes // 60)


# Queries -------------------------------------------------------------------------------------------------------


def tallies(month: Month) -> list[Tally]:
    """How much everybody does who is named for a post or sits in the month, in the order of the posts."""
    kinds = {one.on: one.kind for one in month.days}
    called = {post.post_id: post.name for post in month.posts}
    duties: dict[int, set[tuple[date, int]]] = defaultdict(set)
    for (on, time_id, _post), seats in month.seats.items():
        for seat in seats:
            duties[seat.person_id].add((on, time_id))
    found = []
    for person_id, (name, posts) in _people(month).items():
        spans = sorted(month.span(*one) for one in duties[person_id])
        gaps = [later[0] - earlier[1] for earlier, later in pairwise(spans)]
        days = [kinds[on] for on, _time in duties[person_id]]
        found.append(
            Tally(
                person_id,
                name,
                _(", ").join(called[post_id] for post_id in posts),
                len(days),
                days.count(DayKind.WEEKEND),
                days.count(DayKind.HOLIDAY),
                hours_between(spans),
                min(gaps, default=None),
                max(gaps, default=None),
            )
        )
    return found


def _people(month: Month) -> dict[int, tuple[str, list[int]]]:
    """The names of those who are named for a post or sit there, each with their posts in their order."""
    found: dict[int, tuple[str, list[int]]] = {}
    for post in month.posts:
        named = [(one.person_id, one.name) for one in month.named.get(post.post_id, ()) if not one.retired]
        sitting = sorted((cell, seats) for cell, seats in month.seats.items() if cell[2] == post.post_id)
        seated = [(seat.person_id, seat.name) for _cell, seats in sitting for seat in seats]
        for person_id, name in dict.fromkeys([*named, *seated]):
            found.setdefault(person_id, (name, []))[1].append(post.post_id)
    return found

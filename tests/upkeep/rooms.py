"""A duty room with a published roster, and the clock stopped in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from inventory.duty import patterns, planning, posts, publishing
from inventory.duty.patterns import Days
from inventory.duty.posts import PostKind
from inventory.ground import accounts
from inventory.ground.people import Role

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2031, 7, 1, 8, 0, tzinfo=ZONE)
"""When the first of three shifts of a day each begins: the duty officer's, the second officer's, the leader's."""


@contextmanager
def at(days: float = 0, hours: float = 0, minutes: float = 0) -> Iterator[datetime]:
    """The clock so long after the first shift began."""
    when = FIRST + timedelta(days=days, hours=hours, minutes=minutes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inventory.ground.store.now", lambda: when)
        yield when


def on_the_wall(world):
    """Publish three shifts at the headquarters; each takes a leader too, who stands on the first two alone."""
    with at(days=-5):
        facts = {
            "organisation": world.headquarters,
            "login": "second",
            "name": "示例值班员乙",
            "role": Role.DUTY_OFFICER,
        }
        second = world.do(accounts.add_person, **facts)
        pattern = world.do(patterns.add_pattern, organisation=world.headquarters, name="示例班次")
        time = world.do(
            patterns.add_shift_time,
            pattern=pattern,
            name="示例全天",
            days=Days.EVERY,
            starts="08:00",
            hours=Decimal(24),
        )
        leads = world.do(posts.add_post, pattern=pattern, name="示例带班", kind=PostKind.LEADER)
        signs = world.do(posts.add_post, pattern=pattern, name="示例主班", kind=PostKind.SIGNING)
        roster = world.do(
            planning.open_roster, organisation=world.headquarters, month=FIRST.date().replace(day=1), pattern=pattern
        )
        for day, who in enumerate((world.officer, second, world.leader)):
            on = FIRST.date() + timedelta(days=day)
            world.do(planning.assign, roster=roster, on=on, time=time, post=signs, person=who)
            if day < 2:
                world.do(planning.assign, roster=roster, on=on, time=time, post=leads, person=world.planner)
        world.do(publishing.publish, roster=roster, reason="示例")
    return second

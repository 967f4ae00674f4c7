"""Deadlines: reports, open items, empty posts and gaps in one list, the most urgent first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from inventory.duty import planning, publishing
from inventory.duty.amending import close_entry
from inventory.duty.deadlines import Due, deadlines
from inventory.duty.eventkinds import add_event_kind
from inventory.duty.events import ReportKind, open_event, report_upward
from inventory.duty.log import LogKind, write_entry
from inventory.ground import settings
from inventory.ground.store import now

NOON = datetime(2022, 10, 10, 4, tzinfo=UTC)  # 12:00 at the headquarters


def listed(world, who="officer", at=None):
    with world.read() as here:
        if at is not None:
            here.session.info["now"] = at
        return deadlines(here.session, getattr(here, who))


@pytest.fixture
def month(room):
    """October, full but for some posts, to be published."""
    return room.world.once("room in october", lambda _world: _filled(room))


def _filled(room):
    roster = room.open()
    room.fill(roster)
    return roster


def published(room, roster, **empty):
    """Publish it without those posts on those days of October."""
    for post, days in empty.items():
        for day in days:
            on = date(2022, 10, day)
            room.do(planning.clear_days, roster=roster, first=on, last=on, post=room.posts[post])
    room.do(publishing.publish, roster=roster, reason="示例缺员")


def written(world, content, minutes, **facts):
    some = now() - timedelta(hours=9)
    due = now() + timedelta(minutes=minutes)
    return world.do(write_entry, kind=LogKind.PHONE, content=content, due_at=due, occurred_at=some, **facts)


# Reports and open items ------------------------------------------------------------------------------------------


def test_what_is_due_stands_in_one_list_the_longest_overdue_first(world):
    kind = world.do(add_event_kind, name="示例内涝", written_minutes=60, basis="示例")
    late = now() - timedelta(minutes=90)
    event = world.do(open_event, kind=kind, place="示例镇", what="示例积水", learned_at=late)
    entries = [written(world, f"示例{minutes}", minutes, owner="示例乙", unit="示例村") for minutes in (-40, 60, -10)]
    lines = listed(world)
    assert [one.number for one in lines] == [entries[0].number, event.number, entries[2].number, entries[1].number]
    assert [one.overdue for one in lines] == [True, True, True, False]
    assert [(one.kind, one.what, one.where, one.owner) for one in lines[:2]] == [
        (Due.OPEN_ITEM, "示例-40", "示例村", "示例乙"),
        (Due.REPORT, "示例积水: first report in writing", "示例镇", ""),
    ]


def test_a_first_report_without_a_limit_is_due_at_once_and_a_further_one_last(world):
    kind = world.do(add_event_kind, name="示例险情")
    event = world.do(open_event, kind=kind, place="示例镇", what="示例险情")
    entry = written(world, "示例", 60)
    [first, second] = listed(world)
    assert (first.number, first.at_once, first.due_at, first.overdue) == (event.number, True, None, False)
    facts = {"kind": ReportKind.FIRST, "situation": "示例", "addressed_to": "示例市防指"}
    world.do(report_upward, event=event, **facts)
    lines = listed(world)
    assert [(one.number, one.at_once) for one in lines] == [(second.number, False), (event.number, False)]
    assert second.number == entry.number


def test_what_is_done_or_has_no_hour_is_not_listed(world):
    world.do(write_entry, kind=LogKind.PHONE, content="示例", owner="示例乙")
    world.do(close_entry, entry=written(world, "示例", 5), action="示例完成")
    assert listed(world) == []


def test_another_towns_deadlines_are_not_seen(world):
    written(world, "示例", 5, organisation=world.town)
    assert listed(world, "neighbourkeeper") == []
    assert len(listed(world, "townkeeper")) == 1


# The roster ------------------------------------------------------------------------------------------------------


def test_a_full_roster_asks_for_nothing(room, month):
    published(room, month)
    assert listed(room.world, at=NOON) == []


def test_a_post_that_is_empty_now_is_overdue_and_gaps_of_the_coming_days_follow(room, month):
    published(room, month, sign=[10, 13], sit=[9, 18])
    lines = listed(room.world, at=NOON)
    assert [(one.kind, one.what, one.missing, one.overdue) for one in lines] == [
        (Due.EMPTY_POST, "主班", 1, True),
        (Due.GAP, "主班", 1, False),
    ]
    assert [f"{one.due_at:%m-%d %H:%M}" for one in lines] == ["10-10 00:00", "10-13 00:00"]
    assert lines[0].number.endswith("/2022-10-10/08:00")


def test_how_far_ahead_is_looked_is_a_setting(room, month):
    published(room, month, sit=[18])
    assert listed(room.world, at=NOON) == []
    headquarters = room.world.headquarters
    room.do(settings.set_value, organisation=headquarters, key="gap_days", value="8", basis="示例")
    assert [one.kind for one in listed(room.world, at=NOON)] == [Due.GAP]


def test_where_what_is_published_ends_soon_the_next_month_is_asked_for(room, month):
    published(room, month)
    [line] = listed(room.world, at=NOON + timedelta(days=16))
    assert (line.kind, line.overdue, f"{line.due_at:%m-%d %H:%M}") == (Due.UNPUBLISHED, False, "11-01 00:00")
    [line] = listed(room.world, at=NOON + timedelta(days=30))
    assert (line.kind, line.overdue) == (Due.UNPUBLISHED, True)


def test_a_roster_that_is_only_planned_is_not_published(room, month):
    assert [one.kind for one in listed(room.world, at=NOON)] == [Due.UNPUBLISHED]


def test_where_no_roster_was_ever_made_none_is_asked_for(room):
    assert listed(room.world, at=NOON) == []

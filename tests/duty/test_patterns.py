"""Shift patterns and posts: what fits into a day, across midnight and a change of clock, and who is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.duty import patterns, posts
from inventory.duty.patterns import Days
from inventory.duty.posts import PostKind
from inventory.duty.shifts import instants, touched
from inventory.ground import accounts, typed
from inventory.ground.names import NotRetired, Retired
from inventory.ground.people import NotPermitted

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
EIGHT = 8 * 60


def give(room, pattern, name, starts, hours, days=Days.EVERY):
    return room.do(
        patterns.add_shift_time, pattern=pattern, name=name, starts=starts, hours=Decimal(str(hours)), days=days
    )


@pytest.fixture
def bare(room):
    """A pattern without shifts."""
    return room.do(patterns.add_pattern, organisation=room.world.headquarters, name="示例班次")


# Shifts


@pytest.mark.parametrize("hours", ["0", "49", "24.5", "-1", "0.001", "1e9", "NaN", "Infinity"])
def test_a_shift_of_no_time_or_of_more_than_a_day_is_refused(room, bare, hours):
    with pytest.raises(patterns.BadLength):
        give(room, bare, "坏班", "08:00", hours)
    assert room.world.faults() == []


@pytest.mark.parametrize("starts", ["24:00", "8", "25:61", "", "0624 08:00"])
def test_a_shift_begins_at_a_time_of_day(room, bare, starts):
    with pytest.raises((typed.NotAClock, typed.NotAMoment)):
        give(room, bare, "坏班", starts, 8)


@pytest.mark.parametrize("starts", ["17:30", "17点半", "1730", "１７：３０"])
def test_a_time_of_day_is_read_as_people_write_it(room, bare, starts):
    made = give(room, bare, "夜班", starts, "15")
    assert (made.starts, made.length, made.code) == (17 * 60 + 30, 15 * 60, f"{bare.code}/1")


SEVERAL = [
    [("早班", "08:00", 6, Days.EVERY), ("中班", "14:00", 6, Days.EVERY), ("夜班", "20:00", 12, Days.EVERY)],
    [("夜班", "17:30", 15, Days.EVERY), ("白班", "08:30", 9, Days.DAY_OFF)],
    [("工作日", "17:30", 15, Days.WORKDAY), ("休息日", "08:30", 24, Days.DAY_OFF)],
]


@pytest.mark.parametrize("shifts", SEVERAL)
def test_the_patterns_of_real_rooms_fit(room, bare, shifts):
    for shift in shifts:
        give(room, bare, *shift)
    with room.world.read() as here:
        found = patterns.times_of(here.session, bare.id)
    assert [one.starts for one in found] == sorted(one.starts for one in found)
    assert len(found) == len(shifts)


OVERLAPPING = [
    [("夜班", "20:00", 13, Days.EVERY), ("早班", "08:00", 6, Days.EVERY)],  # into the next morning
    [("早班", "08:00", 6, Days.EVERY), ("又早班", "08:00", 6, Days.EVERY)],
    [("白班", "08:00", 10, Days.EVERY), ("中班", "12:00", 2, Days.WORKDAY)],  # one within the other
    [("休息日", "09:00", 24, Days.DAY_OFF), ("工作日", "08:00", 24, Days.WORKDAY)],  # a Sunday into a Monday
]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("shifts", OVERLAPPING)
def test_shifts_of_a_pattern_never_overlap_whichever_is_entered_first(room, bare, shifts, turned):
    first, second = reversed(shifts) if turned else shifts
    give(room, bare, *first)
    with pytest.raises(patterns.Overlapping):
        give(room, bare, *second)


def test_a_retired_shift_is_in_nobodys_way_and_what_is_retired_takes_no_more(room, bare):
    first = give(room, bare, "白班", "08:00", 12)
    room.do(patterns.retire_shift_time, time=first)
    again = give(room, bare, "白班", "08:00", 12)
    assert again.code == f"{bare.code}/2"
    with pytest.raises(Retired):
        room.do(patterns.retire_shift_time, time=first)
    room.do(patterns.retire_pattern, pattern=bare)
    with pytest.raises(Retired):
        give(room, bare, "夜班", "20:00", 12)
    with pytest.raises(Retired):
        room.do(posts.add_post, pattern=bare, name="岗", kind=PostKind.OFFICER)
    assert bare.code not in {one.code for one in room.world.ask(patterns.patterns)}


def test_what_was_retired_comes_back_unless_something_stands_in_its_place(room, bare):
    first = give(room, bare, "早班", "08:00", 8)
    for thing, field in ((first, "time"), (bare, "pattern")):
        name = {"time": "shift_time"}.get(field, field)
        with pytest.raises(NotRetired):
            room.do(getattr(patterns, f"revive_{name}"), **{field: thing})
        room.do(getattr(patterns, f"retire_{name}"), **{field: thing})
        assert not room.do(getattr(patterns, f"revive_{name}"), **{field: thing}).retired
    room.do(patterns.retire_shift_time, time=first)
    give(room, bare, "另一早班", "10:00", 8)
    with pytest.raises(patterns.Overlapping):
        room.do(patterns.revive_shift_time, time=first)
    assert room.world.faults() == []


def test_a_pattern_is_listed_with_its_shifts_and_can_be_renamed(room, bare):
    give(room, bare, "夜班", "20:00", 12)
    room.do(patterns.change_pattern, pattern=bare, name="改名", note="示例说明")
    (line,) = [one for one in room.world.ask(patterns.patterns) if one.code == bare.code]
    assert (line.name, line.note, line.shifts) == ("改名", "示例说明", "夜班 20:00–08:00 +1")


# Instants


def test_a_shift_over_midnight_ends_on_the_next_day():
    starts, ends = instants(SHANGHAI, date(2022, 7, 3), 20 * 60, 12 * 60)
    assert starts == datetime(2022, 7, 3, 12, tzinfo=UTC)
    assert ends - starts == timedelta(hours=12)
    assert ends.astimezone(SHANGHAI).date() == date(2022, 7, 4)
    assert touched(date(2022, 7, 3), 20 * 60, 12 * 60) == (date(2022, 7, 3), date(2022, 7, 4))
    assert touched(date(2022, 7, 3), 20 * 60, 4 * 60) == (date(2022, 7, 3), date(2022, 7, 3))


@pytest.mark.parametrize(("on", "hours"), [(date(2022, 3, 26), 23), (date(2022, 10, 29), 25), (date(2022, 7, 1), 24)])
def test_from_eight_to_eight_stays_so_when_the_clock_is_changed(on, hours):
    starts, ends = instants(BERLIN, on, EIGHT, 24 * 60)
    assert ends - starts == timedelta(hours=hours)
    assert (starts.astimezone(BERLIN).hour, ends.astimezone(BERLIN).hour) == (8, 8)


@given(
    on=st.dates(date(2022, 1, 1), date(2022, 12, 31)),
    starts=st.integers(0, 1439),
    first=st.integers(1, 1440),
    second=st.integers(1, 1440),
)
def test_shifts_that_follow_one_another_leave_no_gap_and_never_overlap_whatever_the_clock_does(
    on, starts, first, second
):
    later = starts + first
    one = instants(BERLIN, on, starts, first)
    other = instants(BERLIN, on + timedelta(days=later // 1440), later % 1440, second)
    assert one[0] <= one[1] == other[0] <= other[1]


def test_a_time_that_the_clock_leaps_over_is_the_instant_of_the_leap():
    starts, ends = instants(BERLIN, date(2022, 3, 27), 2 * 60 + 30, 60)
    assert starts == datetime(2022, 3, 27, 1, tzinfo=UTC)
    assert ends == datetime(2022, 3, 27, 1, 30, tzinfo=UTC)


# Posts


def test_one_post_of_a_pattern_signs(room):
    with pytest.raises(posts.OneSigns):
        room.do(posts.add_post, pattern=room.pattern, name="另一主班", kind=PostKind.SIGNING)
    room.do(posts.retire_post, post=room.posts["sign"])
    other = room.do(posts.add_post, pattern=room.pattern, name="另一主班", kind=PostKind.SIGNING)
    with pytest.raises(posts.OneSigns):
        room.do(posts.revive_post, post=room.posts["sign"])
    room.do(posts.retire_post, post=other)
    assert not room.do(posts.revive_post, post=room.posts["sign"]).retired


@pytest.mark.parametrize("needed", [-1, 100])
def test_a_post_takes_a_sensible_number_of_people(room, needed):
    with pytest.raises(posts.BadNeed):
        room.do(posts.change_post, post=room.posts["sit"], needed=needed)
    with pytest.raises(posts.BadNeed):
        room.do(posts.set_need, post=room.posts["sit"], level=room.levels["Ⅰ级"], needed=needed)


def test_a_post_takes_more_at_a_level_where_that_was_set(room):
    sit, level = room.posts["sit"], room.levels["Ⅱ级"]
    room.do(posts.set_need, post=sit, level=level, needed=3, basis="示例预案")
    with room.world.read() as here:
        assert posts.needed(here.session, sit) == 1
        assert posts.needed(here.session, sit, level.id) == 3
        assert posts.needed(here.session, sit, room.levels["Ⅰ级"].id) == 1
        (line,) = posts.needs_set(here.session, room.pattern.id)
        assert (line.post, line.level, line.needed, line.basis) == ("值班", "Ⅱ级", 3, "示例预案")
    room.do(posts.drop_need, post=sit, level=level)
    with pytest.raises(posts.NotSetForLevel):
        room.do(posts.drop_need, post=sit, level=level)
    assert room.world.faults() == []


def test_who_is_named_for_a_post_is_named_once_and_can_be_struck(room):
    sit, person = room.posts["sit"], room.people["b"]
    with pytest.raises(posts.NamedAlready):
        room.do(posts.name_for_post, post=sit, person=person)
    room.do(posts.strike_from_post, post=sit, person=person)
    with pytest.raises(posts.NotNamed):
        room.do(posts.strike_from_post, post=sit, person=person)
    with room.world.read() as here:
        assert [one.login for one in posts.named_for(here.session, here.leader, room.pattern.id)[sit.id]] == ["d"]


def test_nobody_who_is_retired_is_named(room):
    room.do(accounts.retire_person, person=room.people["b"])
    room.do(posts.strike_from_post, post=room.posts["sit"], person=room.people["b"])
    with pytest.raises(Retired):
        room.do(posts.name_for_post, post=room.posts["sit"], person=room.people["b"])


def test_patterns_are_kept_by_planners_leaders_and_administrators_of_the_branch(room):
    for who in ("officer", "keeper", "watcher", "townkeeper"):
        with pytest.raises(NotPermitted):
            room.world.as_(who).do(patterns.change_pattern, pattern=room.pattern, name="别名")
    room.world.as_("planner").do(patterns.change_pattern, pattern=room.pattern, name="别名")

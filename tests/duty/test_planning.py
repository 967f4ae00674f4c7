"""Planning a month: who may be seated where, a week copied, days cleared, and how much everybody does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from inventory.duty import months, patterns, planning, posts, publishing
from inventory.duty.calendar import DayKind
from inventory.duty.patterns import Days
from inventory.duty.shifts import Roster
from inventory.duty.tallies import tallies
from inventory.ground import accounts
from inventory.ground.names import Retired, remarks
from inventory.ground.people import NotPermitted, Person
from inventory.response.responses import order_level
from tests.duty.conftest import OCTOBER
from tests.duty.crew import clock

FIRST, EIGHTH = date(2022, 10, 1), date(2022, 10, 8)
MONDAY = date(2022, 10, 10)


def look(room, roster, who="leader"):
    with room.world.read() as here:
        return months.month(here.session, getattr(here, who), roster)


def told(world, service, **facts):
    """What a service says to the officer besides."""
    with world.begin() as here:
        again = {
            name: here.session.get_one(type(value), value.id) if hasattr(value, "id") else value
            for name, value in facts.items()
        }
        service(here.session, here.leader, **again)
        return " ".join(remarks(here.session))


# Opening


def test_a_month_has_its_days_with_holidays_and_the_weekend_that_is_worked(room):
    seen = look(room, room.open())
    kinds = {one.on: one.kind for one in seen.days}
    assert (seen.first, seen.last, len(seen.days)) == (FIRST, date(2022, 10, 31), 31)
    assert kinds[FIRST] is DayKind.HOLIDAY
    assert kinds[EIGHTH] is DayKind.WORKDAY
    assert kinds[date(2022, 10, 15)] is DayKind.WEEKEND
    assert [one.remark for one in seen.days if one.on in (FIRST, EIGHTH)] == [
        "National Day", "worked in lieu, National Day",
    ]  # fmt: skip
    assert len(list(seen.shifts())) == 31
    assert seen.said == ""


def test_a_room_has_one_roster_a_month_called_by_its_code(room):
    roster = room.open(date(2022, 10, 17))
    assert (roster.code, roster.first) == ("HQ/2022-10", OCTOBER)
    with pytest.raises(planning.RosterThere):
        room.open(date(2022, 10, 2))
    room.open(date(2022, 11, 1))
    assert [one.code for one in room.world.ask(months.rosters)] == ["HQ/2022-11", "HQ/2022-10"]


def test_a_month_whose_holidays_nobody_knows_yet_says_so(room):
    facts = {"organisation": room.world.headquarters, "month": date(2199, 5, 1), "pattern": room.pattern}
    assert "The holidays of 2199 aren't known" in told(room.world, planning.open_roster, **facts)
    (line,) = room.world.ask(months.rosters)
    with room.world.read() as here:
        roster = here.session.get_one(Roster, line.roster_id)
    assert "weekends alone" in look(room, roster).said


def test_a_roster_takes_a_pattern_of_its_own_room_with_shifts_and_posts(room):
    house, town = room.world.headquarters, room.world.town
    bare = room.do(patterns.add_pattern, organisation=house, name="空")
    with pytest.raises(planning.BarePattern):
        room.do(planning.open_roster, organisation=house, month=OCTOBER, pattern=bare)
    with pytest.raises(planning.OthersPattern):
        room.do(planning.open_roster, organisation=town, month=OCTOBER, pattern=room.pattern)
    room.do(patterns.retire_pattern, pattern=room.pattern)
    with pytest.raises(Retired):
        room.open()


# Assigning


def test_somebody_is_assigned_and_taken_out_again(room):
    roster = room.open()
    room.assign(roster, FIRST, "sit", "b")
    cell = (FIRST, room.day.id, room.posts["sit"].id)
    assert [one.name for one in look(room, roster).seated(cell)] == ["示例b"]
    facts = {"roster": roster, "on": FIRST, "time": room.day, "person": room.people["b"]}
    with pytest.raises(planning.NotPlanned):
        room.do(planning.unassign, post=room.posts["sign"], **facts)
    room.do(planning.unassign, post=room.posts["sit"], **facts)
    assert look(room, roster).seated(cell) == ()
    assert room.world.faults() == []


def test_nobody_sits_twice_in_a_shift(room):
    roster = room.open()
    room.assign(roster, FIRST, "sit", "b")
    for post in ("sit", "sign", "lead"):
        with pytest.raises(planning.PlannedAlready, match="值班"):
            room.assign(roster, FIRST, post, "b")


def test_nobody_retired_or_unavailable_is_assigned(room):
    roster = room.open()
    room.do(planning.set_unavailable, person=room.people["b"], first=FIRST, last=FIRST, reason="培训")
    with pytest.raises(planning.IsAway, match="培训"):
        room.assign(roster, FIRST, "sit", "b")
    room.do(accounts.retire_person, person=room.people["d"])
    with pytest.raises(Retired):
        room.assign(roster, FIRST, "sit", "d")


def test_whoever_can_not_come_in_the_morning_does_not_sit_there_the_night_before(room):
    roster = room.open()
    room.do(planning.set_unavailable, person=room.people["b"], first=date(2022, 10, 5), last=date(2022, 10, 6))
    for on in (4, 5, 6):
        with pytest.raises(planning.IsAway):
            room.assign(roster, date(2022, 10, on), "sit", "b")
    for on in (3, 7):
        room.assign(roster, date(2022, 10, on), "sit", "b")


def test_a_cell_is_one_of_the_roster(room):
    roster = room.open()
    for on in (date(2022, 9, 30), date(2022, 11, 1)):
        with pytest.raises(planning.OtherMonth):
            room.assign(roster, on, "sit", "b")
    other = room.do(patterns.add_pattern, organisation=room.world.headquarters, name="另一")
    night = room.do(patterns.add_shift_time, pattern=other, name="夜", starts="20:00", hours=Decimal(12))
    with pytest.raises(planning.OtherPattern):
        room.assign(roster, FIRST, "sit", "b", night)


def test_a_shift_of_days_off_does_not_begin_on_a_weekend_that_is_worked(room):
    pattern = room.do(patterns.add_pattern, organisation=room.world.headquarters, name="休息日班")
    facts = {"pattern": pattern, "starts": "08:30", "hours": Decimal(9), "days": Days.DAY_OFF}
    time = room.do(patterns.add_shift_time, name="白班", **facts)
    room.posts["sit"] = room.do(posts.add_post, pattern=pattern, name="值班", kind=posts.PostKind.OFFICER)
    room.pattern = pattern
    roster = room.open()
    room.assign(roster, FIRST, "sit", "b", time)
    with pytest.raises(planning.NotThatDay, match="days off alone, and 2022-10-08 is a workday"):
        room.assign(roster, EIGHTH, "sit", "b", time)
    assert len(list(look(room, roster).shifts())) == 7 + 2 * 3  # 10-15 16 22 23 29 30; the 8th and 9th are worked


def test_who_is_not_named_for_a_post_may_sit_there_and_that_is_told(room):
    roster = room.open()
    facts = {"roster": roster, "on": FIRST, "time": room.day, "post": room.posts["sign"]}
    assert "not among those" in told(room.world, planning.assign, person=room.people["b"], **facts)
    assert told(room.world, planning.assign, person=room.people["a"], **facts) == ""


def test_planning_takes_the_right_on_the_branch(room):
    roster = room.open()
    facts = {"roster": roster, "on": FIRST, "time": room.day, "post": room.posts["sit"], "person": room.people["b"]}
    for who in ("watcher", "keeper", "townkeeper"):
        with pytest.raises(NotPermitted):
            room.world.as_(who).do(planning.assign, **facts)
    room.world.as_("officer").do(planning.assign, **facts)
    with pytest.raises(NotPermitted):
        look(room, roster, "townkeeper")
    assert room.world.as_("townkeeper").ask(months.rosters) == []


# Days on which somebody can't be planned


def test_days_are_entered_once_in_their_order_and_dropped_by_one_of_them(room):
    person = room.people["b"]
    with pytest.raises(planning.BackToFront):
        room.do(planning.set_unavailable, person=person, first=date(2022, 10, 3), last=date(2022, 10, 2))
    room.do(planning.set_unavailable, person=person, first=date(2022, 10, 2), last=date(2022, 10, 5))
    with pytest.raises(planning.AwayAlready):
        room.do(planning.set_unavailable, person=person, first=date(2022, 10, 5), last=date(2022, 10, 9))
    with pytest.raises(planning.NotAway):
        room.do(planning.drop_unavailable, person=person, on=date(2022, 10, 6))
    room.do(planning.drop_unavailable, person=person, on=date(2022, 10, 4))
    room.assign(room.open(), date(2022, 10, 4), "sit", "b")
    assert room.world.faults() == []


def test_whoever_is_planned_already_is_told_when_days_are_entered(room):
    roster = room.open()
    for on in (1, 4, 5):
        room.assign(roster, date(2022, 10, on), "sit", "b")
    facts = {"person": room.people["b"], "first": date(2022, 10, 5), "last": date(2022, 10, 6)}
    assert "planned on 10-04, 10-05 all the same" in told(room.world, planning.set_unavailable, **facts)


# A week copied, days cleared


def test_a_week_is_copied_over_the_empty_posts_and_what_does_not_fit_is_told(room):
    roster = room.open()
    for on, post, person in (
        (0, "sit", "b"),
        (0, "sign", "a"),
        (1, "sit", "d"),
        (2, "sit", "b"),
        (6, "lead", "leader1"),
    ):
        room.assign(roster, MONDAY + timedelta(days=on), post, person)
    target = MONDAY + timedelta(days=7)
    room.assign(roster, target, "sit", "d")
    room.do(
        planning.set_unavailable,
        person=room.people["d"],
        first=target + timedelta(days=2),
        last=target + timedelta(days=2),
    )
    facts = {"roster": roster, "from_week": MONDAY + timedelta(days=3), "to_week": target + timedelta(days=5)}
    said = told(room.world, planning.copy_week, **facts)
    assert "3 duties were copied." in said
    assert "2 were left out: 10-17 示例b (filled already); 10-18 示例d (unavailable)" in said
    seen = look(room, roster)
    held = {cell[0]: {one.login for one in seats} for cell, seats in seen.seats.items() if cell[0] >= target}
    assert held == {
        target + timedelta(days=2): {"b"},
        target: held[target],
        target + timedelta(days=6): {"leader1"},
    }
    assert {one.login for cell, seats in seen.seats.items() if cell[0] == target for one in seats} == {"d", "a"}
    with pytest.raises(planning.NothingCopied, match="filled already"):
        room.do(planning.copy_week, **facts)


def test_a_week_can_be_copied_over_the_end_of_a_month_even_from_a_published_one(room):
    september = room.open(date(2022, 9, 1))
    room.assign(september, date(2022, 9, 29), "sit", "b")
    room.do(publishing.publish, roster=september, reason="示例")
    october = room.open()
    room.do(planning.copy_week, roster=october, from_week=date(2022, 9, 26), to_week=date(2022, 10, 3))
    assert [cell[0] for cell in look(room, october).seats] == [date(2022, 10, 6)]
    with pytest.raises(planning.NothingCopied, match="nobody was planned"):
        room.do(planning.copy_week, roster=october, from_week=date(2022, 8, 1), to_week=date(2022, 10, 3))


def test_days_are_cleared_of_everybody_or_of_one_post_or_person(room):
    roster = room.open()
    room.fill(roster)
    facts = {"roster": roster, "first": FIRST, "last": date(2022, 10, 4)}
    room.do(planning.clear_days, post=room.posts["lead"], **facts)
    room.do(planning.clear_days, person=room.people["a"], **facts)
    seen = look(room, roster)
    left = sorted(one.login for cell, seats in seen.seats.items() if cell[0] <= date(2022, 10, 4) for one in seats)
    assert left == ["b", "b", "c", "c", "d", "d"]
    room.do(planning.clear_days, **facts)
    with pytest.raises(planning.NothingPlanned):
        room.do(planning.clear_days, **facts)
    with pytest.raises(planning.BackToFront):
        room.do(planning.clear_days, roster=roster, first=FIRST, last=date(2022, 9, 30))


# How much everybody does


def test_duties_weekends_holidays_and_hours_are_counted_for_each(room):
    roster = room.open()
    for on in (1, 8, 15, 20):  # a holiday, a weekend that is worked, a weekend, a workday
        room.assign(roster, date(2022, 10, on), "sit", "b")
    held = {one.name: one for one in tallies(look(room, roster))}
    mine = held["示例b"]
    assert (mine.duties, mine.weekends, mine.holidays, mine.hours) == (4, 1, 1, Decimal(96))
    assert (mine.shortest, mine.longest) == (timedelta(days=4), timedelta(days=6))
    assert mine.posts == "值班"
    assert (held["示例d"].duties, held["示例d"].shortest) == (0, None)
    assert list(held)[:2] == ["示例leader1", "示例leader2"]


def test_a_shift_takes_what_is_set_for_the_level_that_holds_last_while_it_lasts(room):
    roster = room.open()
    room.do(posts.set_need, post=room.posts["sit"], level=room.levels["Ⅱ级"], needed=3)
    facts = {"organisation": room.world.headquarters, "ordered_by": "示例"}
    room.do(order_level, **facts, level=room.levels["Ⅱ级"], since=clock(2022, 10, 10, 2))
    seen = look(room, roster)
    assert (seen.level, seen.level_since) == ("Ⅱ级", date(2022, 10, 10))
    cells = [cell for cell in seen.cells() if cell[2] == room.posts["sit"].id]
    raised = {cell[0] for cell in cells if seen.need(cell) == 3}
    assert raised == set(months.days_of(OCTOBER)[8:])  # the shift of the 9th lasts until eight the next morning
    assert {seen.missing(cell) for cell in cells if cell[0] in raised} == {3}
    room.do(order_level, **facts, since=clock(2022, 10, 20, 20))
    after = look(room, roster)
    assert (after.level, after.level_since) == ("", None)
    assert {cell[0] for cell in cells if after.need(cell) == 3} == set(months.days_of(OCTOBER)[8:19])
    assert {after.need(cell) for cell in cells} == {1, 3}


def test_reading_a_full_month_takes_few_questions(file_room):
    roster = file_room.open()
    file_room.fill(roster)
    asked = []
    event.listen(file_room.world.store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    look(file_room, roster)
    assert len(asked) < 20


def test_a_month_of_the_same_rows_is_planned_on_both_databases(room):
    roster = room.open()
    room.fill(roster)
    seen = look(room, roster)
    assert all(seen.missing(cell) == 0 for cell in seen.cells())
    assert sum(one.duties for one in tallies(seen)) == 93
    with room.world.read() as here:
        assert here.session.get_one(Person, room.people["a"].id).login == "a"
    assert room.world.faults() == []

"""Publishing: what is wrong is listed by day, gaps stand only for a reason, and what is published stays as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from inventory.duty import months, patterns, planning, posts, publishing
from inventory.duty.calendar import DayKind
from inventory.duty.publishing import ProblemKind
from inventory.duty.shifts import Duty, Publication, Shift
from inventory.duty.tallies import tallies
from inventory.ground import accounts, settings
from inventory.ground.people import NotPermitted

FIRST = date(2022, 10, 1)


def problems(room, roster):
    with room.world.read() as here:
        return publishing.problems(here.session, here.leader, roster)


@pytest.fixture
def full(room):
    """A month in which nothing is wrong."""
    return room.world.once("room in october", lambda _world: _filled(room))


def _filled(room):
    roster = room.open()
    room.fill(roster)
    return roster


def clear(room, roster, on, post):
    room.do(planning.clear_days, roster=roster, first=on, last=on, post=room.posts[post])


# What is wrong


def test_nothing_is_wrong_with_a_full_month(room, full):
    assert problems(room, full) == []


def test_gaps_and_missing_leaders_are_listed_by_day(room, full):
    clear(room, full, date(2022, 10, 5), "sit")
    clear(room, full, date(2022, 10, 3), "lead")
    found = problems(room, full)
    assert [(one.on.day, one.kind, one.missing) for one in found] == [
        (3, ProblemKind.LEADER, 1), (5, ProblemKind.GAP, 1),
    ]  # fmt: skip
    assert found[0].said == "全天: nobody leads (带班领导)."
    assert found[1].said == "全天: 值班 has 0 of 1."


def test_a_pattern_in_which_nobody_leads_says_so_once(room):
    room.do(posts.retire_post, post=room.posts["lead"])
    roster = room.open()
    leaders = [one for one in problems(room, roster) if one.kind is ProblemKind.LEADER]
    assert [(one.on, one.said) for one in leaders] == [(FIRST, "示例全天班 has no post that leads.")]


def test_who_is_in_two_rooms_at_once_is_found_wherever_that_was_planned(room, full):
    town = room.world.town
    pattern = room.do(patterns.add_pattern, organisation=town, name="镇班")
    time = room.do(patterns.add_shift_time, pattern=pattern, name="夜", starts="22:00", hours=Decimal(10))
    post = room.do(posts.add_post, pattern=pattern, name="镇值班", kind=posts.PostKind.OFFICER)
    other = room.do(planning.open_roster, organisation=town, month=FIRST, pattern=pattern)
    who = next(seat for cell, seats in look(room, full).seats.items() if cell[0] == FIRST for seat in seats)
    person = room.people[who.login]
    room.do(planning.assign, roster=other, on=FIRST, time=time, post=post, person=person)
    double = [one for one in problems(room, full) if one.kind is ProblemKind.DOUBLE]
    assert [(one.on, one.person) for one in double] == [(FIRST, person.name)]
    assert "ZA/2022-10 10-01 22:00" in double[0].said
    room.do(publishing.publish, roster=other, reason="示例")
    assert [one.kind for one in problems(room, full)] == [ProblemKind.DOUBLE]


def look(room, roster):
    with room.world.read() as here:
        return months.month(here.session, here.leader, roster)


def test_too_little_rest_is_listed_once_it_was_set_and_over_the_end_of_a_month_too(room, full):
    house = room.world.headquarters
    november = room.open(date(2022, 11, 1))
    room.assign(november, date(2022, 11, 1), "sit", "b")  # who also sits on the last of October
    assert [one for one in problems(room, november) if one.kind is ProblemKind.REST] == []
    room.do(settings.set_value, organisation=house, key="rest_hours", value="24", basis="示例")
    assert [one for one in problems(room, full) if one.kind is not ProblemKind.REST] == []
    rests = [one for one in problems(room, november) if one.kind is ProblemKind.REST]
    assert [one.said for one in rests] == [
        "示例b rests 0 hours between HQ/2022-10 10-31 08:00 and 值班 11-01 08:00; 24 are set."
    ]
    assert [one.on.day for one in problems(room, full)] == [31]
    room.do(settings.set_value, organisation=house, key="rest_hours", value="25", basis="示例")
    assert len(problems(room, full)) > 80


def test_an_overlap_is_found_even_when_a_shorter_duty_lies_between(room, full):
    town = room.world.town
    pattern = room.do(patterns.add_pattern, organisation=town, name="镇班")
    early = room.do(patterns.add_shift_time, pattern=pattern, name="早", starts="09:00", hours=Decimal(1))
    late = room.do(patterns.add_shift_time, pattern=pattern, name="晚", starts="20:00", hours=Decimal(1))
    post = room.do(posts.add_post, pattern=pattern, name="镇值班", kind=posts.PostKind.OFFICER)
    other = room.do(planning.open_roster, organisation=town, month=FIRST, pattern=pattern)
    for time in (early, late):
        room.do(planning.assign, roster=other, on=FIRST, time=time, post=post, person=room.people["b"])
    assert [one.kind for one in problems(room, full)] == [ProblemKind.DOUBLE] * 2


def test_who_became_unavailable_or_retired_after_planning_is_listed(room, full):
    room.do(planning.set_unavailable, person=room.people["b"], first=date(2022, 10, 2), last=date(2022, 10, 2))
    assert [(one.on.day, one.kind, one.person) for one in problems(room, full)] == [
        (1, ProblemKind.UNAVAILABLE, "示例b")
    ]
    room.do(accounts.retire_person, person=room.people["d"])
    assert {one.kind for one in problems(room, full)} == {ProblemKind.UNAVAILABLE, ProblemKind.RETIRED}


# Publishing


def test_a_full_month_is_published_without_a_word(room, full):
    room.do(publishing.publish, roster=full)
    with room.world.read() as here:
        said = here.session.scalars(select(Publication)).one()
        shifts = here.session.scalars(select(Shift).order_by(Shift.id)).all()
        assert len(here.session.scalars(select(Duty.id)).all()) == 93
    assert (said.gaps, said.reason) == (0, "")
    assert (shifts[0].code, shifts[0].starts_at) == ("HQ/2022-10-01/08:00", datetime(2022, 10, 1, tzinfo=UTC))
    assert shifts[0].ends_at - shifts[0].starts_at == timedelta(hours=24)
    assert [one.day for one in shifts[:9]] == [DayKind.HOLIDAY] * 7 + [DayKind.WORKDAY] * 2
    assert shifts[-1].ends_at == datetime(2022, 11, 1, tzinfo=UTC)
    assert room.world.faults() == []


def test_gaps_are_published_only_for_a_reason(room, full):
    clear(room, full, FIRST, "sit")
    for reason in ("", "  "):
        with pytest.raises(
            publishing.ReasonNeeded, match="1 thing is wrong, the first on 2022-10-01: 全天: 值班 has 0 of 1"
        ):
            room.do(publishing.publish, roster=full, reason=reason)
    room.do(publishing.publish, roster=full, reason="人手不足")
    (line,) = room.world.ask(months.rosters)
    assert (line.gaps, line.reason, line.published_at is not None) == (1, "人手不足", True)


def test_nobody_who_is_retired_is_published_whatever_the_reason(room, full):
    room.do(accounts.retire_person, person=room.people["d"])
    with pytest.raises(publishing.RetiredThere, match="示例d has been retired"):
        room.do(publishing.publish, roster=full, reason="示例")


def test_a_roster_is_published_once_and_its_plan_is_closed(room, full):
    room.do(publishing.publish, roster=full)
    with pytest.raises(planning.IsPublished):
        room.do(publishing.publish, roster=full, reason="再次")
    with pytest.raises(planning.IsPublished):
        room.assign(full, FIRST, "sit", "d")
    facts = {"roster": full, "on": FIRST, "time": room.day, "post": room.posts["sit"], "person": room.people["b"]}
    with pytest.raises(planning.IsPublished):
        room.do(planning.unassign, **facts)
    with pytest.raises(planning.IsPublished):
        room.do(planning.clear_days, roster=full, first=FIRST, last=FIRST)
    with pytest.raises(planning.IsPublished):
        room.do(planning.copy_week, roster=full, from_week=FIRST, to_week=FIRST + timedelta(days=7))


def test_what_was_published_can_not_be_changed_even_behind_the_programs_back(room, full):
    room.do(publishing.publish, roster=full)
    for table in ("roster", "publication", "shift", "duty"):
        for change in ("UPDATE {table} SET id = id", "DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match=f"{table} only grows"), room.world.begin() as here:
                here.session.execute(text(change.format(table=table)))
    assert room.world.faults() == []


def test_what_was_published_stays_as_it_is_when_the_pattern_is_changed(room, full):
    room.do(publishing.publish, roster=full)
    before = look(room, full)
    room.do(patterns.retire_shift_time, time=room.day)
    room.do(patterns.add_shift_time, pattern=room.pattern, name="新班", starts="09:00", hours=Decimal(12))
    after = look(room, full)
    assert list(after.cells()) == list(before.cells())
    assert after.seats == before.seats
    assert tallies(after) == tallies(before)


def test_a_shift_that_was_retired_after_planning_is_not_published(room, full):
    room.do(patterns.retire_shift_time, time=room.day)
    room.do(patterns.add_shift_time, pattern=room.pattern, name="新班", starts="08:00", hours=Decimal(12))
    with pytest.raises(publishing.RetiredThere, match="全天 has been retired"):
        room.do(publishing.publish, roster=full, reason="示例")


def test_a_shift_keeps_its_times_on_the_wall_when_the_clock_is_changed(room):
    house = room.world.headquarters
    room.do(settings.set_value, organisation=house, key="zone", value="Europe/Berlin", basis="示例")
    roster = room.open()
    room.assign(roster, date(2022, 10, 29), "sit", "b")
    room.do(publishing.publish, roster=roster, reason="示例")
    with room.world.read() as here:
        night = here.session.scalars(select(Shift).where(Shift.begins_on == date(2022, 10, 29))).one()
    assert night.starts_at == datetime(2022, 10, 29, 6, tzinfo=UTC)
    assert night.ends_at == datetime(2022, 10, 30, 7, tzinfo=UTC)
    (mine,) = [one for one in tallies(look(room, roster)) if one.name == "示例b"]
    assert mine.hours == 25


def test_publishing_takes_a_planner_or_a_leader(room, full):
    for who in ("officer", "keeper", "watcher"):
        with pytest.raises(NotPermitted):
            room.world.as_(who).do(publishing.publish, roster=full)
    room.world.as_("planner").do(publishing.publish, roster=full)

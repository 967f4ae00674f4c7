from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from sqlalchemy import select

from inventory.duty import filling, patterns, planning, posts, publishing
from inventory.duty.patterns import Days
from inventory.duty.posts import Post, PostKind
from inventory.duty.shifts import Planned
from inventory.ground import accounts, settings
from inventory.ground.names import remarks
from inventory.ground.people import NotPermitted, Person
from tests.duty.crew import POSTS, made

OCTOBER, NOVEMBER = date(2022, 10, 1), date(2022, 11, 1)
HOLIDAYS = {date(2022, 10, day) for day in range(1, 8)}
WEEKENDS = {date(2022, 10, day) for day in (15, 16, 22, 23, 29, 30)}


def filled(crew, first=OCTOBER, **more):
    """Fill a month, and what the officer was told."""
    with crew.world.begin() as here:
        roster = here.session.get_one(type(crew.roster(first)), crew.roster(first).id)
        filling.fill(here.session, here.planner, roster=roster, **more)
        return remarks(here.session)


def days_of(crew, login, first=OCTOBER):
    return [on for on, _post, who in crew.planned(first) if who == login]


def unfilled(crew, first=OCTOBER):
    return crew.world.ask(filling.unfilled, crew.roster(first))


def test_a_month_is_filled_in_equal_shares_weekends_and_holidays_apart(world):
    crew = world.once("october", lambda world: made(world, OCTOBER))
    assert filled(crew) == ["124 places were filled."]
    for key in POSTS:
        mine = [days_of(crew, f"{key}{number}") for number in (1, 2, 3)]
        assert sorted(map(len, mine)) == [10, 10, 11]
        assert sorted(len(HOLIDAYS & set(one)) for one in mine) == [2, 2, 3]
        assert [len(WEEKENDS & set(one)) for one in mine] == [2, 2, 2]
    assert unfilled(crew) == []
    assert world.faults() == []


def test_the_same_month_is_always_filled_alike_and_what_was_planned_stays(world):
    crew = world.once("october", lambda world: made(world, OCTOBER))
    kept = {"roster": crew.roster(OCTOBER), "time": crew.time, "post": crew.post("farm")}
    world.do(planning.assign, on=OCTOBER, person=crew.person("farm3"), **kept)
    world.do(planning.assign, on=date(2022, 10, 2), person=crew.person("farm3"), **kept)
    assert filled(crew) == ["122 places were filled."]
    first = crew.planned(OCTOBER)
    assert {OCTOBER, date(2022, 10, 2)} <= set(days_of(crew, "farm3"))
    assert filled(crew) == ["0 places were filled."]
    filled(crew, only_empty=False)
    anew = crew.planned(OCTOBER)
    assert len(anew) == len(first)
    filled(crew, only_empty=False)
    assert crew.planned(OCTOBER) == anew


def test_rest_and_unavailable_days_are_kept_and_what_stays_empty_says_why(world):
    crew = world.once("october", lambda world: made(world, OCTOBER))
    hq = world.headquarters
    world.do(settings.set_value, organisation=hq, key="rest_hours", value="48", basis="示例")
    away = {"first": date(2022, 10, 10), "last": date(2022, 10, 12), "reason": "示例出差"}
    world.do(planning.set_unavailable, person=crew.person("fire1"), **away)
    told = filled(crew)
    assert told[1] == "1 place stays empty: the list of gaps says why."
    mine = days_of(crew, "fire1")
    assert not {date(2022, 10, day) for day in (9, 10, 11, 12)} & set(mine)  # that of the 9th lasts into the 10th
    assert all(later - earlier > timedelta(days=2) for earlier, later in pairwise(mine))
    gaps = unfilled(crew)
    assert {one.post for one in gaps} == {"示例消防"}
    assert all(one.missing == 1 and one.on >= OCTOBER for one in gaps)
    said = " | ".join(one.said for one in gaps)
    assert "unavailable: 示例消防1" in said
    assert "too little rest: 示例消防" in said
    assert len(crew.planned(OCTOBER)) == 124 - len(gaps)


def test_a_post_for_which_nobody_is_named_stays_empty_and_says_so(world):
    crew = world.once("october", lambda world: made(world, OCTOBER))
    for login in ("sign1", "sign2", "sign3"):
        world.do(posts.strike_from_post, post=crew.post("sign"), person=crew.person(login))
    filled(crew)
    gaps = unfilled(crew)
    assert len(gaps) == 31
    assert {one.said for one in gaps} == {"Nobody is named for 示例主班."}


def test_who_is_free_is_named_before_a_month_is_filled(file_world):
    crew = file_world.once("october", lambda world: made(world, OCTOBER))
    world_gaps = unfilled(crew)
    assert world_gaps[0].said == "free: 示例带班1, 示例带班2, 示例带班3"
    file_world.do(accounts.retire_person, person=crew.person("lead3"))
    assert unfilled(crew)[0].said == "free: 示例带班1, 示例带班2"


def test_the_months_published_this_year_count_and_the_last_night_of_the_month_before_is_rested_from(world):
    crew = made(world, OCTOBER, publish=31)
    last = {who for on, _post, who in crew.planned(OCTOBER) if on == date(2022, 10, 31)}
    most = {who for who, count in Counter(who for _on, _post, who in crew.planned(OCTOBER)).items() if count == 11}
    facts = {"organisation": world.headquarters, "month": NOVEMBER, "pattern": crew.pattern}
    world.do(planning.open_roster, **facts)
    world.do(settings.set_value, organisation=world.headquarters, key="rest_hours", value="24", basis="示例")
    filled(crew, NOVEMBER)
    planned = crew.planned(NOVEMBER)
    assert not last & {who for on, _post, who in planned if on == NOVEMBER}
    counted = Counter(who for _on, _post, who in planned)
    assert {counted[who] for who in most} == {9}  # 31 + 30 days for three: 20, 20, 21
    assert sorted(counted.values()) == sorted([9, 10, 11] * 4)


def test_somebody_of_two_posts_is_in_one_of_them_and_their_share_is_that_of_both(world):
    crew = world.once("october", lambda world: made(world, OCTOBER))
    for login in ("farm1", "farm2", "farm3"):
        world.do(posts.name_for_post, post=crew.post("fire"), person=crew.person(login))
    filled(crew)
    planned = crew.planned(OCTOBER)
    assert len({(on, who) for on, _post, who in planned}) == len(planned) == 124
    shares = Counter(who for _on, post, who in planned if post in {"farm", "fire"})
    assert sorted(shares.values()) == [10, 10, 10, 10, 11, 11]


def test_two_shifts_a_day_and_holidays_of_their_own_are_filled_too(world):
    crew = world.once("october", lambda world: made(world, OCTOBER))
    with world.begin() as here:
        house, by, session = here.town, here.leader, here.session
        pattern = patterns.add_pattern(session, by, organisation=house, name="示例镇班次")
        for name, starts, days in (("示例白班", "08:00", Days.EVERY), ("示例夜班", "20:00", Days.DAY_OFF)):
            hours = Decimal(12)
            patterns.add_shift_time(session, by, pattern=pattern, name=name, starts=starts, hours=hours, days=days)
        post = posts.add_post(session, by, pattern=pattern, name="示例镇岗", kind=PostKind.LEADER, needed=2)
        for login in ("lead1", "lead2", "lead3", "sign1", "sign2"):
            person = session.scalars(select(Person).where(Person.login == login)).one()
            posts.name_for_post(session, by, post=post, person=person)
        roster = planning.open_roster(session, by, organisation=house, month=OCTOBER, pattern=pattern)
        filling.fill(session, by, roster=roster)
        filling.fill(session, by, roster=here.session.get_one(type(roster), crew.roster_id(OCTOBER)))
        seated = session.scalars(select(Planned).where(Planned.roster_id == roster.id)).all()
        assert len(seated) == 2 * (31 + 13)
        assert [one for one in publishing.problems(session, by, roster) if not one.is_gap] == []


def test_only_who_may_plan_fills_and_only_what_is_not_published(world):
    crew = made(world, OCTOBER, publish=1)
    with pytest.raises(NotPermitted):
        world.as_("watcher").do(filling.fill, roster=crew.roster(OCTOBER))
    with pytest.raises(planning.IsPublished):
        world.do(filling.fill, roster=crew.roster(OCTOBER))


def test_many_people_with_one_reason_are_told_by_number(file_world):
    crew = made(file_world, OCTOBER, each=8)
    assert unfilled(crew)[0].said == "free: 示例带班1, 示例带班2, 示例带班3, 示例带班4, 示例带班5 and 3 more"


def test_a_post_that_takes_two_is_given_two_and_a_retired_one_nobody(world):
    crew = world.once("october", lambda world: made(world, OCTOBER))
    world.do(posts.change_post, post=crew.post("farm"), needed=2)
    world.do(posts.retire_post, post=crew.post("fire"))
    filled(crew)
    counted = Counter(post for _on, post, _who in crew.planned(OCTOBER))
    assert counted == {"lead": 31, "sign": 31, "farm": 62}
    assert crew.thing(Post, name="示例消防").retired

from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, func, select

from inventory.duty import changes, levels, planning, posts, presence, publishing
from inventory.duty.posts import PostKind
from inventory.duty.shifts import DutyChange, Roster
from inventory.ground import accounts, settings
from inventory.ground.people import Person
from inventory.response.responses import order_level
from tests.duty.crew import POSTS, clock, made, set_clock

OCTOBER = date(2022, 10, 1)
MORNING = clock(2022, 10, 3, 9)


@pytest.fixture
def crew(world, monkeypatch):
    """October, published, and it is nine o'clock on the 3rd."""
    set_clock(monkeypatch, MORNING)
    return world.once("october on the 3rd", lambda world: made(world, OCTOBER, publish=9))


def on_duty(crew, who="officer", **asked):
    with crew.world.read() as here:
        return presence.on_duty(here.session, getattr(here, who), **asked)


def names(shift):
    return {post.name.removeprefix("示例"): [one.name for one in post.people] for post in shift.posts}


def test_who_is_on_duty_now_and_who_comes_next(crew):
    room = on_duty(crew)
    assert (room.at, room.level) == (MORNING, "")
    assert (room.shift.code, room.next.code) == ("HQ/2022-10-03/08:00", "HQ/2022-10-04/08:00")
    assert names(room.shift) == {one: [f"示例{one}3"] for one in ("带班", "主班", "农业", "消防")}
    assert [one.name for one in room.shift.of(PostKind.LEADER)] == ["示例带班3"]
    assert (room.shift.there, room.shift.needed, room.shift.empty) == (4, 4, ())


def test_a_shift_that_began_before_midnight_is_on_until_its_last_minute(crew):
    night = clock(2022, 10, 4, 7, 59)
    assert on_duty(crew, at=night).shift.code == "HQ/2022-10-03/08:00"
    assert on_duty(crew, at=night + timedelta(minutes=1)).shift.code == "HQ/2022-10-04/08:00"


def test_where_nothing_is_published_nobody_is_on_and_that_is_no_fault(crew):
    before, after = on_duty(crew, at=clock(2022, 10, 1, 7)), on_duty(crew, at=clock(2022, 11, 1, 9))
    assert (before.shift, before.next.code) == (None, "HQ/2022-10-01/08:00")
    assert (after.shift, after.next) == (None, None)


def test_it_is_one_statement(crew):
    asked = []
    with crew.world.read() as here:
        officer, engine = here.officer, here.session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        presence.on_duty(here.session, officer)
    assert len([one for one in asked if one.lstrip().upper().startswith(("SELECT", "WITH"))]) == 1


def test_a_post_is_empty_against_what_the_level_in_force_asks(crew):
    house = crew.world.headquarters
    level = crew.world.do(levels.add_level, organisation=house, name="示例Ⅱ级", rank=3)
    crew.world.do(posts.set_need, post=crew.post("farm"), level=level, needed=3, basis="示例")
    assert on_duty(crew).shift.empty == ()
    crew.world.do(order_level, organisation=house, level=level, ordered_by="示例", since=clock(2022, 10, 3, 8))
    room = on_duty(crew)
    assert room.level == "示例Ⅱ级"
    assert [(one.name, one.missing) for one in room.shift.empty] == [("示例农业", 2)]
    assert (room.shift.there, room.shift.needed) == (4, 6)


def test_whoever_did_not_come_left_or_is_not_there_yet_leaves_the_post_empty(crew):
    sign = {"shift": crew.shift(date(2022, 10, 3)), "post": crew.post("sign"), "person": crew.person("sign3")}
    crew.world.do(changes.record_attendance, came=False, **sign)
    assert [one.name for one in on_duty(crew).shift.empty] == ["示例主班"]
    crew.world.do(changes.record_attendance, came=True, from_at=clock(2022, 10, 3, 8, 30), **sign)
    assert on_duty(crew).shift.empty == ()
    assert len(on_duty(crew, at=clock(2022, 10, 3, 8, 29)).shift.empty) == 1
    crew.world.do(changes.record_attendance, came=True, until_at=clock(2022, 10, 3, 8, 50), **sign)
    assert len(on_duty(crew).shift.empty) == 1


def test_a_town_sees_its_own_room_and_who_sees_nothing_asks_nothing(crew, monkeypatch):
    assert on_duty(crew, who="townkeeper").organisation_id == crew.world.town.id
    assert on_duty(crew, who="townkeeper").shift is None
    with crew.world.begin() as here:
        nobody = accounts.add_person(here.session, here.leader, organisation=here.town, login="none", name="示例无")
        assert presence.on_duty(here.session, nobody) is None
        assert presence.on_duty(here.session, here.townkeeper, organisation=here.headquarters) is None


def test_the_signing_officer_is_who_stands_on_the_post_that_signs(crew):
    with crew.world.read() as here:
        ask = partial(presence.signing_officer, here.session, here.officer, here.headquarters)
        found = [ask(clock(2022, 10, 5)), ask(clock(2021, 1, 1))]
    assert [one and one.name for one in found] == ["示例主班1", None]


def test_the_shifts_of_the_next_days_are_told_with_who_is_missing(crew):
    last = {"shift": crew.shift(date(2022, 10, 5)), "post": crew.post("fire"), "person": crew.person("fire2")}
    crew.world.do(changes.relieve, reason="示例", approved_by=crew.world.leader, **last)
    with crew.world.read() as here:
        found = presence.coming(here.session, here.officer, MORNING, MORNING + timedelta(days=2))
    assert [one.code[-16:-6] for one in found] == ["2022-10-03", "2022-10-04", "2022-10-05"]
    assert [[post.name for post in one.empty] for one in found] == [[], [], ["示例消防"]]


def test_phones_are_masked_for_whoever_need_not_know_them(crew):
    with crew.world.read() as here:
        person = here.session.scalars(select(Person).where(Person.login == "lead1")).one()
        known = [presence.contacts(here.session, who, {person.id})[person.id] for who in (here.officer, here.watcher)]
    assert [one.phone for one in known] == ["000-示例1", "0****1"] or known[1].phone.count("*") > 2
    assert known[0].name == known[1].name == "示例带班1"


def test_a_retired_post_on_which_nobody_stands_is_gone_and_one_with_people_stays(crew):
    crew.world.do(posts.retire_post, post=crew.post("fire"))
    assert len(on_duty(crew).shift.posts) == 4
    last = {"shift": crew.shift(date(2022, 10, 5)), "post": crew.post("fire"), "person": crew.person("fire2")}
    crew.world.do(changes.relieve, reason="示例", approved_by=crew.world.leader, **last)
    assert len(on_duty(crew, at=clock(2022, 10, 5, 9)).shift.posts) == 3


def test_the_hour_that_a_change_of_clock_repeats_is_on_the_shift_that_it_belongs_to(world, monkeypatch):
    set_clock(monkeypatch, MORNING)
    world.do(settings.set_value, organisation=world.headquarters, key="zone", value="Europe/Berlin")
    crew = made(world, OCTOBER, publish=9)
    saturday = crew.shift(date(2022, 10, 29))  # the clock goes back in its night
    assert saturday.ends_at - saturday.starts_at == timedelta(hours=25)
    assert saturday.ends_at == crew.shift(date(2022, 10, 30)).starts_at
    ask = [on_duty(crew, at=saturday.starts_at + timedelta(hours=hours)) for hours in range(26)]
    assert [one.shift.code for one in ask] == ["HQ/2022-10-29/08:00"] * 25 + ["HQ/2022-10-30/08:00"]
    walls = [one.at.astimezone(ZoneInfo("Europe/Berlin")).hour for one in ask]
    assert [hour for hour, again in pairwise(walls) if hour == again] == [2]


def test_a_published_roster_is_read_and_one_that_is_only_planned_is_not(world, monkeypatch):
    set_clock(monkeypatch, MORNING)
    crew = made(world, OCTOBER)
    kept = {"roster": crew.roster(OCTOBER), "time": crew.time, "on": date(2022, 10, 3)}
    for key in POSTS:
        world.do(planning.assign, post=crew.post(key), person=crew.person(f"{key}1"), **kept)
    assert on_duty(crew).shift is None
    world.do(publishing.publish, roster=crew.roster(OCTOBER), reason="示例")
    assert on_duty(crew).shift.there == 4
    with world.read() as here:
        assert here.session.scalar(select(func.count(DutyChange.id))) == 0
        assert here.session.scalar(select(func.count(Roster.id))) == 1

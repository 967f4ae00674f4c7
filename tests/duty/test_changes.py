from datetime import date, timedelta

import pytest
from sqlalchemy import select

from inventory.duty import changes, duties, patterns, planning, posts, presence
from inventory.duty.planning import IsAway
from inventory.duty.shifts import Attendance, DutyChange, Shift
from inventory.ground import accounts, settings
from inventory.ground.instants import InFuture
from inventory.ground.names import Retired, remarks
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from tests.duty.crew import clock, made, set_clock

OCTOBER = date(2022, 10, 1)


def day(number):
    return date(2022, 10, number)


@pytest.fixture
def crew(world, monkeypatch):
    """October, published for nine days, and it is nine o'clock on the 3rd: farm3 sits, then farm1, farm2, farm3."""
    set_clock(monkeypatch, clock(2022, 10, 3, 9))
    return world.once("october on the 3rd", lambda world: made(world, OCTOBER, publish=9))


def standing(crew, number, post="farm"):
    """Who stands on a post on a day, by login."""
    with crew.world.read() as here:
        of_day = select(Shift.id).where(Shift.begins_on == day(number))
        found = [one for one in duties.effective(here.session, of_day) if one.post_id == crew.post(post).id]
        return [here.session.get_one(type(here.officer), one.person_id).login for one in found]


def swap(crew, number, out, into, post="farm", **more):
    facts = {"reason": "示例家中有事", **({} if "alone" in more else {"approved_by": crew.world.leader}), **more}
    people = {"out": crew.person(out), "into": crew.person(into)}
    return crew.world.do(changes.swap, shift=crew.shift(day(number)), post=crew.post(post), **people, **facts)


def told(crew, service, **facts):
    """What is remarked of a change."""
    with crew.world.begin() as here:
        again = {
            key: here.session.get_one(type(one), one.id) if hasattr(one, "id") else one for key, one in facts.items()
        }
        service(here.session, here.leader, **again)
        return remarks(here.session)


def test_a_swap_puts_somebody_in_anothers_place_and_what_was_published_stays(crew):
    made_ = swap(crew, 5, "farm2", "farm3")
    assert made_.number == "TB-2022-0001"
    assert (standing(crew, 5), standing(crew, 6)) == (["farm3"], ["farm3"])
    with crew.world.read() as here:
        of_day = select(Shift.id).where(Shift.begins_on == day(5))
        assert crew.person("farm2").id in {one.person_id for one in duties.planned(here.session, of_day)}
        assert here.session.get_one(DutyChange, made_.id).approved_by_id == here.leader.id
    assert crew.world.faults() == []


def test_a_swap_in_return_is_two_rows_of_one_number(crew):
    swap(crew, 5, "farm2", "farm3", in_return_shift=crew.shift(day(6)))
    assert (standing(crew, 5), standing(crew, 6)) == (["farm3"], ["farm2"])
    with crew.world.read() as here:
        assert list(here.session.scalars(select(DutyChange.number))) == ["TB-2022-0001"] * 2


def test_two_people_of_one_shift_may_change_posts(crew):
    back = {"in_return_shift": crew.shift(day(5)), "in_return_post": crew.post("fire")}
    swap(crew, 5, "farm2", "fire2", **back)
    assert (standing(crew, 5), standing(crew, 5, "fire")) == (["fire2"], ["farm2"])


def test_a_duty_that_was_swapped_can_be_swapped_again_and_back(crew):
    swap(crew, 5, "farm2", "farm3")
    with pytest.raises(changes.NotOnDuty, match="示例农业2 is not on duty as 示例农业 in HQ/2022-10-05/08:00"):
        swap(crew, 5, "farm2", "farm1")
    swap(crew, 5, "farm3", "farm2")
    assert standing(crew, 5) == ["farm2"]


def test_what_has_begun_or_passed_is_not_swapped_nor_relieved(crew):
    for number in (1, 3):
        with pytest.raises(changes.HasBegun, match="who really came"):
            swap(crew, number, standing(crew, number)[0], "farm1")
    about = {"post": crew.post("farm"), "person": crew.person("farm3"), "reason": "示例"}
    with pytest.raises(changes.HasBegun):
        crew.world.do(changes.relieve, shift=crew.shift(day(3)), approved_by=crew.world.leader, **about)
    with pytest.raises(changes.HasBegun):
        swap(crew, 5, "farm2", "farm1", in_return_shift=crew.shift(day(1)))


def test_nobody_is_swapped_into_two_places(crew):
    with pytest.raises(changes.OnThatDuty, match="示例消防2 is on duty in HQ/2022-10-05/08:00 already"):
        swap(crew, 5, "farm2", "fire2")
    with pytest.raises(changes.SamePerson):
        swap(crew, 5, "farm2", "farm2")


def test_nobody_is_swapped_in_who_is_retired_or_unavailable(crew):
    crew.world.do(accounts.retire_person, person=crew.person("farm1"))
    with pytest.raises(Retired, match="示例农业1 has been retired"):
        swap(crew, 5, "farm2", "farm1")
    away = {"first": day(6), "last": day(6), "reason": "示例培训"}
    crew.world.do(planning.set_unavailable, person=crew.person("farm3"), **away)
    with pytest.raises(IsAway, match="示例农业3 is unavailable from 2022-10-06 to 2022-10-06: 示例培训"):
        swap(crew, 5, "farm2", "farm3")
    assert standing(crew, 5) == ["farm2"]


def test_what_is_given_in_return_must_be_theirs_and_be_said_whole(crew):
    with pytest.raises(changes.NotTheirReturn, match="示例农业3 has no duty in HQ/2022-10-07/08:00"):
        swap(crew, 5, "farm2", "farm3", in_return_shift=crew.shift(day(7)))
    with pytest.raises(changes.ReturnUnsaid):
        swap(crew, 5, "farm2", "farm3", in_return_post=crew.post("farm"))
    back = {"in_return_shift": crew.shift(day(6)), "in_return_post": crew.post("fire")}
    with pytest.raises(changes.NotOnDuty):
        swap(crew, 5, "farm2", "farm3", **back)


def test_somebody_else_with_the_right_approves_or_a_reason_says_why_nobody_did(crew):
    with pytest.raises(NotPermitted):
        swap(crew, 5, "farm2", "farm3", approved_by=crew.world.officer)
    with pytest.raises(changes.NotApproved):
        swap(crew, 5, "farm2", "farm3", alone=" ")
    with pytest.raises(changes.OwnApproval):
        swap(crew, 5, "farm2", "leader")
    with pytest.raises(NameBlank):
        swap(crew, 5, "farm2", "farm3", reason="")
    made_ = swap(crew, 5, "farm2", "farm3", alone="示例夜间无人可请示")
    assert (made_.approved_by_id, made_.alone) == (None, "示例夜间无人可请示")
    assert swap(crew, 6, "farm3", "farm1").alone == ""


def test_only_who_may_change_duties_does(crew):
    people = {"out": crew.person("farm2"), "into": crew.person("farm3"), "approved_by": crew.world.leader}
    about = {"shift": crew.shift(day(5)), "post": crew.post("farm"), "reason": "示例", **people}
    for who in ("watcher", "keeper", "townkeeper"):
        with pytest.raises(NotPermitted):
            crew.world.as_(who).do(changes.swap, **about)
    crew.world.as_("officer").do(changes.swap, **about)


def test_too_little_rest_and_a_post_that_is_not_theirs_are_told_not_refused(crew):
    house = crew.world.headquarters
    crew.world.do(settings.set_value, organisation=house, key="rest_hours", value="24", basis="示例")
    about = {"shift": crew.shift(day(5)), "post": crew.post("farm"), "reason": "示例"}
    facts = {"out": crew.person("farm2"), "into": crew.person("fire1"), "approved_by": crew.world.leader}
    assert told(crew, changes.swap, **about, **facts) == [
        "示例消防1 has less than 24 h of rest between HQ/2022-10-05/08:00 and HQ/2022-10-04/08:00.",
        "示例消防1 is not named for 示例农业.",
    ]


def test_a_reinforcement_may_come_while_the_shift_lasts_and_not_after_it(crew, monkeypatch):
    about = {"post": crew.post("fire"), "reason": "示例响应升级", "approved_by": crew.world.leader}
    crew.world.do(changes.reinforce, shift=crew.shift(day(3)), person=crew.person("fire1"), **about)
    assert standing(crew, 3, "fire") == ["fire3", "fire1"]
    with crew.world.read() as here:
        room = presence.on_duty(here.session, here.officer)
        stand = room.shift.posts if room and room.shift else ()
    assert [one.is_planned for one in stand[-1].people] == [True, False]
    with pytest.raises(changes.OnThatDuty):
        crew.world.do(changes.reinforce, shift=crew.shift(day(3)), person=crew.person("fire1"), **about)
    with pytest.raises(changes.IsOver):
        crew.world.do(changes.reinforce, shift=crew.shift(day(2)), person=crew.person("fire1"), **about)


def test_who_is_relieved_is_gone_and_can_be_called_again(crew):
    about = {"shift": crew.shift(day(5)), "post": crew.post("fire"), "person": crew.person("fire2")}
    more = {"reason": "示例", "approved_by": crew.world.leader}
    crew.world.do(changes.relieve, **about, **more)
    assert standing(crew, 5, "fire") == []
    with pytest.raises(changes.NotOnDuty):
        crew.world.do(changes.relieve, **about, **more)
    crew.world.do(changes.reinforce, **about, **more)
    assert standing(crew, 5, "fire") == ["fire2"]


# Who really came -------------------------------------------------------------------------------------------------


def record(crew, number, login, came, post="farm", **more):
    about = {"shift": crew.shift(day(number)), "post": crew.post(post), "person": crew.person(login)}
    return crew.world.as_("officer").do(changes.record_attendance, came=came, **about, **more)


def test_who_came_is_recorded_however_late_and_a_correction_is_another_row(crew, monkeypatch):
    record(crew, 1, "farm1", came=False, note="示例病假")
    set_clock(monkeypatch, clock(2023, 3, 1, 9))
    record(crew, 1, "farm1", came=True, from_at=clock(2022, 10, 1, 10), note="示例误记")
    with crew.world.read() as here:
        assert list(here.session.scalars(select(Attendance.came).order_by(Attendance.id))) == [False, True]
    assert crew.world.faults() == []


def test_nothing_is_recorded_of_a_shift_to_come_nor_of_times_that_are_not_its_own(crew):
    with pytest.raises(changes.NotBegun):
        record(crew, 4, "farm1", came=True)
    with pytest.raises(InFuture):
        record(crew, 3, "farm3", came=True, until_at=clock(2022, 10, 3, 12))
    with pytest.raises(changes.NoTimes):
        record(crew, 3, "farm3", came=False, from_at=clock(2022, 10, 3, 8))
    for since, until in (
        (clock(2022, 9, 1, 8), clock(2022, 9, 1, 20)),
        (clock(2022, 10, 1, 20), clock(2022, 10, 1, 9)),
    ):
        with pytest.raises(changes.NotItsTime, match="is not a time in HQ/2022-10-01/08:00"):
            record(crew, 1, "farm1", came=True, from_at=since, until_at=until)
    record(crew, 1, "farm1", came=True, from_at=clock(2022, 10, 1, 7), until_at=clock(2022, 10, 2, 9))


def test_who_was_not_on_the_roster_is_recorded_with_the_reason_alone(crew):
    with pytest.raises(changes.NotOnDuty):
        record(crew, 1, "farm2", came=False)
    with pytest.raises(changes.WhyThere, match="say in the note"):
        record(crew, 1, "farm2", came=True)
    record(crew, 1, "farm2", came=True, note="示例临时顶班")
    record(crew, 1, "farm2", came=False, note="示例误记")


def test_a_post_of_another_pattern_is_no_post_of_the_shift(crew):
    with crew.world.begin() as here:
        pattern = patterns.add_pattern(here.session, here.leader, organisation=here.headquarters, name="示例他班")
        kind = posts.PostKind.OFFICER
        other = posts.add_post(here.session, here.leader, pattern=pattern, name="示例他岗", kind=kind)
    about = {"shift": crew.shift(day(3)), "post": other, "person": crew.person("farm1")}
    with pytest.raises(changes.NoSuchPost, match="HQ/2022-10-03/08:00 has no post 示例他岗"):
        crew.world.do(changes.reinforce, reason="示例", approved_by=crew.world.leader, **about)
    with pytest.raises(changes.NoSuchPost):
        crew.world.do(changes.record_attendance, came=True, **about)


def test_duties_of_people_are_found_in_whichever_room_and_with_their_swaps(crew):
    swap(crew, 5, "farm2", "farm3")
    with crew.world.read() as here:
        since = clock(2022, 10, 5, 9)
        found = duties.held(
            here.session, {crew.person("farm3").id, crew.person("farm2").id}, since, since + timedelta(days=3)
        )
        logins = [here.session.get_one(type(here.officer), one.person_id).login for one in found]
    assert [(one.begins_on.day, login) for one, login in zip(found, logins, strict=True)] == [
        (5, "farm3"),
        (6, "farm3"),
        (8, "farm2"),
    ]

"""Rights in the duty room: a branch acts in its own room alone, and sees nothing of another branch's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from inventory.duty import changes, events, levels, log, months, patterns, planning, posts
from inventory.duty.actual import actual, duties_of
from inventory.duty.consulting import Consultation, Decided, consultations, decisions, hold_consultation
from inventory.duty.deadlines import deadlines
from inventory.duty.events import Event, ReportKind, UpwardReport, clocks, report_upward, reports_of
from inventory.duty.filling import unfilled
from inventory.duty.levels import OthersLevel
from inventory.duty.log import LogEntry, LogKind
from inventory.duty.patterns import ShiftPattern, ShiftTime
from inventory.duty.planning import OthersPattern
from inventory.duty.posts import Post
from inventory.duty.presence import coming, contacts, on_duty, room_of, signing_officer
from inventory.duty.publishing import problems
from inventory.duty.shifts import Roster, Shift
from inventory.ground import accounts
from inventory.ground.names import Unknown, named
from inventory.ground.people import NotPermitted, Role
from inventory.response.responses import order_level
from inventory.upkeep.alerts import alerts
from inventory.upkeep.handing import build_handover
from inventory.upkeep.handover import Handover, handover_items, handovers, unsigned
from inventory.upkeep.heard import urgent
from tests.duty.acts import COMING, DAY, OPEN, OVER, Room, handed, opened, room, written
from tests.duty.crew import set_clock
from tests.supplies.acts import refused
from tests.world import World

NEIGHBOUR = "neighbourkeeper"
OWNED = (Event, LogEntry, Handover, Shift)
LOCAL = ZoneInfo("Asia/Shanghai")


def noon(on):
    """Within the shift that begins on a date."""
    return datetime.combine(on, time(12), LOCAL)


@pytest.fixture
def world(file_world: World) -> World:
    """The small known world in a file alone: what is asked here does not differ between databases."""
    return file_world


@pytest.fixture
def ours(world: World) -> Room:
    """The headquarters' duty room."""
    made: Room = world.once("ours", room)
    return replace(made, world=world)


@pytest.fixture
def theirs(world: World, ours: Room) -> Room:
    """The neighbour's duty room, beside ours; its officer may do there whatever anybody may."""
    made: Room = world.once("ours and theirs", _theirs)
    return replace(made, world=world)


def _theirs(world: World) -> Room:
    for role in set(Role) - {Role.STOREKEEPER}:
        world.do(accounts.give_role, person=world.neighbourkeeper, organisation=world.neighbour, role=role)
    return room(world, "neighbour", NEIGHBOUR)


@pytest.fixture
def them(world: World, theirs: Room) -> World:
    """The world as the neighbour's officer sees it."""
    assert theirs.world is world
    return world.as_(NEIGHBOUR)


# What isn't theirs isn't taken through what is ------------------------------------------------------------------


def test_a_duty_of_another_room_is_not_given_in_return(world, them, ours, theirs):
    shift, back = theirs.shift(COMING), ours.shift(COMING + DAY)
    people = {"out": world.neighbourkeeper, "into": world.keeper}
    facts = {"shift": shift, "post": theirs.signs, "reason": "示例", "alone": "示例", **people}
    refused(them, NotPermitted, changes.swap, in_return_shift=back, **facts)
    them.do(changes.swap, **facts)


def test_whoever_approves_must_hold_the_right_in_that_room(world, theirs):
    facts = {"shift": theirs.shift(COMING), "post": theirs.signs, "person": world.neighbourkeeper, "reason": "示例"}
    facts["approved_by"] = world.townkeeper
    refused(world, NotPermitted, changes.relieve, **facts)


def test_a_roster_is_not_planned_by_a_pattern_of_another_room(world, them, ours):
    facts = {"organisation": world.neighbour, "month": COMING.replace(month=9), "pattern": ours.pattern}
    refused(them, OthersPattern, planning.open_roster, field="pattern", **facts)


def test_a_roster_is_not_planned_with_a_post_or_a_shift_of_another_room(world, them, ours, theirs):
    facts = {"roster": theirs.roster(OPEN), "on": OPEN, "time": theirs.time, "post": theirs.leads}
    facts["person"] = world.neighbourkeeper
    for other in ({"post": ours.leads}, {"time": ours.time}):
        (field,) = other
        refused(them, planning.OtherPattern, planning.assign, field=field, **(facts | other))


def test_nobody_is_called_to_a_post_of_another_room(world, them, ours, theirs):
    facts = {"shift": theirs.shift(COMING), "person": world.neighbourkeeper, "reason": "示例", "alone": "示例"}
    refused(them, changes.NoSuchPost, changes.reinforce, field="post", post=ours.leads, **facts)


def test_a_level_of_another_branch_is_neither_ordered_nor_given_a_number(world, theirs):
    facts = {"organisation": world.town, "level": theirs.level, "ordered_by": "示例"}
    refused(world, OthersLevel, order_level, field="level", **facts)
    facts = {"post": room(world).signs, "level": theirs.level, "needed": 2}
    refused(world, OthersLevel, posts.set_need, field="level", **facts)


def test_what_names_no_organisation_is_the_headquarters(world, them, ours):
    facts = {"topic": "示例", "chair": "示例", "participants": "示例"}
    refused(them, NotPermitted, hold_consultation, **facts)
    refused(them, NotPermitted, log.write_entry, kind=LogKind.PHONE, content="示例")
    refused(them, NotPermitted, events.open_event, kind=ours.kind, place="示例", what="示例")


def test_nobody_signs_for_a_room_in_which_they_may_not(world, them):
    facts = {"organisation": world.neighbour, "outgoing": world.neighbourkeeper, "incoming": world.townkeeper}
    refused(them, NotPermitted, build_handover, **facts)


# What isn't theirs isn't seen -----------------------------------------------------------------------------------


def test_the_log_shows_no_line_of_another_branch(world, them):
    for house in (world.headquarters, world.town):
        written(world, organisation=house)
    own = written(world, organisation=world.neighbour)
    assert [one.number for one in them.ask(log.entries)] == [own.number]
    assert [one.number for one in them.ask(log.entries, text="示例积水")] == [own.number]
    assert len(world.ask(log.entries)) == 3


def test_what_is_open_in_another_branch_is_not_listed(world, them):
    written(world, organisation=world.town)
    own = written(world, organisation=world.neighbour)
    assert [one.number for one in them.ask(log.open_items)] == [own.number]


def test_events_of_another_branch_are_not_listed(world, them):
    opened(world)
    own = opened(world, "neighbour")
    assert [one.number for one in them.ask(events.events)] == [own.number]


def test_clocks_of_another_branch_do_not_run_here(world, them):
    opened(world)
    own = opened(world, "neighbour")
    assert [one.event for one in them.ask(clocks)] == [own.number]


def test_consultations_of_another_branch_are_not_listed(world, them):
    facts = {"topic": "示例", "chair": "示例", "participants": "示例", "decisions": [Decided("示例", "示例甲")]}
    made = world.do(hold_consultation, organisation=world.headquarters, **facts)
    own = world.do(hold_consultation, organisation=world.neighbour, **facts)
    assert [one.number for one in them.ask(consultations)] == [own.number]
    assert len(them.ask(decisions, own)) == 1
    assert them.ask(decisions, made) == []


def test_rosters_of_another_branch_are_not_listed(world, them, theirs):
    assert {one.organisation for one in them.ask(months.rosters)} == {"示例邻镇"}
    assert them.ask(months.rosters, organisation=world.headquarters) == []
    assert {one.organisation for one in world.ask(months.rosters)} == {"示例区防汛指挥部", "示例邻镇"}


@pytest.mark.parametrize("first", [OVER, COMING, OPEN])
def test_a_month_of_another_branch_is_not_opened(them, ours, theirs, first):
    for query in (months.month, problems, unfilled):
        with them.read() as here:
            mine, other = (here.session.get_one(Roster, one.roster(first).id) for one in (theirs, ours))
            query(here.session, here.neighbourkeeper, mine)
            with pytest.raises(NotPermitted):
                query(here.session, here.neighbourkeeper, other)


def test_a_month_says_of_nobody_else_why_they_are_unavailable(world, them, theirs):
    for who, reason in ((world.officer, "示例病假"), (world.neighbourkeeper, "示例出差")):
        world.do(planning.set_unavailable, person=who, first=OPEN, last=OPEN, reason=reason)
    with them.read() as here:
        roster = here.session.get_one(Roster, theirs.roster(OPEN).id)
        assert [one.reason for one in months.month(here.session, here.neighbourkeeper, roster).away] == ["示例出差"]


def test_who_is_on_duty_in_another_branch_is_not_told(world, them):
    with them.read() as here:
        session, reader = here.session, here.neighbourkeeper
        assert on_duty(session, reader, at=noon(OVER), organisation=here.headquarters) is None
        own = on_duty(session, reader, at=noon(OVER))
        assert own is not None
        assert own.shift is not None
        assert own.organisation_id == here.neighbour.id
        assert own.shift.code.startswith("ZB/")
        assert room_of(session, reader) == here.neighbour.id


def test_who_signs_in_another_branch_is_not_told(them):
    with them.read() as here:
        session, reader = here.session, here.neighbourkeeper
        assert signing_officer(session, reader, here.headquarters, noon(OVER)) is None
        own = signing_officer(session, reader, here.neighbour, noon(OVER))
        assert own is not None
        assert own.person_id == reader.id


def test_shifts_to_come_of_another_branch_are_not_told(them):
    with them.read() as here:
        span = (here.session, here.neighbourkeeper, noon(COMING), noon(COMING + DAY))
        assert coming(*span, organisation=here.headquarters) == []
        assert [one.code for one in coming(*span)] == [f"ZB/{COMING + at * DAY}/08:00" for at in range(2)]


def test_how_people_of_another_branch_are_reached_is_told_of_those_who_serve_here_alone_and_masked(world, them, theirs):
    people = [world.officer.id, world.keeper.id, world.neighbourkeeper.id]
    facts = {"shift": theirs.shift(COMING + 5 * DAY), "post": theirs.leads, "person": world.officer, "reason": "示例"}
    them.do(changes.reinforce, **facts, approved_by=world.neighbourkeeper)
    with them.read() as here:
        found = contacts(here.session, here.neighbourkeeper, people)
    assert {one: found[one].phone for one in found} == {people[0]: "0****例", people[2]: "000-示例"}


def test_nobody_is_told_who_is_named_for_a_post_of_another_branch(ours, them, theirs):
    with them.read() as here:
        found = [posts.named_for(here.session, here.neighbourkeeper, one.pattern.id) for one in (ours, theirs)]
    assert found[0] == {}
    assert {one.person_id for people in found[1].values() for one in people} == {theirs.world.neighbourkeeper.id}


def test_a_month_and_its_roster_of_another_branch_are_not_found(world, them):
    first = COMING.replace(day=1)
    with them.read() as here:
        houses = (world.headquarters.id, world.neighbour.id)
        found = [months.roster_of(here.session, here.neighbourkeeper, one, first) for one in houses]
    assert [one and one.organisation_id for one in found] == [None, world.neighbour.id]


def test_the_reports_of_an_event_of_another_branch_are_not_told(world, them):
    event = opened(world)
    world.do(events.report_upward, event=event, kind=ReportKind.FIRST, situation="示例", addressed_to="示例")
    with world.read() as here:
        mine, theirs = (reports_of(here.session, who, event) for who in (here.leader, here.neighbourkeeper))
    assert (len(mine), theirs) == (1, [])


def test_what_really_happened_in_another_branch_is_not_told(world, them):
    assert {one.room for one in them.ask(actual, first=OVER)} == {"示例邻镇"}
    assert them.ask(actual, first=OVER, organisation=world.headquarters) == []


def test_somebodys_duties_in_another_branch_are_not_told(world, them):
    assert them.ask(duties_of, world.officer, OVER) == []
    assert {one.room for one in them.ask(duties_of, world.neighbourkeeper, OVER)} == {"示例邻镇"}


def test_patterns_of_another_branch_are_not_listed(them):
    assert [one.code for one in them.ask(patterns.patterns)] == ["ZB-BC"]


def test_orders_for_another_branch_are_not_listed_but_those_above_hold(world, them, ours, theirs):
    world.do(order_level, organisation=world.town, level=ours.level, ordered_by="示例")
    own = world.do(order_level, organisation=world.neighbour, level=theirs.level, ordered_by="示例")
    assert [one.number for one in them.ask(levels.orders)] == [own.number]
    assert {one.code for one in them.ask(levels.levels)} == {"HQ-XY", "ZB-XY"}
    assert {one.code for one in world.as_("townkeeper").ask(levels.levels)} == {"HQ-XY"}


def test_handovers_of_another_branch_are_not_listed(world, them):
    handed(world)
    facts = {"organisation": world.neighbour, "outgoing": world.neighbourkeeper, "incoming": world.neighbourkeeper}
    own = them.do(build_handover, alone="示例", **facts)
    assert [one.number for one in them.ask(handovers)] == [own.number]
    assert [one.number for one in them.ask(unsigned)] == [own.number]


def test_a_handover_hands_over_nothing_of_another_branch(world, them):
    """Whoever hands over may see more than the room that it is for, where everybody reads it."""
    opened(world)
    for house in (world.headquarters, world.town):
        written(world, organisation=house)
    own = written(world, organisation=world.neighbour)
    facts = {"organisation": world.neighbour, "outgoing": world.leader, "incoming": world.neighbourkeeper}
    made = them.do(build_handover, alone="示例", **facts)
    with them.read() as here:
        items = handover_items(here.session, here.session.get_one(Handover, made.id))
    assert [one.number for one in items] == [own.number]


def test_shifts_of_another_branch_that_were_not_handed_over_are_not_told(them, monkeypatch):
    set_clock(monkeypatch, noon(COMING + 7 * DAY))
    assert {one.organisation for one in them.ask(unsigned)} == {"示例邻镇"}


@pytest.mark.parametrize("query", [deadlines, alerts, urgent])
def test_what_another_branch_must_do_is_not_called_out(world, them, monkeypatch, query):
    for house in ("headquarters", "neighbour"):
        opened(world, house)
        written(world, organisation=getattr(world, house), due_at=noon(COMING))
    handed(world)
    set_clock(monkeypatch, noon(COMING + DAY))
    told, whole = ({one.number for one in who.ask(query) if one.number} for who in (them, world))
    ours, theirs = (_numbers(world, house) for house in (world.headquarters, world.neighbour))
    assert not told & ours
    assert told & theirs
    assert whole & ours


def _numbers(world, house):
    """The numbers of an organisation's events, lines, handovers and shifts."""
    with world.read() as here:
        owned = (select(getattr(one, one.called)).filter_by(organisation_id=house.id) for one in OWNED)
        return {number for asked in owned for number in here.session.scalars(asked)}


def test_what_is_another_branchs_cannot_be_named(world, them, ours):
    event = opened(world)
    facts = {"kind": ReportKind.FIRST, "situation": "示例", "addressed_to": "示例"}
    report = world.do(report_upward, event=event, **facts)
    held = world.do(hold_consultation, topic="示例", chair="示例", participants="示例")
    hidden = [
        (Event, event.number),
        (UpwardReport, report.number),
        (Consultation, held.number),
        (LogEntry, written(world).number),
        (Handover, handed(world).number),
        (Roster, ours.roster(OPEN).code),
        (Shift, ours.shift(COMING).code),
        (ShiftPattern, ours.pattern.code),
        (ShiftTime, ours.time.code),
        (Post, ours.signs.code),
    ]
    with them.read() as here:
        for model, text in hidden:
            assert isinstance(named(here.session, here.leader, model, text), model)
            with pytest.raises(Unknown):
                named(here.session, here.neighbourkeeper, model, text)

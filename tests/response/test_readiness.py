"""Readiness: what would be short, each line with why and what closes it; nothing is changed by asking."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from inventory.duty import posts
from inventory.duty.months import next_month
from inventory.ground.audit import head
from inventory.resources import agreements, mustering, sheltering, shelters
from inventory.resources.mustering import AnswerKind
from inventory.response import actions, plans, readiness, versions
from inventory.response.lacking import Grade, Subject
from inventory.response.needs import BadPopulation
from inventory.supplies import catalog
from tests.duty.crew import clock, made, set_clock
from tests.resources import agreements_acts as agreed
from tests.resources import teams_acts
from tests.response.stops_acts import graver, water
from tests.supplies.acts import ago, received, today
from tests.supplies.checks import opened
from tests.world import World

D = Decimal
MOST = 25


def answer(world: World, **asked):
    with world.read() as here:
        again = {
            name: here.session.get_one(type(row), row.id) if hasattr(row, "id") else row for name, row in asked.items()
        }
        return readiness.readiness(here.session, getattr(here, world.by), **again)


def of(world, subject, **asked):
    """What isn't ready of one kind: grade, what, why, what closes it."""
    return [(one.grade, one.what, one.why, one.close) for one in answer(world, **asked).of(subject)]


def planned(world, level, *needs, unit="示例镇"):
    """An approved plan with an action at a level that needs these."""
    plan = world.do(plans.add_plan, name="示例预案")
    version = world.do(versions.new_version, plan=plan)
    action = world.do(actions.add_action, version=version, level=level, what="示例转移", unit=unit)
    for need in needs:
        world.do(actions.add_plan_need, action=action, **need)
    world.do(versions.approve_plan, version=version, approved_by="示例领导")


# Posts -----------------------------------------------------------------------------------------------------------


def test_without_a_roster_that_is_told(world):
    [(grade, what, why, close)] = of(world, Subject.POST)
    assert (grade, what, close) == (Grade.LACKING, "roster", "publish the roster")
    assert why == "no published shift covers this hour"


def test_posts_are_looked_at_for_the_level_asked_about_not_for_the_one_in_force(file_world, monkeypatch):
    set_clock(monkeypatch, clock(2022, 10, 1, 9))
    crew = made(file_world, date(2022, 10, 1), publish=31)
    level = graver(file_world)
    file_world.do(posts.set_need, post=crew.post("fire"), level=level, needed=2)
    set_clock(monkeypatch, clock(2022, 10, 28, 9))
    publish = (Grade.WATCH, "roster", "the roster is published until 11-01 08:00 only", "publish the roster")
    assert of(file_world, Subject.POST) == [publish]
    [fire, roster] = answer(file_world, level=level).of(Subject.POST)
    assert (fire.what, fire.needed, fire.there, fire.why) == (
        "示例消防", D(2), D(1), "4 missing in 4 shifts, first on 10-28 08:00",
    )  # fmt: skip
    assert roster.grade is Grade.WATCH


# Teams -----------------------------------------------------------------------------------------------------------


def test_a_team_that_was_never_called_or_of_unknown_strength_is_not_known(world):
    teams_acts.team(world)
    [one] = answer(world).of(Subject.TEAM)
    assert (one.grade, one.why) == (
        Grade.UNKNOWN, "never called: whether it answers is not known; strength not set",
    )  # fmt: skip
    assert one.close == "make a roll call; enter its strength"


@pytest.mark.parametrize(
    ("kind", "people", "grade", "why"),
    [
        (AnswerKind.NO_ANSWER, None, Grade.LACKING, "not reached by JH-"),
        (AnswerKind.MUSTERED, 20, Grade.LACKING, "20 of 30 came to JH-"),
        (AnswerKind.MUSTERED, 30, None, ""),
        (AnswerKind.ANSWERED, None, None, ""),
    ],
)
def test_a_team_that_did_not_answer_or_came_with_too_few_is_lacking(world, kind, people, grade, why):
    team = teams_acts.team(world, headcount=30)
    call = teams_acts.call(world)
    world.do(mustering.record_answer, call=call, team=team, kind=kind, people=people)
    lines = answer(world).of(Subject.TEAM)
    assert [one.grade for one in lines] == ([grade] if grade else [])
    assert all(one.why.startswith(why) for one in lines)


def test_a_team_that_owes_an_answer_is_lacking_once_it_is_late(world):
    teams_acts.team(world, headcount=30)
    teams_acts.call(world, due_at=None)
    assert [one[0] for one in of(world, Subject.TEAM)] == [Grade.WATCH]
    teams_acts.call(world, due_at=ago(1 / 24))
    [(grade, _what, why, close)] = of(world, Subject.TEAM)
    assert (grade, close) == (Grade.LACKING, "call it again")
    assert why.startswith("no answer yet to JH-")


def test_what_only_adds_up_the_teams_below_it_is_no_team_that_could_lack_anything(world):
    top = teams_acts.new_team(world, "示例合计", headcount=30)
    assert [one[0] for one in of(world, Subject.TEAM)] == [Grade.LACKING]
    teams_acts.new_team(world, "示例分队", parent=top, headcount=10, phone="000-示例")
    assert [one[1] for one in of(world, Subject.TEAM)] == ["示例分队"]
    assert [one.all for one in answer(world).tallies if one.subject is Subject.TEAM] == [1]


def test_a_team_above_others_need_not_say_how_many_it_is(world):
    top = teams_acts.team(world)
    teams_acts.new_team(world, "示例分队", parent=top, headcount=10, phone="000-示例")
    teams_acts.call(world, top)
    assert "strength" not in " ".join(one[2] for one in of(world, Subject.TEAM))


# Supplies --------------------------------------------------------------------------------------------------------


def lines_of_items(world):
    return {one.what: one for one in answer(world).of(Subject.SUPPLY)}


def test_what_is_below_its_quota_says_what_agreements_could_close(world):
    agreed.promised(world, item=world.bags, quantity=D(1000))
    bags = lines_of_items(world)["编织袋"]
    assert (bags.grade, bags.needed, bags.there) == (Grade.LACKING, D(5000), D(3300))
    assert bags.why == "1,700 条 below the quota"
    assert bags.close == "call off 1,000 条 on XE01; bring in 700 条"
    agreed.promised(world, item=world.bags, quantity=D(5000))
    assert lines_of_items(world)["编织袋"].close == "call off 1,700 条 on XE01, XE02"


def test_what_has_expired_or_owes_a_trial_run_is_to_be_watched(world):
    lines = lines_of_items(world)
    assert (lines["压缩饼干"].grade, lines["压缩饼干"].why) == (Grade.WATCH, "5 箱 past the date")
    assert "排水泵 拖车式" not in lines  # bought a month ago, to be tried every half year
    world.do(catalog.change_item, item=world.pump, test_interval_days=7)
    pump = lines_of_items(world)["排水泵 拖车式"]
    assert pump.why.startswith("3 台, trial run due since ")
    assert pump.close == "make the trial run"


def test_whoever_counts_blind_is_told_no_amounts(world):
    opened(world)
    counter = world.as_("keeper")
    bags = lines_of_items(counter)["编织袋"]
    assert (bags.grade, bags.there, bags.why) == (Grade.UNKNOWN, None, "you are counting it: no amounts are told")
    hidden = {one.what: one for one in answer(counter).tiers}["编织袋"]
    assert (hidden.hidden, hidden.own, hidden.within) == (True, D(0), (D(0), D(0), D(0)))
    assert lines_of_items(world)["编织袋"].there == D(3300)


def test_items_without_a_quota_are_counted_and_not_called_short(world):
    found = answer(world)
    assert found.quota_unset == 4
    assert (found.own_hours, found.entrusted_hours) == (None, None)


# Shelters and agreements -----------------------------------------------------------------------------------------


def test_a_shelter_without_a_capacity_is_not_known_and_one_too_full_is_lacking(world):
    teams_acts.shelter(world)
    [(grade, _what, why, _close)] = of(world, Subject.SHELTER)
    assert (grade, why) == (Grade.UNKNOWN, "capacity not set")
    world.do(shelters.change_shelter, shelter=teams_acts.shelter(world), rated=40)
    assert of(world, Subject.SHELTER) == []
    teams_acts.opened(world, 55)
    [(grade, _what, why, close)] = of(world, Subject.SHELTER)
    assert (grade, why, close) == (Grade.LACKING, "15 more in it than it takes", "move 15 to another shelter")


def test_places_are_counted_for_those_who_need_one(world):
    teams_acts.opened(world, 10, rated=40)
    world.do(shelters.add_shelter, name="示例另一处", phone="000-示例")
    total = answer(world, people=100).of(Subject.SHELTER)[0]
    assert (total.what, total.needed, total.there, total.grade) == ("places in all", D(100), D(30), Grade.LACKING)
    assert total.why == "places for 30 of 100; 1 shelter has no capacity set"
    assert total.close == "find places for 70; enter their capacity"


def test_an_agreement_says_each_thing_that_is_wrong_with_it(world):
    held = agreed.agreed(world, valid_until=today() + timedelta(days=400))
    assert [one[2] for one in of(world, Subject.AGREEMENT)] == ["no test call was made yet"]
    world.do(agreements.record_test_call, agreement=held, reached=True)
    assert of(world, Subject.AGREEMENT) == []
    agreed.promised(world, held, hours=None)
    assert [one[0] for one in of(world, Subject.AGREEMENT)] == [Grade.UNKNOWN]
    world.do(agreements.record_test_call, agreement=held, reached=False)
    yesterday = today() - timedelta(days=1)
    world.do(agreements.change_agreement, agreement=held, valid_until=yesterday, contact_phone="")
    [(grade, _what, why, close)] = of(world, Subject.AGREEMENT)
    assert grade is Grade.LACKING
    assert why.startswith(f"expired on {yesterday}; no telephone; nobody answered the test call of ")
    assert close == "renew it; enter a telephone; find out who answers at any hour"


# Plans -----------------------------------------------------------------------------------------------------------


def test_a_level_for_which_no_plan_says_anything_is_told(world):
    [(grade, what, why, _close)] = of(world, Subject.ACTION, level=graver(world))
    assert (grade, what, why) == (Grade.LACKING, "示例特级", "no approved plan says what is done at this level")
    assert of(world, Subject.ACTION) == []


def test_what_the_actions_need_is_added_up_and_compared(world):
    level = graver(world)
    agreed.promised(world, item=world.pump, quantity=D(2), unit="")
    planned(
        world, level, {"item": world.pump, "quantity": D(2)}, {"item": world.pump, "quantity": D(3)},
        {"item": world.bags, "quantity": D(9000)}, {"category": world.sacks, "quantity": D(10), "unit": "条"},
        {"what": "示例车辆"},
    )  # fmt: skip
    lines = {one.what: one for one in answer(world, level=level).of(Subject.ACTION)}
    assert (lines["排水泵 拖车式"].grade, lines["排水泵 拖车式"].needed) == (Grade.WATCH, D(5))
    assert lines["排水泵 拖车式"].close == "call off 2 台 on XE01"
    assert (lines["编织袋"].grade, lines["编织袋"].why) == (Grade.LACKING, "5,700 条 short for the actions")
    assert (lines["示例车辆"].grade, lines["示例车辆"].where) == (Grade.UNKNOWN, "示例预案")
    assert set(lines) == {"排水泵 拖车式", "编织袋", "示例车辆"}


def test_teams_and_shelters_that_actions_name_must_be_there(world):
    level = graver(world)
    planned(world, level, {"place": world.team}, {"place": world.shelter}, unit="")
    lines = of(world, Subject.ACTION, level=level)
    assert [one[1:3] for one in lines] == [
        ("units", "1 action names no unit"),
        ("示例抢险队", "on no register, or closed"), ("示例安置点", "on no register, or closed"),
    ]  # fmt: skip
    teams_acts.team(world, headcount=30)
    teams_acts.shelter(world, rated=40)
    assert [one[1] for one in of(world, Subject.ACTION, level=level)] == ["units", "示例抢险队"]


# People ----------------------------------------------------------------------------------------------------------


def test_people_need_what_a_standard_says_and_without_one_nobody_can_say(world):
    assert of(world, Subject.NEED) == []
    assert [one[0] for one in of(world, Subject.NEED, people=10)] == [Grade.UNKNOWN]
    water(world, what="示例饼干", amount=D(1), unit="", item=world.biscuits)
    assert of(world, Subject.NEED, people=100) == []
    [line] = answer(world, people=100, days=2).of(Subject.NEED)
    assert (line.grade, line.needed, line.there, line.why) == (
        Grade.LACKING, D(200), D(100), "100 箱 short by the standard",
    )  # fmt: skip
    agreed.promised(world, quantity=D(500))
    [line] = answer(world, people=100, days=2).of(Subject.NEED)
    assert (line.grade, line.close) == (Grade.WATCH, "call off 100 箱")


def test_people_that_cannot_be_meant_are_refused(world):
    with pytest.raises(BadPopulation):
        answer(world, people=-5)


# The whole -------------------------------------------------------------------------------------------------------


def test_every_line_says_why_and_what_would_close_it_and_the_gravest_comes_first(world):
    teams_acts.team(world)
    teams_acts.shelter(world)
    agreed.promised(world, hours=None)
    found = answer(world, level=graver(world), people=100)
    assert all(one.why and one.close and one.what for one in found.lines)
    order = [(list(Subject).index(one.subject), list(Grade).index(one.grade)) for one in found.lines]
    assert order == sorted(order)
    tally = {one.subject: (one.all, one.lacking, one.watch, one.unknown) for one in found.tallies}
    assert tally[Subject.TEAM] == (1, 0, 0, 1)
    assert tally[Subject.SUPPLY] == (5, 1, 1, 0)
    assert sum(sum(one[1:]) for one in tally.values()) == len(found.lines)


def test_asking_changes_nothing(world):
    with world.read() as here:
        before = head(here.session)
    answer(world, level=graver(world), people=100)
    with world.read() as here:
        assert head(here.session).entry_id == before.entry_id + 1  # the level that was entered for the question
    assert world.faults() == []


def test_a_neighbour_is_told_of_its_own_alone(world):
    teams_acts.team(world)
    teams_acts.shelter(world)
    agreed.promised(world)
    theirs = answer(world.as_("neighbourkeeper"), people=10)
    assert {one.subject for one in theirs.lines} <= {Subject.POST, Subject.SHELTER, Subject.NEED}
    assert [one.what for one in theirs.of(Subject.SHELTER)] == ["places in all"]
    assert theirs.tiers == ()


def fill(world, at):
    """One more of everything."""
    item = world.do(catalog.add_item, name=f"示例物资{at}", unit="件", test_interval_days=1)
    received(world, item, occurred_at=ago(9))
    world.do(catalog.set_quota, item=item, quantity=D(20), basis="示例")
    team = teams_acts.new_team(world, f"示例队{at}", headcount=5)
    call = teams_acts.call(world, team)
    world.do(mustering.record_answer, call=call, team=team, kind=AnswerKind.MUSTERED, people=2)
    world.do(sheltering.open_shelter, shelter=world.do(shelters.add_shelter, name=f"示例开放点{at}", rated=5))
    world.do(shelters.add_shelter, name=f"示例点{at}", rated=5)
    agreed.called(world, agreement=agreed.agreed(world, company=f"示例厂{at}"))
    water(world, what=f"示例需要{at}", unit="", item=item)


def test_it_asks_at_most_25_questions_however_many_rows(file_world, asked):
    world, level = file_world, graver(file_world)

    def number(who="leader"):
        with world.read() as here:
            reader, meant = getattr(here, who), here.session.get_one(type(level), level.id)
            with asked() as said:
                readiness.readiness(here.session, reader, level=meant, people=500, days=3)
        return len(said)

    made(world, next_month(today()), publish=5)
    planned(world, level, {"item": world.bags, "quantity": D(1)}, {"place": world.team})
    fill(world, 1)
    few = number()
    for at in range(2, 5):
        fill(world, at)
    assert number() == few <= MOST
    opened(world)
    assert number("keeper") <= MOST

"""The timeline: what happened in a response, from the log and the audit lines, in order, as its reader may see it."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from inventory.duty import amending, events, log
from inventory.duty.events import ReportKind
from inventory.duty.log import LogKind
from inventory.ground.audit import SERVICES, AuditEntry
from inventory.ground.store import now
from inventory.resources import callouts, mustering, sheltering
from inventory.resources.callouts import CallKind
from inventory.resources.mustering import AnswerKind
from inventory.response import doing, timeline, warnings, watched
from inventory.response.watched import Told
from inventory.response.wording import Wording
from inventory.supplies import stock
from inventory.supplies.counting import Team as Counting
from inventory.supplies.counting import open_count
from inventory.supplies.counts import CountKind
from inventory.supplies.lots import Line
from tests.duty.acts import room
from tests.resources import agreements_acts, teams_acts
from tests.response.acts import ACTS
from tests.supplies.acts import D

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_every_service_that_is_watched_is_known_wherever_a_timeline_is_read():
    said = (
        "from inventory.response.timeline import timeline; from inventory.response.watched import WATCHED; "
        "from inventory.ground.audit import SERVICES; print({s for one in WATCHED for s in one.words} - set(SERVICES))"
    )
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def told(desk, response, who="leader"):
    return [(one.kind, one.what) for one in desk.world.as_(who).ask(timeline.timeline, response)]


@pytest.fixture
def evening(desk):
    """A response of three hours: warned, raised, teams called, a shelter filled, stock issued, ended."""
    world, begun = desk.world, now() - 5 * HOUR
    team, shelter = teams_acts.team(world), teams_acts.shelter(world)
    desk.warned(sent_at=begun - MINUTE, colour="blue")
    order = desk.raised("Ⅳ", since=begun, basis="示例预警")
    desk.warned(sent_at=begun + MINUTE, kind="暴雨", colour=warnings.Colour.ORANGE)
    desk.raised("Ⅱ", since=begun + 10 * MINUTE)
    call = teams_acts.call(world, team, called_at=begun + 20 * MINUTE, assemble="示例河口")
    facts = {"call": call, "team": team, "kind": AnswerKind.MUSTERED, "people": 18}
    desk.do(mustering.record_answer, at=begun + 50 * MINUTE, **facts)
    desk.do(sheltering.open_shelter, shelter=shelter, at=begun + 60 * MINUTE)
    desk.do(sheltering.admit, shelter=shelter, people=120, elderly=30, at=begun + 70 * MINUTE)
    lines = [Line(world.bags, D(500)), Line(world.sand, D("1.5"))]
    desk.do(stock.issue, place=world.east, to=world.team, lines=lines, occurred_at=begun + 80 * MINUTE)
    notify = desk.tasks()[0]
    desk.do(doing.finish_task, task=notify, who="示例甲", at=begun + 90 * MINUTE)
    facts = {"unit": "示例镇", "caller": "示例乙", "content": "示例积水", "action": "示例抽排", "phone": "000-示例"}
    desk.do(log.write_entry, kind=LogKind.PHONE, occurred_at=begun + 100 * MINUTE, **facts)
    desk.do(sheltering.discharge, shelter=shelter, people=120, elderly=30, at=begun + 150 * MINUTE)
    desk.do(sheltering.close_shelter, shelter=shelter, at=begun + 160 * MINUTE)
    desk.ended(since=begun + 180 * MINUTE)
    desk.do(log.write_entry, kind=LogKind.OTHER, content="示例其后", occurred_at=begun + 200 * MINUTE)
    return order


def test_an_evening_is_told_in_order_from_its_beginning_to_its_end(desk, evening):
    assert told(desk, evening) == [
        (Told.ORDER, "示例Ⅳ级 in force, ordered by 示例领导: 示例预警"),
        (Told.WARNING, "暴雨, warning orange, from 示例气象台"),
        (Told.ORDER, "示例Ⅱ级 in force, ordered by 示例领导"),
        (Told.TEAM, "call-out to 示例河口: 示例抢险队"),
        (Told.TEAM, "示例抢险队: mustered, 18 people"),
        (Told.SHELTER, "示例安置点: opened"),
        (Told.SHELTER, "示例安置点: 120 people admitted"),
        (Told.STOCK, "issued from 示例东仓库 to 示例抢险队: 编织袋 500 条, 砂 1.5 吨"),
        (Told.TASK, "示例通知: done by 示例甲"),
        (Told.LOG, "示例镇 示例乙: 示例积水 → 示例抽排"),
        (Told.SHELTER, "示例安置点: 120 people discharged"),
        (Told.SHELTER, "示例安置点: closed"),
        (Told.ORDER, "the response ends, ordered by 示例领导"),
    ]
    lines = desk.ask(timeline.timeline, evening)
    assert [one.at for one in lines] == sorted(one.at for one in lines)
    assert {one.by for one in lines} == {"示例领导"}
    assert lines[0].number == evening.number
    assert lines[0].late
    assert "000-示例" not in str(lines)


def test_what_was_called_off_delivered_reported_and_given_by_hand_is_told_too(desk):
    order, world = desk.raised("Ⅳ", since=now() - HOUR), desk.world
    called = agreements_acts.called(world)
    agreements_acts.came(world, called, 150)
    desk.given(what="示例巡堤")
    event = desk.do(events.open_event, kind=room(world).kind, place="示例路口", what="示例内涝")
    facts = {"kind": ReportKind.FIRST, "situation": "示例", "addressed_to": "示例市防办"}
    desk.do(events.report_upward, event=event, **facts)
    assert told(desk, order)[1:] == [
        (Told.CALL_OFF, "called off from 示例食品厂, to 示例空仓库: 压缩饼干 200 箱"),
        (Told.CALL_OFF, f"{called.number}: delivered"),
        (Told.TASK, "task given to 示例镇: 示例巡堤"),
        (Told.REPORT, "示例险情 at 示例路口: 示例内涝"),
        (Told.REPORT, f"{event.number}: first report to 示例市防办"),
    ]


def test_a_line_that_was_corrected_is_told_as_it_holds(desk):
    order = desk.raised("Ⅳ", since=now() - HOUR)
    line = desk.do(log.write_entry, kind=LogKind.PHONE, content="示例错")
    desk.do(amending.correct_entry, entry=line, content="示例对")
    assert [what for kind, what in told(desk, order) if kind is Told.LOG] == ["示例对"]


def test_a_reader_sees_of_a_response_what_is_theirs(desk, evening):
    town = told(desk, evening, "townkeeper")
    assert {kind for kind, _what in town} == {Told.SHELTER}
    assert told(desk, evening, "neighbourkeeper") == []


def test_a_towns_response_does_not_tell_what_the_district_did(desk):
    order = desk.raised("Ⅳ", organisation=desk.world.town, since=now() - HOUR)
    desk.given(organisation=desk.world.headquarters)
    desk.given(organisation=desk.world.town, what="示例镇内")
    assert told(desk, order) == [
        (Told.ORDER, "示例Ⅳ级 in force, ordered by 示例领导"),
        (Told.TASK, "task given to 示例镇: 示例镇内"),
    ]


def test_a_blind_counter_is_not_told_how_much_was_issued(desk):
    world = desk.world
    order = desk.raised("Ⅳ", since=now() - HOUR)
    desk.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(500))])
    facts = {"items": [world.bags], "kind": CountKind.MONTHLY, "parts": [Counting((world.keeper,))]}
    desk.do(open_count, place=world.east, **facts)
    said = dict(told(desk, order, "keeper"))
    assert said[Told.STOCK] == "issued from 示例东仓库 to 示例抢险队: 编织袋"
    assert dict(told(desk, order))[Told.STOCK].endswith("编织袋 500 条")


def test_a_long_paper_is_cut_and_says_so(desk):
    order, world = desk.raised("Ⅳ", since=now() - HOUR), desk.world
    teams = [teams_acts.new_team(world, f"示例{number}队") for number in range(8)]
    desk.do(callouts.call_teams, teams=teams, kind=CallKind.ROLL_CALL, reason="示例", ordered_by="示例")
    [(_kind, said)] = told(desk, order)[1:]
    assert said.startswith("roll call: 示例0队, ")
    assert said.endswith("示例5队, …")


def test_every_sentence_names_facts_that_its_service_takes():
    for one in watched.WATCHED:
        for service, sentences in one.words.items():
            taken = SERVICES[service].signature.parameters
            for sentence in sentences:
                assert sentence.format_map({name: name for name in taken})
            assert one.model is SERVICES[service].signature.return_annotation


@pytest.mark.parametrize("name", sorted(name for one in watched.WATCHED for name in one.words if name in ACTS))
def test_every_watched_service_of_a_response_makes_a_line(file_desk, name):
    facts = ACTS[name](file_desk.world)
    order = file_desk.raised("Ⅲ", since=now()) if name != "order_level" else None
    made = file_desk.do(SERVICES[name].call, **facts)
    with file_desk.world.read() as here:
        entry = here.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    lines = file_desk.ask(timeline.timeline, order or made)
    assert entry.recorded_at in {one.recorded_at for one in lines}
    assert not {one.what for one in lines} & set(SERVICES)


def test_what_no_sentence_fits_is_called_by_its_service(file_desk):
    with file_desk.world.read() as here:
        assert Wording(here.session, here.leader, []).say("issue", {}, ["{nothing}"]) == "issue"

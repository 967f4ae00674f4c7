"""A response on paper: what happened in it, and its tasks with how they stand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from inventory.duty import log
from inventory.duty.log import LogKind
from inventory.ground.names import Unknown
from inventory.ground.store import now
from inventory.response import doing
from reports.response import lasting
from tests.reports.test_plans import column, paper
from tests.response.acts import Desk, desk_of
from tests.world import World

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def desk(file_world: World) -> Desk:
    return desk_of(file_world)


@pytest.fixture
def evening(desk):
    """A response of two hours: raised for the district, a task done in time, one in vain, a line of the log, ended."""
    begun = now() - 5 * HOUR
    order = desk.raised("Ⅳ", since=begun, area="示例全区", basis="示例预警")
    notify, patrol = desk.tasks()
    desk.do(doing.finish_task, task=notify, who="示例甲", at=begun + 20 * MINUTE)
    desk.do(doing.drop_task, task=patrol, reason="示例雨停", at=begun + 30 * MINUTE)
    desk.do(log.write_entry, kind=LogKind.PHONE, content="示例积水", occurred_at=begun + 40 * MINUTE)
    desk.do(log.write_entry, kind=LogKind.PHONE, content="示例其后", occurred_at=begun + 3 * HOUR)
    desk.ended(since=begun + 2 * HOUR)
    return order


def test_a_response_is_told_in_order_with_what_it_was_over_its_paper(desk, evening):
    table = paper(desk, "response", response=evening.number)
    assert column(table, "what") == [
        "▲ 示例Ⅳ级 in force, ordered by 示例领导: 示例预警",
        "示例通知: done by 示例甲",
        "示例巡查: dropped, 示例雨停",
        "示例积水",
        "▲ the response ends, ordered by 示例领导",
    ]
    assert column(table, "kind") == ["level", "task", "task", "duty log", "level"]
    heads = dict(table.heads)
    assert (heads["Level"], heads["Area"], heads["Tasks"]) == ("示例Ⅳ级", "示例全区", "2 tasks")
    assert heads["Plans set going"] == "示例城市防汛预案 (2022版)"
    begun, ended = heads["From"], heads["Until"]
    assert isinstance(begun, datetime)
    assert ended == begun + 2 * HOUR


def test_any_order_of_a_response_names_it_and_one_that_another_branch_gave_is_not_found(desk):
    first = desk.raised("Ⅳ", since=now() - 3 * HOUR)
    second = desk.raised("Ⅱ", since=now() - 2 * HOUR)
    ending = desk.ended(since=now() - HOUR)
    desk.raised("Ⅳ")
    for order in (first, second, ending):
        table = paper(desk, "response", response=order.number)
        assert table.title.endswith(first.number)
        assert dict(table.heads)["Level"] == "示例Ⅱ级"
    with pytest.raises(Unknown):
        paper(desk, "response", "townkeeper", response=first.number)


def test_tasks_say_how_they_stand_and_how_late_they_are(desk):
    desk.raised("Ⅳ", since=now() - HOUR)
    desk.raised("Ⅱ", since=now() - 30 * MINUTE)
    notify, patrol, move = desk.tasks()
    given = desk.given(what="示例巡堤")
    desk.do(doing.acknowledge_task, task=move)
    table = paper(desk, "tasks")
    assert column(table, "what") == ["示例通知", "示例转移", "示例巡查", "示例巡堤"]
    assert column(table, "state") == ["■ 30 min overdue", "○ acknowledged", "▲ not acknowledged", "▲ not acknowledged"]
    assert column(table, "plan") == ["示例城市防汛预案"] * 3 + ["by hand"]
    assert dict(table.heads)["Tasks"] == "4 tasks, 4 to do, 1 late"
    desk.do(doing.acknowledge_task, task=notify)
    assert column(paper(desk, "tasks"), "state")[0] == "■ 30 min overdue, acknowledged"
    desk.do(doing.finish_task, task=notify, note="示例已通知")
    desk.do(doing.drop_task, task=patrol, reason="示例")
    table = paper(desk, "tasks")
    assert column(table, "what")[:2] == ["示例转移", given.what]
    assert set(column(table, "state")[2:]) == {"● done, 30 min late", "○ dropped"}


def test_the_tasks_of_a_response_that_is_over_are_asked_for_by_its_number(desk, evening):
    assert not paper(desk, "tasks").rows
    table = paper(desk, "tasks", response=evening.number)
    assert sorted(column(table, "state")) == sorted(["● done", "○ dropped"])


def test_a_span_is_said_in_the_unit_in_which_people_would_say_it():
    spans = [lasting(one) for one in (22 * MINUTE, 3 * HOUR + 10 * MINUTE, timedelta(days=3))]
    assert spans == ["22 min", "3 h", "3 days"]

"""The board: tasks as they stand, by time and by unit; what is overdue, and what was done late."""

from __future__ import annotations

from datetime import timedelta

from inventory.ground.store import now
from inventory.response import doing, tasks
from inventory.response.tasks import TaskState

HOUR = timedelta(hours=1)


def board(desk):
    return desk.ask(tasks.tasks)


def test_a_task_shows_whose_it_is_until_when_and_how_it_stands(desk):
    order = desk.raised("Ⅳ", since=now() - HOUR)
    notify, patrol = board(desk)
    assert (notify.what, notify.response, notify.level, notify.plan) == (
        "示例通知", order.number, "示例Ⅳ级", "示例城市防汛预案",
    )  # fmt: skip
    assert (notify.state, notify.since, notify.overdue, patrol.overdue) == (TaskState.OPEN, order.since, True, False)
    desk.do(doing.acknowledge_task, task=desk.tasks()[0], who="示例甲")
    line = board(desk)[0]
    assert (line.state, line.who, line.overdue) == (TaskState.ACKNOWLEDGED, "示例甲", True)
    desk.do(doing.finish_task, task=desk.tasks()[0], who="示例乙", note="示例完成")
    line = board(desk)[-1]
    assert (line.state, line.who, line.note, line.overdue, line.late) == (
        TaskState.DONE, "示例乙", "示例完成", False, True,
    )  # fmt: skip
    assert desk.world.faults() == []


def test_what_was_done_in_time_is_not_late_though_it_was_typed_later(desk):
    desk.raised("Ⅳ", since=now() - HOUR)
    desk.do(doing.finish_task, task=desk.tasks()[0], at=now() - HOUR * 3 / 4)
    assert not board(desk)[-1].late


def test_the_board_begins_with_the_earliest_deadline_and_ends_with_what_is_over(desk):
    desk.raised("Ⅰ")
    desk.given(what="示例紧急", due_at=now() + HOUR / 4)
    assert [one.what for one in board(desk)] == ["示例紧急", "示例通知", "示例转移", "示例巡查"]
    desk.do(doing.drop_task, task=desk.tasks()[0], reason="示例")
    assert [one.what for one in board(desk)] == ["示例紧急", "示例转移", "示例巡查", "示例通知"]


def test_by_unit_the_board_counts_and_begins_with_who_is_overdue(desk):
    desk.raised("Ⅳ", since=now() - HOUR)
    desk.given(unit="示例二队", due_at=now() + HOUR)
    desk.do(doing.acknowledge_task, task=desk.given(unit="示例二队"))
    desk.do(doing.finish_task, task=desk.given(unit="示例三队"))
    units = tasks.by_unit(board(desk))
    assert [(one.unit, one.tasks, one.open, one.acknowledged, one.done, one.overdue) for one in units] == [
        ("示例镇", 2, 2, 0, 0, 1), ("示例二队", 2, 1, 1, 0, 0), ("示例三队", 1, 0, 0, 1, 0),
    ]  # fmt: skip
    assert units[1].next_due is not None
    assert units[2].next_due is None


def test_tasks_of_another_branch_are_not_shown(desk):
    desk.raised("Ⅳ")
    own = desk.given(organisation=desk.world.town)
    town = desk.world.as_("townkeeper")
    assert [one.number for one in town.ask(tasks.tasks)] == [own.number]
    assert town.ask(tasks.steps_of, desk.tasks()[0]) == []
    assert desk.world.as_("neighbourkeeper").ask(tasks.tasks) == []


def test_how_far_a_response_has_come_is_counted(desk):
    order = desk.raised("Ⅳ", since=now() - HOUR)
    desk.do(doing.finish_task, task=desk.tasks()[1])
    with desk.world.read() as here:
        assert tasks.progress(here.session, here.leader) == {order.id: tasks.Progress(2, 1, 1)}

"""The timeline of a drill: what an exercise recorded, against its injects."""

from __future__ import annotations

from datetime import timedelta

from inventory.ground.instants import InFuture
from inventory.ground.store import now
from inventory.practice import told
from inventory.practice.told import MomentKind, Told
from inventory.supplies.posting import NoLines
from tests.practice.acts import clock
from tests.supplies.acts import refused


def test_the_timeline_has_injects_what_was_done_and_ticks_in_the_order_of_time(ground):
    ground.ended(note="示例讲评")
    ground.do(told.give_inject, inject=ground.inject, at=clock("09:18"))
    lines = [Told(clock("09:24"), "示例甲", "示例封堵"), Told(clock("09:10"), "示例乙", "示例集结", None)]
    ground.do(told.record_events, drill=ground.drill, lines=lines)
    ground.keyed(2, "3y 09:20", "4n")
    found = ground.ask(told.timeline, ground.drill)
    assert [(one.kind, one.who, one.inject, one.after) for one in found] == [
        (MomentKind.STARTED, "", "", None),
        (MomentKind.TOLD, "示例乙", "", None),
        (MomentKind.INJECT, "示例抢险队", ground.inject.code, None),
        (MomentKind.TICK, "示例抢险队 · 示例抢险队", "", None),
        (MomentKind.TOLD, "示例甲", ground.inject.code, 6),
        (MomentKind.ENDED, "", "", None),
    ]
    assert (found[2].at, found[2].planned_at) == (clock("09:18"), clock("09:15"))
    assert found[3].planned_at == clock("09:10")
    assert ground.world.faults() == []


def test_what_was_told_word_for_word_before_is_not_told_twice(file_ground):
    file_ground.begun()
    line = Told(clock("09:24"), "示例甲", "示例封堵", file_ground.inject)
    for _turn in range(2):
        file_ground.do(told.record_events, drill=file_ground.drill, lines=[line, line])
    found = file_ground.ask(told.timeline, file_ground.drill)
    assert [one.what for one in found if one.kind is MomentKind.TOLD] == ["示例封堵"]


def test_what_answers_an_inject_before_it_was_due_counts_from_the_first_that_was_told_of_it(file_ground):
    file_ground.begun()
    lines = [
        Told(clock(at), "示例甲", what, file_ground.inject)
        for at, what in (("09:05", "示例注入"), ("09:07", "示例封堵"))
    ]
    file_ground.do(told.record_events, drill=file_ground.drill, lines=lines)
    after = {one.what: one.after for one in file_ground.ask(told.timeline, file_ground.drill) if one.at}
    assert (after["示例注入"], after["示例封堵"]) == (None, 2)


def test_events_are_of_the_drill_and_have_happened(file_ground):
    ground = file_ground
    refused(ground.world, NoLines, told.record_events, field="lines", drill=ground.drill, lines=[])
    late = [Told(now() + timedelta(hours=1), "示例甲", "示例")]
    refused(ground.world, InFuture, told.record_events, field="occurred_at", drill=ground.drill, lines=late)
    ground.begun()
    facts = {"inject": ground.inject, "at": clock("08:00")}
    refused(ground.world, told.GivenBefore, told.give_inject, field="at", **facts)

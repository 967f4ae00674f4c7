"""Consultations: what was decided waits in the log until it is done."""

from datetime import timedelta

import pytest

from inventory.duty.amending import close_entry, correct_entry
from inventory.duty.consulting import Decided, NobodysDecision, consultations, decisions, hold_consultation
from inventory.duty.log import LogEntry, LogKind, open_items, write_entry
from inventory.ground.instants import InFuture
from inventory.ground.names import named
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import NameBlank

DECIDED = (Decided("示例低洼点布防", "示例镇"), Decided("示例备足编织袋", "示例保管员", None))


def held(world, **facts):
    usual = {"topic": "示例汛前会商", "chair": "示例领导", "participants": "示例甲、示例乙", "decisions": DECIDED}
    return world.do(hold_consultation, **{**usual, **facts})


def test_every_decision_becomes_an_open_line_of_the_log_with_its_owner_and_deadline(world):
    due = now() + timedelta(days=1)
    made = held(world.as_("officer"), decisions=[DECIDED[0], Decided("示例巡堤", "", due)])
    assert made.number.startswith("HS-")
    lines = world.ask(open_items)
    assert [(one.content, one.owner, one.due_at) for one in lines] == [
        ("示例巡堤", "", due), ("示例低洼点布防", "示例镇", None),
    ]  # fmt: skip
    assert {(one.kind, one.unit, one.caller) for one in lines} == {(LogKind.DECISION, "示例汛前会商", "示例领导")}
    assert world.faults() == []


def test_the_decisions_of_a_consultation_are_told_as_they_stand_now(world):
    made = held(world)
    first, second = world.ask(decisions, made)
    assert [first.content, second.content] == [one.content for one in DECIDED]
    with world.begin() as here:
        from_log = {one.number: one for one in open_items(here.session, here.leader)}
        assert set(from_log) == {first.number, second.number}
    entry = entry_of(world, first.number)
    again = world.do(correct_entry, entry=entry, owner="示例邻镇")
    world.do(close_entry, entry=again, action="示例已布防")
    told = world.ask(decisions, made)
    assert [(one.number, one.owner, one.is_open) for one in told] == [
        (again.number, "示例邻镇", False), (second.number, "示例保管员", True),
    ]  # fmt: skip


def entry_of(world, number):

    with world.read() as here:
        return named(here.session, here.leader, LogEntry, number)


def test_a_decision_of_nobody_until_no_hour_is_refused_with_the_whole_consultation(world):
    with pytest.raises(NobodysDecision, match="示例随意"):
        held(world, decisions=[*DECIDED, Decided("示例随意", " ")])
    assert world.ask(consultations) == []
    assert world.ask(open_items) == []


@pytest.mark.parametrize("field", ["topic", "chair", "participants"])
def test_who_met_about_what_is_said(world, field):
    with pytest.raises(NameBlank):
        held(world, **{field: " "})


def test_it_is_recorded_when_it_was_held_not_before(world):
    with pytest.raises(InFuture):
        held(world, held_at=now() + timedelta(hours=1))
    early = held(world, held_at=now() - timedelta(days=2))
    late = held(world)
    lines = world.ask(consultations)
    assert [(one.number, one.decisions) for one in lines] == [(late.number, 2), (early.number, 2)]


def test_a_planner_records_consultations_without_writing_in_the_log(world):
    held(world.as_("planner"))
    with pytest.raises(NotPermitted):
        world.as_("planner").do(write_entry, kind=LogKind.OTHER, content="示例")
    with pytest.raises(NotPermitted):
        held(world.as_("keeper"))


def test_another_towns_consultations_are_not_seen(world):
    made = held(world, organisation=world.town)
    assert world.as_("neighbourkeeper").ask(consultations) == []
    assert world.as_("neighbourkeeper").ask(decisions, made) == []
    assert [one.number for one in world.as_("townkeeper").ask(consultations)] == [made.number]

"""The course of a hazard: assigned, begun, fixed, checked again by another, closed; each step where it may come."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from inventory.ground.errors import Refused
from inventory.ground.instants import InFuture
from inventory.ground.people import NotPermitted
from inventory.ground.text import NameBlank
from inventory.resources import rectifying
from inventory.resources.hazardlines import hazard_steps
from inventory.resources.hazardlines import hazards as ledger
from inventory.resources.hazards import COUNTED, HazardState, HazardStepKind
from inventory.resources.rectifying import (
    BeforeStep,
    Closed,
    DeadlinePast,
    FixedIt,
    InHand,
    NotAssigned,
    NotFixed,
    NotLater,
    Struck,
    WaitsForCheck,
)
from tests.resources.hazards_acts import ago, assigned, closed, fixed, found
from tests.supplies.acts import Facts, refused


def line(world):
    (only,) = world.ask(ledger, states=set(HazardState))
    return only


def assigning(hazard, **more):
    return {"hazard": hazard, "unit": "示例村", "measure": "示例", "due_on": ago(0), **more}


def test_a_hazard_goes_from_found_to_closed_and_every_step_stays(world):
    made = found(world)
    for service, facts, state in (
        (rectifying.assign_hazard, assigning(made, person="示例甲", phone="138-0000-示例"), HazardState.WAITING),
        (rectifying.start_hazard, {"hazard": made, "who": "示例甲"}, HazardState.IN_HAND),
        (rectifying.put_off_hazard, {"hazard": made, "due_on": ago(-9), "reason": "示例缺料"}, HazardState.IN_HAND),
        (rectifying.fix_hazard, {"hazard": made, "who": "示例甲"}, HazardState.FIXED),
        (rectifying.send_back_hazard, {"hazard": made, "who": "示例丙", "note": "示例仍漏"}, HazardState.IN_HAND),
        (rectifying.fix_hazard, {"hazard": made, "who": "示例乙", "note": "示例已换"}, HazardState.FIXED),
    ):
        world.as_("officer").do(service, **facts)
        assert line(world).state is state
    world.do(rectifying.close_hazard, hazard=made, who="示例丙", note="示例合格")
    last = line(world)
    assert (last.state, last.unit, last.person, last.measure) == (HazardState.CLOSED, "示例村", "示例甲", "示例")
    assert (last.due_on, last.fixed_by, last.done, last.checked_by) == (ago(-9), "示例乙", "示例已换", "示例丙")
    assert (last.verdict, last.alone, last.checked_on) == ("示例合格", "", ago(0))
    kinds = [one.kind.value for one in world.ask(hazard_steps, made)]
    assert kinds == ["assigned", "started", "put_off", "fixed", "failed", "fixed", "closed"]
    assert world.faults() == []


def test_what_is_fixed_on_the_spot_need_not_be_assigned(world):
    made = fixed(world, found(world))
    assert line(world).state is HazardState.FIXED
    closed(world, made)
    assert line(world).state is HazardState.CLOSED


# Closing -------------------------------------------------------------------------------------------------------


def test_nothing_is_closed_or_sent_back_that_was_not_fixed(world):
    for made in (found(world), assigned(world)):
        for service, more in ((rectifying.close_hazard, {}), (rectifying.send_back_hazard, {"note": "示例"})):
            refused(world, NotFixed, service, field="hazard", hazard=made, who="示例丙", **more)
    back = fixed(world)
    world.do(rectifying.send_back_hazard, hazard=back, who="示例丙", note="示例仍漏水")
    said = refused(world, NotFixed, rectifying.close_hazard, field="hazard", hazard=back, who="示例丙")
    assert "being put right" in said


@pytest.mark.parametrize("who", ["示例乙", " 示例乙 ", "示例丙、示例乙", "示例丙/ 示例乙"])
def test_who_fixed_it_does_not_close_it_by_name(world, who):
    said = refused(world, FixedIt, rectifying.close_hazard, field="alone", hazard=fixed(world), who=who)
    assert "示例乙" in said
    assert "示例值班员" in said


def test_who_recorded_the_fix_does_not_close_it_whatever_name_is_given(world):
    made = fixed(world)
    refused(world.as_("officer"), FixedIt, rectifying.close_hazard, field="alone", hazard=made, who="示例丙")
    refused(world, FixedIt, rectifying.close_hazard, field="alone", hazard=made, who="示例值班员")
    own = fixed(world, who="示例领导")
    refused(world, FixedIt, rectifying.close_hazard, field="alone", hazard=own, who="示例丙")


def test_alone_it_is_closed_with_a_reason_that_is_shown(world):
    made = fixed(world)
    world.as_("officer").do(rectifying.close_hazard, hazard=made, who="示例乙", alone="示例夜间一人")
    assert (line(world).state, line(world).alone) == (HazardState.CLOSED, "示例夜间一人")


def test_a_reason_that_was_not_needed_marks_nothing(world):
    closed(world, alone="示例")
    assert line(world).alone == ""


def test_after_it_was_sent_back_it_is_the_last_who_fixed_it_that_counts(world):
    made = fixed(world)
    world.do(rectifying.send_back_hazard, hazard=made, who="示例丙", note="示例", on=ago(4))
    fixed(world, made, who="示例丁", on=ago(3))
    refused(world, FixedIt, rectifying.close_hazard, field="alone", hazard=made, who="示例丁")
    world.do(rectifying.close_hazard, hazard=made, who="示例乙")


def test_what_is_over_takes_no_more_steps(world):
    over, wrong = closed(world), found(world)
    world.do(rectifying.strike_hazard, hazard=wrong, reason="示例重复登记")
    for made, why in ((over, Closed), (wrong, Struck)):
        for service, facts in (
            (rectifying.assign_hazard, assigning(made)),
            (rectifying.start_hazard, {"hazard": made}),
            (rectifying.put_off_hazard, {"hazard": made, "due_on": ago(-9), "reason": "示例"}),
            (rectifying.fix_hazard, {"hazard": made, "who": "示例乙"}),
            (rectifying.send_back_hazard, {"hazard": made, "who": "示例丙", "note": "示例"}),
            (rectifying.close_hazard, {"hazard": made, "who": "示例丙"}),
            (rectifying.strike_hazard, {"hazard": made, "reason": "示例"}),
        ):
            refused(world, why, service, field="hazard", **facts)


def test_what_was_entered_by_mistake_stays_to_be_seen_and_counts_no_more(world):
    made = found(world)
    world.do(rectifying.strike_hazard, hazard=made, reason="示例重复登记")
    assert world.ask(ledger) == []
    assert line(world).state is HazardState.STRUCK
    assert [one.note for one in world.ask(hazard_steps, made)] == ["示例重复登记"]


# Putting right -------------------------------------------------------------------------------------------------


def test_a_deadline_does_not_lie_before_the_day_it_is_given(world):
    made = found(world)
    refused(world, DeadlinePast, rectifying.assign_hazard, field="due_on", **assigning(made, due_on=ago(1)))
    late = assigning(made, due_on=ago(8), on=ago(7))
    refused(world, DeadlinePast, rectifying.assign_hazard, field="due_on", **late)
    world.do(rectifying.assign_hazard, **assigning(made, due_on=ago(7), on=ago(7)))
    facts = {"hazard": made, "due_on": ago(3), "reason": "示例"}
    refused(world, DeadlinePast, rectifying.put_off_hazard, field="due_on", **facts)
    facts = {"hazard": fixed(world, made), "who": "示例丙", "note": "示例"}
    refused(world, DeadlinePast, rectifying.send_back_hazard, field="due_on", due_on=ago(1), **facts)


def test_to_put_off_is_to_a_later_day_of_what_has_one(world):
    facts = {"due_on": ago(-1), "reason": "示例"}
    refused(world, NotAssigned, rectifying.put_off_hazard, field="hazard", hazard=found(world), **facts)
    refused(world, NotLater, rectifying.put_off_hazard, field="due_on", hazard=assigned(world), **facts)


def test_work_begins_once_and_on_what_was_assigned(world):
    refused(world, NotAssigned, rectifying.start_hazard, field="hazard", hazard=found(world))
    made = assigned(world)
    world.do(rectifying.start_hazard, hazard=made, on=ago(3))
    world.do(rectifying.put_off_hazard, hazard=made, due_on=ago(-5), reason="示例")
    said = refused(world, InHand, rectifying.start_hazard, field="hazard", hazard=made)
    assert str(ago(3)) in said


def test_another_unit_may_be_given_it_and_begins_anew(world):
    made = assigned(world)
    world.do(rectifying.start_hazard, hazard=made)
    world.do(rectifying.assign_hazard, **assigning(made, unit="示例局"))
    assert (line(world).state, line(world).unit, line(world).person) == (HazardState.WAITING, "示例局", "")


def test_what_waits_for_its_check_is_neither_assigned_nor_put_off_nor_fixed_again(world):
    made = fixed(world)
    for service, facts in (
        (rectifying.assign_hazard, assigning(made)),
        (rectifying.start_hazard, {"hazard": made}),
        (rectifying.put_off_hazard, {"hazard": made, "due_on": ago(-9), "reason": "示例"}),
        (rectifying.fix_hazard, {"hazard": made, "who": "示例乙"}),
    ):
        refused(world, WaitsForCheck, service, field="hazard", **facts)


def test_steps_follow_one_another_up_to_today(world):
    made = assigned(world)
    refused(world, BeforeStep, rectifying.fix_hazard, field="on", hazard=made, who="示例乙", on=ago(10))
    refused(world, InFuture, rectifying.fix_hazard, field="on", hazard=made, who="示例乙", on=ago(-1))
    refused(world, BeforeStep, rectifying.assign_hazard, field="on", **assigning(found(world), on=ago(11)))


def test_what_is_sent_back_has_its_old_deadline_or_a_new_one(world):
    made = fixed(world)
    world.do(rectifying.send_back_hazard, hazard=made, who="示例丙", note="示例")
    assert line(world).due_on == ago(-1)
    world.do(rectifying.fix_hazard, hazard=made, who="示例乙")
    world.do(rectifying.send_back_hazard, hazard=made, who="示例丙", note="示例", due_on=ago(-4))
    assert line(world).due_on == ago(-4)


def test_every_step_says_what_it_must(world):
    made = found(world)
    for field in ("unit", "measure"):
        refused(world, NameBlank, rectifying.assign_hazard, field=field, **assigning(made, **{field: " "}))
    refused(world, NameBlank, rectifying.fix_hazard, field="who", hazard=made, who="")
    refused(world, NameBlank, rectifying.strike_hazard, field="reason", hazard=made, reason="")
    fixed(world, made)
    refused(world, NameBlank, rectifying.close_hazard, field="who", hazard=made, who="")
    refused(world, NameBlank, rectifying.send_back_hazard, field="note", hazard=made, who="示例丙", note=" ")


# Rights --------------------------------------------------------------------------------------------------------


def test_a_storekeeper_fixes_and_does_not_check_again(world):
    keeper, made = world.as_("keeper"), assigned(world)
    keeper.do(rectifying.fix_hazard, hazard=made, who="示例乙")
    facts: Facts = {"hazard": made, "who": "示例丙"}
    refused(keeper, NotPermitted, rectifying.close_hazard, **facts)
    refused(keeper, NotPermitted, rectifying.send_back_hazard, note="示例", **facts)
    refused(keeper, NotPermitted, rectifying.strike_hazard, hazard=made, reason="示例")


def test_a_reader_sees_no_whole_telephone_number(world):
    made = assigned(world)
    watcher = world.as_("watcher")
    for query, rows in ((ledger, ()), (hazard_steps, (made,))):
        assert [one.phone for one in world.ask(query, *rows)] == ["138-0000-示例"]
        assert [one.phone for one in watcher.ask(query, *rows)] == ["138*****-示例"]
    assert world.as_("neighbourkeeper").ask(hazard_steps, made) == []


# Whatever is tried in whatever order ---------------------------------------------------------------------------

TRIES: dict[HazardStepKind, tuple[Any, Facts]] = {
    HazardStepKind.ASSIGNED: (rectifying.assign_hazard, {"unit": "示例村", "measure": "示例", "due_on": ago(-1)}),
    HazardStepKind.STARTED: (rectifying.start_hazard, {}),
    HazardStepKind.PUT_OFF: (rectifying.put_off_hazard, {"due_on": ago(-9), "reason": "示例"}),
    HazardStepKind.FIXED: (rectifying.fix_hazard, {"who": "示例乙"}),
    HazardStepKind.FAILED: (rectifying.send_back_hazard, {"who": "示例丙", "note": "示例"}),
    HazardStepKind.CLOSED: (rectifying.close_hazard, {"who": "示例丙", "alone": "示例"}),
    HazardStepKind.STRUCK: (rectifying.strike_hazard, {"reason": "示例"}),
}


@trying(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.sampled_from(list(TRIES)), max_size=8))
def test_nothing_is_ever_closed_but_by_a_check_right_after_a_fix(file_world, tries):
    made, done = found(file_world), []
    for kind in tries:
        service, facts = TRIES[kind]
        try:
            file_world.do(service, hazard=made, **facts)
        except Refused:
            continue
        done.append(kind)
    (now,) = file_world.ask(ledger, hazard=made, states=set(HazardState))
    for at, kind in enumerate(done):
        if kind in (HazardStepKind.CLOSED, HazardStepKind.FAILED):
            assert done[at - 1] is HazardStepKind.FIXED
        if kind in (HazardStepKind.CLOSED, HazardStepKind.STRUCK):
            assert at == len(done) - 1
    assert (now.state is HazardState.CLOSED) == (done[-1:] == [HazardStepKind.CLOSED])
    assert (now.state in COUNTED) == (HazardStepKind.STRUCK not in done)

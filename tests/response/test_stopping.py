"""A stop order from its draft to the order that ends it, and what is refused on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inventory.ground.instants import InFuture
from inventory.ground.names import Retired
from inventory.ground.people import NotPermitted
from inventory.ground.store import now
from inventory.ground.text import NameBlank
from inventory.response import stoporders, stopping, stops
from inventory.response.stoporders import StopState, StopStepKind, departments_of
from inventory.response.stopping import (
    AreaMissing,
    BeforeApproval,
    BeforeBegin,
    ConfirmedAlready,
    NoDraftAnyMore,
    NothingStopped,
    NotInForce,
    NotOrdered,
    OverBefore,
    OwnDraft,
)
from inventory.response.stops import OthersMeasure
from inventory.response.warnings import EndsBefore
from tests.response.stops_acts import SITES, chief, drafted, measure, standing, stopped, warned
from tests.supplies.acts import ago, refused

HOUR = timedelta(hours=1)


def receipt(world, order, department="示例教育局", **more):
    return world.do(stopping.record_stop_receipt, order=order, department=department, who="示例甲", **more)


def approval(world, order):
    """Who approved an order, why alone, and when."""
    step = standing(world, order).approved
    assert step
    return step.who, step.alone, step.at


def test_an_order_is_drafted_approved_confirmed_checked_and_ended_by_an_order(world):
    sites = measure(world, SITES, department="示例住建、示例城管")
    warning = warned(world)
    order = drafted(world, measure(world), sites, warning=warning, exempt="示例保供企业")
    line = standing(world, order)
    assert (line.state, line.begins_at, line.warning, line.by) == (StopState.DRAFT, None, warning.number, "示例值班员")
    world.do(stopping.approve_stop, order=order, note="示例")
    receipt(world, order)
    seen = {"order": order, "department": "示例城管", "carried_out": False, "result": "示例一处未停"}
    world.do(stopping.record_stop_check, **seen)
    line = standing(world, order)
    assert line.state is StopState.IN_FORCE
    assert approval(world, order) == ("示例领导", "", line.begins_at)
    assert line.waiting == ("示例住建", "示例城管")
    [check] = line.of(StopStepKind.CHECKED)
    assert (check.carried_out, check.note, check.who) == (False, "示例一处未停", "示例领导")
    end = world.do(stopping.end_stop, order=order, reason="示例雨停")
    line = standing(world, order)
    [ended] = line.of(StopStepKind.ENDED)
    assert (line.state, ended.number, end.number[:3], ended.note) == (
        StopState.ENDED, end.number, "RD-", "示例雨停",
    )  # fmt: skip
    assert end.number != order.number
    assert world.faults() == []


def test_an_order_keeps_what_its_stops_were_called(world):
    order = stopped(world, measure(world), measure(world))
    world.do(stops.change_stop_measure, measure=measure(world), name="示例新名", department="示例新局")
    assert [(one.name, one.department) for one in standing(world, order).measures] == [("示例停课", "示例教育局")]


def test_who_drafted_approves_alone_only_with_a_reason(world):
    facts = {"measures": [measure(world)], "issuer": "示例", "basis": "示例", "area": "示例"}
    own = world.do(stopping.draft_stop, **facts)
    refused(world, OwnDraft, stopping.approve_stop, field="alone", order=own)
    refused(world, OwnDraft, stopping.approve_stop, field="alone", order=own, alone="  ")
    world.do(stopping.approve_stop, order=own, alone="示例夜间仅一人")
    assert approval(world, own)[1] == "示例夜间仅一人"
    other = world.do(stopping.draft_stop, **facts)
    chief(world)
    with world.begin() as here:
        by = here.session.get_one(type(here.leader), chief_id(here))
        stopping.approve_stop(here.session, by, order=here.session.get_one(type(other), other.id), alone="示例多余")
    assert approval(world, other)[:2] == ("示例指挥长", "")


def chief_id(here):
    return here.session.query(type(here.leader)).filter_by(login="chief").one().id


def test_a_duty_officer_may_draft_and_record_but_neither_approve_nor_end(world):
    order, officer = drafted(world), world.as_("officer")
    refused(officer, NotPermitted, stopping.approve_stop, order=order, alone="示例")
    world.do(stopping.approve_stop, order=order)
    receipt(officer, order)
    refused(officer, NotPermitted, stopping.end_stop, order=order)


def test_a_draft_is_approved_or_withdrawn_once(world):
    order = stopped(world)
    assert "in force" in refused(world, NoDraftAnyMore, stopping.approve_stop, field="order", order=order)
    refused(world, NoDraftAnyMore, stopping.withdraw_stop, field="order", order=order, reason="示例")
    other = drafted(world)
    refused(world, NameBlank, stopping.withdraw_stop, field="reason", order=other, reason=" ")
    world.do(stopping.withdraw_stop, order=other, reason="示例解除")
    refused(world, NoDraftAnyMore, stopping.approve_stop, field="order", order=other)
    assert standing(world, other).state is StopState.WITHDRAWN
    assert [one.order_id for one in world.ask(stoporders.stop_orders, running=True)] == [order.id]


def test_nothing_is_confirmed_or_checked_before_it_is_approved(world):
    order = drafted(world)
    said = refused(
        world,
        NotOrdered,
        stopping.record_stop_receipt,
        field="order",
        order=order,
        department="示例教育局",
        who="示例甲",
    )
    assert said == f"{order.number} is draft, not approved: receipts and checks follow its approval."
    facts = {"order": order, "department": "示例教育局", "carried_out": True}
    refused(world, NotOrdered, stopping.record_stop_check, field="order", **facts)
    world.do(stopping.approve_stop, order=order)
    refused(
        world,
        BeforeApproval,
        stopping.record_stop_receipt,
        field="at",
        order=order,
        department="示例教育局",
        who="示例甲",
        at=ago(1),
    )
    early = {"order": order, "department": "示例教育局", "who": "示例甲", "at": now() + HOUR}
    refused(world, InFuture, stopping.record_stop_receipt, field="at", **early)


def test_a_department_confirms_once(world):
    order = stopped(world)
    receipt(world, order)
    again = {"order": order, "department": "示例教育局", "who": "示例乙"}
    assert "示例甲" in refused(world, ConfirmedAlready, stopping.record_stop_receipt, field="department", **again)
    receipt(world, order, "示例镇")
    assert standing(world, order).waiting == ()


def test_a_check_that_found_it_not_carried_out_says_what_was_found(world):
    order = stopped(world)
    facts = {"order": order, "department": "示例教育局", "carried_out": False}
    refused(world, NameBlank, stopping.record_stop_check, field="result", **facts)


def test_what_is_to_come_is_not_checked_yet_and_can_be_ended(world):
    order = stopped(world, begins_at=now() + HOUR, ends_at=now() + 3 * HOUR)
    assert standing(world, order).state is StopState.COMING
    facts = {"order": order, "department": "示例教育局", "carried_out": True}
    refused(world, BeforeBegin, stopping.record_stop_check, field="at", **facts)
    world.do(stopping.end_stop, order=order)
    assert standing(world, order).state is StopState.ENDED


def test_what_does_not_hold_can_not_be_ended(world):
    order = drafted(world)
    refused(world, NotInForce, stopping.end_stop, field="order", order=order)
    world.do(stopping.approve_stop, order=order)
    world.do(stopping.end_stop, order=order)
    said = refused(world, NotInForce, stopping.end_stop, field="order", order=order)
    assert said == f"{order.number} is ended: there is nothing to end."
    receipt(world, order)  # a receipt of before may still come in


def test_an_order_runs_out_by_itself(world, monkeypatch):
    order = stopped(world, ends_at=now() + HOUR)
    late = drafted(world, ends_at=now() + HOUR)
    there = now() + 2 * HOUR
    monkeypatch.setattr("inventory.ground.store.now", lambda: there)
    assert standing(world, order).state is StopState.RUN_OUT
    refused(world, NotInForce, stopping.end_stop, field="order", order=order)
    refused(world, OverBefore, stopping.approve_stop, field="order", order=late)


def test_an_order_says_what_it_stops_where_and_for_how_long(world):
    facts = {"measures": [measure(world)], "issuer": "示例", "basis": "示例", "area": "示例"}
    refused(world, NothingStopped, stopping.draft_stop, field="measures", **{**facts, "measures": []})
    refused(world, AreaMissing, stopping.draft_stop, field="area", **{**facts, "area": " "})
    refused(world, NameBlank, stopping.draft_stop, field="issuer", **{**facts, "issuer": ""})
    refused(world, NameBlank, stopping.draft_stop, field="basis", **{**facts, "basis": ""})
    refused(world, EndsBefore, stopping.draft_stop, field="ends_at", ends_at=ago(1), **facts)
    refused(
        world,
        EndsBefore,
        stopping.draft_stop,
        field="ends_at",
        begins_at=now() + 2 * HOUR,
        ends_at=now() + HOUR,
        **facts,
    )
    theirs = world.do(stops.add_stop_measure, name="示例镇停市", organisation=world.town)
    refused(world, OthersMeasure, stopping.draft_stop, field="measures", **{**facts, "measures": [theirs]})
    world.do(stops.retire_stop_measure, measure=measure(world))
    refused(world, Retired, stopping.draft_stop, field="measures", **facts)


def test_a_neighbour_sees_nothing_of_it(world):
    order = stopped(world)
    neighbour = world.as_("neighbourkeeper")
    assert neighbour.ask(stoporders.stop_orders) == []
    with world.read() as here:
        again = here.session.get_one(type(order), order.id)
        assert stoporders.stop_order(here.session, here.neighbourkeeper, again) is None
        assert stoporders.stop_order(here.session, here.leader, again) is not None


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        (["住建/城管/交通"], ("住建", "城管", "交通")),
        (["公安、交通", "交通，水务"], ("公安", "交通", "水务")),
        (["", " / "], ()),
    ],
)
def test_departments_are_told_apart(texts, named):
    assert departments_of(texts) == named

"""Alerts: everything that waits stands in one list, what can't wait in front; what makes itself heard is in time."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest

from inventory.duty import eventkinds, events, log
from inventory.duty.deadlines import Due
from inventory.duty.log import LogKind
from inventory.ground.settings import set_value
from inventory.ground.store import now
from inventory.resources import deliveries, rectifying
from inventory.response import doing, stopping, versions
from inventory.supplies import stock
from inventory.supplies.lots import Line
from inventory.supplies.todo import Waiting
from inventory.upkeep import alerts
from inventory.upkeep.alerts import ALERT_NAMES
from inventory.upkeep.handing import build_handover, cancel_handover, hand_over, take_over, tick
from inventory.upkeep.handover import Handover, handover_items
from inventory.upkeep.heard import Pending, Unsigned, Urgency, urgent
from tests.resources import agreements_acts, hazards_acts
from tests.response import stops_acts
from tests.response.acts import desk_of
from tests.upkeep.rooms import FIRST, at, on_the_wall
from tests.upkeep.test_handover import asked


def told(world, who="officer", query=alerts.alerts):
    return [(one.kind, one.urgency) for one in world.as_(who).ask(query)]


def event_of(world, minutes):
    kind = world.do(
        eventkinds.add_event_kind, organisation=world.headquarters, name="示例", written_minutes=minutes, basis="示例"
    )
    return world.as_("officer").do(events.open_event, kind=kind, place="示例路", what="示例积水")


def handed(world):
    return world.as_("officer").do(
        build_handover, organisation=world.headquarters, outgoing=world.officer, incoming=world.leader
    )


def test_every_kind_of_alert_has_a_name():
    assert set(ALERT_NAMES) == {*Waiting, *Due, *Unsigned, *Pending}
    assert len(ALERT_NAMES) == len(Waiting) + len(Due) + len(Unsigned) + len(Pending)


def test_what_is_late_stands_first_and_the_duty_rooms_before_the_stores(world):
    event_of(world, 60)
    handed(world)
    out = Line(world.bags, Decimal(10))
    world.as_("officer").do(stock.issue, place=world.east, to=world.team, lines=[out], urgent=True)
    found = told(world)
    assert found[0] == (Unsigned.HANDOVER, Urgency.NOW)
    assert found[1] == (Waiting.EXPIRED, Urgency.NOW)
    assert found[2] == (Due.REPORT, Urgency.SOON)
    assert found[-1] == (Waiting.EXPIRING, Urgency.KNOWN)
    assert {kind for kind, _urgency in found[3:-1]} == {Waiting.PAPERS, Waiting.SHORT}


def test_a_report_is_heard_once_it_is_due_or_so_many_minutes_before_as_are_set(world):
    with at():
        event_of(world, 60)
    with at(minutes=45):
        assert told(world, query=urgent) == []
        world.do(set_value, organisation=world.headquarters, key="remind_minutes", value="20", basis="示例")
        assert told(world, query=urgent) == [(Due.REPORT, Urgency.NOW)]
    with at(minutes=61):
        [one] = world.ask(urgent)
        assert (one.where, one.due_at, one.number[:2]) == ("示例路", FIRST + timedelta(minutes=60), "SJ")


def test_a_report_without_a_limit_is_due_at_once(world):
    event_of(world, 0)
    assert told(world, query=urgent) == [(Due.REPORT, Urgency.NOW)]


def test_an_empty_post_and_an_unsigned_handover_are_heard_until_they_are_seen_to(world):
    on_the_wall(world)
    with at(hours=1):
        assert told(world, query=urgent) == []
        made = handed(world)
        assert told(world, query=urgent) == []
        assert (Unsigned.HANDOVER, Urgency.SOON) in told(world)
    with at(days=1, minutes=5):
        [one] = world.ask(urgent)
        assert (one.kind, one.number, one.owner, one.due_at) == (
            Unsigned.HANDOVER, made.number, "示例值班员", FIRST + timedelta(days=1),
        )  # fmt: skip
        _sign(world, made)
        assert told(world, query=urgent) == []
    with at(days=2, minutes=5):
        heard = [(one.kind, one.what, one.quantity) for one in world.ask(urgent)]
        assert heard == [(Due.EMPTY_POST, "示例带班", Decimal(1)), (Unsigned.SHIFT, "示例全天", None)]


def _sign(world, made):
    world.as_("officer").do(hand_over, handover=made)
    with world.read() as here:
        lines = [one.line for one in handover_items(here.session, here.session.get_one(Handover, made.id))]
    for line in lines:
        world.as_("leader").do(tick, handover=made, line=line)
    world.as_("leader").do(take_over, handover=made)


def test_open_items_are_listed_with_their_owner_and_hour_but_not_heard(world):
    with at():
        due = FIRST + timedelta(hours=2)
        entry = world.as_("officer").do(log.write_entry, kind=LogKind.PHONE, content="示例", owner="示例镇", due_at=due)
    with at(hours=3):
        [one] = [one for one in world.ask(alerts.alerts) if one.kind is Due.OPEN_ITEM]
        assert (one.urgency, one.owner, one.due_at, one.number) == (Urgency.NOW, "示例镇", due, entry.number)
        assert told(world, query=urgent) == []


def test_another_towns_duty_room_is_not_seen(world):
    handed(world)
    assert not [one for one in told(world, "townkeeper") if isinstance(one[0], Unsigned)]


def test_a_cancelled_handover_is_no_alert(world):
    made = handed(world)
    world.as_("officer").do(cancel_handover, handover=made, note="示例")
    assert told(world, query=urgent) == []


def test_what_is_asked_every_minute_takes_few_questions(world):
    on_the_wall(world)
    with at(days=1, hours=1), world.read() as here:
        officer = here.officer
        with asked(world.store) as said:
            assert urgent(here.session, officer)
    assert len(said) <= 10, "\n".join(said)


@pytest.mark.parametrize("who", ["leader", "watcher", "planner"])
def test_everybody_at_the_headquarters_has_the_same_list(file_world, who):
    assert told(file_world, who) == told(file_world)


# What the registers and a response ask for ------------------------------------------------------------------------


@contextmanager
def later(**span):
    """The clock so much later than now."""
    when = now() + timedelta(**span)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("inventory.ground.store.now", lambda: when)
        yield


def waiting(world, *kinds):
    """What waits of some kinds: which, how urgent, what, where, whose."""
    found = world.as_("officer").ask(alerts.alerts)
    return [(one.kind, one.urgency, one.what, one.where, one.owner) for one in found if one.kind in kinds]


def test_a_late_task_is_listed_and_heard_until_it_is_done(world):
    desk = desk_of(world)
    desk.raised()
    assert told(world, query=urgent) == []
    world.do(set_value, organisation=world.headquarters, key="remind_minutes", value="45", basis="示例")
    assert [(one.what, one.number) for one in world.ask(urgent)] == [("示例通知", desk.tasks()[0].number)]
    with later(minutes=31):
        assert waiting(world, Pending.TASK) == [(Pending.TASK, Urgency.NOW, "示例通知", "示例镇", "")]
        assert told(world, query=urgent) == [(Pending.TASK, Urgency.NOW)]
        world.do(doing.finish_task, task=desk.tasks()[0])
        assert told(world, query=urgent) == []


def test_tasks_of_a_response_that_ended_are_late_no_more(world):
    desk = desk_of(world)
    desk.raised()
    desk.ended()
    with later(hours=2):
        assert told(world, query=urgent) == []


def test_departments_owe_a_receipt_of_a_stop_until_they_have_confirmed_it(world):
    order = stops_acts.drafted(world, stops_acts.measure(world, department="示例教育局/示例街道"))
    assert waiting(world, Pending.RECEIPT) == []
    world.do(stopping.approve_stop, order=order)
    world.do(stopping.record_stop_receipt, order=order, department="示例教育局", who="示例甲")
    assert waiting(world, Pending.RECEIPT) == [(Pending.RECEIPT, Urgency.NOW, "示例停课", "示例全区", "示例街道")]
    world.do(stopping.record_stop_receipt, order=order, department="示例街道", who="示例乙")
    assert waiting(world, Pending.RECEIPT) == []


def test_an_overdue_hazard_goes_to_who_leads_and_to_its_own_unit_where_nobody_does(world):
    on_the_wall(world)
    hazard = hazards_acts.assigned(world, due_on=hazards_acts.ago(-1))
    assert waiting(world, Pending.HAZARD) == []
    said = (Pending.HAZARD, Urgency.NOW, "示例配电箱漏水", "示例安置点")
    with at(hours=1):
        assert waiting(world, Pending.HAZARD) == [(*said, "示例计划员")]
    with at(days=20):
        assert waiting(world, Pending.HAZARD) == [(*said, "示例甲")]
        world.do(rectifying.fix_hazard, hazard=hazard, who="示例乙")
        assert waiting(world, Pending.HAZARD) == []


def test_a_call_off_is_late_until_all_of_it_has_come(world):
    order = agreements_acts.called(world)
    assert waiting(world, Pending.CALL_OFF) == []
    with later(hours=7):
        [(_kind, urgency, what, where, owner)] = waiting(world, Pending.CALL_OFF)
        assert (urgency, what, where, owner) == (Urgency.NOW, "压缩饼干", "示例空仓库", "示例食品厂")
        world.do(deliveries.close_call_off, call_off=order, note="示例不来了")
        assert waiting(world, Pending.CALL_OFF) == []


def test_an_agreement_is_called_out_before_its_end_as_is_set_and_once_it_has_ended(world):
    agreements_acts.agreed(world, company="示例将尽", valid_until=hazards_acts.ago(-10))
    agreements_acts.agreed(world, company="示例已尽", valid_until=hazards_acts.ago(1))
    assert [one[:3] for one in waiting(world, Pending.LAPSED, Pending.RENEWAL)] == [
        (Pending.LAPSED, Urgency.NOW, "示例已尽")
    ]
    world.do(set_value, organisation=world.headquarters, key="renewal_days", value="30", basis="示例")
    assert [one[:3] for one in waiting(world, Pending.RENEWAL)] == [(Pending.RENEWAL, Urgency.KNOWN, "示例将尽")]


def test_a_plan_is_to_be_revised_from_the_day_that_its_approval_set(world):
    desk = desk_of(world)
    facts = {"approved_by": "示例领导", "next_revision_on": hazards_acts.ago(-3)}
    world.do(versions.approve_plan, version=desk.draft, **facts)
    assert waiting(world, Pending.REVISION) == []
    with later(days=5):
        assert [one[:3] for one in waiting(world, Pending.REVISION)] == [
            (Pending.REVISION, Urgency.SOON, "示例河道预案")
        ]


def test_however_much_waits_the_list_takes_the_same_questions(file_world):
    def questions():
        with file_world.read() as here:
            officer = here.officer
            with asked(file_world.store) as said:
                alerts.alerts(here.session, officer)
        return len(said)

    def more():
        hazard = hazards_acts.assigned(file_world, due_on=hazards_acts.ago(-1))
        agreements_acts.agreed(file_world, valid_until=hazards_acts.ago(1))
        agreements_acts.called(file_world)
        stops_acts.stopped(file_world)
        desk_of(file_world).given(due_at=now() + timedelta(hours=1))
        return hazard

    more()
    with later(days=3):
        one = questions()
        assert len(waiting(file_world, *Pending)) >= 5
    for _turn in range(3):
        more()
    with later(days=3):
        assert questions() == one

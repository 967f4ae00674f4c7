"""Call-offs on paper: what is awaited, the most urgent first, and what is past."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from inventory.ground.store import now
from inventory.resources.deliveries import close_call_off
from inventory.resources.ordering import Called
from reports import calloffs, phones
from reports.table import shown
from tests.resources.agreements_acts import agreed, called, came, diggers, promised
from tests.supplies.acts import today

D = Decimal


def listed(world, who="officer", **asked):
    with world.read() as here:
        return calloffs.call_offs(here.session, getattr(here, who), **asked)


def column(table, key):
    return [shown(table.column(key), row, table.zone) for row in table.rows]


def test_what_is_due_first_stands_first_and_what_is_overdue_is_urgent(file_world):
    one = agreed(file_world)
    boxes = promised(file_world, one)
    machines = promised(file_world, one, item=file_world.pump, quantity=D(4), hours=D(1))
    unsaid = promised(file_world, one, item=file_world.jackets, hours=None)
    ordered = now() - timedelta(hours=2)
    lines = [Called(unsaid, D(5)), Called(boxes, D(200)), Called(machines, D(2))]
    called(file_world, *lines, agreement=one, ordered_at=ordered)
    table = listed(file_world)
    assert column(table, "item") == ["排水泵 拖车式", "压缩饼干", "救生衣"]
    assert column(table, "state") == ["■ overdue", "▲ awaited", "▲ awaited"]
    assert column(table, "due_at")[2] == "not set"
    assert column(table, "to") == ["示例空仓库"] * 3


def test_what_has_come_is_told_with_what_is_lacking_and_what_is_all_here_stands_last(file_world):
    one = agreed(file_world)
    full, part = promised(file_world, one), promised(file_world, one, item=file_world.jackets, hours=None)
    order = called(file_world, Called(full, D(200)), Called(part, D(30)), agreement=one)
    came(file_world, order, 200)
    came(file_world, order, 10, line=2)
    table = listed(file_world)
    assert column(table, "delivered") == ["10", "200"]
    assert column(table, "missing") == ["20", ""]
    assert column(table, "state") == ["▲ awaited", "● all here"]


def test_what_was_called_beyond_the_promise_or_outside_its_dates_is_remarked(file_world):
    over = agreed(file_world, valid_until=today() - timedelta(days=1))
    called(file_world, Called(promised(file_world, over), D(700)), agreement=over, after_expiry="示例口头同意")
    table = listed(file_world)
    assert column(table, "called") == ["▲ 700"]
    assert column(table, "note") == ["more than was promised; outside its dates: 示例口头同意"]


def test_what_is_closed_is_listed_only_where_all_since_a_time_is_asked_for(file_world):
    order = diggers(file_world)
    file_world.do(close_call_off, call_off=order, note="示例停产")
    awaited = called(file_world)
    assert column(listed(file_world), "number") == [awaited.number]
    since = listed(file_world, since=now() - timedelta(days=1))
    assert column(since, "number") == [awaited.number, order.number]
    assert column(since, "state") == ["▲ awaited", "▲ never came"]
    assert column(since, "note") == ["", "示例停产"]
    assert listed(file_world, since=now()).rows[:9] == []
    assert since.title != listed(file_world).title


def test_machines_come_to_where_it_was_said(file_world):
    diggers(file_world)
    assert column(listed(file_world), "to") == ["示例河口"]


def test_the_number_to_call_is_masked_for_who_need_not_know_it(file_world):
    called(file_world, Called(promised(file_world, agreed(file_world, contact_phone="138-示例-0000")), D(1)))
    assert column(listed(file_world), "phone") == ["138-示例-0000"]
    assert column(listed(file_world, "watcher"), "phone") == ["138*****000"]
    with file_world.read() as here:
        assert [house.code for house in phones.shown(here.session, here.officer, "call-offs")] == ["HQ"]

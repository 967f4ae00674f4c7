"""A stop order on paper: what is stopped where, its boxes, who has confirmed it, what checks found."""

from __future__ import annotations

import pytest

from inventory.ground import i18n
from inventory.response import stopping
from reports import excel, registry
from reports.stops import NotYours
from reports.table import Level, shown
from tests.response.stops_acts import SITES, drafted, measure, stopped


def cells(table):
    return [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]


def made(world, name, who="leader", **asked):
    with world.read() as here:
        again = {key: here.session.get_one(type(row), row.id) for key, row in asked.items()}
        return registry.make(here.session, getattr(here, who), name, **again)


def test_an_order_on_paper_ticks_what_is_stopped_and_lists_receipts_and_checks(file_world, tmp_path):
    measure(file_world, SITES, department="示例住建/示例城管")
    order = stopped(file_world, measure(file_world, SITES), exempt="示例保供企业")
    measure(file_world)
    facts = {"order": order, "department": "示例住建"}
    file_world.do(stopping.record_stop_receipt, who="示例甲", **facts)
    file_world.do(stopping.record_stop_check, carried_out=False, result="示例一处未停", **facts)
    table, stamp = made(file_world, "stop-order", stop=order)
    heads = dict(table.heads)
    assert heads["Stopped"] == "√ 示例停工    □ 示例停课"
    assert (heads["Signed by"], heads["Exempt"], heads["Until"]) == ("示例领导", "示例保供企业", "until it is ended")
    first, second = cells(table)
    assert (first["department"], first["receipt"], first["check"]) == (
        "示例住建", "示例甲", "■ not carried out: 示例一处未停",
    )  # fmt: skip
    assert (second["department"], second["receipt"]) == ("示例城管", "________")
    assert stamp.chosen == f"Stop order {order.number}"
    excel.write(tmp_path / "order.xlsx", table, stamp)


def test_a_draft_says_that_nothing_is_stopped_and_an_end_says_by_which_order(file_world):
    draft = drafted(file_world)
    table, _stamp = made(file_world, "stop-order", stop=draft)
    assert table.foots == ["NOT APPROVED: nothing is stopped by this paper."]
    assert dict(table.heads)["Signed by"] == "not approved yet"
    file_world.do(stopping.approve_stop, order=draft)
    end = file_world.do(stopping.end_stop, order=draft, reason="示例雨停")
    [foot] = made(file_world, "stop-order", stop=draft)[0].foots
    assert foot.startswith(f"Ended by {end.number} at ")


def test_an_approval_alone_is_marked_on_every_paper(file_world):
    facts = {"measures": [measure(file_world)], "issuer": "示例", "basis": "示例", "area": "示例"}
    own = file_world.do(stopping.draft_stop, **facts)
    file_world.do(stopping.approve_stop, order=own, alone="示例夜间")
    assert "示例夜间" in made(file_world, "stop-order", stop=own)[0].foots[0]
    table, _stamp = made(file_world, "stops")
    [line] = cells(table)
    assert line["approved"] == "▲ 示例领导, alone: 示例夜间"


def test_the_list_tells_who_has_not_confirmed_an_order_in_force(file_world):
    stopped(file_world)
    drafted(file_world)
    table, _stamp = made(file_world, "stops")
    draft, holds = cells(table)
    assert (draft["state"], draft["begins_at"], draft["waiting"]) == ("▲ draft, not approved", "when approved", "")
    assert (holds["state"], holds["waiting"]) == ("■ in force", "▲ 示例教育局")
    assert table.column("waiting").level(table.rows[0]) is None
    assert table.column("waiting").level(table.rows[1]) is Level.ATTENTION
    assert dict(table.heads)["Altogether"] == "2 orders, in force: 1"


def test_an_order_of_another_branch_is_not_made(file_world):
    order = stopped(file_world)
    with pytest.raises(NotYours):
        made(file_world, "stop-order", who="neighbourkeeper", stop=order)


def test_it_is_read_in_chinese(file_world):
    i18n.use("zh")
    table, _stamp = made(file_world, "stop-order", stop=stopped(file_world))
    assert " ".join(one.title for one in table.columns) == "序号 责任部门 停止事项 回执 回执时间 执行核查 核查时间 备注"

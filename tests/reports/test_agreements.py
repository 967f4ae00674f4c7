"""The ledger of agreements: the form line by line, what was called, and how each agreement stands."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from inventory.ground import i18n, settings
from inventory.ground.store import now
from inventory.resources.agreements import AGREEMENT_NAMES, AgreementKind, Validity, change_agreement, record_test_call
from inventory.resources.deliveries import close_call_off
from inventory.resources.ordering import Called, retire_agreement
from reports import agreements, excel, phones, plain, registry
from reports.agreements import VALIDITY_LEVELS
from reports.table import Level, shown
from tests.resources.agreements_acts import agreed, called, came, diggers, promised
from tests.supplies.acts import today

D = Decimal


def ledger(world, who="officer"):
    with world.read() as here:
        return agreements.agreements(here.session, getattr(here, who))


def column(table, key):
    return [shown(table.column(key), row, table.zone) for row in table.rows]


def test_the_ledger_has_the_headings_that_a_superior_expects_in_their_order(file_world):
    i18n.use("zh")
    table = ledger(file_world)
    assert " ".join(one.title for one in table.columns) == (
        "协议编号 类型 企业 统一社会信用代码 类别 物资名称 规格型号 计量单位 承诺数量 响应时限(h) 送达地点 启动条件 "
        "价格/补偿/违约 签订 到期 24h联系人 联系电话 上次核查 结果 已启用 已到货 欠到"
    )
    assert [label for label, _value in table.heads] == ["填报单位", "截止时间"]
    assert [label for label, _name in table.signatures] == ["填表人", "审核人", "负责人", "填报日期"]


def test_every_line_of_an_agreement_is_one_row_and_one_without_lines_is_not_lost(file_world):
    one = agreed(file_world, credit_code="91350100M000100Y43", price="示例按市价", compensation="示例按评估价")
    promised(file_world, one, place="示例镇政府")
    promised(file_world, one, item=file_world.pump, quantity=D(4), hours=D("1.5"))
    promised(file_world, one, item=None, category=file_world.sacks, quantity=None, hours=None)
    promised(file_world, one, item=None, what="示例挖掘机", unit="台", quantity=D(2))
    agreed(file_world, company="示例未列明的超市", kind=AgreementKind.REGISTERED)
    table = ledger(file_world)
    assert column(table, "code") == ["XE01"] * 4 + ["XE02"]
    assert column(table, "item") == ["压缩饼干", "排水泵", "any of the class", "示例挖掘机", "not set"]
    assert column(table, "category") == ["—", "—", "袋类", "—", ""]
    assert column(table, "spec")[1] == "拖车式"
    assert column(table, "promised") == ["500", "4", "not set", "2", ""]
    assert column(table, "hours") == ["6", "1.5", "not set", "6", ""]
    assert column(table, "place")[:2] == ["示例镇政府", "not set"]
    assert set(column(table, "terms")) == {"示例按市价; 示例按评估价", "not set"}
    assert column(table, "kind")[-1] == AGREEMENT_NAMES[AgreementKind.REGISTERED]


def test_what_was_called_has_come_and_is_lacking_stands_behind_its_line(file_world):
    one = agreed(file_world)
    first, second = promised(file_world, one), promised(file_world, one, item=file_world.pump, quantity=D(4))
    order = called(file_world, Called(first, D(200)), agreement=one)
    came(file_world, order, 150)
    closed = called(file_world, Called(second, D(2)), agreement=one)
    file_world.do(close_call_off, call_off=closed, note="示例停产")
    table = ledger(file_world)
    assert column(table, "called") == ["200", "2"]
    assert column(table, "delivered") == ["150", "—"]
    assert column(table, "missing") == ["▲ 50", "▲ 2"]


def test_what_is_promised_is_never_added_up_with_anything(file_world):
    promised(file_world)
    table = ledger(file_world)
    assert not any(one.total for sheet in table.sheets for one in sheet.columns)
    assert any("not on hand" in foot for foot in table.foots)


def test_an_end_that_is_past_or_near_is_marked_and_one_that_nobody_set_is_said(file_world):
    facts = {"organisation": file_world.headquarters, "key": "renewal_days", "value": "30", "basis": "示例"}
    file_world.do(settings.set_value, **facts)
    for days in (-1, 20, 90):
        agreed(file_world, valid_until=today() + timedelta(days=days))
    agreed(file_world)
    agreed(file_world, valid_from=today() + timedelta(days=5), valid_until=today() + timedelta(days=300))
    table = ledger(file_world)
    assert [mark[0] for mark in column(table, "valid_until")] == ["■", "▲", "2", "n", "▲"]
    each = table.sheets[1]
    assert column(each, "validity") == [
        "■ expired", "▲ to be renewed", "● valid", "○ end not set", "▲ not valid yet",
    ]  # fmt: skip
    assert column(each, "days_left") == ["-1", "20", "90", "—", "300"]


def test_every_way_an_agreement_can_stand_has_its_sign():
    assert set(VALIDITY_LEVELS) == set(Validity)


def test_the_last_test_call_is_told_and_one_that_nobody_answered_is_urgent(file_world):
    quiet, spoken = agreed(file_world), agreed(file_world)
    agreed(file_world)
    yesterday = now() - timedelta(days=1)
    file_world.do(record_test_call, agreement=quiet, reached=True, tested_at=yesterday)
    file_world.do(record_test_call, agreement=quiet, reached=False)
    file_world.do(record_test_call, agreement=spoken, reached=True, result="示例三分钟内应答")
    table = ledger(file_world)
    assert column(table, "result") == ["■ nobody answered", "● 示例三分钟内应答", "○ never tested"]
    assert column(table, "tested_on") == [str(today()), str(today()), "never"]


def test_each_agreement_stands_on_a_sheet_of_its_own_with_what_is_open_on_it(file_world):
    diggers(file_world)
    late = agreed(file_world, company="示例运输公司")
    called(file_world, Called(promised(file_world, late), D(5)), agreement=late, ordered_at=now() - timedelta(hours=9))
    agreed(file_world)
    by_line, by_agreement = ledger(file_world).sheets
    assert [len(by_line.rows), len(by_agreement.rows)] == [3, 3]
    assert column(by_agreement, "open") == ["▲ 1", "■ 1", ""]
    assert column(by_agreement, "lines") == ["1", "1", "0"]
    assert [row.is_late for row in by_agreement.rows] == [False, True, False]
    assert {by_line.tab, by_agreement.tab} == {"Line by line", "By agreement"}


def test_a_retired_agreement_is_on_no_paper_and_on_the_screen_where_it_is_asked_for(file_world):
    one = agreed(file_world)
    promised(file_world, one)
    file_world.do(retire_agreement, agreement=one)
    assert len(ledger(file_world).rows) == 0
    with file_world.read() as here:
        [kept] = agreements.standings(here.session, here.officer, retired=True)
    assert (kept.retired, len(kept.taken), agreements.validity(kept.line)) == (True, 1, "retired")
    assert agreements.validity_level(kept.line) is Level.UNKNOWN


def test_the_number_that_answers_at_any_hour_is_masked_for_who_need_not_know_it(file_world):
    one = agreed(file_world, contact_phone="138-示例-0000")
    assert column(ledger(file_world), "phone") == ["138-示例-0000"]
    assert column(ledger(file_world, "watcher"), "phone") == ["138*****000"]
    with file_world.read() as here:
        assert [house.code for house in phones.shown(here.session, here.officer, "agreements")] == ["HQ"]
        assert phones.shown(here.session, here.watcher, "agreements") == []
    file_world.do(change_agreement, agreement=one, contact_phone="")
    with file_world.read() as here:
        assert phones.shown(here.session, here.officer, "agreements") == []


def test_a_town_sees_its_own_agreements_alone(file_world):
    agreed(file_world)
    agreed(file_world, "town", company="示例镇企业")
    assert column(ledger(file_world, "townkeeper"), "company") == ["示例镇企业"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_workbook_has_both_sheets_and_says_where_its_figures_come_from(file_world, tmp_path, language):
    i18n.use(language)
    promised(file_world, agreed(file_world, signed_on=date(2022, 5, 1), company="=1+1"))
    with file_world.read() as here:
        table, stamp = registry.make(here.session, here.officer, "agreements")
        excel.write(tmp_path / "x.xlsx", table, stamp)
        assert "压缩饼干" in "".join(plain.text(table, stamp, 120))
    book = load_workbook(tmp_path / "x.xlsx")
    assert len(book.worksheets) == 3
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.print_title_rows) == (
        "landscape", 1, "$3:$3",
    )  # fmt: skip
    assert sheet["C4"].value == "=1+1"
    assert sheet["C4"].data_type == "s"

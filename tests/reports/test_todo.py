from datetime import timedelta
from decimal import Decimal

import pytest

from inventory.ground import i18n
from inventory.ground.store import now
from inventory.supplies import stock
from inventory.supplies.lots import Line
from reports import todo
from reports.table import shown
from tests.supplies.checks import opened


def rows(world, who="officer"):
    with world.read() as here:
        table = todo.todo(here.session, getattr(here, who))
        return table, [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]


def test_the_list_says_what_waits_where_since_when_and_how_late_it_is(file_world):
    out = now() - timedelta(days=5)
    facts = {"place": file_world.east, "to": file_world.team, "lines": [Line(file_world.bags, Decimal(500))]}
    number = file_world.do(stock.issue, occurred_at=out, urgent=True, counterpart="示例领", **facts).number
    _table, found = rows(file_world)
    [papers] = [row for row in found if row["number"] == number]
    told = [papers[key] for key in ("kind", "what", "where", "days", "due_on")]
    assert told == ["■ papers owed", "示例领", "示例东仓库 → 示例抢险队", "5", "—"]


def test_the_most_urgent_stands_first_and_each_level_has_its_sign(file_world):
    _table, found = rows(file_world)
    assert [row["kind"] for row in found] == ["■ expired", "▲ below quota", "● expires soon"]
    assert [row["days"] for row in found] == ["10", "—", "—"]


def test_a_counter_reads_words_instead_of_amounts_and_what_is_left_out_is_said(file_world):
    opened(file_world)
    table, found = rows(file_world, "keeper")
    assert {row["quantity"] for row in found} == {"being counted"}
    assert table.foots == ["5 items are left out, since you are counting them."]
    assert rows(file_world, "leader")[0].foots == []


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", "No. Waiting What Where Amount Counted in Since To be done by Days late Number"),
        ("zh", "序号 待办 事项 地点 数量 计量单位 起始 应办日期 逾期天数 编号"),
    ],
)
def test_it_is_read_in_both_languages(file_world, language, headings):
    i18n.use(language)
    assert " ".join(one.title for one in rows(file_world)[0].columns) == headings

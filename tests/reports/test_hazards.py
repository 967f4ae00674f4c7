"""Papers of hazards: the ledger's form, what it says of late and closed lines, and the summary with its months."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from inventory.ground import i18n
from inventory.ground.names import Unknown
from inventory.resources import rectifying
from inventory.resources.hazards import Hazard
from reports import excel, hazards, registry
from reports.table import Level, Table, shown
from tests.duty.crew import set_clock
from tests.duty.test_rights import noon
from tests.resources.hazards_acts import ago, assigned, closed, fixed, found, round_of, visit_of
from tests.world import World

MARCH, MAY = date(2022, 3, 1), date(2022, 5, 1)
FORM = "编号 发现日期 地点 内容 责任单位 责任人 整改措施 整改期限 复查结论 状态"


def paper(world: World, name: str, who: str = "leader", **texts: str) -> Table[Any]:
    """A report as it is asked for by text."""
    with world.read() as here:
        reader = getattr(here, who)
        return registry.make(here.session, reader, name, **registry.read(here.session, reader, name, texts))[0]


def column(table: Table[Any], key: str) -> list[str]:
    return [shown(table.column(key), row, table.zone) for row in table.rows]


def line_of(table: Table[Any], hazard: Hazard) -> dict[str, str]:
    row = next(row for row in table.rows if row.number == hazard.number)
    return {one.key: shown(one, row, table.zone) for one in table.columns}


@pytest.fixture
def spring(file_world: World) -> World:
    """Two found in March for a village, one of them closed in May; 236 in March for nobody; one in May that is back."""
    first = found(file_world, what="示例一", found_on=MARCH, photos="示例1.jpg")
    assigned(file_world, first, on=date(2022, 3, 8), due_on=date(2022, 4, 1))
    closed(file_world, fixed(file_world, first, on=date(2022, 4, 20)), on=date(2022, 5, 2))
    second = found(file_world, what="示例二", found_on=date(2022, 3, 4))
    assigned(file_world, second, on=date(2022, 3, 8), due_on=date(2022, 4, 1))
    many = found(file_world, what="示例各类", found_on=MARCH, pieces=236, basis="示例报道")
    closed(file_world, fixed(file_world, many, on=date(2022, 6, 1)), on=date(2022, 6, 1))
    found(file_world, what="示例一", found_on=date(2022, 5, 9), recurs=first)
    return file_world


def test_the_ledger_begins_with_the_columns_of_its_form_in_their_order(file_world):
    i18n.use("zh")
    titles = [one.title for one in hazards.columns()]
    assert titles[:10] == FORM.split()


def test_a_line_says_who_found_it_put_it_right_and_checked_it(file_world):
    hazard = closed(file_world, fixed(file_world, assigned(file_world, found(file_world, photos="示例1.jpg"))))
    line = line_of(paper(file_world, "hazards"), hazard)
    assert (line["unit"], line["person"], line["measure"]) == ("示例村", "示例甲", "示例更换")
    assert line["verdict"] == f"passed, 示例丙 {ago(4)}; 示例合格"
    assert line["state"] == "● closed off"
    assert line["note"] == f"found by 示例检查组; put right by 示例乙 {ago(5)}; 示例已更换; photos 示例1.jpg"


def test_a_check_by_the_one_who_put_it_right_is_marked_with_its_reason(file_world):
    hazard = closed(file_world, who="示例乙", alone="示例夜间一人")
    assert "checked by nobody else: 示例夜间一人" in line_of(paper(file_world, "hazards"), hazard)["note"]


def test_what_was_sent_back_says_so_and_never_passed(file_world):
    hazard = fixed(file_world)
    file_world.do(rectifying.send_back_hazard, hazard=hazard, who="示例丙", note="示例仍漏水", on=ago(3))
    line = line_of(paper(file_world, "hazards"), hazard)
    assert line["verdict"] == f"not put right, 示例丙 {ago(3)}; 示例仍漏水"
    file_world.do(rectifying.fix_hazard, hazard=hazard, who="示例乙", on=ago(2))
    again = line_of(paper(file_world, "hazards"), hazard)
    assert (again["verdict"], again["state"]) == (line["verdict"], "▲ to be checked again")


def test_what_is_late_is_urgent_and_says_by_how_much(file_world, monkeypatch):
    one, two = (assigned(file_world, found(file_world, what=f"示例{days}"), due_on=ago(-days)) for days in (1, 2))
    set_clock(monkeypatch, noon(ago(-3)))
    table = paper(file_world, "hazards")
    assert line_of(table, one)["state"] == "■ to be put right, 2 days late"
    assert line_of(table, two)["state"] == "■ to be put right, 1 day late"
    assert dict(table.heads)["Altogether"] == "found 2, closed off 0, open 2, of these overdue 2"


def test_what_was_entered_by_mistake_is_not_in_the_ledger(file_world):
    file_world.do(rectifying.strike_hazard, hazard=found(file_world), reason="示例")
    assert len(paper(file_world, "hazards").rows) == 0


def test_the_ledger_may_be_of_a_place_a_round_or_from_a_day_on(file_world):
    made = round_of(file_world)
    there = found(file_world, visit=visit_of(file_world, made), found_on=ago(2))
    elsewhere = found(file_world, place=file_world.works)
    assert column(paper(file_world, "hazards", site="GC01"), "number") == [elsewhere.number]
    assert column(paper(file_world, "hazards", inspection=made.number), "number") == [there.number]
    assert column(paper(file_world, "hazards", since=str(ago(5))), "number") == [there.number]
    with pytest.raises(Unknown):
        paper(file_world, "hazards", who="neighbourkeeper", inspection=made.number)
    assert len(paper(file_world, "hazards", who="neighbourkeeper").rows) == 0


# The summary -----------------------------------------------------------------------------------------------------


def test_the_summary_counts_by_unit_and_month_and_says_the_share(spring):
    table = paper(spring, "hazard-summary")
    keys = ("unit", "month", "found", "closed", "share", "open", "overdue")
    assert list(zip(*(column(table, key) for key in keys), strict=True)) == [
        ("not set", "2022-03", "236", "236", "100", "0", "0"),
        ("not set", "2022-05", "1", "0", "0", "▲ 1", "0"),
        ("示例村", "2022-03", "2", "1", "50", "▲ 1", "■ 1"),
    ]
    assert dict(table.heads)["Altogether"] == "found 239, closed off 237, open 2, of these overdue 1"


def test_a_share_is_never_rounded_up_to_all(file_world):
    for pieces, is_closed in ((2999, True), (1, False)):
        hazard = found(file_world, what=f"示例{pieces}", found_on=MARCH, pieces=pieces, basis="示例")
        if is_closed:
            closed(file_world, fixed(file_world, hazard, on=MARCH), on=MARCH)
    assert column(paper(file_world, "hazard-summary"), "share") == ["99.9"]


def test_months_stand_on_a_sheet_of_their_own_and_are_drawn(spring, tmp_path):
    table = paper(spring, "hazard-summary")
    by_month = table.sheets[1]
    assert [column(by_month, key) for key in ("month", "found", "closed", "open")] == [
        ["2022-03", "2022-04", "2022-05", "2022-06"], ["238", "0", "1", "0"], ["0", "0", "1", "236"],
        ["238", "238", "238", "2"],
    ]  # fmt: skip
    with spring.read() as here:
        made, stamp = registry.make(here.session, here.leader, "hazard-summary")
        excel.write(tmp_path / "x.xlsx", made, stamp)
    book = load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames[:4] == ["By unit", "By month", "Came back", "Hazards month by month"]
    drawn: Any = book["Hazards month by month"]
    assert len(drawn._charts) == 1
    assert {"Month", "2022-03", 238} <= {cell.value for row in drawn.iter_rows() for cell in row}


def test_of_many_months_the_last_are_drawn(file_world):
    for year in (2019, 2022):
        found(file_world, what=f"示例{year}", found_on=date(year, 3, 1))
    by_month = paper(file_world, "hazard-summary").sheets[1]
    assert by_month.chart
    drawn = excel.chart_table(by_month, by_month.chart)
    assert len(by_month.rows) == 37
    assert (len(drawn.rows), drawn.rows[0][0], drawn.rows[-1][0]) == (24, "2020-04", "2022-03")


def test_what_came_back_is_told_and_listed(spring):
    table = paper(spring, "hazard-summary")
    assert table.foots == ["1 hazard came back after it was closed off; it stands on a sheet of its own."]
    back = table.sheets[2]
    assert column(back, "times") == ["2"]
    assert column(back, "numbers") == ["YH-2022-0001, YH-2022-0004"]


def test_the_summary_may_begin_with_a_month(spring):
    table = paper(spring, "hazard-summary", from_month="2022-05")
    assert column(table, "month") == ["2022-05"]
    assert column(table.sheets[1], "month") == ["2022-05", "2022-06"]
    assert dict(table.heads)["From month"] == "2022-05"
    assert column(paper(spring, "hazard-summary", from_month="2022-07"), "found") == []


def test_a_line_asks_of_the_reader_what_its_state_does(file_world):
    assert hazards.level(_line(file_world, closed(file_world))) is Level.FINE
    assert hazards.level(_line(file_world, found(file_world, what="示例二"))) is Level.ATTENTION


def _line(world, hazard):
    return next(row for row in paper(world, "hazards").rows if row.number == hazard.number)

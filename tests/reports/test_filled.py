from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from inventory.ground.errors import Refused
from reports import filled, reading
from reports.filled import Heading, HeadingMissing, HeadingTwice
from reports.headings import CODE, FOUND, LINE
from tests.reports.books import TODAY, book, form

D = Decimal
HEADINGS = (Heading("line", LINE, needed=True), Heading("code", CODE, needed=True), Heading("found", FOUND))
WORKBOOK = reading.Workbook("x", [], since_1904=False)


def said(work: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        work()
    return str(caught.value)


def quantity(value: reading.Value) -> Decimal:
    return filled.quantity(value, unit="条", packs={"包": D(100)}, places=0)


def day(value: reading.Value) -> date:
    return filled.day(value, WORKBOOK, TODAY, "expires_on")


# Headings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "top",
    [
        ["No.", "Code", "Amount found"],
        ["序号", "编码", "实盘数量"],
        ["序 号", "编码*", "实盘数量："],
        ["备注", "Amount found", "编码", None, "No."],
    ],
)
def test_columns_are_found_by_their_headings_wherever_they_stand(tmp_path: Path, top: list[str]):
    found = form(book(tmp_path / "x.xlsx", [["盘点表"], [], top, [1] * len(top)]), *HEADINGS)
    assert found.header == 3
    cells = [str(one).rstrip("*：").replace(" ", "") for one in top]
    assert {key: cells[at - 1] for key, at in found.columns.items()}.keys() == {"line", "code", "found"}


def test_a_missing_heading_is_named(tmp_path: Path):
    path = book(tmp_path / "x.xlsx", [["No.", "Amount found"], [1, 2]])
    with pytest.raises(HeadingMissing, match="Sheet Sheet has no column Code"):
        form(path, *HEADINGS)


def test_a_doubled_heading_is_named_with_its_cells(tmp_path: Path):
    path = book(tmp_path / "x.xlsx", [["No.", "Code", "编码"], [1, 2, 3]])
    with pytest.raises(HeadingTwice, match="the column Code twice: in B1, C1"):
        form(path, *HEADINGS)


def test_a_sheet_of_something_else_is_no_form(tmp_path: Path):
    made = reading.read(book(tmp_path / "x.xlsx", [["姓名", "电话"], ["No.", 1]]))
    assert filled.find(made, made.sheets[0], HEADINGS, TODAY) is None


# Rows ----------------------------------------------------------------------------------------------------------


def test_blank_rows_and_foreign_columns_are_no_rows(tmp_path: Path):
    rows: list[list[Any]] = [["No.", "Code", None], [1, "a"], [None, None, "junk"], [], [2, "b"]]
    assert [row.number for row in form(book(tmp_path / "x.xlsx", rows), *HEADINGS).rows()] == [2, 5]


def test_merged_cells_among_the_rows_are_a_fault(tmp_path: Path):
    path = book(tmp_path / "x.xlsx", [["No.", "Code"], [1, "a"], [2, "b"]], lambda sheet: sheet.merge_cells("B2:B3"))
    found = form(path, *HEADINGS)
    assert [row.whole() for row in found.rows()] == [False, False]
    assert str(found.faults[0]).endswith("B2 “a”: B2:B3 are merged: part them and fill each")


def test_a_note_across_the_columns_is_a_note(tmp_path: Path):
    rows: list[list[Any]] = [["No.", "Code"], [1, "a"], ["signed"], ["one"]]
    found = form(book(tmp_path / "x.xlsx", rows, lambda sheet: sheet.merge_cells("A3:B3")), *HEADINGS)
    assert [row.is_note() for row in found.rows()] == [False, True, False]


def test_faults_name_their_cell_and_value(tmp_path: Path):
    found = form(book(tmp_path / "x.xlsx", [["No.", "Code", "Amount found"], [1, "a", "9l2"], [2, "=1+1"]]), *HEADINGS)
    for row in found.rows():
        row.read("found", quantity)
        row.read("code", filled.text)
        row.needed("found", quantity)
    assert [str(one).removeprefix("Sheet, ") for one in found.faults] == [
        "C2: “9l2” is not a number",
        "C2: “9l2” is not a number",
        "B3 “=1+1”: a formula stands here: write the value itself",
        "C3: the Amount found is missing",
    ]


# Values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (D(912), 912),
        ("912", 912),
        ("９１２", 912),
        ("1，828", 1828),
        ("4.65万", 46500),
        ("4.65万条", 46500),
        ("3包", 300),
        (" 一千二百条 ", 1200),
    ],
)
def test_amounts_are_read_as_people_write_them(value: reading.Value, meant: int):
    assert quantity(value) == meant


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("9l2", "“9l2” is not a number"),
        ("约500", "only about a number"),
        ("500件", "is in 件, but this is counted in 条, 包"),
        ("1,5", "a comma that doesn't part thousands"),
        (D("1.5"), "only whole numbers are counted here"),
        (D(-1), "is below zero"),
        (D(0), "is zero"),
        (True, "“True” is not a number"),
        (date(2026, 3, 4), "“2026-03-04” is not a number"),
    ],
)
def test_what_is_no_amount_is_told(value: reading.Value, reason: str):
    assert reason in said(lambda: quantity(value))


def test_nothing_may_be_found():
    assert filled.quantity(D(0), unit="条", packs={}, places=0, zero=True) == 0


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 6, 24),
        datetime(2026, 6, 24),  # noqa: DTZ001 - a sheet's clock has no zone
        D(46197),
        D(20260624),
        "2026-06-24",
        "2026/6/24",
        "2026.6.24",
        "２０２６年６月２４日",
        "20260624",
    ],
)
def test_days_are_read_however_they_are_kept(value: reading.Value):
    assert day(value) == date(2026, 6, 24)


def test_a_day_is_counted_as_the_workbook_counts():
    assert filled.day(D(44735), reading.Workbook("x", [], since_1904=True), TODAY, "day") == date(2026, 6, 24)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("6月24日", "a date without a year"),
        ("0624", "a date without a year"),
        ("今天", "a date without a year"),
        ("2026-02-30", "isn't in the calendar"),
        ("2026-05", "isn't a date"),
        (D(2026), "“2026” is not a date"),
        (D("46197.5"), "is not a date"),
        (True, "is not a date"),
    ],
)
def test_what_is_no_day_is_told(value: reading.Value, reason: str):
    assert reason in said(lambda: day(value))


def test_a_text_that_excel_has_changed_is_told():
    assert filled.text(D("6901234567892")) == "6901234567892"
    assert filled.text(" a ") == "a"
    assert "Excel has made the date 2026-05-01 of this" in said(lambda: filled.text(date(2026, 5, 1)))
    assert "Excel keeps 15 digits" in said(lambda: filled.text(D(10) ** 16))


def test_a_choice_is_known_in_every_language():
    words = {"a": "depot", "b": "room"}
    assert [filled.choice(one, words) for one in ("仓库", "DEPOT", "b")] == ["a", "a", "b"]
    assert "“shop” is none of: depot, room" in said(lambda: filled.choice("shop", words))

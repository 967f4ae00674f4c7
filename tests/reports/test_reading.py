from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from reports import reading
from reports.package import Damaged
from reports.reading import Broken, Formula
from tests.reports.books import book, by_hand, cells

D = Decimal


def test_cells_are_what_they_are(tmp_path: Path):
    when = datetime(2026, 6, 24, 14, 30)  # noqa: DTZ001 - a sheet's clock has no zone
    path = book(tmp_path / "x.xlsx", [["编织袋", 4.65, True, date(2026, 6, 24), when, None, " "]])
    assert cells(path) == {
        "A1": "编织袋",
        "B1": D("4.65"),
        "C1": True,
        "D1": date(2026, 6, 24),
        "E1": when,
    }


def test_a_formula_is_told_and_what_it_came_to_is_not(tmp_path: Path):
    path = by_hand(
        tmp_path / "x.xlsx",
        '<row r="1"><c r="A1"><f>B1*2</f><v>500</v></c><c r="B1"><f t="shared" si="0"/><v>7</v></c></row>',
    )
    assert cells(path) == {"A1": Formula("B1*2"), "B1": Formula("")}


def test_every_cell_that_an_array_formula_fills_is_a_formula(tmp_path: Path):
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3</v></c></row>'
    )
    assert cells(by_hand(tmp_path / "x.xlsx", rows)) == {"A1": Formula("B1:B2"), "A2": Formula(""), "B2": D(3)}
    made = Workbook()
    made.worksheets[0]["A1"] = ArrayFormula("A1:A2", "=B1:B2")
    made.save(tmp_path / "y.xlsx")
    assert isinstance(cells(tmp_path / "y.xlsx")["A1"], Formula)


def test_days_are_counted_as_the_workbook_counts_them(tmp_path: Path):
    def since_1904(sheet):
        sheet.parent.epoch = datetime(1904, 1, 1)  # noqa: DTZ001

    for change in (None, since_1904):
        path = book(tmp_path / "x.xlsx", [[date(2026, 6, 24)]], change)
        assert cells(path) == {"A1": date(2026, 6, 24)}
    assert reading.read(path).since_1904


@pytest.mark.parametrize(
    ("serial", "in_1900", "in_1904"),
    [
        ("46197", date(2026, 6, 24), date(2030, 6, 25)),
        ("44735", date(2022, 6, 23), date(2026, 6, 24)),
        ("1", date(1900, 1, 1), date(1904, 1, 2)),
        ("59", date(1900, 2, 28), date(1904, 2, 29)),
        ("60", None, date(1904, 3, 1)),
        ("61", date(1900, 3, 1), date(1904, 3, 2)),
        ("-1", None, None),
        ("9999999", None, None),
        ("1E+999999", None, None),
    ],
)
def test_a_serial_number_is_a_day(serial: str, in_1900: date | None, in_1904: date | None):
    assert reading.Workbook("x", [], since_1904=False).day(D(serial)) == in_1900
    assert reading.Workbook("x", [], since_1904=True).day(D(serial)) == in_1904


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("General", False),
        ("#,##0.00", False),
        ('0"days"', False),
        ("[Red]#,##0", False),
        (r"0\d", False),
        ("_-* #,##0_-", False),
        ("0.00E+00", False),
        ('yyyy"年"m"月"d"日"', True),
        ("[$-804]yyyy/m/d;@", True),
        ("[h]:mm", True),
        ("mmm-yy", True),
    ],
)
def test_a_number_format_says_whether_it_shows_a_day(code: str, is_date: bool):  # noqa: FBT001 - a case
    assert reading.is_date(code) is is_date


def test_numbers_are_what_excel_shows(tmp_path: Path):
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{text}</v></c></row>' for at, text in enumerate(
        ("46500.000000000007", "0.10000000000000001", "4.65E4", "1E+400", "x", "12345678901234567"), 1
    ))  # fmt: skip
    found = cells(by_hand(tmp_path / "x.xlsx", rows))
    assert [found["A1"], found["A2"], found["A3"]] == [D(46500), D("0.1"), D(46500)]
    assert found["A5"] == Broken("x")
    assert found["A6"] == D("12345678901234600")


def test_texts_come_back_as_they_were_typed(tmp_path: Path):
    strings = (
        "<sst><si><t>甲</t></si><si><r><t>乙</t></r><r><t xml:space='preserve'> 丙</t></r></si>"
        "<si><t>东京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><t>a_x000D_b</t></si></sst>"
    )
    rows = "".join(f'<row><c t="s"><v>{at}</v></c></row>' for at in range(4))
    found = cells(by_hand(tmp_path / "x.xlsx", rows, sharedStrings=strings))
    assert list(found.values()) == ["甲", "乙 丙", "东京", "a\rb"]


def test_a_text_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(Damaged, match="A1 has no text"):
        reading.read(by_hand(tmp_path / "x.xlsx", '<row><c t="s"><v>3</v></c></row>'))


def test_prefixes_and_missing_addresses_are_no_harm(tmp_path: Path):
    rows = (
        '<?xml version="1.0"?><x:worksheet xmlns:x="y"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c t="inlineStr">'
        '<x:is><x:t>二</x:t></x:is></x:c></x:row><x:row r="9"><x:c r="C9"><x:v>3</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert cells(by_hand(tmp_path / "x.xlsx", rows)) == {"A1": D(1), "B1": "二", "C9": D(3)}


def test_a_cell_far_out_takes_no_time(tmp_path: Path):
    path = by_hand(tmp_path / "x.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    start = time.perf_counter()
    assert cells(path) == {"XFD1048576": D(1)}
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("rows", ['<row r="1048577"><c><v>1</v></c></row>', '<row><c r="XFE1"><v>1</v></c></row>'])
def test_a_cell_beyond_the_sheet_is_damage(tmp_path: Path, rows: str):
    with pytest.raises(Damaged):
        reading.read(by_hand(tmp_path / "x.xlsx", rows))


def test_two_values_for_one_cell_are_damage(tmp_path: Path):
    with pytest.raises(Damaged, match="A1 stands there twice"):
        reading.read(by_hand(tmp_path / "x.xlsx", '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'))


def test_hidden_sheets_and_merged_cells_are_told(tmp_path: Path):
    made = Workbook()
    made.worksheets[0]["A1"] = "x"
    made.worksheets[0].merge_cells("A1:B3")
    made.create_sheet("藏").sheet_state = "veryHidden"
    made.save(tmp_path / "x.xlsx")
    sheets = reading.read(tmp_path / "x.xlsx").sheets
    assert [(one.name, one.hidden, one.merged) for one in sheets] == [("Sheet", False, ["A1:B3"]), ("藏", True, [])]
    assert reading.corners("A1:B3") == (1, 3, 1, 2)
    assert reading.corners("nonsense") is None

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from inventory.ground import i18n
from inventory.ground.people import Role
from inventory.supplies.lots import Condition, Mode
from inventory.supplies.places import PlaceKind
from inventory.upkeep.rows import ItemRow, OpeningRow, PersonRow, PlaceRow, RowFault
from reports import blank, excel, filled, lists, reading, registry
from reports.filled import HeadingMissing
from reports.lists import Lists, SheetTwice, SheetWithoutHeadings
from tests.world import World

D = Decimal
Rows = Sequence[Mapping[str, Any]]


def made(world: World, path: Path) -> Path:
    """The blank workbook, in the language in use."""
    with world.read() as here:
        table, stamp = registry.make(here.session, here.leader, "blank-workbook")
        excel.write(path, table, stamp, overwrite=True)
    return path


def fill(world: World, path: Path, change: Callable[[Workbook], object] | None = None, **given: Rows) -> Path:
    """The blank workbook with rows by the keys of their columns; then whatever else is done to it."""
    book = load_workbook(made(world, path))
    for one in blank.BLANKS:
        sheet = book[i18n._(one.tab)]
        keys = ["mark", *(column.key for column in one.columns)]
        top = next(row for row in range(1, 9) if sheet.cell(row, 1).value == i18n._(blank.MARK))
        for at, row in enumerate(given.get(one.key, ()), top + 1 + len(one.examples)):
            for key, value in row.items():
                sheet.cell(at, keys.index(key) + 1).value = value
    if change:
        change(book)
    book.save(path)
    return path


def read(world: World, path: Path) -> Lists:
    with world.read() as here:
        return lists.read(here.session, reading.read(path))


def faults(world: World, path: Path) -> list[str]:
    return [str(one) for one in read(world, path).faults]


BAGS = {"name": "沙袋", "unit": "条"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_blank_workbook_is_read_as_nothing(file_world: World, tmp_path: Path, language: str):
    i18n.use(language)
    path = made(file_world, tmp_path / "x.xlsx")
    book = reading.read(path)
    assert lists.is_one(book)
    assert len(book.sheets) == 5
    found = read(file_world, path)
    assert (found.items, found.places, found.persons, found.opening) == ([], [], [], [])
    assert (found.faults, found.unread) == ([], [])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sheet_shows_an_example_and_explains_every_column(file_world: World, tmp_path: Path, language: str):
    i18n.use(language)
    book = reading.read(made(file_world, tmp_path / "x.xlsx"))
    words = {value for row in book.sheets[0].rows.values() for value in row.values()}
    for one, sheet in zip(blank.BLANKS, book.sheets[1:], strict=True):
        marked = [row for row in sheet.rows.values() if filled.means(blank.EXAMPLE, row.get(1))]
        assert len(marked) == len(one.examples)
        assert {i18n._(column.title) for column in one.columns} <= words


def test_examples_are_what_the_lists_take(file_world: World, tmp_path: Path):
    def unmark(book: Workbook) -> None:
        for sheet in book.worksheets[1:]:
            for row in range(1, 9):
                if sheet.cell(row, 1).value == "示例":
                    sheet.cell(row, 1).value = None

    i18n.use("zh")
    path = fill(file_world, tmp_path / "x.xlsx", unmark)
    found = read(file_world, path)
    assert found.faults == []
    assert [len(one) for one in (found.items, found.places, found.persons, found.opening)] == [2, 2, 1, 2]


def test_every_column_is_read(file_world: World, tmp_path: Path):
    item: dict[str, Any] = BAGS | {
        "code": "T1",
        "category": "袋类",
        "spec": "大",
        "decimals": "1",
        "packs": "包=100；箱=20.5",
        "aliases": "麻包",
    }
    item |= {"barcode": 6901234567892, "gb_code": "301", "shelf_life_months": 24, "test_interval_days": "180"}
    item |= {"quota": "2万", "basis": "示例依据", "note": "示例"}
    place: dict[str, Any] = {
        "code": "P1",
        "name": "示例库",
        "kind": "库房",
        "parent": "CK01",
        "organisation": "HQ",
        "keeper": "示例",
    }
    place |= {"phone": 13800000000, "address": "示例路", "note": "示例"}
    person = {
        "login": "li",
        "name": "示例",
        "post": "示例",
        "phone": "000",
        "organisation": "HQ",
        "roles": "保管员、reader",
    }
    stock: dict[str, Any] = {
        "item": "T1",
        "place": "P1",
        "quantity": "3包",
        "batch": "甲",
        "maker": "示例厂",
        "produced_on": date(2026, 3, 1),
    }
    stock |= {"expires_on": "2028-03-01", "condition": "待维修", "quality": "合格", "mode": "代储"}
    path = fill(file_world, tmp_path / "x.xlsx", items=[item], places=[place], persons=[person], opening=[stock])
    found = read(file_world, path)
    assert found.faults == []
    assert found.items == [
        ItemRow(
            name="沙袋", unit="条", code="T1", category="袋类", spec="大", decimals=1,
            packs=(("包", D(100)), ("箱", D("20.5"))), aliases="麻包", barcode="6901234567892", gb_code="301",
            shelf_life_months=24, test_interval_days=180, quota=D(20000), basis="示例依据", note="示例",
        )
    ]  # fmt: skip
    assert found.places == [
        PlaceRow("示例库", PlaceKind.ROOM, "P1", "CK01", "HQ", "示例", "13800000000", "示例路", "示例")
    ]
    assert found.persons == [PersonRow("li", "示例", "示例", "000", "HQ", (Role.STOREKEEPER, Role.READER))]
    assert found.opening == [
        OpeningRow(
            "T1", "P1", "3包", "甲", "示例厂", date(2026, 3, 1), date(2028, 3, 1), Condition.TO_REPAIR, "合格",
            Mode.ENTRUSTED,
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "row", "reason"),
    [
        ("items", {"name": "沙袋"}, "the Counted in is missing"),
        ("items", BAGS | {"decimals": "x"}, "“x” is not a number"),
        ("items", BAGS | {"packs": "100"}, "does not say how many units a pack holds"),
        ("items", BAGS | {"quota": "500件"}, "is in 件, but this is counted in 条"),
        ("items", BAGS | {"quota": "=1+1"}, "a formula stands here"),
        ("items", BAGS | {"code": date(2026, 5, 1)}, "Excel has made the date 2026-05-01 of this"),
        ("items", BAGS | {"barcode": 6901234567892123456}, "Excel keeps 15 digits"),
        ("places", {"name": "示例库", "kind": "商店"}, "“商店” is none of: depot"),
        ("places", {"name": "示例库"}, "the Kind is missing"),
        ("persons", {"login": "li", "name": "示例", "roles": "国王"}, "“国王” is none of: duty officer"),
        ("opening", {"item": "T1", "place": "P1"}, "the Amount is missing"),
        ("opening", {"item": "T1", "place": "P1", "quantity": date(2026, 5, 1)}, "is not a number"),
        ("opening", {"item": "T1", "place": "P1", "quantity": 1, "produced_on": "3月1日"}, "a date without a year"),
        (
            "opening",
            {"item": "T1", "place": "P1", "quantity": 1, "condition": "损坏"},
            "“损坏” is none of: serviceable",
        ),
    ],
)
def test_a_fault_names_sheet_cell_and_value(file_world: World, tmp_path: Path, sheet: str, row: Any, reason: str):
    given: dict[str, Any] = {sheet: [row]}
    (fault,) = read(file_world, fill(file_world, tmp_path / "x.xlsx", **given)).faults
    assert reason in fault.reason
    assert fault.sheet == i18n._(next(one.tab for one in blank.BLANKS if one.key == sheet))
    assert fault.cell[-1].isdecimal()


def test_blank_rows_and_what_stands_beside_are_no_rows(file_world: World, tmp_path: Path):
    def junk(book: Workbook) -> None:
        sheet = book["Items"]
        sheet["Z9"] = "junk"
        sheet["A60"] = "  "

    path = fill(file_world, tmp_path / "x.xlsx", junk, items=[BAGS, {}, {}, {"name": "土工布", "unit": "卷"}])
    found = read(file_world, path)
    assert ([one.name for one in found.items], found.faults) == (["沙袋", "土工布"], [])


def test_a_workbook_in_one_language_is_read_in_the_other(file_world: World, tmp_path: Path):
    i18n.use("zh")
    path = fill(file_world, tmp_path / "x.xlsx", items=[BAGS])
    i18n.use("en")
    assert [one.name for one in read(file_world, path).items] == ["沙袋"]


def test_hidden_and_foreign_sheets_are_not_read(file_world: World, tmp_path: Path):
    def change(book: Workbook) -> None:
        book["Items"].sheet_state = "hidden"
        book.create_sheet("旧表")["A1"] = 1

    found = read(file_world, fill(file_world, tmp_path / "x.xlsx", change, items=[BAGS]))
    assert found.items == []
    assert found.unread == ["Items", "旧表"]


def test_a_missing_heading_and_a_missing_row_of_them_are_told(file_world: World, tmp_path: Path):
    def unnamed(book: Workbook) -> None:
        for cell in book["Items"][2]:
            if cell.value == "Counted in *":
                cell.value = None

    with pytest.raises(HeadingMissing, match="Sheet Items has no column Counted in"):
        read(file_world, fill(file_world, tmp_path / "x.xlsx", unnamed))
    with pytest.raises(SheetWithoutHeadings, match="Sheet Items has no row of headings"):
        read(file_world, fill(file_world, tmp_path / "x.xlsx", lambda book: book["Items"].delete_rows(2)))


def test_two_sheets_of_one_list_are_told(file_world: World, tmp_path: Path):
    def double(book: Workbook) -> None:
        book.copy_worksheet(book["Items"]).title = "物资"

    with pytest.raises(SheetTwice, match="two sheets for Items: Items and 物资"):
        read(file_world, fill(file_world, tmp_path / "x.xlsx", double))


def test_faults_of_rows_come_back_to_their_cells(file_world: World, tmp_path: Path):
    path = fill(file_world, tmp_path / "x.xlsx", items=[BAGS | {"code": "T1"}, BAGS | {"quota": "x"}])
    found = read(file_world, path)
    told = [
        RowFault("items", 0, "code", "taken"),
        RowFault("items", 0, "", "odd"),
        RowFault("items", 1, "unit", "more"),
    ]
    assert [str(one) for one in found.located(told)] == ["Items, B5 “T1”: taken", "Items, B5 “T1”: odd"]
    assert found.where("items", 1) == ("Items", 6)

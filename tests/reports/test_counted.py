from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from inventory.ground import i18n, settings
from inventory.ground.names import Unknown
from inventory.supplies.catalog import Item
from inventory.supplies.closing import cancel_count
from inventory.supplies.counting import Team
from inventory.supplies.counts import Count, Found
from inventory.supplies.entering import enter_count, hand_in
from inventory.supplies.lots import Condition
from reports import counted, reading
from reports.counted import HandedInBefore, NoHeadings, OlderSheet, SheetsOfTwo, TwoTimes
from tests.reports.books import book
from tests.reports.sheets import printed, read, sheet_of
from tests.supplies.checks import keyed, line_of, lines, opened
from tests.world import World

D = Decimal


def alone(world: World, **more: Any) -> Count:
    """A check of the eastern depot in one part, counted by the keeper."""
    return opened(world, parts=[Team((world.keeper,))], **more)


def line(world: World, count: Count, item: str) -> int:
    return line_of(world, count, item)


def faults(world: World, path: Path) -> list[str]:
    return [f"{one.cell}: {one.reason}" for one in read(world.as_("keeper"), path).faults]


def top(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    row = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "No.")
    return row, {str(cell.value): cell.column or 0 for cell in sheet[row]}


# What is read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_filled_sheet_says_what_was_found(file_world: World, tmp_path: Path, language: str):
    i18n.use("en")
    count = alone(file_world)
    bags, pump = line(file_world, count, "编织袋"), line(file_world, count, "排水泵")
    sand, jackets = line(file_world, count, "砂"), line(file_world, count, "救生衣")
    said = {
        bags: "20包",
        pump: (3, "待维修 1", "示例"),
        sand: (None, "无法盘点", "示例锁着"),
        jackets: (None, "not found"),
    }
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, said)
    i18n.use(language)
    made = read(file_world.as_("keeper"), path)
    assert made.faults == []
    assert (made.count.number, made.lines) == (count.number, len(lines(file_world, count)))
    by_line = {one.keyed.line: one.keyed for one in made.entries}
    assert set(by_line) == set(said)
    assert by_line[bags].quantity == 2000
    assert (by_line[pump].unfit, by_line[pump].condition, by_line[pump].note) == (D(1), Condition.TO_REPAIR, "示例")
    assert (by_line[sand].found, by_line[sand].note) == (Found.UNREACHABLE, "示例锁着")
    assert by_line[jackets].found is Found.NOT_FOUND


def test_a_sheet_printed_in_chinese_is_read_in_english(file_world: World, tmp_path: Path):
    count = alone(file_world)
    i18n.use("zh")
    path = printed(file_world.as_("keeper"), tmp_path / "x.xlsx", count)
    i18n.use("en")
    made = read(file_world.as_("keeper"), path)
    assert (made.entries, made.faults, made.lines) == ([], [], len(lines(file_world, count)))


def test_the_whole_state_and_its_part(file_world: World, tmp_path: Path):
    count = alone(file_world)
    number = line(file_world, count, "编织袋")
    for state, unfit, condition in (
        ("完好", 0, None),
        ("serviceable", 0, None),
        ("to repair", 2000, Condition.TO_REPAIR),
        ("封存待定：3包", 300, Condition.ON_HOLD),
        ("待维修(5)", 5, Condition.TO_REPAIR),
    ):
        path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {number: (2000, state)})
        (one,) = read(file_world.as_("keeper"), path).entries
        assert (one.keyed.unfit, one.keyed.condition) == (D(unfit), condition)


def test_nothing_found_is_an_entry_and_an_empty_cell_is_none(file_world: World, tmp_path: Path):
    count = alone(file_world)
    bags, pump = line(file_world, count, "编织袋"), line(file_world, count, "排水泵")
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {bags: 0, pump: "  "})
    (one,) = read(file_world.as_("keeper"), path).entries
    assert (one.keyed.line, one.keyed.quantity) == (bags, D(0))


def test_the_time_of_counting_stands_in_the_head(file_world: World, tmp_path: Path):
    count = alone(file_world)
    with file_world.read() as here:
        opened_at = here.session.get_one(Count, count.id).opened_at
    when = (opened_at + timedelta(hours=9)).replace(second=0, microsecond=0)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {}, at=f"{when.astimezone():%Y-%m-%d} 14:30")
    made = read(file_world.as_("keeper"), path)
    assert made.counted_at is not None
    assert f"{made.counted_at.astimezone(read_zone(file_world)):%H:%M}" == "14:30"
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {}, at="0624 1430")
    assert "a date without a year" in faults(file_world, path)[0]


def read_zone(world: World) -> Any:
    with world.read() as here:
        return settings.zone(here.session)


def test_all_parts_in_one_workbook_are_one_act(file_world: World, tmp_path: Path):
    count = opened(file_world, parts=[Team((file_world.keeper,)), Team((file_world.keeper,), (file_world.room,))])
    everything = dict.fromkeys(lines(file_world, count), 0)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, everything)
    made = read(file_world.as_("keeper"), path)
    assert made.sheets == [f"{count.number}-1-1", f"{count.number}-2-1"]
    assert {one.keyed.line for one in made.entries} == set(everything)


# What is refused -----------------------------------------------------------------------------------------------


def test_the_sheet_of_another_store_is_refused(file_world: World, tmp_path: Path):
    count = alone(file_world)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {})
    made = load_workbook(path)
    for row in made.worksheets[0].iter_rows(max_row=5):
        for cell in row:
            if isinstance(cell.value, str) and count.number in cell.value:
                cell.value = cell.value.replace(count.number, "PD-2019-0001")
    made.save(path)
    with pytest.raises(Unknown, match="PD-2019-0001"):
        read(file_world.as_("keeper"), path)


def test_the_sheet_of_a_handed_in_part_is_refused(file_world: World, tmp_path: Path):
    count = alone(file_world)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, dict.fromkeys(lines(file_world, count), 1))
    keyed(file_world, count, "keeper")
    file_world.as_("keeper").do(hand_in, count=count, part=1)
    with pytest.raises(HandedInBefore, match=f"{count.number}-1-1 was handed in before"):
        read(file_world.as_("keeper"), path)


def test_the_sheet_of_the_first_count_is_no_sheet_of_the_second(file_world: World, tmp_path: Path):
    count = alone(file_world)
    number = line(file_world, count, "编织袋")
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {number: 5})
    keyed(file_world, count, "keeper", wrong={number: D(5)})
    file_world.as_("keeper").do(hand_in, count=count, part=1)
    with pytest.raises(OlderSheet, match=f"stands on sheet {count.number}-1-2"):
        read(file_world.as_("keeper"), path)
    second = sheet_of(file_world.as_("keeper"), tmp_path / "y.xlsx", count, {number: 5})
    (one,) = read(file_world.as_("officer"), second).entries
    assert one.keyed.line == number


def test_sheets_of_two_checks_are_read_apart(file_world: World, tmp_path: Path):
    first = alone(file_world)
    path = printed(file_world.as_("keeper"), tmp_path / "x.xlsx", first)
    file_world.as_("keeper").do(cancel_count, count=first, note="示例")
    second = alone(file_world)
    made = load_workbook(path)
    sheet = made.copy_worksheet(made.worksheets[0])
    for row in sheet.iter_rows(max_row=5):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(first.number, second.number)
    made.save(path)
    with pytest.raises(SheetsOfTwo, match="read them apart"):
        read(file_world.as_("keeper"), path)


def test_two_times_are_read_apart(file_world: World, tmp_path: Path):
    count = opened(file_world, parts=[Team((file_world.keeper,)), Team((file_world.keeper,), (file_world.room,))])

    def another(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(max_row=10):
            for cell in row:
                if isinstance(cell.value, str) and "2026-06-24 14:30" in cell.value:
                    cell.value = cell.value.replace("14:30", "15:30")

    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {}, another, at="2026-06-24 14:30")
    with pytest.raises(TwoTimes, match="2026-06-24 15:30 and 2026-06-24 14:30"):
        read(file_world.as_("keeper"), path)


def test_a_sheet_without_its_headings_is_refused(file_world: World, tmp_path: Path):
    path = book(tmp_path / "x.xlsx", [[f"Sheet number: {alone(file_world).number}-1-1"], [1, "a"]])
    with pytest.raises(NoHeadings):
        read(file_world.as_("keeper"), path)


def test_what_bears_no_number_is_no_count_sheet(file_world: World, tmp_path: Path):
    assert not counted.is_one(
        reading.read(book(tmp_path / "x.xlsx", [["No.", "Code", "Lot", "Amount found"], [1, 2, 3, 4]]))
    )


# Faults by their cells -----------------------------------------------------------------------------------------


def _spoil(key: str, value: Any) -> Callable[[Worksheet], None]:
    def work(sheet: Worksheet) -> None:
        row, columns = top(sheet)
        sheet.cell(row + 1, columns[key]).value = value

    return work


@pytest.mark.parametrize(
    ("said", "spoil", "reason"),
    [
        ("9l2", None, "“9l2” is not a number"),
        ("=1+1", None, "a formula stands here"),
        ("约500", None, "is only about a number"),
        ("-5", None, "is below zero"),
        ((None, "待维修"), None, "the amount found is missing, though a state is given"),
        ((5, "未找到"), None, "“not found”, but an amount was found"),
        ((5, "烂了"), None, "“烂了” is no state: give one of serviceable, to repair"),
        ((5, "待维修 x"), None, "“待维修 x” is no state"),
        (5, ("Lot", "P999999"), "not P999999: this is the sheet of another check or an older one"),
        (5, ("Code", "WZ9999"), "not WZ9999: this is the sheet of another check or an older one"),
        (5, ("No.", 99), "has no line 99 in part 1"),
        (5, ("No.", 2), "line 2 stands on the sheet twice"),
        (5, ("No.", "x"), "the number of the line is missing"),
    ],
)
def test_a_fault_names_its_cell(file_world: World, tmp_path: Path, said: Any, spoil: Any, reason: str):
    count = alone(file_world)
    change = _spoil(*spoil) if spoil else None
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: said}, change)
    *_others, fault = faults(file_world, path)
    assert reason in fault
    assert fault.split(":")[0][1:].isdecimal()


def test_merged_lines_are_a_fault(file_world: World, tmp_path: Path):
    def merge(sheet: Worksheet) -> None:
        row, columns = top(sheet)
        sheet.merge_cells(
            start_row=row + 1, end_row=row + 2, start_column=columns["Amount found"], end_column=columns["Amount found"]
        )

    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", alone(file_world), {1: 5}, merge)
    assert "are merged: part them and fill each" in faults(file_world, path)[0]


def test_shifted_columns_are_found_and_a_missing_one_is_named(file_world: World, tmp_path: Path):
    count = alone(file_world)

    def shift(sheet: Worksheet) -> None:
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_cols(1, 2)

    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: 5}, shift)
    assert [one.keyed.quantity for one in read(file_world.as_("keeper"), path).entries] == [5]


def test_many_faults_are_told_together(file_world: World, tmp_path: Path):
    count = alone(file_world)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, dict.fromkeys(lines(file_world, count), "?"))
    assert len(faults(file_world, path)) == len(lines(file_world, count))


def test_nothing_of_the_book_is_told_by_what_is_refused(file_world: World, tmp_path: Path):
    count = alone(file_world)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, dict.fromkeys(lines(file_world, count), "?"))
    said = " ".join(faults(file_world, path))
    assert not any(figure in said for figure in ("2000", "2,000", "24.8"))


def test_entries_are_what_the_service_takes(file_world: World, tmp_path: Path):
    count = alone(file_world)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, dict.fromkeys(lines(file_world, count), 1))
    made = read(file_world.as_("keeper"), path)
    file_world.as_("keeper").do(enter_count, count=count, entries=[one.keyed for one in made.entries])
    assert all(one.entry for one in lines(file_world, count).values())


def test_items_with_decimals_take_them(file_world: World, tmp_path: Path):
    count = alone(file_world)
    sand, bags = line(file_world, count, "砂"), line(file_world, count, "编织袋")
    with file_world.read() as here:
        assert here.session.get_one(Item, here.sand.id).decimals == 3
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {sand: 24.125, bags: 0.5})
    assert ["only whole numbers are counted here" in one for one in faults(file_world, path)] == [True]
    (one,) = read(file_world.as_("keeper"), path).entries
    assert one.keyed.quantity == D("24.125")

"""`read`: filled workbooks from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from inventory.ground.audit import AuditEntry
from inventory.ground.people import NotPermitted
from inventory.supplies.catalog import Item
from inventory.supplies.counting import Team
from inventory.supplies.counts import Count
from tests.reports.books import book
from tests.reports.sheets import sheet_of
from tests.reports.test_lists import BAGS, fill
from tests.supplies.checks import lines, opened
from tests.world import World
from tui.cli import main

LISTS: dict[str, Any] = {
    "items": [BAGS | {"code": "T1", "packs": "包=100"}],
    "places": [{"code": "CKX", "name": "示例北仓库", "kind": "仓库"}],
    "persons": [{"login": "wang", "name": "示例", "roles": "保管员"}],
    "opening": [{"item": "T1", "place": "CKX", "quantity": "3包"}, {"item": "T1", "place": "CK04", "quantity": 7}],
}


class Answer:
    """What a command answered."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def read(file_world: World, capsys: pytest.CaptureFixture[str]):
    """Read a file into the world's store, as the keeper or whoever is named."""

    def call(path: Path, *options: str, by: str = "keeper") -> Answer:
        words = ["--store", file_world.store.where, "--lang", "en", "--as", by, "read", str(path), *options]
        code = main(words)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture
def count(file_world: World) -> Count:
    return opened(file_world, parts=[Team((file_world.keeper,))])


def entries(world: World) -> int:
    with world.read() as here:
        return here.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


# Count sheets --------------------------------------------------------------------------------------------------


def test_a_count_sheet_is_entered_by_one_line_of_the_chain(file_world: World, tmp_path: Path, read, count: Count):
    keeper, before = file_world.as_("keeper"), entries(file_world)
    path = sheet_of(keeper, tmp_path / "x.xlsx", count, dict.fromkeys(lines(file_world, count), 7))
    answer = read(path)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"{count.number}: 7 of 7 lines of the sheet were entered.\n"
    assert {one.entry.quantity for one in lines(file_world, count).values() if one.entry} == {7}
    assert entries(file_world) == before + 1


def test_a_dry_run_says_what_would_be_entered_and_enters_nothing(file_world: World, tmp_path: Path, read, count: Count):
    before = entries(file_world)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: (7, "待维修 2"), 2: (None, "未找到")})
    answer = read(path, "--dry-run")
    first, second, last = answer.out.splitlines()
    assert "of which 2 to repair" in first
    assert second.endswith("not found")
    assert last == f"{count.number}: 2 of 7 lines of the sheet would be entered."
    assert (answer.code, entries(file_world)) == (0, before)


def test_one_fault_leaves_everything_unentered(file_world: World, tmp_path: Path, read, count: Count):
    before = entries(file_world)
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: 7, 2: "9l2", 3: "=1+1"})
    answer = read(path)
    assert (answer.code, answer.out) == (1, "")
    assert ": “9l2” is not a number" in answer.err.splitlines()[0]
    assert answer.err.endswith("2 faults in x.xlsx: nothing was entered.\n")
    assert entries(file_world) == before
    assert not any(one.entry for one in lines(file_world, count).values())


def test_what_the_service_refuses_is_told_by_cell(file_world: World, tmp_path: Path, read, count: Count):
    path = sheet_of(
        file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: 7, 2: (5, "待维修 9"), 3: (None, "无法盘点")}
    )
    answer = read(path)
    assert answer.code == 1
    told = answer.err.splitlines()
    assert any("Line 2: 9 in another condition are more than the 5 found." in one for one in told)
    assert any("Line 3: say why it can't be reached." in one for one in told)
    assert len(told) == 3


def test_who_is_not_named_does_not_count(file_world: World, tmp_path: Path, read, count: Count):
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: 7, 2: 8})
    answer = read(path, by="officer")
    assert "is not among those who count part 1" in answer.err
    assert len(answer.err.splitlines()) == 2


def test_what_another_has_entered_is_replaced_only_when_asked(file_world: World, tmp_path: Path, read):
    count = opened(file_world, parts=[Team((file_world.keeper, file_world.officer))])
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: 7})
    assert read(path).code == 0
    assert "say that yours replaces it" in read(path, by="officer").err
    assert read(path, "--replace", by="officer").code == 0


def test_a_time_before_the_opening_is_refused(file_world: World, tmp_path: Path, read, count: Count):
    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: 7}, at="2020-06-24 14:30")
    assert "it can't have been counted before" in read(path).err


# Moving in -----------------------------------------------------------------------------------------------------


def test_lists_are_taken_over_in_one_voucher(file_world: World, tmp_path: Path, read):
    answer = read(fill(file_world, tmp_path / "x.xlsx", **LISTS), by="leader")
    assert (answer.code, answer.err) == (0, "")
    assert "Items: 1 new, 0 there already\n  T1  沙袋\n" in answer.out
    assert "which one reversal undoes" in answer.out
    assert file_world.held(file_world.bare, named(file_world, "T1")) == 7
    again = read(tmp_path / "x.xlsx", by="leader")
    assert "Opening stock list: 0 new, 2 there already" in again.out
    assert "Everything is there already: nothing was taken over." in again.out
    assert file_world.faults() == []


def named(world: World, code: str) -> Any:
    with world.read() as here:
        return here.session.scalars(select(Item).where(Item.code == code)).one()


def test_a_dry_run_of_lists_makes_nothing(file_world: World, tmp_path: Path, read):
    before = entries(file_world)
    answer = read(fill(file_world, tmp_path / "x.xlsx", **LISTS), "--dry-run", by="leader")
    assert answer.out.endswith("That is what would be taken over.\n")
    assert (answer.code, entries(file_world)) == (0, before)


def test_every_fault_of_the_lists_is_told_by_sheet_cell_and_value(file_world: World, tmp_path: Path, read):
    before = entries(file_world)
    wrong = LISTS | {
        "items": [BAGS | {"code": "T1", "decimals": "x"}, BAGS | {"code": "WZ0001"}],
        "opening": [
            {"item": "没有", "place": "CKX", "quantity": 1},
            {"item": "T1", "place": "CK04", "quantity": "9l2"},
        ],
    }
    for options in ([], ["--dry-run"]):
        answer = read(fill(file_world, tmp_path / "x.xlsx", **wrong), *options, by="leader")
        assert (answer.code, answer.out) == (1, "")
        assert "Items, G5: “x” is not a number" in answer.err
        assert "Items, D6 “沙袋”: WZ0001 is there already, with another content: 编织袋" in answer.err
        assert "Opening stock list, B5: Nothing here is called 没有" in answer.err.replace(" “没有”", "")
        assert "Opening stock list, D6: The quantity “9l2” can't be read as a number" in answer.err
    assert entries(file_world) == before


def test_when_it_was_there_can_be_said(file_world: World, tmp_path: Path, read):
    path = fill(file_world, tmp_path / "x.xlsx", opening=[{"item": "WZ0001", "place": "CK04", "quantity": 5}])
    assert "is still to come" in read(path, "--at", "2199-01-01", by="leader").err
    assert read(path, "--at", "2024-06-01", by="leader").code == 0


def test_empty_lists_are_told(file_world: World, tmp_path: Path, read):
    answer = read(fill(file_world, tmp_path / "x.xlsx"), by="leader")
    assert (answer.code, answer.out) == (0, "The lists are empty: nothing was taken over.\n")


def test_what_is_not_read_is_said(file_world: World, tmp_path: Path, read):
    def hide(made) -> None:
        made["Persons"].sheet_state = "hidden"
        made.create_sheet("旧表")["A1"] = 1

    answer = read(fill(file_world, tmp_path / "x.xlsx", hide, **LISTS), "--dry-run", by="leader")
    assert "Sheet Persons is hidden and was not read." in answer.out
    assert "Sheet 旧表 is none of the lists and was not read." in answer.out
    assert "Persons:" not in answer.out


def test_who_may_not_open_the_books_is_told_so(file_world: World, tmp_path: Path, read):
    answer = read(fill(file_world, tmp_path / "x.xlsx", **LISTS), by="watcher")
    assert answer.code == 1
    assert "may not enter opening stock here" in answer.err
    assert NotPermitted.__name__ not in answer.err


# Either --------------------------------------------------------------------------------------------------------


def test_another_workbook_is_neither(tmp_path: Path, read):
    answer = read(book(tmp_path / "x.xlsx", [["a", "b"]]))
    assert answer.code == 1
    assert answer.err.startswith(
        "x.xlsx is neither a count sheet nor the workbook to move in with: its sheets are Sheet."
    )


def test_an_option_of_the_other_kind_is_wrong(file_world: World, tmp_path: Path, read, count: Count):
    sheet = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: 7})
    assert read(sheet, "--at", "2026-06-01").code == 2
    assert read(fill(file_world, tmp_path / "y.xlsx", **LISTS), "--replace", by="leader").code == 2


def test_json_tells_other_programs(file_world: World, tmp_path: Path, read, count: Count):

    path = sheet_of(file_world.as_("keeper"), tmp_path / "x.xlsx", count, {1: 7, 2: "9l2"})
    told = json.loads(read(path, "--json").out)
    assert (told["kind"], told["done"], told["count"]) == ("count-sheet", False, count.number)
    assert told["faults"][0]["value"] == "9l2"
    made = json.loads(read(fill(file_world, tmp_path / "y.xlsx", **LISTS), "--json", by="leader").out)
    assert (made["kind"], made["done"]) == ("lists", True)
    assert made["voucher"].startswith("QC-")
    assert {one["part"] for one in made["made"]} == {"items", "places", "persons", "opening"}


def test_no_file_and_no_workbook_are_told(tmp_path: Path, read):
    assert "can't be read" in read(tmp_path / "no.xlsx").err
    (tmp_path / "x.xlsx").write_bytes(b"\xff\xd8\xff\xe0")
    assert "is a picture (JPEG)" in read(tmp_path / "x.xlsx").err

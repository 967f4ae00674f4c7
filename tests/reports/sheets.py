"""Filled count sheets: the sheet of a check as it is printed, with what somebody wrote into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from inventory.supplies.counts import Count
from reports import counted, excel, reading, registry
from reports.counted import Counted
from reports.headings import COUNTED_AT, FOUND, LINE, REMARKS, STATE
from tests.world import World

Said = Mapping[int, Any]  # by line: what was found, or (found, state), or (found, state, remarks)


def printed(world: World, path: Path, count: Count, **more: Any) -> Path:
    """The sheets of a check as a workbook."""
    with world.read() as here:
        one = here.session.get_one(Count, count.id)
        table, stamp = registry.make(here.session, getattr(here, world.by), "count-sheet", count=one, **more)
        excel.write(path, table, stamp, overwrite=True)
    return path


def sheet_of(
    world: World,
    path: Path,
    count: Count,
    said: Said,
    change: Callable[[Worksheet], object] | None = None,
    *,
    at: str = "",
    **more: Any,
) -> Path:
    """The sheets with this written into them; then whatever else is done to the first."""
    printed(world, path, count, **more)
    made = load_workbook(path)
    for sheet in made.worksheets:
        _fill(sheet, said)
        if at:
            _time(sheet, at)
    if change:
        change(made.worksheets[0])
    made.save(path)
    return path


def _fill(sheet: Worksheet, said: Said) -> None:
    tops = [row for row in range(1, 12) if sheet.cell(row, 1).value == LINE]
    if not tops:
        return
    columns = {str(cell.value): cell.column or 0 for cell in sheet[tops[0]]}
    for row in range(tops[0] + 1, sheet.max_row + 1):
        line = sheet.cell(row, columns[LINE]).value
        if isinstance(line, int) and line in said:
            values = said[line] if isinstance(said[line], tuple) else (said[line],)
            for title, value in zip((FOUND, STATE, REMARKS), values, strict=False):
                if value is not None:
                    sheet.cell(row, columns[title]).value = value


def _time(sheet: Worksheet, at: str) -> None:
    for row in sheet.iter_rows(max_row=10):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith(COUNTED_AT):
                cell.value = f"{cell.value}{at}"


def read(world: World, path: Path) -> Counted:
    """What a filled sheet says to who reads it."""
    with world.read() as here:
        return counted.read(here.session, getattr(here, world.by), reading.read(path))

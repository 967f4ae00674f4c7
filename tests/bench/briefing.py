"""The briefing of a district as a workbook, beside bare openpyxl, write-only, with the same cells and formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

from inventory.ground.store import Store
from reports import excel, registry
from tests.bench import readiness
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import large, small
from tests.world import World

FORMATS = {"text": "@", "figure": "#,##0", "moment": "yyyy-mm-dd hh:mm"}
Sheets = dict[str, list[list[Any]]]


def measure(folder: Path) -> Iterator[Figure]:
    """The district that readiness is measured on; the cells are read from our own workbook beforehand."""
    path = small(folder, "briefing")
    large(path, items=readiness.ITEMS, movements=readiness.ITEMS)
    readiness.pour(path)
    with closing(Store.open(path)) as store:
        ours = folder / "ours.xlsx"
        _ours(World(store), ours)()
        sheets = _cells(ours)
        count = sum(len(row) for rows in sheets.values() for row in rows)
        took, bare = in_turn(
            5, timed(_ours(World(store), ours)), timed(lambda: _bare(sheets, folder / "bare.xlsx")), warm=1
        )
        name = f"briefing: {len(sheets)} sheets, {count:,} cells; questions and all"
        yield Figure(f"{name}; beside bare openpyxl, write-only", took, bare, times=1.5)


def _ours(world: World, target: Path) -> Callable[[], None]:
    def work() -> None:
        with world.read() as here:
            table, stamp = registry.make(here.session, here.officer, "briefing")
            excel.write(target, table, stamp, overwrite=True)

    return work


def _cells(path: Path) -> Sheets:
    with closing(load_workbook(path, read_only=True)) as book:
        return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def _bare(sheets: Sheets, target: Path) -> None:
    book = Workbook(write_only=True)
    thin = Side(style="thin")
    for name, form in FORMATS.items():
        font, around, border = Font(name="宋体", size=10), Alignment(wrap_text=True), Border(thin, thin, thin, thin)
        book.add_named_style(NamedStyle(name, font=font, alignment=around, border=border, number_format=form))
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    book.save(target)


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.style = "figure" if isinstance(value, int | float) else "moment" if isinstance(value, datetime) else "text"
    return cell

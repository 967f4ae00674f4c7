"""The ledger as a workbook, beside bare openpyxl in its write-only way with the same cells and formats."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

from inventory.ground import i18n
from inventory.ground.store import Store
from reports import excel, registry
from tests.bench.figures import Figure, in_turn
from tests.bench.stores import large, small
from tests.world import World

LINES = 100_000
FORMATS = {"text": "@", "figure": "#,##0", "moment": "yyyy-mm-dd hh:mm"}


def measure(folder: Path) -> Iterator[Figure]:
    """A ledger of a hundred thousand lines; each workbook is written by a process of its own, whose memory counts."""
    path = small(folder)
    large(path, items=1000, movements=LINES)
    room: list[float] = []

    def ours() -> float:
        took, megabytes = _apart("ours", path, folder / "ours.xlsx")
        room.append(megabytes)
        return took

    took, bare = in_turn(2, ours, lambda: _apart("bare", path, folder / "bare.xlsx")[0], warm=0)
    yield Figure(f"ledger of {LINES:,} lines to xlsx; beside bare openpyxl, write-only", took, bare, times=1.2)
    yield Figure("memory that it took at most", max(room), most=100, unit="MB")


def _apart(way: str, store: Path, target: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "tests.bench.excel", way, str(store), str(target)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1])


def _ours(store: Store, target: Path) -> float:
    start = time.perf_counter()
    with World(store).read() as here:
        table, stamp = registry.make(here.session, here.officer, "ledger")
        excel.write(target, table, stamp, overwrite=True)
    return time.perf_counter() - start


def _bare(store: Store, target: Path) -> float:
    """The cells are read beforehand: what is measured is openpyxl alone."""
    with World(store).read() as here:
        table, _stamp = registry.make(here.session, here.officer, "ledger")
        rows = [[_value(column.cell(row)) for column in table.columns] for row in table.rows]
    start = time.perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("ledger")
    thin = Side(style="thin")
    for name, form in FORMATS.items():
        font, around, border = Font(name="宋体", size=10), Alignment(wrap_text=True), Border(thin, thin, thin, thin)
        book.add_named_style(NamedStyle(name, font=font, alignment=around, border=border, number_format=form))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.save(target)
    return time.perf_counter() - start


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return "—" if value is None else value


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.style = "figure" if isinstance(value, Decimal) else "moment" if isinstance(value, datetime) else "text"
    return cell


WAYS: dict[str, Callable[[Store, Path], float]] = {"ours": _ours, "bare": _bare}


def main(way: str, path: str, target: str) -> None:
    """Write one workbook; say how many milliseconds and megabytes it took."""
    i18n.use("zh")
    with closing(Store.open(path)) as store:
        took = WAYS[way](store, Path(target))
    print(took * 1000, _most_memory())


def _most_memory() -> float:
    """In megabytes; what getrusage tells begins with the memory of whoever started the process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A filled count sheet of five thousand lines read back, beside bare openpyxl; a bomb; a list of ten thousand rows."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

from inventory.ground import settings
from inventory.ground.errors import Refused
from inventory.ground.store import Store
from inventory.supplies.counting import Team, open_count
from inventory.supplies.counts import Count, CountKind
from inventory.supplies.entering import enter_count
from inventory.upkeep.moving import move_in
from inventory.upkeep.rows import ItemRow, OpeningRow
from reports import counted, excel, filled, reading, registry
from reports.headings import FOUND
from tests.bench.figures import Figure, in_turn, timed
from tests.bench.stores import large, small
from tests.world import World

LINES, ROWS = 5_000, 2_000
BOMB = 200  # megabytes that it unpacks to


def measure(folder: Path) -> Iterator[Figure]:
    """Read the sheet; refuse the bomb; move in."""
    path, file = small(folder, "reading"), folder / "sheet.xlsx"
    large(path, items=LINES, movements=LINES)
    with closing(Store.open(path)) as store:
        world = World(store)
        count = _sheet(world, file)

        def form() -> None:
            _form(world, file)

        ours, bare = in_turn(5, timed(form), timed(lambda: _bare(file)))
        yield Figure(
            f"filled sheet of {LINES:,} lines read by its headings; beside bare openpyxl", ours, bare, times=1.5
        )
        (matched,) = in_turn(3, timed(lambda: _matched(world, file)))
        yield Figure("the same matched with the check, line by line", matched)
        yield Figure("and entered by one key press", _entered(world, file, count))
        yield Figure(f"{ROWS:,} items with their opening stock moved in", _moved(world))
    yield from _bomb(folder / "bomb.xlsx")


def _sheet(world: World, file: Path) -> Count:
    with world.begin() as here:
        count = open_count(
            here.session, here.keeper, place=here.bare, kind=CountKind.MONTHLY, parts=[Team((here.keeper,))]
        )
    with world.read() as here:
        one = here.session.get_one(Count, count.id)
        table, stamp = registry.make(here.session, here.keeper, "count-sheet", count=one)
        excel.write(file, table, stamp)
    book = load_workbook(file)
    sheet = book.worksheets[0]
    top = next(row for row in range(1, 12) if any(filled.means(FOUND, cell.value) for cell in sheet[row]))
    column = next(cell.column for cell in sheet[top] if cell.column and filled.means(FOUND, cell.value))
    for row in range(top + 1, top + LINES + 1):
        sheet.cell(row, column).value = row
    book.save(file)
    return count


def _form(world: World, file: Path) -> None:
    """Every cell of the form as what it means, as far as that is known without the store."""
    book = reading.read(file)
    with world.read() as here:
        form = filled.find(book, book.sheets[0], counted.HEADINGS, settings.today(here.session))
    assert form is not None
    for row in form.rows():
        if row.whole():
            for key in ("code", "lot", "state", "note"):
                row.read(key, filled.text)
            row.read("found", filled.number)


def _bare(file: Path) -> None:
    book = load_workbook(file, read_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        tuple(row)
    book.close()


def _matched(world: World, file: Path) -> None:
    with world.read() as here:
        counted.read(here.session, here.keeper, reading.read(file))


def _entered(world: World, file: Path, count: Count) -> float:
    start = time.perf_counter()
    with world.begin() as here:
        made = counted.read(here.session, here.keeper, reading.read(file))
        one = here.session.get_one(Count, count.id)
        enter_count(here.session, here.keeper, count=one, entries=[each.keyed for each in made.entries])
    return (time.perf_counter() - start) * 1000


def _moved(world: World) -> float:
    items = [ItemRow(f"示例新物{number}", "件", f"NEW{number}") for number in range(ROWS)]
    opening = [OpeningRow(one.code, "CK02", "5") for one in items]
    start = time.perf_counter()
    with world.begin() as here:
        move_in(here.session, here.leader, items=items, opening=opening)
    return (time.perf_counter() - start) * 1000


def _bomb(file: Path) -> Iterator[Figure]:
    with ZipFile(file, "w", ZIP_DEFLATED) as out, out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
        for _chunk in range(BOMB):
            part.write(bytes(1_000_000))
    command = [sys.executable, "-m", "tests.bench.reading", str(file)]
    took, room = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    size = file.stat().st_size / 1_000_000
    yield Figure(f"a bomb of {size:.1f} MB that unpacks to {BOMB} MB, refused", float(took), most=100)
    yield Figure("memory that it took", float(room), most=10, unit="MB")


def _most_memory() -> float:
    """In megabytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) / 1024


def main(file: str) -> None:
    """Refuse one file; say how many milliseconds and megabytes that took."""
    before, start = _most_memory(), time.perf_counter()
    try:
        reading.read(Path(file))
    except Refused:
        print((time.perf_counter() - start) * 1000, _most_memory() - before)


if __name__ == "__main__":
    main(*sys.argv[1:])

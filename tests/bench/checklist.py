"""Keying a checklist back: from Enter on a line of paper to the next line waiting; beside a bare input that writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median

from inventory.ground import settings
from inventory.ground.store import Store
from inventory.practice import checklists, running, sheets, wording
from inventory.practice.checklists import Section
from tests.bench.figures import Figure
from tests.bench.keying import PLAIN, keyed, waits
from tests.bench.screen import _program
from tests.bench.stores import small
from tests.bench.terminal import Terminal
from tests.world import World

LINES, KEYED, WARM = 120, 25, 5
DRILLS, PAPER, ENTER = b"\x1b[19~", b"\x0b", b"\r"
LULL = 0.2

OURS = """
import sys
from tui.cli import main
main(["--store", sys.argv[1], "--as", "leader", "--lang", "zh"])
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Lines of a sheet typed one after the other, each with its Enter."""
    path = _printed(folder)
    with _program(folder, OURS, str(path))() as ours, _program(folder, PLAIN, str(folder / "plain.sqlite"))() as plain:
        _sit_at(ours)
        plain.wait(lambda: waits(plain, 1))
        took = [(keyed(ours, line, b"y"), keyed(plain, line)) for line in range(1, WARM + KEYED + 1)][WARM:]
    told, bare = (median(column) for column in zip(*took, strict=True))
    yield Figure("a line of a checklist keyed to the next line ready; beside a bare input", told, bare, most=30)


def _printed(folder: Path) -> Path:
    """A store with a drill of yesterday whose one sheet has many lines."""
    path = small(folder, "checklist")
    with closing(Store.open(path)) as store:
        store.engine.dispose()
        with World(store).begin() as here:
            session, by = here.session, here.leader
            one = checklists.add_checklist(session, by, name="示例检查单")
            version = checklists.last_version(session, one.id)
            for number in range(1, LINES + 1):
                wording.add_line(
                    session, by, version=version, section=Section.BEFORE, what=f"示例动作{number}", who="示例抢险队"
                )
            day = settings.today(session) - timedelta(days=1)
            drill = running.plan_drill(session, by, name="示例演练", held_on=day, checklist=one)
            sheets.issue_sheets(session, by, drill=drill)
    return path


def _sit_at(terminal: Terminal) -> None:
    """From the first screen to the sheet's first line."""
    terminal.wait(lambda: "▸" in terminal.text)
    terminal.quiet(1)
    terminal.send(DRILLS)
    terminal.wait(lambda: "YL-" in terminal.text)
    terminal.quiet(1)
    terminal.send(ENTER)
    terminal.wait(lambda: f"0/{LINES}" in terminal.text)
    terminal.quiet(1)
    terminal.send(PAPER)
    terminal.wait(lambda: waits(terminal, 1))
    terminal.quiet(LULL)

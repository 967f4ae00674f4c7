"""Keying a check: from Enter on an amount to the next line waiting; beside a bare input that writes one row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

from inventory.ground.store import Store
from inventory.supplies.counting import open_count
from inventory.supplies.counts import CountKind
from tests.bench.figures import Figure
from tests.bench.screen import _program
from tests.bench.stores import large, small
from tests.bench.terminal import Terminal
from tests.world import World

LINES, KEYED, WARM = 5_000, 25, 5
CHECKS, ENTER = b"\x1bOS", b"\r"
LULL = 0.2  # seconds; a cursor that blinks leaves no longer one

OURS = """
import sys
from tui.cli import main
main(["--store", sys.argv[1], "--as", "keeper", "--lang", "zh"])
"""
PLAIN = """
import sqlite3, sys
from textual.app import App
from textual.widgets import Input, Static

class Plain(App):
    line = 1

    def compose(self):
        yield Static("▸ 1 ")
        yield Input()

    def on_mount(self):
        self.rows = sqlite3.connect(sys.argv[1])
        for sql in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE entry (line, amount)"):
            self.rows.execute(sql)

    def on_input_submitted(self, event):
        with self.rows:
            self.rows.execute("INSERT INTO entry VALUES (?, ?)", (self.line, event.value))
        self.line += 1
        event.input.clear()
        self.query_one(Static).update(f"▸ {self.line} ")

Plain().run()
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Amounts of a check's lines typed one after the other, each with its Enter."""
    path = _opened(folder)
    with _program(folder, OURS, str(path))() as ours, _program(folder, PLAIN, str(folder / "plain.sqlite"))() as plain:
        _sit_at(ours)
        plain.wait(lambda: waits(plain, 1))
        took = [(keyed(ours, line), keyed(plain, line)) for line in range(1, WARM + KEYED + 1)][WARM:]
    told, bare = (median(column) for column in zip(*took, strict=True))
    yield Figure("a line of a check keyed to the next line ready; beside a bare input", told, bare, most=50)


def _opened(folder: Path) -> Path:
    """A store whose keeper counts many lines."""
    path = small(folder, "keying")
    large(path, items=LINES, movements=LINES)
    with closing(Store.open(path)) as store:
        store.engine.dispose()
        with World(store).begin() as here:
            open_count(here.session, here.keeper, place=here.bare, kind=CountKind.MONTHLY)
    return path


def _sit_at(terminal: Terminal) -> None:
    """From the first screen to the check's first line."""
    terminal.wait(lambda: "▸" in terminal.text)
    terminal.quiet(1)
    terminal.send(CHECKS)
    terminal.wait(lambda: "PD-" in terminal.text)
    terminal.quiet(1)
    terminal.send(ENTER)
    terminal.wait(lambda: waits(terminal, 1))
    terminal.quiet(LULL)


def waits(terminal: Terminal, line: int) -> bool:
    """Whether this line is the one to be keyed now."""
    return re.search(rf"▸ +{line}\s", terminal.text) is not None


def keyed(terminal: Terminal, line: int, text: bytes = b"7") -> float:
    """The milliseconds from Enter on what is typed for a line to the next line."""
    terminal.send(text)
    terminal.quiet(LULL)
    start = terminal.send(ENTER)
    end = terminal.wait(lambda: waits(terminal, line + 1))
    terminal.quiet(LULL)
    return (end - start) * 1000

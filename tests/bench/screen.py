"""The terminal: its first frame, the stock on the screen, memory, a key; each beside a bare Textual program."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from inventory.upkeep import seeding
from tests.bench.figures import Figure, in_turn
from tests.bench.stores import large, small
from tests.bench.terminal import Terminal
from tests.translations import ROOT

ROUNDS = 7
KEYS = 20
DOWN, UP = "\x1b[B", "\x1b[A"
HELLO = """
from textual.app import App
from textual.widgets import Static
{imports}
class Hello(App):
    def compose(self):
        yield Static("Hello")
Hello().run()
"""
MODELS = "import sqlalchemy.orm, inventory.supplies.standing"
LINES = (100, 100_000)


def measure(folder: Path) -> Iterator[Figure]:
    """Interleaved starts; then keys in one running program."""
    store = folder / "example.xb"
    seeding.make(str(store), seeding.ARTICLE)
    ours = _ours(store, folder)
    frame, hello = in_turn(ROUNDS, lambda: _until(ours, folder, "汛备"), lambda: _until(_hello(""), folder, "Hello"))
    yield Figure("first frame; beside a bare Textual program", frame, hello, times=1.3)
    rows, models = in_turn(
        ROUNDS, lambda: _until(ours, folder, "编织袋"), lambda: _until(_hello(MODELS), folder, "Hello")
    )
    yield Figure("the stock on the screen; beside the bare program and the models", rows, models, times=1.25)
    yield from _running(ours, folder)
    few, many = (_long(folder, lines) for lines in LINES)
    long, short = in_turn(ROUNDS, lambda: _until(many, folder, "▸ "), lambda: _until(few, folder, "▸ "))
    yield Figure(f"a stock of {LINES[1]:,} lines on the screen; beside {LINES[0]}", long, short, times=1.5)


def _ours(store: Path, folder: Path) -> list[str]:
    del folder
    return [sys.executable, "-m", "tui.cli", "--lang", "zh", "--as", "duty", "--store", str(store)]


def _long(folder: Path, lines: int) -> list[str]:
    path = small(folder, f"lines{lines}")
    large(path, items=lines, movements=lines)
    return [sys.executable, "-m", "tui.cli", "--lang", "zh", "--as", "officer", "--store", str(path)]


def _hello(imports: str) -> list[str]:
    return [sys.executable, "-c", HELLO.format(imports=imports)]


def _terminal(command: list[str], folder: Path) -> Terminal:
    return Terminal(command, {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder), "COLORTERM": "truecolor"})


def _until(command: list[str], folder: Path, pattern: str) -> float:
    terminal = _terminal(command, folder)
    try:
        return terminal.wait(pattern)
    finally:
        terminal.close()


def _running(ours: list[str], folder: Path) -> Iterator[Figure]:
    terminal = _terminal(ours, folder)
    try:
        terminal.wait("编织袋")
        terminal.settle()
        yield Figure("memory with the stock on the screen", terminal.memory(), most=80, unit="MB")
        told = []
        for number in range(KEYS):
            line = "▸ 编织袋" if number % 2 == 0 else "▸ 应急膨胀袋"
            terminal.press(DOWN if number % 2 == 0 else UP)
            told.append(terminal.wait(line))
            terminal.settle()
        yield Figure("a key to its line", median(told), most=50)
        terminal.press("b")
        yield Figure("the first letter of a search to its lines", terminal.wait(r"查找\s+b"), most=50)
    finally:
        terminal.close()

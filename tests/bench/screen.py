"""The terminal: its first frame, the stock on screen, a key, its memory; beside a Textual program that says hello."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, in_turn
from tests.bench.stores import large, small
from tests.bench.terminal import DOWN, UP, Terminal

ROOT = Path(__file__).parents[2]
ROUNDS = 9
KEYS = 40
SHORT, LONG = 100, 100_000
ABSENT = ("alembic", "openpyxl", "psycopg", "pypinyin")

HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("Hello")

Hello().run()
"""
MODELS = "import sqlalchemy.orm\nimport inventory.supplies.corrections\n"
OURS = """
import atexit, pathlib, sys
from tui.cli import main
atexit.register(lambda: pathlib.Path(sys.argv[2]).write_text("\\n".join(sys.modules)))
main(["--store", sys.argv[1], "--as", "officer", "--lang", "zh"])
"""

AT = """
import sys
from pathlib import Path
from inventory.ground.i18n import use
from tui.app import XunbeiApp
from tui.commands import load
from tui.commands.words import read
use("zh")
asked = read(["--store", sys.argv[1], "--as", "officer"])
XunbeiApp(lambda: load("tui.commands.sitting:sit")(asked), state=Path(sys.argv[1]).parent, start=sys.argv[2]).run()
"""


def measure(folder: Path) -> Iterator[Figure]:
    """From the command to what can be read."""
    path, modules = small(folder), folder / "modules"
    ours = _program(folder, OURS, str(path), str(modules))
    hello, with_models = _program(folder, HELLO), _program(folder, MODELS + HELLO)
    first, bare = in_turn(ROUNDS, _until(ours, _anything), _until(hello, _anything))
    yield Figure("first frame; beside a Textual hello", first, bare, times=1.3)
    rows, base = in_turn(ROUNDS, _until(ours, _reads("编织袋")), _until(with_models, _reads("Hello")))
    yield Figure("stock on screen; beside hello with sqlalchemy.orm and our models", rows, base, times=1.25)
    duty, stock = (_program(folder, AT, str(path), place) for place in ("duty", "stock"))
    seen = (_until(duty, _reads("本班还没有记录")), _until(duty, _reads("编织袋")), _until(stock, _reads("编织袋")))
    board, waits, lines = in_turn(ROUNDS, *seen)
    yield Figure("F2 with who is on duty and the log; beside the stock list", board, lines, times=1.3)
    yield Figure("F2 with what waits, read behind it; beside the stock list", waits, lines)
    yield from _at_work(ours, modules)
    short, long = (_listing(folder, lines) for lines in (SHORT, LONG))
    many, few = in_turn(ROUNDS, _until(long, _reads("DX0|大号|袋")), _until(short, _reads("DX0|大号|袋")))
    yield Figure(f"stock of {LONG:,} lines on screen; beside {SHORT}", many, few, times=1.5)


def _program(folder: Path, source: str, *words: str) -> Callable[[], Terminal]:
    state = {name: str(folder / "home") for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    environment = {**state, "PYTHONPATH": str(ROOT)}
    return lambda: Terminal([sys.executable, "-c", source, *words], environment, folder)


def _listing(folder: Path, lines: int) -> Callable[[], Terminal]:
    path = small(folder, f"lines{lines}")
    large(path, items=lines, movements=lines)
    return _program(folder, OURS, str(path), str(folder / "modules"))


def _anything(terminal: Terminal) -> bool:
    return bool(terminal.text.strip())


def _reads(words: str) -> Callable[[Terminal], bool]:
    return lambda terminal: any(word in terminal.text for word in words.split("|"))


def _until(program: Callable[[], Terminal], seen: Callable[[Terminal], bool]) -> Callable[[], float]:
    def work() -> float:
        with program() as terminal:
            return (terminal.wait(lambda: seen(terminal)) - terminal.began) * 1000

    return work


def _at_work(program: Callable[[], Terminal], modules: Path) -> Iterator[Figure]:
    with program() as terminal:
        terminal.wait(lambda: _reads("编织袋")(terminal))
        terminal.quiet()
        took = []
        for number in range(KEYS):
            took.append(terminal.press(DOWN if number % 4 < 2 else UP) * 1000)
            terminal.quiet(0.05)
        yield Figure("a key to its change", median(took), most=50)
        yield Figure("memory at the stock list", terminal.megabytes, most=80, unit="MB")
        terminal.leave()
    there = set(modules.read_text(encoding="utf-8").split())
    unwanted = [name for name in ABSENT if name in there]
    yield Figure(f"modules imported that must not be {' '.join(unwanted)}", len(unwanted), most=0, unit="")

"""A small world for the terminal's building blocks, without a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import App, ScreenStackError
from textual.css.query import NoMatches
from textual.pilot import Pilot

from inventory.ground.errors import Refused
from reports.table import ROOM, Column, Kind, Level
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.keyboard import asks
from tui.places import Place
from tui.screens.base import Act, ListScreen
from tui.widgets.card import Facts
from tui.widgets.fields import Amount
from tui.widgets.form import Form
from tui.widgets.source import Source

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 6, 24, 6, 32, tzinfo=UTC)
HOSTILE = [
    "[/]",
    "[red]x",
    "=cmd|' /C calc'!A0",
    "A\x1b]0;PWNED\x07B",
    "\x9b2Jx",
    "x\u202egpj.exe",
    "a\ud800b",
    "𠮷👍🏽",
]


@dataclass(frozen=True)
class Line:
    """One line of stock."""

    number: int
    name: str
    on_hand: Decimal
    short: Decimal | None = None
    counted_on: datetime | None = None


COLUMNS: list[Column[Line]] = [
    Column("name", "Item", lambda line: line.name, width=16),
    Column("spec", "Spec", lambda _line: "M", width=8, on_screen=ROOM),
    Column("on_hand", "On hand", lambda line: line.on_hand, Kind.QUANTITY, 10),
    Column(
        "short", "Short", lambda line: line.short, Kind.QUANTITY, 9,
        level=lambda line: Level.ATTENTION if line.short else None,
    ),
    Column("counted", "Counted", lambda line: line.counted_on, Kind.MOMENT, 12, on_screen=ROOM),
]  # fmt: skip


def lines(count: int, *, first: int = 0) -> list[Line]:
    """So many lines."""
    return [Line(n, f"编织袋 {n}", Decimal(1000 + n)) for n in range(first, first + count)]


def counted(count: int, asked: list[tuple[int, int]] | None = None) -> Source[Line]:
    """A source that makes lines as they are asked for, and remembers what was asked."""

    def fetch(start: int, stop: int) -> list[Line]:
        if asked is not None:
            asked.append((start, stop))
        return lines(min(stop, count) - start, first=start)

    return Source(count, fetch, lambda line: line.number)


class FakeStore:
    """Keeps nothing."""

    where = "fake"
    requests: ClassVar[list[str | None]] = []

    @contextmanager
    def begin(self, request: str | None = None) -> Iterator[FakeSession]:
        self.requests.append(request)
        yield FakeSession()

    @contextmanager
    def read(self) -> Iterator[FakeSession]:
        yield FakeSession()

    def close(self) -> None:
        """Nothing."""


class FakeSession:
    """Does nothing."""

    def flush(self) -> None:
        """Nothing."""


class NotEnough(Refused):
    message = "Only {there} there; {asked} asked."


def desk(why_not: Callable[[str], str] = lambda _permission: "") -> Desk:
    return Desk(
        FakeStore(),
        "济宁经开区 (示例)",
        "示例甲",
        lambda _session: "示例甲",
        why_not,
        lambda: NOW,
        ZONE,
        lambda: 1,
    )


class StockList(ListScreen[Line]):
    """A list to act on."""

    ACTS = (
        Act("issue", "Issue"),
        Act("judge", "Judge", "leader"),
        Act("fail", "Fail", on_row=False),
        Act("ask", "Ask"),
    )
    shelf: ClassVar[list[Line]] = []
    explained: ClassVar[list[tuple[str, str]]] = []
    done: ClassVar[list[str]] = []

    def columns(self) -> list[Column[Line]]:
        return COLUMNS

    def source(self, text: str) -> Source[Line]:
        return Source.of([line for line in self.shelf if text in line.name], lambda line: line.number)

    def summary(self) -> str:
        return f"{len(self.shelf)} items · ▲ 1 short"

    def facts(self, row: Line) -> Facts:
        return Facts(row.name, [("On hand", str(row.on_hand))])

    def explain(self, row: Line, column: Column[Line] | None) -> None:
        self.explained.append((row.name, column.key if column else ""))

    def action_issue(self) -> None:
        def issue(_session: FakeSession, by: str, *, of: str) -> str:
            return f"{by} issued {of}"

        if self.row is not None:
            self.app.perform(issue, told=self.tell_it, of=self.row.name)

    def tell_it(self, made: str) -> str:
        self.done.append(made)
        return made

    @asks
    async def action_ask(self) -> None:
        answer = await self.app.ask(Form("How much", Amount("quantity", "How much")))
        if answer:
            self.done.append(f"{answer['quantity']}")

    def action_judge(self) -> None:
        self.done.append("judged")

    def action_fail(self) -> None:
        raise ZeroDivisionError


def stock_list() -> StockList:
    """The list's screen."""
    return StockList()


PLACES = (
    Place("stock", "f3", "Stock", "tests.tui.fakes:StockList"),
    Place("reports", "f10", "Reports", "tests.tui.fakes:StockList"),
)


def app(state: Path, shelf: list[Line], why_not: Callable[[str], str] = lambda _permission: "") -> XunbeiApp:
    """The program on a fake desk."""
    StockList.shelf, StockList.explained, StockList.done = shelf, [], []
    return XunbeiApp(lambda: desk(why_not), state=state, places=PLACES)


def stands(program: XunbeiApp) -> bool:
    """Whether the list is there, whole, with its first lines and its card."""
    screen = program.screen
    if not isinstance(screen, StockList) or not (screen.is_mounted and screen.query("Card")):
        return False
    return screen.card.display and screen.lines.count > 0


async def until(pilot: Pilot[None], is_so: Callable[[], object]) -> None:
    """Wait until something is so, however slow the machine; a test fails after a while."""
    for _ in range(1000):
        with suppress(NoMatches, ScreenStackError):  # a screen that is just being built
            if is_so():
                await pilot.pause()
                return
        await pilot.pause(0.01)
    raise AssertionError(screen_text(pilot.app))


def screen_text(program: App[None]) -> str:
    """What is on the screen, line by line."""
    strips = program.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)

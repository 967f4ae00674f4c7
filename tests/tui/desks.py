"""The program on a real store, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from sqlalchemy import func, select
from textual.pilot import Pilot

from inventory.ground import i18n
from inventory.supplies.balances import Balance
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Lot
from inventory.supplies.places import STORES
from inventory.supplies.places import Place as Where
from tests.tui.fakes import screen_text, until
from tests.world import World
from tui.app import XunbeiApp
from tui.commands.sitting import sit
from tui.commands.words import Asked
from tui.places import Place
from tui.screens.stock import StockScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu
from tui.widgets.notice import Notice

PLACES = (Place("stock", "f3", "Stock", "tui.screens.stock:StockScreen"),)
CHARACTERS = {" ": "space", "/": "slash", "-": "minus", ".": "full_stop", "+": "plus"}


@asynccontextmanager
async def opened(
    world: World, state: Path, *, size: tuple[int, int] = (100, 30), language: str = "en"
) -> AsyncIterator[Any]:
    """The program in front of a world's officer, with the first lines on the screen; a test reaches into it freely."""
    i18n.use(language)
    asked = Asked(options={"store": str(world.store.path), "as": world.by})
    program = XunbeiApp(lambda: sit(asked), state=state / "state", places=PLACES)
    async with program.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(program.screen, StockScreen) and program.screen.query("LineTable"))
        yield pilot


async def type_in(pilot: Pilot[None], *words: str) -> None:
    """Type words letter by letter; a key's own name is that key."""
    names = {"enter", "tab", "escape", "space", "down", "up", "insert", "delete", "backspace"}
    for word in words:
        if word in names or word.startswith(("ctrl+", "shift+")):
            await pilot.press(word)
        else:
            await pilot.press(*(CHARACTERS.get(letter, letter) for letter in word))


def listing(pilot: Pilot[None]) -> StockScreen:
    """The stock list in front."""
    return cast("StockScreen", pilot.app.screen)


async def stock(pilot: Pilot[None], text: str) -> None:
    """Find an item and stand on it."""
    await type_in(pilot, text, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, StockScreen) and listing(pilot).lines.count == 1)


async def put(pilot: Pilot[None], column: str) -> None:
    """Move to a column."""
    table = listing(pilot).lines
    for _step in range(20):
        if table.column is not None and table.column.key == column:
            return
        await pilot.press("right")
    raise AssertionError(screen_text(cast("XunbeiApp", pilot.app)))


async def form(pilot: Pilot[None], *keys: str) -> Form:
    """Press keys until a form is in front."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, Form) and pilot.app.focused is not None)
    return cast("Form", pilot.app.screen)


async def fill(pilot: Pilot[None], **texts: str) -> None:
    """Put texts into the fields of the form in front, as a draft would."""
    asked = cast("Form", pilot.app.screen)
    for name, text in texts.items():
        field = next(one for one in asked.asked if one.fact == name)
        field.enter()
        await pilot.pause()
        field.raw = text
        await pilot.pause()


async def done(pilot: Pilot[None]) -> str:
    """Wait until the form is gone; what the notice says."""
    await until(pilot, lambda: not isinstance(pilot.app.screen, Form))
    return notice(pilot)


def notice(pilot: Pilot[None]) -> str:
    """What the notice says."""
    return str(pilot.app.screen.query_one(Notice).visual)


def held(world: World, name: str) -> Decimal:
    """How much of an item lies in depots."""
    with world.store.read() as session:
        total = session.scalar(
            select(func.sum(Balance.quantity))
            .join(Lot, Lot.id == Balance.lot_id)
            .join(Item, Item.id == Lot.item_id)
            .join(Where, Where.id == Balance.place_id)
            .where(Item.name == name, Where.kind.in_(STORES))
        )
    return total or Decimal(0)


def last(world: World, model: type[Any] = Voucher) -> Any:
    """The last row of a kind."""
    with world.store.read() as session:
        return session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()


def count(world: World, model: type[Any] = Voucher) -> int:
    """How many rows of a kind there are."""
    with world.store.read() as session:
        return session.scalar(select(func.count(model.id))) or 0


async def more(pilot: Pilot[None], label: str) -> Form:
    """The form behind the second menu's entry of this name."""
    await second_menu(pilot, label)
    entries = cast("Menu", pilot.app.screen)._entries
    at = next(number for number, one in enumerate(entries, 1) if one.label == label)
    return await form(pilot, str(at % 10))


async def second_menu(pilot: Pilot[None], label: str) -> None:
    """The second menu, once it shows this."""
    await pilot.press("space", "0")
    await until(
        pilot, lambda: isinstance(pilot.app.screen, Menu) and label in screen_text(cast("XunbeiApp", pilot.app))
    )

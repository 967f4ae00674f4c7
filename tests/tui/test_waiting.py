"""Somebody else is writing: a form waits for its turn at a real store, and books once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Event, Thread

from sqlalchemy import func, select

from inventory.ground.store import Store
from inventory.supplies.ledger import Voucher
from tests.tui.desks import done, form, held, notice, opened, stock, type_in
from tests.tui.fakes import screen_text, until
from tests.world import World
from tui.widgets.form import Form


@contextmanager
def written(store: Store) -> Iterator[Event]:
    """Another thread has the turn at writing until the event is set."""
    has, may_end = Event(), Event()

    def write() -> None:
        with store.turn():
            has.set()
            may_end.wait(20)

    other = Thread(target=write)
    other.start()
    assert has.wait(20)
    try:
        yield may_end
    finally:
        may_end.set()
        other.join()


def vouchers(world: World) -> int:
    with world.store.read() as session:
        return session.scalar(select(func.count(Voucher.id))) or 0


async def test_a_form_waits_for_another_writer_and_books_once(file_world, tmp_path):
    before = vouchers(file_world)
    async with opened(file_world, tmp_path) as pilot:
        await stock(pilot, "bzd")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "500")
        with written(file_world.store) as may_end:
            await pilot.press("enter")
            await until(pilot, lambda: "Writing…" in screen_text(pilot.app))
            await pilot.press("enter", "escape", "ctrl+s")
            assert isinstance(pilot.app.screen, Form)
            assert vouchers(file_world) == before
            may_end.set()
            assert "编织袋 500 条 → 示例抢险队" in await done(pilot)
        assert vouchers(file_world) == before + 1
        assert held(file_world, "编织袋") == Decimal(2800)
        await until(pilot, lambda: pilot.app.screen.row.on_hand == Decimal(2800))
    assert file_world.faults() == []


async def test_taking_back_what_was_entered_waits_too(file_world, tmp_path):
    async with opened(file_world, tmp_path) as pilot:
        await stock(pilot, "bzd")
        await form(pilot, "space", "2")
        await type_in(pilot, "qxd", "enter", "500", "enter")
        await done(pilot)
        await form(pilot, "ctrl+z")
        with written(file_world.store) as may_end:
            await pilot.press("enter")
            await until(pilot, lambda: "Writing…" in screen_text(pilot.app))
            may_end.set()
            assert "CX-" in await done(pilot)
        assert "CX-" in notice(pilot)
    assert held(file_world, "编织袋") == Decimal(3300)

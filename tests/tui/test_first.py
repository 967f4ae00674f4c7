"""The first start: where there is no store, every way that is shown leads to one."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from inventory.ground.store import Store
from inventory.upkeep import backup, seeding
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import at_desk
from tui.app import XunbeiApp
from tui.commands.doors import WaysIn
from tui.commands.sitting import sit
from tui.commands.where import own_file
from tui.commands.words import Asked
from tui.screens.base import PlaceScreen
from tui.screens.first import FirstScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu

pytestmark = pytest.mark.usefixtures("_own_data")


@pytest.fixture
def _own_data(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@asynccontextmanager
async def started(where, state, size=(80, 24)):
    """`xunbei --store WHERE`, in a terminal."""
    wish = Asked(options={"store": str(where)})
    program = XunbeiApp(partial(sit, wish), state=state, start="reports", doors=partial(WaysIn, wish))
    async with program.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(program.screen, FirstScreen | PlaceScreen | Menu))
        await pilot.pause()
        yield pilot
        if program.desk is not None:
            program.desk.store.close()


async def there(pilot):
    """Wait until a place is open."""
    await until(pilot, lambda: isinstance(pilot.app.screen, PlaceScreen) and pilot.app.screen.is_mounted)
    await pilot.pause()


async def test_where_no_store_is_four_ways_are_shown(tmp_path):
    async with started(tmp_path / "none.xb", tmp_path) as pilot:
        shown = screen_text(pilot.app).replace("\n", "").replace("  ", "")
        for way in ("1Look around", "2Begin", "3Open", "4Restore", "none.xb"):
            assert way in shown


async def test_tab_changes_the_language(tmp_path):
    async with started(tmp_path / "none.xb", tmp_path) as pilot:
        await pilot.press("tab")
        await until(pilot, lambda: "汛备" in screen_text(pilot.app))
        await pilot.press("tab")
        await until(pilot, lambda: "There is no store yet" in screen_text(pilot.app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))


async def test_a_headquarters_of_ones_own_is_made_and_opened(tmp_path):
    where = tmp_path / "own" / "book.xb"
    async with started(where, tmp_path) as pilot:
        await pilot.press("２")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press(*"示例区防汛指挥部", "enter", *"示例某", "enter")
        await there(pilot)
        assert pilot.app.heading.house == "示例区防汛指挥部"
        assert pilot.app.heading.officer == "示例某"
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
    store = Store.open(where)
    store.close()


async def test_the_example_is_made_in_its_own_place(tmp_path):
    where = tmp_path / "none.xb"
    async with started(where, tmp_path) as pilot:
        await pilot.press("1")
        await there(pilot)
        assert pilot.app.heading.house == "济宁经开区防汛抗旱指挥部"
        assert str(pilot.app.desk.store.where) == own_file("demo.xb")
    assert not where.exists()


async def test_an_example_that_is_there_says_since_when_and_how_it_is_made_anew(tmp_path):
    left = Path(own_file("demo.xb"))
    seeding.make(str(left), seeding.ARTICLE)
    os.utime(left, (1_750_000_000, 1_750_000_000))
    async with started(tmp_path / "none.xb", tmp_path) as pilot:
        shown = screen_text(pilot.app)
        assert "the example as left on 2025-06-15" in shown
        assert "`xunbei demo --fresh` makes it anew" in " ".join(shown.split())
        await pilot.press("1")
        await there(pilot)
        await until(pilot, lambda: "was left on 2025-06-15" in screen_text(pilot.app))


async def test_another_store_is_opened_and_who_sits_there_is_asked(tmp_path, file_world):
    async with started(tmp_path / "none.xb", tmp_path) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press(*file_world.store.where, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        assert "示例保管员" in screen_text(pilot.app)
        await pilot.press("down", "enter")
        await there(pilot)
        assert pilot.app.heading.house == "示例区防汛指挥部"


async def test_what_is_no_store_is_said_and_the_ways_stay(tmp_path):
    other = tmp_path / "photo.xb"
    other.write_bytes(b"\xff\xd8\xff\xe0 not a store at all" * 20)
    async with started(tmp_path / "none.xb", tmp_path) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press(*str(other), "enter")
        await until(pilot, lambda: "is not a store of Xunbei" in screen_text(pilot.app))
        assert isinstance(pilot.app.screen, FirstScreen)
        assert other.read_bytes().startswith(b"\xff\xd8")


async def test_a_password_in_an_address_is_refused_in_words(tmp_path):
    async with started(tmp_path / "none.xb", tmp_path) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press(*"postgresql+psycopg://me:secret@h/d", "enter")
        await until(pilot, lambda: "password" in screen_text(pilot.app))


async def test_a_backup_is_restored_where_the_store_was_asked_for(tmp_path, file_world):
    file = tmp_path / "saved.xb"
    backup.backup(file_world.store, file)
    where = tmp_path / "none.xb"
    async with started(where, tmp_path) as pilot:
        await pilot.press("4")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press(*str(tmp_path / "missing.xb"), "enter")
        await until(pilot, lambda: "There is no file" in screen_text(pilot.app).replace("\n", " "))
        await pilot.press(*["backspace"] * len("missing.xb"), *"saved.xb", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("1")
        await there(pilot)
    assert where.exists()


async def test_a_store_of_several_officers_asks_who_sits_down(tmp_path, file_world):
    async with started(file_world.store.where, tmp_path) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, FirstScreen))
        assert "1  Sit down" in screen_text(pilot.app)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("1")
        await there(pilot)


@pytest.mark.parametrize(
    ("content", "said", "ways"),
    [
        (b"", "is not a store", ("Look around", "Open")),
        (b"\xff\xd8\xff\xe0" * 200, "is not a store", ("Look around", "Open")),
    ],
)
async def test_a_store_that_does_not_open_says_why_and_offers_what_works(tmp_path, content, said, ways):
    where = tmp_path / "odd.xb"
    where.write_bytes(content)
    async with started(where, tmp_path) as pilot:
        shown = screen_text(pilot.app)
        assert said in shown.replace("\n", " ")
        for way in ways:
            assert way in shown
        assert "Begin" not in shown
    assert where.read_bytes() == content


async def test_nothing_is_reached_before_a_store_is_open(tmp_path):
    async with started(tmp_path / "none.xb", tmp_path) as pilot:
        await pilot.press("f3", "f10", "ctrl+g", "insert", "delete")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FirstScreen)


async def test_somebody_else_sits_down(tmp_path, file_world):
    async with at_desk(file_world.store, "watcher", tmp_path) as pilot:
        program = pilot.app
        assert program.why_not("keep_places")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "What do you want to do?" in screen_text(program))
        await pilot.press(*"somebody")
        await until(pilot, lambda: "Somebody else sits down" in screen_text(program))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(program.screen, Menu))
        at = [one.login for one in program.desk.officers()].index("leader")
        await pilot.press(str(at + 1))
        await until(pilot, lambda: program.heading.officer == "示例领导")
        await there(pilot)
        assert program.why_not("keep_places") == ""
        await until(pilot, lambda: "示例领导 sits here now. The store is open" in screen_text(program))

"""Shift patterns and response levels, kept by keyboard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory.duty import levels, patterns, posts
from inventory.duty.posts import PostKind
from tests.tui.desks import done, fill, form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import REPORTS_ALONE, at_desk
from tui.places import PLACES
from tui.screens.patterns import LevelsScreen, PatternsScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu

HERE = (*REPORTS_ALONE, *(place for place in PLACES if place.name in {"patterns", "levels"}))


async def choose(pilot, label, *keys):
    """Choose a menu's entry by its label."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
    at = next(at for at, one in enumerate(pilot.app.screen._entries) if one.label == label)
    await pilot.press(*["down"] * at, "enter")


async def answer(pilot, label, *keys, **texts):
    """Choose a form and fill it in; what is said afterwards."""
    await choose(pilot, label, *keys)
    await form(pilot)
    await fill(pilot, **texts)
    await pilot.press("ctrl+s")
    said = await done(pilot)
    await pilot.pause()
    return said


async def stand(pilot, name):
    """Highlight a line by its name."""
    screen = pilot.app.screen
    screen.lines.cursor = next(at for at, row in enumerate(screen._rows) if row.name == name)
    await pilot.pause()


async def go(pilot, kind, number):
    """Open the list by the menu of places."""
    await pilot.press("ctrl+g", "2", str(number))
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await pilot.pause()


async def test_a_pattern_is_entered_with_its_shifts_and_posts_from_nothing(file_world, tmp_path):
    grave = file_world.do(levels.add_level, organisation=file_world.headquarters, name="Ⅱ级", rank=3)
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE) as pilot:
        await go(pilot, PatternsScreen, 1)
        assert "No shift pattern yet. Insert enters the first" in screen_text(pilot.app)
        await form(pilot, "insert")
        await fill(pilot, name="示例两班")
        await pilot.press("ctrl+s")
        assert "示例两班 was entered. Insert adds" in await done(pilot)

        assert "白班 was entered" in await answer(pilot, "Add a shift", "insert", name="白班", starts="8点", hours="12")
        await choose(pilot, "Add a shift", "insert")
        await form(pilot)
        await fill(pilot, name="夜班", starts="19:00", hours="12")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲ 白班 would still be on when 夜班 begins" in screen_text(pilot.app))
        await fill(pilot, starts="20:00", hours="0")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲ A shift lasts more than 0" in screen_text(pilot.app))
        await fill(pilot, hours="12")
        await pilot.press("ctrl+s")
        assert "夜班 was entered" in await done(pilot)
        assert pilot.app.screen.row.name == "夜班"

        said = await answer(pilot, "Add a post", "insert", name="示例主班", kind="1", needed="1", department="示例镇")
        assert "示例主班 was entered" in said
        row = pilot.app.screen.row
        assert (row.name, row.post.kind, row.post.department) == ("示例主班", PostKind.SIGNING, "示例镇")
        assert "named" in await answer(pilot, "Name somebody for the post", "space", person="示例值班员")
        await answer(pilot, "Name somebody for the post", "space", person="示例计划员")
        assert pilot.app.screen.row.named == "示例值班员, 示例计划员"
        said = await answer(pilot, "How many at a response level", "space", needed="3", basis="示例预案")
        assert said == "● 示例主班 takes 3 at that level."
        assert pilot.app.screen.row.takes == "takes 1 · Ⅱ级 3"
        await until(pilot, lambda: "3 示例预案" in screen_text(pilot.app))
        assert await answer(pilot, "Change", "space", needed="2") == "● 示例主班 was changed."

    (pattern,) = file_world.ask(patterns.patterns)
    with file_world.read() as here:
        (post,) = posts.posts_of(here.session, pattern.pattern_id)
        assert (post.needed, post.name) == (2, "示例主班")
        assert posts.needs(here.session, pattern.pattern_id, grave.id) == {post.post_id: 3}
        assert [one.span for one in patterns.times_of(here.session, pattern.pattern_id)] == [
            "08:00–20:00",
            "20:00–08:00 +1",
        ]


@pytest.fixture
def room(file_world):
    """A pattern with a shift and a post, two people named for it, and a level at which it takes two."""
    house = file_world.headquarters
    grave = file_world.do(levels.add_level, organisation=house, name="Ⅱ级", rank=3)
    pattern = file_world.do(patterns.add_pattern, organisation=house, name="示例班制")
    file_world.do(patterns.add_shift_time, pattern=pattern, name="全天", starts="08:00", hours=Decimal(24))
    post = file_world.do(posts.add_post, pattern=pattern, name="示例岗", kind=PostKind.OFFICER)
    for person in (file_world.officer, file_world.planner):
        file_world.do(posts.name_for_post, post=post, person=person)
    file_world.do(posts.set_need, post=post, level=grave, needed=2)
    return file_world


async def test_what_was_entered_is_taken_back_and_retired_and_comes_back(room, tmp_path):
    async with at_desk(room.store, "leader", tmp_path, places=HERE) as pilot:
        await go(pilot, PatternsScreen, 1)
        screen = pilot.app.screen
        await stand(pilot, "示例岗")
        await choose(pilot, "Strike somebody from the post", "space")
        await until(pilot, lambda: "Who is struck?" in screen_text(pilot.app))
        await pilot.press("1")
        await until(pilot, lambda: "示例岗: struck." in notice(pilot))
        assert screen.row.named == "示例计划员"
        await choose(pilot, "As many at a level as usual", "space")
        await until(pilot, lambda: "as many as usual?" in screen_text(pilot.app))
        await pilot.press("1")
        await until(pilot, lambda: "示例岗 was changed." in notice(pilot))
        assert screen.row.needs == ()

        # a shift is not changed, it is retired, and only a post has a post's questions
        await stand(pilot, "全天")
        await pilot.press("enter")
        await until(pilot, lambda: "retire it and add another" in notice(pilot))
        await pilot.press("space")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        assert not {"Name somebody for the post", "How many at a response level"} & {
            one.label for one in pilot.app.screen._entries
        }
        await pilot.press("escape")
        for name in ("全天", "示例岗", "示例班制"):
            await stand(pilot, name)
            await pilot.press("delete")
            await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
            await pilot.press("2")
            await until(pilot, lambda name=name: f"{name} was retired." in notice(pilot))
        assert screen.lines.count == 0
        await choose(pilot, "Show the retired too", "space")
        await until(pilot, lambda: screen.lines.count == 3)
        await stand(pilot, "示例岗")
        assert "Its pattern has been retired" in screen.why_not("revive")
        for name in ("示例班制", "示例岗", "全天"):
            await stand(pilot, name)
            await choose(pilot, "Take back into use", "space")
            await until(pilot, lambda name=name: f"{name} is in use again." in notice(pilot))
        assert not any(row.retired for row in screen._rows)


async def test_a_level_is_entered_changed_retired_and_taken_back(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE) as pilot:
        await go(pilot, LevelsScreen, 2)
        assert "No response level yet. Insert enters the first" in screen_text(pilot.app)
        for name, basis in (("Ⅳ级", "示例预案"), ("Ⅲ级", "")):
            await form(pilot, "insert")
            await fill(pilot, name=name, basis=basis)
            await pilot.press("ctrl+s")
            assert f"{name} was entered" in await done(pilot)
        assert [(one.name, one.rank, one.basis) for one in file_world.ask(levels.levels)] == [
            ("Ⅳ级", 1, "示例预案"),
            ("Ⅲ级", 2, ""),
        ]
        await form(pilot, "enter")
        await fill(pilot, rank="1")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲ Ⅳ级 has the rank 1 already." in screen_text(pilot.app))
        await fill(pilot, rank="5")
        await pilot.press("ctrl+s")
        assert "Ⅲ级 was changed." in await done(pilot)
        await pilot.press("delete")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("2")
        await until(pilot, lambda: "Ⅲ级 was retired." in notice(pilot))
        await choose(pilot, "Show the retired too", "space")
        await until(pilot, lambda: pilot.app.screen.lines.count == 2)
        await stand(pilot, "Ⅲ级")
        await choose(pilot, "Take back into use", "space")
        await until(pilot, lambda: "Ⅲ级 is in use again." in notice(pilot))
    assert [one.rank for one in file_world.ask(levels.levels)] == [1, 5]


@pytest.mark.parametrize(("kind", "number"), [(PatternsScreen, 1), (LevelsScreen, 2)])
async def test_who_may_not_keep_rules_reads_why(room, tmp_path, kind, number):
    async with at_desk(room.store, "officer", tmp_path, places=HERE) as pilot:
        await go(pilot, kind, number)
        for key in ("insert", "delete", "enter"):
            await pilot.press(key)
            await until(pilot, lambda: "示例值班员 may not" in notice(pilot))
            assert not isinstance(pilot.app.screen, Form)
            pilot.app.screen.notice.hush()

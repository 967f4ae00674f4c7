"""Picking one of many: what is found, which part of it, and how much more there is."""

from __future__ import annotations

import pytest

from inventory.ground.search import key
from tests.tui.fakes import HOSTILE, app, lines, screen_text, stands, until
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.pick import Candidates, Option, Pick, among, found_in

TEAMS = [*(Option(n, f"抢险队伍 {n} (文章未具名)", "队伍") for n in range(1, 14)), Option(20, "Boat crew", "team")]


def pick(options):
    return Pick("to", "To", among(options, [key(one.label) for one in options]))


@pytest.fixture
async def ask(tmp_path):
    """Ask for a team and give what was answered."""
    program = app(tmp_path, lines(3))
    answers = []
    async with program.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stands(program))

        async def show(*fields):
            await program.push_screen(Form("Issue", *fields), answers.append)
            await until(pilot, lambda: program.focused is not None)
            await pilot.pause()
            return pilot

        show.answers = answers
        yield show


def underlined(pilot):
    """What is underlined on the screen."""
    strips = pilot.app.screen._compositor.render_strips()
    return [one.text for strip in strips for one in strip if one.style and one.style.underline]


def offered(pilot):
    """The lines that the candidates take."""
    parts = [line.partition("▌")[2] for line in screen_text(pilot.app).splitlines()]
    return [part.partition("│")[0].strip() for part in parts if part]


@pytest.mark.parametrize(
    ("label", "text", "part"),
    [
        ("编织袋 大号", "织袋", "织袋"),
        ("编织袋 大号", "zd", "织袋"),
        ("编织袋 大号", "BZD", "编织袋"),
        ("编织袋 大号", "bzddh", "编织袋 大号"),
        ("编织袋 大号", "ｂｚ", "编织"),
        ("Boat crew", "BOAT", "Boat"),
        ("编织袋 大号", "bianzhi", ""),
        ("编织袋 大号", "WZ0001", ""),
        ("编织袋 大号", " ", ""),
        ("", "x", ""),
    ],
)
def test_the_part_that_was_found_is_the_text_or_the_characters_of_the_initials(label, text, part):
    start, stop = found_in(label, text)
    assert label[start:stop] == part


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.parametrize("text", ["x", "[", "a", "\u202e"])
def test_no_label_is_too_strange_to_be_looked_into(label, text):
    start, stop = found_in(label, text)
    assert 0 <= start <= stop <= len(label)


async def test_what_was_typed_is_underlined_in_what_it_found(ask):
    pilot = await ask(pick(TEAMS))
    await pilot.press(*"dw")
    await pilot.pause()
    assert underlined(pilot) == ["队伍"] * 6


async def test_how_many_more_there_are_is_said_above_and_below(ask):
    pilot = await ask(pick(TEAMS))
    await pilot.press(*"qx")
    await pilot.pause()
    assert offered(pilot)[-1] == "↓ 7 more"
    await pilot.press(*["down"] * 6)
    await pilot.pause()
    assert offered(pilot)[-1] == "↑ 3 more   ↓ 4 more"
    await pilot.press(*["down"] * 9)
    await pilot.pause()
    assert offered(pilot)[-1] == "↑ 7 more"
    await pilot.press("enter", "ctrl+s")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"to": 13}]


async def test_a_name_that_nothing_has_is_said_back(ask):
    pilot = await ask(pick(TEAMS))
    await pilot.press(*"zzz")
    await pilot.pause()
    assert offered(pilot) == ["▲ Nothing here is called “zzz”."]
    await pilot.press("enter")
    await pilot.pause()
    assert ask.answers == []
    assert any(line.strip("│ ▸").startswith("To") and "▲" in line for line in screen_text(pilot.app).splitlines())


async def test_down_leaves_a_field_that_offers_nothing(ask):
    pilot = await ask(pick(TEAMS), Text("note", "Note", required=False))
    await pilot.press(*"zzz", "down", "x")
    await pilot.pause()
    assert [field.raw for field in pilot.app.screen.asked] == ["zzz", "x"]


async def test_where_there_is_nothing_to_pick_the_form_says_so(ask):
    pilot = await ask(pick([]))
    assert offered(pilot) == ["▲ There is nothing to choose."]


async def test_a_click_picks_a_candidate_and_none_on_the_line_that_counts_the_rest(ask):
    pilot = await ask(pick(TEAMS), Text("note", "Note", required=False))
    await pilot.click(Candidates, offset=(5, 6))
    await pilot.pause()
    assert "抢险队伍 7" not in str(pilot.app.screen.asked[0].raw)
    await pilot.click(Candidates, offset=(5, 2))
    await pilot.pause()
    assert pilot.app.screen.asked[0].raw == "抢险队伍 3 (文章未具名)"


async def test_candidates_at_the_end_of_a_long_form_are_in_view(ask):
    fields = [Text(f"f{n}", f"Field {n}", required=False) for n in range(20)]
    pilot = await ask(*fields, pick(TEAMS))
    await until(pilot, lambda: len(offered(pilot)) == 7)
    assert offered(pilot)[-1] == "↓ 8 more"

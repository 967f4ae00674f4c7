"""F6: the register of shelters, and who is where, kept by keyboard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inventory.resources import sheltering
from inventory.resources.shelters import add_shelter
from reports.shelters import rows
from tests.resources.teams_acts import opened
from tests.supplies.acts import ago
from tests.tui.desks import fill, form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.registers import arrived, choose, here, sent, stand, sure
from tests.tui.sitting import at_desk
from tui.screens.resources import SheltersScreen, TeamsScreen
from tui.screens.resources.course import CourseScreen
from tui.widgets.menu import Menu

HERE = here("Resources")


def standing(world):
    return {one.shelter.name: one for one in world.ask(rows)}


async def test_a_shelter_is_entered_beside_its_neighbours_and_changed(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE, start="teams") as pilot:
        await arrived(pilot, TeamsScreen)
        await pilot.press("f6")
        screen = await arrived(pilot, SheltersScreen)
        assert "▸Shelters" in screen_text(pilot.app)
        assert screen_text(pilot.app).split()[1] == "Resources"
        await pilot.press("ctrl+left")
        await arrived(pilot, TeamsScreen)
        await pilot.press("f10", "f6")
        await arrived(pilot, TeamsScreen)
        await choose(pilot, "Another register")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.screen is screen)

        await pilot.press("insert")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("1")
        said = await sent(pilot, name="示例学校", location="示例镇", area_m2="350.5", rated="200", toilets="4")
        assert said == "● 示例学校 was entered, code AZ02."
        assert screen.row.shelter.area_m2 == Decimal("350.5")
        await form(pilot, "enter")
        assert await sent(pilot, area_m2="", rated="150", keeper="示例负责") == "● 示例学校 was changed."
        now = standing(file_world)["示例学校"].shelter
        assert (now.area_m2, now.rated, now.toilets, now.keeper) == (None, 150, 4, "示例负责")
        await sure(pilot, "delete")
        await until(pilot, lambda: "示例学校 was retired." in notice(pilot))
        assert "示例学校" not in standing(file_world)


@pytest.fixture
def square(file_world):
    """The town's shelter for twenty people, opened yesterday; and another."""
    opened(file_world, at=ago(1), rated=20)
    file_world.do(add_shelter, name="示例学校")
    return file_world


async def test_people_are_counted_in_and_out_and_too_many_are_shown(square, tmp_path):
    async with at_desk(square.store, "leader", tmp_path, places=HERE, start="shelters") as pilot:
        screen = await arrived(pilot, SheltersScreen)
        await stand(pilot, "示例安置点")
        await choose(pilot, "Count people in")
        await form(pilot)
        await fill(pilot, people="-5")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲" in screen_text(pilot.app))
        await fill(pilot, people="25", elderly="6", children="3", special="1")
        assert "▲ then 25 people, 5 more than it takes" in screen_text(pilot.app)
        said = await sent(pilot, note="示例村")
        assert "示例安置点 +25 people" in said
        assert "5 more than the 20" in said
        assert (screen.row.there.people, screen.row.there.elderly, screen.row.over) == (25, 6, 5)
        assert "■ 5 too many" in screen_text(pilot.app)

        await choose(pilot, "Count people out")
        await form(pilot)
        await fill(pilot, people="26")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "示例安置点 has 25 people: 26 can't" in " ".join(screen_text(pilot.app).split()))
        await sent(pilot, people="10", elderly="2")
        assert (screen.row.there.people, screen.row.standing.free) == (15, 5)

        await choose(pilot, "Only the open ones, or all")
        await until(pilot, lambda: screen.lines.count == 1)
        await choose(pilot, "What happened there")
        course = await arrived(pilot, CourseScreen)
        await until(pilot, lambda: course.lines.count == 3)
        assert [step.after.people for step in course._rows] == [15, 25, 0]
        await pilot.press("space", "1")
        await until(pilot, lambda: "all shelters" in screen_text(pilot.app))
        await pilot.press("escape")

        await arrived(pilot, SheltersScreen)
        await choose(pilot, "Close the shelter")
        await form(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲ needed" in screen_text(pilot.app))
        assert "示例安置点 is closed." in await sent(pilot, reason="示例转移")
        assert "No shelter is open." in screen_text(pilot.app)
    assert standing(square)["示例安置点"].standing.open is False
    assert len(square.ask(sheltering.steps)) == 4


async def test_a_closed_shelter_is_opened_and_whoever_may_not_reads_why(square, tmp_path):
    async with at_desk(square.store, "leader", tmp_path, places=HERE, start="shelters") as pilot:
        screen = await arrived(pilot, SheltersScreen)
        await stand(pilot, "示例学校")
        assert "is not open: open it first" in screen.why_not("admit")
        assert screen.why_not("course") == "It was never opened."
        await choose(pilot, "Open the shelter")
        assert "示例学校 is open." in await sent(pilot, reason="示例")
        assert "示例学校 is open already." in screen.why_not("open")
        await choose(pilot, "Count people in")
        await form(pilot)
        await pilot.press("3", "enter")
        await until(pilot, lambda: screen.row.there.people == 3)
    async with at_desk(square.store, "watcher", tmp_path, places=HERE, start="shelters") as pilot:
        screen = await arrived(pilot, SheltersScreen)
        for action in ("open", "admit", "discharge", "close", "change", "retire", "add"):
            assert "示例查阅员 may not" in screen.why_not(action)
        assert screen.why_not("only_open") == ""

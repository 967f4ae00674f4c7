"""F6: the register of rivers and works, and who answers for them, kept by keyboard."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from inventory.resources.rivers import Answering, rivers
from tests.resources.rivers_acts import river, walked
from tests.tui.desks import form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.registers import arrived, choose, here, sent, sure
from tests.tui.sitting import at_desk
from tui.screens.preview import PreviewScreen
from tui.screens.resources import RiversScreen
from tui.screens.resources.answering import AnsweringScreen

HERE = here("Resources")


async def test_a_river_is_entered_with_its_people_changed_retired_and_published(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE, start="rivers") as pilot:
        screen = await arrived(pilot, RiversScreen)
        assert "No river yet. Insert enters the first" in screen_text(pilot.app)
        await form(pilot, "insert")
        said = await sent(pilot, name="示例河", reach_from="示例闸", length_km="12.5", published_on="2022-05-01")
        assert said == "● 示例河 was entered, code HD01."
        assert "1 with nobody named" in screen_text(pilot.app)

        await choose(pilot, "Who answers for it")
        people = await arrived(pilot, AnsweringScreen)
        await form(pilot, "insert")
        await sent(pilot, answering="2", name="示例巡查员", phone="138-示例-0000")
        await form(pilot, "insert")
        assert await sent(pilot, name="示例镇长", unit="示例镇") == "● 示例镇长 answers for 示例河."
        assert people.row.name == "示例镇长"
        await form(pilot, "enter")
        await sent(pilot, post="示例职务")
        await pilot.press("down")
        await sure(pilot, "delete")
        await until(pilot, lambda: "示例巡查员 is off the list of 示例河." in notice(pilot))
        assert [(one.name, one.unit, one.post) for one in people._rows] == [("示例镇长", "示例镇", "示例职务")]
        await pilot.press("escape")

        await until(pilot, lambda: pilot.app.screen is screen and "示例镇长" in screen_text(pilot.app))
        await form(pilot, "enter")
        assert await sent(pilot, length_km="", towns="示例镇、示例邻镇") == "● 示例河 was changed."
        [one] = file_world.ask(rivers)
        assert (one.length_km, one.towns, one.published_on) == (None, "示例镇、示例邻镇", date(2022, 5, 1))
        await sure(pilot, "delete")
        await until(pilot, lambda: "示例河 was retired." in notice(pilot))
        await choose(pilot, "Show the retired too")
        await until(pilot, lambda: screen.lines.count == 1)
        await choose(pilot, "Who answers for it")
        people = await arrived(pilot, AnsweringScreen)
        assert "It has been retired" in people.why_not("add")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await choose(pilot, "Take back into use")
        await until(pilot, lambda: "示例河 is in use again." in notice(pilot))
    assert [who.answering for one in file_world.ask(rivers) for who in one.people] == [Answering.ADMINISTRATIVE]


async def test_the_list_to_publish_has_no_numbers_and_rivers_are_found_by_who_answers(file_world, tmp_path):
    walked(file_world)
    river(file_world, name="示例另一河", length_km=Decimal(3))
    async with at_desk(file_world.store, "watcher", tmp_path, places=HERE, start="rivers") as pilot:
        screen = await arrived(pilot, RiversScreen)
        assert "138" in screen_text(pilot.app)
        await pilot.press("insert")
        await until(pilot, lambda: "示例查阅员 may not" in notice(pilot))
        await choose(pilot, "Look at the list to publish")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, PreviewScreen) and "示例另一河" in screen_text(pilot.app)
        )
        assert "138" not in screen_text(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("slash", *"slxcy")
        await until(pilot, lambda: screen.lines.count == 1)

"""F6: the register of teams, their calls and what they answer, kept by keyboard."""

from __future__ import annotations

import pytest

from inventory.resources import mustering
from tests.resources.teams_acts import call, new_team, team
from tests.tui.desks import fill, form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.registers import arrived, choose, here, sent, stand, sure
from tests.tui.sitting import at_desk
from tui.screens.preview import PreviewScreen
from tui.screens.resources import TeamsScreen
from tui.screens.resources.calls import CallScreen, CallsScreen
from tui.widgets.menu import Menu

HERE = here("Resources")


def registered(world):
    return {one.team.name: one.team for one in world.ask(mustering.standing)}


async def test_teams_are_entered_changed_retired_and_taken_back(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE, start="teams") as pilot:
        screen = await arrived(pilot, TeamsScreen)
        assert "1 place of this kind is not on the register yet: Insert takes it over." in screen_text(pilot.app)
        await pilot.press("insert")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("2")
        said = await sent(pilot, place="示例抢险队", headcount="40", keeper="示例队长", kind="综合")
        assert said == "● 示例抢险队 was entered, code DW01."
        assert (screen.row.team.name, screen.row.team.headcount) == ("示例抢险队", 40)

        await form(pilot, "insert")
        said = await sent(pilot, name="示例二队", ready_minutes="45", parent="示例抢险队")
        assert said == "● 示例二队 was entered, code DW02."
        assert (screen.row.team.name, screen.row.team.parent, screen.row.team.level) == ("示例二队", "示例抢险队", 1)
        assert "1 team, 40 people" in screen_text(pilot.app)

        await form(pilot, "enter")
        await fill(pilot, headcount="-5")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲" in screen_text(pilot.app))
        said = await sent(pilot, headcount="12", ready_minutes="", phone="000-示例-2", parent="")
        assert said == "● 示例二队 was changed."
        now = registered(file_world)["示例二队"]
        assert (now.headcount, now.ready_minutes, now.phone, now.parent_id) == (12, None, "000-示例-2", None)

        await sure(pilot, "delete")
        await until(pilot, lambda: "示例二队 was retired." in notice(pilot))
        assert list(registered(file_world)) == ["示例抢险队"]
        await choose(pilot, "Show the retired too")
        await until(pilot, lambda: screen.lines.count == 2)
        await stand(pilot, "示例二队")
        assert "It has been retired" in screen.why_not("call_out")
        await choose(pilot, "Take back into use")
        await until(pilot, lambda: "示例二队 is in use again." in notice(pilot))
        await choose(pilot, "Look at it as a report")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen) and "示例二队" in screen_text(pilot.app))


@pytest.fixture
def three(file_world):
    """Three teams of the headquarters, one of them part of another."""
    first = team(file_world, headcount=30, keeper="示例队长", phone="000-示例-1")
    new_team(file_world, "示例二队", headcount=20, parent=first)
    new_team(file_world, "示例三队", headcount=10)
    return file_world


async def test_teams_are_called_out_and_what_they_answer_is_keyed(three, tmp_path):
    async with at_desk(three.store, "leader", tmp_path, places=HERE, start="teams") as pilot:
        screen = await arrived(pilot, TeamsScreen)
        assert "示例抢险队 was never called." in screen.why_not("answer")
        await choose(pilot, "Call out")
        await until(pilot, lambda: "Whom?" in screen_text(pilot.app))
        assert "with the 1 below it" in screen_text(pilot.app)
        await form(pilot, "3")
        await fill(pilot, reason="示例管涌", ordered_by="示例领导", assemble="示例闸口")
        await pilot.press("ctrl+s")
        board = await arrived(pilot, CallScreen)
        assert [one.team for one in board._rows] == ["示例抢险队", "示例二队", "示例三队"]
        assert "JH-" in screen_text(pilot.app).splitlines()[0]

        await pilot.press("space", "2")
        await until(pilot, lambda: board.row.team == "示例二队" and "示例抢险队: answered" in notice(pilot))
        await pilot.press("space", "4")
        await until(pilot, lambda: board.row.team == "示例三队" and "示例二队: not reached" in notice(pilot))
        await form(pilot, "enter")
        await pilot.press("2", "enter", "1", "4", "enter")
        await until(pilot, lambda: board.row.team == "示例抢险队" and "示例三队: mustered" in notice(pilot))
        await form(pilot, "enter")
        await pilot.press("2", "8", "enter")
        await until(pilot, lambda: "2 of 3 done · 42 people  ▲ 1 to come" in screen_text(pilot.app))
        assert "● mustered 14 of 10" in screen_text(pilot.app)
        await choose(pilot, "Only those still to come, or all")
        await until(pilot, lambda: [one.team for one in board._rows] == ["示例二队"])
        await pilot.press("space", "5")
        await until(pilot, lambda: "Nobody is still to come" in screen_text(pilot.app))

        await choose(pilot, "All are stood down")
        await until(pilot, lambda: "示例抢险队, 示例三队" in screen_text(pilot.app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "all its teams stood down" in notice(pilot))
        assert "is stood down already" in board.why_not("stand_all_down")
        await pilot.press("escape")
        await until(pilot, lambda: "stood down" in screen_text(pilot.app))
    (made,) = three.ask(mustering.calls)
    assert (made.teams, made.mustered, made.people, made.waiting, made.reason) == (3, 2, 42, 0, "示例管涌")


async def test_a_roll_is_called_of_the_teams_that_are_named_and_calls_are_found_again(three, tmp_path):
    call(three, team(three))
    async with at_desk(three.store, "leader", tmp_path, places=HERE, start="teams") as pilot:
        screen = await arrived(pilot, TeamsScreen)
        await stand(pilot, "示例二队")
        await choose(pilot, "Call the roll")
        await until(pilot, lambda: "Whom?" in screen_text(pilot.app))
        await form(pilot, "3")
        await pilot.press(*"slsd", "enter", "enter")
        await fill(pilot, reason="示例汛前点名", ordered_by="示例领导")
        await pilot.press("ctrl+s")
        await arrived(pilot, CallScreen)
        await form(pilot, "enter")
        await pilot.press("enter")
        await until(pilot, lambda: "1 of 1 done" in screen_text(pilot.app))
        await pilot.press("escape")
        await arrived(pilot, TeamsScreen)
        await until(pilot, lambda: "● answered" in screen_text(pilot.app))
        assert [one.last is not None for one in screen._rows] == [True, False, True]
        await choose(pilot, "All calls")
        calls = await arrived(pilot, CallsScreen)
        await until(pilot, lambda: calls.lines.count == 2 and "0 of 30" in screen_text(pilot.app))
        await pilot.press("down", "enter")
        board = await arrived(pilot, CallScreen)
        assert [one.team for one in board._rows] == ["示例抢险队"]
    last, first = three.ask(mustering.calls)
    assert (last.teams, last.answered, last.waiting, first.waiting) == (1, 1, 0, 1)


async def test_who_may_not_keep_teams_reads_why(three, tmp_path):
    async with at_desk(three.store, "watcher", tmp_path, places=HERE, start="teams") as pilot:
        await arrived(pilot, TeamsScreen)
        for keys in (("insert",), ("delete",), ("enter",), ("space", "1")):
            await pilot.press(*keys)
            await until(pilot, lambda: "示例查阅员 may not" in screen_text(pilot.app))
            await pilot.press("escape") if isinstance(pilot.app.screen, Menu) else pilot.app.screen.notice.hush()
        assert "000-示例-1" not in screen_text(pilot.app)

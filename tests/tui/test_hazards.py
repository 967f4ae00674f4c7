"""F9 by keyboard: a hazard from being found to being closed off, and a round of inspection."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.resources import hazardlines, inspections
from inventory.resources.hazards import HazardState
from inventory.resources.inspections import InspectionStepKind
from tests.duty.crew import set_clock
from tests.duty.test_rights import noon
from tests.resources.hazards_acts import ago, assigned, closed, fixed, found, river, round_of, visit_of
from tests.tui.desks import fill, form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.registers import choose, here, sent
from tests.tui.sitting import at_desk
from tui.screens.hazards import HazardsScreen, InspectionsScreen
from tui.screens.hazards.visits import VisitsScreen
from tui.screens.preview import PreviewScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu

HERE = here("Hazards")


def desk(world: Any, tmp_path: Any, who: str = "leader", **about: Any) -> Any:
    return at_desk(world.store, who, tmp_path, places=HERE, **{"start": "hazards", **about})


async def refused(pilot: Any, sentence: str, **texts: str) -> None:
    """Fill the form in front and send it; it stays, with this beside a field."""
    await fill(pilot, **texts)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: sentence in screen_text(pilot.app))
    assert isinstance(pilot.app.screen, Form)


def labels(pilot: Any) -> list[str]:
    return [one.label for one in pilot.app.screen._entries]


async def test_a_hazard_is_entered_assigned_put_right_sent_back_and_closed_by_another(file_world, tmp_path):
    async with desk(file_world, tmp_path) as pilot:
        assert "No hazard yet. Insert enters the first" in screen_text(pilot.app)
        await form(pilot, "insert")
        await refused(pilot, "Say where it is", what="示例配电箱漏水", found_by="示例检查组")
        said = await sent(pilot, place="示例安置点", spot="东门", photos="示例1.jpg")
        assert "YH-" in said
        assert "Enter: whose it is" in said
        screen: Any = pilot.app.screen
        assert (screen.row.where, screen.row.photos, screen.row.state) == (
            "示例安置点 · 东门", "示例1.jpg", HazardState.WAITING,
        )  # fmt: skip
        await pilot.press("space")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        assert labels(pilot)[:5] == [
            "Assign: whose it is, how, until when", "It is being put right", "It was put right",
            "Put the deadline off", "Entered by mistake: strike",
        ]  # fmt: skip
        await pilot.press("2")
        await until(pilot, lambda: "Not now: Assign it first" in screen_text(pilot.app))
        await pilot.press("escape")

        await form(pilot, "enter")
        await refused(pilot, "lies before", unit="示例村", person="示例甲", measure="示例更换", due_on=str(ago(1)))
        assert f"示例村 puts it right by {ago(-3)}" in await sent(pilot, due_on=str(ago(-3)))
        await choose(pilot, "It is being put right")
        await until(pilot, lambda: "is being put right." in notice(pilot))
        await choose(pilot, "Put the deadline off")
        said = await sent(pilot, due_on=str(ago(-9)), reason="示例缺料")
        assert f"is due on {ago(-9)} now" in said
        await form(pilot, "enter")
        assert "put right by 示例乙" in await sent(pilot, who="示例乙", note="示例已更换")
        await form(pilot, "enter")
        assert "sent back" in await sent(pilot, outcome="1", who="示例丙", note="示例仍漏水")
        assert file_world.ask(hazardlines.hazards)[0].state is HazardState.IN_HAND
        await form(pilot, "enter")
        await sent(pilot, who="示例领导")

        # who put it right doesn't close it
        await form(pilot, "enter")
        await refused(pilot, "was put right by", who="示例丙")
        assert "closed off" in await sent(pilot, alone="示例夜间一人")
        assert screen.row.state is HazardState.CLOSED
        await until(pilot, lambda: "checked by" in screen_text(pilot.app))
        assert screen.row.alone == "示例夜间一人"
        await pilot.press("enter")
        await until(pilot, lambda: "Space, if it came back" in notice(pilot))

        # what comes back is a line of its own, where the other was
        await choose(pilot, "It came back")
        await sent(pilot)
        assert screen.row.recurs == screen._rows[-1].number
        assert screen.row.where == "示例安置点 · 东门"
        await form(pilot, "delete")
        assert "counts no more" in await sent(pilot, reason="示例重复登记")
        assert screen.lines.count == 1
        await choose(pilot, "Show those entered by mistake too")
        await until(pilot, lambda: screen.lines.count == 2)
        await choose(pilot, "By unit and month, as a report")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
    assert file_world.faults() == []


async def test_what_asks_for_somebody_first_stands_first(file_world, tmp_path, monkeypatch):
    over = closed(file_world)
    waits = found(file_world, what="示例未分派")
    later = assigned(file_world, found(file_world, what="示例以后"), due_on=ago(-30))
    late = assigned(file_world, found(file_world, what="示例逾期"), due_on=ago(-1))
    ready = fixed(file_world, found(file_world, what="示例待复查"))
    set_clock(monkeypatch, noon(ago(-4)))
    async with desk(file_world, tmp_path) as pilot:
        screen = pilot.app.screen
        assert [one.number for one in screen._rows] == [one.number for one in (late, ready, waits, later, over)]
        assert "■ 1 overdue  ▲ 4 open  ● 1 closed off" in screen_text(pilot.app)
        assert "■ 3 days late" in screen_text(pilot.app)
        await pilot.press("slash", "s", "l", "c")  # 示例村: found by whose it is
        await until(pilot, lambda: screen.lines.count == 3)


async def test_a_round_is_opened_planned_visited_and_ended(file_world, tmp_path):
    river(file_world)
    async with desk(file_world, tmp_path) as pilot:
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, InspectionsScreen))
        await pilot.pause()
        assert "No round of inspection yet. Insert opens the first" in screen_text(pilot.app)
        await form(pilot, "insert")
        await refused(pilot, "when the round begins", name="示例汛前检查", ends_on=str(ago(1)))
        await sent(pilot, ends_on=str(ago(-9)))
        await until(pilot, lambda: isinstance(pilot.app.screen, VisitsScreen))
        screen = pilot.app.screen
        assert "No place on this round yet. Insert adds them." in screen_text(pilot.app)

        await form(pilot, "insert")
        await pilot.press(*"depot", "enter", *"slh", "enter")
        said = await sent(pilot, spots="示例涵洞；示例桥下", planned_on=str(ago(-2)))
        assert "the places are on it" in said
        names = [one.where for one in screen._rows]
        assert len(names) == 8
        assert names[-3:] == ["示例河", "示例涵洞", "示例桥下"]

        await form(pilot, "enter")
        await sent(pilot, who="示例检查组", finding="示例堤坡塌陷")
        assert screen.row.state is InspectionStepKind.VISITED
        await choose(pilot, "Hazard found here")
        said = await sent(pilot, what="示例堤坡塌陷")
        assert "YH-" in said
        await until(pilot, lambda: "visited 1 of 8 · 1 hazard" in screen_text(pilot.app))
        await pilot.press("delete")
        await until(pilot, lambda: "it can't be left out any more" in notice(pilot))
        await pilot.press("down")
        await form(pilot, "delete")
        assert "is left out" in await sent(pilot, reason="示例封闭")
        await choose(pilot, "End the round")
        await form(pilot)
        await refused(pilot, "Nobody has visited 6 of the")
        assert "has ended" in await sent(pilot, note="示例其余另查")
        await pilot.press("enter")
        await until(pilot, lambda: "has ended." in notice(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, InspectionsScreen) and pilot.app.screen.row.ended_on)
        await choose(pilot, "The hazards that it found, as a report")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
        await until(pilot, lambda: "示例堤坡塌陷" in screen_text(pilot.app))
    (line,) = file_world.ask(inspections.inspections)
    assert (line.visits, line.visited, line.left_out, line.closing) == (8, 1, 1, "示例其余另查")
    (hazard,) = file_world.ask(hazardlines.hazards)
    assert (hazard.where, hazard.visit) == (names[0], f"{line.number}/1")


@pytest.mark.parametrize(("start", "kind"), [("hazards", HazardsScreen), ("inspections", InspectionsScreen)])
async def test_who_may_only_look_reads_why(file_world, tmp_path, start, kind):
    found(file_world, visit=visit_of(file_world, round_of(file_world)))
    async with desk(file_world, tmp_path, who="watcher", start=start, size=(80, 24)) as pilot:
        assert isinstance(pilot.app.screen, kind)
        await pilot.press("insert")
        await until(pilot, lambda: "示例查阅员 may not" in notice(pilot))
        await pilot.press("enter")
        if kind is InspectionsScreen:
            await until(pilot, lambda: isinstance(pilot.app.screen, VisitsScreen))
            await pilot.press("enter")
        await until(pilot, lambda: "示例查阅员 may not" in notice(pilot))
        assert not isinstance(pilot.app.screen, Form)

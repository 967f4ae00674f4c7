"""F7: an evening as it is played on the board: warned, raised, tasks kept, stops ordered, lowered, ended, told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inventory.duty.levels import LevelOrder
from inventory.ground.store import now
from inventory.response import proposals, stoporders, stoprules, tasks, warnings
from inventory.response.stoporders import StopState
from inventory.response.tasks import TaskState
from inventory.response.warnings import Colour, WarningState
from tests.response import stops_acts
from tests.response.acts import desk_of
from tests.tui.desks import fill, form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.registers import arrived, choose, here, sent
from tests.tui.sitting import at_desk
from tui.screens.duty.menus import LineMenu
from tui.screens.preview import PreviewScreen
from tui.screens.response.board import ResponseScreen
from tui.screens.response.rehearsal import RehearsalScreen, TiersScreen
from tui.screens.response.rules import ProposalRulesScreen, StopMeasuresScreen, StopRulesScreen
from tui.screens.response.stops import StopScreen, StopsScreen
from tui.screens.response.timelines import ResponsesScreen, TimelineScreen
from tui.screens.response.warnings import WarningsScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu

HERE = here("Response")
CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>示例-1</identifier><sender>示例气象台</sender>
<sent>{sent}</sent><status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{more}<info>
<language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Likely</certainty><headline>示例暴雨橙色预警</headline>
<area><areaDesc>示例全区</areaDesc></area></info></alert>"""


@pytest.fixture
def desk(file_world):
    """A headquarters with four levels and an approved plan: a yellow warning of heavy rain proposes the lowest."""
    made = desk_of(file_world)
    made.do(proposals.set_proposal, colour=Colour.YELLOW, kind="暴雨", level=made.level("Ⅳ"), basis="示例依据")
    return made


async def board(pilot):
    """The board, once it has looked ahead."""
    screen = await arrived(pilot, ResponseScreen)
    await until(pilot, lambda: screen.ahead is not None or screen.board.next_level is None)
    return screen


async def more(pilot, label):
    """Choose an entry of the second page of the menu."""
    await choose(pilot, "More …")
    await until(pilot, lambda: isinstance(pilot.app.screen, Menu) and label in screen_text(pilot.app))
    at = next(at for at, one in enumerate(pilot.app.screen._entries) if one.label == label)
    await pilot.press(*["down"] * at, "enter")


async def stand(pilot, matter):
    """Highlight the line of the situation that is about this."""
    screen = pilot.app.screen
    screen.standings.focus()
    rows = [screen.standings._row(at) for at in range(screen.standings.count)]
    screen.standings.cursor = next(at for at, one in enumerate(rows) if one.matter == matter)
    await pilot.pause()


async def on_task(pilot, screen, what):
    """Highlight the task that is called so."""
    screen.lines.cursor = next(at for at in range(screen.lines.count) if screen.lines._row(at).what == what)
    await pilot.pause()


def states(desk):
    return {one.what: one.state for one in desk.ask(tasks.tasks)}


def orders(desk):
    with desk.world.read() as here:
        return list(here.session.scalars(select(LevelOrder).order_by(LevelOrder.id)))


async def test_an_evening_from_the_warning_to_the_end(desk, tmp_path):
    async with at_desk(desk.world.store, "leader", tmp_path, places=HERE, start="response") as pilot:
        screen = await board(pilot)
        assert "No response is running here." in screen.why_not("end_level")
        await _warned_and_raised(pilot, desk, screen)
        await _tasks_kept(pilot, desk, screen)
        await _raised_by_two(pilot, desk, screen)
        await _lowered_and_ended(pilot, screen)
        await _told_again(pilot, orders(desk)[0].number)


async def _warned_and_raised(pilot, desk, screen):
    """A warning proposes a level; only an order puts it in force, and makes the tasks of its plan."""
    await choose(pilot, "Record a warning")
    said = await sent(pilot, kind="暴雨", colour="1", issuer="示例气象台", area="示例全区", ends_at="+1d")
    assert "was recorded. A warning orders nothing" in said
    await until(pilot, lambda: "示例Ⅳ级, by rule TY01 for 暴雨 yellow YJ-" in screen_text(pilot.app))
    assert orders(desk) == []
    await stand(pilot, "proposal")
    await choose(pilot, "Raise the level")
    await form(pilot)
    assert "2 actions up to this level" in screen_text(pilot.app)
    said = await sent(pilot, ordered_by="示例领导", area="示例全区", basis="示例预警")
    assert "示例Ⅳ级 is in force." in said
    assert "2 tasks were made." in said
    await until(pilot, lambda: "▲ not acknowledged" in screen_text(pilot.app))
    assert screen.board.running.orders[0].warning.startswith("YJ-")


async def _tasks_kept(pilot, desk, screen):
    """A task is acknowledged and done; another is given by hand, handed on, dropped, opened again."""
    screen.lines.focus()
    await pilot.pause()
    assert screen.row.what == "示例通知"
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, LineMenu))
    assert "示例城市防汛预案" in screen_text(pilot.app)
    await pilot.press("1")
    await sent(pilot, who="示例甲")
    assert states(desk)["示例通知"] is TaskState.ACKNOWLEDGED
    await choose(pilot, "It is done")
    assert "done" in await sent(pilot, note="示例已通知")
    assert states(desk) == {"示例通知": TaskState.DONE, "示例巡查": TaskState.OPEN}
    await pilot.press("insert")
    await sent(pilot, what="示例巡堤", unit="示例村", due_at="+1d")
    await until(pilot, lambda: screen.lines.count == 3)
    await on_task(pilot, screen, "示例巡堤")
    await choose(pilot, "Hand it on")
    assert "handed on to 示例乙" in await sent(pilot, owner="示例乙")
    await choose(pilot, "Drop it, with the reason")
    await sent(pilot, reason="示例雨停")
    assert states(desk)["示例巡堤"] is TaskState.DROPPED
    await on_task(pilot, screen, "示例巡堤")
    assert "is over" in screen.why_not("finish")
    await choose(pilot, "Open it again")
    await sent(pilot, reason="示例又下")
    assert states(desk)["示例巡堤"] is TaskState.OPEN


async def _raised_by_two(pilot, desk, screen):
    """Somebody orders another level while the form is open: whoever sends it is told, and looks again."""
    await stand(pilot, "level")
    await choose(pilot, "Raise the level")
    await form(pilot)
    desk.raised("Ⅲ")
    await fill(pilot, level="1", ordered_by="示例另人")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "has ordered meanwhile" in screen_text(pilot.app))
    await pilot.press("escape")
    await until(pilot, lambda: screen.board.level.name == "示例Ⅲ级")
    await choose(pilot, "Raise the level")
    await sent(pilot, ordered_by="示例领导")
    await until(pilot, lambda: "示例转移" in screen_text(pilot.app))


async def _lowered_and_ended(pilot, screen):
    """The tasks of one unit alone; then the level goes down, and the response ends."""
    await pilot.press("ctrl+t", "enter")
    await until(pilot, lambda: screen.unit is not None)
    await pilot.press("escape", "escape")
    await choose(pilot, "Lower the level")
    await sent(pilot, ordered_by="示例领导")
    await until(pilot, lambda: "示例Ⅲ级 · since" in screen_text(pilot.app))
    await choose(pilot, "End the response")
    await form(pilot)
    assert "tasks are not done" in screen_text(pilot.app)
    assert "no level is in force any more" in await sent(pilot, ordered_by="示例领导", basis="示例雨停")
    await until(pilot, lambda: "No response is running here" in screen_text(pilot.app))


async def _told_again(pilot, number):
    """The timeline, whole and of one kind, and its paper."""
    await choose(pilot, "Responses and their timelines")
    await arrived(pilot, ResponsesScreen)
    await pilot.press("enter")
    told = await arrived(pilot, TimelineScreen)
    whole = [one.what for one in told._rows]
    assert whole[0].startswith("示例Ⅳ级 in force")
    assert whole[-1] == "the response ends, ordered by 示例领导: 示例雨停"
    assert "示例通知: done" in whole
    await choose(pilot, "level", "ctrl+t")
    await until(pilot, lambda: len(told._rows) == 5)
    await choose(pilot, "On paper")
    await arrived(pilot, PreviewScreen)
    assert number in screen_text(pilot.app)


async def test_stops_are_ruled_suggested_drafted_approved_confirmed_checked_and_ended(desk, tmp_path):
    stops_acts.chief(desk.world)
    async with at_desk(desk.world.store, "leader", tmp_path, places=HERE, start="response") as pilot:
        screen = await board(pilot)
        await _ruled(pilot, desk.world)
        desk.warned(colour=Colour.RED)
        screen.reload()
        await until(pilot, lambda: "示例停工, by rule" in screen_text(pilot.app))
        await stand(pilot, "suggestion")
        await _stopped(pilot)
        assert [line.state for line in desk.ask(stoporders.stop_orders)] == [StopState.ENDED]
        await pilot.press("escape")
        await arrived(pilot, ResponseScreen)
        await pilot.press("f7", "f7")
        await _withdrawn(pilot)


async def _ruled(pilot, world):
    """The stops that there are, and what suggests one."""
    await more(pilot, "Draft a stop order")
    await until(pilot, lambda: "No stop can be ordered yet" in notice(pilot))
    await more(pilot, "Stops that can be ordered")
    listed = await arrived(pilot, StopMeasuresScreen)
    for name, by in (("示例停课", "示例教育局"), ("示例停工", "示例住建局、示例城管局")):
        await pilot.press("insert")
        await sent(pilot, name=name, department=by)
    assert listed.lines.count == 2
    await pilot.press("escape")
    await arrived(pilot, ResponseScreen)
    await more(pilot, "Rules: what suggests which stop")
    await arrived(pilot, StopRulesScreen)
    await pilot.press("insert")
    assert "TG01 is set" in await sent(pilot, colour="2", measure="1", basis="示例依据")
    await pilot.press("enter")
    await sent(pilot, colour="1")
    assert len(world.ask(stoprules.stop_rules)) == 2
    await pilot.press("delete", "2")
    await until(pilot, lambda: "The rule is gone." in notice(pilot))
    await pilot.press("escape")
    await arrived(pilot, ResponseScreen)


async def _stopped(pilot):
    """What is suggested is drafted, approved alone with the reason, confirmed by one, checked, and ended."""
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, LineMenu))
    await pilot.press("1")
    await sent(pilot, area="示例全区", exempt="示例供水")
    one = await arrived(pilot, StopScreen)
    assert "▲ draft, not approved" in screen_text(pilot.app)
    assert "is draft" in one.why_not("receipt")
    await choose(pilot, "Approve the order")
    await form(pilot)
    await fill(pilot, note="示例")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "approves it, or say why" in screen_text(pilot.app))
    await sent(pilot, alone="示例夜间一人")
    await until(pilot, lambda: "2 receipts owed" in screen_text(pilot.app))
    await pilot.press("enter")
    await sent(pilot, who="示例丁")
    await until(pilot, lambda: "1 receipt owed" in screen_text(pilot.app))
    await pilot.press("enter")
    await sent(pilot, carried_out="1", result="示例一处未停")
    await until(pilot, lambda: "■ not carried out" in screen_text(pilot.app))
    await choose(pilot, "End the stop")
    await sent(pilot, reason="示例雨停")
    await until(pilot, lambda: "○ ended" in screen_text(pilot.app))


async def _withdrawn(pilot):
    """A draft from the list of orders is given up; Esc leads back to the board."""
    stops = await arrived(pilot, StopsScreen)
    await pilot.press("insert")
    asked = await form(pilot)
    await sent(pilot, area="示例一镇", basis="示例", **{asked.asked[0].fact: "1"})
    await until(pilot, lambda: stops.lines.count == 2)
    await choose(pilot, "Withdraw the draft")
    await sent(pilot, reason="示例不用了")
    await until(pilot, lambda: "○ withdrawn" in screen_text(pilot.app))
    await pilot.press("escape")
    await arrived(pilot, ResponseScreen)


async def test_a_warning_comes_in_a_file_and_is_taken_back_by_another(desk, tmp_path):
    sent_at = f"{now() - timedelta(hours=1):%Y-%m-%dT%H:%M:%S+00:00}"
    first, broken, second = (tmp_path / name for name in ("示例.cap", "坏.cap", "取消.cap"))
    first.write_text(CAP.format(sent=sent_at, kind="Alert", more=""), encoding="utf-8")
    broken.write_text("<alert", encoding="utf-8")
    back = CAP.replace("示例-1</identifier>", "示例-2</identifier>")
    more_said = f"<references>示例气象台,示例-1,{sent_at}</references>"
    second.write_text(back.format(sent=sent_at, kind="Cancel", more=more_said), encoding="utf-8")
    async with at_desk(desk.world.store, "leader", tmp_path, places=HERE, start="warnings") as pilot:
        listed = await arrived(pilot, WarningsScreen)
        assert "No warning yet" in screen_text(pilot.app)
        await choose(pilot, "Read a warning from a file (CAP)")
        await form(pilot)
        await fill(pilot, file=str(broken))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "坏.cap is damaged" in screen_text(pilot.app))
        await fill(pilot, file=str(first))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form) and len(pilot.app.screen.asked) > 5)
        assert "示例暴雨橙色预警" in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: listed.lines.count == 1)
        [one] = desk.ask(warnings.warnings)
        assert (one.colour, one.identifier, one.area) == (Colour.ORANGE, "示例-1", "示例全区")
        await choose(pilot, "Read a warning from a file (CAP)")
        await form(pilot)
        await fill(pilot, file=str(second))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("1")
        await sent(pilot, reason="示例解除")
        await until(pilot, lambda: "○ lifted" in screen_text(pilot.app))
        assert [one.state for one in desk.ask(warnings.warnings)] == [WarningState.LIFTED]
        assert "It is over already: lifted." in listed.why_not("lift")


async def test_the_rehearsal_says_line_by_line_what_a_level_would_lack_and_changes_nothing(desk, tmp_path):
    async with at_desk(desk.world.store, "watcher", tmp_path, places=HERE, start="response") as pilot:
        screen = await board(pilot)
        assert "示例Ⅳ级: " in screen_text(pilot.app)
        await choose(pilot, "Raise the level")
        await until(pilot, lambda: "示例查阅员 may not" in screen_text(pilot.app))
        await pilot.press("escape")
        await stand(pilot, "ahead")
        await pilot.press("enter")
        shown = await arrived(pilot, RehearsalScreen)
        assert "Rehearsal 示例Ⅳ级" in screen_text(pilot.app)
        assert all(one.why and one.close for one in shown._rows)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("3")
        await until(pilot, lambda: "Rehearsal 示例Ⅱ级" in screen_text(pilot.app))
        await pilot.press("insert")
        await form(pilot)
        await fill(pilot, people="0", days="99999")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲" in screen_text(pilot.app))
        await fill(pilot, people="300", days="3")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, RehearsalScreen) and shown.people == 300)
        assert any("300" in f"{one.needed}" or one.subject == "need" for one in shown._rows)
        await choose(pilot, "Supplies by hours")
        await arrived(pilot, TiersScreen)
        assert "编织袋" in screen_text(pilot.app)
        await pilot.press("escape", "escape")
        await arrived(pilot, ResponseScreen)
        await more(pilot, "Rules: which warning proposes which level")
        rules = await arrived(pilot, ProposalRulesScreen)
        await pilot.press("enter")
        await until(pilot, lambda: "示例查阅员 may not" in screen_text(pilot.app))
        assert rules.row.level == "示例Ⅳ级"
        assert screen.board.rank == 0

"""F7: plans kept by keyboard: entered, written from the law's template and by hand, approved, and written anew."""

from __future__ import annotations

import pytest

from inventory.response import plans, versions
from inventory.response.actions import actions_of
from inventory.response.plans import PlanVersion, VersionState
from tests.response.acts import desk_of
from tests.tui.desks import fill, form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.registers import arrived, choose, here, sent, stand
from tests.tui.sitting import at_desk
from tui.screens.preview import PreviewScreen
from tui.screens.response.actions import ActionsScreen
from tui.screens.response.plans import PlansScreen

HERE = here("Response")


@pytest.fixture
def desk(file_world):
    """A headquarters with four levels, an approved plan, and another that is a draft."""
    return desk_of(file_world)


def written(desk, code):
    """What a version says is done."""
    return {one.what: one for one in desk.ask(actions_of, desk.thing(PlanVersion, code=code))}


async def test_a_plan_is_entered_and_its_version_written_and_approved(desk, tmp_path):
    async with at_desk(desk.world.store, "leader", tmp_path, places=HERE, start="plans") as pilot:
        screen = await arrived(pilot, PlansScreen)
        assert "2 plans, 1 not approved" in screen_text(pilot.app)
        await pilot.press("insert")
        assert "示例易涝区预案 was entered" in await sent(pilot, name="示例易涝区预案", kind="易涝区")
        assert screen.row.name == "示例易涝区预案"
        await pilot.press("enter")
        await sent(pilot, label="2022版", basis="示例依据")
        shown = await arrived(pilot, ActionsScreen)
        assert "No action yet. Insert writes one" in screen_text(pilot.app)
        code = shown.version.code
        await _written_on(pilot, desk, shown, code)
        await _approved(pilot, desk, shown, code)
        await pilot.press("escape")
        await arrived(pilot, PlansScreen)
        assert "3 plans, 1 not approved" in screen_text(pilot.app)


async def _written_on(pilot, desk, shown, code):
    """Lines of the law are taken over, one is given a unit and a limit, one struck; another is written, with needs."""
    await choose(pilot, "Approve the version")
    await form(pilot)
    assert "Why no action" in screen_text(pilot.app)
    await pilot.press("escape")
    await choose(pilot, "Take over what the law asks for")
    assert f"Taken over into {code}" in await sent(pilot, level="0", which="0")
    assert len(written(desk, code)) == 5
    await pilot.press("enter")
    await sent(pilot, unit="示例防指办", minutes="30")
    assert written(desk, code)["启动预案"].minutes == 30
    await pilot.press("enter")
    await sent(pilot, minutes="")
    assert written(desk, code)["启动预案"].minutes is None
    shown.lines.cursor = 4
    await pilot.pause()
    await pilot.press("delete", "2")
    await until(pilot, lambda: "Struck." in notice(pilot))
    await pilot.press("insert")
    await sent(pilot, level="2", what="示例装袋", unit="示例村", minutes="40")
    assert shown.row.what == "示例装袋"
    await choose(pilot, "Add what it needs")
    await sent(pilot, item="编织袋", quantity="500")
    await choose(pilot, "Add what it needs")
    await form(pilot)
    await fill(pilot, of="2", place="示例抢险队")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: len(written(desk, code)["示例装袋"].needs) == 2)
    await choose(pilot, "Strike what it needs")
    await pilot.press("2")
    await until(pilot, lambda: len(written(desk, code)["示例装袋"].needs) == 1)
    assert "编织袋 500 条" in screen_text(pilot.app)


async def _approved(pilot, desk, shown, code):
    """A version that was approved stays; a new one begins with what it said, and may be given up."""
    await choose(pilot, "Approve the version")
    await form(pilot)
    await fill(pilot, approved_by="示例领导", next_revision_on="2020-01-01")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "is not after" in screen_text(pilot.app))
    assert f"{code} holds from now on." in await sent(pilot, next_revision_on="+1y")
    await pilot.press("insert")
    await until(pilot, lambda: "was approved and stays as it is" in notice(pilot))
    await choose(pilot, "Begin a new version")
    await sent(pilot, label="2023版")
    await until(pilot, lambda: shown.version.state is VersionState.DRAFT)
    assert len(shown._rows) == 5
    await choose(pilot, "Give the draft up")
    await pilot.press("2")
    await until(pilot, lambda: shown.version.code == code)
    await choose(pilot, "On paper")
    await arrived(pilot, PreviewScreen)
    assert "示例装袋" in screen_text(pilot.app)
    await pilot.press("escape")
    await arrived(pilot, ActionsScreen)


async def test_a_plan_with_a_draft_opens_it_and_one_that_is_let_go_is_not_written_on(desk, tmp_path):
    new = desk.do(versions.new_version, plan=desk.plan, label="2023版")
    async with at_desk(desk.world.store, "leader", tmp_path, places=HERE, start="plans") as pilot:
        screen = await arrived(pilot, PlansScreen)
        await stand(pilot, "示例城市防汛预案")
        assert "has a draft already" in screen.why_not("begin")
        await pilot.press("enter")
        shown = await arrived(pilot, ActionsScreen)
        assert shown.version.code == new.code
        assert "is still a draft" in shown.why_not("begin")
        await choose(pilot, "YA01/1 2022版 approved", "ctrl+t")
        await until(pilot, lambda: shown.version.code == "YA01/1")
        assert "stays as it is" in shown.why_not("drop")
        await pilot.press("escape")
        await arrived(pilot, PlansScreen)
        await pilot.press("delete", "2")
        await until(pilot, lambda: "was retired" in notice(pilot))
        await choose(pilot, "Show the retired too")
        await until(pilot, lambda: screen.lines.count == 2)
        await stand(pilot, "示例城市防汛预案")
        assert "has been retired" in screen.why_not("begin")
    assert [one.name for one in desk.ask(plans.plans)] == ["示例河道预案"]

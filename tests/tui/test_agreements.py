"""F6: the register of agreements, what they promise, and what is called off and comes, kept by keyboard."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from inventory.resources import agreements, calloffs, deliveries
from inventory.resources.ordering import Called
from inventory.resources.promises import promises
from tests.resources.agreements_acts import agreed, called, diggers, promised
from tests.supplies.acts import today
from tests.tui.desks import fill, form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.registers import arrived, choose, here, sent, stand, sure
from tests.tui.sitting import at_desk
from tui.screens.preview import PreviewScreen
from tui.screens.resources import AgreementsScreen
from tui.screens.resources.calloffs import CallOffScreen, CallOffsScreen
from tui.screens.resources.scope import ScopeScreen
from tui.widgets.form import Form
from tui.widgets.menu import Menu

D = Decimal
HERE = here("Resources")


def lines(*cells: dict[str, str]) -> str:
    """Lines of a form, as its draft keeps them."""
    return json.dumps([*cells, {}], ensure_ascii=False)


async def wrong(pilot: Any, said: str, **texts: str) -> None:
    """Send what is refused, and read why in the form."""
    await fill(pilot, **texts)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: isinstance(pilot.app.screen, Form) and said in " ".join(screen_text(pilot.app).split()))


async def test_an_agreement_is_entered_with_its_lines_tested_changed_retired_and_taken_back(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE, start="agreements") as pilot:
        screen = await arrived(pilot, AgreementsScreen)
        assert "No agreement yet. Insert enters the first" in screen_text(pilot.app)
        await form(pilot, "insert")
        await wrong(pilot, "is not a credit code", company="示例食品厂", credit_code="123", valid_until="2099-12-31")
        assert await sent(pilot, credit_code="", contact_phone="000-示例") == "● 示例食品厂 was entered, code XE01."
        assert screen.row.line.valid_until == date(2099, 12, 31)
        assert "promises nothing yet" in screen.why_not("call_off")

        await choose(pilot, "What it promises")
        scope = await arrived(pilot, ScopeScreen)
        assert "示例食品厂: what it promises" in screen_text(pilot.app).splitlines()[0]
        await form(pilot, "insert")
        assert "压缩饼干 was entered, code XE01/1." in await sent(
            pilot, item="压缩饼干", quantity="500", hours="6", place="示例镇政府"
        )
        await form(pilot, "insert")
        await fill(pilot, of="2", what="示例挖掘机")
        await wrong(pilot, "2 of what? Give the unit.", quantity="2")
        assert "示例挖掘机 was entered, code XE01/2." in await sent(pilot, unit="台")
        await form(pilot, "enter")
        await sent(pilot, what="示例大型挖掘机", quantity="")
        assert [one.promise.quantity for one in scope._rows] == [500, None]
        await sure(pilot, "delete")
        await until(pilot, lambda: "示例大型挖掘机 was retired." in notice(pilot))
        await pilot.press("escape")

        await until(pilot, lambda: pilot.app.screen is screen and "压缩饼干" in screen_text(pilot.app))
        assert "500 箱" in screen_text(pilot.app)
        await choose(pilot, "Test call")
        said = await sent(pilot, reached="1", result="示例占线")
        assert said == "● 示例食品厂: nobody answered"
        await until(pilot, lambda: "■ 示例占线" in screen_text(pilot.app))

        await form(pilot, "enter")
        assert (
            await sent(pilot, valid_until="", signed_on="2022-05-01", price="示例按市价") == "● 示例食品厂 was changed."
        )
        [one] = file_world.ask(agreements.agreements)
        assert (one.valid_until, one.signed_on, one.price, one.contact_phone) == (
            None, date(2022, 5, 1), "示例按市价", "000-示例",
        )  # fmt: skip
        await sure(pilot, "delete")
        await until(pilot, lambda: "示例食品厂 was retired." in notice(pilot))
        await choose(pilot, "Show the retired too")
        await until(pilot, lambda: screen.lines.count == 1)
        assert "It has been retired" in screen.why_not("call_off")
        await choose(pilot, "Take back into use")
        await until(pilot, lambda: "示例食品厂 is in use again." in notice(pilot))
        await choose(pilot, "Look at it as a report")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen) and "压缩饼干" in screen_text(pilot.app))
    assert [one.what for one in file_world.ask(promises)] == ["压缩饼干"]
    [tested] = file_world.ask(agreements.check_calls, agreement=agreed_one(file_world))
    assert (tested.reached, tested.result) == (False, "示例占线")


def agreed_one(world):
    with world.read() as here_:
        return here_.session.get_one(agreements.Agreement, 1)


async def test_an_agreement_is_called_off_what_comes_is_entered_and_it_is_ended_with_why(file_world, tmp_path):
    held = agreed(file_world, valid_until=today() - timedelta(days=1))
    promised(file_world, held)
    promised(file_world, held, item=file_world.jackets, quantity=D(40), hours=None)
    promised(file_world, held, item=None, what="示例挖掘机", unit="台", quantity=D(3))
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE, start="agreements") as pilot:
        screen = await arrived(pilot, AgreementsScreen)
        await choose(pilot, "Call it off")
        await form(pilot)
        wanted = lines(
            {"promise": "压缩饼干", "quantity": "600"},
            {"promise": "救生衣", "quantity": "30"},
            {"promise": "示例挖掘机", "quantity": "2"},
        )
        await fill(pilot, lines=wanted, to="示例空仓库", ordered_by="示例领导", reason="示例转移安置")
        await wrong(pilot, "(after_expiry)")
        await fill(pilot, after_expiry="示例口头同意")
        await pilot.press("ctrl+s")
        board = await arrived(pilot, CallOffScreen)
        assert [(one.what, one.beyond) for one in board._rows] == [
            ("压缩饼干", True), ("救生衣", False), ("示例挖掘机", False),
        ]  # fmt: skip
        await until(pilot, lambda: "▲ 600" in screen_text(pilot.app))

        await form(pilot, "insert")
        assert "0 of 600 箱 have come" in screen_text(pilot.app)
        also = lines({"line": "救生衣", "quantity": "30"}, {"line": "示例挖掘机", "quantity": "2"})
        said = await sent(pilot, quantity="450", expires_on="2099-01-01", batch="示例批", also=also)
        assert said.startswith("● 压缩饼干 450 箱, 救生衣 30 件 came into the books by RK-")
        await until(pilot, lambda: "● all here" in screen_text(pilot.app))
        assert [one.short for one in board._rows] == [150, 0, 0]
        assert held_at(file_world, "bare") == {"压缩饼干": 450, "救生衣": 30}

        await choose(pilot, "End it: nothing more is awaited")
        await form(pilot)
        assert "lacking: 压缩饼干 150 箱" in screen_text(pilot.app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "needed" in screen_text(pilot.app))
        assert "was ended" in await sent(pilot, note="示例停产")
        assert "It was ended" in board.why_not("deliver")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await choose(pilot, "Call-offs, and what comes on them")
        await arrived(pilot, CallOffsScreen)
        await until(pilot, lambda: "▲ ended short" in screen_text(pilot.app))
        await choose(pilot, "Only those that are open, or all")
        await until(pilot, lambda: "Nothing is called off" in screen_text(pilot.app))
    [order] = file_world.ask(calloffs.call_offs)
    assert (order.after_expiry, order.end_note, order.reason) == ("示例口头同意", "示例停产", "示例转移安置")


def held_at(world, place):
    """What lies at a place, by item."""
    names = {"压缩饼干": world.biscuits, "救生衣": world.jackets}
    return {name: world.held(getattr(world, place), item) for name, item in names.items()}


async def test_what_is_no_stock_is_taken_back_here_and_what_is_stock_by_its_receipt(file_world, tmp_path):
    order = diggers(file_world)
    boxes = called(file_world, Called(promised(file_world, agreed(file_world, company="示例食品二厂")), D(100)))
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE, start="agreements") as pilot:
        screen = await arrived(pilot, AgreementsScreen)
        await stand(pilot, "示例食品厂")
        await choose(pilot, "Call-offs, and what comes on them")
        listed = await arrived(pilot, CallOffsScreen)
        assert listed.row.number == order.number
        await pilot.press("enter")
        board = await arrived(pilot, CallOffScreen)
        await choose(pilot, "Take a delivery back")
        await until(pilot, lambda: "Nothing has come on it yet." in notice(pilot))
        await form(pilot, "enter")
        assert await sent(pilot, quantity="1") == f"● {order.number}/1 was entered."
        await choose(pilot, "Take a delivery back")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("1")
        assert "taken back" in await sent(pilot, note="示例误录")
        await until(pilot, lambda: board._rows[0].delivered == 0 and "○ taken back" in screen_text(pilot.app))

        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is listed)
        listed.lines.cursor = next(at for at, one in enumerate(listed._rows) if one.number == boxes.number)
        await pilot.press("enter")
        await arrived(pilot, CallOffScreen)
        await form(pilot, "insert")
        assert "压缩饼干 40 箱 came into the books" in await sent(pilot, quantity="40", expires_on="2099-01-01")
        await choose(pilot, "Take a delivery back")
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("1")
        await until(pilot, lambda: "reverse its receipt RK-" in screen_text(pilot.app))
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
    assert [one.undone for one in file_world.ask(deliveries.deliveries)] == [True, False]

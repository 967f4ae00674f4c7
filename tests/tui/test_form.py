"""The form that asks."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from threading import Event

import pytest
from textual import events

from inventory.ground import typed
from inventory.ground.search import key
from tests.tui.fakes import NOW, ZONE, NotEnough, app, lines, screen_text, stands, until
from tui.drafts import Drafts
from tui.widgets.answers import Choice, Tick
from tui.widgets.basket import Lines
from tui.widgets.fields import Amount, Day, Moment, Text
from tui.widgets.form import Form
from tui.widgets.pick import Option, Pick, among

TEAMS = [Option(n, name, "") for n, name in enumerate(["抢险一队", "抢险二队", "巡查队"])]
ITEMS = [Option(n, name, "") for n, name in enumerate(["编织袋", "麻袋", "救生衣"])]


def pick(name, options, **about):
    return Pick(name, name, among(options, [key(one.label) for one in options]), **about)


def bags(text, _known):
    return typed.quantity(text, unit="条", packs={"包": Decimal(100)}, places=0)


def basket(**about):
    cells = [pick("item", ITEMS, width=16), Amount("quantity", "quantity", parse=bags, width=10)]
    return Lines("lines", "lines", cells, build=lambda line: (line["item"], line["quantity"]), **about)


def beside(pilot, label):
    """The line of a field: its label, what stands in it, what is said beside it."""
    lines_shown = (line.strip("│ ▸") for line in screen_text(pilot.app).splitlines())
    return next(line for line in lines_shown if line.startswith(label))


@pytest.fixture
async def ask(tmp_path):
    """Show a form over a list and give what was answered."""
    program = app(tmp_path, lines(3))
    answers = []
    async with program.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stands(program))

        async def show(*fields, **about):
            await program.push_screen(Form("Issue", *fields, **about), answers.append)
            await pilot.pause()
            await until(pilot, lambda: program.focused is not None)
            return pilot

        show.answers = answers
        yield show


async def test_the_answer_holds_what_was_typed_in_its_meaning(ask):
    pilot = await ask(
        pick("to", TEAMS), Amount("quantity", "How much", parse=bags), Day("due", "Due", today=date(2022, 6, 24))
    )
    await pilot.press(*"xc", "enter", *"3包", "tab", *"+10d", "enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"to": 2, "quantity": Decimal(300), "due": date(2022, 7, 4)}]


async def test_enter_goes_to_the_first_field_that_waits(ask):
    pilot = await ask(Text("name", "Name"), Text("note", "Note", required=False), Text("unit", "Unit"))
    await pilot.press(*"x", "enter")
    await pilot.press(*"y", "enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"name": "x", "note": "", "unit": "y"}]


async def test_a_refusal_stays_in_the_form_beside_its_field(ask):
    def submit(facts):
        if facts["quantity"] > 100:
            raise NotEnough(field="quantity", there=100, asked=facts["quantity"])

    pilot = await ask(Text("name", "Name"), Amount("quantity", "How much"), submit=submit)
    await pilot.press("x", "enter", *"500", "enter")
    await pilot.pause()
    shown = screen_text(pilot.app)
    line = next(one for one in shown.splitlines() if "500" in one and "How much" in one)
    assert "▲ Only 100 there" in line
    assert ask.answers == []
    await pilot.press("backspace", "enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"name": "x", "quantity": Decimal(50)}]


async def test_a_refusal_of_the_whole_stands_at_the_bottom(ask):
    def submit(_facts):
        raise NotEnough(there=1, asked=2)

    pilot = await ask(Text("name", "Name"), submit=submit)
    await pilot.press("x", "enter")
    await pilot.pause()
    assert "▲ Only 1 there; 2 asked." in screen_text(pilot.app)


async def test_a_fault_is_written_down_and_what_was_typed_stays(ask, tmp_path):
    def submit(_facts):
        raise ZeroDivisionError

    pilot = await ask(Text("name", "Name"), submit=submit)
    await pilot.press(*"abc", "enter")
    await pilot.pause()
    assert "faults.log" in screen_text(pilot.app)
    assert "abc" in screen_text(pilot.app)
    assert "ZeroDivisionError" in (tmp_path / "faults.log").read_text()


async def test_what_cannot_be_read_is_said_when_the_field_is_left(ask):
    pilot = await ask(Amount("quantity", "How much", parse=bags), Text("note", "Note", required=False))
    await pilot.press(*"abc", "tab")
    await pilot.pause()
    assert "▲" in next(line for line in screen_text(pilot.app).splitlines() if "How much" in line)


async def test_a_hint_follows_from_what_is_typed(ask):
    def packs(known):
        return f"= {known['quantity'] / 100} packs" if "quantity" in known else ""

    pilot = await ask(Amount("quantity", "How much", parse=bags), Text("x", "X", hint=packs))
    await pilot.press(*"500")
    await pilot.pause()
    assert "= 5 packs" in screen_text(pilot.app)


async def test_a_question_is_asked_only_when_it_matters(ask):
    pilot = await ask(
        Tick("loan", "Loan"), Day("due", "Due", today=date(2022, 6, 24), when=lambda k: bool(k.get("loan")))
    )
    assert "Due" not in screen_text(pilot.app)
    await pilot.press("ideographic_space")
    await pilot.pause()
    assert "Due" in screen_text(pilot.app)
    await pilot.press("space", "enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"loan": False}]


async def test_a_digit_in_any_width_chooses(ask):
    pilot = await ask(Choice("kind", "Kind", [("a", "Buy"), ("b", "Gift"), ("c", "Return")]))
    await pilot.press("３")
    await pilot.press("enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"kind": "c"}]


async def test_a_name_that_fits_several_is_not_guessed(ask):
    pilot = await ask(pick("to", TEAMS), Text("note", "Note", required=False))
    await pilot.press(*"qx", "tab", "enter")
    await pilot.pause()
    assert ask.answers == []
    assert "fits several" in screen_text(pilot.app)


async def test_a_name_that_fits_one_is_taken_when_the_field_is_left(ask):
    pilot = await ask(pick("to", TEAMS), Text("note", "Note", required=False))
    await pilot.press(*"qxy", "tab", "enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"to": 0, "note": ""}]


async def test_several_lines_are_typed_one_under_the_other(ask):
    pilot = await ask(basket(), Text("basis", "Basis", required=False))
    await pilot.press(*"bzd", "enter", *"500", "enter", *"jsy", "enter", *"20", "enter", "enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"lines": [(0, Decimal(500)), (2, Decimal(20))], "basis": ""}]


async def test_a_line_still_being_typed_counts_and_a_half_typed_one_does_not_pass(ask):
    pilot = await ask(basket())
    await pilot.press(*"bzd", "enter", "ctrl+s")
    await pilot.pause()
    assert ask.answers == []
    assert "quantity is missing" in screen_text(pilot.app)
    await pilot.press(*"5", "ctrl+s")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"lines": [(0, Decimal(5))]}]


async def test_backspace_takes_the_last_line_back(ask):
    pilot = await ask(basket())
    await pilot.press(*"bzd", "enter", *"500", "enter", "backspace", "tab", *"7", "enter", "enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"lines": [(0, Decimal(7))]}]


async def test_a_half_typed_form_can_be_taken_up_again(ask, tmp_path):
    pilot = await ask(Text("name", "Name"), basket(), draft="issue")
    await pilot.press(*"abc", "tab", *"bzd", "enter", *"500", "enter", *"md")
    await pilot.pause()
    await pilot.press("escape", "escape")
    await pilot.pause()
    assert ask.answers == [None]
    assert json.loads((tmp_path / "drafts.json").read_text())["issue"]["name"] == "abc"
    pilot = await ask(Text("name", "Name"), basket(), draft="issue")
    assert "abc" not in screen_text(pilot.app)
    await pilot.press("ctrl+r")
    await pilot.pause()
    shown = screen_text(pilot.app)
    assert "abc" in shown
    assert "编织袋" in shown
    await pilot.press("tab", "tab", *"3", "ctrl+s")
    await pilot.pause()
    assert ask.answers[-1] == {"name": "abc", "lines": [(0, Decimal(500)), (1, Decimal(3))]}
    assert Drafts(tmp_path).of("issue") == {}


async def test_pasted_controls_never_reach_the_terminal(ask):
    pilot = await ask(Text("name", "Name"))
    pilot.app.screen.focused.post_message(events.Paste("a\x1b[2Jb"))
    await pilot.pause()
    assert "a␛[2Jb" in screen_text(pilot.app)


async def test_a_moment_is_shown_whole(ask):
    pilot = await ask(
        Moment("at", "When", read=lambda text: typed.moment(text, now=NOW, zone=ZONE), zone=ZONE, default="0624 1430")
    )
    assert "= 2022-06-24 14:30 Fri" in screen_text(pilot.app)


async def test_a_long_form_scrolls_on_a_small_screen(ask):
    pilot = await ask(*[Text(f"f{n}", f"Field {n}", required=False) for n in range(30)])
    for _ in range(29):
        await pilot.press("down")
    await pilot.press("x")
    await pilot.pause()
    assert beside(pilot, "Field 29").split() == ["Field", "29", "x"]
    shown = screen_text(pilot.app)
    assert "Field 29" in shown
    assert "Esc" in shown.splitlines()[-3]


async def test_enter_in_an_empty_field_that_is_needed_says_so_and_stays(ask):
    pilot = await ask(Text("name", "Name"), Text("unit", "Unit"), Text("note", "Note", required=False))
    await pilot.press("enter")
    await pilot.pause()
    assert "▲ needed" in beside(pilot, "Name")
    assert "▲" not in beside(pilot, "Unit")
    await pilot.press(*"ab")
    await pilot.pause()
    assert beside(pilot, "Name").split() == ["Name", "ab"]


async def test_whoever_sends_too_early_sees_all_that_is_needed(ask):
    pilot = await ask(
        Text("name", "Name"), Text("note", "Note", required=False), pick("to", TEAMS), Text("unit", "Unit")
    )
    await pilot.press("tab", "x", "ctrl+s")
    await pilot.pause()
    assert [label for label in ("Name", "Note", "to", "Unit") if "▲ needed" in beside(pilot, label)] == [
        "Name",
        "to",
        "Unit",
    ]
    await pilot.press(*"ab")
    await pilot.pause()
    assert "ab" in beside(pilot, "Name")
    assert ask.answers == []


async def test_going_on_with_enter_blames_no_field_that_was_not_reached(ask):
    pilot = await ask(Text("name", "Name"), Text("unit", "Unit"))
    await pilot.press(*"ab", "enter")
    await pilot.pause()
    assert "▲" not in screen_text(pilot.app)


async def test_a_refusal_of_the_whole_takes_one_line_more(ask):
    def submit(_facts):
        raise NotEnough(there=1, asked=2)

    pilot = await ask(Text("name", "Name"), submit=submit)
    before = pilot.app.screen.query_one("Form > Vertical").region.height
    await pilot.press("x", "enter")
    await until(pilot, lambda: "▲ Only 1 there" in screen_text(pilot.app))
    assert pilot.app.screen.query_one("Form > Vertical").region.height == before + 1


class Slow:
    """A store that lets a form wait until it is told to go on; then it answers as it was told."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.turn, self.refusal = Event(), refusal
        self.sent: list[dict[str, object]] = []

    def __call__(self, facts: dict[str, object]) -> None:
        self.sent.append(facts)
        assert self.turn.wait(20)
        if self.refusal is not None:
            raise self.refusal


async def test_a_form_that_waits_for_its_turn_says_so_and_the_screen_goes_on(ask):
    slow, ticks = Slow(), []
    pilot = await ask(Text("name", "Name"), submit=slow)
    pilot.app.set_interval(0.01, lambda: ticks.append(1))
    await pilot.press(*"ab", "enter")
    await until(pilot, lambda: "Writing…" in screen_text(pilot.app))
    ticks.clear()
    await until(pilot, lambda: len(ticks) > 2)
    assert ask.answers == []
    slow.turn.set()
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"name": "ab"}]


async def test_keys_pressed_while_a_form_waits_send_nothing_and_go_nowhere(ask):
    slow = Slow()
    pilot = await ask(Text("name", "Name"), submit=slow)
    await pilot.press(*"ab", "ctrl+s", "enter", "ctrl+s", "c", "escape", "down")
    pilot.app.post_message(events.Paste("d"))
    await pilot.pause(0.3)
    assert beside(pilot, "Name").split() == ["Name", "ab"]
    slow.turn.set()
    await until(pilot, lambda: ask.answers)
    assert slow.sent == [{"name": "ab"}]
    assert ask.answers == [{"name": "ab"}]
    assert pilot.app.screen.row.number == 0
    await pilot.press("down")
    assert pilot.app.screen.row.number == 1


@pytest.mark.parametrize(
    ("refusal", "said"),
    [(NotEnough(field="name", there=1, asked=2), "▲ Only 1 there; 2 asked."), (ZeroDivisionError(), "faults.log")],
)
async def test_what_is_refused_after_a_wait_comes_back_to_the_form(ask, refusal, said):
    slow = Slow(refusal)
    pilot = await ask(Text("name", "Name"), submit=slow)
    await pilot.press(*"ab", "enter")
    await until(pilot, lambda: "Writing…" in screen_text(pilot.app))
    slow.turn.set()
    await until(pilot, lambda: said in screen_text(pilot.app))
    assert "Writing…" not in screen_text(pilot.app)
    assert "Enter Done" in screen_text(pilot.app)
    slow.refusal = None
    await pilot.press("c", "enter")
    await until(pilot, lambda: ask.answers)
    assert ask.answers == [{"name": "abc"}]


async def test_what_is_quick_is_answered_before_the_next_key(ask):
    pilot = await ask(Text("name", "Name"), submit=lambda _facts: None)
    await pilot.press(*"ab", "enter", "down")
    assert ask.answers == [{"name": "ab"}]
    await until(pilot, lambda: pilot.app.screen.row.number == 1)

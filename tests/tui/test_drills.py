"""F8: a drill from its plan to its evaluation, its sheets ticked and keyed in, its exercise, and training."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.practice import drills, findings, material, parts, running, scoring, sheets, ticking, told
from inventory.practice.drills import Drill, DrillState
from inventory.practice.marks import Mark
from inventory.resources import hazardlines
from inventory.resources import training as trainings
from inventory.supplies.places import Place
from tests.practice.acts import ZONE, clock, ground_of, yesterday
from tests.resources.hazards_acts import ago
from tests.resources.training_acts import trained
from tests.supplies.acts import today
from tests.tui.desks import fill, form, notice, type_in
from tests.tui.fakes import screen_text, until
from tests.tui.registers import arrived, choose, here, sent, stand, sure
from tests.tui.sitting import at_desk
from tui.screens.drills import DrillsScreen, TrainingsScreen
from tui.screens.drills.course import CourseScreen
from tui.screens.drills.evaluation import EvaluationScreen
from tui.screens.drills.findings import FindingsScreen
from tui.screens.drills.injects import InjectsScreen
from tui.screens.drills.keying import KeyingScreen
from tui.screens.drills.material import MaterialScreen
from tui.screens.drills.meaning import lines
from tui.screens.drills.printing import SheetsPreview
from tui.screens.drills.sheets import SheetsScreen
from tui.screens.drills.ticking import TickingScreen
from tui.screens.drills.units import UnitsScreen
from tui.screens.drills.words import printed_words
from tui.screens.keeping import row_of
from tui.screens.preview import PreviewScreen
from tui.screens.stock.ledger import VoucherScreen
from tui.widgets.form import Form

HERE = here("Drills")


def desk(world: Any, tmp_path: Any, who: str = "leader", **about: Any) -> Any:
    return at_desk(world.store, who, tmp_path, places=HERE, **{"start": "drills", **about})


async def key(pilot: Any, *texts: str) -> None:
    """Type lines of paper, each with its Enter, and wait until each is taken."""
    for text in texts:
        await type_in(pilot, text, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeyingScreen) and not pilot.app.screen.entry.text)


async def turned_down(pilot: Any, text: str, said: str) -> None:
    """Type a line of paper that is not taken, and clear it."""
    await type_in(pilot, text, "enter")
    await until(pilot, lambda: said in notice(pilot).replace("\n", " "))
    await pilot.press("escape")


async def plan(pilot: Any) -> None:
    """Plan a drill of today, with a unit and an inject."""
    await form(pilot, "insert")
    await fill(pilot, name="示例今日演练", held_on="today", starts_at="00:01", checklist="示例检查单", kind="2")
    said = await sent(pilot, spot="示例闸口", commander="示例总指挥")
    assert "is planned: now who takes part" in said
    units = await arrived(pilot, UnitsScreen)
    assert "Nobody takes part yet" in screen_text(pilot.app)
    await form(pilot, "insert")
    assert await sent(pilot, team="示例抢险队", role="示例抢险队", headcount="20") == "● 示例抢险队 takes part."
    assert "Enter How many came" in screen_text(pilot.app)
    await form(pilot, "enter")
    assert await sent(pilot, came="18") == "● 示例抢险队: 18 came."
    assert (units.row.headcount, units.row.came) == (20, 18)
    await pilot.press("ctrl+right")
    await arrived(pilot, InjectsScreen)
    await form(pilot, "insert")
    assert "stands at 15 minutes" in await sent(pilot, minutes="15", what="示例管涌", to_whom="示例抢险队")
    await pilot.press("space", "1")
    await until(pilot, lambda: "say first when it began" in screen_text(pilot.app))
    await pilot.press("escape")


def _works(session: Session) -> Place:
    return session.scalars(select(Place).where(Place.code == "GC01")).one()


async def lend(pilot: Any) -> None:
    """Issue what the drill needs."""
    await pilot.press("ctrl+right")
    await arrived(pilot, MaterialScreen)
    await form(pilot, "insert")
    for typed, is_there in (("2包", True), ("99999", False)):
        await fill(pilot, item="编织袋", place="示例东仓库", quantity=typed)
        said = pilot.app.screen.asked[2].hinted()
        assert said
        assert ("▲ the depot hasn't got as much" not in said) is is_there
    assert "are on the list" in await sent(pilot, item="编织袋", place="示例东仓库", quantity="2包")
    await until(pilot, lambda: "▲ to be issued" in screen_text(pilot.app))
    drill = row_of(Drill, pilot.app.screen.drill_id)
    pilot.app.desk.do(parts.add_unit, drill=drill, unit="示例施工队", team=_works)
    await form(pilot, "space", "1")
    assert [one.label for one in pilot.app.screen.asked[0].find("")] == ["示例抢险队", "示例工地", "示例安置点"]
    assert "CK-" in await sent(pilot, to="示例抢险队", counterpart="示例丙")
    await until(pilot, lambda: "1 still out" in screen_text(pilot.app))


async def begin(pilot: Any) -> None:
    """Look at the sheets, which numbers none of them; print them, which does; and say that the drill begins."""
    await pilot.press("ctrl+left", "ctrl+left", "ctrl+left")
    board = await arrived(pilot, SheetsScreen)
    assert [one.called for one in board._rows][:2] == ["示例控制组", "示例抢险队 · 示例抢险队"]
    assert "○ 4 not printed" in screen_text(pilot.app)
    await pilot.press("enter")
    await until(pilot, lambda: "It has no number yet: Insert prints the sheets" in notice(pilot))
    await pilot.press("insert")
    await arrived(pilot, SheetsPreview)
    assert "draft: 示例控制组" in screen_text(pilot.app)
    assert "Enter Print" in screen_text(pilot.app)
    await pilot.press("enter")
    await until(pilot, lambda: "4 sheets get their numbers" in screen_text(pilot.app))
    assert "\n▸ " not in screen_text(pilot.app)  # what is in front alone says which line is meant
    await pilot.press("1")
    await arrived(pilot, SheetsPreview)
    await until(pilot, lambda: "\n▸ " in screen_text(pilot.app))
    assert not any(one.number for one in board._rows)
    await sure(pilot, "enter")
    await form(pilot)
    await pilot.press("escape")
    await arrived(pilot, SheetsPreview)
    await until(pilot, lambda: "draft" not in screen_text(pilot.app))
    await pilot.press("escape")
    await arrived(pilot, SheetsScreen)
    assert all(one.number for one in board._rows)
    assert "Every sheet has its number." in board.why_not("number")
    await choose(pilot, "The drill begins")
    await form(pilot)
    assert "has begun" in await sent(pilot)
    await until(pilot, lambda: "running" in screen_text(pilot.app))


async def tick(pilot: Any) -> None:
    """Tick the team's sheet: one key for a line; a correction says why; what stays open too."""
    await pilot.press("down", "enter")
    sheet = await arrived(pilot, TickingScreen)
    await until(pilot, lambda: "3 missing: 2–4" in screen_text(pilot.app))
    await pilot.press("1")
    await until(pilot, lambda: "2 示例动作2  yes" in notice(pilot) and sheet.row.line.number == 3)
    await pilot.press("３")
    await until(pilot, lambda: "3 示例动作3  partly" in notice(pilot) and sheet.row.line.number == 4)
    assert sheet._rows[0].at is not None
    await pilot.press("up", "2")
    await until(pilot, lambda: "Line 3 is ticked already: Insert changes it" in notice(pilot).replace("\n", " "))
    await form(pilot, "insert")
    await sent(pilot, mark="1", note="示例水泵坏", correction="示例看错")
    await until(pilot, lambda: sheet.row.mark is Mark.NO)
    await choose(pilot, "A finding on this line")
    await form(pilot)
    assert "was recorded" in await sent(pilot, what="示例水泵起动不了")
    await pilot.press("ctrl+t")
    await until(pilot, lambda: sheet.lines.count == 1)
    await choose(pilot, "The sheet is complete: end it")
    await form(pilot)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "▲ needed" in screen_text(pilot.app))
    assert "is complete" in await sent(pilot, note="示例未做")
    await pilot.press("escape")
    await arrived(pilot, SheetsScreen)


async def follow(pilot: Any) -> None:
    """Give the inject, take the material back, and add what was seen."""
    pilot.app.screen.action_part("injects")
    await arrived(pilot, InjectsScreen)
    assert "Enter Give it now" in screen_text(pilot.app)
    await pilot.press("enter")
    await until(pilot, lambda: "Given: 示例管涌" in notice(pilot))
    await pilot.press("ctrl+right")
    await arrived(pilot, MaterialScreen)
    await form(pilot, "space", "2")
    assert "TH-" in await sent(pilot, counterpart="示例丁")
    await until(pilot, lambda: "● back" in screen_text(pilot.app))
    await pilot.press("ctrl+right")
    await arrived(pilot, CourseScreen)
    assert "Enter" not in screen_text(pilot.app)
    await form(pilot, "insert")
    assert "stands in the course" in await sent(pilot, who="示例抢险队", what="示例封堵完成")
    await until(pilot, lambda: "示例封堵完成" in screen_text(pilot.app))


async def test_a_drill_is_planned_prepared_begun_and_ticked_as_it_happens(file_world, tmp_path):
    ground_of(file_world)
    async with desk(file_world, tmp_path, size=(80, 24)) as pilot:
        screen = await arrived(pilot, DrillsScreen)
        for part in (plan, lend, begin, tick, follow):
            await part(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: screen.is_current)
        await form(pilot, "space", "3")
        assert "has ended" in await sent(pilot, note="示例讲评")
    (line, _old) = file_world.ask(drills.drills)
    assert (line.state, line.closing, line.came) == (DrillState.ENDED, "示例讲评", 18)
    drill = ground_of(file_world).thing(Drill, number=line.number)
    ask = ground_of(file_world).told
    assert [one.minutes for one in ask(parts.injects, drill)] == [15]
    assert [one.out for one in ask(material.material, drill)] == [Decimal(0)]
    assert {one.what for one in ask(told.timeline, drill)} >= {"示例封堵完成", "示例管涌", "示例讲评"}
    assert [one.what for one in ask(findings.findings, drill)] == ["示例水泵起动不了"]


def test_a_drill_that_was_changed_after_printing_says_so_wherever_its_sheets_are_told_of(file_world):
    ground = ground_of(file_world)

    def said() -> str:
        line = ground.told(drills.drill_line, ground.drill)
        return printed_words(line, lambda when: f"{when.astimezone(ZONE):%Y}")

    assert said() == ""
    ground.printed()
    year = f"{today():%Y}"
    assert said() == f"printed {year}"
    ground.do(running.change_drill, drill=ground.drill, spot="示例另一河段")
    assert said().startswith(
        f"▲ printed {year} for “{yesterday()} 09:00 · 示例河段 · 示例总指挥 · JC01/1”; the drill was"
    )


@pytest.fixture
def back(file_world):
    """The drill of yesterday, from which all its sheets have come back on paper."""
    ground = ground_of(file_world)
    ground.printed()
    ground.ended()
    return ground


@pytest.fixture
def still_out(file_world):
    """The drill of yesterday, which is over while its bags are with the team."""
    ground = ground_of(file_world)
    ground.issued()
    ground.ended()
    return ground


async def take(pilot: Any, number: str, other: str) -> Any:
    """Take the team's sheet up by its number; another drill's, and one that isn't there, are refused."""
    await arrived(pilot, DrillsScreen)
    await stand(pilot, f"{number} 示例演练")
    await pilot.press("enter")
    await arrived(pilot, SheetsScreen)
    await pilot.press("ctrl+k")
    paper = await arrived(pilot, KeyingScreen)
    await pilot.press("space", "2")
    await until(pilot, lambda: "Scan or type the number of a sheet." in screen_text(pilot.app))
    await turned_down(pilot, f"{other}-02", f"is a sheet of {other}")
    await type_in(pilot, f"{number}-77", "enter")
    await until(pilot, lambda: f"{number}-77" in notice(pilot).replace("\n", " "))
    await key(pilot, f"{number.lower()}-０２")  # it takes the place of what was refused
    await until(pilot, lambda: "3 missing: 2–4" in screen_text(pilot.app))
    return paper


async def write(pilot: Any, paper: Any) -> None:
    """Key the sheet in, correct a line of it, add a finding and end it."""
    await type_in(pilot, "2n 示例水泵坏")
    await until(pilot, lambda: "no 示例水泵坏 → 2 示例动作2" in screen_text(pilot.app))
    await pilot.press("enter")
    await until(pilot, lambda: "2 示例动作2  no · 示例水泵坏" in notice(pilot) and paper.row.line.number == 3)
    await key(pilot, "３部分 9:42;4是")
    await until(pilot, lambda: "Nothing is missing: Enter ends the sheet." in notice(pilot))
    kept = [(one.mark, one.note) for one in paper.every]
    assert kept == [(Mark.NO, "示例水泵坏"), (Mark.PARTLY, ""), (Mark.YES, "")]
    assert paper.every[1].at == clock("09:42")
    assert "09:42" in screen_text(pilot.app)
    await type_in(pilot, "4n", "enter")
    await form(pilot)
    assert "Line 4 is marked yes already" in screen_text(pilot.app)
    await fill(pilot, why="示例抄错")
    await pilot.press("ctrl+s")
    await until(pilot, lambda: paper.every[2].mark is Mark.NO)
    await key(pilot, "4")
    assert paper.row.line.number == 4
    await form(pilot, "space", "3")
    assert "was recorded" in await sent(pilot, what="示例未转移")
    await form(pilot, "enter")
    assert "nothing is missing" in screen_text(pilot.app)
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "Scan or type the number of a sheet." in screen_text(pilot.app))


async def judge(pilot: Any) -> None:
    """Make a hazard of the finding, and give points."""
    pilot.app.screen.action_part("findings")
    await arrived(pilot, FindingsScreen)
    await form(pilot, "enter")
    await sent(pilot, unit="示例镇", measure="示例更换", due_on="+9d")
    await until(pilot, lambda: "is in the ledger of hazards" in notice(pilot).replace("\n", " "))
    await pilot.press("enter")
    await until(pilot, lambda: "already, as YH-" in notice(pilot).replace("\n", " "))
    await pilot.press("ctrl+right")
    await arrived(pilot, EvaluationScreen)
    await until(pilot, lambda: "critical missed" in screen_text(pilot.app))
    await form(pilot, "insert")
    assert "The points are entered." in await sent(pilot, topic="示例指挥", points="8", out_of="10")
    await until(pilot, lambda: "8 / 10" in screen_text(pilot.app))
    await choose(pilot, "The report of the drill")
    await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))


async def test_sheets_are_keyed_in_from_paper_and_what_is_wrong_on_them_is_told_in_words(back, tmp_path):
    number = back.drill.number
    other = back.do(sheets.issue_sheets, drill=back.planned()).number
    async with desk(back.world, tmp_path, size=(80, 24)) as pilot:
        paper = await take(pilot, number, other)
        await turned_down(pilot, "9y", "has no line 9")
        await turned_down(pilot, "2x", "is not understood")
        await turned_down(pilot, "3y 07:00", "lies before")
        await turned_down(pilot, "2y;9n", "has no line 9")
        await turned_down(pilot, "44", "has no line 44")
        assert not any(one.mark for one in back.told(ticking.ticks, back.sheet(2)))
        await type_in(pilot, "y 25:00", "enter")
        await until(pilot, lambda: "is not understood" in notice(pilot))
        await type_in(pilot, "n", "enter")  # perhaps for the line after it
        await until(pilot, lambda: "say which line this is for, as in 2y" in notice(pilot).replace("\n", " "))
        assert paper.entry.text == "n"
        await type_in(pilot, f"{other}-01", "enter")
        await until(pilot, lambda: f"is a sheet of {other}" in notice(pilot).replace("\n", " "))
        await turned_down(pilot, "3n", f"Esc goes on with {number}-02")
        assert not any(one.mark for one in paper.every)
        await write(pilot, paper)
        await turned_down(pilot, "2", "was keyed in already")
        await key(pilot, "1", "y 08:35")
        await until(pilot, lambda: "1 missing: 6" in screen_text(pilot.app) and paper.row.line.number == 6)
        await pilot.press("tab", "ctrl+t")
        await until(pilot, lambda: paper.lines.count == 1)
        await pilot.press("escape")
        await arrived(pilot, SheetsScreen)
        await until(pilot, lambda: "● keyed in" in screen_text(pilot.app))
        await judge(pilot)
    came = back.told(scoring.evaluation, back.drill)
    assert (came.whole.yes, came.whole.partly, came.whole.no) == (1, 1, 2)
    (hazard,) = back.world.ask(hazardlines.hazards)
    assert (hazard.what, hazard.unit, hazard.due_on) == ("示例未转移", "示例镇", ago(-9))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14n boat pump dead", ["14n boat pump dead"]),
        ("１５ｙ；１６Ｐ　09:42", ["15y", "16P 09:42"]),
        ("n 水泵坏;部分", ["7n 水泵坏", "7部分"]),
        ("yes", ["yes"]),
        (" ; ", []),
    ],
)
def test_what_is_typed_is_parted_into_lines_and_a_mark_alone_is_the_highlighted_ones(typed, meant):
    assert lines(typed, 7) == meant


async def test_its_exercise_is_begun_and_ended_by_key_and_who_only_looks_reads_why(file_world, tmp_path):
    ground = ground_of(file_world)
    drill = ground.planned("示例今日演练", held_on=today())
    gone = ground.planned("示例取消演练", held_on=ago(-3))
    ground.do(running.cancel_drill, drill=gone, reason="示例真汛情")
    async with desk(file_world, tmp_path) as pilot:
        await arrived(pilot, DrillsScreen)
        real = pilot.app.desk.store
        assert "This is the real store." in pilot.app.screen.why_not("leave")
        await stand(pilot, f"{gone.number} 示例取消演练")
        assert "cancelled" in pilot.app.screen.why_not("enter")
        await stand(pilot, f"{drill.number} 示例今日演练")
        await choose(pilot, "Begin its exercise, or join it")
        await until(pilot, lambda: "in a copy of all books?" in screen_text(pilot.app))
        assert not pilot.app.desk.exercise
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.desk.exercise and isinstance(pilot.app.screen, DrillsScreen))
        await until(pilot, lambda: pilot.app.screen.row.number == drill.number)
        assert drill.number in pilot.app.desk.exercise
        assert pilot.app.desk.store is not real
        await stand(pilot, f"{drill.number} 示例今日演练")
        await choose(pilot, "It begins")
        await form(pilot)
        assert "has begun" in await sent(pilot)
        assert "go back to the real store first" in pilot.app.screen.why_not("end_exercise")
        await choose(pilot, "Leave the exercise: back to the real store")
        await until(pilot, lambda: not pilot.app.desk.exercise and isinstance(pilot.app.screen, DrillsScreen))
        await until(pilot, lambda: pilot.app.screen.row is not None and pilot.app.screen.row.number == drill.number)
        assert pilot.app.screen.row.state is DrillState.PLANNED
        await choose(pilot, "Begin its exercise, or join it")
        await until(pilot, lambda: pilot.app.desk.exercise and isinstance(pilot.app.screen, DrillsScreen))
        await choose(pilot, "Leave the exercise: back to the real store")
        await until(pilot, lambda: not pilot.app.desk.exercise and isinstance(pilot.app.screen, DrillsScreen))
        await until(pilot, lambda: pilot.app.screen.row is not None and pilot.app.screen.row.number == drill.number)
        await choose(pilot, "End its exercise")
        await sure(pilot)
        await until(pilot, lambda: "The exercise is over" in notice(pilot).replace("\n", " "))
    async with desk(file_world, tmp_path, who="watcher") as pilot:
        await arrived(pilot, DrillsScreen)
        await pilot.press("insert")
        await until(pilot, lambda: "示例查阅员 may not" in screen_text(pilot.app))
        await pilot.press("f1", *["down"] * 8)
        await until(pilot, lambda: "Step by step" in screen_text(pilot.app) and "Evaluate" in screen_text(pilot.app))


async def test_goods_still_out_of_a_drill_that_is_over_never_stand_between_esc_and_the_way_back(still_out, tmp_path):
    async with desk(still_out.world, tmp_path) as pilot:
        register = await arrived(pilot, DrillsScreen)
        await stand(pilot, f"{still_out.drill.number} 示例演练")
        await pilot.press("enter")
        await arrived(pilot, SheetsScreen)
        pilot.app.screen.action_part("material")
        await arrived(pilot, MaterialScreen)
        await until(pilot, lambda: "1 still out" in screen_text(pilot.app))
        await form(pilot, "enter")
        assert "Some of it has come back" in screen_text(pilot.app)
        await pilot.press("escape")
        await arrived(pilot, MaterialScreen)
        await choose(pilot, "All that is out has come back")
        assert "TH-" in await sent(pilot)
        await until(pilot, lambda: "● back" in screen_text(pilot.app))
        await pilot.press("enter")
        await arrived(pilot, VoucherScreen)
        await pilot.press("escape")
        await arrived(pilot, MaterialScreen)
        await pilot.press("escape")
        await until(pilot, lambda: register.is_current)


async def test_esc_leaves_the_material_while_goods_are_out(still_out, tmp_path):
    async with desk(still_out.world, tmp_path) as pilot:
        register = await arrived(pilot, DrillsScreen)
        pilot.app.push_screen(MaterialScreen(still_out.drill.id))
        await arrived(pilot, MaterialScreen)
        await until(pilot, lambda: "1 still out" in screen_text(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: register.is_current)


async def test_a_drill_begins_now_unless_a_time_is_given_and_a_clock_alone_is_of_its_own_day(file_world, tmp_path):
    ground = ground_of(file_world)
    async with desk(file_world, tmp_path) as pilot:
        await arrived(pilot, DrillsScreen)
        await stand(pilot, f"{ground.drill.number} 示例演练")
        await choose(pilot, "It begins")
        for text in ("", "今天", "now"):
            await form(pilot)
            await fill(pilot, at=text)
            await pilot.press("ctrl+s")
            await until(pilot, lambda: f"It would begin on {today()}" in screen_text(pilot.app))
            assert "Change what is planned" in " ".join(screen_text(pilot.app).split())
        assert "has begun" in await sent(pilot, at="9:00")
    assert ground.told(drills.drill_line, ground.drill).started_at == clock("09:00")


async def test_training_is_entered_changed_retired_and_taken_back(file_world, tmp_path):
    trained(file_world)
    async with desk(file_world, tmp_path, start="training") as pilot:
        screen = await arrived(pilot, TrainingsScreen)
        assert "56 people trained in 2022" in screen_text(pilot.app)
        await form(pilot, "insert")
        await fill(pilot, subject="示例责任人培训")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Say on which day it was held" in screen_text(pilot.app))
        assert isinstance(pilot.app.screen, Form)
        assert "was entered" in await sent(pilot, year="2022", people="400", basis="示例报道")
        assert (screen.row.held_on, screen.row.people, screen.row.organisation) == (None, 400, "示例区防汛指挥部")
        await form(pilot, "enter")
        assert "was changed" in await sent(pilot, people="", host="示例指挥部", basis="")
        assert (screen.row.people, screen.row.host, screen.row.basis) == (None, "示例指挥部", "")
        await until(pilot, lambda: "○ of 1 not known" in screen_text(pilot.app))
        await sure(pilot, "delete")
        await until(pilot, lambda: "was retired." in notice(pilot))
        assert screen.lines.count == 1
        await choose(pilot, "Show the retired too")
        await until(pilot, lambda: screen.lines.count == 2)
        await stand(pilot, "PX-2022-0002 示例责任人培训")
        await choose(pilot, "Take back into use")
        await until(pilot, lambda: "is in use again." in notice(pilot))
    assert len(file_world.ask(trainings.trainings)) == 2

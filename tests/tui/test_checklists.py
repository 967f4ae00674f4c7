"""F8: checklists are taken over, written in, and go on in the next version once they were printed; their sheets."""

from __future__ import annotations

from typing import Any

from inventory.practice import checklists, sheets, wording
from inventory.practice.checklists import Checklist, ChecklistVersion
from tests.practice.acts import ground_of
from tests.tui.desks import form, notice
from tests.tui.fakes import screen_text, until
from tests.tui.registers import arrived, choose, here, sent, stand, sure
from tests.tui.sitting import at_desk
from tui import cli
from tui.screens.drills import ChecklistsScreen
from tui.screens.drills.script import ScriptScreen
from tui.screens.drills.wording import LinesScreen

HERE = here("Drills")


async def write(pilot: Any) -> None:
    """Enter a checklist with two lines and a line of its script."""
    await form(pilot, "insert")
    assert await sent(pilot, name="示例自写单", kind="示例") == "● 示例自写单 was entered, code JC02."
    await pilot.press("enter")
    await arrived(pilot, LinesScreen)
    assert "Nothing is written yet" in screen_text(pilot.app)
    await form(pilot, "insert")
    said = await sent(pilot, what="示例清点物资", who="示例抢险队", minutes="30", critical="1")
    assert said == "● JC02/1/01 was written."
    await form(pilot, "insert")
    await sent(pilot, section="1", what="示例封堵", who="示例抢险队、示例医疗组", minutes="15", topic="抢险")
    await until(pilot, lambda: "○ not printed · 2 lines · 1 critical" in screen_text(pilot.app))
    await choose(pilot, "The script: who says what when")
    await arrived(pilot, ScriptScreen)
    await form(pilot, "insert")
    await sent(pilot, minutes="5", speaker="示例主持", words="示例开始")
    await until(pilot, lambda: "+5" in screen_text(pilot.app))
    await pilot.press("escape")
    await arrived(pilot, LinesScreen)


async def write_on(pilot: Any) -> None:
    """Write on in what was printed, and give that up again."""
    lines = pilot.app.screen
    await until(pilot, lambda: "● printed · 2 lines" in screen_text(pilot.app))
    await form(pilot, "enter")
    said = await sent(pilot, what="示例清点全部物资", minutes="")
    assert "JC02/1 was printed and stays as it is" in said
    await until(pilot, lambda: "○ not printed · 2 lines" in screen_text(pilot.app))
    assert (lines.row.what, lines.row.minutes) == ("示例清点全部物资", None)
    await sure(pilot, "delete")
    await until(pilot, lambda: "It is struck from JC02/2." in notice(pilot) and lines.lines.count == 1)
    await pilot.press("ctrl+t", "2")
    await until(pilot, lambda: lines.lines.count == 2)
    assert "JC02/1 has been followed by JC02/2" in lines.why_not("change")
    await pilot.press("ctrl+t", "1")
    await until(pilot, lambda: lines.lines.count == 1)
    await sure(pilot, "space", "6")
    await until(pilot, lambda: "The version is gone." in notice(pilot))


async def test_a_checklist_is_taken_over_written_in_and_goes_on_in_the_next_version_once_printed(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE, start="checklists", size=(80, 24)) as pilot:
        screen = await arrived(pilot, ChecklistsScreen)
        assert "No checklist yet. Insert writes one" in screen_text(pilot.app)
        await choose(pilot, "Take over one of the program's")
        await form(pilot)
        await pilot.press("down", "enter", "enter")
        await until(pilot, lambda: screen.lines.count == 1)
        assert screen.row.lines > 20
        await write(pilot)
        version = file_world.ask(checklists.checklists)[1].version_id
        ground = ground_of(file_world)
        ground.do(sheets.issue_sheets, drill=ground.planned(checklist=ground.thing(Checklist, code="JC02")))
        await write_on(pilot)
        await pilot.press("escape")
        await arrived(pilot, ChecklistsScreen)
        await stand(pilot, "示例自写单")
        await sure(pilot, "delete")
        await until(pilot, lambda: "示例自写单 was retired." in notice(pilot))
    printed = ground.told(wording.lines_of, ground.thing(ChecklistVersion, id=version))
    assert [one.what for one in printed] == ["示例清点物资", "示例封堵"]


async def test_who_may_not_keep_checklists_reads_why(file_world, tmp_path):
    ground_of(file_world)
    async with at_desk(file_world.store, "watcher", tmp_path, places=HERE, start="checklists") as pilot:
        await arrived(pilot, ChecklistsScreen)
        await pilot.press("insert")
        await until(pilot, lambda: "示例查阅员 may not" in screen_text(pilot.app))
        await pilot.press("enter")
        await arrived(pilot, LinesScreen)
        pilot.app.screen.notice.hush()
        await pilot.press("enter")
        await until(pilot, lambda: "示例查阅员 may not" in screen_text(pilot.app))


def test_the_sheets_of_a_drill_are_written_by_its_number_or_its_date_and_stay_as_they_are(file_world, tmp_path, capsys):
    ground = ground_of(file_world)
    number, where = ground.drill.number, ["--store", file_world.store.where, "--as", "leader", "--lang", "en"]
    assert cli.main(["checklist", number, *where]) == cli.WRONG
    assert "Say which file: -o FILE.pdf" in capsys.readouterr().err
    assert cli.main(["checklist", number, "-o", str(tmp_path / "a.docx"), *where]) == cli.WRONG
    (tmp_path / "there.pdf").touch()
    assert cli.main(["checklist", number, "-o", str(tmp_path / "there.pdf"), *where]) == cli.REFUSED
    assert cli.main(["report", "checklist", "--drill", number, *where]) == cli.DONE
    assert "DRAFT: not printed yet" in capsys.readouterr().out
    assert ground.ask(sheets.sheets, ground.drill) == []  # nothing was written yet
    assert cli.main(["checklist", str(ground.drill.held_on), "-o", str(tmp_path / "a.xlsx"), *where]) == cli.DONE
    assert "was written to" in capsys.readouterr().out
    made = [one.number for one in ground.ask(sheets.sheets, ground.drill)]
    assert made == [f"{number}-0{at}" for at in range(1, 5)]
    one = ["--sheet", made[1], "-o", str(tmp_path / "b.pdf")]
    assert cli.main(["checklist", number, *one, *where]) == cli.DONE
    assert [one.number for one in ground.ask(sheets.sheets, ground.drill)] == made
    assert ground.version().printed_at is not None
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    assert cli.main(["checklist", "YL-1999-0001", "-o", str(tmp_path / "c.pdf"), *where]) == cli.REFUSED
    ground.planned()
    assert cli.main(["checklist", str(ground.drill.held_on), "-o", str(tmp_path / "c.pdf"), *where]) == cli.REFUSED
    assert number in capsys.readouterr().err

"""An exercise can't be mistaken: on no screen, in no command's answer, by no file's name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from textual.command import CommandPalette

from inventory.ground.exercises import WORDS
from inventory.ground.locks import MustSignIn
from inventory.ground.store import now
from inventory.supplies.counting import CountsBlind
from inventory.upkeep import exercising, manifests
from inventory.upkeep.manifests import MANIFEST
from reports import counted
from tests.passwords import SECRET, chosen
from tests.supplies.checks import opened
from tests.tui.conftest import Xunbei
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import asked, at_desk
from tests.upkeep.test_exercising import FIRST, plan, start
from tui import cli
from tui.commands.exercise import end_at, real_desk, start_at
from tui.commands.sitting import sit
from tui.screens.base import PlaceScreen
from tui.screens.drills import meaning
from tui.screens.help import HelpScreen
from tui.widgets.banner import Banner
from tui.widgets.form import Form
from tui.widgets.menu import Menu
from tui.widgets.top import TopLine

NOT_REAL = "nothing here is real"
ASKED = (("ctrl+p", CommandPalette), ("escape", PlaceScreen), ("space", Menu), ("2", Form), ("f1", HelpScreen))


@pytest.fixture
def drilled(xunbei: Xunbei) -> Xunbei:
    """The command line on a store in which a drill is planned, by its leader."""

    def run(*words: str):
        return xunbei("--as", "leader", *words)

    assert run("do", "plan_drill", "name=示例演练", "held_on=today").code == 0
    return run


# On the screen


async def test_every_screen_of_an_exercise_says_so_and_no_draft_of_it_is_taken_up_as_real(file_world, tmp_path):
    copy = start(file_world, plan(file_world))
    async with at_desk(copy.address, "leader", tmp_path, start="stock", size=(80, 24)) as pilot:
        app = pilot.app
        await until(pilot, lambda: app.screen.query(Banner))

        def top() -> str:
            lines = screen_text(app).splitlines()
            assert NOT_REAL in lines[0]
            assert WORDS in lines[0]
            assert FIRST in lines[0]
            return lines[1]

        assert "EXERCISE" in top()
        assert app.screen.query_one(TopLine).has_class("-exercise")
        for key, kind in (
            ("ctrl+p", CommandPalette),
            ("escape", PlaceScreen),
            ("space", Menu),
            ("2", Form),
            ("f1", HelpScreen),
        ):
            await pilot.press(key)
            await until(pilot, lambda kind=kind: isinstance(app.screen, kind) and app.screen.query(Banner))
            top()
        assert exercising.listed(copy.address)[0].stations[0].startswith("示例领导@")
        app.drafts.keep("issue", {"quantity": "9"})
        assert app.drafts.of("issue")
    async with at_desk(file_world.store, "leader", tmp_path, start="stock", size=(80, 24)) as pilot:
        assert not pilot.app.screen.query(Banner)
        assert "EXERCISE" not in screen_text(pilot.app)
        assert not pilot.app.drafts.of("issue")
    assert exercising.listed(copy.address)[0].stations == ()


def test_whoever_sits_at_the_real_store_goes_into_the_exercise_and_back_and_ends_it(file_world):
    plan(file_world)
    real = sit(asked(file_world.store, "leader"))
    played = start_at(real, FIRST)
    assert (played.exercise, real.exercise) == (f"{WORDS} · {FIRST} 示例城市内涝演练", "")
    assert played.officer_name == real.officer_name
    back = real_desk(played)
    assert (back.exercise, back.store.where) == ("", file_world.store.where)
    with pytest.raises(exercising.Refused, match="示例领导@"):
        end_at(back, FIRST)
    played.store.close()
    assert end_at(back, FIRST, keep=False).kept == ""
    for desk in (back, real):
        desk.store.close()


def test_who_signed_in_need_not_do_it_again_to_go_into_the_exercise_and_everybody_else_must(file_world):
    drill = plan(file_world)
    chosen(file_world, "officer")
    real = sit(asked(file_world.store, "officer"), SECRET)
    played = start_at(real, drill.number)
    assert played.is_locked
    assert played.officer_name == "示例值班员"
    with pytest.raises(MustSignIn):
        sit(asked(played.store.where, "leader"))
    for desk in (played, real):
        desk.store.close()


def test_who_counts_blind_in_the_real_store_sits_down_in_no_exercise_and_asks_it_nothing(file_world, capsys):
    copy = start(file_world, plan(file_world))
    count = opened(file_world)
    with pytest.raises(CountsBlind, match=count.number):
        sit(asked(copy.address, "officer"))
    assert exercising.listed(copy.address)[0].stations == ()
    assert cli.main(["--store", copy.address, "--as", "officer", "report", "stock"]) == 1
    assert f"is counting blind in {count.number}" in capsys.readouterr().err


# On the command line


def test_an_exercise_is_started_joined_listed_and_ended_by_its_number_or_its_date(drilled, book):
    answer = drilled("exercise", "start", FIRST)
    assert answer.code == 0
    assert f"The exercise of {FIRST} 示例演练 is on" in answer.out
    assert NOT_REAL in answer.err
    assert drilled("exercise", "join", "today").code == 0
    assert f"{FIRST} 示例演练" in drilled("exercise", "list").out
    (one,) = drilled("exercise", "list", "--json").json["exercises"]
    assert (one["drill"], one["by"], one["over"], one["stations"]) == (FIRST, "示例甲", False, [])
    assert Path(one["store"]).parent.name == f"{book.name}.演练"
    assert drilled("exercise", "start", FIRST, "--json").json["drill"] == FIRST
    assert drilled("exercise", "end", FIRST, "--discard", "--json").json == {"drill": FIRST, "lines": 0, "kept": None}
    assert drilled("exercise", "list").out == "No exercise is on.\n"


def test_any_command_is_done_in_the_exercise_and_says_so_and_the_real_store_stays(drilled, book, tmp_path, monkeypatch):
    drilled("exercise", "start", FIRST)
    real = drilled("report", "stock", "--json").json["rows"]
    issued = drilled("--exercise", FIRST, "do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500")
    assert issued.code == 0
    assert issued.err.startswith(f"{WORDS} · {FIRST} 示例演练 · {NOT_REAL}\n")
    played = drilled("--exercise", FIRST, "report", "stock", "--json")
    assert NOT_REAL in played.err
    assert json.loads(played.out)["exercise"] == f"{WORDS} · {FIRST} 示例演练"
    assert json.loads(played.out)["rows"] != real
    again = drilled("report", "stock", "--json")
    assert (again.json["rows"], again.json["exercise"], again.err) == (real, None, "")
    assert drilled("--exercise", FIRST, "status", "--json").json["exercise"]
    assert drilled("--exercise", FIRST, "report", "stock").out.startswith(WORDS)
    monkeypatch.setenv("XUNBEI_EXERCISE", FIRST)
    assert drilled("status", "--json").json["exercise"]
    monkeypatch.delenv("XUNBEI_EXERCISE")
    assert drilled("--exercise", "YL-1999-0001", "status").code == 1
    ended = drilled("exercise", "end", FIRST)
    assert "1 line was taken into the drill" in ended.out
    assert "is kept" in ended.out


def test_what_is_written_in_an_exercise_says_so_in_its_name_and_on_every_page(drilled, tmp_path):
    drilled("exercise", "start", FIRST)
    assert drilled("--exercise", FIRST, "report", "stock", "-o", str(tmp_path / "a.xlsx")).code == 0
    sheets = load_workbook(tmp_path / "EXERCISE_a.xlsx").worksheets
    assert not (tmp_path / "a.xlsx").exists()
    for sheet in sheets:
        assert sheet["A1"].value == f"{WORDS} · {FIRST} 示例演练"
        for header in (sheet.firstHeader, sheet.oddHeader):
            assert header.left.text == WORDS
            assert FIRST in str(header.center.text)
        assert sheet.freeze_panes is None or int(sheet.freeze_panes[1:]) > 3
    assert drilled("--exercise", FIRST, "backup", str(tmp_path / "b.xb")).code == 0
    assert (tmp_path / "EXERCISE_b.xb").exists()
    refused = drilled("restore", str(tmp_path / "EXERCISE_b.xb"))
    assert (refused.code, "is an exercise" in refused.err) == (1, True)
    assert drilled("report", "stock", "-o", str(tmp_path / "a.xlsx")).code == 0
    assert load_workbook(tmp_path / "a.xlsx").worksheets[0]["A1"].value != sheets[0]["A1"].value


def test_a_field_pack_of_an_exercise_says_so_in_the_name_of_every_file_and_is_compared_there_alone(drilled, tmp_path):
    drilled("exercise", "start", FIRST)
    assert drilled("--exercise", FIRST, "fieldpack", str(tmp_path / "away")).code == 0
    folder = tmp_path / "EXERCISE_away"
    assert {one.name for one in folder.iterdir()} == {
        f"EXERCISE_{name}" for name in (manifests.PAPER, manifests.BOOK, manifests.STORE, manifests.SEAL, MANIFEST)
    }
    store = f"EXERCISE_{manifests.STORE}"
    assert f"--store {store}" in (folder / f"EXERCISE_{manifests.SEAL}").read_text("utf-8")
    assert drilled("--store", str(folder / store), "do", "add_item", "name=示例手电", "unit=支").code == 0
    compared = drilled("--exercise", FIRST, "fieldpack", "compare", str(folder), "--json")
    assert [row["state"] for row in compared.json["rows"]] == ["to be keyed in"]
    assert "know nothing of the field pack" in drilled("fieldpack", "compare", str(folder)).err
    (folder / f"EXERCISE_{MANIFEST}").rename(folder / MANIFEST)
    assert "is no field pack" in drilled("--exercise", FIRST, "fieldpack", "compare", str(folder)).err


def test_a_sheet_that_was_filled_in_an_exercise_is_not_entered_as_real(drilled, tmp_path):
    drilled("exercise", "start", FIRST)
    drilled("--exercise", FIRST, "report", "blank-workbook", "-o", str(tmp_path / "a.xlsx"))
    refused = drilled("read", str(tmp_path / "EXERCISE_a.xlsx"), "--dry-run")
    assert (refused.code, "written in an exercise" in refused.err) == (1, True)
    assert "written in an exercise" not in drilled("--exercise", FIRST, "read", str(tmp_path / "EXERCISE_a.xlsx")).err


def test_a_number_that_was_given_in_an_exercise_is_taken_there_and_unknown_to_the_real_store(drilled):
    drilled("exercise", "start", FIRST)
    number = f"PD-{now().year}X0001"
    opening = ("do", "open_count", "place=CK01", "kind=monthly", "items=编织袋", "parts=leader:CK01")
    assert number in drilled("--exercise", FIRST, *opening).out
    assert drilled("--exercise", FIRST, "report", "count-sheet", number).code == 0
    assert f"called {number}" in drilled("report", "count-sheet", number).err
    assert counted.NUMBER.fullmatch(f"{number}-1-2")
    assert meaning.NUMBER.match(number.lower().replace("pd-", "yl"))
    assert "is in order" in drilled("--exercise", FIRST, "verify").out


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("play",), 2, "list|start|join|end"),
        (("start",), 2, "DRILL"),
        (("list", "x"), 2, "x"),
        (("end", FIRST, "--keep", "--discard"), 2, "not both"),
        (("end", FIRST), 1, "No exercise"),
        (("join", FIRST), 1, "No exercise"),
        (("start", "YL-1999-0001"), 1, "Nothing here is called"),
    ],
)
def test_what_is_no_exercise_is_refused_in_words(drilled, typed, code, said):
    answer = drilled("exercise", *typed)
    assert (answer.code, said in answer.err) == (code, True)

"""The command line: what each command answers, with which number, and that it never answers with a traceback."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.registry import REPORTS

PROGRAM = [sys.executable, "-m", "tui.cli"]
HEAVY = {"textual", "sqlalchemy", "alembic", "openpyxl", "psycopg", "pypinyin", "pycnnum", "filelock", "segno"}


def outside(*typed: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command line in a process of its own, without a terminal."""
    return subprocess.run(
        [*PROGRAM, *typed],
        env=os.environ | {"XUNBEI_LANG": "en"} | (environment or {}),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


# Status, init, demo


def test_status_says_whose_store_it_is_who_acts_and_that_it_is_open(xunbei):
    answer = xunbei("status")
    assert answer.code == 0
    for said in ("济宁经开区防汛抗旱指挥部", "示例乙 (duty)", "nobody signs in", "8 kinds"):
        assert said in answer.out


def test_status_as_json_gives_the_same_as_facts(xunbei, book):
    facts = xunbei("status", "--json").json
    assert facts["store"] == str(book)
    assert facts["officer"] == {"login": "duty", "name": "示例乙"}
    assert facts["items"] == {"all": 8, "short": 0, "expired": 0, "without_quota": 8}
    assert facts["open"] is True
    assert len(facts["chain"]["digest"]) == 64


def test_who_acts_can_be_chosen_but_must_be_there(xunbei):
    assert xunbei("--as", "leader", "status", "--json").json["officer"]["login"] == "leader"
    answer = xunbei("--as", "nobody", "status")
    assert (answer.code, answer.out) == (1, "")
    some = "duty, duty2, duty3, duty4, farm1, farm2, farm3, fire1, fire2, fire3"
    assert f"there are: admin, {some}, keeper, leader, leader2, leader3, leader4.\n" in answer.err


def test_where_several_could_act_and_none_is_named_the_logins_are_listed(xunbei, tmp_path):
    store = str(tmp_path / "own.xb")
    assert xunbei("--store", store, "init", "--headquarters", "示例区防汛抗旱指挥部").code == 0
    assert xunbei("--store", store, "status", "--json").json["officer"]["login"] == "admin"
    added = xunbei("--store", store, "do", "add_person", "organisation=HQ", "login=wu", "name=示例戊", "role=leader")
    assert added.code == 0
    refused = xunbei("--store", store, "report", "stock")
    assert refused.code == 1
    assert "admin, wu" in refused.err
    assert "admin, wu" in xunbei("--store", store, "status").out


def test_init_makes_an_empty_headquarters_with_its_first_person(xunbei, tmp_path):
    store = str(tmp_path / "new" / "own.xb")
    answer = xunbei("--store", store, "--as", "first", "init", "--seed", "none", "--headquarters", "示例区指挥部")
    assert answer.code == 0
    facts = xunbei("--store", store, "status", "--json").json
    assert (facts["headquarters"], facts["officer"]["login"], facts["items"]["all"]) == ("示例区指挥部", "first", 0)


def test_init_never_overwrites(xunbei, book):
    before = book.read_bytes()
    for typed in (["init"], ["init", "--seed", "none", "--headquarters", "示例区"]):
        answer = xunbei(*typed)
        assert answer.code == 1
        assert "not overwritten" in answer.err
    assert book.read_bytes() == before


def test_a_briefing_given_as_a_file_is_what_the_next_one_is_compared_with(xunbei, tmp_path):
    def bags():
        rows = {row["key"]: row for row in xunbei("report", "briefing", "--json").json["rows"]}
        return [rows["item_WZ0001"][key] for key in ("before", "figure", "change")]

    assert bags() == [None, "46500", None]
    assert xunbei("report", "briefing", "-o", str(tmp_path / "briefing.xlsx")).code == 0
    assert xunbei("do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500").code == 0
    assert bags() == bags() == ["46500", "46000", "-500"]
    assert xunbei("verify").code == 0


def test_on_postgresql_the_same_commands_do_the_same(nowhere, xunbei, monkeypatch):
    monkeypatch.setenv("XUNBEI_PASSWORD", "示例 password")
    by = ["--store", nowhere, "--as", "admin"]
    assert xunbei("--store", nowhere, "init", "--seed", "article").code == 0
    assert xunbei(*by, "do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500").code == 0
    rows = xunbei(*by, "report", "stock", "--json").json["rows"]
    assert {row["item"]: row["on_hand"] for row in rows}["编织袋"] == "46000"


def test_two_first_demos_at_once_both_find_the_example(tmp_path):
    environment = os.environ | {"XDG_DATA_HOME": str(tmp_path / "data"), "XUNBEI_LANG": "en"}
    both = [
        subprocess.Popen([*PROGRAM, "demo"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _one in range(2)
    ]
    for one in both:
        out, _err = one.communicate(timeout=60)
        assert one.returncode == 0
        assert "46,500" in out.decode()


def test_a_first_demo_that_is_killed_leaves_the_next_one_a_clean_start_which_says_what_it_shows(tmp_path):
    data = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_STATE_HOME": str(tmp_path / "state")}
    for seconds in (0.8, 1.2):
        started = subprocess.Popen([*PROGRAM, "demo"], env=os.environ | data, stdout=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(seconds)
        started.kill()
        started.wait()
    answer = outside("demo", environment=data)
    assert answer.returncode == 0
    assert "Making the example" in answer.stderr.decode()
    for said in ("济宁经开区防汛抗旱指挥部", "46,500", "81,836", "no terminal"):
        assert said in answer.stdout.decode()
    made = {one.name for one in (tmp_path / "data" / "xunbei").iterdir()}
    assert made == {"demo.xb", "demo.xb.lock"}
    again = outside("demo", environment=data)
    assert (again.returncode, again.stderr) == (0, b"")
    assert outside("demo", "--fresh", environment=data).returncode == 0
    assert {one.name for one in (tmp_path / "data" / "xunbei").iterdir()} == made | {"demo.xb.old"}


def test_an_example_that_was_named_is_made_anew_and_the_old_one_stays_beside_it(xunbei, book):
    assert xunbei("do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500").code == 0
    assert "46,000" in xunbei("demo").out
    assert "46,500" in xunbei("demo", "--fresh").out
    assert "46,000" in xunbei("--store", f"{book}.old", "report", "stock").out


def test_a_store_that_nobody_began_says_how_it_begins(address, xunbei):
    for typed in (["status"], ["report", "stock"], ["do", "retire_place", "place=AZ10"]):
        answer = xunbei("--store", address, *typed)
        assert answer.code == 1
        assert "xunbei init" in answer.err
    assert xunbei("--store", address, "verify").code == 0


def test_the_other_example_is_a_store_of_its_own(xunbei, book, tmp_path):
    other = ["--store", str(tmp_path / "other.xb"), "demo"]
    assert "示例区防汛抗旱指挥部" in xunbei(*other, "--seed", "example").out
    assert xunbei("--store", other[1], "report", "teams", "--json").code == 0
    for typed in (other, ["--store", str(book), "demo", "--seed", "example"]):
        assert "other books" in xunbei(*typed).err


def test_demo_leaves_other_books_alone(xunbei, tmp_path):
    store = tmp_path / "own.xb"
    assert xunbei("--store", str(store), "init", "--headquarters", "示例区").code == 0
    before = store.read_bytes()
    for typed in (["demo"], ["demo", "--fresh"]):
        answer = xunbei("--store", str(store), *typed)
        assert answer.code == 1
        assert "other books" in answer.err
    assert store.read_bytes() == before


def test_without_a_terminal_there_is_no_terminal_to_open(book):
    answer = outside("--store", str(book))
    assert answer.returncode == 1
    assert "no terminal" in answer.stderr.decode()


# Reports


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "name", [one.name for one in REPORTS.values() if not any(option.needed for option in one.options)]
)
def test_every_report_comes_as_text_as_json_and_as_a_workbook(xunbei, tmp_path, name, language):
    text = xunbei("--lang", language, "report", name)
    assert text.code == 0
    assert "济宁经开区防汛抗旱指挥部" in text.out
    if language == "en":  # the keys of JSON are in no language
        assert xunbei("report", name, "--json").json["report"] == name
        return
    file = tmp_path / f"{name}.xlsx"
    assert xunbei("--lang", language, "report", name, "-o", str(file)).code == 0
    assert load_workbook(file).worksheets


def test_a_slip_is_named_by_its_number_with_or_without_the_option(xunbei):
    plain = xunbei("report", "voucher", "QC-2022-0001", "--json").json
    named = xunbei("report", "voucher", "--voucher", "QC-2022-0001", "--json").json
    assert plain["rows"] == named["rows"]
    assert len(plain["rows"]) == 8


def test_the_papers_of_a_stock_check_are_named_by_its_number_and_part(xunbei, tmp_path):
    asked = ("place=CK01", "kind=monthly", "parts=keeper", "--json")
    number = xunbei("--as", "keeper", "do", "open_count", *asked).json["made"]["number"]
    file = tmp_path / "sheet.xlsx"
    assert xunbei("report", "count-sheet", "--count", number, "--part", "1", "-o", str(file)).code == 0
    assert load_workbook(file).sheetnames[0] == f"{number}-1-1"
    found = xunbei("report", "count-result", number, "--json").json
    assert {row["found"] for row in found["rows"]} == {"not counted yet"}
    refused = xunbei("report", "count-sheet", number, "--part", "2")
    assert refused.code == 1
    assert f"{number} has no part 2" in refused.err


def test_report_list_says_what_each_may_be_asked(xunbei):
    assert "--known-at" in xunbei("report", "list").out
    assert [one["name"] for one in xunbei("report", "list", "--json").json["reports"]] == list(REPORTS)


def test_the_help_of_a_report_tells_what_that_one_may_be_asked(xunbei):
    told = xunbei("report", "labels", "--help").out
    assert "Labels of lots" in told
    assert "--place PLACE                    only what lies at this depot, room or shelf: code or exact name" in told
    assert "the lots of one item alone" in told
    assert "-o, --output FILE.xlsx|FILE.pdf" in told
    assert "-o, --output FILE.ics|FILE.xlsx|FILE.pdf" in xunbei("report", "duty-calendar", "--help").out
    assert "--since" not in told
    assert "[--voucher" not in xunbei("report", "voucher", "--help").out
    assert "--since" in xunbei("report", "--help").out
    assert xunbei("report", "nothing", "--help").out == xunbei("report", "--help").out


def test_a_report_looks_back_to_when_it_is_asked(xunbei):
    assert xunbei("do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500").code == 0

    def on_hand(*when):
        rows = xunbei("report", "stock", "--json", *when).json["rows"]
        return {row["item"]: row["on_hand"] for row in rows}["编织袋"]

    assert on_hand() == "46000"
    assert on_hand("--as-at", "2022-06-08") == "46500"
    assert on_hand("--as-at", "2022-06-01") == "0"
    assert on_hand("--known-at", "2022-06-08") == "0"


def test_a_report_with_telephone_numbers_is_told_of_in_the_trail(xunbei, book, tmp_path):
    lines = "SELECT count(*) FROM audit_entry WHERE service = 'show_phones'"
    assert xunbei("do", "change_place", "place=CK01", "phone=000-示例").code == 0
    for typed in (["stock"], ["places", "--json"], ["stock", "-o", str(tmp_path / "stock.xlsx")]):
        assert xunbei("report", *typed).code == 0
    assert xunbei("report", "short").code == 0
    assert xunbei("report", "stock", "--place", "nowhere").code == 1
    with contextlib.closing(sqlite3.connect(book)) as connection:
        assert connection.execute(lines).fetchone() == (3,)
    assert xunbei("verify").code == 0


def test_a_file_that_is_there_is_replaced_only_on_a_word(xunbei, tmp_path):
    file = tmp_path / "stock.xlsx"
    file.write_text("mine")
    answer = xunbei("report", "stock", "-o", str(file))
    assert (answer.code, file.read_text()) == (1, "mine")
    assert xunbei("report", "stock", "-o", str(file), "--overwrite").code == 0
    assert load_workbook(file).worksheets


@pytest.mark.parametrize("when", ["never", "2022-13-01", "", "99999-01-01"])
def test_a_time_that_is_none_is_refused_in_words(xunbei, when):
    answer = xunbei("report", "stock", f"--as-at={when}")
    assert answer.code in (1, 2)
    assert answer.err.count("\n") == 1


# Upkeep


def test_a_backup_is_restored_and_the_old_store_stays(xunbei, book, tmp_path):
    file = str(tmp_path / "backup.xb")
    assert xunbei("backup", file).code == 0
    assert xunbei("do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500").code == 0
    assert xunbei("backup", file).code == 1
    assert xunbei("restore", file).code == 0
    rows = xunbei("report", "stock", "--json").json["rows"]
    assert {row["item"]: row["on_hand"] for row in rows}["编织袋"] == "46500"
    assert xunbei("verify").code == 0
    assert [one for one in book.parent.iterdir() if one.name.startswith("book.xb") and one != book]


def test_verify_names_each_fault_in_a_line_and_answers_one(xunbei, book):
    import sqlite3  # noqa: PLC0415 - here alone somebody goes behind the program's back

    assert xunbei("verify").code == 0
    connection = sqlite3.connect(book)
    connection.execute("UPDATE balance SET quantity = quantity + 1000 WHERE lot_id = 1")
    connection.commit()
    connection.close()
    answer = xunbei("verify")
    assert answer.code == 1
    assert "编织袋" in answer.out or "P000001" in answer.out


def test_migrate_leaves_a_current_store_as_it_is(xunbei, book):
    before = book.read_bytes()
    assert xunbei("migrate").code == 0
    assert book.read_bytes() == before


# What goes wrong


@pytest.mark.parametrize("command", [["status"], ["report", "stock"], ["do", "retire_place", "place=AZ10"], ["verify"]])
def test_what_is_no_store_is_refused_in_one_sentence(xunbei, tmp_path, command):
    (tmp_path / "empty.xb").touch()
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" * 100)
    for place in ("missing.xb", "", "empty.xb", "photo.jpg"):
        answer = xunbei("--store", str(tmp_path / place), *command)
        assert (answer.code, answer.out) == (1, "")
        assert answer.err.count("\n") == 1


def test_a_password_on_the_command_line_is_refused(xunbei):
    address = "postgresql+psycopg://duty:secret@127.0.0.1:1/xunbei"
    for command in ("status", "init", "demo"):
        answer = xunbei("--store", address, command)
        assert answer.code == 1
        assert "secret" not in answer.out + answer.err
        assert "password" in answer.err


def test_a_password_in_the_environment_is_used_and_never_shown(xunbei, monkeypatch):
    monkeypatch.setenv("XUNBEI_STORE", "postgresql+psycopg://duty:secret@127.0.0.1:1/xunbei")
    answer = xunbei("status")
    assert (answer.code, answer.out) == (1, "")
    assert "does not answer" in answer.err
    assert "secret" not in answer.err


def test_a_fault_of_the_program_is_written_down_and_told_in_one_sentence(xunbei, tmp_path, monkeypatch):
    def torn(_asked):
        raise ZeroDivisionError

    monkeypatch.setattr("tui.commands.status.run", torn)
    answer = xunbei("status")
    assert answer.code == 70
    assert "Traceback" not in answer.err
    assert answer.err.count("\n") == 1
    assert "ZeroDivisionError" in next(tmp_path.glob("state/**/faults.log")).read_text()


def test_ctrl_c_ends_without_a_word(xunbei, monkeypatch):
    def interrupted(_asked):
        raise KeyboardInterrupt

    monkeypatch.setattr("tui.commands.status.run", interrupted)
    assert xunbei("status") == type(xunbei("--version"))(130, "", "")


def test_where_nobody_listens_the_command_ends_quietly(book):
    listening = subprocess.Popen(
        [*PROGRAM, "--store", str(book), "report", "stock"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert listening.stdout
    listening.stdout.close()
    assert listening.stderr
    assert listening.stderr.read() == b""
    assert listening.wait(timeout=60) == 141


def test_an_output_that_knows_no_chinese_gets_signs_instead_of_a_crash(book):
    answer = outside("--store", str(book), "report", "stock", environment={"PYTHONIOENCODING": "ascii"})
    assert answer.returncode == 0
    assert rb"\u7f16\u7ec7\u888b" in answer.stdout


# What a start costs


def loaded(*typed: str) -> set[str]:
    """The heavy packages that a command line has imported at its end."""
    code = f"import sys; from tui.cli import main; main({list(typed)!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return HEAVY & set(done.stderr.split())


def test_help_costs_nothing():
    assert loaded("--help") == set()
    assert loaded("do", "--help") == set()


def test_a_command_of_one_line_imports_no_screen_no_migration_and_no_writer(book):
    store = ["--store", str(book), "--lang", "en"]
    assert loaded(*store, "status") == {"sqlalchemy"}
    assert loaded(*store, "report", "stock") == {"sqlalchemy"}
    assert loaded(*store, "do", "issue", "place=CK01", "to=DW01", "lines=编织袋:5") == {"sqlalchemy"}


def test_the_terminal_draws_before_it_reads(book):
    code = "import sys, tui.commands.demo, tui.commands.terminal; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert HEAVY & set(done.stdout.split()) == {"textual"}


def test_the_program_answers_with_its_version(xunbei):
    assert xunbei("--version").out.startswith("xunbei ")


def test_json_is_one_object_whatever_the_language(xunbei):
    for language in ("zh", "en"):
        for typed in (["status"], ["report", "list"], ["do", "list"]):
            assert isinstance(json.loads(xunbei("--lang", language, *typed, "--json").out), dict)


def test_the_module_can_be_started_by_its_name():
    assert Path(PROGRAM[0]).exists()
    assert outside("--version").returncode == 0

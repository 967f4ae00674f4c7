"""A field pack is made, worked on elsewhere, compared, and keyed in line by line: by command and on the screen."""

from __future__ import annotations

import json
import shlex
import shutil
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from inventory.ground import i18n
from inventory.ground.audit import SERVICES, AuditEntry
from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.supplies import stock
from inventory.supplies.lots import Line
from inventory.upkeep import manifests, seeding
from inventory.upkeep.manifests import BOOK, MANIFEST, PAPER, SEAL, STORE
from inventory.upkeep.sides import Done, Side
from reports import fieldpack
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import REPORTS_ALONE, at_desk
from tui.commands import keyed
from tui.commands.do import MODULES
from tui.screens import writing
from tui.screens.reports import ReportsScreen
from tui.widgets.fields import Letters
from tui.widgets.form import Form

AWAY = """
issue place=CK01 to=DW01 lines=编织袋:500;救生衣:2 note=示例
write_entry kind=phone content=示例,积水;一处 unit=示例镇
receive place=CK01 lines=编织袋:300:batch=示例批:expires_on=2030-01-01 source=donation
add_item name=示例手电 unit=支 aliases=手电
open_count place=CK01 kind=monthly items=编织袋,麻袋 parts=admin:CK01:name=示例组
"""


def officer(session: Session) -> Person:
    """Who is on duty in an example."""
    found = seeding.example_officer(session)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def _packed(_article, tmp_path_factory):
    """The article's store with a pack of it, made once."""
    folder = tmp_path_factory.mktemp("packed")
    shutil.copy2(_article, folder / "book.xb")
    i18n.use("en")
    with closing(Store.open(folder / "book.xb")) as store:
        made = fieldpack.make(store, officer, folder / "away")
    assert made.pages > 10
    return folder


@pytest.fixture
def away(xunbei, _packed, book, tmp_path):
    """A pack, and the command line on its copy."""
    folder = tmp_path / "away"
    shutil.copytree(_packed / "away", folder)
    shutil.copy2(_packed / "book.xb", book)
    return folder, lambda *words: xunbei("--store", str(folder / STORE), "--as", "admin", *words)


def compared(xunbei, folder: Path) -> list[dict[str, Any]]:
    answer = xunbei("fieldpack", "compare", str(folder), "--json")
    assert answer.code == 0, answer.err
    rows: list[dict[str, Any]] = answer.json["rows"]
    return rows


def test_a_pack_is_worked_on_elsewhere_and_every_line_of_it_is_keyed_in_as_the_list_says(xunbei, away):
    folder, there = away
    assert {one.name for one in folder.iterdir()} == {PAPER, BOOK, SEAL, MANIFEST, STORE}
    for line in AWAY.strip().splitlines():
        assert there("do", *shlex.split(line)).code == 0, line
    assert "It is the copy in the field pack" in there("verify").out
    rows = compared(xunbei, folder)
    assert [row["side"] for row in rows] == ["on the copy"] * 5
    assert [row["state"] for row in rows] == ["to be keyed in"] * 5
    for row in rows:
        program, *words = shlex.split(row["typed"])
        assert (program, xunbei(*words).code) == ("xunbei", 0), row["typed"]
        assert xunbei(*words).code == 0  # found again, not done again
    assert {row["state"].partition(",")[0] for row in compared(xunbei, folder)} == {"keyed in"}
    assert "is in order" in xunbei("verify").out


def test_conflicts_are_named_in_the_list_and_the_list_is_written_as_a_file(xunbei, away, tmp_path):
    folder, there = away
    there("do", "issue", "place=CK01", "to=DW01", "lines=麻袋:1500")
    xunbei("do", "issue", "place=CK01", "to=DW01", "lines=麻袋:1500")
    answer = xunbei("fieldpack", "compare", str(folder), "-o", str(tmp_path / "list.pdf"))
    assert "1 on the copy, 1 here, 1 conflict" in answer.out
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    assert "1,500 went out there, but only 500 of it would be left here" in compared(xunbei, folder)[0]["conflicts"]


def test_a_telephone_is_in_the_list_for_those_who_may_see_it_and_the_trail_says_so_before(xunbei, away, book):
    folder, there = away

    def told() -> list[str]:
        with closing(Store.open(book)) as store, store.read() as session:
            return [
                json.loads(one.facts)["report"] for one in session.query(AuditEntry).filter_by(service="show_phones")
            ]

    there("do", "write_entry", "kind=phone", "content=示例")
    compared(xunbei, folder)
    before = told()
    there("do", "write_entry", "kind=phone", "content=示例", "phone=13900000000")
    _without, row = compared(xunbei, folder)
    assert "phone=13900000000" in row["typed"]
    assert told() == [*before, "fieldpack-compared"]
    adding = ("name=示例", "login=reading", "organisation=JNJKQ", "role=reader")
    assert xunbei("--as", "admin", "do", "add_person", *adding).code == 0
    rows = xunbei("--as", "reading", "fieldpack", "compare", str(folder), "--json").out
    assert "示例" in rows
    assert "13900000000" not in rows
    assert told() == [*before, "fieldpack-compared"]


def test_a_changed_file_is_named_on_standard_error_and_the_answer_is_one(xunbei, away):
    folder, _there = away
    (folder / PAPER).write_bytes(b"%PDF-")
    answer = xunbei("fieldpack", "compare", str(folder))
    assert answer.code == 1
    assert answer.err.startswith(f"{PAPER} is not as it was packed: its SHA-256 is ")


def test_a_pack_is_made_with_telephones_where_that_is_asked_for_and_takes_no_others_folder(xunbei, tmp_path):
    assert xunbei("fieldpack", str(tmp_path / "with"), "--phones").code == 0
    assert manifests.read_manifest(tmp_path / "with").phones is True
    assert xunbei("fieldpack", str(tmp_path / "with"), "--phones").code == 1  # it is there already


def test_the_commands_options_belong_to_one_use_each(xunbei, tmp_path):
    for words in (["compare"], ["compare", "x", "--phones"], ["x", "y"], ["x", "--json"], ["x", "-o", "y.xlsx"]):
        assert xunbei("fieldpack", *words).code == 2, words
    assert xunbei("fieldpack", "compare", str(tmp_path), "-o", "x.ics").code == 2
    assert "is no field pack" in xunbei("fieldpack", "compare", str(tmp_path)).err


# A line as it is typed

AT = datetime(2022, 6, 24, 1, 30, tzinfo=UTC)


def typed(service: str, **facts: Any) -> str:
    return keyed.typed(Done(Side.THERE, 7, AT, "示例", service, facts), "P/7", UTC)


def test_a_line_says_when_it_happened_where_that_was_left_to_the_clock():
    assert MODULES
    assert "'occurred_at=2022-06-24 01:30'" in typed("issue", place="CK01", lines=[{"item": "A", "quantity": "5"}])
    said = typed("issue", place="CK01", lines=[], occurred_at="2022-06-23T16:00:00.000000Z")
    assert "'occurred_at=2022-06-23 16:00'" in said
    assert "occurred_at" not in typed("correct_entry", entry="RZ-1", content="x")


def test_what_no_line_can_say_has_none_and_nor_has_a_password():
    line = {"item": "A", "quantity": "5", "reason": "a;b"}
    assert typed("issue", place="CK01", lines=[line]) == ""
    assert typed("reset_password", person="a", password="…") == ""
    assert typed("set_password") == ""
    assert typed("enter_count", count="PD-1", entries=[{"line": 3, "found": "not_found"}]).count("entries=3:not_found")
    assert "unfit=2" in typed("enter_count", count="PD-1", entries=[{"line": 3, "quantity": "9", "unfit": "2"}])
    assert set(SERVICES) > {"issue", "enter_count"}


# The screen


async def test_a_pack_is_made_and_compared_from_the_screen(file_world, tmp_path, monkeypatch):
    documents = tmp_path / "documents"
    documents.mkdir()
    monkeypatch.setattr(writing, "user_documents_path", lambda: documents)
    async with at_desk(file_world.store, "leader", tmp_path / "state", places=REPORTS_ALONE) as pilot:
        await named(pilot, "screen.pack", "away")
        await until(pilot, lambda: "The field pack FIELDPACK-" in screen_text(pilot.app))
        assert {one.name for one in (documents / "away").iterdir()} == {PAPER, BOOK, SEAL, MANIFEST, STORE}
        file_world.do(stock.issue, place=file_world.east, to=file_world.team, lines=[Line(file_world.bags, Decimal(5))])
        await named(pilot, "screen.compare", "away")
        await until(pilot, lambda: "Done since the field pack was made" in screen_text(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press("enter")
        await until(pilot, lambda: "was written to" in screen_text(pilot.app))
        assert len(list(documents.glob("*.xlsx"))) == 1
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportsScreen))
        await named(pilot, "screen.compare", "nowhere")
        await until(pilot, lambda: "nowhere" in screen_text(pilot.app))


async def named(pilot, action: str, folder: str) -> None:
    """Answer the question for a folder."""
    pilot.app.call_later(pilot.app.run_action, action)
    await until(pilot, lambda: isinstance(pilot.app.screen, Form))
    pilot.app.screen.query(Letters).first().value = folder
    await pilot.press("ctrl+s")

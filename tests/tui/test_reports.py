"""F10: a report is chosen, asked, looked at and written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from inventory.ground import i18n
from inventory.ground.audit import AuditEntry
from inventory.ground.i18n import _
from inventory.ground.text import visible
from inventory.supplies import catalog, places, stock
from inventory.supplies.lots import Line
from inventory.supplies.places import Place
from inventory.upkeep import seeding
from reports import excel, registry
from reports.registry import REPORTS
from tests.response.acts import desk_of
from tests.response.stops_acts import drafted
from tests.supplies.checks import opened
from tests.tui.fakes import HOSTILE, screen_text, until
from tests.tui.sitting import REPORTS_ALONE, at_desk
from tui.screens import preview, writing
from tui.screens.preview import PreviewScreen
from tui.screens.reports import ReportsScreen
from tui.widgets.fields import Letters
from tui.widgets.form import Form


@pytest.fixture(autouse=True)
def documents(tmp_path, monkeypatch):
    """A folder of documents of the test's own."""
    folder = tmp_path / "documents"
    folder.mkdir()
    monkeypatch.setattr(writing, "user_documents_path", lambda: folder)
    return folder


@pytest.fixture
async def officer(file_world, tmp_path):
    """An officer at the reports."""
    async with at_desk(file_world.store, "keeper", tmp_path / "state", places=REPORTS_ALONE) as pilot:
        yield pilot


# What the reports on responses must be told, as keys in the first field of their form.
TOLD = {
    "plan": [*"YA01", "enter"],
    "response": [*"0001", "enter"],
    "stop-order": [*"0001", "enter"],
    "shelter-needs": [*"300"],
}


async def show(pilot, name):
    """Preview a report, asked nothing."""
    await pilot.press("home", *["down"] * list(REPORTS).index(name))
    await enter(pilot, name)


async def enter(pilot, name, *keys):
    """Preview the report that the cursor is on, asked only what the keys say."""
    await pilot.press("enter")
    if REPORTS[name].options:
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press(*keys, "ctrl+s")
    await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))


async def write(pilot, name=""):
    """Write what is shown, under a name of our own where one is given."""
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, Form))
    if name:
        pilot.app.screen.query(Letters).first().value = name
    await pilot.press("enter")


async def test_the_stock_report_is_written_and_its_file_says_what_the_preview_said(officer, documents):
    await show(officer, "stock")
    shown = screen_text(officer.app)
    assert "Statement of flood-control reserves" in shown
    assert "编织袋" in shown
    await write(officer)
    await until(officer, lambda: "was written to" in screen_text(officer.app))
    (file,) = documents.iterdir()
    assert file.name.startswith("Statement of flood-control reserves-20")
    sheet = load_workbook(file).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    bags = next(row for row in rows if "编织袋" in row)
    assert 3300 in bags


async def test_who_writes_telephone_numbers_into_a_file_leaves_a_line_in_the_trail(officer, file_world):
    lines = select(AuditEntry.facts).where(AuditEntry.service == "show_phones")
    await show(officer, "places")
    await write(officer)
    await until(officer, lambda: "was written to" in screen_text(officer.app))
    with file_world.store.read() as session:
        assert session.scalars(lines).all() == ['{"organisation":"HQ","report":"places"}']


async def test_a_briefing_that_is_looked_at_leaves_no_line_and_one_that_is_written_leaves_one(officer, file_world):
    def lines():
        with file_world.store.read() as session:
            return session.scalars(select(AuditEntry.actor).where(AuditEntry.service == "give_briefing")).all()

    await show(officer, "briefing")
    assert lines() == []
    await write(officer)
    await until(officer, lambda: "was written to" in screen_text(officer.app))
    assert lines() == ["keeper"]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_report_is_shown_every_second_one_in_chinese(file_world, tmp_path, language):
    i18n.use(language)
    shown, passed = set(), set()
    desk_of(file_world).raised()
    drafted(file_world)
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE) as pilot:
        for at, report in enumerate(REPORTS.values()):
            if at % 2 == (language == "zh"):
                passed.add(report.name)
            elif report.name in TOLD or not any(option.needed for option in report.options):
                await enter(pilot, report.name, *TOLD.get(report.name, ()))
                assert pilot.app.screen.query_one(preview.Sheet).columns
                assert pilot.app.screen.menu_title() == _(report.title)
                assert "faults.log" not in screen_text(pilot.app)
                shown.add(report.name)
                await pilot.press("escape")
                await until(pilot, lambda: isinstance(pilot.app.screen, ReportsScreen))
            await pilot.press("down")  # one key to the next, since a key takes its time
    of_one = {"voucher", "count-sheet", "count-result", "duty-calendar", "upward", "consultation", "handover"}
    of_one |= {"checklist", "checklist-template", "drill-report", "drill-script"}
    assert set(REPORTS) - shown - passed == of_one - passed


async def test_a_file_that_is_there_is_replaced_only_when_that_is_ticked(officer, documents):
    there = documents / "mine.xlsx"
    there.write_text("mine")
    await show(officer, "places")
    await write(officer, "mine")
    await until(officer, lambda: "Space ticks this" in screen_text(officer.app))
    assert there.read_text() == "mine"
    await officer.press("space", "enter")
    await until(officer, lambda: "was written to" in screen_text(officer.app))
    assert load_workbook(there).worksheets


async def test_cancelling_leaves_nothing(officer, documents, monkeypatch):
    reached, may_go = Event(), Event()
    make = registry.make

    def slow(*given, **options):
        reached.set()
        may_go.wait(10)
        return make(*given, **options)

    await show(officer, "ledger")
    monkeypatch.setattr(registry, "make", slow)
    await write(officer)
    await until(officer, reached.is_set)
    await officer.press("escape")
    may_go.set()
    await until(officer, lambda: "no file was written" in screen_text(officer.app))
    assert list(documents.iterdir()) == []


async def test_the_bar_moves(officer, documents, monkeypatch):
    reached, may_go = Event(), Event()

    def slow(path, table, stamp, *, progress, **options):
        progress(50, 100)
        reached.set()
        may_go.wait(10)

    await show(officer, "ledger")
    monkeypatch.setattr(excel, "write", slow)
    await write(officer)
    await until(officer, lambda: "50 of 100 lines" in screen_text(officer.app))
    assert "█" in screen_text(officer.app)
    may_go.set()
    await until(officer, lambda: isinstance(officer.app.screen, PreviewScreen))


async def test_a_folder_that_is_not_there_is_said_in_the_form(officer):
    await show(officer, "places")
    await write(officer, "nowhere/at/all")
    await until(officer, lambda: "There is no folder" in screen_text(officer.app))
    assert isinstance(officer.app.screen, Form)


async def test_a_report_is_asked_by_initials_and_typed_dates(officer):
    at = list(REPORTS).index("ledger")
    await officer.press(*["down"] * at, "enter")
    await until(officer, lambda: isinstance(officer.app.screen, Form))
    await officer.press(*"bzd", "enter", "tab", *"-60d", "tab", *"someday", "enter")
    await until(officer, lambda: "▲" in screen_text(officer.app))
    assert isinstance(officer.app.screen, Form)
    officer.app.screen.query(Letters)[3].value = ""
    await officer.press("ctrl+s")
    await until(officer, lambda: isinstance(officer.app.screen, PreviewScreen))
    shown = screen_text(officer.app)
    assert "编织袋" in shown
    assert "救生衣" not in shown


async def test_a_slip_is_found_by_a_part_of_its_number(officer):
    await officer.press(*["down"] * list(REPORTS).index("voucher"), "enter")
    await until(officer, lambda: isinstance(officer.app.screen, Form))
    await officer.press(*"0001", "enter", "enter")
    await until(officer, lambda: isinstance(officer.app.screen, PreviewScreen))
    assert "-0001" in screen_text(officer.app)


async def test_of_many_lines_the_first_are_shown_and_all_are_counted(officer, monkeypatch):
    monkeypatch.setattr(preview, "MOST", 3)
    await show(officer, "ledger")
    assert "the first 3 lines; the file has all" in screen_text(officer.app)
    assert officer.app.screen.query_one(preview.Sheet).count == 3


async def test_what_others_write_is_read_again_in_the_preview(officer, file_world):
    await show(officer, "stock")
    with file_world.begin() as here:
        catalog.add_item(here.session, here.leader, name="新到物资", unit="件")
    officer.app._watch()
    await until(officer, lambda: "新到物资" in screen_text(officer.app))


@pytest.mark.parametrize("name", HOSTILE[:6])
async def test_hostile_names_are_shown_as_signs(file_world, tmp_path, name):
    with file_world.begin() as here:  # behind the services' back: they refuse such texts
        here.session.execute(update(Place).where(Place.id == here.east.id).values(keeper=name))
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=(120, 30)) as pilot:
        await show(pilot, "places")
        shown = screen_text(pilot.app)
        assert visible(name)[:8] in shown
        assert not set("\x1b\x07\x9b\u202e") & set(shown)


async def test_a_cell_is_told_in_full_with_whose_it_is_and_how_many_columns_there_are(file_world, tmp_path):
    name = "示例一个名字很长很长很长很长很长很长很长很长的仓库"
    with file_world.begin() as here:
        places.change_place(here.session, here.leader, place=here.bare, name=name)
        lines = [Line(here.bags, Decimal(1))]
        stock.receive(here.session, here.leader, place=here.bare, lines=lines)
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=(80, 24)) as pilot:
        await show(pilot, "stock")
        await until(pilot, lambda: "← 1/16 →" in screen_text(pilot.app))
        sheet = pilot.app.screen.query_one(preview.Sheet)
        while sheet.columns[sheet.at].key != "places":
            await pilot.press("right")
        while sheet.row.line.name != "编织袋":
            await pilot.press("down")
        told = lambda: "".join(line.strip() for line in screen_text(pilot.app).splitlines())  # noqa: E731
        await until(pilot, lambda: f"编织袋 · Stored at:{sheet.row.line.places}" in told().replace(": ", ":"))


async def test_where_all_columns_are_shown_none_is_cut_down_for_the_others(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=(80, 24)) as pilot:
        await show(pilot, "places")
        shown = screen_text(pilot.app)
        for line in file_world.ask(places.places):
            assert line.name in shown


async def test_a_slip_is_asked_for_only_where_there_is_one(tmp_path):
    where = tmp_path / "begun.xb"
    seeding.make(str(where), seeding.NONE, headquarters="示例新指挥部", login="leader")
    async with at_desk(where, "leader", tmp_path / "state", places=REPORTS_ALONE) as pilot:
        await pilot.press(*["down"] * list(REPORTS).index("voucher"), "enter")
        await until(pilot, lambda: "There is no slip yet" in screen_text(pilot.app))
        assert isinstance(pilot.app.screen, ReportsScreen)


async def test_what_must_be_said_is_not_called_optional(officer):
    await officer.press(*["down"] * list(REPORTS).index("voucher"), "enter")
    await until(officer, lambda: isinstance(officer.app.screen, Form))
    assert "left blank" not in screen_text(officer.app)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_proposed_name_of_the_file_is_seen_whole(file_world, tmp_path, language):
    i18n.use(language)
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=(80, 24)) as pilot:
        await show(pilot, "stock")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        assert writing.proposed(pilot.app.desk, REPORTS["stock"]) in screen_text(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_is_pushed_off_the_screen(file_world, tmp_path, size):
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=size) as pilot:
        await show(pilot, "stock")
        sheet = pilot.app.screen.query_one(preview.Sheet)
        assert sheet.size.height >= 8
        assert "Enter Write Excel" in screen_text(pilot.app)


def test_a_name_without_an_ending_is_an_excel_file(documents):
    assert writing.target("a.b", REPORTS["stock"]) == documents / "a.b.xlsx"
    assert writing.target("/elsewhere/a.XLSX", REPORTS["stock"]) == Path("/elsewhere/a.XLSX")


async def test_the_sheet_of_a_stock_check_is_asked_for_by_its_number_and_only_where_there_is_a_check(
    file_world, documents, tmp_path
):
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE) as pilot:
        await pilot.press(*["down"] * list(REPORTS).index("count-sheet"), "enter")
        await until(pilot, lambda: "There is no stock check yet" in screen_text(pilot.app))
        number = opened(file_world).number
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await pilot.press(*"0001")
        await until(pilot, lambda: number in screen_text(pilot.app))
        await pilot.press("enter", "2", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PreviewScreen))
        assert f"{number}-2-1" in screen_text(pilot.app)
        await write(pilot)
        await until(pilot, lambda: "was written to" in screen_text(pilot.app))
    (file,) = documents.iterdir()
    assert load_workbook(file).sheetnames[0] == f"{number}-2-1"

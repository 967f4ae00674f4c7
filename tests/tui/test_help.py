"""F1: keys, habits, who may do what, and which store this is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from textual.containers import VerticalScroll

from inventory.ground import i18n, typed
from inventory.ground.people import PERMISSION_NAMES, ROLE_NAMES
from tests.tui.fakes import NOW, ZONE, app, lines, screen_text, stands, until
from tests.tui.sitting import REPORTS_ALONE, at_desk
from tui.screens import help as pages
from tui.screens.help import HelpScreen
from tui.screens.reports import ReportsScreen
from tui.widgets.fields import Amount, Day, Text
from tui.widgets.form import Form
from tui.widgets.menu import Menu
from tui.widgets.pick import Option, Pick, among


async def read(pilot):
    """Everything that the page says, screen by screen."""
    said = screen_text(pilot.app)
    scroll = pilot.app.screen.query_one(VerticalScroll)
    while scroll.scroll_offset.y < scroll.max_scroll_y:
        await pilot.press("pagedown")
        await pilot.pause(0.3)
        said += screen_text(pilot.app)
    return said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_help_says_keys_rights_and_store_and_scrolls(file_world, tmp_path, language, size):
    i18n.use(language)
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=size) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        said = await read(pilot)
        for name in (*ROLE_NAMES.values(), *PERMISSION_NAMES.values()):
            assert i18n._(name) in said.replace("\N{NO-BREAK SPACE}", " ")
        assert "bzd" in said
        assert pilot.app.desk.store.where[:20] in said
        assert "0.1.0" in said
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReportsScreen))


async def test_who_may_issue_expired_stock_is_marked_by_number(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path, places=REPORTS_ALONE, size=(100, 60)) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        line = next(one for one in (await read(pilot)).splitlines() if "issue expired stock" in one)
        assert "·  ·  ·  4  ·  ·" in line


@pytest.fixture
async def officer(tmp_path):
    """The program over a list, driven by keys."""
    program = app(tmp_path, lines(3))
    async with program.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: stands(program))
        yield pilot


def fields():
    teams = [Option(n, f"Team {n}") for n in range(3)]
    return [
        Pick("to", "To", among(teams, [one.label.casefold() for one in teams])),
        Amount("quantity", "Quantity"),
        Text("note", "Note"),
    ]


async def test_help_in_a_form_says_how_it_is_filled_and_leads_back_to_it_untouched(officer):
    await officer.app.push_screen(Form("Issue", *fields()))
    await officer.press(*"team", "down")
    await officer.pause()
    before = screen_text(officer.app)
    assert "▌ Team 1" in before
    await officer.press("f1")
    await until(officer, lambda: isinstance(officer.app.screen, HelpScreen))
    said = await read(officer)
    assert "4.65万" in said
    assert "initials (bzd)" in said
    assert "昨天" not in said  # no date is asked here
    assert "Who may do what" not in said
    await officer.press("escape")
    await until(officer, lambda: isinstance(officer.app.screen, Form))
    await officer.pause()
    assert screen_text(officer.app) == before
    await officer.press("enter")
    await officer.pause()
    assert officer.app.screen.asked[0].raw == "Team 1"


async def test_help_in_a_form_tells_of_the_draft_where_one_is_kept(officer):
    for draft, is_told in (("issue", True), ("", False)):
        await officer.app.push_screen(Form("Issue", Day("on", "On", today=date(2022, 6, 24)), draft=draft))
        await officer.press("f1")
        await until(officer, lambda: isinstance(officer.app.screen, HelpScreen))
        said = await read(officer)
        assert ("half typed" in said) == is_told
        assert "昨天" in said
        await officer.press("f1", "escape")


async def test_help_in_a_menu_says_its_keys_and_leads_back(officer):
    await officer.press("space", "f1")
    await until(officer, lambda: isinstance(officer.app.screen, HelpScreen))
    assert "0 to" not in screen_text(officer.app)
    assert "full width too" in screen_text(officer.app)
    await officer.press("escape")
    await until(officer, lambda: isinstance(officer.app.screen, Menu))
    await officer.press("escape")


def examples(said):
    """What stands between the commas, without what is explained in brackets."""
    said = said.partition(";")[0].removesuffix(".")
    return [one.partition("(")[0].strip() for one in said.split(", ")]


@pytest.mark.parametrize("text", [*examples(pages.AMOUNTS[1]), "５００"])
def test_every_amount_of_the_help_is_understood(text):
    assert typed.quantity(text, unit="条", packs={"包": Decimal(100)}, places=0) > 0


@pytest.mark.parametrize("text", examples(pages.DATES[1]))
def test_every_date_of_the_help_is_understood(text):
    assert typed.day(text, today=date(2022, 6, 24)).year == 2022


@pytest.mark.parametrize("text", examples(pages.TIMES[1]))
def test_every_time_of_the_help_is_understood(text):
    assert typed.moment(text, now=NOW, zone=ZONE).year == 2022


def test_every_key_of_the_help_for_forms_and_menus_is_bound():
    names = {"↑": "up", "↓": "down", "Esc": "escape", "^S": "ctrl+s", "^R": "ctrl+r", "Shift+Tab": "shift+tab"}

    def bound(screen):
        return {key for binding in screen.BINDINGS for key in binding.key.split(",")}

    def told(pairs):
        return {names.get(key, key.lower()) for keys, _said in pairs for key in keys.split()}

    assert told([*pages.IN_A_FORM, pages.TAKES_UP]) - bound(Form) == {"enter"}  # the fields' own
    assert told(pages.IN_A_MENU[1:]) <= bound(Menu)

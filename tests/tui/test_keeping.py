"""What is looked after now and then: places, people, organisations, settings."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import update

from inventory.ground import accounts, settings
from inventory.ground.text import visible
from inventory.supplies import corrections
from inventory.supplies.places import Place, places
from tests.tui.fakes import HOSTILE, screen_text, until
from tests.tui.sitting import REPORTS_ALONE, at_desk
from tui.places import PLACES
from tui.screens.organisations import OrganisationsScreen
from tui.screens.persons import PersonsScreen
from tui.screens.places import PlacesScreen
from tui.screens.reports import ReportsScreen
from tui.screens.settings import SettingsScreen
from tui.widgets.fields import Letters
from tui.widgets.form import Form
from tui.widgets.menu import Menu

HERE = (*REPORTS_ALONE, *(place for place in PLACES if place.is_on_top))
SCREENS: dict[str, type] = {
    "places": PlacesScreen,
    "people": PersonsScreen,
    "organisations": OrganisationsScreen,
    "settings": SettingsScreen,
}


@pytest.fixture
async def leader(file_world, tmp_path):
    """The leader, who is administrator too."""
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE) as pilot:
        yield pilot


async def open_list(pilot, name):
    """Go there by the numbered menu."""
    await pilot.press("ctrl+g", "2", str([place.name for place in HERE].index(name)))
    await until(pilot, lambda: isinstance(pilot.app.screen, SCREENS[name]))
    await until(pilot, lambda: pilot.app.screen.row is not None)
    await pilot.pause()


async def find(pilot, text):
    """Highlight what is called so."""
    await pilot.press(*text, "enter")
    await until(pilot, lambda: pilot.app.screen.find.text == text and pilot.app.screen.row is not None)


async def form(pilot):
    """Wait for the form."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Form))


def fill(pilot, **texts):
    """Type into the fields of a form."""
    for field in pilot.app.screen.asked:
        if field.fact in texts:
            field.query(Letters).first().value = texts[field.fact]


def is_said(pilot, text):
    return text in screen_text(pilot.app)


def place_names(world):
    return [line.name for line in world.ask(places)]


@pytest.mark.parametrize("name", list(SCREENS))
async def test_each_list_opens_on_top_and_goes_back(leader, name):
    await open_list(leader, name)
    assert screen_text(leader.app).splitlines()[0].split()[1] in {"Places", "People", "Organisations", "Settings"}
    await leader.press("escape")
    await until(leader, lambda: isinstance(leader.app.screen, ReportsScreen))


async def test_a_function_key_leaves_the_list_too(leader):
    await open_list(leader, "people")
    await leader.press("f10")
    await until(leader, lambda: isinstance(leader.app.screen, ReportsScreen))


# Places


async def test_a_place_is_entered(leader, file_world):
    await open_list(leader, "places")
    await leader.press("insert")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("4")
    await form(leader)
    await leader.press(*"示例二队", "enter")
    await until(leader, lambda: "was entered, code DW02" in screen_text(leader.app))
    assert "示例二队" in place_names(file_world)


async def test_a_room_lies_in_a_depot_and_is_shown_below_it(leader, file_world):
    await open_list(leader, "places")
    await leader.press("insert")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("2")
    await form(leader)
    assert "示例东仓库" in screen_text(leader.app)
    await leader.press(*"二号库房", "tab", *"slkck", "enter", "ctrl+s")
    await until(leader, lambda: "was entered" in screen_text(leader.app))
    line = next(one for one in file_world.ask(places) if one.name == "二号库房")
    assert (line.level, line.parent_id) == (1, file_world.bare.id)
    await until(leader, lambda: "▸   二号库房" in screen_text(leader.app))


async def test_a_name_that_is_there_already_is_refused_beside_the_name(leader, file_world):
    await open_list(leader, "places")
    await leader.press("insert")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("4")
    await form(leader)
    await leader.press(*"示例抢险队", "enter")
    await until(leader, lambda: "▲ There is" in screen_text(leader.app))
    assert isinstance(leader.app.screen, Form)


async def test_a_place_is_changed_and_only_what_was_changed_is_written(leader, file_world):
    await open_list(leader, "places")
    await find(leader, "slqxd")
    await leader.press("enter")
    await form(leader)
    fill(leader, keeper="示例新人")
    await leader.press("ctrl+s")
    await until(leader, lambda: "was changed" in screen_text(leader.app))
    line = next(one for one in file_world.ask(places) if one.name == "示例抢险队")
    assert (line.keeper, line.phone) == ("示例新人", "000-示例")


async def test_an_empty_place_is_retired_and_one_that_holds_stock_is_not(leader, file_world):
    await open_list(leader, "places")
    for words, answer in (("slkck", "was retired"), ("sldck", "▲")):
        await find(leader, words)
        await leader.press("delete")
        await until(leader, lambda: isinstance(leader.app.screen, Menu))
        await leader.press("2")
        await until(leader, partial(is_said, leader, answer))
        await leader.press("escape")
        await until(leader, lambda: leader.app.screen.find.text == "")
    names = place_names(file_world)
    assert "示例空仓库" not in names
    assert "示例东仓库" in names


async def test_leaving_it_as_it_is_is_what_enter_means_first(leader, file_world):
    await open_list(leader, "places")
    await find(leader, "slkck")
    await leader.press("delete")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("enter")
    await until(leader, lambda: isinstance(leader.app.screen, PlacesScreen))
    assert "示例空仓库" in place_names(file_world)


async def test_who_may_not_see_telephones_sees_them_masked_and_may_keep_nothing(file_world, tmp_path):
    async with at_desk(file_world.store, "watcher", tmp_path, places=HERE) as pilot:
        await open_list(pilot, "places")
        assert "000-示例" not in screen_text(pilot.app)
        assert "*" in screen_text(pilot.app)
        for key in ("insert", "delete", "enter"):
            await pilot.press(key)
            await until(pilot, lambda: "may not keep places" in screen_text(pilot.app))
            assert isinstance(pilot.app.screen, PlacesScreen)
            pilot.app.screen.notice.hush()


@pytest.mark.parametrize("name", HOSTILE[:6])
async def test_hostile_names_are_shown_as_signs(file_world, tmp_path, name):
    with file_world.begin() as here:  # behind the services' back: they refuse such texts
        here.session.execute(update(Place).where(Place.id == here.east.id).values(name=name, keeper=name))
    async with at_desk(file_world.store, "leader", tmp_path, places=HERE) as pilot:
        await open_list(pilot, "places")
        await pilot.press("enter")
        await form(pilot)
        shown = screen_text(pilot.app)
        assert visible(name)[:8] in shown
        assert not set("\x1b\x07\x9b\u202e") & set(shown)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "▲" in screen_text(pilot.app) or isinstance(pilot.app.screen, PlacesScreen))


async def test_what_was_entered_is_highlighted_among_all(leader):
    await open_list(leader, "places")
    await find(leader, "slkck")
    await leader.press("insert")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("4")
    await form(leader)
    await leader.press(*"示例二队", "enter")
    await until(leader, lambda: leader.app.screen.find.text == "" and leader.app.screen.row.name == "示例二队")
    await leader.press("escape")
    await open_list(leader, "people")
    await leader.press("insert")
    await form(leader)
    fill(leader, name="示例新人", login="aaa")
    await leader.press("ctrl+s")
    await until(leader, lambda: leader.app.screen.row.login == "aaa")
    await leader.press("escape")
    await open_list(leader, "organisations")
    await leader.press("insert")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("5")
    await form(leader)
    fill(leader, name="示例村", code="ZC")
    await leader.press("ctrl+s")
    await until(leader, lambda: leader.app.screen.row.code == "ZC")


async def test_a_closed_place_is_shown_and_opened_again(leader, file_world):
    file_world.do(corrections.retire_place, place=file_world.bare)
    await open_list(leader, "places")
    await leader.press("space")
    await until(leader, lambda: "Show the retired too" in screen_text(leader.app))
    assert "Take back into use" not in screen_text(leader.app)
    await leader.press("4")
    await find(leader, "slkck")
    assert "○ retired" in screen_text(leader.app)
    await leader.press("delete")
    await until(leader, lambda: "take it back into use first" in screen_text(leader.app))
    await leader.press("space", "2")
    await until(leader, lambda: "示例空仓库 is in use again." in screen_text(leader.app))
    assert "示例空仓库" in place_names(file_world)
    await leader.press("space", "2")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("1", "space", "4")
    await until(leader, lambda: "The retired are left out." in screen_text(leader.app))


async def test_a_room_is_not_offered_a_closed_depot(leader, file_world):
    file_world.do(corrections.retire_place, place=file_world.bare)
    await open_list(leader, "places")
    await leader.press("space", "4")
    await until(leader, lambda: "The retired are shown" in screen_text(leader.app))
    await leader.press("insert")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("2")
    await form(leader)
    depots = [one.label for one in leader.app.screen.asked[1].find("")]
    assert "示例东仓库" in depots
    assert "示例空仓库" not in depots


async def test_a_room_waits_for_a_depot(leader, file_world):
    with file_world.begin() as here:  # behind the services' back: what holds stock is not closed
        here.session.execute(update(Place).values(retired=True))
    await leader.press("ctrl+g", "2", "1")
    await until(leader, lambda: "Insert enters the first: a depot" in screen_text(leader.app))
    await leader.press("insert")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("3")
    await until(leader, lambda: "it lies in a depot, and there is none yet" in screen_text(leader.app))


# People


async def test_a_person_is_entered_with_a_role(leader, file_world):
    await open_list(leader, "people")
    await leader.press("insert")
    await form(leader)
    fill(leader, name="示例新人", login="new")
    await leader.press("ctrl+s")
    await until(leader, lambda: "was entered, login new" in screen_text(leader.app))
    line = next(one for one in file_world.ask(accounts.persons) if one.login == "new")
    assert (line.name, line.roles) == ("示例新人", "")


async def test_a_login_that_is_taken_is_refused_beside_it(leader):
    await open_list(leader, "people")
    await leader.press("insert")
    await form(leader)
    fill(leader, name="示例新人", login="keeper")
    await leader.press("ctrl+s")
    await until(leader, lambda: "▲ The code keeper is taken" in screen_text(leader.app))


async def test_a_role_is_given_and_taken_back(leader, file_world):
    await open_list(leader, "people")
    await find(leader, "watcher")
    await leader.press("space", "2")
    await form(leader)
    await leader.press("3", "ctrl+s")
    await until(leader, lambda: "The role was given" in screen_text(leader.app))
    held = lambda: next(one.roles for one in file_world.ask(accounts.persons) if one.login == "watcher")  # noqa: E731
    assert held().count(",") == 1
    await leader.press("space", "3")
    await until(leader, lambda: "Which role goes?" in screen_text(leader.app))
    await leader.press("1")
    await until(leader, lambda: "was taken back" in screen_text(leader.app))
    assert held() == "storekeeper"


async def test_the_last_administrator_can_not_be_retired(leader, file_world):
    await open_list(leader, "people")
    await find(leader, "leader")
    await leader.press("delete")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("2")
    await until(leader, lambda: "is the only administrator" in screen_text(leader.app))
    assert any(one.login == "leader" for one in file_world.ask(accounts.persons))


async def test_a_person_is_changed_and_retired(leader, file_world):
    await open_list(leader, "people")
    await find(leader, "planner")
    await leader.press("enter")
    await form(leader)
    fill(leader, post="示例岗位")
    await leader.press("ctrl+s")
    await until(leader, lambda: "was changed" in screen_text(leader.app))
    assert next(one.post for one in file_world.ask(accounts.persons) if one.login == "planner") == "示例岗位"
    await leader.press("delete")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("2")
    await until(leader, lambda: "was retired" in screen_text(leader.app))


async def test_who_was_retired_is_shown_and_comes_back_with_their_roles(leader, file_world):
    file_world.do(accounts.retire_person, person=file_world.keeper)
    await open_list(leader, "people")
    await leader.press("space", "6")
    await until(leader, lambda: "The retired are shown too." in screen_text(leader.app))
    await find(leader, "keeper")
    await leader.press("space", "2")
    await until(leader, lambda: "take it back into use first" in screen_text(leader.app))
    await leader.press("4")
    await until(leader, lambda: "示例保管员 is back, with the roles of before." in screen_text(leader.app))
    line = next(one for one in file_world.ask(accounts.persons) if one.login == "keeper")
    assert line.roles == "storekeeper"


# Organisations and settings


async def test_an_organisation_is_entered_and_changed(leader, file_world):
    await open_list(leader, "organisations")
    await leader.press("insert")
    await until(leader, lambda: isinstance(leader.app.screen, Menu))
    await leader.press("5")
    await form(leader)
    fill(leader, name="示例村", code="ZC")
    await leader.press("ctrl+s")
    await until(leader, lambda: "was entered, code ZC" in screen_text(leader.app))
    line = next(one for one in file_world.ask(accounts.organisations) if one.code == "ZC")
    assert (line.name, line.kind.value, line.level) == ("示例村", "village", 1)
    await find(leader, "slc")
    await leader.press("enter")
    await form(leader)
    fill(leader, name="示例新村")
    await leader.press("ctrl+s")
    await until(leader, lambda: "示例新村 was changed" in screen_text(leader.app))


async def test_a_setting_is_set_with_its_basis_and_a_wrong_one_is_refused(leader, file_world):
    await open_list(leader, "settings")
    at = [one.key for one in file_world.ask(settings.listed)].index("expiring_days")
    await leader.press(*["down"] * at, "enter")
    await form(leader)
    fill(leader, value="soon")
    await leader.press("ctrl+s")
    await until(leader, lambda: "▲ soon does not fit" in screen_text(leader.app))
    fill(leader, value="30", basis="示例依据")
    await leader.press("ctrl+s")
    await until(leader, lambda: isinstance(leader.app.screen, SettingsScreen))
    line = next(one for one in file_world.ask(settings.listed) if one.key == "expiring_days")
    assert (line.value, line.basis) == ("30", "示例依据")


async def test_another_zone_is_seen_at_once(leader):
    await open_list(leader, "settings")
    await leader.press("home", "enter")
    await form(leader)
    fill(leader, value="Asia/Tokyo")
    await leader.press("ctrl+s")
    await until(leader, lambda: str(leader.app.desk.zone) == "Asia/Tokyo")

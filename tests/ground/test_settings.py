"""Settings: what a headquarters decides for itself, with its basis."""

from __future__ import annotations

from datetime import time

import pytest

from inventory.ground import i18n, settings
from inventory.ground.people import NotPermitted
from inventory.ground.settings import BadSetting, UnknownSetting
from inventory.ground.text import Forbidden, NameBlank, TooLong
from tests.supplies.acts import refused
from tests.world import World


def put(world: World, key: str, value: str, **more):
    """Set a value of the headquarters."""
    facts = {"organisation": world.headquarters, "key": key, "value": value, **more}
    return world.do(settings.set_value, **facts)


def test_until_something_is_set_the_default_holds(world: World):
    with world.read() as here:
        session = here.session
        assert str(settings.zone(session)) == "Asia/Shanghai"
        assert settings.time_of_day(session) == time(12)
        assert settings.expiring_days(session, here.officer) == 90


def test_what_is_set_holds_with_its_basis(world: World):
    made = put(world, "expiring_days", "30", basis="示例文件")
    assert (made.value, made.basis) == ("30", "示例文件")
    put(world, "zone", "Asia/Urumqi")
    put(world, "time_of_day", "08:30")
    with world.read() as here:
        session = here.session
        assert settings.expiring_days(session, here.officer) == 30
        assert str(settings.zone(session)) == "Asia/Urumqi"
        assert settings.time_of_day(session) == time(8, 30)


def test_a_value_set_again_replaces_the_one_before(world: World):
    first, second = put(world, "expiring_days", "30"), put(world, "expiring_days", "60")
    assert first.id == second.id
    with world.read() as here:
        session = here.session
        assert settings.expiring_days(session, here.officer) == 60


def test_what_is_set_nearest_above_holds(world: World):
    put(world, "expiring_days", "30")
    world.do(settings.set_value, organisation=world.town, key="expiring_days", value="7")
    with world.read() as here:
        values = [
            settings.value_of(here.session, "expiring_days", one)
            for one in (None, here.headquarters, here.town, here.neighbour)
        ]
    assert values == ["30", "30", "7", "30"]


def test_a_branch_lists_what_expires_as_it_has_set_it(world: World):
    world.do(settings.set_value, organisation=world.town, key="expiring_days", value="7")
    with world.read() as here:
        days = [settings.expiring_days(here.session, one) for one in (here.officer, here.townkeeper)]
    assert days == [90, 7]


@pytest.mark.parametrize("key", ["zone", "time_of_day"])
def test_the_clock_is_one_for_the_whole_headquarters(world: World, key):
    with pytest.raises(settings.OneForAll):
        world.do(settings.set_value, organisation=world.town, key=key, value=settings.KNOWN[key].default)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("zone", "Asia"),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("zone", "/etc/localtime"),
        ("time_of_day", "25:00"),
        ("time_of_day", "noon"),
        ("expiring_days", "-1"),
        ("expiring_days", "1.5"),
        ("expiring_days", "90.0"),
        ("expiring_days", "1e3"),
        ("expiring_days", "1e999999999"),
        ("expiring_days", "NaN"),
        ("expiring_days", "99999999999999999999"),
        ("expiring_days", "soon"),
        ("check_days", "-30"),
        ("check_days", "36501"),
        ("recount_share", "101"),
        ("recount_share", "2.5"),
        ("recount_share", "5%"),
        ("recount_units", "-1"),
        ("recount_units", "1234567890"),
    ],
)
def test_a_value_must_fit_its_setting(world: World, key: str, value: str):
    facts = {"organisation": world.headquarters, "key": key, "value": value}
    said = refused(world, BadSetting, settings.set_value, field="value", **facts)
    assert said.startswith(f"{value} does not fit {key}: ")


@pytest.mark.parametrize(("value", "why"), [(" ", NameBlank), ("3\x000", Forbidden), ("3" * 201, TooLong)])
def test_a_value_is_a_decent_text(world: World, value: str, why):
    facts = {"organisation": world.headquarters, "key": "expiring_days", "value": value}
    refused(world, why, settings.set_value, field="value", **facts)


@pytest.mark.parametrize("value", ["0", "36500", "９０"])
def test_days_are_whole_numbers_of_any_width(world: World, value: str):
    put(world, "expiring_days", value)
    with world.read() as here:
        session = here.session
        assert settings.expiring_days(session, here.officer) == int(value)


def test_no_rhythm_of_checks_is_made_up(world: World):
    with world.read() as here:
        assert settings.value_of(here.session, "check_days", here.town) == ""
        assert [settings.value_of(here.session, key) for key in ("recount_share", "recount_units")] == ["0", "0"]


@pytest.mark.parametrize(("key", "value"), [("check_days", "30"), ("recount_share", "100"), ("recount_units", "０")])
def test_a_town_checks_in_its_own_rhythm_and_by_its_own_thresholds(world: World, key: str, value: str):
    world.do(settings.set_value, organisation=world.town, key=key, value=value, basis="示例依据")
    with world.read() as here:
        assert int(settings.value_of(here.session, key, here.town)) == int(value)
        assert settings.value_of(here.session, key, here.neighbour) == settings.KNOWN[key].default


def test_an_unknown_setting_is_refused_with_those_that_are_known(world: World):
    facts = {"organisation": world.headquarters, "key": "colour", "value": "red"}
    said = refused(world, UnknownSetting, settings.set_value, field="key", **facts)
    known = ", ".join(settings.KNOWN)
    assert said == f"There is no setting colour. Known are: {known}."


def test_every_setting_says_what_it_is_and_fits_itself():
    for key, known in settings.KNOWN.items():
        assert known.meaning
        assert known.expected
        assert settings._fits(key, known.default) or not known.default  # not set until the headquarters sets it


@pytest.mark.parametrize("login", ["officer", "keeper", "planner", "watcher", "townkeeper"])
def test_only_an_administrator_sets(world: World, login: str):
    facts = {"organisation": world.town, "key": "expiring_days", "value": "3"}
    refused(world.as_(login), NotPermitted, settings.set_value, **facts)


def test_the_day_is_the_headquarters_day(world: World):
    put(world, "zone", "Pacific/Kiritimati")
    with world.store.read() as session:
        east = settings.today(session)
    put(world, "zone", "Pacific/Midway")
    with world.store.read() as session:
        assert (east - settings.today(session)).days in (1, 2)


def test_a_refusal_speaks_the_officers_language(world: World):
    i18n.use("zh")
    facts = {"organisation": world.headquarters, "key": "expiring_days", "value": "soon"}
    assert "soon" in refused(world, BadSetting, settings.set_value, field="value", **facts)

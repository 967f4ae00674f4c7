"""Signing in on the screen: nobody gets past a locked store, and what was half typed waits behind the lock."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic

import pytest
from sqlalchemy import select

from inventory.ground import accounts, i18n, locks, passwords, settings
from inventory.ground.audit import AuditEntry
from inventory.ground.people import Role
from tests.passwords import OTHER, SECRET, chosen, given, own
from tests.tui.fakes import screen_text, until
from tests.tui.sitting import at_desk
from tests.world import Here
from tui.app import XunbeiApp
from tui.commands.doors import WaysIn
from tui.commands.sitting import sit
from tui.commands.words import Asked
from tui.screens.base import PlaceScreen
from tui.screens.first import FirstScreen
from tui.screens.locking import LockScreen
from tui.screens.persons import PersonsScreen
from tui.screens.signing import Proving
from tui.widgets.form import Form
from tui.widgets.menu import Menu


@asynccontextmanager
async def started(world, state, *, start="reports", size=(80, 24), login=None):
    """`xunbei --store WHERE`, in a terminal."""
    options = {"store": str(world.store.path)} if login is None else {"store": str(world.store.path), "as": login}
    wish = Asked(options=options)
    program = XunbeiApp(partial(sit, wish), state=state, start=start, doors=partial(WaysIn, wish))
    async with program.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(program.screen, Proving | PlaceScreen | Menu))
        await pilot.pause()
        yield pilot
        if program.desk is not None:
            program.desk.store.close()


@asynccontextmanager
async def signed_in(world, state, login="officer", **more):
    """The same, once somebody signed in."""
    async with started(world, state, **more) as pilot:
        await sign(pilot, login, SECRET)
        await there(pilot)
        yield pilot


async def sign(pilot, *texts):
    """Fill the fields in their order, and send."""
    fields = [field for field in pilot.app.screen.asked if field.asks]
    for field, text in zip(fields, texts, strict=False):
        field.raw = text
    await pilot.pause()
    await pilot.press("ctrl+s")


async def there(pilot):
    """Wait until a place is open."""
    await until(pilot, lambda: isinstance(pilot.app.screen, PlaceScreen) and pilot.app.screen.is_mounted)
    await pilot.pause()


async def said(pilot, text):
    """Wait until it is on the screen, however it is broken into lines."""
    await until(pilot, lambda: text in " ".join(screen_text(pilot.app).replace("│", " ").split()))


def lines(world, name):
    """Who left the lines of a name."""
    with world.read() as here:
        found = select(AuditEntry.actor).where(AuditEntry.service == name).order_by(AuditEntry.id)
        return list(here.session.scalars(found))


@pytest.fixture
def locked(file_world):
    """Locked; leader and officer have passwords."""
    chosen(file_world, "officer")
    return file_world


# Signing in


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_locked_store_asks_who_it_is_and_lets_in_who_proves_it(locked, tmp_path, language):
    i18n.use(language)
    async with started(locked, tmp_path) as pilot:
        assert isinstance(pilot.app.screen, Proving)
        assert pilot.app.desk is None
        await pilot.press(*"officer", "enter", *"not this one")
        assert "not this one" not in screen_text(pilot.app)
        assert "•••" in screen_text(pilot.app)
        await pilot.press("enter")
        await said(pilot, i18n._("Login or password is wrong. An administrator can set a new password."))
        await pilot.press(*OTHER, "backspace", "enter")
        await until(pilot, lambda: lines(locked, "log_in") == ["", ""])
        await sign(pilot, "officer", SECRET)
        await there(pilot)
        await said(pilot, i18n._("{officer} signed in.").format(officer="示例值班员"))
        assert i18n._("signed in") in screen_text(pilot.app).splitlines()[0]
    assert lines(locked, "log_in") == ["", "", "officer"]
    assert lines(locked, "sit_down") == []


async def test_too_many_wrong_passwords_wait(locked, tmp_path):
    async with started(locked, tmp_path) as pilot:
        for attempt in range(3):
            await sign(pilot, "officer", "not this one")
            await until(pilot, lambda attempt=attempt: len(lines(locked, "log_in")) == attempt + 1)
            await said(pilot, "password is wrong")
        await sign(pilot, "officer", SECRET)
        await said(pilot, "too many wrong attempts")
        assert pilot.app.desk is None


async def test_a_password_that_somebody_else_set_is_changed_before_anything_else(locked, tmp_path):
    given(locked, "keeper", OTHER)
    async with started(locked, tmp_path) as pilot:
        await sign(pilot, "keeper", OTHER)
        await said(pilot, "Somebody else set this password")
        for new, again, answer in (
            ("short", "short", "at least 8 signs"),
            (OTHER, OTHER, "another password than"),
            (SECRET, OTHER, "not the same"),
        ):
            await sign(pilot, "keeper", OTHER, new, again)
            await said(pilot, answer)
        await sign(pilot, "keeper", OTHER, SECRET, SECRET)
        await there(pilot)
        assert pilot.app.heading.officer == "示例保管员"
    assert passwords.verified(locked.store, "keeper", SECRET).to_change is False


async def test_who_has_no_role_is_refused_in_words(locked, tmp_path):
    locked.do(accounts.take_role, person=locked.officer, organisation=locked.headquarters, role=Role.DUTY_OFFICER)
    async with started(locked, tmp_path) as pilot:
        await sign(pilot, "officer", SECRET)
        await said(pilot, "示例值班员 has no role here")


async def test_in_an_open_store_too_who_has_no_role_is_refused_in_words(file_world, tmp_path):
    facts = {"person": file_world.officer, "organisation": file_world.headquarters, "role": Role.DUTY_OFFICER}
    file_world.do(accounts.take_role, **facts)
    async with started_at_first(file_world, tmp_path, "officer") as pilot:
        await said(pilot, "has no role here")


@asynccontextmanager
async def started_at_first(world, state, login):
    """Where the first screen comes."""
    wish = Asked(options={"store": str(world.store.path), "as": login})
    program = XunbeiApp(partial(sit, wish), state=state, start="reports", doors=partial(WaysIn, wish))
    async with program.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(program.screen, FirstScreen))
        yield pilot


async def test_leaving_the_question_shows_the_ways_in_and_leads_back_to_it(locked, tmp_path):
    async with started(locked, tmp_path) as pilot:
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, FirstScreen))
        assert "1  Sign in" in screen_text(pilot.app)
        assert "Begin" not in screen_text(pilot.app)
        await pilot.press("f3", "ctrl+g", "ctrl+l", "1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Proving))


async def test_the_environment_signs_in_too_and_a_wrong_word_there_is_asked_for(locked, tmp_path, monkeypatch):
    monkeypatch.setenv("XUNBEI_PASSWORD", SECRET)
    async with started(locked, tmp_path, login="officer") as pilot:
        await there(pilot)
    monkeypatch.setenv("XUNBEI_PASSWORD", "not this one")
    async with started(locked, tmp_path, login="officer") as pilot:
        assert isinstance(pilot.app.screen, Proving)


async def test_a_hundred_thousand_signs_are_no_password(locked, tmp_path):
    async with started(locked, tmp_path) as pilot:
        await sign(pilot, "officer", "x" * 100_000)
        await until(pilot, lambda: lines(locked, "log_in") == [""])


# While one sits there


async def test_a_right_that_is_withdrawn_ends_at_the_next_key(locked, tmp_path):
    locked.do(accounts.give_role, person=locked.officer, organisation=locked.headquarters, role=Role.ADMINISTRATOR)
    async with signed_in(locked, tmp_path) as pilot:
        assert pilot.app.why_not("keep_people") == ""
        facts = {"person": locked.officer, "organisation": locked.headquarters}
        locked.do(accounts.take_role, role=Role.ADMINISTRATOR, **facts)
        with pytest.raises(accounts.Refused, match="may not keep people"):
            pilot.app.do(accounts.retire_person, person=lambda session: Here(session).keeper)
        await until(pilot, lambda: pilot.app.why_not("keep_people"))


async def test_who_is_retired_while_signed_in_may_do_nothing_more(locked, tmp_path):
    async with signed_in(locked, tmp_path) as pilot:
        locked.do(accounts.retire_person, person=locked.officer)
        await until(pilot, lambda: pilot.app.why_not("issue_stock"))
        assert pilot.app.desk.why_not("read")


async def test_a_password_that_was_reset_ends_the_session_of_whoever_knew_the_old_one(locked, tmp_path):
    async with signed_in(locked, tmp_path) as pilot:
        given(locked, "officer", OTHER)
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        await sign(pilot, "officer", SECRET)
        await said(pilot, "password is wrong")
        await sign(pilot, "officer", OTHER)
        await said(pilot, "Somebody else set this password")
        await sign(pilot, "officer", OTHER, "a third one", "a third one")
        await there(pilot)
        assert pilot.app.why_not("issue_stock") == ""


async def test_an_open_session_must_sign_in_once_somebody_else_locks_the_store(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path) as pilot:
        assert "open store" in screen_text(pilot.app).splitlines()[0]
        own(file_world)
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        with pytest.raises(locks.MustSignIn):
            pilot.app.do(settings.set_value, organisation=file_world.headquarters, key="expiring_days", value="9")
        await sign(pilot, "leader", SECRET)
        await there(pilot)
        await until(pilot, lambda: "signed in" in screen_text(pilot.app).splitlines()[0])


# The lock


async def half_typed(pilot):
    """A form with something in it."""
    pilot.app.action_go("people")
    await until(pilot, lambda: isinstance(pilot.app.screen, PersonsScreen) and pilot.app.screen.row is not None)
    await pilot.press("insert")
    await until(pilot, lambda: isinstance(pilot.app.screen, Form))
    await pilot.press(*"half a na")
    await pilot.pause()


async def test_the_lock_hides_the_screen_takes_no_key_and_gives_back_what_was_half_typed(locked, tmp_path):
    async with signed_in(locked, tmp_path, "leader") as pilot:
        await half_typed(pilot)
        before, form = screen_text(pilot.app), pilot.app.screen
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        assert "half a na" not in screen_text(pilot.app)
        assert "示例保管员" not in screen_text(pilot.app)
        await pilot.press("f3", "ctrl+g", "ctrl+p", "escape", "ctrl+l")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LockScreen)
        assert sum(isinstance(one, LockScreen) for one in pilot.app.screen_stack) == 1
        await sign(pilot, "leader", "not this one")
        await said(pilot, "password is wrong")
        await sign(pilot, "leader", SECRET)
        await until(pilot, lambda: pilot.app.screen is form)
        await pilot.pause()
        assert screen_text(pilot.app) == before


async def test_nobody_there_for_as_long_as_is_set_locks_the_screen(locked, tmp_path):
    async with signed_in(locked, tmp_path, "leader") as pilot:
        program = pilot.app
        program._touched = monotonic() - 10_000
        program.look_after()
        await pilot.pause()
        assert isinstance(program.screen, PlaceScreen)  # nothing is set
        locked.do(settings.set_value, organisation=locked.headquarters, key="idle_minutes", value="15")
        program._touched = monotonic() - 14 * 60
        program.look_after()
        await pilot.pause()
        assert isinstance(program.screen, PlaceScreen)
        program._touched = monotonic() - 15 * 60
        program.look_after()
        await until(pilot, lambda: isinstance(program.screen, LockScreen))


async def test_a_key_is_somebody_who_is_there(locked, tmp_path):
    async with signed_in(locked, tmp_path) as pilot:
        pilot.app._touched = 0.0
        await pilot.press("down")
        assert monotonic() - pilot.app._touched < 60


async def test_an_open_store_is_never_locked_by_the_clock_and_says_why_not_by_key(file_world, tmp_path):
    file_world.do(settings.set_value, organisation=file_world.headquarters, key="idle_minutes", value="1")
    async with at_desk(file_world.store, "leader", tmp_path) as pilot:
        pilot.app._touched = monotonic() - 10_000
        pilot.app.look_after()
        await pilot.press("ctrl+l")
        await said(pilot, "there is no password to lock the screen with")


async def test_somebody_else_sits_down_at_a_locked_screen(locked, tmp_path):
    async with signed_in(locked, tmp_path, "leader") as pilot:
        await half_typed(pilot)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        await sign(pilot, "officer", SECRET)
        await until(pilot, lambda: pilot.app.heading.officer == "示例值班员")
        await there(pilot)
        assert "half a na" not in screen_text(pilot.app)
        assert pilot.app.why_not("keep_people")
        with locked.read() as here:
            assert pilot.app.desk.officer(here.session).login == "officer"


async def test_the_officer_changes_fast_and_only_with_the_others_password(locked, tmp_path):
    async with signed_in(locked, tmp_path) as pilot:
        program = pilot.app
        await pilot.press("ctrl+g", "end", "enter")
        await until(pilot, lambda: isinstance(program.screen, Menu) and "Lock the screen" in screen_text(program))
        entries = [entry.label for entry in program.screen._entries]
        await pilot.press(*["down"] * entries.index("Somebody else sits down"), "enter")
        await until(pilot, lambda: isinstance(program.screen, Menu) and "示例保管员" in screen_text(program))
        at = [one.login for one in program.desk.officers()].index("leader")
        await pilot.press(str(at + 1))
        await until(pilot, lambda: isinstance(program.screen, Proving))
        await sign(pilot, "leader", "not this one")
        await said(pilot, "password is wrong")
        assert program.desk.officer_name == "示例值班员"
        await sign(pilot, "leader", SECRET)
        await until(pilot, lambda: program.heading.officer == "示例领导")


# Who sits at an open store


async def test_who_is_chosen_at_an_open_store_leaves_one_line_and_who_need_not_be_chosen_none(file_world, tmp_path):
    desk = sit(Asked(options={"store": str(file_world.store.path), "as": "officer"}))
    assert lines(file_world, "sit_down") == ["officer"]
    desk.again()
    desk.seat("keeper")
    assert lines(file_world, "sit_down") == ["officer", "keeper"]
    desk.store.close()
    assert file_world.faults() == []


# Setting passwords


async def people(pilot, login):
    """The list of persons, with one of them highlighted."""
    pilot.app.action_go("people")
    await until(pilot, lambda: isinstance(pilot.app.screen, PersonsScreen) and pilot.app.screen.row is not None)
    await pilot.press(*login, "enter")
    await until(pilot, lambda: pilot.app.screen.row and pilot.app.screen.row.login == login)


async def test_the_first_password_locks_the_store_and_its_setter_works_on(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path) as pilot:
        await people(pilot, "leader")
        pilot.app.screen.action_password()
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        assert "for good" in screen_text(pilot.app)
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await sign(pilot, SECRET, OTHER)
        await said(pilot, "not the same")
        await sign(pilot, SECRET, SECRET)
        await said(pilot, "from here on everybody signs in")
        await until(pilot, lambda: "signed in" in screen_text(pilot.app).splitlines()[0])
        assert pilot.app.why_not("keep_people") == ""
        pilot.app.do(accounts.change_person, person=lambda session: Here(session).leader, post="示例")
    assert passwords.verified(file_world.store, "leader", SECRET)


async def test_leaving_the_store_open_is_what_enter_does(file_world, tmp_path):
    async with at_desk(file_world.store, "leader", tmp_path) as pilot:
        pilot.app.action_password()
        await until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("enter")
        await there(pilot)
    with file_world.read() as here:
        assert not locks.has_passwords(here.session)


async def test_ones_own_password_is_changed_with_the_old_one_alone(locked, tmp_path):
    async with signed_in(locked, tmp_path) as pilot:
        await people(pilot, "officer")
        pilot.app.screen.action_password()
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await sign(pilot, "not the old one", OTHER, OTHER)
        await said(pilot, "password is wrong")
        await sign(pilot, SECRET, OTHER, OTHER)
        await said(pilot, "Your password was changed.")
        assert pilot.app.desk.mark()
    assert passwords.verified(locked.store, "officer", OTHER)


async def test_only_an_administrator_sets_anothers_and_a_dimmed_key_says_why(locked, tmp_path):
    async with signed_in(locked, tmp_path) as pilot:
        await people(pilot, "keeper")
        assert "administrator" in pilot.app.screen.why_not("password")
    async with signed_in(locked, tmp_path, "leader") as pilot:
        await people(pilot, "keeper")
        pilot.app.screen.action_password()
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await sign(pilot, OTHER, OTHER)
        await said(pilot, "示例保管员 has a new password")
    assert passwords.verified(locked.store, "keeper", OTHER).to_change
    with locked.read() as here:
        facts = here.session.scalars(select(AuditEntry.facts).where(AuditEntry.service == "reset_password"))
        assert json.loads(list(facts)[-1]) == {"person": "keeper", "password": "…"}

"""Passwords: the first one locks a store, who signs in is recorded, and nobody learns anything by guessing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from inventory.ground import accounts, locks, passwords, store
from inventory.ground.audit import AuditEntry
from inventory.ground.errors import Refused
from inventory.ground.locks import MustSignIn, NoRole
from inventory.ground.names import Retired
from inventory.ground.passwords import (
    FirstIsAdministrators,
    MustWait,
    NoPasswordYet,
    NotLetIn,
    OwnPassword,
    Password,
    SameAsBefore,
    SameAsLogin,
    SignIn,
    TooLong,
    TooShort,
    _argon2,
    hashed,
    verified,
    wait_after,
)
from inventory.ground.people import NotPermitted, Role
from inventory.ground.store import Store, now
from inventory.ground.text import Forbidden
from tests.passwords import OTHER, SECRET, given, own
from tests.world import Here, World

real_argon2 = _argon2  # before the tests take another


@pytest.fixture
def locked(world: World) -> World:
    """The world with the leader's password."""
    own(world)
    return world


def lines(world: World, name: str) -> list[AuditEntry]:
    """The audit lines of a name."""
    with world.read() as here:
        found = select(AuditEntry).where(AuditEntry.service == name).order_by(AuditEntry.id)
        return list(here.session.scalars(found))


def wrong(world: World, login: str, times: int) -> None:
    """So many wrong attempts, each as soon as it may be made."""
    for _time in range(times):
        with pytest.raises(NotLetIn):
            verified(world.store, login, "not this one")


@contextmanager
def later(seconds: float) -> Iterator[None]:
    """So much later."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "now", lambda: now() + timedelta(seconds=seconds))
        yield


# Open and locked -----------------------------------------------------------------------------------------------


def test_a_file_is_open_until_its_first_password_and_a_server_is_locked_from_its_beginning(world: World):
    with world.read() as here:
        assert locks.is_locked(here.session) is not world.store.is_file
    own(world)
    with world.read() as here:
        assert locks.is_locked(here.session)
    assert world.faults() == []


@pytest.mark.parametrize("login", ["officer", "townkeeper", "watcher"])
def test_the_first_password_is_an_administrators(world: World, login: str):
    with pytest.raises(FirstIsAdministrators):
        own(world, login)


def test_the_first_password_is_not_that_of_a_branchs_administrator(world: World):
    world.do(accounts.give_role, person=world.townkeeper, organisation=world.town, role=Role.ADMINISTRATOR)
    with pytest.raises(FirstIsAdministrators):
        own(world, "townkeeper")


def test_the_first_password_is_not_given_by_another(world: World):
    world.do(accounts.give_role, person=world.officer, organisation=world.headquarters, role=Role.ADMINISTRATOR)
    with pytest.raises(FirstIsAdministrators):
        given(world, "officer")


def test_without_a_password_nobody_signs_in(world: World):
    with pytest.raises(NoPasswordYet, match="its administrator sets the first one"):
        verified(world.store, "leader", SECRET)
    assert lines(world, "log_in") == []


def test_who_came_before_the_store_was_locked_must_sign_in_now(world: World):
    if world.store.is_file:
        with world.read() as here:
            locks.must_hold(here.session, None)
    own(world)
    with world.read() as here, pytest.raises(MustSignIn):
        locks.must_hold(here.session, None)


# Signing in ----------------------------------------------------------------------------------------------------


def test_the_right_password_lets_in_and_leaves_a_line(locked: World):
    proof = verified(locked.store, "leader", SECRET)
    assert (proof.person_id, proof.login, proof.to_change) == (locked.leader.id, "leader", False)
    (line,) = lines(locked, "log_in")
    assert (line.actor, json.loads(line.facts)) == ("leader", {"login": "leader", "let_in": True})
    assert locked.faults() == []


def test_a_wrong_password_is_refused_and_leaves_a_line_that_nobody_signs(locked: World):
    wrong(locked, "leader", 1)
    (line,) = lines(locked, "log_in")
    assert (line.actor, line.person_id) == ("", None)
    assert json.loads(line.facts) == {"login": "leader", "let_in": False}
    assert locked.faults() == []


def test_an_unknown_login_is_refused_in_the_same_words_and_what_was_typed_is_not_kept(locked: World):
    said = set()
    for hours, login in enumerate(("leader", "nobody", SECRET, "", "x" * 5000, "a\x00b", "\ud800", "officer")):
        with later(7200 * hours), pytest.raises(NotLetIn) as refusal:
            verified(locked.store, login, "not this one")
        said.add(str(refusal.value))
    assert len(said) == 1
    kept = [json.loads(line.facts)["login"] for line in lines(locked, "log_in")]
    assert kept == ["leader", None, None, None, None, None, None, "officer"]
    assert locked.faults() == []


@pytest.mark.parametrize("login", ["leader", "officer", "nobody"])
def test_the_same_work_is_done_for_whoever_is_not_there(locked: World, monkeypatch: pytest.MonkeyPatch, login: str):
    done: list[str] = []

    class Counted(PasswordHasher):
        def hash(self, *facts, **more):
            done.append("work")
            return super().hash(*facts, **more)

        def verify(self, *facts):
            done.append("work")
            return super().verify(*facts)

    monkeypatch.setattr(passwords, "_argon2", Counted)
    wrong(locked, login, 1)
    assert done == ["work"]


@pytest.mark.parametrize(
    "typed", ["", " ", SECRET.upper(), SECRET + " ", "x" * 10_000_000, "a\x00b", "\ud800" * 9], ids=range(7)
)
def test_what_is_not_the_password_is_not_let_in(locked: World, typed: str):
    with pytest.raises(NotLetIn):
        verified(locked.store, "leader", typed)


def test_a_composed_and_a_decomposed_sign_are_the_same(world: World):
    own(world, password="Überflutung")
    assert verified(world.store, "leader", "U\u0308berflutung").login == "leader"


def test_who_was_retired_is_not_let_in(locked: World):
    given(locked, "officer")
    locked.do(accounts.retire_person, person=locked.officer)
    wrong(locked, "officer", 1)
    with pytest.raises(NotLetIn):
        verified(locked.store, "officer", SECRET)


def test_a_person_without_roles_is_refused_in_words(locked: World):
    given(locked, "officer")
    locked.do(accounts.take_role, person=locked.officer, organisation=locked.headquarters, role=Role.DUTY_OFFICER)
    with pytest.raises(NoRole, match="示例值班员 has no role here"):
        verified(locked.store, "officer", SECRET)
    assert json.loads(lines(locked, "log_in")[-1].facts)["let_in"] is False


def test_a_password_that_is_set_while_another_one_is_proved_is_not_passed_by(
    locked: World, monkeypatch: pytest.MonkeyPatch
):
    given(locked, "officer")
    slow = passwords._is

    def meanwhile(plain: str, kept: str) -> bool:
        if kept:
            given(locked, "officer", OTHER)
        return slow(plain, kept)

    monkeypatch.setattr(passwords, "_is", meanwhile)
    with pytest.raises(NotLetIn):
        verified(locked.store, "officer", SECRET)


def test_a_hash_that_was_tampered_with_lets_nobody_in(locked: World, monkeypatch: pytest.MonkeyPatch):
    for kept in ("", "plain", "$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$aGFzaA"):
        assert not passwords._is(SECRET, kept)


# Waiting -------------------------------------------------------------------------------------------------------


def test_the_wait_grows_and_ends_somewhere():
    waits = [wait_after(failures) for failures in range(14)]
    assert waits[:5] == [0, 0, 0, 2, 4]
    assert waits == sorted(waits)
    assert waits[-1] == wait_after(10_000) == 300


def test_many_wrong_passwords_make_the_next_one_wait_even_the_right_one_at_any_station(locked: World):
    url = locked.store.engine.url
    address = locked.store.where if locked.store.is_file else url.render_as_string(hide_password=False)
    wrong(locked, "leader", 3)
    station = Store.open(address)
    with pytest.raises(MustWait, match="wait 2 seconds"):
        verified(station, "leader", SECRET)
    station.close()
    attempts = len(lines(locked, "log_in"))
    assert attempts == 3  # an attempt that was not looked at leaves no line
    with later(2.1):
        assert verified(locked.store, "leader", SECRET)


def test_who_was_let_in_begins_anew(locked: World):
    wrong(locked, "leader", 2)
    verified(locked.store, "leader", SECRET)
    wrong(locked, "leader", 3)


def test_a_new_password_forgives(locked: World):
    given(locked, "officer")
    wrong(locked, "officer", 3)
    with later(1):
        given(locked, "officer", OTHER)
        assert verified(locked.store, "officer", OTHER).to_change


def test_an_hour_forgives(locked: World):
    wrong(locked, "leader", 3)
    with later(3700):
        wrong(locked, "leader", 3)


def test_others_do_not_wait_for_somebody_elses_mistakes(locked: World):
    given(locked, "officer")
    wrong(locked, "officer", 3)
    wrong(locked, "nobody", 3)
    with pytest.raises(MustWait):
        verified(locked.store, "somebody", "not this one")
    assert verified(locked.store, "leader", SECRET)


def test_a_clock_that_was_set_back_locks_nobody_out(locked: World):
    with later(86_400):
        wrong(locked, "leader", 3)
    assert verified(locked.store, "leader", SECRET)


def test_many_guesses_at_once_are_not_looked_at(locked: World):
    answers: list[str] = []

    def guess() -> None:
        try:
            verified(locked.store, "leader", "not this one")
        except Refused as refusal:
            answers.append(type(refusal).__name__)

    threads = [threading.Thread(target=guess) for _one in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == ["MustWait"] * 9 + ["NotLetIn"] * 3
    assert locked.faults() == []


# Setting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plain", "why"),
    [
        ("", TooShort),
        ("1234567", TooShort),
        ("        ", TooShort),
        ("  1234567  ", TooShort),
        ("x" * 201, TooLong),
        ("x" * 10_000_000, TooLong),
        ("Townkeeper", SameAsLogin),
        ("before-this", SameAsBefore),
        ("abc\x1b[2Jdef", Forbidden),
        ("\ud800" * 9, Forbidden),
    ],
    ids=range(10),
)
def test_a_password_that_is_soon_found_or_cannot_be_typed_is_refused(plain: str, why: type[Refused]):
    with pytest.raises(why) as refusal:
        hashed(plain, login="townkeeper", before="before-this")
    assert refusal.value.field == "new"
    assert plain not in str(refusal.value) or not plain.strip()


def test_eight_signs_are_enough_in_any_script():
    for plain in ("12345678", "汛期值守，平安度汛", "x" * 200):
        hashed(plain, login="officer")


def test_what_is_kept_is_argon2id_with_work_enough():
    kept = real_argon2().hash("12345678")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert len(kept) <= 200


def test_neither_password_nor_hash_stands_in_a_line_or_a_trace(locked: World):
    given(locked, "officer", OTHER)
    kept = hashed(OTHER, login="officer")
    with locked.read() as here:
        hashes = list(here.session.scalars(select(Password.hash)))
    for line in lines(locked, "set_password") + lines(locked, "reset_password"):
        assert json.loads(line.facts)["password"] == "…"
        assert not any(secret in line.facts + line.made for secret in (SECRET, OTHER, *hashes))
    assert kept.hash not in repr(kept)


def test_ones_own_password_needs_no_right(locked: World):
    given(locked, "watcher")
    first = verified(locked.store, "watcher", SECRET)
    second = own(locked, "watcher", OTHER)
    assert first.to_change
    assert verified(locked.store, "watcher", OTHER) == second
    with locked.read() as here:
        locks.must_hold(here.session, second)
        with pytest.raises(MustSignIn):
            locks.must_hold(here.session, first)


@pytest.mark.parametrize("login", ["officer", "planner", "townkeeper", "watcher"])
def test_only_who_keeps_people_sets_anothers(locked: World, login: str):
    with pytest.raises(NotPermitted):
        given(locked, "keeper", by=login)


def test_a_branchs_administrator_sets_those_of_the_branch_alone(locked: World):
    locked.do(accounts.give_role, person=locked.townkeeper, organisation=locked.town, role=Role.ADMINISTRATOR)
    hand = locked.do(accounts.add_person, organisation=locked.town, login="hand", name="示例", role=Role.READER)
    kept = hashed(SECRET, login="hand")
    locked.as_("townkeeper").do(passwords.reset_password, person=hand, password=kept)
    with pytest.raises(NotPermitted):
        given(locked, "officer", by="townkeeper")
    locked.do(accounts.give_role, person=hand, organisation=locked.headquarters, role=Role.LEADER)
    with pytest.raises(NotPermitted):  # or they could act as more than they are
        locked.as_("townkeeper").do(passwords.reset_password, person=hand, password=kept)


def test_ones_own_is_not_reset_and_the_retired_get_none(locked: World):
    with pytest.raises(OwnPassword):
        given(locked, "leader")
    locked.do(accounts.retire_person, person=locked.officer)
    with pytest.raises(Retired):
        given(locked, "officer")
    with pytest.raises(Retired):
        own(locked, "officer")


def test_who_was_chosen_at_an_open_store_is_accounted_for(world: World):
    with world.begin() as here:
        locks.sat_down(here.session, here.officer)
    (line,) = lines(world, "sit_down")
    assert (line.actor, line.facts, line.made) == ("officer", "{}", "[]")
    assert world.faults() == []


def test_every_attempt_has_its_row(locked: World):
    wrong(locked, "leader", 1)
    wrong(locked, "nobody", 1)
    verified(locked.store, "leader", SECRET)
    with locked.read() as here:
        rows = here.session.execute(select(SignIn.person_id, SignIn.let_in).order_by(SignIn.id)).all()
        leader = Here(here.session).leader.id
    assert [tuple(row) for row in rows] == [(leader, False), (None, False), (leader, True)]

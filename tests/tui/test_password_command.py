"""Passwords on the command line: from a prompt or the environment, never as an argument."""

from __future__ import annotations

import getpass
import io
import os
import subprocess
import sys

import pytest

from inventory.upkeep import seeding
from tests.passwords import OTHER, SECRET

HEAVY = ("argon2", "getpass")


@pytest.fixture
def environment(monkeypatch):
    """Put words into the environment, or take them out."""

    def put(**words: str) -> None:
        for name in ("XUNBEI_PASSWORD", "XUNBEI_NEW_PASSWORD"):
            if name in words:
                monkeypatch.setenv(name, words[name])
            else:
                monkeypatch.delenv(name, raising=False)

    return put


@pytest.fixture
def typed(monkeypatch):
    """Sit at a terminal and type these, one after the other."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    def sit(*secrets: str, login: str = "") -> list[str]:
        left, asked = list(secrets), []
        monkeypatch.setattr(sys, "stdin", Terminal(f"{login}\n"))

        def answer(prompt: str) -> str:
            asked.append(prompt)
            return left.pop(0)

        monkeypatch.setattr(getpass, "getpass", answer)
        return asked

    return sit


@pytest.fixture
def locked(xunbei, environment):
    """The article's store, locked by its administrator."""
    environment(XUNBEI_NEW_PASSWORD=SECRET)
    assert xunbei("password", "admin").code == 0
    environment()
    return xunbei


def test_the_first_password_locks_the_store_and_status_says_so(xunbei, environment):
    assert "nobody signs in" in xunbei("status").out
    environment(XUNBEI_NEW_PASSWORD=SECRET)
    answer = xunbei("--as", "admin", "password")
    assert (answer.code, answer.out.startswith("The password of admin was set.")) == (0, True)
    environment()
    status = xunbei("status")
    assert status.code == 0
    assert "locked" in status.out
    assert "示例" not in status.out.replace("示例区", "")
    facts = xunbei("status", "--json").json
    assert (facts["open"], facts["officer"]) == (False, None)
    assert xunbei("verify").code == 0


@pytest.mark.parametrize("login", ["duty", "keeper", "leader"])
def test_the_first_password_is_an_administrators(xunbei, environment, login):
    environment(XUNBEI_NEW_PASSWORD=SECRET)
    answer = xunbei("password", login)
    assert (answer.code, answer.out) == (1, "")
    assert "administrator of the whole headquarters" in answer.err
    assert xunbei("status", "--json").json["open"]


def test_who_acts_in_a_locked_store_signs_in(locked, environment):
    for asked in (["report", "stock"], ["do", "retire_place", "place=AZ10"], ["--as", "admin", "report", "stock"]):
        answer = locked(*asked)
        assert (answer.code, answer.out) == (1, "")
    environment(XUNBEI_PASSWORD=SECRET)
    assert "46,500" in locked("--as", "admin", "report", "stock").out
    assert locked("--as", "admin", "do", "retire_place", "place=AZ10").code == 0
    assert locked("--as", "admin", "status", "--json").json["officer"]["login"] == "admin"
    assert "--as LOGIN" in locked("report", "stock").err


@pytest.mark.parametrize("word", ["not this one", " ", "x" * 100_000])
def test_a_wrong_word_in_the_environment_is_refused(locked, environment, word):
    environment(XUNBEI_PASSWORD=word)
    for asked in (["report", "stock"], ["status"], ["do", "list_nothing"]):
        answer = locked("--as", "admin", *asked)
        assert (answer.code != 0, answer.out) == (True, "")
        assert word not in answer.err or not word.strip()


def test_the_same_is_said_of_an_unknown_login(locked, environment):
    environment(XUNBEI_PASSWORD=SECRET)
    said = {locked("--as", login, "report", "stock").err for login in ("nobody", "keeper")}
    environment(XUNBEI_PASSWORD="not this one")
    said.add(locked("--as", "admin", "report", "stock").err)
    assert len(said) == 1


def test_after_many_wrong_words_the_right_one_waits_too(locked, environment):
    environment(XUNBEI_PASSWORD="not this one")
    for _attempt in range(3):
        assert "password is wrong" in locked("--as", "admin", "report", "stock").err
    environment(XUNBEI_PASSWORD=SECRET)
    assert "wait 2 seconds" in locked("--as", "admin", "report", "stock").err


def test_a_prompt_asks_for_login_and_password(locked, typed):
    asked = typed(SECRET, login="admin")
    answer = locked("report", "stock")
    assert answer.code == 0
    assert "Login: " in answer.err
    assert asked == ["Password: "]


def test_an_administrator_gives_others_theirs_and_they_choose_their_own(locked, environment, typed):
    typed(SECRET, OTHER, OTHER)
    assert "duty has a new password" in locked("--as", "admin", "password", "duty").out
    environment(XUNBEI_PASSWORD=OTHER)
    refused = locked("--as", "duty", "report", "stock")
    assert (refused.code, "`xunbei password`" in refused.err) == (1, True)
    environment(XUNBEI_PASSWORD=OTHER, XUNBEI_NEW_PASSWORD=OTHER)
    assert "another password" in locked("password", "duty").err
    environment(XUNBEI_PASSWORD=OTHER, XUNBEI_NEW_PASSWORD=SECRET)
    assert "The password of duty was changed" in locked("password", "duty").out
    environment(XUNBEI_PASSWORD=SECRET)
    assert locked("--as", "duty", "report", "stock").code == 0
    assert locked("--as", "admin", "verify").code == 0


def test_only_an_administrator_gives_others_theirs(locked, environment, typed):
    typed(SECRET, OTHER, OTHER)
    locked("--as", "admin", "password", "duty")
    environment(XUNBEI_PASSWORD=OTHER, XUNBEI_NEW_PASSWORD=SECRET)
    locked("password", "duty")
    environment(XUNBEI_PASSWORD=SECRET)
    answer = locked("--as", "duty", "password", "keeper")
    assert (answer.code, "administrator" in answer.err) == (1, True)


def test_two_that_differ_and_one_too_short_change_nothing(xunbei, typed):
    for first, second, said in ((SECRET, OTHER, "not the same"), ("short", "short", "at least 8")):
        typed(first, second)
        answer = xunbei("password", "admin")
        assert (answer.code, said in answer.err) == (1, True)
    assert xunbei("status", "--json").json["open"]


def test_a_password_is_never_an_argument(locked, environment):
    environment(XUNBEI_PASSWORD=SECRET)
    answer = locked("--as", "admin", "do", "reset_password", "person=duty", f"password={OTHER}")
    assert (answer.code, "`xunbei password`" in answer.err) == (2, True)
    assert "reset_password" not in locked("do", "list").out
    assert locked("password", "admin", SECRET).code == 2


def test_without_a_terminal_nobody_is_asked(locked, book):
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", "--store", str(book), "--as", "admin", "report", "stock"],
        env=os.environ | {"XUNBEI_LANG": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert "XUNBEI_PASSWORD" in done.stderr.decode()


def test_an_open_store_imports_nothing_of_it(book):
    code = (
        "import sys; from tui.commands.sitting import sit; from tui.commands.words import Asked;"
        f"sit(Asked(options={{'store': {str(book)!r}, 'as': 'duty'}})).store.close();"
        f"import tui.app, tui.screens.stock; print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# On a server


@pytest.fixture
def server_store(server):
    """Where a store on a server may be made."""
    database = server.empty()
    yield server.address(database)
    server.drop(database)


def test_a_store_on_a_server_asks_for_its_first_password_before_it_is_made(server_store, xunbei, environment):
    refused = xunbei("--store", server_store, "init", "--headquarters", "示例区指挥部")
    assert (refused.code, "XUNBEI_PASSWORD" in refused.err) == (1, True)
    environment(XUNBEI_PASSWORD="short")
    assert xunbei("--store", server_store, "init", "--headquarters", "示例区指挥部").code == 1
    environment(XUNBEI_PASSWORD=SECRET)
    made = xunbei("--store", server_store, "--as", "first", "init", "--headquarters", "示例区指挥部")
    assert (made.code, "locked" in made.out) == (0, True)
    assert xunbei("--store", server_store, "--as", "first", "report", "stock").code == 0
    environment()
    assert xunbei("--store", server_store, "--as", "first", "report", "stock").code == 1


def test_a_store_on_a_server_without_a_password_can_only_be_given_one(server_store, xunbei, environment):
    seeding.make(server_store, seeding.ARTICLE)  # as if it had been interrupted just before
    environment(XUNBEI_PASSWORD=SECRET)
    answer = xunbei("--store", server_store, "--as", "admin", "report", "stock")
    assert (answer.code, "`xunbei password LOGIN`" in answer.err) == (1, True)
    environment(XUNBEI_NEW_PASSWORD=SECRET)
    assert xunbei("--store", server_store, "password", "duty").code == 1
    assert xunbei("--store", server_store, "password", "admin").code == 0
    environment(XUNBEI_PASSWORD=SECRET)
    assert xunbei("--store", server_store, "--as", "admin", "report", "stock").code == 0

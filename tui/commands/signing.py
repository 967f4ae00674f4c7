"""Signing in: a password comes from a prompt or the environment, never from an argument that others could read."""

from __future__ import annotations

import getpass
import os
import sys

from inventory.ground import passwords
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.locks import MustSignIn, Proof
from inventory.ground.passwords import Hashed, MustChange
from inventory.ground.store import Store
from tui.commands.words import Asked

PASSWORD, NEW_PASSWORD = "XUNBEI_PASSWORD", "XUNBEI_NEW_PASSWORD"


class NobodyToAsk(Refused):
    """No terminal to ask at, and nothing in the environment."""

    message = N_("A password is asked for: run this in a terminal, or put the password in {variable}.")


class SignInWho(MustSignIn):
    """It isn't said who."""

    message = N_("This store is locked: say who signs in with --as LOGIN.")


class OwnFirst(MustChange):
    """On the command line."""

    message = N_("Somebody else set this password: choose one of your own with `xunbei password` first.")


class NotTheSame(Refused):
    """A slip of the fingers, which would lock its owner out."""

    message = N_("The two new passwords are not the same.")


def sign_in(asked: Asked, store: Store) -> Proof:
    """Prove who acts, once for a command; who was given a password must have chosen their own first."""
    if asked.proof is None:
        proof = passwords.verified(store, login_of(asked), password())
        if proof.to_change:
            raise OwnFirst
        asked.proof = proof
    return asked.proof


def login_of(asked: Asked) -> str:
    """Who signs in: as it was said, or asked for."""
    login = asked.get("as")
    if login is None and _is_somebody_there():
        print(_("Login: "), end="", file=sys.stderr, flush=True)
        login = sys.stdin.readline().strip()
    if not login:
        raise SignInWho(field="as")
    return login


def password() -> str:
    """The password of whoever signs in."""
    return os.environ.get(PASSWORD) or _typed(_("Password: "), PASSWORD)


def new_password(login: str, *, variable: str = NEW_PASSWORD, before: str = "") -> Hashed:
    """A new password for a login, typed twice, as it may be kept."""
    given = os.environ.get(variable)
    if not given:
        given = _typed(_("New password of {login}: ").format(login=login), variable)
        if _typed(_("The same again: "), variable) != given:
            raise NotTheSame
    return passwords.hashed(given, login=login, before=before)


def _typed(prompt: str, variable: str) -> str:
    """What is typed at the terminal, unseen."""
    if not _is_somebody_there():
        raise NobodyToAsk(variable=variable)
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise NobodyToAsk(variable=variable) from None


def _is_somebody_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()

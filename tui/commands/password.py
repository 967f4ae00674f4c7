"""password: the first one locks the store, one's own is changed, somebody else's is set anew."""

from __future__ import annotations

from inventory.ground import locks, passwords
from inventory.ground.i18n import _
from inventory.ground.locks import MustSignIn, Proof
from inventory.ground.names import named
from inventory.ground.passwords import Hashed
from inventory.ground.people import Permission, Person, require
from inventory.ground.store import Store
from inventory.ground.text import visible
from tui.commands import signing
from tui.commands.acting import acting, chosen, opened
from tui.commands.words import Asked


def run(asked: Asked) -> int:
    """Set a password."""
    with opened(asked) as store:
        with store.read() as session:
            is_first = not locks.has_passwords(session)
        login = asked.words[0] if asked.words else asked.get("as")
        by = asked.get("as") or login
        if is_first:
            said = _first(store, login)
        elif login == by:
            said = _own(asked, store, login)
        else:
            said = _anothers(asked, store, str(login))
    print(visible(said))
    return 0


def _first(store: Store, login: str | None) -> str:
    with store.read() as session:
        login = chosen(session, store, login).login
    give_first(store, login, signing.new_password(login))
    return _("The password of {login} was set. From now on whoever acts in this store signs in.").format(login=login)


def give_first(store: Store, login: str, password: Hashed) -> Proof:
    """Lock a store by its first password, which an administrator chooses."""
    with store.begin() as session:
        if locks.has_passwords(session):  # somebody was faster
            raise MustSignIn
        return passwords.set_password(session, chosen(session, store, login), password=password)


def _own(asked: Asked, store: Store, login: str | None) -> str:
    if login is not None:
        asked.options["as"] = login
    login = signing.login_of(asked)
    before = signing.password()
    proof = passwords.verified(store, login, before)
    password = signing.new_password(proof.login, before=before)
    with store.begin() as session:
        locks.must_hold(session, proof)
        passwords.set_password(session, session.get_one(Person, proof.person_id), password=password)
    return _("The password of {login} was changed.").format(login=proof.login)


def _anothers(asked: Asked, store: Store, login: str) -> str:
    signing.sign_in(asked, store)
    with store.read() as session:
        by = acting(session, store, asked)
        person = named(session, by, Person, login, field="login")
        require(session, by, Permission.KEEP_PEOPLE, person.organisation_id)  # before a password is made up for nothing
        login = person.login
    password = signing.new_password(login)
    with store.begin() as session:
        by = acting(session, store, asked)
        passwords.reset_password(session, by, person=session.get_one(Person, person.id), password=password)
    said = _("{login} has a new password, and must choose another one before anything else.")
    return said.format(login=login)

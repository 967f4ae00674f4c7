"""Who acts: in an open store a person is chosen, in a locked one they sign in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.errors import Refused
from inventory.ground.exercises import exercise
from inventory.ground.i18n import N_, _
from inventory.ground.locks import MustSignIn, is_locked, must_have_role, must_hold
from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.ground.text import visible
from tui.commands import load
from tui.commands.where import address
from tui.commands.words import Asked

NAMED = 20  # logins that a refusal lists


class NobodyThere(Refused):
    """The store was never begun."""

    message = N_("The store at {where} has no headquarters yet: begin it with `xunbei init`.")


class WhoActs(Refused):
    """Several could."""

    message = N_("Say who acts with --as LOGIN, one of: {logins}.")


class NotHere(Refused):
    """Nobody of that login, or no longer."""

    message = N_("Nobody here has the login {login}; there are: {logins}.")


@contextmanager
def opened(asked: Asked) -> Iterator[Store]:
    """The store that a command is about, for as long as it takes."""
    store = Store.open(address(asked))
    try:
        say_exercise(asked, store)
        yield store
    finally:
        store.close()


def say_exercise(asked: Asked, store: Store) -> None:
    """In an exercise: say so before anything else is said, and let the other stations see that somebody is there."""
    with store.read() as session:
        asked.exercise = exercise(session)
    if asked.exercise is not None:
        load("inventory.upkeep.stations:attend")(store, asked.get("as") or _("command line"))
        words = _("{exercise} · nothing here is real").format(exercise=visible(asked.exercise.said))
        print(words, file=sys.stderr)


@contextmanager
def signed_in(asked: Asked) -> Iterator[Store]:
    """The store for a command that somebody acts in: whoever it is has signed in where it is locked."""
    with opened(asked) as store:
        sign_in(asked, store)
        yield store


def sign_in(asked: Asked, store: Store) -> None:
    """Sign in where the store is locked; a password is never asked for inside a transaction."""
    with store.read() as session:
        asks = locked(session, store)
    if asks:
        load("tui.commands.signing:sign_in")(asked, store)  # by name: an open store needs nothing of it


def locked(session: Session, store: Store) -> bool:
    """Whether one must sign in; NobodyThere where nobody could."""
    if not is_locked(session):
        return False
    if session.scalar(select(Person.id).limit(1)) is None:
        raise NobodyThere(where=store.where)
    return True


def acting(session: Session, store: Store, asked: Asked) -> Person:
    """Who acts: whoever signed in, or in an open store whoever was chosen."""
    if asked.proof is None and locked(session, store):
        raise MustSignIn
    if asked.proof is None:
        person = chosen(session, store, asked.get("as"))
    else:
        must_hold(session, asked.proof)
        person = session.get_one(Person, asked.proof.person_id)
    if asked.exercise is not None:
        load("inventory.upkeep.exercising:must_join")(store, person.login)
    return person


def chosen(session: Session, store: Store, login: str | None) -> Person:
    """In an open store: the one who was named, the only one there, or the example's officer on duty."""
    person = _chosen(session, store, login)
    must_have_role(session, person)
    return person


def _chosen(session: Session, store: Store, login: str | None) -> Person:
    people = select(Person).where(Person.retired.is_(False))
    if login is not None:
        person = session.scalars(people.where(Person.login == login)).one_or_none()
        if person is None:
            raise NotHere(field="as", login=visible(login), logins=logins(session))
        return person
    found = session.scalars(people.limit(2)).all()
    if not found:
        raise NobodyThere(where=store.where)
    if len(found) == 1:
        return found[0]
    # by name: who is named with --as, and a store of one, need no seeds on the way to the first lines
    example = cast("Person | None", load("inventory.upkeep.seeding:example_officer")(session))
    if example is None:
        raise WhoActs(field="as", logins=logins(session))
    return example


def logins(session: Session) -> str:
    """The logins of those who may be chosen, not more of them than one reads."""
    found = session.scalars(
        select(Person.login).where(Person.retired.is_(False)).order_by(Person.login).limit(NAMED + 1)
    ).all()
    shown = [visible(login) for login in found[:NAMED]]
    return _(", ").join([*shown, *(["…"] if len(found) > NAMED else [])])

"""Sitting down at the desk: the store is opened and an officer is found, in the terminal's own thread."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.audit import head
from inventory.ground.errors import Refused
from inventory.ground.exercises import exercise
from inventory.ground.locks import MustSignIn, Proof, must_hold, sat_down
from inventory.ground.people import GRANTS, Organisation, Permission, Person, RoleGiven, headquarters, not_permitted
from inventory.ground.store import Store, now
from tui.commands import load
from tui.commands.acting import chosen, locked
from tui.commands.guard import Guard
from tui.commands.where import address
from tui.commands.words import Asked
from tui.desk import Desk, Officer
from tui.watching import Watch


@dataclass(frozen=True)
class _Seat:
    """An officer at an open store; everything is looked up anew, so a right taken away ends at the next key."""

    store: Store
    person_id: int
    guard: Guard

    def officer(self, session: Session) -> Person:
        must_hold(session, self.guard.proof)
        return session.get_one(Person, self.person_id)

    def rights(self) -> frozenset[str]:
        with self.store.read() as session:
            held = session.scalars(
                select(RoleGiven.role)
                .join(Person, Person.id == RoleGiven.person_id)
                .where(Person.id == self.person_id, Person.retired.is_(False))
            )
            return frozenset(right.value for role in held for right in GRANTS[role])

    def why_not(self, permission: str) -> str:
        if permission in self.rights():
            return ""
        with self.store.read() as session:
            return str(not_permitted(self.officer(session), Permission(permission)))

    def watch(self) -> Watch:
        look = cast("Callable[[Store, int], Watch]", load("tui.commands.watch:look"))
        return look(self.store, self.person_id)

    def mark(self) -> int:
        with self.store.read() as session:
            must_hold(session, self.guard.proof)  # so that whoever must sign in is told before they press a key
            return head(session).entry_id


def officers(store: Store) -> list[Officer]:
    """Who may sit at an open store, by organisation and login."""
    with store.read() as session:
        found = session.execute(
            select(Person.login, Person.name, Person.post, Organisation.name.label("house"))
            .join(Organisation, Organisation.id == Person.organisation_id)
            .where(Person.retired.is_(False))
            .order_by(Organisation.path, Person.login)
        )
        return [Officer(row.login, row.name, " ".join(filter(None, (row.post, row.house)))) for row in found]


def seat(store: Store, login: str | None = None, password: str | None = None, new: str = "") -> Desk:
    """The desk at a store, for whoever was chosen or signs in; MustSignIn where a locked one is told no password."""
    with store.read() as session:
        asks = locked(session, store)
        person = None if asks else chosen(session, store, login)
    if person is None:
        if login is None or password is None:
            raise MustSignIn
        prove = cast("Callable[[Store, str, str, str], Proof]", load("tui.commands.proving:proved"))
        return at(store, proof=prove(store, login, password, new))
    if login is not None:
        with suppress(Refused), store.begin() as session:  # who can't write now can look all the same
            sat_down(session, session.get_one(Person, person.id))
    return at(store, person.id)


def at(store: Store, person_id: int = 0, proof: Proof | None = None) -> Desk:
    """The desk of somebody who may sit there, by name or by proof; in an exercise, the others see that they do."""
    with store.read() as session:
        mark = exercise(session)
        person = session.get_one(Person, proof.person_id if proof else person_id)
        if mark is not None:
            load("inventory.upkeep.exercising:must_join")(store, person.login)
            load("inventory.upkeep.stations:attend")(store, person.name)
        guard = Guard(store, person.id, person.login, proof, partial(at, store, 0))
        sits = _Seat(store, person.id, guard)
        return Desk(
            store=store,
            house=headquarters(session).name,
            officer_name=person.name,
            officer=sits.officer,
            why_not=sits.why_not,
            now=now,
            zone=settings.zone(session),
            mark=sits.mark,
            officers=lambda: officers(store),
            seat=partial(seat, store),
            again=lambda: at(store, person.id, guard.proof),
            guard=guard,
            watch=sits.watch,
            exercise=mark.said if mark else "",
        )


def sit(asked: Asked, password: str | None = None, new: str = "") -> Desk:
    """The desk at the store that was asked for; a password that isn't given may be in the environment."""
    store = Store.open(address(asked))
    try:
        return seat(store, asked.get("as"), password or os.environ.get("XUNBEI_PASSWORD"), new)
    except BaseException:
        store.close()
        raise

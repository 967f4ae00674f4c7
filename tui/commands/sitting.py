"""Sitting down at the desk: the store is opened and an officer is found, in the terminal's own thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.audit import head
from inventory.ground.people import GRANTS, Organisation, Permission, Person, RoleGiven, headquarters, not_permitted
from inventory.ground.store import Store, now
from tui.commands.acting import acting
from tui.commands.where import address
from tui.commands.words import Asked
from tui.desk import Desk, Officer


@dataclass(frozen=True)
class _Seat:
    """An officer at an open store; everything is looked up anew, so a right taken away ends at the next key."""

    store: Store
    person_id: int

    def officer(self, session: Session) -> Person:
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

    def mark(self) -> int:
        with self.store.read() as session:
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


def seat(store: Store, login: str | None) -> Desk:
    """The desk at an open store, for whoever acts."""
    with store.read() as session:
        person = acting(session, store, login)
        sits = _Seat(store, person.id)
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
            again=partial(seat, store, person.login),
        )


def sit(asked: Asked) -> Desk:
    """The desk at the store that was asked for."""
    store = Store.open(address(asked))
    try:
        return seat(store, asked.get("as"))
    except BaseException:
        store.close()
        raise

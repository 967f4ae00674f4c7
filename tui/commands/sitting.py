"""Sitting down at the desk: the store is opened and an officer is found, in the terminal's own thread."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.audit import head
from inventory.ground.people import GRANTS, Permission, Person, RoleGiven, headquarters, not_permitted
from inventory.ground.store import Store, now
from tui.commands.acting import acting
from tui.commands.where import address
from tui.commands.words import Asked
from tui.desk import Desk


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


def sit(asked: Asked) -> Desk:
    """The desk at the store that was asked for."""
    store = Store.open(address(asked))
    try:
        with store.read() as session:
            person = acting(session, store, asked.get("as"))
            seat = _Seat(store, person.id)
            return Desk(
                store=store,
                house=headquarters(session).name,
                officer_name=person.name,
                officer=seat.officer,
                rights=seat.rights,
                why_not=seat.why_not,
                now=now,
                zone=settings.zone(session),
                mark=seat.mark,
            )
    except BaseException:
        store.close()
        raise

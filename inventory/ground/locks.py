"""Locks: whether one must sign in, and whether a proof still holds; what every start asks, apart from passwords.

A file store is open until its first password is set; a store on a server is locked from its beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, column, func, select, table
from sqlalchemy.orm import Session

from inventory.ground.audit import unasked
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Person, RoleGiven
from inventory.ground.schema import Prepared

# Rules ---------------------------------------------------------------------------------------------------------


class MustSignIn(Refused):
    """The store is locked, and whoever acts has not proved who they are, or no longer."""

    message = N_("This store is locked: sign in with your password.")


class NoRole(Refused):
    """Nothing could be seen nor done."""

    message = N_("{name} has no role here: an administrator gives one first.")


@dataclass(frozen=True)
class Proof:
    """Who signed in, and by which password: it holds until another one is set."""

    person_id: int
    login: str
    password_id: int
    to_change: bool = False


# Queries -------------------------------------------------------------------------------------------------------

# its model takes its time, and an open store has none
_PASSWORD = table("password", column("id"), column("person_id"), column("hash"))
_ANY = Prepared(select(_PASSWORD.c.id).where(_PASSWORD.c.hash != "").limit(1))  # a field pack's copy keeps none
_NEWEST = Prepared(select(func.max(_PASSWORD.c.id)).where(_PASSWORD.c.person_id == bindparam("person")))


def has_passwords(session: Session) -> bool:
    """Whether a password was ever set."""
    return bool(_ANY.rows(session.connection()))


def is_locked(session: Session) -> bool:
    """Whether one must sign in: on a server always, in a file from the first password on."""
    return session.connection().dialect.name == "postgresql" or has_passwords(session)


def must_hold(session: Session, proof: Proof | None) -> None:
    """Refuse with MustSignIn where a proof no longer holds, or where there is none and the store is locked."""
    if proof is None:
        if is_locked(session):
            raise MustSignIn
    elif _NEWEST.rows(session.connection(), person=proof.person_id) != [(proof.password_id,)]:
        raise MustSignIn


def must_have_role(session: Session, person: Person) -> None:
    """Refuse with NoRole a person who was trusted with nothing."""
    if session.scalar(select(RoleGiven.id).where(RoleGiven.person_id == person.id).limit(1)) is None:
        raise NoRole(name=person.name)


# Services ------------------------------------------------------------------------------------------------------


def sat_down(session: Session, by: Person) -> None:
    """Account for who was chosen to act at an open store's terminal, where nobody proves anything."""
    unasked(session, "sit_down", lambda: (by, None))

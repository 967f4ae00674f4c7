"""Proving who one is: imported where somebody signs in or changes a password; an open store opens without it."""

from __future__ import annotations

from inventory.ground import passwords
from inventory.ground.locks import Proof, must_hold
from inventory.ground.passwords import MustChange
from inventory.ground.people import Person
from inventory.ground.store import Store


def proved(store: Store, login: str, password: str, new: str = "") -> Proof:
    """Who signs in; where somebody else set their password, `new` takes its place, or MustChange."""
    proof = passwords.verified(store, login, password)
    if not proof.to_change:
        return proof
    if not new:
        raise MustChange
    return changed(store, proof.person_id, proof.login, proof, password, new)


def changed(store: Store, person_id: int, login: str, proof: Proof | None, old: str, new: str) -> Proof:
    """A new password of one's own."""
    password = passwords.hashed(new, login=login, before=old)
    with store.begin() as session:
        must_hold(session, proof)
        return passwords.set_password(session, session.get_one(Person, person_id), password=password)


def changed_after(store: Store, person_id: int, login: str, proof: Proof | None, old: str, new: str) -> Proof:
    """The same, after the old one was proved where there is one."""
    if proof is not None:
        passwords.verified(store, login, old)
    return changed(store, person_id, login, proof, old, new)

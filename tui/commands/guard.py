"""The guard of a desk: whether its officer signed in, and what it takes to go on, to sit down, to change a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inventory.ground import passwords, settings
from inventory.ground.passwords import MustChange, Proof
from inventory.ground.people import Organisation, Person
from inventory.ground.store import Store
from tui.desk import Desk


@dataclass
class Guard:
    """Knows by which proof an officer sits at a store; none in an open one. `seat` makes a desk of another proof."""

    store: Store
    person_id: int
    login: str
    proof: Proof | None
    seat: Callable[[Proof], Desk]

    @property
    def is_locked(self) -> bool:
        """Whether the officer signed in."""
        return self.proof is not None

    def idle_minutes(self) -> int:
        """What is set for the officer's own organisation."""
        with self.store.read() as session:
            house = session.get_one(Organisation, session.get_one(Person, self.person_id).organisation_id)
            return int(settings.value_of(session, "idle_minutes", house) or 0)

    def unlock(self, login: str, password: str, new: str = "") -> Desk | None:
        """The officer goes on where they were; somebody else gets a desk of their own."""
        proof = proved(self.store, login, password, new)
        if proof.person_id != self.person_id:
            return self.seat(proof)
        self.proof = proof
        return None

    def change(self, old: str, new: str) -> None:
        """Set the officer's own password, after the old one was proved where there is one."""
        if self.proof is not None:
            passwords.verified(self.store, self.login, old)
        self.proof = changed(self.store, self.person_id, self.login, self.proof, old, new)


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
        passwords.must_hold(session, proof)
        return passwords.set_password(session, session.get_one(Person, person_id), password=password)

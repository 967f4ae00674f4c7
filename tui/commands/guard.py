"""The guard of a desk: whether its officer signed in, and what it takes to go on, to sit down, to change a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inventory.ground import settings
from inventory.ground.locks import Proof
from inventory.ground.people import Organisation, Person
from inventory.ground.store import Store
from tui.commands import load
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
        proof: Proof = load("tui.commands.proving:proved")(self.store, login, password, new)
        if proof.person_id != self.person_id:
            return self.seat(proof)
        self.proof = proof
        return None

    def change(self, old: str, new: str) -> None:
        """Set the officer's own password, after the old one was proved where there is one."""
        change = load("tui.commands.proving:changed_after")
        self.proof = change(self.store, self.person_id, self.login, self.proof, old, new)

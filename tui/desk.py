"""The desk: the open store, the officer who sits at it, and the one way to do something there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tui.watching import Watch

Made = TypeVar("Made")


class Store(Protocol):
    """What the terminal asks of a store."""

    @property
    def where(self) -> str:
        """How the store is named to people."""

    def begin(self, request: str | None = None) -> AbstractContextManager[Any]:
        """Change it."""

    def read(self) -> AbstractContextManager[Any]:
        """Look at it."""

    def close(self) -> None:
        """Let go of it."""


@dataclass(frozen=True)
class Officer:
    """Somebody who may sit here, as they are told apart."""

    login: str
    name: str
    detail: str


class Guard(Protocol):
    """What stands between a desk and somebody who isn't its officer; unlocking and changing take their time."""

    @property
    def login(self) -> str:
        """The officer's."""

    @property
    def is_locked(self) -> bool:
        """Whether the officer proved who they are."""

    def idle_minutes(self) -> int:
        """After how many minutes without a key the password is asked for again; 0 for never."""

    def unlock(self, login: str, password: str, new: str = "") -> Desk | None:
        """Let the officer go on (None), or somebody else sit down at a desk of their own; `new` as for `Desk.seat`."""

    def change(self, old: str, new: str) -> None:
        """Change the officer's own password; where the store is open, it is the first one and locks it."""


@dataclass(frozen=True)
class Desk:
    """What a session at the terminal rests on; `officer` finds the officer's row in a transaction.

    Anybody of `officers` may sit down instead, at the desk that `seat` makes of their login, and in a locked store of
    their password and a new one, where they must choose it first; `again` makes this one anew; `watch` looks who is on
    duty and what can't wait. `exercise` is what stands over everything where nothing that is done is real.
    """

    store: Store
    house: str
    officer_name: str
    officer: Callable[[Any], Any]
    why_not: Callable[[str], str]
    now: Callable[[], datetime]
    zone: ZoneInfo
    mark: Callable[[], object]
    officers: Callable[[], Sequence[Officer]] = tuple
    seat: Callable[..., Desk] | None = None
    again: Callable[[], Desk] | None = None
    guard: Guard | None = None
    watch: Callable[[], Watch] | None = None
    exercise: str = ""

    @property
    def is_locked(self) -> bool:
        """Whether whoever sits here signed in."""
        return self.guard is not None and self.guard.is_locked

    @property
    def today(self) -> date:
        """The date on the headquarters' wall."""
        return self.now().astimezone(self.zone).date()

    def do(
        self,
        service: Callable[..., Made],
        *,
        request: str | None = None,
        told: Callable[[Made], str] | None = None,
        **facts: object,
    ) -> str:
        """Do one thing in one transaction, as the officer is now; raises Refused, keeps all or nothing.

        A fact that is a function is asked for its value inside the transaction, so that a row which a form found
        earlier is looked up anew. The answer is what `told` says of what was made, while it can still be read.
        """
        with self.store.begin(request=request) as session:
            present = {name: fact(session) if callable(fact) else fact for name, fact in facts.items()}
            made = service(session, self.officer(session), **present)
            session.flush()
            return told(made) if told else ""


class Doors(Protocol):
    """The ways to a desk where the store that was asked for doesn't open; each is done in a thread and may refuse."""

    @property
    def where(self) -> str:
        """The store that was asked for."""

    def example_left(self) -> date | None:
        """The day on which the example was left; None where there is none yet."""

    def example(self) -> Desk:
        """Look at the example, which is made where it isn't there yet."""

    @property
    def is_server(self) -> bool:
        """Whether the store that was asked for is on a server, and so locked from its beginning."""

    def begin(self, *, name: str, person: str, login: str, password: str = "") -> Desk:
        """Make a store of one's own, where it was asked for; on a server with its first administrator's password."""

    def other(self, where: str) -> Desk:
        """Open another store."""

    def restore(self, file: str) -> Desk:
        """Put a backup where the store was asked for."""

    def officers(self) -> Sequence[Officer]:
        """Who may sit at the store that was tried last."""

    def sit(self, login: str, password: str | None = None, new: str = "") -> Desk:
        """Sit there as this one, with their password where it is locked, and a new one where they must choose it."""

    def lock(self, login: str, password: str) -> Desk:
        """Give the store that was tried last, on a server, its first password, and sit there."""

"""The desk: the open store, the officer who sits at it, and the one way to do something there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Protocol, TypeVar

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


@dataclass(frozen=True)
class Desk:
    """What a session at the terminal rests on; `officer` finds the officer's row in a transaction."""

    store: Store
    house: str
    officer_name: str
    officer: Callable[[Any], Any]
    rights: Callable[[], frozenset[str]]
    why_not: Callable[[str], str]
    now: Callable[[], datetime]
    zone: tzinfo
    mark: Callable[[], object]

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

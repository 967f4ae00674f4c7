"""Telephone numbers in reports: whoever makes one that shows them leaves a line in the audit trail first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from inventory.ground.accounts import show_phones, trusted_with
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.schema import Base, Phone
from reports.registry import report


class Book(Protocol):
    """What is asked of a store."""

    def begin(self, request: str | None = None) -> AbstractContextManager[Session]:
        """Change it."""

    def read(self) -> AbstractContextManager[Session]:
        """Look at it."""


def shown(session: Session, reader: Person, name: str) -> list[Organisation]:
    """The branches whose telephone numbers this reader would be shown unmasked by a report."""
    asked = report(name)
    owners = [*([asked.phones] if asked.phones else []), *asked.more_phones]
    if not owners:
        return []
    trusted = trusted_with(session, reader, Permission.SEE_PHONES)
    return [one for one in trusted if any(_has_phones(session, one, owner) for owner in owners)]


def _has_phones(session: Session, top: Organisation, owner: type[Base]) -> bool:
    columns = inspect(owner).columns
    numbers = [one != "" for one in columns if isinstance(one.type, Phone)]
    below = select(Organisation.id).where(Organisation.path.startswith(top.path))
    return session.scalar(select(columns["id"]).where(owner.within(below), or_(*numbers)).limit(1)) is not None


def account(book: Book, officer: Callable[[Session], Person], name: str) -> None:
    """Write the lines that a report takes, most take none; it is made in a transaction of its own afterwards."""
    with book.read() as session:
        if not shown(session, officer(session), name):
            return
    with book.begin() as session:
        by = officer(session)
        for one in shown(session, by, name):
            show_phones(session, by, organisation=one, report=name)

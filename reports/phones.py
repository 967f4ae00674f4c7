"""Telephone numbers in reports: whoever makes one that shows them leaves a line in the audit trail first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground.accounts import show_phones, trusted_with
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.schema import Base
from reports.registry import report


class Book(Protocol):
    """What is asked of a store."""

    def begin(self, request: str | None = None) -> AbstractContextManager[Session]:
        """Change it."""

    def read(self) -> AbstractContextManager[Session]:
        """Look at it."""


def shown(session: Session, reader: Person, name: str) -> list[Organisation]:
    """The branches whose telephone numbers this reader would be shown unmasked by a report."""
    owner = report(name).phones
    if owner is None:
        return []
    return [one for one in trusted_with(session, reader, Permission.SEE_PHONES) if _has_phones(session, one, owner)]


def _has_phones(session: Session, top: Organisation, owner: type[Base]) -> bool:
    columns = owner.__table__.columns
    below = select(Organisation.id).where(Organisation.path.startswith(top.path))
    found = select(columns["id"]).where(columns["organisation_id"].in_(below), columns["phone"] != "").limit(1)
    return session.scalar(found) is not None


def account(book: Book, officer: Callable[[Session], Person], name: str) -> None:
    """Write the lines that a report takes, most take none; it is made in a transaction of its own afterwards."""
    with book.read() as session:
        if not shown(session, officer(session), name):
            return
    with book.begin() as session:
        by = officer(session)
        for one in shown(session, by, name):
            show_phones(session, by, organisation=one, report=name)

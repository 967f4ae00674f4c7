"""Reports that were given: those that refer to the last one leave a line in the trail once their file is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground.people import Person
from reports.frame import Stamp
from reports.phones import Book
from reports.registry import report
from reports.table import Table


def account(book: Book, officer: Callable[[Session], Person], name: str, made: tuple[Table[Any], Stamp]) -> None:
    """Write the line that a report takes when its file is there; most take none."""
    tell = report(name).given
    if tell is not None:
        with book.begin() as session:
            tell(session, officer(session), *made)

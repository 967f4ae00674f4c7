"""What the board reads before its first picture: who is on duty, and the lines of the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty import log, presence
from inventory.duty.log import LogEntry, LogLine
from inventory.duty.posts import PostKind
from inventory.duty.presence import OnDuty
from inventory.ground.accounts import persons
from inventory.ground.people import Person
from inventory.ground.store import Lines
from tui.desk import Desk
from tui.widgets.source import Source

A_DAY = timedelta(days=1)


class Which(StrEnum):
    """Which lines of the log are shown."""

    SHIFT = "shift"
    OPEN = "open"
    ALL = "all"


@dataclass(frozen=True)
class Board:
    """The duty room as it stands; `since` is when the shift began, or a day ago where none is known."""

    room_id: int
    on: OnDuty | None
    since: datetime

    @property
    def leader(self) -> str:
        """Who leads now; empty where nobody does."""
        shift = self.on.shift if self.on else None
        return next((one.name for one in shift.of(PostKind.LEADER)), "") if shift else ""


@dataclass(frozen=True)
class Names:
    """What a typed line may begin with beyond what the form of a name tells: units and people."""

    units: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


def look(desk: Desk) -> Board:
    """The duty room of the officer."""
    with desk.store.read() as session:
        on = presence.on_duty(session, desk.officer(session))
    since = on.shift.starts_at if on and on.shift else desk.now() - A_DAY
    return Board(on.organisation_id if on else 0, on, since)


def entries(desk: Desk, which: Which, since: datetime, text: str) -> Source[LogLine]:
    """The lines that are asked for, the latest first; what is sought is sought in the whole log."""

    def asked(session: Session, reader: Person) -> Lines[LogLine]:
        if which is Which.OPEN and not text:
            return log.open_items(session, reader)
        first = since if which is Which.SHIFT and not text else None
        return log.entries(session, reader, since=first, text=text, latest_first=True)

    return _windows(desk, asked)


def _windows(desk: Desk, asked: Callable[[Session, Person], Lines[LogLine]]) -> Source[LogLine]:
    def fetch(start: int, stop: int) -> Sequence[LogLine]:
        with desk.store.read() as session:
            return asked(session, desk.officer(session))[start:stop]

    with desk.store.read() as session:
        count = len(asked(session, desk.officer(session)))
    return Source(count, fetch, lambda line: line.entry_id)


def line_of(desk: Desk, number: str) -> LogLine | None:
    """A line of the log by its number."""
    with desk.store.read() as session:
        chosen = [LogEntry.number == number]
        return next(iter(log.lines(session, desk.officer(session), chosen, [LogEntry.id])), None)


def people(desk: Desk) -> list[tuple[int, str, str, str]]:
    """Everybody of the branch: id, name, login, organisation."""
    with desk.store.read() as session:
        return [
            (one.person_id, one.name, one.login, one.organisation) for one in persons(session, desk.officer(session))
        ]


def person_id(desk: Desk) -> int:
    """The officer's own."""
    with desk.store.read() as session:
        found: int = desk.officer(session).id
    return found


def login_of(desk: Desk, who: int) -> str:
    """Somebody's login."""
    with desk.store.read() as session:
        found: str = session.scalars(select(Person.login).where(Person.id == who)).one()
    return found

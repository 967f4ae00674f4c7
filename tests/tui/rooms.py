"""The duty room of the example's district for the tests of its screens: a month as it is planned or published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from textual.pilot import Pilot

from inventory.duty import filling, planning, publishing
from inventory.duty.patterns import ShiftPattern
from inventory.duty.shifts import Planned, Roster
from inventory.ground.people import Organisation, Person
from inventory.ground.store import Store
from tests.tui.fakes import screen_text, until
from tui.screens.roster import RosterScreen

JUNE, JULY = date(2022, 6, 1), date(2022, 7, 1)


@contextmanager
def written(path: Path) -> Iterator[tuple[Session, Person]]:
    """Write something as the leader."""
    store = Store.open(str(path))
    with store.begin() as session:
        yield session, person(session, "leader")
    store.close()


@contextmanager
def looked(path: Path) -> Iterator[Session]:
    """Look at what is there."""
    store = Store.open(str(path))
    with store.read() as session:
        yield session
    store.close()


def person(session: Session, login: str) -> Person:
    """Somebody by their login."""
    return session.scalars(select(Person).where(Person.login == login)).one()


def plan(path: Path, first: date = JUNE, *, publish: bool = True) -> None:
    """Open a month, fill it, publish it."""
    with written(path) as (session, by):
        room = session.scalars(select(Organisation).where(Organisation.parent_id.is_(None))).one()
        pattern = session.scalars(select(ShiftPattern)).first()
        assert pattern is not None
        roster = planning.open_roster(session, by, organisation=room, month=first, pattern=pattern)
        filling.fill(session, by, roster=roster)
        if publish:
            publishing.publish(session, by, roster=roster, reason="示例")


def seats(path: Path, first: date = JUNE) -> list[Planned]:
    """Who is planned in a month."""
    with looked(path) as session:
        asked = select(Planned).join(Roster, Roster.id == Planned.roster_id).where(Roster.first == first)
        return list(session.scalars(asked.order_by(Planned.begins_on, Planned.post_id)))


def board(pilot: Pilot[None]) -> RosterScreen:
    """F5 in front."""
    screen = pilot.app.screen
    assert isinstance(screen, RosterScreen), screen_text(pilot.app)
    return screen


async def arrive(pilot: Pilot[None]) -> RosterScreen:
    """Wait until F5 has read its month."""
    await until(pilot, lambda: isinstance(pilot.app.screen, RosterScreen) and board(pilot).sheet is not None)
    await pilot.pause()
    return board(pilot)


async def go(pilot: Pilot[None], on: date, column: str = "") -> None:
    """Stand on a day, and in the column with this title."""
    screen = board(pilot)
    await until(pilot, lambda: screen.lines.count > 0)
    screen.lines.cursor = next(at for at, row in enumerate(screen._rows) if row.day.on == on)
    titles = [one.title for one in screen.lines.columns]
    screen.lines.at = titles.index(column) if column else 0
    await pilot.pause()


async def said(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all this is on the screen."""
    await until(pilot, lambda: all(text in screen_text(pilot.app) for text in texts))


def cell(pilot: Pilot[None], on: date, title: str) -> Any:
    """What a cell of the month says."""
    screen = board(pilot)
    row = next(one for one in screen._rows if one.day.on == on)
    return next(one for one in screen.lines.columns if one.title == title).cell(row)

"""Amending the log: a line is corrected or closed by a later one; what was written stays."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty.log import LONGEST, LogEntry, LogKind, Told, entered
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Permission, Person
from inventory.ground.text import clean

# Rules ---------------------------------------------------------------------------------------------------------


class Corrected(Refused):
    """Only the line that holds is corrected, or two corrections would undo each other unseen."""

    message = N_("{entry} was corrected by {newest}: look at that line, and correct it where it is wrong.")


class NothingCorrected(Refused):
    """A correction says something else."""

    message = N_("{entry} says that already: a correction changes something.")


class DeadlineTwice(Refused):
    """A deadline is another one or none."""

    message = N_("A deadline of {entry} is either moved or taken away.")


class ClosedAlready(Refused):
    """Something is done once."""

    message = N_("{entry} was closed by {closing} already.")


class NothingOpen(Refused):
    """Only what waits for somebody, or for an hour, is closed."""

    message = N_("{entry} has neither an owner nor a deadline: there is nothing in it to close.")


# Queries -------------------------------------------------------------------------------------------------------


def newest(session: Session, entry: LogEntry) -> LogEntry:
    """The line that holds: the last correction, or the line itself where there is none."""
    first = entry.corrects_id or entry.id
    found = select(LogEntry).where(LogEntry.corrects_id == first).order_by(LogEntry.id.desc()).limit(1)
    return session.scalars(found).one_or_none() or session.get_one(LogEntry, first)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.WRITE_LOG, on="entry")
def correct_entry(
    session: Session,
    by: Person,
    *,
    entry: LogEntry,
    kind: LogKind | None = None,
    content: str | None = None,
    unit: str | None = None,
    caller: str | None = None,
    phone: str | None = None,
    action: str | None = None,
    reported_to: str | None = None,
    owner: str | None = None,
    due_at: datetime | None = None,
    no_deadline: bool = False,
    occurred_at: datetime | None = None,
) -> LogEntry:
    """Correct a line by a new one that holds in its place; what isn't said stays as it was, and both are shown."""
    if no_deadline and due_at is not None:
        raise DeadlineTwice(field="due_at", entry=entry.number)
    if (holding := newest(session, entry)).id != entry.id:
        raise Corrected(field="entry", entry=entry.number, newest=holding.number)
    before = Told(**{one.name: getattr(entry, one.name) for one in fields(Told)})
    said: tuple[Any, ...] = (kind, content, unit, caller, phone, action, reported_to, owner, due_at, occurred_at)
    names = (one.name for one in fields(Told))
    after = replace(before, **{name: one for name, one in zip(names, said, strict=True) if one is not None})
    after = replace(after, due_at=None) if no_deadline else after
    if after == before:
        raise NothingCorrected(field="entry", entry=entry.number)
    about = entry.corrects_id or entry.id
    return entered(session, by, after, organisation_id=entry.organisation_id, corrects_id=about)


@service(Permission.WRITE_LOG, on="entry")
def close_entry(
    session: Session, by: Person, *, entry: LogEntry, action: str, occurred_at: datetime | None = None
) -> LogEntry:
    """Close what was open by a line that says what was done."""
    holding = newest(session, entry)
    about = holding.corrects_id or holding.id
    closing = session.scalars(select(LogEntry.number).where(LogEntry.closes_id == about).limit(1)).one_or_none()
    if closing is not None:
        raise ClosedAlready(field="entry", entry=entry.number, closing=closing)
    if not holding.owner and holding.due_at is None:
        raise NothingOpen(field="entry", entry=entry.number)
    done = clean(action, field="action", longest=LONGEST["action"])
    told = Told(LogKind.OTHER, holding.content, action=done, occurred_at=occurred_at)
    return entered(session, by, told, organisation_id=entry.organisation_id, closes_id=about)

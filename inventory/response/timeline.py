"""The timeline of a response: the log and the audit lines between its beginning and its end, in one order.

Nothing is copied for it. A line of the audit is worded from its facts, and is seen by whoever sees the row it made.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from inventory.duty import log
from inventory.duty.levels import LevelOrder
from inventory.ground.audit import AuditEntry
from inventory.ground.i18n import _
from inventory.ground.instants import CLOCKS_DIFFER
from inventory.ground.people import Organisation, Person, branch
from inventory.ground.schema import Base
from inventory.ground.store import moment_of
from inventory.ground.text import visible
from inventory.response.watched import WATCHED, Told, Watched
from inventory.response.wording import Facts, Wording

CHUNK = 500  # audit lines that are asked for at once


@dataclass(frozen=True)
class TimelineLine:
    """Something that happened in a response; `late` is what was entered long after it happened."""

    at: datetime
    recorded_at: datetime
    kind: Told
    number: str
    what: str
    by: str
    late: bool


@dataclass(frozen=True)
class _Made:
    """A row that a watched service made."""

    watched: Watched
    at: datetime
    number: str


def timeline(session: Session, reader: Person, response: LevelOrder) -> list[TimelineLine]:
    """What happened in a response (named by its first order) where it held, as far as the reader may see it."""
    begin, end = response.since, _end(session, response)
    house = session.get_one(Organisation, response.organisation_id)
    made = [*_written(session, reader, begin, end, house), *_done(session, reader, begin, end, house)]
    return sorted(made, key=lambda one: (one.at, one.recorded_at))


def _end(session: Session, response: LevelOrder) -> datetime:
    """When a response ended, or now while it runs."""
    ending = select(LevelOrder.since).where(
        LevelOrder.organisation_id == response.organisation_id,
        LevelOrder.id > response.id,
        LevelOrder.level_id.is_(None),
    )
    return session.scalar(ending.order_by(LevelOrder.id).limit(1)) or moment_of(session)


def _written(
    session: Session, reader: Person, begin: datetime, end: datetime, house: Organisation
) -> Iterator[TimelineLine]:
    """The duty log, as corrected."""
    for one in log.entries(session, reader, since=begin, until=end, within=house):
        if one.corrected_by:
            continue
        whence, what = " ".join(visible(word) for word in (one.unit, one.caller) if word), visible(one.content)
        what = _("{whence}: {content}").format(whence=whence, content=what) if whence else what
        done = f" → {visible(one.action)}" if one.action else ""
        yield TimelineLine(one.occurred_at, one.recorded_at, Told.LOG, one.number, what + done, one.by, one.late)


def _done(
    session: Session, reader: Person, begin: datetime, end: datetime, house: Organisation
) -> Iterator[TimelineLine]:
    """What services did, worded from their audit lines."""
    made = dict(_rows(session, reader, house, lambda one: and_(one.at >= begin, one.at <= end)))
    yield from _worded(session, reader, made, _lines(session, list(made)))


def entered_since(session: Session, reader: Person, house: Organisation, entry_id: int) -> list[TimelineLine]:
    """What services did in a branch since an audit line, whenever it happened, in the order in which it was entered."""
    watched = [service for one in WATCHED for service in one.words]
    lines = _entries(AuditEntry.id > entry_id, AuditEntry.service.in_(watched))
    found = [(entry, by) for entry, by in session.execute(lines)]
    made: dict[str, list[int]] = defaultdict(list)
    for entry, _by in found:
        table, _colon, row_id = entry.result.partition(":")
        if row_id:
            made[table].append(int(row_id))

    def which(one: Watched) -> ColumnElement[bool]:
        ids = made[one.model.__tablename__]
        return one.model.__table__.columns["id"].between(min(ids), max(ids))

    rows = dict(_rows(session, reader, house, which, [one for one in WATCHED if made[one.model.__tablename__]]))
    return list(_worded(session, reader, rows, [row for row in found if row[0].result in rows]))


def _worded(
    session: Session, reader: Person, made: Mapping[str, _Made], lines: Iterable[tuple[AuditEntry, str | None]]
) -> Iterator[TimelineLine]:
    """What audit lines say of the rows that they made."""
    found = [
        (made[entry.result], entry, facts, by)
        for entry, by in lines
        if entry.service in made[entry.result].watched.words
        for facts in (_facts(entry),)
    ]
    wording = Wording(session, reader, [(entry.service, facts) for _one, entry, facts, _by in found])
    for one, entry, facts, by in found:
        what = wording.say(entry.service, facts, one.watched.words[entry.service])
        late = entry.recorded_at - one.at > CLOCKS_DIFFER
        yield TimelineLine(one.at, entry.recorded_at, one.watched.kind, one.number, what, by or entry.actor, late)


def _facts(entry: AuditEntry) -> Facts:
    facts: Facts = json.loads(entry.facts)
    return facts


def _rows(
    session: Session,
    reader: Person,
    house: Organisation,
    which: Callable[[Watched], ColumnElement[bool]],
    among: Sequence[Watched] = WATCHED,
) -> Iterator[tuple[str, _Made]]:
    """The rows of watched tables that are meant, by how an audit line names what it made."""
    for one in among:
        model: type[Base] = one.model
        called = model.__table__.columns[model.called]
        rows = select(model.__table__.columns["id"], one.at, called).where(
            which(one), one.mine(branch(reader, within=house))
        )
        for row_id, at, number in session.execute(rows):
            yield f"{model.__tablename__}:{row_id}", _Made(one, at, number if model.called != "id" else "")


def _lines(session: Session, results: list[str]) -> Iterator[tuple[AuditEntry, str | None]]:
    """The audit lines that made rows, with who did it."""
    left = iter(results)
    while some := list(islice(left, CHUNK)):
        for row in session.execute(_entries(AuditEntry.result.in_(some))):
            yield row[0], row[1]


def _entries(*which: ColumnElement[bool]) -> Select[AuditEntry, str | None]:
    found = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.person_id)
    return found.where(*which).order_by(AuditEntry.id)

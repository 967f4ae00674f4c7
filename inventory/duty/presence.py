"""Presence: who is on duty now and who comes next, which posts are empty, and whose signature counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Row,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from inventory.duty import levels
from inventory.duty.posts import Post, PostKind, PostNeed
from inventory.duty.shifts import Attendance, Duty, DutyChange, Planned, Roster, Shift
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Moment, masked
from inventory.ground.store import moment_of

# Rules ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PersonOn:
    """Somebody on a duty; `is_planned` is whether the published roster says so."""

    person_id: int
    name: str
    is_planned: bool


@dataclass(frozen=True)
class PostOn:
    """A post in a shift: how many it takes at the level in force, and who stands on it."""

    post_id: int
    name: str
    kind: PostKind
    needed: int
    people: tuple[PersonOn, ...]

    @property
    def missing(self) -> int:
        """How many are still needed."""
        return max(0, self.needed - len(self.people))


@dataclass(frozen=True)
class ShiftOn:
    """A shift with its posts as they stand."""

    shift_id: int
    code: str
    name: str
    organisation_id: int
    starts_at: datetime
    ends_at: datetime
    posts: tuple[PostOn, ...]

    @property
    def empty(self) -> tuple[PostOn, ...]:
        """The posts on which somebody is missing."""
        return tuple(one for one in self.posts if one.missing)

    @property
    def needed(self) -> int:
        """How many the shift takes."""
        return sum(one.needed for one in self.posts)

    @property
    def there(self) -> int:
        """How many of those that it takes are there."""
        return self.needed - sum(one.missing for one in self.posts)

    def of(self, kind: PostKind) -> tuple[PersonOn, ...]:
        """Who leads, signs or sits."""
        return tuple(person for one in self.posts if one.kind is kind for person in one.people)


@dataclass(frozen=True)
class OnDuty:
    """A duty room at an instant: its response level, its shift and the one after it, None where none is published."""

    organisation_id: int
    at: datetime
    level: str
    shift: ShiftOn | None
    next: ShiftOn | None


@dataclass(frozen=True)
class Contact:
    """How somebody is reached, as far as the reader may know it."""

    person_id: int
    name: str
    title: str
    organisation: str
    phone: str


# Queries -------------------------------------------------------------------------------------------------------

PLANNED, CHANGED, RECORDED = range(3)


def on_duty(
    session: Session, reader: Person, *, at: datetime | None = None, organisation: Organisation | None = None
) -> OnDuty | None:
    """The duty room of an organisation, or else the uppermost one that the reader sees, at an instant or now.

    It is one statement: the top line of every screen asks it. None for whoever sees no organisation at all.
    """
    when = at or moment_of(session)
    rows = session.execute(_at(branch(reader), organisation.id if organisation else None), {"when": when}).all()
    if not rows:
        return None
    shifts = _shifts(rows, when)
    return OnDuty(
        rows[0].organisation_id,
        when,
        rows[0].level or "",
        next((one for one in shifts if one.starts_at <= when), None),
        next((one for one in shifts if one.starts_at > when), None),
    )


@lru_cache(maxsize=64)
def _at(mine: Select[int], organisation_id: int | None) -> Select[Any]:
    """The question of `on_duty`, put together once."""
    when, later, here = bindparam("when", type_=Moment()), aliased(Shift), _room(mine, organisation_id)
    following = select(func.min(later.starts_at)).where(later.organisation_id == here.c.id, later.starts_at > when)
    now_or_next = or_(
        and_(Shift.starts_at <= when, Shift.ends_at > when), Shift.starts_at == following.scalar_subquery()
    )
    return _asked(here, when, now_or_next)


def coming(
    session: Session,
    reader: Person,
    since: datetime,
    until: datetime,
    *,
    organisation: Organisation | None = None,
    level: levels.ResponseLevel | None = None,
) -> list[ShiftOn]:
    """The shifts of a duty room between two instants, with what they take at the level in force now, or at another."""
    asked = _meanwhile(branch(reader), organisation.id if organisation else None, level.id if level else None)
    span = {"since": since, "until": until, "now": moment_of(session)}
    return _shifts(session.execute(asked, span).all(), None)


@lru_cache(maxsize=64)
def _meanwhile(mine: Select[int], organisation_id: int | None, level_id: int | None) -> Select[Any]:
    """The question of `coming`, put together once."""
    since, until, now = (bindparam(name, type_=Moment()) for name in ("since", "until", "now"))
    which = and_(Shift.starts_at < until, Shift.ends_at > since)
    return _asked(_room(mine, organisation_id), now, which, level_id)


def room_of(session: Session, reader: Person) -> int | None:
    """The organisation whose duty room is the reader's."""
    return session.scalar(select(_room(branch(reader), None).c.id))


def signing_officer(session: Session, reader: Person, organisation: Organisation, at: datetime) -> PersonOn | None:
    """Who signs for a duty room at an instant (主班); None where nobody stands on that post."""
    room = on_duty(session, reader, at=at, organisation=organisation)
    return next(iter(room.shift.of(PostKind.SIGNING)), None) if room and room.shift else None


def contacts(session: Session, reader: Person, people: Collection[int]) -> dict[int, Contact]:
    """How people are reached who are of the reader's branch or serve in one of its duty rooms.

    The phones of a branch that the reader isn't trusted with are masked.
    """
    rooms = branch(reader)
    lines = _lines(select(Shift.id).where(Shift.organisation_id.in_(rooms))).subquery("lines")
    planned = (
        select(Planned.person_id).join(Roster, Roster.id == Planned.roster_id).where(Roster.organisation_id.in_(rooms))
    )
    known = or_(Person.organisation_id.in_(rooms), Person.id.in_(planned), Person.id.in_(select(lines.c.in_id)))
    trusted = Person.organisation_id.in_(branch(reader, Permission.SEE_PHONES))
    found = session.execute(
        select(Person.id, Person.name, Person.post, Organisation.name, Person.phone, trusted)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id.in_(people), known)
    )
    return {row[0]: Contact(*row[:4], masked(row[4], shown=bool(row[5]))) for row in found}


def _room(mine: Select[int], organisation_id: int | None) -> Any:  # noqa: ANN401 - a subquery of one organisation
    """The one organisation that is asked about: with a roster before without one, then the uppermost."""
    wanted = select(Organisation.id).where(Organisation.id.in_(mine))
    if organisation_id is not None:
        return wanted.where(Organisation.id == organisation_id).subquery("room")
    has_roster = exists().where(Roster.organisation_id == Organisation.id)
    return wanted.order_by(has_roster.desc(), Organisation.path).limit(1).subquery("room")


def _asked(
    here: Any,  # noqa: ANN401 - as `_room`
    level_at: Any,  # noqa: ANN401 - an instant, or what will be bound to one
    which: ColumnElement[bool],
    level_id: int | None = None,
) -> Select[Any]:
    """Every post of the shifts with every line that says who stands on it, in their order; at a level that is meant."""
    room, one = select(here.c.id).scalar_subquery(), levels.ResponseLevel
    level = levels.holding(room, level_at).subquery("level")
    if level_id is not None:
        level = select(one.id, one.name).where(one.id == level_id).subquery("level")
    chosen = select(Shift).where(Shift.organisation_id == room, which).cte("chosen")
    lines = _lines(select(chosen.c.id)).subquery("lines")
    post, person = Post.__table__, Person.__table__
    return (
        select(
            here.c.id.label("organisation_id"), level.c.name.label("level"), chosen.c.id.label("shift_id"),
            chosen.c.code, chosen.c.name, chosen.c.starts_at, chosen.c.ends_at, post.c.id.label("post_id"),
            post.c.name.label("post"), post.c.kind, post.c.retired,
            func.coalesce(PostNeed.needed, post.c.needed).label("needed"),
            lines.c.step, lines.c.out_id, lines.c.in_id, lines.c.from_at, lines.c.until_at, person.c.name.label("who"),
        )
        .select_from(here)
        .outerjoin(level, true())
        .outerjoin(chosen, true())
        .outerjoin(Roster, Roster.id == chosen.c.roster_id)
        .outerjoin(post, post.c.pattern_id == Roster.pattern_id)
        .outerjoin(PostNeed, and_(PostNeed.post_id == post.c.id, PostNeed.level_id == level.c.id))
        .outerjoin(lines, and_(lines.c.shift_id == chosen.c.id, lines.c.post_id == post.c.id))
        .outerjoin(person, person.c.id == lines.c.in_id)
        .order_by(chosen.c.starts_at, chosen.c.id, post.c.turn, post.c.id, lines.c.step, lines.c.id)
    )  # fmt: skip


def _lines(among: Select[Any]) -> Any:  # noqa: ANN401 - a union
    """What was planned, changed and recorded of shifts, in one shape: who goes, who comes, from when until when."""
    never = type_coerce(cast(null(), DateTime), Moment())
    return union_all(
        select(
            literal(PLANNED).label("step"), Duty.id, Duty.shift_id, Duty.post_id, null().label("out_id"),
            Duty.person_id.label("in_id"), never.label("from_at"), never.label("until_at"),
        ).where(Duty.shift_id.in_(among)),
        select(
            literal(CHANGED), DutyChange.id, DutyChange.shift_id, DutyChange.post_id, DutyChange.out_id,
            DutyChange.in_id, never, never,
        ).where(DutyChange.shift_id.in_(among)),
        select(
            literal(RECORDED), Attendance.id, Attendance.shift_id, Attendance.post_id,
            case((Attendance.came.is_(False), Attendance.person_id)),
            case((Attendance.came.is_(True), Attendance.person_id)), Attendance.from_at, Attendance.until_at,
        ).where(Attendance.shift_id.in_(among)),
    )  # fmt: skip


def _shifts(rows: Iterable[Row[Any]], at: datetime | None) -> list[ShiftOn]:
    found = []
    for shift_id, lines in groupby(rows, key=lambda row: row.shift_id):
        if shift_id is None:
            continue
        of_shift = list(lines)
        posts = [_post(list(of_post), at) for _id, of_post in groupby(of_shift, key=lambda row: row.post_id)]
        kept = tuple(one for one in posts if one is not None)
        first = of_shift[0]
        found.append(
            ShiftOn(shift_id, first.code, first.name, first.organisation_id, first.starts_at, first.ends_at, kept)
        )
    return found


def _post(lines: Sequence[Row[Any]], at: datetime | None) -> PostOn | None:
    """A post after all that its lines say; None for one that is gone and that nobody stands on."""
    first = lines[0]
    standing: dict[int, PersonOn] = {}
    away: set[int] = set()
    for line in lines:
        if line.out_id is not None:
            standing.pop(line.out_id, None)
        if line.in_id is not None:
            standing.setdefault(line.in_id, PersonOn(line.in_id, line.who, line.step == PLANNED))
            away.discard(line.in_id)
            if at is not None and not _is_there(line, at):
                away.add(line.in_id)
    people = tuple(one for one in standing.values() if one.person_id not in away)
    if first.post_id is None or (first.retired and not people):
        return None
    return PostOn(first.post_id, first.post, first.kind, 0 if first.retired else first.needed, people)


def _is_there(line: Row[Any], at: datetime) -> bool:
    return (line.from_at is None or line.from_at <= at) and (line.until_at is None or line.until_at > at)

"""Publishing a roster (发布值班表): what is wrong with the plan is listed by day, then it is frozen as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from inventory.duty.duties import held
from inventory.duty.months import DAY, Cell, Month, month
from inventory.duty.patterns import TimeLine
from inventory.duty.planning import BarePattern, is_away, must_be_open, rest
from inventory.duty.posts import PostKind, PostLine
from inventory.duty.shifts import Duty, Publication, Roster, Shift, away, bookings
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.store import recorded_at
from inventory.ground.text import clean

# Rules ---------------------------------------------------------------------------------------------------------


class ProblemKind(StrEnum):
    """What can be wrong with a plan, the gravest first."""

    RETIRED = "retired"
    LEADER = "leader"
    GAP = "gap"
    DOUBLE = "double"
    UNAVAILABLE = "unavailable"
    REST = "rest"


PROBLEM_NAMES = {
    ProblemKind.RETIRED: N_("retired"),
    ProblemKind.LEADER: N_("no leader"),
    ProblemKind.GAP: N_("too few"),
    ProblemKind.DOUBLE: N_("in two places"),
    ProblemKind.UNAVAILABLE: N_("unavailable"),
    ProblemKind.REST: N_("too little rest"),
}
GRAVITY = {kind: at for at, kind in enumerate(ProblemKind)}


class ReasonNeeded(Refused):
    """What is wrong is published knowingly or not at all."""

    message = N_("{problems}, the first on {on}: {first} Put it right, or say why it is published as it is.")


class RetiredThere(Refused):
    """Nobody who has left is on duty."""

    message = N_("On {on}: {first} It can't be published so.")


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """Something wrong with a plan on a day, and the sentence that says it; `missing` is how many people a gap lacks."""

    on: date
    kind: ProblemKind
    time_id: int
    time: str
    post_id: int | None
    post: str
    person_id: int | None
    person: str
    missing: int
    said: str

    @property
    def is_gap(self) -> bool:
        """Whether a post has too few."""
        return self.missing > 0


def problems(session: Session, reader: Person, roster: Roster) -> list[Problem]:
    """What is wrong with a roster, by day, the gravest of a day first."""
    return problems_of(session, month(session, reader, roster))


def problems_of(session: Session, there: Month) -> list[Problem]:
    """What is wrong with a month that has been read."""
    order = {(one.on, time.time_id): at for at, (one, time) in enumerate(there.shifts())}
    found = [*_gaps(there), *_people(session, there), *_clashes(session, there)]
    return sorted(found, key=lambda one: (one.on, GRAVITY[one.kind], order[one.on, one.time_id], one.person))


def _problem(
    kind: ProblemKind,
    cell: tuple[date, TimeLine, PostLine | None],
    who: tuple[int, str] | None,
    said: str,
    missing: int = 0,
) -> Problem:
    on, time, post = cell
    person_id, person = who or (None, "")
    post_id, called = (post.post_id, post.name) if post else (None, "")
    return Problem(on, kind, time.time_id, time.name, post_id, called, person_id, person, missing, said)


def _gaps(there: Month) -> Iterator[Problem]:
    """Posts with too few, and shifts that nobody leads."""
    leads = any(post.kind is PostKind.LEADER and not post.retired for post in there.posts)
    for at, (one, time) in enumerate(there.shifts()):
        if at == 0 and not leads:
            said = _("{pattern} has no post that leads.").format(pattern=there.pattern)
            yield _problem(ProblemKind.LEADER, (one.on, time, None), None, said)
        for post in there.posts:
            cell = (one.on, time.time_id, post.post_id)
            if post.retired or not (missing := there.missing(cell)):
                continue
            kind, said = ProblemKind.GAP, _("{time}: {post} has {there} of {needed}.")
            if post.kind is PostKind.LEADER and not there.seated(cell):
                kind, said = ProblemKind.LEADER, _("{time}: nobody leads ({post}).")
            words = {"time": time.name, "post": post.name, "there": len(there.seated(cell)), "needed": there.need(cell)}
            yield _problem(kind, (one.on, time, post), None, said.format(**words), missing)


def _people(session: Session, there: Month) -> Iterator[Problem]:
    """People, shifts and posts that have been retired, and people who are away."""
    times = {one.time_id: one for one in there.times}
    posts = {one.post_id: one for one in there.posts}
    gone = away(session, there.first, there.last + 2 * DAY)
    for (on, time_id, post_id), seats in there.seats.items():
        time, post = times[time_id], posts[post_id]
        for seat in seats:
            cell, who = (on, time, post), (seat.person_id, seat.name)
            for name in (one.name for one in (time, post, seat) if one.retired):
                said = _("{time}, {post}: {name} has been retired.")
                words = {"time": time.name, "post": post.name, "name": name}
                yield _problem(ProblemKind.RETIRED, cell, who, said.format(**words))
            if absent := is_away(gone, seat.person_id, on, time.starts, time.length):
                said = _("{time}, {post}: {who} is unavailable ({reason}).")
                words = {"time": time.name, "post": post.name, "who": seat.name}
                words["reason"] = absent.reason or f"{absent.first:%m-%d}–{absent.last:%m-%d}"
                yield _problem(ProblemKind.UNAVAILABLE, cell, who, said.format(**words))


@dataclass(frozen=True)
class _Turn:
    """Somebody's duty in this month, or in any other roster (then without a cell)."""

    starts_at: datetime
    ends_at: datetime
    where: str
    cell: Cell | None = None


def _clashes(session: Session, there: Month) -> Iterator[Problem]:
    """Who is in two places at once, or comes back after too little rest; other rosters count."""
    times = {one.time_id: one for one in there.times}
    posts = {one.post_id: one for one in there.posts}
    turns = defaultdict[int, list[_Turn]](list)
    names: dict[int, str] = {}
    for cell, seats in there.seats.items():
        for seat in seats:
            turns[seat.person_id].append(_Turn(*there.span(*cell[:2]), posts[cell[2]].name, cell))
            names[seat.person_id] = seat.name
    least = rest(session, there.organisation_id)
    for person_id, turn in _elsewhere(session, there, set(turns), least + 2 * DAY):
        turns[person_id].append(turn)
    for person_id, taken in turns.items():
        taken.sort(key=lambda turn: (turn.starts_at, turn.ends_at, turn.where))
        before = taken[0]
        for after in taken[1:]:
            at, gap = after.cell or before.cell, after.starts_at - before.ends_at
            told = {"before": _told(before, there), "after": _told(after, there)}
            before = max(before, after, key=lambda turn: turn.ends_at)
            if at is None or gap >= least:
                continue
            kind, said = _clash(gap, least)
            words = {**told, "who": names[person_id], "hours": _hours(gap), "least": _hours(least)}
            where = (at[0], times[at[1]], posts[at[2]])
            yield _problem(kind, where, (person_id, names[person_id]), said.format(**words))


def _elsewhere(session: Session, there: Month, people: set[int], reach: timedelta) -> Iterator[tuple[int, _Turn]]:
    """What people do in other rosters around the month: as it stands where they are published, as planned elsewhere."""
    for one in bookings(session, there.first - reach, there.last + reach, published=False, besides=there.roster_id):
        if one.person_id in people:
            yield one.person_id, _Turn(one.starts_at, one.ends_at, one.roster)
    own = {there.span(*begun) for begun in there.begins}
    since, until = min(own)[0] - reach, max(own)[1] + reach
    for duty in held(session, people, since, until):
        if duty.organisation_id != there.organisation_id or not there.first <= duty.begins_on <= there.last:
            yield duty.person_id, _Turn(duty.starts_at, duty.ends_at, duty.code.rpartition("/")[0])


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:g}"


def _clash(gap: timedelta, least: timedelta) -> tuple[ProblemKind, str]:
    if gap < timedelta(0):
        return ProblemKind.DOUBLE, _("{who} is in two places: {before} and {after}.")
    return ProblemKind.REST, _("{who} rests {hours} hours between {before} and {after}; {least} are set.")


def _told(turn: _Turn, there: Month) -> str:
    return f"{turn.where} {turn.starts_at.astimezone(there.zone):%m-%d %H:%M}"


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.PUBLISH_ROSTERS, on="roster")
def publish(session: Session, by: Person, *, roster: Roster, reason: str = "") -> Roster:
    """Publish a roster: from then on it stands as it is; with anything wrong in it only for a reason."""
    must_be_open(session, roster)
    reason = clean(reason, field="reason", longest=400, blank=True)
    there = month(session, by, roster)
    if not there.begins:
        raise BarePattern(field="roster", pattern=there.pattern)
    found = problems_of(session, there)
    _may_stand(found, reason)
    row = {
        "id": next_id(session, Publication),
        "roster_id": roster.id,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
        "gaps": sum(one.missing for one in found),
        "reason": reason if found else "",
    }
    write(session, Publication, [row])
    _freeze(session, roster, there)
    return roster


def _may_stand(found: list[Problem], reason: str) -> None:
    for one in found:
        if one.kind is ProblemKind.RETIRED:
            raise RetiredThere(field="roster", on=one.on, first=one.said)
    if found and not reason:
        told = ngettext("{count} thing is wrong", "{count} things are wrong", len(found)).format(count=len(found))
        raise ReasonNeeded(field="reason", problems=told, on=found[0].on, first=found[0].said)


def _freeze(session: Session, roster: Roster, there: Month) -> None:
    """Write the shifts and the duties as they stand."""
    house = session.get_one(Organisation, roster.organisation_id)
    first = next_id(session, Shift)
    shifts, ids = [], {}
    for at, (one, time) in enumerate(there.shifts()):
        starts_at, ends_at = there.span(one.on, time.time_id)
        ids[one.on, time.time_id] = first + at
        shifts.append(
            {
                "id": first + at,
                "code": f"{house.code}/{one.on}/{time.begins}",
                "roster_id": roster.id,
                "organisation_id": house.id,
                "begins_on": one.on,
                "time_id": time.time_id,
                "name": time.name,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "day": one.kind,
            }
        )
    write(session, Shift, shifts)
    seats = [(ids[cell[:2]], cell[2], seat.person_id) for cell in there.cells() for seat in there.seated(cell)]
    first = next_id(session, Duty)
    keys = ("shift_id", "post_id", "person_id")
    write(session, Duty, [{"id": first + at, **dict(zip(keys, seat, strict=True))} for at, seat in enumerate(seats)])

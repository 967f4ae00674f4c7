"""Changes of what was published: swaps, reinforcements, relief, and who really came.

A duty that has begun is history: it isn't changed any more, but who really came is recorded, however late. Nothing is
overwritten: every change is a row beside the published ones, and of what was recorded of somebody the newest holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty.duties import Held, effective, held
from inventory.duty.fairness import overlap
from inventory.duty.patterns import ShiftTime
from inventory.duty.planning import refuse_away, rest
from inventory.duty.posts import Post, PostPerson
from inventory.duty.shifts import Attendance, ChangeKind, DutyChange, Roster, Shift, away, touched
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.instants import InFuture
from inventory.ground.names import Retired, remark
from inventory.ground.numbers import next_number
from inventory.ground.people import Permission, Person, may, not_permitted
from inventory.ground.settings import zone
from inventory.ground.store import moment_of, recorded_at
from inventory.ground.text import clean

# Rules ---------------------------------------------------------------------------------------------------------


class HasBegun(Refused):
    """What has begun can't be arranged otherwise any more."""

    message = N_("{shift} began at {when}: what is done there now is recorded as who really came.")


class IsOver(Refused):
    """Nobody can be called to a shift that is over."""

    message = N_("{shift} ended at {when}: who really came is recorded instead.")


class NotBegun(Refused):
    """Nobody has come yet to a shift that is to come."""

    message = N_("{shift} begins at {when}: who really came is recorded from then on.")


class NotOnDuty(Refused):
    """Somebody else is."""

    message = N_("{who} is not on duty as {post} in {shift}.")


class NoSuchPost(Refused):
    """A post of another pattern."""

    message = N_("{shift} has no post {post}.")


class OnThatDuty(Refused):
    """They are there already."""

    message = N_("{who} is on duty in {shift} already.")


class SamePerson(Refused):
    """A swap takes two."""

    message = N_("{who} can't take over from themselves: name somebody else.")


class OnDutyThen(Refused):
    """Nobody sits in two places."""

    message = N_("{who} is on duty then already: {shift}.")


class NotTheirReturn(Refused):
    """What is given in return must be theirs to give."""

    message = N_("{who} has no duty in {shift} that could be given in return.")


class ReturnUnsaid(Refused):
    """A post is in a shift."""

    message = N_("Say which shift is given in return, not the post alone.")


class NotApproved(Refused):
    """Two people are asked for, and alone at night the reason why."""

    message = N_("Say who approved it; where nobody could be asked, say why.")


class OwnApproval(Refused):
    """Whoever gains by it doesn't approve it."""

    message = N_("{who} takes part in it: somebody else approves it, or say why nobody could be asked.")


class NoTimes(Refused):
    """Whoever didn't come was not there from when until when."""

    message = N_("Somebody who did not come was there from no time until no other.")


class NotItsTime(Refused):
    """Times that have nothing to do with the shift."""

    message = N_("From {since} to {until} is not a time in {shift}, which lasts from {starts} to {ends}.")


class WhyThere(Refused):
    """Somebody who was never planned came all the same."""

    message = N_("{who} was not on duty in {shift}: say in the note how they came to be there.")


@dataclass(frozen=True)
class _Half:
    """Who goes and who comes, on which post of which shift; in a swap without return there is one half."""

    shift: Shift
    post: Post
    kind: ChangeKind
    goes: Person | None = None
    comes: Person | None = None


# Work shared by services ---------------------------------------------------------------------------------------


def _said(session: Session, when: datetime) -> str:
    return f"{when.astimezone(zone(session)):%Y-%m-%d %H:%M}"


def _to_come(session: Session, shift: Shift, field: str) -> None:
    if shift.starts_at <= moment_of(session):
        raise HasBegun(field=field, shift=shift.code, when=_said(session, shift.starts_at))


def _of_shift(session: Session, shift: Shift, post: Post) -> None:
    if post.pattern_id != session.get_one(Roster, shift.roster_id).pattern_id:
        raise NoSuchPost(field="post", shift=shift.code, post=post.name)


def _posts_in(session: Session, shift: Shift, person: Person) -> list[int]:
    """The posts on which somebody stands in a shift."""
    standing = effective(session, select(Shift.id).where(Shift.id == shift.id))
    return [one.post_id for one in standing if one.person_id == person.id]


def _must_stand(session: Session, shift: Shift, post: Post, person: Person, field: str) -> None:
    if post.id not in _posts_in(session, shift, person):
        raise NotOnDuty(field=field, who=person.name, post=post.name, shift=shift.code)


def _must_be_free(session: Session, half: _Half, given: Sequence[tuple[int, int]], field: str) -> None:
    """Refuse somebody who can't come: gone, away or on duty elsewhere, unless that is a duty which they give for it.

    Too little rest, and a post for which they aren't named, are only told.
    """
    shift, person = half.shift, half.comes
    if person is None:
        return
    if person.retired:
        raise Retired(field=field, name=person.name)
    time = session.get_one(ShiftTime, shift.time_id)
    first, last = touched(shift.begins_on, time.starts, time.length)
    for one in away(session, first, last):
        if one.person_id == person.id:
            raise refuse_away(person.name, one, field)
    least, span = rest(session, shift.organisation_id), (shift.starts_at, shift.ends_at)
    for other in held(session, {person.id}, shift.starts_at - least, shift.ends_at + least):
        if (other.shift_id, other.person_id) not in given:
            _must_not_meet(other, person, span, field)
            told = _("{who} has less than {hours} h of rest between {shift} and {other}.")
            hours = f"{least.total_seconds() / 3600:g}"
            remark(session, told.format(who=person.name, hours=hours, shift=shift.code, other=other.code))
    named = select(PostPerson.id).where(PostPerson.post_id == half.post.id, PostPerson.person_id == person.id)
    if session.scalar(named) is None:
        remark(session, _("{who} is not named for {post}.").format(who=person.name, post=half.post.name))


def _must_not_meet(other: Held, person: Person, span: tuple[datetime, datetime], field: str) -> None:
    if overlap((other.starts_at, other.ends_at), span):
        same = (other.starts_at, other.ends_at) == span
        raise (OnThatDuty if same else OnDutyThen)(field=field, who=person.name, shift=other.code)


def _approved(session: Session, halves: Sequence[_Half], approved_by: Person | None, alone: str) -> str:
    """Why nobody approved it, if that is so; refused where neither an approver with the right nor a reason is named."""
    if approved_by is None:
        alone = clean(alone, field="alone", longest=200, blank=True)
        if not alone:
            raise NotApproved(field="approved_by")
        return alone
    for half in halves:
        if not may(session, approved_by, Permission.PUBLISH_ROSTERS, half.shift.organisation_id):
            raise not_permitted(approved_by, Permission.PUBLISH_ROSTERS)
        if approved_by.id in {one.id for one in (half.goes, half.comes) if one is not None}:
            raise OwnApproval(field="approved_by", who=approved_by.name)
    return ""


def _write(
    session: Session, by: Person, halves: Sequence[_Half], reason: str, approved_by: Person | None, alone: str
) -> DutyChange:
    alone = _approved(session, halves, approved_by, alone)
    first = next_id(session, DutyChange)
    about = {
        "number": next_number(session, "TB", moment_of(session).astimezone(zone(session)).year),
        "reason": clean(reason, field="reason", longest=400),
        "approved_by_id": approved_by.id if approved_by else None,
        "alone": alone,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    rows = [
        {
            "id": first + at,
            "shift_id": half.shift.id,
            "post_id": half.post.id,
            "kind": half.kind,
            "out_id": half.goes.id if half.goes else None,
            "in_id": half.comes.id if half.comes else None,
            **about,
        }
        for at, half in enumerate(halves)
    ]
    write(session, DutyChange, rows)
    return session.get_one(DutyChange, first)


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.CHANGE_DUTY, on="shift in_return_shift")
def swap(
    session: Session,
    by: Person,
    *,
    shift: Shift,
    post: Post,
    out: Person,
    into: Person,
    reason: str,
    approved_by: Person | None = None,
    in_return_shift: Shift | None = None,
    in_return_post: Post | None = None,
    alone: str = "",
) -> DutyChange:
    """Let somebody take over another's duty that is to come, in return for one of theirs where one is named.

    Somebody who may publish rosters approves it; alone at night, a reason stands for that.
    """
    halves = [_Half(shift, post, ChangeKind.SWAPPED, out, into)]
    _to_come(session, shift, "shift")
    _must_stand(session, shift, post, out, "out")
    if out.id == into.id:
        raise SamePerson(field="into", who=into.name)
    if in_return_shift is not None:
        _to_come(session, in_return_shift, "in_return_shift")
        back = in_return_post or _own_post(session, in_return_shift, into)
        _must_stand(session, in_return_shift, back, into, "in_return_shift")
        halves.append(_Half(in_return_shift, back, ChangeKind.SWAPPED, into, out))
    elif in_return_post is not None:
        raise ReturnUnsaid(field="in_return_shift")
    given = [(half.shift.id, half.goes.id) for half in halves if half.goes]
    for half, field in zip(halves, ("into", "in_return_shift"), strict=False):
        _must_be_free(session, half, given, field)
    return _write(session, by, halves, reason, approved_by, alone)


def _own_post(session: Session, shift: Shift, person: Person) -> Post:
    posts = _posts_in(session, shift, person)
    if not posts:
        raise NotTheirReturn(field="in_return_shift", who=person.name, shift=shift.code)
    return session.get_one(Post, posts[0])


@service(Permission.CHANGE_DUTY, on="shift")
def reinforce(
    session: Session,
    by: Person,
    *,
    shift: Shift,
    post: Post,
    person: Person,
    reason: str,
    approved_by: Person | None = None,
    alone: str = "",
) -> DutyChange:
    """Call somebody more to a shift that isn't over (增援); who comes while it lasts is there from then on."""
    if shift.ends_at <= moment_of(session):
        raise IsOver(field="shift", shift=shift.code, when=_said(session, shift.ends_at))
    _of_shift(session, shift, post)
    halves = [_Half(shift, post, ChangeKind.REINFORCED, comes=person)]
    _must_be_free(session, halves[0], (), "person")
    return _write(session, by, halves, reason, approved_by, alone)


@service(Permission.CHANGE_DUTY, on="shift")
def relieve(
    session: Session,
    by: Person,
    *,
    shift: Shift,
    post: Post,
    person: Person,
    reason: str,
    approved_by: Person | None = None,
    alone: str = "",
) -> DutyChange:
    """Relieve somebody of a duty that is to come, with nobody in their place."""
    _to_come(session, shift, "shift")
    _must_stand(session, shift, post, person, "person")
    halves = [_Half(shift, post, ChangeKind.RELIEVED, goes=person)]
    return _write(session, by, halves, reason, approved_by, alone)


@service(Permission.RECORD_DUTY, on="shift")
def record_attendance(
    session: Session,
    by: Person,
    *,
    shift: Shift,
    post: Post,
    person: Person,
    came: bool,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    note: str = "",
) -> Attendance:
    """Record that somebody came or didn't, for the whole shift or from when until when; what is recorded last holds."""
    if shift.starts_at > moment_of(session):
        raise NotBegun(field="shift", shift=shift.code, when=_said(session, shift.starts_at))
    _of_shift(session, shift, post)
    note = clean(note, field="note", longest=400, blank=True)
    if post.id not in _posts_in(session, shift, person):
        if not came and not _recorded(session, shift, person):
            raise NotOnDuty(field="person", who=person.name, post=post.name, shift=shift.code)
        if came and not note:
            raise WhyThere(field="note", who=person.name, shift=shift.code)
    _must_fit(session, shift, from_at, until_at, came=came)
    row = {
        "id": next_id(session, Attendance),
        "shift_id": shift.id,
        "post_id": post.id,
        "person_id": person.id,
        "came": came,
        "from_at": from_at,
        "until_at": until_at,
        "note": note,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Attendance, [row])
    return session.get_one(Attendance, row["id"])


def _recorded(session: Session, shift: Shift, person: Person) -> bool:
    """Whether something was recorded of somebody in a shift, which may have to be taken back."""
    before = select(Attendance.id).where(Attendance.shift_id == shift.id, Attendance.person_id == person.id)
    return session.scalar(before.limit(1)) is not None


def _must_fit(
    session: Session, shift: Shift, from_at: datetime | None, until_at: datetime | None, *, came: bool
) -> None:
    """Refuse times of somebody who wasn't there, times to come, and times that have nothing to do with the shift."""
    if not came and (from_at or until_at):
        raise NoTimes(field="from_at")
    for field, when in (("from_at", from_at), ("until_at", until_at)):
        if when is not None and when > moment_of(session):
            raise InFuture(field=field, when=_said(session, when))
    since, until = from_at or shift.starts_at, until_at or max(shift.ends_at, from_at or shift.ends_at)
    if since >= until or not overlap((since, until), (shift.starts_at, shift.ends_at)):
        raise NotItsTime(
            field="from_at", since=_said(session, since), until=_said(session, until), shift=shift.code,
            starts=_said(session, shift.starts_at), ends=_said(session, shift.ends_at),
        )  # fmt: skip

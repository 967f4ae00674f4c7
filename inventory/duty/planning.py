"""Planning a month: a roster is opened, people are assigned, a week is copied, days are cleared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty import calendar
from inventory.duty.calendar import DAY_NAMES
from inventory.duty.months import Cell, Month, month, next_month
from inventory.duty.patterns import DAYS_NAMES, ShiftPattern, ShiftTime, must_live, times_of
from inventory.duty.posts import Post, PostPerson, posts_of
from inventory.duty.shifts import Away, Planned, Publication, Roster, Unavailable, away, bookings, touched
from inventory.ground.audit import next_id, service, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.names import remark
from inventory.ground.people import Organisation, Permission, Person
from inventory.ground.settings import value_of, zone
from inventory.ground.store import recorded_at
from inventory.ground.text import clean

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
TOLD = 5  # of what was left out, one by one

# Rules ---------------------------------------------------------------------------------------------------------


class IsPublished(Refused):
    """A published roster stands as it is."""

    message = N_("{roster} was published and stays as it is: record a swap or a reinforcement beside it.")


class RosterThere(Refused):
    """A duty room has one roster a month."""

    message = N_("{organisation} has a roster for {month} already: {roster}.")


class OthersPattern(Refused):
    """A pattern is one duty room's."""

    message = N_("{pattern} is a pattern of another organisation.")


class BarePattern(Refused):
    """A pattern without shifts or posts leaves nothing to plan."""

    message = N_("{pattern} has no shift or no post in use: give it both first.")


class OtherMonth(Refused):
    """A roster is one month's."""

    message = N_("{on} does not lie in the month of {roster}.")


class OtherPattern(Refused):
    """A roster is planned by its own pattern."""

    message = N_("{thing} does not belong to {pattern}, by which {roster} is planned.")


class NotThatDay(Refused):
    """Shifts begin on their days alone."""

    message = N_("{time} begins on {days} alone, and {on} is a {kind}.")


class PlannedAlready(Refused):
    """Nobody sits twice in one shift."""

    message = N_("{who} is planned for {post} in that shift already.")


class NotPlanned(Refused):
    """Who isn't planned can't be taken out."""

    message = N_("{who} is not planned for {post} in that shift.")


class IsAway(Refused):
    """Who can't come isn't planned."""

    message = N_("{who} is unavailable from {first} to {last}: {reason}")


class NothingPlanned(Refused):
    """There is nothing to clear."""

    message = N_("Nobody is planned there from {first} to {last}.")


class NothingCopied(Refused):
    """A copy that changes nothing is none."""

    message = N_("Nothing of the week of {week} could be copied: {why}.")


class BackToFront(Refused):
    """The last day comes last."""

    message = N_("The last day ({last}) lies before the first ({first}).")


class AwayAlready(Refused):
    """Days are entered once."""

    message = N_("{who} is unavailable from {first} to {last} already: drop those days first.")


class NotAway(Refused):
    """What was never entered can't be dropped."""

    message = N_("{who} is not unavailable on {on}.")


def must_be_open(session: Session, roster: Roster) -> None:
    """Refuse a roster that was published."""
    if session.scalar(select(Publication.id).where(Publication.roster_id == roster.id)) is not None:
        raise IsPublished(field="roster", roster=roster.code)


def rest(session: Session, organisation_id: int) -> timedelta:
    """The rest that a duty room has set between two duties of one person; none where it is unset."""
    said = value_of(session, "rest_hours", session.get_one(Organisation, organisation_id))
    return timedelta(hours=int(said)) if said else timedelta(0)


def is_away(gone: Iterable[Away], person_id: int, on: date, starts: int, length: int) -> Away | None:
    """The days on which somebody is unavailable that a shift touches, or None."""
    first, last = touched(on, starts, length)
    return next((one for one in gone if one.person_id == person_id and one.meets(first, last)), None)


# Work shared by services ---------------------------------------------------------------------------------------


def plan(session: Session, roster: Roster, cell: Cell, person_id: int) -> None:
    """Seat somebody in a cell; whoever calls has asked whether they may sit there."""
    on, time_id, post_id = cell
    one = Planned(roster_id=roster.id, begins_on=on, time_id=time_id, post_id=post_id, person_id=person_id)
    session.add(one)


def _must_begin(roster: Roster, pattern: ShiftPattern, on: date, time: ShiftTime, post: Post) -> None:
    """Refuse a cell that isn't one of the roster's."""
    if not roster.first <= on < next_month(roster.first):
        raise OtherMonth(field="on", on=on, roster=roster.code)
    for thing, field in ((time, "time"), (post, "post")):
        must_live(thing, field)
        if thing.pattern_id != roster.pattern_id:
            raise OtherPattern(field=field, thing=thing.name, pattern=pattern.name, roster=roster.code)
    kind = calendar.day(on)
    if not time.days.holds_on(kind):
        days, called = _(DAYS_NAMES[time.days]), _(DAY_NAMES[kind])
        raise NotThatDay(field="on", time=time.name, days=days, on=on, kind=called)


def _in_shift(session: Session, roster: Roster, on: date, time: ShiftTime, person: Person) -> Planned | None:
    """What somebody is planned for in a shift."""
    asked = select(Planned).where(
        Planned.roster_id == roster.id,
        Planned.begins_on == on,
        Planned.time_id == time.id,
        Planned.person_id == person.id,
    )
    return session.scalars(asked).first()


def refuse_away(who: str, one: Away, field: str) -> IsAway:
    """The refusal that names the days on which somebody is unavailable."""
    return IsAway(field=field, who=who, first=one.first, last=one.last, reason=one.reason or _("no reason given"))


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_ROSTERS, on="organisation")
def open_roster(
    session: Session, by: Person, *, organisation: Organisation, month: date, pattern: ShiftPattern
) -> Roster:
    """Open a duty room's roster for the month of a date, to be planned by a pattern."""
    must_live(pattern, "pattern")
    if pattern.organisation_id != organisation.id:
        raise OthersPattern(field="pattern", pattern=pattern.name)
    if not times_of(session, pattern.id) or not posts_of(session, pattern.id):
        raise BarePattern(field="pattern", pattern=pattern.name)
    first = month.replace(day=1)
    same = select(Roster).where(Roster.organisation_id == organisation.id, Roster.first == first)
    if (other := session.scalars(same).one_or_none()) is not None:
        raise RosterThere(field="month", organisation=organisation.name, month=f"{first:%Y-%m}", roster=other.code)
    row = {
        "id": next_id(session, Roster),
        "code": f"{organisation.code}/{first:%Y-%m}",
        "organisation_id": organisation.id,
        "first": first,
        "pattern_id": pattern.id,
        "by_id": by.id,
        "recorded_at": recorded_at(session),
    }
    write(session, Roster, [row])
    if sentence := calendar.said(first):
        remark(session, sentence)
    return session.get_one(Roster, row["id"])


@service(Permission.KEEP_ROSTERS, on="roster")
def assign(
    session: Session, by: Person, *, roster: Roster, on: date, time: ShiftTime, post: Post, person: Person
) -> Roster:
    """Plan somebody for a post in the shift that begins on a date."""
    must_be_open(session, roster)
    _must_begin(roster, session.get_one(ShiftPattern, roster.pattern_id), on, time, post)
    must_live(person, "person")
    if gone := is_away(away(session, on, on + 2 * DAY), person.id, on, time.starts, time.length):
        raise refuse_away(person.name, gone, "person")
    if (there := _in_shift(session, roster, on, time, person)) is not None:
        raise PlannedAlready(field="person", who=person.name, post=session.get_one(Post, there.post_id).name)
    plan(session, roster, (on, time.id, post.id), person.id)
    named = session.scalars(select(PostPerson.person_id).where(PostPerson.post_id == post.id)).all()
    if named and person.id not in named:
        remark(session, _("{who} is not among those who are named for {post}.").format(who=person.name, post=post.name))
    return roster


@service(Permission.KEEP_ROSTERS, on="roster")
def unassign(
    session: Session, by: Person, *, roster: Roster, on: date, time: ShiftTime, post: Post, person: Person
) -> Roster:
    """Take somebody out of a plan again."""
    must_be_open(session, roster)
    there = _in_shift(session, roster, on, time, person)
    if there is None or there.post_id != post.id:
        raise NotPlanned(field="person", who=person.name, post=post.name)
    session.delete(there)
    return roster


@service(Permission.KEEP_ROSTERS, on="roster")
def copy_week(session: Session, by: Person, *, roster: Roster, from_week: date, to_week: date) -> Roster:
    """Copy the week of a date, Monday to Sunday, over the empty posts of another one; the first may lie a month back.

    Whoever can't sit there is left out, and told.
    """
    must_be_open(session, roster)
    source, target = (one - one.weekday() * DAY for one in (from_week, to_week))
    found = session.execute(
        select(Planned.begins_on, Planned.time_id, Planned.post_id, Person)
        .join(Roster, Roster.id == Planned.roster_id)
        .join(Person, Person.id == Planned.person_id)
        .where(
            Roster.organisation_id == roster.organisation_id,
            Planned.begins_on >= source,
            Planned.begins_on < source + WEEK,
        )
        .order_by(Planned.begins_on, Planned.id)
    ).all()
    copied, left = _copied(session, roster, month(session, by, roster), found, target - source)
    session.flush()
    if not copied:
        why = _("; ").join(left[:TOLD]) or _("nobody was planned in it")
        raise NothingCopied(field="from_week", week=source, why=why)
    said = ngettext("{count} duty was copied.", "{count} duties were copied.", copied).format(count=copied)
    remark(session, said)
    if left:
        more = _("; ").join(left[:TOLD]) + (" …" if len(left) > TOLD else "")
        said = ngettext("{count} was left out: {which}", "{count} were left out: {which}", len(left))
        remark(session, said.format(count=len(left), which=more))
    return roster


def _copied(
    session: Session, roster: Roster, there: Month, found: Iterable[tuple[date, int, int, Person]], step: timedelta
) -> tuple[int, list[str]]:
    """How many were copied into a month, and why others weren't."""
    times = {one.time_id: one for one in there.times if not one.retired}
    posts = {one.post_id for one in there.posts if not one.retired}
    taken: dict[tuple[date, int], set[int]] = {cell[:2]: set() for cell in there.cells()}
    for cell, seats in there.seats.items():
        taken[cell[:2]].update(seat.person_id for seat in seats)
    gone = away(session, there.first, there.last + 2 * DAY)
    copied, left = 0, []
    for begins_on, time_id, post_id, person in found:
        on = begins_on + step
        if not there.first <= on <= there.last:
            continue
        if time_id not in times or post_id not in posts or (on, time_id) not in there.begins:
            why = _("no such shift or post")
        elif person.retired:
            why = _("retired")
        elif is_away(gone, person.id, on, times[time_id].starts, times[time_id].length):
            why = _("unavailable")
        elif there.seated((on, time_id, post_id)) or person.id in taken[on, time_id]:
            why = _("filled already")
        else:
            plan(session, roster, (on, time_id, post_id), person.id)
            taken[on, time_id].add(person.id)
            copied += 1
            continue
        left.append(f"{on:%m-%d} {person.name} ({why})")
    return copied, left


@service(Permission.KEEP_ROSTERS, on="roster")
def clear_days(
    session: Session,
    by: Person,
    *,
    roster: Roster,
    first: date,
    last: date,
    post: Post | None = None,
    person: Person | None = None,
) -> Roster:
    """Take everybody out of the plan from one day to another, or one post or person alone."""
    must_be_open(session, roster)
    _in_order(first, last)
    asked = select(Planned).where(Planned.roster_id == roster.id, Planned.begins_on >= first, Planned.begins_on <= last)
    asked = asked if post is None else asked.where(Planned.post_id == post.id)
    asked = asked if person is None else asked.where(Planned.person_id == person.id)
    found = session.scalars(asked.order_by(Planned.id)).all()
    if not found:
        raise NothingPlanned(field="first", first=first, last=last)
    for one in found:
        session.delete(one)
    return roster


def _in_order(first: date, last: date) -> None:
    if last < first:
        raise BackToFront(field="last", first=first, last=last)


@service(Permission.KEEP_ROSTERS, on="person")
def set_unavailable(
    session: Session, by: Person, *, person: Person, first: date, last: date, reason: str = ""
) -> Person:
    """Enter days, the last included, on which somebody can't be planned; a shift that touches one of them counts."""
    must_live(person, "person")
    _in_order(first, last)
    for one in away(session, first, last):
        if one.person_id == person.id:
            raise AwayAlready(field="first", who=person.name, first=one.first, last=one.last)
    reason = clean(reason, field="reason", longest=200, blank=True)
    session.add(Unavailable(person_id=person.id, first=first, last=last, reason=reason))
    session.flush()
    local = zone(session)
    planned = [
        one.begins_on
        for one in bookings(session, first - 2 * DAY, last)
        if one.person_id == person.id and (one.ends_at - timedelta(microseconds=1)).astimezone(local).date() >= first
    ]
    if planned:
        days = _(", ").join(f"{on:%m-%d}" for on in planned)
        remark(session, _("{who} is planned on {days} all the same.").format(who=person.name, days=days))
    return person


@service(Permission.KEEP_ROSTERS, on="person")
def drop_unavailable(session: Session, by: Person, *, person: Person, on: date) -> Person:
    """Drop the days on which somebody can't be planned, of which a date is one."""
    held = session.scalars(
        select(Unavailable).where(Unavailable.person_id == person.id, Unavailable.first <= on, Unavailable.last >= on)
    ).first()
    if held is None:
        raise NotAway(field="on", who=person.name, on=on)
    session.delete(held)
    return person

"""Filling a plan fairly (公平排班), and saying of every place that stays empty why nobody could take it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty.duties import held
from inventory.duty.fairness import Load, Slot, Somebody, Span, carried, fair, overlap
from inventory.duty.months import DAY, Cell, Month, month
from inventory.duty.planning import must_be_open, plan, rest
from inventory.duty.posts import PostLine
from inventory.duty.shifts import Planned, Publication, Roster, away, bookings
from inventory.ground.audit import service
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.names import remark
from inventory.ground.people import Permission, Person

REACH = 2 * DAY  # the longest shift
TOLD = 5  # people of whom one reason is told by name

# Rules ---------------------------------------------------------------------------------------------------------

AWAY = N_("unavailable")
BUSY = N_("on duty then")
TIRED = N_("too little rest")
FREE = N_("free")


@dataclass(frozen=True)
class Unfilled:
    """A post of a shift that lacks people, and for each reason who can't take it; who is free could still be named."""

    on: date
    time_id: int
    time: str
    post_id: int
    post: str
    missing: int
    why: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def said(self) -> str:
        """The reason in one sentence."""
        if not self.why:
            return _("Nobody is named for {post}.").format(post=self.post)
        return _("; ").join(
            _("{reason}: {people}").format(reason=_(reason), people=_(", ").join(people[:TOLD]) + _more(people))
            for reason, people in self.why
        )


def _more(people: Sequence[str]) -> str:
    left = len(people) - TOLD
    return ngettext(" and {n} more", " and {n} more", left).format(n=left) if left > 0 else ""


# Work shared by services and queries ---------------------------------------------------------------------------


def _live_posts(there: Month) -> list[PostLine]:
    return [one for one in there.posts if not one.retired]


def _named(there: Month, post_id: int) -> tuple[int, ...]:
    return tuple(one.person_id for one in there.named.get(post_id, ()) if not one.retired)


def _elsewhere(session: Session, there: Month, people: set[int], least: timedelta) -> dict[int, list[Span]]:
    """When people have duties in other rosters, as these stand: published ones with their swaps, others as planned."""
    since, until = (_midnight(there, one) for one in (there.first - REACH, there.last + DAY + REACH))
    spans: dict[int, list[Span]] = defaultdict(list)
    for one in held(session, people, since - least, until + least):
        spans[one.person_id].append((one.starts_at, one.ends_at))
    published = set(session.scalars(select(Publication.roster_id)))
    reach = REACH + least
    for other in bookings(session, there.first - reach, there.last + reach, besides=there.roster_id):
        if other.person_id in people and other.roster_id not in published:
            spans[other.person_id].append((other.starts_at, other.ends_at))
    return spans


def _midnight(there: Month, on: date) -> datetime:
    return datetime.combine(on, time(0), there.zone)


def _had(session: Session, there: Month, people: set[int]) -> dict[int, Load]:
    """What people have done, or will do, in the other published months of the year."""
    year = [_midnight(there, date(there.first.year + more, 1, 1)) for more in (0, 1)]
    had: dict[int, Load] = {}
    for one in held(session, people, *year):
        in_month = there.first <= one.begins_on <= there.last
        if one.begins_on.year == there.first.year and not in_month and one.organisation_id == there.organisation_id:
            had[one.person_id] = had.get(one.person_id, Load()).plus(one.day)
    return had


def _people(session: Session, there: Month, seated: Iterable[tuple[Cell, int]], least: timedelta) -> list[Somebody]:
    """Everybody who is named for a post, with what stands in their way and what they have had."""
    pools = [_named(there, post.post_id) for post in _live_posts(there)]
    order = list(dict.fromkeys(one for pool in pools for one in pool))
    kinds = {one.on: one.kind for one in there.days}
    load = carried(_had(session, there, set(order)), pools)
    busy = _elsewhere(session, there, set(order), least)
    for (on, time_id, _post), person_id in seated:
        if person_id in load:
            load[person_id] = load[person_id].plus(kinds[on])
            busy[person_id].append(there.span(on, time_id))
    gone: dict[int, list[Span]] = defaultdict(list)
    for one in away(session, there.first, there.last + REACH):
        gone[one.person_id].append((_midnight(there, one.first), _midnight(there, one.last + DAY)))
    return [Somebody(one, tuple(gone[one]), tuple(busy.get(one, ())), load[one]) for one in order]


def _slots(there: Month, seats: dict[Cell, int]) -> list[Slot]:
    """A slot for everybody whom the cells of a month lack."""
    kinds = {one.on: one.kind for one in there.days}
    live = {one.time_id for one in there.times if not one.retired}
    posts = {one.post_id: _named(there, one.post_id) for one in _live_posts(there)}
    return [
        Slot((cell, nth), *there.span(*cell[:2]), kinds[cell[0]], posts[cell[2]])
        for cell in there.cells()
        if cell[1] in live and cell[2] in posts
        for nth in range(there.need(cell) - seats.get(cell, 0))
    ]


# Queries -------------------------------------------------------------------------------------------------------


def unfilled(session: Session, reader: Person, roster: Roster) -> list[Unfilled]:
    """Every empty place of a plan in the order of the month, with what keeps those who are named for it from it."""
    there = month(session, reader, roster)
    least = rest(session, there.organisation_id)
    seated = [(cell, seat.person_id) for cell, seats in there.seats.items() for seat in seats]
    people = {one.id: one for one in _people(session, there, seated, least)}
    times = {one.time_id: one.name for one in there.times}
    posts = {one.post_id: one.name for one in _live_posts(there)}
    found = []
    for cell in there.cells():
        on, time_id, post_id = cell
        if post_id not in posts or not (missing := there.missing(cell)):
            continue
        reasons: dict[str, list[str]] = {}
        for one in there.named.get(post_id, ()):
            if not one.retired:
                why = _why_not(people[one.person_id], there.span(on, time_id), least)
                reasons.setdefault(why, []).append(one.name)
        told = tuple((why, tuple(reasons[why])) for why in (AWAY, BUSY, TIRED, FREE) if why in reasons)
        found.append(Unfilled(on, time_id, times[time_id], post_id, posts[post_id], missing, told))
    return found


def _why_not(one: Somebody, span: Span, least: timedelta) -> str:
    if any(overlap(span, gone) for gone in one.away):
        return AWAY
    if any(overlap(span, busy) for busy in one.held):
        return BUSY
    return TIRED if any(overlap(span, busy, least) for busy in one.held) else FREE


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_ROSTERS, on="roster")
def fill(session: Session, by: Person, *, roster: Roster, only_empty: bool = True) -> Roster:
    """Fill a plan fairly: equal shares, weekends and holidays apart, rest kept, nobody on days they are unavailable.

    What is planned stays, unless the whole month is to be planned anew; `unfilled` says what stays empty and why.
    """
    must_be_open(session, roster)
    there = month(session, by, roster)
    if not only_empty:
        for one in session.scalars(select(Planned).where(Planned.roster_id == roster.id).order_by(Planned.id)):
            session.delete(one)
        session.flush()
    seated = [(cell, seat.person_id) for cell, seats in there.seats.items() for seat in seats] if only_empty else []
    counted: dict[Cell, int] = defaultdict(int)
    for cell, _person in seated:
        counted[cell] += 1
    slots = _slots(there, counted)
    least = rest(session, there.organisation_id)
    taken = fair(slots, _people(session, there, seated, least), least)
    for slot in slots:
        if slot.key in taken:
            plan(session, roster, slot.key[0], taken[slot.key])  # type: ignore[index]  # the keys are made above
    session.flush()
    _tell(session, len(taken), len(slots) - len(taken))
    return roster


def _tell(session: Session, filled: int, empty: int) -> None:
    told = ngettext("{count} place was filled.", "{count} places were filled.", filled)
    remark(session, told.format(count=filled))
    if empty:
        told = ngettext(
            "{count} place stays empty: the list of gaps says why.",
            "{count} places stay empty: the list of gaps says why.",
            empty,
        )
        remark(session, told.format(count=empty))

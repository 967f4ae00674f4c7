"""The joint roster (联合值班表): who is on duty on every day of a month, on one page for the wall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.duty import calendar, duties, presence
from inventory.duty import months as planned
from inventory.duty.calendar import DayKind, weekday_name
from inventory.duty.months import Cell as Place
from inventory.duty.months import Month, MonthDay
from inventory.duty.patterns import TimeLine
from inventory.duty.posts import PostKind, PostLine
from inventory.duty.presence import Contact
from inventory.duty.shifts import ChangeKind, DutyChange, Roster, Shift
from inventory.ground import settings
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Person
from reports.stock import reporting, signatures
from reports.table import ROOM, Cell, Column, Kind, Level, Table, plain

DAYS_ON_A_PAGE = 31

CHANGES = {
    ChangeKind.SWAPPED: N_("{post}: {leaves} → {comes} ({number})"),
    ChangeKind.REINFORCED: N_("{post}: + {comes} ({number})"),
    ChangeKind.RELIEVED: N_("{post}: − {leaves} ({number})"),
}


@dataclass(frozen=True)
class RosterRow:
    """A shift of the month as the sheet shows it."""

    day: MonthDay
    time: TimeLine
    changes: tuple[str, ...] = ()

    def place(self, post: PostLine) -> Place:
        """Where somebody of a post sits in this shift."""
        return self.day.on, self.time.time_id, post.post_id


def roster(
    session: Session, reader: Person, *, room: Organisation | None = None, month: date | None = None
) -> Table[RosterRow]:
    """A month's joint roster as it is planned or was published, with what was changed since beside it."""
    first = month or settings.today(session).replace(day=1)
    house_id = room.id if room else presence.room_of(session, reader)
    found = session.scalars(
        select(Roster).where(Roster.organisation_id == house_id, Roster.first == first)
    ).one_or_none()
    house = session.get_one(Organisation, house_id) if house_id else None
    if found is None:
        return _none(session, reader, first, house)
    there = planned.month(session, reader, found)
    changes = duties.changes(session, select(Shift.id).where(Shift.roster_id == found.id))
    people = presence.contacts(session, reader, _people(there, changes))
    told = _told(session, there, changes, people)
    rows = [RosterRow(day, time, tuple(told[day.on, time.time_id])) for day, time in there.shifts()]
    phone = settings.value_of(session, "duty_phone", house) or None
    return Table(
        "roster",
        _title(first),
        _columns(there, people, phone),
        rows,
        row_key=lambda row: (row.day.on, row.time.time_id),
        heads=[
            (_("Duty room"), there.organisation),
            (_("Shift pattern"), there.pattern),
            (_("State"), _state(there)),
        ],
        foots=_foots(there, rows),
        signatures=signatures(),
        sources=_sources(),
        frozen=2,
        landscape=True,
        one_page=len(rows) <= DAYS_ON_A_PAGE,
        zone=there.zone,
    )


def _title(first: date) -> str:
    return _("Joint duty roster of {month}").format(month=_("{year}-{n:02d}").format(year=first.year, n=first.month))


def _none(session: Session, reader: Person, first: date, house: Organisation | None) -> Table[RosterRow]:
    """The sheet of a month that nobody has begun to plan."""
    return Table(
        "roster",
        _title(first),
        [*_of_day(), _phone(None), _remarks()],
        [],
        row_key=lambda row: (row.day.on, row.time.time_id),
        heads=[(_("Duty room"), house.name if house else reporting(session, reader))],
        foots=[_("No roster has been opened for this month.")],
        landscape=True,
        zone=settings.zone(session),
    )


def _people(there: Month, changes: list[DutyChange]) -> set[int]:
    seated = {seat.person_id for seats in there.seats.values() for seat in seats}
    return seated | {one for change in changes for one in (change.out_id, change.in_id) if one is not None}


def _told(
    session: Session, there: Month, changes: list[DutyChange], people: Mapping[int, Contact]
) -> Mapping[tuple[date, int], list[str]]:
    """What was changed of each shift, in words."""
    begun = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(Shift.id, Shift.begins_on, Shift.time_id).where(Shift.roster_id == there.roster_id)
        )
    }
    posts = {one.post_id: one.name for one in there.posts}
    told = defaultdict[tuple[date, int], list[str]](list)
    for one in changes:
        leaves, comes = (people[who].name if who in people else "" for who in (one.out_id or 0, one.in_id or 0))
        words = {"post": posts.get(one.post_id, ""), "leaves": leaves, "comes": comes, "number": one.number}
        told[begun[one.shift_id]].append(_(CHANGES[one.kind]).format(**words))
    return told


# Columns -------------------------------------------------------------------------------------------------------


def _columns(there: Month, people: Mapping[int, Contact], phone: str | None) -> list[Column[RosterRow]]:
    posts = sorted(there.posts, key=lambda post: (post.kind is not PostKind.LEADER, post.turn))
    return [*_of_day(), *(_post(there, one, people) for one in posts), _shift(), _phone(phone), _remarks()]


def _of_day() -> list[Column[RosterRow]]:
    return [
        Column("date", _("Date"), lambda row: row.day.on, Kind.DATE, 11),
        Column("weekday", _("Weekday"), lambda row: _weekday(row.day), width=8),
    ]


def _weekday(day: MonthDay) -> str:
    """The weekday, and whether it is off; a weekend that is worked says so, too."""
    named = weekday_name(day.on)
    if day.kind is not DayKind.WORKDAY:
        return _("{weekday} off").format(weekday=named)
    return _("{weekday} on").format(weekday=named) if day.on.weekday() > calendar.FRIDAY else named


def _post(there: Month, post: PostLine, people: Mapping[int, Contact]) -> Column[RosterRow]:
    """A post's people; of those who lead, what they are and how they are reached."""
    leads = post.kind is PostKind.LEADER
    title = _("{post} (position, telephone)").format(post=post.name) if leads else post.name
    called = _reached if leads else _named

    def cell(row: RosterRow) -> Cell:
        place = row.place(post)
        names = [called(people[seat.person_id]) for seat in there.seated(place)]
        if missing := there.missing(place):
            names.append(ngettext("{count} missing", "{count} missing", missing).format(count=missing))
        return _(", ").join(names) or None

    def level(row: RosterRow) -> Level | None:
        return Level.ATTENTION if there.missing(row.place(post)) else None

    width = 36 if leads else 14
    return Column(f"post_{post.code.lower()}", title, cell, width=width, level=level)


def _named(who: Contact) -> str:
    return who.name


def _reached(who: Contact) -> str:
    return " ".join(one for one in (who.name, who.title, who.phone) if one)


def _shift() -> Column[RosterRow]:
    return Column("shift", _("Shift"), lambda row: f"{row.time.name} {row.time.span}", width=22, on_screen=ROOM)


def _phone(phone: str | None) -> Column[RosterRow]:
    return Column("phone", _("Duty telephone"), _always(phone), width=15, on_screen=ROOM, absent=_("not set"))


def _always(value: str | None) -> Callable[[RosterRow], Cell]:
    return lambda _row: value


def _remarks() -> Column[RosterRow]:
    return Column("remarks", _("Remarks (changes, reinforcements)"), _remark, width=28, absent="")


def _remark(row: RosterRow) -> str | None:
    return _("; ").join(one for one in (row.day.remark, *row.changes) if one) or None


# Around it -----------------------------------------------------------------------------------------------------


def _state(there: Month) -> str:
    if there.published_at is None:
        return " ".join((Level.ATTENTION.value, _("draft, not published")))
    return _("published {moment}").format(moment=plain(there.published_at, there.zone))


def _foots(there: Month, rows: list[RosterRow]) -> list[str]:
    foots = []
    if gaps := sum(there.missing(row.place(post)) for row in rows for post in there.posts):
        said = ngettext(
            "{count} person is missing on the days marked.", "{count} people are missing on the days marked.", gaps
        )
        foots.append(f"{Level.ATTENTION.value} {said.format(count=gaps)}")
    if there.reason:
        foots.append(_("Published so because: {reason}").format(reason=there.reason))
    if there.published_at is not None:
        foots.append(_("The posts stand as published; what was changed since stands among the remarks."))
    return [*foots, *([there.said] if there.said else [])]


def _sources() -> list[tuple[str, str]]:
    return [
        (
            _("Weekday"),
            _("Weekends and statutory holidays as the State Council arranged them, weekends worked in lieu."),
        ),
        (_("Remarks"), _("Swaps, reinforcements and reliefs recorded beside the published roster, by number.")),
        (_("Duty telephone"), _("The setting “duty_phone” of the duty room.")),
        (_("Missing"), _("The number set for the post, at the response level in force where that says more.")),
    ]

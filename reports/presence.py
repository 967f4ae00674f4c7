"""Reports of who is on duty: what really happened in a month, who is called how, and a person's own duties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty import actual as months
from inventory.duty import presence
from inventory.duty.actual import ActualLine, Allowance
from inventory.duty.calendar import DAY_NAMES, weekday_name
from inventory.duty.presence import Contact, PersonOn, PostOn, ShiftOn
from inventory.duty.shifts import ChangeKind
from inventory.ground import settings
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Organisation, Person
from inventory.ground.store import moment_of
from reports.stock import reporting, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table

AHEAD = 7  # days that a call list looks ahead where nothing else is asked

CHANGES = {
    (ChangeKind.SWAPPED, True): N_("for {other}, {number}"),
    (ChangeKind.SWAPPED, False): N_("gave it to {other}, {number}"),
    (ChangeKind.REINFORCED, True): N_("reinforcement, {number}"),
    (ChangeKind.RELIEVED, False): N_("relieved, {number}"),
}
"""What became of somebody by a change, whether or not they stand on the duty now."""

# What really happened -------------------------------------------------------------------------------------------

Line = Ranked[ActualLine]


def duty_actual(
    session: Session, reader: Person, *, room: Organisation | None = None, month: date | None = None
) -> Table[Any]:
    """A month as it was planned, changed and really done (实际值班情况), and what everybody did, for allowances."""
    zone = settings.zone(session)
    first = month or settings.today(session).replace(day=1)
    lines = months.actual(session, reader, first=first, organisation=room)
    heads: list[tuple[str, Cell]] = [
        (_("Reported by"), room.name if room else reporting(session, reader)),
        (_("Month"), f"{first:%Y-%m}"),
        (_("Closing time"), moment_of(session)),
    ]
    every: Table[Any] = Table(
        "duty-actual",
        _("Duties really done in {month}").format(month=f"{first:%Y-%m}"),
        _actual_columns(zone),
        Numbered(lines),
        row_key=lambda row: (row.line.shift_id, row.line.post_id, row.line.person_id),
        heads=heads,
        foots=_unrecorded(lines),
        signatures=signatures(),
        sources=_actual_sources(),
        frozen=2,
        landscape=True,
        tab=_("Duty by duty"),
        zone=zone,
    )
    counted = months.allowances(lines)
    return replace(
        every, foots=[*map(_summed, counted), *every.foots], sheets=[_allowances(every, counted), every], tab=""
    )


def _actual_columns(zone: tzinfo) -> list[Column[Line]]:
    return [
        Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
        Column("person", _("Full name"), lambda row: row.line.person, width=12),
        Column("organisation", _("Unit of the person"), lambda row: row.line.organisation, width=18, on_screen=ROOM),
        Column("begins_on", _("Date"), lambda row: row.line.begins_on, Kind.DATE, 11),
        Column("weekday", _("Weekday"), lambda row: weekday_name(row.line.begins_on), width=6, on_screen=ROOM),
        Column("day", _("Day"), lambda row: _(DAY_NAMES[row.line.day]), width=8),
        Column("shift", _("Shift"), lambda row: _times(row.line.starts_at, row.line.ends_at, zone), width=15),
        Column("post", _("Duty post"), lambda row: row.line.post, width=12),
        Column("planned", _("Planned"), lambda row: row.line.is_planned, Kind.TICK, 6),
        Column("changed", _("Changed"), _changed, width=26),
        Column("approved", _("Approved by"), _approved, width=14, on_screen=ROOM, level=_alone),
        Column("came", _("Really"), lambda row: _came(row, zone), Kind.STATE, 18, level=_came_level),
        Column("hours", _("Hours"), lambda row: row.line.hours, Kind.QUANTITY, 8, total=True),
        Column("note", _("Remarks"), _remarks, width=18, on_screen=ROOM),
    ]


def _times(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """From when until when; a shift that ends on another day says by how many."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    days = (ends.date() - starts.date()).days
    return f"{starts:%H:%M}–{ends:%H:%M}" + (f" +{days}" if days else "")


def _changed(row: Line) -> str | None:
    line = row.line
    said = CHANGES.get((line.change, line.is_standing)) if line.change else None
    return _(said).format(other=line.other, number=line.number) if said else line.number or None


def _approved(row: Line) -> str | None:
    """Who approved the change, or why nobody could be asked."""
    alone = _("nobody there: {reason}").format(reason=row.line.alone) if row.line.alone else None
    return row.line.approver or alone


def _alone(row: Line) -> Level | None:
    return Level.ATTENTION if row.line.alone else None


def _remarks(row: Line) -> str | None:
    return _("; ").join(one for one in (row.line.reason, row.line.note) if one) or None


def _came(row: Line, zone: tzinfo) -> str | None:
    line = row.line
    if line.came is False:
        return _("did not come")
    if line.came:
        there = line.from_at or line.until_at
        return _("came {times}").format(times=_times(*line.span, zone)) if there else _("came")
    if not line.is_standing:
        return None
    return _("as planned") if line.is_over else _("not over yet")


def _came_level(row: Line) -> Level | None:
    line = row.line
    if line.came is not None:
        return Level.FINE if line.came else Level.URGENT
    return Level.UNKNOWN if line.is_standing else None


def _unrecorded(lines: list[ActualLine]) -> list[str]:
    """That some duties count only since nobody said otherwise."""
    count = sum(one.is_unrecorded for one in lines)
    if not count:
        return []
    return [
        ngettext(
            "{n} duty counts as planned, since nobody recorded who came.",
            "{n} duties count as planned, since nobody recorded who came.",
            count,
        ).format(n=count)
    ]


def _summed(one: Allowance) -> str:
    """What somebody did, in one line."""
    said = _("{person}: duties {duties}, hours {hours}; weekends {weekends}, holidays {holidays}; missed {missed}")
    return said.format(
        person=one.person,
        duties=one.duties,
        hours=f"{one.hours:f}",
        weekends=one.weekends,
        holidays=one.holidays,
        missed=one.missed,
    )


def _actual_sources() -> list[tuple[str, str]]:
    return [
        (_("Planned"), _("The roster as it was published.")),
        (_("Changed"), _("The swaps, reinforcements and reliefs recorded beside it, by their number.")),
        (_("Approved by"), _("Who approved the change; where nobody could be asked, the reason.")),
        (_("Really"), _("What was recorded last of who came; where nothing was recorded, the roster as it stands.")),
        (_("Hours"), _("From when until when somebody was there, by the clock that is never changed.")),
        (_("at weekends"), _("Duties that began on a weekend; one worked in lieu of a holiday is none.")),
        (
            _("on holidays"),
            _("Duties that began on a statutory holiday, as the calendar knew it when it was published."),
        ),
    ]


def _allowances(every: Table[Line], lines: list[Allowance]) -> Table[Ranked[Allowance]]:
    """What everybody did, as the sheet that allowances are paid by."""
    return Table(
        every.name,
        every.title,
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5),
            Column("person", _("Full name"), lambda row: row.line.person, width=14),
            Column("organisation", _("Unit of the person"), lambda row: row.line.organisation, width=22),
            Column("planned", _("Planned duties"), lambda row: row.line.planned, Kind.NUMBER, 9, total=True),
            Column("duties", _("Duties done"), lambda row: row.line.duties, Kind.NUMBER, 9, total=True),
            Column("weekends", _("at weekends"), lambda row: row.line.weekends, Kind.NUMBER, 9, total=True),
            Column("holidays", _("on holidays"), lambda row: row.line.holidays, Kind.NUMBER, 9, total=True),
            Column("hours", _("Hours"), lambda row: row.line.hours, Kind.QUANTITY, 9, total=True),
            Column(
                "weekend_hours", _("weekend hours"), lambda row: row.line.weekend_hours, Kind.QUANTITY, 9, total=True
            ),
            Column(
                "holiday_hours", _("holiday hours"), lambda row: row.line.holiday_hours, Kind.QUANTITY, 9, total=True
            ),
            Column("missed", _("Did not come"), lambda row: row.line.missed, Kind.NUMBER, 8, total=True, level=_missed),
            Column("unrecorded", _("Nothing recorded"), lambda row: row.line.unrecorded, Kind.NUMBER, 9, total=True),
        ],
        Numbered(lines),
        row_key=lambda row: row.line.person_id,
        heads=every.heads,
        foots=every.foots,
        signatures=every.signatures,
        frozen=2,
        landscape=True,
        tab=_("By person"),
        zone=every.zone,
    )


def _missed(row: Ranked[Allowance]) -> Level | None:
    return Level.ATTENTION if row.line.missed else None


# Who is called how ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CallLine:
    """Somebody to be called in a shift; nobody where the post lacks one."""

    shift: ShiftOn
    post: PostOn
    nth: int
    who: PersonOn | None
    contact: Contact | None
    is_now: bool


def call_list(
    session: Session, reader: Person, *, room: Organisation | None = None, days: int | None = None
) -> Table[Ranked[CallLine]]:
    """Everybody on duty now and in the next days, with telephones (值班电话表); a post without anybody is told."""
    zone, present = settings.zone(session), moment_of(session)
    ahead = AHEAD if days is None else days
    shifts = presence.coming(session, reader, present, present + timedelta(days=ahead), organisation=room)
    people = {person.person_id for shift in shifts for post in shift.posts for person in post.people}
    known = presence.contacts(session, reader, people)
    lines = [
        CallLine(shift, post, nth, who, known.get(who.person_id) if who else None, shift.starts_at <= present)
        for shift in shifts
        for post in shift.posts
        for nth, who in enumerate([*post.people, *[None] * post.missing])
    ]
    return Table(
        "call-list",
        _("Who is on duty in the next {days} days, with telephones").format(days=ahead),
        _call_columns(zone),
        Numbered(lines),
        row_key=lambda row: (row.line.shift.shift_id, row.line.post.post_id, row.line.nth),
        heads=[
            (_("Reported by"), room.name if room else reporting(session, reader)),
            (_("Closing time"), present),
        ],
        signatures=signatures(),
        sources=[
            (_("Full name"), _("The published rosters with their swaps, reinforcements and reliefs.")),
            (_("Telephone"), _("The register of persons; masked for whoever need not know it.")),
            (_("Date"), _("The day on which the shift begins, at the headquarters.")),
        ],
        frozen=2,
        landscape=True,
        zone=zone,
    )


def _call_columns(zone: tzinfo) -> list[Column[Ranked[CallLine]]]:
    unset = _("not set")

    def times(row: Ranked[CallLine]) -> str:
        return _times(row.line.shift.starts_at, row.line.shift.ends_at, zone)

    def begins(row: Ranked[CallLine]) -> date:
        return row.line.shift.starts_at.astimezone(zone).date()

    def contact(what: str) -> Callable[[Ranked[CallLine]], str | None]:
        return lambda row: getattr(row.line.contact, what) or None if row.line.contact else ""

    return [
        Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
        Column("begins_on", _("Date"), begins, Kind.DATE, 11),
        Column("weekday", _("Weekday"), lambda row: weekday_name(begins(row)), width=6, on_screen=ROOM),
        Column("shift", _("Shift"), times, width=16),
        Column("now", _("Now"), lambda row: _("now") if row.line.is_now else None, width=6, absent=""),
        Column("post", _("Duty post"), lambda row: row.line.post.name, width=14),
        Column("person", _("Full name"), _called, Kind.STATE, 14, level=_nobody),
        Column("title", _("Position"), contact("title"), width=14, on_screen=ROOM, absent=unset),
        Column("organisation", _("Unit of the person"), contact("organisation"), width=22, on_screen=ROOM),
        Column("phone", _("Telephone"), contact("phone"), width=16, absent=unset),
    ]  # fmt: skip


def _called(row: Ranked[CallLine]) -> str:
    return row.line.who.name if row.line.who else _("nobody")


def _nobody(row: Ranked[CallLine]) -> Level | None:
    return None if row.line.who else Level.URGENT


# A person's own -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnLine:
    """A duty of somebody's, or one that was and no longer is; with whom they have it."""

    line: ActualLine
    beside: str


def duty_calendar(
    session: Session, reader: Person, *, person: Person, month: date | None = None
) -> Table[Ranked[OwnLine]]:
    """Somebody's duties from a month on, those they gave away too: what their own calendar takes over."""
    zone = settings.zone(session)
    first = month or settings.today(session).replace(day=1)
    lines = months.duties_of(session, reader, person, first)
    beside = _beside(session, reader, person, lines)
    own = [OwnLine(one, beside.get(one.shift_id, "")) for one in _one_a_shift(lines)]
    return Table(
        "duty-calendar",
        _("Duties of {person}").format(person=person.name),
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
            Column("begins_on", _("Date"), lambda row: row.line.line.begins_on, Kind.DATE, 11),
            Column("weekday", _("Weekday"), lambda row: weekday_name(row.line.line.begins_on), width=6),
            Column("starts_at", _("From"), lambda row: row.line.line.starts_at, Kind.MOMENT, 16),
            Column("ends_at", _("Until"), lambda row: row.line.line.ends_at, Kind.MOMENT, 16),
            Column("post", _("Duty post"), lambda row: row.line.line.post, width=14),
            Column("changed", _("Changed"), lambda row: _changed(Ranked(row.rank, row.line.line)), width=26),
            Column("state", _("State"), _state, Kind.STATE, 12, level=_state_level),
            Column("beside", _("With"), lambda row: row.line.beside or None, width=30, on_screen=ROOM),
        ],
        Numbered(own),
        row_key=lambda row: row.line.line.shift_id,
        heads=[
            (_("Full name"), person.name),
            (_("Since"), first),
            (_("Closing time"), moment_of(session)),
        ],
        sources=[(_("State"), _("The published rosters with their swaps, reinforcements and reliefs."))],
        frozen=2,
        landscape=True,
        zone=zone,
    )


def _one_a_shift(lines: list[ActualLine]) -> list[ActualLine]:
    """One line for each shift: of two posts in it, the one that they stand on."""
    kept: dict[int, ActualLine] = {}
    for one in lines:
        if one.shift_id not in kept or one.is_standing:
            kept[one.shift_id] = one
    return list(kept.values())


def _beside(session: Session, reader: Person, person: Person, lines: list[ActualLine]) -> dict[int, str]:
    """Who else is on duty in somebody's shifts, with their posts."""
    if not lines:
        return {}
    rooms = {one.room_id for one in lines}
    since, until = lines[0].starts_at, max(one.ends_at for one in lines)
    shifts = [
        shift
        for room in sorted(rooms)
        for shift in presence.coming(session, reader, since, until, organisation=session.get_one(Organisation, room))
    ]
    return {
        shift.shift_id: _(", ").join(
            f"{post.name} {one.name}" for post in shift.posts for one in post.people if one.person_id != person.id
        )
        for shift in shifts
    }


def _state(row: Ranked[OwnLine]) -> str:
    return _("on duty") if row.line.line.is_standing else _("no longer")


def _state_level(row: Ranked[OwnLine]) -> Level | None:
    return Level.FINE if row.line.line.is_standing else Level.ATTENTION

"""What the roster's screen reads: the month with what was changed of it, and how its cells are worded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from inventory.duty import patterns
from inventory.duty.calendar import DayKind, weekday_name
from inventory.duty.duties import Standing
from inventory.duty.months import Month, MonthDay, month, roster_of
from inventory.duty.patterns import PatternLine, TimeLine
from inventory.duty.posts import PostKind, PostLine
from inventory.duty.presence import room_of
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Organisation, Person
from inventory.ground.search import key

FEW = 3  # names in a cell


@dataclass(frozen=True)
class ShiftLine:
    """A shift of the month; its id is known once it is published."""

    day: MonthDay
    time: TimeLine
    shift_id: int = 0

    @property
    def number(self) -> str:
        """What the line is known by."""
        return f"{self.day.on:%Y-%m-%d}/{self.time.time_id}"


@dataclass(frozen=True)
class Sheet:
    """The month of a duty room, or why there is none to show yet."""

    room_id: int
    room: str
    first: date
    month: Month | None
    patterns: Sequence[PatternLine]
    lines: Sequence[ShiftLine] = ()

    @property
    def is_published(self) -> bool:
        """Whether it stands as it is."""
        return self.month is not None and self.month.published_at is not None

    @property
    def posts(self) -> list[PostLine]:
        """Who leads, then the others in their turn."""
        every = self.month.posts if self.month else ()
        return sorted(every, key=lambda post: (post.kind is not PostKind.LEADER, post.turn))

    @property
    def names(self) -> Mapping[int, str]:
        """Everybody who sits or stands somewhere in the month, by their ids."""
        return self.month.names if self.month else {}

    def people(self, line: ShiftLine, post: PostLine) -> tuple[int, ...]:
        """Who sits there: as it stands where it was published, as it is planned before."""
        if self.month is None:
            return ()
        cell = (line.day.on, line.time.time_id, post.post_id)
        there = self.month.standing.get(cell, ()) if self.is_published else self.month.seated(cell)
        return tuple(one.person_id for one in there)

    def came(self, line: ShiftLine, post: PostLine) -> Mapping[int, Standing]:
        """How everybody came to a published duty."""
        cell = (line.day.on, line.time.time_id, post.post_id)
        return {one.person_id: one for one in self.month.standing.get(cell, ())} if self.month else {}

    def missing(self, line: ShiftLine, post: PostLine) -> int:
        """How many more the post takes; one that was retired takes nobody more."""
        if self.month is None or post.retired:
            return 0
        need = self.month.need((line.day.on, line.time.time_id, post.post_id))
        return max(0, need - len(self.people(line, post)))

    def said(self, line: ShiftLine, post: PostLine) -> str:
        """The cell: how many are missing, then the first names and how many more there are; the card says them all."""
        names = [self.names.get(one, "?") for one in self.people(line, post)]
        parts = names[:FEW]
        if (more := len(names) - FEW) > 0:
            parts.append(ngettext("{n} more", "{n} more", more).format(n=more))
        if missing := self.missing(line, post):
            parts.insert(0, ngettext("{n} missing", "{n} missing", missing).format(n=missing))
        return _(", ").join(parts)

    def span(self, line: ShiftLine) -> tuple[datetime, datetime] | None:
        """When a shift begins and ends."""
        return self.month.span(line.day.on, line.time.time_id) if self.month else None

    @property
    def gaps(self) -> int:
        """How many people are missing in the month."""
        return sum(self.missing(line, post) for line in self.lines for post in self.posts)


def look(session: Session, reader: Person, first: date) -> Sheet:
    """The month of the reader's duty room."""
    room_id = room_of(session, reader)
    if room_id is None:
        return Sheet(0, "", first, None, ())
    room = session.get_one(Organisation, room_id)
    choice = [one for one in patterns.patterns(session, reader) if one.organisation_id == room_id]
    found = roster_of(session, reader, room_id, first)
    if found is None:
        return Sheet(room_id, room.name, first, None, choice)
    there = month(session, reader, found)
    lines = [ShiftLine(day, time, there.shift_ids.get((day.on, time.time_id), 0)) for day, time in there.shifts()]
    return Sheet(room_id, room.name, first, there, choice, lines)


def weekday(day: MonthDay) -> str:
    """The weekday, and whether it is off; a holiday by its name, a weekend that is worked for one, too."""
    named = weekday_name(day.on)
    if day.remark:
        return f"{named} {day.remark}"
    return named if day.kind is DayKind.WORKDAY else _("{weekday} off").format(weekday=named)


def words(sheet: Sheet, line: ShiftLine) -> str:
    """What a line is found by: its date and everybody who sits there."""
    names = [sheet.names.get(one, "") for post in sheet.posts for one in sheet.people(line, post)]
    return key(f"{line.day.on:%Y-%m-%d}", f"{line.day.on:%m%d}", weekday(line.day), line.time.name, *names)

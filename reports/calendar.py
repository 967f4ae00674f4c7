"""iCalendar: somebody's duties as a file that their own calendar takes over, and takes over again after a swap.

Every duty keeps its name, so that a calendar changes what it has instead of adding to it; a duty that they gave away
is there as cancelled, since leaving it out would leave it in the calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from icalendar import Calendar, Event

from inventory.ground import files
from inventory.ground.exercises import WORDS
from inventory.ground.i18n import _
from inventory.ground.text import visible
from reports.frame import Stamp
from reports.presence import OwnLine
from reports.sheet import Written
from reports.table import Ranked, Table, pair

PRODUCER = "-//Xunbei//汛备//EN"


def write(
    path: Path,
    table: Table[Ranked[OwnLine]],
    stamp: Stamp,
    *,
    overwrite: bool = False,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write a person's duties; the file is complete or it isn't there."""
    del progress, cancelled  # a year of duties is written before anybody could ask
    content = calendar(table, stamp)
    with files.whole(path, overwrite=overwrite) as draft:
        draft.write_bytes(content)
    return Written()


def calendar(table: Table[Ranked[OwnLine]], stamp: Stamp) -> bytes:
    """A person's duties as the text of a calendar."""
    made = Calendar()
    made.add("prodid", PRODUCER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", visible(f"{stamp.exercise} {table.title}".strip()))
    for row in table.rows:
        made.add_component(_event(row.line, stamp))
    return bytes(made.to_ical())


def _event(own: OwnLine, stamp: Stamp) -> Event:
    line, duty = own.line, _("Flood duty: {post}").format(post=own.line.post)
    event = Event()
    event.add("uid", visible(f"{line.code}/{line.login}@xunbei"))
    event.add("dtstamp", stamp.made_at)
    event.add("sequence", int(stamp.number.rpartition("-")[2]))
    event.add("dtstart", line.starts_at)
    event.add("dtend", line.ends_at)
    event.add("summary", visible(f"{WORDS if stamp.exercise else ''} {duty}".strip()))
    event.add("location", visible(line.room))
    event.add("status", "CONFIRMED" if line.is_standing else "CANCELLED")
    told = [
        pair(_("Shift"), line.shift),
        *([pair(_("With"), own.beside)] if own.beside else []),
        *([pair(_("Changed"), line.number)] if line.number else []),
        stamp.line(),
    ]
    event.add("description", "\n".join(map(visible, told)))
    return event

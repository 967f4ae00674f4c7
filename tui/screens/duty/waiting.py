"""What waits on the board, and the names a line may begin with: it looks at everything, so behind the first lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from textual.content import Content

from inventory.duty.deadlines import Due
from inventory.ground.accounts import organisations, persons
from inventory.ground.i18n import _, ngettext
from inventory.supplies.places import places
from inventory.upkeep.alerts import ALERT_NAMES, alerts
from inventory.upkeep.heard import Alert, Urgency
from reports.table import ROOM, Column, Kind, Level, figure
from tui.desk import Desk
from tui.screens.duty.looking import Names

LEVELS = {Urgency.NOW: Level.URGENT, Urgency.SOON: Level.ATTENTION, Urgency.KNOWN: Level.UNKNOWN}
SHORT = {Due.EMPTY_POST, Due.GAP}


def waiting(desk: Desk) -> tuple[list[Alert], Names]:
    """All that waits, and the names that are known: read behind the first lines, since it looks at everything."""
    with desk.store.read() as session:
        officer = desk.officer(session)
        found = alerts(session, officer)
        units = {one.name for one in organisations(session, officer)} | {one.name for one in places(session, officer)}
        return found, Names(frozenset(units), frozenset(one.name for one in persons(session, officer)))


# In words ------------------------------------------------------------------------------------------------------


def alert_columns(zone: tzinfo, today: datetime) -> list[Column[Alert]]:
    """What waits, until when, what it is about."""
    return [
        Column("kind", _("What waits"), lambda one: _(ALERT_NAMES[one.kind]), Kind.STATE, 16, level=alert_level),
        Column("due", _("Deadline"), lambda one: alert_due(one, zone, today) or None, width=11, absent=""),
        Column("what", _("Matter"), alert_what, width=28),
        Column("where", _("Where"), lambda one: one.where or None, width=12, on_screen=ROOM, absent=""),
        Column("owner", _("Responsible"), lambda one: one.owner or None, width=8, on_screen=ROOM, absent=""),
        Column("number", _("Number"), lambda one: one.number or None, width=13, on_screen=ROOM, absent=""),
    ]


def alert_level(one: Alert) -> Level:
    """How much it asks."""
    return LEVELS[one.urgency]


def alert_due(one: Alert, zone: tzinfo, today: datetime) -> str:
    """Until when; the day alone where no more is set."""
    if one.due_at is None:
        return ""
    due = one.due_at.astimezone(zone)
    day = f"{due:%m-%d}" if due.year == today.astimezone(zone).year else f"{due:%Y-%m-%d}"
    return day if one.day_only else f"{day} {due:%H:%M}"


def alert_what(one: Alert) -> str:
    """What it is about, and how much of it."""
    if one.quantity is None:
        return one.what
    if one.kind in SHORT:
        missing = int(one.quantity)
        return f"{one.what} " + ngettext("{n} missing", "{n} missing", missing).format(n=figure(missing))
    return f"{one.what} {figure(one.quantity)} {one.unit}".strip()


def alert_summary(found: Sequence[Alert]) -> Content:
    """How many ask for something at once, and how many soon."""
    now = sum(one.urgency is Urgency.NOW for one in found)
    soon = sum(one.urgency is Urgency.SOON for one in found)
    if not found:
        return Content.styled(_("● nothing waits"), "$success")
    said = [_("■ {n} at once"), _("▲ {n} soon"), _("○ {n} to be known")]
    hues = ["bold $error" if now else "$quiet", "$warning" if soon else "$quiet", "$quiet"]
    counts = (now, soon, len(found) - now - soon)
    worded = [one.format(n=figure(n)) + "  " for one, n in zip(said, counts, strict=True)]
    return Content.assemble(*zip(worded, hues, strict=True))

"""How the board words what it shows at once: who is on duty, and what a line of the log says."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from textual.content import Content

from inventory.duty.log import LOG_KIND_NAMES, LogLine
from inventory.duty.posts import PostKind
from inventory.duty.presence import PostOn, ShiftOn
from inventory.ground.i18n import _, ngettext
from inventory.ground.text import visible
from reports.table import ROOM, Column, Kind, Level, figure
from tui.screens.duty.looking import Board
from tui.widgets.card import Facts

Said = list[tuple[str, str]]

# Who is on duty ------------------------------------------------------------------------------------------------


def head(board: Board, zone: tzinfo) -> Content:
    """The level in force, who is on duty now, who comes next; an empty post reddened and in words."""
    on = board.on
    level = on.level if on else ""
    parts: Said = [
        (_("Response level: "), "$quiet"),
        (visible(level) if level else _("○ not set"), "bold" if level else "$quiet"),
    ]
    for label, shift, why in (
        (_("This shift"), on.shift if on else None, _("no published shift now: F5 plans and publishes the roster")),
        (_("Next shift"), on.next if on else None, _("no published shift follows")),
    ):
        parts += [("\n" if label == _("Next shift") else "   ", ""), (f"{label} ", "$quiet")]
        parts += _shift(shift, zone) if shift else [(f"○ {why}", "$quiet")]
    return Content.assemble(*parts)


def _shift(shift: ShiftOn, zone: tzinfo) -> Said:
    start, end = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%m-%d %H:%M}"
    parts: Said = [(f"{start:%m-%d %H:%M} – {until}   ", "bold")]
    posts = sorted(shift.posts, key=lambda post: post.kind is not PostKind.LEADER)
    for at, post in enumerate(posts):
        parts += [(" · " if at else "", "$quiet"), (f"{visible(post.name)} ", "$quiet")]
        if post.people:
            parts.append((visible(_(", ").join(one.name for one in post.people)), "bold"))
        if post.missing:
            parts.append((f"{' ' if post.people else ''}■\N{NO-BREAK SPACE}{lacking(post)}", "bold $error"))
    return parts


def lacking(post: PostOn) -> str:
    """That somebody is missing on a post."""
    if not post.people:
        return _("nobody")
    return ngettext("{n} missing", "{n} missing", post.missing).format(n=figure(post.missing))


# The log -------------------------------------------------------------------------------------------------------


def log_columns(zone: tzinfo) -> list[Column[LogLine]]:
    """When, how, from whom, what, what was done, and whether it still waits."""
    return [
        Column("occurred_at", _("When"), lambda line: line.occurred_at, Kind.MOMENT, 11),
        Column("kind", _("How"), lambda line: _(LOG_KIND_NAMES[line.kind]), width=6),
        Column("unit", _("Unit and name"), lambda line: somebody(line) or None, width=10, absent=""),
        Column("content", _("Content"), lambda line: line.content, width=24),
        Column("action", _("Handling"), lambda line: line.action or None, width=12, on_screen=ROOM, absent=""),
        Column("state", _("State"), lambda line: state(line, zone) or None, Kind.STATE, 14, level=level, absent=""),
        Column("by", _("Recorded by"), lambda line: line.by, width=8, on_screen=ROOM),
        Column("number", _("Number"), lambda line: line.number, width=13, on_screen=ROOM),
    ]


def somebody(line: LogLine) -> str:
    """The unit and who called."""
    return " ".join(one for one in (line.unit, line.caller) if one)


def state(line: LogLine, zone: tzinfo) -> str:
    """Whose it is and until when, or which line stands in its place."""
    if line.corrected_by:
        return _("corrected by {number}").format(number=line.corrected_by)
    if line.closed_by:
        return _("done ({number})").format(number=line.closed_by)
    if line.is_open:
        return waits(line, zone)
    if line.closes:
        return _("closes {number}").format(number=line.closes)
    return _("corrects {number}").format(number=line.corrects) if line.corrects else ""


def waits(line: LogLine, zone: tzinfo) -> str:
    """Whose it is and until when."""
    due = f"{line.due_at.astimezone(zone):%m-%d %H:%M}" if line.due_at else ""
    late = _("overdue") if line.overdue else ""
    return " ".join(one for one in (late, due, line.owner) if one)


def level(line: LogLine) -> Level | None:
    """Open is to be looked at, overdue is urgent, what is done is fine."""
    if line.overdue:
        return Level.URGENT
    if line.is_open:
        return Level.ATTENTION
    if line.corrected_by:
        return Level.UNKNOWN
    return Level.FINE if line.closed_by else None


def card(line: LogLine, zone: tzinfo = UTC) -> Facts:
    """All that a line says."""

    def moment(when: datetime | None) -> str:
        return f"{when.astimezone(zone):%Y-%m-%d %H:%M}" if when else ""

    said = level(line)
    stands = state(line, zone)
    pairs = [
        (_("When"), moment(line.occurred_at)),
        (_("How"), _(LOG_KIND_NAMES[line.kind])),
        (_("Unit and name"), somebody(line)),
        (_("Phone"), line.phone),
        (_("Content"), line.content),
        (_("Handling"), line.action),
        (_("Reported to"), line.reported_to),
        (_("State"), f"{said.value} {stands}" if said else stands),
        (_("Corrects"), line.corrects),
        (_("Closes"), line.closes),
        (_("Recorded"), f"{line.by} {moment(line.recorded_at)}" + (" " + _("▲ late") if line.late else "")),
    ]
    return Facts(f"{line.number} {line.organisation}", [pair for pair in pairs if pair[1]])

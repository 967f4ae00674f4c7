"""The lines of a sheet on the screen, ticked as it happens or keyed in from paper: the same columns for both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from inventory.ground.i18n import _
from inventory.practice.checklists import SECTION_NAMES
from inventory.practice.marks import MARK_NAMES
from inventory.practice.ticking import TickLine
from reports.table import ROOM, Column, Kind, Level
from tui.screens.drills.words import clock, tick_level, tick_state
from tui.widgets.card import Facts
from tui.widgets.lines import LineTable


class SheetTable(LineTable[TickLine], can_focus=False):
    """The lines; keys come from the entry line, so the highlighted one is never pale."""

    DEFAULT_CSS = """
    SheetTable > .lines--idle { background: $row; text-style: bold; }
    SheetTable:nocolor > .lines--idle { text-style: bold reverse; }
    """


def columns(zone: tzinfo) -> Sequence[Column[TickLine]]:
    """The line's number, when it was due, what is done, what was ticked when, what was noted."""
    return [
        Column("number", _("Line"), lambda one: one.line.number, Kind.NUMBER, 4),
        Column("planned_at", _("Due"), lambda one: clock(one.planned_at, zone), width=5, absent=""),
        Column("what", _("Action"), lambda one: one.line.what, width=30, level=_grave),
        Column("state", _("Done"), tick_state, Kind.STATE, 10, level=tick_level),
        Column("at", _("Time"), lambda one: clock(one.at, zone), width=5, absent=""),
        Column("note", _("Note"), lambda one: one.note or None, width=14, absent=""),
        Column("standard", _("Standard"), lambda one: one.line.standard or None, width=24, on_screen=ROOM, absent=""),
        Column("by", _("Ticked by"), lambda one: one.by or None, width=10, on_screen=ROOM, absent=""),
    ]


def _grave(one: TickLine) -> Level | None:
    """A critical line says so."""
    return Level.ATTENTION if one.line.critical else None


def card(one: TickLine, zone: tzinfo) -> Facts:
    """A line in full: what it asks, and what was ticked."""
    line = one.line
    done = f"{tick_level(one).value} {tick_state(one)} {clock(one.at, zone) or ''}".strip()
    late = _("{n} min late").format(n=one.late) if (one.late or 0) > 0 else ""
    pairs = [
        (_("Done"), " · ".join(filter(None, (done, late, one.by)))),
        (_("Phase"), _(SECTION_NAMES[line.section])),
        (_("Role or unit"), line.who),
        (_("Standard"), line.standard),
        (_("Critical"), " ".join((Level.ATTENTION.value, _("all hangs on it"))) if line.critical else ""),
        (_("Due"), clock(one.planned_at, zone) or ""),
        (_("Note"), one.note),
        (_("Corrected"), one.why),
    ]
    return Facts(f"{line.number} {line.what}", [pair for pair in pairs if pair[1]])


def marked(one: TickLine) -> str:
    """What a line was marked as, in a few words."""
    return " · ".join(filter(None, (_(MARK_NAMES[one.mark]) if one.mark else "", one.note)))

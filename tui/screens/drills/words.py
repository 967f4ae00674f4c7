"""What the screens of drills say alike: where a drill stands, what was ticked, how late, how far a sheet has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo

from inventory.ground.i18n import N_, _, ngettext
from inventory.practice.drills import DRILL_STATE_NAMES, DrillLine, DrillState
from inventory.practice.marks import MARK_NAMES, Mark, spans
from inventory.practice.sheets import SheetLine
from inventory.practice.ticking import TickLine
from reports.table import Level, figure

STATES = {
    DrillState.PLANNED: Level.ATTENTION,
    DrillState.RUNNING: Level.URGENT,
    DrillState.ENDED: Level.FINE,
    DrillState.CANCELLED: Level.UNKNOWN,
}
MARKS = {Mark.YES: Level.FINE, Mark.PARTLY: Level.ATTENTION, Mark.NO: Level.URGENT}
MOST_SPANS = 12
WITHOUT = N_("Space: choose its checklist, to key in how it went; Enter: its units")
NEXT = {
    DrillState.PLANNED: N_("Enter: prepare it; then print its sheets, and say when it begins"),
    DrillState.RUNNING: N_("Enter: tick its sheets; then say when it ended"),
    DrillState.ENDED: N_("Enter: key its sheets in; then its findings and its evaluation"),
}
STEPS = (
    (
        N_("Prepare"),
        N_(
            "Insert plans it by a checklist. Enter, then ^→: units in their roles, injects, material; Space issues "
            "the material as a loan."
        ),
    ),
    (
        N_("Print it"),
        N_("Sheets, Insert: to look at them writes nothing; printed or written, each has its number for good."),
    ),
    (
        N_("Run"),
        N_(
            "Space: it begins. Tick the sheets as it happens (Enter), give the injects; or begin its exercise, a copy "
            "of all books in which nothing real is written."
        ),
    ),
    (
        N_("Key in"),
        N_("Space: it has ended. ^K keys the sheets in from paper; the material comes back; the exercise is ended."),
    ),
    (
        N_("Evaluate"),
        N_("Findings become hazards or revisions of a plan; Scores; then Space, the report of the drill."),
    ),
)
"""What is done from a drill's plan to its evaluation, for F1."""


def drill_state(one: DrillLine) -> str:
    """Where a drill stands."""
    return _(DRILL_STATE_NAMES[one.state])


def drill_level(one: DrillLine) -> Level:
    """How much a drill asks for somebody."""
    return STATES[one.state]


def tick_state(one: TickLine) -> str:
    """What was ticked."""
    return _("waits") if one.mark is None else _(MARK_NAMES[one.mark])


def tick_level(one: TickLine) -> Level:
    """How good that is; a critical line that waits asks for more than another."""
    return Level.UNKNOWN if one.mark is None else MARKS[one.mark]


def clock(when: datetime | None, zone: tzinfo | None) -> str | None:
    """A time of day; a drill has one day."""
    return None if when is None else f"{when.astimezone(zone):%H:%M}"


def sheet_level(one: SheetLine) -> Level:
    """Whether a sheet was keyed in."""
    is_past = one.old or one.replaced or not one.number
    return Level.UNKNOWN if is_past else Level.FINE if one.ended else Level.ATTENTION


def sheet_state(one: SheetLine) -> str:
    """Whether a sheet was printed, is still asked for, and was keyed in."""
    if not one.number:
        return _("not printed")
    if one.old:
        return _("old version")
    if one.replaced:
        return _("units have it")
    return _("keyed in") if one.ended else _("to key in")


def printed_words(one: DrillLine, said: Callable[[datetime], str]) -> str:
    """When its sheets were printed, and what they say where the drill was changed since; empty where none were."""
    if one.printed_at is None:
        return ""
    if not one.is_outdated:
        return _("printed {at}").format(at=said(one.printed_at))
    words = _("printed {at} for “{printed}”; the drill was changed since: print them again")
    return f"{Level.ATTENTION.value} {words.format(at=said(one.printed_at), printed=one.printed)}"


def missing_words(numbers: Iterable[int]) -> str:
    """Which lines nothing is keyed in for, not more of them than one reads."""
    left = list(numbers)
    if not left:
        return ""
    said = spans(left).split(_(", "))
    more = _(", ").join([*said[:MOST_SPANS], *(["…"] if len(said) > MOST_SPANS else [])])
    return ngettext("{n} missing: {lines}", "{n} missing: {lines}", len(left)).format(n=figure(len(left)), lines=more)

"""How a check is worded on the screen: its stage, its lines, its result."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from inventory.ground.i18n import _, ngettext
from inventory.supplies.checks import DueLine, SheetLine, result
from inventory.supplies.counts import FOUND_NAMES, REASON_NAMES, Found, not_told
from inventory.supplies.lots import CONDITION_NAMES
from inventory.supplies.reckoning import Stage
from reports.checks import said
from reports.table import Level, figure, pair
from tui.widgets.fitting import Clock

SOON = 14  # days before a check is due that it is listed

STAGE_LEVELS = {
    Stage.COUNTING: Level.ATTENTION,
    Stage.COUNTING_AGAIN: Level.ATTENTION,
    Stage.HANDED_IN: Level.ATTENTION,
    Stage.APPROVED: Level.ATTENTION,
    Stage.POSTED: Level.FINE,
    Stage.CANCELLED: Level.UNKNOWN,
}


def result_words(lines: Sequence[SheetLine]) -> str:
    """`312 of 312 lines, 9 differences, 2 unlisted finds`."""
    return said(result(lines))


def is_telling(one: DueLine) -> bool:
    """Whether a depot's check is near enough, or late enough, to stand over the list."""
    return one.days_over is not None and one.days_over >= -SOON and not one.under_way


def due_words(one: DueLine) -> tuple[Level, str]:
    """How late a depot's check is, or when it comes."""
    days = one.days_over or 0
    if not one.last:
        return Level.ATTENTION, _("never checked")
    if days > 0:
        return Level.URGENT, ngettext("{n} day overdue", "{n} days overdue", days).format(n=figure(days))
    if days == 0:
        return Level.ATTENTION, _("due today")
    return Level.UNKNOWN, ngettext("due in {n} day", "due in {n} days", -days).format(n=figure(-days))


# Lines ---------------------------------------------------------------------------------------------------------


def differs(one: SheetLine) -> bool:
    """Whether a line that may be told differs from the book, or is in another condition."""
    return one.item_id is not None and one.settled and bool(one.difference or (one.found and one.unfit))


def line_level(one: SheetLine) -> Level:
    """How a line stands."""
    if one.found is None:
        return Level.ATTENTION if one.round > 1 else Level.UNKNOWN
    if one.found is Found.UNREACHABLE or (differs(one) and one.reason is None):
        return Level.ATTENTION
    return Level.FINE


def line_state(one: SheetLine) -> str:
    """How a line stands, in one or two words."""
    if one.found is None:
        return _("count again") if one.round > 1 else _("to count")
    if one.found is not Found.COUNTED:
        return _(FOUND_NAMES[one.found])
    if one.settled and one.book is not None:
        if not differs(one):
            return _("agrees") if one.item_id is not None else _("not in the catalogue")
        return _("explained") if one.reason is not None else _("differs")
    return _("handed in") if one.settled else _("recorded")


def found_words(one: SheetLine) -> str:
    """What was found: the amount, and what of it is in another condition."""
    if one.found is None or one.quantity is None:
        return ""
    if one.found is not Found.COUNTED:
        return _(FOUND_NAMES[one.found])
    words = f"{figure(one.quantity)} {one.unit}".strip()
    if one.unfit and one.unfit_condition is not None:
        condition = _(CONDITION_NAMES[one.unfit_condition])
        words = _("{all}, {n} of them {condition}").format(all=words, n=figure(one.unfit), condition=condition)
    return words


def entry_words(one: SheetLine, clock: Clock) -> str:
    """What was entered, by whom, when: nothing of the book."""
    parts = [found_words(one), one.by, f"{one.counted_at.astimezone(clock.zone):%H:%M}" if one.counted_at else ""]
    alone = pair(_("Alone"), one.alone) if one.alone else ""
    return " · ".join(part for part in (*parts, one.entry_note, alone) if part)


def signed(amount: Decimal | None) -> str:
    """A difference with its sign."""
    if amount is None:
        return ""
    return f"{'+' if amount > 0 else ''}{figure(amount)}"


def reason_words(one: SheetLine) -> str:
    """Why a line differs."""
    if one.reason is None:
        return ""
    why = _(REASON_NAMES[one.reason])
    return pair(why, one.reason_note) if one.reason_note else why


def unseen() -> str:
    """What stands for a figure that the reader isn't to see."""
    return f"{Level.UNKNOWN.value} {not_told()}"

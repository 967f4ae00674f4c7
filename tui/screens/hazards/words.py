"""What is said of a hazard: its steps, its card, and which of several asks for somebody first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from inventory.ground.i18n import N_, _, ngettext
from inventory.resources.hazardlines import HazardLine, StepLine
from inventory.resources.hazards import UNFIXED, HazardState, HazardStepKind
from inventory.resources.tallies import Tally
from reports.hazards import level, remarks, state, verdict
from reports.table import Level, figure
from tui.widgets.card import Facts

STEPS = {
    HazardStepKind.ASSIGNED: N_("assigned"),
    HazardStepKind.STARTED: N_("begun"),
    HazardStepKind.FIXED: N_("put right"),
    HazardStepKind.FAILED: N_("sent back"),
    HazardStepKind.CLOSED: N_("closed off"),
    HazardStepKind.PUT_OFF: N_("put off"),
    HazardStepKind.STRUCK: N_("struck"),
}
FAR = date.max
OVERDUE, TO_CHECK, NOT_ASSIGNED, ASSIGNED, OVER, STRUCK = range(6)


def turn(line: HazardLine) -> tuple[int, int, int]:
    """Where a hazard stands on the list: what asks for somebody first, what is over last, the latest of it first."""
    due = (line.due_on or FAR).toordinal()
    if line.overdue:
        return OVERDUE, due, line.hazard_id
    if line.state in UNFIXED:
        return ASSIGNED if line.unit else NOT_ASSIGNED, due, line.hazard_id
    if line.state is HazardState.FIXED:
        return TO_CHECK, due, line.hazard_id
    return OVER if line.state is HazardState.CLOSED else STRUCK, -line.hazard_id, 0


def in_short(tally: Tally) -> str:
    """What hazards come to, in the few words that the find line has room for; what is nought isn't said."""
    parts = [
        (Level.URGENT, ngettext("{n} overdue", "{n} overdue", tally.overdue), tally.overdue),
        (Level.ATTENTION, ngettext("{n} open", "{n} open", tally.open), tally.open),
        (Level.FINE, ngettext("{n} closed off", "{n} closed off", tally.closed), tally.closed),
    ]
    return " · ".join(f"{sign.value} {said.format(n=figure(n))}" for sign, said, n in parts if n)


def next_step(line: HazardLine) -> str:
    """What Enter does with a hazard."""
    if line.state is HazardState.FIXED:
        return _("Enter: another checks it again")
    if line.state in UNFIXED:
        return _("Enter: put right, by whom") if line.unit else _("Enter: whose it is, how, until when")
    return _("Space: it came back") if line.state is HazardState.CLOSED else ""


def card(line: HazardLine, steps: Sequence[StepLine]) -> Facts:
    """All that is known of a hazard, and its course."""
    unit = " · ".join(filter(None, (line.unit, line.person, line.phone)))
    pairs = [
        (_("State"), f"{level(line).value} {state(line)}"),
        (_("Next"), next_step(line)),
        (_("Content"), line.what),
        (_("Place"), line.where),
        (_("Found on"), str(line.found_on)),
        (_("Counts as"), figure(line.pieces) if line.pieces > 1 else ""),
        (_("Unit in charge"), unit or _("○ not set")),
        (_("Measure"), line.measure or _("○ not set")),
        (_("Fix by"), str(line.due_on or _("○ not set"))),
        (_("Check again"), verdict(line) or ""),
        (_("On the round"), line.visit),
        (_("Remarks"), remarks(line) or ""),
        (_("Organisation"), line.organisation),
    ]
    course = [(str(one.happened_on), _step(one)) for one in steps]
    return Facts(f"{line.number} {line.where}", [*(pair for pair in pairs if pair[1]), *course])


def _step(one: StepLine) -> str:
    """What, who; until when, and what was said of it."""
    due = _("by {day}").format(day=one.due_on) if one.due_on else ""
    alone = _("nobody else there: {reason}").format(reason=one.alone) if one.alone else ""
    told = (f"{_(STEPS[one.kind])} {one.who or one.unit or one.by}", due, one.measure, one.note, alone)
    return _("; ").join(filter(None, told))

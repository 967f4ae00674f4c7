"""How F7 words what stands: the level, warnings, what the program proposes, stops, and what a level would lack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from inventory.duty.levels import InForce
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.text import visible
from inventory.response.lacking import Subject
from inventory.response.proposals import Proposal
from inventory.response.stoporders import HOLDING, STOP_STATE_NAMES, StopLine, StopState
from inventory.response.stoprules import Suggestion
from inventory.response.tasks import OVER, TaskLine, UnitLine
from inventory.response.warnings import COLOUR_NAMES, WARNING_STATE_NAMES, WarningLine, WarningState
from reports.response import task_state
from reports.table import ROOM, Column, Kind, Level, figure
from tui.screens.response.looking import Ahead, Board
from tui.widgets.card import Facts

Said = Callable[[date | None], str]
"""How a moment is said on the screen."""


class Matter(StrEnum):
    """What a line of the situation is about."""

    LEVEL = "level"
    WARNING = "warning"
    PROPOSAL = "proposal"
    SUGGESTION = "suggestion"
    STOP = "stop"
    AHEAD = "ahead"


MATTER_NAMES = {
    Matter.LEVEL: N_("level in force"),
    Matter.WARNING: N_("warning"),
    Matter.PROPOSAL: N_("proposed"),
    Matter.SUGGESTION: N_("stop suggested"),
    Matter.STOP: N_("stop"),
    Matter.AHEAD: N_("if raised"),
}
LACKS = {
    Subject.POST: N_("posts lacking {n}"),
    Subject.TEAM: N_("teams short {n}"),
    Subject.SUPPLY: N_("items short {n}"),
    Subject.SHELTER: N_("shelters not ready {n}"),
    Subject.AGREEMENT: N_("agreements not holding {n}"),
    Subject.ACTION: N_("needs of plans unmet {n}"),
}


@dataclass(frozen=True)
class Standing:
    """A line of the situation: what it is about, how much it asks, and what it says."""

    matter: Matter
    level: Level
    text: str
    about: InForce | WarningLine | Proposal | Suggestion | StopLine | Ahead | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by, read anew too."""
        one = self.about
        match one:
            case WarningLine() | StopLine():
                return self.matter, one.number
            case Proposal():
                return self.matter, f"{one.rule} {one.warning.number}"
            case Suggestion():
                return self.matter, f"{one.rule} {one.organisation_id} {one.measure_id}"
        return self.matter, ""


# The situation -------------------------------------------------------------------------------------------------


def situation(board: Board, ahead: Ahead | None, said: Said) -> list[Standing]:
    """The lines of the situation in the order in which they matter."""
    return [
        _in_force(board, said),
        *(Standing(Matter.WARNING, _gravity(one), warning_words(one, said), one) for one in board.warnings),
        *(Standing(Matter.PROPOSAL, Level.ATTENTION, _proposed(one), one) for one in board.proposals),
        *(Standing(Matter.SUGGESTION, Level.ATTENTION, _suggested(one), one) for one in board.suggestions),
        *(Standing(Matter.STOP, stop_level(one), stop_words(one, said), one) for one in board.stops),
        *_looked_ahead(board, ahead),
    ]


def _in_force(board: Board, said: Said) -> Standing:
    level, step = board.level, board.step
    if level is None:
        none = _("none") if board.levels else _("none; no level is set up yet: Ctrl+G, Response levels")
        return Standing(Matter.LEVEL, Level.UNKNOWN, none)
    since = _("since {moment}, ordered by {person}").format(moment=said(level.since), person=level.ordered_by)
    is_own = step is not None and step.number == level.number
    area = step.area if step is not None and is_own else ""
    parts = [level.name, since, area, level.number]
    return Standing(Matter.LEVEL, Level.ATTENTION, BETWEEN.join(part for part in parts if part), level)


BETWEEN = " · "


def _gravity(one: WarningLine) -> Level:
    return Level.UNKNOWN if one.state is WarningState.COMING else Level.ATTENTION


def warning_name(one: WarningLine) -> str:
    """Which warning: heavy rain, yellow."""
    return _("{kind} {colour}").format(kind=one.kind, colour=_(COLOUR_NAMES[one.colour]))


def warning_words(one: WarningLine, said: Said) -> str:
    """A warning in one line: which, from when until when, from whom, for where."""
    until = said(one.ends_at) or _("until it is lifted")
    span = f"{said(one.begins_at)} – {until}"
    return BETWEEN.join(part for part in (warning_name(one), span, one.issuer, one.area) if part)


def _proposed(one: Proposal) -> str:
    why = _("{level}, by rule {rule} for {warning}; a person decides")
    return why.format(level=one.level, rule=one.rule, warning=f"{warning_name(one.warning)} {one.warning.number}")


def cause(one: Suggestion) -> str:
    """What brings a suggestion about."""
    return warning_name(one.warning) if one.warning is not None else one.level


def _suggested(one: Suggestion) -> str:
    drafted = _("drafted in {number}").format(number=one.draft) if one.draft else ""
    why = _("{stop}, by rule {rule} for {cause}; a person decides")
    text = why.format(stop=one.measure, rule=one.rule, cause=cause(one))
    return BETWEEN.join(part for part in (text, drafted) if part)


def measures_said(one: StopLine) -> str:
    """What an order stops."""
    return _(", ").join(it.name for it in one.measures)


def stop_level(one: StopLine) -> Level:
    """How much an order asks: a draft waits for approval, one in force for its receipts."""
    if one.state is StopState.DRAFT:
        return Level.ATTENTION
    if one.state in HOLDING:
        return Level.ATTENTION if one.waiting else Level.FINE
    return Level.UNKNOWN


def stop_words(one: StopLine, said: Said) -> str:
    """An order in one line."""
    state = _(STOP_STATE_NAMES[one.state])
    span = f"{said(one.begins_at)} – {said(one.ends_at)}".strip(" –") if one.state in HOLDING else ""
    return BETWEEN.join(part for part in (measures_said(one), state, span, receipts(one), one.area, one.number) if part)


def receipts(one: StopLine) -> str:
    """How many departments still owe a receipt."""
    if one.state not in HOLDING or not one.waiting:
        return ""
    n = len(one.waiting)
    return ngettext("{n} receipt owed", "{n} receipts owed", n).format(n=figure(n))


def _looked_ahead(board: Board, ahead: Ahead | None) -> Iterator[Standing]:
    """What the next level would lack, once that is known."""
    if (level := board.next_level) is None:
        return
    if ahead is None or ahead.level_id != level.level_id:
        yield Standing(Matter.AHEAD, Level.UNKNOWN, _("{level}: being looked at …").format(level=level.name))
        return
    text = f"{level.name}: {lacks(ahead)}"
    yield Standing(Matter.AHEAD, Level.ATTENTION if ahead.lacking else Level.FINE, text, ahead)


def lacks(ahead: Ahead) -> str:
    """What a level would lack, kind by kind."""
    said = [_(words).format(n=figure(n)) for subject, words in LACKS.items() if (n := ahead.of(subject).lacking)]
    return BETWEEN.join(said) or _("nothing that is known of is lacking")


def situation_columns() -> list[Column[Standing]]:
    """What, and how it stands."""
    return [
        Column("matter", _("Situation"), lambda one: _(MATTER_NAMES[one.matter]), Kind.STATE, 14, level=_level),
        Column("text", "", lambda one: one.text, width=60),
    ]


def _level(one: Standing) -> Level:
    return one.level


# Cards ---------------------------------------------------------------------------------------------------------


def warning_card(one: WarningLine, said: Said) -> Facts:
    """All that a warning says."""
    over = said(one.over_at)
    pairs = [
        (_("State"), f"{_(WARNING_STATE_NAMES[one.state])} {over} {one.reason or one.replaced_by}".rstrip()),
        (_("Issued by"), one.issuer),
        (_("Area"), one.area),
        (_("From"), said(one.begins_at)),
        (_("Until"), said(one.ends_at) or _("until it is lifted")),
        (_("Headline"), one.headline),
        (_("Text"), one.content),
        (_("Published"), said(one.sent_at)),
        (_("Identifier"), one.identifier),
        (_("Recorded"), f"{one.by} {said(one.recorded_at)}"),
    ]
    return Facts(f"{one.number} {warning_name(one)}", [pair for pair in pairs if pair[1]])


def card(one: Standing, board: Board, said: Said) -> Facts:
    """All that a line of the situation says."""
    match one.about:
        case WarningLine() as warning:
            return warning_card(warning, said)
        case Proposal() as proposal:
            pairs = [(_("Basis"), proposal.basis), (_("Warning"), warning_words(proposal.warning, said))]
            return Facts(_proposed(proposal), pairs)
        case Suggestion() as suggestion:
            pairs = [(_("Basis"), suggestion.basis), (_("Carried out by"), suggestion.department)]
            return Facts(_suggested(suggestion), [pair for pair in pairs if pair[1]])
        case InForce():
            return _level_card(board, said)
    return Facts(_(MATTER_NAMES[one.matter]), [("", one.text)])


def _level_card(board: Board, said: Said) -> Facts:
    """The response that is running, order by order."""
    if board.running is None or board.level is None:
        level = board.level
        return Facts(level.name if level else "", [(_("Ordered by"), level.ordered_by if level else "")])
    pairs = [
        (said(one.since), BETWEEN.join(part for part in (one.level, one.ordered_by, one.area, one.basis) if part))
        for one in board.running.orders
    ]
    plans = dict.fromkeys(plan for one in board.running.orders for plan in one.plans)
    pairs += [(_("Plans set going"), _("; ").join(plans) or _("none"))]
    return Facts(f"{board.running.number} {board.level.name}", pairs)


def task_card(one: TaskLine, now: datetime, said: Said, steps: Sequence[tuple[str, str]]) -> Facts:
    """All that is known of a task, and what became of it."""
    level, state = task_state(one, now)
    pairs = [
        (_("State"), f"{level.value} {state}"),
        (_("Deadline"), said(one.due_at) or _("○ not set")),
        (_("Unit"), one.unit),
        (_("Responsible"), one.owner),
        (_("Level"), one.level),
        (_("Plan"), one.plan or _("given by hand")),
        (_("Response"), one.response),
        (_("Made"), said(one.made_at)),
        *steps,
    ]
    return Facts(f"{one.number} {one.what}", [pair for pair in pairs if pair[1]])


# Units ---------------------------------------------------------------------------------------------------------


def unit_columns() -> list[Column[UnitLine]]:
    """The tasks of every unit, counted."""
    return [
        Column("unit", _("Unit"), lambda one: one.unit or _("no unit named"), width=14),
        Column("left", _("To do"), lambda one: one.open + one.acknowledged, Kind.NUMBER, 5, level=_waits),
        Column("overdue", _("Overdue"), lambda one: one.overdue or None, Kind.NUMBER, 5, absent="", level=_overdue),
        Column("done", _("Done"), lambda one: f"{figure(one.done)}/{figure(one.tasks)}", width=6),
        Column("next", _("Next"), lambda one: one.next_due, Kind.MOMENT, 11, ROOM, absent=""),
    ]


def _waits(one: UnitLine) -> Level | None:
    return Level.ATTENTION if one.open else None


def _overdue(one: UnitLine) -> Level | None:
    return Level.URGENT if one.overdue else None


def steps_said(steps: Sequence[tuple[datetime, str, str]], said: Said) -> list[tuple[str, str]]:
    """What became of a task, step by step."""
    return [(said(at), visible(f"{what} {who}".rstrip())) for at, what, who in steps]


def is_over(one: TaskLine) -> bool:
    """Whether a task was done or dropped."""
    return one.state in OVER

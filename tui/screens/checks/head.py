"""What stands over the lines of a check, and beside the one that was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from inventory.ground.i18n import _, ngettext
from inventory.ground.text import visible
from inventory.supplies.checks import SheetLine
from inventory.supplies.counts import COUNT_NAMES, CountKind, StepKind
from inventory.supplies.reckoning import STAGE_NAMES, Stage
from reports.table import figure
from tui.screens.checks.looking import About
from tui.screens.checks.words import (
    STAGE_LEVELS,
    differs,
    entry_words,
    line_level,
    line_state,
    reason_words,
    result_words,
    signed,
)
from tui.widgets.card import Facts
from tui.widgets.fitting import Clock
from tui.widgets.notice import HUES

COUNTING = {Stage.COUNTING, Stage.COUNTING_AGAIN}


@dataclass
class Tally:
    """How far the lines have come that are shown: kept while one keys, since there may be thousands."""

    lines: int = 0
    entered: int = 0
    finds: int = 0

    @classmethod
    def of(cls, lines: Iterable[SheetLine], part: int) -> Tally:
        """Count the lines of a part, or all of them."""
        made = cls()
        for one in lines:
            if part in (0, one.part):
                made.lines += 1
                made.entered += one.found is not None
                made.finds += not one.listed
        return made


class Head(Static):
    """Two lines: which check this is, and how far it has come."""

    DEFAULT_CSS = """
    Head { height: 2; background: $surface; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis; }
    """


def head_words(about: About, second: Content) -> Content:
    """Number, place, kind, blind or not; under it what counts."""
    level = STAGE_LEVELS[about.stage]
    blind = _("blind") if about.blind else _("not blind")
    first = Content.assemble(
        (about.number, "bold $primary"),
        (f"  {level.value} {_(STAGE_NAMES[about.stage])}", HUES[level]),
        f"  {visible(about.place)} · {_(COUNT_NAMES[about.kind])} · {blind}",
    )
    return Content("\n").join([first, second])


def result_line(about: About, lines: Sequence[SheetLine], shown: str) -> Content:
    """What a check that is handed in comes to, and what comes next."""
    parts = [(f" · {said}", hue) for said, hue in ((next_words(about, lines), "$warning"), (shown_words(shown), ""))]
    return Content.assemble(result_words(lines), *((said, hue or "$secondary") for said, hue in parts if said != " · "))


def next_words(about: About, lines: Sequence[SheetLine]) -> str:
    """What is to be done on the way to a posted result, and which key does it."""
    if about.stage not in {Stage.HANDED_IN, Stage.APPROVED}:
        return ""
    if any(differs(one) and one.reason is None for one in lines):
        return _("Enter gives the reasons")
    signed_by = {step.by for step in about.steps if step.kind is StepKind.SIGNED}
    if about.kind is CountKind.HANDOVER and (missing := [one for one in about.keeper_names if one not in signed_by]):
        return _("Space: {name} signs").format(name=missing[0])
    return _("Space posts it") if about.stage is Stage.APPROVED else _("Space: a leader approves")


def counting_line(about: About, tally: Tally, part: int, shown: str, at: str) -> Content:
    """How far it has come, and that nothing of the book is shown."""
    finds = ngettext("{n} unlisted find", "{n} unlisted finds", tally.finds).format(n=figure(tally.finds))
    said = [
        _("entered {n} of {count}").format(n=figure(tally.entered), count=figure(tally.lines)),
        finds if tally.finds else "",
        part_words(about, part),
        shown_words(shown),
    ]
    first = " · ".join(one for one in said if one)
    hidden = _("no book figures until handed in") if about.blind else ""
    if about.counts and tally.lines and tally.entered == tally.lines:
        hidden = _("all entered: Space hands in")
    parts: list[tuple[str, str] | str] = [(first, "bold")]
    if at:
        parts.append((f" · ▲ {at}", "$warning"))
    if hidden:
        parts.append((f" · {hidden}", "$secondary"))
    return Content.assemble(*parts)


def part_words(about: About, part: int) -> str:
    """Which part is shown; nothing where there is but one."""
    if len(about.parts) == 1:
        return ""
    one = next((one for one in about.parts if one.number == part), None)
    if one is None:
        return ngettext("{n} part", "{n} parts", len(about.parts)).format(n=len(about.parts))
    name = "" if one.name == str(one.number) else f" {one.name}"
    return _("part {n}").format(n=one.number) + name


def shown_words(shown: str) -> str:
    """Which lines are shown alone."""
    return {"waiting": _("only what is still to be counted"), "differing": _("only what differs")}.get(shown, "")


def card(one: SheetLine, clock: Clock) -> Facts:
    """A line that was handed in: the book at that instant, what was found, what has moved since, why they differ."""
    level = line_level(one)
    reason = reason_words(one)
    if not reason and differs(one):
        reason = _("▲ not given yet: Enter asks for it")
    pairs = [
        (_("State"), f"{level.value} {line_state(one)}"),
        (_("Book at that instant"), f"{figure(one.book)} {one.unit}" if one.book is not None else ""),
        (_("Counted"), entry_words(one, clock)),
        (_("Difference"), f"{signed(one.difference)} {one.unit}" if one.difference is not None else ""),
        (_("Moved since"), f"{signed(one.moved)} {one.unit}" if one.moved else ""),
        (_("Reason"), reason),
        (_("Counted before"), ", ".join(figure(had) for had in one.earlier)),
        (_("Place"), one.place),
        (_("Batch or lot"), " ".join(part for part in (one.batch, one.lot) if part)),
        (_("Note"), one.note),
    ]
    title = " ".join(part for part in (str(one.line), one.name, one.spec) if part)
    return Facts(title, [pair for pair in pairs if pair[1]])

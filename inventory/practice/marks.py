"""Marks (是, 否, 部分): what is keyed in for a line of paper: `14n boat pump dead`, `15y`, `16p 09:42`, `1-9y`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible

MOST_AT_ONCE = 999
HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Sign for sign, so that a note can be kept as it was written."""


class Mark(StrEnum):
    """Whether a line was done (是, 否, 部分)."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"


# Rules ---------------------------------------------------------------------------------------------------------

MARK_NAMES = {Mark.YES: N_("yes"), Mark.NO: N_("no"), Mark.PARTLY: N_("partly")}
MARKS = {
    "y": Mark.YES, "n": Mark.NO, "p": Mark.PARTLY,
    "是": Mark.YES, "否": Mark.NO, "部分": Mark.PARTLY, "部": Mark.PARTLY,
}  # fmt: skip
_TYPED = re.compile(
    r"(?P<first>\d{1,4})\s*(?:[-~至到]\s*(?P<last>\d{1,4})\s*)?(?P<mark>[ynp](?![a-z])|是|否|部分?)"
    r"[\s,、:]*(?:(?:(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})分?|(?P<bare>0\d{3}|\d{4}$))(?!\d)[\s,、]*)?(?P<note>.*)",
    re.IGNORECASE,
)


class NotAMark(Refused):
    """Nothing that could be meant."""

    message = N_("“{text}” is not understood: key it like 14n boat pump dead, 15y, 16p 09:42 or 1-9y.")


@dataclass(frozen=True)
class Marks:
    """What was keyed in for one line, or for several alike."""

    numbers: tuple[int, ...]
    mark: Mark
    at: time | None
    note: str


def parse(text: str) -> Marks:
    """What a keyed line says; full width and Chinese signs are as good; NotAMark where it says nothing.

    Four digits are a time where they begin with 0, as no amount does, or where nothing follows them.
    """
    typed = text.strip()
    found = _TYPED.fullmatch(typed.translate(HALF_WIDTH))
    if found is None:
        raise NotAMark(field="marks", text=visible(typed))
    first, last = int(found["first"]), int(found["last"] or found["first"])
    try:
        bare = found["bare"] or ""
        hour, minute = (bare[:2], bare[2:]) if bare else (found["hour"], found["minute"])
        at = time(int(hour), int(minute)) if hour else None
    except ValueError:
        raise NotAMark(field="marks", text=visible(typed)) from None
    if not 0 <= last - first < MOST_AT_ONCE:
        raise NotAMark(field="marks", text=visible(typed))
    note = typed[found.start("note") :].strip()
    return Marks(tuple(range(first, last + 1)), MARKS[found["mark"].casefold()], at, note)


def spans(numbers: Sequence[int]) -> str:
    """Numbers as people write them: 3–9, 12."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return _(", ").join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)

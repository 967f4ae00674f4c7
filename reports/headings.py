"""Headings that a paper bears and that are read back from it: one list, so that writing and reading can't disagree."""

from __future__ import annotations

from inventory.ground.i18n import N_
from inventory.supplies.counts import FOUND_NAMES, Found
from inventory.supplies.lots import CONDITION_NAMES

# The count sheet (盘点表) ----------------------------------------------------------------------------------------

SHEET_NUMBER = N_("Sheet number")
COUNTED_AT = N_("Counted at")

LINE = N_("No.")
CODE = N_("Code")
LOT = N_("Lot")
FOUND = N_("Amount found")
STATE = N_("State")
REMARKS = N_("Remarks")

STATES = (*CONDITION_NAMES.values(), FOUND_NAMES[Found.NOT_FOUND], FOUND_NAMES[Found.UNREACHABLE])
"""What may be said of a line's state."""


def sheet_number(count: str, part: int, number: int) -> str:
    """What a count sheet is called: the check, its part, and which count of it (1, or 2 for the second)."""
    return f"{count}-{part}-{number}"

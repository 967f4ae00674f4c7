"""What is typed when sheets are keyed in: a sheet's number, a line's number, or what was written beside lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.practice.marks import MARK_NAMES, parse
from inventory.practice.ticking import TickLine

SEVERAL = re.compile(r"[;；]")
LINE_ALONE = re.compile(r"[/#]?(\d{1,3})")
MARK_ALONE = re.compile(r"(?:[ynp](?![a-z])|是|否|部)", re.IGNORECASE)
NUMBER = re.compile(r"[A-Z]{2}-?\d{4}[-X]?\d{4}", re.IGNORECASE)


class SheetFirst(Refused):
    """Lines that are keyed behind a sheet that was not taken belong to that one, not to the one in hand."""

    message = N_("{refused} was not taken, and this may be of it: scan a sheet; Esc goes on with {sheet}.")


class LineFirst(Refused):
    """A mark without a number behind one that was not taken may be meant for the line after it."""

    message = N_("The mark before it was not taken: say which line this is for, as in {number}y; or Esc first.")


def must_be_of(sheet: str, number: int, text: str, refused: str) -> None:
    """Refuse what may be of another sheet or line than those in hand, since what was keyed before was `refused`."""
    if NUMBER.match(refused):
        raise SheetFirst(field="marks", refused=refused, sheet=sheet)
    if MARK_ALONE.match(refused) and MARK_ALONE.match(text):
        raise LineFirst(field="marks", number=number)


def lines(text: str, number: int) -> list[str]:
    """What was typed, line by line; a mark without a number is meant for the line of this one."""
    plain = [one for part in SEVERAL.split(text) if (one := unicodedata.normalize("NFKC", part).strip())]
    return [f"{number}{one}" if number and MARK_ALONE.match(one) else one for one in plain]


def echo(marks: Sequence[str], sheet: Sequence[TickLine]) -> str:
    """What it means so far; nothing while it means nothing."""
    said = []
    for one in marks:
        try:
            meant = parse(one)
        except Refused:
            return ""
        line = next((one.line for one in sheet if one.line.number == meant.numbers[0]), None)
        whither = f"→ {meant.numbers[0]} {line.what if line else '?'}"
        if (many := len(meant.numbers)) > 1:
            whither = ngettext("{n} line", "{n} lines", many).format(n=many)
        at = f"{meant.at:%H:%M}" if meant.at else ""
        said.append(" ".join(filter(None, (_(MARK_NAMES[meant.mark]), at, meant.note, whither))))
    return " ; ".join(said)

"""What is typed or scanned while counting: a line, an amount for the line one is at, or both; never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from inventory.ground import typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.search import Finder, fold, key
from inventory.supplies.checks import SheetLine

BARCODE = 8  # digits from which a bare number is what a scanner sends, not an amount
CODE = 6  # digits from which a bare number may be a code
FINEST = 3
NOTHING = Decimal(0)

_SHEET = re.compile(r"^(PD-?\d{4}[-X]?\d+)(?:-(\d+))?(?:-(\d+))?$")
_BOTH = re.compile(r"^(\d+)[\s=]+(.+)$")
_LINE = re.compile(r"^(?:[#/]\s*(\d+)|(\d+)\s+)$")


class WrongSheet(Refused):
    """A sheet of another check lies on the table."""

    message = N_("That is a sheet of {other}; this is {count}. Take the right sheet, or open {other}.")


class OldSheet(Refused):
    """A sheet of an earlier count of the same part."""

    message = N_("That is the sheet of count {old} of part {part}; count {round} is being made: take its sheet.")


class NotOnTheSheet(Refused):
    """A number that no line has."""

    message = N_("There is no line {line}: the lines are 1 to {last}.")


class UnknownBarcode(Refused):
    """What was scanned lies on no line."""

    message = N_("Nothing on this sheet has the barcode {code}. Insert enters it as an unlisted find.")


class NotFoundHere(Refused):
    """Nothing on the sheet is called so."""

    message = N_("Nothing on this sheet is called “{text}”. Insert enters it as an unlisted find.")


@dataclass(frozen=True)
class Meant:
    """What was meant: go to a line (`line`), enter an amount there, look among those that fit, or take up a part."""

    line: int = 0
    amount: str = ""
    fits: tuple[int, ...] = ()
    part: int = 0


@dataclass(frozen=True)
class Unit:
    """What must be known of a line to read an amount of it."""

    unit: str
    decimals: int
    packs: Mapping[str, Decimal]


def read_amount(text: str, unit: Unit) -> Decimal:
    """An amount as it is typed; unlike elsewhere nought is one: it wasn't there."""
    try:
        return typed.quantity(text, unit=unit.unit, packs=unit.packs, places=unit.decimals)
    except typed.Zero:
        return NOTHING


def half_width(text: str) -> str:
    """Digits, letters and signs as a keyboard without an input method sends them."""
    return unicodedata.normalize("NFKC", text)


class Sheet:
    """The lines of a check as they are found: by number, code, barcode, lot label, initials or part of a name."""

    def __init__(self, number: str, lines: Sequence[SheetLine]) -> None:
        """Index the lines of the check of this number."""
        self.number = number
        self.by_line = {one.line: at for at, one in enumerate(lines)}
        self._codes: dict[str, list[int]] = {}
        self._lines = lines
        self._finder: Finder | None = None
        for one in lines:
            for code in {one.code, one.barcode, one.lot} - {""}:
                self._codes.setdefault(fold(code), []).append(one.line)

    @property
    def last(self) -> int:
        """The highest line number."""
        return max(self.by_line, default=0)

    def meant(self, text: str, line: int) -> Meant:
        """What a text means while `line` is the one that waits; Refused where it can't mean anything."""
        plain = half_width(text)
        if found := _SHEET.match(plain.strip().upper()):
            return Meant(line, part=self._part(*found.groups()))
        if lines := self._coded(plain.strip()):
            return Meant(lines[0], fits=tuple(lines))
        if found := _LINE.match(plain):
            return Meant(self._numbered(int(found[1] or found[2])))
        both = _BOTH.match(plain.strip())
        if both and _is_amount(both[2]):
            return Meant(self._numbered(int(both[1])), both[2])
        if is_scanned(plain):
            raise UnknownBarcode(code=plain.strip())
        if _is_amount(plain):
            return Meant(line, plain.strip())
        fits = self.sought(plain)
        if not fits:
            raise NotFoundHere(text=text.strip())
        return Meant(fits[0], fits=tuple(fits))

    def sought(self, text: str) -> list[int]:
        """The lines that a text finds, the best first."""
        if self._finder is None:
            self._finder = Finder((one.line, words(one)) for one in self._lines)
        return self._finder.find(text.strip().lstrip("/"))

    def is_code(self, text: str) -> bool:
        """Whether a text is what a scanner sends: a code of this sheet, or digits that may be one of another."""
        plain = half_width(text).strip()
        return is_scanned(plain) or bool(plain and self._coded(plain))

    def is_search(self, text: str) -> bool:
        """Whether what is typed so far looks for a line rather than being an amount or a number."""
        plain = half_width(text).strip()
        return bool(plain) and not _is_amount(plain) and not re.match(r"^[#/\d]", plain) and not _SHEET.match(plain)

    def _part(self, other: str, part: str | None, count: str | None) -> int:
        """The part whose sheet this is; nought where the number names none."""
        if other.replace("-", "") != self.number.replace("-", ""):
            raise WrongSheet(other=other, count=self.number)
        number = int(part or 0)
        made = max((one.round for one in self._lines if one.part == number), default=0)
        if count and made and int(count) != made:
            raise OldSheet(old=count, part=number, round=made)
        return number if made else 0

    def _numbered(self, line: int) -> int:
        if line not in self.by_line:
            raise NotOnTheSheet(line=line, last=self.last)
        return line

    def _coded(self, text: str) -> list[int]:
        """The lines with exactly this code, barcode or lot number; few digits are an amount, whatever has that code."""
        if text.isdecimal() and len(text) < CODE:
            return []
        return self._codes.get(fold(text.lstrip("/")), [])


def words(one: SheetLine) -> str:
    """What a line is found by."""
    known = one.key or key(one.name)
    return fold(f"{known} {one.spec} {one.code} {one.barcode} {one.lot} {one.batch} {one.place}")


def is_scanned(text: str) -> bool:
    """Whether a text is digits alone, and more of them than any amount that people type without a unit."""
    return text.strip().isdecimal() and len(text.strip()) >= BARCODE


def _is_amount(text: str) -> bool:
    """Whether a text begins as an amount does: whether it fits the line is for the line to say."""
    if not text.strip():
        return False
    try:
        read = typed.amount(text)
    except Refused:
        return bool(re.match(r"^[-+.]?\d[\d,.]*\s*$", text))
    return text.strip()[0].isdecimal() or len(read.unit) <= 1  # 三包 is an amount, 千斤顶 is a jack


def first_waiting(fits: Sequence[int], is_waiting: Callable[[int], bool]) -> int:
    """Of the lines that fit, the first that is still to be counted; the first of all where none is."""
    return next((line for line in fits if is_waiting(line)), fits[0])

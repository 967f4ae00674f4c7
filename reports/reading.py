"""Reading: what an Excel workbook holds, as typed cells by sheet; whatever else it hides is told, never run.

A parser of events reads the parts as they unpack, so a sheet takes the room of the cells that it has, wherever they
stand. A formula stays a formula: what it once came to is nobody's entry.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from reports.package import Package, Text, opened

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
DATES = frozenset(
    str(one) for one in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
)  # number formats known by number
BEFORE_1900S_LEAP_DAY = 60  # a day that Excel has and the calendar hasn't

_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_NOT_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|General')
_AT = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")


class NotOurs(Refused):
    """A package that is no workbook."""

    message = N_("{file} holds no sheets: it is no Excel workbook (.xlsx).")


@dataclass(frozen=True)
class Formula:
    """A cell that reckons."""

    text: str


@dataclass(frozen=True)
class Broken:
    """A cell in which Excel itself shows a fault, such as #REF!."""

    text: str


Value = str | Decimal | bool | date | datetime | Formula | Broken
"""What stands in a cell; a number without the look of a date stays a number."""


@dataclass
class Sheet:
    """A sheet: its cells by row and column (from 1), and the ranges that are merged."""

    name: str
    hidden: bool
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Workbook:
    """What a file holds; `since_1904` is the day that its numbers for days count from."""

    file: str
    sheets: list[Sheet]
    since_1904: bool

    def day(self, serial: Decimal) -> date | datetime | None:
        """The day (and time) that a number stands for; None for one that is no day."""
        return _day(serial, since_1904=self.since_1904)


def read(path: Path) -> Workbook:
    """Everything that the sheets of a workbook hold."""
    with opened(path) as package:
        return _Reading(package).workbook()


def at(column: int, row: int) -> str:
    """A cell's name: 4 and 14 are D14."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return f"{name}{row}"


def corners(merged: str) -> tuple[int, int, int, int] | None:
    """First and last row, first and last column of a range such as B2:D14; None for what is none."""
    ends = [_place(one) for one in merged.replace("$", "").split(":")]
    first, last = ends[0], ends[-1]
    return (first[0], last[0], first[1], last[1]) if first and last else None


def _place(name: str) -> tuple[int, int] | None:
    found = _AT.fullmatch(name)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(found[2])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def _day(serial: Decimal, *, since_1904: bool) -> date | datetime | None:
    if not serial.is_finite() or not 0 <= serial < 2_958_466 or int(serial) == (not since_1904) * BEFORE_1900S_LEAP_DAY:  # noqa: PLR2004 - the end of the year 9999
        return None
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's clock has no zone
    if not since_1904 and serial < BEFORE_1900S_LEAP_DAY:
        start += timedelta(days=1)
    try:
        when = start + timedelta(days=int(serial), seconds=round(float(serial % 1) * 86400))
    except OverflowError:
        return None
    return when if serial % 1 else when.date()


# The parts of a workbook ---------------------------------------------------------------------------------------


class _Reading:
    """One workbook being read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.shared: list[str] = []
        self.dates: set[str] = set()  # the looks of days, by number

    def workbook(self) -> Workbook:
        """Its parts in the order in which each needs the one before."""
        main = self._named_by("", "officeDocument")
        if main is None:
            raise NotOurs(file=self.package.file)
        sheets, since_1904 = self._sheets(main)
        if not sheets:
            raise NotOurs(file=self.package.file)
        if strings := self._named_by(main, "sharedStrings"):
            self._strings(strings)
        if styles := self._named_by(main, "styles"):
            self._styles(styles)
        targets = {key: target for key, _kind, target in self._relations(main)}
        read = []
        for name, hidden, key in sheets:
            if (part := targets.get(key)) is None or part not in self.package.names:
                raise self.package.damaged(_("sheet {name} is missing").format(name=name))
            read.append(_SheetReading(self, Sheet(name, hidden), since_1904=since_1904).read(part))
        return Workbook(self.package.file, read, since_1904)

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """What a part rests on: (key, kind, the other part)."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: list[tuple[str, str, str]] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "Relationship" and given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", ""))).lstrip("/")
                found.append((given.get("Id", ""), given.get("Type", "").rpartition("/")[2], target))

        if rels in self.package.names:
            self.package.parse(rels, start)
        return found

    def _named_by(self, part: str, kind: str) -> str | None:
        named = [target for _key, of, target in self._relations(part) if of == kind and target in self.package.names]
        return named[0] if named else None

    def _sheets(self, part: str) -> tuple[list[tuple[str, bool, str]], bool]:
        """The sheets in their order (name, whether hidden, key), and from when days are counted."""
        sheets: list[tuple[str, bool, str]] = []
        since_1904 = False

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal since_1904
            if name == "workbookPr":
                since_1904 = given.get("date1904", "").lower() in ("1", "true", "on")
            elif name == "sheet":
                key = next((value for one, value in given.items() if one.rpartition(":")[2] == "id"), "")
                sheets.append((given.get("name", ""), given.get("state", "visible") != "visible", key))

        self.package.parse(part, start)
        return sheets, since_1904

    def _strings(self, part: str) -> None:
        """The texts that cells share; what helps to pronounce them is left out."""
        text, phonetic = Text(), False
        runs: list[str] = []

        def start(name: str, _given: dict[str, str]) -> None:
            nonlocal phonetic
            if name == "si":
                runs.clear()
            elif name == "rPh":
                phonetic = True
            elif name == "t" and not phonetic:
                text.begin()

        def end(name: str) -> None:
            nonlocal phonetic
            if name == "t" and not phonetic:
                runs.append(decoded(text.take()))
            elif name == "rPh":
                phonetic = False
            elif name == "si":
                self.shared.append("".join(runs))

        self.package.parse(part, start, end, text)

    def _styles(self, part: str) -> None:
        """Which of the looks make a number a date."""
        own: dict[str, bool] = {}
        inside, number = False, 0

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal inside, number
            if name == "numFmt":
                own[given.get("numFmtId", "")] = is_date(given.get("formatCode", ""))
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                key = given.get("numFmtId", "0")
                if own.get(key, key in DATES):
                    self.dates.add(str(number))
                number += 1

        def end(name: str) -> None:
            nonlocal inside
            inside = inside and name != "cellXfs"

        self.package.parse(part, start, end)


def decoded(text: str) -> str:
    """A text as it is shown: Excel writes what XML can't hold as _x000D_."""
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def is_date(code: str) -> bool:
    """Whether a number format shows a day or a time."""
    return bool(set("dmyhs") & set(_NOT_A_DATE.sub("", code.split(";", maxsplit=1)[0]).lower()))


class _SheetReading:
    """One sheet being read."""

    def __init__(self, book: _Reading, sheet: Sheet, *, since_1904: bool) -> None:
        self.book, self.sheet, self.since_1904 = book, sheet, since_1904
        self.text = Text()
        self.row, self.column = 0, 0
        self.cells: dict[int, Value] = {}
        self.kind, self.style, self.runs = "n", "", [""]
        self.formula: str | None = None
        self.phonetic = False
        self.spans: list[tuple[int, int, int, int]] = []
        self.columns: dict[str, int] = {}

    def read(self, part: str) -> Sheet:
        """All of it."""
        self.book.package.parse(part, self.start, self.end, self.text)
        for first, last, left, right in self.spans:
            for row in [row for row in self.sheet.rows if first <= row <= last]:
                cells = self.sheet.rows[row]
                reckoned = [column for column, value in cells.items() if not isinstance(value, Formula)]
                cells.update({column: Formula("") for column in reckoned if left <= column <= right})
        return self.sheet

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element begins."""
        if name == "c":
            self.column = self._column(given.get("r"))
            self.kind, self.style = given.get("t", "n"), given.get("s", "")
            self.runs, self.formula = [], None
        elif name == "v" or (name == "t" and not self.phonetic):
            self.text.begin()
        elif name == "row":
            self._new_row(given.get("r"))
        elif name == "f":
            self.formula = ""
            self.text.begin()
            if given.get("t") in ("array", "dataTable") and (span := corners(given.get("ref", ""))):
                self.spans.append(span)
        elif name == "rPh":
            self.phonetic = True
        elif name == "mergeCell":
            self.sheet.merged.append(given.get("ref", ""))

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "c":
            self._cell()
        elif name == "v":
            self.runs.append(self.text.take())
        elif name == "t" and not self.phonetic:
            self.runs.append(decoded(self.text.take()))
        elif name == "f":
            self.formula = self.text.take()
        elif name == "rPh":
            self.phonetic = False

    def _new_row(self, number: str | None) -> None:
        self.row = int(number) if number and number.isdecimal() else self.row + 1
        if not 1 <= self.row <= LAST_ROW:
            raise self.book.package.damaged(_("it has a row {row}").format(row=self.row))
        self.column = 0
        self.cells = self.sheet.rows.get(self.row, {})

    def _column(self, ref: str | None) -> int:
        if ref is None:
            column = self.column + 1
        else:
            letters = ref.rstrip("0123456789")
            column = self.columns.get(letters, 0)
            if not column:
                column = self.columns[letters] = (_place(f"{letters}1") or (0, 0))[1]
        if not 1 <= column <= LAST_COLUMN:
            raise self.book.package.damaged(_("it has a cell {cell}").format(cell=ref))
        return column

    def _cell(self) -> None:
        """What a cell holds, if it holds anything."""
        value: Value | None
        if self.formula is not None:
            value = Formula(self.formula)
        elif not self.runs:
            return
        else:
            value = self._value("".join(self.runs))
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        if not self.cells:
            self.sheet.rows[self.row] = self.cells
        if self.column in self.cells:
            raise self.book.package.damaged(_("{cell} stands there twice").format(cell=at(self.column, self.row)))
        self.cells[self.column] = value

    def _value(self, text: str) -> Value | None:
        match self.kind:
            case "s":
                return self._shared(text)
            case "inlineStr" | "str":
                return text
            case "b":
                return text.strip() == "1"
            case "e":
                return Broken(text)
            case "d":
                return datetime.fromisoformat(text.strip())
            case _:
                return self._number(text)

    def _shared(self, text: str) -> str:
        shared = self.book.shared
        if not text.strip().isdecimal() or int(text) >= len(shared):
            raise self.book.package.damaged(_("{cell} has no text").format(cell=at(self.column, self.row)))
        return shared[int(text)]

    def _number(self, text: str) -> Value | None:
        """A number as Excel shows it: what its binary fraction adds beyond fifteen digits is nobody's entry."""
        if not text.strip():
            return None
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            return Broken(text)
        if len(number.as_tuple().digits) > 15:  # noqa: PLR2004 - what Excel keeps of a number
            number = Decimal(f"{float(number):.15g}")
        if not number.is_finite():
            return Broken(text)
        if self.style in self.book.dates:
            return _day(number, since_1904=self.since_1904) or number
        return number

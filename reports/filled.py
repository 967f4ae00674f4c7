"""Filled forms: rows under headings that people may have shifted, each cell read as what its heading asks for.

Nothing is guessed: what can't be read is a fault that names its cell, and all faults of a form are told together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TypeVar

from inventory.ground import typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, everywhere
from inventory.ground.text import skeleton, visible
from reports.reading import Broken, Formula, Sheet, Value, Workbook, at, corners

T = TypeVar("T")

DEEPEST = 60  # rows from the top among which the headings stand
LONGEST_SHOWN = 60
EXACT = Decimal(10) ** 15  # whole numbers below it are what was typed
YEAR = re.compile("(?:19|20|21)[0-9][0-9]")


class HeadingMissing(Refused):
    """A column that can't be done without."""

    message = N_("Sheet {sheet} has no column {headings}: keep the headings as they were made.")


class HeadingTwice(Refused):
    """Two columns of one name."""

    message = N_("Sheet {sheet} has the column {heading} twice: in {cells}.")


class ReckonedCell(Refused):
    """What a formula once came to is nobody's entry."""

    message = N_("a formula stands here: write the value itself")


class BrokenCell(Refused):
    """Excel shows a fault of its own."""

    message = N_("Excel shows “{text}” here: write the value itself")


class MergedCells(Refused):
    """What is merged can't be told apart."""

    message = N_("{cells} are merged: part them and fill each")


class MadeADay(Refused):
    """Excel took a text for a date."""

    message = N_("Excel has made the date {day} of this: write it as text, with an apostrophe before it")


class Rounded(Refused):
    """Excel keeps fifteen digits of a number."""

    message = N_(
        "Excel keeps 15 digits of a number and has rounded this one: write it as text, with an apostrophe before it"
    )


class NotThere(Refused):
    """A cell that must be filled."""

    message = N_("the {heading} is missing")


class NeedsYear(Refused):
    """A workbook is read later than it was written."""

    message = N_("“{text}” is a date without a year: write it like 2026-06-24")


class NoDay(Refused):
    """A number that is no day, or a cell that holds something else."""

    message = N_("“{text}” is not a date: write it like 2026-06-24")


class NoNumber(Refused):
    """A cell that holds something else than a number."""

    message = N_("“{text}” is not a number")


class NoChoice(Refused):
    """One of a few words."""

    message = N_("“{text}” is none of: {choices}")


@dataclass(frozen=True)
class Heading:
    """A column of a form by its name in the code and on paper; without `needed` it may be left out."""

    key: str
    title: str
    needed: bool = False


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell."""

    sheet: str
    cell: str
    value: str
    reason: str

    def __str__(self) -> str:
        """One line of what is told."""
        where = _("{sheet}, {cell}").format(sheet=self.sheet, cell=self.cell) if self.sheet else self.cell
        shown = f" “{self.value}”" if self.value and f"“{self.value}”" not in self.reason else ""
        return _("{cell}: {reason}").format(cell=f"{where}{shown}", reason=self.reason)


def shown(value: Value | None) -> str:
    """A cell's content as it is told."""
    text = "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, Formula):
        text = f"={value.text}"
    if isinstance(value, Broken):
        text = value.text
    text = visible(text)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


@cache
def _spellings(title: str) -> frozenset[str]:
    return frozenset(_bare(one) for one in everywhere(title))


def _bare(text: str) -> str:
    """A heading without what people and forms put around it."""
    return skeleton(text).replace(" ", "").rstrip(":*")


def means(title: str, text: object) -> bool:
    """Whether a text is this title, in any language."""
    return isinstance(text, str) and _bare(text) in _spellings(title)


@dataclass
class Form:
    """A sheet read as a form: where its columns are, and the faults found so far."""

    book: Workbook
    sheet: Sheet
    headings: Sequence[Heading]
    today: date
    header: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int, column: int, reason: str) -> None:
        """Note what is wrong with a cell."""
        value = self.sheet.rows.get(row, {}).get(column)
        self.faults.append(Fault(visible(self.sheet.name), at(column, row), shown(value), reason))

    def rows(self) -> Iterator[Row]:
        """The rows below the headings that hold anything in the form's columns."""
        known = set(self.columns.values())
        merged = [one for one in map(corners, self.sheet.merged) if one]
        for number in sorted(self.sheet.rows):
            cells = self.sheet.rows[number]
            if number > self.header and not known.isdisjoint(cells):
                yield Row(self, number, cells, [one for one in merged if one[0] <= number <= one[1]])


@dataclass
class Row:
    """One row of a form; what can't be read of it becomes a fault, and None."""

    form: Form
    number: int
    cells: Mapping[int, Value]
    merged: Sequence[tuple[int, int, int, int]] = ()

    def fault(self, key: str, reason: str) -> None:
        """Note what is wrong with the cell under a heading, or with the row's first where the form has no such one."""
        columns = self.form.columns
        column = columns.get(key) or min(set(columns.values()) & self.cells.keys() or columns.values())
        self.form.fault(self.number, column, reason)

    def keys(self) -> Iterator[str]:
        """The headings under which something stands."""
        return (key for key, column in self.form.columns.items() if column in self.cells)

    def is_note(self) -> bool:
        """Whether the row is but one text across the columns, such as a remark below the form."""
        if len(self.cells) != 1:
            return False
        column = next(iter(self.cells))
        return any(left <= column <= right and left < right for _first, _last, left, right in self.merged)

    def whole(self) -> bool:
        """Whether no cell of the form's columns is merged; a fault for each that is."""
        for first, last, left, right in self.merged:
            if any(left <= column <= right for column in self.form.columns.values()):
                cells = f"{at(left, first)}:{at(right, last)}"
                self.form.fault(self.number, left, str(MergedCells(cells=cells)))
                return False
        return True

    def value(self, key: str) -> Value | None:
        """What stands under a heading, as it stands."""
        column = self.form.columns.get(key)
        return None if column is None else self.cells.get(column)

    def read(self, key: str, meaning: Callable[[Value], T]) -> T | None:
        """What stands under a heading, as what it means; None where nothing stands there or it is a fault."""
        value = self.value(key)
        if value is None:
            return None
        try:
            if isinstance(value, Formula):
                raise ReckonedCell
            if isinstance(value, Broken):
                raise BrokenCell(text=shown(value))
            return meaning(value)
        except Refused as refusal:
            self.fault(key, str(refusal))
            return None

    def needed(self, key: str, meaning: Callable[[Value], T]) -> T | None:
        """The same, for what must not be missing."""
        if self.value(key) is None:
            title = next(one.title for one in self.form.headings if one.key == key)
            self.fault(key, str(NotThere(heading=_(title))))
        return self.read(key, meaning)

    def day(self, key: str) -> date | None:
        """A date, however Excel keeps it."""
        return self.read(key, lambda value: day(value, self.form.book, self.form.today, key))


def find(book: Workbook, sheet: Sheet, headings: Sequence[Heading], today: date) -> Form | None:
    """The form that a sheet holds; None where no row looks like its headings, refused where some are missing."""
    rows = sorted(sheet.rows)[:DEEPEST]
    found = [(sum(_is_heading(headings, value) for value in sheet.rows[row].values()), -row) for row in rows]
    most, above = max(found, default=(0, 0))
    if most < 2 or most < sum(one.needed for one in headings) / 2:  # noqa: PLR2004 - one word alone may stand anywhere
        return None
    form = Form(book, sheet, headings, today, -above)
    cells = sheet.rows[form.header]
    for one in headings:
        columns = [column for column, value in sorted(cells.items()) if means(one.title, value)]
        if len(columns) > 1:
            there = ", ".join(at(column, form.header) for column in columns)
            raise HeadingTwice(sheet=visible(sheet.name), heading=_(one.title), cells=there)
        if columns:
            form.columns[one.key] = columns[0]
    if missing := [_(one.title) for one in headings if one.needed and one.key not in form.columns]:
        raise HeadingMissing(sheet=visible(sheet.name), headings=_(", ").join(missing))
    return form


def _is_heading(headings: Sequence[Heading], value: Value) -> bool:
    return any(means(one.title, value) for one in headings)


# What cells mean -----------------------------------------------------------------------------------------------


def text(value: Value) -> str:
    """A text; a number that Excel has made of one is written out again where nothing was lost."""
    if isinstance(value, date | datetime):
        raise MadeADay(day=shown(value))
    if isinstance(value, Decimal):
        if abs(value) >= EXACT:
            raise Rounded
        return f"{value:f}"
    return str(value).strip()


def quantity(value: Value, *, unit: str, packs: Mapping[str, Decimal], places: int, zero: bool = False) -> Decimal:
    """An amount of an item in its unit or packs, a number or a text."""
    if not isinstance(value, Decimal | str):
        raise NoNumber(text=shown(value))
    try:
        return typed.quantity(_written(value), unit=unit, packs=packs, places=places)
    except typed.Zero:
        if zero:
            return Decimal(0)
        raise
    except typed.NotANumber:
        raise NoNumber(text=shown(value)) from None


def number(value: Value, *, places: int = 0) -> Decimal:
    """A plain number."""
    if not isinstance(value, Decimal | str):
        raise NoNumber(text=shown(value))
    try:
        return typed.number(_written(value), places=places)
    except typed.NotANumber:
        raise NoNumber(text=shown(value)) from None


def _written(value: Decimal | str) -> str:
    return value if isinstance(value, str) else f"{value:f}"


def day(value: Value, book: Workbook, today: date, field: str) -> date:
    """A date: a cell that looks like one, a text with its year, eight digits, or the number that Excel keeps."""
    if isinstance(value, Decimal):
        digits = f"{value:f}"
        if not (len(digits) == 8 and digits.isdecimal()):  # noqa: PLR2004 - 20260624
            meant = book.day(value)
            if meant is None or value < 10_000 or isinstance(meant, datetime):  # noqa: PLR2004 - below, a year or a count
                raise NoDay(text=shown(value))
            return meant
        value = digits
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise NoDay(text=shown(value))
    if not YEAR.search(skeleton(value)):
        raise NeedsYear(text=shown(value))
    return typed.day(value, today=today, field=field)


def choice(value: Value, choices: Mapping[T, str]) -> T:
    """One of a few, by its name in any language."""
    said = text(value)
    for one, title in choices.items():
        if means(title, said) or skeleton(said) == skeleton(str(one)):
            return one
    raise NoChoice(text=shown(value), choices=_(", ").join(_(title) for title in choices.values()))

"""Filled count sheets: which check and part each is of, and what was found by line, or every fault by its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import settings, typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, everywhere
from inventory.ground.names import named
from inventory.ground.people import Person
from inventory.ground.store import moment_of
from inventory.ground.text import skeleton, visible
from inventory.supplies import checks
from inventory.supplies.catalog import Item, Pack
from inventory.supplies.checks import SheetLine
from inventory.supplies.counts import FOUND_NAMES, Count, CountLine, Found
from inventory.supplies.entering import Keyed
from inventory.supplies.lots import CONDITION_NAMES, Condition
from reports import filled, headings
from reports.filled import Fault, Form, Heading, Row
from reports.reading import Sheet, Value, Workbook, at

HEADINGS = (
    Heading("line", headings.LINE, needed=True),
    Heading("code", headings.CODE, needed=True),
    Heading("lot", headings.LOT, needed=True),
    Heading("found", headings.FOUND, needed=True),
    Heading("state", headings.STATE),
    Heading("note", headings.REMARKS),
)
NUMBER = re.compile(r"(?P<count>[A-Z]{2}-[0-9]{4}[-X][0-9]{4,})-(?P<part>[0-9]{1,4})-(?P<round>[0-9]{1,4})")
FINEST = 3  # decimals of a thing that is known by its name alone
NOTHING = {"", "—", "-", "/"}

# Refusals ------------------------------------------------------------------------------------------------------


class SheetsOfTwo(Refused):
    """One reading is one act in one check."""

    message = N_("{file} holds sheets of {first} and of {other}: read them apart.")


class TwoTimes(Refused):
    """One reading bears one instant."""

    message = N_("{file} says two times of counting, {first} and {other}: read the sheets apart.")


class HandedInBefore(Refused):
    """A sheet whose part waits for nothing."""

    message = N_("Sheet {sheet} was handed in before: nothing of it is to be counted.")


class OlderSheet(Refused):
    """The lines are being counted anew."""

    message = N_("Sheet {sheet} is an older one: what is to be counted now stands on sheet {newer}.")


class NoHeadings(Refused):
    """A sheet that says which it is, and nothing more."""

    message = N_("Sheet {sheet} has no row of headings: keep them as they were printed.")


class NotThisLine(Refused):
    """The line is about something else in the store."""

    message = N_("line {line} of {count} is {held}, not {said}: this is the sheet of another check or an older one")


class NoLineHere(Refused):
    """A number that the part doesn't have."""

    message = N_("{count} has no line {line} in part {part}")


class LineTwice(Refused):
    """The same line stands there twice."""

    message = N_("line {line} stands on the sheet twice, first in {cell}")


class NoLineNumber(Refused):
    """Something was found, and nobody knows of which line."""

    message = N_("the number of the line is missing: what isn't listed is entered as a find")


class NoAmount(Refused):
    """A state of nothing."""

    message = N_("the amount found is missing, though a state is given")


class AmountOfNothing(Refused):
    """Found and not found at once."""

    message = N_("“{state}”, but an amount was found: leave one of them out")


class UnknownState(Refused):
    """A word that is no state."""

    message = N_("“{text}” is no state: give one of {choices}, with an amount behind it where it is a part")


# What was read -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entered:
    """What a line of a sheet says: as it is entered, and as it is told."""

    keyed: Keyed
    sheet: str
    cell: str
    name: str
    unit: str


@dataclass
class Counted:
    """What the sheets of a workbook say of one check."""

    count: Count
    sheets: list[str] = field(default_factory=list)
    counted_at: datetime | None = None
    entries: list[Entered] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines: int = 0


def is_one(book: Workbook) -> bool:
    """Whether a workbook holds count sheets."""
    return any(_number(sheet) for sheet in _seen(book))


def read(session: Session, reader: Person, book: Workbook) -> Counted:
    """What was found, line by line; refused where a sheet as a whole is not one of this store, part and count."""
    numbered = [(sheet, number) for sheet in _seen(book) if (number := _number(sheet))]
    counts = list(dict.fromkeys(number["count"] for _sheet, number in numbered))
    if len(counts) > 1:
        raise SheetsOfTwo(file=book.file, first=counts[0], other=counts[1])
    made = Counted(named(session, reader, Count, counts[0], field="count"))
    for sheet, number in numbered:
        _Reading(session, reader, book, sheet, number, made).read()
    return made


def _seen(book: Workbook) -> Iterator[Sheet]:
    return (sheet for sheet in book.sheets if not sheet.hidden)


def _head(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """The texts above the lines: row, column, text."""
    for row in sorted(sheet.rows)[: filled.DEEPEST]:
        for column, value in sorted(sheet.rows[row].items()):
            if isinstance(value, str):
                yield row, column, value
        if sum(filled.means(one.title, value) for one in HEADINGS for value in sheet.rows[row].values()) > 1:
            return


def _number(sheet: Sheet) -> re.Match[str] | None:
    """The number of a count sheet, where this is one."""
    for row, column, text in _head(sheet):
        if (value := _said(sheet, row, column, text, headings.SHEET_NUMBER)) is not None:
            return NUMBER.search(skeleton(str(value)).upper())
    return None


def _said(sheet: Sheet, row: int, column: int, text: str, label: str) -> Value | None:
    """What stands behind a label: in its own cell, or else in the next one that holds anything."""
    before, _colon, behind = text.replace("：", ":").partition(":")
    if not filled.means(label, before):
        return None
    if behind.strip(" _"):
        return behind.strip(" _")
    right = [one for one in sorted(sheet.rows[row]) if one > column]
    value = sheet.rows[row][right[0]] if right else ""
    return "" if isinstance(value, str) and ":" in value.replace("：", ":").rstrip("0123456789: ") else value


class _Reading:
    """One sheet being read."""

    def __init__(
        self, session: Session, reader: Person, book: Workbook, sheet: Sheet, number: re.Match[str], made: Counted
    ) -> None:
        self.session, self.book, self.sheet, self.made = session, book, sheet, made
        self.number, self.part, self.round = number[0], int(number["part"]), int(number["round"])
        self.today = settings.today(session)
        self.lines = {one.line: one for one in checks.sheet(session, reader, made.count, self.part)}
        self.seen: dict[int, str] = {}
        mine = CountLine.count_id == made.count.id
        items = select(Item).join(CountLine, CountLine.item_id == Item.id).where(mine)
        self.items = {one.id: one for one in session.scalars(items)}
        self.packs: dict[int, dict[str, Decimal]] = {}
        for pack in session.scalars(select(Pack).where(Pack.item_id.in_(select(CountLine.item_id).where(mine)))):
            self.packs.setdefault(pack.item_id, {})[pack.name] = pack.quantity
        self.states = _states()

    def read(self) -> None:
        """All of it."""
        self._is_awaited()
        form = filled.find(self.book, self.sheet, HEADINGS, self.today)
        if form is None:
            raise NoHeadings(sheet=visible(self.sheet.name))
        self.made.sheets.append(self.number)
        self._time(form)
        rows = list(form.rows())
        last = max((row.number for row in rows if _line_number(row.value("line"))), default=0)
        for row in rows:
            self._row(row, last)
        self.made.faults += form.faults

    def _is_awaited(self) -> None:
        """Refuse a sheet that isn't the one to be filled in now."""
        waiting = {one.round for one in self.lines.values() if not one.settled}
        if not waiting:
            raise HandedInBefore(sheet=self.number)
        if self.round not in waiting:
            newer = headings.sheet_number(self.made.count.number, self.part, max(waiting))
            raise OlderSheet(sheet=self.number, newer=newer)

    def _time(self, form: Form) -> None:
        """When it was counted, where the head says so."""
        for row, column, text in _head(self.sheet):
            value = _said(self.sheet, row, column, text, headings.COUNTED_AT)
            if value is None or value == "":
                continue
            try:
                when = self._moment(value)
            except Refused as refusal:
                form.fault(row, column, str(refusal))
                continue
            first = self.made.counted_at
            if first is not None and first != when:
                zone = settings.zone(self.session)
                told, other = (f"{one.astimezone(zone):%Y-%m-%d %H:%M}" for one in (first, when))
                raise TwoTimes(file=self.book.file, first=told, other=other)
            self.made.counted_at = when

    def _moment(self, value: Value) -> datetime:
        zone = settings.zone(self.session)
        if isinstance(value, Decimal):
            value = self.book.day(value) or value
        if isinstance(value, datetime):
            return value.replace(tzinfo=zone)
        if not filled.YEAR.search(skeleton(str(value))):
            raise filled.NeedsYear(text=filled.shown(value))
        usual = settings.time_of_day(self.session)
        now = moment_of(self.session)
        return typed.moment(str(value), now=now, zone=zone, field="counted_at", time_of_day=usual)

    def _row(self, row: Row, last: int) -> None:
        """One line of the sheet; below the last of them stand notes and signatures."""
        number = _line_number(row.value("line"))
        is_filled = row.value("found") is not None or row.value("state") is not None
        if number is None:
            if is_filled and (row.number < last or _is_amount(row.value("found"))):
                row.fault("line", str(NoLineNumber()))
            return
        if not row.whole():
            return
        self.made.lines += 1
        line = self._line(row, number)
        if line is None or not is_filled:
            return
        keyed = self._keyed(row, line)
        if keyed is not None:
            cell = at(row.form.columns["found"], row.number)
            self.made.entries.append(Entered(keyed, visible(self.sheet.name), cell, line.name, line.unit))

    def _line(self, row: Row, number: int) -> SheetLine | None:
        """The line in the store, where the sheet and the store speak of the same thing."""
        line, count = self.lines.get(number), self.made.count.number
        if line is None:
            row.fault("line", str(NoLineHere(count=count, line=number, part=self.part)))
            return None
        if number in self.seen:
            row.fault("line", str(LineTwice(line=number, cell=self.seen[number])))
            return None
        self.seen[number] = at(row.form.columns["line"], row.number)
        for key, held in (("code", line.code), ("lot", line.lot)):
            said = row.read(key, filled.text) or ""
            if ("" if said in NOTHING else said) != held:
                facts = {"held": held or "—", "said": visible(said) or "—"}
                row.fault(key, str(NotThisLine(field=key, line=number, count=count, **facts)))
                return None
        return line

    def _keyed(self, row: Row, line: SheetLine) -> Keyed | None:
        """What the line says was found; None where that is a fault."""
        before = len(row.form.faults)
        quantity = row.read("found", lambda value: self._amount(value, line))
        state = row.read("state", lambda value: self._state(value, line))
        note = row.read("note", filled.text) or ""
        if len(row.form.faults) > before:
            return None
        found, part = state or (line.condition, None)
        if isinstance(found, Found):
            if quantity:
                row.fault("state", str(AmountOfNothing(state=_(FOUND_NAMES[found]))))
                return None
            return Keyed(line.line, found=found, note=note)
        if quantity is None:
            row.fault("found", str(NoAmount()))
            return None
        unfit = Decimal(0) if found is line.condition else quantity if part is None else part
        return Keyed(line.line, quantity, unfit=unfit, condition=found if unfit else None, note=note)

    def _amount(self, value: Value, line: SheetLine) -> Decimal:
        item = self.items.get(line.item_id or 0)
        places, packs = (item.decimals, self.packs.get(item.id, {})) if item else (FINEST, {})
        return filled.quantity(value, unit=line.unit, packs=packs, places=places, zero=True)

    def _state(self, value: Value, line: SheetLine) -> tuple[Condition | Found, Decimal | None]:
        """A state in words, and how much of what was found is in it where that isn't all."""
        said = skeleton(filled.text(value))
        for word, state in self.states.items():
            if said.startswith(word):
                rest = said.removeprefix(word).strip(" :()")
                if not rest:
                    return state, None
                if isinstance(state, Condition) and rest[0].isnumeric():
                    return state, self._amount(rest, line)
        choices = _(", ").join(_(one) for one in headings.STATES)
        raise UnknownState(text=filled.shown(value), choices=choices)


def _states() -> Mapping[str, Condition | Found]:
    """What each word means, in every language, the longest first."""
    names: Sequence[tuple[Condition | Found, str]] = [*CONDITION_NAMES.items(), *FOUND_NAMES.items()]
    words = {skeleton(word): state for state, name in names for word in everywhere(name) if state is not Found.COUNTED}
    return dict(sorted(words.items(), key=lambda pair: -len(pair[0])))


def _is_amount(value: Value | None) -> bool:
    """Whether somebody wrote an amount, and no word."""
    try:
        return value is not None and bool(typed.amount(filled.text(value)))
    except Refused:
        return False


def _line_number(value: Value | None) -> int | None:
    """A line's number; None for what is none: a note, a signature, nothing."""
    if isinstance(value, str) and value.strip().isdecimal():
        value = Decimal(value.strip())
    is_one = isinstance(value, Decimal) and value == value.to_integral_value() and value > 0
    return int(value) if is_one and isinstance(value, Decimal) and value < filled.EXACT else None

"""Lists that a headquarters moves in with, read from the workbook that was made for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.ground import settings, typed
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import ROLE_NAMES, Role
from inventory.ground.text import visible
from inventory.supplies.lots import CONDITION_NAMES, MODE_NAMES, Condition
from inventory.supplies.places import KEPT, KIND_NAMES, PlaceKind
from inventory.upkeep.rows import ItemRow, OpeningRow, PersonRow, PlaceRow, RowFault
from reports import filled
from reports.blank import BLANKS, EXAMPLE, EXPLANATION, MARK, Blank
from reports.filled import Fault, Heading, Row
from reports.reading import Sheet, Value, Workbook

KINDS = {kind: name for kind, name in KIND_NAMES.items() if kind in KEPT}


class SheetWithoutHeadings(Refused):
    """A list whose columns can't be told."""

    message = N_("Sheet {sheet} has no row of headings: keep them as they were made.")


class SheetTwice(Refused):
    """Two sheets of one name in two languages."""

    message = N_("{file} has two sheets for {tab}: {first} and {other}.")


class NotPacks(Refused):
    """Packs are named with what they hold."""

    message = N_("“{text}” does not say how many units a pack holds: write it like bale=100; box=20")


@dataclass
class Lists:
    """What the sheets say, each row with where it stands; and what stands in sheets that are not read."""

    items: list[ItemRow] = field(default_factory=list)
    places: list[PlaceRow] = field(default_factory=list)
    persons: list[PersonRow] = field(default_factory=list)
    opening: list[OpeningRow] = field(default_factory=list)
    origins: dict[str, list[Row]] = field(default_factory=lambda: {blank.key: [] for blank in BLANKS})
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    _spoilt: set[tuple[str, int]] = field(default_factory=set)

    def add(self, part: str, row: Row, made: object, before: int) -> None:
        """A row that was read; one with a fault is still there for other rows to name."""
        if len(row.form.faults) > before:
            self._spoilt.add((part, len(self.origins[part])))
        getattr(self, part).append(made)
        self.origins[part].append(row)

    def located(self, faults: Iterable[RowFault]) -> list[Fault]:
        """Faults of rows as faults of cells; of a row with a fault of its own, that one says enough."""
        found = []
        for one in faults:
            row = self.origins[one.part][one.at]
            if (one.part, one.at) not in self._spoilt:
                row.form.faults.clear()
                row.fault(one.field, one.reason)
                found += row.form.faults
        return found

    def where(self, part: str, at: int) -> tuple[str, int]:
        """The sheet and the row that a row stands in."""
        row = self.origins[part][at]
        return visible(row.form.sheet.name), row.number


def is_one(book: Workbook) -> bool:
    """Whether a workbook holds such lists."""
    return any(_blank(sheet) for sheet in book.sheets if not sheet.hidden)


def _blank(sheet: Sheet) -> Blank | None:
    return next((one for one in BLANKS if filled.means(one.tab, sheet.name)), None)


def read(session: Session, book: Workbook) -> Lists:
    """Every list, with all that is wrong with any cell."""
    made = Lists()
    taken: dict[str, str] = {}
    for sheet in book.sheets:
        blank = None if sheet.hidden else _blank(sheet)
        if blank is None:
            if sheet.rows and not filled.means(EXPLANATION, sheet.name):
                made.unread.append(visible(sheet.name))
            continue
        if blank.key in taken:
            first, other = taken[blank.key], visible(sheet.name)
            raise SheetTwice(file=book.file, tab=_(blank.tab), first=first, other=other)
        taken[blank.key] = visible(sheet.name)
        _list(session, book, sheet, blank, made)
    return made


def _list(session: Session, book: Workbook, sheet: Sheet, blank: Blank, made: Lists) -> None:
    headings = [Heading("mark", MARK), *(one.heading for one in blank.columns)]
    form = filled.find(book, sheet, headings, settings.today(session))
    if form is None:
        raise SheetWithoutHeadings(sheet=visible(sheet.name))
    for row in form.rows():
        before = len(form.faults)
        if row.is_note() or filled.means(EXAMPLE, row.value("mark")) or set(row.keys()) <= {"mark"}:
            continue
        if row.whole():
            made.add(blank.key, row, ROWS[blank.key](row), before)
    made.faults += form.faults


# Rows ----------------------------------------------------------------------------------------------------------


def _texts(row: Row, *keys: str) -> dict[str, str]:
    return {key: row.read(key, filled.text) or "" for key in keys}


def _must(row: Row, *keys: str) -> dict[str, str]:
    return {key: row.needed(key, filled.text) or "" for key in keys}


def _whole(row: Row, key: str) -> int | None:
    found = row.read(key, filled.number)
    return None if found is None else int(found)


def _item(row: Row) -> ItemRow:
    must = _must(row, "name", "unit")
    packs = row.read("packs", _packs) or ()
    places = _whole(row, "decimals") or 0
    unit, sizes = must["unit"], dict(packs)
    return ItemRow(
        **must,
        **_texts(row, "code", "category", "spec", "aliases", "barcode", "gb_code", "basis", "note"),
        decimals=places,
        packs=packs,
        shelf_life_months=_whole(row, "shelf_life_months"),
        test_interval_days=_whole(row, "test_interval_days"),
        quota=row.read("quota", lambda value: filled.quantity(value, unit=unit, packs=sizes, places=places, zero=True)),
    )


def _packs(value: Value) -> tuple[tuple[str, Decimal], ...]:
    """Packs as people write them: 包=100；箱=20."""
    said = filled.text(value)
    packs = []
    for one in re.split(r"[;；、,，\n]", said):
        if one.strip():
            name, equals, size = one.replace("＝", "=").replace("：", "=").replace(":", "=").partition("=")
            if not equals or not name.strip():
                raise NotPacks(text=filled.shown(said))
            packs.append((name.strip(), typed.number(size, field="packs")))
    return tuple(packs)


def _place(row: Row) -> PlaceRow:
    kind = row.needed("kind", lambda value: filled.choice(value, KINDS)) or PlaceKind.DEPOT
    texts = _texts(row, "code", "parent", "organisation", "keeper", "phone", "address", "note")
    return PlaceRow(**_must(row, "name"), kind=kind, **texts)


def _person(row: Row) -> PersonRow:
    texts = _texts(row, "post", "phone", "organisation")
    return PersonRow(**_must(row, "login", "name"), **texts, roles=row.read("roles", _roles) or ())


def _roles(value: Value) -> tuple[Role, ...]:
    said = re.split(r"[;；、,，/\n]", filled.text(value))
    return tuple(filled.choice(one.strip(), ROLE_NAMES) for one in said if one.strip())


def _opening(row: Row) -> OpeningRow:
    mode = row.read("mode", lambda value: filled.choice(value, MODE_NAMES))
    condition = row.read("condition", lambda value: filled.choice(value, CONDITION_NAMES)) or Condition.SERVICEABLE
    return OpeningRow(
        **_must(row, "item", "place"),
        quantity=row.needed("quantity", _written) or "",
        **_texts(row, "batch", "maker", "quality"),
        produced_on=row.day("produced_on"),
        expires_on=row.day("expires_on"),
        condition=condition,
        mode=mode,
    )


def _written(value: Value) -> str:
    """An amount as it was written; its item says later what it means."""
    if not isinstance(value, Decimal | str):
        raise filled.NoNumber(text=filled.shown(value))
    return value if isinstance(value, str) else f"{value:f}"


ROWS: Mapping[str, Callable[[Row], object]] = {
    "items": _item,
    "places": _place,
    "persons": _person,
    "opening": _opening,
}

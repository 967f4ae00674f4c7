"""The table: what the screen lists, the sheet prints and the command line names, in one typed shape."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar, overload

from inventory.ground.i18n import _
from inventory.ground.text import visible

Row = TypeVar("Row")

Cell = str | Decimal | int | bool | date | datetime | None
"""What a cell may hold; None is a fact that nobody has given."""

PAPER, ALWAYS, ROOM = 0, 1, 2
"""Where a column stands: on paper only, always on the screen, or on the screen when there is room."""

ABSENT = "—"
MIXTURE = 2  # units that no sum may silently join
TICKS = {True: "√", False: "□"}


class Kind(StrEnum):
    """What a column's cells are, and so how every writer writes them."""

    TEXT = "text"
    QUANTITY = "quantity"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    TICK = "tick"
    STATE = "state"

    @property
    def is_figure(self) -> bool:
        """Whether cells line up on the right and can be added."""
        return self in {Kind.QUANTITY, Kind.NUMBER}


class Level(StrEnum):
    """How much a cell asks of the reader; the value is the sign before the word, colour only repeats it."""

    FINE = "●"
    ATTENTION = "▲"
    URGENT = "■"
    UNKNOWN = "○"


def no_level(_row: object) -> Level | None:
    """The level of a cell that asks nothing of the reader."""
    return None


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: what stands over it, how a row answers it, and where it is shown.

    `key` is its stable ASCII name in JSON and `width` counts display columns (a Chinese character is two). `level`
    puts a sign before the cell: it makes the word of a state, and marks a figure that asks for attention. What is
    `blank` is filled in by hand, with one of the `choices` where there are any; a `signed` figure says its plus too.
    """

    key: str
    title: str
    cell: Callable[[Row], Cell]
    kind: Kind = Kind.TEXT
    width: int = 12
    on_screen: int = ALWAYS
    total: bool = False
    absent: str = ABSENT
    level: Callable[[Row], Level | None] = no_level
    blank: bool = False
    choices: tuple[str, ...] = ()
    signed: bool = False


@dataclass(frozen=True)
class Labels(Generic[Row]):
    """Labels to stick on, one for each row: the columns on it, the first as its name, and the one its code says."""

    keys: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Chart(Generic[Row]):
    """The bars that a superior looks for: one group for each of the first rows, one bar for each value column.

    Of rows in the order of time it takes the `latest`; `heading` stands over labels that are no items in their units.
    """

    title: str
    label: Callable[[Row], str]
    values: tuple[str, ...]
    most: int = 20
    logarithmic: bool = False
    latest: bool = False
    heading: str = ""


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A report before it has a form: typed columns over rows that may be read in windows.

    Only `len()`, slices and iteration are asked of `rows`, so that a ledger of any length streams. `unit` says what a
    row is counted in: sums stay within one unit, and across units there is only the marked sum named by `mixed`.
    A signature is a label, and the name of who signs where it is known. `sheets` are the same rows dealt out to those
    who get a paper of their own: a workbook has them instead of the whole, each under its `tab`. What is `one_page` is
    made small enough to hang on a wall as one. Its `code` is what a scanner reads from its pages, which are then
    counted for themselves; without one it is the report's number.
    """

    name: str
    title: str
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    row_key: Callable[[Row], Hashable]
    heads: Sequence[tuple[str, Cell]] = ()
    foots: Sequence[str] = ()
    signatures: Sequence[tuple[str, str]] = ()
    sources: Sequence[tuple[str, str]] = ()
    unit: Callable[[Row], str] | None = None
    mixed: str | None = None
    frozen: int = 0
    landscape: bool = False
    one_page: bool = False
    chart: Chart[Row] | None = None
    labels: Labels[Row] | None = None
    sheets: Sequence[Table[Row]] = ()
    tab: str = ""
    code: str = ""
    zone: tzinfo = UTC

    def column(self, key: str) -> Column[Row]:
        """The column of this key; KeyError when there is none."""
        for one in self.columns:
            if one.key == key:
                return one
        raise KeyError(key)


@dataclass(frozen=True)
class Ranked(Generic[Row]):
    """A row with its serial number."""

    rank: int
    line: Row


class Numbered(Sequence[Ranked[Row]]):
    """Rows with serial numbers from 1, read in windows as the rows themselves are."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Nothing is read yet."""
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Ranked[Row]: ...
    @overload
    def __getitem__(self, index: slice) -> list[Ranked[Row]]: ...
    def __getitem__(self, index: int | slice) -> Ranked[Row] | list[Ranked[Row]]:
        if isinstance(index, slice):
            start = index.start or 0
            return [Ranked(rank, line) for rank, line in enumerate(self._rows[start : index.stop], start + 1)]
        return Ranked(index + 1, self._rows[index])

    def __iter__(self) -> Iterator[Ranked[Row]]:
        return (Ranked(rank, line) for rank, line in enumerate(self._rows, 1))


def numbered(columns: Iterable[Column[Row]]) -> list[Column[Ranked[Row]]]:
    """The columns of a list as its paper has them: the same cells, behind serial numbers."""
    return [Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER), *map(_of_ranked, columns)]


def _of_ranked(one: Column[Row]) -> Column[Ranked[Row]]:
    return Column(
        one.key, one.title, lambda row: one.cell(row.line), one.kind, one.width, one.on_screen, one.total, one.absent,
        lambda row: one.level(row.line), one.blank, one.choices, one.signed,
    )  # fmt: skip


def parted(table: Table[Row], *parts: tuple[str, str]) -> Table[Row]:
    """A table too wide for a page, with a sheet for each part of it: the tab, and the keys of its columns in a row."""
    return replace(
        table,
        sheets=[replace(table, tab=tab, columns=[table.column(key) for key in keys.split()]) for tab, keys in parts],
    )


@dataclass(frozen=True)
class TotalLine:
    """One line under the table: the sums of the rows that are counted in one unit, or marked as mixed."""

    label: str
    unit: str
    sums: dict[str, Decimal]
    is_mixed: bool = False


class Totals(Generic[Row]):
    """Sums that grow while the rows stream past, apart for each unit."""

    def __init__(self, table: Table[Row]) -> None:
        """Nothing counted yet."""
        self._columns = [one for one in table.columns if one.total]
        self._unit, self._mixed = table.unit, table.mixed
        self._by_unit: dict[str, dict[str, Decimal]] = {}

    def add(self, rows: Iterable[Row]) -> None:
        """Count some rows."""
        if not self._columns:
            return
        for row in rows:
            sums = self._by_unit.setdefault(self._unit(row) if self._unit else "", {})
            for column in self._columns:
                if isinstance(value := column.cell(row), (Decimal, int)):
                    sums[column.key] = sums.get(column.key, Decimal(0)) + value

    def lines(self) -> list[TotalLine]:
        """The lines to print: one for each unit, or the one marked sum across units where the table asks for it."""
        if len(self._by_unit) < MIXTURE or self._mixed is None:
            return [TotalLine(_("Total"), unit, sums) for unit, sums in self._by_unit.items()]
        added: dict[str, Decimal] = {}
        for sums in self._by_unit.values():
            for key, value in sums.items():
                added[key] = added.get(key, Decimal(0)) + value
        return [TotalLine(_("Total (mixed units)"), self._mixed, added, is_mixed=True)]


def figure(value: Decimal | int) -> str:
    """A figure with thousands separators and only the decimals that it has."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def pair(label: str, value: str) -> str:
    """A label with what stands behind it."""
    return _("{label}: {value}").format(label=label, value=value)


def plain(value: Cell, zone: tzinfo) -> str:
    """A value as people read it: exact figures, ISO dates, moments in local time, text as it is kept."""
    if isinstance(value, bool):
        return TICKS[value]
    if isinstance(value, (Decimal, int)):
        return figure(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return ABSENT if value is None else str(value)


def shown(column: Column[Row], row: Row, zone: tzinfo) -> str:
    """A cell as text for a screen or a terminal: sign, value, nothing that could drive the terminal."""
    value = column.cell(row)
    text = column.absent if value is None else visible(plain(value, zone))
    if column.signed and isinstance(value, Decimal) and value > 0:
        text = f"+{text}"
    level = column.level(row)
    return f"{level.value} {text}" if level else text

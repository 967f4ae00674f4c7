"""Plain: a Table as lines on a terminal, and as JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from itertools import islice
from typing import Any

from inventory.ground.i18n import _
from inventory.ground.text import fit, visible, width
from reports.frame import Stamp
from reports.table import (
    ALWAYS,
    PAPER,
    Cell,
    Column,
    Kind,
    Row,
    Table,
    TotalLine,
    Totals,
    figure,
    no_level,
    pair,
    plain,
    shown,
)

GAP = "  "
MEASURED = 200  # rows that say how wide the columns are
NARROWEST = 6
CHUNK = 500


def text(table: Table[Row], stamp: Stamp, room: int | None = None) -> Iterator[str]:
    """The table as lines: in `room` columns what fits there, without it everything in full."""
    first = list(table.rows[:MEASURED])
    columns, widths = _laid_out(table, first, room)
    if before := _before(columns):
        words = max((width(line.label) for line in _summed(table, first)), default=0)
        widths[0] += max(0, words - sum(widths[:before]) - len(GAP) * (before - 1))
    if stamp.exercise:
        yield visible(stamp.exercise)
    yield visible(table.title)
    for label, value in table.heads:
        yield visible(pair(label, plain(value, table.zone)))
    yield ""
    yield _line([fit(one.title, wide, right=one.kind.is_figure) for one, wide in zip(columns, widths, strict=True)])
    yield _line(["─" * wide for wide in widths])
    totals = Totals(table)
    for chunk in _chunks(first if len(table.rows) <= len(first) else table.rows):
        for row in chunk:
            cells = (shown(one, row, table.zone) for one in columns)
            yield _line(
                _fitted(cell, wide, one.kind, cuts=room is not None)
                for cell, one, wide in zip(cells, columns, widths, strict=True)
            )
        totals.add(chunk)
    if not first:
        yield _("Nothing to list")
    yield from _totals(totals.lines(), columns, widths)
    yield ""
    yield from (visible(foot) for foot in table.foots)
    yield visible(stamp.line())
    if left := [one.title for one in table.columns if one not in columns and one.on_screen != PAPER]:
        yield _("No room here for: {columns}.").format(columns=", ".join(left))


def _laid_out(table: Table[Row], rows: Sequence[Row], room: int | None) -> tuple[list[Column[Row]], list[int]]:
    """The columns that are shown and how wide: as wide as what stands in them, narrower where there is no room."""
    natural = {one.key: _natural(table, one, rows) for one in table.columns}
    if room is None:
        return list(table.columns), [natural[one.key] for one in table.columns]
    chosen = [one for one in table.columns if one.on_screen == ALWAYS]
    for one in table.columns:
        if one.on_screen > ALWAYS and _taken([*chosen, one], natural) <= room:
            chosen.append(one)
    while (over := _taken(chosen, natural) - room) > 0:
        widest = max((one for one in chosen if not one.kind.is_figure), key=lambda one: natural[one.key], default=None)
        if widest is None or natural[widest.key] <= NARROWEST:
            break
        natural[widest.key] = max(NARROWEST, natural[widest.key] - min(over, 2))
    columns = [one for one in table.columns if one in chosen]
    return columns, [natural[one.key] for one in columns]


def _before(columns: Sequence[Column[Row]]) -> int:
    """How many columns the word of a total has: those before the first that has something to say."""
    return next((at for at, one in enumerate(columns) if one.total or one.key == "unit"), 0)


def _natural(table: Table[Row], column: Column[Row], rows: Sequence[Row]) -> int:
    """How wide a column would like to be."""
    sums = [width(figure(line.sums[column.key])) for line in _summed(table, rows) if column.key in line.sums]
    return max([width(column.title), *sums, *(width(shown(column, row, table.zone)) for row in rows)])


def _summed(table: Table[Row], rows: Iterable[Row]) -> list[TotalLine]:
    totals = Totals(table)
    totals.add(rows)
    return totals.lines()


def _taken(columns: Sequence[Column[Row]], widths: dict[str, int]) -> int:
    return sum(widths[one.key] for one in columns) + len(GAP) * (len(columns) - 1)


def _fitted(cell: str, wide: int, kind: Kind, *, cuts: bool) -> str:
    """A cell in its column; a figure is never cut, it rather pushes the line out."""
    if width(cell) > wide and (kind.is_figure or not cuts):
        return cell
    return fit(cell, wide, right=kind.is_figure)


def _line(cells: Iterable[str]) -> str:
    return GAP.join(cells).rstrip()


def _totals(lines: Sequence[TotalLine], columns: Sequence[Column[Row]], widths: Sequence[int]) -> Iterator[str]:
    """The sums under their columns, the word before the first of them."""
    for line in lines:
        cells = []
        for column, wide in zip(columns, widths, strict=True):
            if column.key in line.sums:
                cells.append(fit(figure(line.sums[column.key]), wide, right=True))
            else:
                cells.append(fit(line.unit if column.key == "unit" else "", wide))
        before = _before(columns)
        room = sum(widths[:before]) + len(GAP) * (before - 1)
        yield _line([fit(line.label, room), *cells[before:]] if before else [*cells, line.label])


def _chunks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


# JSON ----------------------------------------------------------------------------------------------------------


def as_json(table: Table[Row], stamp: Stamp) -> Iterator[str]:
    """The table as one JSON object, piece by piece.

    Keys are ASCII and don't change with the language. Quantities are strings, since a JSON number is read as a binary
    fraction and would not be exact; whole counts are numbers, dates and moments ISO 8601, facts not given null.
    """
    about: dict[str, object] = {
        "report": table.name,
        "title": table.title,
        "number": stamp.number,
        "headquarters": stamp.headquarters,
        "as_at": _value(stamp.as_at, stamp.zone),
        "known_at": _value(stamp.known_at, stamp.zone),
        "filter": stamp.chosen,
        "made_by": stamp.made_by,
        "made_at": _value(stamp.made_at, stamp.zone),
        "chain_head": stamp.head,
        "exercise": stamp.exercise or None,
        "heads": [{"label": label, "value": _value(value, table.zone)} for label, value in table.heads],
        "columns": [{"key": one.key, "title": one.title, "kind": one.kind.value} for one in table.columns],
    }
    yield _dumped(about)[:-1] + ',"rows":['
    totals = Totals(table)
    ahead = ""
    for chunk in _chunks(table.rows):
        for row in chunk:
            yield f"{ahead}\n{_dumped(_row(table, row))}"
            ahead = ","
        totals.add(chunk)
    sums = [
        {"unit": line.unit, "mixed": line.is_mixed, "sums": {key: _value(one, UTC) for key, one in line.sums.items()}}
        for line in totals.lines()
    ]
    ending: dict[str, object] = {
        "totals": sums,
        "foots": list(table.foots),
        "sources": [{"figure": what, "from": source} for what, source in table.sources],
    }
    yield "]," + _dumped(ending)[1:] + "\n"


def _row(table: Table[Row], row: Row) -> dict[str, object]:
    """A row by its columns' keys, with the levels of the cells that have one."""
    values: dict[str, object] = {one.key: _value(one.cell(row), table.zone, one.kind) for one in table.columns}
    leveled = ((one.key, one.level(row)) for one in table.columns if one.level is not no_level)
    if levels := {key: level.name.lower() for key, level in leveled if level}:
        values["levels"] = levels
    return values


def _value(value: Cell, zone: tzinfo, kind: Kind | None = None) -> object:
    """A cell as JSON holds it exactly."""
    if isinstance(value, Decimal) or (kind is Kind.QUANTITY and isinstance(value, int)):
        digits = f"{value:f}"
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _dumped(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """JSON in readable characters; where one of them could drive a terminal, in ASCII."""
    readable = json.dumps(value, ensure_ascii=False)
    return readable if visible(readable) == readable else json.dumps(value)

"""Fitting text and columns into the cells of a terminal, where a Chinese character takes two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size

from reports.table import ABSENT, ALWAYS, PAPER, Column, Kind, shown

Row = TypeVar("Row")

GAP = 2
NARROWEST = 8


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly so many cells: padded, or cut with an ellipsis."""
    length = cell_len(text)
    if length <= width:
        pad = " " * (width - length)
        return pad + text if right else text + pad
    cut = set_cell_size(text, width - 1).removesuffix(" ") + "…" if width > 0 else ""
    return cut + " " * (width - cell_len(cut))


@dataclass(frozen=True, slots=True)
class Clock:
    """Where and when the reader sits: a date of this year is shown without it."""

    zone: tzinfo = UTC
    year: int | None = None

    def text(self, column: Column[Row], row: Row) -> str:
        """A cell as the screen shows it."""
        value = column.cell(row)
        if isinstance(value, date):
            return self.said(value)
        text = shown(column, row, self.zone)
        return text or ABSENT

    def said(self, when: date | None) -> str:
        """A date or a moment as the screen says it; nothing where there is none."""
        if isinstance(when, datetime):
            local = when.astimezone(self.zone)
            return f"{local:%m-%d %H:%M}" if local.year == self.year else f"{local:%Y-%m-%d %H:%M}"
        if when is None:
            return ""
        return f"{when:%m-%d}" if when.year == self.year else f"{when:%Y-%m-%d}"


@dataclass(frozen=True)
class Slot(Generic[Row]):
    """A column in its place on the screen; `index` is its number among all the columns that may be shown."""

    index: int
    column: Column[Row]
    x: int
    width: int

    @property
    def right(self) -> bool:
        """Whether its cells line up on the right."""
        return self.column.kind.is_figure


def arrange(
    columns: Sequence[Column[Row]], needs: Mapping[str, int], room: int, *, at: int = 0, all_of_them: bool = False
) -> list[Slot[Row]]:
    """Give columns their places: what must stand, then what fits, then spare cells to the texts that are cut.

    Where even that is too wide, the first column stays and the others slide until the one numbered `at` is in view;
    where all of them are asked for, they slide rather than be cut.
    """
    chosen = _chosen(columns, needs, room, all_of_them=all_of_them)
    widths = {index: _wish(columns[index], needs) for index in chosen}
    if not all_of_them:
        _shrink(columns, widths, room)
    visible = _slide(chosen, widths, room, at)
    _stretch(columns, {index: widths[index] for index in visible}, widths, needs, room)
    slots, x = [], 0
    for index in visible:
        width = min(widths[index], max(room - x, 0))
        if width:
            slots.append(Slot(index, columns[index], x, width))
        x += width + GAP
    return slots


def _chosen(columns: Sequence[Column[Row]], needs: Mapping[str, int], room: int, *, all_of_them: bool) -> list[int]:
    candidates = [index for index, one in enumerate(columns) if all_of_them or one.on_screen != PAPER]
    must = {index for index in candidates if all_of_them or columns[index].on_screen == ALWAYS}
    left = room + GAP - sum(_wish(columns[index], needs) + GAP for index in must)
    for index in candidates:
        if index not in must and (width := _wish(columns[index], needs) + GAP) <= left:
            must.add(index)
            left -= width
    return sorted(must)


def _wish(column: Column[Row], needs: Mapping[str, int]) -> int:
    need = max(needs.get(column.key, column.width), cell_len(column.title))
    return need if column.kind is not Kind.TEXT else min(need, max(column.width, cell_len(column.title)))


def _shrink(columns: Sequence[Column[Row]], widths: dict[int, int], room: int) -> None:
    """Take cells from the widest texts until the line fits or none has more to give."""
    over = sum(widths.values()) + GAP * (len(widths) - 1) - room
    texts = [index for index in widths if columns[index].kind is Kind.TEXT]
    while over > 0 and texts:
        widest = max(texts, key=widths.__getitem__)
        if widths[widest] <= NARROWEST:
            return
        widths[widest] -= 1
        over -= 1


def _slide(chosen: list[int], widths: Mapping[int, int], room: int, at: int) -> list[int]:
    """The columns in view: all of them, or the first and a run that holds the wanted one."""
    if not chosen or sum(widths[index] + GAP for index in chosen) - GAP <= room:
        return chosen
    first, rest = chosen[0], chosen[1:]
    while rest:
        used, view = widths[first], [first]
        for index in rest:
            used += GAP + widths[index]
            if used > room and len(view) > 1:
                break
            view.append(index)
        if at in view or at not in rest:
            return view
        rest = rest[1:]
    return chosen[:1]


def _stretch(
    columns: Sequence[Column[Row]],
    visible: Mapping[int, int],
    widths: dict[int, int],
    needs: Mapping[str, int],
    room: int,
) -> None:
    """Give spare cells to the texts that are cut, the shortest lack first."""
    spare = room - sum(visible.values()) - GAP * (len(visible) - 1)
    lacks = {index: needs.get(columns[index].key, 0) - widths[index] for index in visible}
    for index, lack in sorted(lacks.items(), key=lambda one: one[1]):
        if lack > 0 and spare > 0:
            widths[index] += min(lack, spare)
            spare -= min(lack, spare)

"""A small table that the tests of the writers share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from reports.frame import Stamp
from reports.table import PAPER, ROOM, Column, Kind, Level, Table

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2022, 6, 24, 4, 0, tzinfo=UTC)
STAMP = Stamp(
    "SLIPS-20220624-1200-7", "Example headquarters", NOON, None, "bags", "Example A", NOON, "#7 3fa8c2d1", ZONE
)

NASTY = [
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+8613800000000",
    "-1+1",
    "000123",
    "[red]",
    "[/]",
    "&L&P",
    "<b>&amp;</b>",
    "_x0041_",
    "a_x0041__x0042_b",
    "_x005F_x0041_",
    " spaces  kept ",
    "#N/A",
    "TRUE",
    "2022-06-24",
    "🌊沙袋",
    "zero\u200bwidth",
]
DRIVING = ["\x1b[31mred", "two\nlines", "bell\x07", "\x9b2J", "turned\u202eround", "half \ud800", "\ufffe"]


@dataclass(frozen=True)
class Slip:
    """A row with a cell of every kind."""

    name: str = "沙袋"
    unit: str = "条"
    quantity: Decimal | None = Decimal(500)
    day: date | None = date(2022, 6, 24)
    moment: datetime | None = NOON
    is_done: bool = True
    short: Decimal | None = None


COLUMNS: list[Column[Slip]] = [
    Column("name", "Name", lambda slip: slip.name, width=20),
    Column("unit", "Unit", lambda slip: slip.unit, width=6),
    Column("quantity", "Quantity", lambda slip: slip.quantity, Kind.QUANTITY, width=12, total=True, absent="not set"),
    Column("day", "Day", lambda slip: slip.day, Kind.DATE, width=10, on_screen=ROOM),
    Column("moment", "Moment", lambda slip: slip.moment, Kind.MOMENT, width=16, on_screen=PAPER),
    Column("done", "Done", lambda slip: slip.is_done, Kind.TICK, width=6, on_screen=ROOM),
    Column(
        "short",
        "Short",
        lambda slip: slip.short,
        Kind.QUANTITY,
        level=lambda slip: Level.ATTENTION if slip.short else None,
    ),
]
TABLE: Table[Slip] = Table(
    "slips",
    "Slips",
    COLUMNS,
    [Slip()],
    row_key=lambda slip: slip.name,
    heads=[("Reported by", "Example headquarters"), ("As at", NOON)],
    foots=["A foot."],
    signatures=[("Filled in by", ""), ("Checked by", "")],
    sources=[("Quantity", "The sum of the movements.")],
    unit=lambda slip: slip.unit,
    zone=ZONE,
)


def table(*rows: Slip, **changes: Any) -> Table[Slip]:
    """The table with these rows."""
    return replace(TABLE, rows=list(rows), **changes)

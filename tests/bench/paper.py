"""A checklist as pages, beside bare fpdf2 with the same font and the same texts: one bordered cell after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from pylopdf_fonts_zh_cn import sans_path

from reports import pdf
from reports.frame import Stamp
from reports.table import Column, Kind, Table
from tests.bench.figures import Figure, in_turn, timed

LINES, LONG = 120, 3_000
NOON = datetime(2022, 6, 7, 4, 0, tzinfo=UTC)
STAMP = Stamp("CHECKLIST-20220607-1200-7", "示例区防汛抗旱指挥部", NOON, None, "", "示例甲", NOON, "#7 3fa8c2d1", UTC)
ACTIONS = (
    "清点编织袋、桩木、救生衣，与出库单核对，签字",
    "拖车式排水泵试运转五分钟，记录油量",
    "冲锋舟下水试航，救生圈随船，两人在岸警戒",
    "核对群众转移名单，老人、儿童、病人由专人护送",
    "向区防指报告水位、人员、设备，时间写清",
)
UNITS = ("示例抢险一队", "示例镇街道办事处", "示例排水公司", "示例消防救援大队")


@dataclass(frozen=True)
class Line:
    """A line of a checklist."""

    number: int
    section: str
    action: str
    who: str
    planned: str


COLUMNS: list[Column[Line]] = [
    Column("no", "序号", lambda line: line.number, Kind.NUMBER, 5),
    Column("section", "阶段", lambda line: line.section, width=8),
    Column("action", "规定动作", lambda line: line.action, width=40),
    Column("who", "责任单位", lambda line: line.who, width=16),
    Column("planned", "计划时间", lambda line: line.planned, width=8),
    Column("done", "达标", lambda _line: None, Kind.TICK, 6, blank=True),
    Column("at", "实际时间", lambda _line: None, width=9, blank=True),
    Column("note", "备注", lambda _line: None, width=16, blank=True),
]


def lines(count: int) -> list[Line]:
    """So many lines, each with some character of its own."""
    return [
        Line(
            at,
            ("演练前", "演练中", "演练后")[at * 3 // (count + 1)],
            f"{ACTIONS[at % len(ACTIONS)]}{chr(0x5B80 + at % 500)}",
            UNITS[at % len(UNITS)],
            f"{9 + at // 60 % 12:02}:{at % 60:02}",
        )
        for at in range(1, count + 1)
    ]


TABLE: Table[Line] = Table(
    "checklist",
    "防汛抢险救援综合应急演练检查单",
    COLUMNS,
    lines(LINES),
    row_key=lambda line: line.number,
    heads=[("编号", "YL-2022-0001"), ("时间", NOON), ("地点", "示例河道")],
    signatures=[("评估员", ""), ("总指挥", ""), ("日期", "")],
    code="YL-2022-0001-1",
    zone=UTC,
)


def measure(folder: Path) -> Iterator[Figure]:
    """The checklist of a drill, and a list that nobody prints; both read nothing."""
    ours, bare = folder / "ours.pdf", folder / "bare.pdf"
    took, plain = in_turn(
        5, timed(lambda: pdf.write(ours, TABLE, STAMP, overwrite=True)), timed(lambda: _bare(TABLE, bare))
    )
    yield Figure(f"checklist of {LINES} lines to pdf; beside bare fpdf2, cell by cell", took, plain, times=1.3)
    size, beside = ours.stat().st_size / 1024, bare.stat().st_size / 1024
    yield Figure("size of it", size, beside, most=100, unit="KB")
    long = replace(TABLE, rows=lines(LONG))
    took, plain = in_turn(
        2, timed(lambda: pdf.write(ours, long, STAMP, overwrite=True)), timed(lambda: _bare(long, bare)), warm=0
    )
    yield Figure(f"the same of {LONG:,} lines", took, plain)


def _bare(table: Table[Line], target: Path) -> None:
    page = FPDF()
    page.add_font("sc", "", sans_path())
    page.set_font("sc", size=8)
    page.add_page()
    page.cell(text=table.title)
    page.ln()
    widths = [one.width * 1.75 for one in table.columns]
    for row in table.rows:
        for column, width in zip(table.columns, widths, strict=True):
            value = column.cell(row)
            page.cell(width, 7, "" if value is None else str(value), border=1)
        page.ln()
    page.output(str(target))

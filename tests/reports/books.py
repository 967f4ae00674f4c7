"""Workbooks as people and strangers send them: made with openpyxl, or by hand where it makes no such thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports import filled, reading
from reports.filled import Form, Heading

TODAY = date(2026, 6, 24)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>'
    '<Relationship Id="rId3" Type="http://x/styles" Target="styles.xml"/></Relationships>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def by_hand(path: Path, rows: str, *, properties: str = "", **parts: str) -> Path:
    """A workbook of one sheet with these rows of XML, and whatever other parts are named (sharedStrings, styles)."""
    with ZipFile(path, "w", ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", TYPES)
        out.writestr("_rels/.rels", ROOT)
        out.writestr("xl/workbook.xml", BOOK.format(properties=properties))
        out.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        out.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows) if rows[:5] != "<?xml" else rows)
        for name, content in parts.items():
            out.writestr(f"xl/{name}.xml", content)
    return path


def book(path: Path, rows: Sequence[Sequence[Any]], change: Callable[[Worksheet], object] | None = None) -> Path:
    """A workbook of one sheet with these values, and whatever else is done to it."""
    made = Workbook()
    sheet = made.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    made.save(path)
    return path


def cells(path: Path) -> Mapping[str, object]:
    """What stands in the first sheet, by cell."""
    sheet = reading.read(path).sheets[0]
    return {reading.at(column, row): value for row, found in sheet.rows.items() for column, value in found.items()}


def form(path: Path, *headings: Heading) -> Form:
    """The first sheet as a form."""
    made = reading.read(path)
    found = filled.find(made, made.sheets[0], headings, TODAY)
    assert found
    return found


def packed(**parts: bytes) -> bytes:
    """A package of anything."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return held.getvalue()

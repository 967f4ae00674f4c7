from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from reports import package, reading
from reports.package import Damaged, LockedWorkbook, NoSuchFile, NotAWorkbook, OldWorkbook, TooLarge
from tests.reports.books import RELATIONS, ROOT, book, by_hand, packed

MEGABYTE = 1_000_000
BOMB = """
import resource, sys, time
from pathlib import Path
from inventory.ground.errors import Refused
from reports import reading
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    reading.read(Path(sys.argv[1]))
except Refused as refusal:
    print(type(refusal).__name__, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, file=sys.stdout)
"""


def refused(kind: type[Exception], path: Path) -> str:
    with pytest.raises(kind) as caught:
        reading.read(path)
    return str(caught.value)


def growth(path: Path) -> tuple[str, float]:
    """How a file is refused by a process of its own, and how many megabytes that took."""
    command = [sys.executable, "-c", BOMB, str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2]).stdout
    name, kilobytes = told.split()
    return name, int(kilobytes) / 1024


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "x.xlsx is a picture (JPEG), not an Excel workbook (.xlsx)."),
        (b"\x89PNG\r\n", "a picture (PNG)"),
        (b"%PDF-1.7", "a PDF"),
        (b"<html>", "a web page or XML"),
        (b"SQLite format 3\0", "a store"),
        (b"code,name\n1,2\n", "something else"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_workbook_is_called_by_what_it_is(tmp_path: Path, start: bytes, said: str):
    path = tmp_path / "x.xlsx"
    path.write_bytes(start)
    assert said in refused(NotAWorkbook, path)


def test_an_old_workbook_and_a_locked_one_are_told_apart(tmp_path: Path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(package.COMPOUND + bytes(2000))
    assert "save it as .xlsx" in refused(OldWorkbook, path)
    path.write_bytes(package.COMPOUND + bytes(2000) + "EncryptedPackage".encode("utf-16-le"))
    assert "protected with a password" in refused(LockedWorkbook, path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    assert "no.xlsx can't be read: No such file or directory." in refused(NoSuchFile, tmp_path / "no.xlsx")
    assert "can't be read" in refused(NoSuchFile, tmp_path)


def test_a_torn_file_is_damaged(tmp_path: Path):
    path = book(tmp_path / "x.xlsx", [["a", "b"]] * 50)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "its end is missing" in refused(Damaged, path)
    spoilt = bytearray(whole)
    start = whole.index(b"xl/worksheets/sheet1.xml") + 60
    spoilt[start : start + 60] = bytes(60)
    path.write_bytes(bytes(spoilt))
    refused(Damaged, path)


def test_another_package_holds_no_sheets(tmp_path: Path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(packed(**{"word/document.xml": b"<a/>"}))
    assert "holds no sheets" in refused(reading.NotOurs, path)


def test_a_bomb_is_refused_before_anything_of_it_is_unpacked(tmp_path: Path):
    path = tmp_path / "x.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as out:
        out.writestr("_rels/.rels", ROOT)
        with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _chunk in range(40):
                part.write(bytes(MEGABYTE))
    assert path.stat().st_size < MEGABYTE
    assert "it would unpack to 40 MB" in refused(TooLarge, path)
    name, megabytes = growth(path)
    assert (name, megabytes < 5) == ("TooLarge", True)


def test_a_part_that_unpacks_to_more_than_it_says_is_damaged(tmp_path: Path):
    path = by_hand(tmp_path / "x.xlsx", "<row><c><v>1</v></c></row>" * 10_000)
    said = path.read_bytes()
    size = len(ZipFile(path).read("xl/worksheets/sheet1.xml"))
    assert said.count(size.to_bytes(4, "little")) == 2
    path.write_bytes(said.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    refused(Damaged, path)


def test_many_small_parts_are_too_many(tmp_path: Path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(packed(**{f"p{number}": b"" for number in range(package.MOST_PARTS + 1)}))
    assert "it has 2001 parts" in refused(TooLarge, path)


def test_a_sheet_of_nothing_but_elements_ends_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(package, "MOST_ELEMENTS", 10_000)
    path = by_hand(tmp_path / "x.xlsx", "<row>" + "<c/>" * 20_000 + "</row>")
    assert "it holds more than 10000 things" in refused(TooLarge, path)


def test_a_file_too_large_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = book(tmp_path / "x.xlsx", [["a"]])
    monkeypatch.setattr(package, "LARGEST_FILE", 1000)
    assert "is not read: it has" in refused(TooLarge, path)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_refused(tmp_path: Path, doctype: str):
    rows = f'<?xml version="1.0"?>{doctype}<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>'
    assert "can't be read" in refused(Damaged, by_hand(tmp_path / "x.xlsx", rows))


def test_broken_xml_is_damaged(tmp_path: Path):
    assert "xl/worksheets/sheet1.xml can't be read" in refused(Damaged, by_hand(tmp_path / "x.xlsx", "<row><c></row>"))


def test_a_missing_part_is_told(tmp_path: Path):
    path = tmp_path / "x.xlsx"
    with ZipFile(path, "w") as out:
        out.writestr("_rels/.rels", ROOT)
        out.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="甲" id="rId1"/></sheets></workbook>')
        out.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
    assert "sheet 甲 is missing" in refused(Damaged, path)

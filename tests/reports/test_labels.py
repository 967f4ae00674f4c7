"""Labels of lots: what stands on them, their code, and that they print in their true size."""

import struct
import subprocess
import sys
import zipfile
import zlib
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from inventory.ground import i18n
from inventory.supplies import stock
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import Line
from reports import excel, labelling, labels
from reports.frame import stamp
from reports.sheet import WritingCancelled
from tests.supplies.checks import opened


def made(here, who="officer", **options):
    return labels.labels(here.session, getattr(here, who), **options)


@pytest.fixture
def sheet(file_world, tmp_path):
    """The sheet of labels that a reader is given, as a workbook has it."""

    def written(who="officer", **options):
        with file_world.read() as here:
            reader = getattr(here, who)
            table = labels.labels(here.session, reader, **options)
            excel.write(tmp_path / "labels.xlsx", table, stamp(here.session, reader, "labels"), overwrite=True)
        return openpyxl.load_workbook(tmp_path / "labels.xlsx").worksheets[0]

    return written


def lots(table):
    return [row.line.item for row in table.rows]


def test_a_label_for_every_lot_at_a_place_of_an_item_or_of_a_slip(file_world):
    facts = {"place": file_world.bare, "lines": [Line(file_world.pump, Decimal(2), maker="示例泵厂")]}
    number = file_world.do(stock.receive, **facts).number
    with file_world.read() as here:
        assert lots(made(here, place=here.room)) == ["救生衣"]
        assert lots(made(here, item=here.bags)) == ["编织袋"] * 3
        voucher = here.session.scalars(select(Voucher).where(Voucher.number == number)).one()
        table = made(here, voucher=voucher)
        [row] = table.rows
        told = [table.column(key).cell(row) for key in ("item", "spec", "amount", "maker", "place")]
        assert told == ["排水泵", "拖车式", "2 台", "示例泵厂", "示例空仓库"]
        assert len(made(here).rows) == 10
        assert lots(made(here, "townkeeper")) == ["编织袋"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Specification Amount Quality Origin or maker Produced on Arrived on"),
        ("zh", "规格 数量 质量 产地/生产厂家 生产日期 入库时间"),
    ],
)
def test_a_label_says_what_the_trade_wants_on_it(sheet, file_world, language, said):
    i18n.use(language)
    page = sheet(place=file_world.room)
    assert page["A1"].value == "救生衣"
    lines = [page[f"A{row}"].value.replace("：", ":").partition(":") for row in range(2, 8)]
    assert " ".join(before for before, _colon, _behind in lines) == said
    assert lines[1][2].strip() == "200 件"
    with file_world.read() as here:
        assert page["B7"].value == made(here, place=here.room).rows[0].line.number


def test_who_counts_a_lot_blind_gets_labels_without_its_amount(sheet, file_world):
    opened(file_world)
    assert sheet("keeper", place=file_world.room)["A3"].value == "Amount: "
    assert sheet("leader", place=file_world.room)["A3"].value == "Amount: 200 件"
    with file_world.read() as here:
        assert "no amounts" in made(here, "keeper", place=here.room).foots[0]


def test_labels_print_in_their_true_size_three_beside_one_another_on_a4(sheet, file_world):
    lines = [Line(file_world.jackets, Decimal(1), batch=f"示例{number}") for number in range(30)]
    file_world.do(stock.receive, place=file_world.bare, lines=lines)
    page = sheet(place=file_world.bare)
    assert (page.page_setup.paperSize, page.page_setup.orientation, page.page_setup.scale) == (9, "portrait", 100)
    assert not page.sheet_properties.pageSetUpPr.fitToPage
    assert [one.id for one in page.row_breaks.brk] == [64]
    high = sum(page.row_dimensions[row].height for row in range(1, 65))
    assert high / 72 + page.page_margins.top + page.page_margins.bottom < 297 / 25.4
    named = [page.cell(row, column).value for row in range(1, 81, 8) for column in (1, 4, 7)]
    assert named == ["救生衣"] * 30
    assert page.oddFooter.center.text


def test_every_label_bears_a_code_of_its_own(sheet, file_world, tmp_path):
    sheet(place=file_world.east)
    with file_world.read() as here:
        numbers = [row.line.number for row in made(here, place=here.east).rows]
    with zipfile.ZipFile(tmp_path / "labels.xlsx") as parts:
        codes = [parts.read(name) for name in parts.namelist() if name.startswith("xl/media/")]
    assert codes == [labelling.picture(number) for number in numbers]
    assert len(set(codes)) == len(numbers) == 7


def test_a_code_is_a_whole_picture_of_dark_and_light(file_world):
    drawn = labelling.picture("P000001")
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", drawn[16:24])
    assert wide == high >= 25 * 4
    at, pixels = 8, b""
    while at < len(drawn):
        (length,), kind = struct.unpack(">I", drawn[at : at + 4]), drawn[at + 4 : at + 8]
        body = drawn[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", drawn[at + 8 + length : at + 12 + length])[0]
        pixels += body if kind == b"IDAT" else b""
        at += 12 + length
    assert len(set(zlib.decompress(pixels))) > 1


def test_the_list_of_the_labels_and_where_they_come_from_lie_beside_them(sheet, file_world, tmp_path):
    sheet(place=file_world.east)
    assert openpyxl.load_workbook(tmp_path / "labels.xlsx").sheetnames == [
        "Labels",
        "Labels of lots",
        "Where the figures come from",
    ]


def test_many_labels_tell_how_far_they_are_and_can_be_given_up(file_world, tmp_path):
    told = []
    with file_world.read() as here:
        table, stood = made(here, place=here.east), stamp(here.session, here.officer, "labels")
        excel.write(tmp_path / "labels.xlsx", table, stood, progress=lambda done, of: told.append((done, of)))
        with pytest.raises(WritingCancelled):
            excel.write(tmp_path / "none.xlsx", table, stood, cancelled=lambda: True)
    assert told[:7] == [(done, 7) for done in range(1, 8)]
    assert not (tmp_path / "none.xlsx").exists()


def test_where_nothing_lies_there_are_no_labels_and_still_a_workbook(sheet, file_world):
    assert sheet(place=file_world.bare)["A1"].value is None


def test_knowing_the_labels_costs_neither_openpyxl_nor_segno():
    said = "import sys, reports.registry; print({'openpyxl', 'segno'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_an_opening_slip_labels_what_still_lies_there(file_world):
    with file_world.read() as here:
        voucher = here.session.scalars(select(Voucher).where(Voucher.kind == VoucherKind.OPENING)).first()
        before = len(made(here, voucher=voucher).rows)
    file_world.do(stock.issue, place=file_world.east, to=file_world.team, lines=[Line(file_world.pump, Decimal(3))])
    with file_world.read() as here:
        assert len(made(here, voucher=here.session.get_one(Voucher, voucher.id)).rows) == before - 1

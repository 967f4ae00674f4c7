import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from inventory.ground import i18n
from inventory.ground.text import visible
from reports import excel
from reports.sheet import WritingCancelled
from reports.table import Chart
from tests.reports.slips import COLUMNS, DRIVING, NASTY, STAMP, Slip, table

HEADER = 3


@pytest.fixture
def write(tmp_path):
    """Write a table of these slips and read the workbook back."""

    def written(*rows, changes=None, stamp=STAMP, **facts):
        path = tmp_path / "slips.xlsx"
        excel.write(path, table(*rows, **(changes or {})), stamp, overwrite=True, **facts)
        return openpyxl.load_workbook(path)

    return written


def column(sheet, index, count):
    return [sheet.cell(HEADER + 1 + row, index).value for row in range(count)]


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_every_text_stays_the_text_that_it_is(write):
    sheet = write(*[Slip(name=one) for one in NASTY]).worksheets[0]
    assert column(sheet, 1, len(NASTY)) == NASTY


def test_no_cell_is_ever_a_formula(write, tmp_path):
    changes = {
        "title": "=1+1",
        "foots": ["=2"],
        "heads": [("=3", "=4")],
        "signatures": [("=5", "")],
        "sources": [("=6", "=7")],
    }
    book = write(*[Slip(name=one, unit=one) for one in NASTY], changes=changes)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
    with zipfile.ZipFile(tmp_path / "slips.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "sheets/sheet" in name)


def test_a_text_cell_stays_one_when_it_is_edited(write):
    cell = write(Slip(name="000123")).worksheets[0].cell(HEADER + 1, 1)
    assert (cell.number_format, cell.quotePrefix) == ("@", True)


def test_what_could_drive_anything_is_shown_as_signs(write):
    book = write(*[Slip(name=one) for one in DRIVING], changes={"title": DRIVING[0], "foots": DRIVING})
    assert column(book.worksheets[0], 1, len(DRIVING)) == [visible(one) for one in DRIVING]
    assert book.worksheets[0]["A1"].value == "␛[31mred"
    assert book.sheetnames[0] == "␛_31mred"


def test_what_looks_like_an_escape_is_two_runs_that_excel_joins_unread(write, tmp_path):
    write(Slip(name="_x0041_"))
    with zipfile.ZipFile(tmp_path / "slips.xlsx") as parts:
        content = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "_x0041_" not in content
    assert '>_</t></r><r><t xml:space="preserve">x0041_<' in content


@pytest.mark.parametrize("letter", ["字", "🌊"])
def test_a_text_longer_than_excel_keeps_is_cut_and_says_so(write, letter):
    value = write(Slip(name=letter * 40_000)).worksheets[0].cell(HEADER + 1, 1).value
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    assert value.startswith(letter * 10_000)
    assert value.endswith("… [cut: 40000 characters]")


def test_a_text_that_just_fits_is_kept_whole(write):
    value = write(Slip(name="字" * 32_767)).worksheets[0].cell(HEADER + 1, 1).value
    assert value == "字" * 32_767


def test_figures_are_numbers_with_the_decimals_that_they_have(write):
    rows = [Slip(quantity=Decimal(one)) for one in ("46500", "1.125", "1.500", "0")]
    sheet = write(*rows).worksheets[0]
    cells = [sheet.cell(HEADER + 1 + row, 3) for row in range(4)]
    assert [(cell.value, cell.number_format) for cell in cells] == [
        (46500, "#,##0"),
        (1.125, "#,##0.0##"),
        (1.5, "#,##0.0##"),
        (0, "#,##0"),
    ]
    assert all(cell.alignment.horizontal == "right" for cell in cells)


def test_a_figure_that_a_number_would_round_is_a_text(write):
    sheet = write(Slip(quantity=Decimal("9223372036854775.807"))).worksheets[0]
    assert sheet.cell(HEADER + 1, 3).value == "9,223,372,036,854,775.807"


def test_a_figure_keeps_its_sign_in_its_format(write):
    cell = write(Slip(short=Decimal(3500))).worksheets[0].cell(HEADER + 1, 7)
    assert (cell.value, cell.number_format) == (3500, '"▲ "#,##0;"▲ "-#,##0')


def test_dates_are_dates_and_moments_are_in_the_headquarters_time(write):
    sheet = write(Slip()).worksheets[0]
    day, moment = sheet.cell(HEADER + 1, 4), sheet.cell(HEADER + 1, 5)
    assert (day.value.date(), day.number_format) == (date(2022, 6, 24), "yyyy-mm-dd")
    assert (moment.value, moment.number_format) == (
        datetime(2022, 6, 24, 12, tzinfo=UTC).replace(tzinfo=None),
        "yyyy-mm-dd hh:mm",
    )


def test_every_minute_of_a_day_comes_back_as_it_went(write):
    moments = [datetime(2022, 6, 24, 4, minute, tzinfo=UTC) for minute in range(60)]
    sheet = write(*[Slip(moment=one) for one in moments]).worksheets[0]
    assert [(one.hour, one.minute, one.second) for one in column(sheet, 5, 60)] == [(12, one, 0) for one in range(60)]


def test_a_date_before_the_sheets_first_is_a_text(write):
    assert write(Slip(day=date(1899, 1, 1))).worksheets[0].cell(HEADER + 1, 4).value == "1899-01-01"


def test_what_nobody_has_given_is_said(write):
    sheet = write(Slip(quantity=None, day=None)).worksheets[0]
    assert [sheet.cell(HEADER + 1, index).value for index in (3, 4)] == ["not set", "—"]


def test_the_sheet_is_set_up_to_print(write):
    sheet = write(Slip(), changes={"landscape": True}).worksheets[0]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${HEADER}:${HEADER}"
    for footer in (sheet.firstFooter, sheet.oddFooter):
        assert footer.left.text == STAMP.number
        assert footer.center.text == "Page &P of &N"
        assert footer.right.text == f"chain {STAMP.head}"


def test_an_ampersand_at_the_pages_edge_is_no_code(tmp_path):
    path = tmp_path / "slips.xlsx"
    excel.write(path, table(Slip(), title="A&P"), replace(STAMP, headquarters="&D"))
    with zipfile.ZipFile(path) as parts:
        assert b"&amp;C&amp;9 A&amp;&amp;P \xc2\xb7 &amp;&amp;D" in parts.read("xl/worksheets/sheet1.xml")


def test_header_stays_in_sight_and_filters(write):
    sheet = write(Slip(), Slip(), changes={"frozen": 1}).worksheets[0]
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == "A3:G5"


def test_columns_are_as_wide_as_the_table_says(write):
    sheet = write(Slip()).worksheets[0]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFG"]
    assert widths == [one.width + excel.PADDING for one in COLUMNS]


def test_title_heads_foots_signatures_and_stamp_are_on_the_sheet(write):
    found = texts(write(Slip()).worksheets[0])
    assert found[0] == "Slips"
    assert "Reported by: Example headquarters" in found
    assert "As at: 2022-06-24 12:00" in found
    assert "A foot." in found
    assert [one for one in found if one.endswith(": ")] == ["Filled in by: ", "Checked by: "]
    assert found[-1] == (
        "Example headquarters · SLIPS-20220624-1200-7 · as at 2022-06-24 12:00 · filter: bags"
        " · made 2022-06-24 12:00 by Example A · chain #7 3fa8c2d1"
    )


def test_totals_stand_under_their_columns_one_line_for_each_unit(write):
    sheet = write(Slip(), Slip(), Slip(unit="根", quantity=Decimal("1.5"))).worksheets[0]
    assert [[sheet.cell(row, index).value for index in (1, 2, 3)] for row in (7, 8)] == [
        ["Total", "条", 1000],
        ["Total", "根", 1.5],
    ]


def test_a_sum_across_units_is_marked(write):
    sheet = write(Slip(), Slip(unit="根"), changes={"mixed": "件(套)"}).worksheets[0]
    assert [sheet.cell(6, index).value for index in (1, 2, 3)] == ["Total (mixed units)", "件(套)", 1000]


def test_an_empty_table_says_that_it_is_empty(write):
    sheet = write().worksheets[0]
    assert sheet.cell(HEADER + 1, 1).value == "Nothing to list"
    assert sheet.auto_filter.ref is None


def test_past_the_last_row_it_goes_on_on_a_next_sheet(write):
    book = write(*[Slip(name=str(row)) for row in range(25)], rows_on_a_sheet=10)
    assert book.sheetnames == ["Slips", "Slips 2", "Slips 3", "Where the figures come from"]
    names = [column(sheet, 1, count) for sheet, count in zip(book.worksheets, (10, 10, 5), strict=False)]
    assert [name for part in names for name in part] == [str(row) for row in range(25)]
    assert all(sheet.cell(HEADER, 1).value == "Name" for sheet in book.worksheets[:3])
    assert book.worksheets[2].cell(HEADER + 6, 3).value == 12_500
    assert not any(str(one).startswith("Total") for sheet in book.worksheets[:2] for one in texts(sheet))


def test_the_last_sheet_says_where_each_figure_comes_from(write):
    found = texts(write(Slip()).worksheets[-1])
    assert "The sum of the movements." in found
    assert "Known at: all that is recorded" in found
    assert "Head of the chain: #7 3fa8c2d1" in found


def test_a_chart_draws_the_first_rows_beside_their_figures(write):
    chart: Chart[Slip] = Chart("Bars", lambda slip: f"{slip.name} ({slip.unit})", ("quantity",), most=2)
    book = write(Slip(), Slip(unit="根"), Slip(), changes={"chart": chart})
    assert book.sheetnames == ["Slips", "Bars", "Where the figures come from"]
    sheet = book.worksheets[1]
    assert [[sheet.cell(row, index).value for index in (1, 2)] for row in (3, 4)] == [
        ["沙袋 (条)", 500],
        ["沙袋 (根)", 500],
    ]
    [drawn] = sheet._charts
    assert drawn.series[0].val.numRef.f == "'Bars'!$B$3:$B$4"
    assert sheet.page_setup.fitToHeight == 1


def test_nothing_to_list_is_nothing_to_draw(write):
    chart: Chart[Slip] = Chart("Bars", lambda slip: slip.name, ("quantity",))
    assert write(changes={"chart": chart}).sheetnames == ["Slips", "Where the figures come from"]


@pytest.mark.parametrize("title", ["a/b\\c?d*e[f]:g", "'quoted'", "很长的标题" * 20, " ", "History"])
def test_any_title_makes_a_sheet_name_that_excel_takes(write, title):
    book = write(*[Slip()] * 3, changes={"title": title}, rows_on_a_sheet=2)
    assert all(0 < len(name) <= 31 for name in book.sheetnames)
    assert len(set(book.sheetnames)) == 3


def test_cancelling_leaves_nothing(tmp_path):
    seen = []
    rows = [Slip()] * 2000
    with pytest.raises(WritingCancelled, match="no file was written"):
        excel.write(
            tmp_path / "slips.xlsx",
            table(*rows),
            STAMP,
            progress=lambda done, of: seen.append((done, of)),
            cancelled=lambda: len(seen) == 2,
        )
    assert seen == [(500, 2000), (1000, 2000)]
    assert not list(tmp_path.iterdir())


def test_in_chinese_the_sheet_speaks_chinese_fonts(write):
    i18n.use("zh")
    sheet = write(Slip()).worksheets[0]
    assert (sheet["A1"].font.name, sheet["A4"].font.name) == ("黑体", "宋体")


# Filled in by hand, and dealt out ----------------------------------------------------------------------------------


def test_a_column_to_be_filled_in_stays_empty_and_takes_a_figure_as_a_figure(write):
    blank = [replace(one, blank=one.key in {"name", "quantity"}) for one in COLUMNS]
    sheet = write(Slip(), changes={"columns": blank}).worksheets[0]
    cells = {one.key: sheet.cell(HEADER + 1, index) for index, one in enumerate(COLUMNS, 1)}
    assert (cells["name"].value, cells["quantity"].value) == (None, None)
    assert (cells["name"].number_format, cells["quantity"].number_format) == ("@", "General")
    assert cells["quantity"].border.left.style == "thin"


def test_words_to_choose_from_are_offered_below_their_heading(write):
    chosen = [replace(one, choices=("sound", "torn")) if one.key == "unit" else one for one in COLUMNS]
    sheet = write(Slip(), Slip(), changes={"columns": chosen}).worksheets[0]
    [offered] = sheet.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)) == ('"sound,torn"', f"B{HEADER + 1}:B{HEADER + 2}")


def test_rows_dealt_out_to_sheets_lie_on_their_own_under_their_tabs(write):
    dealt = [table(Slip(name="麻袋"), tab="S-1"), table(Slip(name="沙袋"), tab="S-2")]
    book = write(Slip(name="麻袋"), Slip(name="沙袋"), changes={"sheets": dealt})
    assert book.sheetnames[:2] == ["S-1", "S-2"]
    assert [column(book[name], 1, 1) for name in ("S-1", "S-2")] == [["麻袋"], ["沙袋"]]
    assert "S-2" in book["S-2"].oddHeader.center.text


def test_what_is_a_word_instead_of_a_figure_has_no_bar(write):
    shown = [
        replace(one, cell=lambda slip: slip.quantity or "being counted") if one.key == "quantity" else one
        for one in COLUMNS
    ]
    chart: Chart[Slip] = Chart("Bars", lambda slip: slip.name, ("quantity",))
    book = write(Slip(name="麻袋"), Slip(name="沙袋", quantity=None), changes={"columns": shown, "chart": chart})
    assert [row[0].value for row in book["Bars"].iter_rows(min_row=3)][:1] == ["麻袋"]
    assert "沙袋" not in texts(book["Bars"])
    assert column(book.worksheets[0], 3, 2) == [500, "being counted"]

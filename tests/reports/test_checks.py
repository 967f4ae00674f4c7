"""The papers of a stock check: what is filled in tells nothing of the book, what came of it tells all of it."""

import zipfile
from decimal import Decimal

import openpyxl
import pytest

from inventory.ground import i18n, settings
from inventory.supplies import stock
from inventory.supplies.closing import approve_count
from inventory.supplies.counting import NoSuchPart, name_counter
from inventory.supplies.counts import Count, CountKind
from inventory.supplies.entering import Keyed, enter_count, hand_in
from inventory.supplies.finds import enter_find
from inventory.supplies.lots import Condition, Line
from reports import checks, counted, excel, plain, reading, registry
from reports.cells import letters
from reports.table import Level, shown
from tests.reports.test_registry import NAMES
from tests.supplies.checks import explained, handed_in, keyed, line_of, opened, posted

PLANTED = Decimal(46500)
OF_ONE_CHECK = ["count-sheet", "count-result"]


@pytest.fixture
def world(file_world):
    """The world with 46,500 bags more in the eastern depot."""
    facts = {"place": file_world.east, "lines": [Line(file_world.bags, PLANTED, batch="示例汛批")], "basis": "示例"}
    file_world.do(stock.opening, **facts)
    return file_world


def paper(world, count, made, who="officer", **options):
    """A report of a check, and its cells as text by line and column."""
    with world.read() as here:
        table = made(here.session, getattr(here, who), count=here.session.get_one(Count, count.id), **options)
        rows = {row.line: {one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows}
    return table, rows


def written(world, path, name, who="keeper", **texts):
    """Everything that a report says, in every form: all parts of the workbook, the terminal's lines, the JSON."""
    with world.read() as here:
        reader = getattr(here, who)
        table, stamp = registry.make(here.session, reader, name, **registry.read(here.session, reader, name, texts))
        excel.write(path, table, stamp, overwrite=True)
        forms = ["\n".join(plain.text(table, stamp)), "".join(plain.as_json(table, stamp))]
    with zipfile.ZipFile(path) as parts:
        return forms + [parts.read(one).decode("utf-8", "replace") for one in parts.namelist()]


def tells(forms):
    return any(figure in form for form in forms for figure in (f"{PLANTED}", f"{PLANTED:,}"))


# The sheet to be filled in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["keeper", "officer", "leader", "watcher"])
def test_no_count_sheet_holds_a_figure_of_the_book_whoever_asks(world, tmp_path, who):
    count = opened(world)
    assert not tells(written(world, tmp_path / "sheet.xlsx", "count-sheet", who, count=count.number))


def test_not_even_the_sheet_of_a_check_that_is_not_blind_or_was_counted_before_holds_one(world, tmp_path):
    count = opened(world, blind=False)
    bags = [one for one in paper(world, count, checks.count_sheet)[1].values() if "汛" in one["batch"]]
    keyed(world, count, "keeper", wrong={int(bags[0]["line"]): Decimal(41234)})
    world.as_("keeper").do(hand_in, count=count, part=1)
    for who in ("leader", "officer"):
        forms = written(world, tmp_path / "sheet.xlsx", "count-sheet", who, count=count.number)
        assert not tells(forms)
        assert not any("41234" in form or "41,234" in form for form in forms)


@pytest.mark.parametrize("name", [*NAMES, *OF_ONE_CHECK])
def test_no_report_tells_a_counter_what_should_be_there_until_it_is_handed_in(world, tmp_path, name):
    count = opened(world)
    asked = {"count": count.number} if name in OF_ONE_CHECK else {}
    keyed(world, count, "keeper", wrong={line: Decimal(1) for line in paper(world, count, checks.count_sheet)[1]})
    assert not tells(written(world, tmp_path / "report.xlsx", name, **asked))


def test_what_is_hidden_from_a_counter_is_told_to_others(world, tmp_path):
    opened(world)
    for name in ("stock", "labels", "ledger"):
        forms = written(world, tmp_path / "report.xlsx", name, "leader")
        assert any("46500" in form or "46,500" in form or "49800" in form for form in forms)


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", "No. Code Article Specification Unit Lot Batch and validity Kept at Amount found State Remarks"),
        ("zh", "序号 编码 品名 规格 单位 批次号 批次说明 存放 实盘数量 状态 备注"),
    ],
)
def test_the_sheet_has_the_headings_of_the_trade_and_room_to_fill_in(world, language, headings):
    i18n.use(language)
    table, rows = paper(world, opened(world), checks.count_sheet, part=1)
    assert " ".join(one.title for one in table.columns) == headings
    assert [one.key for one in table.columns if one.blank] == ["found", "state", "note"]
    assert {(row["found"], row["state"], row["note"]) for row in rows.values()} == {("", "", "")}


def test_the_head_says_which_sheet_where_when_how_much_and_who(world):
    count = opened(world, witness="示例监盘")
    table, _rows = paper(world, count, checks.count_sheet, part=2)
    heads = {label: str(value) for label, value in table.heads}
    assert heads["Sheet number"] == f"{count.number}-2-1" == table.tab
    assert (heads["Depot"], heads["Extent"], heads["Witness"]) == ("示例东仓库", "full check", "示例监盘")
    assert heads["Counted by"] == "示例值班员"
    part_of = paper(world, opened(world, place=world.west, items=[world.bags], parts=[]), checks.count_sheet)[0]
    assert dict(part_of.heads)["Extent"] == "spot check"


def test_every_part_has_a_sheet_of_its_own_and_its_number_runs_on_every_page(world, tmp_path):
    count = opened(world)
    written(world, tmp_path / "sheet.xlsx", "count-sheet", count=count.number)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    assert book.sheetnames[:2] == [f"{count.number}-1-1", f"{count.number}-2-1"]
    for part, sheet in enumerate(book.worksheets[:2], 1):
        assert sheet["A2"].value == f"Sheet number: {count.number}-{part}-1"
        assert f"{count.number}-{part}-1" in str(sheet.oddHeader and sheet.oddHeader.center.text)
        assert sheet.print_title_rows == "$5:$5"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert [len(one.rows) for one in paper(world, count, checks.count_sheet)[0].sheets] == [7, 1]


def test_what_is_filled_in_takes_figures_as_figures_and_offers_the_states(world, tmp_path):
    count = opened(world)
    written(world, tmp_path / "sheet.xlsx", "count-sheet", count=count.number, part="1")
    sheet = openpyxl.load_workbook(tmp_path / "sheet.xlsx").worksheets[0]
    headings = {cell.value: letters(at) for at, cell in enumerate(sheet[5], 1)}
    found, state = (sheet[f"{headings[name]}6"] for name in ("Amount found", "State"))
    assert (found.value, found.number_format, state.value) == (None, "General", None)
    [offered] = sheet.data_validations.dataValidation
    assert str(offered.sqref) == f"{headings['State']}6:{headings['State']}12"
    assert offered.formula1.startswith('"serviceable,to repair,')


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_filled_sheet_is_read_back_as_it_was_filled(world, tmp_path, language):
    i18n.use(language)
    count = opened(world)
    path = tmp_path / "sheet.xlsx"
    written(world, path, "count-sheet", count=count.number)
    book = openpyxl.load_workbook(path)
    named = {cell.value: letters(at) for at, cell in enumerate(book.worksheets[0][5], 1)}
    column = named[i18n._("Amount found")]
    for row in range(6, 13):
        book.worksheets[0][f"{column}{row}"] = row * 10
    book.save(path)
    with world.read() as here:
        found = counted.read(here.session, here.keeper, reading.read(path))
    assert found.faults == []
    assert [(one.keyed.line, one.keyed.quantity) for one in found.entries] == [
        (at, Decimal((at + 5) * 10)) for at in range(1, 8)
    ]


def test_a_sheet_on_which_nothing_is_left_says_so_and_where_it_stands_what_was_found(world):
    count = opened(world)
    keyed(world, count, "keeper")
    world.as_("keeper").do(hand_in, count=count, part=1)
    whole, _rows = paper(world, count, checks.count_sheet)
    first, second = whole.sheets
    assert (first.rows, first.foots) == (
        [],
        [f"Nothing is left to be counted on this sheet: what was found stands in the result of {count.number}."],
    )
    for table in (whole, second):
        assert len(table.rows) == 1
        assert table.foots[0].startswith("Amount found:")
    keyed(world, count, "officer")
    world.as_("keeper").do(hand_in, count=count, part=2)
    closed, _rows = paper(world, posted(world, count), checks.count_sheet)
    assert (closed.rows, len(closed.foots)) == ([], 1)


def test_a_part_that_the_check_does_not_have_is_refused(world):
    with pytest.raises(NoSuchPart):
        paper(world, opened(world), checks.count_sheet, part=3)


def test_for_a_second_count_only_what_waits_is_printed_and_the_sheet_is_another_one(world):
    count = opened(world)
    pump = line_of(world, count, "排水泵")
    keyed(world, count, "keeper", wrong={pump: Decimal(1)})
    world.as_("keeper").do(hand_in, count=count, part=1)
    table, rows = paper(world, count, checks.count_sheet, part=1)
    heads = dict(table.heads)
    assert list(rows) == [pump]
    assert (heads["Sheet number"], heads["Counted by"]) == (f"{count.number}-1-2", "________")
    assert any("by another person" in foot for foot in table.foots)


def test_a_lot_is_told_from_the_others_of_its_item(world):
    _table, rows = paper(world, opened(world), checks.count_sheet, part=1)
    batches = [row["batch"] for row in rows.values() if row["item"] == "压缩饼干"]
    assert len(set(batches)) == 3
    assert all(one.startswith("until 20") for one in batches)
    assert {row["batch"] for row in rows.values() if row["item"] == "编织袋"} == {"示例批", "示例汛批"}


# What came of it -------------------------------------------------------------------------------------------------


def test_the_result_says_of_every_line_what_the_book_said_what_was_found_and_why_they_differ(world):
    count = opened(world)
    bags = line_of(world, count, "编织袋")
    torn = Keyed(bags, Decimal(1990), unfit=Decimal(20), condition=Condition.TO_REPAIR, note="示例受潮")
    explained(world, handed_in(world, count, {bags: torn}))
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.sand, Decimal("0.8"))])
    table, rows = paper(world, count, checks.count_result)
    one = rows[bags]
    assert (one["book"], one["found"], one["difference"]) == ("2,000", "1,990", "▲ -10")
    assert (one["reason"], one["state"], one["treatment"]) == ("not found out; 示例", "20 to repair", "")
    assert (one["earlier"], one["by"], one["note"]) == ("1,990", "示例值班员", "示例受潮")
    assert rows[line_of(world, count, "砂")]["moved"] == "-0.8"
    assert table.foots[0] == "8 of 8 lines, 1 difference, 0 unlisted finds"
    assert table.foots[1] == "Counted again by another person: whatever differs."


def test_the_result_has_the_headings_of_the_trade(world):
    i18n.use("zh")
    table, _rows = paper(world, opened(world), checks.count_result)
    assert " ".join(one.title for one in table.columns).startswith(
        "序号 品名 规格 单位 批次 账面数量 实盘数量 盈亏 原因 状态 处理意见"
    )
    assert [label for label, _value in table.heads][:4] == ["盘点单号", "仓库", "日期", "方式"]


def test_before_it_is_handed_in_the_result_says_only_how_far_it_is(world):
    count = opened(world)
    world.as_("keeper").do(enter_count, count=count, entries=[Keyed(1, Decimal(5))])
    for who in ("keeper", "officer", "leader"):
        table, rows = paper(world, count, checks.count_result, who)
        figures = [rows[1][key].removeprefix("▲ ") for key in ("book", "found", "difference", "moved", "earlier")]
        assert figures == ["shown once handed in"] * 5
        assert rows[2]["found"] == "not counted yet"
        assert table.foots[0] == "1 of 8 lines entered; the result is shown once all is handed in"


def test_the_thresholds_are_those_of_the_depot(world):
    for key, value in (("recount_share", "2"), ("recount_units", "15")):
        world.do(settings.set_value, organisation=world.headquarters, key=key, value=value, basis="示例")
    table, _rows = paper(world, opened(world), checks.count_result)
    assert "more than 2% of the book and 15 units" in table.foots[1]


def test_what_was_not_on_the_sheet_is_marked_and_an_unknown_thing_has_no_book(world):
    count = opened(world)
    find = {"quantity": Decimal(12), "name": "示例铁锹", "unit": "把", "note": "示例门后"}
    made = world.as_("keeper").do(enter_find, count=count, **find)
    handed_in(world, count, {made.line: Decimal(12)})
    table, rows = paper(world, count, checks.count_result)
    one = rows[made.line]
    assert (one["item"], one["unit"], one["found"]) == ("示例铁锹", "把", "12")
    assert (one["book"], one["difference"], one["moved"]) == ("—", "—", "—")
    assert one["note"] == "▲ not on the sheet; unknown thing; 示例门后"
    assert table.foots[0] == "9 of 9 lines, 0 differences, 1 unlisted find"


def test_who_had_nobody_else_there_is_marked_with_the_reason(world):
    count = opened(world)
    pump = line_of(world, count, "排水泵")
    keyed(world, count, "keeper", wrong={pump: Decimal(1)})
    world.as_("keeper").do(hand_in, count=count, part=1)
    again = {"entries": [Keyed(pump, Decimal(1))], "alone": "示例夜间一人"}
    world.as_("keeper").do(enter_count, count=count, **again)
    world.as_("keeper").do(hand_in, count=count, part=1)
    keyed(world, count, "officer")
    world.as_("officer").do(hand_in, count=count, part=2)
    explained(world, count)
    world.do(name_counter, count=count, person=world.leader)
    world.do(approve_count, count=count, alone="示例值守一人")
    table, rows = paper(world, count, checks.count_result)
    assert rows[pump]["note"] == "▲ counted alone: 示例夜间一人"
    assert any(foot.endswith("▲ Alone: 示例值守一人") for foot in table.foots)


def test_a_posted_check_names_its_slip_and_who_approved_and_posted_it(world):
    count = opened(world)
    posted(world, handed_in(world, count, {line_of(world, count, "排水泵"): Decimal(4)}))
    table, rows = paper(world, count, checks.count_result)
    assert any(foot.startswith("Approved ") and foot.endswith("by 示例领导.") for foot in table.foots)
    assert any("by 示例保管员. Slip: PY-" in foot for foot in table.foots)
    assert rows[line_of(world, count, "排水泵")]["difference"] == "▲ +1"
    assert dict(table.heads)["Stage"] == "posted"


def test_what_was_not_found_is_said_in_words(world):
    count = opened(world)
    pump = line_of(world, count, "排水泵")
    handed_in(world, count, {pump: Decimal(0)})
    _table, rows = paper(world, count, checks.count_result)
    assert (rows[pump]["found"], rows[pump]["difference"], rows[pump]["state"]) == ("not found", "▲ -3", "—")


def test_a_handover_is_signed_by_both_keepers(world):
    count = opened(world, kind=CountKind.HANDOVER, keeper_from=world.keeper, keeper_to=world.officer)
    table, _rows = paper(world, count, checks.count_result)
    assert table.signatures[:2] == [("Handed over by", "示例保管员"), ("Taken over by", "示例值班员")]


def test_what_is_more_says_its_plus_on_the_screen_and_on_the_sheet(world, tmp_path):
    count = opened(world)
    more, less = line_of(world, count, "救生衣"), line_of(world, count, "编织袋")
    handed_in(world, count, {more: Decimal(203), less: Decimal(1999)})
    with world.read() as here:
        table, stamp = registry.make(
            here.session, here.leader, "count-result", count=here.session.get_one(Count, count.id)
        )
        column = table.column("difference")
        said = {row.line: shown(column, row, table.zone) for row in table.rows}
        excel.write(tmp_path / "result.xlsx", table, stamp)
    assert (said[more], said[less]) == ("▲ +3", "▲ -1")
    sheet = openpyxl.load_workbook(tmp_path / "result.xlsx").worksheets[0]
    forms = {cell.value: cell.number_format for row in sheet.iter_rows() for cell in row if cell.value in (3, -1, 0)}
    assert forms[3] == '"▲ "+#,##0'
    assert forms[0] == "#,##0"


def test_the_place_has_a_column_only_where_it_is_not_the_depot_alone(world):
    count = opened(world)
    with world.read() as here:
        whole = checks.count_result(here.session, here.leader, count=here.session.get_one(Count, count.id))
        assert "place" in {one.key for one in whole.columns}
    west = opened(world, place=world.west, parts=())
    with world.read() as here:
        alone = checks.count_result(here.session, here.leader, count=here.session.get_one(Count, west.id))
        assert "place" not in {one.key for one in alone.columns}


def test_only_a_difference_asks_for_attention(world):
    count = opened(world)
    pump = line_of(world, count, "排水泵")
    handed_in(world, count, {pump: Decimal(1)})
    table, _rows = paper(world, count, checks.count_result)
    levels = {row.line: table.column("difference").level(row) for row in table.rows}
    assert levels.pop(pump) is Level.ATTENTION
    assert set(levels.values()) == {None}

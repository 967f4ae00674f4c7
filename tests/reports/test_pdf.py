import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from inventory.ground import files, i18n
from inventory.ground.text import visible
from reports import pdf, registry
from reports.grid import Measured
from reports.ink import Ink
from reports.sheet import WritingCancelled
from reports.table import Column, Kind, Labels
from tests.reports.papers import codes, sizes, small_font, squeezed, texts
from tests.reports.slips import COLUMNS, DRIVING, NASTY, STAMP, Slip, table

UPRIGHT, ON_ITS_SIDE = (595, 842), (842, 595)
NAMES = [one.name for one in registry.REPORTS.values() if not any(option.needed for option in one.options)]


@pytest.fixture(scope="module")
def font(tmp_path_factory):
    return small_font(tmp_path_factory.mktemp("font") / "small.otf")


@pytest.fixture
def small(monkeypatch, font):
    """Write with less of the font."""
    monkeypatch.setattr(pdf, "sans_path", lambda: font)


@pytest.fixture
def write(tmp_path, small):
    """Write a table of these slips; the file, and what was told of it."""

    def written(*rows, stamp=STAMP, changes=None, **facts):
        path = tmp_path / "slips.pdf"
        return path, pdf.write(path, table(*rows, **(changes or {})), stamp, overwrite=True, **facts)

    return written


def test_every_report_is_printed_and_everything_it_says_is_found_again(file_world, tmp_path):
    with file_world.read() as here:
        made = [registry.make(here.session, here.officer, name) for name in NAMES]
        told = pdf.booklet(tmp_path / "all.pdf", "All of them", made[0][1], made)
    found = texts(tmp_path / "all.pdf")
    assert len(found) == told.pages
    for one, _stamp in made:
        assert squeezed(visible(one.title)) in "".join(found)
    whole = "".join(found)
    assert "编织袋" in whole
    for sheet in (sheet for one, _stamp in made for sheet in one.sheets or (one,)):
        assert all(squeezed(column.title) in whole for column in sheet.columns)


def test_a_page_says_whose_it_is_and_how_many_there_are(write):
    path, told = write(*[Slip(name=f"沙袋{at}") for at in range(100)])
    found = texts(path)
    assert told.pages == len(found) > 1
    for at, page in enumerate(found, 1):
        assert squeezed(f"Page {at} of {len(found)}") in page
        assert STAMP.number in page
        assert squeezed(f"chain {STAMP.head}") in page
        assert "Quantity" in page  # the headings stand on every page
    assert squeezed("Slips · Example headquarters") in found[1]
    assert squeezed("Filled in by: Checked by:") in found[-1]
    assert squeezed(STAMP.line()) in found[-1]
    assert all(f"沙袋{at}" in "".join(found) for at in range(100))


def test_all_lines_to_sign_on_stand_on_one_page(write):
    names = ("Filled in by", "Checked by", "In charge", "Handed in on")
    for many in range(29, 33):  # as many notes under it as fill the page to its end, more or less
        changes = {"signatures": [(name, "") for name in names], "foots": ["示例"] * many}
        found = texts(write(*[Slip()] * 15, changes=changes)[0])
        assert sum(all(squeezed(name) in page for name in names) for page in found) == 1


def test_the_sum_of_all_rows_stands_under_the_last_of_them(write):
    found = texts(write(*[Slip(quantity=Decimal("0.001"))] * 3)[0])
    assert "Total条0.003" in found[0]


def test_a_scanner_reads_the_number_of_the_report_from_the_page_or_the_code_of_its_sheet(write):
    assert codes(write()[0]) == [[STAMP.number]]
    assert codes(write(changes={"code": "YL-2022-0001-03"})[0]) == [["YL-2022-0001-03"]]


def test_a_sheet_with_a_code_counts_its_own_pages_and_one_without_is_part_of_the_whole(write):
    many = [Slip()] * 60
    loose = [table(*many, code=f"S-{at}", tab=f"S-{at}") for at in (1, 2)]
    found = texts(write(changes={"sheets": loose})[0])
    assert ["Page1of2" in page for page in found] == [True, False, True, False]
    assert [f"S-{at}" in page for at, page in zip((1, 1, 2, 2), found, strict=True)] == [True] * 4
    bound = [replace(one, code="") for one in loose]
    found = texts(write(changes={"sheets": bound})[0])
    assert [squeezed(f"Page {at} of 4") in page for at, page in enumerate(found, 1)] == [True] * 4


def test_a_table_lies_on_its_side_where_it_says_so_or_is_too_wide(write):
    assert sizes(write()[0]) == [UPRIGHT]
    assert sizes(write(changes={"landscape": True})[0]) == [ON_ITS_SIDE]
    wide = [replace(COLUMNS[0], key=f"name{at}", width=30) for at in range(6)]
    long = Slip(name="一个很长很长很长很长很长的名称")
    assert sizes(write(long, changes={"columns": wide})[0]) == [ON_ITS_SIDE]


def test_what_is_to_be_one_page_is_made_small_until_it_is(write):
    rows = [Slip() for _at in range(45)]
    assert write(*rows)[1].pages > 1
    assert write(*rows, changes={"one_page": True})[1].pages == 1


def test_every_text_is_on_the_page_as_it_is(write):
    said = [one for one in NASTY if "🌊" not in one and "\u200b" not in one]
    whole = "".join(texts(write(*[Slip(name=one) for one in said])[0]))
    assert all(squeezed(one) in whole for one in said)


def test_nothing_that_could_drive_anything_gets_into_the_file(write):
    path, _told = write(*[Slip(name=one) for one in DRIVING], changes={"title": DRIVING[0], "foots": DRIVING})
    whole = "".join(texts(path))
    assert "[U+241B][31mred" in whole
    assert "\x1b" not in whole


def test_a_character_that_the_font_lacks_is_shown_by_its_code_and_reported(write):
    path, told = write(Slip(name="🌊沙袋"), Slip(name="zero\u200bwidth"))
    (found,) = texts(path)
    assert "[U+1F30A]沙袋" in found
    assert "zero[U+200B]width" in found
    (said,) = told.remarks
    assert said == "The font lacks 2 characters, shown by their codes: U+1F30A U+200B"
    assert squeezed(said) in found
    assert write()[1].remarks == ()


def test_the_sheet_that_lacks_a_character_says_so_and_no_other(write):
    sheets = [table(Slip(name="🌊")), table(Slip())]
    path, told = write(changes={"sheets": sheets})
    assert ["Thefontlacks" in page for page in texts(path)] == [True, False]
    assert len(told.remarks) == 1


def test_four_hundred_lines_of_very_long_words_are_all_there(write):
    word = "Überschwemmungsvorsorgemaßnahme" * 6
    path, _told = write(*[Slip(name=f"{word}{at:03}") for at in range(400)])
    whole = "".join(texts(path))
    assert all(squeezed(f"{word}{at:03}")[-12:] in whole for at in range(400))
    assert whole.count("berschwemmungsvorsorge") > 2000


def test_a_row_that_is_higher_than_a_page_goes_on_there(write):
    said = [f"{at:04}沙袋" for at in range(800)]
    path, told = write(Slip(name=" ".join(said)), Slip(name="the next"))
    assert told.pages > 1
    whole = "".join(texts(path))
    assert all(one in whole for one in said)
    assert "thenext" in whole


def test_an_empty_table_says_so(write):
    assert squeezed("Nothing to list") in texts(write()[0])[0]


def test_what_is_ticked_and_what_is_to_be_ticked_are_drawn_and_no_signs(write):
    by_hand: Column[Slip] = Column("by_hand", "By hand", lambda _slip: None, Kind.TICK, blank=True)
    path, told = write(
        Slip(), Slip(is_done=False), changes={"columns": [*COLUMNS, by_hand], "foots": ["□ yes ☐ no ☑ so"]}
    )
    (found,) = texts(path)
    assert not {"□", "☐", "☑", "√"} & set(found)
    assert "yesnoso" in found
    assert told.remarks == ()


def test_few_choices_stand_in_every_line_and_many_in_one_below(write):
    few = replace(COLUMNS[0], key="few", blank=True, choices=("good", "bad"))
    many = replace(COLUMNS[0], key="many", title="State", blank=True, choices=tuple("abcdef"))
    (found,) = texts(write(Slip(), Slip(), changes={"columns": [few, many]})[0])
    assert found.count("good") == 2
    assert "State:a,b,c,d,e,f" in found


def test_in_an_exercise_every_page_says_so(write):
    mark = "演练 EXERCISE · YL-2022-0001 city flood"
    path, _told = write(*[Slip()] * 100, stamp=replace(STAMP, exercise=mark))
    found = texts(path)
    assert len(found) > 1
    assert all(squeezed(mark) in page for page in found)
    assert all(page.count("EXERCISE") > 1 for page in found)  # across the page too
    assert codes(path)[0] == [STAMP.number]  # under the word, not behind it


def test_labels_are_cut_from_pages_before_the_list_and_each_is_scanned(write):
    rows = [Slip(name=f"LOT{at:03}") for at in range(30)]
    path, told = write(*rows, changes={"labels": Labels(("name", "unit", "day", "short"), "name")})
    found, seen = texts(path), codes(path)
    assert told.pages == len(found) == 3
    assert seen[0] == [f"LOT{at:03}" for at in range(24)]
    assert seen[1] == [f"LOT{at:03}" for at in range(24, 30)]
    assert squeezed("Day: 2022-06-24 Short:") in found[0]  # what isn't known is left to be written in


def test_a_booklet_says_what_is_in_it_and_where(tmp_path, small):
    chapters = [(table(*[Slip()] * 60, title="First"), STAMP), (table(Slip(), landscape=True, title="Second"), STAMP)]
    told: list[tuple[int, int]] = []
    path = tmp_path / "pack.pdf"
    written = pdf.booklet(
        path, "Field pack", STAMP, chapters, heads=[("Made for", "示例镇")], foots=["Keep it dry."], code="FP-1",
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    found = texts(path)
    assert written.pages == len(found) == 4
    assert all(
        squeezed(one) in found[0] for one in ("Field pack", "Made for: 示例镇", "1First2", "2Second4", "Keep it dry.")
    )
    assert "First" in found[1]
    assert "Second" in found[3]
    assert "Page4of4" in found[3]
    assert sizes(path)[2:] == [UPRIGHT, ON_ITS_SIDE]
    assert codes(path)[0] == ["FP-1"]
    assert told[-1] == (61, 61)


def test_pages_are_in_the_language_of_the_officer(write):
    i18n.use("zh")
    (found,) = texts(write()[0])
    assert "第1页共1页" in found


def test_making_it_again_gives_the_same_bytes(write):
    first = write()[0].read_bytes()
    assert write()[0].read_bytes() == first


def test_who_cancels_leaves_nothing_and_a_file_that_is_there_stays(tmp_path, write):
    with pytest.raises(WritingCancelled):
        write(Slip(), cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []
    path, _told = write()
    with pytest.raises(files.FileThere):
        pdf.write(path, table(), STAMP)


def test_progress_is_told_in_rows(write):
    told: list[tuple[int, int]] = []
    write(*[Slip()] * 1100, progress=lambda done, of: told.append((done, of)))
    assert told == [(500, 1100), (1000, 1100), (1100, 1100)]


def test_a_file_of_a_page_is_small(write):
    assert write(*[Slip()] * 20)[0].stat().st_size < 40_000


def test_knowing_the_reports_costs_no_library_for_pages():
    libraries = {"fpdf", "fontTools", "PIL", "segno"}
    said = f"import sys, reports.registry, reports.printing; print({libraries} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


# The layout ------------------------------------------------------------------------------------------------------

INK = Ink(
    dict.fromkeys([*range(0x20, 0x7F)], 500) | dict.fromkeys([*range(0x4E00, 0x5000), *map(ord, "，。（）")], 1000)
)


def test_lines_break_between_words_and_anywhere_in_chinese():
    assert INK.lines("sand bags are here", 50, 10) == ["sand bags", "are here"]
    assert INK.lines("一丁丂七丄丅", 40, 10) == ["一丁丂七", "丄丅"]


def test_no_line_begins_with_a_stop_and_none_ends_with_a_bracket():
    assert INK.lines("一丁丂，七", 30, 10) == ["一丁", "丂，七"]
    assert INK.lines("一丁（丂七", 30, 10) == ["一丁", "（丂七"]


def test_a_word_is_broken_only_where_it_is_wider_than_the_room():
    assert INK.lines("a sandbag", 35, 10) == ["a", "sandbag"]
    assert INK.lines("sandbagsandbag", 35, 10) == ["sandbag", "sandbag"]


def test_a_column_gives_what_its_texts_don_t_need_to_those_that_lack_room():
    columns: list[Column[Slip]] = [
        Column("short", "A", lambda _row: "ab", width=40),
        Column("long", "B", lambda _row: "many words " * 12, width=20),
    ]
    made = table(columns=columns)
    first, second = Measured(replace(made, rows=[Slip()]), INK).spread(500, 10)
    assert first < 120 < second
    assert first + second == pytest.approx(500)

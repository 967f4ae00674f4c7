"""Text and columns in the cells of a terminal."""

from __future__ import annotations

from datetime import date

import pytest
from rich.cells import cell_len

from reports.table import ROOM, Column, Kind
from tui.widgets.fitting import Clock, arrange, fit


@pytest.mark.parametrize("text", ["编织袋", "abc", "编a织b袋c", "", "👍🏽x", "救生衣 M"])
@pytest.mark.parametrize("width", range(12))
@pytest.mark.parametrize("right", [False, True])
def test_fitted_text_takes_exactly_its_cells(text, width, right):
    assert cell_len(fit(text, width, right=right)) == width


def test_cut_text_says_so():
    assert fit("编织袋 50×90", 8) == "编织袋… "


def column(key, width, kind=Kind.TEXT, on_screen=1):
    return Column(key, key, lambda _row: "", kind, width, on_screen)


def test_a_column_for_room_comes_only_where_there_is_room():
    columns = [column("a", 10), column("b", 10, on_screen=ROOM), column("c", 10)]
    needs = dict.fromkeys("abc", 10)
    assert [slot.column.key for slot in arrange(columns, needs, 34)] == ["a", "b", "c"]
    assert [slot.column.key for slot in arrange(columns, needs, 33)] == ["a", "c"]


def test_a_text_gives_way_before_a_figure_does():
    columns = [column("name", 30), column("figure", 10, Kind.QUANTITY)]
    widths = {slot.column.key: slot.width for slot in arrange(columns, {"name": 30, "figure": 10}, 30)}
    assert widths == {"name": 18, "figure": 10}


def test_where_all_are_asked_for_texts_slide_rather_than_be_cut():
    columns = [column("no", 4, Kind.NUMBER), *(column(key, 20) for key in "abc")]
    needs = {"no": 4, "a": 20, "b": 20, "c": 20}
    slots = arrange(columns, needs, 50, all_of_them=True)
    assert [(slot.column.key, slot.width) for slot in slots] == [("no", 4), ("a", 20), ("b", 20)]
    assert len(arrange(columns, needs, 50)) == 4


def test_columns_that_do_not_fit_slide_under_the_first():
    columns = [column(key, 10, Kind.NUMBER) for key in "abcdef"]
    needs = dict.fromkeys("abcdef", 10)
    assert [slot.column.key for slot in arrange(columns, needs, 40, at=0)] == ["a", "b", "c"]
    assert [slot.column.key for slot in arrange(columns, needs, 40, at=4)] == ["a", "d", "e"]


def test_spare_room_goes_to_texts_that_are_cut():
    columns = [column("name", 10), column("note", 10)]
    widths = [slot.width for slot in arrange(columns, {"name": 25, "note": 5}, 60)]
    assert widths == [25, 5]


def test_a_date_of_this_year_stands_without_it():
    day = Column("day", "day", lambda row: row, Kind.DATE)
    assert Clock(year=2022).text(day, date(2022, 6, 24)) == "06-24"
    assert Clock(year=2022).text(day, date(2021, 6, 24)) == "2021-06-24"

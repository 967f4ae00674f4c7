"""Marks: what is keyed in for a line of paper, in any width and either language."""

from __future__ import annotations

from datetime import time

import pytest

from inventory.practice.marks import Mark, NotAMark, parse, spans


@pytest.mark.parametrize(
    ("text", "numbers", "mark", "at", "note"),
    [
        ("14n boat pump dead", (14,), Mark.NO, None, "boat pump dead"),
        ("15y", (15,), Mark.YES, None, ""),
        ("15Y 完好", (15,), Mark.YES, None, "完好"),
        ("16p 09:42", (16,), Mark.PARTLY, time(9, 42), ""),
        ("16p 9:42 只到一半", (16,), Mark.PARTLY, time(9, 42), "只到一半"),
        ("16 p, 9点42分, half", (16,), Mark.PARTLY, time(9, 42), "half"),
        ("１４ｎ　艇泵坏", (14,), Mark.NO, None, "艇泵坏"),
        ("16p 0942", (16,), Mark.PARTLY, time(9, 42), ""),
        ("12ｙ　０９４１　已集结", (12,), Mark.YES, time(9, 41), "已集结"),
        ("12y 1630", (12,), Mark.YES, time(16, 30), ""),
        ("12n 2000 bags short", (12,), Mark.NO, None, "2000 bags short"),
        ("15是", (15,), Mark.YES, None, ""),
        ("14n 泵坏，漏油约3㎡", (14,), Mark.NO, None, "泵坏，漏油约3㎡"),
        ("14否：艇泵坏", (14,), Mark.NO, None, "艇泵坏"),
        ("16部分09：42", (16,), Mark.PARTLY, time(9, 42), ""),
        ("16部 缺3人", (16,), Mark.PARTLY, None, "缺3人"),
        ("1-4y", (1, 2, 3, 4), Mark.YES, None, ""),
        ("1至3是", (1, 2, 3), Mark.YES, None, ""),
        ("7n 12 of 20 came", (7,), Mark.NO, None, "12 of 20 came"),
        ("7y 123:45", (7,), Mark.YES, None, "123:45"),
    ],
)
def test_a_line_of_paper_is_keyed_as_it_stands(text, numbers, mark, at, note):
    said = parse(text)
    assert (said.numbers, said.mark, said.at, said.note) == (numbers, mark, at, note)


@pytest.mark.parametrize(
    "text", ["", "14", "y", "y14", "14x", "14yes", "4-1y", "1-2000y", "16p 25:10", "16p 2560", "14 pump dead", "-3y"]
)
def test_what_could_mean_anything_is_refused_in_words(text):
    with pytest.raises(NotAMark, match="14n boat pump dead"):
        parse(text)


def test_numbers_are_told_in_runs():
    assert spans([12, 3, 4, 5, 9]) == "3–5, 9, 12"
    assert spans([]) == ""

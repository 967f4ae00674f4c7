"""Where lines break."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.wrapping import breaks


def lines(text: str, width: int) -> list[str]:
    """The lines of a text."""
    places = [0, *breaks(text, width), len(text)]
    return [text[start:stop].rstrip() for start, stop in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "width", "found"),
    [
        ("空格：演练结束。^K 把纸面录回", 20, ["空格：演练结束。^K", "把纸面录回"]),
        ("打开，再用 ^→ 依次录入单位", 18, ["打开，再用 ^→ 依次", "录入单位"]),
        ("一千二百。", 8, ["一千二", "百。"]),
        ("昨天（十天后）", 7, ["昨天", "（十天", "后）"]),
        ("key its sheets in", 10, ["key its", "sheets in"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ],
)
def test_chinese_breaks_anywhere_but_before_a_closing_sign_and_words_between_them(text, width, found):
    assert lines(text, width) == found


@given(st.text("汉字abc ，。（）…-", max_size=60), st.integers(4, 20))
def test_no_line_is_wider_than_there_is_room_and_nothing_is_lost(text, width):
    places = breaks(text, width)
    assert places == sorted(set(places))
    assert all(cell_len(line) <= width for line in lines(text, width))

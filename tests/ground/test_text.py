"""Texts: what is kept, how it is shown, how wide it is."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import inventory
from inventory.ground import i18n
from inventory.ground.audit import SERVICES
from inventory.ground.errors import Refused
from inventory.ground.text import FIELDS, Forbidden, NameBlank, TooLong, alike, clean, fit, skeleton, visible, width
from tui.commands.do import MODULES

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
FAMILY = "👨\u200d👩\u200d👧\u200d👦口罩"

# Sequences that set the title, make links, ask the terminal questions, ring, clear, jump.
DRIVES_A_TERMINAL = [
    "A\x1b]0;PWNED\x07B",
    "A\x1b]8;;http://127.0.0.1/\x07点\x1b]8;;\x07B",
    "A\x1b]52;c;cHduZWQ=\x07B",
    'A\x1bP$q"p\x1b\\B',
    "A\x1b_Gf=100;AAAA\x1b\\B",
    "A\x1b[2J\x1b[H",
    "a\x1b[1000000Cb",
    "\x1b[31m红\x1b[0m",
    "a\x07b",
    "a\x08\x08b",
    "a\x00b",
    "a\x7fb",
    "a\x0bb\x0cc",
    "a\rb",
    "a\nb",
    "a\tb",
    "a\x9b31mb",
    "a\x85b",
    "防\u202e护服",
    "防\u2066护服",
    "a\u2028b",
    "a\udcffb",
    "\ufffe",
    "a\U0001ffffb",
]
KEPT_AS_THEY_ARE = [
    "=1+1",
    "=cmd|'/c calc'!A0",
    "@SUM(1)",
    "[red]红[/red]",
    "[/]",
    "[@click=app.quit]退出[/]",
    "\\",
    "000123",
    "1E5",
    "NULL",
    "_x0041_",
    "防护服\u200b",
    "ＡＢＣ",
    "İ",
    FAMILY,
    "' OR 1=1 --",
    "%",
    "编织袋（加厚）",
]


@pytest.mark.parametrize("text", DRIVES_A_TERMINAL)
def test_a_name_that_could_drive_a_terminal_is_refused_and_says_where(text: str):
    with pytest.raises(Forbidden) as refused:
        clean(text, field="name")
    assert refused.value.field == "name"
    assert "name" in str(refused.value)
    assert visible(str(refused.value)) == str(refused.value)


@pytest.mark.parametrize("text", KEPT_AS_THEY_ARE)
def test_a_strange_name_is_kept_and_shown_as_it_is(text: str):
    assert clean(text, field="name") == text
    assert visible(text) == text


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\t", "\u200b", "\ufeff\u200d", "\u3164", "\u2800", "\u00ad"])
def test_a_name_of_nothing_to_see_is_refused_unless_it_may_be_blank(text: str):
    with pytest.raises(NameBlank):
        clean(text, field="name")
    assert clean(text, field="note", blank=True) == ""


def test_a_name_is_composed_and_trimmed_also_of_full_width_spaces():
    assert clean("\u3000 e\u0301\u3000编织袋 \n", field="name") == "é\u3000编织袋"


def test_a_name_that_is_too_long_is_refused_with_limit_and_length():
    assert clean("字" * 120, field="name") == "字" * 120
    with pytest.raises(TooLong, match="has 121 characters; at most 120"):
        clean("字" * 121, field="name")
    with pytest.raises(TooLong, match="at most 4"):
        clean("e\u0301" * 5, field="code", longest=4)


def test_a_field_without_words_of_its_own_is_called_as_it_is():
    with pytest.raises(NameBlank, match="The manifesto is empty"):
        clean("", field="manifesto")
    assert all(FIELDS.values())
    assert i18n.language() == "en"


@pytest.mark.parametrize("text", DRIVES_A_TERMINAL)
def test_what_is_stored_anyway_is_shown_as_signs(text: str):
    assert_harmless(visible(text))
    assert len(visible(text)) >= len(text)


def test_signs_tell_what_stood_there():
    assert visible("a\x1b[0m\x7f\x9b\u202e\udcff\U0001ffff\n\t") == "a␛[0m␡\\x9b\\u202e\\udcff\\U0001ffff␊␉"


def test_lines_are_kept_where_they_are_asked_for():
    assert visible("a\n\tb\rc\x1b", keep_lines=True) == "a\n\tb␍c␛"


@given(ANYTHING)
def test_nothing_that_is_shown_drives_the_terminal(text: str):
    assert_harmless(visible(text))
    assert visible(visible(text)) == visible(text)
    assert_harmless(visible(text, keep_lines=True).replace("\n", "").replace("\t", ""))


@given(ANYTHING)
def test_what_is_kept_is_composed_trimmed_harmless_and_kept_again(text: str):
    try:
        kept = clean(text, field="name")
    except Refused as refused:
        assert_harmless(str(refused))
        return
    assert kept == unicodedata.normalize("NFC", kept).strip()
    assert kept == visible(kept)
    assert skeleton(kept)
    assert clean(kept, field="name") == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("防护服", "防护服\u200b"),
        ("ABC", "ａｂｃ"),
        ("é", "e\u0301"),
        ("编织袋 加厚", "编织袋\u3000\u3000加厚 "),
        ("STRASSE", "straße"),
        ("㎡", "m2"),
    ],
)
def test_names_that_look_the_same_have_the_same_skeleton(one: str, other: str):
    assert skeleton(one) == skeleton(other)


@given(ANYTHING)
def test_the_skeleton_of_a_skeleton_is_itself(text: str):
    assert skeleton(skeleton(text)) == skeleton(text)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("编织袋", 6), ("a\x1bb", 3), ("防护服\u200b", 6), ("e\u0301", 1), (FAMILY, 6)],
)
def test_a_chinese_character_takes_two_columns_and_an_invisible_one_none(text: str, columns: int):
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("编织袋", 8, "编织袋  "),
        ("编织袋", 6, "编织袋"),
        ("编织袋", 5, "编织…"),
        ("编织袋", 4, "编… "),
        ("编织袋", 1, "…"),
        ("编织袋", 0, ""),
        (FAMILY, 3, FAMILY[:7] + "…"),
    ],
)
def test_a_text_is_fitted_without_splitting_a_character(text: str, columns: int, shown: str):
    assert fit(text, columns) == shown


def test_a_figure_is_fitted_to_the_right():
    assert fit("1,828", 8, right=True) == "   1,828"


@given(ANYTHING, st.integers(min_value=0, max_value=30))
def test_a_fitted_text_takes_exactly_its_columns(text: str, columns: int):
    assert width(fit(text, columns)) == columns


def test_what_is_near_is_found_whatever_its_width_and_case_and_shown_as_signs():
    assert alike("ＷＺ０００１", ["wz0001", "XX9"]) == ["wz0001"]
    assert alike("Recieve", ["receive", "reverse", "issue"])[0] == "receive"
    assert alike("stok", ["st\x1bok"]) == ["st␛ok"]


def test_what_contains_the_text_is_near_however_long_it_is():
    assert alike("仓库", ["区防汛仓库 (文章未具名)", "示例工地"]) == ["区防汛仓库 (文章未具名)"]


@given(ANYTHING, st.lists(ANYTHING, max_size=20))
def test_no_more_than_three_are_near_and_none_twice(text: str, known: list[str]):
    near = alike(text, known)
    assert len(near) <= 3
    assert set(near) <= {visible(one) for one in known}


def assert_harmless(text: str) -> None:
    assert not [
        sign
        for sign in text
        if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}
        or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        or ord(sign) & 0xFFFE == 0xFFFE
        or 0xFDD0 <= ord(sign) <= 0xFDEF
    ]


def test_every_fact_that_is_read_or_cleaned_is_called_something_in_words():
    asked = re.compile(r'(?:\b(?:clean|typed\.\w+)\((?:[^()]|\([^()]*\))*?field=|\broom\.moment\()"(\w+)"')
    root = Path(inventory.__file__).parents[1]
    code = [
        path.read_text("utf-8") for floor in ("inventory", "reports", "tui") for path in (root / floor).rglob("*.py")
    ]
    assert {name for text in code for name in asked.findall(text)} - set(FIELDS) == set()


def test_every_fact_of_a_service_that_people_type_is_called_something_in_words():
    assert MODULES  # whatever declares a service is imported by now
    plain = {str, int, bool, Decimal, date, datetime}
    typed = {
        name
        for service in SERVICES.values()
        for name, fact in service.signature.parameters.items()
        if {fact.annotation, *get_args(fact.annotation)} & plain
    }
    assert len(typed) > 100
    assert typed - set(FIELDS) == set()

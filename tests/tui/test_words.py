"""The words of the command line: what can be typed, what help says of it, and what wrong usage gets."""

from __future__ import annotations

import re

import pytest

from inventory.ground import i18n
from reports.registry import REPORTS
from tui.commands import load, words
from tui.commands.wordlist import COMMANDS
from tui.commands.words import Wrong


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_names_every_command_and_every_command_explains_itself(xunbei, language):
    whole = xunbei("--lang", language, "--help")
    assert whole.code == 0
    for name, command in COMMANDS.items():
        assert name in whole.out
        answer = xunbei(*([name] if name else []), "--help", "--lang", language)
        assert answer.code == 0
        assert all(option.name in answer.out for option in command.options)


def test_every_command_has_something_that_does_it():
    assert all(callable(load(command.does)) for command in COMMANDS.values())


def test_the_options_of_reports_are_those_that_the_register_knows():
    ours = {option.key for option in COMMANDS["report"].options} - {"output", "overwrite", "json"}
    assert ours == {option.name for report in REPORTS.values() for option in report.options}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_to_be_filled_in_is_called_the_same_in_help_and_list_and_in_every_language(xunbei, language):
    listed = xunbei("--lang", language, "report", "list").out
    shown = [option.shown for option in COMMANDS["report"].options if option.key not in {"output", "overwrite", "json"}]
    told = xunbei("--lang", language, "report", "--help").out
    for option in shown:
        assert option in listed
        assert option in told
    assert set(re.findall("--[a-z-]+ [A-Z]+", listed)) == set(shown)
    for said in ("lines=ITEM:QUANTITY", "request=ID", ":lot=NUMBER"):
        assert said in xunbei("--lang", language, "do", "--help").out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["frobnicate"], "There is no command frobnicate"),
        (["reprot", "stock"], "Did you mean report?"),
        (["status", "--frob"], "xunbei status takes no option --frob"),
        (["report", "stock", "--asat", "today"], "Did you mean --as-at"),
        (["report", "stok"], "Did you mean stock, stops?"),
        (["status", "extra"], "doesn't know what to do with extra"),
        (["status", "--json", "--json"], "--json was given twice"),
        (["status", "--json=yes"], "--json takes no value"),
        (["report"], "list | NAME"),
        (["report", "stock", "-o"], "-o"),
        (["report", "stock", "-o", "stock.doc"], ".pdf"),
        (["report", "stock", "-o", "stock.xlsx", "--json"], "not both"),
        (["report", "nothing"], "There is no report nothing"),
        (["report", "stock", "--item", "编织袋"], "takes no item"),
        (["report", "stock", "extra"], "extra"),
        (["report", "voucher"], "must be told"),
        (["do", "frobnicate"], "There is no service frobnicate"),
        (["init", "--seed", "none"], "name of its headquarters"),
        (["init", "--seed", "other"], "article|example|none"),
        (["--lang", "fr", "status"], "zh|en"),
        (["--store"], "PATH|URL"),
        (["backup"], "FILE"),
    ],
)
def test_wrong_usage_is_one_sentence_and_a_two(xunbei, typed, said):
    answer = xunbei(*typed)
    assert answer.code == 2
    assert not answer.out
    assert said in answer.err
    assert answer.err.count("\n") == 1


def test_common_options_stand_before_or_after_the_command(book):
    before, after = words.read(["--store", str(book), "status"]), words.read(["status", f"--store={book}"])
    assert before == after


def test_words_after_two_dashes_are_words():
    assert words.read(["backup", "--", "-o"]).words == ["-o"]
    with pytest.raises(Wrong):
        words.read(["backup", "-o"])


def test_the_language_is_that_of_the_option_then_the_environment_then_the_machine():
    assert words.language_of(["status", "--lang", "en"], {"XUNBEI_LANG": "zh"}, "zh") == "en"
    assert words.language_of(["status"], {"XUNBEI_LANG": "zh"}, "en") == "zh"
    assert words.language_of(["status"], {}, "zh") == "zh"
    assert words.language_of(["backup", "--", "--lang=en"], {}, "zh") == "zh"


def test_both_languages_speak(xunbei):
    chinese, english = xunbei("--lang", "zh", "do", "list"), xunbei("--lang", "en", "do", "list")
    assert "(出库)" in chinese.out or "出库" in chinese.out
    assert "(issue stock)" in english.out
    assert i18n.language() == "en"

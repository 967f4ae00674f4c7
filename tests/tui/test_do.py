"""`do`: every service from the command line, and what hostile facts get."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from inspect import Parameter, signature

import pytest
from sqlalchemy import select

from inventory.ground import i18n
from inventory.ground.audit import SERVICES, AuditEntry
from inventory.ground.schema import Base
from inventory.ground.store import Store
from inventory.supplies.lots import Line
from inventory.supplies.stock import Purpose
from tests.tui.doings import EVERYTHING, YEAR, done
from tui.commands import choices, do, facts

NAMES = ["=cmd|'/c calc'!A0", "[red]救生圈[/red]", "[/]", "🚤 冲锋舟", "000123", "@SUM(1)", "NULL", "a;b:c=d", "−1"]


# What there is

TYPED = sorted(name for name, one in SERVICES.items() if not facts.is_secret(one))


def test_every_service_can_be_called_since_every_fact_has_somebody_who_reads_it():
    assert len(SERVICES) > 20
    for service in map(SERVICES.__getitem__, TYPED):
        for parameter in facts.parameters(service):
            kind = facts.kind_of(parameter)
            known = kind in facts.PLAIN or kind in choices.CHOICES or issubclass(kind, Base)
            assert known, f"{service.name} {parameter.name}"


def test_a_line_can_say_all_that_a_line_holds():
    line = {one.name for one in signature(Line).parameters.values() if one.default is not Parameter.empty}
    assert set(facts.LINE_KEYS) == set(facts.LINE_KINDS) == line


def test_every_choice_of_a_service_can_be_typed():
    for kind, names in choices.CHOICES.items():
        for one, called in names.items():
            assert facts._choice("kind", kind, one.value) is one
            assert facts._choice("kind", kind, called.upper()) is one
    assert facts._choice("kind", Purpose, "演练") is Purpose.DRILL
    assert i18n.language() == "en"


def test_the_list_tells_of_every_service_what_it_takes(xunbei):
    text, listed = xunbei("do", "list").out, xunbei("do", "list", "--json").json["services"]
    assert [one["name"] for one in listed] == TYPED
    for name in TYPED:
        assert name in text
    issue = next(one for one in listed if one["name"] == "issue")
    assert issue["permission"] == "issue_stock"
    assert {one["name"] for one in issue["takes"] if one["needed"]} == {"place", "lines"}


def test_the_list_shows_how_several_things_are_written(xunbei):
    text, listed = xunbei("do", "list").out, xunbei("do", "list", "--json").json["services"]
    takes = {one["name"]: {fact["name"]: fact for fact in one["takes"]} for one in listed}
    for name, form in (
        ("parts", "PERSON,PERSON:PLACE,PLACE[:name=];…"),
        ("entries", "LINE:QUANTITY|not_found|unreachable[:unfit=:condition=:note=];…"),
        ("lines", "NUMBER,…"),
        ("items", "ITEM,…"),
    ):
        assert f"    {name}={form}\n" in text
    assert takes["open_count"]["parts"]["several"] == "PERSON,PERSON:PLACE,PLACE[:name=];…"
    assert takes["open_count"]["items"]["several"] is True
    assert "several" not in takes["open_count"]["place"]


# Doing


def test_every_service_does_its_work_from_the_command_line_and_the_book_stays_in_order(xunbei, book):
    lines = EVERYTHING.strip().splitlines()
    assert {line.split()[line.startswith("@")] for line in lines} == set(TYPED)
    entries = []
    for line in lines:
        answer = done(xunbei, line)
        assert answer.code == 0, f"{line}: {answer.err}"
        assert answer.json["made"], line
        entries.append(answer.json["entry"])
    store = Store.open(book)
    with store.read() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    store.close()
    assert last is not None
    assert (last.service, last.actor, last.id) == (lines[-1].split()[0], "admin", entries[-1])
    assert xunbei("verify").code == 0


def test_what_was_made_is_told_to_people_and_to_programs(xunbei):
    last = xunbei("status", "--json").json["chain"]["entry"]
    answer = xunbei("do", "issue", "place=CK01", "to=DW01", "lines=编织袋:1500;麻袋:20")
    assert answer.code == 0
    assert answer.out.splitlines() == [
        f"issue: voucher CK-{YEAR}-0001, entry #{last + 1}.",
        "  编织袋: 1,500 条 from 区防汛仓库 (文章未具名) to 抢险队伍 1 (文章未具名), lot P000001",
        "  麻袋: 20 条 from 区防汛仓库 (文章未具名) to 抢险队伍 1 (文章未具名), lot P000002",
    ]
    told = xunbei("do", "issue", "place=CK01", "to=DW01", "lines=编织袋:1500", "--json").json
    ends = {"from": "区防汛仓库 (文章未具名)", "to": "抢险队伍 1 (文章未具名)"}
    assert told == {
        "service": "issue",
        "made": {"table": "voucher", "number": f"CK-{YEAR}-0002"},
        "facts": {"place": "CK01", "to": "DW01", "lines": [{"item": "WZ0001", "quantity": "1500"}]},
        "movements": [{"item": "编织袋", "quantity": "1500", "unit": "条", "lot": "P000001", **ends}],
        "entry": last + 2,
        "repeated": False,
        "remarks": [],
    }


def test_what_makes_no_voucher_is_told_as_it_was_understood(xunbei):
    assert done(xunbei, "set_pack item=编织袋 name=包 quantity=100").code == 0
    answer = xunbei("--as", "admin", "do", "set_quota", "item=编织袋", "quantity=500包", "basis=示例依据")
    assert answer.out.splitlines()[1] == "  item=WZ0001 quantity=50000 basis=示例依据"


def test_a_retry_is_told_the_same_lines_again(xunbei):
    typed = ["do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500", "request=示例-3"]
    first, again = (xunbei(*typed).out.splitlines() for _time in range(2))
    assert "by this request before" in again[0]
    assert first[1:] == again[1:]


def test_of_a_long_voucher_the_first_lines_are_told_and_the_rest_are_counted(xunbei, monkeypatch):
    monkeypatch.setattr(do, "LINES", 2)
    lines = "lines=编织袋:1;麻袋:1;桩木:1;救生衣:1"
    answer = xunbei("do", "issue", "place=CK01", "to=DW01", lines)
    assert len(answer.out.splitlines()) == 4
    assert answer.out.endswith("  … and 2 more lines\n")
    assert len(xunbei("do", "issue", "place=CK01", "to=DW01", lines, "--json").json["movements"]) == 4


def test_things_are_named_by_code_number_barcode_or_exact_name(xunbei):
    for place, item in (("CK01", "WZ0001"), ("区防汛仓库 (文章未具名)", "编织袋")):
        assert xunbei("do", "issue", f"place={place}", "to=DW01", f"lines={item}:1:lot=P000001").code == 0


def test_a_retry_with_its_request_finds_what_was_made_and_makes_nothing_new(xunbei):
    typed = ["do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500", "request=示例-1", "--json"]
    first, again = xunbei(*typed).json, xunbei(*typed).json
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert {**first, "repeated": True} == again
    rows = xunbei("report", "stock", "--json").json["rows"]
    assert {row["item"]: row["on_hand"] for row in rows}["编织袋"] == "46000"


def test_a_retry_of_what_happens_now_says_the_same_again(xunbei):
    typed = ["do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500", "occurred_at=now", "request=示例-2", "--json"]
    assert [xunbei(*typed).json["repeated"] for _time in range(2)] == [False, True]


def test_a_request_that_comes_back_with_other_content_is_refused(xunbei):
    assert xunbei("do", "issue", "place=CK01", "to=DW01", "lines=编织袋:500", "request=1").code == 0
    refused = xunbei("do", "issue", "place=CK01", "to=DW01", "lines=编织袋:501", "request=1")
    assert refused.code == 1
    assert "already used" in refused.err


def test_rights_are_those_of_who_acts(xunbei):
    refused = xunbei("--as", "admin", "do", "add_person", "organisation=JNJKQ", "login=x", "name=示例己", "role=reader")
    assert refused.code == 0
    for typed in (["issue", "place=CK01", "to=DW01", "lines=编织袋:1"], ["retire_place", "place=AZ10"]):
        answer = xunbei("--as", "x", "do", *typed)
        assert answer.code == 1
        assert "may not" in answer.err


# What is typed wrongly


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["issue", "编织袋"], "is not KEY=VALUE"),
        (["issue", "plaice=CK01", "lines=编织袋:1"], "takes no plaice; it takes place= lines="),
        (["issue", "place=CK01"], "must be told lines"),
        (["issue", "place=CK01", "place=CK01", "lines=编织袋:1"], "place was given twice"),
        (["issue", "place=CK01", "lines=编织袋:1:lot=P000001:lot=P000001"], "lot was given twice"),
    ],
)
def test_keys_that_do_not_fit_are_wrong_usage_and_what_fits_is_named(xunbei, typed, said):
    answer = xunbei("do", *typed)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("isue place=CK01", "issue"),
        ("issue plase=CK01 lines=编织袋:1", "place"),
        ("issue place=CK1 lines=编织袋:1", "CK01"),
        ("issue place=CK01 lines=编制袋:1", "编织袋"),
        ("issue place=CK01 lines=wz0001:1", "WZ0001"),
        ("issue place=区防汛仓库 lines=编织袋:1", "区防汛仓库 (文章未具名)"),
    ],
)
def test_a_slip_of_the_fingers_is_asked_back(xunbei, typed, meant):
    answer = xunbei("do", *typed.split())
    assert answer.code in (1, 2)
    asked = answer.err.partition(" Did you mean ")[2].removesuffix("?\n").split(", ")
    assert meant in asked
    assert len(asked) <= 3


def test_in_chinese_it_is_asked_back_in_chinese(xunbei):
    assert xunbei("--lang", "zh", "do", "isue").err.endswith("您要找的是 issue 吗？\n")


def test_what_is_like_nothing_is_not_asked_back(xunbei):
    for typed in (["xyzzy"], ["issue", "place=CK01", "lines=冲锋舟:1"], ["reverse", "voucher=CK-1", "note=x"]):
        assert "Did you mean" not in xunbei("do", *typed).err


@pytest.mark.parametrize("line", ["麻袋:100:BATCH1", "麻袋：100：BATCH1", "麻袋:1百条:BATCH1:reason=示例"])
def test_a_lot_without_its_key_is_told_how_lots_are_named(xunbei, line):
    answer = xunbei("do", "receive", "place=CK01", f"lines={line}")
    assert answer.code == 1
    for said in (f"“{line}”: say what BATCH1 is", ":lot=NUMBER", ":batch=BATCH1"):
        assert said in answer.err


def test_a_second_colon_in_a_name_is_no_lot(xunbei):
    assert done(xunbei, "add_item name=示例:3:袋 unit=个").code == 0
    assert xunbei("do", "receive", "place=CK01", "lines=示例:3:袋:5").code == 0
    assert "Nothing here is called 示例:袋" in xunbei("do", "receive", "place=CK01", "lines=示例:袋:5").err


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("issue place=CK01 to=DW01 lines=编织袋:50000", "only 46,500"),
        ("issue place=CK01 to=DW01 lines=编织袋:-1", "below zero"),
        ("issue place=CK01 to=DW01 lines=编织袋:0", "above zero"),
        ("issue place=CK01 to=DW01 lines=编织袋:nan", "nan"),
        ("issue place=CK01 to=DW01 lines=编织袋:inf", "inf"),
        ("issue place=CK01 to=DW01 lines=编织袋:1e309", "1e309"),
        ("issue place=CK01 to=DW01 lines=编织袋:1000000000000000", "too large"),
        ("issue place=CK01 to=DW01 lines=编织袋:0.5", "whole numbers"),
        ("issue place=CK01 to=DW01 lines=编织袋:1.0001", "whole numbers"),
        ("issue place=CK01 to=DW01 lines=编织袋:40余", "exact"),
        ("issue place=CK01 to=DW01 lines=编织袋:5包", "counted in 条"),
        ("issue place=CK01 to=DW01 lines=编织袋:", "missing"),
        ("issue place=CK01 to=DW01 lines=编织袋", "ITEM:QUANTITY"),
        ("issue place=CK01 to=DW01 lines=;", "nothing"),
        ("issue place=CK01 to=DW01 lines=冲锋舟:1", "冲锋舟"),
        ("issue place=XX to=DW01 lines=编织袋:1", "XX"),
        ("transfer place=CK01 to=CK01 lines=编织袋:1", "another place"),
        ("issue place=DW01 to=CK01 lines=编织袋:1", "not a depot"),
        ("issue place=CK01 to=DW01 lines=编织袋:1 purpose=fun", "allot|use|drill"),
        ("issue place=CK01 to=DW01 lines=编织袋:1 urgent=perhaps", "yes or no"),
        ("issue place=CK01 to=DW01 lines=编织袋:1 occurred_at=+2d", "still to come"),
        ("issue place=CK01 to=DW01 lines=编织袋:1 occurred_at=2022-06-01", "too little"),
        ("issue place=CK01 to=DW01 lines=编织袋:1 occurred_at=2022-02-30", "2022-02-30"),
        ("issue place=CK01 to=DW01 lines=编织袋:1 due_on=-3d", "back"),
        ("receive place=CK01 lines=编织袋:1:produced_on=2022-02-01:expires_on=2022-01-01", "label"),
        ("reverse voucher=CK-1999-0001 note=x", "CK-1999-0001"),
        ("reverse voucher=QC-2022-0001 note=", "empty"),
        ("add_item name= unit=个", "empty"),
        ("add_item name=示例 unit=个 decimals=9", "0 to 3"),
        ("add_item name=示例 unit=个 gb_code=999", "38565"),
        ("add_item name=示例 unit=个 code=WZ0001", "taken"),
        ("add_place organisation=JNJKQ name=示例 kind=supply", "depot|room"),
        ("change_need_standard standard=示例饮水 amount=1", "示例饮水"),
        ("retire_promise promise=XS/1", "XS/1"),
        ("change_team team=DW99 headcount=1", "DW99"),
        ("admit shelter=AZ01 people=5", "not open"),
        ("open_inspection organisation=JNJKQ season=冬季 name=示例", "pre_season|in_season"),
        ("set_value organisation=JNJKQ key=expiring_days value=many", "many"),
    ],
)
def test_what_a_rule_forbids_is_refused_in_one_sentence_and_nothing_is_kept(xunbei, book, service, said):
    before = xunbei("status", "--json").json["chain"]
    answer = xunbei("--as", "admin", "do", *service.split())
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert xunbei("status", "--json").json["chain"] == before


def test_what_is_expired_or_unfit_is_not_issued(xunbei):
    box = done(xunbei, "add_item name=示例饼干 unit=箱 code=BG")
    assert box.code == 0
    assert done(xunbei, "opening place=CK01 lines=BG:5:expires_on=2023-01-01 occurred_at=2022-06-07").code == 0
    assert done(xunbei, "reclassify place=CK01 lot=P000007 quantity=3 condition=on_hold note=示例").code == 0
    for line, said in (("BG:1", "expired"), ("BG:1:lot=P000009", "leader"), ("WZ0007:1", "on hold")):
        answer = xunbei("do", "issue", "place=CK01", "to=DW01", f"lines={line}")
        assert answer.code == 1
        assert said in answer.err
    answer = xunbei("do", "issue", "place=CK01", "to=DW01", "lines=BG:1:lot=P000009:reason=示例")
    assert (answer.code, "leader" in answer.err) == (1, True)
    answer = xunbei("--as", "leader", "do", "issue", "place=CK01", "to=DW01", "lines=BG:1:lot=P000009:reason=示例")
    assert answer.code == 0


def test_an_ambiguous_name_asks_for_the_code(xunbei):
    for code, spec in (("A1", "大"), ("A2", "小")):
        assert done(xunbei, f"add_item name=示例桶 unit=个 code={code} spec={spec}").code == 0
    answer = xunbei("do", "receive", "place=CK01", "lines=示例桶:1")
    assert answer.code == 1
    assert "A1" in answer.err
    assert "A2" in answer.err


# Stock checks


@pytest.fixture
def check(xunbei) -> str:
    """A check of the depot: lines 1 to 4 are the keeper's and one more's, the rest the leader's."""
    made = xunbei(
        "--as", "admin", "do", "open_count", "place=CK01", "kind=monthly", "parts=admin，duty；leader", "--json"
    )
    assert made.code == 0, made.err
    return str(made.json["made"]["number"])


def test_a_check_is_dealt_among_those_who_are_named(xunbei, check):
    assert check == f"PD-{YEAR}-0001"
    for who, line, code in (("admin", 1, 0), ("duty", 2, 0), ("leader", 8, 0), ("duty", 8, 1), ("leader", 1, 1)):
        answer = xunbei("--as", who, "do", "enter_count", f"count={check}", f"entries={line}:1")
        assert answer.code == code, answer.err


def test_what_was_keyed_is_told_and_nothing_of_the_book(xunbei, check):
    typed = [
        "--as",
        "admin",
        "do",
        "enter_count",
        f"count={check}",
        "entries=2:4.65万:note=示例:乙；１：0;3:无法盘点:note=示例",
    ]
    told = xunbei(*typed, "--json").json
    assert told["made"] == {"table": "stock_count", "number": check}
    assert told["facts"] == {
        "count": check,
        "entries": [
            {"line": 2, "quantity": "46500", "note": "示例:乙"},
            {"line": 1, "quantity": "0"},
            {"line": 3, "found": "unreachable", "note": "示例"},
        ],
    }
    assert (told["movements"], told["remarks"]) == ([], [])


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ("1", "is not LINE:QUANTITY"),
        ("1:", "is not LINE:QUANTITY"),
        ("a:1", "“a”"),
        ("1.5:1", "1.5"),
        ("99:1", "has no line 99"),
        ("1:many", "many"),
        ("1:-1", "below zero"),
        ("1:0.5", "whole numbers"),
        ("1:5:unfit=6:condition=failed", "more than the 5 found"),
        ("1:5:unfit=1", "in which condition"),
        ("1:5:unfit=1:condition=odd", "condition is one of"),
        ("1:unreachable", "why it can't be reached"),
        ("1:5;2:1;1:6", "stands twice"),
    ],
)
def test_an_entry_that_can_not_be_is_refused_in_one_sentence(xunbei, check, entries, said):
    before = xunbei("status", "--json").json["chain"]
    answer = xunbei("--as", "admin", "do", "enter_count", f"count={check}", f"entries={entries}")
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert said in answer.err
    assert xunbei("status", "--json").json["chain"] == before


# Hostile names


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_and_shown_as_it_is(xunbei, name):
    made = xunbei("do", "add_item", f"name={name}", "unit=个", "code=X1", "--json")
    assert made.code == 0
    assert made.json["made"]["name"] == name
    assert xunbei("do", "receive", "place=CK01", f"lines={'X1' if ';' in name else name}:7").code == 0
    rows = xunbei("report", "stock", "--json").json["rows"]
    assert {row["item"]: row["on_hand"] for row in rows}[name] == "7"
    assert name in xunbei("report", "stock").out


def test_a_look_alike_is_kept_and_told(xunbei):
    answer = xunbei("do", "add_item", "name=编织\u200b袋", "unit=条", "--json")
    assert answer.code == 0
    assert "looks like" in answer.json["remarks"][0]
    assert answer.json["made"]["name"] == "编织\u200b袋"
    taken = xunbei("do", "add_item", "name=编织袋", "unit=条")
    assert taken.code == 1


@pytest.mark.parametrize(
    "name", ["a\x1b[31mb", "a\x00b", "a\x9bb", "a\nb", "a\u202eb", "\u200b", " ", "\u3164", "长" * 121]
)
def test_a_name_that_could_drive_a_terminal_or_says_nothing_is_refused(xunbei, name):
    answer = xunbei("do", "add_item", f"name={name}", "unit=个")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert not set(answer.err) & set("\x1b\x00\x9b\u202e")


@pytest.mark.parametrize("word", ["\x1b]0;x\x07", "a\x1b[2J=1", "\ud800"])
def test_what_is_said_back_never_drives_the_terminal(xunbei, word):
    for typed in ([word], ["do", word], ["do", "issue", word], ["report", word], ["--as", word, "status"]):
        answer = xunbei(*typed)
        assert answer.code in (1, 2)
        assert not set(answer.err) & set("\x1b\x07\ud800")


def test_bytes_that_are_no_text_are_refused_like_any_other(book):
    typed = [
        sys.executable,
        "-m",
        "tui.cli",
        "--store",
        str(book),
        "do",
        "add_item",
        os.fsdecode(b"name=\xff\xfe"),
        "unit=x",
    ]
    answer = subprocess.run(typed, env=os.environ | {"XUNBEI_LANG": "en"}, capture_output=True, timeout=60, check=False)
    assert answer.returncode == 2
    assert b"Traceback" not in answer.stderr


def test_json_out_holds_no_character_that_drives_a_terminal_even_where_one_got_in(xunbei, book):
    import sqlite3  # noqa: PLC0415 - here alone somebody goes behind the program's back

    connection = sqlite3.connect(book)
    connection.execute("UPDATE place SET name = ? WHERE code = 'CK01'", ("a\x1b]0;x\x07b\x9b",))
    connection.commit()
    connection.close()
    for typed in (["report", "stock"], ["report", "places", "--json"], ["report", "stock", "--json"]):
        out = xunbei(*typed).out
        assert not set(out) & set("\x1b\x07\x9b")
    answer = xunbei("do", "change_place", "place=CK01", "note=示例", "--json")
    assert answer.code == 0
    assert not set(answer.out) & set("\x1b\x07\x9b")
    assert json.loads(answer.out)["made"]["name"].startswith("a")


def test_all_modules_with_services_are_known_to_do():
    declared = {service.call.__module__ for service in SERVICES.values()}
    assert declared == {module.__name__ for module in do.MODULES}

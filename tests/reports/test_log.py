"""Papers of the duty room: the log, events, a report upward, a consultation."""

from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest

from inventory.duty.amending import close_entry, correct_entry
from inventory.duty.consulting import Decided, hold_consultation
from inventory.duty.eventkinds import add_event_kind
from inventory.duty.events import ReportKind, open_event, report_upward
from inventory.duty.figures import Figure
from inventory.duty.log import LogKind, write_entry
from inventory.ground import i18n
from inventory.ground.names import Unknown
from inventory.ground.store import now
from reports import excel, registry
from reports.table import Level, shown


@pytest.fixture
def world(file_world):
    return file_world


def ago(minutes):
    return now() - timedelta(minutes=minutes)


def paper(world, name, who="officer", **texts):
    """A report as it is asked for by text: the table, and its cells as text."""
    with world.read() as here:
        reader = getattr(here, who)
        table, _stamp = registry.make(here.session, reader, name, **registry.read(here.session, reader, name, texts))
        rows = [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]
    return table, rows


def night(world):
    """Some lines of the log: one corrected, one closed, one late, one overdue."""
    first = world.do(
        write_entry, kind=LogKind.PHONE, content="示例道路积水20cm", unit="示例镇", caller="示例甲", phone="000-0000",
        action="已派一队", reported_to="示例领导", owner="示例乙", due_at=now() + timedelta(hours=2),
        occurred_at=ago(50),
    )  # fmt: skip
    second = world.do(correct_entry, entry=first, content="示例道路积水30cm")
    third = world.do(close_entry, entry=second, action="示例已排除")
    fourth = world.do(write_entry, kind=LogKind.FAX, content="示例黄色预警", occurred_at=ago(300), due_at=ago(100))
    return first, second, third, fourth


def chain(world):
    """An event whose second report came late and corrected a figure."""
    limits = {"oral_minutes": 30, "written_minutes": 60, "following_minutes": 60, "basis": "示例依据"}
    kind = world.do(add_event_kind, name="示例内涝", **limits)
    event = world.do(open_event, kind=kind, place="示例镇", what="示例积水", learned_at=ago(240))
    said = {"event": event, "addressed_to": "示例市防指"}
    moved = Figure("转移", "人", Decimal(1200), Decimal(1200))
    first = world.do(
        report_upward, kind=ReportKind.FIRST, situation="示例初情", oral_at=ago(225), sent_at=ago(200), figures=[moved],
        **said,
    )  # fmt: skip
    figures = [Figure("转移", "人", Decimal(1180), Decimal(30), "示例重复统计"), Figure("受淹", "亩")]
    second = world.do(
        report_upward, kind=ReportKind.FOLLOWING, situation="示例续情", handling="示例排水", figures=figures, **said
    )
    return event, first, second


# The log -----------------------------------------------------------------------------------------------------------


def test_the_duty_log_has_the_headings_of_the_trade(world):
    i18n.use("zh")
    table, _rows = paper(world, "duty-log")
    assert " ".join(one.title for one in table.columns).startswith(
        "时间 来文来电单位 姓名 电话 内容 报告对象 处理方式与结果 记录人"
    )


def test_a_line_and_its_correction_stand_both_there_and_name_each_other(world):
    first, second, third, fourth = night(world)
    _table, rows = paper(world, "duty-log")
    by = {row["number"]: row for row in rows}
    assert [row["number"] for row in rows] == [one.number for one in (fourth, first, second, third)]
    assert by[first.number]["note"] == f"▲ phone call; corrected by {second.number}"
    assert by[second.number]["content"] == "示例道路积水30cm"
    assert by[second.number]["note"].startswith(f"▲ phone call; corrects {first.number}, entered ")
    assert by[second.number]["note"].endswith(f"; closed by {third.number}")
    assert by[third.number]["note"] == f"other entry; closes {first.number}"
    assert by[fourth.number]["note"].startswith("■ fax or document; entered late, ")
    assert by[fourth.number]["note"].endswith("; overdue")


def test_what_was_done_stands_with_whose_it_is_and_until_when(world):
    first, *_others = night(world)
    _table, rows = paper(world, "duty-log")
    line = next(row for row in rows if row["number"] == first.number)
    assert line["action"].startswith("已派一队; 示例乙 until 20")
    assert (line["unit"], line["caller"], line["phone"], line["reported_to"]) == (
        "示例镇", "示例甲", "000-0000", "示例领导",
    )  # fmt: skip


def test_the_log_of_a_span_masks_telephones_for_who_does_not_need_them(world):
    first, *_others = night(world)
    with world.read() as here:
        given = {"since": first.occurred_at - timedelta(minutes=5), "as_at": now()}
        table, stamp = registry.make(here.session, here.watcher, "duty-log", **given)
        assert next(line.phone for line in table.rows) == "000**000"
        assert len(table.rows) == 3
        assert stamp.chosen.startswith("Since 20")


# Events and reports ------------------------------------------------------------------------------------------------


def test_the_events_say_how_far_their_reports_have_come(world):
    event, _first, second = chain(world)
    table, [row] = paper(world, "events")
    assert (row["number"], row["reports"], row["last"], row["late"]) == (event.number, "2", second.number, "1")
    assert row["state"] == "▲ waits for the next"
    assert "Emergency Response Law 2024" in table.foots[0]


def test_an_event_without_a_limit_says_so(world):
    kind = world.do(add_event_kind, name="示例险情")
    world.do(open_event, kind=kind, place="示例镇", what="示例险情")
    _table, [row] = paper(world, "events")
    assert (row["due_at"], row["state"]) == ("not set", "▲ not reported yet")


def test_a_report_keeps_so_far_and_at_the_moment_apart_and_says_what_was_corrected(world):
    _event, _first, second = chain(world)
    table, rows = paper(world, "upward", report=second.number)
    by = {row["label"]: row for row in rows}
    assert (by["转移"]["unit"], by["转移"]["cumulative"], by["转移"]["current"]) == ("人", "1,180", "30")
    assert by["转移"]["text"] == "▲ reported before: 1,200; corrected: 示例重复统计"
    assert (by["受淹"]["cumulative"], by["受淹"]["current"], by["受淹"]["text"]) == ("not known", "not known", "")
    assert by["Situation"]["cumulative"] == ""
    assert table.title == "Report upward: following report"


def test_a_report_shows_its_chain_its_clock_and_whether_it_came_late(world):
    event, first, second = chain(world)
    table, rows = paper(world, "upward", report=second.number)
    by = {row["label"]: row["text"] for row in rows}
    assert by["First report"] == first.number
    assert by["Event and its kind"] == f"{event.number} 示例内涝"
    assert by["Late"] == "■ yes, late"
    assert "(limit 20" in by["In writing"]
    assert by["Chain 1"].startswith(f"first report {first.number} 20")
    assert by["Chain 2"].endswith("示例市防指 ■ late")
    assert table.foots[0] == "Basis of the limits: 示例依据"
    levels = {row.label: table.column("text").level(row) for row in table.rows}
    assert {label for label, level in levels.items() if level} == {"转移", "Late"}
    assert levels["Late"] is Level.URGENT


def test_an_earlier_report_is_printed_as_it_went_out(world):
    _event, first, _second = chain(world)
    _table, rows = paper(world, "upward", report=first.number)
    by = {row["label"]: row["text"] for row in rows}
    assert (by["First report"], by["Late"]) == ("this one", "no")
    assert "Chain 2" not in by
    assert by["转移"] == ""


# Consultations -----------------------------------------------------------------------------------------------------


def test_the_minutes_say_how_every_decision_stands(world):
    facts = {"topic": "示例会商", "chair": "示例领导", "participants": "示例甲、示例乙", "rain_water": "示例24小时40mm"}
    decided = [Decided("示例布防", "示例镇"), Decided("示例备料", due_at=now() + timedelta(days=1))]
    made = world.do(hold_consultation, decisions=decided, **facts)
    table, rows = paper(world, "consultation", consultation=made.number)
    by = {row["label"]: row for row in rows}
    assert by["Rain and water"]["text"] == "示例24小时40mm"
    assert by["Judgement"]["text"] == "not known"
    assert (by["Decision 1"]["text"], by["Decision 1"]["owner"]) == ("▲ 示例布防", "示例镇")
    assert by["Decision 2"]["owner"] == "—"
    assert by["Decision 1"]["state"].endswith(" still open")
    assert table.foots == ["2 decisions are open."]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["duty-log", "events", "upward", "consultation"])
def test_every_paper_is_a_workbook_of_one_page_width(world, tmp_path, language, name):
    i18n.use(language)
    night(world)
    _event, _first, second = chain(world)
    held = world.do(
        hold_consultation,
        topic="示例会商",
        chair="示例领导",
        participants="示例甲",
        decisions=[Decided("示例", "示例")],
    )
    texts = {"upward": {"report": second.number}, "consultation": {"consultation": held.number}}.get(name, {})
    with world.read() as here:
        read = registry.read(here.session, here.officer, name, texts)
        table, stamp = registry.make(here.session, here.officer, name, **read)
        excel.write(tmp_path / "paper.xlsx", table, stamp)
    sheet = openpyxl.load_workbook(tmp_path / "paper.xlsx").worksheets[0]
    assert sheet["A1"].value == table.title
    assert sheet.page_setup.fitToWidth == 1


def test_papers_of_another_branch_are_not_to_be_had(world):
    _event, _first, second = chain(world)
    with pytest.raises(Unknown):
        paper(world, "upward", who="townkeeper", report=second.number)

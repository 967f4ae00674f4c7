from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from inventory.duty import changes
from inventory.ground import i18n
from inventory.ground.audit import AuditEntry
from reports import excel, phones, presence, registry
from reports.table import Level, shown
from tests.duty.crew import clock, made, set_clock
from tests.world import Here

OCTOBER = date(2022, 10, 1)


def day(number):
    return date(2022, 10, number)


@pytest.fixture
def crew(file_world, monkeypatch):
    """October, published for nine days; a swap, a reinforcement at night, a no-show; nine o'clock on the 6th."""
    set_clock(monkeypatch, clock(2022, 10, 1, 9))
    crew = made(file_world, OCTOBER, publish=9)
    swap = {"post": crew.post("farm"), "out": crew.person("farm2"), "into": crew.person("farm3")}
    about = {"reason": "示例家中有事", "approved_by": file_world.leader}
    file_world.do(changes.swap, shift=crew.shift(day(5)), **swap, **about)
    more = {"post": crew.post("fire"), "person": crew.person("fire1"), "reason": "示例响应升级"}
    file_world.do(changes.reinforce, shift=crew.shift(day(8)), alone="示例夜间无人", **more)
    set_clock(monkeypatch, clock(2022, 10, 6, 9))
    absent = {"post": crew.post("sign"), "person": crew.person("sign3"), "note": "示例病假"}
    file_world.do(changes.record_attendance, shift=crew.shift(day(3)), came=False, **absent)
    return crew


def report(crew, name, who="officer", **asked):
    with crew.world.read() as here:
        return registry.make(here.session, getattr(here, who), name, **asked)


def cells(table):
    return [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]


def of(table, person, on):
    [found] = [one for one in cells(table) if (one["person"], one["begins_on"]) == (person, f"2022-10-0{on}")]
    return found


def test_what_was_planned_changed_and_really_done_stand_in_one_line(crew):
    table, _stamp = report(crew, "duty-actual")
    gave, took = of(table, "示例农业2", 5), of(table, "示例农业3", 5)
    keys = ("planned", "changed", "approved", "came", "hours", "note")
    assert [gave[key] for key in keys] == [
        "√", "gave it to 示例农业3, TB-2022-0001", "示例领导", "—", "—", "示例家中有事",
    ]  # fmt: skip
    assert [took[key] for key in keys] == [
        "□", "for 示例农业2, TB-2022-0001", "示例领导", "○ as planned", "24", "示例家中有事",
    ]  # fmt: skip
    assert [of(table, "示例主班3", 3)[key] for key in keys] == ["√", "—", "—", "■ did not come", "—", "示例病假"]
    called = of(table, "示例消防1", 8)
    assert called["approved"] == "▲ nobody there: 示例夜间无人"
    assert (called["changed"], called["came"]) == ("reinforcement, TB-2022-0002", "○ not over yet")


def test_times_that_were_recorded_are_told(crew):
    times = {"from_at": clock(2022, 10, 4, 9, 30), "until_at": clock(2022, 10, 5, 7)}
    crew.world.do(
        changes.record_attendance, shift=crew.shift(day(4)), post=crew.post("lead"), person=crew.person("lead1"),
        came=True, **times,
    )  # fmt: skip
    line = of(report(crew, "duty-actual")[0], "示例带班1", 4)
    assert (line["came"], line["hours"], line["shift"]) == ("● came 09:30–07:00 +1", "21.5", "08:00–08:00 +1")


def test_everybody_is_summed_for_allowances_and_what_nobody_recorded_is_said(crew, tmp_path):
    table, stamp = report(crew, "duty-actual", month=OCTOBER)
    assert "示例主班3: duties 0, hours 0; weekends 0, holidays 0; missed 1" in table.foots
    assert table.foots[-1] == "19 duties count as planned, since nobody recorded who came."
    summed, every = table.sheets
    [mine] = [one for one in cells(summed) if one["person"] == "示例农业3"]
    assert [mine[key] for key in ("planned", "duties", "holidays", "hours", "missed")] == ["3", "2", "2", "48", "0"]
    assert [row.line.person for row in summed.rows if summed.column("missed").level(row)] == ["示例主班3"]
    excel.write(tmp_path / "actual.xlsx", table, stamp)
    book = load_workbook(tmp_path / "actual.xlsx")
    assert book.sheetnames[:2] == ["By person", "Duty by duty"]
    assert len(every.rows) == 38


def test_another_month_has_its_own_duties(crew):
    assert len(report(crew, "duty-actual", month=date(2022, 9, 1))[0].rows) == 0


# Who is called how -----------------------------------------------------------------------------------------------


def test_a_call_list_begins_with_who_is_on_now_and_tells_an_empty_post(crew):
    gone = {"post": crew.post("fire"), "person": crew.person("fire1"), "reason": "示例"}
    crew.world.do(changes.relieve, shift=crew.shift(day(7)), approved_by=crew.world.leader, **gone)
    table, _stamp = report(crew, "call-list", days=1)
    found = [(one["begins_on"], one["now"], one["post"], one["person"]) for one in cells(table)]
    assert found[0] == ("2022-10-06", "now", "示例带班", "示例带班3")
    assert found[-1] == ("2022-10-07", "", "示例消防", "■ nobody")
    assert len(found) == 8
    assert table.column("person").level(table.rows[0]) is None
    assert table.column("person").level(table.rows[-1]) is Level.URGENT
    assert {one["phone"] for one in cells(table)[:4]} == {"000-示例3"}


def test_a_call_list_shows_phones_to_who_may_and_leaves_a_line(crew):
    told = select(AuditEntry.actor, AuditEntry.facts).where(AuditEntry.service == "show_phones")
    phones.account(crew.world.store, lambda session: Here(session).watcher, "call-list")
    phones.account(crew.world.store, lambda session: Here(session).officer, "call-list")
    with crew.world.read() as here:
        lines = [tuple(row) for row in here.session.execute(told)]
    assert lines == [("officer", '{"organisation":"HQ","report":"call-list"}')]
    table, _stamp = report(crew, "call-list", who="watcher")
    assert all("*" in one["phone"] for one in cells(table) if one["person"] != "■ nobody")


def test_who_sees_no_room_lists_nobody(crew):
    table, _stamp = report(crew, "call-list", who="townkeeper")
    assert len(table.rows) == 0


# A person's own --------------------------------------------------------------------------------------------------


def test_a_persons_duties_say_what_they_gave_away_and_with_whom_they_sit(crew):
    table, stamp = report(crew, "duty-calendar", person=crew.person("farm3"))
    lines = cells(table)
    assert [(one["begins_on"][-2:], one["state"]) for one in lines] == [
        ("03", "● on duty"), ("05", "● on duty"), ("06", "● on duty"), ("09", "● on duty"),
    ]  # fmt: skip
    assert lines[1]["beside"] == "示例带班 示例带班2, 示例主班 示例主班2, 示例消防 示例消防2"
    assert stamp.chosen == "Person 示例农业3"
    gave, _stamp = report(crew, "duty-calendar", person=crew.person("farm2"))
    assert [one["state"] for one in cells(gave)] == ["● on duty", "▲ no longer", "● on duty"]
    assert presence.duty_calendar.__name__ in {one.make.__name__ for one in registry.REPORTS.values()}


@pytest.mark.parametrize(
    ("language", "name", "headings"),
    [
        (
            "zh",
            "duty-actual",
            "序号 姓名 所在单位 日期 星期 日别 班次 岗位 排班 调整情况 批准人 实际 工时 备注",
        ),
        ("zh", "call-list", "序号 日期 星期 班次 当前 岗位 姓名 职务 所在单位 联系电话"),
        ("en", "call-list", "No. Date Weekday Shift Now Duty post Full name Position Unit of the person Telephone"),
    ],
)
def test_they_are_read_in_both_languages(crew, language, name, headings):
    i18n.use(language)
    assert " ".join(one.title for one in report(crew, name)[0].columns) == headings

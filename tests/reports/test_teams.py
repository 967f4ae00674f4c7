from decimal import Decimal

import pytest

from inventory.ground import i18n
from inventory.resources.callouts import CallKind
from inventory.resources.mustering import AnswerKind, record_answer
from inventory.resources.teams import change_team
from inventory.supplies import stock
from inventory.supplies.lots import Line
from reports import registry
from reports.table import shown
from tests.resources.teams_acts import call, new_team, team
from tests.supplies.acts import ago


def report(world, who="officer"):
    with world.read() as here:
        table, _stamp = registry.make(here.session, getattr(here, who), "teams")
        return table, [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]


def answered(world, made, kind, **facts):
    world.do(record_answer, call=made, team=team(world), kind=kind, **facts)


def test_teams_stand_in_their_tree_with_what_they_have(file_world):
    first = team(file_world, headcount=40, keeper="示例队长", deputy="示例副队长", ready_minutes=30)
    new_team(file_world, "示例二队", headcount=12, parent=first)
    new_team(file_world, "示例三队")
    with file_world.begin() as here:
        lines = [Line(here.bags, Decimal(500))]
        stock.issue(here.session, here.officer, place=here.east, to=here.team, lines=lines)
    table, lines = report(file_world)
    assert [(one["no"], one["name"], one["headcount"]) for one in lines] == [
        ("1", "示例抢险队", "40"), ("2", "  示例二队", "12"), ("3", "示例三队", "not set"),
    ]  # fmt: skip
    assert (lines[0]["equipment"], lines[0]["ready"], lines[0]["last"]) == (
        "编织袋 500 条",
        "30 minutes",
        "○ never called",
    )
    assert table.heads[-1] == ("Altogether", "2 teams, 40 people, 1 of unknown strength")
    file_world.do(change_team, team=first, headcount=0)
    assert report(file_world)[0].heads[-1][1] == "2 teams, 12 people, 1 of unknown strength"


def test_the_last_call_says_how_far_it_has_come(file_world):
    team(file_world, headcount=30)
    made = call(file_world)
    states = [report(file_world)[1][0]["last"]]
    answered(file_world, made, AnswerKind.NO_ANSWER, at=ago(1.8 / 24))
    states.append(report(file_world)[1][0]["last"])
    answered(file_world, made, AnswerKind.ANSWERED, at=ago(1.7 / 24))
    states.append(report(file_world)[1][0]["last"])
    answered(file_world, made, AnswerKind.MUSTERED, people=0, at=ago(1.6 / 24))
    states.append(report(file_world)[1][0]["last"])
    answered(file_world, made, AnswerKind.MUSTERED, people=32, at=ago(1.5 / 24))
    states.append(report(file_world)[1][0]["last"])
    answered(file_world, made, AnswerKind.STOOD_DOWN)
    states.append(report(file_world)[1][0]["last"])
    assert states == [
        "▲ called", "■ not reached", "▲ answered", "▲ mustered 0 of 30", "● mustered 32 of 30", "○ stood down",
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "said"), [(CallKind.CALL_OUT, "■ answered"), (CallKind.ROLL_CALL, "● answered")])
def test_who_should_be_there_and_only_answered_is_late(file_world, kind, said):
    made = call(file_world, kind=kind, due_at=ago(1 / 24))
    answered(file_world, made, AnswerKind.ANSWERED, at=ago(1.5 / 24))
    assert report(file_world)[1][0]["last"] == said


def test_telephones_are_masked_for_whoever_need_not_call(file_world):
    team(file_world, phone="13800000000", deputy_phone="13900000000")
    assert (report(file_world)[1][0]["phone"], report(file_world)[1][0]["deputy_phone"]) == (
        "13800000000",
        "13900000000",
    )
    masked = report(file_world, "watcher")[1][0]
    assert (masked["phone"], masked["deputy_phone"]) == ("138*****000", "139*****000")


def test_the_form_is_that_of_the_superiors(file_world):
    i18n.use("zh")
    titles = [one.title for one in report(file_world)[0].columns]
    assert titles == [
        "序号", "队伍", "类别", "管理单位", "人数", "负责人", "联系电话", "联系人", "联系人电话", "驻地", "责任区",
        "专长", "集结时限", "主要装备", "最近通知", "登记时间", "备注",
    ]  # fmt: skip

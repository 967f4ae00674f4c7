"""What is waiting: one list of all that a query finds undone in the reader's branch, the most urgent first."""

from datetime import date, timedelta

import pytest

from inventory.ground import settings
from inventory.ground.store import now
from inventory.supplies import stock
from inventory.supplies.closing import approve_count
from inventory.supplies.lots import Line
from inventory.supplies.todo import WAITING_NAMES, TodoLine, Waiting, todo
from tests.supplies.acts import D
from tests.supplies.checks import explained, handed_in, opened, posted
from tests.world import World


def waiting(world: World, kind: Waiting, who: str = "officer") -> list[TodoLine]:
    return [one for one in world.as_(who).ask(todo) if one.kind is kind]


def issued(world: World, **facts) -> str:
    lines = [Line(world.bags, D(500))]
    number: str = world.do(stock.issue, place=world.east, to=world.team, lines=lines, **facts).number
    return number


def test_every_kind_has_its_name():
    assert set(WAITING_NAMES) == set(Waiting)


def test_what_expired_or_soon_will_and_what_is_short_waits(world: World):
    [expired], [soon], [short] = (waiting(world, kind) for kind in (Waiting.EXPIRED, Waiting.EXPIRING, Waiting.SHORT))
    assert (expired.what, expired.quantity, expired.days, expired.is_late) == ("压缩饼干", D(5), 10, True)
    assert (soon.quantity, soon.days, soon.is_late) == (D(40), -20, False)
    assert (short.what, short.quantity, short.number, short.due_on) == ("编织袋", D(1700), "WZ0001", None)


def test_an_urgent_issue_waits_for_its_papers_and_a_loan_for_its_return(world: World):
    out = now() - timedelta(days=5)
    due = (now() - timedelta(days=2)).date()
    number = issued(world, occurred_at=out, urgent=True, due_on=due, counterpart="示例")
    [papers], [loan] = (waiting(world, kind) for kind in (Waiting.PAPERS, Waiting.LOAN))
    assert (papers.number, papers.days, papers.where) == (number, 5, "示例东仓库 → 示例抢险队")
    assert (loan.number, loan.quantity, loan.unit, loan.due_on, loan.where) == (number, D(500), "条", due, "示例抢险队")


def test_a_pump_whose_trial_run_is_due_waits(world: World):
    with world.begin() as here:
        here.pump.test_interval_days = 10
    [run] = waiting(world, Waiting.UNTESTED)
    assert (run.what, run.days, run.since) == ("排水泵", 20, None)


def test_a_check_waits_to_be_approved_then_to_be_posted_then_no_more(world: World):
    count = opened(world)
    assert not waiting(world, Waiting.CHECK_TO_APPROVE)
    explained(world, handed_in(world, count))
    [line] = waiting(world, Waiting.CHECK_TO_APPROVE)
    assert (line.number, line.where, line.days) == (count.number, "示例东仓库", None)
    world.do(approve_count, count=count)
    assert not waiting(world, Waiting.CHECK_TO_APPROVE)
    assert [one.number for one in waiting(world, Waiting.CHECK_TO_POST)] == [count.number]
    posted(world, count)
    assert not waiting(world, Waiting.CHECK_TO_POST)


def test_a_depot_waits_for_its_check_where_a_rhythm_is_set_and_not_again_once_it_was_checked(world: World):
    assert not waiting(world, Waiting.CHECK_DUE)
    world.do(settings.set_value, organisation=world.headquarters, key="check_days", value="30", basis="示例")
    assert "示例东仓库" in [one.where for one in waiting(world, Waiting.CHECK_DUE)]
    posted(world, handed_in(world, opened(world)))
    due = waiting(world, Waiting.CHECK_DUE)
    assert "示例东仓库" not in [one.where for one in due]
    assert {one.days for one in due} == {0}
    assert [one.where for one in waiting(world, Waiting.CHECK_DUE, "townkeeper")] == ["示例西仓库"]


def test_what_is_late_stands_first_the_longest_in_front_and_what_is_coming_last(world: World):
    issued(world, urgent=True, occurred_at=now() - timedelta(days=20))
    kinds = [one.kind for one in world.as_("officer").ask(todo)]
    assert kinds == [Waiting.PAPERS, Waiting.EXPIRED, Waiting.SHORT, Waiting.EXPIRING]


def test_who_counts_blind_is_told_what_waits_and_not_how_much(world: World):
    opened(world)
    [line] = waiting(world, Waiting.EXPIRED, "keeper")
    assert (line.what, line.quantity) == ("压缩饼干", None)
    assert not waiting(world, Waiting.SHORT, "keeper")
    assert waiting(world, Waiting.EXPIRED, "leader")[0].quantity == D(5)


@pytest.mark.parametrize(("days", "late"), [(None, False), (-3, False), (0, False), (1, True)])
def test_late_is_what_should_have_been_done_before_today(days: int | None, *, late: bool):
    line = TodoLine(Waiting.LOAN, "示例", "示例", None, "", None, date(2022, 6, 1), days, "CK-2022-0001")
    assert line.is_late is late

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inventory.ground import settings
from inventory.ground.store import now
from inventory.supplies import corrections, loans, stock, transfers
from inventory.supplies.checks import DueLine
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line, Lot
from reports import due
from reports.table import Level, Ranked, shown
from tests.supplies.checks import handed_in, opened, posted


def column(table, key):
    return [shown(table.column(key), row, table.zone) for row in table.rows]


def day(moment):
    """The date at the headquarters, which is not everywhere the same."""
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).date()


def issue(world, **facts):
    with world.begin() as here:
        lines = [Line(here.bags, Decimal(500))]
        voucher = stock.issue(here.session, here.officer, place=here.east, to=here.team, lines=lines, **facts)
        return voucher.id, voucher.number


def test_what_expires_first_stands_first_and_what_is_over_is_urgent(file_world):
    with file_world.read() as here:
        table = due.expiring(here.session, here.officer)
        assert column(table, "state") == ["■ expired", "▲ expires soon"]
        assert column(table, "quantity") == ["5", "40"]
        assert column(due.expiring(here.session, here.officer, days=400), "quantity") == ["5", "40", "60"]
        assert column(due.expiring(here.session, here.officer, days=0), "quantity") == ["5"]


def test_a_pump_that_was_never_tried_is_listed_when_its_time_is_over(file_world):
    with file_world.begin() as here:
        here.pump.test_interval_days = 10
    with file_world.read() as here:
        table = due.untested(here.session, here.officer)
        assert column(table, "item") == ["排水泵"]
        assert column(table, "tested_on") == ["never"]
        assert [table.column("days_over").level(row) for row in table.rows] == [Level.ATTENTION]


def test_a_loan_past_its_day_is_listed_with_what_is_still_out(file_world):
    yesterday = now() - timedelta(days=1)
    _id, number = issue(
        file_world, due_on=day(yesterday), occurred_at=yesterday - timedelta(days=3), counterpart="示例"
    )
    issue(file_world, due_on=day(now() + timedelta(days=9)))
    with file_world.begin() as here:
        assert len(loans.loans(here.session, here.officer)) == 2
    with file_world.read() as here:
        table = due.overdue(here.session, here.officer)
        assert column(table, "voucher") == [number]
        assert column(table, "left") == ["500"]
        assert column(table, "holder") == ["示例抢险队"]


def test_an_urgent_issue_is_listed_until_its_papers_are_complete(file_world):
    voucher, number = issue(file_world, urgent=True)
    with file_world.read() as here:
        assert column(due.papers(here.session, here.officer), "voucher") == [number]
    with file_world.begin() as here:
        slip = here.session.get_one(Voucher, voucher)
        corrections.complete_papers(here.session, here.officer, voucher=slip, basis="示例", approver="示例")
    with file_world.read() as here:
        assert len(due.papers(here.session, here.officer).rows) == 0


def test_who_counts_a_lot_blind_is_not_told_how_much_of_it_expires_or_is_untried(file_world):
    with file_world.begin() as here:
        here.pump.test_interval_days = 10
    opened(file_world, parts=[])
    with file_world.read() as here:
        for made, lines in ((due.expiring, 2), (due.untested, 1)):
            table = made(here.session, here.keeper)
            assert column(table, "quantity") == ["being counted"] * lines
            assert len(table.foots) == 1
            assert "no amounts" in table.foots[0]
            assert "being counted" not in column(made(here.session, here.leader), "quantity")


# Stock checks ----------------------------------------------------------------------------------------------------


def set_days(world, days):
    facts = {"organisation": world.headquarters, "key": "check_days", "value": str(days), "basis": "示例"}
    world.do(settings.set_value, **facts)


def test_where_no_rhythm_is_set_no_check_is_due_and_that_is_said(file_world):
    with file_world.read() as here:
        table = due.checks_due(here.session, here.officer)
        assert len(table.rows) == 5
        for key, said in (("every", "not set"), ("due_on", "not set"), ("last_at", "never"), ("days_over", "—")):
            assert set(column(table, key)) == {said}


def test_a_depot_that_was_never_checked_is_due_today_and_one_that_was_after_its_days(file_world):
    count = posted(file_world, handed_in(file_world, opened(file_world)))
    set_days(file_world, 30)
    with file_world.read() as here:
        table, today = due.checks_due(here.session, here.officer), settings.today(here.session)
        last_and_due = zip(column(table, "last"), column(table, "due_on"), strict=True)
        found = dict(zip(column(table, "code"), last_and_due, strict=True))
    assert found["CK01"] == (count.number, str(today + timedelta(days=30)))
    assert found["CK04"] == ("—", str(today))
    assert column(table, "code")[-1] == "CK01"


def test_the_check_that_is_under_way_is_named_beside_its_depot(file_world):
    count = posted(file_world, handed_in(file_world, opened(file_world)))
    set_days(file_world, 0)
    again = opened(file_world)
    with file_world.read() as here:
        table = due.checks_due(here.session, here.officer)
        found = dict(zip(column(table, "code"), column(table, "under_way"), strict=True))
    assert found["CK01"] == again.number != count.number
    assert found["CK04"] == "—"


def test_a_check_that_is_overdue_is_marked_with_its_days():
    over, coming = (
        Ranked(1, DueLine(1, "CK01", "示例", "示例", "", "", None, 30, date(2022, 6, 1), days, "")) for days in (9, -9)
    )
    [column] = [one for one in due.due_columns() if one.key == "days_over"]
    assert (column.cell(over), column.level(over)) == (9, Level.ATTENTION)
    assert (column.cell(coming), column.level(coming)) == (None, None)


# Looked back at --------------------------------------------------------------------------------------------------


def test_what_expires_is_what_was_held_then_and_counts_from_that_day(file_world):
    before = now()
    with file_world.begin() as here:
        lines = [Line(here.biscuits, Decimal(5))]
        stock.write_off(here.session, here.officer, place=here.east, lines=lines, cause=stock.Cause.EXPIRED)
    with file_world.read() as here:
        assert column(due.expiring(here.session, here.officer), "quantity") == ["40"]
        assert column(due.expiring(here.session, here.officer, known_at=before), "quantity") == ["5", "40"]
        then = due.expiring(here.session, here.officer, as_at=before - timedelta(days=15))
        assert column(then, "state") == ["▲ expires soon"] * 2
        assert column(then, "days_left") == ["5", "35"]
        assert len(due.expiring(here.session, here.officer, as_at=before - timedelta(days=31)).rows) == 0


def test_a_trial_run_of_later_or_entered_later_does_not_count_then(file_world):
    with file_world.begin() as here:
        here.pump.test_interval_days = 10
    before = now()
    run = before - timedelta(days=5)
    with file_world.begin() as here:
        lot = here.session.scalars(select(Lot).where(Lot.item_id == here.pump.id)).one()
        facts = {"place": here.east, "lot": lot, "passed": True, "tester": "示例"}
        corrections.record_test(here.session, here.officer, tested_at=run, **facts)
    with file_world.read() as here:
        ask = partial(due.untested, here.session, here.officer)
        assert len(ask().rows) == 0
        assert column(ask(known_at=before), "days_over") == ["▲ 20"]
        assert column(ask(as_at=run - timedelta(days=1)), "days_over") == ["▲ 14"]
        assert len(ask(as_at=run).rows) == 0
        assert len(ask(as_at=run, known_at=before).rows) == 1


def test_loans_and_papers_of_then_are_those_that_were_open_then(file_world):
    out = now() - timedelta(days=9)
    voucher, number = issue(file_world, occurred_at=out, due_on=day(out + timedelta(days=2)), urgent=True)
    before = now()
    with file_world.begin() as here:
        slip = here.session.get_one(Voucher, voucher)
        lines = [Line(here.bags, Decimal(500))]
        back = out + timedelta(days=6)
        transfers.take_back(here.session, here.officer, place=here.team, to=here.east, lines=lines, occurred_at=back)
        corrections.complete_papers(here.session, here.officer, voucher=slip, basis="示例", approver="示例")
    with file_world.read() as here:
        for ask, then in ((due.overdue, out + timedelta(days=4)), (due.papers, out + timedelta(days=4))):
            assert len(ask(here.session, here.officer).rows) == 0
            assert column(ask(here.session, here.officer, as_at=then), "voucher") == [number]
            assert column(ask(here.session, here.officer, known_at=before), "voucher") == [number]
            assert len(ask(here.session, here.officer, as_at=out - timedelta(days=1)).rows) == 0
            assert len(ask(here.session, here.officer, known_at=out).rows) == 0
        assert column(due.overdue(here.session, here.officer, as_at=then), "days_over") == ["▲ 2"]
        assert column(due.papers(here.session, here.officer, as_at=then), "days") == ["▲ 4"]
        assert len(due.overdue(here.session, here.officer, as_at=back).rows) == 0

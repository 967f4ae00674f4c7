from datetime import timedelta
from decimal import Decimal

from inventory.ground.store import now
from inventory.supplies import corrections, loans, stock
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line
from reports import due
from reports.table import Level, shown


def column(table, key):
    return [shown(table.column(key), row, table.zone) for row in table.rows]


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
        file_world, due_on=yesterday.date(), occurred_at=yesterday - timedelta(days=3), counterpart="示例"
    )
    issue(file_world, due_on=(now() + timedelta(days=9)).date())
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

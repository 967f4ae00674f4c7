"""Loans: what is out, what came back, what is overdue."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event

from inventory.ground.store import now
from inventory.supplies import corrections, loans, stock, transfers
from inventory.supplies.lots import Condition, Line
from inventory.supplies.stock import Cause
from tests.supplies.acts import D, ago, lent, one, received, refused, today
from tests.world import World


def out(world: World, **view):
    """The open loans: (voucher, what is left)."""
    return [(line.voucher, line.left) for line in world.ask(loans.loans, **view)]


def back(world: World, number: int, **more):
    """Bring bags back from the team."""
    facts = {"place": world.team, "to": world.east, "lines": [Line(world.bags, D(number))], **more}
    return world.do(transfers.take_back, **facts)


def test_a_loan_is_out_until_all_of_it_is_back(world: World):
    loan = lent(world, 100)
    assert out(world) == [(loan.number, 100)]
    back(world, 40)
    assert out(world) == [(loan.number, 60)]
    back(world, 60)
    assert out(world) == []


def test_an_issue_without_a_date_is_no_loan(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(100))])
    assert out(world) == []


def test_what_comes_back_settles_what_is_due_first(world: World):
    later = lent(world, 100, due_on=today() + timedelta(days=9))
    sooner = lent(world, 100, due_on=today() + timedelta(days=1))
    back(world, 130)
    assert out(world) == [(later.number, 70)]
    assert sooner.number not in dict(out(world))


def test_more_than_was_lent_comes_back_where_it_was_issued_without_a_date(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(50))])
    lent(world, 100)
    back(world, 120)
    assert out(world) == []
    assert world.held(world.team, world.bags) == 30


def test_one_voucher_settles_several_loans_over_several_lines(world: World):
    first = lent(world, 100, due_on=today() + timedelta(days=1))
    second = lent(world, 100)
    lines = [Line(world.bags, D(70)), Line(world.bags, D(70))]
    world.do(transfers.take_back, place=world.team, to=world.east, lines=lines)
    assert out(world) == [(second.number, 60)]
    assert first.number != second.number


def test_what_is_written_off_at_the_team_settles_its_loans(world: World):
    loan = lent(world, 100)
    world.do(stock.write_off, place=world.team, lines=[Line(world.bags, D(30))], cause=Cause.LOST)
    assert out(world) == [(loan.number, 70)]


def test_what_was_torn_at_the_team_settles_the_loan_of_the_whole(world: World):
    loan = lent(world, 100)
    facts = {"place": world.team, "quantity": D(30), "note": "示例"}
    voucher = world.do(corrections.reclassify, lot=one(world, world.bags), condition=Condition.TO_REPAIR, **facts)
    torn = world.lots(voucher)[1]
    voucher = world.do(corrections.reclassify, lot=torn, condition=Condition.FAILED, **{**facts, "quantity": D(10)})
    worse = world.lots(voucher)[1]
    back(world, 20, lines=[Line(world.bags, D(20), torn)])
    assert out(world) == [(loan.number, 80)]
    back(world, 10, lines=[Line(world.bags, D(10), worse)])
    back(world, 70)
    assert out(world) == []


def test_what_another_holder_brings_back_settles_nothing_here(world: World):
    loan = lent(world, 100)
    lent(world, 100, to=world.works)
    back(world, 100, place=world.works)
    assert out(world) == [(loan.number, 100)]


def test_a_return_of_before_the_loan_does_not_settle_it(world: World):
    world.do(stock.issue, place=world.east, to=world.team, lines=[Line(world.bags, D(50))], occurred_at=ago(9))
    loan = lent(world, 100, occurred_at=ago(3), due_on=today())
    back(world, 20, occurred_at=ago(5))
    assert out(world) == [(loan.number, 100)]


def test_a_reversed_return_opens_the_loan_again(world: World):
    loan = lent(world, 100)
    returned = back(world, 100)
    world.do(corrections.reverse, voucher=returned, note="示例")
    assert out(world) == [(loan.number, 100)]
    back(world, 100)
    assert out(world) == []


def test_a_reversed_loan_is_not_out(world: World):
    world.do(corrections.reverse, voucher=lent(world, 100), note="示例")
    assert out(world) == []


def test_a_loan_that_came_back_cannot_be_reversed_before_its_return(world: World):
    loan = lent(world, 100)
    returned = back(world, 1)
    said = refused(world, corrections.RestedOn, corrections.reverse, field="voucher", voucher=loan, note="示例")
    assert said == f"{returned.number} rest on {loan.number}: reverse them first."


def test_only_what_is_past_its_day_is_overdue(world: World):
    late = lent(world, 100, occurred_at=ago(5), due_on=today() - timedelta(days=1))
    lent(world, 100, due_on=today())
    lines = world.ask(loans.loans, overdue_only=True)
    assert [(line.voucher, line.days_over) for line in lines] == [(late.number, 1)]
    assert sorted(line.days_over for line in world.ask(loans.loans)) == [0, 1]


def test_a_loan_is_not_due_before_it_goes_out(world: World):
    yesterday = today() - timedelta(days=1)
    facts = {"place": world.east, "to": world.team, "lines": [Line(world.bags, D(1))], "due_on": yesterday}
    said = refused(world, stock.DueBeforeIssue, stock.issue, field="due_on", **facts)
    assert said == f"It would be due back on {yesterday}, before it goes out on {today()}."


def test_a_loan_needs_somebody_to_come_back_from(world: World):
    facts = {"place": world.east, "lines": [Line(world.bags, D(1))], "due_on": today()}
    refused(world, stock.LoanToNobody, stock.issue, field="to", **facts)


def test_the_list_of_loans_costs_the_same_for_one_and_for_many(file_world: World):
    world = file_world

    def statements() -> int:
        ran: list[str] = []

        def count(_connection, _cursor, statement, *_rest) -> None:
            ran.append(statement)

        event.listen(world.store.engine, "before_cursor_execute", count)
        try:
            world.ask(loans.loans)
        finally:
            event.remove(world.store.engine, "before_cursor_execute", count)
        return len(ran)

    lent(world, 1)
    before = statements()
    for _turn in range(5):
        received(world, world.bags, 10)
        lent(world, 10)
    assert statements() == before


# Looked back at ------------------------------------------------------------------------------------------------


def test_what_was_out_then_is_what_had_gone_and_not_come_back_by_then(world: World):
    loan = lent(world, 100, occurred_at=ago(9))
    back(world, 40, occurred_at=ago(5))
    back(world, 60, occurred_at=ago(3))
    assert out(world) == []
    assert [out(world, when=ago(days)) for days in (10, 6, 4, 2)] == [[], [(loan.number, 100)], [(loan.number, 60)], []]


def test_what_was_known_to_be_out_leaves_out_what_was_entered_later(world: World):
    before = now()
    loan = lent(world, 100, occurred_at=ago(9))
    lent_at = now()
    returned = back(world, 40, occurred_at=ago(5))
    back_at = now()
    world.do(corrections.reverse, voucher=returned, note="示例")
    reversed_at = now()
    world.do(corrections.reverse, voucher=loan, note="示例")
    instants = (before, lent_at, back_at, reversed_at, now())
    left = [[], [(loan.number, 100)], [(loan.number, 60)], [(loan.number, 100)], []]
    assert [out(world, known=instant) for instant in instants] == left
    assert [out(world, when=ago(1), known=instant) for instant in instants] == left

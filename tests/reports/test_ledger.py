from datetime import timedelta
from decimal import Decimal

from inventory.ground.store import now
from inventory.supplies import corrections, stock
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line
from reports import ledger
from reports.table import Level, Totals


def issue(world, **facts):
    with world.begin() as here:
        lines = [Line(here.bags, Decimal(500))]
        return stock.issue(here.session, here.officer, place=here.east, to=here.team, lines=lines, **facts).id


def column(table, key):
    return [table.column(key).cell(row) for row in table.rows]


def test_the_ledger_of_one_item_ends_at_what_is_on_hand(file_world):
    issue(file_world)
    with file_world.read() as here:
        table = ledger.ledger(here.session, here.officer, item=here.bags)
        assert column(table, "came") == [2000, 1000, 300, None]
        assert column(table, "went") == [None, None, None, 500]
        assert column(table, "balance") == [2000, 3000, 3300, 2800]
        assert table.heads[2] == ("Counted in units of", "条")
        totals = Totals(table)
        totals.add(table.rows)
    [line] = totals.lines()
    assert (line.unit, line.sums) == ("条", {"came": Decimal(3300), "went": Decimal(500)})


def test_the_whole_ledger_lists_every_movement_and_adds_nothing_up(file_world):
    with file_world.read() as here:
        table = ledger.ledger(here.session, here.officer)
        assert len(table.rows) == 9
        assert {row.voucher[:2] for row in table.rows} == {"QC"}
        assert not any(one.total for one in table.columns)


def test_what_was_entered_late_and_what_was_reversed_is_marked(file_world):
    voucher = issue(file_world, occurred_at=now() - timedelta(days=5))
    with file_world.begin() as here:
        slip = here.session.get_one(Voucher, voucher)
        corrections.reverse(here.session, here.officer, voucher=slip, note="示例 录错")
    with file_world.read() as here:
        table = ledger.ledger(here.session, here.officer, item=here.bags)
        issued = next(row for row in table.rows if row.voucher.startswith("CK"))
        note = table.column("note")
        assert note.cell(issued) == "entered late; reversed"
        assert note.level(issued) is Level.ATTENTION
        assert column(table, "balance")[-1] == 3300


def test_a_span_of_time_and_what_was_known(file_world):
    before = now()
    issue(file_world)
    with file_world.read() as here:
        assert len(ledger.ledger(here.session, here.officer, since=before).rows) == 1
        assert len(ledger.ledger(here.session, here.officer, as_at=before).rows) == 9
        assert len(ledger.ledger(here.session, here.officer, known_at=before).rows) == 9


def test_a_town_sees_its_own_movements(file_world):
    with file_world.read() as here:
        assert column(ledger.ledger(here.session, here.townkeeper), "target") == ["示例西仓库"]

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from inventory.ground import i18n
from inventory.ground.store import now
from inventory.supplies import ageing, corrections, stock, transfers
from inventory.supplies.counts import Reason, kept_reason, told_reason
from inventory.supplies.entering import Keyed
from inventory.supplies.history import movements
from inventory.supplies.ledger import Voucher, VoucherKind
from inventory.supplies.lots import Condition, Line, Lot
from reports import vouchers
from reports.table import shown
from tests.supplies.checks import handed_in, line_of, opened, posted


@pytest.fixture
def act(file_world):
    """Do something at the headquarters and give back the voucher's id."""

    def done(service, who="officer", **facts):
        with file_world.begin() as here:
            given = {key: value(here) if callable(value) else value for key, value in facts.items()}
            return service(here.session, getattr(here, who), **given).id

    return done


@pytest.fixture
def paper(file_world):
    """The slip of a voucher, its cells as text: heads, rows, foots, signatures."""

    def made(voucher_id, who="officer"):
        with file_world.read() as here:
            voucher = here.session.get_one(Voucher, voucher_id)
            table = vouchers.voucher(here.session, getattr(here, who), voucher=voucher)
            rows = [{one.key: shown(one, row, table.zone) for one in table.columns} for row in table.rows]
            return table, rows

    return made


def bags(quantity, **facts):
    return lambda here: [Line(here.bags, Decimal(quantity), **facts)]


def slip(voucher_id):
    return lambda here: here.session.get_one(Voucher, voucher_id)


def east(here):
    return here.east


def team(here):
    return here.team


def test_what_nobody_received_names_no_receiving_unit(act, paper):
    for service, facts in (
        (stock.write_off, {"cause": stock.Cause.DAMAGED}),
        (stock.issue, {}),
    ):
        table, _rows = paper(act(service, place=east, lines=bags(7), **facts))
        assert dict(table.heads)["Receiving unit"] is None
    table, _rows = paper(act(stock.issue, place=east, lines=bags(7), unit="示例用料单位"))
    assert dict(table.heads)["Receiving unit"] == "示例用料单位"


def test_a_receipt_slip_says_what_came_from_whom_and_in_what_state(act, paper):
    lines = bags(300, batch="示例批", maker="示例厂", produced_on=date(2022, 5, 1), quality="示例合格")
    voucher = act(stock.receive, place=east, lines=lines, counterpart="示例交", approver="示例验", basis="示例合同")
    table, [row] = paper(voucher)
    heads = dict(table.heads)
    assert (table.title, heads["Depot"], heads["Came from"], heads["Basis"]) == (
        "Receipt slip",
        "示例东仓库",
        "purchase",
        "示例合同",
    )
    assert (row["item"], row["unit"], row["quantity"], row["maker"]) == ("编织袋", "条", "300", "示例厂")
    assert (row["produced_on"], row["expires_on"], row["inspection"]) == ("2022-05-01", "—", "示例合格")
    assert row["lot"].startswith("示例批 (P")
    assert table.signatures == [("Delivered by", "示例交"), ("Inspected by", "示例验"), ("Storekeeper", "示例保管员")]


def test_an_issue_slip_shows_what_came_back(act, paper):
    due = (now() + timedelta(days=9)).date()
    voucher = act(stock.issue, place=east, to=team, lines=bags(500), due_on=due, counterpart="示例领", basis="示例电话")
    act(transfers.take_back, place=team, to=east, lines=bags(200))
    table, [row] = paper(voucher)
    heads = dict(table.heads)
    assert (table.title, heads["Receiving unit"], heads["Basis of issue"]) == ("Issue slip", "示例抢险队", "示例电话")
    assert (row["quantity"], row["due_on"], row["back"]) == ("500", due.isoformat(), "200")
    assert f"√ to be returned by {due}" in table.foots[0]
    assert "□ issued before its papers" in table.foots[0]


def test_an_urgent_issue_is_ticked_and_says_when_its_papers_came(act, paper):
    voucher = act(stock.issue, place=east, to=team, lines=bags(10), urgent=True)
    table, _rows = paper(voucher)
    assert "√ issued before its papers" in table.foots[0]
    act(corrections.complete_papers, voucher=slip(voucher), basis="示例令", approver="示例批准", counterpart="示例领")
    table, _rows = paper(voucher)
    assert any(foot.startswith("Papers completed") and "示例令" in foot for foot in table.foots)
    assert table.signatures[:2] == [("Received by", "示例领"), ("Approved by", "示例批准")]


def test_an_expired_lot_is_marked_on_the_slip(file_world, act, paper):
    with file_world.read() as here:
        lot = next(
            one.lot_id
            for one in ageing.expiring(here.session, here.officer)
            if one.days_left is not None and one.days_left < 0
        )

    def lines(here):
        return [Line(here.biscuits, Decimal(1), lot=here.session.get_one(Lot, lot), reason="示例 演练用")]

    voucher = act(stock.issue, who="leader", place=east, to=team, lines=lines)
    _table, [row] = paper(voucher)
    assert row["note"].startswith("past its date (")
    assert row["note"].endswith("示例 演练用")


def test_a_transfer_order_shows_sent_and_received(act, paper):
    voucher = act(transfers.transfer, place=east, to=lambda here: here.bare, lines=bags(100), on_the_way=True)
    _table, [row] = paper(voucher)
    assert (row["approved"], row["sent"], row["received"]) == ("—", "100", "—")
    act(transfers.arrive, voucher=slip(voucher), lines=bags(90), lost=True, note="示例 破损")
    table, [row] = paper(voucher)
    assert (row["sent"], row["received"]) == ("100", "90")
    assert "Arrived at: —" not in table.foots[0]
    assert "Arrived at: " in table.foots[0]


def test_a_transfer_that_went_straight_was_received_in_full(act, paper):
    voucher = act(transfers.transfer, place=east, to=lambda here: here.bare, lines=bags(100))
    _table, [row] = paper(voucher)
    assert (row["sent"], row["received"]) == ("100", "100")


def test_a_reversed_slip_says_so_and_its_reversal_names_it(file_world, act, paper):
    voucher = act(stock.write_off, place=east, lines=bags(7), cause=stock.Cause.DAMAGED, note="示例 鼠咬")
    undone = act(corrections.reverse, voucher=slip(voucher), note="示例 录错")
    table, _rows = paper(voucher)
    assert dict(table.heads)["Went to"] == "written off: damaged"
    assert any(foot.startswith("REVERSED by CX-") for foot in table.foots)
    table, [row] = paper(undone)
    assert dict(table.heads)["About slip"].startswith("BF-")
    assert row["target"] == "示例东仓库"


def test_every_kind_of_voucher_has_its_slip(file_world, act, paper):
    sent = act(transfers.transfer, place=east, to=lambda here: here.bare, lines=bags(5), on_the_way=True)
    made = [
        act(stock.opening, who="keeper", place=east, lines=bags(1)),
        act(stock.receive, place=east, lines=bags(1)),
        act(stock.issue, place=east, to=team, lines=bags(2)),
        act(transfers.take_back, place=team, to=east, lines=bags(1)),
        sent,
        act(transfers.arrive, voucher=slip(sent)),
        act(stock.write_off, place=east, lines=bags(1), cause=stock.Cause.LOST, note="示例"),
        act(
            corrections.reclassify,
            place=east,
            lot=first_lot,
            quantity=Decimal(1),
            condition=Condition.TO_REPAIR,
            note="示例",
        ),
    ]
    made.append(act(corrections.reverse, voucher=slip(made[1]), note="示例"))
    made.append(count_differences(file_world))
    titles = [paper(voucher)[0].title for voucher in made]
    assert len(set(titles)) == len(titles) == len(VoucherKind)


def count_differences(world):
    """The slip of a check that found ten bags less and twenty torn, and three jackets more."""
    count = opened(world)
    torn = Keyed(line_of(world, count, "编织袋"), Decimal(1982), unfit=Decimal(20), condition=Condition.TO_REPAIR)
    wrong = {torn.line: torn, line_of(world, count, "救生衣"): Decimal(203)}
    posted(world, handed_in(world, count, wrong))
    with world.read() as here:
        return here.session.scalars(select(Voucher.id).where(Voucher.kind == VoucherKind.COUNT)).one()


def test_a_count_difference_says_what_was_found_more_less_and_in_another_condition(file_world, paper):
    table, rows = paper(count_differences(file_world))
    heads = dict(table.heads)
    assert (table.title, heads["Depot"], heads["Basis"][:3]) == ("Count difference slip", "示例东仓库", "PD-")
    told = {(row["item"], row["way"], row["quantity"], row["place"]) for row in rows}
    assert told == {
        ("救生衣", "surplus found", "3", "示例库房"),
        ("编织袋", "shortage found", "18", "示例东仓库"),
        ("编织袋", "into another condition", "20", "示例东仓库"),
        ("编织袋", "into this condition", "20", "示例东仓库"),
    }
    assert table.signatures[:2] == [("Posted by", "示例保管员"), ("Approved by", "示例领导")]


def test_the_reason_of_a_difference_is_told_in_the_readers_language_whoever_posted_it(file_world, paper):
    i18n.use("zh")
    posted = count_differences(file_world)
    _table, rows = paper(posted)
    assert {row["note"].split("；")[-1] for row in rows} == {"原因不明：示例"}
    i18n.use("en")
    _table, rows = paper(posted)
    assert {row["note"].split("; ")[-1] for row in rows} == {"not found out: 示例"}
    with file_world.read() as here:
        kept = here.session.get_one(Voucher, posted)
        lines = movements(here.session, here.leader, voucher=kept)[0:9]
        assert {one.note for one in lines} == {"not found out: 示例"}
    assert told_reason(kept_reason(Reason.LOST, "示例")) == "lost or stolen: 示例"
    assert told_reason("示例: lost") == "示例: lost"
    assert len(kept_reason(Reason.ENTERED_WRONGLY, "例" * 400)) == 400


def test_a_counter_is_told_of_slips_meanwhile_only_what_they_entered_themselves(file_world, act, paper):
    with file_world.read() as here:
        before = here.session.scalars(select(Voucher.id).where(Voucher.kind == VoucherKind.OPENING)).first()
    received = act(stock.receive, place=east, lines=bags(11))
    opened(file_world)
    others = act(stock.issue, who="officer", place=east, to=team, lines=bags(7))
    undone = act(corrections.reverse, who="keeper", voucher=slip(received), note="示例")
    for voucher in (before, others, undone):
        _table, rows = paper(voucher, "keeper")
        assert {row["quantity"] for row in rows} == {"being counted"}
    _table, [row] = paper(others, "leader")
    assert row["quantity"] == "7"


def test_a_slip_from_before_the_check_tells_its_counter_no_amounts_and_one_made_meanwhile_does(file_world, act, paper):
    with file_world.read() as here:
        before = here.session.scalars(select(Voucher.id).where(Voucher.kind == VoucherKind.OPENING)).first()
    opened(file_world)
    meanwhile = act(stock.issue, who="keeper", place=east, to=team, lines=bags(7))
    _table, rows = paper(before, "keeper")
    assert {row["quantity"] for row in rows} == {"being counted"}
    _table, rows = paper(before, "leader")
    assert rows[0]["quantity"] == "2,000"
    _table, [row] = paper(meanwhile, "keeper")
    assert row["quantity"] == "7"


def first_lot(here):
    return here.session.get_one(Lot, 1)


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("receive", "品名 规格 单位 数量 批次 生产厂家 生产日期 有效期至 验收情况 备注"),
        ("issue", "品名 规格 单位 数量 批次 应归还日期 实归还数量 备注"),
        ("transfer", "序号 品名 规格 单位 批准数量 实发 实收 批次"),
    ],
)
def test_the_slips_have_the_headings_of_the_trade(act, paper, kind, headings):
    to = {"receive": None, "issue": team, "transfer": lambda here: here.bare}[kind]
    facts = {} if to is None else {"to": to}
    voucher = act(getattr(transfers if kind == "transfer" else stock, kind), place=east, lines=bags(1), **facts)
    i18n.use("zh")
    table, _rows = paper(voucher)
    assert [one.title for one in table.columns] == headings.split()

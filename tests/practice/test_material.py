"""Material of a drill: the oldest lots are proposed, go out on real slips and come back against them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import event

from inventory.ground.names import remarks
from inventory.practice import issuing, material, running
from inventory.practice.drills import Drill
from inventory.response.actions import NotThere
from inventory.supplies import loans, stock
from inventory.supplies.choosing import RestUnfit
from inventory.supplies.corrections import reclassify
from inventory.supplies.counting import Team
from inventory.supplies.ledger import VoucherKind
from inventory.supplies.lots import Condition, Line
from inventory.supplies.stock import NotADepot
from tests.practice.acts import Ground
from tests.supplies import checks
from tests.supplies.acts import one, received, refused, today


def listed(ground: Ground, **more):
    facts = {"item": ground.world.biscuits, "quantity": Decimal(50), "place": ground.world.east, **more}
    return ground.do(material.add_material, drill=ground.drill, **facts)


def test_the_list_proposes_what_expires_first_and_then_the_oldest(ground):
    listed(ground)
    received(ground.world, ground.world.bags, 5000)
    bags, biscuits = ground.ask(material.material, ground.drill)
    assert [one.quantity for one in biscuits.lots] == [Decimal(40), Decimal(10)]
    assert [one.expires_on for one in biscuits.lots] == [today() + timedelta(days=days) for days in (20, 300)]
    (lot,) = bags.lots
    assert (lot.number, lot.quantity, bags.short) == ("P000001", Decimal(100), False)
    listed(ground, item=ground.world.pump, quantity=Decimal(4))
    assert ground.ask(material.material, ground.drill)[2].short


def test_material_goes_out_and_comes_back_on_real_slips(ground):
    listed(ground)
    ground.issued()
    assert ground.world.held(ground.world.team, ground.world.bags) == 100
    assert [(one.needed, one.issued, one.out, one.left) for one in ground.ask(material.material, ground.drill)] == [
        (100, 100, 100, 0), (50, 50, 50, 0),
    ]  # fmt: skip
    refused(ground.world, issuing.NothingToIssue, issuing.issue_material, field="needs", drill=ground.drill,
            to=ground.world.team, due_on=today())  # fmt: skip
    facts = {"drill": ground.drill, "lines": [Line(ground.world.bags, Decimal(101))]}
    refused(ground.world, issuing.MoreThanOut, issuing.return_material, field="lines", **facts)
    ground.do(issuing.return_material, drill=ground.drill, lines=[Line(ground.world.bags, Decimal(60))])
    out = ground.ask(material.not_returned, ground.drill)
    assert [(one.item, one.left, one.days_over) for one in out] == [
        ("编织袋", 40, -2), ("压缩饼干", 40, -2), ("压缩饼干", 10, -2),
    ]  # fmt: skip
    ground.do(running.start_drill, drill=ground.planned("示例今日", held_on=today()))
    ground.do(issuing.return_material, drill=ground.drill)
    refused(ground.world, issuing.NothingOut, issuing.return_material, field="drill", drill=ground.drill)
    kinds = [one.kind for one in ground.ask(material.slips, ground.drill)]
    assert kinds == [VoucherKind.ISSUE, VoucherKind.RETURN, VoucherKind.RETURN]
    assert ground.world.held(ground.world.east, ground.world.bags) == 2000
    assert ground.ask(loans.loans) == []
    assert ground.world.faults() == []


def test_the_list_is_read_in_as_many_statements_however_long_it_is(file_ground):
    ground = file_ground
    asked: list[str] = []

    def statements() -> int:
        asked.clear()
        ground.ask(material.material, ground.drill)
        return len(asked)

    event.listen(ground.world.store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    few = statements()
    for item in ("biscuits", "pump"):
        listed(ground, item=getattr(ground.world, item), quantity=Decimal(1))
    assert statements() == few


def test_all_comes_back_that_is_left_torn_off_parts_too_and_what_is_gone_is_told(file_ground):
    ground, world = file_ground, file_ground.world
    ground.issued()
    bags = one(world, world.bags)
    torn = {"place": world.team, "lot": bags, "quantity": Decimal(10), "condition": Condition.TO_REPAIR, "note": "示例"}
    ground.do(reclassify, **torn)
    lines = [Line(world.bags, Decimal(20), bags)]
    ground.do(stock.write_off, place=world.team, lines=lines, cause=stock.Cause.USED_UP)
    assert [line.left for line in ground.ask(material.not_returned, ground.drill)] == [80]
    ground.do(issuing.return_material, drill=ground.drill, lines=[Line(world.bags, Decimal(75), bags)])
    ground.do(issuing.return_material, drill=ground.drill)
    assert ground.ask(material.not_returned, ground.drill) == []
    assert (world.held(world.team, world.bags), world.held(world.east, world.bags)) == (0, 1980)
    assert world.faults() == []


def test_what_a_check_found_missing_with_those_who_had_it_is_told_when_the_rest_comes_back(file_ground):
    ground, world = file_ground, file_ground.world
    ground.issued()
    count = checks.opened(world, place=world.team, parts=[Team((world.keeper, world.officer))])
    checks.posted(world, checks.handed_in(world, count, {1: 70}))
    with world.begin() as here:
        drill = here.session.get_one(Drill, ground.drill.id)
        issuing.return_material(here.session, here.leader, drill=drill)
        (told,) = remarks(here.session)
    assert told == "30 条 of 编织袋 (lot P000001) did not come back: 示例抢险队 holds no more of it."
    assert world.held(world.east, world.bags) == 1970
    refused(world, issuing.NothingLeft, issuing.return_material, field="drill", drill=ground.drill)


def test_what_comes_back_from_a_drill_settles_its_own_loan_and_no_other(file_ground):
    earlier = file_ground.planned("示例先一场")
    facts = {"item": file_ground.world.bags, "quantity": Decimal(30), "place": file_ground.world.east}
    file_ground.do(material.add_material, drill=earlier, **facts)
    file_ground.do(issuing.issue_material, drill=earlier, to=file_ground.world.team, due_on=today())
    file_ground.issued()
    file_ground.do(issuing.return_material, drill=file_ground.drill)
    assert [one.left for one in file_ground.ask(material.not_returned, earlier)] == [30]


def test_the_list_is_kept_within_what_is_there_and_what_went_out(file_ground):
    ground, world = file_ground, file_ground.world
    refused(world, material.NeededAlready, material.add_material, field="item", drill=ground.drill, item=world.bags,
            quantity=Decimal(1), place=world.east)  # fmt: skip
    refused(world, NotADepot, material.add_material, field="place", drill=ground.drill, item=world.bags,
            quantity=Decimal(1), place=world.team)  # fmt: skip
    refused(world, NotThere, material.drop_material, field="code", drill=ground.drill, code="YL-0/M1")
    too_many = listed(ground, quantity=Decimal(104))
    facts = {"drill": ground.drill, "to": world.team, "due_on": today()}
    refused(world, RestUnfit, issuing.issue_material, field="quantity", **facts)
    other = ground.planned()
    refused(
        world,
        material.OtherDrillsNeed,
        issuing.issue_material,
        field="need",
        needs=[too_many],
        **{**facts, "drill": other},
    )
    ground.issued(needs=[ground.need])
    refused(
        world, material.IssuedAlready, material.drop_material, field="code", drill=ground.drill, code=ground.need.code
    )
    refused(
        world,
        material.IssuedAlready,
        material.change_material,
        field="quantity",
        need=ground.need,
        quantity=Decimal(99),
    )
    ground.do(material.change_material, need=ground.need, quantity=Decimal(120))
    assert ground.ask(material.material, ground.drill)[0].left == 20

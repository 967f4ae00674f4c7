from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from inventory.ground.audit import AuditEntry
from inventory.ground.names import named
from inventory.ground.people import NotPermitted, Permission, Person, Role, may
from inventory.ground.store import now
from inventory.supplies.catalog import Category, Item, item_line, quotas
from inventory.supplies.corrections import retire_item, reverse
from inventory.supplies.history import movements
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Condition, Lot, Mode
from inventory.supplies.places import Place, PlaceKind
from inventory.upkeep.moving import NotMovedIn, move_in, told
from inventory.upkeep.rows import ItemRow, Moved, OpeningRow, PersonRow, PlaceRow
from tests.world import World

D = Decimal
TENT = ItemRow(
    "帐篷", "顶", "T1", "生活保障", "单", packs=(("箱", D(4)),), barcode="690", quota=D(100), basis="示例依据",
    shelf_life_months=24,
)  # fmt: skip
LAMP = ItemRow("手电", "支")
DEPOT = PlaceRow("示例北仓库", PlaceKind.DEPOT, "CKX", keeper="示例", phone="000-示例")
ROOM = PlaceRow("示例北库房", PlaceKind.ROOM, "KFX", parent="CKX")
WANG = PersonRow("wang", "示例", "示例职务", roles=(Role.STOREKEEPER, Role.READER))
TENTS = OpeningRow("T1", "KFX", "3箱", batch="甲", produced_on=date(2026, 1, 31))
LAMPS = OpeningRow("手电", "CK01", "500", condition=Condition.TO_REPAIR)
EVERYTHING: dict[str, Any] = {
    "items": [TENT, LAMP],
    "places": [ROOM, DEPOT],
    "persons": [WANG],
    "opening": [TENTS, LAMPS],
}


def moved(world: World, **lists: Sequence[Any]) -> Moved:
    with world.begin() as here:
        move_in(here.session, getattr(here, world.by), **(lists or EVERYTHING))
        return told(here.session)


def faults(world: World, **lists: Sequence[Any]) -> list[tuple[str, int, str, str]]:
    with pytest.raises(NotMovedIn) as caught:
        moved(world, **lists)
    return [(one.part, one.at, one.field, one.reason) for one in caught.value.faults]


def counts(world: World) -> list[int]:
    with world.read() as here:
        models = (Item, Category, Place, Person, Lot, Voucher, AuditEntry)
        return [here.session.scalar(select(func.count()).select_from(one)) or 0 for one in models]


def one(world: World, model: Any, text: str) -> Any:
    with world.read() as here:
        return named(here.session, here.leader, model, text)


# What is made --------------------------------------------------------------------------------------------------


def test_everything_is_there_in_one_act(world: World):
    before = counts(world)
    made = moved(world)
    assert [after - had for after, had in zip(counts(world), before, strict=True)] == [2, 1, 2, 1, 2, 1, 1]
    assert [(one.part, one.at) for one in made.made] == [
        ("items", 0), ("items", 1), ("places", 1), ("places", 0), ("persons", 0), ("opening", 0), ("opening", 1),
    ]  # fmt: skip
    assert made.kept == []
    assert world.faults() == []


def test_items_have_their_category_packs_and_quota(world: World):
    moved(world)
    with world.read() as here:
        tent = named(here.session, here.leader, Item, "T1")
        line = item_line(here.session, tent)
        assert (line.name, line.spec, line.category, line.packs) == ("帐篷", "单", "生活保障", (("箱", D(4)),))
        assert [(quota.quantity, quota.basis) for quota in quotas(here.session, here.leader, tent)] == [
            (D(100), "示例依据")
        ]
        assert named(here.session, here.leader, Item, "手电").code == "WZ0006"


def test_a_room_comes_after_its_depot_wherever_it_stands(world: World):
    moved(world, places=[ROOM, DEPOT])
    assert one(world, Place, "KFX").path.startswith(one(world, Place, "CKX").path)


def test_persons_have_their_roles(world: World):
    moved(world, persons=[WANG])
    with world.read() as here:
        wang = named(here.session, here.leader, Person, "wang")
        assert may(here.session, wang, Permission.OPEN_BOOKS)
        assert not may(here.session, wang, Permission.KEEP_PEOPLE)


def test_opening_stock_of_all_places_is_one_voucher_and_one_reversal_undoes_it(world: World):
    voucher = moved(world).voucher
    assert voucher is not None
    tents, lamps = world.lots(voucher)
    assert world.held(one(world, Place, "KFX"), tents) == 12
    assert world.held(world.east, lamps) == 500
    assert (tents.batch, tents.expires_on, tents.mode) == ("甲", date(2028, 1, 31), Mode.OWN)
    assert lamps.condition is Condition.TO_REPAIR
    assert len(world.ask(movements, voucher=voucher)) == 2
    world.do(reverse, voucher=voucher, note="示例")
    assert world.held(world.east, lamps) == 0
    assert world.faults() == []


def test_an_enterprises_depot_keeps_it_entrusted_unless_something_else_is_said(world: World):
    row = OpeningRow("WZ0001", "CK03", "5", batch="甲")
    voucher = moved(world, opening=[row, replace(row, batch="乙", mode=Mode.OWN)]).voucher
    assert voucher is not None
    assert [lot.mode for lot in world.lots(voucher)] == [Mode.ENTRUSTED, Mode.OWN]


def test_it_was_there_when_it_is_said_to_have_been(world: World):
    when = now() - timedelta(days=90)
    made = world.do(move_in, opening=[OpeningRow("WZ0001", "CK04", "5")], occurred_at=when, basis="示例依据")
    assert made is not None
    assert abs(made.occurred_at - when) < timedelta(seconds=1)
    assert made.basis == "示例依据"


# What is there -------------------------------------------------------------------------------------------------


def test_the_same_rows_again_change_nothing(world: World):
    moved(world)
    before = counts(world)
    again = moved(world)
    assert again.made == []
    assert again.voucher is None
    assert len(again.kept) == 7
    assert [after - had for after, had in zip(counts(world), before, strict=True)] == [0, 0, 0, 0, 0, 0, 1]
    assert world.faults() == []


def test_what_was_reversed_is_not_there(world: World):
    first = moved(world).voucher
    world.do(reverse, voucher=first, note="示例")
    again = moved(world)
    assert [row.part for row in again.made] == ["opening", "opening"]
    assert again.voucher is not None


@pytest.mark.parametrize(
    ("lists", "field", "reason"),
    [
        ({"items": [replace(TENT, unit="个")]}, "unit", "T1 is there already, with another content: 顶"),
        ({"items": [replace(TENT, packs=())]}, "packs", "another content: 箱=4"),
        ({"items": [replace(TENT, category="")]}, "category", "another content: 生活保障"),
        ({"items": [replace(TENT, quota=D(5))]}, "quota", "another content: 100"),
        ({"items": [replace(TENT, gb_code="3")]}, "gb_code", "another content: —"),
        ({"places": [replace(DEPOT, keeper="")]}, "keeper", "CKX is there already, with another content: 示例"),
        ({"places": [replace(DEPOT, organisation="ZA")]}, "organisation", "another content: 示例区防汛指挥部"),
        ({"places": [replace(ROOM, parent="CK01")]}, "parent", "another content: 示例北仓库"),
        ({"persons": [replace(WANG, roles=(Role.READER,))]}, "roles", "another content: storekeeper, reader"),
        ({"opening": [replace(TENTS, quantity="4箱")]}, "quantity", "has opened 帐篷 单 at 示例北库房 with 12 already"),
    ],
)
def test_the_same_code_with_another_content_is_a_fault(world: World, lists: Any, field: str, reason: str):
    moved(world)
    (fault,) = faults(world, **lists)
    assert fault[:3] == (next(iter(lists)), 0, field)
    assert reason in fault[3]


# What is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ({"items": [replace(TENT, name=" ")]}, [("items", 0, "name")]),
        ({"items": [TENT, TENT]}, [("items", 1, "")]),
        ({"items": [LAMP, LAMP]}, [("items", 1, "")]),
        ({"items": [replace(TENT, barcode="690"), replace(LAMP, barcode="690")]}, [("items", 1, "barcode")]),
        ({"items": [replace(TENT, gb_code="9")]}, [("items", 0, "gb_code")]),
        ({"items": [replace(TENT, basis="")]}, [("items", 0, "basis")]),
        ({"items": [replace(TENT, packs=(("顶", D(4)),))]}, [("items", 0, "packs")]),
        ({"items": [replace(TENT, name="a\x1b[2J")]}, [("items", 0, "name")]),
        ({"places": [ROOM]}, [("places", 0, "parent")]),
        ({"places": [replace(ROOM, parent="")]}, [("places", 0, "parent")]),
        ({"places": [replace(DEPOT, organisation="XX")]}, [("places", 0, "organisation")]),
        ({"places": [replace(DEPOT, code="", name="示例东仓库")]}, [("places", 0, "keeper")]),
        ({"persons": [WANG, WANG]}, [("persons", 1, "")]),
        ({"opening": [replace(TENTS, item="没有")]}, [("opening", 0, "item")]),
        ({"opening": [OpeningRow("WZ0001", "DW01", "5")]}, [("opening", 0, "place")]),
        ({"opening": [OpeningRow("WZ0001", "CK01", "9l2")]}, [("opening", 0, "quantity")]),
        ({"opening": [OpeningRow("WZ0001", "CK01", "0")]}, [("opening", 0, "quantity")]),
        ({"opening": [OpeningRow("WZ0001", "CK01", "1.5")]}, [("opening", 0, "quantity")]),
        ({"opening": [OpeningRow("WZ0001", "CK04", "5"), OpeningRow("编织袋", "CK04", "6")]}, [("opening", 1, "")]),
        (
            {"opening": [OpeningRow("WZ0001", "CK01", "5", produced_on=date(2199, 1, 1))]},
            [("opening", 0, "produced_on")],
        ),
        (
            {"opening": [OpeningRow("WZ0001", "CK01", "5", produced_on=date(2026, 2, 1), expires_on=date(2026, 1, 1))]},
            [("opening", 0, "expires_on")],
        ),
    ],
)
def test_a_row_that_can_not_be_is_named(world: World, lists: Any, expected: list[tuple[str, int, str]]):
    before = counts(world)
    found = faults(world, **lists)
    assert [one[:3] for one in found] == expected
    assert counts(world) == before


def test_all_faults_are_told_at_once_and_nothing_is_kept(world: World):
    before = counts(world)
    found = faults(
        world,
        items=[TENT, replace(LAMP, unit="")],
        places=[DEPOT, ROOM, replace(ROOM, code="KFY")],
        persons=[replace(WANG, login="")],
        opening=[TENTS, OpeningRow("没有", "CK01", "1")],
    )
    assert [one[:2] for one in found] == [("items", 1), ("places", 2), ("persons", 0), ("opening", 1)]
    assert counts(world) == before


def test_what_was_retired_is_not_taken_up_again(world: World):
    moved(world, items=[TENT])
    world.do(retire_item, item=one(world, Item, "T1"))
    assert "has been retired" in faults(world, items=[TENT])[0][3]


# Rights --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["officer", "planner", "watcher", "townkeeper"])
def test_who_may_not_open_the_books_may_not_move_in(world: World, by: str):
    with pytest.raises(NotPermitted):
        moved(world.as_(by), items=[LAMP])


def test_a_storekeeper_moves_in_stock_but_neither_persons_nor_quotas(world: World):
    moved(world.as_("keeper"), items=[LAMP], places=[DEPOT], opening=[LAMPS])
    (person,) = faults(world.as_("keeper"), persons=[WANG])
    assert "may not keep people and roles here" in person[3]
    (quota,) = faults(world.as_("keeper"), items=[TENT])
    assert (quota[2], "may not set quotas here" in quota[3]) == ("quota", True)


def test_the_line_of_the_chain_holds_every_row(world: World):
    moved(world)
    with world.read() as here:
        last = here.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert last.service == "move_in"
        assert all(word in last.facts for word in ("帐篷", "CKX", "wang", "3箱", "to_repair"))

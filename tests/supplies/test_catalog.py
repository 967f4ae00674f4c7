"""The catalogue: items, packs and quotas."""

from __future__ import annotations

import pytest

from inventory.ground.names import CodeTaken, NameTaken, remarks
from inventory.ground.text import Forbidden, NameBlank, TooLong
from inventory.supplies import catalog, corrections, stock
from inventory.supplies.lots import Line
from inventory.supplies.stock import Cause
from tests.supplies.acts import D, refused
from tests.world import World


def added(world: World, **more):
    """A new item."""
    return world.do(catalog.add_item, **{"name": "铅丝网片", "unit": "片", **more})


def card(world: World, item):
    """All that the catalogue says of an item."""
    with world.store.read() as session:
        return catalog.item_line(session, session.get_one(catalog.Item, item.id))


def quotas(world: World, item):
    """How much of an item there should be, on what basis, where."""
    return [(one.place, one.quantity, one.basis, one.place_id) for one in world.ask(catalog.quotas, item)]


def test_an_item_without_a_code_gets_the_next_free_one(world: World):
    assert added(world).code == "WZ0006"
    assert added(world, name="柴油", unit="kg", decimals=3, code="示例9").code == "示例9"
    assert added(world, name="帐篷", unit="顶").code == "WZ0007"


def test_the_card_holds_what_was_entered(world: World):
    item = added(world, spec="2×1", gb_code="3010203", barcode="000123", aliases="网片", shelf_life_months=12)
    world.do(catalog.set_pack, item=item, name="捆", quantity=D(10))
    world.do(catalog.set_quota, item=item, quantity=D(0), basis="示例依据")
    line = card(world, item)
    assert (line.spec, line.gb_code, line.barcode, line.shelf_life_months) == ("2×1", "3010203", "000123", 12)
    assert line.packs == (("捆", D(10)),)
    assert quotas(world, item) == [("", 0, "示例依据", None)]


def test_a_change_touches_only_what_it_names(world: World):
    item = added(world, spec="2×1", barcode="000123", shelf_life_months=12, test_interval_days=30)
    world.do(catalog.change_item, item=item, note="示例", shelf_life_months=0)
    line = card(world, item)
    assert (line.spec, line.barcode, line.shelf_life_months, line.test_interval_days) == ("2×1", "000123", None, 30)
    world.do(catalog.change_item, item=item, barcode="")
    assert card(world, item).barcode == ""


def test_a_barcode_belongs_to_one_item(world: World):
    item = added(world, barcode="000123")
    refused(world, CodeTaken, catalog.add_item, field="barcode", name="示例物", unit="个", barcode="000123")
    refused(world, CodeTaken, catalog.change_item, field="barcode", item=world.bags, barcode="000123")
    world.do(catalog.change_item, item=item, barcode="000123")


@pytest.mark.parametrize("code", ["1", "101", "30199", "3019910"])
def test_a_gb_code_or_its_beginning_is_kept(world: World, code: str):
    assert added(world, gb_code=code).gb_code == code


@pytest.mark.parametrize("code", ["0", "4", "10", "100", "1010", "301991", "１", "30199１0"])
def test_what_is_no_gb_code_is_refused(world: World, code: str):
    refused(world, catalog.BadGbCode, catalog.add_item, field="gb_code", name="示例物", unit="个", gb_code=code)


@pytest.mark.parametrize("decimals", [-1, 4, 99])
def test_an_item_has_none_to_three_decimals(world: World, decimals: int):
    facts = {"name": "示例物", "unit": "个", "decimals": decimals}
    refused(world, catalog.BadDecimals, catalog.add_item, field="decimals", **facts)


@pytest.mark.parametrize("value", [-1, 601, 10**9])
def test_a_shelf_life_is_a_span_that_can_be_meant(world: World, value: int):
    facts = {"name": "示例物", "unit": "个", "shelf_life_months": value}
    refused(world, catalog.BadSpan, catalog.add_item, field="shelf_life_months", **facts)
    facts = {"item": world.bags, "test_interval_days": value * 10}
    refused(world, catalog.BadSpan, catalog.change_item, field="test_interval_days", **facts)


@pytest.mark.parametrize("field", ["name", "unit"])
@pytest.mark.parametrize(("text", "why"), [(" ", NameBlank), ("x" * 121, TooLong), ("a\x00b", Forbidden)])
def test_a_name_and_a_unit_are_decent_texts(world: World, field: str, text: str, why):
    refused(world, why, catalog.add_item, field=field, **{"name": "示例物", "unit": "个", field: text})


def test_the_same_name_with_another_spec_is_another_item(world: World):
    refused(world, NameTaken, catalog.add_item, field="name", name="编织袋", unit="条")
    added(world, name="编织袋", spec="加厚")
    refused(world, NameTaken, catalog.add_item, field="name", name="编织袋", spec="加厚", unit="条")
    refused(world, NameTaken, catalog.change_item, field="name", item=world.bags, spec="加厚")


def test_a_look_alike_is_kept_and_told(world: World):
    with world.begin() as here:
        one = catalog.add_item(here.session, here.leader, name="编\u200b织袋", unit="条")
        assert remarks(here.session) == ["编\u200b织袋 looks like 编织袋 (WZ0001), which is there already."]
    assert one.name == "编\u200b织袋"


def test_a_name_is_free_again_when_its_item_has_been_retired(world: World):
    world.do(stock.write_off, place=world.east, lines=[Line(world.sand, D("24.8"))], cause=Cause.LOST)
    world.do(corrections.retire_item, item=world.sand)
    assert added(world, name="砂", unit="吨").name == "砂"


# Packs and quotas ----------------------------------------------------------------------------------------------


def test_a_pack_is_set_changed_and_taken_away(world: World):
    for number, packs in ((D(50), {"捆": 50, "包": 100}), (D(60), {"捆": 60, "包": 100}), (D(0), {"包": 100})):
        world.do(catalog.set_pack, item=world.bags, name="捆", quantity=number)
        assert dict(card(world, world.bags).packs) == packs


def test_a_pack_that_is_not_there_is_not_taken_away(world: World):
    refused(world, catalog.BadAmount, catalog.set_pack, field="quantity", item=world.bags, name="捆", quantity=D(0))


def test_a_pack_is_not_called_like_the_unit(world: World):
    refused(world, catalog.PackIsUnit, catalog.set_pack, field="name", item=world.bags, name="条", quantity=D(5))


@pytest.mark.parametrize(
    "number", ["-1", "0.5", "NaN", "-NaN", "sNaN", "Infinity", "1E+20", "1E+999999", "1000000000000"]
)
def test_a_pack_and_a_quota_hold_amounts_that_can_be_counted(world: World, number: str):
    facts = {"item": world.bags, "quantity": D(number)}
    refused(world, catalog.BadAmount, catalog.set_pack, field="quantity", name="捆", **facts)
    refused(world, catalog.BadAmount, catalog.set_quota, field="quantity", basis="示例依据", **facts)


def test_an_amount_written_with_zeros_behind_the_point_is_whole(world: World):
    world.do(catalog.set_quota, item=world.bags, quantity=D("1000.000"), basis="示例依据")
    world.do(catalog.set_pack, item=world.bags, name="捆", quantity=D("5E+1"))
    assert quotas(world, world.bags) == [("", 1000, "示例依据", None)]
    assert dict(card(world, world.bags).packs)["捆"] == 50


def test_a_quota_rests_on_something(world: World):
    refused(world, NameBlank, catalog.set_quota, field="basis", item=world.bags, quantity=D(1), basis=" ")


def test_a_quota_set_again_replaces_the_one_before(world: World):
    world.do(catalog.set_quota, item=world.bags, quantity=D(10), basis="示例新依据")
    assert quotas(world, world.bags) == [("", 10, "示例新依据", None)]


def test_a_places_quota_stands_beside_that_of_the_whole(world: World):
    world.do(catalog.set_quota, item=world.bags, quantity=D(10), basis="示例新依据", place=world.east)
    place = ("示例东仓库", 10, "示例新依据", world.east.id)
    assert quotas(world, world.bags) == [("", 5000, "示例依据", None), place]

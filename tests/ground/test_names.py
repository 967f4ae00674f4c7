"""Names and codes: how a text finds the one thing that it names."""

from __future__ import annotations

import pytest

from inventory.ground.names import Ambiguous, Unknown, free_code, named, next_code, remark, remarks
from inventory.ground.people import Organisation, Person
from inventory.ground.text import Forbidden, NameBlank, TooLong
from inventory.supplies import catalog, corrections, places, stock
from inventory.supplies.catalog import Item
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line, Lot
from inventory.supplies.places import Place, PlaceKind
from inventory.supplies.stock import Cause
from tests.supplies.acts import D, lent
from tests.world import World


def find(world: World, model, text: str, **more):
    """The thing that a text names."""
    with world.read() as here:
        return named(here.session, getattr(here, world.by), model, text, **more)


def test_a_thing_is_found_by_code_number_barcode_login_and_exact_name(world: World):
    world.do(catalog.change_item, item=world.bags, barcode="6900000000000")
    voucher = lent(world)
    for text in ("WZ0001", " WZ0001 ", "编织袋", "6900000000000"):
        assert find(world, Item, text).code == "WZ0001"
    assert find(world, Place, "示例东仓库").code == "CK01"
    assert find(world, Person, "keeper").name == "示例保管员"
    assert find(world, Person, "示例保管员").login == "keeper"
    assert find(world, Organisation, "ZA").name == "示例镇"
    assert find(world, Lot, "P000001").id == 1
    assert find(world, Voucher, voucher.number).id == voucher.id


def test_a_name_typed_in_another_composition_is_the_same_name(world: World):
    world.do(catalog.add_item, name="Caf\u00e9", unit="个")
    assert find(world, Item, "Cafe\u0301").name == "Caf\u00e9"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("编织", "编织袋"),
        ("wz0001", "WZ0001"),
        ("WZ0001;", "WZ0001"),
        ("编制袋", "编织袋"),
        ("%", None),
        ("_", None),
        ("WZ000%", "WZ000"),
        ("冲锋舟", None),
    ],
)
def test_nothing_is_guessed_but_what_is_near_is_asked_back(world: World, text: str, near: str | None):
    with pytest.raises(Unknown) as answer:
        find(world, Item, text, field="item")
    assert answer.value.field == "item"
    said, _asked, meant = str(answer.value).partition(" Did you mean ")
    assert said == f"Nothing here is called {text} (an item): give a code, a number or the exact name."
    assert meant.startswith(near) if near else not meant


def test_only_what_the_reader_may_see_is_asked_back(world: World):
    for who, near in (("leader", "CK05, CK04, CK03"), ("townkeeper", "CK02")):
        with pytest.raises(Unknown, match=rf"Did you mean {near}\?$"):
            find(world.as_(who), Place, "CK0")


def test_what_was_retired_is_not_asked_back(world: World):
    with pytest.raises(Unknown, match="Did you mean 示例空仓库"):
        find(world, Place, "示例空仓")
    world.do(corrections.retire_place, place=world.bare)
    with pytest.raises(Unknown) as answer:
        find(world, Place, "示例空仓")
    assert "示例空仓库" not in str(answer.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", NameBlank), (" ", NameBlank), ("a\x00b", Forbidden), ("\udcff", Forbidden), ("x" * 500, TooLong)],
)
def test_a_text_that_names_nothing_is_refused_in_words(world: World, text: str, why):
    for model in (Item, Place, Person, Voucher, Lot):
        with pytest.raises(why):
            find(world, model, text)


def test_two_of_a_name_are_told_apart_by_their_codes(world: World):
    world.do(catalog.add_item, name="排水泵", spec="手抬式", unit="台")
    with pytest.raises(Ambiguous, match=r"^排水泵 could be WZ0003, WZ0006: give the code\.$"):
        find(world, Item, "排水泵")
    assert find(world, Item, "WZ0006").spec == "手抬式"


def test_what_lives_comes_before_what_has_been_retired(world: World):
    world.do(stock.write_off, place=world.east, lines=[Line(world.pump, D(3))], cause=Cause.LOST)
    world.do(corrections.retire_item, item=world.pump)
    assert find(world, Item, "排水泵").retired
    world.do(catalog.add_item, name="排水泵", spec="拖车式", unit="台")
    assert find(world, Item, "排水泵").code == "WZ0006"
    assert find(world, Item, "WZ0003").retired


def test_a_code_comes_before_a_name(world: World):
    facts = {"organisation": world.headquarters, "kind": PlaceKind.DEPOT}
    world.do(places.add_place, name="CK01", **facts)
    assert find(world, Place, "CK01").name == "示例东仓库"


def test_only_the_branch_is_searched(world: World):
    with pytest.raises(Unknown):
        find(world.as_("townkeeper"), Place, "CK01")
    with pytest.raises(Unknown):
        find(world.as_("townkeeper"), Organisation, "HQ")
    with pytest.raises(Unknown):
        find(world.as_("townkeeper"), Person, "keeper")


def test_a_retry_of_a_code_of_ones_own_is_free(world: World):
    with world.read() as here:
        assert free_code(here.session, Item.code, " 新 ") == "新"
        assert free_code(here.session, Item.code, "WZ0001", own=here.bags.id) == "WZ0001"


def test_codes_go_on_after_the_highest(world: World):
    for code in ("WZ0010", "WZx", "WZ0009a"):
        world.do(catalog.add_item, name=f"示例{code}", unit="个", code=code)
    with world.read() as here:
        assert next_code(here.session, Item.code, "WZ", 4) == "WZ0011"
        assert next_code(here.session, Place.code, "KF", 2) == "KF02"
        assert next_code(here.session, Item.code, "示", 3) == "示001"


def test_what_is_remarked_is_told_once_the_work_is_done(world: World):
    with world.read() as here:
        assert remarks(here.session) == []
        remark(here.session, "示例")
        assert remarks(here.session) == ["示例"]

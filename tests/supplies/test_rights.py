"""Rights: who may do what on which branch, and what of the books they see."""

from __future__ import annotations

import contextlib

import pytest

from inventory.ground import accounts
from inventory.ground.audit import SERVICES
from inventory.ground.names import Unknown, named
from inventory.ground.people import GRANTS, NotPermitted, Permission, Person, Role, branch
from inventory.ground.store import Store
from inventory.supplies import catalog, corrections, loans, places, stock, transfers
from inventory.supplies.ageing import expiring, lots_of
from inventory.supplies.balances import NotEnough
from inventory.supplies.catalog import Item
from inventory.supplies.history import movements, papers_owed
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import Line
from inventory.supplies.places import Place, PlaceKind
from inventory.supplies.standing import on_hand, short, summary
from tests.practice.acts import EVERY
from tests.supplies.acts import ACTS, D, lent, received, refused, sent
from tests.world import World

TOWN = "townkeeper"


# The register --------------------------------------------------------------------------------------------------


def test_every_permission_guards_a_service_or_is_for_looking():
    guarding = {one.permission for one in SERVICES.values()}
    inside = {Permission.ISSUE_EXPIRED}  # asked for within an issue
    assert set(Permission) - guarding - inside == {Permission.READ}


def test_every_permission_is_granted_to_somebody():
    assert set(Permission) == set().union(*GRANTS.values())


def test_every_role_may_look():
    assert all(Permission.READ in granted for granted in GRANTS.values())


def test_only_leaders_issue_what_has_expired():
    assert [role for role, granted in GRANTS.items() if Permission.ISSUE_EXPIRED in granted] == [Role.LEADER]


def test_every_service_has_an_example():
    assert set(SERVICES) == set(EVERY)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_lets_a_watcher_or_a_neighbour_act(file_world: World, name: str):
    """What the examples act on is the headquarters', the town's, never the neighbour's."""
    facts = EVERY[name](file_world)
    said = refused(file_world.as_("watcher"), NotPermitted, SERVICES[name].call, **facts)
    assert said.startswith("示例查阅员 may not ")
    who, house = file_world.neighbourkeeper, file_world.neighbour
    for role in set(Role) - {Role.STOREKEEPER}:
        file_world.do(accounts.give_role, person=who, organisation=house, role=role)
    refused(file_world.as_("neighbourkeeper"), NotPermitted, SERVICES[name].call, **facts)


# Acting on a branch --------------------------------------------------------------------------------------------


def test_a_towns_storekeeper_acts_in_the_town(world: World):
    town = world.as_(TOWN)
    town.do(stock.receive, place=world.west, lines=[Line(world.bags, D(5))])
    town.do(stock.issue, place=world.west, to=world.shelter, lines=[Line(world.bags, D(500))])
    town.do(transfers.take_back, place=world.shelter, to=world.west, lines=[Line(world.bags, D(100))])
    assert world.held(world.west, world.bags) == 605


def test_a_towns_storekeeper_acts_nowhere_else(world: World):
    town, bags = world.as_(TOWN), [Line(world.bags, D(5))]
    for place in (world.east, world.entrusted, world.away):
        refused(town, NotPermitted, stock.receive, place=place, lines=bags)
        refused(town, NotPermitted, stock.issue, place=place, to=world.shelter, lines=bags)
        refused(town, NotPermitted, transfers.transfer, place=place, to=world.west, lines=bags)
        refused(town, NotPermitted, transfers.transfer, place=world.west, to=place, lines=bags)
    refused(town, NotPermitted, stock.issue, place=world.west, to=world.team, lines=bags)


def test_a_towns_storekeeper_takes_nothing_from_another_branchs_team(world: World):
    lent(world, 100)
    refused(
        world.as_(TOWN),
        NotPermitted,
        transfers.take_back,
        place=world.team,
        to=world.west,
        lines=[Line(world.bags, D(5))],
    )


def test_what_arrives_is_entered_where_it_arrives(world: World):
    order = sent(world, 100)
    refused(world.as_("neighbourkeeper"), NotPermitted, transfers.arrive, voucher=order)
    town = world.as_(TOWN)
    with world.store.read() as session:
        assert named(session, town.townkeeper, Voucher, order.number).id == order.id
    came = town.do(transfers.arrive, voucher=order)
    assert world.held(world.west, world.bags) == 1100
    town.do(corrections.reverse, voucher=came, note="示例")


def test_what_the_headquarters_moved_is_not_reversed_by_the_town(world: World):
    town = world.as_(TOWN)
    for voucher in (sent(world, 10), sent(world, 10, on_the_way=False), lent(world, 10, to=world.shelter)):
        refused(town, NotPermitted, corrections.reverse, voucher=voucher, note="示例")


def test_a_towns_storekeeper_keeps_no_catalogue(world: World):
    town = world.as_(TOWN)
    for name in ("add_category", "add_item", "change_item", "retire_item", "set_pack", "set_quota"):
        refused(town, NotPermitted, SERVICES[name].call, **ACTS[name](world))


def test_a_town_builds_no_room_in_another_depot(world: World):
    facts = {"organisation": world.town, "name": "示例小间", "kind": PlaceKind.ROOM}
    said = refused(world.as_(TOWN), places.OthersDepot, places.add_place, field="parent", parent=world.east, **facts)
    assert said == "示例东仓库 belongs to another organisation: what lies in it belongs there too."


def test_a_role_taken_ends_at_the_next_key(world: World):
    town = world.as_(TOWN)
    facts = {"place": world.west, "lines": [Line(world.bags, D(5))]}
    town.do(stock.receive, **facts)
    world.do(accounts.take_role, person=world.townkeeper, organisation=world.town, role=Role.STOREKEEPER)
    refused(town, NotPermitted, stock.receive, **facts)
    assert town.ask(places.places) == []


def test_a_role_taken_at_another_station_ends_here_too(world: World):
    elsewhere = Store.open(world.store.where)
    town, facts = world.as_(TOWN), {"place": world.west, "lines": [Line(world.bags, D(5))]}
    town.do(stock.receive, **facts)
    role = {"person": world.townkeeper, "organisation": world.town, "role": Role.STOREKEEPER}
    World(elsewhere).do(accounts.take_role, **role)
    refused(town, NotPermitted, stock.receive, **facts)
    World(elsewhere).do(accounts.give_role, **role)
    town.do(stock.receive, **facts)
    elsewhere.close()


def test_two_stations_write_in_turn_and_after_refusals(world: World):
    elsewhere = Store.open(world.store.where)
    stations = (world, World(elsewhere))
    for turn in range(8):
        here = stations[turn % 3 % 2]
        here.do(stock.receive, place=world.west, lines=[Line(world.bags, D(5))])
        refused(here, NotEnough, stock.issue, field="quantity", place=world.west, lines=[Line(world.bags, D(9999))])
        with contextlib.suppress(NotEnough), here.store.begin() as session:  # the first is taken back with the second
            east, leader = session.get_one(Place, world.east.id), session.get_one(Person, world.leader.id)
            bags = session.get_one(Item, world.bags.id)
            stock.receive(session, leader, place=east, lines=[Line(bags, D(5))])
            stock.issue(session, leader, place=east, lines=[Line(bags, D(9999))])
    elsewhere.close()
    assert (world.held(world.west, world.bags), world.held(world.east, world.bags)) == (1040, 2000)
    assert world.faults() == []


def test_who_has_left_does_nothing_and_sees_nothing(world: World):
    world.do(accounts.retire_person, person=world.keeper)
    keeper = world.as_("keeper")
    refused(keeper, NotPermitted, stock.receive, place=world.east, lines=[Line(world.bags, D(5))])
    assert keeper.ask(places.places) == []
    assert [line.on_hand for line in keeper.ask(on_hand)] == [0] * 5


# Seeing a branch -----------------------------------------------------------------------------------------------


def test_a_town_sees_its_own_places_alone(world: World):
    assert {line.code for line in world.as_(TOWN).ask(places.places)} == {"CK02", "AZ01"}
    assert {line.code for line in world.as_("neighbourkeeper").ask(places.places)} == {"CK05"}
    assert len(world.as_("watcher").ask(places.places)) == 9


def test_a_town_sees_its_own_stock_alone(world: World):
    town = world.as_(TOWN)
    (bags,) = town.ask(on_hand, items=[world.bags.id])
    assert (bags.on_hand, bags.places, bags.organisations) == (1000, "示例西仓库", "示例镇")
    assert {line.place for line in town.ask(lots_of, world.bags)} == {"示例西仓库"}
    assert [line.target for line in town.ask(movements)] == ["示例西仓库"]
    assert town.ask(expiring) == []


def test_a_superiors_view_is_the_sum_of_the_branches(world: World):
    whole = {line.code: line.on_hand for line in world.ask(on_hand)}
    parts = [{line.code: line.on_hand for line in world.as_(login).ask(on_hand)} for login in (TOWN, "neighbourkeeper")]
    ours = {"WZ0001": 2300, "WZ0002": 200, "WZ0003": 3, "WZ0004": D("24.8"), "WZ0005": 105}
    assert whole == {code: ours[code] + sum(part[code] for part in parts) for code in whole}


def test_a_town_is_not_held_to_the_quota_of_the_whole(world: World):
    assert [line.code for line in world.ask(short)] == ["WZ0001"]
    assert world.as_(TOWN).ask(short) == []
    with world.store.read() as session:
        assert summary(session, world.leader).short == 1
        assert summary(session, world.townkeeper).short == 0


def test_a_town_sees_what_it_owes_and_not_what_others_owe(world: World):
    ours = lent(world, 10, to=world.shelter)
    lent(world, 10, to=world.works, urgent=True)
    assert [line.voucher for line in world.as_(TOWN).ask(loans.loans)] == [ours.number]
    assert world.as_(TOWN).ask(papers_owed) == []
    assert world.as_("neighbourkeeper").ask(loans.loans) == []


def test_a_transfer_counts_for_the_town_as_what_came(world: World):
    sent(world, 100, on_the_way=False)
    lines = world.as_(TOWN).ask(movements, item=world.bags)
    assert [(line.change, line.balance) for line in lines] == [(1000, 1000), (100, 1100)]
    lines = world.ask(movements, item=world.bags)
    assert [line.change for line in lines] == [2000, 1000, 300, 0]
    assert lines[-1].balance == 3300


def test_a_town_cannot_name_what_is_not_its_own(world: World):
    hidden = [(Place, "CK01"), (Place, "示例东仓库"), (Place, "CK05"), (Voucher, lent(world).number)]
    with world.store.read() as session:
        for model, text in hidden:
            with pytest.raises(Unknown):
                named(session, world.townkeeper, model, text)
            assert isinstance(named(session, world.leader, model, text), model)


def test_phones_are_shown_to_those_who_call_and_masked_for_those_who_look(world: World):
    officer, watcher = world.as_("officer"), world.as_("watcher")
    assert {line.phone for line in officer.ask(places.places) if line.phone} == {"000-示例"}
    assert {line.phone for line in watcher.ask(places.places) if line.phone} == {"0****例"}
    assert {line.phone for line in watcher.ask(accounts.persons) if line.phone} == {"0****例"}
    assert {line.phones for line in watcher.ask(on_hand) if line.phones} == {"0****例"}


def test_a_towns_storekeeper_sees_the_phones_of_the_town_alone(world: World):
    """Reading the whole headquarters is another thing than calling everybody in it."""
    world.do(accounts.give_role, person=world.townkeeper, organisation=world.headquarters, role=Role.READER)
    town = world.as_(TOWN)
    assert {line.code for line in town.ask(places.places) if line.phone and "*" not in line.phone} == {"CK02", "AZ01"}
    assert {line.login for line in town.ask(accounts.persons) if line.phone and "*" not in line.phone} == {TOWN}
    (bags,) = town.ask(on_hand, items=[world.bags.id])
    assert bags.phones.count("000-示例") == 1
    assert "*" in bags.phones


def test_the_branch_is_what_lies_below(world: World):
    with world.store.read() as session:
        assert set(session.scalars(branch(world.townkeeper))) == {world.town.id}
        assert len(set(session.scalars(branch(world.leader)))) == 4
        assert set(session.scalars(branch(world.townkeeper, Permission.KEEP_PEOPLE))) == set()


def test_what_is_received_for_the_neighbour_is_not_seen_in_the_town(world: World):
    before = world.as_(TOWN).ask(movements)
    received(world, world.bags, place=world.away)
    assert world.as_(TOWN).ask(movements) == before


def test_a_branch_sees_its_own_stock_on_the_road_and_what_was_lost_of_it(world: World):
    order = sent(world, 300)
    town = world.as_(TOWN)
    assert [line.voucher for line in town.ask(movements, voucher=order)] == [order.number]
    arrived = world.do(transfers.arrive, voucher=order, lines=[Line(world.bags, D(280))], lost=True, note="示例")
    assert sorted(line.quantity for line in town.ask(movements, voucher=arrived)) == [20, 280]


def test_roles_held_elsewhere_are_not_shown_to_a_branch(world: World):
    world.do(accounts.give_role, person=world.townkeeper, organisation=world.enterprise, role=Role.READER)
    facts = {"login": "third", "name": "示例丁", "role": Role.READER}
    reader = world.do(accounts.add_person, organisation=world.town, **facts)
    with world.store.read() as session:
        seen = {line.login: line.roles for line in accounts.persons(session, session.get_one(Person, reader.id))}
    assert seen == {"third": "reader (示例镇)", "townkeeper": "storekeeper (示例镇)"}


def test_a_branch_keeps_the_quotas_of_its_own_places_and_is_short_by_them(world: World):
    world.do(accounts.give_role, person=world.townkeeper, organisation=world.town, role=Role.PLANNER)
    town = world.as_(TOWN)
    town.do(catalog.set_quota, item=world.bags, quantity=D(1500), basis="示例依据", place=world.west)
    refused(town, NotPermitted, catalog.set_quota, item=world.bags, quantity=D(1), basis="示例依据", place=world.east)
    assert [(line.name, line.quota, line.gap) for line in town.ask(short)] == [("编织袋", 1500, 500)]
    town.do(catalog.lift_quota, item=world.bags, place=world.west)
    assert town.ask(short) == []
    refused(town, catalog.NoQuota, catalog.lift_quota, field="item", item=world.bags, place=world.west)

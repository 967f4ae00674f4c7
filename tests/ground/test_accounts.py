"""Accounts: organisations, persons and their roles."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from inventory.ground import accounts, audit
from inventory.ground.accounts import HasNotThatRole, HasThatRole, LastAdministrator
from inventory.ground.names import CodeTaken, NotRetired, Retired
from inventory.ground.people import NotPermitted, OrganisationKind, Person, Role
from inventory.ground.store import Store
from inventory.ground.text import Forbidden, NameBlank, TooLong
from inventory.supplies import places
from tests.supplies.acts import refused
from tests.world import World


def hired(world: World, login: str = "fresh", **more) -> Person:
    """A new person of the town."""
    facts = {"organisation": world.town, "login": login, "name": "示例新人", **more}
    made: Person = world.do(accounts.add_person, **facts)
    return made


# Founding ------------------------------------------------------------------------------------------------------


def found(store: Store, **more):
    """Begin the books."""
    facts = {"name": "示例指挥部", "code": "HQ", "login": "first", "person": "示例甲", **more}
    with store.begin() as session:
        return accounts.found_headquarters(session, also=lambda root: places.make_ends(session, root), **facts)


def test_a_store_begins_with_one_line_signed_by_its_first_person(store: Store):
    first = found(store)
    with store.read() as session:
        person = session.get_one(Person, first.id)
        (line,) = session.scalars(select(audit.AuditEntry))
        assert (line.service, line.actor) == ("found_headquarters", "first")
        (shown,) = accounts.persons(session, person)
        assert set(shown.roles.split(", ")) == {"leader on duty", "administrator"}


@pytest.mark.parametrize(
    ("field", "text", "why"), [("name", " ", NameBlank), ("code", "x" * 41, TooLong), ("login", "a\x07", Forbidden)]
)
def test_a_store_does_not_begin_with_a_bad_name(store: Store, field: str, text: str, why):
    with pytest.raises(why) as answer:
        found(store, **{field: text})
    assert answer.value.field == field
    with store.read() as session:
        assert audit.head(session).entry_id == 0


# Organisations -------------------------------------------------------------------------------------------------


def test_the_branch_is_listed_parents_first(world: World):
    world.do(accounts.add_organisation, parent=world.town, code="ZA1", name="示例村", kind=OrganisationKind.VILLAGE)
    lines = world.ask(accounts.organisations)
    assert [(line.code, line.level) for line in lines] == [("HQ", 0), ("ZA", 1), ("ZA1", 2), ("ZB", 1), ("QY", 1)]
    assert lines[2].parent == "示例镇"
    assert [line.code for line in world.as_("townkeeper").ask(accounts.organisations)] == ["ZA", "ZA1"]


def test_an_organisations_code_is_taken_once(world: World):
    facts = {"parent": world.headquarters, "name": "示例新镇", "kind": OrganisationKind.TOWN}
    said = refused(world, CodeTaken, accounts.add_organisation, field="code", code="ZA", **facts)
    assert said == "The code ZA is taken by 示例镇: choose another."


def test_an_organisation_is_renamed_and_stays_where_it_is(world: World):
    before = world.town
    after = world.do(accounts.change_organisation, organisation=before, name="示例新名", kind=OrganisationKind.CITY)
    assert (after.name, after.kind, after.path) == ("示例新名", OrganisationKind.CITY, before.path)


# Persons -------------------------------------------------------------------------------------------------------


def test_a_person_comes_with_a_first_role_on_their_organisation(world: World):
    hired(world, phone="000-示例", post="示例岗位", role=Role.READER)
    line = next(line for line in world.ask(accounts.persons) if line.login == "fresh")
    assert (line.organisation, line.roles, line.post) == ("示例镇", "reader (示例镇)", "示例岗位")


def test_a_login_is_taken_once_even_by_who_has_left(world: World):
    world.do(accounts.retire_person, person=world.keeper)
    facts = {"organisation": world.town, "login": "keeper", "name": "示例新人"}
    refused(world, CodeTaken, accounts.add_person, field="login", **facts)


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        ("login", "", NameBlank),
        ("name", "\u200b", NameBlank),
        ("phone", "1" * 41, TooLong),
        ("post", "\x9b1m", Forbidden),
    ],
)
def test_a_persons_texts_are_decent(world: World, field: str, text: str, why):
    facts = {"organisation": world.town, "login": "fresh", "name": "示例新人", field: text}
    refused(world, why, accounts.add_person, field=field, **facts)
    if field != "login":
        refused(world, why, accounts.change_person, field=field, person=world.keeper, **{field: text})


def test_a_change_touches_only_what_it_names(world: World):
    person = world.do(accounts.change_person, person=world.keeper, post="示例岗位")
    assert (person.name, person.post, person.phone) == ("示例保管员", "示例岗位", "000-示例")
    assert world.do(accounts.change_person, person=world.keeper, phone="").phone == ""


def test_who_has_left_is_off_the_list_and_stays_in_the_books(world: World):
    world.do(accounts.retire_person, person=world.keeper)
    assert "keeper" not in [line.login for line in world.ask(accounts.persons)]
    assert "keeper" in [line.login for line in world.ask(accounts.persons, retired=True)]


def test_who_comes_back_has_the_roles_that_stayed(world: World):
    gone = world.do(accounts.retire_person, person=world.keeper)
    world.do(accounts.revive_person, person=gone)
    line = next(line for line in world.ask(accounts.persons) if line.login == "keeper")
    assert (line.roles, line.retired) == ("storekeeper", False)
    said = refused(world, NotRetired, accounts.revive_person, field="person", person=world.keeper)
    assert said == "示例保管员 is in use already."


def test_nobody_comes_back_with_a_role_that_is_not_the_revivers_to_give(world: World):
    world.do(accounts.give_role, person=world.townkeeper, organisation=world.town, role=Role.ADMINISTRATOR)
    facts = {"login": "second", "name": "示例第二人"}
    second = world.do(accounts.add_person, organisation=world.town, role=Role.READER, **facts)
    wider = {"person": second, "organisation": world.headquarters, "role": Role.LEADER}
    world.do(accounts.give_role, **wider)
    town = world.as_("townkeeper")
    town.do(accounts.retire_person, person=second)
    refused(town, NotPermitted, accounts.revive_person, person=second)
    world.do(accounts.take_role, **wider)
    assert not town.do(accounts.revive_person, person=second).retired


def test_a_town_sees_its_own_persons_alone(world: World):
    assert [line.login for line in world.as_("townkeeper").ask(accounts.persons)] == ["townkeeper"]


# Roles ---------------------------------------------------------------------------------------------------------


def test_a_role_is_given_once_and_taken_once(world: World):
    facts = {"person": world.watcher, "organisation": world.town, "role": Role.PLANNER}
    refused(world, HasNotThatRole, accounts.take_role, field="role", **facts)
    world.do(accounts.give_role, **facts)
    said = refused(world, HasThatRole, accounts.give_role, field="role", **facts)
    assert said == "示例查阅员 is planner there already."
    world.do(accounts.take_role, **facts)
    refused(world, HasNotThatRole, accounts.take_role, field="role", **facts)
    world.do(accounts.give_role, **facts)


def test_who_has_left_gets_no_role(world: World):
    world.do(accounts.retire_person, person=world.keeper)
    facts = {"person": world.keeper, "organisation": world.town, "role": Role.READER}
    refused(world, Retired, accounts.give_role, field="person", **facts)


def test_somebody_is_left_who_can_give_roles(world: World):
    root = {"person": world.leader, "organisation": world.headquarters, "role": Role.ADMINISTRATOR}
    said = refused(world, LastAdministrator, accounts.take_role, **root)
    assert said == "示例领导 is the only administrator: make somebody else one first."
    refused(world, LastAdministrator, accounts.retire_person, person=world.leader)
    world.do(accounts.give_role, person=world.keeper, organisation=world.headquarters, role=Role.ADMINISTRATOR)
    world.do(accounts.take_role, **root)
    refused(world.as_("keeper"), LastAdministrator, accounts.retire_person, person=world.keeper)


def test_an_administrator_of_a_town_does_not_count_for_the_whole(world: World):
    facts = {"organisation": world.town, "role": Role.ADMINISTRATOR}
    world.do(accounts.give_role, person=world.keeper, **facts)
    refused(world, LastAdministrator, accounts.retire_person, person=world.leader)
    world.do(accounts.give_role, person=world.leader, **facts)
    world.do(accounts.take_role, person=world.leader, **facts)  # the whole is still in the same hands


def test_an_administrator_of_a_town_keeps_the_towns_people_alone(world: World):
    world.do(accounts.give_role, person=world.townkeeper, organisation=world.town, role=Role.ADMINISTRATOR)
    town = world.as_("townkeeper")
    town.do(accounts.add_person, organisation=world.town, login="fresh", name="示例新人")
    refused(town, NotPermitted, accounts.add_person, organisation=world.neighbour, login="more", name="示例新人")
    refused(town, NotPermitted, accounts.retire_person, person=world.neighbourkeeper)
    facts = {"person": world.townkeeper, "organisation": world.headquarters, "role": Role.LEADER}
    refused(town, NotPermitted, accounts.give_role, **facts)

"""People: roles reach down the tree of organisations, and no further."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.ground import accounts
from inventory.ground.people import (
    GRANTS,
    PERMISSION_NAMES,
    ROLE_NAMES,
    NotPermitted,
    OrganisationKind,
    Permission,
    Role,
    branch,
    headquarters,
    may,
    not_permitted,
    require,
    roles_with,
)
from tests.world import World


def test_a_role_reaches_down_and_not_up_nor_aside(world: World):
    with world.read() as here:
        keeper, issue = here.townkeeper, Permission.ISSUE_STOCK
        assert may(here.session, keeper, issue, here.town.id)
        assert not may(here.session, keeper, issue, here.neighbour.id)
        assert not may(here.session, keeper, issue, here.headquarters.id)
        assert not may(here.session, keeper, issue)
        assert may(here.session, here.keeper, issue)
        assert may(here.session, here.keeper, issue, here.neighbour.id)


def test_a_role_reaches_what_is_founded_later(world: World):
    facts = {"parent": world.town, "code": "ZA1", "name": "示例村", "kind": OrganisationKind.VILLAGE}
    village = world.do(accounts.add_organisation, **facts)
    with world.read() as here:
        assert may(here.session, here.townkeeper, Permission.ISSUE_STOCK, village.id)
        assert village.id in set(here.session.scalars(branch(here.townkeeper)))
        assert village.id not in set(here.session.scalars(branch(here.neighbourkeeper)))


def test_branches_are_told_apart_by_their_whole_number(world: World):
    """Organisation 1 is not above organisation 12 because the one number begins like the other."""
    towns = [
        world.do(
            accounts.add_organisation,
            parent=world.headquarters,
            code=f"T{number}",
            name=f"示例镇{number}",
            kind=OrganisationKind.TOWN,
        )
        for number in range(12)
    ]
    world.do(accounts.give_role, person=world.watcher, organisation=towns[0], role=Role.STOREKEEPER)
    with world.read() as here:
        reached = [may(here.session, here.watcher, Permission.ISSUE_STOCK, town.id) for town in towns]
    assert reached == [True] + [False] * 11


def test_several_roles_add_up(world: World):
    world.do(accounts.give_role, person=world.townkeeper, organisation=world.headquarters, role=Role.READER)
    with world.read() as here:
        assert may(here.session, here.townkeeper, Permission.READ)
        assert not may(here.session, here.townkeeper, Permission.ISSUE_STOCK)
        assert may(here.session, here.townkeeper, Permission.ISSUE_STOCK, here.town.id)
        assert len(set(here.session.scalars(branch(here.townkeeper)))) == 4
        assert set(here.session.scalars(branch(here.townkeeper, Permission.ISSUE_STOCK))) == {here.town.id}


def test_who_has_left_may_nothing(world: World):
    world.do(accounts.retire_person, person=world.keeper)
    with world.read() as here:
        assert not any(may(here.session, here.keeper, one) for one in Permission)
        assert list(here.session.scalars(branch(here.keeper))) == []


def test_a_refusal_says_who_may(world: World):
    with world.read() as here:
        with pytest.raises(NotPermitted) as answer:
            require(here.session, here.officer, Permission.ISSUE_EXPIRED)
        assert str(answer.value) == "示例值班员 may not issue expired stock here: that takes leader on duty."
        assert "storekeeper or leader on duty" in str(not_permitted(here.watcher, Permission.OPEN_BOOKS))


def test_every_role_and_every_permission_has_a_name():
    assert set(ROLE_NAMES) == set(Role) == set(GRANTS)
    assert set(PERMISSION_NAMES) == set(Permission)


@pytest.mark.parametrize("permission", sorted(Permission))
def test_the_roles_of_a_permission_are_those_that_grant_it(permission: Permission):
    assert set(roles_with(permission)) == {role for role in Role if permission in GRANTS[role]}


def test_who_counts_opens_and_posts_checks_and_leaders_alone_approve_them():
    counting = {Role.STOREKEEPER, Role.DUTY_OFFICER, Role.LEADER}
    assert set(roles_with(Permission.COUNT_STOCK)) == set(roles_with(Permission.KEEP_COUNTS)) == counting
    assert roles_with(Permission.APPROVE_COUNTS) == [Role.LEADER]


def test_the_headquarters_is_the_root(world: World):
    with world.read() as here:
        assert headquarters(here.session).code == "HQ"


def test_the_readme_shows_who_may_do_what():
    roles = list(GRANTS)
    head = f"| | {' | '.join(ROLE_NAMES[role] for role in roles)} |"
    told = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8").partition(head)[2]
    shown = told.strip().partition("\n\n")[0].splitlines()[1:]
    assert shown == [
        f"| {PERMISSION_NAMES[one]} | {' | '.join('●' if one in GRANTS[role] else '·' for role in roles)} |"
        for one in Permission
    ]

"""A locked world: the leader, who is its administrator, has a password, and gives others theirs."""

from __future__ import annotations

from inventory.ground import locks, passwords
from inventory.ground.locks import Proof
from inventory.ground.passwords import Hashed, hashed
from tests.world import World

SECRET = "Wasser 汛期-2026"
OTHER = "another one of them"


def own(world: World, login: str = "leader", password: str = SECRET) -> Proof:
    """Somebody sets their own password."""
    kept = hashed(password, login=login)
    return world.as_(login).do(passwords.set_password, password=kept)


def given(world: World, login: str, password: str = SECRET, by: str = "leader") -> None:
    """An administrator gives somebody a password."""
    kept = hashed(password, login=login)
    world.as_(by).do(passwords.reset_password, person=getattr(world, login), password=kept)


def chosen(world: World, *logins: str) -> None:
    """The world locked, with a password of their own for each of these."""
    own(world)
    for login in logins:
        given(world, login, OTHER)
        own(world, login)


def new_password(world: World, login: str) -> Hashed:
    """A new password for somebody, in a world that is locked by then."""
    with world.read() as here:
        is_locked = locks.has_passwords(here.session)
    if not is_locked:
        own(world)
    return hashed(OTHER, login=login)

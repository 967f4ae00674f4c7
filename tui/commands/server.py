"""A store on a server: locked from its beginning, so its first administrator's password is asked for before it is."""

from __future__ import annotations

from inventory.ground.passwords import Hashed
from inventory.ground.store import Store
from inventory.upkeep import seeding
from tui.commands import signing
from tui.commands.password import give_first


def begin(where: str, seed: str, headquarters: str | None, login: str) -> None:
    """Make it, and give its first administrator the password that the prompt or XUNBEI_PASSWORD says."""
    if seed != seeding.NONE:
        login = seeding.facts_of(seed)["founder"]["login"]
    make(where, signing.new_password(login, variable=signing.PASSWORD), login, seed=seed, headquarters=headquarters)


def make(
    where: str,
    password: Hashed,
    login: str,
    *,
    seed: str = seeding.NONE,
    headquarters: str | None = None,
    person: str = "",
) -> None:
    """Make it, with the first administrator's password."""
    seeding.make(where, seed, headquarters=headquarters, login=login, person=person)
    store = Store.open(where)
    try:
        give_first(store, login, password)
    finally:
        store.close()

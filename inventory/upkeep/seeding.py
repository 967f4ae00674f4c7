"""Seeding: how a store begins, empty or from data that says where each figure comes from.

A seed is data alone; it is loaded through the services, in one transaction, so that the first rows have their audit
lines like all that follow. A file appears under its name only when it is complete.
"""

from __future__ import annotations

import os
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import accounts
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Organisation, Person
from inventory.ground.store import Store
from inventory.ground.storefile import StoreReadOnly, StoreThere, Turn, discard, free_name, look_at
from inventory.supplies import places

NONE = "none"
TEMPLATES = frozenset({"actions.toml", "checklists.toml", "standards.toml"})  # taken over later: no beginnings
ARTICLE = "article"
FIRST_LOGIN = "admin"
FIRST_CODE = "HQ"
MAKING = 60.0  # seconds that one waits for who makes the same store: that takes longer than a line written into one

Facts = dict[str, Any]

# Rules ---------------------------------------------------------------------------------------------------------


class UnknownSeed(Refused):
    """There is no such beginning."""

    message = N_("There is no seed {name}; there are: {known}.")


class NameNeeded(Refused):
    """An empty store must still be somebody's."""

    message = N_("An empty store needs the name of its headquarters.")


class InUse(Refused):
    """Somebody has the example open."""

    message = N_("The example at {where} is open elsewhere: close it there first.")


# Queries -------------------------------------------------------------------------------------------------------


def known() -> list[str]:
    """The seeds there are; the empty one comes last."""
    found = (entry.name for entry in resources.files("seeds").iterdir() if entry.name not in TEMPLATES)
    return [*sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")), NONE]


@cache
def facts_of(name: str) -> Facts:
    """What a seed says; UnknownSeed where there is none of that name."""
    if name not in known() or name == NONE:
        raise UnknownSeed(field="seed", name=name, known=", ".join(known()))
    return tomllib.loads(_text(name), parse_float=Decimal)


def _text(name: str) -> str:
    return resources.files("seeds").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def is_empty(session: Session) -> bool:
    """Whether the store has no headquarters yet."""
    return session.scalar(select(Organisation.id).limit(1)) is None


def example_officer(session: Session, name: str | None = None) -> Person | None:
    """Who sits at the desk of a store that was made from a seed, for as long as its example is there; or None."""
    code = session.scalar(select(Organisation.code).where(Organisation.parent_id.is_(None)))
    for one in [name] if name else known()[:-1]:
        if f'code = "{code}"' not in _text(one):
            continue  # a glance is enough: reading all that a seed says takes longer than a first frame may
        facts = facts_of(one)
        if facts["headquarters"]["code"] == code:
            sits = next(each for each in facts["persons"] if each["login"] == facts["officers"]["sits"])
            example = select(Person).where(Person.login == sits["login"], Person.name == sits["name"])
            return session.scalars(example.where(Person.retired.is_(False))).one_or_none()
    return None


# Making a store ------------------------------------------------------------------------------------------------


def make(
    where: str,
    name: str,
    *,
    headquarters: str | None = None,
    login: str = FIRST_LOGIN,
    person: str = "",
    replace: bool = False,
) -> None:
    """Make a store and begin it from a seed; StoreThere where there is one, unless it is an example to `replace`.

    An empty store's first person has this login and name. A store that `replace` takes the place of stays beside it,
    as `….old`.
    """
    if name != NONE:
        facts_of(name)
    elif not headquarters:
        raise NameNeeded(field="headquarters")
    if "://" in where:
        _begin_database(where, name, headquarters, login, person)
        return
    path = Path(where).expanduser()
    if path.is_dir():
        look_at(path)  # which refuses it, before a lock is laid beside the folder
    with _alone(path):
        if os.path.lexists(path) and not replace:
            Store.open(path).close()  # what is no store is called by its right name
            raise StoreThere(where=str(path))
        _begin_file(path, name, headquarters, login, person)


def _begin_database(where: str, name: str, headquarters: str | None, login: str, person: str) -> None:
    try:
        store = Store.open(where, create=True)
    except StoreThere:
        store = Store.open(where)  # somebody who was interrupted may have left it without a headquarters
    try:
        seed(store, name, headquarters, login, person)
    finally:
        store.close()


def _begin_file(path: Path, name: str, headquarters: str | None, login: str, person: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    _clear(draft)
    try:
        store = Store.open(draft, create=True)
        try:
            seed(store, name, headquarters, login, person)
        finally:
            store.close()
        _set_aside(path)
        draft.rename(path)
    finally:
        _clear(draft)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else makes or changes the store meanwhile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, ValueError) as trouble:  # a zero byte in a name is a ValueError
        raise StoreReadOnly(where=str(path)) from trouble
    with Turn(path).held(MAKING):
        yield


def _set_aside(path: Path) -> None:
    """Keep what is there under another name; InUse where somebody has it open."""
    if not os.path.lexists(path):
        return
    with suppress(sqlite3.DatabaseError):
        _settle(path)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.rename(free_name(path, "old"))


def _settle(path: Path) -> None:
    """Bring the file into one piece, which takes that nobody else has it open."""
    connection = sqlite3.connect(path, timeout=0)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as trouble:
        raise InUse(where=str(path)) from trouble
    finally:
        connection.close()


def _clear(draft: Path) -> None:
    discard(draft)
    draft.with_name(f"{draft.name}.lock").unlink(missing_ok=True)


# Loading a seed ------------------------------------------------------------------------------------------------


def seed(store: Store, name: str, headquarters: str | None = None, login: str = FIRST_LOGIN, person: str = "") -> None:
    """Begin the books of an empty store from a seed: all of it or nothing."""
    with store.begin() as session:
        if not is_empty(session):
            raise StoreThere(where=store.where)
        if name == NONE:
            _found(session, FIRST_CODE, headquarters or "", login, person or _("First administrator"))
            return
        facts = facts_of(name)
        root, founder = facts["headquarters"], facts["founder"]
        first = _found(session, root["code"], headquarters or root["name"], founder["login"], founder["name"])
        from inventory.upkeep import sowing  # noqa: PLC0415 - all that a seed can do, which no other start need load

        sowing.sow(session, facts, first)


def _found(session: Session, code: str, name: str, login: str, person: str) -> Person:
    return accounts.found_headquarters(
        session, name=name, code=code, login=login, person=person, also=lambda root: places.make_ends(session, root)
    )

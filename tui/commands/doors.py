"""Doors: how one comes to a desk where the store that was asked for doesn't open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from inventory.ground import passwords
from inventory.ground.store import Store
from inventory.upkeep import backup, seeding
from tui.commands import load
from tui.commands.example import see_to_it
from tui.commands.sitting import officers, sit
from tui.commands.where import EXAMPLE, address, own_file
from tui.commands.words import Asked
from tui.desk import Desk, Officer


class WaysIn:
    """What can be done from the first screen; each answers with a desk or refuses."""

    def __init__(self, asked: Asked) -> None:
        """`asked` says which store was wanted."""
        self._where = address(asked)
        self._tried = self._where

    @property
    def where(self) -> str:
        """The store that was asked for."""
        return self._where

    def example_left(self) -> date | None:
        """The day on which the example was written to last; None where there is none yet."""
        try:
            left = Path(own_file(EXAMPLE)).stat().st_mtime
        except OSError:
            return None
        return datetime.fromtimestamp(left, UTC).astimezone().date()

    def example(self) -> Desk:
        """The example, which is made where it isn't there yet."""
        where = own_file(EXAMPLE)
        see_to_it(Asked(options={"store": where}))
        return self._sit(where)

    @property
    def is_server(self) -> bool:
        """Whether that store is on a server."""
        return "://" in self._where

    def begin(self, *, name: str, person: str, login: str, password: str = "") -> Desk:
        """A store of one's own."""
        if self.is_server:
            secret = passwords.hashed(password, login=login)
            load("tui.commands.server:make")(self._where, secret, login, headquarters=name, person=person)
        else:
            seeding.make(self._where, seeding.NONE, headquarters=name, login=login, person=person)
        return self._sit(self._where, login, password)

    def other(self, where: str) -> Desk:
        """Another store."""
        return self._sit(where if "://" in where else str(Path(where).expanduser()))

    def restore(self, file: str) -> Desk:
        """A backup, proved, where the store was asked for."""
        backup.restore(Path(file).expanduser(), self._where)
        return self._sit(self._where)

    def officers(self) -> Sequence[Officer]:
        """Who may sit at the store that was tried last."""
        store = Store.open(self._tried)
        try:
            return officers(store)
        finally:
            store.close()

    def sit(self, login: str, password: str | None = None, new: str = "") -> Desk:
        """The store that was tried last, as this one."""
        return self._sit(self._tried, login, password, new)

    def lock(self, login: str, password: str) -> Desk:
        """The first password of the store that was tried last."""
        secret = passwords.hashed(password, login=login)
        store = Store.open(self._tried)
        try:
            load("tui.commands.password:give_first")(store, login, secret)
        finally:
            store.close()
        return self._sit(self._tried, login, password)

    def _sit(self, where: str, login: str | None = None, password: str | None = None, new: str = "") -> Desk:
        self._tried = where
        options = {"store": where} if login is None else {"store": where, "as": login}
        return sit(Asked(options=options), password, new)

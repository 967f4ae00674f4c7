"""What the forms of the duty room have in common: how times are read, people picked, and what was asked is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, Unpack
from uuid import uuid4

from inventory.ground.i18n import _
from inventory.ground.people import Organisation
from inventory.ground.search import key
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.screens.duty.looking import Board, people
from tui.screens.keeping import row_of
from tui.screens.options import Instant
from tui.screens.register import moment
from tui.telling import told
from tui.widgets.fields import About, Text
from tui.widgets.pick import Option, Pick, among

Made = TypeVar("Made")
Answers = dict[str, Any]


@dataclass
class Room:
    """One question's view of the duty room: who asks, where, and the request that it is sent under."""

    app: XunbeiApp
    desk: Desk
    board: Board
    request: str = field(default_factory=lambda: uuid4().hex)

    @property
    def organisation(self) -> Callable[[Any], Organisation]:
        """The organisation whose duty room it is, looked up when the service is asked."""
        return row_of(Organisation, self.board.room_id)

    def do(
        self, service: Callable[..., Made], said: Callable[[Any], str], kept: Answers | None = None, **facts: object
    ) -> None:
        """Ask the service; raises Refused for the form to show. `kept` gets the id of what was made."""
        self.app.do(service, request=self.request, told=told(said, kept), **facts)

    def moment(self, name: str, label: str, default: datetime | None = None, **about: Unpack[About]) -> Instant:
        """A time, in any of the ways in which people type one."""
        return moment(self.desk, name, label, default, **about)

    def person(self, name: str, label: str, default: int = 0, **about: Unpack[About]) -> Pick:
        """Somebody of the branch."""
        every = people(self.desk)
        options = [Option(who, called, f"{login}  {house}") for who, called, login, house in every]
        find = among(options, [key(called, login, house) for _who, called, login, house in every])
        first = next((one for one in options if one.value == default), None)
        about.setdefault("hint", _("initials will do"))
        return Pick(name, label, find, default=first, **about)


def text(name: str, label: str, longest: int, default: str = "", **about: Unpack[About]) -> Text:
    """A text that may be left empty."""
    about.setdefault("required", False)
    about.setdefault("width", 50)
    return Text(name, label, longest=longest, default=default, **about)


def same_minute(one: object, other: datetime | None) -> bool:
    """Whether a time that was shown to the minute was left as it was."""
    if not isinstance(one, datetime) or other is None:
        return one is other
    return abs((one - other).total_seconds()) < 60  # noqa: PLR2004 - a minute

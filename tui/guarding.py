"""Guarding: a locked store's screen asks for the password again when nobody has touched it for a while, or on a key."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.binding import Binding, BindingType

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from tui.keyboard import Keyboard, asks

if TYPE_CHECKING:
    from tui.app import XunbeiApp
    from tui.desk import Desk

LOOK = 5.0  # seconds from one look at the clock to the next
MINUTE = 60.0


class Guarded(Keyboard):
    """A program whose screen can be locked, and where somebody else can sit down."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "lock", N_("Lock the screen"), show=False, priority=True),
    ]

    desk: Desk | None

    def __init__(self) -> None:
        """Somebody has just come."""
        super().__init__()
        self._touched = monotonic()

    def on_mount(self) -> None:
        """Look after the screen."""
        self.set_interval(LOOK, self.look_after)

    async def on_event(self, event: events.Event) -> None:
        """Whoever presses a key or moves the mouse is there."""
        if isinstance(event, events.InputEvent | events.Paste):
            self._touched = monotonic()
        await super().on_event(event)

    def look_after(self) -> None:
        """Lock the screen where nobody was there for as long as is set."""
        desk, quiet = self.desk, monotonic() - self._touched
        if desk is None or desk.guard is None or not desk.is_locked or quiet < MINUTE:
            return
        try:
            minutes = desk.guard.idle_minutes()
        except Exception as error:  # noqa: BLE001 - the store may be away for a moment
            self.answer(error)
            return
        if 0 < minutes * MINUTE <= quiet:
            self.lock()

    def lock(self) -> None:
        """Put the locked screen in front of everything, once."""
        from tui.screens.locking import LockScreen  # noqa: PLC0415 - not for an open store

        desk = self.desk
        if desk is None or desk.guard is None or any(isinstance(one, LockScreen) for one in self.screen_stack):
            return
        self.push_screen(LockScreen(desk, desk.guard))

    def turned_away(self, refusal: Refused) -> None:
        """Where the store no longer takes the officer for who they are, they sign in again."""
        from inventory.ground.locks import MustSignIn  # noqa: PLC0415 - not for the first frame

        if isinstance(refusal, MustSignIn):
            self.lock()

    @property
    def access(self) -> str:
        """How the officer came to sit here, for the top line."""
        if self.desk is None or self.desk.guard is None:
            return ""
        return _("signed in") if self.desk.is_locked else _("open store")

    async def ask_who(self) -> None:
        """Who sits down instead: in an open store an officer is chosen, in a locked one they sign in."""
        from tui.screens.who import ask_for_desk, greeting  # noqa: PLC0415 - not for the first frame

        if self.desk is not None and (opening := await ask_for_desk(self, self.desk)):
            self.sit_down(opening, greeting)

    # What the program answers

    def sit_down(self, opening: Callable[[], Desk], then: Callable[[Desk], str] | None = None) -> None:
        """Go to another desk."""
        raise NotImplementedError

    def answer(self, error: BaseException) -> Refused:
        """The one answer to whatever went wrong."""
        raise NotImplementedError

    def hint(self, text: str) -> None:
        """Tell the officer something that is no answer."""
        raise NotImplementedError

    # Keys

    def action_lock(self) -> None:
        """Lock the screen; an open store has nothing to lock it with."""
        if self.desk is not None and self.desk.is_locked:
            self.lock()
        elif self.desk is not None:
            self.hint(_("The store is open: there is no password to lock the screen with."))

    @asks
    async def action_sit(self) -> None:
        """Somebody else sits down."""
        await self.ask_who()

    @asks
    async def action_password(self) -> None:
        """Change one's own password."""
        from tui.screens.changing import change_own  # noqa: PLC0415 - seldom asked for

        await change_own(cast("XunbeiApp", self))

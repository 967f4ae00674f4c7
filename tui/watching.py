"""Watching: who is on duty for the top line of every screen, and what makes itself heard, asked once a minute.

It is asked in a thread, after the first lines are shown, and again when somebody wrote; nothing is asked while a line
is painted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.worker import get_current_worker

from inventory.ground.i18n import ngettext
from tui.guarding import Guarded

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.desk import Desk

MINUTE = 60.0


@dataclass(frozen=True)
class Watch:
    """The duty room at an instant: the level in force, who is on duty in words, whether somebody is missing.

    `heard` is what makes itself heard, each by what it is known by.
    """

    level: str = ""
    duty: str = ""
    is_lacking: bool = False
    heard: tuple[tuple[str, str], ...] = ()


class Watching(Guarded):
    """A program that knows who is on duty and calls out what can't wait."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self.watch_kept = Watch()
        self._called: set[str] = set()
        self._called_at: Desk | None = None
        self._minute: Timer | None = None

    def watch_duty(self) -> None:
        """Ask now, and once a minute from now on; asked again it does nothing."""
        if self._minute is None:
            self._minute = self.set_interval(MINUTE, self.ask_duty)
            self.ask_duty()

    def ask_duty(self) -> None:
        """Ask who is on duty, once the first lines were shown."""
        if self._minute is not None and self.desk is not None and self.desk.watch is not None:
            self._ask_duty(self.desk, self.desk.watch)

    @work(thread=True, exclusive=True, group="duty")
    def _ask_duty(self, desk: Desk, watch: Callable[[], Watch]) -> None:
        worker = get_current_worker()
        try:
            seen = watch()
        except Exception as error:  # noqa: BLE001 - the store may be away for a moment
            if not worker.is_cancelled and self.desk is desk:
                self.call_from_thread(self.answer, error)
            return
        if not worker.is_cancelled:
            self.call_from_thread(self._seen_duty, desk, seen)

    def _seen_duty(self, desk: Desk, seen: Watch) -> None:
        """Show it, and call out what is new of it; whoever has just sat down is told all of it."""
        if self.desk is not desk:
            return
        if self._called_at is not desk:
            self._called, self._called_at = set(), desk
        new = [said for known, said in seen.heard if known not in self._called]
        self.watch_kept, self._called = seen, {known for known, _said in seen.heard}
        self._in_front("_tick")
        if new:
            self.bell()
            more = ngettext("and {n} more", "and {n} more", len(new) - 1).format(n=len(new) - 1)
            self._in_front("remind", f"{new[0]} {more}" if len(new) > 1 else new[0])

    def _in_front(self, does: str, *given: str) -> None:
        """Let the foremost screen that can do it do it: a question in front of a place has no top line."""
        for screen in reversed(self.screen_stack):
            if (found := getattr(screen, does, None)) is not None:
                found(*given)
                return

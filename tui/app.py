"""The program in the terminal: thin; it holds the desk, the places and the one answer to a refusal.

The first frame is painted before the store or the database library is imported: draw first, read after.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.signal import Signal
from textual.worker import WorkerFailed

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, use
from tui.faults import Fault, Faults
from tui.going import Going
from tui.keyboard import asks
from tui.places import PLACES, Place, entrances
from tui.screens.opening import OpeningScreen
from tui.theme import DARK, LIGHT
from tui.watching import Watching
from tui.widgets import wrapping

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tui.desk import Desk, Doors
    from tui.drafts import Drafts
    from tui.widgets.top import Heading

Made = TypeVar("Made")

wrapping.install()

WATCH = 2.0
KEYS = 0  # the standard input


class XunbeiApp(Going, Watching):
    """Xunbei at a terminal."""

    CSS_PATH = "app.tcss"
    TITLE = "Xunbei"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", N_("Help"), key_display="F1"),
        Binding("ctrl+g", "places", N_("Go to")),
        *(Binding(one.key, f"turn('{one.key}')", one.title) for one in entrances(PLACES) if one.key),
        Binding("ctrl+p", "command_palette", N_("Commands")),
        Binding("ctrl+q", "quit", N_("Quit"), priority=True),
        Binding("ctrl+c", "help_quit", N_("Quit"), show=False, system=True),
    ]

    def __init__(
        self,
        opening: Callable[[], Desk],
        *,
        state: Path,
        places: Sequence[Place] = PLACES,
        start: str = "stock",
        doors: Callable[[], Doors] | None = None,
    ) -> None:
        """`opening` opens the store, in a thread, after the first frame; `state` is a folder for drafts and faults.

        `doors` are the other ways to a desk, asked for where the store doesn't open.
        """
        super().__init__()
        self._opening, self._start, self._doors = opening, start, doors
        self._greet: Callable[[Desk], str] | None = None
        self.places, self.place = places, start
        self._state = state
        self._drafts: dict[str, Drafts] = {}
        self._whys: dict[str, str] = {}
        self._seen: object = None
        self.faults = Faults(state, self._now)
        self.store_changed: Signal[None] = Signal(self, "store_changed")
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    # Beginning

    def get_default_screen(self) -> Screen[None]:
        """The first frame: it asks nothing of the store."""
        return OpeningScreen(self._label(self._start), self.open)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours' names, known before our theme is."""
        return dict(DARK.variables)

    @work(thread=True, group="opening", exclusive=True)
    def open(self) -> None:
        """Open the store, behind what is on the screen."""
        try:
            desk = self._opening()
            self._place(self.place).load()
        except Exception as error:  # noqa: BLE001 - whatever it is, the officer gets a sentence
            self.call_from_thread(self._not_open, error)
            return
        self.call_from_thread(self._arrive, desk)

    def _not_open(self, error: Exception) -> None:
        """The store doesn't open: show what else can be done, or say why on what is shown already."""
        if isinstance(error, Refused) and self._doors is not None and isinstance(self.screen, OpeningScreen):
            from tui.screens.first import FirstScreen  # noqa: PLC0415 - only where there is no store

            self.push_screen(FirstScreen(self._doors(), error))
        elif (hear := getattr(self.screen, "hear", None)) is not None:
            hear(error)
        else:
            self.answer(error)

    def sit_down(self, opening: Callable[[], Desk], then: Callable[[Desk], str] | None = None) -> None:
        """Go to another desk: another officer's, another store's; `then` words what is said on arrival."""
        self._opening, self._greet = opening, then
        self.open()

    def _arrive(self, desk: Desk) -> None:
        old, self.desk = self.desk, desk
        self._whys.clear()
        self._seen = desk.mark()
        self._build_places()
        self.ask_duty()
        if self._greet is not None:
            self.screen.call_after_refresh(self._tell, self._greet(desk), "UNKNOWN")
            self._greet = None
        if old is None:
            self.set_interval(WATCH, self._watch)
        elif old.store is not desk.store:
            old.store.close()

    # The desk

    def _now(self) -> datetime:
        return self.desk.now() if self.desk else datetime.fromtimestamp(0, UTC)

    @property
    def heading(self) -> Heading:
        """What the top line says now."""
        from tui.widgets.top import Heading  # noqa: PLC0415 - not for the first frame

        label = self._label(self.place)
        if self.desk is None:
            return Heading(place=label)
        time = self.desk.now().astimezone(self.desk.zone)
        officer, access = self.desk.officer_name, self.access
        said = Heading(label, self.desk.house, time=f"{time:%m-%d %H:%M}", officer=officer, access=access)
        said = replace(said, exercise=bool(self.exercise))
        return said.on_duty(self.watch_kept)

    @property
    def exercise(self) -> str:
        """What every screen says in an exercise; empty where what is done is real."""
        return self.desk.exercise if self.desk else ""

    @property
    def drafts(self) -> Drafts:
        """What was half typed in forms; what was typed in an exercise is never taken up as real."""
        from tui.drafts import Drafts  # noqa: PLC0415 - not for the first frame

        folder = "exercise" if self.exercise else ""
        if folder not in self._drafts:
            self._drafts[folder] = Drafts(self._state / folder)
        return self._drafts[folder]

    def why_not(self, permission: str) -> str:
        """Why this officer may not, empty where they may."""
        if self.desk is None:
            return _("The store is not open yet.")
        if permission not in self._whys:
            self._whys[permission] = self.desk.why_not(permission)
        return self._whys[permission]

    def perform(
        self,
        service: Callable[..., Made],
        *,
        request: str | None = None,
        told: Callable[[Made], str] | None = None,
        **facts: object,
    ) -> None:
        """Do one thing and say how it went: the only place outside a form that asks a service."""
        work = partial(self.do, service, request=request, told=told, **facts)
        self.aside(work, self._performed, slow=lambda: self._tell(_("Writing…"), "UNKNOWN"))

    def _performed(self, done: Future[None]) -> None:
        if (error := done.exception()) is not None:
            self.answer(error)

    def do(
        self,
        service: Callable[..., Made],
        *,
        request: str | None = None,
        told: Callable[[Made], str] | None = None,
        **facts: object,
    ) -> None:
        """As `perform`, in whatever thread; a refusal is the caller's to show: a form keeps it beside the field."""
        if self.desk is not None:
            said = self.desk.do(service, request=request, told=told, **facts)
            self.call_later(self._written, self.desk.mark(), said)

    def _written(self, mark: object, said: str) -> None:
        self._changed(mark)
        if said:
            self.say(said)

    def wrote(self, mark: object) -> None:
        """One thing was done whose screen shows it already: the others read again once they are come back to."""
        if isinstance(self._seen, int) and mark == self._seen + 1:
            self._seen = mark

    def _watch(self) -> None:
        """Notice what other stations wrote; and a window that was closed, whose program would go on for nobody."""
        if not (self.is_headless or os.isatty(KEYS)):
            self.exit()
        if self.desk is None:
            return
        try:
            mark = self.desk.mark()
        except Exception as error:  # noqa: BLE001 - the store may be away for a moment
            self.answer(error)
            return
        if mark != self._seen:
            self._changed(mark)

    def _changed(self, mark: object) -> None:
        """Somebody wrote: what was read, rights too, is read again."""
        self._seen = mark
        self._whys.clear()
        self.store_changed.publish(None)
        self.ask_duty()

    # Answers

    def say(self, text: str) -> None:
        """Tell the officer that something is done."""
        self._tell(text, "FINE")

    def hint(self, text: str) -> None:
        """Tell the officer something that is no answer."""
        self._tell(text, "UNKNOWN")

    def answer(self, error: BaseException) -> Refused:
        """The one answer to whatever went wrong: a refusal is shown as it is, a fault is written down first."""
        if isinstance(error, WorkerFailed):
            error = error.error
        refusal = error if isinstance(error, Refused) else self.faults.record(error)
        if self.faults.is_hopeless and isinstance(error, Exception):
            super()._handle_exception(error)
            return refusal
        self.turned_away(refusal)
        self._tell(str(refusal), "URGENT" if isinstance(refusal, Fault) else "ATTENTION")
        return refusal

    def _tell(self, text: str, level: str) -> None:
        for screen in reversed(self.screen_stack):
            if (tell := getattr(screen, "tell", None)) is not None:
                tell(text, level)
                return

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool:  # noqa: ANN401 - Textual's own signature
        """Run an action; what goes wrong in it doesn't end the program."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:  # noqa: BLE001 - answer() tells refusals from faults
            self.answer(error)
            return True

    def _handle_exception(self, error: Exception) -> None:
        """A worker that failed is told and the program goes on; a widget that failed can't."""
        if isinstance(error, WorkerFailed):
            self.answer(error)
            return
        self.faults.record(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave with one sentence instead of a traceback."""
        self._exit_renderables.append(str(Fault(file=str(self.faults.file))))
        self._close_messages_no_wait()

    # Going about

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no desk yet, there is nowhere to go."""
        if action in {"go", "turn", "places"} and self.desk is None:
            return None
        return super().check_action(action, parameters)

    @asks
    async def action_places(self) -> None:
        """The numbered menu of places, and what comes of the choice."""
        from tui.screens import where  # noqa: PLC0415 - not for the first frame

        answer = await where.ask_where(self)
        if answer == where.LEAVE:
            self.exit()
        elif answer == where.SPEAK:
            self.action_speak(where.other_language())
        elif answer == where.SIT:
            await self.ask_who()
        elif answer == where.LOCK:
            self.lock()
        elif answer and (place := self._place(answer)).is_on_top:
            self.action_go(answer)
        elif answer:
            self.action_turn(place.key)

    def action_speak(self, other: str) -> None:
        """Change the language: the places are built anew, in the other one."""
        if isinstance(self.screen, ModalScreen):
            return
        use(other)
        if self.desk is None:
            self.screen.refresh(recompose=True)
        else:
            self._build_places()

    def action_light(self) -> None:
        """Change between dark and light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def action_help(self) -> None:
        """What the keys do here."""
        from tui.screens.help import HelpScreen  # noqa: PLC0415 - nobody waits for help before the first frame

        self.push_screen(HelpScreen())

    def action_command_palette(self) -> None:
        """Everything by name; not over a question that waits for its answer."""
        from tui.widgets.commands import palette  # noqa: PLC0415 - not for the first frame

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(palette())

    def action_help_quit(self) -> None:
        """Ctrl+C copies; say what leaves."""
        self._tell(_("Ctrl+Q leaves the program."), "UNKNOWN")

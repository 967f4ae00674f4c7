"""The door to an exercise: begin it or join it, go back to the real store, end it and take over who did what when."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from functools import partial

from inventory.ground import exercises
from inventory.ground.i18n import _, ngettext
from reports.table import figure
from tui.app import XunbeiApp
from tui.commands import load
from tui.desk import Desk
from tui.widgets.menu import Entry, Menu

KEEP, DISCARD = "keep", "discard"


def enter(app: XunbeiApp, drill: str) -> None:
    """Sit down in the exercise of a drill; the copy is made behind the screen, or the one that is there is joined."""
    desk = app.desk
    if desk is not None:
        app.hint(_("The exercise of {drill} is being opened …").format(drill=drill))
        app.sit_down(partial(load("tui.commands.exercise:start_at"), desk, drill), partial(_entered, app, drill))


async def is_on(desk: Desk, drill: str) -> bool:
    """Whether an exercise of a drill is on, to be joined; looked up beside the screen."""
    return bool(await asyncio.to_thread(load("inventory.upkeep.exercising:running"), desk.store, drill))


def _show(app: XunbeiApp, drill: str) -> None:
    """The new desk's list stands where the old one's stood."""
    screen = app.screen

    def show() -> None:
        if (there := getattr(screen, "show_drill", None)) is not None and screen.is_current:
            there(drill)

    screen.call_after_refresh(show)


def _entered(app: XunbeiApp, drill: str, desk: Desk) -> str:
    _show(app, drill)
    return _("{exercise}: nothing that is done here is real.").format(exercise=desk.exercise)


def leave(app: XunbeiApp) -> None:
    """Sit down at the real store again; the exercise goes on for the others."""
    desk = app.desk
    if desk is not None:
        with desk.store.read() as session:
            mark = exercises.exercise(session)
        work = partial(load("tui.commands.exercise:real_desk"), desk)
        app.sit_down(work, partial(_left, app, mark.drill if mark else ""))


def _left(app: XunbeiApp, drill: str, _desk: Desk) -> str:
    _show(app, drill)
    return _("This is the real store again: what is done here counts.")


async def end(app: XunbeiApp, drill: str) -> None:
    """End the exercise of a drill: its copy is kept or thrown away, its timeline is taken over."""
    entries = [
        Entry("", _("Leave it as it is")),
        Entry(KEEP, _("End it, and keep the copy for the evaluation")),
        Entry(DISCARD, _("End it, and throw the copy away")),
    ]
    answer = await app.ask(Menu(_("End the exercise of {drill}?").format(drill=drill), entries))
    desk = app.desk
    if not answer or desk is None:
        return
    work = partial(load("tui.commands.exercise:end_at"), desk, drill, keep=answer == KEEP)
    app.aside(work, partial(_ended, app), slow=lambda: app.hint(_("Writing…")))


def _ended(app: XunbeiApp, done: Future[object]) -> None:
    error = done.exception()
    if error is not None:
        app.answer(error)
        return
    ended = done.result()
    lines = int(getattr(ended, "lines", 0))
    said = ngettext(
        "The exercise is over: {n} line was taken into the drill.",
        "The exercise is over: {n} lines were taken into the drill.",
        lines,
    )
    kept = str(getattr(ended, "kept", ""))
    there = _("Its copy is kept: {file}").format(file=kept) if kept else ""
    app.say("   ".join(filter(None, (said.format(n=figure(lines)), there))))

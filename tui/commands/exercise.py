"""exercise: a drill is played in a copy of the store, joined there, listed and ended."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import cast

from inventory.ground import settings
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.locks import Proof
from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.ground.text import visible
from inventory.practice import drills
from inventory.upkeep import copies, exercising
from inventory.upkeep.exercising import Copy
from tui.commands import load
from tui.commands.acting import acting, signed_in
from tui.commands.saying import as_json, progress
from tui.commands.where import STORE, address, example, has_terminal
from tui.commands.words import Asked, NotOneOf, WordMissing, WordTooMuch, Wrong, called
from tui.desk import Desk

ACTS = ("list", "start", "join", "end")


class KeepOrDiscard(Wrong):
    """One copy, two ends."""

    message = N_("Use --keep or --discard, not both.")


def run(asked: Asked) -> int:
    """List what is on, or start, join or end one."""
    act, *rest = asked.words
    if act not in ACTS:
        raise NotOneOf(option=called("exercise"), choices="|".join(ACTS), value=visible(act))
    if act == "list" and rest:
        raise WordTooMuch(command=called("exercise list"), word=visible(rest[0]))
    if act != "list" and not rest:
        raise WordMissing(command=called(f"exercise {act}"), words="DRILL")
    return {"list": _list, "start": _start, "join": _join, "end": _end}[act](asked)


def enter(asked: Asked) -> None:
    """Let a command be about the exercise of a drill instead of the real store."""
    text = asked.options.pop("exercise", None) or os.environ.get("XUNBEI_EXERCISE", "")
    where = address(asked, example(asked) if asked.command == "demo" else STORE)
    asked.options["store"] = exercising.meant(where, text).address


def _list(asked: Asked) -> int:
    asked.options["store"] = copies.real(address(asked))
    with signed_in(asked) as store, store.read() as session:
        zone = settings.zone(session)
    found = exercising.listed(asked.options["store"])
    if "json" in asked:
        print(as_json({"exercises": [_facts(one) for one in found]}, indent=2))
        return 0
    for one in found:
        mark = one.exercise
        state = (
            _("over") if mark.is_ended else _("{who} in it").format(who=_(", ").join(one.stations) or _("no station"))
        )
        since = _("since {moment} by {who}").format(moment=f"{mark.at.astimezone(zone):%Y-%m-%d %H:%M}", who=mark.by)
        print(visible(" · ".join((f"{mark.drill} {mark.name}", since, state, one.shown))))
    if not found:
        print(_("No exercise is on."))
    for why in copies.shut(asked.options["store"]):
        print(visible(str(why)), file=sys.stderr)
    return 0


def _facts(one: Copy) -> dict[str, object]:
    mark = one.exercise
    return {
        "drill": mark.drill,
        "name": mark.name,
        "since": mark.at.isoformat(),
        "by": mark.by,
        "over": mark.is_ended,
        "stations": list(one.stations),
        "store": one.shown,
    }


def _start(asked: Asked) -> int:
    with signed_in(asked) as store:
        with store.read() as session:
            officer = acting(session, store, asked)
            drill = drills.drill_called(session, officer, asked.words[1])
        with progress() as tell:
            copy = exercising.start(store, officer, drill, progress=tell)
    if "json" in asked:
        print(as_json(_facts(copy), indent=2))
        return 0
    print(_("The exercise of {drill} is on, in {where}.").format(drill=visible(str(drill)), where=visible(copy.shown)))
    print(_("`xunbei --exercise {drill}` opens it; a command behind that is done in it.").format(drill=drill.number))
    return _open(asked, copy)


def _join(asked: Asked) -> int:
    return _open(asked, exercising.meant(address(asked), asked.words[1]))


def _open(asked: Asked, copy: Copy) -> int:
    """Open the terminal on it, where there is one; otherwise it is told how it stands."""
    inside = Asked(options={key: value for key, value in asked.options.items() if key in {"as", "lang", "json"}})
    inside.options["store"] = copy.address
    if has_terminal() and "json" not in asked:
        return cast("int", load("tui.commands.terminal:run")(inside))
    load("tui.commands.status:print_status")(inside)
    return 0


def _end(asked: Asked) -> int:
    if "keep" in asked and "discard" in asked:
        raise KeepOrDiscard
    asked.options["store"] = copies.real(address(asked))
    with signed_in(asked) as store:
        with store.read() as session:
            drill = drills.drill_called(session, acting(session, store, asked), asked.words[1])
        officer = partial(acting, store=store, asked=asked)
        ended = exercising.end(store, officer, drill.number, keep="discard" not in asked)
    if "json" in asked:
        print(as_json({"drill": ended.drill, "lines": ended.lines, "kept": ended.kept or None}, indent=2))
        return 0
    said = ngettext(
        "The exercise of {drill} is over: {count} line was taken into the drill.",
        "The exercise of {drill} is over: {count} lines were taken into the drill.",
        ended.lines,
    )
    print(said.format(drill=ended.drill, count=ended.lines))
    kept = _("The copy is kept for the evaluation: {where}.").format(where=visible(ended.kept))
    print(kept if ended.kept else _("The copy was thrown away."))
    return 0


# For the screens -----------------------------------------------------------------------------------------------


def desk_at(where: str, desk: Desk) -> Desk:
    """A desk at an exercise, or back at the real store, for who sits at this one: whoever signed in has done so."""
    proof = cast("Proof | None", getattr(desk.guard, "proof", None))
    store = Store.open(where)
    try:
        if proof is not None:
            return cast("Desk", load("tui.commands.sitting:at")(store, proof=proof))
        return cast("Desk", load("tui.commands.sitting:seat")(store, desk.guard.login if desk.guard else None))
    except BaseException:
        store.close()
        raise


def start_at(desk: Desk, drill: str) -> Desk:
    """Begin the exercise of a drill or join the one that is on; the desk in it. Takes its time: off the screen."""
    store = cast("Store", desk.store)
    with store.read() as session:
        officer: Person = desk.officer(session)
        meant = drills.drill_called(session, officer, drill)
    return desk_at(exercising.start(store, officer, meant).address, desk)


def real_desk(desk: Desk) -> Desk:
    """The desk at the real store of whoever sits in an exercise."""
    store = cast("Store", desk.store)
    return desk_at(copies.real(copies.address_of(store)), desk)


def end_at(desk: Desk, drill: str, *, keep: bool = True) -> exercising.Ended:
    """End it, from a desk at the real store; off the screen."""
    return exercising.end(cast("Store", desk.store), desk.officer, drill, keep=keep)

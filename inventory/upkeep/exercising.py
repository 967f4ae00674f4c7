"""Exercising: a drill is played in a copy of the store, and only what was done when comes back from it.

The copy lies beside the real store and says inside that it is one; several stations can have it open. Ending it writes
the timeline into the real drill in one transaction and keeps the copy for the evaluation, or throws it away.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from inventory.ground import exercises, settings, typed
from inventory.ground.audit import AuditEntry, head
from inventory.ground.errors import Refused
from inventory.ground.exercises import Exercise, exercise
from inventory.ground.i18n import N_
from inventory.ground.people import Permission, Person, require
from inventory.ground.store import Store
from inventory.ground.storefile import StoreMissing
from inventory.practice import drills, told
from inventory.practice.drills import Drill, DrillState, Inject
from inventory.practice.told import Told
from inventory.supplies.counting import must_not_count_blind
from inventory.upkeep import copies
from inventory.upkeep.findings import Progress
from inventory.upkeep.retelling import retold
from inventory.upkeep.stations import alone, stations

# Refusals ------------------------------------------------------------------------------------------------------


class IsExercise(Refused):
    """An exercise of an exercise."""

    message = N_("This is the exercise of {drill} already.")


class NoExercise(Refused):
    """Nobody began one."""

    message = N_("No exercise of {drill} is on: begin it with `xunbei exercise start {drill}`.")


class OfAnotherStore(Refused):
    """The copy was made of other books."""

    message = N_("The exercise of {drill} was not copied from this store: nothing is taken over from it.")


# What runs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Copy:
    """An exercise and the address of its copy; `stations` are those who have it open now."""

    address: str
    shown: str
    exercise: Exercise
    stations: tuple[str, ...] = ()


def listed(address: str, drill: str = "") -> list[Copy]:
    """Every exercise beside the store of this address, or those of a drill, those that are over too."""
    made = []
    for one in copies.found(copies.real(address), drill):
        with suppress(Refused):
            made.append(_copy_at(one))
    of_drill = [one for one in made if not drill or one.exercise.drill == drill]
    return sorted(of_drill, key=lambda copy: copy.exercise.at)


def _copy_at(address: str) -> Copy:
    with closing(Store.open(address)) as store:
        with store.read() as session:
            mark = exercise(session)
        if mark is None:
            raise NoExercise(drill=store.where)
        return Copy(address, store.where, mark, tuple(stations(store)))


def running(store: Store, drill: str) -> list[Copy]:
    """The exercises of a drill that are on, in front that of this very store: an older one's may lie beside it too."""
    there = [one for one in listed(copies.address_of(store), drill) if not one.exercise.is_ended]
    with store.read() as session:
        return sorted(there, key=lambda one: not _is_ours(session, one.exercise))


def _is_ours(session: Session, mark: Exercise) -> bool:
    """Whether an exercise was copied from these books."""
    return session.scalar(select(AuditEntry.digest).where(AuditEntry.id == mark.entry_id)) == mark.digest


def meant(address: str, text: str) -> Copy:
    """The exercise that somebody means by a drill's number or date: the one that is on, or the last that was."""
    there = listed(address)
    called = {text, *_held_on(address, text)}
    named = [one for one in there if called & {one.exercise.drill, one.exercise.name}]
    found = [one for one in named if not one.exercise.is_ended] or named
    if not found:
        raise _missing(copies.real(address), text)
    return found[-1]


def _missing(address: str, drill: str) -> Refused:
    """Why there is no exercise of a drill to be opened: on a server another login may keep one to itself."""
    return next(iter(copies.shut(address, drill)), NoExercise(drill=drill))


def _held_on(address: str, text: str) -> list[str]:
    """The drills that a date means; none where the text is no date."""
    with closing(Store.open(copies.real(address))) as store, store.read() as session:
        try:
            day = typed.day(text, today=settings.today(session))
        except Refused:
            return []
        return list(session.scalars(select(Drill.number).where(Drill.held_on == day)))


# Beginning -----------------------------------------------------------------------------------------------------


def start(store: Store, by: Person, drill: Drill, *, progress: Progress | None = None) -> Copy:
    """Begin the exercise of a drill, or join the one that is on; nothing is written to the real store.

    `by` and `drill` are rows of the real store, read in a session that is closed by now. All books are copied, so the
    right is asked on the whole headquarters, as it is for ending.
    """
    with store.read() as session:
        if (mark := exercise(session)) is not None:
            raise IsExercise(drill=mark.drill)
        require(session, by, Permission.RUN_DRILLS)
        must_not_count_blind(session, by)
        drills.must_not_be_cancelled(session, drill)
    with copies.turn(store):
        there = running(store, drill.number)
        with store.read() as session:
            if there and _is_ours(session, there[0].exercise):
                return there[0]
        if shut := copies.shut(copies.address_of(store), drill.number):
            raise shut[0]

        def marked(session: Session) -> None:
            signs = session.get_one(Person, by.id)
            facts = {"drill": drill.number, "name": drill.name, "source": store.where}
            exercises.begin_exercise(session, signs, **facts, head=head(session))

        return _copy_at(copies.make(store, drill.number, marked, progress))


def must_join(copy: Store, login: str) -> None:
    """Refuse whoever counts blind in the real store: the books that its exercise was copied from tell them all."""
    real = copies.real(copies.address_of(copy))
    if real == copies.address_of(copy):
        return  # it doesn't lie beside one: a backup of it, say
    with suppress(StoreMissing), closing(Store.open(real)) as store, store.read() as session:
        person = session.scalars(select(Person).where(Person.login == login)).one_or_none()
        if person is not None:
            must_not_count_blind(session, person)


# Ending --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """What came of an exercise: how many lines were taken over, and where the copy is, where it was kept."""

    drill: str
    lines: int
    kept: str


def end(store: Store, officer: Callable[[Session], Person], drill: str, *, keep: bool = True) -> Ended:
    """Take the timeline of an exercise into the real drill, then mark its copy as over or throw it away.

    `officer` finds who ends it in a transaction of the real store. Whatever interrupts it in between, it can be done
    again: a line that was taken over stands there once.
    """
    with store.read() as session:
        by = officer(session)
        require(session, by, Permission.RUN_DRILLS)
    there = next(iter(running(store, drill)), None)
    if there is None:
        raise _missing(copies.address_of(store), drill)
    copy = Store.open(there.address)
    try:
        if not keep:
            copies.must_be_ours(copy)
        with alone(copy, drill):
            taken = _taken_over(store, copy, officer, there.exercise)
            if keep:
                with copy.begin() as session:
                    exercises.end_exercise(session, session.get_one(Person, by.id))
            else:
                copies.throw_away(copy)
    finally:
        copy.close()
    copies.sweep(copy)
    return Ended(drill, taken, there.shown if keep else "")


def _taken_over(store: Store, copy: Store, officer: Callable[[Session], Person], mark: Exercise) -> int:
    with store.read() as session:
        by = officer(session)
        if not _is_ours(session, mark):
            raise OfAnotherStore(drill=mark.drill)
    with copy.read() as session:
        done = retold(session, session.get_one(Person, by.id), mark)
    with store.begin() as session:
        by = officer(session)
        drill = drills.drill_called(session, by, mark.drill)
        if drills.course(session, drill).state is DrillState.CANCELLED:
            return 0  # it has no course any more; its exercise must end all the same
        own = session.scalars(select(Inject).where(Inject.drill_id == drill.id))
        injects = {one.code: one for one in own}
        lines = [Told(one.at, one.who, one.what, injects.get(one.inject)) for one in done]
        if lines:
            told.record_events(session, by, drill=drill, lines=lines)
    return len(done)

"""Kept: the copy of an exercise that is over; it is there for the evaluation, and nothing more is done in it."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.people import Permission

LOOKING = {Permission.READ, Permission.SEE_PHONES}  # what leaves a line in the trail and changes nothing else
_MARKS = text("SELECT drill FROM exercise_mark ORDER BY id")  # its model rests on the chain, which asks here


class ExerciseOver(Refused):
    """What was done in it was taken over: a later act would be in no record."""

    message = N_("The exercise of {drill} is over: its copy is kept to be looked at, and nothing more is done in it.")


def must_go_on(session: Session, permission: Permission) -> None:
    """Refuse to change a copy whose exercise has ended; a store that bears no mark never will, and is asked once."""
    memory = session.info["memory"]
    if permission in LOOKING or memory.get("real"):
        return
    marks = session.connection().scalars(_MARKS).all()
    if len(marks) > 1:
        memory.pop("exercise", None)  # as it was read before
        raise ExerciseOver(drill=marks[0])
    memory["real"] = not marks

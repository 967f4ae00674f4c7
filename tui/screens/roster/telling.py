"""What is said when something was done with a roster."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import object_session

from inventory.duty.posts import PostLine
from inventory.duty.shifts import Attendance, DutyChange, Publication, Roster
from inventory.ground.i18n import _
from inventory.ground.names import remarks
from inventory.ground.people import Person
from tui.screens.roster.looking import ShiftLine


def _cell(row: ShiftLine, post: PostLine) -> dict[str, str]:
    return {"day": f"{row.day.on:%m-%d}", "post": post.name}


def opened(roster: Roster) -> str:
    """A month may be planned."""
    return _("{roster} was opened. Space, Fill fairly, or Enter on a post.").format(roster=roster.code)


def assigned(row: ShiftLine, post: PostLine) -> Callable[[Roster], str]:
    """Somebody was named."""
    return lambda _roster: _("{day} {post}: named.").format(**_cell(row, post))


def taken_out(row: ShiftLine, post: PostLine) -> Callable[[Roster], str]:
    """Somebody was taken out."""
    return lambda _roster: _("{day} {post}: taken out.").format(**_cell(row, post))


def in_their_words(roster: Roster) -> str:
    """Filling and copying say themselves how many, who was left out and what stays empty."""
    session = object_session(roster)
    return " ".join(remarks(session)) if session is not None else ""


def cleared(_roster: Roster) -> str:
    """Days are empty again."""
    return _("Cleared.")


def away(person: Person) -> str:
    """Somebody can't be planned."""
    return _("{who} is not planned on those days.").format(who=person.name)


def back_again(person: Person) -> str:
    """Somebody can be planned again."""
    return _("{who} can be planned again.").format(who=person.name)


def published(_made: Publication | Roster) -> str:
    """A month stands."""
    return _("Published: the roster stands as it is. Swaps are recorded beside it.")


def changed(change: DutyChange) -> str:
    """Something was arranged otherwise."""
    return _("{number} recorded beside the roster.").format(number=change.number)


def attended(_one: Attendance) -> str:
    """What really happened is known."""
    return _("Recorded.")

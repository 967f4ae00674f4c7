"""What is wrong with a month, day by day, and why a place stays empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inventory.duty import filling, publishing
from inventory.duty.publishing import PROBLEM_NAMES, Problem, ProblemKind
from inventory.duty.shifts import Roster
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.ground.search import key
from reports.table import Column, Kind, Level, figure
from tui.screens.keeping import KeepingScreen
from tui.widgets.card import Facts

SOFT = {ProblemKind.REST, ProblemKind.UNAVAILABLE}


@dataclass(frozen=True)
class Trouble:
    """A problem, and for an empty place what keeps those who are named for it from it."""

    at: int
    problem: Problem
    why: str


class TroublesScreen(KeepingScreen[Trouble]):
    """The gaps and clashes of one roster; Enter goes to the day."""

    TITLE_HERE = N_("Gaps and clashes")

    def __init__(self, roster_id: int, go_to: Callable[[Problem], None]) -> None:
        """`go_to` shows the shift and the post in the month behind."""
        super().__init__()
        self._roster_id, self._go_to = roster_id, go_to

    def read(self, session: Session, reader: Person) -> Sequence[Trouble]:
        """By day, the gravest first."""
        roster = session.get_one(Roster, self._roster_id)
        found = publishing.problems(session, reader, roster)
        empty = {(one.on, one.time_id, one.post_id): one.said for one in filling.unfilled(session, reader, roster)}
        return [
            Trouble(at, one, empty.get((one.on, one.time_id, one.post_id or 0), "") if one.is_gap else "")
            for at, one in enumerate(found)
        ]

    def number(self, row: Trouble) -> int:
        """Where it stands."""
        return row.at

    def words(self, row: Trouble) -> str:
        """Day, post, person, what is said."""
        one = row.problem
        return key(f"{one.on:%m%d}", one.post, one.person, _(PROBLEM_NAMES[one.kind]), one.said)

    def columns(self) -> Sequence[Column[Trouble]]:
        """When, what, why."""
        return [
            Column("on", _("Date"), lambda row: row.problem.on, Kind.DATE, 10),
            Column("kind", _("What is wrong"), _kind, Kind.STATE, 12, level=_level),
            Column("said", _("In words"), lambda row: row.problem.said, width=30),
            Column("why", _("Why it stays empty"), lambda row: row.why or None, width=24, absent=""),
        ]

    def summary(self) -> str:
        """How many there are."""
        count = len(self._rows)
        return ngettext("{n} problem", "{n} problems", count).format(n=figure(count))

    def empty(self, text: str) -> str:
        """Nothing is wrong."""
        return super().empty(text) if text else _("Nothing is missing and nobody is in two places. Esc goes back.")

    def facts(self, row: Trouble) -> Facts:
        """The whole sentence, and who can't come why."""
        one = row.problem
        pairs = [(_("What is wrong"), one.said), (_("Why it stays empty"), row.why)]
        return Facts(f"{one.on:%Y-%m-%d} {one.time} {one.post}".strip(), [pair for pair in pairs if pair[1]])

    def opened(self, row: Trouble) -> None:
        """Go to the day."""
        self.app.pop_screen()
        self._go_to(row.problem)


def _kind(row: Trouble) -> str:
    return _(PROBLEM_NAMES[row.problem.kind])


def _level(row: Trouble) -> Level:
    return Level.ATTENTION if row.problem.kind in SOFT else Level.URGENT

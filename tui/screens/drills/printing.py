"""The sheets of a drill as they will be printed: to look at them writes nothing, to print them gives them numbers."""

from __future__ import annotations

from typing import ClassVar

from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Permission
from inventory.practice.drills import Drill, line_of
from inventory.practice.sheets import coming, issue_sheets
from reports.registry import REPORTS
from reports.table import figure
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.screens.base import Act
from tui.screens.keeping import row_of
from tui.screens.options import resolve
from tui.screens.preview import PreviewScreen
from tui.telling import told


class SheetsPreview(PreviewScreen):
    """All sheets of a drill, those that are still to be printed among them; Enter puts them on paper."""

    ENTER = "print"
    ACTS: ClassVar[tuple[Act, ...]] = tuple(sorted(PreviewScreen.ACTS, key=lambda one: one.action != "print"))

    def __init__(self, desk: Desk, drill_id: int, number: str) -> None:
        """Take the drill."""
        report = REPORTS["checklist"]
        super().__init__(report, resolve(desk, report, {"drill": number}))
        self._desk, self._drill_id, self._number = desk, drill_id, number

    async def is_ready(self) -> bool:
        """Every sheet that goes on paper has its number, and what the sheets say is kept."""
        with self._desk.store.read() as session:
            drill = session.get_one(Drill, self._drill_id)
            waiting = len(coming(session, self._desk.officer(session), drill))
            is_outdated = line_of(session, drill).is_outdated
        why = self.app.why_not(Permission.RUN_DRILLS)
        if waiting and why:
            self.tell(why, "ATTENTION")
        if waiting and (why or not await self.sure(self._question(waiting), _("Number them and go on"))):
            return False
        if waiting or (is_outdated and not why):
            give_numbers(self.app, self._drill_id)
        return True

    def _question(self, waiting: int) -> str:
        said = ngettext(
            "{drill}: {n} sheet gets its number, and from then on what it says stays as it is.",
            "{drill}: {n} sheets get their numbers, and from then on what they say stays as it is.",
            waiting,
        )
        return said.format(drill=self._number, n=figure(waiting))


def give_numbers(app: XunbeiApp, drill_id: int) -> None:
    """Give the sheets that have none their numbers; what all of them say is kept."""
    app.do(issue_sheets, told=told(_numbered), drill=row_of(Drill, drill_id))


def _numbered(drill: Drill) -> str:
    return _("The sheets of {drill} have their numbers: what they say stays as it is.").format(drill=drill.number)

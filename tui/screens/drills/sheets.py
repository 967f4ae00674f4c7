"""The sheets of a drill: one for each role or unit, printed, ticked on the screen or keyed in from paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import sheets, ticking
from inventory.practice.drills import Drill, DrillLine
from inventory.practice.sheets import Sheet, SheetLine
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import drillforms
from tui.screens.drills.keying import KeyingScreen
from tui.screens.drills.parts import PartScreen
from tui.screens.drills.ticking import TickingScreen, end_form
from tui.screens.drills.words import drill_state, missing_words, sheet_level, sheet_state
from tui.screens.duty import papers
from tui.telling import told
from tui.widgets.card import Facts

PLAN, RUN = Permission.PLAN_DRILLS, Permission.RUN_DRILLS


class SheetsScreen(PartScreen[SheetLine]):
    """The sheets of a drill; Enter ticks one as it happens, ^K keys one in from paper."""

    PART = "sheets"
    WHILE_OPEN = frozenset({"start", "end_drill"})
    ACTS = (
        Act("tick", N_("Tick it on the screen"), RUN),
        Act("key", N_("Key sheets in from paper"), RUN, on_row=False),
        Act("make", N_("Make the sheets, look at them, print them"), RUN, on_row=False),
        Act("paper", N_("Look at the sheets"), on_row=False),
        Act("alone", N_("This sheet alone, on paper")),
        Act("end", N_("It is keyed in: end it"), RUN),
        Act("start", N_("The drill begins"), RUN, on_row=False),
        Act("end_drill", N_("The drill has ended"), RUN, on_row=False),
        Act("checklist", N_("Choose the checklist"), PLAN, on_row=False),
        Act("old", N_("Sheets of older versions too, or not"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "make", N_("Print"), key_display="Insert"),
        Binding("ctrl+k", "key", N_("Key in"), key_display="^K"),
    ]

    with_old = False

    def __init__(self, drill_id: int) -> None:
        """Take the drill."""
        super().__init__(drill_id)
        self._missing: Mapping[int, Sequence[int]] = {}

    # The list

    def columns(self) -> Sequence[Column[SheetLine]]:
        """Which, whose, how far."""
        return [
            Column("number", _("Sheet No."), lambda one: one.number, width=15),
            Column("called", _("Role or unit"), lambda one: one.called, width=24),
            Column("state", _("State"), sheet_state, Kind.STATE, 12, level=sheet_level),
            Column("ticked", _("Ticked lines"), self._ticked, width=8),
            Column("version", _("Version"), lambda one: one.version, width=8),
            Column("printed_at", _("Made at"), lambda one: one.printed_at, Kind.MOMENT, 11, ROOM),
            Column("note", _("Note"), lambda one: one.note or None, width=16, on_screen=ROOM, absent=""),
        ]

    def _ticked(self, one: SheetLine) -> str:
        return f"{figure(one.lines - len(self._missing.get(one.sheet_id, ())))}/{figure(one.lines)}"

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[SheetLine]:
        """The sheets, and what is missing on each."""
        found = sheets.sheets(session, reader, drill, old=self.with_old)
        self._missing = {
            one.sheet_id: ticking.missing(session, reader, session.get_one(Sheet, one.sheet_id)) for one in found
        }
        return found

    def number(self, row: SheetLine) -> int:
        """The sheet's own number."""
        return row.sheet_id

    def words(self, row: SheetLine) -> str:
        """Number, role, unit."""
        return key(row.number, row.role, row.unit)

    def summary(self) -> str:
        """How the drill stands, and how many sheets are still to be keyed in."""
        left = sum(not one.ended and not one.old for one in self._rows)
        said = [drill_state(self.drill)] if self.drill else []
        said.append(ngettext("{n} sheet", "{n} sheets", len(self._rows)).format(n=figure(len(self._rows))))
        if left:
            waiting = ngettext("{n} to be keyed in", "{n} to be keyed in", left).format(n=figure(left))
            said.append(f"{Level.ATTENTION.value} {waiting}")
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where they come from."""
        if text or self.drill is None:
            return super().empty(text)
        if not self.drill.version_id:
            return _("It goes by no checklist yet: Space chooses one.")
        return _("No sheet yet. Insert makes one for each role or unit, and shows them.")

    def facts(self, row: SheetLine) -> Facts:
        """Whose it is, and what is missing."""
        missing = missing_words(self._missing.get(row.sheet_id, ()))
        pairs = [
            (_("State"), f"{sheet_level(row).value} {sheet_state(row)}"),
            (_("Next"), "" if row.ended or row.old else _("Enter ticks it on the screen, ^K keys it in from paper")),
            (_("Role"), row.role),
            (_("Unit"), row.unit),
            (_("Ticked lines"), f"{self._ticked(row)}  {missing}".strip()),
            (_("Version"), row.version),
            (_("Note"), row.note),
        ]
        return Facts(f"{row.number} {row.called}", [pair for pair in pairs if pair[1]])

    def menu_title(self) -> str:
        """The sheet that is meant."""
        return f"{self.row.number} {self.row.called}" if self.row is not None else super().menu_title()

    # What can be done

    def why_not(self, action: str) -> str:
        """After rights: an old sheet takes nothing more, and a drill begins once."""
        why = super().why_not(action)
        row, drill = self.row if self.has_row() else None, self.drill
        if why or drill is None:
            return why
        said = _of_sheet(action, row) if row is not None else ""
        return said or _of_drill(action, drill, has_sheets=bool(self._rows))

    def opened(self, row: SheetLine) -> None:
        """Enter: its lines, to be ticked."""
        self.app.push_screen(TickingScreen(row.sheet_id))

    def action_tick(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    def action_key(self) -> None:
        """Key sheets in: the highlighted one, unless another is scanned first."""
        row = self.row
        self.app.push_screen(KeyingScreen(self.drill_id, row.sheet_id if row and not (row.ended or row.old) else 0))

    def action_make(self) -> None:
        """Make the sheets that aren't there yet, and show all of them as they are printed."""
        self.app.do(sheets.issue_sheets, told=told(self._made), **self.about)
        self._show()

    def action_paper(self) -> None:
        """All sheets as they are printed."""
        self._show()

    def _made(self, drill: Drill) -> str:
        return _("The sheets of {drill} are made: what they say stays as it is.").format(drill=drill.number)

    def _show(self, **one: object) -> None:
        if self.drill is not None:
            papers.show(self.app, "checklist", drill=self.drill.number, **one)

    def action_alone(self) -> None:
        """One sheet as it is printed."""
        if self.row is not None:
            self._show(sheet=self.row.number)

    @asks
    async def action_end(self) -> None:
        """The sheet is keyed in, or it is said why some of it never will be."""
        if (row := self.row) is not None:
            await self.app.ask(end_form(self.once(), row.sheet_id, row.number, self._missing.get(row.sheet_id, ())))

    @asks
    async def action_start(self) -> None:
        """The drill begins."""
        if self.drill is not None:
            await self.app.ask(drillforms.start(self.desk, self.once(), self.drill))

    @asks
    async def action_end_drill(self) -> None:
        """The drill has ended."""
        if self.drill is not None:
            await self.app.ask(drillforms.end(self.desk, self.once(), self.drill))

    @asks
    async def action_checklist(self) -> None:
        """Choose the checklist that it goes by."""
        if self.drill is not None:
            await self.app.ask(drillforms.checklist(self.desk, self.once(), self.drill))

    def action_old(self) -> None:
        """Show the sheets of older versions too, or only those that count."""
        self.with_old = not self.with_old
        self.reload()


def _of_sheet(action: str, row: SheetLine) -> str:
    """Why this can't be done with a sheet: an old one takes nothing more."""
    if action in {"tick", "end"} and row.old:
        return _("{sheet} is of an older version of the checklist.").format(sheet=row.number)
    return _("{sheet} was keyed in.").format(sheet=row.number) if action == "end" and row.ended else ""


def _of_drill(action: str, drill: DrillLine, *, has_sheets: bool) -> str:
    """Why this can't be done with the drill: it goes by a checklist, has sheets, and begins once."""
    whys = [
        ({"make", "paper"}, not drill.version_id, _("It goes by no checklist yet: Space chooses one.")),
        ({"key", "paper"}, not has_sheets, _("No sheet has been made yet: Insert makes them.")),
        ({"start"}, drill.started_at is not None, _("{drill} has begun already.")),
        ({"end_drill"}, drill.started_at is None, _("{drill} has not begun yet.")),
    ]
    return next((why.format(drill=drill.number) for actions, is_so, why in whys if is_so and action in actions), "")

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
from inventory.practice.drills import Drill, DrillLine, DrillState
from inventory.practice.sheets import Sheet, SheetLine
from reports.table import ROOM, Column, Kind, Level, figure
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import drillforms
from tui.screens.drills.keying import KeyingScreen
from tui.screens.drills.parts import PartScreen
from tui.screens.drills.printing import SheetsPreview, give_numbers
from tui.screens.drills.ticking import TickingScreen, end_form
from tui.screens.drills.words import drill_state, missing_words, printed_words, sheet_level, sheet_state
from tui.screens.duty import papers
from tui.widgets.card import Facts

PLAN, RUN = Permission.PLAN_DRILLS, Permission.RUN_DRILLS


class SheetsScreen(PartScreen[SheetLine]):
    """The sheets of a drill, printed or still to be; Enter ticks one as it happens, ^K keys one in from paper."""

    PART = "sheets"
    WHILE_OPEN = frozenset({"start", "end_drill"})
    ACTS = (
        Act("tick", N_("Tick it on the screen"), RUN),
        Act("key", N_("Key sheets in from paper"), RUN, on_row=False),
        Act("paper", N_("Look at the sheets, print them"), on_row=False),
        Act("alone", N_("This sheet alone, on paper")),
        Act("number", N_("Number the sheets without printing, to tick them here"), RUN, on_row=False),
        Act("end", N_("It is keyed in: end it"), RUN),
        Act("start", N_("The drill begins"), RUN, on_row=False),
        Act("end_drill", N_("The drill has ended"), RUN, on_row=False),
        Act("checklist", N_("Choose the checklist"), PLAN, on_row=False),
        Act("old", N_("Sheets of older versions too, or not"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "paper", N_("Print"), key_display="Insert"),
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
            Column("number", _("Sheet No."), lambda one: one.number or None, width=15),
            Column("called", _("Role or unit"), lambda one: one.called, width=24),
            Column("state", _("State"), sheet_state, Kind.STATE, 12, level=sheet_level),
            Column("ticked", _("Marked"), self._ticked, width=8),
            Column("version", _("Version"), lambda one: one.version, width=8),
            Column("printed_at", _("Made at"), lambda one: one.printed_at, Kind.MOMENT, 11, ROOM),
            Column("note", _("Note"), lambda one: one.note or None, width=16, on_screen=ROOM, absent=""),
        ]

    def _ticked(self, one: SheetLine) -> str:
        ticked = one.lines - len(self._missing[one.sheet_id]) if one.sheet_id else 0
        return f"{figure(ticked)}/{figure(one.lines)}"

    def of(self, session: Session, reader: Person, drill: Drill) -> Sequence[SheetLine]:
        """The sheets, what is missing on each, and those that are still to be printed."""
        found = sheets.sheets(session, reader, drill, old=self.with_old)
        self._missing = {
            one.sheet_id: ticking.missing(session, reader, session.get_one(Sheet, one.sheet_id)) for one in found
        }
        is_on = self.drill is not None and self.drill.state is not DrillState.CANCELLED
        return [*found, *(sheets.coming(session, reader, drill) if is_on else ())]

    def number(self, row: SheetLine) -> int:
        """The sheet's own number; of one that is still to be printed, its place behind the others."""
        return row.sheet_id or -row.line

    def words(self, row: SheetLine) -> str:
        """Number, role, unit."""
        return key(row.number, row.role, row.unit)

    def summary(self) -> str:
        """How the drill stands, how many sheets are still to be printed or keyed in, and whether they hold."""
        waiting = sum(not one.number for one in self._rows)
        left = sum(bool(one.number) and not (one.ended or one.old or one.replaced) for one in self._rows)
        said = [drill_state(self.drill)] if self.drill else []
        said.append(ngettext("{n} sheet", "{n} sheets", len(self._rows)).format(n=figure(len(self._rows))))
        if waiting:
            said.append(f"{Level.UNKNOWN.value} " + _("{n} not printed").format(n=figure(waiting)))
        if self.drill is not None and self.drill.is_outdated:
            said.append(f"{Level.ATTENTION.value} " + _("drill changed since: print again"))
        elif left:
            to_key = ngettext("{n} to be keyed in", "{n} to be keyed in", left).format(n=figure(left))
            said.append(f"{Level.ATTENTION.value} {to_key}")
        return " · ".join(said)

    def empty(self, text: str) -> str:
        """Where they come from."""
        if text or self.drill is None:
            return super().empty(text)
        if not self.drill.version_id:
            return _("It goes by no checklist yet: Space chooses one.")
        return _("There are no sheets: write in its checklist what is to be done.")

    def facts(self, row: SheetLine) -> Facts:
        """Whose it is, and what is missing."""
        missing = missing_words(self._missing.get(row.sheet_id, ()))
        pairs = [
            (_("State"), f"{sheet_level(row).value} {sheet_state(row)}"),
            (_("Next"), _next(row)),
            (_("Sheets"), printed_words(self.drill, self.lines.clock.said) if self.drill else ""),
            (_("Role"), row.role),
            (_("Unit"), row.unit),
            (_("Marked"), f"{self._ticked(row)}  {missing}".strip()),
            (_("Version"), row.version),
            (_("Note"), row.note),
        ]
        return Facts(f"{row.number} {row.called}".strip(), [pair for pair in pairs if pair[1]])

    def menu_title(self) -> str:
        """The sheet that is meant."""
        return f"{self.row.number} {self.row.called}".strip() if self.row is not None else super().menu_title()

    # What can be done

    def why_not(self, action: str) -> str:
        """After rights: an old sheet takes nothing more, and a drill begins once."""
        why = super().why_not(action)
        row, drill = self.row if self.has_row() else None, self.drill
        if why or drill is None:
            return why
        said = _of_sheet(action, row) if row is not None else ""
        return said or _of_drill(action, drill, self._rows)

    def opened(self, row: SheetLine) -> None:
        """Enter: its lines, to be ticked."""
        if row.number:
            self.app.push_screen(TickingScreen(row.sheet_id))
        else:
            self.tell(_of_sheet("tick", row), "ATTENTION")

    def action_tick(self) -> None:
        """As Enter."""
        if self.row is not None:
            self.opened(self.row)

    def action_key(self) -> None:
        """Key sheets in: the highlighted one, unless another is scanned first."""
        row = self.row
        is_meant = row is not None and row.number and not (row.ended or row.old)
        self.app.push_screen(KeyingScreen(self.drill_id, row.sheet_id if row is not None and is_meant else 0))

    def action_paper(self) -> None:
        """All sheets as they are printed, those among them that are still to be."""
        if self.drill is not None:
            self.app.push_screen(SheetsPreview(self.desk, self.drill_id, self.drill.number))

    def action_number(self) -> None:
        """Give the sheets their numbers, though nothing is printed."""
        give_numbers(self.app, self.drill_id)

    def action_alone(self) -> None:
        """One sheet as it is printed."""
        if self.row is not None and self.drill is not None:
            papers.show(self.app, "checklist", drill=self.drill.number, sheet=self.row.number)

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


def _next(row: SheetLine) -> str:
    """What is done with a sheet."""
    if not row.number:
        return _("Insert shows how it will be printed")
    is_past = row.ended or row.old or row.replaced
    return "" if is_past else _("Enter ticks it on the screen, ^K keys it in from paper")


def _of_sheet(action: str, row: SheetLine) -> str:
    """Why this can't be done with a sheet: one that wasn't printed has no number, an old one takes nothing more."""
    if action in {"tick", "end", "alone"} and not row.number:
        return _("It has no number yet: Insert prints the sheets; Space numbers them without paper.")
    if action in {"tick", "end"} and row.old:
        return _("{sheet} is of an older version of the checklist.").format(sheet=row.number)
    return _("{sheet} was keyed in.").format(sheet=row.number) if action == "end" and row.ended else ""


def _of_drill(action: str, drill: DrillLine, rows: Sequence[SheetLine]) -> str:
    """Why this can't be done with the drill: it goes by a checklist, has sheets, and begins once."""
    has_sheets, is_waiting = any(one.number for one in rows), any(not one.number for one in rows)
    whys = [
        ({"number", "paper"}, not drill.version_id, _("It goes by no checklist yet: Space chooses one.")),
        ({"key"}, not has_sheets, _("No sheet has a number yet: Insert prints them.")),
        ({"number"}, not is_waiting, _("Every sheet has its number.")),
        ({"start"}, drill.started_at is not None, _("{drill} has begun already.")),
        ({"end_drill"}, drill.started_at is None, _("{drill} has not begun yet.")),
    ]
    return next((why.format(drill=drill.number) for actions, is_so, why in whys if is_so and action in actions), "")

"""Ticking a sheet on the screen as it happens: one key for a line, and the clock says when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from sqlalchemy.orm import Session
from textual.binding import Binding, BindingType

from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission, Person
from inventory.ground.search import key
from inventory.practice import sheets, ticking
from inventory.practice.checklists import ChecklistLine
from inventory.practice.drills import Drill
from inventory.practice.marks import MARK_NAMES, Mark
from inventory.practice.sheets import Sheet, SheetLine
from inventory.practice.ticking import TickLine
from reports.table import Column, figure
from tui.desk import Desk
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.drills import columns as shown
from tui.screens.drills import findingforms
from tui.screens.drills.partforms import of_day
from tui.screens.drills.words import missing_words
from tui.screens.duty import papers
from tui.screens.keeping import KeepingScreen, row_of
from tui.screens.register import Answers, Once, words
from tui.screens.response.asking import filled
from tui.telling import told
from tui.widgets.answers import Choice
from tui.widgets.card import Facts
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.top import TopLine

RUN = Permission.RUN_DRILLS


class TickingScreen(KeepingScreen[TickLine]):
    """One sheet while the drill runs: Enter or 1 is done, 2 not done, 3 partly; the next open line follows."""

    ENTER = "yes"
    ENTER_SAYS = N_("Done")
    ACTS = (
        Act("yes", N_("Done, now"), RUN),
        Act("no", N_("Not done"), RUN),
        Act("partly", N_("Partly done, now"), RUN),
        Act("record", N_("With a time, a note, or why it changes"), RUN),
        Act("finding", N_("A finding on this line"), RUN),
        Act("only", N_("Only what is still open, or all"), on_row=False),
        Act("end", N_("The sheet is complete: end it"), RUN, on_row=False),
        Act("paper", N_("On paper"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1,１", "yes", N_("Done"), key_display="1", show=False),
        Binding("2,２", "no", N_("Not done"), key_display="2"),
        Binding("3,３", "partly", N_("Partly"), key_display="3"),
        Binding("insert", "record", N_("With a note"), key_display="Insert"),
        Binding("ctrl+t", "only", N_("Filter"), key_display="^T"),
    ]

    only_open = False

    def __init__(self, sheet_id: int) -> None:
        """Take the sheet."""
        super().__init__()
        self.sheet_id = sheet_id
        self.sheet: SheetLine | None = None
        self.drill_id = 0
        self._all: Sequence[TickLine] = ()

    @property
    def desk(self) -> Desk:
        """The desk that it stands at."""
        if self.app.desk is None:  # opened from a list, which stands at one
            raise RuntimeError
        return self.app.desk

    def on_mount(self) -> None:
        """Begin at the first line that is open."""
        self.lines.cursor = next((at for at, one in enumerate(self._rows) if one.mark is None), 0)

    def _tick(self) -> None:
        """The top line says which sheet this is."""
        said = f"{self.sheet.number} {self.sheet.called}" if self.sheet else ""
        for top in self.query(TopLine) if self.is_current else ():
            top.heading = replace(self.app.heading, place=said)

    # The list

    def columns(self) -> Sequence[Column[TickLine]]:
        """As when it is keyed in."""
        return shown.columns(self.desk.zone)

    def read(self, session: Session, reader: Person) -> Sequence[TickLine]:
        """The lines of the sheet, all or those that are open."""
        sheet = session.get_one(Sheet, self.sheet_id)
        self.drill_id = sheet.drill_id
        lines = sheets.sheets(session, reader, session.get_one(Drill, sheet.drill_id), old=True)
        self.sheet = next((one for one in lines if one.sheet_id == self.sheet_id), None)
        self._all = ticking.ticks(session, reader, sheet) if self.sheet is not None else []
        return [one for one in self._all if one.mark is None] if self.only_open else self._all

    def number(self, row: TickLine) -> int:
        """The line's own number."""
        return row.line.line_id

    def words(self, row: TickLine) -> str:
        """What is done, what was noted."""
        return key(row.line.what, row.line.who, row.note)

    def summary(self) -> str:
        """How far it has come."""
        done = sum(one.mark is not None for one in self._all)
        said = _("ticked {n} of {all}").format(n=figure(done), all=figure(len(self._all)))
        return " · ".join(filter(None, (said, missing_words(one.line.number for one in self._all if one.mark is None))))

    def empty(self, text: str) -> str:
        """Nothing is left."""
        return super().empty(text) if text else _("Nothing on this sheet is open. ^T shows all of it.")

    def facts(self, row: TickLine) -> Facts:
        """The line in full."""
        return shown.card(row, self.desk.zone)

    def menu_title(self) -> str:
        """The line that is meant."""
        return f"{self.row.line.number} {self.row.line.what[:40]}" if self.row is not None else ""

    def why_not(self, action: str) -> str:
        """After rights: a sheet that was ended is only corrected, with a reason."""
        why, sheet = super().why_not(action), self.sheet
        if why or sheet is None:
            return why
        if sheet.old and action in {"yes", "no", "partly", "record", "end"}:
            return _("{sheet} is of an older version of the checklist.").format(sheet=sheet.number)
        if sheet.ended and action in {"yes", "no", "partly", "end"}:
            return _("{sheet} was ended: Insert corrects a line, and asks why.").format(sheet=sheet.number)
        row = self.row if self.has_row() else None
        if action in {"yes", "no", "partly"} and row is not None and row.mark is not None:
            return _("Line {n} is ticked already: Insert changes it, and asks why.").format(n=row.line.number)
        return ""

    # Ticking

    def action_yes(self) -> None:
        """Done, now."""
        self._mark(Mark.YES)

    def action_no(self) -> None:
        """Not done."""
        self._mark(Mark.NO)

    def action_partly(self) -> None:
        """Partly done, now."""
        self._mark(Mark.PARTLY)

    def _mark(self, mark: Mark) -> None:
        """Tick the highlighted line with the clock; the next open one follows."""
        if (row := self.row) is None:
            return
        line = row_of(ChecklistLine, row.line.line_id)
        said = told(partial(ticked, row, mark))
        self.app.perform(ticking.tick_line, told=said, sheet=row_of(Sheet, self.sheet_id), line=line, mark=mark)
        order = [*range(self.lines.cursor + 1, len(self._rows)), *range(self.lines.cursor)]
        self.lines.cursor = next((at for at in order if self._rows[at].mark is None), self.lines.cursor)

    @asks
    async def action_record(self) -> None:
        """Tick it with a time and a note; say why, where it was ticked before."""
        if (row := self.row) is not None and self.sheet is not None:
            await self.app.ask(mark_form(self.desk, Once(self.app), self.sheet, row))

    @asks
    async def action_finding(self) -> None:
        """What is wrong on this line is a finding."""
        if (row := self.row) is not None:
            about = {"line_id": row.line.line_id, "what": row.line.what, "note": row.note}
            await self.app.ask(findingforms.record(self.desk, Once(self.app), self.drill_id, self.sheet_id, about))

    def action_only(self) -> None:
        """Show only what is open, or all again."""
        self.only_open = not self.only_open
        self.reload()

    @asks
    async def action_end(self) -> None:
        """The sheet is complete, or it is said why not."""
        if self.sheet is not None:
            left = [one.line.number for one in self._all if one.mark is None]
            await self.app.ask(end_form(Once(self.app), self.sheet_id, self.sheet.number, left))

    def action_paper(self) -> None:
        """The sheet as it is printed."""
        if self.sheet is not None:
            number = self.sheet.number
            papers.show(self.app, "checklist", drill=number.rpartition("-")[0], sheet=number)


def ticked(row: TickLine, mark: Mark, _sheet: Sheet) -> str:
    """What was ticked."""
    return f"{row.line.number} {row.line.what}  {_(MARK_NAMES[mark])}"


def mark_form(desk: Desk, once: Once, sheet: SheetLine, row: TickLine) -> Form:
    """How a line came out, when, with which note; why it changes, where it was ticked before."""
    with desk.store.read() as session:
        day = session.get_one(Drill, session.get_one(Sheet, sheet.sheet_id).drill_id).held_on

    def send(given: Answers) -> None:
        facts: Answers = {"sheet": row_of(Sheet, sheet.sheet_id), "line": row_of(ChecklistLine, row.line.line_id)}
        once.send(ticking.tick_line, partial(ticked, row, given["mark"]), **facts, **filled(given))

    again = row.mark is not None or sheet.ended
    return Form(
        f"{row.line.number} {row.line.what}",
        Choice("mark", _("Done"), [(one, _(name)) for one, name in MARK_NAMES.items()], default=row.mark),
        of_day(desk, day, "at", _("When"), required=False, hint=_("empty: now")),
        words("note", _("Note"), {"note": row.note}, width=50),
        *([Text("correction", _("Why it changes"), longest=200, width=50)] if again else []),
        submit=send,
        verb=_("tick it"),
        sender=once,
    )


def end_form(once: Once, sheet_id: int, number: str, left: Sequence[int]) -> Form:
    """That a sheet is complete; where lines are missing, why."""

    def send(given: Answers) -> None:
        once.send(ticking.end_sheet, _ended, sheet=row_of(Sheet, sheet_id), **filled(given))

    return Form(
        _("End {number}").format(number=number),
        words("note", _("Note"), {}, width=50, required=bool(left), hint=_("why they stay open") if left else ""),
        submit=send,
        verb=_("end it"),
        intro=missing_words(left) or _("nothing is missing"),
        sender=once,
    )


def _ended(one: Sheet) -> str:
    return _("{sheet} is complete.").format(sheet=one.number)

"""Keying sheets in from paper: the sheet's number is scanned or typed first, then line after line as it was written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual import on
from textual.binding import Binding, BindingType

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.people import Permission
from inventory.practice import sheets, ticking
from inventory.practice.drills import Drill
from inventory.practice.marks import parse, spans
from inventory.practice.sheets import Sheet, SheetTwice
from inventory.practice.ticking import TickedAlready, TickLine
from tui.keyboard import asks
from tui.screens.base import Act
from tui.screens.checks.keying import EntryLine
from tui.screens.drills import columns as shown
from tui.screens.drills import findingforms, meaning
from tui.screens.drills.paper import PaperScreen
from tui.screens.drills.ticking import end_form
from tui.screens.keeping import row_of
from tui.screens.register import Answers, Once
from tui.widgets.entry import EntryInput
from tui.widgets.fields import Text
from tui.widgets.form import Form

RUN = Permission.RUN_DRILLS
Answer = tuple[object, list[TickLine]]


class KeyingScreen(PaperScreen):
    """One sheet after the other, as they come back on paper."""

    ACTS = (
        Act("end", N_("The sheet is complete: end it"), RUN, on_row=False),
        Act("other", N_("Another sheet"), on_row=False),
        Act("finding", N_("A finding on this line"), RUN),
        Act("only", N_("Only what is missing, or all"), on_row=False),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next(1)", N_("Next missing"), key_display="Tab", priority=True),
        Binding("shift+tab", "next(-1)", N_("Missing, before"), show=False, priority=True),
        Binding("ctrl+t", "only", N_("Filter"), key_display="^T"),
        Binding("escape", "back", N_("Back"), key_display="Esc"),
    ]
    HABITS = (
        (
            "YL-2026-0001-03",
            N_("The number of a sheet, scanned or typed, takes that sheet up; 3 will do before one is."),
        ),
        ("14n boat pump dead", N_("Line 14 was not done, and why. y is yes, n is no, p is partly; 是 否 部分 too.")),
        ("16p 09:42", N_("Line 16 was partly done, at that time; a note may follow it.")),
        ("1-9y;10n", N_("Lines 1 to 9 were done, 10 was not: several at once, with ; between them.")),
        ("y", N_("A mark without a number is meant for the highlighted line.")),
        (N_("Enter alone"), N_("Goes to the next missing line; where none is, it ends the sheet.")),
    )

    _refused = ""  # what was turned down last, until something is taken or Esc clears the line

    def menu_title(self) -> str:
        """The sheet in hand."""
        return f"{self.sheet.number} {self.sheet.called}" if self.sheet else self.called

    def why_not(self, action: str) -> str:
        """After rights: without a sheet there is nothing to end."""
        why = super().why_not(action)
        if not why and action == "end":
            if self.sheet is None:
                return _("No sheet is in hand: scan or type its number.")
            if self.sheet.ended:
                return _("{sheet} was keyed in.").format(sheet=self.sheet.number)
        return why

    # Going about

    @on(EntryInput.Steered)
    async def _steered(self, event: EntryInput.Steered) -> None:
        await self.app.run_action(event.action, self.lines)

    @on(EntryInput.Asked)
    def _asked(self) -> None:
        self.action_menu()

    @on(EntryInput.Left)
    def _left(self) -> None:
        self.action_back()

    def action_back(self) -> None:
        """To the sheets of the drill."""
        self.app.pop_screen()

    def action_next(self, step: int) -> None:
        """To the next missing line."""
        self.entry.clear()
        self.lines.cursor = self.waiting(self.lines.cursor + step, step)
        self.whose()

    def action_only(self) -> None:
        """Show only what is missing, or all."""
        self.shown_only = not self.shown_only
        self.show()

    def action_other(self) -> None:
        """Put this sheet down; the number of another is awaited."""
        self.sheet_id, self.why = 0, ""
        self.entry.clear()
        self.reload(keep=False)

    @asks
    async def action_end(self) -> None:
        """The sheet is complete, or it is said why not; then the next one is awaited."""
        if self.sheet is not None:
            form = end_form(Once(self.app), self.sheet_id, self.sheet.number, self.missing())
            if await self.app.ask(form) is not None:
                self.action_other()

    @asks
    async def action_finding(self) -> None:
        """What is wrong on this line is a finding."""
        if (row := self.row) is not None:
            about = {"line_id": row.line.line_id, "what": row.line.what, "note": row.note}
            await self.app.ask(findingforms.record(self.desk, Once(self.app), self.drill_id, self.sheet_id, about))

    # Typing

    @on(EntryLine.Typed)
    def _typed(self, event: EntryLine.Typed) -> None:
        """Say what is understood so far."""
        if not event.text.strip():
            self._refused = ""
            self.whose()
        elif self.sheet is not None:
            self.entry.means(meaning.echo(self._marks(event.text), self.every))

    def _marks(self, text: str) -> list[str]:
        """What was typed, line by line."""
        return meaning.lines(text, self.row.line.number if self.row is not None else 0)

    @on(EntryLine.Sent)
    def _sent(self, event: EntryLine.Sent) -> None:
        event.stop()
        text = unicodedata.normalize("NFKC", event.text).strip()
        try:
            self._send(text, event.text)
        except (meaning.SheetFirst, meaning.LineFirst) as refusal:
            self._refuse(str(refusal), self._refused)
        except Refused as refusal:
            self._refuse(str(refusal), text)

    def _send(self, text: str, typed: str) -> None:
        """Enter: a sheet, the next line, a line by its number, or marks."""
        if self.sheet is None or meaning.NUMBER.match(text):
            self._take(text)
        elif not text:
            self._skip()
        elif found := meaning.LINE_ALONE.fullmatch(text):
            self._go(int(found[1]))
        else:
            meaning.must_be_of(self.sheet.number, self.row.line.number if self.row else 0, text, self._refused)
            marks = self._marks(typed)
            for one in marks:
                parse(one)
            self.key(marks)

    def _refuse(self, said: str, text: str) -> None:
        """Say why not, aloud too: whoever keys looks at the paper; the next key takes the place of what was typed.

        What was typed on was meant for another line.
        """
        self._refused = text
        if self.app.forget_typed():
            said = said + "   " + _("What was typed after it was not taken.")
        self.app.bell()
        self.entry.select()
        self.tell(said, "ATTENTION")

    def _take(self, text: str) -> None:
        """Take a sheet up by its number; another drill's, an old one, one that was keyed in is refused in words."""
        if not text:
            return
        with self.desk.store.read() as session:
            drill = session.get_one(Drill, self.drill_id)
            sheet = sheets.sheet_called(session, self.desk.officer(session), text, drill=drill)
            self.sheet_id, self.why = sheet.id, ""
        self.entry.clear()
        self.shown_only = False
        self.reload(keep=False)
        self.tell(_("{sheet}: key its lines.").format(sheet=sheet.number), "FINE")

    def _skip(self) -> None:
        """Nothing typed: the next missing line; where none is missing, the sheet is ended."""
        if self.missing():
            self.action_next(1)
        elif why := self.why_not("end"):
            self.tell(why, "ATTENTION")
        else:
            self.action_end()

    def _go(self, number: int) -> None:
        """To a line by its number."""
        if self.line(number) is None:
            numbers = [one.line.number for one in self.every]
            named = self.sheet.number if self.sheet else ""
            raise ticking.NoSuchLine(field="marks", sheet=named, number=number, lines=spans(numbers))
        self.shown_only = False
        self.show()
        self.lines.cursor = next(at for at, one in enumerate(self.rows) if one.line.number == number)
        self.entry.clear()
        self.whose()

    # Keying

    def key(self, marks: Sequence[str]) -> None:
        """Write what was keyed, and read the sheet again in the same breath."""
        desk, sheet_id, request, before = self.desk, self.sheet_id, uuid4().hex, self.every
        facts: Answers = {"marks": list(marks), **({"correction": self.why} if self.why else {})}

        def work() -> Answer:
            desk.do(ticking.key_in, request=request, sheet=row_of(Sheet, sheet_id), **facts)
            with desk.store.read() as session:
                lines = ticking.ticked_now(session, session.get_one(Sheet, sheet_id), before)
            return desk.mark(), lines

        slow = partial(self.entry.means, _("Writing…"))
        self.app.aside(work, partial(self._keyed, marks), slow=slow, typing=True)

    def _keyed(self, marks: Sequence[str], done: Future[Answer]) -> None:
        """It is written and the next line waits; or it is asked why it changes; or it is refused."""
        error = done.exception()
        if isinstance(error, TickedAlready | SheetTwice) and not self.why:
            self.app.forget_typed()
            self.action_correct(marks, str(error))
        elif isinstance(error, Refused):
            self.entry.means("")
            self._refuse(str(error), unicodedata.normalize("NFKC", self.entry.text).strip())
        elif error is not None:
            self.app.forget_typed()
            self.app.answer(error)
        else:
            self.why = ""
            mark, lines = done.result()
            self.app.wrote(mark)
            self._go_on(marks, lines)

    def _go_on(self, marks: Sequence[str], lines: list[TickLine]) -> None:
        """Show what was keyed; the next missing line waits, and the notice says what is written."""
        last = parse(marks[-1]).numbers[-1]
        self.renew(lines)
        self.entry.clear()
        at = next((at for at, one in enumerate(self.rows) if one.line.number > last), 0)
        self.lines.cursor = self.waiting(at, 1)
        self.whose()
        keyed = self.line(last)
        said = f"{last} {keyed.line.what}  {shown.marked(keyed)}" if keyed is not None else ""
        if not self.missing():
            said += "   " + _("Nothing is missing: Enter ends the sheet.")
        self.tell(said, "FINE")

    @asks
    async def action_correct(self, marks: Sequence[str], said: str) -> None:
        """The line is ticked already: say why it changes."""
        form = Form(_("It changes"), Text("why", _("Why"), longest=200, width=50), intro=said, verb=_("key it in"))
        facts = await self.app.ask(form)
        if facts is not None:
            self.why = str(facts["why"])
            self.key(marks)

"""Counting: what is typed or scanned is entered and the next line waits, before anything is read again."""

from __future__ import annotations

from bisect import bisect_left
from concurrent.futures import Future
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual import on
from textual.binding import Binding, BindingType

from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _, ngettext
from inventory.supplies.checks import SheetLine
from inventory.supplies.counts import Count
from inventory.supplies.entering import CountedByAnother, Keyed, SameCounter, enter_count
from reports.table import figure
from tui.keyboard import asks
from tui.screens.checks.acts import CheckActs
from tui.screens.checks.keying import EntryLine
from tui.screens.checks.looking import OVER, look_at
from tui.screens.checks.meaning import Meant, first_waiting, read_amount
from tui.screens.checks.sheets import ALL
from tui.screens.checks.words import differs, found_words
from tui.screens.stock.counter import row
from tui.widgets.entry import EntryInput
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.menu import Entry, Menu

MINE = "mine"
Answer = tuple[object, list[SheetLine]]


class CheckScreen(CheckActs):
    """A check: what is typed is entered, what was entered is shown, the book only once it may be."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("insert", "find_thing", N_("Unlisted find"), key_display="Insert"),
        Binding("tab", "next(1)", N_("Next to count"), key_display="Tab", priority=True),
        Binding("shift+tab", "next(-1)", N_("To count, before"), show=False, priority=True),
        Binding("ctrl+t", "only", N_("Filter"), key_display="^T"),
        Binding("escape", "back", N_("Back"), key_display="Esc"),
    ]

    HABITS = (
        (N_("Amount"), N_("912, 3包, 4.65万, full-width digits too; Enter enters it and the next line waits.")),
        (N_("Another line"), N_("Scan it, or type its code, its initials or /14: Enter goes there.")),
        ("14 912", N_("Line 14 and its amount at once, as when a paper is keyed back.")),
        (N_("Enter alone"), N_("Skips; on a difference that is handed in it asks the reason.")),
        ("PD-2022-0003-1-1", N_("The number of a sheet takes up its part; a sheet of another check is refused.")),
    )

    _alone = ""
    _refused = ""  # what stands in the line since it was refused

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
        """Everything again; with everything shown, to the list of checks."""
        if self.which != ALL:
            self.which = ALL
            self.show()
        else:
            self.app.pop_screen()

    def action_next(self, step: int) -> None:
        """To the next line that is still to be counted, or (afterwards) that differs without a reason."""
        self.entry.clear()
        start = self.lines.cursor + step
        if any(self.is_mine(one) for one in self.shown):
            self.stand(self.next_waiting(start, step))
            return
        open_ones = [at for at, one in enumerate(self.shown) if differs(one) and one.reason is None]
        if ahead := [at for at in open_ones if (at - start) * step >= 0] or open_ones:
            self.stand(ahead[0] if step > 0 else ahead[-1])
        else:
            self.lines.cursor = start

    # Typing

    @on(EntryLine.Typed)
    def _typed(self, event: EntryLine.Typed) -> None:
        """Letters narrow the lines; a number says what is understood."""
        text = event.text
        if not text.startswith(self._refused):
            self._refused = ""
        was, self.searching = self.searching, self.sheet.is_search(text)
        if self.searching:
            found = self.sheet.sought(text)
            self.show(keep=False, rows=[self.line(number) for number in found])
            said = ngettext("{n} line: Enter goes there", "{n} lines: Enter goes there", len(found))
            self.entry.means(said.format(n=figure(len(found))) if found else _("nothing; Esc takes it back"))
            return
        if was:
            self.show()
        if text.strip():
            self.entry.means(self._echo(text))
        else:
            self.whose()

    def _echo(self, text: str) -> str:
        """What a number means so far."""
        if (one := self.row) is None:
            return ""
        try:
            meant = self.sheet.meant(text, one.line)
            target = self.line(meant.line)
            amount = f"= {figure(read_amount(meant.amount, self.unit(target)))} {target.unit}" if meant.amount else ""
        except Refused:
            return ""
        whither = f"→ {target.line} {target.name}" if target is not one else ""
        return " ".join(part for part in (whither, amount) if part)

    @on(EntryLine.Sent)
    def _sent(self, event: EntryLine.Sent) -> None:
        event.stop()
        self._send(event.text)

    def _send(self, text: str) -> None:
        """Enter: skip, go, or enter and go on."""
        one = self.row
        if self.about is None:
            return
        if self.searching:
            if one is None:
                self._refuse(self.empty(), text)
            else:
                self._leave_line()
                self.go(one.line)
        elif text:
            text = self._new_scan(text)
            try:
                self._do(self.sheet.meant(text, one.line if one else 0))
            except Refused as refusal:
                self._refuse(str(refusal), text)
        elif one is not None:
            self._skip(one)

    def _refuse(self, said: str, text: str = "") -> None:
        """Say why not, aloud too: whoever scans looks at the shelf. What was typed on was meant for another line."""
        self._refused = text
        if self.app.forget_typed():
            said = said + "   " + _("What was typed after it was not taken.")
        self.app.bell()
        self.tell(said, "ATTENTION")

    def _new_scan(self, text: str) -> str:
        """A code that was scanned behind a refused one stands for itself; an amount behind it stands for nothing."""
        rest = text.removeprefix(self._refused)
        return rest if rest != text and self.sheet.is_code(rest) else text

    def _leave_line(self) -> None:
        """Another line waits: what was said of the last one is over."""
        self.entry.clear()
        self.notice.hush()

    def _skip(self, one: SheetLine) -> None:
        """Nothing typed: the next line, or the reason of a difference."""
        if not differs(one) or (self.about is not None and self.about.stage in OVER):
            self.action_next(1)
        elif why := self.why_not("reason"):
            self.tell(why, "ATTENTION")
        else:
            self.action_reason()

    def _do(self, meant: Meant) -> None:
        """Go there, or enter it."""
        if meant.amount:
            target = self.line(meant.line)
            self.key(Keyed(target.line, read_amount(meant.amount, self.unit(target))))
            return
        self._leave_line()
        if meant.part and self.about is not None and len(self.about.parts) > 1:
            self.part = meant.part
            self.show()
            self.stand(self.next_waiting(0, 1))
            self.tell(_("The sheet of part {part} is keyed now.").format(part=meant.part), "FINE")
            return
        self.go(first_waiting(meant.fits, lambda number: self.is_mine(self.line(number))) if meant.fits else meant.line)

    # Entering

    def key(self, keyed: Keyed, *, replace: bool = False, alone: str = "") -> None:
        """Enter what was found, and read that one line again."""
        desk, request = self.app.desk, uuid4().hex
        if desk is None:
            return

        def work() -> Answer:
            desk.do(
                enter_count,
                request=request,
                count=row(Count, self.count_id),
                entries=[keyed],
                counted_at=self.when,
                replace=replace,
                alone=alone,
            )
            return desk.mark(), look_at(desk, self.count_id, keyed.line)

        slow = partial(self.entry.means, _("Writing…"))
        then = partial(self._keyed, keyed, replace=replace, alone=alone)
        self.app.aside(work, then, slow=slow, typing=True)

    def _keyed(self, keyed: Keyed, done: Future[Answer], *, replace: bool, alone: str) -> None:
        """It is entered, or it must be asked for once more, or it is refused: then nothing typed on is taken."""
        error = done.exception()
        is_known = isinstance(error, SameCounter) and bool(self._alone)
        if error is not None and not isinstance(error, Refused):
            self.app.forget_typed()
            self.app.answer(error)
        elif isinstance(error, CountedByAnother) and not replace:
            self.app.forget_typed()
            self.action_replace(keyed, str(error), alone)
        elif is_known and not alone:
            self.key(keyed, replace=replace, alone=self._alone)
        elif isinstance(error, SameCounter) and not alone:
            self.app.forget_typed()
            self.action_alone(keyed, str(error), replace)
        elif error is not None:
            self.entry.means("")
            self._refuse(str(error), self.entry.text)
        else:
            mark, fresh = done.result()
            self.app.wrote(mark)
            self.renew(fresh)
            self._go_on(keyed.line)

    def _go_on(self, line: int) -> None:
        """The next line waits; the notice says what was entered last."""
        one = self.line(line)
        self.tell(f"{one.line} {one.name}  {found_words(one)}", "FINE")
        self.entry.clear()
        at = bisect_left(self.shown, line, key=lambda shown: shown.line)
        is_there = at < len(self.shown) and self.shown[at].line == line
        self.stand(self.next_waiting(at + is_there, 1))

    @asks
    async def action_replace(self, keyed: Keyed, said: str, alone: str) -> None:
        """Two people keyed the same line; say whose holds."""
        entries = [Entry("", _("Leave the other one's")), Entry(MINE, _("Mine replaces it"))]
        if await self.app.ask(Menu(said, entries)) == MINE:
            self.key(keyed, replace=True, alone=alone)

    @asks
    async def action_alone(self, keyed: Keyed, said: str, replace: bool) -> None:  # noqa: FBT001 - handed on as it came
        """The same person counts again; say why nobody else is there."""
        why = Text("alone", _("Why"), longest=200)
        form = Form(_("Counted again by the same person"), why, intro=said, verb=_("enter"))
        if (facts := await self.app.ask(form)) is not None:
            self._alone = str(facts["alone"])
            self.key(keyed, replace=replace, alone=self._alone)

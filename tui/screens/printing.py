"""Printing from the screen: pages and paper are said first, then they are sent, and what became of them is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from inventory.ground.i18n import _
from inventory.ground.text import visible
from reports import given, phones, printing
from reports.asked import Report
from reports.frame import Stamp
from reports.printing import Became, Printout, Sent
from reports.registry import REPORTS
from reports.table import Table
from tui.app import XunbeiApp
from tui.desk import Desk
from tui.screens.options import Chosen
from tui.screens.writing import Where, WritingScreen
from tui.widgets.answers import Choice
from tui.widgets.fields import Amount, Field, whole
from tui.widgets.form import Form

Made = tuple[Table[Any], Stamp]


class ReadyScreen(WritingScreen):
    """The bar over pages that are made ready; `printout` is what can be sent, `printers` is where to."""

    printout: Printout
    made: Made
    printers: list[str]

    def __init__(self, desk: Desk, report: Report, chosen: Chosen) -> None:
        """Take what is to be printed."""
        super().__init__(desk, report, chosen, Where(printing.usual_folder() / _(report.title), overwrite=True))

    def make(self) -> str:
        """Make the pages: nobody knows before how many they are."""
        if self._report.name in REPORTS:
            phones.account(self._desk.store, self._desk.officer, self._report.name)
        with self._desk.store.read() as session:
            self.made = self._chosen.read(session, self._desk, self._report)
            self.printout = printing.ready(*self.made, progress=self.told, cancelled=self._stop.is_set)
        self.printers = printing.printers()
        return self.made[1].number


class SendingScreen(WritingScreen):
    """What is shown while a printer is asked; `sent` is what became of it."""

    sent: Sent

    def __init__(self, desk: Desk, report: Report, ready: ReadyScreen, printer: str, copies: int) -> None:
        """Take the pages and where they go."""
        super().__init__(desk, report, Chosen({}, {}), Where(ready.printout.path, overwrite=True))
        self._ready, self._printer, self._copies = ready, printer, copies

    def compose(self) -> ComposeResult:
        """What is sent where."""
        with Vertical():
            yield Static(visible(self._ready.printout.title), markup=False)
            yield Static(_("sent to the printer; its answer may take some seconds …"), id="how", markup=False)

    def make(self) -> str:
        """Send it."""
        try:
            self.sent = printing.send(self._ready.printout, printer=self._printer, copies=self._copies)
        except Exception:
            self._ready.printout.drop()
            raise
        if self._report.name in REPORTS:
            given.account(self._desk.store, self._desk.officer, self._report.name, self._ready.made)
        return self.sent.said

    def action_cancel(self) -> None:
        """What is on its way to a printer is stopped there."""


def ask_printer(ready: ReadyScreen) -> Form:
    """How many pages on what paper it is; where to, and how often."""
    printout = ready.printout
    said = [printout.paper, *printout.written.remarks]
    if not ready.printers:
        said.append(_("no printer is set up here: the pages stay a file"))
    return Form(
        _("Print: {title}").format(title=printout.title),
        *_fields(ready.printers),
        verb=_("print"),
        intro=_("; ").join(said),
    )


def _fields(printers: list[str]) -> Iterator[Field]:
    if len(printers) > 1:
        yield Choice("printer", _("Printer"), [(name, name) for name in printers])
    yield Amount("copies", _("Copies"), parse=whole("copies"), default="1", width=6)


async def print_report(app: XunbeiApp, desk: Desk, report: Report, chosen: Chosen) -> None:
    """Make the pages, say what they are, send them, tell what became of them; within an `asks` action."""
    ready = ReadyScreen(desk, report, chosen)
    if await app.ask(ready) is None:
        return
    facts = await app.ask(ask_printer(ready))
    if facts is None:
        ready.printout.drop()
        return
    copies = facts["copies"]
    sending = SendingScreen(
        desk, report, ready, str(facts.get("printer") or ""), copies if isinstance(copies, int) else 1
    )
    if (said := await app.ask(sending)) is not None:
        (app.say if sending.sent.became is Became.PRINTED else app.hint)(said)

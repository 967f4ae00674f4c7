"""Writing a report as a file: its name is asked for, and a bar shows how far it has come; Esc leaves nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

from platformdirs import user_documents_path
from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from inventory.ground import files
from inventory.ground.errors import Refused
from inventory.ground.exercises import prefixed
from inventory.ground.i18n import N_, _
from inventory.ground.text import visible
from reports import given, phones, registry
from reports.asked import Report
from reports.frame import Stamp
from reports.sheet import Written
from reports.table import Table, figure
from tui.commands import load
from tui.desk import Desk
from tui.screens.options import Chosen
from tui.widgets import banner
from tui.widgets.answers import Tick
from tui.widgets.fields import Text
from tui.widgets.form import Form
from tui.widgets.sturdy import Sturdy

VERBS = {".xlsx": N_("Write Excel"), ".pdf": N_("Write PDF"), ".ics": N_("Write a calendar")}
BAR = 40
NAME, WIDEST_NAME = 44, 56


class NotTicked(Refused):
    """A file is replaced only by somebody who said so."""

    message = N_("Space ticks this; otherwise choose another name.")


@dataclass(frozen=True)
class Where:
    """Where a report goes, and whether it may take another file's place."""

    path: Path
    overwrite: bool


def folder() -> Path:
    """The person's own documents, or where the program was started."""
    documents = user_documents_path()
    return documents if documents.is_dir() else Path.cwd()


def target(text: object, report: Report) -> Path:
    """The file that a name means: in the documents, unless it says where, and of the report's kind in any case."""
    path = folder() / Path(str(text)).expanduser()
    is_folder = path.name in ("", "..")  # so far: the writer asks for a name
    is_whole = is_folder or path.suffix.lower() in report.endings
    return path if is_whole else path.with_name(path.name + report.endings[0])


def proposed(desk: Desk, report: Report) -> str:
    """A name that says what the file is and when it was made."""
    title = "".join("_" if sign in '/\\:*?"<>|' else sign for sign in _(report.title))
    return prefixed(Path(f"{title}-{desk.today:%Y-%m-%d}{report.endings[0]}"), desk.exercise).name


def in_pages(report: Report) -> Report:
    """The report as one whose usual file is pages."""
    return replace(report, endings=(".pdf", *(one for one in report.endings if one != ".pdf")))


def ask_where(desk: Desk, report: Report) -> Form:
    """The question for the file's name; one that is there is replaced only when that is ticked."""
    name = proposed(desk, report)
    width = min(max(cell_len(name) + 2, NAME), WIDEST_NAME)
    return Form(
        _(VERBS[report.endings[0]]),
        Text("file", _("File"), longest=400, default=name, width=width, hint=partial(_named, report)),
        Tick(
            "replace",
            _("Replace it"),
            when=partial(_is_there, report),
            hint=_("▲ a file of that name is there already"),
        ),
        submit=partial(_free, report),
        verb=_("write"),
        intro=_("in {folder}, unless the name says where").format(folder=folder()),
    )


def where_of(facts: Mapping[str, object], report: Report) -> Where:
    """What was answered."""
    return Where(target(facts["file"], report), overwrite=bool(facts.get("replace")))


def _named(report: Report, known: Mapping[str, object]) -> str:
    """The whole path, where the name said more than a name or less than the ending."""
    text = str(known.get("file") or "")
    path = target(text, report) if text else None
    return "" if path is None or str(path) == str(folder() / text) else f"= {path}"


def _is_there(report: Report, known: Mapping[str, object]) -> bool:
    try:
        return bool(known.get("file")) and target(known["file"], report).is_file()
    except OSError:  # a name that the system finds too long, say; the writer says why
        return False


def _free(report: Report, facts: Mapping[str, object]) -> None:
    where = where_of(facts, report)
    if _is_there(report, facts) and not where.overwrite:
        raise NotTicked(field="replace")
    if not where.path.parent.is_dir():
        raise files.FolderMissing(folder=where.path.parent)


class WritingScreen(Sturdy, ModalScreen[str | None]):
    """The bar. It answers with the report's number when the file is there, with None when it isn't."""

    DEFAULT_CSS = """
    WritingScreen { align: center middle; background: $background 40%; }
    WritingScreen > Vertical {
        width: 50; height: auto; background: $surface; border: round $primary; padding: 0 1;
    }
    WritingScreen #bar { color: $primary; }
    WritingScreen #how { color: $secondary; text-align: right; width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", N_("Cancel"), key_display="Esc")]

    written = Written()

    class Told(Message):
        """So many rows of so many are written."""

        def __init__(self, done: int, whole: int) -> None:
            """Say how many."""
            self.done, self.whole = done, whole
            super().__init__()

    class Ended(Message):
        """The file is there, or it won't be."""

        def __init__(self, number: str = "", error: Exception | None = None) -> None:
            """Say which."""
            self.number, self.error = number, error
            super().__init__()

    def __init__(self, desk: Desk, report: Report, chosen: Chosen, where: Where) -> None:
        """Take what is written and where to."""
        super().__init__()
        self._desk, self._report, self._chosen = desk, report, chosen
        self._where = replace(where, path=prefixed(where.path, desk.exercise))
        self._stop = Event()

    def compose(self) -> ComposeResult:
        """What is written, how far it is, how it is stopped."""
        with Vertical():
            yield Static(visible(self._where.path.name), markup=False)
            yield Static("░" * BAR, id="bar", markup=False)
            yield Static(_("Esc cancels"), id="how", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        banner.warn(self)
        self._write()

    def on_unmount(self) -> None:
        """Nobody waits for the file any more."""
        self._stop.set()

    @work(thread=True)
    def _write(self) -> None:
        try:
            number = self.make()
        except Exception as error:  # noqa: BLE001 - the program's one answer tells refusals from faults
            self.post_message(self.Ended(error=error))
        else:
            self.post_message(self.Ended(number))

    def make(self) -> str:
        """Write the file, off the screen's own thread; what it is called."""
        is_registered = self._report.name in registry.REPORTS
        if is_registered:
            phones.account(self._desk.store, self._desk.officer, self._report.name)
        with self._desk.store.read() as session:
            table, stamp = self._chosen.read(session, self._desk, self._report)
            self.put(table, stamp)
        if is_registered:
            given.account(self._desk.store, self._desk.officer, self._report.name, (table, stamp))
        return stamp.number

    def put(self, table: Table[Any], stamp: Stamp) -> None:
        """Write a table as the kind of file that its name says."""
        write = load(registry.WRITERS[self._where.path.suffix.lower()])
        overwrite, cancelled = self._where.overwrite, self._stop.is_set
        self.written = write(
            self._where.path, table, stamp, overwrite=overwrite, progress=self.told, cancelled=cancelled
        )

    def told(self, done: int, whole: int) -> None:
        """Say how far it is, from the thread."""
        self.post_message(self.Told(done, whole))

    def how(self, done: int, whole: int) -> str:
        """How far it is, in words."""
        return _("{done} of {count} lines · Esc cancels").format(done=figure(done), count=figure(whole))

    def on_writing_screen_told(self, event: Told) -> None:
        """Move the bar."""
        full = BAR * event.done // max(event.whole, 1)
        self.query_one("#bar", Static).update("█" * full + "░" * (BAR - full))
        self.query_one("#how", Static).update(self.how(event.done, event.whole))

    def on_writing_screen_ended(self, event: Ended) -> None:
        """Answer."""
        if event.error is not None:
            answer: Callable[[BaseException], object] = getattr(self.app, "answer")  # noqa: B009 - as in a form
            answer(event.error)
        self.dismiss(event.number or None)

    def action_cancel(self) -> None:
        """Stop; the thread takes away what it began, and says so."""
        self._stop.set()

"""Printing: a report goes to a printer, and what became of it is told in words.

Where CUPS is, `lp` takes it: a queue that is paused takes it too and says nothing, so the queue is asked before and
after. Windows has a print verb of its own; where there is neither, the pages stay as a file.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from platformdirs import user_documents_path

from inventory.ground import files
from inventory.ground.errors import Refused
from inventory.ground.exercises import prefixed
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.text import alike, visible
from reports.frame import Stamp
from reports.sheet import Written
from reports.table import Table

PATIENCE, STEP = 6.0, 0.3  # seconds: how long a job is watched, and how often it is asked after
EMPTY = "No destinations"  # what lpstat says where nobody has set up a printer, which is no fault
ANSWER = 20  # seconds that a print service may take to answer
MOST_COPIES = 99
PRIVATE = "xunbei-print-"  # how folders begin in which pages lie until a printer has them


class NoAnswer(Refused):
    """The print service is there and doesn't work."""

    message = N_("The print service does not answer: {why}.")


class NoSuchPrinter(Refused):
    """No queue is called that."""

    message = N_("There is no printer {printer} here; there are: {known}.")


class NoPrinterChosen(Refused):
    """Several could be meant, or none is there."""

    message = N_("No printer is the usual one here: say which, one of: {known}.")


class PrinterPaused(Refused):
    """The queue would keep what it gets."""

    message = N_("The printer {printer} is stopped: {why}. Nothing was sent.")


class PrinterClosed(Refused):
    """The queue takes nothing."""

    message = N_("The printer {printer} takes no more jobs: {why}. Nothing was sent.")


class PrintingFailed(Refused):
    """It was sent, and nothing came of it."""

    message = N_("{job} was not printed on {printer}: {why}.")


class TooManyCopies(Refused):
    """More than anybody means."""

    message = N_("{copies} copies are too many or too few: 1 to {most} are printed at once.")


# Ready to be printed -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printout:
    """A report as pages: how many they are is known before they are sent."""

    path: Path
    title: str
    written: Written

    @property
    def paper(self) -> str:
        """How many pages on what paper."""
        pages, wide = self.written.pages, self.written.landscape
        count = ngettext("{n} page", "{n} pages", pages).format(n=pages)
        way = _("landscape") if wide == pages else _("portrait") if not wide else _("portrait and landscape")
        return _("{pages}, A4 {way}").format(pages=count, way=way)

    def drop(self) -> None:
        """It isn't wanted any more."""
        self.path.unlink(missing_ok=True)
        _clear(self.path.parent)

    def keep(self) -> Path:
        """It stays, where its reader finds it."""
        if not self.path.parent.name.startswith(PRIVATE):
            return self.path
        kept = usual_folder() / self.path.name
        with files.speaking(kept):
            shutil.move(self.path, kept)
        _clear(self.path.parent)
        return kept


def _clear(folder: Path) -> None:
    """Take a private folder away once nothing lies in it."""
    if folder.name.startswith(PRIVATE):
        with suppress(OSError):
            folder.rmdir()


def ready(
    table: Table[Any],
    stamp: Stamp,
    folder: Path | None = None,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Printout:
    """Make a report ready: its pages lie in a folder of their own or in that which is named, by its number."""
    from reports import pdf  # noqa: PLC0415 - the library is half a second that only paper needs

    where = folder or Path(tempfile.mkdtemp(prefix=PRIVATE))
    path = prefixed(where / f"{stamp.number}.pdf", stamp.exercise)
    try:
        written = pdf.write(path, table, stamp, overwrite=True, progress=progress, cancelled=cancelled)
    except BaseException:
        _clear(where)
        raise
    return Printout(path, table.title, written)


def usual_folder() -> Path:
    """The person's own documents, where what can't be printed stays to be looked at."""
    documents = user_documents_path()
    return documents if documents.is_dir() else Path.cwd()


# Sending -------------------------------------------------------------------------------------------------------


class Became(StrEnum):
    """What became of it, as far as anybody knows."""

    PRINTED = "printed"
    WAITING = "waiting"
    HELD = "held"
    GIVEN = "given"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, and what became of it."""

    became: Became
    file: Path
    printer: str = ""
    job: str = ""
    why: str = ""

    @property
    def said(self) -> str:
        """A sentence."""
        said = {
            Became.PRINTED: _("Printed on {printer} ({job})."),
            Became.WAITING: _("{job} waits in the queue of {printer}: {why}."),
            Became.HELD: _("{job} is held in the queue of {printer} and not printed: {why}."),
            Became.GIVEN: _("{file} was given to Windows to print."),
            Became.SHOWN: _("There is no print service here; the pages are in {file}."),
        }[self.became]
        facts = {"printer": self.printer, "job": self.job, "why": self.why, "file": str(self.file)}
        return said.format(**{key: visible(fact) for key, fact in facts.items()})

    @property
    def is_kept(self) -> bool:
        """Whether the file itself is still needed."""
        return self.became in {Became.GIVEN, Became.SHOWN}


def send(printout: Printout, *, printer: str = "", copies: int = 1, patience: float = PATIENCE) -> Sent:
    """Send it where it is printed, and say what became of it; a file that the printer has is taken away."""
    if not 1 <= copies <= MOST_COPIES:
        raise TooManyCopies(field="copies", copies=copies, most=MOST_COPIES)
    if sys.platform == "win32":
        for _copy in range(copies):
            os.startfile(printout.path, "print")  # noqa: S606 - the file is the program's own
        return Sent(Became.GIVEN, printout.path)
    if not (shutil.which("lp") and shutil.which("lpstat")):
        return Sent(Became.SHOWN, printout.keep())
    queue = _queue(printer)
    if queue is None:
        return Sent(Became.SHOWN, printout.keep())
    file = str(printout.path.absolute())  # a name of its own may begin as an option does
    said = _run("lp", "-d", queue.name, "-n", str(copies), "-t", printout.title, "-o", "media=A4", file)
    found = re.search(r"request id is (\S+)", said)
    if found is None:
        raise PrintingFailed(job=printout.title, printer=queue.name, why=said.strip() or _("no reason was given"))
    sent = _watched(printout.path, queue.name, found[1], time.monotonic() + patience)
    printout.drop()
    return sent


def printers() -> list[str]:
    """The queues that there are, the usual one first; none where nothing prints."""
    if sys.platform == "win32" or not shutil.which("lpstat"):
        return []
    try:
        known, usual = list(_queues()), _usual()
    except NoAnswer:
        return []
    return sorted(known, key=lambda name: name != usual)


def _queue(printer: str) -> Queue | None:
    """The queue that is meant, where it is one that prints; None where none is set up and none is asked for."""
    known = _queues()
    if not (known or printer):
        return None
    name = printer or os.environ.get("LPDEST") or os.environ.get("PRINTER") or _usual()
    shown = _(", ").join(map(visible, known)) or _("none")
    if not name and len(known) == 1:
        name = next(iter(known))
    if not name:
        raise NoPrinterChosen(field="printer", known=shown)
    if name not in known:
        raise NoSuchPrinter(field="printer", printer=visible(name), known=shown).asking(alike(name, known))
    queue = known[name]
    if queue.stopped:
        raise PrinterPaused(field="printer", printer=name, why=queue.stopped)
    if closed := _closed(name):
        raise PrinterClosed(field="printer", printer=name, why=closed)
    return queue


# What CUPS says ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue, what its printer said last, and why it is stopped where it is."""

    name: str
    stopped: str = ""
    message: str = ""


def _run(*command: str, may_fail: bool = False) -> str:
    """What a command of the print service says, in the language that it is read in here."""
    speaking = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
    try:
        done = subprocess.run(  # noqa: S603 - the words are the program's own
            command, capture_output=True, check=False, env=speaking, timeout=ANSWER, encoding="utf-8", errors="replace"
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer(why=_("no answer in {n} seconds").format(n=ANSWER)) from None
    if done.returncode and not (may_fail or EMPTY in done.stderr):
        raise NoAnswer(why=_sentence(done.stderr or done.stdout))
    return done.stdout


def _sentence(said: str) -> str:
    """What the service said, in one line."""
    words = re.sub(r"^\w+: ", "", " ".join(said.split()))
    return visible(words).rstrip(".") or _("no reason was given")


def _blocks(said: str) -> list[tuple[str, list[str]]]:
    """Lines, each with those below it that are set in."""
    blocks: list[tuple[str, list[str]]] = []
    for line in said.splitlines():
        if line[:1] in {"\t", " "} and blocks:
            blocks[-1][1].append(line.strip())
        elif line.strip():
            blocks.append((line, []))
    return blocks


def _queues() -> dict[str, Queue]:
    """Every queue by its name."""
    queues = {}
    for line, below in _blocks(_run("lpstat", "-p")):
        if found := re.match(r"printer (\S+) (.*)", line):
            is_stopped = found[2].startswith("disabled")
            queues[found[1]] = Queue(found[1], _reason(below) if is_stopped else "", " ".join(below))
    return queues


def _reason(below: Sequence[str]) -> str:
    said = _sentence(" ".join(below))
    return _("paused") if said.casefold() in {"paused", "reason unknown"} else said


def _usual() -> str:
    found = re.match(r"system default destination: (\S+)", _run("lpstat", "-d", may_fail=True))
    return found[1] if found else ""


def _closed(name: str) -> str:
    """Why a queue takes nothing; empty where it does."""
    for line, below in _blocks(_run("lpstat", "-a", name, may_fail=True)):
        if line.startswith(f"{name} not accepting"):
            return _reason(below)
    return ""


def _alerts(name: str, job: str, which: str) -> list[str] | None:
    """What is said of a job among those that are done or aren't; None where it isn't among them."""
    for line, below in _blocks(_run("lpstat", "-l", "-W", which, "-o", name, may_fail=True)):
        if line.split()[0] == job:
            return below
    return None


def _watched(file: Path, printer: str, job: str, until: float) -> Sent:
    """What becomes of a job in the next seconds."""
    while True:
        stands = _queues().get(printer, Queue(printer))
        below = _alerts(printer, job, "not-completed")
        if below is None:
            _must_be_done(stands, job)
            return Sent(Became.PRINTED, file, printer, job)
        if stands.stopped:
            return Sent(Became.HELD, file, printer, job, stands.stopped)
        if any("hold" in one for one in below):
            return Sent(Became.HELD, file, printer, job, _("it waits until somebody releases it"))
        if time.monotonic() >= until:
            return Sent(Became.WAITING, file, printer, job, _status(below) or _("the printer is at work"))
        time.sleep(STEP)


def _must_be_done(queue: Queue, job: str) -> None:
    """Refuse what has left the queue without having been printed.

    CUPS lists both under the same heading; a job that was printed leaves no message on the job and none on the printer.
    """
    below = _alerts(queue.name, job, "completed") or []
    why = _status(below)
    is_given_up = any(word in one for one in below for word in ("aborted", "canceled"))
    if is_given_up or (why and queue.message):
        raise PrintingFailed(job=job, printer=queue.name, why=why or _("the print service gave it up"))


def _status(below: Sequence[str]) -> str:
    found = next((one.removeprefix("Status:").strip() for one in below if one.startswith("Status:")), "")
    return _sentence(found) if found else ""

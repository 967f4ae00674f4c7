"""fieldpack: what a duty room can run on elsewhere, and what was done with it there, compared on return."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from inventory.ground import exercises, settings
from inventory.ground.i18n import N_, _
from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.ground.text import visible
from inventory.upkeep import comparing, manifests, packing
from inventory.upkeep.comparing import Comparison
from inventory.upkeep.findings import Progress
from inventory.upkeep.sides import Done
from reports import compared, fieldpack, plain, registry
from reports.frame import Stamp
from reports.table import Ranked, Table
from tui.commands import load
from tui.commands.acting import acting, signed_in
from tui.commands.do import MODULES
from tui.commands.keyed import typed
from tui.commands.report import OneOrTheOther, OtherEnding
from tui.commands.saying import progress
from tui.commands.words import Asked, WordMissing, WordTooMuch, Wrong, called

COMPARE = "compare"
ENDINGS = (".xlsx", ".pdf")
DECLARING = MODULES  # what a line of the trail is worded and keyed in by must have been declared


class OnlyWith(Wrong):
    """The option belongs to the other use of the command."""

    message = N_("{option} belongs to `{command}` alone: leave it out.")


def run(asked: Asked) -> int:
    """Make a pack, or compare one."""
    if asked.words[0] == COMPARE:
        _only(asked, called("fieldpack"), "phones")
        return _compare(asked)
    if len(asked.words) > 1:
        raise WordTooMuch(command=called("fieldpack"), word=visible(asked.words[1]))
    _only(asked, called("fieldpack compare"), "output", "overwrite", "json")
    return _make(asked)


def _only(asked: Asked, command: str, *others: str) -> None:
    for name in others:
        if name in asked:
            raise OnlyWith(option=f"--{name}", command=command)


# Making ----------------------------------------------------------------------------------------------------------


def _make(asked: Asked) -> int:
    """The folder, with all that is in it."""
    with signed_in(asked) as store:
        with store.read() as session:
            folder = exercises.prefixed(Path(asked.words[0]).expanduser(), exercises.exercise(session))
        with progress() as tell:
            made = fieldpack.make(store, _officer(asked, store), folder, phones="phones" in asked, progress=tell)
    print(visible(fieldpack.said(made)))
    for remark in made.remarks:
        print(visible(remark), file=sys.stderr)
    return 0


def _officer(asked: Asked, store: Store) -> Callable[[Session], Person]:
    return lambda session: acting(session, store, asked)


# Comparing -------------------------------------------------------------------------------------------------------


def _compare(asked: Asked) -> int:
    """The list, to where it was asked for; what was changed in the pack is said besides."""
    if len(asked.words) == 1:
        raise WordMissing(command=called("fieldpack compare"), words="FOLDER")
    output, folder = _output(asked), Path(asked.words[1]).expanduser()
    with signed_in(asked) as store, progress() as tell:
        table, stamp, found = compare(store, _officer(asked, store), folder, tell)
    if output is not None:
        output = exercises.prefixed(output, stamp.exercise)
        load(registry.WRITERS[output.suffix.lower()])(output, table, stamp, overwrite="overwrite" in asked)
        print(_("{number} was written to {file}.").format(number=stamp.number, file=visible(str(output))))
        print(compared.in_all(found))
    else:
        room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        lines = plain.as_json(table, stamp) if "json" in asked else plain.text(table, stamp, room)
        for line in lines:
            print(line, end="" if "json" in asked else "\n")
    for fault in found.faults:
        print(visible(fault), file=sys.stderr)
    return 1 if found.faults else 0


def compare(
    store: Store, officer: Callable[[Session], Person], folder: Path, tell: Progress | None = None
) -> tuple[Table[Ranked[compared.Line]], Stamp, Comparison]:
    """What was done there and here since a pack was made, as a list; the trail tells first of telephones in it."""
    manifest = manifests.read_manifest(folder)
    with store.read() as home:
        reader = officer(home)
        comparing.must_be_ours(home, folder, manifest)
        with comparing.copy_of(folder, manifest, tell) as copied, copied.read() as copy:
            faults = list(manifests.changed_files(folder, manifest))
            found = comparing.compare(home, reader, copy, manifest, faults)

            zone = settings.zone(home)

            def line(done: Done) -> str:
                return typed(done, comparing.request_of(manifest, done), zone)

            table, stamp = compared.compared(home, reader, copy, found, line)
    if compared.shows_phones(table):
        with store.begin() as session:
            packing.account_for_phones(session, officer(session), compared.NAME)
    return table, stamp, found


def _output(asked: Asked) -> Path | None:
    output = asked.get("output")
    if output is None:
        return None
    if "json" in asked:
        raise OneOrTheOther
    path = Path(output).expanduser()
    if path.suffix.lower() not in ENDINGS:
        raise OtherEnding(file=visible(output), endings=_(" or ").join(ENDINGS))
    return path

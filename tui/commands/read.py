"""read: a filled workbook comes back, all of it or nothing; what kind it is the workbook says itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from inventory.ground import settings, typed
from inventory.ground.errors import Refused
from inventory.ground.exercises import WORDS
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.names import remarks
from inventory.ground.people import Person
from inventory.ground.store import Store, moment_of
from inventory.ground.text import visible
from inventory.supplies.counts import FOUND_NAMES, Found
from inventory.supplies.entering import enter_count
from inventory.supplies.lots import CONDITION_NAMES
from inventory.upkeep import moving
from inventory.upkeep.moving import NotMovedIn, move_in
from reports import counted, lists, reading
from reports.blank import BLANKS
from reports.counted import Counted, Entered
from reports.filled import Fault
from reports.reading import Workbook
from reports.table import figure
from tui.commands.acting import acting, signed_in
from tui.commands.saying import as_json
from tui.commands.words import Asked, Wrong

MOST_TOLD = 20  # lines of what was done that are told one by one

# Refusals ------------------------------------------------------------------------------------------------------


class NeitherKind(Refused):
    """A workbook that nobody here has made."""

    message = N_(
        "{file} is neither a count sheet nor the workbook to move in with: its sheets are {sheets}. "
        "Those are made by `report count-sheet` and `report blank-workbook`."
    )


class NotForThis(Wrong):
    """The option belongs to the other kind of file."""

    message = N_("{option} says nothing about {file}: leave it out.")


class _Undone(Exception):  # noqa: N818 - no error: what was done on trial is taken back
    """Nothing of the transaction is kept."""


@dataclass
class Told:
    """What is said of a file: what came of it, and everything that is wrong."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sentence: str = ""


class OfAnExercise(Refused):
    """Nothing that was played is entered as real."""

    message = N_("{file} was written in an exercise: nothing of it is entered in the real store.")


# The command ---------------------------------------------------------------------------------------------------


def run(asked: Asked) -> int:
    """Read a file and enter it, or say what is wrong with it."""
    path = Path(asked.words[0]).expanduser()
    book = reading.read(path)
    with signed_in(asked) as store:
        if asked.exercise is None and _was_played(book):
            raise OfAnExercise(file=book.file)
        told = _kind(asked, book)(asked, store, book)
    hidden = [visible(sheet.name) for sheet in book.sheets if sheet.hidden and sheet.rows]
    told.notes += [_("Sheet {sheet} is hidden and was not read.").format(sheet=name) for name in hidden]
    _say(asked, path, told)
    return 1 if told.faults else 0


def _was_played(book: reading.Workbook) -> bool:
    """Whether a workbook was written in an exercise: its first row says so."""
    tops = (cells for sheet in book.sheets for cells in [sheet.rows.get(1, {})])
    return any(WORDS in str(value) for cells in tops for value in cells.values())


def _kind(asked: Asked, book: Workbook) -> Callable[[Asked, Store, Workbook], Told]:
    if counted.is_one(book):
        _only(asked, book, "at")
        return _count
    if lists.is_one(book):
        _only(asked, book, "replace", "alone")
        return _lists
    names = _(", ").join(visible(sheet.name) for sheet in book.sheets)
    raise NeitherKind(file=book.file, sheets=names)


def _only(asked: Asked, book: Workbook, *others: str) -> None:
    for name in others:
        if name in asked:
            raise NotForThis(option=f"--{name}", file=book.file)


def _on_trial(store: Store, work: Callable[[Session], bool]) -> None:
    """Do something in a transaction that is kept only if the work says so."""
    with suppress(_Undone), store.begin() as session:
        _keep(wanted=work(session))


def _keep(*, wanted: bool) -> None:
    if not wanted:
        raise _Undone


# Count sheets --------------------------------------------------------------------------------------------------


def _count(asked: Asked, store: Store, book: Workbook) -> Told:
    """Enter what a count sheet says, by one key press; a refusal of it is looked for line by line."""
    told = Told("count-sheet")

    def work(session: Session) -> bool:
        by = acting(session, store, asked)
        made = counted.read(session, by, book)
        told.faults += made.faults
        if made.entries:
            told.faults += _entered(asked, session, by, made)
        _tell_count(told, made, dry="dry_run" in asked)
        return bool(made.entries) and not told.faults and "dry_run" not in asked

    _on_trial(store, work)
    return told


def _entered(asked: Asked, session: Session, by: Person, made: Counted) -> list[Fault]:
    """Enter everything at once; where that is refused, each line alone, to say what of each."""

    def enter(entries: Sequence[Entered]) -> None:
        enter_count(
            session,
            by,
            count=made.count,
            entries=[one.keyed for one in entries],
            counted_at=made.counted_at,
            replace="replace" in asked,
            alone=asked.get("alone") or "",
        )

    try:
        enter(made.entries)
    except Refused as first:
        found: dict[str, Fault] = {}
        for one in made.entries:
            try:
                enter([one])
            except Refused as refusal:
                found.setdefault(str(refusal), Fault(one.sheet, one.cell, "", str(refusal)))
        return list(found.values()) or [Fault("", made.count.number, "", str(first))]
    return []


def _tell_count(told: Told, made: Counted, *, dry: bool) -> None:
    entered, number = len(made.entries), made.count.number
    told.facts = {
        "count": number,
        "sheets": made.sheets,
        "lines": made.lines,
        "counted_at": made.counted_at.isoformat() if made.counted_at else None,
        "entries": [_as_facts(one) for one in made.entries],
    }
    told.lines = [_in_words(one) for one in made.entries] if dry else []
    would = _("{count}: {entered} of {lines} lines of the sheet would be entered.")
    done = _("{count}: {entered} of {lines} lines of the sheet were entered.")
    told.sentence = (would if dry else done).format(count=number, entered=entered, lines=made.lines)


def _as_facts(one: Entered) -> dict[str, object]:
    keyed = one.keyed
    return {
        "sheet": one.sheet,
        "cell": one.cell,
        "line": keyed.line,
        "item": one.name,
        "found": keyed.found.value,
        "quantity": None if keyed.quantity is None else f"{keyed.quantity:f}",
        "unfit": f"{keyed.unfit:f}",
        "condition": keyed.condition.value if keyed.condition else None,
        "note": keyed.note,
    }


def _in_words(one: Entered) -> str:
    keyed = one.keyed
    amount = f"{figure(keyed.quantity or Decimal(0))} {one.unit}"
    said = amount if keyed.found is Found.COUNTED else _(FOUND_NAMES[keyed.found])
    if keyed.condition is not None:
        of = {"amount": amount, "unfit": figure(keyed.unfit), "condition": _(CONDITION_NAMES[keyed.condition])}
        said = _("{amount}, of which {unfit} {condition}").format(**of)
    return _("line {line} {item}: {found}").format(line=keyed.line, item=one.name, found=said)


# Moving in -----------------------------------------------------------------------------------------------------


def _lists(asked: Asked, store: Store, book: Workbook) -> Told:
    """Take lists over."""
    told = Told("lists")

    def work(session: Session) -> bool:
        by = acting(session, store, asked)
        read = lists.read(session, book)
        told.faults += read.faults
        told.notes += [
            _("Sheet {sheet} is none of the lists and was not read.").format(sheet=one) for one in read.unread
        ]
        try:
            voucher = move_in(
                session,
                by,
                items=read.items,
                places=read.places,
                persons=read.persons,
                opening=read.opening,
                occurred_at=_moment(asked, session),
                note=book.file[:200],
            )
        except NotMovedIn as refusal:
            told.faults += read.located(refusal.faults)
            return False
        told.notes += dict.fromkeys(remarks(session))
        if told.faults:
            return False
        moved, number = moving.told(session), voucher.number if voucher else None
        made = [(one, *read.where(one.part, one.at)) for one in moved.made]
        _tell_lists(told, made, [one.part for one in moved.kept], number, dry="dry_run" in asked)
        return bool(moved.made) and "dry_run" not in asked

    _on_trial(store, work)
    return told


def _moment(asked: Asked, session: Session) -> datetime | None:
    """When the opening stock was there, as it was typed."""
    if (text := asked.get("at")) is None:
        return None
    zone, usual = settings.zone(session), settings.time_of_day(session)
    return typed.moment(text, now=moment_of(session), zone=zone, field="occurred_at", time_of_day=usual)


def _tell_lists(told: Told, made: Sequence[Any], kept: Sequence[str], voucher: str | None, *, dry: bool) -> None:
    parts = {blank.key: _(blank.tab) for blank in BLANKS}
    told.facts = {
        "made": [{"sheet": sheet, "row": row, **asdict(one)} for one, sheet, row in made],
        "kept": {key: kept.count(key) for key in parts if key in kept},
        "voucher": None if dry else voucher,
    }
    for key, tab in parts.items():
        mine = [one for one, _sheet, _row in made if one.part == key]
        if mine or key in kept:
            facts = {"tab": tab, "made": len(mine), "kept": kept.count(key)}
            told.lines.append(_("{tab}: {made} new, {kept} there already").format(**facts))
            told.lines += [f"  {one.code}  {one.name}" for one in mine[:MOST_TOLD]]
            told.lines += _more(len(mine) - MOST_TOLD)
    if not made and not kept:
        told.sentence = _("The lists are empty: nothing was taken over.")
    elif not made:
        told.sentence = _("Everything is there already: nothing was taken over.")
    elif dry:
        told.sentence = _("That is what would be taken over.")
    elif voucher:
        told.sentence = _("Taken over; the opening stock is {voucher}, which one reversal undoes.").format(
            voucher=voucher
        )
    else:
        told.sentence = _("Taken over.")


def _more(left: int) -> list[str]:
    if left <= 0:
        return []
    return ["  " + ngettext("… and {count} more line", "… and {count} more lines", left).format(count=left)]


# Saying --------------------------------------------------------------------------------------------------------


def _say(asked: Asked, path: Path, told: Told) -> None:
    if "json" in asked:
        facts = {"file": str(path), "kind": told.kind, "dry_run": "dry_run" in asked, **told.facts}
        done = not told.faults and "dry_run" not in asked
        print(as_json({**facts, "done": done, "faults": [asdict(one) for one in told.faults], "remarks": told.notes}))
        return
    if not told.faults:
        for line in told.lines:
            print(visible(line))
    for note in told.notes:
        print(visible(note))
    for fault in told.faults:
        print(visible(str(fault)), file=sys.stderr)
    if told.faults:
        wrong = len(told.faults)
        said = ngettext(
            "{count} fault in {file}: nothing was entered.", "{count} faults in {file}: nothing was entered.", wrong
        )
        print(said.format(count=wrong, file=visible(path.name)), file=sys.stderr)
    else:
        print(visible(told.sentence))

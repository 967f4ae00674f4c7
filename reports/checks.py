"""Papers of a stock check (盘点): the sheet that is filled in, and what came of it.

A filled sheet is read back, by these rules:

- one sheet of the workbook for each part, called by its sheet number `PD-2026-0003-1-2`: the check, its part, and
  which count of it;
- above the headings a cell says `Sheet number: PD-2026-0003-1-2`, another `Counted at:` with what was filled in behind
  the colon (the labels are those of `reports.headings`, in the language of the sheet);
- the headings are those of `reports.headings`, in one row; the number of the line stands under `LINE`, the lot's number
  and nothing else under `LOT` (`—` where a find has no lot yet);
- `FOUND`, `STATE` and `REMARKS` are left blank; the rows end with the first that has no number of a line.

No sheet holds a figure of the book, whoever asks for it: it is copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from decimal import Decimal

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import N_, _, ngettext
from inventory.ground.people import Person
from inventory.supplies import checks
from inventory.supplies.checks import PartLine, Result, SheetLine
from inventory.supplies.counting import part_of_count
from inventory.supplies.counts import COUNT_NAMES, FOUND_NAMES, REASON_NAMES, Count, CountKind, Found, StepKind
from inventory.supplies.entering import thresholds
from inventory.supplies.ledger import Voucher
from inventory.supplies.lots import CONDITION_NAMES, Condition
from inventory.supplies.places import Place
from inventory.supplies.reckoning import STAGE_NAMES, steps_of
from reports import headings
from reports.headings import sheet_number
from reports.table import PAPER, ROOM, Cell, Column, Kind, Level, Table, figure, pair, plain

TO_FILL = "________"

Facts = list[tuple[str, Cell]]

# The sheet to be filled in -------------------------------------------------------------------------------------


def count_sheet(session: Session, reader: Person, *, count: Count, part: int | None = None) -> Table[SheetLine]:
    """The sheet that is taken along to count: what is to be looked for, and nothing of what the book says.

    What is settled is left out. Without `part` every part has a sheet of its own.
    """
    if part is not None:
        part_of_count(session, count, part)
    lines = [_bare(one) for one in checks.sheet(session, reader, count, part) if not one.settled]
    parts = [one for one in checks.parts(session, count) if part in (None, one.number)]
    sheets = [_sheet(session, count, of, [one for one in lines if one.part == of.number]) for of in parts]
    if len(sheets) == 1:
        return sheets[0]
    whole = replace(
        sheets[0], columns=[_part_column(), *sheets[0].columns], rows=lines, sheets=sheets, frozen=3, tab="", code=""
    )
    foots = _foots(count, lines, again=any(one.rounds > 1 for one in parts))
    return replace(whole, heads=[_check_number(count), *_heads(session, count)], foots=foots)


def _bare(line: SheetLine) -> SheetLine:
    """A line without anything that could lead the hand of who counts it."""
    return replace(
        line, found=None, quantity=None, unfit=Decimal(0), unfit_condition=None, by="", counted_at=None, entry_note="",
        alone="", book=None, moved=None, difference=None, reason=None, reason_note="", earlier=(),
    )  # fmt: skip


def _sheet(session: Session, count: Count, part: PartLine, lines: Sequence[SheetLine]) -> Table[SheetLine]:
    """The sheet of one part."""
    number = sheet_number(count.number, part.number, part.rounds)
    people = part.people if part.rounds == 1 else TO_FILL
    return Table(
        "count-sheet",
        _("Count sheet"),
        _sheet_columns(),
        lines,
        row_key=lambda line: line.line,
        heads=[
            (_(headings.SHEET_NUMBER), number),
            *_heads(session, count),
            (_("Counted by"), people),
            (_("Witness"), count.witness or TO_FILL),
            (_(headings.COUNTED_AT), ""),
        ],
        foots=_foots(count, lines, again=part.rounds > 1),
        signatures=[(_("Counted by"), ""), (_("Witness"), ""), (_("Storekeeper"), "")],
        sources=[
            (
                _("Lines"),
                _("What the book knows at the place, as it was when the check was opened; nothing of how much."),
            )
        ],
        frozen=2,
        landscape=True,
        tab=number,
        code=number,
        zone=settings.zone(session),
    )


def _foots(count: Count, lines: Sequence[SheetLine], *, again: bool) -> list[str]:
    """How a sheet is filled in, or why it has no line."""
    if not lines:
        said = _("Nothing is left to be counted on this sheet: what was found stands in the result of {count}.")
        return [said.format(count=count.number)]
    told = _(
        "Amount found: all that lies there, in the unit stated; 0 where nothing does. State: only where it has "
        "changed, with an amount behind it where that is a part."
    )
    return [told, *([_("These lines are counted again, by another person than before.")] if again else [])]


def _check_number(count: Count) -> tuple[str, Cell]:
    return _("Check number"), count.number


def _heads(session: Session, count: Count) -> Facts:
    """What stands over the papers of a check: where, when, how much of it."""
    return [
        (_("Depot"), str(session.get_one(Place, count.place_id))),
        (_("Date"), settings.today(session, count.opened_at)),
        (_("Extent"), _("spot check") if count.scope else _("full check")),
    ]


def _part_column() -> Column[SheetLine]:
    return Column("part", _("Part"), lambda line: line.part, Kind.NUMBER, 6)


def _article() -> list[Column[SheetLine]]:
    """What a line is about."""
    return [
        Column("line", _(headings.LINE), lambda line: line.line, Kind.NUMBER, 6),
        Column("code", _(headings.CODE), lambda line: line.code or None, width=11),
        Column("item", _("Article"), lambda line: line.name, width=20),
        Column("spec", _("Specification"), lambda line: line.spec or None, width=12, on_screen=ROOM),
        Column("unit", _("Unit"), lambda line: line.unit, width=6),
        Column("lot", _(headings.LOT), lambda line: line.lot or None, width=9),
        Column("batch", _("Batch and validity"), _batch, width=18, on_screen=ROOM),
        Column("place", _("Kept at"), lambda line: line.place, width=16),
    ]


def _batch(line: SheetLine) -> str | None:
    """How a lot is told from the others of its item."""
    parts = (
        line.batch,
        _("until {day}").format(day=line.expires_on) if line.expires_on else "",
        _(CONDITION_NAMES[line.condition]) if line.condition is not Condition.SERVICEABLE else "",
    )
    return _("; ").join(one for one in parts if one) or None


def _sheet_columns() -> list[Column[SheetLine]]:
    states = tuple(_(one) for one in headings.STATES)
    return [
        *_article(),
        Column("found", _(headings.FOUND), _nothing, Kind.QUANTITY, 13, absent="", blank=True),
        Column("state", _(headings.STATE), _nothing, width=10, absent="", blank=True, choices=states),
        Column("note", _(headings.REMARKS), _nothing, width=18, on_screen=ROOM, absent="", blank=True),
    ]


def _nothing(_line: SheetLine) -> None:
    """What is left to be filled in."""


# What came of it -----------------------------------------------------------------------------------------------


def count_result(session: Session, reader: Person, *, count: Count) -> Table[SheetLine]:
    """What a check came to, line by line, as far as the reader may know it; what agrees stays as evidence."""
    lines = checks.sheet(session, reader, count)
    stands, zone = checks.check(session, reader, count), settings.zone(session)
    is_in_one_place = {line.place for line in lines} <= {str(session.get_one(Place, count.place_id))}
    return Table(
        "count-result",
        _("Result of the stock check"),
        [one for one in _result_columns() if one.key != "place" or not is_in_one_place],
        lines,
        row_key=lambda line: line.line,
        heads=[
            _check_number(count),
            *_heads(session, count),
            (_("Kind"), _(COUNT_NAMES[count.kind])),
            (_("Counted by"), stands.people),
            (_("Witness"), count.witness or None),
            (_("Stage"), _(STAGE_NAMES[stands.stage])),
        ],
        foots=[sentence(lines), _thresholds(session, count), *_steps(session, count, zone)],
        signatures=_signed(session, count),
        sources=_sources(),
        frozen=2,
        landscape=True,
        zone=zone,
    )


def _is_told(line: SheetLine) -> bool:
    """Whether a line's figures may be known by now."""
    return line.settled or line.book is not None


def _told(line: SheetLine, value: Cell) -> Cell:
    return value if _is_told(line) else _("shown once handed in")


def _of_the_book(line: SheetLine, value: Cell) -> Cell:
    """A figure that rests on the ledger, which has no word for an unknown thing."""
    return None if line.item_id is None else _told(line, value)


def _result_columns() -> list[Column[SheetLine]]:
    amount = Kind.QUANTITY
    widths = (5, 9, 15, 11, 6, 8, 14, 12)
    what = {one.key: replace(one, width=width) for one, width in zip(_article(), widths, strict=True)}
    return [
        *(what[key] for key in ("line", "item", "spec", "unit")),
        Column("lot", _("Batch"), _lot, width=14),
        Column("book", _("On the books"), lambda line: _of_the_book(line, line.book), amount, 10),
        Column("found", _(headings.FOUND), _found, amount, 10),
        Column("difference", _("More or less"), _difference, amount, 10, level=_differs, signed=True),
        Column("reason", _("Reason"), _reason, width=14, on_screen=ROOM),
        Column("state", _(headings.STATE), _state, width=12),
        Column("treatment", _("Treatment"), _nothing, width=10, on_screen=PAPER, absent="", blank=True),
        replace(what["place"], on_screen=ROOM),
        Column("moved", _("Moved since"), lambda line: _of_the_book(line, line.moved), amount, 9, ROOM, signed=True),
        Column("earlier", _("Counted before"), lambda line: _told(line, _earlier(line)), width=9, on_screen=ROOM),
        Column("by", _("Counted by"), lambda line: line.by or None, width=10, on_screen=ROOM),
        Column("counted_at", _(headings.COUNTED_AT), lambda line: line.counted_at, Kind.MOMENT, 16, ROOM),
        Column("note", _(headings.REMARKS), _remarks, width=16, on_screen=ROOM, level=_marked),
    ]


def _lot(line: SheetLine) -> str | None:
    """The lot with its maker's batch, as slips call it."""
    return f"{line.batch} ({line.lot})" if line.batch and line.lot else line.batch or line.lot or None


def _difference(line: SheetLine) -> Cell:
    return _of_the_book(line, line.difference)


def _found(line: SheetLine) -> Cell:
    """How much was found, or why there is no figure."""
    if line.found is None:
        return _("not counted yet")
    return _told(line, line.quantity if line.found is Found.COUNTED else _(FOUND_NAMES[line.found]))


def _differs(line: SheetLine) -> Level | None:
    return Level.ATTENTION if line.difference and line.item_id is not None else None


def _reason(line: SheetLine) -> str | None:
    said = _(REASON_NAMES[line.reason]) if line.reason else ""
    return _("; ").join(one for one in (said, line.reason_note) if one) or None


def _state(line: SheetLine) -> str | None:
    """In what state it was found."""
    if line.found is not Found.COUNTED or not _is_told(line):
        return None
    if line.unfit and line.unfit_condition:
        return f"{figure(line.unfit)} {_(CONDITION_NAMES[line.unfit_condition])}"
    return _(CONDITION_NAMES[line.condition])


def _earlier(line: SheetLine) -> str | None:
    return _(", ").join(figure(one) for one in line.earlier) or None


def _remarks(line: SheetLine) -> str:
    parts = (
        "" if line.listed else _("not on the sheet"),
        "" if line.item_id is not None else _("unknown thing"),
        _("counted alone: {reason}").format(reason=line.alone) if line.alone else "",
        line.entry_note,
        line.note,
    )
    return _("; ").join(dict.fromkeys(one for one in parts if one))


def _marked(line: SheetLine) -> Level | None:
    return Level.ATTENTION if line.alone or not line.listed else None


def sentence(lines: Sequence[SheetLine]) -> str:
    """What the lines of a check come to, in one sentence; how far it has come, where it isn't complete."""
    if any(not one.settled for one in lines):
        entered = sum(one.found is not None for one in lines)
        return _("{entered} of {lines} lines entered; the result is shown once all is handed in").format(
            entered=entered, lines=len(lines)
        )
    return said(checks.result(lines))


def said(result: Result) -> str:
    """A result in words: `312 of 312 lines, 9 differences, 2 unlisted finds`."""
    n, finds = result.differences, result.finds
    return _(", ").join(
        (
            _("{outcomes} of {lines} lines").format(outcomes=result.outcomes, lines=result.lines),
            ngettext("{n} difference", "{n} differences", n).format(n=n),
            ngettext("{n} unlisted find", "{n} unlisted finds", finds).format(n=finds),
        )
    )


def _thresholds(session: Session, count: Count) -> str:
    """From which difference on lines are counted a second time."""
    share, units = thresholds(session, count)
    if not share and not units:
        return _("Counted again by another person: whatever differs.")
    return _(
        "Counted again by another person: what differs by more than {share}% of the book and {units} units."
    ).format(share=figure(share), units=figure(units))


STEP_NAMES = {
    StepKind.SIGNED: N_("Signed {moment} by {person}."),
    StepKind.APPROVED: N_("Approved {moment} by {person}."),
    StepKind.POSTED: N_("Posted {moment} by {person}."),
    StepKind.CANCELLED: N_("Cancelled {moment} by {person}."),
}


def _steps(session: Session, count: Count, zone: tzinfo) -> list[str]:
    """Who brought the check on and when; whoever stood in for another says why."""
    told = []
    for step in steps_of(session, count):
        if step.kind not in STEP_NAMES:
            continue
        who, when = session.get_one(Person, step.by_id).name, plain(step.recorded_at, zone)
        parts = [_(STEP_NAMES[step.kind]).format(moment=when, person=who)]
        if step.alone:
            parts.append(Level.ATTENTION.value + " " + _("Alone: {reason}").format(reason=step.alone))
        if step.voucher_id:
            parts.append(pair(_("Slip"), session.get_one(Voucher, step.voucher_id).number))
        told.append(" ".join([*parts, *([step.note] if step.note else [])]))
    return told


def _signed(session: Session, count: Count) -> list[tuple[str, str]]:
    """Who signs the result: both keepers where one hands over to the other."""
    signed = [(_("Counted by"), ""), (_("Witness"), count.witness), (_("Approved by"), ""), (_("Date of report"), "")]
    if count.kind is CountKind.HANDOVER and count.keeper_from_id and count.keeper_to_id:
        keepers = [session.get_one(Person, one).name for one in (count.keeper_from_id, count.keeper_to_id)]
        signed[:1] = [(_("Handed over by"), keepers[0]), (_("Taken over by"), keepers[1])]
    return signed


def _sources() -> list[tuple[str, str]]:
    return [
        (_("On the books"), _("The ledger at the instant of the count, with what was entered for it since.")),
        (_(headings.FOUND), _("What was entered in the last count of the line, by whom and when stands beside it.")),
        (_("More or less"), _("Amount found less the book; this is what is posted, whatever has moved since.")),
        (_("Moved since"), _("What came in and went out after the count; until posting, where it was posted.")),
        (_("Counted before"), _("What earlier counts of the line found, by other persons.")),
    ]

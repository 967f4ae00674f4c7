"""The field pack: what a duty room can run on where nothing else is left, as one paper, one workbook and one copy.

Everything in it is read from the copy itself, after secrets were left out of that: what is not to leave the house
can't be on a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty import levels
from inventory.duty.levels import ResponseLevel
from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.ground.store import Store
from inventory.response import plans as papers
from inventory.response.plans import Plan
from inventory.supplies import ageing
from inventory.supplies.ageing import LotLine
from inventory.supplies.counts import not_told
from inventory.supplies.lots import CONDITION_NAMES, Condition
from inventory.upkeep import packing
from inventory.upkeep.manifests import BOOK, PAPER, Seal
from reports import agreements, calling, excel, forms, pdf, plans, presence, shelters, stock, teams
from reports.frame import stamp
from reports.phones import Book
from reports.sheet import WritingCancelled
from reports.table import Column, Kind, Level, Numbered, Ranked, Table, figure, numbered

NAME = "fieldpack"
AGREED = "company kind item spec unit promised hours place trigger valid_until contact phone"
SHARES = {"copy": (0, 300), "strip": (300, 450), "paper": (450, 750), "book": (750, 950), "whole": (950, 1000)}
WHOLE = 1000
Chapter = Table[Any]

# What stands in it ---------------------------------------------------------------------------------------------


def chapters(session: Session, reader: Person, *, phones: bool) -> list[Chapter]:
    """Who is on duty, who is called, what lies where, who can help, what is done, and forms to go on with."""
    made = [
        _on_duty(session, reader, phones=phones),
        *_calls(session, reader, phones=phones),
        by_place(session, reader),
        _tabbed(stock.places(session, reader), _("Places")),
        _tabbed(_sheets(teams.teams(session, reader))[0], _("Teams")),
        *_shelters(session, reader),
        _agreed(session, reader),
        *_actions(session, reader),
    ]
    kept = [one if phones else _without_phones(one) for one in made]
    return [*(replace(one, signatures=()) for one in kept), *forms.forms(settings.zone(session))]


def _tabbed(table: Chapter, tab: str) -> Chapter:
    return replace(table, tab=tab, sheets=())


def _sheets(table: Chapter) -> list[Chapter]:
    return list(table.sheets) or [table]


def _without_phones(table: Chapter) -> Chapter:
    kept = [column for column in table.columns if "phone" not in column.key]
    left_out = [_("Telephone numbers were left out of this pack.")] if len(kept) < len(table.columns) else []
    return replace(table, columns=kept, foots=[*table.foots, *left_out])


def _on_duty(session: Session, reader: Person, *, phones: bool) -> Chapter:
    table = presence.call_list(session, reader)
    title = table.title if phones else _("Who is on duty in the next {days} days").format(days=presence.AHEAD)
    return _tabbed(replace(table, title=title), _("On duty"))


def _calls(session: Session, reader: Person, *, phones: bool) -> Iterator[Chapter]:
    """Everybody needed at the gravest level that there is."""
    every = levels.levels(session, reader)
    if every:
        gravest = session.get_one(ResponseLevel, max(every, key=lambda one: one.rank).level_id)
        table = calling.call_list(session, reader, level=gravest)
        yield _tabbed(table if phones else replace(table, heads=table.heads[:2]), _("Call list"))


def _shelters(session: Session, reader: Person) -> Iterator[Chapter]:
    for one in _sheets(shelters.shelters(session, reader)):
        yield replace(one, title=f"{one.title} · {one.tab}", tab=" ".join((_("Shelters"), one.tab)))


def _agreed(session: Session, reader: Person) -> Chapter:
    """What companies promised, and whom to call there at any hour."""
    ledger = _sheets(agreements.agreements(session, reader))[0]
    widths = {"contact": 12, "phone": 15}
    named = (ledger.column(key) for key in AGREED.split())
    columns = [replace(one, width=widths.get(one.key, one.width)) for one in named]
    return replace(ledger, columns=columns, tab=_("Agreements"), frozen=1)


def _actions(session: Session, reader: Person) -> Iterator[Chapter]:
    """What is done at each level, by every plan that is in force."""
    for line in papers.plans(session, reader):
        if line.holds_id:
            made = plans.plan(session, reader, plan=session.get_one(Plan, line.plan_id))
            yield _tabbed(made, line.code)


# Stock by place --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lying:
    """An item at a place: the lots of it that lie there."""

    lots: tuple[LotLine, ...]

    @property
    def one(self) -> LotLine:
        """What all of them are."""
        return self.lots[0]

    @property
    def hidden(self) -> bool:
        """Whether any of it is being counted by its reader."""
        return any(lot.hidden for lot in self.lots)

    @property
    def quantity(self) -> Decimal | str:
        """How much is there."""
        return not_told() if self.hidden else sum((lot.quantity for lot in self.lots), Decimal(0))

    @property
    def note(self) -> str:
        """What of it can't be handed out, and until when the rest is good."""
        unfit = [lot for lot in self.lots if lot.condition is not Condition.SERVICEABLE]
        said = [f"{figure(lot.quantity)} {_(CONDITION_NAMES[lot.condition])}" for lot in unfit if not lot.hidden]
        ends = min((lot.expires_on for lot in self.lots if lot.expires_on), default=None)
        return _("; ").join([*said, *([_("first valid until {day}").format(day=ends)] if ends else [])])

    @property
    def is_expired(self) -> bool:
        """Whether some of it is past its date."""
        return any(lot.days_left is not None and lot.days_left < 0 for lot in self.lots)


def by_place(session: Session, reader: Person) -> Table[Ranked[Lying]]:
    """What lies in each depot, room and shelf."""
    found = ageing.lots_in_store(session, reader)
    lines = [Lying(tuple(lots)) for _key, lots in groupby(found, key=lambda lot: (lot.place, lot.item_id))]
    return Table(
        "stock-by-place",
        _("Stock by place"),
        numbered(_lying_columns()),
        Numbered(lines),
        row_key=lambda row: row.rank,
        heads=stock.heads(session, reader)[:2],
        foots=stock.unseen(sum(one.hidden for one in lines)),
        sources=[(_("Amount"), _("The balance of every lot that lies there, from the ledger."))],
        frozen=3,
        tab=_("Stock by place"),
        zone=settings.zone(session),
    )


def _lying_columns() -> list[Column[Lying]]:
    return [
        Column("place", _("Stored at"), lambda line: line.one.place, width=22),
        Column("item", _("Item name"), lambda line: line.one.item, width=18),
        Column("spec", _("Specification"), lambda line: line.one.spec or None, width=12, absent=""),
        Column("unit", _("Counted in"), lambda line: line.one.unit, width=8),
        Column("quantity", _("Amount"), lambda line: line.quantity, Kind.QUANTITY, 12),
        Column("lots", _("Lots"), lambda line: len(line.lots), Kind.NUMBER, 6),
        Column("note", _("Remarks"), lambda line: line.note or None, width=26, absent="", level=_expired),
    ]


def _expired(line: Lying) -> Level | None:
    return Level.URGENT if line.is_expired else None


# Making it -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A pack that is there: its folder, its number, and what its reader must know of its paper."""

    folder: Path
    number: str
    pages: int
    remarks: tuple[str, ...]


def make(
    book: Store,
    officer: Callable[[Session], Person],
    folder: Path,
    *,
    phones: bool = False,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Made:
    """Make a pack: the whole folder is there, with a line in the trail that vouches for it, or nothing is.

    `progress(done, of)` is told now and then; when `cancelled()` says so, WritingCancelled leaves nothing behind.
    """
    _account(book, officer, phones=phones)
    tell = _Told(progress, cancelled)
    with packing.gathering(folder) as at:
        packing.copy(book, at.store, tell.of("copy"))
        with closing(Store.open(at.store)) as copied, copied.read() as session, book.read() as home:
            reader = session.get_one(Person, officer(home).id)
            whole = stamp(session, reader, NAME)
            sealed, last = packing.seal(session, reader, number=whole.number, phones=phones), packing.last_rows(session)
        tell.of("strip")(0, 1)
        packing.strip(at.store, reader.id, number=whole.number, phones=phones)
        tell.of("strip")(1, 1)
        with closing(Store.open(at.store)) as copied, copied.read() as session:
            made = chapters(session, session.get_one(Person, reader.id), phones=phones)
            written = pdf.booklet(
                at.folder / sealed.file(PAPER),
                _("Field pack"),
                whole,
                [(replace(one, tab=""), whole) for one in made],
                heads=sealed.facts(short=True),
                foots=_foots(sealed),
                progress=tell.of("paper"),
                cancelled=cancelled,
            )
            book_of_it = _workbook(made, sealed)
            told = _summed(tell.of("book"), sum(len(one.rows) for one in book_of_it.sheets))
            excel.write(at.folder / sealed.file(BOOK), book_of_it, whole, progress=told, cancelled=cancelled)
        checksum = packing.finish(at, sealed, last)
        tell.of("whole")(1, 1)
        with book.begin() as session:
            packing.record(session, officer(session), sealed=sealed, manifest=checksum)
            at.settle()
    return Made(folder, whole.number, written.pages, written.remarks)


def _account(book: Book, officer: Callable[[Session], Person], *, phones: bool) -> None:
    with book.read() as session:
        packing.must_pack(session, officer(session), phones=phones)
    if phones:
        with book.begin() as session:
            packing.account_for_phones(session, officer(session))


@dataclass(frozen=True)
class _Told:
    """How far the whole has come, from how far each of its parts has."""

    progress: Callable[[int, int], object] | None
    cancelled: Callable[[], bool] | None

    def of(self, part: str) -> Callable[[int, int], None]:
        start, end = SHARES[part]

        def tell(done: int, of: int) -> None:
            if self.cancelled and self.cancelled():
                raise WritingCancelled
            if self.progress:
                self.progress(start + (end - start) * done // max(of, 1), WHOLE)

        return tell


def _summed(tell: Callable[[int, int], None], count: int) -> Callable[[int, int], None]:
    """How far a workbook has come, whose sheets each tell of themselves."""
    before = 0

    def add(done: int, of: int) -> None:
        nonlocal before
        tell(before + done, count)
        before += done if done == of else 0

    return add


def _foots(sealed: Seal) -> list[str]:
    """What whoever opens the pack must know."""
    said = [
        _("This paper, its workbook and the copy of the store beside it are of one and the same state of the books."),
        _("What is done on paper or on the copy is compared and keyed in at the headquarters afterwards."),
    ]
    if sealed.phones:
        said.append(_("It holds telephone numbers: keep it as you would keep those."))
    return said


def _workbook(made: list[Chapter], sealed: Seal) -> Table[tuple[str, str]]:
    """The same chapters as sheets, behind one that says what they are of."""
    rows = [*sealed.facts(), *((_("Sheet"), one.title) for one in made)]
    cover: Table[tuple[str, str]] = Table(
        NAME,
        _("Field pack"),
        [
            Column("what", _("Of the pack"), lambda row: row[0], width=26),
            Column("said", _("What it says"), lambda row: row[1], width=70),
        ],
        rows,
        row_key=id,
        foots=_foots(sealed),
        tab=_("Field pack"),
        zone=sealed.zone,
    )
    sources = dict.fromkeys(source for one in made for source in one.sources)
    return replace(cover, sheets=[cover, *(replace(one, chart=None) for one in made)], sources=list(sources))


def said(made: Made) -> str:
    """What became of it, in a sentence."""
    pages = ngettext("{n} page", "{n} pages", made.pages).format(n=figure(made.pages))
    sentence = _("The field pack {number} is in {folder}: {pages} to print, a workbook, and a copy of the store.")
    return sentence.format(number=made.number, folder=made.folder, pages=pages)

"""Reports of the stock as it stands: the statement of reserves, what is short, where it can lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _
from inventory.ground.people import Organisation, Permission, Person, headquarters, may
from inventory.ground.store import moment_of
from inventory.supplies import places as register
from inventory.supplies import standing
from inventory.supplies.places import KIND_NAMES, Place, PlaceLine
from inventory.supplies.standing import StockLine
from reports.table import ABSENT, ALWAYS, PAPER, ROOM, Cell, Chart, Column, Kind, Level, Numbered, Ranked, Table, figure

BASES = 200  # items whose quota's basis is quoted where the figures come from

Line = Ranked[StockLine]


def reporting(session: Session, reader: Person) -> str:
    """Who reports (填报单位): the headquarters, or the reader's own organisation where they see no more than it."""
    if may(session, reader, Permission.READ):
        return headquarters(session).name
    return session.get_one(Organisation, reader.organisation_id).name


def heads(session: Session, reader: Person, as_at: datetime | None = None) -> list[tuple[str, Cell]]:
    """What stands over every report."""
    return [
        (_("Reported by"), reporting(session, reader)),
        (_("Closing time"), as_at or moment_of(session)),
        (_("Counted in units of"), _("see the column")),
    ]


def signatures() -> list[tuple[str, str]]:
    """Who signs a report."""
    return [(_("Filled in by"), ""), (_("Checked by"), ""), (_("In charge"), ""), (_("Date of report"), "")]


def stock(
    session: Session,
    reader: Person,
    *,
    place: Place | None = None,
    as_at: datetime | None = None,
    known_at: datetime | None = None,
) -> Table[Line]:
    """The statement of reserves (储备统计表): every item with what is on the books, its quota and where it lies."""
    lines = standing.on_hand(session, reader, place=place, when=as_at, known=known_at)
    return Table(
        "stock",
        _("Statement of flood-control reserves"),
        _stock_columns(),
        Numbered(lines),
        row_key=lambda row: row.line.item_id,
        heads=heads(session, reader, as_at),
        foots=[
            _("What is out with teams, shelters and works sites is not on the books of a depot; see the remarks."),
            *_of_today(as_at, known_at),
        ],
        signatures=signatures(),
        sources=[*_stock_sources(), *_bases(lines[:BASES])],
        unit=lambda row: row.line.unit,
        mixed=_("pieces (sets)"),
        frozen=3,
        landscape=True,
        chart=Chart(
            _("On the books and quota (logarithmic scale)"),
            lambda row: _("{item} ({unit})").format(item=row.line.name, unit=row.line.unit),
            ("on_hand", "quota"),
            logarithmic=True,
        ),
        zone=settings.zone(session),
    )


def _of_today(as_at: datetime | None, known_at: datetime | None) -> list[str]:
    """What a look into the past can't give again, since registers are kept as they are now."""
    if as_at is None and known_at is None:
        return []
    return [_("Quotas, names and keepers are those of today; only the amounts are of the time stated.")]


def _columns() -> dict[str, Column[Line]]:
    """Every column that a report of the stock may have, by its key, as wide as in the statement of reserves."""
    unset = _("not set")
    amount = Kind.QUANTITY
    every: list[Column[Line]] = [
        Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
        Column("category", _("Class"), lambda row: row.line.category or None, width=10, on_screen=ROOM),
        Column("item", _("Item name"), lambda row: row.line.name, width=16),
        Column("spec", _("Specification and model"), lambda row: row.line.spec or None, width=10, on_screen=ROOM),
        Column("unit", _("Counted in"), lambda row: row.line.unit, width=8),
        Column("on_hand", _("On the books"), lambda row: row.line.on_hand, amount, 10, total=True),
        Column("own", _("of which own"), lambda row: row.line.own, amount, 10, ROOM, total=True),
        Column("entrusted", _("Entrusted"), lambda row: row.line.entrusted, amount, 8, ROOM, total=True),
        Column("usable", _("Usable"), lambda row: row.line.usable, amount, 12),
        Column("quota", _("Quota"), lambda row: row.line.quota, amount, 10, absent=unset),
        Column("basis", _("Basis of the quota"), lambda row: row.line.basis or None, width=24, on_screen=ROOM),
        Column("shortfall", _("Shortfall"), lambda row: row.line.gap, amount, 10, level=_gap_level),
        Column("places", _("Stored at"), lambda row: row.line.places or None, width=16),
        Column("organisations", _("Managed by"), lambda row: row.line.organisations or None, width=16, on_screen=ROOM),
        Column("keepers", _("Responsible"), lambda row: row.line.keepers or None, Kind.TEXT, 8, ROOM, absent=unset),
        Column("phones", _("Telephone"), lambda row: row.line.phones or None, Kind.TEXT, 13, ROOM, absent=unset),
        Column("note", _("Remarks"), lambda row: remarks(row.line), width=18, on_screen=ROOM),
    ]
    return {one.key: one for one in every}


def _stock_columns() -> list[Column[Line]]:
    return [one for key, one in _columns().items() if key not in ("usable", "basis")]


def _short_columns() -> list[Column[Line]]:
    """What is missing and why it should be there: wider, and without totals, which nobody asks of what is short."""
    widths = {"category": 12, "item": 20, "spec": 14, "quota": 12, "on_hand": 12, "shortfall": 12, "note": 22}
    order = ("no", "category", "item", "spec", "unit", "quota", "on_hand", "usable", "shortfall", "basis", "note")
    every = _columns()
    return [replace(every[key], width=widths.get(key, every[key].width), total=False) for key in order]


def screen_columns() -> list[Column[StockLine]]:
    """The statement's figures as the list on the screen shows them: the same cells, under shorter titles."""
    sheet = _columns()

    def shown(key: str, title: str, width: int, on_screen: int = ALWAYS) -> Column[StockLine]:
        one = sheet[key]
        return Column(
            key,
            title,
            lambda line: one.cell(Ranked(0, line)),
            one.kind,
            width,
            on_screen,
            absent=ABSENT,
            level=lambda line: one.level(Ranked(0, line)),
        )

    return [
        shown("item", _("Item"), 18),
        shown("spec", _("Spec"), 10, ROOM),
        shown("unit", _("Unit"), 4),
        shown("on_hand", _("On hand"), 8),
        shown("quota", _("Quota"), 7),
        shown("shortfall", _("Short by"), 7),
        Column("state", _("State"), lambda line: state(line)[1], Kind.STATE, 8, level=lambda line: state(line)[0]),
        shown("places", _("Stored at"), 12),
        shown("own", _("Own"), 7, ROOM),
        shown("entrusted", _("Entrusted"), 7, ROOM),
        Column("elsewhere", _("Out"), lambda line: line.elsewhere or None, Kind.QUANTITY, 6, ROOM),
        Column("code", _("Code"), lambda line: line.code, width=8, on_screen=ROOM),
    ]


def state(line: StockLine) -> tuple[Level, str]:
    """How an item stands, in one word: the most urgent thing that can be said of it."""
    if line.retired:
        return Level.UNKNOWN, _("retired")
    if line.expired:
        return Level.URGENT, _("expired")
    if line.gap:
        return Level.ATTENTION, _("short")
    if not line.usable:
        return Level.ATTENTION, _("none left") if not line.on_hand else _("unusable")
    if line.unfit:
        return Level.ATTENTION, _("part unfit")
    return (Level.UNKNOWN, _("no quota")) if line.quota is None else (Level.FINE, _("fine"))


def _gap_level(row: Line) -> Level | None:
    return Level.ATTENTION if row.line.gap else None


def remarks(line: StockLine) -> str:
    """What a reader of the figures must know besides them."""
    parts = [
        _("{quantity} expired").format(quantity=figure(line.expired)) if line.expired else "",
        _("{quantity} not serviceable").format(quantity=figure(line.unfit)) if line.unfit else "",
        _("{quantity} out with teams and sites").format(quantity=figure(line.elsewhere)) if line.elsewhere else "",
        line.note,
    ]
    return _("; ").join(part for part in parts if part)


def _stock_sources() -> list[tuple[str, str]]:
    return [
        (
            _("On the books"),
            _(
                "The balance of all lots in depots, rooms and shelves at the time stated: every receipt, issue, "
                "transfer, return, write-off and reversal up to then, from the ledger that only grows."
            ),
        ),
        (_("of which own"), _("Lots that belong to the headquarters itself.")),
        (_("Entrusted"), _("Lots that an enterprise keeps for the headquarters in its own depot.")),
        (_("Quota"), _("What the headquarters has set, with its basis; where nothing is set nothing is assumed.")),
        (_("Shortfall"), _("Quota less what is serviceable and not expired; never below zero.")),
        (_("Stored at"), _("The places that hold a part of it, with their keepers and telephones as registered.")),
        (
            _("Total (mixed units)"),
            _("The sum of figures in different units, as such totals are customarily given; it counts no one thing."),
        ),
    ]


def _bases(lines: Sequence[StockLine]) -> list[tuple[str, str]]:
    """The bases of the quotas, item by item."""
    return [
        (_("Quota of {item}").format(item=line.name), line.basis or ABSENT) for line in lines if line.quota is not None
    ]


def short(
    session: Session,
    reader: Person,
    *,
    place: Place | None = None,
    as_at: datetime | None = None,
    known_at: datetime | None = None,
) -> Table[Line]:
    """What is short: the items of which less is usable than their quota."""
    lines = standing.short(session, reader, place=place, when=as_at, known=known_at)
    return Table(
        "short",
        _("Supplies below their quota"),
        _short_columns(),
        Numbered(lines),
        row_key=lambda row: row.line.item_id,
        heads=heads(session, reader, as_at),
        foots=_of_today(as_at, known_at),
        signatures=signatures(),
        sources=[one for one in _stock_sources() if one[0] in {_("On the books"), _("Quota"), _("Shortfall")}],
        frozen=3,
        landscape=True,
        zone=settings.zone(session),
    )


def places(session: Session, reader: Person) -> Table[Ranked[PlaceLine]]:
    """Where stock can lie and who keeps it: depots with rooms and shelves, teams, shelters, works sites.

    The register of places is kept as it is now, so it can't be asked for another time.
    """
    unset = _("not set")
    return Table(
        "places",
        _("Places and keepers"),
        [
            Column("no", _("No."), lambda row: row.rank, Kind.NUMBER, 5, PAPER),
            Column("code", _("Code"), lambda row: row.line.code, width=10),
            Column("name", _("Name"), lambda row: "  " * row.line.level + row.line.name, width=28),
            Column("kind", _("Kind"), lambda row: _(KIND_NAMES[row.line.kind]), width=12),
            Column("organisation", _("Managed by"), lambda row: row.line.organisation, width=26, on_screen=ROOM),
            Column("keeper", _("Responsible"), lambda row: row.line.keeper or None, width=10, absent=unset),
            Column("phone", _("Telephone"), lambda row: row.line.phone or None, width=14, absent=unset),
            Column("address", _("Address"), lambda row: row.line.address or None, width=24, on_screen=ROOM),
            Column("note", _("Remarks"), lambda row: row.line.note, width=24, on_screen=ROOM),
        ],
        Numbered(register.places(session, reader)),
        row_key=lambda row: row.line.place_id,
        heads=heads(session, reader)[:2],
        signatures=signatures(),
        sources=[(_("Name"), _("The register of places, as its keepers maintain it; what nobody entered is not set."))],
        frozen=3,
        landscape=True,
        zone=settings.zone(session),
    )

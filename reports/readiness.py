"""Papers of readiness (备勤态势): a page for the leader, what isn't ready line by line, supplies by hours, needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from inventory.duty.levels import ResponseLevel
from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.resources.shelters import Shelter
from inventory.response import needs as needing
from inventory.response import readiness as standing
from inventory.response.lacking import GRADE_NAMES, SUBJECT_NAMES, Grade, ReadinessLine
from inventory.response.needs import NeedLine
from inventory.response.readiness import Readiness, Tally
from inventory.response.standards import PER_NAMES
from inventory.response.tiers import TIERS, TierLine
from inventory.supplies.counts import not_told
from reports.stock import reporting, signatures
from reports.table import ROOM, Cell, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered

LEVELS = {Grade.LACKING: Level.URGENT, Grade.WATCH: Level.ATTENTION, Grade.UNKNOWN: Level.UNKNOWN}
GRAVEST = 3  # things that the leader's page names of every kind

# The answer ----------------------------------------------------------------------------------------------------


def readiness(
    session: Session,
    reader: Person,
    *,
    level: ResponseLevel | None = None,
    people: int | None = None,
    days: int | None = None,
) -> Table[Ranked[ReadinessLine]]:
    """What would be short if a level came now, or if so many people had to be sheltered, and what would close it."""
    found = standing.readiness(session, reader, level=level, people=people, days=days or 1)
    lines: Table[Any] = Table(
        "readiness",
        _title(found),
        numbered(columns()),
        Numbered(found.lines),
        row_key=lambda row: row.rank,
        heads=_heads(session, reader, found),
        foots=_foots(found),
        signatures=signatures(),
        sources=_sources(),
        frozen=3,
        landscape=True,
        tab=_("One by one"),
        zone=settings.zone(session),
    )
    return replace(lines, sheets=[_page(lines, found), lines, _tiers(lines, found)], tab="")


def _title(found: Readiness) -> str:
    if found.level:
        return _("Readiness for {level}").format(level=found.level)
    return _("Readiness as it stands")


def _heads(session: Session, reader: Person, found: Readiness) -> list[tuple[str, Cell]]:
    heads: list[tuple[str, Cell]] = [
        (_("Reported by"), reporting(session, reader)),
        (_("Closing time"), found.at),
        (_("Posts looked at until"), found.until),
    ]
    if found.people is not None:
        words = ngettext("{people} for {days} day", "{people} for {days} days", found.days)
        heads.append((_("People to shelter"), words.format(people=figure(found.people), days=found.days)))
    return [*heads, *((_(SUBJECT_NAMES[one.subject]), counted(one)) for one in found.tallies)]


def counted(tally: Tally) -> str:
    """What was looked at of a kind, and how much of it isn't ready, in one line."""
    said = [_("looked at: {n}").format(n=figure(tally.all))]
    said += [
        _("{grade}: {n}").format(grade=_(GRADE_NAMES[grade]), n=figure(n))
        for grade, n in zip(Grade, (tally.lacking, tally.watch, tally.unknown), strict=True)
        if n
    ]
    return _(", ").join(said)


def columns() -> list[Column[ReadinessLine]]:
    """What isn't ready: how grave, what, why, what would close it, how much is needed and there."""
    return [
        Column("subject", _("Kind"), lambda line: _(SUBJECT_NAMES[line.subject]), width=12),
        Column(
            "grade", _("State"), lambda line: _(GRADE_NAMES[line.grade]), Kind.STATE, 10,
            level=lambda line: LEVELS[line.grade],
        ),
        Column("what", _("What"), lambda line: line.what, width=20),
        Column("why", _("Why"), lambda line: line.why, width=36),
        Column("close", _("What would close it"), lambda line: line.close, width=36),
        Column("needed", _("Needed"), lambda line: line.needed, Kind.QUANTITY, 10, ROOM, absent=""),
        Column("there", _("There"), lambda line: line.there, Kind.QUANTITY, 10, ROOM, absent=""),
        Column("unit", _("Counted in"), lambda line: line.unit or None, width=8, on_screen=ROOM, absent=""),
        Column("where", _("Whose"), lambda line: line.where or None, width=18, on_screen=ROOM, absent=""),
        Column("code", _("Number"), lambda line: line.code or None, width=12, on_screen=ROOM, absent=""),
    ]  # fmt: skip


def _foots(found: Readiness) -> list[str]:
    said = [_("A rehearsal changes nothing: this was reckoned from the books as they stand.")]
    if found.quota_unset:
        words = ngettext(
            "{n} item has no quota: whether there is enough of it can't be told.",
            "{n} items have no quota: whether there is enough of them can't be told.",
            found.quota_unset,
        )
        said.append(words.format(n=figure(found.quota_unset)))
    for hours, stock in ((found.own_hours, _("own stock")), (found.entrusted_hours, _("entrusted stock"))):
        if hours is None:
            words = _("Within how many hours {stock} can be used is not set in the settings: it stands in no tier.")
            said.append(words.format(stock=stock))
    return said


def _sources() -> list[tuple[str, str]]:
    return [
        (_("duty posts"), _("The published roster, with what the level takes at each post.")),
        (_("teams"), _("The register, and what became of the last call of each team.")),
        (
            _("supplies"),
            _("Usable stock in store against the quotas; what agreements could bring stands beside."),
        ),
        (_("shelters"), _("The register, its capacity by rule, and who is there by the books.")),
        (_("agreements"), _("Their dates, telephones and last test calls.")),
        (_("actions of the plans"), _("What the approved plans need at this level and at the lower ones, added up.")),
        (_("Within"), _("Hours agreed in each line; of stock, those in the settings.")),
    ]


# One page for the leader ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageLine:
    """One kind on the leader's page: how much was looked at, how much isn't ready, and the gravest of it."""

    tally: Tally
    gravest: str


def _page(lines: Table[Any], found: Readiness) -> Table[PageLine]:
    """What the leader needs to see, on one page."""
    return Table(
        lines.name,
        lines.title,
        [
            Column("subject", _("Kind"), lambda line: _(SUBJECT_NAMES[line.tally.subject]), width=16),
            Column("all", _("Looked at"), lambda line: line.tally.all, Kind.NUMBER, 9),
            Column("lacking", _("lacking"), lambda line: line.tally.lacking, Kind.NUMBER, 9, level=_grave),
            Column("watch", _("to be watched"), lambda line: line.tally.watch, Kind.NUMBER, 9),
            Column("unknown", _("not known"), lambda line: line.tally.unknown, Kind.NUMBER, 9),
            Column("gravest", _("The gravest of it"), lambda line: line.gravest or None, width=70),
        ],
        [PageLine(one, _gravest(found, one)) for one in found.tallies],
        row_key=lambda line: line.tally.subject,
        heads=lines.heads[: len(lines.heads) - len(found.tallies)],
        foots=lines.foots,
        signatures=lines.signatures,
        landscape=True,
        one_page=True,
        tab=_("For the leader"),
        zone=lines.zone,
    )


def _grave(line: PageLine) -> Level | None:
    return Level.URGENT if line.tally.lacking else None


def _gravest(found: Readiness, tally: Tally) -> str:
    """The gravest things of a kind, and how many more there are."""
    lines = found.of(tally.subject)
    said = [_("{what}: {why}").format(what=one.what, why=one.why) for one in lines[:GRAVEST]]
    if more := len(lines) - len(said):
        said.append(ngettext("{n} more", "{n} more", more).format(n=figure(more)))
    return _("; ").join(said)


# Supplies by hours ---------------------------------------------------------------------------------------------


def _tiers(lines: Table[Any], found: Readiness) -> Table[Ranked[TierLine]]:
    """The supplies that can be used within hours, each tier with those before it."""
    return Table(
        lines.name,
        _("Supplies by the hours within which they can be used"),
        numbered(tier_columns()),
        Numbered(found.tiers),
        row_key=lambda row: (row.line.item_id, row.line.code),
        heads=lines.heads[:2],
        foots=[_("What is promised is not on hand: it stands in its own column."), *lines.foots[1:]],
        signatures=lines.signatures,
        sources=lines.sources,
        frozen=3,
        landscape=True,
        tab=_("By hours"),
        zone=lines.zone,
    )


def tier_columns() -> list[Column[TierLine]]:
    """An item with what of it is own, entrusted, promised, and can be used within each number of hours."""

    def told(amount: Callable[[TierLine], Decimal]) -> Callable[[TierLine], Cell]:
        return lambda line: not_told() if line.hidden else amount(line)

    def within(at: int) -> Callable[[TierLine], Cell]:
        return told(lambda line: line.within[at])

    kind = Kind.QUANTITY
    return [
        Column("item", _("Item name"), lambda line: line.what, width=20),
        Column("unit", _("Counted in"), lambda line: line.unit or None, width=8),
        Column("quota", _("Quota"), lambda line: line.quota, kind, 10, absent=_("not set")),
        Column("own", _("Own"), told(lambda line: line.own), kind, 10),
        Column("entrusted", _("Entrusted"), told(lambda line: line.entrusted), kind, 10),
        Column("promised", _("Promised by agreements"), lambda line: line.promised, kind, 10),
        *(
            Column(f"within_{hours}", _("Within {hours} h").format(hours=hours), within(at), kind, 10)
            for at, hours in enumerate(TIERS)
        ),
        Column("later", _("Later"), told(lambda line: line.later), kind, 10, ROOM),
        Column("unknown", _("Hours not set"), told(lambda line: line.unknown), kind, 12, level=_unset),
        Column("unsaid", _("Promises without an amount"), lambda line: line.unsaid or None, Kind.NUMBER, 10, ROOM,
               absent=""),
        Column("category", _("Class"), lambda line: line.category or None, width=10, on_screen=ROOM, absent=""),
    ]  # fmt: skip


def _unset(line: TierLine) -> Level | None:
    return Level.UNKNOWN if line.unknown and not line.hidden else None


# Needs of people sheltered (安置需求) ----------------------------------------------------------------------------


def shelter_needs(
    session: Session,
    reader: Person,
    *,
    people: int,
    days: int | None = None,
    standard: str | None = None,
    shelter: Shelter | None = None,
) -> Table[Ranked[NeedLine]]:
    """What so many people need for so many days by a standard, beside what is there, on hand and promised."""
    found = needing.needs(session, reader, people=people, days=days or 1, standard=standard or "", shelter=shelter)
    words = ngettext("{people} for {days} day", "{people} for {days} days", days or 1)
    return Table(
        "shelter-needs",
        _("Needs of people sheltered"),
        numbered(need_columns()),
        Numbered(found),
        row_key=lambda row: row.line.code,
        heads=[
            (_("Reported by"), reporting(session, reader)),
            (_("People to shelter"), words.format(people=figure(people), days=days or 1)),
            (_("Where"), shelter.name if shelter else _("all shelters")),
        ],
        foots=_need_foots(found),
        signatures=signatures(),
        sources=[
            *((line.what, line.basis) for line in found),
            (
                _("Promised by agreements"),
                _("What can still be called on agreements that hold; it is never counted as there."),
            ),
        ],
        frozen=3,
        landscape=True,
        zone=settings.zone(session),
    )


def _need_foots(found: list[NeedLine]) -> list[str]:
    if not found:
        return [_("No standard is set: enter its rows with their basis, or take the template's over and check them.")]
    return [_("Every figure rests on a row of a standard, with its basis: see where the figures come from.")]


def need_columns() -> list[Column[NeedLine]]:
    """What is needed of what, by which row, and what there is of it."""
    kind, unknown = Kind.QUANTITY, _("not known")
    return [
        Column("standard", _("Standard"), lambda line: line.standard, width=14),
        Column("what", _("What"), lambda line: line.what, width=20),
        Column("rule", _("By the standard"), _rule, width=22, on_screen=ROOM),
        Column("unit", _("Counted in"), lambda line: line.unit, width=8),
        Column("needed", _("Needed"), lambda line: line.needed, kind, 11),
        Column("held", _("In shelters"), lambda line: line.held, kind, 11, absent=unknown),
        Column("on_hand", _("Usable in store"), lambda line: line.on_hand, kind, 11, absent=unknown),
        Column("short", _("Short"), lambda line: line.short, kind, 11, absent=unknown, level=_short),
        Column("promised", _("Promised by agreements"), lambda line: line.promised, kind, 11, absent=""),
        Column("still_short", _("Short even so"), lambda line: line.still_short, kind, 11, ROOM, absent=unknown),
        Column("counterpart", _("Compared with"), lambda line: line.counterpart or None, width=16, on_screen=ROOM),
        Column("basis", _("Basis"), lambda line: line.basis, width=24, on_screen=ROOM),
        Column("note", _("Remarks"), lambda line: line.note or None, width=24, on_screen=ROOM, absent=""),
    ]


def _rule(line: NeedLine) -> str:
    return f"{figure(line.amount)} {_(PER_NAMES[line.per])}"


def _short(line: NeedLine) -> Level | None:
    if line.short is None:
        return Level.UNKNOWN
    if not line.short:
        return Level.FINE
    return Level.URGENT if line.still_short else Level.ATTENTION

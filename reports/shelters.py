"""The register of shelters: how many people each takes and why, who is in it now, what is there for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.resources import sheltering, tallies
from inventory.resources.heads import Heads
from inventory.resources.sheltering import ShelterStanding
from inventory.resources.shelters import Capacity, ShelterLine
from reports.stock import heads, signatures
from reports.table import PAPER, ROOM, Column, Kind, Level, Numbered, Ranked, Table, figure, numbered, parted
from reports.teams import things

# The register (安置点登记表) -----------------------------------------------------------------------------------


REGISTER = (
    "no name location address kind grade use stay area rated by_area capacity beds water toilets power keeper phone "
    "note"
)
WHO_IS_WHERE = "no name location capacity state people free elderly children special keeper phone supplies hazards"


@dataclass(frozen=True)
class ShelterRow:
    """A shelter with who is in it, and how many hazards that were found there are not closed off."""

    standing: ShelterStanding
    hazards: int

    @property
    def shelter(self) -> ShelterLine:
        """What is known of it."""
        return self.standing.shelter

    @property
    def there(self) -> Heads:
        """Who is in it."""
        return self.standing.now.heads if self.standing.now else Heads()

    @property
    def over(self) -> int:
        """How many more there are than it takes."""
        return max(-(self.standing.free or 0), 0) if self.standing.open else 0

    @property
    def retired(self) -> bool:
        """Whether it has been."""
        return self.standing.retired


def rows(session: Session, reader: Person, *, retired: bool = False) -> list[ShelterRow]:
    """The shelters of the reader's branch as they stand now."""
    hazards = tallies.open_at(session, reader)
    found = sheltering.standing(session, reader, retired=retired)
    return [ShelterRow(one, hazards.get(one.shelter.place_id, 0)) for one in found]


def shelters(session: Session, reader: Person) -> Table[Ranked[ShelterRow]]:
    """The shelters as they are registered today, each with who is in it."""
    lines = rows(session, reader)
    every = Table(
        "shelters",
        _("Register of shelters"),
        numbered(columns()),
        Numbered(lines),
        row_key=lambda row: row.line.shelter.shelter_id,
        heads=[*heads(session, reader)[:2], (_("Altogether"), in_all(lines))],
        foots=[_("A shelter takes what was approved, and no more than its area holds where both are set.")],
        signatures=signatures(),
        sources=[*_sources(), *_bases(lines)],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )
    return parted(every, (_("Register"), REGISTER), (_("Who is where"), WHO_IS_WHERE))


def columns() -> list[Column[ShelterRow]]:
    """The register's columns in the order of its form."""
    unset = _("not set")
    return [
        Column("name", _("Shelter"), lambda row: row.shelter.name, width=20),
        Column(
            "location", _("Town or village"), lambda row: row.shelter.location or None, width=10, on_screen=ROOM,
            absent=unset,
        ),
        Column("address", _("Address"), lambda row: row.shelter.address or None, width=14, on_screen=PAPER),
        Column("kind", _("Kind"), lambda row: row.shelter.kind or None, width=8, on_screen=ROOM, absent=unset),
        Column("grade", _("Grade"), lambda row: row.shelter.grade or None, width=6, on_screen=PAPER),
        Column("use", _("Against what"), lambda row: row.shelter.use or None, width=8, on_screen=PAPER),
        Column("stay", _("For how long"), lambda row: row.shelter.stay or None, width=8, on_screen=PAPER),
        Column("area", _("Area m²"), lambda row: row.shelter.area_m2, Kind.QUANTITY, 8, PAPER, total=True),
        Column("rated", _("Approved for"), lambda row: row.shelter.rated, Kind.NUMBER, 8, PAPER, total=True),
        Column("by_area", _("By its area"), lambda row: row.shelter.capacity.by_area, Kind.NUMBER, 8, PAPER),
        Column(
            "capacity", _("Capacity"), lambda row: row.shelter.capacity.people, Kind.NUMBER, 7, total=True, absent=unset
        ),
        Column("state", _("State"), lambda row: state(row)[1], Kind.STATE, 10, level=lambda row: state(row)[0]),
        Column("people", _("There now"), lambda row: row.there.people, Kind.NUMBER, 7, total=True),
        Column("free", _("Free"), lambda row: row.standing.free, Kind.NUMBER, 6, level=_over),
        Column("elderly", _("Elderly"), lambda row: row.there.elderly, Kind.NUMBER, 6, ROOM, total=True),
        Column("children", _("Children"), lambda row: row.there.children, Kind.NUMBER, 6, ROOM, total=True),
        Column("special", _("Special needs"), lambda row: row.there.special, Kind.NUMBER, 6, ROOM, total=True),
        Column("beds", _("Beds"), lambda row: row.shelter.beds, Kind.NUMBER, 6, PAPER, total=True),
        Column("water", _("Taps"), lambda row: row.shelter.water_points, Kind.NUMBER, 5, PAPER, total=True),
        Column("toilets", _("Toilets"), lambda row: row.shelter.toilets, Kind.NUMBER, 5, PAPER, total=True),
        Column("power", _("Backup power"), lambda row: row.shelter.backup_power or None, width=12, on_screen=PAPER),
        Column("keeper", _("Responsible"), lambda row: row.shelter.keeper or None, Kind.TEXT, 9, ROOM, absent=unset),
        Column("phone", _("Telephone"), lambda row: row.shelter.phone or None, Kind.TEXT, 13, ROOM, absent=unset),
        Column("supplies", _("Supplies there"), _supplies, width=18, on_screen=PAPER),
        Column("hazards", _("Open hazards"), lambda row: row.hazards or None, Kind.NUMBER, 6, ROOM, level=_unsafe),
        Column("note", _("Remarks"), lambda row: row.shelter.note or None, width=12, on_screen=PAPER, absent=""),
    ]  # fmt: skip


def _supplies(row: ShelterRow) -> str | None:
    return things(row.shelter.supplies) or None


def _over(row: ShelterRow) -> Level | None:
    return Level.URGENT if row.over else None


def _unsafe(row: ShelterRow) -> Level | None:
    return Level.ATTENTION if row.hazards else None


def _sources() -> list[tuple[str, str]]:
    return [
        (_("Shelter"), _("The register of shelters, as its keepers maintain it; what nobody entered is not set.")),
        (_("By its area"), _("Area divided by the square metres per person that are set, rounded down.")),
        (_("There now"), _("All that were counted in since it was opened, less all that were counted out.")),
        (_("Supplies there"), _("What the ledger says is at the shelter: issued to it and not come back or used up.")),
        (_("Open hazards"), _("Hazards that were found there and are not closed off.")),
    ]


def _bases(lines: Sequence[ShelterRow]) -> list[tuple[str, str]]:
    """What the square metres per person rest on, and what each shelter's entry does."""
    used = {(one.shelter.capacity.per_person, one.shelter.capacity.basis) for one in lines}
    standards = [(_("{n} m² per person").format(n=figure(value)), basis) for value, basis in used if value is not None]
    return [*sorted(standards), *((one.shelter.name, one.shelter.basis) for one in lines if one.shelter.basis)]


# Words ---------------------------------------------------------------------------------------------------------


def state(row: ShelterRow) -> tuple[Level, str]:
    """How a shelter stands, in a word or two."""
    if not row.standing.open:
        return Level.UNKNOWN, _("not opened")
    if row.over:
        return Level.URGENT, _("{n} too many").format(n=figure(row.over))
    return (Level.ATTENTION, _("full")) if row.standing.free == 0 else (Level.FINE, _("open now"))


def in_all(lines: Sequence[ShelterRow]) -> str:
    """How many shelters there are for how many people, how many of them are open, and who is in them."""
    live = [one for one in lines if not one.retired]
    open_ones = [one for one in live if one.standing.open]
    takes = sum(one.shelter.capacity.people or 0 for one in live)
    unknown = sum(one.shelter.capacity.people is None for one in live)
    said = [
        _("{shelters} for {people}").format(shelters=shelters_words(len(live)), people=people_words(takes)),
        _("{n} of unknown capacity").format(n=figure(unknown)) if unknown else "",
        _("{n} of them open").format(n=figure(len(open_ones))) if open_ones else _("none of them open"),
        _("{n} there").format(n=people_words(sum(one.there.people for one in live))) if open_ones else "",
    ]
    return _(", ").join(one for one in said if one)


def shelters_words(count: int) -> str:
    """So many shelters."""
    return ngettext("{n} shelter", "{n} shelters", count).format(n=figure(count))


def people_words(count: int) -> str:
    """So many people."""
    return ngettext("{n} person", "{n} people", count).format(n=figure(count))


def heads_words(heads: Heads) -> str:
    """`113 people (30 elderly, 25 children, 3 with special needs)`."""
    groups = [
        (heads.elderly, _("{n} elderly")),
        (heads.children, _("{n} children")),
        (heads.special, _("{n} with special needs")),
    ]
    said = _(", ").join(words.format(n=figure(number)) for number, words in groups if number)
    people = people_words(heads.people)
    return _("{people} ({groups})").format(people=people, groups=said) if said else people


def capacity_words(holds: Capacity) -> str:
    """How many people a shelter takes, and what that was computed from."""
    if holds.people is None:
        return ""
    parts = [_("approved for {n}").format(n=figure(holds.rated))] if holds.rated is not None else []
    if holds.by_area is not None and holds.area_m2 is not None and holds.per_person is not None:
        parts.append(
            _("{area} m² at {each} m² for each: {n}").format(
                area=figure(holds.area_m2), each=figure(holds.per_person), n=figure(holds.by_area)
            )
        )
    elif holds.area_m2 is not None:
        parts.append(_("nothing is set for its {area} m²").format(area=figure(holds.area_m2)))
    said = _("{n} ({how})").format(n=people_words(holds.people), how=_(", ").join(parts))
    return f"{said} · {holds.basis}" if holds.by_area is not None and holds.basis else said

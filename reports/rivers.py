"""Reports of the rivers and works: who answers for them, with telephones, and without for the public."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import N_, _
from inventory.ground.people import Person
from inventory.resources import rivers as register
from inventory.resources.rivers import Answering, RiverLine, RiverPersonLine
from reports.stock import heads, signatures
from reports.table import ALWAYS, PAPER, ROOM, Cell, Column, Kind, Level, Table

ANSWERS = {
    Answering.ADMINISTRATIVE: N_("Administrative"),
    Answering.TECHNICAL: N_("Technical"),
    Answering.PATROL: N_("Patrol"),
}
"""The headings over those who answer for something."""


@dataclass(frozen=True)
class Reach:
    """A river with the first, second, ... of those who answer for each thing; what is said once stands in the first."""

    rank: int
    river: RiverLine
    nth: int

    def who(self, answering: Answering) -> RiverPersonLine | None:
        """The one who stands in this line."""
        people = self.river.of(answering)
        return people[self.nth] if self.nth < len(people) else None


def rivers(session: Session, reader: Person) -> Table[Reach]:
    """The list of those who answer (责任人名单): reach, length, towns, and who is called for what, with telephones."""
    lines = register.rivers(session, reader)
    return _list(session, reader, lines, "rivers", _("Rivers and works, and who answers for them"), with_phones=True)


def rivers_public(session: Session, reader: Person) -> Table[Reach]:
    """The list as it is published (公示): the same people, and nobody's telephone number whoever makes it."""
    lines = register.rivers(session, reader, public=True)
    return _list(session, reader, lines, "rivers-public", _("Those who answer for rivers and works"), with_phones=False)


def _list(
    session: Session, reader: Person, lines: Sequence[RiverLine], name: str, title: str, *, with_phones: bool
) -> Table[Reach]:
    return Table(
        name,
        title,
        _columns(with_phones=with_phones),
        list(_reaches(lines)),
        row_key=lambda row: (row.river.river_id, row.nth),
        heads=heads(session, reader)[:2],
        signatures=signatures() if with_phones else (),
        sources=[
            (_("River or works"), _("The register of rivers, as it is kept today; what nobody entered is not set.")),
            (_("Published on"), _("The day on which those who answer were made known to the public.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def _reaches(lines: Iterable[RiverLine]) -> Iterable[Reach]:
    for rank, line in enumerate(lines, 1):
        most = max(len(line.of(one)) for one in Answering)
        yield from (Reach(rank, line, nth) for nth in range(max(1, most)))


def _columns(*, with_phones: bool) -> list[Column[Reach]]:
    facts = {one.key: one for one in river_columns()}
    return [
        Column("no", _("No."), lambda row: "" if row.nth else row.rank, Kind.NUMBER, 5, PAPER),
        _once(facts["name"]),
        *(replace(_once(facts[key]), on_screen=ROOM) for key in ("reach", "length_km", "towns")),
        *(column for one in Answering for column in _people(one, with_phones=with_phones)),
        _once(facts["published_on"]),
    ]


def _once(column: Column[RiverLine]) -> Column[Reach]:
    """A fact of the river, which stands in its first line alone; its name stands in all of them."""

    def cell(row: Reach) -> Cell:
        return column.cell(row.river) if not row.nth or column.key == "name" else ""

    return Column(column.key, column.title, cell, column.kind, column.width, column.on_screen, absent=column.absent)


def _people(answering: Answering, *, with_phones: bool) -> list[Column[Reach]]:
    """The columns of those who answer for one thing."""

    def told(fact: str) -> Callable[[Reach], Cell]:
        def cell(row: Reach) -> Cell:
            who = row.who(answering)
            if who is not None:
                return getattr(who, fact) or None
            return "" if row.nth or fact != "name" else None

        return cell

    def column(fact: str, title: str, width: int, on_screen: int = ROOM) -> Column[Reach]:
        said = _("{answers}: {fact}").format(answers=_(ANSWERS[answering]), fact=title)
        key = answering.value if fact == "name" else f"{answering.value}_{fact}"
        return Column(key, said, told(fact), width=width, on_screen=on_screen, absent=_("not set"))

    shown = [
        column("name", _("full name"), 10, ALWAYS),
        column("unit", _("unit"), 12),
        column("post", _("position"), 10),
    ]
    return [*shown, column("phone", _("telephone"), 12)] if with_phones else shown


# On the screen ----------------------------------------------------------------------------------------------------


def river_columns() -> list[Column[RiverLine]]:
    """What is said of a river in one line, with the names of those who answer."""
    unset = _("not set")
    return [
        Column("name", _("River or works"), lambda row: row.name, width=14),
        Column("kind", _("Kind"), lambda row: row.kind or None, width=8, on_screen=ROOM),
        Column("reach", _("From – to"), reach, width=16, absent=unset),
        Column("length_km", _("Length (km)"), lambda row: row.length_km, Kind.QUANTITY, 8, ROOM, absent=unset),
        Column("towns", _("Towns and villages"), lambda row: row.towns or None, width=14, on_screen=ROOM, absent=unset),
        *(_names(one) for one in Answering),
        Column("published_on", _("Published on"), lambda row: row.published_on, Kind.DATE, 11, ROOM, absent=unset),
        Column("code", _("Code"), lambda row: row.code, width=6, on_screen=ROOM),
    ]


def reach(line: RiverLine) -> str | None:
    """From where to where it runs."""
    if not (line.reach_from or line.reach_to):
        return None
    return f"{line.reach_from or '…'} – {line.reach_to or '…'}"


def _names(answering: Answering) -> Column[RiverLine]:
    """Who answers for one thing, by name; that nobody does is said."""

    def names(row: RiverLine) -> str:
        return _(", ").join(one.name for one in row.of(answering)) or _("not set")

    def level(row: RiverLine) -> Level | None:
        return None if row.of(answering) else Level.ATTENTION

    return Column(answering.value, _(ANSWERS[answering]), names, Kind.STATE, 12, level=level)

"""The register of training: what was held when, about what, for whom, and how many came, with totals by season."""

from __future__ import annotations

from sqlalchemy.orm import Session

from inventory.ground import settings
from inventory.ground.i18n import _, ngettext
from inventory.ground.people import Person
from inventory.resources import training as register
from inventory.resources.inspections import SEASON_NAMES, Season
from inventory.resources.training import TrainingLine, TrainingTotal
from reports.stock import heads, signatures
from reports.table import PAPER, ROOM, Cell, Column, Kind, Numbered, Ranked, Table, figure, numbered, pair


def training(session: Session, reader: Person, *, year: int | None = None) -> Table[Ranked[TrainingLine]]:
    """The trainings of a year or of all, and below them how many people each season of each year trained."""
    totals = register.training_totals(session, reader, year=year)
    about = heads(session, reader)[:2]
    return Table(
        "training",
        _("Register of training"),
        numbered(columns()),
        Numbered(register.trainings(session, reader, year=year)),
        row_key=lambda row: row.line.training_id,
        heads=[*about, (_("Year"), str(year))] if year else about,
        foots=[_summed(one) for one in totals],
        signatures=signatures(),
        sources=[
            (_("People trained"), _("How many came, as it was entered; where nobody knows, nothing is added.")),
            (_("Season"), _("By the day and the flood season that is set; not set where either isn't known.")),
            (_("Held on"), _("The day; of some only the year is known.")),
        ],
        frozen=2,
        landscape=True,
        zone=settings.zone(session),
    )


def columns() -> list[Column[TrainingLine]]:
    """The register's columns, the same on the list and on paper."""
    unset = _("not set")
    return [
        Column("number", _("Number"), lambda line: line.number, width=13),
        Column("held_on", _("Held on"), held, Kind.DATE, 11),
        Column("subject", _("Subject"), lambda line: line.subject, width=26),
        Column("audience", _("For whom"), lambda line: line.audience or None, width=16, on_screen=ROOM),
        Column("people", _("People trained"), lambda line: line.people, Kind.NUMBER, 9, total=True, absent=unset),
        Column("season", _("Season"), lambda line: season(line.season), width=10, on_screen=ROOM, absent=unset),
        Column("host", _("Organised by"), lambda line: line.host or None, width=16, on_screen=ROOM),
        Column("material", _("Teaching material"), lambda line: line.material or None, width=14, on_screen=ROOM),
        Column("note", _("Remarks"), _remarks, width=20, on_screen=PAPER),
    ]


def held(line: TrainingLine) -> Cell:
    """When it was held: its day, or its year where no more is known."""
    return line.held_on or str(line.year)


def season(of: Season | None) -> str | None:
    """The season in words."""
    return _(SEASON_NAMES[of]) if of else None


def _remarks(line: TrainingLine) -> str | None:
    based = _("basis {basis}").format(basis=line.basis) if line.basis else ""
    return _("; ").join(filter(None, (line.note, based))) or None


def _summed(one: TrainingTotal) -> str:
    """What a season of a year comes to, in one line; of some nobody knows how many came."""
    told = [ngettext("{n} training", "{n} trainings", one.trainings).format(n=figure(one.trainings))]
    if one.trainings > one.unknown:
        told.append(ngettext("{n} person", "{n} people", one.people).format(n=figure(one.people)))
    if one.unknown:
        told.append(_("of {n} nobody knows how many came").format(n=figure(one.unknown)))
    when = _("{year}, {season}").format(year=one.year, season=season(one.season) or _("season not known"))
    return pair(when, _(", ").join(told))

"""Training (培训): when, about what, for whom, how many came, who held it; totals by year and season."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_, _
from inventory.ground.names import NotRetired, Retired, remark
from inventory.ground.numbers import next_number
from inventory.ground.people import Organisation, Permission, Person, branch
from inventory.ground.schema import Base, Name
from inventory.ground.settings import today
from inventory.ground.text import clean
from inventory.resources.inspections import Season, day_past, season_dates, season_of
from inventory.resources.sites import known

# Models --------------------------------------------------------------------------------------------------------


class Training(Base):
    """A training that was held; its day or the number of people may not be known, its year is."""

    __tablename__ = "training"
    called = "number"
    sealed = {1: "id number organisation_id held_on year subject audience people host material note basis retired key"}

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(Name(20), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    held_on: Mapped[date | None]
    year: Mapped[int]
    subject: Mapped[str] = mapped_column(Name(200))
    audience: Mapped[str] = mapped_column(Name(200), default="")
    people: Mapped[int | None]
    host: Mapped[str] = mapped_column(Name(200), default="")
    material: Mapped[str] = mapped_column(Name(400), default="")
    note: Mapped[str] = mapped_column(Name(400), default="")
    basis: Mapped[str] = mapped_column(Name(400), default="")
    retired: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(Text, default="")


# Rules ---------------------------------------------------------------------------------------------------------

LONGEST = {"subject": 200, "audience": 200, "host": 200, "material": 400, "note": 400, "basis": 400}
FIRST_YEAR = 1949


class WhenUnsaid(Refused):
    """A total by year needs the year at least."""

    message = N_("Say on which day it was held, or in which year at least.")


class OtherYear(Refused):
    """The day says which year it was."""

    message = N_("{day} is not in {year}: give a day of that year, or enter it as another training.")


class BadYear(Refused):
    """A year that can't be meant."""

    message = N_("{year} does not fit: give a year from {first} to {last}.")


def _when(session: Session, held_on: date | None, year: int | None) -> tuple[date | None, int]:
    """The day and the year, as far as they are known and fit together."""
    if held_on is not None:
        day = day_past(session, held_on, "held_on")
        if year not in (None, day.year):
            raise OtherYear(field="year", day=day, year=year)
        return day, day.year
    if year is None:
        raise WhenUnsaid(field="held_on")
    this = today(session).year
    if not FIRST_YEAR <= year <= this:
        raise BadYear(field="year", year=year, first=FIRST_YEAR, last=this)
    return None, year


# Queries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TrainingLine:
    """A training on the list; `season` is None where its day isn't known, or the flood season isn't set."""

    training_id: int
    number: str
    organisation_id: int
    organisation: str
    held_on: date | None
    year: int
    season: Season | None
    subject: str
    audience: str
    people: int | None
    host: str
    material: str
    note: str
    basis: str
    retired: bool
    key: str


@dataclass(frozen=True)
class TrainingTotal:
    """How many trainings there were in a season of a year, and for how many people; of `unknown` nobody knows."""

    year: int
    season: Season | None
    trainings: int
    people: int
    unknown: int


def trainings(
    session: Session, reader: Person, *, year: int | None = None, retired: bool = False
) -> list[TrainingLine]:
    """The trainings of the reader's branch, of one year or all, the latest first."""
    found = session.execute(
        select(Training, Organisation.name)
        .join(Organisation, Organisation.id == Training.organisation_id)
        .where(
            Training.organisation_id.in_(branch(reader)),
            *([Training.year == year] if year else []),
            *(() if retired else (Training.retired.is_(False),)),
        )
        .order_by(Training.year.desc(), Training.held_on.desc().nulls_last(), Training.id.desc())
    )
    dates = season_dates(session)
    return [
        TrainingLine(
            one.id, one.number, one.organisation_id, organisation, one.held_on, one.year,
            season_of(one.held_on, dates) if one.held_on else None, one.subject, one.audience, one.people, one.host,
            one.material, one.note, one.basis, one.retired, one.key,
        )
        for one, organisation in found
    ]  # fmt: skip


def training_totals(session: Session, reader: Person, *, year: int | None = None) -> list[TrainingTotal]:
    """How many people were trained in every season of every year, the latest year first."""
    groups: defaultdict[tuple[int, Season | None], list[int | None]] = defaultdict(list)
    for one in trainings(session, reader, year=year):
        groups[one.year, one.season].append(one.people)
    order = [*Season, None]
    return [
        TrainingTotal(of, season, len(people), sum(one or 0 for one in people), people.count(None))
        for (of, season), people in sorted(groups.items(), key=lambda one: (-one[0][0], order.index(one[0][1])))
    ]


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_TRAINING, on="organisation")
def record_training(
    session: Session,
    by: Person,
    *,
    organisation: Organisation,
    subject: str,
    held_on: date | None = None,
    year: int | None = None,
    people: int | None = None,
    audience: str = "",
    host: str = "",
    material: str = "",
    note: str = "",
    basis: str = "",
) -> Training:
    """Enter a training that was held on a day, or in a year where the day isn't known."""
    day, of = _when(session, held_on, year)
    one = Training(number=next_number(session, "PX", of), organisation_id=organisation.id, held_on=day, year=of)
    facts = {"subject": subject, "audience": audience, "host": host}
    _describe(one, people, **facts, material=material, note=note, basis=basis)
    _tell_of_same(session, one)
    session.add(one)
    session.flush()
    return one


@service(Permission.KEEP_TRAINING, on="training")
def change_training(
    session: Session,
    by: Person,
    *,
    training: Training,
    subject: str | None = None,
    held_on: date | None = None,
    people: int | None = None,
    audience: str | None = None,
    host: str | None = None,
    material: str | None = None,
    note: str | None = None,
    basis: str | None = None,
) -> Training:
    """Correct a training; its day stays in its year, and 0 people are not known."""
    if held_on is not None:
        training.held_on, training.year = _when(session, held_on, training.year)
    facts = {"subject": subject, "audience": audience, "host": host}
    _describe(
        training, training.people if people is None else people, **facts, material=material, note=note, basis=basis
    )
    return training


@service(Permission.KEEP_TRAINING, on="training")
def retire_training(session: Session, by: Person, *, training: Training) -> Training:
    """Take a training off the list that was entered by mistake: it counts no more."""
    if training.retired:
        raise Retired(field="training", name=training.number)
    training.retired = True
    return training


@service(Permission.KEEP_TRAINING, on="training")
def revive_training(session: Session, by: Person, *, training: Training) -> Training:
    """Put a training back on the list."""
    if not training.retired:
        raise NotRetired(field="training", name=training.number)
    training.retired = False
    return training


def _describe(training: Training, people: int | None, **facts: str | None) -> None:
    training.people = known(people, field="people")
    for name, value in facts.items():
        if value is not None:
            setattr(training, name, clean(value, field=name, longest=LONGEST[name], blank=name != "subject"))
    training.key = search.key(training.number, training.subject, training.audience, training.host)


def _tell_of_same(session: Session, training: Training) -> None:
    """Say which training is the very same by day and subject: it may be entered twice."""
    same = select(Training.number).where(
        Training.organisation_id == training.organisation_id,
        Training.held_on == training.held_on,
        Training.year == training.year,
        Training.subject == training.subject,
        Training.retired.is_(False),
    )
    if number := session.scalars(same.limit(1)).first():
        remark(session, _("{training} is of the same day and subject.").format(training=number))

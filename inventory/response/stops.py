"""Stops (停课, 停工, 停业, 停产, 停运): what can be shut when it gets dangerous, and which departments shut it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, ForeignKey, Select, Text, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground import search
from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import NotRetired, Retired, free_code, next_code
from inventory.ground.people import Organisation, Permission, Person, branch, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean

# Models ---------------------------------------------------------------------------------------------------------


class StopMeasure(Base):
    """A stop that can be ordered, such as 停课, and the departments that carry it out."""

    __tablename__ = "stop_measure"
    sealed = {1: "id code name department organisation_id basis retired key"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    department: Mapped[str] = mapped_column(Name(200), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    basis: Mapped[str] = mapped_column(Name(400), default="")
    retired: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(Text, default="")

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:  # noqa: ARG003 - every measure, whoever asks
        """A measure is one of all below the organisation that keeps it: a town names the district's, too."""
        return true()


# Rules ----------------------------------------------------------------------------------------------------------


class OthersMeasure(Refused):
    """A measure is that of the organisation that keeps it, and of everything below."""

    message = N_("{measure} is a stop of another organisation.")


def must_serve(session: Session, measure: StopMeasure, house: Organisation, field: str) -> None:
    """Refuse a measure that has been retired, or that isn't one of the organisation or of those above it."""
    if measure.retired:
        raise Retired(field=field, name=measure.name)
    if not house.path.startswith(session.get_one(Organisation, measure.organisation_id).path):
        raise OthersMeasure(field=field, measure=measure.name)


# Queries --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StopMeasureLine:
    """A measure on the list; without a department none is set."""

    measure_id: int
    code: str
    name: str
    department: str
    organisation_id: int
    organisation: str
    basis: str
    retired: bool
    key: str


def measures(session: Session, reader: Person, *, retired: bool = False) -> list[StopMeasureLine]:
    """The stops that the reader's branch can order: its own and those of the organisations above it."""
    found = session.execute(
        select(StopMeasure, Organisation.name, Organisation.path)
        .join(Organisation, Organisation.id == StopMeasure.organisation_id)
        .where(*(() if retired else (StopMeasure.retired.is_(False),)))
        .order_by(Organisation.path, StopMeasure.code)
    ).all()
    mine = set(session.scalars(select(Organisation.path).where(Organisation.id.in_(branch(reader)))))
    return [
        StopMeasureLine(
            one.id, one.code, one.name, one.department, one.organisation_id, owner, one.basis, one.retired, one.key
        )
        for one, owner, path in found
        if any(here.startswith(path) for here in mine)
    ]


# Services -------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RULES, on="organisation")
def add_stop_measure(
    session: Session,
    by: Person,
    *,
    name: str,
    department: str = "",
    organisation: Organisation | None = None,
    code: str = "",
    basis: str = "",
) -> StopMeasure:
    """Enter a stop that can be ordered, such as 停课, with the departments that carry it out and its basis."""
    one = StopMeasure(
        code=free_code(session, StopMeasure.code, code) if code else next_code(session, StopMeasure.code, "TC", 2),
        organisation_id=(organisation or headquarters(session)).id,
    )
    _describe(one, name=name, department=department, basis=basis)
    session.add(one)
    session.flush()
    return one


def _describe(one: StopMeasure, *, name: str | None, department: str | None, basis: str | None) -> None:
    one.name = one.name if name is None else clean(name, field="name")
    if department is not None:
        one.department = clean(department, field="department", longest=200, blank=True)
    one.basis = one.basis if basis is None else clean(basis, field="basis", longest=400, blank=True)
    one.key = search.key(one.name, one.code, one.department)


@service(Permission.KEEP_RULES, on="measure")
def change_stop_measure(
    session: Session,
    by: Person,
    *,
    measure: StopMeasure,
    name: str | None = None,
    department: str | None = None,
    basis: str | None = None,
) -> StopMeasure:
    """Correct what is known of a stop; orders that were drafted keep what they say."""
    _describe(measure, name=name, department=department, basis=basis)
    return measure


@service(Permission.KEEP_RULES, on="measure")
def retire_stop_measure(session: Session, by: Person, *, measure: StopMeasure) -> StopMeasure:
    """Let a stop go: nothing suggests it and no order names it any more; those given hold until they end."""
    if measure.retired:
        raise Retired(field="measure", name=measure.name)
    measure.retired = True
    return measure


@service(Permission.KEEP_RULES, on="measure")
def revive_stop_measure(session: Session, by: Person, *, measure: StopMeasure) -> StopMeasure:
    """Take a retired stop back into use, with its rules."""
    if not measure.retired:
        raise NotRetired(field="measure", name=measure.name)
    measure.retired = False
    return measure

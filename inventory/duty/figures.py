"""Figures of reports upward: so far (累计) and at the moment (实时) stand apart, and what is unknown stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import next_id, write
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean
from inventory.supplies.catalog import countable

# Models --------------------------------------------------------------------------------------------------------


class ReportFigure(Base):
    """A figure of a report: so far (累计) and at the moment (实时), either of them unknown where it is None.

    `correction` says why less is reported so far than before.
    """

    __tablename__ = "report_figure"
    called = "id"
    only_grows = True
    sealed = {1: "id report_id line name unit cumulative current correction"}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("upward_report.id"), index=True)
    line: Mapped[int]
    name: Mapped[str] = mapped_column(Name(120))
    unit: Mapped[str] = mapped_column(Name(20))
    cumulative: Mapped[Decimal | None]
    current: Mapped[Decimal | None]
    correction: Mapped[str] = mapped_column(Name(200))


# Rules ---------------------------------------------------------------------------------------------------------

DECIMALS = 3


class BadFigure(Refused):
    """An amount that can't be reported."""

    message = N_("{name}: {value} does not fit; give an amount of 0 or more with at most {decimals} decimals.")


class FigureTwice(Refused):
    """One of the two would be lost without a word."""

    message = N_("{name} stands twice among these figures: leave one of them out.")


class Fell(Refused):
    """What has been so far can't become less by itself."""

    message = N_("{name}: {now} in all is less than the {before} reported before; say why, or leave it unknown.")


@dataclass(frozen=True)
class Figure:
    """A figure of a report; what nobody knows is left out, never 0."""

    name: str
    unit: str = ""
    cumulative: Decimal | None = None
    current: Decimal | None = None
    correction: str = ""


# Queries -------------------------------------------------------------------------------------------------------


def figures_of(session: Session, report_id: int) -> list[ReportFigure]:
    """The figures of a report, in their order."""
    found = select(ReportFigure).where(ReportFigure.report_id == report_id)
    return list(session.scalars(found.order_by(ReportFigure.line)))


def so_far(session: Session, reports: Sequence[int]) -> dict[tuple[str, str], Decimal]:
    """What was last reported in all, by name and unit, in reports that are given in their order."""
    found = select(ReportFigure).where(ReportFigure.report_id.in_(reports), ReportFigure.cumulative.is_not(None))
    known = sorted(session.scalars(found), key=lambda one: reports.index(one.report_id))
    return {(one.name, one.unit): one.cumulative for one in known if one.cumulative is not None}


# Work shared by services ---------------------------------------------------------------------------------------


def write_figures(session: Session, report_id: int, figures: Sequence[Figure], before: Sequence[int]) -> None:
    """Write the figures of a report that comes after others; Fell where less is reported so far without a word."""
    known = so_far(session, before)
    first = next_id(session, ReportFigure)
    rows: list[dict[str, object]] = []
    for at, one in enumerate(figures):
        name, unit = clean(one.name, field="figures"), clean(one.unit, field="unit", longest=20, blank=True)
        correction = clean(one.correction, field="correction", longest=200, blank=True)
        for value in (one.cumulative, one.current):
            if value is not None and not countable(DECIMALS, value):
                raise BadFigure(field="figures", name=name, value=value, decimals=DECIMALS)
        if any((row["name"], row["unit"]) == (name, unit) for row in rows):
            raise FigureTwice(field="figures", name=name)
        had = known.get((name, unit))
        if had is not None and one.cumulative is not None and one.cumulative < had and not correction:
            raise Fell(field="figures", name=name, now=f"{one.cumulative:,f}", before=f"{had:,f}")
        row = {"id": first + at, "report_id": report_id, "line": at + 1, "name": name, "unit": unit}
        rows.append({**row, "cumulative": one.cumulative, "current": one.current, "correction": correction})
    write(session, ReportFigure, rows)

"""Numbers on paper: gap-free by kind and year, since a missing number is a question."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.schema import Base, Name


class NumberSeries(Base):
    """How far the numbers of one kind have come in one year."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("kind", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Name(10))
    year: Mapped[int]
    last: Mapped[int]


def next_number(session: Session, kind: str, year: int) -> str:
    """The next number of a kind, such as `CK-2026-0007`; it is used up only if the transaction is kept."""
    series = NumberSeries.__table__
    mine = (series.c.kind == kind, series.c.year == year)
    last = session.scalar(select(series.c.last).where(*mine))
    if last is None:
        last = 0
        session.add(NumberSeries(kind=kind, year=year, last=1))
    else:
        session.execute(update(NumberSeries).where(*mine).values(last=last + 1))
    return f"{kind}-{year}-{last + 1:04d}"

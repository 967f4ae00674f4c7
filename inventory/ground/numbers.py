"""Numbers on paper: gap-free by kind and year, since a missing number is a question.

What is numbered in an exercise bears an X where the real store has a dash: no slip of it has a number that the real
store will give. It is as wide, and sorts behind what was copied.
"""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, bindparam, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.exercises import exercise
from inventory.ground.schema import Base, Name, Prepared

DASH, EXERCISE = "-", "X"


class NumberSeries(Base):
    """How far the numbers of one kind have come in one year."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("kind", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Name(10))
    year: Mapped[int]
    last: Mapped[int]


_NEXT = Prepared(
    update(NumberSeries.__table__)  # type: ignore[arg-type]
    .where(NumberSeries.kind == bindparam("of_kind"), NumberSeries.year == bindparam("in_year"))
    .values(last=NumberSeries.last + 1)
    .returning(NumberSeries.last)
)


def next_number(session: Session, kind: str, year: int) -> str:
    """The next number of a kind, such as `CK-2026-0007`; it is used up only if the transaction is kept.

    In an exercise it is `CK-2026X0007`.
    """
    found = _NEXT.rows(session.connection(), of_kind=kind, in_year=year)
    last = found[0][0] if found else 1
    if not found:
        session.add(NumberSeries(kind=kind, year=year, last=last))
        session.flush()
    return f"{kind}-{year}{EXERCISE if exercise(session) else DASH}{last:04d}"

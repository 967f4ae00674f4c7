"""Kinds of events that are reported upward, each with its clock: rows, since every headquarters has its own limits."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ForeignKey, Select, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from inventory.ground.audit import service
from inventory.ground.errors import Refused
from inventory.ground.i18n import N_
from inventory.ground.names import free_code, next_code
from inventory.ground.people import Organisation, Permission, Person, headquarters
from inventory.ground.schema import Base, Name
from inventory.ground.text import clean

# Models --------------------------------------------------------------------------------------------------------


class EventKind(Base):
    """A kind of event with its clock, unset where no rule is known, and the basis of that.

    It counts minutes: from learning of it to the first word and to the first written report, from one report to the
    next.
    """

    __tablename__ = "event_kind"
    sealed = {1: "id code name organisation_id oral_minutes written_minutes following_minutes basis retired"}

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Name(40), unique=True)
    name: Mapped[str] = mapped_column(Name(120))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    oral_minutes: Mapped[int | None]
    written_minutes: Mapped[int | None]
    following_minutes: Mapped[int | None]
    basis: Mapped[str] = mapped_column(Name(400), default="")
    retired: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def within(cls, organisations: Select[int]) -> ColumnElement[bool]:  # noqa: ARG003 - every kind, whoever asks
        """What the headquarters has set holds for every town: all read the same kinds."""
        return true()


# Rules ---------------------------------------------------------------------------------------------------------

AT_ONCE = N_("at once, true and complete, until the final report (Emergency Response Law 2024, art. 17 and 61)")
"""What the law says of every report; hours and minutes are a headquarters' own rows."""
MOST_MINUTES = 100 * 24 * 60


class BadMinutes(Refused):
    """A clock of nothing, or of months."""

    message = N_("{minutes} minutes do not fit: give 1 to {most}, or 0 where no limit is known.")


class BasisMissing(Refused):
    """A limit rests on something."""

    message = N_("Say which paper sets these limits: without a basis none is set.")


# Queries -------------------------------------------------------------------------------------------------------


def event_kinds(session: Session, *, retired: bool = False) -> list[EventKind]:
    """The kinds of events in use, or all of them, by code."""
    found = select(EventKind).where(*(() if retired else (EventKind.retired.is_(False),)))
    return list(session.scalars(found.order_by(EventKind.code)))


# Services ------------------------------------------------------------------------------------------------------


@service(Permission.KEEP_RULES, on="organisation")
def add_event_kind(
    session: Session,
    by: Person,
    *,
    name: str,
    organisation: Organisation | None = None,
    code: str = "",
    oral_minutes: int | None = None,
    written_minutes: int | None = None,
    following_minutes: int | None = None,
    basis: str = "",
) -> EventKind:
    """Enter a kind of event with the limits of its reports in minutes, as far as a paper sets any."""
    free = free_code(session, EventKind.code, code) if code else next_code(session, EventKind.code, "LB", 2)
    kind = EventKind(
        code=free, name=clean(name, field="name"), organisation_id=(organisation or headquarters(session)).id
    )
    session.add(kind)
    _time(kind, basis, oral_minutes=oral_minutes, written_minutes=written_minutes, following_minutes=following_minutes)
    session.flush()
    return kind


@service(Permission.KEEP_RULES, on="kind")
def change_event_kind(
    session: Session,
    by: Person,
    *,
    kind: EventKind,
    name: str | None = None,
    oral_minutes: int | None = None,
    written_minutes: int | None = None,
    following_minutes: int | None = None,
    basis: str | None = None,
) -> EventKind:
    """Correct a kind of event; a limit is taken away with 0. What was reported keeps the limits that it had."""
    kind.name = kind.name if name is None else clean(name, field="name")
    said = {"oral_minutes": oral_minutes, "written_minutes": written_minutes, "following_minutes": following_minutes}
    _time(kind, kind.basis if basis is None else basis, **{key: one for key, one in said.items() if one is not None})
    return kind


@service(Permission.KEEP_RULES, on="kind")
def retire_event_kind(session: Session, by: Person, *, kind: EventKind) -> EventKind:
    """Take a kind of event out of use; the events of this kind stay what they are."""
    kind.retired = True
    return kind


def _time(kind: EventKind, basis: str, **minutes: int | None) -> None:
    for name, value in minutes.items():
        if value is not None and not 0 <= value <= MOST_MINUTES:
            raise BadMinutes(field=name, minutes=value, most=MOST_MINUTES)
        setattr(kind, name, value or None)
    kind.basis = clean(basis, field="basis", longest=400, blank=True)
    if not kind.basis and (kind.oral_minutes or kind.written_minutes or kind.following_minutes):
        raise BasisMissing(field="basis")
